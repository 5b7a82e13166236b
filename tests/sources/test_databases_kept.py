"""SQLite and DuckDB files that did not change are not gone over again, and what is counted is the same."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pyarrow import csv

from sheetkpi.language import say
from sheetkpi.sample import write_sample
from sheetkpi.sources.activity import Activity
from sheetkpi.sources.databases import filecontent
from sheetkpi.sources.databases.largetables import LargeTable
from sheetkpi.sources.databases.reading import database_read, database_sheet
from sheetkpi.sources.files import states
from sheetkpi.sources.files.places import read_file
from sheetkpi.sources.grouping import files, keptanswers
from sheetkpi.watching import Watched
from tests.sources.everywhere import flat
from tests.sources.grouped_files import TODAY, activity_of, assert_same, said_of
from tests.sources.kpibooks import command, made
from tests.sources.test_grouping_kept import KILLED, ROOT

KINDS = ("sqlite", "duckdb")
COLUMNS = ("活動ID", "架電日時", "担当者", "結果", "備考")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every table is a large one, and what is kept is in a folder of the test's own."""
    monkeypatch.setattr(files, "LARGE_ROWS", 1)
    monkeypatch.setattr(states, "TICK", 0)
    monkeypatch.setenv("SHEETKPI_CACHE", str(tmp_path / "cache"))
    for kind in KINDS:
        monkeypatch.setenv(f"SHEETKPI_CONNECTION_{kind.upper()}", f"{kind}:{tmp_path}/{kind}.db")
    return tmp_path / "cache"


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The places whose rows are gone over from now on, each time."""
    places: list[str] = []
    source = LargeTable.source

    def noted(self: LargeTable, *given: Any, **more: Any) -> str:
        places.append(self.place)
        return source(self, *given, **more)

    monkeypatch.setattr(LargeTable, "source", noted)
    return places


def rows(first: int, count: int) -> list[tuple[object, ...]]:
    """Calls, some of them left out, noted or there twice."""
    found: list[tuple[object, ...]] = [
        (
            first + at,
            f"2026-11-{at % 18 + 2:02d} {at % 9 + 9:02d}:00:00",
            ("佐藤葵", "田中蓮")[at % 2],
            ("不在", "接続", "アポ獲得")[at % 3],
            None if at % 4 else f"折返し{at % 3}",
        )
        for at in range(count)
    ]
    found[5] = (*found[5][:1], "未定", *found[5][2:])
    found[40] = (*found[40][:3], "謎", None)
    found[200] = (*found[100][:4], found[100][4])
    return found


def run(path: Path, *statements: str) -> None:
    """Carry statements out in a database, which is closed then."""
    database: Any = sqlite3.connect(path) if path.stem == "sqlite" else duckdb.connect(str(path))
    with closing(database):
        for statement in statements:
            database.execute(statement)
        database.commit()


def write(path: Path, first: int = 1, *, ids: bool = True, count: int = 400) -> Path:
    """A table `calls` in a database that is made anew."""
    path.unlink(missing_ok=True)
    names = COLUMNS if ids else COLUMNS[1:]
    values = ", ".join(
        "(" + ", ".join("NULL" if one is None else repr(one) for one in row[-len(names) :]) + ")"
        for row in rows(first, count)
    )
    types = [f"{name} {'BIGINT' if name == '活動ID' else 'VARCHAR'}" for name in names]
    run(path, f"CREATE TABLE calls ({', '.join(types)})", f"INSERT INTO calls VALUES {values}")
    return path


def read(kind: str, what: str = "calls", **settings: Any) -> Activity:
    return activity_of([database_sheet(f"db:{kind}", what)], **settings)


def read_anew(kind: str, monkeypatch: pytest.MonkeyPatch, what: str = "calls", **settings: Any) -> Activity:
    """What is counted where nothing is kept."""
    with monkeypatch.context() as patched:
        patched.setenv("SHEETKPI_CACHE", "off")
        return read(kind, what, **settings)


@pytest.mark.parametrize("ids", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_a_table_of_a_file_that_is_as_it_was_is_not_gone_over_again(
    kind: str, ids: bool, tmp_path: Path, passes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / f"{kind}.db", ids=ids)
    first = read(kind)
    assert first.repeated
    assert passes
    passes.clear()
    assert_same(read(kind), first)
    assert not passes
    assert_same(read_anew(kind, monkeypatch), first)
    assert passes


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_type_applies_to_what_was_kept_of_a_table(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / f"{kind}.db")
    read(kind)
    for changed in ({"results": [("謎", "connected")]}, {"meeting_basis": "held"}, {"with_leads": True}):
        assert_same(read(kind, **changed), read_anew(kind, monkeypatch, **changed))


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_whose_content_is_another_is_gone_over(kind: str, tmp_path: Path, passes: list[str]) -> None:
    path = write(tmp_path / f"{kind}.db")
    read(kind)
    was = path.stat()
    run(path, "UPDATE calls SET 結果 = '不在' WHERE 結果 = 'アポ獲得'")
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
    passes.clear()
    assert int(read(kind).events["meetings"].sum()) == 0
    assert passes


def test_a_file_that_was_moved_holds_the_same(
    tmp_path: Path, passes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in KINDS:
        path = write(tmp_path / f"{kind}.db")
        first = read(kind)
        (tmp_path / "there").mkdir(exist_ok=True)
        moved = path.rename(tmp_path / "there" / path.name)
        monkeypatch.setenv("SHEETKPI_CONNECTION_MOVED", f"{kind}:{moved}")
        passes.clear()
        assert read("moved").read == first.read
        assert not passes


def test_the_dirty_sample_comes_to_the_same_from_what_was_kept(tmp_path: Path, passes: list[str]) -> None:
    path = write_sample(tmp_path / "sample", TODAY, "ja").files[0]
    (raw,) = read_file(path, path.name)
    table = flat(raw.cells).slice(0, 600)
    csv.write_csv(table, tmp_path / "calls.csv")
    wanted = said_of(activity_of(read_file(tmp_path / "calls.csv", "calls.csv")))
    marks = ", ".join("?" * table.num_columns)
    with closing(sqlite3.connect(tmp_path / "sqlite.db")) as lite, lite:
        lite.execute(f"CREATE TABLE calls ({', '.join(table.column_names)})")
        cells = ([*row.values()] for row in table.to_pylist())
        lite.executemany(f"INSERT INTO calls VALUES ({marks})", cells)
    with duckdb.connect(str(tmp_path / "duckdb.db")) as duck:
        duck.register("given", table)
        duck.execute("CREATE TABLE calls AS SELECT * FROM given")
    for kind in KINDS:
        assert said_of(read(kind)) == wanted
        assert passes
        passes.clear()
        assert said_of(read(kind)) == wanted
        assert not passes


# Runs in other processes --------------------------------------------------------------------------------

IN_PYTHON = f"""
import os, signal, sys
sys.path.insert(0, {str(ROOT)!r})
from sheetkpi import cachefolder
from sheetkpi.sources.files import states
from sheetkpi.sources.grouping import files
from tests.sources.test_databases_kept import read
files.LARGE_ROWS = 1
states.TICK = 0
"""


def started(kind: str, before: str = "", seed: str = "1") -> subprocess.Popen[str]:
    """A Python of its own that reads the table and prints what it counts."""
    code = f"{IN_PYTHON}{before}\nfound = read({kind!r})\nprint(found.read, found.counted)"
    there = {**os.environ, "PYTHONHASHSEED": seed}
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", code], stdout=pipe, stderr=pipe, text=True, env=there)


@pytest.mark.parametrize("ids", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_answers_of_different_runs_fit_together(
    kind: str, ids: bool, tmp_path: Path, folder: Path, passes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The numbers of groups are the same in each run, though Python's own for texts are not."""
    write(tmp_path / f"{kind}.db", ids=ids)
    other = started(kind)
    said, errors = other.communicate()
    anew = read_anew(kind, monkeypatch)
    assert said == f"{anew.read} {anew.counted}\n", errors
    kept = sorted(folder.glob("rows-*"))
    assert len(kept) > 2
    for path in kept:
        path.unlink()
        passes.clear()
        assert_same(read(kind), anew)
        assert path.exists()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no such signal")
@pytest.mark.parametrize("at", [1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_a_run_that_is_killed_while_it_keeps_an_answer_leaves_nothing_that_is_read(
    kind: str, at: int, tmp_path: Path, folder: Path, passes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / f"{kind}.db", ids=False)
    killed = started(kind, KILLED.format(at=at))
    _, errors = killed.communicate()
    assert killed.returncode == -signal.SIGKILL, errors
    assert any(path.name.startswith(".new-") for path in folder.iterdir())
    found = read(kind)
    assert_same(found, read_anew(kind, monkeypatch))
    passes.clear()
    assert_same(read(kind), found)
    assert not passes


@pytest.mark.parametrize("kind", KINDS)
def test_two_runs_at_once_share_what_is_kept_of_a_table(
    kind: str, tmp_path: Path, folder: Path, passes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / f"{kind}.db")
    several = [started(kind, seed=seed) for seed in "12"]
    said = {process.communicate()[0] for process in several}
    found = read_anew(kind, monkeypatch)
    assert said == {f"{found.read} {found.counted}\n"}
    passes.clear()
    assert_same(read(kind), found)
    assert not passes
    assert not [path for path in folder.iterdir() if path.name.startswith(".new-")]


# What else has a part in what a query gives --------------------------------------------------------------

IS_KEPT = {
    "calls": True,
    "plain": True,
    "by_chance": False,
    "of_today": False,
    "SELECT * FROM calls WHERE upper(結果) <> '' AND 活動ID IN (1, 2, 3) ORDER BY 活動ID": True,
    "SELECT *, coalesce(備考, 結果) AS メモ, 'random() ''' AS x FROM calls -- now()": True,
    "SELECT * FROM (SELECT * FROM plain) AS p": None,
    "SELECT * FROM calls WHERE 架電日時 < CAST(current_date AS VARCHAR)": False,
    "SELECT * FROM calls WHERE 架電日時 < CAST(Current_Timestamp AS VARCHAR)": False,
    "SELECT * FROM calls WHERE 活動ID IN (SELECT 活動ID FROM by_chance)": False,
}
OF_ONE = {
    "sqlite": {
        "SELECT 担当者, 結果, max(架電日時) AS 架電日時 FROM calls GROUP BY 1, 2": True,
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION SELECT x + 1 FROM n LIMIT 3) SELECT * FROM calls, n": True,
        "SELECT * FROM calls WHERE 架電日時 < date('now')": False,
        "SELECT * FROM calls WHERE 架電日時 < strftime('%Y', 'now', '-1 day')": False,
        "SELECT *, changes() AS x FROM calls": False,
        "SELECT * FROM calls, json_each('[1]')": False,
        "SELECT * FROM calls, pragma_compile_options": False,
        "SELECT name AS 担当者, type AS 結果, sql AS 架電日時 FROM sqlite_master": False,
        "SELECT *, sqlite_version() AS x FROM calls": False,
        "SELECT * FROM words": False,
    },
    "duckdb": {
        "SELECT *, x.upper() AS y FROM (SELECT *, 結果 AS x FROM calls)": None,
        "SELECT *, nullif(結果, '') AS メモ, CAST(活動ID AS VARCHAR) AS x FROM \"calls\"": True,
        "SELECT * FROM calls WHERE 架電日時 < now()::VARCHAR": False,
        "SELECT * FROM calls WHERE 架電日時 < today ( )::VARCHAR": False,
        'SELECT * FROM calls WHERE 架電日時 < "today" /* ( */ ()::VARCHAR': False,
        "SELECT *, age(TIMESTAMP '2026-11-02') AS x FROM calls": False,
        "SELECT *, E'\\'' AS x, getvariable('y') AS y, '''' AS z FROM calls": False,
        "SELECT *, mine(活動ID) AS x FROM calls": False,
        "SELECT * FROM computed": False,
        "SELECT * FROM calls, range(2)": False,
        "SELECT 担当者, 結果, max(架電日時) AS 架電日時 FROM calls GROUP BY 1, 2": False,
        "SELECT DISTINCT * FROM calls": False,
        "SELECT * FROM calls JOIN plain USING (活動ID)": False,
        "SELECT * FROM 'of_today'": False,
        "SELECT table_name AS 担当者, sql AS 結果, sql AS 架電日時 FROM duckdb_tables()": False,
        "SELECT table_name AS 担当者, table_type AS 結果 FROM information_schema.tables": False,
    },
}


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_the_file_alone_decides_is_kept(kind: str, tmp_path: Path) -> None:
    chance = "random() < 0" if kind == "sqlite" else "random() < 0.5"
    path = write(tmp_path / f"{kind}.db")
    run(
        path,
        "CREATE VIEW plain AS SELECT * FROM calls WHERE 結果 <> '接続'",
        f"CREATE VIEW by_chance AS SELECT * FROM plain WHERE {chance}",
        "CREATE VIEW of_today AS SELECT * FROM calls WHERE 架電日時 < CAST(current_date AS VARCHAR)",
    )
    if kind == "duckdb":
        run(path, "CREATE TABLE computed (架電日時 VARCHAR, 担当者 VARCHAR, 結果 DOUBLE AS (random()))")
        run(path, "CREATE MACRO mine(x) AS x + random()")
    else:
        run(path, "CREATE VIRTUAL TABLE words USING fts5(架電日時, 担当者, 結果)")
    for what, is_kept in {**IS_KEPT, **OF_ONE[kind]}.items():
        wanted = kind == "sqlite" if is_kept is None else is_kept
        assert (database_read(f"db:{kind}", what).files is not None) is wanted, what
        sheet = database_sheet(f"db:{kind}", what)
        assert sheet.large is None or (sheet.large.content is not None) is wanted, what


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_beside_which_changes_wait_is_not_kept(
    kind: str, tmp_path: Path, passes: list[str], folder: Path
) -> None:
    path = write(tmp_path / f"{kind}.db")
    if kind == "sqlite":
        run(path, "PRAGMA journal_mode = wal")
        with closing(sqlite3.connect(path)) as lite:  # who closes last puts changes into the file
            lite.execute("UPDATE calls SET 結果 = '不在' WHERE 結果 = 'アポ獲得'")
            lite.commit()
            assert Path(f"{path}-wal").stat().st_size
            assert int(read(kind).events["meetings"].sum()) == 0
            assert database_read(f"db:{kind}", "calls").files is None
    else:
        with closing(duckdb.connect(str(path))) as duck:
            duck.execute("PRAGMA disable_checkpoint_on_shutdown")
            duck.execute("UPDATE calls SET 結果 = '不在' WHERE 結果 = 'アポ獲得'")
        assert Path(f"{path}.wal").stat().st_size
        assert int(read(kind).events["meetings"].sum()) == 0
        assert database_read(f"db:{kind}", "calls").files is None
    assert not [*folder.glob("rows-*")]
    run(path, "CREATE TABLE further (a INT)", *(["CHECKPOINT"] if kind == "duckdb" else []))
    read(kind)
    passes.clear()
    assert int(read(kind).events["meetings"].sum()) == 0
    assert not passes
    assert database_read(f"db:{kind}", "calls").files


def test_a_file_of_which_a_table_may_be_a_small_part_is_not_looked_at(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filecontent, "MOST_DIGESTED", 100)
    monkeypatch.setattr(states, "_digest", lambda path: pytest.fail("nothing is kept for that"))
    for kind in KINDS:
        write(tmp_path / f"{kind}.db")
        read(kind)
    assert not folder.exists()


@pytest.mark.parametrize("most", [1, 10**6], ids=["grouped", "row by row"])
def test_equal_rows_of_duckdb_stay_in_one_order(
    most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More rows than one of its threads takes at once."""
    monkeypatch.setattr(files, "LARGE_ROWS", most)
    monkeypatch.setenv("SHEETKPI_CACHE", "off")
    made_up = (
        "SELECT IF(i % 20000 = 7, '未定', '2026-11-' || 10 + i % 15) AS 架電日,"
        " ['佐藤葵', '田中蓮'][1 + i % 2] AS 担当者, '不在' AS 結果, i AS 行番号 FROM range(400000) AS t(i)"
    )
    by_view = "CREATE VIEW in_turn AS SELECT * FROM calls ORDER BY 担当者"
    run(tmp_path / "duckdb.db", f"CREATE TABLE calls AS {made_up}", by_view)
    for what in ("SELECT * FROM calls ORDER BY 担当者", "in_turn"):
        if most == 1:
            once, again = (read("duckdb", what).issues.astype(str) for _ in range(2))
            assert len(once) >= 20
            assert once.equals(again)
        else:
            once, *again = (database_sheet("db:duckdb", what).cells for _ in range(5))
            assert all(one.equals(once) for one in again)


# Files that change --------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", [1, 2, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_replaced_while_it_is_read_is_read_as_one_of_both(
    kind: str, when: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / f"{kind}.db", ids=False)
    old = read(kind)
    for kept in sorted((tmp_path / "cache").glob("rows-*"))[::2]:
        kept.unlink()
    (tmp_path / "other").mkdir()
    other = write(tmp_path / "other" / f"{kind}.db", 9, ids=False, count=600)
    asked, original = 0, keptanswers._answered

    def then_changed(*given: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked == when:
            other.replace(path)
        return original(*given)

    with monkeypatch.context() as patched:
        patched.setattr(keptanswers, "_answered", then_changed)
        found = read(kind)
    new = read_anew(kind, monkeypatch)
    assert new.read == 600
    assert_same(found, new if found.read == new.read else old)
    assert_same(read(kind), new)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_changes_between_its_fingerprint_and_its_reading_is_not_kept_for_it(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / f"{kind}.db")
    old, looked = path.read_bytes(), filecontent.content_to_keep

    def then_changed(read_path: Path) -> states.FileState | None:
        found = looked(read_path)
        write(path, 7, count=500)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(filecontent, "content_to_keep", then_changed)
        assert read(kind).read == 500
    path.write_bytes(old)
    assert read(kind).read == 400


def test_what_is_read_stays_locked_while_it_is_looked_whether_it_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On most systems whoever closes a file gives up all locks that the same process has on it."""
    path = write(tmp_path / "sqlite.db")
    code = f"import sqlite3; sqlite3.connect({str(path)!r}, timeout=0).execute('BEGIN EXCLUSIVE')"
    tried: list[str] = []
    keep = keptanswers.keep_table

    def then_written_to(*given: Any) -> None:
        keep(*given)
        ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        tried.append(ended.stderr)

    monkeypatch.setattr(keptanswers, "keep_table", then_written_to)
    read("sqlite")
    assert len(tried) > 1
    assert all("database is locked" in said for said in tried)


# Refreshes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [1, 1000], ids=["grouped", "row by row"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_refresh_says_that_a_file_did_not_change(
    kind: str, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(files, "LARGE_ROWS", most)
    path, book = write(tmp_path / f"{kind}.db"), made(tmp_path / "KPI.xlsx", "ja")
    assert command("refresh", book, "--activity", f"db:{kind}/calls") == 0
    assert command("refresh", book) == 0  # another question
    assert command("refresh", book) == 3
    capsys.readouterr()
    run(path, "DELETE FROM calls WHERE 結果 = '謎'")
    assert command("refresh", book) == 0
    assert command("refresh", book) == 3
    (tmp_path / "other").mkdir()
    other = write(tmp_path / "other" / f"{kind}.db", count=300)
    monkeypatch.setenv(f"SHEETKPI_CONNECTION_{kind.upper()}", f"{kind}:{other}")
    assert command("refresh", book) == 0
    assert command("refresh", book) == 3
    other.unlink()
    assert command("refresh", book) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_query_in_which_the_day_has_a_part_is_read_again(kind: str, tmp_path: Path) -> None:
    write(tmp_path / f"{kind}.db")
    book = made(tmp_path / "KPI.xlsx", "ja")
    query = "SELECT * FROM calls WHERE 架電日時 < CAST(current_date AS VARCHAR)"
    for _ in range(3):
        assert command("refresh", book, "--activity", f"db:{kind}/{query}") == 0


def test_watching_sees_the_file_of_a_database(tmp_path: Path) -> None:
    path, book = write(tmp_path / "duckdb.db"), made(tmp_path / "KPI.xlsx", "ja")
    assert command("refresh", book, "--activity", "db:duckdb/calls") == 0
    told: list[str] = []
    watched = Watched(book, "ja", lambda key, **values: told.append(say(key, "ja", **values)))
    worked, looks = watched.work()
    assert watched.looks() == looks
    run(path, "INSERT INTO calls SELECT 活動ID + 5000, 架電日時, 担当者, 結果, 備考 FROM calls")
    assert watched.looks() != looks
    _, looks = watched.work()
    assert len(told) == 1 + worked
    assert watched.looks() == looks
    assert looks[0] == date.today()
