"""How often to call: yields of the nth try, and the stop."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sheetkpi.model.tries import after, best_stops, stops, yields
from sheetkpi.model.views import ALL, UNKNOWN

PLANTED = {
    "drops after the fourth": ([0.1] * 4 + [0.02] * 5, 4),
    "drops after the third, rare": ([0.05] * 3 + [0.01] * 5, 3),
    "drops by half after the fifth": ([0.1] * 5 + [0.04] * 4, 5),
    "the second is best": ([0.06, 0.12, 0.05, 0.02, 0.01], 2),
    "falls as telemarketing does": ([0.13, 0.12, 0.1, 0.09, 0.07, 0.06, 0.05, 0.04], 4),
}


def calls(
    yield_: list[float], rng: np.random.Generator, leads: int = 3_000, given_up: float = 0.1
) -> pd.DataFrame:
    """A call a row: leads are left once they succeed, and a tenth after each try, whatever it brings."""
    frames, left = [], np.arange(leads)
    for number, rate in enumerate(yield_, 1):
        won = rng.random(len(left)) < rate
        frames.append(pd.DataFrame({"lead": left, "try": number, "success": won}))
        left = left[~won & (rng.random(len(left)) > given_up)]
    return pd.concat(frames, ignore_index=True)


@pytest.mark.parametrize("plan", PLANTED)
def test_the_stop_comes_within_one_try_of_the_planted_one(plan: str) -> None:
    rates, planted = PLANTED[plan]
    rng = np.random.default_rng(31)
    found = [stops(yields(calls(rates, rng))).iloc[0] for _ in range(50)]
    near = [abs(row["stop"] - planted) <= 1 for row in found]
    within = [row["stop_low"] <= planted <= row["stop_high"] for row in found]
    assert np.mean(near) >= 0.9
    assert np.mean(within) >= 0.7


def test_where_every_try_is_worth_as_much_there_is_no_stop() -> None:
    rng = np.random.default_rng(32)
    found = pd.concat([stops(yields(calls([0.08] * 8, rng))) for _ in range(40)])
    assert found["stop"].isna().mean() >= 0.95
    silent = found[found["stop"].isna()]
    assert silent[["stop_low", "stop_high", "calls_saved", "successes_lost.share"]].isna().all(axis=None)
    assert (found["calls"] > 0).all()


@pytest.mark.parametrize("leads", [5, 60])
def test_a_small_sample_does_not_tell(leads: int) -> None:
    rng = np.random.default_rng(33)
    assert stops(yields(calls([0.1] * 3 + [0.02] * 3, rng, leads)))["stop"].isna().all()


def test_a_dearer_fresh_lead_moves_the_stop_back() -> None:
    rates = np.array([[0.13, 0.12, 0.1, 0.09, 0.07, 0.06, 0.05, 0.04]])
    found = [int(best_stops(rates, fresh)[0]) for fresh in (0, 1, 3)]
    assert found == sorted(found)
    assert (
        found[0] == 1
    )  # a fresh lead that costs nothing is always worth more, however good the second try is
    assert found[2] > found[1]


def test_yields_count_survivors_up_to_their_success() -> None:
    rows = pd.DataFrame(
        {
            "lead": ["A", "A", "A", "B", "B", "C", "C", None, "D"],
            "try": [1, 2, 3, 1, 2, 2, 3, 1, 1],
            "success": [0, 1, 1, 0, 0, 0, 1, 1, np.nan],
            "lead_source": ["展示会", "展示会", "展示会", "資料DL", "資料DL", None, None, "展示会", "展示会"],
        }
    )
    found = yields(rows)
    whole = found[found["lead_source"] == ALL]
    assert whole[["try", "calls", "successes"]].to_numpy().tolist() == [[1, 2, 0], [2, 3, 1], [3, 1, 1]]
    assert list(dict.fromkeys(found["lead_source"])) == [ALL, UNKNOWN, "展示会", "資料DL"]
    assert whole["low"].le(whole["rate"]).all()


def test_without_numbers_tries_are_counted_in_their_order() -> None:
    rows = pd.DataFrame({"lead": ["A", "B", "A", "A"], "success": [0, 0, 0, 1]})
    assert yields(rows)["calls"].tolist() == [2, 1, 1]


def test_each_lead_source_has_its_own_stop_and_what_it_saves_and_loses() -> None:
    rng = np.random.default_rng(34)
    good = calls([0.2, 0.2, 0.15, 0.02, 0.02], rng).assign(lead_source="展示会")
    poor = calls([0.06] * 5 + [0.01] * 3, rng).assign(lead_source="資料DL")
    poor["lead"] += 10_000
    found = yields(pd.concat([good, poor]))
    own = stops(found).set_index("lead_source")
    assert own.loc["展示会", "stop"] == 3
    assert own.loc["資料DL", "stop"] == pytest.approx(5, abs=1)
    late = good["try"] > 3
    assert own.loc["展示会", "calls_saved"] == late.sum()
    assert own.loc["展示会", "successes_lost"] == good.loc[late, "success"].sum()
    typed = after(found[found["lead_source"] == "展示会"], 1)
    assert typed["calls_saved"] == (good["try"] > 1).sum()
    assert 0 < typed["successes_lost.share"] < 1


def test_no_calls_have_no_yields() -> None:
    found = yields(pd.DataFrame({"lead": [], "try": [], "success": []}))
    assert found.empty
    assert stops(found).empty
    assert "stop" in stops(found)
