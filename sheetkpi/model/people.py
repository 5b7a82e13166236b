"""The rows of the `Roster` table read as people: who is where, from when to when, with which share.

A person may have several rows: moved (one after the other) or 兼任 (side by side, with shares). Rows of one
name that overlap, both full-time and in different teams, are two people. A row whose end is open ends
where a later full-time row of that name begins: people write down where somebody moved to and leave the
old row as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from sheetkpi.language import key_of
from sheetkpi.model.names import join_key, person_key, tidy
from sheetkpi.patterns import lazy_pattern

PROBLEM_COLUMNS = ("severity", "row", "column", "value", "reason", "values")
"""What a problem frame holds: "error" or "note", row of the table (0-based, -1: none), column key, the
cell's text, key of the sentence in `language.reasons`, and what fills its placeholders."""

_SEPARATORS = lazy_pattern(r"[、，,;；/／\n\r]+")


@dataclass(frozen=True)
class Problem:
    """Something about a row of a table of settings that people should look at."""

    severity: str
    row: int
    column: str
    value: str
    reason: str
    values: dict[str, Any]


def problem_frame(problems: Iterable[Problem]) -> pd.DataFrame:
    """`problems` as a frame with the columns `PROBLEM_COLUMNS`."""
    rows = [[getattr(problem, name) for name in PROBLEM_COLUMNS] for problem in problems]
    return pd.DataFrame(rows, columns=list(PROBLEM_COLUMNS))


@dataclass(frozen=True)
class Stint:
    """One row of the roster: a place in a team from `first` to `last`, both included, for `fte` of the time.

    `excluded` stints (role 集計外) are left out of all counting.
    """

    row: int
    name: str
    aliases: tuple[str, ...]
    team: str
    first: date = date.min
    last: date = date.max
    fte: float = 1.0
    role: str = ""
    excluded: bool = False

    def covers(self, day: date) -> bool:
        """Whether `day` lies in this stint."""
        return self.first <= day <= self.last

    def overlaps(self, other: Stint) -> bool:
        """Whether the two stints share a day."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True)
class Person:
    """One person of the roster. `label` is the name shown, `name（team）` for namesakes."""

    label: str
    stints: tuple[Stint, ...]

    @property
    def aliases(self) -> set[str]:
        """Join keys under which raw data may know this person."""
        return {person_key(name) for stint in self.stints for name in (stint.name, *stint.aliases)}

    def stint_on(self, day: date, team_key: str = "") -> Stint:
        """Where the person is on `day`: in the team named, if it is one of theirs, else by the dates.

        Several at once: the largest share, then the upper row. On no row's dates: the last row begun
        before, or else the first to begin.
        """
        if len(self.stints) == 1:  # as most people have it
            return self.stints[0]
        there = [stint for stint in self.stints if team_key and join_key(stint.team) == team_key]
        stints = there or list(self.stints)
        if covering := [stint for stint in stints if stint.covers(day)]:
            return max(covering, key=lambda stint: (stint.fte, -stint.row))
        if begun := [stint for stint in stints if stint.first <= day]:
            return max(begun, key=lambda stint: (stint.last, stint.first, stint.fte, -stint.row))
        return min(stints, key=lambda stint: (stint.first, -stint.fte, stint.row))

    def turning_points(self) -> set[date]:
        """The days on which `stint_on` may change its answer."""
        begins = {stint.first for stint in self.stints if stint.first > date.min}
        return begins | {stint.last + timedelta(1) for stint in self.stints if stint.last < date.max}


def people_of(frame: pd.DataFrame) -> tuple[tuple[Person, ...], pd.DataFrame]:
    """The people in a roster frame, in its order, and its problems (`PROBLEM_COLUMNS`).

    Columns: rep, aliases, team, from, to, fte, role; all but rep may be missing. Rows without a rep are
    passed over.
    """
    problems: list[Problem] = []
    stints = _stints(frame, problems)
    by_name: dict[str, list[Stint]] = defaultdict(list)
    for stint in stints:
        by_name[person_key(stint.name)].append(stint)
    people: list[Person] = []
    for rows in by_name.values():
        people += _people_of_one_name(rows, problems)
    people.sort(key=lambda person: person.stints[0].row)
    problems += _shared_aliases(people)
    return tuple(people), problem_frame(problems)


def _stints(frame: pd.DataFrame, problems: list[Problem]) -> list[Stint]:
    team_names: dict[str, str] = {}
    stints = []
    for row, cells in enumerate(frame.to_dict("records")):
        name = _text(cells.get("rep"))
        if not name:
            continue
        team = _text(cells.get("team"))
        first = _date(cells.get("from"), row, "from", problems)
        last = _date(cells.get("to"), row, "to", problems)
        if first and last and last < first:
            shown = {"rep": name, "first": first.isoformat(), "last": last.isoformat()}
            problems.append(Problem("error", row, "to", last.isoformat(), "reason.roster_dates", shown))
            last = None
        role = _text(cells.get("role"))
        stint = Stint(
            row,
            name,
            tuple(alias for part in _SEPARATORS.split(_raw(cells.get("aliases"))) if (alias := tidy(part))),
            team_names.setdefault(join_key(team), team),
            first or date.min,
            last or date.max,
            _share(cells.get("fte"), row, problems),
            role,
            excluded=key_of("".join(tidy(role).split()), ("role.excluded",)) is not None,
        )
        stints.append(stint)
    return stints


def _people_of_one_name(rows: Sequence[Stint], problems: list[Problem]) -> list[Person]:
    """Rows of one name told apart: moves and shares join, overlapping full-time rows are namesakes."""
    people: list[list[Stint]] = []
    for stint in _moves_ended(rows, problems):
        home = next((stints for stints in people if not _is_somebody_else(stint, stints)), None)
        if home is None:
            people.append([stint])
        else:
            home.append(stint)
    for stints in people:
        _check_shares(stints, problems)
    if len(people) == 1:
        return [Person(people[0][0].name, tuple(people[0]))]
    return [Person(f"{stints[0].name}（{stints[0].team}）", tuple(stints)) for stints in people]


def _moves_ended(rows: Sequence[Stint], problems: list[Problem]) -> list[Stint]:
    """Open full-time rows ended on the eve of the next full-time row of another team, with a note."""
    ended = []
    for stint in rows:
        later = [
            other
            for other in rows
            if other.first > stint.first and min(other.fte, stint.fte) >= 1 and other.team != stint.team
        ]
        if stint.last == date.max and later:
            successor = min(later, key=lambda other: other.first)
            shown = {"rep": stint.name, "team": successor.team, "first": successor.first.isoformat()}
            problems.append(Problem("note", stint.row, "to", "", "reason.roster_moved", shown))
            stint = replace(stint, last=successor.first - timedelta(1))
        ended.append(stint)
    return ended


def _is_somebody_else(stint: Stint, stints: Sequence[Stint]) -> bool:
    """Nobody works full-time in two teams at once."""
    return any(
        stint.overlaps(other) and min(stint.fte, other.fte) >= 1 and stint.team != other.team
        for other in stints
    )


def _check_shares(stints: Sequence[Stint], problems: list[Problem]) -> None:
    """Report the rows of one person whose shares add up to more than 1 on some day."""
    for stint in stints:
        day = stint.first  # shares can only begin to exceed 1 where a stint begins
        together = [other for other in stints if other.covers(day)]
        total = sum(other.fte for other in together)
        if total <= 1.0 + 1e-9 or stint.row != max(other.row for other in together if other.first == day):
            continue
        if len({other.team for other in together}) == 1 and min(other.fte for other in together) >= 1:
            shown: dict[str, object] = {"rep": stint.name, "team": stint.team}
            problems.append(Problem("note", stint.row, "rep", stint.name, "reason.roster_twice", shown))
        else:
            shown = {"rep": stint.name, "total": f"{total:g}"}
            problems.append(
                Problem("error", stint.row, "fte", f"{stint.fte:g}", "reason.roster_shares", shown)
            )


def _shared_aliases(people: Sequence[Person]) -> list[Problem]:
    """Aliases that several people of different names claim: records under them cannot be told apart."""
    owners: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        for alias in person.aliases:
            owners[alias].append(person)
    problems = []
    for alias, sharing in owners.items():
        if len({person_key(person.stints[0].name) for person in sharing}) > 1:
            shown: dict[str, object] = {"alias": alias, "reps": "、".join(person.label for person in sharing)}
            row = sharing[-1].stints[0].row
            problems.append(Problem("error", row, "aliases", alias, "reason.roster_alias", shown))
    return problems


def _raw(value: Any) -> str:
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value)


def _text(value: Any) -> str:
    return tidy(_raw(value))


def _date(value: Any, row: int, column: str, problems: list[Problem]) -> date | None:
    if not (text := _text(value)):
        return None
    read = text if isinstance(value, str) else value
    stamp = pd.NaT if isinstance(value, (int, float)) else pd.to_datetime(read, errors="coerce")
    if pd.isna(stamp):
        shown: dict[str, object] = {"value": text}
        problems.append(Problem("error", row, column, text, "reason.roster_date", shown))
        return None
    return stamp.date()


def _share(value: Any, row: int, problems: list[Problem]) -> float:
    if not (text := _text(value)):
        return 1.0
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        shown: dict[str, object] = {"value": text}
        problems.append(Problem("error", row, "fte", text, "reason.roster_fte", shown))
        return 1.0
    return share
