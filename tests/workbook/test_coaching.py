"""The coaching page: figures of whoever is chosen on it, by formulas alone, on one sheet of paper."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter, range_boundaries

from sheetkpi.language import LANGUAGES, Language, say
from sheetkpi.tables.cards import CARD_KPIS, STAGES
from sheetkpi.tables.coaching import (
    ACTION,
    AGREED,
    CAUSE,
    EVIDENCE,
    HEAD_ROW,
    JOINER_ROW,
    MESSAGE_ROW,
    PROGRESS,
    PROGRESS_ROW,
    RATE_ROW,
    SHOWN_COLUMN,
    STEP,
    TREND_ROW,
    TRENDS,
)
from sheetkpi.workbook.coaching import Coached
from sheetkpi.workbook.drafting import draft_tables
from sheetkpi.workbook.filling import plan_drafts
from sheetkpi.workbook.inputs import read_inputs
from sheetkpi.workbook.planned import planned_tables
from tests.judging import judge
from tests.libreoffice import needs_libreoffice, printed, recalculated
from tests.realdata import table
from tests.storedcells import Stored, stored_cells
from tests.workbook.activities import events
from tests.workbook.books import opened
from tests.workbook.targeted import entered, refreshed, standing

Figures = tuple[tuple[Any, ...], ...]
TEMPLATES = Path(__file__).parents[2] / "templates"
NOVEMBER = date(2026, 11, 1)
SATO, ODD, TANAKA, NEW, EARLIER = "佐藤 健", "田*", "田中", "森 葵", ("甲野", "乙川", "丙山")
JOINED = dict(zip(EARLIER, (5, 6, 7), strict=True)) | {NEW: 10}
CALLS = {"佐藤 健": 100, "田*": 400, "田中": 50, "森 葵": 40, "甲野": 10, "乙川": 20, "丙山": 60}
"""Calls a month; of those who joined, times the month since then."""


def done(month: int, rep: str) -> dict[str, float]:
    """What a rep does in a month of 2026."""
    calls = CALLS[rep] * (month - JOINED[rep] + 1 if rep in JOINED else 1)
    rate = {SATO: 4, TANAKA: 4, ODD: 20}.get(rep, 8)
    return {"calls": calls, "connects": calls // rate, "meetings": calls // 40, "wins": 1}


WORKED = [(month, rep) for rep in CALLS for month in range(JOINED.get(rep, 4), 12)]
DONE = events(
    *(
        (date(2026, month, 2), rep, "第2課" if rep == SATO else "第1課", "展示会", done(month, rep))
        for month, rep in WORKED
    )
)


def coached_book(path: Path, chosen: str, language: Language = "ja") -> Path:
    """A workbook in November with seven reps, targets, and what was agreed in October and before, refreshed
    with `chosen` on the page."""
    shutil.copy(TEMPLATES / f"kpi_{language}.xlsx", path)
    reps = list(CALLS)
    people = {"rep": reps, "team": ["第2課" if rep == SATO else "第1課" for rep in reps]}
    begins = {rep: date(2026, month, 1) for rep, month in JOINED.items()} | {SATO: date(2019, 4, 1)}
    goal = {"month": [NOVEMBER], "team": ["第1課"], "goal": [say("meetings", language)], "goal_value": [60]}
    entered(
        path,
        {
            "Roster": pd.DataFrame(people | {"from": [begins.get(rep) for rep in reps]}),
            "TeamTargets": pd.DataFrame(goal),
            "Review": pd.DataFrame(
                {
                    "month": [date(2026, 9, 1), date(2026, 10, 1), date(2026, 10, 1), NOVEMBER],
                    "rep": [ODD, ODD, SATO, ODD],
                    "action": ["前の合意", "ロープレを週1回", None, "来月の話"],
                    "owner": ["課長", "課長", None, None],
                    "due_date": [None, date(2026, 10, 30), None, None],
                    "done": [None, say("review.done", language), None, None],
                }
            ),
        },
    )
    return choose(path, chosen, refresh=True)


def choose(path: Path, rep: str, *, refresh: bool) -> Path:
    """Choose a rep on the page of the workbook at `path`, as people do."""
    with opened(path) as book:
        book.names["kpi_coached"].refers_to_range.value = rep
        book.save()
    if refresh:
        refreshed(path, DONE)
    return path


class Page:
    """The page of a workbook as it stands in the file: cells by row and column of `kpi_coaching`."""

    def __init__(self, path: Path) -> None:
        names = openpyxl.load_workbook(path, read_only=True).defined_names
        ((sheet, cells),) = names["kpi_coaching"].destinations
        self.left, self.top, _, bottom = range_boundaries(cells)
        self.rows = range(bottom - self.top + 1)
        self.stored = stored_cells(path)[sheet]

    def __getitem__(self, at: tuple[int, int]) -> Any:
        cell = f"{get_column_letter(self.left + at[1])}{self.top + at[0]}"
        return self.stored.get(cell, Stored(None)).value

    def row(self, row: int) -> list[Any]:
        """The figures of a row, None for those that say nothing."""
        return [self[row, column] or None for column in range(1, 9)]

    @property
    def formulas(self) -> dict[str, Any]:
        """What every formula of the sheet comes to, by cell."""
        return {at: cell.value for at, cell in self.stored.items() if cell.formula is not None}


@pytest.fixture(scope="module")
def of_odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a rep whose name looks like a pattern that another name meets."""
    return coached_book(tmp_path_factory.mktemp("odd") / "odd.xlsx", ODD)


@pytest.fixture(scope="module")
def of_new(of_odd: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a newcomer."""
    path = shutil.copy(of_odd, tmp_path_factory.mktemp("new") / "new.xlsx")
    return choose(path, NEW, refresh=True)


@pytest.fixture(scope="module")
def figures_of(of_odd: Path) -> Callable[[str], Figures]:
    """Gives the figures of whoever is chosen in that workbook."""
    with opened(of_odd) as book:
        inputs = read_inputs(book)
        report = standing(DONE, inputs)
        drafts = draft_tables(book, inputs, report.tables)
        tables = plan_drafts(book, inputs, drafts)
    planned = planned_tables(tables, {name: draft.content for name, draft in drafts.items()})
    return lambda chosen: Coached(planned, chosen, report, inputs).values


@needs_libreoffice
def test_what_the_file_says_is_what_libreoffice_comes_to(of_odd: Path, tmp_path: Path):
    assert judge(of_odd, tmp_path).differences == []
    assert None not in Page(of_odd).formulas.values(), "every result is known"


@needs_libreoffice
def test_choosing_somebody_else_takes_no_python(of_odd: Path, of_new: Path, tmp_path: Path):
    """Only the choice is written; LibreOffice comes to what a refresh would say."""
    path = choose(shutil.copy(of_odd, tmp_path / "chosen.xlsx"), NEW, refresh=False)
    assert Page(path)[HEAD_ROW, SHOWN_COLUMN] is None, "what is known no more is not said"
    again = Page(recalculated(path, tmp_path / "again"))
    assert again[HEAD_ROW, SHOWN_COLUMN] == NEW
    expected = Page(of_new)
    for row in expected.rows:
        assert again.row(row) == pytest.approx(expected.row(row)), row


def test_the_month_of_the_rep_is_what_the_tables_say(of_odd: Path):
    page, progress = Page(of_odd), table(of_odd, "Progress")
    own = progress[progress["担当者"] == ODD].set_index("指標")
    assert page[HEAD_ROW, SHOWN_COLUMN] == ODD
    assert page[HEAD_ROW, 5] == "第1課"
    headers = {"actual": "実績", "target": "目標", "forecast": "着地見込み", "left_per_day": "残り 1日あたり"}
    columns = [part for part, _ in PROGRESS]
    for row, kpi in enumerate(CARD_KPIS, PROGRESS_ROW):
        assert page[row, 1] == done(11, ODD).get(kpi, 0)
        for part, header in headers.items():
            said = own[header].get(say(kpi, "ja"))
            shown = page[row, 1 + columns.index(part)]
            assert shown == pytest.approx(said) if said and said == said else not shown, (kpi, part)
    assert page[PROGRESS_ROW + 2, 2], "meetings have a target"


def test_rates_stand_beside_their_band_and_the_colleagues_of_the_team(of_odd: Path):
    page, reps = Page(of_odd), table(of_odd, "RepKPI").set_index("担当者")
    others = reps[(reps["チーム"] == "第1課") & (reps.index != ODD)]
    rate, _, _, low, high, verdict, pooled, people = page.row(RATE_ROW)
    assert rate == pytest.approx(20 / 400)
    assert (low, high, verdict) == tuple(
        reps.loc[ODD, [f"接続率 {part}" for part in ("下限", "上限", "判定")]]
    )
    assert pooled == pytest.approx(others["接続数"].sum() / others["架電数"].sum())
    assert people == len(others) == 5


def test_whoever_is_alone_has_no_colleagues(figures_of: Callable[[str], Figures]):
    page = figures_of(SATO)
    assert [page[RATE_ROW + place][7:] for place in range(len(STAGES))] == [("", "")] * len(STAGES)
    assert page[HEAD_ROW][7] == 12 * 7 + 8, "months since April 2019"
    assert page[JOINER_ROW - 2][3] == say("coach.not_new", "ja")
    assert page[ACTION][1] == say("coach.no_record", "ja"), "October has a row, and nothing in it"


def test_the_cause_and_the_step_are_those_of_diagnosis_and_next_steps(of_odd: Path):
    page, causes, steps = Page(of_odd), table(of_odd, "Diagnosis"), table(of_odd, "NextSteps")
    cause = causes[causes["担当者"] == ODD].iloc[0]
    assert page[CAUSE, 1] == cause["段階"] == "接続率"
    assert page[CAUSE, 3] == pytest.approx(-cause["改善余地（商談）"])
    assert page[EVIDENCE, 1] == cause["根拠"]
    step = steps[steps["担当者"] == ODD].iloc[0]
    assert page[STEP, 1] == step["次の一歩"]
    assert (page[STEP, 3] or None) == (
        step["見込める商談増（月）"] if step["見込める商談増（月）"] > 0 else None
    )


def test_the_last_agreement_before_the_month_is_shown(of_odd: Path):
    page = Page(of_odd)
    month, owner, _, due, _, done_mark, *_ = page.row(AGREED)
    assert (month, owner, due, done_mark) == (46296, "課長", 46325, "完了")
    assert page[ACTION, 1] == "ロープレを週1回"


def test_each_trend_is_drawn_of_its_six_months_where_a_blank_formula_shows_nothing():
    """Excel draws the text "" of a formula as 0: as a column from 0 on, that is not seen; as a line it is."""
    path = TEMPLATES / "kpi_en.xlsx"
    with zipfile.ZipFile(path) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "/sheet" in name]
    groups = re.findall(r'<x14:sparklineGroup [^>]*type="column".*?</x14:sparklineGroup>', "".join(sheets))
    (group,) = (group for group in groups if "'1on1'!" in group)
    assert 'minAxisType="custom"' in group
    assert 'manualMin="0"' in group
    drawn = re.findall(r"<xm:f>'1on1'!\$C\$(\d+):\$H\$(\d+)</xm:f><xm:sqref>I(\d+)</xm:sqref>", group)
    first = Page(path).top + TREND_ROW
    assert drawn == [(str(row),) * 3 for row in range(first, first + len(TRENDS))]


def test_months_in_which_somebody_was_not_there_are_blank(of_odd: Path, of_new: Path):
    calls = TREND_ROW + TRENDS.index("calls")
    assert Page(of_odd).row(calls)[:6] == [400] * 6
    assert Page(of_new).row(calls)[:6] == [None] * 4 + [40, 80]
    rates = Page(of_new).row(TREND_ROW + TRENDS.index("connect_rate"))[:6]
    assert rates == [None] * 4 + [pytest.approx(1 / 8)] * 2


def test_a_newcomer_is_held_against_those_who_joined_before_in_the_same_month(of_new: Path):
    own, average, people = (Page(of_new).row(JOINER_ROW + place)[:6] for place in range(3))
    assert own == [40, 80, *[None] * 4]
    assert average == [30, 60, 90, 120, None, None], "the running month of the third is no measure"
    assert people == [3, 3, 3, 3, None, None]
    assert Page(of_new)[JOINER_ROW - 2, 3] == say("coach.running", "ja")


def test_of_whoever_is_not_there_nothing_is_said(figures_of: Callable[[str], Figures]):
    page = figures_of("退職者")
    assert page[MESSAGE_ROW][1] == say("coach.gone", "ja")
    blocks = (*range(PROGRESS_ROW, RATE_ROW), *range(TREND_ROW, len(page)))
    labels = {say("meetings", "ja")}
    assert {cell for row in blocks for cell in page[row]} - labels == {"", None}


def test_nobody_chosen_is_the_first(figures_of: Callable[[str], Figures]):
    assert figures_of("") == figures_of(SATO)


def test_a_workbook_without_the_page_is_filled_as_before(of_odd: Path, tmp_path: Path):
    path = Path(shutil.copy(of_odd, tmp_path / "old.xlsx"))
    with opened(path) as book:
        book.sheets["1on1"].delete()
        book.save()
    refreshed(path, DONE)
    assert table(path, "RepKPI")["担当者"].tolist() == list(CALLS)


@needs_libreoffice
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_prints_on_one_sheet_of_paper(language: Language, of_odd: Path, tmp_path: Path):
    filled = of_odd if language == "ja" else TEMPLATES / f"kpi_{language}.xlsx"
    path = Path(shutil.copy(filled, tmp_path / "printed.xlsx"))
    with opened(path) as book:
        book.sheets["1on1"].impl.activate()
        for sheet in book.sheets:
            if sheet.name != "1on1":
                sheet.visible = False
                sheet.page_setup.print_area = None  # or LibreOffice prints it all the same
        book.save()
    made = printed(path, tmp_path / "paper").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", made)) == 1
