"""What to type so that the system itself refreshes a workbook, publishes its page and posts, every day.

A job runs its commands one after the other, whatever came of those before: a workbook that somebody has open
at nine is not refreshed, and the post says up to which day it knows the figures. Each system's own words and
quoting:

- Windows: PowerShell's cmdlets for the Task Scheduler. `schtasks /TR` has room for one program and 261
  characters, and a path or two in Japanese folders takes more.
- macOS: a property list for launchd.
- Linux: lines for crontab, in which % is written \\%.

An exit code of 3 is no failure anywhere: nothing was to be done. Nothing is written here.
"""

from __future__ import annotations

import plistlib
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from subprocess import list2cmdline
from typing import Literal

from sheetkpi.connectionsfile import NAME
from sheetkpi.errors import InputError
from sheetkpi.language import Language
from sheetkpi.patterns import lazy_pattern

System = Literal["windows", "mac", "linux"]
SYSTEMS: tuple[System, ...] = ("windows", "mac", "linux")

_AT = lazy_pattern(r"(\d{1,2}):(\d{2})")
_EVERY = lazy_pattern(r"(\d{1,2})\s*(min|h)")
_CONTROL = lazy_pattern(r"[\x00-\x1f\x7f]")
_POWERSHELL_QUOTES = lazy_pattern("(['‘’‚‛])")


@dataclass(frozen=True)
class Job:
    """Commands that run at a time of the day (`minutes` from midnight), or `every` so many minutes (0: once
    a day). `name` tells it from others of the same user."""

    name: str
    commands: tuple[tuple[str, ...], ...]
    minutes: int
    every: int = 0


def this_system() -> System:
    """The one that this program runs on."""
    return {"win32": "windows", "darwin": "mac"}.get(sys.platform, "linux")  # type: ignore[return-value]


def jobs(
    book: str | Path,
    system: System,
    language: Language,
    *,
    at: str | None = None,
    every: str | None = None,
    to: Sequence[str] = (),
    publish: str | Path | None = None,
) -> tuple[Job, ...]:
    """The jobs for the workbook: a refresh, with what is wanted besides, `at` a time of the day (9:00) or
    `every` 10min or 2h; of both, or where a refresh every now and then is to be posted `to` channels, one
    each.

    Raises InputError for times that cannot be had on every system, and for paths that are not absolute on a
    `system` other than this.
    """
    program = _program(system)
    workbook, folder = _absolute(book, system), None if publish is None else _absolute(publish, system)
    for name in to:
        if not NAME.fullmatch(name):
            raise InputError("error.schedule_name")
    lang = ("--quiet", "--lang", language)
    refreshing = [(*program, "refresh", workbook, *lang)]
    if folder is not None:
        refreshing.append((*program, "publish", workbook, folder, *lang))
    posting = [word for name in to for word in ("--to", name)]
    post = [(*program, "post", workbook, *posting, *lang)] if to else []
    found = []
    if every is not None:
        interval = _interval(every)
        found.append(Job(_name(workbook, system, f"{interval}min"), tuple(refreshing), 0, interval))
    if every is None or at is not None or to:
        minutes = _time(at or "9:00")
        named = f"{minutes // 60:02}{minutes % 60:02}"
        found.append(Job(_name(workbook, system, named), (*refreshing, *post), minutes))
    return tuple(found)


def lines(job: Job, system: System) -> str:
    """What to run (Windows, in PowerShell), to save (macOS) or to add to the crontab (Linux) for a job.

    >>> job = Job("kpi", (("python3", "-m", "sheetkpi", "refresh", "/srv/1 %/KPI.xlsx"),), 540)
    >>> lines(job, "linux")
    "0 9 * * * python3 -m sheetkpi refresh '/srv/1 \\\\%/KPI.xlsx' || [ $? -eq 3 ]"
    """
    return {"windows": _powershell, "mac": _plist, "linux": _crontab}[system](job)


def _powershell(job: Job) -> str:
    actions = [
        f"  New-ScheduledTaskAction -Execute {_quoted(command[0])} "
        f"-Argument {_quoted(list2cmdline(command[1:]))}"
        for command in job.commands
    ]
    trigger = f"New-ScheduledTaskTrigger -Daily -At '{job.minutes // 60:02}:{job.minutes % 60:02}'"
    if job.every:
        interval = f"(New-TimeSpan -Minutes {job.every})"
        trigger = f"New-ScheduledTaskTrigger -Once -At '00:00' -RepetitionInterval {interval}"
    settings = "New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew"
    return "\n".join(
        (
            *("$actions = @(", *actions, ")"),
            f"$trigger = {trigger}",
            f"$settings = {settings} -ExecutionTimeLimit (New-TimeSpan -Hours 1)",
            f"Register-ScheduledTask -TaskName {_quoted(job.name)} -Action $actions -Trigger $trigger "
            "-Settings $settings -Force",
        )
    )


def _quoted(text: str) -> str:
    """A text for PowerShell in which nothing has a meaning of its own."""
    return "'" + _POWERSHELL_QUOTES.sub(r"\1\1", text) + "'"


def _plist(job: Job) -> str:
    when: dict[str, object] = {
        "StartCalendarInterval": {"Hour": job.minutes // 60, "Minute": job.minutes % 60}
    }
    if job.every:
        when = {"StartInterval": 60 * job.every}
    arguments = ["/bin/sh", "-c", _shell(job.commands)]
    return plistlib.dumps({"Label": job.name, "ProgramArguments": arguments, **when}).decode().rstrip()


def _crontab(job: Job) -> str:
    when = f"{job.minutes % 60} {job.minutes // 60}"
    if job.every:
        when = f"*/{job.every} *" if job.every < 60 else f"0 */{job.every // 60}"
    return f"{when} * * * " + _shell(job.commands).replace("%", "\\%")


def _shell(commands: Sequence[Sequence[str]]) -> str:
    return "; ".join(map(shlex.join, commands)) + " || [ $? -eq 3 ]"


def _program(system: System) -> tuple[str, ...]:
    """How the system starts this program: with the Python it runs on now, elsewhere by what is there."""
    if system != this_system():
        return ("pyw.exe" if system == "windows" else "/usr/bin/env", *_elsewhere(system), "-m", "sheetkpi")
    python = Path(sys.executable)
    windowless = python.with_name("pythonw.exe")
    return (str(windowless if system == "windows" and windowless.exists() else python), "-m", "sheetkpi")


def _elsewhere(system: System) -> tuple[str, ...]:
    return () if system == "windows" else ("python3",)


def _absolute(path: str | Path, system: System) -> str:
    if _CONTROL.search(str(path)):
        raise InputError("error.schedule_path", path=_CONTROL.sub("?", str(path)))
    if system == this_system():
        return str(Path(path).expanduser().resolve())
    there: PurePath = PureWindowsPath(path) if system == "windows" else PurePosixPath(path)
    if not there.is_absolute():
        raise InputError("error.schedule_path", path=path)
    return str(there)


def _time(text: str) -> int:
    match = _AT.fullmatch(text.strip())
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise InputError("error.schedule_at", text=text)
    return 60 * int(match[1]) + int(match[2])


def _interval(text: str) -> int:
    """Minutes. Those that an hour, or hours that a day, is a multiple of: cron has no others."""
    match = _EVERY.fullmatch(text.strip().casefold())
    number = int(match[1]) if match else 0
    whole = {"min": 60, "h": 24}[match[2]] if match else 1
    if not 0 < number < whole or whole % number:
        raise InputError("error.schedule_every", text=text)
    return number * (60 if whole == 24 else 1)


def _name(workbook: str, system: System, when: str) -> str:
    """A name of a job, the same whenever it is asked for: so it takes the place of what it was before."""
    if system == "windows":
        return f"SheetKPI {PureWindowsPath(workbook).stem} {when}"
    return f"local.sheetkpi.{sha256(workbook.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}.{when}"
