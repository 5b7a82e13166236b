"""A figure on a page that is no table: the executive page, the coaching page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Of = TypeVar("Of", bound=str)


@dataclass(frozen=True)
class Figure(Generic[Of]):
    """A cell of a page: row and column within the range that has the page's name (from 0), its formula, what
    it is `of` and which part, and its number format."""

    row: int
    column: int
    formula: str
    of: Of
    part: tuple[str, ...] = ()
    kind: str = "text"
