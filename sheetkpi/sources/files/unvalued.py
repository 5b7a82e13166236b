"""Formulas that a library wrote without a value: found, computed where they are simple, else counted.

openpyxl and pandas write `<f>A2+1</f><v></v>`, XlsxWriter `<v>0</v>`; Excel fills in the values when it
saves.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from sheetkpi.grid import cell_address, column_of, day_zero
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.files.formulas import Calculator, Place
from sheetkpi.sources.files.functions import CellFaultError, Clock, Moment, NotSimpleError, Value
from sheetkpi.sources.files.packages import (
    local_name,
    opened_package,
    parsed,
    relationships,
    rows_with_formulas,
    workbook_part,
)
from sheetkpi.sources.raw import CellError, RawSheet

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import pyarrow as pa

    from sheetkpi.sources.files.zipped import Zipped

HEAD = 1 << 18
"""Bytes at the beginning of a sheet's XML in which formulas without a value are looked for."""

MOST_FORMULAS = 200_000
"""Formulas of a sheet above which none is computed."""

_LAST_SERIAL = 2_958_466

_C, _F, _V = (rf"(?:\w+:)?{name}" for name in "cfv")
_NO_VALUE = lazy_pattern(
    # A formula whose value is the empty text is saved as t="str" with an empty value: that is one.
    rf"<{_C}\s(?![^>]*\bt=[\"']str)[^>]*>\s*<{_F}(?:\s[^>]*)?(?:/>|>[^<]*</{_F}>)\s*"
    rf"(?:<{_V}\s*/>|<{_V}\s*></{_V}>|</{_C}>)".encode()
)
_VALUES = lazy_pattern(rf"</{_F}>\s*<{_V}>([^<]*)</{_V}>".encode())
_APPLICATION = b"<Application>Microsoft Excel</Application>"
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_NO_CODES = lazy_pattern(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DATE_CODE = lazy_pattern("[ymdhs]", re.IGNORECASE)
_STAMP = "%Y-%m-%d %H:%M:%S"
_NUMBER = lazy_pattern(r"-?\d+(?:\.\d+)?")


def lacks_values(package: zipfile.ZipFile, head: bytes) -> bool:
    """Whether the sheet whose XML begins with `head` seems to have formulas without a value.

    Looking at the beginning is safe: a program that knows no values writes none anywhere, and a sheet of
    records that has formulas only far below has them in its totals, which are not counted. Excel lists its
    formulas in a part of their own (calcChain) when it saves: where that is, all have values. A zero in all
    formulas is XlsxWriter's, which calls itself Microsoft Excel but makes no such list.
    """
    head = head[:HEAD]
    if b"f>" not in head or any(name.endswith("calcChain.xml") for name in package.namelist()):
        return False
    if _NO_VALUE.search(head):
        return True
    values = _VALUES.findall(head)
    if not values or set(values) != {b"0"} or "docProps/app.xml" not in package.namelist():
        return False
    return _APPLICATION in package.read("docProps/app.xml")


@dataclass(frozen=True)
class _Formula:
    """A formula without a value, and whether its cell shows dates."""

    text: str
    dated: bool


def with_values(
    sheets: Iterable[RawSheet], zipped: Zipped, load: Callable[[str], RawSheet], today: date
) -> list[RawSheet]:
    """`sheets` of a workbook with the values of simple formulas that have none, and the others counted.

    `load` reads a sheet that formulas refer to and that is not among them.
    """
    sheets = list(sheets)
    grids = {sheet.name: _Grid(sheet) for sheet in sheets}
    epoch = day_zero(zipped.date1904)
    found: dict[str, dict[tuple[int, int], _Formula]] = {}

    def grid(name: str) -> _Grid:
        if name not in grids:
            if name not in zipped.parts:
                raise NotSimpleError
            grids[name] = _Grid(load(name))
        return grids[name]

    def formulas(name: str) -> dict[tuple[int, int], _Formula]:
        if name not in found:
            found[name] = _formulas(zipped, name)
        return found[name]

    def formula_at(place: Place) -> str | None:
        formula = formulas(place[0]).get(place[1:])
        return formula.text if formula else None

    calculator = Calculator(
        formula_at, lambda place: _value(grid(place[0]).text(*place[1:]), epoch), Clock(today, epoch)
    )
    return [
        _filled(sheet, formulas(sheet.name), calculator, epoch) if sheet.name in zipped.unvalued else sheet
        for sheet in sheets
    ]


class _Grid:
    """The texts of a sheet by row and column, columns taken apart when first asked for."""

    def __init__(self, sheet: RawSheet) -> None:
        self._sheet = sheet
        self._columns: dict[int, list[str | None]] = {}

    def text(self, row: int, column: int) -> str | None:
        number, index = row - self._sheet.first_row, column - self._sheet.first_column
        if not 0 <= index < self._sheet.cells.num_columns or not 0 <= number < self._sheet.cells.num_rows:
            return None
        if index not in self._columns:
            self._columns[index] = self._sheet.cells.column(index).to_pylist()
        return self._columns[index][number]


def _formulas(zipped: Zipped, name: str) -> dict[tuple[int, int], _Formula]:
    """The formulas of a sheet that have no value, by row and column."""
    part = zipped.parts.get(name, "")
    if not part.endswith(".xml"):
        return {}
    cells: list[tuple[int, int, Element, str, str]] = []
    with opened_package(zipped.source, zipped.place) as package:
        if name not in zipped.unvalued:
            with package.open(part) as stream:
                if not lacks_values(package, stream.read(HEAD)):
                    return {}
        dated = _date_styles(package, zipped.place)
        with package.open(part) as stream:
            for row, column, cell in _cells(rows_with_formulas(stream)):
                formula = value = None
                for child in cell:
                    kind = local_name(child.tag)
                    formula = child if kind == "f" else formula
                    value = child.text if kind == "v" else value
                if formula is not None:
                    kind = "value" if cell.get("t") == "str" or value else ""
                    cells.append((row, column, formula, cell.get("s", "0"), value or kind))
    lacking = [entry for entry in cells if not entry[4]]
    if not lacking and all(entry[4] == "0" for entry in cells):
        lacking = cells
    return {
        (row, column): _Formula(_text_of(formula), style in dated)
        for row, column, formula, style, _ in lacking
    }


def _text_of(formula: Element) -> str:
    """A formula as written; that of an array or of several cells (data tables) is none that is simple."""
    return (formula.text or "") if formula.get("t", "normal") in ("normal", "shared") else ""


def _cells(rows: Iterable[Element]) -> Iterable[tuple[int, int, Element]]:
    number = 0
    for row in rows:
        number = int(row.get("r", number + 1))
        column = 0
        for cell in row:
            if local_name(cell.tag) == "c":
                reference = cell.get("r", "")
                column = column_of(reference) if reference else column + 1
                yield number, column, cell


def _date_styles(package: zipfile.ZipFile, place: str) -> frozenset[str]:
    """The numbers of the cell styles that show days or times."""
    targets = relationships(package, workbook_part(package, place), place).values()
    part = next((part for kind, part in targets if kind == "styles" and part in package.namelist()), "")
    if not part:
        return frozenset()
    styles = parsed(package, part, place)
    codes = {
        element.get("numFmtId"): _NO_CODES.sub("", element.get("formatCode", ""))
        for element in styles.iter()
        if local_name(element.tag) == "numFmt"
    }
    dates = {number for number, code in codes.items() if _DATE_CODE.search(code)}
    dates |= {str(number) for number in _DATE_FORMATS if str(number) not in codes}
    formats = next((element for element in styles if local_name(element.tag) == "cellXfs"), ())
    return frozenset(str(number) for number, style in enumerate(formats) if style.get("numFmtId") in dates)


def _filled(
    sheet: RawSheet, formulas: Mapping[tuple[int, int], _Formula], calculator: Calculator, epoch: date
) -> RawSheet:
    """A sheet with what could be computed; the rest is empty, and counted."""
    texts: dict[tuple[int, int], str | None] = dict.fromkeys(formulas)
    errors: list[CellError] = []
    unknown = list(formulas) if len(formulas) <= MOST_FORMULAS else []
    # Formulas mostly ask for those before them; then nothing is deep. Those that ask for later ones go last.
    for order in (1, -1):
        unknown = unknown[::order]
        left = []
        for row, column in unknown:
            try:
                value = calculator.value((sheet.name, row, column))
            except NotSimpleError:
                left.append((row, column))
            except CellFaultError as fault:
                errors.append(CellError(row, column, str(fault)))
            else:
                texts[row, column] = _as_text(value, formulas[row, column].dated, epoch)
        unknown = left
    unknown = sorted(unknown if len(formulas) <= MOST_FORMULAS else formulas)
    return replace(
        _patched(sheet, texts),
        errors=(*sheet.errors, *errors),
        uncomputed=len(unknown),
        uncomputed_at=cell_address(*unknown[0]) if unknown else "",
    )


def _patched(sheet: RawSheet, texts: Mapping[tuple[int, int], str | None]) -> RawSheet:
    """`sheet` with other texts in some cells, grown to hold them."""
    import pyarrow as pa

    by_column: dict[int, dict[int, str | None]] = {}
    for (row, column), text in texts.items():
        if text is not None or sheet.cells.num_columns:
            by_column.setdefault(column, {})[row - sheet.first_row] = text
    filled = {
        column for column, cells in by_column.items() if any(text is not None for text in cells.values())
    }
    last_column = sheet.first_column + sheet.cells.num_columns - 1
    first = min((sheet.first_column, *filled)) if sheet.cells.num_columns else min(filled, default=1)
    last = max((last_column, *filled))
    height = max(
        (sheet.cells.num_rows, *(row - sheet.first_row + 1 for (row, _), text in texts.items() if text))
    )
    columns: list[pa.Array | pa.ChunkedArray] = []
    for column in range(first, last + 1):
        index = column - sheet.first_column
        inside = 0 <= index < sheet.cells.num_columns
        old = sheet.cells.column(index) if inside else None
        if old is not None and column not in by_column and len(old) == height:
            columns.append(old)
            continue
        patches = {row: text for row, text in by_column.get(column, {}).items() if row < height}
        # What stands below the last formula stays as it is: totals above 50,000 records are a few cells.
        below = max(patches, default=-1) + 1
        below = below if old is not None and len(old) == height else height
        cells: list[str | None] = old.slice(0, below).to_pylist() if old is not None else []
        cells += [None] * (below - len(cells))
        for row, text in patches.items():
            cells[row] = text
        patched = pa.array(cells, type=pa.string()).dictionary_encode()
        rest = old.slice(below).chunks if old is not None else []
        columns.append(pa.chunked_array([patched, *(piece.cast(patched.type) for piece in rest)]))
    names = [f"c{number}" for number in range(1, len(columns) + 1)]
    return replace(sheet, cells=pa.table(columns, names=names), first_column=first)


def _value(text: str | None, epoch: date) -> Value:
    """A cell's text as what it is to a formula."""
    if text is None or text in ("true", "false"):
        return None if text is None else text == "true"
    if _NUMBER.fullmatch(text):
        return float(text)
    try:
        moment = datetime.strptime(text, _STAMP)
    except ValueError:
        return text
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    days = 0 if moment.year == 1899 else (moment.date() - epoch).days  # a time without a day
    return Moment(days + seconds / 86_400)


def _as_text(value: Value, dated: bool, epoch: date) -> str | None:
    """A value as the text of a cell (see `RawSheet`)."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, float):
        return value or None
    if (dated or isinstance(value, Moment)) and 0 <= value < _LAST_SERIAL:
        start = datetime(1899, 12, 31) if value < 1 else datetime.combine(epoch, datetime.min.time())
        return (start + timedelta(seconds=round(value * 86_400))).strftime(_STAMP)
    return format(Decimal(f"{value:.15g}"), "f")
