"""Calls needed from small samples: as often reached as asked for, and never wild."""

from __future__ import annotations

import numpy as np
import pytest

from sheetkpi.model.callsneeded import EVEN, SAFE, Yield, calls_needed, shrunk

GOAL = 8.0


def departments(number: int, calls: float, seed: int = 6) -> list[tuple[float, Yield, list[Yield]]]:
    """Teams that made `calls` in three months: the true meetings a call, what came of it, and four others."""
    rng = np.random.default_rng(seed)
    rates = 0.05 * rng.gamma(1 / 0.3**2, 0.3**2, (number, 5))  # teams differ by three tenths
    meetings = rng.poisson(rates * calls)
    return [
        (float(rate[0]), Yield(int(made[0]), calls), [Yield(int(other), calls) for other in made[1:]])
        for rate, made in zip(rates, meetings, strict=True)
    ]


@pytest.mark.parametrize("calls", [120, 600, 3000])
@pytest.mark.parametrize("likely", [EVEN, SAFE])
def test_the_goal_is_reached_as_often_as_asked_for(calls: float, likely: float) -> None:
    rng, reached = np.random.default_rng(7), []
    for rate, own, others in departments(1500, calls):
        known = shrunk(own, others)
        assert known is not None
        reached.append(rng.poisson(rate * calls_needed(GOAL, known, likely)) >= GOAL)
    assert np.mean(reached) == pytest.approx(likely, abs=0.05)


def test_forty_calls_a_month_propose_nothing_wild() -> None:
    """Unshrunk, the middle nine of ten proposals lie between .5 and 3 times the calls truly needed."""

    def spread(shrink: bool) -> tuple[float, float]:
        ratios = []
        for rate, own, others in departments(1000, 120):
            known = shrunk(own, others) if shrink else Yield(max(own.meetings, 0.5), own.calls)
            assert known is not None
            ratios.append(rate / known.rate)
        return float(np.quantile(ratios, 0.05)), float(np.quantile(ratios, 0.95))

    low, high = spread(shrink=True)
    assert low > 0.55
    assert high < 1.7
    assert spread(shrink=False)[1] > 2


def test_much_own_data_speaks_for_itself() -> None:
    known = shrunk(Yield(900, 30_000), [Yield(300, 3000), Yield(280, 3000)])
    assert known is not None
    assert known.rate == pytest.approx(0.03, rel=0.03)


def test_nothing_is_needed_where_nobody_knows_a_rate() -> None:
    assert shrunk(Yield(0, 400), []) is None
    assert shrunk(Yield(0, 0), [Yield(0, 500)]) is None
