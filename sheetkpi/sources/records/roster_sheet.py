"""A sheet of reps and teams: it feeds a `Roster` that is empty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sheetkpi.model.names import tidy
from sheetkpi.sources.records.cells import Cells
from sheetkpi.sources.values.dates import clean_dates

if TYPE_CHECKING:
    from sheetkpi.sources.roles.shapes import Recognised

ROSTER_COLUMNS = ("rep", "aliases", "team", "from", "to", "fte", "role")


def read_roster_sheet(recognised: Recognised) -> pd.DataFrame:
    """The people of a roster sheet as a frame with `ROSTER_COLUMNS`, in its order: days as dates where they
    can be read, everything else as the text that stands there.

    Rows without a rep, repeated headers and totals are passed over.
    """
    cells = Cells(recognised)
    columns = recognised.columns
    everything = np.arange(cells.count, dtype=np.int32)
    rows = everything[~cells.structural(everything, list(columns.values()))]
    frame = pd.DataFrame(
        {name: [tidy(text) for text in _texts(cells, recognised, name, rows)] for name in ROSTER_COLUMNS}
    )
    for name in ("from", "to"):
        frame[name] = pd.Series(_days(frame[name], recognised.sheet.date1904), dtype=object)
    return frame[frame["rep"] != ""].drop_duplicates(ignore_index=True)


def roster_of(tables: Sequence[Recognised]) -> pd.DataFrame | None:
    """The people of all roster sheets among `tables`, None where there is none."""
    frames = [read_roster_sheet(table) for table in tables if table.shape == "roster"]
    if not frames:
        return None
    people = pd.concat(frames, ignore_index=True).drop_duplicates(["rep", "team"], ignore_index=True)
    return people[list(ROSTER_COLUMNS)]


def _texts(cells: Cells, recognised: Recognised, name: str, rows: np.ndarray) -> list[str]:
    column = cells.encoded(recognised.columns.get(name))
    return [column.texts[code] if code >= 0 else "" for code in column.codes[rows]]


def _days(texts: pd.Series, date1904: bool) -> list[date | str]:
    """`texts` as dates, those that are none as they stand."""
    days = clean_dates(texts.tolist(), date.today(), date1904=date1904, coarse=True).days
    return [
        text if np.isnat(day) else day.astype("datetime64[D]").item()
        for text, day in zip(texts, days, strict=True)
    ]
