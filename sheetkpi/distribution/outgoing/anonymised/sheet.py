"""One of the KPI workbook's own sheets without anything of anybody: its look, its tables on one blank row.

What stays is named, all else goes: the widths, colours, rules and prompts of a sheet, the words on it that
name nobody, formulas over what is handed out; no number, no comment, no picture, nothing in an extension that
is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sheetkpi.distribution.outgoing.anonymised.charts import bare_drawing
from sheetkpi.distribution.outgoing.anonymised.keeping import Keeping, sayings, tag
from sheetkpi.distribution.outgoing.anonymised.rules import bare_rules
from sheetkpi.distribution.outgoing.anonymised.tables import (
    PATTERN_ROWS,
    KnownTable,
    bare_columns,
    bare_table,
    check_place,
    worksheet,
)
from sheetkpi.distribution.outgoing.layout import REACH
from sheetkpi.distribution.outgoing.stamping import ENTRY_TABLE
from sheetkpi.fileengine.opc.namespaces import R_ID
from sheetkpi.fileengine.parts.cells import Element, F, Formula
from sheetkpi.fileengine.parts.querytable import let_go
from sheetkpi.fileengine.parts.references import Block, column_of
from sheetkpi.fileengine.parts.rowtexts import cut
from sheetkpi.fileengine.parts.rules import X14
from sheetkpi.fileengine.parts.table import Table
from sheetkpi.fileengine.parts.worksheet import Worksheet
from sheetkpi.patterns import lazy_pattern

if TYPE_CHECKING:
    from sheetkpi.fileengine.opc.package import Package

_STAYING = frozenset(
    map(
        tag,
        (
            *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection"),
            *("mergeCells", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions"),
            *("pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "drawing", "tableParts"),
            "extLst",
        ),
    )
)
_STAYING_EXTENSIONS = (f"{X14}conditionalFormattings", f"{X14}dataValidations")
_ADDRESS = lazy_pattern(rb'<c r="([A-Z]+\d+)"')
_BLOCKS = ("array", "dataTable")
"""Formulas that fill a block of cells, which do not stay."""


def bare_sheet(
    package: Package,
    part: str,
    tables: Sequence[KnownTable],
    kept: Mapping[str, Mapping[str, str | None]],
    named: Sequence[Block],
    keeping: Keeping,
) -> None:
    """Take out of the sheet everything that is anybody's; its `tables` keep one blank row.

    `kept` are by table the columns of people's own that stay (`kept_columns`); `named` are cells with names,
    settings and what a refresh says, of which only the product's own words stay.
    """
    for known in tables:
        check_place(known, tables)
    bodies = [known.table.rows for known in tables]
    _shorten(package, part, bodies)
    package.touch(part)
    sheet = worksheet(package, part)
    columns = {known.part: bare_columns(sheet, known, kept[known.table.name]) for known in tables}
    closed = [body._replace(bottom=body.bottom + REACH) for body in bodies]
    _bare_cells(sheet, [*closed, *_others(package, part, tables)], named, keeping)
    _leave(package, part, sheet, {known.part for known in tables})
    sheet = worksheet(package, part)
    for known in tables:
        package.touch(known.part)
        let_go(package, known.part, known.table)
        bare_table(sheet, known.table, columns[known.part])
    bare_rules(sheet, bodies, keeping)
    _bare_views(sheet, any(known.table.name == ENTRY_TABLE for known in tables))
    _bare_words(sheet, keeping)
    for relationship in package.relationships(part).of_kind("drawing"):
        bare_drawing(package, relationship.target, keeping)


def _shorten(package: Package, part: str, bodies: Sequence[Block]) -> None:
    """Take the rows of long tables that are no pattern for others out before anybody parses them."""
    rest, rows = cut(package.read(part))
    if not rows:
        return
    gone = {
        row
        for body in bodies
        for row in range(body.top + PATTERN_ROWS, body.bottom + 1)
        if row in rows and _stands_within(rows[row], body)
    }
    kept = b"".join(text for row, text in rows.items() if row not in gone)
    package.write(part, rest.replace(b"<sheetData></sheetData>", b"<sheetData>" + kept + b"</sheetData>", 1))


def _stands_within(row: bytes, block: Block) -> bool:
    """Whether the cells of a row, given as text, stand in the block's columns."""
    first, last = _ADDRESS.search(row), _ADDRESS.match(row, max(row.rfind(b"<c r="), 0))
    return bool(
        first
        and last
        and block.left <= column_of(first[1].decode())
        and column_of(last[1].decode()) <= block.right
    )


def plain_sheet(package: Package, part: str, keeping: Keeping) -> None:
    """Leave a sheet that people chose to hand out as it is, but for what formulas came to, remarks, and
    what refers to anything that is not handed out."""
    package.touch(part)
    keeping = replace(keeping, figures=True)
    sheet = worksheet(package, part)
    _bare_cells(sheet, (), (), keeping)
    _leave(package, part, sheet, {each.target for each in package.relationships(part).of_kind("table")})
    sheet = worksheet(package, part)
    bare_rules(sheet, (), keeping)
    _bare_views(sheet, is_entry=False)
    _bare_words(sheet, keeping)
    for relationship in package.relationships(part).of_kind("drawing"):
        bare_drawing(package, relationship.target, keeping)


def names_somebody(package: Package, part: str, keeping: Keeping) -> bool:
    """Whether anybody is named on a sheet: in its cells, or in what is drawn or said beside them."""
    sheet = worksheet(package, part)
    values = (sheet.value(row, column) for row in sheet.rows for column in sheet.cells(row))
    texts = {value for value in values if isinstance(value, str)}
    drawn = [each.target for each in package.relationships(part) if not each.external]
    parts = [part, *(each for each in drawn if each in package)]
    return not all(map(keeping.names_nobody, texts | sayings(package, parts)))


def _others(package: Package, part: str, tables: Sequence[KnownTable]) -> list[Block]:
    """The tables on the sheet that are not the product's."""
    ours = {known.part for known in tables}
    relationships = package.relationships(part).of_kind("table")
    return [Table(package.tree(each.target)).ref for each in relationships if each.target not in ours]


def _leave(package: Package, part: str, sheet: Worksheet, tables: Iterable[str]) -> None:
    """Let go of elements and parts that are not named above."""
    staying = set(tables)
    relationships = package.relationships(part)
    gone = set()
    for relationship in list(relationships):
        if relationship.kind != "drawing" and relationship.target not in staying:
            relationships.remove(relationship.id)
            gone.add(relationship.id)
    for element in list(sheet.root):
        if element.tag not in _STAYING or element.get(R_ID) in gone:
            sheet.root.remove(element)
    for parent, child in (("tableParts", "tablePart"), ("hyperlinks", "hyperlink")):
        _without(sheet, parent, [each for each in sheet.root.iter(tag(child)) if each.get(R_ID) in gone])
    for element in sheet.root.iter(tag("pageSetup")):
        element.attrib.pop(R_ID, "")
    for extension in list(sheet.root.iter(tag("ext"))):
        if not len(extension) or extension[0].tag not in _STAYING_EXTENSIONS:
            extension.getparent().remove(extension)  # type: ignore[union-attr]


def _without(sheet: Worksheet, name: str, gone: Iterable[Element]) -> None:
    """Take children out of an element of the sheet, and it, when none are left."""
    parent = sheet.child(name)
    if parent is None:
        return
    for child in gone:
        parent.remove(child)
    if "count" in parent.attrib:
        parent.set("count", str(len(parent)))
    if not len(parent):
        sheet.root.remove(parent)


def _bare_cells(sheet: Worksheet, closed: Sequence[Block], named: Sequence[Block], keeping: Keeping) -> None:
    """Go through all cells: words and formulas that may stay do, as text in the cell itself; nothing of the
    cells that are `closed`, and of those that are `named` the product's own words."""
    strict = replace(keeping, product_only=True)
    for number, row in list(sheet.rows.items()):
        blocks = [block for block in closed if block.top <= number <= block.bottom]
        if any(_all_within(row, block) for block in blocks):
            row.getparent().remove(row)  # type: ignore[union-attr]
            continue
        for column, cell in list(sheet.cells(number).items()):
            if any(block.holds(number, column) for block in blocks):
                row.remove(cell)
            else:
                is_named = any(block.holds(number, column) for block in named)
                _bare_cell(sheet, number, column, cell, strict if is_named else keeping)


def _all_within(row: Element, block: Block) -> bool:
    """Whether all cells of a row stand in the block's columns."""
    if not len(row):
        return True
    first, last = row[0].get("r"), row[-1].get("r")
    return bool(first and last and block.left <= column_of(first) and column_of(last) <= block.right)


def _bare_cell(sheet: Worksheet, row: int, column: int, cell: Element, keeping: Keeping) -> None:
    if not len(cell):
        return
    found = cell.find(F)
    formula = None if found is None else sheet.formula(row, column)
    value = sheet.codec.value(cell)
    is_array = found is not None and found.get("t") in _BLOCKS
    for attribute in ("cm", "vm", "ph"):
        cell.attrib.pop(attribute, "")
    if keeping.figures and formula is None and not isinstance(value, str):
        return
    sheet.codec.empty(cell)
    if formula is not None:
        if not is_array and keeping.formula(formula):
            sheet.codec.write(cell, Formula(formula))
    elif isinstance(value, str) and keeping.text(value):
        sheet.codec.write(cell, value)


def _bare_views(sheet: Worksheet, is_entry: bool) -> None:
    """Every sheet opens at its beginning, with one cell selected."""
    for view in sheet.root.iter(tag("sheetView")):
        for name in ("topLeftCell", "tabSelected"):
            view.attrib.pop(name, "")
        for selection in list(view.iterchildren(tag("selection"))):
            if is_entry and selection.get("pane"):
                pane = selection.get("pane", "")
                selection.attrib.clear()
                selection.set("pane", pane)
            elif not is_entry:
                view.remove(selection)
        for pivot in list(view.iterchildren(tag("pivotSelection"))):
            view.remove(pivot)


def _bare_words(sheet: Worksheet, keeping: Keeping) -> None:
    """Headers, footers and links that may not be handed out go, and code names, by which macros that stay
    behind knew the sheet: a name of somebody's own may be anything."""
    for element in sheet.root.iter(tag("sheetPr")):
        element.attrib.pop("codeName", "")
    for part in list(sheet.root.iterchildren(tag("headerFooter"))):
        for text in list(part):
            if not keeping.text(text.text or ""):
                part.remove(text)
    links = [
        link
        for link in sheet.root.iter(tag("hyperlink"))
        if not all(keeping.names_nobody(link.get(name, "")) for name in ("display", "tooltip", "location"))
    ]
    _without(sheet, "hyperlinks", links)
