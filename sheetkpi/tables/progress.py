"""Progress: what everybody, each team and each rep has done, owes by now, and where the month will end.

What is due is live: a rep's target times the share of the rep's own days that are gone, in whole steps
(`model.daytargets`); a team owes the sum of its reps. The parts stand in a column of their own, because a
column cannot sum itself.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from sheetkpi.model.forecast import SUREST
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.columns import Column, exactly, known, share
from sheetkpi.tables.spec import Audience, Handed, Table
from sheetkpi.tables.targetcolumns import Lookup, member_target

_KPI, _TEAM = (f"Progress[{{Progress:{key}}}],{exactly(f'[@[{{{key}}}]]')}" for key in ("kpi", "team"))
_PART = "Progress[{Progress:due_part}]"


def _due_part() -> str:
    """What a rep owes by now; of a team only where none of its reps has a target."""
    target, gone, offset = (f"[@[{{{key}}}]]" for key in ("target", "due_share", "due_offset"))
    same = "*".join(f"(Progress[{{Progress:{key}}}]=[@[{{{key}}}]])" for key in ("kpi", "team"))
    reps = f'{same}*(Progress[{{Progress:rep}}]<>"")*ISNUMBER(Progress[{{Progress:target}}])'
    divided = f'IF([@[{{rep}}]]="",SUMPRODUCT({reps})>0,FALSE)'
    part = f'IF(OR({target}="",{gone}=""),"",INT(ROUND({target}*{gone}+{offset},6)))'
    return f'=IFERROR(IF([@[{{team}}]]={{=all}},"",IF({divided},"",{part})),"")'


def _due() -> str:
    """A rep's own part; of a team and of everybody the sum of the parts."""
    of_all, of_team = (
        f'IF(COUNTIFS({where},{_PART},">=0")=0,"",SUMIFS({_PART},{where}))'
        for where in (_KPI, f"{_KPI},{_TEAM}")
    )
    several = f"IF([@[{{team}}]]={{=all}},{of_all},{of_team})"
    return f'=IFERROR(IF([@[{{target}}]]="","",IF([@[{{rep}}]]="",{several},[@[{{due_part}}]])),"")'


def _left() -> str:
    """What is still missing; 0 where the target is reached."""
    target, actual = "[@[{target}]]", "[@[{actual}]]"
    return f'=IF(OR({target}="",{actual}=""),"",MAX({target}-{actual},0))'


def _per_day() -> str:
    left, days = "[@[{left}]]", "[@[{left_days}]]"
    return f'=IF({left}="","",IFERROR({left}/{days},""))'


def _chance() -> str:
    """How likely the target is reached (see `model.forecast.chance`); money comes in no units."""
    left, rest, shape = (f"[@[{{{key}}}]]" for key in ("left", "landing_rest", "landing_shape"))
    unit = "IF([@[{kpi}]]={=won_amount},0,0.5)"
    likely = f'IF({shape}="",0,{reaching(f"({left}-{unit})", rest, shape)})'
    return f'=IF({left}="","",IF({left}=0,1,IF({rest}="","",IFERROR({likely},0))))'


def reaching(missing: str, rest: str, shape: str) -> str:
    """The part of a formula that says how likely `missing` more are done (see `model.forecast.chance`).

    >>> reaching("A2", "B2", "C2")
    'MIN(0.99,1-NORMSDIST(3*SQRT(C2)*((A2/B2)^(1/3)-1+1/(9*C2))))'
    """
    return f"MIN({SUREST},1-NORMSDIST(3*SQRT({shape})*(({missing}/{rest})^(1/3)-1+1/(9*{shape}))))"


def _by_header(tree: KpiTree) -> Lookup:
    """The column of a table that holds the target of the row's KPI, found by its header: the target of
    meetings, where that means those held or accepted."""
    meant, kpi = tree.target_meeting, "[@[{kpi}]]"
    named = kpi if meant == "meetings" else f"IF({kpi}={{={meant}}},{{=meetings}},{kpi})"
    header = f'{named}&" "&{{=derived.target}}'
    return lambda table: f"INDEX({table}[[#Data]],0,MATCH({header},{table}[[#Headers]],0))"


_LANDED = '=IF([@[{forecast}]]="","",IFERROR([@[{forecast}]]/[@[{target}]],""))'
_AHEAD = known("[@[{actual}]]", "[@[{actual}]]-[@[{due}]]")


def _frame(month: KpiMonth) -> pd.DataFrame | None:
    if month.progressed is None or not month.wants({"Progress"}):
        return None
    return month.progressed.assign(kpi=month.progressed["kpi"].map(month.tree.attained))


def _columns(tree: KpiTree, windowed: Collection[str]) -> tuple[Column, ...]:
    return (
        Column("kpi"),
        Column("team"),
        Column("rep"),
        Column("actual", "number"),
        Column("target", "number", formula=f'=IFERROR({member_target(_by_header(tree), tree)},"")'),
        Column("attainment", "rate", formula=share("[@[{actual}]]", "[@[{target}]]")),
        Column("due", "number", formula=_due()),
        Column("ahead", "number", formula=f'=IFERROR({_AHEAD},"")'),
        Column("forecast", "count"),
        Column("forecast_low", "count"),
        Column("forecast_high", "count"),
        Column("forecast_attainment", "rate", formula=_LANDED),
        Column("due_share", "rate", folded=True),
        Column("due_offset", "number", folded=True),
        Column("due_part", "number", formula=_due_part(), folded=True),
        Column("left", "number", formula=_left()),
        Column("left_days", "number"),
        Column("left_per_day", "number", formula=_per_day()),
        Column("chance", "rate", formula=_chance()),
        Column("before", "number"),
        Column("landing_rest", "number", folded=True),
        Column("landing_shape", "number", folded=True),
    )


TABLE = Table(
    "Progress",
    ("kpi", "team", "rep"),
    "progress",
    "look",
    _columns,
    frame=_frame,
    audience=Audience(Handed("apart"), Handed("apart")),
    ordered=True,
)
