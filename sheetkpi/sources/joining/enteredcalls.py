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
"""Company (or phone), rep and day (since 1970)."""


class _Call(NamedTuple):
    """A call: to which company, to whom there, reached at which phone and site ("" where nothing says), and
    whether it set a meeting."""

    company: str
    contact: str
    phone: str
    site: str
    meets: bool

    def tells_of(self, typed: _Call) -> bool:
        """Whether this call of a log can be the `typed` one: to nobody else, and with its meeting. Where both
        tell a phone or a site they share one, or are calls to two companies of one name."""
        if (self.company and typed.company and self.company != typed.company) or (
            self.contact and typed.contact and self.contact != typed.contact
        ):
            return False
        told = [(mine, own) for mine, own in zip(self[2:4], typed[2:4], strict=True) if mine and own]
        reached = not told or any(mine == own for mine, own in told)
        return reached and (self.meets or not typed.meets)

    def keys(self, rep: str, day: int) -> list[_Key]:
        """What it is found by."""
        return [(name, rep, day) for name in (self.company, self.phone and f"tel:{self.phone}") if name]


def mark_entered_twice(records: Sequence[Records]) -> None:
    """Flag results typed beside leads (`RawSheet.of_leads`) where another record has that call, and say so:
    the log knows its time and all its columns.

    It is the same call where rep, day and company or phone are, and the contact where both name one. A
    meeting typed where the log has calls of that day without one was set in a further call: it is not lost.
    """
    entered = [part for part in records if part.recognised.sheet.of_leads and len(part)]
    if not entered:
        return
    typed = [list(_calls(part)) for part in entered]
    days = {day for found in typed for _, _, day in found}
    wanted = {key for found in typed for call, rep, day in found for key in call.keys(rep, day)}
    logged: dict[_Key, list[_Call]] = defaultdict(list)
    for part in records:
        if part.recognised.shape in ("log", "call_list") and not part.recognised.sheet.of_leads and len(part):
            for call, rep, day in _calls(part, days):
                for key in call.keys(rep, day):
                    if key in wanted:
                        logged[key].append(call)
    for part, found in zip(entered, typed, strict=True):
        again = np.flatnonzero(
            [
                any(call.tells_of(one) for key in one.keys(rep, day) for call in logged.get(key, ()))
                for one, rep, day in found
            ]
        )
        if len(again):
            part.repeated[again] = True
            rows = part.rows[again].astype(np.intp)
            part.notes.append(Issues(part.recognised.sheet, "reason.entered_twice", rows, None, "note"))


def _calls(part: Records, days: Set[int] | None = None) -> Iterator[tuple[_Call, str, int]]:
    """The calls of a part in its order, each with its rep and day; with `days` those on them that are no
    copies."""
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
    of_each = zip(*(keys[name] for name in ("company", "contact", "phone", "site")), strict=True)
    told = zip(of_each, reps, day[chosen].tolist(), meets[chosen].tolist(), strict=True)
    for (company, contact, phone, site), rep, number, met in told:
        yield _Call(company, contact, phone, site, met), rep, number
