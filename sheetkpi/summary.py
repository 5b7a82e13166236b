"""What a refresh or a check did, as data: the command line and the buttons word it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from sheetkpi.language import Language, say
from sheetkpi.workbook.firstlook import answer_lines
from sheetkpi.workbook.status import status_sentence
from sheetkpi.workbook.unused import unused_lines

if TYPE_CHECKING:
    import pandas as pd

    from sheetkpi.model.metrics import KpiTree
    from sheetkpi.sources.activity import Activity
    from sheetkpi.tables.report import Report


@dataclass(frozen=True)
class Summary:
    """The result of one refresh or check.

    `reps`, `teams` and `days` are those with data. `written` maps the name of each table filled to its
    number of rows (empty for a check and a dry run). `more_issues` has all lines of ImportIssues when they
    are too many for the sheet. `report` is what the workbook shows.
    """

    activity: Activity
    tree: KpiTree
    month: date | None
    last_data: date | None
    reps: int
    teams: int
    days: int
    written: dict[str, int] = field(default_factory=dict)
    more_issues: pd.DataFrame | None = None
    report: Report | None = None

    def answer(self, language: Language) -> list[str]:
        """Where the month lands and what costs most, a line each (see `firstlook.answer_lines`)."""
        return [] if self.report is None else answer_lines(self.report, self.activity, language)

    def sentence(self, language: Language) -> str:
        """What was read, counted and left out, in one sentence."""
        return status_sentence(self.activity, language)

    def unused(self, language: Language) -> list[str]:
        """The columns that were not used, a line for each sheet (see `unused_lines`)."""
        return unused_lines(self.activity, language)

    def message(self, language: Language) -> str:
        """What a dialog says: the sentence, and below it the columns that were not used."""
        lines = self.unused(language)
        return "\n".join(
            [self.sentence(language), *([say("unused.title", language), *lines] if lines else [])]
        )

    @property
    def left_out(self) -> int:
        """Records that were read and not counted."""
        return self.activity.left_out
