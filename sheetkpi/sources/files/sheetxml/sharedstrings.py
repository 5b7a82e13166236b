"""The texts that the cells of a workbook share (sharedStrings.xml), each by its number."""

from __future__ import annotations

import re
from typing import IO, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.files.sheetxml.blocks import Block, Blocks, UnusualError, in_other_letters, word
from sheetkpi.sources.raw import Numbers

LONGEST_TEXT = 32_767
"""The characters of a cell in Excel, which cuts what is longer as we do: nothing is counted by its end."""

SPACE = b" \t\r\n"

_HEAD = lazy_pattern(rb"\s*(?:<\?xml ([^<>?]*)\?>\s*)?<sst(?: [\w:.]+=\"[^\"<>&]*\")*\s*(/?)>")
_ITEM, _ITEM_END = b"<si>", b"</si>"
_PLAIN = lazy_pattern(
    rb"<t( xml:space=\"preserve\")?>([^<]*)</t>"
    rb"(?:<rPh(?: \w+=\"\d*\")*>\s*<t(?: xml:space=\"preserve\")?>[^<]*</t>\s*</rPh>)*"
    rb"(?:<phoneticPr(?: \w+=\"\w*\")*/>)?"
)
"""One run of text, and how it is read aloud: most of what is typed in Japanese."""

_TOKEN = lazy_pattern(rb"<(/?)((?:\w+:)?\w+)((?:\s+[\w:.]+=\"[^\"<>&]*\")*)\s*(/?)>|([^<]+)")
_PRESERVE = lazy_pattern(rb"\sxml:space=\"preserve\"")
_ESCAPED = lazy_pattern(r"_x00([0-9A-Fa-f+][0-9A-Fa-f])_")
_ENTITY = lazy_pattern(r"&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class SharedStrings(NamedTuple):
    """The different texts, and which of them each number stands for."""

    texts: pa.StringArray
    numbers: Numbers


def read_shared_strings(part: IO[bytes]) -> SharedStrings:
    """The texts of a part. Raises UnusualError for what is not read here."""
    found: list[pa.StringArray] = []
    begun = ended = False
    for block in Blocks(part, _ITEM_END):
        start = 0
        if not begun:
            head = _HEAD.match(block.text(0, min(len(block), 4096)))
            if head is None or in_other_letters(head[1]):
                raise UnusualError
            start, begun = head.end(), True
            ended = bool(head[2])
        end = len(block)
        if ended:
            if block.text(start, end).strip():
                raise UnusualError
            continue
        last = block.text(max(end - 4096, start), end)
        if not last.endswith(_ITEM_END):
            tail = re.search(rb"</sst>\s*$", last)
            if tail is None:
                raise UnusualError
            end, ended = max(end - 4096, start) + tail.start(), True
        found.append(cut(_items(block, start, end)))
    if not ended:
        raise UnusualError
    together = pa.chunked_array(found, type=pa.string()).combine_chunks().dictionary_encode()
    if isinstance(together, pa.ChunkedArray):
        together = together.combine_chunks()
    return SharedStrings(together.dictionary, together.indices.to_numpy())


def _items(block: Block, start: int, end: int) -> pa.StringArray:
    """The texts of the items between two places of a block."""
    tags = np.flatnonzero(block.bytes[start:end] == 60) + start
    begins = (block.words[tags] & np.uint64(0xFFFFFFFF)) == word(_ITEM)
    first = np.flatnonzero(begins)
    if not len(first):
        if end > start:
            raise UnusualError
        return pa.array([], pa.string())
    starts = tags[first]
    ends = np.append(starts[1:], end)
    ending = (block.words[ends - 5] & np.uint64(0xFFFFFFFFFF)) == word(_ITEM_END)
    if starts[0] != start or not ending.all():
        raise UnusualError
    counts = np.diff(np.append(first, len(tags)))
    simple = (counts == 4) & (block.words[starts] & np.uint64(0xFFFFFFFFFFFFFF) == word(b"<si><t>"))
    simple &= block.words[ends - 9] == word(b"</t></si")
    froms, tos = starts + 7, ends - 9
    simple &= tos >= froms
    simple &= ~_to_unescape(block, froms, tos)
    if simple.all():
        return block.slices(froms, tos - froms)
    others = pa.array(
        [text_of(block.text(at + 4, to - 5)) for at, to in zip(starts[~simple], ends[~simple], strict=True)],
        pa.string(),
    )
    both = pa.concat_arrays([block.slices(froms[simple], (tos - froms)[simple]), others])
    where = np.empty(len(starts), dtype=np.int64)
    where[simple] = np.arange(simple.sum())
    where[~simple] = np.arange(simple.sum(), len(starts))
    return both.take(pa.array(where))


def _to_unescape(block: Block, starts: Numbers, ends: Numbers) -> Numbers:
    """Which texts are not just what stands there: with entities, escapes, or space around them."""
    special = (block.bytes == 38) | (block.bytes == 13)  # & and the carriage return
    special[:-2] |= (block.bytes[:-2] == 95) & (block.bytes[1:-1] == 120) & (block.bytes[2:] == 48)  # _x0
    found = np.zeros(len(starts), dtype=bool)
    if (places := np.flatnonzero(special)).size:
        owner = np.searchsorted(starts, places, side="right") - 1
        places = places[owner >= 0]
        owner = owner[owner >= 0]
        found[owner[places < ends[owner]]] = True
    space = np.frombuffer(SPACE, np.uint8)
    filled = ends > starts
    found[filled] |= np.isin(block.bytes[starts[filled]], space)
    found[filled] |= np.isin(block.bytes[ends[filled] - 1], space)
    return found


def text_of(item: bytes) -> str:
    """The text of an item (what stands in `<si>`, in `<is>`), without how it is read aloud.

    >>> text_of(b"<r><t>a </t></r><r><rPr><b/></rPr><t xml:space='preserve'> b</t></r>".replace(b"'", b'"'))
    'a b'
    """
    if plain := _PLAIN.fullmatch(item):
        return _unescaped(plain[2], bool(plain[1]))
    text: list[str] = []
    aloud = False
    run: bool | None = None  # within an element that text is taken from: whether with its space
    pieces: list[bytes] = []
    opened: list[bytes] = []
    at = 0
    while at < len(item):
        token = _TOKEN.match(item, at)
        if token is None:
            raise UnusualError
        at = token.end()
        closing, name, attributes, alone, content = token.groups()
        if content is not None:
            if run is not None:
                pieces.append(content)
            continue
        if closing:
            if attributes or alone or not opened or opened.pop() != name:
                raise UnusualError
        elif not alone:
            opened.append(name)
        local = name.rpartition(b":")[2]
        if local in (b"si", b"is"):
            raise UnusualError
        if run is not None:
            if not closing:
                raise UnusualError
            text.append(_unescaped(b"".join(pieces), run))
            run = None
        elif local == b"rPh":
            aloud = not closing and not alone
        elif local == b"t" and not closing and not aloud and not alone:
            run, pieces = bool(_PRESERVE.search(attributes)), []
    if opened:
        raise UnusualError
    return "".join(text)


def _unescaped(text: bytes, with_space: bool) -> str:
    found = as_shown(text)
    return escapes_undone(found if with_space else found.strip(SPACE.decode()))


def as_shown(text: bytes) -> str:
    """Text of XML with its entities resolved and its line ends as XML has them."""
    try:
        found = text.decode()
    except UnicodeDecodeError as error:
        raise UnusualError from error
    if "\r" in found:
        found = found.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in found:
        if found.count("&") != len(_ENTITY.findall(found)):
            raise UnusualError
        found = _ENTITY.sub(_resolved, found)
    return found


def _resolved(entity: re.Match[str]) -> str:
    decimal, hexadecimal, name = entity.groups()
    if name:
        return _NAMED[name]
    number = int(decimal) if decimal else int(hexadecimal, 16)
    if not number or number > 0x10FFFF or 0xD800 <= number < 0xE000:
        raise UnusualError
    return chr(number)


def escapes_undone(text: str) -> str:
    """Characters that no XML may have, as Excel writes them.

    >>> escapes_undone("a_x000D_b_x005F_x000D_")
    'a\\rb_x000D_'
    """
    return _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), text) if "_x00" in text else text


def cut(texts: pa.StringArray) -> pa.StringArray:
    """Texts no longer than a cell of Excel can be."""
    longest = pc.max(pc.binary_length(texts)).as_py() or 0
    return pc.utf8_slice_codeunits(texts, 0, LONGEST_TEXT) if longest > LONGEST_TEXT else texts
