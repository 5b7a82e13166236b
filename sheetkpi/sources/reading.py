"""From raw sheets to counted activity: recognise, read, find what is there twice, count, list the rest."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sheetkpi.model.roster import Roster
from sheetkpi.sources.accounting import accounted
from sheetkpi.sources.activity import Activity, SheetReading
from sheetkpi.sources.files.memory import LARGE_ROWS, give_back
from sheetkpi.sources.grouping.deciding import grouped_where_possible
from sheetkpi.sources.headers.column_map import ColumnMap
from sheetkpi.sources.issues import IssueKey, issue_frame
from sheetkpi.sources.joining.copies import drop_copies
from sheetkpi.sources.joining.credit import credit_deals
from sheetkpi.sources.joining.duplicates import mark_repeated
from sheetkpi.sources.joining.enteredcalls import mark_entered_twice
from sheetkpi.sources.joining.events import events_of
from sheetkpi.sources.joining.foundmeetings import TYPED, find_meetings
from sheetkpi.sources.joining.leadsheld import leads_held
from sheetkpi.sources.joining.leadtouches import lead_records
from sheetkpi.sources.joining.meetings import count_meetings
from sheetkpi.sources.joining.naming import name_by_roster
from sheetkpi.sources.joining.sameperson import join_by_each_other
from sheetkpi.sources.joining.teamsseen import with_teams_seen
from sheetkpi.sources.records.call_list import read_call_list
from sheetkpi.sources.records.daily_counts import read_daily_counts
from sheetkpi.sources.records.deals import read_deals
from sheetkpi.sources.records.leadsheets import lead_column_numbers, leads_of_list
from sheetkpi.sources.records.log import read_log
from sheetkpi.sources.records.meetings import read_meetings
from sheetkpi.sources.records.records import Records, Rules
from sheetkpi.sources.records.roster_sheet import roster_of
from sheetkpi.sources.roles.account import account_of
from sheetkpi.sources.roles.shapes import Recognised
from sheetkpi.sources.roles.telling import demand_activity, layout_notes, uncomputed_notes
from sheetkpi.sources.tables.dittos import ditto_notes, without_dittos
from sheetkpi.sources.tables.reading import tables_of
from sheetkpi.sources.words.results import ResultMap
from sheetkpi.steps import ProgressCallback

if TYPE_CHECKING:
    from sheetkpi.model.metrics import KpiTree
    from sheetkpi.model.settings import Settings
    from sheetkpi.sources.raw import RawSheet


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
    meetings_typed: pd.DataFrame | None = None,
    with_leads: bool = False,
    progress: ProgressCallback | None = None,
) -> Activity:
    """Everything countable in `sheets`, and a reason for everything else.

    The order of `sheets` is that of `Sources`: where two cover the same count of a rep and day, the first
    is taken. `column_map` has the columns sheet, header, field; `result_map` text, meaning; `ignored` are
    the issues marked 無視; `meetings_typed` is what people typed of meetings (see `joining.meetings.TYPED`).
    Single leads are followed `with_leads` only.
    Where `roster` is empty, a sheet of reps and teams among `sheets` takes its place.

    Raises SheetKPIError where no sheet holds activity, naming each and what it lacks, and where the maps
    name something unknown or one field twice.
    """
    columns = ColumnMap.from_frame(column_map, tree)
    known = frozenset(alias for person in roster.people for alias in person.aliases)
    rules = Rules(tree, settings, ResultMap.from_frame(result_map, tree), today, known)
    sheets = grouped_where_possible(sheets, columns, rules, roster, with_leads=with_leads)
    sheets = [sheet if sheet.large is None else sheet.large.sheet() for sheet in sheets]
    sheets, dittos = without_dittos(sheets)
    recognised = drop_copies(tables_of(sheets, columns, settings, today, known))
    demand_activity(recognised, with_leads=with_leads)
    people = roster_of(recognised)
    if people is not None and not roster.people:
        roster = Roster.from_frame(people)

    records: list[Records] = []
    for number, sheet in enumerate(recognised):
        if progress:
            progress("step.count", number, len(recognised))
        records += _read(sheet, rules)
    columns_found = account_of(recognised, lead_column_numbers) if with_leads else account_of(recognised)
    notes = ditto_notes(dittos, recognised)
    notes += [*name_by_roster(records, roster), *join_by_each_other(records, roster)]
    notes += [*layout_notes(recognised, columns_found, settings.language)]
    roster = with_teams_seen(records, roster)
    mark_repeated(records, rules, roster)
    mark_entered_twice(records, rules)
    deals = [part for part in records if part.recognised.shape == "deals"]
    typed = pd.DataFrame(columns=list(TYPED)) if meetings_typed is None else meetings_typed
    meetings = find_meetings(records, deals, rules, typed)
    as_read = records
    records, unlinked = credit_deals(records, rules, roster, meetings)
    met = count_meetings(meetings, records, rules, roster)
    lists = [leads_of_list(table, rules) for table in recognised if table.shape == "leads"]
    notes += [note for leads in lists for note in leads.notes]
    _give_back(records)
    counted = events_of(records, rules, roster)
    _give_back(records)
    followed, lead_notes = lead_records(as_read, lists, rules, roster) if with_leads else (None, [])
    notes += lead_notes
    notes += [*unlinked, *met.notes, *uncomputed_notes(sheets)]
    issues = [*notes, *(issue for part in records for issue in (*part.left_out, *part.notes))]
    found = Activity(
        events=counted.events,
        issues=issue_frame([*issues, *counted.notes], ignored),
        sheets=tuple(_reading(sheet, recognised, records) for sheet in sheets),
        unknown_results=_unknown_results(records),
        unknown_calls=sum(part.unknown_calls for part in records),
        roster=people,
        measured=counted.measured,
        deals=counted.deals,
        refusals=counted.refusals,
        leads=leads_held(records, rules, roster),
        lead_records=followed,
        meetings=met.meetings,
        meetings_typed=met.typed_notes,
        columns=columns_found,
    )
    return accounted(found, sheets, columns, ignored)


def _give_back(records: Sequence[Records]) -> None:
    """Let the system have what the last step needed, before one begins that needs as much."""
    if sum(len(part.rows) for part in records) >= LARGE_ROWS:
        give_back()


def _read(recognised: Recognised, rules: Rules) -> list[Records]:
    match recognised.shape:
        case "log":
            return [read_log(recognised, rules)]
        case "meetings":
            return [read_meetings(recognised, rules)]
        case "call_list":
            return read_call_list(recognised, rules)
        case "deals":
            return [read_deals(recognised, rules)]
        case "daily_counts":
            return [read_daily_counts(recognised, rules)]
    return []


def _reading(sheet: RawSheet, recognised: Sequence[Recognised], records: Sequence[Records]) -> SheetReading:
    """How all tables of one sheet were taken together."""
    tables = [table for table in recognised if table.whole is sheet]
    first = next((table for table in tables if table.shape != "none"), tables[0])
    own = [part for part in records if any(part.recognised is table for table in tables)]
    left_out = sum(len(issues) for part in own for issues in part.left_out)
    read = sum(part.read for part in own)
    repeated = sum(part.number(part.repeated) for part in own)
    fields: dict[str, str] = {}
    for table in tables:
        fields = table.read_as | fields
    return SheetReading(
        sheet.place,
        sheet.name,
        first.shape,
        {name: fields[name] for name in dict.fromkeys([*first.read_as, *fields])},
        read,
        read - left_out - repeated,
        left_out,
        repeated,
        remark_key=first.missing_key,
        remark_values=dict(first.missing_values),
        places=first.places,
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
