"""Buttons on sheets: shapes that run a macro when clicked, as Excel stores them (図形にマクロの登録).

A drawing shape rather than a form control: it lives in one part, the sheet's drawing, beside charts and
pictures; it can be given colours and a plain look; and people can move or restyle it as any shape.
LibreOffice shows and runs it too. Excel's own form is `<xdr:sp macro="[0]!NAME">` (ECMA-376 part 1,
20.5.2.29).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import DRAWING, R_ID, insert_ordered, new_element, whole_number
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.workbook import Sheet

SPREADSHEET_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
MACROS = "[0]!SheetKPI_"
"""How the macro of each of our buttons begins; `[0]` is the workbook itself."""
FONTS = {"ja": ("ja-JP", "Yu Gothic UI"), "en": ("en-US", "Segoe UI")}

_EMPTY_DRAWING = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<xdr:wsDr xmlns:xdr="{SPREADSHEET_DRAWING}" xmlns:a="{DRAWING}"/>'
).encode()
_MARGIN = 19050
"""EMU (1.5 points) between a button and the edges of its cell."""
_FROM_DRAWING = (
    *("drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects"),
    *("controls", "webPublishItems", "tableParts", "extLst"),
)
"""Children of a worksheet from its drawing on (18.3.1.99)."""


@dataclass(frozen=True)
class Button:
    """One button: the Sub it runs, its text, the cell it covers (from 0), and whether it is the main one."""

    macro: str
    text: str
    row: int
    column: int
    main: bool = False


def add_button(package: Package, sheet: Sheet, button: Button, language: str) -> None:
    """Put a button on a sheet; the drawing is made where the sheet has none."""
    root = package.edit(_drawing_part(package, sheet))
    taken = [whole_number(element, "id") for element in root.iter("{*}cNvPr")]
    added = _anchor(button, max(taken, default=1) + 1, language)
    below = (each for each in root if isinstance(each.tag, str) and _first_row(each) > button.row)
    if (first := next(below, None)) is None:
        root.append(added)
    else:  # those who have the screen read to them meet objects in this order
        first.addprevious(added)


def _first_row(anchor: etree._Element) -> int:
    return int(anchor.findtext("{*}from/{*}row") or -1)


def has_buttons(package: Package, sheet: Sheet) -> bool:
    """Whether one of our buttons is on the sheet."""
    return any(True for _ in _ours(package, sheet))


def remove_buttons(package: Package, sheet: Sheet) -> bool:
    """Take our buttons off a sheet, and its drawing when nothing else is in it; whether there were any."""
    found = list(_ours(package, sheet))
    for part, anchor in found:
        parent = anchor.getparent()
        assert parent is not None
        parent.remove(anchor)
        package.touch(part)
        if not len(parent):
            _remove_drawing(package, sheet)
    return bool(found)


def _ours(package: Package, sheet: Sheet) -> Iterator[tuple[str, etree._Element]]:
    relationship = package.relationships(sheet.part).find("drawing")
    if relationship is None or relationship.target not in package:
        return
    if MACROS.encode() not in package.read(relationship.target):
        return
    for anchor in list(package.tree(relationship.target)):
        shape = anchor.find(f"{{{SPREADSHEET_DRAWING}}}sp") if isinstance(anchor.tag, str) else None
        if shape is not None and shape.get("macro", "").startswith(MACROS):
            yield relationship.target, anchor


def _drawing_part(package: Package, sheet: Sheet) -> str:
    """The sheet's drawing part, made and related to where it has none."""
    relationships = package.relationships(sheet.part)
    found = relationships.find("drawing")
    if found is not None and found.target in package:
        return found.target
    part = package.new_part_name("xl/drawings/drawing{}.xml")
    package.write(part, _EMPTY_DRAWING, CONTENT_TYPE)
    drawing = new_element("drawing")
    drawing.set(R_ID, relationships.add("drawing", part))
    insert_ordered(package.edit(sheet.part), drawing, _FROM_DRAWING)
    return part


def _remove_drawing(package: Package, sheet: Sheet) -> None:
    relationships = package.relationships(sheet.part)
    relationship = relationships.find("drawing")
    assert relationship is not None
    root = package.edit(sheet.part)
    for element in root.findall("{*}drawing"):
        if element.get(R_ID) == relationship.id:
            root.remove(element)
    relationships.remove(relationship.id)
    package.remove(relationship.target)


def _anchor(button: Button, id: int, language: str) -> etree._Element:
    """The shape in its cell; the size in `xfrm` is for readers that do not look at the anchor."""
    fill, line, text = ("1F4E79", "1F4E79", "FFFFFF") if button.main else ("FFFFFF", "8EA9C4", "1F4E79")
    locale, font = FONTS[language]
    row, column = button.row, button.column
    xml = f"""\
<xdr:twoCellAnchor xmlns:xdr="{SPREADSHEET_DRAWING}" xmlns:a="{DRAWING}" editAs="oneCell">\
<xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>{_MARGIN}</xdr:colOff>\
<xdr:row>{row}</xdr:row><xdr:rowOff>{_MARGIN}</xdr:rowOff></xdr:from>\
<xdr:to><xdr:col>{column + 1}</xdr:col><xdr:colOff>0</xdr:colOff>\
<xdr:row>{row + 1}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>\
<xdr:sp macro={quoteattr("[0]!" + button.macro)} textlink="">\
<xdr:nvSpPr><xdr:cNvPr id="{id}" name={quoteattr(button.macro)} descr={quoteattr(button.text)}/>\
<xdr:cNvSpPr/></xdr:nvSpPr>\
<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></a:xfrm>\
<a:prstGeom prst="roundRect"><a:avLst><a:gd name="adj" fmla="val 12000"/></a:avLst></a:prstGeom>\
<a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>\
<a:ln w="9525"><a:solidFill><a:srgbClr val="{line}"/></a:solidFill></a:ln></xdr:spPr>\
<xdr:txBody><a:bodyPr vertOverflow="clip" horzOverflow="clip" wrap="none" lIns="0" tIns="0" rIns="0" \
bIns="0" rtlCol="0" anchor="ctr"/><a:lstStyle/><a:p><a:pPr algn="ctr"/>\
<a:r><a:rPr lang="{locale}" sz="1000" b="{int(button.main)}">\
<a:solidFill><a:srgbClr val="{text}"/></a:solidFill>\
<a:latin typeface="{font}"/><a:ea typeface="{font}"/></a:rPr>\
<a:t>{escape(button.text)}</a:t></a:r></a:p>\
</xdr:txBody></xdr:sp><xdr:clientData fPrintsWithSheet="0"/></xdr:twoCellAnchor>"""
    return etree.fromstring(xml)
