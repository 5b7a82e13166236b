"""What tells the content of SQLite and DuckDB files: unlike a server's, a file's can be told to be the same.

A query gives the same as long as the file is the same, if nothing else has a part in it (`depends_on`).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from sheetkpi.sources.databases.connections import Connection
from sheetkpi.sources.databases.largetables import Asked
from sheetkpi.sources.files.states import FileState
from sheetkpi.sources.grouping.keptanswers import content_to_keep

MOST_DIGESTED = 2 * 2**30
"""Bytes up to which a file's content is looked at: of a larger one a table may be a small part."""


@dataclass(frozen=True)
class QueryContent:
    """What a query gives of a database's file in the `state` that it had before it was opened; `digest` tells
    both."""

    connection: Connection
    state: FileState
    digest: str

    def is_so_still(self) -> bool:
        """Whether it surely would give the same. The file is not opened for that."""
        with suppress(OSError):
            return self.connection.is_whole and self.state.is_untouched()
        return False


def query_content(
    connection: Connection, asked: Asked, depends: tuple[object, ...] | None
) -> QueryContent | None:
    """What a query gives of a database's file, none of whose connections is open here; None where that is not
    to be kept, or may be something else next time."""
    if depends is None:
        return None
    with suppress(OSError):
        if not connection.is_whole or connection.file.stat().st_size > MOST_DIGESTED:
            return None
        state = content_to_keep(connection.file)
        if state is None or not state.is_settled:
            return None
        told = repr((state.digest, depends, asked.query)).encode("utf-8", "surrogatepass")
        return QueryContent(connection, state, sha256(told).hexdigest()[:32])
    return None
