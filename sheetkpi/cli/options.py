"""What commands have in common: their shared options, their sentences, how they end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from sheetkpi.errors import SheetKPIError
from sheetkpi.language import LANGUAGES, Language, say

if TYPE_CHECKING:
    from sheetkpi.people.incoming.collecting import Collection
    from sheetkpi.summary import Summary


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
    def dry_run(self) -> Any:
        """Do everything but write."""
        return typer.Option("--dry-run", help=self.text("help.dry_run"))

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


def end(result: "Summary | Collection", strict: bool) -> None:
    """End with 1 where records were left out and that was to be told."""
    if strict and result.left_out:
        raise typer.Exit(1)


@contextmanager
def sentences(language: Language, debug: bool) -> Iterator[None]:
    """Turn what goes wrong into one sentence on stderr and exit code 2; with `debug`, let it through."""
    try:
        yield
    except SheetKPIError as error:
        if debug:
            raise
        typer.echo(error.sentence(language), err=True)
        raise typer.Exit(2) from None
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:
        if debug:
            raise
        from sheetkpi.logfile import log_unexpected

        path = log_unexpected(error)
        typer.echo(say("error.unexpected", language, what=type(error).__name__, path=path), err=True)
        raise typer.Exit(2) from None
