"""What reading raw activity results in: events to count, issues, and how each sheet was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

    from sheetkpi.model.leadrecords import LeadRecords

Shape = Literal["log", "call_list", "meetings", "deals", "daily_counts", "leads", "roster", "none"]


@dataclass(frozen=True)
class SheetReading:
    """How one sheet was taken.

    `fields` maps field names (date, rep, result …) to the header text each was read from, `places` those that
    no column has but a title or another cell to its address. `remark_key`
    names the sentence that says why a sheet was left alone, with `remark_values`. For every sheet
    `read == counted + left_out + repeated`; `repeated` are records set aside because they are there already
    (exported again, told of by a finer source), which a note says.
    """

    place: str
    sheet: str
    shape: Shape
    fields: dict[str, str] = field(default_factory=dict)
    read: int = 0
    counted: int = 0
    left_out: int = 0
    repeated: int = 0
    remark_key: str = ""
    remark_values: dict[str, object] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Activity:
    """All raw activity of one refresh.

    `events` has one row per dated happening: `date` (datetime64, midnight), `rep`, `team`, `lead_source`
    (categories of str, "" unknown; rep already the roster's name, team the team the event counts for) and
    one numeric column per count of the KPI tree. A won deal makes two events. Facts are its sums.

    `issues` has the columns `severity` ("left_out" | "note"), `place`, `sheet`, `row` (int, 0 for an issue of
    the whole sheet), `column` (header text), `cell` (A1 address or ""), `value`, `reason` (key in
    `language.reasons`), `values` (dict for the reason's placeholders; `issues.sentence` fills them) and
    `ignored` (bool: marked 無視 earlier, so not open any more). There is exactly one `left_out` issue per
    record that was not counted, ignored ones included: a mark hides a line, it makes no record count.

    `unknown_results` has `text` and `records`, most frequent first; `unknown_calls` is how many of these
    records are calls: what came of a mail makes no rate. `roster` is the frame for an empty
    Roster table (rep, team, role), or None.

    `measured` tells who measures what: `count` (key of the KPI tree), `rep` (the name in `events`), `first`
    and `last` (datetime64[s], both days included). A count of a rep on a day that no row covers was not
    measured: it is empty, not 0, whatever `events` has there. Rows of one count and rep may overlap. `daily`
    says whether a source tells day by day what was done, as lists of meetings and deals do not.

    `deals` tells how long deals take: how many (`deals`) were `opened` (datetime64[s]) by each `rep`, `team`
    and `lead_source` (as in `events`) and won `days` later (-1: not won so far; -2: won before it
    was opened, as the dates say); `met` is the day the meeting before it was set, NaT where none is linked.
    Of these `told` say whether they are open, `open` are neither won nor
    lost, `priced` of them have an amount, and `open_amount` is its sum. A deal that several inside reps share
    is in equal parts theirs, so that each is once in a total.

    `refusals` tells why things came to nothing: how many (`records`) on each `date` (datetime64[s]), by
    `rep`, `team` and `lead_source` (as in `events`), for which `reason` (one of `model.refusals.REASONS`, or
    as people put it), and whether a deal was `lost` or a no said on the phone; None where no record says why.

    `leads` tells how far call lists have been worked through: for each `list` (its sheet), `rep`, `team` (of
    today) and `lead_source` the `leads_held` and, of these, the `leads_called`; None without a call list.

    `meetings` has a row for each meeting that was set with a company: `set_day`, `meeting_day`
    (datetime64[s], NaT where nobody says; of one put off without a new date the old one), `company` and
    `contact` as written, `rep`, `team`, `lead_source` of whoever set it first (as in `events`),
    `field_sales`, `state` ("set", "moved": put off without a date, "held", "no_show", "cancelled",
    "unrecorded": its day has passed and nothing is known), `accepted` ("accepted", "not_accepted", "" not
    judged so far), `reason`, and `moved` (how many further rows set it).

    `meetings_typed` are the notes on what people typed of meetings that are not there (any more), by the row
    in what was given (`people.PROBLEM_COLUMNS`).

    `lead_records` are the leads and what was done about each, where they were asked for.

    `columns` accounts for every column with anything in it, in the order of the sheets: `place`, `sheet`,
    `cell` (A1 address of the header), `header`, `role` ("used", "known": understood and of no use here,
    "set_aside": a person said 使わない, "unused"), `field` (field or count key it was used as, or ""),
    `holds` (what an unused column holds: "counts", "ticks", "results", "dates", "people" or "" for anything
    else), `guess` (the field or count key it would most likely be, "" for none), `reason` (key of the
    sentence that says why a column that looks useful was not used, or ""). What a person said of a column in
    `ColumnMap` is in it, and what looks useful is among the notes of `issues` (see `accounting.accounted`).
    """

    events: pd.DataFrame
    issues: pd.DataFrame
    sheets: tuple[SheetReading, ...]
    unknown_results: pd.DataFrame
    roster: pd.DataFrame | None = None
    measured: pd.DataFrame | None = None
    columns: pd.DataFrame | None = None
    deals: pd.DataFrame | None = None
    refusals: pd.DataFrame | None = None
    leads: pd.DataFrame | None = None
    meetings: pd.DataFrame | None = None
    meetings_typed: pd.DataFrame | None = None
    unknown_calls: int = 0
    lead_records: LeadRecords | None = None

    @property
    def read(self) -> int:
        """Records read, in all sheets."""
        return sum(sheet.read for sheet in self.sheets)

    @property
    def counted(self) -> int:
        """Records that count."""
        return sum(sheet.counted for sheet in self.sheets)

    @property
    def repeated(self) -> int:
        """Records set aside because they are there already."""
        return sum(sheet.repeated for sheet in self.sheets)

    @property
    def left_out(self) -> int:
        """Records listed with a reason instead."""
        return sum(sheet.left_out for sheet in self.sheets)
