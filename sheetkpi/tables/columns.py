"""The columns of the contract's tables, and the formulas of live ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sheetkpi.language import FORMER, LANGUAGES, Language, say
from sheetkpi.model.measured import measured_parts
from sheetkpi.model.metrics import Kpi

ColumnKind = Literal["text", "date", "month", "count", "money", "rate", "gap", "number", "link"]


@dataclass(frozen=True)
class Column:
    """One column of a known table.

    `key` names the frame column it is filled from, and (through `language`) its header. `formula` is
    given for live columns, as people write it, with `{key}` where the header of another column of this
    table goes, `{Table:key}` where that of another table's column goes, and `{=key}` for a word of the
    workbook's language as text: `=IFERROR([@[{connects}]]/[@[{calls}]],"")`. `typed` columns belong to
    people: the product never writes into a row that exists; one with a formula begins as that formula, and
    what people type over it stays. `folded` columns are grouped and closed in the template. `label` is the
    name of a user's own KPI, which the language does not know; a derived column (`calls.target`) is headed
    by the KPI's name and what it is of it. A column is not appended to a table that lacks it where the
    workbook has no table called `needs`: it would say nothing there.

    `measured` is the formula in a table that has the `measured_parts` of a rate as columns: values where a
    row's rate is made of others than its counts. `on_demand` columns are in no template, and appended only
    where some row needs them. `may_name` is set for a text of the product that may name people; whatever
    people type may anyway.
    """

    key: str
    kind: ColumnKind = "text"
    formula: str = ""
    typed: bool = False
    folded: bool = False
    label: str = ""
    tier: str = ""
    needs: str = ""
    measured: str = ""
    on_demand: bool = False
    may_name: bool = False

    def header(self, language: Language) -> str:
        """The header in `language`.

        >>> Column("calls.target", "count").header("ja")
        '架電数 目標'
        """
        kpi, _, derived = self.key.partition(".")
        name = self.label or say(kpi, language)
        return f"{name} {say(f'derived.{derived}', language)}" if derived else name

    def headers(self) -> tuple[str, ...]:
        """Every header under which this column is recognised."""
        return tuple(dict.fromkeys([*map(self.header, LANGUAGES), *FORMER.get(self.key, ())]))


def exactly(cell: str) -> str:
    """The criterion by which SUMIFS and its kin find the text of `cell` and no other.

    A name may hold `*` and `?`, which would stand for any letters, and `~`, which takes that from them;
    behind an `=` one that begins with a sign of comparison is no condition.

    >>> exactly("A2")
    '"="&SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(A2,"~","~~"),"*","~*"),"?","~?")'
    """
    for letter in "~*?":
        cell = f'SUBSTITUTE({cell},"{letter}","~{letter}")'
    return f'"="&{cell}'


def kpi_column(kpi: Kpi) -> Column:
    """The column that shows `kpi`: a number for counts, a live ratio (empty when over 0, or when one of its
    parts is not measured) for rates."""
    tier = "other" if kpi.folded else kpi.tier
    if kpi.kind != "rate":
        return Column(kpi.key, kpi.kind, folded=kpi.folded, label=kpi.label, tier=tier)
    above, below = (f"[@[{{{part}}}]]" for part in measured_parts(kpi))
    plain = known(f"[@[{{{kpi.numerator}}}]]", f"[@[{{{kpi.numerator}}}]]/[@[{{{kpi.denominator}}}]]")
    return Column(
        kpi.key,
        kpi.shown_as,
        formula=f'=IFERROR({plain},"")',
        folded=kpi.folded,
        label=kpi.label,
        tier=tier,
        measured=f'=IFERROR(IF({below}="",{plain},{above}/{below}),"")',
    )


def measured_columns(tree: Iterable[Kpi]) -> tuple[Column, ...]:
    """What the rates of `tree` are made of in rows in which both their parts are not measured of the same
    reps and days."""
    return tuple(
        Column(part, "number", folded=True, label=kpi.label, tier="other", on_demand=True)
        for kpi in tree
        if kpi.kind == "rate"
        for part in measured_parts(kpi)
    )


ANY_NUMBER = '">-1E+300"'
"""The criterion of COUNTIFS that every number meets: cells that say nothing are no 0."""


def share(cell: str, whole: str) -> str:
    """The formula of `cell` as a share of `whole`, empty where it cannot be said.

    >>> share("A2", "B2")
    '=IFERROR(IF(A2="","",A2/B2),"")'
    """
    return f'=IFERROR({known(cell, f"{cell}/{whole}")},"")'


def known(cell: str, formula: str) -> str:
    """`formula`, but empty where `cell` is: an empty cell would count as 0.

    >>> known("A2", "A2/B2")
    'IF(A2="","",A2/B2)'
    """
    return f'IF({cell}="","",{formula})'


def kind_of(count: str) -> ColumnKind:
    """The column kind of a count.

    >>> kind_of("won_amount"), kind_of("calls")
    ('money', 'count')
    """
    return "money" if count == "won_amount" else "count"
