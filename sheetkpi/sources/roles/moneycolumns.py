"""The columns of money: which amounts are meant of several, and what says their currency and their unit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.values.money import currency_told, unit_of_row
from sheetkpi.sources.values.text import normalise

if TYPE_CHECKING:
    from sheetkpi.sources.activity import Shape
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.roles.choosing import Candidates

_CONVERTED = lazy_pattern(
    r"converted|換算|(?:company|corporate|home|base) currency|(?:会社|自社|基準|本社)の?通貨", re.IGNORECASE
)
"""Amounts that a system has put into one currency already."""
_OF_CURRENCY = lazy_pattern(
    r"[\s_\-:・]*(?:の)?(?:通貨(?:コード)?|currency(?: ?iso)?(?: ?code)?)[\s_\-:・]*", re.IGNORECASE
)
_TOLD = 0.8
_SOME = 0.5


def with_money_columns(found: Candidates, columns: dict[str, Column], shape: Shape) -> dict[str, Column]:
    """`columns` with those that say the currency and the unit of each amount, where there are amounts.

    Amounts that are converted into one currency come before those of each row's own, whose currency then
    says nothing. Of several columns of currencies the one counts that is called after the amounts.
    """
    columns = dict(columns)
    amount = columns.get("amount")
    if amount is not None and amount.priority >= 0 and not _CONVERTED.search(amount.header):
        taken = {column.index for name, column in columns.items() if name != "amount"}
        converted = [
            column
            for column in found.headers.fields.get("amount", ())
            if column.index not in taken
            and _CONVERTED.search(column.header)
            and found.content(column).numbers
        ]
        amount = columns["amount"] = converted[0] if converted else amount
    if amount is None and not (shape == "daily_counts" and "won_amount" in found.numbered):
        return columns
    taken = {column.index for column in columns.values()}
    for name, says, least in (("currency", _says_currency, _TOLD), ("unit", _says_unit, _SOME)):
        told = [
            column
            for column in found.headers.fields.get(name, ())
            if column.index not in taken and found.content(column).share(says) >= least
        ]
        if (one := _called_after(amount, told)) is not None:
            columns[name] = one
            taken.add(one.index)
    return columns


def _says_currency(text: str) -> bool:
    return bool(currency_told(text))


def _says_unit(text: str) -> bool:
    return bool(unit_of_row(text))


def _called_after(amount: Column | None, told: list[Column]) -> Column | None:
    """The one of some columns that is called as the amounts are (Amount Currency beside Amount), else the
    first; of amounts converted into one currency only one that is called after these says anything."""
    if amount is not None:
        wanted = normalise(amount.header)
        named = [
            column for column in told if normalise(_OF_CURRENCY.sub(" ", column.header)).strip() == wanted
        ]
        if named or _CONVERTED.search(amount.header):
            return named[0] if named else None
    return next((column for column in told if not _CONVERTED.search(column.header)), None)
