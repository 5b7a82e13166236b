"""The VML drawing of a worksheet: the boxes its notes are shown in.

An old format, older than the rest of the file, that Excel still wants for every note.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from sheetkpi.fileengine.parts.cells import Element
from sheetkpi.fileengine.parts.references import MAX_COLUMNS

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_V, _O, _X = (
    "urn:schemas-microsoft-com:vml",
    "urn:schemas-microsoft-com:office:office",
    ("urn:schemas-microsoft-com:office:excel"),
)
_BLANK = f"""<xml xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}">
<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>
<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">
<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>"""
_BOX = """<v:shape xmlns:v="{v}" xmlns:o="{o}" xmlns:x="{x}" id="_x0000_s{id}" type="#_x0000_t202"
 style="position:absolute;visibility:hidden" fillcolor="infoBackground [80]" o:insetmode="auto">
<v:fill color2="infoBackground [80]"/><v:shadow color="none [81]" obscured="t"/>
<v:path o:connecttype="none"/>
<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>
<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>
<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"""
_FIRST_ID = 1025


def blank_drawing() -> bytes:
    """A drawing without boxes."""
    return _BLANK.encode()


def boxes(root: Element) -> Iterator[Element]:
    """The `ClientData` of every note's box."""
    return (data for data in root.iter(f"{{{_X}}}ClientData") if data.get("ObjectType") == "Note")


def place_of(data: Element) -> tuple[int, int] | None:
    """Row and column (from 1) of the cell a box belongs to."""
    row, column = data.findtext(f"{{{_X}}}Row"), data.findtext(f"{{{_X}}}Column")
    return (int(row) + 1, int(column) + 1) if row and column else None


def add_box(root: Element, row: int, column: int) -> None:
    """A hidden box beside the cell, as large as Excel's usual one: two columns, four rows."""
    taken = [shape.get("id", "").rpartition("_s")[2] for shape in root.iter(f"{{{_V}}}shape")]
    number = max([_FIRST_ID - 1, *(int(id) for id in taken if id.isdigit())]) + 1
    left, top = min(column, MAX_COLUMNS - 3), max(row - 2, 0)
    anchor = f"{left}, 15, {top}, 10, {left + 2}, 15, {top + 4}, 4"
    box = _BOX.format(v=_V, o=_O, x=_X, id=number, anchor=anchor, row=row - 1, column=column - 1)
    root.append(etree.fromstring(box))


def remove_box(root: Element, row: int, column: int) -> None:
    """Take away the box of the cell's note."""
    for data in list(boxes(root)):
        shape = data.getparent()
        if place_of(data) == (row, column) and shape is not None:
            parent = shape.getparent()
            assert parent is not None
            parent.remove(shape)
