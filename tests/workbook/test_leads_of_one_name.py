"""Leads that share a name: what is typed beside one is that one's, here and in a rep's workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sheetkpi
from sheetkpi.language import LANGUAGES, Language, say
from sheetkpi.workbook.entering import enter_rows
from tests.smallbooks import template_with

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
MORI = "森 葵"
SHEETS = frozenset({"FollowUps", "Roster", "DailyEntry", "RepKPI"})
LOG = ("架電日", "担当者", "会社名", "先方担当者", "電話番号", "URL", "架電結果")
TOKYO, OSAKA = "03-1111-2222", "06-3333-4444"
CALLS: Sequence[Sequence[Any]] = [
    (datetime(2026, 11, 2), MORI, "アルファ", None, TOKYO, None, "不在"),
    (datetime(2026, 11, 3), MORI, "アルファ", None, OSAKA, None, "不在"),
    (datetime(2026, 11, 4), MORI, "ベータ", None, None, "beta.example", "不在"),
    (datetime(2026, 11, 5), MORI, "ベータ", None, None, "other.example", "不在"),
    (datetime(2026, 11, 6), MORI, None, "山田 花子", "090-1111-2222", None, "不在"),
    (datetime(2026, 11, 6), MORI, None, "山田 花子", "090-3333-4444", None, "不在"),
    (datetime(2026, 11, 9), MORI, None, None, "03-9999-0000", None, "不在"),
]


def master(folder: Path, language: Language = "ja") -> Path:
    path = folder / "KPI.xlsx"
    path.write_bytes(template_with(SHEETS, language))
    with sheetkpi.open_book(path) as book:
        enter_rows(book, {"Roster": pd.DataFrame({"rep": [MORI], "team": ["第1課"]})})
        book.sheets.add("架電ログ")["A1"].value = [list(LOG), *map(list, CALLS)]
        sheetkpi.refresh(book, today=MONDAY)
        book.save()
    return path


def headers(language: Language) -> dict[str, str]:
    keys = ("company", "contact", "phone", "site", "tries", "last_said", "promised_on", "listed_on")
    return {key: say(key, language) for key in (*keys, "call_result", "call_note", "call_again_on")}


def rows(path: Path, language: Language = "ja") -> list[dict[str, Any]]:
    """The rows of the list by column key."""
    with sheetkpi.open_book(path, read_only=True) as book:
        sheet = next(sheet for sheet in book.sheets if "FollowUps" in sheet.tables)
        header, *lines = sheet.tables["FollowUps"].range.options(ndim=2).value
    places = {key: header.index(name) for key, name in headers(language).items()}
    return [{key: line[place] for key, place in places.items()} for line in lines if any(line)]


def enter(path: Path, reached: str, language: Language = "ja", **typed: Any) -> None:
    """Type into the row that has `reached` for its phone or site, by column key."""
    names = headers(language)
    with sheetkpi.open_book(path) as book:
        sheet = next(sheet for sheet in book.sheets if "FollowUps" in sheet.tables)
        area = sheet.tables["FollowUps"].range
        header, *lines = area.options(ndim=2).value
        at = [header.index(names[key]) for key in ("phone", "site")]
        [place] = [number for number, line in enumerate(lines, 1) if reached in {line[one] for one in at}]
        for key, value in typed.items():
            area[place, header.index(names[key])].value = value
        book.save()
    path.with_name(f"{path.name}.bak").unlink(missing_ok=True)


def tries(path: Path, language: Language = "ja") -> dict[str, int]:
    """How often each lead that is on today's list was called, by phone or site."""
    live = [row for row in rows(path, language) if row["tries"] is not None and row["call_result"] is None]
    return {row["phone"] or row["site"]: int(row["tries"]) for row in live}


EVERYBODY = (TOKYO, OSAKA, "beta.example", "other.example", "090-1111-2222", "090-3333-4444", "03-9999-0000")


def test_what_is_typed_goes_to_exactly_its_lead(tmp_path: Path) -> None:
    path = master(tmp_path)
    assert tries(path) == dict.fromkeys(EVERYBODY, 1)
    called = [OSAKA, "other.example", "090-3333-4444", "03-9999-0000"]
    for reached in called:
        enter(path, reached, call_result="不在", call_note=f"{reached} へ")
    enter(path, TOKYO, call_note="午後に")
    sheetkpi.refresh(path, today=MONDAY)
    assert [row["call_note"] for row in rows(path) if row["phone"] == TOKYO] == ["午後に"]
    for _ in range(2):
        sheetkpi.refresh(path, today=TUESDAY)
        assert tries(path) == dict.fromkeys(EVERYBODY, 1) | dict.fromkeys(called, 2)
        kept = {row["phone"] or row["site"]: row["call_note"] for row in rows(path) if row["call_result"]}
        assert kept == {reached: f"{reached} へ" for reached in called}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_comes_back_in_a_reps_workbook_goes_to_exactly_its_lead(
    tmp_path: Path, language: Language
) -> None:
    path = master(tmp_path, language)
    [out] = sheetkpi.distribute(path, tmp_path / "out", today=MONDAY).of("written")
    enter(out.path, OSAKA, language, call_result="不在", call_again_on=datetime(2026, 11, 18))
    enter(out.path, "other.example", language, call_note="二代目")
    enter(out.path, "090-3333-4444", language, call_result="不在")
    collected = sheetkpi.collect(path, [tmp_path / "out"], today=MONDAY)
    assert (collected.calls, collected.notes, collected.findings) == (2, 1, ())
    told = {row["phone"] or row["site"]: row for row in rows(path, language)}
    assert [key for key, row in told.items() if row["call_result"]] == [OSAKA, "090-3333-4444"]
    assert told["other.example"]["call_note"] == "二代目"
    sheetkpi.refresh(path, today=date(2026, 11, 18))
    expected = dict.fromkeys(EVERYBODY, 1) | {OSAKA: 2, "090-3333-4444": 2}
    assert {key: number for key, number in tries(path, language).items() if key in expected} == expected
    today = [row for row in rows(path, language) if row["phone"] == OSAKA and row["call_result"] is None]
    assert [row["promised_on"] for row in today] == [datetime(2026, 11, 18)]


def test_what_was_typed_after_the_list_moved_on_is_added_for_exactly_its_lead(tmp_path: Path) -> None:
    path = master(tmp_path)
    [out] = sheetkpi.distribute(path, tmp_path / "out", today=MONDAY).of("written")
    sheetkpi.refresh(path, today=TUESDAY)
    enter(out.path, OSAKA, call_result="不在")
    assert sheetkpi.collect(path, [tmp_path / "out"], today=TUESDAY).calls == 1
    sheetkpi.refresh(path, today=date(2026, 11, 18))
    assert tries(path) == dict.fromkeys(EVERYBODY, 1) | {OSAKA: 2}


def leads_alone(folder: Path, reps: Sequence[str]) -> Path:
    """A KPI workbook with a list of leads that nobody has called yet."""
    path = folder / "KPI.xlsx"
    path.write_bytes(template_with(SHEETS))
    header = ["会社名", "電話番号", "担当者", "リードソース", "登録日"]
    leads = [[f"会社{n}", f"03-1111-000{n}", MORI, "展示会", datetime(2026, 11, 2)] for n in range(3)]
    with sheetkpi.open_book(path) as book:
        if reps:
            enter_rows(book, {"Roster": pd.DataFrame({"rep": reps, "team": ["第1課"] * len(reps)})})
        book.sheets.add("リード一覧")["A1"].value = [header, *leads]
        sheetkpi.refresh(book, today=MONDAY)
        book.save()
    return path


def test_leads_are_handed_out_before_anybody_has_called(tmp_path: Path) -> None:
    path = leads_alone(tmp_path, [MORI, "佐藤 健"])
    out = {
        one.recipient: one.path for one in sheetkpi.distribute(path, tmp_path / "out", today=MONDAY).workbooks
    }
    assert [len(rows(out[rep])) for rep in (MORI, "佐藤 健")] == [3, 0]
    enter(out[MORI], "03-1111-0001", call_result="アポ獲得")
    assert sheetkpi.collect(path, [tmp_path / "out"], today=MONDAY).calls == 1
    sheetkpi.refresh(path, today=TUESDAY)
    assert set(tries(path)) == {"03-1111-0000", "03-1111-0002"}


def test_without_anybody_to_hand_out_to_a_sentence_says_what_to_enter(tmp_path: Path) -> None:
    with pytest.raises(sheetkpi.SheetKPIError, match="roster"):
        sheetkpi.distribute(leads_alone(tmp_path, ()), tmp_path / "out", today=MONDAY)
