"""1on1: the page of one rep, who is chosen on it, on one sheet of paper.

RepMonths, which it looks at, stands to its right in columns that are folded away and not printed.
"""

from __future__ import annotations

from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from sheetkpi.language import Language
from sheetkpi.model.repmonths import NEW, TREND
from sheetkpi.tables.cards import CARD_KPIS, COACHED_TABLES, STAGES
from sheetkpi.tables.coaching import (
    ACTION,
    ADVICE,
    AGREED,
    AGREED_ROW,
    BEFORE_COLUMN,
    CAUSE,
    DRAWN_COLUMN,
    EVIDENCE,
    HEAD_ROW,
    HELPED,
    JOINER_ROW,
    JOINERS,
    MESSAGE_ROW,
    NOTE_COLUMN,
    PROGRESS,
    PROGRESS_ROW,
    RATE_ROW,
    RESULT,
    ROWS,
    SHOWN_COLUMN,
    STEP,
    TREND_ROW,
    TRENDS,
    WHY_ROW,
    WIDTH,
    figures,
    row_formulas,
)
from sheetkpi.workbook.rules import BAD, GOOD
from sheetkpi.workbook.template import choices, looks
from sheetkpi.workbook.template.page import STATE_ROW, Page, month_note, stale_note, start, underline
from sheetkpi.workbook.template.sparklines import SparklineBook, Sparklines
from sheetkpi.workbook.template.tables import draw, fold, written

LEFT = 2
RIGHT = LEFT + WIDTH - 1
FIRST_ROW = 4
"""The row in which the rep is chosen."""
WIDTHS = (21, 11, 11, 11.5, 12, 12, 15.5, 13.5, 13)
DATA_LEFT = RIGHT + 2
DATA_ROW = 6
"""The header of RepMonths; above it stand the numbers of the rep's rows."""
LINE, GAP = 16.5, 8
TEXT_LINES = {EVIDENCE: 5, ADVICE: 3, ACTION: 4}
"""Rows of sentences, and how many lines they take."""

_RIGHT = Alignment(horizontal="right", vertical="center", shrink_to_fit=True)
_MERGED = (
    *((HEAD_ROW, 1, 2), (HEAD_ROW, SHOWN_COLUMN, SHOWN_COLUMN + 1), (HEAD_ROW, 7, 8), (MESSAGE_ROW, 1, 8)),
    *((CAUSE, 1, 2), (EVIDENCE, 1, 8), (ADVICE, 1, 8), (STEP, 1, 2), (STEP, 6, 8)),
    *((row, first, last) for row in (AGREED_ROW - 1, AGREED) for first, last in ((2, 3), (4, 5), (7, 8))),
    *((WHY_ROW - 1, 1, 2), (WHY_ROW - 1, 6, 8), (RATE_ROW - 1, 2, 3), (ACTION, 1, 8)),
    *((RESULT, 1, 3), (RESULT, 4, 8), (HELPED, 1, 2)),
    *((row, 2, 3) for row in range(RATE_ROW, RATE_ROW + len(STAGES))),
    *((row, NOTE_COLUMN, 8) for row in (PROGRESS_ROW - 2, TREND_ROW - 2, JOINER_ROW - 2)),
)
"""Cells that stand for several: row, first and last column of the page's figures."""


def add(book: Workbook, language: Language) -> Page:
    """Add the page and its data."""
    page = start(book, "coaching", "look", language, first_column=LEFT)
    sheet = page.sheet
    placed = draw(page, "RepMonths", DATA_ROW, DATA_LEFT, filters=False)
    sheet.column_dimensions["A"].width = sheet.column_dimensions[_letter(WIDTH)].width = 1.5
    for number, width in enumerate(WIDTHS, LEFT):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number in range(placed.left, placed.right + 1):
        fold(page, get_column_letter(number))
    underline(page, LEFT, RIGHT)
    month_note(page, f"B{STATE_ROW}", f"C{STATE_ROW}")
    sheet.merge_cells(f"C{STATE_ROW}:D{STATE_ROW}")
    stale_note(page, f"E{STATE_ROW}")
    _heights(page)
    for row, first, last in _MERGED:
        sheet.merge_cells(f"{_at(row, first)}:{_at(row, last)}")
    _blocks(page)
    _figures(page)
    _choice(page)
    _rules(page)
    if isinstance(book, SparklineBook):
        book.sparklines[sheet.title] = Sparklines(
            {
                _at(row, DRAWN_COLUMN): page.address(f"{_at(row, 1)}:{_at(row, TREND)}")
                for row in range(TREND_ROW, TREND_ROW + len(TRENDS))
            }
        )
    sheet.print_area = f"A1:{get_column_letter(RIGHT)}{FIRST_ROW + ROWS - 1}"
    sheet.page_setup.orientation = sheet.ORIENTATION_PORTRAIT
    sheet.page_setup.fitToHeight = 1
    return page


def _letter(column: int) -> str:
    return str(get_column_letter(LEFT + column))


def _at(row: int, column: int) -> str:
    """The cell in a row and column of the page's figures (both from 0)."""
    return f"{_letter(column)}{FIRST_ROW + row}"


def _heights(page: Page) -> None:
    heights = dict.fromkeys(range(ROWS), LINE)
    heights |= {row: 13.5 * lines for row, lines in TEXT_LINES.items()}
    blocks = (PROGRESS_ROW, WHY_ROW, AGREED_ROW, RATE_ROW, TREND_ROW, JOINER_ROW)
    heights |= {row - 3: GAP for row in blocks[1:]} | {HEAD_ROW: 22}
    for row, height in heights.items():
        page.sheet.row_dimensions[FIRST_ROW + row].height = height


def _blocks(page: Page) -> None:
    """Headings, headers and the names of the rows."""
    progress = [(column, key) for column, (_, key) in enumerate(PROGRESS, 1)]
    _block(page, PROGRESS_ROW, "coach.progress", progress, CARD_KPIS)
    note = page.say("coach.landing_from")
    cell = page.write(_at(PROGRESS_ROW - 2, NOTE_COLUMN), note, size=9, color=looks.FAINT)
    cell.alignment = _RIGHT
    why = [(1, "coach.what"), (3, "coach.meetings"), (4, "rate"), (5, "coach.against"), (6, "aim")]
    _block(page, WHY_ROW, "coach.why", why, ("coach.cause", "evidence", "coach.advice", "step"))
    agreed = [(1, "month"), (2, "owner"), (4, "due_date"), (6, "done"), (7, "agreed")]
    names = ("coach.agreed_on", "action", "coach.result", "coach.step_before")
    _block(page, AGREED_ROW, "coach.agreed", agreed, names)
    for column, key in ((3, "coach.expected"), (5, "coach.now"), (7, "coach.effect")):
        cell = page.write(_at(HELPED, column), page.say(key), size=9, color=looks.FAINT)
        cell.alignment = _RIGHT
    rates = [(1, "rate"), (2, "coach.period"), (4, "low"), (5, "high")]
    rates += [(6, "coach.verdict"), (7, "coach.peers"), (8, "coach.people")]
    _block(page, RATE_ROW, "coach.rates", rates, tuple(STAGES.values()))
    drawn = [(DRAWN_COLUMN, "coach.drawn"), (BEFORE_COLUMN, "label.card.before")]
    _block(page, TREND_ROW, "coach.trend", drawn, TRENDS)
    _block(page, JOINER_ROW, "coach.joiners", [], ())
    parts = [
        page.say(key, kpi=page.say(kpi))
        for kpi in JOINERS
        for key in ("coach.own", "coach.average", "coach.people_of")
    ]
    for row, text in enumerate(parts, JOINER_ROW):
        _name(page, row, text)
    for number in range(1, NEW + 1):
        _header(page, JOINER_ROW - 1, number, number, "tenure")


def _block(
    page: Page, first: int, title: str, headers: list[tuple[int, str]], names: tuple[str, ...]
) -> None:
    """A heading, headers and the names of the rows, above and beside the figures from row `first` on."""
    page.write(_at(first - 2, 0), page.say(title), bold=True)
    for column in range(WIDTH):
        cell = page.sheet[_at(first - 1, column)]
        cell.fill, cell.border = looks.fill(looks.TIERS[""][1]), Border(bottom=Side("thin", color=looks.INK))
    for column, key in headers:
        _header(page, first - 1, column, page.say(key))
    for row, key in enumerate(names, first):
        _name(page, row, page.say(key))


def _header(page: Page, row: int, column: int, value: object, kind: str = "text") -> None:
    cell = page.write(_at(row, column), value, kind=kind, size=9, bold=True)
    cell.alignment = _aligned(row, column)


def _aligned(row: int, column: int) -> Alignment:
    """Words to the left, like their headers; figures to the right, away from the sparkline."""
    words = (
        *((WHY_ROW - 1, 1), (WHY_ROW - 1, 6), (CAUSE, 1), (STEP, 1), (STEP, 6), (RESULT, 1), (RESULT, 4)),
        *((AGREED_ROW - 1, one) for one in (1, 2, 4, 6, 7)),
        *((AGREED, one) for one in (1, 2, 4, 6, 7)),
        *((row, 2) for row in range(RATE_ROW - 1, RATE_ROW + len(STAGES))),
        *((HELPED, 1), (HELPED, 8), (HEAD_ROW, 5), (HEAD_ROW, 6), (HEAD_ROW, 7), (MESSAGE_ROW, 1)),
    )
    if column == 0 or (row, column) in words:
        return looks.SHRUNK
    if column == DRAWN_COLUMN and row == TREND_ROW - 1:
        return looks.CENTRED
    return _RIGHT


def _away_from_line(number_format: str) -> str:
    """`number_format` with room to the right of the figure. LibreOffice leaves out an indent there.

    >>> _away_from_line("0.0%;-0.0%")
    '0.0%_0_0;-0.0%_0_0'
    """
    return ";".join(f"{part}_0_0" for part in number_format.split(";"))


def _name(page: Page, row: int, text: str) -> None:
    cell = page.write(_at(row, 0), text, bold=True)
    cell.alignment = looks.SHRUNK
    for column in range(WIDTH):
        page.sheet[_at(row, column)].border = looks.HAIRLINE


def _figures(page: Page) -> None:
    """The formulas, and the numbers of the rows that they look at."""
    language = page.language
    for figure in figures():
        at, is_note = _at(figure.row, figure.column), figure.of in ("running", "joined", "gone")
        is_long = figure.row in TEXT_LINES
        bold = figure.of in ("meant", "cause", "step", "month")
        color = looks.FAINT if is_note else looks.INK
        size = 9 if is_note or is_long or figure.of == "month" else 0
        formula = written(figure.formula, language)
        cell = page.write(at, formula, kind=figure.kind, size=size, bold=bold, color=color)
        cell.alignment = looks.WRAPPED if is_long else _aligned(figure.row, figure.column)
        if figure.column == TREND and TREND_ROW - 1 <= figure.row < TREND_ROW + len(TRENDS):
            cell.number_format = _away_from_line(cell.number_format)
    page.name("kpi_coaching", f"{_at(0, 0)}:{_at(ROWS - 1, WIDTH - 1)}")
    first, row = DATA_LEFT, DATA_ROW - 2
    for number, (table, formula) in enumerate(zip(COACHED_TABLES, row_formulas(), strict=True), first):
        letter = get_column_letter(number)
        page.write(f"{letter}{row - 1}", table, size=9, color=looks.FAINT)
        page.write(f"{letter}{row}", written(formula, language), kind="count")
    last = get_column_letter(first + len(COACHED_TABLES) - 1)
    page.name("kpi_coached_rows", f"{get_column_letter(first)}{row}:{last}{row}")


def _choice(page: Page) -> None:
    """The cell in which the rep is chosen, and who is shown."""
    label = page.write(_at(HEAD_ROW, 0), page.say("label.coached"), bold=True)
    label.alignment = looks.SHRUNK
    at = _at(HEAD_ROW, 1)
    chosen = page.write(at, None, size=12, bold=True)
    chosen.alignment = looks.SHRUNK
    for column in (1, 2):
        cell = page.sheet[_at(HEAD_ROW, column)]
        cell.fill, cell.border = looks.fill(looks.INPUT), looks.BOXED
    page.name("kpi_coached", at)
    choices.choose(page, at, "kpi_reps_list", hint="choice.hint.coached", error="choice.error.coached")
    shown = page.sheet[_at(HEAD_ROW, SHOWN_COLUMN)]
    shown.font, shown.alignment = looks.font(page.language, size=14, bold=True), looks.SHRUNK
    page.name("kpi_coached_shown", _at(HEAD_ROW, SHOWN_COLUMN))


def _rules(page: Page) -> None:
    """Behind and ahead have a sign and a colour; so have a target hardly reached, and verdicts."""
    bad, good = (Font(color=color.removeprefix("#"), bold=True) for color in (BAD, GOOD))
    rules = page.sheet.conditional_formatting
    parts = [part for part, _ in PROGRESS]
    limits = (("ahead", "<0", bad), ("ahead", ">0", good), ("chance", "<0.2", bad), ("chance", ">=0.8", good))
    for part, condition, font in limits:
        column = 1 + parts.index(part)
        first, last = (_at(row, column) for row in (PROGRESS_ROW, PROGRESS_ROW + len(CARD_KPIS) - 1))
        rule = FormulaRule(formula=[f"AND(ISNUMBER({first}),{first}{condition})"], font=font)
        rules.add(f"{first}:{last}", rule)
    verdicts = f"{_at(RATE_ROW, 6)}:{_at(RATE_ROW + len(STAGES) - 1, 6)}"
    for verdict, font in (("verdict.below", bad), ("verdict.above", good)):
        rules.add(verdicts, CellIsRule(operator="equal", formula=[f'"{page.say(verdict)}"'], font=font))
