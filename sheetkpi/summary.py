"""What a refresh or a check did, as data: the command line and the buttons word it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

from sheetkpi.language import Language, say
from sheetkpi.sources.accounting import NOTHING_COUNTED
from sheetkpi.workbook.firstlook import answer_lines, shows_no_record
from sheetkpi.workbook.issues import reason_sentence
from sheetkpi.workbook.status import status_sentence
from sheetkpi.workbook.unused import unused_lines

if TYPE_CHECKING:
    import pandas as pd

    from sheetkpi.model.metrics import KpiTree
    from sheetkpi.sources.activity import Activity
    from sheetkpi.sources.files.states import PlaceRead
    from sheetkpi.tables.report import Report
    from sheetkpi.workbook.leftout import LeftOut


MISTAKES = 5
"""Sentences on what was typed wrong that are said at once; all of them stand in ImportIssues."""


@dataclass(frozen=True)
class Summary:
    """The result of one refresh or check.

    `reps`, `teams` and `days` are those with data. `written` maps the name of each table filled to its
    number of rows (empty for a check and a dry run). `more_issues` has all lines of ImportIssues when they
    are too many for the sheet. `report` is what the workbook shows. `places` are the places outside the
    workbook that were read, with their files as they looked before. Tables of people's own that are
    `unfilled` stay as they were, since something is in the way. `month_cell` is where the month to show is
    typed, "" where the workbook has no such cell.
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
    places: tuple[PlaceRead, ...] = ()
    unfilled: tuple[LeftOut, ...] = ()
    month_cell: str = ""

    def answer(self, language: Language) -> list[str]:
        """Where the month lands and what costs most, a line each (see `firstlook.answer_lines`); of a month
        in which nothing lies that was counted, how another one is shown."""
        if self.report is None:
            return []
        if not shows_no_record(self.report):
            return answer_lines(self.report, self.activity, language)
        values = {"month": f"{self.report.month:%Y/%m}", "other": f"{max(self.report.months):%Y-%m}"}
        if not self.month_cell:
            return [say("first.outside_month_asked", language, **values)]
        return [say("first.outside_month", language, cell=self.month_cell, **values)]

    def sentence(self, language: Language) -> str:
        """What was read, counted and left out, in one sentence."""
        return status_sentence(self.activity, language)

    def unused(self, language: Language) -> list[str]:
        """The columns that were not used, a line for each sheet (see `unused_lines`)."""
        return unused_lines(self.activity, language)

    def mistakes(self, language: Language) -> list[str]:
        """What people typed and cannot be used (targets, roster, benchmarks and the like), targets that
        nothing is held against, and files of which nothing is counted, a sentence each; without what they
        marked 無視."""
        issues = self.activity.issues
        if "severity" not in issues:
            return []
        if "ignored" in issues:
            issues = issues[~issues["ignored"].astype(bool)]
        wanted = (issues["severity"] == "error") | (issues["reason"] == "reason.target_partial")
        of_files = issues["reason"] == NOTHING_COUNTED
        rows = issues.loc[wanted, ["reason", "values"]].itertuples(index=False)
        said = [reason_sentence(str(reason), values, language) for reason, values in rows]
        named = issues.loc[of_files, ["place", "reason", "values"]].itertuples(index=False)
        for place, reason, values in named:
            sentence = reason_sentence(str(reason), values, language)
            said.append(say("mistakes.file", language, file=PurePath(str(place)).name, said=sentence))
        found = list(dict.fromkeys(said))
        more = len(found) - MISTAKES
        return [*found[:MISTAKES], *([say("mistakes.more", language, count=f"{more:,}")] if more > 0 else [])]

    def message(self, language: Language) -> str:
        """What a dialog says: the sentence, and below it what was typed wrong and the columns that were not
        used."""
        blocks = {"mistakes.title": self.mistakes(language), "unused.title": self.unused(language)}
        told = [line for title, lines in blocks.items() if lines for line in (say(title, language), *lines)]
        return "\n".join([self.sentence(language), *told])

    @property
    def left_out(self) -> int:
        """Records that were read and not counted."""
        return self.activity.left_out
