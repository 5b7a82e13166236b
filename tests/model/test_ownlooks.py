"""What a handed-out workbook leaves to chance: what follows from own rows, and the master's words stand."""

from __future__ import annotations

from datetime import date
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

from sheetkpi.model.benchmarks import Bands
from sheetkpi.model.calendar import Calendar
from sheetkpi.model.chance import LEVEL, SURE
from sheetkpi.model.facts import facts
from sheetkpi.model.kpimonth import KpiMonth, Typed
from sheetkpi.model.measured import COMPLETE
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.ownlooks import STEP, judged_apart, own_quantile, own_quantiles
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.shares import months_apart, sources_apart
from sheetkpi.model.verdicts import BELOW, CHANCE, deviations, with_bands
from sheetkpi.tables.report import report

TREE = KpiTree()
MAY, LAST = date(2026, 5, 1), date(2026, 5, 29)
BANDS = pd.DataFrame({"kpi": ["接続率", "商談化率"], "low": [0.2, 0.1], "high": [0.3, 0.2]})
Done = tuple[tuple[int, int, int], ...]
"""Calls, connects and meetings a day of each rep."""


def quantile(left: int) -> float:
    """What the KPI workbook leaves to chance while this many looks are left."""
    return NormalDist().inv_cdf(1 - min(LEVEL / left, SURE))


def words(deviation: np.ndarray, z: float) -> list[str]:
    return np.where(deviation > z, BELOW, CHANCE).tolist()


@pytest.mark.parametrize("seed", range(100))
def test_words_stand_and_nothing_of_the_looks_at_others_is_left(seed: int) -> None:
    """Whichever number of looks the KPI workbook had left: the same words, the same quantile."""
    random = np.random.default_rng(seed)
    own = np.sort(random.normal(1.5, 1.5, random.integers(0, 40)).clip(0.01))
    looks = len(own) + int(random.integers(0, 40))
    by_words: dict[str, set[float]] = {}
    for left in range(1, 200):
        said = words(own, quantile(left))
        below, chance = (own[np.array(said) == word].tolist() for word in (BELOW, CHANCE))
        z = own_quantile(looks, chance, below)
        assert words(own, z) == said
        by_words.setdefault("".join(said), set()).add(z)
    assert all(len(found) == 1 for found in by_words.values())
    assert len(by_words) <= len(own) + 1


def test_it_keeps_away_from_the_figures_it_has_to_lie_beside() -> None:
    assert own_quantile(1, [3.0], []) == pytest.approx(3.0 + STEP)
    assert own_quantile(1, [3.0], [3.001]) == pytest.approx(3.0005)
    assert own_quantile(1000, [], [2.0]) == pytest.approx(2.0 - STEP)
    assert own_quantile(4, [0.5], [9.0]) == pytest.approx(quantile(4))


def month_of(done: Done) -> KpiMonth:
    """What a team did on each business day of five months."""
    names = [f"rep {number}" for number in range(len(done))]
    days = pd.bdate_range("2026-01-05", LAST)
    rows = [(day, rep, *counts) for day in days for rep, counts in zip(names, done, strict=True)]
    made = pd.DataFrame(rows, columns=["date", "rep", "calls", "connects", "meetings"])
    roster = Roster.from_frame(pd.DataFrame({"rep": names, "team": "第1課"}))
    nothing = pd.DataFrame()
    counted = facts(made.assign(team="第1課", lead_source="Web"), TREE)
    typed = Typed(BANDS, nothing, nothing, nothing, nothing)
    return KpiMonth(counted, roster, Calendar(), Settings(), TREE, COMPLETE, typed, LAST)


def handed_out(month: KpiMonth) -> tuple[dict[str, float], pd.DataFrame, pd.DataFrame]:
    """The quantiles of all reps; RepKPI and Diagnosis of the first, as it is handed out."""
    tables = report(month).tables
    sources = sources_apart(month.all_facts, "rep", MAY, month.bands, TREE, month.late)
    months = months_apart(month.all_facts, "rep", month.window, month.bands, TREE, month.late)
    found = own_quantiles([(tables["RepKPI"], "rep")], [(sources, "rep"), (months, "team")], TREE)
    own = [tables[name][tables[name]["rep"] == "rep 0"] for name in ("RepKPI", "Diagnosis")]
    assert judged_apart(own[0], found, "rep", TREE).equals(own[0]), "the words of the KPI workbook"
    return found, own[0], own[1]


def test_how_many_colleagues_are_below_does_not_show() -> None:
    """The quantile of the KPI workbook counts them."""
    whole, own, intervals = set(), set(), set()
    for low in (0, 1, 2, 3):
        done = ((40, 4, 1), *(((60, 5, 0),) * low), *(((60, 15, 2),) * (3 - low)))
        month = month_of(done)
        found, shown, causes = handed_out(month)
        assert set(shown["connect_rate.verdict"]) == {BELOW}
        assert shown["meeting_rate.verdict"].tolist() == ["verdict.above"]
        whole.add(month.z)
        own.add(found["rep 0"])
        intervals |= set(causes.loc[causes["stage"] == "connect_rate", "interval_high"])
    assert len(whole) > 1
    assert len(own) == 1
    assert len(intervals) <= 1


def test_other_rows_are_judged_at_the_recipients_own_quantile() -> None:
    view = pd.DataFrame({"rep": ["a", "b", "c"], "calls": 100.0, "connects": [10.0, 10.0, 25.0]})
    view = view.assign(**{kpi: np.nan for kpi in TREE.counts if kpi not in view})
    view = view.assign(**{rate.key: np.nan for rate in TREE.rates}).assign(
        connect_rate=view["connects"] / 100
    )
    bands, _ = Bands.from_frame(BANDS, pd.DataFrame(), TREE, 30)
    judged = with_bands(view, bands, TREE)
    assert deviations(judged, TREE)["connect_rate"][:2] == pytest.approx(2.5)
    apart = judged_apart(judged, {"a": 2.4, "b": 2.6}, "rep", TREE)
    assert apart["connect_rate.verdict"].tolist() == [BELOW, CHANCE, "verdict.within"]
