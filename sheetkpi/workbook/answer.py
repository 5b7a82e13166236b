"""The sentence on top of the board: where the month lands, and how likely its target is reached.

It is a formula on the cards below it, so that it follows a target as it is typed; a refresh tells a file what
it comes to. Both are made of the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheetkpi.language import Language, say
from sheetkpi.patterns import lazy_pattern
from sheetkpi.tables.cards import MAIN_KPI, card_cell
from sheetkpi.workbook.text import is_number

_PLACEHOLDER = lazy_pattern(r"(\{\w+\})")
_ACTUAL = f"kpi_card_{MAIN_KPI}"
_RARE = 0.01
"""A chance below this is no number: nobody knows it so well."""


def answer_formula(language: Language) -> str:
    """The sentence as a formula."""
    target, forecast, chance = (card_cell(line, MAIN_KPI) for line in ("target", "forecast", "chance"))
    values = {
        "kpi": "kpi_card_meant",
        "actual": _text(_ACTUAL),
        "target": _text(target),
        "forecast": _text(forecast),
        "range": card_cell("range", MAIN_KPI),
        "left": _text(f"{target}-{_ACTUAL}"),
        "attainment": f'TEXT({_ACTUAL}/{target},"0%")',
        "chance": f'IF({chance}<{_RARE},"{say("chance.rare", language)}",TEXT({chance},"0%"))',
    }

    def words(key: str) -> str:
        return sentence_formula(key, language, **values)

    over = f'IF({target}="",{words("answer.over")},{words("answer.over_target")})'
    goal = f'IF({_ACTUAL}>={target},{words("answer.reached")},IF({chance}="","",{words("answer.chance")}))'
    running = f'{words("answer.landing")}&IF({target}="",{words("answer.no_target")},{goal})'
    begun = f'IF({forecast}="","",{running})'
    unmeasured = f'IF(kpi_month_shown="","",{words("answer.unmeasured")})'
    return f'=IFERROR(IF({_ACTUAL}="",{unmeasured},IF(N(kpi_elapsed)>=1,{over},{begun})),"")'


def sentence_formula(key: str, language: Language, **values: str) -> str:
    """The text for `key` as a part of a formula: `values` are the parts that stand in its places.

    >>> sentence_formula("answer.over", "en", kpi='"Calls"', actual="A1")
    '"Calls"&" ended at "&A1&"."'
    """
    pieces = [piece for piece in _PLACEHOLDER.split(say(key, language)) if piece]
    return "&".join(
        values[piece[1:-1]] if _PLACEHOLDER.fullmatch(piece) else f'"{piece}"' for piece in pieces
    )


def answer(
    cards: Mapping[str, Any], elapsed: float | None, language: Language, kpi: str = MAIN_KPI
) -> str | None:
    """What the formula comes to: `cards` are the lines of the main KPI's card and its `actual` figure, None
    where one is not known, "" where it says nothing. None where the sentence is not known."""
    if any(cards.get(line) is None for line in ("actual", "target", "forecast", "range", "chance")):
        return None
    actual, target, forecast, chance = (cards[line] for line in ("actual", "target", "forecast", "chance"))

    def words(key: str) -> str:
        return say(
            key,
            language,
            kpi=say(kpi, language),
            actual=f"{actual:,.0f}" if is_number(actual) else "",
            target=f"{target:,.0f}" if is_number(target) else "",
            forecast=f"{forecast:,.0f}" if is_number(forecast) else "",
            range=cards["range"],
            left=f"{target - actual:,.0f}" if is_number(target) and is_number(actual) else "",
            attainment=f"{actual / target:.0%}" if is_number(target) and is_number(actual) and target else "",
            chance=(say("chance.rare", language) if chance < _RARE else f"{chance:.0%}")
            if is_number(chance)
            else "",
        )

    if not is_number(actual):
        return words("answer.unmeasured")
    if elapsed is not None and elapsed >= 1:
        return words("answer.over_target" if is_number(target) else "answer.over")
    if not is_number(forecast):
        return ""
    if not is_number(target):
        return words("answer.landing") + words("answer.no_target")
    if actual >= target:
        return words("answer.landing") + words("answer.reached")
    return words("answer.landing") + (words("answer.chance") if is_number(chance) else "")


def shown_range(low: Any, high: Any, language: Language, *, is_amount: bool = False) -> str | None:
    """The two ends of a range in one text, one where they are the same: "" where there is none, None where it
    is not known.

    >>> shown_range(1200.0, 1300.0, "ja", is_amount=True), shown_range(130.0, 130.0, "ja")
    ('¥1,200–¥1,300', '130')
    """
    if low is None or high is None:
        return None
    if "" in (low, high):
        return ""
    ends = dict.fromkeys(f"{end:,.0f}" for end in ((low,) if low == high else (low, high)))
    return "–".join(say("amount.shown", language, amount=end) if is_amount else end for end in ends)


def _text(number: str) -> str:
    return f'TEXT({number},"#,##0")'
