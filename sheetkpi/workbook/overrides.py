"""Columns that begin as a formula and in which people may type: what they typed is theirs for ever.

`Connect rate assumed` repeats the proposal beside it until somebody types a rate of their own. A cell that
was emptied takes the proposal again.
"""

from __future__ import annotations

import math
import re
from typing import Any

from sheetkpi.tables.columns import Column
from sheetkpi.workbook.formulas import same_formula
from sheetkpi.workbook.text import as_text


def can_be_typed_over(column: Column) -> bool:
    """Whether `column` begins as a formula that people may replace."""
    return column.typed and bool(column.formula)


def proposal_of(column: Column) -> str:
    """The key of the column whose value `column` shows until somebody types.

    >>> from sheetkpi.model.metrics import KpiTree
    >>> from sheetkpi.tables.registry import specs
    >>> proposal_of(specs(KpiTree())["RepTargets"]["calls.target"])
    'calls.allocated'
    """
    found = re.search(r"\{([^{}=]+)\}", column.formula)
    assert found is not None, column.key
    return found[1]


def is_typed_over(value: Any, proposal: Any, formula: str | None, ours: str | None) -> bool:
    """Whether a person put something of their own into a cell that began as the formula `ours`.

    `formula` is what the engine reads there (the constant's text where there is no formula), None where it
    cannot: then whatever differs from the `proposal` was typed.
    """
    if formula is None:
        return bool(as_text(value)) and not _alike(value, proposal)
    if formula.startswith("="):
        return ours is None or not same_formula(formula, ours)
    return bool(as_text(value))


def _alike(value: Any, other: Any) -> bool:
    if isinstance(value, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(value, other, rel_tol=1e-12, abs_tol=1e-12)
    return as_text(value) == as_text(other)
