"""RepMonths: what each rep did month by month, and in which month since joining.

Newcomers are held against those who joined before them, in the same month since joining: their counts climb
for half a year, and colleagues of many years are no measure for them. Who joined when is what the roster
says, as far as the data bear it out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import numpy as np
import pandas as pd

from sheetkpi.model.calendar import Calendar, business_days, month_bounds, month_of, shift_month
from sheetkpi.model.measured import COMPLETE, Measured, emptied, summed
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.people import Person
from sheetkpi.model.roster import UNASSIGNED, Roster
from sheetkpi.model.sums import Sums
from sheetkpi.model.views import days_index, laid_out

TREND = 6
"""Months up to the one shown that everybody has rows of."""

NEW = 6
"""Months since joining in which somebody is new."""


def rep_months(
    facts: pd.DataFrame,
    month: date,
    reps: Sequence[str],
    roster: Roster,
    calendar: Calendar,
    tree: KpiTree,
    closing_day: int = 0,
    measured: Measured = COMPLETE,
) -> pd.DataFrame:
    """RepMonths: month, rep, role, tenure and every KPI: the last `TREND` months up to `month` of each of
    `reps`, and the first `NEW` of everybody in the roster who joined within the data.

    `facts` are those of `facts.with_months`. `tenure` is the month since joining, 1 for the first (see
    `joined`), NaN where that is not known. There is no row of a month in which somebody was not there; what
    was not measured in a month is NaN.
    """
    sums = Sums.of(facts, ["rep", "month"], summed(facts, tree))
    done: dict[str, set[date]] = {}
    for rep, stamp in sums.names:
        done.setdefault(str(rep), set()).add(stamp.date())
    begun = min((min(months) for months in done.values()), default=month)
    people = {person.label: person for person in roster.people}
    first = {
        name: begins
        for name, person in people.items()
        if (begins := joined(person, calendar, closing_day, begun, min(done.get(name, ()), default=None)))
    }
    shown = frozenset(reps)
    rows: list[tuple[str, date]] = []
    for name in dict.fromkeys((*reps, *first)):
        months = {shift_month(month, by) for by in range(1 - TREND, 1)} if name in shown else set()
        months |= {shift_month(first[name], by) for by in range(NEW)} if name in first else set()
        own = done.get(name, set())
        rows += [
            (name, one)
            for one in sorted(months)
            if begun <= one <= month
            and name != UNASSIGNED
            and (one in own or _stays(one, people.get(name), own, closing_day))
        ]
    counts = sums.rows(zip((name for name, _ in rows), days_index(one for _, one in rows), strict=True))
    names = [name for name, _ in rows]
    bounds = {one: month_bounds(one, closing_day) for one in {one for _, one in rows}}
    opens, closes = (np.array([bounds[one][side] for _, one in rows], "datetime64[D]") for side in (0, 1))
    known = measured.within(names, opens, closes, tree.counts)
    roles = {one: roster.roles(last) for one, (_, last) in bounds.items()}
    keys = {
        "month": days_index(one for _, one in rows),
        "rep": names,
        "role": [roles[one].get(name, "") for name, one in rows],
        "tenure": np.array([_tenure(first.get(name), one) for name, one in rows], dtype="float64"),
    }
    return laid_out(keys, emptied(counts, known), tree)


def joined(
    person: Person, calendar: Calendar, closing_day: int, begun: date, at_work: date | None
) -> date | None:
    """The first month since joining: the one in which somebody began, or where most of its business days had
    gone by then, the next. None where the roster does not say, or the data do not bear it out.

    `begun` is the month in which the data begin, `at_work` the first in which somebody did anything: a date
    from which a team or a system is new is typed for everybody, so that who was at work before it did not
    join then, and of the month `begun` nobody can tell.
    """
    stint = min(person.stints, key=lambda one: one.first)
    if stint.first == date.min:
        return None
    month: date = month_of(days_index([stint.first]).to_series(), closing_day).iloc[0].date()
    first, last = month_bounds(month, closing_day)
    worked = calendar.of(stint.team)
    whole, own = (len(business_days(day, last, worked)) for day in (first, stint.first))
    begins = month if 2 * own >= whole else shift_month(month, 1)
    return None if begins == begun or (at_work is not None and at_work < month) else begins


def _stays(month: date, person: Person | None, done: Collection[date], closing_day: int) -> bool:
    """Whether somebody who did nothing in a month was there: did something before, and had not left."""
    first, last = month_bounds(month, closing_day)
    has_left = person is not None and not any(
        stint.first <= last and first <= stint.last for stint in person.stints if not stint.excluded
    )
    return not has_left and min(done, default=date.max) < month


def _tenure(begins: date | None, month: date) -> float:
    """Which month since `begins` a month is; NaN where that is not known, or before."""
    if begins is None or month < begins:
        return np.nan
    return (month.year - begins.year) * 12 + month.month - begins.month + 1.0
