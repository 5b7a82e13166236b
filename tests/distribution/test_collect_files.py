"""Whatever lies in the folder is collected or named: encrypted, damaged, foreign, open, saved elsewhere."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

import sheetkpi
from sheetkpi.cli import main
from sheetkpi.distribution.passwords import read_passwords
from sheetkpi.errors import SheetKPIError
from tests.distribution.workbooks import (
    MORI,
    YAMADA,
    collect,
    entries,
    findings,
    master,
    returned,
    row,
    save_at,
    table,
)
from tests.fileengine.test_locks import excel_lock
from tests.libreoffice import needs_libreoffice


def test_files_that_are_no_entries_are_named_and_the_others_count(tmp_path: Path) -> None:
    book = master(tmp_path)
    back = tmp_path / "back"
    good = returned(back / "KPI_山田.xlsx", row(2, calls=40))
    (back / "切れた.xlsx").write_bytes(good.read_bytes()[:5000])
    (back / "写真.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (back / "古い.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    other = openpyxl.Workbook()
    other.active.append(["品名", "個数"])
    other.save(back / "在庫.xlsx")
    (back / "manifest.csv").write_text("x", encoding="utf-8")
    (back / "~$KPI_森.xlsx").write_bytes(b"x")
    (back / ".hidden.xlsx").write_bytes(b"x")
    result = collect(book)
    assert {(Path(file).name, reason) for file, _, reason in findings(result)} == {
        ("切れた.xlsx", "truncated"),
        ("写真.xlsx", "not_a_workbook"),
        ("古い.xls", "entry_format"),
        ("在庫.xlsx", "entry_not_ours"),
    }
    assert (result.added, result.refused, len(result.files)) == (1, 4, 5)
    assert {line["重要度"] for line in table(book, "CollectIssues")} == {"エラー"}


def test_the_master_itself_in_the_folder_is_passed_over_and_a_copy_of_it_is_named(tmp_path: Path) -> None:
    book = master(tmp_path, row(2, YAMADA, calls=1), row(2, MORI, calls=2))
    (tmp_path / "KPI のコピー.xlsx").write_bytes(book.read_bytes())
    result = collect(book, tmp_path)
    assert findings(result) == [("KPI のコピー.xlsx", "", "entry_no_recipient")]
    assert not result.files[0].is_read


def test_a_folder_without_workbooks_and_a_place_that_is_not_there_are_told(tmp_path: Path) -> None:
    book = master(tmp_path)
    (tmp_path / "empty").mkdir()
    for place, key in ((tmp_path / "empty", "error.nothing_to_collect"), (tmp_path / "x", "error.not_found")):
        with pytest.raises(SheetKPIError) as caught:
            collect(book, place)
        assert caught.value.key == key


def test_folders_files_and_patterns_together_give_each_file_once(tmp_path: Path) -> None:
    book = master(tmp_path)
    file = returned(tmp_path / "back" / "第1課" / "KPI_山田.xlsx", row(2, calls=40))
    result = collect(book, tmp_path / "back", file, tmp_path / "back" / "*" / "KPI_*.xlsx")
    assert len(result.files) == 1


def test_a_file_somebody_has_open_counts_as_saved_and_is_named(tmp_path: Path) -> None:
    book = master(tmp_path)
    file = returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=40))
    file.with_name("~$KPI_山田.xlsx").write_bytes(excel_lock("山田 太郎"))
    result = collect(book)
    assert entries(book) == [(2, YAMADA, 40)]
    (finding,) = result.findings
    assert (finding.reason, finding.values) == ("reason.entry_open_by", {"user": "山田 太郎"})


class TestPasswords:
    def encrypted(self, path: Path, password: str) -> Path:
        crypto = pytest.importorskip("msoffcrypto.format.ooxml")
        plain = path.read_bytes()
        with path.open("wb") as file:
            crypto.OOXMLFile(io.BytesIO(plain)).encrypt(password, file)
        return path

    def test_an_encrypted_file_is_opened_with_the_list_of_passwords(self, tmp_path: Path) -> None:
        book = master(tmp_path)
        file = returned(tmp_path / "back" / "KPI_山田 太郎.xlsx", row(2, calls=40))
        self.encrypted(file, "ひみつ8931")
        assert findings(collect(book)) == [("back/KPI_山田 太郎.xlsx", "", "entry_password")]
        wrong = collect(book, passwords={"山田 太郎": "x"})
        assert findings(wrong) == [("back/KPI_山田 太郎.xlsx", "", "entry_wrong_password")]
        result = collect(book, passwords={"森 葵": "x", "山田 太郎": "ひみつ8931"})
        assert (result.added, result.findings) == (1, ())
        assert not table(book, "CollectIssues"), "what was mended is gone from the list"

    def test_files_that_were_not_opened_are_not_counted_as_read(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        book = master(tmp_path)
        returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=40))
        for name in (MORI, "佐藤 健"):
            file = returned(tmp_path / "back" / f"KPI_{name}.xlsx", row(4, name, calls=20), recipient=name)
            self.encrypted(file, "ひみつ8931")
        with pytest.raises(SystemExit):
            main(["collect", str(book), str(tmp_path / "back"), "--lang", "en"])
        said = " ".join(capsys.readouterr().out.split())
        assert "Files read 1 Files not read 2" in said
        assert said.count("– – – – – –") == 2, "what is in a file that was not read is not known"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
    def test_the_list_is_a_csv_file_with_or_without_a_header(self, tmp_path: Path, encoding: str) -> None:
        path = tmp_path / "passwords.csv"
        path.write_text("名前,パスワード\n山田 太郎,a1\n森 葵,b2\n", encoding=encoding)
        assert read_passwords(path) == {"山田 太郎": "a1", "森 葵": "b2"}

    @pytest.mark.parametrize(
        "header",
        ["", "名前,パスワード\n", "担当者,PW\n", "氏名,ブックのパスワード\n", "Rep,Password\n", "Team,pw\n"],
    )
    def test_a_row_of_headers_is_nobodys_password(self, tmp_path: Path, header: str) -> None:
        path = tmp_path / "passwords.csv"
        path.write_text(f"{header}山田 太郎,a1\n森 葵,b2\n", encoding="utf-8")
        assert read_passwords(path) == {"山田 太郎": "a1", "森 葵": "b2"}

    @pytest.mark.parametrize("first", ["Agent,x8", "山田 太郎,password", "SDR,x8"])
    def test_a_first_row_of_a_name_and_a_password_counts_whatever_they_are(
        self, tmp_path: Path, first: str
    ) -> None:
        path = tmp_path / "passwords.csv"
        path.write_text(f"{first}\n森 葵,b2\n", encoding="utf-8")
        name, password = first.split(",")
        assert read_passwords(path) == {name: password, "森 葵": "b2"}

    def test_a_file_that_is_no_such_list_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "x.csv").write_text("山田\n", encoding="utf-8")
        for path in (tmp_path / "x.csv", tmp_path / "y.csv"):
            with pytest.raises(SheetKPIError) as caught:
                read_passwords(path)
            assert caught.value.key == "error.password_file"


@needs_libreoffice
def test_a_file_saved_by_libreoffice_counts(tmp_path: Path) -> None:
    book = master(tmp_path)
    handed = (row(2, calls=40),)
    file = returned(
        tmp_path / "sent" / "KPI_山田.xlsx", row(2, calls=41), row(3, calls=30, note="雨"), handed=handed
    )
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    saved = [*command, "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "back"), str(file)]
    subprocess.run(saved, check=True, capture_output=True, timeout=120)
    result = collect(book)
    assert (result.added, result.findings) == (2, ())
    assert result.files[0].recipient == YAMADA, "the names are kept"
    assert table(book, "DailyEntry")[0]["回収時の版"].startswith("1 2026-11-06T18:00:00Z "), (
        "revision and time"
    )


class TestGoogleSheets:
    """What Google Sheets writes, as far as it matters here: no tables, no names of constants, no properties,
    every text shared."""

    def exported(self, path: Path) -> Path:
        book = openpyxl.load_workbook(path)
        for sheet in book:
            for name in list(sheet.tables):
                del sheet.tables[name]
        for name in [name for name, each in book.defined_names.items() if "!" not in (each.attr_text or "")]:
            del book.defined_names[name]
        book.save(path)
        parts: dict[str, bytes] = {}
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if not name.startswith("docProps/"):
                    parts[name] = package.read(name)
        parts["_rels/.rels"] = re.sub(rb"<Relationship [^>]*docProps[^>]*/>", b"", parts["_rels/.rels"])
        with zipfile.ZipFile(path, "w") as package:
            for name, part in parts.items():
                package.writestr(name, part)
        return path

    def test_its_rows_count_as_those_of_the_one_person_they_name(self, tmp_path: Path) -> None:
        book = master(tmp_path, row(2, calls=40))
        handed = (row(2, calls=40),)
        file = returned(
            tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=41), row(3, calls=30), handed=handed, revision=4
        )
        self.exported(file)
        result = collect(book)
        assert findings(result) == [("back/KPI_山田.xlsx", "", "entry_recipient_guessed")]
        assert (result.added, result.replaced) == (1, 1)
        assert table(book, "DailyEntry")[0]["回収時の版"].startswith("4 "), "the rows say which hand-out"

    def test_without_a_time_of_its_own_the_files_time_says_what_is_newer(self, tmp_path: Path) -> None:
        book = master(tmp_path)
        file = tmp_path / "back" / "KPI_山田.xlsx"
        self.exported(returned(file, row(2, calls=41)))
        collect(book)
        self.exported(returned(file, row(2, calls=42)))
        later = datetime.now().timestamp() + 60
        os.utime(file, (later, later))
        assert collect(book).replaced == 1


def test_entries_are_found_in_a_moved_table_and_below_its_end(tmp_path: Path) -> None:
    book = master(tmp_path)
    file = returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=40))
    opened = openpyxl.load_workbook(file)
    sheet = opened["日次入力"]
    below = sheet.max_row + 3
    for column, value in ((1, datetime(2026, 11, 3)), (2, YAMADA), (4, 30)):
        sheet.cell(below, column).value = value
    sheet.insert_cols(1, 2)
    sheet.title = "入力ここ"
    opened.save(file)
    save_at(file, datetime(2026, 11, 9))
    collect(book)
    assert entries(book) == [(2, YAMADA, 40), (3, YAMADA, 30)]


def test_a_copy_of_the_entry_sheet_in_the_same_file_is_read_too(tmp_path: Path) -> None:
    book = master(tmp_path)
    file = returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=40))
    opened = openpyxl.load_workbook(file)
    copy = opened.copy_worksheet(opened["日次入力"])
    copy.title = "日次入力 (2)"
    copy["A9"], copy["D9"] = datetime(2026, 11, 3), 30
    opened.save(file)
    collect(book)
    assert entries(book) == [(2, YAMADA, 40), (3, YAMADA, 30)]


def test_a_workbook_in_the_other_language_counts(tmp_path: Path) -> None:
    book = master(tmp_path, language="en")
    returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=40))
    assert collect(book).added == 1


def test_an_older_template_with_fewer_columns_counts(tmp_path: Path) -> None:
    book = master(tmp_path)
    file = returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=40, connects=4))
    opened = openpyxl.load_workbook(file)
    opened["日次入力"].delete_cols(10, 6)
    opened.save(file)
    collect(book)
    assert entries(book) == [(2, YAMADA, 40)]


WATCHED = """
import re, sys, time
from pathlib import Path
import sheetkpi.cli
try:
    sheetkpi.cli.main(sys.argv[1:])
finally:
    status = Path("/proc/self/status")
    peak = re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1] if status.exists() else 0
    print("used", time.process_time(), peak)
"""
"""Runs a command and prints its seconds of work and the most memory it took, in kB (0 where nobody tells)."""


def test_a_bomb_among_returned_workbooks_is_named_within_bounds_and_the_others_count(tmp_path: Path) -> None:
    """260 MB of blanks in 0.3 MB: the others are collected, in less than 20 s of work and 1 GB."""
    book = master(tmp_path)
    returned(tmp_path / "back" / "KPI_森.xlsx", row(2, MORI, calls=30), recipient=MORI)
    file = returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=40))
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    table = next(name for name, part in parts.items() if b'displayName="DailyEntry"' in part)
    rels = next(name for name, part in parts.items() if f'/{Path(table).name}"'.encode() in part)
    sheet = rels.replace("_rels/", "").removesuffix(".rels")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            blanks = b" " * 260 * 2**20 if name == sheet else b""
            package.writestr(name, part.replace(b"</sheetData>", blanks + b"</sheetData>"))
    command = [sys.executable, "-c", WATCHED, "collect", book.name, "back", "--lang", "en"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, encoding="utf-8")
    said, _, used = done.stdout.rpartition("used ")
    seconds, kilobytes = map(float, used.split())
    assert done.returncode == 1
    assert re.search(r"KPI_山田\.xlsx.*(unpack|safety)", said)
    assert entries(book) == [(2, MORI, 30)]
    assert seconds < 20
    assert kilobytes < 2**20


@pytest.mark.parametrize("places", [["back"], ["back", "--dry-run"], ["back", "--strict"]])
def test_the_command_ends_as_the_others_do(
    tmp_path: Path, places: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sheetkpi.cli import main

    book = master(tmp_path)
    returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=40), row(3, calls=-1))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["collect", str(book), *places, "--lang", "en"])
    assert ended.value.code == (1 if "--strict" in places else 0)
    assert bool(sheetkpi.collect(book, ["back"], dry_run=True).same) == ("--dry-run" not in places)
