"""Connections to databases: found by name, refused where a secret could get around, listed without any."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import sheetkpi
from sheetkpi.connectionsfile import connections_file
from sheetkpi.errors import SheetKPIError
from sheetkpi.language import LANGUAGES, say
from sheetkpi.sources.databases.connections import Connection, connection, place_parts
from sheetkpi.sources.databases.queries import checked_query, is_statement, known_name, table_name
from sheetkpi.sources.databases.reading import database_sheet
from tests.workbook.books import grid, make_book

SECRET = "hunter2-Himitsu"


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's file of connections, in a folder of the test's own; not yet there."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "config"))
    path = connections_file()
    path.parent.mkdir(parents=True)
    return path


def write(path: Path, text: str, mode: int = 0o600) -> None:
    path.write_text(text, "utf-8")
    path.chmod(mode)


def refused(name: str = "crm") -> SheetKPIError:
    with pytest.raises(SheetKPIError) as raised:
        connection(name)
    for language in LANGUAGES:
        assert SECRET not in raised.value.sentence(language)
    return raised.value


# Where they are -----------------------------------------------------------------------------------------


def test_a_variable_of_the_environment_says_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEETKPI_CONNECTION_CRM_EAST", "postgresql://kpi@db.example.com/crm")
    monkeypatch.setenv("SHEETKPI_PASSWORD_CRM_EAST", SECRET)
    found = connection("crm-east")
    assert (found.kind, found.address, found.password) == (
        *("postgresql", "postgresql://kpi@db.example.com/crm"),
        SECRET,
    )
    assert found == connection("CRM_East")
    assert SECRET not in repr(found)
    assert "example.com" not in repr(found)


def test_the_users_own_file_says_the_rest(written: Path) -> None:
    write(written, f'[crm]\naddress = "postgresql://kpi@db/crm"\npassword = "{SECRET}"\ntimeout = 5\n')
    found = connection("crm")
    assert (found.password, found.timeout, found.told_by) == (SECRET, 5, str(written))


def test_a_password_in_the_file_goes_to_no_other_address(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(written, f'[crm]\naddress = "postgresql://kpi@db/crm"\npassword = "{SECRET}"\n')
    monkeypatch.setenv("SHEETKPI_CONNECTION_CRM", "postgresql://kpi@elsewhere/crm")
    assert connection("crm").password == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a user's folder to the user")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_that_others_can_read_is_refused(written: Path, mode: int) -> None:
    write(written, f'[crm]\naddress = "postgresql://kpi@db/crm"\npassword = "{SECRET}"\n', mode)
    error = refused()
    assert error.key == "error.db_file_open"
    assert f"chmod 600 {written}" in error.sentence("en")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (f'[crm]\naddress = "postgresql://kpi@db/crm\npassword = "{SECRET}"\n', "error.db_file_line"),
        (f'crm = "{SECRET}"\n', "error.db_file_name"),
        (f'["{SECRET} x"]\naddress = "sqlite:///a"\n[x]\n', "error.db_file_name"),
        (f'[crm]\nadress = "{SECRET}"\n', "error.db_file_field"),
        ('[crm]\naddress = "sqlite:///srv/a.db"\ntimeout = "5"\n', "error.db_file_field"),
        ('[crm]\naddress = "sqlite:///srv/a.db"\ntimeout = 0\n', "error.db_file_field"),
        ('[crm]\naddress = "sqlite:///srv/a.db"\ntimeout = inf\n', "error.db_file_field"),
        ('[crm]\naddress = "sqlite:///srv/a.db"\ntimeout = true\n', "error.db_file_field"),
        (f'[crm]\naddress = "{SECRET}"\n', "error.db_address"),
        ("[crm]\n", "error.db_address"),
        ('[crm]\ndriver = "os"\n', "error.db_driver_name"),
        ("[x]\n", "error.db_unknown"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_that_repeats_no_secret(
    written: Path, text: str, key: str
) -> None:
    write(written, text)
    assert refused().key == key


def test_bytes_in_another_encoding_are_told(written: Path) -> None:
    written.write_bytes("[顧客]\n".encode("cp932"))
    written.chmod(0o600)
    assert refused().key == "error.db_file_line"


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://kpi:{SECRET}@db/crm",
        f"postgresql://kpi@db/crm?password={SECRET}",
        f"postgresql://kpi:{SECRET}/#?@db/crm",
        f"postgresql://kpi:12/{SECRET}@db/crm",
        f"mysql+pymysql://kpi:{SECRET}@db/crm",
        f"snowflake://kpi@account/db?token={SECRET}",
        f"postgresql://kpi:{SECRET}@[db/crm",
        f"mssql+pyodbc:///?odbc_connect=DRIVER%3DX%3BUID%3Dkpi%3BPWD%3D{SECRET}",
        f"bigquery://project?credentials_base64={SECRET}",
        f"trino://db/?api_key={SECRET}",
    ],
)
def test_a_password_in_the_address_is_refused_with_what_to_do(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEETKPI_CONNECTION_CRM", address)
    error = refused()
    assert error.key == "error.db_password_here"
    assert "SHEETKPI_PASSWORD_CRM" in error.sentence("en")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://kpi@db/crm?passfile=/srv/pgpass",
        "bigquery://project?credentials_path=/srv/key.json",
        "snowflake://kpi@account/db?private_key_file=/srv/key.p8",
    ],
)
def test_where_a_secret_lies_may_stand_in_the_address(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEETKPI_CONNECTION_CRM", address)
    assert connection("crm").address == address


@pytest.mark.parametrize(
    "place",
    [
        f"postgresql://kpi:{SECRET}@db/crm",
        f"host=db user=kpi password={SECRET}",
        f"Server=db;Database=crm;UID=kpi;PWD={SECRET}",
        f"DRIVER={{X}};Pwd = {SECRET}",
    ],
)
def test_a_password_in_a_place_is_refused_and_not_repeated(place: str) -> None:
    with pytest.raises(SheetKPIError) as raised:
        place_parts(place)
    assert raised.value.key == "error.db_address_here"
    assert all(SECRET not in raised.value.sentence(language) for language in LANGUAGES)
    assert place_parts("db:crm/SELECT * FROM staff WHERE pwd = 'x'") is not None
    assert place_parts("calls password.csv") is None


def test_a_name_nobody_knows_comes_with_those_there_are(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(written, '[sales]\naddress = "sqlite:///srv/sales.db"\n')
    monkeypatch.setenv("SHEETKPI_CONNECTION_CRM", "sqlite:///srv/crm.db")
    said = refused("crn").sentence("en")
    assert "There are: crm, sales." in said
    assert "SHEETKPI_CONNECTION_CRN" in said
    assert said.endswith("Did you mean crm?")


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("sqlite:///srv/crm.db", "/srv/crm.db"),
        ("sqlite:////srv/crm.db", "/srv/crm.db"),
        ("duckdb:/srv/crm.duckdb", "/srv/crm.duckdb"),
        ("sqlite:~/crm.db", str(Path.home() / "crm.db")),
        ("sqlite:///~/crm.db", str(Path.home() / "crm.db")),
    ],
)
def test_databases_that_are_files_are_found_by_their_full_path(
    address: str, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEETKPI_CONNECTION_CRM", address)
    assert connection("crm").file == Path(file)
    monkeypatch.setenv("SHEETKPI_CONNECTION_CRM", "sqlite:crm.db")
    assert refused().key == "error.db_full_path"


def test_a_drive_of_windows_is_no_folder_below_the_root() -> None:
    found = Connection("crm", "sqlite", "", "sqlite:///C:/data/crm.db")
    assert found.file.as_posix() == "C:/data/crm.db"


# What the workbook says ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "sheet", "parts"),
    [
        ("db:crm", "calls", ("crm", "calls")),
        ("db:crm/calls", "", ("crm", "calls")),
        (" DB：crm ", " sales.calls ", ("crm", "sales.calls")),
        ("db:crm/SELECT a/b FROM c", "", ("crm", "SELECT a/b FROM c")),
        ("calls.csv", "", None),
        ("C:/db/crm.csv", "", None),
    ],
)
def test_a_place_in_a_database_is_told_from_a_file(
    place: str, sheet: str, parts: tuple[str, str] | None
) -> None:
    assert place_parts(place, sheet) == parts


@pytest.mark.parametrize("place", ["db:crm", "db:/calls", "db:c r m/calls", "db:"])
def test_half_a_place_is_refused(place: str) -> None:
    with pytest.raises(SheetKPIError) as raised:
        place_parts(place)
    assert raised.value.key == "error.db_what"


@pytest.mark.parametrize("scheme", ["postgresql", "Postgres", "mysql+pymysql", "duckdb", "jdbc:postgresql"])
def test_an_address_in_the_workbook_is_refused_and_not_repeated(scheme: str) -> None:
    with pytest.raises(SheetKPIError) as raised:
        place_parts(f"{scheme}://kpi:{SECRET}@db/crm")
    for language in LANGUAGES:
        assert SECRET not in raised.value.sentence(language)
    assert "db:NAME" in raised.value.sentence("en")


def test_the_user_and_password_of_another_link_are_not_repeated(tmp_path: Path) -> None:
    from sheetkpi.sources.files.places import read_place

    with pytest.raises(SheetKPIError) as raised:
        read_place(f"https://kpi:{SECRET}@example.com/calls.csv", tmp_path)
    assert "https://…@example.com/calls.csv" in raised.value.sentence("en")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM calls",
        "  select 1;",
        "(SELECT 1)",
        "-- the calls\nSELECT * FROM calls",
        "/* a; b */ WITH a AS (SELECT 1) SELECT * FROM a",
        "SELECT 'delete; drop' AS \"update\", $$insert$$ FROM `into`, [drop]",
        "SELECT updated_at, call, replace(a, 'x', 'y') FROM calls",
    ],
)
def test_a_select_is_a_query(statement: str) -> None:
    assert is_statement(statement)
    assert checked_query(statement, "db:crm") == statement.strip().rstrip(";")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM calls",
        "SELECT 1; DELETE FROM calls",
        "SELECT * INTO copy FROM calls",
        "WITH gone AS (DELETE FROM calls RETURNING *) SELECT * FROM gone",
        "SELECT 1 DROP TABLE calls",
        "SELECT 1 /*! INTO OUTFILE 'x' */",
        "SELECT * FROM calls FOR UPDATE",
        "/* SELECT */ UPDATE calls SET a = 1",
        "-- SELECT\nTRUNCATE calls",
        "SELECT 'it''s'; DROP TABLE calls --'",
        "EXPLAIN ANALYZE DELETE FROM calls",
        "COPY calls TO 'x'",
    ],
)
def test_what_does_more_than_read_is_refused(statement: str) -> None:
    assert is_statement(statement)
    with pytest.raises(SheetKPIError) as raised:
        checked_query(statement, "db:crm")
    assert raised.value.key == "error.db_only_reading"


def test_names_of_tables_are_taken_as_people_write_them() -> None:
    assert not any(
        map(is_statement, ["calls", "call log", "selections", "架電 履歴", '"delete it"', "update"])
    )
    assert table_name("call log", "db:crm") == ("call log",)
    assert table_name('crm.sales."11月.架電"', "db:crm") == ("crm", "sales", "11月.架電")
    for odd in ("", "a..b", "a.b.c.d", '"a', "a."):
        with pytest.raises(SheetKPIError):
            table_name(odd, "db:crm")


def test_a_table_is_found_as_the_database_spells_it() -> None:
    tables = [("public", "calls"), ("old", "Deals"), ("new", "deals"), ("public", "Leads")]
    assert known_name(("calls",), tables) == ("public", "calls")
    assert known_name(("LEADS",), tables) == ("public", "Leads")
    assert known_name(("OLD", "deals"), tables) == ("old", "Deals")
    assert known_name(("deals",), tables) == ("new", "deals")
    assert known_name(("DEALS",), tables) == ("DEALS",)
    assert known_name(("other",), tables) == ("other",)


# What doctor says ---------------------------------------------------------------------------------------


def test_doctor_names_every_connection_and_no_secret(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        written,
        f'[crm]\naddress = "postgresql://kpi@db.example.com/crm"\npassword = "{SECRET}"\n'
        '[flights]\ndriver = "adbc_driver_nowhere"\naddress = "grpc://db.example.com"\n',
    )
    monkeypatch.setenv("SHEETKPI_CONNECTION_OLD", f"postgresql://kpi:{SECRET}@db.example.com/old")
    monkeypatch.setenv("SHEETKPI_CONNECTION_LOCAL", "sqlite:///srv/crm.db")
    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql.dbapi", None)
    for language in LANGUAGES:
        found = [one for one in sheetkpi.doctor() if one.check == "databases"]
        said = "\n".join(one.sentence(language) for one in found)
        assert [one.state for one in found] == ["problem", "problem", "ok", "problem"]
        assert SECRET not in said
        assert "example.com" not in said
        for part in (
            "pip install adbc-driver-postgresql",
            "adbc-driver-nowhere",
            "db:local (sqlite",
            "SHEETKPI_PASSWORD_OLD",
        ):
            assert part in said.replace("（", " (")


def test_doctor_names_what_a_workbook_wants_and_this_machine_does_not_know(tmp_path: Path) -> None:
    header = [say(key, "en") for key in ("place", "sheet")]
    rows = [header, ["calls.csv", ""], ["db:crm", "calls"], [f"mysql://kpi:{SECRET}@db/crm", ""]]
    book = make_book(tmp_path / "KPI.xlsx", {"Sources": grid("A1", rows)}, {"Sources": "Sources!A1:B4"})
    found = [one for one in sheetkpi.doctor(book) if one.check == "databases"]
    assert [one.key for one in found][-2:] == ["error.db_unknown", "error.db_address_here"]
    assert SECRET not in "".join(one.sentence("en") for one in found)


@pytest.mark.parametrize("address", ["mysql+nowhere://kpi@db/crm", "nowhere://kpi@db/crm"])
def test_a_driver_nobody_can_name_is_not_told_to_be_installed(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sqlalchemy")
    monkeypatch.setenv("SHEETKPI_CONNECTION_CRM", address)
    with pytest.raises(SheetKPIError) as raised:
        database_sheet("db:crm", "calls")
    assert raised.value.key == "error.db_no_module"
    assert "pip install" not in raised.value.sentence("en")


def test_doctor_says_where_connections_would_be(written: Path) -> None:
    (found,) = (one for one in sheetkpi.doctor() if one.check == "databases")
    assert (found.state, str(written) in found.sentence("ja")) == ("note", True)


def test_a_driver_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEETKPI_CONNECTION_CRM", "postgresql://kpi@db/crm")
    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql.dbapi", None)
    with pytest.raises(SheetKPIError, match=r"pip install adbc-driver-postgresql"):
        database_sheet("db:crm", "calls")
