"""Formulas in the bytes of a worksheet part, found and relieved of their results without parsing it.

A long sheet takes seconds to be parsed, and whoever only wants to know what its formulas read, and to take
a few results away, leaves all else as it stands. Cells may have a prefix (`x:c`) and need not say where they
are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

from lxml import etree

from sheetkpi.fileengine.opc.entities import xml_characters
from sheetkpi.fileengine.parts.formulas import moved
from sheetkpi.fileengine.parts.references import Block, parse_cell, parse_ref
from sheetkpi.patterns import lazy_pattern

_DECLARATION = lazy_pattern(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml([^>]*)\?>)?\s*<[\w]")
_CELL = lazy_pattern(
    rb"<((?:[\w.-]+:)?)c((?:\s[^>]*)?)>\s*"
    rb"<\1f((?:\s[^>]*?)?)(?:/>|>([^<]*)</\1f\s*>)"
    rb"(\s*(?:<\1v(?:\s[^>]*)?(?:/>|>[^<]*</\1v\s*>)|<\1is\b.*?</\1is\s*>))?",
    re.DOTALL,
)
_PLAIN_CELL = lazy_pattern(
    rb"<((?:[\w.-]+:)?)c(\s[^>]*[^>/])>(\s*<\1v(?:\s[^>]*)?(?:/>|>[^<]*</\1v\s*>))\s*</\1c\s*>"
)
_TEXTS = lazy_pattern(rb"<(?:[\w.-]+:)?f(?:\s(?:[^>]*[^>/])?)?>([^<]+)<")
_PLACED = lazy_pattern(rb"<(?:[\w.-]+:)?(row|c)((?:\s[^>]*)?)>")
_ATTRIBUTE = lazy_pattern(rb"\s([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_OF_A_VALUE = lazy_pattern(rb"\s(?:t|vm)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_MARKS = {begin: tuple(begin + end for end in (b">", b" ", b"\n", b"\t", b"\r")) for begin in (b"<f", b":f")}
"""How an `<f>` element begins, with and without a prefix."""


class StoredFormula(NamedTuple):
    """A formula where it stands: `block` are the cells that its results fill, more than its own for an array
    formula; `spills`: Excel decides how many; `table`: a data table, whose formula is elsewhere."""

    row: int
    column: int
    text: str
    block: Block
    spills: bool = False
    table: bool = False


def has_formulas(data: bytes) -> bool:
    """Whether a part holds a formula, as far as a look at its bytes tells.

    >>> has_formulas(b'<c r="A1"><f\\n t="shared" si="0"/></c>'), has_formulas(b"<font/><v>1</v>")
    (True, False)
    """
    if b"f" not in data:  # found ten times as fast as two bytes are, and rare among values
        return False
    return any(begin in data and any(mark in data for mark in marks) for begin, marks in _MARKS.items())


def readable(data: bytes) -> bool:
    """Whether a part is written so that this module can be trusted with it."""
    declared = _DECLARATION.match(data)
    if declared is None or b"<!" in data:
        return False
    return _attributes(declared[1] or b"").get("encoding", "utf-8").lower() == "utf-8"


def stored_formulas(data: bytes) -> list[StoredFormula]:
    """Every formula of a part, those that are shared with the text of each cell.

    >>> row = b'<row r="2"><c r="B2"><f>A2*2</f><v>4</v></c><c><f>B2</f></c></row>'
    >>> [(one.row, one.column, one.text) for one in stored_formulas(b"<sheetData>" + row + b"</sheetData>")]
    [(2, 2, 'A2*2'), (2, 3, 'B2')]
    """
    shared: dict[str, tuple[int, int, str]] = {}
    return [
        _stored(
            xml_characters(match[4] or b""), _attributes(match[3]), b"cm=" in match[2], (row, column), shared
        )
        for match, row, column in _placed(data)
    ]


def formula_texts(data: bytes) -> list[bytes]:
    """The texts of all formulas of a part as they stand there, those that are shared once.

    >>> formula_texts(b'<c r="B2"><f t="array">A2&amp;1</f></c><c r="B3"><f si="0" t="shared"/></c>')
    [b'A2&amp;1']
    """
    return _TEXTS.findall(data)


def stored_formula(
    element: etree._Element, row: int, column: int, shared: dict[str, tuple[int, int, str]]
) -> StoredFormula:
    """The same of an `<f>` element; `shared` takes in what it shares with those that come after it."""
    cell = element.getparent()
    spills = cell is not None and cell.get("cm") is not None
    return _stored(
        element.text or "",
        {str(name): str(value) for name, value in element.attrib.items()},
        spills,
        (row, column),
        shared,
    )


def _stored(
    text: str,
    attributes: Mapping[str, str],
    spills: bool,
    place: tuple[int, int],
    shared: dict[str, tuple[int, int, str]],
) -> StoredFormula:
    row, column = place
    kind, block = attributes.get("t"), Block(row, column, row, column)
    if kind == "shared":
        index = attributes.get("si", "")
        if text:
            shared[index] = (row, column, text)
        elif index in shared:
            above, left, first = shared[index]
            text = moved(first, row - above, column - left)
    reaches = kind in ("array", "dataTable")
    if reaches:
        with suppress(ValueError):
            block = parse_ref(attributes.get("ref") or block.ref)
    return StoredFormula(row, column, text, block, reaches and spills, kind == "dataTable")


def without_results(data: bytes, cells: Collection[tuple[int, int]], blocks: Collection[Block] = ()) -> bytes:
    """A part in which the formulas in `cells` have no result any more, nor have the cells of `blocks`, which
    array formulas fill. All else is as it was, byte for byte.

    >>> without_results(b'<row r="1"><c r="A1" t="str"><f>B1</f><v>x</v></c></row>', {(1, 1)})
    b'<row r="1"><c r="A1"><f>B1</f></c></row>'
    """
    cuts: list[tuple[int, int]] = []
    for match, row, column in _placed(data):
        if match[5] is not None and (row, column) in cells and _is_said(match):
            cuts.append(match.span(5))
            cuts += _value_attributes(match, 2)
    if blocks:
        for match, row, column in _placed(data, _PLAIN_CELL):
            if any(block.holds(row, column) for block in blocks):
                cuts.append(match.span(3))
                cuts += _value_attributes(match, 2)
    return _cut(data, cuts)


def formula_in(cell: bytes) -> str:
    """The formula of one `<c>` element, "" where it has none of its own."""
    match = _CELL.match(cell)
    return xml_characters(match[4] or b"") if match is not None else ""


def without_result(cell: bytes) -> bytes:
    """One `<c>` element without the result of its formula."""
    match = _CELL.match(cell)
    return cell if match is None else _cut(cell, [match.span(5), *_value_attributes(match, 2)])


def _is_said(match: re.Match[bytes]) -> bool:
    """Whether what stands behind the formula is a result: no text is one only where it is said to be text."""
    return re.search(rb">[^<\s]", match[5]) is not None or _attributes(match[2]).get("t") == "str"


def _cut(data: bytes, cuts: Iterable[tuple[int, int]]) -> bytes:
    kept, at = [], 0
    for start, end in sorted(cuts):
        if start >= 0:
            kept.append(data[at:start])
            at = end
    return b"".join((*kept, data[at:]))


def _value_attributes(match: re.Match[bytes], group: int) -> Iterator[tuple[int, int]]:
    """Where a cell's attributes say of what kind its value is."""
    start, end = match.span(group)
    for found in _OF_A_VALUE.finditer(match.string, start, end):
        yield found.span()


def _placed(data: bytes, cell: re.Pattern[bytes] = _CELL) -> Iterator[tuple[re.Match[bytes], int, int]]:
    """The cells that match, each with its row and column."""
    places: Mapping[int, tuple[int, int]] | None = None
    for match in cell.finditer(data):
        ref = _attributes(match[2]).get("r")
        if ref:
            with suppress(ValueError):  # a damaged address is nobody's
                yield match, *parse_cell(ref)
            continue
        if places is None:
            places = _places(data)
        yield match, *places[match.start()]


def _places(data: bytes) -> dict[int, tuple[int, int]]:
    """Row and column of each cell, by where in the part it begins: one that does not say so is the next."""
    places = {}
    row = column = 0
    for match in _PLACED.finditer(data):
        said = _attributes(match[2]).get("r")
        if match[1] == b"row":
            row, column = int(said) if said and said.isdecimal() else row + 1, 0
        elif said:
            with suppress(ValueError):
                row, column = parse_cell(said)
            places[match.start()] = (row, column)
        else:
            column += 1
            places[match.start()] = (row, column)
    return places


def _attributes(text: bytes) -> dict[str, str]:
    return {match[1].decode(): (match[2] or match[3] or b"").decode() for match in _ATTRIBUTE.finditer(text)}
