"""The sheets where targets are set and looked back on: team targets, rep targets, attendance, review."""

from __future__ import annotations

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.workbook import Workbook

from sheetkpi.language import Language
from sheetkpi.workbook.template import choices, looks
from sheetkpi.workbook.template.page import Page, start, underline
from sheetkpi.workbook.template.tables import Placed, align, draw
from sheetkpi.workbook.template.views import freeze

HEADER_ROW = 4
BANDED_HEADER_ROW = HEADER_ROW + 2
EMPTY_ROWS = 12
LAST_ROW = 5000

GOALS = ("won_amount", "wins", "opportunities", "meetings")
ASSUMED_RATES = ("win_rate", "opportunity_rate", "meeting_rate", "connect_rate")
ABSENCES = ("paid", "morning", "afternoon", "sick", "training", "trade_show", "trip", "other")


def add_team_targets(book: Workbook, language: Language) -> None:
    """目標: the goal of each team and month, and what it means down to calls."""
    page = start(book, "targets", "enter", language)
    page.sheet.sheet_format.defaultRowHeight = looks.FOUR_LINES
    placed = draw(page, "TeamTargets", BANDED_HEADER_ROW, rows=EMPTY_ROWS, band=True)
    _finish(page, placed, 5)
    _months(page, placed)
    choices.choose(page, placed.below("team", LAST_ROW), "kpi_teams_list", strict="suggest")
    roles = choices.words(page, ["role.sdr", "role.bdr"])
    choices.choose(
        page, placed.below("role", LAST_ROW), roles, strict="suggest", hint="choice.hint.target_role"
    )
    choices.choose(page, placed.below("goal", LAST_ROW), choices.words(page, GOALS), hint="choice.hint.goal")
    choices.restrict(
        page, placed.below("goal_value", LAST_ROW), "decimal", "0", hint="choice.hint.goal_value"
    )
    for rate in ASSUMED_RATES:
        cells = placed.below(f"{rate}.assumed", LAST_ROW)
        choices.restrict(page, cells, "decimal", "0", "1", hint="choice.hint.assumed")
    deal = placed.below("average_deal.assumed", LAST_ROW)
    choices.restrict(page, deal, "decimal", "0", hint="choice.hint.assumed")
    align(page, placed, looks.WRAPPED, "feasibility_reason", "allocation_state")
    align(page, placed, looks.SHRUNK, "role")
    for row in range(placed.first, placed.bottom + 1):
        reason = page.sheet[f"{placed.letter('feasibility_reason')}{row}"]
        reason.font = looks.font(language, size=9)
        state = page.sheet[f"{placed.letter('allocation_state')}{row}"]
        state.font = looks.font(language, size=9, bold=True, color=looks.ALARM)


def add_rep_targets(book: Workbook, language: Language) -> None:
    """担当別目標: the team's target divided among its reps; weights and targets may be typed over."""
    page = start(book, "rep_targets", "enter", language)
    placed = draw(page, "RepTargets", HEADER_ROW)
    _finish(page, placed, 3)
    choices.restrict(page, placed.below("weight", LAST_ROW), "decimal", "0")
    for column in placed.spec:
        if column.typed and column.key.endswith(".target"):
            choices.restrict(page, placed.below(column.key, LAST_ROW), "whole", "0")


def add_attendance(book: Workbook, language: Language) -> None:
    """勤怠: days off and half days, with their reason."""
    page = start(book, "attendance", "enter", language)
    placed = draw(page, "Attendance", HEADER_ROW, rows=EMPTY_ROWS)
    _finish(page, placed, 2)
    choices.choose(page, placed.below("rep", LAST_ROW), "kpi_reps", strict="suggest")
    choices.restrict(page, placed.below("date", LAST_ROW), "date", "DATE(2000,1,1)")
    choices.choose(page, placed.below("present", LAST_ROW), '"0,0.5,1"', hint="choice.hint.present")
    reasons = choices.words(page, [f"absence.{reason}" for reason in ABSENCES])
    choices.choose(page, placed.below("absence_reason", LAST_ROW), reasons, strict="suggest")


def add_review(book: Workbook, language: Language) -> None:
    """振り返り: what came of each month, and what is done about it by whom until when."""
    page = start(book, "review", "enter", language)
    page.sheet.sheet_format.defaultRowHeight = looks.FOUR_LINES
    placed = draw(page, "Review", HEADER_ROW)
    _finish(page, placed, 3)
    choices.choose(page, placed.below("owner", LAST_ROW), "kpi_reps", strict="suggest")
    choices.restrict(page, placed.below("due_date", LAST_ROW), "date", "DATE(2000,1,1)")
    choices.choose(
        page,
        placed.below("done", LAST_ROW),
        choices.words(page, ["review.done", "review.doing"]),
        strict="suggest",
    )
    align(page, placed, looks.WRAPPED, "rates_result", "cause", "advice", "action", "agreed")
    for key in ("rates_result", "cause", "advice"):
        page.sheet[f"{placed.letter(key)}{placed.first}"].font = looks.font(language, size=9)
    align(page, placed, looks.WRAPPED, "review_result")
    align(page, placed, looks.CENTRED, "done")


RESULTS = ("held", "no_show", "cancelled", "postponed")
JUDGEMENTS = ("accepted", "not_accepted")


def add_meetings(book: Workbook, language: Language) -> None:
    """商談予定: the meetings of three weeks; hidden until a refresh finds any."""
    page = start(book, "meetings", "enter", language)
    placed = draw(page, "Meetings", HEADER_ROW)
    _finish(page, placed, 2)
    page.sheet.sheet_state = "hidden"
    for key, words in (("meeting_result", RESULTS), ("judgement", JUDGEMENTS)):
        listed = choices.words(page, [f"meeting_state.{word}" for word in words])
        choices.choose(page, placed.below(key, LAST_ROW), listed, strict="suggest")
    align(page, placed, looks.SHRUNK, "company", "contact", "meeting_state", "meeting_reason")
    missing = f"${placed.letter('meeting_missing')}{placed.first}"
    rule = FormulaRule(formula=[f'{missing}<>""'], font=Font(bold=True), fill=looks.rule_fill(looks.MISSED))
    page.sheet.conditional_formatting.add(placed.below("meeting_missing", LAST_ROW), rule)


def _finish(page: Page, placed: Placed, fixed: int) -> None:
    underline(page, 1, max(placed.right, 6))  # as far as the guidance goes
    freeze(page, placed, fixed)
    page.sheet.row_dimensions[HEADER_ROW - 1].height = 10
    page.sheet.print_title_rows = f"{HEADER_ROW}:{placed.top}"


def _months(page: Page, placed: Placed) -> None:
    cells = placed.below("month", LAST_ROW)
    choices.restrict(page, cells, "date", "DATE(2000,1,1)", hint="choice.hint.month_row")
