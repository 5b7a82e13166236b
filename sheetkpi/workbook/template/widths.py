"""How wide columns are, and how many lines their headers take: room for values, and no word broken."""

from __future__ import annotations

import math
import re

from sheetkpi.language import Language
from sheetkpi.tables.columns import Column
from sheetkpi.workbook.template.looks import keys_of

_WIDTHS: dict[str, tuple[float, float]] = {
    "text": (16, 17),
    "link": (9, 9),
    "count": (10.5, 10),
    "number": (9.5, 9.5),
    "money": (14, 13),
    "rate": (8.5, 9.5),
    "gap": (9.5, 9.5),
    "date": (16, 17),
    "month": (11, 11),
}

_OWN_WIDTHS: dict[str, float | tuple[float, float]] = {
    "opportunities": (10.5, 12.5),
    "opportunity_rate": (8.5, 11.5),
    "wins": 8.5,
    "emails": (10.5, 8),
    "documents": (10.5, 11),
    "follow_ups": (11.5, 10.5),
    "fte_months": 11,
    "calls_safe": (9.5, 10),
    "calls_even": (9.5, 10),
    "aliases": 30,
    "basis": 38,
    "lead_source": 20,
    "note": 34,
    "EntryHistory.note": 20,
    "EntryHistory.replaced_by": 24,
    "EntryHistory.replaced_at": 17,
    "entered_in": 24,
    "stamp": 24,
    "origin": 34,
    "Sources.name": 16,
    "Sources.kind": 12,
    "Sources.sheet": 14,
    "Sources.place": 26,
    "ImportSheets.file": 24,
    "ImportSheets.sheet": 14,
    "fields": 32,
    "unused": 32,
    "ColumnMap.sheet": 24,
    "ColumnMap.field": 22,
    "ColumnMap.guess": 20,
    "ColumnMap.read_as": (18, 12),
    "ColumnMap.holds": (14, 13),
    "ImportSheets.remark": 20,
    "remark": 28,
    "value": 26,
    "reason": 64,
    "SourceYield.lead_source": 18,
    "Reasons.reason": 22,
    "ResultMap.reason": 22,
    "CollectIssues.reason": 78,
    "RepKPI.rep": 14,
    "RepKPI.team": (12.5, 13),
    "RepKPI.calls": (10.5, 8.5),
    "RepKPI.wins": (8.5, 7.5),
    "RepKPI.won_amount": (14, 12.5),
    "TeamKPI.team": (12.5, 13.5),
    "TeamKPI.calls": (10.5, 9),
    "TeamKPI.wins": (8.5, 7.5),
    "TeamKPI.won_amount": (14, 12.5),
    "rep": (14, 15),
    "team": (12.5, 15),
    "text": 34,
    "company": 26,
    "file": 30,
    "kpi": 24,
    "Progress.kpi": 18,
    "name": 22,
    "severity": 11,
    "column": 16,
    "cell": 9,
    "row": 8,
    "mark": 11,
    "meaning": 22,
    "matrix_total": (9, 13),
    "holiday_kind": 14,
    "header": 24,
    "role": 14,
    "TeamTargets.role": 8,
    "TeamTargets.month": (10.5, 9.5),
    "TeamTargets.team": (12, 14.5),
    "TeamTargets.average_deal.assumed": (12, 12.5),
    "fte": 11,
    "tier": 14,
    "shown_as": 14,
    "shape": 13,
    "goal": (12.5, 13),
    "goal_value": (11.5, 11),
    "capacity": 10,
    "best_calls_per_rep_day": 12,
    "chance": 8,
    "feasibility": (10, 10.5),
    "feasibility_reason": (23, 23),
    "allocation_state": (10, 12),
    "Diagnosis.stage": (13, 17),
    "evidence": 34,
    "advice": 66,
    "Review.advice": 27,
    "Diagnosis.low": 9.5,
    "flag": 13,
    "step": (14, 17),
    "step_before": (14, 17),
    "aim": (12, 13),
    "helped": (13, 15),
    "median": (12, 14),
    "top_quartile": (12, 12),
    "rate_expected": (13, 13),
    "worth": (12, 13),
    "watch": 44,
    "meeting_day": (15, 17),
    "set_day": (15, 17),
    "contact": 18,
    "field_sales": (16, 15),
    "meeting_state": (22, 26),
    "meeting_missing": (12, 13),
    "meeting_result": (13, 15),
    "hour": (9, 8),
    **dict.fromkeys(("rate_mon", "rate_tue", "rate_wed", "rate_thu", "rate_fri", "rate_sat", "rate_sun"), 7),
    "BestHours.calls": 9,
    "BestHours.connect_rate": (8, 9),
    "better": (15, 9),
    "TryYield.lead_source": 16,
    "try_number": (7, 6),
    "TryYield.calls": 9,
    "TryYield.meetings": (9, 10),
    "stop_here": 34,
    "calls_saved": (9, 9),
    "meetings_lost": (9, 11),
    "response_by": (12, 13),
    "response_of": 18,
    "FollowUps.company": 22,
    "AllLeads.company": 22,
    "AllLeads.contact": (13, 11),
    "AllLeads.rep": (12, 13),
    "not_called": (18, 20),
    "FollowUps.contact": (13, 11),
    "FollowUps.phone": 16,
    "AllLeads.phone": 16,
    "site": (20, 20),
    "call_again_on": (15, 15),
    "FollowUps.rep": (12, 13),
    "call_rank": 6,
    "why_call": (26, 32),
    "call_next": (19, 21),
    "tries": (7, 7),
    "last_said": 13,
    "last_touch": (15, 15),
    "expected_meetings": (9.5, 11),
    "promised_on": (16, 16),
    "call_result": 15,
    "call_note": (14, 12),
    "called_on": (15, 15),
    "judgement": (10.5, 13),
    "meeting_reason": 20,
    "review_result": (18, 20),
    "rates_result": 15,
    "agreed": 13,
    "list": 24,
    "outcome": 11,
    "cause": 20,
    "action": 16,
    "owner": 15,
    "due_date": 16,
    "done": 11,
    "last_day": 17,
    "missing": 12,
    "Progress.actual": 12,
    "Standing.actual": 15,
    "colleagues_average": 20,
    "against": 20,
    "Standing.remark": 52,
    "Progress.target": 12.5,
    "Progress.left": 12.5,
    "Progress.left_per_day": 12.5,
    "Progress.due": 13,
    "Progress.ahead": 12.5,
    "Progress.attainment": 12,
    "Progress.before": 12.5,
    "forecast": 12.5,
    "forecast_low": 12.5,
    "forecast_high": 12.5,
    "forecast_attainment": 12,
    "EntryHealth.day": 8.5,
    "day": 7,
}

_DERIVED_WIDTHS: dict[str, tuple[float, float]] = {
    "verdict": (10.5, 12),
    "attainment": (8, 11),
    "target": (8.5, 9.5),
    "allocated": (8.5, 9.5),
    "assumed": (8, 9.5),
    "proposed": (8, 9.5),
    "proposed_from": (34, 34),
    "window_numerator": (12, 12),
    "window_denominator": (12, 13),
    "mix_low": (8, 11),
    "mix_high": (8, 11),
    "per_day": (8.5, 9),
    "per_week": (8.5, 9),
    "per_rep_day": (8.5, 9),
    "per_rep": (8.5, 9),
    "end": (10, 12),
    "end_low": (10, 13),
    "end_high": (10, 13),
}
"""By what a column derives from a KPI; where it is money, the wider of this and the width of money."""

INDENT = 9
"""Pixels before a text."""

WIDER = 8
"""Half characters that a column may not be wider by for its header's sake."""


def width(table: str, column: Column, language: Language) -> float:
    """The width of a `table`'s column in characters: room for its values, and for its header so that this is
    broken between words."""
    header = column.header(language)
    longest = max((_pixels(word) for word in header.split() if word.isascii()), default=0)
    least = max(_width(table, column, language), math.ceil((longest + 6) / 3.5) / 2)
    near = (least + step / 2 for step in (0, -1, -2, *range(1, WIDER)))
    centred = column.key.endswith(".verdict") or column.kind != "text"
    indented = 0 if centred or header.isascii() else INDENT
    return next((width for width in near if _breaks_between_words(header, width, indented)), least)


def _width(table: str, column: Column, language: Language) -> float:
    """Room for the values."""
    for key in keys_of(table, column):
        if key in _OWN_WIDTHS:
            own = _OWN_WIDTHS[key]
            return own[language == "en"] if isinstance(own, tuple) else own
    by_kind = _WIDTHS[column.kind][language == "en"]
    derived = _DERIVED_WIDTHS.get(column.key.partition(".")[2])
    if derived is None:
        return by_kind
    return max(derived[language == "en"], by_kind if column.kind == "money" else 0)


def header_lines(text: str, width: float) -> int:
    """On how many lines a header stands in a column of `width` characters.

    >>> header_lines("架電数 達成率", 8), header_lines("Opportunity rate verdict", 12)
    (2, 3)
    """
    lines, used = 1, 0.0
    room = 7 * width - 6
    for piece in _pieces(text):
        wide = _pixels(piece)
        if used and used + wide > room:
            lines, used = lines + 1, 0.0
        used += wide
    return lines


def _breaks_between_words(text: str, width: float, indented: float) -> bool:
    """Whether no line ends within a word, as lines of Japanese may at any letter: in Excel, and in
    LibreOffice, whose columns are a little wider."""
    rooms = (7 * width - 6, 7.4 * width - 2)
    return all(_fits_between_words(text, room - indented) for room in rooms)


def _fits_between_words(text: str, room: float) -> bool:
    """Whether lines of `room` pixels end between words."""
    used = 0.0
    for word in text.split():
        wide = _pixels(word)
        if wide > room or (used + wide > room and used + _pixels(word[0]) <= room and not word.isascii()):
            return False
        used = wide if used + wide > room else used + wide
        used += _pixels(" ")
    return True


def _pieces(text: str) -> list[str]:
    """What a line is made of: words of Latin letters, single Japanese letters, spaces."""
    return re.findall(r"[!-~]+|.", text)


def _pixels(text: str) -> float:
    """About how wide bold header text is: Japanese letters are square, a space is thin."""
    return sum(3 if letter == " " else 13.4 if ord(letter) > 0x2000 else 7.3 for letter in text)
