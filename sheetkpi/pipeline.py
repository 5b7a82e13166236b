"""The main job from end to end: read the raw activity, count it, fill the workbook.

Everything is read, counted and checked before the first cell is written, so that bad input leaves the
workbook as it was. Written against xlwings' public API: the book may be open in Excel or a plain file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sheetkpi.errors import InputError, SourceError
from sheetkpi.fileengine.opc.outputs import origin, replaceable
from sheetkpi.fileengine.opc.saving import Signature, replace_file
from sheetkpi.language import Language, Phrase, say
from sheetkpi.model.calendar import Calendar, days_around
from sheetkpi.model.facts import facts
from sheetkpi.model.kpimonth import LEADS, KpiMonth, Typed
from sheetkpi.model.measured import Measured
from sheetkpi.model.notjudged import not_judged
from sheetkpi.model.roster import Roster
from sheetkpi.model.unmeasured import unmeasured
from sheetkpi.opening import own_writing, taken
from sheetkpi.sources.reading import read_activity
from sheetkpi.steps import ProgressCallback, quiet
from sheetkpi.summary import Summary
from sheetkpi.tables.report import Report, report
from sheetkpi.undoing import write_undoably
from sheetkpi.workbook.belowtables import notes_below
from sheetkpi.workbook.cells import sheets_asked_once
from sheetkpi.workbook.entrytotals import entered_until
from sheetkpi.workbook.filling import plan
from sheetkpi.workbook.importsources import Gathered, gather, issues_path
from sheetkpi.workbook.inputs import Inputs, first_free_cell, month_cell, read_inputs
from sheetkpi.workbook.issues import csv_of
from sheetkpi.workbook.problems import ignored_issues, with_notes, with_problems
from sheetkpi.workbook.sights import set_in_sight, wanted_tables

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.sources.activity import Activity


def typed_month(text: str | None) -> date | None:
    """The first day of the month written as `YYYY-MM`, or None for None; SheetKPIError for other text."""
    if text is None:
        return None
    if (match := re.fullmatch(r"(\d{4})-(\d{1,2})", text)) and 1 <= int(match[2]) <= 12:
        return date(int(match[1]), int(match[2]), 1)
    raise InputError("error.month", text=text)


def refresh(
    book: xw.Book | str | Path,
    activity: Sequence[str | Path] = (),
    *,
    month: date | None = None,
    once: bool = False,
    dry_run: bool = False,
    undoable: bool = False,
    today: date | None = None,
    progress: ProgressCallback = quiet,
) -> Summary:
    """Fill the KPI tables of `book` from its own raw sheets, its `Sources` and `activity`.

    An open book is not saved; the workbook at a path is, unless it is a dry run.

    `activity` names files, folders or patterns, relative to the current folder; they are remembered in the
    workbook's `Sources` unless `once`. `month` (its first day) becomes the month shown; default: the
    workbook's `kpi_month`, else the latest month with data. With `dry_run` everything is checked and nothing
    written. `undoable` keeps what is overwritten for `undo_refresh`, where the engine can read it, and puts
    it back at once should writing break off. `today` is the day relative dates count from.

    Raises SheetKPIError, before anything is written, for input that cannot be used.

    >>> with open_book("KPI.xlsx") as book:                     # doctest: +SKIP
    ...     summary = refresh(book, ["logs/*.csv"])
    ...     book.save()
    """
    with taken(book, read_only=dry_run) as (opened, save_it), sheets_asked_once(opened):
        counted = count(opened, activity, month=month, today=today, progress=progress)
        progress("step.plan", 0, 1)
        now = datetime.now()
        sources = counted.gathered.frame(counted.activity, now, remember_added=not once)
        filling = plan(
            opened,
            counted.inputs,
            counted.report,
            counted.activity,
            read_at=now,
            sources=sources,
            month=month,
        )
        summary = replace(
            counted.summary(),
            activity=replace(counted.activity, issues=filling.found),
            more_issues=filling.issues if filling.has_more_issues else None,
            unfilled=filling.left_out,
        )
        if dry_run:
            return summary
        progress("step.write", 0, 1)
        with own_writing(opened):
            if undoable and (filling.tables or filling.cells):
                write_undoably(opened, filling, now)
            else:
                filling.write(opened)
        if save_it:
            progress("step.save", 0, 1)
            save_it()
    return replace(summary, written=filling.rows)


def show_sheets(book: xw.Book | str | Path, show: bool | None = None) -> tuple[bool, list[str]]:
    """Bring in sight the sheets that a new workbook hides (`show`), or hide them; by default show them where
    any of them is hidden. Returns which it was, and the names of those sheets.

    People's own sheets stay as they are. An open book is not saved; the workbook at a path is. Raises
    NothingToDoError where `show` asks for what is so already, WorkbookError where it has none of them or no
    other sheet to stay in sight, ProtectedError where its structure is protected.

    >>> show_sheets("KPI.xlsx", True)                               # doctest: +SKIP
    (True, ['チーム', 'リード経路', 'パイプライン', ...])
    """
    with taken(book) as (opened, save_it):
        shown, names = set_in_sight(opened, show)
        if save_it:
            save_it()
    return shown, names


def check(
    book: xw.Book | str | Path,
    activity: Sequence[str | Path] = (),
    *,
    today: date | None = None,
    progress: ProgressCallback = quiet,
) -> Summary:
    """Read and count what `refresh` would, and write nothing. Raises what `refresh` does while reading.

    >>> with open_book("KPI.xlsx") as book:                     # doctest: +SKIP
    ...     print(check(book).left_out)
    """
    with taken(book, read_only=True) as (opened, _):
        return count(opened, activity, today=today, progress=progress).summary()


@dataclass(frozen=True)
class Counted:
    """What was read and counted for a refresh, before anything is planned or written; `of_month` is what the
    `report` was made of."""

    inputs: Inputs
    gathered: Gathered
    activity: Activity
    report: Report
    of_month: KpiMonth

    @property
    def facts(self) -> pd.DataFrame:
        """Everything counted, of all months (see `model.facts`)."""
        return self.of_month.facts

    @property
    def roster(self) -> Roster:
        """The roster, read from the activity where the workbook's is empty."""
        return self.of_month.roster

    @property
    def measured(self) -> Measured:
        """Which counts the activity measures, and from when to when."""
        return self.of_month.measured

    def summary(self) -> Summary:
        """The figures people see at the end; nothing is written yet."""
        return Summary(
            self.activity,
            self.inputs.tree,
            self.report.month,
            self.report.last_data,
            reps=self.facts["rep"].nunique(),
            teams=self.facts["team"].nunique(),
            days=self.facts["date"].nunique(),
            report=self.report,
            places=self.gathered.places,
            month_cell=month_cell(self.inputs),
        )


def count(
    book: xw.Book,
    activity: Sequence[str | Path] = (),
    *,
    month: date | None = None,
    today: date | None = None,
    progress: ProgressCallback = quiet,
) -> Counted:
    """Read everything `refresh` reads and count it, up to the views of the month; writes nothing."""
    progress("step.read", 0, 0)
    inputs = read_inputs(book)
    settings = replace(inputs.settings, month=month or inputs.settings.month)
    roster = Roster.from_frame(inputs.frames["Roster"])
    calendar, holiday_problems = Calendar.from_frame(inputs.frames["Holidays"], settings.country)
    calendar.check_country(today or date.today())  # before a million rows are read
    gathered = gather(book, inputs, activity)
    wanted = wanted_tables(book, inputs)
    try:
        read = read_activity(
            gathered.sheets,
            tree=inputs.tree,
            settings=settings,
            roster=roster,
            column_map=inputs.frames["ColumnMap"],
            result_map=inputs.frames["ResultMap"],
            ignored=ignored_issues(inputs),
            meetings_typed=inputs.frames["Meetings"],
            with_leads=not LEADS.isdisjoint(wanted),
            today=today or date.today(),
            progress=progress,
        )
    except SourceError as error:
        if error.key == "error.no_activity" and "ColumnMap" not in inputs.tables:
            raise SourceError("error.no_activity_unmapped", **error.values) from error
        if error.key == "error.no_activity" and (cell := first_free_cell(inputs, "ColumnMap")):
            where = Phrase(lambda language: say("left.cell", language, cell=cell))
            raise SourceError(error.key, **{**error.values, "cell": where}) from error
        raise
    if read.roster is not None and not roster.people:
        roster = Roster.from_frame(read.roster)
    measured = Measured.of(read.measured)
    counted = facts(read.events, inputs.tree, measured)
    # A million rows of text and what each counted are not needed any more, nor their memory for what follows.
    gathered, read = replace(gathered, sheets=()), replace(read, events=read.events.iloc[:0].copy())
    frames = inputs.frames
    names = (
        "Benchmarks",
        "Metrics",
        "Attendance",
        "TeamTargets",
        "RepTargets",
        "Meetings",
        "Costs",
        "FollowUps",
    )
    typed = Typed(*(frames[name] for name in names))
    of_month = KpiMonth(
        counted,
        roster,
        calendar,
        settings,
        inputs.tree,
        measured,
        typed,
        today or date.today(),
        wanted=wanted,
        deals=read.deals,
        refusals=read.refusals,
        leads=read.leads,
        meetings=read.meetings,
        lead_records=read.lead_records,
    )
    shown = report(of_month)
    problems = dict(shown.problems)
    shown = replace(
        shown,
        entry_days=days_around(today or date.today(), calendar),
        entered_until=entered_until(gathered.sheets, inputs),
    )
    own = {"Roster": roster.problems, "Holidays": holiday_problems, "Metrics": inputs.problems}
    if read.meetings_typed is not None:
        own["Meetings"] = read.meetings_typed
    if shown.month is not None:
        notes = [not_judged(of_month)]
        if not measured.is_everything:
            reps = shown.tables["RepKPI"]
            notes.append(unmeasured(reps, shown.month, inputs.tree, inputs.language))
        own["Roster"] = pd.concat([own["Roster"], *notes], ignore_index=True)
    own["Metrics"] = pd.concat([own["Metrics"], problems.pop("Metrics")], ignore_index=True)
    issues = with_problems(read.issues, inputs, own | problems)
    if below := notes_below(book, inputs):
        issues = with_notes(issues, inputs, below)
    return Counted(
        inputs,
        gathered,
        replace(read, issues=issues),
        shown,
        of_month,
    )


def check_output(book: Path, output: Path, *, force: bool = False) -> Signature:
    """How the file looks that `save(…, output)` will replace; for files of the file engine.

    Raises SheetKPIError where that is neither `book` nor an earlier output of it that nobody saved since,
    unless `force`.
    """
    return replaceable(book, output, force=force)


def save(book: xw.Book, output: Path | None = None, replaced: Signature | None = None) -> Path:
    """Save `book` in place, or as `output`, which must have the same extension; returns where it is.

    `replaced` is what `check_output` said. Where somebody saved either file meanwhile, SheetKPIError says so.
    """
    path = Path(book.fullname)
    if output is None:
        book.save()
        return path
    if output.suffix.lower() != path.suffix.lower():
        raise InputError("error.output_suffix", path=output, suffix=path.suffix)
    if not output.parent.is_dir():
        raise InputError("error.no_folder", path=output.parent)

    book.impl.package.check_unchanged()  # what was read of it is of one state
    book.impl.save_over(output, replaced, origin(path, output))
    return output


def write_issues(summary: Summary, book: Path, language: Language) -> Path | None:
    """Write all issues as a CSV beside `book` when its sheet has no room for them; returns its path. The one
    that was there stays as a backup, for somebody may have made notes in it."""
    if summary.more_issues is None:
        return None

    path = issues_path(book, language)
    replace_file(path, [csv_of(summary.more_issues, language)])
    return path
