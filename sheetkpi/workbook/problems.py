"""What is wrong in the workbook's own settings, as issues among those of the raw activity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from sheetkpi.workbook.inputs import Inputs

Mark = tuple[str, str, str, str]
"""Place, sheet, cell and reason of an issue that somebody marked 無視."""


def ignored_issues(inputs: Inputs) -> frozenset[Mark]:
    """The issues people marked 無視 in `ImportIssues`, as the reading of activity asks for them."""
    columns = inputs.marks[["file", "sheet", "cell", "reason"]]
    return frozenset(tuple(map(str, row)) for row in columns.itertuples(index=False))  # type: ignore[misc]


def with_problems(issues: pd.DataFrame, inputs: Inputs, problems: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """`issues` and, before them, the problems found in tables of settings, each with its cell.

    `problems` has a frame per table name with the columns `model.people.PROBLEM_COLUMNS`; rows count
    within the table's frame in `inputs.frames`.
    """
    ignored = ignored_issues(inputs)
    found = []
    for name, frame in problems.items():
        for problem in frame.to_dict("records"):
            issue = _issue(name, problem, inputs)
            mark = (issue["place"], issue["sheet"], issue["cell"], issue["reason"])
            found.append(issue | {"ignored": mark in ignored})
    if not found:
        return issues
    return pd.concat([pd.DataFrame(found, columns=list(issues.columns)), issues], ignore_index=True)


def with_notes(issues: pd.DataFrame, inputs: Inputs, notes: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """`issues` and, before them, `notes` on the workbook's tables, in the same columns but `ignored`."""
    ignored = ignored_issues(inputs)
    marked = [
        {**note, "ignored": tuple(note[key] for key in ("place", "sheet", "cell", "reason")) in ignored}
        for note in notes
    ]
    return pd.concat([pd.DataFrame(marked, columns=list(issues.columns)), issues], ignore_index=True)


def _issue(table_name: str, problem: Mapping[Any, Any], inputs: Inputs) -> dict[str, Any]:
    issue = {
        "severity": problem["severity"],
        "place": "",
        "sheet": "",
        "row": 0,
        "column": "",
        "cell": "",
        "value": problem["value"],
        "reason": problem["reason"],
        "values": problem["values"],
    }
    table, frame = inputs.tables.get(table_name), inputs.frames[table_name]
    if table is None or not 0 <= problem["row"] < len(frame):
        return issue
    row = int(frame.index[problem["row"]])
    position = table.columns.get(problem["column"], 0)
    cell = table.area.part(1 + row, position)
    return issue | {
        "sheet": cell.sheet,
        "row": cell.top,
        "column": table.headers[position],
        "cell": cell.address,
    }
