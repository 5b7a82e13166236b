"""What all reps are held against at once is what a sum over each one's colleagues comes to."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetkpi.model.colleagues import COLLEAGUES, DIFFERS, SAMPLE, references

Row = tuple[str, str, str, int, int]

ROWS = st.dictionaries(
    st.tuples(st.sampled_from("AB"), st.sampled_from("abcdefg"), st.sampled_from("xyz")),
    st.tuples(st.integers(0, 60), st.integers(0, 200)),
    min_size=1,
    max_size=30,
).map(lambda counts: [(*name, min(above, below), below) for name, (above, below) in counts.items()])


def held_against(rows: list[Row], team: str, rep: str, least: float) -> tuple[float, float, int] | None:
    """The rate, how sure it is, and of how many: each colleague looked at by themselves."""
    tried = {one[:2]: sum(row[4] for row in rows if row[:2] == one[:2]) for one in rows}
    others = [row for row in rows if row[:2] != (team, rep) and tried[row[:2]] >= least and row[4]]
    near = [row for row in others if row[0] == team]
    far = [row for row in others if row[0] != team]
    pool = others
    if not far or (len({row[:2] for row in near}) >= COLLEAGUES and differ(near, far)):
        pool = near
    people = len({row[:2] for row in pool})
    if people < COLLEAGUES:
        return None
    overall, everything = sum(row[3] for row in pool) / sum(row[4] for row in pool), sum(r[4] for r in pool)
    own = {row[2]: row[4] for row in rows if row[:2] == (team, rep)}
    rate = variance = 0.0
    for source, count in own.items():
        won = sum(row[3] for row in pool if row[2] == source)
        of_source = sum(row[4] for row in pool if row[2] == source)
        enough = of_source >= SAMPLE
        usual = won / of_source if enough else overall
        weight = count / sum(own.values())
        rate += weight * usual
        variance += weight**2 * usual * (1 - usual) / (of_source if enough else everything)
    return rate, rate * (1 - rate) / variance if variance > 0 else float(everything), people


def differ(near: list[Row], far: list[Row]) -> bool:
    won, far_won = (sum(row[3] for row in rows) for rows in (near, far))
    tried, far_tried = (sum(row[4] for row in rows) for rows in (near, far))
    rate = (won + far_won) / (tried + far_tried)
    error = math.sqrt(rate * (1 - rate) * (1 / tried + 1 / far_tried))
    return abs(won / tried - far_won / far_tried) > DIFFERS * error


@given(ROWS, st.sampled_from([1.0, 30.0]))
@settings(deadline=None)
def test_everybody_at_once_is_each_one_alone(rows: list[Row], least: float) -> None:
    frame = pd.DataFrame(rows, columns=["team", "rep", "lead_source", "meetings", "connects"])
    found = references(frame, "meetings", "connects", least)
    for team, rep in {row[:2] for row in rows if row[4]}:
        expected = held_against(rows, team, rep, least)
        one = found.get((team, rep))
        assert (one is None) == (expected is None)
        if one is not None and expected is not None:
            assert one.rate == pytest.approx(expected[0], abs=1e-12)
            assert one.sample == pytest.approx(expected[1], rel=1e-9)
            assert one.others == expected[2]
