"""What the totals above the daily entries come to after a refresh: cached values for their formulas.

Nothing is typed on the entry sheet by a refresh: it is protected, and Excel works its formulas out by itself.
Today's line changes by itself every night, so that it never has a cached value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from sheetkpi.language import Language, say
from sheetkpi.model.views import ALL
from sheetkpi.patterns import lazy_pattern
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.status import CellsPlan
from sheetkpi.workbook.tableplan import TablePlan

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.sources.raw import RawSheet
    from sheetkpi.tables.report import Report
    from sheetkpi.workbook.inputs import Inputs


_DAY = lazy_pattern(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}")
"""What a cell with a date reads on a raw sheet."""


def plan_entry_totals(
    book: xw.Book, inputs: Inputs, tables: Sequence[TablePlan], report: Report
) -> tuple[CellsPlan, ...]:
    """The results of the formulas under `kpi_entry_…`, for those of these names that the workbook has."""
    counts = [column.key for column in inputs.specs["DailyEntry"] if column.kind in ("count", "money")]
    plans = {table.table.spec.name: table for table in tables}
    later = _has_later_entries(book, inputs, report)
    month = [None if later else total(plans.get("RepKPI"), key) for key in counts]
    target = [_target(plans.get("Progress"), key, inputs.language) for key in counts]
    lines: dict[str, Sequence[Any]] = {
        "kpi_entry_today": [None] * len(counts),
        "kpi_entry_month": month,
        "kpi_entry_target": target,
        "kpi_entry_attainment": [attained(*pair) for pair in zip(month, target, strict=True)],
        "kpi_entry_left": [left(*pair) for pair in zip(month, target, strict=True)],
        "kpi_counted_until": [datetime.combine(report.last_data, time()) if report.last_data else 0],
    }
    return tuple(
        CellsPlan(name, inputs.names[name].area, (tuple(values),), formula=True)
        for name, values in lines.items()
        if name in inputs.names and inputs.names[name].area.columns == len(values)
    )


def total(plan: TablePlan | None, key: str) -> Any:
    """The sum of a column of values after the refresh; None where the table or column is not filled, "" where
    there is nothing measured in it."""
    if plan is None or key not in plan.table.columns:
        return None
    position = plan.table.columns[key]
    values = next((column.values for column in plan.columns if column.position == position), None)
    if values is None:
        return None
    numbers = [value for value in values if isinstance(value, (int, float))]
    return sum(numbers) if numbers else ""


def attained(done: Any, target: float | None) -> Any:
    """The share of `target` that is done: None where either is not known, "" where there is no target or
    nothing is measured."""
    if target is None:
        return None
    if target <= 0 or done == "":
        return ""
    return None if done is None else done / target


def left(done: Any, target: float | None) -> Any:
    """What of `target` is still to do: None where either is not known, "" where there is no target or nothing
    is measured.

    >>> left(3.0, 10.0), left(12.0, 10.0), left("", 10.0), left(3.0, None)
    (7.0, 0.0, '', None)
    """
    if target is None:
        return None
    if target <= 0 or done == "":
        return ""
    return None if done is None else max(target - done, 0.0)


def _target(plan: TablePlan | None, count: str, language: Language) -> float | None:
    """Everybody's target in Progress, 0 where there is none; None where the cell is not known."""
    keys = ("kpi", "team", "target")
    if plan is None or any(key not in plan.table.columns for key in keys):
        return None
    columns = {column.position: column.values for column in plan.columns}
    kpis, teams, targets = (columns.get(plan.table.columns[key], ()) for key in keys)
    wanted = say(count, language), say(ALL, language)
    found = [target for *of, target in zip(kpis, teams, targets, strict=True) if tuple(of) == wanted]
    if any(value is None for value in found):
        return None
    return float(sum(value for value in found if isinstance(value, (int, float))))


def entered_until(sheets: Iterable[RawSheet], inputs: Inputs) -> datetime | None:
    """The last day of the entries, as the `sheets` that were counted have it (`datetime.min` where there is
    none); None where that takes a look at the cells: something else than dates stands there."""
    cells = _entry_dates(inputs)
    sheet = next((one for one in sheets if one.typed and cells and one.name == cells.sheet), None)
    if cells is None or sheet is None:
        return None
    number = cells.left - sheet.first_column
    if not 0 <= number < sheet.cells.num_columns or cells.top < sheet.first_row:
        return None
    column = sheet.cells.column(number).slice(cells.top - sheet.first_row, cells.rows)
    days = [text for text in column.unique().to_pylist() if text is not None]
    if not all(map(_DAY.fullmatch, days)):
        return None
    return max(map(datetime.fromisoformat, days), default=datetime.min)


def _entry_dates(inputs: Inputs) -> Area | None:
    """The cells of the entries' days; None where there are none."""
    table = inputs.tables.get("DailyEntry")
    if table is None or "date" not in table.columns or table.rows < 1:
        return None
    return table.area.part(1, table.columns["date"], table.rows)


def _has_later_entries(book: xw.Book, inputs: Inputs, report: Report) -> bool:
    """Whether entries of days after the last one counted stand in the table: what they add is not known."""
    last = datetime.combine(report.last_data, time.max) if report.last_data else datetime.min
    cells = _entry_dates(inputs)
    if cells is None or (report.entered_until is not None and report.entered_until <= last):
        return False
    dates = book.sheets[cells.sheet][cells.address].options(ndim=1).value
    return any(isinstance(date, datetime) and date > last for date in dates)
