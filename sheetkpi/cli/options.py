"""What commands have in common: their shared options, their sentences, how they end."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

import typer

from sheetkpi.errors import SheetKPIError
from sheetkpi.language import LANGUAGES, Language, say


class Code(IntEnum):
    """How a command ended, for whatever started it."""

    DONE = 0
    PARTLY = 1
    """Done, but something named failed, or was left out and `--strict` makes that matter."""
    NOT_DONE = 2
    """Nothing was changed by us; one sentence says why."""
    NOTHING = 3
    """There was nothing to do."""
    INTERRUPTED = 130
    """Somebody pressed Ctrl+C, as shells have it."""


_FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True)
class Options:
    """Arguments and options that several commands share, their help in `language`."""

    language: Language

    def text(self, key: str) -> str:
        """A help text."""
        return say(key, self.language)

    @property
    def book(self) -> Any:
        """The workbook a command is about."""
        return typer.Argument(metavar="BOOK", help=self.text("help.book"))

    @property
    def activity(self) -> Any:
        """Where to read activity."""
        return typer.Option("--activity", metavar="SRC", help=self.text("help.activity"))

    @property
    def strict(self) -> Any:
        """End with 1 where records were left out."""
        return typer.Option("--strict", help=self.text("help.strict"))

    @property
    def strict_before(self) -> Any:
        """The same, where it makes no difference any more."""
        return typer.Option("--strict", help=self.text("help.strict_before"), hidden=True)

    @property
    def dry_run(self) -> Any:
        """Do everything but write."""
        return typer.Option("--dry-run", help=self.text("help.dry_run"))

    @property
    def verbose(self) -> Any:
        """Say in tables what was read, left out and written."""
        return typer.Option("--verbose", "-v", help=self.text("help.verbose"))

    @property
    def force(self) -> Any:
        """Replace files that are there."""
        return typer.Option("--force", help=self.text("help.force"))

    def output(self, key: str) -> Any:
        """Save under another name; what happens without it is the help text `key`."""
        return typer.Option("--output", metavar="PATH", help=self.text(key))

    def passwords(self, key: str) -> Any:
        """A list of passwords; what it is for is the help text `key`."""
        return typer.Option("--password-file", metavar="CSV", help=self.text(key))

    @property
    def lang(self) -> Any:
        """The language of messages. `sheetkpi.cli` looks for it before Typer starts, since the help speaks it
        too; it is declared so that it is in the help and checked."""
        return typer.Option("--lang", metavar="ja|en", help=self.text("help.lang"), callback=_known_language)

    @property
    def book_lang(self) -> Any:
        """The language of messages and of what is written into the workbook."""
        return typer.Option(
            "--lang", metavar="ja|en", help=self.text("help.book_lang"), callback=_known_language
        )

    @property
    def debug(self) -> Any:
        """Show tracebacks."""
        return typer.Option("--debug", help=self.text("help.debug"))


def _known_language(value: str) -> str:
    if value not in LANGUAGES:
        raise typer.BadParameter("ja | en")
    return value


def end(*, partly: object = False, nothing: bool = False) -> None:
    """End with the code for what was done: `partly` when something failed or was left out that matters,
    `nothing` when there was nothing to do."""
    if partly:
        raise typer.Exit(Code.PARTLY)
    if nothing:
        raise typer.Exit(Code.NOTHING)


@contextmanager
def linked(path: Path, language: Language) -> Iterator[None]:
    """Say afterwards, where the file at `path` had other names (hard links) and was saved, that these keep
    the old state."""
    from sheetkpi.fileengine.opc.saving import has_further_names

    before = path.stat().st_ino if path.exists() and has_further_names(path) else None
    yield
    if before is not None and path.stat().st_ino != before:
        typer.echo(say("done.separated", language, path=path))


@contextmanager
def sentences(language: Language, debug: bool) -> Iterator[None]:
    """Turn what goes wrong into one sentence on stderr and an exit code; with `debug`, let it through."""
    try:
        yield
    except SheetKPIError as error:
        if debug:
            raise
        typer.echo(error.sentence(language), err=True)
        raise typer.Exit(error.exit_code) from None
    except (typer.Exit, typer.Abort):
        raise
    except KeyboardInterrupt:
        typer.echo(say("error.interrupted", language), err=True)
        raise typer.Exit(Code.INTERRUPTED) from None
    except Exception as error:
        if debug:
            raise
        if isinstance(error, OSError) and error.errno in _FULL:
            typer.echo(say("error.no_space", language, path=error.filename or error.strerror), err=True)
            raise typer.Exit(Code.NOT_DONE) from None
        from sheetkpi.logfile import log_unexpected

        path = log_unexpected(error)
        typer.echo(say("error.unexpected", language, what=type(error).__name__, path=path), err=True)
        raise typer.Exit(Code.NOT_DONE) from None
