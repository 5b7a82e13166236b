"""Which large files are read as groups of rows, and which of their rows have to be looked at one by one.

A log with its headers in the first row can be: what its rows count is a matter of a few columns, whatever
their order. All else (titles above the headers, sections, further tables, daily counts, call lists, deals)
is read row by row, as is whatever leaves a doubt. So are, of a log, the rows that are told of singly: those
left out or noted, those that tell of a meeting, those that may be there twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from sheetkpi.model.leadrecords import MOST_TOUCHES
from sheetkpi.sources.grouping import keptanswers
from sheetkpi.sources.grouping.engine import Engine, Key, opened
from sheetkpi.sources.grouping.files import ChangedMeanwhileError
from sheetkpi.sources.grouping.laying import (
    WholeRows,
    are_apart,
    as_grouped,
    as_plain,
    numbers_of,
    weighed,
)
from sheetkpi.sources.grouping.together import LargeLog, tell_apart
from sheetkpi.sources.headers.headers import find_headers
from sheetkpi.sources.records.cells import GROUPED, Cells
from sheetkpi.sources.records.leadsheets import lead_columns, tells_of_somebody
from sheetkpi.sources.records.log import read_log
from sheetkpi.sources.records.people import reps_of
from sheetkpi.sources.roles.shapes import Recognised, recognise
from sheetkpi.sources.tables.blocks import blocks_of, starts_of_tables
from sheetkpi.sources.tables.reading import tables_of
from sheetkpi.sources.values.dateforms import NO_OFFSET
from sheetkpi.sources.values.dates import named_offset
from sheetkpi.sources.words.notpeople import is_ditto
from sheetkpi.sources.words.vocabulary import ROW_NUMBERS, word_key

if TYPE_CHECKING:
    from sheetkpi.model.roster import Roster
    from sheetkpi.sources.grouping.engine import Cut
    from sheetkpi.sources.grouping.files import LargeFile
    from sheetkpi.sources.headers.column_map import ColumnMap
    from sheetkpi.sources.raw import RawSheet
    from sheetkpi.sources.records.cells import Flags
    from sheetkpi.sources.records.records import Records, Rules

MOST_GROUPS = 5_000_000
MOST_WHOLE = 2_000_000
"""Groups, and rows as they stand, up to which a file is read so: more of them are no less than all rows."""

_SINGLE = frozenset(
    (
        *("id", "session", "updated", "detail", "company", "contact", "lead"),
        *("amount", "currency", "unit"),
        *("meeting_result", "accepted", "rejection", "field_sales"),
    )
)
"""Fields that only matter of rows that are told of singly."""


def grouped_where_possible(
    sheets: Sequence[RawSheet],
    columns: ColumnMap,
    rules: Rules,
    roster: Roster,
    *,
    with_leads: bool = False,
) -> list[RawSheet]:
    """`sheets` with each large file as groups of its rows, where that changes nothing; others as they are.

    `with_leads` says that single leads are followed: then no row that is about one can be in a group.
    """
    large = [number for number, sheet in enumerate(sheets) if sheet.large is not None]
    typed = any(sheet.of_leads and sheet.cells.num_rows > 1 for sheet in sheets)  # calls of companies
    if not large or typed or find_spec("duckdb") is None:
        return [*sheets]
    try:
        found = _grouped(sheets, large, columns, rules, roster, with_leads)
    except ChangedMeanwhileError:
        sheets = [_reopened(sheet) for sheet in sheets]
        large = [number for number in large if sheets[number].large is not None]
        found = _grouped(sheets, large, columns, rules, roster, with_leads)
    return [found.get(number, sheet) for number, sheet in enumerate(sheets)]


def _reopened(sheet: RawSheet) -> RawSheet:
    """A sheet whose file may have changed since it was opened, as it is now."""
    if sheet.large is None or sheet.large.content is None:
        return sheet
    now = sheet.large.reopened()
    return replace(sheet, cells=now.cells, large=now.large)


def _grouped(
    sheets: Sequence[RawSheet],
    large: Sequence[int],
    columns: ColumnMap,
    rules: Rules,
    roster: Roster,
    with_leads: bool,
) -> dict[int, RawSheet]:
    """The grouped sheets by their numbers, and those that cannot be with all of their rows."""
    found: dict[int, RawSheet] = {}
    logs: dict[int, LargeLog] = {}
    try:
        with ExitStack() as held:  # what has the rows itself shows them as they were until all is done
            for number in large:
                file = sheets[number].large
                assert file is not None
                with ExitStack() as opening:
                    engine = opening.enter_context(file.held())
                    log = _large_log(sheets[number], engine, columns, rules)
                    if log is not None:
                        logs[number] = log
                        held.enter_context(opening.pop_all())
                if log is None:
                    found[number] = file.sheet()
            if not logs or (with_leads and _are_followed([*logs.values()])):
                return found
            others = [found.get(number, sheet) for number, sheet in enumerate(sheets) if number not in logs]
            tables = tables_of(others, columns, rules.settings, rules.today, rules.people)
            here = held.enter_context(opened())
            if not tell_apart(here, [*logs.values()], tables, rules, roster):
                return found
            done = {number: _as_groups(log.engine or here, log, rules) for number, log in logs.items()}
    except _engine_errors():
        return found  # what is wrong with a file is told where all of it is read
    if any(sheet is None for sheet in done.values()) and len(done) > 1:
        return found  # all rows of one may be told of in the groups of another
    return found | {number: sheet for number, sheet in done.items() if sheet is not None}


def _engine_errors() -> tuple[type[Exception], ...]:
    """What is raised where an engine cannot go over a file's rows."""
    import duckdb

    own = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.InvalidInputException)
    return (*own, pa.ArrowException)


def _are_followed(logs: Sequence[LargeLog]) -> bool:
    """Whether single leads are followed through `logs`: some name any, and they are not too many for that.
    What they say of promised calls is told however many they are."""
    of_leads = [log.table for log in logs if tells_of_somebody(log.table)]
    if any("next_date" in lead_columns(table) for table in of_leads):
        return True
    return bool(of_leads) and sum(log.records for log in logs) <= MOST_TOUCHES


def _large_log(sheet: RawSheet, own: Engine | None, columns: ColumnMap, rules: Rules) -> LargeLog | None:
    """The groups of a large file, by the engine of its `own` if it has one; None where they may not say what
    all of its rows say."""
    file, beginning = sheet.large, replace(sheet, large=None)
    assert file is not None
    table = _log_in(beginning, columns, rules)
    if table is None:
        return None
    keys = _keys(table, file, rules)
    if not all(map(file.is_comparable, {*(key.column for key in keys), *_compared(table)})):
        return None
    by_id = table.columns.get("session") or table.columns.get("id")
    file.watch(by_id.index if by_id is not None else None, _empty(beginning))
    with nullcontext(own) if own else opened() as engine:  # what it took is free when its rows are read
        groups = keptanswers.groups_of(engine, file, keys)
    if not 0 < len(groups) <= MOST_GROUPS or not are_apart(groups):
        return None
    table = replace(table, sheet=as_plain(beginning, groups))
    cells, fields = Cells(table), table.columns
    named = [fields[name] for name in ("rep", "family_name", "given_name") if name in fields]
    for column in (fields["date"], *named):  # where many rows lack one, their order may tell it
        if groups.weight[cells.empty(column)].sum() >= GROUPED / 2 * groups.weight.sum():
            return None
        if any(map(is_ditto, cells.encoded(column).texts)):  # it means the row above
            return None
    part = read_log(table, rules)
    single = _told_singly(cells, part, rules)
    if groups.weight[single].sum() > MOST_WHOLE:
        return None
    return LargeLog(file, beginning, table, keys, groups, part, single, engine=own)


def _as_groups(engine: Engine, log: LargeLog, rules: Rules) -> RawSheet | None:
    """A large log as groups of its rows, and those that are told of singly as they stand."""
    file, keys, groups = log.file, log.keys, log.groups
    compared = _compared(log.table)
    repeated = log.repeats(engine, compared)
    again: dict[int, tuple[int, int]] = {}
    among = None
    if repeated and log.by_id is None:
        again = _again(keptanswers.again(engine, file, keys, compared))
        several = np.isin(groups.number, np.array([*again], dtype=groups.number.dtype))
        among = numbers_of(groups, several & log.timed)
    if not log.single.any() and not repeated:
        whole = WholeRows.none(file)
    else:
        wanted = numbers_of(groups, log.single)
        equal = compared if repeated else ()
        shared = log.shared if log.shares_ids else None
        whole = keptanswers.whole_rows(engine, file, keys, wanted, equal, among, shared)
    if len(whole.row) > MOST_WHOLE:
        return None
    left = weighed(groups, whole)
    assert not left[log.single].any(), "rows that are told of singly are all there"
    assert (left >= 0).all(), "no row is there twice"
    if log.shares_ids and log.is_mostly(len(whole.row)):
        return None  # it may be a copy of another
    rest = groups.only(left > 0, left)
    moved = np.isin(rest.first, whole.row) | np.isin(rest.last, whole.row)
    if moved.any():  # the first row of a group says where it stands among the others
        bounds = keptanswers.without(engine, file, keys, numbers_of(rest, moved), whole.rows)
        rest = rest.bounded(bounds)
    if again:
        timed = set(groups.number[log.timed].tolist())
        again = {number: said for number, said in again.items() if number not in timed}
    empty = _empty(log.beginning)
    sample = _samples(keptanswers.sample(engine, file, empty), empty, log.beginning)
    result = as_grouped(log.beginning, rest, whole, again, sample)
    headers = log.table.headers
    assert headers is not None
    return None if starts_of_tables(result, headers, rules.today) else result


def _log_in(beginning: RawSheet, columns: ColumnMap, rules: Rules) -> Recognised | None:
    """The log that a file is, as its first rows tell: nothing stands above its headers or beside it."""
    headers = find_headers(beginning, columns)
    if headers is None or headers.rows != (0,):
        return None
    found = recognise(beginning, headers, rules.settings)
    if found.shape != "log" or len(blocks_of(beginning, headers, rules.today)) > 1:
        return None
    return found


def _keys(log: Recognised, file: LargeFile, rules: Rules) -> list[Key]:
    """The columns by which rows are grouped."""
    single = _SINGLE if rules.settings.meeting_basis == "held" else _SINGLE | {"meeting_date"}
    fields = {column.index: name for name, column in log.columns.items() if name not in single}
    fields |= {column.index: "" for column in (*log.counts.values(), *log.ticks.values())}
    cuts: dict[str, Cut] = {"date": "quarter" if _is_elsewhere(log, file) else "day", "time": "clock"}
    return [Key(index, cuts.get(name, "")) for index, name in fields.items()]


def _is_elsewhere(log: Recognised, file: LargeFile) -> bool:
    """Whether the times of a log become those of another zone, so that their day is not the one written."""
    headers, index = log.headers, log.columns["date"].index
    assert headers is not None
    if headers.read_as.get(index) == "zone.utc" or file.is_zoned(index):
        return True
    said = headers.understood.get(index)
    return said is not None and named_offset(said.zone) != NO_OFFSET


def _compared(log: Recognised) -> list[int]:
    """The columns in which rows that are there twice agree: their id, without one all (see `duplicates`)."""
    for name in ("session", "id"):
        if name in log.columns:
            return [log.columns[name].index]
    assert log.headers is not None
    return [at for at, text in enumerate(log.headers.texts) if word_key(text) not in ROW_NUMBERS]


def _told_singly(cells: Cells, part: Records, rules: Rules) -> Flags:
    """Of which groups, read as rows, each row has to be looked at: those without a date or a rep (which may
    be no records at all), those left out or noted, those that tell of a meeting with a company."""
    columns = part.recognised.columns
    flags = np.isnat(cells.dates(columns["date"], rules).days) | (reps_of(cells, columns).codes < 0)
    for issues in (*part.left_out, *part.notes):
        if issues.rows is not None and "records" not in issues.values:
            flags[issues.rows - cells.first] = True
    if part.told is not None:
        flags[part.told()["row"].to_numpy(dtype=np.intp)] = True
    return flags


def _again(equal: pa.Table) -> dict[int, tuple[int, int]]:
    """What the engine's `again` gave, by the number of a group."""
    numbers, again, at = (equal.column(name).to_pylist() for name in ("g", "again", "again_at"))
    return dict(zip(numbers, zip(again, at, strict=True), strict=True))


def _empty(beginning: RawSheet) -> list[int]:
    """The columns that have nothing in the first rows."""
    cells = beginning.cells.slice(1)
    return [at for at, column in enumerate(cells.columns) if column.null_count == len(column)]


def _samples(texts: Sequence[str | None], empty: Sequence[int], beginning: RawSheet) -> list[str | None]:
    """The `texts` of the columns that are `empty` in the first rows, as one row."""
    found = dict(zip(empty, texts, strict=True))
    return [found.get(at) for at in range(beginning.cells.num_columns)]
