"""What is said about sheets as a whole: why none can be counted, what was taken for granted or left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sheetkpi.errors import SourceError
from sheetkpi.language import Language, Phrase, listed, say
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.roles.account import account_of

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
    lacks, its headers and the best guesses for them.
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
    lack = Phrase(lambda language: _lack(likeliest, language))
    if _is_no_activity(likeliest) or likeliest.missing_key == "left.too_wide":
        raise SourceError("error.other_tables", sheet=lack)
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
