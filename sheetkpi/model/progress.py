"""Progress: how far everybody, each team and each rep has come in the month shown, and where it will end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

import pandas as pd

from sheetkpi.model.attainment import everybodys_targets
from sheetkpi.model.calendar import month_bounds
from sheetkpi.model.chain import TARGETED, number
from sheetkpi.model.daytargets import OwnDays, owing, own_days
from sheetkpi.model.forecast import chance
from sheetkpi.model.landing import Key, landings
from sheetkpi.model.partialtargets import whole_targets
from sheetkpi.model.presence import fte_days
from sheetkpi.model.samedays import before
from sheetkpi.model.targets import Department
from sheetkpi.model.views import ALL, ordered

PROGRESS_COLUMNS = (
    *("kpi", "team", "rep", "actual", "target", "attainment", "due", "ahead"),
    *("forecast", "forecast_low", "forecast_high", "forecast_attainment"),
    *("due_share", "due_offset", "due_part"),
    *("left", "left_days", "left_per_day", "chance", "before", "landing_rest", "landing_shape"),
)

RARE = 5.0
"""Wins expected below which neither a rep's wins nor the amount can be forecast."""


def progress(
    department: Department,
    month: date,
    last_data: date | None,
    team_targets: pd.DataFrame,
    rep_targets: pd.DataFrame,
    teams: Collection[str],
    apart: Literal["", "rep", "team"] = "",
) -> pd.DataFrame:
    """Progress (`PROGRESS_COLUMNS`) of the KPI month named by `month` up to `last_data`.

    For each count that has data or a target: everybody (team `ALL`), then each team followed by its reps, as
    in the roster; `rep` is "" in rows of teams. `due` is what is to be done by now: of a rep the part of the
    target by the rep's own days (`due_share` of them are gone; see `daytargets.OwnDays`), of teams and
    everybody the sum of these parts (`due_part`); `ahead` is what is done beyond it (negative: behind); the
    landing and its range are whole too. None where there is no target, nothing is measured or nothing can be
    said: a rep's wins and won amount have no landing where fewer than `RARE` wins are expected. `left` is
    what is still missing, `left_days` the own business days to do it in (rep days of teams), `chance` how
    likely the target is reached, `before` what the month before had come to on the same business day (see
    `samedays`). `teams` are those that must all have a target before everybody has one (see
    `attainment.everybodys_targets`). `apart` reps or teams land by their own
    days alone (see `landings`).
    """
    until = last_data or date.min
    found = landings(department, month, until, apart=apart)
    goals = _targets(month, team_targets, rep_targets, teams)
    shown = _shown(department, month, {(team, rep) for _, team, rep in goals})
    landing = {(row["kpi"], row["team"], row["rep"]): row for row in found.to_dict("records")}
    counted = department.facts[list(TARGETED)].fillna(0).any()
    used = {str(kpi) for kpi, any_ in counted.items() if any_}
    used |= {kpi for kpi, _, _ in goals}
    known = department.measured_in(month, shown, TARGETED)
    over = until >= month_bounds(month, department.settings.closing_day)[1]
    left_days = _left_days(department, month, until)
    for (kpi, team, rep), landed in landing.items():
        wins = landing.get(("wins", team, rep), {}).get("forecast", 0.0)
        if kpi in _OF_WINS and rep and not over and not wins >= RARE:
            landed |= dict.fromkeys(("forecast", "forecast_low", "forecast_high", "rest", "shape"))
    dues = _Dues.of(department, month, until, team_targets, rep_targets)
    earlier = before(department, month, until, shown, TARGETED)
    rows = [
        _row(kpi, key, landing.get((kpi, *key), {}), goals.get((kpi, *key)), dues, known[key][kpi])
        | _left(
            kpi, landing.get((kpi, *key), {}), goals.get((kpi, *key)), left_days.get(key), known[key][kpi]
        )
        | {"before": earlier[kpi, *key]}
        for kpi in TARGETED
        if kpi in used
        for key in shown
    ]
    return pd.DataFrame(rows, columns=list(PROGRESS_COLUMNS), dtype=object)


def elapsed_share(department: Department, month: date, last_data: date | None) -> float | None:
    """The share of the month's business days up to `last_data`; None where it has none.

    >>> from sheetkpi.model.calendar import Calendar
    >>> from sheetkpi.model.roster import Roster
    >>> from sheetkpi.model.settings import Settings
    >>> department = Department(pd.DataFrame(), Roster(), Calendar(), Settings())
    >>> elapsed_share(department, date(2026, 6, 1), date(2026, 6, 14))  # 10 of 22
    0.45454545454545453
    """
    days = department.days(month)
    return sum(day <= (last_data or date.min) for day in days) / len(days) if days else None


def rounded(value: float) -> int:
    """The nearest whole number, halves away from 0, noise aside: `ROUND(ROUND(value,6),0)`.

    >>> rounded(45 * 0.7), rounded(2.5), rounded(2.4999)
    (32, 3, 2)
    """
    exact = Decimal(repr(round(value, 6)))
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def _row(
    kpi: str,
    key: Key,
    landing: Mapping[Any, Any],
    target: float | None,
    dues: _Dues,
    is_measured: bool,
) -> dict[str, Any]:
    actual = landing.get("actual", 0.0) if is_measured else None
    due = None if target is None else dues.of_member(kpi, key)
    days = dues.days.get(key)
    ends = {
        name: landing.get(name) if is_measured else None
        for name in ("forecast", "forecast_low", "forecast_high")
    }
    known = {name: None if end is None or pd.isna(end) else rounded(end) for name, end in ends.items()}
    forecast = known["forecast"]
    return {
        **{"kpi": kpi, "team": key[0], "rep": key[1]},
        "actual": actual,
        "target": target,
        "attainment": None if target is None or actual is None else actual / target,
        "due": due,
        "ahead": None if due is None or actual is None else actual - due,
        **known,
        "forecast_attainment": None if target is None or forecast is None else forecast / target,
        "due_share": None if days is None else days.share(dues.until),
        "due_offset": None if days is None else days.offset,
        "due_part": dues.parts.get((kpi, *key)),
    }


_OF_WINS = ("wins", "won_amount")


def _left(
    kpi: str, landing: Mapping[Any, Any], target: float | None, days: float | None, is_measured: bool
) -> dict[str, Any]:
    """What is left to do, and how likely that is."""
    actual = landing.get("actual", 0.0) if is_measured else None
    left = None if target is None or actual is None else max(target - actual, 0)
    rest, shape = (landing.get(name) if is_measured else None for name in ("rest", "shape"))
    rest = None if rest is None or pd.isna(rest) else float(rest)
    shape = None if shape is None or pd.isna(shape) else float(shape)
    likely = None
    if left is not None:
        likely = 1.0 if left == 0 else None if rest is None else 0.0
        if left > 0 and rest is not None and shape is not None:
            likely = chance(left - (0 if kpi == "won_amount" else 0.5), rest, shape)
    return {
        "left": left,
        "left_days": days,
        "left_per_day": left / days if left is not None and days else None,
        **{"chance": likely, "landing_rest": rest, "landing_shape": shape},
    }


def _left_days(department: Department, month: date, until: date) -> dict[Key, float]:
    """The days still to come that everybody, each team and each rep is there, full-time ones."""
    days = [day for day in department.days(month) if day > until]
    present = fte_days(department.roster, days, department.absent, calendar=department.calendar)
    found: dict[Key, float] = {(ALL, ""): 0.0}
    for team, rep, part in present[["team", "rep", "fte"]].itertuples(index=False):
        for key in ((ALL, ""), (str(team), ""), (str(team), str(rep))):
            found[key] = found.get(key, 0.0) + part
    return {key: round(there, 6) for key, there in found.items()}


@dataclass(frozen=True)
class _Dues:
    """What is due by `until`: the part of each target that is no sum of others (see `daytargets.owing`)."""

    until: date
    days: Mapping[Key, OwnDays]
    parts: Mapping[tuple[str, str, str], int]
    sums: Mapping[tuple[str, str], int]

    @classmethod
    def of(
        cls,
        department: Department,
        month: date,
        until: date,
        team_targets: pd.DataFrame,
        rep_targets: pd.DataFrame,
    ) -> _Dues:
        days = own_days(department, month, team_targets, rep_targets)
        parts = {
            (count, team, rep): days[team, rep].due(wanted, until)
            for (count, team, rep), wanted in owing(month, team_targets, rep_targets).items()
            if wanted and (team, rep) in days
        }
        sums: dict[tuple[str, str], int] = {}
        for (count, team, _), part in parts.items():
            for name in (team, ALL):
                sums[count, name] = sums.get((count, name), 0) + part
        return cls(until, days, parts, sums)

    def of_member(self, kpi: str, key: Key) -> int | None:
        return self.parts.get((kpi, *key)) if key[1] else self.sums.get((kpi, key[0]))


def _targets(
    month: date, team_targets: pd.DataFrame, rep_targets: pd.DataFrame, teams: Collection[str]
) -> dict[tuple[str, str, str], float]:
    """The targets of the month by KPI, team and rep, 0 aside: as the table's formulas add them up."""
    sums: dict[tuple[str, str, str], float] = {}
    of_month, of_reps = (
        frame[frame["month"] == pd.Timestamp(month)] for frame in (team_targets, rep_targets)
    )
    for (_, team), targets in whole_targets(of_month).items():
        for column, target in targets.items():
            sums[column.removesuffix(".target"), str(team), ""] = target
    for row in of_reps.to_dict("records"):
        key = str(row["team"]), str(row["rep"])
        for kpi in TARGETED:
            sums[kpi, *key] = sums.get((kpi, *key), 0.0) + (number(row[f"{kpi}.target"]) or 0.0)
    for column, target in everybodys_targets(team_targets, month, teams).items():
        sums[column.removesuffix(".target"), ALL, ""] = target
    return {key: target for key, target in sums.items() if target}


def _shown(department: Department, month: date, targeted: set[Key]) -> list[Key]:
    """Everybody, and each team followed by its reps: who is there in the month, did something or has a
    target."""
    of_month = department.facts.loc[department.facts["month"] == pd.Timestamp(month), ["team", "rep"]]
    pairs = department.pairs(month, of_month) | {pair for pair in targeted if pair[1]}
    teams = {team for team, _ in pairs} | {team for team, _ in targeted if team != ALL}
    keys: list[Key] = [(ALL, "")]
    for team in ordered(teams, department.roster.teams):
        reps = ordered((rep for of_team, rep in pairs if of_team == team), department.roster.labels)
        keys += [(team, ""), *((team, rep) for rep in reps)]
    return keys
