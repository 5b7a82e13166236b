"""What the columns and rows of a crosstab stand for, and the records where they cross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, TypeAlias

from sheetkpi.sources.raw import RawSheet
from sheetkpi.sources.tables.context import Context
from sheetkpi.sources.tables.grid import Grid, Layout, Place

Unit: TypeAlias = Literal["day", "month"]

_Labelled: TypeAlias = tuple[str, Place]
_Key: TypeAlias = tuple[str, str, str]
"""Day, rep and team of a record."""
_Stray: TypeAlias = tuple[_Labelled, _Labelled | None, _Labelled | None, _Labelled]
"""A number whose day, rep or KPI is an error value, and what is known of its rep, KPI and team."""
_NOWHERE = (-1, -1)
_HEADERS = {"date": "日付", "month": "対象月", "rep": "担当者", "team": "チーム", "lead_source": "リード経路"}


@dataclass
class Axis:
    """What the headers of columns (or the labels of rows) name, by number: days, reps, KPIs; `skipped` are
    totals, rates and targets, `broken` those whose header or label is an error value."""

    days: dict[int, tuple[date, Place]] = field(default_factory=dict)
    reps: dict[int, tuple[str, Place]] = field(default_factory=dict)
    metrics: dict[int, tuple[str, Place]] = field(default_factory=dict)
    teams: dict[int, tuple[str, Place]] = field(default_factory=dict)
    skipped: set[int] = field(default_factory=set)
    broken: dict[int, Place] = field(default_factory=dict)
    unit: Unit = "day"


def records(
    grid: Grid, first: int, columns: Axis, rows: Axis, said: Context, across: Sequence[int]
) -> RawSheet | None:
    """One row for each day and rep, a column for each KPI; None where day, rep or KPI is not named."""
    cells: dict[_Key, dict[str, tuple[str, Place]]] = {}
    heads: dict[_Key, dict[str, tuple[str, Place]]] = {}
    order: dict[str, Place] = {}
    strays: dict[Place, _Stray] = {}
    for row in range(first, len(grid.rows)):
        if row in rows.skipped:
            continue
        for column in across:
            text = grid.rows[row][column]
            if column in columns.skipped or not (text or (row, column) in grid.errors):
                continue
            day = columns.days.get(column) or rows.days.get(row)
            rep = columns.reps.get(column) or rows.reps.get(row) or _outside(said.rep or said.title)
            metric = columns.metrics.get(column) or rows.metrics.get(row) or _outside(said.metric)
            team = rows.teams.get(row) or ("", (row, -1))
            if broken := columns.broken.get(column) or rows.broken.get(row):
                strays.setdefault(broken, ((text, (row, column)), rep, metric, team))
                continue
            if day is None or rep is None or metric is None:
                continue
            key = (day[0].isoformat(), rep[0], team[0])
            order.setdefault(metric[0], metric[1])
            cells.setdefault(key, {}).setdefault(metric[0], (text, (row, column)))
            heads.setdefault(key, {"date": (key[0], day[1]), "rep": rep, "team": team})
    if not cells:
        return None
    # What stands below or beside an error value is a record whose date is that error: left out, and told.
    for broken, (cell, rep, metric, team) in strays.items():
        name, place = metric or next(iter(order.items()))
        order.setdefault(name, place)
        key = (f"#{broken}", "", "")
        cells[key] = {name: cell}
        heads[key] = {"date": ("", broken), "rep": rep or ("", _NOWHERE), "team": team}
    return _laid_out(grid, cells, heads, order, columns.unit)


def _outside(said: object) -> tuple[str, Place] | None:
    """What the surroundings say; its place is outside of the grid, the cells' own rows stand for it."""
    return (said.text, _NOWHERE) if said is not None else None  # type: ignore[attr-defined]


def _laid_out(
    grid: Grid,
    cells: dict[_Key, dict[str, tuple[str, Place]]],
    heads: dict[_Key, dict[str, tuple[str, Place]]],
    order: dict[str, Place],
    unit: Unit,
) -> RawSheet:
    names = ["date", "rep", *(["team"] if any(key[2] for key in cells) else [])]
    titles = [_HEADERS["month" if name == "date" and unit == "month" else name] for name in names]
    places = [next(iter(heads.values()))[name][1] for name in names]
    layout = Layout(
        [*titles, *order], [*map(_inside, places), *map(_inside, order.values())], main=len(names)
    )
    for key, found in cells.items():
        row, column = next(iter(found.values()))[1]
        anywhere = (row, -1 if (row, column) in grid.errors else column)
        head = [
            (text, place if place[0] >= 0 else anywhere) for text, place in (heads[key][n] for n in names)
        ]
        layout.add([*head, *(found.get(metric, ("", (row, -1))) for metric in order)])
    return replace(layout.sheet(grid), has_views=grid.sheet.has_views)


def _inside(place: Place) -> Place:
    return (max(place[0], 0), max(place[1], 0))
