"""What is held against targets and bands: progress, diagnosis, and which days lack data from whom."""

from __future__ import annotations

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from sheetkpi.language import Language, say
from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.benchmarks import check_sum_formula
from sheetkpi.tables.entryhealth import HEALTH_DAYS
from sheetkpi.workbook import areas
from sheetkpi.workbook.template import looks
from sheetkpi.workbook.template.page import STATE_ROW, Page, month_note, stale_note, start, underline
from sheetkpi.workbook.template.tables import SPECS, Placed, draw
from sheetkpi.workbook.template.views import FIRST_OWN_FORMAT, LAST_ROW, freeze

HEADER_ROW = 5


def add_progress(book: Workbook, language: Language) -> None:
    """進捗: for each KPI everybody, the teams and their reps, with what is due by now and the forecast."""
    page = start(book, "progress", "look", language)
    placed = draw(page, "Progress", HEADER_ROW)
    underline(page, 1, placed.right)
    _state(page)
    _elapsed(page, placed)
    freeze(page, placed, 3)
    _progress_rules(page, placed)


def add_diagnosis(book: Workbook, language: Language) -> None:
    """診断: per team and rep the stage that costs most, what proves it, and what to do."""
    page = start(book, "diagnosis", "look", language)
    placed = draw(page, "Diagnosis", HEADER_ROW)
    underline(page, 1, placed.right)
    _state(page, _bands_changed(page))
    page.sheet.row_dimensions[HEADER_ROW - 1].height = 8
    freeze(page, placed, 2)
    everybody_first(page, placed)
    # Texts run on beyond the last column, and a page as wide as they are cannot be read. Of whole columns as
    # many rows are printed as there are.
    page.sheet.print_area = f"A1:{get_column_letter(placed.right)}{areas.LAST_ROW}"
    for key, bold in (("evidence", False), ("advice", False), ("flag", True), ("watch", False)):
        cell = page.sheet[f"{placed.letter(key)}{placed.first}"]
        cell.font = looks.font(language, size=9, bold=bold)


def add_standing(book: Workbook, language: Language) -> None:
    """チーム内比較: only in the workbooks handed out to reps; hidden in the KPI workbook itself."""
    page = start(book, "standing", "look", language)
    placed = draw(page, "Standing", HEADER_ROW, filters=False)
    underline(page, 1, placed.right)
    _state(page)
    freeze(page, placed, 1)
    page.sheet.sheet_state = "hidden"
    rates = {say(rate.key, language) for rate in KpiTree().rates}
    listed = ",".join(f'$A{placed.first}="{name}"' for name in sorted(rates))
    rule = FormulaRule(formula=[f"OR({listed})"])
    percent = NumberFormat(numFmtId=FIRST_OWN_FORMAT + 2, formatCode="0.0%")
    rule.dxf = DifferentialStyle(numFmt=percent)
    page.sheet.conditional_formatting.add(placed.below("actual", LAST_ROW), rule)


def add_health(book: Workbook, language: Language) -> None:
    """入力状況: reps by recent business days; the days stand in the row above the headers."""
    page = start(book, "health", "look", language)
    placed = draw(page, "EntryHealth", HEADER_ROW)
    underline(page, 1, placed.right)
    _state(page)
    freeze(page, placed, 2)
    days = [placed.letter(f"day_{day}") for day in range(1, HEALTH_DAYS + 1)]
    page.name("kpi_health_dates", f"{days[0]}{HEADER_ROW - 1}:{days[-1]}{HEADER_ROW - 1}")
    for letter in days:
        _day_column(page, placed, letter)
    page.sheet.row_dimensions[HEADER_ROW - 1].height = 20
    missed = f"{days[0]}{placed.first}"
    marked = FormulaRule(formula=[f'{missed}<>""'], font=Font(bold=True), fill=looks.rule_fill(looks.MISSED))
    page.sheet.conditional_formatting.add(f"{missed}:{days[-1]}{LAST_ROW}", marked)
    number = f"{placed.letter('missing')}{placed.first}"
    several = FormulaRule(formula=[f"AND(ISNUMBER({number}),{number}>0)"], font=Font(bold=True))
    page.sheet.conditional_formatting.add(placed.below("missing", LAST_ROW), several)


def everybody_first(page: Page, placed: Placed) -> None:
    """全体 and teams stand out from their reps, where the rep is empty."""
    team, rep = (f"${placed.letter(key)}{placed.first}" for key in ("team", "rep"))
    cells = placed.left_plain(LAST_ROW, page.language)
    total = FormulaRule(
        formula=[f'{team}="{page.say("all")}"'],
        font=Font(bold=True),
        fill=looks.rule_fill(looks.WHOLE),
        stopIfTrue=True,
    )
    of_team = FormulaRule(
        formula=[f'AND({team}<>"",{rep}="")'], font=Font(bold=True), fill=looks.rule_fill(looks.TOTAL)
    )
    for rule in (total, of_team):
        page.sheet.conditional_formatting.add(cells, rule)


def _bands_changed(page: Page) -> str:
    """未更新 where the bands are not those that causes were found with: verdicts follow at once."""
    headers = {column.key: column.header(page.language) for column in SPECS["Benchmarks"].columns}
    differs = f"ABS({check_sum_formula(headers)}-kpi_bands)>0.000001"
    return f'IFERROR(IF(kpi_bands="","",IF({differs},"{page.say("stale.bands")}","")),"")'


def _state(page: Page, otherwise: str = "") -> None:
    page.sheet.merge_cells(f"B{STATE_ROW}:C{STATE_ROW}")  # one column may be too narrow for a month
    month_note(page, f"A{STATE_ROW}", f"B{STATE_ROW}")
    stale_note(page, f"D{STATE_ROW}", otherwise)
    page.sheet.row_dimensions[STATE_ROW].height = 22


def _elapsed(page: Page, placed: Placed) -> None:
    """The share of the month's business days that is over, above the column that is made of it."""
    due = placed.letter("due")
    at = f"{due}{HEADER_ROW - 1}"
    share = page.write(at, None, kind="attainment", bold=True)
    share.alignment = Alignment(horizontal="right", vertical="center")
    page.name("kpi_elapsed", at)
    label = page.write(
        f"{placed.letter('attainment')}{HEADER_ROW - 1}", page.say("label.elapsed"), size=9, color=looks.FAINT
    )
    label.alignment = Alignment(horizontal="right", vertical="center")


def _progress_rules(page: Page, placed: Placed) -> None:
    """A line above each KPI's first row."""
    everybody_first(page, placed)
    kpi = placed.letter("kpi")
    begins = f'AND(${kpi}{placed.first}<>"",${kpi}{placed.first}<>${kpi}{placed.top})'
    line = FormulaRule(formula=[begins], border=Border(top=Side("thin", color=looks.INK)))
    page.sheet.conditional_formatting.add(placed.left_plain(LAST_ROW, page.language), line)


def _day_column(page: Page, placed: Placed, letter: str) -> None:
    date = page.write(f"{letter}{placed.top - 1}", None, kind="short_date", size=8, bold=True)
    date.alignment = Alignment(horizontal="center", vertical="center")
    date.fill = looks.fill(looks.TIERS[""][1])
    header = page.sheet[f"{letter}{placed.top}"]
    header.font = looks.font(page.language, size=7, color=looks.FAINT)
    header.alignment = looks.CENTRED
    page.sheet[f"{letter}{placed.first}"].alignment = looks.CENTRED
