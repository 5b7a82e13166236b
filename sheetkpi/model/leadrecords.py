"""What raw activity tells of single leads, before anything is worked out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import pandas as pd

Outcome: TypeAlias = Literal[
    "meeting",
    "called_off",
    "documents",
    "again",
    "timing",
    "refused",
    "connected",
    "reception",
    "no_contact",
    "wrong",
    "barred",
    "won",
    "lost",
    "none",
]
"""How a touch ended: a meeting was set, or "called_off"; they want "documents", or to be called "again"; the
"timing" is too early; they "refused"; "reception" went no further than the reception; a "wrong" number, or
one of nobody any more; "barred": not to be called again; they bought ("won") or will not ("lost"); "none":
no call (a mail, a document)."""

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

MOST_TOUCHES = 1_000_000
"""Above so many touches there are no lead histories: one row of each would not fit beside the facts."""


@dataclass(frozen=True, eq=False)
class LeadRecords:
    """Leads and what was done about each, in the rows of raw activity that tell to whom it was.

    `leads` has one row per lead, numbered from 0: `company`, `contact`, `phone` and `site` (a web or mail
    address) as written first, `company_number` (equal for all leads of one company), `rep`, `team` and
    `lead_source` as the list says ("" unknown), `list` (the latest call list or list of leads it stands in,
    "" none), `arrived` (datetime64[s], NaT unknown), `barred` (a column says not to call), `state` ("", or
    why the list says that nobody calls it any more: "won", "met", "closed", "barred"), `next_date` (the
    list's own promise), `touched` (datetime64[s]: when somebody was last in touch, as the list says; NaT
    unknown), and `deal` ("", "open", "won", "lost": the last deal of its company).

    `touches` has a row for each record that names a lead, by day and time: `lead` (its number), `day`
    (datetime64[s]), `seconds` since midnight (-1 unknown), `rep`, `team`, `lead_source` (categories, ""
    unknown), `list` (category: the call list, else ""), `calls`, `connects`, `meetings`, `documents` (0 or
    more), `outcome` (category of `OUTCOMES`), `said` (the result as written), `next_date` (promised there).

    `attributes` has a row for each lead and a column for what else its list says, by header: categories of
    few values, or numbers.

    `nameless` counts the calls that do not tell to whom.
    """

    leads: pd.DataFrame
    touches: pd.DataFrame
    attributes: pd.DataFrame
    nameless: int = 0
