"""The installers for people without Python: what they hold, what they say, what they do and undo."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from base64 import b64decode
from pathlib import Path

import pytest

from sheetkpi.errors import InputError
from sheetkpi.installer import write_installers
from sheetkpi.language import LANGUAGES, Language, all_words, say

VERSION = "0.1.0"
WHEEL = b"PK\x03\x04 a wheel " + bytes(range(256)) * 40
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")

UV = """#!/bin/bash
echo "$UV_TOOL_DIR $UV_PYTHON_INSTALL_DIR $*" >> "$HOME/uv-was-called"
cp "${@: -1}" "$HOME/wheel-as-installed"
[ -e "$HOME/uv-fails" ] && exit 1
mkdir -p "$UV_TOOL_BIN_DIR"
cat > "$UV_TOOL_BIN_DIR/sheetkpi" << 'END'
#!/bin/bash
echo "$LC_ALL:$*" >> "$HOME/sheetkpi-was-called"
[ "$1" = new ] && echo book > "$2"
exit 0
END
chmod +x "$UV_TOOL_BIN_DIR/sheetkpi"
"""


@pytest.fixture
def installers(tmp_path: Path) -> dict[str, Path]:
    wheel = tmp_path / "build" / f"sheetkpi-{VERSION}-py3-none-any.whl"
    wheel.parent.mkdir()
    wheel.write_bytes(WHEEL)
    return {path.suffix: path for path in write_installers(wheel, tmp_path / "dist")}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A user's folder, and a uv on the search path that writes down how it was called."""
    folder = tmp_path / "home of a user"
    (folder / "programs").mkdir(parents=True)
    uv = folder / "programs" / "uv"
    uv.write_text(UV, encoding="utf-8")
    uv.chmod(0o755)
    return folder


def run(
    installer: Path, home: Path, *options: str, language: Language = "en"
) -> subprocess.CompletedProcess[str]:
    environment = {
        "HOME": str(home),
        "PATH": f"{home / 'programs'}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "SHEETKPI_LANG": language,
    }
    command = ["bash", str(installer), *options]
    return subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
    )


def in_home(home: Path) -> set[str]:
    return {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}


def test_each_is_one_file_that_holds_the_wheel(installers: dict[str, Path]) -> None:
    assert {path.name for path in installers.values()} == {"SheetKPI-Setup.cmd", "SheetKPI-Setup.command"}
    for path in installers.values():
        text = path.read_text(encoding="utf-8")
        assert b64decode(text.rpartition("#WHEEL\n")[2]) == WHEEL
        assert "@@" not in text
    assert installers[".command"].stat().st_mode & stat.S_IXUSR


def test_what_is_no_wheel_of_ours_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other-1.0-py3-none-any.whl"
    other.write_bytes(WHEEL)
    with pytest.raises(InputError):
        write_installers(other, tmp_path)


def test_windows_gets_line_ends_and_quotes_of_its_own(installers: dict[str, Path]) -> None:
    data = installers[".cmd"].read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") > 100
    assert not data.startswith(b"\xef\xbb\xbf"), "cmd takes a byte order mark for a command"
    script = data.decode().partition("#WHEEL\r\n")[0]
    shell = script.partition("#POWERSHELL\r\n")
    assert script.count("#POWERSHELL") == 1, "the place where PowerShell begins is found by this word"
    assert shell[0].isascii(), "cmd reads these lines before it knows the encoding"
    bare = re.sub(r"'(?:[^']|'')*'|\"(?:[^\"`]|`.)*\"|#.*", "", shell[2])
    for opening, closing in ("{}", "()", "[]"):
        assert bare.count(opening) == bare.count(closing)


@pytest.mark.parametrize("kind", [".cmd", ".command"])
def test_all_they_say_is_said_in_both_languages(installers: dict[str, Path], kind: str) -> None:
    text = installers[kind].read_text(encoding="utf-8")
    told = set(re.findall(r"(?i)\btell '?(\w+)", text)) - {"key"}
    words = {key.removeprefix("setup.") for key in all_words() if key.startswith("setup.")}
    assert told <= words
    assert words - told <= ({"press_enter"} if kind == ".cmd" else set())  # cmd has a word of its own


@needs_bash
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dry_run_says_what_would_be_done_and_does_nothing(
    installers: dict[str, Path], home: Path, language: Language
) -> None:
    before = in_home(home)
    ended = run(installers[".command"], home, "--dry-run", language=language)
    assert ended.returncode == 0, ended.stderr
    assert say("setup.welcome", language, version=VERSION) in ended.stdout
    assert f"uv tool install --quiet --force --python >=3.11 {home}/.sheetkpi/sheetkpi-" in ended.stdout
    assert in_home(home) == before


@needs_bash
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_installs_the_wheel_for_this_user_and_makes_a_workbook(
    installers: dict[str, Path], home: Path, language: Language
) -> None:
    ended = run(installers[".command"], home, language=language)
    assert ended.returncode == 0, ended.stderr
    assert (home / "wheel-as-installed").read_bytes() == WHEEL
    folder = home / ".sheetkpi"
    assert (home / "uv-was-called").read_text().startswith(f"{folder}/tools {folder}/python tool install")
    called = (home / "sheetkpi-was-called").read_text().splitlines()
    book = home / "Documents" / "SheetKPI" / "KPI.xlsm"
    assert called == [f"{language}:doctor", f":new {book} --lang {language}"]
    assert book.exists()
    assert str(book) in ended.stdout


@needs_bash
def test_run_again_it_leaves_the_workbook_alone(installers: dict[str, Path], home: Path) -> None:
    book = home / "Documents" / "SheetKPI" / "KPI.xlsm"
    book.parent.mkdir(parents=True)
    book.write_text("what was typed")
    ended = run(installers[".command"], home)
    assert ended.returncode == 0, ended.stderr
    assert say("setup.book_there", "en") in ended.stdout
    assert book.read_text() == "what was typed"


@needs_bash
def test_it_takes_all_but_the_workbooks_out_again(installers: dict[str, Path], home: Path) -> None:
    before = in_home(home)
    run(installers[".command"], home)
    (home / ".local" / "state" / "sheetkpi").mkdir(parents=True)
    (home / ".local" / "state" / "sheetkpi" / "sheetkpi.log").write_text("log")
    ended = run(home / ".sheetkpi" / "SheetKPI-Uninstall.sh", home, "--uninstall")
    assert ended.returncode == 0, ended.stderr
    kept = {"Documents/SheetKPI/KPI.xlsm", "uv-was-called", "sheetkpi-was-called", "wheel-as-installed"}
    assert in_home(home) - before == kept


@needs_bash
@pytest.mark.parametrize("language", LANGUAGES)
def test_where_it_stops_it_says_so(installers: dict[str, Path], home: Path, language: Language) -> None:
    (home / "uv-fails").touch()
    ended = run(installers[".command"], home, language=language)
    assert ended.returncode == 1
    assert say("setup.failed", language) in ended.stderr
    assert say("setup.done", language) not in ended.stdout


@needs_bash
def test_an_option_it_does_not_know_does_nothing(installers: dict[str, Path], home: Path) -> None:
    before = in_home(home)
    assert run(installers[".command"], home, "--unistall").returncode == 2
    assert in_home(home) == before
