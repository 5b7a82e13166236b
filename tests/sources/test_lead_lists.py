"""Lists of leads: no row of theirs is a call, and nobody on them is forgotten."""

from __future__ import annotations

import pytest

from sheetkpi.sources.raw import RawSheet
from tests.sources.raw_activity import read, sheet, totals

LOG = sheet(("日付", "担当者", "会社名", "結果"), ("2026-11-02", "森", "会社1", "不在"), name="log")
DAYS = [f"2026-11-{day:02}" for day in range(1, 9)]
LISTS = {
    "a CRM's export in Japanese": (
        ("リード 所有者", "氏名", "会社 / 取引先", "電話", "メール", "リードソース", "リード 状況", "作成日"),
        lambda n, day: ("森", f"田中{n}", f"会社{n}", "0312345678", "a@c.example", "Web", "未対応", day),
    ),
    "a CRM's export in English": (
        *(("Company name", "First Name", "Last Name", "Email", "Phone Number", "Contact owner"),),
        lambda n, day: (f"会社{n}", "A", "B", f"a@c{n}.example", "0312345678", "森"),
    ),
    "inquiries": (
        ("会社名", "担当者", "問い合わせ日", "リード経路", "業種"),
        lambda n, day: (f"会社{n}", "森", day, "展示会", "製造"),
    ),
    "a bought list": (
        ("会社名", "電話番号", "業種", "リスト名"),
        lambda n, day: (f"会社{n}", "03-1234-5678", "製造", "展示会"),
    ),
}


def of(kind: str) -> RawSheet:
    headers, row = LISTS[kind]
    more = ("Create Date", "Original Source") if "English" in kind else ()
    rows = [(*row(n, day), *((day, "Organic Search") if more else ())) for n, day in enumerate(DAYS)]
    return sheet((*headers, *more), *rows, name="leads")


@pytest.mark.parametrize("kind", LISTS)
def test_its_rows_are_no_calls_and_a_note_says_so(kind: str) -> None:
    activity = read(LOG, of(kind))
    assert totals(activity) == {"calls": 1}
    assert next(one.shape for one in activity.sheets if one.sheet == "leads") == "leads"
    assert "reason.lead_list" in set(activity.issues["reason"])


@pytest.mark.parametrize("kind", LISTS)
def test_its_rows_are_leads_with_their_owner_and_arrival(kind: str) -> None:
    records = read(LOG, of(kind), with_leads=True).lead_records
    assert records is not None
    leads = records.leads.set_index("company")
    assert set(leads.index) >= {f"会社{n}" for n in range(8)}
    has_owner = kind != "a bought list"
    assert leads.loc["会社3", "rep"] == ("森" if has_owner else "")
    assert leads["arrived"].notna().sum() == (8 if has_owner else 0)


def test_a_person_can_say_that_its_rows_are_activity() -> None:
    told = read(of("inquiries"), columns=[("leads", "問い合わせ日", "日付")])
    assert totals(told)["calls"] == 8


def test_a_tab_named_after_calls_holds_calls() -> None:
    headers = ("会社名", "担当者", "登録日", "リード経路")
    rows = [(f"会社{n}", "森", day, "展示会") for n, day in enumerate(DAYS)]
    assert totals(read(sheet(headers, *rows, name="架電ログ")))["calls"] == 8


def test_a_list_says_whom_nobody_calls_any_more() -> None:
    headers = ("リード 所有者", "氏名", "会社名", "電話", "リード 状況", "作成日")
    states = ("未対応", "対応中", "商談化済", "対象外", "受注", "架電禁止", "商談化見込み")
    rows = [("森", "田中", f"会社{n}", f"03-1234-567{n}", state, DAYS[n]) for n, state in enumerate(states)]
    records = read(LOG, sheet(headers, *rows, name="leads"), with_leads=True).lead_records
    assert records is not None
    leads = records.leads.set_index("company").loc[[f"会社{n}" for n in range(7)]]
    assert leads["state"].tolist() == ["", "", "met", "closed", "won", "barred", ""]
    assert leads["barred"].tolist() == [False] * 5 + [True, False]


def test_a_promise_that_is_no_date_is_told() -> None:
    headers = ("日付", "担当者", "会社名", "結果", "次回架電日")
    promises = ("来週月曜", "11/20", "2026-11-25", "ー", "", "また今度")
    rows = [("2026-11-02", "森", f"会社{n}", "不在", text) for n, text in enumerate(promises)]
    issues = read(sheet(headers, *rows, name="log"), with_leads=True).issues
    (told,) = issues.loc[issues["reason"] == "reason.promise_unread", "values"]
    assert (told["count"], told["header"], told["example"]) == (2, "次回架電日", "来週月曜")


def test_a_list_of_phones_alone_is_a_list_of_leads() -> None:
    phones = ("090-1111-2222", "090-1111-3333")
    rows = [(phone, "森", "Web", "2026-11-02") for phone in phones]
    listed = sheet(("電話番号", "担当者", "リードソース", "登録日"), *rows, name="リスト")
    activity = read(listed, LOG, with_leads=True)
    assert activity.lead_records is not None
    assert activity.lead_records.leads["phone"].tolist()[-2:] == list(phones)
    assert activity.lead_records.leads["rep"].tolist()[-2:] == ["森", "森"]


@pytest.mark.parametrize("headers", [("登録日",), ("作成日",), (), ("リードソース",)])
def test_leads_that_stand_under_two_owners_are_no_calls(headers: tuple[str, ...]) -> None:
    more = [{"リードソース": "展示会"}.get(header, "2026-11-02") for header in headers]
    rows = [(f"会社{n}", f"03-1000-000{n}", rep, *more) for n in range(3) for rep in ("森", "佐藤", "森")]
    activity = read(LOG, sheet(("会社名", "電話番号", "担当者", *headers), *rows, name="リスト"))
    assert totals(activity) == {"calls": 1}
    assert {"reason.lead_list"} <= set(activity.issues["reason"])


@pytest.mark.parametrize("phones", ["555-010{}", "415555010{}", "(415) 555-010{}", "+1 415-555-010{}"])
def test_phones_of_leads_are_no_counts_of_calls(phones: str) -> None:
    rows = [(f"Comp{n}", phones.format(n), rep, "2026-11-02") for n in range(4) for rep in ("Ann", "Bob")]
    activity = read(LOG, sheet(("Company", "Phone", "Owner", "Created"), *rows, name="Sheet1"))
    assert totals(activity) == {"calls": 1}


@pytest.mark.parametrize("header", ["取得日", "獲得日"])
def test_the_day_a_list_was_got_is_no_activity(header: str) -> None:
    headers = ("会社名", "電話番号", "担当者", "リードソース", header)
    rows = [(f"会社{n}", f"03-1000-000{n}", "森", "展示会", day) for n, day in enumerate(DAYS)]
    activity = read(LOG, sheet(headers, *rows, name="リスト"), with_leads=True)
    assert totals(activity) == {"calls": 1}
    assert activity.lead_records is not None
    assert activity.lead_records.leads["arrived"].notna().sum() == len(DAYS)


def test_the_day_a_meeting_was_got_is_one() -> None:
    headers = ("会社名", "電話番号", "担当者", "獲得日")
    rows = [(f"会社{n}", f"03-1000-000{n}", "森", day) for n, day in enumerate(DAYS)]
    assert totals(read(sheet(headers, *rows, name="アポ一覧")))["meetings"] == len(DAYS)
