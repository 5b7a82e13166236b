"""NextSteps: one step for each rep, what it is worth, and whether last month's helped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from sheetkpi.model.funnel import STAGES
from sheetkpi.model.nextsteps import HELPED, MEDIAN, QUARTILE, Said, next_steps

EARLY = [(stage, (stage.numerator, stage.denominator)) for stage in STAGES[:2]]
MONTH = date(2026, 4, 1)
MONTHS = pd.to_datetime(["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"])
CALLS = 420.0


def department(
    rng: np.random.Generator | None,
    rates: np.ndarray,
    now: Mapping[int, float] | None = None,
    sources: Mapping[int, str] | None = None,
    calls: float = CALLS,
) -> pd.DataFrame:
    """Four months of reps of one team with the connect and meeting `rates` (reps × 2); `now` has factors of
    the meeting rate in the last month. Without `rng` everything comes exactly as the rates say."""
    rows = []
    for number, month in enumerate(MONTHS):
        for rep, (connect, meeting) in enumerate(rates):
            passed = meeting * ((now or {}).get(rep, 1.0) if number == 3 else 1.0)
            if rng is None:
                made, reached, met = calls, calls * connect, calls * connect * passed
            else:
                made = float(rng.poisson(calls))
                reached = float(rng.binomial(int(made), connect))
                met = float(rng.binomial(int(reached), passed))
            source = (sources or {}).get(rep, "展示会")
            rows.append((month, f"担当{rep}", "第1課", source, made, reached, met))
    return pd.DataFrame(
        rows, columns=["month", "rep", "team", "lead_source", "calls", "connects", "meetings"]
    )


def steps(facts: pd.DataFrame, said: Mapping[tuple[str, str], Said] | None = None) -> pd.DataFrame:
    names = list(dict.fromkeys(zip(facts["team"], facts["rep"], strict=True)))
    return next_steps(facts, MONTH, names, EARLY, said or {}, {}).set_index("rep")


def rates(meeting: list[float], connect: float = 0.25) -> np.ndarray:
    return np.array([(connect, rate) for rate in meeting])


def test_who_is_below_the_median_is_to_reach_it_and_who_is_there_the_top_quarter() -> None:
    found = steps(department(None, rates([0.08, 0.15, 0.15, 0.16, 0.20, 0.21])))
    assert found.loc["担当0", ["step", "aim"]].tolist() == ["meeting_rate", MEDIAN]
    assert found.loc["担当3", "aim"] == QUARTILE
    assert "担当5" not in found.index


def test_a_step_is_worth_the_meetings_a_month_that_it_would_bring() -> None:
    """Without chance there is nothing to take off: 105 connects a month, from .05 to a median of .15."""
    found = steps(department(None, rates([0.05, 0.15, 0.15, 0.15, 0.15]), calls=420_000))
    assert round(found.loc["担当0", "worth"] / 1000, 1) == 10.5


def test_what_few_connects_show_is_worth_less_than_it_seems() -> None:
    few, many = (
        steps(department(None, rates([0.08, 0.15, 0.15, 0.15, 0.15]), calls=calls)).loc["担当0", "worth"]
        / calls
        for calls in (420, 42_000)
    )
    assert few < 0.9 * many


def test_reps_who_are_alike_have_no_step() -> None:
    assert steps(department(None, rates([0.15] * 6))).empty


def test_colleagues_work_the_same_sources() -> None:
    sources = dict.fromkeys(range(4), "資料DL") | dict.fromkeys(range(4, 8), "展示会")
    facts = department(None, rates([0.06] * 4 + [0.20] * 4), sources=sources)
    assert steps(facts).empty


def test_two_colleagues_are_too_few() -> None:
    assert steps(department(None, rates([0.05, 0.15, 0.25]))).empty


def test_the_step_is_what_diagnosis_names_or_nothing_else() -> None:
    facts = department(None, rates([0.08, 0.15, 0.15, 0.15, 0.15]))
    name = ("第1課", "担当0")
    other = steps(facts, {name: Said("calls")})
    assert other.loc["担当0", "step"] == "calls"
    assert pd.isna(other.loc["担当0", "worth"])
    assert pd.isna(steps(facts, {name: Said(watching="connect_rate")}).loc["担当0", "step"])


def test_a_step_taken_has_helped() -> None:
    rng, found = np.random.default_rng(1), 0
    for _ in range(10):
        facts = department(rng, rates([0.07] + [0.15] * 7), now={0: 2.2}, calls=1200)
        found += steps(facts)["helped"].get("担当0") == HELPED
    assert found >= 7


def test_the_lowest_of_last_month_is_no_effect_when_better_this_month() -> None:
    """Nothing changes: an effect is reported in at most one of twenty workbooks."""
    rng, wrong, better = np.random.default_rng(2), 0, []
    for _ in range(60):
        true = np.clip(rng.normal([0.25, 0.15], [0.04, 0.03], (10, 2)), 0.02, 0.5)
        found = steps(department(rng, true))
        wrong += bool((found["helped"] == HELPED).any())
        better += (found["rate_now"] / found["rate_expected"] - 1).astype("float64").dropna().tolist()
    assert wrong <= 3
    assert abs(np.mean(better)) < 0.03
