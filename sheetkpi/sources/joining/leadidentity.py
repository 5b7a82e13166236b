"""Which rows are about one lead: a company, with its person or department where one is told.

Spellings of a company are one (see `leads.company_key`). Two companies of one name are kept apart where
phones or domains tell; rows that tell neither are of the one with most rows. Within a company a family name
stands for the whole name, and rows that name nobody are of its only contact, or of the company itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sheetkpi.sources.records.leads import company_key, contact_key, is_same_contact
from sheetkpi.sources.words.leadwords import phone_key, site_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from sheetkpi.sources.records.cells import Array, Ints
    from sheetkpi.sources.records.leadsheets import LeadSheet
    from sheetkpi.sources.values.columns import Encoded

Named = tuple[int, int, int]
"""The numbers of a contact, a phone and a site (0: not told)."""


@dataclass(frozen=True, eq=False)
class Leads:
    """`numbers` of the lead of each row, a column per sheet (-1 where no company is told), and the key of the
    company of each lead."""

    numbers: list[Ints]
    company: list[str]


def leads_among(sheets: Sequence[LeadSheet]) -> Leads:
    """The leads that the rows of `sheets` are about, numbered from 0 in the order of their first rows."""
    columns = [
        _keys([sheet.company for sheet in sheets], company_key),
        _keys([sheet.contact for sheet in sheets], contact_key),
        _keys([sheet.texts("phone") for sheet in sheets], phone_key),
        _keys([sheet.texts("site") for sheet in sheets], site_key),
    ]
    rows = [np.concatenate([np.zeros(0, dtype=np.int64), *column.rows]) for column in columns]
    numbers = _numbered(rows, columns[1].keys)
    named = np.flatnonzero(numbers >= 0)
    _, first = np.unique(numbers[named], return_index=True)
    company = [columns[0].keys[number] for number in rows[0][named[first]].tolist()]
    ends = np.cumsum([len(sheet) for sheet in sheets])
    return Leads(np.split(numbers, ends[:-1]) if len(ends) else [], company)


class Keyed(NamedTuple):
    """The rows of columns by numbers that are the same where their `keys` are, 0 where that is ""."""

    rows: list[Array]
    keys: list[str]


def _keys(columns: Sequence[Encoded], key: Callable[[str], str]) -> Keyed:
    known: dict[str, int] = {"": 0}
    found = []
    for column in columns:
        present = column.counts() > 0 if len(column.texts) else np.zeros(0, dtype=bool)
        numbers = np.zeros(len(column.texts), dtype=np.int64)
        for code in np.flatnonzero(present).tolist():
            numbers[code] = known.setdefault(key(column.texts[code]), len(known))
        found.append(column.spread(numbers, 0))
    return Keyed(found, list(known))


def _numbered(columns: Sequence[Array], contacts: Sequence[str]) -> Ints:
    """The number of each row's lead, by the numbers of its company, contact, phone and site."""
    company = columns[0]
    named = company > 0
    if not any(column.any() for column in columns[1:]):
        lead = company
    else:
        combined = company
        for column in columns[1:]:
            combined = combined * (int(column.max(initial=0)) + 1) + column
        _, first, combination, rows = np.unique(
            combined, return_index=True, return_inverse=True, return_counts=True
        )
        lead = _of_combinations([column[first] for column in columns], rows, contacts)[combination]
    if not named.any():
        return np.full(len(company), -1, dtype=np.int32)
    used, first, place = np.unique(lead[named], return_index=True, return_inverse=True)
    order = np.empty(len(used), dtype=np.int32)
    order[np.argsort(first)] = np.arange(len(used), dtype=np.int32)
    found = np.full(len(company), -1, dtype=np.int32)
    found[named] = order[place]
    return found


def _of_combinations(columns: Sequence[Array], rows: Array, contacts: Sequence[str]) -> Array:
    """A number for each combination of company, contact, phone and site, the same for those of one lead."""
    company = columns[0]
    order = np.argsort(company, kind="stable")
    starts = np.flatnonzero(np.diff(company[order], prepend=-1))
    lead = np.arange(len(company), dtype=np.int64)
    for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(order)], strict=True):
        if end - start == 1:
            continue
        places = order[start:end]
        named = [(int(columns[1][at]), int(columns[2][at]), int(columns[3][at])) for at in places]
        for group in _apart(named, rows[places].tolist()):
            for one in _by_contact([named[at][0] for at in group], contacts):
                lead[[places[group[at]] for at in one]] = places[group[one[0]]]
    return lead


def _apart(named: Sequence[Named], rows: Sequence[int]) -> list[list[int]]:
    """The combinations of one company's name, those apart that phones and sites keep apart."""
    group_of: dict[tuple[str, int], int] = {}
    groups: dict[int, list[int]] = {}
    silent = []
    for at, (_, phone, site) in enumerate(named):
        told = [key for key in (("phone", phone), ("site", site)) if key[1]]
        if not told:
            silent.append(at)
            continue
        joined = {group_of[key] for key in told if key in group_of}
        target = min(joined, default=at)
        members = groups.setdefault(target, [])
        for other in joined - {target}:
            members += groups.pop(other)
            group_of.update({key: target for key, group in group_of.items() if group == other})
        members.append(at)
        group_of.update(dict.fromkeys(told, target))
    if not groups:
        return [list(range(len(named)))]
    largest = max(groups, key=lambda group: (sum(rows[at] for at in groups[group]), -group))
    groups[largest] += silent
    return [sorted(members) for _, members in sorted(groups.items())]


def _by_contact(named: Sequence[int], contacts: Sequence[str]) -> list[list[int]]:
    """The combinations of one company by contact: `named` has the number of each one's contact."""
    found: dict[int, list[int]] = {}
    whole: dict[int, int] = {}
    for contact in sorted({number for number in named if number}, key=lambda number: -len(contacts[number])):
        longer = [other for other in found if is_same_contact(contacts[contact], contacts[other])]
        whole[contact] = longer[0] if len(longer) == 1 else contact
        found.setdefault(whole[contact], [])
    for at, contact in enumerate(named):
        target = whole[contact] if contact else next(iter(found)) if len(found) == 1 else 0
        found.setdefault(target, []).append(at)
    return [members for members in found.values() if members]
