"""Commands on workbooks as such: make one, give buttons to one, look whether all is ready."""

from pathlib import Path
from typing import Annotated

import typer

from sheetkpi.cli.options import Options, end, linked, sentences
from sheetkpi.errors import InputError
from sheetkpi.language import listed, say


def add_workbooks(app: typer.Typer, options: Options) -> None:
    """Add `new`, `attach`, `detach`, `sheets`, `report` and `doctor`."""
    language, text = options.language, options.text

    @app.command(help=text("help.new"))
    def new(
        book: Annotated[Path, typer.Argument(metavar="BOOK", help=text("help.new_book"))],
        lang: Annotated[str, options.book_lang] = language,
        debug: Annotated[bool, options.debug] = False,
    ) -> None:
        import sheetkpi

        with sentences(language, debug):
            sheetkpi.new(book, language)
            typer.echo(say("done.new", language, path=book))

    @app.command(help=text("help.attach"))
    def attach(
        book: Annotated[Path, options.book],
        output: Annotated[Path | None, options.output("help.attach_output")] = None,
        minimal: Annotated[bool, typer.Option("--minimal", help=text("help.attach_minimal"))] = False,
        lang: Annotated[str, options.book_lang] = language,
        debug: Annotated[bool, options.debug] = False,
    ) -> None:
        from sheetkpi.macrobook.attaching import attach as attach_to

        with sentences(language, debug), linked(book, language):
            done = attach_to(book, language, output, minimal=minimal)
            key = "done.attach" if done.macros else "done.attach_tables"
            key = key if done.changed else "done.attach_nothing"
            hidden = len(done.hidden)
            typer.echo(say(key, language, path=done.path, count=len(done.sheets) - hidden, hidden=hidden))
            for name, called in done.others.items():
                typer.echo(say("done.attach_other", language, table=name, called=called))
            end(nothing=not done.changed)

    @app.command(help=text("help.detach"))
    def detach(
        book: Annotated[Path, options.book],
        output: Annotated[Path | None, options.output("help.detach_output")] = None,
        lang: Annotated[str, options.lang] = language,
        debug: Annotated[bool, options.debug] = False,
    ) -> None:
        import sheetkpi

        with sentences(language, debug), linked(book, language):
            path = sheetkpi.detach(book, output=output)
            key = "done.detach" if path.suffix.lower() == ".xlsx" else "done.detach_kept"
            typer.echo(say(key, language, path=path))

    @app.command(help=text("help.sheets"))
    def sheets(
        book: Annotated[Path, options.book],
        show: Annotated[bool, typer.Option("--show", help=text("help.sheets_show"))] = False,
        hide: Annotated[bool, typer.Option("--hide", help=text("help.sheets_hide"))] = False,
        lang: Annotated[str, options.lang] = language,
        debug: Annotated[bool, options.debug] = False,
    ) -> None:
        import sheetkpi

        with sentences(language, debug), linked(book, language):
            if show and hide:
                raise InputError("error.sheets_both")
            shown, names = sheetkpi.show_sheets(book, show if show or hide else None)
            key = "done.sheets_shown" if shown else "done.sheets_hidden"
            typer.echo(say(key, language, count=len(names), names=listed(names, language)))

    @app.command(help=text("help.report"))
    def report(
        book: Annotated[Path, options.book],
        output: Annotated[Path, typer.Argument(metavar="OUT.pdf", help=text("help.report_output"))],
        force: Annotated[bool, options.force] = False,
        lang: Annotated[str, options.lang] = language,
        debug: Annotated[bool, options.debug] = False,
    ) -> None:
        import sheetkpi

        with sentences(language, debug), linked(book, language):
            path = sheetkpi.report(book, output, force=force)
            typer.echo(say("done.report", language, path=path))

    @app.command(help=text("help.doctor"))
    def doctor(
        book: Annotated[Path | None, typer.Argument(metavar="[BOOK]", help=text("help.doctor_book"))] = None,
        lang: Annotated[str, options.lang] = language,
        debug: Annotated[bool, options.debug] = False,
    ) -> None:
        import sheetkpi
        from sheetkpi.cli.terminal import show_findings

        with sentences(language, debug):
            findings = sheetkpi.doctor(book)
            show_findings(findings, language)
            end(partly=any(finding.state == "problem" for finding in findings))
