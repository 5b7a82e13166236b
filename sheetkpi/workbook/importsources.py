"""Where activity is read from: the workbook's own sheets, its `Sources`, and places added for one refresh."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sheetkpi.errors import SourceError
from sheetkpi.language import LANGUAGES, say
from sheetkpi.sources.databases.connections import place_parts
from sheetkpi.sources.files import prefetch
from sheetkpi.sources.files.listing import is_link
from sheetkpi.sources.files.places import read_place
from sheetkpi.sources.files.states import PlaceRead, place_read
from sheetkpi.workbook.enteredcalls import entered_calls
from sheetkpi.workbook.place import path_of
from sheetkpi.workbook.rawsheets import raw_sheets, without_views

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.sources.activity import Activity
    from sheetkpi.sources.raw import RawSheet
    from sheetkpi.workbook.inputs import Inputs

SOURCE_COLUMNS = ("name", "kind", "place", "sheet", "last_read", "records_read")


@dataclass(frozen=True)
class Source:
    """One place activity is read from: a row of the `Sources` table, or one that may become one.

    `place` is a file, folder or pattern, relative to the workbook where it can be; `sheet` picks one sheet,
    "" means all. Of a database `place` is its connection (`db:crm`), `sheet` a table or a SELECT. `row` is
    its row in the table, None for an added place.
    """

    place: str
    sheet: str = ""
    row: int | None = None

    @property
    def database(self) -> tuple[str, str] | None:
        """Connection, and table or query, of a place in a database."""
        return place_parts(self.place, self.sheet)

    @property
    def name(self) -> str:
        """What the table calls it."""
        return self.database[0] if self.database else Path(self.place).name

    @property
    def kind(self) -> str:
        """What kind of file it is, `*` for several, `db` for a database."""
        return "db" if self.database else Path(self.place).suffix.lstrip(".").lower() or "*"


@dataclass(frozen=True)
class Gathered:
    """Every raw sheet of one refresh, in the order in which sources count, and the source of each.

    `origins[i]` is the index in `sources` that `sheets[i]` came from, None for the workbook's own sheets.
    `places` are the places of `sources`, each with its files as they looked before they were read.
    """

    sheets: tuple[RawSheet, ...]
    sources: tuple[Source, ...]
    origins: tuple[int | None, ...]
    places: tuple[PlaceRead, ...] = ()

    def frame(self, activity: Activity, read_at: datetime, *, remember_added: bool) -> pd.DataFrame:
        """Rows for the `Sources` table: when each was read and how many records it gave.

        Places added for this refresh are among them only with `remember_added`.
        """
        records: dict[int, int] = {}
        for origin, reading in zip(self.origins, activity.sheets, strict=True):
            if origin is not None:
                records[origin] = records.get(origin, 0) + reading.read
        rows = [
            (
                source.name,
                source.kind,
                source.place,
                source.sheet,
                read_at,
                records.get(number, 0),
            )
            for number, source in enumerate(self.sources)
            if remember_added or source.row is not None
        ]
        return pd.DataFrame(rows, columns=list(SOURCE_COLUMNS))


def gather(book: xw.Book, inputs: Inputs, added: Sequence[str | Path]) -> Gathered:
    """Read every raw sheet: the workbook's own, those of its `Sources`, those of the places in `added`.

    What people typed (`DailyEntry`) comes last. `added` places are relative to the current folder, those in
    `Sources` to the workbook's. Raises SheetKPIError for a place that cannot be read, and on a server, where
    a workbook from elsewhere must not name files of this machine, nor its connections to databases.
    """
    path = path_of(book)
    base = path.parent if path is not None else Path.cwd()
    own = raw_sheets(book, inputs)
    sources = _sources(inputs, added, base)
    remembered = [source for source in sources if source.row is not None]
    if remembered and book.app.engine.type == "remote":
        raise SourceError("error.sources_remote", place=remembered[0].place)
    for source in remembered:
        anywhere = source.database or is_link(source.place) or Path(source.place).is_absolute()
        if path is None and not anywhere:
            raise SourceError("error.sources_no_folder", place=source.place, name=book.name)
    passed_over = [path, *(issues_path(path, language) for language in LANGUAGES)] if path is not None else []
    sheets: list[tuple[RawSheet, int | None]] = [(sheet, None) for sheet in own if not sheet.typed]
    places = []
    for number, source in enumerate(sources):
        if source.database:
            from sheetkpi.sources.databases.reading import database_read, database_sheet

            places.append(database_read(source.place, source.sheet))
            found = [database_sheet(source.place, source.sheet)]
        else:
            places.append(place_read(source.place, base, passed_over))
            found = read_place(source.place, base, source.sheet, passed_over)
        sheets += [(sheet, number) for sheet in without_views(found, inputs)]
    sheets += [
        (sheet, None) for sheet in (entered_calls(inputs), *own) if sheet and (sheet.typed or sheet.of_leads)
    ]
    prefetch.forget()
    return Gathered(
        tuple(sheet for sheet, _ in sheets), sources, tuple(origin for _, origin in sheets), tuple(places)
    )


def issues_path(book: Path, language: str) -> Path:
    """Where all issues go when they are too many for the sheet: a CSV file beside the workbook."""
    return book.with_name(say("file.issues", "ja" if language == "ja" else "en", book=book.stem))


def _sources(inputs: Inputs, added: Sequence[str | Path], base: Path) -> tuple[Source, ...]:
    table = inputs.frames["Sources"]
    remembered = [
        Source(str(row.place), str(row.sheet or ""), number)
        for number, row in zip(table.index, table.itertuples(), strict=True)
        if row.place
    ]
    there = {_identity(source, base) for source in remembered}
    new = [_added(place, base) for place in dict.fromkeys(map(str, added))]
    return (*remembered, *(source for source in new if _identity(source, base) not in there))


def _identity(source: Source, base: Path) -> tuple[object, str]:
    """What two rows have in common that mean the same."""
    return source.database or (base / source.place, source.sheet)


def _added(place: str, base: Path) -> Source:
    """A place given from the current folder, as a row of the table."""
    if parts := place_parts(place):
        return Source(f"db:{parts[0]}", parts[1])
    return Source(_relative(place, base))


def _relative(place: str, base: Path) -> str:
    """`place`, given from the current folder, as the workbook remembers it."""
    if is_link(place):
        return place  # as typed, for the sentence that refuses it
    absolute = Path(os.path.abspath(Path(place).expanduser()))  # noqa: PTH100  (patterns must not be resolved)
    return absolute.relative_to(base).as_posix() if absolute.is_relative_to(base) else str(absolute)
