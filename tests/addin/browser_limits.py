"""What Python in the browser lacks, taken away from this process: threads, processes, and packages that exist
for no browser (xlwings Lite runs Pyodide: pandas, pyarrow and lxml are there, fastexcel is not).
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import Any, NoReturn

MISSING = frozenset(
    {"fastexcel", "duckdb", "msoffcrypto", "multiprocessing", "typer", "rich", "olefile", "sqlite3"}
)
"""Packages without a wheel for browsers, and those that only the command line needs."""


def _refused(*_: Any, **__: Any) -> NoReturn:
    raise RuntimeError("can't start new thread")


def _no_process(*_: Any, **__: Any) -> NoReturn:
    raise OSError("[Errno 138] Not supported")


def take_away() -> None:
    """From now on there are no threads, no processes and none of `MISSING`."""
    sys.modules.update(dict.fromkeys(MISSING))  # type: ignore[arg-type]  # None: it cannot be found
    threading.Thread.start = _refused  # type: ignore[method-assign]
    subprocess.Popen.__init__ = _no_process  # type: ignore[method-assign]
    os.fork = _no_process
