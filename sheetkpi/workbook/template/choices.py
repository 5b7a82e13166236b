"""Drop-downs and other checks on what people type, and the lists they choose from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from openpyxl.worksheet.datavalidation import DataValidation

from sheetkpi.language import all_words
from sheetkpi.model.metrics import KpiTree
from sheetkpi.sources.headers.column_map import field_words
from sheetkpi.workbook.template.page import Page

Strictness = Literal["stop", "warning", "suggest"]

MEANINGS = tuple(key for key in all_words() if key.startswith("meaning."))
FIELDS = field_words(KpiTree())


def words(page: Page, keys: Sequence[str]) -> str:
    """A literal list for a drop-down, in the workbook's language: `"休業日,出勤日"`."""
    texts = [page.say(key) for key in keys]
    formula = ",".join(texts)
    assert len(formula) <= 255, f"Excel takes no list longer than 255 characters: {formula}"
    assert not any("," in text for text in texts), f"a comma splits a choice in two: {formula}"
    return f'"{formula}"'


def choose(
    page: Page, cells: str, source: str, *, strict: Strictness = "stop", hint: str = "", error: str = ""
) -> None:
    """Offer a list in `cells`: `source` is a literal list from `words`, or a defined name (`kpi_reps`).

    `strict` says what happens to other values: refused, asked about, or taken (the list only suggests).
    """
    rule = DataValidation(type="list", formula1=source, allow_blank=True)
    _explain(page, rule, strict, hint, error or "choice.error.list")
    rule.add(cells)
    page.sheet.add_data_validation(rule)


def restrict(
    page: Page,
    cells: str,
    kind: str,
    *limits: str,
    strict: Strictness = "stop",
    hint: str = "",
    error: str = "",
) -> None:
    """Allow only dates, whole numbers or decimals (`kind`) in `cells`, from the first limit to the second."""
    rule = DataValidation(
        type=kind,
        operator="between" if len(limits) == 2 else "greaterThanOrEqual",
        formula1=limits[0],
        formula2=limits[1] if len(limits) == 2 else None,
        allow_blank=True,
    )
    _explain(page, rule, strict, hint, error or f"choice.error.{kind}")
    rule.add(cells)
    page.sheet.add_data_validation(rule)


def _explain(page: Page, rule: DataValidation, strict: Strictness, hint: str, error: str) -> None:
    rule.showErrorMessage = strict != "suggest"
    rule.errorStyle = "warning" if strict == "warning" else "stop"
    if strict != "suggest":
        rule.errorTitle = page.say("choice.error.title")
        rule.error = page.say(error)
    if hint:
        rule.showInputMessage = True
        rule.prompt = page.say(hint)
