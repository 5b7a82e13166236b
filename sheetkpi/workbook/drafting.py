"""What tables will hold before anything of it is worked out: their rows, and the columns there is room for.

A workbook of people's own gets no column that something is in the way of: the rest is filled, and a note says
which columns there was no room for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from sheetkpi.language import Language
from sheetkpi.model.names import person_key
from sheetkpi.tables.columns import Column
from sheetkpi.workbook import sheets
from sheetkpi.workbook.adopting import filled_in
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.finding import STATE, FoundTable
from sheetkpi.workbook.inputs import Inputs, vocabulary_of
from sheetkpi.workbook.peoplesformulas import (
    NEARLY_ALL,
    Ours,
    Overwriting,
    PeoplesFormula,
    our_formulas,
    peoples_formulas,
    rows_of_sums,
    theirs,
    without_rows,
)
from sheetkpi.workbook.planning import Vocabulary, columns_lacking, depends_on, headers_after, rows_of
from sheetkpi.workbook.room import first_obstacle, met_by, right_of
from sheetkpi.workbook.rows import RowPlan
from sheetkpi.workbook.tableplan import Content
from sheetkpi.workbook.text import as_text, plain
from sheetkpi.workbook.wording import unworded

if TYPE_CHECKING:
    import xlwings as xw


_ALL_OR_NOTHING = frozenset({"ColumnMap"})
"""Tables that are left as they are where their new columns have no room: rows would say too little."""


@dataclass(frozen=True)
class Draft:
    """One table to be filled from `frame`: what stands in it (`content`), the rows it will have, whether some
    of them are `marked` as gone, the columns that come to it, those that `cell` is in the way of, the
    `formulas` of people's own in its columns, and the keys of those that are `kept` as typed, for want of a
    source; rows of `sums` in a table of people's own stay as they are."""

    table: FoundTable
    frame: pd.DataFrame
    content: Content
    rows: RowPlan
    marked: bool
    appended: tuple[Column, ...] = ()
    unfit: tuple[Column, ...] = ()
    cell: str = ""
    formulas: tuple[PeoplesFormula, ...] = ()
    kept: tuple[str, ...] = ()
    sums: tuple[int, ...] = ()

    @property
    def wide(self) -> Area:
        """Where the table will stand."""
        rows = 1 + max(len(self.rows.sources), 1) + self.table.has_totals
        return self.table.area.resized(rows, len(self.table.headers) + len(self.appended))


def draft_tables(book: xw.Book, inputs: Inputs, frames: Mapping[str, pd.DataFrame]) -> dict[str, Draft]:
    """A draft of every table that has a frame in `frames` and is in the workbook, by its name."""
    now = vocabulary_of(inputs)
    prints, given = our_formulas(inputs), Overwriting(book, inputs)
    filled = filled_in(book) if inputs.findings.adopted else {}
    remembers = book.app.engine.type != "remote"
    drafts = {}
    for name, frame in _with_adopted(inputs, frames).items():
        if (table := inputs.filled.get(name)) is not None:
            is_own = bool(table.spec.filled_like) and remembers
            once = filled.get(table.name, frozenset()) if is_own else None
            ours = Ours(prints, table, now, once)
            formulas = tuple(peoples_formulas(book, table, frame, ours, given))
            table = theirs(table, formulas)
            kept: tuple[str, ...] = ()
            if table.spec.filled_like:
                table, kept = _without_source(table, frame, filled.get(table.name, frozenset()))
                kept = tuple(key for key in kept if not _is_worked_out(book, table, key))
            content = sheets.read_content(book, table)
            frame = _as_spelled(table, content, frame)
            own = rows_of_sums(book, table, content, frame, ours) if table.spec.filled_like else {}
            formulas = tuple(without_rows(formulas, own))
            rows, marked = rows_of(table, content, frame, now, own)
            if table.spec.filled_like and [*rows.sources[: table.rows]] == [*range(table.rows)]:
                formulas = tuple(one for one in formulas if one.key not in table.spec.key)  # they stand still
            drafts[name] = Draft(
                table, frame, content, rows, marked, formulas=formulas, kept=kept, sums=tuple(own)
            )
    without_room, looked_at = dict[str, Draft](), dict[Area, str | None]()
    while True:
        drafts = _with_columns(drafts, without_room, inputs, now)
        found = _first_without_room(book, inputs, drafts, looked_at)
        if found is None:
            return {
                name: draft for name, draft in drafts.items() if not (draft.unfit and name in _ALL_OR_NOTHING)
            }
        without_room |= found  # what is not appended here, formulas of other tables cannot ask for


def _with_adopted(inputs: Inputs, frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """`frames`, and those of tables of people's own, which are filled like ours."""
    like = {name: table.spec.filled_like for name, table in inputs.findings.adopted.items()}
    return {**frames, **{name: frames[ours] for name, ours in like.items() if ours in frames}}


def _without_source(
    table: FoundTable, frame: pd.DataFrame, filled: Collection[str]
) -> tuple[FoundTable, tuple[str, ...]]:
    """A table of people's own with those columns among theirs for which there is no figure in `frame`, and
    never was (those `filled` once are ours: empty now), and the keys of these."""
    kept = tuple(
        key
        for key in table.columns
        if key not in (*table.spec.key, "team", *filled, *table.theirs)
        and not (key in frame and frame[key].notna().any())
    )
    return replace(table, theirs=table.theirs | set(kept)), kept


def _is_worked_out(book: xw.Book, table: FoundTable, key: str) -> bool:
    """Whether formulas fill a column, so that nobody types there; not known where they cannot be read."""
    if table.rows < 1:
        return False
    try:
        formulas = sheets.read_block(book, table.area.part(1, table.columns[key], table.rows)).formulas
    except NotImplementedError:
        return False
    found = [bool(formula) for (formula,) in formulas]
    return bool(found) and sum(found) >= NEARLY_ALL * len(found)


def _as_spelled(table: FoundTable, content: Content, frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with reps, teams or lead sources as a table of people's own spells them; without the row of
    everybody where it has none."""
    key = table.spec.key[0]
    if not table.spec.filled_like or key not in frame:
        return frame
    texts = [text for row in content.values if (text := as_text(row[table.columns[key]]))]
    last = table.spec.table.last
    if last and last not in {unworded(key, text) for text in texts}:
        frame = frame[frame[key] != last]
    # A word of ours ("Unassigned") is no spelling of anybody: the row is found by what it stands for.
    spelled = {_known_as(key, text): text for text in texts if unworded(key, text) == text}
    there = [spelled.get(_known_as(key, str(text)), text) for text in frame[key]]
    return frame.assign(**{key: there})


def _known_as(key: str, text: str) -> str:
    return person_key(text) if key == "rep" else plain(text)


def told_anew(
    drafts: Mapping[str, Draft], frames: Mapping[str, pd.DataFrame], inputs: Inputs
) -> dict[str, Draft]:
    """`drafts` with other `frames` for tables that tell of the refresh itself; their columns stay."""
    now = vocabulary_of(inputs)
    anew = dict(drafts)
    for name, frame in frames.items():
        if (draft := drafts.get(name)) is not None:
            rows, marked = rows_of(draft.table, draft.content, frame, now, draft.sums)
            anew[name] = replace(draft, frame=frame, rows=rows, marked=marked)
    return anew


def _with_columns(
    drafts: Mapping[str, Draft], without_room: Mapping[str, Draft], inputs: Inputs, now: Vocabulary
) -> dict[str, Draft]:
    """`drafts` with the columns to append: those of use in this workbook, none where there is no room."""
    lacking: dict[str, Sequence[Column]] = {
        name: ()
        if name in without_room or draft.table.spec.filled_like
        else columns_lacking(draft.table, draft.frame)
        for name, draft in drafts.items()
    }
    chosen = {}
    for name, columns in worth_appending(lacking, inputs.filled, now).items():
        draft = without_room.get(name) or drafts[name]
        marked = draft.marked and not draft.table.spec.filled_like
        state = (STATE,) if marked and STATE.key not in draft.table.columns else ()
        chosen[name] = draft if name in without_room else replace(draft, appended=(*columns, *state))
    return chosen


def _first_without_room(
    book: xw.Book, inputs: Inputs, drafts: Mapping[str, Draft], looked_at: dict[Area, str | None]
) -> dict[str, Draft] | None:
    """The first of `drafts` whose new columns do not fit, without them; None where all fit. What stands in
    cells that were `looked_at` before is not read again."""
    others = {table.name: table.area for table in inputs.findings.everything}
    others |= {draft.table.name: draft.wide for draft in drafts.values()}
    for name, draft in drafts.items():
        if not draft.appended:
            continue
        beside = right_of(draft.table, draft.wide)
        cell = next((area.resized(1, 1).address for area in met_by(beside, draft.table, others)), None)
        if cell is None:
            if beside not in looked_at:
                looked_at[beside] = first_obstacle(book, inputs, draft.table, beside)
            cell = looked_at[beside]
        if cell:
            return {name: replace(draft, appended=(), unfit=draft.appended, cell=cell)}
    return None


def headers_of(draft: Draft, language: Language) -> dict[str, str]:
    """The headers of a table once its new columns are there, by column key."""
    return headers_after(draft.table, draft.appended, language)


def unsure_of(drafts: Mapping[str, Draft]) -> dict[str, frozenset[str]]:
    """Per table, the live columns that depend, through whatever others, on formulas of people's own."""
    unsure = {name: set(draft.table.theirs) for name, draft in drafts.items()}
    while True:
        found = {
            (name, column.key)
            for name, draft in drafts.items()
            for column in draft.table.spec
            if column.key not in unsure[name] and depends_on(column, name, unsure)
        }
        if not found:
            return {name: frozenset(keys) for name, keys in unsure.items()}
        for name, key in found:
            unsure[name].add(key)


def worth_appending(
    lacking: Mapping[str, Sequence[Column]], tables: Mapping[str, FoundTable], vocabulary: Vocabulary
) -> dict[str, list[Column]]:
    """Of the columns that each table is `lacking`, those with a use in this workbook.

    A live column whose formula asks for a table, column or name that is not there and will not be appended
    either would only ever be empty: a small workbook stays small.
    """
    chosen = {
        name: [column for column in columns if not column.needs or column.needs in tables]
        for name, columns in lacking.items()
    }
    while True:
        after = {
            name: headers_after(tables[name], columns, vocabulary.language)
            for name, columns in chosen.items()
        }
        then = replace(vocabulary, headers={**vocabulary.headers, **after})
        possible = {
            name: [column for column in columns if not column.formula or then.formula(column, name)]
            for name, columns in chosen.items()
        }
        if possible == chosen:
            return chosen
        chosen = possible
