"""The sample KPI workbook, which takes seconds to make: once for all tests that only read it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

import sheetkpi

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample KPI workbook in Japanese, refreshed. Not to be changed: `book` is a copy."""
    path, _ = sheetkpi.demo(tmp_path_factory.mktemp("demo"), "ja", today=TODAY)
    return path


@pytest.fixture
def book(demo: Path, tmp_path: Path) -> Path:
    """The sample in a folder of its own, to be changed."""
    folder = tmp_path / "master"
    shutil.copytree(demo.parent, folder)
    return folder / demo.name
