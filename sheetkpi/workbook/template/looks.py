"""What the workbooks look like: palette, fonts, number formats, widths and borders, in one place.

Colours are restrained on purpose: one hue per KPI tier, grey for everything that only orders the sheet, and
red for one thing alone, figures that are out of date. Fonts are those that Excel brings along on Windows
and on macOS: 游ゴシック in Japanese, Calibri in English.
"""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from sheetkpi.language import Language
from sheetkpi.workbook.contract import Column, ColumnKind, Group

INK = "1F2A37"
"""Text."""
FAINT = "6B7280"
"""Guidance, units, formulas: there for whoever looks for them."""
RULE = "D9DEE5"
"""Hairlines between rows."""
ALARM = "C0262D"
"""Figures that are out of date."""
INPUT = "FFF9E3"
"""Cells that people fill in."""
TODAY = "FFF4C7"
TOTAL = "EEF2F7"
STRIPE = "F7F9FB"
CARD = "F4F6F9"
BARS = "8FB0D0"
"""Columns behind a line."""
WHITE = "FFFFFF"

TIERS: dict[str, tuple[str, str]] = {
    "outcome": ("1F4E79", "DFE9F3"),
    "process": ("1C7A72", "DDF0EE"),
    "activity": ("A9641B", "F8EBDB"),
    "other": ("5F6B7A", "E9ECEF"),
    "": ("37475A", "E3E8EE"),
}
"""Per tier the colour of its band and the tint of its headers; "" is for keys and other columns."""

GROUPS: dict[Group, str] = {"look": "1F4E79", "enter": "2E8B57", "set": "8A94A2"}
"""Tab colours."""

FONTS: dict[Language, str] = {"ja": "Yu Gothic", "en": "Calibri"}
SIZES: dict[Language, int] = {"ja": 10, "en": 11}

TEXT = Alignment(horizontal="left", vertical="center", indent=1)
SHRUNK = Alignment(horizontal="left", vertical="center", indent=1, shrink_to_fit=True)
WRAPPED = Alignment(horizontal="left", vertical="center", indent=1, wrap_text=True)
HAIRLINE = Border(bottom=Side("thin", color=RULE))
BOXED = Border(*(Side("thin", color="C5CCD6") for _ in range(4)))

_FORMATS: dict[str, tuple[str, str]] = {
    "text": ("General", "General"),
    "link": ("General", "General"),
    "count": ("#,##0", "#,##0"),
    "number": ("#,##0.0##", "#,##0.0##"),
    "money": ('"¥"#,##0;"¥"\\-#,##0', "#,##0"),
    "rate": ("0.0%", "0.0%"),
    "date": ("[$-411]yyyy/mm/dd\\(aaa\\)", "ddd\\ d\\ mmm\\ yyyy"),
    "month": ('yyyy"年"m"月"', "mmm\\ yyyy"),
    "month_shown": ('yyyy"年"m"月度"', "mmmm\\ yyyy"),
    "day": ("[$-411]d\\(aaa\\)", "ddd\\ d"),
    "time": ("yyyy/mm/dd\\ hh:mm", "d\\ mmm\\ yyyy\\ hh:mm"),
    "pieces": ('#,##0"件"', "#,##0"),
    "thousands": ('#,##0,"千";\\-#,##0,"千";0', '#,##0,"k";\\-#,##0,"k";0'),
    "closing_day": ('0"日締め";;"月末締め"', '"Day "0;;"End of month"'),
    "month_number": ('0"月"', '"Month "0'),
}

_WIDTHS: dict[str, tuple[float, float]] = {
    "text": (16, 17),
    "link": (9, 9),
    "count": (11.5, 12.5),
    "number": (9.5, 9.5),
    "money": (15, 14),
    "rate": (11.5, 12.5),
    "date": (16, 17),
    "month": (13, 12),
}

_OWN_WIDTHS: dict[str, float] = {
    "follow_ups": 15,
    "emails": 13,
    "aliases": 30,
    "basis": 38,
    "lead_source": 20,
    "note": 34,
    "origin": 34,
    "Sources.name": 18,
    "Sources.kind": 12,
    "Sources.sheet": 14,
    "Sources.place": 34,
    "ImportSheets.file": 34,
    "ImportSheets.sheet": 14,
    "fields": 70,
    "remark": 34,
    "value": 26,
    "reason": 64,
    "rep": 18,
    "team": 18,
    "text": 34,
    "company": 26,
    "file": 30,
    "kpi": 24,
    "name": 22,
    "severity": 11,
    "column": 16,
    "cell": 9,
    "row": 8,
    "mark": 11,
    "meaning": 22,
    "holiday_kind": 14,
    "header": 24,
    "role": 14,
    "fte": 11,
    "tier": 14,
    "shape": 13,
}


def number_format(kind: str, language: Language) -> str:
    """The number format of a column kind, or of one of the forms that only single cells have."""
    return _FORMATS[kind][language == "en"]


def width(table: str, column: Column, language: Language) -> float:
    """The width of a `table`'s column in characters: room for its header on two lines and for its values."""
    for key in (f"{table}.{column.key}", column.key):
        if key in _OWN_WIDTHS:
            return _OWN_WIDTHS[key]
    if column.key.startswith("day_"):
        return 7
    return _WIDTHS[column.kind][language == "en"]


def font(language: Language, *, size: float = 0, bold: bool = False, color: str = INK) -> Font:
    """The house font in `language`, of the body size unless `size` is given."""
    return Font(name=FONTS[language], size=size or SIZES[language], bold=bold, color=color)


def fill(color: str) -> PatternFill:
    """A plain background."""
    return PatternFill("solid", start_color=color, end_color=color)


def rule_fill(color: str) -> PatternFill:
    """A background for conditional formats, where the *background* colour of a pattern is what shows."""
    return PatternFill(bgColor=color)


def data_alignment(kind: ColumnKind) -> Alignment:
    """Numbers to the right, dates in the middle, text to the left with a little air."""
    if kind in ("count", "money", "rate", "number"):
        return Alignment(horizontal="right", vertical="center")
    if kind in ("date", "month", "link"):
        return Alignment(horizontal="center", vertical="center")
    return TEXT
