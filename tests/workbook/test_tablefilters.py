"""A filter in Excel itself, through xlwings: off while rows are written, and on again as it was."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from xlwings import base_classes
from xlwings.main import AutoFilter

from sheetkpi.workbook.tablefilters import can_be_lifted, is_filtered, unfiltered


class Excels:
    """Excel's side of a filter: what it is told to do, in order."""

    def __init__(self, *criteria: dict[str, Any]) -> None:
        self.criteria = [*criteria]
        self.done: list[tuple[Any, ...]] = []

    def clear(self, field: int | None) -> None:
        self.done.append(("clear", field))

    def apply_values(self, field: int, values: list[str]) -> None:
        self.done.append(("values", field, values))

    def apply_comparison(self, field: int, operator: str, value1: str | None, value2: str | None) -> None:
        self.done.append((operator, field, value1, value2))

    def apply_top_items(self, field: int, count: int) -> None:
        self.done.append(("top", field, count))


def table(*criteria: dict[str, Any]) -> Any:
    impl = Excels(*criteria)
    made = SimpleNamespace(impl=SimpleNamespace(autofilter=impl), range=SimpleNamespace(shape=(9, 5)))
    made.autofilter = AutoFilter(impl, made)
    made.autofilter._validate_field = lambda field: field
    return made


def told(field: int, kind: str, *more: Any) -> dict[str, Any]:
    """A criterion as Excel's engine tells it."""
    return base_classes.autofilter_criteria_snapshot(field, kind, *more)


def test_it_is_lifted_and_applied_again_with_all_its_criteria() -> None:
    one = table(
        told(1, "none"),
        told(2, "comparison", "=森 葵"),
        told(3, "values", ["=不在", "=受付止まり", "=再架電"]),
        told(4, "comparison", "="),
        told(5, "top_items", "3"),
    )
    assert is_filtered(one)
    assert can_be_lifted(one)
    with unfiltered(one):
        assert one.impl.autofilter.done == [("clear", None)]
    assert one.impl.autofilter.done[1:] == [
        ("equal_to", 2, "森 葵", None),
        ("values", 3, ["不在", "受付止まり", "再架電"]),
        ("equal_to", 4, None, None),
        ("top", 5, 3),
    ]


@pytest.mark.parametrize(
    "criterion",
    [
        told(1, "unknown"),
        told(1, "top_items", ">=3"),
        told(1, "comparison", ">=2026/11/2"),
        told(1, "values", None),
    ],
)
def test_what_is_not_told_in_full_is_left_alone(criterion: dict[str, Any]) -> None:
    one = table(criterion)
    assert is_filtered(one)
    assert not can_be_lifted(one)
    with unfiltered(one):
        pass
    assert one.impl.autofilter.done == []


def test_without_a_filter_nothing_is_done() -> None:
    one = table(told(1, "none"))
    assert not is_filtered(one)
    with unfiltered(one):
        pass
    assert one.impl.autofilter.done == []
