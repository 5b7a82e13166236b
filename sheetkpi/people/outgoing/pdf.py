"""PDFs of workbooks, made by LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sheetkpi.pipeline import Progress

AT_ONCE = 10
"""Workbooks given to LibreOffice in one go: it takes longer to start than to convert one."""
LONGEST = 600
"""Seconds after which LibreOffice is given up."""


def make_pdfs(paths: Sequence[Path], progress: Progress) -> tuple[tuple[str, dict[str, object]], ...]:
    """Make a PDF beside each workbook; returns remarks as sentence keys with what fills them."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return (("distribute.no_pdf", {}),)
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="sheetkpi-pdf-") as profile:
        for first in range(0, len(paths), AT_ONCE):
            progress("step.pdf", first, len(paths))
            some = paths[first : first + AT_ONCE]
            _convert(office, Path(profile), some)
            failed += [path.name for path in some if not _is_newer(path.with_suffix(".pdf"), path)]
    return (("distribute.pdf_failed", {"files": ", ".join(failed)}),) if failed else ()


def _convert(office: str, profile: Path, paths: Sequence[Path]) -> None:
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf"]
    command += ["--outdir", str(paths[0].parent), *map(str, paths)]
    try:
        subprocess.run(command, capture_output=True, timeout=LONGEST, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return


def _is_newer(pdf: Path, workbook: Path) -> bool:
    return pdf.exists() and pdf.stat().st_mtime >= workbook.stat().st_mtime
