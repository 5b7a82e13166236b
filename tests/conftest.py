"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.savedbooks import looked_through
from tests.schemajudge import validator

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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--schema",
        action="store_true",
        help="let Microsoft's validator look at every workbook the tests save",
    )


@pytest.fixture(autouse=True)
def nothing_for_excel_to_repair(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Every workbook that the product saves during a test is looked through; see `savedbooks`."""
    schema = bool(request.config.getoption("--schema"))
    if schema and validator() is None:
        pytest.fail("Microsoft's validator is not installed: see tests/schemajudge.py")
    with looked_through(monkeypatch, schema, request.path.name) as found:
        yield
    assert found == []
