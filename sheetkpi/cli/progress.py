"""How far a command is, and its answer in lines.

rich takes longer to load than a small workbook to read: it is loaded where a terminal shows a bar or there
are lists.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from sheetkpi.cli.output import Output
from sheetkpi.language import Language, say

if TYPE_CHECKING:
    from sheetkpi.steps import ProgressCallback as Advance
    from sheetkpi.summary import Summary


@contextmanager
def progress_bar(out: Output) -> Iterator[Advance]:
    """A progress bar on stderr while work goes on, gone when it is done; nothing where nobody watches. The
    first step is opening the workbook."""
    if not (out.is_read and sys.stderr.isatty()):
        yield lambda step, done, total: None
        return

    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def advance(step: str, done: int, total: int) -> None:
            bar.update(task, description=say(step, out.language), completed=done, total=total or None)

        advance("step.open", 0, 1)
        yield advance


def show_answer(summary: Summary, language: Language, *, unused: bool = True) -> None:
    """Print where the month lands, what costs most, what was counted, what was typed wrong, and what was not
    used (not `unused` where that was printed before)."""
    for line in (*summary.answer(language), summary.sentence(language)):
        typer.echo(line)
    mistakes, lines = summary.mistakes(language), summary.unused(language) if unused else []
    if not (mistakes or lines):
        return

    from sheetkpi.cli.terminal import show_mistakes, show_unused

    if mistakes:
        show_mistakes(mistakes, language)
    if lines:
        show_unused(lines, language)
