"""経営サマリー: the month in one sheet of paper for executives, who see no rep by name; and the costs."""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from sheetkpi.language import Language
from sheetkpi.model.costs import COST_KINDS
from sheetkpi.tables.cards import CARD_KPIS, STAGES
from sheetkpi.tables.executive import (
    COST_ROW,
    COSTS,
    MARKET,
    MARKET_ROW,
    OUTCOME,
    OUTCOME_ROW,
    ROWS,
    WIDTH,
    figures,
)
from sheetkpi.tables.sourceyield import SHOWN
from sheetkpi.workbook.executive import sentence_formulas
from sheetkpi.workbook.template import choices, looks
from sheetkpi.workbook.template.page import STATE_ROW, Page, month_note, stale_note, start, underline
from sheetkpi.workbook.template.tables import draw, written

LEFT = 2
FIRST_ROW = 5
"""The row of the first sentence."""
CHART_ROW = FIRST_ROW + ROWS + 1
CHART_ROWS = 13
YIELD_ROW = CHART_ROW + CHART_ROWS + 2
WIDTHS = (18, 12, 12, 11, 13, 24, 12, 14)


def add_executive(book: Workbook, language: Language) -> Page:
    """Add the page; its charts come when the chart data are there."""
    page = start(book, "executive", "look", language, first_column=LEFT)
    sheet = page.sheet
    sheet.column_dimensions["A"].width = 1.5
    placed = draw(page, "SourceYield", YIELD_ROW, LEFT, filters=False)
    for number, width in enumerate(WIDTHS, LEFT):
        sheet.column_dimensions[get_column_letter(number)].width = width
    right = LEFT + WIDTH - 1
    underline(page, LEFT, right)
    month_note(page, f"B{STATE_ROW}", f"C{STATE_ROW}")
    sheet.merge_cells(f"C{STATE_ROW}:D{STATE_ROW}")
    stale_note(page, f"E{STATE_ROW}")
    sheet.row_dimensions[STATE_ROW].height = 22
    for row, formula in enumerate(sentence_formulas(language), FIRST_ROW):
        sheet.merge_cells(f"B{row}:{get_column_letter(right)}{row}")
        cell = page.write(f"B{row}", written(formula, language), size=11, bold=row == FIRST_ROW)
        cell.alignment = looks.SHRUNK
        sheet.row_dimensions[row].height = 20
    last = FIRST_ROW + ROWS - 1
    page.name("kpi_executive", f"B{FIRST_ROW}:{get_column_letter(right)}{last}")
    page.name("kpi_exec_cost", f"C{FIRST_ROW + COST_ROW - 1}")
    _block(page, OUTCOME_ROW, "label.outcome", [key for _, key in OUTCOME], CARD_KPIS)
    _block(page, MARKET_ROW, "label.market", [key for _, key in MARKET], tuple(STAGES.values()))
    _block(page, COST_ROW, "label.costs", [f"exec.cost.{part}" for part in COSTS], ("cost",))
    for figure in figures():
        at = f"{get_column_letter(LEFT + figure.column)}{FIRST_ROW + figure.row}"
        cell = page.write(at, written(figure.formula, language), kind=figure.kind)
        cell.alignment = Alignment(horizontal="right", vertical="center", shrink_to_fit=True)
        cell.border = looks.HAIRLINE
    page.write(f"B{YIELD_ROW - 1}", page.say("label.yield"), bold=True)
    sheet.print_area = f"A1:{get_column_letter(right)}{placed.top + SHOWN}"
    sheet.page_setup.orientation = sheet.ORIENTATION_PORTRAIT
    sheet.page_setup.fitToHeight = 1
    return page


def _block(page: Page, first: int, title: str, headers: list[str], names: tuple[str, ...]) -> None:
    """A heading, headers and the names of the rows, above and beside the figures from row `first` on."""
    row = FIRST_ROW + first - 1
    page.write(f"B{row - 2}", page.say(title), bold=True)
    for number in range(LEFT, LEFT + WIDTH):
        header = page.sheet.cell(row - 1, number)
        header.fill = looks.fill(looks.TIERS[""][1])
        header.border = Border(bottom=Side("thin", color=looks.INK))
    for number, key in enumerate(headers, LEFT + 1):
        cell = page.write(f"{get_column_letter(number)}{row - 1}", page.say(key), size=9, bold=True)
        cell.alignment = Alignment(horizontal="right", vertical="center", shrink_to_fit=True)
        cell.fill = looks.fill(looks.TIERS[""][1])
    for offset, key in enumerate(names):
        cell = page.write(f"B{row + offset}", page.say(key), bold=True)
        cell.alignment, cell.border = looks.SHRUNK, looks.HAIRLINE


def add_costs(book: Workbook, language: Language) -> None:
    """費用: typed by people, empty at first."""
    page = start(book, "costs", "enter", language)
    placed = draw(page, "Costs", 4, rows=12)
    underline(page, 1, placed.right)
    page.sheet.freeze_panes = f"A{placed.first}"
    page.sheet.print_title_rows = f"{placed.top}:{placed.top}"
    last = 2000
    choices.restrict(page, placed.below("month", last), "date", "DATE(2000,1,1)")
    choices.choose(page, placed.below("team", last), "kpi_teams_list", strict="suggest")
    choices.choose(page, placed.below("lead_source", last), "kpi_source_names_list", strict="suggest")
    kinds = choices.words(page, [f"cost_kind.{kind}" for kind in COST_KINDS])
    choices.choose(page, placed.below("cost_kind", last), kinds, strict="suggest")
    choices.restrict(page, placed.below("amount", last), "decimal", "0")
