"""Damaged and tricky files of every format are used or refused with one sentence: the short version of
`python -m tests.mutations`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory as Linux has them")
def test_mutated_files_end_well_or_in_one_sentence() -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.mutations", "10", "--quick", "--use", "source"]
    ended = subprocess.run(
        command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "source   csv" in ended.stdout
