"""What people typed into the lists they were handed: what became of a meeting, or of a call to a lead.

The rows are the product's, so that nothing but these cells is taken, and only into cells that are blank here:
what stands here stays, and what says otherwise is listed. A call whose row is not here any more, for its list
has moved on, is added below: the row is the record of that call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sheetkpi.distribution.entries import EntryIssue, Place, serial_of
from sheetkpi.distribution.incoming.tablerows import plan_table_rows
from sheetkpi.language import LANGUAGES, say
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.names import join_key, person_key
from sheetkpi.sources.words.leadwords import phone_key
from sheetkpi.tables.registry import specs
from sheetkpi.workbook.text import as_text, date_meant, is_number, plain

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.distribution.incoming.tablerows import TableRows
    from sheetkpi.fileengine.parts.quickread import CellContent, QuickBook
    from sheetkpi.tables.spec import TableSpec
    from sheetkpi.workbook.finding import FoundTable

_HEADERS_WITHIN = 60
"""Rows from the top among which the header row is looked for."""
_SHIFT_1904 = 1462
"""Days between the two beginnings that workbooks count days from."""
_NAMES = ("company", "contact")
"""What tells the rows of one rep and day apart."""


@dataclass(frozen=True)
class TypedList:
    """A list that people type into. Where it `adds`, a row that is not in the KPI workbook any more is added
    to it. The others are reasons: why a row is not taken (`unknown`), and that its cell says otherwise here.
    """

    table: str
    unknown: str
    otherwise: str
    adds: bool = False

    @cached_property
    def spec(self) -> TableSpec:
        """Its columns."""
        return specs(KpiTree())[self.table]

    @property
    def day(self) -> str:
        """The column of the day that is part of each row's key."""
        return self.spec.key[0]

    @cached_property
    def typed(self) -> tuple[str, ...]:
        """The columns that people type into."""
        return tuple(column.key for column in self.spec if column.typed)

    @cached_property
    def recorded(self) -> tuple[str, ...]:
        """What an added row says beside what was typed."""
        return (*self.spec.key, *self.spec.table.also_key, "team", "lead_source")


LISTS: Mapping[str, TypedList] = {
    each.table: each
    for each in (
        TypedList("Meetings", "reason.meeting_unknown", "reason.meeting_otherwise"),
        TypedList("FollowUps", "reason.call_unknown", "reason.call_otherwise", adds=True),
    )
}
"""The lists by the names of their tables."""


@dataclass(frozen=True)
class TypedRow:
    """A row of a list in a workbook that came back, in which something was typed: what is in its cells by
    column key, dates as datetimes; `day` is the serial number of the day in its key, 0 without one."""

    of: TypedList
    place: Place
    day: float
    cells: Mapping[str, Any]

    def text(self, key: str) -> str:
        """What a cell says; "" for a blank, and for a column that the file lacks."""
        return as_text(self.cells.get(key))

    @property
    def said(self) -> dict[str, str]:
        """What was typed, by column key, without blanks."""
        return {key: text for key in self.of.typed if (text := self.text(key))}

    def about(self, reason: str, values: Mapping[str, object] | None = None, column: str = "") -> EntryIssue:
        """The finding that the row, or what is in its `column`, was not taken, and why."""
        column = column or next(iter(self.said))
        return EntryIssue(reason, self.place, "left_out", column, self.text(column), values or {})


def typed_rows(book: QuickBook, file: str) -> tuple[TypedRow, ...]:
    """The rows of the lists in `book` in which something was typed; `file` is what people know it by."""
    return tuple(
        row
        for each in LISTS.values()
        for sheet in book.sheets
        if _is_on(book, sheet, each)
        for row in _rows(book, sheet, file, each)
    )


def _is_on(book: QuickBook, sheet: str, of: TypedList) -> bool:
    titles = tuple(plain(say(of.spec.sheet, language)) for language in LANGUAGES)
    return of.table in book.tables(sheet) or plain(sheet).startswith(titles)


def _rows(book: QuickBook, sheet: str, file: str, of: TypedList) -> Iterator[TypedRow]:
    known = {plain(header): column.key for column in of.spec for header in column.headers()}
    dates = {column.key for column in of.spec if column.kind == "date"}
    place = None
    for number, cells in book.cells(sheet).items():
        if place is None:
            if number > _HEADERS_WITHIN:
                return
            keys = {column: known.get(plain(text)) for column, text in cells.items() if isinstance(text, str)}
            columns = {key: column for column, key in keys.items() if key}
            if columns.keys() >= {of.day, "rep"} and not columns.keys().isdisjoint(of.typed):
                headers = {key: str(cells[column]).strip() for key, column in columns.items()}
                place = Place(file, sheet, number, columns, headers)
            continue
        if any(as_text(cells.get(place.columns[key])) for key in of.typed if key in place.columns):
            shift = _SHIFT_1904 if book.date1904 else 0
            row = {
                key: _date(cells.get(column), shift) if key in dates else as_text(cells.get(column))
                for key, column in place.columns.items()
            }
            there = Place(file, sheet, number, place.columns, place.headers)
            yield TypedRow(of, there, serial_of(row.get(of.day)), row)


def _date(content: CellContent | None, shift: int) -> Any:
    """A cell that should hold a date: that day, else what stands there."""
    if not is_number(content):
        return as_text(content)
    day = date_meant(content + shift)
    return day.replace(hour=0, minute=0, second=0) if day else as_text(content)


@dataclass(frozen=True)
class MasterList:
    """A list in the KPI workbook: its table, the values of its rows by column key, and how many rows are in
    use."""

    of: TypedList
    table: FoundTable
    rows: Sequence[Mapping[str, Any]]
    used: int = 0

    @classmethod
    def read(cls, book: xw.Book, table: FoundTable) -> MasterList:
        """Read `table`."""
        body = table.area.part(1, 0, max(table.rows, 1), table.area.columns)
        values = book.sheets[body.sheet][body.address].options(ndim=2).value
        rows = [{key: line[place] for key, place in table.columns.items()} for line in values]
        used = max((number for number, line in enumerate(values, 1) if any(map(as_text, line))), default=0)
        return cls(LISTS[table.spec.name], table, rows, used)

    def lacks(self, row: TypedRow) -> bool:
        """Whether something typed in `row` stands in no row here."""
        return not any(
            all(as_text(self.rows[place].get(key)) == text for key, text in row.said.items())
            for place in places(row, self.rows)
        )


def places(row: TypedRow, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Which of the list's `rows` is `row`: those of its day and rep that are called as it is."""
    found = [
        place
        for place, own in enumerate(rows)
        if serial_of(own.get(row.of.day)) == row.day
        and person_key(as_text(own.get("rep"))) == person_key(row.text("rep"))
        and all(_may_be(row, key, as_text(own.get(key))) for key in _NAMES)
        and all(_is_reached_alike(row, key, as_text(own.get(key))) for key in row.of.spec.table.also_key)
    ]
    names = (*_NAMES, *row.of.spec.table.also_key)
    exact = [place for place in found if all(as_text(rows[place].get(key)) == row.text(key) for key in names)]
    return exact or found


def _is_reached_alike(row: TypedRow, key: str, text: str) -> bool:
    """Whether the phone or site of the row may be `text`: companies of one name differ in it. A file that was
    handed out before there was such a column says nothing of it."""
    said = row.text(key)
    if key not in row.cells or is_kept_back(said):
        return True
    return said == text or bool(phone_key(said) and phone_key(said) == phone_key(text))


def _may_be(row: TypedRow, key: str, text: str) -> bool:
    """Whether what the row says under `key` may be `text`. A name that was not handed out may be any; so may
    a blank one, but in a list that adds rows: there, one says of it that it was kept back."""
    said = row.text(key)
    return is_kept_back(said) or (not said and not row.of.adds) or join_key(said) == join_key(text)


def is_kept_back(text: str) -> bool:
    """Whether a cell says that its name was not handed out."""
    return text in {say("name.kept_back", language) for language in LANGUAGES}


@dataclass(frozen=True)
class ListMerge:
    """What collecting does to the list `of`: values by position (from 0) of the row and column key; how many
    rows something was taken of; and what was not taken."""

    of: TypedList
    rows: Mapping[int, Mapping[str, Any]]
    findings: tuple[EntryIssue, ...]

    @property
    def taken(self) -> int:
        """Rows of which something was taken."""
        return len(self.rows)

    @property
    def results(self) -> int:
        """Rows whose result was taken: of calls, each one that counts."""
        return sum(bool(cells.get(self.of.typed[0])) for cells in self.rows.values())

    def plan(self, book: xw.Book, table: FoundTable) -> TableRows:
        """Where it goes. Raises SheetKPIError where the table would grow into cells that hold something."""
        return plan_table_rows(book, table, self.rows)


def merge_lists(
    returned: Iterable[tuple[str, str, TypedRow]], lists: Mapping[str, MasterList]
) -> dict[str, ListMerge]:
    """Hold what came back against the lists (by table); `returned` has recipient, kind ("rep", "team") and
    row, newer files first: of one recipient's row the newest file speaks."""
    merging = {name: _Merging(of, lists.get(name)) for name, of in LISTS.items()}
    for recipient, kind, row in returned:
        merging[row.of.table].add(recipient, kind, row)
    return {name: ListMerge(each.of, each.written, tuple(each.findings)) for name, each in merging.items()}


class _Merging:
    """One list under way: `rows` as they will stand, `written` what is new in them."""

    def __init__(self, of: TypedList, master: MasterList | None) -> None:
        self.of = of
        self.columns = master.table.columns if master else {}
        self.rows = [dict(row) for row in master.rows[: master.used]] if master else []
        self.written: dict[int, dict[str, Any]] = {}
        self.findings: list[EntryIssue] = []
        self._spoke: dict[tuple[str, int], TypedRow] = {}

    def add(self, recipient: str, kind: str, row: TypedRow) -> None:
        """Take what `row` says of its meeting or lead."""
        found = places(row, self.rows) if self.columns else []
        own = [place for place in found if _belongs(self.rows[place], recipient, kind)]
        if not found and self.of.adds and self.columns.keys() >= {*self.of.spec.key, self.of.typed[0]}:
            own = [self._appended(row, {"team": recipient} if kind == "team" else {})]
        if len(own) != 1:
            self.findings.append(row.about(self.of.unknown))
            return
        spoke = self._spoke.setdefault((recipient, own[0]), row)
        if spoke is row:
            self._fill(own[0], row)
        elif spoke.place.file == row.place.file and spoke.said != row.said:
            cell = spoke.place.cell(next(iter(spoke.said)))
            self.findings.append(row.about("reason.list_twice", {"cell": cell}))

    def _appended(self, row: TypedRow, known: Mapping[str, str]) -> int:
        """The position of a new row that has the key of `row`, and what is `known` of it otherwise."""
        said = {**row.cells, **known}
        cells = {key: said.get(key) for key in self.of.recorded if key in self.columns}
        new = {key: None if is_kept_back(as_text(value)) else value for key, value in cells.items()}
        self.rows.append(new)
        self.written[len(self.rows) - 1] = {key: value or None for key, value in new.items()}
        return len(self.rows) - 1

    def _fill(self, place: int, row: TypedRow) -> None:
        for key, text in row.said.items():
            here = as_text(self.rows[place].get(key))
            if text == here:
                continue
            if key not in self.columns:
                values = {"column": row.place.headers[key]}
                self.findings.append(row.about("reason.list_column", values, key))
            elif here:
                values = {"here": here, "there": text}
                self.findings.append(row.about(self.of.otherwise, values, key))
            else:
                self.rows[place][key] = row.cells[key]
                self.written.setdefault(place, {})[key] = row.cells[key]


def _belongs(row: Mapping[str, Any], recipient: str, kind: str) -> bool:
    if kind == "team":
        return join_key(as_text(row.get("team"))) == join_key(recipient)
    return person_key(as_text(row.get("rep"))) == person_key(recipient)
