"""The workbook's tables as worksheet functions use them: bands and holidays, given as cells or looked up."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
import xlwings as xw

from sheetkpi.cellarguments import Block, CellError
from sheetkpi.model.benchmarks import MEETINGS_PER_REP, Band, Bands, kpi_named
from sheetkpi.model.calendar import Calendar, month_of
from sheetkpi.model.landing import landings
from sheetkpi.model.metrics import KpiTree, own_kpis
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.targets import Department
from sheetkpi.tables.registry import specs
from sheetkpi.workbook.finding import find_tables, list_tables
from sheetkpi.workbook.inputs import frame_of, read_frame
from sheetkpi.workbook.names import named_cells, value_of
from sheetkpi.workbook.text import as_text

SECONDS_KNOWN = 5
"""How long what was looked up in the workbook is taken to hold: while its cells are calculated."""

_SPECS = {name: specs(KpiTree())[name] for name in ("Benchmarks", "Metrics", "Holidays")}

BandsKnown = tuple[Bands, KpiTree]


def bands_in(cells: Block | None) -> BandsKnown:
    """The bands in the cells of a `Benchmarks` table with its header row, else those of the workbook that
    calls. CellError where there is neither."""
    if cells is not None:
        tree = KpiTree()
        return Bands.from_frame(frame_of(cells, _SPECS["Benchmarks"]), pd.DataFrame(), tree)[0], tree
    return _bands_of_caller(_caller("Benchmarks"), _now())


def band_of(known: BandsKnown, kpi: str, lead_source: str) -> tuple[bool, Band]:
    """Whether a KPI is a share of a whole, and its band. CellError for a KPI without one."""
    bands, tree = known
    key = kpi_named(kpi)
    band = bands.band(key, lead_source)
    if not kpi or (band.low is None and band.high is None):
        raise CellError("#N/A", "function.no_band", kpi=kpi)
    return key != MEETINGS_PER_REP and tree[key].is_fraction, band


def calendar_in(cells: Block | None, country: str) -> Calendar:
    """The calendar with the holidays in the cells of a `Holidays` table with its header row, else with those
    of the workbook that calls, else with national holidays only. SheetKPIError for a country nobody knows."""
    if cells is not None:
        found, _ = Calendar.from_frame(frame_of(cells, _SPECS["Holidays"]), country or Settings.country)
        return replace(found, teams=())
    try:
        book = _caller("Holidays")
    except CellError:
        return Calendar(country or Settings.country)
    found = _calendar_of_caller(book, _now())
    return Calendar(country or found.country, found.closed, found.opened)


def landing_of(
    counts: Sequence[tuple[date, float]], until: date, calendar: Calendar
) -> tuple[float, float, float]:
    """Where the calendar month of `until` will end: landing, low, high; NaN where nothing can be said."""
    dates = pd.to_datetime([day for day, _ in counts])
    facts = pd.DataFrame({"date": dates, "team": "-", "rep": "-", "calls": [count for _, count in counts]})
    facts["month"] = month_of(facts["date"])
    department = Department(facts, Roster.from_frame(pd.DataFrame({"rep": []})), calendar, Settings())
    rows = landings(department, until.replace(day=1), until, ["calls"])
    row = rows.iloc[0]
    return float(row["forecast"]), float(row["forecast_low"]), float(row["forecast_high"])


def _caller(table: str) -> xw.Book:
    """The workbook whose cell calls; CellError where xlwings cannot tell."""
    try:
        return xw.Book.caller()
    except Exception as error:  # each runtime has its own way to say so
        raise CellError("#N/A", "function.no_caller", table=table) from error


def _now() -> int:
    return int(time.monotonic() / SECONDS_KNOWN)


@lru_cache(maxsize=4)
def _bands_of_caller(book: xw.Book, _: int) -> BandsKnown:
    found = find_tables(list_tables(book), _SPECS)
    metrics = read_frame(book, found, _SPECS["Metrics"])
    tree = KpiTree().extended(own_kpis(metrics)[0])
    sample = as_text(value_of(book, named_cells(book), "kpi_min_sample"))
    least = float(sample) if sample.isdigit() else Settings.min_sample
    return Bands.from_frame(read_frame(book, found, _SPECS["Benchmarks"]), metrics, tree, least)[0], tree


@lru_cache(maxsize=4)
def _calendar_of_caller(book: xw.Book, _: int) -> Calendar:
    found = find_tables(list_tables(book), _SPECS)
    country: Any = value_of(book, named_cells(book), "kpi_country")
    typed = as_text(country).upper() or Settings.country
    return Calendar.from_frame(read_frame(book, found, _SPECS["Holidays"]), typed)[0]
