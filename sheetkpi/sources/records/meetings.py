"""A list of meetings: one row per meeting, with the day it was set, its date, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.sources.records.cells import Cells, chosen, dated_rows
from sheetkpi.sources.records.checking import Reasons, doubtful_dates, error_notes
from sheetkpi.sources.records.doing import only_done
from sheetkpi.sources.records.leads import leads_of
from sheetkpi.sources.records.leadsheets import LeadSheet
from sheetkpi.sources.records.log import identity
from sheetkpi.sources.records.records import Happenings, Records
from sheetkpi.sources.records.told import Rows, told_of
from sheetkpi.sources.values.columns import Encoded

if TYPE_CHECKING:
    from sheetkpi.sources.issues import Issues
    from sheetkpi.sources.records.records import Rules
    from sheetkpi.sources.roles.shapes import Recognised


def read_meetings(recognised: Recognised, rules: Rules) -> Records:
    """The records of a list of meetings: each row is one that was set, whatever became of it.

    It was set on the day the list says, else, where no such column or cell is filled, it counts on the day it
    took place. Left out: rows of nobody, without any date, or set after today. `joining.meetings` says which
    rows are one meeting, also with those of a log, and what became of it.
    """
    cells = Cells(recognised)
    columns = recognised.columns
    notes: list[Issues] = []
    dates, reps, rows = dated_rows(cells, {}, rules, notes)
    if "meeting_date" in columns and columns["meeting_date"] is not columns["date"]:
        day = cells.dates(columns["meeting_date"], rules).days
        dates = replace(dates, days=np.where(np.isnat(dates.days), day, dates.days))
    told = {"deleted": columns["deleted"]} if "deleted" in columns else {}
    rows = only_done(cells, told, rows, rules, notes)
    notes += doubtful_dates(recognised, columns["date"], dates, rows)
    reasons = Reasons(recognised, rows)
    reasons.check_reps(reps, columns.get("rep") or columns["family_name"], rules)
    clear = ~reasons.out
    reasons.check_dates(dates, cells, columns["date"], rules)
    kept = rows if reasons.good is None else rows[reasons.good]
    result = columns.get("meeting_result") or columns.get("result")
    notes += error_notes(recognised, result, kept)

    def all_rows() -> Rows:
        record = np.full(len(rows), -1, dtype=np.int32)
        record[~reasons.out] = np.arange(len(kept), dtype=np.int32)
        every = np.ones(len(rows), dtype=bool)
        means = Encoded(np.full(len(rows), -1, dtype=np.int32), [])
        days, seconds = dates.days[rows], dates.seconds[rows]
        listed = Rows(rows, record, days, seconds, chosen(reps, rows), every, every, means, listed=True)
        return listed.only(clear & ~np.isnat(days))

    everything = np.arange(len(kept), dtype=np.int32)
    return Records(
        recognised,
        kept + cells.first,
        dates.days[kept],
        dates.seconds[kept],
        chosen(reps, kept),
        chosen(cells.encoded(columns.get("team")), kept),
        chosen(cells.encoded(columns.get("lead_source")), kept),
        [Happenings(everything, dates.days[kept], {"meetings": np.ones(len(kept), dtype=np.int8)})],
        identity(cells, dates, recognised, kept),
        read=len(rows),
        left_out=reasons.issues,
        notes=notes,
        measures=frozenset({"meetings"}),
        leads=leads_of(cells, columns, kept),
        told=told_of(cells, columns, all_rows, rules, result),
        lead_sheet=LeadSheet(cells, kept, rules),
    )
