"""Which team each rep is of by the records that name one: those of a source without teams count for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.model.combinations import combinations, first_and_last
from sheetkpi.model.names import join_key, person_key, tidy

if TYPE_CHECKING:
    from sheetkpi.model.roster import Roster
    from sheetkpi.sources.records.records import Records

_Stretch = tuple[date, date, str]
"""The first and the last day on which records name a team, and the team."""


def with_teams_seen(records: Sequence[Records], roster: Roster) -> Roster:
    """`roster`, which knows besides for which team the records of each rep count that name none (see
    `Roster.seen`): the one that others of their records name. Where these name several, one after the other,
    the day tells; where they name several at a time, nothing does.
    """
    seen: dict[str, dict[str, _Stretch]] = {}
    for part in records:
        for rep, team, first, last in _named(part):
            known = roster.called(rep)
            if len(known) > 1:
                continue
            teams = seen.setdefault(person_key(known[0].label if known else rep), {})
            key = join_key(team)
            earlier = teams.get(key, (first, last, tidy(team)))
            teams[key] = min(earlier[0], first), max(earlier[1], last), earlier[2]
    return replace(
        roster, seen={rep: one for rep, teams in seen.items() if (one := _in_turn(teams.values()))}
    )


def _named(part: Records) -> list[tuple[str, str, date, date]]:
    """The reps of `part`, the teams that it names beside them, and the first and last day of each pair."""
    if not any(map(join_key, part.team.texts)):
        return []
    found = []
    for happenings in part.happenings:
        reps, teams = part.rep.codes[happenings.record], part.team.codes[happenings.record]
        days = happenings.days.astype("datetime64[D]")
        pairs = combinations([reps, teams])
        firsts, lasts = first_and_last(pairs.of_row, days, len(pairs.first))
        rep, team = reps[pairs.first], teams[pairs.first]
        for pair in np.lexsort((team, rep)).tolist():
            if rep[pair] < 0 or team[pair] < 0 or np.isnat(firsts[pair]):
                continue
            names = part.rep.texts[rep[pair]], part.team.texts[team[pair]]
            if person_key(names[0]) and join_key(names[1]):
                found.append((*names, firsts[pair].item(), lasts[pair].item()))
    return found


def _in_turn(teams: Iterable[_Stretch]) -> tuple[tuple[date, str], ...]:
    """From which day on a rep is of which team; none where records name several teams at a time."""
    turns = sorted(teams)
    if any(before[1] >= after[0] for before, after in pairwise(turns)):
        return ()
    return tuple((date.min if number == 0 else first, team) for number, (first, _, team) in enumerate(turns))
