"""The cards of the board, one row each: what a count has come to, what it should, where it lands, and why.

The first columns say what matters most. A telephone shows no more of a sheet than they are wide (`PHONE`).
"""

from __future__ import annotations

from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Alignment, Border, Font, Side

from sheetkpi.model.benchmarks import DEFAULT_WINDOWS
from sheetkpi.tables.cards import (
    CARD_KPIS,
    LINES,
    MAIN_KPI,
    PLACES,
    Line,
    actual_formula,
    line_formulas,
    shape_of,
)
from sheetkpi.workbook.firstlook import judged_over
from sheetkpi.workbook.rules import BAD, GOOD
from sheetkpi.workbook.template import looks
from sheetkpi.workbook.template.page import Page
from sheetkpi.workbook.template.tables import SPECS, written

PHONE = 390
"""The pixels of a telephone's width: name, actual figure, target and landing stand within them."""

NAME, ACTUAL, TREND = "B", "C", "M"
COLUMNS: dict[Line, str] = {
    "target": "D",
    "forecast": "E",
    "range": "F",
    "chance": "G",
    "due": "H",
    "ahead": "I",
    "before": "J",
    "rate": "K",
    "verdict": "L",
}
"""The column of each line."""

SIZES: dict[Line, float] = {"forecast": 11, "range": 9}
"""Points of the figures that are not of the usual size."""

_HEADERS_HEIGHT, _HEIGHT = 26, 16.5


def draw_cards(page: Page, top: int) -> None:
    """The headers in row `top`, the cards below it."""
    _headers(page, top)
    for kpi in CARD_KPIS:
        _card(page, kpi, top + 1 + PLACES[kpi])
    first, last = top + 1, top + len(CARD_KPIS)
    for line in LINES:
        right = COLUMNS["verdict"] if line == "rate" else COLUMNS[line]
        page.name(f"kpi_cards_{line}", f"{COLUMNS[line]}{first}:{right}{last}")
    _rules(page, first, last)


def trends(top: int) -> dict[str, str]:
    """Where the last months of each count are drawn, with the headers in row `top`."""
    return {kpi: f"{TREND}{top + 1 + PLACES[kpi]}" for kpi in CARD_KPIS}


def _headers(page: Page, top: int) -> None:
    texts = {NAME: page.say("kpi"), ACTUAL: page.say("actual"), TREND: page.say("label.trend")}
    texts |= {
        at: page.say(f"label.card.{line}") for line, at in COLUMNS.items() if line not in ("rate", "verdict")
    }
    texts[COLUMNS["rate"]] = judged_over(DEFAULT_WINDOWS, page.language)
    page.name("kpi_judged_over", f"{COLUMNS['rate']}{top}")
    page.sheet.merge_cells(f"{COLUMNS['rate']}{top}:{COLUMNS['verdict']}{top}")
    for letter, text in texts.items():
        header = page.write(f"{letter}{top}", text, size=9, bold=True, color=looks.FAINT)
        across = "left" if letter == NAME else "center" if letter in (COLUMNS["rate"], TREND) else "right"
        header.alignment = Alignment(
            horizontal=across,
            vertical="center",
            indent=letter == NAME,
            wrap_text=" " in text,
            shrink_to_fit=" " not in text,
        )
    for cell in page.sheet[f"{NAME}{top}:{TREND}{top}"][0]:
        cell.fill = looks.fill(looks.TIERS[""][1])
        cell.border = Border(bottom=Side("thin", color=looks.INK))
    page.sheet.row_dimensions[top].height = _HEADERS_HEIGHT


def _card(page: Page, kpi: str, row: int) -> None:
    """One count: its name, what it has come to, and its lines."""
    color, _ = looks.TIERS[SPECS["Board"][kpi].tier]
    form = looks.number_format(SPECS["Board"][kpi].kind, page.language)
    for cell in page.sheet[f"{NAME}{row}:{TREND}{row}"][0]:
        cell.border = looks.HAIRLINE
    name = page.write(f"{NAME}{row}", page.say(kpi), size=10, bold=True, color=color)
    name.alignment = looks.SHRUNK
    name.border = Border(left=Side("thick", color=color), bottom=Side("thin", color=looks.RULE))
    actual = page.write(f"{ACTUAL}{row}", written(actual_formula(kpi, "all"), page.language))
    actual.font, actual.number_format = looks.font(page.language, size=13, bold=True), form
    page.name(f"kpi_card_{kpi}", f"{ACTUAL}{row}")
    if kpi == MAIN_KPI:
        page.name("kpi_card_meant", f"{NAME}{row}")
    for line in LINES:
        formulas = line_formulas(line, "all", shape_of(line))
        for (place, beside), formula in formulas.items():
            if place == PLACES[kpi]:
                _write_line(page, "verdict" if beside else line, row, formula, form)
    for at in (ACTUAL, *(COLUMNS[line] for line in COLUMNS if line != "verdict")):
        page.sheet[f"{at}{row}"].alignment = _RIGHT
    page.sheet[f"{COLUMNS['verdict']}{row}"].alignment = looks.CENTRED
    page.sheet[f"{COLUMNS['forecast']}{row}"].fill = looks.fill(looks.CARD)
    page.sheet.row_dimensions[row].height = _HEIGHT


_RIGHT = Alignment(horizontal="right", vertical="center", shrink_to_fit=True)


def _write_line(page: Page, line: Line, row: int, formula: str, of_count: str) -> None:
    """A line of the card of a count that has the number format `of_count`."""
    cell = page.write(f"{COLUMNS[line]}{row}", written(formula, page.language))
    cell.font = looks.font(page.language, size=SIZES.get(line, 10), bold=line in ("forecast", "chance"))
    own = line in ("ahead", "chance", "rate")
    cell.number_format = looks.number_format(line, page.language) if own else of_count


def _rules(page: Page, first: int, last: int) -> None:
    """Behind and ahead have a sign and a colour; so have a target that is hardly reached or nearly sure, with
    the landing that says so, and verdicts."""

    def cells(line: Line) -> str:
        return f"{COLUMNS[line]}{first}:{COLUMNS[line]}{last}"

    bad, good = (Font(color=color.removeprefix("#"), bold=True) for color in (BAD, GOOD))
    rules = page.sheet.conditional_formatting
    ahead, chance = f"{COLUMNS['ahead']}{first}", f"${COLUMNS['chance']}{first}"
    for sign, font in (("<", bad), (">", good)):
        rules.add(cells("ahead"), FormulaRule(formula=[f"AND(ISNUMBER({ahead}),{ahead}{sign}0)"], font=font))
    for line in ("chance", "forecast"):
        for condition, font in (("<0.2", bad), (">=0.8", good)):
            rule = FormulaRule(formula=[f"AND(ISNUMBER({chance}),{chance}{condition})"], font=font)
            rules.add(cells(line), rule)
    for verdict, font in (("verdict.below", bad), ("verdict.above", good)):
        equal = CellIsRule(operator="equal", formula=[f'"{page.say(verdict)}"'], font=font)
        rules.add(cells("verdict"), equal)
