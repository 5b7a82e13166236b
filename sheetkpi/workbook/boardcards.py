"""What the board's cards and its answer come to after a refresh: cached values for their formulas.

They are taken from what the refresh plans for the tables that the formulas look at, so that a value which is
not known there (a formula of people's own) is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sheetkpi.language import Language, say
from sheetkpi.model.views import ALL
from sheetkpi.tables.cards import LINES, MAIN_KPI, Line, cells_of, judged, laid_out, rate_column
from sheetkpi.workbook.answer import answer, shown_range
from sheetkpi.workbook.planned import Planned, planned_tables
from sheetkpi.workbook.status import CellsPlan
from sheetkpi.workbook.tableplan import TablePlan

if TYPE_CHECKING:
    from sheetkpi.tables.report import Report
    from sheetkpi.workbook.inputs import Inputs


def plan_cards(inputs: Inputs, tables: Sequence[TablePlan], report: Report) -> tuple[CellsPlan, ...]:
    """The results of the formulas under `kpi_cards_…` and `kpi_answer`, for those names the workbook has."""
    cards = Cards(planned_tables(tables), inputs.language, report.main_kpi)
    found = []
    for line in LINES:
        named = inputs.names.get(f"kpi_cards_{line}")
        if named is not None and cells_of(line, named.area.shape):
            cells = laid_out(line, named.area.shape, cards.value)
            found.append(CellsPlan(f"kpi_cards_{line}", named.area, cells, formula=True))
    if f"kpi_card_{MAIN_KPI}" in inputs.names and "kpi_card_meant" in inputs.names:
        area = inputs.names[f"kpi_card_{MAIN_KPI}"].area.resized(1, 1)
        found.append(CellsPlan(f"kpi_card_{MAIN_KPI}", area, ((cards.actual(MAIN_KPI),),), formula=True))
    if "kpi_answer" in inputs.names:
        area = inputs.names["kpi_answer"].area.resized(1, 1)
        found.append(CellsPlan("kpi_answer", area, ((cards.answer(report),),), formula=True))
    return tuple(found)


def period_judged(rate: str, sheet: str, inputs: Inputs) -> str:
    """Over what a rate is judged, as `sheet` says it above its verdicts; "" where it does not."""
    if judged(rate)[0] == rate:
        return say("coach.this_month", inputs.language)
    if f"kpi_window_{rate}_{sheet}" not in inputs.names:
        return ""
    return say("unit.window", inputs.language, months=inputs.windows[rate])


class Cards:
    """The lines of everybody's cards, looked up in the planned tables."""

    def __init__(self, planned: Mapping[str, Planned], language: Language, main_kpi: str = MAIN_KPI) -> None:
        self._planned = planned
        self._main_kpi = main_kpi
        self.language = language
        self._numbered: dict[tuple[str, tuple[str, ...]], dict[tuple[Any, ...], int] | None] = {}

    def value(self, line: Line, kpi: str) -> Any:
        """What a line of a card comes to: "" where it says nothing, None where that is not known."""
        if line in ("rate", "verdict"):
            return self.everybody(rate_column(line, kpi))
        if line == "range":
            return self._range(kpi)
        return self._progress(line, kpi)

    def _range(self, kpi: str) -> str | None:
        low, high = (self._progress(end, kpi) for end in ("forecast_low", "forecast_high"))
        return shown_range(low, high, self.language, is_amount=kpi == "won_amount")

    def actual(self, kpi: str) -> Any:
        """What stands largest on a card."""
        if kpi != MAIN_KPI:
            return self._counted(kpi)
        found = self._progress("actual", kpi)
        if found != "":
            return found
        return self._counted(kpi) if self._main_kpi == MAIN_KPI else ""

    def everybody(self, column: str) -> Any:
        """What TeamKPI says of everybody."""
        return self.of("TeamKPI", {"team": ALL}, column)

    def answer(self, report: Report) -> str | None:
        """The sentence on top of the board."""
        lines = {line: self.value(line, MAIN_KPI) for line in ("target", "forecast", "range", "chance")}
        lines["actual"] = self.actual(MAIN_KPI)
        if report.month is None:
            return ""
        return answer(lines, report.elapsed, self.language, self._main_kpi)

    def _counted(self, kpi: str) -> Any:
        return self.of("Board", {"team": ALL}, kpi)

    def _progress(self, column: str, kpi: str) -> Any:
        named = self._main_kpi if kpi == MAIN_KPI else kpi
        return self.of("Progress", {"kpi": named, "team": ALL}, column)

    def of(self, table: str, key: Mapping[str, str], column: str) -> Any:
        """The value of `column` in the row of `table` that has the words for `key`."""
        planned = self._planned.get(table)
        if planned is None:
            return None
        rows = self._rows_of(table, planned, tuple(key))
        if rows is None or not planned.has(column):
            return None
        row = rows.get(tuple(say(word, self.language) for word in key.values()))
        return "" if row is None else planned.cell(column, row)

    def _rows_of(
        self, table: str, planned: Planned, names: tuple[str, ...]
    ) -> dict[tuple[Any, ...], int] | None:
        """The first row of each key in the columns `names`; None where one of them is not there."""
        if (table, names) not in self._numbered:
            columns = [planned.column(name) for name in names]
            found: dict[tuple[Any, ...], int] | None = None
            if None not in columns:
                found = {}
                for row, key in enumerate(zip(*columns, strict=True)):
                    found.setdefault(key, row)
            self._numbered[table, names] = found
        return self._numbered[table, names]
