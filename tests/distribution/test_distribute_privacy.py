"""No trace of anybody else in any part of a workbook that is handed out: names, aliases, figures."""

from __future__ import annotations

import html
import re
import shutil
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import TableColumn
from openpyxl.worksheet.worksheet import Worksheet

import sheetkpi
from sheetkpi.distribution.recipients import aliases
from sheetkpi.model.roster import Roster
from sheetkpi.workbook.entering import enter_rows
from sheetkpi.workbook.inputs import read_inputs
from tests.libreoffice import needs_libreoffice, recalculated

SENTINEL = 86420975
"""A number that stands nowhere but where it is planted."""
ROW_SENTINELS = range(75_310_000, 95_310_000, 1_000_003)
"""The counts planted in entries: each rep has one of their own, far enough from the others' that no figure of
one's own, less a target, comes to another's."""


def planted(demo: Path, folder: Path) -> Path:
    """The sample with figures and names of everybody wherever a workbook can hold them."""
    book = folder / demo.name
    shutil.copytree(demo.parent, folder, dirs_exist_ok=True)
    workbook = openpyxl.load_workbook(book)
    reps = workbook["担当別"]
    table = reps.tables["RepKPI"]
    first, last = (int(re.sub(r"\D", "", cell)) for cell in table.ref.split(":"))
    names = [reps.cell(row, 1).value for row in range(first + 1, last + 1)]
    note = reps.max_column + 4
    for offset, name in enumerate(names):
        cell = reps.cell(first + 1 + offset, note, f"{name} {SENTINEL}")
        cell.comment = Comment(f"{name} {SENTINEL}", str(name))
        reps.cell(first + 1 + offset, 1).comment = Comment(f"{name}: {SENTINEL}", str(name))
    listed = DataValidation(type="list", formula1=f'"{names[0]},{names[1]},{SENTINEL}"')
    listed.add("A100")
    reps.add_data_validation(listed)
    reps.conditional_formatting.add("A7:A30", FormulaRule(formula=[f'$A7="{names[2]}{SENTINEL}"']))
    reps.oddHeader.center.text = f"{names[3]} {SENTINEL}"
    for name in ("kpi_best_rep", "best"):
        workbook.defined_names[name] = DefinedName(name, attr_text=f'"{names[4]} {SENTINEL}"')
    workbook.properties.creator = workbook.properties.lastModifiedBy = f"{names[0]} {SENTINEL}"
    workbook.properties.title = workbook.properties.description = f"{names[1]} {SENTINEL}"
    for title in ("ボード", "日次入力", "ベンチマーク", "設定"):
        workbook[title]["Z99"] = f"{names[5]} {SENTINEL}"
        workbook[title]["Z98"], workbook[title]["Z97"] = SENTINEL, f"={SENTINEL}+0"
        workbook[title]["Z96"] = f'=IF(A1="{names[5]}",{SENTINEL},0)'
        workbook[title]["Z95"] = f"全員で {SENTINEL}"
        workbook[title]["Z94"].number_format = f'"{names[6]}"0'
    workbook["ボード"]["P2"].hyperlink = Hyperlink("P2", location="A1", tooltip=f"{names[9]} {SENTINEL}")
    own_column(reps, f"{names[10]}の評価", SENTINEL)
    chart = BarChart()
    chart.title = f"{names[11]} {SENTINEL}"
    chart.add_data(Reference(reps, min_col=3, min_row=first, max_row=last), titles_from_data=True)
    workbook["進捗"].add_chart(chart, "P5")
    workbook["ベンチマーク"]["H6"] = f"{names[6]} {SENTINEL}"
    workbook["休日"]["B5"], workbook["休日"]["A5"] = f"{names[7]}の日", datetime(2026, 12, 29)
    hidden = workbook.create_sheet(f"{names[8]}の評価")
    hidden["A1"], hidden.sheet_state = SENTINEL, "veryHidden"
    workbook.save(book)
    with sheetkpi.open_book(book) as opened:
        kpis = opened.sheets["担当別"].tables["RepKPI"].data_body_range.value
        enter_rows(opened, {"FollowUps": pd.DataFrame([planted_lead(*row[:2]) for row in kpis])})
        sheetkpi.refresh(opened)
        entries = opened.sheets["日次入力"].tables["DailyEntry"]
        own = dict(zip(names, ROW_SENTINELS, strict=False))
        cells = entries.data_body_range
        for number, name in enumerate(names):
            row = cells.row + 172 + number
            opened.sheets["日次入力"][f"A{row}"].value = [datetime(2026, 11, 2), name, None, own[name]]
        opened.save()
    return book


def planted_lead(rep: object, team: object) -> dict[str, object]:
    """A call that `rep` typed into the list of leads, to a person who is called like nobody."""
    company, contact = lead_of(rep)
    said = {"call_result": "不在", "call_note": f"{company}へ再訪", "lead_source": "紹介"}
    called = {"listed_on": date.today() - timedelta(days=1), "called_on": date.today() - timedelta(days=1)}
    return {"company": company, "contact": contact, "rep": rep, "team": team, **said, **called}


def lead_of(rep: object) -> tuple[str, str]:
    """The company and the person that stand in nobody's list but that of `rep`."""
    number = sum(ord(letter) * place for place, letter in enumerate(str(rep), 1))
    return f"リード{number}商会", f"鬼怒川 {number}郎"


def own_column(sheet: Worksheet, header: str, value: object) -> None:
    """A column that people added at the right of RepKPI, typed into every row."""
    table = sheet.tables["RepKPI"]
    left, top, right, bottom = range_boundaries(table.ref)
    sheet.cell(top, right + 1, header)
    for row in range(top + 1, bottom + 1):
        sheet.cell(row, right + 1, value)
    table.tableColumns.append(TableColumn(id=max(each.id for each in table.tableColumns) + 1, name=header))
    table.ref = table.autoFilter.ref = (
        f"{get_column_letter(left)}{top}:{get_column_letter(right + 1)}{bottom}"
    )


def texts(path: Path) -> dict[str, str]:
    """Every part of a workbook, unpacked, character references resolved, part names among them."""
    with zipfile.ZipFile(path) as package:
        return {name: name + html.unescape(package.read(name).decode("utf-8")) for name in package.namelist()}


@pytest.fixture(scope="module")
def master(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return planted(demo, tmp_path_factory.mktemp("planted") / "book")


@pytest.mark.parametrize(
    ("by", "saved_by"),
    [
        ("rep", "openpyxl"),
        ("team", "openpyxl"),
        pytest.param("rep", "LibreOffice", marks=needs_libreoffice),
    ],
)
def test_no_part_holds_a_name_or_a_figure_of_anybody_else(
    by: str, saved_by: str, master: Path, tmp_path: Path
) -> None:
    if saved_by == "LibreOffice":  # with shared strings, figures cached in charts, and its own extensions
        shutil.copytree(master.parent, tmp_path / "saved")
        recalculated(master, tmp_path / "resaved").replace(tmp_path / "saved" / master.name)
        master = tmp_path / "saved" / master.name
    with sheetkpi.open_book(master, read_only=True) as book:
        inputs = read_inputs(book)
        roster = Roster.from_frame(inputs.frames["Roster"])
        kpis = book.sheets["担当別"].tables["RepKPI"].data_body_range.value
        leads = book.sheets["優先リード"].tables["FollowUps"].data_body_range.value
        notes = [text for text in book.names["kpi_followups_note"].refers_to_range.value if text]
    known = aliases(roster)
    teams = {row[0]: row[1] for row in kpis}
    numbers = {row[0]: str(number) for row, number in zip(kpis, ROW_SENTINELS, strict=False)}
    some = () if saved_by == "openpyxl" else sorted(teams)[::4]
    result = sheetkpi.distribute(master, tmp_path / by, by=by, only=some)
    assert len(result.of("written")) == (len(some) if some else 15 if by == "rep" else 3)
    assert result.remarks == (), "these are the workbook's own sheets, not the template's"
    for workbook in result.workbooks:
        own = {rep for rep in teams if workbook.recipient in (rep, teams[rep])}
        parts = texts(workbook.path)
        everything = "".join(parts.values())
        assert not [part for part in parts if "sharedStrings" in part]
        assert str(SENTINEL) not in everything
        assert not [text for text in notes if text in everything], "these count everybody's leads"
        assert all(numbers[rep] in everything for rep in own), "one's own figures are there"
        planted_in = {rep for rep in teams if lead_of(rep)[1] in everything or lead_of(rep)[0] in everything}
        assert planted_in == own, "what was typed of one's own leads is there, and of nobody else's"
        ours = {row[1] for row in leads if workbook.recipient in row[4:6]}
        theirs = {row[1] for row in leads} - ours
        assert ours
        assert theirs
        places = {company: [part for part, text in parts.items() if company in text] for company in theirs}
        assert not {company: found for company, found in places.items() if found}
        record = (workbook.path.parent / "sheetkpi-distribution.json").read_text(encoding="utf-8")
        assert not [text for rep in teams for text in lead_of(rep) if text in record]
        for rep in teams.keys() - own:
            for text in (rep, numbers[rep], *known.get(rep, ())):
                where = [part for part, content in parts.items() if text in content]
                assert not where, f"{text} stands in {where} of {workbook.path.name}"


def test_what_the_product_does_not_know_is_left_out(master: Path, tmp_path: Path) -> None:
    [workbook] = sheetkpi.distribute(master, tmp_path, only=["園部 光"]).workbooks
    parts = texts(workbook.path)
    kinds = ("comments", "pivot", "custom", "vba", "externalLink", "calcChain", "connections", "threaded")
    assert not [part for part in parts for kind in kinds if kind.casefold() in part.casefold()]
    assert openpyxl.load_workbook(workbook.path, read_only=True).properties.creator == "SheetKPI"


def test_charts_hold_no_cached_figures(master: Path, tmp_path: Path) -> None:
    [workbook] = sheetkpi.distribute(master, tmp_path, only=["園部 光"]).workbooks
    charts = [text for part, text in texts(workbook.path).items() if "charts/chart" in part]
    assert charts
    assert not any("numCache" in chart or "strCache" in chart for chart in charts)
