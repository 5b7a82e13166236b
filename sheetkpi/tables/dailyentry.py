"""DailyEntry: the day's counts as reps type them."""

from __future__ import annotations

from sheetkpi.tables.columns import Column, kind_of
from sheetkpi.tables.spec import Audience, Handed, Table

ENTRY_COUNTS = (
    *("calls", "connects", "meetings", "opportunities", "wins", "won_amount"),
    *("emails", "documents", "follow_ups"),
)
"""What is counted in `DailyEntry`, in the order of its columns."""


def collected() -> tuple[Column, Column]:
    """Where a row of entries was collected from and the stamp it came with (see `distribution.stamps`);
    both empty in rows that were typed into the KPI workbook itself."""
    return Column("entered_in", folded=True), Column("stamp", folded=True)


TABLE = Table(
    "DailyEntry",
    ("date", "rep", "lead_source"),
    "entry",
    "enter",
    (
        Column("date", "date", typed=True),
        Column("rep", typed=True),
        Column("lead_source", typed=True),
        *(Column(count, kind_of(count), typed=True) for count in ENTRY_COUNTS),
        Column("note", typed=True),
        *collected(),
    ),
    frame="people",
    audience=Audience(Handed("typed"), Handed("typed")),
    raw=True,
)
