"""Of more records than leads are followed through all are counted, and the list says why it is empty."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import sheetkpi
from sheetkpi.language import LANGUAGES, Language, say
from sheetkpi.sources.joining import leadtouches
from tests.smallbooks import template_with

TABLES = frozenset({"FollowUps", "RepKPI", "ImportIssues", "Roster", "Sources", "ColumnMap", "ResultMap"})
HEADS = {"ja": "日付,担当者,会社名,結果", "en": "Date,Rep,Company,Result"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_too_many_records_all_are_counted_and_it_is_told(
    language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(template_with(TABLES, language))
    rows = [f"2026-11-{2 + number % 20:02},Aiko Mori,Works {number % 7},不在" for number in range(60)]
    log = tmp_path / "calls.csv"
    log.write_text("\n".join([HEADS[language], *rows]), encoding="utf-8")
    seen = []
    for most in (leadtouches.MOST_TOUCHES, 59):
        monkeypatch.setattr(leadtouches, "MOST_TOUCHES", most)
        with sheetkpi.open_book(path) as book:
            summary = sheetkpi.refresh(book, [log], today=date(2026, 11, 24))
            cells = book.names["kpi_followups_note"].refers_to_range.options(ndim=1).value
        seen.append((summary.activity.read, summary.activity.counted, summary.month, cells[0]))
    assert seen[0][:3] == seen[1][:3] == (60, 60, date(2026, 11, 1))
    assert seen[0][3] != seen[1][3] == say("leads.unfollowed", language)
    assert "reason.leads_unfollowed" in set(summary.activity.issues["reason"])
