"""Small raw sheets for tests: rows as people see them, and what is counted from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa

from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.sources.activity import Activity
from sheetkpi.sources.raw import CellError, RawSheet
from sheetkpi.sources.reading import read_activity

TODAY = date(2026, 11, 20)


ERRORS = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?"})


def sheet(*rows: Sequence[str | None], name: str = "Sheet1", place: str = "", **more: Any) -> RawSheet:
    """A raw sheet of `rows`; short rows end in empty cells, "" is an empty cell, "#N/A" an error value."""
    width = max(map(len, rows), default=0)
    columns = [
        pa.array([_text(row[index]) if index < len(row) else None for row in rows], pa.string())
        for index in range(width)
    ]
    more.setdefault("errors", tuple(_errors(rows)))
    return RawSheet(place, name, pa.table(columns, names=[f"c{index}" for index in range(width)]), **more)


def _text(text: str | None) -> str | None:
    return None if text in ERRORS else text or None


def _errors(rows: Sequence[Sequence[str | None]]) -> Iterator[CellError]:
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            if text in ERRORS:
                yield CellError(number, column, text)


def read(
    *sheets: RawSheet,
    columns: Sequence[tuple[str, ...]] = (),
    results: Sequence[tuple[str, str]] = (),
    roster: pd.DataFrame | None = None,
    tree: KpiTree | None = None,
    ignored: frozenset[tuple[str, str, str, str]] = frozenset(),
    with_leads: bool = False,
    **settings: Any,
) -> Activity:
    """What is counted from `sheets`, with rows of ColumnMap and ResultMap, and settings by name."""
    return read_activity(
        sheets,
        tree=tree or KpiTree(),
        settings=Settings(**settings),
        roster=Roster() if roster is None else Roster.from_frame(roster),
        column_map=pd.DataFrame(
            [(*row, "")[:4] for row in columns], columns=["sheet", "header", "field", "read_as"]
        ),
        result_map=pd.DataFrame(list(results), columns=["text", "meaning"]),
        ignored=ignored,
        with_leads=with_leads,
        today=TODAY,
    )


def totals(activity: Activity, *by: str) -> dict[Any, Any]:
    """The counts that are not 0, over everything or by columns of events (a single one or a tuple)."""
    counts = [name for name in activity.events.columns if name not in ("date", "rep", "team", "lead_source")]
    if not by:
        return {name: total for name in counts if (total := activity.events[name].sum())}
    keyed = activity.events.assign(**{name: activity.events[name].astype(str) for name in by})
    sums = keyed.groupby(list(by) if len(by) > 1 else by[0])[counts].sum()
    return {
        key: {name: value for name, value in row.items() if value}
        for key, row in zip(sums.index, sums.to_dict("records"), strict=True)
        if any(row.values())
    }


def reasons(activity: Activity, severity: str = "left_out") -> list[tuple[str, str, str]]:
    """Cell, value and reason (without its prefix) of the issues of one severity."""
    found = activity.issues[activity.issues["severity"] == severity]
    return [
        (cell, value, reason.removeprefix("reason."))
        for cell, value, reason in zip(found["cell"], found["value"], found["reason"], strict=True)
    ]
