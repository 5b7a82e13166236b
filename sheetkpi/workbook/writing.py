"""Writing a plan through xlwings: few large writes, in an order every engine understands.

Nothing written is read back: on the remote engine writes are queued until the end. A table's rows change
places by Excel's own table sort (values, formulas, formats, notes and links move as one), steered by
numbers written into a key column that is filled anew right after.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sheetkpi.workbook.areas import Area, runs
from sheetkpi.workbook.planning import NUMBER_FORMATS, ColumnPlan, TablePlan
from sheetkpi.workbook.tablefilters import unfiltered
from sheetkpi.workbook.text import landing_as_text

if TYPE_CHECKING:
    import xlwings as xw

Rows = Sequence[Sequence[Any]]


def write_table(book: xw.Book, plan: TablePlan) -> None:
    """Bring one table into the shape and to the contents of its plan; what it is filtered by then hides
    others of its rows."""
    if not plan.changes:
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
    _cells(book, area).value = guarded


def fill_formula(book: xw.Book, area: Area, formula: str, results: Sequence[Any]) -> None:
    """Put one formula into every cell of a column; a file also takes what it comes to in each row (None:
    unknown), Excel works that out by itself."""
    cells = _cells(book, area)
    fill = getattr(cells.impl, "fill_formula", None)
    if fill is not None:
        fill(formula, results)
    else:
        cells.formula = [[formula]] * len(results)


def cache_values(book: xw.Book, area: Area, rows: Rows) -> None:
    """Tell a file what the formulas in `area` come to (None: unknown); Excel works that out by itself."""
    cache = getattr(_cells(book, area).impl, "cache_values", None)
    if cache is not None:
        cache([list(row) for row in rows])


def vouch_for_results(book: xw.Book) -> None:
    """Tell a file that the results its formulas were given are those of the workbook as it now stands: what
    is written after them would make them old."""
    vouch = getattr(book.impl, "vouch_for_results", None)
    if vouch is not None:
        vouch()


def _cells(book: xw.Book, area: Area) -> xw.Range:
    return book.sheets[area.sheet][area.address]


def _table(book: xw.Book, plan: TablePlan) -> xw.main.Table:
    return book.sheets[plan.area.sheet].tables[plan.table.name]


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
        table.resize(_cells(book, smaller))
        vacated = _cells(book, old.part(smaller.rows, 0, old.rows - smaller.rows, old.columns))
        vacated.clear_contents()
        vacated.clear_formats()  # or a colour somebody gave a row would come back on another one
        old = smaller
    if rows.dropped and not rows.kept:
        _forget_records(book, old.part(1, 0, 1, old.columns))
    if old != plan.area:
        table.resize(_cells(book, plan.area))
        _take_back_colours(book, plan, old)
    if rows.spread:
        new = [place for place, source in enumerate(rows.sources) if source is None]
        kept = [place for place, source in enumerate(rows.sources) if source is not None]
        _sort(book, plan, table, kept + new)


def _forget_records(book: xw.Book, rows: Area) -> None:
    """A table has at least one row: when all records go, the first row stays for another one, in a file
    without the old one's links and not hidden; Excel has no such call in xlwings."""
    forget = getattr(_cells(book, rows).impl, "forget_records", None)
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
            above, given = (_cells(book, old.part(row, column)).color for row in (last - 1, last))
            if given != above:
                _cells(book, plan.area.part(last + 1, column, new)).color = above
    except NotImplementedError:
        return


def _sort(book: xw.Book, plan: TablePlan, table: xw.main.Table, positions: list[int]) -> None:
    """Move row `i` of the table to `positions[i]`."""
    column = plan.table.columns[plan.table.spec.key[0]]
    _cells(book, plan.area.part(1, column, len(positions))).value = [[position] for position in positions]
    table.sort([column + 1], [True])


def _widened(plan: TablePlan) -> Area:
    """Where the table stands once it has its new columns and as many rows as before."""
    return plan.table.area.resized(plan.table.area.rows, plan.area.columns)


def _widen(book: xw.Book, plan: TablePlan) -> None:
    """Append columns. Their formats are there before new rows are, which then take them over."""
    if not plan.appended:
        return
    first, wide = len(plan.table.headers), _widened(plan)
    _table(book, plan).resize(_cells(book, wide))
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
            _cells(book, plan.area.part(1, left, rows, width)).number_format = number_format


def _take_over_look(book: xw.Book, neighbour: Area, new: Area) -> None:
    """Give new header cells the look of the one beside them, as far as the engine can."""
    source, target = _cells(book, neighbour), _cells(book, new)
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
    """Value columns, those side by side in one block; the user's own only in rows that are new."""
    columns = [column for column in plan.columns if not column.formula]
    shared = {column.position: column for column in columns if not column.new_rows_only}
    rows = runs([row for row in range(max(len(plan.rows.sources), 1)) if row not in plan.rows.apart])
    for left, width in runs(sorted(shared)):
        block = list(zip(*(shared[left + number].values for number in range(width)), strict=True))
        for top, height in rows:
            write_values(book, plan.area.part(1 + top, left, height, width), block[top : top + height])
    for column in columns:
        if column.new_rows_only:
            for first, length in runs(sorted(plan.rows.fresh)):
                values = [[value] for value in column.values[first : first + length]]
                write_values(book, plan.area.part(1 + first, column.position, length), values)


def _write_formulas(book: xw.Book, plan: TablePlan) -> None:
    for column in plan.columns:
        if column.formula:
            _write_formula(book, plan, column)


def _write_formula(book: xw.Book, plan: TablePlan, column: ColumnPlan) -> None:
    """The formula, and what it comes to, in every row but those that are not the product's to change."""
    rows = [row for row in range(len(column.values)) if row not in column.left]
    for first, length in runs([row for row in rows if row not in column.standing]):
        area = plan.area.part(1 + first, column.position, length)
        fill_formula(book, area, column.formula, column.values[first : first + length])
    for first, length in runs([row for row in rows if row in column.standing]):
        values = [[value] for value in column.values[first : first + length]]
        cache_values(book, plan.area.part(1 + first, column.position, length), values)
