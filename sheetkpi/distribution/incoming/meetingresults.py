"""What people typed into the list of meetings they were handed: results, judgements and reasons.

The rows are the product's, so that nothing but these cells is taken, and only into cells that are blank here:
what stands here stays, and what says otherwise is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sheetkpi.distribution.entries import EntryIssue, Place, serial_of
from sheetkpi.language import LANGUAGES, say
from sheetkpi.model.meetinglist import TYPED
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.names import join_key, person_key
from sheetkpi.tables.registry import specs
from sheetkpi.workbook.protection import opened
from sheetkpi.workbook.text import as_text, plain
from sheetkpi.workbook.writing import write_values

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.fileengine.parts.quickread import QuickBook
    from sheetkpi.workbook.finding import FoundTable

_HEADERS_WITHIN = 60
"""Rows from the top among which the header row is looked for."""
_SHIFT_1904 = 1462
"""Days between the two beginnings that workbooks count days from."""


@dataclass(frozen=True)
class MeetingRow:
    """A row of the list in a workbook that came back, in which something was typed: the texts of its cells by
    column key, `day` the serial number of the day the meeting was set."""

    place: Place
    day: float
    texts: Mapping[str, str]


def typed_meetings(book: QuickBook, file: str) -> tuple[MeetingRow, ...]:
    """The rows of the list in `book` in which something was typed; `file` is what people know it by."""
    return tuple(row for sheet in book.sheets if _is_list(book, sheet) for row in _rows(book, sheet, file))


def _is_list(book: QuickBook, sheet: str) -> bool:
    titles = tuple(plain(say("sheet.meetings", language)) for language in LANGUAGES)
    return "Meetings" in book.tables(sheet) or plain(sheet).startswith(titles)


def _rows(book: QuickBook, sheet: str, file: str) -> Iterator[MeetingRow]:
    known = {
        plain(header): column.key for column in specs(KpiTree())["Meetings"] for header in column.headers()
    }
    place = None
    for number, cells in book.cells(sheet).items():
        if place is None:
            if number > _HEADERS_WITHIN:
                return
            keys = {column: known.get(plain(text)) for column, text in cells.items() if isinstance(text, str)}
            columns = {key: column for column, key in keys.items() if key}
            if columns.keys() >= {"set_day", "rep"} and not columns.keys().isdisjoint(TYPED):
                headers = {key: str(cells[column]).strip() for key, column in columns.items()}
                place = Place(file, sheet, number, columns, headers)
            continue
        texts = {key: as_text(cells.get(column)) for key, column in place.columns.items()}
        if any(texts.get(key) for key in TYPED):
            day = serial_of(cells.get(place.columns["set_day"]))
            day += _SHIFT_1904 if book.date1904 and day else 0
            yield MeetingRow(Place(file, sheet, number, place.columns, place.headers), day, texts)


@dataclass(frozen=True)
class Meetings:
    """The list in the KPI workbook: its table and the values of its rows by column key."""

    table: FoundTable
    rows: Sequence[dict[str, Any]]

    @classmethod
    def of(cls, book: xw.Book, table: FoundTable) -> Meetings:
        """Read `table`."""
        body = table.area.part(1, 0, max(table.rows, 1), table.area.columns)
        values = book.sheets[body.sheet][body.address].options(ndim=2).value
        rows = [{key: line[place] for key, place in table.columns.items()} for line in values]
        return cls(table, rows)

    def places(self, row: MeetingRow) -> list[int]:
        """Which rows are the meeting of `row`. A company or contact that was not handed out may be any."""
        found = [
            place
            for place, own in enumerate(self.rows)
            if serial_of(own.get("set_day")) == row.day
            and person_key(as_text(own.get("rep"))) == person_key(row.texts.get("rep", ""))
            and all(
                not row.texts.get(key) or join_key(as_text(own.get(key))) == join_key(row.texts[key])
                for key in ("company", "contact")
            )
        ]
        exact = [
            place
            for place in found
            if all(
                as_text(self.rows[place].get(key)) == row.texts.get(key, "") for key in ("company", "contact")
            )
        ]
        return exact or found

    def lacks(self, row: MeetingRow) -> bool:
        """Whether something typed in `row` stands in no row here."""
        wanted = {key: text for key in TYPED if (text := row.texts.get(key))}
        return not any(
            all(as_text(self.rows[place].get(key)) == text for key, text in wanted.items())
            for place in self.places(row)
        )


@dataclass(frozen=True)
class MeetingsMerge:
    """What collecting does to the list: texts by row (from 0) and column key; and what was not taken."""

    taken: Mapping[tuple[int, str], str]
    findings: tuple[EntryIssue, ...]

    @property
    def meetings(self) -> int:
        """Meetings of which something was taken."""
        return len({place for place, _ in self.taken})

    def write(self, book: xw.Book, table: FoundTable) -> None:
        """Write the texts into their cells."""
        if not self.taken:
            return
        with opened(book.sheets[table.area.sheet]):
            for (row, key), text in self.taken.items():
                write_values(book, table.area.part(1 + row, table.columns[key]), [[text]])


def merge_meetings(
    returned: Iterable[tuple[str, str, MeetingRow]], meetings: Meetings | None
) -> MeetingsMerge:
    """Hold what came back against the list; `returned` has recipient, kind ("rep", "team") and row, newer
    files first: of one recipient's meeting the newest file speaks."""
    taken: dict[tuple[int, str], str] = {}
    findings: list[EntryIssue] = []
    said: set[tuple[str, int]] = set()
    for recipient, kind, row in returned:
        places = meetings.places(row) if meetings else []
        own = [place for place in places if meetings and _belongs(meetings.rows[place], recipient, kind)]
        if meetings is None or len(own) != 1:
            findings.append(_about(row, "reason.meeting_unknown", {}))
            continue
        place = own[0]
        if (recipient, place) in said:
            continue
        said.add((recipient, place))
        for key in TYPED:
            text = row.texts.get(key, "")
            here = taken.get((place, key)) or as_text(meetings.rows[place].get(key))
            if not text or text == here or key not in meetings.table.columns:
                continue
            if here:
                values = {"here": here, "there": text}
                findings.append(_about(row, "reason.meeting_otherwise", values, key))
            else:
                taken[place, key] = text
    return MeetingsMerge(taken, tuple(findings))


def _belongs(row: Mapping[str, Any], recipient: str, kind: str) -> bool:
    if kind == "team":
        return join_key(as_text(row.get("team"))) == join_key(recipient)
    return person_key(as_text(row.get("rep"))) == person_key(recipient)


def _about(row: MeetingRow, reason: str, values: Mapping[str, object], column: str = "") -> EntryIssue:
    column = column or next(key for key in TYPED if row.texts.get(key))
    return EntryIssue(reason, row.place, "left_out", column, row.texts[column], values)
