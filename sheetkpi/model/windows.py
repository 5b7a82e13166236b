"""Sums over several months: the numerators and denominators of rates that one month is too short for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.model.benchmarks import Bands
from sheetkpi.model.funnel import usual_stages
from sheetkpi.model.maturity import LATE, LateStages
from sheetkpi.model.measured import parts_of
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.sums import Name, Numbers, added, places, total, totals
from sheetkpi.model.views import ALL


@dataclass(frozen=True)
class MonthlySums:
    """Counts per month and name, summed once: what anybody did in any months is then a sum of few numbers.

    `names` tells at which place everybody stands in the grids of `counts` (months × names), whose first row
    is the month numbered `first` (counted from January 1970).
    """

    names: Mapping[Name, int]
    first: int
    counts: Mapping[str, Numbers]

    @classmethod
    def of(cls, facts: pd.DataFrame, by: Sequence[str], counts: Iterable[str]) -> MonthlySums:
        """The sums of `counts` of `facts`, which have the column `month` (see `calendar.month_of`).

        Grouped by team alone, `ALL` stands for everybody together.

        >>> facts = pd.DataFrame({"month": pd.to_datetime(["2026-04-01", "2026-05-01"]), "team": "第1課",
        ...                       "wins": [1, 2]})
        >>> MonthlySums.of(facts, ["team"], ["wins"]).over("wins", date(2026, 5, 1), (ALL,), window=3)
        3
        """
        month = facts["month"].to_numpy().astype("datetime64[M]").astype(np.int64)
        first = int(month.min()) if len(month) else 0
        place, names = places(facts, by)
        shape = (int(month.max()) - first + 1 if len(month) else 0, len(names))
        grids = {}
        for count in counts:
            grid = added(
                np.zeros(shape, dtype=facts[count].dtype), (month - first, place), facts[count].to_numpy()
            )
            if list(by) == ["team"]:
                grid = np.column_stack([grid, totals(grid.T).astype(grid.dtype)])
            grids[count] = grid
        if list(by) == ["team"]:
            names = [*names, (ALL,)]
        return cls({name: number for number, name in enumerate(names)}, first, grids)

    def over(self, count: str, month: date, name: Name, window: int = 1) -> Any:
        """What `name` did in the `window` months that end with `month`; 0 without data, NaN where none of it
        was measured."""
        if name not in self.names:
            return 0
        found = total(self._within(count, month, window)[:, self.names[name]])
        return found if isinstance(found, float) else found.item()

    def of_all(self, count: str, month: date, window: int = 1) -> Numbers:
        """The same of everybody, in the order of `names`."""
        return totals(self._within(count, month, window))

    def _within(self, count: str, month: date, window: int) -> Numbers:
        end = (month.year - 1970) * 12 + month.month - self.first
        return self.counts[count][max(end - window, 0) : max(end, 0)]


def with_windows(
    view: pd.DataFrame,
    facts: pd.DataFrame,
    by: str,
    bands: Bands,
    tree: KpiTree,
    month: date | None = None,
    windows: Mapping[str, int] | None = None,
    late: LateStages | None = None,
) -> pd.DataFrame:
    """`view` with `<rate>.window_numerator` and `.window_denominator` of the rates judged over months.

    `view` is RepKPI (`by` "rep"), TeamKPI ("team") or SourceKPI ("lead_source") of `month`, or MonthlyKPI
    ("team", no `month`: each row has its own). `facts` are those of `report.with_months`. `windows` are the
    rates that the table has such columns for and their months; default: those of `bands.windowed`. Both
    are of the reps and days that both are measured of. Rows without data have zeros, NaN where nothing is
    measured. With `late`, rates of late stages are of what is old enough, NaN where nothing is yet.
    """
    windows = bands.windowed(tree) if windows is None else windows
    rates = [rate for rate in tree.rates if rate.key in windows]
    parts = {rate.key: parts_of(rate, facts) for rate in rates}
    sums = MonthlySums.of(facts, [by], {part for of_rate in parts.values() for part in of_rate})
    months = [month] * len(view) if month else [stamp.date() for stamp in pd.to_datetime(view["month"])]
    rows = list(zip(months, view[by], strict=True))
    columns = {
        f"{rate.key}.window_{part}": [
            sums.over(count, of_month, (name,), windows[rate.key]) for of_month, name in rows
        ]
        for rate in rates
        for part, count in zip(("numerator", "denominator"), parts[rate.key], strict=True)
    }
    if late is not None:
        names = [(name,) for _, name in rows]
        for rate in (rate for rate in usual_stages(tree) if rate.key in LATE and rate.key in windows):
            mature = late.over(rate.key, (by,), names, months, windows[rate.key])
            for part, numbers in zip(("numerator", "denominator"), mature, strict=True):
                columns[f"{rate.key}.window_{part}"] = numbers.tolist()
    nothing = ~view[list(tree.counts)].notna().any(axis="columns")
    unknown = nothing & ~view[by].isin({name for (name,) in sums.names})
    found = view.assign(**columns)
    if unknown.any():
        found[list(columns)] = found[list(columns)].where(~unknown)
    return found
