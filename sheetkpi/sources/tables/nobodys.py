"""Deals of nobody: a list of deals without a column for the rep (会社名, 金額, 受注日).

Where meetings tell who set them with which company, such deals can be credited (see `joining.credit`), and
what is not linked counts for nobody. Beside other deals they may be these again, without names: then they are
left alone, as they are where nothing could link them, and a note says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sheetkpi.sources.roles.shapes import Recognised

_COMPANY = ("company", "lead")
_OPENS_OR_CLOSES = ("opportunity_date", "created", "close_date")


def with_deals_of_nobody(tables: Sequence[Recognised]) -> list[Recognised]:
    """`tables` in which deals without reps are such, where meetings may link them and no other deals do."""
    if any(table.shape == "deals" for table in tables) or not any(_tells_of_meetings(one) for one in tables):
        return list(tables)
    return [replace(one, shape="deals", missing_key="") if _could_be(one) else one for one in tables]


def is_nobodys(table: Recognised) -> bool:
    """Whether a table of deals has no column for the rep."""
    return table.columns.keys().isdisjoint(("rep", "family_name", "given_name"))


def _tells_of_meetings(table: Recognised) -> bool:
    """Whether a table may say with which company who set a meeting."""
    return table.shape in ("log", "call_list", "meetings") and _names_company(table)


def _could_be(table: Recognised) -> bool:
    lacks_rep = table.shape == "none" and table.meant == "deals" and table.missing_key == "left.no_rep"
    if table.headers is not None and table.headers.has("family_name", "given_name"):
        return False  # somebody's names, whoever that is
    return lacks_rep and _names_company(table) and not table.columns.keys().isdisjoint(_OPENS_OR_CLOSES)


def _names_company(table: Recognised) -> bool:
    return not table.columns.keys().isdisjoint(_COMPANY)
