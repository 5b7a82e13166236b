"""Commands that read activity: `demo`, `refresh` and `undo`, `check`."""

from pathlib import Path
from typing import Annotated

import typer

from sheetkpi.cli.options import Options, end, linked, sentences
from sheetkpi.errors import SheetKPIError
from sheetkpi.language import say


def add_refreshing(app: typer.Typer, options: Options) -> None:
    """Add `demo`, `refresh`, `undo` and `check`."""
    language, text = options.language, options.text

    @app.command(help=text("help.demo"))
    def demo(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help=text("help.folder"))] = Path(
            "sheetkpi-demo"
        ),
        force: Annotated[bool, options.force] = False,
        verbose: Annotated[bool, options.verbose] = False,
        lang: Annotated[str, options.book_lang] = language,
        debug: Annotated[bool, options.debug] = False,
    ) -> None:
        import sheetkpi
        from sheetkpi.cli.terminal import progress_bar, show_answer, show_summary

        with sentences(language, debug):
            with progress_bar(language) as progress:
                book, summary = sheetkpi.demo(folder, language, force=force, progress=progress)
            if verbose:
                show_summary(summary, language, "summary.title")
            show_answer(summary, language)
            typer.echo(say("done.demo", language, path=book))

    @app.command(help=text("help.refresh"))
    def refresh(
        book: Annotated[Path, options.book],
        activity: Annotated[list[str] | None, options.activity] = None,
        once: Annotated[bool, typer.Option("--once", help=text("help.once"))] = False,
        month: Annotated[
            str | None, typer.Option("--month", metavar="YYYY-MM", help=text("help.month"))
        ] = None,
        output: Annotated[Path | None, options.output("help.output")] = None,
        force: Annotated[bool, options.force] = False,
        dry_run: Annotated[bool, options.dry_run] = False,
        strict: Annotated[bool, options.strict] = False,
        verbose: Annotated[bool, options.verbose] = False,
        lang: Annotated[str, options.lang] = language,
        debug: Annotated[bool, options.debug] = False,
    ) -> None:
        import sheetkpi
        from sheetkpi.cli.terminal import progress_bar, show_answer, show_summary
        from sheetkpi.pipeline import check_output, save, typed_month, write_issues
        from sheetkpi.undofile import can_keep

        with sentences(language, debug), linked(output or book, language):
            if output is not None and output.exists() and book.exists() and output.samefile(book):
                output = None  # the workbook itself by another name
            replaced = check_output(book, output, force=force) if output else None
            reading = dry_run or bool(output)
            with (
                progress_bar(language) as progress,
                sheetkpi.open_book(book, read_only=reading) as opened,
            ):
                summary = sheetkpi.refresh(
                    opened,
                    activity or (),
                    once=once,
                    month=typed_month(month),
                    dry_run=dry_run,
                    undoable=output is None and can_keep(),
                    progress=progress,
                )
                saved = None
                if summary.written:
                    progress("step.save", 0, 1)
                    saved = save(opened, output, replaced)
            csv, unwritten = None, None
            try:
                csv = write_issues(summary, saved, language) if saved else None
            except SheetKPIError as error:  # the workbook is saved: that stands
                unwritten = error
            if verbose or dry_run:
                show_summary(summary, language, "summary.title_dry_run" if dry_run else "summary.title")
            show_answer(summary, language)
            if not dry_run:
                key = "done.refresh" if summary.written else "done.no_tables"
                typer.echo(say(key, language, path=output or book))
            if csv:
                typer.echo(say("done.issues_csv", language, path=csv))
            if unwritten:
                typer.echo(unwritten.sentence(language), err=True)
            end(partly=unwritten or (strict and summary.left_out), nothing=not (dry_run or summary.written))

    @app.command(help=text("help.undo"))
    def undo(
        book: Annotated[Path, options.book],
        lang: Annotated[str, options.lang] = language,
        debug: Annotated[bool, options.debug] = False,
    ) -> None:
        import sheetkpi

        with sentences(language, debug), linked(book, language):
            when = sheetkpi.undo_refresh(book)
            typer.echo(say("done.undo", language, time=f"{when:%Y-%m-%d %H:%M}"))

    @app.command(help=text("help.check"))
    def check(
        book: Annotated[Path, options.book],
        activity: Annotated[list[str] | None, options.activity] = None,
        strict: Annotated[bool, options.strict] = False,
        lang: Annotated[str, options.lang] = language,
        debug: Annotated[bool, options.debug] = False,
    ) -> None:
        import sheetkpi
        from sheetkpi.cli.terminal import progress_bar, show_summary

        with sentences(language, debug):
            with progress_bar(language) as progress, sheetkpi.open_book(book, read_only=True) as opened:
                summary = sheetkpi.check(opened, activity or (), progress=progress)
            show_summary(summary, language, "summary.title_check")
            end(partly=strict and summary.left_out)
