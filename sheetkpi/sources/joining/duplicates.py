"""Records that are there twice: exported again, pasted again, told of by two logs, legs of one call.

- Records with the same id count once; where their fields differ the newest counts (by 更新日時 where there
  is such a column, else the one that stands later). Where one sheet has an id on several rows of different
  people within two hours, or rows share a session, they are legs of one transferred call, which is that of
  whoever dialled.
- Without ids, rows that are equal cell by cell count once if they have a time of day. With only a date they
  all count, since two calls without a note look the same.
- Two logs tell of the same only in records that are equal in all that both tell (see `equals`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.sources.issues import Issues
from sheetkpi.sources.joining.copies import hashed
from sheetkpi.sources.joining.equals import mark_equal_records
from sheetkpi.sources.records.cells import Array, Cells, Flags, row_key
from sheetkpi.sources.values.columns import as_array, encoded
from sheetkpi.sources.values.dates import clean_dates
from sheetkpi.sources.words.vocabulary import ROW_NUMBERS, word_key

if TYPE_CHECKING:
    from sheetkpi.model.roster import Roster
    from sheetkpi.sources.records.records import Records, Rules

_FIRST = 1000
"""How many ids tell whether all are worth comparing with the next one."""

_TRANSFER = 2 * 3600
"""Seconds within which rows of one id and several people are legs of one call."""

_TELLING = ("rep", "date", "created", "opportunity_date")


def mark_repeated(records: Sequence[Records], rules: Rules, roster: Roster) -> None:
    """Flag the records that are there already (`Records.repeated`), with notes that say so."""
    groups: dict[tuple[str, str], list[Records]] = defaultdict(list)
    of_sheets: dict[int, tuple[Array, Array]] = {}
    for part in records:
        columns = part.recognised.columns
        if "session" in columns:
            _mark_legs(part)
        elif "id" in columns and part.recognised.shape in ("log", "meetings", "deals"):
            groups[part.recognised.shape, word_key(columns["id"].header)].append(part)
        else:
            _mark_equal_rows(part, of_sheets)
    for parts in groups.values():
        _mark_equal_ids(parts, rules)
    mark_equal_records(records, roster)


def _mark_equal_rows(part: Records, of_sheets: dict[int, tuple[Array, Array]]) -> None:
    """Rows without an id that equal an earlier one in every cell; `of_sheets` has the rows of sheets that
    were looked through before, for a call list is one once for each attempt."""
    whole = np.flatnonzero(part.whole)
    suspects = whole[pd.Series(part.key[whole]).duplicated(keep=False).to_numpy()]
    again = suspects
    if len(suspects):
        again = suspects[pd.Series(_whole_rows(part, suspects, of_sheets)).duplicated().to_numpy()]
    timed = part.seconds[again] >= 0
    _note(part, again[timed], "reason.duplicate_row")
    _note_equal(part, again[~timed])


def _note_equal(part: Records, again: Array) -> None:
    """Note how many records without a time of day equal an earlier one: those `again`, and of the rows of a
    file that one record stands for all that equal an earlier one of them."""
    sheet, rows, number = part.recognised.sheet, part.rows[again].astype(np.intp), len(again)
    at: int | None = None
    if grouped := sheet.grouped:
        within = part.rows[grouped.again[part.rows] > 0].astype(np.intp)
        assert (part.seconds[grouped.again[part.rows] > 0] < 0).all(), "equal rows with a time count once"
        number += int(grouped.again[within].sum())
        rows = np.concatenate([rows, within])
        places = np.concatenate([grouped.first[rows[: len(again)]], grouped.again_at[within]])
        if len(rows):
            rows, at = rows[[places.argmin()]], int(places.min())
    if number:
        values: dict[str, object] = {"records": number}
        part.notes.append(Issues(sheet, "reason.equal_rows", rows[:1], None, "note", values, at))


def _whole_rows(part: Records, places: Array, of_sheets: dict[int, tuple[Array, Array]]) -> Array:
    """A number for each of the records at `places`, equal where all cells of their rows are."""
    found, rows = part.recognised, part.rows[places]
    keys, known = of_sheets.get(id(found), (None, None))
    if keys is None or known is None or not known[rows].all():
        texts = found.headers.texts if found.headers is not None else None
        codes = [
            encoded(column).codes
            for index, column in enumerate(found.sheet.cells.take(pa.array(rows)).columns)
            if texts is None or word_key(texts[index]) not in ROW_NUMBERS
        ]
        keys = np.zeros(found.sheet.cells.num_rows, dtype=np.uint64)
        known = np.zeros(len(keys), dtype=bool)
        keys[rows], known[rows] = row_key(codes), True
        of_sheets[id(found)] = keys, known
    return row_key([part.key[places], keys[rows]])


def _note(part: Records, places: Array, reason: str) -> None:
    """Flag the records at `places` as repeated and note them."""
    if len(places):
        part.repeated[places] = True
        rows = part.rows[places].astype(np.intp)
        columns = part.recognised.columns
        column = columns.get("session") or columns.get("id")
        part.notes.append(Issues(part.recognised.sheet, reason, rows, column, "note"))


def _mark_legs(part: Records) -> None:
    """Rows of one session: the first in time counts."""
    cells = Cells(part.recognised)
    session = hashed(cells, part.recognised, "session")[part.rows - cells.first]
    order = np.lexsort((np.arange(len(session)), part.seconds, part.days.astype(np.int64), session))
    again = np.zeros(len(session), dtype=bool)
    again[order[1:]] = session[order[1:]] == session[order[:-1]]
    _note(part, np.flatnonzero(again & (session != 0)), "reason.transfer_leg")


def _mark_equal_ids(parts: Sequence[Records], rules: Rules) -> None:
    """Records whose id another record has, in one sheet or in several that mean the same by it."""
    ids = pa.chunked_array([_ids(part) for part in parts], type=pa.string())
    if _ascend(ids):
        return
    codes = _codes(ids)
    twice = _is_twice(codes)
    if not twice.any():
        return
    places = np.flatnonzero(twice)
    owner = np.repeat(np.arange(len(parts)), [len(part) for part in parts])[places]
    starts = np.cumsum([0, *(len(part) for part in parts)])
    own = places - starts[owner]
    twins = _Twins(parts, codes[places].astype(np.int64), owner, own, rules)
    twins.decide()


class _Twins:
    """Records that share their id with another: arrays with an entry for each of them, in their order."""

    def __init__(
        self, parts: Sequence[Records], ids: Array, owner: Array, place: Array, rules: Rules
    ) -> None:
        self.parts, self.ids, self.owner, self.place = parts, ids, owner, place
        shared = set.intersection(*({*part.recognised.columns} for part in parts))
        self.fields = [name for name in shared if name not in ("id", "detail", "updated")]
        self.hashes = {name: self._gathered(partial(_hashes, name=name)) for name in self.fields}
        self.content = row_key([self.hashes[name] for name in sorted(self.fields)] or [np.zeros(len(ids))])
        self.updated = self._gathered(partial(_updated, rules=rules))
        self.days = self._gathered(lambda part: part.days.astype(np.int64))
        self.seconds = self._gathered(lambda part: part.seconds.astype(np.int64))
        self.reps = self._gathered(_reps)
        self._told_apart()

    def _gathered(self, of: Callable[[Records], Array]) -> Array:
        found = [of(part) for part in self.parts]
        picked = [
            values[self.place[self.owner == number]] for number, values in enumerate(found) if len(values)
        ]
        joined: Array = np.concatenate(picked) if picked else np.zeros(0)
        return joined

    def _told_apart(self) -> None:
        """Make ids that sheets use for different records (each numbers its own from 1) different ones."""
        telling = [self.hashes[name] for name in _TELLING if name in self.hashes]
        if len(self.parts) < 2 or not telling:
            return
        order = np.argsort(self.ids, kind="stable")
        starts = _starts(self.ids[order])
        across = _differ(self.owner[order], starts)
        if not across.any():
            return
        agree = [float((~_differ(values[order], starts))[across].mean()) for values in telling]
        if max(agree) < 0.5:
            self.ids = self.ids * len(self.parts) + self.owner

    def decide(self) -> None:
        """Keep one record of each id: the first of equal ones, who dialled of legs, the newest of others."""
        number = np.arange(len(self.ids))
        order = np.lexsort((number, self.ids))
        starts = _starts(self.ids[order])
        sizes = np.diff([*starts, len(order)])
        changed = _differ(self.content[order], starts)
        legs = changed & self._legs(order, starts)
        newest = np.lexsort((number, self.updated, self.ids))[np.append(starts[1:], len(order)) - 1]
        dialled = np.lexsort((number, self.seconds, self.days, self.ids))[starts]
        kept = np.where(legs, dialled, np.where(changed, newest, order[starts]))
        again = np.ones(len(self.ids), dtype=bool)
        again[kept] = False
        group = np.empty(len(self.ids), dtype=np.int64)
        group[order] = np.repeat(np.arange(len(starts)), sizes)
        for reason, flags in (
            ("reason.duplicate_id", ~changed),
            ("reason.transfer_leg", legs),
            ("reason.duplicate_changed", changed & ~legs),
        ):
            mine = again & flags[group]
            for part_number in np.unique(self.owner[mine]).tolist():
                places = self.place[mine & (self.owner == part_number)]
                _note(self.parts[part_number], places, reason)

    def _legs(self, order: Array, starts: Array) -> Flags:
        """Which ids stand for one call that went from one of ours to another, on one sheet."""
        if self.parts[0].recognised.shape != "log" or not (self.seconds >= 0).any():
            return np.zeros(len(starts), dtype=bool)
        seconds = self.seconds[order]
        low, high = np.minimum.reduceat(seconds, starts), np.maximum.reduceat(seconds, starts)
        short = (low >= 0) & (high > low) & (high - low <= _TRANSFER)
        one_sheet = ~_differ(self.owner[order], starts) & ~_differ(self.days[order], starts)
        return short & one_sheet & _differ(self.reps[order], starts)


def _starts(ids: Array) -> Array:
    """Where each run of equal ids begins."""
    return np.flatnonzero(np.concatenate([[True], ids[1:] != ids[:-1]])) if len(ids) else np.zeros(0, int)


def _differ(values: Array, starts: Array) -> Flags:
    """Whether the values of each run differ among themselves."""
    sizes = np.diff([*starts, len(values)])
    other = values != np.repeat(values[starts], sizes)
    return np.logical_or.reduceat(other, starts)


def _hashes(part: Records, name: str) -> Array:
    cells = Cells(part.recognised)
    return hashed(cells, part.recognised, name)[part.rows - cells.first]


def _reps(part: Records) -> Array:
    texts = np.array(part.rep.texts, dtype=object)
    numbers = pd.util.hash_array(texts) if len(texts) else np.zeros(0, dtype=np.uint64)
    found: Array = part.rep.spread(numbers, np.uint64(0))
    return found


def _updated(part: Records, rules: Rules) -> Array:
    """When each record was last modified, 0 where that is not known."""
    column = part.recognised.columns.get("updated")
    if column is None:
        return np.zeros(len(part), dtype=np.int64)

    texts = part.recognised.sheet.cells.column(column.index).take(pa.array(part.rows))
    stamps = clean_dates(texts, rules.today, date1904=part.recognised.sheet.date1904)
    seconds = stamps.days.astype("datetime64[s]").astype(np.int64) + np.maximum(stamps.seconds, 0)
    return np.where(np.isnat(stamps.days), 0, seconds)


def _ids(part: Records) -> pa.Array:
    cells = part.recognised.sheet.cells.column(part.recognised.columns["id"].index)
    first = part.recognised.first_row
    whole = len(part.rows) == len(cells) - first
    chosen = cells.slice(first) if whole else cells.take(pa.array(part.rows))
    return as_array(chosen.cast(pa.string()))


def _ascend(ids: pa.ChunkedArray) -> bool:
    """Whether each id is greater than the one before it, or each smaller, as systems number and export their
    records: then no two are equal, and that is seen ten times as fast as by counting them."""
    whole = as_array(ids)
    if whole.null_count or len(whole) < 2:
        return False
    if _is_whole_number(whole[0].as_py()) and _is_whole_number(whole[len(whole) - 1].as_py()):
        try:
            whole = whole.cast(pa.int64())  # as numbers 9 comes before 10
        except pa.ArrowInvalid:
            return False
    one, next_one = whole.slice(0, len(whole) - 1), whole.slice(1)
    for compare in (pc.less, pc.greater):
        if pc.all(compare(one.slice(0, _FIRST), next_one.slice(0, _FIRST))).as_py():
            return bool(pc.all(compare(one, next_one)).as_py())
    return False


def _is_whole_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _codes(ids: pa.ChunkedArray) -> Array:
    """Numbers of the ids, -1 for none, without listing them."""
    numbered = as_array(as_array(ids).dictionary_encode())
    codes: Array = numbered.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return codes


def _is_twice(codes: Array) -> Flags:
    known = codes >= 0
    counts = np.bincount(codes[known])
    twice = np.zeros(len(codes), dtype=bool)
    twice[known] = counts[codes[known]] > 1
    return twice
