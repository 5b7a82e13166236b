"""Which meetings a target means: those set, held, or accepted by field sales (`Settings.target_meeting`).

Everything that is worked out for targets (proposed rates, pace, landing, chances) counts meetings as
`meetings`: here the count that is meant takes that place. Where it is not measured nothing is known, and
nothing is 0.
Benchmarks stay about meetings set, as their source means them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from sheetkpi.model.funnel import STAGES
from sheetkpi.model.measured import Measured, measured_parts

MEETINGS = "meetings"
_TARGETED = (".target", ".attainment", ".per_day")


def meant(facts: pd.DataFrame, count: str) -> pd.DataFrame:
    """`facts` in which `count` stands as meetings, and the measured parts of the rates made of them are of
    the rows that measure both.

    >>> rows = {"meetings": [3.0], "meetings_held": [float("nan")], "connects": [9], "opportunities": [1]}
    >>> found = meant(pd.DataFrame(rows), "meetings_held")
    >>> found[["meetings", "meeting_rate.measured_denominator"]].isna().all().all()
    np.True_
    """
    if count == MEETINGS:
        return facts
    found = facts.assign(**{MEETINGS: facts[count]})
    for rate in STAGES:
        parts = (rate.numerator, rate.denominator)
        if MEETINGS in parts:
            both = found[parts[0]].notna() & found[parts[1]].notna()
            of_both = {
                column: np.where(both, found[part].to_numpy("float64"), np.nan)
                for column, part in zip(measured_parts(rate), parts, strict=True)
            }
            found = found.assign(**of_both)
    return found


def meant_measured(measured: Measured, count: str) -> Measured:
    """Of whom and when meetings are measured, where `count` stands for them."""
    if count == MEETINGS or measured.spans is None:
        return measured
    others = {key: span for key, span in measured.spans.items() if key[1] != MEETINGS}
    of_count = {(rep, MEETINGS): span for (rep, name), span in measured.spans.items() if name == count}
    return replace(measured, spans=others | of_count)


def both_meetings(targeted: pd.DataFrame, counted: pd.DataFrame, count: str) -> pd.DataFrame:
    """A view made of `meant` facts, with everything but its targets and attainment as in the same rows of the
    one made of facts as counted, and `count` beside them."""
    if count == MEETINGS:
        return targeted
    added = {str(column): targeted[column] for column in targeted if str(column).endswith(_TARGETED)}
    return counted.assign(**added | {count: targeted[MEETINGS]})
