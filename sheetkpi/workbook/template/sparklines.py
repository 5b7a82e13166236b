"""Sparklines: Excel's own small charts in single cells, which openpyxl cannot write.

They stand in an extension of the sheet (x14, ISO/IEC 29500 extended by [MS-XLSX] 2.3.4): a group of one look,
a sparkline for each cell, of the cells of a range.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from openpyxl.workbook import Workbook

_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"
_EXTENSION = "{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"
_END = b"</worksheet>"


@dataclass(frozen=True)
class Sparklines:
    """The sparklines of a sheet: by the cell in which each is drawn, the range it draws.

    They are columns that begin at 0. Excel draws the text "" of a formula as a 0, and of that a column shows
    nothing. Of lines, LibreOffice 7.4 prints the markers only, in merged cells or not, and of those that
    XlsxWriter writes too (tried)."""

    cells: Mapping[str, str]


class SparklineBook(Workbook):  # type: ignore[misc]  # openpyxl has no types
    """A workbook that knows the sparklines it will have, by sheet."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sparklines: dict[str, Sparklines] = {}


def with_sparklines(sheet: bytes, drawn: Sparklines, color: str, last: str) -> bytes:
    """The XML of a sheet with its sparklines in `color`; months without data are gaps, the last one is
    in the colour `last`.

    >>> b"<xm:f>Data!A1:A9</xm:f><xm:sqref>C3</xm:sqref>" in with_sparklines(
    ...     b"<worksheet></worksheet>", Sparklines({"C3": "Data!A1:A9"}), "1C7A72", "8FC4BE")
    True
    """
    colors = "".join(
        f'<x14:color{part} rgb="FF{last if part == "Last" else color}"/>'
        for part in ("Series", "Negative", "Axis", "Markers", "First", "Last", "High", "Low")
    )
    lines = "".join(
        f"<x14:sparkline><xm:f>{escape(cells)}</xm:f><xm:sqref>{at}</xm:sqref></x14:sparkline>"
        for at, cells in drawn.cells.items()
    )
    look = 'manualMin="0" type="column" displayEmptyCellsAs="gap" last="1" minAxisType="custom"'
    group = f"<x14:sparklineGroup {look}>{colors}"
    extension = (
        f'<extLst><ext xmlns:x14="{_X14}" uri="{_EXTENSION}"><x14:sparklineGroups xmlns:xm="{_XM}">{group}'
        f"<x14:sparklines>{lines}</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
    )
    assert sheet.rstrip().endswith(_END), "openpyxl writes no extensions: this one is the last"
    return sheet.rstrip().removesuffix(_END) + extension.encode() + _END
