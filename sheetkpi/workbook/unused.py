"""What the workbook and the summary say of columns that were not used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import pandas as pd

from sheetkpi.language import Language, listed, say
from sheetkpi.sources.accounting import (
    MAPPED_UNUSED,
    SHEET_UNUSED,
    TELLING,
    UnusedColumn,
    lines_of,
    unused_columns,
    unused_sheets,
    word_of,
)

if TYPE_CHECKING:
    from sheetkpi.model.metrics import KpiTree
    from sheetkpi.sources.activity import Activity

NAMED = 10
"""Columns of a sheet that are named in `ImportSheets`."""

NAMED_IN_SUMMARY = 5
SHEETS_IN_SUMMARY = 3


def names_by_sheet(activity: Activity, *, known: bool = False) -> dict[tuple[str, str], list[str]]:
    """The headers not used by place and sheet, those first that hold what may be activity; last those that
    are understood and of no use (`known`), where these are asked for."""
    if activity.columns is None:
        return {}
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for line in lines_of(activity.columns):
        if line.role == "unused" or (known and line.role == "known" and line.header):
            rank = TELLING.index(line.holds) if line.holds in TELLING else len(TELLING)
            rank += line.role == "known"
            header = " ".join(line.header.split())
            found.setdefault((line.place, line.sheet), []).append((rank, header))
    return {
        where: [name for _, name in sorted(names, key=lambda name: name[0])] for where, names in found.items()
    }


def named(names: Sequence[str], most: int, language: Language) -> str:
    """The first `most` of `names`, and how many more there are.

    >>> named(["a", "b", "c"], 2, "en"), named(["a", "b"], 2, "en")
    ('a, b … (1 more)', 'a, b')
    """
    text = listed(names[:most], language)
    return text if len(names) <= most else say("unused.more", language, names=text, count=len(names) - most)


def unused_lines(activity: Activity, language: Language) -> list[str]:
    """One line for each sheet with columns that were not used, the first few sheets, then how many more.

    Sheets that lack the same columns share a line. Those left alone are only told of where they look like
    activity.
    """
    names = names_by_sheet(activity)
    if activity.columns is None or not names:
        return []
    told = {
        (sheet.place, sheet.sheet)
        for sheet in activity.sheets
        if sheet.shape not in ("none", "roster", "leads")
    }
    told |= {(sheet.place, sheet.sheet) for sheet in unused_sheets(activity.columns, activity.sheets)}
    alike: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for where, own in names.items():
        if where in told:
            alike.setdefault(tuple(own), []).append(where)
    lines = []
    telling = {(one.place, one.sheet) for one in _waiting(activity)}
    groups = sorted(alike.items(), key=lambda group: not telling & set(group[1]))
    for headers, sheets in groups[:SHEETS_IN_SUMMARY]:
        label = _label(sheets[0])
        if len(sheets) > 1:
            label = say("unused.sheets", language, sheet=label, count=len(sheets) - 1)
        columns = named(headers, NAMED_IN_SUMMARY, language)
        lines.append(say("unused.line", language, sheet=label, columns=columns))
    rest = sum(len(sheets) for _, sheets in groups[SHEETS_IN_SUMMARY:])
    return [*lines, say("unused.rest", language, count=rest)] if rest else lines


def proposals_frame(activity: Activity, tree: KpiTree, language: Language) -> pd.DataFrame:
    """Rows for `ColumnMap` in which people may say what a column is that was not used.

    The guess is a word that its field column takes; nothing comes of it until somebody chooses it there.
    """
    rows = [
        (one.label, one.header, guess_text(one.guess, tree, language), say(f"holds.{one.holds}", language))
        for one in _waiting(activity)
        if one.reason != MAPPED_UNUSED
    ]
    rows = list({row[:2]: row for row in reversed(rows)}.values())[::-1]
    return pd.DataFrame(rows, columns=["sheet", "header", "guess", "holds"], dtype="str")


def guess_text(guess: str, tree: KpiTree, language: Language) -> str:
    """A field or count as people choose it, a KPI of their own under its name; "" for none."""
    labels = {kpi.key: kpi.label for kpi in tree if kpi.label}
    word = word_of(guess)
    return labels.get(guess) or (say(word, language) if word else "")


def steps(activity: Activity, map_sheet: str, language: Language) -> list[str]:
    """What to do about what was not used, for the board: a line for sheets, one for columns."""
    if activity.columns is None:
        return []
    ignored = _ignored_cells(activity.issues)
    lines = []
    sheets = [
        sheet
        for sheet in unused_sheets(activity.columns, activity.sheets)
        if (sheet.place, sheet.sheet, sheet.cell) not in ignored
    ]
    if sheets:
        label, left = _label((sheets[0].place, sheets[0].sheet)), sheets[0].left
        why = say(left[0], language, **left[1])
        lines.append(say("next.unused_sheet", language, label=label, left=why, sheet=map_sheet))
    told = {(sheet.place, sheet.sheet) for sheet in unused_sheets(activity.columns, activity.sheets)}
    columns = [
        one
        for one in _waiting(activity)
        if (one.place, one.sheet, one.cell) not in ignored and (one.place, one.sheet) not in told
    ]
    if columns:
        values: dict[str, object] = {
            "label": _label((columns[0].place, columns[0].sheet)),
            "header": columns[0].header,
            "count": len(columns) - 1,
            "sheet": map_sheet,
        }
        lines.append(say(f"next.unused_column{'s' if len(columns) > 1 else ''}", language, **values))
    return lines


def _waiting(activity: Activity) -> list[UnusedColumn]:
    if activity.columns is None:
        return []
    return unused_columns(activity.columns, activity.sheets)


def _ignored_cells(issues: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Place, sheet and cell of the notes on columns and sheets that somebody marked 無視."""
    if "ignored" not in issues or issues.empty:
        return set()
    marked = issues[issues["ignored"].astype(bool)]
    if marked.empty:
        return set()
    reasons = marked["reason"].astype(str)
    about = reasons.str.startswith("reason.column") | (reasons == SHEET_UNUSED)
    places = marked.loc[about, ["place", "sheet", "cell"]]
    return set(places.astype(str).itertuples(index=False, name=None))


def _label(where: tuple[Any, ...]) -> str:
    place, sheet = where
    return " › ".join(part for part in (PurePath(place).name, sheet) if part)
