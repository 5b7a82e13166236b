"""Bad input about leads: no company, spellings, promises on strange days, times of day that say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest

from sheetkpi.language import LANGUAGES, Language, say
from sheetkpi.model.leadhistories import histories
from sheetkpi.model.leadrecords import LeadRecords
from sheetkpi.sources.activity import Activity
from sheetkpi.sources.raw import RawSheet
from tests.sources.raw_activity import TODAY, read, sheet, totals

LOGS: dict[Language, tuple[str, ...]] = {
    "ja": ("架電日", "担当者", "会社名", "架電結果", "次回架電日"),
    "en": ("Call date", "Rep", "Company", "Result", "Next call date"),
}
RESULT = {"ja": "不在", "en": "No answer"}


def log(language: Language, *rows: tuple[str, str]) -> RawSheet:
    """Calls to companies, with the promise of each."""
    lines = (("2026-11-02", "森", company, RESULT[language], promise) for company, promise in rows)
    return sheet(LOGS[language], *lines, name="log")


def followed(*sheets: RawSheet) -> tuple[Activity, LeadRecords]:
    activity = read(*sheets, with_leads=True)
    assert activity.lead_records is not None
    return activity, activity.lead_records


def notes(activity: Activity, reason: str) -> list[tuple[str, dict[str, Any]]]:
    lines = activity.issues[activity.issues["reason"] == reason]
    return list(zip(lines["cell"], lines["values"], strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_companies_there_are_no_leads_and_a_sentence_says_what_is_lacking(language: Language) -> None:
    header = tuple(name for name in LOGS[language] if name not in ("会社名", "Company"))
    activity = read(sheet(header, ("2026-11-02", "森", RESULT[language], "")), with_leads=True)
    assert activity.lead_records is None
    assert int(totals(activity)["calls"]) == 1
    assert ("会社名か電話番号の列" if language == "ja" else "column of companies") in say(
        "leads.none", language
    )


SPELLINGS: dict[Language, list[Sequence[str]]] = {
    "ja": [
        (
            "株式会社アルファ商事",
            "㈱アルファ商事",
            "アルファ商事（株）",
            "ｱﾙﾌｧ商事",
            "アルファ 商事 御中",
            "株式會社アルファ商事",
        ),
        ("カ）アルファコンピューター", "アルファコンピュータ", "アルファ・コンピューター(カ"),
        ("キヤノン販売", "キャノン販売株式会社"),
        ("ＡＢＣ商会", "abc商会", "ABC 商会様"),
    ],
    "en": [
        ("Alpha Works, Inc.", "ALPHA WORKS", "Alpha-Works Co., Ltd.", "The Alpha Works", "alpha  works llc"),
        ("Smith & Jones Ltd", "Smith and Jones", "Smith & Jones Limited"),
    ],
}


@pytest.mark.parametrize(
    ("language", "spellings"), [(one, each) for one in LANGUAGES for each in SPELLINGS[one]]
)
def test_companies_that_differ_by_their_spelling_alone_are_one(
    language: Language, spellings: Sequence[str]
) -> None:
    _, records = followed(log(language, *((name, "") for name in spellings)))
    assert len(records.leads) == 1


@pytest.mark.parametrize(
    "names",
    [
        ("アルファ商事", "アルファ商会"),
        ("ビル管理", "ビール管理"),
        ("Alpha Works", "Alpha Works Holdings"),
        ("The", "Then"),
    ],
)
def test_other_names_are_other_companies(names: Sequence[str]) -> None:
    _, records = followed(log("ja", *((name, "") for name in names)))
    assert len(records.leads) == len(names)


@pytest.mark.parametrize(
    ("language", "promise", "meant"),
    [
        ("ja", "1/5", "2027-01-05"),
        ("ja", "11月25日", "2026-11-25"),
        ("ja", "11/4", "2026-11-04"),
        ("ja", "2025/11/28", "2025-11-28"),
        ("en", "Jan 5", "2027-01-05"),
        ("en", "25 Nov", "2026-11-25"),
        ("en", "Nov 4", "2026-11-04"),
        ("en", "2025-11-28", "2025-11-28"),
    ],
)
def test_a_promise_without_a_year_is_the_next_and_one_in_the_past_is_overdue(
    language: Language, promise: str, meant: str
) -> None:
    _, records = followed(log(language, ("アルファ", promise)))
    assert str(records.touches["next_date"].iloc[0])[:10] == meant


@pytest.mark.parametrize(("language", "unread"), [("ja", "来週"), ("ja", "2026/11/31"), ("en", "next week")])
def test_a_promise_that_is_no_date_is_told_at_its_cell(language: Language, unread: str) -> None:
    activity, _ = followed(log(language, ("アルファ", ""), ("ベータ", unread), ("ガンマ", unread)))
    [(cell, values)] = notes(activity, "reason.promise_unread")
    assert (cell, values["count"], values["example"]) == ("E3", 2, unread)
    assert unread in say("reason.promise_unread", language, **values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_promise_years_ahead_is_told_since_its_lead_is_on_no_list(language: Language) -> None:
    activity, _ = followed(log(language, ("アルファ", "2026-12-01"), ("ベータ", "2062-11-25")))
    [(cell, values)] = notes(activity, "reason.promise_far")
    assert (cell, values["count"]) == ("E3", 1)
    assert "2062-11-25" in say("reason.promise_far", language, **values)


TIMED: dict[Language, tuple[str, ...]] = {
    "ja": ("日付", "時刻", "担当者", "会社名", "結果"),
    "en": ("Date", "Time", "Rep", "Company", "Result"),
}


@pytest.mark.parametrize(
    ("language", "time"),
    [("ja", "0:00"), ("ja", "午前0時00分"), ("ja", "0"), ("en", "12:00 AM"), ("en", "00:00:00")],
)
def test_a_time_that_is_always_midnight_is_none(language: Language, time: str) -> None:
    """Two calls of a day to one company are two; with the same time of day they would be one, told twice."""
    rows = [("2026-11-02", time, "森", f"会社{n // 2}", RESULT[language]) for n in range(20)]
    activity, records = followed(sheet(TIMED[language], *rows))
    assert int(totals(activity)["calls"]) == 20
    assert not notes(activity, "reason.duplicate_row")
    assert set(records.touches["seconds"]) == {-1}


def test_a_call_told_twice_with_its_time_still_counts_once() -> None:
    rows = [("2026-11-02", "9:30", "森", f"会社{n // 2}", "不在") for n in range(20)]
    activity, records = followed(sheet(TIMED["ja"], *rows))
    assert int(totals(activity)["calls"]) == 10
    assert set(records.touches["seconds"]) == {9 * 3600 + 30 * 60}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_says_that_no_day_is_promised_is_simply_empty(language: Language) -> None:
    said = ("なし", "無し", "-", "ー", "N/A", "未定", "TBD", "none")
    activity, records = followed(log(language, *((f"会社{n}", text) for n, text in enumerate(said))))
    assert records.touches["next_date"].isna().all()
    assert not [reason for reason in activity.issues["reason"] if reason.startswith("reason.promise")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_promise_before_its_own_call_is_told(language: Language) -> None:
    activity, records = followed(log(language, ("アルファ", "2026-11-25"), ("ベータ", "2025-11-25")))
    [(cell, values)] = notes(activity, "reason.promise_before")
    assert (cell, values["count"], values["example"]) == ("E3", 1, "2025-11-25")
    assert "2025-11-25" in say("reason.promise_before", language, **values)
    promised = histories(records, TODAY)["promised"]
    assert (str(promised[0].date()), pd.isna(promised[1])) == ("2026-11-25", True)
