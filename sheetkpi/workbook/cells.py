"""Cells by their `Area`, asked for and written in few calls: in Excel each call costs a round trip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from xlwings.conversion import ValueAccessor, WriteValueToRangeStage

from sheetkpi.workbook.areas import Area

if TYPE_CHECKING:
    import xlwings as xw

_WITHIN_BUDGET = 50_000
"""Cells that every engine takes at once; of more, xlwings knows how many."""

_asked: ContextVar[tuple[xw.Book, dict[str, xw.Sheet]] | None] = ContextVar("sheets", default=None)


@contextmanager
def sheets_asked_once(book: xw.Book) -> Iterator[None]:
    """While it lasts, each sheet of `book` is looked up once: none is renamed or deleted meanwhile."""
    token = _asked.set((book, {}))
    try:
        yield
    finally:
        _asked.reset(token)


def sheet_of(book: xw.Book, name: str) -> xw.Sheet:
    """The sheet of `book` called `name`."""
    asked = _asked.get()
    if asked is None or asked[0] is not book:
        return book.sheets[name]
    known = asked[1]
    if name not in known:
        known[name] = book.sheets[name]
    return known[name]


def cells_of(book: xw.Book, area: Area) -> xw.Range:
    """The cells of `area`."""
    return sheet_of(book, area.sheet)[area.address]


def write_block(cells: xw.Range, rows: Sequence[Sequence[Any]], *, formulas: bool = False) -> None:
    """Put `rows` into cells of just that size, as `cells.value = rows` or `cells.formula = rows` do in forty
    calls more: xlwings sizes the range anew, twice, and compares the sheets and apps of its corners."""
    cells = cells.options(convert=_Block)
    if formulas:
        cells.formula = rows
    else:
        cells.value = rows


class _WholeBlock(WriteValueToRangeStage):
    def __call__(self, ctx: Any) -> None:
        if ctx.value and len(ctx.value) * len(ctx.value[0]) <= _WITHIN_BUDGET:
            written = ctx.meta.get("write_property", "raw_value")
            self._set_value(ctx.range, ctx.value, written)  # type: ignore[no-untyped-call]
        else:
            super().__call__(ctx)  # type: ignore[no-untyped-call]


class _Block(ValueAccessor):
    """Values for a range of their size: dates and the like are made ready as ever."""

    @staticmethod
    def writer(options: dict[str, Any]) -> Any:
        """The stages of xlwings, but the last."""
        stages = ValueAccessor.writer(options)  # type: ignore[no-untyped-call]
        last = _WholeBlock(options)  # type: ignore[no-untyped-call]
        return stages.insert_stage(last, replace=WriteValueToRangeStage)

    @classmethod
    def router(cls, value: object, rng: xw.Range, options: dict[str, Any]) -> type[_Block]:
        """This accessor, whatever the value is."""
        return cls
