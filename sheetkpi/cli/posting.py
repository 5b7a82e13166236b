"""The command that posts to channels: `post`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sheetkpi.cli.options import Code, Options
from sheetkpi.cli.output import Output
from sheetkpi.cli.running import command, end

if TYPE_CHECKING:
    from sheetkpi.posting import Posted


def add_posting(app: typer.Typer, options: Options) -> None:
    """Add `post`."""
    text = options.text

    @command(app, options)
    def post(
        out: Output,
        book: Annotated[Path, options.book],
        to: Annotated[
            list[str] | None, typer.Option("--to", metavar="NAME", help=text("help.post_to"))
        ] = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help=text("help.post_dry_run"))] = False,
        force: Annotated[bool, typer.Option("--force", help=text("help.post_force"))] = False,
    ) -> None:
        import sheetkpi

        found = sheetkpi.post(book, to or (), force=force, dry_run=dry_run)
        if len(found) == 1 and found[0].state == "failed" and found[0].error:
            raise found[0].error
        out.tell(workbook=book, posts=[_told(each, out) for each in found])
        for each in found:
            _say(each, out)
        states = {each.state for each in found}
        if states == {"failed"}:
            raise typer.Exit(Code.NOT_DONE)
        end(partly=states & {"failed", "unsure"}, nothing=states == {"already"})


def _told(each: "Posted", out: Output) -> dict[str, object]:
    return {
        **{"to": each.to, "service": each.service, "state": each.state},
        **{"title": each.title, "lines": list(each.lines), "earlier": each.when or None},
        "error": each.error.sentence(out.language) if each.error else None,
    }


def _say(each: "Posted", out: Output) -> None:
    said = each.sentence(out.language)
    if each.state in ("failed", "unsure"):
        out.warn(said)
    elif out.is_read:
        typer.echo(said)
        if each.state == "shown":
            typer.echo("\n".join(("", each.title, *each.lines, "")))
