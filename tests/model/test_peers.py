"""Where a rep stands among colleagues: ranks that say something, in words people use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sheetkpi.model.peers import standings
from tests.model.examples import TREE

COUNTS = ("calls", "connects", "meetings", "opportunities", "wins", "won_amount")


def shown(teams: Mapping[str, Sequence[float]], kpi: str = "meetings") -> list[dict[str, object]]:
    """Standing of `kpi` of everybody, who did the figures of `teams`."""
    people = [(team, value) for team, values in teams.items() for value in values]
    reps = pd.DataFrame({"rep": [f"R{n}" for n in range(len(people))], "team": [team for team, _ in people]})
    reps = reps.assign(**{count: [value for _, value in people] for count in COUNTS})
    reps = reps.assign(**{rate.key: float("nan") for rate in TREE.rates})
    board = reps.assign(**{count: reps.get(count, 0.0) for count in TREE.counts})
    found = standings(reps, board, TREE)
    return [{str(k): v for k, v in row.items()} for row in found[found["kpi"] == kpi].to_dict("records")]


def column(rows: Sequence[Mapping[str, object]], key: str) -> list[object]:
    return [row[key] for row in rows]


def test_the_best_is_first_and_in_the_top_quarter() -> None:
    found = shown({"第1課": [9, 8, 7, 5, 4, 3, 2, 1]})
    assert column(found, "rank") == [1, 2, 3, 4, 5, 6, 7, 8]
    assert column(found, "quartile") == [f"quartile.{q}" for q in (1, 1, 2, 2, 3, 3, 4, 4)]


def test_equal_figures_share_the_middle_of_their_places() -> None:
    found = shown({"第1課": [5] * 7})
    assert set(column(found, "rank")) == {4}
    assert set(column(found, "quartile")) == {"quartile.2"}
    assert column(shown({"第1課": [9, 9, 3, 3, 3, 1]}), "rank") == [1, 1, 4, 4, 4, 6]


def test_who_did_nothing_has_no_rank() -> None:
    nobody = shown({"第1課": [0] * 7})
    assert set(column(nobody, "rank")) == set(column(nobody, "quartile")) == {None}
    assert set(column(nobody, "remark")) == {"standing.zero"}
    assert column(shown({"第1課": [4, 3, 2, 2, 1, 0]}), "rank") == [1, 2, 3, 3, 5, None]


def test_a_small_team_is_ranked_among_everybody() -> None:
    found = shown({"第1課": [9, 1], "第2課": [8, 7, 6, 5]})
    assert column(found, "rank") == [1, 6, 2, 3, 4, 5]
    assert set(column(found, "remark")) == {"standing.everybody"}
    assert set(column(found, "median")) == {None}  # that of the team would be a colleague's figure


def test_among_five_in_all_nobody_is_ranked() -> None:
    found = shown({"第1課": [9, 1], "第2課": [8, 7, 6]})
    assert set(column(found, "rank")) == {None}
    assert set(column(found, "remark")) <= {"standing.few", "standing.none"}
