"""Columns that people added to the daily entries come back with them: typed values, never formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

import sheetkpi
from sheetkpi.distribution.stamps import Stamp
from sheetkpi.workbook.entering import enter_rows
from tests.distribution.workbooks import (
    MORI,
    TODAY,
    YAMADA,
    collect,
    findings,
    master,
    returned,
    row,
    save_at,
    table,
)

FRIDAY, MONDAY = datetime(2026, 11, 6, 18), datetime(2026, 11, 9, 9)


def with_columns(path: Path, columns: Mapping[str, Sequence[Any]]) -> Path:
    """The workbook with columns appended to its entries, from the first row on; "=…" is a formula."""
    saved = modified(path)
    with sheetkpi.open_book(path) as book:
        sheet = book.sheets["日次入力"]
        found = sheet.tables["DailyEntry"]
        area = found.range
        wide = area.resize(column_size=area.columns.count + len(columns))
        found.resize(wide)
        for place, (header, values) in enumerate(columns.items(), area.columns.count):
            wide[0, place].value = header
            for number, value in enumerate(values, 1):
                wide[number, place].value = value
        book.save()
    path.with_name(f"{path.name}.bak").unlink()
    save_at(path, saved)
    return path


def modified(path: Path) -> datetime:
    return load_workbook(path, read_only=True).properties.modified


def back(book: Path) -> Path:
    return book.parent / "back" / "KPI_山田.xlsx"


def own(book: Path, *headers: str) -> list[tuple[Any, ...]]:
    """What the master's rows have in these columns."""
    return [tuple(line.get(header) for header in headers) for line in table(book, "DailyEntry")]


def test_numbers_and_texts_in_columns_both_have_come_with_new_rows(tmp_path: Path) -> None:
    book = with_columns(master(tmp_path, row(1, calls=5)), {"提案数": [1], "所感": ["良"]})
    returned(back(book), row(2, calls=40), row(3, calls=30))
    with_columns(back(book), {"所感": ["手応えあり", None], "提案数": [3, 2]})
    result = collect(book)
    assert (result.added, result.findings) == (2, ())
    assert own(book, "提案数", "所感") == [(1, "良"), (3, "手応えあり"), (2, None)]


def test_text_is_never_a_formula_and_numbers_typed_as_text_stay_text(tmp_path: Path) -> None:
    book = with_columns(master(tmp_path), {"所感": []})
    returned(back(book), row(2, calls=40), row(3, calls=30))
    with_columns(back(book), {"所感": ["'=1+1", "'007"]})
    collect(book)
    assert own(book, "所感") == [("=1+1",), ("007",)]
    sheet = load_workbook(book)["日次入力"]
    kinds = {cell.value: cell.data_type for cells in sheet for cell in cells}
    assert kinds["=1+1"] == kinds["007"] == "s"


def test_a_row_with_nothing_but_a_column_of_ones_own_counts(tmp_path: Path) -> None:
    book = with_columns(master(tmp_path), {"提案数": []})
    with_columns(returned(back(book), row(2)), {"提案数": [4]})
    assert collect(book).added == 1
    assert own(book, "提案数") == [(4,)]


def test_the_newer_value_wins_and_the_old_one_goes_to_the_history(tmp_path: Path) -> None:
    book = with_columns(master(tmp_path), {"提案数": [], "所感": []})
    with_columns(returned(back(book), row(2, calls=40)), {"提案数": [3], "所感": ["良"]})
    collect(book)
    with_columns(returned(back(book), row(2, calls=40), saved=MONDAY), {"提案数": [5], "所感": ["良"]})
    result = collect(book)
    assert (result.replaced, result.findings) == (1, ())
    assert own(book, "提案数", "所感") == [(5, "良")]
    (old,) = table(book, "EntryHistory")
    assert (old["架電数"], old["提案数"], old["所感"]) == (40, 3, "良")

    late = with_columns(returned(tmp_path / "late.xlsx", row(2, calls=40)), {"提案数": [3], "所感": ["良"]})
    assert (collect(book, late).older, own(book, "提案数")) == (1, [(5,)])


def test_the_same_again_changes_nothing(tmp_path: Path) -> None:
    book = with_columns(master(tmp_path), {"提案数": [], "次回": []})
    with_columns(returned(back(book), row(2, calls=40)), {"提案数": [3], "次回": [datetime(2026, 11, 9)]})
    collect(book)
    before = book.read_bytes()
    again = collect(book)
    assert (again.same, again.changed) == (1, False)
    assert book.read_bytes() == before


def test_a_workbook_of_before_the_column_leaves_what_is_in_it(tmp_path: Path) -> None:
    book = with_columns(master(tmp_path), {"提案数": []})
    with_columns(returned(back(book), row(2, calls=40)), {"提案数": [3]})
    collect(book)
    returned(back(book), row(2, calls=41), saved=MONDAY)
    collect(book)
    assert (own(book, "提案数"), table(book, "DailyEntry")[0]["架電数"]) == ([(3,)], 41)


def test_what_the_master_adds_beside_collected_rows_is_no_conflict(tmp_path: Path) -> None:
    """The manager ticks off rows; the rep's next save has the same rows, and one more."""
    book = with_columns(master(tmp_path), {"上長の確認": []})
    with_columns(returned(back(book), row(2, calls=40)), {"上長の確認": []})
    collect(book)
    with sheetkpi.open_book(book) as opened:
        places = opened.sheets["日次入力"].tables["DailyEntry"].range
        places[1, places.columns.count - 1].value = "済"
        opened.save()
    with_columns(returned(back(book), row(2, calls=40), row(3, calls=7), saved=MONDAY), {"上長の確認": []})
    result = collect(book)
    assert (result.added, result.same, result.findings) == (1, 1, ())
    assert own(book, "上長の確認") == [("済",), (None,)]


def test_a_row_both_sides_changed_is_listed_with_the_column(tmp_path: Path) -> None:
    book = with_columns(master(tmp_path), {"提案数": []})
    with_columns(returned(back(book), row(2, calls=40)), {"提案数": [3]})
    collect(book)
    with sheetkpi.open_book(book) as opened:
        places = opened.sheets["日次入力"].tables["DailyEntry"].range
        places[1, places.columns.count - 1].value = 9
        opened.save()
    with_columns(returned(back(book), row(2, calls=40), saved=MONDAY), {"提案数": [5]})
    result = collect(book)
    assert findings(result) == [("back/KPI_山田.xlsx", "A9", "entry_master_changed")]
    assert result.findings[0].values["difference"] == "提案数 9 → 5"
    assert own(book, "提案数") == [(9,)]


def test_a_column_the_master_calculates_is_not_collected(tmp_path: Path) -> None:
    book = with_columns(master(tmp_path, row(1, calls=5)), {"倍": ["=[@架電数]*2"], "所感": ["良"]})
    with_columns(returned(back(book), row(2, calls=40)), {"倍": [80], "所感": [None]})
    result = collect(book)
    assert (result.added, result.findings) == (1, ())
    with sheetkpi.open_book(book, read_only=True) as opened:
        places = opened.sheets["日次入力"].tables["DailyEntry"].range
        assert places[1, places.columns.count - 2].formula.startswith("=")
        assert places[2, places.columns.count - 2].value is None


def test_a_column_the_master_does_not_have_is_told_once(tmp_path: Path) -> None:
    book = with_columns(master(tmp_path), {"提案数": []})
    returned(back(book), row(2, calls=40), row(3, calls=30))
    with_columns(back(book), {"提案 数": [3, 4], "メール返信": [1, 2], "空": [], "天気": ["雨"]})
    result = collect(book)
    assert [reason for _, _, reason in findings(result)] == ["entry_own_unknown"]
    (finding,) = result.findings
    assert (finding.severity, finding.values) == ("note", {"columns": "メール返信, 天気"})
    assert own(book, "提案数") == [(3,), (4,)], "spelling aside, it is the master's column"
    (line,) = table(book, "CollectIssues")
    assert (line["列"], line["セル"]) == ("メール返信", finding.place.cell(finding.column))


def test_stamps_of_rows_without_such_columns_are_what_they_were(tmp_path: Path) -> None:
    book = master(tmp_path)
    returned(back(book), row(2, calls=40))
    collect(book)
    stamp = Stamp.read(table(book, "DailyEntry")[0]["回収時の版"])
    with_columns(book, {"提案数": []})
    with_columns(returned(back(book), row(2, calls=40)), {"提案数": []})
    assert stamp is not None
    assert collect(book).same == 1


class TestCountsOfPeoplesOwn:
    """A column with the name of a count in `Metrics` is counted by a refresh, like any other."""

    METRICS = pd.DataFrame([{"name": "提案率", "numerator": "提案数", "denominator": "メール送信数"}])

    @pytest.fixture
    def book(self, tmp_path: Path) -> Path:
        path = master(tmp_path, row(2, emails=10))
        with sheetkpi.open_book(path) as book:
            enter_rows(book, {"Metrics": self.METRICS})
            book.save()
        return with_columns(path, {"提案数": [4]})

    def figures(self, book: Path) -> tuple[Any, Any]:
        with sheetkpi.open_book(book) as opened:
            sheetkpi.refresh(opened, today=TODAY)
            opened.save()
        rows = [line for line in table(book, "RepKPI") if line["担当者"] == YAMADA]
        return rows[0].get("提案数"), rows[0].get("提案率")

    def test_what_was_typed_and_what_was_collected_is_counted(self, book: Path) -> None:
        assert self.figures(book) == (4, 0.4)
        with_columns(returned(back(book), row(3, emails=10)), {"提案数": [7]})
        assert collect(book).added == 1
        assert self.figures(book) == (11, 0.55)

    def test_a_day_with_that_count_alone_is_counted_too(self, book: Path) -> None:
        with_columns(returned(back(book), row(3)), {"提案数": ["６件"]})
        collect(book)
        assert own(book, "提案数")[1] == (6,)
        assert self.figures(book)[0] == 10

    def test_what_is_no_number_or_below_0_is_listed(self, book: Path) -> None:
        with_columns(returned(back(book), row(3, calls=1), row(4, calls=1)), {"提案数": ["多数", -1]})
        result = collect(book)
        assert [reason for _, _, reason in findings(result)] == ["entry_number", "entry_negative"]
        assert result.added == 0


class TestHandedOut:
    """The column goes out with what is in it, is typed in, comes back: the whole way."""

    @pytest.fixture
    def book(self, tmp_path: Path) -> Path:
        path = master(tmp_path, row(2, calls=40), row(2, MORI, calls=50), row(3, calls=30))
        own = {"提案数": [3, 8, None], "所感": ["良", "可", None], "倍": ["=[@架電数]*2"] * 3}
        return with_columns(path, own)

    def handed_out(self, book: Path) -> Path:
        [made] = sheetkpi.distribute(book, book.parent / "out", only=[YAMADA]).workbooks
        assert made.error is None, made.error
        return made.path

    def type_over(self, path: Path, row: int, header: str, value: Any) -> None:
        """Type into a row (from 1) of the column under `header`, and save a moment later."""
        with sheetkpi.open_book(path) as opened:
            found = opened.sheets["日次入力"].tables["DailyEntry"].range
            found[row, found[0, :].value.index(header)].value = value
            opened.save()
        path.with_name(f"{path.name}.bak").unlink()
        save_at(path, datetime.now())

    def test_rows_carry_what_is_in_the_column(self, book: Path) -> None:
        path = self.handed_out(book)
        assert own(path, "提案数", "所感") == [(3, "良"), (None, None)]
        untouched = collect(book, path)
        assert (untouched.same, untouched.changed) == (2, False)

    def test_reps_can_type_in_it_on_the_protected_sheet(self, book: Path) -> None:
        sheet = load_workbook(self.handed_out(book))["日次入力"]
        header, *rows = sheet[sheet.tables["DailyEntry"].ref]
        place = {cell.value: number for number, cell in enumerate(header)}
        assert sheet.protection.sheet
        for cells in (rows[0], rows[-1]):
            locked = [cells[place[name]].protection.locked for name in ("提案数", "所感", "倍")]
            assert locked == [False, False, True]

    def test_what_is_typed_there_is_in_the_master(self, book: Path) -> None:
        path = self.handed_out(book)
        self.type_over(path, 2, "提案数", 6)
        result = collect(book, path)
        assert (result.replaced, result.findings) == (1, ())
        assert own(book, "提案数", "所感") == [(3, "良"), (8, "可"), (6, None)]
        assert collect(book, path).changed is False

    def test_what_was_not_collected_yet_is_carried_over(self, book: Path) -> None:
        path = self.handed_out(book)
        self.type_over(path, 2, "提案数", 6)
        self.type_over(book, 2, "提案数", 9)
        self.type_over(book, 1, "架電数", 41)
        [made] = sheetkpi.distribute(book, book.parent / "out", only=[YAMADA]).workbooks
        assert (made.carried, own(made.path, "提案数")) == (1, [(3,), (6,)])
        assert collect(book, made.path).replaced == 1
        assert own(book, "提案数") == [(3,), (9,), (6,)]

    def test_a_text_that_names_a_colleague_stays_in_the_master_only(self, book: Path) -> None:
        self.type_over(book, 1, "所感", f"{MORI}に引き継ぎ")
        path = self.handed_out(book)
        assert own(path, "所感") == [(None,), (None,)]
        assert collect(book, path).changed is False
        self.type_over(path, 1, "提案数", 5)
        result = collect(book, path)
        assert (result.replaced, result.findings) == (1, ())
        assert own(book, "提案数", "所感")[0] == (5, f"{MORI}に引き継ぎ")
        again = self.handed_out(book)
        assert own(again, "提案数", "所感")[0] == (5, None)
        assert collect(book, again).changed is False

    def test_what_the_master_calculates_is_calculated_there_too(self, book: Path) -> None:
        path = self.handed_out(book)
        with sheetkpi.open_book(path, read_only=True) as opened:
            found = opened.sheets["日次入力"].tables["DailyEntry"].range
            assert found[1, found[0, :].value.index("倍")].formula.startswith("=")
