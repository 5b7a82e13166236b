"""`vbaProject.bin`, written from source text (MS-OVBA).

Why from source and not by exchanging modules in the project that xlwings ships: each sheet of the workbook
needs a document module of its own name, so every stream but the text would have to be made anew anyway; and
what is made from source alone can be compared with its source. There is no performance cache: the version
0xFFFF in `_VBA_PROJECT` lets Excel compile the text when it opens the workbook, as MS-OVBA 2.3.4.1 asks
writers to do, and as the project in xlwings' own `quickstart_standalone.xlsm` does.

>>> project = vba_project([Module("SheetKPI", b"Sub A()\\r\\nEnd Sub\\r\\n")], 932)
>>> project[:4].hex()
'd0cf11e0'
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sheetkpi.macrobook.compoundfile import compound_file
from sheetkpi.macrobook.compression import compressed

ModuleKind = Literal["standard", "class", "document"]

PROJECT_NAME = "VBAProject"
_PROJECT_ID = "{5B1D8A5E-6C0F-4D7C-9A3B-2F7E90C4D1A6}"
_CACHE_FREE = bytes.fromhex("cc61 ffff 00 0000")
"""The stream `_VBA_PROJECT` (2.3.4.1) that says: no performance cache, compile the text."""
_HOST = "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000"
_SYSTEM = 3
"""PROJECTSYSKIND: 64-bit Windows; other systems read it as well."""
_ENGLISH = 0x409
_REFERENCES = (
    (
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0"
        r"#C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL"
        r"#Microsoft Office 16.0 Object Library",
    ),
)
"""Type libraries beside VBA's and Excel's own, which need not be named."""
_DOCUMENT = """\
Attribute VB_Name = "{name}"
Attribute VB_Base = "0{{{base}-0000-0000-C000-000000000046}}"
Attribute VB_GlobalNameSpace = False
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = True
Attribute VB_Exposed = True
Attribute VB_TemplateDerived = False
Attribute VB_Customizable = True
"""
WORKBOOK_BASE, WORKSHEET_BASE, CHART_BASE = "00020819", "00020820", "00020821"
"""First part of the class id of Excel's Workbook, Worksheet and Chart objects."""


@dataclass(frozen=True)
class Module:
    """One module: its name, its text as VBA keeps it (attributes first, CRLF) and what it is."""

    name: str
    source: bytes
    kind: ModuleKind = "standard"


def document_module(name: str, base: str, code_page: int) -> Module:
    """The empty module of the workbook or of a sheet; `name` is its code name, `base` its class."""
    text = _DOCUMENT.format(name=name, base=base).replace("\n", "\r\n")
    return Module(name, text.encode(f"cp{code_page}"), "document")


def vba_project(modules: Sequence[Module], code_page: int) -> bytes:
    """The bytes of a VBA project with `modules`, text in Windows code page `code_page` (932, 1252 ...)."""
    streams = {module.name: compressed(module.source) for module in modules}
    return compound_file(
        {
            "PROJECT": _project(modules).encode(f"cp{code_page}"),
            "PROJECTwm": b"".join(_both_names(module.name, code_page) for module in modules) + bytes(2),
            "VBA": {
                "_VBA_PROJECT": _CACHE_FREE,
                "dir": compressed(_dir(modules, code_page)),
                **streams,
            },
        }
    )


def _project(modules: Iterable[Module]) -> str:
    """The stream PROJECT (2.3.1): what the editor lists."""
    modules = list(modules)
    words = {
        "document": "Document={0.name}/&H00000000",
        "standard": "Module={0.name}",
        "class": "Class={0.name}",
    }
    lines = [
        f'ID="{_PROJECT_ID}"',
        *(words[module.kind].format(module) for module in modules),
        f'Name="{PROJECT_NAME}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{encrypted(bytes(4), 0x07)}"',  # not protected
        f'DPB="{encrypted(bytes(1), 0x0E)}"',  # no password
        f'GC="{encrypted(bytes([0xFF]), 0x15)}"',  # visible
        "",
        "[Host Extender Info]",
        _HOST,
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
        "",
    ]
    return "\r\n".join(lines)


def encrypted(data: bytes, seed: int) -> str:
    """`data` as PROJECT writes it, hexadecimal, hidden by the project's id (2.4.3.2)."""
    key = sum(_PROJECT_ID.encode()) & 0xFF
    out = [seed, seed ^ 2, seed ^ key]
    plain, hidden, before = key, seed ^ key, seed ^ 2
    ignored = bytes([7] * ((seed & 6) // 2))
    for byte in ignored + struct.pack("<I", len(data)) + data:
        before, hidden, plain = hidden, byte ^ ((before + plain) & 0xFF), byte
        out.append(hidden)
    return bytes(out).hex().upper()


def _dir(modules: Sequence[Module], code_page: int) -> bytes:
    """The stream `dir` before compression (2.3.4.2): information, references, modules."""

    def text(value: str) -> bytes:
        return value.encode(f"cp{code_page}")

    information = (
        _record(0x01, _long(_SYSTEM)),
        _record(0x02, _long(_ENGLISH)),
        _record(0x14, _long(_ENGLISH)),
        _record(0x03, _short(code_page)),
        _record(0x04, text(PROJECT_NAME)),
        _record(0x05, b"") + _record(0x40, b""),  # description
        _record(0x06, b"") + _record(0x3D, b""),  # help file
        _record(0x07, _long(0)),  # help context
        _record(0x08, _long(0)),  # library flags
        _short(0x09) + _long(4) + _long(1) + _short(0),  # version of the project; the size is always 4
        _record(0x0C, b"") + _record(0x3C, b""),  # conditional compilation constants
    )
    references = (
        _record(0x16, text(name))
        + _record(0x3E, name.encode("utf-16-le"))
        + _record(0x0D, _long(len(library)) + library.encode() + _long(0) + _short(0))
        for name, library in _REFERENCES
    )
    counted = _record(0x0F, _short(len(modules))) + _record(0x13, _short(0xFFFF))
    described = (
        _record(0x19, text(module.name))
        + _record(0x47, module.name.encode("utf-16-le"))
        + _record(0x1A, text(module.name))  # of the stream
        + _record(0x32, module.name.encode("utf-16-le"))
        + _record(0x1C, b"")
        + _record(0x48, b"")  # description
        + _record(0x31, _long(0))  # where the text begins in the stream: no cache before it
        + _record(0x1E, _long(0))  # help context
        + _record(0x2C, _short(0xFFFF))
        + _record(0x21 if module.kind == "standard" else 0x22, b"")
        + _record(0x2B, b"")
        for module in modules
    )
    return b"".join((*information, *references, counted, *described)) + _record(0x10, b"")


def _both_names(name: str, code_page: int) -> bytes:
    """One entry of PROJECTwm (2.3.3): the module's name in the code page and in UTF-16."""
    return name.encode(f"cp{code_page}") + b"\0" + name.encode("utf-16-le") + bytes(2)


def _record(id: int, data: bytes) -> bytes:
    return struct.pack("<HI", id, len(data)) + data


def _short(number: int) -> bytes:
    return struct.pack("<H", number)


def _long(number: int) -> bytes:
    return struct.pack("<I", number)
