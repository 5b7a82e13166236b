"""The terminal's side of SheetKPI: each command is a few lines around the function of the same name.

Exit codes: see `options.Code`. Commands are declared by `running.command`, which gives them their output
and the options that all have.
"""

import atexit
import gc
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer

from sheetkpi.cli.automatic import add_automatic
from sheetkpi.cli.distribution import add_distribution
from sheetkpi.cli.helppage import CommandGroup
from sheetkpi.cli.misuse import USAGE_ERROR, hint_of, sentence_of
from sheetkpi.cli.options import Code, Options
from sheetkpi.cli.output import Output
from sheetkpi.cli.posting import add_posting
from sheetkpi.cli.reading import add_reading
from sheetkpi.cli.refreshing import add_refreshing
from sheetkpi.cli.terminalwords import started_as
from sheetkpi.cli.workbooks import add_workbooks
from sheetkpi.language import LANGUAGES, Language, preferred_language, say


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command as the terminal gave it; ends the process with the exit code.

    Without any word it shows the help and ends as what did nothing does: with 2.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    _collect_seldom()
    _reckon_in_one_thread()
    _end_tidily()
    _print_any_letter()
    _read_ahead(words)
    language = _language_asked(words)
    try:
        with _without_plots():
            code = commands(language)(args=words or ["--help"], prog_name=started_as(), standalone_mode=False)
    except USAGE_ERROR as error:
        command = next((word for word in words if not word.startswith("-")), "")
        out = Output(command, language, as_json="--json" in words)
        hint = "" if out.as_json else f"\n{hint_of(error, language)}"
        out.fail("usage", sentence_of(error, language) + hint)
        out.close(code := Code.NOT_DONE)
    sys.exit(int(code or 0) if words else Code.NOT_DONE)


def _collect_seldom() -> None:
    """Let Python look for garbage seldom, and not once more at the end: a command is over in seconds and
    leaves little, while each look at all that pandas and a workbook consist of takes a twentieth of one."""
    gc.set_threshold(1_000_000, 50, 100)
    atexit.register(gc.freeze)


def _reckon_in_one_thread() -> None:
    """Let numpy's linear algebra, asked for a few small products, start no thread for each processor: they
    wait for work by running, a twentieth of a small refresh. Said before numpy is loaded, if nobody has."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@contextmanager
def _without_plots() -> Iterator[None]:
    """Keep xlwings from loading matplotlib where it finds it, for plots, of which no command draws any: that
    takes as long as a small refresh."""
    if "matplotlib" in sys.modules:
        yield
        return
    sys.modules["matplotlib"] = None  # type: ignore[assignment]  # as where it is not installed
    try:
        yield
    finally:
        del sys.modules["matplotlib"]


def _end_tidily() -> None:
    """Let a scheduler that gives up (SIGTERM) end a command as an error does: what is half written is gone,
    and so is the lock. The exit code is the one shells have for it."""
    if hasattr(signal, "SIGTERM") and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


def _print_any_letter() -> None:
    """Let a letter that the terminal or a redirected file lacks be a question mark there, not an error: on
    Windows a redirected stdout has the letters of one language alone."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _read_ahead(words: Sequence[str]) -> None:
    """Have big sheets read while the rest of the program is loaded: that takes as long. Which workbooks will
    be read is seen before parsing, since that loads much too."""
    if words and words[0] in ("refresh", "check") and not {"-h", "--help"} & set(words):
        from sheetkpi.lastrefresh import is_unchanged
        from sheetkpi.sources.files import prefetch

        named = [Path(word) for before, word in pairwise(words) if before != "--output"]
        if not any(is_unchanged(path) for path in named if path.suffix):
            prefetch.begin(named)


def _language_asked(words: Sequence[str]) -> Language:
    """The language of `--lang`, looked for before parsing since the help itself speaks it."""
    for word, following in pairwise([*words, ""]):
        asked = following if word == "--lang" else word.removeprefix("--lang=") if "=" in word else ""
        for language in LANGUAGES:
            if asked == language:
                return language
    return preferred_language()


def commands(language: Language) -> typer.Typer:
    """The command-line application, its help in `language`."""
    app = typer.Typer(
        help=say("help.app", language),
        cls=CommandGroup,
        context_settings={"help_option_names": ["-h", "--help"], "obj": language},
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    options = Options(language)

    @app.callback()
    def version(
        show: Annotated[
            bool,
            typer.Option(
                "--version", is_eager=True, callback=_show_version, help=say("help.version", language)
            ),
        ] = False,
        lang: Annotated[str, options.lang] = language,
    ) -> None: ...

    add_workbooks(app, options)
    add_refreshing(app, options)
    add_distribution(app, options)
    add_reading(app, options)
    add_posting(app, options)
    add_automatic(app, options)
    return app


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(version("sheetkpi"))
        raise typer.Exit
