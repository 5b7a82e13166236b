"""Makes the README's pictures from the sample workbook, as LibreOffice prints it.

    python -m tests.pictures

Run it after a change to the template or the sample, and look at what it wrote.
"""

from __future__ import annotations

import subprocess
import tempfile
from datetime import date
from pathlib import Path

import numpy as np

import sheetkpi
from sheetkpi.language import say
from tests.libreoffice import printed

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


def main() -> None:
    """Write one picture per sheet and language."""
    PICTURES.mkdir(exist_ok=True)
    for language, sheets in SHEETS.items():
        with tempfile.TemporaryDirectory() as folder:
            book, _ = sheetkpi.demo(Path(folder, "demo"), language, today=TODAY)
            pdf = printed(book, Path(folder))
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
    render = ["pdftoppm", "-r", str(DPI), "-f", str(page), "-l", str(page), "-singlefile"]
    pixels = _pixels(subprocess.run([*render, pdf], capture_output=True, check=True).stdout)
    drawn = (pixels[: int(len(pixels) * FOOTER)] < 250).any(axis=2)
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    box = {
        "-x": columns[0] - MARGIN,
        "-y": rows[0] - MARGIN,
        "-W": np.ptp(columns) + 2 * MARGIN,
        "-H": np.ptp(rows) + 2 * MARGIN,
    }
    cut = [word for option, value in box.items() for word in (option, str(max(int(value), 0)))]
    subprocess.run([*render, *cut, "-png", pdf, path.with_suffix("")], check=True)
    return max(int(box["-y"]), 0)


def _pixels(ppm: bytes) -> np.ndarray:
    """A binary PPM as rows × columns × 3."""
    magic, size, _, data = ppm.split(b"\n", 3)
    assert magic == b"P6"
    width, height = map(int, size.split())
    return np.frombuffer(data, np.uint8).reshape(height, width, 3)


if __name__ == "__main__":
    main()
