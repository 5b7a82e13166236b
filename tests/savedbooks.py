"""Looking through every workbook the product saves while tests run: nothing for Excel to repair.

The rules (`excelrules`) and, with `pytest --schema`, Microsoft's validator (`schemajudge`) may find nothing
that the workbook did not have when it was opened. Small workbooks are always looked through, of larger ones
the first of each kind: those that the same code saved, with the same parts changed.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from sheetkpi.fileengine.opc import saving
from sheetkpi.fileengine.opc.archive import archive_chunks
from sheetkpi.fileengine.opc.package import Package
from tests.excelrules import complaints, new_complaints
from tests.schemajudge import new_schema_errors, schema_errors

_LARGE, _MIDDLING, _SMALL = 2_000_000, 250_000, 50_000
"""Bytes of files that take seconds to look through, a second, and hardly any time."""
_EACH = 2
"""How many of a kind are looked through for each file of tests; all middling ones are of a kind."""


_TESTS = str(Path(__file__).parent)

_seen: Counter[tuple[object, ...]] = Counter()


@contextmanager
def looked_through(patch: pytest.MonkeyPatch, schema: bool, tests: str) -> Iterator[list[str]]:
    """Gives the list of what is found wrong, which fills as workbooks are saved; `tests` is the file of tests
    that does it."""
    found: list[str] = []
    save, replace_file = Package.save, saving.replace_file
    inside: list[Package] = []

    def worth_it(size: int, changed: frozenset[str]) -> bool:
        if size <= _SMALL:
            return True
        kind = (tests,) if size > _MIDDLING else (tests, changed, _saving_code())
        _seen[kind] += 1
        return _seen[kind] <= _EACH

    def saved(package: Package, path: str | Path | None = None, **named: Any) -> None:
        size = sum(member.compressed_size for member in package._members.values())
        worth = worth_it(size, package.touched)
        before = b"".join(archive_chunks(package._members.values(), package._comment)) if worth else b""
        inside.append(package)
        try:
            save(package, path, **named)
        finally:
            inside.pop()
        assert package.path is not None
        if worth:
            after = package.path.read_bytes()
            found.extend(f"{package.path.name}: {each}" for each in _new(before, after, schema))

    def replaced(path: Path, chunks: Iterable[bytes], *args: Any, **named: Any) -> object:
        done = replace_file(path, chunks, *args, **named)
        is_book = path.suffix in (".xlsx", ".xlsm")
        if not inside and is_book and worth_it(path.stat().st_size, frozenset()):
            found.extend(f"{path.name}: {each}" for each in _new(None, path.read_bytes(), schema))
        return done

    patch.setattr(Package, "save", saved)
    patch.setattr(saving, "replace_file", replaced)
    yield found


def _saving_code() -> tuple[str, ...]:
    """The functions that led to saving, from the one of the tests on that began it."""
    frame: FrameType | None = sys._getframe(2)
    names = []
    while frame is not None:
        names.append(frame.f_code.co_qualname)
        if frame.f_code.co_filename.startswith(_TESTS) and frame.f_code.co_filename != __file__:
            break
        frame = frame.f_back
    return tuple(names)


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
