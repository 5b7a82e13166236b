"""What xlwings' client in the browser does: it sends a workbook as JSON and carries out the actions that come
back. Here the workbook is a file, on the file engine, in place of Excel.

The payload has the fields that xlwings' remote engine reads and its clients send (`js/xlwings.ts` in the
package for Office Scripts; that of Office.js sends more). Two kinds are sent: OFFICE_JS as of xlwings 0.37,
and OFFICE_SCRIPTS, which knows neither column names nor names that are no ranges, here on an Excel that tells
dates as serial numbers (2019 and before, and formats it files under "custom").
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

import xlwings as xw

Client = Literal["Office.js", "Microsoft Office Scripts"]
OFFICE_JS: Client = "Office.js"
OFFICE_SCRIPTS: Client = "Microsoft Office Scripts"

_EPOCH = dt.datetime(1899, 12, 30)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?")


def payload(book: xw.Book, client: Client) -> dict[str, Any]:
    """The workbook as the client sends it."""
    return {
        "client": client,
        "version": xw.__version__,
        "book": {"name": book.name, "active_sheet_index": 0, "selection": "A1"}
        | ({"calculation": "Automatic"} if client == OFFICE_JS else {}),
        "names": _names(book, client),
        "sheets": [_sheet(sheet, client) for sheet in book.sheets],
    }


def _names(book: xw.Book, client: Client) -> list[dict[str, Any]]:
    sent = []
    for name in book.names:
        scope, _, bare = name.name.rpartition("!")
        place: dict[str, Any] = {"sheet_index": None, "address": None}
        try:
            cells = name.refers_to_range
            place = {"sheet_index": cells.sheet.index - 1, "address": cells.address.replace("$", "")}
        except ValueError:
            if client == OFFICE_SCRIPTS:
                continue
        sent.append(
            {"name": bare, **place, "book_scope": not scope}
            | {"scope_sheet_name": scope or None, "scope_sheet_index": None}
            | ({"refers_to": name.refers_to} if client == OFFICE_JS else {})
        )
    return sent


def _sheet(sheet: xw.Sheet, client: Client) -> dict[str, Any]:
    used = sheet.used_range
    block = sheet[: used.last_cell.row, : used.last_cell.column]
    values = block.options(ndim=2, err_to_str=True).value
    sent = {
        "name": sheet.name,
        "values": [[_sent(value, client) for value in row] for row in values],
        "pictures": [],
        "tables": [_table(table, client) for table in sheet.tables],
    }
    if client == OFFICE_JS:
        sent |= {
            "visibility": "Visible" if sheet.visible else "Hidden",
            "print_area": None,
            "shapes": [],
            "charts": [],
            "pivot_tables": [],
        }
        sent |= {"notes": [{"address": note.location.address.replace("$", "")} for note in sheet.notes]}
        sent |= {"used_range_address": used.address.replace("$", "")}
    return sent


def _table(table: xw.main.Table, client: Client) -> dict[str, Any]:
    def address(cells: xw.Range | None) -> str | None:
        return cells.address.replace("$", "") if cells is not None else None

    return {
        "name": table.name,
        "range_address": address(table.range),
        "header_row_range_address": address(table.header_row_range),
        "data_body_range_address": address(table.data_body_range),
        "total_row_range_address": address(table.totals_row_range),
        "show_headers": table.show_headers,
        "show_totals": table.show_totals,
        "table_style": table.table_style,
        "show_autofilter": table.show_autofilter,
    } | ({"columns": [column.name for column in table.columns]} if client == OFFICE_JS else {})


def _sent(value: Any, client: Client) -> Any:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        if client == OFFICE_SCRIPTS:
            return (value - _EPOCH) / dt.timedelta(days=1)
        return f"{value.isoformat(timespec='milliseconds')}Z"
    return value


# Carrying actions out -----------------------------------------------------------------------------------


def run_actions(book: xw.Book, actions: list[dict[str, Any]]) -> list[str]:
    """Carry out what came back, one by one; returns the texts of dialogs. KeyError for an unknown action."""
    dialogs: list[str] = []
    for action in actions:
        if action["func"] == "alert":
            dialogs.append(action["args"][0])
        elif action["func"] in _BOOK:
            _BOOK[action["func"]](book, *action["args"])
        elif action["func"] in _TABLE:
            index, *arguments = action["args"]
            _TABLE[action["func"]](book.sheets[action["sheet_position"]].tables[index], *arguments)
        else:
            _RANGE[action["func"]](_range(book, action), action["values"], *action["args"])
    return dialogs


def _range(book: xw.Book, action: Mapping[str, Any]) -> xw.Range:
    top, left = action["start_row"], action["start_column"]
    sheet = book.sheets[action["sheet_position"]]
    return sheet[top : top + action["row_count"], left : left + action["column_count"]]


def _typed(value: Any) -> Any:
    """A value as Excel takes it: empty text clears, an ISO date is a date, an apostrophe keeps text."""
    if value == "" or value is None:
        return None
    if isinstance(value, str) and _ISO.fullmatch(value):
        return dt.datetime.fromisoformat(value)
    return value


def _set_values(cells: xw.Range, values: list[list[Any]], *_: Any) -> None:
    cells.value = [[_typed(value) for value in row] for row in values]


def _set_formula(cells: xw.Range, values: Any, *_: Any) -> None:
    cells.formula = values


def _copy_from(cells: xw.Range, _: Any, sheet: int, address: str, kind: str, *__: Any) -> None:
    cells.copy_from(cells.sheet.book.sheets[sheet][address], kind)


def _set_font(cells: xw.Range, _: Any, attribute: str, value: Any) -> None:
    setattr(cells.font, attribute, value)


def _add_rule(cells: xw.Range, _: Any, entry: Mapping[str, Any]) -> None:
    rules = cells.conditional_formats
    if entry["type"] == "CellValue":
        operator = re.sub("(?<!^)(?=[A-Z])", "_", entry["operator"]).lower()
        colors = {"font_color": entry["font_color"], "fill_color": entry["fill_color"]}
        rules.add_cell_value(operator, entry["formula1"], **colors)
    else:
        assert entry["type"] == "DataBar"
        low, high = entry["thresholds"]
        rules.add_data_bar(entry["bar_color"], minimum=float(low), maximum=float(high))


_RANGE: dict[str, Callable[..., None]] = {
    "setValues": _set_values,
    "setFormula": _set_formula,
    "rangeClearContents": lambda cells, *_: cells.clear_contents(),
    "rangeClearFormats": lambda cells, *_: cells.clear_formats(),
    "setNumberFormat": lambda cells, _, kind: setattr(cells, "number_format", kind),
    "setRangeColor": lambda cells, _, color: setattr(cells, "color", color),
    "copyFromRange": _copy_from,
    "setFontProperty": _set_font,
    "addConditionalFormat": _add_rule,
}
_TABLE: dict[str, Callable[..., None]] = {
    "resizeTable": lambda table, address: table.resize(table.parent[address]),
    "tableSort": lambda table, keys, ascending: table.sort(keys, ascending),
}
_BOOK: dict[str, Callable[..., Any]] = {
    "namesAdd": lambda book, name, refers_to: book.names.add(name, refers_to),
    "setNameRefersTo": lambda book, name, _, __, refers_to: setattr(book.names[name], "refers_to", refers_to),
}
