"""LibreOffice runs the macros of a workbook: its Basic, with VBA support on, is the second reader of them.

A Basic program in a fresh profile opens the workbook, does what it is asked and writes down, line by line,
what it saw. LibreOffice's Basic lacks three things that xlwings' modules use, so they are resolved for it:
conditional compilation (`#If Mac Then`), default values in `Declare` statements, and VBA's constants as
values of an `Enum`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from tests.libreoffice import SOFFICE

MODULE = "Rem Attribute VBA_ModuleType=VBAModule\nOption VBASupport 1\n"
CLASS = "Rem Attribute VBA_ModuleType=VBAClassModule\nOption VBASupport 1\nOption ClassModule\n"
"""How LibreOffice marks modules that came from VBA."""

_CONSTANTS = {"VBA.vbBinaryCompare": "0", "VBA.vbTextCompare": "1", "VBA.vbDatabaseCompare": "2"}
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"
 oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library"
 xmlns:xlink="http://www.w3.org/1999/xlink"><library:library library:name="Standard" library:link="false"/>
</library:libraries>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false"><library:element library:name="Judge"/>
</library:library>
"""
_PROGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Judge"
 script:language="StarBasic">{text}</script:module>
"""
_HELP = """\
Sub Tell(words As String)
    Dim n As Integer
    n = FreeFile
    Open Environ("SHEETKPI_SEEN") For Append As #n
    Print #n, words
    Close #n
End Sub

Function TextOf(file As String) As String
    Dim files As Object, lines As Object, found As String
    files = CreateUnoService("com.sun.star.ucb.SimpleFileAccess")
    lines = CreateUnoService("com.sun.star.io.TextInputStream")
    lines.setInputStream(files.openFileRead(ConvertToUrl(Environ("SHEETKPI_FOLDER") & "/" & file)))
    Do While Not lines.isEOF()
        found = found & lines.readLine() & Chr(10)
    Loop
    TextOf = found
End Function

Sub Call_(doc As Object, macro As String, params())
    Dim outIndex(), outValues(), uri As String
    On Error GoTo Failed
    uri = "vnd.sun.star.script:VBAProject." & macro & "?language=Basic&location=document"
    Tell "called" & Chr(9) & macro
    Tell "returned" & Chr(9) & doc.getScriptProvider().getScript(uri).invoke(params, outIndex, outValues)
    Exit Sub
Failed:
    Tell "failed" & Chr(9) & macro & " " & Error$
End Sub

Sub Main()
    Dim args(1) As New com.sun.star.beans.PropertyValue, doc As Object, modules As Object
    On Error GoTo Failed
    args(0).Name = "Hidden" : args(0).Value = True
    args(1).Name = "MacroExecutionMode" : args(1).Value = 4
    doc = StarDesktop.loadComponentFromURL(Environ("SHEETKPI_BOOK"), "_blank", 0, args())
    modules = doc.BasicLibraries.getByName("VBAProject")
    Judge doc, modules
    doc.close(True)
Failed:
    If Err <> 0 Then Tell "error" & Chr(9) & Error$ & " in line " & Erl
    StarDesktop.terminate()
End Sub

Sub Judge(doc As Object, modules As Object)
    Dim none()
"""


def seen(book: Path, program: str, texts: Mapping[str, str], folder: Path) -> list[tuple[str, str]]:
    """Open a copy of `book` and run `program`, the body of a Basic Sub; what it told, as (what, which).

    The program has `doc`, `modules`, `none()` and `Call_`; `TextOf(name)` gives one of `texts`. A dialog,
    which is how Basic tells a mistake in the program itself, would wait for ever: that ends after a minute.
    """
    assert SOFFICE is not None
    folder.mkdir(parents=True, exist_ok=True)
    copy = Path(shutil.copy(book, folder / book.name))
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="libreoffice-profile-") as profile:
        standard = Path(profile, "user", "basic", "Standard")
        standard.mkdir(parents=True)
        (standard / "Judge.xba").write_text(_PROGRAM.format(text=escape(f"{_HELP}{program}\nEnd Sub\n")))
        (standard / "script.xlb").write_text(_LIBRARY)
        (standard.parent / "script.xlc").write_text(_LIBRARIES)
        (standard.parents[1] / "registrymodifications.xcu").write_text(_SETTINGS)
        command = [
            *(SOFFICE, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore"),
            "macro:///Standard.Judge.Main",
        ]
        settings = {
            "SHEETKPI_BOOK": copy.as_uri(),
            "SHEETKPI_FOLDER": str(folder),
            "SHEETKPI_SEEN": str(folder / "seen.txt"),
            "LC_ALL": "C.UTF-8",
        }
        subprocess.run(command, env=os.environ | settings, capture_output=True, timeout=60, check=False)
    lines = (folder / "seen.txt").read_text(encoding="utf-8").splitlines()
    return [(what, which) for what, _, which in (line.partition("\t") for line in lines)]


def for_libreoffice(source: bytes, mark: str = MODULE, **constants: bool) -> str:
    """A module's text with one branch of its conditional compilation, as LibreOffice can compile it."""
    text = "\n".join(
        line
        for line in _resolved(source.decode("ascii").splitlines(), dict(constants))
        if not line.startswith("Attribute ")
    )
    for name, value in _CONSTANTS.items():
        text = text.replace(f"= {name}", f"= {value}")
    return mark + re.sub(r"(?m)^(\s*(?:Private )?Declare .*?Optional .*)$", r"' \1", text)


def _resolved(lines: list[str], constants: dict[str, object]) -> list[str]:
    """The lines with every `#If` decided."""
    kept: list[str] = []
    branches: list[tuple[bool, bool]] = []  # whether this branch counts, whether one did already
    for line in lines:
        directive = re.match(r"\s*#(Const|If|ElseIf|Else|End If)\b\s*(.*?)\s*(?:Then)?\s*(?:'.*)?$", line)
        if directive is None:
            kept.append(line if all(counts for counts, _ in branches) else "")
            continue
        word, condition = directive[1], directive[2]
        if word == "Const":
            name, _, value = condition.partition("=")
            constants[name.strip()] = _decided(value, constants)
        elif word == "If":
            counts = bool(_decided(condition, constants))
            branches.append((counts, counts))
        elif word == "End If":
            branches.pop()
        else:
            _, done = branches.pop()
            counts = not done and (word == "Else" or bool(_decided(condition, constants)))
            branches.append((counts, done or counts))
        kept.append("")
    assert not branches
    return kept


def _decided(condition: str, constants: Mapping[str, object]) -> object:
    """The value of a condition of VBA's compiler; what is not defined is false."""
    python = re.sub(r"(?<![<>=])=(?!=)", "==", condition.replace("<>", "!="))
    python = re.sub(r"\b(Not|And|Or)\b", lambda word: f" {word[0].lower()} ", python).strip()
    names = dict.fromkeys(re.findall(r"[A-Za-z_]\w*", re.sub(r'"[^"]*"', "", python)), 0)
    return eval(python, {}, names | constants)
