"""What the result words of real dialers, CRMs and calling teams mean, system by system."""

from __future__ import annotations

import pytest

from sheetkpi.sources.words.results import meaning_of

VOCABULARIES: dict[str, dict[str, tuple[str, ...]]] = {
    "HubSpot": {
        "connected": ("Connected",),
        "no_contact": ("Busy", "Left voicemail", "No answer", "Wrong number"),
        "reception": ("Left live message", "Gatekeeper"),
        "meeting": ("Meeting Booked", "Connected - Meeting Booked"),
    },
    "HubSpot in Japanese": {
        "connected": ("接続済み",),
        "no_contact": ("話し中", "ボイスメール", "応答なし", "間違い番号"),
        "reception": ("伝言メモを残す",),
    },
    "Salesforce and Sales Engagement": {
        "connected": ("Connected", "Customer Not Interested", "Interest but no budget", "Quote Requested"),
        "no_contact": ("No answer, no vm", "Invalid Phone Number", "No Response", "Unable to reach"),
        "reception": ("Left Message",),
        "meeting": ("Meeting Scheduled",),
    },
    "Zoho": {
        "connected": ("Interested", "Not interested", "Requested more info", "Requested call back"),
        "no_contact": ("No response/Busy", "Invalid number", "Unattended Dialled"),
    },
    "Zoho in Japanese": {
        "connected": ("関心あり", "関心なし", "詳細情報の希望", "折り返し電話の希望"),
        "no_contact": ("応答なし/話し中", "無効な番号"),
    },
    "Close, Twilio, PBX": {
        "connected": ("answered", "ANSWERED"),
        "no_contact": ("no-answer", "vm-left", "vm-answer", "busy", "failed", "NO ANSWER", "abandoned"),
    },
    "Outreach": {
        "connected": ("Correct Contact: Interested", "Correct Contact: Not Interested"),
        "no_contact": ("Correct Contact: Left VM", "Incorrect Contact: Wrong Number"),
        "meeting": ("Correct Contact: Meeting Scheduled",),
    },
    "Five9 and VICIdial": {
        "connected": ("Not Interested", "Do Not Call", "Callback"),
        "no_contact": ("Answering Machine", "No Answer AutoDial", "Disconnected Number", "Dead Air"),
        "meeting": ("Appointment Set",),
    },
    "SmartReach": {
        "connected": (
            *("Connected: Interested - Send Info", "Connected: Callback Requested"),
            *("Connected: Do Not Call Request", "Connected: Not Interested - No Budget"),
        ),
        "no_contact": ("Voicemail Left", "No Answer - No Message", "Connected: Wrong Number"),
        "reception": ("Gatekeeper - Access Denied", "Gatekeeper - Information Passed"),
        "meeting": ("Connected: Interested - Demo Set", "Connected: Interested - Meeting Set"),
    },
    "parallel dialers": {
        "connected": ("Referral", "Call back later", "Reach out in 6 months", "Do not call again"),
        "no_contact": ("No Longer with Company", "Wrong Contact", "Bad Number", "Left Voicemail"),
        "meeting": ("Meeting Set",),
    },
    "テレアポ": {
        "connected": ("担当NG", "見込み", "社長お断り", "キーマン断り", "キーマン再コール", "ご担当者様接続"),
        "no_contact": ("架電NG", "留守電・不通", "現アナ", "不在終了", "間違い電話"),
        "reception": (
            "受付NG",
            "受付再コール",
            "担当不在(再)",
            "社長不在",
            "代表不在",
            "担当不在・折返し希望",
        ),
        "meeting": ("アポ", "アポOK", "アポ獲得"),
        "unknown": ("除外", "再フォロー"),
        "not_done": ("未着手",),
    },
}
PHRASES = [
    (system, text, meaning)
    for system, meanings in VOCABULARIES.items()
    for meaning, texts in meanings.items()
    for text in texts
]


@pytest.mark.parametrize(("system", "text", "meaning"), PHRASES)
def test_a_disposition_means_what_its_system_says(system: str, text: str, meaning: str) -> None:
    assert meaning_of(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Wrong number - connected with the right person", "connected"),
        ("担当者接続→退職済", "no_contact"),
        ("本人不在", "reception"),
        ("折返し希望", "connected"),
    ],
)
def test_what_is_said_later_of_whom_one_reached_decides(text: str, meaning: str) -> None:
    assert meaning_of(text) == meaning
