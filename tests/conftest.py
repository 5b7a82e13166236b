"""What every test may ask for."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import sheetkpi
from tests.savedbooks import looked_through
from tests.schemajudge import validator

for _place in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
    os.environ[_place] = tempfile.mkdtemp(prefix="sheetkpi-state-")
"""Log, undo files and what is kept of sheets go there, not among those of whoever runs the tests."""

os.environ["XDG_CONFIG_HOME"] = os.environ["APPDATA"] = tempfile.mkdtemp(prefix="sheetkpi-config-")
"""No connections to databases but those of the test."""

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


# How long one example takes says more about the machine and its imports than about the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real workbooks made by others; tests that ask for it are skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the real workbooks are not here: {SHARED_DATA}")
    return SHARED_DATA


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample KPI workbook in Japanese, refreshed on the 20th of November 2026, its activity beside it.

    It takes seconds to make. Not to be changed.
    """
    path, _ = sheetkpi.demo(tmp_path_factory.mktemp("demo"), "ja", today=date(2026, 11, 20))
    return path


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--schema",
        action="store_true",
        help="fail where Microsoft's validator, which looks at workbooks the tests save, is not installed",
    )


def pytest_collection_finish() -> None:
    """Let Python look for garbage seldom, as the commands do, and never through what has been imported: all
    that pandas and workbooks consist of took a tenth of the tests' time to look through."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 50)


def pytest_sessionfinish() -> None:
    """Look for garbage once more: pytest and the end of Python do so four times, of all a worker holds."""
    gc.collect()
    gc.freeze()


LONG = ("distribution", "template", "addin", "workbook", "macrobook", "")
"""The folders of tests, this one among them, with files that take long: run first, so that no worker is left
with one when the others have done."""


TOGETHER = ("tests/template/",)
"""Folders of tests of which several files share what takes long to make: workbooks that LibreOffice
recalculates."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        if not item.path.is_relative_to(Path(__file__).parent):
            return len(LONG)
        first = item.path.relative_to(Path(__file__).parent).parent.as_posix().replace(".", "")
        return LONG.index(first) if first in LONG else len(LONG)

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each file of tests to one worker, for its tests share what is made once; and so each folder of
    `TOGETHER`."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next(
                (folder for folder in TOGETHER if nodeid.startswith(folder)), super()._split_scope(nodeid)
            )

    if config.getvalue("dist") != "load":
        return None  # asked for otherwise
    config.option.loadscopereorder = False
    return Scheduling(config, log)


@pytest.fixture(scope="session")
def validated(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """The folder of the kinds of workbooks that Microsoft's validator has seen in this run, which all its
    processes share; None where it is not installed."""
    if validator() is None:
        return None
    run = tmp_path_factory.getbasetemp()
    folder = (run.parent if "PYTEST_XDIST_WORKER" in os.environ else run) / "validated"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(autouse=True)
def nothing_for_excel_to_repair(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, validated: Path | None
) -> Iterator[None]:
    """Every workbook that the product saves during a test is looked through; see `savedbooks`."""
    if request.config.getoption("--schema") and validator() is None:
        pytest.fail("Microsoft's validator is not installed: see tests/schemajudge.py")
    with looked_through(monkeypatch, validated, request.path.name) as found:
        yield
    assert found == []
