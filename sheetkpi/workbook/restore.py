"""Putting back what a refresh overwrote (`undo.Before`), on the engine that wrote it or on another one.

A table may have been moved since, and its rows sorted; what people typed since stays, and where it could not
stay nothing is put back. With `force` the book is one in which a refresh broke off somewhere: every table is
brought back from wherever it stands.

What returns: values and formulas, the extents of tables, rows that went, names, rules. Appended columns go,
and so does a sheet that came with the refresh. In a file also references, validations, rules and lists of
controls that followed a table say again what they said, and rows and blank cells that it grew over look as
they did, unless somebody has changed them since; rows that went look as they did, each cell in its format,
with their links, as tall as they were, and hidden if they were.
In a file that is as the refresh left it, the formulas of these tables and names have the results they had.
What does not: in Excel, the formats, links and heights of rows that went; and as it tells nobody what
followed, rules that grew with a table may go on reaching below it. Results of other formulas that are made of
these are blank in a file until it is calculated, and all of them where it was changed since the refresh: the
old ones hold only if nothing they are made of was; a wrong one is worse than none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sheetkpi.errors import WorkbookError
from sheetkpi.workbook.adopting import ADOPTED
from sheetkpi.workbook.areas import Area, area_of, runs
from sheetkpi.workbook.finding import AnyTable, list_tables
from sheetkpi.workbook.names import NamedCells, named_cells, value_of
from sheetkpi.workbook.obstacles import arrays_in
from sheetkpi.workbook.rules import MEMORY
from sheetkpi.workbook.sheets import Block, first_occupied, read_block
from sheetkpi.workbook.tablefilters import unfiltered
from sheetkpi.workbook.text import as_text
from sheetkpi.workbook.undo import Before, Keys, NameBefore, TableBefore
from sheetkpi.workbook.writing import cache_values, fill_formulas, vouch_for_results, write_values

if TYPE_CHECKING:
    import xlwings as xw


@dataclass(frozen=True)
class _Found:
    """A table as it is now. `origins` says for each row which one before it was, None for a new one, `fresh`
    whether the refresh gave it its key; they are None where a refresh broke off so that nobody can tell."""

    table: TableBefore
    area: Area
    body: Block
    origins: tuple[int | None, ...] | None
    fresh: tuple[bool, ...] = ()

    @property
    def before(self) -> Area:
        """Where the table stood, moved along with it."""
        return self.area.resized(self.table.area.rows, self.table.area.columns)


def put_back(book: xw.Book, before: Before, *, force: bool = False, as_left: bool = False) -> None:
    """Bring `book` to the state that `before` describes; does not save. `as_left` says that nothing at all
    was changed since the refresh.

    Raises a SheetKPIError, before anything is written, where the book no longer fits: a table is missing, its
    columns or rows are others than the refresh left, or people typed where the undo would clear.
    """
    names = named_cells(book)
    if not force:
        _check_latest(book, before, names)
    now = {table.name.casefold(): table for table in list_tables(book)}
    found = [_find(book, table, now.get(table.name.casefold()), force) for table in before.tables]
    for table in found:
        _take_rules_away(book, table)
    held = _hold_references(book, before)
    for table in found:
        with unfiltered(_table(book, table)):
            if table.origins is None:
                _rebuild(book, table)
            else:
                _unmake(book, table, table.origins)
    if held is not None:
        held.put_back()
    _put_names_back(book, before, names, force)
    _take_added_sheet_away(book, before)
    if as_left:
        for table in found:
            _results_back(book, table)
        vouch_for_results(book)


# Where things stand -------------------------------------------------------------------------------------


def _check_latest(book: xw.Book, before: Before, names: Mapping[str, NamedCells]) -> None:
    """Raise where the workbook was refreshed again since, by somebody else or without a note of it."""
    for name in before.names:
        if name.name.casefold() == "kpi_last_refresh" and "kpi_last_refresh" in names:
            now = as_text(value_of(book, dict(names), "kpi_last_refresh"))
            if now != name.written[0][0]:
                raise WorkbookError("error.undo_since", time=now.replace("T", " "))


def _find(book: xw.Book, table: TableBefore, now: AnyTable | None, force: bool) -> _Found:
    if now is None:
        raise WorkbookError("error.undo_no_table", table=table.name)
    body = read_block(book, now.area.part(1, 0, now.rows, now.area.columns))
    found = _matched(table, now, body, force)
    if not force:
        if found.origins is None:
            raise WorkbookError("error.undo_changed", table=table.name, sheet=now.area.sheet)
        moved = table.sources != tuple(range(table.rows))
        for array in arrays_in(book, now.area) if moved else ():
            raise WorkbookError("error.array_in_table", sheet=array.sheet, area=array.address)
        _check_nothing_typed(found, found.origins)
        _check_room(book, found)
    return found


def _matched(table: TableBefore, now: AnyTable, body: Block, force: bool) -> _Found:
    keys = tuple(tuple(as_text(row[place]) for place in table.key_columns) for row in body.values)
    if now.headers == table.headers_after and now.has_totals == table.has_totals:
        places = _places(keys, table.keys_after)
        if places is not None:
            origins = tuple(table.sources[place] for place in places)
            return _Found(table, now.area, body, origins, tuple(place in table.fresh for place in places))
    if force and now.headers == table.headers and keys == table.keys:
        return _Found(table, now.area, body, tuple(range(len(keys))), (False,) * len(keys))
    return _Found(table, now.area, body, None)


def _places(keys: Keys, known: Keys) -> list[int] | None:
    """For each of `keys` its place among `known`; None where these are not the same in another order."""
    if sorted(keys) != sorted(known):
        return None
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, key in reversed(list(enumerate(known))):
        places[key].append(place)
    return [places[key].pop() for key in keys]


def _check_nothing_typed(found: _Found, origins: Sequence[int | None]) -> None:
    """Raise where people typed into a row or column that would go."""
    table, width = found.table, len(found.table.headers)
    for row, origin in enumerate(origins):
        places = [place for place in table.typed if origin is None or found.fresh[row] or place >= width]
        for place in places:
            text = as_text(found.body.values[row][place])
            given = table.given.get(place, ())
            if text and found.body.formulas[row][place] is None and text not in given:
                cell = found.area.part(1 + row, place)
                raise WorkbookError("error.undo_typed", cell=cell.label, value=text)


def _check_room(book: xw.Book, found: _Found) -> None:
    """Raise where people typed below a table whose rows are to come back."""
    more = found.table.area.rows - found.area.rows
    if more < 1:
        return
    below = found.area.part(found.area.rows, 0, more, found.table.area.columns)
    if address := first_occupied(book, below):
        cell = area_of(below.sheet, address)
        block = read_block(book, cell)
        text = block.formulas[0][0] or as_text(block.values[0][0])
        raise WorkbookError("error.undo_typed", cell=cell.label, value=text)


# Tables -------------------------------------------------------------------------------------------------


def _unmake(book: xw.Book, found: _Found, origins: Sequence[int | None]) -> None:
    """Take new rows away, bring rows back that went, and write what the columns held."""
    table = found.table
    order = list(origins)
    moved = table.sources != tuple(range(table.rows))
    width = len(table.headers)
    if found.area.columns > width:  # first, or rows that come back would take in what stands there by now
        found = replace(found, area=_shrink(book, found, found.area, found.area.resized(columns=width)))
    if moved:
        order = _rows_back(book, found, order)
    fresh = {origin for origin, new in zip(origins, found.fresh, strict=True) if new}
    there = set(origins)
    returned = {row for row, origin in enumerate(order) if moved and origin not in there}
    for place in range(width):
        everywhere = place in table.written or (moved and place in table.key_columns[:1])
        rows = [
            row
            for row, origin in enumerate(order)
            if everywhere or row in returned or (place in table.given and origin in fresh)
        ]
        if place in table.typed and place in table.written:
            typed_since = _typed_since(found, origins, place)
            rows = [row for row in rows if order[row] not in typed_since]
        _write_column(book, found, place, rows, order)
    _give_looks_back(book, found)


def _give_looks_back(book: xw.Book, found: _Found) -> None:
    """Let the rows that came back look as they did."""
    table = found.table
    if table.looks:
        cells = found.before.part(1, 0, table.rows, table.area.columns)
        book.sheets[cells.sheet][cells.address].impl.give_looks_to_rows(table.gone, table.looks)


def _typed_since(found: _Found, origins: Sequence[int | None], place: int) -> set[int | None]:
    """The rows before in which people typed over the formula of a column since the refresh."""
    return {
        origin
        for row, origin in enumerate(origins)
        if origin is not None
        and found.table.body.formulas[origin][place] is not None
        and found.body.formulas[row][place] is None
        and as_text(found.body.values[row][place])
    }


def _rows_back(book: xw.Book, found: _Found, origins: list[int | None]) -> list[int | None]:
    """Bring the rows into the order and number they had; returns which row before each is."""
    table, frame = found.table, 1 + found.table.has_totals
    kept = sorted(origin for origin in origins if origin is not None)
    stayed = set(kept)
    gone = [row for row in range(table.rows) if row not in stayed]
    rank = {origin: place for place, origin in enumerate(kept)}
    last = iter(range(len(kept), len(origins)))
    _sort(book, found, [rank[origin] if origin is not None else next(last) for origin in origins])
    area = found.area
    staying = max(len(kept), 1)
    if len(origins) > staying:
        area = _shrink(book, found, area, area.resized(staying + frame))
    if table.rows > staying:
        area = area.resized(table.rows + frame)
        _table(book, found).resize(book.sheets[area.sheet][area.address])
    order = [*kept, *gone]
    _sort(book, found, order)
    return sorted(order)  # type: ignore[return-value]


def _sort(book: xw.Book, found: _Found, positions: list[int]) -> None:
    """Move row `i` to `positions[i]`, by Excel's own sort, so that formats, notes and links move along."""
    if positions == list(range(len(positions))):
        return
    column = found.table.key_columns[0]
    cells = found.area.part(1, column, len(positions))
    book.sheets[cells.sheet][cells.address].value = [[position] for position in positions]
    _table(book, found).sort([column + 1], [True])


def _shrink(book: xw.Book, found: _Found, old: Area, new: Area) -> Area:
    """Let the table have the range `new` and clear what it leaves: it was empty before. Rules that reach
    below the table stay whole; those on columns that go, go with them."""
    _table(book, found).resize(book.sheets[new.sheet][new.address])
    if old.rows > new.rows:
        below = old.part(new.rows, 0, old.rows - new.rows, old.columns)
        book.sheets[below.sheet][below.address].clear_contents()
        book.sheets[below.sheet][below.address].clear_formats()
    if old.columns > new.columns:
        beside = old.part(0, new.columns, old.rows, old.columns - new.columns)
        book.sheets[beside.sheet][beside.address].clear()
    return new


def _rebuild(book: xw.Book, found: _Found) -> None:
    """Give a table that was left in the middle of things the extent and the contents it had."""
    table, before = found.table, found.before
    if (found.area.rows, found.area.columns) != (before.rows, before.columns):
        _shrink(book, found, found.area, before)
    order = list(range(table.rows))
    write_values(book, before.resized(1), [table.headers])
    for place in range(len(table.headers)):
        _write_column(book, found, place, order, order)
    _give_looks_back(book, found)


def _write_column(
    book: xw.Book, found: _Found, place: int, rows: Sequence[int], order: Sequence[int | None]
) -> None:
    """Write into `rows` of a column what stood there; row `i` is the row `order[i]` before."""
    body, area = found.table.body, found.before
    column = {row: _cell(body, order[row], place) for row in rows}
    for first, length in runs([row for row in rows if column[row][1] is None]):
        values = [[column[row][0]] for row in range(first, first + length)]
        write_values(book, area.part(1 + first, place, length), values)
    for first, length in runs([row for row in rows if column[row][1] is not None]):
        cells = [column[row] for row in range(first, first + length)]
        _write_formulas(book, area.part(1 + first, place, length), cells)


def _results_back(book: xw.Book, found: _Found) -> None:
    """Give formulas that stayed, as people's own in columns of theirs, the results they had."""
    body, area = found.table.body, found.before
    for place in range(len(found.table.headers)):
        cells = area.part(1, place, found.table.rows)
        said = [row[place] for row in body.formulas]
        if place in found.table.written or not any(said):
            continue
        now = [row[0] for row in read_block(book, cells).formulas]
        if now == said:
            for first, length in runs([row for row, formula in enumerate(said) if formula is not None]):
                results = [[body.values[row][place]] for row in range(first, first + length)]
                cache_values(book, area.part(1 + first, place, length), results)


def _cell(body: Block, row: int | None, place: int) -> tuple[object, str | None]:
    return (None, None) if row is None else (body.values[row][place], body.formulas[row][place])


def _write_formulas(book: xw.Book, area: Area, cells: Sequence[tuple[object, str | None]]) -> None:
    formulas, results = [str(formula) for _, formula in cells], [value for value, _ in cells]
    if len(set(formulas)) == 1:
        fill_formulas(book, area, [formulas[0]], [[result] for result in results])
    else:
        book.sheets[area.sheet][area.address].formula = [[formula] for formula in formulas]
        cache_values(book, area, [[result] for result in results])


def _table(book: xw.Book, found: _Found) -> xw.main.Table:
    return book.sheets[found.area.sheet].tables[found.table.name]


# Rules and names ----------------------------------------------------------------------------------------


def _take_rules_away(book: xw.Book, found: _Found) -> None:
    """Delete the rules that were added to columns, where they still come first."""
    for place, kinds in found.table.rules.items():
        if place >= found.area.columns:
            continue  # a column that was not appended yet
        cells = found.before.part(1, place, found.table.rows)
        formats = book.sheets[cells.sheet][cells.address].conditional_formats
        ours = [formats[number] for number in range(min(len(kinds), len(formats)))]
        if [rule.operator or rule.type for rule in ours] == list(kinds):
            for rule in reversed(ours):
                rule.delete()


def _hold_references(book: xw.Book, before: Before) -> Any:
    """What a file knows of references that followed tables, to be put back; None for Excel."""
    hold = getattr(book.impl, "hold_references", None)
    return None if hold is None else hold(before.references)


def _put_names_back(book: xw.Book, before: Before, names: Mapping[str, NamedCells], force: bool) -> None:
    for name in before.names:
        if name.name.casefold() in names:
            _put_name_back(book, name, names[name.name.casefold()].area, force)
    if before.memory:
        if MEMORY in book.names and book.names[MEMORY].refers_to != before.memory:
            book.names[MEMORY].refers_to = before.memory
    elif MEMORY in book.names:
        book.names[MEMORY].delete()
    if before.adopted and ADOPTED in book.names:
        book.names[ADOPTED].refers_to = before.adopted


def _take_added_sheet_away(book: xw.Book, before: Before) -> None:
    """Delete the sheet that came with the refresh, unless somebody added rows or anything below them."""
    tables = [table for table in list_tables(book) if table.area.sheet == before.added]
    if len(tables) != 1 or tables[0].rows != before.added_rows:
        return
    sheet = book.sheets[before.added]
    if sheet.used_range.last_cell.row <= tables[0].area.bottom:
        sheet.delete()


def _put_name_back(book: xw.Book, name: NameBefore, area: Area, force: bool) -> None:
    """Write what stood in the cells of a name, unless somebody has changed it since."""
    height, width = len(name.cells.values), len(name.cells.values[0])
    area = area.resized(height, width)
    if name.formula:
        cache_values(book, area, name.cells.values)
        return
    now = tuple(tuple(as_text(value) for value in row) for row in read_block(book, area).values)
    if force or now == name.written:
        write_values(book, area, name.cells.values)
