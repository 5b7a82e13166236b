"""What each list or campaign brings: leads, how far it is worked, reached, meetings, and how much is left.

Calls flatter a list that has few companies: the same ones are called again. So companies stand beside calls,
each counted once however it is spelled (`names.join_key`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sheetkpi.model.names import join_key, tidy

NO_LIST = ""
"""Leads of no list: they have no row."""

_COUNTS = ("calls", "connects", "meetings")


def list_yield(leads: pd.DataFrame) -> pd.DataFrame:
    """A row for each list, most leads first, from a row for each lead: columns `list`, and where they are
    known `company` (a name, or a number for each), `calls`, `connects`, `meetings` (counts of the lead; NaN:
    not measured) and `closed` (whether there is nothing more to do: meeting set, lost, do not call).

    Columns: list, leads, companies, called (leads with a call), calls, reached and meetings (leads with a
    connect, with a meeting), companies_reached, connects_per_call, meetings_per_lead (of the leads called),
    meetings_per_call, untouched (leads never called and not closed), left (leads not closed), left.share.
    What no lead of a list has measured is NaN.

    >>> rows = pd.DataFrame({"list": ["展示会"] * 3, "company": ["A社", "Ａ社", "B社"], "calls": [2, 1, 0]})
    >>> list_yield(rows)[["leads", "companies", "called", "untouched"]].to_numpy(int).tolist()
    [[3, 2, 2, 1]]
    """
    names = (
        leads["list"].astype("object").where(leads["list"].notna(), NO_LIST).map(lambda name: tidy(str(name)))
    )
    frame = pd.DataFrame({"list": names}).assign(
        **{
            key: pd.to_numeric(leads[key], errors="coerce").astype("float64") if key in leads else np.nan
            for key in _COUNTS
        }
    )
    has_end = "closed" in leads
    closed = leads["closed"].isin([True, 1]) if has_end else pd.Series(False, index=leads.index)
    frame["left"] = (~closed).astype("float64") if has_end else np.nan
    frame["untouched"] = ((frame["calls"] == 0) & ~closed).astype("float64").where(frame["calls"].notna())
    for key, count in (("called", "calls"), ("reached", "connects"), ("won", "meetings")):
        frame[key] = (frame[count] > 0).astype("float64").where(frame[count].notna())
    frame["company"] = _companies(leads)
    frame = frame[frame["list"] != NO_LIST]
    grouped = frame.groupby("list", sort=True)
    sums = grouped[["calls", "connects", "meetings", "called", "reached", "won", "untouched", "left"]].sum(
        min_count=1
    )
    of_reached = frame[frame["reached"] > 0].groupby("list")["company"].nunique()
    known = grouped["company"].count() > 0
    companies = grouped["company"].nunique().astype("float64").where(known)
    reached = (
        of_reached.reindex(sums.index).fillna(0).astype("float64").where(known & sums["reached"].notna())
    )
    number = grouped.size().astype("float64")
    called = sums["called"].where(sums["called"] > 0)
    calls = sums["calls"].where(sums["calls"] > 0)
    found = pd.DataFrame(
        {
            **{"leads": number, "companies": companies, "called": sums["called"], "calls": sums["calls"]},
            **{"reached": sums["reached"], "meetings": sums["won"], "companies_reached": reached},
            **{"connects_per_call": sums["connects"] / calls, "meetings_per_lead": sums["won"] / called},
            **{"meetings_per_call": sums["meetings"] / calls, "untouched": sums["untouched"]},
            **{"left": sums["left"], "left.share": sums["left"] / number},
        }
    )
    order = found.reset_index().sort_values(["leads", "list"], ascending=[False, True], kind="stable")
    return order.reset_index(drop=True)


def _companies(leads: pd.DataFrame) -> pd.Series:
    if "company" not in leads:
        return pd.Series(None, index=leads.index, dtype="object")
    if pd.api.types.is_integer_dtype(leads["company"].dtype):
        return leads["company"]  # told apart already
    texts = leads["company"].astype("object")
    keys = texts.map(lambda text: join_key(str(text)) or None, na_action="ignore")
    return keys.where(texts.notna(), None)
