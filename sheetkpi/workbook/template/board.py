"""The board: one page that is opened every morning, its first screen before all.

From top to bottom: where the month lands, the cards, who has to enter and what costs most; then charts, what
the refresh has to say and links; then teams and reps. Twelve columns behind a margin.
"""

from __future__ import annotations

from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink

from sheetkpi.language import Language
from sheetkpi.model.benchmarks import DEFAULT_WINDOWS
from sheetkpi.tables.cards import (
    CARD_KPIS,
    LINES,
    MAIN_KPI,
    PLACES,
    WIDTH,
    Line,
    actual_formula,
    line_formulas,
)
from sheetkpi.tables.names import CAUSE_ROWS, MOVED_LINES, NEXT_LINES
from sheetkpi.tables.registry import FRONT_SHEETS, HIDDEN_SHEETS, LOOK_SHEETS
from sheetkpi.tables.spec import Group
from sheetkpi.workbook.answer import answer_formula
from sheetkpi.workbook.firstlook import judged_over
from sheetkpi.workbook.rules import BAD, GOOD
from sheetkpi.workbook.sights import hidden_lines
from sheetkpi.workbook.template import choices, looks
from sheetkpi.workbook.template.page import TITLE_ROW, Page, start, underline
from sheetkpi.workbook.template.tables import SPECS, Placed, draw, written

LEFT, RIGHT = 2, 13
ANSWER_ROW, CARD_ROW = 2, 4
CHART_ROWS, LAST_ROW = 11, 1000
LAST_MONTH_ROW = ANSWER_ROW + 1
"""Where the first days of a month say how the one before it ended: before any figure of this one."""
LINE_ROWS: dict[Line, int] = {line: CARD_ROW + 2 + place for place, line in enumerate(LINES)}
TREND_ROW = CARD_ROW + 2 + len(LINES)
FIRST_ROW = TREND_ROW + 2
"""The heading above what to look at first."""
CAUSE_ROW = FIRST_ROW + 2
WEEK_ROW = CAUSE_ROW + CAUSE_ROWS
CHART_ROW = WEEK_ROW + MOVED_LINES + 2
STATE_ROW = CHART_ROW + CHART_ROWS + 1
LINK_ROW = STATE_ROW + NEXT_LINES + 2

WIDTHS = {"A": 1.5, "B": 13.5, "C": 14, "I": 14.5, "J": 10.25, "K": 10.25, "L": 13.5, "M": 14}
WIDTHS |= dict.fromkeys("DEFGH", 12)  # the widest word there is: I holds "Opportunities"
LINKS: tuple[tuple[Group, tuple[str, ...]], ...] = (
    ("look", (*(key for key in LOOK_SHEETS[1:] if key in FRONT_SHEETS), "issues")),
    ("enter", tuple(key for key in FRONT_SHEETS if key not in (*LOOK_SHEETS, "issues"))),
)
"""Sheets that are one click away: those to look at, and those to type in. Excel follows no link to a hidden
sheet: of these there are lists."""
MOST_LINKS = 12


def _lines(keys: tuple[str, ...]) -> list[tuple[str, ...]]:
    """`keys` in lines of about the same length, none longer than the board is wide."""
    width = -(-len(keys) // -(-len(keys) // MOST_LINKS))
    return [keys[at : at + width] for at in range(0, len(keys), width)]


LINK_LINES = tuple((group, line) for group, keys in LINKS for line in _lines(keys))
HEADER_ROW = LINK_ROW + len(LINK_LINES) + len(HIDDEN_SHEETS) + 4


def add(book: Workbook, language: Language) -> Page:
    """Add the board to `book`; its charts come when the chart data are there."""
    page = start(book, "board", "look", language, first_column=LEFT)
    placed = draw(page, "Board", HEADER_ROW, LEFT, band=True, filters=False)
    page.sheet.page_setup.fitToHeight = 1
    page.sheet.page_setup.orientation = page.sheet.ORIENTATION_PORTRAIT
    page.sheet.page_margins.left = page.sheet.page_margins.right = 0.2
    for letter, width in WIDTHS.items():
        page.sheet.column_dimensions[letter].width = width
    _answer(page)
    _month(page)
    _cards(page)
    _first(page)
    _state(page)
    _next_steps(page)
    _links(page)
    for row in (FIRST_ROW - 1, CHART_ROW - 1, CHART_ROW + CHART_ROWS, LINK_ROW - 1):
        page.sheet.row_dimensions[row].height = 6
    for row in range(CHART_ROW, CHART_ROW + CHART_ROWS):
        page.sheet.row_dimensions[row].height = 18
    _row_rules(page, placed)
    return page


def _month(page: Page) -> None:
    """The month shown, the cell where another one is chosen, and 未更新 when the two differ."""
    row = TITLE_ROW
    page.sheet.merge_cells(f"F{row}:G{row}")
    shown = page.write(f"F{row}", None, kind="month_shown", size=14, bold=True)
    shown.alignment = Alignment(horizontal="left", vertical="center")
    page.name("kpi_month_shown", f"F{row}")
    _stale(page, f"H{row}")
    page.sheet.row_dimensions[row].height = 26
    row = ANSWER_ROW  # buttons stand in the row of the title
    label = page.write(f"L{row}", page.say("label.month"), size=9, color=looks.FAINT)
    label.alignment = Alignment(horizontal="right", vertical="center", indent=1)
    month = page.write(f"M{row}", None, kind="month_shown", bold=True)
    month.fill, month.border = looks.fill(looks.INPUT), looks.BOXED
    month.alignment = Alignment(horizontal="center", vertical="center")
    page.name("kpi_month", f"M{row}")
    choices.choose(page, f"M{row}", "kpi_months_list", hint="choice.hint.month", error="choice.error.month")


def _stale(page: Page, at: str) -> None:
    """The one formula that knows whether the month asked for is the month shown; other sheets repeat it."""
    asked = 'IF(kpi_month="",MAX(kpi_months),kpi_month)'
    differs = f"YEAR({asked})*12+MONTH({asked})<>YEAR(kpi_month_shown)*12+MONTH(kpi_month_shown)"
    text = page.say("stale")
    unknown = 'OR(kpi_month_shown="",AND(kpi_month="",COUNT(kpi_months)=0))'
    formula = f'=IF({unknown},"",IFERROR(IF({differs},"{text}",""),"{text}"))'
    cell = page.write(at, formula, bold=True, color=looks.ALARM)
    cell.alignment = Alignment(vertical="center")
    page.name("kpi_stale", at)


def _answer(page: Page) -> None:
    """Where the month lands, in a sentence: what everybody opens the workbook for."""
    row = ANSWER_ROW
    page.sheet.merge_cells(f"B{row}:K{row}")
    cell = page.write(f"B{row}", answer_formula(page.language), size=12, bold=True)
    cell.alignment = Alignment(horizontal="left", vertical="center", shrink_to_fit=True)
    page.name("kpi_answer", f"B{row}")
    page.sheet.row_dimensions[row].height = 22
    underline(page, LEFT, RIGHT, row)
    _sentence(page, "kpi_last_month", LAST_MONTH_ROW, bold=True)


def _cards(page: Page) -> None:
    """A card for each count, and what its lines are to their left."""
    heights = {CARD_ROW: 17, CARD_ROW + 1: 25, TREND_ROW: 20} | dict.fromkeys(LINE_ROWS.values(), 14.25)
    for row, height in heights.items():
        page.sheet.row_dimensions[row].height = height
    labels = {CARD_ROW + 1: "actual", TREND_ROW: "label.trend"}
    labels |= {row: f"label.card.{line}" for line, row in LINE_ROWS.items() if line != "rate"}
    texts = {row: page.say(key) for row, key in labels.items()}
    texts[LINE_ROWS["rate"]] = judged_over(DEFAULT_WINDOWS, page.language)
    page.name("kpi_judged_over", f"B{LINE_ROWS['rate']}")
    for row, text in texts.items():
        cell = page.write(f"B{row}", text, size=9, color=looks.FAINT)
        cell.alignment = Alignment(horizontal="left", vertical="center", shrink_to_fit=True)
    for kpi in CARD_KPIS:
        _card(page, kpi)
    for line, row in LINE_ROWS.items():
        page.name(f"kpi_cards_{line}", f"{_letter(0)}{row}:{_letter(WIDTH - 1)}{row}")
    _card_rules(page)


def _letter(place: int) -> str:
    """The column of a cell of a line."""
    return str(get_column_letter(LEFT + 1 + place))


def _card(page: Page, kpi: str) -> None:
    """One count: its name, what it has come to, and its lines."""
    color, _ = looks.TIERS[SPECS["Board"][kpi].tier]
    first = PLACES[kpi]
    last = first if first == 0 else first + 1
    form = looks.number_format(SPECS["Board"][kpi].kind, page.language)
    name = page.write(f"{_letter(first)}{CARD_ROW}", page.say(kpi), size=9, bold=True, color=color)
    actual = page.write(f"{_letter(first)}{CARD_ROW + 1}", written(actual_formula(kpi, "all"), page.language))
    actual.font, actual.number_format = looks.font(page.language, size=16, bold=True), form
    page.name(f"kpi_card_{kpi}", f"{_letter(first)}{CARD_ROW + 1}")
    if kpi == MAIN_KPI:
        page.name("kpi_card_meant", f"{_letter(first)}{CARD_ROW}")
    for cell in (name, actual):
        cell.alignment = looks.CENTRED
    for row in range(CARD_ROW, TREND_ROW + 1):
        tiles = page.sheet[f"{_letter(first)}{row}:{_letter(last)}{row}"][0]
        if last > first and row != LINE_ROWS["rate"]:
            page.sheet.merge_cells(f"{_letter(first)}{row}:{_letter(last)}{row}")
        for tile in tiles:
            tile.fill = looks.fill(looks.CARD)
            tile.border = _card_edge(color, row, tile is tiles[0], tile is tiles[-1])
    for line, row in LINE_ROWS.items():
        formulas = line_formulas(line, "all")
        for place in range(first, last + 1):
            if place in formulas:
                cell = page.write(f"{_letter(place)}{row}", written(formulas[place], page.language), size=9)
                cell.font = looks.font(page.language, size=9, bold=line in ("forecast", "chance"))
                cell.number_format = _form(page, line, form)
                cell.alignment = looks.CENTRED


def _form(page: Page, line: Line, of_count: str) -> str:
    """The number format of a line in the card of a count that has the format `of_count`."""
    return looks.number_format(line, page.language) if line in ("ahead", "chance", "rate") else of_count


def _card_edge(color: str, row: int, leftmost: bool, rightmost: bool) -> Border:
    gap = Side("thick", color=looks.WHITE)
    return Border(
        top=Side("thick", color=color) if row == CARD_ROW else None,
        left=gap if leftmost else None,
        right=gap if rightmost else None,
    )


def _card_rules(page: Page) -> None:
    """Behind and ahead have a sign and a colour; so has a target that is hardly reached, or nearly sure."""

    def cells(line: Line) -> str:
        return f"{_letter(0)}{LINE_ROWS[line]}:{_letter(WIDTH - 1)}{LINE_ROWS[line]}"

    bad, good = (Font(color=color.removeprefix("#"), bold=True) for color in (BAD, GOOD))
    rules = page.sheet.conditional_formatting
    first = f"{_letter(0)}{LINE_ROWS['ahead']}"
    for sign, font in (("<", bad), (">", good)):
        rules.add(cells("ahead"), FormulaRule(formula=[f"AND(ISNUMBER({first}),{first}{sign}0)"], font=font))
    chance = f"{_letter(0)}{LINE_ROWS['chance']}"
    for condition, font in (("<0.2", bad), (">=0.8", good)):
        rules.add(
            cells("chance"), FormulaRule(formula=[f"AND(ISNUMBER({chance}),{chance}{condition})"], font=font)
        )
    for verdict, font in (("verdict.below", bad), ("verdict.above", good)):
        rules.add(cells("rate"), CellIsRule(operator="equal", formula=[f'"{page.say(verdict)}"'], font=font))


def trends(page: Page) -> dict[str, str]:
    """Where each card's line of the last months is drawn, by count."""
    return {kpi: f"{_letter(PLACES[kpi])}{TREND_ROW}" for kpi in CARD_KPIS}


def _heading(page: Page, text: str, first: str, last: str, row: int) -> None:
    page.write(f"{first}{row}", page.say(text), bold=True)
    for cell in page.sheet[f"{first}{row}:{last}{row}"][0]:
        cell.border = Border(bottom=Side("thin", color=looks.INK))
    page.sheet.row_dimensions[row].height = 17


def _first(page: Page) -> None:
    """What to look at first: who has entered nothing, what costs most, the week, what moved beyond chance."""
    _heading(page, "label.first", "B", "M", FIRST_ROW)
    _sentence(page, "kpi_missing", FIRST_ROW + 1)
    for row in range(CAUSE_ROW, CAUSE_ROW + CAUSE_ROWS):
        parts = (("B", "C", True), ("D", "E", True), ("F", "F", True), ("G", "M", False))
        for first, last, bold in parts:
            if first != last:
                page.sheet.merge_cells(f"{first}{row}:{last}{row}")
            cell = page.write(f"{first}{row}", None, size=9, bold=bold)
            aligned = Alignment(horizontal="right", vertical="center", shrink_to_fit=True)
            cell.alignment = looks.SHRUNK if first != "F" else aligned
        page.sheet[f"F{row}"].number_format = looks.number_format("lost", page.language)
        for cell in page.sheet[f"B{row}:M{row}"][0]:
            cell.border = looks.HAIRLINE
        page.sheet.row_dimensions[row].height = 15
    page.name("kpi_causes", f"B{CAUSE_ROW}:M{CAUSE_ROW + CAUSE_ROWS - 1}")
    _sentence(page, "kpi_week", WEEK_ROW)
    for row in range(WEEK_ROW + 1, WEEK_ROW + 1 + MOVED_LINES):
        _sentence(page, "", row)
    page.name("kpi_moved", f"B{WEEK_ROW + 1}:B{WEEK_ROW + MOVED_LINES}")


def _sentence(page: Page, name: str, row: int, *, bold: bool = False) -> None:
    page.sheet.merge_cells(f"B{row}:M{row}")
    cell = page.write(f"B{row}", None, size=9, bold=bold)
    cell.alignment = looks.SHRUNK
    page.sheet.row_dimensions[row].height = 15
    if name:
        page.name(name, f"B{row}")


def _links(page: Page) -> None:
    """Lines of links to the sheets people go to from here."""
    for row, (group, keys) in enumerate(LINK_LINES, LINK_ROW):
        for column, key in enumerate(keys, LEFT):
            at = f"{get_column_letter(column)}{row}"
            name = page.say(f"sheet.{key}")
            cell = page.write(at, name)
            cell.hyperlink = Hyperlink(ref=at, location=f"{quote_sheetname(name)}!A1", display=name)
            cell.font = looks.font(page.language, size=9, color=looks.GROUPS[group])
            cell.alignment = looks.CENTRED
        for column in range(LEFT, RIGHT + 1):
            page.sheet.cell(row, column).fill = looks.fill(looks.STRIPE)
        page.sheet.row_dimensions[row].height = 19
    first = LINK_ROW + len(LINK_LINES)
    names = {group: [page.say(f"sheet.{key}") for key in keys] for group, keys in HIDDEN_SHEETS.items()}
    texts = hidden_lines(names, page.language)
    for row, text in enumerate(texts, first):
        page.sheet.merge_cells(f"B{row}:{'L' if row == first else 'M'}{row}")  # a button stands in M
        cell = page.write(f"B{row}", text, size=9, color=looks.FAINT)
        cell.alignment = looks.SHRUNK
        page.sheet.row_dimensions[row].height = 20 if row == first else 15
    page.name("kpi_hidden", f"B{first}:B{first + len(texts) - 1}")


def _state(page: Page) -> None:
    """How old the data are, when they were last read, and with what result."""
    _heading(page, "label.state", "B", "E", STATE_ROW)
    lines = (("last_data", "date"), ("last_refresh", "time"), ("status", "text"))
    for offset, (key, kind) in enumerate(lines, 1):
        row = STATE_ROW + offset
        label = page.write(f"B{row}", page.say(f"label.{key}"), size=9, color=looks.FAINT)
        last = row + 1 if key == "status" else row
        if last > row:
            page.sheet.merge_cells(f"B{row}:B{last}")
        page.sheet.merge_cells(f"C{row}:E{last}")
        cell = page.write(f"C{row}", page.say("status.new") if key == "status" else None, kind=kind)
        label.alignment = Alignment(vertical="center")
        cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=key == "status")
        page.name(f"kpi_{key}", f"C{row}")


def _next_steps(page: Page) -> None:
    """What to do next, one line each: for a new workbook the first steps, later what the refresh found."""
    _heading(page, "label.next", "G", "M", STATE_ROW)
    for line in range(NEXT_LINES):
        row = STATE_ROW + 1 + line
        page.sheet.merge_cells(f"G{row}:M{row}")
        cell = page.write(f"G{row}", page.say(f"next.{line + 1}"))
        cell.alignment = Alignment(horizontal="left", vertical="center", shrink_to_fit=True)
        page.sheet.row_dimensions[row].height = 19
    page.name("kpi_next", f"G{STATE_ROW + 1}:G{STATE_ROW + NEXT_LINES}")


def _row_rules(page: Page, placed: Placed) -> None:
    """全体 and teams stand out from their reps (the rep is empty there), whose team is only repeated."""
    team, rep = placed.letter("team"), placed.letter("rep")
    cells = placed.left_plain(LAST_ROW, page.language)
    total = FormulaRule(
        formula=[f'${team}{placed.first}="{page.say("all")}"'],
        font=Font(bold=True),
        fill=looks.rule_fill(looks.WHOLE),
        stopIfTrue=True,
    )
    of_team = FormulaRule(
        formula=[f'AND(${team}{placed.first}<>"",${rep}{placed.first}="")'],
        font=Font(bold=True),
        fill=looks.rule_fill(looks.TOTAL),
    )
    repeated = FormulaRule(formula=[f'${rep}{placed.first}<>""'], font=Font(color=looks.FAINT))
    for rule in (total, of_team):
        page.sheet.conditional_formatting.add(cells, rule)
    page.sheet.conditional_formatting.add(f"{team}{placed.first}:{team}{LAST_ROW}", repeated)
