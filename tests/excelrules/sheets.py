"""One worksheet: order of rows and cells, what cells hold, rules, links, notes, arrays."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.excelrules.opened import Box, Element, M, Opened, box, elements, overlaps, unescaped
from tests.excelrules.workbooks import in_order

_CHILDREN = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr"),
    *("sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate"),
    *("customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations"),
    *("hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"),
    *("customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing"),
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
    *("tableParts", "extLst"),
)
_NEVER_EMPTY = ("dataValidations", "hyperlinks", "mergeCells", "tableParts", "conditionalFormatting", "cols")
_COUNTED = ("dataValidations", "mergeCells", "tableParts")
_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_LONGEST_TEXT, _LONGEST_FORMULA = 32_767, 8_192
_WHOLE = r"\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d+:\$?\d+"
_VALIDATION_TEXTS = {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 255}
_ERRORS = re.compile(r"#[A-Z/0!?_]+")


def complaints(book: Opened) -> Iterator[str]:
    """What is wrong on each worksheet."""
    for name, root in book.worksheets.items():
        for line in _worksheet(book, book.sheets[name], root):
            yield f"{name}: {line}"


def _worksheet(book: Opened, part: str, root: Element) -> Iterator[str]:
    yield from in_order("sheet", root, _CHILDREN)
    yield from _strangers(root)
    for name in _NEVER_EMPTY:
        if any(len(child) == 0 for child in root.iterchildren(M + name)):
            yield f"an empty {name}"
    for name in _COUNTED:
        for child in root.iterchildren(M + name):
            if child.get("count") not in (None, str(len(child))):
                yield f"{name} count {child.get('count')}, there are {len(child)}"
    yield from _rows(book, root)
    yield from _columns(root)
    yield from _arrays(root)
    yield from _conditional_formats(book, root)
    yield from _validations(root)
    yield from _links(root)
    yield from _notes(book, part)
    sparklines = Counter(each.findtext(f"{_XM}sqref") for each in root.iter(f"{_X14}sparkline"))
    yield from (f"{times} sparklines in {cell}" for cell, times in sparklines.items() if times > 1)
    merged = [box(each.get("ref", "")) for each in root.iter(f"{M}mergeCell")]
    yield from (f"merged cells over each other at {each}" for each in overlaps(_known(merged)))


def _known(boxes: list[Box | None]) -> list[Box]:
    return [each for each in boxes if each is not None]


def _strangers(root: Element) -> Iterator[str]:
    """Rows or cells outside of the main namespace, which other programs do not see."""
    for data in root.iterchildren(f"{M}sheetData"):
        for row in elements(data):
            if row.tag != f"{M}row":
                yield f"<{row.tag}> among the rows"
            for cell in elements(row):
                if cell.tag not in (f"{M}c", f"{M}extLst"):
                    yield f"<{cell.tag}> among the cells of row {row.get('r')}"


# Cells ----------------------------------------------------------------------------------------------------


def _rows(book: Opened, root: Element) -> Iterator[str]:
    styles = max(book.count_styles("cellXfs"), 1)
    last = 0
    for row in root.iterfind(f"{M}sheetData/{M}row"):
        number = int(row.get("r", last + 1))
        if number <= last:
            yield f"row {number} after row {last}"
        if number > _LAST_ROW:
            yield f"row {number} lies beyond the sheet"
        if int(row.get("s", "0")) >= styles:
            yield f"row {number}: style {row.get('s')} of {styles}"
        last = number
        yield from _cells(book, row, number, styles)


def _cells(book: Opened, row: Element, number: int, styles: int) -> Iterator[str]:
    last = 0
    for cell in row.iterchildren(f"{M}c"):
        address = cell.get("r")
        place = box(address) if address else (number, last + 1, number, last + 1)
        if place is None or place[0] != number:
            yield f"cell {address} in row {number}"
            continue
        if place[1] <= last:
            yield f"cell {address} behind column {last}"
        if place[1] > _LAST_COLUMN:
            yield f"cell {address} lies beyond the sheet"
        last = place[1]
        if int(cell.get("s", "0")) >= styles:
            yield f"{address}: style {cell.get('s')} of {styles}"
        for line in _content(book, cell):
            yield f"{address}: {line}"


def _content(book: Opened, cell: Element) -> Iterator[str]:
    kind = cell.get("t", "n")
    if kind == "n" and len(cell) == 0:
        return  # most cells of a template
    value = cell.findtext(f"{M}v")
    names = [child.tag.removeprefix(M) for child in elements(cell)]
    if names not in ([], ["f"], ["v"], ["f", "v"], ["is"], ["f", "is"]):
        yield f"holds {names}"
    if "is" in names and kind != "inlineStr":
        yield f"an inline text in a cell of type {kind}"
    if kind == "s" and not 0 <= int(value or -1) < len(book.strings):
        yield f"shared string {value} of {len(book.strings)}"
    if kind == "n" and value:  # openpyxl leaves empty ones, which Excel takes for none
        try:
            float(value)
        except ValueError:
            yield f"{value!r} is no number"
    if kind == "b" and value not in ("0", "1", None):
        yield f"{value!r} is no truth value"
    if kind == "e" and value and _ERRORS.fullmatch(value) is None:
        yield f"{value!r} is no error value"
    if kind != "n" and len(book.text(cell) or "") > _LONGEST_TEXT:
        yield "text too long"
    if "f" in names and len(cell.findtext(f"{M}f") or "") > _LONGEST_FORMULA:
        yield "formula too long"


def _columns(root: Element) -> Iterator[str]:
    last = 0
    for column in root.iterfind(f"{M}cols/{M}col"):
        first, to = int(column.get("min", "0")), int(column.get("max", "0"))
        if first <= last or to < first or to > _LAST_COLUMN:
            yield f"columns {first} to {to} after {last}"
        last = to


def _arrays(root: Element) -> Iterator[str]:
    shared: dict[str, int] = defaultdict(int)
    arrays: list[Box | None] = []
    for formula in root.iter(f"{M}f"):
        if formula.get("t") == "shared":
            shared[formula.get("si", "")] += formula.get("ref") is not None
        elif formula.get("t") == "array":
            arrays.append(box(formula.get("ref", "")))
    for index, masters in shared.items():
        if masters != 1:
            yield f"shared formula {index} with {masters} first cells"
    yield from (f"array formulas over each other at {each}" for each in overlaps(_known(arrays)))


# Rules, links, notes --------------------------------------------------------------------------------------


def _conditional_formats(book: Opened, root: Element) -> Iterator[str]:
    formats = book.count_styles("dxfs")
    for area in root.iterchildren(f"{M}conditionalFormatting"):
        yield from _sqref("conditional format", area)
    for rule in root.iter(f"{M}cfRule"):
        if int(rule.get("dxfId", "-1")) >= formats:
            yield f"rule with format {rule.get('dxfId')} of {formats}"
    priorities = Counter(rule.get("priority") for rule in root.iter(f"{M}cfRule"))
    yield from (f"{times} rules of priority {each}" for each, times in priorities.items() if times > 1)


def _sqref(what: str, element: Element) -> Iterator[str]:
    places = element.get("sqref", "").split()
    if not places:
        yield f"{what} without cells"
    for place in places:
        if box(place) is None and re.fullmatch(_WHOLE, place) is None:
            yield f"{what} for {place}"


def _validations(root: Element) -> Iterator[str]:
    boxes: list[Box | None] = []
    for one in root.iterfind(f"{M}dataValidations/{M}dataValidation"):
        yield from _sqref("validation", one)
        boxes += [box(place) for place in one.get("sqref", "").split()]
        for attribute, most in _VALIDATION_TEXTS.items():
            if len(unescaped(one.get(attribute, ""))) > most:
                yield f"validation: {attribute} longer than {most}"
        for formula in one.iterchildren(f"{M}formula1", f"{M}formula2"):
            if (formula.text or "").startswith('"') and len(formula.text or "") > 255 + 2:
                yield "validation: list longer than 255"
    yield from (f"validations over each other at {each}" for each in overlaps(_known(boxes)))


def _links(root: Element) -> Iterator[str]:
    refs = [link.get("ref", "") for link in root.iter(f"{M}hyperlink")]
    yield from (f"link on {ref!r}" for ref in refs if box(ref) is None)
    yield from (f"{times} links on {ref}" for ref, times in Counter(refs).items() if times > 1)


def _notes(book: Opened, part: str) -> Iterator[str]:
    for kind in ("comments", "vmlDrawing", "drawing"):
        if len(book.of_kind(part, kind)) > (2 if kind == "vmlDrawing" else 1):  # one may be of the header
            yield f"several parts of {kind}"
    for comments in book.of_kind(part, "comments"):
        root = book.trees[comments]
        authors = len(list(root.iter(f"{M}author")))
        refs = Counter(one.get("ref", "") for one in root.iter(f"{M}comment"))
        yield from (f"{times} notes on {ref}" for ref, times in refs.items() if times > 1)
        for one in root.iter(f"{M}comment"):
            if int(one.get("authorId", "0")) >= authors:
                yield f"note on {one.get('ref')} by author {one.get('authorId')} of {authors}"
