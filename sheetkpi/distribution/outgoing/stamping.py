"""A recipient's workbook from the skeleton and the recipient's figures, as the parts of a package.

The text of a part is put together from pieces that were escaped and styled once. What differs from run to
run although nothing changed (the time, the revision) goes in last, so that two runs can be compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sheetkpi.distribution.outgoing.layout import (
    CellWriter,
    SheetLayout,
    Slot,
    cell_text,
    row_text,
    sheet_layout,
)
from sheetkpi.fileengine.opc.archive import Member, archive_chunks, new_member
from sheetkpi.fileengine.parts.cells import number_text, to_serial, xml_text
from sheetkpi.fileengine.parts.references import parse_ref, split_sheet
from sheetkpi.fileengine.parts.workbook import Workbook
from sheetkpi.grid import column_letters
from sheetkpi.patterns import lazy_pattern
from sheetkpi.tables.names import ENTRY_ROWS
from sheetkpi.tables.spec import TableSpec
from sheetkpi.workbook.overrides import can_be_typed_over, proposal_of

if TYPE_CHECKING:
    from sheetkpi.fileengine.opc.package import Package

Rows = Sequence[tuple[Any, ...]]

NAME, ID, REVISION, TIME = "@@name@@", "@@id@@", "@@revision@@", "@@time@@"
"""Stand in the skeleton's names where each workbook has its own."""

ENTRY_TABLE = "DailyEntry"
VIEW_ABOVE = 6
"""Rows of earlier entries in sight above the first blank row when the workbook is opened."""

_AT = b"@"
"""What the words above begin with: one letter is looked for in a tenth of the time that a word takes."""

_MODIFIED = lazy_pattern(rb"(<dcterms:modified[^>]*>)[^<]*")
_PANE = lazy_pattern(r'topLeftCell="([A-Z]+)\d+"')
_SELECTION = lazy_pattern(r'<selection pane="bottomLeft"/>')


@dataclass(frozen=True)
class Content:
    """What goes into one workbook: rows by table (`columns` say in which order), values by defined name."""

    name: str
    id: str
    rows: Mapping[str, Rows]
    values: Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Draft:
    """A workbook whose parts are not compressed yet, those aside that all have; `digest` as in `Stamped`."""

    parts: Mapping[str, bytes]
    digest: str
    _stamping: Stamping

    def stamped(self) -> Stamped:
        """The workbook, compressed."""
        return self._stamping.packed(self)


@dataclass(frozen=True)
class Stamped:
    """A workbook but for what differs in every run. `digest` tells two of them apart."""

    members: tuple[Member | tuple[str, bytes], ...]
    digest: str

    def chunks(self, revision: int, at: datetime) -> Iterable[bytes | memoryview]:
        """The file, as of the `revision`-th distribution at the time `at`."""
        serial = number_text(round(to_serial(at.replace(second=0, microsecond=0, tzinfo=None)), 6)).encode()
        stamp = at.astimezone().astimezone(tz=_utc()).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        members = []
        for member in self.members:
            if isinstance(member, tuple):
                name, data = member
                data = data.replace(REVISION.encode(), str(revision).encode())
                data = data.replace(TIME.encode(), serial)
                member = new_member(name, _MODIFIED.sub(rb"\g<1>" + stamp, data))
            members.append(member)
        return archive_chunks(members)


def _utc() -> Any:
    return UTC


@dataclass(frozen=True)
class Stamping:
    """Makes workbooks of one kind. `columns` are the keys of the rows each table will get."""

    package: Package
    sheets: tuple[SheetLayout, ...]
    names: Mapping[str, tuple[str, Any]]
    columns: Mapping[str, Sequence[str]]
    specs: Mapping[str, TableSpec]
    late: tuple[str, ...] = field(default=())

    @classmethod
    def of(
        cls,
        package: Package,
        specs: Mapping[str, TableSpec],
        columns: Mapping[str, Sequence[str]],
        same: Collection[str],
    ) -> Stamping:
        """The stamping for a skeleton (`skeleton.skeleton`); the tables `same` stay as they are in it."""
        workbook = Workbook(package)
        parts = {sheet.name: sheet.part for sheet in workbook.sheets}
        names = {}
        for name in workbook.names:
            sheet, cells = split_sheet(name.refers_to.replace("$", ""))
            if sheet in parts and not name.sheet:
                names[name.name.casefold()] = (parts[sheet], parse_ref(cells))
        filled = {name: spec for name, spec in specs.items() if name not in same}
        layouts = tuple(sheet_layout(package, part, name, filled) for name, part in parts.items())
        core = next(part for part in package.parts() if part.endswith("core.xml"))
        return cls(package, layouts, names, columns, specs, (package.workbook_part, core))

    def columns_of(self, table: str) -> frozenset[str]:
        """The keys of the columns that a table has in the workbooks."""
        slots = (slot for sheet in self.sheets for slot in sheet.slots if slot.name == table)
        return frozenset(column.key for slot in slots for column in slot.columns)

    @property
    def shapes(self) -> dict[str, tuple[int, int]]:
        """How many rows and columns of cells each name has, by name in lower case."""
        return {name: (block.height, block.width) for name, (_, block) in self.names.items()}

    def draft(self, content: Content) -> Draft:
        """The workbook of one recipient."""
        digest = sha256()
        texts = dict(self._sheets(content)) | {part: self._named(part, content) for part in self.late}
        for part in self._order:
            if part in texts:
                digest.update(part.encode() + b"\0")
                digest.update(texts[part])
        digest.update(self._common)
        return Draft(texts, digest.hexdigest(), self)

    def packed(self, draft: Draft) -> Stamped:
        """The same compressed, but for the parts that differ in every run."""
        members: list[Member | tuple[str, bytes]] = []
        for part in self._order:
            data = draft.parts.get(part)
            if data is None:
                members.append(self._same[part])
            elif part in self.late or (
                _AT in data and any(mark.encode() in data for mark in (TIME, REVISION))
            ):
                members.append((part, data))
            else:
                members.append(self._member(part, data))
        return Stamped(tuple(members), draft.digest)

    def _member(self, part: str, data: bytes) -> Member:
        """A part compressed; what said the same in the workbook before, or is a table of as many rows as one
        before, is not compressed again."""
        if part in self._table_parts:
            member = self._tables.get((part, data))
            if member is None:
                member = self._tables[part, data] = new_member(part, data, LEVEL)
            return member
        last = self._last.get(part)
        if last is None or last[0] != data:
            last = self._last[part] = data, new_member(part, data, LEVEL)
        return last[1]

    def _named(self, part: str, content: Content) -> bytes:
        data = self._late_texts[part]
        for mark, value in ((NAME, content.name.replace('"', '""')), (ID, content.id)):
            data = data.replace(mark.encode(), xml_text(value).encode())
        return data

    def _sheets(self, content: Content) -> Iterable[tuple[str, bytes]]:
        """Every sheet and table part that is this recipient's own."""
        cells: dict[str, dict[tuple[int, int], Any]] = {}
        for name, values in content.values.items():
            if name in self.names:
                part, block = self.names[name]
                places = ((row, column) for row in block.rows for column in block.columns)
                padded = [*values, *[None] * (block.height * block.width - len(values))]
                cells.setdefault(part, {}).update(zip(places, padded, strict=False))
        for sheet in self.sheets:
            if sheet.part not in self._varying:
                continue
            yield sheet.part, self._sheet(sheet, content.rows, cells.get(sheet.part, {}))
            for slot in sheet.slots:
                if slot.name in self.columns:
                    yield slot.part, self._resized(slot, len(content.rows.get(slot.name, ())) + _spare(slot))

    def _resized(self, slot: Slot, rows: int) -> bytes:
        data = self._sizes.get((slot.part, rows))
        if data is None:
            data = self._sizes[slot.part, rows] = slot.resized(rows)
        return data

    def _sheet(
        self, sheet: SheetLayout, rows: Mapping[str, Rows], cells: Mapping[tuple[int, int], Any]
    ) -> bytes:
        pieces: dict[int, list[tuple[Slot, str]]] = {}
        blank: dict[int, bytes] = {}
        for slot in sheet.slots:
            filled = self._filled(slot, rows.get(slot.name, ()))
            for row, text in enumerate(filled, start=slot.ref.top + 1):
                pieces.setdefault(row, []).append((slot, text))
            first = slot.ref.top + 1 + len(filled)
            for row in range(first, first + (_spare(slot) or not filled)):
                if row in sheet.cells or len(sheet.slots) > 1:
                    pieces.setdefault(row, []).append((slot, self._blank(slot, row)))
                else:
                    blank[row] = self._blank_row(slot, row)
        changed = {row for row, _ in cells}
        out = [_scrolled(sheet, rows).encode(), b"<sheetData>"]
        for number in sorted({*sheet.rows, *pieces, *blank}):
            if number in blank:
                out.append(blank[number])
                continue
            if number not in pieces and number not in changed:
                out.append(sheet.row_texts[number])
                continue
            put_in = pieces.get(number, ())
            inside = [(slot.ref.left, text) for slot, text in put_in]
            standing = sheet.cells.get(number, {})
            covered = {column for slot, _ in put_in for column in slot.ref.columns} if standing else ()
            for column, cell in standing.items():
                if column in covered:  # below a table that grew over it
                    continue
                text = cell.text
                if (number, column) in cells:
                    at = f"{column_letters(column)}{number}"
                    text = cell_text(at, cell.style, cell.formula, cells[number, column])
                    text = text.replace(f' t="inlineStr"><is><t>{TIME}</t></is>', f"><v>{TIME}</v>")
                inside.append((column, text))
            inside.sort(key=itemgetter(0))
            out.append(row_text(number, sheet.rows.get(number, ""), [text for _, text in inside]))
        out.append(sheet.end)
        return b"".join(out)

    def _filled(self, slot: Slot, rows: Rows) -> list[str]:
        """The cells of each row of a table that is filled."""
        writers = self._writers[slot.name]
        return [
            "".join([writer.text(number, row) for writer in writers])
            for number, row in enumerate(rows, start=slot.ref.top + 1)
        ]

    def _blank(self, slot: Slot, number: int) -> str:
        """The cells of a row of a table that stays blank."""
        return "".join(f"{writer.before}{number}{writer.style}/>" for writer in self._writers[slot.name])

    def _blank_row(self, slot: Slot, number: int) -> bytes:
        """Such a row, which has nothing beside the table: those of one number are alike in every workbook."""
        row = self._blank_rows.get((slot.part, number))
        if row is None:
            row = self._blank_rows[slot.part, number] = row_text(number, "", [self._blank(slot, number)])
        return row

    @cached_property
    def _writers(self) -> dict[str, list[CellWriter]]:
        """What writes each column of each table."""
        writers = {}
        for slot in (slot for sheet in self.sheets for slot in sheet.slots):
            places = {key: place for place, key in enumerate(self.columns.get(slot.name, ()))}
            proposals = {
                spec.key: places.get(proposal_of(spec))
                for spec in self.specs[slot.name]
                if can_be_typed_over(spec)
            }
            writers[slot.name] = [
                CellWriter(column, places.get(column.key), proposals.get(column.key))
                for column in slot.columns
            ]
        return writers

    @cached_property
    def _blank_rows(self) -> dict[tuple[str, int], bytes]:
        """The blank rows made so far, by table part and number."""
        return {}

    @cached_property
    def _sizes(self) -> dict[tuple[str, int], bytes]:
        """The table parts made so far, by part and number of rows."""
        return {}

    @cached_property
    def _tables(self) -> dict[tuple[str, bytes], Member]:
        """The table parts compressed so far, by part and text."""
        return {}

    @cached_property
    def _last(self) -> dict[str, tuple[bytes, Member]]:
        """The text and member of every other part as compressed last."""
        return {}

    @cached_property
    def _table_parts(self) -> frozenset[str]:
        return frozenset(slot.part for sheet in self.sheets for slot in sheet.slots)

    @cached_property
    def _varying(self) -> frozenset[str]:
        """The sheets that differ between recipients."""
        named = {part for name, (part, _) in self.names.items() if name in PERSONAL}
        filled = {sheet.part for sheet in self.sheets if any(s.name in self.columns for s in sheet.slots)}
        return frozenset(named | filled)

    @cached_property
    def _late_texts(self) -> dict[str, bytes]:
        return {part: self.package.read(part) for part in self.late}

    @cached_property
    def _order(self) -> list[str]:
        return self.package.parts()

    @cached_property
    def _same(self) -> dict[str, Member]:
        """The parts that are the same for everybody, compressed once."""
        texts = {sheet.part: sheet for sheet in self.sheets}
        own = {slot.part for sheet in self.sheets for slot in sheet.slots if slot.name in self.columns}
        members = {}
        for part in self._order:
            if part in self.late or part in self._varying or part in own:
                continue
            data = self._sheet(texts[part], {}, {}) if part in texts else self.package.read(part)
            members[part] = new_member(part, data)
        return members

    @cached_property
    def _common(self) -> bytes:
        return b"".join(self._same[part].info.CRC.to_bytes(4, "big") for part in sorted(self._same))


LEVEL = 3
"""How hard parts are compressed: a tenth larger than at best, in half the time."""

PERSONAL = frozenset(
    (
        *("kpi_title", "kpi_status", "kpi_next", "kpi_last_data", "kpi_last_refresh", "kpi_elapsed"),
        *("kpi_months", "kpi_entry_today", "kpi_card_calls", "kpi_counted_until", "kpi_source_names"),
    )
)
"""Named cells that differ between recipients (one of each sheet is enough)."""


def _spare(slot: Slot) -> int:
    return ENTRY_ROWS if slot.name == ENTRY_TABLE else 0


def _scrolled(sheet: SheetLayout, rows: Mapping[str, Rows]) -> str:
    """The sheet's head; the entry sheet opens where the next row is typed."""
    entry = next((slot for slot in sheet.slots if slot.name == ENTRY_TABLE), None)
    if entry is None:
        return sheet.head
    first = entry.ref.top + 1
    blank = first + len(rows.get(ENTRY_TABLE, ()))
    at = f"{column_letters(entry.ref.left)}{blank}"
    head = _PANE.sub(rf'topLeftCell="\g<1>{max(first, blank - VIEW_ABOVE)}"', sheet.head)
    head = _SELECTION.sub(f'<selection pane="bottomLeft" activeCell="{at}" sqref="{at}"/>', head)
    return head.replace('activePane="bottomRight"', 'activePane="bottomLeft"')
