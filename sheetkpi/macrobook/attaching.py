"""Macro workbooks: made from the template, or from a workbook people already have."""

from __future__ import annotations

from pathlib import Path

from sheetkpi.fileengine.package import Package
from sheetkpi.fileengine.workbook import Workbook
from sheetkpi.language import Language
from sheetkpi.macrobook.macros import add_macros


def write_macro_workbook(template: Path, path: Path, language: Language) -> None:
    """Write the workbook at `template` (.xlsx) with macros, buttons and ribbon tab to `path` (.xlsm)."""
    package = Package.from_bytes(template.read_bytes(), str(path))
    add_macros(package, Workbook(package), language)
    package.save(path)
