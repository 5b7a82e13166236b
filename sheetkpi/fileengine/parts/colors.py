"""Colours as a file says them (RGB, theme with tint, palette index) and as people mean them (r, g, b)."""

from __future__ import annotations

import colorsys
from typing import TYPE_CHECKING

from sheetkpi.fileengine.opc.namespaces import DRAWING, main

if TYPE_CHECKING:
    from lxml import etree

    from sheetkpi.fileengine.opc.package import Package

Rgb = tuple[int, int, int]
"""Red, green and blue, 0 to 255 each, as xlwings gives and takes colours."""

_PRIMARIES = "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF"
_PALETTE = (
    f"{_PRIMARIES} {_PRIMARIES} "
    "800000 008000 000080 808000 800080 008080 C0C0C0 808080 "
    "9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF "
    "000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF "
    "00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 "
    "3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 "
    "003366 339966 003300 333300 993300 993366 333399 333333 "
    "000000 FFFFFF"  # 64 and 65: the system's text and window colours
).split()
"""The default palette of ECMA-376 part 1, 18.8.27, which `<indexedColors>` of a workbook may replace."""

_THEME_ORDER = (
    *("lt1", "dk1", "lt2", "dk2"),  # spreadsheets swap light and dark against the theme's own order
    *(f"accent{number}" for number in range(1, 7)),
    *("hlink", "folHlink"),
)
_OFFICE_THEME = [
    *("FFFFFF", "000000", "E7E6E6", "44546A"),
    *("4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47"),
    *("0563C1", "954F72"),
]


class Colors:
    """Resolves the colour elements of one workbook."""

    def __init__(self, package: Package, style_sheet: etree._Element) -> None:
        self._palette = _own_palette(style_sheet)
        self._theme = _theme_colors(package)

    def rgb(self, element: etree._Element | None) -> Rgb | None:
        """The colour of a `<color>`, `<fgColor>` or `<bgColor>` element; None when automatic or absent."""
        if element is None or element.get("auto") in ("1", "true"):
            return None
        try:
            base = self._base(element)
            return tinted(base, float(element.get("tint", "0"))) if base else None
        except ValueError:  # no colour in a damaged file
            return None

    def _base(self, element: etree._Element) -> Rgb | None:
        if (value := element.get("rgb")) is not None:
            return from_hex(value)
        for attribute, known in (("theme", self._theme), ("indexed", self._palette)):
            if (value := element.get(attribute)) is not None:
                return from_hex(known[int(value)]) if 0 <= int(value) < len(known) else None
        return None


def from_hex(value: str) -> Rgb:
    """`FFC6EFCE` or `C6EFCE` as red, green and blue.

    >>> from_hex("FFC6EFCE")
    (198, 239, 206)
    """
    number = int(value[-6:], 16)
    return number >> 16, number >> 8 & 0xFF, number & 0xFF


def to_hex(color: Rgb) -> str:
    """A colour as files write it, opaque.

    >>> to_hex((198, 239, 206))
    'FFC6EFCE'
    """
    return "FF{:02X}{:02X}{:02X}".format(*color)


def tinted(color: Rgb, tint: float) -> Rgb:
    """A theme colour made darker (tint below 0) or lighter (above): ECMA-376 part 1, 18.8.19.

    >>> tinted((68, 114, 196), 0.8)
    (218, 227, 243)
    """
    if not tint:
        return color
    red, green, blue = (part / 255 for part in color)
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    red, green, blue = (round(part * 255) for part in colorsys.hls_to_rgb(hue, light, saturation))
    return red, green, blue


def _own_palette(style_sheet: etree._Element) -> list[str]:
    own = style_sheet.findall(f"{main('colors')}/{main('indexedColors')}/{main('rgbColor')}")
    colors = [element.get("rgb", "FF000000") for element in own]
    return colors + _PALETTE[len(colors) :]


def _theme_colors(package: Package) -> list[str]:
    """The theme's twelve colours in the order in which styles number them."""
    relationship = package.relationships(package.workbook_part).find("theme")
    if relationship is None or relationship.target not in package:
        return _OFFICE_THEME
    scheme = package.tree(relationship.target).find(f".//{{{DRAWING}}}clrScheme")
    if scheme is None:
        return _OFFICE_THEME
    colors = []
    for name, usual in zip(_THEME_ORDER, _OFFICE_THEME, strict=True):
        element = scheme.find(f"{{{DRAWING}}}{name}/*")
        value = None if element is None else element.get("lastClr") or element.get("val")
        colors.append(value if value and len(value) == 6 else usual)
    return colors
