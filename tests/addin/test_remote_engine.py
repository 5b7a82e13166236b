"""The scripts on xlwings' remote engine (xlwings Server and Lite): Excel on the web, laptops without Python.

A refresh there and a refresh of the file must come to the same workbook.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

import sheetkpi
from tests.addin.browser_limits import MISSING
from tests.addin.conftest import TODAY
from tests.addin.remote_client import OFFICE_JS, OFFICE_SCRIPTS, Client, payload, run_actions
from tests.addin.snapshots import state

PROJECT = Path(__file__).parents[2]
LITE = PROJECT / "macros" / "lite"
SERVER = Path(__file__).with_name("remote_server.py")
TIMES = ("kpi_last_refresh",)


@cache
def server(kind: str = "server") -> subprocess.Popen[str]:
    """The server, which answers until these tests end; `lite`: with what Python has in the browser."""
    environment = os.environ | {"XLWINGS_LICENSE_KEY": "noncommercial", "XLWINGS_ON_SERVER": "true"}
    process = subprocess.Popen(
        [sys.executable, str(SERVER), kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    atexit.register(process.kill)
    return process


def answer(path: Path, client: Client, script: str, kind: str = "server") -> list[dict[str, Any]]:
    """The actions with which the server answers to the workbook."""
    with sheetkpi.open_book(path) as book:
        sent = {"script": script, "book": payload(book, client)}
    inward, outward = server(kind).stdin, server(kind).stdout
    assert inward is not None
    assert outward is not None
    print(json.dumps(sent), file=inward, flush=True)
    said = json.loads(outward.readline())
    assert "error" not in said, said["error"]
    actions: list[dict[str, Any]] = said["answer"]["actions"]
    return actions


def in_browser(path: Path, client: Client, script: str = "refresh", kind: str = "server") -> list[str]:
    """Run a script on the workbook as from Excel on the web; returns the texts of dialogs."""
    actions = answer(path, client, script, kind)
    with sheetkpi.open_book(path) as book:
        dialogs = run_actions(book, actions)
        book.save()
    return dialogs


def on_file(path: Path) -> None:
    with sheetkpi.open_book(path) as book:
        sheetkpi.refresh(book)
        book.save()


@pytest.fixture(params=[OFFICE_JS, OFFICE_SCRIPTS])
def client(request: pytest.FixtureRequest) -> Client:
    kind: Client = request.param
    return kind


@pytest.fixture
def pair(small_made: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The same workbook twice."""
    return two_copies(small_made, tmp_path)


def two_copies(path: Path, folder: Path) -> tuple[Path, Path]:
    first, second = folder / "browser" / "KPI.xlsx", folder / "file" / "KPI.xlsx"
    for copy in (first, second):
        copy.parent.mkdir()
        shutil.copy(path, copy)
    return first, second


def same(first: Path, second: Path, *, rules: bool = True) -> None:
    """Both hold the same, but for the minute of the refresh."""
    one, other = state(first), state(second)
    for what in ("extents", "formats", "names", "rules") if rules else ("extents", "formats"):
        assert one[what] == other[what], what
    times = [one["names"][name].replace("'", "").replace("$", "") for name in TIMES if name in one["names"]]
    for time in times:
        assert one["cells"].pop(time, None)
        assert other["cells"].pop(time, None)
    differing = {
        place: (one["cells"].get(place), other["cells"].get(place))
        for place in one["cells"].keys() | other["cells"].keys()
        if not alike(one["cells"].get(place), other["cells"].get(place))
    }
    assert not differing


def alike(one: Any, other: Any) -> bool:
    """Whether two cells say the same. The list of issues quotes a date as it was told: maybe as a number."""
    if isinstance(one, str) and one.isdigit() and one != other:
        return str(datetime(1899, 12, 30) + timedelta(days=int(one)))[:10] == other
    return bool(one == other)


def test_a_first_refresh_in_the_browser_equals_one_of_the_file(client: Client, pair: tuple[Path, Path]):
    browser, file = pair
    assert in_browser(browser, client) == []
    on_file(file)
    same(browser, file, rules=client == OFFICE_JS)


def test_a_second_refresh_does_too(client: Client, pair: tuple[Path, Path]):
    browser, file = pair
    for path in pair:
        on_file(path)
        with sheetkpi.open_book(path) as book:
            log = book.sheets["ログ"]
            log["A2:E3"].value = [[TODAY, "渡辺 陸", "西", "展示会", "接続"]] * 2
            book.save()
    in_browser(browser, client)
    on_file(file)
    same(browser, file)


def test_without_threads_processes_and_readers_of_files_a_refresh_comes_to_the_same(pair: tuple[Path, Path]):
    """Under xlwings Lite Python runs in the browser."""
    browser, file = pair
    assert in_browser(browser, OFFICE_JS, kind="lite") == []
    on_file(file)
    same(browser, file)


def test_there_a_check_answers_with_a_dialog_too(pair: tuple[Path, Path]):
    (sentence,) = in_browser(pair[0], OFFICE_JS, "check", "lite")
    assert sentence.startswith("45 件を読み込み")


def test_what_is_installed_there_exists_for_browsers():
    """By the markers of its dependencies, the wheel asks for nothing that the browser lacks."""
    metadata = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = map(Requirement, metadata["project"]["dependencies"])
    there = {
        one.name for one in asked if not one.marker or one.marker.evaluate({"sys_platform": "emscripten"})
    }
    assert there == {"xlwings", "pandas", "openpyxl", "lxml", "pyarrow", "narwhals", "holidays"}
    assert not there & MISSING
    (wheel,) = re.findall(r"sheetkpi-(\S+)-py3-none-any\.whl", (LITE / "requirements.txt").read_text())
    assert wheel == sheetkpi.__version__


def test_rows_by_month_keep_what_people_typed(client: Client, pair: tuple[Path, Path]):
    """Also where the client tells dates as numbers: a month is one month, however it is told."""
    browser, file = pair
    for path in pair:
        with sheetkpi.open_book(path) as book:
            sheet = book.sheets["月別"]
            sheet["D1:D2"].value = [["メモ"], ["好調"]]
            sheet["A2"].value = datetime(2026, 11, 1)
            sheet["B2"].value = "東"
            sheet.tables["MonthlyKPI"].resize(sheet["A1:D2"])
            book.save()
    in_browser(browser, client)
    on_file(file)
    same(browser, file, rules=client == OFFICE_JS)
    with sheetkpi.open_book(browser) as book:
        rows = book.sheets["月別"].tables["MonthlyKPI"].data_body_range.value
    assert [row[3] for row in rows if row[:2] == [datetime(2026, 11, 1), "東"]] == ["好調"]
    assert [row[3] for row in rows].count("好調") == 1


def test_the_sample_workbook_comes_to_the_same(sample_made: Path, tmp_path: Path):
    """All of the template: every view, targets, diagnosis, rules; first refreshed, then in another month."""
    browser, file = two_copies(sample_made / "KPI.xlsx", tmp_path)
    for path in (browser, file):
        with sheetkpi.open_book(path) as book:
            sources = book.sheets["取込元"].tables["Sources"].data_body_range
            sources.clear_contents()
            book.names["kpi_month"].refers_to_range.value = datetime(2026, 10, 1)
            book.save()
    assert in_browser(browser, OFFICE_JS) == []
    on_file(file)
    same(browser, file)


def test_files_named_in_the_workbook_are_not_read_by_a_server(client: Client, pair: tuple[Path, Path]):
    """Who sends a workbook must not be sent what lies on the server."""
    browser, _ = pair
    secret = browser.with_name("secret.csv")
    secret.write_text("日付,担当者,チーム,結果\n2026-11-02,他社 花子,東,接続\n", encoding="utf-8")
    with sheetkpi.open_book(browser) as book:
        sheet = book.sheets.add("取込元")
        sheet["A1:D2"].value = [["名前", "種類", "場所", "シート"], ["x", "csv", str(secret), None]]
        sheet.tables.add(sheet["A1:D2"], name="Sources")
        book.save()
    before = state(browser)
    (sentence,) = in_browser(browser, client)
    assert str(secret) in sentence
    assert state(browser) == before


def test_what_is_wrong_is_told_and_nothing_is_written(client: Client, pair: tuple[Path, Path]):
    browser, _ = pair
    with sheetkpi.open_book(browser) as book:
        book.sheets["ログ"]["A1"].value = "?"
        book.save()
    actions = answer(browser, client, "refresh")
    assert [action["func"] for action in actions] == ["alert"]


def test_check_answers_with_a_dialog(client: Client, pair: tuple[Path, Path]):
    (sentence,) = in_browser(pair[0], client, "check")
    assert sentence.startswith("45 件を読み込み")


def test_undo_is_left_to_excel_there(client: Client, pair: tuple[Path, Path]):
    in_browser(pair[0], client)
    (sentence,) = in_browser(pair[0], client, "undo_refresh")
    assert "取り消せる更新がありません" in sentence
