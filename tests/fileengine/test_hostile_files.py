"""Whatever is no sound workbook is refused with one sentence that says what to do."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.opc.package import Package
from tests.fileengine.books import members, with_parts, with_text, workbook

MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refused(data: bytes) -> str:
    """The key of the sentence with which the workbook is refused; both languages must have it."""
    with pytest.raises(SheetKPIError) as caught:
        Package.from_bytes(data, "KPI.xlsx")
    assert "KPI.xlsx" in caught.value.sentence("ja")
    assert "KPI.xlsx" in caught.value.sentence("en")
    return caught.value.key


def ole(*streams: str) -> bytes:
    """An OLE file with these streams in its directory, as far as can be told from outside."""
    return OLE + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "error.not_a_workbook"),
        ("日付,担当者,結果\n".encode(), "error.not_a_workbook"),
        (b"%PDF-1.7", "error.not_a_workbook"),
        (ole("Root Entry", "WordDocument"), "error.not_a_workbook"),
        (ole("Root Entry", "Workbook"), "error.old_workbook"),
        (ole("Root Entry", "Book"), "error.old_workbook"),
        (ole("Root Entry", "EncryptedPackage", "EncryptionInfo"), "error.encrypted"),
    ],
)
def test_what_is_no_zip_file(data: bytes, key: str) -> None:
    assert refused(data) == key


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    for place, key in ((tmp_path / "no.xlsx", "error.not_found"), (tmp_path, "error.not_a_workbook")):
        with pytest.raises(SheetKPIError) as caught:
            Package.open(place)
        assert caught.value.key == key


def test_a_zip_file_that_is_no_workbook() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert refused(buffer.getvalue()) == "error.not_a_workbook"
    word = MAIN_TYPE.replace("spreadsheetml.sheet", "wordprocessingml.document")
    assert refused(with_text(workbook(), "[Content_Types].xml", MAIN_TYPE, word)) == "error.not_a_workbook"


def test_a_binary_workbook() -> None:
    binary = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    assert refused(with_text(workbook(), "[Content_Types].xml", MAIN_TYPE, binary)) == "error.binary_workbook"


def test_a_workbook_without_its_workbook_part() -> None:
    assert refused(with_parts(workbook(), {"xl/workbook.xml": None})) == "error.no_workbook_part"


def test_a_strict_workbook() -> None:
    strict = with_text(
        workbook(),
        "xl/workbook.xml",
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    assert refused(strict) == "error.strict_workbook"


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_file(kept: float) -> None:
    data = workbook()
    assert refused(data[: int(len(data) * kept)]) == "error.truncated"


def test_a_part_that_is_no_xml() -> None:
    assert refused(with_parts(workbook(), {"xl/workbook.xml": "<workbook"})) == "error.damaged"


def test_a_changed_bit_is_noticed_when_the_part_is_read() -> None:
    data = workbook()
    raw = members(data)["xl/worksheets/sheet1.xml"]
    package = Package.from_bytes(data.replace(raw, raw[:-9] + bytes([raw[-9] ^ 0x10]) + raw[-8:]))
    with pytest.raises(SheetKPIError, match=r"sheet1\.xml"):
        package.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "_rels/.rels"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_document_types_and_entities_in_any_part(part: str, encoding: str) -> None:
    laughs = (
        f'<?xml version="1.0" encoding="{encoding[:6]}"?><!--{"." * 3000}-->'
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
    ).encode(encoding)
    assert refused(with_parts(workbook(), {part: laughs})) == "error.xml_entities"


@pytest.mark.parametrize(
    "cover", ["<!-- <root> -->", "<?root <root> ?>", "\n" * 5000, "<!--" + "<a>" * 1000 + "-->"]
)
def test_a_document_type_behind_what_looks_like_a_root(cover: str) -> None:
    part = f'<?xml version="1.0"?>{cover}<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'
    assert refused(with_parts(workbook(), {"xl/theme/theme1.xml": part})) == "error.xml_entities"


def test_texts_that_only_speak_of_document_types() -> None:
    part = "<!-- <!DOCTYPE x> --><x><!-- <!ENTITY --><![CDATA[<!DOCTYPE y>]]></x>"
    package = Package.from_bytes(with_parts(workbook(), {"customXml/item1.xml": part}))
    assert package.tree("customXml/item1.xml")[0].tail == "<!DOCTYPE y>"


@pytest.mark.parametrize("spaces", range(995, 1008))
def test_a_document_type_where_the_first_look_ends(spaces: int) -> None:
    part = f'<?xml version="1.0"?>{" " * spaces}<!DOCTYPE x><x/>'
    assert refused(with_parts(workbook(), {"xl/theme/theme1.xml": part})) == "error.xml_entities"
    harmless = f'<?xml version="1.0"?>{" " * spaces}<!-- x --><x/>'
    Package.from_bytes(with_parts(workbook(), {"xl/theme/theme1.xml": harmless}))


def test_an_external_entity_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    part = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]><x>&a;</x>'
    assert refused(with_parts(workbook(), {"docProps/app.xml": part})) == "error.xml_entities"


def test_an_endless_prolog() -> None:
    part = "<!--" + "." * 1_000_000 + "-->"
    assert refused(with_parts(workbook(), {"xl/theme/theme1.xml": part})) == "error.damaged"


def test_an_encoding_that_could_hide_things() -> None:
    part = '<?xml version="1.0" encoding="UTF-7"?><x/>'
    package = Package.from_bytes(with_parts(workbook(), {"docProps/app.xml": part}))
    with pytest.raises(SheetKPIError, match=r"app\.xml"):
        package.tree("docProps/app.xml")


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../../evil.xml", "xl/../../evil.xml", "C:/evil.xml", "xl\\evil.xml", "xl//evil.xml"],
)
def test_member_names_that_lead_elsewhere(name: str) -> None:
    assert refused(with_parts(workbook(), {name: "<x/>"})) == "error.unsafe_names"


def test_two_members_of_one_name() -> None:
    buffer = io.BytesIO(workbook())
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", "<x/>")
    assert refused(buffer.getvalue()) == "error.truncated"
    assert refused(with_parts(workbook(), {"XL/Workbook.xml": "<x/>"})) == "error.truncated"


def test_members_that_overlap() -> None:
    """Directory entries that share one piece of data are how small bombs become big."""
    data = bytearray(workbook())
    directory = data.index(b"PK\x01\x02")
    first = struct.unpack_from("<L", data, directory + 42)[0]
    second = data.index(b"PK\x01\x02", directory + 4)
    struct.pack_into("<L", data, second + 42, first)
    assert refused(bytes(data)) == "error.truncated"


def test_a_directory_that_calls_members_otherwise() -> None:
    data = workbook()
    directory = data.index(b"PK\x01\x02")
    assert refused(data[:directory] + data[directory:].replace(b"styles", b"stylez")) == "error.truncated"


def test_a_zip_password() -> None:
    data = bytearray(workbook())
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    assert refused(bytes(data)) == "error.encrypted"


def packed(chunk: bytes, times: int) -> bytes:
    """A workbook with a member of `chunk` repeated."""
    buffer = io.BytesIO(workbook())
    with (
        zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet9.xml", "w") as member,
    ):
        member.write(b"<worksheet>")
        for _ in range(times):
            member.write(chunk)
    return buffer.getvalue()


def test_a_zip_bomb_is_refused_without_unpacking_it() -> None:
    data = packed(bytes(2**20), 300)
    tracemalloc.start()
    assert refused(data) == "error.zip_bomb"
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


def test_a_sheet_of_a_million_formatted_rows_is_no_bomb() -> None:
    rows = "".join(
        f'<row r="{row}" spans="1:1" s="7" customFormat="1" ht="15.75" customHeight="1">'
        f'<c r="A{row}" s="7"/></row>'
        for row in range(1, 20_001)
    ).encode()
    data = packed(rows, 53)  # 1,060,000 rows, 100 MB
    package = Package.from_bytes(data)
    package.edit("xl/workbook.xml").set("edited", "1")
    assert len(package.to_bytes()) > 2_000_000
    assert not package.is_parsed("xl/worksheets/sheet9.xml")


def test_a_member_never_unpacks_to_more_than_it_promises() -> None:
    """A directory that lies about a size is found out before the memory is gone."""
    data = bytearray(packed(bytes(2**20), 50))
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 24, 1000)
    package = Package.from_bytes(bytes(data))
    tracemalloc.start()
    with pytest.raises(SheetKPIError, match=r"sheet9\.xml"):
        package.read("xl/worksheets/sheet9.xml")
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_a_signed_workbook_can_be_read_but_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(with_parts(workbook(), {"_xmlsignatures/sig1.xml": "<Signature/>"}))
    before = path.read_bytes()
    package = Package.open(path)
    assert package.signed
    for act in (package.check_savable, package.save):
        with pytest.raises(SheetKPIError) as caught:
            act()
        assert caught.value.key == "error.signed"
    assert path.read_bytes() == before
