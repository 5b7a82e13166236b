"""What a stored formula says: cells, parts of tables, names, functions, each with its place in the text.

>>> [piece.text for piece in pieces("SUM('Q 1'!$B$2:B4,RepKPI[Calls])+kpi_note") if piece.kind != "function"]
["'Q 1'!$B$2:B4", 'RepKPI[Calls]', 'kpi_note']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from sheetkpi.fileengine.parts.references import MAX_COLUMNS, parse_ref
from sheetkpi.patterns import lazy_pattern

ANYWHERE = frozenset(
    {"INDIRECT", "OFFSET", "NOW", "TODAY", "RAND", "RANDBETWEEN", "RANDARRAY", "CELL", "INFO"}
)
"""Functions whose results Excel takes for old whenever anything changes."""

_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_ADDRESS = rf"{_CELL}(?::{_CELL})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}}"
_WORD = r"[^\W\d][\w.]*"
_PLACE = rf"(?:(?:\[[0-9]+\])?(?:'(?:[^']|'')*'|{_WORD}(?::{_WORD})?)|\[[0-9]+\])!"
_BRACKET = r"\[(?:'.|[^\[\]']|\[(?:'.|[^\[\]'])*\])*\]"
_PIECE = lazy_pattern(
    rf"""
      "(?:[^"]|"")*"
    | (?P<near>{_PLACE})? (?P<first>{_CELL}) : (?P<far>{_PLACE}) (?P<last>{_CELL}) (?![\w.(!\[?\\:])
    | (?P<place>{_PLACE})? (?P<address>{_ADDRESS}) (?![\w.(!\[?\\])
    | (?P<scope>{_PLACE})? (?P<word>[^\W\d][\w.\\?]*|\\[\w.\\?]+) (?P<bracket>{_BRACKET})? (?P<call>\()?
    | [\w.]+
    | (?P<own>{_BRACKET})
    | (?P<open>:)
    """,
    re.VERBOSE | re.DOTALL,
)
_SAID = lazy_pattern(r"\[((?:'.|[^\[\]'])*)\]|((?:'.|[^\[\],:'\s])(?:'.|[^\[\],:'])*)", re.DOTALL)
"""What stands within a structured reference: in brackets, or bare."""


class Piece(NamedTuple):
    """One thing a formula says, from `start` to `end`. `kind`: cells, table, own (`[[#This Row],[Calls]]`, a
    part of the table that the formula stands in), name, function or open (a range to somewhere that has to be
    calculated).

    `place` is what stands before the `!` with it; `name` a table's, a name's or a function's, or the address;
    `bracket` what a structured reference says of its table. `again` is the place where the address has it at
    its second corner too (`KPI!B2:KPI!B4`, which is `KPI!B2:B4`).
    """

    kind: str
    start: int
    end: int
    text: str
    place: str = ""
    name: str = ""
    bracket: str = ""
    again: str = ""

    @property
    def sheets(self) -> list[str] | None:
        """The sheets named before the `!`: none, one, or the first and the last of a span; None for those of
        another workbook."""
        return _sheets(self.place[:-1])

    def readdressed(self, address: str) -> str:
        """Its text with another address."""
        if not self.again:
            return self.text.removesuffix(self.name) + address
        near = self.place if self.text.startswith(self.place) else ""
        return near + address.replace(":", f":{self.again}")


def _sheets(place: str) -> list[str] | None:
    if not place or place == "[0]":
        return []
    if place.endswith("'"):
        place = place[: place.index("'")] + place[place.index("'") + 1 : -1].replace("''", "'")
    return None if "[" in place else place.split(":")


def pieces(formula: str) -> Iterator[Piece]:
    """Everything a formula says but for its texts, numbers and signs."""
    for found in _PIECE.finditer(formula):
        start, end = found.span()
        if found["far"] is not None:
            yield from _between_corners(found)
        elif (address := found["address"]) is not None:
            kind = "cells" if _is_address(address) else "name"
            yield Piece(kind, start, end, found[0], found["place"] or "", address)
        elif (word := found["word"]) is not None:
            place, bracket = found["scope"] or "", found["bracket"] or ""
            kind = "function" if found["call"] else "table" if bracket else "name"
            yield Piece(kind, start, end, found[0], place, word, bracket)
        elif bracket := found["own"]:
            yield Piece("own", start, end, found[0], bracket=bracket)
        elif found["open"]:
            yield Piece("open", start, end, ":")


def _between_corners(found: re.Match[str]) -> Iterator[Piece]:
    """A range that names the sheet at its second corner: one address where both lie on one sheet."""
    near, far = found["near"] or "", found["far"]
    first, last = _sheets((near or far)[:-1]), _sheets(far[:-1])
    address = f"{found['first']}:{found['last']}"
    if first and last and [*map(str.casefold, first)] == [last[0].casefold()] and _is_address(address):
        yield Piece("cells", *found.span(), found[0], near or far, address, again=far)
        return
    colon = found.end("first")
    for corner, place, start, end in (
        ("first", near, found.start(), colon),
        ("last", far, colon + 1, found.end()),
    ):
        kind = "cells" if _is_address(found[corner]) else "name"
        yield Piece(kind, start, end, found.string[start:end], place, found[corner])
        if corner == "first":
            yield Piece("open", colon, colon + 1, ":")


@lru_cache(maxsize=8192)
def _is_address(address: str) -> bool:
    try:
        return parse_ref(address).right <= MAX_COLUMNS
    except ValueError:
        return False


class TablePart(NamedTuple):
    """What a structured reference says: items (`#All`, `#This Row` …) and the first and last column, names
    as they are compared; "" where none is said."""

    items: frozenset[str]
    first: str
    last: str


@lru_cache(maxsize=8192)
def table_part(bracket: str) -> TablePart:
    """`[Calls]`, `[[#Totals],[Calls]:[Meetings]]` taken apart.

    >>> table_part("[[#This Row],[Calls]]")
    TablePart(items=frozenset({'#this row'}), first='calls', last='calls')
    """
    inner = bracket[1:-1]
    if not inner.lstrip().startswith("["):
        said = [inner]
    else:
        # XlsxWriter makes `[[#This Row],Calls]` of `[@Calls]`: a column may lack brackets of its own.
        found = _SAID.findall(inner)
        said = [within or bare for within, bare in found]
    items = frozenset(each.casefold() for each in said if each.startswith("#"))
    columns = [re.sub(r"'(.)", r"\1", each, flags=re.DOTALL).casefold() for each in said if each[:1] != "#"]
    columns = [each for each in columns if each]
    return TablePart(items, columns[0] if columns else "", columns[-1] if columns else "")
