"""Several sources that tell of the same: which of them counts.

Deals alone give opportunities, wins and won amount where there are any. For every other count, what is told
finer goes before what only sums it up: a log's records before totals of a day, these before totals of a week
or month. A total gives way where something finer measures the count for the rep on its day (in its week,
its month). Of totals alike the first source counts, unless they are of different slices (lead source, team),
which add up. A summary (see `tables.summaries`) gives way as a whole, also for reps it spells otherwise,
where something finer measures the count in its month. What people typed fills the days that are left, or
comes first, or is added, as the setting `daily_entry` says; where they typed another number, rep and day are
named.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sheetkpi.language import say
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.joining.contradictions import Origins, contradictions

if TYPE_CHECKING:
    from sheetkpi.model.roster import Assignment
    from sheetkpi.sources.records.cells import Array, Flags, Ints
    from sheetkpi.sources.records.records import Records, Rules

DEAL_COUNTS = ("opportunities", "wins", "won_amount")
"""What deals alone tell where there are any."""

_DAY = 1_000_000
"""Keys of rep and day are rep × _DAY + day, days counted from 1970."""

_GRAINS = ("record", "day", "week", "month")


def overlaps(
    parts: Sequence[Records],
    source: Ints,
    rows: Ints,
    assigned: Assignment,
    days: Array,
    counts: dict[str, Array],
    slices: Array,
    rules: Rules,
) -> list[Issues]:
    """Set to 0 in `counts` what another source tells already, and say so.

    `source` numbers the part each event comes from, `rows` are the rows of its sheet; `assigned`, `days`,
    `counts` and `slices` (numbers of lead sources, -1 for none) are per event.
    """
    from_deals = np.array([part.recognised.shape == "deals" for part in parts], dtype=bool)
    typed = np.array([part.recognised.sheet.typed for part in parts], dtype=bool)
    totals = np.array([part.grain != "record" for part in parts], dtype=bool)
    if not from_deals.any() and not totals.any():
        return []
    reps = assigned.rep
    key = reps.cat.codes.to_numpy().astype(np.int64) * _DAY + days.astype("datetime64[D]").astype(np.int64)
    origins = Origins(parts, source, rows, reps, days, key)
    layers = _layers(parts, rules)
    measures = _measures(parts)
    notes: list[Issues] = []
    summed = np.array([part.recognised.is_summary for part in parts], dtype=bool)
    for name, values in counts.items():
        by_deals = name in DEAL_COUNTS and bool(from_deals.any())
        telling = np.array([name in measured for measured in measures], dtype=bool)
        if by_deals:
            lost, reason = (values != 0) & ~from_deals[source], "reason.deals_first"
        else:
            lost, reason = _told_finer(parts, source, key, slices, values, telling, layers), "reason.overlap"
        summaries = _summed_up(summed[source], telling[source], key, values) & ~lost
        if typed.any() and not typed.all():
            others = [layer for layer in layers if not typed[layer[0]]]
            aside = lost if by_deals else _told_finer(parts, source, key, slices, values, telling, others)
            raw = np.where(typed[source] | aside, 0, values)
            notes += contradictions(origins, name, values, raw, rules)
        if lost.any():
            shown = rules.tree[name].label or say(name, rules.settings.language)
            notes += _notes(parts, source, reps, key, values, lost, shown, reason)
            values[lost] = 0
        if summaries.any():
            shown = rules.tree[name].label or say(name, rules.settings.language)
            notes += _notes(parts, source, reps, key, values, summaries, shown, "reason.summary")
            values[summaries] = 0
    return notes + _summaries_counted(parts, source, days, counts)


def _summed_up(summed: Flags, telling: Flags, key: Array, values: Array) -> Flags:
    """Which events are of a summary of whose month something finer tells the count, for whomever."""
    if not summed.any():
        return summed
    month = (key % _DAY).astype("datetime64[D]").astype("datetime64[M]")
    told = np.unique(month[~summed & telling & (values != 0)])
    found: Flags = summed & (values != 0) & np.isin(month, told)
    return found


def _summaries_counted(
    parts: Sequence[Records], source: Ints, days: Array, counts: dict[str, Array]
) -> list[Issues]:
    """A note for each summary of which something counts, since nothing else tells of that month."""
    notes = []
    for number, part in enumerate(parts):
        if not part.recognised.is_summary:
            continue
        mine = source == number
        if any((values[mine] != 0).any() for values in counts.values()):
            month = str(days[mine].min().astype("datetime64[M]"))
            said: dict[str, object] = {"month": month}
            notes.append(
                Issues(part.recognised.sheet, "reason.summary_counted", severity="note", values=said)
            )
    return notes


def _layers(parts: Sequence[Records], rules: Rules) -> list[list[int]]:
    """The parts in the order in which they count; those of one layer add up.

    All logs are one layer, since what is equal in them was set aside before. Typed entries to be added to the
    others are in no layer, nor are results typed beside leads: these are never typed anywhere else.
    """
    logs = [
        n
        for n, part in enumerate(parts)
        if part.grain == "record" and part.recognised.shape != "deals" and not part.recognised.sheet.of_leads
    ]
    typed = [n for n, part in enumerate(parts) if part.recognised.sheet.typed]
    layers = [logs] if logs else []
    for grain in _GRAINS[1:]:
        sheets: dict[int, list[int]] = {}
        for number, part in enumerate(parts):
            if part.grain == grain and number not in typed:
                sheets.setdefault(id(part.recognised.sheet), []).append(number)
        layers += sheets.values()
        if grain == "day" and typed and rules.settings.daily_entry == "fill":
            layers.append(typed)
    if typed and rules.settings.daily_entry == "prefer":
        layers.insert(0, typed)
    return layers


def _measures(parts: Sequence[Records]) -> list[frozenset[str]]:
    """The counts each part tells of, those of the other sheets of its layout included: a day's export in
    which nobody set a meeting measures meetings all the same."""
    together: dict[object, set[str]] = {}
    for part in parts:
        together.setdefault(layout_of(part), set()).update(part.measures)
    return [frozenset(together[layout_of(part)]) for part in parts]


def layout_of(part: Records) -> object:
    """What makes the sheets of several files one source: their shape and headers."""
    recognised = part.recognised
    if recognised.sheet.typed:
        return "typed"
    if recognised.sheet.of_leads:
        return "of_leads"
    return (recognised.shape, part.grain, tuple(sorted(recognised.read_as.items())))


def _told_finer(
    parts: Sequence[Records],
    source: Ints,
    key: Array,
    slices: Array,
    values: Array,
    telling: Flags,
    layers: Sequence[Sequence[int]],
) -> Flags:
    """Which events add to a count that an earlier layer tells of for the same rep and period."""
    lost = np.zeros(len(values), dtype=bool)
    plain = np.zeros(0, dtype=np.int64)
    sliced: dict[int, Array] = {}
    anyhow = np.zeros(0, dtype=np.int64)
    for at, layer in enumerate(layers):
        wanted = np.zeros(len(parts), dtype=bool)
        wanted[list(layer)] = True
        mine = np.flatnonzero(wanted[source] & telling[source])
        if not len(mine):
            continue
        grain = parts[layer[0]].grain
        spans = _periods(key[mine], grain)
        part_of = slices[mine]
        covered = _meets(spans, plain)
        covered |= (part_of < 0) & _meets(spans, anyhow)
        for number in np.unique(part_of[part_of >= 0]).tolist():
            if number in sliced:
                covered |= (part_of == number) & _meets(spans, sliced[number])
        lost[mine[covered]] = values[mine[covered]] != 0
        if at == len(layers) - 1:  # what the last one tells leaves nothing out
            break
        if grain == "record":
            plain = np.union1d(plain, key[mine])
            anyhow = np.union1d(anyhow, key[mine])
            continue
        # A total of 0 may be a row prepared and never filled in: it is no reason to leave another out.
        told = ~covered & (values[mine] != 0)
        own, kept_slices = mine[told], part_of[told]
        plain = np.union1d(plain, key[own[kept_slices < 0]])
        anyhow = np.union1d(anyhow, key[own])
        for number in np.unique(kept_slices[kept_slices >= 0]).tolist():
            found = key[own[kept_slices == number]]
            sliced[number] = np.union1d(sliced.get(number, found), found)
    return lost


def _periods(key: Array, grain: str) -> tuple[Array, Array]:
    """First and last key of the period that each event sums up."""
    if grain in ("record", "day"):
        return key, key
    rep, day = np.divmod(key, _DAY)
    if grain == "week":
        first = day - (day + 3) % 7  # 1 January 1970 was a Thursday
        return rep * _DAY + first, rep * _DAY + first + 6
    month = day.astype("datetime64[D]").astype("datetime64[M]")
    first = month.astype("datetime64[D]").astype(np.int64)
    last = (month + 1).astype("datetime64[D]").astype(np.int64) - 1
    return rep * _DAY + first, rep * _DAY + last


def _meets(spans: tuple[Array, Array], covered: Array) -> Flags:
    """Which periods hold one of the sorted keys `covered`."""
    first, last = spans
    found: Flags = np.searchsorted(covered, first, "left") < np.searchsorted(covered, last, "right")
    return found


def _notes(
    parts: Sequence[Records],
    source: Ints,
    reps: pd.Series,
    key: Array,
    values: Array,
    lost: Flags,
    shown: str,
    reason: str,
) -> list[Issues]:
    """One note for each sheet and rep: how much of which count was not added, over how many days."""
    rows = np.flatnonzero(lost)
    sheets: dict[int, int] = {}
    numbers = [sheets.setdefault(id(part.recognised.sheet), place) for place, part in enumerate(parts)]
    frame = pd.DataFrame(
        {
            "sheet": np.array(numbers)[source[rows]],
            "rep": reps.iloc[rows].astype("str").to_numpy(),
            "day": key[rows],
            "value": values[rows].astype(np.float64),
        }
    )
    grouped = frame.groupby(["sheet", "rep"], sort=False).agg(days=("day", "nunique"), total=("value", "sum"))
    return [
        Issues(
            parts[int(sheet)].recognised.sheet,
            reason,
            severity="note",
            values={"count": shown, "rep": rep, "days": int(days), "total": f"{total:,.0f}"},
        )
        for (sheet, rep), days, total in grouped.itertuples()
    ]
