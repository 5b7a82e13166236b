"""What the last refresh of a workbook was made from: one that would come to the same is not made again.

What is shown depends on the workbook itself (settings, roster, what people typed), on every file it reads, on
the day, on what was asked for, and on the program. Where all of them are what they were, so is the result.
Loads nothing that takes long: whoever presses refresh every ten minutes should not wait to be told so.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sheetkpi.cachefolder import forget, keep, kept, program
from sheetkpi.sources.files.states import FileState, PlaceRead, state_of

VERSION = 1


@dataclass(frozen=True)
class LastRefresh:
    """When a refresh was made, and how many records it left out."""

    when: datetime
    left_out: int


def remember(
    book: Path,
    asked: Sequence[object],
    places: Sequence[PlaceRead],
    beside: Sequence[Path | None],
    left_out: int,
    day: date | None = None,
) -> None:
    """Remember the refresh that was just saved in the workbook at `book`.

    `asked` is what the refresh was asked for; `places` is where it read; `beside` are further files that it
    read or made. Nothing is remembered where one of the files changed while it was read.
    """
    states = [state_of(path) for path in (book, *(path for path in beside if path is not None))]
    if None in states or not all(place.is_so_still() for place in places):
        forget(_name(book))
        return
    told = {
        "version": VERSION,
        "when": datetime.now().isoformat(timespec="seconds"),
        "depends": _depends(asked, day or date.today()),
        "files": [asdict(state) for state in states if state],
        "places": [asdict(place) for place in places],
        "left_out": left_out,
    }
    keep(_name(book), [json.dumps(told).encode()])


def unchanged_since(book: Path, asked: Sequence[object], day: date | None = None) -> LastRefresh | None:
    """The last refresh of the workbook at `book`, where one for what is `asked` would come to the same."""
    told = _told(book)
    if told is None or told.get("depends") != _depends(asked, day or date.today()):
        return None
    return _last(told)


def places_read(book: Path) -> tuple[PlaceRead, ...]:
    """Where the last refresh of the workbook at `book` read, as it looked then; () where nobody knows."""
    try:
        return _places((_told(book) or {}).get("places", []))
    except (KeyError, TypeError, ValueError):
        return ()


def is_unchanged(book: Path) -> bool:
    """Whether a refresh of the workbook at `book` would find all its files as the last one left them."""
    told = _told(book)
    return told is not None and _last(told) is not None


def _last(told: dict[str, Any]) -> LastRefresh | None:
    try:
        files = [FileState(**state) for state in told["files"]]
        places = _places(told["places"])
        last = LastRefresh(datetime.fromisoformat(told["when"]), int(told["left_out"]))
    except (KeyError, TypeError, ValueError):
        return None
    same = all(state.is_so_still() for state in files) and all(place.is_so_still() for place in places)
    return last if same else None


def _places(told: Sequence[dict[str, Any]]) -> tuple[PlaceRead, ...]:
    return tuple(
        PlaceRead(**place | {"files": tuple(FileState(**state) for state in place["files"])})
        for place in told
    )


def _told(book: Path) -> dict[str, Any] | None:
    content = kept(_name(book))
    if content is None:
        return None
    try:
        told = json.loads(content)
    except ValueError:
        return None
    return told if isinstance(told, dict) and told.get("version") == VERSION else None


def _depends(asked: Sequence[object], day: date) -> list[str]:
    """What the result depends on besides files: as texts, since that is how they are kept."""
    return [program(), day.isoformat(), str(time.timezone), os.environ.get("TZ", ""), *map(str, asked)]


def _name(book: Path) -> str:
    where = os.path.normcase(Path(book).resolve())
    return f"refreshed-{sha256(str(where).encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.json"
