"""What the month before had come to on its same business day: a month that runs is held against no whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pandas as pd

from sheetkpi.model.calendar import month_bounds, shift_month
from sheetkpi.model.targets import Department
from sheetkpi.model.views import ALL

Key = tuple[str, str]
"""Team and rep; the rep is "" for a whole team, the team `ALL` for everybody."""


def same_day_before(department: Department, month: date, until: date) -> date | None:
    """The day of the month before `month` that stands for `until`: as many business days are gone, and days
    off that follow them where `until` is one. None where no business day is gone.

    A month that is over is held against a whole one, and so is a day number that the month before had not.

    >>> from sheetkpi.model.calendar import Calendar
    >>> from sheetkpi.model.roster import Roster
    >>> from sheetkpi.model.settings import Settings
    >>> june = Department(pd.DataFrame(), Roster(), Calendar(), Settings())
    >>> same_day_before(june, date(2026, 6, 1), date(2026, 6, 4)).isoformat()  # the fourth business day
    '2026-05-11'
    """
    first, last = month_bounds(month, department.settings.closing_day)
    days, earlier = department.days(month), department.days(shift_month(month, -1))
    gone = sum(day <= until for day in days)
    if until >= last or gone > len(earlier):
        return first - timedelta(1)
    if not gone:
        return None
    if until in days:
        return earlier[gone - 1]
    return earlier[gone] - timedelta(1) if gone < len(earlier) else first - timedelta(1)


def before(
    department: Department, month: date, until: date, keys: Sequence[Key], counts: Sequence[str]
) -> Mapping[tuple[str, str, str], float | None]:
    """Each of `counts` (count, team, rep) in the month before `month`, up to its same business day; None
    where it was not measured, nothing of that month is known, or no business day is gone."""
    earlier = shift_month(month, -1)
    end = same_day_before(department, month, until)
    facts = department.facts
    of_month = facts[facts["month"] == pd.Timestamp(earlier)]
    found: dict[tuple[str, str, str], float | None] = {
        (count, team, rep): None for count in counts for team, rep in keys
    }
    if end is None or of_month.empty:
        return found
    gone = of_month[of_month["date"] <= pd.Timestamp(end)]
    by_rep = gone.groupby(["team", "rep"], observed=True)[list(counts)].sum().reset_index()
    sums = {key: dict.fromkeys(counts, 0.0) for key in keys}
    for row in by_rep.to_dict("records"):
        team, rep = str(row["team"]), str(row["rep"])
        for key in ((ALL, ""), (team, ""), (team, rep)):
            for count in counts if key in sums else ():
                sums[key][count] += row[count]
    known = department.measured_in(earlier, keys, counts)
    return found | {(count, *key): sums[key][count] for key in keys for count in counts if known[key][count]}
