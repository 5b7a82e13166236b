"""Two files of one folder change places in one step, so that what is put aside can still be looked at.

A plain rename puts a file in place of another and destroys that one unseen: what somebody saved in the moment
before is gone. Linux (`renameat2(2)`, RENAME_EXCHANGE) and macOS (`renamex_np(2)`, RENAME_SWAP) can exchange
two names instead. Windows and some file systems (FAT, many shares) cannot.
"""

from __future__ import annotations

import ctypes
import os
import platform
from collections.abc import Callable
from functools import cache
from pathlib import Path

_HERE = -100
"""AT_FDCWD: names count from the current folder."""
_EXCHANGE = 2
"""RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS alike."""


def exchange(one: Path, other: Path) -> bool:
    """Let two files change places; False, with nothing changed, where that cannot be done in one step."""
    call = _call()
    return call is not None and call(os.fsencode(one), os.fsencode(other)) == 0


@cache
def _call() -> Callable[[bytes, bytes], int] | None:
    try:
        if platform.system() == "Linux":
            linux = ctypes.CDLL(None).renameat2
            return lambda one, other: int(linux(_HERE, one, _HERE, other, _EXCHANGE))
        if platform.system() == "Darwin":
            mac = ctypes.CDLL(None).renamex_np
            return lambda one, other: int(mac(one, other, _EXCHANGE))
    except (OSError, AttributeError):  # an old C library, or none
        pass
    return None
