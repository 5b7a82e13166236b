"""What frames say by key, as people read it in cells."""

from __future__ import annotations

from sheetkpi.language import say
from sheetkpi.workbook.wording import unworded, worded


def test_keys_of_verdicts_and_reasons_are_words_in_any_column():
    assert worded("win_rate.verdict", "verdict.shifted", "ja") == "期間ずれ"
    assert worded("feasibility_reason", "feasibility.reason_calls", "en").startswith("Calls per rep")
    assert worded("day_3", "entry.missing", "ja") == "×"


def test_a_sentence_comes_with_what_fills_it():
    basis = ("proposed.low", {"months": 3, "sample": "5", "min_sample": "30"})
    filled = say("proposed.low", "en", months=3, sample="5", min_sample="30")
    assert worded("win_rate.proposed_from", basis, "en") == filled


def test_kpis_and_teams_within_a_sentence_are_worded_too():
    cause = ("cause.volume", {"kpi": "calls", "attainment": "80%"})
    assert worded("cause", cause, "ja") == "架電数が目標の 80% にとどまる"


def test_names_that_people_gave_stay_even_where_they_read_like_a_key():
    assert worded("rep", "all", "ja") == "all"
    assert worded("company", "verdict.unheard_of", "ja") == "verdict.unheard_of"
    assert worded("team", "営業.第1課", "ja") == "営業.第1課"


def test_words_of_key_columns_are_taken_back_in_either_language():
    assert unworded("kpi", "Connect rate") == unworded("kpi", "接続率") == "connect_rate"
    assert unworded("team", "All") == "all"
    assert unworded("month", "2026-11-01") == "2026-11-01"
