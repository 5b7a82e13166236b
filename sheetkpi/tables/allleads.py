"""AllLeads: every lead, also those behind the page of each rep and those that are left out, and why.

A table of many thousand rows, so that it is made only while its sheet is in sight. In no handed-out workbook.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sheetkpi.language import say
from sheetkpi.model.followuplist import LEFT_OUT
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.tables.columns import Column
from sheetkpi.tables.followups import in_order_of_reps, owners
from sheetkpi.tables.leadreasons import TELLING, why_call
from sheetkpi.tables.spec import NOBODY, Table

MOST = 100_000
"""Leads that stand in the table: beyond them a workbook takes minutes to open, and nobody reads on. The first
to be called of all reps are among them."""

COLUMNS = (
    Column("rep"),
    Column("call_rank", "count"),
    Column("company", may_name=True),
    Column("contact", may_name=True),
    Column("phone", may_name=True),
    Column("not_called"),
    Column("why_call", may_name=True),
    Column("tries", "count"),
    Column("last_said", may_name=True),
    Column("last_touch", "date"),
    Column("expected_meetings", "rate"),
    Column("promised_on", "date"),
    Column("team"),
    Column("lead_source"),
    Column("list", may_name=True),
)


def _frame(month: KpiMonth) -> pd.DataFrame | None:
    if "AllLeads" not in month.wanted or month.lead_work is None:
        return pd.DataFrame(columns=[column.key for column in COLUMNS])
    return all_leads(month)


def all_leads(month: KpiMonth, most: int = MOST) -> pd.DataFrame:
    """The first `most` leads of `month`: of each rep, in the order of the roster, the open ones in the order
    to call, with their rank, and then those left out, with the reason."""
    work = month.lead_work
    assert work is not None
    language = month.settings.language
    opened = work.open.sort_values("rank", kind="stable").head(most)
    aside = work.left_out.head(most - len(opened))
    aside = aside.iloc[np.argsort([LEFT_OUT.index(why) for why in aside["why"]], kind="stable")]
    reasons = [why_call(line, language) for line in opened[list(TELLING)].to_dict("records")]
    rows = pd.concat(
        [
            opened.assign(why_call=reasons, not_called=""),
            aside.assign(
                rank=np.nan,
                expected=np.nan,
                why_call="",
                not_called=[say(f"not_called.{why}", language) for why in aside["why"]],
            ),
        ],
        ignore_index=True,
    )
    rows = in_order_of_reps(rows, month.roster.labels)
    return pd.DataFrame(
        {
            "rep": owners(rows["rep"]),
            "call_rank": rows["rank"],
            "company": rows["company"],
            "contact": rows["contact"],
            "phone": rows["phone"],
            "not_called": rows["not_called"],
            "why_call": rows["why_call"],
            "tries": rows["tries"].where(~rows["told"].astype(bool)),
            "last_said": rows["said"],
            "last_touch": rows["last"],
            "expected_meetings": rows["expected"],
            "promised_on": rows["promised"],
            "team": rows["team"],
            "lead_source": rows["lead_source"],
            "list": rows["list"],
        }
    ).reset_index(drop=True)


TABLE = Table(
    "AllLeads",
    ("rep", "company", "contact"),
    "all_leads",
    "look",
    COLUMNS,
    frame=_frame,
    audience=NOBODY,
    ordered=True,
    also_key=("phone",),
    when_seen=True,
)
