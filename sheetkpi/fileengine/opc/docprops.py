"""`docProps/app.xml`: the list of sheets that Explorer, SharePoint and search show without opening the file.

Excel does not mind when it is out of date and writes it afresh; others believe it.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import EXTENDED_PROPERTIES, VARIANT_TYPES
from sheetkpi.fileengine.opc.package import Package

_TEXT = f"{{{VARIANT_TYPES}}}lpstr"
_NUMBER = f"{{{VARIANT_TYPES}}}i4"
_VECTOR = f"{{{VARIANT_TYPES}}}vector"


def write_titles(package: Package, worksheets: Sequence[str]) -> None:
    """Let the workbook's properties list these worksheets.

    The titles stand in groups whose sizes are told by the headings; worksheets are the first group. Where
    headings and titles do not agree, they stay as they are.
    """
    relationship = package.relationships("").find("extended-properties")
    if relationship is None or relationship.target not in package:
        return
    root = package.tree(relationship.target)
    titles = root.find(f"{{{EXTENDED_PROPERTIES}}}TitlesOfParts/{_VECTOR}")
    headings = root.find(f"{{{EXTENDED_PROPERTIES}}}HeadingPairs/{_VECTOR}")
    if titles is None or headings is None:
        return
    sizes = [size for size in headings.iter(_NUMBER) if (size.text or "").isdecimal()]
    if not sizes or sum(int(size.text or 0) for size in sizes) != len(titles):
        return
    before = list(titles)[: int(sizes[0].text or 0)]
    if [title.text for title in before] == list(worksheets):
        return
    for title in before:
        titles.remove(title)
    for position, name in enumerate(worksheets):
        title = etree.Element(_TEXT)
        title.text = name
        titles.insert(position, title)
    titles.set("size", str(len(titles)))
    sizes[0].text = str(len(worksheets))
    package.touch(relationship.target)
