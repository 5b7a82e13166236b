"""The mark on each sheet that `attach` adds: which it is, and what was on it when it came.

A hidden name of the sheet itself. It goes with the sheet when somebody renames or moves it, and every
program that keeps names keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sheetkpi.fileengine.parts.workbook import Workbook
from sheetkpi.macrobook.typedcells import TypedCells
from sheetkpi.patterns import lazy_pattern

MARK = "sheetkpi_added"
_SAID = lazy_pattern(r'"1 (\d+) ([0-9a-f]+) (.+)"')


@dataclass(frozen=True)
class Mark:
    """The title that a sheet has in the template, and what was on it when it came."""

    title: str
    typed: TypedCells


def put_marks(workbook: Workbook, marks: Mapping[str, Mark]) -> None:
    """Mark sheets, by name."""
    for sheet, mark in marks.items():
        said = f'"1 {mark.typed.count} {mark.typed.digest} {mark.title}"'
        workbook.set_name(MARK, said, sheet, hidden=True)


def marks_of(workbook: Workbook) -> dict[str, Mark]:
    """The marks of a workbook's sheets, by name. A copy that somebody made of a sheet has its mark too."""
    found = {}
    for name in workbook.names:
        if name.name.casefold() == MARK and name.sheet and (said := _SAID.fullmatch(name.refers_to.strip())):
            found[name.sheet] = Mark(said[3], TypedCells(int(said[1]), said[2]))
    return found
