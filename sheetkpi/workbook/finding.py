"""Finding the contract's tables and names in a book, wherever the user put them, in either language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from sheetkpi.errors import WorkbookError
from sheetkpi.language import LANGUAGES, Language, say
from sheetkpi.tables.columns import Column
from sheetkpi.tables.names import other_name
from sheetkpi.tables.spec import TableSpec
from sheetkpi.workbook.adopting import columns_meant
from sheetkpi.workbook.areas import Area, area_of
from sheetkpi.workbook.text import as_text, is_number, plain

if TYPE_CHECKING:
    import xlwings as xw

HEADERS_OF_OURS = 3
"""From this many known headers on, a table without the right name or key is taken for one of ours."""

MOSTLY_OURS = 0.75
"""The share of our headers from which on a table is one of ours that lost its key, not people's own."""

SEVERAL_OF_THEIRS = 2
"""Columns unknown to us from which on a table without any figure of ours is somebody's own: one beside the
key may well wait for ours."""

_WORDED = frozenset({"text", "date", "month", "link"})
"""Kinds of columns in which words are no wonder."""

_OPTIONAL_KEYS = frozenset({"from", "lead_source", "role", "sheet"})
"""Key columns that lists of entries may lack; their rows then count as if the cell were empty."""


@dataclass(frozen=True)
class Remark:
    """Something worth saying that stops nothing: a sentence's key and what fills it."""

    key: str
    values: dict[str, object] = field(default_factory=dict)

    def sentence(self, language: Language) -> str:
        """The remark in `language`."""
        return say(self.key, language, **self.values)


@dataclass(frozen=True)
class AnyTable:
    """An Excel table as it stands in the book: `area` with its header row, and totals row if it has one."""

    name: str
    area: Area
    headers: tuple[str, ...]
    has_totals: bool = False

    @property
    def rows(self) -> int:
        """Data rows, without header and totals."""
        return self.area.rows - 1 - self.has_totals


@dataclass(frozen=True)
class FoundTable(AnyTable):
    """One of the contract's tables, found: `columns` maps column keys to positions from 0.

    The `state` column is found like any other though no spec lists it. `theirs` are keys of columns that
    people fill with formulas of their own (see `peoplesformulas`).
    """

    spec: TableSpec = field(kw_only=True)
    columns: dict[str, int] = field(kw_only=True)
    theirs: frozenset[str] = field(default=frozenset(), kw_only=True)

    @property
    def users_columns(self) -> tuple[int, ...]:
        """Positions of the columns the contract does not know, and of those that are `theirs`."""
        ours = {place for key, place in self.columns.items() if key not in self.theirs}
        return tuple(position for position in range(len(self.headers)) if position not in ours)


@dataclass(frozen=True)
class PeoplesTable:
    """A table of people's own that merely has the name of `spec`: the headers of the key it lacks, or the
    columns of theirs that it `holds`."""

    table: AnyTable
    spec: TableSpec
    lacks: str = ""
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Findings:
    """What a book holds: the contract's tables by name, every table there is, and remarks.

    `peoples` are tables that merely have a name of the contract: people's own, left alone.
    `adopted` are tables of people's own that are filled like ours, by name.
    """

    tables: dict[str, FoundTable]
    everything: tuple[AnyTable, ...]
    remarks: tuple[Remark, ...] = ()
    peoples: tuple[PeoplesTable, ...] = ()
    adopted: Mapping[str, FoundTable] = field(default_factory=dict)


STATE = Column("state")


def list_tables(book: xw.Book) -> tuple[AnyTable, ...]:
    """Every table of the book, sheet by sheet."""
    tables = []
    for sheet in book.sheets:
        for table in sheet.tables:
            area = area_of(sheet.name, table.range.address)
            headers = _headers(table) if table.header_row_range is not None else ()
            tables.append(AnyTable(table.name, area, headers, table.totals_row_range is not None))
    return tuple(tables)


def find_tables(everything: tuple[AnyTable, ...], specs: Mapping[str, TableSpec]) -> Findings:
    """The contract's tables among `everything`, found by name, their columns by header.

    Where people have a table of such a name themselves, the contract's is the one called `other_name`; a
    table that lacks the key columns is theirs and left alone. Raises a SheetKPIError for a table that cannot
    be filled safely: its name is there twice, its header row is hidden, a column is there twice (in both
    languages, say), or the key column of what looks like one of ours in all else is missing. A table that
    looks like a missing one of ours under another name is only remarked on.
    """
    found: dict[str, FoundTable] = {}
    peoples = []
    for spec in specs.values():
        table = _named(everything, other_name(spec.name)) or _named(everything, spec.name)
        if table is None:
            continue
        lacks = _lacking_key(table.headers, spec)
        if not lacks or _looks_like(table.headers, spec) or not table.headers:
            found[spec.name] = recognised(table, spec)
        else:
            peoples.append(PeoplesTable(table, spec, lacks))
    missing = [spec for name, spec in specs.items() if name not in found and not spec.table.raw]
    names = {name.casefold() for own in specs for name in (own, other_name(own))}
    strangers = [table for table in everything if table.name.casefold() not in names]
    return Findings(found, everything, _renamed(strangers, missing), tuple(peoples))


def is_ours(headers: Sequence[str], spec: TableSpec) -> bool:
    """Whether a table with these `headers` that has a name of `spec` is one of the contract's: it has the key
    columns. What people paste activity into is taken as it is.

    >>> from sheetkpi.model.metrics import KpiTree
    >>> from sheetkpi.tables.registry import specs
    >>> is_ours(["Name", "Team", "Phone"], specs(KpiTree())["Roster"])
    False
    """
    if spec.name == "Activity":
        return True
    positions = _positions(tuple(headers), spec)
    return all(key in positions for key in spec.key if not _may_lack(spec, key))


def is_of_figures(spec: TableSpec) -> bool:
    """Whether a table shows the figures of reps, teams, lead sources, days."""
    return spec.table.group == "look" and any(column.key == "calls" for column in spec)


def has_most_columns(headers: Sequence[str], spec: TableSpec) -> bool:
    """Whether a table has nearly all the columns of `spec`, as those have that a refresh has filled: nobody
    types so many attainments and verdicts."""
    wanted = {column.key for column in spec if not column.on_demand}
    return len(_positions(tuple(headers), spec).keys() & wanted) >= MOSTLY_OURS * len(wanted)


def may_be_theirs(headers: Sequence[str], spec: TableSpec) -> bool:
    """Whether only its contents tell if a table with a name and the key of `spec` is one of ours: it is
    filled with figures, and has hardly a column that is called as ours are (see `columns_of_theirs`)."""
    positions = _positions(tuple(headers), spec)
    known = positions.keys() - set(spec.key)
    return is_of_figures(spec) and len(known) < HEADERS_OF_OURS


def columns_of_theirs(
    headers: Sequence[str], rows: Sequence[Sequence[object]], spec: TableSpec
) -> tuple[str, ...]:
    """The headers of what makes a table that `may_be_theirs` people's own: words under a header that we
    understand as a count (phone numbers, addresses); else several columns that we do not know, beside no
    figure that we do. Empty for one of ours.

    >>> from sheetkpi.model.metrics import KpiTree
    >>> from sheetkpi.tables.registry import specs
    >>> spec = specs(KpiTree())["RepKPI"]
    >>> columns_of_theirs(["Rep", "Phone", "Car"], [["Ann", "090-0000", "Golf"]], spec)
    ('Phone',)
    >>> columns_of_theirs(["Rep", "Salary", "Grade"], [["Ann", 5000, "G1"]], spec)
    ('Salary', 'Grade')
    >>> columns_of_theirs(["Rep", "Calls", "Note"], [["Ann", 5, "new"]], spec)
    ()
    """
    found = columns_found(headers, spec)
    kinds = {column.key: column.kind for column in spec if column.key not in spec.key}
    figures = {key: place for key, place in found.items() if kinds.get(key, "text") not in _WORDED}
    words = []
    for place in sorted(figures.values()):
        said = [row[place] for row in rows if any(map(str.isalnum, as_text(row[place])))]
        if said and not any(map(is_number, said)):
            words.append(headers[place])
    if words or figures:
        return tuple(words)
    unknown = [place for place in range(len(headers)) if place not in found.values()]
    filled = [headers[place] for place in unknown if any(as_text(row[place]) for row in rows)]
    return tuple(filled) if len(filled) >= SEVERAL_OF_THEIRS else ()


def _headers(table: xw.main.Table) -> tuple[str, ...]:
    # In a file the names come from the table's own part: the header cells would need the sheet, which may
    # hold a million rows. Excel is asked once for all of them.
    if (names := getattr(table.impl, "column_names", None)) is not None:
        return tuple(names)
    header = table.header_row_range
    return tuple(as_text(name) for name in header.options(ndim=1).value) if header else ()


def _positions(headers: tuple[str, ...], spec: TableSpec) -> dict[str, list[int]]:
    """For every column key of `spec` (and `state`, but in a table of people's own), at which positions one of
    its headers stands."""
    found: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        found.setdefault(plain(header), []).append(place)
    positions: dict[str, list[int]] = {}
    taken: set[str] = set()
    for column in (*spec, *(() if spec.filled_like else (STATE,))):
        wanted = found.keys() & (plain_headers(column) - taken)
        taken |= wanted
        if wanted:
            positions[column.key] = sorted(chain.from_iterable(found[header] for header in wanted))
    return positions


@lru_cache(maxsize=4096)  # asked of every column several times whenever a workbook is read
def plain_headers(column: Column) -> frozenset[str]:
    """Every header under which `column` is recognised, as headers are compared (see `text.plain`)."""
    return frozenset(map(plain, column.headers()))


def recognised(table: AnyTable, spec: TableSpec) -> FoundTable:
    """`table` as the table `spec` of the contract, its columns found by their headers; in a table to look at
    also by what these mean (see `adopting`).

    Raises a SheetKPIError where the header row is hidden, a column is there twice, or a key column missing.
    """
    place = {"table": table.name or spec.name, "sheet": table.area.sheet}
    if not table.headers:
        raise WorkbookError("error.table_no_header", **place)
    positions = _positions(table.headers, spec)
    for key, places in positions.items():
        if len(places) > 1 and not spec.table.raw:
            both = " / ".join(table.headers[place] for place in places)
            raise WorkbookError("error.column_twice", columns=both, column=key, **place)
    known = columns_found(table.headers, spec)
    if (lacks := _lacking_key(table.headers, spec)) and not known.keys() >= set(spec.key):
        raise WorkbookError("error.key_column_missing", column=lacks, **place)
    return FoundTable(
        table.name,
        table.area,
        table.headers,
        table.has_totals,
        spec=spec,
        columns=known,
    )


def columns_found(headers: Sequence[str], spec: TableSpec) -> dict[str, int]:
    """At which place each column of `spec` stands: under one of its headers or, in a table to look at, under
    one that means it (see `adopting`)."""
    positions = _positions(tuple(headers), spec)
    known = {key: places[0] for key, places in positions.items()}
    if spec.table.group == "look":
        known |= columns_meant(headers, spec, known, with_key=bool(spec.filled_like))
    return known


def find_adopted(everything: Sequence[AnyTable], specs: Mapping[str, TableSpec]) -> dict[str, FoundTable]:
    """The tables of people's own that are filled like ours, by name; those that have lost their key since, or
    their name, are theirs alone again."""
    found = {}
    for name, spec in specs.items():
        table = _named(everything, name)
        if table is None or not table.headers:
            continue
        with suppress(WorkbookError):
            found[name] = recognised(table, spec)
    return found


def _named(everything: Sequence[AnyTable], name: str) -> AnyTable | None:
    """The table called `name`; raises a SheetKPIError where there are several."""
    same_name = [table for table in everything if table.name.casefold() == name.casefold()]
    if len(same_name) > 1:
        places = ", ".join(table.area.label for table in same_name)
        raise WorkbookError("error.table_twice", table=name, places=places)
    return same_name[0] if same_name else None


def _lacking_key(headers: tuple[str, ...], spec: TableSpec) -> str:
    """The headers of the first key column that a table lacks without which it cannot be read or filled; ""
    where it has all."""
    if spec.table.raw:
        return ""
    positions = _positions(headers, spec)
    for key in spec.key:
        if key not in positions and not _may_lack(spec, key):
            return " / ".join(dict.fromkeys(spec[key].header(language) for language in LANGUAGES))
    return ""


def _looks_like(headers: tuple[str, ...], spec: TableSpec) -> bool:
    """Whether a table without our key is one of ours all the same, of which somebody renamed a header: it has
    several of our columns and, where nothing is read from it, hardly any other."""
    ours = len(_positions(headers, spec))
    several = ours >= min(HEADERS_OF_OURS, len(spec.columns) - 1)
    return several and (spec.table.group != "look" or ours >= MOSTLY_OURS * len(headers))


def _may_lack(spec: TableSpec, key: str) -> bool:
    return spec[key].typed and key in _OPTIONAL_KEYS


def _renamed(strangers: list[AnyTable], missing: list[TableSpec]) -> tuple[Remark, ...]:
    """Remarks on tables that look like a missing one of ours under a name of their own."""
    remarks = []
    for table in strangers:
        alike: list[tuple[int, int, TableSpec]] = []
        for spec in missing:
            if spec.table.ordered:  # written anew at every refresh: no table of anybody's own
                continue
            positions = _positions(table.headers, spec)
            if all(key in positions for key in spec.key) and len(positions) >= HEADERS_OF_OURS:
                alike.append((len(spec.key), len(positions), spec))
        if alike:
            best = max(alike, key=lambda one: one[:2])[2]
            values: dict[str, object] = {
                "name": table.name,
                "sheet": table.area.sheet,
                "table": best.name,
            }
            remarks.append(Remark("remark.table_renamed", values))
    return tuple(remarks)
