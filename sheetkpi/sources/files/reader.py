"""The process in which `apart` has a workbook read; it imports nothing of the package, to start quickly.

Arguments: the workbook, a folder for the cells (one Arrow file per sheet), a JSON list of the sheets wanted
(null for all), and how many bytes of memory it may take. It prints JSON: `sheets` (name, file, errors) or
`failed`.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; there the time is one
        return
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _read(path: str, folder: str, wanted: list[str] | None) -> list[tuple[str, str, list[Any]]]:
    import fastexcel
    import pyarrow as pa

    book = fastexcel.read_excel(path)
    sheets: list[tuple[str, str, list[Any]]] = []
    for number, name in enumerate(book.sheet_names):
        file = f"{number}.arrow"
        errors: list[Any] = []
        if wanted is None or name in wanted:
            sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            if sheet.width:
                cells, found = sheet.to_arrow_with_errors()
                errors = [(*error.position, error.detail) for error in (found.errors if found else ())]
                with pa.OSFile(f"{folder}/{file}", "wb") as out, pa.ipc.new_file(out, cells.schema) as to:
                    to.write_batch(cells)
        sheets.append((name, file, errors))
    return sheets


def main(path: str, folder: str, wanted: str, memory: str) -> None:
    """Read and say what was found."""
    _limit(int(memory))
    try:
        told: dict[str, object] = {"sheets": _read(path, folder, json.loads(wanted))}
    except BaseException as error:  # a panic of the reader is no Exception
        told = {"failed": str(error) or type(error).__name__}
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
