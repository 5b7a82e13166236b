"""The charts of the page, as SVG: Vega-Lite specifications, drawn by vl-convert without a browser.

Colours are custom properties of the page's style sheet (`var(--actual)`), so that one drawing serves light,
dark and paper; text stays text. Sizes are fixed and nothing is laid out by the width of letters, which would
depend on the fonts of the machine: the same figures give the same bytes. The drawings are as wide as a
telephone and have no axes of numbers: what is said in figures is a figure of the workbook.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from sheetkpi.errors import InputError
from sheetkpi.patterns import lazy_pattern

FONT = "'Yu Gothic UI','Yu Gothic','Hiragino Sans','Noto Sans CJK JP','Noto Sans JP',Meiryo,sans-serif"
"""Fonts that systems bring along and that have Japanese."""

WIDTH = 356
"""Of a drawing, in CSS pixels: that of a narrow telephone without the margins."""

_ROW, _LABELS, _VALUES, _TOP = 30, 104, 88, 20
_BAR = 9
_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = frozenset(f"{_SVG}{name}" for name in ("svg", "g", "path", "line", "rect", "text", "tspan"))
_ATTRIBUTES = frozenset(
    {
        *("d", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "transform", "viewBox"),
        *("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-miterlimit"),
        *("text-anchor", "font-family", "font-size", "font-weight", "opacity", "fill-opacity", "display"),
    }
)
"""What a drawing may consist of; the roles that Vega gives to each mark would only repeat the description."""

_PLACES = frozenset({"d", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "transform"})
_LONG_NUMBER = lazy_pattern(r"-?\d+\.\d{3,}(?:e-?\d+)?")

Spec = dict[str, Any]


@dataclass(frozen=True)
class Drawing:
    """A chart: the SVG as it stands in the page, its title, and its figures in words."""

    svg: str
    title: str
    description: str


@dataclass(frozen=True)
class Against:
    """A line of `against_target`: shares of the target, and the figures in words. None: not known."""

    label: str
    actual: float
    low: float | None
    high: float | None
    said: str


@dataclass(frozen=True)
class Banded:
    """A line of `against_band`: a rate and the ends of its band, and the rate in words."""

    label: str
    rate: float
    low: float | None
    high: float | None
    said: str


@dataclass(frozen=True)
class Bar:
    """A month of `by_month`: `is_running` says that it is not over; `said` stands above it."""

    label: str
    value: float
    target: float | None
    said: str
    is_running: bool = False


def against_target(lines: Sequence[Against], target: str, title: str, description: str, name: str) -> Drawing:
    """How far each count has come (bar) and will come (paler band), the target being one line for all.

    `target` is the word for that line; `name` tells the drawing's ids from those of others.
    """
    reached = [end for line in lines for end in (line.actual, line.high) if end is not None]
    edge = max(1.04, *(min(end, 2.0) for end in reached))
    scale = {"domain": [0, edge], "nice": False}
    rows = [
        {
            **{"at": place, "label": line.label, "said": line.said, "zero": 0},
            **{"actual": min(line.actual, 2.0)},
            **{"low": None if line.low is None else min(line.low, 2.0)},
            **{"high": None if line.high is None else min(line.high, 2.0)},
        }
        for place, line in enumerate(lines)
    ]
    x = {"type": "quantitative", "scale": scale, "axis": None}
    spec: Spec = {
        "data": {"values": rows},
        "encoding": {"y": _LINES},
        "layer": [
            _span("zero", "edge", x, "track", _BAR) | {"transform": [_constant("edge", edge)]},
            _span("low", "high", x, "range", _BAR + 6) | {"transform": [{"filter": "datum.high != null"}]},
            _span("zero", "actual", x, "actual", _BAR),
            {
                "data": {"values": [{"at": 1, "word": target}]},
                "layer": [
                    {
                        "mark": {"type": "rule", "color": "var(--ink)", "strokeWidth": 1.5},
                        "encoding": {"x": {**x, "field": "at"}, "y": {"value": 0}, "y2": {"value": "height"}},
                    },
                    {
                        "mark": _text("center", dy=-8, color="ink"),
                        "encoding": {
                            "x": {**x, "field": "at"},
                            "y": {"value": 0},
                            "text": {"field": "word"},
                        },
                    },
                ],
            },
            *_beside(),
        ],
    }
    height = _ROW * len(lines)
    return _drawn(
        spec, WIDTH - _LABELS - _VALUES, height, (_LABELS, _TOP, _VALUES, 4), title, description, name
    )


def against_band(lines: Sequence[Banded], title: str, description: str, name: str) -> Drawing:
    """Rates as dots on their bands."""
    ends = [end for line in lines for end in (line.rate, line.high) if end is not None]
    edge = max(*ends, 0.01) * 1.06
    scale = {"domain": [0, edge], "nice": False}
    rows = [
        {"at": place, "label": each.label, "rate": each.rate, "low": each.low, "high": each.high}
        | {"said": each.said, "zero": 0}
        for place, each in enumerate(lines)
    ]
    x = {"type": "quantitative", "scale": scale, "axis": None}
    spec: Spec = {
        "data": {"values": rows},
        "encoding": {"y": _LINES},
        "layer": [
            _span("zero", "edge", x, "track", _BAR) | {"transform": [_constant("edge", edge)]},
            _span("low", "high", x, "band", _BAR) | {"transform": [{"filter": "datum.high != null"}]},
            {
                "mark": {
                    **{"type": "circle", "size": 110, "color": "var(--actual)", "opacity": 1},
                    **{"stroke": "var(--paper)", "strokeWidth": 2},
                },
                "encoding": {"x": {**x, "field": "rate"}},
            },
            *_beside(),
        ],
    }
    height = _ROW * len(lines)
    return _drawn(spec, WIDTH - _LABELS - 56, height, (_LABELS, 4, 56, 4), title, description, name)


def by_month(
    bars: Sequence[Bar], title: str, description: str, name: str, *, color: str = "actual", each: bool = True
) -> Drawing:
    """Months as bars, their targets as lines across them; below it what is said of `each`, or only of
    the last, where that takes more room than one of them has."""
    top = max([*(bar.value for bar in bars), *(bar.target or 0 for bar in bars), 1e-9])
    step = min((WIDTH - 8) / len(bars), 64)
    places = max(len(bars), int((WIDTH - 8) / step))  # few stand to the left, none larger than others are
    rows = [
        {"at": place, "label": bar.label, "value": bar.value, "target": bar.target, "said": bar.said}
        | {"zero": 0, "running": bar.is_running}
        for place, bar in enumerate(bars)
    ]
    y = {"type": "quantitative", "scale": {"domain": [0, top], "nice": False}, "axis": None}
    fill = {
        "condition": {"test": "datum.running", "value": f"var(--{color}-running)"},
        "value": f"var(--{color})",
    }
    said = _text("center", dy=15, color="ink")
    if not each:
        said = _text("right", dx=round(step * 0.33, 2), dy=15, color="ink")
    spec: Spec = {
        "data": {"values": rows},
        "encoding": {
            "x": {
                **{"field": "at", "type": "ordinal", "sort": None, "axis": None},
                "scale": {"domain": [*range(places)], "paddingInner": 0.34, "paddingOuter": 0.17},
            }
        },
        "layer": [
            {
                "mark": {"type": "bar", "cornerRadiusEnd": 1},
                "encoding": {"y": {**y, "field": "value"}, "y2": {"field": "zero"}, "color": fill},
            },
            {
                "transform": [{"filter": "datum.target != null"}],
                "mark": {
                    "type": "tick",
                    "color": "var(--ink)",
                    "thickness": 2,
                    "width": round(step * 0.84, 2),
                },
                "encoding": {"y": {**y, "field": "target"}},
            },
            {"mark": said, "encoding": {"y": {"value": "height"}, "text": {"field": "said"}}},
            {
                "mark": _text("center", dy=31, color="faint"),
                "encoding": {"y": {"value": "height"}, "text": {"field": "label"}},
            },
        ],
    }
    width = round(step * places, 2)
    return _drawn(spec, width, 132, (4, 8, 4, 40), title, description, name)


_LINES: Spec = {"field": "at", "type": "ordinal", "axis": None, "scale": {"padding": 0}}


def _span(low: str, high: str, x: Spec, color: str, height: float) -> Spec:
    mark = {"type": "bar", "height": height, "color": f"var(--{color})", "cornerRadius": 1}
    return {"mark": mark, "encoding": {"x": {**x, "field": low}, "x2": {"field": high}}}


def _constant(name: str, value: float) -> Spec:
    return {"calculate": repr(float(value)), "as": name}


def _beside() -> list[Spec]:
    """The names of lines to their left, their figures to their right."""
    return [
        {
            "mark": _text("left", dx=-_LABELS, color="ink", size=12),
            "encoding": {"x": {"value": 0}, "text": {"field": "label"}},
        },
        {
            "mark": _text("left", dx=10, color="ink", size=12),
            "encoding": {"x": {"value": "width"}, "text": {"field": "said"}},
        },
    ]


def _text(align: str, *, color: str, dx: float = 0, dy: float = 0, size: float = 11) -> Spec:
    place = {"align": align, "baseline": "middle", "dx": dx, "dy": dy, "limit": 0}
    return {"type": "text", "fontSize": size, "color": f"var(--{color})", **place}


def _drawn(
    spec: Spec,
    width: float,
    height: float,
    padding: tuple[float, float, float, float],
    title: str,
    description: str,
    name: str,
) -> Drawing:
    """The drawing of a specification; `padding` is that to the left, above, to the right and below."""
    try:
        import vl_convert
    except ImportError as error:
        raise InputError("error.publish_extra") from error
    sides = dict(zip(("left", "top", "right", "bottom"), padding, strict=True))
    whole = {
        **{"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "width": width, "height": height},
        **{"autosize": {"type": "none"}, "padding": sides, "background": None},
        "config": {"font": FONT, "aria": False, "view": {"stroke": None}},
        **spec,
    }
    svg = vl_convert.vegalite_to_svg(json.dumps(whole), vl_version=VEGA_LITE, allowed_base_urls=[])
    return Drawing(_for_page(svg, title, description, name), title, description)


VEGA_LITE = "6.4"
"""The version that draws, of those that vl-convert brings along."""


def _rounded(number: re.Match[str]) -> str:
    """A place in hundredths of a pixel: the last digits differ between programs that saved the workbook."""
    return f"{round(float(number[0]), 2):g}"


def _for_page(svg: str, title: str, description: str, name: str) -> str:
    """The SVG as a picture within a page: known elements and attributes alone, with title and description."""
    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    for element in list(root.iter()):
        if element.tag not in _ELEMENTS:
            element.getparent().remove(element)
            continue
        for attribute in set(element.attrib) - _ATTRIBUTES:
            del element.attrib[attribute]
        for attribute in set(element.attrib) & _PLACES:
            element.set(attribute, _LONG_NUMBER.sub(_rounded, element.get(attribute)))
        if element.get("d") == "" or (element.tag == f"{_SVG}path" and element.get("display") == "none"):
            element.getparent().remove(element)
    del root.attrib["width"], root.attrib["height"]
    root.attrib.update(
        {
            "class": "chart",
            "role": "img",
            "aria-labelledby": f"{name}-title",
            "aria-describedby": f"{name}-desc",
        }
    )
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        said = etree.Element(f"{_SVG}{tag}", {"id": f"{name}-{tag}"})
        said.text = text
        root.insert(place, said)
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode"))
