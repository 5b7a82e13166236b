"""The cards on the board: what each count has come to, owes by now, will end at, and stood at a month ago.

Each line of the cards is under a name of its own (`kpi_cards_target` …). A card is a row of the board, so
that a line is a column, of a cell for each of `CARD_KPIS` in the order of the funnel; the rates' has their
verdicts beside it. On the boards of earlier templates cards stood side by side and a line was a row
(`ACROSS`): those are filled as well. Every cell is a formula on the table that says it; a handed-out workbook
has the same lines about its recipient.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from sheetkpi.model.metrics import KpiTree
from sheetkpi.patterns import lazy_pattern
from sheetkpi.tables.bandcolumns import WINDOWED
from sheetkpi.tables.columns import ANY_NUMBER, exactly, known

CARD_KPIS = ("calls", "connects", "meetings", "opportunities", "wins", "won_amount")
"""The counts that have a card on the board."""

PLACES: Mapping[str, int] = {kpi: place for place, kpi in enumerate(CARD_KPIS)}
"""The row of each card in a line."""

ACROSS: Mapping[str, int] = dict(zip(CARD_KPIS, (0, 1, 3, 5, 7, 9), strict=True))
"""The cell of each card in a line of an earlier board; the next one belongs to it too, but for the first."""

ACROSS_WIDTH = 11
"""The cells of such a line."""

MAIN_KPI = "meetings"
"""The count that the sentence on top of the board is about. Its card, named under `kpi_card_meant`, is of the
meetings that targets mean: those set, held or accepted."""

STAGES: Mapping[str, str] = {
    "connects": "connect_rate",
    "meetings": "meeting_rate",
    "opportunities": "opportunity_rate",
    "wins": "win_rate",
}
"""The rate at which a count comes from the one before it. Beside its verdict stands the rate judged, which is
of the last months for those in `WINDOWED`."""

AMOUNT = "text.amount"
"""The words for the format of an amount within a text."""

Line = Literal[
    "target", "due", "ahead", "forecast", "range", "chance", "before", "left_per_day", "rate", "verdict"
]
LINES: tuple[Line, ...] = ("target", "due", "ahead", "forecast", "range", "chance", "before", "rate")
"""The lines of a card besides its actual figure; beside a rate stands its verdict."""

Shape = tuple[int, int]
"""Rows and columns of the cells under a name."""

ONE_ROW: tuple[Line, ...] = ("range", "chance")
"""Lines that do not add up where a rep has two rows."""

Whose = Literal["all", "team", "rep", "coached"]
"""Whom figures are of: everybody, the recipient (`kpi_recipient`) of a handed-out workbook, or the rep chosen
on the coaching page."""

COACHED = "kpi_coached_shown"
"""The cell that holds the rep whom the coaching page shows."""

COACHED_TABLES = ("RepKPI", "RepMonths", "Diagnosis", "NextSteps", "Review")
"""The tables in which that rep has one row that the page shows; `kpi_coached_rows` holds their numbers, a
cell for each, "" where there is none."""

_CARD_CELL = lazy_pattern(r"INDEX\((\w+),MIN\(\d+,ROWS\(\1\)\),MIN\((\d+),COLUMNS\(\1\)\)\)")

_RECIPIENT = exactly("kpi_recipient")
_OF_PROGRESS: Mapping[Whose, str] = {
    "all": "Progress[{Progress:team}],{=all}",
    "team": f'Progress[{{Progress:team}}],{_RECIPIENT},Progress[{{Progress:rep}}],"="',
    "rep": f"Progress[{{Progress:rep}}],{_RECIPIENT}",
    "coached": f"Progress[{{Progress:rep}}],{exactly(COACHED)}",
}


def line_formulas(line: Line, whose: Whose, shape: Shape) -> dict[tuple[int, int], str]:
    """The formulas of a line of that shape, by their row and column in it (from 0).

    >>> list(line_formulas("target", "all", (6, 1)))[:2], list(line_formulas("target", "all", (1, 11)))[:3]
    ([(0, 0), (1, 0)], [(0, 0), (0, 1), (0, 3)])
    """
    return {place: card_formula(shown, kpi, whose) for place, (shown, kpi) in cells_of(line, shape).items()}


def shape_of(line: Line) -> Shape:
    """The shape of a line on the board of the template."""
    return len(PLACES), 2 if line == "rate" else 1


def cells_of(line: Line, shape: Shape) -> dict[tuple[int, int], tuple[Line, str]]:
    """What stands in each cell of a line of that shape that holds anything, by row and column (from 0): a
    line of the card of a count. Nothing in a line of any other shape than `shape_of` or an earlier board's.

    >>> cells_of("rate", (6, 2))[2, 1], cells_of("rate", (1, 11))[0, 4], cells_of("rate", (2, 2))
    (('verdict', 'meetings'), ('verdict', 'meetings'), {})
    """
    if shape == shape_of(line):
        at = {kpi: (place, 0) for kpi, place in PLACES.items()}
    elif shape == (1, ACROSS_WIDTH):
        at = {kpi: (0, place) for kpi, place in ACROSS.items()}
    else:
        return {}
    if line != "rate":
        return {place: (line, kpi) for kpi, place in at.items()}
    found: dict[tuple[int, int], tuple[Line, str]] = {}
    for kpi in STAGES:
        row, column = at[kpi]
        found |= {(row, column): ("rate", kpi), (row, column + 1): ("verdict", kpi)}
    return found


def laid_out(line: Line, shape: Shape, value: Callable[[Line, str], Any]) -> tuple[tuple[Any, ...], ...]:
    """The rows of a line of that shape, of the `value` of each line and count, None where nothing stands.

    >>> laid_out("rate", (6, 2), lambda line, kpi: f"{line} {kpi}")[:2]
    ((None, None), ('rate connects', 'verdict connects'))
    """
    rows, columns = shape
    cells = {place: value(shown, kpi) for place, (shown, kpi) in cells_of(line, shape).items()}
    return tuple(tuple(cells.get((row, column)) for column in range(columns)) for row in range(rows))


def actual_formula(kpi: str, whose: Whose) -> str:
    """What stands largest on a card."""
    counted = _total("Board", kpi, whose)
    if kpi != MAIN_KPI:
        return counted
    where = _where(kpi, whose)
    others = f'IF(kpi_card_meant={{={kpi}}},{counted.removeprefix("=")},"")'
    shown = f"IF({_number_of('actual', where)}=0,{others},{_progress('actual', where)})"
    return f'=IFERROR({shown},"")'


def card_formula(line: Line, kpi: str, whose: Whose) -> str:
    """The formula of a line of a card, as `workbook.formulas.resolved` takes it.

    >>> "opportunity_rate.judged" in card_formula("rate", "opportunities", "all")
    True
    >>> card_formula("rate", "connects", "rep")
    '=IFERROR(IF(INDEX(RepKPI[{RepKPI:connect_rate}],MATCH(kpi_recipient,RepKPI[{RepKPI:rep}],0))="","",\
INDEX(RepKPI[{RepKPI:connect_rate}],MATCH(kpi_recipient,RepKPI[{RepKPI:rep}],0))),"")'
    """
    if line in ("rate", "verdict"):
        return _total("TeamKPI", rate_column(line, kpi), whose)
    where = _where(kpi, whose)
    if line == "range":
        low, high = (_progress(end, where) for end in ("forecast_low", "forecast_high"))
        form = f"{{={AMOUNT}}}" if kpi == "won_amount" else '"#,##0"'
        until = f'IF({low}={high},"","–"&TEXT({high},{form}))'
        shown = f'IF({_number_of("forecast_low", where)}<>1,"",TEXT({low},{form})&{until})'
    else:
        none = "<>1" if line in ONE_ROW else "=0"
        shown = f'IF({_number_of(line, where)}{none},"",{_progress(line, where)})'
    return f'=IFERROR({shown},"")'


def judged(rate: str) -> tuple[str, str]:
    """The columns of RepKPI or TeamKPI that hold what a rate's verdict is about, and what that is a share of.

    >>> judged("win_rate"), judged("connect_rate")
    (('win_rate.judged', 'win_rate.window_denominator'), ('connect_rate', 'calls'))
    """
    if rate in WINDOWED:
        return f"{rate}.judged", f"{rate}.window_denominator"
    return rate, KpiTree()[rate].denominator


def rate_column(line: Line, kpi: str) -> str:
    """The column that the line "rate" or "verdict" of the card of `kpi` shows."""
    return judged(STAGES[kpi])[0] if line == "rate" else f"{STAGES[kpi]}.verdict"


def card_cell(line: str, kpi: str) -> str:
    """The part of a formula that is a line of the card of `kpi`, on a board of either shape.

    >>> card_cell("target", "connects")
    'INDEX(kpi_cards_target,MIN(2,ROWS(kpi_cards_target)),MIN(2,COLUMNS(kpi_cards_target)))'
    """
    name = f"kpi_cards_{line}"
    return f"INDEX({name},MIN({PLACES[kpi] + 1},ROWS({name})),MIN({ACROSS[kpi] + 1},COLUMNS({name})))"


def across(formula: str) -> str:
    """A formula on cards as the workbooks have it whose cards stand side by side: it comes to the same.

    >>> across("=" + card_cell("target", "meetings"))
    '=INDEX(kpi_cards_target,1,4)'
    """
    return _CARD_CELL.sub(r"INDEX(\1,1,\2)", formula)


def coached_row(table: str) -> str:
    """The part of a formula that is the number of the row of `table` that the coaching page shows.

    >>> coached_row("RepMonths")
    'INDEX(kpi_coached_rows,1,2)'
    """
    return f"INDEX(kpi_coached_rows,1,{COACHED_TABLES.index(table) + 1})"


def coached_value(table: str, column: str) -> str:
    """The part of a formula that is a cell of that row; an empty one is 0 there."""
    return f"INDEX({table}[{{{table}:{column}}}],{coached_row(table)})"


def coached_cell(table: str, column: str) -> str:
    """The formula of a cell of that row, empty where there is none."""
    cell = coached_value(table, column)
    return f'=IFERROR({known(cell, cell)},"")'


def _total(of_all: str, column: str, whose: Whose) -> str:
    """A column of the row about everybody in the table `of_all`, or about somebody in theirs."""
    if whose == "all":
        return _found(of_all, "team", "{=all}", column)
    if whose == "coached":
        return coached_cell("RepKPI", column)
    return _found("TeamKPI" if whose == "team" else "RepKPI", whose, "kpi_recipient", column)


def _where(kpi: str, whose: Whose) -> str:
    """The rows of Progress that a card is about, as criteria."""
    named = "kpi_card_meant" if kpi == MAIN_KPI else f"{{={kpi}}}"
    return f"Progress[{{Progress:kpi}}],{named},{_OF_PROGRESS[whose]}"


def _progress(column: str, where: str) -> str:
    return f"SUMIFS(Progress[{{Progress:{column}}}],{where})"


def _number_of(column: str, where: str) -> str:
    """How many rows say something in `column`."""
    return f"COUNTIFS({where},Progress[{{Progress:{column}}}],{ANY_NUMBER})"


def _found(table: str, key: str, name: str, column: str) -> str:
    cell = f"INDEX({table}[{{{table}:{column}}}],MATCH({name},{table}[{{{table}:{key}}}],0))"
    return f'=IFERROR({known(cell, cell)},"")'
