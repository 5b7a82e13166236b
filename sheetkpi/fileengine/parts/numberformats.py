"""Number formats: the built-in ones behind bare numbers, and whether a format shows a date or a time."""

from __future__ import annotations

import re
from functools import lru_cache

from sheetkpi.patterns import lazy_pattern

GENERAL = "General"

BUILT_IN: dict[int, str] = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"$"#,##0_);\\("$"#,##0\\)',
    6: '"$"#,##0_);[Red]\\("$"#,##0\\)',
    7: '"$"#,##0.00_);\\("$"#,##0.00\\)',
    8: '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "m/d/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yyyy h:mm",
    27: "[$-411]ge.m.d",
    28: '[$-411]ggge"年"m"月"d"日"',
    29: '[$-411]ggge"年"m"月"d"日"',
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"時"mm"分"',
    33: 'h"時"mm"分"ss"秒"',
    34: 'yyyy"年"m"月"',
    35: 'm"月"d"日"',
    36: "[$-411]ge.m.d",
    37: "#,##0_);\\(#,##0\\)",
    38: "#,##0_);[Red]\\(#,##0\\)",
    39: "#,##0.00_);\\(#,##0.00\\)",
    40: "#,##0.00_);[Red]\\(#,##0.00\\)",
    41: '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)',
    42: '_("$"* #,##0_);_("$"* \\(#,##0\\);_("$"* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
    44: '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: "[$-411]ge.m.d",
    51: '[$-411]ggge"年"m"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: '[$-411]ggge"年"m"月"d"日"',
    55: 'yyyy"年"m"月"',
    56: 'm"月"d"日"',
    57: "[$-411]ge.m.d",
    58: '[$-411]ggge"年"m"月"d"日"',
}
"""Formats that a file may name by number alone (ECMA-376 part 1, 18.8.30), 27–36 and 50–58 the Japanese ones.

14 and 22 mean "the reader's short date"; they read here as Excel itself names them in English.
"""

_SAME_EVERYWHERE = {*range(5), *range(9, 23), *range(37, 41), *range(45, 50)}
NUMBER_OF: dict[str, int] = {code: number for number, code in BUILT_IN.items() if number in _SAME_EVERYWHERE}
"""The number of a built-in format that looks the same in every language (14 and 22 aside, see above)."""

FIRST_CUSTOM = 164

_LITERAL = lazy_pattern(
    r'"[^"]*"?'  # quoted text
    r"|\\."  # one literal character
    r"|[_*]."  # a gap as wide as a character; a fill character
    r"|\[(?!(?:h+|m+|s+)\])[^\]]*\]"  # colours, conditions, locales, but not elapsed time
    r"|General|E[+-]|am/pm|a/p",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def shows_date(code: str) -> bool:
    """Whether a format shows a day, month or year (perhaps with a time).

    >>> shows_date('yyyy"年"m"月"d"日"'), shows_date("h:mm"), shows_date("0.00E+00"), shows_date('0"days"')
    (True, False, False, False)
    """
    letters = _date_letters(code)
    return (
        bool(set(letters) & set("ydegb")) or "aaa" in letters or ("m" in letters and not _is_clock(letters))
    )


@lru_cache(maxsize=1024)
def shows_time(code: str) -> bool:
    """Whether a format shows a time of day or a duration and no date.

    >>> shows_time("h:mm"), shows_time("[h]:mm:ss"), shows_time("yyyy/m/d h:mm")
    (True, True, False)
    """
    return _is_clock(_date_letters(code)) and not shows_date(code)


def _date_letters(code: str) -> str:
    """What is left of a format's first section without anything literal, in small letters."""
    return _LITERAL.sub(" ", code.split(";")[0] if '"' not in code else _first_section(code)).lower()


def _first_section(code: str) -> str:
    """A format up to its first semicolon that is not inside quotes."""
    found = re.match(r'(?:"[^"]*"?|\\.|[^;"\\])*', code, re.DOTALL)
    return found[0] if found else code


def _is_clock(letters: str) -> bool:
    """Whether m means minutes: hours or seconds are about, or it stands in brackets."""
    return "h" in letters or "s" in letters or "[m" in letters
