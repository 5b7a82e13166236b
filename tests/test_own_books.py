"""Workbooks of people's own live through refreshes: a sample of those in `ownbooks`, a feature in each."""

from __future__ import annotations

from pathlib import Path

import pytest

import sheetkpi
from sheetkpi import undofile
from tests.excelrules import new_complaints
from tests.fileengine.books import members_at, part_of
from tests.libreoffice import needs_libreoffice
from tests.ownbooks.features import FEATURES, cells_out_of_order
from tests.ownbooks.judged import differences
from tests.ownbooks.kinds import MAKERS, Kind, kind
from tests.ownbooks.life import TODAY, activity_of, contents, live
from tests.ownbooks.making import Plan

SAMPLE = [kind(number * len(MAKERS) + number % len(MAKERS)) for number in range(len(FEATURES))]
"""Each feature once, the makers in turn."""


@pytest.fixture(scope="module")
def ends() -> dict[str, Path]:
    """The workbooks as they were in the end, by their kind."""
    return {}


def test_the_sample_has_every_feature() -> None:
    assert {feature for each in SAMPLE for feature in each.features} == set(FEATURES)


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
@pytest.mark.parametrize("each", SAMPLE, ids=str)
def test_a_workbook_of_ones_own_grows_shrinks_and_is_put_back(
    each: Kind,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    ends: dict[str, Path],
) -> None:
    folder = tmp_path_factory.mktemp("own")
    monkeypatch.setattr(undofile, "folder", lambda: folder / "undo")
    ends[str(each)], wrong = live(each, folder)
    assert wrong == []


@needs_libreoffice
@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_libreoffice_comes_to_the_same(ends: dict[str, Path], tmp_path: Path) -> None:
    if len(ends) < len(SAMPLE):
        pytest.skip("the workbooks did not all live here")
    found = differences(list(ends.values()), tmp_path / "judged")
    assert [line for lines in found.values() for line in lines] == []


TOGETHER = {
    "by hand": ("query table", "cells without addresses", "no type for endings", "prefix"),
    "openpyxl": ("custom views", "threaded comment", "controls"),
    "xlsxwriter": ("shared formulas", "sparklines", "slicer", "pivot table", "macro sheet"),
}
"""By maker, what is in one workbook; cells of openpyxl's stand out of their order, too."""

PLANS = {
    "by hand": Plan(language="en"),
    "openpyxl": Plan(language="ja", date1904=True, chart=True),
    "xlsxwriter": Plan(language="en", top=4, left=3, own="relative", hidden=True, array=True),
}


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
@pytest.mark.parametrize("maker", TOGETHER)
def test_attached_refreshed_twice_put_back_and_detached_it_is_what_it_was(
    maker: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Everything at once, as other programs may write it: no judge objects to anything that is new, and in
    the end every part is what it was, byte for byte."""
    monkeypatch.setattr(undofile, "folder", lambda: tmp_path / "undo")
    plan = PLANS[maker]
    kind, first, then = Kind(1, maker, plan, TOGETHER[maker]), (0, 1, 4, 5), (1, 7)
    path = kind.make(tmp_path)
    if maker == "openpyxl":
        path.write_bytes(cells_out_of_order(path.read_bytes()))
    book = sheetkpi.attach(path, "en")
    states = []
    for number, reps in enumerate((first, then), start=1):
        log = activity_of(tmp_path / "log.csv", plan, reps, number)
        with sheetkpi.open_book(book) as opened:
            sheetkpi.refresh(opened, [log], once=True, undoable=True, today=TODAY)
            opened.save()
        assert new_complaints(path, book) == []
        states.append(contents(book))
    sheetkpi.undo_refresh(book)
    assert contents(book) == states[0]
    detached = sheetkpi.detach(book, output=tmp_path / "without.xlsx")
    one, other = path.read_bytes(), detached.read_bytes()
    names = set(members_at(path))
    assert set(members_at(detached)) == names
    assert [name for name in sorted(names) if part_of(one, name) != part_of(other, name)] == []


@pytest.mark.parametrize("feature", ["prefix", "no type for endings", "macro sheet", "query table"])
def test_buttons_are_added_and_taken_away_without_damage(feature: str, tmp_path: Path) -> None:
    """Attaching adds sheets, drawings, a macro project and a ribbon; see `savedbooks` for who looks."""
    path = Kind(1, "by hand", Plan(language="en"), (feature,)).make(tmp_path)
    attached = sheetkpi.attach(path, "en")
    assert new_complaints(path, attached) == []
    detached = sheetkpi.detach(attached, output=tmp_path / "without.xlsx")
    assert new_complaints(path, detached) == []
