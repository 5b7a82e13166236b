"""The KPI tree, and KPIs of the user's own."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetkpi.language import say
from sheetkpi.model.metrics import BUILT_IN, Kpi, KpiTree, own_kpis

COLUMNS = ["name", "numerator", "denominator", "tier"]


def metrics(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame([[*row, *[None] * (4 - len(row))] for row in rows], columns=COLUMNS)


def test_every_rate_divides_counts() -> None:
    tree = KpiTree()
    for rate in tree.rates:
        assert {rate.numerator, rate.denominator} <= set(tree.counts)


def test_every_kpi_has_a_name_in_both_languages() -> None:
    assert all(say(kpi.key, language) for kpi in BUILT_IN for language in ("ja", "en"))


class TestOwnKpis:
    def test_a_rate_names_its_counts_in_either_language(self) -> None:
        kpis, problems = own_kpis(metrics(("資料率", "資料送付数", "Connects", "活動")))
        assert kpis == (Kpi("own_資料率", "activity", "rate", "documents", "connects", "資料率"),)
        assert problems.empty

    def test_a_count_nobody_knows_becomes_one_of_its_own(self) -> None:
        kpis, problems = own_kpis(metrics(("返信率", "返信数", "メール送信数")))
        assert [(kpi.label, kpi.kind, kpi.tier) for kpi in kpis] == [
            ("返信数", "count", "activity"),
            ("返信率", "rate", "process"),
        ]
        assert kpis[1].numerator == kpis[0].key
        assert problems.empty

    def test_a_row_without_a_formula_is_a_count(self) -> None:
        kpis, _ = own_kpis(metrics(("訪問数", None, None, "Outcome"), ("訪問率", "訪問数", "商談創出数")))
        assert [(kpi.label, kpi.kind, kpi.tier) for kpi in kpis] == [
            ("訪問数", "count", "outcome"),
            ("訪問率", "rate", "process"),
        ]

    def test_the_order_of_the_rows_does_not_matter_to_what_they_mean(self) -> None:
        one, _ = own_kpis(metrics(("訪問数", None, None, "成果"), ("訪問率", "訪問数", "商談創出数")))
        other, _ = own_kpis(metrics(("訪問率", "訪問数", "商談創出数"), ("訪問数", None, None, "成果")))
        assert set(one) == set(other)

    def test_a_built_in_rate_takes_the_user_s_formula_in_its_place(self) -> None:
        kpis, problems = own_kpis(metrics(("商談化率", "商談創出数", "架電数")))
        tree = KpiTree().extended(kpis)
        assert tree["meeting_rate"] == Kpi("meeting_rate", "process", "rate", "meetings", "calls")
        assert [kpi.key for kpi in tree] == [kpi.key for kpi in BUILT_IN]
        assert problems.empty

    def test_a_built_in_name_without_a_formula_changes_nothing(self) -> None:
        kpis, problems = own_kpis(metrics(("接続率",), ("架電数",)))
        assert kpis == ()
        assert problems.empty

    @pytest.mark.parametrize(
        ("numerator", "denominator", "format", "form"),
        [
            ("返信数", "メール送信数", None, "rate"),
            ("受注貢献額", "受注数", None, "money"),
            ("架電数", "受注貢献額", None, "number"),
            ("架電数", "商談創出数", "数値", "number"),
            ("架電数", "商談創出数", "Number", "number"),
        ],
    )
    def test_a_ratio_is_shown_as_what_it_is_made_of_or_as_said(
        self, numerator: str, denominator: str, format: str | None, form: str
    ) -> None:
        row = {"name": "自社", "numerator": numerator, "denominator": denominator, "shown_as": format}
        kpis, problems = own_kpis(pd.DataFrame([row]))
        assert kpis[-1].shown_as == form
        assert kpis[-1].is_fraction == (form == "rate")
        assert problems.empty

    def test_a_format_nobody_knows_is_listed(self) -> None:
        row = {"name": "単価", "numerator": "受注貢献額", "denominator": "受注数", "shown_as": "円/件"}
        kpis, problems = own_kpis(pd.DataFrame([row]))
        assert kpis[-1].shown_as == "money"
        assert problems[["column", "reason"]].values.tolist() == [["shown_as", "reason.metric_format"]]
        assert "円/件" in say("reason.metric_format", "ja", **problems["values"][0])

    @pytest.mark.parametrize(
        ("rows", "reason", "row"),
        [
            ([("返信率", "返信数")], "half", 0),
            ([("返信率", None, "メール送信数")], "half", 0),
            ([("架電数", "接続数", "商談創出数")], "count", 0),
            ([("二重率", "接続率", "架電数")], "of_rate", 0),
            ([("二重率", "返信率", "架電数"), ("返信率", "返信数", "メール送信数")], "of_rate", 0),
            ([("訪問数",), ("訪問 数",)], "twice", 1),
        ],
    )
    def test_what_cannot_be_a_kpi_is_listed(
        self, rows: list[tuple[object, ...]], reason: str, row: int
    ) -> None:
        _, problems = own_kpis(metrics(*rows))
        assert problems[["reason", "row"]].values.tolist() == [[f"reason.metric_{reason}", row]]
        assert "{" not in say(problems["reason"][0], "ja", **problems["values"][0])

    @given(
        st.lists(
            st.tuples(*[st.sampled_from(["", "返信 率", "{x}", "接続率", "架電数", "calls", "新数"])] * 3)
        )
    )
    def test_whatever_is_typed_the_tree_stays_whole(self, rows: list[tuple[object, ...]]) -> None:
        kpis, _ = own_kpis(metrics(*rows))
        tree = KpiTree().extended(kpis)
        for rate in tree.rates:
            assert {rate.numerator, rate.denominator} <= set(tree.counts)
        assert all("{" not in kpi.key and "[" not in kpi.key for kpi in tree)
