"""The record of a folder that workbooks were handed out into: how each looked then.

It tells what need not be made again, and which files came back changed. One that is lost or damaged costs
time alone: every file is then looked into.

Whoever sees the folder sees the record, so nobody is named in it: recipients and files stand there as keyed
digests (HMAC-SHA256, RFC 2104). The key is the id of the KPI workbook, which nothing else tells,
so that names cannot be tried out either. A file is known again by the digest of its name.
"""

from __future__ import annotations

import hmac
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from sheetkpi.fileengine.opc.saving import replace_file

FILE = "sheetkpi-distribution.json"
VERSION = 2
_NAMING = 1
"""The version that named recipients and files, and the KPI workbook by its id."""
_LENGTH = 32
"""Digits of a digest (128 bits)."""


@dataclass(frozen=True)
class HandedOut:
    """One workbook: `file` is its name, "" while no such file is in the folder, and `mark` the digest of that
    name; `content` is the digest of what it says, `sha256` that of its bytes, `at` an ISO time; `carried`
    counts its rows that were carried over from an earlier one, which nobody had collected then."""

    file: str
    content: str
    sha256: str
    revision: int
    at: str
    encrypted: bool = False
    carried: int = 0
    mark: str = ""


def read_manifest(folder: Path, master: str) -> dict[str, HandedOut]:
    """What was handed out into `folder` from the KPI workbook `master` (its id), by workbook id.

    A record that still names people is written anew without them.
    """
    try:
        said = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if said["version"] == _NAMING and said["master"] == master:
            found = {key: _named(one) for key, one in said["workbooks"].items()}
            write_manifest(folder, master, found)
            return found
        if said["version"] != VERSION or said["master"] != _digest(master, ""):
            return {}
        names = {_digest(master, path.name): path.name for path in folder.iterdir()}
        return {key: HandedOut(names.get(one["mark"], ""), **one) for key, one in said["workbooks"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write_manifest(folder: Path, master: str, workbooks: Mapping[str, HandedOut]) -> None:
    """Write the record, in one step."""
    said: dict[str, Any] = {"version": VERSION, "master": _digest(master, "")}
    said["workbooks"] = {key: _nameless(one, master) for key, one in workbooks.items()}
    text = json.dumps(said, indent=1)
    replace_file(folder / FILE, [text.encode()], keep_backup=False)


@lru_cache(maxsize=4096)  # every name is written anew with every record of a run
def _digest(master: str, name: str) -> str:
    """What stands for a name in the record; for "" what stands for the KPI workbook itself."""
    text = unicodedata.normalize("NFC", name).encode("utf-8", "surrogatepass")
    return hmac.new(master.encode(), text, sha256).hexdigest()[:_LENGTH]


def _named(one: Mapping[str, Any]) -> HandedOut:
    """An entry of a record that named people."""
    return HandedOut(**{key: value for key, value in one.items() if key not in ("recipient", "kind")})


def _nameless(one: HandedOut, master: str) -> dict[str, Any]:
    said = vars(one) | {"mark": _digest(master, one.file) if one.file else one.mark}
    return {key: value for key, value in said.items() if key != "file"}
