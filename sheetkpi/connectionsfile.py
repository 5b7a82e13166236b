"""Addresses and passwords, which no workbook holds: in the environment or in `connections.toml` in the user's
configuration folder.

A table of that file is a connection to a database (`[crm]`, see `sources.databases.connections`); those
below `post` are channels that are posted to (`[post.team]`, see `posting.channels`). The file is used only
where nobody else can read it, and what stands in it is never part of a sentence.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from sheetkpi.errors import InputError, ProtectedError
from sheetkpi.patterns import lazy_pattern
from sheetkpi.userfolders import configuration_folder

NAME = lazy_pattern(r"[\w-]+")
"""What a connection or a channel may be called."""

_POST = "post"
_LINE = lazy_pattern(r"line (\d+)")


def connections_file() -> Path:
    """Where the user's connections are written down: the system's place for such files."""
    return configuration_folder() / "connections.toml"


def key_of_name(name: str) -> str:
    """What tells a name from others: case aside, and - is _.

    >>> key_of_name(" My-Team ")
    'my_team'
    """
    return name.strip().casefold().replace("-", "_")


def in_environment(prefix: str) -> dict[str, tuple[str, str]]:
    """The addresses that environment variables say, by the key of the name that follows `prefix` there:
    `SHEETKPI_POST_TEAM` says that of `team`. Each with the variable."""
    return {
        key_of_name(variable[len(prefix) :]): (variable, address.strip())
        for variable, address in os.environ.items()
        if variable.upper().startswith(prefix) and variable[len(prefix) :] and address.strip()
    }


def databases() -> dict[str, dict[str, Any]]:
    """What the file says of each connection to a database, by its name; {} where there is no file.

    Raises SheetKPIError where the file cannot be read, is no TOML, or can be read by others.
    """
    return _tables({name: table for name, table in _written().items() if name != _POST})


def channels() -> dict[str, dict[str, Any]]:
    """What the file says of each channel that is posted to; the rest as for `databases`."""
    return _tables(_tables({_POST: _written().get(_POST, {})})[_POST], f"{_POST}.")


def _tables(told: dict[str, Any], within: str = "") -> dict[str, dict[str, Any]]:
    for name, table in told.items():
        if not isinstance(table, dict) or not NAME.fullmatch(name):
            shown = f"{within}{name}" if NAME.fullmatch(name) else "?"
            raise InputError("error.db_file_name", file=connections_file(), name=shown)
    return told


def _written() -> dict[str, Any]:
    """The whole file."""
    path = connections_file()
    try:
        data = path.read_bytes()
        mode = path.stat().st_mode
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ProtectedError("error.db_file_unreadable", file=path) from error
    if os.name == "posix" and mode & 0o077:
        raise ProtectedError("error.db_file_open", file=path)
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        # Its message may repeat what stands in the line, and that may be a password.
        raise InputError("error.db_file_line", file=path, line=line[1] if line else "?") from None
    except UnicodeDecodeError:
        raise InputError("error.db_file_line", file=path, line=1) from None
