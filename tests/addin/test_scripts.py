"""The scripts behind Excel's buttons, on the file engine with what Excel adds: dialogs, status bar, settings.

Excel itself is not here; what COM and AppleScript raise when it is busy has the shape of their exceptions.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlwings as xw

import sheetkpi.addin
from sheetkpi import excelapp
from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.objects.app import App
from sheetkpi.language import preferred_language
from sheetkpi.logfile import log_path
from sheetkpi.workbook.entering import enter_rows
from tests.addin.snapshots import cells


@pytest.fixture
def book(small: Path) -> Iterator[xw.Book]:
    """A workbook, open beside another one that is the active one."""
    app = xw.engines["file"].apps.add()
    opened = app.books.open(str(small))
    app.books.open(str(shutil.copy(small, small.with_name("Other.xlsx"))))
    yield opened
    app.quit()


class Excel:
    """What people see of Excel: the dialogs that opened, and every setting in the order it was made."""

    def __init__(self) -> None:
        self.dialogs: list[tuple[str, str]] = []
        self.settings: list[tuple[str, Any]] = []
        self.now: dict[str, Any] = {
            "screen_updating": True,
            "enable_events": True,
            "calculation": "automatic",
        }


@pytest.fixture
def excel(monkeypatch: pytest.MonkeyPatch) -> Excel:
    seen = Excel()

    def alert(self: App, prompt: str, title: str, buttons: str, mode: str, callback: Any) -> str:
        seen.dialogs.append((mode, prompt))
        return "ok"

    def setting(name: str) -> property:
        def change(self: App, value: Any) -> None:
            seen.settings.append((name, value))
            seen.now[name] = value

        return property(lambda self: seen.now[name], change)

    monkeypatch.setattr(App, "alert", alert)
    for name in ("screen_updating", "enable_events", "calculation", "status_bar"):
        monkeypatch.setattr(App, name, setting(name))
    monkeypatch.setattr(excelapp, "WAITS", (0.0, 0.0))
    return seen


def rep_kpi(book: xw.Book) -> list[list[Any]]:
    rows: list[list[Any]] = book.sheets["担当別"].tables["RepKPI"].data_body_range.value
    return rows


def test_the_refresh_button_fills_the_workbook_that_called_and_saves_nothing(
    book: xw.Book, excel: Excel, small: Path
):
    before = small.read_bytes()
    sheetkpi.addin.refresh(book)
    assert {row[0] for row in rep_kpi(book)} == {"山田 花", "佐藤 健", "鈴木 葵"}
    assert book.sheets["設定"]["A3"].value == "45 件を読み込み、45 件を集計しました（対象外 0 件）。"
    assert excel.dialogs == []
    assert small.read_bytes() == before
    other = book.app.books["Other.xlsx"]
    assert rep_kpi(other) == ["鈴木 葵", None, None, "新人"]
    assert book.app.books.active == other


def test_a_macro_names_no_workbook(book: xw.Book, excel: Excel):
    """RunPython "import sheetkpi.addin; sheetkpi.addin.refresh()"."""
    book.set_mock_caller()
    try:
        exec("import sheetkpi.addin; sheetkpi.addin.refresh()", {})
    finally:
        del xw.Book._mock_caller
    assert len(rep_kpi(book)) == 3


def test_excel_stands_still_during_the_work_and_is_as_before_afterwards(book: xw.Book, excel: Excel):
    excel.now |= {"calculation": "semiautomatic", "enable_events": False}
    before = dict(excel.now)
    sheetkpi.addin.refresh(book)
    settings = [one for one in excel.settings if one[0] != "status_bar"]
    assert settings[:3] == [("screen_updating", False), ("enable_events", False), ("calculation", "manual")]
    assert {name: excel.now[name] for name in before} == before


def test_the_status_bar_tells_the_step_and_is_excels_own_again(book: xw.Book, excel: Excel):
    sheetkpi.addin.refresh(book)
    shown = [value for name, value in excel.settings if name == "status_bar"]
    assert "SheetKPI：活動データを読んでいます…" in shown
    assert "SheetKPI：書き込んでいます…" in shown
    assert shown[-1] is False


def test_what_is_wrong_is_told_in_one_sentence_and_nothing_is_written(book: xw.Book, excel: Excel):
    book.sheets["ログ"]["A1"].value = "これは何"
    before = rep_kpi(book)
    sheetkpi.addin.refresh(book)
    ((mode, sentence),) = excel.dialogs
    assert mode == "critical"
    assert sentence.startswith("集計できる活動データが見つかりません")
    assert rep_kpi(book) == before
    assert excel.now["screen_updating"] is True
    assert excel.now["status_bar"] is False


def test_the_workbook_decides_the_language(book: xw.Book, excel: Excel):
    book.sheets["設定"]["A1"].value = "en"
    sheetkpi.addin.check(book)
    assert excel.dialogs == [("info", "45 records read, 45 counted, 0 left out.")]


def test_check_tells_and_writes_nothing(book: xw.Book, excel: Excel, small: Path):
    sheetkpi.addin.check(book)
    assert excel.dialogs == [("info", "45 件を読み込み、45 件を集計しました（対象外 0 件）。")]
    book.save()
    assert cells(small) == cells(small.with_name("Other.xlsx"))


def test_undo_takes_the_refresh_back(book: xw.Book, excel: Excel):
    before = rep_kpi(book)
    sheetkpi.addin.refresh(book)
    sheetkpi.addin.undo_refresh(book)
    assert rep_kpi(book) == before
    assert "取り消し" in excel.dialogs[0][1]
    sheetkpi.addin.undo_refresh(book)
    assert excel.dialogs[1][0] == "critical"


def test_an_unexpected_error_is_logged_and_told(book: xw.Book, excel: Excel, monkeypatch: pytest.MonkeyPatch):
    import sheetkpi.pipeline

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(sheetkpi.pipeline, "count", broken)
    sheetkpi.addin.refresh(book)
    ((mode, sentence),) = excel.dialogs
    assert (mode, str(log_path()) in sentence, "RuntimeError" in sentence) == ("critical", True, True)
    assert "a bug" in log_path().read_text(encoding="utf-8")


def test_where_there_are_no_dialogs_the_sentence_is_raised(book: xw.Book):
    with pytest.raises(SheetKPIError) as error:
        sheetkpi.addin.undo_refresh(book)
    assert error.value.key == "error.undo_nothing"


def test_a_workbook_that_was_never_saved_must_be_saved_first(excel: Excel):
    app = xw.engines["file"].apps.add()
    sheetkpi.addin.refresh(app.books.add())
    ((_, sentence),) = excel.dialogs
    assert "Book1" in sentence
    app.quit()


# Excel is busy -------------------------------------------------------------------------------------------


class ComError(Exception):
    """pywin32's `pywintypes.com_error`: what it carries, and how."""

    def __init__(self, hresult: int, scode: int | None = None) -> None:
        self.hresult = hresult
        self.excepinfo = (0, None, None, None, 0, scode) if scode is not None else None
        super().__init__(hresult, "Exception occurred.", self.excepinfo, None)


class CommandError(Exception):
    """appscript's error on macOS."""

    errornumber = -1712


EDITING, DIALOG, INSIDE = ComError(-2146777998), ComError(-2147418111), ComError(-2147352567, -2146777998)


@pytest.fixture(params=[EDITING, DIALOG, INSIDE, CommandError()], ids=["cell", "dialog", "inside", "mac"])
def busy(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """Errors that the next reads of cells raise, one each."""
    from sheetkpi.fileengine.objects.range import Range

    raised: list[Exception] = []
    values = vars(Range)["raw_value"]

    def read(self: Range) -> Any:
        if raised:
            raise raised.pop()
        return values.fget(self)

    monkeypatch.setattr(Range, "raw_value", values.getter(read))
    raised += [request.param]
    return raised


def test_a_busy_excel_is_asked_again(book: xw.Book, excel: Excel, busy: list[Exception]):
    sheetkpi.addin.refresh(book)
    assert busy == excel.dialogs == []
    assert len(rep_kpi(book)) == 3


def test_an_excel_that_stays_busy_is_told_in_one_sentence(book: xw.Book, excel: Excel, busy: list[Exception]):
    busy *= 1000
    sheetkpi.addin.refresh(book)
    busy.clear()
    assert excel.dialogs == [("critical", SheetKPIError("error.excel_busy").sentence(preferred_language()))]
    assert rep_kpi(book) == ["鈴木 葵", None, None, "新人"]


def test_other_errors_of_com_are_not_taken_for_a_busy_excel():
    assert not excelapp.is_busy(ComError(-2147352567, -2146827284))
    assert not excelapp.is_busy(OSError(5, "no"))


# People --------------------------------------------------------------------------------------------------


def test_handing_out_and_collecting_use_a_folder_beside_the_workbook(sample: Path, excel: Excel):
    app = xw.engines["file"].apps.add()
    book = app.books.open(str(sample))
    sheetkpi.addin.distribute(book)
    handed_out = sample.parent / "配布"
    made = list(handed_out.glob("*.xlsx"))
    assert len(made) == 15
    assert excel.dialogs == [("info", f"15 件のブックを {handed_out} に用意しました。")]
    sheetkpi.addin.collect(book)
    assert excel.dialogs[1][0] == "info"
    assert excel.dialogs[1][1].startswith("新しい入力はありません"), "nobody has typed anything yet"
    with sheetkpi.open_book(made[0]) as returned:
        enter_rows(returned, {"DailyEntry": pd.DataFrame({"date": [date(2026, 11, 25)], "calls": [31.0]})})
        returned.save()
    sheetkpi.addin.collect(book)
    assert excel.dialogs[2][1].startswith("1 行を取り込み")
    assert "［更新］" in excel.dialogs[2][1]
    app.quit()


def test_a_folder_that_is_not_there_is_told(book: xw.Book, excel: Excel):
    book.sheets["設定"]["A9"].value = "ない"
    book.names.add("kpi_collect_folder", "=設定!$A$9")
    sheetkpi.addin.collect(book)
    ((mode, sentence),) = excel.dialogs
    assert mode == "critical"
    assert "ない" in sentence or "日次入力" in sentence
