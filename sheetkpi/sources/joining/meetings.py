"""What became of the meetings that were set: each counts once, however often it was moved or told of.

A meeting is counted on the day it was first set, for whoever set it first; when it was held, accepted or
missed is counted for the same person, on the day of its date. What is not known is counted apart: a meeting
whose date has passed without a result (結果未入力), and one held that field sales has not judged
(有効判定待ち). Rates are of those known. Where no company tells which meeting is meant, rows count as they
stand, and all meetings set are taken as known; but a row of a list of meetings says itself what became of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from sheetkpi.model.people import Problem, problem_frame
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.joining.foundmeetings import FoundMeetings, Line
from sheetkpi.sources.joining.histories import Meeting
from sheetkpi.sources.records.records import Happenings
from sheetkpi.sources.values.columns import Encoded

if TYPE_CHECKING:
    from sheetkpi.model.roster import Roster
    from sheetkpi.sources.records.cells import Array, Ints
    from sheetkpi.sources.records.records import Records, Rules

HELD = ("meetings_held", "meetings_known")
ACCEPTED = ("meetings_accepted", "meetings_judged")
APART = ("meetings_unrecorded", "meetings_undecided")

MEETING_COLUMNS = (
    *("set_day", "meeting_day", "company", "contact", "rep", "team", "lead_source", "field_sales"),
    *("state", "accepted", "reason", "moved"),
)
"""The columns of `Activity.meetings`."""


@dataclass(frozen=True, eq=False)
class Met:
    """The meetings as a frame (`MEETING_COLUMNS`), what there is to note of the sheets, and of what people
    typed (`people.PROBLEM_COLUMNS`)."""

    meetings: pd.DataFrame
    notes: list[Issues]
    typed_notes: pd.DataFrame


def count_meetings(found: FoundMeetings, records: Sequence[Records], rules: Rules, roster: Roster) -> Met:
    """Count each meeting `found` in `records` once, in place, and say what became of it."""
    told, parts, rows, meetings, lines = found.told, found.parts, found.rows, found.meetings, found.lines
    nothing = pd.DataFrame(columns=list(MEETING_COLUMNS))
    tells_held = any("meetings_held" in part.measures for part in records)
    tells_accepted = any("meetings_accepted" in part.measures for part in records)
    if told.empty:
        _take_as_known(records, {}, tells_held, tells_accepted)
        return Met(nothing, [], _lost(lines))
    outcomes = told["fate"].isin(("held", "no_show", "cancelled"))
    tells_held |= bool(outcomes.any() or (told["judgement"] == "accepted").any())
    tells_accepted |= bool((told["judgement"] != "").any())
    said, lost = _as_typed(rows, meetings, lines, rules.today)
    tells_held |= any(one.state in ("held", "no_show", "cancelled") for one in said)
    tells_accepted |= any(one.judgement for one in said)
    seen: dict[int, Array] = {}
    for number, part in enumerate(parts):
        mine = told[(told["part"] == number) & (told["record"] >= 0)]
        seen[id(part)] = mine.loc[mine["is_set"], "record"].to_numpy(dtype=np.int64)
    dated = any(one.meeting_day is not None for one in meetings)
    basis = Basis(rules, tells_held, tells_accepted, dated)
    _recount(found, basis)
    _take_as_known(records, seen, tells_held, tells_accepted)
    frame = _named(_frame(found, basis), roster)
    return Met(frame, _notes(found), _lost(lost))


def _as_typed(
    rows: pd.DataFrame, meetings: Sequence[Meeting], lines: Sequence[Line], today: date
) -> tuple[list[Meeting], list[Line]]:
    """The meetings of which people typed what became of them, as they say; and the lines whose meeting is not
    there."""
    if not lines:
        return [], []
    companies, contacts = rows["company"].tolist(), rows["contact"].fillna("").tolist()
    by_key: dict[tuple[str, str, date], list[Meeting]] = {}
    for one in meetings:
        by_key.setdefault((companies[one.first], contacts[one.first], one.set_day), []).append(one)
    found, lost = [], []
    for line in lines:
        alike = by_key.get((line.company, line.contact, line.day), [])
        if alike:
            one = alike[min(line.before, len(alike) - 1)]
            one.say(line.fate, line.judgement, line.reason, today)
            found.append(one)
        else:
            lost.append(line)
    return found, lost


def _lost(lines: Sequence[Line]) -> pd.DataFrame:
    """A note for each of `lines`: what was typed there counts nothing, for the data no longer tell of it."""
    return problem_frame(
        Problem(
            "note",
            line.row,
            "company",
            line.shown,
            "reason.meeting_lost",
            {"company": line.shown, "day": f"{line.day:%Y-%m-%d}"},
        )
        for line in lines
    )


@dataclass(frozen=True)
class Basis:
    """What is told of meetings at all: whether they were held, accepted, and on which days they are to be."""

    rules: Rules
    held: bool
    accepted: bool
    dated: bool

    @cached_property
    def names(self) -> frozenset[str]:
        """The counts that are measured."""
        names = {"meetings", *(HELD if self.held else ()), *(ACCEPTED if self.accepted else ())}
        names |= {APART[0]} if self.held or self.dated else set()
        return frozenset(names | ({APART[1]} if self.accepted else set()))

    def is_unrecorded(self, one: Meeting) -> bool:
        """Whether the day of a meeting has passed and nobody said what became of it."""
        day = one.meeting_day
        return one.state == "set" and day is not None and day < self.rules.today

    def counts_of(self, one: Meeting) -> dict[str, date]:
        """What a meeting counts as, each with its day."""
        counts: dict[str, date] = {}
        if one.state in ("held", "no_show", "cancelled"):
            counts["meetings_known"] = one.result_day or one.set_day
            if one.state == "held":
                counts["meetings_held"] = one.result_day or one.set_day
        elif self.is_unrecorded(one) and one.meeting_day is not None:
            counts["meetings_unrecorded"] = one.meeting_day
        day = one.result_day or one.meeting_day or one.set_day
        if one.judgement and day <= self.rules.today:
            counts["meetings_judged"] = day
            if one.judgement == "accepted":
                counts["meetings_accepted"] = day
        elif one.state == "held":
            counts["meetings_undecided"] = day
        if self.rules.settings.meeting_basis == "set":
            counts["meetings"] = one.set_day
        elif one.state == "held":
            counts["meetings"] = day
        elif one.state == "set" and one.meeting_day and one.meeting_day <= self.rules.today:
            counts["meetings"] = one.meeting_day
        return {name: day for name, day in counts.items() if name in self.names}


class _Counted(NamedTuple):
    """A count of a meeting: on which day, in which record; `source` where that names no lead source."""

    record: int
    day: date
    name: str
    source: str


def _recount(found: FoundMeetings, basis: Basis) -> None:
    """Take what rows count of meetings from them, and count each meeting where it was first set."""
    parts, told, meetings = found.parts, found.told, found.meetings
    part_of = told["part"].to_numpy(dtype=np.int64)
    record = told["record"].to_numpy(dtype=np.int64)
    rows = len(told)
    meant = np.zeros(rows, dtype=bool)
    meant[[row for one in meetings for row in (*one.rows, *one.tellers) if row < rows]] = True
    counted: dict[int, list[_Counted]] = {number: [] for number in range(len(parts))}
    for one in meetings:
        if record[one.first] >= 0:
            at = int(part_of[one.first]), int(record[one.first])
            source = found.lacking_sources.get(at, "")
            counts = basis.counts_of(one)
            counted[at[0]] += [_Counted(at[1], day, name, source) for name, day in counts.items()]
    for number, part in enumerate(parts):
        ours = (part_of == number) & (record >= 0)
        gone, alone = np.zeros(len(part), dtype=bool), np.zeros(len(part), dtype=bool)
        gone[record[ours & meant]] = True
        alone[record[ours & ~meant]] = True
        kept = [_known_alone(_without(each, gone), alone) for each in part.happenings]
        part.happenings = [*kept, *_happenings(counted[number], part.lead_source)]
        if ours.any():
            part.measures = part.measures | basis.names


def _without(happenings: Happenings, gone: Array) -> Happenings:
    """`happenings` without what the records `gone` tell of meetings."""
    here = gone[happenings.record]
    ours = {name for name in ("meetings", *HELD, *ACCEPTED) if name in happenings.counts}
    if not ours or not here.any():
        return happenings
    counts = {
        name: np.where(here, np.zeros(1, dtype=count.dtype), count) if name in ours else count
        for name, count in happenings.counts.items()
    }
    return replace(happenings, counts=counts)


def _known_alone(happenings: Happenings, alone: Array) -> Happenings:
    """`happenings` in which what the records `alone` tell is known: of meetings set before the data begin."""
    here = alone[happenings.record]
    added = {
        known: np.where(here, happenings.counts[said], np.zeros(1, dtype=np.int8))
        for said, known in (HELD, ACCEPTED)
        if said in happenings.counts and here.any()
    }
    return replace(happenings, counts=happenings.counts | added) if added else happenings


def _happenings(counted: Sequence[_Counted], sources: Encoded) -> Iterator[Happenings]:
    """All that is counted of meetings in one sheet: those set, and what other rows tell of them; `sources`
    are the lead sources of its records."""
    for apart in (False, True):
        of_kind = [one for one in counted if (one.name != "meetings") is apart]
        places: dict[tuple[int, date, str], int] = {}
        at = [places.setdefault((one.record, one.day, one.source), len(places)) for one in of_kind]
        names = dict.fromkeys(one.name for one in of_kind)
        counts = {name: np.zeros(len(places), dtype=np.int8) for name in names}
        for place, one in zip(at, of_kind, strict=True):
            counts[one.name][place] = 1
        if places:
            record: Ints = np.array([record for record, _, _ in places], dtype=np.int32)
            days = np.array([day for _, day, _ in places], "datetime64[D]")
            told = [source for _, _, source in places]
            yield Happenings(record, days, counts, apart, _told_sources(sources, record, told))


def _told_sources(sources: Encoded, record: Ints, told: Sequence[str]) -> Encoded | None:
    """The lead sources of records, with those that are `told` ("": the record's own); None where none is."""
    if not any(told):
        return None
    texts = list(dict.fromkeys(text for text in told if text))
    places = {text: len(sources.texts) + number for number, text in enumerate(texts)}
    own = sources.codes[record].tolist()
    codes = [places[text] if text else code for text, code in zip(told, own, strict=True)]
    return Encoded(np.array(codes, dtype=np.int32), [*sources.texts, *texts])


def _take_as_known(
    records: Sequence[Records], seen: dict[int, Array], tells_held: bool, tells_accepted: bool
) -> None:
    """Of rows without a company all meetings set are taken as known: rates are of those set."""
    names = [HELD[1]] if tells_held else []
    names += [ACCEPTED[1]] if tells_accepted else []
    if not names:
        return
    for part in records:
        if part.recognised.shape == "deals" or "meetings" not in part.measures:
            continue
        told = np.zeros(len(part), dtype=bool)
        told[seen.get(id(part), np.zeros(0, dtype=np.int64))] = True
        for happenings in part.happenings:
            if "meetings" not in happenings.counts or (part.told is None and HELD[1] in happenings.counts):
                continue
            meetings = happenings.counts["meetings"]
            known = np.where(told[happenings.record], np.zeros(1, dtype=meetings.dtype), meetings)
            if known.any():
                before = happenings.counts
                happenings.counts.update(
                    {name: before[name] + known if name in before else known for name in names}
                )
        part.measures = part.measures | frozenset(names)


def _frame(found: FoundMeetings, basis: Basis) -> pd.DataFrame:
    """The meetings whose company is told as a frame, by the day each is or was to be."""
    rows, meetings = found.rows, [one for one in found.meetings if found.names_company(one)]
    texts = rows[["named", "contact_named", "rep", "team"]]
    first = texts.iloc[[one.first for one in meetings]]
    state = ["unrecorded" if basis.is_unrecorded(one) else one.state for one in meetings]
    frame = pd.DataFrame(
        {
            "set_day": pd.to_datetime([one.set_day for one in meetings]).astype("datetime64[s]"),
            "meeting_day": np.array([one.shown_day for one in meetings], dtype="datetime64[D]").astype(
                "datetime64[s]"
            ),
            "company": first["named"].str.strip().tolist(),
            "contact": first["contact_named"].fillna("").str.strip().tolist(),
            **{name: first[name].fillna("").tolist() for name in ("rep", "team")},
            "lead_source": [found.source_of(one) for one in meetings],
            "field_sales": [one.field_sales for one in meetings],
            "state": state,
            "accepted": [one.judgement for one in meetings],
            "reason": [one.reason for one in meetings],
            "moved": [len(one.rows) - 1 for one in meetings],
        },
        columns=list(MEETING_COLUMNS),
    )
    return frame.sort_values(["meeting_day", "set_day", "company"], ignore_index=True, na_position="last")


def _named(frame: pd.DataFrame, roster: Roster) -> pd.DataFrame:
    """`frame` with its people and teams as the roster names them."""
    rep, team = (pd.Series(pd.Categorical(frame[key])) for key in ("rep", "team"))
    assigned = roster.assign(rep, team, frame["set_day"])
    return frame.assign(rep=assigned.rep.astype("object"), team=assigned.team.astype("object"))[
        ~assigned.excluded.to_numpy()
    ].reset_index(drop=True)


def _notes(found: FoundMeetings) -> list[Issues]:
    """How many rows of each sheet are no meeting of their own, and how many are one of nobody knows whom."""
    again = [number for one in found.meetings for number in one.rows if number != one.first]
    nobodys = [one.first for one in found.meetings if not found.names_company(one)]
    notes = []
    for reason, numbers in (("reason.meeting_again", again), ("reason.meetings_without_company", nobodys)):
        counts = found.told.iloc[numbers]["part"].value_counts(sort=False).sort_index()
        for number, count in counts.items():
            sheet = found.parts[int(str(number))].recognised.sheet
            notes.append(Issues(sheet, reason, severity="note", values={"records": int(count)}))
    return notes
