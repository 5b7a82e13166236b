"""Large tables of databases, their rows grouped where they are: the same as row by row, to the record."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from sheetkpi.errors import SheetKPIError
from sheetkpi.language import LANGUAGES
from sheetkpi.sample import write_sample
from sheetkpi.sources.databases.postgresql import OfPostgreSQL
from sheetkpi.sources.databases.reading import database_sheet
from sheetkpi.sources.files.places import read_file
from sheetkpi.sources.grouping import files
from sheetkpi.sources.grouping.dialects import DUCKDB, POSTGRESQL, Dialect
from sheetkpi.sources.grouping.engine import Cut, Key, cut_value
from sheetkpi.sources.raw import RawSheet
from tests.sources.everywhere import (
    DATABASES,
    SAMPLE,
    as_typed,
    connect_all,
    flat,
    many_calls,
    put_everywhere,
    sheets_of,
    typed_log,
)
from tests.sources.grouped_files import TODAY, activity_of, assert_same, pushed_down, said_of
from tests.sources.kpibooks import command, made
from tests.sources.postgresserver import PROGRAMS, READER, Server, server
from tests.sources.test_grouping import MOMENTS, logs

pytestmark = pytest.mark.skipif(PROGRAMS is None, reason="PostgreSQL's server is not installed")
pytest.importorskip("adbc_driver_postgresql", reason="the driver of PostgreSQL is not installed")


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with server() as started:
        yield started


@pytest.fixture(scope="module")
def folder(running: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = tmp_path_factory.mktemp("everywhere")
    for path in write_sample(there / "sample", TODAY, "ja").files:
        (raw,) = read_file(path, path.name)
        put_everywhere(there, flat(raw.cells).slice(0, 600), running, path.stem)
    put_everywhere(there, typed_log(), running, "typed")
    return there


@pytest.fixture(autouse=True)
def connected(folder: Path, running: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    connect_all(folder, running, monkeypatch)


# One set of rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", DATABASES)
def test_the_dirty_sample_comes_to_the_same_grouped_in_the_database(
    kind: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sheets(form: str) -> list[RawSheet]:
        return [sheet for name in SAMPLE for sheet in sheets_of(form, folder, name)]

    found, grouped = pushed_down(monkeypatch, lambda: sheets(kind))
    assert [sheet.called for sheet in grouped] == [SAMPLE[0]]
    assert_same(activity_of(sheets(kind)), found)
    assert said_of(found) == said_of(activity_of(sheets("xlsx")))


@pytest.mark.parametrize("kind", DATABASES)
def test_columns_with_types_come_to_the_same_grouped_in_the_database(
    kind: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, grouped = pushed_down(monkeypatch, lambda: sheets_of(kind, folder, "typed"))
    assert grouped
    assert found.left_out == 4
    assert said_of(found) == said_of(activity_of(sheets_of("xlsx", folder, "typed")))


@pytest.mark.parametrize(
    ("workbook", "sheets", "grouped_so"),
    [
        ("crm_sales_opportunities.xlsx", ("sales_pipeline", "sales_teams"), False),
        ("call_center_calls.xlsx", ("Sheet1",), True),
    ],
)
def test_real_workbooks_come_to_the_same_grouped_in_databases(
    workbook: str,
    sheets: tuple[str, ...],
    grouped_so: bool,
    shared_data: Path,
    folder: Path,
    running: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = shared_data / workbook
    wanted = said_of(activity_of([one for name in sheets for one in read_file(path, path.name, name)]))
    for name in sheets:
        put_everywhere(folder, as_typed(path, name), running, name, excel=False)
    for kind in DATABASES:
        found, grouped = pushed_down(
            monkeypatch, lambda kind=kind: [one for name in sheets for one in sheets_of(kind, folder, name)]
        )
        assert bool(grouped) is grouped_so
        assert said_of(found) == wanted, kind


@pytest.mark.parametrize("kind", DATABASES)
@given(columns=logs(), basis=st.sampled_from(["set", "held"]), with_leads=st.booleans())
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_groups_of_any_log_count_and_list_what_their_rows_do(
    kind: str,
    columns: dict[str, Sequence[object]],
    basis: str,
    with_leads: bool,
    folder: Path,
    running: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = pa.table({name: pa.array([cell or "" for cell in cells]) for name, cells in columns.items()})
    put(kind, folder, running, "any", table)
    more = {"meeting_basis": basis, "with_leads": with_leads}
    found, grouped = pushed_down(monkeypatch, lambda: sheets_of(kind, folder, "any"), **more)
    event(f"grouped: {bool(grouped)}")
    assert_same(activity_of(sheets_of(kind, folder, "any"), **more), found)


def put(kind: str, folder: Path, running: Server, name: str, table: pa.Table) -> None:
    """Make a table anew in one database."""
    if kind == "postgresql":
        running.run(f'DROP TABLE IF EXISTS "{name}"')
        running.put(name, table)
    elif kind == "sqlite":
        with sqlite3.connect(folder / "all.db") as lite:
            lite.execute(f'DROP TABLE IF EXISTS "{name}"')
            lite.execute(f'CREATE TABLE "{name}" ({", ".join(table.column_names)})')
            marks = ", ".join("?" * table.num_columns)
            lite.executemany(
                f'INSERT INTO "{name}" VALUES ({marks})', [list(row.values()) for row in table.to_pylist()]
            )
        lite.close()
    else:
        with duckdb.connect(str(folder / "all.duckdb")) as duck:
            duck.register("given", table)
            duck.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM given')


@pytest.mark.parametrize("words", [DUCKDB, POSTGRESQL], ids=["duckdb", "postgresql"])
@pytest.mark.parametrize("cut", ["day", "quarter", "clock"])
def test_engines_leave_the_same_of_a_text(words: Dialect, cut: Cut, running: Server) -> None:
    texts = [*MOMENTS, "9:05", "0:00", "23:59:59", "24:00", "午後3時"]
    value = cut_value("text", Key(0, cut), words)
    left = []
    for text in texts:
        statement = f"SELECT {value} FROM (SELECT CAST('{text}' AS {words.text}) AS c0) AS q"
        found = duckdb.sql(statement).fetchall() if words is DUCKDB else running.run(statement)
        left.append(found[0][0])
    wanted = [
        duckdb.sql(
            f"SELECT {cut_value('text', Key(0, cut))} FROM (SELECT $1 AS c0)", params=[text]
        ).fetchall()
        for text in texts
    ]
    assert left == [found[0][0] for found in wanted]
    assert len(set(left)) < len(set(texts))


# What stands in a database alone -------------------------------------------------------------------------


def test_only_what_is_distinct_comes_over_the_wire(running: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    put("postgresql", Path(), running, "many", many_calls(9000))
    came: list[int] = []
    original = OfPostgreSQL.carried_out

    def counted(engine: OfPostgreSQL, statement: str) -> pa.RecordBatchReader:
        table = original(engine, statement).read_all()
        came.append(table.num_rows)
        return table.to_reader()

    monkeypatch.setattr(OfPostgreSQL, "carried_out", counted)
    found, grouped = pushed_down(monkeypatch, lambda: [database_sheet("db:postgresql", "many")])
    assert grouped
    assert found.counted == 9000 - found.repeated
    assert found.repeated == 18
    assert sum(came) < 700


def sheets_at(what: str) -> list[RawSheet]:
    """A table or a query of PostgreSQL."""
    return [database_sheet("db:postgresql", what)]


def test_rows_keep_their_numbers_whatever_is_asked_of_them(
    running: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index must not give the rows of a table in its own order."""
    table = many_calls(900)
    for name in ("unordered", "keyed"):
        put("postgresql", Path(), running, name, table)
    running.run(
        "UPDATE unordered SET 架電日時 = '未定' WHERE 番号 % 300 = 7",
        'CREATE INDEX ON unordered ("架電日時", "担当者", "結果", "ID")',
        "UPDATE keyed SET 架電日時 = '未定' WHERE 番号 % 300 = 7",
        "ALTER TABLE keyed ADD PRIMARY KEY (番号)",
        "CREATE OR REPLACE VIEW seen AS SELECT * FROM unordered WHERE 番号 > 100",
        f"GRANT SELECT ON seen TO {READER}",
        "VACUUM ANALYZE unordered",
    )
    for what in ("unordered", "keyed", "seen", "SELECT * FROM keyed WHERE 結果 <> '' ORDER BY 番号 DESC"):
        found, grouped = pushed_down(monkeypatch, partial(sheets_at, what))
        assert grouped, what
        assert found.left_out in (2, 3)
        assert_same(activity_of(sheets_at(what)), found)


def test_values_of_every_type_are_compared_as_their_cells_say(
    running: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = (
        "SELECT date '2026-11-02' + i % 3 AS 架電日, CAST('不在' AS char(6)) AS 結果,"
        " CASE i WHEN 70 THEN NULL WHEN 71 THEN '' ELSE (ARRAY['佐藤葵', '佐藤葵 '])[i % 2 + 1] END AS 担当者"
    )
    rows = "FROM generate_series(1, 120) i"
    for further in (
        "CASE i % 7 WHEN 0 THEN 'infinity' ELSE timestamp '2026-11-02 10:00' END AS 更新日時",
        "time '10:00' + i % 2 * interval '0.2 s' AS 備考",
        "CAST(1.50 + i % 2 AS numeric) AS 備考, i AS ID, '{\"a\": 1}'::json AS 内容",
        "money '12' AS 備考, inet '10.0.0.1' AS 住所, NULLIF('x', 'x') AS メモ",
        "CASE WHEN i > 60 THEN '' END AS 備考, true AS 完了, 1.5::float4 AS 点",
        "'{}'::json AS 備考",  # equal rows cannot be found: row by row
    ):
        query = f"{calls}, {further} {rows}"
        found, grouped = pushed_down(monkeypatch, partial(sheets_at, query))
        assert bool(grouped) is (further != "'{}'::json AS 備考"), further
        assert_same(activity_of(sheets_at(query)), found)


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_spellings_that_a_collation_takes_for_one_stay_two(
    kind: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = "CREATE TABLE collated (架電日 {0}, 担当者 {0}, 結果 {0}{1})"
    rows = [("2026-11-02", "佐藤葵", result) for result in ("Odd", "ODD", "odd") * 20]
    if kind == "sqlite":
        with sqlite3.connect(folder / "all.db") as lite:
            lite.execute(make.format("TEXT", " COLLATE NOCASE"))
            lite.executemany("INSERT INTO collated VALUES (?, ?, ?)", rows)
        lite.close()
    else:
        with duckdb.connect(str(folder / "all.duckdb")) as duck:
            duck.execute(make.format("VARCHAR", " COLLATE NOCASE"))
            duck.executemany("INSERT INTO collated VALUES (?, ?, ?)", rows)
    found, grouped = pushed_down(monkeypatch, lambda: [database_sheet(f"db:{kind}", "collated")])
    assert grouped
    assert_same(activity_of([database_sheet(f"db:{kind}", "collated")]), found)


def test_values_of_sqlite_are_equal_where_their_cells_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    further = (3, "3", 3.0, 3.5, "3.5", b"3", "", None) * 20
    with sqlite3.connect(folder / "all.db") as lite:
        lite.execute("CREATE TABLE untyped (架電日, 担当者, 結果, 備考, 件数)")
        rows = [("2026-11-02", "佐藤葵", "不在", value, 1 + at % 3 // 2) for at, value in enumerate(further)]
        lite.executemany("INSERT INTO untyped VALUES (?, ?, ?, ?, ?)", rows)
    lite.close()
    found, grouped = pushed_down(monkeypatch, lambda: [database_sheet("db:sqlite", "untyped")])
    assert grouped
    assert "reason.equal_rows" in found.issues["reason"].tolist()
    assert_same(activity_of([database_sheet("db:sqlite", "untyped")]), found)


def test_what_no_database_can_group_is_read_row_by_row(
    folder: Path, running: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sqlalchemy")
    monkeypatch.setenv("SHEETKPI_CONNECTION_OTHER", f"sqlite+pysqlite:///{folder}/all.db")
    monkeypatch.setattr(files, "LARGE_ROWS", 1)
    assert database_sheet("db:other", "typed").large is None
    assert database_sheet("db:sqlite", "typed").large is not None
    monkeypatch.setattr("sheetkpi.sources.databases.postgresql._ABLE", "SELECT 1 AS one WHERE false")
    assert database_sheet("db:postgresql", "typed").large is None


@pytest.mark.parametrize("kind", DATABASES)
def test_a_query_that_gives_other_rows_each_time_is_carried_out_once(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGE_ROWS", 1)
    chance = "random() > 0" if kind == "sqlite" else "random() > 0.5"
    assert database_sheet(f"db:{kind}", f"SELECT * FROM typed WHERE {chance}").large is None
    assert database_sheet(f"db:{kind}", "SELECT * FROM typed WHERE id > 5").large is not None


# What goes wrong ----------------------------------------------------------------------------------------


def test_a_table_that_goes_meanwhile_is_told_as_ever(
    running: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("postgresql", Path(), running, "going", many_calls(100))

    def sheets() -> list[RawSheet]:
        found = [database_sheet("db:postgresql", "going")]
        running.run("DROP TABLE going")
        return found

    with pytest.raises(SheetKPIError) as raised:
        pushed_down(monkeypatch, sheets)
    assert raised.value.key == "error.db_no_table"
    assert all("going" in raised.value.sentence(language) for language in LANGUAGES)


# The whole refresh --------------------------------------------------------------------------------------


def test_a_refresh_of_a_grouped_table_fills_the_workbook_as_one_of_its_rows(
    folder: Path, running: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("postgresql", folder, running, "calls", many_calls(2000))
    cells = []
    for number, most in enumerate((files.LARGE_ROWS, 1)):
        monkeypatch.setattr(files, "LARGE_ROWS", most)
        book = made(tmp_path / f"{number}.xlsx", "ja")
        assert command("refresh", book, "--activity", "db:postgresql/calls") == 0
        opened = openpyxl.load_workbook(book, data_only=True)
        told = [list(row) for row in opened["Sources"].iter_rows(values_only=True)]
        without_time = [row[:4] + row[5:] for row in told]
        cells.append([without_time, *(list(opened["Reps"].iter_rows(values_only=True)),)])
    assert cells[0] == cells[1]
    assert any("佐藤葵" in row for row in cells[1][1])
