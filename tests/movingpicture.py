"""Makes two pictures of the README: the board with marks, and paste → refresh → answer as a short film.

    python -m tests.movingpicture

Sheets are as LibreOffice prints the sample workbook, the lines of the terminal those that the command prints.
Takes Pillow. Run it after `python -m tests.pictures`, and look at what it wrote.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

import sheetkpi
from sheetkpi.language import say
from tests.libreoffice import printed
from tests.pictures import DPI, PICTURES, TODAY, page_of, picture_of

SIZE = (760, 430)
"""Width and height of the film in pixels."""
TOP = 40
"""Where the sheet begins, below the title of the step."""
PAPER, ACCENT, DARK = "#ffffff", "#217a72", "#1e1e1e"
MARKED = ("label.card.forecast", "label.first", "label.state")
"""What is marked on the board beside its sentence."""
FONT = "DejaVuSans{}.ttf"
STEPS = (
    "1  Paste the log: any columns, any order",
    "2  Refresh: the button, or one command",
    "3  The answer: where the month lands, and why",
)


def main() -> None:
    """Write `board_marked.png` and `refresh.gif`."""
    with tempfile.TemporaryDirectory() as folder:
        book, _ = sheetkpi.demo(Path(folder, "demo"), "en", today=TODAY)
        pdf = printed(book, Path(folder))
        shots = {}
        for sheet in ("activity", "board"):
            path, page = Path(folder, f"{sheet}.png"), page_of(pdf, say(f"title.{sheet}", "en"))
            cut = picture_of(pdf, page, path)
            shots[sheet] = Image.open(path).convert("RGB")
        places = [round(height * DPI / 72) - cut for height in _heights(pdf, page)]
        terminal = _terminal(book)
    _marked(shots["board"], places).quantize(256).save(PICTURES / "board_marked.png", optimize=True)
    frames = [
        *((_frame(0, _pasted(shots["activity"], share)), time) for share, time in _PASTING),
        *((_frame(1, _typed(terminal, lines)), time) for lines, time in ((1, 900), (len(terminal), 2600))),
        (_frame(2, shots["board"]), 4500),
    ]
    pictures = [frame.quantize(256) for frame, _ in frames]
    pictures[0].save(
        PICTURES / "refresh.gif",
        save_all=True,
        append_images=pictures[1:],
        duration=[time for _, time in frames],
        loop=0,
        optimize=True,
    )


_PASTING = ((0.0, 900), (0.46, 500), (1.0, 1500))


def _font(size: int, kind: str = "") -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT.format(kind), size)


def _frame(step: int, content: Image.Image) -> Image.Image:
    frame = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(frame)
    draw.rectangle((0, 0, SIZE[0], TOP - 8), fill=ACCENT)
    draw.text((12, 7), STEPS[step], font=_font(15, "-Bold"), fill=PAPER)
    scale = min(1.0, SIZE[0] / content.width)
    content = content.resize(
        (int(content.width * scale), int(content.height * scale)), Image.Resampling.LANCZOS
    )
    frame.paste(content.crop((0, 0, SIZE[0], SIZE[1] - TOP)), (0, TOP))
    return frame


def _pasted(sheet: Image.Image, share: float) -> Image.Image:
    """The sheet with only a share of its rows: those below are covered."""
    shown = sheet.copy()
    head = int(0.245 * (SIZE[1] - TOP))
    below = head + int(share * (SIZE[1] - TOP - head))
    ImageDraw.Draw(shown).rectangle((0, below, shown.width, shown.height), fill=PAPER)
    return shown


def _terminal(book: Path) -> list[str]:
    """What the refresh of the sample prints, the command first."""
    command = [sys.executable, "-m", "sheetkpi", "refresh", book.name, "--lang", "en"]
    done = subprocess.run(command, cwd=book.parent, capture_output=True, text=True, check=True)
    return [f"> sheetkpi refresh {book.name}", "", *done.stdout.splitlines()]


def _typed(lines: list[str], number: int) -> Image.Image:
    shown = Image.new("RGB", (SIZE[0], SIZE[1] - TOP), DARK)
    draw = ImageDraw.Draw(shown)
    broken = [part for line in lines[:number] for part in (_wrapped(line, 88) if line else [""])]
    for place, line in enumerate(broken):
        draw.text((14, 12 + 19 * place), line, font=_font(13, "Mono"), fill="#e8e8e8")
    return shown


def _wrapped(line: str, width: int) -> Iterator[str]:
    while len(line) > width:
        cut = line.rfind(" ", 0, width)
        yield line[:cut]
        line = "  " + line[cut + 1 :]
    yield line


# The marked board ---------------------------------------------------------------------------------------


def _heights(pdf: Path, page: int) -> list[float]:
    """How far down the page the marks belong, in points: the sentence under the title, then `MARKED`."""
    command = ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), pdf, "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    words = re.findall(r'yMin="([\d.]+)" .*?yMax="([\d.]+)">([^<]*)<', said)
    middles = [((float(above) + float(below)) / 2, word) for above, below, word in words]
    first = middles[0][0]
    found = [next(height for height, _ in middles if height > first + 6)]
    for key in MARKED:
        wanted = say(key, "en").split()
        run = [word for _, word in middles]
        place = next(n for n in range(len(run)) if run[n : n + len(wanted)] == wanted)
        found.append(middles[place][0])
    return found


def _marked(board: Image.Image, places: list[int]) -> Image.Image:
    """The upper part of the board with numbers beside what the README explains."""
    upper = board.crop((0, 0, board.width, places[-1] + 58))
    marked = Image.new("RGB", (upper.width + 34, upper.height), PAPER)
    marked.paste(upper, (34, 0))
    draw = ImageDraw.Draw(marked)
    for number, height in enumerate(places, 1):
        draw.ellipse((4, height - 12, 28, height + 12), fill=ACCENT)
        draw.text((16, height), str(number), font=_font(14, "-Bold"), fill=PAPER, anchor="mm")
    return marked


if __name__ == "__main__":
    main()
