"""TeamTargets: the goal of each team and month, and what it means down to calls.

The chain from the goal down to calls is live in each row: what is wanted divided by the assumed rate, rounded
up after floating-point noise is taken off (20 / 0.1 is 200, not 201). An assumed rate is a formula on the
proposal beside it until somebody types over it.

A row may be about the reps of one role alone; the others of the team then have the row without a role, and
the rows of a team add up (see `model.targetgroups`). Workbooks of before have no such column and need none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from sheetkpi.model.callsneeded import EVEN, SAFE, quantile
from sheetkpi.model.chain import ASSUMED, AVERAGE_DEAL, CHAIN
from sheetkpi.model.kpimonth import TARGETS
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.targetchance import NEARLY_SURE, UNLIKELY
from sheetkpi.tables.bandcolumns import per_rep_edges
from sheetkpi.tables.columns import Column, ColumnKind, exactly, kind_of
from sheetkpi.tables.progress import reaching
from sheetkpi.tables.spec import HIDDEN, OWN, Audience, Table
from sheetkpi.tables.viewcolumns import roles_of

FEASIBILITY = (
    *("feasibility.high", "feasibility.high", "feasibility.low"),
    *("feasibility.fair", "feasibility.fair", "feasibility.fair"),
)
FEASIBILITY_REASONS = (
    *("feasibility.reason_calls", "feasibility.reason_high", "feasibility.reason_low"),
    *("feasibility.reason_fair", "feasibility.reason_fair_calls", "feasibility.reason_fair_meetings"),
)

_MEETINGS_BAND = ("meetings_per_rep.low", "meetings_per_rep.high")


def _assumed(rate: str) -> tuple[Column, ...]:
    kind: ColumnKind = "money" if rate == AVERAGE_DEAL else "rate"
    proposal = f'=IF([@[{{{rate}.proposed}}]]="","",[@[{{{rate}.proposed}}]])'
    return (
        Column(f"{rate}.assumed", kind, formula=proposal, typed=True, tier="assume"),
        Column(f"{rate}.proposed", kind, folded=True, tier="assume"),
        Column(f"{rate}.proposed_from", folded=True, tier="assume"),
    )


def _chain(count: str) -> Column:
    """A count of the chain: the goal itself where it is the goal, else solved back from the one above it."""
    goal = "[@[{goal_value}]]"
    is_goal = f"[@[{{goal}}]]={{={count}}}"
    wanted = f'IF(ISNUMBER({goal}),IF({goal}>0,IFERROR(ROUNDUP(ROUND({goal},6),0),""),""),"")'
    if count not in CHAIN:
        return Column(f"{count}.target", "money", formula=f'=IF({is_goal},{wanted},"")', tier="chain")
    above, rate = CHAIN[count]
    top, divisor = f"[@[{{{above}.target}}]]", f"[@[{{{rate}.assumed}}]]"
    fits = f"{divisor}>0" if rate == AVERAGE_DEAL else f"AND({divisor}>0,{divisor}<=1)"
    solved = f'IF(ISNUMBER({divisor}),IF({fits},IFERROR(ROUNDUP(ROUND({top}/{divisor},6),0),""),""),"")'
    formula = f'=IF({is_goal},{wanted},IF(ISNUMBER({top}),{solved},""))'
    return Column(f"{count}.target", kind_of(count), formula=formula, tier="chain")


def _needed(tree: KpiTree) -> tuple[Column, ...]:
    """What the targets mean per week, per day, per rep and day."""

    def number(key: str, formula: str = "") -> Column:
        return Column(key, "number", formula=formula, folded=not formula, tier="need")

    def folded(key: str, formula: str) -> Column:
        return replace(number(key, formula), folded=True)

    return (
        folded("calls.per_day", _share("calls.target", "{business_days}")),
        number("calls.per_rep_day", _share("calls.target", "{capacity}")),
        folded("calls.per_week", _share("calls.target", "{business_days}", "*5")),
        folded("connects.per_week", _share("connects.target", "{business_days}", "*5")),
        folded("connects.per_day", _share("connects.target", "{business_days}")),
        number("business_days"),
        number("capacity"),
        number("best_calls_per_rep_day"),
        folded("meetings.per_rep", _share("meetings.target", "{fte_months}")),
        number("fte_months"),
        *(_beside_meetings(edge) for edge in per_rep_edges(roles_of(tree, has_roles=tree.targets_by_role))),
    )


def _calls_for(key: str, likely: float) -> Column:
    """The calls with which the meetings come about as often as `likely`: `callsneeded.calls_needed`."""
    score, skewed = quantile(likely)
    goal, meetings, calls = (
        f"[@[{{{key}}}]]" for key in ("meetings.target", "known_meetings", "known_calls")
    )
    evened, wanted = f"(1-{skewed:.12g}/{meetings})", f"({goal}{skewed - 0.5:+.12g})"
    square = f"({evened}^2-{score**2:.12g}/{meetings})"
    needed = f"{evened}*{wanted}/{square}"
    if score:
        spread = f"SQRT({score**2:.12g}+4*{evened}*{wanted}+4*{wanted}^2/{meetings})"
        needed = f"(2*{evened}*{wanted}+{score**2:.12g}+{score:.12g}*{spread})/(2*{square})"
    solved = f'IF({square}>0,ROUNDUP(ROUND({needed}*{calls}/{meetings},6),0),"")'
    formula = f'=IF(AND(ISNUMBER({goal}),ISNUMBER({meetings}),ISNUMBER({calls})),IFERROR({solved},""),"")'
    return Column(key, "count", formula=formula, tier="need")


def _beside_meetings(edge: Column) -> Column:
    """An edge of the band for meetings per rep, where there are any to hold against it."""
    formula = f'=IF([@[{{meetings.per_rep}}]]="","",{edge.formula.removeprefix("=")})'
    return replace(edge, formula=formula, tier="need", folded=True)


def _share(what: str, by: str, times: str = "") -> str:
    return f'=IFERROR([@[{{{what}}}]]/[@[{by}]]{times},"")'


def _chance() -> str:
    """How likely the goal is reached, by the team's own months; empty for a goal typed since the refresh."""
    goal, value, of, rest, shape = (
        f"[@[{{{key}}}]]" for key in ("goal", "goal_value", "chance_goal", "landing_rest", "landing_shape")
    )
    missing = f"({value}-IF({goal}={{=won_amount}},0,0.5))"
    likely = f'IF({value}>0,{reaching(missing, rest, shape)},"")'
    return f'=IF(OR({goal}="",{rest}="",{goal}<>{of}),"",IF(ISNUMBER({value}),IFERROR({likely},""),""))'


def _verdict() -> str:
    """By the chance where it is known, else by calls and by the band."""
    chance = "[@[{chance}]]"
    high, low, fair = (f"{{={word}}}" for word in FEASIBILITY[1:4])
    judged = f"IF({chance}<{UNLIKELY},{high},IF({chance}>{NEARLY_SURE},{low},{fair}))"
    return f"=IF(ISNUMBER({chance}),{judged},{_feasibility(FEASIBILITY).removeprefix('=')})"


def _reason() -> str:
    """The chance, and beside it how the target stands to the band and to what was ever called."""
    chance = "[@[{chance}]]"
    said = f'{{=feasibility.chance_before}}&TEXT({chance},"0%")&{{=feasibility.chance_after}}'
    beside = _feasibility(FEASIBILITY_REASONS).removeprefix("=")
    else_ = _feasibility(FEASIBILITY_REASONS, "feasibility.reason_unknown").removeprefix("=")
    return f"=IF(ISNUMBER({chance}),{said}&{beside},{else_})"


def _feasibility(words: Sequence[str], unknown: str = "") -> str:
    """Whether a target can be reached: calls a rep and day against the best week there was, meetings a rep
    and month against the band. `words` are for too many calls, too many meetings, too few, for a fair target,
    and for one of which only the calls, or only the meetings, can be held against something; `unknown` for
    one of which nothing can."""
    calls, best = "[@[{calls.per_rep_day}]]", "[@[{best_calls_per_rep_day}]]"
    meetings, low, high = (f"[@[{{{key}}}]]" for key in ("meetings.per_rep", *_MEETINGS_BAND))
    too_many_calls, too_many, too_few, fair, fair_calls, fair_meetings = (f"{{={word}}}" for word in words)
    by_calls = f"AND(ISNUMBER({calls}),ISNUMBER({best}))"
    sound = f"IF(AND(ISNUMBER({low}),ISNUMBER({high})),{low}<={high},OR(ISNUMBER({low}),ISNUMBER({high})))"
    by_meetings = f"AND(ISNUMBER({meetings}),{sound})"
    above = f"IF(ISNUMBER({high}),{meetings}>{high},FALSE)"
    below = f"IF(ISNUMBER({low}),{meetings}<{low},FALSE)"
    known_meetings = f"IF({above},{too_many},IF({below},{too_few},IF({by_calls},{fair},{fair_meetings})))"
    unjudged = f"{{={unknown}}}" if unknown else '""'
    others = f"IF({by_meetings},{known_meetings},IF({by_calls},{fair_calls},{unjudged}))"
    judged = f"IF(IF({by_calls},{calls}>{best},FALSE),{too_many_calls},{others})"
    return f'=IF(AND({calls}="",{meetings}=""),"",{judged})'


def _allocation_state(tree: KpiTree) -> str:
    """未更新 while the reps' targets do not sum to the row's: those of its role, where roles have rows."""
    tests = []
    for count in ("meetings", "calls"):
        own = f"[@[{{{count}.target}}]]"
        tests.append(f"IF(ISNUMBER({own}),{_of_reps(count, tree)}<>{own},FALSE)")
    return f'=IFERROR(IF(OR({",".join(tests)}),{{=allocation.stale}},""),{{=allocation.stale}})'


def _of_reps(count: str, tree: KpiTree) -> str:
    """The targets of the reps of the row's month, team and role."""
    role = f",RepTargets[{{RepTargets:role}}],{exactly('TRIM([@[{role}]])')}" if tree.targets_by_role else ""
    return (
        f"SUMIFS(RepTargets[{{RepTargets:{count}.target}}],RepTargets[{{RepTargets:month}}],[@[{{month}}]],"
        f"RepTargets[{{RepTargets:team}}],{exactly('[@[{team}]]')}{role})"
    )


def _columns(tree: KpiTree, windowed: Collection[str]) -> tuple[Column, ...]:
    return (
        Column("month", "month", typed=True),
        Column("team", typed=True),
        Column("role", typed=True),
        Column("goal", typed=True, tier="goal"),
        Column("goal_value", "number", typed=True, tier="goal"),
        replace(_chain("won_amount"), tier="goal", folded=True),  # the goal itself, where it is one
        *(column for rate in ASSUMED for column in _assumed(rate)),
        *(_chain(count) for count in CHAIN),
        _calls_for("calls_safe", SAFE),
        replace(_calls_for("calls_even", EVEN), folded=True),
        Column("known_meetings", "number", folded=True, tier="need"),
        Column("known_calls", "number", folded=True, tier="need"),
        *_needed(tree),
        Column("feasibility", formula=_verdict(), tier="judge"),
        Column("feasibility_reason", formula=_reason(), tier="judge"),
        Column("allocation_state", formula=_allocation_state(tree), tier="judge"),
        Column("chance", "rate", formula=_chance(), tier="judge"),
        Column("chance_goal", folded=True, tier="judge"),
        Column("landing_rest", "number", folded=True, tier="judge"),
        Column("landing_shape", "number", folded=True, tier="judge"),
    )


TABLE = Table(
    "TeamTargets",
    ("month", "team", "role"),
    "targets",
    "enter",
    _columns,
    frame=lambda month: month.targets.teams if month.wants(TARGETS) else None,
    audience=Audience(HIDDEN, OWN),
    by_month=True,
)
