"""Benchmarks: the band in which a KPI is expected, overall and by lead source, as people type them.

The workbook's formulas look the same bands up with AVERAGEIFS, so the rule is theirs: an edge is the mean
of the usable cells of all rows that name the KPI and the lead source (empty: overall). A cell is usable when
it holds a number of at least 0, and of at most 1 where the KPI is a rate; every other cell counts as empty
and is listed as a problem, and so is a row that writes its KPI otherwise than the first one for it does. A
lead source without a usable cell takes the overall one, and a KPI of the user's own without either takes that
of its row in `Metrics`, each edge by itself. The minimum sample and the window of months are those of the
overall rows, whatever the lead source. A row that names a role (SDR, BDR) is about the reps of that
role alone: what it says comes before the overall band and before that of their lead sources, and it names no
lead source itself.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from numbers import Real
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from sheetkpi.language import key_of
from sheetkpi.language import spellings as words_of
from sheetkpi.model.metrics import KpiTree, key_for
from sheetkpi.model.names import join_key, tidy
from sheetkpi.model.people import Problem, problem_frame
from sheetkpi.model.views import UNKNOWN

MEETINGS_PER_REP = "meetings_per_rep"
"""The one KPI with a band that is no rate of counts: meetings per FTE and month."""

DEFAULT_WINDOWS: Mapping[str, int] = {"opportunity_rate": 3, "win_rate": 3}
"""Months judged together where `Benchmarks` does not say: rates with small denominators need several."""


Key = TypeVar("Key")


@dataclass(frozen=True)
class Band:
    """Where a KPI is expected, and from which sample on it is judged; None: nobody has said."""

    low: float | None = None
    high: float | None = None
    min_sample: float | None = None

    @property
    def sound(self) -> bool:
        """Whether a value can be held against the band: both edges known, the lower not above the upper."""
        return self.low is not None and self.high is not None and self.low <= self.high

    @property
    def judging(self) -> Band:
        """This band as far as anything can be judged by it: none of it where its edges are the wrong way
        round."""
        wrong = self.low is not None and self.high is not None and not self.sound
        return replace(self, low=None, high=None) if wrong else self

    def filled_from(self, other: Band) -> Band:
        """This band, what it does not say taken from `other`."""
        return Band(
            other.low if self.low is None else self.low,
            other.high if self.high is None else self.high,
            other.min_sample if self.min_sample is None else self.min_sample,
        )


@dataclass(frozen=True)
class Bands:
    """The bands of one workbook.

    `rows` has a band for each KPI key and lead source (as `source_key` writes it, "" overall), `of_metrics`
    those typed in the `Metrics` table, `windows` the months judged together where `Benchmarks` says so.
    `min_sample` is the workbook's setting, for KPIs whose band has none. `of_roles` are the bands of reps of
    one role, by KPI key and role (as `role_key` writes it), `roles` how `Benchmarks` writes each of them.
    """

    rows: Mapping[tuple[str, str], Band] = field(default_factory=dict)
    of_metrics: Mapping[str, Band] = field(default_factory=dict)
    windows: Mapping[str, int] = field(default_factory=dict)
    min_sample: float = 30
    of_roles: Mapping[tuple[str, str], Band] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    _found: dict[tuple[str, str, str], Band] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def from_frame(
        cls, benchmarks: pd.DataFrame, metrics: pd.DataFrame, tree: KpiTree, min_sample: float = 30
    ) -> tuple[Bands, dict[str, pd.DataFrame]]:
        """The bands in the frames of `Benchmarks` (kpi, lead_source, role, low, high, min_sample, window) and
        `Metrics` (name, low, high), and the problems of each table (columns `people.PROBLEM_COLUMNS`).

        KPIs are named by their header in either language or in the user's own words; any column may be
        missing. Nothing raises: what cannot be used is listed, the rest is.

        >>> rows = pd.DataFrame({"kpi": ["接続率"], "low": [0.2], "high": [0.3]})
        >>> bands, problems = Bands.from_frame(rows, pd.DataFrame(), KpiTree())
        >>> bands.band("connect_rate"), len(problems["Benchmarks"])
        (Band(low=0.2, high=0.3, min_sample=30), 0)
        """
        typed = _Typed(tree)
        for row, cells in enumerate(benchmarks.to_dict("records")):
            typed.read_benchmark(row, cells)
        of_benchmarks = typed.problems
        typed.problems = []
        for row, cells in enumerate(metrics.to_dict("records")):
            typed.read_metric(row, cells)
        problems = {"Benchmarks": problem_frame(of_benchmarks), "Metrics": problem_frame(typed.problems)}
        windows, of_roles = dict(typed.windows), _means(typed.of_roles)
        bands = cls(_means(typed.rows), _means(typed.of_metrics), windows, min_sample, of_roles, typed.roles)
        return bands, problems

    def spelled(self, role: str) -> str:
        """How formulas find the bands of `role`: as `Benchmarks` writes it, else as it is."""
        return self.roles.get(role_key(role), role)

    def band(self, kpi: str, lead_source: str = "", role: str = "") -> Band:
        """The band of `kpi`, for leads of one source or reps of one role if these have one of their own.

        `min_sample` is always known, except for `MEETINGS_PER_REP`, which has no sample.
        """
        asked = kpi, lead_source, role
        if asked not in self._found:
            self._found[asked] = self._band(*asked)
        return self._found[asked]

    def _band(self, kpi: str, lead_source: str, role: str) -> Band:
        found = self.rows.get((kpi, ""), Band()).filled_from(self.of_metrics.get(kpi, Band()))
        if lead_source and (of_source := self.rows.get((kpi, source_key(lead_source)))):
            found = replace(of_source, min_sample=None).filled_from(found)
        if role and (of_role := self.of_roles.get((kpi, role_key(role)))):
            found = of_role.filled_from(found)
        return found if kpi == MEETINGS_PER_REP else found.filled_from(Band(min_sample=self.min_sample))

    def window(self, kpi: str) -> int:
        """How many months, the month shown the last of them, `kpi` is judged over."""
        return self.windows.get(kpi, DEFAULT_WINDOWS.get(kpi, 1))

    def windowed(self, tree: KpiTree) -> dict[str, int]:
        """The rates that have window columns, with their windows: those judged over several months, and
        always those that are by default, as the workbook's columns for them are there."""
        windows = {rate.key: self.window(rate.key) for rate in tree.rates}
        return {key: months for key, months in windows.items() if months > 1 or key in DEFAULT_WINDOWS}


def source_key(lead_source: str) -> str:
    """What stands for a lead source when it is looked up: as formulas compare text, upper and lower case
    and outer spaces aside.

    >>> source_key(" Trade Show "), source_key("不明")
    ('trade show', 'unknown_source')
    """
    return UNKNOWN if key_of(lead_source, (UNKNOWN,)) else lead_source.strip().casefold()


def role_key(role: str) -> str:
    """What stands for a role when it is looked up: as of names, whatever its width, case and spaces, and one
    of the drop-downs' choices also by its first word.

    >>> role_key(" SDR "), role_key("ＳＤＲ"), role_key("SDR（インバウンド）"), role_key("第 1")
    ('sdr', 'sdr', 'sdr', '第1')
    """
    key = join_key(role)
    return _choices().get(key, key)


@cache
def _choices() -> dict[str, str]:
    """The roles of drop-downs by their words."""
    return {join_key(word): choice for choice in ("sdr", "bdr") for word in words_of(f"role.{choice}")}


def kpi_named(name: str) -> str:
    """The key of the KPI that a row of `Benchmarks` names.

    >>> kpi_named("接続率"), kpi_named("Meetings per rep and month")
    ('connect_rate', 'meetings_per_rep')
    """
    return MEETINGS_PER_REP if key_of(tidy(name), (MEETINGS_PER_REP,)) else key_for(name)


def spellings(names: Iterable[str]) -> dict[str, str]:
    """How each KPI is written in `Benchmarks`, by its key: formulas look for one text, that of its first row.

    >>> spellings(["接続率", "Win rate", "Connect rate"])
    {'connect_rate': '接続率', 'win_rate': 'Win rate'}
    """
    spelled: dict[str, str] = {}
    for name in names:
        if name:
            spelled.setdefault(kpi_named(name), name)
    return spelled


class _Typed:
    """What the two tables say, cell by cell, before cells of one band become their mean."""

    def __init__(self, tree: KpiTree) -> None:
        self.kpis = {rate.key for rate in tree.rates} | {MEETINGS_PER_REP}
        self.own = {rate.key for rate in tree.rates if rate.label}
        self.fractions = {rate.key for rate in tree.rates if rate.is_fraction}
        self.spelled = {rate.key: rate.label for rate in tree.rates if rate.label}
        self.rows: dict[tuple[str, str], list[Band]] = defaultdict(list)
        self.of_metrics: dict[str, list[Band]] = defaultdict(list)
        self.of_roles: dict[tuple[str, str], list[Band]] = defaultdict(list)
        self.roles: dict[str, str] = {}
        self.windows: dict[str, int] = {}
        self.problems: list[Problem] = []

    def read_benchmark(self, row: int, cells: dict[Any, Any]) -> None:
        name = _text(cells.get("kpi"))
        if not name:
            if any(_text(cells.get(column)) for column in ("low", "high")):
                self._add(row, "kpi", "", "reason.benchmark_unnamed", {})
            return
        kpi = kpi_named(name)
        if kpi not in self.kpis:
            self._add(row, "kpi", name, "reason.benchmark_kpi", {"value": name})
            return
        if (spelled := self.spelled.setdefault(kpi, name)).casefold() != name.casefold():
            self._add(row, "kpi", name, "reason.benchmark_spelling", {"value": name, "spelled": spelled})
            return
        band = self._band(row, kpi, name, cells)
        band = Band(band.low, band.high, self._whole(row, name, "min_sample", cells))
        source = source_key(_text(cells.get("lead_source")))
        if role := role_key(_text(cells.get("role"))):
            word = _text(cells.get("role"))
            if source:
                self._add(row, "role", word, "reason.benchmark_role", {"kpi": name})
            elif (spelled := self.roles.setdefault(role, word)).casefold() != word.casefold():
                told = {"value": word, "spelled": spelled}
                self._add(row, "role", word, "reason.benchmark_role_spelling", told)
            else:
                self.of_roles[kpi, role].append(band)
            return
        self.rows[kpi, source].append(band)
        window = self._whole(row, name, "window", cells)
        if window is not None and window < 1:
            self._add(row, "window", _shown(window), "reason.benchmark_whole", {"kpi": name, "value": "0"})
        elif window is not None and not source and window.is_integer():
            self.windows.setdefault(kpi, int(window))

    def read_metric(self, row: int, cells: dict[Any, Any]) -> None:
        name = _text(cells.get("name"))
        kpi = key_for(name)
        if kpi in self.own:
            self.of_metrics[kpi].append(self._band(row, kpi, name, cells))
            return
        for column in ("low", "high"):
            if name and (text := _text(cells.get(column))):
                reason = "reason.metric_band" if kpi in self.kpis else "reason.metric_band_of_count"
                self._add(row, column, text, reason, {"kpi": name})

    def _band(self, row: int, kpi: str, name: str, cells: dict[Any, Any]) -> Band:
        most = 1.0 if kpi in self.fractions else float("inf")
        edges: dict[str, float | None] = {}
        for column in ("low", "high"):
            edges[column] = _number(cells.get(column))
            text = _text(cells.get(column))
            if text and (edges[column] is None or not 0 <= (edges[column] or 0.0) <= most):
                reason = "reason.benchmark_edge" if most == 1 else "reason.benchmark_number"
                self._add(row, column, text, reason, {"kpi": name, "value": text})
                edges[column] = None
        band = Band(edges["low"], edges["high"])
        if band.low is not None and band.high is not None and band.low > band.high:
            shown = {"kpi": name, "low": _shown(band.low), "high": _shown(band.high)}
            self._add(row, "low", shown["low"], "reason.benchmark_order", shown)
        return band

    def _whole(self, row: int, name: str, column: str, cells: dict[Any, Any]) -> float | None:
        """A number of at least 0; one that is not whole is listed and still counts, as in formulas."""
        text, number = _text(cells.get(column)), _number(cells.get(column))
        usable = number is not None and number >= 0
        if text and not (usable and number is not None and number.is_integer()):
            self._add(row, column, text, "reason.benchmark_whole", {"kpi": name, "value": text})
        return number if usable else None

    def _add(self, row: int, column: str, value: str, reason: str, values: dict[str, Any]) -> None:
        self.problems.append(Problem("error", row, column, value, reason, values))


def _means(bands: Mapping[Key, list[Band]]) -> dict[Key, Band]:
    def mean(numbers: list[float | None]) -> float | None:
        known = [number for number in numbers if number is not None]
        return sum(known) / len(known) if known else None

    return {
        key: Band(
            mean([band.low for band in those]),
            mean([band.high for band in those]),
            mean([band.min_sample for band in those]),
        )
        for key, those in bands.items()
    }


def _text(value: Any) -> str:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    return _shown(value) if isinstance(value, Real) else str(value).strip()


def _number(value: Any) -> float | None:
    """The number in a cell, or None: text that looks like one is none, as in formulas."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Real) or math.isnan(value):
        return None
    return float(value)


def _shown(number: float | Real) -> str:
    return f"{float(number):g}"
