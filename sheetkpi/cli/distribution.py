"""Commands of the people loop: hand out and collect."""

from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from sheetkpi.cli.options import Code, Options
from sheetkpi.cli.output import Output
from sheetkpi.cli.running import command, end, linked
from sheetkpi.language import say


def add_distribution(app: typer.Typer, options: Options) -> None:
    """Add `distribute` and `collect`."""
    text = options.text

    @command(app, options)
    def distribute(
        out: Output,
        book: Annotated[Path, options.book],
        folder: Annotated[Path, typer.Argument(metavar="OUTDIR", help=text("help.outdir"))],
        by: Annotated[str, typer.Option("--by", metavar="rep|team", help=text("help.by"))] = "rep",
        only: Annotated[
            list[str] | None, typer.Option("--only", metavar="NAME", help=text("help.only"))
        ] = None,
        password_file: Annotated[Path | None, options.passwords("help.distribute_passwords")] = None,
        pdf: Annotated[bool, typer.Option("--pdf", help=text("help.pdf"))] = False,
        strict: Annotated[bool, options.strict_before] = False,
    ) -> None:
        import sheetkpi
        from sheetkpi.cli.answers import tell_distribution
        from sheetkpi.cli.distributiontables import show_distribution
        from sheetkpi.cli.progress import progress_bar
        from sheetkpi.distribution.passwords import read_passwords

        with linked(book, out):
            passwords = read_passwords(password_file) if password_file else None
            with progress_bar(out) as progress:
                result = sheetkpi.distribute(
                    book,
                    folder,
                    by=cast(Literal["rep", "team"], by),  # another word is refused there, in a sentence
                    only=only or (),
                    passwords=passwords,
                    pdf=pdf,
                    progress=progress,
                )
            tell_distribution(out, result)
            if out.is_read:
                show_distribution(result, out.language)
            for each in result.of("failed"):
                if each.error:
                    out.warn(f"{each.recipient}: {each.error.sentence(out.language)}", shown=True)
            ready = len(result.workbooks) - len(result.of("failed"))
            out.say("done.distribute", count=f"{ready:,}", path=folder)
            if len(result.of("failed")) == len(result.workbooks) and not result.begun:
                raise typer.Exit(Code.NOT_DONE)
            written = any(each.state != "unchanged" for each in result.workbooks)
            end(partly=result.incomplete, nothing=not (written or pdf))

    @command(app, options)
    def collect(
        out: Output,
        book: Annotated[Path, options.book],
        places: Annotated[list[str], typer.Argument(metavar="DIR_OR_FILES...", help=text("help.returned"))],
        password_file: Annotated[Path | None, options.passwords("help.password_file")] = None,
        dry_run: Annotated[bool, options.dry_run] = False,
        strict: Annotated[bool, options.strict] = False,
    ) -> None:
        import sheetkpi
        from sheetkpi.cli.answers import tell_collection
        from sheetkpi.cli.distributiontables import show_collection
        from sheetkpi.cli.progress import progress_bar
        from sheetkpi.distribution.passwords import read_passwords

        with linked(book, out):
            passwords = read_passwords(password_file) if password_file else None
            with progress_bar(out) as progress:
                result = sheetkpi.collect(
                    book, places, passwords=passwords, dry_run=dry_run, progress=progress
                )
            tell_collection(out, result)
            if out.is_read:
                show_collection(result, out.language, "collect.title_dry_run" if dry_run else "collect.title")
            for each in result.findings:
                if each.severity == "error":
                    told = say(each.reason, out.language, **each.values)
                    out.warn(f"{each.place.file}: {told}", shown=True)
            if not dry_run and result.has_taken:
                out.say("done.collect", path=book)
            elif not dry_run:
                for key, values in result.told_where_nothing_taken(book):
                    out.say(key, **values)
            end(partly=result.refused or (strict and result.left_out), nothing=not result.changed)
