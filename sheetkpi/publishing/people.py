"""Whom a page must not name, and which groups are too small to be shown apart.

Names of people stand in many tables; texts that people chose (a team, a lead source) may hold one. The size
of a group is how many people its figures are made of. A group of fewer than `SMALLEST` is not shown, and as
many others with it as it takes that what is left of the total, once the shown groups are taken away, is made
of that many people too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from sheetkpi.language import spellings
from sheetkpi.model.metrics import BUILT_IN
from sheetkpi.model.names import join_key
from sheetkpi.publishing.savedcells import Row, SavedCells
from sheetkpi.workbook.text import is_number

SMALLEST = 5
"""People of whom a group must consist to be shown apart."""

_OF_PEOPLE: Mapping[str, tuple[str, ...]] = {
    "Roster": ("rep", "aliases"),
    **dict.fromkeys(("Board", "Progress", "RepKPI", "RepTargets", "Diagnosis", "EntryHealth"), ("rep",)),
    **dict.fromkeys(("DailyEntry", "DailyKPI", "Attendance"), ("rep",)),
    "FollowUps": ("rep", "company", "contact"),
    "AllLeads": ("rep", "company", "contact"),
    "Meetings": ("rep", "company", "contact", "field_sales"),
    "Pipeline": ("rep", "company"),
}
"""In which columns of which tables people, and leads, stand by name."""

_NOBODY = frozenset(word for key in ("unassigned", "unlinked", "no_owner") for word in spellings(key))
"""What stands where a rep would, and is none."""

_BETWEEN = re.compile(r"[,、;；/／\n]")
_COUNTS = tuple(kpi.key for kpi in BUILT_IN if kpi.kind != "rate")


class Named:
    """The names that stand in a workbook, to be looked for in texts."""

    def __init__(self, names: Iterable[str]) -> None:
        self._whole: set[str] = set()
        self._words: set[str] = set()
        nobody = set(map(join_key, _NOBODY))
        for name in names:
            for one in _BETWEEN.split(name):
                key = join_key(one)
                if not key or key in nobody:
                    continue
                self._whole.add(key)
                parts = one.partition("@")[0].replace(".", " ").split()
                self._words |= {join_key(part) for part in parts if len(join_key(part)) > 1}
        self._long = {name for name in self._whole if len(name) > 1}

    @classmethod
    def of(cls, cells: SavedCells) -> Named:
        """Those of reps, colleagues and leads that stand in the tables."""
        return cls(
            str(row[column])
            for table, columns in _OF_PEOPLE.items()
            for row in cells.rows(table)
            for column in columns
            if row.get(column)
        )

    def anybody(self, text: str) -> bool:
        """Whether a text names somebody: a whole name anywhere in it, or a family or given name, which in
        Latin letters must be a word of its own. What may be somebody is taken for them.

        >>> named = Named(["佐藤 健", "Ada Ashgrove"])
        >>> [named.anybody(text) for text in ("佐藤チーム", "Ada's team", "Adalbert", "第1営業課")]
        [True, True, False, False]
        """
        key = join_key(text)
        if key in self._whole or any(name in key for name in self._long):
            return True
        words = {join_key(word) for word in re.findall(r"\w+", text)}
        return any(word in words or (not word.isascii() and word in key) for word in self._words)


def members(cells: SavedCells) -> dict[str, set[str]]:
    """Of each team the people of whom its figures are made: those of whom anything was counted, none twice.

    A team of which no table says who is in it is not among them: nobody knows how small it is.
    """
    for table, counts in (("Board", _COUNTS), ("RepKPI", _COUNTS), ("Progress", ("actual",))):
        found: dict[str, set[str]] = {}
        for row in cells.rows(table):
            rep = row.get("rep")
            if rep and rep not in _NOBODY and row.get("team") and has_figures(row, counts):
                found.setdefault(str(row["team"]), set()).add(join_key(str(rep)))
        if found:
            return found
    return {}


def has_figures(row: Row, counts: Collection[str] = _COUNTS) -> bool:
    """Whether a row says of anything that it was done."""
    return any(is_number(row.get(key)) and row[key] != 0 for key in counts)


def shown_apart(
    groups: Sequence[str], people: Mapping[str, Collection[str]], never: Collection[str] = ()
) -> list[str]:
    """Those of `groups`, which are all that have figures, that may be shown beside the total of all (see the
    module), in their order; those of `never` are not, however large they are.

    >>> people = {"A": "abcde", "B": "fghijkl", "C": "mn"}
    >>> shown_apart(["A", "B", "C"], people), shown_apart(["A", "B"], people)
    (['B'], ['B'])
    >>> people = {"A": "abcde", "B": "fghijkl"}
    >>> shown_apart(["A", "B"], people), shown_apart(["A", "B", "of nobody knows whom"], people)
    (['A', 'B'], ['B'])
    """
    sets = {group: set(people.get(group, ())) for group in (*groups, *people)}
    shown = [group for group in groups if group not in never and len(sets[group]) >= SMALLEST]
    while shown:
        hidden = [group for group in sets if group not in shown]
        behind = set().union(*(sets[group] for group in hidden))
        if not hidden or len(behind) >= SMALLEST:
            return shown
        shown.remove(min(shown, key=lambda group: len(sets[group])))
    return shown
