"""Tables of cells in this user's cache: how sheets, and what engines said of large files, are kept."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from sheetkpi.cachefolder import forget, keep, kept

_TOLD = b"sheetkpi"


def kept_table(name: str) -> tuple[pa.Table, dict[str, Any]] | None:
    """The table that was kept under `name`, and what was told with it; None where it is not there, damaged
    or no such table."""
    content = kept(name)
    if content is None:
        return None
    try:
        with pa.ipc.open_stream(pa.py_buffer(content)) as stream:
            cells = stream.read_all()
        told = json.loads(cells.schema.metadata[_TOLD])
        return cells.replace_schema_metadata(None), dict(told)
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError):
        forget(name)
        return None


def keep_table(name: str, cells: pa.Table, told: dict[str, Any]) -> None:
    """Keep a table under `name`, and with it what is `told` (anything that JSON has)."""
    cells = cells.replace_schema_metadata({_TOLD: json.dumps(told)})
    buffer = pa.BufferOutputStream()
    with pa.ipc.new_stream(buffer, cells.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as stream:
        stream.write_table(cells)
    keep(name, [memoryview(buffer.getvalue())])
