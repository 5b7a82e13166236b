"""Ledgers: one row per company with the meeting and the deal that came of it.

Such a table (アポ日, 商談日, IS担当, FS担当, 結果, 受注日, 金額) is two lists in the same rows, one of
meetings, by the day each was set, and one of deals. A row is a record of each list in which it says
something: a meeting without a deal is no deal without a date, and a deal that nobody in inside sales brought
is no meeting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from sheetkpi.sources.roles.choosing import Candidates
from sheetkpi.sources.roles.shapes import FIELDS_OF, Recognised, told_of_meetings
from sheetkpi.sources.values.columns import encoded
from sheetkpi.sources.words.results import meaning_of

if TYPE_CHECKING:
    from sheetkpi.model.settings import Settings
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.records.cells import Flags

_OF_BOTH = ("company", "lead")


def lists_in(found: Recognised, settings: Settings) -> list[Recognised]:
    """The lists in the rows of `found`: deals and the meetings before them in a ledger, else itself."""
    if found.shape != "deals" or found.headers is None or found.sheet.typed:
        return [found]
    candidates = Candidates(found.sheet, found.headers, settings)
    columns = candidates.columns(FIELDS_OF["meetings"], "meetings")
    named = "rep" in columns or {"family_name", "given_name"} <= columns.keys()
    if "set_date" not in columns or not named or not columns.keys() & set(_OF_BOTH):
        return [found]
    met = _filled(found, [columns[name] for name in ("set_date", "meeting_date") if name in columns])
    of_deals = dict(found.columns)
    if "opportunity_date" in of_deals:
        of_deals.pop("created", None)  # when the row was: of a ledger that is the meeting
    dealt = _filled(found, [of_deals[name] for name in _TELL_DEALS if name in of_deals])
    if "stage" in of_deals:
        dealt |= _ended(found, of_deals["stage"])
    columns = told_of_meetings(columns, "meetings")
    meetings = replace(found, shape="meetings", columns=columns, sheet=found.sheet, counts={}, is_beside=True)
    meetings = _only(meetings, met | ~dealt)
    return [replace(_only(found, dealt), columns=of_deals, beside=meetings), meetings]


_TELL_DEALS = ("opportunity_date", "close_date", "created", "amount")
"""Columns in which a row says something of a deal."""


def _filled(found: Recognised, columns: Sequence[Column]) -> Flags:
    """The rows below the headers in which any of `columns` is filled."""
    filled = np.zeros(found.sheet.cells.num_rows - found.first_row, dtype=bool)
    for column in columns:
        texts = encoded(found.sheet.cells.column(column.index).slice(found.first_row))
        filled |= texts.spread(np.array([bool(text.strip()) for text in texts.texts], dtype=bool), False)
    return filled


def _ended(found: Recognised, column: Column) -> Flags:
    """The rows whose stage says that a deal was won or lost."""
    texts = encoded(found.sheet.cells.column(column.index).slice(found.first_row))
    said = [meaning_of(text) in ("won", "lost") for text in texts.texts]
    return texts.spread(np.array(said, dtype=bool), False)


def _only(found: Recognised, rows: Flags) -> Recognised:
    """`found` with empty rows in the place of all but `rows`."""
    if rows.all():
        return found
    places = np.arange(found.sheet.cells.num_rows)
    gone = np.concatenate([np.zeros(found.first_row, dtype=bool), ~rows])
    cells = found.sheet.cells.take(pa.array(places, mask=gone))
    return replace(found, sheet=replace(found.sheet, cells=cells))
