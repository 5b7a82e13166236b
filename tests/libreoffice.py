"""LibreOffice as the independent judge: recalculates what we write, and shows it as pictures."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")

_AT_ONCE = 50
"""Workbooks that one process converts."""

# By default LibreOffice trusts the cached values in a file. 0 means: always recalculate.
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""


def _convert(paths: Sequence[Path], to: str, folder: Path) -> None:
    """Run one conversion in a LibreOffice profile of its own, so that several can run at once."""
    assert SOFFICE is not None
    with tempfile.TemporaryDirectory(prefix="libreoffice-profile-") as profile:
        user = Path(profile, "user")
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
        command = [
            SOFFICE,
            f"-env:UserInstallation={Path(profile).as_uri()}",
            "--headless",
            "--convert-to",
            to,
            "--outdir",
            str(folder),
            *map(str, paths),
        ]
        limit = 300 + 10 * len(paths)
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    assert done.returncode == 0, done.stderr


def recalculated(path: Path, folder: Path) -> Path:
    """A copy of the workbook at `path`, in `folder`, with every formula recalculated by LibreOffice."""
    folder.mkdir(parents=True, exist_ok=True)
    assert folder.resolve() != path.parent.resolve(), "the copy would replace the original"
    _convert([path], "xlsx:Calc MS Excel 2007 XML", folder)
    result = folder / f"{path.stem}.xlsx"
    assert result.exists(), f"LibreOffice did not open {path.name}"
    return result


def recalculated_all(paths: Sequence[Path], folder: Path) -> dict[Path, Path]:
    """The same of many workbooks, with different names, at once; those it did not open are not among them."""
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(paths), _AT_ONCE):
        _convert(paths[start : start + _AT_ONCE], "xlsx:Calc MS Excel 2007 XML", folder)
    found = {path: folder / f"{path.stem}.xlsx" for path in paths}
    return {path: result for path, result in found.items() if result.exists()}


def printed(path: Path, folder: Path, pages: str = "") -> Path:
    """The workbook at `path` as LibreOffice prints it: a PDF in `folder`, of these `pages` alone (`1-3`)."""
    folder.mkdir(parents=True, exist_ok=True)
    asked = f':calc_pdf_Export:{{"PageRange":{{"type":"string","value":"{pages}"}}}}' if pages else ""
    _convert([path], f"pdf{asked}", folder)
    return folder / f"{path.stem}.pdf"


def pictures(path: Path, folder: Path, dpi: int = 60) -> list[Path]:
    """The workbook at `path` as printed by LibreOffice: one PNG per page, in order."""
    pdf = printed(path, folder)
    subprocess.run(["pdftoppm", "-r", str(dpi), "-png", str(pdf), str(folder / path.stem)], check=True)
    return sorted(folder.glob(f"{path.stem}-*.png"))
