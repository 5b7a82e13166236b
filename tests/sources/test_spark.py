"""Tables and SELECTs of Spark: the same as the same table in a file, row by row and grouped in Spark."""

from __future__ import annotations

import re
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from sheetkpi.errors import SheetKPIError
from sheetkpi.language import LANGUAGES
from sheetkpi.readiness import doctor
from sheetkpi.sample import write_sample
from sheetkpi.sources.activity import Activity
from sheetkpi.sources.databases import spark
from sheetkpi.sources.databases.reading import database_sheet
from sheetkpi.sources.files.places import read_file
from sheetkpi.sources.grouping import files
from sheetkpi.sources.raw import RawSheet
from tests.sources.everywhere import SAMPLE, as_typed, flat, many_calls, typed_log
from tests.sources.grouped_files import TODAY, activity_of, assert_same, pushed_down, said_of
from tests.sources.kpibooks import command, made


def java() -> int:
    """The version of the machine's Java, 0 where there is none."""
    if which("java") is None:
        return 0
    told = subprocess.run(["java", "-version"], capture_output=True, text=True, timeout=60).stderr
    version = re.search(r'version "(\d+)', told)
    return int(version[1]) if version else 0


pytestmark = [
    pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed"),
    pytest.mark.skipif(java() < 17, reason="there is no Java of version 17 or later to start Spark with"),
]
SECRET = "Himitsu-7f3"
TABLES = ("log", "call_list", "daily", "deals")
"""The sample's tables, whose names Spark wants in Latin letters."""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One small session for all: what takes long is to start it."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]")
    told = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",  # compiling takes longer than so few rows
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }
    for key, value in told.items():
        builder = builder.config(key, value)
    with spark._silent():
        started = builder.getOrCreate()
    yield started
    with suppress(Exception):  # its Java may be gone
        started.stop()


@pytest.fixture(scope="module")
def folder(session: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as tables of the catalogue, a clean log as a view, calls in three parts."""
    there = tmp_path_factory.mktemp("spark")
    for path in write_sample(there / "sample", TODAY, "ja").files:
        (raw,) = read_file(path, path.name)
        name = TABLES[SAMPLE.index(path.stem)]
        parquet.write_table(flat(raw.cells).slice(0, 600), there / f"{name}.parquet")
        session.read.parquet(str(there / f"{name}.parquet")).write.saveAsTable(name)
    parquet.write_table(typed_log(), there / "typed.parquet")
    session.read.parquet(str(there / "typed.parquet")).createOrReplaceTempView("typed")
    parquet.write_table(many_calls(3000), there / "many.parquet")
    session.read.parquet(str(there / "many.parquet")).repartition(3).write.saveAsTable("many")
    return there


@pytest.fixture(autouse=True)
def connected(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEETKPI_CONNECTION_SPARK", "spark:")


def of_files(folder: Path, *names: str) -> Activity:
    return activity_of(
        [one for name in names for one in read_file(folder / f"{name}.parquet", f"{name}.parquet")]
    )


def of_spark(*names: str) -> list[RawSheet]:
    return [database_sheet("db:spark", name) for name in names]


def test_the_dirty_sample_comes_to_the_same_from_spark(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = said_of(of_files(folder, *TABLES))
    assert said_of(activity_of(of_spark(*TABLES))) == wanted
    found, grouped = pushed_down(monkeypatch, lambda: of_spark(*TABLES))
    assert [sheet.called for sheet in grouped] == [TABLES[0]]
    assert said_of(found) == wanted


def test_columns_with_types_come_to_the_same_from_a_view(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, grouped = pushed_down(monkeypatch, lambda: of_spark("typed"))
    assert grouped
    assert said_of(found) == said_of(of_files(folder, "typed"))


def test_rows_in_several_parts_keep_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    query = "SELECT *, CASE WHEN `番号` % 700 = 3 THEN '未定' ELSE `架電日時` END AS `架電日` FROM many"
    for what in ("many", query):
        found, grouped = pushed_down(monkeypatch, lambda what=what: of_spark(what))
        assert grouped
        assert found.counted < found.read == 3000
        assert_same(activity_of(of_spark(what)), found)


def test_a_real_workbook_comes_to_the_same_from_spark(
    shared_data: Path, session: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shared_data / "call_center_calls.xlsx"
    table = as_typed(path, "Sheet1")
    for at, field in enumerate(table.schema):
        if pa.types.is_time(field.type):  # which Spark does not read of files
            table = table.set_column(at, field.name, table.column(at).cast(pa.time32("s")).cast(pa.string()))
    parquet.write_table(table, tmp_path / "calls.parquet")
    session.read.parquet(str(tmp_path / "calls.parquet")).createOrReplaceTempView("calls")
    found, grouped = pushed_down(monkeypatch, lambda: of_spark("calls"))
    assert grouped
    assert said_of(found) == said_of(activity_of(read_file(path, path.name, "Sheet1")))


def failing(name: str, what: str = "typed") -> SheetKPIError:
    """What reading fails with: a sentence in either language, without a secret, even in a traceback."""
    with pytest.raises(SheetKPIError) as raised:
        database_sheet(f"db:{name}", what)
    seen = [raised.value.sentence(language) for language in LANGUAGES]
    assert all(len(text.splitlines()) == 1 for text in seen)
    assert SECRET not in "".join([*seen, *traceback.format_exception(raised.value)])
    return raised.value


@pytest.mark.parametrize(
    ("what", "key", "word"),
    [
        ("typd", "no_table", "typed"),
        ("SELECT outcome FROM typed", "no_column", "outcome"),
        ("SELECT id FROM typed WHERE ) 1", "query", ""),
        ("DROP TABLE many", "only_reading", ""),
    ],
)
def test_a_query_that_does_not_work_is_told(what: str, key: str, word: str) -> None:
    error = failing("spark", what)
    assert error.key == f"error.db_{key}"
    assert word in error.sentence("ja")


def test_a_query_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "sheetkpi").mkdir()
    told = tmp_path / "sheetkpi" / "connections.toml"
    told.write_text('[slow]\naddress = "spark:"\ntimeout = 0.5\n')
    told.chmod(0o600)
    long = "SELECT count(*) FROM range(2000000) WHERE sha2(CAST(id AS STRING), 512) LIKE 'none%'"
    assert failing("slow", long).key == "error.db_timeout"


def test_connections_that_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    def other(address: str, password: str = "") -> SheetKPIError:
        monkeypatch.setenv("SHEETKPI_CONNECTION_OTHER", address)
        monkeypatch.setenv("SHEETKPI_PASSWORD_OTHER", password)
        return failing("other")

    assert other("spark:local[7]").key == "error.db_spark_other"
    assert other("sc://127.0.0.1:1", SECRET).key == "error.db_unreachable"
    assert other(f"sc://127.0.0.1:1/;token={SECRET}").key == "error.db_password_here"
    with monkeypatch.context() as patched:
        patched.setattr("pyspark.sql.SparkSession.getActiveSession", lambda: None)
        assert other("spark://127.0.0.1:1").key == "error.db_unreachable"


def test_what_is_missing_is_told_by_the_check_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def problems() -> list[str]:
        return [one.key for one in doctor() if one.check == "databases" and one.state == "problem"]

    assert problems() == []
    with monkeypatch.context() as patched:
        patched.setenv("PATH", "")
        patched.delenv("JAVA_HOME", raising=False)
        assert failing("spark").key == "error.db_no_java"
        assert problems() == ["error.db_no_java"]
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    assert failing("spark").key == "error.db_no_driver"
    assert problems() == ["error.db_no_driver"]


def test_a_refresh_reads_a_table_of_spark_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(files, "LARGE_ROWS", 1)
    book = made(tmp_path / "KPI.xlsx", "ja")
    assert command("refresh", book, "--activity", "db:spark/many") == 0
    assert "WARN" not in capfd.readouterr().err
    rows = openpyxl.load_workbook(book, data_only=True)["Sources"].iter_rows(min_row=2, values_only=True)
    assert [(row[1], row[2], row[3], row[5]) for row in rows if row[2]] == [("db", "db:spark", "many", 3000)]


def test_an_address_of_spark_does_not_belong_into_a_workbook() -> None:
    with pytest.raises(SheetKPIError) as raised:
        database_sheet("spark://master:7077", "calls")
    assert raised.value.key == "error.db_address_here"


@pytest.mark.parametrize("how", ["stopped", "killed"])
def test_a_session_that_goes_away_half_way_is_told(
    how: str, session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last one: nobody else needs the session any more."""
    java = session.sparkContext._gateway.proc
    original = spark.carried_out

    def gone(*given: Any) -> Any:
        if how == "killed":
            java.kill()
            java.wait()
        else:
            monkeypatch.setattr(session.sparkContext, "_jsc", None)
        return original(*given)

    monkeypatch.setattr(spark, "carried_out", gone)
    assert failing("spark", "SELECT * FROM many").key == "error.db_lost"
