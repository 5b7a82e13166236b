"""Calls needed from small samples: as often reached as asked for, and never wild."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sheetkpi.model.benchmarks import Band, Bands
from sheetkpi.model.callsneeded import EVEN, SAFE, calls_needed
from sheetkpi.model.chain import ASSUMED, solved
from sheetkpi.model.proposals import Trailing, proposals
from sheetkpi.model.shrinkage import Ratio, shrunk

GOAL = 8.0
RATES = ("connect_rate", "meeting_rate")


def departments(number: int, calls: float, seed: int = 6) -> list[tuple[float, Ratio, list[Ratio]]]:
    """Teams that made `calls` in three months: the true meetings a call, what came of it, and four others."""
    rng = np.random.default_rng(seed)
    rates = 0.05 * rng.gamma(1 / 0.3**2, 0.3**2, (number, 5))  # teams differ by three tenths
    meetings = rng.poisson(rates * calls)
    return [
        (float(rate[0]), Ratio(int(made[0]), calls), [Ratio(int(other), calls) for other in made[1:]])
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
            known = shrunk(own, others) if shrink else Ratio(max(own.done, 0.5), own.tried)
            assert known is not None
            ratios.append(rate / known.rate)
        return float(np.quantile(ratios, 0.05)), float(np.quantile(ratios, 0.95))

    low, high = spread(shrink=True)
    assert low > 0.55
    assert high < 1.7
    assert spread(shrink=False)[1] > 2


def test_so_do_the_proposed_rates_of_forty_calls_a_month() -> None:
    """The chain from meetings to calls, solved with rates that were proposed from 120 calls, some 30 connects
    and 4 or 5 meetings: nothing wild, and enough in about half of the months."""
    rng, ratios, reached = np.random.default_rng(8), [], []
    month, bands = date(2026, 3, 1), Bands({(rate, ""): Band(0.1, 0.3, 30) for rate in RATES})
    for _ in range(1000):
        connect, meeting = 0.25 * rng.gamma(25, 1 / 25, 5), 0.2 * rng.gamma(20, 1 / 20, 5)  # teams differ
        connects = rng.binomial(120, connect)
        meetings = rng.binomial(connects, meeting)
        counted = {"connect_rate": (connects, np.full(5, 120)), "meeting_rate": (meetings, connects)}
        found = {
            rate: {str(team): Ratio(int(done[team]), int(tried[team])) for team in range(5)}
            for rate, (done, tried) in counted.items()
        }
        trailing = Trailing(month, month, {rate: {} for rate in ASSUMED} | found, {})
        rates = {rate: proposal.value for rate, proposal in proposals("0", trailing, bands).items()}
        calls = solved("meetings", GOAL, rates)["calls"]
        assert calls is not None
        truly = connect[0] * meeting[0]
        ratios.append(calls * truly / GOAL)
        reached.append(rng.binomial(calls, truly) >= GOAL)
    assert np.quantile(ratios, 0.05) > 0.55
    assert np.quantile(ratios, 0.95) < 1.7
    assert 0.5 < np.mean(reached) < 0.6  # exactly 8 is a likely number, and needs are rounded up


def test_much_own_data_speaks_for_itself() -> None:
    known = shrunk(Ratio(900, 30_000), [Ratio(300, 3000), Ratio(280, 3000)])
    assert known is not None
    assert known.rate == pytest.approx(0.03, rel=0.03)


def test_nothing_is_needed_where_nobody_knows_a_rate() -> None:
    assert shrunk(Ratio(0, 400), []) is None
    assert shrunk(Ratio(0, 0), [Ratio(0, 500)]) is None
