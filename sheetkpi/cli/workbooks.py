"""Commands on workbooks as such: make one, give buttons to one, look whether all is ready."""

import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sheetkpi.cli.asking import agreed
from sheetkpi.cli.options import Options
from sheetkpi.cli.output import Output
from sheetkpi.cli.running import command, end, linked
from sheetkpi.cli.terminalwords import spelled
from sheetkpi.errors import InputError
from sheetkpi.language import listed, say

if TYPE_CHECKING:
    from sheetkpi.macrobook.attaching import Attached
    from sheetkpi.macrobook.candidates import Candidate


def _pair(text: str) -> tuple[str, str]:
    name, _, table = text.rpartition("=")
    if not name or not table:
        raise InputError("error.adopt_pair", text=text)
    return name, table


def _proposed(one: "Candidate", out: Output) -> dict[str, object]:
    return {"label": one.label, "table": one.like, "columns": listed(one.columns, out.language)}


def _tell_adopted(
    done: "Attached", out: Output, *, minimal: bool, asked_for_all: bool, asked: Collection[str]
) -> None:
    """Tell which tables of people's own are filled from now on, which could be (those `asked` for are not
    proposed again), and which were seen; who `asked_for_all` is told even quietly of those not filled."""
    out.tell(adopted=dict(done.adopted), adopted_already=dict(done.already))
    out.tell(proposed={one.label: one.like for one in done.seen if not one.why})
    columns = {one.label: {"filled": one.columns, "left": one.others} for one in (*done.taken, *done.seen)}
    out.tell(columns=columns)
    out.tell(not_filled={one.label: one.reason(out.language) for one in done.seen if one.why})
    for one in done.taken:
        others = {"columns": listed(one.others, out.language)}
        left = say("attach.others", out.language, **others) if one.others else ""
        key = "attach.adopted" if done.changed else "attach.already"
        out.say(key, others=left, **_proposed(one, out))
        if done.changed and (called := done.adopted[one.label]) != one.label:
            out.say("attach.adopted_range", label=one.label, called=called)
        elif done.changed and one.name == one.like:
            out.say("attach.lacking_added", table=one.name)
        if done.changed and one.typed_sums:
            out.say("attach.typed_sums", label=one.label)
        if done.changed and one.title:
            out.say("attach.title_stays", label=one.label, title=one.title)
    for label, table in done.already.items():
        out.say("attach.already", label=label, table=table)
    words = ["sheetkpi", "attach", str(done.path), *["--minimal"] * minimal]
    for name in done.alike:
        out.say("attach.table_alike", table=name)
        seen = next((one for one in done.seen if one.name == name), None)
        if seen is not None and seen.may_be_wanted:
            other = say("attach.other_name", out.language, table=name)
            command = spelled([*words, "--adopt", f"{other}={seen.like}"])
            out.say("attach.alike_not_yet", other=other, command=command)
    for one in done.seen:
        if one.name in done.alike and one.may_be_wanted:
            continue
        if one.why:
            why = say("attach.seen", out.language, label=one.label, why=one.reason(out.language))
            if asked_for_all and out.quiet:
                out.warn(why)
            elif out.is_read:
                typer.echo(why)
        else:
            if one.label not in asked:
                out.say("attach.proposal", **_proposed(one, out))
            out.say("attach.not_yet", command=spelled([*words, "--adopt", f"{one.label}={one.like}"]))


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
        adopt: Annotated[
            list[str] | None,
            typer.Option("--adopt", metavar="NAME=TABLE", help=text("help.attach_adopt")),
        ] = None,
        yes: Annotated[bool, typer.Option("--yes", help=text("help.attach_yes"))] = False,
    ) -> None:
        from sheetkpi.macrobook.attaching import attach as attach_to

        asked: set[str] = set()

        def agrees(one: "Candidate") -> bool:
            if yes or not (out.is_read and sys.stdin.isatty()):
                return yes
            asked.add(one.label)
            return agreed(say("attach.proposal", out.language, **_proposed(one, out)), out.language)

        with linked(book, out):
            wanted = dict(_pair(text) for text in adopt or ())
            done = attach_to(book, out.language, output, minimal=minimal, adopted=wanted, agrees=agrees)
            key = "done.attach" if done.macros else "done.attach_tables"
            key = key if done.changed else "done.attach_nothing"
            if key == "done.attach" and done.names_of_own:
                key = "done.attach_names"
            hidden = len(done.hidden)
            out.tell(workbook=done.path, changed=done.changed, buttons=done.macros)
            out.tell(sheets_added=list(done.sheets), sheets_hidden=list(done.hidden))
            out.tell(other_names=dict(done.others))
            out.say(key, path=done.path, count=len(done.sheets) - hidden, hidden=hidden)
            for name, called in done.others.items():
                out.say("done.attach_other", table=name, called=called)
            out.tell(tables_of_own=dict(done.tables_of_own), tables_alike=dict(done.alike))
            for name, columns in done.tables_of_own.items():
                out.say("attach.table_of_own", table=name, columns=listed(columns, out.language))
            _tell_adopted(done, out, minimal=minimal, asked_for_all=yes, asked=asked)
            for name in done.names_of_own:
                out.warn(say("attach.name_of_own", out.language, name=name))
            end(nothing=not done.changed)

    @command(app, options)
    def detach(
        out: Output,
        book: Annotated[Path, options.book],
        output: Annotated[Path | None, options.output("help.detach_output")] = None,
        keep: Annotated[bool, typer.Option("--keep", help=text("help.detach_keep"))] = False,
        everything: Annotated[bool, typer.Option("--all", help=text("help.detach_all"))] = False,
    ) -> None:
        from sheetkpi.macrobook.attaching import detach as detach_from

        with linked(book, out):
            if keep and everything:
                raise InputError("error.detach_both")
            done = detach_from(book, output, keep=keep, everything=everything)
            key = "done.detach" if done.sheets else "done.detach_macros"
            out.say("done.detach_kept" if done.macros else key, path=done.path, count=len(done.sheets))
            out.tell(workbook=done.path, macros_kept=done.macros, sheets_removed=list(done.sheets))
            out.tell(sheets_typed=list(done.typed), sheets_needed=dict(done.needed))
            out.tell(as_before=done.as_before, sheets_changed_by_others=list(done.others_changed))
            if done.as_before:
                out.say("detach.as_before")
            if done.typed:
                out.say("detach.typed", sheets=listed(done.typed, out.language))
            for sheet, place in done.needed.items():
                out.say("detach.needed", sheet=sheet, place=place)
            if done.others_changed:
                out.say("detach.others", sheets=listed(done.others_changed, out.language))
            out.tell(figures_left={one.table: one.columns for one in done.figures})
            for one in done.figures:
                columns = listed(one.columns, out.language)
                out.say("detach.figures", sheet=one.sheet, table=one.table, columns=columns)

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
