"""The tables that a refresh fills, as files for other programs: CSV or Parquet, one file each.

What stands in the workbook is written, formulas by their values: nothing is counted anew. Columns are named
by their keys, which are English and the same in every language; days are dates, all else numbers or text.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import pyarrow as pa
import pyarrow.parquet as pq

from sheetkpi.errors import InputError, NothingToDoError
from sheetkpi.fileengine.opc.outputs import origin
from sheetkpi.fileengine.opc.saving import replace_file, sentence
from sheetkpi.opening import taken
from sheetkpi.patterns import lazy_pattern
from sheetkpi.tables.columns import Column
from sheetkpi.tables.registry import TABLES
from sheetkpi.workbook.areas import area_of
from sheetkpi.workbook.finding import FoundTable
from sheetkpi.workbook.inputs import Inputs, read_inputs
from sheetkpi.workbook.sheets import read_content, uncomputed
from sheetkpi.workbook.text import as_text, is_number

if TYPE_CHECKING:
    import xlwings as xw

Format = Literal["csv", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)

EXPORTED = tuple(table.name for table in TABLES if callable(table.frame) and table.group != "set")
"""The tables that the month is made into; chart data says the same again."""

RECORD = "sheetkpi-export.json"
"""The file in the folder that tells which of the others were exported, and how they looked."""

_RISKY = lazy_pattern(r"[=+\-@\t\r]")  # what Excel takes for a formula in a CSV file too


@dataclass(frozen=True)
class ExportedTable:
    """One table as a file. `odd` counts cells of numbers and days that hold something else: they are empty
    in the file. So are formulas without a stored result, which stand under the headers `without_result`."""

    name: str
    path: Path
    rows: int
    odd: int = 0
    without_result: tuple[str, ...] = ()


@dataclass(frozen=True)
class Export:
    """What was exported, and where to."""

    folder: Path
    tables: tuple[ExportedTable, ...]


def export(
    book: xw.Book | str | Path,
    folder: str | Path | None = None,
    *,
    format: Format = "csv",
    force: bool = False,
) -> Export:
    """Write the tables that a refresh fills to `folder`, one file each: `RepKPI.csv`, `TeamKPI.csv` …; those
    of people's own that are filled like them under the names they have.

    `folder` is made where it is missing; by default it stands beside the workbook. Not measured is empty.
    Columns that people added are not exported. The workbook is not changed.

    Raises InputError for another `format`, and for files of these names that were not exported from this
    workbook or were changed since (unless `force`); NothingToDoError where no table has rows.

    >>> [table.name for table in export("KPI.xlsx", "exported").tables][:2]       # doctest: +SKIP
    ['Board', 'Progress']
    """
    if format not in FORMATS:
        raise InputError("usage.value", value=format, names=", ".join(FORMATS))
    with taken(book, read_only=True) as (opened, _):
        inputs = read_inputs(opened)
        path = Path(opened.fullname)
        found = [inputs.tables[name] for name in EXPORTED if name in inputs.tables]
        found += inputs.findings.adopted.values()
        frames = {table.spec.name.replace("\\", "_"): _Frame.of(opened, inputs, table) for table in found}
    target = Path(folder) if folder is not None else path.with_name(f"{path.stem}_export")
    frames = {name: frame for name, frame in frames.items() if frame.rows}
    if not frames:
        raise NothingToDoError("error.export_nothing", path=path.name)
    contents = {f"{name}.{format}": frame.written(format) for name, frame in frames.items()}
    record = _checked(target, path, list(contents), force=force)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise sentence(error, target) from error
    for name, content in contents.items():
        replace_file(target / name, [content], keep_backup=False)
        record[name] = hashlib.sha256(content).hexdigest()
    said = {"made_from": origin(path, target / RECORD), "files": record}
    replace_file(target / RECORD, [json.dumps(said, indent=1).encode()], keep_backup=False)
    return Export(
        target,
        tuple(
            ExportedTable(name, target / f"{name}.{format}", len(frame.rows), frame.odd, frame.without_result)
            for name, frame in frames.items()
        ),
    )


def _checked(folder: Path, book: Path, names: Sequence[str], *, force: bool) -> dict[str, str]:
    """The digests of what was exported into `folder` before. Raises InputError where one of `names` is there
    and was not exported from `book`, or changed since, unless `force`."""
    if folder.exists() and not folder.is_dir():
        raise InputError("error.export_folder", path=folder)
    try:
        said = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        known = dict(said["files"]) if said["made_from"] == origin(book, folder / RECORD) else {}
    except (OSError, ValueError, KeyError, TypeError):
        known = {}
    strange = [name for name in names if (folder / name).exists() and not _is_ours(folder / name, known)]
    if strange and not force:
        raise InputError("error.export_exists", path=folder, names=", ".join(strange))
    return known


def _is_ours(path: Path, known: dict[str, str]) -> bool:
    return path.is_file() and known.get(path.name) == hashlib.sha256(path.read_bytes()).hexdigest()


@dataclass(frozen=True)
class _Frame:
    """The rows of one table as they are exported: text, numbers, dates, None where a cell is empty."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    odd: int
    without_result: tuple[str, ...] = ()

    @classmethod
    def of(cls, book: xw.Book, inputs: Inputs, table: FoundTable) -> _Frame:
        """The rows of `table` that hold anything, in the order of its columns."""
        columns = tuple(
            column for column in table.spec if column.key in table.columns and column.kind != "link"
        )  # of people's own tables those that are filled; their spec has no others
        places = [table.columns[column.key] for column in columns]
        rows, odd, kept = [], 0, []
        for number, values in enumerate(read_content(book, table).values):
            row = tuple(_value(values[place], column) for place, column in zip(places, columns, strict=True))
            odd += sum(
                value is None and as_text(values[place]) != ""
                for value, place in zip(row, places, strict=True)
            )
            if any(value is not None for value in row):
                rows.append(row)
                kept.append(number)
        return cls(columns, tuple(rows), odd, _without_result(book, table, kept, places))

    def written(self, format: Format) -> bytes:
        """The bytes of the file."""
        return self._csv() if format == "csv" else self._parquet()

    def _csv(self) -> bytes:
        text = io.StringIO()
        lines = csv.writer(text, lineterminator="\r\n")
        lines.writerow(column.key for column in self.columns)
        lines.writerows([_cell(value) for value in row] for row in self.rows)
        return text.getvalue().encode("utf-8-sig", "surrogatepass")

    def _parquet(self) -> bytes:
        kinds = {"text": pa.string(), "date": pa.date32(), "month": pa.date32()}
        arrays = [
            pa.array(values, kinds.get(column.kind, pa.float64()))
            for column, values in zip(self.columns, zip(*self.rows, strict=True), strict=True)
        ]
        sink = pa.BufferOutputStream()
        pq.write_table(pa.table(arrays, names=[column.key for column in self.columns]), sink)
        return bytes(sink.getvalue())


def _without_result(
    book: xw.Book, table: FoundTable, rows: Sequence[int], places: Sequence[int]
) -> tuple[str, ...]:
    """The headers of the columns at `places` of a table with formulas in its `rows` (from 0) that have no
    stored result, as in workbooks that programs wrote which calculate nothing."""
    if not rows:
        return ()
    cells = uncomputed(book, table.area.part(1, 0, table.rows, table.area.columns))
    lacking = (area_of(table.area.sheet, cell) for cell in cells)
    kept = {table.area.top + 1 + row for row in rows}
    found = {cell.left for cell in lacking if cell.top in kept}
    return tuple(table.headers[place] for place in places if table.area.left + place in found)


def _value(value: Any, column: Column) -> Any:
    """What a cell says, in the type of its column; None where it is empty or says something else."""
    if column.kind == "text":
        return as_text(value) or None
    if column.kind in ("date", "month"):
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else None
    return float(value) if is_number(value) else None


def _cell(value: Any) -> str:
    """A value as it stands in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, date):
        return value.isoformat()
    return f"'{value}" if _RISKY.match(value) else value
