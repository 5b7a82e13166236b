"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

ProgressCallback = Callable[[str, int, int], None]
"""Called with the key of a step (`step.read` …), how much of it is done, and of how much (0: unknown)."""


def quiet(step: str, done: int, total: int) -> None:
    """Show no progress."""
