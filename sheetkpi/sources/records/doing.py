"""Which rows tell of something done, and which only of a plan, a cancelled or deleted record, or a total.

Such rows are no records: nothing happened. One note per sheet and reason says how many there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.records.cells import Cells, Flags, Ints, chosen
from sheetkpi.sources.records.tally import says_result
from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.results import (
    answer_of,
    is_cancelled,
    is_pending,
    is_telephony,
    kind_of,
    meaning_of,
    meanings_of,
    row_type_of,
)

if TYPE_CHECKING:
    from sheetkpi.sources.formats import Format
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.records.records import Rules
    from sheetkpi.sources.values.columns import Encoded


_Test: TypeAlias = "Callable[[Encoded, str, Rules, Format | None], tuple[Flags, bool]]"


def only_done(
    cells: Cells, columns: dict[str, Column], rows: Ints, rules: Rules, notes: list[Issues]
) -> Ints:
    """Those of `rows` that tell of something done; `notes` gets one line per reason and sheet.

    Left aside are rows of another kind than actual figures (目標, 差異), rows deleted, and rows that a
    status, a result or a flag calls open, planned, not started or cancelled.
    """
    told = cells.recognised.headers.format if cells.recognised.headers else None
    rulings: tuple[tuple[str, str, _Test], ...] = (
        ("reason.deleted", "deleted", _ticked),
        ("reason.row_planned", "row_type", _not_actual),
        ("reason.not_done", "done", _unfinished),
        ("reason.not_done", "status", _open),
        ("reason.not_done", "result", _open),
    )
    for reason, name, test in rulings:
        for key, column in columns.items():
            if key.partition(".")[0] != name or not len(rows):
                continue
            texts = cells.encoded(column)
            flags, empty = test(texts, key, rules, told)
            if empty or flags.any():
                aside = chosen(texts, rows).spread(flags, empty)
                if key == "result":
                    aside &= ~_answers_pending(cells, columns, texts, rows, rules)
                rows = _without(cells, rows, aside, reason, column, notes)
    return rows


def _without(
    cells: Cells, rows: Ints, aside: Flags, reason: str, column: Column, notes: list[Issues]
) -> Ints:
    if not aside.any():
        return rows
    first = rows[aside][:1].astype(np.intp) + cells.first
    values: dict[str, object] = {"records": cells.number(rows[aside])}
    notes.append(Issues(cells.recognised.sheet, reason, first, column, "note", values))
    return rows[~aside]


def _answers_pending(
    cells: Cells, columns: dict[str, Column], texts: Encoded, rows: Ints, rules: Rules
) -> Flags:
    """Which of `rows` are calls whose result (保留) only says that no answer was given yet: they were made.

    Under a header of a state, and among results of tasks (完了), the same text says that nothing was done.
    """
    none = np.zeros(len(rows), dtype=bool)
    if not says_result(columns["result"]) or "done" in meanings_of(texts.texts):
        return none
    pending = _flags(texts, lambda text: is_pending(text) and rules.results.of(text) is None)
    if not pending.any() or kind_by_headers(columns) != "call":
        return none
    calls = ~none
    if "kind" in columns:
        kinds = cells.encoded(columns["kind"])
        calls = chosen(kinds, rows).spread(
            _flags(kinds, lambda text: kind_of(text) in ("call", "inbound")), True
        )
    return chosen(texts, rows).spread(pending, False) & calls


_OF_MEETINGS = lazy_pattern("商談|訪問|面談|アポ|meeting|demo|appointment", re.IGNORECASE)
_OF_CALLS = lazy_pattern("架電|電話|コール|通話|発信|call|dial|phone", re.IGNORECASE)


def kind_by_headers(columns: dict[str, Column]) -> str:
    """What the rows of a log without kinds are: calls, unless their headers are those of meetings."""
    headers = [columns[name].header for name in ("date", "result") if name in columns]
    met = any(_OF_MEETINGS.search(header) for header in headers)
    return "meeting" if met and not any(_OF_CALLS.search(header) for header in headers) else "call"


def _flags(texts: Encoded, test: Callable[[str], bool]) -> Flags:
    return np.array([test(text) for text in texts.texts], dtype=bool)


def _own(told: Format | None, key: str, text: str) -> str:
    """What the format says of a status or a result, "" where it says nothing."""
    if told is None:
        return ""
    return (told.results if key == "result" else told.status).get(normalise(text), "")


def _ticked(texts: Encoded, key: str, rules: Rules, told: Format | None) -> tuple[Flags, bool]:
    return _flags(texts, lambda text: answer_of(text) is True), False


def _not_actual(texts: Encoded, key: str, rules: Rules, told: Format | None) -> tuple[Flags, bool]:
    return _flags(texts, lambda text: row_type_of(text) not in ("", "actual")), False


def _unfinished(texts: Encoded, key: str, rules: Rules, told: Format | None) -> tuple[Flags, bool]:
    """A flag of what is done: what is not ticked, or says so in words (To do), is not."""

    def unfinished(text: str) -> bool:
        answer = answer_of(text)
        return answer is False if answer is not None else meaning_of(text) == "not_done"

    return _flags(texts, unfinished), True


def _open(texts: Encoded, key: str, rules: Rules, told: Format | None) -> tuple[Flags, bool]:
    """A status or a result that says that nothing was done yet, or that it was called off.

    Where dialers write what became of a call (busy, no-answer, failed), a cancelled one was dialled and hung
    up; a cancelled task or appointment was not done. In a result, a cancellation is what was talked about,
    unless other texts of the column are of tasks (Scheduled, Completed).
    """
    meanings = meanings_of(texts.texts)
    as_tasks = key != "result" or bool({"not_done", "done"} & set(meanings))
    cancelled = as_tasks and not is_telephony(texts.texts)
    flags = np.zeros(len(meanings), dtype=bool)
    for number, (text, meaning) in enumerate(zip(texts.texts, meanings, strict=True)):
        named = rules.results.of(text) if rules.results.chosen else None
        own = _own(told, key, text)
        if named is not None:
            flags[number] = "not_done" in named
        elif own:
            flags[number] = own == "not_done"
        else:
            flags[number] = meaning == "not_done" or (cancelled and is_cancelled(text))
    return flags, False
