"""What stands above the list of leads and the analyses of lists: what they rest on, and what they come to."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import TYPE_CHECKING

from sheetkpi.language import Language, listed, say
from sheetkpi.model.views import ALL
from sheetkpi.tables.followups import hour_span

if TYPE_CHECKING:
    from sheetkpi.model.leadwork import LeadWork


def lead_notes(work: LeadWork | None, tables: Collection[str], language: Language) -> dict[str, list[str]]:
    """The lines of `kpi_followups_note`, and of `kpi_analysis_…` of those analyses that are among `tables`;
    without leads what is lacking."""
    if work is None:
        return {"kpi_followups_note": [say("leads.none", language)]}
    notes: dict[str, list[str]] = {}
    if "BestHours" in tables:
        notes["kpi_analysis_hours"] = [_hours(work, language)]
    if "TryYield" in tables:
        notes["kpi_analysis_tries"] = [_stop(work, language)]
    if "FirstResponse" in tables:
        notes["kpi_analysis_response"] = [_response(work, language)]
    if "ListYield" in tables:
        notes["kpi_analysis_lists"] = [say("leads.lists", language)]
    if "FollowUps" in tables:
        notes["kpi_followups_note"] = [
            _ranked_by(work, language),
            _left_out(work, language),
            _pays(work, language),
        ]
    return notes


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


def _pays(work: LeadWork, language: Language) -> str:
    """What last month's calls say of following the list; "" where they are too few to say anything."""
    found = work.pays
    if found.silence:
        return ""
    told = say(
        "leads.pays",
        language,
        share=f"{found.share:.0%}",
        low=f"{found.low:.0%}",
        high=f"{found.high:.0%}",
    )
    if found.off_calls and not math.isnan(found.off_calls):
        off = {"calls": f"{found.off_calls:,.0f}", "share": f"{found.off_share:.0%}"}
        told += say("leads.pays_off", language, **off)
    return told


def _hours(work: LeadWork, language: Language) -> str:
    """Which hours are better and what a tenth of the calls would bring there, or why none is named."""
    found = work.hours
    if found.silence:
        return say(f"leads.hours.{found.silence}", language)
    spans = [hour_span(first, last, language) for first, last in found.hours]
    return say(
        "leads.hours.named",
        language,
        hours=listed(spans, language),
        gain=f"{found.gain:,.0f}",
        low=f"{found.gain_low:,.0f}",
        high=f"{found.gain_high:,.0f}",
    )


def _stop(work: LeadWork, language: Language) -> str:
    """The try after which a fresh lead is worth more, of all sources together; or that nobody knows."""
    found = work.stops
    whole = found[found["lead_source"] == ALL]
    if whole.empty or math.isnan(whole["stop"].iloc[0]):
        return say("leads.stop.untold", language)
    row = whole.iloc[0]
    return say(
        "leads.stop.told",
        language,
        stop=f"{row['stop']:.0f}",
        low=f"{row['stop_low']:.0f}",
        high=f"{row['stop_high']:.0f}",
        calls=f"{row['calls_saved']:,.0f}",
        meetings=f"{row['successes_lost']:,.0f}",
    )


def _response(work: LeadWork, language: Language) -> str:
    """What the first response is measured from, or what it takes."""
    return say("leads.response.told" if len(work.responses) else "leads.response.none", language)
