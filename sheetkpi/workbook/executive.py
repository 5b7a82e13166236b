"""What the figures of the executive page come to after a refresh: cached values for their formulas, and its
sentences, made of the same words as a formula and as a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sheetkpi.language import Language, say
from sheetkpi.model.costs import Costs
from sheetkpi.tables.cards import card_cell
from sheetkpi.tables.executive import ROWS, WIDTH, Of, figures, pipeline_amount
from sheetkpi.tables.figure import Figure
from sheetkpi.workbook.answer import sentence_formula
from sheetkpi.workbook.boardcards import Cards, period_judged
from sheetkpi.workbook.planned import planned_tables
from sheetkpi.workbook.status import CellsPlan
from sheetkpi.workbook.tableplan import TablePlan
from sheetkpi.workbook.text import is_number

if TYPE_CHECKING:
    from sheetkpi.tables.report import Report
    from sheetkpi.workbook.inputs import Inputs


def sentence_formulas(language: Language) -> tuple[str, ...]:
    """The three sentences on top as formulas, in the notation of the contract."""
    landing, ends = (card_cell(line, "won_amount") for line in ("forecast", "range"))
    amount = 'TEXT({},"#,##0")'
    won = sentence_formula("exec.won", language, amount=amount.format("kpi_card_won_amount"))
    lands = sentence_formula("exec.lands", language, forecast=amount.format(landing), range=ends)
    pipeline = sentence_formula("exec.pipeline", language, amount=amount.format(pipeline_amount()))
    return (
        '=IFERROR(kpi_answer,"")',
        f'=IFERROR(IF(kpi_card_won_amount="","",{won}&IF(OR({landing}="",N(kpi_elapsed)>=1),"",{lands})),"")',
        f'=IFERROR(IF({pipeline_amount()}="","",{pipeline}),"")',
    )


def executive_values(
    cards: Cards, answer: str | None, elapsed: float | None, costs: Costs, inputs: Inputs
) -> tuple[tuple[Any, ...], ...]:
    """What the cells of `kpi_executive` come to, row by row (None: not known, or no formula)."""
    margin = inputs.settings.gross_margin
    rows: list[list[Any]] = [[None] * WIDTH for _ in range(ROWS)]
    rows[0][0] = answer
    rows[1][0] = _won(cards, elapsed)
    amount = cards.everybody("pipeline_amount")
    rows[2][0] = (
        say("exec.pipeline", cards.language, amount=f"{amount:,.0f}") if is_number(amount) else amount
    )
    for figure in figures():
        if figure.of == "period":
            rows[figure.row][figure.column] = period_judged(figure.part[0], "teams", inputs)
        else:
            rows[figure.row][figure.column] = _value(figure, cards, costs, margin)
    return tuple(map(tuple, rows))


def plan_executive(inputs: Inputs, tables: Sequence[TablePlan], report: Report) -> tuple[CellsPlan, ...]:
    """The results of the formulas under `kpi_executive`, where the workbook has that page."""
    named = inputs.names.get("kpi_executive")
    if named is None or (named.area.rows, named.area.columns) != (ROWS, WIDTH):
        return ()
    cards = Cards(planned_tables(tables), inputs.language, report.main_kpi)
    said = cards.answer(report)
    rows = executive_values(cards, said, report.elapsed, report.costs, inputs)
    return (CellsPlan("kpi_executive", named.area, rows, formula=True),)


def _won(cards: Cards, elapsed: float | None) -> str | None:
    won, landing, ends = (
        cards.actual("won_amount"),
        *(cards.value(line, "won_amount") for line in ("forecast", "range")),
    )
    if None in (won, landing, ends):
        return None
    if not is_number(won):
        return ""
    said = say("exec.won", cards.language, amount=f"{won:,.0f}")
    if not is_number(landing) or (elapsed is not None and elapsed >= 1):
        return said
    return said + say("exec.lands", cards.language, forecast=f"{landing:,.0f}", range=ends)


def _value(figure: Figure[Of], cards: Cards, costs: Costs, margin: int) -> Any:
    if figure.of == "card":
        part, kpi = figure.part
        return cards.actual(kpi) if part == "actual" else cards.value(part, kpi)  # type: ignore[arg-type]
    if figure.of == "attainment":
        return _divided(cards.actual(figure.part[0]), cards.value("target", figure.part[0]))
    if figure.of == "team":
        return cards.everybody(figure.part[0])
    return _cost(figure.part[0], cards, costs, margin)


def _cost(part: str, cards: Cards, costs: Costs, margin: int) -> Any:
    total = costs.total or ""
    if part == "total" or total == "":
        return total
    if part in ("margin", "return"):
        won = cards.actual("won_amount")
        earned = won * margin / 100 if is_number(won) else won
        return earned if part == "margin" else _divided(earned, total)
    return _divided(total, cards.actual(part))


def _divided(above: Any, below: Any) -> Any:
    if above is None or below is None:
        return None
    return above / below if is_number(above) and is_number(below) and below else ""
