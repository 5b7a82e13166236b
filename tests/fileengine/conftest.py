"""After every test: what the engine would save now must give Excel nothing to repair."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings as xw

from tests.excelrules import new_complaints
from tests.fileengine.onfile import OPENED


@pytest.fixture(autouse=True)
def nothing_to_repair() -> Iterator[None]:
    """Look through every workbook the test opened on the engine, as it would be saved; leave none open."""
    OPENED.clear()
    yield
    for app in xw.engines["file"].apps:
        app.quit()
    for book, before in OPENED:
        assert new_complaints(before, book.impl.package.to_bytes()) == []
