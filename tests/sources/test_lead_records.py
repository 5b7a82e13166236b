"""Leads and what was done about each: which rows are about one, and what stands there of it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from sheetkpi.language import LANGUAGES, Language
from sheetkpi.model.leadrecords import LeadRecords
from sheetkpi.sources.raw import RawSheet
from tests.sources.raw_activity import read, sheet

LOG = ("日付", "担当者", "会社名", "結果")


def found(*sheets: RawSheet, roster: pd.DataFrame | None = None) -> LeadRecords:
    records = read(*sheets, with_leads=True, roster=roster).lead_records
    assert records is not None
    return records


def names(records: LeadRecords) -> list[tuple[str, str]]:
    return list(zip(records.leads["company"], records.leads["contact"], strict=True))


def log(*companies: str) -> RawSheet:
    return sheet(LOG, *(("2026-11-02", "森", company, "不在") for company in companies))


def test_spellings_of_a_company_are_one_lead() -> None:
    records = found(log("株式会社アルファ", "アルファ㈱", "アルファ 株式会社", "ベータ"))
    assert names(records) == [("株式会社アルファ", ""), ("ベータ", "")]
    assert records.touches["lead"].tolist() == [0, 0, 0, 1]


@pytest.mark.parametrize(
    ("header", "one", "same", "other"),
    [
        ("電話番号", "03-1111-2222", "0311112222", "06-3333-4444"),
        ("メールアドレス", "a@alpha.example", "b@alpha.example", "c@other.example"),
        ("URL", "https://alpha.example", "www.alpha.example/jp", "other.example"),
    ],
)
def test_two_companies_of_one_name_are_kept_apart_by_phone_or_domain(
    header: str, one: str, same: str, other: str
) -> None:
    rows = [("2026-11-02", "森", "アルファ", "不在", told) for told in (one, same, other, "")]
    records = found(sheet((*LOG, header), *rows))
    assert records.touches["lead"].tolist() == [0, 0, 1, 0]


def test_contacts_of_one_company_are_leads_of_their_own() -> None:
    rows = [
        ("2026-11-02", "森", "アルファ", "不在", contact)
        for contact in ("情報システム部 田中様", "営業部", "情報システム部 田中", "")
    ]
    records = found(sheet((*LOG, "先方担当者"), *rows))
    assert records.touches["lead"].tolist() == [0, 1, 0, 2]


def test_a_family_name_stands_for_the_whole_name_and_nobody_for_the_only_contact() -> None:
    rows = [("2026-11-02", "森", "アルファ", "不在", contact) for contact in ("田中", "田中 一郎", "")]
    assert found(sheet((*LOG, "先方担当者"), *rows)).touches["lead"].tolist() == [0, 0, 0]


def test_rows_without_a_company_are_of_no_lead_and_are_counted() -> None:
    records = found(log("アルファ", "", "不明"))
    assert names(records) == [("アルファ", "")]
    assert records.nameless == 2


def test_without_any_company_there_are_no_leads() -> None:
    activity = read(sheet(("日付", "担当者", "結果"), ("2026-11-02", "森", "不在")), with_leads=True)
    assert activity.lead_records is None


def test_nobody_who_does_not_ask_gets_leads() -> None:
    assert read(log("アルファ")).lead_records is None


RESULTS = [
    ("アポ獲得", "meeting"),
    ("資料希望", "documents"),
    ("接続→再架電", "again"),
    ("時期尚早", "timing"),
    ("興味なし", "refused"),
    ("担当者接続", "connected"),
    ("受付止まり", "reception"),
    ("不在", "no_contact"),
    ("番号違い", "wrong"),
    ("今後連絡不要", "barred"),
    ("受注", "won"),
    ("失注(価格)", "lost"),
    ("現アナ", "wrong"),
    ("現在使われておりません", "wrong"),
    ("倒産", "wrong"),
    ("アポキャンセル", "called_off"),
    ("No show", "called_off"),
    ("アポ調整中", "no_contact"),
    ("日程変更", "no_contact"),
    ("Meeting cancelled", "called_off"),
    ("Number disconnected", "wrong"),
]


def test_every_touch_says_how_it_ended() -> None:
    rows = [("2026-11-02", "森", f"会社{number}", said) for number, (said, _) in enumerate(RESULTS)]
    touches = found(sheet(LOG, *rows)).touches
    assert touches["outcome"].astype(str).tolist() == [outcome for _, outcome in RESULTS]
    assert touches["said"].astype(str).tolist() == [said for said, _ in RESULTS]


def call_list(*rows: Sequence[str], more: Sequence[str] = ()) -> RawSheet:
    attempts = ("1回目架電日", "1回目結果", "2回目架電日", "2回目結果")
    return sheet(("会社名", "担当者", "リードソース", *more, *attempts), *rows, name="展示会リスト")


def test_a_call_list_holds_leads_nobody_has_called_yet() -> None:
    records = found(
        call_list(
            (
                "アルファ",
                "森",
                "展示会",
                "製造",
                "2026-11-01",
                "2026-11-02",
                "不在",
                "2026-11-05",
                "アポ獲得",
            ),
            ("ベータ", "佐藤", "展示会", "小売", "2026-11-03"),
            more=("業種", "問い合わせ日"),
        )
    )
    leads = records.leads
    assert leads["rep"].tolist() == ["森", "佐藤"]
    assert leads["list"].tolist() == ["展示会リスト", "展示会リスト"]
    assert leads["lead_source"].tolist() == ["展示会", "展示会"]
    assert [str(day.date()) for day in leads["arrived"]] == ["2026-11-01", "2026-11-03"]
    assert records.touches["lead"].tolist() == [0, 0]
    assert records.touches["meetings"].tolist() == [0, 1]


def test_further_columns_of_few_values_are_known_of_each_lead_of_a_list() -> None:
    rows = [
        (
            f"会社{number}",
            "森",
            "展示会",
            ["製造", "小売"][number % 2],
            str(number * 10),
            f"住所{number}",
            "",
            "",
        )
        for number in range(12)
    ]
    records = found(
        call_list(
            *rows,
            ("会社X", "森", "展示会", "製造", "5", "住所X", "2026-11-02", "不在"),
            more=("業種", "従業員数", "住所"),
        )
    )
    assert list(records.attributes) == ["業種", "従業員数"]
    assert records.attributes["業種"].astype(str).tolist()[:3] == ["製造", "小売", "製造"]
    assert records.attributes["従業員数"].tolist()[:3] == [0, 10, 20]


@pytest.mark.parametrize(
    ("promised", "day"),
    [("2026-11-25", "2026-11-25"), ("11/25", "2026-11-25"), ("1/5", "2027-01-05"), ("11/4", "2026-11-04")],
)
def test_a_promise_lies_ahead_or_is_overdue_even_without_its_year(promised: str, day: str) -> None:
    records = found(sheet((*LOG, "次回架電日"), ("2026-11-02", "森", "アルファ", "再架電", promised)))
    assert str(records.touches["next_date"][0].date()) == day


def test_a_column_says_whom_not_to_call() -> None:
    records = found(
        sheet(
            (*LOG, "架電禁止"),
            ("2026-11-02", "森", "アルファ", "不在", "○"),
            ("2026-11-02", "森", "ベータ", "不在"),
        )
    )
    assert records.leads["barred"].tolist() == [True, False]


def test_deals_say_which_companies_are_won_lost_or_open() -> None:
    deals = sheet(
        ("案件名", "会社名", "担当者", "作成日", "フェーズ"),
        ("一", "アルファ(株)", "森", "2026-10-01", "提案"),
        ("二", "ベータ", "森", "2026-10-01", "受注"),
        ("三", "ガンマ", "森", "2026-10-01", "失注"),
    )
    leads = found(log("アルファ", "ベータ", "ガンマ", "デルタ"), deals).leads
    assert leads["deal"].tolist() == ["open", "won", "lost", ""]


def test_names_are_those_of_the_roster_and_whom_it_leaves_out_is_nobody_s() -> None:
    roster = pd.DataFrame(
        {"rep": ["森 葵", "佐藤 健"], "team": ["第1課", "第2課"], "aliases": ["森", "佐藤"]}
    )
    records = found(log("アルファ"), roster=roster)
    assert records.touches["rep"].astype(str).tolist() == ["森 葵"]
    assert records.touches["team"].astype(str).tolist() == ["第1課"]


def test_a_record_exported_twice_is_one_touch() -> None:
    twice = sheet((*LOG, "時刻"), *[("2026-11-02", "森", "アルファ", "不在", "10:00")] * 2)
    assert len(found(twice).touches) == len(read(twice).events)


def test_columns_that_tell_of_leads_are_used_where_leads_are_followed() -> None:
    told = sheet(
        (*LOG, "次回架電日", "電話番号"),
        ("2026-11-02", "森", "アルファ", "不在", "2026-11-09", "03-1111-2222"),
    )
    roles = [
        read(told, with_leads=followed).columns.set_index("header")["role"].to_dict()
        for followed in (True, False)
    ]
    assert [(role["次回架電日"], role["電話番号"]) for role in roles] == [
        ("used", "used"),
        ("known", "known"),
    ]


NOBODYS = {
    "ja": ("架電日", "担当", "先方担当者", "電話番号", "結果", "次回架電日"),
    "en": ("Call Date", "Rep", "Contact person", "Phone", "Result", "Next call date"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_companies_a_person_is_known_by_name_and_phone(language: Language) -> None:
    rows = [
        ("2026-11-02", "森", "田中", "03-1111-2222", "不在", "2026-11-20"),
        ("2026-11-03", "森", "田中", "03-1111-3333", "不在", ""),
        ("2026-11-04", "森", "田中", "0311112222", "不在", ""),
    ]
    records = found(sheet(NOBODYS[language], *rows))
    assert records.touches["lead"].tolist() == [0, 1, 0]
    assert names(records) == [("", "田中"), ("", "田中")]
    assert records.leads["phone"].tolist() == ["03-1111-2222", "03-1111-3333"]


@pytest.mark.parametrize(
    "header", [("架電日", "担当", "電話番号", "結果"), ("Date", "Rep", "Phone", "Result")]
)
def test_a_phone_alone_is_a_lead(header: Sequence[str]) -> None:
    rows = [
        ("2026-11-02", "森", phone, "不在") for phone in ("03-1111-2222", "0311112222", "03-9999-0000", "")
    ]
    records = found(sheet(header, *rows))
    assert records.touches["lead"].tolist() == [0, 0, 1]
    assert records.nameless == 1


@pytest.mark.parametrize("header", ["氏名", "お客様氏名", "契約者名", "Full name"])
def test_private_customers_are_leads(header: str) -> None:
    """The rep stands under 担当, so that the name is the customer's; namesakes have phones of their own."""
    rows = [("2026-11-02", "森", "山田 花子", phone, "不在") for phone in ("090-1111-2222", "090-3333-4444")]
    records = found(sheet(("架電日", "担当", header, "電話番号", "結果"), *rows))
    assert names(records) == [("", "山田 花子")] * 2


def test_a_log_of_phones_is_of_the_companies_that_a_list_names_beside_them() -> None:
    """個人 is no company: she is known by name and phone, in the list and by her phone alone."""
    leads = sheet(
        ("会社名", "氏名", "電話番号", "担当者", "登録日"),
        ("アルファ", "田中", "03-1111-2222", "森", "2026-11-01"),
        ("個人", "山田 花子", "090-1111-2222", "森", "2026-11-01"),
        name="リード一覧",
    )
    rows = [("2026-11-02", "森", phone, "不在") for phone in ("0311112222", "090-1111-2222", "03-5555-0000")]
    records = found(sheet(("架電日", "担当", "電話番号", "結果"), *rows), leads)
    assert sorted(names(records)) == [("", ""), ("アルファ", "田中"), ("個人", "山田 花子")]
    named = [names(records)[lead] for lead in records.touches["lead"]]
    assert named == [("アルファ", "田中"), ("個人", "山田 花子"), ("", "")]


def test_a_row_without_a_phone_is_of_the_company_that_has_its_contact() -> None:
    rows = [
        ("2026-11-02", "森", "アルファ", "不在", "田中", "03-1111-2222"),
        ("2026-11-02", "森", "アルファ", "不在", "田中", "03-1111-2222"),
        ("2026-11-02", "森", "アルファ", "不在", "上野", "06-1111-2222"),
        ("2026-11-02", "森", "アルファ", "不在", "上野", ""),
        ("2026-11-02", "森", "アルファ", "不在", "", ""),
    ]
    records = found(sheet((*LOG, "先方担当者", "電話番号"), *rows))
    assert records.touches["lead"].tolist() == [0, 0, 1, 1, 0]
    assert records.leads["company_number"].nunique() == 2


def test_sheets_that_tell_of_nobody_are_told_of_once_with_the_column_to_add() -> None:
    rows = [("2026-11-02", "森", "不在"), ("2026-11-03", "森", "不在")]
    plain = [sheet(("架電日", "担当", "結果"), *rows, name=name) for name in ("一課", "二課")]
    issues = read(*plain, log("アルファ"), with_leads=True).issues
    [note] = issues[issues["reason"] == "reason.leads_untold"].to_dict("records")
    assert (note["sheet"], note["values"]) == ("一課", {"sheets": 2, "records": 4})
    assert "reason.leads_untold" not in set(read(log("アルファ"), with_leads=True).issues["reason"])


def test_a_deal_is_of_the_company_of_its_name_whose_phone_it_tells() -> None:
    calls = [("2026-11-02", "森", "アルファ", "不在", phone) for phone in ("03-1111-2222", "06-1111-2222")]
    deals = sheet(
        ("商談名", "会社名", "電話番号", "担当者", "フェーズ", "作成日", "金額"),
        ("新規", "アルファ", "06-1111-2222", "森", "受注", "2026-11-03", "100"),
        name="商談",
    )
    records = found(sheet((*LOG, "電話番号"), *calls), deals)
    assert records.leads["deal"].tolist() == ["", "won"]


def test_phones_of_one_number_and_those_of_one_cell_are_of_one_lead() -> None:
    phones = (
        "+1 415-555-0001",
        "(415) 555-0001",
        "1-415-555-0001 / 415-555-9999",
        "415 555 9999",
        "415-555-0002",
    )
    rows = [("2026-11-02", "森", "Acme", "不在", phone) for phone in phones]
    assert found(sheet((*LOG, "電話番号"), *rows)).touches["lead"].tolist() == [0, 0, 0, 0, 1]


def test_a_row_that_may_be_of_two_companies_bars_both_and_is_told() -> None:
    rows = [
        ("2026-11-02", "森", "双子", "不在", "03-7000-0001"),
        ("2026-11-02", "森", "双子", "不在", "03-7000-0002"),
        ("2026-11-03", "森", "双子", "架電禁止", ""),
        ("2026-11-03", "森", "別", "架電禁止", ""),
    ]
    activity = read(sheet((*LOG, "電話番号"), *rows), with_leads=True)
    assert activity.lead_records is not None
    leads = activity.lead_records.leads
    assert leads.loc[leads["company"] == "双子", "barred"].tolist() == [True, True]
    (told,) = activity.issues.loc[activity.issues["reason"] == "reason.lead_twins", "values"]
    assert told["count"] == 1


@pytest.mark.parametrize("header", ["Next Call", "Next Contact", "次回連絡", "再架電", "Follow up"])
def test_days_below_the_name_of_a_call_to_come_are_promises(header: str) -> None:
    rows = [("2026-11-02", "森", f"会社{n}", "不在", "2026-11-25" if n % 2 else "") for n in range(4)]
    assert found(sheet((*LOG, header), *rows)).touches["next_date"].notna().sum() == 2


def test_words_below_it_are_none() -> None:
    assert (
        found(sheet((*LOG, "Next Call"), ("2026-11-02", "森", "A", "不在", "Ann")))
        .touches["next_date"]
        .isna()
        .all()
    )


@pytest.mark.parametrize(("note", "barred"), [("今後連絡不要とのこと", True), ("午前中は架電NG", False)])
def test_a_note_that_nobody_is_to_call_again_bars(note: str, barred: bool) -> None:
    records = found(sheet((*LOG, "備考"), ("2026-11-02", "森", "アルファ", "担当者接続", note)))
    assert records.leads["barred"].tolist() == [barred]
