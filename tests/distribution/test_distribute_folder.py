"""Where the buttons hand out to and collect from: typed on the sheet of settings, or beside the workbook."""

from __future__ import annotations

import zipfile
from pathlib import Path

import sheetkpi
from sheetkpi import addin
from sheetkpi.workbook.place import folder_of

FOLDERS = {"kpi_distribute_folder": "営業共有_配布", "kpi_collect_folder": "営業共有_返送"}


def test_the_buttons_use_the_folders_of_the_settings_and_reps_do_not_see_them(book: Path) -> None:
    with sheetkpi.open_book(book) as opened:
        for name, folder in FOLDERS.items():
            opened.names[name].refers_to_range.value = folder
        addin.distribute(opened)
    handed_out = book.parent / "営業共有_配布"
    workbooks = list(handed_out.glob("*.xlsx"))
    assert len(workbooks) == 15
    with zipfile.ZipFile(workbooks[0]) as package:
        texts = [package.read(part).decode() for part in package.namelist()]
    assert not any(folder in text for folder in FOLDERS.values() for text in texts)
    with sheetkpi.open_book(book, read_only=True) as opened:
        assert folder_of(opened, "kpi_collect_folder", str(handed_out)) == book.parent / "営業共有_返送"


def test_empty_cells_mean_the_folder_beside_the_workbook(tmp_path: Path) -> None:
    path = sheetkpi.new(tmp_path / "KPI.xlsx", "ja")
    with sheetkpi.open_book(path, read_only=True) as opened:
        assert folder_of(opened, "kpi_distribute_folder", "配布") == tmp_path / "配布"
