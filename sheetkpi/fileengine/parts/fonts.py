"""The `<font>` elements of a style sheet: reading them, and changing what was asked for and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import insert_ordered, main, new_element
from sheetkpi.fileengine.parts.colors import Rgb, to_hex

_ORDER = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u"),
    *("vertAlign", "sz", "color", "name", "family", "charset", "scheme"),
)
_USUAL_SIZE = 11.0


@dataclass(frozen=True)
class Font:
    """A font as xlwings speaks of it; `size` in points, `color` None when automatic."""

    name: str = ""
    size: float = _USUAL_SIZE
    bold: bool = False
    italic: bool = False
    color: Rgb | None = None


def font_of(element: etree._Element, color: Rgb | None) -> Font:
    """What a `<font>` says; its colour is resolved by whoever knows theme and palette."""
    return Font(
        name=_value(element, "name"),
        size=_points(_value(element, "sz")),
        bold=flag(element, "b") or False,
        italic=flag(element, "i") or False,
        color=color,
    )


def flag(font: etree._Element, name: str) -> bool | None:
    """Whether `<b/>` or `<i/>` is on; None when nothing is said."""
    child = font.find(main(name))
    return None if child is None else child.get("val", "1") not in ("0", "false", "off")


def change_font(element: etree._Element, before: Font, after: Font) -> None:
    """Make a `<font>` that said `before` say `after`; underline, character set and the like stay."""
    if after.name != before.name:
        _set(element, "name", {"val": after.name})
        for follower in (
            "family",
            "charset",
            "scheme",
        ):  # they describe the old font; scheme would win over name
            _set(element, follower, None)
    if after.size != before.size:
        _set(element, "sz", {"val": f"{after.size:g}"})
    if after.bold != before.bold:
        _set(element, "b", {} if after.bold else None)
    if after.italic != before.italic:
        _set(element, "i", {} if after.italic else None)
    if after.color != before.color:
        _set(element, "color", {"rgb": to_hex(after.color)} if after.color else None)
    # openpyxl writes the children in an order of its own, which a new font need not carry on.
    places = {main(name): place for place, name in enumerate(_ORDER)}
    element[:] = sorted(element, key=lambda child: places.get(child.tag, len(places)))


def _set(font: etree._Element, name: str, attributes: dict[str, str] | None) -> None:
    """Replace one child of a font, or take it out."""
    for child in font.findall(main(name)):
        font.remove(child)
    if attributes is not None:
        insert_ordered(font, new_element(name, attributes), _ORDER)


def _value(font: etree._Element, name: str) -> str:
    child = font.find(main(name))
    return "" if child is None else child.get("val", "")


def _points(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return _USUAL_SIZE
