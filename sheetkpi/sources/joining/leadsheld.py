"""How many leads call lists hold, and how many of them were called: by list, rep, team, lead source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sheetkpi.model.names import tidy

if TYPE_CHECKING:
    from sheetkpi.model.roster import Roster
    from sheetkpi.sources.records.records import LeadsHeld, Records, Rules
    from sheetkpi.sources.values.columns import Encoded

HELD_KEYS = ("list", "rep", "team", "lead_source")
"""What a row of `Activity.leads` tells apart."""


def leads_held(records: Sequence[Records], rules: Rules, roster: Roster) -> pd.DataFrame | None:
    """`Activity.leads` of the call lists among `records`, those of people whom the roster leaves out aside;
    None where there is no call list. People stand in the team they are in today."""
    found = [_of_list(part, part.held, rules, roster) for part in records if part.held is not None]
    if not found:
        return None
    whole = pd.concat(found, ignore_index=True)
    whole["leads_held"] = 1
    sums = whole.groupby(list(HELD_KEYS), observed=True, sort=False)[["leads_held", "leads_called"]].sum()
    return sums.reset_index()


def _of_list(part: Records, held: LeadsHeld, rules: Rules, roster: Roster) -> pd.DataFrame:
    today = pd.Series(np.full(len(held.called), np.datetime64(rules.today, "s")))
    rep, team, source = (_names(column) for column in (held.rep, held.team, held.lead_source))
    assigned = roster.assign(rep, team, today)
    sheet = part.recognised.sheet
    frame = pd.DataFrame(
        {
            "list": sheet.called,
            "rep": assigned.rep.astype("str"),
            "team": assigned.team.astype("str"),
            "lead_source": source,
            "leads_called": held.called.astype(np.int64),
        }
    )
    return frame[~assigned.excluded.to_numpy()]


def _names(column: Encoded) -> pd.Series:
    return pd.Series(column.spread([tidy(text) for text in column.texts], ""), dtype="str")
