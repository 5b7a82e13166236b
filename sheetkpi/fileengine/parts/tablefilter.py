"""Which rows the filter of a table shows: by values, by comparison, by the first so many.

Excel keeps the outcome on the rows (`hidden`) and does not look again when it opens a file: whoever changes a
filtered table's rows has to. Filters by colour, by icon or by what day it is are known to Excel alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.parts.cells import Element, Value, to_serial
from sheetkpi.patterns import lazy_pattern

Test = Callable[[Value], bool]

_PARTS = ("year", "month", "day", "hour", "minute", "second")
_NUMBER = lazy_pattern(r"[-+]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?")


def known(column: Element) -> bool:
    """Whether the criterion of a filter's column is one that is understood here."""
    kinds = {etree.QName(child).localname for child in column}
    return kinds <= {"filters", "customFilters", "top10"}


def shown(columns: Sequence[Element], rows: Sequence[Sequence[Value]]) -> list[bool]:
    """Which of the `rows` (the data rows of a table) its filter shows; `columns` are its filterColumn
    elements, all of them `known`."""
    passed = [True] * len(rows)
    for column in columns:
        place = int(column.get("colId", "0"))
        values = [row[place] if place < len(row) else None for row in rows]
        for child in column:
            test = _TESTS[etree.QName(child).localname](child, values)
            passed = [ok and test(value) for ok, value in zip(passed, values, strict=True)]
    return passed


def _by_values(element: Element, values: Sequence[Value]) -> Test:
    texts = [one.get("val", "") for one in element.iterchildren(main("filter"))]
    folded = {text.casefold() for text in texts}
    days = [
        tuple(
            int(one.get(part, "0")) for part in _PARTS[: _PARTS.index(one.get("dateTimeGrouping", "day")) + 1]
        )
        for one in element.iterchildren(main("dateGroupItem"))
    ]
    blank = element.get("blank") in ("1", "true")

    def test(value: Value) -> bool:
        if value is None or value == "":
            return blank
        if isinstance(value, datetime):
            parts = tuple(getattr(value, part) for part in _PARTS)
            return any(parts[: len(day)] == day for day in days) or any(
                _is_day(text, value) for text in texts
            )
        if isinstance(value, bool):
            return str(value).casefold() in folded
        if isinstance(value, int | float):
            return any(_shows(text, float(value)) for text in texts)
        return str(value).casefold() in folded

    return test


def _is_day(text: str, day: datetime) -> bool:
    """Whether a date is shown as `text`: its figures are those of its year, month and day, in some order."""
    figures = [int(figure) for figure in re.findall(r"\d+", text)]
    return sorted(figures[:3]) == sorted((day.year, day.month, day.day))


def _shows(text: str, number: float) -> bool:
    """Whether a number is shown as `text`, rounded to as many places as it has there."""
    found = _NUMBER.search(text)
    if found is None:
        return False
    figures = found[0].replace(",", "")
    share = 100.0 if "%" in text else 1.0
    places = len(figures.partition("e")[0].partition(".")[2])
    return abs(float(figures) - number * share) <= 0.5 * 10.0**-places + 1e-9


def _by_comparison(element: Element, values: Sequence[Value]) -> Test:
    tests = [
        _comparison(one.get("operator", "equal"), one.get("val", ""))
        for one in element.iterchildren(main("customFilter"))
    ]
    every = all if element.get("and") in ("1", "true") else any
    return lambda value: every(test(value) for test in tests)


def _comparison(operator: str, wanted: str) -> Test:
    number = _as_number(wanted)
    pattern = _pattern(wanted)

    def equal(value: Value) -> bool:
        if not wanted.strip():
            return value is None or value == ""
        own = _as_number(value)
        if number is not None and own is not None:
            return own == number
        return value is not None and bool(pattern.fullmatch(str(value).casefold()))

    def compared(value: Value) -> int | None:
        own = _as_number(value)
        if number is not None:
            return None if own is None else (own > number) - (own < number)
        if not isinstance(value, str):
            return None
        return (value.casefold() > wanted.casefold()) - (value.casefold() < wanted.casefold())

    match operator:
        case "equal":
            return equal
        case "notEqual":
            return lambda value: not equal(value)
    allowed = {
        "greaterThan": (1,),
        "greaterThanOrEqual": (0, 1),
        "lessThan": (-1,),
        "lessThanOrEqual": (-1, 0),
    }[operator]
    return lambda value: compared(value) in allowed


def _as_number(value: Any) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, datetime):
        return to_serial(value)
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _pattern(text: str) -> re.Pattern[str]:
    """What `*`, `?` and `~` stand for in a criterion of text."""
    parts = re.findall(r"~[*?~]|.", text.casefold(), re.DOTALL)
    meant = {"*": ".*", "?": "."}
    return re.compile("".join(meant.get(part, re.escape(part[-1])) for part in parts), re.DOTALL)


def _by_rank(element: Element, values: Sequence[Value]) -> Test:
    numbers = sorted(number for value in values if (number := _number_alone(value)) is not None)
    from_top, wanted = element.get("top", "1") in ("1", "true"), float(element.get("val", "10"))
    count = int(len(numbers) * wanted / 100) if element.get("percent") in ("1", "true") else int(wanted)
    count = max(1, min(count, len(numbers)))
    if not numbers:
        return lambda value: False
    edge = numbers[-count] if from_top else numbers[count - 1]

    def test(value: Value) -> bool:
        number = _number_alone(value)
        return number is not None and (number >= edge if from_top else number <= edge)

    return test


def _number_alone(value: Value) -> float | None:
    return None if isinstance(value, str) else _as_number(value)


_TESTS: dict[str, Callable[[Element, Sequence[Value]], Test]] = {
    "filters": _by_values,
    "customFilters": _by_comparison,
    "top10": _by_rank,
}
