"""Bands as people type them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetkpi.language import say
from sheetkpi.model.benchmarks import MEETINGS_PER_REP, Band, Bands
from sheetkpi.model.metrics import KpiTree, own_kpis
from tests.model.examples import TREE

COLUMNS = ("kpi", "lead_source", "low", "high", "min_sample", "window")
NONE = pd.DataFrame()


def rows(*typed: dict[str, object]) -> pd.DataFrame:
    """A `Benchmarks` frame as the workbook hands it over: text "" and numbers None where empty."""
    empty = dict.fromkeys(COLUMNS) | {"kpi": "", "lead_source": ""}
    return pd.DataFrame([empty | row for row in typed], columns=list(COLUMNS), dtype=object)


def bands_of(*typed: dict[str, object]) -> Bands:
    bands, problems = Bands.from_frame(rows(*typed), NONE, TREE)
    assert problems["Benchmarks"].empty
    return bands


def listed(*typed: dict[str, object]) -> list[list[object]]:
    """Row, column and reason of each problem."""
    frame = Bands.from_frame(rows(*typed), NONE, TREE)[1]["Benchmarks"]
    for problem in frame.to_dict("records"):
        assert "{" not in say(problem["reason"], "ja", **problem["values"])
        assert "{" not in say(problem["reason"], "en", **problem["values"])
    return frame[["row", "column", "reason"]].values.tolist()


CONNECT = {"kpi": "接続率", "low": 0.2, "high": 0.3}


class TestLookingUp:
    @pytest.mark.parametrize("name", ["接続率", "Connect rate", " ｃｏｎｎｅｃｔ rate "])
    def test_a_kpi_is_named_in_either_language(self, name: str) -> None:
        assert bands_of(CONNECT | {"kpi": name}).band("connect_rate") == Band(0.2, 0.3, 30)

    def test_a_kpi_without_a_row_has_no_band(self) -> None:
        band = bands_of(CONNECT).band("win_rate")
        assert (band.low, band.high, band.sound) == (None, None, False)

    def test_a_lead_source_has_its_own_band_where_it_is_typed(self) -> None:
        bands = bands_of(
            {"kpi": "商談化率", "low": 0.1, "high": 0.2, "min_sample": 40},
            {"kpi": "商談化率", "lead_source": "Trade Show", "low": 0.15, "min_sample": 5},
        )
        assert bands.band("meeting_rate", "trade show ") == Band(0.15, 0.2, 40), "each edge by itself"
        assert bands.band("meeting_rate", "セミナー") == Band(0.1, 0.2, 40)

    def test_a_row_that_writes_its_kpi_in_another_way_is_listed(self) -> None:
        typed = (CONNECT, CONNECT | {"kpi": "CONNECT RATE", "high": 0.9}, CONNECT | {"low": 0.4, "high": 0.5})
        assert listed(*typed) == [[1, "kpi", "reason.benchmark_spelling"]]
        assert Bands.from_frame(rows(*typed), NONE, TREE)[0].band("connect_rate").low == pytest.approx(0.3)

    def test_a_ratio_that_is_no_rate_may_have_any_band(self) -> None:
        metrics = pd.DataFrame([{"name": "単価", "numerator": "受注貢献額", "denominator": "受注数"}])
        tree = KpiTree().extended(own_kpis(metrics)[0])
        bands, problems = Bands.from_frame(rows({"kpi": "単価", "low": 100_000, "high": 90}), metrics, tree)
        assert problems["Benchmarks"]["reason"].tolist() == ["reason.benchmark_order"]
        assert bands.band("own_単価").low == 100_000

    def test_leads_of_unknown_source_may_have_a_band(self) -> None:
        bands = bands_of({"kpi": "商談化率", "lead_source": "不明", "low": 0.02, "high": 0.05})
        assert bands.band("meeting_rate", "unknown_source").low == 0.02
        assert bands.band("meeting_rate").low is None

    def test_several_rows_are_averaged(self) -> None:
        bands = bands_of(CONNECT, CONNECT | {"low": 0.4, "high": None, "min_sample": 10})
        assert bands.band("connect_rate").low == pytest.approx(0.3)
        assert bands.band("connect_rate").high == 0.3
        assert bands.band("connect_rate").min_sample == 10

    def test_meetings_per_rep_are_no_rate_and_have_no_sample(self) -> None:
        bands = bands_of({"kpi": "1人あたり月間商談創出数", "low": 15, "high": 30})
        assert bands.band(MEETINGS_PER_REP) == Band(15, 30, None)

    def test_opportunities_and_wins_are_judged_over_three_months_unless_said_otherwise(self) -> None:
        assert Bands().windowed(TREE) == {"opportunity_rate": 3, "win_rate": 3}
        typed = bands_of(CONNECT | {"window": 2}, {"kpi": "受注率", "low": 0.2, "high": 0.3, "window": 1})
        assert typed.windowed(TREE) == {"connect_rate": 2, "opportunity_rate": 3, "win_rate": 1}

    def test_the_user_s_own_kpi_takes_the_band_of_its_row_in_metrics(self) -> None:
        metrics = pd.DataFrame(
            [["返信率", "返信数", "メール送信数", 0.05, 0.1]],
            columns=["name", "numerator", "denominator", "low", "high"],
        )
        own, _ = own_kpis(metrics)
        tree = KpiTree().extended(own)
        key = tree.rates[-1].key
        bands, problems = Bands.from_frame(NONE, metrics, tree)
        assert bands.band(key) == Band(0.05, 0.1, 30)
        assert problems["Metrics"].empty
        bands, _ = Bands.from_frame(rows({"kpi": "返信率", "low": 0.2}), metrics, tree, min_sample=7)
        assert bands.band(key) == Band(0.2, 0.1, 7), "Benchmarks first, each edge by itself"

    def test_a_band_for_a_built_in_kpi_in_metrics_is_listed(self) -> None:
        metrics = pd.DataFrame([["接続率", 0.1, None], ["架電数", None, 9]], columns=["name", "low", "high"])
        bands, problems = Bands.from_frame(NONE, metrics, TREE)
        assert bands.band("connect_rate").low is None
        assert problems["Metrics"][["row", "column", "reason"]].values.tolist() == [
            [0, "low", "reason.metric_band"],
            [1, "high", "reason.metric_band_of_count"],
        ]


class TestBadInput:
    @pytest.mark.parametrize(
        ("cells", "column", "reason"),
        [
            ({"low": "二割"}, "low", "edge"),
            ({"low": "20%"}, "low", "edge"),
            ({"low": -0.1}, "low", "edge"),
            ({"high": 30.0}, "high", "edge"),
            ({"low": 0.5}, "low", "order"),
            ({"kpi": "接続卒"}, "kpi", "kpi"),
            ({"kpi": "架電数"}, "kpi", "kpi"),
            ({"kpi": ""}, "kpi", "unnamed"),
            ({"min_sample": 2.5}, "min_sample", "whole"),
            ({"min_sample": "たくさん"}, "min_sample", "whole"),
            ({"min_sample": -3}, "min_sample", "whole"),
            ({"window": 0}, "window", "whole"),
            ({"window": 1.5}, "window", "whole"),
            ({"kpi": "meetings_per_rep", "low": "many"}, "low", "number"),
        ],
    )
    def test_what_cannot_be_used_is_listed_with_its_cell(
        self, cells: dict[str, object], column: str, reason: str
    ) -> None:
        good = {"kpi": "受注率", "low": 0.2, "high": 0.3}
        assert listed(good, CONNECT | cells) == [[1, column, f"reason.benchmark_{reason}"]]

    def test_the_rest_is_computed(self) -> None:
        bands, _ = Bands.from_frame(rows(CONNECT | {"low": "二割"}, CONNECT | {"low": 0.1}), NONE, TREE)
        assert bands.band("connect_rate") == Band(0.1, 0.3, 30)

    def test_a_band_the_wrong_way_round_judges_nothing(self) -> None:
        bands, _ = Bands.from_frame(rows(CONNECT | {"low": 0.5}), NONE, TREE)
        assert not bands.band("connect_rate").sound

    cell = st.sampled_from(["", "x", None, float("nan"), -1, 0, 0.25, 1, 2.5, 40.0, True])

    @given(st.lists(st.tuples(st.sampled_from(["接続率", "Win rate", "?", ""]), *[cell] * 5), max_size=5))
    def test_whatever_is_typed_edges_stay_fractions(self, typed: list[tuple[object, ...]]) -> None:
        frame = pd.DataFrame(typed, columns=list(COLUMNS), dtype=object)
        bands, _ = Bands.from_frame(frame.assign(lead_source=""), NONE, TREE)
        for kpi in ("connect_rate", "win_rate"):
            band = bands.band(kpi)
            assert all(edge is None or 0 <= edge <= 1 for edge in (band.low, band.high))
            assert band.min_sample is not None
            assert band.min_sample >= 0
            assert bands.window(kpi) >= 1
