"""Showing the sheets that a new workbook hides, and hiding them again."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import openpyxl
import pytest

import sheetkpi
from sheetkpi.errors import ProtectedError, WorkbookError
from sheetkpi.language import LANGUAGES, Language, say
from sheetkpi.tables.registry import FRONT_SHEETS
from sheetkpi.templates import template_path
from sheetkpi.workbook.filling import show_sheet
from tests.test_cli import run
from tests.workbook.activities import events
from tests.workbook.targeted import refreshed


def states(path: Path) -> dict[str, str]:
    sheets = openpyxl.load_workbook(path, read_only=True)
    return {sheet.title: sheet.sheet_state for sheet in sheets}


@pytest.fixture(params=["ja", "en"])
def new(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Language]:
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(template_path(request.param).read_bytes())
    return path, request.param


def test_pressed_once_all_sheets_but_the_chart_data_are_in_sight_and_pressed_again_those_in_front(
    new: tuple[Path, Language],
) -> None:
    path, language = new
    before = states(path)
    shown, names = sheetkpi.show_sheets(path)
    assert shown
    hidden = [name for name, state in states(path).items() if state != "visible"]
    assert set(hidden) == {say("sheet.charts", language), say("sheet.standing", language)}
    assert len(names) + len(FRONT_SHEETS) + len(hidden) == len(before)
    assert sheetkpi.show_sheets(path) == (False, names)
    assert states(path) == before


def test_a_sheet_of_peoples_own_stays_as_it_is_even_under_the_name_of_one_of_ours(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = say("sheet.weeks", "ja")
    book.create_sheet("メモ").sheet_state = "hidden"
    path = tmp_path / "own.xlsx"
    book.save(path)
    with pytest.raises(WorkbookError, match="none of the sheets"):
        sheetkpi.show_sheets(path)
    attached = sheetkpi.attach(path, "ja")
    sheetkpi.show_sheets(attached, True)
    after = states(attached)
    assert after["メモ"] == "hidden"
    (ours,) = (name for name in after if name.startswith(f"{say('sheet.weeks', 'ja')} KPI"))
    assert after[ours] == "visible"
    sheetkpi.show_sheets(attached, False)
    assert states(attached)[say("sheet.weeks", "ja")] == "visible"


def test_the_sheet_in_front_is_left_before_it_is_hidden(new: tuple[Path, Language]) -> None:
    path, language = new
    sheetkpi.show_sheets(path)
    with sheetkpi.open_book(path) as book:
        book.sheets[say("sheet.weeks", language)].impl.activate()
        sheetkpi.show_sheets(book)
        assert book.sheets.active.name == say("sheet.board", language)


def test_sheets_are_not_hidden_where_no_other_would_stay_in_sight(new: tuple[Path, Language]) -> None:
    path, _ = new
    _, names = sheetkpi.show_sheets(path)
    with sheetkpi.open_book(path) as book:
        for sheet in book.sheets:
            sheet.visible = sheet.name in names
        with pytest.raises(WorkbookError, match="Show another sheet first"):
            sheetkpi.show_sheets(book)


def test_a_protected_structure_is_told_and_nothing_is_saved(
    new: tuple[Path, Language], capsys: pytest.CaptureFixture[str]
) -> None:
    path, _ = new
    book = openpyxl.load_workbook(path)
    book.security = openpyxl.workbook.protection.WorkbookProtection(lockStructure=True)
    book.save(path)
    before = path.read_bytes()
    with pytest.raises(ProtectedError):
        sheetkpi.show_sheets(path)
    assert path.read_bytes() == before
    assert run("sheets", path, "--lang", "ja") == 2
    assert "ブックの構成が保護されています" in capsys.readouterr().err


def test_the_command_says_which_sheets(
    new: tuple[Path, Language], capsys: pytest.CaptureFixture[str]
) -> None:
    path, language = new
    assert run("sheets", path, "--show", "--lang", "en") == 0
    assert say("sheet.weeks", language) in capsys.readouterr().out
    assert states(path)[say("sheet.weeks", language)] == "visible"
    assert run("sheets", path, "--hide", "--lang", "en") == 0
    assert states(path)[say("sheet.weeks", language)] == "hidden"


class _Excel:
    """A book in Excel with one hidden sheet, which may refuse to be shown."""

    def __init__(self, refuses: Exception | None, *, is_protected: bool) -> None:
        self.app = SimpleNamespace(engine=SimpleNamespace(type="desktop"))
        self.api = SimpleNamespace(ProtectStructure=is_protected)
        self.sheets = {"商談予定": _Hidden(refuses)}


class _Hidden:
    def __init__(self, refuses: Exception | None) -> None:
        self._refuses, self._visible = refuses, False

    @property
    def visible(self) -> bool:
        return self._visible

    @visible.setter
    def visible(self, shown: bool) -> None:
        if self._refuses:
            raise self._refuses
        self._visible = shown


def test_a_protected_structure_keeps_its_sheets_and_any_other_refusal_is_not_silent() -> None:
    book: Any = _Excel(OSError("protected"), is_protected=True)
    show_sheet(book, "商談予定")
    assert not book.sheets["商談予定"].visible
    book = _Excel(None, is_protected=False)
    show_sheet(book, "商談予定")
    assert book.sheets["商談予定"].visible
    with pytest.raises(OSError, match="busy"):
        show_sheet(cast("Any", _Excel(OSError("busy"), is_protected=False)), "商談予定")


def test_the_command_ends_otherwise_where_there_is_nothing_to_do_and_takes_one_of_both(
    new: tuple[Path, Language], capsys: pytest.CaptureFixture[str]
) -> None:
    path, _ = new
    before = path.read_bytes()
    assert run("sheets", path, "--hide", "--lang", "en") == 3
    assert "hidden already" in capsys.readouterr().err
    assert run("sheets", path, "--show", "--hide", "--lang", "ja") == 2
    assert capsys.readouterr().err.strip() == "--show と --hide は、どちらか一方だけを指定してください。"
    assert path.read_bytes() == before
    assert run("sheets", path, "--show", "--lang", "ja") == 0
    before = path.read_bytes()
    assert run("sheets", path, "--show", "--lang", "ja") == 3
    assert "すべて表示されています" in capsys.readouterr().err
    assert path.read_bytes() == before


def told(path: Path) -> list[str]:
    """What the board says of hidden sheets."""
    book = openpyxl.load_workbook(path)
    ((sheet, cells),) = book.defined_names["kpi_hidden"].destinations
    return [row[0].value for row in book[sheet][cells] if row[0].value]


def test_the_board_lists_the_sheets_that_are_hidden_now(new: tuple[Path, Language]) -> None:
    path, language = new
    weeks, result_map = (say(f"sheet.{key}", language) for key in ("weeks", "result_map"))
    assert weeks in told(path)[1]
    assert result_map in "".join(told(path))
    sheetkpi.show_sheets(path)
    assert told(path) == [say("label.hidden_none", language)]
    sheetkpi.show_sheets(path)
    refreshed(path, events((date(2026, 11, 2), "森", "東", "", {"calls": 1})))
    assert weeks in told(path)[1]
    assert result_map not in "".join(told(path)), "texts nobody knows brought it in sight"
    assert states(path)[result_map] == "visible"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_has_the_names_of_this_workbook(tmp_path: Path, language: Language) -> None:
    book = openpyxl.Workbook()
    book.active.title = say("sheet.weeks", language)
    path = tmp_path / "own.xlsx"
    book.save(path)
    attached = sheetkpi.attach(path, language)
    listed = told(attached)[1].replace("、", ", ").split(": ")[-1].split("：")[-1].split(", ")
    assert f"{say('sheet.weeks', language)} KPI" in listed
    assert say("sheet.weeks", language) not in listed
    refreshed(attached, events((date(2026, 11, 2), "森", "東", "", {"calls": 1})))
    assert told(attached)[1].count(f"{say('sheet.weeks', language)} KPI") == 1
