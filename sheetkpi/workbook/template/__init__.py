"""The workbooks users start from, drawn with openpyxl from the table contract.

`python -m sheetkpi.workbook.template` rebuilds `templates/kpi_ja.xlsx` and `templates/kpi_en.xlsx`. One
module per part: `board`, `progress`, `views`, `targets`, `entry`, `setup`, `charts` draw sheets and `book`
puts them in order; `page` and `tables` are what they are made of; `looks` and `theme` say how it looks;
`choices` holds drop-downs; `save` writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetkpi.language import Language
from sheetkpi.workbook.template.book import build as build_book

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

__all__ = ["build"]


def build(language: Language) -> Workbook:
    """The template in `language` as an openpyxl workbook, not yet saved.

    >>> build("ja").sheetnames[0]
    'ボード'
    """
    return build_book(language)
