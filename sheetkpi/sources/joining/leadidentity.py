"""Which rows are about one lead: a company, with its person or department where one is told.

Spellings of a company are one (see `leads.company_key`). Two companies of one name are kept apart where
phones or domains tell; rows that tell neither are of the one that has their contact, else of the one with
most rows. Within a company a family name stands for the whole name, and rows that name nobody are of its only
contact, or of the company itself.

Rows without a company are of the one that has their phone or domain. Where none has, a person who can be
reached is a lead by the name, told apart from namesakes like companies of one name, and a phone alone is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from sheetkpi.model.combinations import Combinations, combinations
from sheetkpi.sources.records.leads import company_key, contact_key, is_same_contact
from sheetkpi.sources.words.leadwords import phone_numbers, site_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from sheetkpi.sources.records.cells import Array, Flags, Ints
    from sheetkpi.sources.records.leadsheets import LeadSheet
    from sheetkpi.sources.values.columns import Encoded

Named: TypeAlias = "tuple[int, int, int] | tuple[str, str, str]"
"""The numbers or keys of a contact, a phone (keys of several with spaces between) and a site (0 or "": not
told)."""


@dataclass(frozen=True, eq=False)
class Leads:
    """`numbers` of the lead of each row, a column per sheet (-1 where nothing tells of whom it is), and of
    each lead the key of its `company` and its `group`, a number that is the same for all leads of one company
    and another for one of the same name. `reached` has the group of a company's key and a phone or domain.
    `unsure` flags the rows that may be of several companies of one name, since nothing tells them apart."""

    numbers: list[Ints]
    company: list[str]
    group: Ints
    unsure: list[Flags]
    reached: Mapping[tuple[str, str], int] = field(default_factory=dict)


def leads_among(sheets: Sequence[LeadSheet]) -> Leads:
    """The leads that the rows of `sheets` are about, numbered from 0 in the order of their first rows."""
    companies: dict[str, int] = {"": 0}
    phones = [sheet.texts("phone") for sheet in sheets]
    first_of = _Linked([phone_numbers(text) for texts in phones for text in texts.texts])
    columns = [
        _keys([sheet.company for sheet in sheets], company_key, companies),
        _keys([sheet.contact for sheet in sheets], contact_key),
        _keys(phones, lambda text: first_of[told[0]] if (told := phone_numbers(text)) else ""),
        _keys([sheet.texts("site") for sheet in sheets], site_key),
    ]
    nobody = columns[0].rows == 0
    if any((nobody & (column.rows > 0)).any() for column in columns[1:]):
        columns.append(_keys([sheet.contact for sheet in sheets], company_key, companies))
    each = combinations([column.rows for column in columns])
    keys = [column.rows[each.first] for column in columns]
    if len(columns) > 4:
        keys[0] = _of_nobody(keys[:4], keys.pop(), companies, columns[2].keys, columns[3].keys)
    numbers, groups, unsure = _numbered(keys, each, columns[1].keys)
    told, names = np.flatnonzero(numbers >= 0), list(companies)
    of_lead = np.empty(int(numbers.max(initial=-1)) + 1, dtype=np.intp)
    of_lead[numbers[told]] = told
    company = [names[number] for number in keys[0][of_lead].tolist()]
    reached = _reached(keys, groups, names, (columns[2].keys, columns[3].keys))
    reached |= {
        (name, other): group for (name, one), group in reached.items() for other in first_of.others(one)
    }
    ends = np.cumsum([len(sheet) for sheet in sheets])[:-1]
    parted: list[Ints] = np.split(numbers[each.of_row], ends) if len(sheets) else []
    doubted: list[Flags] = np.split(unsure[each.of_row], ends) if len(sheets) else []
    return Leads(parted, company, groups[of_lead].astype(np.int32), doubted, reached)


class _Linked(dict[str, str]):
    """The one phone by which each is known: those that stand in one cell are of one lead."""

    def __init__(self, together: Sequence[tuple[str, ...]]) -> None:
        self._members: dict[str, list[str]] = {}
        for numbers in together:
            if len(numbers) > 1:
                known = list(dict.fromkeys(self[number] for number in numbers))
                members = [one for first in known for one in self._members.pop(first, [first])]
                self._members[known[0]] = members
                self.update(dict.fromkeys(members, known[0]))

    def __missing__(self, number: str) -> str:
        return number

    def others(self, first: str) -> list[str]:
        """The other phones of the one that is known by `first`."""
        return self._members.get(first, [])[1:]


class Keyed(NamedTuple):
    """The rows of columns, one below the other, by numbers that are the same where their `keys` are, 0 where
    that is ""."""

    rows: Ints
    keys: list[str]


def _keys(
    columns: Sequence[Encoded], key: Callable[[str], str], known: dict[str, int] | None = None
) -> Keyed:
    """`columns` by the numbers of their keys; `known` has those of keys met before, and takes up new ones."""
    known = {"": 0} if known is None else known
    found = [np.zeros(0, dtype=np.int32)]
    for column in columns:
        present = column.counts() > 0 if len(column.texts) else np.zeros(0, dtype=bool)
        numbers = np.zeros(len(column.texts), dtype=np.int32)
        for code in np.flatnonzero(present).tolist():
            numbers[code] = known.setdefault(key(column.texts[code]), len(known))
        found.append(column.spread(numbers, 0))
    return Keyed(np.concatenate(found), list(known))


_OF_PHONE = "\x1f"
"""Begins the key of a lead that only a phone or a domain tells of: in no name that people write."""


def _of_nobody(
    rows: Sequence[Array],
    named: Array,
    companies: dict[str, int],
    phones: Sequence[str],
    sites: Sequence[str],
) -> Array:
    """The company of each combination where those that name none are of whom their phone or site tells, or of
    whom they name (`named`: the number of the contact's name among `companies`)."""
    company, _, phone, site = (column.copy() for column in rows)
    for column in (phone, site):
        company = np.where(company == 0, _only_company(company, column)[column], company)
    person = (company == 0) & (named > 0) & ((phone > 0) | (site > 0))
    company = np.where(person, named, company)
    known = np.isin(named, named[person])  # without a phone beside it: of the same name
    company = np.where((company == 0) & (named > 0) & known, named, company)
    for column, keys in ((phone, phones), (site, sites)):
        company = np.where(company == 0, _only_company(company, column)[column], company)
        alone = np.unique(column[(company == 0) & (column > 0)]).tolist()
        own = np.zeros(len(keys), dtype=np.int64)
        for number in alone:
            own[number] = companies.setdefault(f"{_OF_PHONE}{keys[number]}", len(companies))
        company = np.where(company == 0, own[column], company)
    return company


def _only_company(company: Array, column: Array) -> Array:
    """The one company that a phone or a site stands beside, by its number; 0 for none, and for several."""
    told = (company > 0) & (column > 0)
    found = np.zeros(int(column.max(initial=0)) + 1, dtype=np.int64)
    pairs = np.unique(np.stack([column[told], company[told]]), axis=1)
    of, times = np.unique(pairs[0], return_counts=True)
    once = np.isin(pairs[0], of[times == 1])
    found[pairs[0][once]] = pairs[1][once]
    return found


def _reached(
    rows: Sequence[Array], groups: Array, companies: Sequence[str], keys: Sequence[Sequence[str]]
) -> dict[tuple[str, str], int]:
    """The group of each company's key with a phone or site."""
    found: dict[tuple[str, str], int] = {}
    for column, texts in zip(rows[2:], keys, strict=True):
        told = np.flatnonzero((column > 0) & (groups >= 0))
        _, first = np.unique(column[told] * len(companies) + rows[0][told], return_index=True)
        for at in told[first].tolist():
            found[companies[int(rows[0][at])], texts[int(column[at])]] = int(groups[at])
    return found


def _numbered(
    columns: Sequence[Array], each: Combinations, contacts: Sequence[str]
) -> tuple[Ints, Array, Flags]:
    """The number of each combination's lead and of its group, by the numbers of its company, contact, phone
    and site; -1 where no company is told. And whether it may be of several."""
    company = columns[0]
    told = company > 0
    unsure = np.zeros(len(company), dtype=bool)
    lead = group = company
    if any(column.any() for column in columns[1:]):
        lead, group, doubtful = _of_combinations(columns, each.rows, contacts)
        unsure = doubtful & told
    found = np.full(len(company), -1, dtype=np.int32)
    used, place = np.unique(lead[told], return_inverse=True)
    first = np.full(len(used), len(each.of_row))
    np.minimum.at(first, place, each.first[told])
    order = np.empty(len(used), dtype=np.int32)
    order[np.argsort(first)] = np.arange(len(used), dtype=np.int32)
    found[told] = order[place]
    return found, np.where(told, group, -1), unsure


def _of_combinations(
    columns: Sequence[Array], rows: Array, contacts: Sequence[str]
) -> tuple[Array, Array, Flags]:
    """A number for each combination of company, contact, phone and site, the same for those of one lead; one
    that is the same for those of one company; and whether it may be of several."""
    company = columns[0]
    order = np.lexsort(columns[::-1])
    starts = np.flatnonzero(np.diff(company[order], prepend=-1))
    lead = np.arange(len(company), dtype=np.int64)
    group, unsure = lead.copy(), np.zeros(len(company), dtype=bool)
    for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(order)], strict=True):
        if end - start == 1:
            continue
        places = order[start:end]
        named = [(int(columns[1][at]), int(columns[2][at]), int(columns[3][at])) for at in places]
        companies = apart(named, rows[places].tolist())
        unsure[places[in_doubt(named, companies)]] = True
        for of_one in companies:
            group[[places[at] for at in of_one]] = places[of_one[0]]
            for one in _by_contact([named[at][0] for at in of_one], contacts):
                lead[[places[of_one[at]] for at in one]] = places[of_one[one[0]]]
    return lead, group, unsure


def in_doubt(named: Sequence[Named], companies: Sequence[Sequence[int]]) -> list[int]:
    """The combinations that may be of several of the `companies` (see `apart`) of one name: without a phone
    or site, and with a contact of none of them, or of several.

    >>> in_doubt([(0, 1, 0), (0, 2, 0), (0, 0, 0), (5, 2, 0), (5, 0, 0)], [[0, 2], [1, 3, 4]])
    [2]
    """
    if len(companies) < 2:
        return []
    contacts = [{named[at][0] for at in members if any(named[at][1:])} for members in companies]
    silent = [at for at, (_, phone, site) in enumerate(named) if not (phone or site)]
    return [at for at in silent if not named[at][0] or sum(named[at][0] in of for of in contacts) != 1]


def apart(named: Sequence[Named], rows: Sequence[int]) -> list[list[int]]:
    """The combinations of one company's name, those apart that phones and sites keep apart; each stands in
    that many `rows`. Those that tell neither are of the only one that names their contact, else of the one
    with most rows.

    >>> apart([(0, 1, 0), (0, 2, 0), (0, 0, 0), (0, 1, 7)], [5, 3, 1, 1])
    [[0, 2, 3], [1]]
    """
    group_of: dict[tuple[str, int | str], int] = {}
    groups: dict[int, list[int]] = {}
    silent = []
    for at, (_, phone, site) in enumerate(named):
        phones = phone.split() if isinstance(phone, str) else [phone]
        told = [key for key in (*(("phone", one) for one in phones), ("site", site)) if key[1]]
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
    naming: dict[int | str, set[int]] = {}
    for group, members in groups.items():
        for at in members:
            naming.setdefault(named[at][0], set()).add(group)
    for at in silent:
        of = naming.get(named[at][0], set()) if named[at][0] else set()
        groups[of.pop() if len(of) == 1 else largest].append(at)
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
