"""Where a system keeps what belongs to one user: logs and what is remembered, settings, caches."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path


def state_folder() -> Path:
    """Logs, and what is remembered from one command to the next."""
    return _folder("LOCALAPPDATA", "Local", "Logs", "XDG_STATE_HOME", ".local/state")


def configuration_folder() -> Path:
    """What people write down for all of their workbooks."""
    return _folder("APPDATA", "Roaming", "Application Support", "XDG_CONFIG_HOME", ".config")


def default_cache_folder() -> Path:
    """What can be made again at any time."""
    folder = _folder("LOCALAPPDATA", "Local", "Caches", "XDG_CACHE_HOME", ".cache")
    return folder / "Cache" if sys.platform == "win32" else folder


def forget_older(folder: Path, days: float) -> None:
    """Delete the files of a folder that were not changed for so many days."""
    oldest = time.time() - days * 86_400
    for path in folder.iterdir():
        with suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()


def _folder(variable: str, within: str, library: str, xdg: str, usual: str) -> Path:
    """The product's folder: on Windows as `variable` says, else `within` AppData; on macOS in that `library`;
    elsewhere as `xdg` says, else the `usual` one below the user's home."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get(variable, home / "AppData" / within)) / "SheetKPI"
    if sys.platform == "darwin":
        return home / "Library" / library / "SheetKPI"
    return Path(os.environ.get(xdg, home / usual)) / "sheetkpi"
