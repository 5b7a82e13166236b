"""Small KPI workbooks of somebody's own, and commands on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetkpi.cli import main
from sheetkpi.language import Language, say
from tests.workbook.books import grid, make_book

SOURCES = ("name", "kind", "place", "sheet", "last_read", "records_read")


def made(path: Path, language: Language) -> Path:
    """A workbook of somebody's own with reps and sources."""
    cells = {
        "Reps": grid("A1", [[say(key, language) for key in ("rep", "team", "calls")], ["", "", ""]]),
        "Sources": grid("A1", [[say(key, language) for key in SOURCES], [""] * len(SOURCES)]),
    }
    return make_book(path, cells, {"RepKPI": "Reps!A1:C2", "Sources": "Sources!A1:F2"})


def command(*words: object, lang: Language = "en") -> int:
    with pytest.raises(SystemExit) as ended:
        main([*map(str, words), "--lang", lang])
    return int(ended.value.code or 0)
