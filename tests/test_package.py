"""What is installed and handed on: the wheel and the source archive hold what they must."""

from __future__ import annotations

import email
import json
import os
import subprocess
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

import sheetkpi
from sheetkpi.guide import TOPICS

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
    assert {f"sheetkpi/publishing/page.{kind}" for kind in ("html", "css")} <= inside


def test_the_wheel_holds_the_guide_and_the_source_archive_its_pictures(archives: tuple[Path, Path]) -> None:
    pages = {str(path.relative_to(PROJECT)) for path in (PROJECT / "sheetkpi" / "guide").rglob("*.md")}
    assert len(pages) == 2 * len(TOPICS)
    assert pages <= packed(archives[0])
    with tarfile.open(archives[1]) as archive:
        inside = {str(PurePosixPath(*PurePosixPath(name).parts[1:])) for name in archive.getnames()}
    pictures = {str(path.relative_to(PROJECT)) for path in (PROJECT / "templates" / "pictures").iterdir()}
    assert pages | pictures <= inside


def test_the_wheel_alone_shows_the_guide_makes_the_demo_and_exports_it(
    archives: tuple[Path, Path], tmp_path: Path
) -> None:
    """Installed in a Python of its own, away from the checkout; what it depends on is that of these tests."""
    python = installed(archives[0], tmp_path / "venv")
    where = subprocess.run(
        [python, "-c", "import sheetkpi; print(sheetkpi.__file__)"], **told(tmp_path)
    ).stdout.strip()
    assert Path(where).is_relative_to(tmp_path)
    for language in ("ja", "en"):
        shown = sheetkpi_says(python, tmp_path, "guide", "--lang", language)
        assert all(name in shown for name in TOPICS)
        assert len(sheetkpi_says(python, tmp_path, "guide", "commands", "--lang", language)) > 3000
    made = json.loads(sheetkpi_says(python, tmp_path, "demo", "--json", "--lang", "en"))
    assert made["tables"]["RepKPI"] > 5
    out = json.loads(sheetkpi_says(python, tmp_path, "export", made["workbook"], "out", "--json"))
    assert (tmp_path / out["tables"]["RepKPI"]["path"]).is_file()


def installed(wheel: Path, folder: Path) -> Path:
    """The Python of a new environment at `folder` that has `wheel` alone; other packages are those of the
    environment that runs the tests, searched after it."""
    venv.create(folder, with_pip=False)
    python = next(
        path for path in (folder / "bin" / "python", folder / "Scripts" / "python.exe") if path.exists()
    )
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], **told(folder)
    ).stdout.strip()
    with zipfile.ZipFile(wheel) as archive:  # a wheel is unpacked where packages are: PEP 427
        archive.extractall(site)
    others = "\n".join(path for path in map(sysconfig.get_path, ("purelib", "platlib")))
    Path(site, "others.pth").write_text(others, encoding="utf-8")
    return python


def told(folder: Path) -> dict[str, Any]:
    """How a process of its own is run in `folder`, without this one's search path."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment["PYTHONIOENCODING"] = "utf-8"
    return {
        "cwd": folder,
        "env": environment,
        "check": True,
        "capture_output": True,
        "text": True,
        "encoding": "utf-8",
    }


def sheetkpi_says(python: Path, folder: Path, *words: str) -> str:
    """What the command prints in `folder`."""
    return str(subprocess.run([python, "-m", "sheetkpi", *words], **told(folder)).stdout)


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
