"""What is there twice: sheets that copy another, records exported again, rows pasted again.

- A sheet of whose ids 95 % or more are another's is a copy and is left alone, unless both have the same
  headers and their records differ: then one is a later export, and records decide.
- Records with the same id count once; where their fields differ the newest counts (by 更新日時 where there
  is such a column, else the one that stands later).
- Without ids, rows that are equal cell by cell count once if they have a time of day. With only a date they
  all count, since two calls without a note look the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sheetkpi.sources.issues import Issues
from sheetkpi.sources.records.cells import Cells, row_key
from sheetkpi.sources.values.columns import as_array, encoded
from sheetkpi.sources.values.dates import clean_dates
from sheetkpi.sources.words.vocabulary import ROW_NUMBERS, word_key

if TYPE_CHECKING:
    import pyarrow as pa

    from sheetkpi.sources.records.cells import Array, Flags
    from sheetkpi.sources.records.records import Records, Rules
    from sheetkpi.sources.roles.shapes import Recognised

COPY_SHARE = 0.95
"""From which share of common ids on a sheet is a copy."""

_FIRST = 1000
"""How many ids tell whether all are worth comparing with the next one."""

_COMPARED = 1000
"""How many records with common ids are compared to see whether the ids mean the same."""


def drop_copies(recognised: Sequence[Recognised]) -> list[Recognised]:
    """`recognised` with sheets that copy another turned into sheets left alone."""
    result = list(recognised)
    with_ids = [place for place, sheet in enumerate(result) if "id" in sheet.columns]
    for late, place in enumerate(with_ids):
        for other in with_ids[:late]:
            if (
                "none" in (result[place].shape, result[other].shape)
                or result[place].shape != result[other].shape
            ):
                continue
            copy = _copy_of(result[other], result[place])
            if copy is not None:
                left, kept = (place, other) if copy is result[place] else (other, place)
                result[left] = replace(
                    result[left],
                    shape="none",
                    missing_key="left.copy",
                    missing_values={"other": result[kept].sheet.label},
                )
    return result


def _copy_of(first: Recognised, second: Recognised) -> Recognised | None:
    """Which of two sheets copies the other, None for neither: the later one where both might."""
    one, two = _by_id(first), _by_id(second)
    common = one.index.intersection(two.index)
    if len(common) < COPY_SHARE * min(len(one), len(two)) or not len(common):
        return None
    if not _mean_the_same(one, two, common):
        return None
    if _same_headers(first, second):
        fields = [name for name in one.columns if name in two.columns]
        equal = (one.loc[common, fields] == two.loc[common, fields]) | one.loc[common, fields].isna()
        if not bool(equal.to_numpy().all()):
            return None
    return second if len(common) >= COPY_SHARE * len(two) else first


def _by_id(recognised: Recognised) -> pd.DataFrame:
    """The fields of a sheet's rows as text by id, the first row of each id."""
    cells = Cells(recognised)
    frame = pd.DataFrame(
        {
            name: cells.encoded(column).spread(np.array(cells.encoded(column).texts, dtype=object), None)
            for name, column in recognised.columns.items()
            if name not in ("detail", "updated")
        }
    )
    frame = frame[frame["id"].notna()].drop_duplicates("id")
    return frame.set_index("id")


def _mean_the_same(one: pd.DataFrame, two: pd.DataFrame, common: pd.Index) -> bool:
    """Whether records with equal ids are the same records: most agree on rep or date."""
    sample = common[:_COMPARED]
    fields = [name for name in ("rep", "date", "created", "opportunity_date") if name in one and name in two]
    if not fields:
        return False
    return any(bool((one.loc[sample, name] == two.loc[sample, name]).mean() >= 0.5) for name in fields)


def _same_headers(first: Recognised, second: Recognised) -> bool:
    return first.read_as == second.read_as


def mark_repeated(records: Sequence[Records], rules: Rules) -> None:
    """Flag the records that are there already (`Records.repeated`), with a note for each."""
    groups: dict[tuple[str, str], list[Records]] = defaultdict(list)
    for part in records:
        column = part.recognised.columns.get("id")
        if column and part.recognised.shape in ("log", "deals"):
            groups[part.recognised.shape, word_key(column.header)].append(part)
        else:
            _mark_equal_rows(part)
    for parts in groups.values():
        _mark_equal_ids(parts, rules)


def _mark_equal_rows(part: Records) -> None:
    """Rows without an id that equal an earlier one in every cell."""
    suspects = np.flatnonzero(pd.Series(part.key).duplicated(keep=False).to_numpy())
    if not len(suspects):
        return
    again = suspects[pd.Series(_whole_rows(part, suspects)).duplicated().to_numpy()]
    timed = part.seconds[again] >= 0
    _note(part, again[timed], "reason.duplicate_row")
    if (~timed).any():
        values: dict[str, object] = {"records": int((~timed).sum())}
        rows = part.rows[again[~timed]][:1].astype(np.intp)
        part.notes.append(Issues(part.recognised.sheet, "reason.equal_rows", rows, None, "note", values))


def _whole_rows(part: Records, places: Array) -> Array:
    """A number for each of the records at `places`, equal where all cells of their rows are."""
    import pyarrow as pa

    headers = part.recognised.headers
    rows = part.recognised.sheet.cells.take(pa.array(part.rows[places]))
    different = [
        encoded(column).codes
        for index, column in enumerate(rows.columns)
        if headers is None or word_key(headers.texts[index]) not in ROW_NUMBERS
    ]
    return row_key([part.key[places], *different])


def _note(part: Records, places: Array, reason: str) -> None:
    """Flag the records at `places` as repeated and note them."""
    if len(places):
        part.repeated[places] = True
        rows = part.rows[places].astype(np.intp)
        column = part.recognised.columns.get("id")
        part.notes.append(Issues(part.recognised.sheet, reason, rows, column, "note"))


def _mark_equal_ids(parts: Sequence[Records], rules: Rules) -> None:
    """Records whose id another record has, in one sheet or in several that mean the same by it."""
    import pyarrow as pa

    ids = pa.chunked_array([_ids(part) for part in parts], type=pa.string())
    if _ascend(ids):
        return
    codes = _codes(ids)
    twice = _is_twice(codes)
    if not twice.any():
        return
    bounds = np.cumsum([0, *(len(part) for part in parts)])
    frames = []
    for number, part in enumerate(parts):
        places = np.flatnonzero(twice[bounds[number] : bounds[number + 1]])
        frame = _fields(part, places, rules)
        frame["id"] = codes[bounds[number] + places]
        frame["part"] = number
        frame["place"] = places
        frames.append(frame)
    _decide(pd.concat(frames, ignore_index=True), parts)


def _ids(part: Records) -> pa.Array:
    import pyarrow as pa

    cells = part.recognised.sheet.cells.column(part.recognised.columns["id"].index)
    first = part.recognised.first_row
    whole = len(part.rows) == len(cells) - first
    chosen = cells.slice(first) if whole else cells.take(pa.array(part.rows))
    return as_array(chosen.cast(pa.string()))


def _ascend(ids: pa.ChunkedArray) -> bool:
    """Whether each id is greater than the one before it, or each smaller, as systems number and export their
    records: then no two are equal, and that is seen ten times as fast as by counting them."""
    import pyarrow.compute as pc

    whole = as_array(ids)
    if whole.null_count or len(whole) < 2:
        return False
    one, next_one = whole.slice(0, len(whole) - 1), whole.slice(1)
    for compare in (pc.less, pc.greater):
        if pc.all(compare(one.slice(0, _FIRST), next_one.slice(0, _FIRST))).as_py():
            return bool(pc.all(compare(one, next_one)).as_py())
    return False


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


def _fields(part: Records, places: Array, rules: Rules) -> pd.DataFrame:
    """The fields of records as text, and when they were last modified (0 where that is not known)."""
    import pyarrow as pa

    rows = part.recognised.sheet.cells.take(pa.array(part.rows[places]))
    frame = pd.DataFrame(
        {
            name: rows.column(column.index).cast(pa.string()).to_pandas().astype("str").fillna("").str.strip()
            for name, column in part.recognised.columns.items()
            if name not in ("id", "detail", "updated")
        }
    )
    frame["updated"] = 0
    if column := part.recognised.columns.get("updated"):
        stamps = clean_dates(rows.column(column.index), rules.today, date1904=part.recognised.sheet.date1904)
        seconds = stamps.days.astype("datetime64[s]").astype(np.int64) + np.maximum(stamps.seconds, 0)
        frame["updated"] = np.where(np.isnat(stamps.days), 0, seconds)
    return frame


def _decide(frame: pd.DataFrame, parts: Sequence[Records]) -> None:
    """Keep one record of each id: the first of equal ones, the newest of different ones."""
    fields = [name for name in frame.columns if name not in ("id", "part", "place", "updated")]
    shared = [name for name in fields if frame[name].notna().all()]
    frame["same"] = pd.util.hash_pandas_object(frame[shared], index=False).to_numpy()
    frame = _same_records(frame, shared)
    frame["order"] = np.arange(len(frame))
    changed = frame.groupby("id")["same"].transform("nunique") > 1
    newest = frame.sort_values(["updated", "order"]).groupby("id")["order"].transform("last")
    first = frame.groupby("id")["order"].transform("first")
    kept = np.where(changed, newest.reindex(frame.index), first)
    again = frame["order"].to_numpy() != kept
    for number, part in enumerate(parts):
        mine = again & (frame["part"] == number).to_numpy()
        for reason, flags in (
            ("reason.duplicate_id", mine & ~changed.to_numpy()),
            ("reason.duplicate_changed", mine & changed.to_numpy()),
        ):
            _note(part, frame.loc[flags, "place"].to_numpy(), reason)


def _same_records(frame: pd.DataFrame, shared: Sequence[str]) -> pd.DataFrame:
    """Without the ids that two sheets use for different records (each numbers its own from 1)."""
    telling = [name for name in ("rep", "date", "created", "opportunity_date") if name in shared]
    if frame["part"].nunique() < 2 or not telling:
        return frame
    across = frame[frame.groupby("id")["part"].transform("nunique") > 1]
    agree = pd.DataFrame({name: across.groupby("id")[name].nunique() == 1 for name in telling})
    if not len(agree) or bool((agree.mean() >= 0.5).any()):
        return frame
    alone = frame[~frame["id"].isin(across["id"])]
    return alone.reset_index(drop=True)
