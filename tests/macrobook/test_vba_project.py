"""The VBA project in a macro workbook, read by others: olevba, olefile, and a walk through MS-OVBA."""

from __future__ import annotations

import io
import re
import zipfile
from importlib.util import find_spec
from pathlib import Path

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oletools.olevba import VBA_Parser, decompress_stream

import sheetkpi
from sheetkpi.macrobook.compoundfile import CUTOFF, compound_file
from sheetkpi.macrobook.compression import compressed, decompressed
from sheetkpi.macrobook.sources import macro_source
from sheetkpi.macrobook.vbaproject import Module, document_module, vba_project
from tests.macrobook.ovba import parse_project, read_project, shown

OWN = ("SheetKPI.bas", "SheetKPIRibbon.bas", "xlwings_udfs.bas")
XLWINGS = Path(find_spec("xlwings").origin).parent  # type: ignore[union-attr, arg-type]


@pytest.fixture(scope="module", params=["ja", "en"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sheetkpi.new(tmp_path_factory.mktemp("macrobook") / "KPI.xlsm", request.param)


def lines(source: bytes) -> list[str]:
    return source.decode("ascii").splitlines()


def code(source: bytes) -> list[str]:
    """The lines that olevba shows: it leaves the attributes out."""
    return [line for line in lines(source) if not line.startswith("Attribute ")]


def test_olevba_extracts_exactly_the_sources(book: Path) -> None:
    parser = VBA_Parser(str(book))
    extracted = {name: text for _, _, name, text in parser.extract_macros()}
    parser.close()
    with_code = {name: text for name, text in extracted.items() if "Sub " in text or "Function " in text}
    assert set(with_code) == {*OWN, "xlwings.bas", "Dictionary.cls"}
    for name in OWN:
        assert code(with_code[name].encode()) == code(macro_source(name))
    assert code(with_code["xlwings.bas"].encode()) == code((XLWINGS / "xlwings.bas").read_bytes())


def test_xlwings_module_is_the_installed_one_with_its_licence(book: Path) -> None:
    project = read_project(book)
    module = project.module("xlwings").text
    assert module == (XLWINGS / "xlwings.bas").read_bytes()
    assert b"BSD 3-clause license" in module
    assert b"Redistributions in binary form must reproduce the above copyright notice" in module
    exported = (XLWINGS / "addin" / "Dictionary.cls").read_bytes()
    assert exported.endswith(project.module("Dictionary").text)
    assert b"@license: MIT" in project.module("Dictionary").text


def test_every_stream_and_record_is_what_the_specification_wants(book: Path) -> None:
    project = read_project(book)
    names = [module.name for module in project.modules]
    assert project.name == "VBAProject"
    assert project.version == 0xFFFF  # no performance cache: Excel compiles the text
    assert {"PROJECT", "PROJECTwm", "VBA/dir", "VBA/_VBA_PROJECT"} | {f"VBA/{name}" for name in names} == set(
        project.streams
    )
    assert list(project.names_in_project_wm) == names
    assert all(module.text.startswith(b'Attribute VB_Name = "') for module in project.modules)
    assert [reference.split("#")[-1] for reference in project.references] == [
        "OLE Automation",
        "Microsoft Office 16.0 Object Library",
    ]


def test_the_project_lists_its_modules_and_is_neither_locked_nor_hidden(book: Path) -> None:
    project = read_project(book)
    listed = re.findall(r"^(?:Document|Module|Class)=(\w+)", project.project_text, re.MULTILINE)
    assert listed == [module.name for module in project.modules]
    said = dict(re.findall(r'^(\w+)="(.*)"\r$', project.project_text, re.MULTILINE))
    assert shown(said["CMG"], said["ID"]) == bytes(4)
    assert shown(said["DPB"], said["ID"]) == bytes(1)
    assert shown(said["GC"], said["ID"]) == b"\xff"


def test_the_reader_judges_the_project_that_xlwings_ships_alike() -> None:
    """That one runs in Excel, so the reader asks for nothing Excel does not; and it has no cache either."""
    shipped = read_project(XLWINGS / "quickstart_standalone.xlsm")
    assert shipped.version == 0xFFFF
    ours = (XLWINGS / "xlwings.bas").read_bytes()
    assert lines(shipped.module("xlwings").text) == lines(ours)
    said = dict(re.findall(r'^(\w+)="(.*)"\r$', shipped.project_text, re.MULTILINE))
    assert shown(said["DPB"], said["ID"]) == bytes(1)
    assert said["VersionCompatible32"] in vba_project_text()


def vba_project_text() -> str:
    return parse_project(vba_project([Module("A", b'Attribute VB_Name = "A"\r\n')], 1252)).project_text


def test_the_workbook_and_each_sheet_have_a_document_module_of_their_code_name(book: Path) -> None:
    with zipfile.ZipFile(book) as archive:
        sheets = [name for name in archive.namelist() if re.match(r"xl/worksheets/sheet\d+\.xml", name)]
        code_names = [re.search(rb'<sheetPr[^>]* codeName="(\w+)"', archive.read(name)) for name in sheets]
        assert b'codeName="ThisWorkbook"' in archive.read("xl/workbook.xml")
    assert all(code_names)
    named = {found[1].decode() for found in code_names if found}
    assert len(named) == len(sheets)
    documents = {m.name for m in read_project(book).modules if b'VB_Base = "0{000208' in m.text}
    assert documents == named | {"ThisWorkbook"}


def test_japanese_code_names_are_kept_in_the_code_page() -> None:
    project = parse_project(vba_project([document_module("集計", "00020820", 932)], 932))
    assert project.code_page == 932
    assert project.modules[0].name == "集計"
    assert 'Attribute VB_Name = "集計"'.encode("cp932") in project.modules[0].text


def test_own_sources_are_ascii_so_that_every_code_page_has_them() -> None:
    for name in OWN:
        assert macro_source(name).isascii()
        assert max(len(line) for line in lines(macro_source(name))) < 1024  # VBA's longest line


@settings(max_examples=30)
@given(st.lists(st.binary(max_size=300) | st.sampled_from([b"Dim x As Long\r\n" * 40, b"\0" * 5000])))
def test_whatever_is_compressed_another_reader_decompresses(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    packed = compressed(data)
    assert decompressed(packed)[: len(data)] == data
    if data:
        assert bytes(decompress_stream(bytearray(packed)))[: len(data)] == data


def test_bytes_that_cannot_be_compressed_are_kept_raw() -> None:
    import random

    data = random.Random(7).randbytes(4096 * 2)
    assert len(compressed(data)) == 1 + 2 * (2 + 4096)
    assert bytes(decompress_stream(bytearray(compressed(data)))) == data


@pytest.mark.parametrize("damaged", [b"", b"\x02abc", b"\x01\x00\x00", b"\x01\x05\xb0\x01\x00\x00\x00\x00"])
def test_what_is_not_compressed_text_is_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError):
        decompressed(damaged)


@settings(max_examples=30)
@given(
    st.dictionaries(
        st.text("ABCxyz_0123あ", min_size=1, max_size=31),
        st.integers(0, 3 * CUTOFF).map(lambda size: bytes(size % 251 for _ in range(size))),
        max_size=70,
    ).filter(lambda tree: len({name.upper() for name in tree}) == len(tree))
)
def test_another_reader_finds_every_stream_of_a_compound_file(streams: dict[str, bytes]) -> None:
    data = compound_file({"PROJECT": b"p" * 99, "VBA": streams})
    with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_UNSURE) as ole:
        assert not ole.parsing_issues
        assert ole.openstream("PROJECT").read() == b"p" * 99
        for name, content in streams.items():
            assert ole.exists(f"VBA/{name}")
            assert ole.openstream(f"VBA/{name}").read() == content


def test_entries_form_a_red_black_tree() -> None:
    """Sorted, no red child of a red entry, as many black ones on each way down (MS-CFB 2.6.4)."""
    names = [f"Sheet{number}" for number in range(1, 62)]
    data = compound_file(dict.fromkeys(names, b""))
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        entries = ole.direntries

        def black_height(sid: int, parent_red: bool) -> int:
            if sid == olefile.NOSTREAM:
                return 1
            entry = entries[sid]
            red = entry.color == 0
            assert not (red and parent_red)
            left, right = black_height(entry.sid_left, red), black_height(entry.sid_right, red)
            assert left == right
            return left + (not red)

        def in_order(sid: int) -> list[str]:
            if sid == olefile.NOSTREAM:
                return []
            entry = entries[sid]
            return [*in_order(entry.sid_left), entry.name, *in_order(entry.sid_right)]

        assert black_height(entries[0].sid_child, False)
        assert in_order(entries[0].sid_child) == sorted(names, key=lambda name: (len(name), name.upper()))


def test_the_same_sources_give_the_same_bytes() -> None:
    modules = [Module("A", b"Sub A()\r\nEnd Sub\r\n")]
    assert vba_project(modules, 932) == vba_project(modules, 932)
