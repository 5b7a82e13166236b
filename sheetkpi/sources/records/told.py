"""What the rows of one sheet tell of single meetings: which were set, and what became of them.

Only rows that say something of a meeting are looked at, and their companies read, when somebody asks: of a
million calls a few thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from sheetkpi.sources.records.cells import chosen
from sheetkpi.sources.records.leads import leads_of, whom
from sheetkpi.sources.values.columns import Encoded
from sheetkpi.sources.words.meetingwords import (
    fate_of,
    is_dealt_with,
    is_refused,
    judgement_of,
    reason_within,
)
from sheetkpi.sources.words.results import meaning_of

if TYPE_CHECKING:
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.records.cells import Array, Cells, Flags, Ints
    from sheetkpi.sources.records.records import Rules

MeetingsTold: TypeAlias = "Callable[[], pd.DataFrame]"
"""Gives a frame with `TOLD` as columns, one row per row of the sheet that tells of a meeting."""

TOLD = (
    *("row", "record", "day", "seconds", "is_set", "listed", "fate", "judgement", "reason", "meeting_day"),
    *(
        "company",
        "contact",
        "phone",
        "site",
        "named",
        "contact_named",
        "rep",
        "team",
        "lead_source",
        "field_sales",
    ),
)
"""`row` counts from 0 below the headers, `record` numbers it within its `Records` (-1: left out), `listed`
says that it is a meeting in a list of meetings, `company`, `contact`, `phone` and `site` are keys, `named`
and `contact_named` what is written."""

_CALLED_OFF = ("no_show", "cancelled", "moved")


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of a sheet, from 0 below its headers: their numbers within `Records` (-1: left out), days, who.

    `is_set` flags those that say that a meeting was set, `of_meetings` those that are no calls but meetings
    themselves. `means` has what results mean: a few words joined by a space.
    """

    rows: Ints
    record: Ints
    days: Array
    seconds: Ints
    rep: Encoded
    is_set: Flags
    of_meetings: Flags
    means: Encoded
    listed: bool = False

    def only(self, kept: Flags) -> Rows:
        """Those of the rows that are `kept`."""
        if kept.all():
            return self
        parts = (self.rows, self.record, self.days, self.seconds)
        rows, record, days, seconds = (part[kept] for part in parts)
        rep = Encoded(self.rep.codes[kept], self.rep.texts)
        is_set, of_meetings = self.is_set[kept], self.of_meetings[kept]
        means = Encoded(self.means.codes[kept], self.means.texts)
        return Rows(rows, record, days, seconds, rep, is_set, of_meetings, means, self.listed)


_TELLING = frozenset(("not_meeting", "held", "accepted", "opportunity"))


def told_of(
    cells: Cells,
    columns: dict[str, Column],
    rows: Callable[[], Rows],
    rules: Rules,
    result: Column | None = None,
) -> MeetingsTold | None:
    """What `rows` tell of meetings, None where no company is told, nor people who can be reached. `result` is
    the column of results."""
    of_person = whom(cells.recognised, columns).keys()
    if not columns.keys() & {"company", "lead"} and not ("contact" in of_person and "phone" in of_person):
        return None

    def told() -> pd.DataFrame:
        return _told(cells, columns, rows(), rules, result)

    return told


def _told(
    cells: Cells, columns: dict[str, Column], everything: Rows, rules: Rules, result: Column | None
) -> pd.DataFrame:
    texts = cells.encoded(result)
    refused = np.array([is_refused(text) for text in texts.texts], dtype=bool)
    telling = _says(everything.means, _TELLING) | chosen(texts, everything.rows).spread(refused, False)
    one = everything.only(everything.is_set | everything.of_meetings | telling)
    fate, judgement, reason = _outcomes(cells, columns, one, rules, result)
    meeting_day = np.full(len(one.rows), np.datetime64("NaT", "D"))
    if "meeting_date" in columns:
        meeting_day = cells.dates(columns["meeting_date"], rules).days[one.rows].astype("datetime64[D]")
    itself = one.of_meetings & (not one.listed)
    meeting_day = np.where(itself & np.isnat(meeting_day), one.days.astype("datetime64[D]"), meeting_day)
    only_planned = itself & (one.record < 0) & (fate == "")
    fate = np.where(only_planned, "planned", fate)
    leads_at = leads_of(cells, columns, one.rows)
    assert leads_at is not None
    leads = leads_at(np.arange(len(one.rows), dtype=np.int32))
    return pd.DataFrame(
        {
            "row": one.rows,
            "record": one.record,
            "day": one.days.astype("datetime64[D]").astype("datetime64[s]"),
            "seconds": one.seconds,
            "is_set": one.is_set,
            "listed": one.listed,
            "fate": fate,
            "judgement": judgement,
            "reason": reason,
            "meeting_day": meeting_day.astype("datetime64[s]"),
            **leads.keys(),
            "named": leads.company.spread(leads.company.texts, ""),
            "contact_named": leads.contact.spread(leads.contact.texts, ""),
            "rep": one.rep.spread(one.rep.texts, ""),
            **{
                name: _texts(cells, columns.get(name), one.rows)
                for name in ("team", "lead_source", "field_sales")
            },
        },
        columns=list(TOLD),
    )


def _says(means: Encoded, any_of: Set[str]) -> Flags:
    """Where results mean any of these."""
    return means.spread(
        np.array([bool(set(said.split()) & any_of) for said in means.texts], dtype=bool), False
    )


def _texts(cells: Cells, column: Column | None, rows: Ints) -> Array:
    texts = chosen(cells.encoded(column), rows)
    return texts.spread([text.strip() for text in texts.texts], "")


def _outcomes(
    cells: Cells, columns: dict[str, Column], one: Rows, rules: Rules, result: Column | None
) -> tuple[Array, Array, Array]:
    """What became of each meeting, what field sales made of it, and why not.

    A column of its own goes before the result of the row. Of a call only what its result clearly says of a
    meeting counts: 完了 is said of calls too.
    """
    texts = chosen(cells.encoded(result), one.rows)
    mapped = [rules.results.of(text) or () for text in texts.texts]
    own = [
        "held" if "held" in named else fate_of(text) if not named or "not_meeting" in named else ""
        for text, named in zip(texts.texts, mapped, strict=True)
    ]
    fate = texts.spread(own, "")
    called_off = np.isin(fate.astype(str), _CALLED_OFF)
    clearly_held = _says(one.means, {"held"})
    clearly_not = called_off & _says(one.means, {"not_meeting"})
    if one.listed:  # of a list of meetings: a deal that is won, lost or on its way was met about
        met = [meaning_of(text) in ("won", "lost") or is_dealt_with(text) for text in texts.texts]
        met_about = texts.spread(np.array(met, dtype=bool), False)
        fate = np.where((fate == "") & met_about, "held", fate)
    fate = np.where(one.of_meetings, fate, np.where(clearly_held, "held", np.where(clearly_not, fate, "")))
    said = texts.spread([judgement_of(text) for text in texts.texts], "")
    accepted = _says(one.means, {"accepted", "opportunity"})
    refusals = [
        is_refused(text) and (not named or "not_meeting" in named)
        for text, named in zip(texts.texts, mapped, strict=True)
    ]
    refused = texts.spread(np.array(refusals, dtype=bool), False)
    refused |= one.of_meetings & (said == "not_accepted")
    judged = np.where(accepted, "accepted", np.where(refused, "not_accepted", ""))
    reason = _texts(cells, columns.get("rejection"), one.rows)
    within_result = zip(texts.texts, refusals, strict=True)
    behind = texts.spread([reason_within(text) if no else "" for text, no in within_result], "")
    reason = np.where(reason != "", reason, behind)
    if "meeting_result" in columns and columns["meeting_result"] is not result:
        apart = chosen(cells.encoded(columns["meeting_result"]), one.rows)
        found = apart.spread([fate_of(text) for text in apart.texts], "")
        fate = np.where(found != "", found, fate)
    if "accepted" in columns:
        apart = chosen(cells.encoded(columns["accepted"]), one.rows)
        found = apart.spread([judgement_of(text) for text in apart.texts], "")
        judged = np.where(found != "", found, judged)
        within = apart.spread([reason_within(text) for text in apart.texts], "")
        reason = np.where(reason != "", reason, within)
    return fate, judged, np.where(judged == "not_accepted", reason, "")
