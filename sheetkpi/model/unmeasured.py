"""Notes that say what is empty in the month shown because nobody measures it, and which source it would
take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from sheetkpi.language import Language, listed, say
from sheetkpi.model.metrics import Kpi, KpiTree
from sheetkpi.model.people import Problem, problem_frame
from sheetkpi.model.roster import UNASSIGNED

UNMEASURED = "reason.unmeasured"
"""The reason of a note on a count that no source measures of anybody."""

NAMED = 5
"""Teams and reps that a note names; there may be hundreds."""


def unmeasured(reps: pd.DataFrame, month: date, tree: KpiTree, language: Language) -> pd.DataFrame:
    """A note for each count that is not measured of everybody in RepKPI (`reps`), and one for the reps of
    whom nothing is: columns `people.PROBLEM_COLUMNS`.

    Teams are named where all their reps lack a count; reps of other teams only for outcome and process, which
    rates are made of. Nothing is said of folded counts.
    """
    counts = list(tree.counts)
    named = reps[reps[counts].notna().any(axis="columns")]
    notes = []
    nobody = [str(rep) for rep in reps.loc[~reps.index.isin(named.index), "rep"] if rep != UNASSIGNED]
    if nobody:
        notes.append(_note("reason.rep_unnamed", month, {"reps": _listed(nobody, language)}))
    for kpi in tree:
        if kpi.kind == "rate" or kpi.folded or named.empty or named[kpi.key].notna().all():
            continue
        said = {"count": kpi.label or kpi.key, "needs": "own" if kpi.label else kpi.key}
        if named[kpi.key].isna().all():
            notes.append(_note(UNMEASURED, month, said))
        elif who := _who(named, kpi, language):
            notes.append(_note("reason.unmeasured_of", month, said | {"who": _listed(who, language)}))
    return problem_frame(notes)


def _who(named: pd.DataFrame, kpi: Kpi, language: Language) -> list[str]:
    """The teams that lack a count as a whole, and the reps of others that do."""
    lacking = named[kpi.key].isna()
    whole = lacking.groupby(named["team"], sort=False).transform("all")
    teams = [
        say(team, language) if team == UNASSIGNED else str(team)
        for team in named.loc[whole, "team"].drop_duplicates()
    ]
    if kpi.tier == "activity":
        return teams
    return teams + [str(rep) for rep in named.loc[lacking & ~whole, "rep"] if rep != UNASSIGNED]


def _note(reason: str, month: date, values: dict[str, Any]) -> Problem:
    return Problem("note", -1, "", "", reason, values | {"month": f"{month:%Y/%m}"})


def _listed(names: Sequence[str], language: Language) -> str:
    more = "…" if len(names) > NAMED else ""
    return listed(names[:NAMED], language) + more
