"""What could not be counted and what is worth knowing, row by row, in columns: cheap for a million rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.grid import cell_address, column_letters
from sheetkpi.sources.values.columns import as_array

if TYPE_CHECKING:
    from sheetkpi.sources.headers.headers import Column
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

    `rows` counts from 0 within `RawSheet.cells`, None for one issue of the whole sheet. `column` is where
    the reason lies, None for the whole row (the cell named is then the row's first). `values` fill the
    reason's placeholders, the same for all rows.
    """

    sheet: RawSheet
    reason: str
    rows: Rows | None = None
    column: Column | None = None
    severity: Severity = "left_out"
    values: dict[str, object] = field(default_factory=dict)

    def __len__(self) -> int:
        return 1 if self.rows is None else len(self.rows)

    def addresses(self) -> list[str]:
        """The cells meant, as people find them (A1)."""
        return [str(address) for address in _addresses(self).to_pylist()]

    @property
    def texts(self) -> dict[str, str]:
        """What is the same for all of them."""
        header = self.column.header if self.column else ""
        header = self.sheet.shown.get(header, header)
        fixed = {"severity": self.severity, "place": self.sheet.place, "sheet": self.sheet.name}
        return {**fixed, "column": header, "reason": self.reason}


def issue_frame(found: Iterable[Issues], ignored: Set[IssueKey] = frozenset()) -> pd.DataFrame:
    """`found` as a frame with the columns `ISSUE_COLUMNS`, in the order given.

    `ignored` is true for the issues a person marked 無視 before (`ignored` keys); they stay in the frame,
    so that their mark stays in the workbook, and are not open any more.
    """
    parts = [issues for issues in found if len(issues)]
    counts = np.array([len(issues) for issues in parts], dtype=np.intp)
    texts = pd.DataFrame(
        [issues.texts for issues in parts], columns=["severity", "place", "sheet", "column", "reason"]
    )
    frame = pd.DataFrame({name: _repeated(texts[name], counts) for name in texts})
    frame["row"] = _joined([_row_numbers(issues) for issues in parts], np.int64)
    frame["cell"] = _strings([_addresses(issues) for issues in parts])
    frame["value"] = _strings([_cell_texts(issues) for issues in parts])
    fillings = np.empty(len(parts), dtype=object)
    fillings[:] = [issues.values for issues in parts]
    frame["values"] = np.repeat(fillings, counts)
    frame["ignored"] = _ignored(frame, ignored)
    return frame[list(ISSUE_COLUMNS)]


def joined(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Two frames of issues as one; columns of categories stay such, cheap for a million rows."""
    if first.empty:
        return second
    return pd.DataFrame({name: _one_below(first[name], second[name]) for name in first})


def _one_below(first: pd.Series, second: pd.Series) -> pd.Series | pd.Categorical:
    if all(isinstance(part.dtype, pd.CategoricalDtype) for part in (first, second)):
        return pd.api.types.union_categoricals([first, second])
    return pd.concat([first, second], ignore_index=True)


def _repeated(texts: pd.Series, counts: Rows) -> pd.Categorical:
    """Each text as often as its part has issues."""
    codes, categories = pd.factorize(texts)
    return pd.Categorical.from_codes(np.repeat(codes, counts), pd.Index(categories, dtype="str"))


def _joined(parts: Sequence[np.ndarray[Any, Any]], dtype: type) -> np.ndarray[Any, Any]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=dtype)


def _row_numbers(issues: Issues) -> np.ndarray[Any, np.dtype[np.int64]]:
    if issues.rows is None:
        return np.zeros(1, dtype=np.int64)
    if origin := issues.sheet.origin:
        index = issues.column.index if issues.column else 0
        return origin.row_numbers(issues.rows, index).astype(np.int64)
    return issues.rows.astype(np.int64) + issues.sheet.first_row


def _strings(parts: Sequence[pa.Array]) -> pd.Series:
    """Arrow arrays as one column of text, without a Python string per row."""
    return pd.Series(pd.array(pa.chunked_array(parts, type=pa.string()), dtype="str"))


def _addresses(issues: Issues) -> pa.Array:
    """A1 addresses of the cells meant; CSV and Parquet rows have them too, as Excel would show them."""
    if issues.rows is None:
        return pa.array([""])
    index = issues.column.index if issues.column else 0
    if origin := issues.sheet.origin:
        columns = origin.column_numbers(issues.rows, index).tolist()
        places = zip(columns, _row_numbers(issues).tolist(), strict=True)
        return pa.array([cell_address(row, column) for column, row in places], pa.string())
    letters = column_letters(issues.sheet.first_column + index)
    return pc.binary_join_element_wise(letters, pa.array(_row_numbers(issues)).cast(pa.string()), "")


def _cell_texts(issues: Issues) -> pa.Array:
    """What stands in the cells meant, the error value where there is one."""
    if issues.rows is None or issues.column is None:
        return pa.repeat("", len(issues))
    cells = issues.sheet.cells.column(issues.column.index).take(pa.array(issues.rows)).cast(pa.string())
    texts = as_array(cells).fill_null("")
    errors = {
        error.row - issues.sheet.first_row: error.text
        for error in issues.sheet.errors
        if error.column - issues.sheet.first_column == issues.column.index
    }
    wrong = np.isin(issues.rows, list(errors)) if errors else np.zeros(0, dtype=bool)
    if not wrong.any():
        return texts
    shown = pa.array([errors[row] for row in issues.rows[wrong].tolist()], pa.string())
    return pc.replace_with_mask(texts, pa.array(wrong), shown)


def _ignored(frame: pd.DataFrame, ignored: Set[IssueKey]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    marks = np.zeros(len(frame), dtype=bool)
    if not ignored:
        return marks
    maybe = np.flatnonzero(frame["cell"].isin({cell for _, _, cell, _ in ignored}).to_numpy())
    keys = frame.iloc[maybe][["place", "sheet", "cell", "reason"]].itertuples(index=False, name=None)
    marks[maybe] = [key in ignored for key in keys]
    return marks
