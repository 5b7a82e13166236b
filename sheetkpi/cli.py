"""The terminal's side of SheetKPI: each command is a few lines around the function of the same name.

Exit codes: 0 done; 1 done, but records were left out and `--strict` was given; 2 bad input, told in one
sentence.
"""

import atexit
import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sheetkpi.errors import SheetKPIError
from sheetkpi.language import LANGUAGES, Language, preferred_language, say

if TYPE_CHECKING:
    from sheetkpi.people.collecting import Collection
    from sheetkpi.summary import Summary


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command as the terminal gave it; ends the process with the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _collect_seldom()
    _read_ahead(words)
    commands(_language_asked(words))(args=words, prog_name="sheetkpi")


def _collect_seldom() -> None:
    """Let Python look for garbage seldom, and not once more at the end: a command is over in seconds and
    leaves little, while each look at all that pandas and a workbook consist of takes a twentieth of one."""
    gc.set_threshold(1_000_000, 50, 100)
    atexit.register(gc.freeze)


def _read_ahead(words: Sequence[str]) -> None:
    """Have big sheets read while the rest of the program is loaded: that takes as long. Which workbooks will
    be read is seen before parsing, since that loads much too."""
    if words and words[0] in ("refresh", "check"):
        from sheetkpi.sources import ahead

        ahead.begin(Path(word) for before, word in pairwise(words) if before != "--output")


def _language_asked(words: Sequence[str]) -> Language:
    """The language of `--lang`, looked for before parsing since the help itself speaks it."""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        asked = following if word == "--lang" else word.removeprefix("--lang=") if "=" in word else ""
        for language in LANGUAGES:
            if asked == language:
                return language
    return preferred_language()


def commands(language: Language) -> typer.Typer:
    """The command-line application, its help in `language`."""
    app = typer.Typer(
        help=say("help.app", language),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    def text(key: str) -> str:
        return say(key, language)

    book_argument = typer.Argument(metavar="BOOK", help=text("help.book"))
    activity_option = typer.Option("--activity", metavar="SRC", help=text("help.activity"))
    strict_option = typer.Option("--strict", help=text("help.strict"))
    # Read by _language_asked before Typer starts; declared so that it is in the help and checked.
    lang_option = typer.Option("--lang", metavar="ja|en", help=text("help.lang"), callback=_known_language)
    book_lang_option = typer.Option(
        "--lang", metavar="ja|en", help=text("help.book_lang"), callback=_known_language
    )
    debug_option = typer.Option("--debug", help=text("help.debug"))

    @app.callback()
    def version(
        show: Annotated[
            bool, typer.Option("--version", is_eager=True, callback=_show_version, help=text("help.version"))
        ] = False,
    ) -> None: ...

    @app.command(help=text("help.new"))
    def new(
        book: Annotated[Path, typer.Argument(metavar="BOOK", help=text("help.new_book"))],
        lang: Annotated[str, book_lang_option] = language,
        debug: Annotated[bool, debug_option] = False,
    ) -> None:
        import sheetkpi

        with _sentences(language, debug):
            sheetkpi.new(book, language)
            typer.echo(say("done.new", language, path=book))

    @app.command(help=text("help.attach"))
    def attach(
        book: Annotated[Path, book_argument],
        output: Annotated[
            Path | None, typer.Option("--output", metavar="PATH", help=text("help.attach_output"))
        ] = None,
        lang: Annotated[str, book_lang_option] = language,
        debug: Annotated[bool, debug_option] = False,
    ) -> None:
        from sheetkpi.macrobook.attaching import attach as attach_to

        with _sentences(language, debug):
            done = attach_to(book, language, output)
            key = "done.attach" if done.macros else "done.attach_tables"
            key = key if done.changed else "done.attach_nothing"
            typer.echo(say(key, language, path=done.path, count=len(done.sheets)))

    @app.command(help=text("help.detach"))
    def detach(
        book: Annotated[Path, book_argument],
        output: Annotated[
            Path | None, typer.Option("--output", metavar="PATH", help=text("help.detach_output"))
        ] = None,
        lang: Annotated[str, lang_option] = language,
        debug: Annotated[bool, debug_option] = False,
    ) -> None:
        import sheetkpi

        with _sentences(language, debug):
            path = sheetkpi.detach(book, output=output)
            key = "done.detach" if path.suffix.lower() == ".xlsx" else "done.detach_kept"
            typer.echo(say(key, language, path=path))

    @app.command(help=text("help.demo"))
    def demo(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help=text("help.folder"))] = Path(
            "sheetkpi-demo"
        ),
        lang: Annotated[str, book_lang_option] = language,
        debug: Annotated[bool, debug_option] = False,
    ) -> None:
        import sheetkpi
        from sheetkpi.terminal import progress_bar, show_summary

        with _sentences(language, debug):
            with progress_bar(language) as progress:
                book, summary = sheetkpi.demo(folder, language, progress=progress)
            show_summary(summary, language, "summary.title")
            typer.echo(say("done.demo", language, path=book))

    @app.command(help=text("help.refresh"))
    def refresh(
        book: Annotated[Path, book_argument],
        activity: Annotated[list[str] | None, activity_option] = None,
        once: Annotated[bool, typer.Option("--once", help=text("help.once"))] = False,
        month: Annotated[
            str | None, typer.Option("--month", metavar="YYYY-MM", help=text("help.month"))
        ] = None,
        output: Annotated[
            Path | None, typer.Option("--output", metavar="PATH", help=text("help.output"))
        ] = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help=text("help.dry_run"))] = False,
        strict: Annotated[bool, strict_option] = False,
        lang: Annotated[str, lang_option] = language,
        debug: Annotated[bool, debug_option] = False,
    ) -> None:
        import sheetkpi
        from sheetkpi.pipeline import save, typed_month, write_issues
        from sheetkpi.terminal import progress_bar, show_summary

        with _sentences(language, debug):
            with progress_bar(language) as progress:
                progress("step.open", 0, 1)
                with sheetkpi.open_book(book, read_only=dry_run or bool(output)) as opened:
                    summary = sheetkpi.refresh(
                        opened,
                        activity or (),
                        once=once,
                        month=typed_month(month),
                        dry_run=dry_run,
                        progress=progress,
                    )
                    saved = None
                    if summary.written:
                        progress("step.save", 0, 1)
                        saved = save(opened, output)
            csv = write_issues(summary, saved, language) if saved else None
            show_summary(summary, language, "summary.title_dry_run" if dry_run else "summary.title")
            if not dry_run:
                key = "done.refresh" if summary.written else "done.no_tables"
                typer.echo(say(key, language, path=output or book))
            if csv:
                typer.echo(say("done.issues_csv", language, path=csv))
            _exit(summary, strict)

    @app.command(help=text("help.check"))
    def check(
        book: Annotated[Path, book_argument],
        activity: Annotated[list[str] | None, activity_option] = None,
        strict: Annotated[bool, strict_option] = False,
        lang: Annotated[str, lang_option] = language,
        debug: Annotated[bool, debug_option] = False,
    ) -> None:
        import sheetkpi
        from sheetkpi.terminal import progress_bar, show_summary

        with _sentences(language, debug):
            with progress_bar(language) as progress:
                progress("step.open", 0, 1)
                with sheetkpi.open_book(book, read_only=True) as opened:
                    summary = sheetkpi.check(opened, activity or (), progress=progress)
            show_summary(summary, language, "summary.title_check")
            _exit(summary, strict)

    @app.command(help=text("help.collect"))
    def collect(
        book: Annotated[Path, book_argument],
        places: Annotated[list[str], typer.Argument(metavar="DIR_OR_FILES...", help=text("help.returned"))],
        password_file: Annotated[
            Path | None, typer.Option("--password-file", metavar="CSV", help=text("help.password_file"))
        ] = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help=text("help.dry_run"))] = False,
        strict: Annotated[bool, strict_option] = False,
        lang: Annotated[str, lang_option] = language,
        debug: Annotated[bool, debug_option] = False,
    ) -> None:
        import sheetkpi
        from sheetkpi.people.passwords import read_passwords
        from sheetkpi.people.terminal import show_collection
        from sheetkpi.terminal import progress_bar

        with _sentences(language, debug):
            passwords = read_passwords(password_file) if password_file else None
            with progress_bar(language) as progress:
                progress("step.open", 0, 1)
                result = sheetkpi.collect(
                    book, places, passwords=passwords, dry_run=dry_run, progress=progress
                )
            show_collection(result, language, "collect.title_dry_run" if dry_run else "collect.title")
            if not dry_run:
                key = "done.collect" if result.changed else "done.collect_nothing"
                typer.echo(say(key, language, path=book))
            _exit(result, strict)

    @app.command(help=text("help.distribute"))
    def distribute(
        book: Annotated[Path, book_argument],
        folder: Annotated[Path, typer.Argument(metavar="OUTDIR", help=text("help.outdir"))],
        by: Annotated[str, typer.Option("--by", metavar="rep|team", help=text("help.by"))] = "rep",
        only: Annotated[
            list[str] | None, typer.Option("--only", metavar="NAME", help=text("help.only"))
        ] = None,
        password_file: Annotated[
            Path | None,
            typer.Option("--password-file", metavar="CSV", help=text("help.distribute_passwords")),
        ] = None,
        pdf: Annotated[bool, typer.Option("--pdf", help=text("help.pdf"))] = False,
        strict: Annotated[bool, strict_option] = False,
        lang: Annotated[str, lang_option] = language,
        debug: Annotated[bool, debug_option] = False,
    ) -> None:
        import sheetkpi
        from sheetkpi.people.passwords import read_passwords
        from sheetkpi.people.terminal import show_distribution
        from sheetkpi.terminal import progress_bar

        with _sentences(language, debug):
            passwords = read_passwords(password_file) if password_file else None
            with progress_bar(language) as progress:
                progress("step.open", 0, 1)
                result = sheetkpi.distribute(
                    book, folder, by=by, only=only or (), passwords=passwords, pdf=pdf, progress=progress
                )
            show_distribution(result, language)
            ready = len(result.workbooks) - len(result.of("failed"))
            typer.echo(say("done.distribute", language, count=f"{ready:,}", path=folder))
            if strict and result.of("failed"):
                raise typer.Exit(1)

    @app.command(help=text("help.doctor"))
    def doctor(
        book: Annotated[Path | None, typer.Argument(metavar="[BOOK]", help=text("help.doctor_book"))] = None,
        lang: Annotated[str, lang_option] = language,
        debug: Annotated[bool, debug_option] = False,
    ) -> None:
        import sheetkpi
        from sheetkpi.terminal import show_findings

        with _sentences(language, debug):
            findings = sheetkpi.doctor(book)
            show_findings(findings, language)
            if any(finding.state == "problem" for finding in findings):
                raise typer.Exit(1)

    return app


def _known_language(value: str) -> str:
    if value not in LANGUAGES:
        raise typer.BadParameter("ja | en")
    return value


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(version("sheetkpi"))
        raise typer.Exit


def _exit(summary: "Summary | Collection", strict: bool) -> None:
    if strict and summary.left_out:
        raise typer.Exit(1)


@contextmanager
def _sentences(language: Language, debug: bool) -> Iterator[None]:
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
