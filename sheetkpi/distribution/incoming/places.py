"""Which files come back: those named, those in a folder, those a pattern finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sheetkpi.errors import InputError, NothingToDoError

READ = frozenset({".xlsx", ".xlsm"})
"""Endings of the workbooks that can be collected."""

NAMED = frozenset({".xls", ".xlsb", ".ods", ".fods", ".numbers"})
"""Endings of spreadsheets that are named in the result when they lie in a folder: somebody may have typed in
one. Other files there are nobody's entries."""


def files_in(places: Sequence[str | Path], book: Path) -> list[Path]:
    """The files to collect, each once, in the order of `places` and by name; never `book` itself.

    A folder gives the spreadsheets in it at any depth, but for lock files, hidden ones and backups. Raises
    SheetKPIError for a place that is not there or gives nothing.
    """
    own = book.resolve()
    found: dict[Path, Path] = {}
    for place in places:
        here = [path for path in _files_at(Path(place).expanduser()) if path.resolve() != own]
        if not here:
            raise NothingToDoError("error.nothing_to_collect", path=place)
        for path in here:
            found.setdefault(path.resolve(), path)
    return list(found.values())


def _files_at(place: Path) -> list[Path]:
    if place.is_dir():
        return sorted(_spreadsheets(place.rglob("*")))
    if place.is_file():
        return [place]
    wild = next(
        (number for number, part in enumerate(place.parts) if any(sign in part for sign in "*?[")), None
    )
    if wild is None:
        raise InputError("error.not_found", path=place)
    folder = Path(*place.parts[:wild])
    return sorted(_spreadsheets(folder.glob(str(Path(*place.parts[wild:])))))


def _spreadsheets(paths: Iterator[Path]) -> Iterator[Path]:
    for path in paths:
        hidden = path.name.startswith((".", "~$"))
        if path.suffix.lower() in READ | NAMED and not hidden and path.is_file():
            yield path
