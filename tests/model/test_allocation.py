"""Whole parts of a whole, needed counts, a month's number on its days."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetkpi.model.allocation import divide, divide_by_need, due_by, due_by_each, needed, rounded_up

totals = st.integers(0, 100_000)
weights = st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=20)
month_days = st.dictionaries(
    st.dates(date(2026, 10, 26), date(2026, 12, 6)), st.sampled_from([0.0, 0.5, 1.0]), max_size=31
)


class TestDivide:
    def test_what_is_left_goes_to_those_whose_share_was_cut_most(self) -> None:
        assert divide(10, [3, 2, 2]).parts == (4, 3, 3)  # 4.29, 2.86, 2.86
        assert divide(100, [18, 20, 9.5]).parts == (38, 42, 20)

    def test_ties_go_by_order(self) -> None:
        assert divide(2, [1, 1, 1]).parts == (1, 1, 0)

    def test_what_is_fixed_stays_and_the_rest_is_divided_among_the_others(self) -> None:
        division = divide(20, [1, 1, 2], [None, 5, None])
        assert division.parts == (5, 5, 10)
        assert not division.obstacle

    @pytest.mark.parametrize(
        ("total", "weights", "fixed", "parts", "obstacle"),
        [
            (10, [1, 1], [11, None], (11, 0), "above"),
            (10, [1, 1], [4, 5], (4, 5), "nobody"),
            (10, [], [], (), "nobody"),
            (10, [0, 0], [], (None, None), "no_weight"),
            (10, [1, 0], [4, None], (4, None), "no_weight"),
            (10, [0, 0], [10, None], (10, 0), ""),
            (0, [0, 0], [], (0, 0), ""),
        ],
    )
    def test_it_says_when_the_parts_cannot_sum_to_the_whole(
        self,
        total: int,
        weights: list[float],
        fixed: list[int | None],
        parts: tuple[int | None, ...],
        obstacle: str,
    ) -> None:
        division = divide(total, weights, fixed)
        assert (division.parts, division.obstacle) == (parts, obstacle)

    @given(totals, weights)
    def test_parts_are_whole_not_negative_and_sum_to_the_whole(self, total: int, of: list[float]) -> None:
        division = divide(total, of)
        if any(of) or not total:
            assert not division.obstacle
            assert all(isinstance(part, int) and part >= 0 for part in division.parts)
            assert sum(part or 0 for part in division.parts) == total
        else:
            assert division.obstacle == "no_weight"

    @given(totals, weights)
    def test_more_weight_never_gets_less(self, total: int, of: list[float]) -> None:
        parts = [part or 0 for part in divide(total, of).parts]
        by_weight = sorted(zip(of, parts, strict=True))
        for (less, part_of_less), (more, part_of_more) in pairwise(by_weight):
            assert part_of_less <= part_of_more or less == more
        for less, part_of_less in by_weight:  # equal weights differ by one at most
            same = [part for weight, part in by_weight if weight == less]
            assert max(same) - min(same) <= 1
            assert part_of_less in same

    @given(totals, weights)
    def test_nobody_is_more_than_one_off_the_exact_share(self, total: int, of: list[float]) -> None:
        if not any(of):
            return
        whole = sum(map(Fraction, of))
        for weight, part in zip(of, divide(total, of).parts, strict=True):
            assert abs((part or 0) - total * Fraction(weight) / whole) < 1

    @given(totals, weights, st.data())
    def test_fixed_parts_survive_any_sequence_of_divisions(
        self, total: int, of: list[float], data: st.DataObject
    ) -> None:
        typed = data.draw(st.lists(st.none() | totals, min_size=len(of), max_size=len(of)))
        first = divide(total, of, typed)
        for part, kept in zip(first.parts, typed, strict=True):
            assert kept is None or part == kept
        if not first.obstacle:
            assert sum(part or 0 for part in first.parts) == total
        assert divide(total, of, typed) == first  # what was divided is not taken for typed


class TestNeeds:
    def test_who_has_needs_gets_them_rounded_up_and_the_others_the_rest_by_weight(self) -> None:
        division = divide_by_need(447, [22, 11, 11], [None] * 3, [None, 67 / 0.3, None])
        assert division.parts == (149, 224, 74)

    @pytest.mark.parametrize(
        ("total", "fixed", "needs", "parts", "obstacle"),
        [
            (146, [None] * 3, [50.3, 50.3, 45.3], (51, 50, 45), ""),  # rounded up they were 148
            (200, [None, 150, None], [100, None, None], (50, 150, 0), "needed"),
            (200, [None, 0, 0], [150, None, None], (200, 0, 0), ""),  # nobody else to take the rest
            (200, [None, 250, None], [100, None, None], (0, 250, 0), "above"),
            (10, [None, 10, 0], [0, None, None], (0, 10, 0), ""),
        ],
    )
    def test_the_sum_stays_exact(
        self,
        total: int,
        fixed: list[int | None],
        needs: list[float | None],
        parts: tuple[int, ...],
        obstacle: str,
    ) -> None:
        division = divide_by_need(total, [1, 1, 1], fixed, needs)
        assert (division.parts, division.obstacle) == (parts, obstacle)

    @given(
        totals,
        st.lists(
            st.tuples(st.floats(0, 100), st.none() | st.integers(0, 5000), st.none() | st.floats(0, 5000)),
            min_size=1,
            max_size=8,
        ),
    )
    def test_parts_are_whole_and_sum_and_what_is_needed_is_never_cut_while_others_get_more_than_nothing(
        self, total: int, rows: list[tuple[float, int | None, float | None]]
    ) -> None:
        weights, fixed, needs = (list(column) for column in zip(*rows, strict=True))
        division = divide_by_need(total, weights, fixed, needs)
        for part, kept in zip(division.parts, fixed, strict=True):
            assert kept is None or part == kept
        if division.obstacle not in ("", "needed"):
            return
        assert sum(part or 0 for part in division.parts) == total
        open_parts = [(p, n) for p, f, n in zip(division.parts, fixed, needs, strict=True) if f is None]
        assert all(isinstance(part, int) and part >= 0 for part, _ in open_parts)
        others = sum(part or 0 for part, need in open_parts if need is None)
        for part, need in open_parts:
            assert need is None or (part or 0) >= need - 1e-6 or others == 0


class TestNeeded:
    def test_the_example_every_user_knows(self) -> None:
        assert needed(20, 0.1) == 200
        assert needed(200, 0.2) == 1000

    @pytest.mark.parametrize(
        ("wanted", "rate", "count"), [(20, 0.3, 67), (3, 0.1 + 0.2, 10), (7, 0.07, 100), (1, 1, 1)]
    )
    def test_counts_are_rounded_up_but_not_for_noise(self, wanted: float, rate: float, count: int) -> None:
        assert needed(wanted, rate) == count

    @given(st.integers(1, 1_000_000), st.integers(1, 1_000))
    def test_a_rate_of_whole_thousandths_is_as_exact_as_fractions_are(self, wanted: int, rate: int) -> None:
        exact = Fraction(wanted * 1000, rate)
        assert needed(wanted, rate / 1000) == -(-exact.numerator // exact.denominator)

    @given(st.floats(0.001, 1e9), st.floats(0.0001, 1))
    def test_rounding_up_never_falls_short(self, wanted: float, rate: float) -> None:
        count = needed(wanted, rate)
        assert count is not None
        assert count >= wanted / rate - 1e-6
        assert count < wanted / rate + 1

    def test_halves_of_the_last_decimal_go_up_as_in_a_spreadsheet(self) -> None:
        assert rounded_up(200.0000004) == 200
        assert rounded_up(200.0000005) == 201

    @pytest.mark.parametrize(("wanted", "rate"), [(1e308, 1e-5), (float("inf"), 0.5)])
    def test_what_is_beyond_counting_is_nothing(self, wanted: float, rate: float) -> None:
        assert needed(wanted, rate) is None

    def test_huge_numbers_stay_as_they_are(self) -> None:
        assert needed(1e16, 1) == 10**16
        assert needed(1e300, 1) == int(1e300)


@given(
    st.floats(0, 1e6) | st.integers(0, 10**6),
    st.lists(st.floats(0, 1) | st.sampled_from([1 / 3, 0.7, 0.1 + 0.2, 1 - 1e-9])),
    st.floats(0, 0.999),
)
def test_what_is_due_day_by_day_is_what_is_due_on_each_day(
    total: float, shares: list[float], offset: float
) -> None:
    together = due_by_each(total, np.array(shares, dtype="float64"), offset)
    assert together.tolist() == [due_by(total, share, offset) for share in shares]
