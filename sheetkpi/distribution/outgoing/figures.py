"""What each recipient's tables hold: the rows of one count of everybody's activity, told apart.

Everything is worked out once for all, and then only looked up: two hundred workbooks take two hundred
look-ups, not two hundred refreshes.

Texts that name somebody else are kept back, and so are lead sources that do: another word stands for them in
every table that tells of lead sources. Entries alone keep theirs: it was typed for that rep, and tells one
row from another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from sheetkpi.distribution.entries import MasterEntry, entry_key
from sheetkpi.distribution.incoming.master import entry_values
from sheetkpi.distribution.incoming.typedlists import LISTS, MasterList
from sheetkpi.distribution.outgoing.mentions import Mentions
from sheetkpi.distribution.owncolumns import OwnColumns, is_own
from sheetkpi.distribution.recipients import Kind, Recipient, owners, rows_by_rep
from sheetkpi.language import Language, say
from sheetkpi.model.maturity import LateStages
from sheetkpi.model.ownlooks import judged_apart, own_quantiles
from sheetkpi.model.peers import standings
from sheetkpi.model.shares import empty_months, months_apart, sources_apart
from sheetkpi.model.views import FUNNEL, UNKNOWN
from sheetkpi.model.wilson import Z_95
from sheetkpi.tables.dailyentry import ENTRY_COUNTS
from sheetkpi.tables.followups import handed_out
from sheetkpi.tables.review import reviewed
from sheetkpi.workbook.planning import shown

if TYPE_CHECKING:
    from sheetkpi.pipeline import Counted
    from sheetkpi.tables.spec import Handed

Rows = list[tuple[Any, ...]]

ENTRY_COLUMNS = ("date", "rep", "lead_source", *ENTRY_COUNTS, "note")


@dataclass(frozen=True)
class Apart:
    """One table of everybody's: its columns, its rows as cells take them, and whose they are."""

    columns: tuple[str, ...]
    rows: Rows
    places: Mapping[Any, Sequence[int]]

    def of(self, *keys: Any) -> Rows:
        """The rows of each of `keys`, one after the other."""
        return [self.rows[place] for key in keys for place in self.places.get(key, ())]


@dataclass(frozen=True)
class Figures:
    """The tables of every recipient of one kind. `typed` are tables as people typed them into the master,
    `entries` the rows of its `DailyEntry` that have a day and a rep, `own` the columns people added there.
    `sources` are the words for lead sources that name somebody; `kept_back` fills with the places, as people
    call them, of texts that were not given to somebody they are about or beside."""

    counted: Counted
    kind: Kind
    typed: Mapping[str, pd.DataFrame]
    entries: Sequence[MasterEntry]
    own: OwnColumns
    mentions: Mentions
    labels: tuple[str, ...]
    sources: Mapping[str, str] = field(default_factory=dict)
    kept_back: dict[str, None] = field(default_factory=dict)

    @property
    def language(self) -> Language:
        """The language of the workbooks."""
        return self.counted.inputs.language

    @property
    def month(self) -> date:
        """The month shown; there is one wherever anybody gets a workbook."""
        assert self.counted.report.month is not None
        return self.counted.report.month

    def columns(self, table: str) -> tuple[str, ...]:
        """The column keys of the rows that `rows` gives for a table; empty for one that stays empty."""
        return self._apart[table].columns if table in self._apart else ()

    def rows(self, table: str, recipient: Recipient) -> Rows:
        """The rows of `table` that `recipient` gets, as cells take them."""
        apart = self._apart.get(table)
        if apart is None:
            return []
        rows = self.unabridged(table, recipient)
        texts = self.counted.inputs.specs[table].free_texts
        free = [at for at, column in enumerate(apart.columns) if column in texts or is_own(column)]
        if not free:
            return rows
        places = self._places(table, recipient)
        shown = [
            self._without(row, free, recipient, table, place) for row, place in zip(rows, places, strict=True)
        ]
        return self._callable(shown, apart.columns) if table == "FollowUps" else shown

    def _callable(self, rows: Rows, columns: Sequence[str]) -> Rows:
        """The rows of leads of which a name is left: nobody could call the others."""
        word = _word("name.kept_back", self.language)
        names = [columns.index(key) for key in ("company", "contact", "phone")]
        return [
            row for row in rows if word not in (said := {row[at] for at in names}) or said - {word, None, ""}
        ]

    def unabridged(self, table: str, recipient: Recipient) -> Rows:
        """The same rows with the texts that name somebody else, which are for the master's side alone."""
        apart = self._apart.get(table)
        if apart is None:
            return []
        return [apart.rows[place] for place in self._places(table, recipient)]

    def _places(self, table: str, recipient: Recipient) -> list[int]:
        """Which rows of `table` the recipient gets."""
        keys = recipient.reps if self._handed(table).rows == "typed" else (recipient.name,)
        return [place for key in keys for place in self._apart[table].places.get(key, ())]

    def value(self, table: str, recipient: Recipient, column: str) -> Any:
        """One value of the first row of `table` that is the recipient's own; None where there is none."""
        apart = self._apart.get(table)
        rows = apart.of(recipient.name) if apart else []
        return rows[0][apart.columns.index(column)] if apart and rows else None

    @cached_property
    def last_days(self) -> dict[str, date]:
        """The last day with data of each rep."""
        last = self.counted.facts.groupby("rep", observed=True)["date"].max()
        return {str(rep): day.date() for rep, day in last.items()}

    @cached_property
    def entries_by_key(self) -> dict[tuple[str, str, str], list[MasterEntry]]:
        """The entries of everybody by `entries.entry_key`."""
        found: dict[tuple[str, str, str], list[MasterEntry]] = {}
        for each in self.entries:
            found.setdefault(entry_key(entry_values(each.entry)), []).append(each)
        return found

    def _without(
        self, row: tuple[Any, ...], free: Sequence[int], recipient: Recipient, table: str, place: int
    ) -> tuple[Any, ...]:
        named = [at for at in free if self.mentions.others(row[at], recipient)]
        if not named:
            return row
        for at in named:
            self.kept_back[self._called(table, place, self._apart[table].columns[at], recipient)] = None
        columns, spec = self._apart[table].columns, self.counted.inputs.specs[table]
        word = _word("name.kept_back", self.language)
        is_name = {at: columns[at] in spec.key and spec[columns[at]].may_name for at in named}
        instead = {at: word if is_name[at] else None for at in named}
        return tuple(instead.get(at, value) for at, value in enumerate(row))

    def _called(self, table: str, place: int, column: str, recipient: Recipient) -> str:
        """The cell of a text as people find it: its sheet and address where that is known, else its column
        and whose row it is."""
        spec = self.counted.inputs.specs[table]
        if table == "DailyEntry":
            where = self.entries[place].place
            return f"{where.sheet}!{where.cell(column)}"
        return f"{_word(spec.sheet, self.language)} {spec[column].header(self.language)} ({recipient.name})"

    @cached_property
    def _apart(self) -> dict[str, Apart]:
        """Every table that anybody gets rows of."""
        specs, tables = self.counted.inputs.specs, self.counted.report.tables
        handed = {name: self._handed(name) for name in specs}
        found = {}
        for name, of in handed.items():
            if of.rows == "own" and name in tables:
                frame = of.abridged(tables[name]) if of.abridged else tables[name]
                found[name] = self._by(self._nameless(frame), self._own)
        makers: dict[str, Callable[[], Apart | None]] = {
            "Standing": lambda: self._by(
                standings(tables["RepKPI"], self.counted.inputs.tree), lambda row: row["rep"]
            ),
            "SourceKPI": self._sources,
            "MonthlyKPI": lambda: self._by(self._months, lambda row: row["team"]),
            "ChartMonths": lambda: self._by(self._months, lambda row: row["team"]),
            "ChartFunnel": lambda: self._funnels(found["RepKPI" if self.kind == "rep" else "TeamKPI"]),
            "TeamSources": self._team_sources,
            "Progress": lambda: None if self._progress is None else self._by(self._progress, self._own),
            "FollowUps": self._follow_ups,
            "Review": lambda: self._by(self._reviews(), self._own),
            "Roster": lambda: self._by(self._roster(), self._own),
            "Attendance": self._attendance,
            "DailyEntry": self._typed_entries,
        }
        for name, of in handed.items():
            if of.rows in ("apart", "typed") and (made := makers[name]()) is not None:
                found[name] = made
        return found

    def _handed(self, table: str) -> Handed:
        return self.counted.inputs.specs[table].table.audience.of(self.kind)

    def quantile(self, recipient: Recipient) -> float | None:
        """What the verdicts of a recipient's workbook leave to chance (see `model.ownlooks`); None where
        nothing is judged."""
        return None if self.counted.report.z is None else self._quantiles.get(recipient.name, Z_95)

    @cached_property
    def _quantiles(self) -> dict[str, float]:
        """The same of each recipient, for the views that the KPI workbook has."""
        told = {"RepKPI": self.kind} | (
            {"TeamKPI": "team", "MonthlyKPI": "team"} if self.kind == "team" else {}
        )
        more: dict[str, tuple[Callable[[], pd.DataFrame], str]] = {
            "SourceKPI": (lambda: self._sources_counted, self.kind),
            "MonthlyKPI": (lambda: self._months_counted, "team"),
        }
        there, tables = self.counted.inputs.tables, self.counted.report.tables
        return own_quantiles(
            [(tables[name], by) for name, by in told.items() if name in there],
            [(made(), by) for name, (made, by) in more.items() if name in there and name not in told],
            self.counted.inputs.tree,
        )

    @cached_property
    def _sources_counted(self) -> pd.DataFrame:
        """SourceKPI of each recipient, whose words are those of a single look yet."""
        of_month = self.counted.of_month
        sources = sources_apart(
            of_month.all_facts, self.kind, self.month, of_month.bands, of_month.tree, self._late
        )
        return of_month.with_stocks(sources, [self.kind, "lead_source"])

    def _sources(self) -> Apart:
        sources = judged_apart(self._sources_counted, self._quantiles, self.kind, self.counted.inputs.tree)
        return self._by(self._nameless(sources), lambda row: row[self.kind])

    def _team_sources(self) -> Apart | None:
        sources = self.counted.report.tables.get("TeamSources")
        return None if sources is None else self._by(self._nameless(sources), self._own)

    def _attendance(self) -> Apart:
        typed = self.typed["Attendance"]
        places = rows_by_rep(typed["rep"], owners(self.counted.roster, self.labels))
        return Apart(tuple(typed.columns), _rows(typed, self.language), places)

    def _typed_entries(self) -> Apart:
        columns = (*ENTRY_COLUMNS, *self.own.headers)
        rows = [tuple(map(entry_values(each.entry).get, columns)) for each in self.entries]
        reps = [each.entry.rep for each in self.entries]
        return Apart(columns, rows, rows_by_rep(reps, owners(self.counted.roster, self.labels)))

    def _nameless(self, frame: pd.DataFrame) -> pd.DataFrame:
        """`frame` with other words for the lead sources that name somebody, where it tells of any."""
        if "lead_source" not in frame or not self.sources:
            return frame
        known = frame["lead_source"].astype("object")
        return frame.assign(lead_source=[self.sources.get(str(source), source) for source in known])

    def lead_sources(self, recipient: Recipient) -> list[str]:
        """The lead sources a recipient chooses from: their own of the month and those that have bands. Others
        in the list would tell what colleagues did, or did not."""
        apart = self._apart["SourceKPI"]
        own = [row[apart.columns.index("lead_source")] for row in apart.of(recipient.name)]
        unknown = _word(UNKNOWN, self.language)
        found = dict.fromkeys(str(source) for source in (*own, *self._banded))
        return [each for each in found if each != unknown and each not in self._hidden_sources]

    @cached_property
    def _banded(self) -> list[Any]:
        """The lead sources that have bands."""
        return [text for text in self.counted.inputs.frames["Benchmarks"]["lead_source"] if text]

    @cached_property
    def _hidden_sources(self) -> frozenset[str]:
        return frozenset((*self.sources, *self.sources.values()))

    def _own(self, row: Mapping[str, Any]) -> Any:
        """Whose a row is that names a rep, a team, or both."""
        return row[self.kind] or None

    def _by(self, frame: pd.DataFrame, owner: Callable[[Mapping[str, Any]], Any]) -> Apart:
        places: dict[Any, list[int]] = {}
        keys = [key for key in ("rep", "team") if key in frame]
        for place, values in enumerate(zip(*(frame[key] for key in keys), strict=True)):
            places.setdefault(owner(dict(zip(keys, values, strict=True))), []).append(place)
        return Apart(tuple(map(str, frame.columns)), _rows(frame, self.language), places)

    @cached_property
    def _months(self) -> pd.DataFrame:
        """The last months of each recipient, who stands in the column `team`."""
        return judged_apart(self._months_counted, self._quantiles, "team", self.counted.inputs.tree)

    @cached_property
    def _months_counted(self) -> pd.DataFrame:
        """The same, whose words are those of a single look yet."""
        of_month = self.counted.of_month
        facts, bands, spans = of_month.all_facts, of_month.bands, of_month.window
        return months_apart(facts, self.kind, spans, bands, of_month.tree, self._late)

    @property
    def _late(self) -> LateStages | None:
        of_month = self.counted.of_month
        return None if of_month.last_data is None else of_month.late

    @cached_property
    def no_months(self) -> Rows:
        """ChartMonths of somebody without any data, in the columns of `columns("ChartMonths")`."""
        frame = empty_months(self.counted.of_month.window, self.counted.inputs.tree)
        return _rows(frame.reindex(columns=list(self.columns("ChartMonths"))), self.language)

    @cached_property
    def lists(self) -> dict[str, MasterList]:
        """The lists that people type into as they stand in the KPI workbook, by table."""
        tables, frames = self.counted.inputs.tables, self.counted.inputs.frames
        return {
            name: MasterList(of, tables[name], _lines(frames[name]))
            for name, of in LISTS.items()
            if name in tables
        }

    def _follow_ups(self) -> Apart | None:
        """Today's list and what was typed into it of late. A lead source that names somebody is left out: the
        word for it elsewhere would come back as a source of its own."""
        listed = self.counted.report.tables.get("FollowUps")
        if listed is None:
            return None
        typed = self.counted.inputs.frames["FollowUps"]
        frame = handed_out(listed, typed, self.counted.of_month.today, self.language)
        sources = [None if source in self.sources else source for source in frame["lead_source"]]
        return self._by(frame.assign(lead_source=pd.Series(sources, dtype=object)), self._own)

    @cached_property
    def _progress(self) -> pd.DataFrame | None:
        return self.counted.of_month.progressed_apart(self.kind)

    def _funnels(self, totals: Apart) -> Apart:
        """ChartFunnel of each recipient, from the totals of the month."""
        rows: Rows = []
        places: dict[Any, list[int]] = {}
        wanted = [totals.columns.index(stage) for stage in FUNNEL]
        for key, (place, *_) in totals.places.items():
            places[key] = list(range(len(rows), len(rows) + len(FUNNEL)))
            rows += [(stage, totals.rows[place][at]) for stage, at in zip(FUNNEL, wanted, strict=True)]
        return Apart(("stage", "count"), [(_word(row[0], self.language), row[1]) for row in rows], places)

    def _roster(self) -> pd.DataFrame:
        """Names and teams alone: no alias, date or share."""
        reps = self.counted.report.tables["RepKPI"]
        return reps[["rep", "team"]]

    def _reviews(self) -> pd.DataFrame:
        """This month's review with what people typed into its rows, and the rows of other months."""
        now = reviewed(self.counted.of_month, self._progress)
        kept = self.typed["Review"]
        if now is None:
            return kept
        columns = list(dict.fromkeys((*kept.columns, *now.columns)))
        typed = {
            (row["rep"], _month_of(row["month"])): row for row in kept.to_dict("records") if row.get("rep")
        }
        rows = []
        for row in now.to_dict("records"):
            before = typed.pop((row["rep"], _month_of(row["month"])), {})
            rows.append(dict(before) | row)
        frame = pd.DataFrame([*typed.values(), *rows], columns=columns, dtype=object)
        return frame.where(frame.notna(), None)


def _lines(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _month_of(value: Any) -> str:
    return f"{value:%Y-%m}" if isinstance(value, (date, datetime)) else str(value)


def _word(stage: str, language: Language) -> str:
    return say(stage, language)


def _rows(frame: pd.DataFrame, language: Language) -> Rows:
    return list(zip(*(shown(frame[column], language) for column in frame), strict=True))
