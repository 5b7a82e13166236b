"""Rules (conditional formats) on the product's own columns: verdicts, gaps, attainment, feasibility.

They go through xlwings' public API, on every engine: rules on a cell's value and data bars only, as on COM
relative references resolve from the active cell. Colour is never alone: verdicts are words with a sign, gaps
have one, a bar has a length; orange and blue are told apart by every eye.

A rule has no tag, and on some engines cannot be read, so a defined name remembers on which column of which
table there is one: no column gets its rules twice, and whoever took them away does not get them back. Rules
reach over the rows of their table and grow with it, as Excel lets them; other people's are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sheetkpi.language import Language, say
from sheetkpi.tables.columns import Column
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.cells import cells_of
from sheetkpi.workbook.names import hide
from sheetkpi.workbook.tableplan import TablePlan

if TYPE_CHECKING:
    import xlwings as xw

MEMORY = "kpi_rules"
"""The defined name that remembers which columns have their rules: an array of texts, `RepKPI:a.gap,b.gap`."""

BAD, BAD_FILL = "#9A3412", "#FCE8DB"
GOOD, GOOD_FILL = "#1F4E79", "#E1ECF7"
FAINT = "#59616E"
BAR = "#9DB9D9"

_TEXT_LIMIT, _FORMULA_LIMIT = 255, 8000
_WORDS: dict[str, dict[str, tuple[str, str | None]]] = {
    "verdict": {
        "verdict.below": (BAD, BAD_FILL),
        "verdict.above": (GOOD, GOOD_FILL),
        "verdict.chance": (FAINT, None),
        "verdict.young": (FAINT, None),
        "verdict.few": (FAINT, None),
        "verdict.shifted": (FAINT, None),
    },
    "feasibility": {"feasibility.high": (BAD, BAD_FILL), "feasibility.low": (GOOD, GOOD_FILL)},
    "allocation_state": {"allocation.stale": (BAD, BAD_FILL)},
    "review_result": {
        "review.missed": (BAD, BAD_FILL),
        "review.behind": (BAD, None),
        "review.reached": (GOOD, GOOD_FILL),
    },
    "flag": {"flag.call_heavy": (BAD, BAD_FILL)},
}
"""Columns of words: the text and background colour of each word that has one."""

_SIGNED = ("gap", "ahead")
_BARS = ("attainment", "forecast_attainment")


@dataclass(frozen=True)
class CellRule:
    """Cells whose value compares with `operand` (a number, or a text as a formula) look like this."""

    operator: str
    operand: int | str
    color: str
    fill: str | None = None

    def add(self, cells: xw.Range) -> None:
        """Add the rule to `cells`."""
        cells.conditional_formats.add_cell_value(
            self.operator,  # type: ignore[arg-type]
            self.operand,
            font_color=self.color,
            fill_color=self.fill,
        )


@dataclass(frozen=True)
class Bar:
    """A bar from 0 to the whole cell at 150 %: one that fills two thirds has reached its target."""

    color: str

    def add(self, cells: xw.Range) -> None:
        """Add the bar to `cells`."""
        cells.conditional_formats.add_data_bar(self.color, minimum=0, maximum=1.5)


@dataclass(frozen=True)
class ColumnRules:
    """The rules to add to the cells of one column."""

    area: Area
    rules: tuple[CellRule | Bar, ...]


@dataclass(frozen=True)
class RulesPlan:
    """The rules that a refresh adds, and what `MEMORY` says from then on."""

    columns: tuple[ColumnRules, ...]
    memory: str

    def write(self, book: xw.Book) -> None:
        """Add the rules, after the tables are written."""
        if not self.columns:
            return
        for column in self.columns:
            cells = cells_of(book, column.area)
            for rule in reversed(column.rules):  # the last one added comes first
                rule.add(cells)
        if MEMORY in book.names:
            book.names[MEMORY].refers_to = self.memory
        else:
            hide(book.names.add(MEMORY, self.memory))


def rules_of(column: Column, language: Language) -> tuple[CellRule | Bar, ...]:
    """The rules of a column of the contract, the first that applies first; none for most.

    >>> from sheetkpi.tables.columns import Column
    >>> rules_of(Column("calls.attainment", "rate"), "ja")
    (Bar(color='#9DB9D9'),)
    """
    what = _what(column)
    if what in _WORDS:
        return tuple(
            CellRule("equal_to", f'="{say(word, language)}"', color, fill)
            for word, (color, fill) in _WORDS[what].items()
        )
    if what in _SIGNED:  # an empty text is more than 0 to Excel, so nothing but the text is coloured
        return CellRule("less_than", 0, BAD), CellRule("greater_than", 0, GOOD)
    return (Bar(BAR),) if what in _BARS else ()


def plan_rules(book: xw.Book, tables: Sequence[TablePlan], language: Language) -> RulesPlan:
    """The rules that columns of `tables` still lack: of columns about to be appended, and of those that no
    refresh has given any yet."""
    remembered = _remembered(book)
    if remembered is None:
        return RulesPlan((), "")
    added = []
    for table in tables:
        if table.table.spec.filled_like:
            continue
        new = {column.key for column in table.appended}
        placed = dict(table.table.columns)
        placed |= {c.key: len(table.table.headers) + n for n, c in enumerate(table.appended)}
        for column in table.table.spec:
            rules = rules_of(column, language) if column.key in placed else ()
            memory = (table.table.spec.name, _remembered_as(column, language))
            if not rules or (memory in remembered and column.key not in new):
                continue
            if len(memory_formula([*remembered, memory])) > _FORMULA_LIMIT:
                break  # what cannot be remembered would be added again and again
            remembered[memory] = None
            rows = max(len(table.rows.sources), 1)
            added.append(ColumnRules(table.area.part(1, placed[column.key], rows), rules))
    return RulesPlan(tuple(added), memory_formula(remembered))


def memory_formula(remembered: Iterable[tuple[str, str]]) -> str:
    """What `MEMORY` refers to for these tables and columns, in texts as long as a formula may hold.

    >>> memory_formula([("RepKPI", "win_rate.gap"), ("TeamKPI", "ahead"), ("RepKPI", "calls.attainment")])
    '={"RepKPI:win_rate.gap,calls.attainment","TeamKPI:ahead"}'
    """
    texts: dict[str, list[str]] = {}
    for table, column in remembered:
        of_table = texts.setdefault(table, [f"{table}:"])
        if len(of_table[-1]) + 1 + len(column) > _TEXT_LIMIT:
            of_table.append(f"{table}:")
        of_table[-1] += column if of_table[-1].endswith(":") else f",{column}"
    return "={" + ",".join(f'"{text}"' for of_table in texts.values() for text in of_table) + "}"


def _remembered(book: xw.Book) -> dict[tuple[str, str], None] | None:
    """The tables and columns that have their rules; None where the engine cannot tell what a name says."""
    try:
        if MEMORY not in book.names:
            return {} if _tells_all_names(book) else None
        formula = book.names[MEMORY].refers_to
    except NotImplementedError:
        return None
    if formula is None:
        return None
    found: dict[tuple[str, str], None] = {}
    for table, columns in re.findall(r'"(\w+):([^"]*)"', formula):
        found |= {(table, column): None for column in columns.split(",")}
    return found


def _tells_all_names(book: xw.Book) -> bool:
    """Whether names that stand for no cells would be seen. Some clients of xlwings' remote engine keep them
    to themselves; those that do not, tell with every name what it refers to."""
    return book.app.engine.type != "remote" or any("refers_to" in name.api for name in book.names)


def _remembered_as(column: Column, language: Language) -> str:
    """Rules about words are for the words of one language; a workbook may come to another."""
    return f"{column.key}@{language}" if _what(column) in _WORDS else column.key


def _what(column: Column) -> str:
    return column.key.rpartition(".")[2]
