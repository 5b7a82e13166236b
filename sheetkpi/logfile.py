"""The log file for support: what went wrong unexpectedly, with the traceback nobody should have to read."""

from __future__ import annotations

import os
import sys
import traceback
from datetime import datetime
from pathlib import Path

_LARGEST = 1_000_000
"""Bytes after which the log starts anew, so that it never fills a disk."""


def log_path() -> Path:
    """Where the log is: the place the system keeps such files for this user."""
    home = Path.home()
    if sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "SheetKPI"
    elif sys.platform == "darwin":
        folder = home / "Library" / "Logs" / "SheetKPI"
    else:
        folder = Path(os.environ.get("XDG_STATE_HOME", home / ".local" / "state")) / "sheetkpi"
    return folder / "sheetkpi.log"


def log_unexpected(error: BaseException) -> Path:
    """Append `error` with its traceback to the log and return the log's path; never raises."""
    path = log_path()
    entry = f"--- {datetime.now().astimezone().isoformat(timespec='seconds')}\n"
    entry += "".join(traceback.format_exception(error))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        too_large = path.exists() and path.stat().st_size > _LARGEST
        with path.open("w" if too_large else "a", encoding="utf-8") as log:
            log.write(entry)
    except OSError:
        pass  # the sentence on the screen matters more than the log
    return path
