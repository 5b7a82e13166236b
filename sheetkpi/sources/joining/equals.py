"""Equal records in two logs: the same activity told twice, or two that only look the same.

Records are the same only where all that both logs tell of them agrees (rep, day, time, and every field both
have a column for). With a time of day they then count once. With only a date they are separate (two calls
that rang out look alike), unless all records of one log lie within the other's and several of them are
unique in both: then it was exported again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sheetkpi.model.names import join_key, person_key
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.records.cells import Array, Cells, row_key
from sheetkpi.sources.values.columns import Encoded
from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.results import kind_of
from sheetkpi.sources.words.vocabulary import word_key

if TYPE_CHECKING:
    from sheetkpi.model.roster import Roster
    from sheetkpi.sources.records.records import Records

COMPARED = (
    *("time", "team", "company", "lead", "lead_source", "kind", "direction", "result", "amount", "detail"),
)
"""Fields in which the same activity agrees wherever it is written down."""

_PROOF = 3
"""So many records that are unique in both logs make it no accident that one lies within the other."""


def mark_equal_records(records: Sequence[Records], roster: Roster) -> None:
    """Flag the records of logs that another log tells of too; a note per log says how many and where."""
    logs = [part for part in records if part.recognised.shape in ("log", "call_list") and len(part)]
    by_fields: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, part in enumerate(logs):
        by_fields[_told(part)].append(number)
    if len({id(part.recognised) for part in logs}) < 2:
        return
    keys = Keys(logs, roster)
    groups = list(by_fields.items())
    for at, (fields, numbers) in enumerate(groups):
        _compare(logs, keys, fields, [numbers])
        for others, more in groups[:at]:
            shared = tuple(name for name in fields if name in others)
            # The log that tells more keeps its records, of equal ones the one that comes first.
            first, second = (more, numbers) if len(others) >= len(fields) else (numbers, more)
            _compare(logs, keys, shared, [first, second])


def _told(part: Records) -> tuple[str, ...]:
    if part.recognised.shape == "call_list":
        return tuple(name for name in ("company", "lead", "lead_source") if name in part.recognised.columns)
    columns = part.recognised.columns
    # Ids under one header tell records apart that are otherwise alike.
    own = [f"id|{word_key(columns['id'].header)}"] if "id" in columns else []
    return (*own, *(name for name in COMPARED if name in columns))


class Keys:
    """Numbers for what logs tell of their records, the same in all of them."""

    def __init__(self, logs: Sequence[Records], roster: Roster) -> None:
        self.logs = logs
        self.roster = roster

    def people(self, number: int) -> list[str]:
        """Whom the names of a log mean, one for each of its texts."""
        return [self._person(text) for text in self.logs[number].rep.texts]

    def moments(self, number: int) -> Array:
        """A number per record of a log that is equal where rep, day and time are."""
        part = self.logs[number]
        reps = _hashed(self.people(number), part.rep)
        return row_key([reps, part.days.astype(np.int64), part.seconds.astype(np.int64)])

    def fields(self, number: int, places: Array, names: Sequence[str]) -> list[Array]:
        """For each of the fields `names` a number per record at `places`, equal where the records agree."""
        return [self._field(number, places, name) for name in names]

    def _person(self, text: str) -> str:
        called = self.roster.called(text)
        return called[0].label if len(called) == 1 else person_key(text)

    def _field(self, number: int, places: Array, name: str) -> Array:
        part = self.logs[number]
        cells = Cells(part.recognised)
        column = cells.encoded(part.recognised.columns[name.partition("|")[0]])
        codes = column.codes[part.rows[places] - cells.first]
        present, inverse = np.unique(codes, return_inverse=True)
        key = _FORMS.get(name, normalise)
        texts = [key(column.texts[code]) if code >= 0 else "" for code in present.tolist()]
        return _hashed(texts, Encoded(inverse.astype(np.int32), texts))


def _kind(text: str) -> str:
    return kind_of(text) or normalise(text)


_FORMS: dict[str, Callable[[str], str]] = {
    "kind": _kind,
    "team": join_key,
    "company": join_key,
    "lead": join_key,
}
"""How texts of a field are compared, others as `normalise` has them."""


def _hashed(texts: Sequence[str], column: Encoded) -> Array:
    """A number for the cell of each row, the same in every column where `texts` (one per code) are."""
    distinct: Array = np.empty(len(texts), dtype=object)
    distinct[:] = texts
    numbers = pd.util.hash_array(distinct) if len(texts) else np.zeros(0, dtype=np.uint64)
    found: Array = column.spread(numbers, np.uint64(0))
    return found


def _compare(
    logs: Sequence[Records], keys: Keys, fields: Sequence[str], sides: Sequence[Sequence[int]]
) -> None:
    """Flag what is equal between different logs: of one side among each other, of two sides between them."""
    numbers = [number for side in sides for number in side]
    if len({id(logs[number].recognised) for number in numbers}) < 2:
        return
    owner = np.repeat(numbers, [len(logs[number]) for number in numbers])
    place = np.concatenate([np.arange(len(logs[number])) for number in numbers])
    moment = np.concatenate([keys.moments(number) for number in numbers])
    # What no engine left as it stands has a moment that no other log has (see `grouping.deciding`).
    fresh = ~np.concatenate([logs[number].repeated | ~logs[number].whole for number in numbers])
    sheets: dict[int, int] = {}
    sheet_of = {number: sheets.setdefault(id(logs[number].recognised), number) for number in numbers}
    side_of = {number: at for at, side in enumerate(sides) for number in side}
    rows = pd.DataFrame({"key": moment, "owner": owner, "place": place})[fresh]
    rows["sheet"] = rows["owner"].map(sheet_of)
    # Most records stand alone in their moment: what they say has only to be looked at where another sheet's
    # share it.
    rows = rows[rows.duplicated("key", keep=False)]
    rows = rows[rows.groupby("key", sort=False)["sheet"].transform("nunique") > 1]
    if rows.empty:
        return
    rows = rows.sort_values(["owner", "place"], kind="stable", key=_position(numbers))
    told = [
        row_key([part["key"].to_numpy(), *keys.fields(number, part["place"].to_numpy(), fields)])
        for number, part in _by_owner(rows)
    ]
    rows["key"] = np.concatenate(told)
    rows["side"] = rows["owner"].map(side_of)
    seconds = [logs[number].seconds[part["place"].to_numpy()] for number, part in _by_owner(rows)]
    rows["timed"] = np.concatenate(seconds) >= 0
    rows = rows[rows.duplicated("key", keep=False)]
    if rows.empty:
        return
    first = rows.groupby("key", sort=False)[["sheet", "side"]].transform("first")
    apart = rows["sheet"] != first["sheet"]
    if len(sides) > 1:
        apart &= rows["side"] != first["side"]
    again = rows[apart]
    _flag(logs, again[again["timed"]], rows)
    dated = rows[~rows["timed"]]
    if len(dated):
        sizes = sorted((len(logs[number]), -number) for number in set(dated["owner"].tolist()))
        for _, number in sizes:  # the smaller one lies within the larger one, of equals the later one
            if _lies_within(logs, dated, -number):
                mine = dated["owner"] == -number
                _flag(logs, dated[mine], dated[~mine])
                dated = dated[~mine]


def _by_owner(rows: pd.DataFrame) -> list[tuple[int, pd.DataFrame]]:
    """The rows of each log, in the order in which the logs come."""
    return [(number, rows[rows["owner"] == number]) for number in dict.fromkeys(rows["owner"].tolist())]


def _position(numbers: Sequence[int]) -> Callable[[pd.Series], pd.Series]:
    """The order in which logs are looked at, for sorting by their numbers."""
    order = {number: at for at, number in enumerate(numbers)}
    return lambda values: values.map(order) if values.name == "owner" else values


def _lies_within(logs: Sequence[Records], rows: pd.DataFrame, number: int) -> bool:
    """Whether all records of a log are another's too, several of them unique in both."""
    mine = rows[rows["owner"] == number]
    left = logs[number].number(~logs[number].repeated)
    if len(mine) < left or len(mine) < _PROOF:
        return False
    others = rows[(rows["owner"] != number) & rows["key"].isin(mine["key"])]
    if others.empty:
        return False
    fullest = others["owner"].value_counts().idxmax()
    others = others[others["owner"] == fullest]
    counts, there = mine["key"].value_counts(), others["key"].value_counts()
    if not bool((there.reindex(counts.index, fill_value=0) >= counts).all()):
        return False
    unique = counts.index[counts == 1]
    return int((there.reindex(unique, fill_value=0) == 1).sum()) >= _PROOF


def _flag(logs: Sequence[Records], again: pd.DataFrame, rows: pd.DataFrame) -> None:
    """Set the records in `again` aside, and say of each log how many are in which other."""
    if again.empty:
        return
    keepers = rows.drop_duplicates("key").set_index("key")["owner"]
    others = again["key"].map(keepers)
    for number in sorted(set(again["owner"].tolist())):
        places = again.loc[again["owner"] == number, "place"]
        part = logs[number]
        found = np.sort(places.to_numpy())
        part.repeated[found] = True
        kept_in = logs[int(others[places.index].iloc[0])].recognised.sheet.label
        values: dict[str, object] = {"records": len(found), "other": kept_in}
        row = part.rows[found[:1]].astype(np.intp)
        part.notes.append(Issues(part.recognised.sheet, "reason.told_twice", row, None, "note", values))
