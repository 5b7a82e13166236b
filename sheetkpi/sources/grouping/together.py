"""Large logs beside other sheets: which of their rows may be told of in another one too.

They are looked at one by one, by the rules of `joining.duplicates` and `joining.equals`: rows with an id that
another sheet has, and rows of somebody and a day of which another log tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa

from sheetkpi.model.roster import Roster
from sheetkpi.sources.grouping import keptanswers
from sheetkpi.sources.grouping.ascending import are_disjoint
from sheetkpi.sources.grouping.keptanswers import Shared
from sheetkpi.sources.joining.equals import Keys
from sheetkpi.sources.joining.naming import name_by_roster
from sheetkpi.sources.records.call_list import read_call_list
from sheetkpi.sources.records.log import read_log
from sheetkpi.sources.records.roster_sheet import roster_of

if TYPE_CHECKING:
    from sheetkpi.sources.grouping.engine import Engine, Key
    from sheetkpi.sources.grouping.files import LargeFile
    from sheetkpi.sources.grouping.laying import Groups
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.raw import RawSheet
    from sheetkpi.sources.records.cells import Flags
    from sheetkpi.sources.records.records import Records, Rules
    from sheetkpi.sources.roles.shapes import Recognised

_Day: TypeAlias = tuple[str, int]
"""Somebody and a day (since 1970)."""


@dataclass(eq=False)
class LargeLog:
    """A large log on its way: its groups, the table with a row for each of them and what reading that gives
    (`part`), and of which groups the rows have to be looked at one by one (`single`).

    `engine` is what has its rows and groups them itself, if anything does (see `LargeFile.held`).

    `shares_ids` says that some of its ids are those of other sheets (`shared` has which), `ids_single` that
    none is there twice.
    """

    file: LargeFile
    beginning: RawSheet
    table: Recognised
    keys: Sequence[Key]
    groups: Groups
    part: Records
    single: Flags
    shares_ids: bool = False
    ids_single: bool = False
    shared: Shared | None = None
    engine: Engine | None = None

    @property
    def by_id(self) -> Column | None:
        """The column that tells its records apart, if any does."""
        return self.table.columns.get("session") or self.table.columns.get("id")

    def repeats(self, engine: Engine, columns: Sequence[int]) -> bool:
        """Whether rows are there twice that agree in `columns`; the engine then remembers which."""
        if self.shares_ids or self.ids_single:
            return self.shares_ids
        rise = self.by_id is not None and keptanswers.ascends(self.file, self.by_id.index)
        return not rise and keptanswers.repeated(engine, self.file, columns)

    @property
    def timed(self) -> Flags:
        """Which groups count and have a time of day."""
        flags = np.zeros(len(self.groups), dtype=bool)
        flags[self.part.rows - self.table.first_row] = self.part.seconds >= 0
        return flags

    @property
    def records(self) -> int:
        """How many records count, those that are there twice too."""
        return int(self.groups.weight[self.part.rows - self.table.first_row].sum())

    def is_mostly(self, rows: int) -> bool:
        """Whether `rows` are a great part of all."""
        return rows > _GREAT_PART * int(self.groups.weight.sum())


_GREAT_PART = 0.5
"""Of a copy 95 % are another's."""


def tell_apart(
    engine: Engine, logs: Sequence[LargeLog], tables: Sequence[Recognised], rules: Rules, roster: Roster
) -> bool:
    """Flag the groups of `logs` whose rows may be told of elsewhere too, in another one or in `tables`, those
    of all other sheets; whether that could be found out."""
    small = [part for table in tables for part in _logs_in(table, rules)]
    if len(logs) + len({id(part.recognised) for part in small}) < 2:
        return True
    people = roster_of(tables)
    if people is not None and not roster.people:
        roster = Roster.from_frame(people)
    _flag_shared_days(logs, small, roster)
    return _share_ids(engine, logs, small)


def _logs_in(table: Recognised, rules: Rules) -> list[Records]:
    match table.shape:
        case "log":
            return [read_log(table, rules)]
        case "call_list":
            return read_call_list(table, rules)
    return []


def _flag_shared_days(logs: Sequence[LargeLog], small: Sequence[Records], roster: Roster) -> None:
    """Flag the groups of somebody and a day of which another sheet has records."""
    parts = [*(log.part for log in logs), *small]
    name_by_roster(parts, roster)
    keys = Keys(parts, roster)
    days = [_days(part, keys.people(number)) for number, part in enumerate(parts)]
    sheets: defaultdict[_Day, set[int]] = defaultdict(set)
    for part, found in zip(parts, days, strict=True):
        for day in set(found):
            sheets[day].add(id(part.recognised))
    shared = {day for day, owners in sheets.items() if len(owners) > 1}
    if shared:
        for log, found in zip(logs, days, strict=False):
            rows = log.part.rows[[day in shared for day in found]]
            log.single[rows - log.table.first_row] = True


def _days(part: Records, people: Sequence[str]) -> list[_Day]:
    """Somebody and a day, of each record."""
    days = part.days.astype("datetime64[D]").astype(np.int64).tolist()
    return [(people[code], day) for code, day in zip(part.rep.codes.tolist(), days, strict=True)]


def _share_ids(engine: Engine, logs: Sequence[LargeLog], small: Sequence[Records]) -> bool:
    """Remember the ids that stand in several sheets, where more than one sheet has any; False where they
    cannot be compared, or where a small sheet may be a copy of a large one."""
    listed = [log for log in logs if "id" in log.table.columns]
    beside = [part.recognised for part in small if "id" in part.recognised.columns]
    if not listed or len(listed) + len(beside) < 2:
        return True
    columns = [log.table.columns["id"].index for log in listed]
    if not all(log.file.is_listed(at) for log, at in zip(listed, columns, strict=True)):
        return False
    if any(log.engine is not None for log in listed):
        return False
    if any("session" in log.table.columns for log in listed):
        return False
    further = [table.sheet.cells.column(table.columns["id"].index).cast(pa.string()) for table in beside]
    texts = pa.chunked_array([chunk for column in further for chunk in column.chunks], pa.string())
    files = [(log.file, at) for log, at in zip(listed, columns, strict=True)]
    ids = Shared(files, pa.table({"id": texts}))
    apart = not len(texts) and are_disjoint([keptanswers.ends(file, at) for file, at in files])
    are_shared = not apart and ids.are_any(engine)
    for log in listed:
        log.shares_ids, log.ids_single, log.shared = are_shared, not are_shared, ids
    return not (are_shared and beside)
