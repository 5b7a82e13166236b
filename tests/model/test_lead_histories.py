"""What was known of a lead before each call, and what is known of it now: the same things, told alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest

from sheetkpi.model.leadhistories import calls_made, histories, known_now
from sheetkpi.model.leadrecords import LeadRecords
from tests.sources.raw_activity import read, sheet

HEADERS = ("日付", "担当者", "会社名", "リードソース", "結果", "次回架電日")
TODAY = date(2026, 11, 20)


def told(*rows: tuple[str, ...]) -> LeadRecords:
    """The records of a log with a row per call of November: day, company, result and promise."""
    lines = [(f"2026-11-{day}", "森", company, "展示会", *said) for day, company, *said in rows]
    records = read(sheet(HEADERS, *lines), with_leads=True).lead_records
    assert records is not None
    return records


STORY = (
    ("02", "アルファ", "不在"),
    ("04", "アルファ", "資料希望"),
    ("09", "アルファ", "アポ獲得"),
    ("10", "アルファ", "不在"),
    ("03", "ベータ", "受付止まり"),
)


def test_a_call_knows_only_what_came_before_it() -> None:
    calls = calls_made(told(*STORY))
    of_alpha = calls[calls["lead"] == 0]
    assert of_alpha["number"].tolist() == [1, 2, 3]
    assert of_alpha["tries"].tolist() == [0, 1, 2]
    assert of_alpha["earlier_connect"].tolist() == [False, False, True]
    assert of_alpha["documents"].tolist() == [False, False, True]
    assert of_alpha["last_outcome"].tolist() == ["", "no_contact", "documents"]
    np.testing.assert_equal(of_alpha["days_since"].tolist(), [np.nan, 2.0, 5.0])
    assert of_alpha["met"].tolist() == [False, False, True]


def test_calls_of_one_moment_stand_by_their_leads_whatever_order_they_were_written_in() -> None:
    story = zip("2234433", "ABBBAAB", strict=True)
    calls = calls_made(told(*((f"0{day}", company, "不在") for day, company in story)))
    assert calls["day"].dt.day.tolist() == [2, 2, 3, 3, 3, 4, 4]
    assert calls["lead"].tolist() == [0, 1, 0, 1, 1, 0, 1]
    assert calls["number"].tolist() == [1, 1, 2, 2, 3, 3, 4]


def test_calls_after_the_first_meeting_are_no_prospecting() -> None:
    assert calls_made(told(*STORY))["day"].max() == pd.Timestamp("2026-11-09")


def test_what_is_known_now_is_what_the_next_call_will_have_known() -> None:
    before, after = told(*STORY[:2]), told(*STORY[:3])
    leads = histories(before, date(2026, 11, 9))
    now = known_now(before, leads).iloc[0]
    then = calls_made(after)[list(now.index)].iloc[2]
    assert now.to_dict() == then.to_dict()


def test_a_history_has_days_sums_and_the_last_word() -> None:
    leads = histories(told(*STORY), TODAY)
    alpha = leads.iloc[0]
    assert (alpha["tries"], alpha["connects"], alpha["meetings"], alpha["said"]) == (4, 2, 1, "不在")
    assert (alpha["first"], alpha["last"]) == (pd.Timestamp("2026-11-02"), pd.Timestamp("2026-11-10"))
    assert (alpha["rep"], alpha["days_since"], alpha["sent"]) == ("森", 10.0, True)


def test_a_promise_stands_until_somebody_calls_on_its_day_or_later() -> None:
    open_one = histories(told(("02", "アルファ", "再架電", "2026-11-18"), ("09", "アルファ", "不在")), TODAY)
    kept = histories(told(("02", "アルファ", "再架電", "2026-11-18"), ("19", "アルファ", "不在")), TODAY)
    moved = histories(
        told(("02", "アルファ", "再架電", "2026-11-18"), ("09", "アルファ", "再架電", "2026-11-25")), TODAY
    )
    assert open_one["promised"][0] == pd.Timestamp("2026-11-18")
    assert pd.isna(kept["promised"][0])
    assert moved["promised"][0] == pd.Timestamp("2026-11-25")


def test_a_promise_for_the_day_of_its_own_call_stands_until_the_next_call() -> None:
    """「午後にもう一度」: what was promised in the morning, and not kept, is overdue the next day."""
    missed = histories(told(("09", "アルファ", "再架電", "2026-11-09")), TODAY)
    kept = histories(told(("09", "アルファ", "再架電", "2026-11-09"), ("09", "アルファ", "不在")), TODAY)
    assert missed["promised"][0] == pd.Timestamp("2026-11-09")
    assert pd.isna(kept["promised"][0])


def test_a_meeting_in_a_list_of_its_own_came_of_the_last_call_of_its_day() -> None:
    log = sheet(
        ("日付", "時刻", "担当者", "会社名", "架電結果"),
        ("2026-11-02", "10:00", "森", "アルファ", "不在"),
        ("2026-11-02", "15:00", "森", "アルファ", "接続"),
    )
    meetings = sheet(
        ("アポ獲得日", "商談日", "会社名", "担当者"),
        ("2026-11-02", "2026-11-10", "アルファ", "森"),
        name="アポ",
    )
    records = read(log, meetings, with_leads=True).lead_records
    assert records is not None
    assert calls_made(records)["met"].tolist() == [False, True]


@pytest.mark.parametrize(
    ("later", "met"),
    [
        ((), True),
        ((("10", "アルファ", "アポキャンセル"),), False),
        ((("10", "アルファ", "リスケ"), ("12", "アルファ", "アポ獲得")), True),
        ((("10", "アルファ", "接続", "2026-11-20"),), False),
        ((("10", "アルファ", "接続", "2026-11-12"), ("13", "アルファ", "接続")), True),
    ],
)
def test_a_meeting_called_off_or_promised_again_is_none(later: Sequence[tuple[str, ...]], met: bool) -> None:
    leads = histories(told(("09", "アルファ", "アポ獲得"), *later), TODAY)
    assert leads["met"].tolist() == [met]
