"""Cells as spreadsheets name and number them: addresses (letters for columns, numbers for rows, both from 1),
and the days from which date serials count."""

from __future__ import annotations

from datetime import date
from functools import cache

DAY_ZERO = date(1899, 12, 30)
"""The day of serial number 0, for dates from March 1900 on: Excel gives 1900 a leap day it never had."""
DAY_ZERO_1904 = date(1904, 1, 1)
"""The same in workbooks that count from 1904."""


def day_zero(date1904: bool) -> date:
    """The day of serial number 0 in a workbook that counts from 1904 or does not.

    >>> from datetime import timedelta
    >>> day_zero(False) + timedelta(46_113), day_zero(True) + timedelta(44_651)
    (datetime.date(2026, 4, 1), datetime.date(2026, 4, 1))
    """
    return DAY_ZERO_1904 if date1904 else DAY_ZERO


@cache
def column_letters(number: int) -> str:
    """The letters of a column counted from 1.

    >>> column_letters(1), column_letters(28), column_letters(16_384)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """The number, from 1, of the column with these letters; ValueError where no column can have them.

    A damaged or hostile file says anything here: what is not one to three letters is not computed with.

    >>> column_number("A"), column_number("AB"), column_number("xfd")
    (1, 28, 16384)
    """
    if not (0 < len(letters) <= 3 and letters.isascii() and letters.isalpha()):
        raise ValueError(f"no column: {letters[:9]!r}")
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def cell_address(row: int, column: int) -> str:
    """The A1 address of a cell.

    >>> cell_address(3, 28)
    'AB3'
    """
    return f"{column_letters(column)}{row}"


def column_of(address: str) -> int:
    """The number of the column of an A1 address, absolute or not; ValueError where it is none.

    >>> column_of("AB3"), column_of("$C$12")
    (28, 3)
    """
    return column_number(address.replace("$", "").rstrip("0123456789"))
