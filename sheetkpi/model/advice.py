"""The sentences of the diagnosis: what shows the bottleneck, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sheetkpi.language import Language, say
from sheetkpi.model.callheavy import Month
from sheetkpi.model.funnel import Finding

NO_CONVERSATION = 0.10
"""A connect rate up to here means that there is no conversation at all."""


@dataclass(frozen=True)
class Situation:
    """Everything the diagnosis of one team or rep rests on.

    `mix` is the lower edge of the meeting rate to expect from the lead sources, None if unknown; `heavy` has
    the months in which calls went up without effect (see `callheavy`), empty if they did not.
    """

    findings: Sequence[Finding]
    mix: float | None = None
    heavy: Sequence[Month] = ()

    def stage(self, key: str) -> Finding | None:
        """The finding about one stage."""
        return next((finding for finding in self.findings if finding.stage.key == key), None)


def evidence(situation: Situation, found: Finding | None, language: Language) -> str:
    """Why `found` is the bottleneck: rate, sample, interval, band, cost; or why none is named."""
    if found is None:
        return _no_bottleneck(situation, language)
    words = [_below("evidence.below", found, language)]
    cost = found.cost
    for key in ("meetings", "opportunities", "wins"):
        if (lost := getattr(cost, key)) is not None:
            if round(lost, 1) == 0:  # the rates behind it let nothing through anyway
                continue
            shown = {"low": _percent(found.low), key: _number(lost)}
            words.append(say(f"evidence.{key}", language, **shown))
            break
    if cost.amount:
        words.append(say("evidence.amount", language, amount=f"{cost.amount:,.0f}"))
    if found.stage.key == "meeting_rate" and situation.mix is not None and situation.mix != found.low:
        words.append(say("evidence.mix", language, mix=_percent(situation.mix)))
    return _joined(words, language)


def advice(situation: Situation, found: Finding | None, language: Language) -> str:
    """What to do about `found`, and about calling too much; "" where there is nothing to say."""
    words = [say(advice_key(situation, found), language)] if found else []
    if situation.heavy:
        first, last = situation.heavy[0], situation.heavy[-1]
        figures = {
            "before": _number(first["calls"] / first["fte"]),
            "after": _number(last["calls"] / last["fte"]),
            "rate_before": _percent(first["meetings"] / first["connects"]),
            "rate_after": _percent(last["meetings"] / last["connects"]),
        }
        words.append(say("advice.call_heavy", language, **figures))
    return _joined(words, language)


def advice_key(situation: Situation, found: Finding) -> str:
    """The key of the advice for the bottleneck `found`.

    A low connect rate is a matter of time of day and list, and up to `NO_CONVERSATION` the first of all. A
    low meeting rate that the lead sources explain is no matter of talk; where people do connect the
    script is; else connect rate, talk and priority of leads are to be checked in this order.
    """
    rate = found.rate or 0.0
    if found.stage.key == "connect_rate":
        return "advice.no_conversation" if rate <= NO_CONVERSATION else "advice.connect_low"
    if found.stage.key == "meeting_rate":
        if situation.mix is not None and rate >= situation.mix:
            return "advice.lead_mix"
        connect = situation.stage("connect_rate")
        connects_fine = connect is not None and connect.verdict in ("verdict.within", "verdict.above")
        return "advice.script" if connects_fine else "advice.meeting_low"
    return "advice.opportunity_low" if found.stage.key == "opportunity_rate" else "advice.win_low"


def _no_bottleneck(situation: Situation, language: Language) -> str:
    verdicts = [finding.verdict for finding in situation.findings]
    if not any(finding.sample for finding in situation.findings):
        return say("evidence.no_data", language)
    if not any(verdicts):
        return say("evidence.no_band", language)
    below = [finding for finding in situation.findings if finding.verdict == "verdict.below"]
    if below:
        return _below("evidence.chance", max(below, key=lambda finding: finding.cost.weight), language)
    if all(verdict in (None, "verdict.few") for verdict in verdicts):
        return say("evidence.few", language)
    return say("evidence.fine", language)


def _below(key: str, found: Finding, language: Language) -> str:
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
        low=_percent(found.low),
        interval_low=_percent(low),
        interval_high=_percent(high),
    )


def _joined(sentences: Sequence[str], language: Language) -> str:
    return ("" if language == "ja" else " ").join(sentences)


def _percent(rate: float | None) -> str:
    return "" if rate is None else f"{rate:.1%}"


def _number(number: float) -> str:
    """A count: whole from ten on, else with one decimal where it has any."""
    return f"{number:,.0f}" if number >= 10 or round(number, 1).is_integer() else f"{number:.1f}"
