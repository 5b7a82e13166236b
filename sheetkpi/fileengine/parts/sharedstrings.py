"""`xl/sharedStrings.xml`: the texts that cells name by number. Read only: new text goes into its cell.

A big workbook has a million of them of which a KPI sheet needs a few hundred, so that the part is only cut
into items at first, and an item read when it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, overload

from sheetkpi.errors import DamagedError
from sheetkpi.fileengine.opc.entities import xml_characters
from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.parts.cells import rich_text, unescaped
from sheetkpi.patterns import lazy_pattern

if TYPE_CHECKING:
    from sheetkpi.fileengine.opc.package import Package

# An item: empty, or with its content. Entities keep "<" out of texts, so that tags can be told by pattern.
_ITEM = lazy_pattern(rb"<si(?:\s[^>]*)?(?:/>|>(.*?)</si>)", re.DOTALL)
_READING = lazy_pattern(rb"<rPh[\s>].*?</rPh>", re.DOTALL)
_TEXT = lazy_pattern(rb"<t(?:\s[^>]*)?(?:/>|>(.*?)</t>)", re.DOTALL)
_PLAIN_ROOT = lazy_pattern(rb"\s*(?:<\?xml[^>]*\?>)?\s*<sst[\s>]")


class SharedStrings(Sequence[str]):
    """The shared strings of a workbook, by number; empty where it has none.

    Runs of rich text are joined; readings (furigana, `<rPh>`) are no part of the text. A number beyond the
    last string can only come from a damaged workbook and is told as such (SheetKPIError, no IndexError).

    >>> SharedStrings(package)[0]                                   # doctest: +SKIP
    '担当者'
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._items: list[bytes] | list[str] | None = None

    def __iter__(self) -> Iterator[str]:
        return (item if isinstance(item, str) else _text_of(item) for item in self._cut())

    def __len__(self) -> int:
        return len(self._cut())

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        try:
            item = self._cut()[index]
        except IndexError:
            package = self._package
            raise DamagedError("error.damaged", path=package.place, part="xl/sharedStrings.xml") from None
        return item if isinstance(item, str) else _text_of(item)

    def _cut(self) -> list[bytes] | list[str]:
        if self._items is None:
            self._items = self._read()
        return self._items

    def _read(self) -> list[bytes] | list[str]:
        relationship = self._package.relationships(self._package.workbook_part).find("sharedStrings")
        if relationship is None or relationship.target not in self._package:
            return []
        data = self._package.read(relationship.target).removeprefix(b"\xef\xbb\xbf")
        if _PLAIN_ROOT.match(data) and b"<!" not in data:
            return _ITEM.findall(data)
        # Prefixed tags, comments, CDATA or UTF-16, as few writers have them: a parser for once.
        root = self._package.tree(relationship.target)
        return [rich_text(item) for item in root.iterfind(main("si"))]


def _text_of(item: bytes) -> str:
    """The text of one item's XML."""
    if b"<rPh" in item:
        item = _READING.sub(b"", item)
    return characters(b"".join(_TEXT.findall(item)))


def characters(content: bytes) -> str:
    """What the content of a text element says: references resolved, line ends as XML reads them.

    >>> characters(b"R&amp;D&#x5BA4;")
    'R&D室'
    """
    return unescaped(xml_characters(content))
