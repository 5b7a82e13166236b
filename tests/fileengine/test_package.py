"""What nobody touched is copied byte for byte, still compressed; what was touched keeps what it had."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest

from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.opc.package import Package
from tests.fileengine.books import members, members_at, part_of, with_parts, with_text, workbook

REAL = ["crm_sales_opportunities.xlsx", "call_center_calls.xlsx"]


@pytest.mark.parametrize("name", REAL)
def test_a_workbook_nobody_touched_is_the_same_file(shared_data: Path, name: str) -> None:
    data = (shared_data / name).read_bytes()
    assert Package.from_bytes(data).to_bytes() == data


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"])
def test_touching_one_part_leaves_all_others_as_they_lie(
    shared_data: Path, tmp_path: Path, name: str, part: str
) -> None:
    path = tmp_path / name
    shutil.copyfile(shared_data / name, path)
    before = members_at(path)
    package = Package.open(path)
    package.edit(part).set("edited", "1")
    package.save()
    after = members_at(path)
    assert list(after) == list(before), "order of members"
    assert {part} == {member for member in before if after[member] != before[member]}
    assert zipfile.ZipFile(path).testzip() is None


def test_reading_alone_changes_nothing(shared_data: Path) -> None:
    data = (shared_data / REAL[0]).read_bytes()
    package = Package.from_bytes(data)
    for part in package.parts():
        if part.endswith(".xml"):
            package.tree(part)
        package.relationships(part)
    assert not package.changed
    assert package.to_bytes() == data


def test_untouched_members_are_not_even_unpacked() -> None:
    """A big sheet costs a copy: data that cannot be unpacked passes through unharmed."""
    data = with_parts(workbook(), {"xl/media/image1.bin": bytes(range(256)) * 40})
    raw = members(data)["xl/media/image1.bin"]
    broken = data.replace(raw, raw[:-60] + bytes(b ^ 0xFF for b in raw[-60:]))
    package = Package.from_bytes(broken)
    package.edit("xl/workbook.xml").set("edited", "1")
    saved = package.to_bytes()
    assert members(saved)["xl/media/image1.bin"] == members(broken)["xl/media/image1.bin"]
    with pytest.raises(SheetKPIError, match=r"image1\.bin"):
        package.read("xl/media/image1.bin")


def test_what_was_looked_at_before_work_began_reads_the_same(tmp_path: Path) -> None:
    path, sheet = tmp_path / "KPI.xlsx", "xl/worksheets/sheet1.xml"
    path.write_bytes(workbook())
    package, data = Package.open(path), part_of(path.read_bytes(), sheet)
    package.check_savable()
    assert [package.read(sheet), package.read(sheet)] == [data, data]
    package.edit(sheet).set("edited", "1")
    edited = package.read(sheet)
    package.save()
    assert package.read(sheet) == edited == part_of(path.read_bytes(), sheet) != data


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize("size", [0, 1, 2**21, 2**21 + 1, 5_000_000])
def test_a_long_part_comes_in_pieces_and_damage_shows_at_its_end(size: int, stored: bool) -> None:
    sheet = b"".join(b"<v>%d</v>" % (number * 7919) for number in range(size // 8))[:size]
    data = with_parts(workbook(), {"xl/long.xml": sheet})
    if stored:
        with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out := io.BytesIO(), "w") as after:
            for name in before.namelist():
                after.writestr(name, before.read(name))
        data = out.getvalue()
    pieces = list(Package.from_bytes(data).pieces("xl/long.xml"))
    assert b"".join(pieces) == sheet
    assert stored or all(len(piece) <= 2**21 for piece in pieces)
    if size > 2**21:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            member = archive.getinfo("xl/long.xml")
        middle = member.header_offset + 30 + len(member.filename) + member.compress_size // 2
        damaged = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
        with pytest.raises(SheetKPIError):
            list(Package.from_bytes(damaged).pieces("xl/long.xml"))


def test_a_touched_part_keeps_namespaces_unknown_elements_and_its_declaration() -> None:
    strange = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
        ' xmlns:unused="urn:unused" xmlns:own="urn:own" mc:Ignorable="x14ac own">'
        "<!-- a comment --><?keep this?>"
        '<sheetData><row r="1" x14ac:dyDescent="0.25" own:mark="&#10;&quot;"><c r="A1" t="str">'
        '<v xml:space="preserve"> _x000D_&#13; </v></c></row></sheetData>'
        '<extLst><ext uri="{1}"><own:thing><![CDATA[a<b]]></own:thing></ext></extLst></worksheet>'
    )
    package = Package.from_bytes(with_parts(workbook(), {"xl/worksheets/sheet1.xml": strange}))
    package.touch("xl/worksheets/sheet1.xml")
    assert package.read("xl/worksheets/sheet1.xml").decode() == strange


def test_utf16_parts_can_be_read_and_come_out_as_utf8() -> None:
    note = '<?xml version="1.0" encoding="UTF-16"?><note>架電数</note>'.encode("utf-16")
    package = Package.from_bytes(with_parts(workbook(), {"customXml/item1.xml": note}))
    assert package.tree("customXml/item1.xml").text == "架電数"
    package.touch("customXml/item1.xml")
    assert package.read("customXml/item1.xml").endswith("<note>架電数</note>".encode())


def test_parts_can_be_added_replaced_and_removed() -> None:
    package = Package.from_bytes(workbook())
    name = package.new_part_name("xl/tables/table{}.xml")
    package.write(name, b"<table/>", "application/table+xml")
    id = package.relationships("xl/worksheets/sheet1.xml").add("table", name)
    again = Package.from_bytes(package.to_bytes())
    assert name == "xl/tables/table1.xml"
    assert again.read(name) == b"<table/>"
    assert again.content_types.of(name) == "application/table+xml"
    assert again.relationships("xl/worksheets/sheet1.xml")[id].target == name
    assert again.parts()[-2:] == [name, "xl/worksheets/_rels/sheet1.xml.rels"]

    again.relationships("xl/worksheets/sheet1.xml").remove(id)
    again.remove(name)
    last = Package.from_bytes(again.to_bytes())
    assert name not in last
    assert last.content_types.of(name) != "application/table+xml"
    assert last.relationships("xl/worksheets/sheet1.xml").find("table") is None


def test_a_removed_part_takes_its_own_relationships_along() -> None:
    package = Package.from_bytes(workbook())
    package.relationships("xl/worksheets/sheet2.xml").add("hyperlink", "https://example.com", external=True)
    package.remove("xl/worksheets/sheet2.xml")
    assert not [part for part in package.parts() if "sheet2" in part]


def test_a_part_can_come_back_under_the_name_of_a_removed_one() -> None:
    package = Package.from_bytes(with_parts(workbook(), {"xl/extra.bin": b"old"}))
    package.remove("xl/extra.bin")
    package.write("xl/extra.bin", b"new")
    assert part_of(package.to_bytes(), "xl/extra.bin") == b"new"


def test_part_names_ignore_case_and_percent_signs() -> None:
    package = Package.from_bytes(with_parts(workbook(), {"xl/My%20Part.xml": "<a/>"}))
    assert package.tree("XL/my part.XML") is package.tree("xl/My%20Part.xml")
    package.touch("xl/MY PART.xml")
    assert list(package.touched) == ["xl/My%20Part.xml"]


def test_saving_twice_writes_both_changes(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(workbook())
    package = Package.open(path)
    package.edit("xl/workbook.xml").set("first", "1")
    package.save()
    assert not package.changed
    package.edit("xl/styles.xml").set("second", "1")
    package.save()
    again = Package.open(path)
    assert again.tree("xl/workbook.xml").get("first") == "1"
    assert again.tree("xl/styles.xml").get("second") == "1"


def test_save_under_another_name_leaves_the_first_file_alone(tmp_path: Path) -> None:
    first, second = tmp_path / "KPI.xlsx", tmp_path / "KPI 11月.xlsx"
    first.write_bytes(workbook())
    before = first.read_bytes()
    package = Package.open(first)
    package.edit("xl/workbook.xml").set("{urn:own}edited", "1")
    package.save(second)
    assert first.read_bytes() == before
    assert openpyxl.load_workbook(second).sheetnames == ["KPI", "Data"]
    package.edit("xl/workbook.xml").set("{urn:own}edited", "2")
    package.save()
    assert Package.open(second).tree("xl/workbook.xml").get("{urn:own}edited") == "2"


@pytest.mark.parametrize("streamed", [True, False], ids=["with data descriptors", "with 64-bit sizes"])
def test_members_of_streaming_writers_are_copied_whole(streamed: bool) -> None:
    """Writers that do not know a size beforehand put it after the data, or keep room for 64 bits."""

    class Unseekable(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

        def tell(self) -> int:
            raise io.UnsupportedOperation

    buffer = Unseekable() if streamed else io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        original = zipfile.ZipFile(io.BytesIO(workbook()))
        for name in original.namelist():
            with new.open(name, "w", force_zip64=not streamed) as member:
                member.write(original.read(name))
    data = buffer.getvalue()
    package = Package.from_bytes(data)
    if streamed:
        assert package.to_bytes() == data
    package.edit("xl/workbook.xml").set("edited", "1")
    saved = package.to_bytes()
    assert zipfile.ZipFile(io.BytesIO(saved)).testzip() is None
    same = {name for name, raw in members(data).items() if members(saved)[name] == raw}
    assert same == set(members(data)) - {"xl/workbook.xml"}


def test_the_sensitivity_label_and_the_comment_of_the_archive_stay() -> None:
    label = '<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"/>'
    data = bytearray(with_parts(workbook(), {"docMetadata/LabelInfo.xml": label}))
    data[-2:] = (5).to_bytes(2, "little")
    package = Package.from_bytes(bytes(data) + b"hello")
    package.edit("xl/workbook.xml").set("edited", "1")
    saved = package.to_bytes()
    assert part_of(saved, "docMetadata/LabelInfo.xml") == label.encode()
    assert zipfile.ZipFile(io.BytesIO(saved)).comment == b"hello"


def test_a_macro_workbook_keeps_its_macros() -> None:
    macros = with_text(
        with_parts(workbook(), {"xl/vbaProject.bin": b"VBA", "xl/vbaProjectSignature.bin": b"signed"}),
        "[Content_Types].xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    package = Package.from_bytes(macros)
    package.edit("xl/workbook.xml").set("edited", "1")
    assert members(package.to_bytes())["xl/vbaProject.bin"] == members(macros)["xl/vbaProject.bin"]
