"""The points that a chart keeps of its series: a copy of cells for previewers, which Excel makes anew."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from sheetkpi.fileengine.opc.package import Package

_CACHES = frozenset({"numCache", "strCache", "multiLvlStrCache"})


def forget_old_points(package: Package, is_old: Callable[[str], bool]) -> None:
    """Take away the points of series whose reference `is_old`; charts without any are not changed."""
    for part in package.parts():
        if not (part.startswith("xl/charts/") and part.endswith(".xml") and b"Cache>" in package.read(part)):
            continue
        for element in list(package.tree(part).iter(etree.Element)):
            said = element.text if etree.QName(element).localname == "f" else None
            if said and is_old(said) and forget_points(element):
                package.touch(part)


def forget_points(reference: etree._Element) -> bool:
    """Take away the points beside the reference (`<c:f>`) of a series; whether there were any."""
    series = reference.getparent()
    if series is None:
        return False
    caches = [each for each in series.iterchildren(etree.Element) if etree.QName(each).localname in _CACHES]
    for cache in caches:
        series.remove(cache)
    return bool(caches)
