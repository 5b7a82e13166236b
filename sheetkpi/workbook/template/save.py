"""Writing a built template so that the same code always gives the same bytes."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from sheetkpi.patterns import lazy_pattern
from sheetkpi.workbook.template import looks
from sheetkpi.workbook.template.sparklines import SparklineBook, with_sparklines

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)

_APPLICATION = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Microsoft Excel</Application><AppVersion>16.0300</AppVersion></Properties>"
)

_MERGED = lazy_pattern(rb"(?:<mergeCell [^>]*/>)+")

_FONT = lazy_pattern(rb"<font>(.*?)</font>", re.DOTALL)
_OF_FONT = lazy_pattern(rb"<(\w+)[^>]*/>")
_FONT_ORDER = (
    *(b"b", b"i", b"strike", b"condense", b"extend", b"outline", b"shadow", b"u", b"vertAlign"),
    *(b"sz", b"color", b"name", b"family", b"charset", b"scheme"),
)


def _font_in_order(font: re.Match[bytes]) -> bytes:
    """A font's elements in the order of the schema, which openpyxl does not keep to."""
    inside = sorted(_OF_FONT.finditer(font[1]), key=lambda each: _FONT_ORDER.index(each[1]))
    return b"<font>" + b"".join(each[0] for each in inside) + b"</font>"


def _in_order(merged: re.Match[bytes]) -> bytes:
    """Merged cells sorted: openpyxl keeps them in a set."""
    return b"".join(sorted(re.findall(rb"<[^>]*>", merged[0])))


_NAMED = lazy_pattern(rb'(<(?:\w+:)?cNvPr id="\d+" name="Chart \d+")')


def _alternatives(book: Workbook) -> dict[str, list[str]]:
    """What each chart of each drawing shows, in words, for those who do not see it: openpyxl has no place for
    that. Its drawings are numbered in the order of their sheets."""
    with_charts = (sheet for sheet in book.worksheets if sheet._charts)
    return {
        f"xl/drawings/drawing{number}.xml": [chart.alternative for chart in sheet._charts]
        for number, sheet in enumerate(with_charts, 1)
    }


def _described(drawing: bytes, texts: list[str]) -> bytes:
    left = iter(texts)
    return _NAMED.sub(lambda one: one[1] + f" descr={quoteattr(next(left))}".encode(), drawing)


def save(book: Workbook, path: Path) -> None:
    """Write `book` to `path`, without the time and the version that openpyxl stamps into a file."""
    written = BytesIO()
    book.save(written)
    sparklines = book.sparklines if isinstance(book, SparklineBook) else {}
    drawn = {
        f"xl/worksheets/sheet{book.sheetnames.index(name) + 1}.xml": lines
        for name, lines in sparklines.items()
    }
    alternatives = _alternatives(book)
    created = book.properties.created.strftime("%Y-%m-%dT%H:%M:%SZ")
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                stamp = rb"(<dcterms:modified[^>]*>)[^<]*"
                part = re.sub(stamp, rb"\g<1>" + created.encode(), part)
            elif name == "docProps/app.xml":
                part = _APPLICATION.encode()
            elif name == "xl/styles.xml":
                part = _FONT.sub(_font_in_order, part)
            elif name in alternatives:
                part = _described(part, alternatives[name])
            elif name.startswith("xl/worksheets/sheet"):
                part = _MERGED.sub(_in_order, part)
                if name in drawn:
                    color = looks.TIERS["process"][0]
                    part = with_sparklines(part, drawn[name], color, looks.LAST_BAR)
            member = zipfile.ZipInfo(name, _ZIP_EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            target.writestr(member, part)
