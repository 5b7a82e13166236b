"""Why a record came to nothing: from a column of reasons, else from what its result or stage says.

A reason stands beside the meaning of a result, and changes nothing of what is counted. Where the result says
that a meeting was set after all, there is no refusal, whatever stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.sources.records.cells import chosen, taken
from sheetkpi.sources.records.records import Refusals
from sheetkpi.sources.values.columns import Encoded
from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.refusals import reason_named, reasons_in

if TYPE_CHECKING:
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.records.cells import Array, Cells, Flags, Ints
    from sheetkpi.sources.records.records import Rules
    from sheetkpi.sources.records.tally import Results

_WENT_ON = frozenset(("meeting", "held", "accepted", "opportunity", "won", "not_done"))
"""Meanings beside which there is no refusal."""
_TOLD_NO = frozenset(("connected", "reception", "unknown", "lost"))
"""Meanings of the texts in which a reason is looked for: somebody was spoken to, or nobody knows."""


def said_no(
    cells: Cells,
    column: Column | None,
    results: Results,
    rows: Ints,
    good: Flags | None,
    days: Array,
    rules: Rules,
) -> Refusals | None:
    """The refusals of the `good` ones of the records at `rows` of an activity log; None where there are none.

    `column` holds reasons, if any does; `days` are those of all rows of the sheet.
    """
    kept = rows if good is None else rows[good]
    numbers = results.numbers if good is None else results.numbers[good]
    texts = results.texts if good is None else chosen(results.texts, np.flatnonzero(good).astype(np.int32))
    lost, ended, told = (
        np.array([test(frozenset(said)) for said in results.said], dtype=bool)[numbers]
        for test in (lambda said: "lost" in said, _has_ended, lambda said: bool(said & _TOLD_NO))
    )
    reason = spoken(texts, ended & told, rules)
    if column is not None:
        reason = preferred(named(chosen(cells.encoded(column), kept), ended), reason)
    return Refusals(reason, lost, taken(days, kept)) if (reason.codes >= 0).any() else None


def _has_ended(said: frozenset[str]) -> bool:
    return not said & _WENT_ON


def named(column: Encoded, where: Flags) -> Encoded:
    """The reasons in a column that holds nothing else, at the records `where`."""
    return _reasons(column, where, lambda texts: [reason_named(text) for text in texts])


def spoken(column: Encoded, where: Flags, rules: Rules) -> Encoded:
    """The reasons in results at the records `where`: those of `ResultMap` first."""

    def understood(texts: list[str]) -> list[str]:
        own = rules.results.reasons
        found = reasons_in(texts)
        if own:
            found = [
                reason_named(own[key]) if (key := normalise(text)) in own else one
                for text, one in zip(texts, found, strict=True)
            ]
        return found

    return _reasons(column, where, understood)


def _reasons(column: Encoded, where: Flags, understood: Callable[[list[str]], list[str]]) -> Encoded:
    codes = np.where(where, column.codes, -1)
    used = np.unique(codes[codes >= 0]).tolist()
    found = dict(zip(used, understood([column.texts[code] for code in used]), strict=True))
    places = {reason: at for at, reason in enumerate(dict.fromkeys(filter(None, found.values())))}
    table = np.full(len(column.texts) + 1, -1, dtype=np.int32)
    for code, reason in found.items():
        table[code] = places.get(reason, -1)
    return Encoded(table[codes], list(places))


def preferred(first: Encoded, second: Encoded) -> Encoded:
    """`first` where it says anything, `second` elsewhere."""
    others = np.where(second.codes >= 0, second.codes + len(first.texts), -1)
    return Encoded(
        np.where(first.codes >= 0, first.codes, others).astype(np.int32), [*first.texts, *second.texts]
    )
