"""Names that the roster has in another form: a family name, a mail address, a login, a name with a title.

Where exactly one person of the roster can be meant the records count for them, and a note proposes the
alias. Where it may be two, nobody is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from sheetkpi.model.names import join_key, person_key, tidy
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.values.columns import Encoded

if TYPE_CHECKING:
    from sheetkpi.model.roster import Roster
    from sheetkpi.sources.records.records import Records

_TITLES = lazy_pattern(
    r"(?:部長|課長|係長|主任|室長|次長|本部長|リーダー|マネージャー|マネジャー|チーフ|社員|氏|先生|leader|manager)$",
    re.IGNORECASE,
)
_BESIDE = lazy_pattern(r"\s*[(（<＜\[][^()（）<>＜＞\[\]]*[)）>＞\]]\s*$")
_NUMBERED = lazy_pattern(r"^\s*(?:\d+|[A-Za-z]{1,4}\d+)\s*[-:：_ ]\s*(?=\D)")
_LETTERS = lazy_pattern(r"[a-z]+")
_JAPANESE = lazy_pattern(r"[\u3040-\u30ff\u3400-\u9fff々]")


def name_by_roster(records: Sequence[Records], roster: Roster) -> list[Issues]:
    """Put the roster's names in place of other forms of them in `records`; a note for each form."""
    if not roster.people:
        return []
    forms = _Forms(roster)
    notes: dict[str, Issues] = {}
    for part in records:
        texts = list(part.rep.texts)
        for code, text in enumerate(texts):
            meant = forms.meant(text)
            if meant is None:
                continue
            texts[code] = meant
            if text not in notes:
                values: dict[str, object] = {"text": tidy(text), "rep": meant}
                notes[text] = Issues(
                    part.recognised.sheet, "reason.rep_by_form", severity="note", values=values
                )
        if texts != part.rep.texts:
            part.rep = Encoded(part.rep.codes, texts)
        if part.held is not None:
            of_list = part.held.rep
            part.held.rep = Encoded(of_list.codes, [forms.meant(text) or text for text in of_list.texts])
    return list(notes.values())


class _Forms:
    """The people of a roster by the forms their names take."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self._known: dict[str, str | None] = {}

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Everybody's name."""
        return tuple(dict.fromkeys(person.label for person in self.roster.people))

    def meant(self, text: str) -> str | None:
        """Whose name `text` is another form of; None where the roster knows it, or knows two or none."""
        if text not in self._known:
            self._known[text] = self._found(text)
        return self._known[text]

    def _found(self, text: str) -> str | None:
        if not text.strip() or self.roster.called(text):
            return None
        for form in self._written(text):
            called = self.roster.called(form)
            if len(called) == 1:
                return called[0].label
        for test in (self._family, self._login):
            people = {label for form in self._written(text) for label in self.labels if test(form, label)}
            if len(people) == 1:
                return people.pop()
        return None

    @staticmethod
    def _written(text: str) -> list[str]:
        """The text, and without what stands beside a name: a title, an extension, an address in brackets."""
        plain = unicodedata.normalize("NFKC", text).strip()
        bare = _NUMBERED.sub("", _BESIDE.sub("", plain))
        turned = (
            " ".join(reversed([part.strip() for part in bare.split(",")])) if bare.count(",") == 1 else bare
        )
        return list(dict.fromkeys((plain, bare, turned, _TITLES.sub("", bare).strip())))

    @staticmethod
    def _family(form: str, label: str) -> bool:
        """Whether `form` is the family name (or, of a name in Latin letters, one of the names) of `label`."""
        key = person_key(form)
        parts = [join_key(part) for part in label.split()]
        if not key or "@" in form:
            return False
        if len(parts) > 1:
            return key in (parts if not _JAPANESE.search(label) else parts[:1])
        whole = join_key(label)
        return bool(_JAPANESE.search(label)) and whole.startswith(key) and 1 <= len(whole) - len(key) <= 3

    @staticmethod
    def _login(form: str, label: str) -> bool:
        """Whether a mail address or a login is made of the names of `label`: amy.fox@…, afox, CORP/fox_a."""
        if _JAPANESE.search(form) or " " in form.strip():
            return False
        local = form.casefold().split("@")[0].split("\\")[-1]
        names = _LETTERS.findall(label.casefold())
        if len(names) < 2 or _JAPANESE.search(label):
            return False
        first, last = names[0], names[-1]
        letters = "".join(_LETTERS.findall(local))
        return letters in {first + last, last + first, first[0] + last, last + first[0], first + last[0]}
