"""The sheets people look at behind the board: by rep, team, lead source, day, week, month, and the matrix."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.cell import Cell
from openpyxl.formatting.rule import ColorScaleRule, FormulaRule, Rule
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from sheetkpi.language import Language
from sheetkpi.tables.daymatrix import MATRIX_DAYS, total_formula
from sheetkpi.tables.spec import Table
from sheetkpi.workbook.template import choices, looks
from sheetkpi.workbook.template.page import STATE_ROW, Page, month_note, stale_note, start, underline
from sheetkpi.workbook.template.tables import Placed, align, draw, fold, written

BAND_ROW, UNIT_ROW, HEADER_ROW = 4, 5, 6
TOTALS_ROW, MATRIX_ROW = 6, 7
"""Everybody's totals above the matrix, and its header."""
FIXED = 3
"""Columns of the matrix before its days."""
LAST_ROW = 5000
"""Rules reach down to here, so that they are there whoever makes the table longer."""
FIRST_OWN_FORMAT = 200
"""Numbers of formats that stand in rules only: beyond those of cells."""
OPEN_DAYS = 23
"""Matrix columns that are open: more business days than that need working Saturdays."""


def add(book: Workbook, table: Table, language: Language) -> None:
    """Add the sheet of a view that holds nothing but its table, as the table's `page` says."""
    look = table.page
    assert look is not None, table.name
    page = start(book, table.sheet, table.group, language)
    placed = draw(page, table.name, HEADER_ROW, band=look.band)
    underline(page, 1, placed.right)
    page.sheet.merge_cells(f"B{STATE_ROW}:C{STATE_ROW}")  # one column may be too narrow for a month
    month_note(page, f"A{STATE_ROW}", f"B{STATE_ROW}")
    stale_note(page, f"D{STATE_ROW}")
    page.sheet.row_dimensions[STATE_ROW].height = 22
    freeze(page, placed, look.fixed)
    if look.totals:
        highlight_total(page, placed)
    if look.today:
        highlight_today(page, placed, look.today, look.days)
    if look.row_height:
        page.sheet.sheet_format.defaultRowHeight = look.row_height
    if look.upright:
        page.sheet.page_setup.orientation = page.sheet.ORIENTATION_PORTRAIT
    if look.hidden:
        page.sheet.sheet_state = "hidden"
    align(page, placed, looks.WRAPPED, *look.wrapped)


def freeze(page: Page, placed: Placed, fixed: int) -> None:
    """Keep head and headers in sight, and on paper on top of every page."""
    page.sheet.freeze_panes = f"{get_column_letter(placed.left + fixed)}{placed.first}"
    page.sheet.print_title_rows = f"{STATE_ROW}:{placed.top}"


def highlight_total(page: Page, placed: Placed) -> None:
    """Set off the rows of 全体."""
    rule = FormulaRule(
        formula=[f'${placed.letter("team")}{placed.first}="{page.say("all")}"'],
        fill=looks.rule_fill(looks.TOTAL),
        font=Font(bold=True),
    )
    page.sheet.conditional_formatting.add(placed.left_plain(LAST_ROW, page.language), rule)


def highlight_today(page: Page, placed: Placed, key: str, days: int = 1) -> None:
    """Colour the rows whose period of `days`, beginning on the date in column `key`, holds today."""
    since = f"TODAY()-${placed.letter(key)}{placed.first}"
    rule = FormulaRule(formula=[f"AND({since}>=0,{since}<{days})"], fill=looks.rule_fill(looks.TODAY))
    page.sheet.conditional_formatting.add(_whole(placed), rule)


def _whole(placed: Placed) -> str:
    return f"{get_column_letter(placed.left)}{placed.first}:{get_column_letter(placed.right)}{LAST_ROW}"


def add_matrix(book: Workbook, language: Language) -> None:
    """Rep by business day for the KPI chosen in the head; the dates and everybody's totals stand above the
    headers, in sight however long the table is."""
    page = start(book, "matrix", "look", language)
    placed = draw(page, "DayMatrix", MATRIX_ROW, filters=False)
    underline(page, 1, FIXED + OPEN_DAYS)
    _matrix_head(page)
    last = get_column_letter(FIXED + MATRIX_DAYS)
    page.name("kpi_matrix_dates", f"{get_column_letter(FIXED + 1)}{UNIT_ROW}:{last}{UNIT_ROW}")
    page.name("kpi_matrix_totals", f"{get_column_letter(FIXED)}{TOTALS_ROW}:{last}{TOTALS_ROW}")
    _total_row(page)
    for day in range(1, MATRIX_DAYS + 1):
        _day_column(page, FIXED + day, day)
    _matrix_cell(page, f"{placed.letter('matrix_total')}{placed.first}").font = looks.font(
        language, bold=True
    )
    for row in (UNIT_ROW, TOTALS_ROW, MATRIX_ROW):
        page.sheet.row_dimensions[row].height = 20
    freeze(page, placed, FIXED)
    _matrix_rules(page, placed)


def _total_row(page: Page) -> None:
    """Everybody's month, and each of its days."""
    label = page.write(f"A{TOTALS_ROW}", page.say("label.matrix_totals"), bold=True)
    label.alignment = looks.TEXT
    for number in range(1, FIXED + MATRIX_DAYS + 1):
        letter = get_column_letter(number)
        cell = page.sheet[f"{letter}{TOTALS_ROW}"]
        cell.fill = looks.fill(looks.TOTAL)
        if number >= FIXED:
            day = number - FIXED or None
            page.write(cell.coordinate, written(total_formula(day), page.language), bold=True)
            _matrix_cell(page, cell.coordinate)


def _matrix_cell(page: Page, at: str) -> Cell:
    cell: Cell = page.sheet[at]
    cell.number_format = looks.number_format("count", page.language)
    cell.alignment = Alignment(horizontal="right", vertical="center", shrink_to_fit=True)  # yen are long
    return cell


def _matrix_head(page: Page) -> None:
    page.sheet.merge_cells(f"B{STATE_ROW}:D{STATE_ROW}")  # the columns of days are narrow
    month_note(page, f"A{STATE_ROW}", f"B{STATE_ROW}")
    label = page.write(f"A{BAND_ROW}", page.say("label.matrix_kpi"), size=9, color=looks.FAINT)
    label.alignment = looks.TEXT
    chosen = page.write(f"B{BAND_ROW}", page.say("calls"), bold=True)
    chosen.alignment = looks.TEXT
    chosen.fill, chosen.border = looks.fill(looks.INPUT), looks.BOXED
    page.name("kpi_matrix_kpi", f"B{BAND_ROW}")
    choices.choose(page, f"B{BAND_ROW}", "kpi_names_list", hint="choice.hint.matrix_kpi")
    stale_note(page, f"E{STATE_ROW}")
    for row in (STATE_ROW, BAND_ROW):
        page.sheet.row_dimensions[row].height = 22


def _day_column(page: Page, number: int, day: int) -> None:
    letter = get_column_letter(number)
    date = page.write(f"{letter}{UNIT_ROW}", None, kind="day", size=8, bold=True)
    date.alignment = Alignment(horizontal="center", vertical="center")
    date.fill = looks.fill(looks.TIERS["outcome"][1])
    header = page.sheet[f"{letter}{MATRIX_ROW}"]
    header.font = looks.font(page.language, size=7, color=looks.FAINT)
    header.fill = looks.fill(looks.TIERS["outcome"][1])
    header.border = Border(bottom=Side("medium", color=looks.TIERS["outcome"][0]))
    header.alignment = Alignment(horizontal="center", vertical="center")
    _matrix_cell(page, f"{letter}{MATRIX_ROW + 1}")
    if day > OPEN_DAYS:
        fold(page, letter)


def _matrix_rules(page: Page, placed: Placed) -> None:
    """Rates as percentages, money in thousands, zeros faint, the more the darker, today's date in colour.

    The rules of a cell are all of one range: of ranges that overlap, LibreOffice shows the first alone.
    """
    total, day, right = (get_column_letter(number) for number in (FIXED, FIXED + 1, placed.right))
    totals = f"{total}{TOTALS_ROW}:{right}{TOTALS_ROW} {total}{placed.first}:{total}{LAST_ROW}"
    days = f"{day}{placed.first}:{right}{LAST_ROW}"
    rules = page.sheet.conditional_formatting
    for cells in (totals, days):
        for rule in _matrix_formats(page):
            rules.add(cells, rule)
    first = f"{day}{placed.first}"
    zero = FormulaRule(formula=[f"AND(ISNUMBER({first}),{first}=0)"], font=Font(color=looks.FAINT))

    def today() -> Rule:
        return FormulaRule(formula=[f"{day}${UNIT_ROW}=TODAY()"], fill=looks.rule_fill(looks.TODAY))

    heat = ColorScaleRule(
        start_type="num", start_value=0, start_color=looks.WHITE, end_type="max", end_color=looks.HEAT
    )
    for rule in (zero, today(), heat):
        rules.add(days, rule)
    rules.add(f"{day}{UNIT_ROW}:{right}{UNIT_ROW} {day}{placed.top}:{right}{placed.top}", today())


def _matrix_formats(page: Page) -> Iterator[Rule]:
    """How the KPI chosen is written where it is no count."""
    chosen = {
        looks.number_format("rate", page.language): "COUNTIF(kpi_rate_names,kpi_matrix_kpi)>0",
        looks.number_format("thousands", page.language): f'kpi_matrix_kpi="{page.say("won_amount")}"',
    }
    for number, (form, condition) in enumerate(chosen.items()):
        rule = FormulaRule(formula=[condition])
        rule.dxf = DifferentialStyle(numFmt=NumberFormat(numFmtId=FIRST_OWN_FORMAT + number, formatCode=form))
        yield rule
