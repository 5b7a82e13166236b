"""`attach --minimal`: six sheets to see, what they rest on out of sight, and no door that leads nowhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import sheetkpi
from sheetkpi.language import LANGUAGES, Language, say
from sheetkpi.tables.registry import BEHIND_MINIMAL, MINIMAL_SHEETS
from tests.judging import error_cells, judge
from tests.libreoffice import needs_libreoffice
from tests.test_cli import run
from tests.workbook.activities import events
from tests.workbook.targeted import entered, refreshed


@pytest.fixture(scope="module", params=LANGUAGES)
def attached(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Language]:
    """A workbook of people's own with as few sheets of ours as possible, refreshed."""
    path: Path = tmp_path_factory.mktemp("minimal") / "own.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Mine"
    book.save(path)
    language: Language = request.param
    assert run("attach", path, "--minimal", "--lang", language) == 0
    path = path.with_suffix(".xlsm")
    goal = {"month": [date(2026, 11, 1)], "goal": [say("meetings", language)], "goal_value": [100]}
    people = pd.DataFrame({"rep": ["森", "林"], "team": ["東", "東"]})
    entered(path, {"TeamTargets": pd.DataFrame(goal | {"team": ["東"]}), "Roster": people})
    source = {"ja": "展示会", "en": "Trade show"}[language]
    done = {"森": {"calls": 60, "connects": 20, "meetings": 4}, "林": {"calls": 60, "connects": 20}}
    days = pd.bdate_range("2026-10-01", "2026-11-20")
    refreshed(path, events(*((day.date(), rep, "東", source, done[rep]) for day in days for rep in done)))
    return path, language


def titles(path: Path, *, visible: bool) -> set[str]:
    book = openpyxl.load_workbook(path, read_only=True)
    return {sheet.title for sheet in book if (sheet.sheet_state == "visible") == visible}


def test_six_sheets_come_to_see(attached: tuple[Path, Language]) -> None:
    path, language = attached
    assert len(MINIMAL_SHEETS) == 6
    assert titles(path, visible=True) == {"Mine", *(say(f"sheet.{key}", language) for key in MINIMAL_SHEETS)}
    behind = {say(f"sheet.{key}", language) for key in BEHIND_MINIMAL}
    assert titles(path, visible=False) - {"xlwings.conf"} == behind


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_says_how_many_come_to_see(
    tmp_path: Path, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    openpyxl.Workbook().save(tmp_path / "own.xlsx")
    assert run("attach", tmp_path / "own.xlsx", "--minimal", "--lang", language) == 0
    came = {"count": len(MINIMAL_SHEETS), "hidden": len(BEHIND_MINIMAL)}
    said = capsys.readouterr().out.replace("\n", "")
    assert "{count} to see, {hidden} hidden".format(**came) in said or (
        "見える {count} 枚、隠れた {hidden} 枚".format(**came) in said
    )


def test_the_board_says_where_why_and_who_and_no_link_leads_nowhere(attached: tuple[Path, Language]) -> None:
    path, language = attached
    book = openpyxl.load_workbook(path, data_only=True)
    board = book[say("sheet.board", language)]
    there = set(book.sheetnames)
    links = [cell.hyperlink.location for row in board for cell in row if cell.hyperlink]
    assert len(links) == len(MINIMAL_SHEETS) - 1
    assert {link.partition("!")[0].strip("'") for link in links} <= there

    def named(name: str) -> list[object]:
        ((sheet, cells),) = book.defined_names[name].destinations
        found = book[sheet][cells]
        rows = found if isinstance(found, tuple) else ((found,),)
        return [cell.value for row in rows for cell in row if cell.value is not None]

    assert "100" in str(named("kpi_answer")[0])
    assert "林" in str(named("kpi_causes")[0])
    assert named("kpi_cards_rate")


def test_the_other_sheets_can_come_later(attached: tuple[Path, Language], tmp_path: Path) -> None:
    path, language = attached
    later = tmp_path / "later.xlsm"
    later.write_bytes(path.read_bytes())
    sheetkpi.attach(later, language)
    assert say("sheet.executive", language) in titles(later, visible=True)
    again = later.read_bytes()
    assert run("attach", later, "--minimal", "--lang", language) == 3
    assert later.read_bytes() == again


@needs_libreoffice
def test_libreoffice_finds_no_error_in_it(attached: tuple[Path, Language], tmp_path: Path) -> None:
    path, _ = attached
    assert judge(path, tmp_path).differences == []
    assert error_cells(path) == []
