"""Columns that hold counts against targets, and the parts of formulas that give a target."""

from __future__ import annotations

from collections.abc import Callable

from sheetkpi.model.chain import TARGETED
from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.columns import Column, exactly, kind_of, share

TARGET_COLUMNS = ("meetings", "opportunities", "wins", "won_amount", "calls", "connects")
"""The order of target columns in views: as that of the KPIs, by tier."""

ATTAINED_AT_A_GLANCE = ("meetings", "calls")

Lookup = Callable[[str], str]
"""The part of a formula that gives the target of a count, "" where there is none."""


def target_columns(target: Lookup, tree: KpiTree) -> tuple[Column, ...]:
    """Attainment and target columns of a view.

    Meetings and calls show how far they have come; their targets, and the other counts of the same tier, are
    folded away behind them.
    """
    columns = []
    for count in TARGET_COLUMNS:
        shown = f'=IFERROR({target(f"{count}.target")},"")'
        attained = share(f"[@[{{{tree.attained(count)}}}]]", f"[@[{{{count}.target}}]]")
        folded = count not in ATTAINED_AT_A_GLANCE
        columns.append(Column(f"{count}.attainment", "rate", formula=attained, folded=folded, tier="target"))
        columns.append(Column(f"{count}.target", kind_of(count), formula=shown, folded=True, tier="target"))
    return tuple(columns)


def rep_target(column: str) -> str:
    """A rep's target of the month shown, in all teams together."""
    return _total("RepTargets", f"RepTargets[{{RepTargets:{column}}}]", "kpi_month_shown", "rep")


def team_target(tree: KpiTree) -> Lookup:
    """A team's target of the month shown in TeamKPI; that of 全体 as `everybodys_target` has it."""

    def target(column: str) -> str:
        cells = f"TeamTargets[{{TeamTargets:{column}}}]"
        of_team = _whole(cells, "kpi_month_shown", tree)
        return f"IF([@[{{team}}]]={{=all}},{everybodys_target(cells, tree)},{of_team})"

    return target


def month_target(tree: KpiTree) -> Lookup:
    """A team's target of the row's month in MonthlyKPI. 全体 has one where each team that did anything in the
    month has one, and in the month shown each team of which anything is measured."""
    return lambda column: _month_target(column, tree)


def _month_target(column: str, tree: KpiTree) -> str:
    cells, month = f"TeamTargets[{{TeamTargets:{column}}}]", "[@[{month}]]"
    of_team = _whole(cells, month, tree)
    done = "+".join(f"MonthlyKPI[{{MonthlyKPI:{count}}}]" for count in TARGETED)
    known_now = f"({month}=kpi_month_shown)*({_measured('MonthlyKPI')})"
    there = f"(MonthlyKPI[{{MonthlyKPI:month}}]={month})*((({done})>0)+{known_now}>0)"
    return f"IF([@[{{team}}]]={{=all}},{_of_all('MonthlyKPI', there, cells, month, tree)},{of_team})"


def everybodys_target(cells: str, tree: KpiTree) -> str:
    """The sum of all teams' targets in the month shown, "" where one of TeamKPI's teams has none, or has one
    for some roles only: what everybody did would be held against what only some were to do. Records without a
    team are no team, nor is one of which nothing is measured.

    `cells` is the column of TeamTargets.
    """
    return _of_all("TeamKPI", f"({_measured('TeamKPI')}>0)", cells, "kpi_month_shown", tree)


def _measured(view: str) -> str:
    """How many counts are measured in each row of `view`."""
    return "+".join(f"ISNUMBER({view}[{{{view}:{count}}}])" for count in TARGETED)


def _of_all(view: str, there: str, cells: str, month: str, tree: KpiTree) -> str:
    """`there` says which rows of `view` are teams of the month: rows of others may stand below."""
    teams = f"{view}[{{{view}:team}}]"
    of_month = f"TeamTargets[{{TeamTargets:month}}],{month}"
    own = f'COUNTIFS({of_month},TeamTargets[{{TeamTargets:team}}],{exactly(teams)},{cells},">0")'
    none = f"({own}=0)"
    if tree.targets_by_role:
        none = f"(({own}=0)+({_rows_lacking(cells, month, exactly(teams))}>0)>0)"
    lacking = f"SUMPRODUCT(({teams}<>{{=all}})*({teams}<>{{=unassigned}})*{there}*{none})"
    return f'IF({lacking}>0,"",{_total("TeamTargets", cells, month)})'


def _whole(cells: str, month: str, tree: KpiTree) -> str:
    """The target of the row's team in `month`; where roles have rows, "" while one with reps has none."""
    total = _total("TeamTargets", cells, month, "team")
    if not tree.targets_by_role:
        return total
    return f'IF({_rows_lacking(cells, month, exactly("[@[{team}]]"))}>0,"",{total})'


def _rows_lacking(cells: str, month: str, team: str) -> str:
    """How many rows of TeamTargets of `month` and `team` have reps and no target in `cells`."""
    of_team = (
        f"TeamTargets[{{TeamTargets:month}}],{month},TeamTargets[{{TeamTargets:team}}],{team},"
        'TeamTargets[{TeamTargets:capacity}],">0"'
    )
    return f'COUNTIFS({of_team})-COUNTIFS({of_team},{cells},">0")'


def _total(table: str, cells: str, month: str, *criteria: str) -> str:
    """The sum of `cells` of `table` in `month` where the columns `criteria` are as in this row; "" for 0."""
    same = "".join(f",{table}[{{{table}:{key}}}],{exactly(f'[@[{{{key}}}]]')}" for key in criteria)
    total = f"SUMIFS({cells},{table}[{{{table}:month}}],{month}{same})"
    return f'IF({total}=0,"",{total})'


def attainment_of_member(count: str, tree: KpiTree) -> Column:
    """How far everybody, a team or a rep in a team (the keys of the board) is with `count` in the month."""
    target = member_target(lambda table: f"{table}[{{{table}:{count}.target}}]", tree)
    formula = share(f"[@[{{{tree.attained(count)}}}]]", target)
    return Column(f"{count}.attainment", "rate", formula=formula, tier="target")


def member_target(column: Lookup, tree: KpiTree) -> str:
    """The target of a row's team and rep: of everybody, of a team (no rep), or of a rep in a team.

    `column` gives the column to sum of TeamTargets and of RepTargets.
    """
    of_team = _whole(column("TeamTargets"), "kpi_month_shown", tree)
    of_rep = _total("RepTargets", column("RepTargets"), "kpi_month_shown", "team", "rep")
    everybody = everybodys_target(column("TeamTargets"), tree)
    return f'IF([@[{{team}}]]={{=all}},{everybody},IF([@[{{rep}}]]="",{of_team},{of_rep}))'
