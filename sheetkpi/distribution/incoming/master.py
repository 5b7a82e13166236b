"""The master's side of collecting: its `DailyEntry` read row by row, and written where something changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from sheetkpi.distribution.entries import Entry, MasterEntry, OwnCell, Place, ReturnedEntry
from sheetkpi.distribution.incoming.merging import Merge, Replacement
from sheetkpi.distribution.incoming.tablerows import TableRows, plan_table_rows
from sheetkpi.distribution.owncolumns import is_own
from sheetkpi.distribution.recipients import owners
from sheetkpi.distribution.stamps import Stamp
from sheetkpi.model.names import person_key, tidy
from sheetkpi.sources.values.columns import encoded
from sheetkpi.sources.values.dates import clean_dates
from sheetkpi.sources.values.numbers import clean_numbers
from sheetkpi.tables.dailyentry import ENTRY_COUNTS
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.rawsheets import raw_sheet
from sheetkpi.workbook.sheets import column_values

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.language import Language
    from sheetkpi.model.roster import Roster
    from sheetkpi.sources.raw import RawSheet
    from sheetkpi.workbook.finding import FoundTable

_MIDNIGHT = time()

ORIGIN = ("entered_in", "stamp")
"""Where a row was collected from; these columns are appended to the table of an older workbook."""


@dataclass(frozen=True)
class Master:
    """The master's table of entries: its rows with a day and a rep, and how many rows are in use."""

    table: FoundTable
    entries: tuple[MasterEntry, ...]
    used: int

    @property
    def headers(self) -> tuple[str, ...]:
        """What the counts and the note are called here."""
        columns, headers = self.table.columns, self.table.headers
        return tuple(headers[columns[key]] if key in columns else "" for key in (*ENTRY_COUNTS, "note"))


def read_master(book: xw.Book, table: FoundTable, today: date) -> Master:
    """Read the entries of the KPI workbook itself; `today` is what dates without a year count from."""
    entries, used = read_entries(book, table, today)
    return Master(table, tuple(entries), used)


def by_label(master: Master, roster: Roster) -> Master:
    """`master` with everybody under the label of the roster, as the entries that come back are: a row typed
    under an alias would not be recognised in them and be added a second time."""
    owner = owners(roster, ())
    entries = []
    for each in master.entries:
        label = owner.get(person_key(each.entry.rep), each.entry.rep)
        same = label == each.entry.rep
        entries.append(each if same else replace(each, entry=replace(each.entry, rep=label)))
    return replace(master, entries=tuple(entries))


def read_entries(book: xw.Book, table: FoundTable, today: date) -> tuple[list[MasterEntry], int]:
    """The rows with a day and a rep in a table of entries or their history, and how many rows are in use."""
    area = table.area.part(1, 0, max(table.rows, 1), table.area.columns)
    sheet = raw_sheet(book, area.sheet)
    texts = {key: _column(sheet, area, position) for key, position in table.columns.items()}
    blank: list[Any] = [None] * area.rows
    columns = {key: area.left + position for key, position in table.columns.items()}
    rows = zip(
        _days(texts.get("date", blank), today, sheet.date1904),
        *(texts.get(key, blank) for key in ("rep", "lead_source", "note", "entered_in", "stamp")),
        zip(*(_numbers(texts.get(key, blank)) for key in ENTRY_COUNTS), strict=True),
        _own_cells(book, table, area.rows),
        strict=True,
    )
    entries = []
    for position, (day, rep, source, note, origin, stamp, counts, own) in enumerate(rows):
        if day is not None and rep:
            entry = Entry(day, tidy(rep), tidy(source or ""), counts, note or "", own)
            place = Place("", area.sheet, area.top + position, columns)
            read = Stamp.read(stamp) if stamp else None
            entries.append(MasterEntry(entry, place, position, origin or "", read))
    last = (max((row for row, text in enumerate(column, 1) if text), default=0) for column in texts.values())
    return entries, max(last, default=0)


def _own_cells(book: xw.Book, table: FoundTable, rows: int) -> list[tuple[OwnCell, ...]]:
    """What is in the columns that people added, as they typed it, row by row."""
    columns = [
        [
            OwnCell(key, None if value == "" else value, table.headers[place])
            for value in column_values(book, table, place)
        ]
        for key, place in table.columns.items()
        if is_own(key)
    ]
    return list(zip(*columns, strict=True)) if columns and table.rows > 0 else [()] * rows


def _days(texts: list[str | None], today: date, date1904: bool) -> list[date | None]:
    days: list[date | None] = clean_dates(texts, today, date1904=date1904).days.tolist()
    return days


def _numbers(texts: list[str | None]) -> list[float | None]:
    return [None if value != value else value for value in clean_numbers(texts).values.tolist()]


def _column(sheet: RawSheet, area: Area, position: int) -> list[str | None]:
    """The texts of one column of `area`; a sheet ends where its last filled cell is."""
    number = area.left + position - sheet.first_column
    if not 0 <= number < sheet.cells.num_columns:
        return [None] * area.rows
    first = area.top - sheet.first_row
    column = encoded(sheet.cells.column(number).slice(max(first, 0), area.rows))
    known = [*column.texts, None]
    texts = [known[code] for code in column.codes.tolist()]  # -1, an empty cell, is the last
    return [*[None] * -min(first, 0), *texts, *[None] * area.rows][: area.rows]


def plan_entries(book: xw.Book, master: Master, merge: Merge, language: Language) -> TableRows:
    """Where the rows of `merge` go: newer values over older ones, new rows below the last used one.

    Raises SheetKPIError where the table would grow into cells that hold something.
    """
    rows = {each.old.position: _values(each) for each in merge.replaced}
    for number, each in enumerate(merge.added):
        rows[master.used + number] = _new_values(each)
    table = master.table
    lacking = [column for column in table.spec if column.key in ORIGIN and column.key not in table.columns]
    appended = tuple(lacking) if rows else ()
    return plan_table_rows(book, table, rows, {column.key: column.header(language) for column in appended})


def _values(replacement: Replacement) -> dict[str, Any]:
    """The cells of a row that is replaced: day, rep and lead source stay as they are written."""
    new = _new_values(replacement.new)
    return {key: value for key, value in new.items() if key not in ("date", "rep", "lead_source")}


def _new_values(row: ReturnedEntry) -> dict[str, Any]:
    return entry_values(row.entry) | {"entered_in": row.place.file_name, "stamp": row.stamp.text}


def entry_values(entry: Entry) -> dict[str, Any]:
    """The cells of an entry by column key."""
    return {
        "date": datetime.combine(entry.day, _MIDNIGHT),
        "rep": entry.rep,
        "lead_source": entry.lead_source or None,
        **dict(zip(ENTRY_COUNTS, entry.counts, strict=True)),
        "note": entry.note or None,
        **{cell.key: cell.value for cell in entry.own},
    }


def history_rows(replaced: Sequence[Replacement], now: datetime) -> list[dict[str, Any]]:
    """Rows for `EntryHistory`: what the replaced rows said, when they were replaced, and from which file."""
    return [
        {
            "replaced_at": now.replace(microsecond=0),
            "replaced_by": each.new.place.file_name,
            **entry_values(each.old.entry),
            "entered_in": each.old.entered_in or None,
            "stamp": each.old.stamp.text if each.old.stamp else None,
        }
        for each in replaced
    ]
