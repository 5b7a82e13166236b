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
from typing import TYPE_CHECKING, Any

from sheetkpi.distribution.outgoing.layout import CellWriter, SheetLayout, Slot, cell_text, sheet_layout
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

    def stamp(self, content: Content) -> Stamped:
        """The workbook of one recipient."""
        digest = sha256()
        texts = dict(self._sheets(content)) | {part: self._named(part, content) for part in self.late}
        members: list[Member | tuple[str, bytes]] = []
        for part in self._order:
            if part not in texts:
                members.append(self._same[part])
                continue
            digest.update(part.encode() + b"\0" + texts[part])
            waits = part in self.late or any(mark.encode() in texts[part] for mark in (TIME, REVISION))
            members.append((part, texts[part]) if waits else new_member(part, texts[part], LEVEL))
        digest.update(self._common)
        return Stamped(tuple(members), digest.hexdigest())

    def _named(self, part: str, content: Content) -> bytes:
        data = self.package.read(part)
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
                    yield slot.part, slot.resized(len(content.rows.get(slot.name, ())) + _spare(slot))

    def _sheet(
        self, sheet: SheetLayout, rows: Mapping[str, Rows], cells: Mapping[tuple[int, int], Any]
    ) -> bytes:
        pieces: dict[int, list[tuple[int, str]]] = {}
        covered: set[tuple[int, int]] = set()
        for slot in sheet.slots:
            for number, text in enumerate(
                self._slot_rows(slot, rows.get(slot.name, ())), start=slot.ref.top + 1
            ):
                pieces.setdefault(number, []).append((slot.ref.left, text))
                if number in sheet.cells:
                    covered |= {(number, column) for column in slot.ref.columns}
        changed = {row for row, _ in cells}
        out = [_scrolled(sheet, rows), "<sheetData>"]
        for number in sorted({*sheet.rows, *pieces}):
            if number not in pieces and number not in changed:
                out.append(sheet.row_texts[number])
                continue
            inside = list(pieces.get(number, ()))
            for column, cell in sheet.cells.get(number, {}).items():
                if (number, column) in covered:  # below a table that grew over it
                    continue
                text = cell.text
                if (number, column) in cells:
                    at = f"{column_letters(column)}{number}"
                    text = cell_text(at, cell.style, cell.formula, cells[number, column])
                    text = text.replace(f' t="inlineStr"><is><t>{TIME}</t></is>', f"><v>{TIME}</v>")
                inside.append((column, text))
            inside.sort(key=lambda piece: piece[0])
            attributes = sheet.rows.get(number, "")
            out.append(f'<row r="{number}"{attributes}>{"".join(text for _, text in inside)}</row>')
        out += ["</sheetData>", sheet.tail]
        return "".join(out).encode()

    def _slot_rows(self, slot: Slot, rows: Rows) -> Iterable[str]:
        """The cells of each row of a table: filled ones, then those that stay blank."""
        writers = self._writers[slot.name]
        number = slot.ref.top
        for number, row in enumerate(rows, start=slot.ref.top + 1):
            yield "".join([writer.text(number, row) for writer in writers])
        for blank in range(number + 1, number + 1 + (_spare(slot) or not rows)):
            text = self._blank.get((slot.part, blank))
            if text is None:
                text = "".join(f"{writer.before}{blank}{writer.style}/>" for writer in writers)
                self._blank[slot.part, blank] = text
            yield text

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
    def _blank(self) -> dict[tuple[str, int], str]:
        """The blank rows made so far: those of one number are alike in every workbook."""
        return {}

    @cached_property
    def _varying(self) -> frozenset[str]:
        """The sheets that differ between recipients."""
        named = {part for name, (part, _) in self.names.items() if name in PERSONAL}
        filled = {sheet.part for sheet in self.sheets if any(s.name in self.columns for s in sheet.slots)}
        return frozenset(named | filled)

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
