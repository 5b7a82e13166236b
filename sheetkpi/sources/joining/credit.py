"""Whose contribution a deal is: the inside rep who set its meeting, beside the owner in field sales.

A deal and a meeting belong together where they name one company (`leads.company_key`), the meeting was set
before the deal became an opportunity, and not longer before than the setting `credit_days`. Where both name a
contact (a person or department), only meetings with that contact, or with none, belong to the deal: two
departments of one company are two customers. Of several meetings the setting `credit` chooses the last, the
first, or all inside reps in equal parts; the owner's own visits stand behind those that others set.

What counts here is who set a date with the lead, also one that moved: a meeting that was put off is one
meeting, counted for whoever set it first, while of two inside reps who each set it once `credit` says whose
the deal is (the one who set it anew, the first, or both). Who only tells that it was held sets nothing.

A column of inside reps (IS担当) comes before this rule. A deal without a meeting stays its owner's where the
owner is an inside rep (on the roster, else by calls of their own), and is nobody's where not. Where nothing
is linked at all and no column names inside reps, every deal stays its owner's: the data do not tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sheetkpi.model.names import person_key
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.records.cells import chosen
from sheetkpi.sources.records.leads import is_same_contact
from sheetkpi.sources.tables.nobodys import is_nobodys
from sheetkpi.sources.values.columns import Encoded

if TYPE_CHECKING:
    from sheetkpi.model.roster import Roster
    from sheetkpi.sources.joining.foundmeetings import FoundMeetings
    from sheetkpi.sources.records.cells import Array, Flags, Ints
    from sheetkpi.sources.records.records import Happenings, Records, Rules

_MEETINGS = ("meetings", "meetings_held")


def credit_deals(
    records: Sequence[Records], rules: Rules, roster: Roster, found: FoundMeetings
) -> tuple[list[Records], list[Issues]]:
    """`records` with deals under the names of those whom they are credited to, and what there is to note;
    `found` are the meetings of `records`.

    Deals in equal parts are several `Records`, one for each place among their inside reps; only the first
    counts as read. Teams and lead sources that a deal lacks are those of its meeting.
    """
    deals = [part for part in records if part.recognised.shape == "deals"]
    if rules.settings.credit == "owner" or not deals:
        return list(records), []
    meetings = _meetings(records, roster, found)
    met = [_linked(part, meetings, rules) for part in deals]
    linked = [_uncredited(part, links) for part, links in zip(deals, met, strict=True)]
    named = any(part.credited is not None and part.credited.any() for part in deals)
    nameless = any(is_nobodys(part.recognised) for part in deals)
    if not named and not nameless and not any(len(links) for links in linked):
        none = _none_linked(deals, _inside_reps(records, roster), rules) if len(meetings) else []
        return list(records), none
    inside = _inside_reps(records, roster)
    first = meetings["day"].min() if len(meetings) else None
    notes: list[Issues] = []
    done: dict[int, list[Records]] = {}
    for part, of_all, links in zip(deals, met, linked, strict=True):
        part.met = _met(part, of_all)
        own = _stays(part, links, inside)
        notes += _notes(part, links, own, first, rules)
        done[id(part)] = list(_credited(part, links, own, _sources(part, of_all)))
    return [part for each in records for part in done.get(id(each), [each])], notes


def _meetings(records: Sequence[Records], roster: Roster, met: FoundMeetings) -> pd.DataFrame:
    """Every meeting set with a company: company and contact (keys, "" unknown), day, rep, team, lead source,
    the rep's key (`person`) and its place (`order`).

    Those of people whom the roster leaves out are none of inside sales.
    """
    numbers = {id(part): number for number, part in enumerate(met.parts)}
    found = [
        _meetings_of(part, numbers.get(id(part), -1))
        for part in records
        if part.leads and part.recognised.shape != "deals"
    ]
    columns = ["company", "contact", "day", *_TAKEN, "part", "record"]
    whole = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)
    whole = _by_setter(_with_sources(whole, met), met)
    counts = {name: name != "" and not _left_out(name, roster) for name in whole["rep"].unique()}
    whole = whole[(whole["company"] != "") & whole["rep"].map(counts).astype(bool)].reset_index(drop=True)
    days = whole["day"].astype("datetime64[s]")
    return whole.assign(day=days, person=whole["rep"].map(person_key), order=np.arange(len(whole)))


_TAKEN = ["rep", "team", "lead_source"]


def _by_setter(whole: pd.DataFrame, met: FoundMeetings) -> pd.DataFrame:
    """`whole` in which rows that tell what became of a meeting are of whoever set it."""
    if not met.setters:
        return whole
    place = {key: row for row, key in enumerate(zip(whole["part"], whole["record"], strict=True))}
    pairs = [
        (place[teller], place[setter])
        for teller, setter in met.setters.items()
        if teller in place and setter in place and teller != setter
    ]
    if not pairs:
        return whole
    tellers, setters = (list(rows) for rows in zip(*pairs, strict=True))
    whole = whole.copy()
    whole.loc[tellers, _TAKEN] = whole.loc[setters, _TAKEN].to_numpy()
    return whole


def _with_sources(whole: pd.DataFrame, met: FoundMeetings) -> pd.DataFrame:
    """`whole` in which rows that name no lead source have that of their meeting, as other rows tell it."""
    lacking = (whole["lead_source"] == "").to_numpy()
    if not lacking.any() or not met.lacking_sources:
        return whole
    keys = zip(whole.loc[lacking, "part"], whole.loc[lacking, "record"], strict=True)
    sources = whole["lead_source"].to_numpy(dtype=object).copy()
    sources[lacking] = [met.lacking_sources.get((int(part), int(record)), "") for part, record in keys]
    return whole.assign(lead_source=sources)


def _left_out(name: str, roster: Roster) -> bool:
    called = roster.called(name)
    return bool(called) and all(stint.excluded for person in called for stint in person.stints)


def _meetings_of(part: Records, number: int) -> pd.DataFrame:
    set_on: list[Array] = [
        happenings.record[happenings.counts[count] != 0]
        for happenings in part.happenings
        for count in _MEETINGS
        if count in happenings.counts
    ]
    met = np.unique(np.concatenate(set_on)).astype(np.int32) if set_on else np.zeros(0, dtype=np.int32)
    met = met[~part.repeated[met]]
    return _about(part, met).assign(
        day=part.days[met].astype("datetime64[D]"),
        rep=_texts(part.rep, met),
        team=_texts(part.team, met),
        lead_source=_texts(part.lead_source, met),
        part=number,
        record=met,
    )


def _about(part: Records, records: Ints) -> pd.DataFrame:
    """Company and contact of `records`, as keys."""
    if part.leads is None or not len(records):
        nothing = np.full(len(records), "", dtype=object)
        return pd.DataFrame({"company": nothing, "contact": nothing})
    return pd.DataFrame(part.leads(records).keys())


def _texts(column: Encoded, records: Ints) -> Array:
    return chosen(column, records).spread(column.texts, "")


def _met(part: Records, links: pd.DataFrame) -> Array:
    """The day on which the meeting of each deal was set: of several that are linked, the first of `links`."""
    days: Array = np.full(len(part), np.datetime64("NaT", "D"))
    first = links.drop_duplicates("deal")
    days[first["deal"].to_numpy(dtype=np.int64)] = first["day"].to_numpy().astype("datetime64[D]")
    return days


def _uncredited(part: Records, links: pd.DataFrame) -> pd.DataFrame:
    """Those of `links` whose deals no column of their own gives to an inside rep."""
    unnamed = _unnamed(part)[links["deal"].to_numpy(dtype=np.int64)]
    kept: pd.DataFrame = links[unnamed]
    return kept.reset_index(drop=True)


def _linked(part: Records, meetings: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """The meetings before the deals of `part`: deal (number within it), rep, team, lead source, day.

    One row per deal, several in equal parts: then those of one deal are different people, the latest first.
    """
    free = np.flatnonzero(~part.repeated).astype(np.int32)
    deals = _about(part, free).assign(
        deal=free, opened=part.days[free].astype("datetime64[D]"), owner=_texts(part.rep, free)
    )
    deals = deals[deals["company"] != ""]
    people = meetings[[*_WHO, "rep"]].drop_duplicates(_WHO)
    pairs = deals.merge(people, on="company", suffixes=("", "_met"))
    known = (pairs["contact"] != "") & (pairs["contact_met"] != "")
    named = pairs.loc[known, ["contact", "contact_met"]].itertuples(index=False)
    alike = [is_same_contact(one, other) for one, other in named]
    same = pd.Series(alike, pairs.index[known], dtype=bool).reindex(pairs.index, fill_value=False)
    apart = known & ~same
    # An owner in field sales is met by whom others sent; an inside rep whom a column names set it themselves.
    own = pairs["person"] == pairs["owner"].map(person_key)
    pairs = pairs.assign(same=same, likely=own != _unnamed(part)[pairs["deal"].to_numpy()])[~apart]
    if pairs.empty:
        nothing = pd.DataFrame({"deal": free[:0], **{name: [] for name in _TAKEN}})
        return nothing.assign(day=np.zeros(0, dtype="datetime64[s]"))
    pairs = _with_meeting(pairs, meetings, rules)
    for better in ("likely", "same"):
        wanted = pairs[better]
        pairs = pairs[wanted | ~wanted.groupby(pairs["deal"]).transform("any")]
    latest = rules.settings.credit != "first"
    pairs = pairs.sort_values(["deal", "day", "order"], ascending=[True, not latest, not latest])
    once = ["deal", "person"] if rules.settings.credit == "split" else ["deal"]
    return pairs.drop_duplicates(once)[["deal", *_TAKEN, "day"]].reset_index(drop=True)


_WHO = ["company", "contact", "person"]


def _with_meeting(pairs: pd.DataFrame, meetings: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """`pairs` of deals and people with the meeting of theirs that counts, where there is one in the window.

    One meeting for each deal and person, not all of them: a thousand deals and meetings of one company
    (個人, その他) would make a million pairs.
    """
    window = pd.Timedelta(days=rules.settings.credit_days)
    first = rules.settings.credit == "first"
    wanted = pairs.drop(columns=["contact", "rep"]).rename(columns={"contact_met": "contact"})
    begin = wanted["opened"] - window if first else wanted["opened"]
    wanted = wanted.assign(at=begin.astype("datetime64[s]")).sort_values("at")
    found = pd.merge_asof(
        wanted,
        meetings.sort_values(["day", "order"]),
        left_on="at",
        right_on="day",
        by=_WHO,
        tolerance=window,
        direction="forward" if first else "backward",
    )
    return found[found["day"].notna()]


def _unnamed(part: Records) -> Flags:
    """The deals of which no column of their own names the inside rep."""
    return ~part.credited if part.credited is not None else np.ones(len(part), dtype=bool)


@dataclass(frozen=True)
class _InsideReps:
    """Who sells from inside: those on the roster who count, else whoever has calls of their own."""

    roster: Roster
    callers: frozenset[str]

    def has(self, name: str) -> bool:
        if self.roster.people:
            called = self.roster.called(name)
            return any(not stint.excluded for person in called for stint in person.stints)
        return person_key(name) in self.callers


def _inside_reps(records: Sequence[Records], roster: Roster) -> _InsideReps:
    callers: set[str] = set()
    for part in records:
        for happenings in part.happenings:
            calls = happenings.counts.get("calls")
            if calls is not None and part.recognised.shape != "deals":
                codes = np.unique(part.rep.codes[happenings.record[calls != 0]])
                callers |= {person_key(part.rep.texts[code]) for code in codes.tolist() if code >= 0}
    return _InsideReps(roster, frozenset(callers))


def _stays(part: Records, links: pd.DataFrame, inside: _InsideReps) -> Flags:
    """Which deals stay with the rep they name: those of a column of inside reps, and of inside owners."""
    if part.credited is not None:
        return part.credited
    known = np.array([inside.has(text) for text in part.rep.texts], dtype=bool)
    owned: Flags = part.rep.spread(known, False)
    owned[links["deal"].to_numpy(dtype=np.int64)] = False
    return owned


def _sources(part: Records, of_all: pd.DataFrame) -> Encoded:
    """The lead sources of deals; where a column names the inside rep (IS担当) but none the source, that of
    the meeting it is linked to: whose deal it is does not change where the lead came from."""
    first = of_all.drop_duplicates("deal")
    deals = first["deal"].to_numpy(dtype=np.int64)
    lacking = ~_unnamed(part)[deals] & (part.lead_source.codes[deals] < 0)
    return _renamed(part.lead_source, deals[lacking], first["lead_source"][lacking], part.lead_source.codes)


def _credited(part: Records, links: pd.DataFrame, own: Flags, sources: Encoded) -> Iterator[Records]:
    """`part` under the names of those credited: one `Records` for each place among a deal's inside reps;
    `sources` are the lead sources of its deals, as far as they have one without these links."""
    place = links.groupby("deal").cumcount().to_numpy(dtype=np.int64)
    parts = np.ones(len(part))
    people = links["deal"].value_counts()
    parts[people.index.to_numpy(dtype=np.int64)] = people.to_numpy()
    for number in range(max(int(place.max(initial=0)) + 1, 1)):
        mine = links[place == number]
        deal = mine["deal"].to_numpy(dtype=np.int64)
        here = np.full(len(part), number == 0)
        here[deal] = True
        rep = _renamed(part.rep, deal, mine["rep"], np.where(own, part.rep.codes, -1))
        team = _renamed(part.team, deal, mine["team"], np.where(own, part.team.codes, -1))
        met = _renamed(sources, deal, mine["lead_source"], sources.codes)
        source = Encoded(np.where(sources.codes >= 0, sources.codes, met.codes), met.texts)
        happenings = [_share(each, here, parts) for each in part.happenings]
        credited = replace(part, rep=rep, team=team, lead_source=source, happenings=happenings)
        credited.repeated = part.repeated
        if number:
            credited.read, credited.left_out, credited.notes = 0, [], []
            credited.repeated = np.zeros(len(part), dtype=bool)
        yield credited


def _renamed(column: Encoded, deals: Array, names: pd.Series, codes: Array) -> Encoded:
    """`column` with `codes`, and with `names` for `deals`."""
    texts = [str(name) for name in names.unique()]
    places = {text: len(column.texts) + number if text else -1 for number, text in enumerate(texts)}
    renamed = codes.astype(np.int32)
    renamed[deals] = [places[str(name)] for name in names]
    return Encoded(renamed, [*column.texts, *texts])


def _share(happenings: Happenings, here: Flags, parts: Array) -> Happenings:
    """What each of several inside reps gets of the deals that are `here`."""
    kept = here[happenings.record]
    record = happenings.record[kept]
    share = parts[record]
    counts = {
        name: count[kept] / share if (share > 1).any() else count[kept]
        for name, count in happenings.counts.items()
    }
    return type(happenings)(record, happenings.days[kept], counts)


def _none_linked(deals: Sequence[Records], inside: _InsideReps, rules: Rules) -> list[Issues]:
    """A note for each sheet with deals of owners in field sales, which they keep although meetings are told
    of."""
    notes = []
    for part in deals:
        known = np.array([inside.has(text) for text in part.rep.texts], dtype=bool)
        others = int((~part.repeated & ~part.rep.spread(known, False)).sum())
        values: dict[str, object] = {"records": others, "days": rules.settings.credit_days}
        if others:
            sheet = part.recognised.sheet
            notes.append(Issues(sheet, "reason.deals_none_linked", severity="note", values=values))
    return notes


def _notes(
    part: Records, links: pd.DataFrame, own: Flags, first: pd.Timestamp | None, rules: Rules
) -> list[Issues]:
    """How the deals of `part` were credited, and each that could not be, with where it stands."""
    sheet, columns = part.recognised.sheet, part.recognised.columns
    counts = ~part.repeated
    met = np.zeros(len(part), dtype=bool)
    met[links["deal"].to_numpy(dtype=np.int64)] = True
    lost = counts & ~met & ~own
    if not met.any() and not lost.any():
        return []
    amounts = np.zeros(len(part))
    for happenings in part.happenings:
        if "won_amount" in happenings.counts:
            amounts[happenings.record] += happenings.counts["won_amount"]
    notes = [
        Issues(
            sheet,
            "reason.deals_linked" if part.credited is None else "reason.deals_named",
            severity="note",
            values={
                "records": int(counts.sum()),
                "linked": int((met & counts).sum()),
                "owned": int((own & counts).sum()),
                "unlinked": int(lost.sum()),
                "amount": f"{amounts[lost].sum():,.0f}",
                **({} if part.credited is None else {"column": columns["rep"].header}),
            },
        )
    ]
    if not lost.any():
        return notes
    column = columns.get("company") or columns.get("deal") or columns.get("rep")
    nameless = lost.copy()
    nameless[lost] = (_about(part, np.flatnonzero(lost).astype(np.int32))["company"] == "").to_numpy()
    early = lost & ~nameless
    early &= False if first is None else part.days < np.datetime64(first, "D")
    for flags, reason, values in (
        (nameless, "reason.deals_without_company", {}),
        (early, "reason.deals_before_log", {"first": "" if first is None else f"{first:%Y-%m-%d}"}),
    ):
        if flags.any():
            one: dict[str, object] = {"records": int(flags.sum()), **values}
            notes.append(Issues(sheet, reason, part.rows[flags][:1].astype(np.intp), column, "note", one))
    rest = lost & ~nameless & ~early
    if rest.any():
        days: dict[str, object] = {"days": rules.settings.credit_days}
        rows = part.rows[rest].astype(np.intp)
        notes.append(Issues(sheet, "reason.deal_unlinked", rows, column, "note", days))
    return notes
