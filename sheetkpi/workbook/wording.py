"""What frames say by key ("all", "verdict.below"), in the words that stand in cells; and back."""

from __future__ import annotations

from typing import Any

from sheetkpi.language import Language, all_words, key_of, say
from sheetkpi.model.metrics import BUILT_IN
from sheetkpi.model.refusals import LOST, OTHER, REASONS, SAID_NO, UNSAID

_KPIS = tuple(kpi.key for kpi in BUILT_IN)

KEYED: dict[str, tuple[str, ...]] = {
    "rep": ("unassigned", "unlinked", "no_owner"),
    "team": ("all", "unassigned"),
    "lead_source": ("unknown_source",),
    "stage": _KPIS,
    "step": _KPIS,
    "step_before": _KPIS,
    "kpi": _KPIS,
    "outcome": (SAID_NO, LOST),
    "reason": (*REASONS, UNSAID, OTHER),
}
"""Frame values that stand for a word of the language, by column."""

_NOBODY = {("rep", "unassigned"): "unlinked"}
"""Nobody as a rep has the deals that no meeting is linked to (未紐付け); nobody as a team, people of none."""

GROUPS = frozenset(
    {
        "verdict",
        "feasibility",
        "allocation",
        "proposed",
        "review",
        "cause",
        "advice",
        "todo",
        "evidence",
        "flag",
    }
    | {"entry", "standing", "nextstep", "refusal", "todo"}
)
"""Keys that begin with one of these, and a dot, are words in whichever column they stand."""


def worded(column: str, value: Any, language: Language) -> Any:
    """A frame's value as people read it. A sentence is its key, or a pair of that and what fills it, where
    texts that are keys themselves are worded too; several sentences follow one another as a list.

    >>> worded("team", "all", "ja"), worded("win_rate.verdict", "verdict.few", "en")
    ('全体', 'Too little data')
    """
    if isinstance(value, str):
        known = value in KEYED.get(column, ()) or _is_sentence(value)
        return say(_NOBODY.get((column, value), value), language) if known else value
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], dict):
        return say(value[0], language, **{name: _part(one, language) for name, one in value[1].items()})
    if isinstance(value, list):
        return ("" if language == "ja" else " ").join(worded(column, one, language) for one in value)
    return value


def unworded(column: str, text: str) -> str:
    """What frames call that which a cell of a key column says, in either language.

    >>> unworded("team", "全体"), unworded("team", "East")
    ('all', 'East')
    """
    if column not in KEYED:
        return text
    key = key_of(text, KEYED[column]) or text
    return next((nobody for (of, nobody), word in _NOBODY.items() if (of, word) == (column, key)), key)


def _is_sentence(value: str) -> bool:
    return value.partition(".")[0] in GROUPS and value in all_words()


def _part(value: Any, language: Language) -> Any:
    if isinstance(value, str) and (value in _KPIS or value in KEYED["team"] or _is_sentence(value)):
        return say(value, language)
    return value
