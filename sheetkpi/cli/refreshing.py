"""Commands that read activity: `demo`, `refresh` and `undo`, `check`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sheetkpi.cli.options import Options
from sheetkpi.cli.output import Output
from sheetkpi.cli.running import command, end, linked
from sheetkpi.errors import SheetKPIError

if TYPE_CHECKING:
    from sheetkpi.summary import Summary


def add_refreshing(app: typer.Typer, options: Options) -> None:
    """Add `demo`, `refresh`, `undo` and `check`."""
    text = options.text

    @command(app, options, writes_words=True)
    def demo(
        out: Output,
        folder: Annotated[Path, typer.Argument(metavar="DIR", help=text("help.folder"))] = Path(
            "sheetkpi-demo"
        ),
        force: Annotated[bool, options.force] = False,
        verbose: Annotated[bool, options.verbose] = False,
    ) -> None:
        import sheetkpi
        from sheetkpi.cli.answers import tell_summary
        from sheetkpi.cli.progress import progress_bar, show_answer

        with progress_bar(out) as progress:
            book, summary = sheetkpi.demo(folder, out.language, force=force, progress=progress)
        out.tell(workbook=book)
        tell_summary(out, summary)
        if out.is_read:
            if verbose:
                from sheetkpi.cli.terminal import show_summary

                show_summary(summary, out.language, "summary.title")
            show_answer(summary, out.language, unused=not verbose)
        out.say("done.demo", path=book)

    @command(app, options)
    def refresh(
        out: Output,
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
    ) -> None:
        from sheetkpi.lastrefresh import remember, unchanged_since

        asked = (Path.cwd(), *(activity or ()), once, month, output, out.language)
        if not (dry_run or verbose or force) and (last := unchanged_since(book, asked)):
            out.tell(workbook=output or book, saved=False, unchanged_since=f"{last.when:%Y-%m-%dT%H:%M:%S}")
            out.say("done.unchanged", path=output or book, time=f"{last.when:%Y-%m-%d %H:%M}")
            end(partly=strict and last.left_out, nothing=True)

        import sheetkpi
        from sheetkpi.cli.answers import tell_summary
        from sheetkpi.cli.progress import progress_bar, show_answer
        from sheetkpi.pipeline import check_output, save, typed_month, write_issues
        from sheetkpi.undofile import can_keep

        with linked(output or book, out):
            if output is not None and output.exists() and book.exists() and output.samefile(book):
                output = None  # the workbook itself by another name
            replaced = check_output(book, output, force=force) if output else None
            reading = dry_run or bool(output)
            with (
                progress_bar(out) as progress,
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
                csv = write_issues(summary, saved, out.language) if saved else None
            except SheetKPIError as error:  # the workbook is saved: that stands
                unwritten = error
            if saved and not (unwritten or summary.unfilled):
                remember(book, asked, summary.places, (output, csv), summary.left_out)
            out.tell(workbook=output or book, saved=saved is not None, issues_csv=csv)
            tell_summary(out, summary)
            if out.is_read:
                if verbose or dry_run:
                    from sheetkpi.cli.terminal import show_summary

                    title = "summary.title_dry_run" if dry_run else "summary.title"
                    show_summary(summary, out.language, title)
                show_answer(summary, out.language, unused=not (verbose or dry_run))
            if not dry_run:
                _say_done(out, summary, output or book)
            if csv:
                out.say("done.issues_csv", path=csv)
            if unwritten:
                out.warn(unwritten.sentence(out.language))
            for table in summary.unfilled:
                out.warn(table.sentence(out.language), shown=True)
            failed = unwritten or summary.unfilled
            end(partly=failed or (strict and summary.left_out), nothing=not (dry_run or summary.written))

    @command(app, options)
    def undo(
        out: Output,
        book: Annotated[Path, options.book],
    ) -> None:
        import sheetkpi

        with linked(book, out):
            undone = sheetkpi.undo_refresh(book)
            stayed = [{"table": row.table, "row": row.key, "cells": list(row.cells)} for row in undone.stayed]
            out.tell(workbook=book, undone=f"{undone.when:%Y-%m-%dT%H:%M:%S}", rows_stayed=stayed)
            key, values = undone.told
            out.say(key, **values)

    @command(app, options)
    def check(
        out: Output,
        book: Annotated[Path, options.book],
        activity: Annotated[list[str] | None, options.activity] = None,
        strict: Annotated[bool, options.strict] = False,
    ) -> None:
        import sheetkpi
        from sheetkpi.cli.answers import tell_summary
        from sheetkpi.cli.progress import progress_bar
        from sheetkpi.cli.terminal import show_summary

        with progress_bar(out) as progress, sheetkpi.open_book(book, read_only=True) as opened:
            summary = sheetkpi.check(opened, activity or (), progress=progress)
        out.tell(workbook=book)
        tell_summary(out, summary)
        if out.is_read:
            show_summary(summary, out.language, "summary.title_check")
        end(partly=strict and summary.left_out)


def _say_done(out: Output, summary: "Summary", path: Path) -> None:
    """Say that the workbook was refreshed, and which month it shows."""
    if not summary.written:
        out.say("done.no_tables", path=path)
    elif summary.month is None:
        out.say("done.refresh_no_month", path=path)
    else:
        out.say("done.refresh", path=path, month=f"{summary.month:%Y/%m}")
