"""Whose activity a row is where several columns name people: the name before the login."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.words.vocabulary import word_key

if TYPE_CHECKING:
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.roles.choosing import Candidates

_LOGINS = 0.5
"""The share of logins from which on a column of people is one of logins."""

_NAME_OR_ID = lazy_pattern(
    r"(?:の?(?:id|no|番号|コード|code|ログイン|login|氏名|名前|名称|名|fullname|name))+$"
)


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
