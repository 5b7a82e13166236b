"""Leads and what was done about each, from all sheets together (see `model.leadrecords.LeadRecords`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sheetkpi.model.combinations import stable_order
from sheetkpi.model.leadrecords import MOST_TOUCHES, OUTCOMES, LeadRecords
from sheetkpi.model.names import tidy
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.joining.leadidentity import Leads, leads_among
from sheetkpi.sources.joining.leadowners import Owners, lead_owners
from sheetkpi.sources.records.leads import contact_key
from sheetkpi.sources.words.outcomes import outcome_of
from sheetkpi.sources.words.results import of_each

if TYPE_CHECKING:
    from sheetkpi.model.roster import Roster
    from sheetkpi.sources.records.cells import Array, Ints
    from sheetkpi.sources.records.leadsheets import LeadSheet
    from sheetkpi.sources.records.records import Records, Rules
    from sheetkpi.sources.values.columns import Encoded

_COUNTS = ("calls", "connects", "meetings", "documents")

UNFOLLOWED = "reason.leads_unfollowed"


def lead_records(
    records: Sequence[Records], lists: Sequence[LeadSheet], rules: Rules, roster: Roster
) -> tuple[LeadRecords | None, list[Issues]]:
    """The leads that `records` and `lists` (of leads, without any activity) tell of, and what is to be said
    of them.

    None where no row tells whom it is about, or where there are too many records (`MOST_TOUCHES`).
    """
    notes = [*_doubtful_promises(records, lists), *_of_nobody(records)]
    parts = [
        part
        for part in records
        if part.lead_sheet is not None and part.recognised.shape != "deals" and len(part)
    ]
    if sum(part.number(slice(None)) for part in parts) > MOST_TOUCHES:
        largest = max(parts, key=lambda part: part.number(slice(None)))
        too_many: dict[str, object] = {"most": f"{MOST_TOUCHES:,}"}
        return None, [*notes, Issues(largest.recognised.sheet, UNFOLLOWED, severity="note", values=too_many)]
    sheets = list({id(part.lead_sheet): part.lead_sheet for part in parts if part.lead_sheet}.values())
    sheets += lists
    found = leads_among(sheets)
    if not found.company:
        return None, notes
    number_of = {id(sheet): numbers for sheet, numbers in zip(sheets, found.numbers, strict=True)}
    touched = [_touches(part, number_of, rules) for part in parts] or [_no_touches()]
    touches = pd.concat(touched, ignore_index=True) if len(touched) != 1 else touched.pop()
    touched.clear()
    nameless = int(touches.loc[touches["lead"] < 0, "calls"].sum())
    if (touches["lead"] < 0).any():
        touches = touches[touches["lead"] >= 0]
    touches = _assigned(touches, roster)
    touches = _in_time(touches)
    owners = lead_owners(sheets, found, touches, rules, roster)
    leads = _leads(sheets, found, owners, rules)
    leads["deal"] = _deals(records, found)
    if any(unsure.any() for unsure in found.unsure):
        _bar_twins(leads, parts, sheets, found)
        notes += _of_several(sheets, found)
    return LeadRecords(leads, touches, _attributes(sheets, found), nameless), notes + owners.notes


def _bar_twins(
    leads: pd.DataFrame, parts: Sequence[Records], sheets: Sequence[LeadSheet], found: Leads
) -> None:
    """Let a row that says not to call, and may be of several companies of one name, bar each of them:
    there the lead with its contact, without one all."""
    number_of = {id(sheet): number for number, sheet in enumerate(sheets)}
    barring = [unsure & sheet.barred for sheet, unsure in zip(sheets, found.unsure, strict=True)]
    for part in parts:
        sheet = part.lead_sheet
        if sheet is not None and part.said is not None:
            number = number_of[id(sheet)]
            told = np.array([one == "barred" for one in of_each(part.said.texts, outcome_of)], dtype=bool)
            said = part.said.spread(told, False)
            place = np.searchsorted(sheet.rows, part.rows - sheet.cells.first)[said & ~part.repeated]
            barring[number][place] |= found.unsure[number][place]
    named: set[tuple[str, str]] = set()
    for sheet, numbers, rows in zip(sheets, found.numbers, barring, strict=True):
        if rows.any():
            contacts = sheet.contact.spread([contact_key(text) for text in sheet.contact.texts], "")[rows]
            of = [found.company[lead] for lead in numbers[rows].tolist()]
            named.update(zip(of, contacts.tolist(), strict=True))
    companies = {company for company, _ in named}
    contacts_of = [str(contact) for contact in leads["contact"]]
    twins = np.flatnonzero([company in companies for company in found.company])
    keys = [(found.company[at], contact_key(contacts_of[at])) for at in twins.tolist()]
    bars = np.array([(key[0], "") in named or key in named for key in keys], dtype=bool)
    barred = leads["barred"].to_numpy(dtype=bool, copy=True)
    barred[twins[bars]] = True
    leads["barred"] = barred


def _of_several(sheets: Sequence[LeadSheet], found: Leads) -> list[Issues]:
    """That rows may be of several companies of one name, at the first of each sheet."""
    notes = []
    for sheet, unsure in zip(sheets, found.unsure, strict=True):
        if unsure.any():
            first = (sheet.rows[np.flatnonzero(unsure)[:1]] + sheet.cells.first).astype(np.intp)
            values: dict[str, object] = {"count": int(unsure.sum())}
            raw, column = sheet.cells.recognised.sheet, sheet.column("company")
            notes.append(Issues(raw, "reason.lead_twins", first, column, "note", values))
    return notes


def _doubtful_promises(records: Sequence[Records], lists: Sequence[LeadSheet]) -> list[Issues]:
    """Notes of each sheet with promises on no or on strange days (see `LeadSheet.doubtful_promises`)."""
    sheets = [part.lead_sheet for part in records if part.lead_sheet is not None]
    each = {id(sheet): sheet for sheet in (*sheets, *lists)}
    return [note for sheet in each.values() for note in sheet.doubtful_promises()]


def _of_nobody(records: Sequence[Records]) -> list[Issues]:
    """That sheets have no column that tells whom their calls were to, at the first of them."""
    parts = [
        part
        for part in records
        if part.lead_sheet is not None
        and part.recognised.shape in ("log", "call_list")
        and len(part)
        and part.lead_sheet.tells_of_nobody
    ]
    if not parts:
        return []
    sheets = list({id(part.recognised.sheet): part.recognised.sheet for part in parts}.values())
    number = sum(part.number(slice(None)) for part in parts)
    values: dict[str, object] = {"sheets": len(sheets), "records": number}
    return [Issues(sheets[0], "reason.leads_untold", severity="note", values=values)]


def _touches(part: Records, number_of: dict[int, Ints], rules: Rules) -> pd.DataFrame:
    """The records of one sheet, or of one attempt of a call list, that are not there twice."""
    sheet = part.lead_sheet
    assert sheet is not None
    numbers = number_of[id(sheet)]
    place = np.searchsorted(sheet.rows, part.rows - sheet.cells.first).astype(np.int32)
    counts = {name: np.zeros(len(part), dtype=np.int32) for name in _COUNTS}
    for happening in part.happenings:
        for name in counts.keys() & happening.counts.keys():
            counts[name][happening.record] += happening.counts[name].astype(np.int32)
    outcome = _outcomes(part, counts)
    none = np.zeros(len(part), dtype=np.int8)
    frame = pd.DataFrame(
        {
            "lead": numbers[place],
            "day": part.days.astype("datetime64[s]"),
            "seconds": _seconds(part, sheet, place),
            "rep": _category(part.rep),
            "team": _category(part.team),
            "lead_source": _category(part.lead_source),
            "list": _categories(none, [sheet.name if sheet.is_list else ""]),
            **counts,
            "outcome": _categories(outcome, OUTCOMES),
            "said": _category(part.said) if part.said is not None else _categories(none, [""]),
            "next_date": sheet.days("next_date")[place] if not sheet.is_list else np.datetime64("NaT", "s"),
        },
        copy=False,  # in one block they would be copied again to be put in order
    )
    return _once(frame, part) if part.repeated.any() else frame


def _once(frame: pd.DataFrame, part: Records) -> pd.DataFrame:
    """`frame` without the calls that are there already. What was promised beside a lead in one of them stands
    all the same, after the call."""
    kept = ~part.repeated
    if not part.recognised.sheet.of_leads:
        return frame[kept]
    promised = part.repeated & frame["next_date"].notna().to_numpy()
    counts = {name: frame[name].where(kept, 0) for name in _COUNTS}
    seconds = frame["seconds"].where(kept, _END_OF_DAY)
    return frame.assign(**counts, seconds=seconds)[kept | promised]


_END_OF_DAY = np.int32(86_399)


def _seconds(part: Records, sheet: LeadSheet, place: Ints) -> Ints:
    """The time of each record, -1 unknown; of a meeting in a list the end of the day, after its call."""
    if part.recognised.shape == "meetings":
        return np.full(len(part), _END_OF_DAY, dtype=np.int32)
    elsewhere = part.seconds <= 0  # also 0: a log says so of any time in a column of its own
    if sheet.is_list or not elsewhere.any():
        return part.seconds
    return np.where(elsewhere, sheet.seconds[place], part.seconds)


def _outcomes(part: Records, counts: dict[str, Array]) -> Array:
    """The number (in `OUTCOMES`) of how each record ended."""
    number: dict[str, int] = {outcome: place for place, outcome in enumerate(OUTCOMES)}
    told = np.full(len(part), number["none"], dtype=np.int8)
    if part.said is not None:
        known = np.array([number[one] for one in of_each(part.said.texts, outcome_of)], dtype=np.int8)
        told = part.said.spread(known, np.int8(number["none"]))
    called, reached, met = counts["calls"] > 0, counts["connects"] > 0, counts["meetings"] > 0
    ended = np.where(called, np.int8(number["no_contact"]), np.int8(number["none"]))
    ended = np.where(called & (told == number["reception"]), told, ended)
    ended = np.where(reached, np.int8(number["connected"]), ended)
    of_talk = np.isin(told, [number[name] for name in ("documents", "again", "timing", "refused", "meeting")])
    ended = np.where(reached & of_talk, told, ended)
    ended = np.where(met, np.int8(number["meeting"]), ended)
    ended = np.where(~met & np.isin(told, [number[name] for name in ("called_off", "lost")]), told, ended)
    ended = np.where(told == number["won"], told, ended)
    return np.where(~met & np.isin(told, [number["wrong"], number["barred"]]), told, ended)


def _category(column: Encoded) -> pd.Categorical:
    """The texts of a column, "" where it is empty, each once."""
    texts = [tidy(text) for text in column.texts]
    distinct = list(dict.fromkeys(["", *texts]))
    places = {text: place for place, text in enumerate(distinct)}
    codes = column.spread(np.array([places[text] for text in texts], dtype=np.int32), np.int32(0))
    return _categories(codes, distinct)


def _categories(codes: Array, texts: Sequence[str]) -> pd.Categorical:
    """A categorical column of `texts` by their numbers."""
    kind = pd.CategoricalDtype(pd.Index(list(texts), dtype="str"))
    made: pd.Categorical = pd.Categorical.from_codes(codes, dtype=kind)
    return made


def _no_touches() -> pd.DataFrame:
    none = np.zeros(0)
    days = np.zeros(0, dtype="datetime64[s]")
    texts = ("rep", "team", "lead_source", "list", "said")
    return pd.DataFrame(
        {"lead": none.astype(np.int32), "day": days, "seconds": none.astype(np.int32)}
        | {name: pd.Categorical([]) for name in texts}
        | {name: none.astype(np.int32) for name in _COUNTS}
        | {"outcome": pd.Categorical([], categories=list(OUTCOMES)), "next_date": days}
    )


def _assigned(touches: pd.DataFrame, roster: Roster) -> pd.DataFrame:
    """`touches` with the roster's names and teams, those of people whom it leaves out aside."""
    for name in ("rep", "team", "lead_source", "list", "said"):
        touches[name] = touches[name].astype("category")
    assigned = roster.assign(touches["rep"], touches["team"], touches["day"])
    named = touches.assign(rep=assigned.rep.array, team=assigned.team.array)
    return named[~assigned.excluded.to_numpy()] if assigned.excluded.any() else named


def _in_time(touches: pd.DataFrame) -> pd.DataFrame:
    """`touches` by day and time, those of one moment in their order. Its columns are taken out one by one: of
    a million, two copies of all would not fit beside the records."""
    moments = touches["day"].to_numpy().astype("datetime64[D]").astype(np.int64)
    moments *= 86_401
    moments += touches["seconds"].to_numpy()
    moments += 1  # no time (-1): at the beginning of its day
    if (moments[1:] >= moments[:-1]).all():
        return touches.reset_index(drop=True)
    order = stable_order(moments)
    del moments
    names = [str(name) for name in touches]
    return pd.DataFrame({name: touches.pop(name).array.take(order) for name in names}, copy=False)


def _leads(sheets: Sequence[LeadSheet], found: Leads, owners: Owners, rules: Rules) -> pd.DataFrame:
    """One row per lead: what is written first of it, and what the lists say last."""
    count = len(found.company)
    written = {field: _first(sheets, found, field) for field in ("company", "contact")}
    written |= {field: _of_company(_first(sheets, found, field), found) for field in ("phone", "site")}
    texts = {name: np.full(count, "", dtype=object) for name in ("lead_source", "list")}
    days = {name: np.full(count, np.datetime64("NaT", "s")) for name in ("arrived", "next_date", "touched")}
    barred, state = np.zeros(count, dtype=bool), np.full(count, "", dtype=object)
    for sheet, numbers in zip(sheets, found.numbers, strict=True):
        told = np.flatnonzero(numbers >= 0)
        lead = numbers[told]
        if sheet.is_list:
            texts["list"][lead] = sheet.name
            column = sheet.texts("lead_source")
            source = column.spread([tidy(text) for text in column.texts], "")[told]
            texts["lead_source"][lead[source != ""]] = source[source != ""]
        for name in ("arrived", *(("next_date", "touched") if sheet.is_list else ())):
            day = sheet.days(name)[told]
            known = ~np.isnat(day)
            if name == "touched":
                known &= day <= np.datetime64(rules.today, "s")
                np.fmax.at(days[name], lead[known], day[known])
            elif name == "arrived":  # the first time it came in
                earlier = known & ~(days[name][lead] <= day)
                order = np.argsort(-day[earlier].astype(np.int64), kind="stable")
                days[name][lead[earlier][order]] = day[earlier][order]
            else:
                days[name][lead[known]] = day[known]
        barred[lead[sheet.barred[told]]] = True
        if sheet.tells_state:
            state[lead] = sheet.state[told]
    return pd.DataFrame(
        {
            **written,
            "company_number": pd.factorize(found.group)[0],
            "rep": owners.rep,
            "team": owners.team,
            "lead_source": texts["lead_source"],
            "list": texts["list"],
            **days,
            "barred": barred | (state == "barred"),
            "state": state,
        }
    )


def _first(sheets: Sequence[LeadSheet], found: Leads, field: str) -> Array:
    """The first text of each lead in a column that its sheet has for `field`."""
    first = np.full(len(found.company), "", dtype=object)
    for sheet, numbers in zip(reversed(sheets), reversed(found.numbers), strict=True):
        of_field = {"company": sheet.company, "contact": sheet.contact}
        column = of_field[field] if field in of_field else sheet.texts(field)
        if not len(column.texts):
            continue
        told = np.flatnonzero((numbers >= 0) & (column.codes >= 0))[::-1]
        code = np.full(len(first), -1, dtype=np.int32)
        code[numbers[told]] = column.codes[told]
        known = np.flatnonzero(code >= 0)
        first[known] = [tidy(column.texts[number]) for number in code[known].tolist()]
    return first


def _of_company(first: Array, found: Leads) -> Array:
    """The texts of leads, of those without any the first that another lead of its company has."""
    known = first != ""
    if known.all() or not known.any():
        return first
    of = np.full(int(found.group.max()) + 1, "", dtype=object)
    of[found.group[known][::-1]] = first[known][::-1]
    return np.where(known, first, of[found.group])


def _attributes(sheets: Sequence[LeadSheet], found: Leads) -> pd.DataFrame:
    """What lists say of leads beside, a column per header; the last list that says it."""
    columns: dict[str, Array] = {}
    for sheet, numbers in zip(sheets, found.numbers, strict=True):
        for header, values in sheet.attributes.items():
            is_number = values.dtype != object
            empty = np.full(len(found.company), np.nan if is_number else "", dtype=values.dtype)
            column = columns.setdefault(header, empty)
            if column.dtype != values.dtype:
                continue  # numbers here and texts there are two things
            known = (numbers >= 0) & (~np.isnan(values) if is_number else values != "")
            column[numbers[known]] = values[known]
    made = {
        header: values if values.dtype != object else pd.Categorical(values)
        for header, values in columns.items()
    }
    return pd.DataFrame(made, index=range(len(found.company)))


def _deals(records: Sequence[Records], found: Leads) -> Array:
    """The state of the last deal of each lead's company, an open one before all others. Of companies of one
    name a deal is that one's whose phone or domain it tells, else of all."""
    last: dict[str | int, tuple[np.datetime64, str]] = {}
    for part in records:
        if part.is_won is None or part.leads is None or not len(part):
            continue
        is_open = part.is_open if part.is_open is not None else np.ones(len(part), dtype=bool)
        state = np.where(part.is_won, "won", np.where(is_open, "open", "lost"))
        told = part.leads(np.arange(len(part), dtype=np.int32)).keys()
        for number in np.flatnonzero((told["company"] != "") & ~part.repeated).tolist():
            company = str(told["company"][number])
            by = [one for key in ("phone", "site") for one in str(told[key][number]).split()]
            reached = (found.reached.get((company, one)) for one in by)
            key = next((group for group in reached if group is not None), company)
            day = part.days[number].astype("datetime64[D]")
            if key not in last or _goes_before(str(state[number]), day, last[key]):
                last[key] = (day, str(state[number]))
    if not last:
        return np.full(len(found.company), "", dtype=object)
    deals = []
    for company, group in zip(found.company, found.group.tolist(), strict=True):
        known = [last[key] for key in (company, group) if key in last]
        if len(known) == 2:
            known = known[1:] if _goes_before(known[1][1], known[1][0], known[0]) else known[:1]
        deals.append(known[0][1] if known else "")
    return np.array(deals, dtype=object)


def _goes_before(state: str, day: np.datetime64, last: tuple[np.datetime64, str]) -> bool:
    """Whether a deal tells more of a company now than its `last` one."""
    return last[1] != "open" and (state == "open" or bool(last[0] <= day))
