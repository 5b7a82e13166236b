"""The leads of a company on one day: who they are, what their calls taught, and in which order to call them.

Each part is worked out when it is asked for, and once: the list of leads, the analysis of lists and the
question whether following the list pays rest on the same histories.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from sheetkpi.model.followuplist import LeadQueue, lead_queue, page_of_each, with_reasons
from sheetkpi.model.followups import LeadScore, fit
from sheetkpi.model.leadhistories import FEATURES, calls_made, histories, known_now

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
        rows = with_reasons(page_of_each(self.queue, self.most), self.known, self.score)
        return rows.assign(expected=rows["expected"] * self.reached)
