"""The macros at work, as far as that can be seen without Excel: LibreOffice compiles and runs them."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path

import pytest
from oletools.olevba import VBA_Parser

import sheetkpi
from sheetkpi.language import say
from sheetkpi.macrobook.placing import SUBS
from sheetkpi.macrobook.sources import code_modules, macro_source
from tests.libreoffice import needs_libreoffice
from tests.macrobook.basic import CLASS, MODULE, for_libreoffice, seen

STUB = """\
Public Function RunPython(PythonCommand As String)
    Note "command" & Chr(9) & PythonCommand
    If PythonFails Then Err.Raise 1001, , "no such interpreter"
End Function

Public Function XLPy()
    Err.Raise 1002, , "no functions here"
End Function

Public Function GetConfig(key As String, Optional other As String)
    GetConfig = Interpreter
End Function

Public Function FileExists(file As String)
    FileExists = False
End Function

Public Sub Note(words As String)
    Dim n As Integer
    n = FreeFile
    Open Environ("SHEETKPI_SEEN") For Append As #n
    Print #n, words
    Close #n
End Sub

Public Sub TellPerson(words As String, Optional kind As Integer, Optional title As String)
    Note "told" & Chr(9) & Join(Split(words, Chr(13) & Chr(10)), " | ")
End Sub
"""
ASK_DICTIONARY = """
Public Function AskDictionary()
    Dim words As Dictionary
    Set words = New Dictionary
    AskDictionary = words.IsCompiled()
End Function
"""
ANSWER = """
Public Function IsCompiled()
    IsCompiled = True
End Function
"""
PROGRAM = """\
    Dim name_ As Variant, page As Object, number As Integer, saved(0) As New com.sun.star.beans.PropertyValue
    For Each name_ In modules.ElementNames
        Tell "module" & Chr(9) & name_
    Next
    page = doc.Sheets.getByIndex(0).DrawPage
    For number = 0 To page.Count - 1
        If Left(page.getByIndex(number).Name, 9) = "SheetKPI_" Then
            Tell "button" & Chr(9) & page.getByIndex(number).getEvents().getByName("OnClick")(1).Value
        End If
    Next
    saved(0).Name = "FilterName" : saved(0).Value = "Calc MS Excel 2007 VBA XML"
    doc.storeToURL(ConvertToUrl(Environ("SHEETKPI_FOLDER") & "/saved.xlsm"), saved())
    modules.replaceByName("Dictionary", TextOf("dictionary.bas"))
    modules.replaceByName("xlwings", TextOf("stub.bas"))
    For Each name_ In Array("Refresh", "Check", "Undo", "Distribute", "Collect", "Sheets")
        Call_(doc, "SheetKPI.SheetKPI_" & name_, none)
        Call_(doc, "SheetKPIRibbon.On" & name_, Array(Nothing))
    Next
    modules.replaceByName("xlwings_udfs", TextOf("functions.bas"))
    Call_(doc, "xlwings_udfs.KPI_NEEDED_CALLS", Array(20, 0.1, 0.2))
    modules.replaceByName("SheetKPI", TextOf("telling.bas"))
    modules.replaceByName("xlwings", TextOf("failing.bas"))
    Call_(doc, "SheetKPI.SheetKPI_Check", none)
    modules.replaceByName("xlwings", TextOf("moved.bas"))
    Call_(doc, "SheetKPI.SheetKPI_Refresh", none)
    For Each name_ In Array("mac", "windows")
        modules.replaceByName("xlwings", TextOf(name_ & ".bas"))
        Call_(doc, "xlwings.IsFullName", Array("a/b"))
        Call_(doc, "xlwings.AskDictionary", none)
    Next
"""


def stub(*, fails: bool = False, interpreter: str = "") -> str:
    constants = f'Const PythonFails = {fails}\nConst Interpreter = "{interpreter}"\n'
    return MODULE + constants + STUB


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("libreoffice")


@pytest.fixture(scope="module")
def told(folder: Path) -> list[tuple[str, str]]:
    """All that LibreOffice saw and ran, in one start of it."""
    sources = {module.name: module.source for module in code_modules()}
    ours = for_libreoffice(sources["SheetKPI"], Mac=False)
    texts = {
        "windows.bas": for_libreoffice(sources["xlwings"], VBA7=True, Win64=True) + ASK_DICTIONARY,
        "mac.bas": for_libreoffice(sources["xlwings"], VBA7=True, Mac=True) + ASK_DICTIONARY,
        "dictionary.bas": for_libreoffice(sources["Dictionary"], CLASS, Mac=True) + ANSWER,
        "functions.bas": for_libreoffice(sources["xlwings_udfs"], Mac=False),
        "stub.bas": stub(),
        "failing.bas": stub(fails=True),
        "moved.bas": stub(interpreter=r"C:\gone\python.exe"),
        "telling.bas": ours.replace("MsgBox ", "TellPerson "),
    }
    return seen(sheetkpi.new(folder / "KPI.xlsm", "ja"), PROGRAM, texts, folder / "work")


def which(told: list[tuple[str, str]], what: str) -> list[str]:
    return [one for kind, one in told if kind == what]


@needs_libreoffice
def test_libreoffice_finds_every_module(told: list[tuple[str, str]]) -> None:
    names = which(told, "module")
    assert {"SheetKPI", "SheetKPIRibbon", "xlwings", "Dictionary", "ThisWorkbook", "Sheet1"} <= set(names)


@needs_libreoffice
def test_every_button_runs_its_sub(told: list[tuple[str, str]]) -> None:
    place = "vnd.sun.star.script:VBAProject.SheetKPI.{}?language=Basic&location=document"
    assert which(told, "button") == [place.format(sub) for sub in SUBS.values()]


@needs_libreoffice
def test_every_module_compiles(told: list[tuple[str, str]]) -> None:
    """xlwings' for both systems: a function of a module can only be called when all of it was compiled."""
    assert not which(told, "failed")
    assert not which(told, "error")
    asked = ["xlwings.IsFullName", "xlwings.AskDictionary"]
    assert which(told, "called")[-4:] == asked * 2
    assert which(told, "returned")[-4:] == ["True"] * 4


@needs_libreoffice
def test_each_sub_and_each_ribbon_callback_gives_python_a_command_that_names_a_script(
    told: list[tuple[str, str]],
) -> None:
    commands = which(told, "command")
    scripts = ("refresh", "check", "undo_refresh", "distribute", "collect", "show_sheets")
    for number, script in enumerate(scripts):
        command = f"import sheetkpi.addin; sheetkpi.addin.{script}()"
        assert commands[2 * number : 2 * number + 2] == [command, command]


@needs_libreoffice
def test_a_failure_of_python_is_told_in_the_workbooks_language(told: list[tuple[str, str]]) -> None:
    failed, moved = which(told, "told")
    assert failed == f"{say('macro.failed', 'ja')} | no such interpreter"
    assert moved == rf"{say('macro.no_python', 'ja')} | C:\gone\python.exe"
    assert which(told, "command")[-1].endswith("check()")  # where the interpreter is gone, none is called


@needs_libreoffice
def test_a_worksheet_function_that_python_cannot_give_says_why_in_its_cell(
    told: list[tuple[str, str]],
) -> None:
    answers = dict(zip(which(told, "called"), which(told, "returned"), strict=True))
    assert answers["xlwings_udfs.KPI_NEEDED_CALLS"] == "no functions here"


def test_worksheet_functions_in_vba_are_those_in_python_with_the_same_arguments() -> None:
    from sheetkpi import functions

    in_vba = {}
    source = macro_source("xlwings_udfs.bas").decode()
    for name, arguments, call in re.findall(
        r"Public Function (\w+)\((.*)\)\n    \1 = Called\(\"\1\", Array\((.*)\)\)\n", source
    ):
        in_vba[name] = [
            (one.removeprefix("Optional "), one.startswith("Optional")) for one in arguments.split(", ")
        ]
        assert call.split(", ") == [argument for argument, _ in in_vba[name]]
    in_python = {
        name: [
            (one.name, one.default is not one.empty)
            for one in inspect.signature(getattr(functions, name)).parameters.values()
        ]
        for name in functions.__all__
    }
    assert in_vba == in_python


@needs_libreoffice
def test_the_macros_survive_being_saved_by_libreoffice(folder: Path, told: list[tuple[str, str]]) -> None:
    parser = VBA_Parser(str(folder / "work" / "saved.xlsm"))
    saved = {name: text for _, _, name, text in parser.extract_macros()}
    parser.close()
    for name in ("SheetKPI.bas", "SheetKPIRibbon.bas", "xlwings_udfs.bas"):
        wanted = [line for line in macro_source(name).decode().splitlines() if "Attribute VB_" not in line]
        kept = [line for line in saved[name].splitlines() if "Attribute VB" not in line]
        assert [line for line in kept if line] == [line for line in wanted if line]


def commands_in_source() -> list[str]:
    return re.findall(r'RunPython "([^"]+)"', macro_source("SheetKPI.bas").decode())


def test_the_commands_are_those_of_the_buttons() -> None:
    subs = re.findall(r"Public Sub (\w+)\(\)", macro_source("SheetKPI.bas").decode())
    assert subs == list(SUBS.values())
    assert len(commands_in_source()) == len(subs)


@pytest.mark.parametrize("command", commands_in_source())
def test_a_command_finds_the_function_it_names(command: str) -> None:
    imported, call = command.removeprefix("import ").split("; ")
    module = importlib.import_module(imported)
    name = call.removeprefix(f"{imported}.").removesuffix("()")
    assert callable(getattr(module, name))
