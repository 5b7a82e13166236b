"""The `ColumnMap` table: what a person says a column holds, before anything is recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from sheetkpi.errors import SourceError
from sheetkpi.language import key_of
from sheetkpi.sources.headers.headers import attempt_of
from sheetkpi.sources.values.text import normalise

if TYPE_CHECKING:
    import pandas as pd

    from sheetkpi.model.metrics import KpiTree
    from sheetkpi.sources.raw import RawSheet

FIELD_WORDS: dict[str, str] = {
    "date": "date",
    "time": "field.time",
    "rep": "rep",
    "team": "team",
    "company": "company",
    "lead": "field.lead",
    "contact": "contact",
    "lead_source": "lead_source",
    "kind": "kind",
    "direction": "field.direction",
    "result": "result",
    "meeting_date": "field.meeting_date",
    "set_date": "field.set_date",
    "meeting_result": "field.meeting_result",
    "accepted": "field.accepted",
    "rejection": "field.rejection",
    "field_sales": "field.field_sales",
    "id": "field.id",
    "updated": "field.updated",
    "deal": "field.deal",
    "stage": "field.stage",
    "opportunity_date": "field.opportunity_date",
    "created": "field.created",
    "close_date": "field.close_date",
    "expected_close": "field.expected_close",
    "amount": "amount",
    "reason": "field.reason",
    "detail": "note",
    "quantity": "field.quantity",
    "metric": "field.metric",
    "row_type": "field.row_type",
    "session": "field.session",
    "family_name": "field.family_name",
    "given_name": "field.given_name",
    "status": "field.status",
    "done": "done",
    "deleted": "field.deleted",
    "won_flag": "field.won_flag",
    "ignore": "field.ignore",
}
"""The fields a column can be mapped to, and the key of the word people choose for each."""

READ_AS: tuple[str, ...] = ("order.dmy", "order.mdy", "order.ymd", "zone.utc")
"""Keys of the words `ColumnMap` takes in its read_as column: how the dates of a column are to be read."""


def field_words(tree: KpiTree) -> tuple[str, ...]:
    """Keys of every word `ColumnMap` takes in its field column: the fields, then the counts of `tree`."""
    return (*FIELD_WORDS.values(), *tree.counts)


@dataclass(frozen=True)
class SheetColumns:
    """What `ColumnMap` says about one sheet: the field or count of each header (normalised)."""

    sheet: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    own_counts: dict[str, str] = field(default_factory=dict)
    counts: frozenset[str] = frozenset()
    read_as: dict[str, str] = field(default_factory=dict)

    def field_of(self, header: str) -> str | None:
        """The field, count or "ignore" that a person chose for `header`, or None."""
        return self.fields.get(normalise(header))

    def is_count(self, name: str) -> bool:
        """Whether `name` is a count of the KPI tree and no field."""
        return name in self.counts

    def check(self, headers: Sequence[str]) -> None:
        """Raise SheetKPIError where two of `headers` are mapped to one field."""
        taken: dict[str, str] = {}
        for header in headers:
            name = self.field_of(header) if header else None
            if name is None or name == "ignore":
                continue
            if name in taken:
                columns = f"{taken[name]}, {header}"
                raise SourceError("error.column_map_twice", sheet=self.sheet, columns=columns)
            taken[name] = header


@dataclass(frozen=True)
class ColumnMap:
    """The rows of `ColumnMap`: sheet (name or pattern, "" for all), header, field; and how to read dates."""

    rows: tuple[tuple[str, str, str], ...] = ()
    own_counts: dict[str, str] = field(default_factory=dict)
    counts: frozenset[str] = frozenset()
    read_as: tuple[tuple[str, str, str], ...] = ()

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, tree: KpiTree) -> ColumnMap:
        """The column map in a frame with the columns sheet, header, field and perhaps read_as.

        Fields are named in Japanese or English; a count of the tree (商談創出数) may be named too, then a
        number counts as such and Y, ○, true as one. A row may only say how dates are read (`READ_AS`). Rows
        without header or field are passed over. Raises SheetKPIError where a field or a way of reading is
        unknown or a header is mapped to two fields.
        """
        labels = {normalise(kpi.label): kpi.key for kpi in tree if kpi.label}
        rows: dict[tuple[str, str], str] = {}
        read_as = []
        for sheet, header, named, reading in _texts(frame):
            if header and reading:
                way = key_of(reading, READ_AS)
                if way is None:
                    raise SourceError("error.column_map_read_as", header=header, reading=reading)
                read_as.append((sheet, normalise(header), way))
            if not header or not named:
                continue
            name = _field_named(named, tree, labels)
            if name is None:
                raise SourceError("error.column_map_field", header=header, field=named)
            if rows.setdefault((sheet, normalise(header)), name) != name:
                raise SourceError("error.column_map_twice", sheet=sheet, columns=header)
        found = tuple((sheet, header, name) for (sheet, header), name in rows.items())
        return cls(found, labels, frozenset(tree.counts), tuple(read_as))

    def of_sheet(self, sheet: RawSheet) -> SheetColumns:
        """What is said about `sheet`; a row that names the sheet beats one for all sheets."""
        chosen, read_as = _chosen(self.rows, sheet), _chosen(self.read_as, sheet)
        return SheetColumns(sheet.label, chosen, self.own_counts, self.counts, read_as)


def _chosen(rows: Sequence[tuple[str, str, str]], sheet: RawSheet) -> dict[str, str]:
    chosen = {}
    for pattern, header, name in sorted(rows, key=lambda row: row[0] != ""):
        if not pattern or _is_meant(pattern, sheet):
            chosen[header] = name
    return chosen


def _texts(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    known = frame.reindex(columns=["sheet", "header", "field", "read_as"]).astype(object)
    known = known.where(known.notna(), "")
    return [tuple(str(text).strip() for text in row) for row in known.itertuples(index=False)]


def _field_named(text: str, tree: KpiTree, labels: dict[str, str]) -> str | None:
    for name, word in FIELD_WORDS.items():
        if text.casefold() == name or key_of(text, (word,)):
            return name
    if attempt_of(text):
        return text
    return key_of(text, tuple(kpi.key for kpi in tree if kpi.kind != "rate" and not kpi.label)) or labels.get(
        normalise(text)
    )


def _is_meant(pattern: str, sheet: RawSheet) -> bool:
    names = (sheet.name, sheet.place, sheet.label)
    wanted = normalise(pattern)
    known = [normalise(name) for name in names if name]
    return wanted in known or any(fnmatchcase(name, wanted) for name in known)
