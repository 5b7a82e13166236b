"""Watching a workbook: what came back is collected, what changed is refreshed, and the page follows.

Files are looked at every few seconds by size and time of change (`os.stat`), which works on shares, where no
system tells of changes. A change is acted upon once two looks in a row see the same: who saves is not
disturbed. A workbook that somebody has open is waited for. Servers of databases are not watched: they are
read whenever something else changes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from sheetkpi.distribution import collect
from sheetkpi.errors import BusyError, InputError, NothingToDoError, SheetKPIError
from sheetkpi.language import Language, say
from sheetkpi.lastrefresh import places_read, remember, unchanged_since
from sheetkpi.opening import open_book
from sheetkpi.pipeline import refresh, write_issues
from sheetkpi.publishing import publish
from sheetkpi.sources.files.states import PlaceRead
from sheetkpi.undofile import can_keep
from sheetkpi.workbook.place import folder_of

LOOK_EVERY = 5.0
"""Seconds between two looks."""

AGAIN = 30.0
"""Seconds after which a workbook that somebody has open is tried again."""

GIVEN_TIME = 600.0
"""Seconds after which anything else that went wrong is tried again, where nothing changes meanwhile."""

_BOOKS = (".xlsx", ".xlsm")

Tell = Callable[..., None]
"""Told of each action: the key of its sentence, and its values."""

_Look = tuple[str, int, int]
_Looks = tuple[object, ...]


class Watched:
    """The workbook at `book`; `tell` is told of what was done with it, `page` is a folder to publish into."""

    def __init__(self, book: Path, language: Language, tell: Tell, page: Path | None = None) -> None:
        self._book = book
        self._asked = (Path.cwd(), False, None, None, language)  # as `sheetkpi refresh BOOK` asks
        self._language = language
        self._tell = tell
        self._page = page
        self._folder: Path | None = None
        self._collected: tuple[_Look, ...] = ()
        self._places: Sequence[PlaceRead] = places_read(book)

    def looks(self) -> _Looks:
        """How everything looks that is watched; it differs from day to day, too."""
        read = [look for place in self._places for look in _files_of(place)]
        there = self._page is None or self._page.is_dir()
        return (date.today(), _look(self._book), _looks_in(self._folder, self._book), tuple(read), there)

    def work(self) -> tuple[bool, _Looks]:
        """Collect, refresh and publish what there is; returns whether anything was, and how all looks for
        which that was done. Raises what these do."""
        if not self._book.is_file():
            raise InputError("error.not_found", path=self._book)
        self._folder = self._folder_of_returned()
        collected = self._collect()
        refreshed = self._refresh()
        published = self._page is not None and self._publish(self._page)
        day, book, _, _, there = self.looks()
        read = [look for place in self._places for look in _looks_when_read(place)]
        return collected or refreshed or published, (day, book, self._collected, tuple(read), there)

    def _folder_of_returned(self) -> Path | None:
        """Where the button Collect looks; None where that folder is not there."""
        with open_book(self._book, read_only=True) as opened:
            handed_out = folder_of(opened, "kpi_distribute_folder", say("folder.distribute", self._language))
            folder = folder_of(opened, "kpi_collect_folder", str(handed_out))
        return folder if folder.is_dir() else None

    def _collect(self) -> bool:
        there = _looks_in(self._folder, self._book)
        if self._folder is None or not there or there == self._collected:
            self._collected = there
            return False
        try:
            result = collect(self._book, [self._folder])
        except NothingToDoError:
            self._collected = there
            return False
        self._collected = there
        if result.refused:
            self._tell("watch.refused", refused=result.refused)
        if result.has_taken:
            taken = result.added + result.replaced
            listed = result.meetings + result.calls + result.notes
            self._tell("watch.collected", rows=taken, listed=listed, left_out=result.left_out)
        elif result.changed:
            for key, values in result.told_where_nothing_taken(self._book):
                self._tell(key, **values)
        return result.changed

    def _refresh(self) -> bool:
        if unchanged_since(self._book, self._asked):
            self._places = places_read(self._book)
            return False
        with open_book(self._book) as opened:
            summary = refresh(opened, undoable=can_keep())
            if summary.written:
                opened.save()
        self._places = summary.places
        if not summary.written:
            raise InputError("error.watch_no_tables", path=self._book)
        csv = write_issues(summary, self._book, self._language)
        remember(self._book, self._asked, summary.places, (None, csv), summary.left_out)
        self._tell("watch.refreshed", counted=f"{summary.activity.counted:,}", left_out=summary.left_out)
        return True

    def _publish(self, page: Path) -> bool:
        try:
            done = publish(self._book, page)
        except NothingToDoError:
            return False
        if done.changed:
            self._tell("watch.published", path=done.path)
        return done.changed


def watch(
    book: str | Path,
    language: Language,
    tell: Tell,
    *,
    page: str | Path | None = None,
    once: bool = False,
    sleep: Callable[[float], object] = time.sleep,
) -> bool:
    """Watch the workbook at `book` until it is interrupted (KeyboardInterrupt), or pass over it `once`;
    returns whether anything was done then.

    `tell` is given the key and the values of a sentence for each action, and for what is in the way, once.
    Raises InputError where the workbook or the folder of the `page` is not there to begin with; with `once`,
    whatever is in the way.
    """
    if page is not None and not Path(page).is_dir():
        raise InputError("error.no_folder", path=page)
    if not Path(book).is_file():
        raise InputError("error.not_found", path=book)
    watched = Watched(Path(book), language, tell, None if page is None else Path(page))
    if once:
        return watched.work()[0]
    done: _Looks | None = None
    before: _Looks | None = None
    in_the_way, waited = "", 0.0
    while True:
        looks = watched.looks()
        settled = done is None or looks == before
        if settled and looks != done:
            try:
                _, done = watched.work()
                in_the_way = ""
            except SheetKPIError as error:
                if (sentence := error.sentence(language)) != in_the_way:
                    tell("watch.in_the_way", what=error)
                in_the_way, waited = sentence, 0.0
                pause = AGAIN if isinstance(error, BusyError) else GIVEN_TIME
                while waited < pause and watched.looks() == looks:
                    sleep(LOOK_EVERY)
                    waited += LOOK_EVERY
                continue
        before = looks
        sleep(LOOK_EVERY)


def _look(path: str | Path) -> _Look | None:
    try:
        status = os.stat(path)  # noqa: PTH116 (one call for each file, a hundred times a minute)
    except OSError:
        return None
    return str(path), status.st_size, status.st_mtime_ns


def _looks_in(folder: Path | None, but: Path) -> tuple[_Look, ...]:
    """How the workbooks at any depth in a folder look, the watched one aside."""
    found = []
    for where, _, names in os.walk(folder) if folder is not None else ():
        for name in sorted(names):
            path = Path(where, name)
            if path.suffix.casefold() in _BOOKS and not name.startswith(("~$", ".")) and path != but:
                found.append(_look(path))
    return tuple(look for look in found if look is not None)


def _files_of(place: PlaceRead) -> list[_Look]:
    """How the files of a place look; none where nobody can tell, as of a database on a server."""
    found: list[_Look | None] = []
    if place.files is not None:
        with suppress(SheetKPIError, OSError):
            found = [_look(path) for path in place.paths()]
    return [look for look in found if look is not None]


def _looks_when_read(place: PlaceRead) -> list[_Look]:
    return [(state.path, state.size, state.modified) for state in place.files or ()]
