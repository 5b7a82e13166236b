"""From what the engine grouped to sheets of text: one row for each group, or for a row as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.model.combinations import stable_order
from sheetkpi.sources.raw import Grouped, RawSheet

if TYPE_CHECKING:
    from sheetkpi.sources.grouping.engine import Key
    from sheetkpi.sources.grouping.files import LargeFile

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"
Flags: TypeAlias = "np.ndarray[Any, np.dtype[np.bool_]]"


@dataclass(frozen=True, eq=False)
class Groups:
    """The groups of a file's rows, in the order of the first row of each: the texts of the columns by which
    they were grouped, and per group its number in the engine, how many rows it has, their first and last."""

    texts: dict[int, pa.Array]
    number: Array
    weight: Array
    first: Array
    last: Array

    def __len__(self) -> int:
        return len(self.number)

    @classmethod
    def of(cls, batches: Iterable[pa.RecordBatch], keys: Sequence[Key], file: LargeFile) -> Groups:
        """What the engine's `group` gave."""
        names = [*(f"k{at}" for at in range(len(keys))), "g", "weight", "first", "last"]
        columns = _gathered(batches, names)
        order = stable_order(_numbers(columns["first"]))
        taken = pa.array(order)
        texts = {
            key.column: _texts(file, key.column, _coded(columns[f"k{at}"])).take(taken)
            for at, key in enumerate(keys)
        }
        numbers = (_numbers(columns[name])[order] for name in ("g", "weight", "first", "last"))
        return cls(texts, *numbers)

    def as_table(self) -> pa.Table:
        """These groups as a table, to be kept."""
        numbers = {name: pa.array(getattr(self, name)) for name in _NUMBERS}
        return pa.table({**{f"c{column}": texts for column, texts in self.texts.items()}, **numbers})

    @classmethod
    def from_table(cls, rows: pa.Table) -> Groups:
        """Groups as `as_table` gave them."""
        texts = {int(name[1:]): _whole(rows.column(name)) for name in rows.column_names[: -len(_NUMBERS)]}
        return cls(texts, *(_numbers(rows.column(name)) for name in _NUMBERS))

    def only(self, kept: Flags, weight: Array) -> Groups:
        """The groups that are `kept`, with the weights of all."""
        if kept.all():
            return replace(self, weight=weight)
        rows = pa.array(np.flatnonzero(kept))
        texts = {column: values.take(rows) for column, values in self.texts.items()}
        return Groups(texts, self.number[kept], weight[kept], self.first[kept], self.last[kept])

    def bounded(self, bounds: pa.Table) -> Groups:
        """These groups with the first and last rows that the engine's `without` gave, in their order."""
        first, last = self.first.copy(), self.last.copy()
        order = np.argsort(self.number, kind="stable")
        places = order[np.searchsorted(self.number[order], _numbers(bounds.column("g")))]
        first[places], last[places] = (_numbers(bounds.column(name)) for name in ("first", "last"))
        return replace(self, first=first, last=last)


_NUMBERS = ("number", "weight", "first", "last")


@dataclass(frozen=True, eq=False)
class WholeRows:
    """Rows as they stand in the file, in its order: their texts, their numbers, and those of their groups."""

    texts: list[pa.Array]
    row: Array
    group: Array

    @property
    def rows(self) -> pa.Table:
        """Their numbers, as the engine wants them."""
        return pa.table({"n": pa.array(self.row)})

    def as_table(self) -> pa.Table:
        """These rows as a table, to be kept."""
        texts = {f"c{column}": texts for column, texts in enumerate(self.texts)}
        return pa.table({**texts, "row": pa.array(self.row), "group": pa.array(self.group)})

    @classmethod
    def from_table(cls, rows: pa.Table) -> WholeRows:
        """Rows as `as_table` gave them."""
        *texts, row, group = rows.columns
        return cls([_whole(column) for column in texts], _numbers(row), _numbers(group))

    @classmethod
    def none(cls, file: LargeFile) -> WholeRows:
        """No row at all."""
        nothing = np.zeros(0, dtype=np.int64)
        return cls([_nothing(0)] * len(file.kinds), nothing, nothing.astype(np.uint64))

    @classmethod
    def of(cls, batches: Iterable[pa.RecordBatch], file: LargeFile) -> WholeRows:
        """What the engine's `whole` gave."""
        width = len(file.kinds)
        columns = _gathered(batches, [*(f"c{at}" for at in range(width)), "n", "g"])
        row = _numbers(columns["n"])
        order = stable_order(row)
        texts = [_texts(file, at, columns[f"c{at}"]).take(pa.array(order)) for at in range(width)]
        return cls(texts, row[order], _numbers(columns["g"])[order])


def _gathered(batches: Iterable[pa.RecordBatch], names: Sequence[str]) -> dict[str, pa.ChunkedArray]:
    """The columns of `batches`, texts as codes, so that a million rows hold each text once."""
    pieces: dict[str, list[pa.Array]] = {name: [] for name in names}
    for batch in batches:
        for name in names:
            column = batch.column(name)
            pieces[name].append(column.dictionary_encode() if pa.types.is_string(column.type) else column)
    return {
        name: pa.chunked_array(found) if found else pa.chunked_array([], pa.int64())
        for name, found in pieces.items()
    }


def _texts(file: LargeFile, column: int, values: pa.ChunkedArray) -> pa.Array:
    """The cells of a column as codes of texts."""
    if pa.types.is_dictionary(values.type):
        whole = _whole(values.unify_dictionaries())
        said = file.texts(column, pa.chunked_array([whole.dictionary]))
        told = pa.DictionaryArray.from_arrays(whole.indices, said.combine_chunks())
        # An empty text is an empty cell: none of the dictionary, which could not be joined with others then.
        is_plain = not said.null_count and pc.count_distinct(said).as_py() == len(said)
        return told if is_plain else told.dictionary_decode().dictionary_encode()
    return _whole(file.texts(column, values).dictionary_encode())


def _coded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of keys as codes: the days of half a million groups are a few hundred."""
    return column if pa.types.is_dictionary(column.type) else column.dictionary_encode()


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """A column as one array."""
    whole = column.combine_chunks()
    return whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole


def _numbers(column: pa.ChunkedArray) -> Array:
    found: Array = column.to_numpy()
    return found


def as_plain(beginning: RawSheet, groups: Groups) -> RawSheet:
    """`groups` as a sheet of so many rows, each of which stands for one: to see what becomes of them."""
    width, count = beginning.cells.num_columns, len(groups)
    columns = [_column(_head(beginning, at), [groups.texts.get(at, _nothing(count))]) for at in range(width)]
    return _sheet(beginning, columns)


def as_grouped(
    beginning: RawSheet,
    groups: Groups,
    whole: WholeRows,
    again: dict[int, tuple[int, int]],
    sample: Sequence[str | None],
) -> RawSheet:
    """`groups` and `whole` rows as one sheet, each where the first of its rows stands.

    `again` has, by the number of a group, how many of its rows equal an earlier one and the first of these;
    `sample` some text of each column (see `LargeFile.sample`).
    """
    width = beginning.cells.num_columns
    nothing = _nothing(len(groups))
    texts = [groups.texts.get(at, nothing) for at in range(width)]
    order: Array | slice = slice(None)
    if len(whole.row):  # the groups themselves are in order
        order = stable_order(np.concatenate([whole.row, groups.first]))
        rows = pa.array(order)
        texts = [_joined(one, other).take(rows) for one, other in zip(whole.texts, texts, strict=True)]
    columns = [_column(_head(beginning, at), [column]) for at, column in enumerate(texts)]
    ones = np.ones(len(whole.row), dtype=np.int64)
    told = [again.get(number, (0, 0)) for number in groups.number.tolist()] if again else []
    equal = np.array(told, dtype=np.int64).reshape(-1, 2) if told else np.zeros((len(groups), 2), np.int64)

    def below_header(of_whole: Array, of_groups: Array, header: int | bool) -> Array:
        return np.concatenate([[header], np.concatenate([of_whole, of_groups])[order]])

    header = beginning.first_row
    grouped = Grouped(
        weights=below_header(ones, groups.weight, 1),
        first=below_header(whole.row, groups.first, header),
        last=below_header(whole.row, groups.last, header),
        whole=below_header(ones > 0, np.zeros(len(groups), dtype=bool), True),
        again=below_header(ones * 0, equal[:, 0], 0),
        again_at=below_header(ones * 0, equal[:, 1], 0),
        beginning=_with_sample(beginning, sample),
    )
    return replace(_sheet(beginning, columns), grouped=grouped)


def _joined(first: pa.Array, second: pa.Array) -> pa.Array:
    """Two columns of codes as one."""
    kind = pa.dictionary(pa.int32(), pa.string())
    return _whole(pa.chunked_array([first.cast(kind), second.cast(kind)], kind).unify_dictionaries())


def _head(beginning: RawSheet, at: int) -> pa.Array:
    return pa.array([beginning.cells.column(at)[0].as_py()], pa.string())


def _nothing(count: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.nulls(count, pa.int32()), pa.array([], pa.string()))


def _column(head: pa.Array, below: Sequence[pa.Array]) -> pa.ChunkedArray:
    """A column with its header, as codes."""
    chunks = [head.dictionary_encode()]
    for part in below:
        chunks.append(part if pa.types.is_dictionary(part.type) else part.dictionary_encode())
    kind = pa.dictionary(pa.int32(), pa.string())
    return pa.chunked_array([chunk.cast(kind) for chunk in chunks], kind).unify_dictionaries()


def _sheet(beginning: RawSheet, columns: Sequence[pa.ChunkedArray]) -> RawSheet:
    cells = pa.table(list(columns), names=beginning.cells.column_names)
    return replace(beginning, cells=cells, large=None)


def _with_sample(beginning: RawSheet, sample: Sequence[str | None]) -> RawSheet:
    """The first rows, and one more below them with the texts of `sample`."""
    row = pa.table([pa.array([text], pa.string()) for text in sample], names=beginning.cells.column_names)
    cells = pa.table(
        [_plain_chunks(column) for column in beginning.cells.columns], names=beginning.cells.column_names
    )
    return replace(beginning, cells=pa.concat_tables([cells, row]), large=None)


def _plain_chunks(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string())


def weighed(groups: Groups, whole: WholeRows) -> Array:
    """How many rows each group has without those that are `whole`."""
    if not len(whole.group):
        return groups.weight
    order = np.argsort(groups.number)
    places = order[np.searchsorted(groups.number[order], whole.group)]
    left: Array = groups.weight - np.bincount(places, minlength=len(groups))
    return left


def numbers_of(groups: Groups, flags: Flags) -> pa.Table:
    """The numbers of the flagged groups, as the engine wants them."""
    return pa.table({"g": pa.array(groups.number[flags])})


def are_apart(groups: Groups) -> bool:
    """Whether each group has a number of its own."""
    ordered = np.sort(groups.number)
    return bool((ordered[1:] != ordered[:-1]).all())
