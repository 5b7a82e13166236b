"""A PostgreSQL server of the tests' own, in a temporary folder, reached through a Unix socket only."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAMS = max(
    Path("/usr/lib/postgresql").glob("*/bin/initdb"), default=None, key=lambda path: int(path.parts[-3])
)
OWNER, READER = "kpi_owner", "kpi_reader"
PASSWORD = "Himitsu%40-7f3:x/9"

_ACCESS = f"local all {OWNER} trust\nlocal all all scram-sha-256\n"
_QUICK = "-c listen_addresses='' -c fsync=off -c autovacuum=off -c shared_buffers=16MB -k {folder}"


@dataclass(frozen=True)
class Server:
    """A running server; `folder` has its socket."""

    folder: Path

    def address(self, user: str = READER, database: str = "postgres") -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def run(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements as the owner; the rows of the last."""
        from adbc_driver_postgresql import dbapi

        with dbapi.connect(self.address(OWNER), autocommit=True) as database, database.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def put(self, name: str, table: Any, mode: str = "create") -> None:
        """Make a table of an Arrow table, which the reader may read, or append to it."""
        from adbc_driver_postgresql import dbapi

        with dbapi.connect(self.address(OWNER)) as database, database.cursor() as cursor:
            cursor.adbc_ingest(name, table, mode=mode)
            database.commit()
        self.run(f'GRANT SELECT ON "{name}" TO {READER}')

    def seconds(self) -> float:
        """The processor time that the server's processes have taken so far, ended ones included."""
        main = (self.folder / "data" / "postmaster.pid").read_text().split()[0]
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        ticks = 0
        for number, fields in ((main, slice(13, 17)), *((child, slice(13, 15)) for child in children)):
            told = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, ["", "", *told][fields]))
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def server() -> Iterator[Server]:
    """A new server with a reader who needs a password, gone afterwards."""
    assert PROGRAMS is not None
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has 107 characters at most
    who: dict[str, Any] = {}
    if os.name == "posix" and os.geteuid() == 0:  # which PostgreSQL refuses to be run as
        who = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"

    def run(program: str, *words: str) -> None:
        command = [str(PROGRAMS.with_name(program)), "-D", str(data), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, timeout=60, **who)

    try:
        run("initdb", "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        (data / "pg_hba.conf").write_text(_ACCESS)
        run("pg_ctl", "-w", "-l", str(data / "log"), "-o", _QUICK.format(folder=folder), "start")
        try:
            running = Server(folder)
            running.run(f"CREATE ROLE {READER} LOGIN PASSWORD '{PASSWORD}'")
            yield running
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
