"""The record of a folder that workbooks were handed out into: who got which file, and how it looked then.

It tells what need not be made again, and which files came back changed. One that is lost or damaged costs
time alone: every file is then looked into.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sheetkpi.fileengine.opc.saving import replace_file

FILE = "sheetkpi-distribution.json"
VERSION = 1


@dataclass(frozen=True)
class HandedOut:
    """One workbook: `content` is the digest of what it says, `sha256` that of its bytes, `at` an ISO time;
    `carried` counts its rows that were carried over from an earlier one, which nobody had collected then."""

    recipient: str
    kind: str
    file: str
    content: str
    sha256: str
    revision: int
    at: str
    encrypted: bool = False
    carried: int = 0


def read_manifest(folder: Path, master: str) -> dict[str, HandedOut]:
    """What was handed out into `folder` from the KPI workbook `master` (its id), by workbook id."""
    try:
        said = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if said["version"] != VERSION or said["master"] != master:
            return {}
        return {key: HandedOut(**one) for key, one in said["workbooks"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write_manifest(folder: Path, master: str, workbooks: Mapping[str, HandedOut]) -> None:
    """Write the record, in one step."""
    said: dict[str, Any] = {"version": VERSION, "master": master}
    said["workbooks"] = {key: asdict(one) for key, one in workbooks.items()}
    text = json.dumps(said, ensure_ascii=False, indent=1)
    replace_file(folder / FILE, [text.encode()], keep_backup=False)
