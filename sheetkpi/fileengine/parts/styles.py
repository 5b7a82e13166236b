"""`xl/styles.xml`: how cells look. A cell names one `xf` by its index; we only ever append.

`with_…` functions answer "the xf like this one, but …": the index of one that exists, else of a new one,
so that repeated calls add nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace

from lxml import etree

from sheetkpi.fileengine.opc import contenttypes
from sheetkpi.fileengine.opc.namespaces import MAIN, insert_ordered, main, new_element, whole_number
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.colors import Colors, Rgb, to_hex
from sheetkpi.fileengine.parts.fonts import Font, change_font, flag, font_of
from sheetkpi.fileengine.parts.numberformats import (
    BUILT_IN,
    FIRST_CUSTOM,
    GENERAL,
    NUMBER_OF,
    shows_date,
    shows_time,
)

Element = etree._Element

SHARED = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
"""Attributes by which a format refers to items of other sections."""
_SECTIONS = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs"),
    *("cellStyles", "dxfs", "tableStyles", "colors", "extLst"),
)
_EMPTY_STYLE_SHEET = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<styleSheet xmlns="{MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
).encode()


@dataclass(frozen=True)
class Alignment:
    """Where a cell's text stands: `horizontal` and `vertical` in the format's words ("" when not said)."""

    horizontal: str = ""
    vertical: str = ""
    wrap: bool = False
    indent: int = 0


@dataclass(frozen=True)
class Dxf:
    """What a conditional format or table style changes; None where it leaves the cell as it is."""

    font_color: Rgb | None = None
    fill: Rgb | None = None
    bold: bool | None = None
    italic: bool | None = None
    number_format: str | None = None


class Styles:
    """The styles of one workbook. A workbook without a style part gets one when the first is needed."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._part = _style_part(package)
        self._root = package.tree(self._part)
        self._colors: Colors | None = None
        self._known: dict[str, dict[bytes, int]] = {}
        self._answers: dict[tuple[object, ...], int] = {}
        self._formats: dict[int, str] = {}
        self._looks: dict[int, str] = {}

    # Reading

    def number_format(self, xf: int) -> str:
        """The number format of a cell: "General", "0.0%", 'yyyy"年"m"月"'."""
        if xf not in self._formats:
            self._formats[xf] = self._code(whole_number(self._xf(xf), "numFmtId"))
        return self._formats[xf]

    def is_date(self, xf: int) -> bool:
        """Whether numbers in the cell show as a day (with or without a time)."""
        return shows_date(self.number_format(xf))

    def is_time(self, xf: int) -> bool:
        """Whether numbers in the cell show as a time of day or a duration, without a day."""
        return shows_time(self.number_format(xf))

    def fill(self, xf: int) -> Rgb | None:
        """The background of a cell, None when it has none."""
        return self._fill_color(self._item("fills", "fillId", xf), solid="fgColor")

    def font(self, xf: int) -> Font:
        """The font of a cell."""
        element = self._item("fonts", "fontId", xf)
        return font_of(element, self._color(element.find(main("color"))))

    def alignment(self, xf: int) -> Alignment:
        """The alignment of a cell."""
        element = self._xf(xf).find(main("alignment"))
        if element is None:
            return Alignment()
        return Alignment(
            element.get("horizontal", ""),
            element.get("vertical", ""),
            _is_true(element.get("wrapText")),
            whole_number(element, "indent"),
        )

    def has_quote_prefix(self, xf: int) -> bool:
        """Whether the cell's content is text even where it looks like a number or a formula."""
        return _is_true(self._xf(xf).get("quotePrefix"))

    def color(self, element: Element | None) -> Rgb | None:
        """What a `<color>` element of any part means, theme and tint included; None for automatic."""
        return self._color(element)

    def dxf(self, index: int) -> Dxf:
        """What the differential format at `index` changes."""
        element = self._section("dxfs")[index]
        font, fill = element.find(main("font")), element.find(main("fill"))
        number = element.find(main("numFmt"))
        return Dxf(
            None if font is None else self._color(font.find(main("color"))),
            None if fill is None else self._fill_color(fill, solid="bgColor"),
            None if font is None else flag(font, "b"),
            None if font is None else flag(font, "i"),
            None if number is None else number.get("formatCode"),
        )

    # Changing

    def with_number_format(self, xf: int, code: str) -> int:
        """The xf like `xf` with another number format ("" is General)."""
        return self._changed(("number", xf, code), xf, lambda new: self._set_number_format(new, code))

    def with_fill(self, xf: int, color: Rgb | None) -> int:
        """The xf like `xf` with a solid background, or none."""
        return self._changed(("fill", xf, color), xf, lambda new: self._set_fill(new, color))

    def with_font(self, xf: int, **changes: object) -> int:
        """The xf like `xf` with changes to its font, named after the fields of `Font`.

        >>> styles.with_font(0, bold=True, color=(192, 0, 0))       # doctest: +SKIP
        3
        """
        wanted = replace(self.font(xf), **changes)  # type: ignore[arg-type]
        return self._changed(("font", xf, wanted), xf, lambda new: self._set_font(new, xf, wanted))

    def with_alignment(self, xf: int, **changes: object) -> int:
        """The xf like `xf` with changes to its alignment, named after the fields of `Alignment`."""
        wanted = replace(self.alignment(xf), **changes)  # type: ignore[arg-type]
        return self._changed(("alignment", xf, wanted), xf, lambda new: _set_alignment(new, wanted))

    def with_quote_prefix(self, xf: int, on: bool = True) -> int:
        """The xf like `xf` whose content is text whatever it looks like, or no longer is."""
        return self._changed(("quote", xf, on), xf, lambda new: _set_flag(new, "quotePrefix", on))

    def is_locked(self, xf: int) -> bool:
        """Whether the cell cannot be typed into while its sheet is protected."""
        element = self._xf(xf).find(main("protection"))
        return element is None or element.get("locked", "1") not in ("0", "false", "off")

    def with_locked(self, xf: int, on: bool = True) -> int:
        """The xf like `xf` that can, or cannot, be typed into while the sheet is protected."""
        return self._changed(("locked", xf, on), xf, lambda new: _set_locked(new, on))

    def add_dxf(
        self,
        *,
        font_color: Rgb | None = None,
        fill: Rgb | None = None,
        bold: bool | None = None,
        italic: bool | None = None,
        number_format: str | None = None,
    ) -> int:
        """The index of a differential format that makes these changes."""
        wanted = Dxf(font_color, fill, bold, italic, number_format)
        key = ("dxf", wanted)
        if key not in self._answers:
            self._answers[key] = self._index("dxfs", self._dxf_element(wanted))
        return self._answers[key]

    def add(self, section: str, element: Element) -> int:
        """The index in `section` ("fonts", "cellXfs", "dxfs" ...) of an element like this one, which is
        appended where there is none."""
        return self._index(section, element)

    def number_of(self, code: str) -> int:
        """The number of a number format: built in, known to the workbook, or new."""
        return self._number(code)

    def look(self, xf: int) -> str:
        """What tells how cells with this format look, in any workbook and under whatever number."""
        if xf not in self._looks:
            own, *shared = self.elements_of(xf)
            own = deepcopy(own)
            number = self._code(whole_number(own, "numFmtId"))
            for attribute in (*SHARED, "numFmtId", "xfId"):
                own.attrib.pop(attribute, "")
            told = b"".join(map(_fingerprint, (own, *shared))) + number.encode()
            self._looks[xf] = hashlib.sha256(told).hexdigest()[:16]
        return self._looks[xf]

    def that_looks(self, look: str, at: int) -> int | None:
        """The format that looks so: the one at the index `at`, or any; None where there is none."""
        count = len(self._section("cellXfs"))
        return next((xf for xf in (at, *range(count)) if xf < count and self.look(xf) == look), None)

    # How it is stored

    def elements_of(self, xf: int) -> list[Element]:
        """The xf at an index and what it refers to, in the order of `SHARED`."""
        return [self._xf(xf), *(self._item(section, name, xf) for name, section in SHARED.items())]

    def _xf(self, xf: int) -> Element:
        """The xf at an index; a cell that names one beyond the end looks like a plain cell."""
        cells = self._section("cellXfs")
        return cells[xf] if 0 <= xf < len(cells) else cells[0]

    def _item(self, section: str, attribute: str, xf: int) -> Element:
        items = self._section(section)
        index = whole_number(self._xf(xf), attribute)
        return items[index] if 0 <= index < len(items) else items[0]

    def _code(self, number: int) -> str:
        for element in self._root.iterfind(f"{main('numFmts')}/{main('numFmt')}"):
            if element.get("numFmtId") == str(number):
                return element.get("formatCode", GENERAL)
        return BUILT_IN.get(number, GENERAL)

    def _color(self, element: Element | None) -> Rgb | None:
        if self._colors is None:
            self._colors = Colors(self._package, self._root)
        return self._colors.rgb(element)

    def _fill_color(self, fill: Element, solid: str) -> Rgb | None:
        """A fill's colour. Cells keep a solid one in fgColor, differential formats in bgColor."""
        pattern = fill.find(main("patternFill"))
        if pattern is None or pattern.get("patternType", "solid") == "none":
            return None
        kind = solid if pattern.get("patternType", "solid") == "solid" else "bgColor"
        return self._color(pattern.find(main(kind)))

    def _changed(self, question: tuple[object, ...], xf: int, change: Callable[[Element], None]) -> int:
        if question not in self._answers:
            new = deepcopy(self._xf(xf))
            change(new)
            self._answers[question] = self._index("cellXfs", new)
        return self._answers[question]

    def _index(self, section: str, element: Element) -> int:
        """The index in `section` of an element like this one, which is appended where there is none."""
        items = self._section(section)
        if section not in self._known:
            self._known[section] = {}
            for index, existing in enumerate(items):
                self._known[section].setdefault(_fingerprint(existing), index)
        known = self._known[section]
        key = _fingerprint(element)
        if key not in known:
            known[key] = len(items)
            items.append(element)
            items.set("count", str(len(items)))
            self._package.touch(self._part)
        return known[key]

    def _section(self, name: str) -> Element:
        """A section of the style sheet, created in its place where the file has none."""
        section = self._root.find(main(name))
        if section is None:
            section = new_element(name)
            insert_ordered(self._root, section, _SECTIONS)
        if not len(section):
            section.extend(_usual(name))
        return section

    def _set_number_format(self, xf: Element, code: str) -> None:
        xf.set("numFmtId", str(self._number(code or GENERAL)))
        _set_flag(xf, "applyNumberFormat", True)

    def _number(self, code: str) -> int:
        """The number of a format: built in, known to the workbook, or new."""
        if code in NUMBER_OF:
            return NUMBER_OF[code]
        taken = {FIRST_CUSTOM - 1}
        for element in self._root.iter(main("numFmt")):
            number = whole_number(element, "numFmtId")
            parent = element.getparent()
            if element.get("formatCode") == code and parent is not None and parent.tag == main("numFmts"):
                return number
            taken.add(number)
        number = max(taken) + 1
        new = new_element("numFmt", {"numFmtId": str(number), "formatCode": code})
        self._index("numFmts", new)
        return number

    def _set_fill(self, xf: Element, color: Rgb | None) -> None:
        index = 0
        if color is not None:
            fill = new_element("fill")
            pattern = etree.SubElement(fill, main("patternFill"), patternType="solid")
            etree.SubElement(pattern, main("fgColor"), rgb=to_hex(color))
            etree.SubElement(pattern, main("bgColor"), indexed="64")
            index = self._index("fills", fill)
        xf.set("fillId", str(index))
        _set_flag(xf, "applyFill", True)

    def _set_font(self, xf: Element, old: int, wanted: Font) -> None:
        font = deepcopy(self._item("fonts", "fontId", old))
        change_font(font, self.font(old), wanted)
        xf.set("fontId", str(self._index("fonts", font)))
        _set_flag(xf, "applyFont", True)

    def _dxf_element(self, wanted: Dxf) -> Element:
        dxf = new_element("dxf")
        if (wanted.bold, wanted.italic, wanted.font_color) != (None, None, None):
            font = etree.SubElement(dxf, main("font"))
            for name, on in (("b", wanted.bold), ("i", wanted.italic)):
                if on is not None:
                    etree.SubElement(font, main(name), {} if on else {"val": "0"})
            if wanted.font_color is not None:
                etree.SubElement(font, main("color"), rgb=to_hex(wanted.font_color))
        if wanted.number_format is not None:
            number = str(self._number(wanted.number_format))
            etree.SubElement(dxf, main("numFmt"), numFmtId=number, formatCode=wanted.number_format)
        if wanted.fill is not None:
            pattern = etree.SubElement(etree.SubElement(dxf, main("fill")), main("patternFill"))
            etree.SubElement(pattern, main("bgColor"), rgb=to_hex(wanted.fill))
        return dxf


def _style_part(package: Package) -> str:
    """The workbook's style part, added where it has none."""
    relationships = package.relationships(package.workbook_part)
    relationship = relationships.find("styles")
    if relationship is not None and relationship.target in package:
        return relationship.target
    part = "xl/styles.xml"
    package.write(part, _EMPTY_STYLE_SHEET, contenttypes.STYLES)
    if relationship is None:
        relationships.add("styles", part)
    return part


def _usual(section: str) -> list[Element]:
    """What a section must at least hold."""
    return list(etree.fromstring(_EMPTY_STYLE_SHEET).iterfind(f"{main(section)}/*"))


def _fingerprint(element: Element) -> bytes:
    """The same for two elements that mean the same, whatever the order of their attributes."""
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False)


def _is_true(value: str | None) -> bool:
    return value in ("1", "true", "on")


def _set_flag(element: Element, attribute: str, on: bool) -> None:
    if on:
        element.set(attribute, "1")
    elif attribute in element.attrib:
        del element.attrib[attribute]


def _set_locked(xf: Element, on: bool) -> None:
    element = xf.find(main("protection"))
    if element is None:
        element = new_element("protection")
        xf.insert(0 if xf.find(main("alignment")) is None else 1, element)
    element.set("locked", "1" if on else "0")
    _set_flag(xf, "applyProtection", True)


def _set_alignment(xf: Element, wanted: Alignment) -> None:
    element = xf.find(main("alignment"))
    if element is None:
        element = new_element("alignment")
        xf.insert(0, element)
    for attribute, value in (("horizontal", wanted.horizontal), ("vertical", wanted.vertical)):
        if value:
            element.set(attribute, value)
        elif attribute in element.attrib:
            del element.attrib[attribute]
    _set_flag(element, "wrapText", wanted.wrap)
    if wanted.indent:
        element.set("indent", str(wanted.indent))
    elif "indent" in element.attrib:
        del element.attrib["indent"]
    _set_flag(xf, "applyAlignment", True)
