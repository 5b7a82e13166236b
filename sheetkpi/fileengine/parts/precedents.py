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

ANYWHERE = frozenset(
    {"INDIRECT", "OFFSET", "NOW", "TODAY", "RAND", "RANDBETWEEN", "RANDARRAY", "CELL", "INFO"}
)
"""Functions whose results Excel takes for old whenever anything changes."""

_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_ADDRESS = rf"{_CELL}(?::{_CELL})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}}"
_WORD = r"[^\W\d][\w.]*"
_PLACE = rf"(?:(?:\[[0-9]+\])?(?:'(?:[^']|'')*'|{_WORD}(?::{_WORD})?)|\[[0-9]+\])!"
_BRACKET = r"\[(?:'.|[^\[\]']|\[(?:'.|[^\[\]'])*\])*\]"
_PIECE = re.compile(
    rf"""
      "(?:[^"]|"")*"
    | (?P<place>{_PLACE})? (?P<address>{_ADDRESS}) (?![\w.(!\[?\\])
    | (?P<scope>{_PLACE})? (?P<word>[^\W\d][\w.\\?]*|\\[\w.\\?]+) (?P<bracket>{_BRACKET})? (?P<call>\()?
    | [\w.]+
    | (?P<own>{_BRACKET})
    | (?P<open>:)
    """,
    re.VERBOSE | re.DOTALL,
)
_SAID = re.compile(r"\[((?:'.|[^\[\]'])*)\]|((?:'.|[^\[\],:'\s])(?:'.|[^\[\],:'])*)", re.DOTALL)
"""What stands within a structured reference: in brackets, or bare."""


class Piece(NamedTuple):
    """One thing a formula says, from `start` to `end`. `kind`: cells, table, own (`[[#This Row],[Calls]]`, a
    part of the table that the formula stands in), name, function or open (a range to somewhere that has to be
    calculated).

    `place` is what stands before the `!` with it; `name` a table's, a name's or a function's, or the address;
    `bracket` what a structured reference says of its table.
    """

    kind: str
    start: int
    end: int
    text: str
    place: str = ""
    name: str = ""
    bracket: str = ""

    @property
    def sheets(self) -> list[str] | None:
        """The sheets named before the `!`: none, one, or the first and the last of a span; None for those of
        another workbook."""
        place = self.place[:-1]
        if not place or place == "[0]":
            return []
        if place.endswith("'"):
            place = place[: place.index("'")] + place[place.index("'") + 1 : -1].replace("''", "'")
        return None if "[" in place else place.split(":")


def pieces(formula: str) -> Iterator[Piece]:
    """Everything a formula says but for its texts, numbers and signs."""
    for found in _PIECE.finditer(formula):
        start, end = found.span()
        if (address := found["address"]) is not None:
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
