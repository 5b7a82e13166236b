"""Commands for what runs by itself: `schedule`, `watch`."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from sheetkpi.cli.misuse import Misuse
from sheetkpi.cli.options import Options
from sheetkpi.cli.output import Output
from sheetkpi.cli.running import command, end
from sheetkpi.errors import InputError
from sheetkpi.language import say
from sheetkpi.scheduling import SYSTEMS, this_system


def add_automatic(app: typer.Typer, options: Options) -> None:
    """Add `schedule` and `watch`."""
    text = options.text

    @command(app, options)
    def schedule(
        out: Output,
        book: Annotated[Path, options.book],
        at: Annotated[str | None, typer.Option("--at", metavar="H:MM", help=text("help.schedule_at"))] = None,
        every: Annotated[
            str | None, typer.Option("--every", metavar="10min", help=text("help.schedule_every"))
        ] = None,
        to: Annotated[
            list[str] | None, typer.Option("--to", metavar="NAME", help=text("help.schedule_to"))
        ] = None,
        publish: Annotated[
            Path | None, typer.Option("--publish", metavar="DIR", help=text("help.schedule_publish"))
        ] = None,
        system: Annotated[
            str, typer.Option("--for", metavar="|".join(SYSTEMS), help=text("help.schedule_for"))
        ] = this_system(),
    ) -> None:
        from sheetkpi.scheduling import jobs, lines

        if system not in SYSTEMS:
            names = ", ".join(SYSTEMS)
            raise Misuse("usage.value", value=system, names=names, near=system, among=SYSTEMS)
        found = jobs(book, system, out.language, at=at, every=every, to=to or (), publish=publish)
        if system == this_system():
            _check(out, book, to or (), publish)
        told = [{"name": job.name, "lines": lines(job, system)} for job in found]
        out.tell(workbook=book, system=system, jobs=told)
        for each in told:
            out.say(f"schedule.{system}", name=each["name"])
            if out.is_read:
                typer.echo(f"\n{each['lines']}\n")

    @command(app, options)
    def watch(
        out: Output,
        book: Annotated[Path, options.book],
        publish: Annotated[
            Path | None, typer.Option("--publish", metavar="DIR", help=text("help.watch_publish"))
        ] = None,
        once: Annotated[bool, typer.Option("--once", help=text("help.watch_once"))] = False,
    ) -> None:
        from sheetkpi.watching import watch as watch_book

        actions: list[dict[str, object]] = []
        out.tell(workbook=book, actions=actions)

        def tell(key: str, **values: object) -> None:
            said, now = say(key, out.language, **values), datetime.now()
            actions.append({"time": f"{now:%Y-%m-%dT%H:%M:%S}", "message": said})
            out.say("watch.line", time=f"{now:%H:%M}", said=said)

        if not once:
            out.say("watch.begun", path=book)
        with suppress(KeyboardInterrupt):
            if not watch_book(book, out.language, tell, page=publish, once=once):
                out.say("watch.nothing", path=book)
                end(nothing=True)


def _check(out: Output, book: Path, to: list[str] | tuple[()], publish: Path | None) -> None:
    """Look on this machine whether what the lines name is there."""
    if not book.is_file():
        raise InputError("error.not_found", path=book)
    if publish is not None and not publish.is_dir():
        raise InputError("error.no_folder", path=publish)
    if not to:
        return
    from sheetkpi.connectionsfile import connections_file
    from sheetkpi.posting.channels import channel

    for name in to:
        found = channel(name)
        if found.told_by != str(connections_file()):
            out.warn(say("schedule.environment", out.language, name=found.name, variable=found.told_by))
