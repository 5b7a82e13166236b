"""The workbook part and what belongs to it: sheets, names, views, formats."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tests.excelrules.opened import Element, M, Opened, R, elements

_MOST_FORMATS = 65_490
_SECTIONS = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
    *("functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews"),
    *("pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects"),
    "extLst",
)
_STYLES = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"),
    *("tableStyles", "colors", "extLst"),
)


def complaints(book: Opened) -> Iterator[str]:
    """What is wrong with the workbook part or the style sheet."""
    yield from in_order("workbook", book.workbook, _SECTIONS)
    yield from _sheets(book)
    yield from _names(book)
    yield from _views(book)
    styles = book.of_workbook("styles")
    if styles is not None:
        yield from in_order("styles", styles, _STYLES)
        yield from _styles(styles)


def in_order(label: str, root: Element, order: tuple[str, ...]) -> Iterator[str]:
    """A complaint where children do not stand in the schema's order."""
    names = [child.tag.removeprefix(M) for child in elements(root) if child.tag.startswith(M)]
    places = [order.index(name) for name in names if name in order]
    if places != sorted(places):
        yield f"{label}: children out of order"


def _sheets(book: Opened) -> Iterator[str]:
    sheets = list(book.workbook.iter(f"{M}sheet"))
    for key in ("name", "sheetId", f"{R}id"):
        values = Counter(sheet.get(key, "").lower() for sheet in sheets)
        yield from (f"sheet {key} twice: {value}" for value, times in values.items() if times > 1)
    for sheet in sheets:
        name = sheet.get("name", "")
        if not 0 < len(name) <= 31 or re.search(r"[\\/?*\[\]:]|^'|'$", name):
            yield f"bad sheet name {name}"
        if name not in book.sheets:
            yield f"sheet {name} has no part"
    if all(sheet.get("state", "visible") != "visible" for sheet in sheets):
        yield "no visible sheet"
    code_names = Counter(
        properties.get("codeName", "").lower()
        for root in book.worksheets.values()
        for properties in root.iterchildren(f"{M}sheetPr")
        if properties.get("codeName")
    )
    yield from (f"code name twice: {name}" for name, times in code_names.items() if times > 1)


def _names(book: Opened) -> Iterator[str]:
    names = list(book.workbook.iter(f"{M}definedName"))
    scoped = Counter((name.get("name", "").lower(), name.get("localSheetId")) for name in names)
    yield from (f"defined name twice: {name}" for name, times in scoped.items() if times > 1)
    for name in names:
        if int(name.get("localSheetId", "0")) >= len(book.sheets):
            yield f"name of a sheet that is not there: {name.get('name')}"
        if not (name.text or "").strip():
            yield f"name that refers to nothing: {name.get('name')}"


def _views(book: Opened) -> Iterator[str]:
    view = book.workbook.find(f"{M}bookViews/{M}workbookView")
    for attribute in ("activeTab", "firstSheet"):
        if view is not None and int(view.get(attribute, "0")) >= max(len(book.sheets), 1):
            yield f"{attribute} out of range"


def _styles(styles: Element) -> Iterator[str]:
    sections = {name: styles.find(f"{M}{name}") for name in _STYLES}
    sizes = {name: 0 if section is None else len(section) for name, section in sections.items()}
    for name, section in sections.items():
        if section is not None and section.get("count") not in (None, str(len(section))):
            yield f"styles: {name} count {section.get('count')}, there are {len(section)}"
    if sizes["cellXfs"] > _MOST_FORMATS:
        yield f"more than {_MOST_FORMATS} cell formats"
    parts = {"fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs"}
    for which in ("cellStyleXfs", "cellXfs"):
        section = sections[which]
        for number, xf in enumerate(elements(section) if section is not None else ()):
            for attribute, name in parts.items():
                if int(xf.get(attribute, "0")) >= max(sizes[name], 1):
                    yield f"styles: {which} {number} has {attribute} {xf.get(attribute)} of {sizes[name]}"
    formats = sections["numFmts"]
    ids = Counter(each.get("numFmtId") for each in (elements(formats) if formats is not None else ()))
    yield from (f"number format id {id} twice" for id, times in ids.items() if times > 1)
