"""Large files that did not change are not gone over again, and what is counted is the same as ever."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from csv import writer
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from openpyxl import load_workbook
from pyarrow import csv, parquet

from sheetkpi import cachefolder
from sheetkpi.sources.activity import Activity
from sheetkpi.sources.files import states
from sheetkpi.sources.files.places import read_place
from sheetkpi.sources.files.workbooks import workbook_sheets
from sheetkpi.sources.grouping import files, keptanswers, textfiles
from sheetkpi.sources.grouping.ascending import are_disjoint
from tests.smallbooks import small
from tests.sources.grouped_files import activity_of, assert_same
from tests.sources.kpibooks import command

KINDS = ("csv", "parquet")
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every file is a large one, and what is kept is in a folder of the test's own."""
    monkeypatch.setattr(files, "LARGE_ROWS", 1)
    monkeypatch.setattr(textfiles, "LARGE_BYTES", 1)
    monkeypatch.setattr(states, "TICK", 0)
    monkeypatch.setenv("SHEETKPI_CACHE", str(tmp_path / "cache"))
    (tmp_path / "logs").mkdir()
    return tmp_path / "cache"


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    return tmp_path / "logs"


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are gone over from now on, each time."""
    names: list[str] = []
    batches, source, ends = textfiles.TextRows.batches, files.ParquetRows.source, files.ParquetRows.ends

    def lines(self: textfiles.TextRows, columns: Sequence[int]) -> Iterator[pa.RecordBatch]:
        names.append(self.path.name)
        yield from batches(self, columns)

    def rows(self: files.ParquetRows, *given: Any, **more: Any) -> str:
        names.append(self.path.name)
        return source(self, *given, **more)

    def ids(self: files.ParquetRows, column: int) -> list[Any] | None:
        names.append(self.path.name)
        return ends(self, column)

    monkeypatch.setattr(textfiles.TextRows, "batches", lines)
    monkeypatch.setattr(files.ParquetRows, "source", rows)
    monkeypatch.setattr(files.ParquetRows, "ends", ids)
    return names


def write(
    path: Path,
    first_id: int = 1,
    *,
    odd: bool = False,
    ids: bool = True,
    rows: int = 400,
    turned: bool = False,
) -> Path:
    """A log of `rows`, whose ids rise; `odd` ones are left out, noted or there twice. Its columns may be in
    another order, `turned`."""
    columns: dict[str, list[object]] = {
        "架電日時": [f"2026-11-{at % 18 + 2:02d} {at % 9 + 9:02d}:00:00" for at in range(rows)],
        "担当者": ["佐藤葵", "田中蓮"] * (rows // 2),
        "結果": [("不在", "接続", "アポ獲得")[at % 3] for at in range(rows)],
    }
    if ids:
        columns["活動ID"] = [first_id + at for at in range(rows)]
    if odd:
        columns["架電日時"][5:9] = ["未定", "2027-12-01 10:00:00", None, "11/2"]
        columns["結果"][40:44] = ["謎", "", "アポ獲得", "謎"]
        for name in columns:
            columns[name][200] = columns[name][100]
    table = pa.table(dict(reversed(columns.items())) if turned else columns)
    if path.suffix == ".parquet":
        parquet.write_table(table, path, row_group_size=100)
    else:
        csv.write_csv(table, path)
    return path


def read(place: str, logs: Path, **settings: Any) -> Activity:
    return activity_of(read_place(place, logs), **settings)


def read_anew(place: str, logs: Path, monkeypatch: pytest.MonkeyPatch, **settings: Any) -> Activity:
    """What is counted where nothing is kept."""
    with monkeypatch.context() as patched:
        patched.setenv("SHEETKPI_CACHE", "off")
        return read(place, logs, **settings)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ids", [True, False])
def test_a_file_that_is_as_it_was_is_not_gone_over_again(
    kind: str, ids: bool, logs: Path, passes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = write(logs / f"log.{kind}", odd=True, ids=ids).name
    first = read(name, logs)
    assert passes
    passes.clear()
    assert_same(read(name, logs), first)
    assert not passes
    assert_same(read_anew(name, logs, monkeypatch), first)
    assert passes


def test_no_engine_is_loaded_for_a_file_that_is_as_it_was(logs: Path) -> None:
    write(logs / "log.csv", odd=True)
    assert in_python(logs, "print('duckdb' in sys.modules)").stdout.split()[-1] == "True"
    assert in_python(logs, "print('duckdb' in sys.modules)").stdout.split()[-1] == "False"


READ = f"""
import os, signal, sys
sys.path.insert(0, {str(ROOT)!r})
from sheetkpi import cachefolder
from sheetkpi.sources.files import states
from sheetkpi.sources.grouping import files, textfiles
from tests.sources.test_grouping_kept import Path, activity_of, read_place
files.LARGE_ROWS = textfiles.LARGE_BYTES = 1
def counted(place):
    return activity_of(read_place(place, Path({{logs!r}})))
"""


def in_python(logs: Path, then: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """A Python of its own that reads everything in `logs` (as `found`), and what it prints."""
    code = READ.format(logs=str(logs)) + before + "\nfound = counted('*')\nprint(found.read)\n" + then
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "changed",
    [
        {"results": [("謎", "connected"), ("不在", "no_contact")]},
        {"columns": [("", "結果", "")]},
        {"meeting_basis": "held"},
        {"roster": pd.DataFrame({"rep": ["佐藤 葵", "田中 蓮"], "team": ["東", "西"]})},
        {"with_leads": True},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_people_type_applies_to_what_was_kept(
    kind: str, changed: dict[str, Any], logs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = write(logs / f"log.{kind}", odd=True).name
    read(name, logs)
    assert_same(read(name, logs, **changed), read_anew(name, logs, monkeypatch, **changed))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("several", [False, True])
def test_groups_that_were_kept_and_rows_that_are_fetched_now_fit_together(
    several: bool, kind: str, logs: Path, folder: Path, passes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The numbers of groups are the same in each run, so that part of the answers is enough."""
    if several:  # with ids that stand in both
        write(logs / f"1.{kind}", 1, odd=True)
        write(logs / f"2.{kind}", 390, odd=True)
    else:
        write(logs / f"log.{kind}", odd=True, ids=False)
    first = read("*", logs)
    assert first.repeated
    for path in sorted(folder.glob("rows-*")):
        path.unlink()
        passes.clear()
        assert_same(read("*", logs), first)
        assert passes
        assert path.exists()


def test_typed_columns_ragged_lines_and_cp932_come_out_the_same(
    logs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = ["2026-11-02", "2026-11-03"] * 60
    typed = pa.table(
        {
            "架電日時": pa.array(days).cast(pa.timestamp("ms")),
            "担当者": pa.array(["佐藤葵", "田中蓮"] * 60).dictionary_encode(),
            "結果": ["不在"] * 120,
            "金額": pa.array([1200.5, None] * 60, pa.float32()),
        }
    )
    parquet.write_table(typed, logs / "typed.parquet")
    lines = ["架電日,担当者,結果,備考", *(f'{day},佐藤葵,不在,="0012"' for day in days)]
    (logs / "cp932.csv").write_bytes("\r\n".join(lines).encode("cp932"))
    (logs / "ragged.csv").write_text("\n".join([*lines, "合計,120", ",,,,,x"]), encoding="utf-8")
    for name in ("typed.parquet", "cp932.csv", "ragged.csv"):
        first = read(name, logs)
        assert_same(read(name, logs), first)
        assert_same(read_anew(name, logs, monkeypatch), first)


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_folder_only_the_file_that_is_new_is_gone_over(
    kind: str, logs: Path, passes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in (1, 2, 3):
        write(logs / f"{month}.{kind}", month * 1000)
    read("*", logs)
    passes.clear()
    write(logs / f"4.{kind}", 4000)
    found = read("*", logs)
    assert set(passes) == {f"4.{kind}"}
    assert_same(read_anew("*", logs, monkeypatch), found)


@pytest.mark.parametrize("kind", KINDS)
def test_ids_of_a_folder_are_compared_anew_where_they_may_be_in_several_files(
    kind: str, logs: Path, passes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in (1, 2):
        write(logs / f"{month}.{kind}", month * 1000)
    assert read("*", logs).repeated == 0
    passes.clear()
    write(logs / f"3.{kind}", 1390)  # the last ids of the first file once more
    found = read("*", logs)
    assert found.repeated == 10
    assert set(passes) == {f"{number}.{kind}" for number in (1, 2, 3)}
    assert_same(read_anew("*", logs, monkeypatch), found)
    passes.clear()
    assert_same(read("*", logs), found)
    assert not passes


def test_columns_of_ids_are_apart_where_surely_none_is_in_two() -> None:
    assert are_disjoint([[5, 9], [1, 4], []])
    assert are_disjoint([["A1", "A3"], ["A4", "B1"]])
    assert not are_disjoint([[1, 4], [4, 9]])
    assert not are_disjoint([[1, 9], [3, 4]])
    assert not are_disjoint([[1, 4], ["5", "9"]])
    assert not are_disjoint([[1, 4], None])


@pytest.mark.parametrize("kind", KINDS)
def test_other_content_of_the_same_size_and_time_is_another_file(
    kind: str, logs: Path, passes: list[str]
) -> None:
    path = write(logs / f"log.{kind}")
    was, content = path.stat(), path.read_bytes()
    first = read(path.name, logs)
    path.write_bytes(content.replace("アポ獲得".encode(), "担当不在".encode()))
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert path.stat().st_size == was.st_size
    passes.clear()
    changed = read(path.name, logs)
    assert passes
    assert int(first.events["meetings"].sum()) == 133
    assert int(changed.events["meetings"].sum()) == 0


def test_a_file_that_was_touched_moved_or_copied_is_the_same(logs: Path, passes: list[str]) -> None:
    path = write(logs / "log.csv")
    first = read(path.name, logs)
    passes.clear()
    os.utime(path, (1e9, 1e9))
    assert_same(read(path.name, logs), first)
    path.rename(logs / "moved.csv")
    assert read("moved.csv", logs).read == first.read
    assert not passes


@pytest.mark.parametrize("damage", ["cut", "one letter", "empty", "another file", "older"])
def test_what_is_damaged_is_made_anew_in_silence(
    damage: str, logs: Path, folder: Path, passes: list[str]
) -> None:
    write(logs / "log.csv", odd=True, ids=False)
    first = read("log.csv", logs)
    sound = {path.name: path.read_bytes() for path in folder.glob("rows-*")}
    for name, whole in sound.items():
        path = folder / name
        letter = bytearray(whole)
        letter[len(whole) // 2] ^= 1
        if damage == "older":
            cachefolder.keep(path.name, [b"of a version that kept something else"])
        else:
            damaged = {"cut": whole[:-9], "one letter": letter, "empty": b"", "another file": b"PAR1"}
            path.write_bytes(damaged[damage])
    passes.clear()
    assert_same(read("log.csv", logs), first)
    assert passes
    passes.clear()
    assert_same(read("log.csv", logs), first)
    assert not passes


def test_another_version_of_program_or_engine_goes_over_files_anew(
    logs: Path, passes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(logs / "log.csv")
    read("log.csv", logs)
    for name, said in (("program", "another"), ("_libraries", ("2.0", "1.0"))):
        passes.clear()
        monkeypatch.setattr(keptanswers, name, lambda said=said: said)
        read("log.csv", logs)
        assert passes


def test_only_this_user_may_read_what_is_kept(logs: Path, folder: Path) -> None:
    write(logs / "log.csv", odd=True)
    read("log.csv", logs)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_nothing_is_kept_and_no_file_digested_where_that_is_asked_for(
    logs: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEETKPI_CACHE", "off")
    monkeypatch.setattr(states, "_digest", lambda path: pytest.fail("nothing is kept for that"))
    write(logs / "log.csv")
    assert_same(read("log.csv", logs), read("log.csv", logs))
    assert not folder.exists()


def test_an_answer_that_would_push_out_others_is_not_kept(
    logs: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keptanswers, "MOST_BYTES", 0)
    write(logs / "log.csv")
    assert_same(read("log.csv", logs), read("log.csv", logs))
    assert len([*folder.glob("rows-*")]) == 1  # how it is laid out


# Files that change, and several at once ------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("when", [1, 2, 3])
def test_a_file_that_changes_while_it_is_read_is_read_as_one_of_both(
    when: int, kind: str, logs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was kept of it: never groups of one content with rows of the other."""
    path = write(logs / f"log.{kind}", odd=True, ids=False)
    old = read(path.name, logs)
    for kept in sorted((tmp_path / "cache").glob("rows-*"))[::2]:
        kept.unlink()
    other = write(tmp_path / f"other.{kind}", 9, odd=True, ids=False, rows=600, turned=True)
    asked, original = 0, keptanswers._answered

    def then_changed(*given: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked == when:
            other.replace(path)
        return original(*given)

    monkeypatch.setattr(keptanswers, "_answered", then_changed)
    found = read(path.name, logs)
    monkeypatch.undo()
    monkeypatch.setenv("SHEETKPI_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(files, "LARGE_ROWS", 1)
    monkeypatch.setattr(textfiles, "LARGE_BYTES", 1)
    new = read_anew(path.name, logs, monkeypatch)
    assert found.read in (old.read, new.read)
    assert_same(found, new if found.read == new.read else old)
    assert_same(read(path.name, logs), new)


def test_a_file_that_changes_between_its_fingerprint_and_its_reading_is_not_kept_for_it(
    logs: Path, tmp_path: Path, passes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(logs / "log.csv")
    other = write(tmp_path / "other.csv", 7, rows=500)
    old, looked = path.read_bytes(), states.content_of

    def then_changed(read_path: Path) -> states.FileState | None:
        found = looked(read_path)
        other.replace(path)
        return found

    monkeypatch.setattr(keptanswers, "content_of", then_changed)
    assert read(path.name, logs).read == 500
    monkeypatch.setattr(keptanswers, "content_of", looked)
    path.write_bytes(old)
    assert read(path.name, logs).read == 400


KILLED = """
original, pieces = cachefolder.keep, {at}
def keep(name, content):
    global pieces
    def broken():
        for piece in content:
            yield piece[: len(piece) // 2]
            os.kill(os.getpid(), signal.SIGKILL)
    pieces -= 1
    original(name, content if pieces else broken())
cachefolder.keep = keep
from sheetkpi.sources.files import kepttables
kepttables.keep = states.keep = keep
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no such signal")
@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_run_that_is_killed_while_it_keeps_leaves_nothing_that_is_read(
    at: int, logs: Path, folder: Path, passes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(logs / "log.csv", odd=True, ids=False)
    ended = in_python(logs, "", KILLED.format(at=at))
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert any(path.name.startswith(".new-") for path in folder.iterdir())
    found = read("*", logs)
    assert_same(found, read_anew("*", logs, monkeypatch))
    passes.clear()
    assert_same(read("*", logs), found)
    assert not passes


def test_two_refreshes_at_once_share_what_is_kept(
    logs: Path, folder: Path, passes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in (1, 2):
        write(logs / f"{month}.csv", 1000, odd=True)
    code = READ.format(logs=str(logs)) + "found = counted('*')\nprint(found.read, found.counted)"
    several = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = {process.communicate()[0] for process in several}
    found = read_anew("*", logs, monkeypatch)
    assert said == {f"{found.read} {found.counted}\n"}
    passes.clear()
    assert_same(read("*", logs), found)
    assert not passes
    assert not [path for path in folder.iterdir() if path.name.startswith(".new-")]


def test_a_file_is_digested_once_in_a_run(logs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(logs / "log.csv")
    digested: list[int] = []
    sha = states.sha256

    def noted(*given: bytes) -> Any:
        digested.append(len(given))
        return sha(*given)

    monkeypatch.setattr(states, "sha256", noted)
    place = states.place_read("log.csv", logs)
    read("log.csv", logs)
    assert place.is_so_still()
    assert states.state_of(path) is not None
    assert digested == [0]


def test_a_big_file_that_looks_the_same_is_not_digested_in_a_later_run(
    logs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(logs / "log.csv")
    monkeypatch.setattr(states, "DIGESTED", 10)
    first = states.content_of(path)
    monkeypatch.setattr(states, "_known", {})
    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", _not_opened(path, Path.open))
        again = states.content_of(path)
    assert first is not None
    assert again is not None
    assert again.digest == first.digest
    write(path, 5)
    now = states.content_of(path)
    assert now is not None
    assert now.digest != first.digest


def _not_opened(forbidden: Path, opening: Callable[..., Any]) -> Callable[..., Any]:
    def opened(self: Path, *given: Any, **more: Any) -> Any:
        assert self != forbidden
        return opening(self, *given, **more)

    return opened


# The dirty sample, by the commands -----------------------------------------------------------------------


@pytest.fixture
def sample(demo: Path, logs: Path) -> Path:
    """A KPI workbook, and in `logs` the sample's log as CSV in two encodings, and its call list."""
    (log,) = [path for path in demo.parent.glob("*.xlsx") if path.name.startswith("活動ログ")]
    (calls,) = demo.parent.glob("*.csv")
    cells = workbook_sheets(log, log.name)[0].cells.to_pylist()
    header = next(row for row, cell in enumerate(cells) if all([*cell.values()][:5]))
    lines = io.StringIO()
    writer(lines).writerows([*each.values()] for each in cells[header:])
    half = lines.getvalue().find("\n", lines.tell() // 2) + 1
    first_line = lines.getvalue().partition("\n")[0] + "\n"
    (logs / "1.csv").write_bytes(lines.getvalue()[:half].encode("cp932", "replace"))
    (logs / "2.csv").write_text(first_line + lines.getvalue()[half:], encoding="utf-8-sig", newline="")
    shutil.copy(calls, logs)
    book = logs.parent / "KPI.xlsx"
    book.write_bytes(small())
    return book


def test_commands_say_and_write_the_same_from_what_was_kept(
    sample: Path,
    logs: Path,
    folder: Path,
    passes: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def told() -> tuple[dict[str, Any], Any, dict[str, bytes]]:
        """What `check`, `refresh` and `export` say and write, for a workbook where nothing was read yet."""
        sample.write_bytes(small())
        said = []
        for words in (["check", "--activity", logs], ["refresh", "--force", "--activity", logs], ["export"]):
            capsys.readouterr()
            command(words[0], sample, *words[1:], "--json", lang="ja")
            said.append(json.loads(capsys.readouterr().out))
        with closing(load_workbook(sample)) as book:
            cells = {
                (sheet.title, cell.coordinate): cell.value
                for sheet in book
                for row in sheet.iter_rows()
                for cell in row
                if not isinstance(cell.value, datetime) or cell.value.date() != date.today()
            }
        exported = Path(f"{sample.with_suffix('')}_export")
        files_written = {path.name: path.read_bytes() for path in exported.iterdir()}
        shutil.rmtree(exported)
        return {str(number): one for number, one in enumerate(said)}, cells, files_written

    monkeypatch.setenv("SHEETKPI_CACHE", "off")
    anew = told()
    monkeypatch.setenv("SHEETKPI_CACHE", str(folder))
    first = told()
    grouped = {*passes}
    assert {"1.csv", "2.csv"} <= grouped
    assert len([*folder.glob("rows-*")]) > 3  # not only how they are laid out
    passes.clear()
    again = told()
    assert not {"1.csv", "2.csv"} & {*passes}
    assert anew == first == again
