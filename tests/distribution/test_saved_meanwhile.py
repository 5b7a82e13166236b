"""A rep saves at any step of a distribution: what they typed is in their next workbook, or they are left for
the next run by name."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

import sheetkpi
from sheetkpi.distribution.incoming.returned import read_returned
from sheetkpi.distribution.outgoing import writing
from sheetkpi.distribution.outgoing.distributing import TRIES, _Run
from sheetkpi.distribution.outgoing.manifest import read_manifest
from sheetkpi.distribution.outgoing.preparing import Prepared, prepare
from sheetkpi.distribution.recipients import Recipient, file_stems, recipients
from sheetkpi.distribution.revisions import master_id
from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.opc import exchange, lockfile
from sheetkpi.pipeline import count
from sheetkpi.steps import quiet
from sheetkpi.workbook.entering import enter_rows
from tests.distribution.workbooks import MORI, YAMADA, collect, entries, master, row
from tests.pausing import HABITS, paused, save_in_place

MOST_STEPS = 60
FILE = f"KPI_{YAMADA}.xlsx"


@dataclass(frozen=True)
class Start:
    """A KPI workbook whose figures changed since it was handed out into `folder`; `typed` is the workbook of
    a rep with one more row, of 78 calls."""

    book: Path
    folder: Path
    typed: bytes
    prepared: Prepared
    everybody: list[Recipient]
    master: str

    def run(self, folder: Path) -> _Run:
        """A distribution into a copy of the folder, its workbooks not made yet."""
        shutil.copytree(self.folder, folder)
        stems = file_stems("KPI", self.everybody)
        manifest = read_manifest(folder, self.master)
        return _Run(self.prepared, folder, self.master, manifest, {}, quiet, stems)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    place = tmp_path_factory.mktemp("start")
    book = master(place, row(2, calls=40), row(2, MORI, calls=50))
    sheetkpi.distribute(book, place / "out")
    typed = Path(shutil.copy(place / "out" / FILE, place / "typed.xlsx"))
    with sheetkpi.open_book(typed) as opened:
        enter_rows(opened, {"DailyEntry": pd.DataFrame([row(4, calls=78)])})
        opened.save()
    with sheetkpi.open_book(book) as opened:
        opened.names["kpi_min_sample"].refers_to_range.value = 31
        opened.save()
        counted = count(opened)
        tables = counted.report.tables
        everybody = list(recipients(tables["RepKPI"], tables["Board"], "rep"))
        prepared = prepare(opened, counted, "rep", master_id(opened))
        yield Start(book, place / "out", typed.read_bytes(), prepared, everybody, master_id(opened))


def calls(path: Path) -> list[object]:
    returned = read_returned(path.read_bytes(), 0, path.name)
    assert returned is not None
    return [line.cells.get("calls") for line in returned.rows]


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("swaps", ["exchange", "no exchange"])
def test_what_a_rep_saves_at_any_step_is_carried_over_or_left(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, habit: str, swaps: str
) -> None:
    if swaps == "no exchange":
        monkeypatch.setattr(exchange, "exchange", lambda *_: False)
    wanted = [each for each in start.everybody if each.name == YAMADA]
    for step in range(MOST_STEPS):
        folder = tmp_path / str(step)
        run = start.run(folder)
        made = run.make(wanted)
        with paused(step, partial(HABITS[habit], folder / FILE, start.typed)) as steps:
            run.write(made, 2)
        done = run.done[YAMADA]
        if not steps.reached:
            assert (done.state, done.carried, calls(folder / FILE)) == ("written", 0, [40.0])
            break
        unseen = swaps == "no exchange" and habit == "by rename"
        if unseen and steps.names[step - 1 : step + 1] == ["exchange", "replace"]:
            continue  # between the last look and the rename: see test_saving_meanwhile
        assert calls(folder / FILE) == [40.0, 78.0], (step, steps.names[step])
        assert done.state == "written"
        if done.carried:
            [kept] = (folder / "returned").iterdir()
            assert kept.read_bytes() == start.typed
        else:
            assert (folder / FILE).read_bytes() == start.typed, "saved over the new one, once that was there"
        assert not list(folder.glob(".sheetkpi-*"))
    else:
        pytest.fail("there are more steps than are looked at")


def test_a_rep_who_saves_again_and_again_is_left_for_the_next_run_by_name(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saves = iter(range(2 * TRIES))
    write = writing.saving.replace_file

    def replace_after_a_save(path: Path, *rest: object, **named: object) -> object:
        if path.name == FILE:
            save_in_place(path, start.typed + bytes(next(saves)))  # not the same twice
        return write(path, *rest, **named)  # type: ignore[arg-type]

    run = start.run(tmp_path / "out")
    made = run.make(start.everybody)
    monkeypatch.setattr(writing.saving, "replace_file", replace_after_a_save)
    run.write(made, 2)
    left = run.done[YAMADA]
    assert left.state == "failed"
    assert isinstance(left.error, SheetKPIError)
    assert left.error.key == "error.changed_on_disk"
    assert FILE in left.error.sentence("ja")
    assert (tmp_path / "out" / FILE).read_bytes().startswith(start.typed)
    assert {done.state for name, done in run.done.items() if name != YAMADA} == {"written"}


def test_the_workbook_of_another_ending_is_looked_at_too(start: Start, tmp_path: Path) -> None:
    """Macros went: the .xlsx takes the place of the .xlsm, into which the rep saves at that moment."""
    run = start.run(tmp_path / "out")
    old = (tmp_path / "out" / FILE).rename((tmp_path / "out" / FILE).with_suffix(".xlsm"))
    key = run.prepared.contents.id_of(next(each for each in start.everybody if each.name == YAMADA))
    known, told = writing.replace(run.manifest[key], file=old.name), 0
    for step in range(MOST_STEPS):
        save_in_place(old, (start.folder / FILE).read_bytes())
        (tmp_path / "out" / FILE).unlink(missing_ok=True)
        run.remarks.clear()
        run.manifest[key] = known
        made = run.make([each for each in start.everybody if each.name == YAMADA])
        with paused(step, partial(save_in_place, old, start.typed)) as steps:
            run.write(made, 2)
        assert run.done[YAMADA].state == "written"
        if not steps.reached:
            break
        rows = [calls(path) for path in (tmp_path / "out" / FILE, old) if path.exists()]
        assert [40.0, 78.0] in rows
        if "distribute.kept_meanwhile" in {remark for remark, _ in run.remarks}:
            told += 1
            assert old.read_bytes() == start.typed
    assert told


def test_of_two_collects_at_once_the_second_is_told_and_nothing_is_entered_twice(
    start: Start, tmp_path: Path
) -> None:
    """The first is at work when the second begins; both have the same files."""
    folder = tmp_path / "both"
    shutil.copytree(start.book.parent, folder)
    (folder / "out" / FILE).write_bytes(start.typed)
    book = folder / "KPI.xlsx"
    for left in folder.glob(".sheetkpi-*.lock"):
        left.unlink()  # of the workbook that is open in this test
    refused = []

    def second(step: str, *_: int) -> None:
        if step == "step.write":
            with pytest.raises(SheetKPIError) as caught, as_another_process():
                collect(book, folder / "out")
            refused.append(caught.value.key)

    assert collect(book, folder / "out", progress=second).added == 1
    assert refused == ["error.worked_on"]
    assert entries(book).count((4, YAMADA, 78)) == 1
    assert collect(book, folder / "out").added == 0


@contextmanager
def as_another_process() -> Iterator[None]:
    """What this process holds does not count, as in another one."""
    held = set(lockfile._held)
    lockfile._held.clear()
    try:
        yield
    finally:
        lockfile._held.update(held)
