"""A workbook's life: refreshes with 3, 10, 2 and 10 reps, each taken back once, and what is wrong then."""

from __future__ import annotations

import datetime as dt
import re
import traceback
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

import sheetkpi
from sheetkpi import undofile
from tests.excelrules import new_complaints
from tests.ownbooks.kinds import Kind
from tests.ownbooks.making import BESIDE, CALLS, KEY, LINK, MEMO, NOTED, OWN, Plan
from tests.schemajudge import new_schema_errors, validator

PHASES = ((0, 1, 2), tuple(range(10)), (1, 7), tuple(range(10)))
"""Which reps (by place in `Plan.reps`) have calls in each phase."""
TODAY = dt.date(2026, 11, 20)


def live(kind: Kind, folder: Path) -> tuple[Path, list[str]]:
    """Make the workbook and let it live; where it is in the end, and what went wrong, one line each."""
    path = kind.make(folder)
    found = []
    for number, reps in enumerate(PHASES, start=1):
        activity = activity_of(path.with_suffix(".csv"), kind.plan, reps, number)
        found += [f"phase {number}: {line}" for line in _phase(path, activity, kind, reps, number)]
    return path, found


def lived(each: Kind, folder: Path) -> tuple[Path | None, list[str]]:
    """The same in a folder of its own, and Microsoft's validator if it is installed: where the workbook is,
    if it came to its end, and what went wrong. For a process of its own: undo files go to that folder."""
    warnings.simplefilter("ignore")
    alone = folder / f"{each.number:03}"
    undofile.folder = lambda: alone / "undo"
    alone.mkdir()
    path = None
    try:
        path, found = live(each, alone)
        if validator():
            made = alone / "made"
            made.mkdir()
            found += new_schema_errors(each.make(made), path)
    except Exception:  # whatever it is, it is this workbook's
        found = [traceback.format_exc().strip().splitlines()[-1], traceback.format_exc()]
    return path, found


def activity_of(path: Path, plan: Plan, reps: tuple[int, ...], phase: int) -> Path:
    """A log in which the rep at place `n` has `n + phase` calls."""
    rows = [
        f"2026-11-{day:02} 10:{rep:02}:{call:02},{plan.reps[rep]},connected"
        for rep in reps
        for call in range(rep + phase)
        for day in (2 + call % 5,)
    ]
    path.write_text("\n".join(["Date,Rep,Result", *rows]), encoding="utf-8")
    return path


def _phase(path: Path, activity: Path, kind: Kind, reps: tuple[int, ...], phase: int) -> Iterator[str]:
    before = path.read_bytes()
    held, said = contents(path), beside_cells(path)
    _refresh(path, activity)
    yield from new_complaints(before, path.read_bytes())
    yield from wrong_in_table(path, kind, reps, phase)
    after = path.read_bytes()
    with sheetkpi.open_book(path) as book:
        sheetkpi.undo_refresh(book)
        book.save()
    yield from (f"undo: {line}" for line in new_complaints(before, path.read_bytes()))
    yield from (f"undo: {line}" for line in _differences(held, contents(path)))
    yield from (f"undo: {line}" for line in _differences(said, beside_cells(path)))
    path.write_bytes(after)


def _refresh(path: Path, activity: Path) -> None:
    with sheetkpi.open_book(path) as book:
        sheetkpi.refresh(book, [activity], once=True, undoable=True, today=TODAY)
        book.save()


def wrong_in_table(path: Path, kind: Kind, reps: tuple[int, ...], phase: int) -> Iterator[str]:
    """What is wrong in the table: reps, their calls, and what the user has beside them."""
    plan = kind.plan
    sheet = openpyxl.load_workbook(path)[plan.name]
    rows = [list(row) for row in sheet[sheet.tables["RepKPI"].ref]]
    rows = rows[1 : len(rows) - plan.totals]
    shown = {str(row[KEY].value): row for row in rows}
    wanted = {plan.reps[rep]: rep + phase for rep in reps}
    if len(shown) != len(rows):
        yield f"a rep twice: {[row[KEY].value for row in rows]}"
    if strangers := set(shown) - set(wanted) - {plan.reps[NOTED]}:
        yield f"rows of {sorted(strangers)}"
    for rep, calls in wanted.items():
        if rep not in shown:
            yield f"no row of {rep}"
            continue
        row = shown[rep]
        if row[CALLS].value != calls:
            yield f"{rep} has {row[CALLS].value} calls, not {calls}"
        if plan.own == "structured" and row[OWN].data_type != "f":
            yield f"{rep} lacks the user's formula"
    noted = shown.get(plan.reps[NOTED])
    if noted is not None:
        yield from _noted(noted, plan, sheet)
    if (beside := sheet.cell(plan.top + 2, plan.left + BESIDE).value) != "beside":
        yield f"beside the table stands {beside}"


def _noted(row: list[Any], plan: Plan, sheet: Worksheet) -> Iterator[str]:
    """What is wrong with the row that has a memo, a note and a link, and may be hidden."""
    if row[MEMO].value != f"about {plan.reps[NOTED]}":
        yield f"the memo is {row[MEMO].value}"
    if row[MEMO].comment is None or "ask again" not in row[MEMO].comment.text:
        yield "the note is not on the memo"
    if row[KEY].hyperlink is None or row[KEY].hyperlink.target != LINK:
        yield "the link is not on the rep"
    hidden = [number for number, look in sheet.row_dimensions.items() if look.hidden]
    if hidden != ([row[KEY].row] if plan.hidden else []):
        yield f"the hidden rows are {hidden}, the rep's is {row[KEY].row}"


def contents(path: Path) -> dict[str, Any]:
    """Every cell that holds something, with its note and link, by `Sheet!A1`; formulas as written."""
    book = openpyxl.load_workbook(path)
    return {
        f"{sheet.title}!{cell.coordinate}": (
            getattr(cell.value, "text", cell.value),
            cell.comment.text if cell.comment else None,
            (cell.hyperlink.target or cell.hyperlink.location) if cell.hyperlink else None,
        )
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "") or cell.comment or cell.hyperlink
    }


_SAID = re.compile(
    r'(?:(ref|sqref|fmlaRange|fmlaLink)="([^"]*)"|<(?:\w+:)?(f|sqref|FmlaRange|FmlaLink|Row|Column)>([^<]*)<)'
)
_HEIGHTS = re.compile(r'<(?:\w+:)?row [^>]*?r="(\d+)"[^>]*? ht="([^"]*)"')
_ABOUT_CELLS = ("worksheets/", "charts/", "drawings/", "ctrlProps/", "pivot", "slicer", "threaded", "comment")


def beside_cells(path: Path) -> dict[str, Any]:
    """What the parts of the workbook say of cells (ranges of rules, sparklines, charts and pivots, links of
    controls, places of notes), and the heights of rows; by part. Formulas of cells are not among them."""
    found: dict[str, Any] = {}
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if not name.endswith((".xml", ".vml")) or not any(each in name for each in _ABOUT_CELLS):
                continue
            text = package.read(name).decode()
            cells = re.search(r"<(?:\w+:)?sheetData[ >].*</(?:\w+:)?sheetData>", text, re.DOTALL)
            heights = (
                re.findall(r'<(?:\w+:)?row [^>]*?r="(\d+)"[^>]*? ht="([^"]*)"', cells[0]) if cells else []
            )
            outside = text.replace(cells[0], "") if cells else text
            outside = re.sub(r"<(?:\w+:)?dimension [^>]*>|<(?:\w+:)?selection [^>]*>", "", outside)
            found[name] = (sorted(_SAID.findall(outside)), sorted(heights))
    return found


def _differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for place in sorted(before.keys() | after.keys()):
        if before.get(place) != after.get(place):
            yield f"{place} held {before.get(place)}, holds {after.get(place)}"
