"""The contract's formulas, with the headers and words of this workbook in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from sheetkpi.language import Language, say
from sheetkpi.patterns import lazy_pattern
from sheetkpi.workbook.text import escaped_header

_PLACEHOLDER = lazy_pattern(r"\{(=|(?:(\w+):)?)([^{}]+)\}")
_PUNCTUATION = lazy_pattern(r"[^\w ・ー]")
"""What a column's name can only hold in brackets of its own, outside the row's own `[@[…]]`."""

_TABLE = lazy_pattern(r"(?<![\w.])[A-Za-z]\w*(?=\[)")
_WHOLE = lazy_pattern(r"(\w+)\[\[#Data\]\]")
_NAME = lazy_pattern(r"\bkpi_\w+", re.IGNORECASE)
_OWN_ROW = lazy_pattern(r"(?:[^\W\d]\w*)?\[\s*\[#This Row\]\s*,\s*(\[(?:'.|[^\]'])*\])\s*\]", re.IGNORECASE)
_DEFAULTED = lazy_pattern(r"IFERROR\((kpi_\w+),([\d.]+)\)", re.IGNORECASE)
"""A defined name with what holds in a workbook that lacks it."""

_SHORT_OWN_ROW = lazy_pattern(r"\[@((?:'.|[^\[\]'])+)\]")


def resolved(
    formula: str,
    table: str,
    headers: Mapping[str, Mapping[str, str]],
    names: Collection[str],
    language: Language,
    words: Mapping[str, str] | None = None,
    called: Mapping[str, str] | None = None,
) -> str | None:
    """`formula` of a column of `table` as people write it; None where the workbook lacks what it needs.

    `{calls}` becomes the header of that column of `table`, `{DailyKPI:calls}` of that of another table, from
    `headers`: per table, the header of each column key. `{=all}` becomes the word for it in quotes: the one
    in `words` (what people call it in this workbook), else that of `language`. Defined names (`kpi_…`, lower
    case in `names`) must exist too; `IFERROR(kpi_z,1.96)` is one, or else the number. `called` has the names
    of tables that are not called as in the contract.

    >>> resolved('=[@[{wins}]]/[@[{calls}]]', "X", {"X": {"wins": "受注数", "calls": "架電数"}}, (), "ja")
    '=[@[受注数]]/[@[架電数]]'
    >>> resolved('=IF([@[{team}]]={=all},1,2)', "TeamKPI", {"TeamKPI": {"team": "課"}}, (), "ja")
    '=IF([@[課]]="全体",1,2)'
    >>> resolved("=SUM(Sums[{Sums:n}])", "X", {"Sums": {"n": "N"}}, (), "en", None, {"Sums": "Own_Sums"})
    '=SUM(Own_Sums[N])'
    """
    formula = _DEFAULTED.sub(lambda found: found[1 + (found[1].casefold() not in names)], formula)
    if any(name.casefold() not in names for name in _NAME.findall(formula)):
        return None
    lacking = False

    def filled(match: re.Match[str]) -> str:
        nonlocal lacking
        if match[1] == "=":
            word = (words or {}).get(match[3]) or say(match[3], language)
            return '"' + word.replace('"', '""') + '"'
        found = headers.get(match[2] or table, {}).get(match[3])
        lacking = lacking or found is None
        lone = match.string[match.start() - 2] not in "[@"  # Table[{column}], not [@[{column}]]
        needs_brackets = lone and _PUNCTUATION.search(found or "")
        return f"[{escaped_header(found or '')}]" if needs_brackets else escaped_header(found or "")

    text = _PLACEHOLDER.sub(filled, _calling(formula, called) if called else formula)
    return None if lacking else text


def _calling(formula: str, called: Mapping[str, str]) -> str:
    return _TABLE.sub(lambda match: called.get(match[0], match[0]), formula)


def looks_elsewhere(formula: str) -> bool:
    """Whether a formula of the contract depends on more than the cells of its own row."""
    return any(match[2] for match in _PLACEHOLDER.finditer(formula)) or bool(_NAME.search(formula))


def columns_in(formula: str) -> list[tuple[str, str]]:
    """The columns that a formula of the contract looks at: table ("" for its own) and key of each.

    >>> columns_in('=SUM([@[{calls}]],Roster[{Roster:fte}])&{=all}')
    [('', 'calls'), ('Roster', 'fte')]
    """
    return [(match[2] or "", match[3]) for match in _PLACEHOLDER.finditer(formula) if match[1] != "="]


def searched_in(formula: str) -> list[str]:
    """The tables in which a formula of the contract finds its column by the header."""
    return _WHOLE.findall(formula)


def same_formula(one: str, other: str) -> bool:
    """Whether two formulas say the same, however each spells the cells of its own row.

    >>> same_formula("=RepTargets[[#This Row],[重み 提案]]*1", "=[@[重み 提案]] * 1")
    True
    """
    return _unspelled(one) == _unspelled(other)


@lru_cache(maxsize=4096)  # a column says the same in every row
def _unspelled(formula: str) -> str:
    short = _OWN_ROW.sub(r"[@\1]", formula)
    return re.sub(r"\s+", "", _SHORT_OWN_ROW.sub(r"[@[\1]]", short)).casefold()
