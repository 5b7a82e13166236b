"""The workbook's theme, table style and default font, so that what users add matches what is there."""

from __future__ import annotations

import re

from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.table import TableStyle, TableStyleElement
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook import Workbook
from openpyxl.writer.theme import theme_xml

from sheetkpi.language import Language
from sheetkpi.workbook.template import looks
from sheetkpi.workbook.template.tables import TABLE_STYLE

THEME_COLORS = {
    "dk2": looks.INK,
    "lt2": looks.CARD,
    "accent1": looks.TIERS["outcome"][0],
    "accent2": looks.TIERS["process"][0],
    "accent3": looks.TIERS["activity"][0],
    "accent4": "7A5C99",
    "accent5": "5B8DB8",
    "accent6": looks.TIERS["other"][0],
}


def apply(book: Workbook, language: Language) -> None:
    """Give `book` the house palette, fonts and table style."""
    book.loaded_theme = _theme(language)
    normal = book._named_styles["Normal"]
    book._fonts = IndexedList()
    normal.font = looks.font(language)
    normal.bind(book)
    stripe = book._differential_styles.add(DifferentialStyle(fill=looks.rule_fill(looks.STRIPE)))
    style = TableStyle(name=TABLE_STYLE, pivot=False, count=1)
    style.tableStyleElement = [TableStyleElement(type="secondRowStripe", dxfId=stripe)]
    book._table_styles.tableStyle = [style]


def _theme(language: Language) -> bytes:
    theme: str = theme_xml
    for slot, color in THEME_COLORS.items():
        theme = re.sub(
            rf'(<a:{slot}>\s*<a:srgbClr val=")[0-9A-F]{{6}}', rf"\g<1>{color}", theme, flags=re.IGNORECASE
        )
    for part in ("major", "minor"):
        theme = re.sub(
            rf'(<a:{part}Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{looks.FONTS[language]}", theme
        )
    theme = re.sub(r'(<a:font script="Jpan" typeface=")[^"]*', r"\g<1>Yu Gothic", theme)
    return theme.encode("utf-8")
