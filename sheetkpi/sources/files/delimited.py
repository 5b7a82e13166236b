"""CSV, TSV and other text files: encoding and delimiter found, every field as text.

pyarrow reads a million rows in a second and sets rows of another width aside (titles, 合計), which are then
put back; files that are ragged throughout go through Python's csv module.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.errors import DamagedError, SourceError
from sheetkpi.sources.files.encodings import as_utf8
from sheetkpi.sources.files.workbooks import compact
from sheetkpi.sources.files.zipped import MOST_COLUMNS
from sheetkpi.sources.raw import RawSheet

DELIMITERS = (",", "\t", ";", "|")

_SAMPLE_LINES = 60
_SAMPLE_SIZE = 64 * 1024
_LONGEST_LINE = 2**21
_LONGEST_FIELD = 2**27
_ROWS_AT_ONCE = 50_000
_MOST_ODD_ROWS = 1000
CONVERTED: dict[str, Any] = {
    "null_values": [""],
    "strings_can_be_null": True,
    "quoted_strings_can_be_null": True,
}
"""How pyarrow takes cells: nothing, in quotation marks or without, is an empty one."""
_END = "\x00end of the file\x00"


def delimited_sheet(source: Path | bytes, place: str) -> RawSheet:
    """A text file as one sheet; `row` numbers are those a spreadsheet shows when it opens the file.

    The encoding is found (see `encodings`); comma, tab, semicolon and `|` are told apart, and the `sep=;`
    line that Excel understands. Quoted fields may hold line breaks; `="0012"` is the text 0012. Raises
    SheetKPIError for text in no known encoding, for more columns than Excel has, and for a quotation mark
    that is never closed.
    """
    data = source if isinstance(source, bytes) else source.read_bytes()
    data = as_utf8(data, place)
    told = told_delimiter(data)
    if told:
        data = data.partition(b"\n")[2]
    first_row = 2 if told else 1
    delimiter, width = layout_of(data, told)
    _check_width(data, delimiter, place, first_row)
    cells = _read_even(data, delimiter, width)
    if cells is None:
        cells = _read_ragged(data, delimiter, place, first_row)
    formulas = b'="' in data
    columns = [_tidied(column, formulas) for column in cells.columns]
    return RawSheet(place, "", pa.table(columns, names=cells.column_names), first_row=first_row)


def told_delimiter(data: bytes) -> str:
    """The delimiter of a first line `sep=;`, "" where there is none."""
    line = data[:16].partition(b"\n")[0].strip().strip(b'"').lower()
    return line[4:].decode() if line.startswith(b"sep=") and len(line) == 5 else ""


def layout_of(data: bytes, told: str) -> tuple[str, int]:
    """The delimiter with which most of the first lines have the same number of fields, and which most of them
    have at all, and that number."""
    text = data[: max(_SAMPLE_SIZE, data.find(b"\n", 0, _LONGEST_LINE) + 1)].decode("utf-8", "ignore")
    csv.field_size_limit(_LONGEST_FIELD)  # with a wrong delimiter a field is as long as the line
    best, best_score = (told or DELIMITERS[0], 1), (0, 0, 0)
    for delimiter in told or DELIMITERS:
        rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _SAMPLE_LINES)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if widths:
            width, times = max(widths.items(), key=lambda found: (found[1], found[0]))
            score = (times + widths.total(), widths.total(), width)
            if score > best_score:
                best, best_score = (delimiter, width), score
    return best


def _check_width(data: bytes, delimiter: str, place: str, first_row: int) -> None:
    """Refuse a table wider than Excel's, seen in its first lines, before any reader makes columns of it."""
    for number, line in enumerate(islice(io.BytesIO(data), _SAMPLE_LINES)):
        columns = line.count(delimiter.encode()) + 1
        if columns > MOST_COLUMNS and b'"' not in line:  # quoted delimiters are none; `_row_blocks` knows
            raise SourceError("error.too_many_columns", path=place, line=number + first_row, columns=columns)


def _read_even(data: bytes, delimiter: str, width: int) -> pa.Table | None:
    """The file through pyarrow, its few rows of another width put back in their places.

    None where there are many such rows, or where quotation marks do not pair up.
    """
    from pyarrow import csv as arrow_csv

    quotes = data.count(b'"')
    if quotes % 2 or not data:
        return None
    odd: list[tuple[int, list[str]]] = []

    def set_aside(row: Any) -> str:
        odd.append((row.number, next(csv.reader(io.StringIO(row.text, newline=""), delimiter=delimiter))))
        return "skip" if len(odd) <= _MOST_ODD_ROWS else "error"

    names = names_of(width)
    try:
        even = arrow_csv.read_csv(
            pa.py_buffer(data),
            # Row numbers are only told where one thread reads.
            read_options=arrow_csv.ReadOptions(column_names=names, use_threads=False),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=quotes > 0,
                ignore_empty_lines=False,
                invalid_row_handler=set_aside,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                **CONVERTED,
            ),
        )
    except (pa.ArrowInvalid, csv.Error):
        return None
    if any(_swallowed(fields) or len(fields) > MOST_COLUMNS for _, fields in odd):
        return None
    return _put_back(even, odd) if odd else even


def _put_back(even: pa.Table, odd: list[tuple[int, list[str]]]) -> pa.Table:
    """`even` with each of the odd rows as the row (from 1) that its number says."""
    width = max(even.num_columns, *(len(fields) for _, fields in odd))
    names = names_of(width)
    more = [pa.nulls(even.num_rows, pa.string())] * (width - even.num_columns)
    even = pa.table([*even.columns, *more], names=names)
    pieces = []
    taken = 0
    for already, (number, fields) in enumerate(odd):
        before = number - 1 - already
        cells = [[field or None] for field in fields] + [[None]] * (width - len(fields))
        row = pa.table([pa.array(cell, type=pa.string()) for cell in cells], names=names)
        pieces += [even.slice(taken, before - taken), row]
        taken = before
    return pa.concat_tables([*pieces, even.slice(taken)]).combine_chunks()


def _swallowed(fields: list[str]) -> bool:
    """Whether a quotation mark seems to have swallowed line ends up to another one."""
    return any('"' in field and "\n" in field for field in fields)


def _read_ragged(data: bytes, delimiter: str, place: str, first_row: int) -> pa.Table:
    """The file through Python's csv module, short rows filled up with empty cells."""
    blocks = [_columns(rows) for rows in _row_blocks(data, delimiter, place, first_row)]
    width = max((len(block) for block in blocks), default=0)
    columns = []
    for number in range(width):
        chunks = [
            block[number] if number < len(block) else pa.nulls(len(block[0]), pa.string()) for block in blocks
        ]
        columns.append(pa.chunked_array(chunks, type=pa.string()))
    return pa.table(columns, names=names_of(width))


def _row_blocks(data: bytes, delimiter: str, place: str, first_row: int) -> Iterator[list[list[str]]]:
    """The rows, some at a time; refuses a quotation mark that swallows the rows after it.

    Such a row spans lines and has a quotation mark left in a field, or reaches the end of the file: the
    mark of the end, which is added here, does not come back by itself.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    text = io.TextIOWrapper(io.BytesIO(data + b"\n" + _END.encode()), encoding="utf-8", newline="")
    reader = csv.reader(text, delimiter=delimiter)
    rows: list[list[str]] = []
    line = 0
    for row in reader:
        if row == [_END]:
            break
        if reader.line_num > line + 1 and _swallowed(row):
            raise DamagedError("error.open_quote", path=place, line=line + first_row)
        if row and row[-1].endswith("\n" + _END):
            raise DamagedError("error.open_quote", path=place, line=line + first_row)
        if len(row) > MOST_COLUMNS:
            raise SourceError("error.too_many_columns", path=place, line=line + first_row, columns=len(row))
        line = reader.line_num
        rows.append(row)
        if len(rows) == _ROWS_AT_ONCE:
            yield rows
            rows = []
    while rows and not rows[-1]:
        rows.pop()
    if rows:
        yield rows


def _columns(rows: list[list[str]]) -> list[pa.Array]:
    """The columns of some rows, at least one, empty fields as null."""
    columns = zip_longest(*rows, fillvalue="") if any(rows) else [[""] * len(rows)]
    return [pa.array([field or None for field in column], type=pa.string()) for column in columns]


def names_of(width: int) -> list[str]:
    """What the columns of a table so wide are called."""
    return [f"c{number}" for number in range(1, width + 1)]


def _tidied(column: pa.ChunkedArray, formulas: bool) -> pa.ChunkedArray:
    """A column with `="0012"` as the text 0012, encoded where texts repeat."""
    return compact(without_formula(column) if formulas else column)


def without_formula(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """A column with `="0012"` as the text 0012."""
    return pc.replace_substring_regex(column, r'^="(.*)"$', r"\1")
