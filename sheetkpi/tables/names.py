"""Defined names of the KPI workbook, and the sizes of the ranges that some of them name."""

from __future__ import annotations

from sheetkpi.language import spellings
from sheetkpi.tables.bandcolumns import WINDOWED
from sheetkpi.tables.cards import CARD_KPIS, LINES
from sheetkpi.tables.registry import LOOK_SHEETS

OLD_CARDS = ("connect_rate", "meeting_rate")
"""KPIs that had a card on the boards of earlier templates, whose cards showed the whole month before."""

SUMMARY_ROWS = 8
"""Rows of IssueSummary in the template, above ImportIssues: there is no room for more."""

NEXT_LINES = 4
"""Cells of `kpi_next`."""

CAUSE_ROWS = 3
"""Causes that the board tells."""

CAUSE_SHAPE = (2 * CAUSE_ROWS, 5)
"""Rows and columns of `kpi_causes`: of each cause who, what and how many meetings, and below it what to do.
On earlier boards it has one row of twelve cells for each, all beside one another."""

MOVED_LINES = 3
"""Cells of `kpi_moved`."""
LEAD_NOTES = 3
"""Cells of `kpi_followups_note`."""

LISTED_MONTHS = 60
"""Cells of `kpi_months`: the newest months when there are more."""

LISTED_KPIS = 40
"""Cells of `kpi_names`, of what stands beside them, and of `kpi_rate_names`."""

LISTED_DAYS = 130
"""Cells of `kpi_business_days`: a quarter of a year to both sides of the last refresh."""

LISTED_SOURCES = 60
"""Cells of `kpi_source_names`."""

ENTRY_LINES = ("today", "month", "target", "attainment", "left")
"""Lines of totals above the entries: ranges `kpi_entry_<line>` of formulas, a cell for each count."""

ENTRY_ROWS = 100
"""Blank rows that stand ready in DailyEntry, which cannot grow by itself on a protected sheet."""

TEMPLATE_VERSION = 1
"""`kpi_version` of the templates that this package makes."""

WINDOW_SHEETS = ("reps", "teams", "sources", "months")
"""Sheets that say above the verdicts of `bands.WINDOWED` rates over how many months they are judged."""

MEANT_SHEETS = ("board", "reps", "teams", "months", "team_weeks")
"""Sheets that say above the attainment of meetings which meetings it is of."""

NAMES: tuple[str, ...] = (
    "kpi_month",  # first day of the month shown, typed or chosen; empty: the latest with data
    "kpi_months",  # range: the months that have data, newest first, for the drop-down of kpi_month
    "kpi_month_shown",  # the month the views hold, written by the refresh
    "kpi_stale",  # formula: 未更新 when kpi_month is not the month shown, else empty; sheets repeat it
    "kpi_min_sample",
    "kpi_country",
    "kpi_language",
    "kpi_connect_level",
    "kpi_meeting_basis",
    "kpi_target_meeting",  # which meetings targets mean: set, held or accepted
    "kpi_credit",  # for whom a deal counts: who set its last or first meeting, all in parts, its owner
    "kpi_credit_days",  # how many days before the opportunity a meeting may have been set to count for it
    "kpi_closing_day",
    "kpi_fiscal_start",
    "kpi_daily_entry",
    "kpi_distribute_folder",  # where the button puts workbooks; empty: a folder beside this one
    "kpi_collect_folder",  # where the button looks for those that came back; empty: where they were put
    "kpi_publish_folder",  # where the button puts the page; empty: nowhere
    "kpi_post_to",  # names of channels that are posted to where none is asked for; never their addresses
    "kpi_distribute_also",  # sheets and macro modules of people's own that are handed out too
    "kpi_overwrite",  # columns filled although people put formulas in them: RepKPI[接続率], RepKPI for all
    "kpi_weight_basis",  # how a team's target is divided: 稼働 or 実績比
    "kpi_health_dates",  # range of HEALTH_DAYS cells above EntryHealth: its business days, oldest first
    "kpi_elapsed",  # share of the month's business days up to the last day with data, 0 to 1
    "kpi_z",  # what verdicts leave to chance: standard deviations, for all looks of the workbook together
    "kpi_bands",  # check sum of the bands that the refresh judged by; Diagnosis says when they changed since
    "kpi_matrix_kpi",  # drop-down on the matrix sheet
    "kpi_matrix_dates",  # range of MATRIX_DAYS cells above the matrix: the business days of the month
    "kpi_matrix_totals",  # range of formulas above the matrix: everybody's month, then each of its days
    "kpi_last_data",  # date of the last event
    "kpi_last_refresh",
    "kpi_status",  # one sentence: what the last refresh did
    "kpi_next",  # range, one column: what to do next, one line each
    "kpi_card_meant",  # which meetings the card of meetings is of
    "kpi_judged_over",  # beside the rates of the cards: over how many months those of late stages are
    "kpi_answer",  # formula: where the month lands, in a sentence
    *(f"kpi_cards_{line}" for line in LINES),  # ranges: the lines of the cards (see `tables.cards`)
    "kpi_executive",  # range: the sentences and figures of the page for executives (see `tables.executive`)
    "kpi_exec_cost",  # formula: what the month costs in all
    "kpi_coaching",  # range: the figures of the coaching page (see `tables.coaching`)
    "kpi_coached",  # the rep chosen there; empty: the first
    "kpi_coached_shown",  # formula: the rep whom it shows
    "kpi_coached_rows",  # range of formulas: in which rows of the tables that rep stands (see `tables.cards`)
    "kpi_analysis_hours",  # whether any hour is better than chance, and what calling then would bring
    "kpi_analysis_tries",  # after how many tries a fresh lead is worth more
    "kpi_analysis_response",  # what the first response is measured from
    "kpi_analysis_lists",  # what counts as a list
    "kpi_followups_note",  # range, one column: how the leads are ranked, which are left out, whether it pays
    "kpi_all_leads_note",  # how many leads there are, and which of them the table lacks
    "kpi_followups",  # how many leads of each rep stand on the list of whom to call next
    "kpi_stop_tries",  # after how many tries nobody is called any more; empty: no such number
    "kpi_gross_margin",  # percentage of the won amount that costs are held against
    "kpi_last_month",  # how last month ended, on the first business days of a month
    "kpi_missing",  # who has entered nothing
    "kpi_causes",  # range of CAUSE_SHAPE: what costs most
    "kpi_week",  # last week, and what this one needs
    "kpi_hidden",  # range, one column: which sheets are hidden, by their names, and how to show them
    "kpi_moved",  # range, one column: what moved beyond chance
    "kpi_version",  # of the template
    "kpi_names",  # range, one column: headers of all KPIs, for the drop-down of kpi_matrix_kpi
    "kpi_names_above",  # range, beside kpi_names: the header of what a rate counts; of a count its own
    "kpi_names_below",  # range, beside kpi_names: the header of what a rate is a part of; of a count empty
    "kpi_rate_names",  # range, one column: headers of the rates, shown as percentages in the matrix
    "kpi_business_days",  # range: business days around the last refresh, newest first, for drop-downs
    "kpi_source_names",  # range: the lead sources to choose from
    "kpi_counted_until",  # formula on the entry sheet: the day up to which figures were counted
    *(f"kpi_entry_{line}" for line in ENTRY_LINES),  # ranges: totals there
    *(f"kpi_meant_{sheet}" for sheet in MEANT_SHEETS),  # text: which meetings the attainment there is of
    # text, on each of WINDOW_SHEETS: 直近3か月, as judged by the last refresh
    *(f"kpi_window_{rate}_{sheet}" for sheet in WINDOW_SHEETS for rate in WINDOWED),
)
"""Defined names that are settings or that the refresh writes; each workbook may lack any of them."""


def other_name(table: str) -> str:
    """What a table of the contract is called in a workbook in which people have a table or a defined name of
    its name themselves.

    >>> other_name("Roster")
    'SheetKPI_Roster'
    """
    return f"SheetKPI_{table}"


def is_called(title: str, key: str) -> bool:
    """Whether a sheet with this title may be the template's `sheet.KEY`: by its name in either language, now
    or in an earlier version, or as `attach` calls it beside a sheet of people's own of that name.

    >>> is_called("Weeks", "weeks"), is_called("週別 KPI2", "weeks"), is_called("Weekly", "weeks")
    (True, True, False)
    """
    return any(title == name or title.startswith(f"{name} KPI") for name in spellings(f"sheet.{key}"))


def formula_names() -> dict[str, str]:
    """Defined names of formula cells outside tables, and what each shows; a refresh supplies cached values.

    The values are `stale` ("" after a refresh), `month` (that of `kpi_month_shown`, or ""), `card:<kpi>`
    (the KPI of 全体 on the board, or "") and `before:<kpi>` (of the month before in ChartMonths, or "").

    >>> formula_names()["kpi_card_calls"]
    'card:calls'
    """
    views = [sheet for sheet in LOOK_SHEETS if sheet != "board"]
    return {
        "kpi_stale": "stale",
        **{f"kpi_stale_{sheet}": "stale" for sheet in views},
        **{f"kpi_shown_{sheet}": "month" for sheet in views},
        **{f"kpi_card_{kpi}": f"card:{kpi}" for kpi in (*CARD_KPIS, *OLD_CARDS)},
        **{f"kpi_card_before_{kpi}": f"before:{kpi}" for kpi in (*CARD_KPIS, *OLD_CARDS)},
    }
