"""What is told as moved in the last five business days, and how often where nothing changed.

`python -m tests.benchmarks.moved` draws 1,000 departments of each kind and prints the table; here are fewer.
"""

from __future__ import annotations

import numpy as np
import pytest

from sheetkpi.model.moved import MOST, moves
from tests.benchmarks.moved import STABLE, Changed, drawn

DRAWN = 40


@pytest.mark.parametrize("name", ["usual", "steady", "few calls"])
def test_stable_departments_are_rarely_told_of_a_move(name: str) -> None:
    rng = np.random.default_rng(16)
    told = sum(bool(moves(*drawn(STABLE[name], rng))) for _ in range(DRAWN))
    assert told <= 0.05 * DRAWN + 2  # 1,000 drawn: see the benchmark's table


def test_a_team_that_connects_half_as_often_is_named_first() -> None:
    changed = Changed(reps=range(5), connects=0.5)
    rng = np.random.default_rng(3)
    found = [moves(*drawn(STABLE["usual"], rng, changed)) for _ in range(10)]
    named = [told[0] for told in found if told]
    assert len(named) >= 9
    assert {(move.kpi, move.team, move.rep) for move in named} == {("connect_rate", "第1課", "")}
    assert all(move.now < move.usual and move.is_rate for move in named)


def test_everybody_calling_half_as_much_again_is_one_move_of_everybody() -> None:
    found = moves(*drawn(STABLE["usual"], np.random.default_rng(4), Changed(reps=range(15), calls=1.5)))
    assert [(move.kpi, move.team) for move in found if move.kpi == "calls"] == [("calls", "all")]
    assert len(found) <= MOST


def test_a_week_in_which_half_the_days_have_no_entry_is_no_fall() -> None:
    changed = Changed(reps=range(15), unentered=3)
    rng = np.random.default_rng(5)
    assert not any(moves(*drawn(STABLE["steady"], rng, changed)) for _ in range(5))


def test_a_workbook_of_three_weeks_says_nothing_yet() -> None:
    assert moves(*drawn(STABLE["usual"], np.random.default_rng(6), days=15)) == ()
