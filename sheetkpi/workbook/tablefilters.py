"""Filters that people set on a table: off while its rows are written, and on again over the new ones.

A sort leaves the rows alone that a filter hides, and a new row under a filter would be shown or hidden by the
row that stood there before. So a filter is lifted, and applied again with the criteria it had.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlwings as xw

_CANNOT = (NotImplementedError, AttributeError)
"""What engines raise that cannot tell."""
_DATED = re.compile(r"\d+[/.\-年]\d+")
"""A day, which Excel tells in its own order and reads in that of its country."""


def is_filtered(table: xw.main.Table) -> bool:
    """Whether some rows may be hidden by a filter; False where the engine cannot tell."""
    return any(criterion.type != "none" for criterion in _criteria(table))


def can_be_lifted(table: xw.main.Table) -> bool:
    """Whether the filter of a table can be applied again as it is."""
    own = getattr(table.impl.autofilter, "can_be_reapplied", None)
    return own if own is not None else all(map(_is_known, _criteria(table)))


@contextmanager
def unfiltered(table: xw.main.Table, again: bool = True) -> Iterator[None]:
    """The table without its filter; with `again` it is applied over whatever rows there are then."""
    criteria = [criterion for criterion in _criteria(table) if criterion.type != "none"]
    if not criteria or not can_be_lifted(table):
        yield
        return
    show_all = getattr(table.impl.autofilter, "show_all", None)
    if show_all is not None:  # a file: its criteria stay
        show_all()
    else:
        table.autofilter.clear()
    try:
        yield
    finally:
        if again:
            _apply(table, criteria)


def _apply(table: xw.main.Table, criteria: list[xw.main.AutoFilterCriteria]) -> None:
    reapply = getattr(table.impl.autofilter, "reapply", None)
    if reapply is not None:
        reapply()
        return
    found = table.autofilter
    for one in criteria:
        match one.type:
            case "values":
                found.apply_values(one.field, one.values or [])
            case "comparison":
                found.apply_comparison(one.field, one.operator or "equal_to", one.value1, one.value2)
            case "top_items":
                found.apply_top_items(one.field, one.count or 1)
            case "bottom_items":
                found.apply_bottom_items(one.field, one.count or 1)
            case "top_percent":
                found.apply_top_percent(one.field, one.percent or 1)
            case "bottom_percent":
                found.apply_bottom_percent(one.field, one.percent or 1)


def _is_known(one: xw.main.AutoFilterCriteria) -> bool:
    """Whether a criterion is told in full, so that it can be applied again."""
    match one.type:
        case "none":
            return True
        case "values":
            return bool(one.values) and not any(map(_DATED.search, one.values or []))
        case "comparison":
            return one.operator is not None and not any(
                _DATED.search(value) for value in (one.value1, one.value2) if value
            )
        case "top_items" | "bottom_items":
            return one.count is not None
        case "top_percent" | "bottom_percent":
            return one.percent is not None
    return False


def _criteria(table: xw.main.Table) -> list[xw.main.AutoFilterCriteria]:
    try:
        return table.autofilter.criteria
    except _CANNOT:
        return []
