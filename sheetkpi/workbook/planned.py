"""What a refresh will leave in a table, by the keys of its columns: what formulas elsewhere find there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sheetkpi.workbook.tableplan import Content, TablePlan


def planned_tables(
    tables: Sequence[TablePlan], contents: Mapping[str, Content] | None = None
) -> dict[str, Planned]:
    """The planned tables by name; `contents` is what stands in them now."""
    standing = contents or {}
    return {plan.table.spec.name: Planned(plan, standing.get(plan.table.spec.name)) for plan in tables}


class Planned:
    """The columns of one table after the refresh, a value per row: "" for a blank cell, None for one that is
    not known. `content` is what stands there now, for the columns in which people type."""

    def __init__(self, plan: TablePlan, content: Content | None = None) -> None:
        self._plan, self._content = plan, content
        self._columns = {column.position: column for column in plan.columns}
        self._found: dict[str, tuple[Any, ...] | None] = {}

    def has(self, key: str) -> bool:
        """Whether the table has a column."""
        return self._place(key) is not None

    def column(self, key: str) -> tuple[Any, ...] | None:
        """The cells of a column; None where nobody knows them, or the table lacks it."""
        if key not in self._found:
            self._found[key] = self._cells(key)
        return self._found[key]

    def _cells(self, key: str) -> tuple[Any, ...] | None:
        place = self._place(key)
        if place is None:
            return None
        planned = self._columns.get(place)
        if planned is None or planned.new_rows_only:
            return self._standing(place)
        if planned.formula:
            return planned.values
        return tuple("" if value is None else value for value in planned.values)

    def cell(self, key: str, row: int) -> Any:
        """A cell of a column; None where nobody knows it."""
        column = self.column(key)
        return None if column is None else column[row]

    def _place(self, key: str) -> int | None:
        place = self._plan.table.columns.get(key)
        if place is None:
            appended = [column.key for column in self._plan.appended]
            return len(self._plan.table.headers) + appended.index(key) if key in appended else None
        return place

    def _standing(self, place: int) -> tuple[Any, ...] | None:
        """What people typed in a column, in the rows as they will be."""
        if self._content is None or self._content.formulas is None:
            return None
        formulas = self._content.formulas.get(place)
        found: list[Any] = []
        for source in self._plan.rows.sources or (None,):  # a table without rows has a blank one
            if source is None:
                found.append("")
            elif formulas is not None and str(formulas[source] or "").startswith("="):
                found.append(None)
            else:
                value = self._content.values[source][place]
                found.append("" if value is None else value)
        return tuple(found)
