"""Where a workbook says a name (of a sheet, a table, a column): which parts, and in which elements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from sheetkpi.fileengine.opc.entities import escape
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.patterns import lazy_pattern

FORMULAS = frozenset(
    {
        *("f", "formula", "formula1", "formula2", "definedName"),
        *("calculatedColumnFormula", "totalsRowFormula"),
    }
)
"""Elements whose text is a formula or a reference, in worksheets, charts, tables and their extensions."""

SOURCES = ("worksheetSource", "rangeSet", "dataRef")
"""Elements that name a sheet and its cells in attributes: what a pivot shows, and ranges put together."""

_FORMULA_TAGS = tuple(f"{{*}}{name}" for name in sorted(FORMULAS))
_WRITTEN_OTHERWISE = lazy_pattern(rb"&#(?!(?:9|10|13|x0*[9AaDd]);)")
"""A character written as a number, line ends aside: then a name may be spelled in any way."""
_SPELLINGS = {"'": "(?:'|&apos;){1,2}", '"': '(?:"|&quot;){1,2}', "&gt;": "(?:>|&gt;)"}
"""Signs that XML, or a formula's own quotes, write in several ways."""


def parts_that_mention(package: Package, name: str) -> Iterator[str]:
    """The XML parts that may say `name`, in any case; those parsed already are always among them.

    Looking for bytes is far quicker than parsing; a part that is encoded otherwise than in UTF-8 counts too.
    """
    written = re.escape(escape(name))
    for sign, spellings in _SPELLINGS.items():
        written = written.replace(re.escape(sign), spellings)
    spelled = re.compile(written.encode(), re.IGNORECASE)
    for part in package.parts():
        if not (part.startswith("xl/") and part.endswith(".xml")):
            continue
        if package.is_parsed(part) or _may_say(spelled, package.read(part)):
            yield part


def _may_say(spelled: re.Pattern[bytes], data: bytes) -> bool:
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]
    return wide or spelled.search(data) is not None or _WRITTEN_OTHERWISE.search(data) is not None


def formulas_of(root: etree._Element) -> Iterator[etree._Element]:
    """The elements of a part whose text is a formula or a reference."""
    for element in root.iter(*_FORMULA_TAGS):
        if element.text:
            yield element


def source_sheet(element: etree._Element) -> str:
    """The sheet of this workbook (not of another one) that one of the `SOURCES` names; "" for others."""
    if etree.QName(element).localname not in SOURCES:
        return ""
    elsewhere = any(etree.QName(attribute).localname == "id" for attribute in map(str, element.attrib))
    return "" if elsewhere else element.get("sheet", "")
