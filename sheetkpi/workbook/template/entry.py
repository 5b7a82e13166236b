"""The sheets people type or paste into: daily counts, raw activity; and what became of what they typed."""

from __future__ import annotations

from openpyxl.workbook import Workbook

from sheetkpi.language import Language
from sheetkpi.workbook.contract import SUMMARY_ROWS
from sheetkpi.workbook.template import choices, looks
from sheetkpi.workbook.template.page import Page, heading, start, underline
from sheetkpi.workbook.template.tables import Placed, align, draw
from sheetkpi.workbook.template.views import freeze, highlight_today

HEADER_ROW = 4
EMPTY_ROWS = 20
LAST_ROW = 5000
LAST_PASTED_ROW = 20000

COUNTS = ("calls", "connects", "meetings", "opportunities", "wins", "emails", "documents", "follow_ups")


def add_daily_entry(book: Workbook, language: Language) -> None:
    """日次入力: counts per day, rep and lead source."""
    page = start(book, "entry", "enter", language)
    placed = draw(page, "DailyEntry", HEADER_ROW, rows=EMPTY_ROWS)
    underline(page, 1, placed.right)
    freeze(page, placed, 3)
    page.sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    _dates(page, placed, "date", LAST_ROW)
    choices.choose(page, placed.below("rep", LAST_ROW), "kpi_reps", strict="suggest")
    choices.choose(page, placed.below("lead_source", LAST_ROW), "kpi_lead_sources", strict="suggest")
    for key in COUNTS:
        choices.restrict(page, placed.below(key, LAST_ROW), "whole", "0")
    choices.restrict(page, placed.below("won_amount", LAST_ROW), "decimal", "0")
    highlight_today(page, placed, "date")


def add_activity(book: Workbook, language: Language) -> None:
    """活動ログ: raw activity, one row each, pasted as it comes: nothing is refused here."""
    page = start(book, "activity", "enter", language)
    placed = draw(page, "Activity", HEADER_ROW, rows=EMPTY_ROWS)
    underline(page, 1, placed.right)
    freeze(page, placed, 2)
    page.sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    choices.choose(page, placed.below("rep", LAST_PASTED_ROW), "kpi_reps", strict="suggest")
    choices.choose(page, placed.below("lead_source", LAST_PASTED_ROW), "kpi_lead_sources", strict="suggest")
    choices.choose(
        page,
        placed.below("kind", LAST_PASTED_ROW),
        choices.words(page, [f"activity_kind.{kind}" for kind in ("call", "email", "document", "follow_up")]),
        strict="suggest",
    )


def add_issues(book: Workbook, language: Language) -> None:
    """取込結果: the reasons with their numbers above, every record below."""
    page = start(book, "issues", "enter", language)
    heading(page, "A3", "label.summary")
    summary = draw(page, "IssueSummary", HEADER_ROW, rows=SUMMARY_ROWS, filters=False)
    row = summary.bottom + 2
    heading(page, f"A{row}", "label.issues")
    placed = draw(page, "ImportIssues", row + 1)
    underline(page, 1, placed.right)
    page.sheet.print_title_rows = f"{placed.top}:{placed.top}"
    choices.choose(
        page,
        placed.below("mark", LAST_PASTED_ROW),
        choices.words(page, ["mark.ignore"]),
        hint="choice.hint.mark",
    )
    align(page, summary, looks.SHRUNK, "reason")
    align(page, placed, looks.SHRUNK, "reason", "file", "value")
    link = page.sheet[f"{placed.letter('link')}{placed.first}"]
    link.font = looks.font(language, color=looks.GROUPS["look"])


def add_collected(book: Workbook, language: Language) -> None:
    """回収結果 and 入力履歴: what people should look at after entries came back, and the values replaced."""
    page = start(book, "collect", "enter", language)
    placed = draw(page, "CollectIssues", HEADER_ROW)
    underline(page, 1, placed.right)
    freeze(page, placed, 2)
    page.sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    choices.choose(
        page,
        placed.below("mark", LAST_PASTED_ROW),
        choices.words(page, ["mark.ignore"]),
        hint="choice.hint.mark",
    )
    align(page, placed, looks.SHRUNK, "reason", "file", "value")
    link = page.sheet[f"{placed.letter('link')}{placed.first}"]
    link.font = looks.font(language, color=looks.GROUPS["look"])
    page = start(book, "entry_history", "enter", language)
    placed = draw(page, "EntryHistory", HEADER_ROW)
    underline(page, 1, placed.right)
    freeze(page, placed, 5)
    page.sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    align(page, placed, looks.SHRUNK, "replaced_by", "note")


def _dates(page: Page, placed: Placed, key: str, last: int) -> None:
    """Real dates only, from 2000 on."""
    choices.restrict(page, placed.below(key, last), "date", "DATE(2000,1,1)")
