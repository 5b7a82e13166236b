"""Results that people typed beside leads, of which a log tells as well: they count once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.model.names import person_key
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.records.leads import company_key

if TYPE_CHECKING:
    from sheetkpi.sources.records.records import Records


def mark_entered_twice(records: Sequence[Records]) -> None:
    """Flag results typed beside leads (`RawSheet.of_leads`) where another record has a call of the same rep
    to the same company on the same day, and say so: the log knows its time and all its columns."""
    entered = [part for part in records if part.recognised.sheet.of_leads and len(part)]
    if not entered:
        return
    keys = [_keys(part) for part in entered]
    wanted = {key for found in keys for key in found}
    days = {key[2] for key in wanted}
    others: set[tuple[str, str, int]] = set()
    for part in records:
        if part.recognised.shape in ("log", "call_list") and not part.recognised.sheet.of_leads and len(part):
            others |= wanted.intersection(_keys(part, days))
    for part, found in zip(entered, keys, strict=True):
        again = np.flatnonzero([key in others for key in found])
        if len(again):
            part.repeated[again] = True
            rows = part.rows[again].astype(np.intp)
            part.notes.append(Issues(part.recognised.sheet, "reason.entered_twice", rows, None, "note"))


def _keys(part: Records, days: set[int] | None = None) -> list[tuple[str, str, int]]:
    return list(_told(part, days))


def _told(part: Records, days: set[int] | None) -> Iterator[tuple[str, str, int]]:
    """Company, rep and day (since 1970) of the records of a part, of those on `days` only."""
    day = part.days.astype("datetime64[D]").astype(np.int64)
    chosen = (
        np.arange(len(part)) if days is None else np.flatnonzero(np.isin(day, list(days)) & ~part.repeated)
    )
    if part.leads is None or not len(chosen):
        return
    company = part.leads(chosen.astype(np.int32)).company
    companies = company.spread([company_key(text) for text in company.texts], "")
    reps = part.rep.spread([person_key(text) for text in part.rep.texts], "")[chosen]
    for name, rep, number in zip(companies, reps, day[chosen].tolist(), strict=True):
        if name:
            yield name, rep, number
