"""Writing a plan through xlwings: few large writes, in an order every engine understands.

Nothing written is read back: on the remote engine writes are queued until the end. A table's rows change
places by Excel's own table sort (values, formulas, formats, notes and links move as one), steered by
numbers written into a key column that is filled anew right after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sheetkpi.workbook.areas import Area, runs
from sheetkpi.workbook.cells import cells_of, sheet_of, write_block
from sheetkpi.workbook.tablefilters import unfiltered
from sheetkpi.workbook.tableplan import NUMBER_FORMATS, ColumnPlan, TablePlan
from sheetkpi.workbook.text import landing_as_text

if TYPE_CHECKING:
    import xlwings as xw

Rows = Sequence[Sequence[Any]]


def write_table(book: xw.Book, plan: TablePlan) -> None:
    """Bring one table into the shape and to the contents of its plan; what it is filtered by then hides
    others of its rows."""
    if not plan.changes:
        if plan.rows.sources:  # a blank row stays one
            _write(book, plan)
        return
    with unfiltered(_table(book, plan)):
        _write(book, plan)


def _write(book: xw.Book, plan: TablePlan) -> None:
    _widen(book, plan)
    _move_rows(book, plan)
    _format_appended(book, plan)
    _write_values(book, plan)
    _write_formulas(book, plan)


def write_values(book: xw.Book, area: Area, rows: Rows) -> None:
    """Put values into `area`; text stays text, whatever it begins with."""
    guarded = [[landing_as_text(value) if isinstance(value, str) else value for value in row] for row in rows]
    write_block(cells_of(book, area), guarded)


def fill_formulas(book: xw.Book, area: Area, formulas: Sequence[str], results: Rows) -> None:
    """Put a formula for each column into every cell of it; a file also takes what they come to in each row
    (None: unknown), Excel works that out by itself."""
    cells = cells_of(book, area)
    fill = getattr(cells.impl, "fill_formulas", None)
    if fill is not None:
        fill(formulas, results)
    else:
        write_block(cells, [list(formulas)] * len(results), formulas=True)


def cache_values(book: xw.Book, area: Area, rows: Rows) -> None:
    """Tell a file what the formulas in `area` come to (None: unknown); Excel works that out by itself."""
    if hasattr(book.impl, "vouch_for_results"):
        cells_of(book, area).impl.cache_values([list(row) for row in rows])


def vouch_for_results(book: xw.Book) -> None:
    """Tell a file that the results its formulas were given are those of the workbook as it now stands: what
    is written after them would make them old."""
    vouch = getattr(book.impl, "vouch_for_results", None)
    if vouch is not None:
        vouch()


def _table(book: xw.Book, plan: TablePlan) -> xw.main.Table:
    return sheet_of(book, plan.area.sheet).tables[plan.table.name]


def _move_rows(book: xw.Book, plan: TablePlan) -> None:
    """Put existing rows where they belong: those that go leave by the bottom, then the table takes its
    new size, then new rows are moved in between where they have to be."""
    rows, table, old = plan.rows, _table(book, plan), _widened(plan)
    frame = 1 + plan.table.has_totals
    if rows.gather:
        target = {row: place for place, row in enumerate([*rows.kept, *rows.dropped])}
        _sort(book, plan, table, [target[row] for row in range(rows.before)])
    if rows.dropped and rows.before > (staying := max(len(rows.kept), 1)):
        smaller = old.resized(staying + frame)
        table.resize(cells_of(book, smaller))
        vacated = cells_of(book, old.part(smaller.rows, 0, old.rows - smaller.rows, old.columns))
        vacated.clear_contents()
        vacated.clear_formats()  # or a colour somebody gave a row would come back on another one
        old = smaller
    if rows.dropped and not rows.kept:
        _forget_records(book, old.part(1, 0, 1, old.columns))
    if old != plan.area:
        table.resize(cells_of(book, plan.area))
        _take_back_colours(book, plan, old)
    if rows.spread:
        new = [place for place, source in enumerate(rows.sources) if source is None]
        kept = [place for place, source in enumerate(rows.sources) if source is not None]
        _sort(book, plan, table, kept + new)


def _forget_records(book: xw.Book, rows: Area) -> None:
    """A table has at least one row: when all records go, the first row stays for another one, in a file
    without the old one's links and not hidden; Excel has no such call in xlwings."""
    forget = getattr(cells_of(book, rows).impl, "forget_records", None)
    if forget is not None:
        forget()


def _take_back_colours(book: xw.Book, plan: TablePlan, old: Area) -> None:
    """New rows look like the last one before them; a colour somebody gave that row alone is not for them."""
    last = old.rows - 1 - plan.table.has_totals
    new = plan.area.rows - old.rows
    if last < 2 or new < 1:
        return
    try:
        for column in range(old.columns):
            above, given = (cells_of(book, old.part(row, column)).color for row in (last - 1, last))
            if given != above:
                cells_of(book, plan.area.part(last + 1, column, new)).color = above
    except NotImplementedError:
        return


def _sort(book: xw.Book, plan: TablePlan, table: xw.main.Table, positions: list[int]) -> None:
    """Move row `i` of the table to `positions[i]`."""
    column = plan.table.columns[plan.table.spec.key[0]]
    write_block(
        cells_of(book, plan.area.part(1, column, len(positions))), [[position] for position in positions]
    )
    table.sort([column + 1], [True])


def _widened(plan: TablePlan) -> Area:
    """Where the table stands once it has its new columns and as many rows as before."""
    return plan.table.area.resized(plan.table.area.rows, plan.area.columns)


def _widen(book: xw.Book, plan: TablePlan) -> None:
    """Append columns. Their formats are there before new rows are, which then take them over."""
    if not plan.appended:
        return
    first, wide = len(plan.table.headers), _widened(plan)
    _table(book, plan).resize(cells_of(book, wide))
    new = plan.area.part(0, first, 1, len(plan.appended))
    _take_over_look(book, plan.area.part(0, first - 1), new)
    write_values(book, new, [plan.headers])
    _format_appended(book, plan, wide.rows - 1 - plan.table.has_totals)


def _format_appended(book: xw.Book, plan: TablePlan, rows: int | None = None) -> None:
    """Give the first data rows (None: all) of appended columns the number format of what goes there."""
    first = len(plan.table.headers)
    rows = rows or max(len(plan.rows.sources), 1)
    columns: dict[str, list[int]] = {}
    for number, column in enumerate(plan.appended):
        if number_format := NUMBER_FORMATS.get(column.kind):
            columns.setdefault(number_format, []).append(first + number)
    for number_format, places in columns.items():
        for left, width in runs(places):
            cells_of(book, plan.area.part(1, left, rows, width)).number_format = number_format


def _take_over_look(book: xw.Book, neighbour: Area, new: Area) -> None:
    """Give new header cells the look of the one beside them, as far as the engine can."""
    source, target = cells_of(book, neighbour), cells_of(book, new)
    try:
        target.copy_from(source, "formats")
        return
    except NotImplementedError:
        pass
    try:
        if (color := source.color) is not None:
            target.color = color
        for look in ("name", "size", "bold", "color"):
            if (value := getattr(source.font, look)) is not None:
                setattr(target.font, look, value)
    except NotImplementedError:
        return  # a plain header is still a header


def _write_values(book: xw.Book, plan: TablePlan) -> None:
    """Value columns, those side by side in one block, as far as they read otherwise now; the user's own only
    in rows that are new."""
    columns = [column for column in plan.columns if not column.formula]
    shared = {column.position: column for column in columns if not column.new_rows_only}
    rows = runs([row for row in range(max(len(plan.rows.sources), 1)) if row not in plan.rows.apart])
    for left, width in runs(sorted(shared)):
        beside = [shared[left + number] for number in range(width)]
        for top, height in rows:
            block = _otherwise(beside, range(top, top + height))
            if block is not None:
                written, of = block
                values = [[column.values[row] for column in written] for row in of]
                cells = plan.area.part(1 + of.start, written[0].position, len(of), len(written))
                write_values(book, cells, values)
    for column in columns:
        if column.new_rows_only:
            for first, length in runs(sorted(plan.rows.fresh)):
                values = [[value] for value in column.values[first : first + length]]
                write_values(book, plan.area.part(1 + first, column.position, length), values)


def _otherwise(columns: list[ColumnPlan], rows: range) -> tuple[list[ColumnPlan], range] | None:
    """The block of cells that holds all that read otherwise than planned; None where none does."""
    new = {row for column in columns for row in rows if row not in column.same}
    if not new:
        return None
    places = [place for place, column in enumerate(columns) if not column.same.issuperset(rows)]
    return columns[places[0] : places[-1] + 1], range(min(new), max(new) + 1)


def _write_formulas(book: xw.Book, plan: TablePlan) -> None:
    """Formulas, and what they come to, in every row but those that are not the product's to change; columns
    side by side that are filled in the same rows go in one block."""
    for rows, columns in _filled_alike(plan, lambda column, row: row not in column.standing).items():
        for area, block, results in _blocks(plan, rows, columns):
            fill_formulas(book, area, [column.formula for column in block], results)
    for rows, columns in _filled_alike(plan, lambda column, row: row in column.standing).items():
        for area, _, results in _blocks(plan, rows, columns):
            cache_values(book, area, results)


def _filled_alike(
    plan: TablePlan, wanted: Callable[[ColumnPlan, int], bool]
) -> dict[tuple[int, ...], dict[int, ColumnPlan]]:
    """Columns of formulas by their place, under the rows in which they are `wanted`."""
    alike: dict[tuple[int, ...], dict[int, ColumnPlan]] = {}
    for column in plan.columns:
        if column.formula:
            rows = [
                row for row in range(len(column.values)) if row not in column.left and wanted(column, row)
            ]
            if rows:
                alike.setdefault(tuple(rows), {})[column.position] = column
    return alike


def _blocks(
    plan: TablePlan, rows: Sequence[int], columns: dict[int, ColumnPlan]
) -> Iterator[tuple[Area, list[ColumnPlan], Rows]]:
    """The cells of `columns` in `rows`, as blocks of cells: where, which columns, and their values."""
    for left, width in runs(sorted(columns)):
        block = [columns[left + number] for number in range(width)]
        for top, height in runs(list(rows)):
            values = [[column.values[row] for column in block] for row in range(top, top + height)]
            yield plan.area.part(1 + top, left, height, width), block, values
