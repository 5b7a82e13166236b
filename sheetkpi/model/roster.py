"""The roster: whose activity a record is, and for which team it counts on its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from sheetkpi.model.names import join_key, person_key, tidy
from sheetkpi.model.people import PROBLEM_COLUMNS, Person, Problem, people_of, problem_frame

UNASSIGNED = "unassigned"
"""Stands for "no team" in reports; the key of the word that people read."""


@dataclass(frozen=True)
class Assignment:
    """For each event: the rep's label and the team it counts for (categories of str; "" unknown), and
    whether the roster leaves that rep out (role 集計外). `inferred` flags those whose team other records
    tell (see `Roster.seen`). The indexes are those of `Roster.assign`'s input.

    `notes` (columns of `people.PROBLEM_COLUMNS`, row -1) names each rep once who is not in the roster or
    who cannot be told from a namesake; its `values` have `rep`, `team` and the number of `records`.
    """

    rep: pd.Series
    team: pd.Series
    excluded: pd.Series
    inferred: pd.Series
    notes: pd.DataFrame


@dataclass(frozen=True)
class _Outcome:
    """What becomes of a record: its rep's label, its team, and what there is to note."""

    rep: str
    team: str
    excluded: bool = False
    reason: str = ""
    inferred: bool = False


@dataclass(frozen=True)
class Roster:
    """The people whose activity is counted, in the order of the `Roster` table.

    `seen` has the teams that records name, by `names.person_key` of the rep, each with the day from which on
    it holds: for records that name none, of people for whom the table names none either.
    """

    people: tuple[Person, ...] = ()
    problems: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(PROBLEM_COLUMNS)))
    seen: Mapping[str, tuple[tuple[date, str], ...]] = field(default_factory=dict)

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> Roster:
        """The roster in a frame with the columns rep, aliases, team, from, to, fte, role.

        Only rep must be there. Aliases are separated by 、 , ; / or a new line; dates are dates or ISO text,
        empty for open; fte is a share of 1, empty for full-time; role 集計外 / Excluded leaves a person out.
        `problems` holds what is wrong in the table; nothing raises.

        >>> frame = pd.DataFrame({"rep": ["佐藤 健"], "aliases": ["ken@example.jp"], "team": ["第1課"]})
        >>> Roster.from_frame(frame).labels
        ('佐藤 健',)
        """
        people, problems = people_of(frame)
        return cls(people, problems)

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of everybody who counts at some time, in roster order."""
        return tuple(
            person.label for person in self.people if not all(stint.excluded for stint in person.stints)
        )

    @cached_property
    def teams(self) -> tuple[str, ...]:
        """Every team with somebody who counts, in roster order."""
        stints = sorted(
            (stint for person in self.people for stint in person.stints), key=lambda stint: stint.row
        )
        return tuple(dict.fromkeys(stint.team for stint in stints if stint.team and not stint.excluded))

    def members(self, first: date, last: date) -> pd.DataFrame:
        """Who counts on some day from `first` to `last`: rep, team (on the last day), fte (on the last
        day), in roster order."""
        rows = [
            (
                person.label,
                person.stint_on(last).team,
                sum(stint.fte for stint in present if stint.covers(last)),
            )
            for person in self.people
            if (
                present := [
                    s for s in person.stints if not s.excluded and s.first <= last and first <= s.last
                ]
            )
        ]
        return pd.DataFrame(rows, columns=["rep", "team", "fte"])

    def roles(self, day: date) -> dict[str, str]:
        """What everybody's role is on `day`, by label; only of those who have one (SDR, BDR)."""
        found = {person.label: person.stint_on(day) for person in self.people}
        return {label: stint.role for label, stint in found.items() if stint.role and not stint.excluded}

    def presence(self, days: Iterable[date]) -> pd.DataFrame:
        """Who counts on each of `days`, with their team of that day: date, rep, team."""
        rows = [
            (day, person.label, person.stint_on(day).team)
            for day in days
            for person in self.people
            if any(stint.covers(day) and not stint.excluded for stint in person.stints)
        ]
        frame = pd.DataFrame(rows, columns=["date", "rep", "team"])
        return frame.astype({"date": "datetime64[s]"})

    def assign(
        self, reps: pd.Series, teams: pd.Series, dates: pd.Series, weights: np.ndarray | None = None
    ) -> Assignment:
        """Whose each event is and for which team it counts; `weights` says how many records each stands for,
        where not for one.

        `reps` and `teams` are names as the data has them (categories are fastest; null or "" unknown),
        `dates` datetime64. The team the data names wins, then the roster's dates, then what other records
        tell. People who are not in the roster keep their name and the data's team.
        """
        rep_codes, rep_texts = _codes(reps)
        team_codes, team_texts = _codes(teams)
        rep_codes *= len(team_texts)
        rep_codes += team_codes
        del team_codes
        pairs, used = pd.factorize(rep_codes)
        del rep_codes
        spellings = _Spellings(self, rep_texts, team_texts)
        outcomes: dict[_Outcome, int] = {}
        constant = np.zeros(len(used), dtype=np.int32)
        dated: list[tuple[int, np.ndarray, np.ndarray]] = []
        for pair, code in enumerate(used):
            rep_text, team_text = rep_texts[code // len(team_texts)], team_texts[code % len(team_texts)]
            points, answers = self._timeline(rep_text, team_text, spellings)
            numbers = np.array(
                [outcomes.setdefault(answer, len(outcomes)) for answer in answers], dtype=np.int32
            )
            constant[pair] = numbers[0]
            if len(set(answers)) > 1:
                dated.append((pair, points, numbers))
        result = constant[pairs] if len(pairs) else np.zeros(0, dtype=np.int32)
        if dated:
            days = dates.to_numpy().astype("datetime64[D]")
            for pair, points, numbers in dated:
                rows = np.flatnonzero(pairs == pair)
                result[rows] = numbers[np.searchsorted(points, days[rows], side="right")]
        del pairs
        return _assignment(list(outcomes), result, reps.index, weights)

    def _timeline(self, rep: str, team: str, spellings: _Spellings) -> tuple[np.ndarray, list[_Outcome]]:
        """What becomes of records of (`rep`, `team`): one outcome before, between and after some days."""
        known = self.called(rep)
        moved = (self.seen.get(key, ()) for key in {person_key(rep), *(person_key(p.label) for p in known)})
        turns = {day for turns in moved for day, _ in turns if day > date.min}
        points = sorted(turns.union(*(person.turning_points() for person in known)))
        days = [date.min, *points]
        answers = [self._outcome(rep, team, day, known, spellings) for day in days]
        return np.array(points, dtype="datetime64[D]"), answers

    def _outcome(
        self, rep: str, team: str, day: date, known: tuple[Person, ...], spellings: _Spellings
    ) -> _Outcome:
        team_key = join_key(team)
        shown_team = spellings.team(team)
        if not known:
            reason = "reason.rep_unknown" if rep else ""
            if shown_team:
                return _Outcome(spellings.rep(rep), shown_team, reason=reason)
            seen = self._team_seen(rep, day)
            return _Outcome(spellings.rep(rep), seen, reason=reason, inferred=bool(seen))
        if len(known) > 1:
            known = _told_apart(known, team_key, day)
        if len(known) > 1:
            return _Outcome(spellings.rep(rep), shown_team, reason="reason.rep_ambiguous")
        stint = known[0].stint_on(day, team_key)
        if told := shown_team or stint.team:
            return _Outcome(known[0].label, told, stint.excluded)
        seen = self._team_seen(known[0].label, day)
        return _Outcome(known[0].label, seen, stint.excluded, inferred=bool(seen))

    def _team_seen(self, rep: str, day: date) -> str:
        turns = self.seen.get(person_key(rep), ()) if rep else ()
        return next((team for begun, team in reversed(turns) if begun <= day), "")

    def called(self, name: str) -> tuple[Person, ...]:
        """Everybody whom the data may know by `name`: several are namesakes."""
        return self._people_by_key.get(person_key(name), ()) if name else ()

    @cached_property
    def _people_by_key(self) -> dict[str, tuple[Person, ...]]:
        people: dict[str, tuple[Person, ...]] = defaultdict(tuple)
        for person in self.people:
            for alias in person.aliases:
                people[alias] += (person,)
        return dict(people)


class _Spellings:
    """One spelling for each name: the roster's, else the first one in the data."""

    def __init__(self, roster: Roster, reps: list[str], teams: list[str]) -> None:
        self._teams = _first_spellings([*roster.teams, *teams], join_key)
        self._reps = _first_spellings(reps, person_key)

    def team(self, text: str) -> str:
        return self._teams[join_key(text)]

    def rep(self, text: str) -> str:
        return self._reps[person_key(text)]


def _first_spellings(texts: Iterable[str], key: Callable[[str], str]) -> dict[str, str]:
    spellings: dict[str, str] = {}
    for text in texts:
        spellings.setdefault(key(text), tidy(text))
    return spellings


def _told_apart(people: tuple[Person, ...], team_key: str, day: date) -> tuple[Person, ...]:
    """Those of several people with one name whom a record can mean: by team, then by day."""
    of_team = tuple(person for person in people if any(join_key(s.team) == team_key for s in person.stints))
    candidates = of_team if team_key and of_team else people
    if team_key and not of_team:
        return people
    present = tuple(person for person in candidates if any(stint.covers(day) for stint in person.stints))
    return present or candidates


def _codes(texts: pd.Series) -> tuple[np.ndarray, list[str]]:
    """`texts` as codes into a list of the distinct texts, its last "" standing for nulls."""
    if isinstance(texts.dtype, pd.CategoricalDtype):
        codes, uniques = texts.cat.codes.to_numpy().astype(np.int64), texts.cat.categories
    else:
        codes, uniques = pd.factorize(texts)
    names = [str(text) for text in uniques] + [""]
    codes[codes < 0] = len(names) - 1
    return codes, names


def _assignment(
    outcomes: list[_Outcome], result: np.ndarray, index: pd.Index, weights: np.ndarray | None
) -> Assignment:
    records = np.bincount(result, weights, minlength=len(outcomes)).astype(np.int64)
    noted: dict[tuple[str, str], Problem] = {}
    for outcome, count in zip(outcomes, records.tolist(), strict=True):
        if outcome.reason and count:
            first = {"rep": outcome.rep, "team": outcome.team, "records": 0}
            note = Problem("note", -1, "rep", outcome.rep, outcome.reason, first)
            values = noted.setdefault((outcome.rep, outcome.reason), note).values
            values["records"] += count
    excluded = np.array([outcome.excluded for outcome in outcomes], dtype=bool)
    inferred = np.array([outcome.inferred for outcome in outcomes], dtype=bool)
    return Assignment(
        _categories([outcome.rep for outcome in outcomes], result, index),
        _categories([outcome.team for outcome in outcomes], result, index),
        pd.Series(excluded[result] if len(outcomes) else np.zeros(0, dtype=bool), index=index),
        pd.Series(inferred[result] if len(outcomes) else np.zeros(0, dtype=bool), index=index),
        problem_frame(noted.values()),
    )


def _categories(texts: list[str], result: np.ndarray, index: pd.Index) -> pd.Series:
    """`texts[result]` as a categorical series."""
    codes, distinct = pd.factorize(np.array(texts, dtype=object))
    small = codes.astype(np.min_scalar_type(-max(len(distinct), 1)))  # one for each event, and kept so
    chosen = small[result] if len(texts) else result
    return pd.Series(
        pd.Categorical.from_codes(chosen, categories=pd.Index(distinct, dtype="str")), index=index
    )
