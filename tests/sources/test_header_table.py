"""Headers of public exports and templates, in Japanese, English or both, and what each of them says.

`tests/cases/headers.csv` has a header, and the field or the count its column holds, or `nothing` where it is
no field of an activity and no count of a day: a target, a rate, a duration, the customer's people, a plan.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sheetkpi.sources.headers.grammar import understand

TABLE = Path(__file__).parents[1] / "cases" / "headers.csv"
ROWS = list(csv.DictReader(TABLE.open(encoding="utf-8", newline="")))
NO_FIELDS_OF_ACTIVITY = {"detail", "metric", "quantity", "row_type", "role", "aliases", "from", "to", "fte"}
"""Fields that say nothing by themselves: notes, and what only certain shapes of sheets have."""


def right(row: dict[str, str]) -> bool:
    said = understand(row["header"])
    counted = said.count if said.is_of_the_day and not said.unknown else ""
    if row["nothing"]:
        fields = {name for name, _ in said.fields} - NO_FIELDS_OF_ACTIVITY
        return not counted and not (fields and said.is_of_the_day)
    if row["count"]:
        return counted == row["count"]
    return row["field"] in {name for name, _ in said.fields} and said.is_of_the_day


def test_the_table_is_large_and_has_every_sort_of_header() -> None:
    assert len(ROWS) >= 200
    for column in ("field", "count", "nothing"):
        assert sum(bool(row[column]) for row in ROWS) >= 40


@pytest.mark.parametrize("row", ROWS, ids=[row["header"] for row in ROWS])
def test_a_header_of_a_public_format_is_understood(row: dict[str, str]) -> None:
    assert right(row), understand(row["header"])
