"""The formulas of targets, bands and verdicts in a filled template, as LibreOffice computes them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

from sheetkpi.language import LANGUAGES, Language, say
from sheetkpi.model.callsneeded import SAFE, calls_needed
from sheetkpi.model.shrinkage import Ratio
from sheetkpi.workbook.template.tables import SPECS
from tests.libreoffice import needs_libreoffice
from tests.template.figures import find_table
from tests.template.target_figures import PERIOD

pytestmark = needs_libreoffice


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    return request.param


@pytest.fixture(scope="module")
def values(language: Language, recalculated_values: Callable[[str], Workbook]) -> Workbook:
    return recalculated_values(f"filled_{language}")


def rows(book: Workbook, table: str) -> list[dict[str, Any]]:
    """The rows of a table as column key to value; empty texts are None."""
    sheet, part = find_table(book, table)
    assert range_boundaries(part.ref)
    keys = [column.key for column in SPECS[table]]
    body = [[cell.value for cell in row] for row in sheet[part.ref]][1:]
    return [
        {key: None if value == "" else value for key, value in zip(keys, row, strict=True)} for row in body
    ]


def test_twenty_meetings_take_two_hundred_connects_and_a_thousand_calls(values: Workbook) -> None:
    first = rows(values, "TeamTargets")[0]
    counts = [first[f"{count}.target"] for count in ("meetings", "connects", "calls")]
    assert counts == [20, 200, 1000]
    assert first["opportunities.target"] is None, "nothing above the goal"
    assert first["calls.per_day"] == pytest.approx(1000 / 18)
    assert first["calls.per_week"] == pytest.approx(5 * 1000 / 18)
    assert first["calls.per_rep_day"] == pytest.approx(1000 / 70.5)


def test_calls_for_a_chance_are_those_of_the_model(values: Workbook) -> None:
    first, second = rows(values, "TeamTargets")[:2]
    assert (first["calls_even"], first["calls_safe"]) == (500, 626)
    assert math.ceil(calls_needed(20, Ratio(40, 1000), SAFE) or 0) == 626
    assert second["calls_safe"] is None, "nothing is known of its meetings a call"


def test_a_chain_from_revenue_uses_the_proposals_and_rounds_up(values: Workbook) -> None:
    second = rows(values, "TeamTargets")[1]
    chain = ("won_amount", "wins", "opportunities", "meetings", "connects", "calls")
    assert [second[f"{count}.target"] for count in chain] == [40_000_000, 22, 71, 209, 1520, 6575]


def test_empty_rows_of_targets_show_nothing(values: Workbook) -> None:
    empty = [row for row in rows(values, "TeamTargets") if row["team"] is None]
    assert empty
    assert all(value is None for row in empty for value in row.values())


def test_feasibility_and_the_state_of_the_division_are_said(values: Workbook, language: Language) -> None:
    judged = rows(values, "TeamTargets")[:3]
    words = [say(f"feasibility.{word}", language) for word in ("low", "high", "fair")]
    assert [row["feasibility"] for row in judged] == words
    assert [row["allocation_state"] for row in judged] == [None, *[say("allocation.stale", language)] * 2]


def test_attainment_holds_the_actual_against_the_target(values: Workbook) -> None:
    for row in rows(values, "RepKPI"):
        assert row["meetings.target"] == 5
        assert row["meetings.attainment"] == pytest.approx(row["meetings"] / 5)
        assert row["wins.target"] is None
        assert row["wins.attainment"] is None
    of_teams = rows(values, "TeamKPI")
    assert of_teams[-1]["calls.target"] == sum(row["calls.target"] for row in of_teams[:-1])


def test_the_board_shows_how_far_everybody_each_team_and_each_rep_is(
    values: Workbook, language: Language
) -> None:
    targets = {row["team"]: row["meetings.target"] for row in rows(values, "TeamTargets") if row["team"]}
    for row in rows(values, "Board"):
        target = sum(targets.values()) if row["team"] == say("all", language) else targets.get(row["team"])
        target = 5 if row["rep"] else target
        assert row["meetings.attainment"] == pytest.approx(row["meetings"] / target)


def test_rates_are_judged_by_the_bands_of_benchmarks(values: Workbook, language: Language) -> None:
    bands = {"connect_rate": (0.2, 0.3), "meeting_rate": (0.1, 0.2), "opportunity_rate": (0.3, 0.4)}
    for row in [*rows(values, "RepKPI"), *rows(values, "TeamKPI"), *rows(values, "MonthlyKPI")]:
        for rate, (low, high) in bands.items():
            judged = row.get(f"{rate}.judged", row[rate])
            gap = min(judged - low, 0) or max(judged - high, 0)
            assert row[f"{rate}.gap"] == pytest.approx(gap)
            word = "below" if gap < 0 else "above" if gap > 0 else "within"
            assert row[f"{rate}.verdict"] == say(f"verdict.{word}", language)


def test_a_lead_source_is_judged_by_its_own_band(values: Workbook, language: Language) -> None:
    bands = {
        row["lead_source"]: (row["meeting_rate.low"], row["meeting_rate.high"])
        for row in rows(values, "SourceKPI")
    }
    assert bands[say("source.trade_show", language)] == (0.15, 0.25)
    assert bands[say("source.download", language)] == (0.03, 0.08)
    assert bands[say("unknown_source", language)] == (0.1, 0.2), "no band of its own: the overall one"


def test_a_team_is_shown_the_band_of_its_mix_of_sources(values: Workbook) -> None:
    parts = rows(values, "TeamSources")
    for row in rows(values, "TeamKPI"):
        own = [part for part in parts if part["team"] == row["team"]]
        connects = sum(part["connects"] for part in own)
        for edge in ("low", "high"):
            mean = sum(part[edge] * part["connects"] for part in own) / connects
            assert row[f"meeting_rate.mix_{edge}"] == pytest.approx(mean)


def test_meetings_per_rep_are_pro_rated(values: Workbook, language: Language) -> None:
    for row in rows(values, "RepKPI"):
        assert row["meetings_per_rep"] == pytest.approx(row["meetings"] / PERIOD)
        above = row["meetings_per_rep"] > 30
        assert row["meetings_per_rep.verdict"] == say(
            "verdict.above" if above else "verdict.within", language
        )


def test_progress_finds_the_target_of_everybody_a_team_and_a_rep(
    values: Workbook, language: Language
) -> None:
    targets = {row["team"]: row for row in rows(values, "TeamTargets") if row["team"]}
    whole = sum(row["calls.target"] for row in targets.values())
    reps_of = Counter(row["team"] for row in rows(values, "RepTargets") if row["rep"])
    for row in rows(values, "Progress"):
        if row["kpi"] != say("calls", language):
            continue
        if row["team"] == say("all", language):
            expected = whole
        else:
            expected = 250 if row["rep"] else targets[row["team"]]["calls.target"]
        assert row["target"] == expected
        owing = [250] * (1 if row["rep"] else reps_of.get(row["team"], reps_of.total()))
        due = sum(int(target * PERIOD + 0.5) for target in owing)
        assert (row["due"], row["ahead"]) == (due, row["actual"] - due)
        assert row["forecast_attainment"] == pytest.approx(row["forecast"] / expected)
