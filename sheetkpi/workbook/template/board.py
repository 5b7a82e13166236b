"""The board: one page that is opened every morning, its first screen before all.

From top to bottom: where the month lands, beside it the week and what moved; the cards; who has to enter and
what costs most, beside them what to do next and how old the data are; then charts, links, teams and reps.
Twelve columns behind a margin, of which a telephone shows the first four (see `template.cards`): what a
manager must know stands in them.
"""

from __future__ import annotations

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink

from sheetkpi.language import Language
from sheetkpi.tables.cards import CARD_KPIS
from sheetkpi.tables.names import CAUSE_ROWS, CAUSE_SHAPE, MOVED_LINES, NEXT_LINES
from sheetkpi.tables.registry import FRONT_SHEETS, HIDDEN_SHEETS, LOOK_SHEETS
from sheetkpi.tables.spec import Group
from sheetkpi.workbook.answer import answer_formula
from sheetkpi.workbook.sights import hidden_lines
from sheetkpi.workbook.template import choices, looks
from sheetkpi.workbook.template.cards import draw_cards
from sheetkpi.workbook.template.page import TITLE_ROW, Page, start, underline
from sheetkpi.workbook.template.tables import Placed, draw

LEFT, RIGHT = 2, 13
PHONE_END = "E"
"""The last column that a telephone shows."""
LAST_ROW = 1000

HEAD_ROW = 2
HEAD_ROWS = 1 + 1 + MOVED_LINES
"""Rows beside which the sentence stands: of the month to show, the week and what moved."""
LAST_MONTH_ROW = HEAD_ROW + HEAD_ROWS
"""Where the first days of a month say how the one before it ended: before any figure of this one."""
CARD_ROW = LAST_MONTH_ROW + 1
FIRST_ROW = CARD_ROW + 1 + len(CARD_KPIS) + 1
"""The heading above what to look at first, and above what to do next."""
MISSING_ROWS = 3
CAUSE_ROW = FIRST_ROW + 1 + MISSING_ROWS
STATE_ROW = FIRST_ROW + 1 + NEXT_LINES
CHART_ROW, CHART_ROWS = CAUSE_ROW + CAUSE_SHAPE[0] + 1, 11
LINK_ROW = CHART_ROW + CHART_ROWS + 1

WIDTHS = {"A": 1, "B": 15.5, "C": 14.5, "D": 11.5, "E": 12, "F": 16.5, "G": 10.5, "H": 10.5}
WIDTHS |= {"I": 14.5, "J": 10.5, "K": 10.25, "L": 13, "M": 11.5}  # I holds "Opportunities", L millions of yen
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
    _heights(page)
    _title(page)
    _month(page)
    _head(page)
    draw_cards(page, CARD_ROW)
    _first(page)
    _next_steps(page)
    _state(page)
    _links(page)
    _row_rules(page, placed)
    return page


def _heights(page: Page) -> None:
    """Rows of text are of one height, so that what stands side by side goes on together."""
    small = (*range(HEAD_ROW, LAST_MONTH_ROW), *range(FIRST_ROW + 1, CHART_ROW - 1))
    heights = dict.fromkeys(small, 14.25) | dict.fromkeys(range(CHART_ROW, CHART_ROW + CHART_ROWS), 18)
    heights |= {TITLE_ROW: 21, LAST_MONTH_ROW: 17, FIRST_ROW: 16, FIRST_ROW - 1: 4}
    heights |= {CHART_ROW - 1: 6, CHART_ROW + CHART_ROWS: 6}
    for row, height in heights.items():
        page.sheet.row_dimensions[row].height = height


def _title(page: Page) -> None:
    """What this is, and of which month, within what a telephone shows."""
    page.sheet[f"B{TITLE_ROW}"].font = looks.font(page.language, size=14, bold=True)
    shown = page.write(f"{PHONE_END}{TITLE_ROW}", None, kind="month_shown", size=11, bold=True)
    shown.alignment = Alignment(horizontal="right", vertical="center", shrink_to_fit=True)
    page.name("kpi_month_shown", f"{PHONE_END}{TITLE_ROW}")


def _month(page: Page) -> None:
    """The cell where another month is chosen, and 未更新 when it is not the one shown."""
    row = HEAD_ROW  # buttons stand in the row of the title
    _stale(page, f"F{row}")
    label = page.write(f"L{row}", page.say("label.month"), size=9, color=looks.FAINT)
    label.alignment = Alignment(horizontal="right", vertical="center", indent=1)
    month = page.write(f"M{row}", None, kind="month_shown", bold=True)
    month.fill, month.border = looks.fill(looks.INPUT), looks.BOXED
    month.alignment = looks.CENTRED
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
    cell.alignment = looks.TEXT
    page.name("kpi_stale", at)


def _head(page: Page) -> None:
    """Where the month lands, in a sentence: what everybody opens the workbook for; the week, what moved."""
    last = LAST_MONTH_ROW - 1
    page.sheet.merge_cells(f"B{HEAD_ROW}:{PHONE_END}{last}")
    cell = page.write(f"B{HEAD_ROW}", answer_formula(page.language), size=13, bold=True)
    cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True)
    page.name("kpi_answer", f"B{HEAD_ROW}")
    for row in range(HEAD_ROW + 1, last + 1):
        _sentence(page, f"F{row}:M{row}")
    page.name("kpi_week", f"F{HEAD_ROW + 1}")
    page.name("kpi_moved", f"F{HEAD_ROW + 2}:F{last}")
    underline(page, LEFT, RIGHT, last)
    _sentence(page, f"B{LAST_MONTH_ROW}:M{LAST_MONTH_ROW}", bold=True)
    page.name("kpi_last_month", f"B{LAST_MONTH_ROW}")


def _sentence(page: Page, cells: str, *, bold: bool = False, lines: bool = False) -> None:
    """Merge `cells` for a sentence in small letters: on one line as small as it must be, or on several."""
    page.sheet.merge_cells(cells)
    cell = page.write(cells.partition(":")[0], None, size=9, bold=bold)
    cell.alignment = looks.LINES if lines else looks.SHRUNK


def _heading(page: Page, text: str, first: str, last: str, row: int) -> None:
    page.write(f"{first}{row}", page.say(text), bold=True)
    for cell in page.sheet[f"{first}{row}:{last}{row}"][0]:
        cell.border = Border(bottom=Side("thin", color=looks.INK))


def _first(page: Page) -> None:
    """What to look at first: who has entered nothing, then what costs most, each with what to do below it."""
    _heading(page, "label.first", "B", PHONE_END, FIRST_ROW)
    page.sheet.merge_cells(f"C{FIRST_ROW}:{PHONE_END}{FIRST_ROW}")
    standard = page.write(f"C{FIRST_ROW}", page.say("label.standard"), size=9, color=looks.FAINT)
    standard.alignment = Alignment(horizontal="right", vertical="center", shrink_to_fit=True)
    _sentence(page, f"B{FIRST_ROW + 1}:{PHONE_END}{FIRST_ROW + MISSING_ROWS}", lines=True)
    page.name("kpi_missing", f"B{FIRST_ROW + 1}")
    for row in range(CAUSE_ROW, CAUSE_ROW + 2 * CAUSE_ROWS, 2):
        for cells in (f"B{row}:C{row}", f"D{row}:{PHONE_END}{row}", f"F{row}:F{row}"):
            _sentence(page, cells, bold=True)
        page.sheet[f"F{row}"].number_format = looks.number_format("lost", page.language)
        page.sheet[f"F{row}"].alignment = Alignment(
            horizontal="right", vertical="center", indent=1, shrink_to_fit=True
        )
        _sentence(page, f"B{row + 1}:F{row + 1}")
        for cell in page.sheet[f"B{row + 1}:F{row + 1}"][0]:
            cell.border = looks.HAIRLINE
    page.name("kpi_causes", f"B{CAUSE_ROW}:F{CAUSE_ROW + CAUSE_SHAPE[0] - 1}")


def _next_steps(page: Page) -> None:
    """What to do next, one line each: for a new workbook the first steps, later what the refresh found."""
    _heading(page, "label.next", "G", "M", FIRST_ROW)
    for line in range(NEXT_LINES):
        row = FIRST_ROW + 1 + line
        _sentence(page, f"G{row}:M{row}")
        page.sheet[f"G{row}"].value = page.say(f"next.{line + 1}")
    page.name("kpi_next", f"G{FIRST_ROW + 1}:G{FIRST_ROW + NEXT_LINES}")


def _state(page: Page) -> None:
    """How old the data are, when they were last read, and with what result."""
    _heading(page, "label.state", "G", "M", STATE_ROW)
    lines = (("last_data", "date"), ("last_refresh", "time"), ("status", "text"))
    for row, (key, kind) in enumerate(lines, STATE_ROW + 1):
        label = page.write(f"G{row}", page.say(f"label.{key}"), size=9, color=looks.FAINT)
        label.alignment = looks.TEXT
        last = row + 1 if key == "status" else row
        page.sheet.merge_cells(f"I{row}:M{last}")
        cell = page.write(f"I{row}", page.say("status.new") if key == "status" else None, kind=kind, size=9)
        wrapped = key == "status"
        cell.alignment = Alignment(
            horizontal="left", vertical="top" if wrapped else "center", wrap_text=wrapped
        )
        page.name(f"kpi_{key}", f"I{row}")


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
