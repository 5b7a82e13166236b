"""Commands that give something to read elsewhere: `export` for other programs, `publish` and `guide` for
people."""

from pathlib import Path
from typing import Annotated, cast

import typer

from sheetkpi.cli.misuse import Misuse
from sheetkpi.cli.options import FORMATS, Options
from sheetkpi.cli.output import Output
from sheetkpi.cli.running import command, end
from sheetkpi.language import say

_COLUMNS_NAMED = 5
"""Columns of a table that are named in a warning, before the others are counted."""


def add_reading(app: typer.Typer, options: Options) -> None:
    """Add `export`, `publish` and `guide`."""
    text = options.text

    @command(app, options)
    def export(
        out: Output,
        book: Annotated[Path, options.book],
        folder: Annotated[Path | None, typer.Argument(metavar="DIR", help=text("help.export_folder"))] = None,
        kind: Annotated[
            str,
            typer.Option("--format", metavar="csv|parquet", help=text("help.format"), callback=_known_format),
        ] = "csv",
        force: Annotated[bool, options.force] = False,
    ) -> None:
        import sheetkpi
        from sheetkpi.exporting import Format
        from sheetkpi.workbook.unused import named

        done = sheetkpi.export(book, folder, format=cast(Format, kind), force=force)
        tables = {each.name: {"path": each.path, "rows": each.rows} for each in done.tables}
        out.tell(workbook=book, folder=done.folder, format=kind, tables=tables)
        for each in done.tables:
            if each.odd:
                out.warn(say("remark.export_odd", out.language, table=each.name, count=f"{each.odd:,}"))
            if each.without_result:
                columns = named(each.without_result, _COLUMNS_NAMED, out.language)
                out.warn(say("remark.export_formulas", out.language, table=each.name, columns=columns))
        out.say("done.export", count=len(done.tables), path=done.folder)

    @command(app, options)
    def publish(
        out: Output,
        book: Annotated[Path, options.book],
        folder: Annotated[Path, typer.Argument(metavar="DIR", help=text("help.publish_folder"))],
        names: Annotated[bool, typer.Option("--names", help=text("help.publish_names"))] = False,
        force: Annotated[bool, options.force] = False,
    ) -> None:
        import sheetkpi

        done = sheetkpi.publish(book, folder, names=names, force=force)
        out.tell(workbook=book, page=done.path, changed=done.changed)
        out.tell(teams_not_shown=done.folded, sources_not_shown=done.unnamed)
        out.say("done.publish" if done.changed else "done.publish_nothing", path=done.path)
        if done.folded:
            out.say("done.publish_folded", count=done.folded)
        if done.unnamed:
            out.say("done.publish_unnamed", count=done.unnamed)
        end(nothing=not done.changed)

    @command(app, options)
    def guide(
        out: Output,
        topic: Annotated[str | None, typer.Argument(metavar="TOPIC", help=text("help.guide_topic"))] = None,
        browser: Annotated[bool, typer.Option("--open", help=text("help.guide_open"))] = False,
    ) -> None:
        from sheetkpi.cli.guidepages import show_text, show_topics, written_for_browser
        from sheetkpi.guide import topic as topic_named
        from sheetkpi.guide import topics

        if topic is None and not browser:
            known = topics(out.language)
            out.tell(topics=[{"topic": each.name, "title": each.title, "is": each.summary} for each in known])
            if out.is_read:
                show_topics(known, out.language)
            return
        chosen = topic_named(topic or "getting-started", out.language)
        out.tell(topic=chosen.name, title=chosen.title, path=chosen.path, text=chosen.text)
        if browser and typer.launch(str(page := written_for_browser(chosen, out.language))) == 0:
            out.say("guide.opened", path=page)
        elif out.is_read:
            show_text(chosen)


def _known_format(value: str) -> str:
    if value not in FORMATS:
        raise Misuse("usage.value", value=value, names=", ".join(FORMATS), near=value, among=FORMATS)
    return value
