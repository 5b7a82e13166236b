"""Big sheets, read in a thread while the program is still being loaded and the KPI workbook opened.

Both take about as long as reading 60,000 rows does. Whoever knows early which workbooks will be read says so
with `begin`; `workbook_sheets` then finds their big sheets read. This is a head start and nothing else: what
is not here, has changed since, or could not be read is read by whoever wants it, and who then can tell what
is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path

from sheetkpi.language import LANGUAGES, all_words, say
from sheetkpi.sources.files.fastexcel_book import Opened, open_workbook
from sheetkpi.sources.files.keptsheets import has_kept
from sheetkpi.sources.files.memory import let_arrow_give_back

BIG = 2**19
"""Bytes of packed XML from which on a sheet is worth it: some 10,000 rows."""

_READ_AS_ACTIVITY = frozenset({"sheet.activity", "sheet.entry"})
_ZIPPED = frozenset({".xlsx", ".xlsm", ".xlsb"})

_begun: dict[tuple[Path, int, int], Future[Opened]] = {}


def begin(paths: Iterable[Path]) -> None:
    """Begin to read the big sheets of the workbooks among `paths`, in this order."""
    for path in paths:
        if path.suffix.lower() in _ZIPPED and (file := _file(path)) and file[1] >= BIG:
            _begun[file] = _thread().submit(_read, path)
    if _begun:
        let_arrow_give_back()  # loads pyarrow, which the thread needs next: better one does than two at once


def taken(source: Path | bytes) -> Opened | None:
    """The workbook with its big sheets loaded, if that was begun and went well; waits for it."""
    file = _file(source) if isinstance(source, Path) else None
    future = _begun.pop(file, None) if file else None
    if future is None:
        return None
    if future.exception() is not None:
        return None  # it will go wrong once more, where a sentence about it can be made
    return future.result()


def forget() -> None:
    """Stop what was begun and let go of the files: nobody will want more, and one may be saved soon."""
    while _begun:
        _, future = _begun.popitem()
        if not future.cancel():
            future.exception()


def _read(path: Path) -> Opened:
    opened = open_workbook(path, path.name)
    for name, size in opened.zipped.packed.items() if opened.zipped else ():
        shown = bool(opened.zipped and opened.zipped.tables.get(name)) and name in _titles_of_views()
        if size >= BIG and not shown and not has_kept(opened.zipped, name):
            opened.load(name)
    return opened


@cache
def _titles_of_views() -> frozenset[str]:
    """What a KPI workbook's sheets are called whose tables nobody reads as activity: with hundreds of reps
    they are big."""
    keys = {key for key in all_words() if key.startswith("sheet.")} - _READ_AS_ACTIVITY
    return frozenset(say(key, language) for key in keys for language in LANGUAGES)


def _file(path: Path) -> tuple[Path, int, int] | None:
    """What tells this state of a file from any other."""
    try:
        path = path.resolve()
        status = path.stat()
    except OSError:
        return None
    return path, status.st_size, status.st_mtime_ns


@cache
def _thread() -> ThreadPoolExecutor:
    import fastexcel  # noqa: F401  (here, not in the thread: see `begin`)

    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="read-ahead")
