"""The sentences of the diagnosis: what the causes are, what shows it, what to do, what is worth watching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sheetkpi.language import Language, listed, say
from sheetkpi.model.callheavy import Month
from sheetkpi.model.funnel import Finding
from sheetkpi.model.workload import CALLS, Shortfall

NO_CONVERSATION = 0.10
"""A connect rate up to here means that there is no conversation at all."""

Named = tuple[str, int, float]
"""A reason (one of `refusals.REASONS`), how often it was given, and its share."""

WATCHED = 0.5
"""Meetings a month that a difference must come to before it is worth watching."""


@dataclass(frozen=True)
class Cause:
    """Something that costs `meetings`: a rate (`finding`) or what was not done (`lack`)."""

    key: str
    meetings: float
    finding: Finding | None = None
    lack: Shortfall | None = None


@dataclass(frozen=True)
class Situation:
    """Everything the diagnosis of one team or rep rests on.

    `lacks` are what was not done (see `workload`). `heavy` has the months in which calls went up without
    effect (see `callheavy`), empty if they did not, and `months` the months these are. `least` is what a rate
    must cost. `reasons` are those most often named for a no on the phone, `lost_for` those for lost deals
    (see `refusals.most_named`).
    """

    findings: Sequence[Finding]
    lacks: Sequence[Shortfall] = ()
    heavy: Sequence[Month] = ()
    months: Sequence[date] = ()
    least: float = 0.0
    is_rep: bool = False
    reasons: Sequence[Named] = ()
    lost_for: Sequence[Named] = ()

    @property
    def causes(self) -> list[Cause]:
        """The causes, that which costs most meetings first; of equals what was not done."""
        lacking = [
            Cause(lack.kind, lack.meetings, lack=lack)
            for lack in self.lacks
            if lack.kind == CALLS or lack.meetings >= self.least
        ]
        rates = [
            Cause(finding.stage.key, finding.meetings, finding) for finding in self.findings if finding.named
        ]
        return sorted([*lacking, *rates], key=lambda cause: -cause.meetings)

    def stage(self, key: str) -> Finding | None:
        """The finding about one stage."""
        return next((finding for finding in self.findings if finding.stage.key == key), None)


def evidence(situation: Situation, language: Language, *, apart: bool = False) -> str:
    """What shows the first cause, and which others there are; or why none is named. `apart`: as it is handed
    out to a rep, without what colleagues' figures would follow from, costs in meetings included."""
    causes = situation.causes
    if not causes:
        return _no_cause(situation, language)
    words = _shown_apart(causes[0], language) if apart else _shown(causes[0], situation, language)
    if causes[1:]:
        others = [
            say(cause.key, language)
            if apart
            else say(
                "evidence.other", language, cause=say(cause.key, language), meetings=_number(cause.meetings)
            )
            for cause in causes[1:]
        ]
        words.append(say("evidence.others", language, causes=listed(others, language)))
    young = _young(situation, language)
    return _joined(words + young, language)


def watched(situation: Situation, language: Language, *, apart: bool = False) -> str:
    """The largest difference where no cause is proven, "" where there is none worth watching; `apart` as in
    `evidence`."""
    largest = None if situation.causes else worth_watching(situation.findings)
    if largest is None:
        return ""
    if apart:
        return _below("evidence.apart_watch", largest, language)
    key = "evidence.watch_colleagues" if largest.others else "evidence.watch"
    return _below(key, largest, language, meetings=_number(largest.monthly))


def worth_watching(findings: Sequence[Finding]) -> Finding | None:
    """The largest difference that is not proven; None where none is worth watching."""
    open_ = [
        finding
        for finding in findings
        if finding.verdict == "verdict.below" and not finding.named and finding.monthly >= WATCHED
    ]
    return max(open_, key=lambda finding: finding.monthly, default=None)


def advice(situation: Situation, language: Language) -> str:
    """What to do about the first cause, and about calling too much; "" where there is nothing to say."""
    causes = situation.causes
    words = [say(advice_key(situation, causes[0]), language)] if causes else []
    words += _reasons(situation, language)
    if situation.heavy:
        first, last = situation.heavy[0], situation.heavy[-1]
        months = [f"{month:%Y/%m}" for month in situation.months]
        figures = {
            "first": months[0] if months else "",
            "last": months[-1] if months else "",
            "before": _number(first["calls"] / first["fte"]),
            "after": _number(last["calls"] / last["fte"]),
            "rate_before": _percent(first["meetings"] / first["connects"]),
            "rate_after": _percent(last["meetings"] / last["connects"]),
        }
        words.append(say("advice.call_heavy", language, **figures))
    return _joined(words, language)


def _reasons(situation: Situation, language: Language) -> list[str]:
    """Where to begin with script and needs: the reasons people gave; nothing where none are known."""
    told = {"meeting_rate": situation.reasons, "win_rate": situation.lost_for}
    key = situation.causes[0].key if situation.causes else ""
    if not told.get(key):
        return []
    shares = [
        say("reasons.share", language, reason=say(name, language), count=count, share=f"{part:.0%}")
        for name, count, part in told[key]
    ]
    words = "advice.reasons" if key == "meeting_rate" else "advice.lost_for"
    return [say(words, language, reasons=listed(shares, language), sheet=say("sheet.reasons", language))]


def advice_key(situation: Situation, cause: Cause) -> str:
    """The key of the advice for `cause`.

    A low connect rate is a matter of time of day and list, and up to `NO_CONVERSATION` the first of all.
    Where people do connect, a low meeting rate is a matter of the script; else connect rate, talk and
    priority of leads are to be checked in this order.
    """
    if cause.finding is None:
        return f"advice.{cause.key.removeprefix('cause.')}"
    rate = cause.finding.rate or 0.0
    if cause.key == "connect_rate":
        return "advice.no_conversation" if rate <= NO_CONVERSATION else "advice.connect_low"
    if cause.key == "meeting_rate":
        connect = situation.stage("connect_rate")
        connects_fine = connect is not None and connect.verdict in ("verdict.within", "verdict.above")
        return "advice.script" if connects_fine else "advice.meeting_low"
    return "advice.opportunity_low" if cause.key == "opportunity_rate" else "advice.win_low"


def _shown(cause: Cause, situation: Situation, language: Language) -> list[str]:
    """What shows `cause`: figures, what they are held against, cost."""
    if cause.lack is not None:
        return _lack(cause.lack, language)
    found = cause.finding
    assert found is not None
    key = "evidence.below_colleagues" if found.others else "evidence.below"
    words = [_below(key, found, language)]
    if found.mixed:
        words.append(say("evidence.mix", language))
    shown = {"low": _told(found), "meetings": _number(found.meetings)}
    late = found.stage.key in ("opportunity_rate", "win_rate")
    if round(found.meetings, 1) > 0:
        words.append(say("evidence.worth" if late else "evidence.meetings", language, **shown))
    if found.cost.amount:
        words.append(say("evidence.amount", language, amount=f"{found.cost.amount:,.0f}"))
    elif found.cost.wins == 0 and found.meetings > 0:
        words.append(say("evidence.no_wins", language))
    if found.others:
        words.append(say("evidence.least", language, least=_number(situation.least)))
    return words


def _shown_apart(cause: Cause, language: Language) -> list[str]:
    """The same in figures of the rep's own, targets and bands alone."""
    if cause.lack is not None:
        return _lack(cause.lack, language, apart=True)
    found = cause.finding
    assert found is not None
    return [_below("evidence.apart_colleagues" if found.others else "evidence.below", found, language)]


def _lack(lack: Shortfall, language: Language, *, apart: bool = False) -> list[str]:
    figures = lack.figures
    if lack.kind != CALLS:
        words = [
            say(f"evidence.{lack.kind.removeprefix('cause.')}", language, days=_number(figures["days"] or 0))
        ]
    else:
        calls, expected = figures["calls"] or 0.0, figures["expected"] or 0.0
        shown = {"calls": _number(calls), "expected": _number(expected), "share": f"{calls / expected:.0%}"}
        words = [say("evidence.apart_calls" if apart else "evidence.calls", language, **shown)]
        beside = [
            say(f"evidence.pace_{who}", language, pace=_number(pace))
            for who in (("target", "past") if apart else ("target", "others", "past"))
            if (pace := figures[who]) is not None
        ]
        if beside and (own := figures["pace"]) is not None:
            shown = {"pace": _number(own), "beside": listed(beside, language)}
            words.append(say("evidence.pace", language, **shown))
    if not apart and round(lack.meetings, 1) > 0:
        words.append(say("evidence.lacking", language, meetings=_number(lack.meetings)))
    return words


def _no_cause(situation: Situation, language: Language) -> str:
    findings = situation.findings
    young = _young(situation, language)
    verdicts = [finding.verdict for finding in findings]
    if not any(finding.sample for finding in findings):
        return young[0] if young else say("evidence.no_data", language)
    if all(finding.low is None for finding in findings):
        return say("evidence.no_band", language)
    if any(verdict == "verdict.below" for verdict in verdicts):
        return _joined([say("evidence.chance", language), *young], language)
    if all(verdict in (None, "verdict.few") for verdict in verdicts):
        return _joined([say("evidence.few", language), *young], language)
    key = "evidence.fine_colleagues" if any(finding.others for finding in findings) else "evidence.fine"
    return _joined([say(key, language), *young], language)


def _young(situation: Situation, language: Language) -> list[str]:
    stages = [say(finding.stage.key, language) for finding in situation.findings if finding.young]
    return [say("evidence.young", language, stages=listed(stages, language))] if stages else []


def _below(key: str, found: Finding, language: Language, **more: str) -> str:
    low, high = found.interval
    window = say("evidence.window", language, months=found.months) if found.months > 1 else ""
    return say(
        key,
        language,
        kpi=say(found.stage.key, language),
        rate=_percent(found.rate),
        numerator=say(found.stage.numerator, language).lower(),  # within a sentence
        denominator=say(found.stage.denominator, language).lower(),
        count=_number(found.count),
        sample=_number(found.sample),
        window=window,
        low=_told(found),
        interval_low=_percent(low),
        interval_high=_percent(high),
        others=f"{found.others}",
        **more,
    )


def _told(found: Finding) -> str:
    """What a rate is held against; that of colleagues only roughly, or one's own figure taken off would leave
    somebody else's."""
    if found.others and found.low is not None:
        return f"{found.low:.0%}"
    return _percent(found.low)


def _joined(sentences: Sequence[str], language: Language) -> str:
    return ("" if language == "ja" else " ").join(sentences)


def _percent(rate: float | None) -> str:
    return "" if rate is None else f"{rate:.1%}"


def _number(number: float) -> str:
    """A count: whole from ten on, else with one decimal where it has any."""
    return f"{number:,.0f}" if number >= 10 or round(number, 1).is_integer() else f"{number:.1f}"
