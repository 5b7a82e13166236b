"""Buttons, ribbon and settings, compared with what Excel and xlwings themselves write and read."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path, PurePosixPath, PureWindowsPath

import openpyxl
import pytest
from lxml import etree
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.xml.functions import fromstring

import sheetkpi
from sheetkpi.language import Language, say
from sheetkpi.macrobook.placing import SUBS
from sheetkpi.macrobook.settingsheet import SENTENCES, SHEET, for_everybody
from sheetkpi.macrobook.sources import macro_source
from tests.fileengine.books import members_at, part_of, with_text
from tests.libreoffice import needs_libreoffice, printed

XLWINGS = Path(find_spec("xlwings").origin).parent  # type: ignore[union-attr, arg-type]
RIBBON_NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"


@pytest.fixture(scope="module", params=["ja", "en"])
def language(request: pytest.FixtureRequest) -> Language:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def book(language: Language, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sheetkpi.new(tmp_path_factory.mktemp(language) / "KPI.xlsm", language)


def root(book: Path, part: str) -> etree._Element:
    return etree.fromstring(part_of(book.read_bytes(), part))


def shapes(book: Path) -> dict[str, list[object]]:
    """The shapes in each drawing, as openpyxl reads them."""
    with zipfile.ZipFile(book) as archive:
        drawings = [name for name in archive.namelist() if name.startswith("xl/drawings/drawing")]
        return {
            name: [
                anchor
                for anchor in SpreadsheetDrawing.from_tree(fromstring(archive.read(name))).twoCellAnchor
                if anchor.sp is not None
            ]
            for name in drawings
        }


def test_the_board_has_a_button_for_each_sub(book: Path, language: Language) -> None:
    anchors = shapes(book)["xl/drawings/drawing1.xml"]
    assert [anchor.sp.macro for anchor in anchors] == [f"[0]!{sub}" for sub in SUBS.values()]  # type: ignore[attr-defined]
    texts = ["".join(run.t for run in anchor.sp.txBody.p[0].r) for anchor in anchors]  # type: ignore[attr-defined]
    assert texts == [say(f"button.{key}", language) for key in SUBS]


def test_sheets_where_people_type_have_a_button_too(book: Path) -> None:
    elsewhere = {name: found for name, found in shapes(book).items() if found and "drawing1.xml" not in name}
    assert len(elsewhere) == 4
    for anchors in elsewhere.values():
        assert anchors[0].sp.macro == "[0]!SheetKPI_Refresh"  # type: ignore[attr-defined]


def test_no_button_covers_a_cell_in_which_something_stands(book: Path) -> None:
    for number, sheet in enumerate(openpyxl.load_workbook(book).worksheets, 1):
        with zipfile.ZipFile(book) as archive:
            rels = f"xl/worksheets/_rels/sheet{number}.xml.rels"
            related = archive.read(rels).decode() if rels in archive.namelist() else ""
        for drawing in re.findall(r"drawings/drawing\d+\.xml", related):
            for anchor in shapes(book)[f"xl/{drawing}"]:
                start = anchor._from  # type: ignore[attr-defined]
                assert sheet.cell(start.row + 1, start.col + 1).value is None


def test_shape_ids_are_unique_in_a_drawing(book: Path) -> None:
    for name in shapes(book):
        ids = [element.get("id") for element in root(book, name).iter("{*}cNvPr")]
        assert len(ids) == len(set(ids))


def test_a_button_is_left_out_where_something_stands(tmp_path: Path) -> None:
    path = sheetkpi.new(tmp_path / "KPI.xlsx", "ja")
    with sheetkpi.open_book(path) as opened:
        opened.sheets["ボード"]["G1"].value = "第2営業部"
        opened.save()
    anchors = shapes(sheetkpi.attach(path))["xl/drawings/drawing1.xml"]
    assert [anchor.sp.macro for anchor in anchors] == [f"[0]!{sub}" for sub in list(SUBS.values())[1:]]  # type: ignore[attr-defined]


@needs_libreoffice
def test_libreoffice_shows_the_buttons(tmp_path: Path) -> None:
    language: Language = "ja"
    pdf = printed(sheetkpi.new(tmp_path / "KPI.xlsm", language), tmp_path / "pdf", pages="1")
    command = ["pdftotext", "-layout", str(pdf), "-"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [line for line in shown.splitlines() if say("button.refresh", language) in line.split()]
    for key in SUBS:
        assert say(f"button.{key}", language) in (lines[0] if key != "sheets" else shown), key


# The ribbon


def ribbon_of_xlwings() -> etree._Element:
    with zipfile.ZipFile(XLWINGS / "addin" / "xlwings.xlam") as archive:
        return etree.fromstring(archive.read("customUI/customUI.xml"))


def test_the_ribbon_is_built_as_xlwings_own(book: Path) -> None:
    """The same elements in the same order of nesting, and no attribute that those have not."""

    names = ("customUI", "ribbon", "tabs", "tab", "group", "button")

    def structure(tree: etree._Element) -> set[tuple[str, ...]]:
        lines = ((each, *each.iterancestors()) for each in tree.iter("{*}*"))
        paths = (tuple(etree.QName(one).localname for one in line) for line in lines)
        return {path for path in paths if path[0] in names}

    ours, theirs = root(book, "customUI/customUI14.xml"), ribbon_of_xlwings()
    assert structure(ours) == structure(theirs)
    assert {etree.QName(element).namespace for element in ours.iter(etree.Element)} == {RIBBON_NAMESPACE}
    for name in ("tab", "group", "button"):
        used = {str(key) for element in ours.iter(f"{{*}}{name}") for key in element.attrib}
        known = {str(key) for element in theirs.iter(f"{{*}}{name}") for key in element.attrib}
        assert used - known <= {"insertAfterMso"}


def test_the_ribbon_is_related_to_the_package_as_xlwings_own(book: Path) -> None:
    kinds = {
        each.get("Type")
        for source in (book, XLWINGS / "quickstart_addin_ribbon.xlam")
        for each in root(source, "_rels/.rels")
        if "customUI" in each.get("Target", "")
    }
    assert kinds == {"http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"}


def test_every_ribbon_button_has_a_callback_and_words_in_the_workbooks_language(
    book: Path, language: Language
) -> None:
    module = macro_source("SheetKPIRibbon.bas").decode()
    callbacks = re.findall(r"Public Sub (\w+)\(control As IRibbonControl\)", module)
    buttons = list(root(book, "customUI/customUI14.xml").iter("{*}button"))
    assert [button.get("onAction") for button in buttons] == [f"SheetKPIRibbon.{name}" for name in callbacks]
    assert [button.get("label") for button in buttons] == [say(f"button.{key}", language) for key in SUBS]
    assert [button.get("supertip") for button in buttons] == [say(f"tip.{key}", language) for key in SUBS]
    ids = [element.get("id") for element in root(book, "customUI/customUI14.xml").iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_the_workbook_is_what_excel_calls_a_macro_workbook(book: Path) -> None:
    """Content types and relationship as in a macro workbook that Excel itself wrote."""
    excels = XLWINGS / "quickstart.xlsm"

    def project(path: Path) -> tuple[object, ...]:
        types = root(path, "[Content_Types].xml")
        named = {each.get("PartName", each.get("Extension")): each.get("ContentType") for each in types}
        related = [
            (each.get("Type"), each.get("Target", "").rpartition("/")[2])
            for each in root(path, "xl/_rels/workbook.xml.rels")
            if "vbaProject" in each.get("Target", "")
        ]
        return named["/xl/workbook.xml"], named.get("/xl/vbaProject.bin", named.get("bin")), related

    assert project(book) == project(excels)


# Settings


def settings(book: Path) -> dict[str, str]:
    sheet = openpyxl.load_workbook(book)[SHEET]
    assert sheet.sheet_state == "hidden"
    return {row[0]: row[1] or "" for row in sheet.iter_rows(values_only=True)}  # type: ignore[misc]


def test_xlwings_reads_every_setting_by_the_name_it_has(book: Path) -> None:
    vba = (XLWINGS / "xlwings.bas").read_text()
    for key in settings(book):
        assert f'GetConfig("{key.upper()}"' in vba
    assert settings(book)["UDF Modules"] == "sheetkpi.functions"
    assert settings(book)["ADD_WORKBOOK_TO_PYTHONPATH"] == "false"


@pytest.mark.parametrize(("system", "key"), [("win32", "Interpreter_Win"), ("darwin", "Interpreter_Mac")])
def test_the_interpreter_is_the_one_that_made_the_workbook(
    system: str, key: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(sys, "executable", "/opt/py/bin/python")
    from sheetkpi.macrobook import settingsheet

    found = settingsheet.interpreter_settings()
    assert found[key] == "/opt/py/bin/python"
    assert [name for name in ("Interpreter_Win", "Interpreter_Mac") if found[name]] == [key]


AOI = PureWindowsPath(r"C:\Users\aoi")


@pytest.mark.parametrize(
    ("interpreter", "written"),
    [
        (AOI / r"v\python.exe", r"%USERPROFILE%\v\python.exe"),
        (PureWindowsPath(r"C:\Python\python.exe"), r"C:\Python\python.exe"),
    ],
)
def test_the_users_own_folder_is_written_as_a_variable(interpreter: PureWindowsPath, written: str) -> None:
    """So that a workbook on a share works for everybody who installed Python the same way."""
    assert for_everybody(interpreter, "%USERPROFILE%", AOI) == written


def test_on_a_mac_the_users_own_folder_is_home() -> None:
    home = PurePosixPath("/Users/aoi")
    assert for_everybody(home / "v/bin/python", "$HOME", home) == "$HOME/v/bin/python"


def test_what_vba_says_is_kept_in_hidden_names_in_the_workbooks_language(
    book: Path, language: Language
) -> None:
    names = openpyxl.load_workbook(book, read_only=True).defined_names
    for name in SENTENCES:
        assert names[name].hidden
        assert names[name].attr_text == f'"{say(name.replace("kpi_say_", "macro."), language)}"'


def test_settings_that_people_changed_stay(tmp_path: Path) -> None:
    path = sheetkpi.new(tmp_path / "KPI.xlsm", "ja")
    data = path.read_bytes()
    sheet = next(name for name in members_at(path) if b"UDF Modules" in part_of(data, name))
    key = "<t>Interpreter_Win</t></is></c>"
    value = '<c r="B1" t="inlineStr"><is><t>D:\\py\\python.exe</t></is></c>'
    path.write_bytes(with_text(data, sheet, key, key + value))
    before = path.read_bytes()
    sheetkpi.attach(path)
    assert path.read_bytes() == before
    assert settings(path)["Interpreter_Win"] == r"D:\py\python.exe"
