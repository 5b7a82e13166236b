"""Which workbook comes under a number: each maker, each feature alone, then drawn together."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.ownbooks.byhand import by_hand
from tests.ownbooks.features import FEATURES
from tests.ownbooks.making import Plan, with_openpyxl, with_xlsxwriter

MAKERS: dict[str, Callable[[Path, Plan], None]] = {
    "openpyxl": with_openpyxl,
    "xlsxwriter": with_xlsxwriter,
    "by hand": by_hand,
}

_PLACES = ((1, 1), (4, 3), (2, 27))


@dataclass(frozen=True)
class Kind:
    """How a workbook is made."""

    number: int
    maker: str
    plan: Plan
    features: tuple[str, ...]

    def make(self, folder: Path) -> Path:
        """The workbook, in `folder`."""
        path = folder / f"book{self.number:03}.xlsx"
        MAKERS[self.maker](path, self.plan)
        data = path.read_bytes()
        for feature, put_in in FEATURES.items():
            if feature in self.features:
                data = put_in(data)
        path.write_bytes(data)
        return path

    def __str__(self) -> str:
        plan = self.plan
        flags = [name for name in ("totals", "date1904", "chart", "hidden", "array") if getattr(plan, name)]
        words = (self.maker, plan.language, f"at {plan.top},{plan.left}", plan.own, *flags, *self.features)
        return f"{self.number:03} {', '.join(words)}"


def kind(number: int, seed: int = 0) -> Kind:
    """The kind with that number: the first ones have one feature each, by each maker."""
    draw = random.Random(f"{seed}/{number}")
    makers, names = list(MAKERS), list(FEATURES)
    maker = makers[number % len(makers)]
    alone = number // len(makers)
    if alone < len(names):
        features = (names[alone],)
    else:
        features = tuple(name for name in names if draw.random() < 0.25)
    own = "relative" if "shared formulas" in features else draw.choice(("structured", "relative", "none"))
    top, left = draw.choice(_PLACES)
    plan = Plan(
        language=draw.choice(("ja", "en")),
        top=top,
        left=left,
        totals=draw.random() < 0.3,
        own=own,
        date1904=draw.random() < 0.2,
        chart=draw.random() < 0.3,
        hidden=draw.random() < 0.3,
        array=draw.random() < 0.3,
        name=draw.choice(("KPI", "担当別", "Q1 'own' KPIs")),
    )
    return Kind(number, maker, plan, features)
