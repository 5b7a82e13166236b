"""The commands of the product, and one of them run in this process."""

from __future__ import annotations

from typing import Any

import pytest
from typer.main import get_command

from sheetkpi.cli import commands, main

COMMANDS: dict[str, Any] = get_command(commands("en")).commands  # type: ignore[attr-defined]


def run(*words: object) -> int:
    """The exit code of the command with these words."""
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def options_of(name: str) -> set[str]:
    """The long options of a command."""
    return {option for param in COMMANDS[name].params for option in param.opts if option.startswith("--")}
