"""The page for executives: what stands in each of its cells, and on which cell that rests.

The page has a few blocks of figures of everybody, no rep by name, and SourceYield below. `BLOCK` names the
rows of the blocks; every figure is a formula on a card of the board, on TeamKPI or on Costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sheetkpi.tables.bandcolumns import WINDOWED
from sheetkpi.tables.cards import CARD_KPIS, STAGES, card_cell, judged
from sheetkpi.tables.columns import known
from sheetkpi.tables.costs import TOO_FEW, cost_of_month
from sheetkpi.tables.figure import Figure

WIDTH = 8
"""Columns of the page: names and seven of figures."""

OUTCOME: tuple[tuple[str, str], ...] = (
    *(("actual", "actual"), ("target", "label.card.target"), ("attainment", "attainment")),
    *(("forecast", "label.card.forecast"), ("range", "label.card.range"), ("chance", "label.card.chance")),
    ("before", "label.card.before"),
)
"""The columns of the block of outcomes: what of a card, and its header."""
MARKET = (
    *(("", "rate"), (".low", "derived.low"), (".high", "derived.high")),
    *((".verdict", "derived.verdict"), ("period", "coach.period")),
)
"""The columns of the block of rates: what of the rate judged in TeamKPI, and its header."""
COSTS = ("total", "calls", "meetings", "opportunities", "wins", "margin", "return")
"""The columns of the block of costs: all, for one of each, the margin won, and how often it covers them."""

SENTENCES = 3
OUTCOME_ROW = SENTENCES + 4
MARKET_ROW = OUTCOME_ROW + len(CARD_KPIS) + 3
COST_ROW = MARKET_ROW + len(STAGES) + 3
ROWS = COST_ROW + 1
"""Rows of the page's figures, from its first sentence on (1); those of the blocks are their first figures."""

Of = Literal["card", "attainment", "team", "period", "cost"]


_TOTAL = cost_of_month()


def figures() -> Iterator[Figure[Of]]:
    """Every figure of the page but those of SourceYield, and its first sentence; the two others are the
    template's (see `workbook.executive`)."""
    for place, kpi in enumerate(CARD_KPIS):
        money = "money" if kpi == "won_amount" else "count"
        for column, (part, _) in enumerate(OUTCOME, 1):
            row = OUTCOME_ROW - 1 + place
            kind = {"attainment": "attainment", "chance": "chance"}.get(part, money)
            if part == "attainment":
                formula = _share(f"kpi_card_{kpi}", card_cell("target", kpi))
                yield Figure(row, column, formula, "attainment", (kpi,), kind)
            else:
                shown = f"kpi_card_{kpi}" if part == "actual" else card_cell(part, kpi)
                yield Figure(row, column, f'=IFERROR({shown},"")', "card", (part, kpi), kind)
    for place, rate in enumerate(STAGES.values()):
        for column, (end, _) in enumerate(MARKET, 1):
            if end == "period":
                period = f"kpi_window_{rate}_teams" if rate in WINDOWED else "{=coach.this_month}"
                formula = f'=IFERROR({period}&"","")'
                yield Figure(MARKET_ROW - 1 + place, column, formula, "period", (rate,))
                continue
            shown = f"{rate}{end}" if end else judged(rate)[0]
            cell = _of_everybody(shown)
            kind = "text" if end == ".verdict" else "rate"
            formula = f'=IFERROR({known(cell, cell)},"")'
            yield Figure(MARKET_ROW - 1 + place, column, formula, "team", (shown,), kind)
    for column, part in enumerate(COSTS, 1):
        yield Figure(
            COST_ROW - 1, column, _cost(part), "cost", (part,), "attainment" if part == "return" else "money"
        )


def pipeline_amount() -> str:
    """The part of a formula that is everybody's open pipeline."""
    return _of_everybody("pipeline_amount")


def _share(above: str, below: str) -> str:
    return f'=IFERROR(IF(OR({above}="",{below}=""),"",{above}/{below}),"")'


def _of_everybody(column: str) -> str:
    return f"INDEX(TeamKPI[{{TeamKPI:{column}}}],MATCH({{=all}},TeamKPI[{{TeamKPI:team}}],0))"


def _cost(part: str) -> str:
    if part == "total":
        return f'=IFERROR(IF(OR({TOO_FEW},{_TOTAL}=0),"",{_TOTAL}),"")'
    margin = "kpi_card_won_amount*kpi_gross_margin/100"
    if part == "margin":
        return f'=IFERROR(IF(OR(kpi_exec_cost="",kpi_card_won_amount=""),"",{margin}),"")'
    if part == "return":
        return f'=IFERROR(IF(OR(kpi_exec_cost="",kpi_card_won_amount=""),"",{margin}/kpi_exec_cost),"")'
    return _share("kpi_exec_cost", f"kpi_card_{part}")
