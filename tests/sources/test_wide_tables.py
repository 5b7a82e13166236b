"""Tables of hundreds of columns, within what Excel has, are understood, or refused for what they lack.

Each text of twenty rows was once read as a date by itself, 5 ms each: a table of 9,000 columns never ended.
Now a row is given up at its first texts, and rows of many texts are no titles: how often that is done is
counted here."""

from __future__ import annotations

from datetime import date

import pytest

from sheetkpi.errors import SheetKPIError
from sheetkpi.sources.tables import context, reading
from sheetkpi.sources.tables.context import cells_above, days_among
from sheetkpi.sources.tables.grid import Grid
from tests.sources.raw_activity import TODAY, read, sheet

WIDTH = 96


def test_a_row_is_given_up_at_its_first_texts_that_are_no_days(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def day_of(text: str, today: date) -> date | None:
        seen.append(text)
        return None

    monkeypatch.setattr(context, "day_of", day_of)
    texts = [f"{number} 回" for number in range(WIDTH)]
    assert days_among(texts, TODAY, misses=3) == []
    assert len(seen) == 4
    assert days_among(["2026/11/2"] * (context.MOST_ACROSS + 1), TODAY, misses=9) == []
    assert len(seen) == 4, "so many days stand across in no table"


def test_plain_days_are_told_as_columns_of_days_are() -> None:
    written = ["2026/11/2", "2026-11-02", "1989-01-01", "2026/2/30"]
    assert [context.day_of(text, TODAY) for text in written] == [date(2026, 11, 2)] * 2 + [None] * 2


def test_titles_are_rows_of_few_texts() -> None:
    rows = ["2026年11月"], [f"項目{number}" for number in range(WIDTH)], ["佐藤"]
    grid = Grid.of(sheet(*rows))
    assert cells_above(grid, 3) == [("2026年11月", (1, 1)), ("佐藤", (3, 1))]


def test_a_log_with_hundreds_of_further_columns_is_read() -> None:
    headers = ["架電日時", "担当者", "架電結果", *(f"項目{number}" for number in range(WIDTH))]
    rows = [["2026-11-02", "山田 太郎", "接続", *("5 番" for _ in range(WIDTH))] for _ in range(4)]
    assert read(sheet(headers, *rows)).events["connects"].sum() == 4


def test_a_table_all_of_whose_counts_are_taken_for_something_else_is_none() -> None:
    heads = ["架電数", "接続数", "商談数", "担当者", "日付", "アポ数", "案件化数", "メール"]
    rows = [[str(number * row % 9) for number in range(300)] for row in range(1, 40)]
    with pytest.raises(SheetKPIError) as refused:
        read(sheet([heads[number % len(heads)] for number in range(300)], *rows))
    assert refused.value.key == "error.no_activity"


def test_a_sheet_of_thousands_of_columns_is_refused_before_it_is_looked_into(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def not_asked(*args: object) -> None:
        raise AssertionError("a sheet as wide as that is looked into")

    width = reading.WIDEST - 1
    wide = sheet(
        ["日付", "担当者", *(f"架電数 {number}" for number in range(width))],
        ["2026-11-02", "山田 太郎", *("3" for _ in range(width))],
    )
    monkeypatch.setattr(reading, "find_headers", not_asked)
    with pytest.raises(SheetKPIError) as refused:
        read(wide)
    assert refused.value.key == "error.other_tables"
    assert f"({reading.WIDEST + 1:,}, at most {reading.WIDEST:,})" in refused.value.sentence("en")


def test_a_stray_cell_far_to_the_right_is_no_width() -> None:
    far = [None] * (reading.WIDEST + 5)
    log = sheet(
        ["日付", "担当者", "結果", *far, "x"],
        *(["2026-11-02", "山田 太郎", "接続", *far, None] for _ in range(3)),
    )
    assert read(log).events["connects"].sum() == 3
