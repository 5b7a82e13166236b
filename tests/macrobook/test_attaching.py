"""`attach` and `detach`: people's own workbooks get buttons and tables; everything else stays as it was."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.cell import MergedCell

import sheetkpi
from sheetkpi.cli import main
from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.opc.lockfile import name_beside
from sheetkpi.language import say
from sheetkpi.macrobook.attaching import attach, detach
from sheetkpi.macrobook.sources import code_modules
from sheetkpi.macrobook.templatesheets import table_names
from sheetkpi.macrobook.vbaproject import WORKBOOK_BASE, Module, document_module, vba_project
from tests.excelrules import complaints
from tests.fileengine.books import members_at, part_of, with_parts, with_text
from tests.macrobook.ovba import read_project
from tests.macrobook.workbooks import XLWINGS, peoples_workbook, with_project, with_ribbon

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
REGISTERS = {
    *("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"),
    *("xl/styles.xml", "docProps/app.xml"),
}
"""Parts that list the others; an added sheet must be in them."""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return peoples_workbook(tmp_path / "MyBook.xlsx")


def without_code_name(sheet: bytes) -> bytes:
    return re.sub(rb"<sheetPr/>", b"", re.sub(rb' codeName="Sheet\d+"', b"", sheet))


def look(cell: Any) -> tuple[str, ...]:
    parts = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection, cell.number_format)
    return tuple(map(repr, parts))


def rules(sheet: Any) -> list[tuple[object, ...]]:
    """What each conditional format looks for, and what it does."""
    every = [(str(cells.sqref), rule) for cells in sheet.conditional_formatting for rule in cells.rules]
    looks = [rule.dxf and (repr(rule.dxf.font), repr(rule.dxf.fill)) for _, rule in every]
    numbers = [rule.dxf and rule.dxf.numFmt and rule.dxf.numFmt.formatCode for _, rule in every]
    asked = [(cells, rule.type, *rule.formula) for cells, rule in every]
    return list(zip(asked, looks, numbers, strict=True))


def sheet_names(path: Path) -> list[str]:
    return openpyxl.load_workbook(path, read_only=True).sheetnames


def kept_parts(before: Path, after: Path) -> set[str]:
    """Parts of `before` that are in `after` byte for byte, still compressed."""
    old, new = members_at(before), members_at(after)
    return {name for name in old if new.get(name) == old[name]}


def test_the_macro_workbook_stands_beside_the_workbook_which_stays_as_it_was(book: Path) -> None:
    before = book.read_bytes()
    assert sheetkpi.attach(book, "ja") == book.with_suffix(".xlsm")
    assert book.read_bytes() == before
    assert complaints(book.with_suffix(".xlsm")) == []


def test_what_was_in_the_workbook_is_there_byte_for_byte(book: Path) -> None:
    after = sheetkpi.attach(book, "ja")
    changed = set(members_at(book)) - kept_parts(book, after)
    sheets = {name for name in changed if name.startswith("xl/worksheets/sheet")}
    assert changed - sheets <= REGISTERS
    for name in sheets:  # VBA needs a name for each sheet: that attribute, and nothing else
        assert without_code_name(part_of(after.read_bytes(), name)) == without_code_name(
            part_of(book.read_bytes(), name)
        )


def test_the_users_sheets_come_first_and_look_as_before(book: Path) -> None:
    after = sheetkpi.attach(book, "ja")
    assert sheet_names(after)[:2] == ["活動", "メモ"]
    old = openpyxl.load_workbook(book)["活動"]
    new = openpyxl.load_workbook(after)["活動"]
    for row in old.iter_rows():
        for cell in row:
            assert (cell.value, look(cell)) == (new[cell.coordinate].value, look(new[cell.coordinate]))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_table_and_name_of_the_template_comes_with_its_look(
    book: Path, language: str, tmp_path: Path
) -> None:
    template = openpyxl.load_workbook(sheetkpi.new(tmp_path / "T.xlsx", language))  # type: ignore[arg-type]
    after = openpyxl.load_workbook(sheetkpi.attach(book, language))  # type: ignore[arg-type]
    for sheet in template.worksheets:
        copy = after[sheet.title]
        assert set(copy.tables) == set(sheet.tables)
        assert copy.data_validations.count == sheet.data_validations.count
        assert len(copy._charts) == len(sheet._charts)
        assert copy.print_title_rows == sheet.print_title_rows
        for row in sheet.iter_rows():
            for cell in row:
                other = copy[cell.coordinate]
                assert cell.value == other.value
                if cell.style_id and not isinstance(cell, MergedCell):
                    assert look(cell) == look(other)
        assert rules(copy) == rules(sheet)
    assert set(template.defined_names) <= set(after.defined_names)


def test_a_refresh_fills_the_tables_from_the_users_own_sheet(book: Path) -> None:
    after = sheetkpi.attach(book, "ja")
    with sheetkpi.open_book(after) as opened:
        summary = sheetkpi.refresh(opened)
        assert (summary.activity.read, summary.activity.counted) == (3, 3)
        reps = opened.sheets["担当別"].tables["RepKPI"].data_body_range.options(ndim=2).value
        opened.save()
    assert [row[0] for row in reps][:2] == ["原田 陸", "森 葵"]
    assert complaints(after) == []
    assert read_project(after).module("SheetKPI")


def test_a_taken_sheet_name_is_the_users_and_formulas_follow_the_other(tmp_path: Path) -> None:
    after = sheetkpi.attach(peoples_workbook(tmp_path / "B.xlsx", activity="グラフ元データ"), "ja")
    names = sheet_names(after)
    assert names[0] == "グラフ元データ"
    assert "グラフ元データ KPI" in names
    charts = [name for name in members_at(after) if name.startswith("xl/charts/")]
    formulas = re.findall(rb"<(?:c:)?f>([^<]*)</", b"".join(part_of(after.read_bytes(), c) for c in charts))
    ours = [formula.decode() for formula in formulas if "メモ" not in formula.decode()]
    assert ours
    assert all("グラフ元データ KPI" in formula for formula in ours)
    with sheetkpi.open_book(after) as opened:
        sheets = [sheet.sheet for sheet in sheetkpi.refresh(opened).activity.sheets]
    assert "グラフ元データ KPI" not in sheets  # what is ours is not read as activity
    assert "xlwings.conf" not in sheets


def test_attaching_again_changes_nothing(book: Path) -> None:
    after = attach(book, "ja")
    before = after.path.read_bytes()
    again = attach(after.path, "ja")
    assert (again.changed, again.sheets, again.macros) == (False, (), True)
    assert after.path.read_bytes() == before
    assert {path.name for path in book.parent.iterdir()} == {"MyBook.xlsx", "MyBook.xlsm"}


def test_attaching_again_in_another_language_changes_nothing(book: Path) -> None:
    after = sheetkpi.attach(book, "ja")
    before = after.read_bytes()
    assert not attach(after, "en").changed
    assert after.read_bytes() == before


def test_a_kpi_workbook_without_buttons_gets_only_those(tmp_path: Path) -> None:
    book = sheetkpi.new(tmp_path / "KPI.xlsx", "en")
    done = attach(book)
    assert done.sheets == ()
    assert sheet_names(done.path) == [*sheet_names(book), "xlwings.conf"]
    assert b"SheetKPI_Refresh" in part_of(done.path.read_bytes(), "xl/drawings/drawing1.xml")


def own_rep_table(path: Path, beside: object = None) -> Path:
    book = openpyxl.Workbook()
    for row in (["担当者", "架電数", "自分のメモ", beside], ["森 葵", None, "育休明け", None]):
        book.active.append(row)
    book.active.add_table(openpyxl.worksheet.table.Table(name="RepKPI", displayName="RepKPI", ref="A1:C2"))
    book.save(path)
    return path


def test_a_table_the_user_has_is_not_added_again_and_gets_columns_that_formulas_need(tmp_path: Path) -> None:
    done = attach(own_rep_table(tmp_path / "Own.xlsx"), adopted={"RepKPI": "RepKPI"})
    assert say("sheet.reps", "ja") not in done.sheets
    assert say("sheet.teams", "ja") in done.sheets
    sheet = openpyxl.load_workbook(done.path)["Sheet"]
    headers = [cell.value for cell in sheet[1]]
    assert headers[:3] == ["担当者", "架電数", "自分のメモ"]
    assert "接続数" in headers
    assert sheet["C2"].value == "育休明け"
    assert complaints(done.path) == []


def test_formulas_whose_columns_have_no_room_are_left_out(tmp_path: Path) -> None:
    """A formula that names a missing column makes Excel cut the workbook."""
    done = attach(own_rep_table(tmp_path / "Own.xlsx", beside="ここにメモ"), adopted={"RepKPI": "RepKPI"})
    sheet = openpyxl.load_workbook(done.path)["Sheet"]
    assert sheet.tables["RepKPI"].ref == "A1:C2"
    assert complaints(done.path) == []


def test_a_lost_sheet_of_a_macro_workbook_comes_back_with_a_module_of_its_own(tmp_path: Path) -> None:
    path = sheetkpi.new(tmp_path / "KPI.xlsm", "ja")
    with sheetkpi.open_book(path) as opened:
        opened.sheets["休日"].delete()
        opened.save()
    done = attach(path)
    assert done.sheets == ("休日",)
    code_names = set()
    for name in members_at(path):
        if found := re.search(rb'<sheetPr[^>]* codeName="(\w+)"', part_of(path.read_bytes(), name)):
            code_names.add(found[1].decode())
    assert code_names <= {module.name for module in read_project(path).modules}
    assert complaints(path) == []


@pytest.mark.parametrize("year", ["2006/01", "2009/07"])
def test_a_ribbon_tab_of_the_users_stays_beside_ours(book: Path, year: str) -> None:
    with_ribbon(book, year)
    after = sheetkpi.attach(book, "ja")
    ui = [name for name in members_at(after) if name.startswith("customUI/")]
    assert len(ui) == 1  # Excel reads the newest form only: a second part would hide the user's
    root = etree.fromstring(part_of(after.read_bytes(), ui[0]))
    tabs = [tab.get("id") for tab in root.iter("{*}tab")]
    assert tabs == ["Mine", "SheetKPITab"]
    assert {etree.QName(element).namespace for element in root.iter(etree.Element)} == {
        f"http://schemas.microsoft.com/office/{year}/customui"
    }
    back = sheetkpi.detach(after, output=book.with_name("back.xlsx"))
    left = etree.fromstring(part_of(back.read_bytes(), ui[0]))
    assert etree.tostring(left) == etree.tostring(etree.fromstring(part_of(book.read_bytes(), ui[0])))


def test_detach_can_leave_tables_and_content(book: Path) -> None:
    after = sheetkpi.attach(book, "ja")
    with sheetkpi.open_book(after) as opened:
        sheetkpi.refresh(opened)
        opened.save()
    back = sheetkpi.detach(after, output=book.with_name("back.xlsx"), keep=True)
    parts = set(members_at(back))
    assert not [name for name in parts if "vba" in name.lower() or name.startswith("customUI")]
    assert not [name for name in parts if b"SheetKPI_" in part_of(back.read_bytes(), name)]
    assert "xlwings.conf" not in sheet_names(back)
    assert "kpi_say" not in part_of(back.read_bytes(), "xl/workbook.xml").decode()
    assert complaints(back) == []
    reps = openpyxl.load_workbook(back)["担当別"]
    assert "森 葵" in [cell.value for row in reps.iter_rows() for cell in row]
    peoples = {
        name for name in kept_parts(book, back) if name.startswith(("xl/charts/chart1", "xl/drawings"))
    }
    assert {"xl/charts/chart1.xml", "xl/drawings/drawing1.xml"} <= peoples


def test_attach_after_sheets_were_left_gives_the_same_macros_and_no_sheet_twice(book: Path) -> None:
    after = sheetkpi.attach(book, "ja")
    back = sheetkpi.detach(after, output=book.with_name("back.xlsx"), keep=True)
    again = attach(back)
    assert again.sheets == ()
    assert sorted(sheet_names(again.path)) == sorted(sheet_names(after))
    assert read_project(again.path).module("SheetKPI") == read_project(after).module("SheetKPI")


def test_a_workbook_with_macros_of_its_own_gets_tables_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(shutil.copy(XLWINGS / "quickstart.xlsm", tmp_path / "Own.xlsm"))
    project = part_of(path.read_bytes(), "xl/vbaProject.bin")
    with pytest.raises(SystemExit) as ended:
        main(["attach", str(path), "--lang", "ja"])
    assert ended.value.code == 0
    assert 'RunPython "import sheetkpi.addin; sheetkpi.addin.refresh()"' in capsys.readouterr().out
    assert part_of(path.read_bytes(), "xl/vbaProject.bin") == project
    assert "ボード" in sheet_names(path)
    everything = b"".join(part_of(path.read_bytes(), name) for name in members_at(path))
    assert b"SheetKPI_Refresh" not in everything
    assert b"SheetKPITab" not in everything
    assert complaints(path) == []
    assert path.with_name("Own.xlsm.bak").exists()


def hidden_by_password(modules: list[Module]) -> bytes:
    """A project locked for viewing: DPB holds a hash of 29 bytes then (MS-OVBA 2.3.1.16)."""
    from sheetkpi.macrobook import vbaproject
    from sheetkpi.macrobook.compoundfile import compound_file
    from tests.macrobook.ovba import streams_of

    locked = vbaproject.encrypted(bytes(range(29)), 0x0E)
    streams = streams_of(vba_project(modules, 932))
    streams["PROJECT"] = re.sub(rb'DPB="[0-9A-F]+"', f'DPB="{locked}"'.encode(), streams["PROJECT"])
    inner = {name.removeprefix("VBA/"): data for name, data in streams.items() if name.startswith("VBA/")}
    return compound_file({"PROJECT": streams["PROJECT"], "PROJECTwm": streams["PROJECTwm"], "VBA": inner})


def own_code() -> list[Module]:
    return [
        document_module("ThisWorkbook", WORKBOOK_BASE, 932),
        Module("Mine", b'Attribute VB_Name = "Mine"\r\nSub Mine()\r\nEnd Sub\r\n'),
    ]


@pytest.mark.parametrize("project", ["locked", "unreadable", "locked and ours"])
def test_a_project_that_may_not_be_written_is_left_alone(project: str, tmp_path: Path) -> None:
    path = sheetkpi.new(tmp_path / "KPI.xlsm", "ja")
    data = {
        "locked": hidden_by_password(own_code()),
        "unreadable": b"no compound file at all",
        "locked and ours": hidden_by_password(code_modules()),
    }[project]
    with_project(path, data)
    done = attach(path)
    assert done.macros == (project == "locked and ours")
    assert part_of(path.read_bytes(), "xl/vbaProject.bin") == data


def test_a_signed_project_is_left_alone(tmp_path: Path) -> None:
    path = sheetkpi.new(tmp_path / "KPI.xlsm", "ja")
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProjectSignature"
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    project = vba_project(own_code()[:1], 932)
    signed = {
        "xl/vbaProject.bin": project,
        "xl/_rels/vbaProject.bin.rels": f'<Relationships xmlns="{namespace}">'
        f'<Relationship Id="rId1" Type="{kind}" Target="vbaProjectSignature.bin"/></Relationships>',
        "xl/vbaProjectSignature.bin": b"signature",
    }
    path.write_bytes(with_parts(path.read_bytes(), signed))
    assert not attach(path).macros
    assert part_of(path.read_bytes(), "xl/vbaProject.bin") == project


def test_an_empty_project_such_as_the_editor_leaves_is_replaced(tmp_path: Path) -> None:
    path = with_project(sheetkpi.new(tmp_path / "KPI.xlsm", "ja"), vba_project(own_code()[:1], 932))
    assert attach(path).macros
    assert read_project(path).module("SheetKPI")


def test_older_macros_of_ours_are_brought_up_to_date(tmp_path: Path) -> None:
    path = sheetkpi.new(tmp_path / "KPI.xlsm", "ja")
    old = [Module(m.name, m.source + b"' older\r\n", m.kind) for m in code_modules()]
    with_project(path, vba_project([*own_code()[:1], *old], 932))
    assert attach(path).changed
    assert b"older" not in read_project(path).module("SheetKPI").text
    assert not attach(path).changed


def test_macros_that_excel_spaced_and_spelled_anew_are_the_same(tmp_path: Path) -> None:
    path = sheetkpi.new(tmp_path / "KPI.xlsm", "ja")
    documents = [module for module in read_project(path).modules if b'VB_Base = "0{000208' in module.text]
    spaced = [Module(m.name, m.source.replace(b"On Error", b"on  error"), m.kind) for m in code_modules()]
    kept = [Module(module.name, module.text, "document") for module in documents]
    with_project(path, vba_project([*kept, *spaced], 932))
    assert not attach(path).changed


def test_functions_imported_by_xlwings_stay(tmp_path: Path) -> None:
    """xlwings' import writes help for the function wizard into the module of the same name."""
    path = sheetkpi.new(tmp_path / "KPI.xlsm", "ja")
    documents = [module for module in read_project(path).modules if b'VB_Base = "0{000208' in module.text]
    modules = [Module(module.name, module.text, "document") for module in documents]
    imported = Module(
        "xlwings_udfs", b'Attribute VB_Name = "xlwings_udfs"\r\nFunction F()\r\nEnd Function\r\n'
    )
    others = [module for module in code_modules() if module.name != imported.name]
    with_project(path, vba_project([*modules, *others, imported], 932))
    assert not attach(path).changed


def test_detach_leaves_a_project_with_code_of_the_users(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sheetkpi.new(tmp_path / "KPI.xlsm", "ja")
    both = vba_project([*own_code(), *code_modules()], 932)
    with_project(path, both)
    with pytest.raises(SystemExit) as ended:
        main(["detach", str(path), "--lang", "ja"])
    assert ended.value.code == 0
    assert "ほかのマクロ" in capsys.readouterr().out
    assert part_of(path.read_bytes(), "xl/vbaProject.bin") == both
    assert b"SheetKPI_Refresh" not in part_of(path.read_bytes(), "xl/drawings/drawing1.xml")
    assert complaints(path) == []


# Bad input: one sentence, and nothing written.


def refusal(work: object, *arguments: object) -> str:
    with pytest.raises(SheetKPIError) as refused:
        work(*arguments)  # type: ignore[operator]
    return refused.value.key


def test_an_existing_result_is_not_overwritten(book: Path) -> None:
    after = sheetkpi.attach(book, "ja")
    with sheetkpi.open_book(after) as opened:
        opened.sheets[0]["A1"].value = "typed since"
        opened.save()
    before = after.read_bytes()
    assert refusal(attach, book) == "error.attach_exists"
    assert refusal(detach, after) == "error.detach_exists"
    assert after.read_bytes() == before


def test_a_run_that_was_killed_at_its_end_is_completed_by_the_next(book: Path) -> None:
    """The result is there and says the same, and so do what was left beside it."""
    after = sheetkpi.attach(book, "ja")
    before = after.read_bytes()
    left = name_beside(after)
    left.touch()
    again = attach(book, "ja")
    assert (again.path, again.changed, after.read_bytes()) == (after, False, before)
    assert not left.exists()
    plain = sheetkpi.detach(after, output=book.with_name("plain.xlsx"))
    assert sheetkpi.detach(after, output=plain) == plain


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("list.csv", b"a,b\n", "error.not_a_workbook"),
        (
            "old.xls",
            bytes.fromhex("d0cf11e0a1b11ae1") + "Workbook\0".encode("utf-16-le"),
            "error.old_workbook",
        ),
        (
            "secret.xlsx",
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage\0".encode("utf-16-le"),
            "error.encrypted",
        ),
        ("cut.xlsx", b"PK\x03\x04 and no more", "error.truncated"),
    ],
)
def test_what_is_no_workbook_is_refused(name: str, content: bytes, key: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal(attach, path) == key
    assert refusal(detach, path) == key
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_missing_workbook_is_refused(tmp_path: Path) -> None:
    assert refusal(attach, tmp_path / "none.xlsx") == "error.not_found"


def test_a_signed_workbook_is_refused(book: Path) -> None:
    book.write_bytes(with_parts(book.read_bytes(), {"_xmlsignatures/sig1.xml": "<Signature/>"}))
    assert refusal(attach, book) == "error.signed"


def test_a_workbook_open_in_excel_is_refused(book: Path) -> None:
    book.with_name(f"~${book.name}").write_bytes(bytes(165))
    assert refusal(attach, book).startswith("error.open_in_excel")


def test_a_protected_structure_is_refused(book: Path) -> None:
    protected = '<workbookProtection lockStructure="1"/>'
    xml = part_of(book.read_bytes(), "xl/workbook.xml").decode()
    xml = re.sub(r"<workbookProtection\s*/>", "", xml).replace("<bookViews>", f"{protected}<bookViews>")
    book.write_bytes(with_parts(book.read_bytes(), {"xl/workbook.xml": xml}))
    assert refusal(attach, book) == "error.structure_protected"
    assert not book.with_suffix(".xlsm").exists()


def test_the_result_must_be_named_as_a_macro_workbook(book: Path) -> None:
    assert refusal(attach, book, "ja", book.with_name("X.xlsx")) == "error.attach_suffix"


def test_nothing_to_detach_is_said(book: Path) -> None:
    assert refusal(detach, book) == "error.not_attached"


def test_a_big_sheet_is_named_without_being_parsed(book: Path) -> None:
    """The code name goes into the bytes, whatever stands after the first few thousand."""
    sheet, end = "xl/worksheets/sheet2.xml", "</sheetData>"
    book.write_bytes(with_text(book.read_bytes(), sheet, end, f"{end}<!-- end -->"))
    after = sheetkpi.attach(book, "ja")
    assert b"</sheetData><!-- end -->" in part_of(after.read_bytes(), sheet)


def test_table_names_are_those_formulas_use(tmp_path: Path) -> None:
    from sheetkpi.fileengine.opc.package import Package

    path = sheetkpi.new(tmp_path / "KPI.xlsx", "ja")
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        tables = [name for name in archive.namelist() if name.startswith("xl/tables/")]
    names = table_names(Package.open(path))
    assert len(names) == len(tables)
    assert "repkpi" in names
