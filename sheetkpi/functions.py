"""Worksheet functions: the model's rules in cells, in Excel's function wizard under SheetKPI.

Their names are English, as VBA's are on every machine; their help is in the machine's language. Arrays in,
arrays out. On the desktop xlwings runs worksheet functions on Windows only; elsewhere through xlwings Server
and Lite, where a function cannot look into its workbook: give it the table as an argument then
(`Benchmarks[#All]`, `Holidays[#All]`), as also where cells shall follow the table at once.

>>> KPI_NEEDED_CALLS(20, 0.1, 0.2)
1000
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sheetkpi.cellarguments import (
    Block,
    CellError,
    day_in,
    each,
    flat,
    none_if_nan,
    number_in,
    one,
    worksheet_function,
)
from sheetkpi.language import preferred_language, say
from sheetkpi.model.chain import solved
from sheetkpi.workbook.text import as_text

__all__ = [
    "KPI_BAND_HIGH",
    "KPI_BAND_LOW",
    "KPI_BUSINESS_DAYS",
    "KPI_FORECAST",
    "KPI_GAP",
    "KPI_NEEDED_CALLS",
    "KPI_NEEDED_CONNECTS",
    "KPI_VERDICT",
]


@worksheet_function("meetings", "meeting_rate")
def KPI_NEEDED_CONNECTS(meetings: Block, meeting_rate: Block) -> Any:
    """Connects needed for `meetings`, rounded up."""
    return each(lambda wanted, rate: _needed("connects", wanted, rate, 1), meetings, meeting_rate)


@worksheet_function("meetings", "meeting_rate", "connect_rate")
def KPI_NEEDED_CALLS(meetings: Block, meeting_rate: Block, connect_rate: Block) -> Any:
    """Calls needed for `meetings`: over the connects, each step rounded up."""
    return each(lambda *given: _needed("calls", *given), meetings, meeting_rate, connect_rate)


def _needed(count: str, meetings: Any, meeting_rate: Any, connect_rate: Any) -> int:
    assumed = {
        "meeting_rate": number_in(meeting_rate, "meeting_rate", most=1),
        "connect_rate": number_in(connect_rate, "connect_rate", most=1),
    }
    found = solved("meetings", number_in(meetings, "meetings"), assumed)[count]
    if found is None:
        raise CellError("#VALUE!", "function.beyond")
    return found


@worksheet_function("kpi", "lead_source", "benchmarks")
def KPI_BAND_LOW(kpi: Block, lead_source: Block | None = None, benchmarks: Block | None = None) -> Any:
    """The lower edge of the band of a KPI."""
    return _edge("low", kpi, lead_source, benchmarks)


@worksheet_function("kpi", "lead_source", "benchmarks")
def KPI_BAND_HIGH(kpi: Block, lead_source: Block | None = None, benchmarks: Block | None = None) -> Any:
    """The upper edge of the band of a KPI."""
    return _edge("high", kpi, lead_source, benchmarks)


def _edge(edge: str, kpi: Block, lead_source: Block | None, benchmarks: Block | None) -> Any:
    from sheetkpi.celltables import band_of, bands_in

    bands = bands_in(benchmarks)

    def found(name: Any, source: Any) -> Any:
        value = getattr(band_of(bands, as_text(name), as_text(source))[1], edge)
        return "" if value is None else value

    return each(found, kpi, lead_source)


@worksheet_function("kpi", "value", "lead_source", "benchmarks")
def KPI_GAP(
    kpi: Block, value: Block, lead_source: Block | None = None, benchmarks: Block | None = None
) -> Any:
    """How far a value lies outside its band: negative below, 0 inside."""
    from sheetkpi.celltables import bands_in

    bands = bands_in(benchmarks)
    return each(lambda *given: none_if_nan(_gap(bands, *given)[1]), kpi, value, lead_source)


@worksheet_function("kpi", "value", "sample", "lead_source", "benchmarks")
def KPI_VERDICT(
    kpi: Block,
    value: Block,
    sample: Block | None = None,
    lead_source: Block | None = None,
    benchmarks: Block | None = None,
) -> Any:
    """The verdict on a value, as the workbook's formulas give it."""
    from sheetkpi.celltables import bands_in
    from sheetkpi.model.verdicts import verdict

    bands = bands_in(benchmarks)

    def judged(name: Any, of: Any, size: Any, source: Any) -> str:
        band, distance, fraction = _gap(bands, name, of, source)
        given = None if as_text(size) == "" else np.array([number_in(size, "sample", least=0)])
        words = verdict(
            np.array([distance]),
            np.array([float(of)]) if fraction and as_text(of) else None,
            given if band.min_sample is not None else None,
            band.min_sample or 0,
        )
        return say(words[0], preferred_language()) if words[0] else ""

    return each(judged, kpi, value, sample, lead_source)


def _gap(bands: Any, kpi: Any, value: Any, lead_source: Any) -> Any:
    """The band, the gap (NaN for an empty value or no band), and whether the KPI is a share of a whole."""
    from sheetkpi.celltables import band_of
    from sheetkpi.model.verdicts import gap

    fraction, band = band_of(bands, as_text(kpi), as_text(lead_source))
    known = [np.nan if as_text(value) == "" else number_in(value, "value", least=0)]
    edges = [[np.nan if edge is None else edge] for edge in (band.low, band.high)]
    return band, float(gap(np.array(known), *map(np.array, edges))[0]), fraction


@worksheet_function("first", "last", "holidays", "country")
def KPI_BUSINESS_DAYS(
    first: Block, last: Block, holidays: Block | None = None, country: Block | None = None
) -> Any:
    """Business days from `first` to `last`, both included."""
    from sheetkpi.celltables import calendar_in
    from sheetkpi.model.calendar import business_days

    calendar = calendar_in(holidays, as_text(one(country)))
    return each(
        lambda begin, end: len(business_days(day_in(begin, "first"), day_in(end, "last"), calendar)),
        first,
        last,
    )


@worksheet_function("dates", "counts", "last_day", "holidays")
def KPI_FORECAST(
    dates: Block, counts: Block, last_day: Block | None = None, holidays: Block | None = None
) -> Any:
    """Where the month of `last_day` will end, from daily counts: landing, low, high."""
    from sheetkpi.celltables import calendar_in, landing_of

    days, numbers = flat(dates), flat(counts)
    if len(days) != len(numbers):
        raise CellError("#VALUE!", "function.shapes")
    known = [
        (day_in(day, "dates"), number_in(count, "counts", least=0))
        for day, count in zip(days, numbers, strict=True)
        if as_text(day) and as_text(count)
    ]
    if not known:
        raise CellError("#N/A", "function.nothing")
    until = day_in(one(last_day), "last_day") if as_text(one(last_day)) else max(day for day, _ in known)
    return [[none_if_nan(number) for number in landing_of(known, until, calendar_in(holidays, ""))]]
