"""Columns that hold a rate against its band: low, high, gap and verdict as live formulas.

The formulas look the band up in the workbook's `Benchmarks` table, so that an edited band shows at once. A
criterion `"="` finds empty cells: the row of a KPI without a lead source is the overall band. Several rows
for one KPI are averaged; where there is none the columns stay empty. The rules are those of `domain.md`:
the gap is the signed distance to the nearest edge, 0 inside; a small denominator is not judged, nor is a
rate above 100 %.

The verdict stands first and open, beside it the rate judged where that is not the month's; what it rests on
is folded away behind it, so that it opens rate by rate. Workbooks of before keep the order of their columns.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Literal

from sheetkpi.model.measured import measured_parts
from sheetkpi.model.metrics import Kpi
from sheetkpi.tables.columns import Column, ColumnKind, exactly, share

WINDOWED = ("opportunity_rate", "win_rate")
"""Rates with denominators so small that they are judged over several months (`Benchmarks` says how many, and
may add others)."""


Roles = Literal["own", "others"] | None
"""Where `Benchmarks` has rows of roles: rows with a role take their `own` before the overall band, all others
leave them out. None where there are none, and formulas stay as simple as they were."""

_ROLE = "[@[{role}]]"

LOOKS = "IFERROR(kpi_z,1.96)"
"""The standard deviations that chance explains; in older workbooks those of a single look."""

_PER_REP = Kpi("meetings_per_rep", "outcome", "count")


def band_columns(
    kpi: Kpi,
    windowed: Collection[str] = WINDOWED,
    *,
    by_source: bool = False,
    mixed: bool = False,
    roles: Roles = None,
) -> tuple[Column, ...]:
    """The band columns of one rate.

    `by_source`: the band of the row's lead source where there is one; `mixed`: that of all its lead sources,
    which stands in columns of its own; `roles`: see `Roles`.

    The rates in `windowed` are judged over months that stand in columns of their own.
    """
    over_months = kpi.key in windowed
    judged = f"[@[{{{kpi.key}.judged}}]]" if over_months else f"[@[{{{kpi.key}}}]]"
    sample = f"[@[{{{kpi.key}.window_denominator}}]]" if over_months else f"[@[{{{kpi.denominator}}}]]"
    least = f"<IFERROR({_overall('min_sample', kpi, roles)},kpi_min_sample)"
    shifted = f"{judged}>1" if kpi.is_fraction else ""
    young = f'AND({judged}="",[@[{{{kpi.key}}}]]<>"")' if over_months else ""
    word = _column(kpi, "verdict", "text", _verdict(kpi, sample, least, shifted, young))
    if not over_months:
        own = f"[@[{{{measured_parts(kpi)[1]}}}]]"
        sample = f'IF({own}="",{sample},{own})'
        word = replace(word, measured=_verdict(kpi, sample, least, shifted))
    judged_column, *parts = _window(kpi) if over_months else (None,)
    return (
        *([judged_column] if judged_column else []),
        word,
        _column(kpi, "gap", "gap" if kpi.is_fraction else kpi.shown_as, _gap(kpi, judged)),
        *_edges(kpi, by_source, mixed=mixed, roles=roles),
        *parts,
    )


def per_rep_columns(roles: Roles = None) -> tuple[Column, ...]:
    """Meetings per rep and month, per FTE and pro-rated within a running month, against their band."""
    kpi = _PER_REP
    value = share("[@[{meetings}]]", "[@[{fte_months}]]")
    return (
        _column(kpi, "verdict", "text", _verdict(kpi)),
        Column("meetings_per_rep", "number", formula=value, folded=True, tier="band", needs="Benchmarks"),
        _column(kpi, "gap", "number", _gap(kpi, "[@[{meetings_per_rep}]]")),
        *per_rep_edges(roles),
        Column("fte_months", "number", folded=True, tier="band", needs="Benchmarks"),
    )


def per_rep_edges(roles: Roles = None) -> tuple[Column, ...]:
    """The band of meetings per rep and month: low and high."""
    return tuple(replace(edge, kind="number") for edge in _edges(_PER_REP, by_source=False, roles=roles))


def mix_columns() -> tuple[Column, ...]:
    """The band a team can expect from where its leads come from: its sources' bands, by their connects; empty
    where one of its sources has none."""
    columns = []
    for edge in ("low", "high"):
        part, whole = (f"TeamSources[{{TeamSources:{what}}}]" for what in (f"{edge}_part", "connects"))
        own = f"TeamSources[{{TeamSources:team}}],{exactly('[@[{team}]]')}"
        all_known = f'COUNTIFS({own})=COUNTIFS({own},{part},">=0")'
        formula = f'=IFERROR(IF({all_known},SUMIFS({part},{own})/SUMIFS({whole},{own}),""),"")'
        columns.append(Column(f"meeting_rate.mix_{edge}", "rate", formula=formula, folded=True, tier="band"))
    return tuple(columns)


def own_mix_columns() -> tuple[Column, ...]:
    """The same of a rep, or of a team in a month, as the refresh worked it out: empty where none of the lead
    sources has a band of its own."""
    return tuple(
        Column(f"meeting_rate.mix_{edge}", "rate", folded=True, tier="band", needs="Benchmarks")
        for edge in ("low", "high")
    )


def _window(kpi: Kpi) -> tuple[Column, ...]:
    above, below = f"{kpi.key}.window_numerator", f"{kpi.key}.window_denominator"
    ratio = f'=IFERROR([@[{{{above}}}]]/[@[{{{below}}}]],"")'
    parts: tuple[tuple[str, ColumnKind, str], ...] = (
        (f"{kpi.key}.judged", kpi.shown_as, ratio),
        (above, "count", ""),
        (below, "count", ""),
    )
    return tuple(
        Column(key, kind, formula, folded=not formula, label=kpi.label, tier="band", needs="Benchmarks")
        for key, kind, formula in parts
    )


def _edges(kpi: Kpi, by_source: bool, mixed: bool = False, roles: Roles = None) -> tuple[Column, Column]:
    low, high = (
        _column(
            kpi, edge, kpi.shown_as, _preferring_mix(kpi, edge, mixed, _edge(edge, kpi, by_source, roles))
        )
        for edge in ("low", "high")
    )
    return low, high


def _preferring_mix(kpi: Kpi, edge: str, mixed: bool, overall: str) -> str:
    mix = f"[@[{{{kpi.key}.mix_{edge}}}]]"
    return f'=IF(ISNUMBER({mix}),{mix},IFERROR({overall},""))' if mixed else f'=IFERROR({overall},"")'


def _edge(edge: str, kpi: Kpi, by_source: bool, roles: Roles = None) -> str:
    overall = _overall(edge, kpi, roles)
    if kpi.label:  # the user's own: the band may stand in their row of Metrics
        cells = f"Metrics[{{Metrics:{edge}}}]"
        own = f'AVERAGEIFS({cells},Metrics[{{Metrics:name}}],"="&{_name(kpi)},{_usable(cells, kpi)})'
        overall = f"IFERROR({overall},{own})"
    if not by_source:
        return overall
    return f"IFERROR({_band(edge, kpi, '[@[{lead_source}]]', roles=roles)},{overall})"


def _overall(column: str, kpi: Kpi, roles: Roles) -> str:
    """A column of `Benchmarks` for `kpi` whatever the lead source: of the row's role where that has one."""
    overall = _band(column, kpi, roles=roles)
    return f"IFERROR({_band(column, kpi, roles=roles, role=_ROLE)},{overall})" if roles == "own" else overall


def _band(column: str, kpi: Kpi, source: str = "", roles: Roles = None, role: str = "") -> str:
    """A column of `Benchmarks` for `kpi`, overall or for the lead source or the role that the formula
    `source` or `role` gives.

    What cannot be an edge of its band, a rate of 20 where 20 % was meant, counts as empty.
    """
    which = exactly(source) if source else '"="'
    cells = f"Benchmarks[{{Benchmarks:{column}}}]"
    usable = _usable(cells, kpi) if column != "min_sample" else f'{cells},">=0"'
    whose = f"Benchmarks[{{Benchmarks:role}}],{exactly(role) if role else chr(34) + '=' + chr(34)},"
    return (
        f'AVERAGEIFS({cells},Benchmarks[{{Benchmarks:kpi}}],"="&{_name(kpi)},'
        f"Benchmarks[{{Benchmarks:lead_source}}],{which},{whose if roles else ''}{usable})"
    )


def _usable(cells: str, kpi: Kpi) -> str:
    return f'{cells},">=0"' + (f',{cells},"<=1"' if kpi.is_fraction else "")


def _name(kpi: Kpi) -> str:
    """The KPI's name as text within a formula, as a criterion takes it (see `columns.exactly`)."""
    if kpi.label:
        return '"' + re.sub(r"([~*?])", r"~\1", kpi.label).replace('"', '""') + '"'
    return f"{{={kpi.key}}}"


def _gap(kpi: Kpi, judged: str) -> str:
    low, high = f"[@[{{{kpi.key}.low}}]]", f"[@[{{{kpi.key}.high}}]]"
    distance = f"IF({judged}<{low},{judged}-{low},IF({judged}>{high},{judged}-{high},0))"
    return f'=IF(OR({judged}="",{low}="",{high}=""),"",IF({low}>{high},"",{distance}))'


def _verdict(kpi: Kpi, sample: str = "", least: str = "", shifted: str = "", young: str = "") -> str:
    """The word for a gap.

    A rate below its band is left to chance where Wilson's interval reaches the band: in the equal form of the
    score test, at the `kpi_z` that the refresh found for all looks together.
    """
    gap, low = f"[@[{{{kpi.key}.gap}}]]", f"[@[{{{kpi.key}.low}}]]"
    below, few = "{=verdict.below}", sample + least
    if kpi.is_fraction and sample:
        reach = f"{LOOKS}*SQRT({low}*(1-{low})/{sample})"
        below = f"IF(-{gap}>{reach},{{=verdict.below}},{{=verdict.chance}})"
    words = f"IF({gap}<0,{below},IF({gap}>0,{{=verdict.above}},{{=verdict.within}}))"
    if shifted:
        words = f"IF({shifted},{{=verdict.shifted}},{words})"
    if few:
        words = f"IF({few},{{=verdict.few}},{words})"
    nothing = f'IF({young},{{=verdict.young}},"")' if young else '""'
    return f'=IF({gap}="",{nothing},{words})'


def _column(kpi: Kpi, what: str, kind: ColumnKind, formula: str) -> Column:
    folded = what != "verdict"
    return Column(f"{kpi.key}.{what}", kind, formula=formula, folded=folded, label=kpi.label, tier="band")
