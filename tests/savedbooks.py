"""Looking through every workbook the product saves while tests run: nothing for Excel to repair.

The rules (`excelrules`) and, where it is installed, Microsoft's validator (`schemajudge`) may find nothing
that the workbook did not have when it was opened. Small workbooks always go through the rules, of larger ones
the first of each kind: those that the same code saved, with the same parts changed. The validator is a
process of its own that takes up to a second, so it sees the first of a kind in a run whatever their size and
whichever process of the run saves it: those that have been seen lie as empty files in a folder of the run.
"""

from __future__ import annotations

import hashlib
import io
import re
import sys
import tempfile
import zipfile
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from sheetkpi.fileengine.opc import saving
from sheetkpi.fileengine.opc.archive import archive_chunks
from sheetkpi.fileengine.opc.originals import PART, Originals, digest
from sheetkpi.fileengine.opc.package import Package
from tests.excelrules import complaints, new_complaints
from tests.schemajudge import schema_errors

_LARGE, _MIDDLING, _SMALL = 2_000_000, 250_000, 50_000
"""Bytes of files that take seconds to look through, a second, and hardly any time."""
_EACH = 2
"""How many of a kind are looked through for each file of tests; all middling ones are of a kind."""
_MARK = re.compile("Sch_UndeclaredAttribute: The '(urn:own:)?(edited|first|second)'")
"""Attributes by which tests of saving tell one state of a part from another."""

_TESTS = str(Path(__file__).parent)
_PRODUCT = str(Path(saving.__file__).parents[2])
_ENGINE = str(Path(saving.__file__).parents[1])

_seen: Counter[tuple[object, ...]] = Counter()


@contextmanager
def looked_through(patch: pytest.MonkeyPatch, validated: Path | None, tests: str) -> Iterator[list[str]]:
    """Gives the list of what is found wrong, which fills as workbooks are saved; `tests` is the file of tests
    that does it, `validated` the folder of the kinds that the validator has seen (None: it sees nothing)."""
    found: list[str] = []
    save, replace_file, init = Package.save, saving.replace_file, Package.__init__
    opened: deque[bytes] = deque(maxlen=8)
    inside: list[Package] = []

    def worth_it(size: int, changed: frozenset[str]) -> bool:
        if size <= _SMALL:
            return True
        kind = (tests,) if size > _MIDDLING else (tests, changed, _saving_code())
        _seen[kind] += 1
        return _seen[kind] <= _EACH

    def to_validate(changed: frozenset[str]) -> bool:
        if validated is None:
            return False
        parts = sorted({re.sub("[0-9]+", "", part) for part in changed})
        return _is_first(validated, repr((parts, _saving_code(product=True))))

    def saved(package: Package, path: str | Path | None = None, **named: Any) -> None:
        size = sum(member.compressed_size for member in package._members.values())
        worth, validate = worth_it(size, package.touched), to_validate(package.touched)
        before = b""
        if worth or validate:
            before = b"".join(archive_chunks(package._members.values(), package._comment))
        inside.append(package)
        try:
            save(package, path, **named)
        finally:
            inside.pop()
        assert package.path is not None
        if worth or validate:
            after = package.path.read_bytes()
            wrong = _against_rules(before, after) if worth else []
            wrong += _against_schema(before, after) if validate else []
            found.extend(f"{package.path.name}: {each}" for each in wrong)

    def replaced(path: Path, chunks: Iterable[bytes], *args: Any, **named: Any) -> object:
        done = replace_file(path, chunks, *args, **named)
        if not inside and path.suffix in (".xlsx", ".xlsm") and not _is_copy(path):
            after = path.read_bytes()
            wrong = _against_rules(None, after) if worth_it(len(after), frozenset()) else []
            wrong += _unlike_any(opened, after) if to_validate(frozenset()) else []
            found.extend(f"{path.name}: {each}" for each in wrong)
        return done

    def begun(package: Package, data: bytes, *args: Any, **named: Any) -> None:
        opened.append(data)
        init(package, data, *args, **named)

    patch.setattr(Package, "__init__", begun)
    patch.setattr(Package, "save", saved)
    patch.setattr(saving, "replace_file", replaced)
    yield found


def _saving_code(product: bool = False) -> tuple[str, ...]:
    """The functions that led to saving, from the one of the tests on that began it. With `product` only the
    product's, unless a test did all that was done through the engine itself."""
    frame: FrameType | None = sys._getframe(2)
    names, engine_only = [], True
    while frame is not None:
        code = frame.f_code
        from_tests = code.co_filename.startswith(_TESTS) and code.co_filename != __file__
        if from_tests and product and not engine_only:
            break
        names.append(code.co_qualname)
        if from_tests:
            break
        if code.co_filename.startswith(_PRODUCT) and not code.co_filename.startswith(_ENGINE):
            engine_only = False
        frame = frame.f_back
    return tuple(names)


def _is_first(folder: Path, kind: str) -> bool:
    """Whether nobody has asked `folder` for `kind` before, in this process or another one."""
    try:
        (folder / hashlib.sha256(kind.encode()).hexdigest()).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _against_rules(before: bytes | None, after: bytes) -> list[str]:
    """What is wrong in one state of a workbook and was not in the one before."""
    if not _can_be_judged(before, after) or _is_as_given(before, after):
        return []
    return list(_complaints(after)) if before is None else new_complaints(before, after)


def _against_schema(before: bytes | None, after: bytes) -> list[str]:
    """The same by Microsoft's validator, which is asked about the state before only where it has to be."""
    if not _can_be_judged(before, after) or _is_as_given(before, after):
        return []
    wrong = Counter(error for error in _schema_errors(after) if not _MARK.search(error))
    if wrong and before is not None:
        wrong -= Counter(_errors_of_its_parts(before, wrong) or _schema_errors(before))
    return sorted(wrong.elements())


def _is_copy(path: Path) -> bool:
    """Whether a workbook is the copy of one beside it or above, as it came back from somebody."""
    folders = (path.parent, path.parent.parent)
    beside = (each for folder in folders for each in folder.glob("*.xls[xm]") if each != path)
    size, data = path.stat().st_size, path.read_bytes()
    return any(each.stat().st_size == size and each.read_bytes() == data for each in beside)


def _unlike_any(opened: Iterable[bytes], after: bytes) -> list[str]:
    """The validator's errors of a workbook made of others (handed out of a master) that none of these has."""
    wrong = _against_schema(None, after)
    if not wrong:
        return []
    had = {error for data in opened if _can_be_judged(None, data) for error in _schema_errors(data)}
    return [error for error in wrong if error not in had]


def _can_be_judged(before: bytes | None, after: bytes) -> bool:
    """Not one with a password, one too long to look through or one that is as it was."""
    return after.startswith(b"PK") and len(after) <= _LARGE and before != after


def _is_as_given(before: bytes | None, after: bytes) -> bool:
    """Whether a workbook was put back byte for byte as somebody gave it to us, whatever is wrong there."""
    if before is None:
        return False
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        if PART not in old.namelist():
            return False
        given = Originals.read(old.read(PART)).digests
        return given == {name: digest(new.read(name)) for name in new.namelist() if name[-1] != "/"}


@lru_cache(maxsize=4)
def _complaints(data: bytes) -> tuple[str, ...]:
    """The complaints about a workbook; the template is written by many tests."""
    return tuple(complaints(data))


_known_errors: dict[bytes, tuple[str, ...]] = {}
_errors_of_parts: dict[tuple[str, bytes], tuple[str, ...]] = {}
"""Errors against the schema of single parts that have some, by name and digest."""


def _schema_errors(data: bytes) -> tuple[str, ...]:
    """The validator's errors; workbooks are the same over and over."""
    key = hashlib.sha256(data).digest()
    if key not in _known_errors:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "saved.xlsx"
            path.write_bytes(data)
            found = _known_errors[key] = tuple(schema_errors(path))
        for part in {_part(error) for error in found} - {None}:
            of_it = tuple(error for error in found if _part(error) == part)
            _errors_of_parts[part, _part_digest(data, part)] = of_it
    return _known_errors[key]


def _errors_of_its_parts(data: bytes, like: Iterable[str]) -> tuple[str, ...]:
    """The errors in those parts of a workbook that errors `like` these are in, where known from another
    workbook (openpyxl's styles are against the schema in all that it makes); else empty."""
    found: list[str] = []
    for part in {_part(error) for error in like}:
        of_it = _errors_of_parts.get((part, _part_digest(data, part))) if part else None
        if of_it is None:
            return ()
        found += of_it
    return tuple(found)


def _part(error: str) -> str | None:
    """The part that an error is in, where it is against the schema, which looks at each part by itself."""
    path, kind, *_ = error.split(": ")
    return path.removeprefix("/") if kind.startswith("Sch_") else None


def _part_digest(data: bytes, part: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return hashlib.sha256(package.read(part) if part in package.namelist() else b"").digest()
