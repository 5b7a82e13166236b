"""Tables of people's own that a refresh leaves as they are, since something is in the way of filling them.

Of our tables one obstacle stops the refresh before anything is written. People's own stand where people put
them, with whatever below and around: one of them left out, and told, is better than none filled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sheetkpi.errors import ProtectedError, SheetKPIError
from sheetkpi.language import Language, say
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.finding import FoundTable
from sheetkpi.workbook.obstacles import check_no_arrays, check_unobstructed
from sheetkpi.workbook.protection import guards_cells
from sheetkpi.workbook.room import check_room

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.workbook.inputs import Inputs
    from sheetkpi.workbook.tableplan import TablePlan

LEFT_OUT = "reason.adopted_left_out"
"""The sentence that tells of one."""


@dataclass(frozen=True)
class LeftOut:
    """A table that stays as it is, and the `error` that filling it would be."""

    table: FoundTable
    error: SheetKPIError

    def sentence(self, language: Language) -> str:
        """Which table, why, and what to do."""
        return say(LEFT_OUT, language, table=self.table.name, why=self.error)


def unfit_among(
    book: xw.Book, inputs: Inputs, plans: Mapping[str, TablePlan], areas: Mapping[str, Area]
) -> dict[str, LeftOut]:
    """Those of the `plans` (of tables of people's own, by name) that cannot be carried out where the tables
    will stand in `areas`."""
    found: dict[str, LeftOut] = {}
    for name, plan in plans.items():
        others = {each: area for each, area in areas.items() if each not in (name, *found)}
        checks: tuple[Callable[[], None], ...] = (
            lambda plan=plan: _check_protection(book, plan),  # type: ignore[misc]
            lambda plan=plan, others=others: check_room(book, inputs, [plan], others),  # type: ignore[misc]
            lambda plan=plan: check_no_arrays(book, [plan]),  # type: ignore[misc]
            lambda plan=plan: check_unobstructed(book, [plan], ()),  # type: ignore[misc]
        )
        for check in checks:
            try:
                check()
            except SheetKPIError as error:
                found[name] = LeftOut(plan.table, error)
                break
    return found


def _check_protection(book: xw.Book, plan: TablePlan) -> None:
    """A file refuses nothing; but whoever protected a sheet of their own wants nobody to write there."""
    if guards_cells(book.sheets[plan.area.sheet]):
        raise ProtectedError("error.sheet_protected", sheet=plan.area.sheet)
