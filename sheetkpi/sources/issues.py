"""What could not be counted and what is worth knowing, row by row, in columns: cheap for a million rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from sheetkpi.language import Language, say
from sheetkpi.model.metrics import KpiTree

if TYPE_CHECKING:
    import pyarrow as pa

    from sheetkpi.sources.headers import Column
    from sheetkpi.sources.raw import RawSheet

Severity = Literal["left_out", "note"]
Rows: TypeAlias = "np.ndarray[Any, np.dtype[np.intp]]"
IssueKey: TypeAlias = tuple[str, str, str, str]
"""What the 無視 mark holds on to: place, sheet, cell (A1) and reason key of an issue."""

ISSUE_COLUMNS = (
    "severity",
    "place",
    "sheet",
    "row",
    "column",
    "cell",
    "value",
    "reason",
    "values",
    "ignored",
)


@dataclass(frozen=True, eq=False)
class Issues:
    """Issues of one sheet that share severity, column and reason.

    `rows` counts from 0 within `RawSheet.cells`; empty for an issue of the whole sheet (`whole_sheet`).
    `column` is where the reason lies, None for the whole row (then the cell named is the row's first).
    `values` fill the reason's placeholders, the same for all rows.
    """

    sheet: RawSheet
    reason: str
    rows: Rows
    column: Column | None = None
    severity: Severity = "left_out"
    values: dict[str, object] = field(default_factory=dict)
    whole_sheet: bool = False

    def __len__(self) -> int:
        return 1 if self.whole_sheet else len(self.rows)


def issue_frame(found: Iterable[Issues], ignored: Set[IssueKey] = frozenset()) -> pd.DataFrame:
    """`found` as a frame with the columns `ISSUE_COLUMNS`, in the order of sheets and rows.

    `ignored` is true for the issues a person marked 無視 before (`ignored` keys); they stay in the frame,
    so that their mark stays in the workbook, and are not open any more.
    """
    frames = [_frame(issues) for issues in found if len(issues)]
    if not frames:
        return _empty()
    if len(frames) == 1:
        frame = frames[0]
    else:
        frame = pd.concat([_plain(part) for part in frames], ignore_index=True)
    frame["ignored"] = _ignored(frame, ignored)
    for name in ("severity", "place", "sheet", "column", "reason"):
        frame[name] = frame[name].astype("category")
    return frame[list(ISSUE_COLUMNS)]


def _empty() -> pd.DataFrame:
    frame = pd.DataFrame({name: pd.Series(dtype="str") for name in ISSUE_COLUMNS})
    return frame.astype({"row": "int64", "values": "object", "ignored": "bool"})


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    return frame


def _frame(issues: Issues) -> pd.DataFrame:
    count = len(issues)
    sheet, column = issues.sheet, issues.column
    rows = (
        np.zeros(1, dtype=np.int64) if issues.whole_sheet else issues.rows.astype(np.int64) + sheet.first_row
    )
    values = np.empty(count, dtype=object)
    values[:] = [issues.values] * count
    constant = {
        "severity": issues.severity,
        "place": sheet.place,
        "sheet": sheet.name,
        "column": column.header if column else "",
        "reason": issues.reason,
    }
    frame = pd.DataFrame(
        {
            name: pd.Categorical.from_codes(np.zeros(count, dtype=np.int8), [text])
            for name, text in constant.items()
        }
    )
    frame["row"] = rows
    frame["cell"] = _addresses(issues, rows)
    frame["value"] = _texts(issues)
    frame["values"] = values
    return frame


def _addresses(issues: Issues, rows: np.ndarray[Any, np.dtype[np.int64]]) -> pd.Series:
    """A1 addresses of the cells meant; CSV and Parquet rows have them too, as Excel would show them."""
    if issues.whole_sheet:
        return pd.Series([""], dtype="str")
    letters = column_letters(issues.sheet.first_column + (issues.column.index if issues.column else 0))
    return letters + pd.Series(rows).astype("str")


def _texts(issues: Issues) -> pd.Series:
    """What stands in the cells meant, the error value where there is one."""
    if issues.whole_sheet or issues.column is None:
        return pd.Series([""] * len(issues), dtype="str")
    import pyarrow as pa

    cells: pa.ChunkedArray = issues.sheet.cells.column(issues.column.index).take(pa.array(issues.rows))
    texts = pd.Series(cells.cast(pa.string()).to_pandas(), dtype="str").fillna("")
    errors = {
        error.row - issues.sheet.first_row: error.text
        for error in issues.sheet.errors
        if error.column - issues.sheet.first_column == issues.column.index
    }
    if errors:
        wrong = np.flatnonzero(np.isin(issues.rows, list(errors)))
        for place in wrong.tolist():
            texts.iloc[place] = errors[int(issues.rows[place])]
    return texts


def _ignored(frame: pd.DataFrame, ignored: Set[IssueKey]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    if not ignored:
        return np.zeros(len(frame), dtype=bool)
    marks = np.zeros(len(frame), dtype=bool)
    cells = frame["cell"].isin({cell for _, _, cell, _ in ignored})
    for place in np.flatnonzero(cells.to_numpy()).tolist():
        row = frame.iloc[place]
        marks[place] = (row["place"], row["sheet"], row["cell"], row["reason"]) in ignored
    return marks


def sentence(reason: str, values: Mapping[str, object], language: Language, tree: KpiTree) -> str:
    """The sentence of an issue: KPIs named by their words (the user's own by theirs), numbers grouped.

    >>> sentence("reason.rep_missing", {}, "en", KpiTree())
    'The rep is empty, so the record cannot be counted.'
    """
    shown = {}
    for name, value in values.items():
        if name == "count" and value in tree:
            value = tree[str(value)].label or say(str(value), language)
        elif isinstance(value, int | float):
            value = f"{value:,.0f}"
        shown[name] = value
    return say(reason, language, **shown)


def column_letters(number: int) -> str:
    """The letters of a sheet column counted from 1.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(65 + place) + letters
    return letters
