"""How far landing forecasts miss, side by side with the naive pro-rata line, in months whose end is known.

Every month is forecast again after a quarter, half and three quarters of its business days, knowing only what
was counted until then, for everybody, each team and each rep. The error is the sum of what the forecasts
missed as a share of what was done (WAPE); `within` is the share of landings inside the range that is given
for four of five.

How the past is blended in has settings. To see that they are not made for the months they are judged by,
they are chosen again on some months, and held against the pro-rata line on others: on departments of other
seeds, and on the later half of each file's months.

    python tests/benchmarks/forecast.py                                # the demo, with other seeds too
    python tests/benchmarks/forecast.py crm_sales_opportunities.xlsx   # and a workbook of your own
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import pandas as pd

from sheetkpi.model.backtest import METHODS, backtest, errors
from sheetkpi.model.calendar import Calendar
from sheetkpi.model.facts import facts, with_months
from sheetkpi.model.forecast import Blending
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.model.targets import Department
from sheetkpi.sample import write_sample
from sheetkpi.sources.files.places import read_file
from sheetkpi.sources.reading import read_activity

TODAY = date(2026, 11, 20)
SEEDS = (7, 1, 2, 3, 4, 5)
"""The demo's own seed and some others, so that one lucky department does not decide."""

FRESH_SEEDS = (11, 12, 13, 14, 15, 16)
"""Departments that nothing was chosen on."""

CANDIDATES = {
    f"{trailing} months, newcomer {newcomer}, least {least}": Blending(trailing, newcomer, least)
    for trailing in (2, 3, 6)
    for newcomer in (0.1, 0.25, 0.5)
    for least in (0.05, 0.15)
}

LEAST_PAST = 2
"""Whole months that data must have before a month that is forecast."""


def demo(seed: int) -> Department:
    """The invented department of the demo."""
    with tempfile.TemporaryDirectory() as folder:
        sample = write_sample(Path(folder), TODAY, "ja", seed)
    calendar, _ = Calendar.from_frame(sample.holidays)
    counted = with_months(facts(sample.events, KpiTree()))
    return Department(counted, Roster.from_frame(sample.roster), calendar, Settings())


def counted(path: Path, country: str) -> Department:
    """What a workbook or CSV file holds, counted without any maps."""
    settings = Settings(country=country)
    read = read_activity(
        read_file(path, path.name),
        tree=KpiTree(),
        settings=settings,
        roster=Roster(),
        column_map=pd.DataFrame(columns=["sheet", "header", "field"]),
        result_map=pd.DataFrame(columns=["text", "meaning"]),
        today=TODAY,
    )
    roster = Roster() if read.roster is None else Roster.from_frame(read.roster)
    return Department(with_months(facts(read.events, KpiTree())), roster, Calendar(country), settings)


def tested(department: Department) -> pd.DataFrame:
    """The back-test of every count, by all `CANDIDATES` too, over all months that are whole and have
    `LEAST_PAST` whole ones before."""
    months = [stamp.date() for stamp in sorted(department.facts["month"].unique())]
    found = []
    for count in ("calls", "connects", "meetings", "opportunities", "wins", "won_amount"):
        begun = department.facts.loc[department.facts[count] > 0, "month"].min()
        if pd.isna(begun):
            continue
        whole = [month for month in months[:-1] if month >= begun.date()][1 + LEAST_PAST :]
        if months[-1] < TODAY.replace(day=1):  # the last month of old data is over too
            whole.append(months[-1])
        if whole:
            found.append(backtest(department, whole, counts=(count,), others=CANDIDATES))
    return pd.concat(found, ignore_index=True)


def show(title: str, found: pd.DataFrame) -> None:
    """Print the errors per count, and per share of the month gone."""
    for by in ("kpi", "level", "point"):
        table = errors(found, (by,))
        columns = [*(f"wape_{method}" for method in METHODS), "within"]
        shown = (table[columns] * 100).round(1).assign(cases=table["cases"])
        print(f"\n{title}, by {by} (%)")
        print(shown.rename(columns={"wape_forecast": "wape_blend"}).to_string())


def best(found: pd.DataFrame) -> str:
    """The one of `CANDIDATES` that misses least, each count and level of equal weight."""
    table = errors(found, ("kpi", "level"), [*METHODS, *CANDIDATES])
    against = {name: (table[f"wape_{name}"] / table["wape_naive"]).mean() for name in CANDIDATES}
    return min(against, key=lambda name: against[name])


def show_elsewhere(title: str, chosen_on: pd.DataFrame, tested_on: pd.DataFrame) -> None:
    """Print the errors on months that had no say in the settings, per count and level."""
    name = best(chosen_on)
    table = errors(tested_on, ("kpi", "level"), [*METHODS, name])
    shown = (table[["wape_naive", "wape_curve", f"wape_{name}", "wape_forecast"]] * 100).round(1)
    shown.columns = ["pro-rata", "curve", "chosen elsewhere", "as shipped"]
    print(f"\n{title}, settings chosen elsewhere: {name} (%)")
    print(shown.assign(cases=table["cases"]).to_string())


def main() -> None:
    """Back-test the demo and the files named, and print the errors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--country", default="US", help="whose holidays the files keep (default: US)")
    options = parser.parse_args()
    demos = pd.concat([tested(demo(seed)) for seed in SEEDS])
    show("demo", demos)
    show_elsewhere("demo, other seeds", demos, pd.concat([tested(demo(seed)) for seed in FRESH_SEEDS]))
    for path in options.files:
        found = tested(counted(path, options.country))
        show(path.name, found)
        months = sorted(found["month"].unique())
        later = found["month"] >= months[len(months) // 2]
        show_elsewhere(f"{path.name}, later half", found[~later], found[later])


if __name__ == "__main__":
    main()
