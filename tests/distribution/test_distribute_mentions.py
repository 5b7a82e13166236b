"""What names a colleague in notes, lead sources and sheets handed out on request is kept back, and said."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import sheetkpi
from sheetkpi.distribution.outgoing.distributing import Distribution
from tests.distribution.test_distribute_privacy import texts
from tests.distribution.workbooks import MORI, SATO, YAMADA, master, row, table

NAMED, NUMBERED = "森さん紹介", "名前を含む経路 1"


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> tuple[Distribution, Path]:
    """The workbooks of everybody, from a master with names where people write what they like."""
    folder = tmp_path_factory.mktemp("named")
    book = master(
        folder,
        row(2, YAMADA, NAMED, "佐藤に引継ぎ", calls=40, connects=8),
        row(2, YAMADA, "Web", "小林製薬へ 12件", calls=11),
        row(2, MORI, "Web", "山田さんと同行", calls=30),
        row(2, SATO, "展示会", calls=20),
        full=True,
    )
    workbook = openpyxl.load_workbook(book)
    for title, text in (("営業メモ", "森 1234 / 佐藤 987"), ("手順", "森林組合には資料を送る")):
        workbook.create_sheet(title)["A1"] = text
    sheet, cell = next(iter(workbook.defined_names["kpi_distribute_also"].destinations))
    workbook[sheet][cell.replace("$", "").split(":")[0]] = "営業メモ, 手順"
    workbook["ボード"].sheet_properties.codeName = "MoriAoi"
    workbook.properties.creator = SATO
    workbook.save(book)
    return sheetkpi.distribute(book, folder / "out"), book


def of(result: Distribution, recipient: str) -> Path:
    return next(each.path for each in result.workbooks if each.recipient == recipient)


def test_notes_that_name_a_colleague_are_blank_and_the_report_says_which(
    handed_out: tuple[Distribution, Path],
) -> None:
    result, book = handed_out
    assert [line.get("備考") for line in table(of(result, YAMADA), "DailyEntry")] == [None, "小林製薬へ 12件"]
    assert [line.get("備考") for line in table(of(result, MORI), "DailyEntry")] == [None]
    told = dict(result.remarks)["distribute.kept_back"]["names"]
    sheet = openpyxl.load_workbook(book)["日次入力"]
    cells = [cell.coordinate for line in sheet.iter_rows() for cell in line if cell.value in KEPT_BACK]
    assert sorted(str(told).split(", ")) == [f"日次入力!{cell}" for cell in sorted(cells)]


KEPT_BACK = ("佐藤に引継ぎ", "山田さんと同行")


def test_a_lead_source_that_names_somebody_has_another_word_for_everybody(
    handed_out: tuple[Distribution, Path],
) -> None:
    result, _ = handed_out
    rows = table(of(result, YAMADA), "SourceKPI")
    assert {line["リード経路"]: line["架電数"] for line in rows} == {NUMBERED: 40, "Web": 11}
    assert dict(result.remarks)["distribute.sources_named"] == {"names": NAMED}
    for recipient in (MORI, SATO):
        assert not [part for part, said in texts(of(result, recipient)).items() if NAMED in said]


def test_the_list_of_lead_sources_does_not_tell_what_colleagues_worked_on(
    handed_out: tuple[Distribution, Path],
) -> None:
    result, _ = handed_out
    listed = {}
    for recipient in (YAMADA, SATO):
        with sheetkpi.open_book(of(result, recipient), read_only=True) as opened:
            listed[recipient] = set(opened.names["kpi_source_names"].refers_to_range.value)
    assert "展示会" in listed[SATO]
    assert listed[YAMADA] - listed[SATO] == {"Web"}
    assert not {NAMED, NUMBERED} & listed[YAMADA]


def test_a_sheet_on_request_with_figures_by_family_name_is_refused(
    handed_out: tuple[Distribution, Path],
) -> None:
    result, _ = handed_out
    assert dict(result.remarks)["distribute.own_refused"] == {"names": "営業メモ"}
    workbook = openpyxl.load_workbook(of(result, YAMADA))
    assert "手順" in workbook.sheetnames
    assert "営業メモ" not in workbook.sheetnames


def test_no_code_name_travels_along(handed_out: tuple[Distribution, Path]) -> None:
    result, _ = handed_out
    assert not [part for part, said in texts(of(result, YAMADA)).items() if "codeName" in said]
