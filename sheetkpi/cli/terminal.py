"""What a terminal shows as tables: the summary, what was typed wrong, what doctor found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from rich.box import SIMPLE
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from sheetkpi.cli.terminalwords import as_started
from sheetkpi.cli.wrapping import name_lines
from sheetkpi.language import Language, say

if TYPE_CHECKING:
    from sheetkpi.readiness import CheckResult
    from sheetkpi.summary import Summary


class FileName:
    """The name of a file in a cell of a table, broken where its parts end."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text("\n".join(line.rstrip() for line in name_lines(self.name, options.max_width)))

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(min(_LEAST_NAME, cell_len(self.name)), cell_len(self.name))


_LEAST_NAME = 16
"""Columns of a terminal below which a name is hard to read, however many lines it has."""


def show_mistakes(mistakes: Sequence[str], language: Language) -> None:
    """Print what people typed and cannot be used, each in a sentence."""
    Console().print(_listed("mistakes.title", mistakes, language))


def show_unused(lines: Sequence[str], language: Language) -> None:
    """Print the columns that were not used, a line for each sheet."""
    Console().print(_listed("unused.title", lines, language))


def show_summary(summary: Summary, language: Language, title: str) -> None:
    """Print what was read, from where, what was left out and why, and what was written."""
    blocks = [_figures(summary, language, title), _sheets(summary, language)]
    if lines := summary.unused(language):
        blocks.append(_listed("unused.title", lines, language))
    if len(summary.activity.issues):
        blocks.append(_reasons(summary, language))
    Console().print(Group(*blocks))


def titled(title: str, language: Language, *, has_header: bool = True) -> Table:
    """An empty table under the title with this key, and at least as wide: a title breaks where its table
    ends.

    >>> titled("unused.title", "en", has_header=False).min_width
    16
    """
    text = say(title, language)
    return Table(
        title=text, title_justify="left", box=SIMPLE, show_header=has_header, min_width=cell_len(text)
    )


def figures_table(
    title: str,
    figures: Iterable[tuple[str, str]],
    language: Language,
    justify: Literal["left", "right"] = "right",
) -> Table:
    """Figures under a title, each beside its name; `title` and the names are keys."""
    table = titled(title, language, has_header=False)
    table.add_column(no_wrap=True)
    table.add_column(justify=justify)
    for key, figure in figures:
        table.add_row(say(key, language), figure)
    return table


def show_findings(findings: Sequence[CheckResult], language: Language) -> None:
    """Print what `doctor` found: each check, whether it is in order, and what to do."""
    table = titled("doctor.title", language, has_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        state = say(f"doctor.state.{finding.state}", language)
        sentence = as_started(finding.sentence(language))
        table.add_row(say(f"doctor.check.{finding.check}", language), state, sentence)
    Console().print(table)


def _figures(summary: Summary, language: Language, title: str) -> Table:
    activity = summary.activity
    notes = int((activity.issues["severity"] == "note").sum())
    written = "\n".join(f"{name} ({rows:,})" for name, rows in summary.written.items())
    month = f"{summary.month:%Y-%m}" if summary.month else "–"
    figures = (
        ("summary.read", f"{activity.read:,}"),
        ("summary.counted", f"{activity.counted:,}"),
        ("summary.left_out", f"{activity.left_out:,}"),
        *([("summary.repeated", f"{activity.repeated:,}")] if activity.repeated else []),
        ("summary.notes", f"{notes:,}"),
        ("summary.people", f"{summary.reps:,} / {summary.teams:,} / {summary.days:,}"),
        ("summary.month", month),
        ("summary.last_data", f"{summary.last_data:%Y-%m-%d}" if summary.last_data else "–"),
        ("summary.written", written or say("summary.nothing_written", language)),
    )
    return figures_table(title, figures, language, "left")


def _sheets(summary: Summary, language: Language) -> Table:
    from sheetkpi.sources.raw import within_place
    from sheetkpi.workbook.readingframes import fields_sentence

    table = titled("summary.sheets", language)
    table.add_column(say("summary.sheet", language), overflow="fold", ratio=2)
    table.add_column(say("summary.shape", language), no_wrap=True)
    for key in ("summary.short_read", "summary.short_counted", "summary.short_left_out"):
        table.add_column(say(key, language), justify="right", no_wrap=True)
    table.add_column(say("summary.fields", language), overflow="fold", ratio=3)
    for sheet in summary.activity.sheets:
        label = " › ".join(part for part in (within_place(sheet.place), sheet.sheet) if part)
        counts = (f"{number:,}" for number in (sheet.read, sheet.counted, sheet.left_out))
        how = fields_sentence(sheet.fields | sheet.places, summary.tree, language)
        if sheet.remark_key:
            how = say(sheet.remark_key, language, **sheet.remark_values)
        elif sheet.repeated:
            how += " (" + say("remark.repeated", language, records=f"{sheet.repeated:,}") + ")"
        table.add_row(FileName(label), say(f"shape.{sheet.shape}", language), *counts, how)
    return table


def _listed(title: str, lines: Sequence[str], language: Language) -> Table:
    table = titled(title, language, has_header=False)
    table.add_column(overflow="fold")
    for line in lines:
        table.add_row(Text(line))
    return table


def _reasons(summary: Summary, language: Language) -> Table:
    from sheetkpi.workbook.issues import told_by_reason

    table = titled("summary.reasons", language)
    table.add_column("")
    table.add_column(say("summary.reason", language))
    table.add_column(say("summary.count", language), justify="right")
    issues = summary.activity.issues
    counts, told = issues.value_counts(["severity", "reason"]), told_by_reason(issues, language)
    for severity, reason, count in counts[counts > 0].reset_index().itertuples(index=False):
        words = say(f"severity.{severity}", language), told[str(reason)]
        table.add_row(*words, f"{count:,}")
    return table
