"""Templates filled with figures and recalculated by LibreOffice, all at once: it takes seconds to start."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from sheetkpi.language import LANGUAGES
from sheetkpi.templates import template_path
from sheetkpi.workbook.template import build
from sheetkpi.workbook.template.save import save
from tests.libreoffice import recalculated_all
from tests.template.figures import fill, put


@pytest.fixture(scope="session")
def recalculated_templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By name: `empty_ja`, `filled_ja`, the same in English, and `other_ja`, where another month is chosen
    than the figures are of."""
    folder = tmp_path_factory.mktemp("templates")
    for language in LANGUAGES:
        shutil.copy(template_path(language), folder / f"empty_{language}.xlsx")
        book = build(language)
        fill(book, language)
        save(book, folder / f"filled_{language}.xlsx")
        if language == "ja":
            put(book, "kpi_month", date(2026, 4, 1))
            save(book, folder / "other_ja.xlsx")
    made = recalculated_all(sorted(folder.glob("*.xlsx")), folder / "out")
    return {path.stem: result for path, result in made.items()}


@pytest.fixture(scope="session")
def recalculated_values(recalculated_templates: dict[str, Path]) -> Callable[[str], Workbook]:
    """Gives the values of one of them. Not to be changed."""

    @cache
    def values(name: str) -> Workbook:
        return openpyxl.load_workbook(recalculated_templates[name], data_only=True)

    return values
