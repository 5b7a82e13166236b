"""Commands as somebody types them, to be copied from the terminal and run."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Sequence


def spelled(words: Sequence[str]) -> str:
    """A command with the quotes that its shell wants around names with blanks and signs.

    >>> spelled(["sheetkpi", "attach", "Book.xlsx"])
    'sheetkpi attach Book.xlsx'
    """
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
