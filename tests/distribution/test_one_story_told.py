"""One story in workbooks: what the board, Diagnosis, Review and Progress say is what a rep is handed out.

`tests/model/test_one_story.py` plants every cause; here are two workbooks in the middle of a month, one in
which a rep's meetings are half of the connects' usual part, and one in which nothing is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

import sheetkpi
from sheetkpi.language import say
from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.registry import specs
from sheetkpi.workbook.entering import enter_rows
from tests.libreoffice import needs_libreoffice, recalculated
from tests.model.simulated import Plan, department, rep_name, team_name
from tests.smallbooks import TABLES, template_with

TODAY = date(2026, 5, 18)
TEAM, REP = team_name(0), rep_name(0, 0)
PLAN = Plan(teams=1, reps=5, months=5, calls=40)
CAUSES = {"meeting_rate": (1, 1, 0.4, 1, 1), "nothing": (1, 1, 1, 1, 1)}
HEADERS = {"date": "日付", "rep": "担当者", "calls": "架電数", "connects": "接続数", "meetings": "商談創出数"}

Row = dict[str, object]


@lru_cache(maxsize=2)
def opened(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=True)


@dataclass(frozen=True)
class Told:
    """What the master says of the rep, and what the rep is handed out."""

    cause: str
    master: Path
    handed_out: Path

    def rows(self, table: str, *, handed_out: bool = False) -> list[Row]:
        """The rows of REP in `table`, by header."""
        book = opened(self.handed_out if handed_out else self.master)
        sheet = next(sheet for sheet in book if table in sheet.tables)
        head, *rows = ([cell.value for cell in cells] for cells in sheet[sheet.tables[table].ref])
        named = [dict(zip(head, row, strict=True)) for row in rows]
        return [row for row in named if row[say("rep", "ja")] == REP]

    def row(self, table: str, *, handed_out: bool = False) -> Row:
        """The first of these."""
        return self.rows(table, handed_out=handed_out)[0]

    def next_steps(self, *, handed_out: bool = False) -> str:
        """What the board says is to be done."""
        book = opened(self.handed_out if handed_out else self.master)
        sheet, area = next(iter(book.defined_names["kpi_next"].destinations))
        cells = book[sheet][area]
        rows = cells if isinstance(cells, tuple) else ((cells,),)
        return "\n".join(str(cell.value or "") for row in rows for cell in row)


@pytest.fixture(scope="session", params=CAUSES)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The workbooks of one planted cause."""
    folder = tmp_path_factory.mktemp(request.param)
    of = department(replace(PLAN, weaker={(0, 0): CAUSES[request.param]}), np.random.default_rng(3))
    facts = of.facts[of.facts["date"] <= pd.Timestamp(TODAY)]
    counts = facts.groupby(["date", "rep"], observed=True)[["calls", "connects", "meetings"]].sum()
    raw = counts.reset_index().astype({"date": object, "rep": str})
    path = folder / "KPI.xlsx"
    path.write_bytes(template_with(TABLES | {"Diagnosis", "Review"}))
    goal = {"month": TODAY.replace(day=1), "team": TEAM, "goal": "商談創出数", "goal_value": 165}
    people = [{"rep": rep_name(0, rep), "team": TEAM} for rep in range(PLAN.reps)]
    with sheetkpi.open_book(path) as book:
        enter_rows(book, {"Roster": pd.DataFrame(people), "TeamTargets": pd.DataFrame([goal])})
        sheet = book.sheets.add("日別件数")
        sheet["A1"].value = [list(HEADERS.values()), *raw[list(HEADERS)].to_numpy(object).tolist()]
        sheetkpi.refresh(book, today=TODAY)
        book.save()
    given = sheetkpi.distribute(path, folder / "reps", only=[REP])
    return Told(request.param, path, given.workbooks[0].path)


def test_master_and_handed_out_workbook_name_the_planted_cause_first_or_none(told: Told) -> None:
    cause = "" if told.cause == "nothing" else say(told.cause, "ja")
    for handed_out in (False, True):
        diagnosis = told.row("Diagnosis", handed_out=handed_out)
        review = told.row("Review", handed_out=handed_out)
        assert (diagnosis[say("stage", "ja")] or "") == cause
        assert cause in str(review[say("cause", "ja")] or "")
        if review[say("cause", "ja")]:
            assert (review[say("advice", "ja")] or "") == (diagnosis[say("advice", "ja")] or "")
        assert bool(diagnosis[say("advice", "ja")]) == bool(cause)


def test_the_boards_say_the_same(told: Told) -> None:
    steps = told.next_steps(handed_out=True)
    named = [key for key in ("calls", "connect_rate", "meeting_rate", "win_rate") if say(key, "ja") in steps]
    assert named == ([] if told.cause == "nothing" else [told.cause])
    if told.cause == "nothing":
        assert "要因" not in told.next_steps()


def test_progress_is_the_same_in_both_and_contradicts_nobody(told: Told) -> None:
    headers = [say(key, "ja") for key in ("kpi", "actual", "due", "ahead")]
    rows = [
        [[row[header] for header in headers] for row in told.rows("Progress", handed_out=handed_out)]
        for handed_out in (False, True)
    ]
    assert rows[0] == rows[1] != []
    ahead = {row[0]: row[3] for row in rows[0]}
    if told.cause != "nothing":
        assert ahead[say("meetings", "ja")] < 0
    behind = told.row("Review")[say("review_result", "ja")] == say("review.behind", "ja")
    assert not behind or ahead[say("meetings", "ja")] < 0


@needs_libreoffice
def test_verdicts_are_the_masters_and_what_they_leave_to_chance_is_the_recipients_own(
    told: Told, tmp_path: Path
) -> None:
    """The master's quantile counts the looks at colleagues."""
    spec = specs(KpiTree())["RepKPI"]
    headers = [spec[f"{rate}.verdict"].header("ja") for rate in ("connect_rate", "meeting_rate")]
    computed = replace(told, handed_out=recalculated(told.handed_out, tmp_path))
    master, handed_out, live = (
        [row[header] for header in headers]
        for row in (
            told.row("RepKPI"),
            told.row("RepKPI", handed_out=True),
            computed.row("RepKPI", handed_out=True),
        )
    )
    assert master == handed_out == live
    assert all(master)
    assert quantile(told.master) != quantile(told.handed_out)


def quantile(path: Path) -> float:
    """What the verdicts of a workbook leave to chance."""
    book = opened(path)
    sheet, cell = next(iter(book.defined_names["kpi_z"].destinations))
    value = book[sheet][cell.replace("$", "")].value
    assert isinstance(value, float)
    return value
