"""The views of a month, told by example."""

from __future__ import annotations

from datetime import date
from functools import cache

import pandas as pd
import pytest

from sheetkpi.model.calendar import Calendar
from sheetkpi.model.facts import facts
from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.metrics import KpiTree, own_kpis
from sheetkpi.model.roster import Roster
from sheetkpi.model.settings import Settings
from sheetkpi.tables.registry import specs
from sheetkpi.tables.report import Report, report
from tests.model.examples import TREE, did, events

ROSTER = Roster.from_frame(
    pd.DataFrame(
        [
            ("佐藤 健", "第1課", None, None),
            ("田中 一", "第1課", None, date(2026, 6, 10)),
            ("田中 一", "第2課", date(2026, 6, 11), None),
            ("休 眠", "第2課", None, None),
            ("新人 来", "第2課", date(2026, 6, 16), None),
            ("去 人", "第2課", None, date(2026, 5, 31)),
        ],
        columns=["rep", "team", "from", "to"],
    )
)
EVENTS = events(
    [
        did("2026-04-15", "佐藤 健", calls=40, connects=10),
        did("2026-05-29", "佐藤 健", calls=30, connects=6, meetings=3),
        did("2026-06-01", "佐藤 健", calls=20, connects=5, meetings=1),
        did("2026-06-06", "佐藤 健", calls=4),
        did("2026-06-09", "田中 一", "第1課", "資料DL", calls=10, connects=2),
        did("2026-06-12", "田中 一", "第2課", "", calls=6, connects=3, meetings=1, wins=1, won_amount=9e5),
        did("2026-06-17", "謎 男", "", "資料DL", calls=8),
    ]
)


DEFAULTS = Settings()
TABLES = (
    *("RepKPI", "TeamKPI", "SourceKPI", "DailyKPI", "DayMatrix", "WeeklyKPI", "MonthlyKPI", "Board"),
    *("ChartMonths", "ChartFunnel"),
)


@cache
def shown(settings: Settings = DEFAULTS) -> Report:
    """The report of `EVENTS`."""
    return report_of(EVENTS, settings)


def report_of(rows: pd.DataFrame, settings: Settings = DEFAULTS, tree: KpiTree = TREE) -> Report:
    return report(KpiMonth(facts(rows, tree), ROSTER, Calendar(), settings, tree, wanted=()))


def cells(frame: pd.DataFrame, *columns: str) -> list[list[object]]:
    return frame[list(columns)].astype(object).values.tolist()


def test_the_latest_month_with_data_is_shown_unless_one_is_set() -> None:
    assert shown().month == date(2026, 6, 1)
    assert shown(Settings(month=date(2026, 4, 1))).month == date(2026, 4, 1)
    assert shown().months == (date(2026, 6, 1), date(2026, 5, 1), date(2026, 4, 1))
    assert shown().last_data == date(2026, 6, 17)
    assert len(shown().business_days) == 22


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_the_columns_of_the_contract(table: str) -> None:
    """The frames feed the workbook's tables column by column; `standing` adds targets and bands."""
    wanted = [column.key for column in specs(TREE)[table].drawn if column.tier not in ("target", "band")]
    frame = shown().tables[table]
    assert set(wanted) <= set(frame.columns)
    assert not frame.duplicated(list(specs(TREE)[table].key)).any()


def test_rep_kpi_has_everybody_there_in_the_month_even_with_zeros() -> None:
    assert cells(shown().tables["RepKPI"], "rep", "team", "calls", "meetings") == [
        ["佐藤 健", "第1課", 24, 1],
        ["田中 一", "第2課", 16, 1],
        ["休 眠", "第2課", 0, 0],
        ["新人 来", "第2課", 0, 0],
        ["謎 男", "unassigned", 8, 0],
    ]


def test_a_rate_without_a_denominator_is_empty() -> None:
    reps = shown().tables["RepKPI"].set_index("rep")
    assert reps.loc["佐藤 健", "connect_rate"] == 5 / 24
    assert pd.isna(reps.loc["休 眠", "connect_rate"])
    assert reps.loc["謎 男", "connect_rate"] == 0.0
    assert pd.isna(reps.loc["謎 男", "meeting_rate"])


def test_a_move_within_the_month_counts_for_both_teams() -> None:
    assert cells(shown().tables["TeamKPI"], "team", "calls", "wins", "won_amount") == [
        ["第1課", 34, 0, 0],
        ["第2課", 6, 1, 9e5],
        ["unassigned", 8, 0, 0],
        ["all", 48, 1, 9e5],
    ]


def test_the_rows_of_a_team_on_the_board_add_up_to_it() -> None:
    assert cells(shown().tables["Board"], "team", "rep", "calls") == [
        ["all", "", 48],
        ["第1課", "", 34],
        ["第1課", "佐藤 健", 24],
        ["第1課", "田中 一", 10],
        ["第2課", "", 6],
        ["第2課", "田中 一", 6],
        ["第2課", "休 眠", 0],
        ["第2課", "新人 来", 0],
        ["unassigned", "", 8],
        ["unassigned", "謎 男", 8],
    ]


def test_lead_sources_end_with_the_unknown_one() -> None:
    assert cells(shown().tables["SourceKPI"], "lead_source", "calls") == [
        ["展示会", 24],
        ["資料DL", 18],
        ["unknown_source", 6],
    ]


class TestDays:
    def test_there_is_a_row_per_rep_and_business_day_up_to_the_last_data(self) -> None:
        daily = shown().tables["DailyKPI"]
        per_rep = daily.groupby("rep").size().to_dict()
        # 13 business days from 1 to 17 June, and a Saturday on which one person worked
        assert per_rep == {"佐藤 健": 14, "田中 一": 13, "休 眠": 13, "新人 来": 2, "謎 男": 13}
        saturday = daily[daily["date"] == "2026-06-06"]
        assert cells(saturday, "rep", "calls") == [["佐藤 健", 4]]

    def test_the_team_is_that_of_the_day(self) -> None:
        daily = shown().tables["DailyKPI"]
        moved = daily[daily["rep"] == "田中 一"].set_index("date")["team"]
        assert moved.loc["2026-06-10"] == "第1課"
        assert moved.loc["2026-06-11"] == "第2課"

    def test_a_past_month_shows_its_business_days_to_the_end(self) -> None:
        daily = shown(Settings(month=date(2026, 5, 1))).tables["DailyKPI"]
        days = daily.loc[daily["rep"] == "休 眠", "date"].dt.day.tolist()
        assert days == [1, 7, 8, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22, 25, 26, 27, 28, 29]

    def test_the_matrix_lays_the_chosen_kpi_out_by_business_day(self) -> None:
        matrix = shown().tables["DayMatrix"].set_index("rep")
        assert matrix.loc["佐藤 健", "day_1"] == 20
        assert matrix.loc["佐藤 健", "day_2"] == 0
        assert matrix.loc["新人 来", "day_11"] is None, "15 June: not there yet"
        assert matrix.loc["新人 来", "day_12"] == 0
        assert matrix.loc["佐藤 健", "day_14"] is None, "18 June: no data yet"
        assert matrix.loc["佐藤 健", "day_31"] is None
        rates = shown(Settings(matrix_kpi="connect_rate")).tables["DayMatrix"].set_index("rep")
        assert rates.loc["佐藤 健", "day_1"] == 0.25
        assert rates.loc["佐藤 健", "day_2"] is None


class TestWeeks:
    def test_weeks_are_whole_though_the_month_cuts_them(self) -> None:
        weekly = shown(Settings(month=date(2026, 5, 1))).tables["WeeklyKPI"]
        assert weekly["week"].dt.strftime("%m-%d").unique().tolist() == [
            *("04-27", "05-04", "05-11", "05-18", "05-25"),
        ]
        june = shown().tables["WeeklyKPI"]
        first = june[(june["week"] == "2026-06-01") & (june["rep"] == "佐藤 健")]
        assert first["calls"].tolist() == [24], "with its Saturday"

    def test_a_week_of_two_months_is_the_same_in_both(self) -> None:
        months = Settings(month=date(2026, 4, 1)), Settings(month=date(2026, 5, 1))
        april, may = (shown(settings).tables["WeeklyKPI"] for settings in months)
        both = [view[view["week"] == "2026-04-27"].reset_index(drop=True) for view in (april, may)]
        pd.testing.assert_frame_equal(*both)

    def test_weeks_that_have_not_begun_are_not_there(self) -> None:
        assert shown().tables["WeeklyKPI"]["week"].max() == pd.Timestamp("2026-06-15")


class TestMonths:
    def test_months_without_data_between_others_have_zeros(self) -> None:
        rows = events([did("2026-03-02", "佐藤 健", calls=5), did("2026-06-01", "佐藤 健", calls=7)])
        monthly = report_of(rows).tables["MonthlyKPI"]
        everybody = monthly[monthly["team"] == "all"]
        assert everybody["month"].dt.month.tolist() == [3, 4, 5, 6]
        assert everybody["calls"].tolist() == [5, 0, 0, 7]

    def test_the_last_thirteen_are_shown(self) -> None:
        rows = events([did(f"{year}-06-01", "佐藤 健", calls=1) for year in (2024, 2025, 2026)])
        monthly = report_of(rows).tables["MonthlyKPI"]
        assert monthly["month"].min() == pd.Timestamp("2025-06-01")
        assert monthly.loc[monthly["team"] == "第1課", "calls"].tolist() == [1, *[0] * 11, 1]

    def test_the_chart_has_thirteen_months_in_any_case_oldest_first(self) -> None:
        chart = shown().tables["ChartMonths"]
        assert chart["month"].dt.strftime("%Y-%m").tolist()[::6] == ["2025-06", "2025-12", "2026-06"]
        assert chart["calls"].tolist() == [*[0] * 10, 40, 30, 48]

    def test_a_closing_day_moves_days_into_the_next_month(self) -> None:
        """With closing day 10, 12 and 17 June belong to July (7月度)."""
        view = shown(Settings(closing_day=10))
        assert view.month == date(2026, 7, 1)
        assert view.tables["TeamKPI"]["calls"].tolist()[-1] == 14
        assert view.business_days[0] == date(2026, 6, 11)
        assert view.months == (date(2026, 7, 1), date(2026, 6, 1), date(2026, 5, 1))


def test_the_funnel_counts_from_calls_to_wins() -> None:
    assert cells(shown().tables["ChartFunnel"], "stage", "count") == [
        ["calls", 48],
        ["connects", 10],
        ["meetings", 2],
        ["opportunities", 0],
        ["wins", 1],
    ]


def test_the_user_s_own_kpis_are_in_every_view() -> None:
    kpis, _ = own_kpis(
        pd.DataFrame([("返信率", "返信数", "メール送信数")], columns=["name", "numerator", "denominator"])
    )
    rows = EVENTS.assign(emails=10, own_返信数=[1, 0, 2, 0, 0, 0, 3])
    tables = report_of(rows, tree=TREE.extended(kpis)).tables
    assert tables["TeamKPI"]["own_返信率"].tolist() == [2 / 30, 0.0, 0.3, 0.1]
    for name in ("RepKPI", "SourceKPI", "DailyKPI", "WeeklyKPI", "MonthlyKPI", "ChartMonths", "Board"):
        assert "own_返信率" in tables[name]


def test_months_of_reps_are_made_only_for_a_workbook_that_has_their_table() -> None:
    for wanted in ((), ("RepMonths",)):
        month = KpiMonth(facts(EVENTS, TREE), Roster(), Calendar(), DEFAULTS, TREE, wanted=wanted)
        assert ("RepMonths" in report(month).tables) == bool(wanted)


class TestNoData:
    def test_without_facts_and_month_there_are_no_rows(self) -> None:
        empty = report_of(EVENTS.iloc[:0])
        assert (empty.month, empty.months, empty.last_data, empty.business_days) == (None, (), None, ())
        assert {name: len(frame) for name, frame in empty.tables.items()} == dict.fromkeys(empty.tables, 0)
        for name, frame in empty.tables.items():
            assert list(frame.columns) == list(shown().tables[name].columns)

    def test_a_month_without_data_shows_its_people_with_zeros(self) -> None:
        tables = shown(Settings(month=date(2026, 8, 1))).tables
        assert cells(tables["RepKPI"], "rep", "calls") == [
            ["佐藤 健", 0],
            ["田中 一", 0],
            ["休 眠", 0],
            ["新人 来", 0],
        ]
        assert tables["DailyKPI"].empty
        assert tables["TeamKPI"]["calls"].tolist() == [0, 0, 0]
