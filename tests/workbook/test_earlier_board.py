"""Workbooks of an earlier template, whose cards stand side by side, are filled, handed out and added to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sheetkpi
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.workbook import Workbook
from sheetkpi.language import say
from sheetkpi.tables.cards import ACROSS, LINES, PLACES, STAGES
from sheetkpi.tables.names import CAUSE_ROWS
from sheetkpi.templates import template_path
from tests.judging import error_cells, judge, judge_all
from tests.libreoffice import needs_libreoffice
from tests.realdata import values_of
from tests.workbook.activities import events
from tests.workbook.targeted import entered, refreshed

EARLIER = Path(__file__).parents[1] / "cases" / "earlier" / "cards_across_ja.xlsx"
REPS = {"森 葵": 3, "林 蓮": 3, "王 芳": 0}
TODAY = date(2026, 11, 20)


def filled(path: Path, template: bytes) -> Path:
    """A workbook made from `template` in the middle of a month in which one rep's meetings are missing."""
    path.write_bytes(template)
    goal = {"month": [date(2026, 11, 1)], "goal": [say("meetings", "ja")], "goal_value": [100]}
    people = pd.DataFrame({"rep": list(REPS), "team": "東"})
    entered(path, {"TeamTargets": pd.DataFrame(goal | {"team": ["東"]}), "Roster": people})
    refreshed(path, worked())
    return path


def worked() -> pd.DataFrame:
    """What everybody did, alike but for their meetings."""
    done = {"calls": 60.0, "connects": 20.0, "opportunities": 1.0, "wins": 1.0, "won_amount": 90_000.0}
    return events(
        *(
            (day.date(), rep, "東", "展示会", done | {"meetings": float(meetings)})
            for day in pd.bdate_range("2026-09-01", "2026-11-18")
            for rep, meetings in REPS.items()
        )
    )


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same month in a workbook of the earlier template, and in one of today's."""
    folder = tmp_path_factory.mktemp("boards")
    earlier = filled(folder / "earlier.xlsx", EARLIER.read_bytes())
    return earlier, filled(folder / "now.xlsx", template_path("ja").read_bytes())


def reader(path: Path) -> Callable[[str], list[list[Any]]]:
    """What looks up the rows of cells under a name of the workbook at `path`."""
    book = values_of(path)

    def named(name: str) -> list[list[Any]]:
        ((sheet, cells),) = book.defined_names[name].destinations
        found = book[sheet][cells]
        return [[cell.value for cell in row] for row in (found if isinstance(found, tuple) else ((found,),))]

    return named


def test_every_card_says_what_it_does_on_a_board_of_today(both: tuple[Path, Path]) -> None:
    earlier, now = map(reader, both)
    said = 0
    for line in LINES:
        (across,), down = earlier(f"kpi_cards_{line}"), now(f"kpi_cards_{line}")
        for kpi in STAGES if line == "rate" else PLACES:
            cells = down[PLACES[kpi]]
            assert across[ACROSS[kpi] : ACROSS[kpi] + len(cells)] == cells, (line, kpi)
            said += any(cell not in (None, "") for cell in cells)
    assert said > 25
    assert earlier("kpi_answer") == now("kpi_answer") != [[None]]


def test_its_causes_stand_in_one_line_each(both: tuple[Path, Path]) -> None:
    earlier, now = map(reader, both)
    (who, *_, todo), *rest = ([cell for cell in row if cell is not None] for row in earlier("kpi_causes"))
    assert "王 芳" in who
    assert len(rest) == CAUSE_ROWS - 1
    assert [row[0] for row in now("kpi_causes")[:2]] == [who, todo]


@needs_libreoffice
def test_libreoffice_comes_to_the_same_figures(both: tuple[Path, Path], tmp_path: Path) -> None:
    for path, judged in judge_all(both, tmp_path).items():
        assert judged.differences == []
        assert error_cells(path) == []


@needs_libreoffice
def test_the_executive_page_of_today_reads_its_cards(both: tuple[Path, Path], tmp_path: Path) -> None:
    package = Package.open(both[0])
    workbook = Workbook(package)
    workbook.delete_sheet(say("sheet.executive", "ja"))
    for name in [name.name for name in workbook.names if "#REF!" in name.refers_to]:
        workbook.delete_name(name)
    path = tmp_path / "less.xlsx"
    package.save(path)
    later = sheetkpi.attach(path, "ja")
    refreshed(later, worked())
    assert reader(later)("kpi_executive") == reader(both[1])("kpi_executive")
    assert judge(later, tmp_path / "judged").differences == []


@needs_libreoffice
def test_what_it_hands_out_has_its_recipients_cards(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(EARLIER.read_bytes())
    days = [day.date() for day in pd.bdate_range("2026-10-01", "2026-11-18")]
    entries = [
        {"date": day, "rep": rep, "calls": 60, "connects": 20, "meetings": meetings}
        for day in days
        for rep, meetings in REPS.items()
    ]
    people = pd.DataFrame({"rep": list(REPS), "team": "東"})
    entered(path, {"Roster": people, "DailyEntry": pd.DataFrame(entries)})
    sheetkpi.refresh(path, today=TODAY)
    sheetkpi.distribute(path, tmp_path / "out")
    handed_out = {rep: next((tmp_path / "out").rglob(f"*{rep}*.xlsx")) for rep in REPS}
    for judged in judge_all(list(handed_out.values()), tmp_path / "judged").values():
        assert judged.differences == []
    for rep, meetings in REPS.items():
        handed = handed_out[rep]
        named = reader(handed)
        worked = sum(day.month == 11 for day in days)
        assert named("kpi_card_meetings") == [[meetings * worked]]
        assert len(named("kpi_cards_rate")) == 1
        assert named("kpi_cards_rate")[0][ACROSS["connects"]] == pytest.approx(1 / 3)
