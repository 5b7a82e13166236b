"""The coaching page: what stands in each of its cells, and on which cell that rests.

The page is about one rep, chosen in the cell `kpi_coached` (none: the first of RepKPI), and follows the
choice without Python: every figure is a formula on the row of that rep in the tables that say it. Blocks from
top to bottom: how the month goes; the cause now and the next step; what was agreed last time; rates against
bands and colleagues; six months; and for newcomers, where earlier joiners stood in the same month.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sheetkpi.model.repmonths import NEW, TREND
from sheetkpi.tables.bandcolumns import WINDOWED
from sheetkpi.tables.cards import (
    CARD_KPIS,
    COACHED,
    COACHED_TABLES,
    MAIN_KPI,
    STAGES,
    actual_formula,
    card_formula,
    coached_cell,
    coached_row,
    coached_value,
    judged,
)
from sheetkpi.tables.columns import ANY_NUMBER, exactly, known
from sheetkpi.tables.figure import Figure
from sheetkpi.tables.repmonths import RATES

WIDTH = 9
"""Columns of the page: names and eight of figures."""

LEAST_JOINERS = 3
"""Earlier joiners from whom on their average says anything."""

PROGRESS: tuple[tuple[str, str], ...] = (
    *(("actual", "actual"), ("target", "label.card.target"), ("due", "label.card.due")),
    *(("ahead", "label.card.ahead"), ("forecast", "label.card.forecast"), ("range", "label.card.range")),
    *(("chance", "label.card.chance"), ("left_per_day", "coach.per_day")),
)
"""The columns of the first block: what of a card, and its header."""

TRENDS = (*CARD_KPIS, *RATES)
"""The rows of the six months."""

JOINERS = ("calls", "meetings")
"""The counts that newcomers are held against earlier joiners by: three rows each, one's own, the average of
earlier joiners and of how many that is."""
OWN, AVERAGE, PEOPLE = "own", "average", "people"

HEAD_ROW, MESSAGE_ROW = 0, 1
"""Rows of the page's figures, from the one in which the rep is chosen on (0). Those of the blocks are their
first figures, below a heading and headers."""
PROGRESS_ROW = 4
WHY_ROW = PROGRESS_ROW + len(CARD_KPIS) + 3
CAUSE, EVIDENCE, ADVICE, STEP = (WHY_ROW + place for place in range(4))
AGREED_ROW = WHY_ROW + 7
AGREED, ACTION, RESULT, HELPED = (AGREED_ROW + place for place in range(4))
RATE_ROW = AGREED_ROW + 7
TREND_ROW = RATE_ROW + len(STAGES) + 3
JOINER_ROW = TREND_ROW + len(TRENDS) + 3
ROWS = JOINER_ROW + 3 * len(JOINERS)

SHOWN_COLUMN = 3
"""Where the head says who is shown (`kpi_coached_shown`)."""
DRAWN_COLUMN, BEFORE_COLUMN = TREND + 1, TREND + 2
"""Beside the six months: their sparkline, and what a running month may be held against, last month's same
business day."""
NOTE_COLUMN = 3
"""Where a block's heading says what is to be known of its figures."""

Of = Literal[
    "name",
    "gone",
    "meant",
    "card",
    "cell",
    "lost",
    "cause",
    "advice",
    "step",
    "aim",
    "action",
    "period",
    "peers",
    "month",
    "trend",
    "running",
    "joiner",
    "joined",
]


def figures() -> Iterator[Figure[Of]]:
    """Every figure of the page."""
    yield from _head()
    yield from _progress()
    yield from _why()
    yield from _agreed()
    yield from _rates()
    yield from _trend()
    yield from _joiners()


def row_formulas() -> tuple[str, ...]:
    """The formulas of `kpi_coached_rows`: where the rep stands in each of `COACHED_TABLES`."""
    return tuple(_row_of(table) for table in COACHED_TABLES)


def month_cell(back: int) -> str:
    """The part of a formula that is the month `back` months before the one shown.

    >>> month_cell(2)
    'DATE(YEAR(kpi_month_shown),MONTH(kpi_month_shown)-2,1)'
    """
    return f"DATE(YEAR(kpi_month_shown),MONTH(kpi_month_shown)-{back},1)"


_IS_KNOWN = f"ISNUMBER({coached_row('RepKPI')})"
_TEAM = coached_value("RepKPI", "team")
_TENURE = f"IFERROR(N({coached_value('RepMonths', 'tenure')}),0)"


def _cell(row: int, column: int, table: str, key: str, kind: str = "text") -> Figure[Of]:
    return Figure(row, column, coached_cell(table, key), "cell", (table, key), kind)


def _row_of(table: str) -> str:
    """The number of the rep's row: by direct comparison, for a name may look like a pattern."""
    names = f"{table}[{{{table}:rep}}]"
    own = f"({names}={COACHED})"
    if table == "RepMonths":
        own += "*(RepMonths[{RepMonths:month}]=kpi_month_shown)"
    elif table in ("Diagnosis", "NextSteps"):
        own += f"*({table}[{{{table}:team}}]={_TEAM})"
    elif table == "Review":
        own += f"*(Review[{{Review:month}}]={_last_agreed(own)})"
    number = f"SUMPRODUCT({own}*(ROW({names})-MIN(ROW({names}))+1))"
    return f'=IFERROR(IF({COACHED}="","",IF({number}=0,"",{number})),"")'


def _last_agreed(own: str) -> str:
    """The last month before the one shown of which anything was written down for the rep."""
    month, action, agreed = (f"Review[{{Review:{key}}}]" for key in ("month", "action", "agreed"))
    written = f'((({action}<>"")+({agreed}<>""))>0)'
    return f"SUMPRODUCT(MAX({own}*({month}<kpi_month_shown)*{written}*{month}))"


def _head() -> Iterator[Figure[Of]]:
    first = "INDEX(RepKPI[{RepKPI:rep}],1)"
    chosen = f'=IF(kpi_coached="",IFERROR({known(first, first)},""),kpi_coached)'
    yield Figure(HEAD_ROW, SHOWN_COLUMN, chosen, "name")
    yield _cell(HEAD_ROW, 5, "RepKPI", "team")
    yield _cell(HEAD_ROW, 6, "RepMonths", "role")
    yield _cell(HEAD_ROW, 7, "RepMonths", "tenure", "joined")
    gone = f'=IF(OR({COACHED}="",{_IS_KNOWN}),"",{{=coach.gone}})'
    yield Figure(MESSAGE_ROW, 1, gone, "gone")


def _progress() -> Iterator[Figure[Of]]:
    place = CARD_KPIS.index(MAIN_KPI)
    yield Figure(PROGRESS_ROW + place, 0, '=IFERROR(kpi_card_meant,"")', "meant")
    for row, kpi in enumerate(CARD_KPIS, PROGRESS_ROW):
        money = "money" if kpi == "won_amount" else "count"
        kinds = {"ahead": "ahead", "chance": "chance", "left_per_day": "pace"}
        for column, (part, _) in enumerate(PROGRESS, 1):
            shown = actual_formula(kpi, "coached") if part == "actual" else card_formula(part, kpi, "coached")  # type: ignore[arg-type]
            yield Figure(row, column, shown, "card", (part, kpi), kinds.get(part, money))


def _why() -> Iterator[Figure[Of]]:
    def said(table: str, formula: str) -> str:
        return f'=IFERROR(IF(ISNUMBER({coached_row(table)}),{formula},""),"")'

    stage, flag, lost, advice, watch = (
        coached_value("Diagnosis", key) for key in ("stage", "flag", "lost_meetings", "advice", "watch")
    )
    named = f'IF({flag}="",{stage},{stage}&" / "&{flag})'
    cause = said("Diagnosis", f'IF({stage}="",{{=coach.no_cause}},{named})')
    yield Figure(CAUSE, 1, cause, "cause")
    yield Figure(CAUSE, 3, f'=IFERROR({known(lost, f"-{lost}")},"")', "lost", kind="lost")
    yield _cell(CAUSE, 4, "Diagnosis", "rate", "rate")
    yield _cell(CAUSE, 5, "Diagnosis", "low", "rate")
    yield _cell(EVIDENCE, 1, "Diagnosis", "evidence")
    either = known(watch, watch)
    yield Figure(ADVICE, 1, said("Diagnosis", f'IF({advice}="",{either},{advice})'), "advice")
    step, aim, median, top = (
        coached_value("NextSteps", key) for key in ("step", "aim", "median", "top_quartile")
    )
    none = f'IF({_IS_KNOWN},{{=coach.no_step}},"")'
    yield Figure(STEP, 1, f'=IFERROR(IF({step}="",{none},{step}),{none})', "step")
    yield _cell(STEP, 3, "NextSteps", "worth", "lost")
    yield _cell(STEP, 4, "NextSteps", "rate", "rate")
    goal = f'IF({aim}={{=nextstep.median}},{median},IF({aim}={{=nextstep.top_quartile}},{top},""))'
    yield Figure(STEP, 5, f'=IFERROR({goal},"")', "aim", kind="rate")
    yield _cell(STEP, 6, "NextSteps", "aim")


def _agreed() -> Iterator[Figure[Of]]:
    yield _cell(AGREED, 1, "Review", "month", "month")
    yield _cell(AGREED, 2, "Review", "owner")
    yield _cell(AGREED, 4, "Review", "due_date", "date")
    yield _cell(AGREED, 6, "Review", "done")
    yield _cell(AGREED, 7, "Review", "agreed")
    action = coached_value("Review", "action")
    written = f"IF(ISNUMBER({coached_row('Review')}),{known(action, action)},{{=coach.no_record}})"
    yield Figure(ACTION, 1, f'=IFERROR(IF({_IS_KNOWN},{written},""),"")', "action")
    yield _cell(RESULT, 1, "Review", "review_result")
    yield _cell(RESULT, 4, "Review", "cause")
    yield _cell(HELPED, 1, "NextSteps", "step_before")
    yield _cell(HELPED, 4, "NextSteps", "rate_expected", "rate")
    yield _cell(HELPED, 6, "NextSteps", "rate_now", "rate")
    yield _cell(HELPED, 8, "NextSteps", "helped")


def _rates() -> Iterator[Figure[Of]]:
    for row, rate in enumerate(STAGES.values(), RATE_ROW):
        column, whole = judged(rate)
        yield _cell(row, 1, "RepKPI", column, "rate")
        period = f"kpi_window_{rate}_reps" if rate in WINDOWED else "{=coach.this_month}"
        yield Figure(row, 2, f'=IFERROR({period}&"","")', "period", (rate,))
        yield _cell(row, 4, "RepKPI", f"{rate}.low", "rate")
        yield _cell(row, 5, "RepKPI", f"{rate}.high", "rate")
        yield _cell(row, 6, "RepKPI", f"{rate}.verdict")
        cells, wholes, teams, names = (f"RepKPI[{{RepKPI:{key}}}]" for key in (column, whole, "team", "rep"))
        others = f"({teams}={_TEAM})*({names}<>{COACHED})"
        people = f"SUMPRODUCT({others}*ISNUMBER({cells}))"
        pooled = f"SUMPRODUCT({others},{cells},{wholes})/SUMPRODUCT({others}*ISNUMBER({cells}),{wholes})"
        for place, shown, kind in ((7, pooled, "rate"), (8, people, "count")):
            formula = f'=IFERROR(IF({_IS_KNOWN},IF({people}=0,"",{shown}),""),"")'
            yield Figure(row, place, formula, "peers", (rate, kind), kind)


def _trend() -> Iterator[Figure[Of]]:
    running = f'=IF(AND({_IS_KNOWN},ISNUMBER(kpi_elapsed),N(kpi_elapsed)<1),{{=coach.running}},"")'
    yield Figure(TREND_ROW - 2, NOTE_COLUMN, running, "running")
    for place in range(TREND):
        back = TREND - 1 - place
        month = f'=IF(N(kpi_month_shown)=0,"",{month_cell(back)})'
        yield Figure(TREND_ROW - 1, 1 + place, month, "month", (str(back),), "month")
        for row, kpi in enumerate(TRENDS, TREND_ROW):
            kind = "rate" if kpi in RATES else "money" if kpi == "won_amount" else "count"
            formula = f'=IFERROR({_own(kpi, month_cell(back))},"")'
            yield Figure(row, 1 + place, formula, "trend", (kpi, str(back)), kind)
    for row, kpi in enumerate(CARD_KPIS, TREND_ROW):
        money = "money" if kpi == "won_amount" else "count"
        before = card_formula("before", kpi, "coached")
        yield Figure(row, BEFORE_COLUMN, before, "card", ("before", kpi), money)


def _own(kpi: str, month: str) -> str:
    """What the rep did in a month, "" where that is not measured."""
    cells = f"RepMonths[{{RepMonths:{kpi}}}]"
    where = f"RepMonths[{{RepMonths:rep}}],{exactly(COACHED)},RepMonths[{{RepMonths:month}}],{month}"
    return f'IF(COUNTIFS({where},{cells},{ANY_NUMBER})=0,"",SUMIFS({cells},{where}))'


def _joiners() -> Iterator[Figure[Of]]:
    is_new = f"AND({_TENURE}>=1,{_TENURE}<={NEW})"
    for number in range(1, NEW + 1):
        month = f"DATE(YEAR(kpi_month_shown),MONTH(kpi_month_shown)+{number}-{_TENURE},1)"
        row = JOINER_ROW
        for kpi in JOINERS:
            people, average = _earlier(kpi, str(number), month)
            enough = f"{people}<{LEAST_JOINERS}"
            for part, shown in (
                (OWN, _own(kpi, month)),
                (AVERAGE, f'IF({enough},"",{average})'),
                (PEOPLE, f'IF({enough},"",{people})'),
            ):
                formula = f'=IFERROR(IF({is_new},{shown},""),"")'
                kind = "tenths" if part == AVERAGE else "count"
                yield Figure(row, number, formula, "joiner", (kpi, part, str(number)), kind)
                row += 1
    people, _ = _earlier(JOINERS[0], _TENURE, month_cell(0))
    running = 'IF(N(kpi_elapsed)<1,{=coach.running},"")'
    few = f"IF({people}<{LEAST_JOINERS},{{=coach.few_joiners}},{running})"
    old = f"IF({_TENURE}=0,{{=coach.tenure_unknown}},IF({_TENURE}>{NEW},{{=coach.not_new}},{few}))"
    yield Figure(JOINER_ROW - 2, NOTE_COLUMN, f'=IFERROR(IF({_IS_KNOWN},{old},""),"")', "joined")


def _earlier(kpi: str, number: str, month: str) -> tuple[str, str]:
    """How many joined before the rep and have a month `number` since then behind them in which `kpi` is
    measured, and what they did in it on average. `month` is the rep's own; a running one is no measure."""
    cells, tenures, months = (f"RepMonths[{{RepMonths:{key}}}]" for key in (kpi, "tenure", "month"))
    where = f'{tenures},{number},{months},"<"&MIN({month},kpi_month_shown)'
    people = f"COUNTIFS({where},{cells},{ANY_NUMBER})"
    return people, f"SUMIFS({cells},{where})/{people}"
