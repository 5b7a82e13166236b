"""What one activity counts as: the rules of the field in one place.

- A call counts as a call; as a connect too when the person wanted was reached (with `connect_level` "line":
  anybody); as a meeting too when one was set.
- A call that came in is outside calls and connects, but a meeting it brings counts.
- A mail, a document and a follow-up count as such; with アポ獲得 as a meeting too, never as a connect.
- A meeting in the log (商談, 訪問) counts as set unless its result says what became of it: held, cancelled …
- Held, accepted, 案件化 and won count wherever they stand; 実施済 or Completed says "held" of a meeting only,
  since every finished task of a CRM is "Completed".
- With `meeting_basis` "held" the meetings are those held, on the day they were held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetkpi.model.settings import Settings

COUNT_OF_KIND = {
    "call": "calls",
    "inbound": "inbound_calls",
    "email": "emails",
    "document": "documents",
    "follow_up": "follow_ups",
}
"""The count each kind of activity adds to by itself; a meeting and an inquiry add by their result."""

_TALKED = frozenset(("connected", "meeting", "held", "accepted", "opportunity", "won", "lost"))
_OUTCOMES = frozenset(("not_meeting", "held", "done", "accepted", "opportunity", "won", "lost", "no_contact"))


def counts_of(kind: str, said: Sequence[str], settings: Settings) -> dict[str, int]:
    """The counts of one activity of `kind` whose result says `said` (meanings, and counts named outright).

    >>> from sheetkpi.model.settings import Settings
    >>> counts_of("call", ("meeting",), Settings())
    {'calls': 1, 'connects': 1, 'meetings': 1}
    >>> counts_of("email", ("meeting",), Settings())
    {'emails': 1, 'meetings': 1}
    """
    meanings = set(said)
    counts = {COUNT_OF_KIND[kind]: 1} if kind in COUNT_OF_KIND else {}
    reached = bool(meanings & _TALKED) or (settings.connect_level == "line" and "reception" in meanings)
    if kind == "call" and reached:
        counts["connects"] = 1
    is_set = "meeting" in meanings or (kind == "meeting" and not meanings & _OUTCOMES)
    held = "held" in meanings or (kind == "meeting" and "done" in meanings)
    if held if settings.meeting_basis == "held" else is_set:
        counts["meetings"] = 1
    if held:
        counts["meetings_held"] = 1
    if meanings & {"accepted", "opportunity"}:
        counts["meetings_accepted"] = 1
    if "opportunity" in meanings:
        counts["opportunities"] = 1
    if "won" in meanings:
        counts["wins"] = 1
    return counts | {name: 1 for name in said if name not in _MEANINGS}


_MEANINGS = _TALKED | _OUTCOMES | {"reception", "unknown", "not_done"}
