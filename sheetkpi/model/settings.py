"""What a person may set: the workbook's `kpi_…` names as one typed value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sheetkpi.language import Language


@dataclass(frozen=True)
class Settings:
    """The settings of one workbook, defaults where it says nothing.

    `month` is the first day of the calendar month that names the KPI month (5月度 = 1 May, whatever the
    closing day), or None for the latest month with data. `connect_level` says from where on a
    conversation is a connect: with the person wanted ("person") or with anybody ("line", 通電).
    `meeting_basis` dates a meeting by the day it was set or held. `closing_day` 0 means calendar months.
    `fiscal_start` is the month in which the fiscal year begins. `weight_basis` says by what a team's target
    is divided among its reps: by capacity (FTE × business days present) or by their past share.
    `credit` says for whom a deal counts: the inside rep who set the last or the first meeting with its
    company in the `credit_days` days before it became an opportunity, all of them in equal parts, or its
    owner. `target_meeting` says which meetings a target of meetings means: those set, held, or accepted by
    field sales. `gross_margin` is the percentage of the won amount that the costs are held against.
    `followups` leads of each rep stand on the list of whom to call next; after `stop_tries` tries nobody is
    called any more (None: no such number).
    """

    month: date | None = None
    language: Language = "ja"
    country: str = "JP"
    closing_day: int = 0
    fiscal_start: int = 4
    min_sample: int = 30
    connect_level: Literal["person", "line"] = "person"
    meeting_basis: Literal["set", "held"] = "set"
    daily_entry: Literal["fill", "add", "prefer"] = "fill"
    weight_basis: Literal["capacity", "share"] = "capacity"
    credit: Literal["last", "first", "split", "owner"] = "last"
    credit_days: int = 180
    target_meeting: Literal["set", "held", "accepted"] = "set"
    gross_margin: int = 100
    followups: int = 25
    stop_tries: int | None = None
    matrix_kpi: str = "calls"
