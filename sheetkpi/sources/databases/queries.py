"""What is read of a database: a table by its name, or a SELECT as it is written; nothing that writes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence

from sheetkpi.errors import SourceError
from sheetkpi.patterns import lazy_pattern

_VERBS = (
    "select with insert update delete merge replace drop create alter truncate rename grant revoke exec"
    " execute copy explain pragma attach values vacuum"
)
"""Words with which statements begin; a table called *update log* has to be written in quotation marks."""

_STATEMENT = lazy_pattern(rf"(?:{'|'.join(_VERBS.split())})\s", re.IGNORECASE)
_QUERY = lazy_pattern(r"(?:select|with)\b", re.IGNORECASE)
_WRITES = lazy_pattern(
    r"\b(?:insert|update|delete|merge|into|drop|create|alter|truncate|grant|revoke|exec|execute)\b",
    re.IGNORECASE,
)
_QUOTED = lazy_pattern(
    r"""
    --[^\n]* | /\*(?!!).*?\*/               # comments; MySQL carries out what stands in /*! … */
    | '(?:[^']|'')*' | \$(\w*)\$.*?\$\1\$   # texts
    | "(?:[^"]|"")*" | `[^`]*` | \[[^\]]*\] # names
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT = lazy_pattern(r"\s+|--[^\n]*(?:\n|$)|/\*.*?\*/|\(", re.DOTALL)
_PART = lazy_pattern(r'\s*(?:"((?:[^"]|"")+)"|([^".]+?))\s*(?:\.|$)')
_LONGEST_NAME = 60
_MOST_PARTS = 3

Name = tuple[str, ...]
"""A table's name by its parts, the last its own."""


def is_statement(what: str) -> bool:
    """Whether `what` is a statement in SQL rather than the name of a table."""
    begin = 0
    while (match := _COMMENT.match(what, begin)) and match.end() > begin:
        begin = match.end()
    return _STATEMENT.match(what, begin) is not None or begin > len(what) - len(what.lstrip())


def checked_query(statement: str, place: str) -> str:
    """`statement` as long as it only reads: one SELECT, or WITH and a SELECT. SourceError for any other.

    >>> checked_query("SELECT * FROM calls;", "db:crm")
    'SELECT * FROM calls'
    """
    bare = _QUOTED.sub(lambda found: " " if found[0].startswith(("--", "/*")) else " x ", statement)
    bare = bare.rstrip("; \t\r\n")
    reads = _QUERY.match(bare.lstrip("( \t\r\n")) and not _WRITES.search(bare)
    if not reads or ";" in bare or "/*!" in bare:
        raise SourceError("error.db_only_reading", place=place)
    return statement.strip().rstrip("; \t\r\n") if bare else statement


def table_name(what: str, place: str) -> Name:
    """The parts of a table's name, as in `sales.calls` or `"Call log"`; SourceError for what is none.

    >>> table_name('sales."Call log"', "db:crm")
    ('sales', 'Call log')
    """
    parts: list[str] = []
    begin = 0
    while begin < len(what) and (match := _PART.match(what, begin)):
        parts.append(match[1].replace('""', '"') if match[1] else match[2])
        begin = match.end()
    if begin < len(what) or not 0 < len(parts) <= _MOST_PARTS or what.rstrip().endswith("."):
        raise SourceError("error.db_no_table_name", place=place, table=what)
    return tuple(parts)


def known_name(name: Name, tables: Sequence[Name]) -> Name:
    """`name` as the database has it among its `tables`, case aside where nothing else fits; itself where it
    is not there, or is several."""
    for same in (lambda one: one, lambda one: tuple(part.casefold() for part in one)):
        found = [table for table in tables if same(table)[-len(name) :] == same(name)]
        if len(found) == 1:
            return found[0]
        if found:
            return name
    return name


def select_all(name: Name, quote: Callable[[str], str], order: Sequence[str] = ()) -> str:
    """The query for a whole table, in the order of its key where it has one."""
    query = f"SELECT * FROM {'.'.join(map(quote, name))}"
    return f"{query} ORDER BY {', '.join(map(quote, order))}" if order else query


def quoted(part: str) -> str:
    """A name as standard SQL quotes it."""
    return '"' + part.replace('"', '""') + '"'


def shortened(what: str) -> str:
    """How people see a table or a query: as it is written, or its beginning where it is long."""
    text = " ".join(what.split())
    if len(text) <= _LONGEST_NAME:
        return text
    mark = hashlib.sha256(text.encode()).hexdigest()[:4]  # two queries may begin alike
    return f"{text[: _LONGEST_NAME - 7]}… #{mark}"
