"""The leads of a company on one day: who they are, what their calls taught, and in which order to call them.

Each part is worked out when it is asked for, and once: the list of leads, the analysis of lists and the
question whether following the list pays rest on the same histories.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sheetkpi.model.besthours import BestHours, best_hours
from sheetkpi.model.calendar import Calendar, month_bounds, shift_month
from sheetkpi.model.firstresponse import first_response
from sheetkpi.model.followuplist import (
    FOR_NOW,
    LEFT_OUT,
    LeadQueue,
    lead_queue,
    page_of_each,
    with_reasons,
)
from sheetkpi.model.followups import LeadScore, fit
from sheetkpi.model.followupspay import Pays, does_it_pay
from sheetkpi.model.leadhistories import FEATURES, Array, calls_made, histories, known_now
from sheetkpi.model.listyield import list_yield
from sheetkpi.model.tries import stops, yields
from sheetkpi.model.views import UNKNOWN

if TYPE_CHECKING:
    from sheetkpi.model.benchmarks import Bands
    from sheetkpi.model.leadrecords import LeadRecords


@dataclass(frozen=True, eq=False)
class LeadWork:
    """The leads that `records` tell of, on `today`.

    `bands` are the market's, for whoever has too few meetings to learn from; `most` leads of a rep stand on
    the list, and after `stop` tries nobody is called any more (None: no such number).
    """

    records: LeadRecords
    today: date
    bands: Bands
    most: int
    stop: int | None = None
    calendar: Calendar = field(default_factory=Calendar)

    @cached_property
    def leads(self) -> pd.DataFrame:
        """One row per lead (see `leadhistories.histories`)."""
        return histories(self.records, self.today)

    @cached_property
    def known(self) -> pd.DataFrame:
        """What is known of each lead before the next call."""
        return known_now(self.records, self.leads)

    @cached_property
    def calls(self) -> pd.DataFrame:
        """One row per call so far (see `leadhistories.calls_made`)."""
        return calls_made(self.records)

    @cached_property
    def score(self) -> LeadScore:
        """What calls so far teach of the next one; of too few meetings what the market says of connects."""
        learned = fit(self._features(self.calls), self.calls["met"], when=self.calls["day"])
        if learned.learned:
            return learned
        reached = self.calls[self.calls["reached"]]
        return fit(self._features(reached), reached["met"], when=reached["day"], bands=self.bands)

    def _features(self, calls: pd.DataFrame) -> pd.DataFrame:
        return calls[[*FEATURES, *(column for column in calls if str(column).startswith("+"))]]

    @cached_property
    def hours(self) -> BestHours:
        """Connects by weekday and hour, and whether any hour is better than chance."""
        touches = self.records.touches
        timed = (touches["calls"] > 0) & (touches["seconds"] >= 0)
        called = touches.loc[timed, ["day", "seconds", "rep", "connects"]]
        when = called["day"].astype("datetime64[s]") + pd.to_timedelta(called["seconds"], unit="s")
        connect = (called["connects"] > 0).astype("int8")
        return best_hours(pd.DataFrame({"when": when, "connect": connect, "rep": called["rep"]}))

    @cached_property
    def tries(self) -> pd.DataFrame:
        """What the nth call to a lead brings, by lead source (see `tries.yields`)."""
        calls = self.calls
        return yields(
            pd.DataFrame(
                {
                    "lead": calls["lead"],
                    "try": calls["number"],
                    "success": calls["met"].astype("int8"),
                    "lead_source": calls["lead_source"].cat.rename_categories(lambda name: name or UNKNOWN),
                }
            )
        )

    @cached_property
    def stops(self) -> pd.DataFrame:
        """After how many tries a fresh lead is worth more, by lead source (see `tries.stops`)."""
        return stops(self.tries)

    @cached_property
    def responses(self) -> pd.DataFrame:
        """How fast leads are first touched, by lead source and team (see `firstresponse.first_response`); no
        rows where no source says when leads came in."""
        leads = self.leads
        measured = leads["arrived"].notna() & ~leads["told"]
        told = leads[measured].drop(columns="touched").rename(columns={"first": "touched"})
        found = first_response(told, pd.Timestamp(self.today), self.calendar)
        return found if len(told) else found.iloc[:0]

    @cached_property
    def lists(self) -> pd.DataFrame:
        """What each list brings (see `listyield.list_yield`); of leads in no list their lead source is it."""
        leads = self.leads
        name = leads["list"].where(leads["list"] != "", leads["lead_source"])
        closed = pd.Series(self._closed, index=leads.index)
        known = leads[["tries", "connects", "meetings"]].where(~leads["told"])
        counts = known.rename(columns={"tries": "calls"})
        return list_yield(counts.assign(list=name, company=leads["company_number"], closed=closed))

    @property
    def _closed(self) -> Array:
        """Which leads there is nothing more to do about."""
        return np.isin(self.queue.why, [reason for reason in LEFT_OUT if reason not in FOR_NOW]).astype(bool)

    @cached_property
    def pays(self) -> Pays:
        """What the best fifth of last month's calls held, by what was known before each."""
        first = shift_month(self.today, -1)
        last = month_bounds(first)[1]
        calls = self._features(self.calls).assign(met=self.calls["met"], day=self.calls["day"])
        on_list = ~calls["last_outcome"].isin(["wrong", "barred", "won", "lost"])
        if self.stop is not None:
            on_list &= self.calls["number"] <= self.stop
        return does_it_pay(calls.assign(on_list=on_list), "met", "day", first, last, on_list="on_list")

    @cached_property
    def reached(self) -> float:
        """Connects per call: a call is worth what a connect is worth as often as it connects. 1 where the
        score is of calls already; the middle of the market's band with too few calls."""
        if self.score.learned:
            return 1.0
        band, calls = self.bands.band("connect_rate"), len(self.calls)
        if calls < (band.min_sample or 0) and band.low is not None and band.high is not None:
            return (band.low + band.high) / 2
        return float(self.calls["reached"].mean()) if calls else 0.0

    @cached_property
    def queue(self) -> LeadQueue:
        """The open leads in the order to call."""
        return lead_queue(self.leads, self.known, self.score, self.today, self.stop)

    @cached_property
    def page(self) -> pd.DataFrame:
        """The leads on the list: of each rep the first `most`, with `rank`, `reasons` and what a call is
        worth (`expected`)."""
        return self._told(page_of_each(self.queue, self.most))

    @cached_property
    def open(self) -> pd.DataFrame:
        """All open leads, as `page` has the first ones."""
        return self._told(page_of_each(self.queue, len(self.queue.leads)))

    def _told(self, rows: pd.DataFrame) -> pd.DataFrame:
        told = with_reasons(rows, self.known, self.score)
        return told.assign(expected=told["expected"] * self.reached)

    @property
    def left_out(self) -> pd.DataFrame:
        """The leads that are not to be called, in the order of the lists, with `why` (`LEFT_OUT`)."""
        why = self.queue.why
        aside: pd.DataFrame = self.leads.assign(why=why).loc[why != ""]
        return aside
