"""Whose contribution a deal is: the inside rep who set its meeting, each deal once in every total."""

from __future__ import annotations

import tracemalloc

import pandas as pd
import pytest

from tests.sources.raw_activity import read, reasons, sheet, totals

LOG = ["架電日", "架電者", "会社名", "リード名", "架電結果", "リードソース"]
DEALS = ["案件名", "取引先名", "所有者", "案件化日", "フェーズ", "受注日", "金額"]
ROSTER = pd.DataFrame({"rep": ["佐藤 葵", "森 蓮"], "team": ["第1課", "第2課"]})


def log(*rows):
    return sheet(LOG, *rows, name="ログ")


def deals(*rows, headers=DEALS):
    return sheet(headers, *rows, name="案件")


def met(day, rep, company, contact="", result="アポ獲得", source=""):
    return [day, rep, company, contact, result, source]


def won(company, opened="2026/9/20", closed="2026/10/5", amount="100", owner="営業 一郎"):
    return ["案件", company, owner, opened, "受注", closed, amount]


def credited(activity, count="wins"):
    """What each rep has of `count`."""
    return {rep: counts[count] for rep, counts in totals(activity, "rep").items() if count in counts}


def test_a_deal_counts_for_whoever_set_the_meeting_and_not_for_its_owner_in_field_sales():
    activity = read(log(met("2026/9/1", "佐藤 葵", "アルファ")), deals(won("アルファ")))
    assert credited(activity) == {"佐藤 葵": 1}
    assert credited(activity, "won_amount") == {"佐藤 葵": 100}
    assert credited(activity, "opportunities") == {"佐藤 葵": 1}


@pytest.mark.parametrize(
    "spelling", ["㈱アルファ商事", "アルファ商事 株式会社", "ｱﾙﾌｧ商事", "アルファ商事（株）御中"]
)
def test_two_spellings_of_a_company_are_one(spelling):
    activity = read(log(met("2026/9/1", "佐藤 葵", "株式会社アルファ商事")), deals(won(spelling)))
    assert credited(activity) == {"佐藤 葵": 1}


def test_of_several_meetings_the_last_before_the_opportunity_counts():
    rows = [
        met("2026/9/1", "佐藤 葵", "アルファ"),
        met("2026/9/10", "森 蓮", "アルファ"),
        met("2026/9/21", "佐藤 葵", "アルファ"),
    ]
    assert credited(read(log(*rows), deals(won("アルファ")))) == {"森 蓮": 1}
    assert credited(read(log(*rows), deals(won("アルファ")), credit="first")) == {"佐藤 葵": 1}
    split = read(log(*rows), deals(won("アルファ")), credit="split")
    assert credited(split) == {"佐藤 葵": 0.5, "森 蓮": 0.5}
    assert credited(split, "won_amount") == {"佐藤 葵": 50, "森 蓮": 50}
    assert (split.read, split.counted) == (4, 4)
    assert split.deals["deals"].sum() == 1
    assert credited(read(log(*rows), deals(won("アルファ")), credit="owner")) == {"営業 一郎": 1}


def test_who_only_says_that_a_meeting_was_held_set_none():
    rows = [
        met("2026/9/1", "佐藤 葵", "アルファ"),
        met("2026/9/10", "森 蓮", "アルファ", result="商談実施"),
    ]
    for rule in ("last", "first", "split"):
        assert credited(read(log(*rows), deals(won("アルファ")), credit=rule)) == {"佐藤 葵": 1}
    # set before the window, held within it: still the deal of whoever set it
    late = deals(won("アルファ", "2026/9/20"))
    assert credited(read(log(*rows), late, credit_days=12)) == {"佐藤 葵": 1}
    # nobody is known to have set it: then it is the one who held it
    assert credited(read(log(rows[1]), deals(won("アルファ")))) == {"森 蓮": 1}


def test_a_meeting_two_reps_set_is_one_meeting_of_the_first_and_a_deal_by_the_rule():
    rows = [met("2026/9/1", "佐藤 葵", "アルファ"), met("2026/9/10", "森 蓮", "アルファ")]
    for rule, whose in (("last", "森 蓮"), ("first", "佐藤 葵")):
        found = read(log(*rows), deals(won("アルファ")), credit=rule)
        assert credited(found, "meetings") == {"佐藤 葵": 1}
        assert credited(found) == {whose: 1}
    split = read(log(*rows), deals(won("アルファ")), credit="split")
    assert credited(split, "meetings") == {"佐藤 葵": 1}
    assert credited(split, "won_amount") == {"佐藤 葵": 50, "森 蓮": 50}


def test_a_window_that_ends_one_day_early_links_nothing_more():
    far = log(met("2026/9/1", "佐藤 葵", "アルファ"), met("2026/9/10", "佐藤 葵", "ベータ"))
    raw = deals(won("アルファ", "2026/9/20"), won("ベータ", "2026/9/20"))
    assert credited(read(far, raw, credit_days=19)) == {"佐藤 葵": 2}
    assert credited(read(far, raw, credit_days=18)) == {"佐藤 葵": 1, "": 1}


def test_what_could_not_be_linked_is_nobodys_listed_and_said_with_its_amount():
    raw = deals(won("アルファ"), won("ガンマ", amount="300"), won("", amount="7"))
    activity = read(log(met("2026/9/1", "佐藤 葵", "アルファ")), raw)
    assert credited(activity, "won_amount") == {"佐藤 葵": 100, "": 307}
    assert reasons(activity, "note") == [
        ("", "", "deals_linked"),
        ("B4", "", "deals_without_company"),
        ("B3", "ガンマ", "deal_unlinked"),
    ]
    said = activity.issues.set_index("reason")["values"]["reason.deals_linked"]
    assert said == {"records": 3, "linked": 1, "owned": 0, "unlinked": 2, "amount": "307"}


def test_deals_of_inside_reps_stay_theirs_without_a_meeting():
    raw = deals(won("アルファ"), won("ガンマ", owner="森 蓮"))
    calls = log(met("2026/9/1", "佐藤 葵", "アルファ"), met("2026/9/1", "森 蓮", "デルタ", result="不在"))
    assert credited(read(calls, raw)) == {"佐藤 葵": 1, "森 蓮": 1}
    assert credited(read(calls, raw, roster=ROSTER[:1])) == {"佐藤 葵": 1, "": 1}


def test_where_nothing_is_linked_every_deal_stays_its_owners():
    calls = log(met("2026/9/1", "佐藤 葵", "デルタ"))
    found = read(calls, deals(won("アルファ")))
    assert credited(found) == {"営業 一郎": 1}
    assert reasons(found, "note") == [("", "", "deals_none_linked")]
    assert reasons(read(calls, deals(won("アルファ", owner="佐藤 葵"))), "note") == []
    alone = read(deals(won("アルファ")))
    assert credited(alone) == {"営業 一郎": 1}
    assert reasons(alone, "note") == []


def test_a_column_of_inside_reps_comes_before_the_rule():
    headers = ["案件名", "取引先名", "IS担当", "所有者", "案件化日", "フェーズ", "受注日", "金額"]
    rows = [
        ["x", "アルファ", "森 蓮", "営業 一郎", "2026/9/20", "受注", "2026/10/5", "100"],
        ["y", "アルファ", "", "営業 一郎", "2026/9/21", "受注", "2026/10/5", "20"],
        ["z", "ガンマ", "", "営業 一郎", "2026/9/22", "受注", "2026/10/5", "3"],
    ]
    activity = read(log(met("2026/9/1", "佐藤 葵", "アルファ")), deals(*rows, headers=headers))
    assert credited(activity, "won_amount") == {"森 蓮": 100, "佐藤 葵": 20, "": 3}
    assert activity.left_out == 0


def test_two_departments_of_one_company_are_kept_apart_where_a_contact_tells():
    headers = ["案件名", "取引先名", "取引先責任者", "所有者", "案件化日", "フェーズ", "受注日", "金額"]
    calls = log(
        met("2026/9/1", "佐藤 葵", "アルファ", "情報システム部"),
        met("2026/9/2", "森 蓮", "アルファ", "営業部"),
    )
    raw = deals(
        ["x", "アルファ", "情報システム部", "営業 一郎", "2026/9/20", "受注", "2026/10/5", "100"],
        ["y", "アルファ", "営業部", "営業 一郎", "2026/9/20", "受注", "2026/10/5", "20"],
        ["z", "アルファ", "総務部", "営業 一郎", "2026/9/20", "受注", "2026/10/5", "3"],
        headers=headers,
    )
    assert credited(read(calls, raw), "won_amount") == {"佐藤 葵": 100, "森 蓮": 20, "": 3}


def test_the_owners_own_visits_stand_behind_the_meeting_that_inside_sales_set():
    calls = log(met("2026/9/1", "佐藤 葵", "アルファ"), met("2026/9/18", "営業 一郎", "アルファ"))
    assert credited(read(calls, deals(won("アルファ")))) == {"佐藤 葵": 1}


def test_deals_older_than_any_meeting_are_said_in_one_line():
    raw = deals(won("アルファ"), *(won(f"古い{n}", "2025/4/1", "2026/9/30") for n in range(5)))
    activity = read(log(met("2026/9/1", "佐藤 葵", "アルファ")), raw)
    assert [reason for _, _, reason in reasons(activity, "note")] == ["deals_linked", "deals_before_log"]
    assert credited(activity) == {"佐藤 葵": 1, "": 5}


def test_a_deal_that_lacks_team_and_source_takes_those_of_its_meeting():
    calls = log(met("2026/9/1", "佐藤 葵", "アルファ", source="展示会"))
    activity = read(calls, deals(won("アルファ")), roster=ROSTER)
    won_events = activity.events[activity.events["wins"] > 0]
    assert won_events[["rep", "team", "lead_source"]].astype(str).to_numpy().tolist() == [
        ["佐藤 葵", "第1課", "展示会"]
    ]


@pytest.mark.parametrize(
    "placeholder",
    [
        "-",
        "ー",
        "個人",
        "（個人）",
        "不明",
        "未定",
        "N/A",
        "n.a.",
        "なし",
        "該当なし",
        "その他",
        "株式会社",
        "Unknown",
    ],
)
def test_by_what_stands_for_no_company_nothing_is_linked(placeholder):
    rows = [met("2026/9/1", "佐藤 葵", placeholder), met("2026/9/1", "佐藤 葵", "アルファ")]
    activity = read(log(*rows), deals(won("アルファ"), won(placeholder, amount="70")))
    assert credited(activity, "won_amount") == {"佐藤 葵": 100, "": 70}
    assert "deals_without_company" in {reason for *_, reason in reasons(activity, "note")}


def test_many_deals_and_meetings_of_one_company_make_no_pair_of_each_two():
    """A large customer may be in every row: memory grows with rows, not their square."""
    rows = [met("2026/9/1", ("佐藤 葵", "森 蓮")[number % 2], "アルファ") for number in range(1_500)]
    raw = log(*rows), deals(*(won("アルファ") for _ in range(1_500)))
    tracemalloc.start()
    activity = read(*raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert credited(activity) == {"森 蓮": 1_500}
    assert peak < 50_000_000, "a row for each two of them takes several times that"


@pytest.mark.parametrize("headers", [DEALS, [*DEALS, "IS担当"]])
def test_deals_remember_the_day_their_meeting_was_set_whoever_names_the_inside_rep(headers):
    rows = [won("アルファ"), won("ベータ")]
    raw = deals(*([*row, "森 蓮"] if len(headers) > len(DEALS) else row for row in rows), headers=headers)
    found = read(log(met("2026/9/1", "佐藤 葵", "アルファ")), raw).deals
    assert sorted(found["met"].dropna().dt.strftime("%m-%d")) == ["09-01"]
    assert found["deals"].sum() == 2


def test_a_column_of_inside_reps_leaves_the_lead_source_to_the_meeting():
    """Whose the deal is, the column says; where the lead came from, only the log."""
    rows = log(
        met("2026/9/1", "佐藤 葵", "アルファ", source="セミナー"),
        met("2026/9/2", "森 蓮", "ベータ", source="展示会"),
    )
    headers = [*DEALS, "IS担当"]
    raw = deals([*won("アルファ"), "森 蓮"], [*won("ベータ"), ""], [*won("オメガ"), "森 蓮"], headers=headers)
    activity = read(rows, raw)
    assert credited(activity) == {"森 蓮": 3}
    wins = {source: counts.get("wins", 0) for source, counts in totals(activity, "lead_source").items()}
    assert {source: count for source, count in wins.items() if count} == {"セミナー": 1, "展示会": 1, "": 1}


def test_of_two_reps_at_one_company_each_deal_has_the_lead_source_of_its_own_reps_meeting():
    rows = log(
        met("2026/8/1", "佐藤 葵", "アルファ", source="展示会"),
        met("2026/9/10", "森 蓮", "アルファ", source="Web"),
    )
    headers = [*DEALS, "IS担当"]
    raw = deals([*won("アルファ"), "佐藤 葵"], [*won("アルファ", amount="200"), "森 蓮"], headers=headers)
    activity = read(rows, raw)
    assert credited(activity, "won_amount") == {"佐藤 葵": 100, "森 蓮": 200}
    amounts = {source: counts.get("won_amount") for source, counts in totals(activity, "lead_source").items()}
    assert amounts == {"展示会": 100, "Web": 200}
    assert sorted(activity.deals["met"].dt.month) == [8, 9]
