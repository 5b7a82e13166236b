"""How long handing out takes for each workbook, beside filling an empty template with openpyxl.

The KPI workbook is the template with 200 reps in ten teams and 60 days of entries for each, refreshed. The
command runs as a process of its own, imports and the count of all activity included; openpyxl loads an empty
template for some of the reps, writes their entries and one row of figures, and saves. Processor time says
more than the clock where the machine has other work.

    python tests/benchmarks/distribute.py
    python tests/benchmarks/distribute.py --reps 50 --days 20
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import pandas as pd

import sheetkpi
from sheetkpi.workbook.entering import enter_rows

TEAM = 20
LAST = date(2026, 11, 20)
SOURCES = ("展示会", "セミナー", "Web問い合わせ", "資料DL")
DISTRIBUTE = "from sheetkpi.cli import main; main(['distribute', {book!r}, {folder!r}])"


def make_master(path: Path, reps: int, days: int) -> list[str]:
    """A KPI workbook of `reps` people who typed in their counts on `days` business days; returns them."""
    chance = random.Random(20261120)
    names = [f"担当{number:03d} {chance.choice('葵蓮湊凛律陽紬朔')}" for number in range(reps)]
    teams = {name: f"第{1 + number // TEAM}営業課" for number, name in enumerate(names)}
    worked: list[date] = []
    day = LAST
    while len(worked) < days:
        worked += [day] if day.weekday() < 5 else []
        day -= timedelta(1)
    rows = []
    for day in reversed(worked):
        for name in names:
            calls = chance.randint(20, 60)
            connects = sum(chance.random() < 0.22 for _ in range(calls))
            meetings = sum(chance.random() < 0.14 for _ in range(connects))
            rows.append((day, name, chance.choice(SOURCES), calls, connects, meetings, meetings // 3))
    columns = ["date", "rep", "lead_source", "calls", "connects", "meetings", "opportunities"]
    sheetkpi.new(path, "ja")
    with sheetkpi.open_book(path) as book:
        roster = pd.DataFrame({"rep": names, "team": [teams[name] for name in names]})
        goals = pd.DataFrame({"team": list(dict.fromkeys(teams.values()))})
        goals = goals.assign(month=date(2026, 11, 1), goal="商談創出数", goal_value=200)
        enter_rows(
            book,
            {"Roster": roster, "DailyEntry": pd.DataFrame(rows, columns=columns), "TeamTargets": goals},
        )
        sheetkpi.refresh(book, today=LAST)
        book.save()
    return names


def distribute(book: Path, folder: Path, reps: int, ends_with: int = 0) -> tuple[float, float]:
    """Seconds for each workbook, on the clock and of processors, that the command takes as a process."""
    before, begun = os.times(), time.perf_counter()
    code = DISTRIBUTE.format(book=str(book), folder=str(folder))
    done = subprocess.run([sys.executable, "-c", code], check=False, stdout=subprocess.DEVNULL)
    assert done.returncode == ends_with, done
    clock, after = time.perf_counter() - begun, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    assert len(list(folder.glob("*.xlsx"))) == reps
    return clock / reps, cpu / reps


def by_openpyxl(template: Path, rep: str, days: int, target: Path) -> tuple[float, float]:
    """Seconds, on the clock and of processors, to load the empty template, write entries of `days` days
    and one row of RepKPI into it, and save it."""
    import openpyxl

    begun, cpu = time.perf_counter(), time.process_time()
    workbook = openpyxl.load_workbook(template)
    entries = [(LAST - timedelta(day), rep, SOURCES[day % 4], 40, 8, 1, 0) for day in range(days)]
    rows: dict[str, list[tuple[object, ...]]] = {
        "DailyEntry": list(entries),
        "RepKPI": [(rep, "第1営業課", *range(20))],
    }
    for sheet in workbook:
        for table in sheet.tables.values():
            if table.name in rows:
                left, top, right, _ = openpyxl.utils.range_boundaries(table.ref)
                for down, values in enumerate(rows[table.name], top + 1):
                    for column, value in zip(range(left, right + 1), values, strict=False):
                        sheet.cell(down, column, value)
                last = top + len(rows[table.name])
                table.ref = f"{sheet.cell(top, left).coordinate}:{sheet.cell(last, right).coordinate}"
    workbook.save(target)
    return time.perf_counter() - begun, time.process_time() - cpu


def main() -> None:
    """Print the figures of one run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reps", type=int, default=200)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--samples", type=int, default=3, help="workbooks made with openpyxl")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sheetkpi-benchmark-") as folder:
        book = Path(folder, "KPI.xlsx")
        names = make_master(book, asked.reps, asked.days)
        print(f"{asked.reps} reps × {asked.days} days, {book.stat().st_size / 1e6:.1f} MB")
        samples = names[: asked.samples]
        template = Path(folder, "empty.xlsx")
        sheetkpi.new(template, "ja")
        slow = [
            by_openpyxl(template, rep, asked.days, Path(folder, f"{number}.xlsx"))
            for number, rep in enumerate(samples)
        ]
        target = Path(folder, "out")
        first = distribute(book, target, asked.reps)
        again = distribute(book, target, asked.reps, ends_with=3)
        ratios = [
            statistics.median(part) / each for part, each in zip(zip(*slow, strict=True), first, strict=True)
        ]
        for name, clock, cpu in (
            ("openpyxl", *(statistics.median(part) for part in zip(*slow, strict=True))),
            ("distribute", *first),
            ("nothing new", *again),
        ):
            print(f"{name:12}{clock * 1000:9,.1f} ms a workbook, {cpu * 1000:9,.1f} ms of processor time")
        print(f"{ratios[0]:,.0f} times as fast by the clock, {ratios[1]:,.0f} by processor time")


if __name__ == "__main__":
    main()
