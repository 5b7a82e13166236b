"""What is installed and handed on: the wheel and the source archive hold what they must."""

from __future__ import annotations

import email
import os
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

import pytest

import sheetkpi

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the source archive, built by the project's own build backend."""
    build = pytest.importorskip("hatchling.build", reason="hatchling is not installed")
    folder = tmp_path_factory.mktemp("dist")
    before = Path.cwd()
    os.chdir(PROJECT)
    try:
        return folder / build.build_wheel(str(folder)), folder / build.build_sdist(str(folder))
    finally:
        os.chdir(before)


def packed(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_module_the_license_and_the_mark_of_types(archives: tuple[Path, Path]) -> None:
    inside = packed(archives[0])
    modules = {str(path.relative_to(PROJECT)) for path in (PROJECT / "sheetkpi").rglob("*.py")}
    assert modules <= inside
    assert {"sheetkpi/py.typed", "sheetkpi/LICENSE", "sheetkpi/CHANGELOG.md"} <= inside


def test_the_wheel_holds_templates_macros_and_formats(archives: tuple[Path, Path]) -> None:
    inside = packed(archives[0])
    given = [*(PROJECT / "templates").glob("*.xlsx"), *(PROJECT / "macros").glob("*.bas")]
    assert given
    assert {f"sheetkpi/{path.parent.name}/{path.name}" for path in given} <= inside
    formats = {str(path.relative_to(PROJECT)) for path in (PROJECT / "sheetkpi").rglob("*.toml")}
    assert formats
    assert formats <= inside


def test_the_wheel_says_its_version_license_and_pythons(archives: tuple[Path, Path]) -> None:
    wheel = archives[0]
    named = next(name for name in packed(wheel) if name.endswith(".dist-info/METADATA"))
    with zipfile.ZipFile(wheel) as archive:
        metadata = email.message_from_bytes(archive.read(named))
    assert metadata["Version"] == sheetkpi.__version__
    assert metadata["License-Expression"] == "MIT"
    assert metadata["License-File"] == "sheetkpi/LICENSE"
    assert metadata["Requires-Python"] == ">=3.11"
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])


def test_the_source_archive_holds_the_tests_too(archives: tuple[Path, Path]) -> None:
    with tarfile.open(archives[1]) as archive:
        inside = {PurePosixPath(*PurePosixPath(name).parts[1:]) for name in archive.getnames()}
    for needed in (
        "README.md",
        "pyproject.toml",
        "tests/conftest.py",
        "macros/SheetKPI.bas",
        "sheetkpi/LICENSE",
    ):
        assert PurePosixPath(needed) in inside


def test_the_newest_version_has_its_changes_written_down() -> None:
    changes = (PROJECT / "sheetkpi" / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = next(line for line in changes.splitlines() if line.startswith("## "))
    assert newest.split()[1] == sheetkpi.__version__
