"""Connections to databases: a name in the workbook, the address and the password on this machine.

A workbook says `db:crm` and no more. What that means is in the environment (`SHEETKPI_CONNECTION_CRM`,
`SHEETKPI_PASSWORD_CRM`) or in `connections.toml` in the user's configuration folder:

    [crm]
    address = "postgresql://kpi@db.example.com/crm"
    password = "…"       # or none: PostgreSQL's .pgpass, PGPASSWORD and services are understood
    timeout = 300        # seconds

Addresses and passwords are never part of a sentence, nor of what `repr` shows.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from sheetkpi.connectionsfile import NAME, connections_file, databases, in_environment, key_of_name
from sheetkpi.errors import InputError, ProtectedError, SheetKPIError
from sheetkpi.language import Phrase, listed, say
from sheetkpi.nearnames import did_you_mean
from sheetkpi.patterns import lazy_pattern

Kind = Literal["postgresql", "sqlite", "duckdb", "spark", "adbc", "sqlalchemy"]
"""By what a database is read; `adbc` is any other ADBC driver, `sqlalchemy` whatever has neither."""

TIMEOUT = 300.0
"""Seconds after which a query is given up, unless the file says otherwise: somebody waits at a button."""

_LONGEST = 86_400

_ADDRESS, _PASSWORD = "SHEETKPI_CONNECTION_", "SHEETKPI_PASSWORD_"
_FIELDS: dict[str, type] = {"address": str, "password": str, "driver": str, "options": dict, "timeout": float}
_DRIVER = lazy_pattern(r"adbc_driver_\w+")
_PLACE = lazy_pattern(r"\s*db\s*[:：]\s*([^/]*?)\s*(?:/(.*))?", re.IGNORECASE | re.DOTALL)
_FILES: tuple[Kind, ...] = ("sqlite", "duckdb")
_BESIDE = ("-wal", "-journal", ".wal")
"""How the names of files end in which SQLite and DuckDB write down changes, or what was before them."""

_SECRET = lazy_pattern(
    r"(?!.*(?:path|file)$)(?:.*(?:pass|pwd|secret|token|(?:api|access|account|private)[_-]?key|credentials_))",
    re.IGNORECASE,
)
"""What a secret is called in an address, rather than the place of one."""

_TOLD_PASSWORD = lazy_pattern(r"(?:^|[\s;?&{])(?:password|passwd|pwd)\s*=\s*[^\s;&}]", re.IGNORECASE)
"""A password as connections say it that are no addresses: `Server=db;UID=kpi;PWD=…`."""

_HIDDEN_PASSWORD = lazy_pattern(r"[^:/]+://[^/?#@]*:[^@]*@")
"""A password with / or # in it, written as it is: what parses addresses takes it for something else."""

_FOREIGN = lazy_pattern(
    r"\s*(jdbc|odbc|postgres|postgresql|mysql|mariadb|sqlite|duckdb|snowflake|bigquery|mssql|oracle|redshift"
    r"|clickhouse|databricks|trino|presto|grpc|spark|sc(?=://))(\+\w+)*:",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Connection:
    """How one database is reached. `told_by` names the variable or the file that says so."""

    name: str
    kind: Kind
    told_by: str
    address: str = field(repr=False)
    password: str = field(default="", repr=False)
    driver: str = ""
    options: Mapping[str, str] = field(default_factory=dict, repr=False)
    timeout: float = TIMEOUT

    @property
    def place(self) -> str:
        """What the workbook calls it."""
        return f"db:{self.name}"

    @property
    def is_file(self) -> bool:
        """Whether it is a file that is read here."""
        return self.kind in _FILES

    @property
    def is_whole(self) -> bool:
        """Whether all that a database holds is in its file: beside it lies nothing that belongs into it, or
        has to be taken out of it again."""
        beside = (Path(f"{path}{end}") for path in {self.file, self.file.resolve()} for end in _BESIDE)
        return self.is_file and not any(path.exists() and path.stat().st_size for path in beside)

    @property
    def file(self) -> Path:
        """Where a database lies that is a file: `sqlite:///C:/crm.db`, `duckdb:///srv/a.db`, `sqlite:~/a`."""
        path = re.sub(r"^/+(?=[A-Za-z]:|~)", "", self.address.partition(":")[2])
        return Path(re.sub(r"^/+", "/", path)).expanduser()


def place_parts(place: str, sheet: str = "") -> tuple[str, str] | None:
    """Connection, and table or query, of a place in a database; None for any other place.

    >>> place_parts("db:crm", "calls"), place_parts("db:crm/calls"), place_parts("calls.csv")
    (('crm', 'calls'), ('crm', 'calls'), None)

    Raises InputError where the address of a database stands there itself.
    """
    match = _PLACE.fullmatch(place)
    if _FOREIGN.match(place) or (not match and _TOLD_PASSWORD.search(place)):
        raise InputError("error.db_address_here", file=connections_file())
    if not match:
        return None
    within = (match[2] or "").strip()
    if bool(within) == bool(sheet.strip()) or not NAME.fullmatch(match[1]):
        raise InputError("error.db_what")
    return key_of_name(match[1]), within or sheet.strip()


def is_database(place: str) -> bool:
    """Whether a place is in a database."""
    return _PLACE.fullmatch(place) is not None


def database_file(place: str) -> Path | None:
    """The file that all of a database is in that `place` names; None for a server, and for a file that does
    not hold everything. Raises what `connection` does."""
    match = _PLACE.fullmatch(place)
    found = connection(match[1]) if match else None
    return found.file if found is not None and found.is_whole else None


def connection(name: str) -> Connection:
    """The connection called `name`; case aside, and - is _.

    Raises SheetKPIError where there is none, where what is written down for it cannot be used or holds a
    password in the address, and where others can read the file.
    """
    key = key_of_name(name)
    if said := in_environment(_ADDRESS).get(key):
        variable, address = said
        return _checked(key, {"address": address}, variable)
    for written, told in databases().items():
        if key_of_name(written) == key:
            return _checked(key, told, str(connections_file()))
    known = connection_names()
    all_of_them: object = Phrase(
        lambda language: say("db.known", language, names=listed(known, language)) if known else ""
    )
    variable = _ADDRESS + key.upper()
    values = {"known": all_of_them, "near": did_you_mean(key, known)}
    raise InputError("error.db_unknown", name=name, variable=variable, file=connections_file(), **values)


def connection_names() -> list[str]:
    """The names of all connections there are; SheetKPIError where the file cannot be used."""
    return sorted({*in_environment(_ADDRESS), *map(key_of_name, databases())})


def all_connections() -> dict[str, Connection | SheetKPIError]:
    """Every connection by its name, or what is wrong with it; SheetKPIError where the file cannot be used."""
    found: dict[str, Connection | SheetKPIError] = {}
    for name in connection_names():
        try:
            found[name] = connection(name)
        except SheetKPIError as error:
            found[name] = error
    return found


def _checked(name: str, told: Mapping[str, Any], told_by: str) -> Connection:
    """The connection that `told` describes, as long as it can be used."""
    for key, value in told.items():
        if not _fits(key, value):
            near = did_you_mean(key, _FIELDS)
            raise InputError("error.db_file_field", file=told_by, name=name, field=key, near=near)
    variable = _PASSWORD + name.upper()
    address = told.get("address", "")
    driver = told.get("driver", "")
    values = {"name": name, "told_by": told_by}
    if driver and not _DRIVER.fullmatch(driver):
        raise InputError("error.db_driver_name", **values)
    kind: Kind = "adbc" if driver else _kind(address, values)
    if kind not in _FILES and _has_password(address):
        raise ProtectedError("error.db_password_here", variable=variable, file=connections_file(), **values)
    found = Connection(
        name,
        kind,
        told_by,
        address,
        os.environ.get(variable) or told.get("password", ""),
        driver,
        {key: str(value) for key, value in told.get("options", {}).items()},
        float(told.get("timeout", TIMEOUT)),
    )
    if kind in _FILES and not found.file.is_absolute():
        raise InputError("error.db_full_path", **values)
    return found


def _fits(key: str, value: object) -> bool:
    """Whether a field of the file is one of ours and holds what it may."""
    if key == "timeout":
        return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= _LONGEST
    return key in _FIELDS and isinstance(value, _FIELDS[key])


def _kind(address: str, values: Mapping[str, object]) -> Kind:
    scheme = address.partition(":")[0].casefold()
    if scheme in ("postgresql", "postgres") and "://" in address:
        return "postgresql"
    for kind in _FILES:
        if scheme == kind:
            return kind
    if scheme == "spark" or (scheme == "sc" and "://" in address):
        return "spark"
    if re.match(r"[a-z][a-z0-9_]*(\+[a-z0-9_]+)?://", address, re.IGNORECASE):
        return "sqlalchemy"
    raise InputError("error.db_address", **values)


def _has_password(address: str) -> bool:
    try:
        parts = urlsplit(address)
        told = f"{parts.query}&{parts.path.lstrip('/').replace(';', '&')}"  # sc://host/;token=…
        said = parse_qsl(told)
        if parts.password or any(_SECRET.match(key) or _TOLD_PASSWORD.search(value) for key, value in said):
            return True
    except ValueError:
        return True
    return _HIDDEN_PASSWORD.match(address) is not None
