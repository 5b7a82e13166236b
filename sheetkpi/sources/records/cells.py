"""The cells of a recognised sheet below its headers: columns as codes, and which rows hold records."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.model.names import tidy
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.records.people import reps_of
from sheetkpi.sources.records.sums import nameless_sums
from sheetkpi.sources.values.columns import Encoded, as_array, encoded
from sheetkpi.sources.values.dates import CleanDates, DateOrder, clean_dates
from sheetkpi.sources.values.numbers import Decimal, clean_numbers, decimal_of
from sheetkpi.sources.words.notpeople import figures_among
from sheetkpi.sources.words.totals import is_total, sums_up_days, totals_among

if TYPE_CHECKING:
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.records.records import Rules
    from sheetkpi.sources.roles.shapes import Recognised

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"
Ints: TypeAlias = "np.ndarray[Any, np.dtype[np.int32]]"
Flags: TypeAlias = "np.ndarray[Any, np.dtype[np.bool_]]"


_ORDERS: dict[str, DateOrder] = {"order.dmy": "dmy", "order.mdy": "mdy", "order.ymd": "ymd"}
"""What `ColumnMap` calls the orders of day, month and year."""

GROUPED = 0.25
"""The share of empty cells from which on a column may group its rows."""


class Cells:
    """The data rows of a recognised sheet, column by column, merged blocks filled where it matters."""

    def __init__(self, recognised: Recognised) -> None:
        self.recognised = recognised
        self.first = recognised.first_row
        self.count = recognised.sheet.cells.num_rows - self.first
        self._filled: dict[int, pa.Array] = {}
        self._encoded: dict[int, Encoded] = {}

    def raw(self, column: Column) -> pa.Array | pa.ChunkedArray:
        """The cells of `column`, as text."""
        if column.index in self._filled:
            return self._filled[column.index]
        return self.recognised.sheet.cells.column(column.index).slice(self.first)

    def encoded(self, column: Column | None) -> Encoded:
        """The cells of `column` as codes of distinct texts; cells of blanks are empty. None: all empty."""
        if column is None:
            return Encoded(np.full(self.count, -1, dtype=np.int32), [])
        if column.index not in self._encoded:
            self._encoded[column.index] = without_blanks(encoded(self.raw(column)))
        return self._encoded[column.index]

    def codes(self, column: Column) -> Ints:
        """Codes that are equal where the cells are, without listing their texts."""
        if column.index in self._encoded:
            return self._encoded[column.index].codes
        array = as_array(self.raw(column))
        if not pa.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        codes: Ints = array.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
        return codes

    def dates(self, column: Column, rules: Rules) -> CleanDates:
        """The cells of `column` as dates."""
        headers = self.recognised.headers
        said = headers.understood.get(column.index) if headers else None
        way = headers.read_as.get(column.index, "") if headers else ""
        return clean_dates(
            self.raw(column),
            rules.today,
            date1904=self.recognised.sheet.date1904,
            order=_ORDERS.get(way),
            written_in="UTC" if way == "zone.utc" else said.zone if said else "",
            coarse=self.recognised.grain in ("week", "month"),
        )

    @cached_property
    def decimal(self) -> Decimal:
        """How the table writes decimals, by the numbers of its counts and amounts."""
        columns = [*self.recognised.counts.values(), *itertools.chain(*self.recognised.summed.values())]
        if "amount" in self.recognised.columns:
            columns.append(self.recognised.columns["amount"])
        return decimal_of(text for column in columns for text in self.encoded(column).texts)

    def number(self, rows: Ints) -> int:
        """How many rows of the file `rows` (from 0 below the headers) stand for: each for itself, unless rows
        were grouped."""
        grouped = self.recognised.sheet.grouped
        return len(rows) if grouped is None else grouped.count(rows + self.first)

    @property
    def weights(self) -> Array | None:
        """How many rows of the file each row below the headers stands for; None where each is one."""
        grouped = self.recognised.sheet.grouped
        return None if grouped is None else grouped.weights[self.first :]

    def wrong(self, column: Column) -> Flags:
        """Where `column` holds an error value."""
        flags = np.zeros(self.count, dtype=bool)
        flags[self._wrong.get(column.index, [])] = True
        return flags

    @cached_property
    def _wrong(self) -> dict[int, list[int]]:
        """The rows (from 0 below the headers) of error values, by the index of their column."""
        found: dict[int, list[int]] = {}
        sheet = self.recognised.sheet
        for error in sheet.errors:
            row = error.row - sheet.first_row - self.first
            if 0 <= row < self.count:
                found.setdefault(error.column - sheet.first_column, []).append(row)
        return found

    def filled(self, rows: Ints) -> Ints:
        """How many cells of each of `rows` have a text or an error value."""
        cells = self.recognised.sheet.cells.slice(self.first).take(pa.array(rows))
        number = np.zeros(len(rows), dtype=np.int32)
        for column in cells.columns:
            number += without_blanks(encoded(column)).codes >= 0
        for wrong in self._wrong.values():
            number += np.isin(rows, wrong)
        return number

    def fill_groups(self, columns: Sequence[Column], rows: Ints) -> list[tuple[Column, int]]:
        """Let the text of a group's first row hold for the empty cells below it, in each of `columns` that
        groups its rows so; returns those with the number of rows filled.

        A column that groups never repeats a text on the next row that has one, and leaves a good part empty.
        (Of such a sheet no engine groups the rows: see `grouping.deciding`.)
        """
        if self.recognised.sheet.grouped is not None:
            lacking = [self.number(rows[self.encoded(one).codes[rows] < 0]) for one in columns]
            assert max(lacking) < GROUPED * self.number(rows), "rows in groups of their own order"
            return []
        done = []
        for column in dict.fromkeys(columns):
            # An error value is no empty cell: nobody knows to whom it and the rows below belong.
            whole = self.encoded(column)
            codes = np.where(self.wrong(column), len(whole.texts), whole.codes)[rows]
            filled = np.flatnonzero(codes >= 0)
            empty = len(codes) - len(filled)
            if not len(filled) or filled[0] != 0 or empty < GROUPED * len(codes):
                continue
            if (np.diff(codes[filled]) == 0).any() or len(filled) < 2:
                continue
            source = np.arange(self.count)
            latest = filled[np.searchsorted(filled, np.arange(len(codes)), side="right") - 1]
            source[rows] = rows[latest]
            cells = self.raw(column).take(pa.array(source))
            self._filled[column.index] = cells.combine_chunks() if hasattr(cells, "chunks") else cells
            self._encoded.pop(column.index, None)
            done.append((column, empty))
        return done

    def empty(self, column: Column) -> Flags:
        """Where `column` has nothing but blanks."""
        cells = self.raw(column)
        if column.index in self._encoded or pa.types.is_dictionary(cells.type):
            return self.encoded(column).codes < 0
        blank = pc.or_(pc.equal(pc.binary_length(cells), 0), pc.utf8_is_space(cells))
        return np.asarray(pc.fill_null(blank, True).to_numpy(zero_copy_only=False), dtype=bool)

    def fill_merged(self) -> bool:
        """Give the cells of merged blocks the block's text where it tells when, who or whom.

        Whether any was filled: the file is read again for it, so ask only where something is lacking.
        """
        sheet = self.recognised.sheet
        blocks = sheet.merged()
        filled = False
        wanted = ("date", "rep", "family_name", "given_name", "team", "company", "lead_source")
        for column in (self.recognised.columns[name] for name in wanted if name in self.recognised.columns):
            number = sheet.first_column + column.index
            source = np.arange(self.count)
            for top, left, bottom, right in blocks:
                first = top - sheet.first_row - self.first
                last = bottom - sheet.first_row - self.first
                if left <= number <= right and first < last and first >= 0:
                    source[first : last + 1] = first
            if (source != np.arange(self.count)).any():
                cells = self.raw(column).take(pa.array(source))
                self._filled[column.index] = cells.combine_chunks() if hasattr(cells, "chunks") else cells
                self._encoded.pop(column.index, None)
                filled = True
        return filled

    def records(self, suspects: Flags, used: Sequence[Column]) -> Ints:
        """The rows that hold records: all but those `suspects` (without a date) that are structural."""
        places = np.flatnonzero(suspects).astype(np.int32)
        keep = np.ones(self.count, dtype=bool)
        keep[places] = ~self.structural(places, used)
        return np.flatnonzero(keep).astype(np.int32)

    def structural(self, rows: Ints, used: Sequence[Column]) -> Flags:
        """Which of `rows` (from 0 below the headers) are no records: blank, a repeated header, a total.

        Blank is a row with nothing in any of the `used` columns. A repeated header has nothing but headers
        in them. A total has a cell 合計, 小計, Total …, mapped or not.
        """
        if not len(rows):
            return np.zeros(0, dtype=bool)
        headers = self.recognised.headers
        cells = self.recognised.sheet.cells.slice(self.first)
        if len(rows) < self.count:
            cells = cells.take(pa.array(rows))
        indexes = {column.index for column in used}
        filled = np.zeros(len(rows), dtype=np.int16)
        repeats = np.zeros(len(rows), dtype=np.int16)
        total = np.zeros(len(rows), dtype=bool)
        for index, column in enumerate(cells.columns):
            texts = without_blanks(encoded(column))
            total |= texts.spread(np.array([is_total(text) for text in texts.texts], dtype=bool), False)
            if index in indexes:
                filled += texts.codes >= 0
                if index in self._wrong:
                    filled += np.isin(rows, self._wrong[index])
                words = headers.parts[index] if headers else frozenset()
                same = [text.strip() in words for text in texts.texts]
                repeats += texts.spread(np.array(same, dtype=bool), False)
        skipped: Flags = (filled == 0) | total | ((repeats == filled) & (repeats >= min(2, len(indexes))))
        return skipped


def dated_rows(
    cells: Cells, counts: dict[str, Column], rules: Rules, notes: list[Issues]
) -> tuple[CleanDates, Encoded, Ints]:
    """Dates and reps of all rows below the headers, and which of these rows hold records.

    Merged blocks are filled where rows lack a date or a rep, and only then looked for. Where a date or a name
    stands only on the first row of its group, it holds for the rows below, which `notes` tells. Rows that sum
    others up are no records, nor is what stands below an export (who made it and when). Rows of figures that
    are nobody's (目標, Median) are none either, and told.
    """
    columns = cells.recognised.columns
    used = [*columns.values(), *counts.values()]
    rep = columns.get("rep") or columns["family_name"]
    for _ in range(2):
        dates = cells.dates(columns["date"], rules)
        reps = reps_of(cells, columns)
        rows = cells.records(np.isnat(dates.days), used)
        rows = rows[~_totals(cells, columns, dates, reps, rows, rules)]
        figures = _figures(reps, rows, rules)
        of_nobody, rows = rows[figures], rows[~figures]
        lacking = (reps.codes[rows] < 0) | (np.isnat(dates.days[rows]) & cells.empty(columns["date"])[rows])
        if not lacking.any() or not cells.fill_merged():
            break
    notes += told_texts("reason.rep_figure", cells, rep, reps, of_nobody)
    if lacking.any() and not cells.recognised.sheet.of_leads:  # there, nobody's lead stands below any rep's
        rows = rows[~_footers(cells, dates, rows)]
        rows = _without_sums(cells, counts, dates, reps, rows, notes)
        filled = cells.fill_groups([columns["date"], rep], rows)
        for column, number in filled:
            first = rows[:1].astype(np.intp) + cells.first
            values: dict[str, object] = {"records": number}
            notes.append(Issues(cells.recognised.sheet, "reason.group_filled", first, column, "note", values))
        if filled:
            dates, reps = cells.dates(columns["date"], rules), reps_of(cells, columns)
    return dates, reps, rows


_DESCRIPTIVE = ("rep", "team", "lead_source", "kind", "row_type")


def _without_sums(
    cells: Cells, counts: dict[str, Column], dates: CleanDates, reps: Encoded, rows: Ints, notes: list[Issues]
) -> Ints:
    """`rows` without those of nobody that sum up the people of their day, which no name above is to fill."""
    if cells.recognised.sheet.grouped is not None:
        return rows
    values = []
    for column in counts.values():
        texts = chosen(cells.encoded(column), rows)
        values.append(texts.spread(clean_numbers(texts.texts).values, 0.0))
    sums = nameless_sums(values, dates.days[rows], reps.codes[rows] < 0)
    if not sums.any():
        return rows
    first = rows[sums][:1].astype(np.intp) + cells.first
    said: dict[str, object] = {"records": int(sums.sum())}
    notes.append(Issues(cells.recognised.sheet, "reason.sum_rows", first, None, "note", said))
    return rows[~sums]


def _figures(reps: Encoded, rows: Ints, rules: Rules) -> Flags:
    """Which of `rows` have figures of a team or of another time where names stand (目標, 前年, Average)."""
    said = figures_among(reps.texts, rules.people)
    if not any(said):
        return np.zeros(len(rows), dtype=bool)
    flags: Flags = reps.spread(np.array(said, dtype=bool), False)[rows]
    return flags


def told_texts(reason: str, cells: Cells, column: Column, reps: Encoded, rows: Ints) -> list[Issues]:
    """A note for each text that stands where a name should at `rows`."""
    notes = []
    codes = reps.codes[rows]
    for code in dict.fromkeys(codes.tolist()):
        own = rows[codes == code]
        values: dict[str, object] = {"text": tidy(reps.texts[code]), "records": cells.number(own)}
        first = own[:1].astype(np.intp) + cells.first
        notes.append(Issues(cells.recognised.sheet, reason, first, column, "note", values))
    return notes


def _totals(
    cells: Cells, columns: dict[str, Column], dates: CleanDates, reps: Encoded, rows: Ints, rules: Rules
) -> Flags:
    """Which of `rows` are totals by what their descriptive cells end in (佐藤葵 計, Team Total, 全体), or the
    cell where a date stands (2026/11/2 集計)."""
    total = np.zeros(len(rows), dtype=bool)
    undated = np.flatnonzero(np.isnat(dates.days[rows]))
    if len(undated):
        texts = encoded(cells.raw(columns["date"]).take(pa.array(rows[undated])))
        said = np.array([sums_up_days(text) for text in texts.texts], dtype=bool)
        total[undated] = texts.spread(said, False)
    for name in _DESCRIPTIVE:
        if name not in columns and name != "rep":
            continue
        column = reps if name == "rep" else cells.encoded(columns[name])
        known = rules.people if name == "rep" else frozenset()
        sums = totals_among(column.texts, known)
        if any(sums):
            total |= column.spread(np.array(sums, dtype=bool), False)[rows]
    return total


def _footers(cells: Cells, dates: CleanDates, rows: Ints) -> Flags:
    """Which of `rows` stand alone below the last dated row: a single cell, as exports end in."""
    dated = np.flatnonzero(~np.isnat(dates.days))
    footers = np.zeros(len(rows), dtype=bool)
    if not len(dated) or cells.recognised.sheet.cells.num_columns < 3:
        return footers
    grouped = cells.recognised.sheet.grouped
    if grouped is None:
        below = rows > dated[-1]
    else:
        last = grouped.last[dated + cells.first].max()
        below = grouped.first[rows + cells.first] > last
    if below.any():
        footers[below] = cells.filled(rows[below]) == 1
    return footers


def without_blanks(column: Encoded) -> Encoded:
    """`column` with cells of nothing but white space empty."""
    blank = [index for index, text in enumerate(column.texts) if not text or text.isspace()]
    if not blank:
        return column
    return Encoded(np.where(np.isin(column.codes, blank), np.int32(-1), column.codes), column.texts)


def chosen(column: Encoded, rows: Ints | slice) -> Encoded:
    """`column` at `rows` only."""
    return Encoded(taken(column.codes, rows), column.texts)


def taken(values: Array, rows: Ints | slice) -> Array:
    """`values` at `rows`, to be read only: where these follow one another, as those of an export do, nothing
    is copied."""
    if not isinstance(rows, slice) and len(rows) and (rows[1:] - rows[:-1] == 1).all():
        rows = slice(rows[0], rows[-1] + 1)
    found = values[rows]
    if isinstance(rows, slice):
        found.flags.writeable = False
    return found


def row_key(parts: Sequence[Array]) -> Array:
    """One number per row that is the same where all `parts` are; different ones may share it by chance."""
    key = np.zeros(len(parts[0]) if parts else 0, dtype=np.uint64)
    for part in parts:
        key *= np.uint64(0x9E3779B97F4A7C15)
        key ^= key >> np.uint64(29)
        key += part.astype(np.int64).view(np.uint64)
    return key
