"""Bands and targets as live formulas: cached values are LibreOffice's, and what is changed shows at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from sheetkpi.language import Language, say
from sheetkpi.workbook.filling import plan_tables
from sheetkpi.workbook.inputs import read_inputs, vocabulary_of
from sheetkpi.workbook.writing import write_table
from tests.judging import error_cells, judge
from tests.libreoffice import needs_libreoffice, recalculated, recalculated_all
from tests.realdata import values_of
from tests.workbook.activities import events, issue
from tests.workbook.books import fill, grid, make_book, opened, reps
from tests.workbook.targeted import entered, refreshed

TEMPLATES = Path(__file__).parents[2] / "templates"

AUTUMN = events(
    (date(2026, 9, 1), "佐藤 健", "第1課", "展示会", {"calls": 300, "connects": 90, "meetings": 12}),
    (date(2026, 9, 1), "佐藤 健", "第1課", "展示会", {"opportunities": 5, "wins": 1, "won_amount": 900_000}),
    (date(2026, 10, 5), "佐藤 健", "第1課", "展示会", {"calls": 300, "connects": 90, "meetings": 10}),
    (date(2026, 10, 5), "佐藤 健", "第1課", "", {"opportunities": 4, "wins": 2, "won_amount": 1_500_000}),
    (date(2026, 11, 2), "佐藤 健", "第1課", "展示会", {"calls": 400, "connects": 100, "meetings": 30}),
    (date(2026, 11, 2), "佐藤 健", "第1課", "", {"opportunities": 3, "wins": 15, "won_amount": 500_000}),
    (date(2026, 11, 2), "鈴木 葵", "第2課", "", {"calls": 200, "connects": 50, "meetings": 1, "wins": 1}),
    (date(2026, 11, 4), "佐藤 健", "第1課", "セミナー", {"calls": 100, "connects": 31, "meetings": 3}),
    (date(2026, 11, 5), "=鈴木", "第2課", "展示会", {"calls": 1, "won_amount": 120_000}),
    (date(2026, 11, 5), "田中 [#1]", "第1課", "資料DL", {"calls": 33, "connects": 30, "meetings": 2}),
)
"""Two teams with rates below, within and above their bands, a shifted one, and samples too small."""


def autumn_book(folder: Path, language: Language) -> Path:
    """The template with people, an absence and targets of two months, not refreshed yet."""
    path = folder / f"kpi_{language}.xlsx"
    shutil.copy(TEMPLATES / path.name, path)
    people = {"rep": ["佐藤 健", "田中 [#1]", "鈴木 葵"], "team": ["第1課", "第1課", "第2課"]}
    november, october = date(2026, 11, 1), date(2026, 10, 1)
    goals = [say(goal, language) for goal in ("meetings", "won_amount", "wins")]
    return entered(
        path,
        {
            "Roster": pd.DataFrame(people | {"fte": [1.0, 0.5, 1.0]}),
            "Attendance": pd.DataFrame({"rep": ["佐藤 健"], "date": [date(2026, 11, 4)], "present": [0.5]}),
            "TeamTargets": pd.DataFrame(
                {
                    "month": [november, november, october],
                    "team": ["第1課", "第2課", "第1課"],
                    "goal": goals,
                    "goal_value": [20, 3_000_000, 3.5],
                }
            ),
        },
    )


@needs_libreoffice
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_cached_value_is_what_libreoffice_comes_to(tmp_path: Path, language: Language):
    path = autumn_book(tmp_path, language)
    refreshed(path, AUTUMN, [issue("reason.holiday_date", "A9", row=9, value="12/32")])
    judged = judge(path, tmp_path / "judged")
    assert judged.differences == []
    assert judged.formulas > 1000
    assert error_cells(tmp_path / "judged" / path.name) == []
    words = {cell.value for sheet in values_of(path) for row in sheet for cell in row}
    verdicts = {say(f"verdict.{key}", language) for key in ("below", "within", "above", "few", "young")}
    assert verdicts <= words


ODD = events(
    *(
        (date(2026, 11, 2), rep, team, source, {"calls": 90, "connects": 30, "meetings": 4})
        for rep, team, source in (
            ("田*", "第?課", "展示会"),
            ("田中", "第1課", "Web*"),
            ("田~", "第1課", "Web問い合わせ"),
            ("迷子", "", ""),
        )
    ),
    (date(2026, 11, 3), "田*", "第?課", "", {"opportunities": 4, "wins": 2, "won_amount": 900_000}),
)
"""Names that formulas would take for patterns, and somebody of no team."""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A workbook with odd names, bands in two spellings, own KPIs of every form and one team without a
    target; and what LibreOffice makes of it."""
    path = tmp_path_factory.mktemp("odd") / "kpi.xlsx"
    shutil.copy(TEMPLATES / "kpi_ja.xlsx", path)
    own = [("平均単価?", "受注貢献額", "受注数"), ("商談あたり架電", "架電数", "商談創出数")]
    with opened(path) as book:
        bands = book.sheets["ベンチマーク"].tables["Benchmarks"]
        headers = list(bands.header_row_range.value)
        kpi, low, high = (bands.data_body_range[:, headers.index(name)] for name in ("指標", "下限", "上限"))
        kpi[1].value, low[1].value = "Meeting rate", None  # the rows by lead source say 商談化率
        kpi[4].value, low[4].value, high[4].value = "平均単価?", 500_000, 800_000
        book.save()
    targets = {"team": ["第?課", "第1課"], "goal": ["受注数", "商談創出数"], "goal_value": 9}
    entered(
        path,
        {
            "Metrics": pd.DataFrame(own, columns=["name", "numerator", "denominator"]).assign(
                shown_as=[None, "数値"], low=[None, 5], high=[None, 10]
            ),
            "TeamTargets": pd.DataFrame(targets).assign(month=date(2026, 11, 1)),
        },
    )
    refreshed(path, ODD)
    return path, path.parent / "judged"


@needs_libreoffice
def test_odd_names_spellings_and_forms_come_to_the_same_in_libreoffice(odd: tuple[Path, Path]):
    path, folder = odd
    assert judge(path, folder).differences == []
    assert error_cells(folder / path.name) == []


def test_everybody_has_a_target_only_where_each_team_has_one(odd: tuple[Path, Path]):
    for table, row in (("TeamKPI", 3), ("MonthlyKPI", 3)):
        found = table_values(odd[0], lambda name, header, table=table: name == table)
        assert found[table, row, "チーム"] == "全体"
        parts = [found[table, team, "商談創出数 目標"] for team in range(3)]
        assert found[table, row, "商談創出数 目標"] == sum(part for part in parts if part) == 159
        assert (found[table, row, "受注数 目標"], found[table, row, "受注数 達成率"]) == (None, None)


def test_an_own_ratio_of_money_is_an_amount_and_judged_as_one(odd: tuple[Path, Path]):
    found = table_values(odd[0], lambda table, header: table == "RepKPI")
    assert found["RepKPI", 0, "平均単価?"] == 450_000
    assert found["RepKPI", 0, "平均単価? 差"] == -50_000
    assert found["RepKPI", 0, "商談あたり架電 差"] == 22.5 - 10
    assert found["RepKPI", 0, "商談あたり架電 判定"] == "データ不足"
    sheet = openpyxl.load_workbook(odd[0])["担当別"]
    shown = {cell.value: sheet.cell(7, cell.column).number_format for cell in sheet[6]}
    assert shown["平均単価?"].startswith('"¥"')
    assert "%" not in shown["平均単価? 差"] + shown["商談あたり架電"]


def test_a_band_without_an_edge_leaves_the_mix_empty(odd: tuple[Path, Path]):
    found = table_values(odd[0], lambda table, header: header == "商談化率 構成下限")
    assert set(found.values()) == {None}


def test_a_second_refresh_changes_no_part(tmp_path: Path):
    from zipfile import ZipFile

    path = autumn_book(tmp_path, "ja")
    refreshed(path, AUTUMN)
    first = {name: ZipFile(path).read(name) for name in ZipFile(path).namelist()}
    refreshed(path, AUTUMN)
    assert {name: ZipFile(path).read(name) for name in ZipFile(path).namelist()} == first


def table_values(path: Path, of: Callable[[str, str], bool]) -> dict[tuple[str, int, str], Any]:
    """The values in table columns that `of` (table, header) wants, by table, row and header."""
    found: dict[tuple[str, int, str], Any] = {}
    for sheet in values_of(path):
        for table in sheet.tables.values():
            header, *rows = sheet[table.ref]
            for number, row in enumerate(rows):
                for name, cell in zip(header, row, strict=True):
                    if of(table.name, str(name.value)):
                        found[table.name, number, str(name.value)] = cell.value or None
    return found


def state_of_diagnosis(path: Path) -> Any:
    """What stands beside the month above Diagnosis."""
    book = values_of(path)
    ((sheet, cell),) = book.defined_names["kpi_stale_diagnosis"].destinations
    return book[sheet][cell].value


def live(table: str, header: str) -> bool:
    """Columns that follow a changed band, target or rate at once; parts of reps wait for a refresh."""
    banded = header.startswith(("接続率 ", "商談化率 ")) and table in ("RepKPI", "TeamKPI", "SourceKPI")
    return banded or (table == "TeamTargets" and header.endswith((" 目標", " 1日あたり", " 想定", "妥当性")))


@needs_libreoffice
def test_a_changed_band_target_or_rate_shows_at_once_and_as_the_model_says(tmp_path: Path):
    path = autumn_book(tmp_path, "ja")
    refreshed(path, AUTUMN)
    before = table_values(path, live)
    with opened(path) as book:
        book.sheets["ベンチマーク"]["D5"].value = 0.4
        book.sheets["ベンチマーク"]["E5"].value = 0.5
        targets = book.sheets["目標"].tables["TeamTargets"]
        headers = list(targets.header_row_range.value)
        first = targets.data_body_range[0, :]
        first[headers.index("目標値")].value = 24
        first[headers.index("商談化率 想定")].value = 0.15
        book.save()
    at_once = recalculated(path, tmp_path / "at_once")
    theirs = table_values(at_once, live)
    state = table_values(at_once, lambda table, header: header == "配分の状態")
    refreshed(path, AUTUMN)
    ours = table_values(path, live)
    assert theirs.keys() == ours.keys()
    for place, value in ours.items():
        if place[0] == "TeamTargets" and place[1] > 0:
            continue  # rates proposed from the band come with the refresh
        assert theirs[place] == (pytest.approx(value, abs=1e-9) if isinstance(value, float) else value), place
    assert ours["TeamTargets", 0, "接続数 目標"] == 160
    assert before["TeamTargets", 0, "接続数 目標"] != 160
    assert ours["TeamKPI", 0, "接続率 判定"] == "▼下回る"
    assert before["TeamKPI", 0, "接続率 判定"] == "▲上回る"
    assert state["TeamTargets", 0, "配分の状態"] == say("allocation.stale", "ja")
    assert state_of_diagnosis(at_once) == say("stale.bands", "ja"), "causes are those of the old bands"
    assert not state_of_diagnosis(path)
    settled = table_values(path, lambda table, header: header == "配分の状態")
    assert settled["TeamTargets", 0, "配分の状態"] is None


def test_a_small_table_gets_no_columns_for_tables_that_are_not_there(tmp_path: Path):
    path = make_book(
        tmp_path / "KPI.xlsx", {"担当別": grid("A1", [["担当者", "架電数"]])}, {"RepKPI": "担当別!A1:B2"}
    )
    frame = reps({"佐藤 健": {"calls": 40, "connects": 10}})
    more = {"connect_rate.low": 0.2, "win_rate.window_numerator": 1, "fte_months": 1.0, "calls.target": 9.0}
    with opened(path) as book:
        (plan,) = fill(book, {"RepKPI": frame.assign(**more)})
    assert not any("." in column.key or column.key == "fte_months" for column in plan.appended)


def band_book(folder: Path, name: str) -> Path:
    headers = ["担当者", "架電数", "接続数", "接続率", "接続率 判定"]
    bands = [["指標", "リード経路", "下限", "上限", "最小件数"], [name, None, 0.2, 0.3, 30]]
    return make_book(
        folder / "KPI.xlsx",
        {"担当別": grid("B2", [headers]), "ベンチマーク": grid("A1", bands)},
        {"RepKPI": "担当別!B2:F3", "Benchmarks": "ベンチマーク!A1:E2"},
        {"kpi_min_sample": "ベンチマーク!H1"},
    )


@pytest.mark.parametrize("name", ["接続率", "Connect rate"])
def test_a_band_is_found_by_the_name_people_gave_it_in_either_language(tmp_path: Path, name: str):
    path = band_book(tmp_path, name)
    verdict = {"connect_rate.verdict": "verdict.below", "connect_rate.low": 0.2}
    with opened(path) as book:
        inputs = read_inputs(book)
        assert vocabulary_of(inputs).words == {"connect_rate": name}
        frame = reps({"佐藤 健": {"calls": 40, "connects": 4}}).assign(**verdict)
        for plan in plan_tables(book, inputs, {"RepKPI": frame}):
            write_table(book, plan)
        assert book.sheets["担当別"]["F3"].value == "▼下回る"
        headers = book.sheets["担当別"].tables["RepKPI"].header_row_range.value
        low = book.sheets["担当別"]["B3"].offset(0, headers.index("接続率 下限"))
        assert f'"="&"{name}"' in low.formula
        book.save()


NO_EDGES = [20, "20%", -0.1, None]


@pytest.fixture(scope="module")
def without_edge(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], dict[Any, Path]]:
    """Gives what LibreOffice makes of workbooks with each of `NO_EDGES`, made in the test that asks first."""
    folder = tmp_path_factory.mktemp("edges")

    @cache
    def recalculated_by_edge() -> dict[Any, Path]:
        made = {}
        for number, edge in enumerate(NO_EDGES):
            made[edge] = band_book(folder, "接続率").rename(folder / f"{number}.xlsx")
            with opened(made[edge]) as book:
                book.sheets["ベンチマーク"]["C2"].value = f"'{edge}" if isinstance(edge, str) else edge
                fill(book, {"RepKPI": reps({"佐藤 健": {"calls": 40, "connects": 4}})})
                book.save()
        theirs = recalculated_all(list(made.values()), folder / "lo")
        return {edge: theirs[path] for edge, path in made.items()}

    return recalculated_by_edge


@needs_libreoffice
@pytest.mark.parametrize("edge", NO_EDGES)
def test_what_cannot_be_an_edge_of_a_band_counts_as_empty(
    without_edge: Callable[[], dict[Any, Path]], edge: Any
):
    sheet = openpyxl.load_workbook(without_edge()[edge], data_only=True)["担当別"]
    row = {header.value: cell.value for header, cell in zip(sheet[2], sheet[3], strict=True) if header.value}
    assert (row["接続率 下限"] or None, row["接続率 判定"] or None) == (None, None)
    assert row["接続率 上限"] == 0.3


@needs_libreoffice
def test_a_header_broken_over_lines_is_found_in_formulas_of_other_tables(tmp_path: Path):
    parts = ["月", "担当者", "チーム", "架電数\n目標"]
    path = make_book(
        tmp_path / "KPI.xlsx",
        {
            "担当別": grid("A1", [["担当者", "架電数", "架電数 目標"]]),
            "担当別目標": grid("A1", [parts, [datetime(2026, 11, 1), "佐藤 健", "第1課", 80]]),
            "設定": {"A1": datetime(2026, 11, 1)},
        },
        {"RepKPI": "担当別!A1:C2", "RepTargets": "担当別目標!A1:D2"},
        {"kpi_month_shown": "設定!A1"},
    )
    with opened(path) as book:
        fill(book, {"RepKPI": reps({"佐藤 健": {"calls": 40}}).assign(**{"calls.target": 80.0})})
        book.save()
    sheet = openpyxl.load_workbook(recalculated(path, tmp_path / "lo"), data_only=True)["担当別"]
    assert sheet["C2"].value == 80
