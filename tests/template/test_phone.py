"""The board as a telephone shows it: the first columns of the sheet, at their own size.

`python -m tests.pictures` draws that part (`phone_ja.png`, `phone_en.png`).
"""

from __future__ import annotations

import math
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.worksheet.worksheet import Worksheet

from sheetkpi.language import LANGUAGES, Language
from sheetkpi.tables.cards import CARD_KPIS
from sheetkpi.templates import template_path
from sheetkpi.workbook.template.cards import PHONE

LEGIBLE = 11
"""Pixels of the smallest letters."""

PIXELS_PER_POINT = 96 / 72

CARDS = (*(f"kpi_card_{kpi}" for kpi in CARD_KPIS), "kpi_cards_target", "kpi_cards_forecast")
FIRST = ("kpi_answer", "kpi_month_shown", "kpi_card_meant", "kpi_missing")
"""What a manager must see there besides the figures of the cards and the causes."""


@pytest.fixture(scope="module", params=LANGUAGES)
def board(request: pytest.FixtureRequest) -> tuple[openpyxl.Workbook, Worksheet]:
    language: Language = request.param
    book = openpyxl.load_workbook(template_path(language))
    return book, book.worksheets[0]


def pixels(width: float) -> int:
    """How wide Excel draws a column of that width, in a font whose digits are seven pixels wide."""
    return int((256 * width + int(128 / 7)) / 256 * 7)


def right_edge(sheet: Worksheet, column: int) -> int:
    """Where a column (from 1) ends, in pixels from the left edge of the sheet."""
    letters = map(get_column_letter, range(1, column + 1))
    return sum(pixels(sheet.column_dimensions[letter].width) for letter in letters)


def last_column(sheet: Worksheet, at: str) -> int:
    """The last column that a cell covers, merged or not."""
    merged = next((each for each in sheet.merged_cells.ranges if at in each), None)
    return merged.max_col if merged else column_index_from_string(coordinate_from_string(at)[0])


def cells_of(book: openpyxl.Workbook, name: str) -> list[Cell]:
    ((sheet, place),) = book.defined_names[name].destinations
    found = book[sheet][place]
    return [cell for row in found for cell in row] if isinstance(found, tuple) else [found]


def test_what_counts_most_stands_within_a_telephones_width(
    board: tuple[openpyxl.Workbook, Worksheet],
) -> None:
    book, sheet = board
    names = (*FIRST, *CARDS)
    shown = [cell for name in names for cell in cells_of(book, name)]
    who, _, why, *_, what_to_do = cells_of(book, "kpi_causes")[:6]
    for cell in (*shown, who, why):
        assert right_edge(sheet, last_column(sheet, cell.coordinate)) <= PHONE, cell.coordinate
    assert what_to_do.column == who.column


def test_every_word_there_is_large_enough(board: tuple[openpyxl.Workbook, Worksheet]) -> None:
    book, sheet = board
    bottom = max(cell.row for cell in cells_of(book, "kpi_causes"))
    looked_at = 0
    for row in sheet.iter_rows(max_row=bottom):
        for cell in row:
            if right_edge(sheet, cell.column) <= PHONE and cell.value is not None:
                assert cell.font.size * PIXELS_PER_POINT >= LEGIBLE, cell.coordinate
                looked_at += 1
    assert looked_at > 6 * 4


def em(text: str) -> float:
    """About how wide a text is in bold letters, in their size."""
    return sum(1 if ord(letter) > 0x2000 else 0.26 if letter in ",. " else 0.57 for letter in text)


def test_the_samples_figures_are_not_shrunk_below_that(demo: Path) -> None:
    book = openpyxl.load_workbook(demo, data_only=True)
    sheet = book.worksheets[0]
    texts = {cell: f"{cell.value:,.0f}" for name in CARDS for cell in cells_of(book, name) if cell.value}
    amounts = {
        cell: f"¥{text}" for cell, text in texts.items() if cell.row == max(each.row for each in texts)
    }
    assert len(texts) >= 15
    for cell, text in (texts | amounts).items():
        room = pixels(sheet.column_dimensions[cell.column_letter].width) - 6
        size = cell.font.size * PIXELS_PER_POINT
        assert min(size, room / em(text)) >= LEGIBLE, (cell.coordinate, text)


def test_the_samples_sentence_has_room(demo: Path) -> None:
    book = openpyxl.load_workbook(demo, data_only=True)
    for name in ("kpi_answer", "kpi_missing"):
        (cell,) = cells_of(book, name)
        sheet = cell.parent
        (merged,) = (each for each in sheet.merged_cells.ranges if cell.coordinate in each)
        room = right_edge(sheet, merged.max_col) - right_edge(sheet, merged.min_col - 1) - 12
        lines = math.ceil(em(cell.value) * cell.font.size * PIXELS_PER_POINT / room)
        height = sum(sheet.row_dimensions[row].height for row in range(merged.min_row, merged.max_row + 1))
        assert lines * 1.58 * cell.font.size <= height, "lines of Yu Gothic are high"


def test_the_first_screen_holds_the_board_down_to_its_causes(
    board: tuple[openpyxl.Workbook, Worksheet],
) -> None:
    """At 1,366 × 768, with the ribbon open."""
    book, sheet = board
    bottom = max(
        cell.row for name in ("kpi_causes", "kpi_next", "kpi_status") for cell in cells_of(book, name)
    )
    points = sum(sheet.row_dimensions[row].height for row in range(1, bottom + 1))
    assert points * PIXELS_PER_POINT <= 512
    assert right_edge(sheet, 13) <= 1366 - 60  # row numbers and scroll bar
