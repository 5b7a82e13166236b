"""From a sheet to its tables, each with its shape: blocks, then layouts where a block is no plain table.

A block that is a plain table (a header row, a row per record) stays as it is and costs nothing more. Where it
lacks somebody or a day, sections, titles, labelled cells and at last the tab's name are asked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.model.names import person_key
from sheetkpi.sources.headers.headers import Headers, find_headers
from sheetkpi.sources.roles.content import Content
from sheetkpi.sources.roles.shapes import Recognised, recognise
from sheetkpi.sources.tables.attempts import with_attempts
from sheetkpi.sources.tables.blocks import blocks_of
from sheetkpi.sources.tables.context import (
    MOST_ACROSS,
    Context,
    Said,
    cells_above,
    context_of,
    day_of,
    days_among,
    days_of,
    is_default_name,
    names_plan,
    tab_context,
)
from sheetkpi.sources.tables.crosstab import from_crosstab
from sheetkpi.sources.tables.forms import from_forms
from sheetkpi.sources.tables.grid import Grid, part_of, with_columns
from sheetkpi.sources.tables.ledgers import lists_in
from sheetkpi.sources.tables.longform import from_long_form
from sheetkpi.sources.tables.moneytitles import with_money_title
from sheetkpi.sources.tables.nobodys import with_deals_of_nobody
from sheetkpi.sources.tables.otheryears import without_other_years
from sheetkpi.sources.tables.pivots import from_compact_pivot
from sheetkpi.sources.tables.sections import with_sections
from sheetkpi.sources.tables.summaries import is_summary
from sheetkpi.sources.words.results import row_type_of

if TYPE_CHECKING:
    from sheetkpi.model.settings import Settings
    from sheetkpi.sources.headers.column_map import ColumnMap
    from sheetkpi.sources.raw import Numbers, RawSheet

_TITLE_ROWS = 60
WIDEST = 2000
"""Columns with anything in them up to which a sheet is looked into: working out what one may be takes some
milliseconds, and no table that people keep of their work comes near."""


@dataclass(frozen=True)
class _Block:
    """A table on its way: the part of the sheet, what it was recognised as, and what stands around it."""

    whole: RawSheet
    table: RawSheet
    found: Recognised
    context: Context


def tables_of(
    sheets: Sequence[RawSheet], columns: ColumnMap, settings: Settings, today: date, people: Set[str]
) -> list[Recognised]:
    """Every table of `sheets` with its shape, in their order; a sheet without any has one of shape "none".

    `people` are the keys of everybody on the roster: they tell a name in a title or a tab from other words.
    """
    blocks = [block for sheet in sheets for block in _blocks(sheet, columns, settings, today, people)]
    blocks = _named_by_titles(blocks, columns, settings, people)
    blocks = _named_by_tabs(blocks, columns, settings, today, people)
    tables = [
        with_money_title(replace(each, whole=block.whole), block.whole)
        for block in blocks
        for each in lists_in(_without_plans(block), settings)
    ]
    tables = without_other_years(tables, today)
    return tables if settings.credit == "owner" else with_deals_of_nobody(tables)


def _without_plans(block: _Block) -> Recognised:
    """What a block was recognised as, left alone where its title or its tab says that it holds targets or
    last year's figures."""
    found = block.found
    if found.shape != "daily_counts" or block.whole.typed:
        return found
    titles = [block.whole.name]
    rows: list[list[str]] = []
    if found.headers is not None:
        rows = Grid.of(found.sheet, min(found.headers.rows[0], _TITLE_ROWS)).rows
    if not rows and found.sheet.origin is not None:
        first = int(found.sheet.origin.rows.min()) - block.whole.first_row
        rows = Grid.of(block.whole, max(first, 0)).rows[-_TITLES_NEAR:]
    few = [row for row in rows if sum(map(bool, row)) <= 2]
    few = [row for row in few if not any(row_type_of(text) == "actual" for text in row)]  # 予定 | 実績
    titles += [text for row in few for text in row if text]
    if any(map(names_plan, titles)):
        return replace(found, shape="none", missing_key="left.planned")
    return found


_TITLES_NEAR = 3


def _blocks(
    sheet: RawSheet, columns: ColumnMap, settings: Settings, today: date, people: Set[str]
) -> list[_Block]:
    if sheet.grouped is not None:  # nothing stands beside its table, as was seen before
        beginning = sheet.grouped.beginning
        log = recognise(beginning, find_headers(beginning, columns), settings)
        return [_Block(sheet, sheet, replace(log, sheet=sheet), Context())]
    filled = sum(column.null_count < len(column) for column in sheet.cells.columns)
    if filled > WIDEST:
        values: dict[str, object] = {"columns": f"{filled:,}", "most": f"{WIDEST:,}"}
        wide = Recognised(sheet, "none", missing_key="left.too_wide", missing_values=values)
        return [_Block(sheet, sheet, wide, Context())]
    headers = find_headers(sheet, columns)
    if sheet.typed or sheet.of_leads or not sheet.cells.num_rows:
        return [_Block(sheet, sheet, recognise(sheet, headers, settings), Context())]
    plain = recognise(sheet, headers, settings)
    if plain.shape == "none":
        if anew := _laid_anew(sheet, columns, settings, today):
            return [anew]
        if crossed := _crossed(sheet, columns, settings, today, people):
            return crossed
    parts = blocks_of(sheet, headers, today)
    if parts[0] is sheet and plain.shape not in ("none", "roster"):
        return [_Block(sheet, sheet, plain, Context())]
    found = [
        _read(
            sheet,
            part,
            headers if part is sheet else find_headers(part, columns),
            columns,
            settings,
            today,
            people,
        )
        for part in parts
    ]
    good = [
        block for block in found if block.found.shape != "none" or block.found.missing_key == "left.no_rep"
    ]
    if len(found) > 1 and not good:
        return [_read(sheet, sheet, headers, columns, settings, today, people)]
    return good or found[:1]


def _laid_anew(sheet: RawSheet, columns: ColumnMap, settings: Settings, today: date) -> _Block | None:
    """A sheet that is a pivot table with days and names in one column, or holds forms; None for others."""
    by: Literal["labels", ""]
    for lay, by in _LAYOUTS:
        table = lay(sheet, today)
        found = recognise(table, find_headers(table, columns), settings) if table is not None else None
        if table is not None and found is not None and found.shape != "none":
            return _Block(sheet, table, replace(found, named_by=by), Context())
    return None


_LAYOUTS: tuple[tuple[Callable[[RawSheet, date], RawSheet | None], Literal["labels", ""]], ...] = (
    (from_compact_pivot, "labels"),
    (from_forms, ""),
)


def _crossed(
    sheet: RawSheet, columns: ColumnMap, settings: Settings, today: date, people: Set[str]
) -> list[_Block]:
    """Tables with days across, two or more of them below each other on one sheet; empty for other sheets."""
    if sheet.has_views or sheet.cells.num_rows > _MOST_CROSSED or sheet.cells.num_columns < 3:
        return []
    grid = Grid.of(sheet)
    texts_told = (text for texts in grid.rows if _begin_with_digits(texts) for text in texts)
    known = days_of(texts_told, today)
    days = [row for row, texts in enumerate(grid.rows) if _stand_days(texts, today, known)]
    if len(days) < 2:
        return []
    starts = [_top_of(grid, row, after) for row, after in zip(days, [-1, *days], strict=False)]
    tab = _without_title(tab_context(sheet.name, today, people))
    found = []
    for top, bottom in zip(starts, [*starts[1:], len(grid.rows)], strict=True):
        part = part_of(sheet, top, bottom, 0, grid.width)
        crossed = from_crosstab(part, tab, today, people)
        if crossed is None:
            return []
        read = recognise(crossed, find_headers(crossed, columns), settings)
        if read.shape == "none":
            return []
        found.append(_Block(sheet, crossed, read, Context()))
    return found


_MOST_CROSSED = 3000


def _begin_with_digits(texts: Sequence[str]) -> bool:
    """Whether two texts or more of a row may be days at all."""
    return sum(text[:1].isdigit() for text in texts) >= 2


def _stand_days(
    texts: Sequence[str], today: date, known: Mapping[str, date | None] = MappingProxyType({})
) -> bool:
    """Whether a row has days across: at least two, and little else."""
    filled = [text for text in texts if text]
    if not _begin_with_digits(filled):
        return False
    days = days_among(filled, today, 3, known)
    return sum(day is not None for day in days) >= 2


def _top_of(grid: Grid, row: int, after: int) -> int:
    """The first row of the titles above a row of days: rows of a cell or two, not beyond the row `after`."""
    top = row
    while top - 1 > after and 0 < sum(map(bool, grid.rows[top - 1])) <= 2:
        top -= 1
    return top


def _read(
    whole: RawSheet,
    table: RawSheet,
    headers: Headers | None,
    columns: ColumnMap,
    settings: Settings,
    today: date,
    people: Set[str],
) -> _Block:
    """One block as the table it is, laid out anew where that makes more of it."""
    plain = recognise(table, headers, settings)
    if plain.shape not in ("none", "roster"):
        return _Block(whole, table, plain, Context())
    tab = tab_context(whole.name, today, people)
    context = Context()
    if headers is not None:
        grid = Grid.of(table, min(headers.rows[0], _TITLE_ROWS))
        context = context_of(cells_above(grid, len(grid.rows)), today, people)
        if any(sum(day_of(text, today) is not None for text in row[:MOST_ACROSS]) > 1 for row in grid.rows):
            context = replace(context, day=None, month=None)  # days that stand across are no title
    laid, summary = table, False
    across = headers is not None and any(
        _stand_days(row, today) for row in Grid.of(table, headers.rows[-1] + 1).rows[headers.rows[0] :]
    )
    if headers is not None and not across:
        for step in (with_sections, with_day, with_attempts, from_long_form, with_rep):
            again = step(laid, headers, context.over(_without_title(tab)), today, people)
            if again is not None:
                summary = summary or (step is with_day and is_summary(laid, headers))
                laid = again
                headers = find_headers(laid, columns)
                if headers is None:
                    break
        if laid is not table and headers is not None:
            found = recognise(laid, headers, settings)
            if found.shape != "none":
                summary = summary and found.grain == "month"
                return _Block(whole, laid, replace(found, is_summary=summary), context)
            plain = replace(plain, missing_key=found.missing_key)
    crossed = None if whole.has_views else from_crosstab(table, _without_title(tab), today, people)
    if crossed is not None:
        found = recognise(crossed, find_headers(crossed, columns), settings)
        if found.shape != "none":
            return _Block(whole, crossed, found, context)
    return _Block(
        whole,
        laid if laid is not table else table,
        replace(plain, sheet=laid, headers=headers or plain.headers),
        context,
    )


def _without_title(tab: Context) -> Context:
    """A tab's name without what only may be somebody's name: that takes more than one tab (see below)."""
    return replace(tab, title=None)


def with_day(
    table: RawSheet, headers: Headers, context: Context, today: date, people: Set[str]
) -> RawSheet | None:
    """Days of the month (日: 2, 4 …) as dates of the month around the table; or its day for all rows."""
    if headers.has("date", "week", "month", "created", "close_date", "opportunity_date", "from"):
        return None
    first = headers.first_data_row
    days = [column for column in headers.fields.get("day", ()) if column.priority >= 0]
    header = headers.rows[-1]
    if days and context.month:
        column = days[0]
        content = Content.of(table.cells.column(column.index).slice(first))
        if _are_days(content):
            month, _ = context.month
            texts = {text: _dated(month, text) for text in content.texts}
            cells = table.cells.column(column.index).to_pylist()
            values = [
                "日付" if row == header else None if row < first else texts.get(cell, cell) if cell else None
                for row, cell in enumerate(cells)
            ]
            number = table.origin.columns[column.index] if table.origin else table.first_column + column.index
            place = (0, number if isinstance(number, int) else int(number[0]))
            found = with_columns(table, {"date": (pa.array(values, pa.string()).dictionary_encode(), place)})
            assert found.origin is not None
            rows_of = {**found.origin.rows_of, found.cells.num_columns - 1: found.origin.rows}
            return replace(found, origin=replace(found.origin, rows_of=rows_of))
    if days or not (context.day or context.month) or not headers.counts:
        return None
    day, place = context.day or context.month  # type: ignore[misc]
    name = "日付" if context.day else "対象月"
    return with_columns(table, {"date": (_constant(table, headers, name, day.isoformat()), place)})


def _is_day_number(text: str) -> bool:
    plain = text.strip().removesuffix("日")
    return plain.isdigit() and 1 <= int(plain) <= 31


def _are_days(content: Content) -> bool:
    """Whether a column holds days of the month: of what has a number hardly anything is none, and words (計,
    平均) are few beside them."""
    days = content.share(_is_day_number)
    numbered = content.share(lambda text: any(sign.isdigit() for sign in text))
    return days >= 0.3 and days >= 0.9 * numbered


def _dated(month: date, text: str) -> str:
    try:
        return month.replace(day=int(text.strip().removesuffix("日"))).isoformat()
    except ValueError:
        return text


def with_rep(
    table: RawSheet, headers: Headers, context: Context, today: date, people: Set[str]
) -> RawSheet | None:
    """A column for the rep (and the team) that the surroundings name, where the table has none."""
    if headers.has("rep", "family_name") or context.rep is None:
        return None
    return _with_name(table, headers, context.rep)


def _with_name(table: RawSheet, headers: Headers, rep: Said) -> RawSheet:
    return with_columns(table, {"rep": (_constant(table, headers, "担当者", rep.text), rep.place)})


def _constant(table: RawSheet, headers: Headers, name: str, text: str) -> pa.Array:
    first, count = headers.first_data_row, table.cells.num_rows
    above: list[str | None] = [None] * first
    above[headers.rows[-1]] = name
    filled = pa.nulls(count - first, pa.string()) if not text else pa.repeat(text, count - first)
    blank = _blank_rows(table, first)
    filled = pc.if_else(pa.array(blank), None, filled.cast(pa.string()))
    return pa.concat_arrays([pa.array(above, pa.string()), filled]).dictionary_encode()


def _blank_rows(table: RawSheet, first: int) -> Numbers:
    filled = np.zeros(table.cells.num_rows - first, dtype=bool)
    for column in table.cells.columns:
        filled |= np.asarray(column.slice(first).is_valid().to_numpy(zero_copy_only=False), dtype=bool)
    return ~filled


# --- names that only several tables together make likely ---------------------------------------------


def _named_by_titles(
    blocks: list[_Block], columns: ColumnMap, settings: Settings, people: Set[str]
) -> list[_Block]:
    """Tables of one sheet with the same headers, each below a line of its own: the lines are names."""
    groups: dict[object, list[int]] = defaultdict(list)
    for number, block in enumerate(blocks):
        if _lacks_rep(block) and block.context.title and block.found.headers:
            groups[id(block.whole), block.found.headers.texts].append(number)
    named = list(blocks)
    for numbers in groups.values():
        titles = [blocks[number].context.title for number in numbers]
        if len({person_key(title.text) for title in titles if title}) < 2:
            continue
        for number, title in zip(numbers, titles, strict=True):
            if title is not None:
                named[number] = _named(blocks[number], title, columns, settings, "title")
    return named


def _named_by_tabs(
    blocks: list[_Block], columns: ColumnMap, settings: Settings, today: date, people: Set[str]
) -> list[_Block]:
    """Sheets of one file with the same headers and nobody in them: their tabs are names.

    One such sheet alone may be anything, unless its tab is on the roster (see `tab_context`). A tab that was
    never named (Sheet1) is no name: there, the line above the table is.
    """
    groups: dict[object, list[int]] = defaultdict(list)
    for number, block in enumerate(blocks):
        if _lacks_rep(block) and block.whole.name and block.found.headers and not block.whole.has_views:
            groups[block.whole.place, frozenset(filter(None, block.found.headers.texts))].append(number)
    named = list(blocks)
    for numbers in groups.values():
        tabs = {number: tab_context(blocks[number].whole.name, today, people) for number in numbers}
        unnamed = {number for number in numbers if is_default_name(blocks[number].whole.name)}
        lines = {number: blocks[number].context.title for number in unnamed}
        titles = {
            number: lines[number] if number in unnamed else tab.rep or tab.title
            for number, tab in tabs.items()
            if number not in unnamed or lines[number] is not None
        }
        names = Counter(person_key(title.text) for title in titles.values() if title)
        if len(names) < 2 or any(title is None for title in titles.values()):
            continue
        for number, title in titles.items():
            assert title is not None
            by: Literal["tab", "title"] = "title" if number in unnamed else "tab"
            named[number] = _named(blocks[number], title, columns, settings, by)
    return named


def _lacks_rep(block: _Block) -> bool:
    return block.found.shape == "none" and block.found.missing_key == "left.no_rep"


def _named(
    block: _Block, name: Said, columns: ColumnMap, settings: Settings, by: Literal["tab", "title"]
) -> _Block:
    headers = block.found.headers
    if headers is None:
        return block
    table = _with_name(block.found.sheet, headers, name)
    found = recognise(table, find_headers(table, columns), settings)
    if found.shape == "none":
        return block
    return replace(block, table=table, found=replace(found, named_by=by))
