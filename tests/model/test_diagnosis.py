"""Where the bottleneck is, what it costs, and what is said about it."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetkpi.language import all_words, say
from sheetkpi.model.advice import Cause, Situation, advice_key
from sheetkpi.model.benchmarks import Band, Bands
from sheetkpi.model.diagnosis import COLUMNS, NOTHING, diagnosis, findings
from sheetkpi.model.funnel import STAGES, Cost, Finding, cost, usual_stages
from sheetkpi.model.metrics import KpiTree, own_kpis
from sheetkpi.model.views import ALL
from sheetkpi.model.workload import Shortfall
from tests.model.examples import TREE, did, event_rows, events
from tests.model.test_verdicts import BANDS, worded

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
CONNECT, MEETING, OPPORTUNITY, WIN = STAGES


def found(rows: pd.DataFrame, team: str = "第1課", rep: str = "", bands: Bands = BANDS) -> dict[str, object]:
    """The row of Diagnosis of one team or rep in June, in English."""
    names = pd.DataFrame([(team, rep)], columns=["team", "rep"])
    frame = diagnosis(names, worded(rows), JUNE, bands, TREE, NOTHING, "en")
    assert list(frame.columns) == list(COLUMNS)
    return {str(key): value for key, value in frame.iloc[0].items()}


RATES = {"connect_rate": 0.1, "meeting_rate": 0.2, "opportunity_rate": 0.5, "win_rate": 0.25}


class TestWhatAStageCosts:
    def test_a_low_connect_rate_costs_meetings_and_all_that_follows(self) -> None:
        assert cost("connect_rate", 0.2, {"calls": 300}, RATES, 1e6) == Cost(6.0, 3.0, 0.75, 750_000)

    def test_a_low_win_rate_costs_no_meetings(self) -> None:
        assert cost("win_rate", 0.5, {"opportunities": 8}, RATES, 1e6) == Cost(None, None, 2.0, 2e6)

    def test_what_follows_from_an_unknown_rate_is_unknown(self) -> None:
        rates = RATES | {"opportunity_rate": None}
        assert cost("meeting_rate", 0.3, {"connects": 20}, rates, 1e6) == Cost(
            pytest.approx(2), None, None, None
        )

    rate = st.one_of(st.none(), st.floats(0, 3))

    @given(
        st.sampled_from([stage.key for stage in STAGES]),
        st.floats(0, 1),
        st.lists(st.integers(0, 10_000), min_size=4, max_size=4),
        st.lists(rate, min_size=4, max_size=4),
    )
    def test_a_cost_is_never_negative(
        self, stage: str, low: float, counts: list[int], rates: list[float | None]
    ) -> None:
        volume = dict(zip(("calls", "connects", "meetings", "opportunities"), counts, strict=True))
        given_rates = dict(zip([kpi.key for kpi in STAGES], rates, strict=True))
        lost = cost(stage, low, volume, given_rates, 5e5)
        parts = (lost.meetings, lost.opportunities, lost.wins, lost.amount)
        assert all(part is None or part >= 0 for part in parts)
        own = given_rates[stage]
        if own is not None and own >= low:
            assert lost.weight == (0, 0, 0)


class TestTheBottleneck:
    def test_the_stage_below_its_band_is_named_with_its_evidence(self) -> None:
        row = found(
            events(
                [
                    did("2026-06-01", "佐藤 健", calls=400, connects=60, meetings=9),
                    did("2026-06-02", "田中 一", "第2課", calls=400, connects=100, meetings=15),
                ]
            )
        )
        assert row["stage"] == "connect_rate"
        assert (row["rate"], row["low"], row["sample"]) == (0.15, 0.2, 400)
        assert row["lost_meetings"] == pytest.approx(400 * 0.05 * 9 / 60)
        assert row["evidence"] == (
            "Connect rate is 15.0% (connects: 60 of 400 calls, margin of error 11.8% to 18.8%), below the "
            "band’s lower edge of 20.0%. At 20.0% the month would have had +3 meetings so far."
        )
        assert row["advice"] == say("advice.connect_low", "en")
        assert row["flag"] is None

    def test_a_gap_that_may_be_chance_is_no_bottleneck(self) -> None:
        row = found(events([did("2026-06-01", "佐藤 健", calls=40, connects=7, meetings=1)]))
        assert row["stage"] is None
        assert row["lost_meetings"] != row["lost_meetings"], "empty"
        assert row["evidence"] == say("evidence.chance", "en")
        assert row["watch"] is None, "what costs half a meeting is not worth it"
        row = found(events([did("2026-06-01", "佐藤 健", calls=150, connects=23, meetings=4)]))
        assert row["stage"] is None
        assert "Connect rate 15.3% (lower edge 20.0%, worth −1.2 meetings a month)" in str(row["watch"])
        assert row["advice"] == ""

    def test_too_small_a_sample_is_not_judged_however_clear(self) -> None:
        row = found(events([did("2026-06-01", "佐藤 健", calls=29)]))
        assert row["stage"] is None
        assert row["evidence"] == say("evidence.few", "en")

    def test_of_several_the_one_that_costs_most(self) -> None:
        weak_talk = did("2026-06-01", "佐藤 健", calls=1000, connects=180, meetings=4)
        strong = did("2026-06-01", "田中 一", "第2課", calls=1000, connects=250, meetings=50)
        row = found(events([weak_talk, strong]))
        assert row["stage"] == "meeting_rate"
        assert row["lost_meetings"] == pytest.approx(180 * 0.15 - 4), "trade shows have a band of their own"

    def test_causes_are_compared_by_what_they_cost_in_meetings(self) -> None:
        early = Finding(CONNECT, 10, 200, 0.2, 0.3, "verdict.below", named=True, meetings=2.0)
        late = Finding(WIN, 1, 60, 0.2, 0.3, "verdict.below", named=True, meetings=3.0)
        fine = Finding(MEETING, 10, 60, 0.1, 0.2, "verdict.within", meetings=9.0)
        lack = Shortfall("calls", 2.5)
        keys = [cause.key for cause in Situation([early, fine, late], [lack]).causes]
        assert keys == ["win_rate", "calls", "connect_rate"]
        assert Situation([fine]).causes == []

    def test_the_opportunity_rate_is_judged_over_three_months(self) -> None:
        row = found(
            events(
                [
                    did("2026-04-10", "佐藤 健", meetings=30, opportunities=2),
                    did("2026-06-10", "佐藤 健", meetings=10, opportunities=1, wins=1, won_amount=600_000),
                ]
            )
        )
        assert (row["stage"], row["sample"]) == ("opportunity_rate", 40)
        assert row["lost_meetings"] == pytest.approx(10 * (0.3 - 3 / 40) / 0.3), "what would make up for it"
        # the month's ten meetings at 30 % instead of 3 in 40, of which one in three is won
        assert row["lost_amount"] == pytest.approx(10 * (0.3 - 3 / 40) * (1 / 3) * 600_000)
        assert "last 3 months" in str(row["evidence"])
        assert row["advice"] == say("advice.opportunity_low", "en")

    def test_where_nothing_was_won_yet_a_cause_has_no_amount_and_says_why(self) -> None:
        done = {"calls": 1000, "connects": 250, "meetings": 10, "opportunities": 4}
        won = did("2026-06-10", "鈴木 葵", team="第2課", opportunities=4, wins=2, won_amount=600_000)
        row = found(events([did("2026-06-10", "佐藤 健", **done), won]))
        assert row["stage"] == "meeting_rate"
        assert row["lost_meetings"] > 0
        assert pd.isna(row["lost_amount"])  # type: ignore[call-overload]
        assert say("evidence.no_wins", "en") in str(row["evidence"])

    def test_a_stage_that_nobody_records_is_nobody_s_bottleneck(self) -> None:
        rows = events([did("2026-06-10", "佐藤 健", calls=1000, connects=250, meetings=40)])
        row = found(rows)
        assert row["stage"] is None
        assert row["evidence"] == say("evidence.fine", "en")
        assert pd.isna(row["lost_amount"])  # type: ignore[call-overload]

    def test_without_bands_or_data_it_is_said_so(self) -> None:
        rows = events([did("2026-06-10", "佐藤 健", calls=1000, connects=1)])
        assert found(rows, bands=Bands())["evidence"] == say("evidence.no_band", "en")
        assert found(rows, team="第9課")["evidence"] == say("evidence.no_data", "en")

    def test_a_rate_the_user_defines_otherwise_is_no_stage_of_the_funnel(self) -> None:
        own, _ = own_kpis(
            pd.DataFrame([["商談化率", "商談創出数", "架電数"]], columns=["name", "numerator", "denominator"])
        )
        assert MEETING not in usual_stages(KpiTree().extended(own))
        assert usual_stages(TREE) == STAGES


class TestAdvice:
    @staticmethod
    def key(stage: str, rate: float, connect: str = "verdict.below") -> str:
        by_key = {kpi.key: kpi for kpi in STAGES}
        other = Finding(CONNECT, 0, 100, 0.2, 0.3, connect)
        low = Finding(by_key[stage], 1000 * rate, 1000, 0.2, 0.3, "verdict.below")
        situation = Situation([other, low] if stage != "connect_rate" else [low])
        return advice_key(situation, Cause(stage, 1.0, low))

    def test_a_low_connect_rate_is_a_matter_of_time_of_day_and_list(self) -> None:
        assert self.key("connect_rate", 0.15) == "advice.connect_low"

    def test_at_ten_percent_there_is_no_conversation_at_all(self) -> None:
        assert self.key("connect_rate", 0.10) == "advice.no_conversation"

    def test_connects_without_meetings_point_at_the_script(self) -> None:
        assert self.key("meeting_rate", 0.05, connect="verdict.within") == "advice.script"
        assert self.key("meeting_rate", 0.05, connect="verdict.below") == "advice.meeting_low"

    def test_what_was_not_done_comes_before_any_rate(self) -> None:
        for kind in ("calls", "cause.absent", "cause.unentered"):
            key = advice_key(Situation([]), Cause(kind, 1.0, lack=Shortfall(kind, 1.0)))
            assert key == f"advice.{kind.removeprefix('cause.')}"
            assert key in all_words()

    def test_later_stages_are_for_field_sales_too(self) -> None:
        assert self.key("opportunity_rate", 0.05) == "advice.opportunity_low"
        assert self.key("win_rate", 0.05) == "advice.win_low"

    def test_downloads_are_held_against_downloads(self) -> None:
        rows = events(
            [did("2026-06-01", "佐藤 健", "第1課", "資料DL", calls=1000, connects=250, meetings=10)]
        )
        assert found(rows)["stage"] is None
        shows = events(
            [did("2026-06-01", "佐藤 健", "第1課", "展示会", calls=1000, connects=250, meetings=20)]
        )
        row = found(shows)
        assert (row["stage"], row["low"]) == ("meeting_rate", 0.15), "8 % would do without a source"
        assert say("evidence.mix", "en") in str(row["evidence"])

    @pytest.mark.parametrize("key", [key for key in all_words() if key.startswith("advice.")])
    def test_every_advice_is_whole_sentences(self, key: str) -> None:
        japanese, english = all_words()[key]
        assert japanese.endswith("。")
        assert english.endswith((".", "?"))


CONNECTION = duckdb.connect()
COSTS = """
WITH everybody AS (
    SELECT coalesce(nullif(team, ''), 'unassigned') AS team, date, calls, connects, meetings, opportunities,
           wins, won_amount FROM events
    UNION ALL
    SELECT 'all', date, calls, connects, meetings, opportunities, wins, won_amount FROM events),
shown AS (
    SELECT team, sum(calls) AS calls, sum(connects) AS connects, sum(meetings) AS meetings,
           sum(opportunities) AS opportunities
    FROM everybody WHERE date_trunc('month', date) = DATE '{month}' GROUP BY team),
three AS (
    SELECT team, sum(meetings) AS meetings, sum(opportunities) AS opportunities, sum(wins) AS wins,
           sum(won_amount) AS won
    FROM everybody
    WHERE date_trunc('month', date) BETWEEN DATE '{month}' - INTERVAL 2 MONTH AND DATE '{month}'
    GROUP BY team),
recorded AS (SELECT sum(opportunities) > 0 AS o, sum(wins) > 0 AS w FROM events),
rates AS (
    SELECT own.team,
           own.connects / nullif(own.calls, 0) AS cr,
           coalesce(own.meetings / nullif(own.connects, 0), whole.meetings / nullif(whole.connects, 0), 0.1)
               AS mr,
           CASE WHEN o THEN least(1, coalesce(t.opportunities / nullif(t.meetings, 0),
                                              wt.opportunities / nullif(wt.meetings, 0), 0.3)) END AS orate,
           CASE WHEN w THEN least(1, coalesce(t.wins / nullif(t.opportunities, 0),
                                              wt.wins / nullif(wt.opportunities, 0), 0.2)) END AS wr,
           coalesce(nullif(t.won, 0) / nullif(t.wins, 0), nullif(wt.won, 0) / nullif(wt.wins, 0)) AS deal
    FROM shown own JOIN three t USING (team) CROSS JOIN recorded
    CROSS JOIN (SELECT * FROM shown WHERE team = 'all') whole
    CROSS JOIN (SELECT * FROM three WHERE team = 'all') wt)
SELECT team,
       CASE WHEN calls > 0 THEN calls * greatest(0, 0.2 - cr) * least(1, mr) END AS connect_meetings,
       CASE WHEN calls > 0 THEN calls * greatest(0, 0.2 - cr) * least(1, mr) * orate * wr * deal END
           AS connect_amount,
       CASE WHEN connects > 0 THEN connects * greatest(0, 0.1 - mr) END AS meeting_meetings,
       CASE WHEN connects > 0 THEN connects * greatest(0, 0.1 - mr) * orate * wr * deal END AS meeting_amount
FROM shown JOIN rates USING (team)
"""


@given(event_rows(min_size=3), st.integers(1, 8))
@settings(max_examples=20, deadline=None)
def test_sql_agrees_on_what_stages_cost(rows: pd.DataFrame, number: int) -> None:
    month = date(2026, number, 1)
    CONNECTION.register("events", rows.astype(dict.fromkeys(("rep", "team", "lead_source"), "object")))
    expected = CONNECTION.sql(COSTS.format(month=month)).df().astype({"team": "str"}).set_index("team")
    overall = Bands({key: band for key, band in BANDS.rows.items() if not key[1]})
    ours = findings([(team, "") for team in expected.index], worded(rows), month, overall, TREE)
    for team, theirs in expected.astype("float64").iterrows():
        by_stage = {finding.stage.key: finding.cost for finding in ours[str(team), ""]}
        for stage in ("connect", "meeting"):
            lost = by_stage[f"{stage}_rate"]
            for part in ("meetings", "amount"):
                mine, other = getattr(lost, part), theirs[f"{stage}_{part}"]
                assert (mine is None) == bool(pd.isna(other)), (team, stage, part)
                assert mine is None or mine == pytest.approx(other, abs=1e-9)


@given(event_rows(), st.sampled_from(["ja", "en"]))
@settings(max_examples=12, deadline=None)
def test_a_bottleneck_is_always_below_its_band_beyond_chance(rows: pd.DataFrame, language: str) -> None:
    bands = Bands(BANDS.rows, min_sample=3)
    bands = Bands({key: Band(band.low, band.high, 3) for key, band in bands.rows.items()})
    names = pd.DataFrame([(ALL, ""), ("第1課", ""), ("第1課", "佐藤 健")], columns=["team", "rep"])
    frame = diagnosis(names, worded(rows), date(2026, 6, 1), bands, TREE, NOTHING, language)  # type: ignore[arg-type]
    assert frame[["team", "rep"]].values.tolist() == names.values.tolist()
    for row in frame.to_dict("records"):
        assert row["evidence"]
        assert "{" not in row["evidence"] + row["advice"]
        if row["stage"] is not None:
            assert row["interval_low"] <= row["rate"] <= row["interval_high"] < row["low"]
            assert row["sample"] >= 3
            assert row["advice"]
