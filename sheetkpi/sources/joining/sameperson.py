"""Names that the roster does not have and may be one person's: 佐藤葵（退職）, `Fox, Amy` beside Amy Fox.

Where a name stands by itself in the data too, a mail address, a number of staff, a remark on leaving or
another order of its parts make nobody new: the records count for that name, and a note says so. Where what
stands beside it may tell two namesakes apart (a place, a team, a second number), nobody is joined, and a note
asks.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sheetkpi.model.names import join_key, person_key, tidy
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.values.columns import Encoded

if TYPE_CHECKING:
    from sheetkpi.model.roster import Roster
    from sheetkpi.sources.records.records import Records

_BEHIND = lazy_pattern(r"(?P<name>.+?)\s*(?:[(<\[【](?P<said>[^()<>\[\]【】]+)[)>\]】]|※\s*(?P<mark>.+))")
_BEFORE = lazy_pattern(
    r"(?:[(\[【](?P<said>[^()\[\]【】]+)[)\]】]|(?P<code>[A-Za-z]{0,4}\d{2,})\s*[-:_ ])\s*(?P<name>.+)"
)
_TURNED = lazy_pattern(r"(?P<family>[^,\d]+),\s*(?P<given>[^,\d]+)")
_CODE = lazy_pattern(r"(?:(?:id|no|#)[.:]?\s*)?[a-z]{0,4}[-_]?\d{2,}")
_STATE = lazy_pattern(
    r".*(?:退職|退社|休職|産休|育休|異動|転出|離任|入社|入職|着任|新人|研修|兼務|兼任|時短|派遣|元担当|前任).*"
    r"|(?:has )?left|inactive|deactivated|former|ex|retired|resigned|terminated|on leave|new(?: hire)?"
    r"|disabled|deleted"
)
_LETTERS = lazy_pattern(r"[a-z]+")


@dataclass(frozen=True)
class _Form:
    """A name within a text: what else stands there, and of which kind that is ("" where it may tell two
    people apart)."""

    name: str
    kind: str
    beside: str = ""


def join_by_each_other(records: Sequence[Records], roster: Roster) -> list[Issues]:
    """Put names that stand by themselves in place of other forms of them; a note for each form, and for those
    that may be one person and stay two."""
    texts = _texts(records, roster)
    alone: dict[str, str] = {}
    for text in texts:
        key = person_key(text)
        if not _forms(text) and (key not in alone or key == join_key(text) != join_key(alone[key])):
            alone[key] = text  # 佐藤葵 rather than 佐藤葵さん
    by_login = _by_login(alone.values())
    meant: dict[str, tuple[str, _Form]] = {}
    for text in texts:
        for form in _forms(text):
            if name := alone.get(person_key(form.name)):
                meant[text] = (name, form)
                break
        else:
            if name := by_login(text):
                meant[text] = (name, _Form(name, "login", text))
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, form in meant.values():
        told[name, form.kind].add(join_key(form.beside))
    joined = {
        text: name
        for text, (name, form) in meant.items()
        if form.kind and (form.kind in ("state", "turned") or len(told[name, form.kind]) == 1)
    }
    for part in records:
        _rename(part, joined)
    notes = []
    for text, (name, _) in meant.items():
        reason = "reason.rep_joined" if text in joined else "reason.rep_alike"
        values: dict[str, object] = {"text": tidy(text), "rep": tidy(name)}
        notes.append(Issues(texts[text].recognised.sheet, reason, severity="note", values=values))
    return notes


def _texts(records: Sequence[Records], roster: Roster) -> dict[str, Records]:
    """The names of all records that the roster does not know, with the first records that have each."""
    found: dict[str, Records] = {}
    for part in records:
        numbers = part.rep.counts().tolist()
        for text, number in zip(part.rep.texts, numbers, strict=False):
            if number and text.strip() and not roster.called(text):
                found.setdefault(text, part)
    return found


def _forms(text: str) -> list[_Form]:
    """The names that may stand in a text beside something else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = []
    for pattern in (_BEHIND, _BEFORE):
        if match := pattern.fullmatch(plain):
            said = next(part for name, part in match.groupdict().items() if name != "name" and part)
            found.append(_Form(match["name"].strip(), _kind(said), said))
    if match := _TURNED.fullmatch(plain):
        found.append(_Form(f"{match['given']} {match['family']}", "turned"))
    return found


def _kind(said: str) -> str:
    plain = said.strip().casefold()
    if "@" in plain:
        return "mail"
    if _STATE.fullmatch(plain):
        return "state"
    return "code" if _CODE.fullmatch(plain) else ""


def _by_login(names: Iterable[str]) -> Callable[[str], str]:
    """Whose full name a mail address is made of: amy.fox@example.com is Amy Fox, if nobody else may be."""
    people: dict[str, set[str]] = defaultdict(set)
    for name in names:
        parts = _LETTERS.findall(name.casefold())
        if name.isascii() and "@" not in name and len(parts) >= 2:
            for letters in (parts[0] + parts[-1], parts[-1] + parts[0]):
                people[letters].add(name)

    def meant(text: str) -> str:
        if "@" not in text:
            return ""
        found = people.get("".join(_LETTERS.findall(text.strip().casefold().split("@")[0])), set())
        return next(iter(found)) if len(found) == 1 else ""

    return meant


def _rename(part: Records, joined: dict[str, str]) -> None:
    if joined.keys().isdisjoint(part.rep.texts):
        return
    part.rep = Encoded(part.rep.codes, [joined.get(text, text) for text in part.rep.texts])
    if part.held is not None:
        of_list = part.held.rep
        part.held.rep = Encoded(of_list.codes, [joined.get(text, text) for text in of_list.texts])
    if (told := part.told) is not None:

        def renamed() -> pd.DataFrame:
            frame = told()
            return frame.assign(rep=[joined.get(text, text) for text in frame["rep"]])

        part.told = renamed
