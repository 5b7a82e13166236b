"""The ways in which people write the same date, name, number and amount."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

import numpy as np

from sheetkpi.grid import DAY_ZERO
from sheetkpi.language import Language

_WIDE = {ord(narrow): ord(narrow) + 0xFEE0 for narrow in "0123456789/"}
_JA_DATES: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"令和{day.year - 2018}年{day.month}月{day.day}日",
    lambda day: f"R{day.year - 2018}.{day.month}.{day.day}",
    lambda day: f"{day.year}/{day.month}/{day.day}".translate(_WIDE),
    lambda day: f"{day.month}月{day.day}日",
)
_EN_DATES: tuple[Callable[[date], str], ...] = (
    lambda day: day.isoformat(),
    lambda day: f"{day:%b} {day.day}, {day.year}",
    lambda day: f"{day.day} {day:%B} {day.year}",
    lambda day: f"{day.year}/{day.month}/{day.day}",
)


@dataclass(frozen=True)
class Hand:
    """How somebody in a hurry writes: mostly as they should, now and then (`slips` of cells) otherwise."""

    language: Language
    rng: np.random.Generator
    slips: float = 0.04

    def slip(self) -> bool:
        """Whether the next cell is written in another way."""
        return bool(self.rng.random() < self.slips)

    def pick(self, ways: tuple[str, ...]) -> str:
        """One of `ways`."""
        return ways[int(self.rng.integers(len(ways)))]

    def date_text(self, day: date) -> str:
        """`day` in one of the forms people use; one is without a year, as in 7月3日."""
        ways = _JA_DATES if self.language == "ja" else _EN_DATES
        return ways[int(self.rng.integers(len(ways)))](day)

    def date_cell(self, day: date) -> date | str | int:
        """A date cell: a real date, or its text, or a bare serial number."""
        if not self.slip():
            return day
        return (day - DAY_ZERO).days if self.rng.random() < 0.2 else self.date_text(day)

    def moment(self, day: date) -> datetime | str:
        """A cell with day and time of a working day."""
        minutes = int(self.rng.integers(9 * 60, 18 * 60))
        moment = datetime.combine(day, time(minutes // 60, minutes % 60))
        if not self.slip():
            return moment
        return self.date_text(day) if self.rng.random() < 0.5 else f"{moment:%Y/%m/%d %H:%M}"

    def name(self, name: str, mail: str) -> str:
        """A rep's name, sometimes without its space, with a wide one, or as the mail address."""
        if not self.slip():
            return name
        wide, upper = name.replace(" ", "\u3000"), name.upper()
        return self.pick((name.replace(" ", ""), wide if self.language == "ja" else upper, mail))

    def number(self, number: int) -> int | str:
        """A count, sometimes as text: with its unit, or in wide digits."""
        if not self.slip():
            return number
        texts = (str(number).translate(_WIDE), f"{number}件") if self.language == "ja" else (f" {number} ",)
        return self.pick(texts)

    def amount(self, amount: int) -> int | str:
        """An amount of money (whole tens of thousands), sometimes as text with its sign or unit."""
        if self.rng.random() > 0.3:
            return amount
        if self.language == "en":
            return f"{amount:,}"
        return self.pick(
            (f"¥{amount:,}", f"{amount:,}円", f"{amount // 10_000}万円", str(amount).translate(_WIDE))
        )
