"""What cannot be used in the `Attendance` table; what can is read by `presence.absences`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from numbers import Real
from typing import Any

import pandas as pd

from sheetkpi.model.calendar import FIRST_YEAR
from sheetkpi.model.people import Problem, problem_frame
from sheetkpi.model.presence import absences
from sheetkpi.model.roster import Roster


def attendance_problems(attendance: pd.DataFrame, roster: Roster) -> pd.DataFrame:
    """The rows of an `Attendance` frame (rep, date, present) that `presence.absences` passes over, each with
    the cell to correct: an unknown name, no date, a share that is not between 0 and 1.

    Rows in which all three are empty are none. Columns: `people.PROBLEM_COLUMNS`.

    >>> rows = pd.DataFrame({"rep": ["ken"], "date": [date(2026, 11, 2)], "present": [1.5]})
    >>> attendance_problems(rows, Roster.from_frame(pd.DataFrame({"rep": ["ken"]})))["column"].tolist()
    ['present']
    """
    rows = [{column: cells.get(column) for column in _USABLE} for cells in attendance.to_dict("records")]
    known = {name: _is_known(name, roster) for name in {_text(row["rep"]) for row in rows}}
    problems = []
    for number, row in enumerate(rows):
        if not any(map(_text, row.values())):
            continue
        for column, usable in _USABLE.items():
            good = known[_text(row["rep"])] if column == "rep" else usable(row[column])
            if not good:
                text = _text(row[column])
                reason = f"reason.attendance_{column}"
                problems.append(Problem("error", number, column, text, reason, {"value": text}))
    return problem_frame(problems)


def _is_known(name: str, roster: Roster) -> bool:
    absent = pd.DataFrame({"rep": [name], "date": [date(2000, 1, 1)], "present": [0]})
    return bool(absences(absent, roster))


def _is_date(value: Any) -> bool:
    if isinstance(value, Real):
        return False
    day = pd.to_datetime(_text(value), errors="coerce")
    return not pd.isna(day) and day.year >= FIRST_YEAR


def _is_share(value: Any) -> bool:
    return isinstance(value, Real) and 0 <= float(value) <= 1


_USABLE: dict[str, Callable[[Any], bool]] = {"rep": bool, "date": _is_date, "present": _is_share}


def _text(value: Any) -> str:
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value).strip()
