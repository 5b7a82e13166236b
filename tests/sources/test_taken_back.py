"""Results that are taken back in the same breath: アポ獲得に至らず, 担当者接続×, `Meeting booked: no`."""

from __future__ import annotations

import pytest

from sheetkpi.sources.words.results import meaning_of
from tests.sources.raw_activity import read, sheet, totals

NO_MEETING = (
    *("アポ獲得せず", "アポ獲得できず", "アポ獲得できませんでした", "アポ取得ならず", "アポ獲得に至らず"),
    *(
        "アポには至らなかった",
        "商談に繋がらず",
        "商談化せず",
        "商談化なし",
        "商談設定できず",
        "面談NG",
        "訪問できず",
    ),
    *(
        "アポ獲得見送り",
        "アポ獲得ゼロ",
        "アポ：無",
        "アポ：なし",
        "アポ（×）",
        "アポ獲得✕",
        "商談 ×",
        "アポ獲得ＮＧ",
    ),
    *(
        "商談化見込み",
        "アポ獲得見込",
        "アポ獲得予定",
        "アポ確定待ち",
        "アポ獲得希望のみ",
        "商談打診",
        "アポ獲得検討中",
    ),
    *("日程確定せず", "デモ設定できず", "商談実施できず", "商談実施予定"),
    *("No meeting", "No meeting booked", "no demo was scheduled", "Not booked", "Didn't book", "didn’t book"),
    *(
        "Did not book a meeting",
        "Failed to book",
        "failed to set an appointment",
        "Unable to schedule a demo",
    ),
    *("Declined to meet", "refused to meet", "Won't meet", "Demo declined", "Meeting was not booked"),
    *("Appointment set: no", "Appointment set - no", "Appointment set (No)", "Meeting booked? No"),
    *("Meeting booked: N", "Meeting: none", "Demo: not yet", "Meeting to be scheduled", "without a meeting"),
)
MEETING = (
    *(
        "アポ：有",
        "アポ有り",
        "アポ獲得",
        "アポ○",
        "アポ：◎",
        "アポ獲得(予定日11/20)",
        "アポ獲得 予定日11/20",
        "担当不在→アポ獲得",
    ),
    *("予算なし→アポ獲得", "アポ獲得（ニーズなしから逆転）", "アポ獲得・資料不要"),
    *("アポ獲得（NG日あり）", "アポ獲得 NG時間:午前"),
    *(
        "Meeting booked",
        "No answer, meeting booked by email",
        "Meeting booked: yes",
        "Meeting? Yes",
        "Demo: yes",
    ),
    *("Not the decision maker, meeting booked with DM", "Meeting booked - no budget yet", "Demo set: Nov 20"),
)


@pytest.mark.parametrize("text", NO_MEETING)
def test_a_meeting_that_is_denied_is_none(text: str) -> None:
    assert meaning_of(text) in ("connected", "not_meeting", "unknown")


@pytest.mark.parametrize("text", MEETING)
def test_a_meeting_stays_one_where_something_else_is_denied(text: str) -> None:
    assert meaning_of(text) == "meeting"


def test_what_was_asked_and_refused_was_a_conversation_and_a_bare_no_is_none() -> None:
    assert {text: meaning_of(text) for text in ("アポ獲得に至らず", "Declined to meet")} == {
        "アポ獲得に至らず": "connected",
        "Declined to meet": "connected",
    }
    assert {meaning_of(text) for text in ("アポ：×", "Appointment set: no")} == {"not_meeting"}


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        *(
            (text, "reception")
            for text in ("担当者接続×", "本人接続：無", "担当者接続NG", "キーマンと接触できず")
        ),
        *(
            (text, "no_contact")
            for text in ("接続×", "通電：なし", "通話（無）", "Connected: no", "Reached - no")
        ),
        *((text, "no_contact") for text in ("never connected", "could not reach the contact")),
        *((text, "connected") for text in ("担当者接続○", "接続：○", "担当者接続（資料不要）", "担当者NG")),
    ],
)
def test_a_mark_behind_a_word_for_reaching_somebody_answers_it(text: str, meaning: str) -> None:
    assert meaning_of(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("受注できず", "lost"),
        ("契約に至らず", "lost"),
        ("案件化できず", "not_meeting"),
        ("案件化見込み", "not_meeting"),
        ("受注", "won"),
    ],
)
def test_deals_that_came_to_nothing(text: str, meaning: str) -> None:
    assert meaning_of(text) == meaning


@pytest.mark.parametrize(
    "text",
    [
        *(
            "お断り（受付）",
            "受付：お断り",
            "受付にて拒否",
            "受付／興味なし",
            "受付：資料送付",
            "受付 折返し希望",
        ),
        *("Gatekeeper - not interested", "Gatekeeper: callback requested", "Connected: Left Message"),
        *("接続（担当者不在）", "通話：受付"),
    ],
)
def test_what_reception_said_is_reception(text: str) -> None:
    assert meaning_of(text) == "reception"


@pytest.mark.parametrize(
    "text", ["Left voicemail - callback requested", "留守電・折返し希望", "No answer - call back later"]
)
def test_a_wish_left_on_a_machine_reached_nobody(text: str) -> None:
    assert meaning_of(text) == "no_contact"


@pytest.mark.parametrize(
    "text",
    [
        "担当者お断り",
        "受付→担当者接続→お断り",
        "お断り",
        "不在→お断り",
        "受付突破",
        "資料送付",
        "Callback requested",
    ],
)
def test_a_no_or_a_wish_of_the_person_wanted_is_a_connect(text: str) -> None:
    assert meaning_of(text) == "connected"


def test_a_meeting_still_to_be_confirmed_is_put_up_for_a_decision() -> None:
    rows = [["2026/11/2", "佐藤葵", f"{number}社", text] for number, text in enumerate(_OPEN)]
    activity = read(sheet(["架電日", "担当者", "会社名", "結果"], *rows))
    assert totals(activity) == {"calls": len(_OPEN)}
    assert set(activity.unknown_results["text"]) == set(_OPEN)


_OPEN = ("アポ獲得（仮）", "アポ獲得（確認待ち）", "Meeting set - pending confirmation", "対象外")


def test_a_lead_nobody_contacted_was_not_called() -> None:
    assert meaning_of("Open - Not Contacted") == "not_done"


def test_what_a_person_decided_goes_before_every_negation() -> None:
    table = sheet(["架電日", "担当者", "会社名", "結果"], ["2026/11/2", "佐藤葵", "A社", "アポ獲得見込み"])
    assert totals(read(table, results=[("アポ獲得見込み", "商談設定")])) == {
        "calls": 1,
        "connects": 1,
        "meetings": 1,
    }
