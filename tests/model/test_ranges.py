"""Landings of series whose cause is known: the range holds four of five, and the month's end is learnt.

The long version, with its table, is `tests/benchmarks/ranges.py`.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.model.series import KINDS, MONTHS, PER_DAY, simulated, table

RUNS = 8
CHANCE = 14
"""Points by which the share of so few months differs from the true one at most, but for bad luck."""


@pytest.mark.parametrize("kind", KINDS)
def test_four_of_five_land_in_the_range(kind: str) -> None:
    found = table([kind], tuple(PER_DAY), RUNS)
    within = found[[column for column in found if str(column).startswith("within")]]
    of_level = within.groupby("level").mean().mean(axis="columns")  # all points and counts together
    assert of_level.between(72 - CHANCE, 90 + CHANCE / 2).all(), of_level
    assert 72 <= within.to_numpy()[within.index.get_level_values("level") == "rep"].mean() <= 90


def test_the_rush_at_the_end_of_months_is_learnt_where_data_is_large() -> None:
    found = table(["rush"], ["calls"], RUNS)
    assert (found["missed 0.75"] <= 5).all()
    assert (found["naive 0.75"] > 20).all()


def test_days_are_weighted_as_they_are() -> None:
    """True weights .73 and 1.82: they were learnt as .99 and 1.04."""
    course = simulated("rush", "calls", MONTHS[5], np.random.default_rng(2)).course("all", 0.5)
    last, others = (
        course.weights[course.days.now & course.days.work & (course.days.part == part)] for part in (0, 2)
    )
    assert others.mean() == pytest.approx(0.73, abs=0.08)
    assert last.mean() == pytest.approx(1.82, abs=0.2)


def test_steady_days_have_the_same_weight() -> None:
    course = simulated("steady", "calls", MONTHS[5], np.random.default_rng(2)).course("all", 0.5)
    assert course.weights[course.days.work] == pytest.approx(1, abs=0.03)
