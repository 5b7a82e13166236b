"""The same workbook as a small exporter writes it: no styles, no addresses of cells, everything in one go.

What the other makers leave to their libraries is spelled out here: `mc:Ignorable`, rows with `spans`, texts
with readings (furigana), formulas without results, a table without filter and style.
"""

from __future__ import annotations

import zipfile
from html import escape
from pathlib import Path

from tests.fileengine.books import SPREADSHEETML
from tests.ownbooks.making import BESIDE, CALLS, KEY, LINK, MEMO, NOTED, OWN, Plan

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def by_hand(path: Path, plan: Plan) -> None:
    """The workbook written part by part."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _rels(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": _workbook(plan),
        "xl/_rels/workbook.xml.rels": _rels(
            ("worksheet", "worksheets/sheet1.xml"),
            ("worksheet", "worksheets/sheet2.xml"),
            ("sharedStrings", "sharedStrings.xml"),
        ),
        "xl/sharedStrings.xml": _strings(plan),
        "xl/worksheets/sheet1.xml": _sheet(plan),
        "xl/worksheets/_rels/sheet1.xml.rels": _rels(
            ("table", "../tables/table1.xml"),
            ("hyperlink", LINK),
            ("comments", "../comments1.xml"),
            ("vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ),
        "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{SPREADSHEETML}"><sheetData><row><c>'
        f"<f>SUM(RepKPI[{plan.headers[CALLS]}])</f></c></row><row><c><f>A1*2</f></c></row></sheetData>"
        "</worksheet>",
        "xl/tables/table1.xml": _table(plan),
        "xl/comments1.xml": f'<comments xmlns="{SPREADSHEETML}"><authors><author>somebody</author></authors>'
        f'<commentList><comment ref="{plan.cell(NOTED, MEMO)}" authorId="0"><text><t>ask again</t></text>'
        "</comment></commentList></comments>",
        "xl/drawings/vmlDrawing1.vml": _box(plan.top + 1 + NOTED, plan.left + MEMO),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _content_types() -> str:
    named = {
        "/xl/workbook.xml": "sheet.main",
        "/xl/worksheets/sheet1.xml": "worksheet",
        "/xl/worksheets/sheet2.xml": "worksheet",
        "/xl/sharedStrings.xml": "sharedStrings",
        "/xl/tables/table1.xml": "table",
        "/xl/comments1.xml": "comments",
    }
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{_TYPES}.{kind}+xml"/>' for name, kind in named.items()
    )
    vml = "application/vnd.openxmlformats-officedocument.vmlDrawing"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="vml" ContentType="{vml}"/>{overrides}</Types>'
    )


def _rels(*related: tuple[str, str]) -> str:
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if "://" in target else "/>")
        for number, (kind, target) in enumerate(related, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _workbook(plan: Plan) -> str:
    properties = '<workbookPr date1904="1"/>' if plan.date1904 else ""
    return (
        f'<workbook xmlns="{SPREADSHEETML}" xmlns:r="{_OFFICE}">{properties}<sheets>'
        f'<sheet name="{escape(plan.name)}" sheetId="3" r:id="rId1"/>'
        '<sheet name="Summary" sheetId="8" r:id="rId2"/></sheets></workbook>'
    )


def _strings(plan: Plan) -> str:
    """The headers and reps; each with a reading, as Japanese input leaves them."""
    texts = [*plan.headers, *plan.reps[:3]]
    items = "".join(f'<si><t>{escape(text)}</t><rPh sb="0" eb="1"><t>ヨミ</t></rPh></si>' for text in texts)
    return f'<sst xmlns="{SPREADSHEETML}" uniqueCount="{len(texts)}">{items}</sst>'


def _sheet(plan: Plan) -> str:
    header = [f'<c t="s"><v>{number}</v></c>' for number in range(6)]
    rows = {plan.top: header}
    for row in range(3):
        cells = ["<c/>"] * 6
        cells[KEY] = f'<c t="s"><v>{6 + row}</v></c>'
        cells[CALLS] = f"<c><v>{row + 1}</v></c>"
        if row == NOTED:
            cells[MEMO] = f'<c t="inlineStr"><is><t>about {escape(plan.reps[NOTED])}</t></is></c>'
        if plan.own != "none":
            cells[OWN] = f"<c><f>{escape(plan.own_formula(row))}</f></c>"
        rows[plan.top + 1 + row] = cells
    rows[plan.top + 2] += [*["<c/>"] * (BESIDE - 6), '<c t="str"><v>beside</v></c>']
    if plan.totals:
        formula = f"SUBTOTAL(109,RepKPI[{plan.headers[CALLS]}])"
        rows[plan.top + 4] = ['<c t="str"><v>sum</v></c>', f"<c><f>{formula}</f></c>"]
    hiding = ' hidden="1"'
    hidden = {plan.top + 1 + NOTED} if plan.hidden else set()
    data = "".join(
        f'<row r="{number}" spans="1:99"{hiding if number in hidden else ""}>{"<c/>" * (plan.left - 1)}'
        + "".join(cells)
        + "</row>"
        for number, cells in rows.items()
    )
    return (
        f'<worksheet xmlns="{SPREADSHEETML}" xmlns:r="{_OFFICE}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" '
        'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">'
        f"<sheetData>{data}</sheetData>"
        f'<hyperlinks><hyperlink ref="{plan.cell(NOTED, KEY)}" r:id="rId2"/></hyperlinks>'
        '<legacyDrawing r:id="rId4"/><tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>'
    )


def _table(plan: Plan) -> str:
    columns = "".join(
        f'<tableColumn id="{10 + number}" name="{escape(header)}">'
        + (
            f"<calculatedColumnFormula>{escape(plan.own_formula(0))}</calculatedColumnFormula>"
            if number == OWN and plan.own == "structured"
            else ""
        )
        + "</tableColumn>"
        for number, header in enumerate(plan.headers)
    )
    totals = 'totalsRowCount="1"' if plan.totals else 'totalsRowShown="0"'
    return (
        f'<table xmlns="{SPREADSHEETML}" id="41" name="RepKPI" displayName="RepKPI" '
        f'ref="{plan.ref}" {totals}>'
        f'<tableColumns count="6">{columns}</tableColumns></table>'
    )


def _box(row: int, column: int) -> str:
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" o:spt="202" '
        'coordsize="21600,21600" path="m,l,21600r21600,l21600,xe"/><v:shape id="_x0000_s1025" '
        'type="#_x0000_t202" '
        'style="visibility:hidden"><x:ClientData ObjectType="Note">'
        "<x:Anchor>1, 0, 1, 0, 3, 0, 4, 0</x:Anchor>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape></xml>"
    )
