"""What the page says, as figures: taken from the workbook's cells, section by section, in the page's order.

Sections that the workbook has no cells for are empty, and then left out. See `people` for who and which
groups are not in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sheetkpi.errors import NothingToDoError
from sheetkpi.language import key_of, say, spellings
from sheetkpi.model.metrics import TARGET_MEETINGS
from sheetkpi.publishing.causes import Cause, causes, missing_days
from sheetkpi.publishing.people import Named, has_figures, members, shown_apart
from sheetkpi.publishing.savedcells import Row, SavedCells, of_everybody
from sheetkpi.publishing.sentences import of_whom
from sheetkpi.tables.bandcolumns import WINDOWED
from sheetkpi.tables.cards import CARD_KPIS, MAIN_KPI, STAGES
from sheetkpi.workbook.text import is_number


@dataclass(frozen=True)
class Card:
    """A count of everybody or of a team: `label` names it. None where nothing is said. `low` and `high` are
    the range of the landing, `landing` is it as a share of the target."""

    kpi: str
    label: str
    actual: float | None = None
    target: float | None = None
    attainment: float | None = None
    forecast: float | None = None
    low: float | None = None
    high: float | None = None
    landing: float | None = None
    chance: float | None = None


@dataclass(frozen=True)
class Stage:
    """A stage of the funnel: its count, and the rate at which it comes from the one before, which is judged
    against the band from `low` to `high`. `period` says over what, where that is not the month."""

    kpi: str
    count: float | None
    rate_key: str = ""
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    verdict: str = ""
    period: str = ""


@dataclass(frozen=True)
class Month:
    """A month of everybody."""

    month: date
    actual: float | None
    target: float | None
    connect_rate: float | None
    meeting_rate: float | None
    won_amount: float | None


@dataclass(frozen=True)
class Team:
    """A team: its card of the main count, and its rates."""

    name: str
    card: Card
    connect_rate: float | None
    meeting_rate: float | None
    won_amount: float | None


@dataclass(frozen=True)
class Source:
    """A lead source."""

    name: str
    calls: float | None
    meetings: float | None
    meeting_rate: float | None
    verdict: str
    wins: float | None
    won_amount: float | None


@dataclass(frozen=True)
class Figures:
    """Everything on the page. `main` is the count that targets mean (meetings set, held or accepted);
    `folded` teams and `unnamed` lead sources are not shown apart, for their size or their name."""

    main: str
    month: date | None
    refreshed: datetime | None
    last_data: date | None
    is_over: bool
    answer: str
    stale: str
    notices: tuple[str, ...]
    week: str
    moved: tuple[str, ...]
    cards: tuple[Card, ...]
    causes: tuple[Cause, ...]
    more_causes: int
    stages: tuple[Stage, ...]
    months: tuple[Month, ...]
    teams: tuple[Team, ...]
    folded: int
    sources: tuple[Source, ...]
    unnamed: int


def figures(cells: SavedCells, *, names: bool = False) -> Figures:
    """The figures of a page; with `names` people are named, and all teams are shown apart.

    Raises NothingToDoError where the workbook has none.
    """
    named = Named(()) if names else Named.of(cells)
    main = TARGET_MEETINGS[cells.inputs.settings.target_meeting]
    progress = [(_kpi(row), row) for row in cells.rows("Progress")]
    if main != MAIN_KPI and not any(kpi == main for kpi, _ in progress):
        main = MAIN_KPI
    cards = _cards(cells, main, [(kpi, row) for kpi, row in progress if of_everybody(row)])
    if not cards:
        raise NothingToDoError("error.publish_nothing", path=cells.book)
    groups, folded = _groups(cells, named, names=names)
    hidden = Named((), (team for team in _teams(cells) if team not in groups))

    def may_say(text: str) -> bool:
        who = of_whom(text, cells.language)
        if who != text and not names:
            return who in ("", *spellings("all"), *groups)
        return bool(text) and not named.anybody(who) and not hidden.anybody(who)

    def said(name: str) -> str:
        text = cells.text(name)
        return text if may_say(text) else ""

    found, more = causes(cells, groups, names=names)
    notices = [said("kpi_stale"), said("kpi_last_month"), *missing_days(cells, names=names)]
    is_over = _number(cells.named("kpi_elapsed"), 0.0) >= 1
    sources = _sources(cells)
    kept = tuple(source for source in sources if not named.anybody(source.name))
    return Figures(
        main=main,
        month=_date(cells.named("kpi_month_shown")),
        refreshed=_moment(cells.named("kpi_last_refresh")),
        last_data=_date(cells.named("kpi_last_data")),
        is_over=is_over,
        answer=said("kpi_answer"),
        stale=said("kpi_stale"),
        notices=tuple(filter(None, notices)),
        week="" if is_over else said("kpi_week"),  # what it needs of this one, there is none of
        moved=tuple(text for row in cells.block("kpi_moved") if may_say(text := str(row[0] or ""))),
        cards=cards,
        causes=tuple(found),
        more_causes=more,
        stages=_stages(cells),
        months=_months(cells, main),
        teams=_of_teams(cells, main, groups, progress),
        folded=folded,
        sources=kept,
        unnamed=len(sources) - len(kept),
    )


def _kpi(row: Row) -> str:
    keys = tuple(dict.fromkeys((*CARD_KPIS, *TARGET_MEETINGS.values())))
    return key_of(str(row.get("kpi") or ""), keys) or ""


def _number(value: object, default: float) -> float:
    return float(value) if is_number(value) else default


def _date(value: object) -> date | None:
    moment = _moment(value)
    return None if moment is None else moment.date()


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _total(cells: SavedCells, table: str) -> Row:
    return next((row for row in cells.rows(table) if of_everybody(row)), Row({}))


def _first(key: str, *rows: Row) -> float | None:
    return next((row[key] for row in rows if row.get(key) is not None), None)


def _card(kpi: str, label: str, row: Row, others: Sequence[Row]) -> Card:
    """The card of a row of Progress; what that lacks is looked for in the others, which are of all counts."""
    counted = _first(kpi, *others)
    actual = row.get("actual") if row.get("actual") is not None else counted
    return Card(
        kpi,
        label,
        actual,
        row.get("target") if row.get("target") is not None else _first(f"{kpi}.target", *others),
        row.get("attainment") if row.get("attainment") is not None else _first(f"{kpi}.attainment", *others),
        row.get("forecast"),
        row.get("forecast_low"),
        row.get("forecast_high"),
        row.get("forecast_attainment"),
        row.get("chance"),
    )


def _cards(cells: SavedCells, main: str, progress: Sequence[tuple[str, Row]]) -> tuple[Card, ...]:
    rows = dict(reversed(progress))
    others = (_total(cells, "Board"), _total(cells, "TeamKPI"))
    found = []
    for kpi in CARD_KPIS:
        meant = main if kpi == MAIN_KPI else kpi
        card = _card(meant, say(meant, cells.language), rows.get(meant, Row({})), others)
        if card.actual is not None or card.target is not None:
            found.append(card)
    return tuple(found)


def _stages(cells: SavedCells) -> tuple[Stage, ...]:
    counts = [kpi for kpi in CARD_KPIS if kpi != "won_amount"]
    judged = {rate: f"{rate}.judged" if rate in WINDOWED else rate for rate in STAGES.values()}
    teams, board = _total(cells, "TeamKPI"), _total(cells, "Board")
    found = []
    for kpi in counts:
        count, rate = _first(kpi, board, teams), STAGES.get(kpi, "")
        stage = Stage(kpi, count)
        if rate:
            shown, period = _first(judged[rate], teams), ""
            if shown is not None and rate in WINDOWED:
                period = cells.text(f"kpi_window_{rate}_teams")
            elif shown is None and rate not in WINDOWED:
                shown = _first(rate, board)
            ends = (teams.get(f"{rate}.low"), teams.get(f"{rate}.high"))
            stage = Stage(kpi, count, rate, shown, *ends, str(teams.get(f"{rate}.verdict") or ""), period)
        if count is not None or stage.rate is not None:
            found.append(stage)
    return tuple(found)


def _months(cells: SavedCells, main: str) -> tuple[Month, ...]:
    rows = [row for row in cells.rows("MonthlyKPI") if of_everybody(row)] or cells.rows("ChartMonths")
    found = [
        Month(
            month,
            row.get(main),
            row.get(f"{MAIN_KPI}.target"),
            row.get("connect_rate"),
            row.get("meeting_rate"),
            row.get("won_amount"),
        )
        for row in rows
        if (month := _date(row.get("month"))) is not None and row.get(main) is not None
    ]
    return tuple(sorted(found, key=lambda each: each.month))


def _teams(cells: SavedCells) -> list[str]:
    """The teams that have figures, in the order of their table."""
    for table, counts in (("TeamKPI", CARD_KPIS), ("Progress", ("actual",)), ("Board", CARD_KPIS)):
        rows = [
            row
            for row in cells.rows(table)
            if row.get("team") and not row.get("rep") and not of_everybody(row) and has_figures(row, counts)
        ]
        if rows:
            return list(dict.fromkeys(str(row["team"]) for row in rows))
    return []


def _groups(cells: SavedCells, named: Named, *, names: bool) -> tuple[list[str], int]:
    """The teams that are shown apart, and how many are not."""
    teams = _teams(cells)
    if names:
        return teams, 0
    shown = shown_apart(teams, members(cells), [team for team in teams if named.anybody(team)])
    return shown, len(teams) - len(shown)


def _of_teams(
    cells: SavedCells, main: str, groups: Sequence[str], progress: Sequence[tuple[str, Row]]
) -> tuple[Team, ...]:
    views = {row.get("team"): row for row in cells.rows("TeamKPI")}
    of_main = {row.get("team"): row for kpi, row in progress if kpi == main and not row.get("rep")}
    found = []
    for team in groups:
        view = views.get(team, Row({}))
        card = _card(main, say(main, cells.language), of_main.get(team, Row({})), (view,))
        rates = (view.get("connect_rate"), view.get("meeting_rate"))
        if any(value is not None for value in (card.actual, card.target, *rates)):
            found.append(Team(team, card, *rates, view.get("won_amount")))
    return tuple(found)


def _sources(cells: SavedCells) -> list[Source]:
    """Lead sources, those with most meetings first."""
    found = [
        Source(
            str(row["lead_source"]),
            row.get("calls"),
            row.get("meetings"),
            row.get("meeting_rate"),
            str(row.get("meeting_rate.verdict") or ""),
            row.get("wins"),
            row.get("won_amount"),
        )
        for row in cells.rows("SourceKPI")
        if row.get("lead_source") and has_figures(row, ("calls", "meetings", "wins", "won_amount"))
    ]
    return sorted(found, key=lambda source: -(source.meetings or 0))
