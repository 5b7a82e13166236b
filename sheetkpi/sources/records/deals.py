"""Deals: one row per opportunity, with its rep, stage, dates and amount."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.model.refusals import UNSAID
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.records.amounts import amounts_of, won_amounts
from sheetkpi.sources.records.cells import Array, Cells, Flags, Ints, chosen, row_key
from sheetkpi.sources.records.checking import Reasons, note_rows
from sheetkpi.sources.records.doing import only_done
from sheetkpi.sources.records.leads import leads_of
from sheetkpi.sources.records.leadsheets import LeadSheet
from sheetkpi.sources.records.people import named_only, reps_of
from sheetkpi.sources.records.records import Happenings, Records, Refusals, Rules
from sheetkpi.sources.records.refusals import named, preferred, spoken
from sheetkpi.sources.roles.shapes import Recognised, says_won
from sheetkpi.sources.values.columns import Encoded
from sheetkpi.sources.values.dates import CleanDates
from sheetkpi.sources.words.chances import is_chance
from sheetkpi.sources.words.results import answer_of, is_cancelled, meaning_of
from sheetkpi.sources.words.vocabulary import word_key

NOT_A_DAY = np.datetime64("NaT", "D")

if TYPE_CHECKING:
    from sheetkpi.sources.headers.headers import Column

_OPENING_DATES = ("opportunity_date", "created")
"""Columns that say when a deal became an opportunity, the first that is filled."""


def read_deals(recognised: Recognised, rules: Rules) -> Records:
    """The records of a sheet of deals: one opportunity each, and one win with its amount where it is won.

    An opportunity belongs to its opportunity date, else to the day it was created. A win belongs to the
    close date; an expected close date is none. Without a stage column a deal is won when it has a 受注日.
    Left out: deals without any date to count on, without a rep, or opened after today. Noted: won deals
    whose close date is missing or lies after today (no win is counted), amounts that are no numbers.
    """
    cells = Cells(recognised)
    columns = recognised.columns
    opened = _opened(cells, columns, rules)
    closed = cells.dates(columns["close_date"], rules) if "close_date" in columns else None
    undated = np.isnat(opened.days) & (np.isnat(closed.days) if closed else True)
    rows = cells.records(undated, list(columns.values()))
    notes: list[Issues] = []
    rows = only_done(
        cells, {"deleted": columns["deleted"]} if "deleted" in columns else {}, rows, rules, notes
    )

    won = _won(cells, columns, rows, rules)
    reasons = Reasons(recognised, rows)
    opening = next((columns[name] for name in _OPENING_DATES if name in columns), None)
    close_days = closed.days[rows] if closed else np.full(len(rows), NOT_A_DAY)
    _check_opening(reasons, cells, opened, close_days, won, opening, columns, notes, rules)
    reps = reps_of(cells, columns)
    named = columns.get("rep") or columns.get("family_name")  # neither: `tables.nobodys`
    has_inside = named is not None and names_inside_rep(named)
    if named is not None:
        needed = not has_inside or rules.settings.credit == "owner"
        reps = reps if needed else named_only(reps, rules.people)
        reasons.check_reps(reps, named, rules, needed=needed)

    good = np.ones(len(rows), dtype=bool) if reasons.good is None else reasons.good
    wins = _wins(recognised, rows, close_days, won & good, notes, rules)[good]
    before = wins & (close_days[good] < opened.days[rows[good]])
    note_rows(notes, recognised, "reason.won_before", columns.get("close_date"), rows[good], before)
    kept = rows[good]
    lost = _lost(cells, columns, kept, rules)
    is_open = None if lost is None else ~(lost | won[good])
    amounts = np.zeros(len(kept))
    if "amount" in columns:
        amounts = won_amounts(cells, columns["amount"], kept, wins, notes, open_too=is_open)
    opportunity = _numbers(~np.isnat(opened.days[kept]))
    win = _numbers(wins)
    return Records(
        recognised,
        kept + cells.first,
        np.where(np.isnat(opened.days[kept]), close_days[good], opened.days[kept]),
        opened.seconds[kept],
        chosen(reps, kept),
        chosen(cells.encoded(columns.get("team")), kept),
        chosen(cells.encoded(columns.get("lead_source")), kept),
        [
            Happenings(
                opportunity,
                opened.days[kept][opportunity],
                {"opportunities": np.ones(len(opportunity), dtype=np.int8)},
            ),
            Happenings(
                win,
                close_days[good][win],
                {"wins": np.ones(len(win), dtype=np.int8), "won_amount": amounts[win]},
            ),
        ],
        _identity(cells, recognised, kept),
        read=len(rows),
        left_out=reasons.issues,
        notes=notes,
        measures=_measures(columns),
        leads=leads_of(cells, columns, kept),
        credited=(reps.codes[kept] >= 0) if has_inside else None,
        is_open=is_open,
        is_won=won[good],
        amounts=amounts_of(cells, columns["amount"], kept).values if "amount" in columns else None,
        refusals=_refusals(cells, columns, kept, lost, opened.days[kept], close_days[good], rules),
        lead_sheet=LeadSheet(cells, kept, rules),
    )


def _measures(columns: dict[str, Column]) -> frozenset[str]:
    """What a sheet of deals counts: opportunities only where it says when deals opened."""
    told = {"opportunities": _OPENING_DATES, "won_amount": ("amount",)}
    return frozenset({"wins", *(count for count, names in told.items() if columns.keys() & set(names))})


_INSIDE = lazy_pattern(
    r"^is担当|^isr|インサイド|^sdr|^bdr|アポ獲得|アポ取得|アポインター|inside", re.IGNORECASE
)


def names_inside_rep(column: Column) -> bool:
    """Whether a column of a deals file names the inside rep who brought the deal, by its header (IS担当)."""
    return _INSIDE.search(word_key(column.header)) is not None


def _numbers(flags: Flags) -> Ints:
    return np.flatnonzero(flags).astype(np.int32)


def _opened(cells: Cells, columns: dict[str, Column], rules: Rules) -> CleanDates:
    """The day each deal became an opportunity: the first of its dates that is filled."""
    none = np.zeros(cells.count, dtype=bool)
    opened = CleanDates(np.full(cells.count, NOT_A_DAY), np.full(cells.count, -1, dtype=np.int32), none, None)
    for name in _OPENING_DATES:
        if name in columns:
            found = cells.dates(columns[name], rules)
            free = np.isnat(opened.days)
            opened = CleanDates(
                np.where(free, found.days, opened.days),
                np.where(free, found.seconds, opened.seconds),
                np.where(free, found.doubtful, opened.doubtful),
                opened.order or found.order,
            )
    return opened


def _check_opening(
    reasons: Reasons,
    cells: Cells,
    opened: CleanDates,
    close_days: Array,
    won: Flags,
    opening: Column | None,
    columns: dict[str, Column],
    notes: list[Issues],
    rules: Rules,
) -> None:
    """Leave out deals that neither open nor are won on a day that is known, or that open after today.

    Won deals that lack only their opening date count as wins; that they are no opportunities is noted.
    """
    days = opened.days[reasons.rows]
    undated = np.isnat(days) & (np.isnat(close_days) | ~won)
    if opening:
        empty = cells.empty(opening)[reasons.rows]
        reasons.add("reason.deal_undated", opening, undated & empty)
        reasons.add("reason.date_unreadable", opening, undated)
        reasons.add("reason.date_future", opening, days > np.datetime64(rules.today, "D"))
        half = np.isnat(days) & ~reasons.out
        note_rows(notes, reasons.recognised, "reason.opportunity_undated", opening, reasons.rows, half)
    else:
        reasons.add("reason.deal_undated", columns.get("close_date") or columns.get("stage"), undated)


def _won(cells: Cells, columns: dict[str, Column], rows: Ints, rules: Rules) -> Flags:
    """Which deals are won: by their stage, their status or a flag, whichever says it.

    A filled 受注日 says so too where nothing says otherwise (no stage or status that is lost or still open).
    How likely a deal is (確度 100%, A) says nothing of it, unless the same column says of others that they
    are won.
    """
    won = np.zeros(len(rows), dtype=bool)
    otherwise = np.zeros(len(rows), dtype=bool)
    for name in ("stage", "status"):
        if name in columns:
            texts = chosen(cells.encoded(columns[name]), rows)
            said = [_meaning(text, rules) for text in texts.texts]
            won |= texts.spread(np.array([meaning == "won" for meaning in said], dtype=bool), False)
            open_yet = [
                "won" in said or meaning != "unknown" or not is_chance(text)
                for meaning, text in zip(said, texts.texts, strict=True)
            ]
            otherwise |= texts.spread(np.array(open_yet, dtype=bool), False)
    if "won_flag" in columns:
        texts = chosen(cells.encoded(columns["won_flag"]), rows)
        won |= texts.spread(np.array([answer_of(text) is True for text in texts.texts], dtype=bool), False)
    close = columns.get("close_date")
    if close and says_won(close):
        dated = ~cells.empty(close)[rows]
        won |= dated & (~otherwise if "stage" in columns or "status" in columns else True)
    return won


def _lost(cells: Cells, columns: dict[str, Column], rows: Ints, rules: Rules) -> Flags | None:
    """Which deals a stage or status calls lost or called off; None where no column could say so."""
    telling = [columns[name] for name in ("stage", "status") if name in columns]
    if not telling:
        return None
    lost = np.zeros(len(rows), dtype=bool)
    for column in telling:
        texts = chosen(cells.encoded(column), rows)
        ended = [_meaning(text, rules) == "lost" or is_cancelled(text) for text in texts.texts]
        lost |= texts.spread(np.array(ended, dtype=bool), False)
    return lost


def _refusals(
    cells: Cells,
    columns: dict[str, Column],
    rows: Ints,
    lost: Flags | None,
    opened: Array,
    closed: Array,
    rules: Rules,
) -> Refusals | None:
    """Why the `lost` deals at `rows` were, on the day they were closed where that is known and has come.

    It stands in a column of reasons, else in the stage itself (失注（予算なし）).
    """
    if lost is None or not lost.any():
        return None
    reason = Encoded(np.full(len(rows), -1, dtype=np.int32), [])
    for name in ("stage", "status"):
        if name in columns:
            reason = preferred(reason, spoken(chosen(cells.encoded(columns[name]), rows), lost, rules))
    if "reason" in columns:
        reason = preferred(named(chosen(cells.encoded(columns["reason"]), rows), lost), reason)
        reason = preferred(reason, Encoded(np.where(lost, 0, -1).astype(np.int32), [UNSAID]))
    if not (reason.codes >= 0).any():
        return None
    ended = np.isnat(closed) | (closed > np.datetime64(rules.today, "D")) | (closed < opened)
    return Refusals(reason, lost, np.where(ended, opened, closed))


def _meaning(text: str, rules: Rules) -> str:
    """What a stage or status says of a deal; a step that comes before the end (契約手続き中) is none."""
    named = rules.results.of(text)
    if named is not None:
        return "won" if "won" in named else named[0] if named else ""
    return meaning_of(text)


def _wins(
    recognised: Recognised, rows: Ints, close_days: Array, won: Flags, notes: list[Issues], rules: Rules
) -> Flags:
    """The won deals that can be counted on their close date; the others are noted."""
    column = recognised.columns.get("close_date")
    undated = won & np.isnat(close_days)
    future = won & (close_days > np.datetime64(rules.today, "D"))
    for reason, flags in (("reason.won_undated", undated), ("reason.won_future", future)):
        note_rows(notes, recognised, reason, column, rows, flags)
    return won & ~undated & ~future


def _identity(cells: Cells, recognised: Recognised, rows: Ints) -> Array:
    """A number per deal that is equal where every column read is."""
    columns = [
        column for name, column in recognised.columns.items() if name not in ("id", "detail", "updated")
    ]
    return row_key([cells.codes(column)[rows] for column in columns])
