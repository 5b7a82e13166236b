"""The examples run, and print what they should."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent / "examples"
PRINTED = {
    "refresh_without_excel.py": "Kim Lee",
    "hand_out_and_collect.py": "1",
    "plain_xlwings.py": "35",
    "attach_and_check.py": "Mine again.xlsx",
}


def test_every_example_is_tried() -> None:
    assert {path.name for path in EXAMPLES.glob("*.py")} == PRINTED.keys()


@pytest.mark.parametrize("name", PRINTED)
def test_an_example_runs(name: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, EXAMPLES / name, tmp_path], capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stderr
    assert PRINTED[name] in ended.stdout
