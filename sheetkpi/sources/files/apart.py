"""Old and rare workbook formats (.xls, .xlsb), read in a process of their own.

Damaged ones make their reader ask for gigabytes, never end, or abort the program. Here that ends a process
with limits of time and memory, and becomes one sentence.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sheetkpi.errors import DamagedError, ProtectedError, SourceError
from sheetkpi.sources.files import reader

if TYPE_CHECKING:
    import pyarrow as pa

SECONDS = 20
MEMORY = 2**30
"""Bytes the process may have where the system can limit that (everywhere but on Windows)."""

_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class Loaded(NamedTuple):
    """The used cells of one sheet as text, None for a sheet without any; its error values by row and column
    of `cells`, from 0, as fastexcel calls them."""

    cells: pa.RecordBatch | None
    errors: list[tuple[int, int, str]]


def read_apart(source: Path | bytes, called: str, sheets: Collection[str] | None = None) -> dict[str, Loaded]:
    """The sheets of a workbook by name, in the order of their tabs; those not among `sheets` without cells.

    Raises SheetKPIError (`called` names the file) where it is damaged, encrypted, or takes too long or too
    much memory.
    """
    with tempfile.TemporaryDirectory(prefix="sheetkpi-") as folder:
        path = source if isinstance(source, Path) else Path(folder) / "workbook"
        if isinstance(source, bytes):
            path.write_bytes(source)
        wanted = json.dumps(None if sheets is None else list(sheets))
        # -P keeps the modules beside the script from standing in for others of their name.
        command = [sys.executable, "-P", reader.__file__, str(path.resolve()), folder, wanted, str(MEMORY)]
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS,
                check=True,
                creationflags=_NO_WINDOW,
            )
            told = json.loads(done.stdout)
        except OSError as error:  # the browser has no processes
            raise SourceError("error.old_format", path=called) from error
        except (subprocess.SubprocessError, ValueError) as error:
            raise DamagedError("error.truncated", path=called) from error
        if "failed" in told:
            if "password" in told["failed"].casefold():
                raise ProtectedError("error.encrypted", path=called)
            raise DamagedError("error.truncated", path=called)
        return {
            name: Loaded(_cells(Path(folder) / file), [(row, column, text) for row, column, text in errors])
            for name, file, errors in told["sheets"]
        }


def _cells(file: Path) -> pa.RecordBatch | None:
    import pyarrow as pa

    if not file.is_file():
        return None
    with pa.OSFile(str(file)) as opened, pa.ipc.open_file(opened) as batches:
        return batches.get_batch(0)
