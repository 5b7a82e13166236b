"""A short run of `tests/crashes.py`: commands killed before some of their steps of writing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "crashes.py"
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forks of a process")


@needs_fork
def test_a_killed_command_loses_nothing_and_a_repeat_completes_it() -> None:
    root = str(SCRIPT.parent.parent)
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--points", "--every", "131"],
        capture_output=True,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.count("nothing was lost") == 6
