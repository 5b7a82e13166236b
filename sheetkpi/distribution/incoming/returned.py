"""A workbook that came back: whose it is, how old it is, and the rows of its entry table.

Only the parts needed are read. The table is found by its headers on the sheet of that name, since LibreOffice
does not lengthen a table that somebody types below, and Google Sheets keeps no tables at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Literal

from sheetkpi.distribution.entries import Place
from sheetkpi.distribution.incoming.typedlists import TypedRow, typed_rows
from sheetkpi.distribution.owncolumns import NO_OWN, OwnColumns, is_own, is_peoples_header, own_key
from sheetkpi.distribution.stamps import Stamp, moment
from sheetkpi.fileengine.parts.quickread import CellContent, QuickBook
from sheetkpi.language import LANGUAGES, all_words, say
from sheetkpi.model.metrics import KpiTree
from sheetkpi.sources.words.totals import is_total
from sheetkpi.tables.dailyentry import ENTRY_COUNTS
from sheetkpi.tables.registry import specs
from sheetkpi.workbook.text import as_text, plain

_HEADERS_WITHIN = 60
"""Rows from the top among which the header row is looked for."""

_ENOUGH_COUNTS = 2
"""Columns with counts that make a header row one of daily entries, with a date beside them."""


@dataclass(frozen=True)
class EntryRow:
    """One row as it stands: what is in its cells, by column key."""

    place: Place
    cells: Mapping[str, CellContent]


@dataclass(frozen=True)
class Returned:
    """What one file says of itself, and its rows of entries, unchecked.

    `recipient` is whose workbook it is ("" where the file does not say, as after a way through Google
    Sheets), a rep or a team. `workbook_id` is that of master and recipient together. `revision` counts the
    distributions of the master (0: not known). `modified` is when the file was last saved, as it says itself;
    where it says nothing (Google Sheets leaves that out), as the file system says. `unknown` are columns with
    something in them that neither the product nor the master knows, by the place and key of their headers;
    `typed` are the rows of lists (`typedlists`) in which something was typed.
    """

    file: str
    recipient: str
    kind: Literal["rep", "team"]
    workbook_id: str
    revision: int
    modified: datetime
    rows: tuple[EntryRow, ...]
    date1904: bool = False
    unknown: tuple[tuple[Place, str], ...] = ()
    typed: tuple[TypedRow, ...] = ()


def read_returned(data: bytes, saved: int, file: str, own: OwnColumns = NO_OWN) -> Returned | None:
    """The entries in a workbook, None where it has no table of daily entries.

    `saved` is the time of the file's last change when it was read, in nanoseconds; `file` is what people know
    it by, `own` are the columns that people added to the master's entries. Raises
    SheetKPIError for what is no sound workbook.
    """
    book = QuickBook(data, file)
    tables = _entry_tables(book, file)
    if not tables:
        return None
    unknown = tuple(each for table in tables for each in _unknown(book, table, own))
    tables = [_without_unknown(table, own) for table in tables]
    rows = tuple(row for table in tables for row in _rows(book, table))
    return Returned(
        file,
        as_text(book.named_value("kpi_recipient")),
        "team" if as_text(book.named_value("kpi_recipient_kind")) == "team" else "rep",
        as_text(book.named_value("kpi_workbook_id")),
        _revision(book, rows),
        moment(book.modified) or datetime.fromtimestamp(saved // 10**9, UTC),
        rows,
        book.date1904,
        unknown,
        typed_rows(book, file),
    )


def _revision(book: QuickBook, rows: Iterable[EntryRow]) -> int:
    """The distribution the workbook comes from: as it says itself, else as its rows were stamped then."""
    said = as_text(book.named_value("kpi_revision"))
    if said.isdigit():
        return int(said)
    stamps = (Stamp.read(as_text(row.cells.get("stamp"))) for row in rows)
    return max((stamp.revision for stamp in stamps if stamp), default=0)


def _entry_tables(book: QuickBook, file: str) -> list[Place]:
    """The header row of each entry table: on the sheets named like the entry sheet, copies of it included;
    where there is none, on sheets that are no other one of the template's."""
    titles = [plain(say("sheet.entry", language)) for language in LANGUAGES]
    named = [sheet for sheet in book.sheets if plain(sheet).startswith(tuple(titles))]
    found = [table for sheet in named if (table := _header_row(book, sheet, file))]
    if found:
        return found
    others = [sheet for sheet in book.sheets if sheet not in named]
    moved = [sheet for sheet in others if "DailyEntry" in book.tables(sheet)]
    strange = [sheet for sheet in others if plain(sheet) not in _template_titles()]
    return [table for sheet in moved or strange if (table := _header_row(book, sheet, file))]


@cache
def _template_titles() -> frozenset[str]:
    titles = (key for key in all_words() if key.startswith("sheet."))
    return frozenset(plain(say(key, language)) for key in titles for language in LANGUAGES)


@cache
def _keys_by_header() -> dict[str, str]:
    """The column key of each header an entry table may have, in either language."""
    spec = specs(KpiTree())["DailyEntry"]
    return {plain(header): column.key for column in spec for header in column.headers()}


def _header_row(book: QuickBook, sheet: str, file: str) -> Place | None:
    """The first row with a date's header and some counts', and what its columns hold."""
    known = _keys_by_header()
    for number, cells in book.cells(sheet).items():
        if number > _HEADERS_WITHIN:
            return None
        columns: dict[str, int] = {}
        headers: dict[str, str] = {}
        for column, content in cells.items():
            key = known.get(plain(content)) if isinstance(content, str) else None
            if key and key not in columns:
                columns[key], headers[key] = column, str(content).strip()
        if "date" in columns and len(columns.keys() & set(ENTRY_COUNTS)) >= _ENOUGH_COUNTS:
            for column, header in _peoples_headers(cells, columns.values()):
                key = own_key(header)
                if key not in columns:
                    columns[key], headers[key] = column, header
            return Place(file, sheet, number, columns, headers)
    return None


def _peoples_headers(cells: Mapping[int, CellContent], known: Collection[int]) -> Iterator[tuple[int, str]]:
    """The headers that people added between those of the product, and next to them on either side."""
    first, last = min(known), max(known)
    while isinstance(cells.get(first - 1), str):
        first -= 1
    while isinstance(cells.get(last + 1), str):
        last += 1
    for column in range(first, last + 1):
        header = as_text(cells.get(column))
        if is_peoples_header(header):
            yield column, header


def _unknown(book: QuickBook, header: Place, own: OwnColumns) -> Iterator[tuple[Place, str]]:
    """The columns that people added to this file alone, as far as something is in them."""
    strange = {
        key: column
        for key, column in header.columns.items()
        if is_own(key) and key not in own.headers and key not in own.calculated
    }
    if not strange:
        return
    rows = book.cells(header.sheet).items()
    for key, column in strange.items():
        if any(number > header.row and column in cells for number, cells in rows):
            yield header, key


def _without_unknown(header: Place, own: OwnColumns) -> Place:
    """`header` with no more columns of people's own than those that are part of the master's entries."""
    known = {key: column for key, column in header.columns.items() if not is_own(key) or key in own.headers}
    return header if len(known) == len(header.columns) else replace(header, columns=known)


def _rows(book: QuickBook, header: Place) -> Iterator[EntryRow]:
    """The rows below the headers in which something was entered: a count, a note, or anything in a column
    that people added. Totals, repeated headers and rows that only stand ready for a day are none."""
    columns = header.columns
    entered = {
        column for key, column in columns.items() if key in ENTRY_COUNTS or key == "note" or is_own(key)
    }
    keys = {column: key for key, column in columns.items()}
    for number, cells in book.cells(header.sheet).items():
        if number <= header.row or entered.isdisjoint(cells):
            continue
        row = {keys[column]: content for column, content in cells.items() if column in keys}
        if not _is_structural(row, header):
            place = Place(header.file, header.sheet, number, columns, header.headers)
            yield EntryRow(place, row)


def _is_structural(row: Mapping[str, CellContent], header: Place) -> bool:
    """Whether a row sums others up, or repeats the headers."""
    day, rep = row.get("date"), row.get("rep")
    if isinstance(day, str) and (day == header.headers["date"] or _is_total(day)):
        return True
    return isinstance(rep, str) and _is_total(rep)


_is_total = lru_cache(maxsize=4096)(is_total)
