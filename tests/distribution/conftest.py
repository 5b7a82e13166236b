"""The sample KPI workbook, to be changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def book(demo: Path, tmp_path: Path) -> Path:
    """The sample in a folder of its own, to be changed."""
    folder = tmp_path / "master"
    shutil.copytree(demo.parent, folder)
    return folder / demo.name
