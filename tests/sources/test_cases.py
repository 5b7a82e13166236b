"""Activity as CRMs, dialers and teams really keep it, with the values a careful person counts.

`tests/cases/activity` and `tests/cases/formats` hold small files in real formats (their rows are invented)
and `expected.json` in each what is right: per rep the counts of one month, everything that is not named
being none.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sheetkpi.errors import SheetKPIError
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.sources.activity import Activity
from sheetkpi.sources.files.places import read_place
from sheetkpi.sources.reading import read_activity

FOLDERS = [Path(__file__).parents[1] / "cases" / name for name in ("activity", "formats")]
CASES = {
    name: {**case, "folder": folder}
    for folder in FOLDERS
    for name, case in json.loads((folder / "expected.json").read_text(encoding="utf-8")).items()
}
TODAY = date(2026, 11, 28)
REFUSALS = (
    *("error.no_activity", "error.other_tables", "error.no_rows"),
    *("error.nothing_to_map", "error.days_across", "error.no_plain_table"),
)
"""What is said of files in which nothing can be counted."""
COMPARED = (
    *("calls", "connects", "meetings", "opportunities", "wins", "won_amount", "emails", "documents"),
    *("follow_ups", "inbound_calls", "meetings_held"),
)


def counted(name: str, case: dict[str, Any]) -> Activity:
    return read_activity(
        read_place(case["file"], case["folder"]),
        tree=KpiTree(),
        settings=Settings(language=case["lang"]),
        roster=Roster(),
        column_map=pd.DataFrame(columns=["sheet", "header", "field"]),
        result_map=pd.DataFrame(columns=["text", "meaning"]),
        today=TODAY,
    )


def by_rep(activity: Activity, month: str) -> dict[str, dict[str, float]]:
    events = activity.events[activity.events["date"].dt.strftime("%Y-%m") == month]
    sums = events.assign(rep=events["rep"].astype(str)).groupby("rep")[list(COMPARED)].sum()
    return without_zeros({rep: row.to_dict() for rep, row in sums.iterrows()})


def without_zeros(counts: dict[Any, dict[str, float]]) -> dict[str, dict[str, float]]:
    kept = {
        re.sub(r"\s", "", str(rep)): {name: value for name, value in row.items() if value}
        for rep, row in counts.items()
    }
    return {rep: row for rep, row in kept.items() if row}


@pytest.mark.parametrize("name", CASES)
def test_an_activity_file_counts_as_a_careful_person_would_count_it(name: str) -> None:
    case = CASES[name]
    wanted = without_zeros(case["expected"])
    if wanted:
        assert by_rep(counted(name, case), case["month"]) == wanted
        return
    with pytest.raises(SheetKPIError) as refused:
        counted(name, case)
    assert refused.value.key in REFUSALS


@pytest.mark.parametrize("name", CASES)
def test_every_record_and_every_column_of_it_is_accounted_for(name: str) -> None:
    try:
        activity = counted(name, CASES[name])
    except SheetKPIError:
        return
    left_out = int((activity.issues["severity"] == "left_out").sum())
    assert activity.read == activity.counted + activity.repeated + left_out
    assert activity.columns is not None
    assert set(activity.columns["role"]) <= {"used", "known", "unused"}
    for sheet in activity.sheets:
        if sheet.shape != "none":
            own = activity.columns[activity.columns["sheet"] == sheet.sheet]
            told = {part for text in sheet.fields.values() for part in (text, *re.split(" [+/] ", text))}
            assert told >= {
                header for header, role in zip(own["header"], own["role"], strict=True) if role == "used"
            }
