"""A master and workbooks as reps send them back: small and real, made from the template.

Looking at many figures takes a second or two at every handing out and collecting, so these have the sheets of
the template that have to be there, and those that are typed into. The sample has all of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

import sheetkpi
from sheetkpi.distribution.incoming.collecting import Collection
from sheetkpi.distribution.stamps import handed_out
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.language import Language
from sheetkpi.tables.dailyentry import ENTRY_COUNTS
from sheetkpi.templates import template_path
from sheetkpi.workbook.entering import enter_rows
from tests.smallbooks import small

TODAY = date(2026, 11, 20)
ROSTER = pd.DataFrame(
    {
        "rep": ["山田 太郎", "森 葵", "佐藤 健"],
        "aliases": ["t.yamada", "", ""],
        "team": ["第1課", "第1課", "第2課"],
    }
)
YAMADA, MORI, SATO = ROSTER["rep"]


def row(day: int, rep: str = YAMADA, source: str = "", note: str = "", **counts: Any) -> dict[str, Any]:
    """What somebody types into one row, for a day of November 2026."""
    return {"date": date(2026, 11, day), "rep": rep, "lead_source": source, **counts, "note": note}


def master(folder: Path, *rows: Mapping[str, Any], language: Language = "ja", full: bool = False) -> Path:
    """The KPI workbook with a roster, and `rows` typed into its daily entries; where `full`, all of it."""
    path = folder / "KPI.xlsx"
    path.write_bytes(template_path(language).read_bytes() if full else small(language))
    with sheetkpi.open_book(path) as book:
        enter_rows(book, {"Roster": ROSTER, "DailyEntry": pd.DataFrame(rows)})
        book.save()
    return path


def returned(
    path: Path,
    *rows: Mapping[str, Any],
    recipient: str | None = YAMADA,
    kind: str = "rep",
    revision: int = 1,
    saved: datetime = datetime(2026, 11, 6, 18),
    handed: Sequence[Mapping[str, Any]] = (),
) -> Path:
    """A workbook handed out to `recipient` with the rows `handed`, and sent back with `rows`.

    A row of `rows` that stands where one of `handed` stood carries that one's stamp, as in the real thing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(small())
    frame = pd.DataFrame(rows)
    if handed:
        stamps = [handed_out(revision, _counts(before), before["note"]) for before in handed]
        frame["stamp"] = pd.Series(stamps, dtype=object).reindex(frame.index)
    with sheetkpi.open_book(path) as book:
        enter_rows(book, {"DailyEntry": frame})
        if recipient is not None:
            book.names.add("kpi_recipient", f'="{recipient}"')
            book.names.add("kpi_recipient_kind", f'="{kind}"')
            book.names.add("kpi_revision", f"={revision}")
        book.save()
    save_at(path, saved)
    path.with_name(f"{path.name}.bak").unlink()
    return path


def save_at(path: Path, moment: datetime) -> None:
    """Have the workbook say that it was last saved at `moment` (UTC), as Excel notes it."""
    package = Package.open(path)
    stamp = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
    core = package.read("docProps/core.xml")
    package.write("docProps/core.xml", stamp.sub(rb"\g<1>" + f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode(), core))
    path.write_bytes(package.to_bytes())


def _counts(entry: Mapping[str, Any]) -> list[float | None]:
    return [entry.get(key) for key in ENTRY_COUNTS]


def collect(book: Path, *places: Path, **options: Any) -> Collection:
    """Collect as on the 20th of November 2026."""
    return sheetkpi.collect(book, places or [book.parent / "back"], today=TODAY, **options)


def table(book: Path, name: str) -> list[dict[str, Any]]:
    """The filled rows of a table by header, blanks left out; dates as `date`."""
    with sheetkpi.open_book(book, read_only=True) as opened:
        for sheet in opened.sheets:
            for found in sheet.tables:
                if found.name == name:
                    header, *lines = found.range.options(ndim=2).value
                    rows = [dict(zip(header, line, strict=True)) for line in lines]
                    return [shown for each in rows if (shown := _shown(each))]
    raise KeyError(name)


def _shown(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.date() if isinstance(value, datetime) and name == "日付" else value
        for name, value in line.items()
        if value not in (None, "")
    }


def entries(book: Path) -> list[tuple[Any, ...]]:
    """Day of the month, rep and calls of each row of the daily entries."""
    return [(line["日付"].day, line["担当者"], line.get("架電数")) for line in table(book, "DailyEntry")]


def findings(result: Collection) -> list[tuple[str, str, str]]:
    """File, cell and reason (without its prefix) of everything that was found."""
    return [
        (finding.place.file, finding.place.cell(finding.column or "date"), finding.reason.rpartition(".")[2])
        for finding in result.findings
    ]
