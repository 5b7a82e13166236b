"""Notes on the workbook's tables, for the list of issues: what was left to people, and what had no room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sheetkpi.language import Language, listed, say
from sheetkpi.workbook.areas import Area, area_of
from sheetkpi.workbook.leftout import LEFT_OUT, LeftOut
from sheetkpi.workbook.peoplesformulas import SETTING
from sheetkpi.workbook.text import as_text
from sheetkpi.workbook.unused import named
from sheetkpi.workbook.wording import unworded

if TYPE_CHECKING:
    import pandas as pd

    from sheetkpi.workbook.drafting import Draft
    from sheetkpi.workbook.inputs import Inputs
    from sheetkpi.workbook.newtable import NewTable

NAMED = 5
"""Columns that a note names."""


def notes_on(
    inputs: Inputs,
    drafts: Mapping[str, Draft],
    new: NewTable | None = None,
    left_out: Iterable[LeftOut] = (),
    issues: pd.DataFrame | None = None,
) -> list[dict[str, Any]]:
    """Issues (see `sources.issues.ISSUE_COLUMNS`, without `ignored`) about tables and columns that were left
    alone, and about a `new` sheet for sources. A table `left_out` is no mere note: what it shows is old.
    `issues` are those found so far."""
    return [
        *(_left_out(one) for one in left_out),
        *([_note("reason.sources_added", Area(new.sheet, 1, 1, 1, 1), {"sheet": new.sheet})] if new else []),
        *_tables_of_people(inputs),
        *_no_column_map(inputs, issues),
        *_nowhere_to_type(inputs),
        *_days_without_result(inputs, drafts.get("FollowUps")),
        *(note for draft in drafts.values() for note in _formulas_of_people(inputs, draft)),
        *(_no_room(draft, inputs.language) for draft in drafts.values() if draft.unfit),
        *(note for draft in drafts.values() if (note := _kept_as_typed(draft, inputs.language))),
        *(_rows_of_sums(draft) for draft in drafts.values() if draft.sums),
        *(note for draft in drafts.values() if (note := _without_data(draft, inputs.language))),
    ]


def _no_column_map(inputs: Inputs, issues: pd.DataFrame | None) -> Iterable[dict[str, Any]]:
    """Where issues speak of the column map and the workbook has none: how to get it."""
    told = inputs.tables.get("ImportIssues")
    if told is None or "ColumnMap" in inputs.tables or issues is None:
        return
    if issues["reason"].astype(str).str.startswith("reason.column_unused").any():
        yield _note("reason.map_absent", told.area.resized(1, 1), {})


def _tables_of_people(inputs: Inputs) -> Iterable[dict[str, Any]]:
    for one in inputs.findings.peoples:
        values = {"table": one.table.name, "column": one.lacks}
        reason = "reason.table_of_own"
        if one.holds:
            reason = "reason.table_of_other"
            values = {"table": one.table.name, "columns": listed(one.holds, inputs.language)}
        yield _note(reason, one.table.area.resized(1, 1), values)


def _nowhere_to_type(inputs: Inputs) -> Iterable[dict[str, Any]]:
    """The list of leads without its column for results: what is typed under another header does not count."""
    table = inputs.tables.get("FollowUps")
    if table is not None and "call_result" not in table.columns:
        values = {"table": table.name, "column": say("call_result", inputs.language)}
        yield _note("reason.no_result_column", table.area.resized(1, 1), values)


def _days_without_result(inputs: Inputs, draft: Draft | None) -> Iterable[dict[str, Any]]:
    """Days typed beside leads with no result: they make no call, and no promise. They are told of where their
    rows will stand."""
    table, rows = inputs.tables.get("FollowUps"), inputs.frames["FollowUps"]
    if table is None or draft is None or "call_result" not in table.columns or rows.empty:
        return
    places = {source: place for place, source in enumerate(draft.rows.sources)}
    for key in ("call_again_on", "called_on"):
        alone = [
            number
            for number, row in zip(rows.index, rows.to_dict("records"), strict=True)
            if key in table.columns and as_text(row[key]) and not row["call_result"]
        ]
        if alone:
            first = min(places.get(number, number) for number in alone)
            header, result = (table.headers[table.columns[name]] for name in (key, "call_result"))
            values = {"column": header, "result": result, "count": len(alone)}
            yield _note(
                "reason.promise_alone", table.area.part(1 + first, table.columns[key]), values, header
            )


def _formulas_of_people(inputs: Inputs, draft: Draft) -> Iterable[dict[str, Any]]:
    table = draft.table
    setting = inputs.names.get(SETTING)
    for one in draft.formulas:
        position = table.columns[one.key]
        header = table.headers[position]
        values: dict[str, Any] = {"table": table.name, "header": header, "count": one.count}
        reason = "reason.keys_replaced" if one.key in table.spec.key else "reason.formulas_replaced"
        if one.stays and setting is not None:
            reason = "reason.column_of_own"
            values["setting"] = setting.area.resized(1, 1).label
        elif one.stays:
            reason = "reason.column_of_own_unset"
        cell = table.area.part(1, position)
        yield _note(reason, cell, values, header) | {"value": one.example}


def _no_room(draft: Draft, language: Language) -> dict[str, Any]:
    columns = named([column.header(language) for column in draft.unfit], NAMED, language)
    values = {"table": draft.table.name, "columns": columns, "cell": draft.cell}
    return _note("reason.no_room_columns", area_of(draft.table.area.sheet, draft.cell), values)


def _left_out(one: LeftOut) -> dict[str, Any]:
    values = {"table": one.table.name, "why": one.error}
    note = _note(LEFT_OUT, one.table.area.resized(1, 1), values)
    return note | {"severity": "error", "value": one.table.name}


def _kept_as_typed(draft: Draft, language: Language) -> dict[str, Any] | None:
    """Columns of a table of people's own with figures that no source tells anything of."""
    table, rows = draft.table, draft.content.values
    filled = [key for key in draft.kept if any(as_text(row[table.columns[key]]) for row in rows)]
    if not filled:
        return None
    headers = listed([table.headers[table.columns[key]] for key in filled], language)
    place = table.area.part(0, table.columns[filled[0]])
    return _note("reason.adopted_kept", place, {"table": table.name, "columns": headers})


def _without_data(draft: Draft, language: Language) -> dict[str, Any] | None:
    """Rows of a table of people's own whose names nothing tells of in this month: their figures are empty."""
    table, key = draft.table, draft.table.spec.key[0]
    if not table.spec.filled_like or key not in draft.frame or draft.frame.empty:
        return None
    told = {unworded(key, as_text(name)) for name in draft.frame[key]}
    names = [as_text(row[table.columns[key]]) for row in draft.content.values]
    absent = [
        row
        for row, name in enumerate(names)
        if name and unworded(key, name) not in told and row not in draft.sums
    ]
    if not absent:
        return None
    said = named([names[row] for row in absent], NAMED, language)
    cell = table.area.part(1 + absent[0], table.columns[key])
    return _note("reason.adopted_absent", cell, {"table": table.name, "names": said})


def _rows_of_sums(draft: Draft) -> dict[str, Any]:
    cells = [draft.table.area.part(1 + row, 0, 1, draft.table.area.columns).address for row in draft.sums]
    more = "…" if len(cells) > NAMED else ""
    values = {"table": draft.table.name, "cells": ", ".join(cells[:NAMED]) + more}
    return _note("reason.adopted_sums", draft.table.area.part(1 + draft.sums[0], 0), values)


def _note(reason: str, cell: Area, values: Mapping[str, Any], header: str = "") -> dict[str, Any]:
    return {
        "severity": "note",
        "place": "",
        "sheet": cell.sheet,
        "row": cell.top,
        "column": header,
        "cell": cell.address,
        "value": "",
        "reason": reason,
        "values": dict(values),
    }
