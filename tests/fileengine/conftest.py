"""After every test: what the engine would save now must give Excel nothing to repair."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from tests.fileengine.onfile import OPENED
from tests.fileengine.soundness import complaints


@pytest.fixture(autouse=True)
def nothing_to_repair(tmp_path: Path) -> Iterator[None]:
    """Save a copy of every workbook the test opened on the engine, look through it, and leave none open."""
    OPENED.clear()
    yield
    for app in xw.engines["file"].apps:
        app.quit()
    for number, book in enumerate(OPENED):
        path = tmp_path / f"looked_through_{number}.xlsx"
        path.write_bytes(book.impl.package.to_bytes())
        assert complaints(path) == []
