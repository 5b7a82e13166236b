"""Commands as somebody types them, to be copied from the terminal and run."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from sheetkpi.patterns import lazy_pattern


def spelled(words: Sequence[str]) -> str:
    """A command with the quotes that its shell wants around names with blanks and signs.

    >>> spelled(["sheetkpi", "attach", "Book.xlsx"])
    'sheetkpi attach Book.xlsx'
    """
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


PROGRAM = "sheetkpi"
_COMMAND = lazy_pattern(rf"(?<![\w./\\-])(?<!-m ){PROGRAM} (?=[a-z-])")


def as_started(text: str) -> str:
    """A sentence whose commands begin as this one did: whoever typed `py -m sheetkpi` may have no other.

    >>> as_started("Run sheetkpi doctor.")
    'Run sheetkpi doctor.'
    """
    program = started_as()
    return text if program == PROGRAM else _COMMAND.sub(lambda _: f"{program} ", text)


@cache
def started_as() -> str:
    """The words by which this program was started."""
    return program_of(sys.argv[0], sys.orig_argv[0], sys.platform)


def program_of(script: str, python: str, platform: str) -> str:
    """What starts the program again that runs `script` with `python`.

    >>> program_of("/usr/bin/sheetkpi", "/usr/bin/python3", "linux")
    'sheetkpi'
    >>> program_of("/lib/sheetkpi/__main__.py", "python3", "darwin")
    'python3 -m sheetkpi'
    >>> program_of(r"C:/lib/sheetkpi/__main__.py", r"C:/Python312/python.exe", "win32")
    'py -m sheetkpi'
    """
    path = Path(script)
    if (path.parent.name, path.name) != (PROGRAM, "__main__.py"):
        return PROGRAM
    return f"py -m {PROGRAM}" if platform == "win32" else f"{shlex.quote(python)} -m {PROGRAM}"
