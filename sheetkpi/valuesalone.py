"""Worksheets that hold values alone, as whoever reads one finds out, for others who look for its formulas.

To unpack a sheet of a million rows takes most of a second. Whoever reads its cells sees whether one of them
has a formula; whoever lets references follow a table that grows asks just that, of the same file.

>>> tell(Part(checksum=1, size=400, packed=100), Around(b"<sheetData>", b"</sheetData></worksheet>"))
>>> around_values(Part(1, 400, 100)).below
b'</sheetData></worksheet>'
>>> around_values(Part(2, 400, 100))
"""

from __future__ import annotations

from typing import NamedTuple

_MOST = 2**20


class Part(NamedTuple):
    """What tells one part of a workbook from any other of this run: what the zip file says of it."""

    checksum: int
    size: int
    packed: int


class Around(NamedTuple):
    """What stands in a worksheet `above` its rows, and what does from `</sheetData>` on."""

    above: bytes
    below: bytes


_told: dict[Part, Around] = {}


def tell(part: Part, around: Around) -> None:
    """Say that no row of a worksheet holds a formula; it was read to its end and its checksum was right."""
    if len(around.above) + len(around.below) <= _MOST:
        _told[part] = around


def around_values(part: Part) -> Around | None:
    """What stands around the rows of a worksheet that holds values alone; None where nobody said so."""
    return _told.get(part)
