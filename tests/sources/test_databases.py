"""Tables of PostgreSQL, SQLite and DuckDB, counted as the same table in a file is."""

from __future__ import annotations

import sqlite3
import threading
import time
import traceback
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pytest

import sheetkpi
from sheetkpi.cli import main
from sheetkpi.errors import SheetKPIError
from sheetkpi.language import LANGUAGES, Language
from sheetkpi.model.names import person_key
from sheetkpi.sample import write_sample
from sheetkpi.sources.activity import Activity
from sheetkpi.sources.databases.reading import database_sheet
from sheetkpi.sources.files.places import read_file
from tests.sources.everywhere import (
    DATABASES,
    FILES,
    SAMPLE,
    as_typed,
    connect_all,
    flat,
    put_everywhere,
    sheets_of,
    typed_log,
)
from tests.sources.kpibooks import command, made
from tests.sources.postgresserver import PASSWORD, PROGRAMS, READER, Server, server
from tests.sources.raw_activity import TODAY, read, totals

pytestmark = pytest.mark.skipif(PROGRAMS is None, reason="PostgreSQL's server is not installed")
pytest.importorskip("adbc_driver_postgresql", reason="the driver of PostgreSQL is not installed")

FORMS = (*FILES, *DATABASES)
SECRETS = (PASSWORD, READER, "/pg-")


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with server() as started:
        yield started


@pytest.fixture(scope="module")
def folder(running: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every table of the tests in every form: the sample's dirt as text, a clean log with types."""
    there = tmp_path_factory.mktemp("everywhere")
    sample = write_sample(there / "sample", TODAY, "ja")
    for path in sample.files:
        (raw,) = read_file(path, path.name)
        table = flat(raw.cells)
        shorter = pa.concat_tables([table.slice(0, 600), table.slice(table.num_rows - 5)])
        put_everywhere(there, shorter, running, path.stem)
    put_everywhere(there, typed_log(), running, "typed")
    return there


@pytest.fixture(autouse=True)
def connected(folder: Path, running: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    connect_all(folder, running, monkeypatch)


def said_of(activity: Activity) -> dict[str, Any]:
    """Everything that was counted, noted and left out, but for where it stood."""
    issues = activity.issues.drop(columns=["place", "sheet"])
    return {
        "events": activity.events.astype(str).to_csv(),
        "issues": issues.astype(str).to_csv(),
        "read": (activity.read, activity.counted, activity.left_out, activity.repeated),
        "unknown": activity.unknown_results.to_csv(),
        "shapes": [(one.shape, one.fields, one.read, one.counted) for one in activity.sheets],
        "columns": None
        if activity.columns is None
        else activity.columns.drop(columns=["place", "sheet"]).to_csv(),
    }


# One set of rules ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def from_excel(folder: Path) -> dict[str, Any]:
    return said_of(read(*(sheet for name in SAMPLE for sheet in sheets_of("xlsx", folder, name))))


@pytest.mark.parametrize("form", FORMS[1:])
def test_the_dirty_sample_comes_to_the_same_from_everywhere(
    form: str, folder: Path, from_excel: dict[str, Any]
) -> None:
    found = read(*(sheet for name in SAMPLE for sheet in sheets_of(form, folder, name)))
    assert found.read > 1500
    assert found.left_out > 5
    assert said_of(found) == from_excel


@pytest.mark.parametrize("form", FORMS[1:])
def test_columns_with_types_come_to_the_same_from_everywhere(form: str, folder: Path) -> None:
    found = said_of(read(*sheets_of(form, folder, "typed")))
    assert found["read"] == (200, 196, 4, 0)
    assert found == said_of(read(*sheets_of("xlsx", folder, "typed")))


@pytest.mark.parametrize(
    ("workbook", "sheets"),
    [
        ("crm_sales_opportunities.xlsx", ("sales_pipeline", "sales_teams")),
        ("call_center_calls.xlsx", ("Sheet1",)),
    ],
)
def test_real_workbooks_come_to_the_same_from_databases(
    workbook: str, sheets: tuple[str, ...], shared_data: Path, folder: Path, running: Server
) -> None:
    path = shared_data / workbook
    wanted = said_of(read(*(sheet for name in sheets for sheet in read_file(path, path.name, name))))
    for name in sheets:
        if not (folder / f"{name}.csv").exists():
            put_everywhere(folder, as_typed(path, name), running, name, excel=False)
    for form in FORMS[1:]:
        found = said_of(read(*(sheet for name in sheets for sheet in sheets_of(form, folder, name))))
        assert found == wanted, form


def by_person(activity: Activity) -> dict[Any, Any]:
    """The counts by day and person; without a roster a name is shown in its first spelling."""
    return {(day, person_key(rep)): counts for (day, rep), counts in totals(activity, "date", "rep").items()}


@pytest.mark.parametrize("kind", DATABASES)
def test_the_order_of_rows_makes_no_difference(kind: str, folder: Path) -> None:
    name = SAMPLE[0]
    shuffled = read(database_sheet(f"db:{kind}", f'SELECT * FROM "{name}" ORDER BY random()'))
    in_order = read(database_sheet(f"db:{kind}", name))
    assert by_person(shuffled) == by_person(in_order)
    assert (shuffled.read, shuffled.counted) == (in_order.read, in_order.counted)


def test_a_table_with_a_key_comes_in_its_order(running: Server) -> None:
    running.run(
        "CREATE TABLE keyed (n int, kind text, note text, PRIMARY KEY (kind, n))",
        "INSERT INTO keyed SELECT i, 'b', 'x' FROM generate_series(3, 1, -1) i",
        "INSERT INTO keyed VALUES (9, 'a', 'x')",
        "UPDATE keyed SET note = 'y' WHERE n = 1",
        f"GRANT SELECT ON keyed TO {READER}",
    )
    assert database_sheet("db:postgresql", "keyed").cells.column(0).to_pylist() == ["n", "9", "1", "2", "3"]


# Types --------------------------------------------------------------------------------------------------

TYPES = {
    "1::int2": "1",
    "1054.50::numeric": "1054.5",
    "1000::numeric(10, 2)": "1000",
    "0.10::float8": "0.1",
    "true": "true",
    "NULL::text": None,
    "''::text": None,
    "date '2026-11-02'": "2026-11-02",
    "time '14:30:00.5'": "14:30:00",
    "timestamp '2026-11-02 10:30:00.9'": "2026-11-02 10:30:00",
    "timestamptz '2026-11-02 10:30:00+09'": "2026-11-02 01:30:00Z",
    "timestamp 'infinity'": "out of range",
    "ARRAY['a', 'b']": "['a', 'b']",
    "jsonb '{\"a\": 1}'": '{"a": 1}',
    "'\\x00ff'::bytea": "b'\\x00\\xff'",
    "uuid '11111111-2222-3333-4444-555555555555'": "11111111-2222-3333-4444-555555555555",
    "interval '1 month 2 hours'": "1 mon 02:00:00",
    "money '12.50'": "$12.50",
    "inet '10.0.0.1'": "10.0.0.1/32",
    "timetz '14:30+09'": "14:30:00+09",
    "int4range(1, 3)": "[1,3)",
}


def test_every_type_of_postgresql_is_what_a_person_would_read() -> None:
    query = "SELECT " + ", ".join(f"{value} AS c{number}" for number, value in enumerate(TYPES))
    row = database_sheet("db:postgresql", query).cells.to_pylist()[1]
    assert dict(zip(TYPES, row.values(), strict=True)) == TYPES


def test_two_columns_of_one_name_stay_two() -> None:
    sheet = database_sheet("db:postgresql", "SELECT 1 AS a, 2 AS a, money '1' AS m")
    assert [list(row.values()) for row in sheet.cells.to_pylist()] == [["a", "a", "m"], ["1", "2", "$1.00"]]


def test_a_column_of_sqlite_keeps_numbers_exact_beside_texts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite3.connect(folder / "mixed.db") as lite:
        lite.execute("CREATE TABLE t (amount)")
        lite.executemany(
            "INSERT INTO t VALUES (?)", [(3,), (1054.123456789,), ("3件",), (b"abc",), (None,), (2**53 + 1,)]
        )
    lite.close()
    monkeypatch.setenv("SHEETKPI_CONNECTION_MIXED", f"sqlite:{folder}/mixed.db")
    found = database_sheet("db:mixed", "t").cells.column(0).to_pylist()
    assert found == ["amount", "3", "1054.123456789", "3件", "abc", None, "9007199254740993"]


@pytest.mark.parametrize("how", ["sqlalchemy", "adbc"])
def test_other_drivers_read_the_same_table(
    how: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite stands for databases that are read through SQLAlchemy or a driver that the user names."""
    pytest.importorskip("sqlalchemy" if how == "sqlalchemy" else "adbc_driver_sqlite")
    if how == "sqlalchemy":
        monkeypatch.setenv("SHEETKPI_CONNECTION_OTHER", f"sqlite+pysqlite:///{folder}/all.db")
    else:
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
        (tmp_path / "sheetkpi").mkdir()
        told = tmp_path / "sheetkpi" / "connections.toml"
        told.write_text(
            f'[other]\ndriver = "adbc_driver_sqlite"\noptions = {{ uri = "file:{folder}/all.db?mode=ro" }}\n'
        )
        told.chmod(0o600)
    assert said_of(read(database_sheet("db:other", "typed"))) == said_of(
        read(*sheets_of("sqlite", folder, "typed"))
    )
    with pytest.raises(SheetKPIError) as raised:
        database_sheet("db:other", "SELECT outcome FROM typed WHERE 備考 LIKE '%:x'")
    assert raised.value.key == "error.db_no_column"


# What goes wrong ----------------------------------------------------------------------------------------


def failing(place: str, sheet: str) -> SheetKPIError:
    """What reading fails with: a sentence in either language, without a secret, even in a traceback."""
    with pytest.raises(SheetKPIError) as raised:
        database_sheet(place, sheet)
    seen = [raised.value.sentence(language) for language in LANGUAGES]
    seen.append("".join(traceback.format_exception(raised.value)))
    for text in seen:
        assert not any(secret in text for secret in SECRETS), text
        assert "FATAL" not in text
    return raised.value


@pytest.mark.parametrize("kind", DATABASES)
@pytest.mark.parametrize(
    ("sheet", "key", "word"),
    [
        ("typd", "no_table", "Did you mean typed?"),
        ("SELECT * FROM nowhere", "no_table", "nowhere"),
        ("SELECT outcome FROM typed", "no_column", "outcome"),
        ("SELECT 結果 FROM typed WHERE", "query", ""),
        ("DELETE FROM typed", "only_reading", ""),
        ("SELECT 1; SELECT 2", "only_reading", ""),
    ],
)
def test_a_query_that_does_not_work_is_told_without_the_drivers_words(
    kind: str, sheet: str, key: str, word: str
) -> None:
    error = failing(f"db:{kind}", sheet)
    assert error.key == f"error.db_{key}"
    assert word in error.sentence("en")


def test_a_function_that_writes_is_stopped_by_the_database(running: Server) -> None:
    running.run(
        "CREATE TABLE written (a int)",
        "CREATE FUNCTION write_it() RETURNS int SECURITY DEFINER LANGUAGE sql"
        " AS 'INSERT INTO written VALUES (1) RETURNING a'",
    )
    assert failing("db:postgresql", "SELECT write_it()").key == "error.db_only_reading"
    assert running.run("SELECT count(*) FROM written") == [(0,)]


def test_files_beside_a_duckdb_are_not_read(folder: Path) -> None:
    query = f"SELECT * FROM read_csv('{folder}/typed.csv')"
    assert failing("db:duckdb", query).key == "error.db_outside"


def test_a_table_without_the_right_to_read_it(running: Server) -> None:
    running.run("CREATE TABLE locked (a int)")
    assert failing("db:postgresql", "locked").key == "error.db_no_rights"


def other(monkeypatch: pytest.MonkeyPatch, address: str, password: str = PASSWORD) -> None:
    monkeypatch.setenv("SHEETKPI_CONNECTION_OTHER", address)
    monkeypatch.setenv("SHEETKPI_PASSWORD_OTHER", password)


def test_connections_that_fail(running: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "text.duckdb").write_text("no database")
    wrong = {
        "password": (running.address(), "wrong"),
        "refused": (running.address(database="nowhere"), PASSWORD),
        "unreachable": ("postgresql://kpi@127.0.0.1:1/crm", PASSWORD),
        "address": (running.address() + "&nonsense=1", PASSWORD),
        "no_file": (f"sqlite:{folder}/none.db", ""),
        "damaged": (f"sqlite:{folder}/text.duckdb", ""),
    }
    for key, (address, password) in wrong.items():
        other(monkeypatch, address, password)
        assert failing("db:other", "typed").key == f"error.db_{key}", key
    for name, key in (("none", "no_file"), ("text", "damaged")):
        other(monkeypatch, f"duckdb:{folder}/{name}.duckdb", "")
        assert failing("db:other", "typed").key == f"error.db_{key}"
    assert not (folder / "none.db").exists()
    assert not (folder / "none.duckdb").exists()


def test_no_password_at_all(running: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEETKPI_CONNECTION_OTHER", running.address())
    monkeypatch.setenv("PGPASSFILE", "/nowhere")
    assert failing("db:other", "typed").key == "error.db_password"


def test_the_drivers_own_password_file_is_used(
    running: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    escaped = PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
    (tmp_path / "pgpass").write_text(f"*:*:*:{READER}:{escaped}\n")
    (tmp_path / "pgpass").chmod(0o600)
    monkeypatch.setenv("SHEETKPI_CONNECTION_OTHER", running.address())
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))
    assert database_sheet("db:other", "typed").cells.num_rows == 201


def test_a_query_that_takes_too_long(
    running: Server, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "sheetkpi").mkdir()
    told = tmp_path / "sheetkpi" / "connections.toml"
    told.write_text(
        f'[pg]\naddress = "{running.address()}"\npassword = "{PASSWORD}"\ntimeout = 0.3\n'
        f'[lite]\naddress = "sqlite:{folder}/all.db"\ntimeout = 0.3\n'
        f'[duck]\naddress = "duckdb:{folder}/all.duckdb"\ntimeout = 0.3\n'
    )
    told.chmod(0o600)
    long = "SELECT count(*) FROM typed a, typed b, typed c, typed d, typed e WHERE a.id + b.id < c.id * d.id"
    for name, query in (("pg", "SELECT pg_sleep(9)"), ("lite", long), ("duck", long)):
        begun = time.monotonic()
        error = failing(f"db:{name}", query)
        assert error.key == "error.db_timeout", name
        assert "0.3" in error.sentence("ja")
        assert time.monotonic() - begun < 9, f"{name} was waited for to its end"


def test_a_database_that_another_program_is_writing_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheetkpi.sources.databases.drivers._CONNECTING", 0)
    with sqlite3.connect(folder / "busy.db", isolation_level=None) as lite:
        lite.execute("CREATE TABLE typed (a)")
        lite.execute("BEGIN EXCLUSIVE")
        other(monkeypatch, f"sqlite:{folder}/busy.db")
        assert failing("db:other", "typed").key == "error.db_busy"
        lite.execute("ROLLBACK")
    lite.close()
    with duckdb.connect(str(folder / "all.duckdb")):
        assert failing("db:duckdb", "typed").key == "error.db_busy"


# The whole refresh --------------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return made(tmp_path / "KPI.xlsx", "ja")


DIES = """
SELECT '2026-11-02' AS 日付, '森 葵' AS 担当者, '不在' AS 結果,
       CASE WHEN i = 150000 THEN pg_terminate_backend(pg_backend_pid()) END AS 備考
FROM generate_series(1, 200000) i
"""


def test_a_server_that_goes_away_half_way_leaves_the_workbook_as_it_was(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = book.read_bytes()
    assert command("refresh", book, "--activity", f"db:postgresql/{DIES}") == 2
    assert book.read_bytes() == before
    assert [path.name for path in book.parent.iterdir()] == ["KPI.xlsx"]
    said = capsys.readouterr().err
    assert "broke off while reading" in said
    assert len(said.strip().splitlines()) == 1


def test_a_query_without_rows_says_so(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = book.read_bytes()
    assert command("refresh", book, "--activity", "db:duckdb/SELECT * FROM typed WHERE id < 0") == 2
    assert book.read_bytes() == before
    assert "no rows of data in db:duckdb/SELECT * FROM typed" in capsys.readouterr().err


def rows_of_sources(book: Path) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(book, data_only=True)["Sources"]
    return [row[:6] for row in sheet.iter_rows(min_row=2, values_only=True) if row[2]]


def test_what_was_named_once_is_read_again(
    book: Path, running: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    running.run(
        "CREATE TABLE calls (日付 date, 担当者 text, 結果 text)",
        "INSERT INTO calls VALUES ('2026-11-02', '森 葵', '不在')",
        f"GRANT SELECT ON calls TO {READER}",
    )
    assert command("refresh", book, "--activity", "db:postgresql/calls") == 0
    ((name, kind, place, sheet, _, records),) = rows_of_sources(book)
    assert (name, kind, place, sheet, records) == ("postgresql", "db", "db:postgresql", "calls", 1)
    running.run("INSERT INTO calls VALUES ('2026-11-04', '森 葵', 'アポ獲得')")
    assert command("refresh", book, "--activity", "DB:PostgreSQL/calls") == 0
    assert [row[2:4] + row[5:] for row in rows_of_sources(book)] == [("db:postgresql", "calls", 2)]
    assert [command("refresh", book) for _ in range(3)] == [0, 0, 0], "a server may hold anything meanwhile"
    capsys.readouterr()
    running.run("ALTER TABLE calls RENAME TO calls_old")
    before = book.read_bytes()
    assert command("refresh", book) == 2
    assert book.read_bytes() == before
    assert "Did you mean calls_old?" in capsys.readouterr().err


def test_no_part_of_a_saved_or_handed_out_workbook_and_no_log_holds_a_secret(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert command("refresh", book, "--activity", "db:postgresql/typed", "--json") == 0
    with pytest.raises(SheetKPIError) as raised:
        main(["refresh", str(book), "--activity", "db:postgresql/nowhere", "--debug"])
    print("".join(traceback.format_exception(raised.value)))
    assert command("doctor", book) in (0, 1)
    assert command("distribute", book, tmp_path / "out", "--only", "森 葵") == 0
    told = capsys.readouterr()
    searched = {"what was said": (told.out + told.err).encode()}
    for path in tmp_path.rglob("*"):
        if path.is_file():
            searched[path.name] = path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as package:
                searched |= {f"{path.name}/{part}": package.read(part) for part in package.namelist()}
    assert sum(name.endswith("xl/workbook.xml") for name in searched) >= 2
    for name, data in searched.items():
        for secret in SECRETS:
            assert secret.encode() not in data, name
            assert secret.encode("utf-16-le") not in data, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_button_says_the_same_sentence(language: Language, tmp_path: Path) -> None:
    from sheetkpi import addin

    with sheetkpi.open_book(made(tmp_path / "KPI.xlsx", language)) as opened:
        sheet = opened.sheets["Sources"]
        sheet["C2:D2"].value = ["db:nobody", "calls"]
        with pytest.raises(SheetKPIError) as raised:
            addin.refresh(opened)
        assert raised.value.key == "error.db_unknown"
        sheet["C2:D2"].value = ["db:postgresql", "typed"]
        addin.refresh(opened)
        assert sheet["F2"].value == 200


def test_a_list_of_leads_is_called_by_its_table(folder: Path) -> None:
    name = SAMPLE[1]
    held = [read(*sheets_of(form, folder, name)).leads for form in ("csv", "postgresql", "duckdb")]
    assert [set(found["list"]) for found in held if found is not None] == [{name}] * 3
    assert database_sheet("db:duckdb", "main.typed").called == "main.typed"


def test_no_timer_stays_behind() -> None:
    before = threading.active_count()
    database_sheet("db:duckdb", "typed")
    assert threading.active_count() <= before + 1


def test_the_day_of_a_moment_with_a_zone_is_the_local_one() -> None:
    query = "SELECT timestamptz '2026-11-02 23:30:00+00' AS 架電日時, '森 葵' AS 担当者, '不在' AS 結果"
    for kind in ("postgresql", "duckdb"):
        events = read(database_sheet(f"db:{kind}", query)).events
        assert events["date"].dt.date.tolist() == [date(2026, 11, 3)]
