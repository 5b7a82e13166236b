"""What a command says: sentences and tables for people, one JSON object for a program, or nothing."""

import json
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any

import typer

from sheetkpi.cli.terminalwords import as_started
from sheetkpi.language import Language, say


@dataclass
class Output:
    """Where one command puts what it has to say.

    People read sentences and tables on stdout, and on stderr what went wrong. With `as_json` stdout has one
    JSON object at the end and nothing else; its keys are English and stay. With `quiet` stdout has nothing.
    """

    command: str
    language: Language
    quiet: bool = False
    as_json: bool = False
    debug: bool = False
    data: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @property
    def is_read(self) -> bool:
        """Whether somebody reads along: tables and progress are for them."""
        return not (self.quiet or self.as_json)

    def say(self, key: str, **values: object) -> None:
        """Tell people a sentence."""
        if self.is_read:
            typer.echo(as_started(say(key, self.language, **values)))

    def tell(self, **data: Any) -> None:
        """Give programs these fields of the JSON object."""
        self.data |= data

    def warn(self, sentence: str, *, shown: bool = False) -> None:
        """Tell of something that went wrong while the command as such was carried out; `shown` where a table
        that people see has it already."""
        self.warnings.append(sentence)
        if not self.as_json and (self.quiet or not shown):
            typer.echo(as_started(sentence), err=True)

    def fail(self, kind: str, sentence: str) -> None:
        """Tell why the command was not carried out; `kind` is a word that programs know it by."""
        if self.as_json:
            self.data = {"error": {"kind": kind, "message": sentence}}
        else:
            typer.echo(as_started(sentence), err=True)

    def close(self, code: int) -> None:
        """Write the JSON object, where it is wanted: the last thing that a command does."""
        if not self.as_json:
            return
        whole = {"command": self.command, "exit_code": int(code), **self.data}
        if self.warnings:
            whole["warnings"] = self.warnings
        is_any_letter_known = (sys.stdout.encoding or "").casefold().replace("-", "") == "utf8"
        typer.echo(json.dumps(whole, ensure_ascii=not is_any_letter_known, default=_plain, allow_nan=False))


def _plain(value: Any) -> Any:
    """What JSON has for a date, a path, a number of numpy."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PurePath):
        return str(value)
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
