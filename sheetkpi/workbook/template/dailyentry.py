"""日次入力: where reps type the day's counts, and what these come to, in the rows above their columns.

The sheet is protected without a password: cells that people fill in are unlocked, formulas are not. A table
does not grow by typing below it on a protected sheet, so that blank rows always stand ready within it.
"""

from __future__ import annotations

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from sheetkpi.language import Language
from sheetkpi.tables.columns import Column
from sheetkpi.tables.names import ENTRY_LINES, ENTRY_ROWS
from sheetkpi.workbook.template import choices, looks
from sheetkpi.workbook.template.page import Page, start, underline
from sheetkpi.workbook.template.tables import Placed, draw
from sheetkpi.workbook.template.views import freeze, highlight_today

HEADER_ROW = 8
FIRST_TOTAL_ROW = 3
LAST_ROW = 5000
"""Validations and rules reach down to here, so that they are there whoever makes the table longer."""

WHOLE = ("calls", "opportunities", "wins", "emails", "documents", "follow_ups")
WITHIN = {"connects": "calls", "meetings": "connects"}
"""Counts that hardly ever exceed another one: whoever types more is asked about it."""
TARGETED = ("calls", "connects", "meetings", "opportunities", "wins", "won_amount")
MOST = "1000000000"


def add(book: Workbook, language: Language) -> None:
    """Add the sheet with its totals, its table, and blank rows to begin with."""
    page = start(book, "entry", "enter", language)
    placed = draw(page, "DailyEntry", HEADER_ROW, rows=ENTRY_ROWS)
    underline(page, 1, placed.right)
    freeze(page, placed, 3)
    page.sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    _totals(page, placed)
    _checks(page, placed)
    _rules(page, placed)
    _protect(page, placed)


def _totals(page: Page, placed: Placed) -> None:
    """Today, the month so far, its target, how much of it is reached and what is left, each above its column.

    The month so far is what the last refresh counted (RepKPI: in a rep's own workbook the rep alone), and
    what was typed for later days; empty where neither is measured.
    """
    counts = [column for column in placed.spec if column.kind in ("count", "money")]
    letters = [placed.letter(column.key) for column in counts]
    for offset, line in enumerate(ENTRY_LINES):
        row = FIRST_TOTAL_ROW + offset
        label = page.write(f"B{row}", page.say(f"label.entry.{line}"), size=9, bold=True)
        label.alignment = Alignment(horizontal="right", vertical="center")
        page.sheet.row_dimensions[row].height = 19
        for letter, column in zip(letters, counts, strict=True):
            _total(page, f"{letter}{row}", line, letter, column)
        page.name(f"kpi_entry_{line}", f"{letters[0]}{row}:{letters[-1]}{row}")
    until = page.write(f"C{FIRST_TOTAL_ROW + 1}", "=kpi_last_data", kind="counted_until", size=9)
    until.alignment = Alignment(horizontal="left", vertical="center")
    page.name("kpi_counted_until", f"C{FIRST_TOTAL_ROW + 1}")


def _total(page: Page, at: str, line: str, letter: str, column: Column) -> None:
    row = FIRST_TOTAL_ROW + 1
    entry, dates = (f"DailyEntry[{page.say(key)}]" for key in (column.key, "date"))
    counted, later = f"RepKPI[{page.say(column.key)}]", f'{dates},">"&kpi_counted_until'
    sums = f"SUM({counted})+SUMIFS({entry},{later})"
    done, goal = f"{letter}{row}", f"{letter}{row + 1}"
    formulas = {
        "today": f'=IF(SUMIFS({entry},{dates},TODAY())=0,"",SUMIFS({entry},{dates},TODAY()))',
        "month": f'=IF(COUNT({counted})+COUNTIFS({entry},">=0",{later})=0,"",{sums})',
        "target": _target(page, column.key),
        "attainment": f'=IF(AND(N({goal})>0,{done}<>""),{done}/{goal},"")',
        "left": f'=IF(AND(N({goal})>0,{done}<>""),MAX({goal}-{done},0),"")',
    }
    has_target = column.key in TARGETED or line in ("today", "month")
    cell = page.write(
        at, formulas[line] if has_target else None, bold=line in ("month", "attainment", "left")
    )
    kind = "attainment" if line == "attainment" else column.kind
    cell.number_format = looks.number_format(kind, page.language)
    if line == "target":
        cell.number_format += ";;"  # no target is no target of 0
    cell.alignment = looks.data_alignment("count")
    cell.fill = looks.fill(looks.CARD)
    edge = Side("thin", color=looks.RULE)
    cell.border = Border(bottom=edge, left=edge, right=edge)


def _target(page: Page, count: str) -> str:
    """The target in Progress: of everybody, where each team has one; in a team's own workbook the team's, in
    a rep's the rep's."""
    kpi, team, rep, target = (f"Progress[{page.say(key)}]" for key in ("kpi", "team", "rep", "target"))
    of_kpi = f'{kpi},"{page.say(count)}"'
    of_all, of_teams = f'{of_kpi},{team},"{page.say("all")}"', f'{of_kpi},{rep},"="'
    own = f"IF(COUNTIFS({of_teams})>0,SUMIFS({target},{of_teams}),SUMIFS({target},{of_kpi}))"
    return f"=IFERROR(IF(COUNTIFS({of_all})>0,SUMIFS({target},{of_all}),{own}),0)"


def _checks(page: Page, placed: Placed) -> None:
    """What may be typed. A file that comes back is checked again, row by row, when it is collected."""

    def cells(key: str) -> str:
        return placed.below(key, LAST_ROW)

    hint = "choice.hint.entry_date"
    choices.choose(
        page, cells("date"), "kpi_entry_days", strict="warning", hint=hint, error="choice.error.entry_date"
    )
    for key, listed in (("rep", "kpi_reps"), ("lead_source", "kpi_source_names_list")):
        choices.choose(page, cells(key), listed, strict="warning", error=f"choice.error.entry_{key}")
    for key in WHOLE:
        choices.restrict(page, cells(key), "whole", "0")
    for key, above in WITHIN.items():
        most = f"{placed.letter(above)}{placed.first}"
        limit = f'IF({most}="",{MOST},{most})'
        error = f"choice.error.entry_{key}"
        choices.restrict(page, cells(key), "whole", "0", limit, strict="warning", error=error)
    choices.restrict(page, cells("won_amount"), "decimal", "0")


def _rules(page: Page, placed: Placed) -> None:
    """Today's rows stand out; so does a count above the one it comes from, which may have been pasted."""
    for key, above in WITHIN.items():
        cell, most = (f"{placed.letter(name)}{placed.first}" for name in (key, above))
        exceeds = FormulaRule(
            formula=[f"AND(ISNUMBER({cell}),ISNUMBER({most}),{cell}>{most})"],
            fill=looks.rule_fill(looks.MISSED),
            stopIfTrue=True,
        )
        page.sheet.conditional_formatting.add(placed.below(key, LAST_ROW), exceeds)
    highlight_today(page, placed, "date")


def _protect(page: Page, placed: Placed) -> None:
    """Lock all but the table's rows; widths, heights, filters and sorting stay free."""
    for row in range(placed.first, placed.bottom + 1):
        for column in range(placed.left, placed.right + 1):
            page.sheet[f"{get_column_letter(column)}{row}"].protection = Protection(locked=False)
    protection = page.sheet.protection
    protection.sheet = True
    for allowed in ("formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(protection, allowed, False)  # the attribute says what is locked
