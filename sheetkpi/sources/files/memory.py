"""What was freed, back to the system: the C library of Linux keeps it for the thread that freed it."""

from __future__ import annotations

import ctypes
import sys

LARGE_CELLS = 1_000_000
"""Cells of a sheet from which on it is worth a tenth of a second."""

LARGE_ROWS = 200_000
"""Records from which on what a step of counting frees is worth it."""


def give_back() -> None:
    """Give back the memory that is free, where the C library would keep it.

    A sheet is read in a thread of its own, and what that frees at its end is of no use to any other thread:
    at a million rows 130 MB of everything that follows. What steps of counting free lies between what stays.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc alone
        if trim is not None:
            trim(0)


def let_arrow_give_back() -> None:
    """Let Arrow leave what it frees to the C library from now on, which `give_back` can make give it back: of
    a big sheet Arrow's own way keeps 60 MB. (Of big text files it keeps less than the C library's would.)"""
    import pyarrow as pa

    if sys.platform == "linux":
        pa.set_memory_pool(pa.system_memory_pool())
