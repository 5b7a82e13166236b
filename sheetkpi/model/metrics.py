"""The KPIs: which there are, in which tier, and how each rate is made of counts.

The tree follows the field's three tiers (outcome, process, activity). Users add KPIs of their own as
rows of the `Metrics` table; `KpiTree.extended` joins them to the built-in ones, so that no other module
knows the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from sheetkpi.language import key_of
from sheetkpi.model.names import join_key, tidy
from sheetkpi.model.people import Problem, problem_frame

Tier = Literal["outcome", "process", "activity"]
Kind = Literal["count", "money", "rate"]
Form = Literal["rate", "number", "money"]


@dataclass(frozen=True)
class Kpi:
    """One KPI.

    `key` is the name in code and the column name in every frame; `label` is empty for built-in KPIs
    (the language module names them) and holds the user's own words otherwise. A rate is
    `numerator / denominator`, both keys of counts; counts and money have neither. `folded` KPIs are in
    every view but in columns folded away. `shown_as` is how a rate is shown: as a percentage, a plain number
    (calls per meeting) or an amount (won amount per win).
    """

    key: str
    tier: Tier
    kind: Kind
    numerator: str = ""
    denominator: str = ""
    label: str = ""
    folded: bool = False
    shown_as: Form = "rate"

    @property
    def is_fraction(self) -> bool:
        """Whether the KPI is a part of something, 0 to 1."""
        return self.kind == "rate" and self.shown_as == "rate"


BUILT_IN: tuple[Kpi, ...] = (
    Kpi("meetings", "outcome", "count"),
    Kpi("opportunities", "outcome", "count"),
    Kpi("wins", "outcome", "count"),
    Kpi("won_amount", "outcome", "money"),
    Kpi("calls", "process", "count"),
    Kpi("connects", "process", "count"),
    Kpi("connect_rate", "process", "rate", "connects", "calls"),
    Kpi("meeting_rate", "process", "rate", "meetings", "connects"),
    Kpi("opportunity_rate", "process", "rate", "opportunities", "meetings"),
    Kpi("win_rate", "process", "rate", "wins", "opportunities"),
    Kpi("emails", "activity", "count"),
    Kpi("documents", "activity", "count"),
    Kpi("follow_ups", "activity", "count"),
    Kpi("inbound_calls", "activity", "count", folded=True),
    Kpi("meetings_held", "outcome", "count", folded=True),
    Kpi("meetings_accepted", "outcome", "count", folded=True),
    Kpi("meetings_known", "outcome", "count", folded=True),
    Kpi("meetings_unrecorded", "outcome", "count", folded=True),
    Kpi("meetings_judged", "outcome", "count", folded=True),
    Kpi("meetings_undecided", "outcome", "count", folded=True),
    Kpi("held_rate", "process", "rate", "meetings_held", "meetings_known", folded=True),
    Kpi("accepted_rate", "process", "rate", "meetings_accepted", "meetings_judged", folded=True),
)
"""Every built-in KPI, in the order in which views show them: by tier, the folded ones last."""


TARGET_MEETINGS: Mapping[str, str] = {
    "set": "meetings",
    "held": "meetings_held",
    "accepted": "meetings_accepted",
}
"""The count that a target of meetings means, by `Settings.target_meeting`."""


@dataclass(frozen=True)
class KpiTree:
    """The KPIs of one workbook: the built-in ones and the user's own, in the order of the views.

    `target_meeting` is the count that a target of meetings means (see `TARGET_MEETINGS`); `by_role` says
    whether reps of a role have bands of their own, `targets_by_role` whether they have targets of their own.

    >>> tree = KpiTree()
    >>> tree["connect_rate"].denominator
    'calls'
    >>> tree.counts[:3]
    ('meetings', 'opportunities', 'wins')
    """

    kpis: tuple[Kpi, ...] = BUILT_IN
    target_meeting: str = "meetings"
    by_role: bool = False
    targets_by_role: bool = False

    def __iter__(self) -> Iterator[Kpi]:
        return iter(self.kpis)

    def __contains__(self, key: object) -> bool:
        return any(kpi.key == key for kpi in self.kpis)

    def __getitem__(self, key: str) -> Kpi:
        for kpi in self.kpis:
            if kpi.key == key:
                return kpi
        raise KeyError(key)

    @property
    def counts(self) -> tuple[str, ...]:
        """Keys of everything that is counted or summed (money too): the value columns of facts."""
        return tuple(kpi.key for kpi in self.kpis if kpi.kind != "rate")

    @property
    def rates(self) -> tuple[Kpi, ...]:
        """The KPIs that are a count divided by a count."""
        return tuple(kpi for kpi in self.kpis if kpi.kind == "rate")

    def extended(self, own: Iterable[Kpi]) -> KpiTree:
        """This tree and the user's own KPIs after it; one with a key that exists takes its place."""
        by_key = {kpi.key: kpi for kpi in self.kpis} | {kpi.key: kpi for kpi in own}
        return replace(self, kpis=tuple(by_key.values()))

    def attained(self, count: str) -> str:
        """The count that is held against a target of `count`.

        >>> KpiTree(target_meeting="meetings_held").attained("meetings"), KpiTree().attained("calls")
        ('meetings_held', 'calls')
        """
        return self.target_meeting if count == "meetings" else count


def own_kpis(frame: pd.DataFrame) -> tuple[tuple[Kpi, ...], pd.DataFrame]:
    """The KPIs in a `Metrics` frame (name, numerator, denominator, tier, shown_as), and its problems.

    A row with numerator and denominator is a rate, a row with neither a count (raw data holds it under that
    name). Numerator and denominator are names of counts, built-in ones in either language, or the user's
    own; one that nobody knows becomes a count of its own. A row named like a built-in rate replaces its
    formula. How a ratio is shown follows from what it is made of unless `shown_as` says it: money per count
    is an amount, a count per count a percentage. Problems have the columns of `people.PROBLEM_COLUMNS`.

    >>> rows = pd.DataFrame({"name": ["返信率"], "numerator": ["返信数"], "denominator": ["メール送信数"]})
    >>> [(kpi.label, kpi.kind) for kpi in own_kpis(rows)[0]]
    [('返信数', 'count'), ('返信率', 'rate')]
    """
    rows = [_MetricsRow.read(number, cells) for number, cells in enumerate(frame.to_dict("records"))]
    built_in = {kpi.key: kpi for kpi in BUILT_IN}
    good, problems = _checked([row for row in rows if row.name], built_in)
    rates = {row.key for row in good if row.numerator} | {kpi.key for kpi in BUILT_IN if kpi.kind == "rate"}
    own: dict[str, Kpi] = {}
    for row in good:
        tier, label = row.tier or ("process" if row.numerator else "activity"), row.name
        if row.key in built_in:
            tier, label = row.tier or built_in[row.key].tier, ""
        if not row.numerator:
            own[row.key] = Kpi(row.key, tier, "count", label=label)
            continue
        parts = {"numerator": row.numerator, "denominator": row.denominator}
        if of_rates := [column for column, name in parts.items() if key_for(name) in rates]:
            problems += [row.problem(column, "reason.metric_of_rate", parts[column]) for column in of_rates]
            continue
        for name in parts.values():
            if key_for(name) not in built_in:
                own.setdefault(key_for(name), Kpi(key_for(name), "activity", "count", label=name))
        above, below = key_for(row.numerator), key_for(row.denominator)
        form = row.form or _form(*((own | built_in)[part].kind for part in (above, below)))
        own[row.key] = Kpi(row.key, tier, "rate", above, below, label, shown_as=form)
        if row.format and not row.form:
            problems.append(row.problem("shown_as", "reason.metric_format", row.format))
    return tuple(own.values()), problem_frame(problems)


def _form(numerator: Kind, denominator: Kind) -> Form:
    if numerator == denominator:
        return "rate"
    return "money" if numerator == "money" else "number"


def key_for(name: str) -> str:
    """The key of the KPI that people call `name`: a built-in one's, or one made from the name.

    >>> key_for("Connect Rate"), key_for("返信 数")
    ('connect_rate', 'own_返信数')
    """
    if built_in := key_of(tidy(name), tuple(kpi.key for kpi in BUILT_IN)):
        return built_in
    return "own_" + "".join(letter if letter.isalnum() else "_" for letter in join_key(name))


@dataclass(frozen=True)
class _MetricsRow:
    """One row of the `Metrics` table, as typed."""

    number: int
    name: str
    numerator: str
    denominator: str
    tier: Tier | None
    format: str

    @classmethod
    def read(cls, number: int, cells: dict[Any, Any]) -> _MetricsRow:
        def text(column: str) -> str:
            value = cells.get(column)
            return "" if value is None or pd.isna(value) else tidy(str(value))

        tiers: dict[str | None, Tier] = {f"tier.{tier}": tier for tier in ("outcome", "process", "activity")}
        tier = tiers.get(key_of(text("tier"), tuple(key for key in tiers if key)))
        return cls(number, text("name"), text("numerator"), text("denominator"), tier, text("shown_as"))

    @property
    def key(self) -> str:
        return key_for(self.name)

    @property
    def form(self) -> Form | None:
        """How the KPI is to be shown, None where nobody (understandably) said."""
        forms: dict[str | None, Form] = {f"format.{form}": form for form in ("rate", "number", "money")}
        return forms.get(key_of(self.format, tuple(key for key in forms if key)))

    def problem(self, column: str, reason: str, value: str = "") -> Problem:
        return Problem(
            "error", self.number, column, value or self.name, reason, {"name": self.name, "value": value}
        )


def _checked(rows: list[_MetricsRow], built_in: dict[str, Kpi]) -> tuple[list[_MetricsRow], list[Problem]]:
    """The rows that say something new and whole, and what is wrong with the others.

    A built-in KPI's row without a formula says nothing here: a band belongs in `Benchmarks`, and
    `benchmarks.Bands` lists one that stands in such a row.
    """
    good: dict[str, _MetricsRow] = {}
    problems = []
    for row in rows:
        of_count = row.key in built_in and built_in[row.key].kind != "rate"
        if row.key in good:
            problems.append(row.problem("name", "reason.metric_twice"))
        elif bool(row.numerator) != bool(row.denominator):
            column = "denominator" if row.numerator else "numerator"
            problems.append(row.problem(column, "reason.metric_half"))
        elif of_count and row.numerator:
            problems.append(row.problem("name", "reason.metric_count"))
        elif row.numerator or row.key not in built_in:
            good[row.key] = row
    return list(good.values()), problems
