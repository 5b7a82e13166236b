"""Type something wrong into every cell that people fill, one after the other, and refresh.

    python -m tests.mistyped                  # each setting and each typed column, with each wrong value
    python -m tests.mistyped --every 7 --first 3

A wrong value may be refused with one sentence, listed with its cell, or change nothing that is computed. What
it changes unlisted is printed as "taken" to be judged by a person: 3 is a good FTE, -3 is none. Any
other exception, or an error value in what is computed, is told and ends with 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

import sheetkpi
from sheetkpi.errors import SheetKPIError
from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.registry import specs
from sheetkpi.templates import template_path
from sheetkpi.workbook.entering import enter_rows
from sheetkpi.workbook.finding import find_tables, list_tables

TODAY = date(2026, 11, 20)
WRONG: dict[str, Any] = {
    "text": "二割",
    "negative": -3,
    "zero": 0,
    "fraction": 0.37,
    "huge": 1e300,
    "number text": "12 件",
    "date": datetime(1905, 3, 1),
    "far date": datetime(2999, 12, 31),
    "no date": "2026/13/45",
    "error": "#N/A",
    "true": True,
    "formula text": "'=1+1",
    "long": "長" * 5000,
    "empty": None,
}
SETTINGS = (
    *("kpi_month", "kpi_closing_day", "kpi_fiscal_start", "kpi_country", "kpi_connect_level"),
    *("kpi_meeting_basis", "kpi_daily_entry", "kpi_weight_basis", "kpi_min_sample", "kpi_language"),
    *(
        "kpi_distribute_folder",
        "kpi_collect_folder",
        "kpi_publish_folder",
        "kpi_post_to",
        "kpi_distribute_also",
    ),
    *("kpi_overwrite", "kpi_version"),
    "kpi_matrix_kpi",
)
TABLES = (
    *("TeamTargets", "RepTargets", "Roster", "ColumnMap", "ResultMap", "Benchmarks", "Metrics", "Holidays"),
    *("DailyEntry", "Activity", "Attendance", "Review", "Sources"),
)
COMPARED = ("RepKPI", "TeamKPI", "Progress", "RepTargets", "TeamTargets", "WeeklyKPI", "Diagnosis")
FINE = ("refused", "listed", "nothing changed", "taken")


def prepare(path: Path, template: bytes | None = None) -> None:
    """A workbook (of all tables, or made of `template`) with a row in every table that people fill."""
    path.write_bytes(template or template_path("ja").read_bytes())
    month, days = date(2026, 11, 1), [date(2026, 11, day) for day in range(2, 20)]
    log = path.with_name("log.csv")
    log.write_text("日付,担当者,結果,謎\n2026/11/4,森 葵,アポ獲得,1\n2026/11/5,森 葵,秘密,2\n", "utf-8")
    reps: dict[str, Any] = {"rep": ["山田 太郎", "森 葵"], "team": ["第1課", "第1課"], "fte": [1, 0.5]}
    rows = [
        (day, rep, "架電", result) for day in days for rep in reps["rep"] for result in ("接続", "アポ獲得")
    ]
    frames = {
        "Roster": pd.DataFrame({**reps, "from": date(2026, 1, 1), "role": ""}),
        "Activity": pd.DataFrame(rows, columns=["date", "rep", "kind", "result"]),
        "TeamTargets": pd.DataFrame(
            {"month": [month], "team": "第1課", "goal": "商談創出数", "goal_value": 40}
        ),
        "RepTargets": pd.DataFrame({"month": [month], "team": "第1課", "rep": "森 葵"}),
        "DailyEntry": pd.DataFrame({"date": days[-2:-1], "rep": "森 葵", "emails": [5.0]}),
        "ColumnMap": pd.DataFrame({"sheet": ["log.csv"], "header": ["謎"], "field": ["ignore"]}),
        "ResultMap": pd.DataFrame({"text": ["秘密"], "meaning": ["担当者接続"]}),
        "Metrics": pd.DataFrame({"name": ["返信率"], "numerator": ["接続数"], "denominator": ["架電数"]}),
        "Holidays": pd.DataFrame({"date": [date(2026, 11, 9)], "holiday_kind": ["休業日"]}),
        "Attendance": pd.DataFrame({"rep": ["森 葵"], "date": [date(2026, 11, 10)], "presence": [0]}),
    }
    with sheetkpi.open_book(path) as book:
        there = {table.name for sheet in book.sheets for table in sheet.tables}
        enter_rows(book, {name: frame for name, frame in frames.items() if name in there})
        sheetkpi.refresh(book, [log], today=TODAY)
        book.save()


def cells(path: Path) -> Iterator[tuple[str, str, str]]:
    """The cells that people fill: what they are called, sheet, address."""
    with sheetkpi.open_book(path, read_only=True) as book:
        for name in SETTINGS:
            if name not in book.names:
                continue
            place = book.names[name].refers_to_range
            yield name, place.sheet.name, place.address.replace("$", "")
        contract = specs(KpiTree())
        for name, table in find_tables(list_tables(book), contract).tables.items():
            typed = [key for key in table.columns if name in TABLES and contract[name][key].typed]
            for key in typed:
                place = book.sheets[table.area.sheet][table.area.address][1, table.columns[key]]
                yield f"{name}.{key}", table.area.sheet, place.address.replace("$", "")


def figures(book: Any) -> dict[str, Any]:
    """What is computed, by table."""
    found = {table.name: table for sheet in book.sheets for table in sheet.tables}
    return {name: found[name].range.value for name in COMPARED if name in found}


def tried(path: Path, sheet: str, address: str, value: Any, before: dict[str, Any]) -> tuple[str, str]:
    """How a refresh with `value` in that cell ended, and what was said."""
    try:
        with sheetkpi.open_book(path, read_only=True) as book:
            book.sheets[sheet][address].value = value
            try:
                summary = sheetkpi.refresh(book, today=TODAY)
            except SheetKPIError as refused:
                said = refused.sentence("ja")
                return "long sentence" if "\n" in said.strip() else "refused", said
            lines = {table.name: table for part in book.sheets for table in part.tables}[
                "ImportIssues"
            ].range.value
            now = figures(book)
            wrong = [
                name
                for name, rows in now.items()
                if "#" in {str(cell)[:1] for row in rows for cell in row if cell != value}
            ]
            if wrong:
                return "error values", ", ".join(wrong)
            if listed := [line for line in lines[1:] if line[3] == sheet and line[6] == address]:
                return "listed", f"{listed[0][0]} {listed[0][1]}"
            if now == before:
                return "nothing changed", summary.sentence("ja")
            return "taken", ", ".join(name for name in now if now[name] != before.get(name))
    except Exception:
        return "unexpected", "".join(traceback.format_exc().splitlines(keepends=True)[-4:])


def main() -> int:
    """Try them all and print how each ended; 1 where any ended otherwise than `FINE`."""
    parser = argparse.ArgumentParser(prog="python -m tests.mistyped")
    parser.add_argument("--every", type=int, default=1, help="of these trials, every so many")
    parser.add_argument("--first", type=int, default=0, help="beginning with this one")
    asked = parser.parse_args()
    ends: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "KPI.xlsx"
        prepare(path)
        with sheetkpi.open_book(path, read_only=True) as book:
            sheetkpi.refresh(book, today=TODAY)
            before = figures(book)
        places = list(cells(path))
        trials = [(place, value) for value in WRONG for place in places]
        for (name, sheet, address), value in trials[asked.first :: asked.every]:
            how, said = tried(path, sheet, address, WRONG[value], before)
            ends[how] += 1
            print(f"{name} ({address}), {value}: {how}: {said}", flush=True)
    print(", ".join(f"{how} {number}" for how, number in ends.most_common()))
    return int(any(how not in FINE for how in ends))


if __name__ == "__main__":
    sys.exit(main())
