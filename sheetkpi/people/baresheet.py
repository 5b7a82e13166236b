"""One of the KPI workbook's own sheets without anything of anybody: its look, its tables on one blank row.

What stays is named, all else goes: the widths, colours, rules and prompts of a sheet, the words on it that
name nobody, formulas over what is handed out; no number, no comment, no picture, nothing in an extension that
is not known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import R_ID
from sheetkpi.fileengine.opc.safety import parse_xml
from sheetkpi.fileengine.parts.cells import Element, F, Formula
from sheetkpi.fileengine.parts.formulas import moved
from sheetkpi.fileengine.parts.references import Block, column_of
from sheetkpi.fileengine.parts.rowtexts import RowTexts
from sheetkpi.fileengine.parts.rules import X14, areas
from sheetkpi.fileengine.parts.sharedstrings import SharedStrings
from sheetkpi.fileengine.parts.styles import Styles
from sheetkpi.fileengine.parts.table import Table
from sheetkpi.fileengine.parts.worksheet import Worksheet
from sheetkpi.people.barecharts import bare_drawing
from sheetkpi.people.keeping import Keeping, UnfitError, sayings, tag
from sheetkpi.people.layout import REACH
from sheetkpi.people.pressing import ENTRY_TABLE

if TYPE_CHECKING:
    from sheetkpi.fileengine.opc.package import Package
    from sheetkpi.workbook.contract import TableSpec

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
_RULES = (tag("cfRule"), tag("dataValidation"), f"{X14}cfRule", f"{X14}dataValidation")
_RULE_FORMULAS = frozenset({"formula", "formula1", "formula2", "f"})

_BLOCKS = ("array", "dataTable")
"""Formulas that fill a block of cells, which do not stay."""

PATTERN_ROWS = 50
"""Rows of a table that are looked at to find how its cells look."""


@dataclass(frozen=True)
class KnownTable:
    """A table of the contract on a sheet: its part, and the headers of the columns that people added."""

    part: str
    table: Table
    spec: TableSpec
    own: frozenset[str]


def known_tables(package: Package, part: str, specs: Mapping[str, TableSpec]) -> list[KnownTable]:
    """The contract's tables on the sheet `part`."""
    found = []
    for relationship in package.relationships(part).of_kind("table"):
        table = Table(package.tree(relationship.target))
        if table.name in specs:
            spec = specs[table.name]
            ours = {header for column in spec for header in column.headers()}
            found.append(KnownTable(relationship.target, table, spec, frozenset(table.columns) - ours))
    return found


def worksheet(package: Package, part: str) -> Worksheet:
    """The cells of a sheet of the package."""
    return Worksheet(
        package.tree(part),
        Styles(package),
        SharedStrings(package),
        date1904=False,
        changed=lambda: package.touch(part),
        hold_back=lambda rows: package.hold_back(part, rows),
        waiting=RowTexts({}, lambda data: parse_xml(data, part, package.place)),
    )


def kept_columns(package: Package, part: str, known: KnownTable, keeping: Keeping) -> dict[str, str | None]:
    """The columns people added that are handed out, with the formula of each (None: reps type there).

    Those of the entry table are for reps to fill. Of others those go along that have one formula for every
    row, which says of the recipient's figures what it says of everybody's; what a manager typed about people
    does not.
    """
    kept: dict[str, str | None] = {}
    if not known.own:
        return kept
    sheet, rows = worksheet(package, part), known.table.rows
    alike = replace(keeping, figures=True)
    for number, header in zip(known.table.ref.columns, known.table.columns, strict=True):
        if header not in known.own or not keeping.text(header):
            continue
        formula = known.table.calculated(number - known.table.ref.left) or sheet.formula(rows.top, number)
        if formula is None:
            kept |= {header: None} if known.table.name == ENTRY_TABLE else {}
        elif moved(formula, 1, 0) == formula and alike.formula(formula):
            kept[header] = formula
    return kept


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
    package.touch(part)
    sheet = worksheet(package, part)
    for known in tables:
        _check(known, tables)
    bodies = [known.table.rows for known in tables]
    columns = {known.part: _columns(sheet, known, kept[known.table.name]) for known in tables}
    closed = [body._replace(bottom=body.bottom + REACH) for body in bodies]
    _bare_cells(sheet, [*closed, *_others(package, part, tables)], named, keeping)
    _leave(package, part, sheet, {known.part for known in tables})
    sheet = worksheet(package, part)
    for known in tables:
        package.touch(known.part)
        _bare_table(sheet, known.table, columns[known.part])
    _bare_rules(sheet, bodies, keeping)
    _bare_views(sheet, any(known.table.name == ENTRY_TABLE for known in tables))
    _bare_words(sheet, keeping)
    for relationship in package.relationships(part).of_kind("drawing"):
        bare_drawing(package, relationship.target, keeping)


def plain_sheet(package: Package, part: str, keeping: Keeping) -> None:
    """Leave a sheet that people chose to hand out as it is, but for what formulas came to, remarks, and
    what refers to anything that is not handed out."""
    package.touch(part)
    keeping = replace(keeping, figures=True)
    sheet = worksheet(package, part)
    _bare_cells(sheet, (), (), keeping)
    _leave(package, part, sheet, {each.target for each in package.relationships(part).of_kind("table")})
    sheet = worksheet(package, part)
    _bare_rules(sheet, (), keeping)
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


def _check(known: KnownTable, tables: Sequence[KnownTable]) -> None:
    table = known.table
    if table.header_rows != 1:
        raise UnfitError("distribute.own_header", table=table.name)
    below = table.ref._replace(top=table.ref.bottom + 1, bottom=table.ref.bottom + REACH)
    if any(other.table.ref.overlap(below) for other in tables):
        raise UnfitError("distribute.own_stacked", table=table.name)


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


@dataclass(frozen=True)
class _Column:
    """A table's column as it will be: its place, its header, its cells' style, its own formula."""

    number: int
    header: str
    style: int
    formula: str | None
    stays: bool


def _columns(sheet: Worksheet, known: KnownTable, kept: Mapping[str, str | None]) -> list[_Column]:
    """The table's columns; those at the right edge that do not stay are gone already."""
    table = known.table
    styles = _usual_styles(sheet, table.rows)
    found = [
        _Column(number, header, styles[number], kept.get(header), header not in known.own or header in kept)
        for number, header in zip(table.ref.columns, table.columns, strict=True)
    ]
    while found and not found[-1].stays:
        found.pop()
    taken = {column.header for column in found if column.stays}
    return [column if column.stays else _nameless(column, taken) for column in found]


def _nameless(column: _Column, taken: set[str]) -> _Column:
    """A column that cannot go, having others at its right, without its name."""
    header = next(name for n in range(1, 1000) if (name := f"-{n}") not in taken)
    taken.add(header)
    return _Column(column.number, header, column.style, None, False)


def _usual_styles(sheet: Worksheet, rows: Block) -> dict[int, int]:
    """The style that most cells of each column have: one that was coloured by hand is not the pattern."""
    first = rows._replace(bottom=min(rows.bottom, rows.top + PATTERN_ROWS - 1))
    styles: dict[int, Counter[str]] = {column: Counter() for column in rows.columns}
    for row in sheet.row_numbers(first):
        for column, cell in sheet.cells_within(row, first):
            styles[column][cell.get("s", "0")] += 1
    return {
        column: int(found.most_common(1)[0][0]) if found else sheet.empty_style(rows.top, column)
        for column, found in styles.items()
    }


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


def _bare_table(sheet: Worksheet, table: Table, columns: Sequence[_Column]) -> None:
    """One blank row below the header, the columns that stay, and no filter, order or totals."""
    ref = table.ref
    for name in ("totalsRowCount", "insertRow", "insertRowShift", "comment"):
        table.root.attrib.pop(name, "")
    for element in list(table.root.iter(*map(tag, ("sortState", "filterColumn", "totalsRowFormula")))):
        element.getparent().remove(element)  # type: ignore[union-attr]
    for element in table.column_elements:
        for name in ("totalsRowLabel", "totalsRowFunction"):
            element.attrib.pop(name, "")
    table.set_columns([column.header for column in columns])
    table.set_ref(Block(ref.top, ref.left, ref.top + 1, columns[-1].number))
    for index, column in enumerate(columns):
        pattern = sheet.make_cell(ref.top + 1, column.number)
        pattern.set("s", str(column.style))
        if column.formula is not None:
            sheet.codec.write(pattern, Formula(column.formula))
        sheet.codec.write(sheet.make_cell(ref.top, column.number), column.header)
        if not column.stays:
            table.rename_column(index, column.header)
            table.set_calculated(index, None)
            sheet.columns.set_hidden(Block(1, column.number, 1, column.number), True)


def _bare_rules(sheet: Worksheet, bodies: Sequence[Block], keeping: Keeping) -> None:
    """Rules that every row of a table has go on to have every row; those of single rows, and rules that say
    what may not be said, go."""
    for element in list(sheet.root.iter(*_RULES)):
        said = [each.text for each in element.iter("*") if _local(each) in _RULE_FORMULAS and each.text]
        prompts = [element.get(name, "") for name in ("prompt", "promptTitle", "error", "errorTitle")]
        if not (all(map(keeping.criterion, said)) and all(map(keeping.text, prompts))):
            _remove_with_empty(element)
    for area in list(areas(sheet)):
        blocks = [piece for block in area.blocks for piece in _over_rows(block, bodies)]
        if blocks:
            area.blocks = blocks
        else:
            _remove_with_empty(area.element)
    validations = sheet.child("dataValidations")
    if validations is not None:
        validations.set("count", str(len(validations)))


def _over_rows(block: Block, bodies: Sequence[Block]) -> list[Block]:
    """What of a rule's cells stays: all where it has every row of a table, else what is outside of tables."""
    left = [block]
    for body in bodies:
        inside = block.overlap(body)
        if inside is None:
            continue
        if inside.height == body.height:
            return [block if block.bottom > body.bottom else block._replace(bottom=body.top + REACH)]
        left = [piece for each in left for piece in each.without(inside)]
    return left


def _remove_with_empty(element: Element) -> None:
    """Take an element out, and what held nothing else."""
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    if not any(isinstance(child.tag, str) for child in parent) and parent.getparent() is not None:
        _remove_with_empty(parent)


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
    """Headers, footers, links and code names that may not be handed out go."""
    for element in sheet.root.iter(tag("sheetPr")):
        if not keeping.text(element.get("codeName", "")):
            del element.attrib["codeName"]
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


def _local(element: Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
