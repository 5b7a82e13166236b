"""Drawing one table of the contract: tier band, units and formulas, headers, rows, folded columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from openpyxl.styles import Alignment, Border, Protection, Side
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableFormula, TableStyleInfo

from sheetkpi.language import Language, say
from sheetkpi.model.chain import CHAIN
from sheetkpi.model.metrics import KpiTree
from sheetkpi.patterns import lazy_pattern
from sheetkpi.tables.bandcolumns import WINDOWED
from sheetkpi.tables.columns import Column
from sheetkpi.tables.names import MEANT_SHEETS, NAMES, WINDOW_SHEETS, formula_names
from sheetkpi.tables.registry import specs
from sheetkpi.tables.spec import TableSpec
from sheetkpi.workbook.formulas import resolved
from sheetkpi.workbook.rules import rules_of
from sheetkpi.workbook.template import looks, widths
from sheetkpi.workbook.template.page import Page

TABLE_STYLE = "SheetKPI"
"""The workbook's own table style: stripes, nothing else (headers are coloured cell by cell)."""

SPECS = {name: replace(spec, columns=spec.drawn) for name, spec in specs(KpiTree()).items()}

UNITS = {
    "attainment": "attainment",
    "low": "edge",
    "high": "edge",
    "gap": "gap",
    "judged": "judged",
    "mix_low": "mix",
    "mix_high": "mix",
    "assumed": "assumed",
    "proposed": "proposed",
    "proposed_from": "proposed",
    "per_week": "per_week",
    "per_day": "per_day",
    "per_rep_day": "per_rep_day",
    "per_rep": "per_rep",
    "fte_months": "fte_months",
    "goal": "goal",
    "goal_value": "goal_value",
}
"""What stands above the header of a column that is no KPI: a key without `unit.`, by what it derives."""

WINDOW = 3
"""Months over which opportunity and win rate are judged until Benchmarks says otherwise."""

_THIS_ROW = lazy_pattern(r"\[@\[((?:[^\[\]']|'.)*)\]\]")


@dataclass(frozen=True)
class Placed:
    """Where a table stands: `top` is its header row, `left` its first column (1 is A)."""

    spec: TableSpec
    top: int
    left: int
    rows: int

    @property
    def right(self) -> int:
        """The last column."""
        return self.left + len(self.spec.columns) - 1

    @property
    def first(self) -> int:
        """The first data row."""
        return self.top + 1

    @property
    def bottom(self) -> int:
        """The last data row."""
        return self.top + self.rows

    def letter(self, key: str) -> str:
        """The letter of the column `key`."""
        index = [column.key for column in self.spec.columns].index(key)
        return str(get_column_letter(self.left + index))

    def left_plain(self, last: int, language: Language) -> str:
        """The data cells down to row `last` but for columns that a refresh colours: "A7:T5000 V7:V5000".

        For rules that colour whole rows: not every program shows two rules on one cell.
        """
        runs = []
        numbered = enumerate(self.spec.columns, self.left)
        for plain, run in groupby(numbered, key=lambda pair: not rules_of(pair[1], language)):
            if plain:
                letters = [get_column_letter(number) for number, _ in run]
                runs.append(f"{letters[0]}{self.first}:{letters[-1]}{last}")
        return " ".join(runs)

    def below(self, key: str, last: int) -> str:
        """The data cells of column `key` from the first row down to row `last`: "C7:C2000"."""
        letter = self.letter(key)
        return f"{letter}{self.first}:{letter}{last}"


def stored_formula(spec: TableSpec, column: Column, language: Language) -> str:
    """The formula of a live column as a file stores it, without the equals sign.

    >>> stored_formula(SPECS["TeamTargets"], SPECS["TeamTargets"]["calls.per_day"], "en")
    'IFERROR(TeamTargets[[#This Row],[Calls target]]/TeamTargets[[#This Row],[Business days]],"")'
    """
    headers = {name: {one.key: one.header(language) for one in other} for name, other in SPECS.items()}
    written = resolved(column.formula, spec.name, headers, NAMES, language)
    assert written is not None, f"{spec.name} {column.key} needs what the template does not have"
    return _THIS_ROW.sub(lambda match: f"{spec.name}[[#This Row],[{match[1]}]]", written.removeprefix("="))


def written(formula: str, language: Language) -> str:
    """A formula of the contract that stands in no table, as the template has it.

    >>> written("=SUM(Board[{Board:calls}])", "en")
    '=SUM(Board[Calls])'
    """
    headers = {name: {one.key: one.header(language) for one in other} for name, other in SPECS.items()}
    text = resolved(formula, "", headers, (*NAMES, *formula_names()), language)
    assert text is not None, f"{formula} needs what the template does not have"
    return text


def draw(
    page: Page,
    table: str,
    top: int,
    left: int = 1,
    *,
    rows: int = 1,
    seeds: Sequence[Mapping[str, Any]] = (),
    band: bool = False,
    filters: bool = True,
) -> Placed:
    """Draw `table` with its header in row `top`, `seeds` as its first rows and empty ones up to `rows`.

    With `band` the two rows above the header hold the tiers and each column's unit or formula.
    """
    placed = Placed(SPECS[table], top, left, max(rows, len(seeds), 1))
    for index, column in enumerate(placed.spec.columns):
        letter = get_column_letter(left + index)
        _shape_column(page, table, letter, column)
        _draw_header(page, f"{letter}{top}", column)
        for row in range(placed.rows):
            _draw_cell(page, placed, f"{letter}{placed.first + row}", column)
        if column.folded:
            fold(page, letter)
    if band:
        _draw_band(page, placed)
    for row, seed in enumerate(seeds):
        for key, value in seed.items():
            page.sheet[f"{placed.letter(key)}{placed.first + row}"].value = value
    page.sheet.row_dimensions[top].height = 6 + 14 * _header_lines(placed, page.language)
    page.sheet.add_table(_table_part(page, placed, filters))
    return placed


def align(page: Page, placed: Placed, alignment: Alignment, *keys: str) -> None:
    """Set the rows of the columns `keys` in another way: long texts wrapped or shrunk."""
    for key in keys:
        for row in range(placed.first, placed.bottom + 1):
            page.sheet[f"{placed.letter(key)}{row}"].alignment = alignment


def _table_part(page: Page, placed: Placed, filters: bool) -> Table:
    corners = get_column_letter(placed.left), get_column_letter(placed.right)
    reference = f"{corners[0]}{placed.top}:{corners[1]}{placed.bottom}"
    part = Table(displayName=placed.spec.name, name=placed.spec.name, ref=reference)
    part.autoFilter = AutoFilter(ref=reference) if filters else None
    part.tableStyleInfo = TableStyleInfo(name=TABLE_STYLE, showRowStripes=True, showColumnStripes=False)
    for index, column in enumerate(placed.spec.columns, 1):
        own = TableColumn(id=index, name=column.header(page.language))
        if column.formula:
            own.calculatedColumnFormula = TableFormula(
                attr_text=stored_formula(placed.spec, column, page.language)
            )
        part.tableColumns.append(own)
    return part


def _shape_column(page: Page, table: str, letter: str, column: Column) -> None:
    page.sheet.column_dimensions[letter].width = widths.width(table, column, page.language)


def fold(page: Page, letter: str) -> None:
    """Group the column away, to be opened with the [+] above the open column before it."""
    dimension = page.sheet.column_dimensions[letter]
    dimension.outlineLevel, dimension.hidden = 1, True
    page.sheet.column_dimensions.max_outline = 1  # else Excel shows no [+]
    page.sheet.sheet_properties.outlinePr.summaryRight = False
    before = page.sheet.column_dimensions[get_column_letter(column_index_from_string(letter) - 1)]
    before.collapsed = not before.hidden


def _header_lines(placed: Placed, language: Language) -> int:
    """Two, or three where a header needs them: more would take too much of the screen."""
    most = max(
        widths.header_lines(column.header(language), widths.width(placed.spec.name, column, language))
        for column in placed.spec
    )
    return min(max(most, 2), 3)


def _draw_header(page: Page, at: str, column: Column) -> None:
    color, tint = looks.TIERS[column.tier]
    cell = page.write(at, column.header(page.language), bold=True)
    cell.fill = looks.fill(tint)
    cell.border = Border(bottom=Side("medium", color=color))
    numeric = column.kind in looks.NUMERIC or column.key.endswith(".verdict")
    cell.alignment = Alignment(
        horizontal="center" if numeric or column.kind in ("date", "month", "link") else "left",
        vertical="center",
        wrap_text=True,
        indent=1 if column.kind == "text" else 0,
    )


def _draw_cell(page: Page, placed: Placed, at: str, column: Column) -> None:
    formula = f"={stored_formula(placed.spec, column, page.language)}" if column.formula else None
    cell = page.write(at, formula)
    cell.number_format = looks.column_format(placed.spec.name, column, page.language)
    cell.alignment = looks.data_alignment(column.kind)
    if column.key.endswith(".verdict"):
        cell.alignment = looks.CENTRED
    if column.key in ("team", "rep"):
        cell.alignment = looks.SHRUNK  # names are not cut
    if column.folded and column.kind in ("date", "month"):
        cell.alignment = looks.FOLDED_DATE
    cell.border = looks.HAIRLINE
    cell.protection = Protection(locked=not column.typed)
    mixed = any(not other.typed for other in placed.spec.columns)
    if column.typed and mixed:
        cell.fill = looks.fill(looks.INPUT)


def _draw_band(page: Page, placed: Placed) -> None:
    """Above the headers: which tier the columns belong to, and what each counts or divides."""
    start = placed.left
    for tier, columns in groupby(placed.spec.columns, key=lambda column: column.tier):
        run = list(columns)
        for index, column in enumerate(run):
            _draw_tier(page, placed.top - 2, start + index, tier if index == 0 else "", tier)
            _draw_unit(page, placed.top - 1, start + index, column)
        start += len(run)
    page.sheet.row_dimensions[placed.top - 2].height = 17
    chained = any(column.tier == "chain" for column in placed.spec)
    page.sheet.row_dimensions[placed.top - 1].height = 36 if chained else 26


def _draw_tier(page: Page, row: int, column: int, label: str, tier: str) -> None:
    cell = page.sheet.cell(row, column)
    if not tier:
        return
    cell.value = say(f"tier.{label}", page.language) if label else None
    cell.font = looks.font(page.language, size=9, bold=True, color=looks.WHITE)
    cell.fill = looks.fill(looks.TIERS[tier][0])
    cell.alignment = Alignment(horizontal="centerContinuous", vertical="center")


def _draw_unit(page: Page, row: int, column_number: int, column: Column) -> None:
    cell = page.sheet.cell(row, column_number)
    if not column.tier:
        return
    cell.value = unit(column, page.language) or None
    cell.font = looks.font(page.language, size=7.5, color=looks.FAINT)
    cell.fill = looks.fill(looks.TIERS[column.tier][1])
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    kpi, _, derived = column.key.partition(".")
    if derived == "verdict" and kpi in WINDOWED and page.key in WINDOW_SHEETS:
        page.name(f"kpi_window_{kpi}_{page.key}", cell.coordinate)
    if column.key == "meetings.attainment" and page.key in MEANT_SHEETS:
        page.name(f"kpi_meant_{page.key}", cell.coordinate)


def unit(column: Column, language: Language) -> str:
    """What stands above a column's header: how a rate is made, what a count counts, where a figure is from.

    >>> unit(SPECS["RepKPI"]["connect_rate"], "ja"), unit(SPECS["RepKPI"]["calls"], "ja")
    ('接続数\\n÷ 架電数', '件')
    """
    kpi, _, derived = column.key.partition(".")
    if column.tier == "chain" and kpi in CHAIN:
        return _ratio(*CHAIN[kpi], language)
    if derived.startswith("window_"):
        return say(getattr(KpiTree()[kpi], derived.removeprefix("window_")), language)
    if derived == "verdict":
        return (
            say("unit.window", language, months=WINDOW) if kpi in WINDOWED else say("unit.verdict", language)
        )
    if column.key == "meetings.attainment":
        return say("unit.meant", language, count=say("meetings", language))
    if column.key == "meetings_per_rep":
        return _ratio("meetings", "fte_months", language)
    if not derived and column.kind == "rate" and column.key in KpiTree():
        rate = KpiTree()[column.key]
        return _ratio(rate.numerator, rate.denominator, language)
    key = UNITS.get(derived) or UNITS.get(column.key) or column.kind
    return say(f"unit.{key}", language)


def _ratio(numerator: str, denominator: str, language: Language) -> str:
    return f"{say(numerator, language)}\n÷ {say(denominator, language)}"
