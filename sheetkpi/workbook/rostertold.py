"""The roster that a refresh wrote into an empty `Roster`, remembered to tell it from one that people typed.

Whoever keeps a list of reps and teams among the raw data need not type it again: it is written once, and
people's from then on. As long as nobody changed anything it is nobody's work, and goes when SheetKPI goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import pandas as pd

from sheetkpi.workbook.names import hide
from sheetkpi.workbook.text import as_text

if TYPE_CHECKING:
    import xlwings as xw

TOLD = "kpi_roster_told"
"""The hidden name that says what was written."""


@dataclass(frozen=True)
class RosterTold:
    """What the name says of the rows `frame`."""

    print: str

    @classmethod
    def of(cls, frame: pd.DataFrame) -> RosterTold:
        """What to remember of a roster found in the data."""
        return cls(roster_print(zip(*(frame[column] for column in frame), strict=True)))

    def write(self, book: xw.Book) -> None:
        """Remember it in `book`."""
        refers_to = f'="{self.print}"'
        if TOLD in book.names:
            book.names[TOLD].refers_to = refers_to
        else:
            hide(book.names.add(TOLD, refers_to))


def roster_print(rows: Iterable[Iterable[object]]) -> str:
    """What tells the rows of a roster from any others, in whatever order its rows and columns stand.

    >>> roster_print([("Ann", "Red")]) == roster_print([("Red", "", "Ann"), ("", None)])
    True
    """
    said = sorted("\t".join(sorted(filter(None, map(as_text, row)))) for row in rows)
    return blake2b("\n".join(filter(None, said)).encode(), digest_size=8).hexdigest()
