"""A service, a workbook of November 2026, and nothing remembered of earlier tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sheetkpi.connectionsfile import connections_file
from sheetkpi.posting import sending
from tests.posting.services import Service, serving
from tests.publishing import pages

Made = Callable[..., Path]


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as started:
        yield started


@pytest.fixture(autouse=True)
def waited(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[float]:
    """The pauses between tries, none of which is made; state is kept in a folder of the test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    monkeypatch.setattr("pathlib.Path.home", lambda: tmp_path / "home")
    slept: list[float] = []
    monkeypatch.setattr(sending, "sleep", slept.append)
    return slept


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Path]:
    """Write the user's file of connections."""
    for name in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "config"))

    def write(text: str) -> Path:
        path = connections_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        return path

    return write


@pytest.fixture
def to_slack(service: Service, configured: Callable[[str], Path]) -> Service:
    """The channel `team`, of the service as Slack."""
    configured(f'[post.team]\nservice = "slack"\naddress = "{service.address()}"\n')
    return service


DAYS = [
    ["Date", "Rep", "Team", "Calls", "Connects", "Connect rate", "Meetings"],
    [datetime(2026, 11, 26), "Ada Ashgrove", "East", 50.0, 10.0, 0.2, 2.0],
    [datetime(2026, 11, 27), "Ada Ashgrove", "East", 40.0, 10.0, 0.25, 3.0],
    [datetime(2026, 11, 27), "Bo Birch", "East", 60.0, 11.0, 11 / 60, None],
    [datetime(2026, 11, 27), "Cy Cedar", "East", 20.0, None, None, None],
]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Make an English workbook in which so many `meetings` of 120 are done; other names and tables go in."""

    def make(
        meetings: float = 50.0,
        names: dict[str, Any] | None = None,
        days: list[list[Any]] | None = None,
        tables: dict[str, list[list[Any]]] | None = None,
        name: str = "KPI.xlsx",
    ) -> Path:
        progress = [["KPI", "Team", "Rep", "Actual", "Target"], ["Meetings", "All", None, meetings, 120.0]]
        told = {
            "kpi_language": "en",
            "kpi_month_shown": datetime(2026, 11, 1),
            "kpi_last_data": datetime(2026, 11, 27),
            "kpi_answer": "Meetings will land at 110 (100–120).",
            "kpi_missing": "Missing entries: 3 (Ada Ashgrove 2, Bo Birch 1).",
            **(names or {}),
        }
        return pages.plain_book(
            tmp_path / name, {"Progress": progress, "DailyKPI": days or DAYS, **(tables or {})}, told
        )

    return make
