"""Tables: names, columns and headers, what they overlap, filters, query tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.excelrules.opened import Box, Element, M, Opened, R, box, elements, meet, unescaped
from tests.excelrules.workbooks import in_order

_CHILDREN = ("autoFilter", "sortState", "tableColumns", "tableStyleInfo", "extLst")
_LOOKS = ("headerRowDxfId", "dataDxfId", "totalsRowDxfId")


def complaints(book: Opened) -> Iterator[str]:
    """What is wrong with each table, alone and on its sheet."""
    yield from _names(book)
    for part, table in book.tables.items():
        for line in _table(book, part, table):
            yield f"{table.get('displayName')}: {line}"
    for name, root in book.worksheets.items():
        for line in _on_sheet(book, book.sheets[name], root):
            yield f"{name}: {line}"


def _names(book: Opened) -> Iterator[str]:
    defined = {name.get("name", "").lower() for name in book.workbook.iter(f"{M}definedName")}
    for key in ("id", "displayName"):
        values = Counter(table.get(key, "").lower() for table in book.tables.values())
        yield from (f"table {key} twice: {value}" for value, times in values.items() if times > 1)
        if key == "displayName":
            yield from (f"table called as a name is: {value}" for value in values if value in defined)


def _table(book: Opened, part: str, table: Element) -> Iterator[str]:
    place = box(table.get("ref", ""))
    if place is None:
        yield f"stands at {table.get('ref')}"
        return
    yield from in_order("table", table, _CHILDREN)
    columns = list(table.iterfind(f"{M}tableColumns/{M}tableColumn"))
    counted = table.find(f"{M}tableColumns")
    if counted is None or counted.get("count") not in (None, str(len(columns))):
        yield f"tableColumns count, there are {len(columns)}"
    if len(columns) != place[3] - place[1] + 1:
        yield f"{len(columns)} columns in {table.get('ref')}"
    for key in ("name", "id", "queryTableFieldId"):
        values = Counter(unescaped(column.get(key, "")).lower() for column in columns if column.get(key))
        yield from (f"column {key} twice: {value}" for value, times in values.items() if times > 1)
    if any(not column.get("name") for column in columns):
        yield "a column without a name"
    headers, totals = table.get("headerRowCount", "1") != "0", int(table.get("totalsRowCount", "0"))
    if place[2] - place[0] + 1 < headers + 1 + totals:
        yield f"no room for data in {table.get('ref')}"
    yield from _filter(table, place, totals)
    formats = book.count_styles("dxfs")
    for element in (table, *columns):
        for look in _LOOKS:
            if int(element.get(look, "-1")) >= formats:
                yield f"{look} {element.get(look)} of {formats}"
    yield from _query(book, part, table, columns)


def _filter(table: Element, place: Box, totals: int) -> Iterator[str]:
    top, left, bottom, right = place
    filtered = table.find(f"{M}autoFilter")
    if filtered is not None and filtered.get("ref"):
        if box(filtered.get("ref", "")) != (top, left, bottom - totals, right):
            yield f"filter {filtered.get('ref')} in {table.get('ref')}"
        columns = [int(each.get("colId", "0")) for each in filtered.iterchildren(f"{M}filterColumn")]
        if any(column > right - left for column in columns) or len(set(columns)) != len(columns):
            yield f"filter on the columns {columns}"
    for state in table.iter(f"{M}sortState"):
        reach = box(state.get("ref", ""))
        if reach is None or reach[2] > bottom or reach[3] > right:
            yield f"sorted by {state.get('ref')} in {table.get('ref')}"


def _query(book: Opened, part: str, table: Element, columns: list[Element]) -> Iterator[str]:
    """A table that a query loads has a field for each column, and each names the other."""
    if (table.get("tableType") == "queryTable") != bool(book.of_kind(part, "queryTable")):
        yield "a table of a query without it, or the other way round"
    for query in book.of_kind(part, "queryTable"):
        fields = list(book.trees[query].iter(f"{M}queryTableField"))
        parent = fields[0].getparent() if fields else None
        if parent is not None and parent.get("count") not in (None, str(len(fields))):
            yield f"queryTableFields count, there are {len(fields)}"
        of_columns = {(column.get("queryTableFieldId"), column.get("id")) for column in columns}
        of_fields = {(field.get("id"), field.get("tableColumnId")) for field in fields}
        if of_columns != of_fields:
            yield f"columns {sorted(map(str, of_columns ^ of_fields))} and fields of its query differ"
        refresh = book.trees[query].find(f"{M}queryTableRefresh")
        if refresh is not None and any(
            int(field.get("id", "0")) >= int(refresh.get("nextId", "1")) for field in fields
        ):
            yield "a query field's id is not below the next one"


def _on_sheet(book: Opened, part: str, root: Element) -> Iterator[str]:
    boxes: list[tuple[Box, str]] = []
    merged = [box(each.get("ref", "")) for each in root.iter(f"{M}mergeCell")]
    arrays = [box(each.get("ref", "")) for each in root.iter(f"{M}f") if each.get("t") == "array"]
    declared = [each.get(f"{R}id") for each in root.iterfind(f"{M}tableParts/{M}tablePart")]
    if len(declared) != len(book.of_kind(part, "table")):
        yield f"{len(declared)} table parts, {len(book.of_kind(part, 'table'))} related tables"
    headers = _header_rows(book, root, [book.tables.get(book.target(part, id) or "") for id in declared])
    for id in declared:
        table = book.tables.get(book.target(part, id) or "")
        place = None if table is None else box(table.get("ref", ""))
        if table is None or place is None:
            yield f"table part {id} is not there"
            continue
        name = table.get("displayName", "")
        yield from (f"{name} overlaps the table {other}" for area, other in boxes if meet(area, place))
        boxes.append((place, name))
        for block in (*merged, *(each for each in arrays if each and each[:2] != each[2:])):
            if block is not None and meet(block, place):
                yield f"{name}: merged cells or an array at {block}"
        if table.get("headerRowCount", "1") != "0":
            columns = elements(table.find(f"{M}tableColumns"))
            for offset, column in enumerate(columns):
                shown = headers.get((place[0], place[1] + offset))
                wanted = unescaped(column.get("name", ""))
                if (shown or "").replace("\r\n", "\n") != wanted.replace("\r\n", "\n"):
                    yield f"{name}: header {shown!r} over column {wanted!r}"


def _header_rows(
    book: Opened, root: Element, tables: list[Element | None]
) -> dict[tuple[int, int], str | None]:
    """What stands in the cells of header rows."""
    wanted = {place[0] for t in tables if t is not None and (place := box(t.get("ref", ""))) is not None}
    found: dict[tuple[int, int], str | None] = {}
    number = 0
    for row in root.iterfind(f"{M}sheetData/{M}row"):
        number = int(row.get("r", number + 1))
        if number in wanted:
            for column, cell in enumerate(row.iterchildren(f"{M}c"), start=1):
                place = box(cell.get("r", "")) or (number, column, number, column)
                text = book.text(cell)
                found[place[0], place[1]] = None if text is None else unescaped(text)
    return found
