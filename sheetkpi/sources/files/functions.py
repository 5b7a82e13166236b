"""The values of simple formulas: arithmetic, comparison and functions as Excel has them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias


class NotSimpleError(Exception):
    """A formula that is not understood here, asks for itself, or asks for too much."""


class CellFaultError(Exception):
    """A formula whose value is an error, such as #DIV/0!."""


class Moment(float):
    """A day, perhaps with a time, as Excel counts them: adding a number to it gives another."""


Value: TypeAlias = "float | str | bool | None"
Range: TypeAlias = "list[Value]"
"""The values of a block of cells, row by row."""


@dataclass(frozen=True)
class Clock:
    """What day it is, and the day that a workbook counts as 0."""

    today: date
    epoch: date


def single(value: Value | Range) -> Value:
    """The value of one cell; a block where one value is wanted is not simple."""
    if isinstance(value, list):
        raise NotSimpleError
    return value


def number_of(value: Value) -> float:
    """A value as a number: an empty cell is 0, a text of digits what it says, another #VALUE!."""
    if value is None:
        return 0.0
    if isinstance(value, bool) or not isinstance(value, str):
        return value if isinstance(value, Moment) else float(value)
    try:
        return float(value)
    except ValueError:
        raise CellFaultError("#VALUE!") from None


def text_of(value: Value) -> str:
    """A value as & writes it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"
    return value or ""


def arithmetic(sign: str, left: float, right: float) -> float:
    """`left` and `right` under one of + - * / ^; a day and a number added are a day."""
    try:
        if sign == "+" or sign == "-":
            value = left + right if sign == "+" else left - right
            dates = isinstance(left, Moment) + isinstance(right, Moment)
            return Moment(value) if dates == 1 and not (sign == "-" and isinstance(right, Moment)) else value
        value = left * right if sign == "*" else left / right if sign == "/" else math.pow(left, right)
    except ZeroDivisionError:
        raise CellFaultError("#DIV/0!") from None
    except (ValueError, OverflowError):
        raise CellFaultError("#NUM!") from None
    return float(value)


def comparable(left: Value, right: Value) -> tuple[tuple[int, object], tuple[int, object]]:
    """Two values so that Python compares them as Excel does: numbers before texts before truth values."""
    if left is None:
        left = "" if isinstance(right, str) else 0.0
    if right is None:
        right = "" if isinstance(left, str) else 0.0
    first, second = (
        (2, value)
        if isinstance(value, bool)
        else (1, value.casefold())
        if isinstance(value, str)
        else (0, value)
        for value in (left, right)
    )
    return first, second


def _numbers(arguments: Sequence[Value | Range]) -> list[float]:
    """Numbers among arguments: texts and truth values in ranges are passed over, as Excel does."""
    found: list[float] = []
    for argument in arguments:
        if isinstance(argument, list):
            found += [value for value in argument if isinstance(value, float)]
        elif argument is not None:
            found.append(number_of(argument))
    return found


def _like(found: Sequence[float], value: float) -> float:
    """`value` as a day where all it comes from are days."""
    return Moment(value) if found and all(isinstance(one, Moment) for one in found) else float(value)


def _average(found: Sequence[float]) -> float:
    if not found:
        raise CellFaultError("#DIV/0!")
    return _like(found, sum(found) / len(found))


def _rounded(value: float, digits: float) -> float:
    """Rounded half away from zero, as Excel does (of 2.675 too, which binary has a little below)."""
    scale = 10.0 ** int(digits)
    return math.copysign(math.floor(float(f"{abs(value) * scale:.15g}") + 0.5) / scale, value)


def _day(clock: Clock, year: float, month: float, day: float) -> Moment:
    months = int(year) * 12 + int(month) - 1
    first = date(months // 12, months % 12 + 1, 1)
    return Moment((first - clock.epoch).days + int(day) - 1)


def _parts(clock: Clock, value: Value | Range) -> date:
    return date.fromordinal(clock.epoch.toordinal() + int(number_of(single(value))))


def _filled(arguments: Sequence[Value | Range]) -> int:
    return sum(
        sum(value is not None for value in argument) if isinstance(argument, list) else 1
        for argument in arguments
    )


FUNCTIONS: dict[str, Callable[[Clock, list[Value | Range]], Value]] = {
    "SUM": lambda _, given: float(sum(map(float, _numbers(given)))),
    "COUNT": lambda _, given: float(len(_numbers(given))),
    "COUNTA": lambda _, given: float(_filled(given)),
    "AVERAGE": lambda _, given: _average(_numbers(given)),
    "MIN": lambda _, given: _like(found := _numbers(given), min(found, default=0.0)),
    "MAX": lambda _, given: _like(found := _numbers(given), max(found, default=0.0)),
    "ROUND": lambda _, given: _rounded(number_of(single(given[0])), number_of(single(given[1]))),
    "INT": lambda _, given: float(math.floor(number_of(single(given[0])))),
    "ABS": lambda _, given: abs(float(number_of(single(given[0])))),
    "DATE": lambda book, given: _day(book, *(number_of(single(one)) for one in given)),
    "TODAY": lambda book, given: Moment((book.today - book.epoch).days),
    "NOW": lambda book, given: Moment((book.today - book.epoch).days),
    "YEAR": lambda book, given: float(_parts(book, given[0]).year),
    "MONTH": lambda book, given: float(_parts(book, given[0]).month),
    "DAY": lambda book, given: float(_parts(book, given[0]).day),
    "AND": lambda _, given: all(_numbers(given)),
    "OR": lambda _, given: any(_numbers(given)),
    "CONCATENATE": lambda _, given: "".join(text_of(single(one)) for one in given),
}
