"""`refresh` says which month the workbook shows, and where nothing that was counted lies in it."""

from __future__ import annotations

from pathlib import Path

import pytest

import sheetkpi
from sheetkpi.language import LANGUAGES, Language, say
from tests.cli.commands import run
from tests.smallbooks import small

LOG = "date,rep,team,result\n2025-11-03,Ann Lee,East,Busy\n2025-12-04,Ann Lee,East,Meeting booked\n"
ELSEWHERE = "date,rep,team,result\n2024-03-04,Ann Lee,East,Busy\n"


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    return request.param


@pytest.fixture
def book(tmp_path: Path, language: Language, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHEETKPI_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(small(language))
    (tmp_path / "calls.csv").write_text(LOG, encoding="utf-8")
    return path


def refreshed(
    book: Path, language: Language, capsys: pytest.CaptureFixture[str], *words: object
) -> list[str]:
    """The lines that `sheetkpi refresh` prints."""
    assert run("refresh", book, *words, "--lang", language) == 0
    return capsys.readouterr().out.splitlines()


def test_records_of_another_year_do_not_hide_which_month_is_shown(
    book: Path, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    refreshed(book, language, capsys, "--activity", book.with_name("calls.csv"))
    (book.parent / "old.csv").write_text(ELSEWHERE, encoding="utf-8")
    *_, last = refreshed(book, language, capsys, "--activity", book.with_name("old.csv"))
    assert last == say("done.refresh", language, path=book, month="2025/12")


def test_where_no_record_lies_in_the_month_it_is_said_how_to_show_another(
    book: Path, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = refreshed(book, language, capsys, "--activity", book.with_name("calls.csv"), "--month", "2026-05")
    with sheetkpi.open_book(book, read_only=True) as opened:
        cell = opened.names["kpi_month"].refers_to_range
        place = f"{cell.sheet.name}!{cell.address.replace('$', '')}"
        assert (cell.value.year, cell.value.month) == (2026, 5)
    told = say("first.outside_month", language, month="2026/05", other="2025-12", cell=place)
    assert lines.count(told) == 1
    assert lines[-1] == say("done.refresh", language, path=book, month="2026/05")
    assert say("next.no_data", language, month="2026/05") not in lines, "it is not said twice"
    *_, last = refreshed(book, language, capsys, "--month", "2025-12")
    assert last == say("done.refresh", language, path=book, month="2025/12")


def test_a_workbook_without_a_cell_for_the_month_is_told_of_the_option_alone(
    book: Path, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    with sheetkpi.open_book(book) as opened:
        opened.names["kpi_month"].delete()
        opened.save()
    words = ("--activity", book.with_name("calls.csv"), "--month", "2026-05")
    lines = refreshed(book, language, capsys, *words)
    assert say("first.outside_month_asked", language, month="2026/05", other="2025-12") in lines
