"""Which column plays which role in a table: headers propose, their cells decide, no column plays two."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.headers.composing import COMPOSED
from sheetkpi.sources.headers.headers import Column, Headers
from sheetkpi.sources.roles.content import JUDGED_ROWS, Content
from sheetkpi.sources.roles.whoacted import named_beside
from sheetkpi.sources.words.chances import is_chance
from sheetkpi.sources.words.leadwords import lead_field, may_promise
from sheetkpi.sources.words.results import meaning_of
from sheetkpi.sources.words.vocabulary import (
    GENERIC_REPS,
    PEOPLE_REACHED,
    WEAK_IDS,
    WEAK_KINDS,
    WEAK_SOURCES,
    word_key,
)

if TYPE_CHECKING:
    from sheetkpi.model.settings import Settings
    from sheetkpi.sources.activity import Shape
    from sheetkpi.sources.raw import RawSheet
    from sheetkpi.sources.records.records import Grain

_DATES = ("date", "time", "from", "day", "week", "month", "created", "meeting_date", "close_date")
"""Fields that tell when something happened; a later one only where there is none before it. A time (`Call
Time`) is one where it holds whole moments, and 完了日 beside a kind or a result is that of an activity."""

_STRONG_NAMES = ("担当", "rep", "agent", "owner", "user", "sales", "caller")


_STAYING = 0.8
"""The part of rows in which reps must stand with the team that they mostly stand with."""

_TELLING_ROWS = 8
_BOOKED = lazy_pattern("アポ|appoint|booked|設定|獲得|創出|set")
_OF_CHANCES = lazy_pattern("確度|見込|ランク|probability|rank")
_COMPLETED = lazy_pattern("完了(?:年月)?日(?:付|時)?|completion(?:date|time)")
_MONTHLY = lazy_pattern(r"月次|月別|月間|月報|月計|monthly|by month", re.IGNORECASE)
_WEEKLY = lazy_pattern(r"週次|週別|週間|週報|weekly|by week", re.IGNORECASE)


class Candidates:
    """The columns of one table as its headers and its cells propose them."""

    def __init__(self, sheet: RawSheet, headers: Headers, settings: Settings) -> None:
        self.sheet = sheet
        self.headers = headers
        self.settings = settings
        self._contents: dict[int, Content] = {}

    def content(self, column: Column | int) -> Content:
        """What stands below the header of a column."""
        index = column if isinstance(column, int) else column.index
        if index not in self._contents:
            cells = self.sheet.cells.column(index).slice(self.headers.first_data_row)
            self._contents[index] = Content.of(cells)
        return self._contents[index]

    def texts(self, column: Column) -> list[str]:
        """The distinct texts below the header of a column, of as many rows as are looked at."""
        cells = self.sheet.cells.column(column.index).slice(self.headers.first_data_row, JUDGED_ROWS)
        return [str(text) for text in cells.unique().to_pylist() if text]

    def stay_together(self, rep: Column, team: Column) -> bool:
        """Whether reps mostly stand with one team each, in few rows all of them. Where most rows leave it out
        it is nothing of the reps': that would be known of each of their rows."""
        first = self.headers.first_data_row
        reps, teams = (
            self.sheet.cells.column(column.index).slice(first, JUDGED_ROWS).to_pylist()
            for column in (rep, team)
        )
        pairs = Counter((who, what) for who, what in zip(reps, teams, strict=True) if who and what)
        rows = sum(pairs.values())
        if 2 * rows < sum(who is not None for who in reps):
            return False
        most: dict[str, int] = {}
        for (who, _), number in pairs.items():
            most[who] = max(number, most.get(who, 0))
        least = rows if rows < _TELLING_ROWS else _STAYING * rows
        return sum(most.values()) >= least

    # -- what there is ---------------------------------------------------------------------------------

    @cached_property
    def dated(self) -> bool:
        """Whether some column tells when each row happened."""
        return self._date(()) is not None

    @cached_property
    def periodic(self) -> bool:
        """Whether some column tells a day, a week or a month."""
        return self.dated

    @cached_property
    def kind(self) -> Column | None:
        """The column that says what was done, if any."""
        return self._first("kind", (), "log")

    @cached_property
    def result(self) -> Column | None:
        """The column that says what came of it, if any."""
        return self._first("result", (), "log")

    @cached_property
    def direction(self) -> Column | None:
        """The column that says which way a call went, if any."""
        return self._first("direction", (), "log")

    @cached_property
    def numbered(self) -> dict[str, list[Column]]:
        """The columns of each count that hold numbers (or nothing yet), whatever else they may be."""
        found = {
            key: [column for column in columns if self._holds_numbers(column)]
            for key, columns in self.headers.counts.items()
        }
        return {key: columns for key, columns in found.items() if columns}

    @cached_property
    def ticked(self) -> dict[str, list[Column]]:
        """The columns of each count that hold ticks."""
        found = {
            key: [column for column in columns if self._holds_ticks(column)]
            for key, columns in self.headers.counts.items()
        }
        told = any(found.values()) or self.headers.has("company", "lead")  # and no rota of who is on duty
        if told and (reached := self._ticked_people()):
            found["connects"] = [*found.get("connects", ()), *reached]
        return {key: columns for key, columns in found.items() if columns}

    def _ticked_people(self) -> list[Column]:
        """Columns of ticks under 担当 or 本人: whether the person wanted was reached, and not who called."""
        named = (
            Column(index, header, COMPOSED)
            for index, header in enumerate(self.headers.texts)
            if index not in self.headers.ignored and word_key(header) in PEOPLE_REACHED
        )
        mapped = {one.index for ones in self.headers.fields.values() for one in ones if one.priority < 0}
        return [one for one in named if one.index not in mapped and self._is_ticked(one)]

    def _is_ticked(self, column: Column) -> bool:
        """Whether all that stands in a column are ticks, and one of them is no number."""
        content = self.content(column)
        return content.filled > 0 and content.ticks >= 0.99 and content.signs > 0

    @cached_property
    def marked(self) -> bool:
        """Whether a column that a person mapped to a count holds ticks: then each row is an activity."""
        mapped = (column for columns in self.headers.counts.values() for column in columns)
        return any(column.priority < 0 and self.content(column).signs >= 0.5 for column in mapped)

    @cached_property
    def by_person(self) -> bool:
        """Whether a person mapped some column to a count."""
        return any(column.priority < 0 for columns in self.headers.counts.values() for column in columns)

    def _holds_numbers(self, column: Column) -> bool:
        content = self.content(column)
        if column.priority < 0:
            return content.signs < 0.5
        field = lead_field(column.header, False)
        if (field == "site" and content.addresses >= 0.5) or (field == "phone" and content.phones >= 0.5):
            return False  # phone numbers under 電話, not calls
        if (field == "next_date" or may_promise(column.header)) and content.dates > 0.5 > content.numbers:
            return False  # days to call again under フォロー
        if column.priority == 0:  # the header says so: what is no number there is listed
            return content.signs < 0.5 and content.dates < 0.5
        return bool(content.filled) and content.numberlike >= 0.5 and content.signs < 0.5

    def _holds_ticks(self, column: Column) -> bool:
        content = self.content(column)
        return column.priority >= 0 and content.filled > 0 and content.signs >= 0.8

    # -- choosing ----------------------------------------------------------------------------------------

    def columns(self, fields: Iterable[str], shape: Shape) -> dict[str, Column]:
        """The column of each of `fields`; further columns of a status are `status.2` and so on."""
        taken: set[int] = set()
        if shape == "daily_counts":
            taken = {column.index for columns in self.numbered.values() for column in columns}
        chosen: dict[str, Column] = {}
        for name in fields:
            if name in ("family_name", "given_name") and not self._named_in_two(shape):
                continue
            if name == "rep" and {"family_name", "given_name"} <= chosen.keys():
                continue
            column = self._date(taken) if name == "date" else self._first(name, taken, shape)
            if column is not None:
                chosen[name] = column
                taken.add(column.index)
        if "status" in chosen:
            further = (
                column for column in self.headers.fields.get("status", ()) if column.index not in taken
            )
            for number, column in enumerate(further, start=2):
                chosen[f"status.{number}"] = column
                taken.add(column.index)
        return chosen

    def _first(self, name: str, taken: Iterable[int], shape: Shape) -> Column | None:
        candidates: Sequence[Column] = self.headers.fields.get(name, ())
        if name == "direction":
            candidates = [*candidates, *self._turned_direction()]
        elif name == "row_type":
            candidates = [*candidates, *self._told_row_types(taken)]
        elif name == "stage":
            candidates = self._stages()
        for column in candidates:
            if column.index not in taken and self._is_believable(shape, name, column):
                return self._who(column, taken, shape) if name == "rep" else column
        return None

    def _who(self, column: Column, taken: Iterable[int], shape: Shape) -> Column:
        """The column of reps' names for the `column` of reps that was found."""
        others = [one for one in self.headers.fields["rep"] if one.index not in taken]
        believable = [one for one in others if self._is_believable(shape, "rep", one)]
        return named_beside(self, column, believable)

    def pairs(self, column: Column, other: Column) -> set[tuple[str, str]]:
        """What stands together in two columns, of as many rows as are looked at."""
        first = self.headers.first_data_row
        texts, others = (
            self.sheet.cells.column(one.index).slice(first, JUDGED_ROWS).to_pylist()
            for one in (column, other)
        )
        both = zip(texts, others, strict=True)
        return {(str(text).strip(), str(more).strip()) for text, more in both if text and more}

    def _date(self, taken: Iterable[int]) -> Column | None:
        """The column that says when; local time before UTC, what happened before when it was entered."""
        for name in _DATES:
            candidates = [
                column
                for column in self.headers.fields.get(name, ())
                if column.index not in taken and self._is_date(name, column)
            ]
            if candidates:
                return min(candidates, key=lambda column: (bool(self._zone(column)), column.priority))
        return None

    def _is_date(self, name: str, column: Column) -> bool:
        if column.priority < 0:
            return True
        content = self.content(column)
        if name == "date" and column.priority < COMPOSED:
            return True
        if name in ("week", "month"):
            return content.periods >= 0.5
        if name == "close_date" and not (_COMPLETED.fullmatch(word_key(column.header)) and self._tells_what):
            return False
        return content.dates >= 0.5

    @property
    def _tells_what(self) -> bool:
        """Whether some column says what was done, or what came of it."""
        return self.kind is not None or self.result is not None

    def _zone(self, column: Column) -> str:
        said = self.headers.understood.get(column.index)
        return said.zone if said and column.priority >= 0 else ""

    def _turned_direction(self) -> list[Column]:
        """Columns for kinds whose cells say which way a call went (Call Type: Inbound, Outbound, Missed)."""
        kinds = [column for column in self.headers.fields.get("kind", ()) if column.priority >= 0]
        return [
            column
            for column in kinds
            if self.content(column).directions >= 0.3 and not self.content(column).kinds_alone
        ]

    def _stages(self) -> list[Column]:
        """Columns for the stage of a deal, those last that only say how likely each is to be won (確度 80%).
        One for such chances (ヨミ) is a stage where it says of some deals what came of them."""
        outlooks = self.headers.fields.get("outlook", ())
        stages = [*self.headers.fields.get("stage", ()), *filter(self._tells_outcomes, outlooks)]
        return sorted(stages, key=lambda column: column.priority >= 0 and self._tells_chances(column))

    def _tells_outcomes(self, column: Column) -> bool:
        return any(meaning_of(text) in ("won", "lost") for text in self.content(column).texts)

    def _tells_chances(self, column: Column) -> bool:
        if not _OF_CHANCES.search(word_key(column.header)) or self._tells_outcomes(column):
            return False
        return self.content(column).share(is_chance) >= 0.5

    def _told_row_types(self, taken: Iterable[int]) -> list[Column]:
        """Columns under any header, or none, whose cells all say what their row stands for (目標, 実績)."""
        told = (
            Column(index, header, COMPOSED)
            for index, header in enumerate(self.headers.texts)
            if index not in taken and index not in self.headers.ignored
        )
        return [column for column in told if {"actual"} < self.content(column).row_types]

    def _named_in_two(self, shape: Shape) -> bool:
        """Whether people stand in two columns, family and given name, and they are our own people."""
        family = self.headers.fields.get("family_name", ())
        given = self.headers.fields.get("given_name", ())
        if not family or not given:
            return False
        if any(word in word_key(family[0].header) for word in _STRONG_NAMES):
            return True
        others = [column for column in self.headers.fields.get("rep", ()) if column.index != given[0].index]
        own = shape in ("daily_counts", "roster") or self.content(family[0]).recurring
        return not others and own

    def _is_believable(self, shape: Shape, name: str, column: Column) -> bool:
        """Whether what stands below a header that may mean several things speaks for this field."""
        if column.priority < 0:
            return True  # a person said so
        key = word_key(column.header)
        content = self.content(column)
        if name == "rep" and content.phones >= 0.5:
            return False  # the number of who called
        if name in ("rep", "contact") and key in PEOPLE_REACHED and self._is_ticked(column):
            return False
        match name:
            case "rep":
                generic = key in GENERIC_REPS or column.priority >= COMPOSED
                return (
                    not generic or shape not in ("log", "call_list", "meetings", "deals") or content.recurring
                )
            case "kind":
                if content.row_types or (content.directions >= 0.3 and not content.kinds_alone):
                    return False
                return (key not in WEAK_KINDS and column.priority < COMPOSED) or content.kinds >= 0.3
            case "direction":
                return content.directions >= 0.3 or not content.filled
            case "id":
                return column.priority < COMPOSED and (key not in WEAK_IDS or content.identifying)
            case "status":
                return column.priority < COMPOSED or content.results >= 0.5
            case "result":
                if content.directions >= 0.9 and content.results < 0.5:
                    return False
                if column.priority >= COMPOSED and content.results < 0.3:
                    return False
                return key != "応答" or content.ticks >= 0.99
            case "row_type":
                return bool(content.row_types - {"actual"})
            case "lead_source":
                return key not in WEAK_SOURCES or content.recurring
            case "quantity":
                return shape == "log" and bool(self.kind or self.result) and content.numbers >= 0.8
            case "done" | "deleted" | "won_flag":
                return (
                    content.filled == 0 or content.ticks >= 0.8 or (name == "done" and content.results >= 0.8)
                )
        if column.priority >= COMPOSED and name in (
            "close_date",
            "created",
            "meeting_date",
            "opportunity_date",
        ):
            return content.dates >= 0.5 or not content.filled
        return True

    # -- counts ------------------------------------------------------------------------------------------

    def counts(self, shape: Shape, used: set[int]) -> tuple[dict[str, Column], dict[str, tuple[Column, ...]]]:
        """The column of each count and the further ones that are parts of it.

        All in daily counts, in other shapes those that a person mapped.
        """
        chosen: dict[str, Column] = {}
        summed: dict[str, tuple[Column, ...]] = {}
        for key, columns in self.numbered.items() if shape == "daily_counts" else self.headers.counts.items():
            free = [column for column in columns if column.index not in used]
            if shape != "daily_counts":
                free = [column for column in free if column.priority < 0]
            if not free:
                continue
            parts = self._parts_of(key, free)
            if parts is None:
                continue
            chosen[key] = parts[0]
            if parts[1]:
                summed[key] = parts[1]
        return chosen, summed

    def _differ(self, columns: Sequence[Column]) -> bool:
        """Whether columns that say the same hold different numbers: then nobody can tell which is meant."""
        first = self.headers.first_data_row
        cells = [self.sheet.cells.column(c.index).slice(first, JUDGED_ROWS).to_pylist() for c in columns]
        filled = [other for other in cells if any(other)]
        return any(other != filled[0] for other in filled[1:])

    def _parts_of(self, key: str, columns: Sequence[Column]) -> tuple[Column, tuple[Column, ...]] | None:
        """Of several columns of one count: the one that holds all of it, else its parts; None where several
        may as well be meant."""
        if columns[0].priority < 0 or len(columns) == 1:
            return columns[0], ()
        said = self.headers.understood
        if key == "connects":
            wanted = self.settings.connect_level
            levels = {c.index: "person" if c.priority == COMPOSED else said[c.index].level for c in columns}
            told = [c for c in columns if levels[c.index] == wanted]
            plain = [c for c in columns if not levels[c.index]]
            columns = told or plain or columns
        whole = [column for column in columns if not said[column.index].part]
        if key == "meetings" and (booked := [c for c in whole if _BOOKED.search(c.header.casefold())]):
            whole = booked  # アポ数 beside 商談数: the one was set, the other held
        whole = [column for column in whole if column.priority == 0] or whole  # Wins beside a mere Won
        if whole:
            return None if len(whole) > 1 and self._differ(whole) else (whole[0], ())
        first, *more = columns
        parts = {said[first.index].part}
        different = [column for column in more if said[column.index].part not in parts]
        return first, tuple(different)

    def ticks(self, used: set[int]) -> dict[str, Column]:
        """The columns of ticks, by the count that a tick says happened."""
        found = {}
        for key, columns in self.ticked.items():
            free = [column for column in columns if column.index not in used and column.priority >= 0]
            if free and (parts := self._parts_of(key, free)):
                found[key] = parts[0]
        return found

    def grain(self, columns: dict[str, Column]) -> Grain:
        """What a row sums up: a day, unless the date's column, or the tab and all of its dates, say more."""
        date = columns.get("date")
        if date is None:
            return "day"
        content = self.content(date)
        if content.filled and content.dates >= 0.9:
            if _MONTHLY.search(self.sheet.name) and content.days_of_month == {1}:
                return "month"
            if _WEEKLY.search(self.sheet.name) and len(content.weekdays) == 1:
                return "week"
        for name in ("week", "month"):
            if date.index in {column.index for column in self.headers.fields.get(name, ())}:
                return "week" if name == "week" else "month"
        return "day"
