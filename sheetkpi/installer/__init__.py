"""One file per system that installs SheetKPI for people who have no Python and use no terminal.

    python -m sheetkpi.installer dist/sheetkpi-0.1.0-py3-none-any.whl dist

Each holds the wheel. In one window it says what it does, has uv (fetched where it is not there) install the
wheel, and Python where there is none, into a folder of this user's, makes a first workbook, and takes all
but the workbooks out again when it is asked to. `SheetKPI-Setup.cmd` is for Windows, `SheetKPI-Setup.command`
for macOS; the latter runs on Linux as well.
"""

from __future__ import annotations

import shlex
import textwrap
from base64 import b64encode
from importlib.resources import files
from pathlib import Path

from sheetkpi.errors import InputError
from sheetkpi.language import LANGUAGES, all_words, say
from sheetkpi.patterns import lazy_pattern

NAMES = {"setup.command": "SheetKPI-Setup.command", "setup.cmd": "SheetKPI-Setup.cmd"}
"""What people are given, by the script it is made of."""

_WHEEL = lazy_pattern(r"sheetkpi-([^-]+)-py3-none-any\.whl")


def write_installers(wheel: Path, folder: Path) -> list[Path]:
    """Write both installers with `wheel` in them into `folder`; returns their paths.

    Raises InputError where `wheel` is no wheel of SheetKPI.

    >>> write_installers(Path("dist/sheetkpi-0.1.0-py3-none-any.whl"), Path("dist"))  # doctest: +SKIP
    """
    named = _WHEEL.fullmatch(wheel.name)
    if named is None or not wheel.is_file():
        raise InputError("error.not_found", path=wheel)
    packed = textwrap.fill(b64encode(wheel.read_bytes()).decode(), 100)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for script, name in NAMES.items():
        words = _in_bash(named[1]) if script == "setup.command" else _in_powershell(named[1])
        text = (files(__package__) / script).read_text(encoding="utf-8")
        for mark, value in {"VERSION": named[1], "WHEEL": wheel.name, "WORDS": words}.items():
            text = text.replace(f"@@{mark}@@", value)
        path = folder / name
        end = "\n" if script == "setup.command" else "\r\n"
        path.write_text(text + packed + "\n", encoding="utf-8", newline=end)
        path.chmod(0o755)
        written.append(path)
    return written


def _said(version: str) -> dict[str, dict[str, str]]:
    """What is said, by key and language."""
    names = [key.removeprefix("setup.") for key in all_words() if key.startswith("setup.")]
    return {
        name: {language: say(f"setup.{name}", language, version=version) for language in LANGUAGES}
        for name in names
    }


def _in_bash(version: str) -> str:
    return "\n".join(
        f"SAY_{key}_{language}={shlex.quote(text)}"
        for key, texts in _said(version).items()
        for language, text in texts.items()
    )


def _in_powershell(version: str) -> str:
    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    lines = [
        f"  {key} = @{{ "
        + "; ".join(f"{language} = {quoted(text)}" for language, text in texts.items())
        + " }"
        for key, texts in _said(version).items()
    ]
    return "\n".join(["$words = @{", *lines, "}"])
