"""What one rep is told of the colleagues, held against everything that the colleagues may have done.

For teams of three to eight people and counts of 0 to 4, every list of the colleagues' counts is enumerated. A
display gives them away when no other list looks the same. Names are interchangeable in what is shown, so a
single colleague's count follows only where the whole list does. In percent of (own, list), the reader knowing
nothing of the greatest count / knowing that it is 4:

| shown beside one's own    | 3       | 4       | 5       | 6       | 7       | 8 people |
|---------------------------|---------|---------|---------|---------|---------|----------|
| total, rank, median (old) | 83 / 89 | 39 / 50 | 25 / 39 | 15 / 25 | 11 / 19 | 7 / 13   |
| total                     | 13 / 27 | 6 / 11  | 3 / 6   | 2 / 3   | 1 / 2   | .6 / 1.2 |
| rank                      | 1 / 3   | .6 / 1  | .3 / .6 | .2 / .3 | .1 / .2 | .1 / .1  |
| median, rounded           | 5 / 11  | 0 / 0   | 0 / 0   | 0 / 0   | 0 / 0   | 0 / 0    |
| half of ranks, range      | 0 / 3   | 0 / .6  | 0 / .3  | .2 / .2 | 0 / .1  | 0 / 0    |
| range of the average      | 0 / 0   | 0 / 0   | 0 / 0   | 0 / 0   | 0 / 0   | 0 / 0    |
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import combinations_with_replacement, pairwise

import numpy as np
import pandas as pd
import pytest

from sheetkpi.language import all_words
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.peers import COLLEAGUES, EDGES, SHOWN, average_range, rate_range, standings
from sheetkpi.workbook.wording import worded

MOST = 4
SIZES = range(COLLEAGUES + 1, 9)


@cache
def lists(people: int, most: int) -> np.ndarray:
    """Every list of so many counts of 0 to `most`, whoever has which."""
    return np.array(list(combinations_with_replacement(range(most + 1), people)))


def ranges(values: np.ndarray, axis: int = 1) -> np.ndarray:
    """The range in which the average is told to be, as a number."""
    return np.searchsorted(EDGES, values.mean(axis=axis), side="right")


def alike(*columns: np.ndarray) -> np.ndarray:
    """A number for each row, the same for rows that are alike in all `columns`."""
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for column in np.column_stack(columns).T:
        places = np.unique(column, return_inverse=True)[1]
        code = code * (places.max() + 1) + places
    return np.unique(code, return_inverse=True)[1]


def give_away(shown: np.ndarray, secret: np.ndarray) -> np.ndarray:
    """Whether what is `shown` in a row leaves one `secret` only; both are numbers that tell rows apart."""
    pairs = np.unique(shown.astype(np.int64) * (secret.max() + 1) + secret)
    secrets = np.bincount(pairs // (secret.max() + 1), minlength=shown.max() + 1)
    return np.asarray(secrets[shown] == 1)


Display = Callable[[np.ndarray, int], tuple[np.ndarray, ...]]


def share_given_away(people: int, most: int, display: Display) -> float:
    """In how many of 100 cases the list of the colleagues' counts follows, where it may go up to `most`."""
    others = lists(people - 1, most)
    inside, each = others.max(axis=1) <= MOST, np.arange(len(others))
    given = [give_away(alike(*display(others, own)), each)[inside] for own in range(MOST + 1)]
    return 100 * float(np.mean(given))


def total(others: np.ndarray, own: int) -> np.ndarray:
    return np.asarray(others.sum(axis=1) + own)


def rank(others: np.ndarray, own: int) -> np.ndarray:
    return np.asarray((others > own).sum(axis=1))


def median(others: np.ndarray, own: int) -> np.ndarray:
    return np.round(np.median(np.column_stack([others, np.full(len(others), own)]), axis=1))


def half(others: np.ndarray, own: int) -> np.ndarray:
    return rank(others, own) * 2 // (others.shape[1] + 1)


@pytest.mark.parametrize("most", [MOST, 2 * MOST], ids=["greatest known", "greatest unknown"])
@pytest.mark.parametrize("people", SIZES)
def test_no_list_of_counts_follows_from_the_range_of_the_average(people: int, most: int) -> None:
    assert share_given_away(people, most, lambda others, own: (ranges(others),)) == 0


def test_what_is_left_out_does_give_colleagues_away() -> None:
    left_out: dict[str, Display] = {
        "all three": lambda others, own: (total(others, own), rank(others, own), median(others, own)),
        "total": lambda others, own: (total(others, own),),
        "rank": lambda others, own: (rank(others, own),),
        "half and range": lambda others, own: (half(others, own), ranges(others)),
    }
    found = {name: share_given_away(6, MOST, display) for name, display in left_out.items()}
    assert found["all three"] == pytest.approx(24.6, abs=0.1)
    assert min(found.values()) > 0


@pytest.mark.parametrize(
    ("people", "days", "most"), [(4, 2, 4), (5, 2, 4), (6, 2, 4), (7, 2, 4), (8, 2, 3), (4, 3, 4), (6, 3, 3)]
)
def test_nothing_follows_from_several_distributions_in_a_month(people: int, days: int, most: int) -> None:
    """Each colleague's count never goes down. The list of no day may follow, nor what came in between."""
    courses = np.array(list(combinations_with_replacement(range(most + 1), days)))
    chosen = courses[lists(people - 1, len(courses) - 1)]
    counts = [chosen[:, :, day] for day in range(days)]
    shown = alike(*map(ranges, counts))
    for secret in (*counts, *(later - first for first, later in pairwise(counts))):
        assert not give_away(shown, alike(np.sort(secret, axis=1))).any()


@pytest.mark.parametrize("people", SIZES)
def test_nothing_follows_from_a_count_that_is_a_part_of_another(people: int) -> None:
    """Connects are calls. What is told of the rate follows from both ranges, and adds nothing."""
    most = MOST if people < 8 else MOST - 1
    pairs = np.array([(calls, connects) for calls in range(most + 1) for connects in range(calls + 1)])
    chosen = pairs[lists(people - 1, len(pairs) - 1)]
    calls, connects = chosen[:, :, 0], chosen[:, :, 1]
    shown = alike(ranges(calls), ranges(connects))
    for secret in (calls, connects):
        assert not give_away(shown, alike(np.sort(secret, axis=1))).any()


def team(*counts: float, **others: list[float]) -> pd.DataFrame:
    """RepKPI of one team whose reps made so many calls."""
    names = [f"rep {number}" for number in range(len(counts))]
    zeros = {kpi.key: [0.0] * len(names) for kpi in KpiTree()}
    return pd.DataFrame({**zeros, "rep": names, "team": "第1課", "calls": counts, **others})


def test_what_is_told_depends_on_the_size_of_the_team_alone() -> None:
    told = {}
    for counts in ([0, 0, 0, 0], [9, 0, 0, 0], [4, 400, 3, 70]):
        frame = standings(team(*counts, connects=counts[::-1]), KpiTree())
        frame = frame[~frame["kpi"].str.contains("rate")]
        told[tuple(counts)] = frame[["kpi", "peers", "remark"]].assign(
            given=frame["colleagues_average"].notna()
        )
    first, *rest = told.values()
    assert all(first.equals(other) for other in rest)
    assert standings(team(5, 6, 7), KpiTree())["colleagues_average"].isna().all()


def test_ones_own_figure_stands_beside_the_range() -> None:
    frame = standings(team(130, 100, 90, 104, connects=[10, 25, 20, 21]), KpiTree()).set_index(["rep", "kpi"])
    shown = frame.loc[("rep 0", "calls")]
    assert (shown["actual"], shown["peers"], shown["against"]) == (130, 4, "standing.above")
    assert worded("colleagues_average", shown["colleagues_average"], "ja") == "80 以上 100 未満"
    assert worded("colleagues_average", shown["colleagues_average"], "en") == "80 to 100"
    rate = frame.loc[("rep 0", "connect_rate")]
    assert worded("colleagues_average", rate["colleagues_average"], "en") == "20% to 32%"
    assert frame.loc[("rep 0", "meetings"), "colleagues_average"] == ("standing.range_below", {"high": "2"})
    assert frame.loc[("rep 0", "won_amount"), "remark"] == "standing.no_range"
    assert set(frame["remark"]) - {""} <= set(all_words())
    assert [kpi for _, kpi in frame.index][: len(SHOWN)] == [kpi.key for kpi in KpiTree() if kpi.key in SHOWN]


def test_a_range_holds_the_average_and_a_range_of_rates_the_rate() -> None:
    generator = np.random.default_rng(7)
    for _ in range(300):
        calls = generator.integers(0, 300, 5)
        connects = generator.binomial(calls, 0.3)
        about, part = average_range(calls * 1.0), average_range(connects * 1.0)
        assert about is not None
        assert about[0] <= calls.mean() < about[1]
        assert about[1] - about[0] >= 2
        rates = rate_range(part, about)
        assert rates is None or rates[0] <= connects.sum() / calls.sum() <= rates[1]
    assert average_range(np.array([3, np.nan, 2, np.nan])) is None, "measured of two"
