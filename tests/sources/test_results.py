"""What result texts mean, and what each means for the counts."""

from __future__ import annotations

import pytest

from sheetkpi.errors import SheetKPIError
from sheetkpi.model.metrics import Kpi, KpiTree
from sheetkpi.model.settings import Settings
from sheetkpi.sources.records.counting import counts_of
from sheetkpi.sources.words.phrases import RESULTS, WHOLE
from sheetkpi.sources.words.results import SHOWN, kind_of, meaning_of
from tests.sources.raw_activity import read, sheet, totals

MEANINGS = {
    "no_contact": "不在 不通 留守電 留守 話中 応答なし コールのみ 番号違い 欠番 現アナ 接続できず 通話中 "
    "未接触 接触なし 接触できず 接触NG 接触不可 架電禁止 架電NG",
    "reception": "受付 受付止まり 受付NG 受付拒否 受付ブロック 担当不在 担当者不在 離席 会議中 外出 伝言 "
    "受付接触 受付のみ接触 接触（受付） 担当者未接触 受付お断り 受付で断られた",
    "connected": "接触 接触済み 接続 通話 担当接続 担当者接続 担当接触 本人接続 キーマン接触 検討中 時期尚早 "
    "資料送付 "
    "資料送付希望 興味なし ニーズなし 他社利用 本人NG お断り",
    "meeting": "アポ アポ獲得 アポOK アポ確定 アポ取得 商談 商談化 商談設定 商談獲得 日程確定 訪問確定",
    "not_meeting": "アポキャンセル アポ調整中 アポリスケ アポリマインド アポ延期 商談流れ 商談見送り",
    "held": "商談実施 商談実施済",
    "accepted": "有効 SQL SAL",
    "opportunity": "案件化",
    "won": "受注 成約 契約",
    "lost": "失注 不成立 見送り",
    "unknown": "再架電 折返し なにか",
}
ENGLISH = {
    "no_contact": ("No answer", "Busy", "Left voicemail", "Wrong number", "Not connected"),
    "reception": ("Gatekeeper", "Left live message"),
    "connected": ("Connected", "Interested", "Not interested", "Callback requested", "Declined", "Refused"),
    "meeting": ("Meeting booked", "meeting scheduled", "Meeting set", "DEMO BOOKED"),
    "not_meeting": ("Rescheduled", "No show", "Cancelled"),
    "held": ("Held",),
    "accepted": ("Accepted",),
    "won": ("Closed Won", "Won", "closedwon"),
    "lost": ("Closed Lost", "Lost"),
}


@pytest.mark.parametrize("meaning", MEANINGS)
def test_japanese_results(meaning):
    assert {text: meaning_of(text) for text in MEANINGS[meaning].split()} == dict.fromkeys(
        MEANINGS[meaning].split(), meaning
    )


@pytest.mark.parametrize("meaning", ENGLISH)
def test_english_results(meaning):
    assert {text: meaning_of(text) for text in ENGLISH[meaning]} == dict.fromkeys(ENGLISH[meaning], meaning)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("接続→再架電", "connected"),
        ("アポ獲得(11/20 14:00)", "meeting"),
        ("ｱﾎﾟ 獲得", "meeting"),
        ("アポ獲得→キャンセル", "not_meeting"),
        ("キャンセル→再アポ獲得", "meeting"),
        ("再アポ調整中", "not_meeting"),
        ("不在→折返しで担当者接続", "connected"),
        ("担当者接続できず", "reception"),
        ("受付／担当者不在", "reception"),
        ("お断り（アポNG）", "connected"),
        ("通話（アポ獲得）", "meeting"),
        ("アポ獲得→資料送付希望", "meeting"),
        ("Connected - not interested", "connected"),
        ("5.受注", "won"),
        ("受注見込み(80%)", "connected"),
        ("契約更新後に再度", "unknown"),
        ("案件化せず", "not_meeting"),
        ("wonderful", "unknown"),
    ],
)
def test_of_several_phrases_the_longest_and_the_furthest_count(text, meaning):
    assert meaning_of(text) == meaning


def test_every_phrase_of_the_vocabulary_is_found_by_itself():
    wrong = {
        phrase: meaning_of(phrase)
        for meaning, phrases in RESULTS.items()
        for phrase in phrases
        if meaning_of(phrase) != SHOWN.get(meaning, meaning)
    }
    assert wrong == {}


def test_phrases_that_must_stand_alone_are_phrases():
    known = {phrase.casefold() for phrases in RESULTS.values() for phrase in phrases}
    directions = {"in", "out", "着", "発"}
    assert {phrase for phrase in WHOLE if phrase not in known} == directions


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("call", ("架電", "電話（発信）", "TEL", "Call", "フォロー架電")),
        ("inbound", ("着信", "Inbound Call", "入電")),
        ("email", ("メール", "メール送信", "Email: Re: 見積", "フォローメール")),
        ("document", ("資料送付",)),
        ("follow_up", ("フォロー", "リードフォロー", "Follow-up")),
        ("meeting", ("商談", "訪問", "Meeting", "Web会議")),
        ("inquiry", ("問い合わせ", "Web問い合わせ")),
        ("none", ("社内会議", "Task")),
        ("", ("あれこれ", "Prospect")),
    ],
)
def test_kinds_of_activity(kind, texts):
    assert [kind_of(text) for text in texts] == [kind] * len(texts)


@pytest.mark.parametrize(
    ("kind", "meaning", "counts"),
    [
        ("call", "unknown", {"calls"}),
        ("call", "reception", {"calls"}),
        ("call", "connected", {"calls", "connects"}),
        ("call", "meeting", {"calls", "connects", "meetings"}),
        ("call", "not_meeting", {"calls"}),
        ("call", "done", {"calls"}),
        ("inbound", "meeting", {"inbound_calls", "meetings"}),
        ("email", "connected", {"emails"}),
        ("email", "meeting", {"emails", "meetings"}),
        ("inquiry", "meeting", {"meetings"}),
        ("inquiry", "unknown", set()),
        ("document", "unknown", {"documents"}),
        ("follow_up", "unknown", {"follow_ups"}),
        ("meeting", "unknown", {"meetings"}),
        ("meeting", "not_meeting", set()),
        ("meeting", "done", {"meetings_held"}),
        ("meeting", "held", {"meetings_held"}),
        ("meeting", "accepted", {"meetings_accepted"}),
        ("meeting", "opportunity", {"meetings_accepted", "opportunities"}),
        ("meeting", "won", {"wins"}),
    ],
)
def test_what_an_activity_counts_as(kind, meaning, counts):
    assert set(counts_of(kind, (meaning,), Settings())) == counts


def test_reception_is_a_connect_where_the_line_is_enough():
    assert set(counts_of("call", ("reception",), Settings(connect_level="line"))) == {"calls", "connects"}
    assert set(counts_of("call", ("no_contact",), Settings(connect_level="line"))) == {"calls"}


def test_meetings_can_be_those_held():
    held = Settings(meeting_basis="held")
    assert set(counts_of("call", ("meeting",), held)) == {"calls", "connects"}
    assert set(counts_of("meeting", ("held",), held)) == {"meetings", "meetings_held"}


def log(*results):
    return sheet(["日付", "担当者", "結果"], *(["2026/11/2", "佐藤", text] for text in results))


def test_texts_nobody_knows_count_as_calls_and_are_put_up_most_frequent_first():
    activity = read(log("謎", "再架電", "謎", "不在", None))
    assert totals(activity) == {"calls": 5}
    assert activity.unknown_results.values.tolist() == [["謎", 2], ["再架電", 1]]


def test_results_of_mails_that_nobody_knows_are_asked_for_and_make_no_rate_doubtful():
    rows = [["2026/11/2", "佐藤", kind, "謎"] for kind in ("電話", "メール", "メール", "着信")]
    activity = read(sheet(["日付", "担当者", "種別", "結果"], *rows))
    assert activity.unknown_results.values.tolist() == [["謎", 4]]
    assert activity.unknown_calls == 2


def test_the_result_map_says_what_a_text_means():
    activity = read(log("謎", "ﾅｿﾞ ", "不在"), results=[("謎", "商談設定"), ("ナゾ", "Connected")])
    assert totals(activity) == {"calls": 3, "connects": 2, "meetings": 1}
    assert activity.unknown_results.empty


def test_the_result_map_beats_the_vocabulary():
    assert totals(read(log("アポ獲得"), results=[("アポ獲得", "つながらず")])) == {"calls": 1}


def test_a_text_without_a_meaning_waits_for_one():
    assert read(log("謎"), results=[("謎", "")]).unknown_results["text"].tolist() == ["謎"]


def test_a_text_settled_as_a_call_only_is_not_asked_for_again():
    assert read(log("再架電"), results=[("再架電", "架電のみ")]).unknown_results.empty


def test_a_result_can_add_to_the_users_own_count():
    tree = KpiTree().extended([Kpi("own:callback", "activity", "count", label="再架電数")])
    activity = read(log("再架電", "後でかけ直し"), results=[("再架電", "再架電数、担当者接続")], tree=tree)
    assert totals(activity) == {"calls": 2, "connects": 1, "own:callback": 1}


def test_a_meaning_nobody_knows_stops_the_reading():
    with pytest.raises(SheetKPIError) as caught:
        read(log("謎"), results=[("謎", "いい感じ")])
    assert "いい感じ" in caught.value.sentence("ja")


def test_answered_yes_and_no_are_connected_and_no_contact():
    activity = read(sheet(["Date", "Agent", "Answered (Y/N)"], *(["2026-11-02", "佐藤", a] for a in "YNY")))
    assert totals(activity) == {"calls": 3, "connects": 2}
