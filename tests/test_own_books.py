"""Workbooks of people's own live through refreshes: a sample of those in `ownbooks`, a feature in each."""

from __future__ import annotations

from pathlib import Path

import pytest

import sheetkpi
from sheetkpi import undofile
from tests.excelrules import new_complaints
from tests.libreoffice import needs_libreoffice
from tests.ownbooks.features import FEATURES
from tests.ownbooks.judged import differences
from tests.ownbooks.kinds import MAKERS, Kind, kind
from tests.ownbooks.life import live
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


@pytest.mark.parametrize("feature", ["prefix", "no type for endings", "macro sheet", "query table"])
def test_buttons_are_added_and_taken_away_without_damage(feature: str, tmp_path: Path) -> None:
    """Attaching adds sheets, drawings, a macro project and a ribbon; see `savedbooks` for who looks."""
    path = Kind(1, "by hand", Plan(language="en"), (feature,)).make(tmp_path)
    attached = sheetkpi.attach(path, "en")
    assert new_complaints(path, attached) == []
    detached = sheetkpi.detach(attached, output=tmp_path / "without.xlsx")
    assert new_complaints(path, detached) == []
