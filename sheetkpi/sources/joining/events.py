"""Records of all sheets as one frame of events: names joined, people assigned, overlaps taken out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sheetkpi.model.combinations import combinations, first_and_last
from sheetkpi.model.names import tidy
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.joining.deallags import deal_lags
from sheetkpi.sources.joining.overlap import layout_of, overlaps
from sheetkpi.sources.records.cells import chosen
from sheetkpi.sources.values.columns import Encoded
from sheetkpi.sources.values.text import normalise

if TYPE_CHECKING:
    from sheetkpi.model.roster import Assignment, Roster
    from sheetkpi.sources.raw import RawSheet
    from sheetkpi.sources.records.cells import Array, Flags, Ints
    from sheetkpi.sources.records.records import Happenings, Records, Rules


@dataclass(frozen=True, eq=False)
class Counted:
    """The events, who measures what (`Activity.measured`), how long deals take (`Activity.deals`), why
    they came to nothing (`Activity.refusals`), and notes about people and overlaps."""

    events: pd.DataFrame
    measured: pd.DataFrame
    deals: pd.DataFrame
    refusals: pd.DataFrame | None
    notes: list[Issues]


class _Names:
    """Texts of several sheets under one numbering; spellings that `key` makes equal share a number."""

    def __init__(self, key: Callable[[str], str]) -> None:
        self.key = key
        self.texts: list[str] = []
        self._numbers: dict[str, int] = {}

    def codes(self, column: Encoded) -> Ints:
        """The numbers of the texts of `column`, -1 where it is empty."""
        numbers = np.array([self._number(text) for text in column.texts], dtype=np.int32)
        spread: Ints = column.spread(numbers, -1)
        return spread

    def _number(self, text: str) -> int:
        key = self.key(text)
        if not key:
            return -1
        if key not in self._numbers:
            self._numbers[key] = len(self.texts)
            self.texts.append(tidy(text))
        return self._numbers[key]


def events_of(records: Sequence[Records], rules: Rules, roster: Roster) -> Counted:
    """One row per happening of `records` (see `Activity.events`), without what is repeated or overlaps."""
    parts = [(part, happenings) for part in records for happenings in _fresh(part) if len(happenings.record)]
    names = {"rep": _Names(tidy), "team": _Names(tidy), "lead_source": _Names(normalise)}
    codes = {
        name: _joined([pool.codes(_column(name, part, h)) for part, h in parts], np.int32)
        for name, pool in names.items()
    }
    days = _joined([h.days for _, h in parts], "datetime64[D]").astype("datetime64[s]")
    assigned = roster.assign(
        pd.Series(_categories(codes["rep"], names["rep"].texts)),
        pd.Series(_categories(codes["team"], names["team"].texts)),
        pd.Series(days),
        _weights(parts),
    )
    counts = {key: _joined([_count(h, key) for _, h in parts], np.int8) for key in rules.tree.counts}
    source = np.repeat(np.arange(len(parts), dtype=np.int32), [len(h.record) for _, h in parts])
    notes = _people_notes(parts, assigned, roster) + _set_aside(parts, source, assigned)
    notes += _team_notes(parts, source, assigned)
    rows = _joined([part.rows[h.record] for part, h in parts], np.int32)
    sums_up = any(part.grain != "record" for part, _ in parts)
    told = {key: values.copy() for key, values in counts.items()} if sums_up else {}
    owners = [part for part, _ in parts]
    notes += overlaps(owners, source, rows, assigned, days, counts, codes["lead_source"], rules)
    _mark_set_aside(parts, source, told, counts)
    frame = pd.DataFrame(
        {
            "date": days,
            "rep": assigned.rep,
            "team": assigned.team,
            "lead_source": _categories(codes["lead_source"], names["lead_source"].texts),
            **counts,
        }
    )
    excluded = assigned.excluded.to_numpy()
    if (empty := _given_way(parts, source, counts)).any():
        frame, source, excluded = frame[~empty].reset_index(drop=True), source[~empty], excluded[~empty]
        counts = {key: values[~empty] for key, values in counts.items()}
    measured = _measured(parts, source, frame)
    deals = deal_lags(parts, source, frame, excluded)
    refusals = None
    if any(part.refusals is not None for part in records):
        refusals = refusals_of(parts, source, frame, np.where(excluded, 0, _activities(counts)))
    kept = frame[~excluded].reset_index(drop=True) if excluded.any() else frame
    return Counted(kept, measured, deals, refusals, notes)


def _weights(parts: Sequence[tuple[Records, Happenings]]) -> Array | None:
    """How many rows of a file the record of each event stands for; None where each is one."""
    if all(part.weights is None for part, _ in parts):
        return None
    each = [
        np.ones(len(h.record), dtype=np.int64) if part.weights is None else part.weights[h.record]
        for part, h in parts
    ]
    return np.concatenate(each)


def _column(name: str, part: Records, happenings: Happenings) -> Encoded:
    """A column of names of `part` for each of its `happenings`."""
    if name == "lead_source" and happenings.lead_source is not None:
        return happenings.lead_source
    return chosen(getattr(part, name), happenings.record)


def _activities(counts: dict[str, Array]) -> Array:
    """How many activities each event stands for: the largest of its counts, of which none is of money."""
    # One by one: all of them together would be copied into one table first.
    most: Array = reduce(np.maximum, (values for count, values in counts.items() if count != "won_amount"))
    return most


def _mark_set_aside(
    parts: Sequence[tuple[Records, Happenings]],
    source: Ints,
    told: dict[str, Array],
    counts: dict[str, Array],
) -> None:
    """Flag the totals of which nothing counts, since finer sources tell it all (`Records.repeated`); `told`
    is what they counted before, empty where there is no total."""
    if not told:
        return
    had = np.logical_or.reduce([values != 0 for values in told.values()])
    has = np.logical_or.reduce([values != 0 for values in counts.values()])
    gone = had & ~has
    bounds = np.cumsum([0, *(len(happenings.record) for _, happenings in parts)])
    for number, (part, happenings) in enumerate(parts):
        if part.grain != "record":
            part.repeated[happenings.record[gone[bounds[number] : bounds[number + 1]]]] = True


def _given_way(parts: Sequence[tuple[Records, Happenings]], source: Ints, counts: dict[str, Array]) -> Flags:
    """The events of summaries of which nothing counts: nobody is a rep because a summary spells a name so."""
    summed: Flags = np.array([part.recognised.is_summary for part, _ in parts], dtype=bool)[source]
    if summed.any():
        summed &= ~np.logical_or.reduce([values != 0 for values in counts.values()])
    return summed


def _measured(parts: Sequence[tuple[Records, Happenings]], source: Ints, frame: pd.DataFrame) -> pd.DataFrame:
    """Which counts are measured of whom: by the sheets of one layout, for the reps they name, from their
    first to their last day; totals of a week or month up to its end. What is told apart is measured by
    itself.

    Of what people typed, a count is measured of a rep from the month on in which that rep first entered it: a
    cell left empty beside others is none (0), but of somebody who never enters connects nobody knows them."""
    layouts: dict[object, int] = {}
    numbers = np.array(
        [layouts.setdefault((layout_of(part), h.apart), len(layouts)) for part, h in parts], dtype=np.int32
    )
    measures: dict[int, set[str]] = {}
    grains: dict[int, str] = {}
    daily: set[int] = set()
    typed: set[int] = set()
    for number, (part, happenings) in zip(numbers.tolist(), parts, strict=True):
        measures.setdefault(number, set()).update(happenings.counts if happenings.apart else part.measures)
        grains[number] = part.grain
        if part.recognised.shape in _DAILY and part.grain in ("record", "day"):
            daily.add(number)
        if part.recognised.sheet.typed or part.recognised.sheet.of_leads:
            typed.add(number)
    spans = _spans(numbers[source], frame)
    wholes = spans.groupby("layout").agg(first=("first", "min"), last=("last", "max"))
    whole = {number: (first, last) for number, first, last in wholes.itertuples(name=None)}
    begun = _begun(parts, numbers, source, frame, typed)
    rows = []
    for number, rep, first, last in spans.itertuples(index=False):
        if number in typed:
            rows += [
                (count, rep, max(first, begun[number, rep, count]), last, number in daily)
                for count in sorted(measures[number])
                if (number, rep, count) in begun
            ]
            continue
        first, last = whole[number]
        rows += [
            (count, rep, first, _end(last, grains[number]), number in daily)
            for count in sorted(measures[number])
        ]
    return pd.DataFrame(rows, columns=["count", "rep", "first", "last", "daily"]).astype(
        {"first": "datetime64[s]", "last": "datetime64[s]", "daily": "bool"}
    )


def _spans(layouts: Ints, frame: pd.DataFrame) -> pd.DataFrame:
    """The `first` and `last` day of each `rep` in each `layout`, in their order."""
    reps = frame["rep"].cat
    codes = reps.codes.to_numpy()
    pairs = combinations([layouts, codes])
    first, last = first_and_last(pairs.of_row, frame["date"].to_numpy(), len(pairs.first))
    layout, rep = layouts[pairs.first], codes[pairs.first]
    order = np.lexsort((rep, layout))
    order = order[rep[order] >= 0]
    names = reps.categories.to_numpy(dtype=object)[rep[order]]
    return pd.DataFrame({"layout": layout[order], "rep": names, "first": first[order], "last": last[order]})


_DAILY = ("log", "call_list", "daily_counts")
"""The shapes that tell day by day what was done."""


def _begun(
    parts: Sequence[tuple[Records, Happenings]],
    numbers: Ints,
    source: Ints,
    frame: pd.DataFrame,
    typed: set[int],
) -> dict[tuple[int, str, str], pd.Timestamp]:
    """The month in which each rep first entered each count in the layouts that people `typed`."""
    found: dict[tuple[int, str, str], pd.Timestamp] = {}
    for place, (part, happenings) in enumerate(parts):
        number = int(numbers[place])
        if number not in typed:
            continue
        own = frame.loc[source == place, ["date", "rep"]]
        for count in part.measures:
            entered = None if part.filled is None else part.filled.get(count)
            kept = own if entered is None else own[entered[happenings.record]]
            for rep, day in kept.groupby("rep", observed=True)["date"].min().items():
                key, month = (number, str(rep), count), pd.Timestamp(day).replace(day=1)
                found[key] = min(month, found.get(key, month))
    return found


def _end(last: pd.Timestamp, grain: str) -> pd.Timestamp:
    """The last day of what a total of this grain sums up."""
    if grain == "week":
        return last + pd.Timedelta(days=6 - last.weekday())
    return last + pd.offsets.MonthEnd(0) if grain == "month" else last


def _fresh(part: Records) -> list[Happenings]:
    """The happenings of records that are not there already."""
    if not part.repeated.any():
        return part.happenings
    fresh = []
    for happenings in part.happenings:
        kept = ~part.repeated[happenings.record]
        counts = {name: count[kept] for name, count in happenings.counts.items()}
        fresh.append(replace_happenings(happenings, kept, counts))
    return fresh


def replace_happenings(happenings: Happenings, kept: Array, counts: dict[str, Array]) -> Happenings:
    """The `kept` ones of `happenings`, with `counts`."""
    source = happenings.lead_source
    if source is not None:
        source = Encoded(source.codes[kept], source.texts)
    return replace(
        happenings,
        record=happenings.record[kept],
        days=happenings.days[kept],
        counts=counts,
        lead_source=source,
    )


def _joined(parts: Sequence[Array], dtype: object) -> Array:
    if not parts:
        return np.empty(0, dtype=dtype)  # type: ignore[call-overload, no-any-return]
    return parts[0].copy() if len(parts) == 1 else np.concatenate(parts)


def _count(happenings: Happenings, key: str) -> Array:
    found = happenings.counts.get(key)
    return np.zeros(len(happenings.record), dtype=np.int8) if found is None else found


def _categories(codes: Array, texts: list[str]) -> pd.Categorical:
    """`texts[codes]`, with "" for code -1."""
    categories = pd.Index([*texts, ""], dtype="str")
    return pd.Categorical.from_codes(np.where(codes < 0, len(texts), codes), categories)


def _people_notes(
    parts: Sequence[tuple[Records, Happenings]], assigned: Assignment, roster: Roster
) -> list[Issues]:
    """What the roster says about reps, on the first sheet: unknown, not told apart, left out.

    Where there is no roster at all, nobody is missing in it.
    """
    if not parts or not roster.people:
        return []
    sheet = parts[0][0].recognised.sheet
    return [
        Issues(sheet, str(note["reason"]), severity="note", values=note["values"])
        for note in assigned.notes.to_dict("records")
    ]


def _team_notes(
    parts: Sequence[tuple[Records, Happenings]], source: Ints, assigned: Assignment
) -> list[Issues]:
    """A note for each sheet whose records count for teams that it does not name."""
    rows = np.flatnonzero((assigned.inferred & ~assigned.excluded).to_numpy())
    weights = _weights(parts)
    found: dict[int, tuple[RawSheet, float]] = {}
    for number in np.unique(source[rows]).tolist():
        part, here = parts[number][0], rows[source[rows] == number]
        sheet = part.recognised.sheet
        before = found.get(id(sheet), (sheet, 0.0))[1]
        found[id(sheet)] = sheet, before + (len(here) if weights is None else float(weights[here].sum()))
    return [
        Issues(sheet, "reason.team_seen", severity="note", values={"records": round(records)})
        for sheet, records in found.values()
    ]


def _set_aside(
    parts: Sequence[tuple[Records, Happenings]], source: Ints, assigned: Assignment
) -> list[Issues]:
    """Take records of people whom the roster leaves out (集計外) from those read, with a note for each."""
    excluded = assigned.excluded.to_numpy()
    if not excluded.any():
        return []
    rows = np.flatnonzero(excluded)
    records = np.concatenate([happenings.record for _, happenings in parts])[rows]
    owners = {id(part): number for number, (part, _) in enumerate(parts)}
    owner = np.array([owners[id(part)] for part, _ in parts])[source[rows]]
    weights = _weights(parts)
    frame = pd.DataFrame(
        {
            "part": owner,
            "record": records,
            "rep": assigned.rep.iloc[rows].astype("str").to_numpy(),
            "records": 1 if weights is None else weights[rows],
        }
    )
    frame = frame.drop_duplicates(["part", "record"])
    notes = []
    counts = frame.groupby(["part", "rep"], sort=False)["records"].sum().reset_index()
    for number, rep, count in counts.itertuples(index=False):
        part = parts[int(number)][0]
        part.read -= int(count)
        values = {"rep": rep, "records": int(count)}
        notes.append(Issues(part.recognised.sheet, "reason.rep_excluded", severity="note", values=values))
    return notes


REFUSAL_KEYS = ("date", "rep", "team", "lead_source", "lost", "reason")
"""What a row of `Activity.refusals` tells apart."""


def refusals_of(
    parts: Sequence[tuple[Records, Happenings]], source: Ints, frame: pd.DataFrame, counted: Array
) -> pd.DataFrame | None:
    """`Activity.refusals` of the events in `frame`, of which `source` tells the part and `counted` how many
    activities each stands for; None where no record says why."""
    seen: set[int] = set()
    found = []
    for number, (part, happenings) in enumerate(parts):
        refusals = part.refusals
        if refusals is None or id(part) in seen:
            continue
        if part.recognised.shape == "deals" and "opportunities" not in happenings.counts:
            continue
        seen.add(id(part))  # the other happenings are of the same records
        rows = np.flatnonzero(source == number)
        code = refusals.reason.codes[happenings.record]
        kept = (code >= 0) & (counted[rows] > 0)
        names = frame.loc[rows[kept], ["rep", "team", "lead_source"]].reset_index(drop=True)
        record = happenings.record[kept]
        found.append(
            names.assign(
                date=refusals.days[record].astype("datetime64[s]"),
                lost=refusals.lost[record],
                reason=refusals.reason.spread(refusals.reason.texts, "")[record],
                records=counted[rows[kept]],
            )
        )
    if not found:
        return None
    whole = pd.concat(found, ignore_index=True)
    return whole.groupby(list(REFUSAL_KEYS), observed=True, sort=False)["records"].sum().reset_index()
