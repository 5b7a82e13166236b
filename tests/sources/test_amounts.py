"""Amounts: what one means in them, and in which currency they are."""

from __future__ import annotations

import pytest

from sheetkpi.language import LANGUAGES
from sheetkpi.workbook.issues import issue_table
from tests.sources.raw_activity import read, reasons, sheet, totals

JAPANESE = ["案件名", "担当者", "フェーズ", "案件化日", "受注日", "受注金額"]
ENGLISH = ["Deal Name", "Owner", "Stage", "Create Date", "Close Date", "Amount"]


def won(*amount: str, stage: str = "受注") -> list[str]:
    return ["A", "佐藤葵", stage, "2026/11/2", "2026/11/10", *amount]


def amount_in(*rows: list[str]) -> float:
    return float(totals(read(sheet(*rows)))["won_amount"])


def told(*rows: list[str]) -> list[str]:
    """The kinds of the notes, and where they are."""
    return [f"{cell} {reason}" for cell, _, reason in reasons(read(sheet(*rows)), "note")]


class TestCurrencyOfEachRow:
    @pytest.mark.parametrize(
        "header", ["通貨", "通貨コード", "Currency", "Amount Currency", "商談 通貨", "Deal: Currency"]
    )
    @pytest.mark.parametrize(
        ("yen", "other"), [("JPY", "USD"), ("円", "ドル"), ("日本円", "US$"), ("JPY", "SGD")]
    )
    def test_another_one_than_in_the_other_rows_is_noted_and_nothing_is_converted(self, header, yen, other):
        rows = [[*JAPANESE, header], won("1500000", yen), won("9000", yen), won("12000", other)]
        assert told(*rows) == ["F4 currency"]
        assert amount_in(*rows) == 1_521_000

    def test_is_that_of_most_rows_where_no_yen_are_among_them(self):
        rows = [
            [*ENGLISH, "Currency"],
            *(won(code[-2:], code[:3], stage="Closed Won") for code in ("USD 10", "USD 20", "EUR 30")),
        ]
        assert told(*rows) == ["F4 currency"]

    def test_throughout_the_same_is_nothing_to_note(self):
        assert told([*ENGLISH, "Currency"], won("100", "EUR"), won("200", "EUR")) == []

    def test_is_written_down_only_where_it_is_no_yen(self):
        rows = [[*JAPANESE, "通貨"], won("1000", ""), won("2000", ""), won("20", "USD")]
        assert told(*rows) == ["F4 currency"]

    def test_that_a_cell_names_itself_is_the_one_that_counts(self):
        rows = [[*JAPANESE, "通貨"], won("1000", "JPY"), won("2000", "JPY"), won("$20", "JPY")]
        assert told(*rows) == ["F4 currency"]

    def test_of_open_deals_is_noted_too_since_they_are_summed_up_as_well(self):
        rows = [[*JAPANESE, "通貨"], won("1000", "JPY"), won("2000", "JPY"), won("20", "USD", stage="提案")]
        assert told(*rows) == ["F4 currency"]

    def test_of_lost_deals_matters_to_nobody(self):
        rows = [[*JAPANESE, "通貨"], won("1000", "JPY"), won("20", "USD", stage="失注")]
        assert told(*rows) == []

    def test_does_not_matter_where_a_system_has_converted_the_amounts(self):
        header = [*ENGLISH, "Currency", "Amount in company currency"]
        rows = [
            header,
            won("100", "USD", "15000", stage="Closed Won"),
            won("9000", "JPY", "9000", stage="Closed Won"),
        ]
        assert (amount_in(*rows), told(*rows)) == (24_000, [])

    def test_of_converted_amounts_stands_beside_them(self):
        header = [
            *ENGLISH[:5],
            "Amount Currency",
            "Amount",
            "Amount (converted) Currency",
            "Amount (converted)",
        ]
        rows = [header, won("USD", "100", "JPY", "15000"), won("JPY", "9000", "JPY", "9000")]
        assert (amount_in(*rows), told(*rows)) == (24_000, [])

    def test_is_known_in_logs_and_in_daily_counts_too(self):
        log = sheet(
            ["架電日", "担当者", "会社名", "結果", "受注金額", "通貨"],
            ["2026/11/2", "佐藤葵", "A社", "受注", "1000", "JPY"],
            ["2026/11/2", "佐藤葵", "B社", "受注", "20", "USD"],
        )
        assert ("E3", "20", "currency") in reasons(read(log), "note")
        days = sheet(
            ["日付", "担当者", "架電数", "受注数", "受注金額", "通貨"],
            ["2026/11/2", "佐藤葵", "30", "1", "1000", "JPY"],
            ["2026/11/4", "佐藤葵", "30", "1", "20", "USD"],
        )
        assert reasons(read(days), "note") == [("E3", "20", "currency")]

    def test_takes_back_no_thousands_that_the_header_says(self):
        assert amount_in([*JAPANESE[:5], "受注金額(千円)", "通貨"], won("12", "円")) == 12_000


class TestUnitInTheHeader:
    @pytest.mark.parametrize(
        "header",
        [
            *("Amount (K)", "Amount ($K)", "Amount (K USD)", "Amount (thousands)", "Amount in thousands"),
            *(
                "Amount (000s)",
                "Amount ($000)",
                "Amount $K",
                "Amount (US$ thousands)",
                "金額(千円)",
                "金額 千円",
            ),
        ],
    )
    def test_of_thousands(self, header):
        assert amount_in([*ENGLISH[:5], header], won("12")) == 12_000

    @pytest.mark.parametrize(
        "header", ["Amount ($M)", "金額(¥MM)", "Amount (JPY mn)", "金額（百万円）", "Amount ($ millions)"]
    )
    def test_of_millions(self, header):
        assert amount_in([*ENGLISH[:5], header], won("1.5")) == 1_500_000

    def test_yields_to_the_cell(self):
        assert amount_in([*ENGLISH[:5], "Amount ($K)"], won("$1.5K"), won("1.2M"), won("12")) == 1_213_500

    def test_that_is_a_mere_letter_is_told(self):
        assert told([*ENGLISH[:5], "Amount (K)"], won("12")) == ["F2 amount_unit"]
        assert told([*ENGLISH[:5], "Amount ($K)"], won("12")) == []

    @pytest.mark.parametrize("header", ["Amount (B)", "金額(税抜)", "Amount (net)", "金額（10万円以上）"])
    def test_is_none(self, header):
        assert amount_in([*ENGLISH[:5], header], won("12")) == 12

    @pytest.mark.parametrize("header", ["Won ($K)", "Won (K)", "受注(千円)"])
    def test_makes_a_number_of_wins_an_amount(self, header):
        days = sheet(["Date", "Rep", "Calls", "Wins", header], ["2026-11-02", "Amy Fox", "30", "1", "12"])
        assert totals(read(days)) == {"calls": 30, "wins": 1, "won_amount": 12_000}

    def test_makes_no_number_of_opportunities(self):
        days = sheet(["Date", "Rep", "Calls", "Opportunities ($K)"], ["2026-11-02", "Amy Fox", "30", "12"])
        assert totals(read(days)) == {"calls": 30}


class TestUnitInATitle:
    @pytest.mark.parametrize(
        ("title", "times"),
        [
            *((["受注一覧（単位：万円）"], 10_000), (["受注一覧", "", "", "", "（単位：万円）"], 10_000)),
            *(
                (["", "", "", "", "単位", "千円"], 1_000),
                (["※金額は千円単位"], 1_000),
                (["単位：件、百万円"], 1_000_000),
            ),
            *((["Won deals ($ in thousands)"], 1_000), (["All amounts in millions of yen"], 1_000_000)),
        ],
    )
    def test_multiplies_what_stands_below_and_is_told(self, title, times):
        rows = [title, JAPANESE, won("120")]
        assert amount_in(*rows) == 120 * times
        assert told(*rows) == ["F3 amount_unit"]

    @pytest.mark.parametrize(
        "title", ["単位：件", "受注一覧", "11月目標 500万円", "営業部 (M)", "K", "単位：円", "単位：千件"]
    )
    def test_says_nothing_of_money(self, title):
        rows = [[title], JAPANESE, won("120")]
        assert (amount_in(*rows), told(*rows)) == (120, [])

    @pytest.mark.parametrize("header", ["受注金額(千円)", "受注金額(円)"])
    def test_yields_to_the_header(self, header):
        rows = [["受注一覧（単位：万円）"], [*JAPANESE[:5], header], won("120")]
        assert amount_in(*rows) in (120, 120_000)
        assert told(*rows) == []

    def test_yields_to_the_cells_and_the_rows(self):
        rows = [["（単位：万円）"], JAPANESE, won("120万円"), won("1,200,000円")]
        assert (amount_in(*rows), told(*rows)) == (2_400_000, [])
        rows = [["（単位：万円）"], [*JAPANESE, "単位"], won("120", "千円")]
        assert (amount_in(*rows), told(*rows)) == (120_000, [])

    def test_leaves_counts_alone(self):
        raw = sheet(
            ["営業日報（単位：千円、件）"],
            ["日付", "担当者", "架電数", "受注数", "受注金額"],
            ["2026/11/2", "佐藤葵", "30", "1", "120"],
        )
        assert totals(read(raw)) == {"calls": 30, "wins": 1, "won_amount": 120_000}

    def test_names_the_cell_that_says_so_in_both_languages(self):
        activity = read(sheet(["受注一覧", "", "", "（単位：万円）"], JAPANESE, won("120")))
        for language in LANGUAGES:
            said = issue_table(activity.issues, language)["reason"].tolist()
            assert any("D1" in text and "（単位：万円）" in text and "10,000" in text for text in said)


def test_a_column_of_units_holds_for_each_row():
    rows = [[*JAPANESE, "単位"], won("120", "万円"), won("800", "千円"), won("5", "円")]
    assert (amount_in(*rows), told(*rows)) == (2_000_005, [])


def test_a_column_of_units_of_goods_says_nothing_of_money():
    assert amount_in([*JAPANESE, "単位"], won("120", "式"), won("800", "個")) == 920


def test_amounts_with_a_comma_before_the_decimals_are_no_thousandth_of_themselves():
    assert amount_in(ENGLISH, won("1.200"), won("3.500,50")) == 4_700.5


def test_a_unit_that_may_be_of_anything_says_nothing_of_the_amounts_beside_it():
    header = ["Won Date", "Rep", "Company", "Term", "Unit", "Amount"]
    rows = [
        ["2026-11-02", "Amy Fox", "A", "12", "M", "20000"],
        ["2026-11-03", "Amy Fox", "B", "1", "Y", "30000"],
    ]
    assert amount_in(header, *rows) == 50_000
