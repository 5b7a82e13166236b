"""What the board of a handed-out workbook comes to: the cards, the sentence on top, what to look at first.

The same lines as on the master's board (see `tables.cards`), about the recipient: no colleague's figure is in
them, and what a cause of a rep costs, which colleagues' figures would follow from, is left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sheetkpi.distribution.outgoing.figures import Figures
from sheetkpi.distribution.recipients import Recipient
from sheetkpi.language import say
from sheetkpi.model.workload import UNENTERED
from sheetkpi.tables.cards import (
    CARD_KPIS,
    LINES,
    MAIN_KPI,
    ONE_ROW,
    Line,
    Shape,
    laid_out,
    rate_column,
    shape_of,
)
from sheetkpi.tables.names import CAUSE_ROWS, CAUSE_SHAPE, OLD_CARDS
from sheetkpi.workbook.answer import answer, shown_range
from sheetkpi.workbook.firstlook import cause_line, judged_over, missing_days_line, who
from sheetkpi.workbook.text import is_number


class BoardValues:
    """What stands under the names of the board of one recipient; `shapes` are those of its names' cells."""

    def __init__(self, figures: Figures, recipient: Recipient, shapes: Mapping[str, Shape]) -> None:
        self._figures, self._shapes = figures, shapes
        self._recipient = recipient
        self._total = "RepKPI" if recipient.kind == "rep" else "TeamKPI"
        self._progress = self._rows("Progress")
        self._main_kpi = figures.counted.report.main_kpi

    def cards(self) -> dict[str, Sequence[Any]]:
        """The cards and the sentence above them."""
        values: dict[str, Sequence[Any]] = {}
        for kpi in (*CARD_KPIS, *OLD_CARDS):
            values[f"kpi_card_{kpi}"] = [self._actual(kpi)]
        values["kpi_card_meant"] = [say(self._main_kpi, self._figures.language)]
        windows = self._figures.counted.inputs.windows
        values["kpi_judged_over"] = [judged_over(windows, self._figures.language)]
        for line in LINES:
            name = f"kpi_cards_{line}"
            rows = laid_out(line, self._shapes.get(name, shape_of(line)), self._value)
            values[name] = [cell for row in rows for cell in row]
        lines = {line: self._value(line, MAIN_KPI) for line in ("target", "forecast", "range", "chance")}
        lines["actual"] = self._actual(MAIN_KPI)
        elapsed = self._figures.counted.report.elapsed
        return values | {"kpi_answer": [answer(lines, elapsed, self._figures.language, self._main_kpi)]}

    def first_look(self) -> dict[str, Sequence[Any]]:
        """Who has days without an entry, and the causes of the recipient's own rows."""
        language = self._figures.language
        health = [
            (row["rep"], float(row["missing"]) if is_number(row["missing"]) else math.nan)
            for row in self._rows("EntryHealth")
        ]
        cells: list[Any] = []
        unentered = say(UNENTERED, language)  # the line above says so
        causes = [row for row in self._rows("Diagnosis") if row["stage"] not in (None, "", unentered)]
        shape = self._shapes.get("kpi_causes", CAUSE_SHAPE)
        for row in causes[:CAUSE_ROWS]:
            cells += cause_line(who(row), row["stage"], row["lost_meetings"], row["todo"], shape)
        return {
            "kpi_last_month": [""],
            "kpi_missing": [missing_days_line(health, language)],
            "kpi_causes": cells or [None],
            "kpi_week": [""],
            "kpi_moved": [""],
            "kpi_hidden": [""],
        }

    def _rows(self, table: str) -> list[dict[str, Any]]:
        columns = self._figures.columns(table)
        return [dict(zip(columns, row, strict=True)) for row in self._figures.rows(table, self._recipient)]

    def _actual(self, kpi: str) -> Any:
        """What stands largest on a card (see `cards.actual_formula`)."""
        if kpi != MAIN_KPI:
            return self._of_total(kpi)
        numbers = [row["actual"] for row in self._of_progress(kpi) if is_number(row["actual"])]
        if numbers:
            return sum(numbers)
        return self._of_total(kpi) if self._main_kpi == MAIN_KPI else ""

    def _of_progress(self, kpi: str) -> list[dict[str, Any]]:
        """The recipient's own rows of Progress about a count."""
        word = say(self._main_kpi if kpi == MAIN_KPI else kpi, self._figures.language)
        rows = [row for row in self._progress if row["kpi"] == word]
        return [row for row in rows if bool(row["rep"]) == (self._recipient.kind == "rep")]

    def _of_total(self, column: str) -> Any:
        if column not in self._figures.columns(self._total):
            return ""
        found = self._figures.value(self._total, self._recipient, column)
        return "" if found is None else found

    def _value(self, line: Line, kpi: str) -> Any:
        if line in ("rate", "verdict"):
            return self._of_total(rate_column(line, kpi))
        rows = self._of_progress(kpi)
        if line == "range":
            ends = [
                [row[end] for row in rows if is_number(row[end])] for end in ("forecast_low", "forecast_high")
            ]
            low, high = (end[0] if len(end) == 1 else "" for end in ends)
            return shown_range(low, high, self._figures.language, is_amount=kpi == "won_amount")
        numbers = [row[line] for row in rows if is_number(row[line])]
        if not numbers or (line in ONE_ROW and len(numbers) > 1):
            return ""
        return sum(numbers)
