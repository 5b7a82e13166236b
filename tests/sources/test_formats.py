"""Formats of systems: each file states facts that hold, and a case among the activity files proves it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from sheetkpi.model.metrics import KpiTree
from sheetkpi.sources.formats import Format, format_of, formats
from sheetkpi.sources.headers.column_map import FIELD_WORDS
from sheetkpi.sources.words.results import MEANINGS
from tests.sources.raw_activity import read, sheet, totals

FOLDER = Path(__file__).parents[1] / "cases" / "activity"


def headers_of(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", errors="ignore") as file:
        return next(csv.reader(file), [])


@pytest.mark.parametrize("told", formats(), ids=lambda told: told.name)
def test_a_format_names_fields_and_meanings_that_exist(told: Format) -> None:
    assert set(told.fields.values()) <= {*FIELD_WORDS, *KpiTree().counts}
    assert set(told.results.values()) <= {*MEANINGS}
    assert set(told.status.values()) <= {"done", "not_done"}
    assert told.signature <= told.fields.keys() | told.known
    assert not told.known & told.fields.keys()


@pytest.mark.parametrize("told", formats(), ids=lambda told: told.name)
def test_a_format_has_a_case(told: Format) -> None:
    names = {case["file"] for case in json.loads((FOLDER / "expected.json").read_text("utf-8")).values()}
    files = [FOLDER / name for name in names if name.endswith(".csv")]
    assert any(format_of(headers_of(path)) is told for path in files)


def test_a_cancelled_call_was_dialled_where_the_system_says_so_and_a_cancelled_task_was_not_done():
    hubspot = sheet(
        ["Activity date", "Activity assigned to", "Call outcome", "Call direction", "Call status"],
        ["2026-11-02 10:15", "Amy Fox", "", "OUTBOUND", "CANCELED"],
        ["2026-11-02 10:20", "Amy Fox", "", "OUTBOUND", "QUEUED"],
    )
    assert totals(read(hubspot)) == {"calls": 1}
    tasks = sheet(
        ["Activity date", "Owner", "Type", "Status"],
        ["2026-11-02", "Amy Fox", "Call", "Completed"],
        ["2026-11-03", "Amy Fox", "Call", "Cancelled"],
    )
    assert totals(read(tasks)) == {"calls": 1}


def test_other_tables_have_no_format():
    assert format_of(["日付", "担当者", "架電数"]) is None
