"""Where the template workbooks are: inside an installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

from sheetkpi.language import Language

_PACKAGE = Path(__file__).parent


def template_path(language: Language) -> Path:
    """The path of the template workbook in `language`.

    >>> template_path("ja").name
    'kpi_ja.xlsx'
    """
    name = f"kpi_{language}.xlsx"
    installed = _PACKAGE / "templates" / name
    return installed if installed.exists() else _PACKAGE.parent / "templates" / name
