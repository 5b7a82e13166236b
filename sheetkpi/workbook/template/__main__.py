"""Rebuild both templates, and the prints of their formulas: `python -m sheetkpi.workbook.template [FOLDER]`.

In another folder the templates alone are written.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sheetkpi.language import LANGUAGES
from sheetkpi.templates import template_path
from sheetkpi.workbook.template import build
from sheetkpi.workbook.template.prints import write_prints
from sheetkpi.workbook.template.save import save

templates = {language: build(language) for language in LANGUAGES}
for language, book in templates.items():
    committed = template_path(language)
    path = Path(sys.argv[1]) / committed.name if len(sys.argv) > 1 else committed
    save(book, path)
    print(path)
if len(sys.argv) == 1:
    write_prints(templates.values())
