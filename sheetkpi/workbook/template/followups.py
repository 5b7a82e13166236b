"""優先リード: whom to call next, and where what came of it is typed."""

from __future__ import annotations

from openpyxl.formatting.rule import ColorScaleRule, FormulaRule
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from sheetkpi.language import Language
from sheetkpi.tables.names import LEAD_NOTES
from sheetkpi.workbook.template import choices, looks
from sheetkpi.workbook.template.page import heading, start, underline
from sheetkpi.workbook.template.tables import align, draw
from sheetkpi.workbook.template.views import freeze

NOTES_ROW = 4
HEADER_ROW = NOTES_ROW + LEAD_NOTES + 1
LAST_ROW = 5000
ANALYSIS_ROW = 6
ALL_LEADS_ROW = 5
PRINTED_ROWS = 40

CALL_RESULTS = (
    *("no_contact", "reception", "connected", "again", "documents"),
    *("timing", "refused", "meeting", "wrong", "barred"),
)
"""What people choose from; each is understood as any log's result is."""


ANALYSES = {"BestHours": "hours", "TryYield": "tries", "FirstResponse": "response", "ListYield": "lists"}
"""The tables of リスト分析, from left to right, and what stands above each (`kpi_analysis_…`)."""


def add_list_analysis(book: Workbook, language: Language) -> None:
    """When, how often, how fast, which list: four tables side by side, each with what it says above it."""
    page = start(book, "list_analysis", "look", language)
    left, areas = 1, []
    for table, name in ANALYSES.items():
        placed = draw(page, table, ANALYSIS_ROW, left=left, filters=False)
        first, last = get_column_letter(left), get_column_letter(placed.right)
        heading(page, f"{first}{ANALYSIS_ROW - 2}", f"label.analysis.{name}")
        note = page.write(f"{first}{ANALYSIS_ROW - 1}", None, size=9, color=looks.FAINT)
        note.alignment = looks.TEXT
        page.name(f"kpi_analysis_{name}", f"{first}{ANALYSIS_ROW - 1}")
        if table == "BestHours":
            rates = f"{placed.letter('rate_mon')}{placed.first}:{placed.letter('rate_sun')}{LAST_ROW}"
            heat = ColorScaleRule(
                start_type="min", start_color=looks.WHITE, end_type="max", end_color=looks.HEAT
            )
            page.sheet.conditional_formatting.add(rates, heat)
        areas.append(f"{first}{ANALYSIS_ROW - 2}:{last}{ANALYSIS_ROW + PRINTED_ROWS}")
        page.sheet.column_dimensions[get_column_letter(placed.right + 1)].width = 3
        left = placed.right + 2
    underline(page, 1, left - 2)
    page.sheet.freeze_panes = f"A{ANALYSIS_ROW + 1}"
    page.sheet.print_title_rows = "1:2"
    page.sheet.print_area = areas


def add_all_leads(book: Workbook, language: Language) -> None:
    """Every lead, filled while the sheet is in sight; what it lacks stands above it."""
    page = start(book, "all_leads", "look", language)
    placed = draw(page, "AllLeads", ALL_LEADS_ROW)
    underline(page, 1, placed.right)
    freeze(page, placed, 3)
    note = page.write(f"A{ALL_LEADS_ROW - 1}", page.say("leads.all.unseen"), size=9, color=looks.FAINT)
    note.alignment = looks.TEXT
    page.name("kpi_all_leads_note", note.coordinate)
    page.sheet.print_title_rows = f"{ALL_LEADS_ROW}:{ALL_LEADS_ROW}"
    align(page, placed, looks.SHRUNK, "company", "contact", "not_called", "why_call", "last_said", "list")


def add_follow_ups(book: Workbook, language: Language) -> None:
    """The list; hidden until a refresh has leads for it."""
    page = start(book, "followups", "enter", language)
    placed = draw(page, "FollowUps", HEADER_ROW)
    underline(page, 1, placed.right)
    freeze(page, placed, 2)
    for row in range(NOTES_ROW, NOTES_ROW + LEAD_NOTES):
        page.write(f"A{row}", None, size=9, color=looks.FAINT).alignment = looks.TEXT
    page.name("kpi_followups_note", f"A{NOTES_ROW}:A{NOTES_ROW + LEAD_NOTES - 1}")
    page.sheet.row_dimensions[NOTES_ROW - 1].height = 8
    page.sheet.row_dimensions[HEADER_ROW - 1].height = 8
    page.sheet.print_title_rows = f"{HEADER_ROW}:{placed.top}"
    page.sheet.sheet_state = "hidden"
    results = choices.words(page, [f"call_result.{result}" for result in CALL_RESULTS])
    choices.choose(page, placed.below("call_result", LAST_ROW), results, strict="suggest")
    for day in ("call_again_on", "called_on"):
        choices.restrict(page, placed.below(day, LAST_ROW), "date", "DATE(2000,1,1)")
    align(page, placed, looks.SHRUNK, "company", "contact", "why_call", "call_next", "last_said", "call_note")
    late = f"${placed.letter('promised_on')}{placed.first}"
    rule = FormulaRule(
        formula=[f'AND({late}<>"",{late}<=TODAY())'], font=Font(bold=True), fill=looks.rule_fill(looks.MISSED)
    )
    page.sheet.conditional_formatting.add(placed.below("promised_on", LAST_ROW), rule)
    done = f"${placed.letter('call_result')}{placed.first}"
    gone = FormulaRule(formula=[f'{done}<>""'], font=Font(color=looks.FAINT))
    page.sheet.conditional_formatting.add(f"A{placed.first}:{placed.letter('call_next')}{LAST_ROW}", gone)
