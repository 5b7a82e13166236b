"""Workbooks with sheets of kinds that fastexcel answers by refusing the whole file.

calamine, which reads for it, knows worksheets, charts and dialogs. One sheet of Excel 4 macros makes it
refuse a workbook whose every other sheet is sound. It is then given a copy in which that sheet passes for a
chart, which it leaves alone.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

_KNOWN = ("worksheet", "chartsheet", "dialogsheet")
_CHART = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chartsheet"


def odd_sheets(sheets: Iterable[tuple[str, str]]) -> set[str]:
    """The ids of those sheets (relationship id and kind of each) for which calamine refuses the workbook.

    >>> odd_sheets([("rId1", "worksheet"), ("rId2", "xlMacrosheet")])
    {'rId2'}
    """
    return {id for id, kind in sheets if kind not in _KNOWN}


def passing_for_charts(source: Path | bytes, rels: str, odd: set[str]) -> bytes:
    """A copy of the workbook whose `odd` sheets are charts by what its relationships part `rels` says.

    No other part is unpacked: the directory of the copy leaves the old part out.
    """
    copy = io.BytesIO(source if isinstance(source, bytes) else source.read_bytes())
    with zipfile.ZipFile(copy, "a", zipfile.ZIP_DEFLATED) as package:
        info = package.getinfo(rels)
        root = ElementTree.fromstring(package.read(info))
        for element in root:
            if element.get("Id") in odd:
                element.set("Type", _CHART)
        package.filelist.remove(info)
        del package.NameToInfo[rels]
        package.writestr(rels, ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True))
    return copy.getvalue()
