"""Lists of our own people: one row each, with a team that several share, and what is kept of staff beside.

A mail address or a phone number beside a name makes a list of leads look like one of staff. A list of staff
has each name once, a team beside it, and no column that staff do not have: no company, no source, no status,
no date but those of joining and leaving.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.headers.headers import Column
from sheetkpi.sources.roles.leadlists import is_tab_of_leads
from sheetkpi.sources.words.staffwords import are_of_staff, staff_field
from sheetkpi.sources.words.vocabulary import GENERIC_TEAMS, word_key

if TYPE_CHECKING:
    from sheetkpi.sources.roles.choosing import Candidates

_OF_NUMBERS = lazy_pattern(r"番号|no|number|id|#|tel|phone|内線|ext|line|mobile|cell|電話|携帯")


def staff_columns(found: Candidates) -> dict[str, Column] | None:
    """The columns of a list of staff, by the fields of the roster; None where the table is none."""
    headers = found.headers
    if not are_of_staff(headers.texts) or is_tab_of_leads(found):
        return None
    if any(
        column.priority < 0
        for columns in (*headers.fields.values(), *headers.counts.values())
        for column in columns
    ):
        return None  # a person said what the columns are
    chosen: dict[str, Column] = {}
    for index, header in enumerate(headers.texts):
        field = staff_field(header) if header.strip() else None
        if field in ("from", "to") and not _are_dates(found, index):
            return None
        if field == "reached" and not _reach(found, index, word_key(header)):
            return None
        if field in ("rep", "team", "from", "to"):
            chosen.setdefault(field, Column(index, header))
    if not _one_row_each(found, chosen):
        return None
    taken = {column.index for column in chosen.values()}
    for name in ("aliases", "fte", "role"):
        columns = (one for one in headers.fields.get(name, ()) if one.index not in taken)
        if (column := next(columns, None)) is not None:
            chosen[name] = column
            taken.add(column.index)
    return chosen


def _one_row_each(found: Candidates, chosen: dict[str, Column]) -> bool:
    """Whether each person stands once (most of them where days tell who moved), and teams are shared; of a
    few people each may have one of their own, and of any whose day of joining is told."""
    people, teams = found.content(chosen["rep"]), found.content(chosen["team"])
    moved = bool(chosen.keys() & {"from", "to"}) and 2 * people.distinct > people.filled
    if not (people.filled == people.distinct or moved) or people.numbers or 2 * teams.filled < people.filled:
        return False
    few = word_key(chosen["team"].header) not in GENERIC_TEAMS and people.filled <= _FEW
    firm = few or "from" in chosen
    return bool(teams.distinct) and (teams.distinct < teams.filled or firm)


_FEW = 3


def _are_dates(found: Candidates, index: int) -> bool:
    content = found.content(index)
    return not content.filled or max(content.dates, content.periods) >= 0.5


def _reach(found: Candidates, index: int, key: str) -> bool:
    """Whether a column has addresses and no counts of mails or calls."""
    content = found.content(index)
    if not content.filled or content.addresses >= 0.5 or content.phones >= 0.5:
        return True
    is_number = content.numbers < 0.5 or bool(_OF_NUMBERS.search(key))
    return is_number and content.signs < 0.5
