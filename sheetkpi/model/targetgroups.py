"""Who a row of TeamTargets is about: a whole team, or its reps of one role (SDR, BDR).

A row with a role is the target of the team's reps of that role; one without is that of all the others, so of
everybody where no row of the team names a role. The rows of a team add up to its target. To work one out,
the reps of a role are taken for a team of their own: their days, rates, past and landing are then found by
what finds those of teams.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from sheetkpi.model.benchmarks import role_key
from sheetkpi.model.calendar import Calendar
from sheetkpi.model.names import join_key
from sheetkpi.model.people import Person
from sheetkpi.model.roster import UNASSIGNED, Roster

_BETWEEN = "\x1f"  # in no name that a person types

Groups = Mapping[tuple[str, str], str]
"""By team and rep the name of the group somebody belongs to, for those whose role has a row of its own."""


def group_name(team: str, role: str) -> str:
    """What the reps of `role` in `team` are called as a team of their own; the team itself without a role.

    >>> group_name("第1課", " SDR ") == group_name("第1課", "sdr"), group_name("第1課", "")
    (True, '第1課')
    """
    return f"{team}{_BETWEEN}{role_key(role)}" if role_key(role) else team


def groups_of(roster: Roster, last: date, roles: Mapping[str, Collection[str]]) -> dict[tuple[str, str], str]:
    """The groups of a month that ends on `last`, in which `roles` (by team, as `role_key` writes them) have
    rows. Whoever changed roles within the month belongs to the later one: a rep has one target in a team."""
    found: dict[tuple[str, str], str] = {}
    if not any(roles.values()):
        return found
    for person in roster.people:
        for team in {stint.team or UNASSIGNED for stint in person.stints if not stint.excluded}:
            role = role_key(_role_in(person, team, last))
            if role and role in roles.get(team, ()):
                found[team, person.label] = group_name(team, role)
    return found


def _role_in(person: Person, team: str, last: date) -> str:
    """What `person` is in `team` on `last`, or was or will be nearest to it."""
    stints = [one for one in person.stints if (one.team or UNASSIGNED) == team and not one.excluded]
    return Person(person.label, tuple(stints)).stint_on(last).role


def facts_by_group(facts: pd.DataFrame, groups: Groups) -> pd.DataFrame:
    """`facts` with the groups as teams."""
    teams = facts["team"].astype(object)
    own = facts["team"].astype(str)
    reps = facts["rep"].astype(str)
    for (team, rep), name in groups.items():
        teams = teams.mask((own == team) & (reps == rep), name)
    is_categorical = isinstance(facts["team"].dtype, pd.CategoricalDtype)
    return facts.assign(team=teams.astype("category" if is_categorical else facts["team"].dtype))


def roster_by_group(roster: Roster, groups: Groups) -> Roster:
    """`roster` with the groups as teams."""
    people = tuple(
        replace(
            person,
            stints=tuple(
                replace(stint, team=groups.get((stint.team or UNASSIGNED, person.label), stint.team))
                for stint in person.stints
            ),
        )
        for person in roster.people
    )
    return replace(roster, people=people)


def calendar_by_group(calendar: Calendar, groups: Groups) -> Calendar:
    """`calendar` in which groups have the days of their teams."""
    own = tuple(
        (join_key(name), calendar.of(team)) for (team, _), name in groups.items() if calendar.has_own(team)
    )
    return replace(calendar, teams=(*calendar.teams, *dict(own).items()))
