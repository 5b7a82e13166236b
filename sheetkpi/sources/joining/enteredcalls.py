"""Results that people typed beside leads, of which a log tells as well: they count once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from sheetkpi.model.names import person_key
from sheetkpi.sources.issues import Issues

if TYPE_CHECKING:
    from sheetkpi.sources.records.records import Records

_Key: TypeAlias = tuple[str, str, int]
"""Company, rep and day (since 1970)."""


class _Call(NamedTuple):
    """A call to a company: to whom there ("" where nothing says), and whether it set a meeting."""

    contact: str
    meets: bool

    def tells_of(self, typed: _Call) -> bool:
        """Whether this call of a log can be the `typed` one: to nobody else there, and with its meeting."""
        same = not self.contact or not typed.contact or self.contact == typed.contact
        return same and (self.meets or not typed.meets)


def mark_entered_twice(records: Sequence[Records]) -> None:
    """Flag results typed beside leads (`RawSheet.of_leads`) where another record has that call, and say so:
    the log knows its time and all its columns.

    It is the same call where rep, company and day are, and the contact where both name one. A meeting typed
    where the log has calls of that day without one was set in a further call: it is not lost.
    """
    entered = [part for part in records if part.recognised.sheet.of_leads and len(part)]
    if not entered:
        return
    typed = [list(_calls(part)) for part in entered]
    days = {key[2] for found in typed for key, _ in found}
    wanted = {key for found in typed for key, _ in found}
    logged: dict[_Key, list[_Call]] = defaultdict(list)
    for part in records:
        if part.recognised.shape in ("log", "call_list") and not part.recognised.sheet.of_leads and len(part):
            for key, call in _calls(part, days):
                if key in wanted:
                    logged[key].append(call)
    for part, found in zip(entered, typed, strict=True):
        again = np.flatnonzero(
            [any(call.tells_of(one) for call in logged.get(key, ())) for key, one in found]
        )
        if len(again):
            part.repeated[again] = True
            rows = part.rows[again].astype(np.intp)
            part.notes.append(Issues(part.recognised.sheet, "reason.entered_twice", rows, None, "note"))


def _calls(part: Records, days: Set[int] | None = None) -> Iterator[tuple[_Key, _Call]]:
    """The calls of a part, in its order; with `days` those on them that are no copies and name a company."""
    day = part.days.astype("datetime64[D]").astype(np.int64)
    chosen = (
        np.arange(len(part)) if days is None else np.flatnonzero(np.isin(day, list(days)) & ~part.repeated)
    )
    if part.leads is None or not len(chosen):
        return
    keys = part.leads(chosen.astype(np.int32)).keys()
    reps = part.rep.spread([person_key(text) for text in part.rep.texts], "")[chosen]
    meets = np.zeros(len(part), dtype=bool)
    for happenings in part.happenings:
        if "meetings" in happenings.counts:
            meets[happenings.record[happenings.counts["meetings"] != 0]] = True
    told = zip(
        keys["company"], keys["contact"], reps, day[chosen].tolist(), meets[chosen].tolist(), strict=True
    )
    for company, contact, rep, number, met in told:
        if company or days is None:
            yield (company, rep, number), _Call(contact, met)
