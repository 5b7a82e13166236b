"""What a refresh says where no source counts the KPI that the month is judged by."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import sheetkpi
from sheetkpi.language import LANGUAGES, Language, say
from sheetkpi.summary import Summary
from tests.realdata import values_of

TODAY = date(2026, 11, 20)


def refreshed(path: Path, language: Language, header: str, *lines: str) -> Summary:
    """A new workbook at `path`, refreshed with counts by day."""
    sheetkpi.new(path, language)
    counts = path.with_name("counts.csv")
    counts.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    with sheetkpi.open_book(path) as book:
        summary = sheetkpi.refresh(book, [counts], today=TODAY)
        book.save()
    return summary


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kpi_that_stays_empty_is_named_with_what_it_takes(language: Language, tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    told = refreshed(path, language, "date,rep,calls,connects", "2026-11-09,Ann,40,9", "2026-11-10,Bob,44,10")
    main, also = told.answer(language)
    assert main == say("next.unmeasured", language, kpi=say("meetings", language))
    for kpi in ("opportunities", "wins", "won_amount", "emails", "documents", "follow_ups"):
        assert say(kpi, language) in also
    for kpi in ("calls", "connects", "meetings"):
        assert say(kpi, language) not in also
    assert say("sheet.issues", language) in also
    board = values_of(path)
    ((sheet, cells),) = board.defined_names["kpi_next"].destinations
    assert main in [row[0].value for row in board[sheet][cells]], "and the board says what to do"


def test_where_it_is_counted_nothing_is_said_to_be_empty(tmp_path: Path) -> None:
    told = refreshed(tmp_path / "KPI.xlsx", "en", "date,rep,calls,meetings", "2026-11-09,Ann,40,2")
    assert not [line for line in told.answer("en") if "empty" in line.casefold()]


def test_where_it_alone_is_missing_no_other_is_named(tmp_path: Path) -> None:
    counts = "calls,connects,opportunities,wins,won amount,emails,documents,follow-ups"
    told = refreshed(tmp_path / "KPI.xlsx", "en", f"date,rep,{counts}", "2026-11-09,Ann,40,9,1,1,1000,3,3,3")
    assert told.answer("en")[0] == say("next.unmeasured", "en", kpi="Meetings")
    assert not [line for line in told.answer("en") if line.startswith("Empty")]
