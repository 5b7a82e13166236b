"""Which row of a table goes where: rows follow their keys, people's order and notes are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

Key = tuple[str, ...]


@dataclass(frozen=True)
class RowPlan:
    """The rows of a table after a refresh.

    `sources[i]` is the number of the existing row that becomes row `i`, None for a new one; `report[i]` the
    number of the report's row that fills it, None for a row that is kept only for what people typed.
    `before` is the number of rows there are now. `fresh` are the rows whose key the table did not have, and
    those that were emptied; `apart` those the report has nothing to say about.
    """

    sources: tuple[int | None, ...]
    report: tuple[int | None, ...]
    before: int
    fresh: tuple[int, ...] = ()
    apart: frozenset[int] = frozenset()

    @cached_property
    def kept(self) -> list[int]:
        """Existing rows that stay, in their new order."""
        return [row for row in self.sources if row is not None]

    @cached_property
    def dropped(self) -> list[int]:
        """Existing rows that go."""
        kept = set(self.kept)
        return [row for row in range(self.before) if row not in kept]

    @property
    def added(self) -> int:
        """How many rows are new."""
        return len(self.sources) - len(self.kept)

    @cached_property
    def gather(self) -> bool:
        """Whether existing rows must change places so that those that go stand last."""
        return self.kept != list(range(len(self.kept)))

    @property
    def spread(self) -> bool:
        """Whether new rows stand between existing ones."""
        return None in self.sources[: len(self.kept)]


def plan_rows(
    existing: Sequence[Key],
    typed: Sequence[bool],
    wanted: Sequence[Key],
    *,
    ordered: bool = False,
    last: str = "",
    use_blanks: bool = False,
    apart: Sequence[bool] = (),
    withdrawn: Collection[int] = (),
) -> RowPlan:
    """Where each row goes.

    `existing` are the keys of the rows now (a key of empty texts is a blank row), `typed` whether people
    typed something in them, `wanted` the keys of the report's rows. Existing rows keep their order and new
    ones follow in the report's, unless the table is `ordered`: then the report's order counts. A row with
    `last` in its key stays behind the others of its group (the rest of its key). Rows whose key the
    report lacks go to the end when typed in, and otherwise away; of two rows of one key, the one
    somebody typed in takes the report's row. With `use_blanks` every row stays where it is, and new keys
    take blank rows before the table grows: the way of lists that people type in; rows of such a list that
    are `withdrawn` (proposals nobody answered, their keys no longer wanted) become blank. Rows that are
    `apart` stay among the others where they are (unless the table is `ordered`) and take nothing from the
    report.

    >>> plan_rows([("佐藤",), ("鈴木",), ("all",)], [False] * 3, [("佐藤",), ("田中",), ("all",)], last="all")
    RowPlan(sources=(0, None, 2), report=(0, 1, 2), before=3, fresh=(1,), apart=frozenset())
    """
    existing, wanted = _numbered(existing, wanted)
    asides = {row for row, aside in enumerate(apart) if aside}
    existing = [("", str(row)) if row in asides else key for row, key in enumerate(existing)]
    place_of = {key: place for place, key in reversed(list(enumerate(wanted)))}
    owner: dict[Key, int] = {}
    for row in sorted(range(len(existing)), key=lambda row: (not typed[row], row)):
        if existing[row] in place_of:
            owner.setdefault(existing[row], row)
    if use_blanks:
        return _in_place(existing, owner, place_of, asides, withdrawn)
    owner |= {existing[row]: row for row in asides}
    if ordered:
        live = list(place_of)
        live.sort(key=lambda key: place_of[key])
    else:
        live = [key for row, key in enumerate(existing) if owner.get(key) == row]
        _insert(live, [key for key in place_of if key not in owner], place_of, last)
    rows = [(owner.get(key), place_of.get(key)) for key in live]
    owners = set(owner.values())
    left = [row for row in range(len(existing)) if typed[row] and row not in owners]
    return RowPlan(
        tuple(source for source, _ in rows) + tuple(left),
        tuple(place for _, place in rows) + (None,) * len(left),
        len(existing),
        tuple(row for row, (source, _) in enumerate(rows) if source is None),
        frozenset(row for row, (_, place) in enumerate(rows) if place is None),
    )


def _numbered(existing: Sequence[Key], wanted: Sequence[Key]) -> tuple[Sequence[Key], Sequence[Key]]:
    """Both with repeated keys told apart by their number, where the report has rows of the same key."""
    if len(set(wanted)) == len(wanted):
        return existing, wanted

    repeated = {key for key, times in Counter(wanted).items() if times > 1}

    def numbered(keys: Sequence[Key]) -> list[Key]:
        times: Counter[Key] = Counter()
        result = []
        for key in keys:
            times[key] += 1
            result.append((*key, str(times[key])) if key in repeated and times[key] > 1 else key)
        return result

    return numbered(existing), numbered(wanted)


def _in_place(
    existing: Sequence[Key],
    owner: dict[Key, int],
    place_of: dict[Key, int],
    asides: set[int],
    withdrawn: Collection[int],
) -> RowPlan:
    places = {row: place_of[key] for key, row in owner.items()}
    new = [key for key in place_of if key not in owner]
    new.sort(key=lambda key: place_of[key])
    blanks = [row for row, key in enumerate(existing) if not any(key) or row in withdrawn]
    fresh = blanks[: len(new)] + list(range(len(existing), len(existing) + len(new) - len(blanks)))
    places |= {row: place_of[key] for row, key in zip(fresh, new, strict=True)}
    total = max(len(existing), max(fresh, default=-1) + 1)
    return RowPlan(
        tuple(row if row < len(existing) else None for row in range(total)),
        tuple(places.get(row) for row in range(total)),
        len(existing),
        tuple(sorted({*fresh, *withdrawn})),
        frozenset(asides),
    )


def _insert(live: list[Key], new: list[Key], place_of: dict[Key, int], last: str) -> None:
    """Put `new` keys behind `live` ones in place, but before the last row of their group."""
    if last and len(next(iter(place_of), ())) == 1 and (last,) in live:
        live.remove((last,))
        live.append((last,))
    waiting: dict[Key, list[Key]] = {}
    for key in sorted(new, key=lambda key: place_of[key]):
        end = _last_of_group(key, live, place_of, last)
        if end is None:
            live.append(key)
        else:
            waiting.setdefault(end, []).append(key)
    if waiting:
        live[:] = [one for key in live for one in (*waiting.get(key, ()), key)]


def _last_of_group(key: Key, live: list[Key], place_of: dict[Key, int], last: str) -> Key | None:
    """The `last` row of the group of `key`, if the table has it already."""
    if not last or last in key:
        return None
    for part in range(len(key)):
        end = (*key[:part], last, *key[part + 1 :])
        if end in place_of and end in live:
            return end
    return None
