"""The file beside the log in which a refresh keeps what it overwrites: per workbook, the last refresh only.

It is there before the first cell is written and called `.pending` until the last one is, or in a file until
that is saved: so a later process can tell a refresh that was done from one that broke off. Only this user can
read it; files older than `DAYS_KEPT` go. A few lines of JSON, packed with gzip; a date is
`{"date": "2026-11-02T00:00:00"}`.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sheetkpi.errors import WorkbookError
from sheetkpi.logfile import log_path
from sheetkpi.userfolders import forget_older
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.sheets import Block
from sheetkpi.workbook.undo import Before, NameBefore, Reference, TableBefore

VERSION = 2
_READ = (1, 2)
"""The first had a formula, or none, for each cell."""
DAYS_KEPT = 30


@dataclass(frozen=True)
class Kept:
    """What a refresh at `when` overwrote; `broke_off` when it never came to its end, as far as is known here:
    a file may have been saved with it. `read` tells the state of the file that was refreshed, `saved` that of
    the file as it was saved then; "" in Excel."""

    before: Before
    when: datetime
    broke_off: bool
    read: str = ""
    saved: str = ""


def folder() -> Path:
    """Where the files are."""
    return log_path().parent / "undo"


def can_keep() -> bool:
    """Whether anything can be kept here: not on a server whose user has no folder of their own."""
    try:
        folder().mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder(), os.W_OK)


def keep(identity: str, before: Before, when: datetime, read: str = "") -> bytes:
    """Keep what is about to be overwritten in the workbook `identity` (see `place.identity_of`); `read` as in
    `Kept`. Returned is what was written, for `keep_references`.

    Raises SheetKPIError where the file cannot be written: then nothing must be overwritten.
    """
    content = {"version": VERSION, "when": when.isoformat(), "read": read, "before": before}
    packed = _packed(content)
    _write(identity, packed)
    return packed


def keep_references(identity: str, kept: bytes, references: Sequence[Reference]) -> None:
    """Keep with what was `kept` also which references followed a table, as is known once all is written."""
    _write(identity, kept + _packed(references))


def _packed(content: Any) -> bytes:
    """A line of JSON as a gzip file, to which others may be appended."""
    return gzip.compress((json.dumps(content, ensure_ascii=False, default=_plain) + "\n").encode(), 1)


def _write(identity: str, packed: bytes) -> None:
    path = _pending(identity)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        forget_older(path.parent, DAYS_KEPT)
        beside = path.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(packed)
        beside.replace(path)
    except OSError as error:
        raise WorkbookError("error.undo_not_kept", path=path.parent, reason=error.strerror) from error


def settle(identity: str, saved_as: str, saved: str = "") -> None:
    """The refresh is done, and the workbook is the one called `saved_as` now; `saved` as in `Kept`. What was
    kept may have gone meanwhile: then there is no way back."""
    with suppress(FileNotFoundError):
        if saved:
            with suppress(OSError), _pending(identity).open("r+b") as file:
                file.seek(0, os.SEEK_END)
                file.write(_packed({"saved": saved}))
        _pending(identity).replace(_done(saved_as))


def forget(identity: str, *, pending_only: bool = False) -> None:
    """What was kept has been put back, or need not be."""
    _pending(identity).unlink(missing_ok=True)
    if not pending_only:
        _done(identity).unlink(missing_ok=True)


def kept(identity: str) -> list[Kept]:
    """What the last refresh of the workbook overwrote and, where it is not known to have been done, the one
    before it; nothing where nothing (readable) is kept."""
    found = []
    for path in (_pending(identity), _done(identity)):
        if path.exists():
            try:
                first, *others = gzip.decompress(path.read_bytes()).splitlines()
                content = json.loads(first)
                if content["version"] in _READ:
                    when = datetime.fromisoformat(content["when"])
                    broke_off, read = path.suffix == ".pending", content.get("read", "")
                    before = _before(content["before"])
                    saved = ""
                    for line in map(json.loads, others):
                        if isinstance(line, dict):
                            saved = line["saved"]
                        else:
                            before = replace(before, references=tuple(map(tuple, line)))
                    found.append(Kept(before, when, broke_off, read, saved))
            except (OSError, EOFError, ValueError, KeyError, TypeError):
                continue  # damaged, or written by another version
    return found


def _pending(identity: str) -> Path:
    digest = hashlib.sha256(os.path.normcase(identity).encode()).hexdigest()[:32]
    return folder() / f"{digest}.pending"


def _done(identity: str) -> Path:
    return _pending(identity).with_suffix(".done")


# To JSON and back ---------------------------------------------------------------------------------------


def _plain(value: Any) -> Any:
    """What JSON has no word for, in words it has; all else it writes by itself, many times as fast."""
    if isinstance(value, date):
        return _moment(value)
    if isinstance(value, Block):
        return {"values": value.values, "formulas": _by_column(value.formulas)}
    if is_dataclass(value):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, Sequence):
        return list(value)
    return str(value)


@lru_cache(maxsize=4096)
def _moment(value: date) -> dict[str, str]:
    moment = value if isinstance(value, datetime) else datetime.combine(value, datetime.min.time())
    return {"date": moment.replace(tzinfo=None).isoformat()}


def _by_column(rows: Sequence[Sequence[str | None]]) -> dict[int, str | tuple[str | None, ...]]:
    """The formulas of columns that have any, by their place: one where all cells hold the same, as they do in
    a column that is calculated.

    >>> _by_column([(None, "=[@a]", "=B1"), (None, "=[@a]", None)])
    {1: '=[@a]', 2: ('=B1', None)}
    """
    found: dict[int, str | tuple[str | None, ...]] = {}
    for place, column in enumerate(zip(*rows, strict=True)):
        said = set(column)
        if said != {None}:
            found[place] = column if len(said) > 1 else column[0]
    return found


def _by_row(
    columns: Mapping[str, str | list[str | None]], rows: int, width: int
) -> tuple[tuple[str | None, ...], ...]:
    """The way back."""
    said = (columns.get(str(place)) for place in range(width))
    return tuple(zip(*(one if isinstance(one, list) else [one] * rows for one in said), strict=True))


def _value(value: Any) -> Any:
    return datetime.fromisoformat(value["date"]) if isinstance(value, dict) else value


def _rows(rows: list[list[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(_value(value) for value in row) for row in rows)


def _before(content: dict[str, Any]) -> Before:
    def block(cells: dict[str, Any]) -> Block:
        values, formulas = _rows(cells["values"]), cells["formulas"]
        if isinstance(formulas, dict):
            return Block(values, _by_row(formulas, len(values), len(values[0]) if values else 0))
        return Block(values, _rows(formulas))

    def table(one: dict[str, Any]) -> TableBefore:
        areas = {name: Area(**one[name]) for name in ("area", "area_after")}
        flat = ("headers", "headers_after", "sources", "fresh", "key_columns", "written", "typed")
        lists = {name: tuple(one[name]) for name in flat}
        keys = {name: _rows(one[name]) for name in ("keys", "keys_after")}
        by_place = {
            name: {int(place): tuple(of) for place, of in one[name].items()} for name in ("given", "rules")
        }
        return TableBefore(**one | areas | lists | keys | by_place | {"body": block(one["body"])})

    def name(one: dict[str, Any]) -> NameBefore:
        return NameBefore(one["name"], block(one["cells"]), _rows(one["written"]), one["formula"])

    return Before(
        tuple(map(table, content["tables"])),
        tuple(map(name, content["names"])),
        content["memory"],
        content.get("added", ""),
        content.get("added_rows", 0),
        tuple(map(tuple, content.get("references", ()))),
        content.get("adopted", ""),
    )
