"""The sheets people paste raw activity into, and what became of it and of entries that came back."""

from __future__ import annotations

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from sheetkpi.language import Language
from sheetkpi.tables.names import SUMMARY_ROWS
from sheetkpi.workbook.template import choices, looks
from sheetkpi.workbook.template.page import heading, start, underline
from sheetkpi.workbook.template.tables import align, draw
from sheetkpi.workbook.template.views import freeze

HEADER_ROW = 4
EMPTY_ROWS = 20
LAST_PASTED_ROW = 20000
PRINTED_ROWS = 32


def add_activity(book: Workbook, language: Language) -> None:
    """活動ログ: raw activity, one row each, pasted as it comes: nothing is refused here."""
    page = start(book, "activity", "enter", language)
    placed = draw(page, "Activity", HEADER_ROW, rows=EMPTY_ROWS)
    underline(page, 1, placed.right)
    freeze(page, placed, 2)
    page.sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    # Of a log, which may have a million rows, paper shows the first page, unless people clear the print area.
    page.sheet.print_area = f"A1:{get_column_letter(placed.right)}{HEADER_ROW + PRINTED_ROWS}"
    page.sheet.page_setup.fitToHeight = 1
    choices.choose(page, placed.below("rep", LAST_PASTED_ROW), "kpi_reps", strict="suggest")
    choices.choose(
        page, placed.below("lead_source", LAST_PASTED_ROW), "kpi_source_names_list", strict="suggest"
    )
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
    """回収結果: what people should look at after entries came back."""
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


def add_entry_history(book: Workbook, language: Language) -> None:
    """入力履歴: values of entries that later ones replaced."""
    page = start(book, "entry_history", "enter", language)
    placed = draw(page, "EntryHistory", HEADER_ROW)
    underline(page, 1, placed.right)
    freeze(page, placed, 5)
    page.sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    align(page, placed, looks.SHRUNK, "replaced_by", "note")
