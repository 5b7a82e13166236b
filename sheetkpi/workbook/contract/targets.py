"""Targets and what is held against them: team and rep targets, progress, diagnosis, review, entry health.

The chain from the goal down to calls is live in each row of TeamTargets: what is wanted divided by the
assumed rate, rounded up after floating-point noise is taken off (20 / 0.1 is 200, not 201). An assumed rate
is a formula on the proposal beside it until somebody types over it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sheetkpi.workbook.contract.columns import Column, ColumnKind, TableSpec

TARGETED = ("won_amount", "wins", "opportunities", "meetings", "connects", "calls")
"""What a target can be set for, from the outcome down."""

TARGET_COLUMNS = ("meetings", "opportunities", "wins", "won_amount", "calls", "connects")
"""The order of target columns in views: as that of the KPIs, by tier."""

ATTAINED_AT_A_GLANCE = ("meetings", "calls")

CHAIN = {
    "wins": ("won_amount", "average_deal"),
    "opportunities": ("wins", "win_rate"),
    "meetings": ("opportunities", "opportunity_rate"),
    "connects": ("meetings", "meeting_rate"),
    "calls": ("connects", "connect_rate"),
}
"""For each count: what it is solved backwards from, and what that is divided by."""

FEASIBILITY = ("feasibility.high", "feasibility.high", "feasibility.low", "feasibility.fair")
FEASIBILITY_REASONS = (
    "feasibility.reason_calls",
    "feasibility.reason_high",
    "feasibility.reason_low",
    "feasibility.reason_fair",
)

HEALTH_DAYS = 10
"""Business days that EntryHealth looks back; the dates stand above it under `kpi_health_dates`."""


def kind_of(count: str) -> ColumnKind:
    """The column kind of a count."""
    return "money" if count == "won_amount" else "count"


def target_columns(lookup: str, counts: tuple[str, ...] = TARGET_COLUMNS) -> tuple[Column, ...]:
    """Attainment and target columns of a view; `lookup` gives the target, `<count>` where the count goes.

    Meetings and calls show how far they have come; their targets, and the other counts of the same tier, are
    folded away behind them.
    """
    columns = []
    for count in counts:
        target = lookup.replace("<count>", f"{count}.target")
        shown = f'=IFERROR(IF({target}=0,"",{target}),"")'
        attained = f'=IFERROR([@[{{{count}}}]]/[@[{{{count}.target}}]],"")'
        folded = count not in ATTAINED_AT_A_GLANCE
        columns.append(Column(f"{count}.attainment", "rate", formula=attained, folded=folded, tier="target"))
        columns.append(Column(f"{count}.target", kind_of(count), formula=shown, folded=True, tier="target"))
    return tuple(columns)


REP_TARGET = (
    "SUMIFS(RepTargets[{RepTargets:<count>}],RepTargets[{RepTargets:month}],kpi_month_shown,"
    'RepTargets[{RepTargets:rep}],"="&[@[{rep}]])'
)


def team_target(month: str) -> str:
    """A team's target of the month that the formula `month` gives; for 全体 the sum of all teams'."""
    whole = f"TeamTargets[{{TeamTargets:<count>}}],TeamTargets[{{TeamTargets:month}}],{month}"
    of_team = f'SUMIFS({whole},TeamTargets[{{TeamTargets:team}}],"="&[@[{{team}}]])'
    return f"IF([@[{{team}}]]={{=all}},SUMIFS({whole}),{of_team})"


def target_tables() -> tuple[TableSpec, ...]:
    """The tables of targets and of everything held against them."""
    return (_team_targets(), _rep_targets(), _attendance(), _progress(), _diagnosis(), _review(), _health())


def _team_targets() -> TableSpec:
    rates = ("connect_rate", "meeting_rate", "opportunity_rate", "win_rate", "average_deal")
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
            *(column for rate in reversed(rates) for column in _assumed(rate)),
            *(_chain(count) for count in TARGETED),
            *_needed(),
            Column("feasibility", formula=_feasibility(FEASIBILITY), tier="judge"),
            Column("feasibility_reason", formula=_feasibility(FEASIBILITY_REASONS), tier="judge"),
            Column("allocation_state", formula=_allocation_state(), tier="judge"),
        ),
        by_month=True,
    )


def _assumed(rate: str) -> tuple[Column, ...]:
    kind: ColumnKind = "money" if rate == "average_deal" else "rate"
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
    fits = f"{divisor}>0" if rate == "average_deal" else f"AND({divisor}>0,{divisor}<=1)"
    solved = f'IF(ISNUMBER({divisor}),IF({fits},IFERROR(ROUNDUP(ROUND({top}/{divisor},6),0),""),""),"")'
    formula = f'=IF({is_goal},{wanted},IF(ISNUMBER({top}),{solved},""))'
    return Column(f"{count}.target", kind_of(count), formula=formula, tier="chain")


def _needed() -> tuple[Column, ...]:
    """What the targets mean per week, per day, per rep and day."""

    def number(key: str, formula: str = "") -> Column:
        return Column(key, "number", formula=formula, folded=not formula, tier="need")

    return (
        number("calls.per_week", _share("calls.target", "{business_days}", "*5")),
        number("calls.per_day", _share("calls.target", "{business_days}")),
        number("calls.per_rep_day", _share("calls.target", "{capacity}")),
        number("business_days"),
        number("capacity"),
        number("best_calls_per_rep_day"),
        replace(number("meetings.per_rep", _share("meetings.target", "{fte_months}")), folded=True),
        number("fte_months"),
    )


def _share(what: str, by: str, times: str = "") -> str:
    return f'=IFERROR([@[{{{what}}}]]/[@[{by}]]{times},"")'


def _feasibility(words: tuple[str, str, str, str]) -> str:
    """Whether a target can be reached: calls a rep and day against the best week there was, meetings a rep
    and month against the band. `words` are for too many calls, too many meetings, too few, and fair."""
    calls, best = "[@[{calls.per_rep_day}]]", "[@[{best_calls_per_rep_day}]]"
    meetings = "[@[{meetings.per_rep}]]"
    low, high = (f'IFERROR({_meetings_band(edge)},"")' for edge in ("low", "high"))
    too_many_calls, too_many, too_few, fair = (f"{{={word}}}" for word in words)
    by_calls = f"IF(AND(ISNUMBER({calls}),ISNUMBER({best})),{calls}>{best},FALSE)"
    above = f"IF(AND(ISNUMBER({meetings}),ISNUMBER({high})),{meetings}>{high},FALSE)"
    below = f"IF(AND(ISNUMBER({meetings}),ISNUMBER({low})),{meetings}<{low},FALSE)"
    judged = f"IF({by_calls},{too_many_calls},IF({above},{too_many},IF({below},{too_few},{fair})))"
    return f'=IF(AND({calls}="",{meetings}=""),"",{judged})'


def _meetings_band(edge: str) -> str:
    kpi, source = "Benchmarks[{Benchmarks:kpi}]", "Benchmarks[{Benchmarks:lead_source}]"
    column = f"Benchmarks[{{Benchmarks:{edge}}}]"
    return f'AVERAGEIFS({column},{kpi},"="&{{=meetings_per_rep}},{source},"=")'


def _allocation_state() -> str:
    """未更新 while the reps' targets do not sum to the team's."""
    tests = []
    for count in ("meetings", "calls"):
        own = f"[@[{{{count}.target}}]]"
        parts = (
            f"SUMIFS(RepTargets[{{RepTargets:{count}.target}}],RepTargets[{{RepTargets:month}}],[@[{{month}}]],"
            'RepTargets[{RepTargets:team}],"="&[@[{team}]])'
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
    formula = f'=IFERROR([@[{{{count}}}]]/{target},"")'
    return Column(f"{count}.attainment", "rate", formula=formula, tier="target")


def _member_target(column: Callable[[str], str]) -> str:
    """The target of a row's team and rep: of all teams, of a team (no rep), or of a rep in a team.

    `column` gives the column to sum, in TeamTargets and in RepTargets.
    """

    def total(table: str, *criteria: str) -> str:
        month = f"{table}[{{{table}:month}}],kpi_month_shown"
        same = "".join(f',{table}[{{{table}:{key}}}],"="&[@[{{{key}}}]]' for key in criteria)
        return f"SUMIFS({column(table)},{month}{same})"

    rep = f'IF([@[{{rep}}]]="",{total("TeamTargets", "team")},{total("RepTargets", "team", "rep")})'
    return f"IF([@[{{team}}]]={{=all}},{total('TeamTargets')},{rep})"


def _by_header(table: str) -> str:
    """The column of `table` that holds the target of the row's KPI, found by its header."""
    header = '[@[{kpi}]]&" "&{=derived.target}'
    return f"INDEX({table}[[#Data]],0,MATCH({header},{table}[[#Headers]],0))"


def _progress() -> TableSpec:
    target = _member_target(_by_header)
    return TableSpec(
        "Progress",
        ("kpi", "team", "rep"),
        "sheet.progress",
        "look",
        (
            Column("kpi"),
            Column("team"),
            Column("rep"),
            Column("actual", "number"),
            Column("target", "number", formula=f'=IFERROR(IF({target}=0,"",{target}),"")'),
            Column("attainment", "rate", formula='=IFERROR([@[{actual}]]/[@[{target}]],"")'),
            Column("due", "number", formula='=IFERROR(ROUND(ROUND([@[{target}]]*kpi_elapsed,6),0),"")'),
            Column("ahead", "number", formula='=IFERROR([@[{actual}]]-[@[{due}]],"")'),
            Column("forecast", "count"),
            Column("forecast_low", "count"),
            Column("forecast_high", "count"),
            Column("forecast_attainment", "rate", formula='=IFERROR([@[{forecast}]]/[@[{target}]],"")'),
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
            Column("rate", "rate"),
            Column("low", "rate"),
            Column("sample", "count"),
            Column("interval_low", "rate", folded=True),
            Column("interval_high", "rate", folded=True),
            Column("lost_meetings", "number"),
            Column("lost_amount", "money"),
            Column("advice"),
            Column("flag"),
        ),
        ordered=True,
    )


def _review() -> TableSpec:
    attained = ("meetings", "opportunities", "wins", "won_amount", "calls", "connects")
    return TableSpec(
        "Review",
        ("month", "rep"),
        "sheet.review",
        "enter",
        (
            Column("month", "month"),
            Column("rep"),
            Column("team"),
            *(Column(f"{count}.attainment", "rate") for count in attained),
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
