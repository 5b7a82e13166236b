"""The charts of a sheet without cached figures; pictures, shapes and buttons do not stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetkpi.distribution.outgoing.anonymised.keeping import Keeping, tag
from sheetkpi.fileengine.opc.namespaces import R_ID

if TYPE_CHECKING:
    from sheetkpi.fileengine.opc.package import Package

_CACHES = tuple(map(tag, ("c:numCache", "c:strCache", "c:multiLvlStrCache", "c:numLit", "c:strLit")))
_ATTACHED = tuple(map(tag, ("c:externalData", "c:userShapes", "c:extLst")))
_STYLES = frozenset({"chartStyle", "chartColorStyle"})
"""Kinds of the parts of a chart that say how it looks; others are workbooks, pictures and shapes in it."""


def bare_drawing(package: Package, drawing: str, keeping: Keeping) -> None:
    """Leave in a drawing the charts that show what is handed out, without the figures they remember."""
    relationships = package.relationships(drawing)
    charts = {each.id: each.target for each in relationships.of_kind("chart")}
    staying = {id for id, chart in charts.items() if _may_stay(package, chart, keeping)}
    for relationship in list(relationships):
        if relationship.id not in staying and not (keeping.figures and relationship.kind == "image"):
            relationships.remove(relationship.id)
    root = package.edit(drawing)
    for anchor in list(root):
        shown = [element.get(R_ID) for element in anchor.iter(tag("c:chart"))]
        named = [text for each in anchor.iter("*") for text in (each.get("descr"), each.get("title")) if text]
        simple = len(shown) == 1 or (keeping.figures and not shown)
        if (
            not simple
            or _is_alternative(anchor)
            or not staying.issuperset(shown)
            or not all(map(keeping.text, named))
        ):
            root.remove(anchor)
    for id in staying:
        _forget_figures(package, charts[id])


def _is_alternative(anchor: object) -> bool:
    """Whether an anchor holds several versions of its content, of which a program shows one."""
    return any("AlternateContent" in str(each.tag) for each in anchor.iter("*"))  # type: ignore[attr-defined]


def _may_stay(package: Package, chart: str, keeping: Keeping) -> bool:
    root = package.tree(chart)
    said = [element.text or "" for element in root.iter(tag("a:t"))]
    shown = [element.text or "" for element in root.iter(tag("c:f"))]
    return all(map(keeping.text, said)) and all(map(keeping.formula, shown))


def _forget_figures(package: Package, chart: str) -> None:
    root = package.edit(chart)
    for element in list(root.iter(*_CACHES, *_ATTACHED)):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    relationships = package.relationships(chart)
    for relationship in list(relationships):
        if relationship.kind not in _STYLES:
            relationships.remove(relationship.id)
