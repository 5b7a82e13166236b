"""What a database or its driver objects to, as sentences of ours.

A driver's own words may hold the address, the user and the password. They are looked at to find out what is
wrong, and never shown: of them only such names are told that stand in the user's own query.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from sheetkpi.errors import BusyError, DamagedError, InputError, ProtectedError, SheetKPIError, SourceError
from sheetkpi.language import Phrase, say
from sheetkpi.nearnames import did_you_mean
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.databases.connections import Connection
from sheetkpi.sources.databases.queries import Name

Stage = Literal["connecting", "asking", "reading"]
"""While connecting; while the database looks at the query; while its rows arrive."""

_BY_STATE = {
    "42P01": "error.db_no_table",
    "3F000": "error.db_no_table",
    "42703": "error.db_no_column",
    "42501": "error.db_no_rights",
    "25006": "error.db_only_reading",
    "57014": "error.db_timeout",
    "28": "error.db_password",
    "3D": "error.db_refused",
    "53": "error.db_refused",
    "57P": "error.db_lost",
    "HY008": "error.db_timeout",
    "08": "error.db_lost",
    "42": "error.db_query",
    "22": "error.db_query",
    "21": "error.db_query",
}
"""Reasons by SQLSTATE, or by how it begins; the longest that fits holds."""

_WHILE_CONNECTING = (
    (r"password|authenti(?:cat|fi)|access denied|login failed|パスワード|認証", "error.db_password"),
    (
        r"invalid (?:uri|percent|port|integer|connection option)|unexpected spaces|could not parse",
        "error.db_address",
    ),
    (r"\bFATAL\b|致命的|unknown database", "error.db_refused"),
    (r"in read-only mode: database does not exist", "error.db_no_file"),
    (r"JAVA_GATEWAY_EXITED|UnsupportedClassVersionError", "error.db_no_java"),
)
_ALWAYS = (
    (
        r"Answer from Java side is empty|error while obtaining a new communication channel"
        r"|SparkContext (?:was|has been) (?:shut down|stopped)|stopped SparkContext|StatusCode\.UNAVAILABLE",
        "error.db_lost",
    ),
    (r"statement timeout|interrupt|timed? ?out|canceling", "error.db_timeout"),
    (r"read-?only (?:mode|transaction|database)|readonly database", "error.db_only_reading"),
    (
        r"file system operations are disabled|disabled by configuration|disabled through configuration",
        "error.db_outside",
    ),
    (
        r"could not set lock|database (?:table )?is locked|being used by another process"
        r"|different configuration than existing connections",
        "error.db_busy",
    ),
    (r"unable to open database file|cannot open (?:file|database)|no such file", "error.db_no_file"),
    (r"not a database|malformed|not a valid duckdb|corrupt|checksum", "error.db_damaged"),
    (
        r"no such table|table with name|table .*(?:doesn.t exist|not found)|invalid object|ORA-00942",
        "error.db_no_table",
    ),
    (r"no such column|referenced column|unknown column|invalid column name|ORA-00904", "error.db_no_column"),
    (r"permission denied|insufficient privilege|ORA-01031", "error.db_no_rights"),
    (
        r"server closed the connection|no connection to the server|connection (?:was )?(?:reset|lost|closed)"
        r"|gone away|broken pipe|PQgetCopyData",
        "error.db_lost",
    ),
    (r"syntax error|parser error|binder error|conversion error|ORA-009", "error.db_query"),
)
"""Reasons by what drivers without SQLSTATE say, the first that fits."""

_KINDS: dict[str, type[SheetKPIError]] = {
    "error.db_unreachable": BusyError,
    "error.db_lost": BusyError,
    "error.db_timeout": BusyError,
    "error.db_busy": BusyError,
    "error.db_password": ProtectedError,
    "error.db_refused": ProtectedError,
    "error.db_no_rights": ProtectedError,
    "error.db_damaged": DamagedError,
    "error.db_address": InputError,
    "error.db_no_file": InputError,
}
_NAMED = lazy_pattern(r'"([^"]+)"|`([^`]+)`|\'([^\']+)\'|no such (?:table|column): (\S+)|name (\S+) does not')


class Reading:
    """What is read, for the sentence about what goes wrong with it."""

    def __init__(self, found: Connection, what: str, table: str) -> None:
        self.connection, self.what, self.table = found, what, table
        self.tables: list[Name] = []
        self.restart()

    def restart(self) -> None:
        """That another query begins, which has its own time."""
        self.begun = time.monotonic()

    @contextmanager
    def on(self, stage: Stage) -> Iterator[None]:
        """Turn what a driver raises on `stage` into a sentence, without the driver's own words."""
        try:
            yield
        except (SheetKPIError, MemoryError):
            raise
        except Exception as error:  # each driver has errors of its own
            told = failure(
                error,
                self.connection,
                stage,
                self.what,
                table=self.table,
                tables=[one[-1] for one in self.tables],
                late=time.monotonic() - self.begun >= self.connection.timeout,
            )
            raise told from None


def failure(
    error: BaseException,
    connection: Connection,
    stage: Stage,
    what: str = "",
    *,
    table: str = "",
    tables: Sequence[str] = (),
    late: bool = False,
) -> SheetKPIError:
    """The sentence for `error`, which arose on `stage`.

    `what` is the table or the query as the user wrote it, `table` the table where it is one, `tables` those
    there are; `late` says that the time for the query was over.
    """
    reason = "error.db_timeout" if late and stage != "connecting" else _reason(error, connection, stage)
    word = _own_word(error, what)
    named = table or word
    if (reason == "error.db_no_table" and not named) or (reason == "error.db_no_column" and not word):
        reason = "error.db_query"
    near_word = Phrase(lambda language: say("db.near_word", language, word=word) if word else "")
    return _KINDS.get(reason, SourceError)(
        reason,
        name=connection.name,
        place=connection.place,
        told_by=connection.told_by,
        variable=f"SHEETKPI_PASSWORD_{connection.name.upper()}",
        seconds=f"{connection.timeout:g}",
        table=named,
        near=did_you_mean(named, tables),
        column=word,
        code=_code(error),
        near_word=near_word if reason == "error.db_query" else "",
    )


def _reason(error: BaseException, connection: Connection, stage: Stage) -> str:
    reason = _by_state(error) or _by_words(error, stage)
    if stage == "connecting" and reason in ("", "error.db_lost", "error.db_timeout"):
        return "error.db_damaged" if connection.kind in ("sqlite", "duckdb") else "error.db_unreachable"
    if stage != "connecting" and not reason and isinstance(error, OSError):
        return "error.db_lost"
    return reason or ("error.db_query" if stage == "asking" else "error.db_failed")


def _by_state(error: BaseException) -> str:
    state = getattr(error, "sqlstate", None) or getattr(getattr(error, "orig", None), "sqlstate", None)
    if not state and hasattr(error, "getSqlState"):  # Spark's
        state = error.getSqlState()
    state = state or ""
    fitting = [begin for begin in _BY_STATE if state.startswith(begin)]
    return _BY_STATE[max(fitting, key=len)] if fitting else ""


def _by_words(error: BaseException, stage: Stage) -> str:
    patterns = (*(_WHILE_CONNECTING if stage == "connecting" else ()), *_ALWAYS)
    return next((reason for pattern, reason in patterns if re.search(pattern, str(error), re.IGNORECASE)), "")


def _code(error: BaseException) -> str:
    """What support can look up: the SQLSTATE, or the class of the error; no word of a driver."""
    return str(getattr(error, "sqlstate", None) or type(error).__name__)


def _own_word(error: BaseException, what: str) -> str:
    """The first name in a driver's message that the user wrote; "" where there is none."""
    for match in _NAMED.finditer(str(error)):
        word = next(group for group in match.groups() if group).rstrip(".,!")
        if word.casefold() in what.casefold():
            return word
    return ""
