"""Reading a few cells of many workbooks: no part is unpacked, and no cell looked at, that is not asked for.

`Package` looks at every part, since it is there to save what it opened. Whoever only wants to know what two
hundred workbooks say on one of their sheets asks here. What other programs write differently is understood:
cells without addresses, Strict Open XML, parts in unusual places.

>>> book = QuickBook(Path("KPI_山田.xlsx").read_bytes(), "KPI_山田.xlsx")    # doctest: +SKIP
>>> book.cells("日次入力")[9][4]                                  # doctest: +SKIP
42.0
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeAlias

from sheetkpi.errors import DamagedError, ProtectedError, WorkbookError
from sheetkpi.fileengine.opc import safety
from sheetkpi.fileengine.opc.namespaces import R_ID, STRICT
from sheetkpi.fileengine.opc.relationships import Relationship, Relationships, rels_part
from sheetkpi.fileengine.parts.cells import ErrorValue, rich_text, unescaped
from sheetkpi.fileengine.parts.references import column_of, parse_cell
from sheetkpi.fileengine.parts.sharedstrings import characters
from sheetkpi.patterns import lazy_pattern

if TYPE_CHECKING:
    from lxml import etree

CellContent: TypeAlias = float | str | bool | ErrorValue
"""What a cell holds, formulas as what they came to. A date is its serial number."""

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, ValueError, OSError)
_UTF_8 = lazy_pattern(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*encoding=[\"']utf-8[\"'][^>]*\?>\s*)?<worksheet", re.IGNORECASE
)
_VALUES = (b"<v", b"<is")
_LOOK = rb"(?: (?:s|cm|vm)=\"\d++\")*+"
_CELL = lazy_pattern(
    rb"<c r=\"([A-Z]{1,3}+\d{1,7}+)\"(?: s=\"\d++\")?+(?!/)"  # most cells are blank, which ends here
    + _LOOK
    + rb"(?: t=\"(\w++)\")?+"
    + _LOOK
    + rb">(?:<f(?: [^>]*)?(?:/>|>[^<]*</f>))?"
    rb"(?:<v>([^<]*)</v>|<is><t(?: xml:space=\"preserve\")?>([^<]*)</t></is>)</c>"
)
_STRICT_ID = f"{{{STRICT}officeDocument/relationships}}id"
_ENOUGH = 100
_LARGE, _MOST_TAGS = 4 * 2**20, 4_000_000
"""A part of so many bytes is looked at before it is parsed: a million cells, or as many blank rows, take a
gigabyte as a tree, and pack into a file that looks like any other. Of a rep there come some thousands."""
_RELATED: dict[tuple[str, bytes], list[Relationship]] = {}
"""What relationship parts say, by part and bytes: in workbooks of one origin they are the same."""

_CONSTANT = lazy_pattern(r'"((?:[^"]|"")*)"')
_REFERENCE = lazy_pattern(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d{1,7})(?::.*)?")


class QuickBook:
    """A workbook to read from. `place` names the file in the sentences of errors (SheetKPIError)."""

    def __init__(self, data: bytes, place: str) -> None:
        safety.check_kind(data, place)
        self.place = place
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise DamagedError("error.truncated", path=place) from error
        self._index = {info.filename.casefold(): info for info in self._zip.infolist()}
        self._package = self._relationships("")
        main = next((each for each in self._package if each.kind == "officeDocument"), None)
        if main is None or main.target.casefold() not in self._index:
            raise WorkbookError("error.not_a_workbook", path=place)
        if main.target.endswith(".bin"):
            raise WorkbookError("error.binary_workbook", path=place)
        self._main = main.target
        self._workbook = self._tree(main.target)
        self._parts = {each.id: each for each in self._relationships(main.target)}

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The part of each worksheet by its name, in the order of the tabs."""
        found = {}
        for element in _grandchildren(self._workbook, "sheets", "sheet"):
            related = self._parts.get(element.get(R_ID) or element.get(_STRICT_ID) or "")
            if related is not None and related.kind == "worksheet":
                found[element.get("name", "")] = related.target
        return found

    @cached_property
    def names(self) -> dict[str, str]:
        """What each workbook-wide defined name stands for, as a formula, by name in lower case."""
        return {
            element.get("name", "").casefold(): element.text or ""
            for element in _grandchildren(self._workbook, "definedNames", "definedName")
            if element.get("localSheetId") is None
        }

    @cached_property
    def date1904(self) -> bool:
        """Whether serial numbers count days from 1904."""
        properties = self._workbook.find("{*}workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true")

    @cached_property
    def modified(self) -> str:
        """When the workbook was last saved, as it says itself (W3CDTF); "" where it does not."""
        part = next((each for each in self._package if each.kind == "core-properties"), None)
        if part is None or part.target.casefold() not in self._index:
            return ""
        return (self._tree(part.target).findtext("{http://purl.org/dc/terms/}modified") or "").strip()

    def named_value(self, name: str) -> CellContent | None:
        """What a defined name says: a constant, or what stands in the cell it points to; else None."""
        formula = self.names.get(name.casefold(), "").strip().removeprefix("=")
        if constant := _CONSTANT.fullmatch(formula):
            return constant[1].replace('""', '"')
        if cell := _REFERENCE.fullmatch(formula):
            sheet = (cell[1] or "").replace("''", "'") or cell[2]
            row = self.cells(sheet).get(int(cell[4]), {}) if sheet in self.sheets else {}
            return row.get(column_of(cell[3]))
        try:
            return float(formula)
        except ValueError:
            return None

    def cells(self, sheet: str) -> dict[int, dict[int, CellContent]]:
        """The filled cells of a sheet: by row number, then by column number."""
        part = self.sheets[sheet]
        if part not in self._read:
            self._read[part] = self._cells_of(part)
        return self._read[part]

    def tables(self, sheet: str) -> list[str]:
        """The names of the tables on a sheet."""
        found = [each for each in self._relationships(self.sheets[sheet]) if each.kind == "table"]
        return [
            self._tree(each.target).get("displayName", "")
            for each in found
            if each.target.casefold() in self._index
        ]

    @cached_property
    def _read(self) -> dict[str, dict[int, dict[int, CellContent]]]:
        return {}

    @cached_property
    def _strings(self) -> list[str]:
        """The shared strings; those with a reading (furigana) without it."""
        part = next((each for each in self._parts.values() if each.kind == "sharedStrings"), None)
        if part is None or part.target.casefold() not in self._index:
            return []
        root = self._tree(part.target)
        if _is_strict(root):
            return [_strict_text(item) for item in root.iterchildren("{*}si")]
        return [rich_text(item) for item in root.iterchildren("{*}si")]

    def _cells_of(self, part: str) -> dict[int, dict[int, CellContent]]:
        data = self._bytes(part)
        try:
            return self._plain_cells(data) or self._parsed_cells(safety.parse_xml(data, part, self.place))
        except (ValueError, IndexError) as error:
            raise DamagedError("error.damaged", path=self.place, part=part) from error

    def _plain_cells(self, data: bytes) -> dict[int, dict[int, CellContent]]:
        """The cells of a sheet written as nearly all are, by pattern: several times as fast as a parser.

        Empty where anything is there that the pattern does not know: each value must be part of a match.
        """
        begin, end = data.find(b"<sheetData>"), data.rfind(b"</sheetData>")
        if b"<!" in data or begin < 0 or end < 0 or not _UTF_8.match(data):
            return {}
        end = max(data.rfind(b"</c>", begin, end) + len(b"</c>"), begin)  # behind it there are only blanks
        found = _CELL.findall(data, begin, end)
        if len(found) != sum(data.count(tag, begin, end) for tag in _VALUES):
            return {}
        rows: dict[int, dict[int, CellContent]] = {}
        for address, kind, value, text in found:
            if not kind or kind == b"n":
                content: CellContent | None = float(value) if value else None
            elif kind == b"inlineStr":
                content = _characters(text)
            else:
                content = self._told(kind.decode(), _characters(value)) if value else None
            if content is not None and content != "":
                row, column = _position(address)
                rows.setdefault(row, {})[column] = content
        return rows

    def _parsed_cells(self, root: etree._Element) -> dict[int, dict[int, CellContent]]:
        """The cells of any sheet."""
        rows: dict[int, dict[int, CellContent]] = {}
        number = 0
        for row in root.iterfind("{*}sheetData/{*}row"):
            number = int(row.get("r", number + 1))
            column = 0
            for cell in row:
                # A cell that does not say where it stands follows the one before it.
                address = cell.get("r")
                column = column_of(address) if address else column + 1
                if len(cell) and (content := self._content(cell)) is not None and content != "":
                    rows.setdefault(number, {})[column] = content
        return rows

    def _content(self, cell: etree._Element) -> CellContent | None:
        """What one cell holds; ValueError or IndexError where the file is damaged."""
        kind = cell.get("t")
        last = cell[-1]
        if kind == "inlineStr":
            return _strict_text(last) if _is_strict(last) else rich_text(last)
        value = last if last.tag.endswith("}v") else cell.find("{*}v")
        text = value.text if value is not None else None
        if text is None:
            return None
        return float(text) if kind is None or kind == "n" else self._told(kind, unescaped(text))

    def _told(self, kind: str, text: str) -> CellContent:
        """The content of a cell of another kind than numbers and inline text, by what stands in its `<v>`."""
        if kind == "s":
            return self._strings[int(text)]
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "e":
            return ErrorValue(text)
        return text  # a formula's text, or (t="d") a date in ISO form

    def _relationships(self, part: str) -> list[Relationship]:
        rels = rels_part(part)
        if rels.casefold() not in self._index:
            return []
        data = self._bytes(rels)
        if (part, data) not in _RELATED:
            if len(_RELATED) > _ENOUGH:
                _RELATED.clear()
            root = safety.parse_xml(data, rels, self.place)
            _RELATED[part, data] = list(Relationships(part, root, lambda: None))
        return _RELATED[part, data]

    def _tree(self, part: str) -> etree._Element:
        return safety.parse_xml(self._bytes(part), part, self.place)

    def _bytes(self, part: str) -> bytes:
        """A part unpacked, never more of it than the directory promises."""
        info = self._index.get(part.casefold())
        if info is None:
            raise DamagedError("error.damaged", path=self.place, part=part)
        if info.flag_bits & 1:
            raise ProtectedError("error.encrypted", path=self.place)
        if info.file_size > safety.BOMB_SIZE:
            raise DamagedError("error.zip_bomb", path=self.place)
        try:
            data = self._zip.read(info)
        except _BROKEN as error:
            raise DamagedError("error.truncated", path=self.place) from error
        if len(data) > _LARGE and data.count(b"<") > _MOST_TAGS:
            raise DamagedError("error.zip_bomb", path=self.place)
        return data


_characters = lru_cache(maxsize=8192)(characters)  # names come back in many cells


@lru_cache(maxsize=65_536)
def _position(address: bytes) -> tuple[int, int]:
    """Row and column of an address; many workbooks of one kind fill the same cells."""
    return parse_cell(address.decode())


def _grandchildren(root: etree._Element, name: str, child: str) -> Iterator[etree._Element]:
    """The elements `child` in the element `name` of `root`, whatever their namespace."""
    for parent in root.iterchildren(f"{{*}}{name}"):
        yield from parent.iterchildren(f"{{*}}{child}")


def _is_strict(element: etree._Element) -> bool:
    return str(element.tag).startswith(f"{{{STRICT}")


def _strict_text(element: etree._Element) -> str:
    """The text of an item or an inline string in the namespace of Strict Open XML, readings left out."""
    runs = (element, *element.iterchildren("{*}r"))
    return unescaped("".join(run.findtext("{*}t") or "" for run in runs))
