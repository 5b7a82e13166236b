"""What a cell holds, as text: one way for readers that hand over values (see `sources.raw.RawSheet`)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"})
"""Error values as they are spelled in a cell."""

_TRUTH = {True: "true", False: "false"}
_DAY_ZERO = datetime(1899, 12, 31)


def cell_text(value: Any) -> str | None:
    """A cell's value as text; None for an empty one and for an error value.

    >>> cell_text(1054.0), cell_text(1e-7), cell_text(True), cell_text(date(2026, 11, 2)), cell_text("#N/A")
    ('1054', '0.0000001', 'true', '2026-11-02 00:00:00', None)
    """
    if value is None or value == "" or (isinstance(value, str) and value in ERRORS):
        return None
    if isinstance(value, bool):
        return _TRUTH[value]
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return f"{value.isoformat()} 00:00:00"
    if isinstance(value, time):
        return value.strftime("%H:%M:%S")
    if isinstance(value, timedelta):
        return (_DAY_ZERO + value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, int | float):
        return str(int(value)) if float(value).is_integer() else f"{Decimal(repr(value)):f}"
    return str(value)
