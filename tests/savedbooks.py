"""Looking through every workbook the product saves while tests run: nothing for Excel to repair.

The rules (`excelrules`) and, with `pytest --schema`, Microsoft's validator (`schemajudge`) may find nothing
that the workbook did not have when it was opened.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from sheetkpi.fileengine.opc import saving
from sheetkpi.fileengine.opc.archive import archive_chunks
from sheetkpi.fileengine.opc.package import Package
from tests.excelrules import complaints, new_complaints
from tests.schemajudge import new_schema_errors, schema_errors

_LARGE, _MIDDLING = 2_000_000, 250_000
"""Bytes of files that take seconds, or a second, to look through. Smaller ones of the same code are always
looked through, middling ones `_EACH` times for each file of tests."""
_EACH = 2
_ENOUGH = 1
"""Workbooks handed out by one test that are looked through: they are made in the same way."""


_seen: Counter[str] = Counter()


@contextmanager
def looked_through(patch: pytest.MonkeyPatch, schema: bool, tests: str) -> Iterator[list[str]]:
    """Gives the list of what is found wrong, which fills as workbooks are saved; `tests` is the file of tests
    that does it."""
    found: list[str] = []
    save, replace_file = Package.save, saving.replace_file
    inside: list[Package] = []
    handed_out: list[Path] = []

    def worth_it(book: bytes) -> bool:
        if len(book) > _MIDDLING:
            _seen[tests] += 1
        return len(book) <= _MIDDLING or _seen[tests] <= _EACH

    def saved(package: Package, path: str | Path | None = None, **named: Any) -> None:
        before = b"".join(archive_chunks(package._members.values(), package._comment))
        inside.append(package)
        try:
            save(package, path, **named)
        finally:
            inside.pop()
        assert package.path is not None
        after = package.path.read_bytes()
        if worth_it(after):
            found.extend(f"{package.path.name}: {each}" for each in _new(before, after, schema))

    def replaced(path: Path, chunks: Iterable[bytes], *args: Any, **named: Any) -> object:
        done = replace_file(path, chunks, *args, **named)
        if not inside and path.suffix in (".xlsx", ".xlsm") and len(handed_out) < _ENOUGH:
            handed_out.append(path)
            found.extend(f"{path.name}: {each}" for each in _new(None, path.read_bytes(), schema))
        return done

    patch.setattr(Package, "save", saved)
    patch.setattr(saving, "replace_file", replaced)
    yield found


def _new(before: bytes | None, after: bytes, schema: bool) -> list[str]:
    """What is wrong in one state of a workbook and was not in the one before."""
    if not after.startswith(b"PK") or len(after) > _LARGE or before == after:
        return []  # a password, or too long to look through
    wrong = list(_complaints(after)) if before is None else new_complaints(before, after)
    return wrong + (_on_disk(before, after) if schema else [])


@lru_cache(maxsize=4)
def _complaints(data: bytes) -> tuple[str, ...]:
    """The complaints about a workbook; the template is written by many tests."""
    return tuple(complaints(data))


def _on_disk(before: bytes | None, after: bytes) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / "before.xlsx", Path(folder) / "after.xlsx"]
        paths[1].write_bytes(after)
        if before is None:
            return schema_errors(paths[1])
        paths[0].write_bytes(before)
        return new_schema_errors(*paths)
