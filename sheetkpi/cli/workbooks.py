"""Commands on workbooks as such: make one, give buttons to one, look whether all is ready."""

from pathlib import Path
from typing import Annotated

import typer

from sheetkpi.cli.options import Options
from sheetkpi.cli.output import Output
from sheetkpi.cli.running import command, end, linked
from sheetkpi.errors import InputError
from sheetkpi.language import listed


def add_workbooks(app: typer.Typer, options: Options) -> None:
    """Add `new`, `attach`, `detach`, `sheets`, `report` and `doctor`."""
    text = options.text

    @command(app, options, writes_words=True)
    def new(
        out: Output,
        book: Annotated[Path, typer.Argument(metavar="BOOK", help=text("help.new_book"))],
    ) -> None:
        import sheetkpi

        path = sheetkpi.new(book, out.language)
        out.tell(workbook=path, language=out.language)
        out.say("done.new", path=path)

    @command(app, options, writes_words=True)
    def attach(
        out: Output,
        book: Annotated[Path, options.book],
        output: Annotated[Path | None, options.output("help.attach_output")] = None,
        minimal: Annotated[bool, typer.Option("--minimal", help=text("help.attach_minimal"))] = False,
    ) -> None:
        from sheetkpi.macrobook.attaching import attach as attach_to

        with linked(book, out):
            done = attach_to(book, out.language, output, minimal=minimal)
            key = "done.attach" if done.macros else "done.attach_tables"
            key = key if done.changed else "done.attach_nothing"
            hidden = len(done.hidden)
            out.tell(workbook=done.path, changed=done.changed, buttons=done.macros)
            out.tell(sheets_added=list(done.sheets), sheets_hidden=list(done.hidden))
            out.tell(other_names=dict(done.others))
            out.say(key, path=done.path, count=len(done.sheets) - hidden, hidden=hidden)
            for name, called in done.others.items():
                out.say("done.attach_other", table=name, called=called)
            end(nothing=not done.changed)

    @command(app, options)
    def detach(
        out: Output,
        book: Annotated[Path, options.book],
        output: Annotated[Path | None, options.output("help.detach_output")] = None,
    ) -> None:
        import sheetkpi

        with linked(book, out):
            path = sheetkpi.detach(book, output=output)
            kept = path.suffix.lower() != ".xlsx"
            out.tell(workbook=path, macros_kept=kept)
            out.say("done.detach_kept" if kept else "done.detach", path=path)

    @command(app, options)
    def sheets(
        out: Output,
        book: Annotated[Path, options.book],
        show: Annotated[bool, typer.Option("--show", help=text("help.sheets_show"))] = False,
        hide: Annotated[bool, typer.Option("--hide", help=text("help.sheets_hide"))] = False,
    ) -> None:
        import sheetkpi

        with linked(book, out):
            if show and hide:
                raise InputError("error.sheets_both")
            shown, names = sheetkpi.show_sheets(book, show if show or hide else None)
            key = "done.sheets_shown" if shown else "done.sheets_hidden"
            out.tell(workbook=book, shown=shown, sheets=names)
            out.say(key, count=len(names), names=listed(names, out.language))

    @command(app, options)
    def report(
        out: Output,
        book: Annotated[Path, options.book],
        output: Annotated[Path, typer.Argument(metavar="OUT.pdf", help=text("help.report_output"))],
        force: Annotated[bool, options.force] = False,
    ) -> None:
        import sheetkpi

        with linked(book, out):
            path = sheetkpi.report(book, output, force=force)
            out.tell(workbook=book, pdf=path)
            out.say("done.report", path=path)

    @command(app, options)
    def doctor(
        out: Output,
        book: Annotated[Path | None, typer.Argument(metavar="BOOK", help=text("help.doctor_book"))] = None,
    ) -> None:
        import sheetkpi
        from sheetkpi.cli.answers import tell_findings
        from sheetkpi.cli.terminal import show_findings

        findings = sheetkpi.doctor(book, out.language)
        tell_findings(out, findings)
        if out.is_read:
            show_findings(findings, out.language)
        problems = [finding for finding in findings if finding.state == "problem"]
        for finding in problems:
            out.warn(finding.sentence(out.language), shown=True)
        end(partly=problems)
