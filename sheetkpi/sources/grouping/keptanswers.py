"""What an engine said of the rows of a large file, kept for the next refresh: asking it is most of its work.

An answer depends on the file's content, on what exactly was asked (columns, how they are cut, the numbers of
groups), and on the program and its libraries. Settings, mappings and rules decide what is asked and are
applied to the answers each time anew: nothing that they do is kept. Answers about tables of a database that
is a file are kept likewise (see `databases.filecontent`); those of a server are not: nothing but reading its
tables proves that they did not change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa

from sheetkpi.cachefolder import cache_folder, program
from sheetkpi.sources.files.kepttables import keep_table, kept_table
from sheetkpi.sources.files.states import FileState, content_of
from sheetkpi.sources.grouping.laying import Groups, WholeRows

if TYPE_CHECKING:
    from sheetkpi.sources.grouping.ascending import Ends
    from sheetkpi.sources.grouping.engine import Engine, Key
    from sheetkpi.sources.grouping.files import LargeFile

MOST_BYTES = 2**28
"""Bytes of an answer (in memory) up to which it is kept: a few of them may not push out all others."""

Answer: TypeAlias = tuple[pa.Table, dict[str, Any]]
"""Rows, and what is told with them."""

_NO_ROWS = pa.table({})


def content_to_keep(path: Path) -> FileState | None:
    """What answers about a file are kept for; None where nothing is kept or grouped, or where it changes just
    now."""
    return content_of(path) if cache_folder() is not None and find_spec("duckdb") else None


def kept_layout(content: FileState | None) -> tuple[pa.Table, list[Any]] | None:
    """The first rows of a text file with this content and how it is laid out, where that was kept."""
    found = kept_table(_named([content.digest], ("layout",))) if content is not None else None
    return (found[0], found[1]["layout"]) if found is not None else None


def keep_layout(content: FileState, first_rows: pa.Table, layout: list[Any]) -> None:
    """Keep how a text file is laid out."""
    keep_table(_named([content.digest], ("layout",)), first_rows, {"layout": layout})


def groups_of(engine: Engine, file: LargeFile, keys: Sequence[Key]) -> Groups:
    """The engine's `group`."""

    def ask() -> Answer:
        return Groups.of(engine.group(file, keys), keys, file).as_table(), {"noticed": file.noticed()}

    watched = file.watching()
    rows, told = _answered([file], ("groups", keys, watched), ask)
    file.recall(told["noticed"])
    return Groups.from_table(rows)


def whole_rows(
    engine: Engine,
    file: LargeFile,
    keys: Sequence[Key],
    wanted: pa.Table,
    equal: Sequence[int] = (),
    among: pa.Table | None = None,
    shared: Shared | None = None,
) -> WholeRows:
    """The engine's `whole`; ids that are `shared` are compared as texts."""

    def ask() -> Answer:
        if shared is not None:
            shared.remember(engine)
        rows = engine.whole(file, keys, wanted, equal, among, as_text=shared is not None)
        return WholeRows.of(rows, file).as_table(), {}

    files = [file] if shared is None else [file, *shared.files]
    asked = (keys, _print(wanted), tuple(equal), _print(among), shared and shared.asked)
    return WholeRows.from_table(_answered(files, ("whole", *asked), ask)[0])


def again(engine: Engine, file: LargeFile, keys: Sequence[Key], columns: Sequence[int]) -> pa.Table:
    """The engine's `again`."""
    asked = ("again", keys, tuple(columns))
    return _answered([file], asked, lambda: (engine.again(file, keys, columns), {}))[0]


def without(
    engine: Engine, file: LargeFile, keys: Sequence[Key], wanted: pa.Table, taken: pa.Table
) -> pa.Table:
    """The engine's `without`."""
    asked = ("without", keys, _print(wanted), _print(taken))
    return _answered([file], asked, lambda: (engine.without(file, keys, wanted, taken), {}))[0]


def repeated(engine: Engine, file: LargeFile, columns: Sequence[int]) -> bool:
    """The engine's `repeated`."""
    return _said([file], ("repeated", tuple(columns)), lambda: engine.repeated(file, columns))


def ascends(file: LargeFile, column: int) -> bool:
    """The file's `ascends`."""
    return file.ascends(column) if file.content is None else ends(file, column) is not None


def ends(file: LargeFile, column: int) -> Ends | None:
    """The file's `ends`, kept where it did not notice them while its rows were grouped."""
    if file.content is None or file.watching() is not None:
        return file.ends(column)
    found: Ends | None = _answered([file], ("ends", column), lambda: (_NO_ROWS, {"ends": file.ends(column)}))[
        1
    ]["ends"]
    return found


def sample(engine: Engine, file: LargeFile, columns: Sequence[int]) -> list[str | None]:
    """The file's `sample`, where it did not notice that while its rows were grouped."""
    if not columns or file.watching() is not None:
        return file.sample(engine, columns)

    def ask() -> Answer:
        return _NO_ROWS, {"texts": file.sample(engine, columns)}

    found: list[str | None] = _answered([file], ("sample", tuple(columns)), ask)[1]["texts"]
    return found


class Shared:
    """Ids that several files may have in common, or have with other sheets: a column of each of `ids`, and
    the texts `id` of `further`."""

    def __init__(self, ids: Sequence[tuple[LargeFile, int]], further: pa.Table) -> None:
        self._ids, self._further = ids, further
        self._found: tuple[Engine, bool] | None = None

    @property
    def files(self) -> list[LargeFile]:
        """The files."""
        return [file for file, _ in self._ids]

    @property
    def asked(self) -> tuple[object, ...]:
        """What tells this question from others about these files."""
        return (tuple(column for _, column in self._ids), _print(self._further))

    def are_any(self, engine: Engine) -> bool:
        """The engine's `shared`: whether any id stands in several of them."""
        return _said(self.files, ("shared", *self.asked), lambda: self.remember(engine))

    def remember(self, engine: Engine) -> bool:
        """Have the engine know which ids there are several times; whether any are."""
        if self._found is None or self._found[0] is not engine:
            self._found = engine, engine.shared(self._ids, self._further)
        return self._found[1]


def _said(files: Sequence[LargeFile], asked: tuple[object, ...], ask: Callable[[], bool]) -> bool:
    return bool(_answered(files, asked, lambda: (_NO_ROWS, {"said": ask()}))[1]["said"])


def _answered(files: Sequence[LargeFile], asked: tuple[object, ...], ask: Callable[[], Answer]) -> Answer:
    """What was kept of `asked` about `files`, or else what it gives to `ask`, which is kept then.

    Raises ChangedMeanwhileError where a file is not any more what it was when it was opened.
    """
    name = _name(files, asked)
    found = kept_table(name) if name else None
    is_new = found is None
    if found is None:
        found = ask()
    for file in files:
        file.demand_content()
    if name and is_new and found[0].nbytes <= MOST_BYTES:
        keep_table(name, *found)
    return found


def _name(files: Sequence[LargeFile], asked: tuple[object, ...]) -> str | None:
    """What an answer is kept under; None where it is not kept."""
    contents = [file.content.digest for file in files if file.content is not None]
    if len(contents) < len(files) or cache_folder() is None:
        return None
    return _named(contents, asked)


def _named(contents: Sequence[str], asked: tuple[object, ...]) -> str:
    told = repr((contents, asked, _libraries(), program()))
    return f"rows-{sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.arrow"


@cache
def _libraries() -> tuple[str, ...]:
    """What groups rows and what parses them: other versions may number groups or read cells otherwise."""
    return version("duckdb"), version("pyarrow")


def _print(rows: pa.Table | None) -> str:
    """What tells these rows from others."""
    if rows is None:
        return ""
    told = sha256()
    for batch in rows.combine_chunks().to_batches():
        told.update(batch.serialize())
    return f"{rows.num_rows} {told.hexdigest()}"
