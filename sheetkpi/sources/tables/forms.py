"""Daily reports kept as forms: labels with what they say to their right, one form below the other.

氏名      佐藤葵
日付      2026/11/2
架電数    30 件
アポ数    1 件
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from sheetkpi.sources.headers.grammar import understand
from sheetkpi.sources.tables.context import days_of, label_of, month_of
from sheetkpi.sources.tables.grid import MOST_CELLS, Grid, Layout, Place
from sheetkpi.sources.values.numbers import is_number

if TYPE_CHECKING:
    from sheetkpi.sources.raw import RawSheet

_Cell = tuple[str, Place]
_NONE: _Cell = ("", (0, -1))
_HEADERS = {"rep": "担当者", "team": "チーム"}
_SEARCHED = 60
"""In how many rows the first form begins."""


@dataclass
class _Form:
    """What one form says: its labels' cells by what they name, and the numbers by their labels."""

    said: dict[str, _Cell] = field(default_factory=dict)
    numbers: dict[str, _Cell] = field(default_factory=dict)


def from_forms(sheet: RawSheet, today: date) -> RawSheet | None:
    """`sheet` as a row for each form on it: who, when, and a column for each label with a number; else None.

    A form begins where the first of its labels (who or when) stands again. A label with several numbers
    beside it (a target and what was done) says nothing for certain: then the sheet is none of forms.
    """
    if not 4 <= sheet.cells.num_rows * max(sheet.cells.num_columns, 1) <= MOST_CELLS:
        return None
    if not any(_name(text) for texts in Grid.of(sheet, _SEARCHED).rows for text in texts if text):
        return None  # to ask each cell of a long list of something else takes seconds
    grid = Grid.of(sheet)
    forms = _forms(grid)
    if not forms or not any({"rep", "when"} <= form.said.keys() for form in forms):
        return None
    whens = [form.said["when"][0] for form in forms if "when" in form.said]
    days = days_of(whens, today)
    is_month = not any(days.values())
    if is_month and not any(month_of(text, today) for text in whens):
        return None
    fields = ["rep", *(["team"] if any("team" in form.said for form in forms) else [])]
    labels = list(dict.fromkeys(label for form in forms for label in form.numbers))
    if not any(understand(label).is_of_the_day and not understand(label).unknown for label in labels):
        return None
    first = forms[0]
    places = [first.said.get(name, _NONE)[1] for name in ("when", *fields)]
    numbers = [next(form.numbers[label] for form in forms if label in form.numbers)[1] for label in labels]
    headers = ["対象月" if is_month else "日付", *(_HEADERS[name] for name in fields), *labels]
    layout = Layout(headers, [*map(_inside, places), *map(_inside, numbers)], main=len(fields) + 1)
    for form in forms:
        row = next(iter(form.numbers.values()), _NONE)[1][0]
        text, place = form.said.get("when", _NONE)
        day = month_of(text, today) if is_month else days.get(text)
        when = (day.isoformat() if day else text, place)
        cells = [when, *(form.said.get(name, _NONE) for name in fields)]
        cells += [form.numbers.get(label, _NONE) for label in labels]
        layout.add([(text, place if place[1] >= 0 else (row, -1)) for text, place in cells])
    return layout.sheet(grid)


def _forms(grid: Grid) -> list[_Form]:
    """The forms from top to bottom; [] where the sheet is none of forms."""
    forms: list[_Form] = []
    opening: tuple[str, int] | None = None
    for name, label, (row, column), values in _labelled(grid):
        if name:
            if opening is None:
                opening = name, column
            if opening[0] == name:
                if opening[1] != column:
                    return []  # beside each other
                forms.append(_Form())
            if len(values) != 1 or name in forms[-1].said:
                return []
            forms[-1].said[name] = values[0]
        else:
            found = [(text, place) for text, place in values if is_number(text)]
            if not forms and not found:
                continue  # a title
            if not forms or len(found) > 1 or label in forms[-1].numbers:
                return []
            forms[-1].numbers[label] = found[0] if found else ("", (row, -1))
    return [form for form in forms if form.numbers]


def _labelled(grid: Grid) -> Iterator[tuple[str, str, Place, Sequence[_Cell]]]:
    """What each label names ("" a count), the label, where it stands, and the cells to its right as far as
    the next label."""
    name_of = cache(_name)  # labels stand again in each form
    for row, texts in enumerate(grid.rows):
        filled = [(column, text) for column, text in enumerate(texts) if text]
        labels = [(column, name) for column, text in filled if (name := name_of(text)) is not None]
        for at, (column, name) in enumerate(labels):
            end = labels[at + 1][0] if at + 1 < len(labels) else grid.width
            values = [(text, (row, place)) for place, text in filled if column < place < end]
            yield name, texts[column], (row, column), values


def _name(text: str) -> str | None:
    """What a cell names that is a label: who, when or which team, "" for a count; None for any other cell."""
    named = label_of(text)
    if named in ("day", "month"):
        return "when"
    if named in ("rep", "team"):
        return named
    return "" if understand(text).count else None


def _inside(place: Place) -> Place:
    return (max(place[0], 0), max(place[1], 0))
