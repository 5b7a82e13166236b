"""What makes Excel "repair" a workbook, looked for without the engine's own code for tables and cells.

Nobody here has Excel at hand; these are the rules behind its complaints that a tool like ours could break.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
CHILDREN = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr"),
    *("sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate"),
    *("customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations"),
    *("hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"),
    *("customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing"),
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
    *("tableParts", "extLst"),
)
_STRUCTURED = re.compile(r"([^\W\d][\w.]*)\[((?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*)\]")


def complaints(path: Path) -> list[str]:
    """Everything found wrong in the workbook at `path`, one line each."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    roots = {name: etree.fromstring(data) for name, data in parts.items() if name.endswith((".xml", ".rels"))}
    found = [f"{name}: twice in the package" for name in parts if list(parts).count(name) > 1]
    found += _relationships(roots, set(parts))
    found += _content_types(roots["[Content_Types].xml"], set(parts))
    tables = {name: root for name, root in roots.items() if root.tag == f"{M}table"}
    found += _tables(tables)
    styles = len(roots["xl/styles.xml"].find(f"{M}cellXfs"))
    strings = len(roots["xl/sharedStrings.xml"]) if "xl/sharedStrings.xml" in roots else 0
    for name, root in roots.items():
        if root.tag == f"{M}worksheet":
            found += [f"{name}: {line}" for line in _worksheet(root, styles, strings)]
            own = [tables[target] for target in _targets(roots, name, "table")]
            found += [f"{name}: {line}" for line in _headers(root, own, roots)]
        found += [f"{name}: {line}" for line in _formulas(root, tables)]
    return found


def _relationships(roots: dict[str, etree._Element], parts: set[str]) -> Iterator[str]:
    for name, root in roots.items():
        if not name.endswith(".rels"):
            continue
        source = name.replace("_rels/", "").removesuffix(".rels")
        ids = [one.get("Id") for one in root]
        if len(ids) != len(set(ids)):
            yield f"{name}: an id twice"
        for one in root:
            target = posixpath.normpath(
                posixpath.join("/", posixpath.dirname(source), one.get("Target", ""))
            )[1:]
            if one.get("TargetMode") != "External" and target not in parts:
                yield f"{name}: {target} is not there"
        used = {
            value
            for element in (roots[source].iter(etree.Element) if source in roots else ())
            for key, value in element.attrib.items()
            if key.startswith(R)
        }
        for id in used - set(ids):
            yield f"{source}: relationship {id} is not there"


def _targets(roots: dict[str, etree._Element], part: str, kind: str) -> list[str]:
    rels = posixpath.join(posixpath.dirname(part), "_rels", posixpath.basename(part) + ".rels")
    return [
        posixpath.normpath(posixpath.join("/", posixpath.dirname(part), one.get("Target", "")))[1:]
        for one in roots.get(rels, ())
        if one.get("Type", "").endswith(f"/{kind}")
    ]


def _content_types(root: etree._Element, parts: set[str]) -> Iterator[str]:
    named = [one.get("PartName", "")[1:] for one in root if one.get("PartName")]
    endings = {one.get("Extension", "").lower() for one in root if one.get("Extension")}
    for name in named:
        if name not in parts:
            yield f"content types name {name}, which is not there"
    for name in parts - set(named) - {"[Content_Types].xml"}:
        if name.rpartition(".")[2].lower() not in endings:
            yield f"{name} has no content type"


def _tables(tables: dict[str, etree._Element]) -> Iterator[str]:
    for key in ("id", "displayName"):
        values = [root.get(key, "").casefold() for root in tables.values()]
        if len(values) != len(set(values)):
            yield f"two tables of one {key}"
    for name, root in tables.items():
        columns = root.find(f"{M}tableColumns")
        names = [column.get("name", "").casefold() for column in columns]
        ids = [column.get("id") for column in columns]
        top, left, bottom, right = _block(root.get("ref", ""))
        totals = int(root.get("totalsRowCount", "0"))
        if len(names) != len(set(names)) or "" in names or len(ids) != len(set(ids)):
            yield f"{name}: columns {names} {ids}"
        if int(columns.get("count", "0")) != len(names) or len(names) != right - left + 1:
            yield f"{name}: {len(names)} columns in {root.get('ref')}"
        if bottom - top < int(root.get("headerRowCount", "1")) + totals:
            yield f"{name}: no room for data in {root.get('ref')}"
        filtered = root.find(f"{M}autoFilter")
        if filtered is not None and _block(filtered.get("ref", "")) != (top, left, bottom - totals, right):
            yield f"{name}: filter {filtered.get('ref')} in {root.get('ref')}"
        for column in filtered if filtered is not None else ():
            if int(column.get("colId", "0")) > right - left:
                yield f"{name}: filter on a column that is not there"


def _headers(
    sheet: etree._Element, tables: list[etree._Element], roots: dict[str, etree._Element]
) -> Iterator[str]:
    cells = {cell.get("r"): cell for cell in sheet.iter(f"{M}c")}
    declared = sheet.findall(f"{M}tableParts/{M}tablePart")
    if len(declared) != len(tables):
        yield f"{len(declared)} table parts, {len(tables)} tables"
    blocks = [_block(table.get("ref", "")) for table in tables]
    blocks += [_block(merge.get("ref", "")) for merge in sheet.iter(f"{M}mergeCell")]
    for number, one in enumerate(blocks):
        if any(_meet(one, other) for other in blocks[number + 1 :]):
            yield f"tables or merged cells over each other at {one}"
    for table in tables:
        if table.get("headerRowCount") == "0":
            continue
        top, left, _, _ = _block(table.get("ref", ""))
        for offset, column in enumerate(table.find(f"{M}tableColumns")):
            shown = _text(cells.get(_ref(top, left + offset)), roots)
            if shown != _unescaped(column.get("name", "")):
                yield f"header {shown!r} over column {column.get('name')!r}"


def _text(cell: etree._Element | None, roots: dict[str, etree._Element]) -> str | None:
    if cell is None:
        return None
    holder = cell.find(f"{M}is")
    if cell.get("t") == "s":
        holder = roots["xl/sharedStrings.xml"][int(cell.findtext(f"{M}v") or 0)]
    if holder is None:
        return None
    return _unescaped("".join(t.text or "" for t in holder.iter(f"{M}t") if t.getparent().tag != f"{M}rPh"))


def _unescaped(text: str) -> str:
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def _worksheet(root: etree._Element, styles: int, strings: int) -> Iterator[str]:
    order = [CHILDREN.index(child.tag.removeprefix(M)) for child in root if str(child.tag).startswith(M)]
    if order != sorted(order):
        yield "children out of order"
    last_row = 0
    for row in root.iter(f"{M}row"):
        number = int(row.get("r", last_row + 1))
        if number <= last_row:
            yield f"row {number} after row {last_row}"
        last_row, last_column = number, 0
        for cell in row:
            top, column, _, _ = _block(cell.get("r", _ref(number, last_column + 1)))
            if top != number or column <= last_column:
                yield f"cell {cell.get('r')} in row {number} after column {last_column}"
            last_column = column
            yield from _cell(cell, styles, strings)
    for name in (
        "dataValidations",
        "hyperlinks",
        "mergeCells",
        "tableParts",
        "conditionalFormatting",
        "cols",
    ):
        if any(len(child) == 0 for child in root.iterchildren(M + name)):
            yield f"an empty {name}"
    counted = root.find(f"{M}dataValidations")
    if counted is not None and counted.get("count") not in (None, str(len(counted))):
        yield "data validations miscounted"
    priorities = [one.get("priority") for one in root.iter(f"{M}cfRule")]
    if len(priorities) != len(set(priorities)):
        yield f"rules of one priority: {priorities}"


def _cell(cell: etree._Element, styles: int, strings: int) -> Iterator[str]:
    place, kind = cell.get("r"), cell.get("t", "n")
    names = [child.tag.removeprefix(M) for child in cell]
    value = cell.findtext(f"{M}v")
    if int(cell.get("s", "0")) >= styles:
        yield f"{place}: style {cell.get('s')} is not there"
    if names not in ([], ["f"], ["v"], ["f", "v"], ["is"]):
        yield f"{place}: {names}"
    if (kind == "inlineStr") != (names == ["is"]):
        yield f"{place}: {kind} with {names}"
    if kind == "s" and not 0 <= int(value or -1) < strings:
        yield f"{place}: shared string {value} is not there"
    if kind == "n" and value:  # openpyxl leaves empty ones, which Excel takes for none
        try:
            float(value)
        except ValueError:
            yield f"{place}: {value!r} is no number"
    if kind == "b" and value not in ("0", "1"):
        yield f"{place}: {value!r} is no truth value"


def _formulas(root: etree._Element, tables: dict[str, etree._Element]) -> Iterator[str]:
    columns = {
        table.get("displayName", "").casefold(): {
            _unescaped(column.get("name", "")).casefold() for column in table.find(f"{M}tableColumns")
        }
        for table in tables.values()
    }
    for element in root.iter(f"{M}f", f"{M}formula", f"{M}definedName", f"{M}calculatedColumnFormula"):
        formula = re.sub(r'"(?:[^"]|"")*"', '""', element.text or "")
        if "[@" in formula or formula.startswith("="):
            yield f"{formula}: not as files have it"
        for table, inner in _STRUCTURED.findall(formula):
            if table.casefold() not in columns:
                yield f"{formula}: there is no table {table}"
                continue
            names = re.findall(r"\[((?:[^\[\]']|'.)*)\]", inner) if inner.startswith("[") else [inner]
            for name in names:
                plain = re.sub("'(.)", r"\1", name).casefold()
                if plain and not plain.startswith("#") and plain not in columns[table.casefold()]:
                    yield f"{formula}: {table} has no column {name}"


def _block(ref: str) -> tuple[int, int, int, int]:
    numbers = []
    for letters, digits in re.findall(r"([A-Z]+)(\d+)", ref):
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        numbers += [int(digits), column]
    return (*numbers, *numbers) if len(numbers) == 2 else tuple(numbers)  # type: ignore[return-value]


def _ref(row: int, column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def _meet(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
