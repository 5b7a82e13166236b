"""What is known of each lead on a day, and what was known of it before each call made so far.

The two have the same columns (`FEATURES`, and `+` with the header of what its list says beside), so that what
is learned on calls of the past is asked of the leads of today. Nothing that is only known after a call (its
result, its length) is among them.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

from sheetkpi.model.combinations import stable_order
from sheetkpi.model.leadrecords import OUTCOMES

if TYPE_CHECKING:
    from sheetkpi.model.leadrecords import LeadRecords

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"

FEATURES = ("lead_source", "earlier_connect", "days_since", "tries", "last_outcome", "documents")
"""What is known of a lead before a call: its source; whether anybody was reached before; the days since the
last touch (NaN: none); how often it was called; how the last touch ended ("" none); whether it was sent
documents."""

MOST_TRIES = 8
"""Tries from which on they are taken together."""


_LAST = pd.CategoricalDtype(pd.Index(["", *OUTCOMES], dtype="str"))


def calls_made(records: LeadRecords) -> pd.DataFrame:
    """One row per call so far: what was known before it, and what came of it.

    Columns: `FEATURES` and those of the lead's list, `lead`, `day`, `seconds`, `rep`, `team`, `list`,
    `number` (which call of this lead it is, from 1), `reached` and `met` (whether it connected, whether a
    meeting was set). A call after the lead's first meeting is none: it is no prospecting any more. Where the
    meeting stands in a list of its own, it came of the last call of its day.
    """
    touches = records.touches
    call = touches["calls"].to_numpy() > 0
    before = _before(touches)
    met = (touches["meetings"].to_numpy() > 0) | _met_on(touches, call)
    prospecting = _of_one_moment_by_lead(touches, np.flatnonzero(call & (before["meetings"] == 0)))
    made, before = touches.iloc[prospecting], {name: of[prospecting] for name, of in before.items()}
    day = made["day"].to_numpy()
    since = (day - before["last_day"]).astype("timedelta64[D]").astype("float64")
    features = _features(
        records,
        made["lead"].to_numpy(),
        made["lead_source"].array,
        connected=before["connects"] > 0,
        documents=before["documents"] > 0,
        tries=before["calls"],
        days_since=np.where(np.isnat(before["last_day"]), np.nan, since),
        last_outcome=pd.Categorical.from_codes(before["last_outcome"], dtype=_LAST),
    )
    return features.assign(
        lead=made["lead"].to_numpy(),
        day=day,
        seconds=made["seconds"].to_numpy(),
        rep=made["rep"].array,
        team=made["team"].array,
        list=made["list"].array,
        number=before["calls"] + 1,
        reached=made["connects"].to_numpy() > 0,
        met=met[prospecting],
    )


def _of_one_moment_by_lead(touches: pd.DataFrame, rows: Array) -> Array:
    """`rows` of touches, those of one moment in the order of their leads: a log without times has all calls
    of a day in one, and what is learned of calls in turn (`leadodds.learned`) depends on their order."""
    day, seconds = touches["day"].to_numpy()[rows], touches["seconds"].to_numpy()[rows]
    lead = touches["lead"].to_numpy()[rows].astype(np.int64)
    moment = np.cumsum((day[1:] != day[:-1]) | (seconds[1:] != seconds[:-1]))
    moment = np.concatenate([np.zeros(min(len(rows), 1), dtype=np.int64), moment])
    ordered: Array = rows[np.argsort(moment * (lead.max(initial=0) + 1) + lead, kind="stable")]
    return ordered


def histories(records: LeadRecords, today: date) -> pd.DataFrame:
    """One row per lead, in the order of `records.leads`, as it stands on `today`.

    Columns: those of `records.leads`, with `rep`, `team` and `lead_source` of its last touch where no list
    says whose it is; `first` and `last` (the days of its first and last touch, NaT none), `tries`,
    `connects`, `meetings` (sums), `sent` (whether documents were), `outcome` and `said` (how its last touch
    ended, and as written; "" none), `days_since` its last touch (NaN none), and `promised` (the day somebody
    is to be called again; NaT none, or called since), `met` (whether a meeting was set
    that nobody called off, and no promise made after it stands), and `told`: whether it was touched, but only
    its list says so, so that nobody knows how often and what came of it.
    """
    touches, leads = records.touches, records.leads
    lead, count = touches["lead"].to_numpy(), len(leads)
    sums = {
        name: np.bincount(lead, weights=touches[name].to_numpy(dtype="float64"), minlength=count).astype(int)
        for name in ("calls", "connects", "meetings")
    }
    none = np.datetime64("NaT", "s")
    first, last = np.full(count, none), np.full(count, none)
    day = touches["day"].to_numpy().astype("datetime64[s]")
    place = np.full(count, -1)
    place[lead] = np.arange(len(touches))  # touches are in the order of their days: the last one stays
    first[lead[::-1]] = day[::-1]
    last[lead] = day
    touched = place >= 0
    texts = {
        name: _last(touches[name], place, touched)
        for name in ("outcome", "said", "rep", "team", "lead_source")
    }
    listed = leads["rep"].to_numpy(dtype=object) != ""
    by_list = leads["touched"].to_numpy().astype("datetime64[s]")
    last = np.fmax(last, by_list)
    promised = _promised(records, last)
    since = (np.datetime64(today, "s") - last).astype("timedelta64[D]").astype("float64")
    return leads.assign(
        rep=np.where(listed, leads["rep"], texts["rep"]),
        team=np.where(listed | (texts["rep"] == ""), leads["team"], texts["team"]),  # a team's alone
        lead_source=np.where(leads["lead_source"] != "", leads["lead_source"], texts["lead_source"]),
        first=first,
        last=last,
        tries=sums["calls"],
        connects=sums["connects"],
        meetings=sums["meetings"],
        sent=np.bincount(lead[_sent(touches)], minlength=count) > 0,
        outcome=texts["outcome"],
        said=texts["said"],
        days_since=np.where(np.isnat(last), np.nan, since),
        told=~touched & ~np.isnat(by_list),
        promised=promised,
        met=_met(touches, promised),
        barred=leads["barred"].to_numpy() | (np.bincount(lead[_is(touches, "barred")], minlength=count) > 0),
    )


def known_now(records: LeadRecords, leads: pd.DataFrame) -> pd.DataFrame:
    """What is known of each of `leads` (see `histories`) before the next call, as `calls_made` has it."""
    return _features(
        records,
        np.arange(len(leads)),
        pd.Categorical(leads["lead_source"]),
        connected=leads["connects"].to_numpy() > 0,
        documents=leads["sent"].to_numpy(),
        tries=leads["tries"].where(~leads["told"]).to_numpy(),
        days_since=leads["days_since"].to_numpy(),
        last_outcome=pd.Categorical(leads["outcome"]),
    )


def _sent(touches: pd.DataFrame) -> Array:
    """Where documents were sent, or are wanted."""
    return (touches["documents"].to_numpy() > 0) | _is(touches, "documents")


def _is(touches: pd.DataFrame, outcome: str) -> Array:
    return (touches["outcome"] == outcome).to_numpy()


def _last(column: pd.Series, place: Array, touched: Array) -> Array:
    """The texts of a column at the last touch of each lead, "" where there is none."""
    texts = np.full(len(place), "", dtype=object)
    names = column.cat.categories.to_numpy(dtype=object)
    texts[touched] = names[column.cat.codes.to_numpy()[place[touched]]]
    return texts


def _promised(records: LeadRecords, last: Array) -> Array:
    """The day on which each lead is to be called again, as promised last, unless somebody called on that day
    or later: after the call that promised it, where that was on the same day."""
    touches = records.touches
    promised = records.leads["next_date"].to_numpy().astype("datetime64[s]").copy()
    promised[last >= promised] = np.datetime64("NaT", "s")
    lead, day = touches["lead"].to_numpy(), touches["day"].to_numpy().astype("datetime64[s]")
    told = np.flatnonzero(touches["next_date"].notna().to_numpy())
    at, end = np.full(len(promised), -1), np.full(len(promised), -1)
    at[lead[told]] = told
    end[lead] = np.arange(len(touches))
    own = np.flatnonzero(at >= 0)
    of_touch = touches["next_date"].to_numpy().astype("datetime64[s]")[at[own]]
    made, called = day[at[own]], np.where(end[own] > at[own], last[own], np.datetime64("NaT", "s"))
    listed = records.leads["touched"].to_numpy().astype("datetime64[s]")[own]
    kept = (of_touch >= made) & ~(called >= of_touch) & ~((listed >= of_touch) & (listed > made))
    promised[own] = np.where(kept, of_touch, np.datetime64("NaT", "s"))
    return promised


def _met(touches: pd.DataFrame, promised: Array) -> Array:
    """Whether each lead has a meeting that was not called off later, and no promise made after it stands."""
    lead = touches["lead"].to_numpy()
    last = {}
    for name, of_kind in {
        "meeting": (touches["meetings"].to_numpy() > 0) | _is(touches, "meeting"),
        "called_off": _is(touches, "called_off"),
        "promise": touches["next_date"].notna().to_numpy(),
    }.items():
        last[name] = np.full(len(promised), -1)
        last[name][lead[of_kind]] = np.flatnonzero(of_kind)
    again = ~np.isnat(promised) & (last["promise"] > last["meeting"])
    met: Array = (last["meeting"] > last["called_off"]) & ~again
    return met


def _features(
    records: LeadRecords,
    lead: Array,
    source: pd.Categorical,
    *,
    connected: Array,
    documents: Array,
    tries: Array,
    days_since: Array,
    last_outcome: pd.Categorical,
) -> pd.DataFrame:
    of_list = pd.Categorical(records.leads["lead_source"])
    frame = pd.DataFrame(
        {
            "lead_source": _told(of_list, lead, source),
            "earlier_connect": connected,
            "days_since": days_since,
            "tries": np.minimum(tries, MOST_TRIES),
            "last_outcome": last_outcome,
            "documents": documents,
        }
    )
    for header, column in records.attributes.items():
        frame[f"+{header}"] = column.to_numpy()[lead] if column.dtype.kind == "f" else column.array[lead]
    return frame


def _told(of_list: pd.Categorical, lead: Array, source: pd.Categorical) -> pd.Categorical:
    """What the list says of each `lead`, else what stands in `source`."""
    texts = list(dict.fromkeys(["", *of_list.categories, *source.categories]))
    number = {text: place for place, text in enumerate(texts)}
    listed, told = (
        np.array([*(number[text] for text in column.categories), 0])[column.codes]
        for column in (of_list, source)
    )
    codes: Array = np.where(listed[lead] > 0, listed[lead], told)
    kind = pd.CategoricalDtype(pd.Index(texts, dtype="str"))
    made: pd.Categorical = pd.Categorical.from_codes(codes, dtype=kind)
    return made


def _before(touches: pd.DataFrame) -> dict[str, Array]:
    """For each touch what came before it for the same lead."""
    order = stable_order(touches["lead"].to_numpy())  # of each lead in the order of time
    lead = touches["lead"].to_numpy()[order]
    new = np.diff(lead, prepend=-1) != 0
    start = np.maximum.accumulate(np.where(new, np.arange(len(lead)), 0))

    def placed(values: Array) -> Array:
        at_touches = np.empty_like(values)
        at_touches[order] = values
        return at_touches

    found: dict[str, Array] = {}
    for name, values in {
        **{name: touches[name].to_numpy() for name in ("calls", "connects", "meetings")},
        "documents": _sent(touches),
    }.items():
        total = np.cumsum(values[order]) - values[order]
        found[name] = placed(total - total[start])
    previous = np.maximum(np.arange(len(lead)) - 1, 0)
    day = touches["day"].to_numpy().astype("datetime64[s]")[order]
    found["last_day"] = placed(np.where(new, np.datetime64("NaT", "s"), day[previous]))
    outcome = touches["outcome"].cat.codes.to_numpy()[order]
    found["last_outcome"] = placed(np.where(new, 0, outcome[previous] + 1))
    return found


def _met_on(touches: pd.DataFrame, call: Array) -> Array:
    """Whether a call is the last of its lead on a day on which a meeting stands without a call."""
    apart = (touches["meetings"].to_numpy() > 0) & ~call
    met = np.zeros(len(touches), dtype=bool)
    if not apart.any():
        return met
    keys = touches["lead"].to_numpy().astype(np.int64) * 200_000 + touches["day"].to_numpy().astype(
        "datetime64[D]"
    ).astype(np.int64)
    called = np.flatnonzero(call & pd.Series(keys).isin(keys[apart]).to_numpy())
    _, last = np.unique(keys[called][::-1], return_index=True)
    met[called[::-1][last]] = True
    return met
