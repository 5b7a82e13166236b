"""Small refreshes with targets, bands and everything held against them, from events made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from sheetkpi.model.benchmarks import Bands
from sheetkpi.model.calendar import Calendar
from sheetkpi.model.facts import facts, with_months
from sheetkpi.model.kpimonth import KpiMonth, Typed
from sheetkpi.model.measured import COMPLETE, Measured
from sheetkpi.model.rep_targets import targets
from sheetkpi.model.roster import Roster
from sheetkpi.model.targets import Department
from sheetkpi.tables.report import Report, report
from sheetkpi.workbook.entering import enter_rows
from sheetkpi.workbook.filling import Plan, plan
from sheetkpi.workbook.inputs import Inputs, read_inputs
from tests.workbook.activities import activity
from tests.workbook.books import opened

TODAY = date(2026, 11, 9)
READ_AT = datetime(2026, 11, 9, 18, 0)
TYPED = ("Benchmarks", "Metrics", "Attendance", "TeamTargets", "RepTargets")


def standing(found: pd.DataFrame, inputs: Inputs, measured: Measured = COMPLETE) -> Report:
    """The report of `found` with all that its figures are held against."""
    roster, calendar = Roster.from_frame(inputs.frames["Roster"]), Calendar(inputs.settings.country)
    tree, settings = inputs.tree, inputs.settings
    counted = facts(found, tree, measured)
    typed = Typed(*(inputs.frames[name] for name in TYPED))
    return report(KpiMonth(counted, roster, calendar, settings, tree, measured, typed, TODAY))


def target_frames(found: pd.DataFrame, inputs: Inputs) -> dict[str, pd.DataFrame]:
    """TeamTargets and RepTargets alone: a tenth of the time."""
    bands, _ = Bands.from_frame(inputs.frames["Benchmarks"], inputs.frames["Metrics"], inputs.tree)
    roster, calendar = Roster.from_frame(inputs.frames["Roster"]), Calendar(inputs.settings.country)
    counted = with_months(facts(found, inputs.tree))
    department = Department(counted, roster, calendar, inputs.settings, bands)
    divided = targets(inputs.frames["TeamTargets"], inputs.frames["RepTargets"], department)
    return {"TeamTargets": divided.teams, "RepTargets": divided.reps}


def refreshed(
    path: Path,
    found: pd.DataFrame,
    issues: Sequence[dict[str, Any]] = (),
    measured: pd.DataFrame | None = None,
) -> Plan:
    """Refresh the workbook at `path` with `found` and save it; `measured` as in `Activity.measured`."""
    with opened(path) as book:
        inputs = read_inputs(book)
        read = activity(found, issues, {"再架電": 5})
        filling = plan(book, inputs, standing(found, inputs, Measured.of(measured)), read, read_at=READ_AT)
        filling.write(book)
        book.save()
    return filling


def entered(path: Path, frames: Mapping[str, pd.DataFrame]) -> Path:
    """Type rows into tables of the workbook at `path` and save it."""
    with opened(path) as book:
        enter_rows(book, frames)
        book.save()
    return path
