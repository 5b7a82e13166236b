"""What people ask to have filled (`--adopt NAME=RepKPI`), found among what a workbook has, or refused with
what is wrong."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from subprocess import list2cmdline

from sheetkpi.errors import InputError
from sheetkpi.fileengine.parts.references import parse_ref
from sheetkpi.language import Phrase, listed
from sheetkpi.macrobook.adoption import Seen
from sheetkpi.macrobook.candidates import Candidate
from sheetkpi.nearnames import did_you_mean
from sheetkpi.patterns import lazy_pattern
from sheetkpi.workbook.adopting import ADOPTABLE

_SIGNS = lazy_pattern(r"[^\w@%+=:,./-]")


def chosen_among(
    seen: Seen, wanted: Mapping[str, str], agrees: Callable[[Candidate], bool]
) -> list[Candidate]:
    """Those that are `wanted` by name (table, sheet or `Sheet!A1:C9`), filled like what is said there, and
    those among the clear ones to which somebody `agrees`. What is adopted so already is not chosen again.

    Raises InputError that names what is wrong with a wish: no such table of ours or of theirs, no columns
    that could be filled, adopted already like another table, or a reason in its cells.
    """
    chosen = []
    for name, like in wanted.items():
        if _is_of_its_name(seen, name, like):
            continue
        if like not in ADOPTABLE:
            meant = did_you_mean(like, ADOPTABLE)
            raise InputError("error.adopt_table", table=like, tables=", ".join(ADOPTABLE), near=meant)
        if (one := _wished(seen, name, like)) is not None and one not in chosen:
            chosen.append(one)
    asked = [one for one in seen.candidates if one not in chosen and not one.why]
    return [*chosen, *(one for one in asked if agrees(one))]


def taken_for_ours(seen: Seen, wanted: Mapping[str, str], chosen: Sequence[Candidate]) -> frozenset[str]:
    """The tables called like ours that are ours by what was `chosen`, or by a wish for just that."""
    wished = {_plain(name) for name, like in wanted.items() if _plain(name) == _plain(like)}
    agreed = {one.name for one in chosen}
    return frozenset(name for name in seen.alike if name in agreed or _plain(name) in wished)


def _is_of_its_name(seen: Seen, name: str, like: str) -> bool:
    """Whether the wish is for a table called like one of ours to be that, and nothing more is known of it."""
    alike = {_plain(table) for table in seen.alike}
    known = {(_plain(one.name), one.like) for one in seen.candidates}
    return _plain(name) == _plain(like) in alike and (_plain(name), like) not in known


def _wished(seen: Seen, name: str, like: str) -> Candidate | None:
    """The candidate that is called `name`; None where it is adopted already."""
    called = _plain(name)
    for adopted, already in seen.adopted.items():
        if _plain(adopted) == called or _is_range_of(seen, adopted, called):
            if already == like:
                return None
            raise InputError("error.adopt_other", name=adopted, table=like, other=already)
    fit = [one for one in seen.candidates if called in (_plain(one.label), _plain(one.sheet))]
    if not fit:
        raise _nothing_fits(seen, name, like)
    exact = [one for one in fit if _plain(one.label) == called] or [one for one in fit if one.like == like]
    if len(exact) > 1:
        raise InputError("error.adopt_several", name=name, labels=_labels(exact))
    one = exact[0] if exact else fit[0]
    if one.like != like:
        wish = _spelled(f"{one.label}={one.like}")
        raise InputError("error.adopt_like", name=one.label, table=like, like=one.like, wish=wish)
    if not one.may_be_wanted:
        raise InputError("error.adopt", name=one.label, table=like, why=Phrase(one.reason))
    return one


def _is_range_of(seen: Seen, adopted: str, called: str) -> bool:
    """Whether a range that was named has become an adopted table."""
    sheet, mark, address = called.rpartition("!")
    if not mark or adopted not in seen.cells:
        return False
    on, block = seen.cells[adopted]
    try:
        return _plain(on) == sheet and parse_ref(address.upper()).overlap(block) is not None
    except ValueError:
        return False


def _nothing_fits(seen: Seen, name: str, like: str) -> InputError:
    called = _plain(name)
    if any(_plain(table) == called for table in seen.ours):
        return InputError("error.adopt_ours", name=name)
    for table, headers in seen.tables.items():
        if _plain(table) == called:
            said = _listed(headers)
            return InputError("error.adopt_headers", name=table, table=like, headers=said)
    sheet = called.rpartition("!")[0] or called
    if any(_plain(each) == sheet for each in seen.sheets):
        labels = _labels(seen.candidates)
        key = "error.adopt_range" if seen.candidates else "error.adopt_no_range"
        return InputError(key, name=name, labels=labels)
    names = [*seen.tables.keys() - seen.ours, *(one.label for one in seen.candidates), *seen.sheets]
    return InputError("error.adopt_name", name=name, near=did_you_mean(name, names))


def _spelled(wish: str) -> str:
    """A wish as it is typed in a terminal, in quotes where it has blanks or signs."""
    if sys.platform == "win32":
        return list2cmdline([wish])
    return shlex.quote(wish) if _SIGNS.search(wish) else wish


def _labels(candidates: Sequence[Candidate]) -> Phrase:
    return _listed([one.label for one in candidates])


def _listed(names: Sequence[str]) -> Phrase:
    return Phrase(lambda language: listed(names, language))


def _plain(name: str) -> str:
    """A name without what spelling adds to it: case, and the signs of an address."""
    return name.replace("$", "").replace("'", "").casefold()
