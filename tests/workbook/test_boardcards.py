"""The cards of the board and the figures of the executive page: what is said beside what."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sheetkpi.language import LANGUAGES, Language, say
from sheetkpi.tables.cards import PLACES, STAGES
from sheetkpi.tables.executive import MARKET, MARKET_ROW
from sheetkpi.templates import template_path
from sheetkpi.workbook.answer import shown_range
from tests.judging import error_cells, judge
from tests.libreoffice import needs_libreoffice
from tests.realdata import table, values_of
from tests.workbook.activities import events
from tests.workbook.targeted import entered, refreshed


@pytest.fixture(scope="module", params=LANGUAGES)
def past(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Language]:
    """A workbook whose month is over, with a rate of late stages that differs from month to month."""
    path: Path = tmp_path_factory.mktemp("past") / "KPI.xlsx"
    path.write_bytes(template_path(request.param).read_bytes())
    goal = {"month": date(2026, 11, 1), "team": "West", "goal": say("meetings", request.param)}
    entered(path, {"TeamTargets": pd.DataFrame(goal | {"goal_value": [100]}, index=[0])})
    done = {"calls": 100.0, "connects": 25.0, "meetings": 5.0, "won_amount": 1200.0}
    stages = {9: (2.0, 1.0), 10: (2.0, 0.0), 11: (1.0, 1.0)}  # opportunities and wins a day
    rows = []
    for day in pd.bdate_range("2026-09-01", "2026-11-30"):
        late = dict(zip(("opportunities", "wins"), stages[day.month], strict=True))
        rows.append((day.date(), "Grace Hill", "West", "", done | late))
    refreshed(path, events(*rows))
    return path, request.param


def named(path: Path, name: str) -> list[list[Any]]:
    book = values_of(path)
    ((sheet, cells),) = book.defined_names[name].destinations
    found = book[sheet][cells]
    return [[cell.value for cell in row] for row in (found if isinstance(found, tuple) else ((found,),))]


def test_a_verdict_stands_beside_the_rate_it_judges_and_its_period(past: tuple[Path, Language]) -> None:
    path, language = past
    teams = table(path, "TeamKPI").set_index(say("team", language)).loc[say("all", language)]
    rates = named(path, "kpi_cards_rate")
    page = named(path, "kpi_executive")
    period = [key for key, _ in MARKET].index("period") + 1
    differing = 0
    for place, (kpi, rate) in enumerate(STAGES.items()):
        header = say(rate, language)
        is_late = kpi in ("opportunities", "wins")
        judged = teams[f"{header} {say('derived.judged', language)}"] if is_late else teams[header]
        differing += judged != teams[header]
        assert rates[PLACES[kpi]] == [judged, teams[f"{header} {say('derived.verdict', language)}"]]
        on_page = page[MARKET_ROW - 1 + place]
        assert on_page[1] == judged
        late = say("unit.window", language, months=3)
        assert on_page[period] == (late if is_late else say("coach.this_month", language))
    assert differing == 2, "the months must differ, or nothing is shown here"
    assert named(path, "kpi_judged_over") == [[say("label.card.rate", language, months="3")]]


def test_the_range_of_a_month_that_is_over_is_one_number(past: tuple[Path, Language]) -> None:
    path, language = past
    ranges = [range for (range,) in named(path, "kpi_cards_range")]
    days = len(pd.bdate_range("2026-11-01", "2026-11-30"))
    assert ranges[PLACES["meetings"]] == f"{5 * days}"
    sign = {"ja": "¥", "en": ""}[language]
    assert ranges[PLACES["won_amount"]] == f"{sign}{1200 * days:,}"


@pytest.mark.parametrize(("language", "shown"), [("ja", "¥1,000–¥2,000"), ("en", "1,000–2,000")])
def test_both_ends_of_a_range_of_money_are_money(language: Language, shown: str) -> None:
    assert shown_range(1000.0, 2000.0, language, is_amount=True) == shown


@needs_libreoffice
def test_libreoffice_comes_to_the_same_figures(past: tuple[Path, Language], tmp_path: Path) -> None:
    path, _ = past
    judged = judge(path, tmp_path)
    assert judged.formulas > 1000
    assert judged.differences == []
    assert error_cells(path) == []
