"""Whose activity a row is where several columns name people, or one that may name anybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.headers.headers import Column
from sheetkpi.sources.words.vocabulary import word_key

if TYPE_CHECKING:
    import re

    from sheetkpi.sources.roles.choosing import Candidates

_LOGINS = 0.5
"""The share of logins from which on a column of people is one of logins."""

_NAME_OR_ID = lazy_pattern(
    r"(?:の?(?:id|no|番号|コード|code|ログイン|login|氏名|名前|名称|名|fullname|name))+$"
)


_CALLER = lazy_pattern(r"(?:caller|callingparty|from)(?:name|user)?|発信者(?:名|氏名)?")
_CALLED = lazy_pattern(r"(?:callee|calledparty|called|to)(?:name|user)?|(?:着信|受信|被呼)者(?:名|氏名)?")
_ON_THE_PHONE = lazy_pattern(
    r"(?:sales|call)?(?:agent|user|rep|operator|extension|representative)(?:name)?|"
    r"ユーザー?名?|オペレータ(?:ー)?名?|(?:架電|対応)?担当者?名?|対応者名?"
)


def by_direction(found: Candidates, columns: dict[str, Column]) -> dict[str, Column]:
    """`columns` of a log of a telephone system that names who called and who was called: of a call that came
    in our own is the one who was called, `rep.2` beside `rep`.

    Only where a column says which way each call went, and both hold names. Where somebody else is named who
    was on the phone for us (Agent, User), that is the rep.
    """
    rep = columns.get("rep")
    if "direction" not in columns or (rep and (rep.priority < 0 or not _is_one(_CALLER, rep.header))):
        return columns
    taken = {one.index for one in columns.values() if one is not rep} | found.headers.ignored
    for other in found.headers.fields.get("rep", ()):
        if other.index not in taken and _is_one(_ON_THE_PHONE, other.header):
            return {**columns, "rep": other}
    callers, called = (
        [
            one
            for index, header in enumerate(found.headers.texts)
            if index not in taken and _is_one(words, header)
            for one in (Column(index, header),)
            if found.content(one).people >= _SURELY_PEOPLE
        ]
        for words in (_CALLER, _CALLED)
    )
    if not callers or not called:
        return columns
    return {**columns, "rep": callers[0], "rep.2": called[0]}


def _is_one(words: re.Pattern[str], header: str) -> bool:
    return bool(words.fullmatch(word_key(header)))


_ANYBODY = lazy_pattern(r"[おご]?(?:名前|氏名|芳名)|(?:your|full|first|my)?name")
_SURELY_PEOPLE = 0.5


def only_name(found: Candidates) -> Column | None:
    """The column お名前 or `Name` of a daily report, where it is the only one that names somebody: whoever
    fills in the counts of a day. Beside a company, a phone number or a mail address it may be a customer's.
    """
    headers = found.headers
    if headers.has("rep", "family_name", "company", "contact", "deal", "aliases"):
        return None
    named = [
        Column(index, header)
        for index, header in enumerate(headers.texts)
        if index not in headers.ignored and _ANYBODY.fullmatch(word_key(header))
    ]
    people = [one for one in named if found.content(one).people >= _SURELY_PEOPLE]
    return people[0] if len(named) == len(people) == 1 else None


def named_beside(found: Candidates, column: Column, others: Sequence[Column]) -> Column:
    """The one of `others` that has the names of the people whose logins or numbers `column` has, else
    `column`.

    They are the same people's where each login goes with one name and each name with one login, and the
    headers say so (Agent, Agent Name) or several people stand again and again, as no customers do.
    """
    if column.priority < 0 or found.content(column).logins < _LOGINS:
        return column
    for other in others:
        if other.index == column.index or found.content(other).logins >= _LOGINS:
            continue
        pairs = found.pairs(column, other)
        again = len(pairs) > 1 and found.content(other).distinct < found.content(other).filled
        alike = _of_whom(column.header) == _of_whom(other.header) or again
        one_to_one = len(pairs) == len({who for who, _ in pairs}) == len({named for _, named in pairs})
        if pairs and alike and one_to_one:
            return other
    return column


def _of_whom(header: str) -> str:
    """Whose name or id a header says it has: オペレーターID and オペレーター名 are the same person's."""
    return _NAME_OR_ID.sub("", word_key(header))
