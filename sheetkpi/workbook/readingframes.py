"""What was read, as frames for the tables that tell about it: issues, sheets, result texts, roster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sheetkpi.language import Language, all_words, listed, say
from sheetkpi.sources.headers.column_map import FIELD_WORDS
from sheetkpi.workbook.issues import issue_table, lines_in_sheet, summary_table
from sheetkpi.workbook.unused import NAMED, named, names_by_sheet, proposals_frame

if TYPE_CHECKING:
    from sheetkpi.model.metrics import KpiTree
    from sheetkpi.sources.activity import Activity, SheetReading
    from sheetkpi.workbook.inputs import Inputs


def activity_frames(inputs: Inputs, activity: Activity) -> dict[str, pd.DataFrame]:
    """A frame for each table that tells about the reading.

    The roster found in the data is only offered to a `Roster` table without rows.
    """
    frames = {
        **issue_frames(activity, inputs.language),
        "ImportSheets": sheets_frame(activity, inputs.tree, inputs.language),
        "ResultMap": activity.unknown_results[["text", "records"]],
    }
    proposals = proposals_frame(activity, inputs.tree, inputs.language)
    if len(proposals) or _has_proposals(inputs):
        frames["ColumnMap"] = proposals
    if activity.roster is not None and inputs.frames["Roster"].empty:
        frames["Roster"] = activity.roster
    return frames


def issue_frames(activity: Activity, language: Language) -> dict[str, pd.DataFrame]:
    """A frame for each table that tells of the issues."""
    return {
        "ImportIssues": issue_table(lines_in_sheet(activity.issues), language),
        "IssueSummary": summary_table(activity.issues, language),
    }


def _has_proposals(inputs: Inputs) -> bool:
    """Whether `ColumnMap` holds proposals of an earlier refresh, which may have to go."""
    return bool((inputs.frames["ColumnMap"]["holds"] != "").any())


def sheets_frame(activity: Activity, tree: KpiTree, language: Language) -> pd.DataFrame:
    """How each sheet was taken, in the columns of `ImportSheets`."""
    unused = names_by_sheet(activity, known=True)
    return pd.DataFrame(
        [
            {
                "file": sheet.place,
                "sheet": sheet.sheet,
                "shape": say(f"shape.{sheet.shape}", language),
                "fields": fields_sentence(sheet.fields | sheet.places, tree, language),
                "records_read": sheet.read,
                "records_counted": sheet.counted,
                "records_left_out": sheet.left_out,
                "remark": _remark(sheet, language),
                "unused": named(unused.get((sheet.place, sheet.sheet), ()), NAMED, language),
            }
            for sheet in activity.sheets
        ],
        columns=[
            *("file", "sheet", "shape", "fields"),
            *("records_read", "records_counted", "records_left_out", "remark", "unused"),
        ],
    )


def _remark(sheet: SheetReading, language: Language) -> str:
    """Why a sheet was left alone, or how many of its records are counted elsewhere."""
    if sheet.remark_key:
        return say(sheet.remark_key, language, **sheet.remark_values)
    return say("remark.repeated", language, records=f"{sheet.repeated:,}") if sheet.repeated else ""


def fields_sentence(fields: dict[str, str], tree: KpiTree, language: Language) -> str:
    """Which column was read as what; just the field where its header is the field's own name.

    Of the repeated columns of a call list (`1.date`, `2.date` …) the first stand for all.

    >>> from sheetkpi.model.metrics import KpiTree
    >>> fields_sentence({"date": "架電日", "rep": "架電者"}, KpiTree(), "ja")
    '日付=架電日、担当者=架電者'
    """
    labels = {kpi.key: kpi.label for kpi in tree if kpi.label}
    words = []
    for name, header in fields.items():
        attempt, _, field = name.rpartition(".")
        if attempt not in ("", "1"):
            continue
        header = f"{header}…" if attempt else header
        key = FIELD_WORDS.get(field, field)
        word = labels.get(field) or (say(key, language) if key in all_words() else field)
        words.append(word if word == header else f"{word}={header}")
    return listed(words, language)
