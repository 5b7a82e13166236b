"""Whom a page must not name, and which groups are too small to be shown apart.

Names of people stand in many tables; texts that people chose (a team, a lead source) may hold one. The size
of a group is how many people its figures are made of. A group of fewer than `SMALLEST` is not shown, and as
many others with it as it takes that what is left of the total, once the shown groups are taken away, is made
of that many people too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate

from sheetkpi.language import all_words, spellings
from sheetkpi.model.metrics import BUILT_IN
from sheetkpi.model.names import join_key
from sheetkpi.patterns import lazy_pattern
from sheetkpi.publishing.savedcells import Row, SavedCells
from sheetkpi.workbook.text import is_number

SMALLEST = 5
"""People of whom a group must consist to be shown apart."""

_OF_PEOPLE: Mapping[str, tuple[str, ...]] = {
    "Roster": ("rep", "aliases"),
    **dict.fromkeys(("Board", "Progress", "RepKPI", "RepTargets", "Diagnosis", "EntryHealth"), ("rep",)),
    **dict.fromkeys(("DailyEntry", "DailyKPI", "Attendance"), ("rep",)),
    "FollowUps": ("rep", "contact"),
    "AllLeads": ("rep", "contact"),
    "Meetings": ("rep", "contact", "field_sales"),
    "Pipeline": ("rep",),
}
"""In which columns of which tables people stand by name."""

_WITH_COMPANIES = ("FollowUps", "AllLeads", "Meetings", "Pipeline")

_NOBODY = frozenset(word for key in ("unassigned", "unlinked", "no_owner") for word in spellings(key))
"""What stands where a rep would, and is none."""

_BETWEEN = lazy_pattern(r"[,、;；/／\n]")
_FORMS = frozenset(word for both in all_words()["publish.company_forms"] for word in both.split())
_KANJI = lazy_pattern(r"[\u3005\u3006\u3400-\u9fff\uf900-\ufaff]")
_COUNTS = tuple(kpi.key for kpi in BUILT_IN if kpi.kind != "rate")


class Named:
    """The names that stand in a workbook, to be looked for in texts: those of `people` whole or in part, and
    those of `others` (companies, groups) whole."""

    def __init__(self, people: Iterable[str], others: Iterable[str] = ()) -> None:
        self._whole: set[str] = set()
        self._within: set[str] = set()
        nobody = set(map(join_key, _NOBODY))
        for one in (one for name in people for one in _BETWEEN.split(name)):
            if (key := join_key(one)) and key not in nobody:
                parts = [join_key(part) for part in one.partition("@")[0].replace(".", " ").split()]
                self._whole.add(key)
                self._within |= {part for part in (key, *parts) if _tells(part)}
        for one in (one for name in others for one in _BETWEEN.split(name)):
            self._whole.add(join_key(one))
            self._within |= {join_key(one), join_key(_without_form(one))}
        self._whole.discard("")
        self._within.discard("")

    @classmethod
    def of(cls, cells: SavedCells) -> Named:
        """Those of reps, colleagues and leads that stand in the tables."""

        def texts(table: str, columns: Collection[str]) -> Iterable[str]:
            return (str(row[each]) for row in cells.rows(table) for each in columns if row.get(each))

        people = (name for table, columns in _OF_PEOPLE.items() for name in texts(table, columns))
        companies = (name for table in _WITH_COMPANIES for name in texts(table, ("company",)))
        return cls(people, (name for name in companies if not name.isdigit()))

    def anybody(self, text: str) -> bool:
        """Whether a text names somebody: a whole name anywhere in it, or a family or given name. Names in
        Latin letters, and of one letter, must stand there as a word of its own. What may be somebody is taken
        for them.

        >>> named = Named(["佐藤 健", "Ada Ashgrove", "森 葵", "Al"])
        >>> [named.anybody(text) for text in ("佐藤チーム", "Ada's team", "森チーム", "ALさん")]
        [True, True, True, True]
        >>> [named.anybody(text) for text in ("第1営業課", "Adalbert", "青森支店", "Calls")]
        [False, False, False, False]
        """
        pieces = [join_key(piece) for piece in text.split()]
        shown = "".join(pieces)
        if shown in self._whole:
            return True
        edges = set(accumulate(map(len, pieces), initial=0))
        edges |= {at for at in range(1, len(shown)) if _parts(shown[at - 1], shown[at])}
        return any(name in shown and _stands(name, shown, edges) for name in self._within)


def _tells(name: str) -> bool:
    """Whether a name, or a part of one, says who it is wherever it stands: no number and no initial."""
    return not name.isdigit() and (len(name) > 1 or _KANJI.match(name) is not None)


def _without_form(company: str) -> str:
    """A company's name without its legal form."""
    for form in _FORMS:
        if not form.isascii():
            company = company.replace(form, " ")
    return " ".join(word for word in company.split() if word.casefold().strip(".,") not in _FORMS)


def _sort_of(letter: str) -> str:
    """Which letters a letter makes words with; "" where there are no blanks between words."""
    if letter.isdigit():
        return "digit"
    if _KANJI.match(letter):
        return "kanji"
    return "letter" if letter.isalpha() and letter < "\u2e80" else ""


def _parts(before: str, after: str) -> bool:
    """Whether a word may end between two letters."""
    sort = _sort_of(before)
    return not sort or sort != _sort_of(after)


def _stands(name: str, shown: str, edges: Collection[int]) -> bool:
    """Whether `name` stands in `shown` by itself, words ending at `edges` alone."""
    alone = [len(name) == 1 or _sort_of(letter) in ("letter", "digit") for letter in (name[0], name[-1])]
    at = shown.find(name)
    while at >= 0:
        ends = (at, at + len(name))
        if all(end in edges for end, must in zip(ends, alone, strict=True) if must):
            return True
        at = shown.find(name, at + 1)
    return False


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
