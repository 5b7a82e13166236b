"""Fuzz the readers of files guided by coverage (atheris): CSV, and parts of .xlsx as source and as master.

    pip install atheris                                      # not among the tests' packages; CPython on Linux
    python -m tests.fuzzing csv found/ -max_total_time=1800
    python -m tests.fuzzing xlsx found/ -max_total_time=1800
    python -m tests.fuzzing engine found/ -max_total_time=1800
    python -m tests.fuzzing engine found/crash-0123…         # one find again

What comes in may be read, or be refused with a SheetKPIError; every other exception, more than 20 seconds and
more than 1 GB are finds, which libFuzzer writes beside. `found/` collects inputs that reach something new; it
begins with the parts of a small workbook. Options of libFuzzer follow. Of a workbook one part is fuzzed at a
time: a zip file that is changed at random hardly ever unpacks. The suite does not run this; finds become
cases of tests/fileengine/test_fuzzed.py, or beside it of the sources.
"""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl

from sheetkpi.errors import SheetKPIError

SECONDS, MEGABYTES = 20, 1024


def small_workbook() -> dict[str, bytes]:
    """The parts of a workbook with a table, a comment, a merged block, a rule, a list and formulas."""
    from openpyxl.comments import Comment
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.table import Table

    book = openpyxl.Workbook()
    sheet = book.active
    for row in [("架電日", "担当者", "架電結果", "件数"), ("2026-11-02", "山田 太郎", "接続", 3)]:
        sheet.append(row)
    sheet["F1"], sheet["F2"] = "=SUM(D2:D3)", "=1/0"
    sheet.merge_cells("H1:I2")
    sheet.add_table(Table(displayName="Log", ref="A1:D2"))
    sheet["A2"].comment = Comment("済", "x")
    sheet.conditional_formatting.add("D2:D9", CellIsRule(operator="greaterThan", formula=["1"]))
    choice = DataValidation(type="list", formula1='"接続,不在"')
    sheet.add_data_validation(choice)
    choice.add("C2:C9")
    book.create_sheet("メモ")["B2"] = "x"
    data = io.BytesIO()
    book.save(data)
    with zipfile.ZipFile(data) as package:
        return {name: package.read(name) for name in sorted(package.namelist())}


def with_part(parts: dict[str, bytes], data: bytes) -> bytes:
    """The workbook in which the part that the first byte counts to is the rest of `data`."""
    packed = io.BytesIO()
    changed = list(parts)[data[0] % len(parts)] if data else ""
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(name, data[1:] if name == changed else content)
    return packed.getvalue()


def read_csv(data: bytes) -> None:
    """A text file as a source."""
    from sheetkpi.sources.files.delimited import delimited_sheet

    delimited_sheet(data, "log.csv")


def read_xlsx(data: bytes) -> None:
    """A workbook as a source."""
    from sheetkpi.sources.files.workbooks import workbook_sheets

    for sheet in workbook_sheets(with_part(small_workbook_once(), data), "log.xlsx"):
        sheet.merged()


def read_engine(data: bytes) -> None:
    """A workbook on the file engine: opened, looked at, changed and saved as another one."""
    import sheetkpi

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "KPI.xlsx"
        path.write_bytes(with_part(small_workbook_once(), data))
        with sheetkpi.open_book(path) as book:
            for sheet in book.sheets:
                _ = sheet.used_range.value, sheet.used_range.formula
                for table in sheet.tables:
                    table.resize(sheet["A1:D4"])
            book.sheets[0]["B5"].value = 1
            book.save(Path(folder) / "New.xlsx")


_parts: dict[str, bytes] = {}


def small_workbook_once() -> dict[str, bytes]:
    """The same parts at each call, made once."""
    _parts.update(_parts or small_workbook())
    return _parts


TARGETS: dict[str, Callable[[bytes], None]] = {"csv": read_csv, "xlsx": read_xlsx, "engine": read_engine}


def fuzz_once(target: str, data: bytes) -> str:
    """Read one input; the key of the sentence that refused it, "" where it was read."""
    refused: SheetKPIError | None = None
    try:
        TARGETS[target](data)
    except SheetKPIError as error:
        refused = error
    if refused is None:
        return ""
    assert refused.sentence("ja")
    assert refused.sentence("en")
    return refused.key


def main() -> None:
    """Fuzz what the command line names; ends the process."""
    import atheris  # type: ignore[import-untyped]

    target, corpus, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["sheetkpi.sources", "sheetkpi.fileengine", "sheetkpi.pipeline"]):
        import sheetkpi.fileengine
        import sheetkpi.pipeline
        import sheetkpi.sources.files.delimited
        import sheetkpi.sources.files.workbooks  # noqa: F401
    place = Path(corpus)
    if not place.is_file():
        place.mkdir(parents=True, exist_ok=True)
        for number, part in enumerate(small_workbook_once().values()):
            (place / f"seed-{number}").write_bytes(bytes([number]) + part)
        if target == "csv":
            text = '日付,担当者,架電結果\r\n2026/11/2,山田 太郎,"接続, 済"\r\n2026/11/3,="0012",\r\n'
            for name in ("utf-8-sig", "cp932", "utf-16"):
                (place / f"seed-{name}").write_bytes(text.encode(name))
    limits = [f"-timeout={SECONDS}", f"-rss_limit_mb={MEGABYTES}", f"-artifact_prefix={place.parent}/"]
    atheris.Setup([sys.argv[0], *limits, *options, corpus], lambda data: fuzz_once(target, data) and None)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
