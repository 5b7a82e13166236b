"""What stands above the list of leads: how it is ranked, who is not on it and why, and whether it pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetkpi.language import Language, listed, say

if TYPE_CHECKING:
    from sheetkpi.model.leadwork import LeadWork


def lead_notes(work: LeadWork | None, language: Language) -> list[str]:
    """The lines of `kpi_followups_note`; the first says what is lacking where there are no leads."""
    if work is None:
        return [say("leads.none", language)]
    return [_ranked_by(work, language), _left_out(work, language)]


def _ranked_by(work: LeadWork, language: Language) -> str:
    """What the order rests on: the team's own calls, the market, or nothing yet."""
    score = work.score
    return say(
        f"leads.basis.{score.basis}",
        language,
        calls=f"{len(work.calls):,}",
        meetings=f"{int(work.calls['met'].sum()):,}",
    )


def _left_out(work: LeadWork, language: Language) -> str:
    """How many leads are on the list, wait behind it, and are left out for which reason."""
    queue = work.queue
    waiting = len(queue.leads) - len(work.page)
    told = say("leads.listed", language, listed=f"{len(work.page):,}", waiting=f"{waiting:,}")
    if not queue.left_out:
        return told
    reasons = [
        say(f"leads.left_out.{reason}", language, count=f"{count:,}")
        for reason, count in queue.left_out.items()
    ]
    return told + say("leads.left_out", language, reasons=listed(reasons, language))
