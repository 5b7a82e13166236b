"""Targets and what is held against them: team and rep targets, progress, diagnosis, review, entry health.

The chain from the goal down to calls is live in each row of TeamTargets: what is wanted divided by the
assumed rate, rounded up after floating-point noise is taken off (20 / 0.1 is 200, not 201). An assumed rate
is a formula on the proposal beside it until somebody types over it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sheetkpi.model.chain import ASSUMED, AVERAGE_DEAL, CHAIN, TARGETED
from sheetkpi.model.reaching import NEARLY_SURE, UNLIKELY
from sheetkpi.tables.bands import per_rep_edges
from sheetkpi.tables.columns import Column, ColumnKind, TableSpec, exactly, share
from sheetkpi.tables.progress import progress_table, reaching

TARGET_COLUMNS = ("meetings", "opportunities", "wins", "won_amount", "calls", "connects")
"""The order of target columns in views: as that of the KPIs, by tier."""

ATTAINED_AT_A_GLANCE = ("meetings", "calls")

FEASIBILITY = (
    *("feasibility.high", "feasibility.high", "feasibility.low"),
    *("feasibility.fair", "feasibility.fair", "feasibility.fair"),
)
FEASIBILITY_REASONS = (
    *("feasibility.reason_calls", "feasibility.reason_high", "feasibility.reason_low"),
    *("feasibility.reason_fair", "feasibility.reason_fair_calls", "feasibility.reason_fair_meetings"),
)

_MEETINGS_BAND = ("meetings_per_rep.low", "meetings_per_rep.high")

HEALTH_DAYS = 10
"""Business days that EntryHealth looks back; the dates stand above it under `kpi_health_dates`."""


def kind_of(count: str) -> ColumnKind:
    """The column kind of a count."""
    return "money" if count == "won_amount" else "count"


Lookup = Callable[[str], str]
"""The part of a formula that gives the target of a count, "" where there is none."""


def target_columns(target: Lookup, counts: tuple[str, ...] = TARGET_COLUMNS) -> tuple[Column, ...]:
    """Attainment and target columns of a view.

    Meetings and calls show how far they have come; their targets, and the other counts of the same tier, are
    folded away behind them.
    """
    columns = []
    for count in counts:
        shown = f'=IFERROR({target(f"{count}.target")},"")'
        attained = share(f"[@[{{{count}}}]]", f"[@[{{{count}.target}}]]")
        folded = count not in ATTAINED_AT_A_GLANCE
        columns.append(Column(f"{count}.attainment", "rate", formula=attained, folded=folded, tier="target"))
        columns.append(Column(f"{count}.target", kind_of(count), formula=shown, folded=True, tier="target"))
    return tuple(columns)


def rep_target(column: str) -> str:
    """A rep's target of the month shown, in all teams together."""
    return _total("RepTargets", f"RepTargets[{{RepTargets:{column}}}]", "kpi_month_shown", "rep")


def team_target(column: str) -> str:
    """A team's target of the month shown in TeamKPI; that of 全体 as `everybodys_target` has it."""
    cells = f"TeamTargets[{{TeamTargets:{column}}}]"
    of_team = _total("TeamTargets", cells, "kpi_month_shown", "team")
    return f"IF([@[{{team}}]]={{=all}},{everybodys_target(cells)},{of_team})"


def month_target(column: str) -> str:
    """A team's target of the row's month in MonthlyKPI. 全体 has one where each team that did anything in the
    month has one, and in the month shown each team of which anything is measured."""
    cells, month = f"TeamTargets[{{TeamTargets:{column}}}]", "[@[{month}]]"
    of_team = _total("TeamTargets", cells, month, "team")
    done = "+".join(f"MonthlyKPI[{{MonthlyKPI:{count}}}]" for count in TARGETED)
    known_now = f"({month}=kpi_month_shown)*({_measured('MonthlyKPI')})"
    there = f"(MonthlyKPI[{{MonthlyKPI:month}}]={month})*((({done})>0)+{known_now}>0)"
    return f"IF([@[{{team}}]]={{=all}},{_of_all('MonthlyKPI', there, cells, month)},{of_team})"


def everybodys_target(cells: str) -> str:
    """The sum of all teams' targets in the month shown, "" where one of TeamKPI's teams has none: what
    everybody did would be held against what only some were to do. Records without a team are no team, nor is
    one of which nothing is measured.

    `cells` is the column of TeamTargets.
    """
    return _of_all("TeamKPI", f"({_measured('TeamKPI')}>0)", cells, "kpi_month_shown")


def _measured(view: str) -> str:
    """How many counts are measured in each row of `view`."""
    return "+".join(f"ISNUMBER({view}[{{{view}:{count}}}])" for count in TARGETED)


def _of_all(view: str, there: str, cells: str, month: str) -> str:
    """`there` says which rows of `view` are teams of the month: rows of others may stand below."""
    teams = f"{view}[{{{view}:team}}]"
    of_month = f"TeamTargets[{{TeamTargets:month}}],{month}"
    own = f'COUNTIFS({of_month},TeamTargets[{{TeamTargets:team}}],{exactly(teams)},{cells},">0")'
    lacking = f"SUMPRODUCT(({teams}<>{{=all}})*({teams}<>{{=unassigned}})*{there}*({own}=0))"
    return f'IF({lacking}>0,"",{_total("TeamTargets", cells, month)})'


def _total(table: str, cells: str, month: str, *criteria: str) -> str:
    """The sum of `cells` of `table` in `month` where the columns `criteria` are as in this row; "" for 0."""
    same = "".join(f",{table}[{{{table}:{key}}}],{exactly(f'[@[{{{key}}}]]')}" for key in criteria)
    total = f"SUMIFS({cells},{table}[{{{table}:month}}],{month}{same})"
    return f'IF({total}=0,"",{total})'


def target_tables() -> tuple[TableSpec, ...]:
    """The tables of targets and of everything held against them."""
    return (
        _team_targets(),
        _rep_targets(),
        _attendance(),
        progress_table(_member_target(_by_header)),
        _diagnosis(),
        _standing(),
        _review(),
        _health(),
    )


def _team_targets() -> TableSpec:
    return TableSpec(
        "TeamTargets",
        ("month", "team"),
        "sheet.targets",
        "enter",
        (
            Column("month", "month", typed=True),
            Column("team", typed=True),
            Column("goal", typed=True, tier="goal"),
            Column("goal_value", "number", typed=True, tier="goal"),
            replace(_chain("won_amount"), tier="goal", folded=True),  # the goal itself, where it is one
            *(column for rate in ASSUMED for column in _assumed(rate)),
            *(_chain(count) for count in CHAIN),
            *_needed(),
            Column("feasibility", formula=_verdict(), tier="judge"),
            Column("feasibility_reason", formula=_reason(), tier="judge"),
            Column("allocation_state", formula=_allocation_state(), tier="judge"),
            Column("chance", "rate", formula=_chance(), tier="judge"),
            Column("chance_goal", folded=True, tier="judge"),
            Column("landing_rest", "number", folded=True, tier="judge"),
            Column("landing_shape", "number", folded=True, tier="judge"),
        ),
        by_month=True,
    )


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


def _needed() -> tuple[Column, ...]:
    """What the targets mean per week, per day, per rep and day."""

    def number(key: str, formula: str = "") -> Column:
        return Column(key, "number", formula=formula, folded=not formula, tier="need")

    def folded(key: str, formula: str) -> Column:
        return replace(number(key, formula), folded=True)

    return (
        number("calls.per_day", _share("calls.target", "{business_days}")),
        number("calls.per_rep_day", _share("calls.target", "{capacity}")),
        folded("calls.per_week", _share("calls.target", "{business_days}", "*5")),
        folded("connects.per_week", _share("connects.target", "{business_days}", "*5")),
        folded("connects.per_day", _share("connects.target", "{business_days}")),
        number("business_days"),
        number("capacity"),
        number("best_calls_per_rep_day"),
        folded("meetings.per_rep", _share("meetings.target", "{fte_months}")),
        number("fte_months"),
        *(_beside_meetings(edge) for edge in per_rep_edges()),
    )


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


def _allocation_state() -> str:
    """未更新 while the reps' targets do not sum to the team's."""
    tests = []
    for count in ("meetings", "calls"):
        own = f"[@[{{{count}.target}}]]"
        parts = (
            f"SUMIFS(RepTargets[{{RepTargets:{count}.target}}],RepTargets[{{RepTargets:month}}],[@[{{month}}]],"
            f"RepTargets[{{RepTargets:team}}],{exactly('[@[{team}]]')})"
        )
        tests.append(f"IF(ISNUMBER({own}),{parts}<>{own},FALSE)")
    return f'=IFERROR(IF(OR({",".join(tests)}),{{=allocation.stale}},""),{{=allocation.stale}})'


def _rep_targets() -> TableSpec:
    weight = '=IF([@[{weight.proposed}]]="","",[@[{weight.proposed}]])'
    return TableSpec(
        "RepTargets",
        ("month", "team", "rep"),
        "sheet.rep_targets",
        "enter",
        (
            Column("month", "month"),
            Column("team"),
            Column("rep"),
            Column("weight", "number", formula=weight, typed=True),
            Column("weight.proposed", "number", folded=True),
            *(column for count in TARGETED[::-1] for column in _allocated(count)),
        ),
        by_month=True,
    )


def _allocated(count: str) -> tuple[Column, Column]:
    kind = kind_of(count)
    own = f'=IF([@[{{{count}.allocated}}]]="","",[@[{{{count}.allocated}}]])'
    return (
        Column(f"{count}.target", kind, formula=own, typed=True, tier="target"),
        Column(f"{count}.allocated", kind, folded=True, tier="target"),
    )


def _attendance() -> TableSpec:
    return TableSpec(
        "Attendance",
        ("rep", "date"),
        "sheet.attendance",
        "enter",
        (
            Column("rep", typed=True),
            Column("date", "date", typed=True),
            Column("present", "number", typed=True),
            Column("absence_reason", typed=True),
        ),
    )


def attainment_of_member(count: str) -> Column:
    """How far everybody, a team or a rep in a team (the keys of the board) is with `count` in the month."""
    target = _member_target(lambda table: f"{table}[{{{table}:{count}.target}}]")
    formula = share(f"[@[{{{count}}}]]", target)
    return Column(f"{count}.attainment", "rate", formula=formula, tier="target")


def _member_target(column: Lookup) -> str:
    """The target of a row's team and rep: of everybody, of a team (no rep), or of a rep in a team.

    `column` gives the column to sum of TeamTargets and of RepTargets.
    """
    of_team = _total("TeamTargets", column("TeamTargets"), "kpi_month_shown", "team")
    of_rep = _total("RepTargets", column("RepTargets"), "kpi_month_shown", "team", "rep")
    everybody = everybodys_target(column("TeamTargets"))
    return f'IF([@[{{team}}]]={{=all}},{everybody},IF([@[{{rep}}]]="",{of_team},{of_rep}))'


def _by_header(table: str) -> str:
    """The column of `table` that holds the target of the row's KPI, found by its header."""
    header = '[@[{kpi}]]&" "&{=derived.target}'
    return f"INDEX({table}[[#Data]],0,MATCH({header},{table}[[#Headers]],0))"


def _standing() -> TableSpec:
    return TableSpec(
        "Standing",
        ("kpi",),
        "sheet.standing",
        "look",
        (
            Column("kpi"),
            Column("actual", "number"),
            Column("peers", "count"),
            Column("colleagues_average"),
            Column("against"),
            Column("remark"),
        ),
        ordered=True,
    )


def _diagnosis() -> TableSpec:
    return TableSpec(
        "Diagnosis",
        ("team", "rep"),
        "sheet.diagnosis",
        "look",
        (
            Column("team"),
            Column("rep"),
            Column("stage"),
            Column("evidence"),
            Column("rate", "rate", folded=True),  # the evidence says them too
            Column("low", "rate", folded=True),
            Column("sample", "count", folded=True),
            Column("interval_low", "rate", folded=True),
            Column("interval_high", "rate", folded=True),
            Column("lost_meetings", "number"),
            Column("lost_amount", "money"),
            Column("advice"),
            Column("flag"),
            Column("watch"),
        ),
        ordered=True,
    )


def _review() -> TableSpec:
    attained = ("meetings", "opportunities", "wins", "won_amount", "calls", "connects")
    shown = ("meetings", "won_amount", "calls")
    return TableSpec(
        "Review",
        ("month", "rep"),
        "sheet.review",
        "enter",
        (
            Column("month", "month"),
            Column("rep"),
            Column("team"),
            *(Column(f"{count}.attainment", "rate", folded=count not in shown) for count in attained),
            Column("review_result"),
            Column("cause"),
            *(Column(key, typed=True) for key in ("action", "owner")),
            Column("due_date", "date", typed=True),
            Column("done", typed=True),
        ),
        by_month=True,
    )


def _health() -> TableSpec:
    days = (Column(f"day_{number}", label=str(number)) for number in range(1, HEALTH_DAYS + 1))
    return TableSpec(
        "EntryHealth",
        ("rep",),
        "sheet.health",
        "look",
        (Column("rep"), Column("team"), Column("last_day", "date"), Column("missing", "count"), *days),
    )
