"""The committed templates, filled: the board says how it went, and a second refresh changes nothing."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from sheetkpi.language import Language, say
from sheetkpi.tables.cards import PLACES
from sheetkpi.workbook.filling import Plan, plan
from sheetkpi.workbook.inputs import read_inputs
from sheetkpi.workbook.rawsheets import raw_sheets
from tests.realdata import values_of
from tests.workbook.activities import NOVEMBER, activity, events, issue
from tests.workbook.books import opened
from tests.workbook.targeted import refreshed as run
from tests.workbook.targeted import standing

TEMPLATES = Path(__file__).parents[2] / "templates"
READ_AT = datetime(2026, 11, 6, 9, 30, 5, 123)


def refreshed(folder: Path, language: Language, month: date | None = None) -> tuple[Path, Plan]:
    path = folder / f"kpi_{language}.xlsx"
    if not path.exists():
        shutil.copy(TEMPLATES / path.name, path)
    found = activity(
        NOVEMBER,
        [
            issue("reason.holiday_date", "A9", row=9, value="12/32", values={"value": "12/32"}),
            issue(
                "reason.rep_unknown", severity="note", value="=鈴木", values={"rep": "=鈴木", "records": 1}
            ),
        ],
        {"再架電": 5, "=1+1": 1},
    )
    with opened(path) as book:
        inputs = read_inputs(book)
        filling = plan(book, inputs, standing(NOVEMBER, inputs), found, read_at=READ_AT, month=month)
        filling.write(book)
        book.save()
    return path, filling


@pytest.fixture(scope="module", params=["ja", "en"])
def template(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Language]:
    language: Language = request.param
    return refreshed(tmp_path_factory.mktemp(language), language)[0], language


def named(path: Path, name: str) -> list[object]:
    book = values_of(path)
    ((sheet, ref),) = book.defined_names[name].destinations
    cells = book[sheet][ref]
    return [cell.value for row in cells for cell in row] if isinstance(cells, tuple) else [cells.value]


def test_the_board_says_what_was_read_when_and_for_which_month(template: tuple[Path, Language]):
    path, language = template
    assert named(path, "kpi_month_shown") == [datetime(2026, 11, 1)]
    assert named(path, "kpi_last_data") == [datetime(2026, 11, 5)]
    assert named(path, "kpi_last_refresh") == [datetime(2026, 11, 6, 9, 30, 5)]
    assert named(path, "kpi_status") == [say("status.done", language, read="6", counted="5", left_out="1")]
    assert named(path, "kpi_months")[:3] == [datetime(2026, 11, 1), datetime(2026, 10, 1), None]
    assert named(path, "kpi_matrix_dates")[:2] == [datetime(2026, 11, 2), datetime(2026, 11, 4)]
    assert named(path, "kpi_stale") in ([None], [""])


def test_the_board_says_what_to_do_next(template: tuple[Path, Language]):
    path, language = template
    lines = [line for line in named(path, "kpi_next") if line]
    assert lines == [
        say("next.left_out", language, count="1", sheet=say("sheet.issues", language)),
        say("next.unknown_results", language, count="2", sheet=say("sheet.result_map", language)),
        say("next.unknown_reps", language, count="1", sheet=say("sheet.roster", language)),
        say(
            "next.no_target",
            language,
            month="2026/11",
            teams="第1課、第2課" if language == "ja" else "第1課, 第2課",
            sheet=say("sheet.targets", language),
        ),
    ]


def test_the_board_names_the_team_whose_bottleneck_costs_most(tmp_path: Path):
    path = tmp_path / "kpi_ja.xlsx"
    shutil.copy(TEMPLATES / path.name, path)
    found = events(
        (date(2026, 11, 2), "佐藤 健", "第1課", "", {"calls": 900, "connects": 50, "meetings": 6}),
        (date(2026, 11, 2), "鈴木 葵", "第2課", "", {"calls": 400, "connects": 100, "meetings": 1}),
    )
    run(path, found)
    who, what, meetings, todo = [cell for cell in named(path, "kpi_causes") if cell is not None][:4]
    assert who.startswith("第1課")
    assert what.startswith("接続率 5.6%")
    assert meetings < 0
    assert todo == say("todo.no_conversation", "ja")


def test_the_board_knows_how_far_the_month_is_and_over_how_many_months_rates_are_judged(
    template: tuple[Path, Language],
):
    path, language = template
    assert named(path, "kpi_elapsed") == [pytest.approx(3 / 19)]
    assert [day for day in named(path, "kpi_health_dates") if day][-1] >= datetime(2026, 11, 5)
    assert named(path, "kpi_window_win_rate_reps") == [say("unit.window", language, months=3)]


def test_the_cards_show_everybody_in_this_month_and_the_one_before(template: tuple[Path, Language]):
    path, language = template
    assert named(path, "kpi_card_calls") == [71]
    assert named(path, "kpi_cards_before")[PLACES["calls"]] in (0, 30)  # up to October's same business day
    rate, verdict = named(path, "kpi_cards_rate")[2 * PLACES["connects"] :][:2]
    assert rate == pytest.approx(15 / 71)
    assert verdict == say("verdict.within", language)


def test_a_month_asked_for_becomes_the_months_setting(tmp_path: Path):
    path, _ = refreshed(tmp_path, "ja", month=date(2026, 11, 1))
    assert named(path, "kpi_month") == [datetime(2026, 11, 1)]


def test_a_second_refresh_changes_no_part(tmp_path: Path):
    from zipfile import ZipFile

    path, _ = refreshed(tmp_path, "ja")
    first = {name: ZipFile(path).read(name) for name in ZipFile(path).namelist()}
    _, filling = refreshed(tmp_path, "ja")
    assert {name: ZipFile(path).read(name) for name in ZipFile(path).namelist()} == first
    assert not any(table.changes for table in filling.tables)


def test_the_plan_knows_how_many_rows_it_fills(tmp_path: Path):
    _, filling = refreshed(tmp_path, "ja")
    assert filling.rows["RepKPI"] == 3
    assert filling.rows["TeamKPI"] == 3
    assert filling.rows["ImportIssues"] == 2
    assert not filling.has_more_issues


def test_the_templates_own_sheets_are_not_read_as_activity(template: tuple[Path, Language]):
    path, language = template
    with opened(path) as book:
        names = [sheet.name for sheet in raw_sheets(book, read_inputs(book))]
    assert names == [say("sheet.entry", language), say("sheet.activity", language)]


@pytest.mark.parametrize(
    ("typed", "becomes"), [("2026年11月", datetime(2026, 11, 1)), ("=DATE(2026,11,20)", None)]
)
def test_a_month_typed_as_text_becomes_a_date_and_a_formula_stays(
    tmp_path: Path, typed: str, becomes: object
):
    path = tmp_path / "kpi_ja.xlsx"
    shutil.copy(TEMPLATES / path.name, path)
    with opened(path) as book:
        book.names["kpi_month"].refers_to_range.value = typed
        book.names["kpi_matrix_kpi"].refers_to_range.value = "Calls"
        book.save()
    refreshed(tmp_path, "ja")
    formulas = openpyxl.load_workbook(path)
    ((sheet, ref),) = formulas.defined_names["kpi_month"].destinations
    assert formulas[sheet][ref].value == (becomes or typed)
    assert named(path, "kpi_matrix_kpi") == ["架電数"]
