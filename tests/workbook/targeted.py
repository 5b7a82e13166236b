"""A report with everything that stands against targets and bands, for small activities."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from sheetkpi.model.attainment import with_attainment
from sheetkpi.model.bandviews import banded, present_in
from sheetkpi.model.benchmarks import Bands
from sheetkpi.model.calendar import Calendar, business_days, month_bounds
from sheetkpi.model.facts import facts
from sheetkpi.model.presence import absences
from sheetkpi.model.rep_targets import targets
from sheetkpi.model.report import Report, _worded, report
from sheetkpi.model.roster import Roster
from sheetkpi.model.targets import Department
from sheetkpi.workbook.inputs import Inputs

PROGRESS = ("calls", "connects", "meetings", "opportunities", "wins", "won_amount")


def frames_of(found: pd.DataFrame, inputs: Inputs, month: date) -> tuple[Report, dict[str, pd.DataFrame]]:
    """The report of `found` and its frames, bands, targets and progress among them."""
    tree, settings = inputs.tree, inputs.settings
    roster = Roster.from_frame(inputs.frames["Roster"])
    calendar = Calendar("JP")
    counted = facts(found, tree)
    plain = report(counted, roster, calendar, settings, tree)
    worded = _worded(counted)
    worded = worded.assign(month=worded["date"].dt.to_period("M").dt.to_timestamp())
    bands, _ = Bands.from_frame(inputs.frames["Benchmarks"], inputs.frames["Metrics"], tree, 30)
    absent = absences(inputs.frames["Attendance"], roster)
    present = present_in(month, plain.tables["RepKPI"], roster, calendar, absent, plain.last_data)
    days = len(business_days(*month_bounds(month, 0), calendar))
    views = plain.tables | banded(plain.tables, worded, bands, tree, month, present, days)
    department = Department(worded, roster, calendar, settings, bands, absent)
    divided = targets(inputs.frames["TeamTargets"], inputs.frames["RepTargets"], department)
    views |= with_attainment(views, divided.teams, divided.reps, month)
    views |= {"TeamTargets": divided.teams, "RepTargets": divided.reps}
    return plain, views | {"Progress": _progress(views, month, elapsed=0.25)}


def _progress(views: dict[str, pd.DataFrame], month: date, elapsed: float) -> pd.DataFrame:
    shown = pd.Timestamp(month)
    teams = views["TeamTargets"][views["TeamTargets"]["month"] == shown].set_index("team")
    reps = views["RepTargets"][views["RepTargets"]["month"] == shown].set_index("rep")
    rows: list[dict[str, Any]] = []
    for kpi in PROGRESS:
        for line in views["TeamKPI"].to_dict("records"):
            column = f"{kpi}.target"
            own = teams[column] if line["team"] == "all" else teams[column][teams.index == line["team"]]
            rows.append(_line(kpi, line["team"], "", line[kpi], own.dropna().sum(), elapsed))
        for line in views["RepKPI"].to_dict("records"):
            own = reps[f"{kpi}.target"][reps.index == line["rep"]]
            rows.append(_line(kpi, line["team"], line["rep"], line[kpi], own.dropna().sum(), elapsed))
    return pd.DataFrame(rows)


def _line(kpi: str, team: str, rep: str, actual: float, target: float, elapsed: float) -> dict[str, Any]:
    known = float(target) or None
    due = None if known is None else float(int(known * elapsed + 0.5))
    return {
        **{"kpi": kpi, "team": team, "rep": rep, "actual": actual, "target": known},
        "attainment": None if known is None else actual / known,
        "due": due,
        "ahead": None if due is None else actual - due,
        **{"forecast": actual * 2, "forecast_low": actual, "forecast_high": actual * 3},
        "forecast_attainment": None if known is None else actual * 2 / known,
    }
