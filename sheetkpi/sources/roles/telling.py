"""What is said about sheets as a whole: why none can be counted, what was taken for granted or left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from sheetkpi.errors import SourceError
from sheetkpi.language import Language, Phrase, listed, say
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.roles.account import account_of
from sheetkpi.sources.roles.content import Content

if TYPE_CHECKING:
    import pandas as pd

    from sheetkpi.sources.raw import RawSheet
    from sheetkpi.sources.roles.shapes import Recognised

_MOST_PLACES = 5
_MOST_HEADERS = 8
_NEEDED = ("date", "rep", "kind", "result")

_NOT_ACTUAL = {
    "column.plan": "reason.columns_plan",
    "column.cumulative": "reason.columns_not_actual",
    "column.last": "reason.columns_not_actual",
    "column.difference": "reason.columns_not_actual",
}
"""Columns beside actual figures that are named, so that nobody misses their numbers."""


def demand_activity(recognised: Sequence[Recognised], *, with_leads: bool = False) -> None:
    """Raise SourceError where nothing can be counted, and, `with_leads`, there are no leads to call either:
    one sentence with the one thing to do.

    Where files were named, they were to hold the activity: the workbook's own sheets are not spoken of. Of
    sheets without rows there is only to say that they have none; of the others, what the most likely one
    lacks, its headers and the best guesses for them, and the others that could not be read either. Where no
    column of it could be mapped to what it lacks, what to add is said instead.
    """
    shapes = {"log", "call_list", "meetings", "deals", "daily_counts"} | ({"leads"} if with_leads else set())
    if any(table.shape in shapes for table in recognised):
        return
    tables = [table for table in recognised if table.sheet.place] or recognised
    likeliest = max(tables, key=_likelihood, default=None)
    if likeliest is None:
        raise SourceError("error.no_sheets")
    whole = likeliest.whole
    if (
        whole is not None and whole.uncomputed and not (whole.typed or whole.has_views)
    ):  # not our own formulas
        raise SourceError("error.all_uncomputed", sheet=likeliest.sheet.label, **_uncomputed(whole))
    if likeliest.missing_key == "left.empty":
        empty = [table.sheet for table in tables if table.missing_key == "left.empty"]
        places = list(dict.fromkeys(sheet.place for sheet in empty if sheet.place))
        if not places:
            raise SourceError("error.no_sheets")
        raise SourceError("error.no_rows", places=Phrase(lambda language: _shortened(places, language)))
    lack = Phrase(lambda language: _lacks(likeliest, tables, language))
    if _is_no_activity(likeliest) or likeliest.missing_key == "left.too_wide":
        raise SourceError("error.other_tables", sheet=lack)
    if likeliest.missing_key == "left.no_headers" and (layout := _layout(likeliest)):
        raise SourceError(layout, sheet=lack)
    if lacking := _nowhere(likeliest):
        add = f"_{lacking}" if lacking == "rep" or (likeliest.headers and likeliest.headers.counts) else ""
        raise SourceError(
            "error.nothing_to_map",
            sheet=lack,
            lacking=Phrase(lambda language: say(f"lacking.{lacking}", language)),
            add=Phrase(lambda language: say(f"lacking.add{add}", language)),
        )
    raise SourceError("error.no_activity", sheet=lack, cell="")


def _likelihood(table: Recognised) -> tuple[bool, int, bool, int]:
    """What tells which of several sheets was meant: no table of another kind, columns understood, rows."""
    headers = table.headers
    understood = len(headers.fields) + len(headers.counts) if headers is not None else 0
    rows = table.missing_key != "left.empty"
    return not _is_no_activity(table), understood, rows, table.sheet.cells.num_rows


def _is_no_activity(table: Recognised) -> bool:
    """Whether a table is understood, and is of another kind: no map of its columns would make it activity."""
    return table.shape == "roster" or table.missing_key in (
        "left.views",
        "left.planned",
        "left.other_trade",
    )


def _shortened(places: Sequence[str], language: Language) -> str:
    return _listed([*places[:_MOST_PLACES], *(["…"] if len(places) > _MOST_PLACES else [])], language)


def _nowhere(table: Recognised) -> str:
    """Which of dates and reps, without which nothing is counted, stand in no column of a table: "date",
    "rep", "both", "" for none; then there is nothing that a person could choose in the map of columns."""
    headers = table.headers
    if headers is None or table.missing_key not in ("left.no_date", "left.no_rep"):
        return ""
    contents = {
        index: Content.of(table.sheet.cells.column(index).slice(headers.first_data_row))
        for index, header in enumerate(headers.texts)
        if header
    }
    dated = headers.has(*_TELLING_WHEN) or any(content.periods >= _SOME for content in contents.values())
    named = headers.has("rep", "family_name") or any(
        content.people >= _SOME > max(content.results, content.numbers)
        for index, content in contents.items()
        if not headers.understood.get(index)
    )
    if table.missing_key == "left.no_rep" and not named:
        return "rep" if dated else "both"
    return "date" if table.missing_key == "left.no_date" and not dated else ""


def _layout(table: Recognised) -> str:
    """What to say of cells without headers in which no column holds dates, so that no map of columns would
    help, as the key of a sentence: days that stand across, or no plain table at all. "" for other cells."""
    cells = table.sheet.cells
    if any(Content.of(column).periods >= _MOST for column in cells.columns):
        return ""
    for row in range(min(cells.num_rows, _TOP_ROWS)):
        texts = [column[row].as_py() for column in cells.columns]
        filled = [text for text in texts if text and not text.strip().isdigit()]
        if sum(Content.of(pa.array([text])).dates == 1 for text in filled[:_MOST_ACROSS]) >= 2:
            return "error.days_across"
    return "error.no_plain_table"


_MOST = 0.5
_TOP_ROWS = 20
_MOST_ACROSS = 100
_TELLING_WHEN = (
    *("date", "time", "week", "month", "day", "created", "close_date", "opportunity_date", "meeting_date"),
    *("set_date", "expected_close"),
)
_SOME = 0.3


def _lacks(likeliest: Recognised, tables: Sequence[Recognised], language: Language) -> str:
    """What the likeliest table lacks, and for what the other sheets that hold rows were not read."""
    found = _lack(likeliest, language)
    others: dict[str, list[str]] = {}
    for table in tables:
        cells, label = table.sheet.cells, table.sheet.label
        known = label == likeliest.sheet.label or any(label in labels for labels in others.values())
        if not known and not _is_no_activity(table) and min(cells.num_rows, cells.num_columns) > 1:
            lack = say(table.missing_key or "left.roster", language, **table.missing_values)
            others.setdefault(lack, []).append(label)
    for lack, labels in others.items():
        shown = _shortened([_within(label, likeliest) for label in labels], language)
        found += say("left.further", language, sheets=shown, lack=lack)
    return found


def _within(label: str, likeliest: Recognised) -> str:
    """A sheet's label, without its file where that is the one spoken of."""
    place = likeliest.sheet.place
    return label.removeprefix(f"{place} › ") if place else label


def _lack(table: Recognised, language: Language) -> str:
    lack = say(table.missing_key or "left.roster", language, **table.missing_values)
    if table.headers is None:
        if headers := _first_texts(table):
            shown = _listed(headers, language)
            lack = say("left.headers", language, lack=lack, headers=shown, guesses="")
    elif headers := [text for text in table.headers.texts if text]:
        guesses: dict[str, str] = {}
        account = account_of([table])
        for header, guess in zip(account["header"], account["guess"], strict=True):
            if guess in _NEEDED and guess not in table.columns and header:
                guesses.setdefault(guess, header)
        likely = "".join(
            say("left.guess", language, field=say(field, language), header=header)
            for field, header in guesses.items()
        )
        shown = _listed(
            [*headers[:_MOST_HEADERS], *(["…"] if len(headers) > _MOST_HEADERS else [])], language
        )
        lack = say("left.headers", language, lack=lack, headers=shown, guesses=likely)
    return f"{table.sheet.label}: {lack}"


def _first_texts(table: Recognised) -> list[str]:
    """The texts of the first row that has two or more: what a person would call the headers."""
    for row in range(min(table.sheet.cells.num_rows, 20)):
        texts = [column[row].as_py() for column in table.sheet.cells.columns]
        if sum(map(bool, texts)) >= 2:
            return [text for text in texts if text][:_MOST_HEADERS]
    return []


def _listed(texts: Sequence[str], language: Language) -> str:
    """Headers in one line, however long and however many lines they are."""
    shown = (
        " ".join(f"{text[:_LONGEST_SHOWN]}{'…' * (len(text) > _LONGEST_SHOWN)}".split()) for text in texts
    )
    return listed(shown, language)


_LONGEST_SHOWN = 40


def uncomputed_notes(sheets: Sequence[RawSheet]) -> list[Issues]:
    """A note per sheet with formulas that no program has computed."""
    return [
        Issues(sheet, "reason.formula_uncomputed", severity="note", values=_uncomputed(sheet))
        for sheet in sheets
        if sheet.uncomputed and sheet.place
    ]


def _uncomputed(sheet: RawSheet) -> dict[str, object]:
    return {"formulas": sheet.uncomputed, "cell": sheet.uncomputed_at}


def layout_notes(recognised: Sequence[Recognised], columns: pd.DataFrame, language: Language) -> list[Issues]:
    """A note per file where a tab or a title gave the rep, one per sheet for columns of targets and such."""
    notes: list[Issues] = []
    places: dict[tuple[str, str], Recognised] = {}
    for table in recognised:
        if table.named_by:
            places.setdefault((table.sheet.place, table.named_by), table)
    for (_, by), table in places.items():
        values: dict[str, object] = {"places": say(f"named_by.{by}", language)}
        notes.append(Issues(table.sheet, "reason.rep_from_place", severity="note", values=values))
    counted = {(table.sheet.place, table.sheet.name): table for table in recognised if table.shape != "none"}
    told = columns[columns["reason"].isin(list(_NOT_ACTUAL)) & (columns["role"] == "known")]
    quotes = ("「", "」") if language == "ja" else ("“", "”")
    for where, lines in told.groupby(["place", "sheet"], sort=False):
        table_there = counted.get((str(where[0]), str(where[1])))
        if table_there is None:
            continue
        for reason in dict.fromkeys(_NOT_ACTUAL.values()):
            headers = lines.loc[lines["reason"].map(_NOT_ACTUAL) == reason, "header"]
            if len(headers):
                shown = _listed([header.join(quotes) for header in headers], language)
                columns_named: dict[str, object] = {"columns": shown}
                notes.append(Issues(table_there.sheet, reason, severity="note", values=columns_named))
    return notes
