"""The page for the browser says what the workbook's saved cells say, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

import sheetkpi
from sheetkpi.errors import InputError, NothingToDoError, WorkbookError
from tests.publishing import pages

pytest.importorskip("vl_convert", reason="vl-convert is not installed")
pytest.importorskip("jinja2", reason="Jinja is not installed")

PROGRESS = [
    [
        "KPI",
        "Team",
        "Rep",
        "Actual",
        "Target",
        "Attainment",
        "Landing forecast",
        "Forecast low",
        "Forecast high",
    ],
    ["Calls", "All", None, 4084, 6573, 0.6213, 5546, 5464, 5629],
    ["Meetings", "All", None, 135, 225, 0.6, 182, 171, 195],
]
SOURCES = [
    ["My note", "Wins", "Lead source", "Calls", "Meetings", "Meeting rate"],
    ["mine", None, "Trade show", 1197, 66, 0.232],
    ["mine", 0, "Seminar", 1119, 25, 0.102],
]
NAMES = {"kpi_language": "en", "kpi_month_shown": datetime(2026, 11, 1)}


@pytest.fixture(scope="module")
def page(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the Japanese sample."""
    return sheetkpi.publish(demo, tmp_path_factory.mktemp("page")).path


def whole(value: Any) -> str:
    return f"{value:,.0f}"


def shares(value: float) -> tuple[str, str]:
    return f"{value:.1%}", f"{value:.0%}"


def every_number(book: Path) -> Iterator[str]:
    """The numbers that may stand on the page, as the formats of the workbook show them."""
    totals = [
        row
        for table in ("Progress", "TeamKPI", "Board", "MonthlyKPI")
        for row in pages.table_rows(book, table)
        if not row.get("担当者")
    ]
    for row in [*totals, *pages.table_rows(book, "SourceKPI")]:
        for value in row.values():
            if isinstance(value, int | float):
                yield from (whole(value), *shares(value))
    lost: dict[str, float] = {}
    for row in pages.table_rows(book, "Diagnosis"):
        if row["担当者"] and row["段階"]:
            lost[row["段階"]] = lost.get(row["段階"], 0) + row["改善余地（商談）"]
        elif row["段階"]:
            yield f"{row['改善余地（商談）']:.1f}"
    yield from (f"{value:.1f}" for value in lost.values())
    yield whole(sum(row["更新漏れ日数"] or 0 for row in pages.table_rows(book, "EntryHealth")))
    for name in ("kpi_answer", "kpi_week", "kpi_window_win_rate_teams"):
        yield from pages.numbers(str(pages.named(book, name)))


def test_every_number_is_that_of_a_cell(demo: Path, page: Path) -> None:
    known = set(every_number(demo))
    known |= {str(number) for number in range(1, 13)} | {"2026", "10"}  # months; ten business days
    main = pages.tree(page).xpath("//main")[0]
    shown = pages.numbers(pages.texts(main))
    assert len(shown) > 80
    assert not shown - known


def test_cards_tables_and_drawings_say_the_same_cells(demo: Path, page: Path) -> None:
    progress = {row["指標"]: row for row in pages.table_rows(demo, "Progress") if row["チーム"] == "全体"}
    main = progress["商談創出数"]
    card = pages.tree(page).xpath("//ul[@class='cards']/li[@class='main']")[0]
    assert card.xpath("string(h3)") == "商談創出数"
    assert card.xpath("string(p)") == whole(main["実績"])
    said = dict(zip(card.xpath(".//dt/text()"), card.xpath(".//dd/text()"), strict=True))
    assert said["目標"] == whole(main["目標"])
    assert said["達成率"] == shares(main["達成率"])[1]
    assert said["着地見込み"] == whole(main["着地見込み"])
    assert said["範囲"] == f"{whole(main['下振れ'])}–{whole(main['上振れ'])}"
    sources = {row["リード経路"]: row for row in pages.table_rows(demo, "SourceKPI")}
    found = pages.section(page, "sources")
    assert found is not None
    header, *rows = pages.cells(found)
    assert {row[0] for row in rows} == set(sources)
    for row in rows:
        of = dict(zip(header, row, strict=True))
        assert of["架電数"] == whole(sources[row[0]]["架電数"])
        assert of["商談化率"] == shares(sources[row[0]]["商談化率"])[0]
        assert of["判定"] == sources[row[0]]["商談化率 判定"]
    drawn = pages.svg_of(page)
    assert len(drawn) == 4
    months = [
        row for row in pages.table_rows(demo, "MonthlyKPI") if row["チーム"] == "全体" and row["商談創出数"]
    ]
    bars = next(svg for svg in drawn if "月別推移" in svg[0].text and "商談" in svg[0].text)
    assert [whole(row["商談創出数"]) for row in months] == [
        text for text in bars.xpath("//*[local-name()='text']/text()") if text.isdigit()
    ]


def test_the_time_is_that_of_the_last_refresh(demo: Path, page: Path) -> None:
    refreshed = pages.named(demo, "kpi_last_refresh")
    assert f"{refreshed:%Y/%m/%d %H:%M}" in pages.texts(pages.tree(page).xpath("//header")[0])


def test_the_page_needs_nothing_but_itself(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    root = pages.tree(page)
    assert not root.xpath("//script|//link|//img|//iframe|//object|//embed|//form|//base|//a|//*[@style]")
    assert not root.xpath("//*[@href or @src or @srcset or @action or starts-with(name(@*), 'on')]")
    assert not re.search(r"url\(|@import|javascript:", text)
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    style = re.findall(r"<style>(.*)</style>", text, re.DOTALL)[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
    for svg in pages.svg_of(page):
        assert svg.get("role") == "img"
        assert {svg.get("aria-labelledby"), svg.get("aria-describedby")} == {
            svg[0].get("id"),
            svg[1].get("id"),
        }
        assert svg.xpath("count(//*[local-name()='text'])") > 0
        colors = {value for value in svg.xpath("//@fill|//@stroke") if value not in ("none", "transparent")}
        assert all(color.startswith("var(--") for color in colors)
        assert {name for color in colors for name in re.findall(r"--[\w-]+", color)} <= set(
            re.findall(r"(--[\w-]+):", style)
        )


def test_costs_are_not_on_the_page(page: Path) -> None:
    assert not re.search("費用|コスト|粗利|回収率", page.read_text(encoding="utf-8"))


def test_the_same_workbook_gives_the_same_bytes_and_an_unchanged_page_is_not_touched(
    demo: Path, page: Path, tmp_path: Path
) -> None:
    again = sheetkpi.publish(demo, tmp_path)
    assert again.changed
    assert again.path.read_bytes() == page.read_bytes()
    before = again.path.stat()
    third = sheetkpi.publish(demo, tmp_path)
    assert not third.changed
    assert (again.path.stat().st_ino, again.path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_sections_that_have_no_table_are_left_out_and_columns_are_found_by_their_headers(
    tmp_path: Path,
) -> None:
    """Tables of values that another program wrote: columns in another order, one of somebody's own."""
    book = pages.plain_book(tmp_path / "b.xlsx", {"Progress": PROGRESS, "SourceKPI": SOURCES}, NAMES)
    page = sheetkpi.publish(book, tmp_path).path
    root = pages.tree(page)
    assert root.get("lang") == "en"
    assert root.xpath("string(//h1)").endswith("November 2026")
    assert root.xpath("//section/@aria-labelledby") == ["landing", "sources"]
    assert pages.cells(pages.section(page, "sources")) == [
        ["Lead source", "Calls", "Meetings", "Meeting rate", "Wins"],
        ["Trade show", "1,197", "66", "23.2%", ""],
        ["Seminar", "1,119", "25", "10.2%", "0"],
    ]
    assert "mine" not in pages.texts(root)
    assert "4,084 (target 6,573), landing 5,464–5,629" in pages.texts(root)


def test_a_table_of_peoples_own_that_is_filled_stands_in_and_headers_may_be_of_either_language(
    tmp_path: Path,
) -> None:
    mine = [["経路", "コール数", "アポ数"], ["展示会", 1197.0, 66.0]]
    path = pages.plain_book(
        tmp_path / "b.xlsx", {"Progress": PROGRESS, "MySources": mine}, NAMES | {"kpi_language": "ja"}
    )
    book = openpyxl.load_workbook(path)
    book.defined_names["kpi_adopted"] = DefinedName("kpi_adopted", attr_text='{"MySources=SourceKPI"}')
    book.save(path)
    page = sheetkpi.publish(path, tmp_path).path
    found = pages.section(page, "sources")
    assert found is not None
    assert pages.cells(found) == [["リード経路", "架電数", "商談創出数"], ["展示会", "1,197", "66"]]
    card = pages.tree(page).xpath("//ul[@class='cards']/li[@class='main']")[0]
    assert card.xpath("string(h3)") == "商談創出数"


def test_text_of_the_workbook_is_text_on_the_page(tmp_path: Path) -> None:
    hostile = [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7*7 }}</svg><b>",
        "‮evil​\x08",
    ]
    sources = [["Lead source", "Calls", "Meetings"], *([text, 10.0, 1.0] for text in hostile[:3])]
    progress = [[*row] for row in PROGRESS]
    names = NAMES | {"kpi_answer": hostile[0], "kpi_week": hostile[2]}
    book = pages.plain_book(tmp_path / "b.xlsx", {"Progress": progress, "SourceKPI": sources}, names)
    page = sheetkpi.publish(book, tmp_path).path
    root = pages.tree(page)
    assert not root.xpath("//script|//img|//b|//*[@onerror]")
    assert [row[0] for row in pages.cells(pages.section(page, "sources"))[1:]] == hostile[:3]
    assert root.xpath("string(//p[@class='answer'])") == hostile[0]
    assert len(pages.svg_of(page)) == 1


def test_letters_that_turn_or_hide_others_are_left_out(tmp_path: Path) -> None:
    sources = [["Lead source", "Calls"], ["\u202eevil\u200b web", 10.0]]
    book = pages.plain_book(tmp_path / "b.xlsx", {"Progress": PROGRESS, "SourceKPI": sources}, NAMES)
    page = sheetkpi.publish(book, tmp_path).path
    assert pages.cells(pages.section(page, "sources"))[1][0] == "evil web"


def test_a_formula_without_a_stored_value_is_an_error_and_no_blank(tmp_path: Path) -> None:
    sources = [[*row] for row in SOURCES]
    sources[1][4] = "=65+1"
    book = pages.plain_book(tmp_path / "b.xlsx", {"Progress": PROGRESS, "SourceKPI": sources}, NAMES)
    with pytest.raises(WorkbookError, match=r"SourceKPI!E2") as raised:
        sheetkpi.publish(book, tmp_path)
    assert "Excel" in raised.value.sentence("ja")
    assert not (tmp_path / "index.html").exists()


@pytest.mark.parametrize("lacking", ["vl_convert", "jinja2"])
def test_without_the_extra_a_sentence_says_what_to_install(
    lacking: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = pages.plain_book(tmp_path / "b.xlsx", {"Progress": PROGRESS}, NAMES)
    monkeypatch.setitem(sys.modules, lacking, None)
    with pytest.raises(InputError, match="pip install vl-convert-python jinja2"):
        sheetkpi.publish(book, tmp_path)
    assert not (tmp_path / "index.html").exists()


def test_a_workbook_without_figures_has_no_page(tmp_path: Path) -> None:
    new = {"Progress": [PROGRESS[0], [None] * 4 + ["=1"] + [None] * 4]}
    book = pages.plain_book(tmp_path / "b.xlsx", new, NAMES | {"kpi_stale": '=""'})
    with pytest.raises(NothingToDoError, match="no figures"):
        sheetkpi.publish(book, tmp_path)
    other = pages.plain_book(tmp_path / "other.xlsx", {"Mine": [["A", "B"], [1, 2]]}, {})
    with pytest.raises(WorkbookError, match="none of SheetKPI's tables"):
        sheetkpi.publish(other, tmp_path)
    handed_out = pages.plain_book(
        tmp_path / "rep.xlsx", {"Progress": PROGRESS}, NAMES | {"kpi_recipient": "Ada Ashgrove"}
    )
    with pytest.raises(WorkbookError, match="handed out"):
        sheetkpi.publish(handed_out, tmp_path)
    assert not (tmp_path / "index.html").exists()
