"""Small real workbooks for the tests of the file engine, and what is inside of files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl

SPREADSHEETML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(*sheets: str) -> bytes:
    """A workbook as Excel has them: a header and two reps in every sheet, a name, a formula."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in sheets or ("KPI", "Data"):
        sheet = book.create_sheet(name)
        for row in (["担当者", "架電数"], ["森 葵", 12], ["原田 陸", 30]):
            sheet.append(row)
        sheet["D1"] = "=SUM(B2:B3)"
    book.defined_names["kpi_month"] = openpyxl.workbook.defined_name.DefinedName(
        "kpi_month", attr_text=f"'{book.sheetnames[0]}'!$F$1"
    )
    buffer = io.BytesIO()
    book.save(buffer)
    return with_shared_strings(buffer.getvalue())


def with_shared_strings(data: bytes) -> bytes:
    """The workbook with its texts in a shared string part, where Excel has them and openpyxl has not."""
    texts: dict[str, int] = {}
    changed: dict[str, bytes | str | None] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }
    for name, xml in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            changed[name] = re.sub(
                r't="inlineStr"><is><t>(.*?)</t></is>',
                lambda found: f't="s"><v>{texts.setdefault(found[1], len(texts))}</v>',
                xml,
            )
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    changed["xl/sharedStrings.xml"] = f'<sst xmlns="{SPREADSHEETML}" uniqueCount="{len(texts)}">{items}</sst>'
    changed["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        "</Types>",
        '<Override PartName="/xl/sharedStrings.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    )
    changed["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        '<Relationship Id="rIdStrings" Target="sharedStrings.xml" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>',
    )
    return with_parts(data, changed)


def with_parts(data: bytes, parts: Mapping[str, bytes | str | None]) -> bytes:
    """The workbook with these members added or replaced, or left out where None."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            if info.filename not in parts:
                new.writestr(info, old.read(info))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return buffer.getvalue()


def with_text(data: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with one text in one part replaced; it must be there."""
    content = part_of(data, part).decode()
    assert old in content
    return with_parts(data, {part: content.replace(old, new)})


def part_of(data: bytes, part: str) -> bytes:
    """One unpacked member, read by the standard library."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(part)


def members(data: bytes) -> dict[str, bytes]:
    """Every member still compressed, with its local header: cut out by the format's own rules."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            at = info.header_offset
            names = int.from_bytes(data[at + 26 : at + 28], "little")
            extra = int.from_bytes(data[at + 28 : at + 30], "little")
            found[info.filename] = data[at : at + 30 + names + extra + info.compress_size]
    return found


def members_at(path: Path) -> dict[str, bytes]:
    """`members` of a file."""
    return members(path.read_bytes())


def prefixed(data: bytes, prefix: str = "x") -> bytes:
    """The workbook as the Open XML SDK and ClosedXML write it: `<x:row>` instead of `<row>`."""
    changed: dict[str, bytes | str | None] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            xml = archive.read(name).decode() if name.endswith(".xml") else ""
            if f'xmlns="{SPREADSHEETML}"' in xml:
                xml = xml.replace(f'xmlns="{SPREADSHEETML}"', f'xmlns:{prefix}="{SPREADSHEETML}"')
                changed[name] = re.sub(r"<(/?)(?=\w+[\s/>])", rf"<\1{prefix}:", xml)
    return with_parts(data, changed)


def with_types_of_parts_only(data: bytes) -> bytes:
    """The workbook as old LibreOffice writes it: a content type for each part, none for an ending."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml").decode()
        names = archive.namelist()
    endings = dict(re.findall(r'<Default Extension="(\w+)" ContentType="([^"]+)"', types)) or {}
    endings = {"rels": "application/vnd.openxmlformats-package.relationships+xml", **endings}
    types = re.sub(r"<Default [^>]*/>", "", types)
    for name in names:
        ending = name.rpartition(".")[2]
        if name != "[Content_Types].xml" and f'"/{name}"' not in types:
            override = f'<Override PartName="/{name}" ContentType="{endings[ending]}"/>'
            types = types.replace("</Types>", f"{override}</Types>")
    return with_parts(data, {"[Content_Types].xml": types})


_MACRO_SHEET = (
    f'<xm:macrosheet xmlns="{SPREADSHEETML}" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<sheetData><row r="1"><c r="A1"><f>ALERT("?")</f></c></row><row r="2"><c r="A2" t="b"><f>HALT()</f>'
    "<v>1</v></c></row></sheetData></xm:macrosheet>"
)


def with_macro_sheet(data: bytes, kind: str = "xlMacrosheet") -> bytes:
    """The workbook with a sheet of Excel 4 macros behind the others, as old models have one."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "xl/workbook.xml": (
            "</sheets>",
            f'<sheet xmlns:r="{office}" name="Macro1" sheetId="99" r:id="rIdMacro"/></sheets>',
        ),
        "xl/_rels/workbook.xml.rels": (
            "</Relationships>",
            f'<Relationship Id="rIdMacro" Target="macrosheets/sheet1.xml" Type='
            f'"http://schemas.microsoft.com/office/2006/relationships/{kind}"/></Relationships>',
        ),
        "[Content_Types].xml": (
            "</Types>",
            '<Override PartName="/xl/macrosheets/sheet1.xml" '
            'ContentType="application/vnd.ms-excel.macrosheet+xml"/></Types>',
        ),
    }
    for part, (end, new) in parts.items():
        data = with_text(data, part, end, new)
    return with_parts(data, {"xl/macrosheets/sheet1.xml": _MACRO_SHEET})


def with_sparklines(data: bytes, part: str, sparklines: Mapping[str, str]) -> bytes:
    """The workbook with sparklines on a sheet without extensions: by cell, what each draws."""
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    xm = "http://schemas.microsoft.com/office/excel/2006/main"
    each = "".join(
        f"<x14:sparkline><xm:f>{drawn}</xm:f><xm:sqref>{cell}</xm:sqref></x14:sparkline>"
        for cell, drawn in sparklines.items()
    )
    group = f'<x14:sparklineGroup displayEmptyCellsAs="gap"><x14:sparklines>{each}</x14:sparklines>'
    groups = f'<x14:sparklineGroups xmlns:xm="{xm}">{group}</x14:sparklineGroup></x14:sparklineGroups>'
    uri = "{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"
    extensions = f'<extLst><ext xmlns:x14="{x14}" uri="{uri}">{groups}</ext></extLst>'
    return with_text(data, part, "</worksheet>", f"{extensions}</worksheet>")


_CONNECTION = (
    f'<connections xmlns="{SPREADSHEETML}"><connection id="1" keepAlive="1" name="Query - Reps" type="5" '
    'refreshedVersion="8" background="1"><dbPr connection="Provider=Microsoft.Mashup.OleDb.1;Location=Reps" '
    'command="SELECT * FROM [Reps]"/></connection></connections>'
)


def with_query(data: bytes, table: str = "xl/tables/table1.xml", bound: int = 2) -> bytes:
    """The workbook with a query behind its first table, as Power Query loads one; the query gives the first
    `bound` columns, the others stand beside it."""
    root = part_of(data, table).decode()
    root = root.replace("<table ", '<table tableType="queryTable" ', 1)
    columns = re.findall(r'<tableColumn id="(\d+)" name="([^"]*)"', root)
    fields = ""
    for number, (id, name) in enumerate(columns, start=1):
        own = f'name="{name}"' if number <= bound else 'dataBound="0"'
        fields += f'<queryTableField id="{number}" {own} tableColumnId="{id}"/>'
        root = root.replace(
            f'<tableColumn id="{id}" ',
            f'<tableColumn id="{id}" uniqueName="{id}" queryTableFieldId="{number}" ',
        )
    beside = len(columns) - bound
    query = (
        f'<queryTable xmlns="{SPREADSHEETML}" name="ExternalData_1" connectionId="1" autoFormatId="16">'
        f'<queryTableRefresh nextId="{len(columns) + 1}"'
        + (f' unboundColumnsRight="{beside}"' if beside else "")
        + f'><queryTableFields count="{len(columns)}">{fields}</queryTableFields>'
        "</queryTableRefresh></queryTable>"
    )
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="rIdQuery" Type="{relations}/%s" Target="%s"/></Relationships>'
    data = with_text(
        data,
        "[Content_Types].xml",
        "</Types>",
        f'<Override PartName="/xl/queryTables/queryTable1.xml" ContentType="{types}.queryTable+xml"/>'
        f'<Override PartName="/xl/connections.xml" ContentType="{types}.connections+xml"/></Types>',
    )
    data = with_text(
        data,
        "xl/_rels/workbook.xml.rels",
        "</Relationships>",
        relation % ("connections", "connections.xml"),
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return with_parts(
        data,
        {
            table: root,
            table.replace("tables/", "tables/_rels/") + ".rels": f'<Relationships xmlns="{namespace}">'
            + relation % ("queryTable", "../queryTables/queryTable1.xml"),
            "xl/queryTables/queryTable1.xml": query,
            "xl/connections.xml": _CONNECTION,
        },
    )
