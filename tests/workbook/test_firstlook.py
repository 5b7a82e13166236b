"""What the board says to look at first, and the sentence on top of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pandas as pd
import pytest

from sheetkpi.language import LANGUAGES, Language, say
from sheetkpi.model.endedmonth import Ended
from sheetkpi.model.moved import Move
from sheetkpi.tables.names import CAUSE_ROWS, CAUSE_SHAPE
from sheetkpi.tables.report import Report
from sheetkpi.templates import template_path
from sheetkpi.workbook.answer import answer
from sheetkpi.workbook.firstlook import (
    cause_cells,
    causes,
    last_month_line,
    missing_line,
    moved_line,
    unknown_line,
    week_line,
)
from tests.workbook.activities import events
from tests.workbook.targeted import entered, refreshed


def diagnosis(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    columns = ["team", "rep", "stage", "lost_meetings"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(rate=0.05, low=0.15, todo="todo.script")


def told(frame: pd.DataFrame) -> list[tuple[str, str]]:
    return [(row["rep"] or row["team"], row["stage"]) for row in causes(frame)]


class TestCauses:
    def test_the_costliest_come_first_and_everybody_is_not_named(self) -> None:
        frame = diagnosis(("all", "", "meeting_rate", 9), ("東", "", "calls", 2), ("西", "", "win_rate", 5))
        assert told(frame) == [("西", "win_rate"), ("東", "calls")]

    def test_a_rep_who_makes_most_of_a_teams_cause_stands_for_it(self) -> None:
        frame = diagnosis(
            ("東", "", "meeting_rate", 5), ("東", "森", "meeting_rate", 4), ("東", "林", "meeting_rate", 1)
        )
        assert told(frame) == [("森", "meeting_rate")]

    def test_a_team_whose_reps_share_its_cause_is_named_itself(self) -> None:
        frame = diagnosis(
            ("東", "", "meeting_rate", 6), ("東", "森", "meeting_rate", 3), ("東", "林", "meeting_rate", 3)
        )
        assert told(frame) == [("東", "meeting_rate")]

    def test_missing_entries_have_a_line_of_their_own(self) -> None:
        assert told(diagnosis(("東", "森", "cause.unentered", 7), ("東", "林", "calls", 1))) == [
            ("林", "calls")
        ]

    def test_what_does_not_fit_is_said(self) -> None:
        frame = diagnosis(*(("東", f"担当{number}", "calls", 9 - number) for number in range(5)))
        for rows, columns in (CAUSE_SHAPE, (3, 12)):
            cells = cause_cells(causes(frame), "ja", shape=(rows, columns))
            assert len(cells) == rows * columns
            last = cells[-(len(cells) // CAUSE_ROWS) :]
            assert str(last[5]).endswith("（ほか2件は「診断」シート）")

    def test_without_a_proven_cause_it_says_so(self) -> None:
        assert cause_cells([], "en") == ["Chance explains every gap."]


def test_who_has_entered_nothing_is_named_most_days_first() -> None:
    health = pd.DataFrame({"rep": ["森", "林", "王"], "missing": [1, 0, 3]})
    assert missing_line(health, "ja") == (
        "未入力：直近10営業日で 4 日分（王 3日、森 1日）。判断の前に埋めてください。"
    )
    assert missing_line(health.iloc[1:2], "ja") == "未入力：なし（直近10営業日）"


@pytest.mark.parametrize("unknown", [None, float("nan")])
def test_where_no_day_is_told_nobody_is_said_to_have_entered_everything(unknown: float | None) -> None:
    health = pd.DataFrame({"rep": ["森", "林"], "missing": [unknown, unknown]})
    assert "判定していません" in missing_line(health, "ja")
    assert "not judged" in missing_line(health, "en")
    some = pd.DataFrame({"rep": ["森", "林"], "missing": [unknown, 0]})
    assert missing_line(some, "en") == "Missing entries: none in ten business days"


def test_results_nobody_knows_come_before_any_rate() -> None:
    def activity(records: int) -> Any:
        return SimpleNamespace(read=100, unknown_calls=records)

    told = unknown_line(activity(30), "ja")
    assert told.startswith("架電 30 件の結果は意味が決まっていない")
    assert unknown_line(activity(3), "ja") == ""
    frame = diagnosis(("東", "", "meeting_rate", 9))
    assert causes(frame, without_rates=True) == []


def test_a_move_is_told_with_what_is_usual() -> None:
    assert moved_line(Move("calls", "東", "", 176.0, 284.2), "ja") == (
        "東：架電数が減っています（直近5営業日 176、ふだん 284）。偶然の範囲を超えています。"
    )
    assert "12.0%" in moved_line(Move("connect_rate", "all", "", 0.12, 0.21), "en")


def report(last: date, **tables: pd.DataFrame) -> Report:
    days = tuple(day.date() for day in pd.bdate_range("2026-06-01", "2026-06-30"))
    return Report(tables, date(2026, 6, 1), (), days, last)


def test_the_week_says_what_is_needed_on_its_days() -> None:
    weeks = pd.DataFrame(
        {"week": pd.to_datetime(["2026-06-08"]), "team": ["all"], "meetings": [7], "meetings.target": [12.0]}
    )
    progress = pd.DataFrame({"kpi": ["meetings"], "team": ["all"], "left": [24.0]})
    line = week_line(report(date(2026, 6, 16), TeamWeeks=weeks, Progress=progress), "ja")
    # Ten business days are to come, three of them in this week: 24 × 3 ÷ 10.
    assert line == (
        "先週（6/8 の週）の商談創出数 7 件（目標 12）。"
        "今週は残り 3 営業日で 8 件が必要です（月の残り 24 件）。"
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ja", "月の最終週（6/29 の週）の商談創出数 7 件（目標 12）。"),
        ("en", "Final week of the month (of 6/29): Meetings 7, target 12."),
    ],
)
def test_the_week_in_which_a_month_has_ended_is_not_called_last_week(language: Language, said: str) -> None:
    weeks = pd.DataFrame(
        {"week": pd.to_datetime(["2026-06-29"]), "team": ["all"], "meetings": [7], "meetings.target": [12.0]}
    )
    assert week_line(report(date(2026, 6, 30), TeamWeeks=weeks), language) == said


class TestFirstDays:
    """On the first business days of a month the one before it is told of: where, why, who and what next."""

    MONTHS = pd.DataFrame({"month": pd.to_datetime(["2026-05-01"]), "calls": [900], "meetings": [40]}).assign(
        connects=None, opportunities=None, wins=None, won_amount=1500000.0
    )

    def test_last_months_final_figures_stand_first(self) -> None:
        begun = report(date(2026, 6, 3), ChartMonths=self.MONTHS)
        assert last_month_line(begun, "ja") == ""  # nobody knows how it ended
        told = replace(begun, ended=Ended(date(2026, 5, 1), 50.0, None))
        assert last_month_line(told, "ja") == (
            "前月（2026/05）の結果：商談創出数 40（目標 50 の 80%）、架電数 900、受注貢献額 ¥1,500,000"
        )
        without = replace(begun, ended=Ended(date(2026, 5, 1), None, None))
        assert "Meetings 40, Calls 900" in last_month_line(without, "en")

    def test_its_causes_say_that_they_are_of_it(self) -> None:
        found = causes(diagnosis(("東", "森", "meeting_rate", 9)))
        cells = cause_cells(found, "ja", date(2026, 5, 1))
        assert cells[:6] == ["東 / 森", None, "2026/05 商談化率 5.0%（基準 15%）", None, -9, cells[5]]
        assert cause_cells([], "en", date(2026, 5, 1)) == ["Last month (2026/05) had no gap beyond chance."]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_on_the_second_day_the_board_answers_where_why_who_and_what_next(
        self, tmp_path: Path, language: Language
    ) -> None:
        path = tmp_path / "KPI.xlsx"
        path.write_bytes(template_path(language).read_bytes())
        goals = {"month": [date(2026, 10, 1), date(2026, 11, 1)], "goal": say("meetings", language)}
        entered(path, {"TeamTargets": pd.DataFrame(goals | {"team": "東", "goal_value": [100, 110]})})
        source = {"ja": "展示会", "en": "Trade show"}[language]
        found = events(
            *(
                (day.date(), rep, "東", source, {"calls": 40, "connects": 10, "meetings": meetings})
                for day in pd.bdate_range("2026-08-03", "2026-11-04")
                for rep, meetings in (("森", 3), ("林", 3), ("王", day.day % 2))
            )
        )
        refreshed(path, found)
        book = openpyxl.load_workbook(path, data_only=True)

        def named(name: str) -> list[Any]:
            ((sheet, cells),) = book.defined_names[name].destinations
            rows = book[sheet][cells] if ":" in cells else ((book[sheet][cells],),)
            return [cell.value for row in rows for cell in row if cell.value is not None]

        meetings = sum(6 + day.day % 2 for day in pd.bdate_range("2026-10-01", "2026-10-31"))
        where = named("kpi_last_month")[0]
        assert "2026/10" in where
        assert f"{meetings}" in where
        assert f"{meetings / 100:.0%}" in where
        who, why, costs, todo = named("kpi_causes")[:4]
        assert "王" in who
        assert why.startswith({"ja": "2026/10 ", "en": "2026/10: "}[language])
        assert costs < 0
        assert todo
        assert f"{110 - 3 * 6 - 1}" in named("kpi_week")[0]

        later = events(*((date(2026, 11, day), "森", "東", source, {"calls": 40}) for day in (5, 6)))
        refreshed(path, pd.concat([found, later], ignore_index=True))
        book = openpyxl.load_workbook(path, data_only=True)
        assert named("kpi_last_month") == []  # the fourth business day and later


@pytest.mark.parametrize(
    ("changed", "elapsed", "said"),
    [
        (
            {},
            0.5,
            "商談創出数は 40 件（35–46）で着地する見込みです。目標 50 件に届く確率は 12%、あと 30 件です。",
        ),
        ({"chance": 0.004}, 0.5, "確率は 1%未満"),
        ({"target": "", "chance": ""}, 0.5, "目標は入力されていません。"),
        ({"actual": 55.0}, 0.5, "目標 50 件は達成済みです。"),
        ({}, 1.0, "商談創出数は 20 件で終わりました（目標 50 件の 40%）。"),
        ({"target": ""}, 1.0, "商談創出数は 20 件で終わりました。"),
    ],
)
def test_the_sentence_on_top(changed: dict[str, Any], elapsed: float, said: str) -> None:
    cards = {"actual": 20.0, "target": 50.0, "forecast": 40.0, "range": "35–46", "chance": 0.12} | changed
    assert said in (answer(cards, elapsed, "ja") or "")


def test_what_is_not_measured_is_said_and_unknown_figures_are_left_to_excel() -> None:
    nothing: dict[str, Any] = dict.fromkeys(("actual", "target", "forecast", "range", "chance"), "")
    assert answer(nothing, 0.5, "ja") == "商談創出数は、どの資料からも数えられていません。"
    assert answer(nothing | {"target": None}, 0.5, "ja") is None


def test_the_first_screen_of_the_sample_answers_where_why_who_and_what_next(demo: Path) -> None:
    book = openpyxl.load_workbook(demo, data_only=True)

    def named(name: str) -> list[Any]:
        ((sheet, cells),) = book.defined_names[name].destinations
        found = book[sheet][cells]
        rows = found if isinstance(found, tuple) else ((found,),)
        return [cell.value for row in rows for cell in row if cell.value is not None]

    assert "着地する見込みです" in named("kpi_answer")[0]
    assert named("kpi_missing")[0].startswith("未入力：")
    first = named("kpi_causes")[:4]
    assert "北見 美月" in first[0]  # the sample's planted cause: few of whom she reaches become meetings
    assert first[1].startswith("商談化率")
    assert first[2] < 0
    assert "トークスクリプト" in first[3]
