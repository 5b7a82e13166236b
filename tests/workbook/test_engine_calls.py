"""An open workbook is read in blocks and written in few large writes: every call to Excel costs a round trip.

The file engine counts here what would each be a call to Excel. The numbers grow with tables and columns,
never with rows: that is what these tests hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from inspect import isfunction
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

import sheetkpi
import sheetkpi.fileengine.objects as objects
from sheetkpi.fileengine.objects.formats import Font
from sheetkpi.fileengine.objects.range import Range
from sheetkpi.fileengine.objects.table import Table
from sheetkpi.workbook.placedprints import PRINTS
from tests.workbook.books import grid, make_book

DAY = date(2026, 10, 1)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each property or method of ranges, fonts and tables was asked for, by its name."""
    counted: Counter[str] = Counter()

    def counting(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            counted[name] += 1
            return function(*args, **kwargs)

        return call

    own = {
        "row",
        "column",
        "shape",
        "address",
        "api",
        "coords",
        "name",
        "sheet",
        "parent",
    }  # known to xlwings
    for cls in (Range, Font, Table):
        for base in cls.__mro__[:-1]:
            for name, member in vars(base).items():
                if name.startswith("_") or name in own or vars(cls).get(name, member) is not member:
                    continue
                label = f"{cls.__name__}.{name}"
                if isinstance(member, property) and member.fget is not None:
                    setter = counting(f"{label} =", member.fset) if member.fset else None
                    monkeypatch.setattr(cls, name, property(counting(label, member.fget), setter))
                elif callable(member) and not isinstance(member, type):
                    monkeypatch.setattr(cls, name, counting(label, member))
    return counted


@pytest.fixture
def every_call(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often anything of any of the engine's classes was asked for from outside the engine."""
    counted: Counter[str] = Counter()
    inside = [False]

    def counting(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if inside[0]:
                return function(*args, **kwargs)
            counted[name] += 1
            inside[0] = True
            try:
                return function(*args, **kwargs)
            finally:
                inside[0] = False

        return call

    for module in iter_modules(objects.__path__, f"{objects.__name__}."):
        for cls in vars(import_module(module.name)).values():
            if not isinstance(cls, type) or cls.__module__ != module.name:
                continue
            for name, member in list(vars(cls).items()):
                label = f"{cls.__name__}.{name}"
                if name.startswith("_") and name not in ("__call__", "__len__", "__iter__", "__contains__"):
                    continue
                if isinstance(member, property) and member.fget is not None:
                    setter = counting(f"{label} =", member.fset) if member.fset else None
                    monkeypatch.setattr(cls, name, property(counting(label, member.fget), setter))
                elif isfunction(member):
                    monkeypatch.setattr(cls, name, counting(label, member))
    return counted


def workbook(path: Path, reps: int) -> Path:
    """Two views and a log of `reps` people, who work on ten days each."""
    log = [["日付", "担当者", "チーム", "結果"]]
    for number in range(reps):
        for day in range(10):
            log.append([f"{DAY + timedelta(day)}", f"担当 {number:03}", "東", "接続"])
    return make_book(
        path,
        {
            "担当別": grid("A1", [["担当者", "チーム", "架電数", "メモ"], ["担当 000", None, None, "x"]]),
            "日別": grid("A1", [["日付", "担当者", "架電数"], [None, None, None]]),
            "ログ": grid("A1", log),
        },
        {"RepKPI": "担当別!A1:D2", "DailyKPI": "日別!A1:C2"},
    )


def counted(path: Path, calls: Counter[str]) -> Counter[str]:
    calls.clear()
    with sheetkpi.open_book(path) as book:
        sheetkpi.refresh(book, today=date(2026, 11, 20))
        found = Counter(calls)
        book.save()
    return found


def test_more_rows_cost_no_more_calls(tmp_path: Path, calls: Counter[str]):
    few, many = (workbook(tmp_path / f"{reps}.xlsx", reps) for reps in (3, 40))
    assert counted(few, calls) == counted(many, calls)
    assert counted(few, calls) == counted(many, calls)  # refreshed again


def test_a_table_is_read_once_and_its_formulas_in_one_block_each(tmp_path: Path, calls: Counter[str]):
    path = workbook(tmp_path / "KPI.xlsx", 10)
    counted(path, calls)
    again = counted(path, calls)
    assert again["Range.raw_value"] <= 2 * 2 + 2
    assert again["Range.formula"] <= 2 * 2
    assert again["Table.sort"] == again["Table.resize"] == 0


def test_formats_of_appended_columns_are_set_for_neighbours_at_once(tmp_path: Path, calls: Counter[str]):
    first = counted(workbook(tmp_path / "KPI.xlsx", 10), calls)
    with sheetkpi.open_book(tmp_path / "KPI.xlsx") as book:
        columns = sum(len(table.columns) for sheet in book.sheets for table in sheet.tables)
    assert first["Range.number_format ="] < columns


def test_of_colours_two_rows_are_looked_at_however_many_are_new(tmp_path: Path, calls: Counter[str]):
    path = workbook(tmp_path / "KPI.xlsx", 3)
    counted(path, calls)
    more = [[f"{DAY}", f"新人 {number:03}", "東", "接続"] for number in range(50)]
    with sheetkpi.open_book(path) as book:
        book.sheets["ログ"]["A32"].value = more
        columns = sum(len(table.columns) for sheet in book.sheets for table in sheet.tables)
        book.save()
    assert 0 < counted(path, calls)["Range.color"] <= 2 * columns


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """The template with all its tables, refreshed once from a log of twelve reps."""
    path = sheetkpi.new(tmp_path / "KPI.xlsx", "ja")
    source = tmp_path / "calls.csv"
    lines = [f"{DAY + timedelta(day)},担当 {rep:02},東,接続" for rep in range(12) for day in range(20)]
    source.write_text("\n".join(["日付,担当者,チーム,結果", *lines]), encoding="utf-8")
    with sheetkpi.open_book(path) as book:
        sheetkpi.refresh(book, [source], today=date(2026, 11, 20))
        book.save()
    return path


def test_a_refresh_of_all_tables_makes_at_most_three_thousand_calls(
    template: Path, every_call: Counter[str]
) -> None:
    again = counted(template, every_call)
    assert 1_000 < again.total() <= 3_000


def test_values_that_stand_already_are_not_written_again(template: Path, calls: Counter[str]) -> None:
    assert counted(template, calls)["Range.raw_value ="] <= 60  # single cells, most of them
    with (template.parent / "calls.csv").open("a", encoding="utf-8") as log:
        log.write("\n2026/10/5,担当 03,東,接続")
    assert counted(template, calls)["Range.raw_value ="] <= 100


def test_the_template_is_read_and_written_in_a_few_calls_per_table(template: Path, calls: Counter[str]):
    """All thirty tables, refreshed a second time: what costs a round trip, and how often."""
    again = counted(template, calls)
    with sheetkpi.open_book(template) as book:
        tables = [table for sheet in book.sheets for table in sheet.tables]
        columns, names = sum(len(table.columns) for table in tables), len(book.names)
        in_cells = [name for name in book.names if name.name in PRINTS]
        with_figures = {name.refers_to_range.sheet.name for name in in_cells}
    assert again["Range.raw_value"] <= 2 * len(tables) + 20
    assert again["Range.raw_value ="] <= columns / 2 + names
    # A file is also asked, once a sheet, for its formulas outside tables; Excel, which calculates, is not.
    assert again["Range.formula"] <= 2 * len(tables) + len(with_figures)
    assert again["Range.color"] + again["Range.number_format ="] == 0
