"""LibreOffice, where it is installed: it makes PDFs of workbooks.

Its profile, from which it would take a name into what a PDF says about itself, is a new one each time.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

LONGEST = 600
"""Seconds after which LibreOffice is given up."""


def office() -> str | None:
    """The program, None where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_pdf(program: str, profile: Path, paths: Sequence[Path]) -> None:
    """Have a PDF made beside each of `paths`, which are in one folder; says nothing of those that fail."""
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf"]
    command += ["--outdir", str(paths[0].parent), *map(str, paths)]
    try:
        subprocess.run(command, capture_output=True, timeout=LONGEST, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return
