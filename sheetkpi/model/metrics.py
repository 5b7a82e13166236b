"""The KPIs: which there are, in which tier, and how each rate is made of counts.

The tree follows the field's three tiers (outcome, process, activity). Users add KPIs of their own as
rows of the `Metrics` table; `KpiTree.extended` joins them to the built-in ones, so that no other module
knows the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Tier = Literal["outcome", "process", "activity"]
Kind = Literal["count", "money", "rate"]


@dataclass(frozen=True)
class Kpi:
    """One KPI.

    `key` is the name in code and the column name in every frame; `label` is empty for built-in KPIs
    (the language module names them) and holds the user's own words otherwise. A rate is
    `numerator / denominator`, both keys of counts; counts and money have neither. `folded` KPIs are in
    every view but in columns folded away.
    """

    key: str
    tier: Tier
    kind: Kind
    numerator: str = ""
    denominator: str = ""
    label: str = ""
    folded: bool = False


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
    Kpi("held_rate", "process", "rate", "meetings_held", "meetings", folded=True),
    Kpi("accepted_rate", "process", "rate", "meetings_accepted", "meetings", folded=True),
)
"""Every built-in KPI, in the order in which views show them: by tier, the folded ones last."""


@dataclass(frozen=True)
class KpiTree:
    """The KPIs of one workbook: the built-in ones and the user's own, in the order of the views.

    >>> tree = KpiTree()
    >>> tree["connect_rate"].denominator
    'calls'
    >>> tree.counts[:3]
    ('meetings', 'opportunities', 'wins')
    """

    kpis: tuple[Kpi, ...] = BUILT_IN

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
        """This tree with the user's own KPIs after the built-in ones; a key that exists is replaced."""
        own = tuple(own)
        kept = tuple(kpi for kpi in self.kpis if kpi.key not in {kpi.key for kpi in own})
        return KpiTree(kept + own)
