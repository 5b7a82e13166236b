"""Formats of systems: what only a system's own exports tell, as data, one small file each.

Most exports are read rightly by what their headers and cells say. A file here states what does not follow
from them: which of several times is the local one, that a cancelled call was dialled. To add a system, add
`NAME.toml` and a case:

- `name`, and `signature`: headers that all have to be there for a table to be of this format;
- `fields`: header = field (see `roles.shapes.FIELDS_OF`) or count; `known`: headers of no use;
- `results`: text = meaning (see `words.results.MEANINGS`); `status`: text = "done" or "not_done".

Headers are compared by `word_key`, texts by `normalise`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.vocabulary import word_key


@dataclass(frozen=True)
class Format:
    """The facts of one system's export, keys in the form in which they are compared."""

    name: str
    signature: frozenset[str]
    fields: dict[str, str]
    known: frozenset[str]
    results: dict[str, str]
    status: dict[str, str]


@cache
def formats() -> tuple[Format, ...]:
    """Every format there is a file for, by name."""
    found = [file for file in files(__name__).iterdir() if file.name.endswith(".toml")]
    return tuple(_read(file.read_text(encoding="utf-8")) for file in sorted(found, key=lambda f: f.name))


def _read(text: str) -> Format:
    told = tomllib.loads(text)
    return Format(
        told["name"],
        frozenset(map(word_key, told["signature"])),
        {word_key(header): field for header, field in told.get("fields", {}).items()},
        frozenset(map(word_key, told.get("known", ()))),
        {normalise(result): meaning for result, meaning in told.get("results", {}).items()},
        {normalise(status): said for status, said in told.get("status", {}).items()},
    )


def format_of(headers: Iterable[str]) -> Format | None:
    """The format whose signature is among `headers`; None for tables that speak for themselves.

    >>> format_of(["Call outcome", "Call status", "Activity assigned to"]).name
    'HubSpot calls'
    """
    return _format_of(frozenset(headers))


@lru_cache(maxsize=256)
def _format_of(headers: frozenset[str]) -> Format | None:
    there = {word_key(header) for header in headers if header}
    return next((one for one in formats() if one.signature <= there), None)
