"""Which cell styles of a workbook show numbers as days or times (styles.xml)."""

from __future__ import annotations

from xml.etree import ElementTree

from sheetkpi.sources.files.packages import local_name
from sheetkpi.sources.files.sheetxml.blocks import UnusualError

BUILT_IN = frozenset({*map(str, range(14, 23)), "45", "46", "47"})
"""The ids of formats that every workbook has and that are of days, times and durations."""


def dated_styles(styles: bytes) -> list[bool]:
    """For each cell style, by its number, whether its values are days, times or durations.

    Raises UnusualError for XML that is no list of styles.
    """
    try:
        root = ElementTree.fromstring(styles)
    except (ElementTree.ParseError, ValueError) as error:
        raise UnusualError from error
    codes: dict[str, str] = {}
    dated: list[bool] = []
    lists = [part for part in root if local_name(part.tag) in ("numFmts", "cellXfs")]
    if len(lists) != sum(local_name(part.tag) in ("numFmts", "cellXfs") for part in root.iter()):
        raise UnusualError
    for part in lists:
        for one in part:
            id = one.get("numFmtId")
            match local_name(part.tag), local_name(one.tag):
                case "numFmts", "numFmt":
                    if id is not None and (code := one.get("formatCode")) is not None:
                        codes[id] = code
                case "cellXfs", "xf":
                    dated.append(is_dated(codes[id]) if id in codes else id in BUILT_IN)
                case _:
                    raise UnusualError
    return dated


def is_dated(code: str) -> bool:
    """Whether a format shows days, times or durations, by its first section.

    >>> is_dated("yyyy/m/d h:mm"), is_dated("[h]:mm"), is_dated("#,##0_ ;[Red]-#,##0"), is_dated('0"h"')
    (True, True, False, False)
    """
    within = 0  # square brackets: a colour, a condition, or hours that go on after 24
    escaped = quoted = elapsed = noon = False
    before = ""
    for char in code:
        letter = char.lower() if char.isascii() else char
        if escaped:
            escaped = False
        elif char in "_\\*":  # what follows is shown, as wide as it is, or to the end of the cell
            escaped = True
        elif quoted or char == '"':
            quoted = (char != '"') if quoted else True
        elif char == ";":
            return False
        elif char == "[":
            within += 1
        elif char == "]":
            if within == 1 and elapsed:
                return True
            within = max(within - 1, 0)
        elif not within and not noon and letter == "a":
            noon = True
        elif not within and letter in ("pm/" if noon else "dmhys"):
            return True
        elif not (elapsed and letter == before):
            elapsed = before == "[" and letter in "mhs"
        before = letter
    return False
