"""Records of a source without teams count for the team that others of the same rep name."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.sources.raw_activity import read, reasons, sheet, totals

WITH_TEAMS = ["日付", "担当者", "チーム", "結果"]
WITHOUT = sheet(["日付", "担当者", "メール送信数"], ["2026/11/2", "森　葵", "3"], name="メール")


def calls(*lines: list[str]) -> object:
    return sheet(WITH_TEAMS, *lines, name="架電")


def test_the_team_of_other_records_is_taken_and_that_is_noted():
    activity = read(calls(["2026/11/4", "森 葵", "東", "不在"]), WITHOUT)
    assert totals(activity, "team") == {"東": {"calls": 1, "emails": 3}}
    assert ("", "", "team_seen") in reasons(activity, "note")


def test_what_the_record_and_the_roster_say_comes_first():
    roster = pd.DataFrame({"rep": ["森 葵"], "team": ["西"]})
    activity = read(calls(["2026/11/4", "森 葵", "東", "不在"]), WITHOUT, roster=roster)
    assert totals(activity, "team") == {"東": {"calls": 1}, "西": {"emails": 3}}
    assert "team_seen" not in {reason for _, _, reason in reasons(activity, "note")}


def test_somebody_of_the_roster_without_a_team_there_has_the_one_of_the_records():
    roster = pd.DataFrame({"rep": ["森 葵"], "team": [""], "aliases": ["aoi@example.jp"]})
    activity = read(calls(["2026/11/4", "aoi@example.jp", "東", "不在"]), WITHOUT, roster=roster)
    assert totals(activity, "team") == {"東": {"calls": 1, "emails": 3}}


@pytest.mark.parametrize(
    ("moved", "team"),
    [
        (["2026/10/1", "2026/11/4"], "西"),  # 西 in October, 東 from 4 November on
        (["2026/9/1", "2026/11/2"], "東"),
    ],
)
def test_of_two_teams_one_after_the_other_the_day_tells(moved: list[str], team: str):
    before, after = moved
    activity = read(calls([before, "森 葵", "西", "不在"], [after, "森 葵", "東", "不在"]), WITHOUT)
    assert totals(activity, "team")[team]["emails"] == 3


def test_of_two_teams_at_a_time_none_is_taken():
    lines = (["2026/11/1", "森 葵", "西", "不在"], ["2026/11/3", "森 葵", "西", "不在"])
    activity = read(calls(*lines, ["2026/11/2", "森 葵", "東", "不在"]), WITHOUT)
    assert totals(activity, "team")[""] == {"emails": 3}
