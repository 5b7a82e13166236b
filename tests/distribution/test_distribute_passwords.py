"""Workbooks under a password: each opens with its own, and a change of it is a change of the workbook.

The folder keeps no record of passwords: the file itself is asked which one opens it.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sheetkpi
from sheetkpi.distribution.outgoing import writing
from sheetkpi.distribution.outgoing.distributing import Workbook
from sheetkpi.distribution.recipients import Recipient, by_recipient
from sheetkpi.errors import SheetKPIError
from sheetkpi.model.roster import Roster
from sheetkpi.workbook.entering import enter_rows
from tests.distribution.workbooks import MORI, ROSTER, SATO, YAMADA, collect, entries, master, row

msoffcrypto = pytest.importorskip("msoffcrypto")

OLD, NEW = "ひみつ12", "秘密34"


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders with a KPI workbook that was not handed out, or once: `open`, or `protected` by `OLD`."""
    folder = tmp_path_factory.mktemp("started")
    (folder / "new").mkdir()
    first = master(folder / "new", row(2, calls=40))
    for name, password in (("open", None), ("protected", OLD)):
        (folder / name).mkdir()
        shutil.copy(first, folder / name)
        assert handed_out(folder / name / first.name, password).path == workbook(folder / name / first.name)
    return folder


@pytest.fixture
def book(started: Path, tmp_path: Path) -> Path:
    """A KPI workbook that was not handed out yet."""
    return Path(shutil.copy(started / "new" / "KPI.xlsx", tmp_path))


@pytest.fixture
def handed_out_open(started: Path, tmp_path: Path) -> Path:
    """One that was handed out without a password."""
    return shutil.copytree(started / "open", tmp_path / "open") / "KPI.xlsx"


@pytest.fixture
def handed_out_protected(started: Path, tmp_path: Path) -> Path:
    """One that was handed out under the password `OLD`."""
    return shutil.copytree(started / "protected", tmp_path / "protected") / "KPI.xlsx"


def workbook(book: Path) -> Path:
    """The rep's workbook."""
    return book.parent / "out" / f"KPI_{YAMADA}.xlsx"


def handed_out(book: Path, password: str | None) -> Workbook:
    """What becomes of the rep's workbook."""
    passwords = {YAMADA: password} if password else None
    [made] = sheetkpi.distribute(book, book.parent / "out", only=[YAMADA], passwords=passwords).workbooks
    return made


def opens(path: Path, password: str) -> bool:
    """Whether the file is encrypted and opens with the password, as msoffcrypto-tool judges."""
    with path.open("rb") as file:
        encrypted = msoffcrypto.OfficeFile(file)
        if not encrypted.is_encrypted():
            return False
        try:
            encrypted.load_key(password=password, verify_password=True)
        except msoffcrypto.exceptions.InvalidKeyError:
            return False
        return True


def type_behind(path: Path, password: str) -> None:
    """Type a row into the workbook and save it, the password as it was."""
    inside = path.with_name("inside.xlsx")
    with path.open("rb") as file, inside.open("wb") as plain:
        encrypted = msoffcrypto.OfficeFile(file)
        encrypted.load_key(password=password)
        encrypted.decrypt(plain)
    type_into(inside)
    with path.open("wb") as file:
        msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(inside.read_bytes())).encrypt(password, file)
    inside.unlink()


def type_into(path: Path) -> None:
    with sheetkpi.open_book(path) as opened:
        enter_rows(opened, {"DailyEntry": pd.DataFrame([{"date": date(2026, 11, 4), "calls": 20}])})
        opened.save()
    path.with_name(f"{path.name}.bak").unlink()


def test_a_password_protects_the_file(handed_out_protected: Path) -> None:
    book = handed_out_protected
    assert opens(workbook(book), OLD)
    assert collect(book, workbook(book), passwords={YAMADA: OLD}).refused == 0
    assert handed_out(book, OLD).state == "unchanged"


def test_changing_nothing_but_the_password_writes_the_file_anew(handed_out_protected: Path) -> None:
    book, path = handed_out_protected, workbook(handed_out_protected)
    changed = handed_out(book, NEW)
    assert (changed.state, changed.path) == ("written", path)
    assert opens(path, NEW)
    assert not opens(path, OLD)
    assert handed_out(book, NEW).state == "unchanged"


def test_a_password_is_taken_away_and_given_again(handed_out_protected: Path) -> None:
    book, path = handed_out_protected, workbook(handed_out_protected)
    assert handed_out(book, None).state == "written"
    assert entries(path) == [(2, YAMADA, 40)], "it opens without one"
    assert handed_out(book, None).state == "unchanged"
    assert handed_out(book, OLD).state == "written"
    assert opens(path, OLD)


@pytest.mark.parametrize("password", [NEW, None])
def test_entries_behind_the_password_before_are_not_overwritten(
    handed_out_protected: Path, password: str | None
) -> None:
    book, path = handed_out_protected, workbook(handed_out_protected)
    type_behind(path, OLD)
    came_back = path.read_bytes()
    failed = handed_out(book, password)
    assert failed.error is not None
    assert (failed.state, failed.error.key) == ("failed", "error.other_password")
    assert path.read_bytes() == came_back
    assert collect(book, path, passwords={YAMADA: OLD}).added == 1


def test_entries_typed_into_a_file_without_a_password_are_in_the_protected_one(
    handed_out_open: Path,
) -> None:
    book, path = handed_out_open, workbook(handed_out_open)
    type_into(path)
    made = handed_out(book, OLD)
    assert (made.state, made.carried) == ("written", 1)
    assert collect(book, path, passwords={YAMADA: OLD}).added == 1


@pytest.mark.parametrize("name", ["t.yamada", "山田　太郎", "山田太郎"])
def test_a_password_listed_under_another_spelling_or_an_alias_is_that_of_the_rep(name: str) -> None:
    reps = [Recipient("rep", rep, (rep,), ()) for rep in ROSTER["rep"]]
    assert by_recipient({name: OLD}, reps, Roster.from_frame(ROSTER)) == ({YAMADA: OLD}, [])


def test_a_password_listed_under_an_alias_protects_too(book: Path) -> None:
    sheetkpi.distribute(book, book.parent / "out", only=[YAMADA], passwords={"t.yamada": OLD})
    assert opens(workbook(book), OLD)


def test_a_password_of_nobody_is_told_and_one_of_a_team_is_not(book: Path) -> None:
    passwords = {YAMADA: OLD, "第1課": NEW, "山田 次郎": NEW}
    result = sheetkpi.distribute(book, book.parent / "out", only=[YAMADA], passwords=passwords)
    told = [values for key, values in result.remarks if key == "distribute.password_of_nobody"]
    assert told == [{"names": "山田 次郎"}]


def test_whoever_is_not_in_the_list_of_passwords_is_named(book: Path) -> None:
    result = sheetkpi.distribute(book, book.parent / "out", only=[YAMADA, MORI], passwords={YAMADA: OLD})
    assert result.remarks == (("distribute.without_password", {"names": MORI}),)
    assert [opens(each.path, OLD) for each in result.workbooks] == [True, False]


def test_a_pdf_from_before_the_password_is_removed_and_that_is_said(handed_out_open: Path) -> None:
    book, pdf = handed_out_open, workbook(handed_out_open).with_suffix(".pdf")
    pdf.write_bytes(b"%PDF-1.7 what the workbook shows")
    others = pdf.with_name("minutes.pdf")
    others.write_bytes(b"%PDF-1.7")
    result = sheetkpi.distribute(book, pdf.parent, only=[YAMADA], passwords={YAMADA: OLD})
    assert result.remarks == (("distribute.pdf_removed", {"files": pdf.name}),)
    assert not pdf.exists()
    assert others.exists()


def test_a_pdf_that_was_left_goes_though_the_workbook_is_unchanged(handed_out_protected: Path) -> None:
    book, pdf = handed_out_protected, workbook(handed_out_protected).with_suffix(".pdf")
    pdf.write_bytes(b"%PDF-1.7")
    assert handed_out(book, OLD).state == "unchanged"
    assert not pdf.exists()


def test_a_file_that_came_back_open_is_named_once_its_workbook_is_protected(handed_out_open: Path) -> None:
    book, path = handed_out_open, workbook(handed_out_open)
    type_into(path)
    result = sheetkpi.distribute(book, path.parent, only=[YAMADA], passwords={YAMADA: OLD})
    [(key, values)] = result.remarks
    [kept] = (path.parent / "returned").iterdir()
    assert (key, values) == ("distribute.kept_open", {"files": f"returned/{kept.name}"})


def test_swapped_columns_are_told_without_printing_a_password(book: Path) -> None:
    with pytest.raises(SheetKPIError) as told:
        sheetkpi.distribute(book, book.parent / "out", passwords={OLD: "山田　太郎さん"})
    assert told.value.key == "error.passwords_swapped"
    assert OLD not in told.value.sentence("ja")
    assert not (book.parent / "out").exists()


def test_a_password_is_in_no_argument_file_or_log(
    book: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Every process that is begun is looked at, and every file at the end or when it is removed; a failure on
    the way goes to the log."""
    secret = "watched-secret-9153"
    found: list[object] = []

    def look(path: Path) -> None:
        said = path.read_bytes() if path.is_file() else b""
        found.extend(path for way in ("utf-8", "utf-16-le") if secret.encode(way) in said)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if not watching:
            return
        if event == "shutil.rmtree":
            for path in Path(os.fsdecode(arguments[0])).rglob("*"):
                look(path)
        elif event == "os.remove" and arguments[1] == -1:
            look(Path(os.fsdecode(arguments[0])))
        elif event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
            found.extend(one for one in arguments if secret in repr(one))

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(writing, "_encrypted", failing(writing._encrypted))
    watching = True
    sys.addaudithook(watch)  # cannot be taken away again
    try:
        result = sheetkpi.distribute(
            book, tmp_path / "out", passwords={YAMADA: secret, SATO: secret}, pdf=True
        )
    finally:
        watching = False
    for path in tmp_path.rglob("*"):
        look(path)
    assert found == []
    assert [each.state for each in result.workbooks].count("failed") == 1
    assert [path for path in tmp_path.rglob("sheetkpi.log") if "no more room" in path.read_text()]
    assert secret not in repr(result)


def failing(encrypt: Callable[[bytes, str], bytes]) -> Callable[[bytes, str], bytes]:
    """`encrypt`, which fails the first time in a way nobody foresaw."""
    calls = iter((True,))

    def encrypted(data: bytes, password: str) -> bytes:
        if next(calls, False):
            raise RuntimeError("no more room")
        return encrypt(data, password)

    return encrypted
