"""A refresh can be taken back, also by a later process; what people typed since is never lost."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table

import sheetkpi
from sheetkpi import undofile
from sheetkpi.errors import NothingToDoError, SheetKPIError, WorkbookError
from sheetkpi.fileengine.objects.book import Book
from tests.addin.conftest import TODAY
from tests.addin.snapshots import cells, state

UNDO = """
import sys, sheetkpi
with sheetkpi.open_book(sys.argv[1]) as book:
    sheetkpi.undo_refresh(book)
    book.save()
"""


@contextmanager
def changed(path: Path) -> Iterator[xw.Book]:
    """The workbook, saved afterwards."""
    with sheetkpi.open_book(path) as book:
        yield book
        book.save()


def more_calls(path: Path) -> Path:
    """Calls of the month before, by two people nobody has heard of: rows come, go and change places."""
    place = path.parent / "more.csv"
    rows = [f"2026-10-05,{name},東,接続" for name in ("新井 春", "江口 空") for _ in range(40)]
    place.write_text("\n".join(["日付,担当者,チーム,結果", *rows]), encoding="utf-8")
    return place


def refreshed(path: Path, month: date | None = None) -> Path:
    with changed(path) as book:
        sheetkpi.refresh(book, [more_calls(path)], month=month, undoable=True, today=TODAY)
    return path


def undone(path: Path) -> Path:
    with changed(path) as book:
        sheetkpi.undo_refresh(book)
    return path


def refused(path: Path) -> str:
    """The key of the sentence with which the undo refuses; the workbook stays as it was."""
    before = cells(path)
    with changed(path) as book, pytest.raises(SheetKPIError) as error:
        sheetkpi.undo_refresh(book)
    assert cells(path) == before
    return error.value.key


def rep_kpi(book: xw.Book) -> xw.main.Table:
    return book.sheets["担当別"].tables["RepKPI"]


def test_a_later_process_puts_everything_back(sample: Path):
    """Cells, what formulas come to, extents, names and rules of the whole sample workbook."""
    before = state(sample, results=True)
    refreshed(sample, date(2026, 10, 1))
    subprocess.run([sys.executable, "-c", UNDO, str(sample)], check=True)
    after = state(sample, results=True)
    for what, expected in before.items():
        assert after[what] == expected, what


def test_appended_columns_and_their_rules_go_again(small: Path):
    before = state(small, results=True)
    refreshed(small)
    grown = state(small)
    assert len(grown["extents"]["RepKPI"][1]) > len(before["extents"]["RepKPI"][1])
    assert "kpi_rules" in grown["names"]
    assert state(undone(small), results=True) == before


@pytest.fixture(scope="module")
def referring_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of three reps, and all that refers to their rows, to more rows or to cells beside them."""
    book = openpyxl.Workbook()
    sheet, other = book.active, book.create_sheet("Other")
    sheet.title = "KPI"
    for row in (["Rep", "Calls", "Memo"], ["Ann Lee"], ["Bob May"], ["Cy Ott"]):
        sheet.append(row)
    sheet.add_table(Table(displayName="RepKPI", ref="A1:C4"))
    for ruled in ("B2:B4", "A1:Z60", "B2:B8", "E2:E4"):
        rule = FormulaRule([f"{ruled.partition(':')[0]}>5"], fill=PatternFill("solid", bgColor="FFFF00"))
        sheet.conditional_formatting.add(ruled, rule)
    for where, entered, source in ((sheet, "C2:C4", '"x,y"'), (other, "B1:B9", "KPI!$A$2:$A$4")):
        validation = DataValidation(type="list", formula1=source)
        validation.add(entered)
        where.add_data_validation(validation)
    other["A1"], other["A2"] = "=SUM(KPI!B2:B4)", "=SUM(KPI!B2:B7)"
    for name, named in (("reps", "KPI!$A$2:$A$4"), ("more", "KPI!$A$2:$A$7")):
        book.defined_names[name] = DefinedName(name, attr_text=named)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=4))
    other.add_chart(chart, "D2")
    path = tmp_path_factory.mktemp("referring") / "KPI.xlsx"
    book.save(path)
    return path


@pytest.fixture
def referring(referring_made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(referring_made, tmp_path / "KPI.xlsx"))


def with_calls_of(path: Path, reps: Sequence[str]) -> None:
    """Refresh with a call of each of `reps`."""
    log = path.with_suffix(".csv")
    log.write_text("\n".join(["Date,Rep,Result", *(f"2026-11-02,{rep},connected" for rep in reps)]))
    with changed(path) as book:
        sheetkpi.refresh(book, [log], once=True, undoable=True, today=TODAY)


def references(path: Path) -> list[tuple[str, str]]:
    """What is said of cells by rules, validations, names, charts and formulas outside tables."""
    said = re.compile(r'sqref="([^"]+)"|<(?:\w+:)?(?:formula1|definedName|f)\b[^>]*>([^<]+)<')
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode() for name in package.namelist() if name.endswith(".xml")}
    return sorted((part, one or other) for part, text in parts.items() for one, other in said.findall(text))


@pytest.mark.parametrize("reps", ["DEF", "D"], ids=["more rows", "fewer rows"])
def test_what_followed_a_table_says_again_what_it_said(referring: Path, reps: str):
    """And what refers by chance to just the rows the table came to have does not follow it back."""
    before = references(referring)
    with_calls_of(referring, reps)
    assert references(referring) != before
    assert references(undone(referring)) == before


def looks(path: Path) -> dict[str, object]:
    """Formats and links of every cell of the table's first three rows and columns, and how its rows show."""
    sheet = openpyxl.load_workbook(path)["KPI"]
    shown = {
        cell.coordinate: (
            cell.number_format,
            cell.fill.fgColor.rgb if cell.fill.fill_type else "",
            cell.font.b,
            cell.border.left.style,
            cell.hyperlink and (cell.hyperlink.target, cell.hyperlink.location, cell.hyperlink.tooltip),
        )
        for row in sheet["A2:C4"]
        for cell in row
    }
    rows = {number: sheet.row_dimensions[number] for number in range(1, 9)}
    return {**shown, "rows": [(number, row.hidden, row.height) for number, row in rows.items()]}


@pytest.fixture
def dressed(referring: Path) -> Path:
    """The same; Bob's row is hidden and tall, with formats and links of its own, Ann's leads somewhere."""
    book = openpyxl.load_workbook(referring)
    sheet = book["KPI"]
    sheet["B3"].fill, sheet["B3"].number_format = PatternFill("solid", fgColor="FFFF0000"), "0.000"
    sheet["C3"].font, sheet["C3"].border = Font(bold=True), Border(left=Side("thin"))
    for cell, target in (("A2", "https://example.com/a#there"), ("A3", "https://example.com/b")):
        sheet[cell].hyperlink = target
    sheet["A3"].hyperlink.tooltip = "who that is"
    sheet["C3"].hyperlink = Hyperlink(ref="C3", location="Other!A1")
    sheet["C3"].value = None  # openpyxl writes where it leads, and what people typed would keep the row
    sheet.row_dimensions[3].hidden, sheet.row_dimensions[3].height = True, 44
    book.save(referring)
    return referring


@pytest.mark.parametrize("reps", ["D", "DEF", ("Ann Lee",), ("Cy Ott", *"DEFG")], ids=str)
def test_rows_that_went_come_back_looking_as_they_did(dressed: Path, reps: Sequence[str]):
    before = looks(dressed)
    with_calls_of(dressed, reps)
    assert looks(dressed) != before
    assert looks(undone(dressed)) == before


@pytest.mark.parametrize("reps", ["D", "DE"])
def test_a_new_row_has_nothing_of_the_one_whose_place_it_takes(dressed: Path, reps: str):
    """A table has at least one row, which is handed on when everybody goes."""
    with_calls_of(dressed, reps)
    found = looks(dressed)
    assert {found[cell][-1] for cell in ("A2", "A3", "A4", "C3")} == {None}
    assert not any(hidden for _, hidden, _ in found["rows"])


def test_a_rule_changed_since_stays_as_it_was_changed(referring: Path):
    with_calls_of(referring, "DEF")
    with changed(referring) as book:
        book.names["reps"].refers_to = "=KPI!$A$2:$A$6"
    said = references(undone(referring))
    assert ("xl/workbook.xml", "KPI!$A$2:$A$6") in said
    assert ("xl/worksheets/sheet1.xml", "B2:B4") in said


def test_what_people_typed_since_stays_with_its_row(small: Path):
    refreshed(small)
    with changed(small) as book:
        body = rep_kpi(book).data_body_range
        row = body.columns[0].value.index("鈴木 葵")
        body[row, 3].value = "研修おわり"
    undone(small)
    with sheetkpi.open_book(small) as book:
        assert rep_kpi(book).data_body_range.value == ["鈴木 葵", None, None, "研修おわり"]


def test_a_table_sorted_since_still_fits(small: Path):
    refreshed(small)
    before = state(small, results=True)
    with changed(small) as book:
        sheetkpi.refresh(book, [more_calls(small)], month=date(2026, 10, 1), undoable=True, today=TODAY)
    with changed(small) as book:
        rep_kpi(book).sort([1], [False])
    after = state(undone(small), results=True)
    for what in ("cells", "results", "extents", "names"):
        assert after[what] == before[what], what


def stored(path: Path) -> list[tuple[str, object]]:
    """The formulas of RepKPI in a file, with the results that are stored there."""
    book, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    area = book["担当別"].tables["RepKPI"].ref
    told = zip(book["担当別"][area], values["担当別"][area], strict=True)
    return [
        (str(cell.value), result.value)
        for row in told
        for cell, result in zip(*row, strict=True)
        if cell.data_type == "f"
    ]


@pytest.mark.parametrize("is_changed", [False, True])
def test_formulas_have_the_results_they_had_unless_somebody_changed_something_since(
    small: Path, is_changed: bool
):
    """A program that calculates nothing reads them at once; of what was changed since nobody can tell."""
    refreshed(small)
    with changed(small) as book:  # as Excel saves it, with what a column of theirs comes to
        table = rep_kpi(book)
        own = table.data_body_range.columns[3]
        own.value = [["=[@架電数]*2"]] * len(table.data_body_range.rows)
        own.impl.cache_values([[2 * calls] for calls in table.data_body_range.columns[2].value])
        log = book.sheets["ログ"].used_range
        log[-1, :].offset(1, 0).value = log[-1, :].value
    before = stored(small)
    assert any(formula.endswith("*2") and result for formula, result in before)
    refreshed(small)
    assert stored(small) != before
    if is_changed:
        with changed(small) as book:
            book.sheets["設定"]["F9"].value = 1
    after = stored(undone(small))
    if is_changed:
        assert None in {result for formula, result in after if formula.endswith("*2")}
    else:
        assert after == before


def test_nothing_is_left_to_undo_twice(small: Path):
    undone(refreshed(small))
    assert refused(small) == "error.undo_nothing"


def test_a_new_row_that_was_typed_into_stays_with_its_key_alone_and_is_named(small: Path):
    before = cells(small)
    refreshed(small)
    with changed(small) as book:
        body = rep_kpi(book).data_body_range
        body[body.columns[0].value.index("山田 花"), 3].value = "面談する"
    with changed(small) as book:
        (stayed,) = sheetkpi.undo_refresh(book).stayed
    after = cells(small)
    assert (stayed.table, stayed.key, stayed.cells) == ("RepKPI", "山田 花", ("担当別!E5",))
    assert {cell: after[cell] for cell in after if after[cell] != before.get(cell)} == {
        "担当別!B5": "山田 花",
        "担当別!E5": "面談する",
    }
    assert not [cell for cell in before if cell not in after]
    with sheetkpi.open_book(small) as book:
        assert rep_kpi(book).range.address == "$B$3:$E$5"


def test_the_next_refresh_fills_the_rows_that_stayed(small: Path):
    refreshed(small)
    with changed(small) as book:
        body = rep_kpi(book).data_body_range
        for rep in ("山田 花", "佐藤 健"):
            body[body.columns[0].value.index(rep), 3].value = f"{rep}と面談"
    refreshed(undone(small))
    with sheetkpi.open_book(small) as book:
        header, *rows = rep_kpi(book).range.value
        told = {row[0]: (row[header.index("架電数")], row[header.index("メモ")]) for row in rows}
    assert told["山田 花"] == (30, "山田 花と面談")
    assert told["佐藤 健"] == (12, "佐藤 健と面談")
    assert told["鈴木 葵"] == (3, "新人")


def test_a_new_row_that_was_typed_into_stays_in_a_table_sorted_since(small: Path):
    refreshed(small)
    with changed(small) as book:
        body = rep_kpi(book).data_body_range
        body[body.columns[0].value.index("山田 花"), 3].value = "面談する"
        rep_kpi(book).sort([1], [False])
    undone(small)
    with sheetkpi.open_book(small) as book:
        assert rep_kpi(book).data_body_range.value == [
            ["鈴木 葵", None, None, "新人"],
            ["山田 花", None, None, "面談する"],
        ]


def test_rows_stay_only_where_the_table_has_room_for_them(referring: Path):
    """Two reps went and one came: with all three there would be a row more than the table ever had."""
    with_calls_of(referring, "D")
    with changed(referring) as book:
        book.sheets["KPI"].tables["RepKPI"].data_body_range[0, 2].value = "mine"
    assert refused(referring) == "error.undo_typed"


@pytest.mark.parametrize("came", ["DEFG", "DEFGH"])
def test_rows_that_went_come_back_before_those_that_stay(dressed: Path, came: str):
    before, table = looks(dressed), cells(dressed)
    with_calls_of(dressed, came)
    with changed(dressed) as book:
        body = book.sheets["KPI"].tables["RepKPI"].data_body_range
        body[body.columns[0].value.index("F"), 2].value = "mine"
    with changed(dressed) as book:
        (stayed,) = sheetkpi.undo_refresh(book).stayed
    assert stayed.cells == ("KPI!C5",)
    now = cells(dressed)
    assert {cell: now[cell] for cell in now if now[cell] != table.get(cell)} == {
        "KPI!A5": "F",
        "KPI!C5": "mine",
    }
    assert looks(dressed) == before


def test_the_command_names_the_rows_that_stay(small: Path, capsys: pytest.CaptureFixture[str]):
    from tests.cli.commands import run

    refreshed(small)
    with changed(small) as book:
        body = rep_kpi(book).data_body_range
        body[body.columns[0].value.index("山田 花"), 3].value = "面談する"
    assert run("undo", small, "--lang", "en") == 0
    said = capsys.readouterr().out
    assert "but for 1 row in which something was typed since (山田 花 担当別!E5)" in said


@pytest.mark.parametrize("typed", ["A3", "E3"])
def test_what_was_typed_below_a_table_is_not_lost_where_rows_come_back(referring: Path, typed: str):
    """Beside those rows, where the columns stood that go again, it stays."""
    with_calls_of(referring, "D")
    with changed(referring) as book:
        assert book.sheets["KPI"].tables["RepKPI"].range.last_cell.row == 2
        book.sheets["KPI"][typed].value = "mine"
    if typed == "A3":
        assert refused(referring) == "error.undo_typed"
    else:
        assert cells(undone(referring))["KPI!E3"] == "mine"


def test_a_meaning_chosen_since_stays_with_its_text(small: Path):
    refreshed(small)
    with changed(small) as book:
        book.sheets["結果"].tables["ResultMap"].data_body_range[0, 1].value = "接続"
    with changed(small) as book:
        (stayed,) = sheetkpi.undo_refresh(book).stayed
        assert (stayed.table, stayed.key) == ("ResultMap", "なんとなく")
    with sheetkpi.open_book(small) as book:
        assert book.sheets["結果"].tables["ResultMap"].data_body_range.value == ["なんとなく", "接続", None]


def test_a_table_with_other_rows_is_left_alone(small: Path):
    refreshed(small)
    with changed(small) as book:
        rep_kpi(book).data_body_range[0, 0].value = "別人"
    assert refused(small) == "error.undo_changed"


def test_a_refresh_that_kept_nothing_is_noticed(small: Path):
    refreshed(small)
    with changed(small) as book:
        book.names["kpi_last_refresh"].refers_to_range.value = "2030-01-01"
    assert refused(small) == "error.undo_since"


@pytest.mark.parametrize("call", [1, 2, 3, 5, 8, 13])
def test_a_refresh_that_breaks_off_leaves_the_workbook_as_it_was(
    small: Path, call: int, monkeypatch: pytest.MonkeyPatch
):
    """Whichever of its writes fails, while rows change places or while columns are filled."""
    refreshed(small)
    before = state(small)
    broken_off(small, call, monkeypatch)
    after = state(small)
    for what in ("cells", "extents", "names", "rules"):
        assert after[what] == before[what], what


def broken_off(path: Path, call: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refresh, with one write that fails, and save what is left."""
    with changed(path) as book, monkeypatch.context() as patched:
        fail_at(call, patched)
        with pytest.raises(OSError, match="no more"):
            sheetkpi.refresh(book, month=date(2026, 10, 1), undoable=True, today=TODAY)


def fail_at(call: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the `call`-th write of values into cells fail, and only that one."""
    from sheetkpi.fileengine.objects.range import Range

    number = 0
    values = vars(Range)["raw_value"]

    def failing(self: Range, value: object) -> None:
        nonlocal number
        number += 1
        if number == call:
            raise OSError("no more")
        values.fset(self, value)

    monkeypatch.setattr(Range, "raw_value", values.setter(failing))


def test_a_failed_refresh_leaves_the_undo_of_the_one_before(small: Path, monkeypatch: pytest.MonkeyPatch):
    before = state(small)
    refreshed(small)
    broken_off(small, 5, monkeypatch)
    assert state(undone(small)) == before


def test_a_refresh_that_was_killed_in_excel_is_made_good_by_the_next_process(
    small: Path, monkeypatch: pytest.MonkeyPatch
):
    """Nobody settled what was kept, so the workbook may stand anywhere between before and after."""
    before = state(small, results=True)
    monkeypatch.setattr(Book, "state_read", "")  # as of an engine that writes into an open workbook
    refreshed(small)
    undofile._done(str(small)).rename(undofile._pending(str(small)))
    with changed(small) as book:  # as in the middle of a sort
        rep_kpi(book).data_body_range.columns[0].value = [[3], [1], [2]]
    after = state(undone(small), results=True)
    for what in ("cells", "results", "extents", "names"):
        assert after[what] == before[what], what


@contextmanager
def no_room_to_save(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def full(*args: object) -> None:
        raise WorkbookError("error.disk_full", path="KPI.xlsx")

    with monkeypatch.context() as patched:
        patched.setattr("sheetkpi.fileengine.opc.saving.replace_file", full)
        with pytest.raises(WorkbookError):
            yield


def test_a_refresh_that_could_not_be_saved_leaves_the_undo_of_the_one_before(
    small: Path, monkeypatch: pytest.MonkeyPatch
):
    before = state(small, results=True)
    refreshed(small)
    with no_room_to_save(monkeypatch):
        refreshed(small, date(2026, 10, 1))
    assert state(undone(small), results=True) == before


def test_a_refresh_that_was_never_saved_is_not_put_back_over_what_people_typed(
    small: Path, monkeypatch: pytest.MonkeyPatch
):
    with no_room_to_save(monkeypatch):
        refreshed(small)
    with changed(small) as book:
        rep_kpi(book).data_body_range.value = ["鈴木 葵", None, 7, "異動"]
    assert refused(small) == "error.undo_nothing"


def test_nothing_is_undone_where_nothing_was_saved(small: Path, monkeypatch: pytest.MonkeyPatch):
    with no_room_to_save(monkeypatch):
        refreshed(small)
    assert refused(small) == "error.undo_nothing"


def test_a_refresh_killed_right_after_its_save_can_be_undone(small: Path):
    before = state(small, results=True)
    refreshed(small)
    undofile._done(str(small)).rename(undofile._pending(str(small)))
    assert state(undone(small), results=True) == before
    assert refused(small) == "error.undo_nothing"


def test_an_undo_that_could_not_be_saved_can_be_done_again(small: Path, monkeypatch: pytest.MonkeyPatch):
    before = state(small, results=True)
    refreshed(small)
    with no_room_to_save(monkeypatch):
        sheetkpi.undo_refresh(small)
    assert state(undone(small), results=True) == before


def test_a_workbook_saved_under_another_name_takes_its_undo_along(small: Path):
    before = state(small, results=True)
    other = small.with_name("other.xlsx")
    with sheetkpi.open_book(small) as book:
        sheetkpi.refresh(book, [more_calls(small)], undoable=True, today=TODAY)
        book.save(other)
    assert refused(small) == "error.undo_nothing"
    assert state(undone(other), results=True) == before


def test_an_open_book_is_put_back_before_it_is_saved_and_once_only(small: Path):
    before = state(small, results=True)
    with changed(small) as book:
        sheetkpi.refresh(book, [more_calls(small)], undoable=True, today=TODAY)
        sheetkpi.undo_refresh(book)
        with pytest.raises(NothingToDoError):
            sheetkpi.undo_refresh(book)
    assert state(small, results=True) == before
    assert refused(small) == "error.undo_nothing"


def test_nobody_else_can_read_what_was_kept(small: Path):
    refreshed(small)
    (file,) = undofile.folder().iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_a_damaged_file_counts_as_none(small: Path):
    refreshed(small)
    undofile._done(str(small)).write_bytes(b"{}")
    assert refused(small) == "error.undo_nothing"


def test_what_the_version_before_kept_is_put_back_too(sample: Path):
    """It had a formula, or none, for each cell of a table, not for each column."""
    before = state(sample)
    refreshed(sample)
    file = undofile._done(str(sample))
    first, *others = gzip.decompress(file.read_bytes()).splitlines()
    content = json.loads(first)
    blocks = [each["body"] for each in content["before"]["tables"]]
    for block in [*blocks, *(name["cells"] for name in content["before"]["names"])]:
        columns, width = block["formulas"], len(block["values"][0]) if block["values"] else 0
        block["formulas"] = [
            [
                cells if isinstance(cells := columns.get(str(place)), str | None) else cells[row]
                for place in range(width)
            ]
            for row in range(len(block["values"]))
        ]
    assert any(formula for block in blocks for row in block["formulas"] for formula in row)
    file.write_bytes(
        gzip.compress(b"\n".join([json.dumps(content | {"version": 1}).encode(), *others]) + b"\n")
    )
    with changed(sample) as book:
        sheetkpi.undo_refresh(book)
    assert state(sample) == before
