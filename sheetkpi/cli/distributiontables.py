"""What a terminal shows after collecting or handing out: figures, files, and what people should look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.table import Table

from sheetkpi.cli.terminal import FileName, figures_table, titled
from sheetkpi.language import Language, say

if TYPE_CHECKING:
    from sheetkpi.distribution.entries import EntryIssue
    from sheetkpi.distribution.incoming.collecting import Collection
    from sheetkpi.distribution.outgoing.distributing import Distribution

FINDINGS_SHOWN = 20
"""Lines a terminal shows; the workbook has them all."""


def show_collection(result: Collection, language: Language, title: str) -> None:
    """Print what came back from whom, what was taken, and what was not and why."""
    blocks = [_figures(result, language, title), _files(result, language)]
    if result.findings:
        blocks.append(_findings(result, language))
    Console().print(Group(*blocks))


def _figures(result: Collection, language: Language, title: str) -> Table:
    figures = (
        ("collect.files", len(result.files) - result.refused),
        ("collect.refused", result.refused),
        ("collect.rows", result.rows),
        ("collect.added", result.added),
        ("collect.replaced", result.replaced),
        ("collect.meetings", result.meetings),
        ("collect.calls", result.calls),
        ("collect.notes", result.notes),
        ("collect.same", result.same),
        ("collect.older", result.older),
        ("collect.left_out", result.left_out),
    )
    return figures_table(title, ((key, f"{value:,}") for key, value in figures), language)


def _files(result: Collection, language: Language) -> Table:
    table = titled("collect.came_back", language)
    table.add_column(say("collect.file", language), overflow="fold", ratio=3, min_width=12)
    table.add_column(say("collect.recipient", language), overflow="fold", ratio=2)
    for key in ("short_rows", "added", "short_replaced", "short_left_out"):
        table.add_column(say(f"collect.{key}", language), justify="right", no_wrap=True)
    table.add_column(say("collect.last_day", language), no_wrap=True)
    for file in result.files:
        figures = (file.rows, file.added, file.replaced, file.left_out)
        counts = (f"{count:,}" if file.is_read else "–" for count in figures)
        last_day = f"{file.last_day:%Y-%m-%d}" if file.last_day else "–"
        table.add_row(FileName(file.file), file.recipient or "–", *counts, last_day)
    return table


def _findings(result: Collection, language: Language) -> Table:
    table = titled("collect.findings", language)
    table.add_column("", no_wrap=True)
    table.add_column(say("collect.file", language), overflow="fold", ratio=2)
    table.add_column(say("cell", language), no_wrap=True)
    table.add_column(say("reason", language), overflow="fold", ratio=5)
    ranked = sorted(
        result.findings, key=lambda finding: ("error", "left_out", "note").index(finding.severity)
    )
    for finding in ranked[:FINDINGS_SHOWN]:
        place = finding.place
        severity = say(f"severity.{finding.severity}", language)
        cell = place.cell(finding.column or "date")
        table.add_row(severity, FileName(place.file or place.sheet), cell, _sentence(finding, language))
    if (more := len(ranked) - FINDINGS_SHOWN) > 0:
        sheet = say("sheet.collect", result.language)
        table.add_row("", "", "", say("collect.more", language, count=f"{more:,}", sheet=sheet))
    return table


def _sentence(finding: EntryIssue, language: Language) -> str:
    return say(finding.reason, language, **finding.values)


def show_distribution(result: Distribution, language: Language) -> None:
    """Print how many workbooks were written, and those that need a look: failed, or with entries."""
    figures = (
        ("written", len(result.of("written"))),
        ("unchanged", len(result.of("unchanged"))),
        ("failed", len(result.of("failed"))),
        ("carried", sum(workbook.carried for workbook in result.workbooks)),
        ("revision", result.revision),
    )
    named = ((f"distribute.{key}", f"{value:,}") for key, value in figures)
    console = Console()
    console.print(figures_table("distribute.title", named, language))
    if any(workbook.error or workbook.carried for workbook in result.workbooks):
        console.print(_worth_a_look(result, language))
    for key, values in result.remarks:
        console.print(say(key, language, **values))


def _worth_a_look(result: Distribution, language: Language) -> Table:
    table = titled("distribute.workbooks", language)
    table.add_column(say("distribute.recipient", language), overflow="fold", ratio=2)
    table.add_column(say("distribute.state", language), no_wrap=True)
    table.add_column(say("distribute.remark", language), overflow="fold", ratio=5)
    shown = [workbook for workbook in result.workbooks if workbook.error or workbook.carried]
    for workbook in shown[:FINDINGS_SHOWN]:
        state = say(f"distribute.state.{workbook.state}", language)
        carried = say("distribute.carried_rows", language, rows=f"{workbook.carried:,}")
        remark = workbook.error.sentence(language) if workbook.error else carried
        table.add_row(workbook.recipient, state, remark)
    if (more := len(shown) - FINDINGS_SHOWN) > 0:
        table.add_row("", "", say("distribute.more", language, count=f"{more:,}"))
    return table
