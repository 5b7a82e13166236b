"""Results that people typed into the list of leads, as rows of a log: each counts as a call of its day."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sheetkpi.language import key_of
from sheetkpi.sources.raw import RawSheet
from sheetkpi.sources.words.leadwords import ENTERED
from sheetkpi.tables.followups import NO_OWNER
from sheetkpi.workbook.text import as_text

if TYPE_CHECKING:
    from sheetkpi.workbook.inputs import Inputs


def entered_calls(inputs: Inputs) -> RawSheet | None:
    """The rows of `FollowUps` with a result, where they stand; None without any.

    A call is of the day that somebody typed (`called_on`), else of the day of its list. One to a lead
    that nobody owns says nothing of who called.
    """
    table, rows = inputs.tables.get("FollowUps"), inputs.frames["FollowUps"]
    told = rows[rows["call_result"] != ""] if len(rows) else rows
    if table is None or told.empty:
        return None
    cells: list[list[str | None]] = [[None] * (table.rows + 1) for _ in table.headers]
    for key, header in ENTERED.items():
        if key not in table.columns:
            continue
        column = cells[table.columns[key]]
        column[0] = header
        for number, row in zip(told.index, told.to_dict("records"), strict=True):
            value = row["called_on"] if key == "listed_on" and as_text(row["called_on"]) else row[key]
            column[number + 1] = (
                None if key == "rep" and key_of(as_text(value), (NO_OWNER,)) else _text(value)
            )
    columns = [pa.array(column, pa.string()) for column in cells]
    names = [str(number) for number in range(len(columns))]
    area = table.area
    shown = {ENTERED[key]: table.headers[place] for key, place in table.columns.items() if key in ENTERED}
    sheet = pa.table(columns, names=names)
    dated = zip(told.index, told["called_on"], strict=True)
    undated = frozenset(int(number) + 1 for number, day in dated if not as_text(day))
    return RawSheet("", area.sheet, sheet, area.top, area.left, of_leads=True, undated=undated, shown=shown)


def _text(value: Any) -> str | None:
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    return as_text(value) or None
