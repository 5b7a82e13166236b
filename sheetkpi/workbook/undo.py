"""What a refresh overwrites, as plain data that can be kept in a file: see `restore` for the way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sheetkpi.workbook.adopting import ADOPTED
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.cells import cells_of
from sheetkpi.workbook.overrides import can_be_typed_over
from sheetkpi.workbook.planning import cell_value, peoples_columns
from sheetkpi.workbook.rules import MEMORY, CellRule
from sheetkpi.workbook.sheets import Block, read_block
from sheetkpi.workbook.tableplan import TablePlan
from sheetkpi.workbook.text import as_text

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.workbook.filling import Plan

Keys = tuple[tuple[str, ...], ...]
"""What tells the rows of a table apart: for each row the texts in its key columns."""

Reference = tuple[str | int, ...]
"""Plain data by which the file engine finds a reference, or a rule, again that followed a table."""


@dataclass(frozen=True)
class TableBefore:
    """One table as it stood, and what the refresh made of it. Positions count columns from 0.

    `area` and `area_after` reach from the header row to the totals row; `body` are all data rows before.
    `sources[i]` is the row before that became row `i`, None for a new one; `fresh` rows got a new key, and
    may have been blank before. `written` are the columns that the refresh fills in every row, `typed` those
    in which people may type, `given` what it wrote into such columns in fresh rows. `rules` lists the rules
    added to columns, the first that applies first. `looks` is how the rows looked that went, as the file
    engine tells it; empty for other engines.
    """

    name: str
    area: Area
    area_after: Area
    headers: tuple[str, ...]
    headers_after: tuple[str, ...]
    has_totals: bool
    body: Block
    sources: tuple[int | None, ...]
    fresh: tuple[int, ...]
    key_columns: tuple[int, ...]
    keys: Keys
    keys_after: Keys
    written: tuple[int, ...]
    typed: tuple[int, ...]
    given: Mapping[int, tuple[str, ...]]
    rules: Mapping[int, tuple[str, ...]]
    looks: Mapping[str, Any] = field(default_factory=dict)

    @property
    def gone(self) -> tuple[int, ...]:
        """The rows before that went."""
        stayed = frozenset(self.sources)
        return tuple(row for row in range(self.rows) if row not in stayed)

    @property
    def rows(self) -> int:
        """Data rows before."""
        return len(self.body.values)


@dataclass(frozen=True)
class NameBefore:
    """The cells of a `kpi_…` name as they stood, and the texts `written` there. A `formula` stayed one and
    only learnt its result."""

    name: str
    cells: Block
    written: tuple[tuple[str, ...], ...]
    formula: bool


@dataclass(frozen=True)
class Before:
    """All that one refresh overwrote. `memory` is what `rules.MEMORY` referred to, "" if it was not there.
    `added` is the sheet that came with the refresh, "" for none, and `added_rows` the rows of its table.
    `references` are known once the refresh is done: those that followed a table. `adopted` is what
    `adopting.ADOPTED` referred to."""

    tables: tuple[TableBefore, ...]
    names: tuple[NameBefore, ...]
    memory: str
    added: str = ""
    added_rows: int = 0
    references: tuple[Reference, ...] = ()
    adopted: str = ""


def remember(book: xw.Book, plan: Plan) -> Before | None:
    """What writing `plan` will overwrite; None where the engine cannot read formulas and so cannot tell."""
    try:
        tables = tuple(_table_before(book, table, plan) for table in plan.tables)
        names = tuple(
            NameBefore(cells.name, read_block(book, cells.area), _texts(cells.rows), cells.formula)
            for cells in plan.cells
        )
        memory = str(book.names[MEMORY].refers_to) if MEMORY in book.names else ""
    except NotImplementedError:
        return None
    new = plan.new_sources
    adopted = str(book.names[ADOPTED].refers_to) if plan.memory else ""
    added = (new.sheet, len(new.frame)) if new is not None else ("", 0)
    return Before(tables, names, memory, *added, adopted=adopted)


def log_references(book: xw.Book) -> None:
    """Let a file write down which references follow a table; Excel tells nobody."""
    log = getattr(book.impl, "log_references", None)
    if log is not None:
        log()


def references_changed(book: xw.Book) -> tuple[Reference, ...]:
    """The references that followed a table since `log_references`; none where nobody knows."""
    changed = getattr(book.impl, "references_changed", None)
    return tuple(map(tuple, changed())) if changed is not None else ()


def _table_before(book: xw.Book, plan: TablePlan, whole: Plan) -> TableBefore:
    table = plan.table
    body = read_block(book, table.area.part(1, 0, table.rows, table.area.columns))
    keys = tuple(table.columns[key] for key in table.spec.key if key in table.columns)
    places = [(place, table.spec[key]) for key, place in table.columns.items() if key != "state"]
    places += [(len(table.headers) + number, column) for number, column in enumerate(plan.appended)]
    typed_over = {place for place, column in places if can_be_typed_over(column)}
    return TableBefore(
        name=table.name,
        area=table.area,
        area_after=plan.area,
        headers=table.headers,
        headers_after=(*table.headers, *plan.headers),
        has_totals=table.has_totals,
        body=body,
        sources=plan.rows.sources or (None,),
        fresh=plan.rows.fresh,
        key_columns=keys,
        keys=_by_row([_all_as_text(row[place] for row in body.values) for place in keys], len(body.values)),
        keys_after=_keys_after(plan, body, keys),
        written=tuple(column.position for column in plan.columns if not column.new_rows_only),
        typed=tuple(sorted({*peoples_columns(table), *typed_over})),
        given={
            column.position: tuple(as_text(cell_value(value)) for value in column.values)
            for column in plan.columns
            if column.new_rows_only
        },
        rules=_rules_added(plan, whole),
        looks=_looks_of(book, plan),
    )


def _looks_of(book: xw.Book, plan: TablePlan) -> dict[str, Any]:
    """How the rows look that will go: formats, links, height; nothing where the engine cannot tell."""
    area = plan.table.area.part(1, 0, max(plan.table.rows, 1), plan.table.area.columns)
    looks = getattr(cells_of(book, area).impl, "looks_of_rows", None)
    if looks is None or not plan.rows.dropped:
        return {}
    told: dict[str, Any] = looks(plan.rows.dropped)
    return told


def _keys_after(plan: TablePlan, body: Block, keys: tuple[int, ...]) -> Keys:
    """The keys of the rows once the plan is written: what it writes there, else what stood there."""
    planned = {column.position: column for column in plan.columns}
    sources = plan.rows.sources or (None,)

    def texts(place: int) -> list[str]:
        column = planned.get(place)
        if column is None:
            return _all_as_text("" if source is None else body.values[source][place] for source in sources)
        stays = {*column.left, *plan.rows.apart}
        if column.new_rows_only:
            stays |= set(range(len(sources))) - {*plan.rows.fresh}
        return _all_as_text(
            body.values[source][place]
            if source is not None and row in stays
            else cell_value(column.values[row])
            for row, source in enumerate(sources)
        )

    return _by_row([texts(place) for place in keys], len(sources))


def _by_row(columns: Sequence[Sequence[str]], rows: int) -> Keys:
    """The keys whose parts are the `columns`, of a number of rows."""
    return tuple(zip(*columns, strict=True)) if columns else ((),) * rows


def _all_as_text(values: Iterable[Any]) -> list[str]:
    """Each of `values` as text; the same names and days stand in many rows."""
    known: dict[tuple[type, Any], str] = {}
    texts = []
    for value in values:
        alike = type(value), value  # 1 and True are two
        if (text := known.get(alike)) is None:
            text = known[alike] = as_text(value)
        texts.append(text)
    return texts


def _rules_added(plan: TablePlan, whole: Plan) -> dict[int, tuple[str, ...]]:
    added = {}
    for column in whole.rules.columns:
        if column.area.sheet == plan.area.sheet and column.area.overlaps(plan.area):
            kinds = (rule.operator if isinstance(rule, CellRule) else "data_bar" for rule in column.rules)
            added[column.area.left - plan.area.left] = tuple(kinds)
    return added


def _texts(rows: tuple[tuple[Any, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(as_text(value) for value in row) for row in rows)
