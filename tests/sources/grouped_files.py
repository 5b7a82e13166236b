"""One file read both ways: all rows as text, and as groups of rows. What is counted must be the same."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sheetkpi.errors import SheetKPIError
from sheetkpi.model.facts import facts
from sheetkpi.model.measured import Measured
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.sources.activity import Activity
from sheetkpi.sources.files.places import read_place
from sheetkpi.sources.grouping import deciding, files, textfiles
from sheetkpi.sources.raw import RawSheet
from sheetkpi.sources.reading import read_activity

TODAY = date(2026, 11, 28)
FRAMES = ("issues", "unknown_results", "measured", "columns", "deals", "refusals", "meetings", "leads")


def activity_of(sheets: list[RawSheet], **settings: Any) -> Activity:
    """What is counted from `sheets`."""
    columns = settings.pop("columns", ())
    results = settings.pop("results", ())
    roster = settings.pop("roster", None)
    with_leads = settings.pop("with_leads", False)
    return read_activity(
        sheets,
        tree=KpiTree(),
        settings=Settings(**settings),
        roster=Roster() if roster is None else Roster.from_frame(roster),
        column_map=pd.DataFrame(columns, columns=["sheet", "header", "field"]),
        result_map=pd.DataFrame(results, columns=["text", "meaning"]),
        today=TODAY,
        with_leads=with_leads,
    )


def read(place: str, folder: Path, **settings: Any) -> Activity | str:
    """What is counted at `place`, or the key of the sentence that refuses it."""
    try:
        return activity_of(read_place(place, folder), **settings)
    except SheetKPIError as error:
        return error.key


def both_ways(
    place: str, folder: Path, monkeypatch: pytest.MonkeyPatch, **settings: Any
) -> tuple[Activity | str, Activity | str, bool]:
    """What `place` counts row by row and grouped, and whether any of it was grouped; grouped once more, from
    what was kept of the first time, it counts the same."""
    grouped: list[RawSheet] = []
    original = deciding._grouped

    def watched(*given: Any) -> dict[int, RawSheet]:
        found = original(*given)
        grouped.extend(sheet for sheet in found.values() if sheet.grouped is not None)
        return found

    rows = read(place, folder, **settings)
    with monkeypatch.context() as patched:
        patched.setattr(files, "LARGE_ROWS", 1)
        patched.setattr(textfiles, "LARGE_BYTES", 1)
        patched.setattr(deciding, "_grouped", watched)
        engine = read(place, folder, **settings)
        once_more = read(place, folder, **settings)
    assert_same(once_more, engine)
    return rows, engine, bool(grouped)


def assert_same(one: Activity | str, other: Activity | str) -> None:
    """That two readings count, list and say the same."""
    if isinstance(one, str) or isinstance(other, str):
        assert one == other
        return
    assert one.sheets == other.sheets
    assert one.unknown_calls == other.unknown_calls
    assert (one.lead_records is None) == (other.lead_records is None)
    if one.lead_records is not None and other.lead_records is not None:
        assert one.lead_records.nameless == other.lead_records.nameless
        for name in ("leads", "touches"):
            assert rows_of(getattr(one.lead_records, name)) == rows_of(getattr(other.lead_records, name))
    for name in FRAMES:
        assert rows_of(getattr(one, name)) == rows_of(getattr(other, name)), name
    counted = [
        facts(each.events, KpiTree(), Measured.of(each.measured)).astype(
            {"rep": str, "team": str, "lead_source": str}
        )
        for each in (one, other)
    ]
    assert rows_of(counted[0]) == rows_of(counted[1])


def rows_of(frame: pd.DataFrame | None) -> list[tuple[Any, ...]] | None:
    """A frame as plain values that can be compared."""
    if frame is None:
        return None
    names = tuple(frame.columns)
    return [names, *(tuple(map(_plain, row)) for row in frame.itertuples(index=False, name=None))]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return repr({key: _plain(one) for key, one in value.items()})
    if (isinstance(value, float) and math.isnan(value)) or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, np.generic):
        return _plain(value.item())
    return round(value, 6) if isinstance(value, float) else value


def said_of(activity: Activity) -> dict[str, Any]:
    """Everything that was counted, noted and left out, but for where it stood and how many rows said it."""
    counted = facts(activity.events, KpiTree(), Measured.of(activity.measured)).astype(
        {"rep": str, "team": str, "lead_source": str}
    )
    columns = activity.columns
    return {
        "facts": rows_of(counted),
        "issues": rows_of(activity.issues.drop(columns=["place", "sheet"])),
        "read": (activity.read, activity.counted, activity.left_out, activity.repeated),
        "unknown": rows_of(activity.unknown_results),
        "shapes": [(one.shape, one.fields, one.read, one.counted) for one in activity.sheets],
        "columns": None if columns is None else rows_of(columns.drop(columns=["place", "sheet"])),
    }


def pushed_down(
    monkeypatch: pytest.MonkeyPatch, sheets: Callable[[], list[RawSheet]], **more: Any
) -> tuple[Activity, list[RawSheet]]:
    """What is counted with every table taken for a large one, and the sheets that were grouped."""
    grouped: list[RawSheet] = []
    original = deciding._grouped

    def watched(*given: Any) -> dict[int, RawSheet]:
        found = original(*given)
        grouped.extend(sheet for sheet in found.values() if sheet.grouped is not None)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(files, "LARGE_ROWS", 1)
        patched.setattr(deciding, "_grouped", watched)
        return activity_of(sheets(), **more), grouped
