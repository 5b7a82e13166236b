"""Whose each lead is, as lists say; and which leads they give to several people.

What a list says comes before who called in a log: a lead may have been handed on. Where rows of lists give
one lead to several people, it is taken for that of the one among them who touched it last; where none did,
for that of the owner in the last row of the list read last. It is said, with the first places.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sheetkpi.model.names import tidy
from sheetkpi.model.roster import UNASSIGNED
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.raw import within_place
from sheetkpi.sources.records.people import named_only

if TYPE_CHECKING:
    from sheetkpi.model.roster import Roster
    from sheetkpi.sources.joining.leadidentity import Leads
    from sheetkpi.sources.records.cells import Array
    from sheetkpi.sources.records.leadsheets import LeadSheet
    from sheetkpi.sources.records.records import Rules

LEADS_NAMED = 3
"""Leads with several owners whose cells the note names."""


@dataclass(frozen=True, eq=False)
class Owners:
    """`rep` and `team` of each lead as the roster has them, "" where no list says, and what is to be said."""

    rep: Array
    team: Array
    notes: list[Issues]


def lead_owners(
    sheets: Sequence[LeadSheet], found: Leads, touches: pd.DataFrame, rules: Rules, roster: Roster
) -> Owners:
    """The owner of each lead in the lists among `sheets`; `touches` (see `LeadRecords`) in their order."""
    rows = _rows(sheets, found, rules.people)
    today = pd.Series(np.full(len(rows), np.datetime64(rules.today, "s")))
    assigned = roster.assign(rows["rep"], rows["team"], today)
    rows = rows.assign(label=assigned.rep.astype("str"), of_team=assigned.team.astype("str"))
    rows = rows.assign(of_team=_team_at_work(rows, touches))
    owned = rows[rows["rep"] != ""]
    several = owned.drop_duplicates(["lead", "label"])
    several = several[several.duplicated("lead", keep=False)]
    rep, team = (np.full(len(found.company), "", dtype=object) for _ in range(2))
    for told in (rows[rows["rep"] == ""], owned, _last_in_touch(owned, several, touches)):
        lead = told["lead"].to_numpy()  # of several rows of a lead the last one stays
        rep[lead], team[lead] = told["label"].to_numpy(dtype=object), told["of_team"].to_numpy(dtype=object)
    return Owners(rep, team, _note(sheets, several))


def _team_at_work(rows: pd.DataFrame, touches: pd.DataFrame) -> pd.Series:
    """The team of each row's owner: where neither the list nor the roster tells it, that in which they were
    when they last touched any lead."""
    untold = rows["of_team"].isin(("", UNASSIGNED))
    if not untold.any():
        return rows["of_team"]
    told = touches.loc[~touches["team"].isin(("", UNASSIGNED)), ["rep", "team", "day"]]
    last = told.sort_values("day", kind="stable").drop_duplicates("rep", keep="last")
    team_of = last.astype({"rep": "str", "team": "str"}).set_index("rep")["team"]
    found = rows["label"].map(team_of)
    return rows["of_team"].mask(untold & found.notna(), found)


def _rows(sheets: Sequence[LeadSheet], found: Leads, people: Set[str]) -> pd.DataFrame:
    """The rows of lists that name a rep or a team: `lead`, `rep`, `team`, and where: `sheet`, `row`."""
    parts = []
    for number, (sheet, numbers) in enumerate(zip(sheets, found.numbers, strict=True)):
        if not sheet.is_list:
            continue
        names = [named_only(sheet.texts("rep"), people), sheet.texts("team")]
        rep, team = (column.spread([tidy(text) for text in column.texts], "") for column in names)
        told = np.flatnonzero((numbers >= 0) & ((rep != "") | (team != "")))
        parts.append((numbers[told], rep[told], team[told], np.full(len(told), number), told))
    columns = zip(*parts, strict=True) if parts else [[np.zeros(0, dtype=np.int32)]] * 5
    keys = ("lead", "rep", "team", "sheet", "row")
    return pd.DataFrame({key: np.concatenate(list(each)) for key, each in zip(keys, columns, strict=True)})


def _last_in_touch(owned: pd.DataFrame, several: pd.DataFrame, touches: pd.DataFrame) -> pd.DataFrame:
    """Of each lead with `several` owners the row of the one who touched it last, where one of them did."""
    own = touches.loc[touches["lead"].isin(several["lead"]), ["lead", "rep"]].astype({"rep": "str"})
    named = set(zip(several["lead"], several["label"], strict=True))
    last = {pair[0]: pair[1] for pair in zip(own["lead"], own["rep"], strict=True) if pair in named}
    theirs = owned[owned["lead"].isin(last)]
    return theirs[theirs["label"] == theirs["lead"].map(last)]


def _note(sheets: Sequence[LeadSheet], several: pd.DataFrame) -> list[Issues]:
    """That leads have several owners, at the first of them."""
    if several.empty:
        return []
    places = []
    for lead in several["lead"].drop_duplicates().head(LEADS_NAMED):
        rows = several[several["lead"] == lead]
        places.append(
            "/".join(_cell(sheets[at], row) for at, row in zip(rows["sheet"], rows["row"], strict=True))
        )
    count = several["lead"].nunique()
    values: dict[str, object] = {"count": f"{count:,}", "places": ", ".join(places)}
    first = several.iloc[0]
    return [_at(sheets[first["sheet"]], first["row"], values)]


def _at(sheet: LeadSheet, row: int, values: dict[str, object]) -> Issues:
    rows = np.array([sheet.rows[row] + sheet.cells.first], dtype=np.intp)
    return Issues(
        sheet.cells.recognised.sheet, "reason.lead_owners", rows, sheet.column("rep"), "note", values
    )


def _cell(sheet: LeadSheet, row: int) -> str:
    raw = sheet.cells.recognised.sheet
    return f"{raw.name or within_place(raw.place)}!{_at(sheet, row, {}).addresses()[0]}"
