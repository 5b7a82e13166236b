"""What a refresh will write into one table, worked out before the first cell is touched."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.language import Language, say
from sheetkpi.sources.words.leadwords import phone_key
from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import TableSpec
from sheetkpi.workbook.finding import STATE, FoundTable
from sheetkpi.workbook.formulas import columns_in, looks_elsewhere, resolved, searched_in
from sheetkpi.workbook.issues import reason_of
from sheetkpi.workbook.overrides import can_be_typed_over, is_typed_over, proposal_of
from sheetkpi.workbook.rows import Key, RowPlan, plan_rows
from sheetkpi.workbook.tableplan import ColumnPlan, Content, TablePlan, differs, rows_same
from sheetkpi.workbook.text import as_text, plain
from sheetkpi.workbook.wording import unworded, worded

_KEPT_KINDS = ("text", "date", "month")


@dataclass(frozen=True)
class Vocabulary:
    """What formulas of this workbook are made with: the `headers` of all tables after the refresh (per table,
    by column key), the defined `names` there are, what people call things here and what tables are `called`
    that are not called as in the contract (see `resolved`). `unsure` are, per table, the live columns that
    depend on formulas of people's own: what they come to is not known."""

    headers: Mapping[str, Mapping[str, str]]
    names: Collection[str]
    language: Language
    words: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    unsure: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def formula(self, column: Column, table: str) -> str | None:
        """The formula of a live column of `table`; None where the workbook lacks what it needs. Where the
        table has the measured parts of a rate, the one that looks at them."""
        for formula in filter(None, (column.measured, column.formula)):
            found = resolved(formula, table, self.headers, self.names, self.language, self.words, self.called)
            if found is not None:
                return found
        return None


def rows_of(
    table: FoundTable,
    content: Content,
    frame: pd.DataFrame,
    vocabulary: Vocabulary,
    own: Collection[int] = (),
) -> tuple[RowPlan, bool]:
    """The rows of `table` after it is filled from `frame`, and whether some must be marked as gone; rows that
    are people's `own` stay as and where they are."""
    spec = table.spec
    existing = _keys(content.values, table)
    parts = [
        _frame_texts(key, frame[key].tolist()) if key in frame else [""] * len(frame)
        for key in _key_columns(table)
    ]
    typed = _rows_typed_in(table, content, vocabulary)
    wanted = list(zip(*parts, strict=True))
    plan = plan_rows(
        existing,
        typed,
        wanted,
        ordered=spec.table.ordered,
        last=spec.table.last,
        use_blanks=bool(spec.filled_like) or all(spec[key].typed for key in spec.key),
        apart=[
            of_others or row in own
            for row, of_others in enumerate(_rows_of_other_months(spec, existing, parts))
        ],
        withdrawn=_withdrawn(table, content, existing, set(wanted), vocabulary),
    )
    return plan, any(_gone(plan, table, content)) and not spec.table.outlives


def _gone(rows: RowPlan, table: FoundTable, content: Content) -> list[bool]:
    """Which rows of the plan have left the data: not those of other months, nor the blank rows of lists."""
    is_list = all(table.spec[key].typed for key in table.spec.key)
    return [
        place is None
        and row not in rows.apart
        and row not in rows.fresh
        and not (is_list and source is not None and not any(_key(content.values[source], table)))
        for row, (source, place) in enumerate(zip(rows.sources, rows.report, strict=True))
    ]


def _withdrawn(
    table: FoundTable,
    content: Content,
    existing: Sequence[Key],
    wanted: Collection[Key],
    vocabulary: Vocabulary,
) -> list[int]:
    """The rows that the product proposed once, that nobody typed anything in, and that the report lacks."""
    mark = table.columns.get(table.spec.table.proposed_by)
    if mark is None:
        return []
    answered = _rows_typed_in(table, content, vocabulary, passing=table.spec.key)
    return [
        row
        for row, values in enumerate(content.values)
        if as_text(values[mark]) and not answered[row] and existing[row] not in wanted
    ]


def _rows_of_other_months(
    spec: TableSpec, existing: Sequence[Key], wanted: Sequence[Sequence[str]]
) -> list[bool]:
    """Which existing rows belong to a month that `wanted` (texts per key column) says nothing about."""
    if not spec.table.by_month:
        return [False] * len(existing)
    place = spec.key.index("month")
    return [bool(key[place]) and key[place] not in wanted[place] for key in existing]


def columns_lacking(table: FoundTable, frame: pd.DataFrame) -> list[Column]:
    """Columns the product writes and the table lacks, whether or not the workbook has what they need."""
    return [
        column
        for column in table.spec
        if column.key not in table.columns and (column.formula or (not column.typed and column.key in frame))
    ]


def headers_after(table: FoundTable, appended: Sequence[Column], language: Language) -> dict[str, str]:
    """The header of every column key once `appended` columns are there."""
    headers = {key: table.headers[position] for key, position in table.columns.items()}
    return headers | {column.key: column.header(language) for column in appended}


def plan_table(
    table: FoundTable,
    content: Content,
    frame: pd.DataFrame,
    rows: RowPlan,
    appended: tuple[Column, ...],
    vocabulary: Vocabulary,
) -> TablePlan:
    """Everything that will be written into `table`.

    A formula whose table or name the workbook lacks is written as values.
    """
    language = vocabulary.language
    positions = table.columns | {
        column.key: len(table.headers) + number for number, column in enumerate(appended)
    }
    columns = []
    for column in table.spec:
        is_filled = column.key in frame or bool(column.formula) or column.on_demand
        if column.key not in positions or not is_filled or column.key in table.theirs:
            continue
        formula = vocabulary.formula(column, table.spec.name) if column.formula else None
        if formula is not None and _has_parts_elsewhere(column, frame, positions):
            formula = None
        if formula is None and column.key not in frame and not column.on_demand:
            continue
        planned = _plan_column(column, positions[column.key], table, content, frame, rows, formula, language)
        if planned.formula and column.key in vocabulary.unsure.get(table.spec.name, ()):
            planned = replace(planned, values=(None,) * len(planned.values))
        columns.append(
            planned if planned.formula else replace(planned, same=rows_same(planned, content, rows))
        )
    if STATE.key in positions:
        gone = say("state.gone", language)
        marks = tuple(gone if left else None for left in _gone(rows, table, content))
        columns.append(ColumnPlan(positions[STATE.key], marks or (None,)))
    area = table.area.resized(
        1 + max(len(rows.sources), 1) + table.has_totals, len(table.headers) + len(appended)
    )
    columns.sort(key=lambda column: column.position)
    changes = bool(appended) or differs(content, rows, columns)
    shown = tuple(column.header(language) for column in appended)
    return TablePlan(table, rows, area, appended, shown, tuple(columns), changes)


def _has_parts_elsewhere(column: Column, frame: pd.DataFrame, positions: Mapping[str, int]) -> bool:
    """Whether some row's rate is made of parts that the table has no columns for: then it is a value."""
    return f"{column.key}.measured_denominator" in frame and (
        f"{column.key}.measured_denominator" not in positions
    )


def _plan_column(
    column: Column,
    position: int,
    table: FoundTable,
    content: Content,
    frame: pd.DataFrame,
    rows: RowPlan,
    formula: str | None,
    language: Language,
) -> ColumnPlan:
    values = _column_values(column, table, content, frame, rows, formula, language)
    left, standing = set[int](), set[int]()
    if formula is not None and column.key in table.columns:
        left |= rows.apart
        if can_be_typed_over(column):
            typed = typed_over(column, table, content, formula)
            formulas = None if content.formulas is None else content.formulas[position]
            for row, source in enumerate(rows.sources):
                if source is not None and typed[source]:
                    left.add(row)
                elif source is not None and formulas is not None and formulas[source]:
                    standing.add(row)
        values = (
            tuple(
                content.values[source][position] if source is not None and row in left else value
                for (row, source), value in zip(enumerate(rows.sources), values, strict=False)
            )
            or values
        )
    return ColumnPlan(
        position,
        values,
        formula or "",
        column.typed and formula is None,
        frozenset(left),
        frozenset(standing - left),
    )


def depends_on(column: Column, table: str, unsure: Mapping[str, Collection[str]]) -> bool:
    """Whether the formula of `column` of `table` looks at one of the columns `unsure` (keys by table), or for
    a column by its header in a table that has any."""
    for formula in filter(None, (column.formula, column.measured)):
        if any(key in unsure.get(named or table, ()) for named, key in columns_in(formula)):
            return True
        if any(unsure.get(named) for named in searched_in(formula)):
            return True
    return False


def cell_value(value: Any) -> Any:
    """A frame's value as a cell takes it: plain Python, None for what is missing."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value) or value == "":
        return None
    if isinstance(value, datetime):  # seconds are as fine as anybody reads
        moment = value.to_pydatetime(warn=False) if isinstance(value, pd.Timestamp) else value
        return moment.replace(microsecond=0)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return value.item() if hasattr(value, "item") else value


def _key_columns(table: FoundTable) -> list[str]:
    """The columns that tell one row of `table` from another."""
    return [*table.spec.key, *(key for key in table.spec.table.also_key if key in table.columns)]


def _key(row: Sequence[Any], table: FoundTable) -> Key:
    return _keys([row], table)[0]


def _keys(rows: Sequence[Sequence[Any]], table: FoundTable) -> list[Key]:
    parts = []
    for key in _key_columns(table):
        place = table.columns.get(key)
        parts.append(_frame_texts(key, [None if place is None else row[place] for row in rows]))
    return list(zip(*parts, strict=True))


def _frame_texts(key: str, values: Sequence[Any]) -> list[str]:
    """One part of the keys of a frame, as `_keys` has it of the rows they will stand in (data may call a team
    未所属 themselves); each different value is looked at once."""
    meant: dict[tuple[type, Any], str] = {}
    texts = []
    for value in values:
        alike = type(value), value  # 1 and True are two
        if (text := meant.get(alike)) is None:
            text = meant[alike] = unworded(key, _frame_text(key, value))
        texts.append(text)
    return texts


def _frame_text(key: str, value: Any) -> str:
    """One part of a key as text."""
    text = as_text(cell_value(value))
    if key == "reason":
        return reason_of(text)
    if key == "phone":  # which Excel may have made a number of
        return phone_key(text) or text
    return plain(text) if key == "text" else text


def typed_over(column: Column, table: FoundTable, content: Content, ours: str | None) -> list[bool]:
    """In which rows people put something of their own over the formula `ours` of `column`."""
    place, beside = table.columns[column.key], table.columns.get(proposal_of(column))
    formulas = content.formulas[place] if content.formulas is not None else None
    return [
        is_typed_over(
            values[place],
            None if beside is None else values[beside],
            None if formulas is None else formulas[row],
            ours,
        )
        for row, values in enumerate(content.values)
    ]


def _rows_typed_in(
    table: FoundTable, content: Content, vocabulary: Vocabulary, passing: Collection[str] = ()
) -> list[bool]:
    """Whether people typed a constant into each row, in a column of theirs but those `passing` (keys), or put
    a note on it.

    A formula of the user's own fills every row by itself and keeps none alive. Where formulas cannot be
    read, whatever stands there counts as typed: better a row too many.
    """
    typed = [row in content.noted for row in range(len(content.values))]
    begun = {
        table.columns[column.key]: typed_over(
            column, table, content, vocabulary.formula(column, table.spec.name)
        )
        for column in table.spec
        if column.key in table.columns and can_be_typed_over(column)
    }
    passed = {table.columns.get(key) for key in passing}
    for place in peoples_columns(table):
        if place in passed:
            continue
        for row, values in enumerate(content.values):
            if place in begun:
                typed[row] |= begun[place][row]
                continue
            formula = "" if content.formulas is None else str(content.formulas[place][row] or "")
            typed[row] |= not formula.startswith("=") and bool(as_text(values[place]))
    return typed


def peoples_columns(table: FoundTable) -> list[int]:
    """Positions of the columns in which people type: their own and the contract's typed ones."""
    typed = {column.key for column in table.spec if column.typed}
    places = [place for key, place in table.columns.items() if key in typed]
    return sorted([*table.users_columns, *places])


def _column_values(
    column: Column,
    table: FoundTable,
    content: Content,
    frame: pd.DataFrame,
    rows: RowPlan,
    formula: str | None,
    language: Language,
) -> tuple[Any, ...]:
    """The value of `column` in every row; for a live column what its formula comes to, None if unknown."""
    new = shown(frame[column.key], language) if column.key in frame else None
    place = table.columns.get(column.key)
    unknown_when_gone = formula is not None and looks_elsewhere(column.formula)
    emptied = {row for row in rows.fresh if rows.report[row] is None}
    named = place if table.spec.filled_like and column.key in table.spec.key else None
    if named is None and rows.report and None not in rows.report:
        blank = "" if formula is not None and new is not None else None
        told: Sequence[Any] = [None] * len(frame) if new is None else new
        return tuple(blank if (value := told[place]) is None else value for place in rows.report)  # type: ignore[index]
    values: list[Any] = []
    for row, (source, reported) in enumerate(zip(rows.sources, rows.report, strict=True)):
        if named is not None and source is not None and as_text(content.values[source][named]):
            values.append(content.values[source][named])  # in a table of people's own names stay as spelled
        elif reported is not None:
            value = new[reported] if new is not None else None
            values.append("" if formula is not None and new is not None and value is None else value)
        elif formula is not None:
            values.append(None if unknown_when_gone or row in rows.apart else "")
        elif row in emptied:
            values.append(None)
        elif (word := table.spec.table.kept.get(column.key)) is not None and row not in rows.apart:
            values.append(say(word, language) if word else None)
        elif source is not None and place is not None and (row in rows.apart or _stays(column, table.spec)):
            values.append(content.values[source][place])
        else:
            values.append(None)
    return tuple(values) or ("" if formula is not None else None,)


def shown(column: pd.Series, language: Language) -> list[Any]:
    """A frame's column as cells show it, in the words of the language."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iuf":  # most are, and need no look each
        return [None if value != value else value for value in column.tolist()]
    name, values = str(column.name), column.tolist()
    # Names, verdicts and days stand in many rows: each is put into words once.
    said = {
        value: worded(name, cell_value(value), language)
        for value in {value for value in values if type(value) in _OFTEN_ALIKE}
    }
    return [
        said[value]
        if (kind := type(value)) in _OFTEN_ALIKE
        else value
        if kind in _AS_SHOWN and value == value
        else worded(name, cell_value(value), language)
        for value in values
    ]


_OFTEN_ALIKE = frozenset({str, pd.Timestamp})
_AS_SHOWN = frozenset({int, float, bool, type(None)})


def _stays(column: Column, spec: TableSpec) -> bool:
    """Whether a row that left the data still says this: names and dates yes, figures no (they would be
    counted in the user's own sums), except in lists of decisions."""
    return column.kind in _KEPT_KINDS or spec.table.outlives
