"""What the figures of the coaching page come to after a refresh: cached values for its formulas, of the rep
who is chosen there now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sheetkpi.language import say
from sheetkpi.model.calendar import shift_month
from sheetkpi.model.repmonths import NEW
from sheetkpi.tables.cards import COACHED_TABLES, MAIN_KPI, ONE_ROW, Line, judged
from sheetkpi.tables.coaching import AVERAGE, JOINERS, LEAST_JOINERS, OWN, ROWS, WIDTH, figures
from sheetkpi.workbook import sheets
from sheetkpi.workbook.boardcards import Cards, period_judged
from sheetkpi.workbook.drafting import Draft
from sheetkpi.workbook.names import value_of
from sheetkpi.workbook.planned import Planned, planned_tables
from sheetkpi.workbook.status import CellsPlan
from sheetkpi.workbook.tableplan import TablePlan
from sheetkpi.workbook.text import is_number

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.tables.report import Report
    from sheetkpi.workbook.inputs import Inputs

Values = tuple[Any, ...]


def plan_coaching(
    book: xw.Book, inputs: Inputs, drafts: Mapping[str, Draft], tables: Sequence[TablePlan], report: Report
) -> tuple[CellsPlan, ...]:
    """The results of the formulas on the coaching page, where the workbook has it."""
    names = inputs.names
    page, rows = names.get("kpi_coaching"), names.get("kpi_coached_rows")
    if page is None or rows is None or "kpi_coached" not in names:
        return ()
    if (page.area.rows, page.area.columns, rows.area.columns) != (ROWS, WIDTH, len(COACHED_TABLES)):
        return ()
    chosen = value_of(book, names, "kpi_coached")
    is_theirs = chosen is not None and sheets.has_formula(book, names["kpi_coached"].area.resized(1, 1))
    planned = planned_tables(tables, {name: draft.content for name, draft in drafts.items()})
    coached = Coached(planned, None if is_theirs else chosen or "", report, inputs)
    return (
        CellsPlan("kpi_coaching", page.area, coached.values, formula=True),
        CellsPlan("kpi_coached_rows", rows.area, (coached.numbers,), formula=True),
    )


class Coached:
    """The figures of the rep `chosen` ("": nobody, and the first is shown; None: it is not known who), looked
    up in the planned tables: "" where there is nothing to say, None where that is not known."""

    def __init__(self, planned: Mapping[str, Planned], chosen: Any, report: Report, inputs: Inputs) -> None:
        self._planned, self._report, self._inputs = planned, report, inputs
        self._language = inputs.language
        self._reps = self._column("RepKPI", "rep")
        first = self._reps[0] if self._reps else None
        self.name = first if chosen == "" else chosen
        self._cards = _CardsOfRep(planned, self.name, inputs, report)
        self._own: dict[str, list[tuple[Any, float]] | None] = {}

    @property
    def values(self) -> tuple[Values, ...]:
        """What the cells of `kpi_coaching` come to, row by row (None: not known, or no formula)."""
        rows: list[list[Any]] = [[None] * WIDTH for _ in range(ROWS)]
        for figure in figures() if self.name is not None else ():
            rows[figure.row][figure.column] = getattr(self, f"_{figure.of}")(*figure.part)
        return tuple(map(tuple, rows))

    @property
    def numbers(self) -> Values:
        """What the cells of `kpi_coached_rows` come to."""
        found = (self._places[table] for table in COACHED_TABLES)
        return tuple(place + 1 if is_number(place) else place for place in found)

    @cached_property
    def _places(self) -> dict[str, Any]:
        """The row of each table that is shown, from 0."""
        if self.name is None:
            return dict.fromkeys(COACHED_TABLES)
        places: dict[str, Any] = {"RepKPI": self._place("RepKPI", {})}
        team = self._of_row("RepKPI", "team", places["RepKPI"])
        of_team = {table: {"team": team} for table in ("Diagnosis", "NextSteps")}
        wanted = {
            "RepMonths": {"month": self._report.month},
            **of_team,
            "Review": {"month": self._last_agreed},
        }
        return places | {table: self._place(table, keys) for table, keys in wanted.items()}

    def _place(self, table: str, keys: Mapping[str, Any]) -> Any:
        """The row of the rep in `table` that has the values `keys`, "" where there is none."""
        if self.name == "" or "" in keys.values():
            return ""
        wanted = {"rep": self.name, **keys}
        columns = [self._column(table, key) for key in wanted]
        if None in columns or None in wanted.values():
            return None
        rows = zip(*(column for column in columns if column is not None), strict=True)
        found = [
            number
            for number, row in enumerate(rows)
            if all(_same(*pair) for pair in zip(row, wanted.values(), strict=True))
        ]
        return None if len(found) > 1 else found[0] if found else ""

    @property
    def _last_agreed(self) -> Any:
        """The last month before the one shown of which anything was written down for the rep."""
        month = self._report.month
        keys = ("rep", "month", "action", "agreed")
        columns = [self._column("Review", key) for key in keys]
        if month is None or None in columns:
            return "" if month is None else None
        rows = list(zip(*(column for column in columns if column is not None), strict=True))
        if any(cell is None for row in rows for cell in row):
            return None
        if any(isinstance(row[1], str) and row[1] for row in rows):
            return ""  # the formula fails on a month that is text
        before = [
            _day(at)
            for rep, at, *written in rows
            if _same(rep, self.name) and at and _day(at) < month and any(cell != "" for cell in written)
        ]
        return max(before, default="")

    def _column(self, table: str, key: str) -> Values | None:
        planned = self._planned.get(table)
        return None if planned is None else planned.column(key)

    def _of_row(self, table: str, key: str, place: Any) -> Any:
        if not is_number(place):
            return place
        column = self._column(table, key)
        return None if column is None else column[int(place)]

    # What the cells come to, by what they are of (see `tables.coaching.Figure`).

    def _cell(self, table: str, key: str) -> Any:
        return self._of_row(table, key, self._places[table])

    def _name(self) -> Any:
        return self.name

    def _gone(self) -> Any:
        is_missing = self.name != "" and self._places["RepKPI"] == ""
        return self._said("coach.gone") if is_missing else self._unless_unknown("RepKPI")

    def _meant(self) -> str:
        return say(self._report.main_kpi, self._language)

    def _card(self, part: str, kpi: str) -> Any:
        return self._cards.actual(kpi) if part == "actual" else self._cards.value(part, kpi)  # type: ignore[arg-type]

    def _lost(self) -> Any:
        lost = self._cell("Diagnosis", "lost_meetings")
        return -lost if is_number(lost) else lost

    def _cause(self) -> Any:
        stage, flag = (self._cell("Diagnosis", key) for key in ("stage", "flag"))
        if None in (stage, flag) or self._places["Diagnosis"] == "":
            return self._unless_unknown("Diagnosis") if None not in (stage, flag) else None
        if stage == "":
            return self._said("coach.no_cause")
        return f"{stage} / {flag}" if flag else stage

    def _advice(self) -> Any:
        return self._cell("Diagnosis", "advice") or self._cell("Diagnosis", "watch")

    def _step(self) -> Any:
        step = self._cell("NextSteps", "step")
        if step == "" and is_number(self._places["RepKPI"]):
            return self._said("coach.no_step")
        return step

    def _aim(self) -> Any:
        aim = self._cell("NextSteps", "aim")
        keys = {self._said(f"nextstep.{key}"): key for key in ("median", "top_quartile")}
        return self._cell("NextSteps", keys[aim]) if aim in keys else aim and ""

    def _action(self) -> Any:
        if self._places["RepKPI"] == "":
            return ""
        return (
            self._said("coach.no_record") if self._places["Review"] == "" else self._cell("Review", "action")
        )

    def _period(self, rate: str) -> Any:
        return period_judged(rate, "reps", self._inputs)

    def _peers(self, rate: str, kind: str) -> Any:
        columns = [self._column("RepKPI", key) for key in ("team", "rep", *judged(rate))]
        if None in columns or not is_number(self._places["RepKPI"]):
            return self._unless_unknown("RepKPI") if None not in columns else None
        team = self._cell("RepKPI", "team")
        others = [
            (found, whole)
            for of_team, rep, found, whole in zip(*(one for one in columns if one is not None), strict=True)
            if _same(of_team, team) and not _same(rep, self.name)
        ]
        if any(None in cells for cells in others):
            return None
        shares = [(found, whole or 0) for found, whole in others if is_number(found)]
        if not shares or kind == "count":
            return len(shares) or ""
        below = sum(whole for _, whole in shares)
        return sum(found * whole for found, whole in shares) / below if below else ""

    def _month(self, back: str) -> Any:
        month = self._report.month
        return "" if month is None else _stamp(shift_month(month, -int(back)))

    def _trend(self, kpi: str, back: str) -> Any:
        month = self._report.month
        return "" if month is None else self._done(kpi, shift_month(month, -int(back)))

    def _running(self) -> Any:
        if not is_number(self._places["RepKPI"]):
            return self._unless_unknown("RepKPI")
        elapsed = self._report.elapsed
        return self._said("coach.running") if elapsed is not None and elapsed < 1 else ""

    def _joiner(self, kpi: str, part: str, number: str) -> Any:
        month = self._report.month
        if self._tenure is None:
            return None
        if month is None or not 1 <= self._tenure <= NEW:
            return ""
        of_own = shift_month(month, int(number) - int(self._tenure))
        if part == OWN:
            return self._done(kpi, of_own)
        earlier = self._earlier(kpi, int(number), of_own)
        if earlier is None or len(earlier) < LEAST_JOINERS:
            return None if earlier is None else ""
        return sum(earlier) / len(earlier) if part == AVERAGE else len(earlier)

    def _joined(self) -> Any:
        month, tenure = self._report.month, self._tenure
        if month is None or tenure is None or not is_number(self._places["RepKPI"]):
            return None if tenure is None else self._unless_unknown("RepKPI")
        if not tenure:
            return self._said("coach.tenure_unknown")
        if tenure > NEW:
            return self._said("coach.not_new")
        earlier = self._earlier(JOINERS[0], int(tenure), month)
        if earlier is None or len(earlier) < LEAST_JOINERS:
            return None if earlier is None else self._said("coach.few_joiners")
        return self._said("coach.running") if (self._report.elapsed or 0) < 1 else ""

    @property
    def _tenure(self) -> float | None:
        found = self._cell("RepMonths", "tenure")
        return None if found is None else found or 0

    def _done(self, kpi: str, month: date) -> Any:
        """What the rep did in a month."""
        found = self._own_months(kpi)
        if found is None:
            return None
        own = [value for at, value in found if _same(at, month)]
        return sum(own) if own else ""

    def _own_months(self, kpi: str) -> list[tuple[Any, float]] | None:
        """The months of the rep in which `kpi` is measured, and its values; looked up once."""
        if kpi not in self._own:
            rows = self._months(kpi)
            self._own[kpi] = (
                None if rows is None else [(at, value) for rep, at, _, value in rows if _same(rep, self.name)]
            )
        return self._own[kpi]

    def _earlier(self, kpi: str, number: int, month: date) -> list[float] | None:
        """What those who joined before the rep did in their month `number`; `month` is the rep's own."""
        found, shown = self._months(kpi), self._report.month
        if found is None or shown is None:
            return None
        return [value for _, at, tenure, value in found if tenure == number and _day(at) < min(month, shown)]

    def _months(self, kpi: str) -> list[tuple[Any, Any, Any, float]] | None:
        """The rows of RepMonths in which `kpi` is measured: rep, month, tenure and value."""
        columns = [self._column("RepMonths", key) for key in ("rep", "month", "tenure", kpi)]
        if None in columns:
            return None
        rows = list(zip(*(column for column in columns if column is not None), strict=True))
        return None if any(None in row for row in rows) else [row for row in rows if is_number(row[3])]

    def _said(self, key: str) -> str:
        return say(key, self._language)

    def _unless_unknown(self, table: str) -> Any:
        """ "", but None where it is not known whether the rep is in a table."""
        return None if self._places[table] is None else ""


class _CardsOfRep(Cards):
    """The lines of one rep's cards: what Progress says of them in all teams together."""

    def __init__(self, planned: Mapping[str, Planned], name: Any, inputs: Inputs, report: Report) -> None:
        super().__init__(planned, inputs.language, report.main_kpi)
        self._name = name

    def value(self, line: Line, kpi: str) -> Any:
        rows = self._rows("forecast_low" if line == "range" else line, kpi)
        if rows is not None and line in ONE_ROW and len(rows) != 1:
            return ""
        if line == "range":
            return self._range(kpi)
        return self._progress(line, kpi)

    def _counted(self, kpi: str) -> Any:
        planned = self._planned.get("RepKPI")
        reps = None if planned is None else planned.column("rep")
        if planned is None or reps is None or not planned.has(kpi):
            return None
        rows = [row for row, rep in enumerate(reps) if _same(rep, self._name)]
        return planned.cell(kpi, rows[0]) if rows else ""

    def _progress(self, column: str, kpi: str) -> Any:
        rows = self._rows(column, kpi)
        return None if rows is None else sum(rows) if rows else ""

    def _rows(self, column: str, kpi: str) -> list[float] | None:
        """What the rep's rows of Progress say of a count, those that say anything."""
        planned = self._planned.get("Progress")
        keys = ("kpi", "rep", column)
        columns = [None if planned is None else planned.column(key) for key in keys]
        if None in columns:
            return None
        word = say(self._main_kpi if kpi == MAIN_KPI else kpi, self.language)
        cells = zip(*(one for one in columns if one is not None), strict=True)
        found = [value for named, rep, value in cells if named == word and _same(rep, self._name)]
        return None if None in found else [value for value in found if is_number(value)]


def _same(one: Any, other: Any) -> bool:
    """Whether a formula takes two cells for equal: the case of letters does not matter to it."""
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    if isinstance(one, date) and isinstance(other, date):
        return _day(one) == _day(other)
    return bool(one == other)


def _day(stamp: date) -> date:
    return stamp.date() if isinstance(stamp, datetime) else stamp


def _stamp(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
