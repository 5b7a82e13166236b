"""Results that people typed beside leads, of which a log tells as well: they count once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from sheetkpi.model.names import person_key
from sheetkpi.sources.issues import Issues

if TYPE_CHECKING:
    from sheetkpi.sources.records.cells import Array
    from sheetkpi.sources.records.records import Records, Rules

_Key: TypeAlias = tuple[str, str, int]
"""Company (or phone), rep and day (since 1970)."""

LATER = 7
"""Days after that of its list within which a call without a day of its own is looked for in logs."""


@dataclass(eq=False)
class _Call:
    """A call of a rep: to which company, to whom there, reached at which phones and site ("" where nothing
    says), on which day (since 1970), and whether it connected and set a meeting."""

    company: str
    contact: str
    phone: str
    site: str
    rep: str
    day: int
    connects: bool
    meets: bool
    taken: bool = False

    def is_to(self, other: _Call) -> bool:
        """Whether both are to one: to nobody else, and where both tell a phone or a site they share one, or
        are calls to two companies of one name."""
        for mine, own in ((self.company, other.company), (self.contact, other.contact)):
            if mine and own and mine != own:
                return False
        told = []
        if self.phone and other.phone:
            told.append(not set(self.phone.split()).isdisjoint(other.phone.split()))
        if self.site and other.site:
            told.append(self.site == other.site)
        return not told or any(told)

    def keys(self, day: int) -> list[_Key]:
        """What it is found by, on a day."""
        names = [self.company, *(f"tel:{phone}" for phone in self.phone.split())]
        return [(name, self.rep, day) for name in names if name]


def mark_entered_twice(records: Sequence[Records], rules: Rules) -> None:
    """Flag results typed beside leads (`RawSheet.of_leads`) where another record has that call, and say so:
    the log knows its time and all its columns.

    It is the same call where rep, day and company or phone are, and the contact where both name one. A
    meeting typed where the log has calls of that day without one was set in the one that connected, and
    counts beside it; where none did it was set in a further call. A call without a day of its own is also one
    of the days after its list, with that result.
    """
    entered = [part for part in records if part.recognised.sheet.of_leads and len(part)]
    if not entered:
        return
    today = int(np.datetime64(rules.today, "D").astype(np.int64))
    typed = [list(_calls(part)) for part in entered]
    until = [
        [
            min(one.day + LATER, today) if row in part.recognised.sheet.undated else one.day
            for one, row in zip(found, part.rows.tolist(), strict=True)
        ]
        for part, found in zip(entered, typed, strict=True)
    ]
    spans = [
        (one, range(one.day, max(last, one.day) + 1))
        for found, lasts in zip(typed, until, strict=True)
        for one, last in zip(found, lasts, strict=True)
    ]
    days = {day for _, span in spans for day in span}
    wanted = {key for one, span in spans for day in span for key in one.keys(day)}
    logged: dict[_Key, list[_Call]] = defaultdict(list)
    for part in records:
        if part.recognised.shape in ("log", "call_list") and not part.recognised.sheet.of_leads and len(part):
            for call in _calls(part, days):
                for key in call.keys(call.day):
                    if key in wanted:
                        logged[key].append(call)
    for part, found, lasts in zip(entered, typed, until, strict=True):
        _settle(part, found, lasts, logged)


def _settle(
    part: Records, typed: Sequence[_Call], until: Sequence[int], logged: dict[_Key, list[_Call]]
) -> None:
    """Flag the `typed` calls of a part that are among those `logged`: first those of a day, then those up to
    their last one (`until`)."""
    again: list[int] = []
    met: list[int] = []
    later: list[int] = []
    for place, one in enumerate(typed):
        same = list(_found(one, one.day, logged))
        full = [call for call in same if call.meets or not one.meets]
        connected = [call for call in same if call.connects and not call.taken]
        if full:
            again.append(place)
            full[0].taken = True
        elif connected:
            met.append(place)
            connected[0].taken = True
    settled, days = {*again, *met}, part.days.copy()
    for place, (one, last) in enumerate(zip(typed, until, strict=True)):
        if place in settled:
            continue
        for day in range(one.day + 1, last + 1):
            alike = [
                call
                for call in _found(one, day, logged)
                if not call.taken and (call.connects, call.meets) == (one.connects, one.meets)
            ]
            if alike:
                alike[0].taken = True
                later.append(place)
                days[place] = np.datetime64(day, "D")
                break
    part.repeated[[*again, *later]] = True
    part.days = days  # what was promised there was promised then
    if met:
        _without_call(part, np.array(met))
    for reason, places in (("reason.entered_twice", sorted([*again, *met])), ("reason.entered_later", later)):
        if places:
            rows = part.rows[places].astype(np.intp)
            part.notes.append(Issues(part.recognised.sheet, reason, rows, None, "note"))


def _found(typed: _Call, day: int, logged: dict[_Key, list[_Call]]) -> Iterator[_Call]:
    """The logged calls of a day that can be the typed one, each once."""
    each = {id(call): call for key in typed.keys(day) for call in logged.get(key, ())}
    return (call for call in each.values() if call.is_to(typed))


def _without_call(part: Records, places: Array) -> None:
    """Leave of the records at `places` their meetings: their calls and connects count elsewhere."""
    for number, happenings in enumerate(part.happenings):
        of_them = np.isin(happenings.record, places)
        counts = {
            name: np.where(of_them, 0, count).astype(count.dtype) if name in ("calls", "connects") else count
            for name, count in happenings.counts.items()
        }
        part.happenings[number] = replace(happenings, counts=counts)


def _calls(part: Records, days: Set[int] | None = None) -> Iterator[_Call]:
    """The calls of a part in its order; with `days` those on them that are no copies."""
    day = part.days.astype("datetime64[D]").astype(np.int64)
    chosen = (
        np.arange(len(part)) if days is None else np.flatnonzero(np.isin(day, list(days)) & ~part.repeated)
    )
    if part.leads is None or not len(chosen):
        return
    keys = part.leads(chosen.astype(np.int32)).keys()
    reps = part.rep.spread([person_key(text) for text in part.rep.texts], "")[chosen]
    flags = {name: np.zeros(len(part), dtype=bool) for name in ("connects", "meetings")}
    for happenings in part.happenings:
        for name in flags.keys() & happenings.counts.keys():
            flags[name][happenings.record[happenings.counts[name] != 0]] = True
    of_each = zip(*(keys[name] for name in ("company", "contact", "phone", "site")), strict=True)
    told = zip(of_each, reps, day[chosen].tolist(), chosen.tolist(), strict=True)
    for (company, contact, phone, site), rep, number, at in told:
        connects, meets = (bool(flags[name][at]) for name in ("connects", "meetings"))
        yield _Call(company, contact, phone, site, rep, number, connects, meets)
