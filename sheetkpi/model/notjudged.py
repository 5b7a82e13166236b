"""Notes that say what could not be judged in the month shown for want of data, and what it would take.

Nothing is judged that cannot be; an empty cell alone does not tell whether that is so on purpose.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.measured import summed
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.people import Problem, problem_frame
from sheetkpi.model.roster import UNASSIGNED


def not_judged(of: KpiMonth) -> pd.DataFrame:
    """A note for each of what is missing, columns `people.PROBLEM_COLUMNS`: business days, any activity at
    all, an earlier month, a colleague, entries of each day, lead sources.

    Where nothing was done in the month that alone is said.
    """
    if of.month is None:
        return problem_frame([])
    facts, stamps = of.facts, of.all_facts["month"]
    counts = list(summed(facts, KpiTree()))
    done = np.any(facts[counts].fillna(0).to_numpy("float64") != 0, axis=1)
    month = pd.Timestamp(of.month)
    now, before = (stamps == month).to_numpy(), (stamps < month).to_numpy()
    missing = [] if of.business_days else ["days"]
    if now.any() and not done[now].any():
        missing.append("idle")
    elif now.any():
        acting = facts[now & done]
        if not done[before].any():
            missing.append("past")
        if acting.loc[acting["rep"] != UNASSIGNED, "rep"].nunique() == 1:
            missing.append("alone")
        if not any(of.measured.enters(str(rep)) for rep in acting["rep"].unique()):
            missing.append("entries")
        if not (acting["lead_source"].astype("str") != "").any() and acting["connects"].fillna(0).any():
            missing.append("sources")
    said = {"month": f"{of.month:%Y/%m}"}
    return problem_frame(Problem("note", -1, "", "", f"reason.not_judged_{why}", said) for why in missing)
