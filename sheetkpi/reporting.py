"""The page for executives as a PDF, made by LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from sheetkpi.errors import InputError, WorkbookError
from sheetkpi.libreoffice import office, to_pdf
from sheetkpi.opening import open_book
from sheetkpi.workbook.inputs import read_inputs

SHEET_NAME = "kpi_executive"
"""The defined name that tells the page, whatever its sheet is called."""


def report(book: str | Path, output: str | Path, *, force: bool = False) -> Path:
    """Write the executive page of the KPI workbook at `book` to the PDF `output`, one sheet of paper; returns
    its path. The workbook is not changed.

    Raises InputError for an output that is no PDF, or that is there already (unless `force`), and
    WorkbookError where the workbook lacks the page or LibreOffice is missing or fails.

    >>> report("KPI.xlsx", "KPI.pdf")                            # doctest: +SKIP
    PosixPath('KPI.pdf')
    """
    book, output = Path(book), Path(output)
    if output.suffix.lower() != ".pdf":
        raise InputError("error.report_suffix", path=output.name)
    if output.exists() and not force:
        raise InputError("error.report_exists", path=output.name)
    if not output.parent.is_dir():
        raise InputError("error.no_folder", path=output.parent)
    program = office()
    with tempfile.TemporaryDirectory(prefix="sheetkpi-report-") as folder:
        copy = Path(folder, book.name)
        _page_alone(book, copy)
        if program is None:
            raise WorkbookError("error.report_no_office")
        to_pdf(program, Path(folder, "profile"), [copy])
        made = copy.with_suffix(".pdf")
        if not made.exists():
            raise WorkbookError("error.report_failed", path=book.name)
        shutil.copyfile(made, output)
    return output


def _page_alone(book: Path, copy: Path) -> None:
    """Save `book` as `copy` with the executive page alone in sight: hidden sheets are not printed, but by
    LibreOffice where they have a print area."""
    with open_book(book, read_only=True) as opened:
        named = read_inputs(opened).names.get(SHEET_NAME)
        if named is None:
            raise WorkbookError("error.report_no_page", path=book.name)
        page = opened.sheets[named.area.sheet]
        page.visible = True
        page.impl.activate()
        for sheet in opened.sheets:
            if sheet.name == page.name:
                continue
            if sheet.visible:
                sheet.visible = False
            if sheet.page_setup.print_area:
                sheet.page_setup.print_area = None
        copy.write_bytes(opened.impl.package.to_bytes())
