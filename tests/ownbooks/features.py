"""What other programs and newer versions of Excel write, put into the parts of a workbook that lacks it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

from lxml import etree
from openpyxl.utils import get_column_letter

from tests.fileengine.books import (
    SPREADSHEETML,
    part_of,
    prefixed,
    with_macro_sheet,
    with_parts,
    with_query,
    with_sparklines,
    with_text,
    with_types_of_parts_only,
)

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_X15 = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"
_VML_X = "urn:schemas-microsoft-com:office:excel"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_M = f"{{{SPREADSHEETML}}}"
_SHEET = "xl/worksheets/sheet1.xml"
_GUID = "{6B29FC40-CA47-1067-B31D-00DD010662DA}"
_ID = f"{{{_OFFICE}}}id"

_BEHIND_VIEWS = (
    *("mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions"),
    *("pageMargins", "pageSetup", "headerFooter", "drawing", "legacyDrawing", "tableParts", "extLst"),
)


def custom_views(data: bytes) -> bytes:
    """A view that somebody saved: in the workbook and on the sheet."""
    view = (
        f'<customWorkbookView name="mine" guid="{_GUID}" windowWidth="9" windowHeight="9" activeSheetId="1"/>'
    )
    views = f"<customWorkbookViews>{view}</customWorkbookViews>"
    data = _put(data, "xl/workbook.xml", views, ("pivotCaches", "extLst"))
    on_sheet = (
        f'<customSheetViews><customSheetView guid="{_GUID}" scale="85">'
        '<selection activeCell="A1" sqref="A1"/>'
        '<pageMargins left="0.7" right="0.7" top="0.7" bottom="0.7" header="0.3" footer="0.3"/>'
        "</customSheetView></customSheetViews>"
    )
    return _put(data, _SHEET, on_sheet, _BEHIND_VIEWS)


def shared_formulas(data: bytes) -> bytes:
    """The user's relative formulas as Excel stores a column of them: once, shared by the others."""
    root = etree.fromstring(part_of(data, _SHEET))
    for row in root.iter(f"{_M}row"):
        for column, cell in enumerate(row, start=1):
            if not cell.get("r"):
                cell.set("r", f"{get_column_letter(column)}{row.get('r')}")
    formulas = [
        one for one in root.iter(f"{_M}f") if one.text and re.fullmatch(r"[A-Z]+\d+\*2", one.text) is not None
    ]
    if len(formulas) < 2:
        return data
    first, last = formulas[0].getparent().get("r"), formulas[-1].getparent().get("r")
    for number, formula in enumerate(formulas):
        formula.set("t", "shared")
        formula.set("si", "0")
        if number:
            formula.text = None
        else:
            formula.set("ref", f"{first}:{last}")
    return with_parts(data, {_SHEET: etree.tostring(root, xml_declaration=True, encoding="UTF-8")})


def table_slicer(data: bytes) -> bytes:
    """A slicer of the table."""
    table = etree.fromstring(part_of(data, "xl/tables/table1.xml"))
    column = next(table.iter(f"{_M}tableColumn"))
    sliced = 'tableId="{}" column="{}"'.format(table.get("id"), column.get("id"))
    data = _related(
        data,
        "xl/workbook.xml",
        "rIdSlicerCache",
        "http://schemas.microsoft.com/office/2007/relationships/slicerCache",
        "xl/slicerCaches/slicerCache1.xml",
        "application/vnd.ms-excel.slicerCache+xml",
        f'<slicerCacheDefinition xmlns="{_X14}" xmlns:x="{SPREADSHEETML}" name="Slicer_Reps" '
        'sourceName="Reps">'
        '<extLst><x:ext uri="{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}">'
        f'<x15:tableSlicerCache xmlns:x15="{_X15}" {sliced}/></x:ext></extLst>'
        "</slicerCacheDefinition>",
    )
    data = _related(
        data,
        _SHEET,
        "rIdSlicer",
        "http://schemas.microsoft.com/office/2007/relationships/slicer",
        "xl/slicers/slicer1.xml",
        "application/vnd.ms-excel.slicer+xml",
        f'<slicers xmlns="{_X14}"><slicer name="Reps" cache="Slicer_Reps" rowHeight="241300"/></slicers>',
    )
    caches = (
        f'<ext xmlns:x15="{_X15}" uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}"><x15:slicerCaches '
        f'xmlns:x14="{_X14}" xmlns:r="{_OFFICE}"><x14:slicerCache r:id="rIdSlicerCache"/>'
        "</x15:slicerCaches></ext>"
    )
    data = _extended(data, "xl/workbook.xml", caches)
    slicers = (
        f'<ext xmlns:x15="{_X15}" uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}"><x14:slicerList '
        f'xmlns:x14="{_X14}" xmlns:r="{_OFFICE}"><x14:slicer r:id="rIdSlicer"/></x14:slicerList></ext>'
    )
    return _extended(data, _SHEET, slicers)


def pivot_table(data: bytes) -> bytes:
    """A pivot table of the table, on the second sheet."""
    table = etree.fromstring(part_of(data, "xl/tables/table1.xml"))
    names = [column.get("name") for column in table.iter(f"{_M}tableColumn")]
    fields = "".join(f'<cacheField name="{name}" numFmtId="0"><sharedItems/></cacheField>' for name in names)
    data = _related(
        data,
        "xl/workbook.xml",
        "rIdPivotCache",
        f"{_OFFICE}/pivotCacheDefinition",
        "xl/pivotCache/pivotCacheDefinition1.xml",
        f"{_TYPES}.pivotCacheDefinition+xml",
        f'<pivotCacheDefinition xmlns="{SPREADSHEETML}" saveData="0" refreshOnLoad="1">'
        '<cacheSource type="worksheet"><worksheetSource name="RepKPI"/></cacheSource>'
        f'<cacheFields count="{len(names)}">{fields}</cacheFields></pivotCacheDefinition>',
    )
    caches = f'<pivotCaches><pivotCache xmlns:r="{_OFFICE}" cacheId="7" r:id="rIdPivotCache"/></pivotCaches>'
    data = _put(data, "xl/workbook.xml", caches, ("extLst",))
    own = '<pivotField axis="axisRow" showAll="0"><items count="1"><item t="default"/></items></pivotField>'
    others = '<pivotField showAll="0"/>' * (len(names) - 1)
    data = _related(
        data,
        "xl/worksheets/sheet2.xml",
        "rIdPivot",
        f"{_OFFICE}/pivotTable",
        "xl/pivotTables/pivotTable1.xml",
        f"{_TYPES}.pivotTable+xml",
        f'<pivotTableDefinition xmlns="{SPREADSHEETML}" name="PivotTable1" cacheId="7" dataCaption="Values">'
        '<location ref="L3:M5" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
        f'<pivotFields count="{len(names)}">{own}{others}</pivotFields>'
        '<rowFields count="1"><field x="0"/></rowFields></pivotTableDefinition>',
    )
    rels = f'<Relationship Id="rId1" Type="{_OFFICE}/pivotCacheDefinition" Target="../pivotCache/%s"/>'
    return with_parts(
        data,
        {"xl/pivotTables/_rels/pivotTable1.xml.rels": _rels(rels % "pivotCacheDefinition1.xml")},
    )


def threaded_comment(data: bytes) -> bytes:
    """The note as a conversation: a threaded comment, which old versions show as a note."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = next(name for name in archive.namelist() if re.search(r"comments?/?(comment)?\d*\.xml$", name))
    root = etree.fromstring(part_of(data, part))
    for author in root.iter(f"{_M}author"):
        author.text = f"tc={_GUID}"
    ref = next(root.iter(f"{_M}comment")).get("ref")
    data = with_parts(data, {part: etree.tostring(root, xml_declaration=True, encoding="UTF-8")})
    threads = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    person = "{0A1B2C3D-0000-4000-8000-000000000001}"
    data = _related(
        data,
        _SHEET,
        "rIdThread",
        "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
        "xl/threadedComments/threadedComment1.xml",
        "application/vnd.ms-excel.threadedcomments+xml",
        f'<ThreadedComments xmlns="{threads}"><threadedComment ref="{ref}" dT="2026-11-02T09:00:00.00" '
        f'personId="{person}" id="{_GUID}"><text>ask again</text></threadedComment></ThreadedComments>',
    )
    return _related(
        data,
        "xl/workbook.xml",
        "rIdPersons",
        "http://schemas.microsoft.com/office/2017/10/relationships/person",
        "xl/persons/person.xml",
        "application/vnd.ms-excel.person+xml",
        f'<personList xmlns="{threads}"><person displayName="Somebody" id="{person}" userId="s" '
        'providerId="None"/></personList>',
    )


def controls(data: bytes) -> bytes:
    """A list of the reps and a box to tick, as form controls: the drawing of old says the same once more."""
    table = etree.fromstring(part_of(data, "xl/tables/table1.xml"))
    first, last = table.get("ref", "").split(":")
    column, top = first.rstrip("0123456789"), int(re.sub(r"\D", "", first)) + 1
    bottom = int(re.sub(r"\D", "", last)) - int(table.get("totalsRowCount", "0"))
    reps, ticked = f"${column}${top}:${column}${bottom}", f"${column}${bottom + 70}"
    shapes = {2049: f'objectType="List" fmlaLink="{ticked}" fmlaRange="{reps}" sel="1" val="0"'}
    shapes[2050] = f'objectType="CheckBox" fmlaLink="{ticked}" lockText="1"'
    said = {2049: f"<x:FmlaRange>{reps}</x:FmlaRange><x:FmlaLink>{ticked}</x:FmlaLink>"}
    said[2050] = f"<x:FmlaLink>{ticked}</x:FmlaLink>"
    boxes, on_sheet = "", ""
    for number, (id, what) in enumerate(shapes.items(), start=1):
        data = _related(
            data,
            _SHEET,
            f"rIdControl{number}",
            f"{_OFFICE}/ctrlProp",
            f"xl/ctrlProps/ctrlProp{number}.xml",
            "application/vnd.ms-excel.controlproperties+xml",
            f'<formControlPr xmlns="{_X14}" {what}/>',
        )
        on_sheet += f'<control shapeId="{id}" r:id="rIdControl{number}" name="Control {number}"/>'
        boxes += (
            f'<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="{_VML_X}" id="_x0000_s{id}" '
            f'type="#_x0000_t201"><x:ClientData ObjectType="{"List" if id == 2049 else "Checkbox"}">'
            f"<x:Anchor>30, 0, 1, 0, 32, 0, 4, 0</x:Anchor>{said[id]}</x:ClientData></v:shape>"
        )
    drawing = f'<legacyDrawing xmlns:r="{_OFFICE}" r:id="rIdBoxes"/>'
    if b"legacyDrawing" in part_of(data, _SHEET):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = next(name for name in archive.namelist() if name.endswith(".vml"))
        data = with_text(data, part, "</xml>", f"{boxes}</xml>")
    else:
        vml = f'<xml xmlns:v="urn:schemas-microsoft-com:vml">{boxes}</xml>'
        drawn = "application/vnd.openxmlformats-officedocument.vmlDrawing"
        kind = f"{_OFFICE}/vmlDrawing"
        data = _related(data, _SHEET, "rIdBoxes", kind, "xl/drawings/vmlDrawing9.vml", drawn, vml)
        data = _put(data, _SHEET, drawing, ("tableParts", "extLst"))
    on_sheet = f'<controls xmlns:r="{_OFFICE}">{on_sheet}</controls>'
    return _put(data, _SHEET, on_sheet, ("tableParts", "extLst"))


def sparklines(data: bytes) -> bytes:
    """A small chart in each row of the table, far right, that draws the two cells beside it."""
    table = etree.fromstring(part_of(data, "xl/tables/table1.xml"))
    first, last = (int(re.sub(r"\D", "", corner)) for corner in table.get("ref", "").split(":"))
    rows = range(first + 1, last + 1 - int(table.get("totalsRowCount", "0")))
    name = etree.fromstring(part_of(data, "xl/workbook.xml")).find(f".//{_M}sheet").get("name")
    letter = table.get("ref", "").split(":")[1].rstrip("0123456789")
    quoted = "'{}'".format(name.replace("'", "''"))
    if b"sparklineGroup" in part_of(data, _SHEET) or b"extLst" in part_of(data, _SHEET):
        return data
    return with_sparklines(data, _SHEET, {f"{letter}{row}": f"{quoted}!CA{row}:CB{row}" for row in rows})


def cells_without_addresses(data: bytes) -> bytes:
    """Rows and cells that do not say where they stand, where none is missing; some exporters write so."""
    root = etree.fromstring(part_of(data, "xl/worksheets/sheet2.xml"))
    for row in root.iter(f"{_M}row"):
        letters = [cell.get("r", "").rstrip("0123456789") for cell in row]
        if letters == [chr(65 + place) for place in range(len(letters))]:
            for cell in row:
                del cell.attrib["r"]
    xml = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return with_parts(data, {"xl/worksheets/sheet2.xml": xml})


def cells_out_of_order(data: bytes) -> bytes:
    """What stands right of the table comes before the table's last cell in its row (`A, AO, F`)."""
    root = etree.fromstring(part_of(data, _SHEET))
    for row in root.iter(f"{_M}row"):
        if len(row) > 2:
            row.insert(len(row) - 2, row[-1])
    return with_parts(data, {_SHEET: etree.tostring(root, xml_declaration=True, encoding="UTF-8")})


FEATURES: dict[str, Callable[[bytes], bytes]] = {
    "shared formulas": shared_formulas,
    "custom views": custom_views,
    "sparklines": sparklines,
    "slicer": table_slicer,
    "pivot table": pivot_table,
    "threaded comment": threaded_comment,
    "controls": controls,
    "query table": with_query,
    "macro sheet": with_macro_sheet,
    "cells without addresses": cells_without_addresses,
    "no type for endings": with_types_of_parts_only,
    "prefix": prefixed,
}
"""By name, in the order in which they are put in: the last ones write everything anew."""


# Raw parts ------------------------------------------------------------------------------------------------


def _put(data: bytes, part: str, xml: str, before: tuple[str, ...]) -> bytes:
    """An element put among the children of a part's root, before the first of those named."""
    root = etree.fromstring(part_of(data, part))
    element = etree.fromstring(f'<x xmlns="{SPREADSHEETML}">{xml}</x>')[0]
    for child in root:
        if isinstance(child.tag, str) and child.tag.rpartition("}")[2] in before:
            child.addprevious(element)
            break
    else:
        root.append(element)
    return with_parts(data, {part: etree.tostring(root, xml_declaration=True, encoding="UTF-8")})


def _extended(data: bytes, part: str, xml: str) -> bytes:
    """An extension put into a part."""
    root = etree.fromstring(part_of(data, part))
    found = root.find(f"{_M}extLst")
    if found is None:
        found = etree.SubElement(root, f"{_M}extLst")
    found.append(etree.fromstring(f'<x xmlns="{SPREADSHEETML}">{xml}</x>')[0])
    return with_parts(data, {part: etree.tostring(root, xml_declaration=True, encoding="UTF-8")})


def _related(data: bytes, source: str, id: str, kind: str, part: str, content_type: str, xml: str) -> bytes:
    """A part added, with its content type, that `source` is related to."""
    folder, _, name = source.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels"
    relation = f'<Relationship Id="{id}" Type="{kind}" Target="/{part}"/>'
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        known = rels in archive.namelist()
    parts: Mapping[str, bytes | str | None] = {part: xml} if known else {part: xml, rels: _rels(relation)}
    data = with_parts(data, parts)
    if known:
        data = with_text(data, rels, "</Relationships>", f"{relation}</Relationships>")
    override = f'<Override PartName="/{part}" ContentType="{content_type}"/>'
    return with_text(data, "[Content_Types].xml", "</Types>", f"{override}</Types>")


def _rels(relations: str) -> str:
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{namespace}">{relations}</Relationships>'
