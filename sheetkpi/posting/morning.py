"""What is said in the morning, from the workbook's saved cells: how the last business day went, where the
month lands, what changed beyond chance since the last message, and a goal that was reached.

The sentences are the board's; only the day's are made here, of the rows of `DailyKPI`, which are added up.
What was not measured is left out. The manager is told besides who has not entered and what costs most, by
name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sheetkpi.errors import NothingToDoError, WorkbookError
from sheetkpi.language import Language, Phrase, listed, say
from sheetkpi.model.calendar import Calendar, business_days, month_bounds, shift_month
from sheetkpi.posting.posted import Told, recognised
from sheetkpi.publishing.causes import missing_days
from sheetkpi.publishing.figures import Figures, figures
from sheetkpi.publishing.numbers import count, share, short_month, tenths
from sheetkpi.publishing.savedcells import Row, SavedCells

GOALS = (50, 90, 100)
"""Percentages of the month's target that are told of when they are reached."""

_LONGEST_BREAK = 31
"""Days back in which there is a business day."""

_RATE = "connect_rate"


@dataclass(frozen=True)
class Morning:
    """A message: `title`, then `lines`; `told` is what later ones must know of it."""

    title: str
    lines: tuple[str, ...]
    told: Told


def check_day(cells: SavedCells, today: date) -> None:
    """Raise NothingToDoError where `today` is no business day of the workbook's calendar."""
    if today not in business_days(today, today, _calendar(cells)):
        shown = Phrase(lambda language: day_name(today, language))
        raise NothingToDoError("error.post_closed", day=shown, path=cells.book)


def morning(cells: SavedCells, today: date, before: Sequence[Told], *, names: bool) -> Morning:
    """What to say on `today`, after the messages `before`, the latest first; with `names` people are named.

    Raises NothingToDoError where the workbook has no figures, WorkbookError where those it shows are of
    another time.
    """
    found = figures(cells, names=names)
    language = cells.language
    shown = _month_shown(cells, found, today)
    key = f"{shown:%Y-%m}"
    of_month = [told for told in before if told.month == key]
    goals = _reached(found, {goal for told in of_month for goal in told.goals})
    known = before[0].moves if before else ()
    yesterday = _last_business_day(cells, today)
    lines = [
        _day_line(cells, found.main, yesterday),
        *_month_lines(found, shown, today, cells, yesterday),
        *(sentence for sentence in found.moved if recognised(sentence) not in known),
    ]
    if goals and before:  # the first message cannot know when they were reached
        lines.append(_goal_line(found, goals[-1], shown, language))
    if names:
        lines += _for_manager(cells, found)
    all_goals = tuple(sorted({*goals, *(goal for told in of_month for goal in told.goals)}))
    told = Told(
        datetime.now().isoformat(timespec="seconds"), key, all_goals, tuple(map(recognised, found.moved))
    )
    title = say("post.title_manager" if names else "post.title", language, day=day_name(today, language))
    return Morning(title, tuple(filter(None, lines)), told)


def day_name(day: date, language: Language) -> str:
    """A day of these weeks, with its day of the week.

    >>> day_name(date(2026, 11, 27), "ja"), day_name(date(2026, 11, 27), "en")
    ('11/27（金）', 'Fri 27 Nov')
    """
    weekday = say("post.weekdays", language).split()[day.weekday()]
    name = say("post.months", language).split()[day.month - 1]
    return say("post.day_name", language, day=day.day, name=name, weekday=weekday)


def _calendar(cells: SavedCells) -> Calendar:
    calendar, _ = Calendar.from_frame(cells.inputs.frames["Holidays"], cells.inputs.settings.country)
    return calendar


def _last_business_day(cells: SavedCells, today: date) -> date:
    days = business_days(today - timedelta(_LONGEST_BREAK), today - timedelta(1), _calendar(cells))
    return days[-1] if days else today - timedelta(1)


def _month_shown(cells: SavedCells, found: Figures, today: date) -> date:
    """The month of the figures: today's, or the one before while nothing is known of it."""
    closing = cells.inputs.settings.closing_day
    first, last = month_bounds(today, closing)
    now = today.replace(day=1)
    if not first <= today <= last:
        now = shift_month(now, 1)
    if found.month is None or found.month not in (now, shift_month(now, -1)):
        shown = "" if found.month is None else f"{found.month:%Y/%m}"
        raise WorkbookError("error.post_month", path=cells.book, month=shown)
    return found.month


def _day_line(cells: SavedCells, main: str, day: date) -> str:
    language = cells.language
    rows = [row for row in cells.rows("DailyKPI") if row.get("date") and row["date"].date() == day]
    rows = [row for row in rows if any(row.get(key) is not None for key in ("calls", main))]
    values: dict[str, object] = {"day": day_name(day, language)}
    if not rows:
        last = cells.named("kpi_last_data")
        if isinstance(last, datetime) and last.date() < day:
            return say("post.no_data", language, last=day_name(last.date(), language), **values)
        return say("post.no_day", language, **values)
    counts = []
    for key in ("calls", _RATE, main):
        if key == _RATE:
            rate = _rate(rows)
            counts += [] if rate is None else [say("post.connect_rate", language, rate=share(rate))]
        elif (total := _total(rows, key)) is not None:
            counts.append(say(f"post.{key}", language, count=count(total)))
    people = len({row.get("rep") for row in rows})
    return say("post.day", language, counts=listed(counts, language), people=people, **values)


def _total(rows: Sequence[Row], key: str) -> float | None:
    known = [row[key] for row in rows if row.get(key) is not None]
    return sum(known) if known else None


def _rate(rows: Sequence[Row]) -> float | None:
    """The connect rate of all rows: of those of which both its parts are known, as the workbook has them."""
    above = below = 0.0
    for row in rows:
        parts = (row.get("connects"), row.get("calls"))
        measured = (row.get(f"{_RATE}.measured_numerator"), row.get(f"{_RATE}.measured_denominator"))
        connects, calls = measured if measured[1] is not None else parts
        if connects is not None and calls is not None:
            above, below = above + connects, below + calls
    return above / below if below else None


def _month_lines(found: Figures, shown: date, today: date, cells: SavedCells, yesterday: date) -> list[str]:
    """Where the month lands, and by which day that was known where it is not yesterday's; on the first days
    of one, how the one before ended."""
    language = cells.language
    if found.answer and found.is_over and shown < today.replace(day=1):
        return [say("post.of_month", language, month=f"{shown:%Y/%m}", said=found.answer)]
    answer, known = found.answer, found.last_data
    if answer and not found.is_over and known is not None and known < yesterday:
        answer = say("post.as_of", language, day=day_name(known, language), said=answer)
    last_month = cells.text("kpi_last_month")
    return [line for line in (answer, last_month if last_month in found.notices else "") if line]


def _reached(found: Figures, told: set[int]) -> list[int]:
    """The shares of the target that are reached and were not told of in this month."""
    card = next((card for card in found.cards if card.kpi == found.main), None)
    if card is None or card.actual is None or not card.target:
        return []
    return [goal for goal in GOALS if card.actual * 100 >= goal * card.target and goal > max(told, default=0)]


def _goal_line(found: Figures, goal: int, shown: date, language: Language) -> str:
    card = next(card for card in found.cards if card.kpi == found.main)
    values = {
        "name": short_month(shown, language),
        **{"kpi": card.label, "actual": count(card.actual), "target": count(card.target), "goal": goal},
    }
    return say("post.goal_reached" if goal >= GOALS[-1] else "post.goal", language, **values)


def _for_manager(cells: SavedCells, found: Figures) -> list[str]:
    """Who has not entered, and who needs help first."""
    told = missing_days(cells, names=True)
    if found.causes:
        first = found.causes[0]
        values = {"who": first.who, "cause": first.what, "todo": first.todo}
        if first.lost is not None:
            told.append(say("first.cause", cells.language, meetings=tenths(first.lost), **values))
    return told
