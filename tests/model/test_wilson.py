"""Wilson's interval."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sheetkpi.model.wilson import Z_95, interval


def test_published_values() -> None:
    """Newcombe (1998), table I, method 3: the score interval without continuity correction."""
    assert interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert interval(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert interval(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert interval(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


def test_without_trials_nothing_is_known() -> None:
    assert interval(0, 0) == (0.0, 1.0)


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_edges_are_the_rates_from_which_the_sample_is_z_deviations_away(count: int, trials: int) -> None:
    assume(count <= trials)
    low, high = interval(count, trials)
    assert 0 <= low <= count / trials <= high <= 1
    for edge in (low, high):
        deviation = Z_95**2 * edge * (1 - edge) / trials
        assert (count / trials - edge) ** 2 == pytest.approx(deviation, abs=1e-12)


@given(st.integers(1, 50), st.integers(2, 20))
def test_a_larger_sample_says_more(count: int, times: int) -> None:
    low, high = interval(count, 100)
    closer_low, closer_high = interval(count * times, 100 * times)
    assert low < closer_low
    assert closer_high < high
