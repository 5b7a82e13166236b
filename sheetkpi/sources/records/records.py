"""The records of one sheet on their way from cells to counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from sheetkpi.model.metrics import KpiTree
    from sheetkpi.model.settings import Settings
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.issues import Issues
    from sheetkpi.sources.records.cells import Array, Flags, Ints
    from sheetkpi.sources.records.leads import LeadsOf
    from sheetkpi.sources.records.leadsheets import LeadSheet
    from sheetkpi.sources.records.told import MeetingsTold
    from sheetkpi.sources.roles.shapes import Recognised
    from sheetkpi.sources.values.columns import Encoded
    from sheetkpi.sources.words.results import ResultMap


Grain: TypeAlias = Literal["record", "day", "week", "month"]
"""What one row tells of: a single activity, or all that somebody did on a day, in a week, in a month."""


@dataclass(frozen=True)
class Rules:
    """What holds for all sheets of one refresh. `people` are the keys of everybody on the roster."""

    tree: KpiTree
    settings: Settings
    results: ResultMap
    today: date
    people: frozenset[str] = frozenset()

    def basis(self, columns: dict[str, Column]) -> Settings:
        """The settings by which records of a sheet with `columns` count.

        Where meetings are counted when held and the sheet has a column for their dates, its records tell of
        meetings set, which are then counted on those dates.
        """
        if "meeting_date" in columns:
            return replace(self.settings, meeting_basis="set")
        return self.settings


@dataclass(eq=False)
class Happenings:
    """Dated counts that some records make: `record` numbers them within their `Records`.

    With `apart` they come of what other rows tell later (a meeting was held): their days say nothing of how
    far the sheet itself reaches. `lead_source` has a code for each of them where it is not that of its
    record: of a meeting whose source other rows tell.
    """

    record: Ints
    days: Array
    counts: dict[str, Array]
    apart: bool = False
    lead_source: Encoded | None = None


@dataclass(frozen=True, eq=False)
class Refusals:
    """Why records came to nothing: `reason` (see `words.refusals`; codes, -1 where none is said), whether a
    deal was `lost` rather than a no said on the phone, and on which day."""

    reason: Encoded
    lost: Flags
    days: Array


@dataclass(eq=False)
class LeadsHeld:
    """The leads of a call list, one entry per row: whose they are, and whether any attempt was made."""

    rep: Encoded
    team: Encoded
    lead_source: Encoded
    called: Flags


@dataclass(eq=False)
class Records:
    """The records of one sheet that count: one entry per record in every array.

    `rows` are those of `RawSheet.cells` (from 0), `seconds` since midnight (-1 where no time is known),
    `rep`, `team`, `lead_source` names with codes (-1 unknown). `key` is a number that is the same for records
    with the same cells. `unknown_results` are the results nobody knows, with how many records have them,
    `unknown_calls` how many of these are calls. `left_out` and `notes` are issues; `read` counts all records,
    those left out too. `grain` says what a record sums up and `measures` which counts the sheet tells of,
    also where it tells of none (no meeting was set); of others nothing is known. `leads` tells whom records
    are about, `credited` flags deals whose inside rep a column of its own names (IS担当), `met` has the day
    on which the meeting of each was set, where one is linked (else NaT), `is_open` those neither won nor
    lost, where a column tells, `is_won` those won, also on no day that is known, and `amounts` is what deals
    are worth (NaN unknown), `refusals` why records came to nothing, where any says so, `held` (the first
    attempt of a call list) all leads of the list, `told` gives what its rows tell of single meetings,
    `lead_sheet` what stands of the leads its rows are about (one for all attempts of a call list), `said` the
    results as they are written, `filled` where each count of daily counts was filled in. `repeated` flags
    records found to be there already.
    """

    recognised: Recognised
    rows: Ints
    days: Array
    seconds: Ints
    rep: Encoded
    team: Encoded
    lead_source: Encoded
    happenings: list[Happenings]
    key: Array
    read: int = 0
    left_out: list[Issues] = field(default_factory=list)
    notes: list[Issues] = field(default_factory=list)
    unknown_results: dict[str, int] = field(default_factory=dict)
    unknown_calls: int = 0
    grain: Grain = "record"
    measures: frozenset[str] = frozenset()
    leads: LeadsOf | None = None
    credited: Flags | None = None
    met: Array | None = None
    is_open: Flags | None = None
    is_won: Flags | None = None
    amounts: Array | None = None
    refusals: Refusals | None = None
    held: LeadsHeld | None = None
    told: MeetingsTold | None = None
    lead_sheet: LeadSheet | None = None
    said: Encoded | None = None
    filled: Mapping[str, Flags] | None = None
    repeated: Flags = field(init=False)

    def __post_init__(self) -> None:
        self.repeated = np.zeros(len(self.rows), dtype=bool)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def weights(self) -> Array | None:
        """How many rows of the file each record stands for; None where each is one (see `raw.Grouped`)."""
        grouped = self.recognised.sheet.grouped
        return None if grouped is None else grouped.weights[self.rows]

    @property
    def whole(self) -> Flags:
        """Which records are rows as they stand in the file, which alone can be compared with others."""
        grouped = self.recognised.sheet.grouped
        return np.ones(len(self.rows), dtype=bool) if grouped is None else grouped.whole[self.rows]

    def number(self, records: Ints | Flags | slice) -> int:
        """How many rows of the file `records` stand for."""
        rows = self.rows[records]
        grouped = self.recognised.sheet.grouped
        return len(rows) if grouped is None else grouped.count(rows)
