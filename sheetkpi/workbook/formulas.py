"""The contract's formulas, with the headers of this workbook in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from sheetkpi.workbook.text import escaped

_PLACEHOLDER = re.compile(r"\{(?:(\w+):)?([^{}]+)\}")
_NAME = re.compile(r"\bkpi_\w+", re.IGNORECASE)


def resolved(
    formula: str,
    table: str,
    headers: Mapping[str, Mapping[str, str]],
    names: Collection[str],
) -> str | None:
    """`formula` of a column of `table` as people write it; None where the workbook lacks what it needs.

    `{calls}` becomes the header of that column of `table`, `{DailyKPI:calls}` of that of another table, from
    `headers`: per table, the header of each column key. Defined names (`kpi_…`, lower case in `names`) must
    exist too.

    >>> resolved('=[@[{wins}]]/[@[{calls}]]', "RepKPI", {"RepKPI": {"wins": "受注数", "calls": "架電数"}}, ())
    '=[@[受注数]]/[@[架電数]]'
    """
    if any(name.casefold() not in names for name in _NAME.findall(formula)):
        return None
    lacking = False

    def header(match: re.Match[str]) -> str:
        nonlocal lacking
        found = headers.get(match[1] or table, {}).get(match[2])
        lacking = lacking or found is None
        return escaped(found or "")

    text = _PLACEHOLDER.sub(header, formula)
    return None if lacking else text


def looks_elsewhere(formula: str) -> bool:
    """Whether a formula of the contract depends on more than the cells of its own row."""
    return any(match[1] for match in _PLACEHOLDER.finditer(formula)) or bool(_NAME.search(formula))
