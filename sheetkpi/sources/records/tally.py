"""From kinds and results to counts: each pair is looked at once, however many records have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.sources.records.cells import Array, Cells, Flags, Ints, chosen
from sheetkpi.sources.records.checking import note_rows
from sheetkpi.sources.records.counting import counts_of
from sheetkpi.sources.records.records import Happenings, Rules
from sheetkpi.sources.values.money import unit_of_header
from sheetkpi.sources.values.numbers import clean_numbers
from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.parts import TAILS
from sheetkpi.sources.words.phrases import KINDS
from sheetkpi.sources.words.results import answer_of, is_pending, meanings_of
from sheetkpi.sources.words.vocabulary import word_key

if TYPE_CHECKING:
    from sheetkpi.model.settings import Settings
    from sheetkpi.sources.formats import Format
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.issues import Issues
    from sheetkpi.sources.values.columns import Encoded

KIND_NAMES = tuple(KINDS)
"""The kinds of activity by number."""

_ANSWERS = frozenset(map(word_key, ("Answered", "Call answered", "応答", "応答有無", "通話有無", "接続有無")))
"""Result columns in which Y means that somebody answered."""


def says_result(column: Column) -> bool:
    """Whether a header names what came of something (架電結果, `Outcome`), and not the state it is in
    (ステータス).

    >>> from sheetkpi.sources.headers.headers import Column
    >>> says_result(Column(3, "架電結果")), says_result(Column(3, "ステータス"))
    (True, False)
    """
    key = word_key(column.header)
    return any(word_key(word) in key for word in TAILS["result"])


@dataclass(frozen=True, eq=False)
class Results:
    """The results of records, each of which may stand for several (`weights`).

    `texts` are the records' results as they stand, `known` which of the distinct ones are understood;
    `said` has what results can say (the first: nothing), `numbers` which of it each record's result says.
    """

    texts: Encoded
    known: Flags
    said: list[tuple[str, ...]]
    numbers: Ints
    weights: Array | None = None

    @classmethod
    def of(
        cls,
        texts: Encoded,
        header: Column | None,
        rules: Rules,
        told: Format | None = None,
        weights: Array | None = None,
    ) -> Results:
        """What the cells of a result column (under `header`) say: `ResultMap` first, then the format."""
        ticked = header is not None and word_key(header.header) in _ANSWERS
        meanings: list[tuple[str, ...]] = [(meaning,) for meaning in meanings_of(texts.texts)]
        if ("not_done",) in meanings and header is not None and says_result(header):  # nobody answered yet
            meanings = [
                ("unknown",) if said == ("not_done",) and is_pending(text) else said
                for said, text in zip(meanings, texts.texts, strict=True)
            ]
        known = np.array([said != ("unknown",) for said in meanings], dtype=bool)
        own = told.results if told else {}
        for code, text in enumerate(texts.texts) if ticked or rules.results.chosen or own else ():
            if (named := _named(text, ticked, rules, own)) is not None:
                meanings[code], known[code] = named, True
        places: dict[tuple[str, ...], int] = {(): 0}
        numbers = np.array([places.setdefault(said, len(places)) for said in meanings], dtype=np.int32)
        return cls(texts, known, list(places), texts.spread(numbers, 0), weights)

    def unknown(self, places: Flags | slice = slice(None)) -> dict[str, int]:
        """The texts of the records at `places` that nobody knows, with their numbers."""
        codes = self.texts.codes[places]
        filled = codes >= 0
        each = None if self.weights is None else self.weights[places][filled]
        counts = np.bincount(codes[filled], weights=each, minlength=len(self.known))
        unknown = np.flatnonzero(~self.known & (counts > 0)).tolist()
        return {self.texts.texts[code]: int(counts[code]) for code in unknown}


def _named(text: str, ticked: bool, rules: Rules, own: dict[str, str]) -> tuple[str, ...] | None:
    """What `ResultMap` says of a text, else its system, else what its tick says, else None."""
    if (named := rules.results.of(text)) is not None:
        return named
    if own and (meaning := own.get(normalise(text))):
        return (meaning,)
    if ticked and (answer := answer_of(text)) is not None:
        return ("connected",) if answer else ("no_contact",)
    return None


def tally(kinds: Ints, results: Results, settings: Settings) -> dict[str, Array]:
    """The counts that records make; each pair of kind and result is looked at once."""
    width = len(results.said)
    pairs = (np.maximum(kinds, -1) + 1) * width + results.numbers
    made: list[dict[str, int]] = [{} for _ in range(width * (len(KIND_NAMES) + 1))]
    for pair in np.flatnonzero(np.bincount(pairs)).tolist():
        kind, number = divmod(pair, width)
        said = results.said[number]
        made[pair] = counts_of(KIND_NAMES[kind - 1] if kind else "", said, settings)
    names = dict.fromkeys(name for counts in made for name in counts)
    return {name: np.array([counts.get(name, 0) for counts in made], dtype=np.int8)[pairs] for name in names}


_NO_CONTACT = frozenset(("done", "not_done", "unknown"))
"""Meanings that tell nothing of whether anybody was reached."""


def measured_by(kinds: Ints, results: Results, counts: dict[str, Array]) -> frozenset[str]:
    """The counts that records of these kinds and results tell of, also where they tell of none.

    Calls where there are calls; connects where the result of any call is understood; any other count where
    some record has it.
    """
    measured = {name for name, count in counts.items() if count.any()}
    calls = kinds == KIND_NAMES.index("call")
    if calls.any():
        measured.add("calls")
        spoken = np.array([bool(set(said) - _NO_CONTACT) for said in results.said], dtype=bool)
        if spoken[results.numbers[calls]].any():
            measured.add("connects")
    return frozenset(measured)


def ticked_counts(cells: Cells, rows: Ints, kinds: Ints, rules: Rules) -> dict[str, Array]:
    """Counts of columns of ticks: ○ under 通電 is a connect, under アポ a meeting.

    A meeting ticked is a connect too where no column of its own tells of connects. Only rows that are an
    activity of ours have any.
    """
    counts: dict[str, Array] = {}
    if not cells.recognised.ticks:
        return counts
    active = kinds >= 0
    for name, column in cells.recognised.ticks.items():
        texts = chosen(cells.encoded(column), rows)
        yes = np.array([answer_of(text) is True for text in texts.texts], dtype=bool)
        counts[name] = (texts.spread(yes, False) & active).astype(np.int8)
    if "meetings" in counts and "connects" not in counts and "result" not in cells.recognised.columns:
        called = (kinds == KIND_NAMES.index("call")).astype(np.int8)
        counts["connects"] = counts["meetings"] & counts.get("calls", called)
    if "result" in cells.recognised.columns:
        headers = cells.recognised.headers
        results = Results.of(*_results(cells, rows), rules, headers.format if headers else None)
        said = tally(kinds, results, rules.settings)
        for name in counts.keys() & said.keys():
            counts[name] = np.maximum(counts[name], said[name])
    return counts


def _results(cells: Cells, rows: Ints) -> tuple[Encoded, Column]:
    column = cells.recognised.columns["result"]
    return chosen(cells.encoded(column), rows), column


def own_counts(cells: Cells, rows: Ints, notes: list[Issues]) -> dict[str, Array]:
    """Counts of columns a person mapped: a number counts as such, Y, ○ or true as one.

    They replace what kind and result would have counted under the same name.
    """
    counts: dict[str, Array] = {}
    for name, column in cells.recognised.counts.items():
        texts = chosen(cells.encoded(column), rows)
        numbers = clean_numbers(texts.texts, unit_of_header(column.header))
        answers = [answer_of(text) for text in texts.texts]
        yes = np.array([answer is True for answer in answers], dtype=bool)
        values = np.where(yes & ~(numbers.values > 1), 1.0, np.nan_to_num(numbers.values))
        unreadable = numbers.unreadable & np.array([answer is None for answer in answers], dtype=bool)
        note_rows(
            notes, cells.recognised, "reason.count_unreadable", column, rows, texts.spread(unreadable, False)
        )
        counts[name] = texts.spread(values, 0.0)
    return counts


def happenings(
    cells: Cells, column: Column | None, days: Array, rows: Ints, counts: dict[str, Array], rules: Rules
) -> list[Happenings]:
    """The counts of records on their days.

    With `meeting_basis` "held" and a column for the meeting's date, a meeting set is a meeting on that
    date, once it has come; there `counts["meetings"]` are those set (see `tally`).
    """
    everything = np.arange(len(rows), dtype=np.int32)
    if column is None or rules.settings.meeting_basis != "held" or "meetings" not in counts:
        return [Happenings(everything, days, counts)]
    meetings = counts["meetings"]
    held_on = cells.dates(column, rules).days[rows]
    held = (meetings != 0) & (held_on <= np.datetime64(rules.today, "D"))
    rest = {name: count for name, count in counts.items() if name != "meetings"}
    return [
        Happenings(everything, days, rest),
        Happenings(everything[held], held_on[held], {"meetings": meetings[held]}),
    ]
