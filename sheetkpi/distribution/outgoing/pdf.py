"""PDFs of workbooks, made by LibreOffice where it is installed.

What a PDF says about itself (author, title) comes from the workbook's properties, which are the template's:
nobody is named. LibreOffice's profile, where it would take a name from, is a new one each time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from sheetkpi.distribution.outgoing.preparing import Remarks
from sheetkpi.libreoffice import office, to_pdf
from sheetkpi.steps import ProgressCallback

AT_ONCE = 10
"""Workbooks given to LibreOffice in one go: it takes longer to start than to convert one."""


def make_pdfs(paths: Sequence[Path], progress: ProgressCallback) -> Remarks:
    """Make a PDF beside each workbook; returns remarks as sentence keys with what fills them."""
    program = office()
    if program is None:
        return (("distribute.no_pdf", {}),)
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="sheetkpi-pdf-") as profile:
        for first in range(0, len(paths), AT_ONCE):
            progress("step.pdf", first, len(paths))
            some = paths[first : first + AT_ONCE]
            to_pdf(program, Path(profile), some)
            failed += [path.name for path in some if not _is_newer(path.with_suffix(".pdf"), path)]
    return (("distribute.pdf_failed", {"files": ", ".join(failed)}),) if failed else ()


def _is_newer(pdf: Path, workbook: Path) -> bool:
    return pdf.exists() and pdf.stat().st_mtime >= workbook.stat().st_mtime


def without_pdfs(protected: Sequence[Path]) -> Remarks:
    """Take the PDF beside each of these workbooks away, which shows without a password what they protect;
    one that another program holds open is named."""
    removed, left = [], []
    for pdf in (path.with_suffix(".pdf") for path in protected):
        try:
            pdf.unlink()
        except FileNotFoundError:
            continue
        except OSError:
            left.append(pdf.name)
        else:
            removed.append(pdf.name)
    said = (("distribute.pdf_removed", removed), ("distribute.pdf_left", left))
    return tuple((key, {"files": ", ".join(names)}) for key, names in said if names)
