"""From raw sheets to counted activity: recognise, read, find what is there twice, count, list the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sheetkpi.errors import SheetKPIError
from sheetkpi.model.roster import Roster
from sheetkpi.sources.accounting import accounted
from sheetkpi.sources.activity import Activity, SheetReading
from sheetkpi.sources.headers.column_map import ColumnMap
from sheetkpi.sources.headers.headers import find_headers
from sheetkpi.sources.issues import IssueKey, issue_frame
from sheetkpi.sources.joining.duplicates import drop_copies, mark_repeated
from sheetkpi.sources.joining.events import events_of
from sheetkpi.sources.records.call_list import read_call_list
from sheetkpi.sources.records.daily_counts import read_daily_counts
from sheetkpi.sources.records.deals import read_deals
from sheetkpi.sources.records.log import read_log
from sheetkpi.sources.records.records import Records, Rules
from sheetkpi.sources.records.roster_sheet import ROSTER_COLUMNS, read_roster_sheet
from sheetkpi.sources.roles.shapes import Recognised, recognise
from sheetkpi.sources.words.results import ResultMap

if TYPE_CHECKING:
    from sheetkpi.model.metrics import KpiTree
    from sheetkpi.model.settings import Settings
    from sheetkpi.sources.raw import RawSheet

Progress = Callable[[str, int, int], None]
"""Called with the key of a step, how many sheets are done, and of how many."""


def read_activity(
    sheets: Sequence[RawSheet],
    *,
    tree: KpiTree,
    settings: Settings,
    roster: Roster,
    column_map: pd.DataFrame,
    result_map: pd.DataFrame,
    ignored: Set[IssueKey] = frozenset(),
    today: date,
    progress: Progress | None = None,
) -> Activity:
    """Everything countable in `sheets`, and a reason for everything else.

    The order of `sheets` is that of `Sources`: where two cover the same count of a rep and day, the first
    is taken. `column_map` has the columns sheet, header, field; `result_map` text, meaning; `ignored` are
    the issues marked 無視. Where `roster` is empty, a sheet of reps and teams among `sheets` takes its place.

    Raises SheetKPIError where no sheet holds activity, naming each and what it lacks, and where the maps
    name something unknown or one field twice.
    """
    columns = ColumnMap.from_frame(column_map, tree)
    rules = Rules(tree, settings, ResultMap.from_frame(result_map, tree), today)
    recognised = [recognise(sheet, find_headers(sheet, columns)) for sheet in sheets]
    recognised = drop_copies(recognised)
    _demand_activity(recognised, settings)
    people = _roster_frame(recognised)
    if people is not None and not roster.people:
        roster = Roster.from_frame(people)

    records: list[Records] = []
    for number, sheet in enumerate(recognised):
        if progress:
            progress("step.count", number, len(recognised))
        records += _read(sheet, rules)
    mark_repeated(records, rules)
    counted = events_of(records, rules, roster)
    issues = [issue for part in records for issue in (*part.left_out, *part.notes)]
    found = Activity(
        events=counted.events,
        issues=issue_frame([*issues, *counted.notes], ignored),
        sheets=tuple(_reading(sheet, records) for sheet in recognised),
        unknown_results=_unknown_results(records),
        roster=people,
        measured=counted.measured,
    )
    return accounted(found, sheets, columns, ignored)


def _read(recognised: Recognised, rules: Rules) -> list[Records]:
    match recognised.shape:
        case "log":
            return [read_log(recognised, rules)]
        case "call_list":
            return read_call_list(recognised, rules)
        case "deals":
            return [read_deals(recognised, rules)]
        case "daily_counts":
            return [read_daily_counts(recognised, rules)]
    return []


def _demand_activity(recognised: Sequence[Recognised], settings: Settings) -> None:
    if any(sheet.shape in ("log", "call_list", "deals", "daily_counts") for sheet in recognised):
        return
    if not recognised:
        raise SheetKPIError("error.no_sheets")
    from sheetkpi.language import say

    looked_at = [
        f"{sheet.sheet.label}: {say(sheet.missing_key or 'left.roster', settings.language)}"
        for sheet in recognised
    ]
    raise SheetKPIError("error.no_activity", sheets=" / ".join(looked_at))


def _roster_frame(recognised: Sequence[Recognised]) -> pd.DataFrame | None:
    frames = [read_roster_sheet(sheet) for sheet in recognised if sheet.shape == "roster"]
    if not frames:
        return None
    people = pd.concat(frames, ignore_index=True).drop_duplicates(["rep", "team"], ignore_index=True)
    return people[list(ROSTER_COLUMNS)]


def _reading(recognised: Recognised, records: Sequence[Records]) -> SheetReading:
    own = [part for part in records if part.recognised is recognised]
    left_out = sum(len(issues) for part in own for issues in part.left_out)
    read = sum(part.read for part in own)
    return SheetReading(
        recognised.sheet.place,
        recognised.sheet.name,
        recognised.shape,
        recognised.read_as,
        read,
        read - left_out,
        left_out,
        int(sum(part.repeated.sum() for part in own)),
        remark_key=recognised.missing_key,
        remark_values=dict(recognised.missing_values),
    )


def _unknown_results(records: Sequence[Records]) -> pd.DataFrame:
    totals: dict[str, int] = {}
    for part in records:
        for text, count in part.unknown_results.items():
            text = " ".join(text.split())
            totals[text] = totals.get(text, 0) + count
    frame = pd.DataFrame(
        {
            "text": pd.Series(list(totals), dtype="str"),
            "records": np.array(list(totals.values()), dtype=np.int64),
        }
    )
    return frame.sort_values(["records", "text"], ascending=[False, True], ignore_index=True)
