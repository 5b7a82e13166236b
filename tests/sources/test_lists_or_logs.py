"""Tables of real life that are lists of leads or logs of calls: no lead is a call, no call goes uncounted."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from sheetkpi.sources.raw import RawSheet
from tests.sources.raw_activity import read, sheet, totals

ROWS = 30
OTHER = sheet(("日付", "担当者", "会社名", "結果"), ("2025-11-03", "森", "別の会社", "不在"), name="log")

VALUES = {
    "rep": ("森", "佐藤", "高橋"),
    "source": ("展示会", "Web問い合わせ", "資料DL"),
    "state": ("未対応", "アプローチ中", "有望", "対象外"),
    "State": ("Open - Not Contacted", "Working - Contacted", "Nurturing", "Unqualified"),
    "result": ("不在", "不通", "アポ獲得", "担当者接続", "お断り"),
    "Result": ("No answer", "Connected", "Meeting booked", "Voicemail"),
    "note": ("折返し待ち", "来週再度", "資料希望"),
    "channel": ("電話", "メール", "フォーム"),
    "trade": ("製造", "IT", "小売"),
    "tick": ("○", ""),
    "number": ("", "1", "2"),
    "seconds": ("0", "35", "180"),
    "time": ("9:15", "10:40", "16:05"),
    "": ("",),
}


def _cell(kind: str, row: int) -> str:
    if kind in VALUES:
        return VALUES[kind][row % len(VALUES[kind])]
    lead = row % 9 if kind.endswith("again") else row
    match kind.removesuffix(" again"):
        case "day":
            return str(date(2026, 10, 1) + timedelta(days=row % 28))
        case "company":
            return f"株式会社会社{lead}"
        case "person":
            return f"田中{'一二三四五六七八九十'[lead % 10]}{'郎子美'[lead // 10 % 3]}"
        case "phone":
            return f"03-1234-{1000 + lead}"
        case "mail":
            return f"info@c{lead}.example"
        case "money":
            return str(1_000_000 * (row + 1))
    raise AssertionError(kind)


def table(headers: str, tab: str = "シート1") -> RawSheet:
    """Thirty rows below `headers`, written `header=kind | …`."""
    pairs = [text.rsplit("=", 1) for text in headers.split(" | ")]
    rows = [tuple(_cell(kind, row) for _, kind in pairs) for row in range(ROWS)]
    return sheet(tuple(header for header, _ in pairs), *rows, name=tab)


LISTS = {
    "Salesforce": "リード 所有者=rep | 名=person | 姓=person | 会社 / 取引先=company | メール=mail | "
    "リードソース=source | 作成日=day | 最終活動日=day | 評価=state",
    "Salesforce, converted": "Lead ID=mail | Lead Owner=rep | Company=company | Lead Source=source | "
    "Created Date=day | Converted Date=day",
    "HubSpot": "名=person | 姓=person | Eメール=mail | 電話番号=phone | コンタクト担当者=rep | "
    "リードステータス=state | 作成日=day | 最終アクティビティー日=day | 会社名=company",
    "Zoho": "見込み客の担当者=rep | 会社=company | 姓=person | 電話番号=phone | 見込み客のデータ元=source | "
    "見込み客のステータス=state | 作成日時=day",
    "Pipedrive": "Lead - Owner=rep | Lead - Lead created=day | Lead - Organization=company | "
    "Lead - Source=source | Lead - Next activity date=day",
    "Marketo": "Full Name=person | Company Name=company | Email Address=mail | Sales Owner=rep | "
    "Lead Status=State | Created At=day | Person Source=source",
    "a campaign": "Campaign Name=source | Member Status=State | Company=company | Phone=phone | "
    "Created Date=day | Lead Owner=rep",
    "visits to the site": "作成日=day | 会社名=company | メール=mail | 担当者=rep | 最終サイト訪問日=day | "
    "メール開封数=number | リードソース=source",
    "business cards": "名刺交換日=day | 会社名=company | 氏名=person | e-mail=mail | TEL=phone | "
    "名刺所有者=rep",
    "a seminar": "セミナー参加日=day | 会社名=company | 氏名=person | 電話番号=phone | 参加=tick | 担当=rep",
    "downloads": "DL日時=day | 会社名=company | 氏名=person | 資料名=source | メール=mail | 担当IS=rep",
    "a form": "タイムスタンプ=day | 会社名=company | お名前=person | メールアドレス=mail | "
    "お問い合わせ内容=note | 担当=rep",
    "a form with a plain date": "日付=day | 会社名=company | 氏名=person | 電話番号=phone | メール=mail | "
    "問い合わせ内容=note | 担当=rep",
    "kinds of inquiries": "お問い合わせ日時=day | 会社名=company | メール=mail | お問い合わせ種別=source | "
    "担当者=rep",
    "channels of inquiries": "問い合わせ日=day | 会社名=company | 電話番号=phone | 担当=rep | 種別=channel",
    "inquiries with a state": "問い合わせ日=day | 会社名=company | 担当者=rep | 流入経路=source | "
    "対応状況=state | 電話番号=phone",
    "the same people ask again": "問い合わせ日=day | 会社名=company again | メール=mail again | "
    "担当者=rep | 流入経路=source",
    "a bought list with sales": "会社名=company | 電話番号=phone | 資本金=money | 売上=money | "
    "業種=trade | リスト名=source | 担当者=rep",
    "nothing called yet": "会社名=company | 電話番号=phone | 担当=rep | リスト名=source | 登録日=day | "
    "最終架電日= | 架電結果= | メモ=",
    "tries so far": "登録日=day | 会社名=company | 電話番号=phone | 担当=rep | リスト名=source | "
    "架電回数=number",
    "people": "氏名=person | 電話番号=phone | 登録日=day | 流入経路=source | 担当者=rep",
    "last contact": "会社名=company | 担当者=rep | 電話番号=phone | 最終連絡日=day",
    "last in touch": "会社名=company | 営業担当=rep | TEL=phone | 最終接触日=day | メモ=note",
    "the call before": "会社名=company | 氏名=person | 担当=rep | 電話=phone | 前回架電日=day",
    "handled last": "企業名=company | 担当者=rep | メールアドレス=mail | 前回対応日時=day | ランク=state",
    "the meeting before": "取引先名=company | 担当者=rep | 電話番号=phone | 前回商談日=day",
    "without a phone": "会社名=company | 担当者=rep | 直近の対応日=day | 業種=trade",
    "a call before and one promised": "会社名=company | 担当=rep | 電話番号=phone | 前回架電日=day | "
    "次回架電日=day",
    "last contacted": "Company=company | Owner=rep | Phone=phone | Last Contacted=day",
    "last called": "Company=company | Rep=rep | Phone=phone | Last Call Date=day",
    "last activity": "Account Name=company | Account Owner=rep | Phone=phone | Last Activity=day",
    "last contact date": "Company=company | Name=person | Rep=rep | Email=mail | Date of Last Contact=day",
    "previous touch": "Company=company | Sales rep=rep | Phone=phone | Previous Call Date=day | Notes=note",
    "last touch point": "Company=company | Assigned To=rep | Website=mail | Last Touchpoint Date=day",
    "leads by name": "登録日=day | 担当=rep | リード名=company | TEL=phone | リードステータス=state",
}
"""Lists of leads that look like activity."""

LOGS = {
    "kept in kintone": "作成日時=day | 作成者=rep | 会社名=company | 電話番号=phone | リードソース=source | "
    "対応内容=note",
    "kept in kintone, with a state": "作成日時=day | 作成者=rep | 顧客名=company | 電話番号=phone | "
    "流入経路=source | ステータス=result",
    "who called": "登録日=day | 架電者=rep | 会社名=company | 電話番号=phone | リスト名=source",
    "who called, in English": "Created=day | Caller=rep | Company=company | Phone=phone | Source=source",
    "a status of calls": "Created Date=day | Created By=rep | Company=company | Phone=phone | Status=Result",
    "how long": "登録日時=day | 担当者=rep | 会社名=company | 電話番号=phone | 通話秒数=seconds",
    "how long, in English": "Created At=day | Agent=rep | Company=company | Phone=phone | Talk time=seconds",
    "ticks": "登録日=day | 担当者=rep | 会社名=company | 電話番号=phone | リスト名=source | 接続=tick",
    "companies again and again": "登録日=day | 担当者=rep | 会社名=company again | "
    "電話番号=phone again | リスト名=source",
    "a time of day": "登録日=day | 時刻=time | 担当者=rep | 会社名=company | 電話番号=phone | メモ=note",
    "what was said": "登録日=day | 担当=rep | 会社名=company | 電話番号=phone | 架電メモ=note",
    "a first result": "反響日=day | 担当=rep | 会社名=company | 流入経路=source | 初回架電結果=result",
    "the last call of each": "会社名=company | 担当=rep | 電話番号=phone | 最終架電日=day",
    "a call's own day": "架電日=day | 前回架電日=day | 担当=rep | 会社名=company | 電話番号=phone",
    "a call's own day, in English": "Call date=day | Last contacted=day | Rep=rep | Company=company | "
    "Phone=phone",
    "the last call and its result": "会社名=company | 担当=rep | 電話番号=phone | 最終架電日=day | "
    "架電結果=result",
    "a call's day": "最終架電日=day | 登録日=day | 担当=rep | 会社名=company | 電話番号=phone",
    "received calls": "受付日時=day | 担当=rep | 会社名=company | 電話番号=phone | 問い合わせ内容=note | "
    "対応内容=note",
    "a plain log": "日付=day | 担当=rep | 会社名=company | 電話番号=phone | メール=mail | メモ=note",
    "whose result is a lead's": "登録日=day | 担当=rep | リード名=company again | TEL=phone again | "
    "リードステータス=result",
}
"""Logs of calls that look like lists of leads."""

TABS = {
    "架電履歴": True,
    "リード対応履歴": True,
    "リスト架電結果": True,
    "Lead call log": True,
    "リード一覧": False,
    "架電リスト": False,
    "Call list": False,
}


def shape_of(table: RawSheet) -> tuple[str, int]:
    """The shape a table is read as, and how many calls are counted of it."""
    activity = read(OTHER, table)
    shape = next(one.shape for one in activity.sheets if one.sheet == table.name)
    return shape, int(totals(activity)["calls"]) - 1


@pytest.mark.parametrize("kind", LISTS)
def test_no_lead_of_a_list_is_a_call(kind: str) -> None:
    assert shape_of(table(LISTS[kind])) == ("leads", 0)


@pytest.mark.parametrize("kind", LOGS)
def test_each_row_of_a_log_is_a_call(kind: str) -> None:
    assert shape_of(table(LOGS[kind])) == ("log", ROWS)


@pytest.mark.parametrize("tab", TABS)
def test_the_name_of_a_tab_says_what_columns_leave_open(tab: str) -> None:
    open_to_both = "登録日=day | 担当者=rep | 会社名=company | 電話番号=phone | リスト名=source"
    assert shape_of(table(open_to_both, tab)) == (("log", ROWS) if TABS[tab] else ("leads", 0))


@pytest.mark.parametrize("place", ["架電履歴_11月.csv", "リード一覧.csv"])
def test_so_does_the_name_of_a_file_without_tabs(place: str) -> None:
    open_to_both = table("登録日=day | 担当者=rep | 会社名=company | 電話番号=phone | リスト名=source", "")
    activity = read(OTHER, RawSheet(place, "", open_to_both.cells))
    shape = next(one.shape for one in activity.sheets if one.place == place)
    assert shape == ("log" if "架電" in place else "leads")


def test_leads_of_a_form_arrive_on_its_plain_date() -> None:
    records = read(OTHER, table(LISTS["a form with a plain date"]), with_leads=True).lead_records
    assert records is not None
    leads = records.leads.set_index("company")
    assert str(leads.loc["株式会社会社3", "arrived"])[:10] == "2026-10-04"


def test_people_without_a_company_are_leads_themselves() -> None:
    records = read(OTHER, table(LISTS["people"]), with_leads=True).lead_records
    assert records is not None
    assert sum(bool(re.match("田中", name)) for name in records.leads["company"]) == ROWS


def test_phone_numbers_and_addresses_are_no_counts() -> None:
    """電話 and メール name counts of daily figures as well."""
    log = table("日付=day | 担当=rep | 会社名=company | 電話=phone | メール=mail")
    assert shape_of(log) == ("log", ROWS)


def test_last_calls_of_some_leads_are_those_of_a_list() -> None:
    """Where some were never called, no row is a call of its own."""
    headers = ("会社名", "担当者", "電話番号", "最終架電日")
    rows = [(f"会社{n}", "森", f"03-1234-{1000 + n}", "2026-10-01" if n % 2 else "") for n in range(ROWS)]
    assert shape_of(sheet(headers, *rows, name="シート1")) == ("leads", 0)


def test_what_a_list_says_of_the_last_touch_is_known_of_its_leads() -> None:
    rows = [("アルファ", "森", "03-1234-1000", "2026-11-10"), ("ベータ", "森", "03-1234-1001", "2026-12-01")]
    listed = sheet(
        ("会社名", "担当者", "電話番号", "最終連絡日"), *rows, ("ガンマ", "森", "03-1234-1002"), name="a"
    )
    again = sheet(("会社名", "担当者", "電話番号", "前回架電日"), (*rows[0][:3], "2026-11-05"), name="b")
    records = read(OTHER, listed, again, with_leads=True).lead_records
    assert records is not None
    touched = records.leads.set_index("company")["touched"]
    assert str(touched["アルファ"])[:10] == "2026-11-10", "the later of two"
    assert touched[["ベータ", "ガンマ"]].isna().all(), "a day to come is none"
