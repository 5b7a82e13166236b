"""Stop a command at every step of writing files, and let somebody else save at that moment.

`Steps` counts the calls that change what is on disk. Before the step with the wanted number, and after the
last one, `then` is called: what a rep, a sync client or Excel does at that moment.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sheetkpi.fileengine.opc import exchange

STEPS = (
    (os, "fsync"),
    (os, "link"),
    (os, "chmod"),
    (os, "replace"),
    (os, "unlink"),
    (exchange, "exchange"),
)
"""Calls before each of which somebody else may save."""


class Steps:
    """The steps of one run. `done` counts them, `names` are the calls they were."""

    def __init__(self, wanted: int, then: Callable[[], object]) -> None:
        self.wanted, self.then = wanted, then
        self.names: list[str] = []
        self._resting = False

    @property
    def reached(self) -> bool:
        """Whether there was a step of the wanted number."""
        return len(self.names) > self.wanted

    def stopping(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        """`original`, counted and stopped at."""

        def call(*args: Any, **options: Any) -> Any:
            if not self._resting:
                self.names.append(name)
                if len(self.names) == self.wanted + 1:
                    self._resting = True  # what others do is no step of ours
                    self.then()
                    self._resting = False
            return original(*args, **options)

        return call


@contextmanager
def paused(wanted: int, then: Callable[[], object]) -> Iterator[Steps]:
    """Call `then` before step `wanted` (from 0) of what is done within."""
    steps = Steps(wanted, then)
    patches = [patch.object(place, name, steps.stopping(name, getattr(place, name))) for place, name in STEPS]
    for each in patches:
        each.start()
    try:
        yield steps
    finally:
        for each in reversed(patches):
            each.stop()


def save_in_place(path: Path, data: bytes) -> None:
    """Save as many programs do: over the file itself."""
    with path.open("r+b" if path.exists() else "wb") as file:
        file.write(data)
        file.truncate()


def save_by_rename(path: Path, data: bytes) -> None:
    """Save as Excel and sync clients do: another file takes the name."""
    beside = path.with_name("~their.tmp")
    beside.write_bytes(data)
    beside.rename(path)


HABITS = {"in place": save_in_place, "by rename": save_by_rename}
