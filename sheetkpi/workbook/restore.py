"""Putting back what a refresh overwrote (`undo.Before`), on the engine that wrote it or on another one.

A table may have been moved since, and its rows sorted; what people typed since stays. A row that came with
the refresh and that people typed into stays too, behind the others: with its key and what they typed, its
figures empty. Where what they typed could not stay, nothing is put back. With `force` the book is one in
which a refresh broke off somewhere: every table is brought back from wherever it stands.

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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sheetkpi.errors import SheetKPIError, WorkbookError
from sheetkpi.workbook.areas import Area, area_of, runs
from sheetkpi.workbook.finding import AnyTable, list_tables
from sheetkpi.workbook.names import NamedCells, named_cells, value_of
from sheetkpi.workbook.obstacles import arrays_in
from sheetkpi.workbook.restorenames import put_names_back, take_added_sheet_away
from sheetkpi.workbook.sheets import Block, first_occupied, read_block
from sheetkpi.workbook.tablefilters import unfiltered
from sheetkpi.workbook.text import as_text
from sheetkpi.workbook.undo import Before, Keys, TableBefore
from sheetkpi.workbook.writing import cache_values, fill_formulas, vouch_for_results, write_values

if TYPE_CHECKING:
    import xlwings as xw


@dataclass(frozen=True)
class RowStayed:
    """A row of `table` that came with the refresh and stays: its key, and the `cells` people typed into."""

    table: str
    key: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class _Found:
    """A table as it is now. `origins` says for each row which one before it was, None for a new one, `fresh`
    whether the refresh gave it its key; they are None where a refresh broke off so that nobody can tell.
    `stays` are the rows that came with the refresh and that people typed into, with these columns."""

    table: TableBefore
    area: Area
    body: Block
    origins: tuple[int | None, ...] | None
    fresh: tuple[bool, ...] = ()
    stays: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def added(self) -> tuple[int, ...]:
        """Those of them that are more than there were before: the others were blank rows."""
        return tuple(row for row in self.stays if self.origins is not None and self.origins[row] is None)

    @property
    def before(self) -> Area:
        """Where the table stood, moved along with it."""
        return self.area.resized(self.table.area.rows, self.table.area.columns)


def put_back(
    book: xw.Book, before: Before, *, force: bool = False, as_left: bool = False
) -> tuple[RowStayed, ...]:
    """Bring `book` to the state that `before` describes, but for the rows returned; does not save. `as_left`
    says that nothing at all was changed since the refresh.

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
    stayed: list[RowStayed] = []
    for table in found:
        with unfiltered(_table(book, table)):
            if table.origins is None:
                _rebuild(book, table)
            else:
                stayed += _unmake(book, table, table.origins)
    if held is not None:
        held.put_back()
    put_names_back(book, before, names, force)
    take_added_sheet_away(book, before)
    if as_left:
        for table in found:
            _results_back(book, table)
        vouch_for_results(book)
    return tuple(stayed)


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
        found = _with_rows_that_stay(found, found.origins)
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


def _with_rows_that_stay(found: _Found, origins: Sequence[int | None]) -> _Found:
    """Note the new rows that people typed into. Raise where that is a column that would go, a row that held
    another key before, or where the table would need more rows than it ever had."""
    table, width = found.table, len(found.table.headers)
    stays: dict[int, tuple[int, ...]] = {}
    for row, origin in enumerate(origins):
        is_new = origin is None or found.fresh[row]
        places = [
            place for place in table.typed if (is_new or place >= width) and _is_typed(found, row, place)
        ]
        if not places:
            continue
        if places[-1] >= width or (origin is not None and not _is_blank(table, origin)):
            raise _typed_in(found, row, places[-1])
        stays[row] = tuple(places)
    found = replace(found, stays=stays, origins=_on_blank_rows(table, origins, stays))
    if found.added and table.rows + len(found.added) > len(origins):
        raise _typed_in(found, found.added[0], stays[found.added[0]][0])
    return found


def _on_blank_rows(
    table: TableBefore, origins: Sequence[int | None], stays: Iterable[int]
) -> tuple[int | None, ...]:
    """`origins` where rows that stay take the places of blank ones that would only come back to be blank."""
    new, gone = list(origins), set(range(table.rows)) - set(origins)
    blank = iter([row for row in sorted(gone) if _is_blank(table, row)])
    for row in stays:
        if new[row] is None:
            new[row] = next(blank, None)
    return tuple(new)


def _is_blank(table: TableBefore, row: int) -> bool:
    """Whether nothing stood in a row before but formulas of columns that a refresh writes."""
    cells = enumerate(zip(table.body.values[row], table.body.formulas[row], strict=True))
    return not any(as_text(value) or (said and place not in table.written) for place, (value, said) in cells)


def _is_typed(found: _Found, row: int, place: int) -> bool:
    """Whether people typed what stands in a column in which they may."""
    text = as_text(found.body.values[row][place])
    given = found.table.given.get(place, ())
    return bool(text) and found.body.formulas[row][place] is None and text not in given


def _typed_in(found: _Found, row: int, place: int) -> SheetKPIError:
    cell, value = found.area.part(1 + row, place), as_text(found.body.values[row][place])
    return WorkbookError("error.undo_typed", cell=cell.label, value=value)


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


def _unmake(book: xw.Book, found: _Found, origins: Sequence[int | None]) -> list[RowStayed]:
    """Take new rows away, bring rows back that went, and write what the columns held; returns the new rows
    that stay."""
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
    stays = _places_of_rows_that_stay(found, origins, order)
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
        _write_column(book, found, place, [row for row in rows if row not in stays], order)
        for row, now in stays.items():
            if place in table.key_columns:
                if moved and place == table.key_columns[0]:  # sorting has taken it
                    cell = found.before.part(1 + row, place)
                    write_values(book, cell, [[found.body.values[now][place]]])
            elif place in table.written and place not in found.stays[now]:
                _write_column(book, found, place, [row], order)
    _give_looks_back(book, found)
    return [_told(found, row, now) for row, now in stays.items()]


def _places_of_rows_that_stay(
    found: _Found, origins: Sequence[int | None], order: Sequence[int | None]
) -> dict[int, int]:
    """For each of them its place once rows are in `order`, and which row it was until then."""
    at = {origin: row for row, origin in enumerate(order) if origin is not None}
    stays = {at[origin]: row for row in found.stays if (origin := origins[row]) is not None}
    return stays | {found.table.rows + number: row for number, row in enumerate(found.added)}


def _told(found: _Found, row: int, now: int) -> RowStayed:
    key = " / ".join(
        text for place in found.table.key_columns if (text := as_text(found.body.values[now][place]))
    )
    cells = tuple(found.before.part(1 + row, place).label for place in found.stays[now])
    return RowStayed(found.table.name, key, cells)


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
    """Bring the rows into the order and number they had, those that stay behind them; returns which row
    before each is, None for these."""
    table, frame = found.table, 1 + found.table.has_totals
    kept = sorted(origin for origin in origins if origin is not None)
    stayed = set(kept)
    gone = [row for row in range(table.rows) if row not in stayed]
    rank = {origin: place for place, origin in enumerate(kept)}
    staying = len(kept) + len(found.added)
    added = {row: len(kept) + number for number, row in enumerate(found.added)}
    last = iter(range(staying, len(origins)))
    new = [added[row] if row in added else next(last) for row, origin in enumerate(origins) if origin is None]
    places = iter(new)
    _sort(book, found, [rank[origin] if origin is not None else next(places) for origin in origins])
    area = found.area
    staying, rows = max(staying, 1), table.rows + len(found.added)
    if len(origins) > staying:
        area = _shrink(book, found, area, area.resized(staying + frame))
    if rows > staying:
        area = area.resized(rows + frame)
        _table(book, found).resize(book.sheets[area.sheet][area.address])
    _sort(book, found, [*kept, *range(table.rows, rows), *gone])
    return [*range(table.rows), *(None for _ in found.added)]


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
