"""The arguments and options that several commands share, and the codes with which all of them end."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import typer

from sheetkpi.cli.misuse import Misuse
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


FORMATS = ("csv", "parquet")
"""What tables are exported as; `exporting` has the same, and takes long to load."""


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
    def as_json(self) -> Any:
        """Write one JSON object instead of sentences and tables."""
        return typer.Option("--json", help=self.text("help.json"))

    @property
    def quiet(self) -> Any:
        """Write nothing but what went wrong."""
        return typer.Option("--quiet", "-q", help=self.text("help.quiet"))

    @property
    def debug(self) -> Any:
        """Show tracebacks."""
        return typer.Option("--debug", help=self.text("help.debug"))


def _known_language(value: str) -> str:
    if value not in LANGUAGES:
        raise Misuse("usage.value", value=value, names="ja, en", near=value, among=LANGUAGES)
    return value
