"""Deals: one row per opportunity."""

from __future__ import annotations

import pytest

from tests.sources.raw_activity import read, reasons, sheet, totals

HEADERS = ["案件名", "担当者", "フェーズ", "案件化日", "作成日", "受注日", "受注予定日", "金額"]


def deals(*rows, **more):
    return sheet(HEADERS, *rows, name="案件", **more)


def test_a_won_deal_is_an_opportunity_on_its_day_and_a_win_on_its_close_date():
    raw = deals(["x", "佐藤", "受注", "2026/10/5", "2026/10/1", "2026/11/2", "2026/12/1", "1,200,000円"])
    assert totals(read(raw), "date") == {
        "2026-10-05": {"opportunities": 1},
        "2026-11-02": {"wins": 1, "won_amount": 1_200_000},
    }


def test_without_an_opportunity_date_a_deal_counts_on_the_day_it_was_created():
    assert list(totals(read(deals(["x", "佐藤", "提案", "", "2026/10/1"])), "date")) == ["2026-10-01"]


def test_open_and_lost_deals_and_expected_dates_are_no_wins():
    activity = read(
        deals(
            ["x", "佐藤", "提案", "2026/10/5", "", "", "2026/11/2", "100"],
            ["y", "佐藤", "失注", "2026/10/5", "", "2026/11/2", "", "100"],
            ["z", "佐藤", "受注見込み", "2026/10/5", "", "2026/11/2", "", "100"],
        )
    )
    assert totals(activity) == {"opportunities": 3}


def test_deals_of_field_sales_alone_are_theirs_until_a_meeting_tells_whose_they_are():
    raw = sheet(
        ["案件名", "FS担当", "フェーズ", "案件化日", "受注日", "金額"],
        ["x", "営業 一郎", "受注", "2026/10/5", "2026/11/2", "100"],
    )
    assert totals(read(raw), "rep") == {"営業 一郎": {"opportunities": 1, "wins": 1, "won_amount": 100}}


@pytest.mark.parametrize("stage", ["Won", "Closed Won", "closedwon", "受注", "06.受注", "成約", "契約"])
def test_stages_that_are_won(stage):
    raw = deals(["x", "佐藤", stage, "2026/10/5", "", "2026/11/2", "", "100"])
    assert totals(read(raw)) == {"opportunities": 1, "wins": 1, "won_amount": 100}


def test_the_result_map_knows_own_stages():
    raw = deals(["x", "佐藤", "S5", "2026/10/5", "", "2026/11/2", "", "100"])
    assert totals(read(raw, results=[("S5", "受注")]))["wins"] == 1


def test_without_a_stage_a_filled_order_date_is_a_win():
    raw = sheet(
        ["案件名", "担当者", "作成日", "受注日", "受注金額(万円)"],
        ["x", "佐藤", "2026/10/1", "2026/11/2", "12"],
        ["y", "佐藤", "2026/10/1", "", ""],
    )
    assert totals(read(raw)) == {"opportunities": 2, "wins": 1, "won_amount": 120_000}


def test_without_a_stage_a_close_date_is_no_win():
    raw = sheet(["Deal Name", "Owner", "Created", "Close Date"], ["x", "佐藤", "2026-10-01", "2026-11-02"])
    assert totals(read(raw)) == {"opportunities": 1}


def test_what_cannot_be_counted_is_listed():
    activity = read(
        deals(
            ["x", "佐藤", "提案", "", ""],
            ["y", "佐藤", "提案", "未定", ""],
            ["z", "", "提案", "2026/10/5", ""],
            ["w", "佐藤", "提案", "2026/12/24", ""],
            ["合計", "", "", "", "", "", "", "100"],
        )
    )
    assert sorted(reasons(activity)) == [
        ("B4", "", "rep_missing"),
        ("D2", "", "deal_undated"),
        ("D3", "未定", "date_unreadable"),
        ("D5", "2026/12/24", "date_future"),
    ]
    assert (activity.read, activity.counted) == (4, 0)


def test_a_win_that_cannot_be_counted_in_full_is_noted():
    activity = read(
        deals(
            ["x", "佐藤", "受注", "2026/10/5", "", "", "", "100"],
            ["y", "佐藤", "受注", "2026/10/5", "", "2026/12/24", "", "100"],
            ["z", "佐藤", "受注", "2026/10/5", "", "2026/11/2", "", ""],
            ["w", "佐藤", "受注", "2026/10/5", "", "2026/11/2", "", "多数"],
            ["v", "佐藤", "受注", "", "", "2026/11/2", "", "100"],
        )
    )
    assert totals(activity) == {"opportunities": 4, "wins": 3, "won_amount": 100}
    assert sorted(reasons(activity, "note")) == [
        ("D6", "", "opportunity_undated"),
        ("F2", "", "won_undated"),
        ("F3", "2026/12/24", "won_future"),
        ("H4", "", "amount_missing"),
        ("H5", "多数", "amount_unreadable"),
    ]


def test_another_currency_among_the_amounts_is_noted_and_not_converted():
    activity = read(
        deals(
            ["x", "佐藤", "受注", "2026/10/5", "", "2026/11/2", "", "1000円"],
            ["y", "佐藤", "受注", "2026/10/5", "", "2026/11/2", "", "$20"],
        )
    )
    assert totals(activity)["won_amount"] == 1020
    assert ("H3", "$20", "currency") in reasons(activity, "note")


def test_one_foreign_currency_throughout_is_nothing_to_note():
    raw = deals(*([name, "佐藤", "受注", "2026/10/5", "", "2026/11/2", "", "$20"] for name in "xy"))
    assert reasons(read(raw), "note") == []


class TestHowLikelyADealIs:
    """確度 and ヨミ say what may come of a deal; what came of it stands elsewhere."""

    HEADERS = ("案件名", "IS担当", "確度", "案件化日", "受注日", "金額(万円)")

    def deals_of(self, *rows, more=()):
        return read(sheet([*self.HEADERS, *more], *(["A", "佐藤葵", *row] for row in rows)))

    @pytest.mark.parametrize(
        ("won", "other"), [("100%", "50%"), ("1", "0.5"), ("A", "B"), ("Aヨミ", "Cヨミ"), ("高", "低")]
    )
    def test_takes_no_win_from_a_filled_order_date(self, won, other):
        activity = self.deals_of([won, "2026/11/2", "2026/11/10", "120"], [other, "2026/11/4", "", "80"])
        assert totals(activity) == {"opportunities": 2, "wins": 1, "won_amount": 1_200_000}

    def test_is_no_win_without_an_order_date(self):
        assert totals(self.deals_of(["100%", "2026/11/2", "", "120"])) == {"opportunities": 1}

    @pytest.mark.parametrize("header", ["フェーズ", "案件状況", "ステータス", "ヨミ", "結果"])
    def test_yields_to_a_column_that_says_what_came_of_it(self, header):
        activity = self.deals_of(
            ["100%", "2026/11/2", "2026/11/10", "120", "受注"],
            ["80%", "2026/11/4", "2026/11/12", "80", "提案"],
            ["0%", "2026/11/4", "2026/11/12", "50", "失注"],
            more=[header],
        )
        assert totals(activity) == {"opportunities": 3, "wins": 1, "won_amount": 1_200_000}

    def test_beside_deals_that_the_same_column_says_are_won_is_an_open_one(self):
        activity = self.deals_of(
            ["受注", "2026/11/2", "2026/11/10", "120"],
            ["A", "2026/11/4", "2026/11/12", "80"],
            ["失注", "2026/11/4", "2026/11/12", "50"],
        )
        assert totals(activity) == {"opportunities": 3, "wins": 1, "won_amount": 1_200_000}

    def test_is_what_a_person_says_that_it_is(self):
        raw = sheet([*self.HEADERS], ["A", "佐藤葵", "100%", "2026/11/2", "2026/11/10", "120"])
        assert totals(read(raw, results=[("100%", "失注")])) == {"opportunities": 1}

    def test_in_ranks_alone_is_nothing_that_is_missed(self):
        raw = sheet(
            ["案件名", "IS担当", "ヨミ", "案件化日", "受注日"],
            ["A", "佐藤葵", "A", "2026/11/2", "2026/11/10"],
            ["B", "佐藤葵", "B", "2026/11/4", ""],
        )
        activity = read(raw)
        assert (totals(activity), reasons(activity, "note")) == ({"opportunities": 2, "wins": 1}, [])
