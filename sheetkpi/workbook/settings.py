"""The `kpi_…` settings, as people type or choose them in either language, as one typed value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sheetkpi.errors import SheetKPIError, WorkbookError
from sheetkpi.language import LANGUAGES, Language, key_of, say
from sheetkpi.model.calendar import FIRST_YEAR
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.settings import Settings
from sheetkpi.patterns import lazy_pattern
from sheetkpi.workbook.names import NamedCells, value_of
from sheetkpi.workbook.text import as_text, date_meant, plain

if TYPE_CHECKING:
    import xlwings as xw

CHOICES: dict[str, tuple[str, ...]] = {
    "connect_level": ("person", "line"),
    "meeting_basis": ("set", "held"),
    "daily_entry": ("fill", "add", "prefer"),
    "weight_basis": ("capacity", "share"),
    "target_meeting": ("set", "held", "accepted"),
    "credit": ("last", "first", "split", "owner"),
}
"""Settings chosen from a list: their codes; the words people see are `setting.code` in the language."""

RANGES = {
    "min_sample": range(1, 1_000_001),
    "closing_day": range(29),
    "fiscal_start": range(1, 13),
    "credit_days": range(1, 3651),
    "gross_margin": range(1, 101),
    "followups": range(1, 1_001),
    "stop_tries": range(1, 101),
}
"""Settings that are whole numbers, with what is possible."""

_YEAR_MONTH = lazy_pattern(r"(\d{4})\D(\d{1,2})\D{0,2}(?:\d{1,2}\D?)?|(\d{4})(\d{2})")


def read_settings(book: xw.Book, names: Mapping[str, NamedCells], default: Language) -> Settings:
    """The book's settings; `default` is the language of a book that has no `kpi_language`.

    Raises a SheetKPIError that names the cell for a value that is not understood.
    """
    cells = dict(names)

    def typed(setting: str) -> Any:
        return value_of(book, cells, f"kpi_{setting}")

    def refused(setting: str, value: Any, choices: str) -> SheetKPIError:
        name = f"kpi_{setting}"
        cell = cells[name].area.resized(1, 1).label
        return WorkbookError("error.setting", cell=cell, name=name, value=as_text(value), choices=choices)

    found: dict[str, Any] = {"language": default}
    if as_text(value := typed("month")):
        month = month_typed(value)
        if month is None:
            cell = cells["kpi_month"].area.resized(1, 1).label
            raise WorkbookError("error.kpi_month", cell=cell, value=as_text(value))
        found["month"] = month
    if text := as_text(typed("language")):
        found["language"] = _language(text)
        if found["language"] is None:
            raise refused("language", text, " / ".join(LANGUAGES))
    if "kpi_country" in cells:
        found["country"] = as_text(typed("country")).upper() or Settings.country
    for setting, codes in CHOICES.items():
        if text := as_text(typed(setting)):
            found[setting] = _chosen(setting, text, codes)
            if found[setting] is None:
                words = (say(f"{setting}.{code}", found["language"]) for code in codes)
                raise refused(setting, text, " / ".join(words))
    for setting, possible in RANGES.items():
        if as_text(value := typed(setting)):
            found[setting] = _whole(value)
            if found[setting] not in possible:
                raise refused(setting, value, f"{possible.start}–{possible.stop - 1}")
    return replace(Settings(), **found)


def matrix_kpi(book: xw.Book, names: Mapping[str, NamedCells], tree: KpiTree) -> str:
    """The key of the KPI chosen for the day matrix (`kpi_matrix_kpi` holds its header); calls otherwise."""
    text = plain(value_of(book, dict(names), "kpi_matrix_kpi"))
    for kpi in tree:
        words = (kpi.label,) if kpi.label else tuple(say(kpi.key, language) for language in LANGUAGES)
        if text in (plain(kpi.key), *(plain(word) for word in words)):
            return kpi.key
    return Settings.matrix_kpi


def month_typed(value: Any) -> date | None:
    """The month a person typed: a date in it, its serial number, or a text like 2026/4, 2026年4月; or None.

    A number such as 0 or 4, which a cell shows as a day of 1900, is no month.

    >>> month_typed("2026年4月"), month_typed(46113.0), month_typed("soon"), month_typed(4)
    (datetime.date(2026, 4, 1), datetime.date(2026, 4, 1), None, None)
    """
    day = value if isinstance(value, date) else None
    if isinstance(value, int | float):
        day = date_meant(value)
    if day is not None:
        return date(day.year, day.month, 1) if day.year >= FIRST_YEAR else None
    match = _YEAR_MONTH.fullmatch(plain(value))
    if match is None:
        return None
    year, month = (int(part) for part in match.groups() if part)
    return date(year, month, 1) if 1 <= month <= 12 else None


def _language(text: str) -> Language | None:
    for language in LANGUAGES:
        if plain(text) == language or key_of(text, (f"language.{language}",)):
            return language
    return None


def _chosen(setting: str, text: str, codes: tuple[str, ...]) -> str | None:
    if plain(text) in codes:
        return plain(text)
    word = key_of(text, tuple(f"{setting}.{code}" for code in codes))
    return word.partition(".")[2] if word else None


def _whole(value: Any) -> int | None:
    try:
        number = float(plain(value))
    except ValueError:
        return None
    return int(number) if number.is_integer() else None
