"""Benchmarks: the bands that rates are held against."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sheetkpi.model.chain import number
from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import Audience, Handed, Table

TABLE = Table(
    "Benchmarks",
    ("kpi", "lead_source"),
    "benchmarks",
    "set",
    (
        Column("kpi", typed=True),
        Column("lead_source", typed=True),
        Column("role", typed=True),
        Column("low", "number", typed=True),
        Column("high", "number", typed=True),
        Column("min_sample", "count", typed=True),
        Column("window", "count", typed=True),
        Column("basis", typed=True),
        Column("note", typed=True),
        Column("origin", typed=True),
    ),
    frame="people",
    audience=Audience(Handed("same"), Handed("same")),
)

_CHECKED: Mapping[str, float] = {"low": 1, "high": 3, "min_sample": 0.01, "window": 0.1}


def check_sum(bands: pd.DataFrame) -> float:
    """A number that changes with every band, sample or window in `bands` (the rows of Benchmarks as typed),
    in whatever order they stand. Only bands that change places with each other are missed.

    >>> check_sum(pd.DataFrame({"low": [0.2, ""], "high": [0.3, None], "min_sample": [30, ""], "window": 1}))
    11.11
    """
    total = 0.0
    for column, weight in _CHECKED.items():
        values = [known for value in bands[column] if (known := number(value)) is not None]
        total += weight * sum(value + value * value for value in values)
    return round(total, 9)


def check_sum_formula(headers: Mapping[str, str]) -> str:
    """The same as a part of a formula; `headers` are those of the columns.

    >>> check_sum_formula(dict.fromkeys(_CHECKED, "A")).split("+3*")[0]
    '1*(SUM(Benchmarks[A])+SUMSQ(Benchmarks[A]))'
    """
    cells = {column: f"Benchmarks[{headers[column]}]" for column in _CHECKED}
    return "+".join(
        f"{weight:g}*(SUM({cells[column]})+SUMSQ({cells[column]}))" for column, weight in _CHECKED.items()
    )
