"""Makes the README's pictures from the sample workbook, as LibreOffice prints it.

    python -m tests.pictures

Run it after a change to the template or the sample, and look at what it wrote.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl

import sheetkpi
from sheetkpi.language import say
from tests.libreoffice import printed
from tests.template.test_phone import right_edge

PICTURES = Path(__file__).parents[1] / "templates" / "pictures"
SHEETS = {
    "ja": ("board", "executive", "progress", "diagnosis", "issues"),
    "en": ("board", "executive", "progress", "diagnosis"),
}
TODAY = date(2026, 11, 20)
DPI = 96
MARGIN = 12
FOOTER = 0.93
"""Share of the page's height below which the footer stands."""
PHONE = (390, 700)
"""The part of the board that a telephone shows first, in pixels."""


def main() -> None:
    """Write one picture per sheet and language."""
    PICTURES.mkdir(exist_ok=True)
    for language, sheets in SHEETS.items():
        with tempfile.TemporaryDirectory() as folder:
            book, _ = sheetkpi.demo(Path(folder, "demo"), language, today=TODAY)
            pdf = printed(book, Path(folder))
            _phone(pdf, book, PICTURES / f"phone_{language}.png")
            for sheet in sheets:
                number = page_of(pdf, say(f"title.{sheet}", language))
                picture_of(pdf, number, PICTURES / f"{sheet}_{language}.png")


def page_of(pdf: Path, title: str) -> int:
    """The first page that begins with `title`."""
    text = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True
    ).stdout
    for number, page in enumerate(text.split("\f"), 1):
        if page.strip().startswith(title):
            return number
    raise SystemExit(f"no page begins with {title}")


def picture_of(pdf: Path, page: int, path: Path) -> int:
    """The page as PNG, without its white margins and its footer; returns how many pixels go above."""
    rows, columns = _drawn(pdf, page, DPI)
    left, top = columns[0] - MARGIN, rows[0] - MARGIN
    _cut(pdf, page, DPI, (left, top, np.ptp(columns) + 2 * MARGIN, np.ptp(rows) + 2 * MARGIN), path)
    return max(int(top), 0)


def _phone(pdf: Path, book: Path, path: Path) -> None:
    """The upper left of the board, each column as wide as on a screen: as a telephone shows it."""
    board = openpyxl.load_workbook(book).worksheets[0]
    edges = [right_edge(board, column) for column in (1, board.max_column)]
    _, columns = _drawn(pdf, 1, DPI)
    dpi = DPI * (edges[1] - edges[0]) / np.ptp(columns)
    rows, columns = _drawn(pdf, 1, dpi)
    _cut(pdf, 1, dpi, (columns[0] - edges[0], rows[0] - MARGIN, *PHONE), path)


def _drawn(pdf: Path, page: int, dpi: float) -> tuple[np.ndarray, np.ndarray]:
    """The rows and the columns of pixels of a page in which something is drawn, its footer aside."""
    pixels = _pixels(subprocess.run([*_render(page, dpi), pdf], capture_output=True, check=True).stdout)
    drawn = (pixels[: int(len(pixels) * FOOTER)] < 250).any(axis=2)
    return np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))


def _cut(pdf: Path, page: int, dpi: float, box: Sequence[float], path: Path) -> None:
    """Write the part of a page whose left, top, width and height `box` says in pixels."""
    cut = [f"{max(round(length), 0)}" for length in box]
    options = [word for pair in zip(("-x", "-y", "-W", "-H"), cut, strict=True) for word in pair]
    subprocess.run([*_render(page, dpi), *options, "-png", pdf, path.with_suffix("")], check=True)


def _render(page: int, dpi: float) -> list[str]:
    return ["pdftoppm", "-r", f"{dpi:.3f}", "-f", str(page), "-l", str(page), "-singlefile"]


def _pixels(ppm: bytes) -> np.ndarray:
    """A binary PPM as rows × columns × 3."""
    magic, size, _, data = ppm.split(b"\n", 3)
    assert magic == b"P6"
    width, height = map(int, size.split())
    return np.frombuffer(data, np.uint8).reshape(height, width, 3)


if __name__ == "__main__":
    main()
