"""Who gets a workbook: reps or teams, what belongs to each of them, and what their files are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

import pandas as pd

from sheetkpi.errors import InputError
from sheetkpi.model.names import person_key
from sheetkpi.model.roster import UNASSIGNED, Roster
from sheetkpi.model.views import ALL
from sheetkpi.nearnames import did_you_mean
from sheetkpi.patterns import lazy_pattern

Kind = Literal["rep", "team"]

LONGEST = 255
"""Bytes that a file name may have on the file systems people use, a longer ending while saving included."""
_ROOM = 40
"""Bytes kept free for endings: `.xlsx`, and what programs add beside a file they save."""
_FORBIDDEN = lazy_pattern(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = lazy_pattern(
    r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Recipient:
    """A rep or a team, by the name in the KPI workbook. `reps` are those whose rows are in the workbook."""

    kind: Kind
    name: str
    reps: tuple[str, ...]
    teams: tuple[str, ...]


def recipients(reps: pd.DataFrame, board: pd.DataFrame, kind: Kind) -> list[Recipient]:
    """Everybody who gets a workbook, in the order of the views: `reps` is RepKPI, `board` Board.

    A team's reps are those who are in it now.
    """
    pairs = board.loc[board["rep"] != "", ["team", "rep"]]
    if kind == "team":
        names = [str(team) for team in dict.fromkeys(board["team"]) if team not in (ALL, UNASSIGNED)]
        members = {team: tuple(map(str, group)) for team, group in reps.groupby("team")["rep"]}
        return [Recipient("team", team, members.get(team, ()), (team,)) for team in names]
    teams = {rep: tuple(map(str, group)) for rep, group in pairs.groupby("rep")["team"]}
    names = [str(rep) for rep in reps["rep"] if rep != UNASSIGNED]
    return [Recipient("rep", rep, (rep,), teams.get(rep, ())) for rep in names]


def chosen(everybody: Sequence[Recipient], only: Collection[str], roster: Roster) -> list[Recipient]:
    """Those of `everybody` whom `only` names, by name or alias; all of them where it names nobody.

    Raises SheetKPIError for a name that nobody, or more than one, goes by.
    """
    if not only:
        return list(everybody)
    known = names_of(everybody, roster)
    wanted = set()
    for text in only:
        found = known.get(person_key(text), set())
        if len(found) != 1:
            key = "error.recipient_unknown" if not found else "error.recipient_ambiguous"
            meant = did_you_mean(text, [recipient.name for recipient in everybody])
            raise InputError(key, name=text, names=", ".join(sorted(found)), meant=meant)
        wanted |= found
    return [recipient for recipient in everybody if recipient.name in wanted]


def names_of(everybody: Iterable[Recipient], roster: Roster) -> dict[str, set[str]]:
    """For each name and alias, in the form names are compared in, the recipients who go by it."""
    known: dict[str, set[str]] = {}
    also = aliases(roster)
    for recipient in everybody:
        known.setdefault(person_key(recipient.name), set()).add(recipient.name)
        if recipient.kind == "rep":
            for text in also.get(recipient.name, ()):
                known.setdefault(person_key(text), set()).add(recipient.name)
    return known


def by_recipient(
    texts: Mapping[str, str], everybody: Sequence[Recipient], roster: Roster
) -> tuple[dict[str, str], list[str]]:
    """`texts`, given under any name people go by, under the names of the recipients; and the names that
    nobody goes by. A name that several go by is each one's; one's own name comes before an alias."""
    known = names_of(everybody, roster)
    found: dict[str, str] = {}
    for name, text in texts.items():
        for recipient in known.get(person_key(name), ()):
            if recipient not in found or person_key(recipient) == person_key(name):
                found[recipient] = text
    return found, [name for name in texts if person_key(name) not in known]


def aliases(roster: Roster) -> dict[str, tuple[str, ...]]:
    """All names that each person of the roster goes by, by label."""
    return {
        person.label: tuple(
            dict.fromkeys(text for stint in person.stints for text in (stint.name, *stint.aliases) if text)
        )
        for person in roster.people
    }


def owners(roster: Roster, labels: Iterable[str]) -> dict[str, str]:
    """Whose rows those under a name are: the label of each name and alias, in the form names are compared in.

    Names that more than one goes by belong to nobody: their rows are not handed out.
    """
    found: dict[str, set[str]] = {}
    for label, texts in aliases(roster).items():
        for text in (label, *texts):
            found.setdefault(person_key(text), set()).add(label)
    for label in labels:
        found.setdefault(person_key(label), set()).add(label)
    return {key: next(iter(names)) for key, names in found.items() if len(names) == 1}


def file_stems(book: str, everybody: Sequence[Recipient]) -> dict[str, str]:
    """The name of each recipient's file, without its ending: `book` and the name, safe and unique.

    A name that cannot stand in a file name as it is, that is too long or that differs from another one by
    case alone ends in a few letters of its digest, so that two never meet.

    >>> file_stems("KPI", [Recipient("team", "営業/一課", (), ())])
    {'営業/一課': 'KPI_営業_一課_257f14'}
    """
    plain = {recipient.name: _safe(f"{book}_{recipient.name}") for recipient in everybody}
    taken: dict[str, int] = {}
    for stem in plain.values():
        taken[stem.casefold()] = taken.get(stem.casefold(), 0) + 1
    stems = {}
    for name, stem in plain.items():
        changed = stem != f"{book}_{name}" or taken[stem.casefold()] > 1
        digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:6]
        stems[name] = f"{_cut(stem, LONGEST - _ROOM - 7)}_{digest}" if changed else stem
    return stems


def _safe(text: str) -> str:
    """`text` without what Windows takes for something else, no longer than file systems allow."""
    plain = unicodedata.normalize("NFC", text)
    plain = _FORBIDDEN.sub("_", plain.encode("utf-8", "replace").decode()).strip(" ").rstrip(". ")
    plain = plain or "_"
    if _RESERVED.fullmatch(plain) or plain.startswith(("~$", ".")):
        plain = f"_{plain}"
    return _cut(plain, LONGEST - _ROOM)


def _cut(text: str, most: int) -> str:
    return text.encode("utf-8")[:most].decode("utf-8", "ignore").rstrip(". ")


def rows_by_rep(typed: Iterable[str], owner: Mapping[str, str]) -> dict[str, list[int]]:
    """The positions of a table's rows by the label of the rep whose they are; `typed` are the reps' names as
    people typed them."""
    places: dict[str, list[int]] = {}
    known: dict[str, str | None] = {}
    for place, text in enumerate(typed):
        if text not in known:
            known[text] = owner.get(person_key(str(text)))
        label = known[text]
        if label is not None:
            places.setdefault(label, []).append(place)
    return places
