"""What is told of what people type beside leads: in their words, and at the cell where it stands."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

import sheetkpi
from sheetkpi.language import say
from sheetkpi.workbook.entering import enter_rows
from tests.smallbooks import template_with

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
ANN, BOB = "Ann Lee", "Bob Ray"
CALLS = [
    ["Call Date", "Rep", "Company", "Phone", "Result"],
    [datetime(2026, 11, 2), ANN, "Alpha", "03-1111-2222", "No answer"],
    [datetime(2026, 11, 3), BOB, "Alpha", "06-1111-2222", "No answer"],
]
LEADS = [
    ["Company", "Phone", "Owner", "Created Date"],
    ["Gamma", "03-5555-6666", None, datetime(2026, 11, 2)],
    ["Delta", "03-5555-7777", ANN, datetime(2026, 11, 2)],
]


def made(folder: Path) -> Path:
    path = folder / "KPI.xlsx"
    path.write_bytes(template_with(frozenset({"FollowUps", "Roster", "ImportIssues", "DailyKPI"}), "en"))
    with sheetkpi.open_book(path) as book:
        enter_rows(book, {"Roster": pd.DataFrame({"rep": [ANN, BOB], "team": ["A", "A"]})})
        book.sheets.add("Calls")["A1"].value = CALLS
        book.sheets.add("Leads")["A1"].value = LEADS
        sheetkpi.refresh(book, today=MONDAY)
        book.save()
    return path


def table(book: Any, name: str) -> Any:
    return next(sheet for sheet in book.sheets if name in sheet.tables).tables[name].range


def enter(path: Path, phone: str, **typed: Any) -> None:
    with sheetkpi.open_book(path) as book:
        area = table(book, "FollowUps")
        header, *lines = area.options(ndim=2).value
        [place] = [number for number, line in enumerate(lines, 1) if line[header.index("Phone")] == phone]
        for key, value in typed.items():
            area[place, header.index(say(key, "en"))].value = value
        book.save()


def told(path: Path) -> list[tuple[str, str, Any]]:
    """Column and reason of each issue on the list of leads, and what stands in the cell it names."""
    with sheetkpi.open_book(path, read_only=True) as book:
        header, *lines = table(book, "ImportIssues").options(ndim=2).value
        issues = [dict(zip(header, line, strict=True)) for line in lines if any(line)]
        of_list = [issue for issue in issues if issue["Sheet"] == say("sheet.followups", "en")]
        sheet = table(book, "FollowUps").sheet
        return [(issue["Column"], issue["Reason"], sheet[issue["Cell"]].value) for issue in of_list]


def test_a_call_to_a_lead_of_nobody_a_promise_unread_and_one_without_a_result(tmp_path: Path) -> None:
    path = made(tmp_path)
    enter(path, "03-5555-6666", call_result="No answer")
    enter(path, "03-5555-7777", call_result="No answer", call_again_on="next week")
    enter(path, "06-1111-2222", call_again_on=datetime(2026, 11, 20))
    for today in (MONDAY, TUESDAY):
        sheetkpi.refresh(path, today=today)
        found = told(path)
        assert {(column, value) for column, _, value in found} == {
            ("Rep", "No owner"),
            ("Call again on", "next week"),
            ("Call again on", datetime(2026, 11, 20)),
        }
        assert sum(reason.startswith("Nobody owns this lead") for _, reason, _ in found) == 1


def test_a_call_to_a_lead_of_nobody_is_not_that_of_whoever_stands_above(tmp_path: Path) -> None:
    """Several rows with results, each of their own rep, and below them one that nobody owns."""
    path = made(tmp_path)
    for phone in ("03-1111-2222", "03-5555-7777", "06-1111-2222", "03-5555-6666"):
        enter(path, phone, call_result="No answer")
    for today in (MONDAY, TUESDAY):
        sheetkpi.refresh(path, today=today)
        with sheetkpi.open_book(path, read_only=True) as book:
            header, *lines = table(book, "DailyKPI").options(ndim=2).value
        days = [dict(zip(header, line, strict=True)) for line in lines]
        made_on = {row["Rep"]: row["Calls"] for row in days if row["Date"] == datetime(2026, 11, 16)}
        assert made_on == {ANN: 2, BOB: 1}
        assert [reason for _, reason, _ in told(path)] == [say("reason.caller_missing", "en")]


def test_a_row_that_is_no_longer_on_the_list_says_so_and_has_no_rank(tmp_path: Path) -> None:
    path = made(tmp_path)
    enter(path, "03-5555-7777", call_result="No answer", call_again_on=datetime(2026, 11, 18))
    sheetkpi.refresh(path, today=date(2026, 11, 18))
    with sheetkpi.open_book(path, read_only=True) as book:
        header, *lines = table(book, "FollowUps").options(ndim=2).value
    rows = [dict(zip(header, line, strict=True)) for line in lines if any(line)]
    live, kept = (row for row in rows if row["Phone"] == "03-5555-7777")
    assert (live["Rank"], live["Promised for"], live["Next step"]) == (
        1,
        datetime(2026, 11, 18),
        "Call as promised",
    )
    assert (kept["Rank"], kept["Next step"], kept["Result of this call"]) == (
        None,
        "Entered (record)",
        "No answer",
    )
