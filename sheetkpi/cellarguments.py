"""Between worksheet functions and cells: arguments of any shape in, arrays out, errors as readable text.

A worksheet function cannot return Excel's own error values through xlwings on the desktop, so what is wrong
begins with the error's name and goes on with a sentence: `#VALUE! The meeting rate must be …`. Sums pass over
such a text, and nobody takes it for a figure.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd
import xlwings as xw

from sheetkpi.errors import SheetKPIError
from sheetkpi.language import preferred_language, say
from sheetkpi.workbook.text import as_text, date_meant

Block = list[list[Any]]
"""Cells as xlwings hands them over: rows of values, `[[value]]` for a single one."""

CATEGORY = "SheetKPI"


class CellError(Exception):
    """What is wrong with an argument, as the cell says it."""

    def __init__(self, name: Literal["#N/A", "#VALUE!"], key: str, **values: object) -> None:
        super().__init__(f"{name} {say(key, preferred_language(), **values)}")


def worksheet_function(*arguments: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a function one that cells call: registered with xlwings, help in the machine's language in the
    function wizard, every argument as a `Block` (None where it was left out), errors as text.

    `arguments` are the keys of the arguments' help, in order: `argument.<key>`. The function's own is
    `function.<name>`.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        parameters = inspect.signature(function).parameters
        assert len(parameters) == len(arguments)

        @functools.wraps(function)
        def told(*given: Any) -> Any:
            try:
                return function(*map(_as_block, given))
            except CellError as error:
                return str(error)
            except SheetKPIError as error:
                return f"#VALUE! {error.sentence(preferred_language())}"
            except Exception as error:  # a cell must never show a traceback
                return f"#VALUE! {say('function.failed', preferred_language(), what=type(error).__name__)}"

        # xlwings would look for converters by the annotations, which are for people.
        plain = [one.replace(annotation=inspect.Parameter.empty) for one in parameters.values()]
        told.__signature__ = inspect.Signature(plain)  # type: ignore[attr-defined]
        told.__annotations__ = {}
        del told.__wrapped__
        told.__doc__ = say(f"function.{function.__name__}", preferred_language())
        told = xw.func(category=CATEGORY)(told)
        for name, key in zip(parameters, arguments, strict=True):
            told = xw.arg(name, ndim=2, doc=say(f"argument.{key}", preferred_language()))(told)
        return told

    return decorate


def each(result: Callable[..., Any], *arguments: Block | None) -> Any:
    """`result` of the arguments, cell by cell: single values go with every cell of a block.

    A single value for single ones, else rows. A cell whose arguments are wrong says so, the others are
    computed. Raises CellError for blocks of different shapes.

    >>> each(lambda a, b: a * b, [[1.0, 2.0]], [[10.0]])
    [[10.0, 20.0]]
    """
    blocks = [block if block is not None else [[None]] for block in arguments]
    shapes = {(len(block), len(block[0])) for block in blocks} - {(1, 1)}
    if len(shapes) > 1:
        raise CellError("#VALUE!", "function.shapes")
    height, width = next(iter(shapes), (1, 1))

    def cell(row: int, column: int) -> Any:
        try:
            return result(*(_at(block, row, column) for block in blocks))
        except CellError as error:
            return str(error)

    rows = [[cell(row, column) for column in range(width)] for row in range(height)]
    return rows if shapes else rows[0][0]


def one(block: Block | None) -> Any:
    """The single value of an argument that is no array: the first cell's; None where it was left out."""
    return block[0][0] if block and block[0] else None


def number_in(value: Any, key: str, *, most: float | None = None, least: float | None = None) -> float:
    """A number above 0 (or from `least` on), at most `most`; CellError, naming the argument, for others."""
    known = isinstance(value, int | float) and not isinstance(value, bool)
    above = known and (value > 0 if least is None else value >= least)
    if not above or (most is not None and value > most):
        wanted = (
            "function.rate"
            if most is not None
            else "function.positive"
            if least is None
            else "function.number"
        )
        raise _wrong(wanted, key, value)
    return float(value)


def day_in(value: Any, key: str) -> date:
    """A date, or the serial number of one; CellError, naming the argument, for others."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and (moment := date_meant(value)):
        return moment.date()
    raise _wrong("function.date", key, value)


def flat(block: Block | None) -> list[Any]:
    """The cells of a column, a row or a block, one after the other."""
    return [value for row in block or [] for value in row]


def none_if_nan(value: float) -> float | str:
    """A number for a cell, an empty text for none."""
    return "" if pd.isna(value) else float(value)


def _wrong(sentence: str, key: str, value: Any) -> CellError:
    argument = say(f"argument.{key}.name", preferred_language())
    return CellError("#VALUE!", sentence, argument=argument, value=as_text(value))


def _as_block(value: Any) -> Block | None:
    """An argument as rows of cells: also where xlwings left it as it was (a call from Python, say)."""
    if value is None:
        return None
    if not isinstance(value, Sequence) or isinstance(value, str):
        return [[value]]
    if not value or not isinstance(value[0], Sequence) or isinstance(value[0], str):
        return [list(value)]
    return [list(row) for row in value]


def _at(block: Block, row: int, column: int) -> Any:
    return block[0][0] if len(block) == len(block[0]) == 1 else block[row][column]
