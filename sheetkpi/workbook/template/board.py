"""The board: one page that is opened every morning.

From top to bottom: the month and whether it is up to date, the cards, how old the data are and what to do
next, the funnel and the months, then teams and reps. Twelve columns behind a margin.
"""

from __future__ import annotations

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink

from sheetkpi.language import Language
from sheetkpi.tables.columns import known
from sheetkpi.tables.names import CARD_KPIS, NEXT_LINES
from sheetkpi.tables.registry import LOOK_SHEETS, TABLES
from sheetkpi.tables.spec import Group
from sheetkpi.workbook.template import choices, looks
from sheetkpi.workbook.template.page import Page, start, underline
from sheetkpi.workbook.template.tables import SPECS, Placed, draw

LEFT, RIGHT = 2, 13
LINK_ROW, CHART_ROWS, LAST_ROW = 3, 11, 1000

WIDTHS = {"A": 1.5, "B": 16, "C": 18, "I": 15.5, "J": 10.25, "K": 10.25, "L": 16, "M": 15}
WIDTHS |= dict.fromkeys("DEFGH", 12)  # the widest word there is: I holds "Opportunities"
_UNLINKED = {"standing", "next_steps", *(table.sheet for table in TABLES if table.page and table.page.hidden)}
"""Excel follows no link to a hidden sheet; next steps stand beside the diagnosis, and the line is full."""
LINKS: tuple[tuple[Group, tuple[str, ...]], ...] = (
    ("look", (*(key for key in LOOK_SHEETS[1:] if key not in _UNLINKED), "issues")),
    (
        "enter",
        (
            *("targets", "rep_targets", "entry", "activity", "attendance", "review"),
            *("settings", "roster", "column_map", "result_map", "benchmarks", "import_sources"),
        ),
    ),
)
"""Sheets that are one click away: those to look at, and those to type in."""
MOST_LINKS = 12


def _lines(keys: tuple[str, ...]) -> list[tuple[str, ...]]:
    """`keys` in lines of about the same length, none longer than the board is wide."""
    width = -(-len(keys) // -(-len(keys) // MOST_LINKS))
    return [keys[at : at + width] for at in range(0, len(keys), width)]


LINES = tuple((group, line) for group, keys in LINKS for line in _lines(keys))
MONTH_ROW = LINK_ROW + len(LINES)
CARD_ROW, STATE_ROW, CHART_ROW = MONTH_ROW + 2, MONTH_ROW + 6, MONTH_ROW + 12
HEADER_ROW = CHART_ROW + CHART_ROWS + 3
CARD_COLUMNS = (("B", "C"), ("D", "E"), ("F", "G"), ("H", "I"), ("J", "K"), ("L", "M"))


def add(book: Workbook, language: Language) -> Page:
    """Add the board to `book`; its charts come when the chart data are there."""
    page = start(book, "board", "look", language, first_column=LEFT)
    placed = draw(page, "Board", HEADER_ROW, LEFT, band=True, filters=False)
    page.sheet.page_setup.fitToHeight = 1
    for letter, width in WIDTHS.items():
        page.sheet.column_dimensions[letter].width = width
    underline(page, LEFT, RIGHT)
    _links(page)
    _month(page)
    for kpi, (first, last) in zip(CARD_KPIS, CARD_COLUMNS, strict=True):
        _card(page, kpi, first, last)
    _state(page)
    _next_steps(page)
    for row in (CARD_ROW - 1, CARD_ROW + 3, CHART_ROW - 1, CHART_ROW + CHART_ROWS):
        page.sheet.row_dimensions[row].height = 8
    for row in range(CHART_ROW, CHART_ROW + CHART_ROWS):
        page.sheet.row_dimensions[row].height = 18
    _row_rules(page, placed)
    return page


def _links(page: Page) -> None:
    """Lines of links to the sheets people go to from here."""
    for row, (group, keys) in enumerate(LINES, LINK_ROW):
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


def _month(page: Page) -> None:
    """The month shown, the cell where another one is chosen, and 未更新 when the two differ."""
    row = MONTH_ROW
    page.sheet.merge_cells(f"B{row}:C{row}")
    shown = page.write(f"B{row}", None, kind="month_shown", size=14, bold=True)
    shown.alignment = Alignment(horizontal="left", vertical="center")
    page.name("kpi_month_shown", f"B{row}")
    _stale(page, f"D{row}")
    label = page.write(f"L{row}", page.say("label.month"), size=9, color=looks.FAINT)
    label.alignment = Alignment(horizontal="right", vertical="center", indent=1)
    month = page.write(f"M{row}", None, kind="month_shown", bold=True)
    month.fill, month.border = looks.fill(looks.INPUT), looks.BOXED
    month.alignment = Alignment(horizontal="center", vertical="center")
    page.name("kpi_month", f"M{row}")
    choices.choose(page, f"M{row}", "kpi_months_list", hint="choice.hint.month", error="choice.error.month")
    page.sheet.row_dimensions[row].height = 26


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


def _card(page: Page, kpi: str, first: str, last: str) -> None:
    """One figure of 全体, large, with its name above and last month's below."""
    column = SPECS["Board"][kpi]
    color, _ = looks.TIERS[column.tier]
    all_rows = f'MATCH("{page.say("all")}",Board[{page.say("team")}],0)'
    cell_of_all = f"INDEX(Board[{page.say(kpi)}],{all_rows})"
    value = f'=IFERROR({known(cell_of_all, cell_of_all)},"")'
    months = f"MATCH(EDATE(kpi_month_shown,-1),ChartMonths[{page.say('month')}],0)"
    cell_before = f"INDEX(ChartMonths[{page.say(kpi)}],{months})"
    before = f'=IFERROR({known(cell_before, cell_before)},"")'
    form = looks.number_format(column.kind, page.language)
    rows = (
        (CARD_ROW, page.say(kpi), "General", {"size": 9, "bold": True, "color": color}),
        (CARD_ROW + 1, value, form, {"size": 18, "bold": True}),
        (CARD_ROW + 2, before, _before_format(page, form), {"size": 8, "color": looks.FAINT}),
    )
    for row, text, number_format, look in rows:
        cells = f"{first}{row}:{last}{row}"
        if first != last:
            page.sheet.merge_cells(cells)
        cell = page.write(f"{first}{row}", text, **look)
        cell.number_format = number_format
        cell.alignment = Alignment(horizontal="center", vertical="center", shrink_to_fit=row > CARD_ROW)
        tiles = page.sheet[cells][0]
        for tile in tiles:
            tile.fill = looks.fill(looks.CARD)
            tile.border = _card_edge(color, row, tile is tiles[0], tile is tiles[-1])
    page.name(f"kpi_card_{kpi}", f"{first}{CARD_ROW + 1}")
    page.name(f"kpi_card_before_{kpi}", f"{first}{CARD_ROW + 2}")
    for row, height in ((CARD_ROW, 20), (CARD_ROW + 1, 30), (CARD_ROW + 2, 17)):
        page.sheet.row_dimensions[row].height = height


def _before_format(page: Page, number_format: str) -> str:
    """`number_format` with "last month" in front, so that the cell stays a number."""
    positive = number_format.split(";")[0]
    return f'"{page.say("label.before")} "{positive}'.replace('""', "")


def _card_edge(color: str, row: int, leftmost: bool, rightmost: bool) -> Border:
    gap = Side("thick", color=looks.WHITE)
    return Border(
        top=Side("thick", color=color) if row == CARD_ROW else None,
        left=gap if leftmost else None,
        right=gap if rightmost else None,
    )


def _heading(page: Page, text: str, first: str, last: str, row: int) -> None:
    page.write(f"{first}{row}", page.say(text), bold=True)
    for cell in page.sheet[f"{first}{row}:{last}{row}"][0]:
        cell.border = Border(bottom=Side("thin", color=looks.INK))


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
    repeated = FormulaRule(formula=[f'${rep}{placed.first}<>""'], font=Font(color="9AA3AF"))
    for rule in (total, of_team):
        page.sheet.conditional_formatting.add(cells, rule)
    page.sheet.conditional_formatting.add(f"{team}{placed.first}:{team}{LAST_ROW}", repeated)
