"""What stands above the list of leads and the analyses of lists: what they rest on, and what they come to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sheetkpi.language import Language, listed, say
from sheetkpi.model.views import ALL
from sheetkpi.tables.leadreasons import hour_span

if TYPE_CHECKING:
    from sheetkpi.model.leadwork import LeadWork
    from sheetkpi.tables.report import Report
    from sheetkpi.workbook.finding import FoundTable


def lead_notes(report: Report, tables: Mapping[str, FoundTable], language: Language) -> dict[str, list[str]]:
    """The lines of `kpi_followups_note`, `kpi_all_leads_note`, and of `kpi_analysis_…` of those analyses that
    are among `tables`, the workbook's; without leads what is lacking."""
    work = report.leads
    if work is None:
        return {name: [say("leads.none", language)] for name in ("kpi_followups_note", "kpi_all_leads_note")}
    notes = {"kpi_all_leads_note": [_all_leads(report, work, language)]}
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
            _left_out(work, language) + _rest(report, tables, work, language),
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


def _rest(report: Report, tables: Mapping[str, FoundTable], work: LeadWork, language: Language) -> str:
    """Where those stand that wait behind the list; and how many are in nobody's workbook."""
    told = ""
    waiting = len(work.queue.leads) - len(work.page)
    if waiting and (table := tables.get("AllLeads")):
        key = "leads.listed_all" if len(report.tables["AllLeads"]) else "leads.listed_rest"
        told = say(key, language, sheet=table.area.sheet)
    reps = work.queue.leads["rep"]
    counts = {
        "leads.nameless": work.records.nameless,
        "leads.no_owner": int((reps == "").sum()),
        "leads.no_workbook": int((~reps.isin(["", *report.tables["RepKPI"]["rep"]])).sum()),
    }
    return told + "".join(say(key, language, count=f"{count:,}") for key, count in counts.items() if count)


def _all_leads(report: Report, work: LeadWork, language: Language) -> str:
    """What stands in the table of all leads, and what does not."""
    shown, leads = len(report.tables["AllLeads"]), len(work.leads)
    if not shown:
        return say("leads.all.unseen", language)
    opened = len(work.queue.leads)
    told = say("leads.all.told", language, open=f"{opened:,}", left_out=f"{leads - opened:,}")
    if shown < leads:
        told += say("leads.all.cut", language, leads=f"{leads:,}", shown=f"{shown:,}")
    return told


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
