"""Why to call a lead, what to do next and at which hour, in words."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np

from sheetkpi.language import Language, say
from sheetkpi.model.followuplist import GROUPS
from sheetkpi.model.views import UNKNOWN

TELLING = (
    *("group", "overdue", "waiting", "reasons", "outcome", "lead_source", "days_since", "tries", "sent"),
    "connects",
)
"""What the words for a lead are made of."""


def why_call(line: Mapping[Hashable, Any], language: Language) -> str:
    """The two strongest reasons in words: a promise or that nobody has called yet first."""
    said = []
    if line["group"] == "promise":
        late = int(line["overdue"])
        said.append(_days("why_call.overdue", late, language) if late else say("why_call.due", language))
    elif line["group"] == "untouched":
        known = not np.isnan(line["waiting"])
        days = int(line["waiting"]) if known else 0
        said.append(
            _days("why_call.waiting", days, language) if known else say("why_call.untouched", language)
        )
    said += [text for reason in line["reasons"] if (text := _reason(reason, line, language))]
    if not said:  # nothing speaks for it: the longest since anybody called
        said.append(_reason(("days_since", ""), line, language))
    return say("why_call.and", language).join(said[:2])


def _reason(reason: tuple[str, str], line: Mapping[Hashable, Any], language: Language) -> str:
    """What a column says of a lead, in words; "" for what its first reason says already."""
    column, level = reason
    if column.startswith("+"):
        missing = level in ("level.missing", "level.other")
        return f"{column[1:]}: {say(level, language) if missing else level}"
    if not line["outcome"] and column not in ("lead_source", "days_since"):  # no call is known
        return ""
    match column:
        case "lead_source":
            return say("why_call.source", language, source=line["lead_source"] or say(UNKNOWN, language))
        case "days_since":
            if np.isnan(line["days_since"]):
                return ""
            return _days("why_call.days_since", int(line["days_since"]), language)
        case "tries":
            one = int(line["tries"]) == 1
            return say("why_call.tries_one" if one else "why_call.tries", language, tries=int(line["tries"]))
        case "last_outcome":
            return say(f"why_call.last.{line['outcome'] or 'none'}", language)
        case "documents":
            return say("why_call.documents" if line["sent"] else "why_call.no_documents", language)
    return say("why_call.connected" if line["connects"] else "why_call.not_connected", language)


def _days(key: str, days: int, language: Language) -> str:
    return say(f"{key}_one" if days == 1 else key, language, days=days)


def next_step(line: Mapping[Hashable, Any]) -> str:
    """What to do with a lead next: a key of the words for it."""
    if line["group"] in GROUPS[:2]:
        return str(line["group"])
    return str(line["outcome"] or "none")


def hour_span(first: int, last: int, language: Language) -> str:
    """The hours from `first` to `last`, both included.

    >>> hour_span(10, 11, "ja"), hour_span(9, 9, "en")
    ('10〜12時', '9:00–10:00')
    """
    return say("leads.hour_span", language, hour=first, last=last + 1)
