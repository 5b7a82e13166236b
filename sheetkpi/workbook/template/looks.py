"""What the workbooks look like: palette, fonts, number formats and borders, in one place.

Colours are restrained on purpose: one hue per KPI tier, grey for everything that only orders the sheet, and
red for one thing alone, figures that are out of date. Fonts are those that Excel brings along on Windows
and on macOS: 游ゴシック in Japanese, Calibri in English.
"""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from sheetkpi.language import Language
from sheetkpi.tables.columns import Column, ColumnKind
from sheetkpi.tables.spec import Group

INK = "1F2A37"
"""Text."""
FAINT = "59616E"
"""Guidance, units, formulas: there for whoever looks for them."""
RULE = "D9DEE5"
"""Hairlines between rows."""
ALARM = "C0262D"
"""Figures that are out of date."""
INPUT = "FFF9E3"
"""Cells that people fill in."""
TODAY = "FFF4C7"
TOTAL = "EEF2F7"
WHOLE = "DCE3EC"
"""全体, where teams have rows as well."""
MISSED = "F9DCD6"
"""A day on which nobody entered anything."""
STRIPE = "F7F9FB"
CARD = "F4F6F9"
AXIS = "B6BDC7"
BARS = "8FB0D0"
"""Columns behind a line."""
HEAT = "8CCBC4"
"""The most of a matrix; less is paler."""
LAST_BAR = "8FC4BF"
"""The month shown beside those before it, which may still be running."""
WHITE = "FFFFFF"

TIERS: dict[str, tuple[str, str]] = {
    "outcome": ("1F4E79", "DFE9F3"),
    "process": ("1C7A72", "DDF0EE"),
    "activity": ("A9641B", "F8EBDB"),
    "other": ("5F6B7A", "E9ECEF"),
    "target": ("6B4F8A", "EEE8F4"),
    "band": ("66752B", "F0F3E1"),
    "": ("37475A", "E3E8EE"),
}
TIERS |= {
    "goal": TIERS["outcome"],
    "assume": TIERS["target"],
    "chain": TIERS["process"],
    "need": TIERS["activity"],
    "judge": TIERS["band"],
}
"""Per tier the colour of its band and the tint of its headers; "" is for keys and other columns."""

PAGE: dict[str, tuple[str, str]] = {
    "paper": (WHITE, "12161C"),
    "card": (CARD, "1B212A"),
    "ink": (INK, "E7EBF1"),
    "faint": (FAINT, "A3ADBA"),
    "rule": (RULE, "313A46"),
    "track": ("EDF0F4", "232A34"),
    "actual": (TIERS["outcome"][0], "7FB4E6"),
    "actual-running": (BARS, "4A6E91"),
    "range": (BARS, "4A6E91"),
    "band": ("CFE6E3", "24504C"),
    "money": (TIERS["process"][0], "6CC5BC"),
    "money-running": (LAST_BAR, "3E7973"),
    "short": ("8F4F0F", "E7AA6B"),
    "alarm": (ALARM, "FF9A9E"),
    "notice": (INPUT, "2B2715"),
}
"""The colours of the page for the browser, on paper and in the dark."""

GROUPS: dict[Group, str] = {"look": "1F4E79", "enter": "267349", "set": "8A94A2"}
"""Tab colours."""

FONTS: dict[Language, str] = {"ja": "Yu Gothic", "en": "Calibri"}
SIZES: dict[Language, int] = {"ja": 10, "en": 11}

TEXT = Alignment(horizontal="left", vertical="center", indent=1)
SHRUNK = Alignment(horizontal="left", vertical="center", indent=1, shrink_to_fit=True)
WRAPPED = Alignment(horizontal="left", vertical="center", indent=1, wrap_text=True)
FOLDED_DATE = Alignment(horizontal="justify", vertical="center")
"""Of dates in hidden columns: centred, LibreOffice prints a sliver of ### at their side."""
LINES = Alignment(horizontal="left", vertical="top", indent=1, wrap_text=True)
FOUR_LINES = 54
"""Points that four lines of small letters take, bold ones too: rows of sentences are as high."""
CENTRED = Alignment(horizontal="center", vertical="center", shrink_to_fit=True)
HAIRLINE = Border(bottom=Side("thin", color=RULE))
BOXED = Border(*(Side("thin", color="C5CCD6") for _ in range(4)))

NUMERIC: tuple[ColumnKind, ...] = ("count", "money", "rate", "gap", "number")

_FORMATS: dict[str, tuple[str, str]] = {
    "text": ("General", "General"),
    "free_text": ("@", "@"),
    "link": ("General", "General"),
    "count": ("#,##0", "#,##0"),
    "number": ("#,##0.0##", "#,##0.0##"),
    "money": ('"¥"#,##0;"¥"\\-#,##0', "#,##0"),
    "rate": ("0.0%", "0.0%"),
    "attainment": ("0%", "0%"),
    "gap": ("+0.0%;-0.0%;0.0%", "+0.0%;-0.0%;0.0%"),
    "number_gap": ("+0.0;-0.0;0.0", "+0.0;-0.0;0.0"),
    "whole_gap": ("+#,##0;-#,##0;0", "+#,##0;-#,##0;0"),
    "plain": ("General", "General"),
    "tenths": ("#,##0.0", "#,##0.0"),
    "pace": ("[>=100]#,##0;0.0", "[>=100]#,##0;0.0"),
    "short_date": ("[$-411]m/d\\(aaa\\)", "ddd\\ d\\ mmm"),
    "date": ("[$-411]yyyy/mm/dd\\(aaa\\)", "ddd\\ d\\ mmm\\ yyyy"),
    "month": ('yyyy"年"m"月"', "mmm\\ yyyy"),
    "month_shown": ('yyyy"年"m"月度"', "mmmm\\ yyyy"),
    "day": ("[$-411]d\\(aaa\\)", "ddd\\ d"),
    "ahead": ('"▲ +"#,##0;"▼ −"#,##0;"±0"', '"▲ +"#,##0;"▼ −"#,##0;"±0"'),
    "lost": (
        '"商談換算 +"0.0"件";"商談換算 −"0.0"件"',
        '"≈ +"0.0" meetings";"≈ −"0.0" meetings"',
    ),
    "chance": ('[>=1]"達成";[<0.01]"1%未満";0%', '[>=1]"reached";[<0.01]"below 1%";0%'),
    "time": ("yyyy/mm/dd\\ hh:mm", "d\\ mmm\\ yyyy\\ hh:mm"),
    "days": ('#,##0"日"', '[=1]0" day";#,##0" days"'),
    "percent": ('0"%"', '0"%"'),
    "pieces": ('#,##0"件"', "#,##0"),
    "thousands": ('#,##0,"千";\\-#,##0,"千";0', '#,##0,"k";\\-#,##0,"k";0'),
    "closing_day": ('0"日締め";;"月末締め"', '"Day "0;;"End of month"'),
    "counted_until": ('m/d"まで集計済み";;', '"counted to "d\\ mmm;;'),
    "tenure": ('"入社"0"か月目"', '"Month "0'),
    "joined": ('"入社"0"か月目"', '"Month "0" since joining"'),
    "month_number": ('0"月"', '"Month "0'),
}

_OWN_FORMS = {
    "Progress.actual": "count",
    "Progress.target": "count",
    "Progress.due": "count",
    "Progress.before": "count",
    "Progress.ahead": "whole_gap",
    "Progress.left": "count",
    "Progress.left_days": "tenths",
    "Progress.left_per_day": "pace",
    "EntryHistory.replaced_at": "time",
    "Standing.actual": "count",
    "forecast": "count",
    "forecast_low": "count",
    "forecast_high": "count",
    "forecast_attainment": "attainment",
    "attainment": "attainment",
    "meetings_per_rep": "tenths",
    "meetings_per_rep.low": "tenths",
    "meetings_per_rep.high": "tenths",
    "meetings_per_rep.gap": "number_gap",
    "fte_months": "tenths",
    "meetings_per_calls": "tenths",
    "capacity": "tenths",
    "present": "plain",
    "Metrics.low": "plain",
    "Metrics.high": "plain",
    "best_calls_per_rep_day": "tenths",
    "lost_meetings": "tenths",
    "worth": "tenths",
    "Cohorts.wins.end": "tenths",
    "business_days": "count",
    "goal_value": "count",
    "per_day": "tenths",
    "per_week": "tenths",
    "per_rep_day": "tenths",
    "per_rep": "tenths",
}
"""Number formats of columns that are not shown as their kind, by table and key, key, or what is derived."""


def number_format(kind: str, language: Language) -> str:
    """The number format of a column kind, or of one of the forms that only single cells have."""
    return _FORMATS[kind][language == "en"]


def column_format(table: str, column: Column, language: Language) -> str:
    """The number format of a `table`'s column.

    >>> from sheetkpi.tables.columns import Column
    >>> column_format("RepKPI", Column("calls.attainment", "rate"), "ja")
    '0%'
    """
    for key in keys_of(table, column):
        if key in _OWN_FORMS:
            return number_format(_OWN_FORMS[key], language)
    return number_format(column.kind, language)


def keys_of(table: str, column: Column) -> tuple[str, ...]:
    """Where the look of a column is written down, the most special first."""
    derived = column.key.partition(".")[2]
    stem = column.key.partition("_")[0] if column.key.startswith("day_") else ""
    return tuple(key for key in (f"{table}.{stem or column.key}", stem or column.key, derived) if key)


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
    if kind in NUMERIC:
        return Alignment(horizontal="right", vertical="center")
    if kind in ("date", "month", "link"):
        return Alignment(horizontal="center", vertical="center")
    return TEXT
