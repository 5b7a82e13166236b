"""Workbooks to start with: an empty one from the template, and a demo with invented activity."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sheetkpi.errors import InputError, ProtectedError
from sheetkpi.fileengine.opc.saving import ABSENT, replace_file
from sheetkpi.language import Language, preferred_language, say
from sheetkpi.macrobook.attaching import write_macro_workbook
from sheetkpi.opening import open_book
from sheetkpi.pipeline import refresh, save
from sheetkpi.sample import sample_files, write_sample
from sheetkpi.steps import ProgressCallback, quiet
from sheetkpi.summary import Summary
from sheetkpi.templates import template_path
from sheetkpi.workbook.entering import enter_rows


def new(path: str | Path, language: Language | None = None) -> Path:
    """Create a KPI workbook at `path` from the template in `language` (default: the locale's).

    The name ends in .xlsx or, for a workbook with buttons that call Python from Excel, in .xlsm.
    Raises SheetKPIError if it ends otherwise, if the file exists, or if its folder does not.
    """
    path, language = Path(path), language or preferred_language()
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise InputError("error.new_suffix", path=path)
    if path.exists():
        raise InputError("error.exists", path=path)
    if not path.parent.is_dir():
        raise InputError("error.no_folder", path=path.parent)
    if path.suffix.lower() == ".xlsm":
        write_macro_workbook(template_path(language), path, language)
    else:
        replace_file(path, [template_path(language).read_bytes()], ABSENT, keep_backup=False)
    return path


def demo(
    folder: str | Path,
    language: Language | None = None,
    *,
    today: date | None = None,
    force: bool = False,
    progress: ProgressCallback = quiet,
) -> tuple[Path, Summary]:
    """Create a KPI workbook with invented activity in `folder`, refresh it; returns its path and the result.

    The folder then holds the workbook and the raw files it reads: a log, a call list as CSV, daily counts
    and deals. Raises SheetKPIError, with nothing written, if there is a file of one of these names, unless
    `force`: then it is replaced.

    >>> path, summary = demo("sheetkpi-demo", "ja")             # doctest: +SKIP
    """
    language, folder, today = language or preferred_language(), Path(folder), today or date.today()
    path = folder / say("file.demo", language)
    if there := [each for each in (path, *sample_files(folder, language)) if each.exists()]:
        if not force:
            raise InputError("error.demo_exists", path=folder, names=", ".join(each.name for each in there))
        if path.exists():
            path.replace(path.with_name(f"{path.name}.bak"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise InputError("error.no_folder", path=folder) from error
    except OSError as error:
        raise ProtectedError("error.read_only_folder", path=folder) from error
    new(path, language)
    progress("step.sample", 0, 0)
    sample = write_sample(folder, today, language)
    with open_book(path) as book:
        enter_rows(
            book,
            {
                "Roster": sample.roster,
                "Holidays": sample.holidays,
                "Activity": sample.activity,
                "DailyEntry": sample.daily_entry,
                "TeamTargets": sample.team_targets,
                "Attendance": sample.attendance,
            },
        )
        summary = refresh(book, sample.files, today=today, progress=progress)
        progress("step.save", 0, 1)
        save(book)
    return path, summary
