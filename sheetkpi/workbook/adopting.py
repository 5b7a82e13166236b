"""Tables of people's own that are filled like one of the contract's, under their own names and headers.

Somebody said yes to that once (`attach`), and the workbook remembers it in a hidden name. Such a table gets
no column and no rule of ours: what it has is filled. A column that was filled once is ours until `detach`: it
holds today's figures or is empty, and the name remembers that, too. One for which there never was a source
stays as people typed it. Its headers are understood as those of raw activity are,
so that アポ数 is meetings, whatever language or brackets stand around it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sheetkpi.language import LANGUAGES
from sheetkpi.model.metrics import KpiTree
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.headers.grammar import is_per_day, understand
from sheetkpi.sources.tables.context import month_of
from sheetkpi.sources.tables.titles import Told, told_by
from sheetkpi.sources.words.leadwords import is_last_day
from sheetkpi.sources.words.totals import totals_among
from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import TableSpec
from sheetkpi.workbook.text import plain

if TYPE_CHECKING:
    import xlwings as xw

ADOPTED = "kpi_adopted"
"""The hidden name that says which tables are filled like which."""
LEFT_ALONE = "kpi_left_alone"
"""The hidden name that lists tables of people's own that are called like ours and are not to be filled."""
ADOPTABLE = ("RepKPI", "TeamKPI", "SourceKPI")
"""Tables with one row for each rep, team or lead source: nothing is read from them, and rows are told apart
by what stands in one column."""

_PAIR = lazy_pattern(r'"([^"=>]+)=(\w+)"')
_FILLED = lazy_pattern(r'"([^"=>]+)>(\w+)"')
_QUOTED = lazy_pattern(r'"([^"]+)"')
_PIECES = lazy_pattern(r"[^\w\s%]+|[\r\n]+")
_KEYS = ("rep", "team", "lead_source")
_TIMES = frozenset({"date", "month", "time", "week", "start", "end"})


def adopted_in(book: xw.Book) -> dict[str, str]:
    """Which table of `book` is filled like which of the contract's; none where the engine tells no names."""
    return pairs(_said(book))


def filled_in(book: xw.Book) -> dict[str, frozenset[str]]:
    """The columns of adopted tables of `book` that were filled once (see `filled_once`)."""
    return filled_once(_said(book))


def left_alone_in(book: xw.Book) -> frozenset[str]:
    """The tables of `book` that are called like ours and are people's own, in lower case."""
    return left_alone(_said(book, LEFT_ALONE))


def left_alone(refers_to: str) -> frozenset[str]:
    """What the name `LEFT_ALONE` says, in lower case.

    >>> sorted(left_alone('={"SourceKPI","DailyKPI"}'))
    ['dailykpi', 'sourcekpi']
    """
    return frozenset(name.casefold() for name in _QUOTED.findall(refers_to))


def _said(book: xw.Book, name: str = ADOPTED) -> str:
    try:
        return str(book.names[name].refers_to) if name in book.names else ""
    except NotImplementedError:
        return ""


def pairs(refers_to: str) -> dict[str, str]:
    """What the name says.

    >>> pairs('={"担当KPI=RepKPI","T1=TeamKPI","T1>calls"}')
    {'担当KPI': 'RepKPI', 'T1': 'TeamKPI'}
    """
    return dict(_PAIR.findall(refers_to))


def filled_once(refers_to: str) -> dict[str, frozenset[str]]:
    """The keys of the columns that were filled once, by table, as the name remembers them.

    >>> filled_once('={"T1=TeamKPI","T1>calls"}')
    {'T1': frozenset({'calls'})}
    """
    found: dict[str, set[str]] = {}
    for name, key in _FILLED.findall(refers_to):
        found.setdefault(name, set()).add(key)
    return {name: frozenset(keys) for name, keys in found.items()}


def refers_to(adopted: Mapping[str, str], filled: Mapping[str, Collection[str]] | None = None) -> str:
    """What the name is to say, without the `=` before it."""
    said = [f'"{name}={table}"' for name, table in adopted.items()]
    said += [f'"{name}>{key}"' for name in adopted for key in sorted((filled or {}).get(name, ()))]
    return "{" + ",".join(said) + "}"


def adopted_specs(adopted: Mapping[str, str], specs: Mapping[str, TableSpec]) -> dict[str, TableSpec]:
    """The tables of the contract as the `adopted` ones are called, by that name.

    Their key, counts and rates are filled; a rep's team only in new rows. Targets, judgements and whatever
    else they may have stay people's.
    """
    return {
        name: TableSpec(
            replace(specs[table].table, name=name), tuple(_filled_columns(specs[table])), filled_like=table
        )
        for name, table in adopted.items()
        if table in ADOPTABLE
    }


def _filled_columns(spec: TableSpec) -> Iterator[Column]:
    kpis = {kpi.key for kpi in KpiTree()}
    for column in spec:
        if column.key in spec.key or column.key in kpis or column.label:
            if "." not in column.key and not column.on_demand:
                yield column
        elif column.key == "team":
            yield replace(column, typed=True)


def columns_meant(
    headers: Sequence[str], spec: TableSpec, known: Mapping[str, int], *, with_key: bool = True
) -> dict[str, int]:
    """At which place each column of `spec` stands that is meant by a header without being called so, those
    `known` aside. Two headers that mean the same mean nothing.

    >>> from sheetkpi.model.metrics import KpiTree
    >>> from sheetkpi.tables.registry import specs
    >>> columns_meant(["営業担当", "アポ数", "接続", "メモ"], specs(KpiTree())["RepKPI"], {})
    {'rep': 0, 'meetings': 1, 'connects': 2}
    """
    places: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        if place not in known.values() and (key := _meant(header, spec)) and not spec[key].on_demand:
            places.setdefault(key, []).append(place)
    return {
        key: found[0]
        for key, found in places.items()
        if len(found) == 1 and key not in known and (with_key or key not in spec.key)
    }


def _meant(header: str, spec: TableSpec) -> str:
    """The key of the column that a header means, "" where that is not clear."""
    if is_per_day(header):
        return ""
    keys = {column.key for column in spec}
    pieces = {plain(piece) for piece in _PIECES.split(header)} - {""}
    called = {
        column.key
        for column in spec
        for language in LANGUAGES
        if len(pieces) > 1 and plain(column.header(language)) in pieces
    }
    if called:
        return called.pop() if len(called) == 1 else ""
    said = understand(header)
    if said.count:
        key = _of_count(said.count, said.qualifiers)
        # A bare 接続, which in raw data may be a mark or a result, is its count where each row is a rep.
        return key if not said.part and not said.unknown and key in keys else ""
    fields = {field for field, _ in said.fields} & {*_KEYS} & keys
    return fields.pop() if len(fields) == 1 else ""


def _of_count(count: str, qualifiers: Collection[str]) -> str:
    """The column of a count, or of its target."""
    if set(qualifiers) == {"plan"}:
        return f"{count}.target"
    return count if set(qualifiers) <= {"actual"} else ""


def tells_of_days(header: str) -> bool:
    """Whether a header says that its column holds days or months: such a table is raw data or a calendar.

    >>> tells_of_days("日付"), tells_of_days("架電数/日"), tells_of_days("最終架電日")
    (True, False, False)
    """
    said = understand(header)
    days = bool({field for field, _ in said.fields} & _TIMES) and not said.count
    return days and not is_last_day(header) and not is_per_day(header)


def months_told(headers: Sequence[str]) -> dict[int, date]:
    """The months (their first days) that headers name, by the place of each.

    >>> months_told(["Rep", "2026-08", "2026-09"])
    {1: datetime.date(2026, 8, 1), 2: datetime.date(2026, 9, 1)}
    """
    today = date.today()
    return {place: month for place, text in enumerate(headers) if (month := month_of(text, today))}


TitlesTell = Told


def titles_tell(texts: Iterable[str], today: date) -> TitlesTell:
    """What the names and titles over a table say of its figures: see `sources.tables.titles`.

    >>> titles_tell(["KPI_Sep26"], date(2026, 11, 20)).period
    'KPI_Sep26'
    """
    return told_by(texts, today)


def rows_of_sums(keys: Sequence[str]) -> list[bool]:
    """Which rows are called sums of others.

    >>> rows_of_sums(["合計", "東チーム計", "森 葵"])
    [True, True, False]
    """
    return totals_among(keys)


def is_worked_out(formula: str) -> bool:
    """Whether a formula asks other cells; sums of numbers alone are an entry like any other.

    >>> is_worked_out("=SUM(B2:B4)"), is_worked_out("=5+3"), is_worked_out("")
    (True, False, False)
    """
    return formula.startswith("=") and any(sign.isalpha() for sign in formula)
