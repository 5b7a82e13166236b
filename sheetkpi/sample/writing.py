"""The sample: what the invented department did, in the four shapes in which real teams keep it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from sheetkpi.language import Language, say
from sheetkpi.model.calendar import Calendar, business_days, shift_month
from sheetkpi.sample.dirt import Hand
from sheetkpi.sample.files import write_call_list, write_daily_counts, write_deals, write_log
from sheetkpi.sample.rows import Rows, Scribe, call_list_rows, daily_rows, deal_rows, log_rows
from sheetkpi.sample.simulation import (
    CALL_LIST_TEAM,
    CAST,
    CONNECTED,
    DAILY_TEAM,
    LOG_TEAM,
    MEETING,
    Department,
    simulate,
)
from sheetkpi.sample.words import WORDS, Words

MONTHS_BACK = 6
"""Full months of activity before the current one."""

_MONTHS_OF_DEALS = 3  # before the first month shown, so that its opportunities have a past
_MONTHS_IN_WORKBOOK = 1  # full months that stand in the workbook itself; older ones lie in files


@dataclass(frozen=True)
class SampleActivity:
    """What `write_sample` wrote, and what goes into the KPI workbook beside it.

    `files` are the raw files, to be named in `Sources`: the log and the daily counts of the older months
    (.xlsx), the call list (.csv), the deals (.xlsx). The frames have the column keys of the tables they
    are for: `roster`, `holidays`, `activity` (Activity), `daily_entry` (DailyEntry), `team_targets`,
    `attendance`; their cells are values as typed, dirt among them, None where empty. `events` is the truth:
    what counting everything must give (date, rep, team, lead_source and counts). `left_out` says how many
    records cannot be counted.
    """

    folder: Path
    files: tuple[Path, ...]
    roster: pd.DataFrame
    holidays: pd.DataFrame
    activity: pd.DataFrame
    daily_entry: pd.DataFrame
    team_targets: pd.DataFrame
    attendance: pd.DataFrame
    events: pd.DataFrame
    left_out: int


def write_sample(folder: Path, today: date, language: Language = "ja", seed: int = 7) -> SampleActivity:
    """Write half a year of invented activity up to `today` into `folder`; same arguments, same activity.

    Three teams: the first keeps a log, the second a call list (CSV, CP932 in Japanese), the third daily
    counts; the deals of all come from a CRM. Rates lie near the usual bands, different for each rep. The
    cells hold what real ones do: dates as text, 和暦, without year or as serial numbers, wide digits, merged
    cells, totals, repeated headers, titles, blank rows, ¥ and 万円, results and reps nobody knows.
    """
    words, rng = WORDS[language], np.random.default_rng(seed)
    this_month = today.replace(day=1)
    first, split = shift_month(this_month, -MONTHS_BACK), shift_month(this_month, -_MONTHS_IN_WORKBOOK)
    holidays = _holidays(today, words, language)
    calendar, _ = Calendar.from_frame(holidays)
    days = business_days(shift_month(first, -_MONTHS_OF_DEALS), today, calendar)
    done = simulate(np.array(days, dtype="datetime64[D]"), first, this_month, rng)
    scribe = Scribe.of(words, Hand(language, rng))
    guests = _guests(scribe, [day for day in days if first <= day < split][::20])

    folder.mkdir(parents=True, exist_ok=True)
    path = {shape: folder / name for shape, name in words.files.items()}
    old_log, old_daily = _of(done, LOG_TEAM, first, split), _of(done, DAILY_TEAM, first, split)
    log = _mixed(log_rows(scribe, *old_log, clock=True), guests)
    left_out = write_log(path["log"], log, words, today)
    listed, _ = _of(done, CALL_LIST_TEAM, first, date.max)
    left_out += write_call_list(path["call_list"], call_list_rows(scribe, listed), words, language, today)
    left_out += write_daily_counts(path["daily"], daily_rows(scribe, *old_daily), words, today)
    left_out += write_deals(path["deals"], deal_rows(scribe, done.deals), words)

    activity = log_rows(scribe, *_of(done, LOG_TEAM, split, date.max), clock=False)
    daily_entry = daily_rows(scribe, *_of(done, DAILY_TEAM, split, date.max))
    slips = _slips(activity.iloc[-1], today)
    return SampleActivity(
        folder,
        tuple(path.values()),
        _roster(this_month, words, language),
        holidays,
        pd.concat([activity, slips], ignore_index=True).astype(object),
        daily_entry,
        _team_targets(this_month, words, language),
        _attendance(days[-6:], words),
        _truth(done, words, this_month, guests),
        left_out + len(slips),
    )


def sample_files(folder: Path, language: Language) -> tuple[Path, ...]:
    """The files that `write_sample` writes into `folder`."""
    return tuple(folder / name for name in WORDS[language].files.values())


def _of(done: Department, team: int, first: date, before: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The calls and tasks of `team` from `first` on and before `before`."""
    begin, end = np.datetime64(first), np.datetime64(before)
    calls, tasks = (
        frame[(frame["team"] == team) & (frame["day"] >= begin) & (frame["day"] < end)]
        for frame in (done.calls, done.tasks)
    )
    return calls, tasks


def _guests(scribe: Scribe, days: list[date]) -> pd.DataFrame:
    """Calls in the log by somebody the roster does not know, and by its manager, who does not count."""
    words = scribe.words
    names = [words.stranger, words.stranger, words.manager[0]]
    rows: Rows = [
        [
            day,
            name,
            words.teams[LOG_TEAM],
            scribe.company(),
            words.sources[0],
            words.call,
            words.no_contact[0],
            None,
        ]
        for day, name in zip(days, names * len(days), strict=False)
    ]
    columns = ["date", "rep", "team", "company", "lead_source", "kind", "result", "note"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _mixed(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """`rows` with `others` spread evenly among them."""
    places = np.linspace(0, len(rows), len(others), endpoint=False) - 0.5
    return pd.concat([rows, others.set_axis(places)]).sort_index().reset_index(drop=True)


def _slips(pattern: pd.Series, today: date) -> pd.DataFrame:
    """Records like `pattern` with a slip that nobody can count: next year's date, and no rep."""
    next_year = {**pattern, "date": today + timedelta(365)}
    nobody = {**pattern, "date": today, "rep": None}
    return pd.DataFrame([next_year, nobody], dtype=object)


def _roster(this_month: date, words: Words, language: Language) -> pd.DataFrame:
    """The Roster table: who moved has two rows, who joined a start, the manager the role 集計外."""
    rows: Rows = []
    for (name, login), rep in zip(words.people, CAST, strict=True):
        aliases = f"{login}@{words.mail_domain}"
        since = None if rep.since is None else shift_month(this_month, -rep.since)
        if rep.moves_to is None or since is None:
            rows.append([name, aliases, words.teams[rep.team], since, None, None, None])
            continue
        rows.append([name, aliases, words.teams[rep.team], None, since - timedelta(1), None, None])
        rows.append([name, None, words.teams[rep.moves_to], since, None, None, None])
    name, login = words.manager
    excluded = say("role.excluded", language)
    rows.append([name, f"{login}@{words.mail_domain}", words.teams[0], None, None, None, excluded])
    columns = ["rep", "aliases", "team", "from", "to", "fte", "role"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _holidays(today: date, words: Words, language: Language) -> pd.DataFrame:
    """The Holidays table: breaks in summer and at the turn of the year, and a Saturday worked lately."""
    closed, opened = say("holiday.closed", language), say("holiday.open", language)
    rows: Rows = []
    for year in range(today.year - 1, today.year + 1):
        rows += [[date(year, 8, day), words.holidays["summer"], closed] for day in (13, 14)]
        rows += [[date(year, 12, day), words.holidays["year_end"], closed] for day in (29, 30, 31)]
    rows += [[date(today.year, 1, day), words.holidays["year_end"], closed] for day in (2, 3)]
    saturday = today - timedelta(42 + (today.weekday() - 5) % 7)
    rows.append([saturday, words.holidays["saturday"], opened])
    return pd.DataFrame(rows, columns=["date", "name", "holiday_kind"], dtype=object)


def _team_targets(this_month: date, words: Words, language: Language) -> pd.DataFrame:
    """The TeamTargets table: two teams with meetings to set up, one with an amount to win."""
    goals = (("meetings", 45), ("meetings", 50), ("won_amount", 16_000_000))
    rows: Rows = [
        [this_month, team, say(goal, language), value]
        for team, (goal, value) in zip(words.teams, goals, strict=True)
    ]
    return pd.DataFrame(rows, columns=["month", "team", "goal", "goal_value"], dtype=object)


def _attendance(days: Sequence[date], words: Words) -> pd.DataFrame:
    """The Attendance table: a day off, a morning off, a day at a trade show."""
    absent = zip((2, 6, 11), (0, 3, 4), (0, 0.5, 0), words.absences, strict=True)
    rows: Rows = [[words.people[rep][0], days[day], share, reason] for rep, day, share, reason in absent]
    return pd.DataFrame(rows, columns=["rep", "date", "present", "absence_reason"], dtype=object)


def _truth(done: Department, words: Words, this_month: date, guests: pd.DataFrame) -> pd.DataFrame:
    """What counting everything must give, as events."""
    calls = done.calls.assign(
        calls=1, connects=done.calls["outcome"] >= CONNECTED, meetings=done.calls["outcome"] == MEETING
    )
    tasks = done.tasks[done.tasks["team"] != CALL_LIST_TEAM]
    tasks = tasks.join(pd.get_dummies(tasks["count"], dtype=int))
    daily = tasks["team"] == DAILY_TEAM
    tasks.loc[daily, "inbound_calls"] = 0  # daily counts have no column for them
    opened = done.deals.rename(columns={"opened": "day"}).assign(opportunities=1, amount=0)
    won = done.deals[done.deals["won"] & done.deals["closed"].notna()]
    won = won.rename(columns={"closed": "day"}).assign(wins=1).rename(columns={"amount": "won_amount"})
    deals = pd.concat([opened, won], ignore_index=True)
    for number, rep in enumerate(CAST):
        own = deals["rep"] == number
        deals.loc[own, "team"] = rep.team_on(deals.loc[own, "day"].to_numpy(), this_month)
    happened = pd.concat([calls, tasks, deals], ignore_index=True)
    counts = ["calls", "connects", "meetings", "opportunities", "wins", "won_amount"]
    counts += ["emails", "documents", "follow_ups", "inbound_calls"]
    events = pd.DataFrame(
        {
            "date": happened["day"],
            "rep": happened["rep"].map(lambda number: words.people[number][0]),
            "team": happened["team"].map(lambda number: words.teams[int(number)]),
            "lead_source": happened["source"].map(lambda number: words.sources[number]),
            **{count: happened[count].fillna(0).astype("float64") for count in counts},
        }
    )
    strangers = guests.loc[guests["rep"] == words.stranger, ["date", "rep", "team", "lead_source"]]
    counted = {**dict.fromkeys(counts, 0.0), "calls": 1.0}
    strangers = strangers.assign(**counted, date=pd.to_datetime(strangers["date"]))
    return pd.concat([events, strangers[events.columns]], ignore_index=True).astype({"date": "datetime64[s]"})
