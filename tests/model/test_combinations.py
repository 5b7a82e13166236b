"""Combinations of columns of numbers, first and last days, and the order of rows."""

from __future__ import annotations

import numpy as np
import pytest

from sheetkpi.model.combinations import combinations, first_and_last, stable_order


def test_columns_whose_numbers_do_not_fit_together_are_told_apart() -> None:
    wide = np.array([0, 1 << 40, 0, 1 << 40, 0])
    columns = [wide, wide[::-1], np.array([0, 1 << 39, 0, 1 << 39, 5]), wide]
    found = combinations(columns)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    distinct = list(dict.fromkeys(rows))
    assert [distinct[number] for number in found.of_row.tolist()] == rows
    assert [rows[first] for first in found.first.tolist()] == distinct
    assert found.rows.tolist() == [rows.count(one) for one in distinct]


@pytest.mark.parametrize("beyond", [1 << 10, 1 << 20, 1 << 40])
def test_rows_of_one_number_keep_their_order_however_large_numbers_are(beyond: int) -> None:
    numbers = np.array([beyond, -3, 7, beyond, -3, 0, 7])
    assert stable_order(numbers).tolist() == np.argsort(numbers, kind="stable").tolist()
    narrow = (numbers % 127).astype(np.int8)
    assert stable_order(narrow).tolist() == np.argsort(narrow, kind="stable").tolist()


def test_days_that_are_not_known_are_neither_first_nor_last() -> None:
    days = np.array(["2026-11-05", "NaT", "2026-11-02", "NaT"], dtype="datetime64[D]")
    first, last = first_and_last(np.array([0, 0, 0, 1]), days, 2)
    assert first.tolist()[0].day == 2
    assert last.tolist()[0].day == 5
    assert np.isnat(first[1])
    assert np.isnat(last[1])
