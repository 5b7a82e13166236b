"""The value of one `<c>` element: reading it, writing it, with or without a formula."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

from lxml import etree

from sheetkpi.fileengine.opc.entities import escape
from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.grid import day_zero
from sheetkpi.patterns import lazy_pattern

Element = etree._Element

_DAY = 86_400_000
_MIDNIGHT = dt.time()
_START = {date1904: dt.datetime.combine(day_zero(date1904), _MIDNIGHT) for date1904 in (False, True)}
_LAST_SERIAL = 2_958_466  # 31 December 9999
V, F, IS, T, R = main("v"), main("f"), main("is"), main("t"), main("r")
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ESCAPED = lazy_pattern(r"_x([0-9A-Fa-f]{4})_")
_NOT_XML = lazy_pattern("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class ErrorValue(str):
    """An error in a cell, `#N/A` or one of its kind."""

    __slots__ = ()


class QuotedText(str):
    """Text to write with Excel's apostrophe before it: it stays text even when somebody edits the cell."""

    __slots__ = ()


class Formula(NamedTuple):
    """A formula to write: the text as the file stores it, without `=`, and its result where known."""

    text: str
    cached: Value = None


class StoredContent(str):
    """What a cell of a part holds, as it stands there: the text of its element behind address and style."""

    __slots__ = ()


Value = float | int | bool | str | dt.datetime | ErrorValue | None
Content = Value | Formula


def content_kind(content: Content | StoredContent) -> object:
    """What a cell's style may depend on: for a date "day" or (with a time of day) "moment", else the type."""
    kind = type(content)
    if isinstance(content, dt.datetime):
        return "day" if content.time() == _MIDNIGHT else "moment"
    return kind


def to_serial(moment: dt.datetime, date1904: bool = False) -> float:
    """A date and time as Excel counts days.

    >>> to_serial(dt.datetime(2026, 11, 2, 12))
    46328.5
    """
    delta = moment.replace(tzinfo=None) - _START[date1904]
    return delta.days + (delta.seconds + delta.microseconds / 1_000_000) / 86_400


def from_serial(serial: float, date1904: bool = False) -> dt.datetime | None:
    """The date and time of a serial number, to the millisecond; None outside Excel's calendar.

    Days before March 1900 are counted as Excel's own interface for programs does (day 1 is
    31 December 1899), not with the leap day that 1900 never had.
    """
    if not 0 <= serial < _LAST_SERIAL:
        return None
    return _START[date1904] + dt.timedelta(milliseconds=round(serial * _DAY))


def unescaped(text: str) -> str:
    """`_x000D_` and the like back to the characters they stand for."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


@lru_cache(maxsize=4096)
def escaped(text: str) -> str:
    """Characters XML cannot hold, and texts that look like their escapes, as `_x000D_`."""
    if "_x" in text:
        text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return _NOT_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


@lru_cache(maxsize=4096)
def xml_text(text: str) -> str:
    """`text` as it stands between the tags of a part."""
    return escape(escaped(text))


def rich_text(element: Element) -> str:
    """The text of an `<is>`, `<si>` or note `<text>`: its runs joined, readings (furigana) left out."""
    pieces: list[str] = []
    for child in element:
        if child.tag == T:
            pieces.append(child.text or "")
        elif child.tag == R:
            pieces.append(child.findtext(T) or "")
    return unescaped("".join(pieces))


class CellCodec:
    """Reads and writes the cell elements of one sheet; knows its epoch and the shared strings."""

    def __init__(self, strings: Sequence[str], date1904: bool = False) -> None:
        self.strings = strings
        self.date1904 = date1904

    def value(self, cell: Element, is_date: bool = False) -> Value:
        """The value (for a formula: the cached one), dates as datetime when the format says so."""
        kind = cell.get("t")
        if kind == "inlineStr":
            inline = cell.find(IS)
            return None if inline is None else rich_text(inline)
        stored = _value_element(cell)
        return self.told(kind, None if stored is None else stored.text or "", is_date)

    def told(self, kind: str | None, text: str | None, is_date: bool = False) -> Value:
        """The value of a cell of that kind (`t`), if it is no inline string, whose `<v>` says `text`."""
        if text is None or (text == "" and kind != "str"):
            return None
        match kind:
            case None | "n":
                number = float(text)
                return (from_serial(number, self.date1904) or number) if is_date else number
            case "s":
                return self.strings[int(text)]
            case "str":
                return unescaped(text)
            case "b":
                return text.strip() in ("1", "true")
            case "e":
                return ErrorValue(text)
            case "d":
                return dt.datetime.fromisoformat(text.rstrip("Z"))
        return text

    def write(self, cell: Element, content: Content) -> None:
        """Put `content` in place of whatever the cell held; its style stays.

        What stands there and fits is kept, since making elements is what takes the time.
        """
        if isinstance(content, Formula):
            text = escaped(content.text)
            if not _holds_formula(cell, text):
                self.empty(cell)
                etree.SubElement(cell, F).text = text
            self.cache(cell, content.cached)
        elif isinstance(content, str) and not isinstance(content, ErrorValue):
            text = escaped(content)
            if _holds_text(cell, text):
                return
            self.empty(cell)
            cell.set("t", "inlineStr")
            element = etree.SubElement(etree.SubElement(cell, IS), T)
            element.text = text
            if _needs_space_kept(content):
                element.set(_XML_SPACE, "preserve")
        else:
            children = len(cell)
            if children > 1 or (children and cell[0].tag != V) or _has_metadata(cell):
                self.empty(cell)
            self.cache(cell, content)

    def holds(self, cell: Element, content: Content) -> bool:
        """Whether a cell holds `content` already, so that nothing made of it changes when it is written."""
        if isinstance(content, Formula):
            return _holds_formula(cell, escaped(content.text)) and self.holds_result(cell, content.cached)
        if has_formula(cell):
            return False
        if isinstance(content, str) and not isinstance(content, ErrorValue):
            return cell.get("t") in ("s", "inlineStr", "str") and self.value(cell) == content
        return self.holds_result(cell, content)

    def holds_result(self, cell: Element, value: Value) -> bool:
        """Whether the `<v>` of a cell says `value` already."""
        kind, text = self.stored(value)
        stored = _value_element(cell)
        said = cell.get("t")
        if said == "n":
            said = None
        return said == kind and (stored.text or "" if stored is not None else None) == text

    def text(self, ref: str, style: int, content: Content) -> str:
        """A whole new cell as text: what `write` would make of an element without content.

        >>> CellCodec([]).text("B2", 3, "A & B")
        '<c r="B2" s="3" t="inlineStr"><is><t>A &amp; B</t></is></c>'
        """
        return f'<c r="{ref}"{style_text(style)}{self.inside(content)}'

    def insides(self, contents: Sequence[Content | StoredContent]) -> Iterable[str]:
        """What `inside` says of each."""
        if {Formula, StoredContent}.isdisjoint(map(type, contents)):
            return map(_inside, contents, repeat(self.date1904))
        return map(self.inside, contents)

    def inside(self, content: Content | StoredContent) -> str:
        """The same as `text` behind address and style: `><v>5</v></c>`, or for a blank cell `/>`."""
        if type(content) is StoredContent:
            return content
        if not isinstance(content, Formula):
            return _inside(content, self.date1904)
        kind, stored = self.stored(content.cached)
        return f"{_kind_text(kind)}><f>{xml_text(content.text)}</f>{_value_text(stored)}</c>"

    def empty(self, cell: Element) -> None:
        """Leave nothing but the style. Metadata (`cm`, `vm`) belongs to the value that goes."""
        for child in list(cell) if len(cell) else ():
            cell.remove(child)
        for name in ("t", "cm", "vm"):
            if cell.get(name) is not None:
                del cell.attrib[name]

    def cache(self, cell: Element, value: Value) -> None:
        """Set or (None) take away the `<v>` of a cell that holds a formula or nothing else."""
        kind, text = self.stored(value)
        if cell.get("t") != kind:
            if kind is None:
                del cell.attrib["t"]
            else:
                cell.set("t", kind)
        stored = _value_element(cell)
        if text is None:
            if stored is not None:
                cell.remove(stored)
        elif stored is None:
            etree.SubElement(cell, V).text = text or None  # as it is read back: no text is `<v/>`
        elif (stored.text or "") != text:
            stored.text = text or None

    def stored(self, value: Value) -> tuple[str | None, str | None]:
        """The `t` attribute and the text of `<v>` that stand for a value."""
        return _stored(value, self.date1904)


@lru_cache(maxsize=4096)
def style_text(style: int) -> str:
    """The attribute of a cell that says its style."""
    return f' s="{style}"' if style else ""


def _stored(value: Value, date1904: bool) -> tuple[str | None, str | None]:
    if value is None:
        return None, None
    if type(value) is float and math.isfinite(value):  # as most are
        return None, number_text(value)
    if type(value) is int:
        return None, str(value)
    if isinstance(value, bool):
        return "b", "1" if value else "0"
    if isinstance(value, float | int):
        return (None, number_text(value)) if math.isfinite(value) else ("e", "#NUM!")
    if isinstance(value, dt.datetime):
        return None, number_text(to_serial(value, date1904))
    if isinstance(value, ErrorValue):
        return "e", str(value)
    return "str", escaped(value)


@lru_cache(maxsize=8192, typed=True)  # the same counts and names stand in many cells
def _inside(value: Value, date1904: bool) -> str:
    if isinstance(value, str) and not isinstance(value, ErrorValue):
        space = ' xml:space="preserve"' if _needs_space_kept(value) else ""
        return f' t="inlineStr"><is><t{space}>{xml_text(value)}</t></is></c>'
    kind, stored = _stored(value, date1904)
    return "/>" if stored is None else f"{_kind_text(kind)}>{_value_text(stored)}</c>"


def _value_text(stored: str | None) -> str:
    """The `<v>` element; without text as `CellCodec.cache` leaves it."""
    if not stored:
        return "" if stored is None else "<v/>"
    return f"<v>{escape(stored)}</v>"


def _kind_text(kind: str | None) -> str:
    return f' t="{kind}"' if kind else ""


def _value_element(cell: Element) -> Element | None:
    """The `<v>` of a cell: nearly always its last child, which is quicker to look at than to search for."""
    if not len(cell):
        return None
    last = cell[-1]
    return last if last.tag == V else cell.find(V)


def has_formula(cell: Element) -> bool:
    """Whether the cell holds a formula, which is its first child."""
    return len(cell) > 0 and (cell[0].tag == F or cell.find(F) is not None)


def lacks_result(cell: Element) -> bool:
    """Whether no result is stored with a formula: neither a value nor, as a text without letters, an empty
    one."""
    stored = _value_element(cell)
    return cell.find(IS) is None and cell.get("t") != "str" and (stored is None or not stored.text)


def has_empty_result(cell: Element) -> bool:
    """Whether the result stored with a formula is a text without letters."""
    stored = _value_element(cell)
    return cell.get("t") == "str" and (stored is None or not stored.text)


def _holds_formula(cell: Element, text: str) -> bool:
    """Whether the cell holds just this formula, and neither shares it nor spreads it over others."""
    if not len(cell) or _has_metadata(cell):
        return False
    formula = cell[0]
    return formula.tag == F and formula.text == text and not formula.keys()


def _holds_text(cell: Element, text: str) -> bool:
    """Whether the cell holds just this text, in the form it would be written."""
    if cell.get("t") != "inlineStr" or len(cell) != 1 or _has_metadata(cell):
        return False
    inline = cell[0]
    return len(inline) == 1 and inline[0].tag == T and inline[0].text == text


def _needs_space_kept(text: str) -> bool:
    """Whether readers would take blanks or line breaks away if the element did not say that they count."""
    return text != text.strip() or "\n" in text


def _has_metadata(cell: Element) -> bool:
    return cell.get("vm") is not None or cell.get("cm") is not None


def number_text(number: float) -> str:
    """The shortest text that reads back as the same number: `5`, `0.1`, `1e+20`."""
    if isinstance(number, int):
        return str(number)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
