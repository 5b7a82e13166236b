"""Issues of rows that a refresh moves: told of the cell where each comes to stand, not of where it stood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from sheetkpi.grid import column_number
from sheetkpi.patterns import lazy_pattern

if TYPE_CHECKING:
    from sheetkpi.workbook.drafting import Draft

_CELL = lazy_pattern(r"([A-Z]+)(\d+)")


def with_moved_rows(issues: pd.DataFrame, drafts: Mapping[str, Draft]) -> pd.DataFrame:
    """`issues` (see `Activity.issues`) with the `row` and `cell` that each one's row of a table has after the
    refresh; the same frame where none moves. A row that goes is told where it stood.

    In a list that is ordered anew (`FollowUps`) somebody would find a different lead there else, and what was
    marked 無視 would be told again.
    """
    moves = [(draft, places) for draft in drafts.values() if (places := _moves(draft))]
    sheets = {draft.table.area.sheet for draft, _ in moves}
    if not moves:
        return issues
    own = issues.index[(issues["place"] == "") & issues["sheet"].isin(sheets)]
    rows: dict[int, int] = {}
    cells: dict[int, str] = {}
    for at in own:
        cell = _CELL.fullmatch(str(issues.at[at, "cell"]))
        if cell is None:
            continue
        for draft, places in moves:
            area = draft.table.area
            column, row = column_number(cell[1]) - area.left, int(cell[2]) - area.top - 1
            if issues.at[at, "sheet"] == area.sheet and 0 <= column < area.columns and row in places:
                rows[at] = area.top + 1 + places[row]
                cells[at] = f"{cell[1]}{rows[at]}"
    if not rows:
        return issues
    return issues.assign(
        row=issues["row"].where(~issues.index.isin(list(rows)), pd.Series(rows).reindex(issues.index)),
        cell=pd.Series(cells, dtype=object).reindex(issues.index).fillna(issues["cell"].astype(object)),
    ).astype({"row": issues["row"].dtype})


def _moves(draft: Draft) -> dict[int, int]:
    """Where each row (from 0) of a table comes to stand that does not stay where it is."""
    sources = draft.rows.sources
    return {row: place for place, row in enumerate(sources) if row is not None and row != place}
