"""One week, typed once: ten reps and five days in an English workbook, each result typed in one place."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

import sheetkpi
from sheetkpi.workbook.entering import enter_rows
from tests.distribution.test_lead_results import collect, hand_out, rows
from tests.smallbooks import TABLES, template_with

REPS = [
    *("Anna Hill", "Ben Ross", "Carla Diaz", "Dan Wood", "Eva Stone"),
    *("Finn Gray", "Gina Bell", "Hugo Lane", "Iris Nash", "Jack Ford"),
]
*TYPING, SILENT = REPS
WEEK = [date(2026, 11, day) for day in (16, 17, 18, 19, 20)]
RESULTS = ("No answer", "Connected", "Meeting set", "Gatekeeper", "Connected - wants documents")
REACHED = {"Connected": (1, 0), "Meeting set": (1, 1), "Connected - wants documents": (1, 0)}
"""Connects and meetings of each result; none of the others."""
BESIDE = {"calls": 10, "connects": 2, "meetings": 0}
"""What each rep enters as counts, beside the one call to a lead."""


def master(folder: Path) -> Path:
    """Eight leads for each rep, all called in the first week of November."""
    path = folder / "KPI.xlsx"
    tables = frozenset({*TABLES, "FollowUps", "DailyKPI", "EntryHealth", "Board"})
    path.write_bytes(template_with(tables, "en"))
    calls = [
        [
            datetime(2026, 11, 2 + number % 5),
            rep,
            f"{rep.split()[1]} Works {number}",
            "Trade show",
            "No answer",
        ]
        for rep in REPS
        for number in range(8)
    ]
    with sheetkpi.open_book(path) as book:
        enter_rows(book, {"Roster": pd.DataFrame({"rep": REPS, "team": ["East"] * 5 + ["West"] * 5})})
        header = ["Call date", "Rep", "Company", "Lead source", "Result"]
        book.sheets.add("Call log")["A1"].value = [header, *calls]
        sheetkpi.refresh(book, today=WEEK[0])
        book.save()
    return path


def type_in(file: Path, day: date, result: str) -> str:
    """Type a result beside the first lead of the day, a note beside the second, counts in the daily entry.
    Returns the first lead's company."""
    with sheetkpi.open_book(file) as book:
        sheet = next(sheet for sheet in book.sheets if "FollowUps" in sheet.tables)
        area = sheet.tables["FollowUps"].range
        header, *lines = area.options(ndim=2).value
        at = {name: header.index(name) for name in ("List of", "Company", "Result of this call", "Note")}
        today = datetime(day.year, day.month, day.day)
        first, second, *_ = (place for place, line in enumerate(lines, 1) if line[at["List of"]] == today)
        area[first, at["Result of this call"]].value = result
        area[second, at["Note"]].value = "ring again"
        enter_rows(
            book,
            {"DailyEntry": pd.DataFrame([{"date": day, "rep": lines[0][header.index("Rep")], **BESIDE}])},
        )
        book.save()
    return str(lines[first - 1][at["Company"]])


def called(path: Path, day: date) -> dict[str, tuple[Any, Any, Any]]:
    """Calls, connects and meetings of each rep on a day; None: nobody has entered them."""
    stamp = datetime(day.year, day.month, day.day)
    return {
        row["Rep"]: (row["Calls"], row["Connects"], row["Meetings"])
        for row in rows(path, "DailyKPI")
        if row["Date"] == stamp
    }


def test_each_result_appears_in_the_figures_the_list_and_the_next_morning(tmp_path: Path) -> None:
    path = master(tmp_path)
    for number, day in enumerate(WEEK):
        files = hand_out(path, day)
        wanted, done = {}, {}
        for place, rep in enumerate(TYPING):
            result = RESULTS[(number + place) % len(RESULTS)]
            done[type_in(files[rep], day, result)] = result
            connects, meetings = REACHED.get(result, (0, 0))
            wanted[rep] = (11, 2 + connects, meetings)
        collected = collect(path, today=day)
        assert (collected.calls, collected.notes, collected.added, collected.left_out) == (9, 9, 9, 0)
        assert collected.findings == ()

        morning = day + timedelta(days=1)
        sheetkpi.refresh(path, today=morning)
        told = called(path, day)
        assert {rep: told[rep] for rep in TYPING} == wanted
        assert told.get(SILENT, (None,) * 3) == (None,) * 3, "not entered is not 0"
        listed = {row["Company"]: row for row in rows(path, "FollowUps") if not row["Result of this call"]}
        for company, result in done.items():
            assert (company in listed) == (result != "Meeting set"), company
            if company in listed and listed[company]["List of"].date() == morning:
                assert listed[company]["Last result"] == result
                assert listed[company]["Last touch"].date() == day
        kept = {
            row["Company"]: row["Result of this call"]
            for row in rows(path, "FollowUps")
            if row["List of"].date() == day
        }
        assert {company: kept[company] for company in done} == done
    missing = {row["Rep"]: row["Days missing"] for row in rows(path, "EntryHealth")}
    assert missing[SILENT] == max(missing.values())
    assert {missing[rep] for rep in TYPING} == {missing[SILENT] - len(WEEK)}
