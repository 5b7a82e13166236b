"""`--json` and `--quiet`: what commands say to programs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sheetkpi
from sheetkpi.workbook.entering import enter_rows
from tests.cli.commands import run
from tests.distribution.workbooks import MORI, YAMADA, master, row
from tests.libreoffice import needs_libreoffice
from tests.smallbooks import small, template_with

LOG = "Date,Rep,Team,Result\n2026/11/2,Aiko Mori,East,No answer\n2026/11/4,Aiko Mori,East,Connected\n"
SOME_DAY = "some day,Aiko Mori,East,Connected\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(small("en"))
    return path


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "calls.csv"
    path.write_text(LOG, encoding="utf-8")
    return path


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command with `--json`: its exit code and the object it wrote, stderr being empty."""

    def tell(*words: object) -> tuple[int, dict[str, Any]]:
        code = run(*words, "--json", "--lang", "en")
        shown = capsys.readouterr()
        assert shown.err == ""
        assert len(shown.out.splitlines()) == 1
        said = json.loads(shown.out)
        assert said["command"] == words[0]
        assert said["exit_code"] == code
        return code, said

    return tell


def test_a_refresh_tells_what_was_counted_and_written(book: Path, log: Path, told: Any) -> None:
    code, said = told("refresh", book, "--activity", log)
    assert code == 0
    assert said["records"] == {"read": 2, "counted": 2, "left_out": 0, "repeated": 0}
    assert said["month"] == "2026-11"
    assert said["last_day_with_data"] == "2026-11-04"
    assert said["tables"]["RepKPI"] == 1
    assert said["saved"] is True
    (source,) = (each for each in said["sources"] if each["read"])
    assert (source["place"].endswith("calls.csv"), source["shape"]) == (True, "log")


def test_what_was_left_out_is_told_with_its_reason(book: Path, log: Path, told: Any) -> None:
    log.write_text(LOG + SOME_DAY, encoding="utf-8")
    code, said = told("check", book, "--activity", log, "--strict")
    assert code == 1
    (issue,) = (each for each in said["issues"] if each["severity"] == "left_out")
    assert issue["records"] == 1
    assert issue["reason"].isidentifier()
    assert said["tables"] == {}


def test_undo_sheets_and_new(book: Path, log: Path, tmp_path: Path, told: Any) -> None:
    assert told("undo", book)[1]["error"]["kind"] == "nothing_to_do"
    assert run("refresh", book, "--activity", log, "--quiet") == 0
    assert told("undo", book)[1]["undone"].startswith("20")
    code, said = told("sheets", sheetkpi.new(tmp_path / "new.xlsx", "en"), "--show")
    assert (code, said["shown"]) == (0, True)
    assert "Teams" in said["sheets"]
    assert told("new", tmp_path / "another.xlsx")[1]["workbook"].endswith("another.xlsx")


def test_attach_and_detach(tmp_path: Path, told: Any) -> None:
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "Mine.xlsx")
    code, said = told("attach", tmp_path / "Mine.xlsx", "--minimal")
    assert (code, said["changed"], said["buttons"]) == (0, True, True)
    assert "Board" in said["sheets_added"]
    code, said = told("detach", tmp_path / "Mine.xlsm", "--output", tmp_path / "plain.xlsx")
    assert (code, said["macros_kept"]) == (0, False)


def test_handing_out_and_collecting(tmp_path: Path, told: Any) -> None:
    master(tmp_path, row(2, calls=40), row(2, MORI, calls=50))
    book, out = tmp_path / "KPI.xlsx", tmp_path / "out"
    code, said = told("distribute", book, out)
    assert (code, said["failed"]) == (0, 0)
    assert {each["recipient"] for each in said["workbooks"]} >= {YAMADA, MORI}
    assert told("distribute", book, out)[0] == 3
    code, said = told("distribute", book, out, "--only", YAMADA[:-1])
    assert (code, said["error"]["kind"]) == (2, "input")
    assert f"Did you mean {YAMADA}?" in said["error"]["message"]
    with sheetkpi.open_book(out / f"KPI_{YAMADA}.xlsx") as opened:
        enter_rows(opened, {"DailyEntry": pd.DataFrame({"date": [date(2026, 11, 4)], "calls": [31.0]})})
        opened.save()
    code, said = told("collect", book, out)
    assert (code, said["added"], said["changed"]) == (0, 1, True)
    assert {each["recipient"] for each in said["files"]} >= {YAMADA}


def test_doctor_and_guide(book: Path, told: Any) -> None:
    code, said = told("doctor", book)
    assert (code, said["ready"]) == (0, True)
    assert {"check", "state", "message"} == set(said["checks"][0])
    code, said = told("doctor", book.with_name("none.xlsx"))
    assert (code, said["ready"]) == (1, False)
    assert len(told("guide")[1]["topics"]) > 5
    assert told("guide", "targets")[1]["text"].startswith("# ")


@needs_libreoffice
def test_report(tmp_path: Path, told: Any) -> None:
    book = sheetkpi.new(tmp_path / "KPI.xlsx", "en")
    assert told("report", book, tmp_path / "KPI.pdf")[1]["pdf"].endswith("KPI.pdf")


ERRORS = [
    (("refresh", "none.xlsx"), "input"),
    (("refresh", "KPI.xlsx"), "source"),
    (("refresh", "broken.xlsx"), "workbook"),
    (("refresh", "KPI.xlsx", "--month", "May"), "input"),
    (("refresh",), "usage"),
    (("collect", "KPI.xlsx", "empty"), "nothing_to_do"),
]


@pytest.mark.parametrize(("words", "kind"), ERRORS)
def test_errors_are_an_object_too(
    words: tuple[str, ...], kind: str, book: Path, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(book.parent)
    (book.parent / "broken.xlsx").write_text("no workbook")
    (book.parent / "empty").mkdir()
    code, said = told(*words)
    assert code in (2, 3)
    assert said["error"]["kind"] == kind
    assert said["error"]["message"]


def test_an_unexpected_error_and_ctrl_c_are_objects_too(
    book: Path, log: Path, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error, kind, code in ((KeyError("x"), "unexpected", 2), (KeyboardInterrupt(), "interrupted", 130)):

        def failing(*_: object, error: BaseException = error, **__: object) -> None:
            raise error

        monkeypatch.setattr("sheetkpi.pipeline.count", failing)
        ended, said = told("refresh", book, "--activity", log)
        assert (ended, said["error"]["kind"]) == (code, kind)


def test_quiet_says_nothing_but_what_went_wrong(
    book: Path, log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quiet = [
        ("new", tmp_path / "new.xlsx"),
        ("refresh", book, "--activity", log, "--verbose"),
        ("check", book),
        ("export", book),
        ("undo", book),
        ("doctor",),
        ("guide",),
    ]
    for words in quiet:
        assert run(*words, "-q") == 0
        shown = capsys.readouterr()
        assert (shown.out, shown.err) == ("", ""), words
    assert run("refresh", tmp_path / "none.xlsx", "-q", "--lang", "en") == 2
    assert "was not found" in capsys.readouterr().err
    assert run("doctor", tmp_path / "none.xlsx", "-q", "--lang", "en") == 1
    assert "was not found" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["ascii", "cp932", "utf-8"])
def test_letters_that_stdout_lacks_stop_nothing(encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    for words in (["guide", "targets", "--lang", "ja"], ["guide", "targets", "--lang", "ja", "--json"]):
        command = [sys.executable, "-m", "sheetkpi", *words]
        ended = subprocess.run(command, env=environment, capture_output=True, check=True)
        if "--json" in words:
            assert "目標" in json.loads(ended.stdout.decode(encoding))["text"]


def test_a_reader_that_stops_early_is_no_error() -> None:
    command = f"{sys.executable} -m sheetkpi guide commands | head -n 1"
    ended = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    assert (ended.stdout.count("\n"), ended.stderr) == (1, "")


def test_a_file_that_is_not_there_is_told_with_those_of_nearly_its_name(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", book.with_name("KPl.xlsx"), "--lang", "ja") == 2
    assert "もしかして: KPI.xlsx" in capsys.readouterr().err


def test_doctor_says_in_which_language_it_speaks_and_why(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    run("doctor", "--json", "--lang", "ja")
    checks = json.loads(capsys.readouterr().out)["checks"]
    (language,) = (each["message"] for each in checks if each["check"] == "language")
    assert language.startswith("日本語")
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    run("doctor", "--json")
    checks = json.loads(capsys.readouterr().out)["checks"]
    assert next(each["message"] for each in checks if each["check"] == "language") == "日本語"


# Exporting ----------------------------------------------------------------------------------------------


@pytest.fixture
def refreshed(tmp_path: Path, log: Path) -> Path:
    book = tmp_path / "Days.xlsx"
    book.write_bytes(template_with(frozenset({"RepKPI", "DailyKPI", "Roster", "Sources"}), "en"))
    assert run("refresh", book, "--activity", log, "--quiet") == 0
    return book


def test_csv_has_raw_values_by_column_keys_and_nothing_where_nothing_was_measured(
    refreshed: Path, told: Any
) -> None:
    code, said = told("export", refreshed)
    assert code == 0
    reps = pd.read_csv(said["tables"]["RepKPI"]["path"])
    assert list(reps["rep"]) == ["Aiko Mori"]
    assert reps["calls"].tolist() == [2]
    assert reps["connect_rate"].tolist() == [0.5]
    assert reps["wins"].isna().all(), "no source tells of deals"
    text = Path(said["tables"]["DailyKPI"]["path"]).read_text(encoding="utf-8-sig")
    assert "2026-11-02" in text
    assert "%" not in text


def test_parquet_keeps_dates_and_numbers(refreshed: Path, told: Any) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    _, said = told("export", refreshed, refreshed.parent / "out", "--format", "parquet")
    schema = pq.read_schema(said["tables"]["DailyKPI"]["path"])
    assert schema.field("date").type == pa.date32()
    assert schema.field("calls").type == pa.float64()
    assert schema.field("rep").type == pa.string()
    table = pq.read_table(said["tables"]["RepKPI"]["path"])
    assert table["wins"].null_count == 1


def test_exporting_again_replaces_what_was_exported_and_nothing_else(
    refreshed: Path, told: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = refreshed.parent / "out"
    assert told("export", refreshed, folder)[0] == 0
    assert told("export", refreshed, folder)[0] == 0
    edited = folder / "RepKPI.csv"
    edited.write_text("somebody's notes")
    code, said = told("export", refreshed, folder)
    assert code == 2
    assert "RepKPI.csv" in said["error"]["message"]
    assert edited.read_text() == "somebody's notes"
    assert told("export", refreshed, folder, "--force")[0] == 0
    other = refreshed.with_name("Other.xlsx")
    shutil.copy(refreshed, other)
    assert told("export", other, folder)[0] == 2, "they are another workbook's"
    assert told("export", refreshed, refreshed)[1]["error"]["kind"] == "input"


def test_a_workbook_that_was_never_refreshed_has_nothing_to_export(tmp_path: Path, told: Any) -> None:
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "Mine.xlsx")
    code, said = told("export", tmp_path / "Mine.xlsx")
    assert (code, said["error"]["kind"]) == (3, "nothing_to_do")
    assert not (tmp_path / "Mine_export").exists()


def test_text_is_no_formula_in_a_csv_file(book: Path, log: Path, told: Any) -> None:
    log.write_text(LOG.replace("Aiko Mori", "=1+1"), encoding="utf-8")
    assert run("refresh", book, "--activity", log, "--quiet") == 0
    _, said = told("export", book)
    assert pd.read_csv(said["tables"]["RepKPI"]["path"])["rep"].tolist() == ["'=1+1"]


def test_what_is_no_number_is_told(refreshed: Path, told: Any) -> None:
    with sheetkpi.open_book(refreshed) as opened:
        table = opened.sheets["Reps"].tables["RepKPI"]
        place = [column.name for column in table.columns].index("Calls")
        table.data_body_range[0, place].value = "many"
        opened.save()
    _, said = told("export", refreshed)
    odd, uncomputed = said["warnings"]  # what is worked out of that cell is not known either
    assert odd.startswith("RepKPI: 1 cell holds no number")
    assert uncomputed.startswith("RepKPI: formulas in")
    assert pd.read_csv(said["tables"]["RepKPI"]["path"])["calls"].isna().all()
