"""What is asked for with --adopt is taken, or refused with what is wrong and what was perhaps meant."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import sheetkpi
from sheetkpi.cli import main
from sheetkpi.errors import InputError
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.workbook import Workbook
from sheetkpi.macrobook.adoption import adopt, seen_in
from sheetkpi.macrobook.adoptwishes import chosen_among
from sheetkpi.macrobook.candidates import Candidate
from tests.excelrules import complaints
from tests.macrobook.adoptable import LOG, MESSY, a_range_with_sums, rows, table
from tests.macrobook.adoptedbooks import adopted_book, cells, reasons, refreshed


def nobody(one: Candidate) -> bool:
    return False


def many(sheet: Worksheet) -> None:
    rows(sheet, 1, 1, ["担当者", "架電数", "アポ数", "順位"], ["森 葵", 1, 1, 1], ["原田 陸", 1, 1, 2])
    table(sheet, "担当KPI", "A1:D3")
    rows(sheet, 1, 6, ["部署", "架電数", "アポ数"], ["東", 1, 1], ["西", 1, 1])
    table(sheet, "部署別", "F1:H3")
    rows(sheet, 1, 10, ["品名", "単価"], ["紙", 1])
    table(sheet, "備品", "J1:K2")
    rows(sheet, 1, 13, ["担当者", "架電数", "アポ数"], ["森 葵", 1, 1], ["済", "=SUM(N2)", 1], ["原田", 1, 1])
    table(sheet, "途中", "M1:O4")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    adopted = {"部署別": "TeamKPI"}
    return Package.open(adopted_book(tmp_path_factory.mktemp("wishes") / "Mine.xlsx", many, adopted))


@pytest.mark.parametrize(
    ("name", "like", "key", "said"),
    [
        ("担当KPI", "RepKP", "error.adopt_table", "もしかして: RepKPI"),
        ("担当KPl", "RepKPI", "error.adopt_name", "もしかして: 担当KPI"),
        ("備品", "RepKPI", "error.adopt_headers", "品名、単価"),
        ("担当KPI", "TeamKPI", "error.adopt_like", "--adopt 担当KPI=RepKPI"),
        ("部署別", "SourceKPI", "error.adopt_other", "TeamKPI"),
        ("活動", "RepKPI", "error.adopt_range", "担当KPI"),
        ("途中", "RepKPI", "error.adopt", "M3"),
    ],
)
def test_each_mistake_has_its_sentence(package: Package, name: str, like: str, key: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        chosen_among(seen_in(package), {name: like}, nobody)
    assert refused.value.key == key
    assert said in refused.value.sentence("ja")
    assert name in refused.value.sentence("en") or like in refused.value.sentence("en")


def test_what_is_filled_already_is_no_mistake(package: Package) -> None:
    assert chosen_among(seen_in(package), {"部署別": "TeamKPI", "実績!F1:H3": "TeamKPI"}, nobody) == []


def test_columns_to_be_filled_and_those_left_are_told_apart(package: Package) -> None:
    (one,) = chosen_among(seen_in(package), {"担当kpi": "RepKPI"}, nobody)
    assert (one.columns, one.others) == (("架電数", "アポ数"), ("順位",))


def test_the_row_of_everybody_in_a_table_by_team_is_filled_and_no_row_of_sums(tmp_path: Path) -> None:
    def by_team(sheet: Worksheet) -> None:
        rows(sheet, 1, 1, ["部署", "架電数", "アポ数"], ["東", 1, 1], ["西", 1, 1], ["全体", 2, 2])
        table(sheet, "部署別", "A1:C4")
        rows(
            sheet, 1, 6, ["部署", "架電数", "アポ数"], ["東", 1, 1], ["西", 1, 1], ["全体", "=SUM(G2:G3)", 2]
        )
        table(sheet, "式つき", "F1:H4")

    path = adopted_book(tmp_path / "Mine.xlsx", by_team, {})
    package = Package.open(path)
    found = {one.name: (one.why, one.where) for one in seen_in(package).candidates}
    assert found == {"部署別": ("", ""), "式つき": ("adopt.sums", "F4")}
    adopt(package, Workbook(package), chosen_among(seen_in(package), {"部署別": "TeamKPI"}, nobody))
    package.save(path)
    refreshed(path)
    assert cells(path, "A2:C4") == [["東", 2, 1], ["西", 1, 0], ["全体", 3, 1]]


def test_a_protected_sheet_is_not_proposed(tmp_path: Path) -> None:
    def protected(sheet: Worksheet) -> None:
        many(sheet)
        sheet.protection.sheet = True

    found = seen_in(Package.open(adopted_book(tmp_path / "Mine.xlsx", protected, {}))).candidates
    assert {one.why for one in found} == {"adopt.protected"}
    assert "保護" in found[0].reason("ja")


def test_programs_get_reasons_and_columns_and_the_quiet_what_yes_did_not_take(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = MESSY["unclear"].make(tmp_path / "Mine.xlsx")
    words = ["attach", str(path), "--minimal", "--yes", "--lang", "en"]
    with pytest.raises(SystemExit):
        main([*words, "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["not_filled"]["計算済み"] == "it is worked out by formulas of your own"
    assert told["columns"]["合計つき"] == {"filled": ["架電数", "アポ数"], "left": []}
    with pytest.raises(SystemExit):
        main([*words, "-q"])
    said = capsys.readouterr()
    assert said.out == ""
    assert "合計つき is not filled" in said.err


def test_the_proposed_command_can_be_run_as_it_stands_and_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "my books"
    folder.mkdir()
    path = MESSY["a range with a chart"].make(folder / "Mine.xlsx")
    with pytest.raises(SystemExit):
        main(["attach", str(path), "--minimal", "--lang", "en"])
    line = next(one for one in capsys.readouterr().out.splitlines() if "sheetkpi attach" in one)
    words = shlex.split(line[line.index("sheetkpi attach") :])
    assert words[1:] == [
        "attach",
        str(path.with_suffix(".xlsm")),
        "--minimal",
        "--adopt",
        "実績!B3:D5=RepKPI",
    ]
    for code, told in ((0, "From now on refreshes fill コール数, アポ数"), (3, "like RepKPI already")):
        with pytest.raises(SystemExit) as ended:
            main([*words[1:], "--lang", "en"])
        assert (ended.value.code or 0) == code
        assert told in capsys.readouterr().out


def test_a_row_of_sums_that_came_later_stays_as_it_is(tmp_path: Path) -> None:
    def with_sums(sheet: Worksheet) -> None:
        rows(sheet, 1, 1, ["担当者", "架電数", "アポ数"], ["森 葵", 9, 9], ["東の計", "=SUM(B2)", "=C2"])
        rows(sheet, 4, 1, ["原田 陸", 8, 8])
        table(sheet, "担当KPI", "A1:C4")

    path = adopted_book(tmp_path / "Mine.xlsx", with_sums, {"担当KPI": "RepKPI"})
    found = reasons(refreshed(path))
    assert cells(path, "A2:C4") == [["森 葵", 2, 1], ["東の計", "=SUM(B2)", "=C2"], ["原田 陸", 1, 0]]
    assert "reason.adopted_sums" in found
    assert "reason.formulas_replaced" not in found


def test_a_range_with_sums_grows_above_them_and_what_looks_at_them_follows(tmp_path: Path) -> None:
    log = [*LOG, ["2026/11/6", "南 花", "東", "紹介", "不在"]]
    path = adopted_book(tmp_path / "Mine.xlsx", a_range_with_sums, {}, log)
    package = Package.open(path)
    chosen = chosen_among(seen_in(package), {"実績!B3:E6": "RepKPI"}, nobody)
    assert adopt(package, Workbook(package), chosen) == {"実績!B3:E6": "実績"}
    package.save(path)
    assert complaints(path) == []
    refreshed(path)
    assert complaints(path) == []
    assert cells(path, "B4:E7") == [
        ["森 葵", 2, 1, "=D4/C4"],
        ["原田 陸", 1, 0, "=D5/C5"],
        ["南 花", 1, 0, "=D6/C6"],
        ["合計", "=SUM(C4:C6)", "=SUM(D4:D6)", "=D7/C7"],
    ]
    assert cells(path, "G1:G1") == [["=C7"]]
    book = openpyxl.load_workbook(path)
    assert book.defined_names["担当一覧"].attr_text == "実績!$B$4:$B$6"
    made = book["実績"].tables["実績"]
    assert (made.ref, made.totalsRowCount) == ("B3:E7", 1)
    assert [column.totalsRowFormula.text for column in made.tableColumns[1:3]] == ["SUM(C4:C6)", "SUM(D4:D6)"]


def test_an_undo_lets_sums_below_a_range_that_grew_say_what_they_said(tmp_path: Path) -> None:
    """The row above the sums goes again: a sum that still covered it would be part of itself."""
    log = [*LOG, ["2026/11/6", "南 花", "東", "紹介", "不在"]]
    path = adopted_book(tmp_path / "Mine.xlsx", a_range_with_sums, {}, log)
    package = Package.open(path)
    adopt(package, Workbook(package), chosen_among(seen_in(package), {"実績!B3:E6": "RepKPI"}, nobody))
    package.save(path)
    before = cells(path, "B4:E8"), cells(path, "G1:G1")
    refreshed(path, undoable=True)
    assert cells(path, "C7:C7") == [["=SUM(C4:C6)"]]
    sheetkpi.undo_refresh(path)
    assert (cells(path, "B4:E8"), cells(path, "G1:G1")) == before
    made = openpyxl.load_workbook(path)["実績"].tables["実績"]
    assert [column.totalsRowFormula.text for column in made.tableColumns[1:3]] == ["SUM(C4:C5)", "SUM(D4:D5)"]
    assert complaints(path) == []


def test_a_name_of_theirs_that_means_a_setting_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.load_workbook(MESSY["by team"].make(tmp_path / "Mine.xlsx"))
    name = openpyxl.workbook.defined_name.DefinedName("kpi_month", attr_text="実績!$A$2")
    book.defined_names["kpi_month"] = name
    book.save(tmp_path / "Mine.xlsx")
    with pytest.raises(SystemExit):
        main(["attach", str(tmp_path / "Mine.xlsx"), "--minimal", "--lang", "ja"])
    assert "「kpi_month」は SheetKPI の設定と同じ名前" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main(["refresh", str(tmp_path / "Mine.xlsm"), "--lang", "ja"])
    assert ended.value.code == 2
    assert "kpi_month の名前を変えて" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("total", "cell"),
    [(["合計", 17, 6, None], "C4"), (["合計", 17, 5, 0.3], "D4"), (["合計", 17, None, 0.3], "D4")],
)
def test_a_typed_total_that_is_no_sum_is_named_with_what_to_do(
    total: list[object], cell: str, tmp_path: Path
) -> None:
    def draw(sheet: Worksheet) -> None:
        rows(
            sheet,
            1,
            1,
            ["担当者", "架電数", "アポ数", "商談化率"],
            ["森 葵", 9, 3, 0.3],
            ["原田 陸", 8, 2, 0.2],
        )
        rows(sheet, 4, 1, total)

    package = Package.open(adopted_book(tmp_path / "Mine.xlsx", draw, {}))
    with pytest.raises(InputError) as refused:
        chosen_among(seen_in(package), {"実績!A1:D4": "RepKPI"}, nobody)
    assert f"上の行の和でない値があります（{cell}）。数式にするか空にすれば" in refused.value.sentence("ja")
    assert f"({cell}); as a formula, or empty" in refused.value.sentence("en")


def test_typed_sums_beside_a_rate_that_is_worked_out_are_totals(tmp_path: Path) -> None:
    def draw(sheet: Worksheet) -> None:
        rows(
            sheet,
            1,
            1,
            ["担当者", "架電数", "アポ数", "商談化率"],
            ["森 葵", 9, 3, 0.3],
            ["原田 陸", 8, 2, 0.2],
        )
        rows(sheet, 4, 1, ["合計", 17, 5, "=C4/B4"])

    (one,) = seen_in(Package.open(adopted_book(tmp_path / "Mine.xlsx", draw, {}))).candidates
    assert (one.why, one.totals, one.typed_sums) == ("", 1, (1, 2))
