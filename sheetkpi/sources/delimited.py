"""CSV, TSV and other text files: encoding and delimiter found, every field as text.

pyarrow reads the plain ones in a fraction of a second; files with title rows, blank lines or ragged rows
go through Python's csv module, which loses nothing.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from sheetkpi.errors import SheetKPIError
from sheetkpi.sources.raw import RawSheet
from sheetkpi.sources.workbooks import compact

if TYPE_CHECKING:
    import pyarrow as pa

DELIMITERS = (",", "\t", ";")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_LINES = 60
_SAMPLE_SIZE = 64 * 1024
_LONGEST_FIELD = 2**27
_ROWS_AT_ONCE = 50_000
_END = "\x00end of the file\x00"


def delimited_sheet(source: Path | bytes, place: str) -> RawSheet:
    """A text file as one sheet; `row` numbers are those a spreadsheet shows when it opens the file.

    UTF-8 (BOM or not), UTF-16 with BOM and CP932 are told apart; comma, tab and semicolon too, and the
    `sep=;` line that Excel understands. Quoted fields may hold line breaks; `="0012"` is the text 0012.
    Raises SheetKPIError for text in no such encoding and for a quotation mark that is never closed.
    """
    import pyarrow as pa

    data = source if isinstance(source, bytes) else source.read_bytes()
    data = _as_utf8(data, place).rstrip(b"\x1a\x00")
    first_row = 1
    delimiter = _told_delimiter(data)
    if delimiter:
        data = data.partition(b"\n")[2]
        first_row = 2
    else:
        delimiter = _delimiter(data)
    cells = _read_plain(data, delimiter)
    if cells is None:
        cells = _read_ragged(data, delimiter, place, first_row)
    formulas = b'="' in data
    columns = [_tidied(column, formulas) for column in cells.columns]
    return RawSheet(place, "", pa.table(columns, names=cells.column_names), first_row=first_row)


def _as_utf8(data: bytes, place: str) -> bytes:
    """The text in UTF-8, without byte order mark."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _recoded(data[len(bom) :], (encoding,), place)
    # CP932 is what Excel and most systems in Japan write when nobody asks for anything else. Hardly any
    # text in it is UTF-8 by accident, while any UTF-8 could pass for CP932: so UTF-8 is tried first.
    return _recoded(data, ("utf-8", "cp932"), place)


def _recoded(data: bytes, encodings: tuple[str, ...], place: str) -> bytes:
    failures = []
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            failures.append(error)
        else:
            return data if encoding == "utf-8" else text.encode()
    farthest = max(failures, key=lambda error: error.start)
    line = data.count(b"\n", 0, farthest.start) + 1
    raise SheetKPIError("error.undecodable", path=place, line=line) from farthest


def _told_delimiter(data: bytes) -> str:
    """The delimiter of a first line `sep=;`, "" where there is none."""
    line = data[:16].partition(b"\n")[0].strip().strip(b'"').lower()
    return line[4:].decode() if line.startswith(b"sep=") and len(line) == 5 else ""


def _delimiter(data: bytes) -> str:
    """The delimiter with which most of the first lines have the same number of fields."""
    text = data[:_SAMPLE_SIZE].decode("utf-8", "ignore")
    best, best_score = DELIMITERS[0], (0, 0)
    for delimiter in DELIMITERS:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _SAMPLE_LINES))
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if widths:
            width, times = max(widths.items(), key=lambda found: (found[1], found[0]))
            if (times, width) > best_score:
                best, best_score = delimiter, (times, width)
    return best


def _read_plain(data: bytes, delimiter: str) -> pa.Table | None:
    """The file through pyarrow, None where its rows are not all of one length."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    quotes = data.count(b'"')
    if quotes % 2:
        return None
    start = io.StringIO(data[:_SAMPLE_SIZE].decode("utf-8", "ignore"), newline="")
    names = _names(len(next(csv.reader(start, delimiter=delimiter), ())))
    if not names:
        return None
    try:
        return arrow_csv.read_csv(
            pa.py_buffer(data),
            read_options=arrow_csv.ReadOptions(column_names=names),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=quotes > 0, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        return None


def _read_ragged(data: bytes, delimiter: str, place: str, first_row: int) -> pa.Table:
    """The file through Python's csv module, short rows filled up with empty cells."""
    import pyarrow as pa

    blocks = [_columns(rows) for rows in _row_blocks(data, delimiter, place, first_row)]
    width = max((len(block) for block in blocks), default=0)
    columns = []
    for number in range(width):
        chunks = [
            block[number] if number < len(block) else pa.nulls(len(block[0]), pa.string()) for block in blocks
        ]
        columns.append(pa.chunked_array(chunks, type=pa.string()))
    return pa.table(columns, names=_names(width))


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
        if reader.line_num > line + 1 and any('"' in field and "\n" in field for field in row):
            raise SheetKPIError("error.open_quote", path=place, line=line + first_row)
        if row and row[-1].endswith("\n" + _END):
            raise SheetKPIError("error.open_quote", path=place, line=line + first_row)
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
    import pyarrow as pa

    columns = zip_longest(*rows, fillvalue="") if any(rows) else [[""] * len(rows)]
    return [pa.array([field or None for field in column], type=pa.string()) for column in columns]


def _names(width: int) -> list[str]:
    return [f"c{number}" for number in range(1, width + 1)]


def _tidied(column: pa.ChunkedArray, formulas: bool) -> pa.ChunkedArray:
    """A column with `="0012"` as the text 0012, encoded where texts repeat."""
    import pyarrow.compute as pc

    if formulas:
        column = pc.replace_substring_regex(column, r'^="(.*)"$', r"\1")
    return compact(column)
