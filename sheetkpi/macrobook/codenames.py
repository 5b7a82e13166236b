"""Code names: what VBA calls the workbook and its sheets, one document module each.

A sheet's code name stands in its `sheetPr`, the workbook's in `workbookPr` (ECMA-376 part 1, 18.3.1.82 and
18.2.28). Sheets that have none get `Sheet1`, `Sheet2` ... as in Excel; big sheets are not parsed for that.
"""

from __future__ import annotations

from itertools import count

from sheetkpi.fileengine.opc.namespaces import insert_ordered, main, new_element
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.workbook import Sheet, Workbook
from sheetkpi.macrobook.vbaproject import CHART_BASE, WORKBOOK_BASE, WORKSHEET_BASE
from sheetkpi.patterns import lazy_pattern

WORKBOOK = "ThisWorkbook"
_BASES = {"worksheet": WORKSHEET_BASE, "chartsheet": CHART_BASE}
_HEAD = 16 * 1024
_ATTRIBUTES = rb"""(?:[^>"']|"[^"]*"|'[^']*')*"""
_ROOT = lazy_pattern(rb"<((?:\w+:)?)(?:worksheet|chartsheet)\b" + _ATTRIBUTES + rb">")
_PROPERTIES = lazy_pattern(rb"<(?:\w+:)?sheetPr\b" + _ATTRIBUTES + rb">")
_CODE_NAME = lazy_pattern(rb"""\scodeName\s*=\s*["']([^"']*)["']""")
_ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData"),
    *("sheetProtection", "pageMargins", "pageSetup", "drawing"),
)


def name_everything(package: Package, workbook: Workbook) -> list[tuple[str, str]]:
    """Every code name with the first part of its class id, the workbook's first; missing ones are given."""
    named = [(_workbook_name(package), WORKBOOK_BASE)]
    sheets = [sheet for sheet in workbook.sheets if sheet.kind in _BASES]
    present = {sheet.part: _sheet_name(package, sheet) for sheet in sheets}
    taken = {name.casefold() for name in present.values()} | {named[0][0].casefold()}
    free = (name for number in count(1) if (name := f"Sheet{number}").casefold() not in taken)
    for sheet in sheets:
        name = present[sheet.part]
        if not name:
            name = next(free)
            _give_name(package, sheet, name)
        named.append((name, _BASES[sheet.kind]))
    return named


def _workbook_name(package: Package) -> str:
    root = package.tree(package.workbook_part)
    properties = root.find(main("workbookPr"))
    if properties is None:
        properties = new_element("workbookPr")
        order = ("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets")
        insert_ordered(root, properties, order)
    if not properties.get("codeName"):
        properties.set("codeName", WORKBOOK)
        package.touch(package.workbook_part)
    return properties.get("codeName", "")


def _sheet_name(package: Package, sheet: Sheet) -> str:
    """The code name a sheet has, "" for none."""
    if package.is_parsed(sheet.part):
        properties = package.tree(sheet.part).find(main("sheetPr"))
        return "" if properties is None else properties.get("codeName", "")
    properties_tag = _PROPERTIES.search(package.head(sheet.part, _HEAD))
    found = _CODE_NAME.search(properties_tag[0]) if properties_tag else None
    return found[1].decode() if found else ""


def _give_name(package: Package, sheet: Sheet, name: str) -> None:
    """Write a code name: into the bytes, all others kept, where the sheet is not parsed yet."""
    head = b"" if package.is_parsed(sheet.part) else package.head(sheet.part, _HEAD)
    root = _ROOT.search(head)
    if root is None:
        tree = package.edit(sheet.part)
        properties = tree.find(main("sheetPr"))
        if properties is None:
            properties = new_element("sheetPr")
            insert_ordered(tree, properties, _ORDER)
        properties.set("codeName", name)
        return
    attribute = f' codeName="{name}"'.encode()
    properties_tag = _PROPERTIES.search(head)
    if properties_tag:
        at = properties_tag.start() + properties_tag[0].index(b"sheetPr") + len(b"sheetPr")
        new = attribute
    else:
        at, new = root.end(), b"<" + root[1] + b"sheetPr" + attribute + b"/>"
    data = package.read(sheet.part)
    package.write(sheet.part, data[:at] + new + data[at:])
