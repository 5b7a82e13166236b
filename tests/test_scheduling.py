"""What is shown for a scheduler runs as it stands: every system quotes in its own way."""

from __future__ import annotations

import ctypes
import json
import os
import plistlib
import re
import shlex
import stat
import subprocess
from pathlib import Path

import pytest

from sheetkpi import scheduling
from sheetkpi.errors import InputError
from sheetkpi.scheduling import Job, jobs, lines
from tests.cli.commands import run

ODD = '営業 部\'s "本" $HOME `id` 50% & co;'
WINDOWS = "C:\\営業 部\\it’s 'ours' 50% & co\\KPI 台帳.xlsx"


@pytest.fixture
def recorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Python that writes down how it was called and ends with 3, in a folder of an odd name."""
    folder = tmp_path / ODD
    folder.mkdir()
    python = folder / "python3"
    calls = shlex.quote(str(tmp_path / "calls"))
    python.write_text(f'#!/bin/sh\nfor word in "$@"; do printf "%s\\n" "$word" >> {calls}; done\nexit 3\n')
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(scheduling.sys, "executable", str(python))
    return folder


def called(folder: Path) -> list[str]:
    calls = folder.parent / "calls"
    found = calls.read_text(encoding="utf-8").splitlines()
    calls.unlink()
    return found


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
@pytest.mark.parametrize("system", ["linux", "mac"])
def test_a_shell_calls_each_command_with_its_words_and_takes_3_for_well(
    recorder: Path, monkeypatch: pytest.MonkeyPatch, system: scheduling.System
) -> None:
    monkeypatch.setattr(scheduling, "this_system", lambda: system)
    book = str((recorder / "KPI 1.xlsx").resolve())
    (job,) = jobs(book, system, "ja", at="17:05", to=["team", "manager"], publish=recorder)
    shown = lines(job, system)
    if system == "mac":
        told = plistlib.loads(shown.encode())
        assert told["Label"] == job.name
        assert told["StartCalendarInterval"] == {"Hour": 17, "Minute": 5}
        words = told["ProgramArguments"]
    else:
        assert shown.startswith("5 17 * * * ")
        assert "\n" not in shown
        assert not re.search(r"(?<!\\)%", shown)  # to cron the rest of the line would be its input
        words = ["/bin/sh", "-c", shown.removeprefix("5 17 * * * ").replace("\\%", "%")]
    assert subprocess.run(words, check=False).returncode == 0
    end = ["--quiet", "--lang", "ja"]
    assert called(recorder) == [
        *("-m", "sheetkpi", "refresh", book, *end),
        *("-m", "sheetkpi", "publish", book, str(recorder), *end),
        *("-m", "sheetkpi", "post", book, "--to", "team", "--to", "manager", *end),
    ]


def powershell_words(shown: str) -> list[tuple[str, str]]:
    """Program and arguments of each action, as PowerShell takes texts in single quotes: two are one."""
    text = r"'((?:[^'‘’‚‛]|['‘’‚‛]{2})*)'"
    found = re.findall(rf"-Execute {text} -Argument {text}$", shown, re.MULTILINE)
    return [tuple(re.sub(r"(['‘’‚‛])\1", r"\1", each) for each in pair) for pair in found]  # type: ignore[misc]


def test_windows_is_told_each_command_as_an_action_of_one_task() -> None:
    (job,) = jobs(WINDOWS, "windows", "ja", at="9:00", to=["team"], publish="C:\\pages\\")
    shown = lines(job, "windows")
    end = "--quiet --lang ja"
    assert powershell_words(shown) == [
        ("pyw.exe", f'-m sheetkpi refresh "{WINDOWS}" {end}'),
        ("pyw.exe", f'-m sheetkpi publish "{WINDOWS}" C:\\pages {end}'),
        ("pyw.exe", f'-m sheetkpi post "{WINDOWS}" --to team {end}'),
    ]
    assert "New-ScheduledTaskTrigger -Daily -At '09:00'" in shown
    assert "Register-ScheduledTask -TaskName 'SheetKPI KPI 台帳 0900'" in shown
    (often,) = jobs(WINDOWS, "windows", "ja", every="10min")
    assert "-RepetitionInterval (New-TimeSpan -Minutes 10)" in lines(often, "windows")


@pytest.mark.skipif(os.name != "nt", reason="Windows alone takes command lines apart like this")
def test_windows_takes_the_arguments_apart_as_they_were() -> None:
    count = ctypes.c_int()
    apart = ctypes.windll.shell32.CommandLineToArgvW  # type: ignore[attr-defined]
    apart.restype = ctypes.POINTER(ctypes.c_wchar_p)
    (job,) = jobs(WINDOWS, "windows", "ja")
    words = powershell_words(lines(job, "windows"))[0]
    found = apart(" ".join(words), ctypes.byref(count))
    assert tuple(found[: count.value]) == job.commands[0]


@pytest.mark.parametrize(
    ("every", "cron", "seconds"),
    [
        ("10min", "*/10 * * * *", 600),
        ("1min", "*/1 * * * *", 60),
        ("2h", "0 */2 * * *", 7200),
        ("1 H", "0 */1 * * *", 3600),
    ],
)
def test_a_refresh_every_now_and_then(every: str, cron: str, seconds: int) -> None:
    (job,) = jobs("/srv/KPI.xlsx", "linux", "en", every=every)
    assert lines(job, "linux").startswith(f"{cron} ")
    (job,) = jobs("/srv/KPI.xlsx", "mac", "en", every=every)
    assert plistlib.loads(lines(job, "mac").encode())["StartInterval"] == seconds


def test_what_is_refreshed_often_is_posted_at_one_time_of_the_day() -> None:
    often, daily = jobs("/srv/KPI.xlsx", "linux", "en", every="30min", to=["team"])
    assert [command[command.index("sheetkpi") + 1] for command in often.commands] == ["refresh"]
    assert (daily.minutes, daily.commands[-1][-5:-3]) == (540, ("--to", "team"))
    assert often.name != daily.name


@pytest.mark.parametrize(
    "wrong",
    [
        *({"at": text} for text in ("24:00", "9", "9:60", "noon")),
        *({"every": text} for text in ("7min", "0min", "60min", "5h", "24h", "10", "often")),
        *({"to": [text]} for text in ("https://hooks.slack.com/services/a", "a b", "")),
        {"publish": "pages"},
    ],
)
def test_what_cannot_be_had_is_said(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        jobs("C:\\KPI.xlsx", "windows", "en", **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["KPI.xlsx", "/srv/KPI.xlsx", "C:\\KPI\n.xlsx"])
def test_a_path_has_to_be_whole_where_it_is_for_another_system(path: str) -> None:
    with pytest.raises(InputError):
        jobs(path, "windows", "en")


def test_the_command_shows_lines_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHEETKPI_POST_TEAM", "https://hooks.slack.com/services/T0/geheim")
    assert run("schedule", "KPI.xlsx") == 2
    Path("KPI.xlsx").touch()
    assert run("schedule", "KPI.xlsx", "--publish", "pages") == 2
    assert run("schedule", "KPI.xlsx", "--for", "dos") == 2
    assert run("schedule", "KPI.xlsx", "--to", "nobody") == 2
    capsys.readouterr()
    assert run("schedule", "KPI.xlsx", "--to", "team", "--json", "--every", "5min") == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["jobs"]) == 2
    assert str(tmp_path / "KPI.xlsx") in told["jobs"][0]["lines"]
    assert "SHEETKPI_POST_TEAM" in told["warnings"][0]
    assert "geheim" not in json.dumps(told)
    for system in scheduling.SYSTEMS:
        book = "C:\\KPI.xlsx" if system == "windows" else "/srv/KPI.xlsx"
        assert (
            run("schedule", book if system != scheduling.this_system() else "KPI.xlsx", "--for", system) == 0
        )
        assert "refresh" in capsys.readouterr().out
    assert [path.name for path in Path().iterdir()] == ["KPI.xlsx"]


def test_the_same_job_has_the_same_name_so_that_it_replaces_what_it_was() -> None:
    assert jobs("/a/KPI.xlsx", "mac", "ja") == jobs("/a/KPI.xlsx", "mac", "ja")
    assert isinstance(jobs("/a/KPI.xlsx", "mac", "ja")[0], Job)
    assert jobs("/a/KPI.xlsx", "mac", "ja")[0].name != jobs("/b/KPI.xlsx", "mac", "ja")[0].name
