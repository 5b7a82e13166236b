"""Where the win rate of a month's opportunities ends, and what was said of it 30, 60 and 90 days later.

    python -m tests.benchmarks.cohorts crm_sales_opportunities.xlsx

For each month of opportunities, company-wide and by manager: the period rate (wins dated in the month over
opportunities dated in it), what Cohorts says when the month has been over for 30, 60 and 90 days, knowing
only what was known then, and the final rate. Months count as final when the data reach `ENDED` days beyond.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from sheetkpi.model.calendar import month_bounds, shift_month
from sheetkpi.model.cohorts import cohorts
from sheetkpi.model.maturity import NOT_WON, LateStages
from sheetkpi.model.views import ALL
from tests.realdata import rows

AGES = (30, 60, 90)
ENDED = 90


def deals_of(pipeline: pd.DataFrame) -> pd.DataFrame:
    """The CRM export's deals, with the manager of each, as `Activity.deals` has them, managers as teams."""
    known = pipeline[pipeline["engage_date"].notna()]
    opened, closed = (pd.to_datetime(known[column]) for column in ("engage_date", "close_date"))
    won = known["deal_stage"] == "Won"
    return pd.DataFrame(
        {
            "opened": opened.astype("datetime64[s]"),
            "rep": known["sales_agent"],
            "team": known["manager"],
            "lead_source": "",
            "days": (closed - opened).dt.days.where(won, NOT_WON).astype("int64"),
            "deals": 1,
        }
    )


def compared(deals: pd.DataFrame, last: date) -> pd.DataFrame:
    """Month, team, age, period, projected, low, high, final: a row for each month and age that has all."""
    opened = deals["opened"].dt.date
    closed = deals["opened"] + pd.to_timedelta(deals["days"], unit="D")
    won = deals["days"] >= 0
    teams = [ALL, *sorted(deals["team"].unique())]
    found = []
    month = shift_month(opened.min(), 0)
    while (last - month_bounds(month)[1]).days >= ENDED:
        first, end = month_bounds(month)
        for age in AGES:
            known = LateStages(pd.DataFrame(), deals, end + timedelta(age))
            said = cohorts(known, [month], teams)
            for row in said[said["win_rate.end"].notna()].to_dict("records"):
                own = (deals["team"] == row["team"]) | (row["team"] == ALL)
                born = own & (opened >= first) & (opened <= end)
                within = own & won & (closed.dt.date >= first) & (closed.dt.date <= end)
                found.append(
                    {
                        "month": month,
                        "team": row["team"],
                        "age": age,
                        "period": within.sum() / born.sum(),
                        "projected": row["win_rate.end"],
                        "low": row["win_rate.end_low"],
                        "high": row["win_rate.end_high"],
                        "final": won[born].mean(),
                    }
                )
        month = shift_month(month, 1)
    return pd.DataFrame(found)


def missed(table: pd.DataFrame) -> pd.DataFrame:
    """By age: how far both were from the final rate in the mean, and how often this was in the range."""
    off = table.assign(
        period=(table["period"] - table["final"]).abs(),
        projected=(table["projected"] - table["final"]).abs(),
        inside=(table["low"] <= table["final"]) & (table["final"] <= table["high"]),
    )
    shown = off.groupby("age")[["period", "projected", "inside"]].mean()
    return shown.assign(months=off.groupby("age").size())


def main(export: Path) -> None:
    """Print the months of the whole company, and what both missed by, company-wide and by manager."""
    pipeline, managers = rows(export, "sales_pipeline"), rows(export, "sales_teams")
    deals = deals_of(pipeline.merge(managers, on="sales_agent", how="left"))
    table = compared(deals, date(2017, 12, 31))
    whole = table[table["team"] == ALL]
    print(whole.drop(columns="team").round(3).to_string(index=False))
    print("\nwhole company", missed(whole).round(3).to_string(), sep="\n")
    print("\nby manager", missed(table[table["team"] != ALL]).round(3).to_string(), sep="\n")
    rng = np.random.default_rng(1)
    print("\nsimulated", round(coverage(rng), 3))


def coverage(rng: np.random.Generator) -> float:
    """How many of simulated young months end in their range: 45 days to a win, rate .25, thirteen months."""
    inside = []
    for _ in range(40):
        number = 1200
        day = rng.integers(0, 390, number)
        lag = np.rint(rng.gamma(2.0, 22.5, number)).astype(int)
        days = np.where(rng.random(number) < 0.25, lag, NOT_WON)
        opened = pd.Timestamp("2025-01-01") + pd.to_timedelta(day, unit="D")
        deals = pd.DataFrame(
            {
                "opened": opened.astype("datetime64[s]"),
                "rep": "a",
                "team": "T",
                "lead_source": "",
                "days": days,
                "deals": 1,
            }
        )
        last = date(2026, 1, 25)
        months = [date(2025, number, 1) for number in range(11, 13)]
        said = cohorts(LateStages(pd.DataFrame(), deals, last), months, [ALL]).set_index("month")
        ends = deals[deals["days"] >= 0].groupby(deals["opened"].dt.to_period("M")).size()
        for month, row in said.iterrows():
            end = ends.get(pd.Timestamp(str(month)).to_period("M"), 0)
            inside.append(row["wins.end_low"] <= end <= row["wins.end_high"])
    return float(np.mean(inside))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
