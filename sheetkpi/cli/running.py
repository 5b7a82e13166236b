"""How a command is declared and run: the options that all have, its errors as sentences, how it ends."""

import errno
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from sheetkpi.cli.helppage import Command
from sheetkpi.cli.options import Code, Options
from sheetkpi.cli.output import Output
from sheetkpi.errors import SheetKPIError
from sheetkpi.language import say

_FULL = {errno.ENOSPC, errno.EDQUOT}

Work = Callable[..., None]


def command(app: typer.Typer, options: Options, *, writes_words: bool = False) -> Callable[[Work], Work]:
    """A decorator that adds a function to `app` as the command of its name.

    The function is given its `Output` first, then its own arguments and options. `--lang`, `--json`,
    `--quiet` and `--debug` are added; with `writes_words` the language is that of a workbook it makes, too.
    """

    def declared(work: Work) -> Work:
        name = work.__name__
        own = list(inspect.signature(work).parameters.values())[1:]
        common = {
            "lang": (Annotated[str, options.book_lang if writes_words else options.lang], options.language),
            "as_json": (Annotated[bool, options.as_json], False),
            "quiet": (Annotated[bool, options.quiet], False),
            "debug": (Annotated[bool, options.debug], False),
        }

        def run(*, lang: str, as_json: bool, quiet: bool, debug: bool, **given: Any) -> None:
            out = Output(name, options.language, quiet, as_json, debug)
            code = 0
            try:
                with sentences(out):
                    work(out, **given)
            except typer.Exit as ended:
                code = ended.exit_code
            out.close(code)
            raise typer.Exit(code)

        keyword = inspect.Parameter.KEYWORD_ONLY
        parameters = [each.replace(kind=keyword) for each in own]
        for key, (annotation, default) in common.items():
            parameters.append(inspect.Parameter(key, keyword, default=default, annotation=annotation))
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in parameters}
        app.command(name, cls=Command, help=options.text(f"help.{name}"))(run)
        return work

    return declared


def end(*, partly: object = False, nothing: bool = False) -> None:
    """End with the code for what was done: `partly` when something failed or was left out that matters,
    `nothing` when there was nothing to do."""
    if partly:
        raise typer.Exit(Code.PARTLY)
    if nothing:
        raise typer.Exit(Code.NOTHING)


@contextmanager
def linked(path: Path, out: Output) -> Iterator[None]:
    """Say afterwards, where the file at `path` had other names (hard links) and was saved, that these keep
    the old state."""
    from sheetkpi.fileengine.opc.saving import has_further_names

    before = path.stat().st_ino if path.exists() and has_further_names(path) else None
    yield
    if before is not None and path.stat().st_ino != before:
        out.say("done.separated", path=path)
        out.tell(other_names_keep_the_old_state=True)


@contextmanager
def sentences(out: Output) -> Iterator[None]:
    """Turn what goes wrong into one sentence and an exit code; with `--debug`, let it through."""
    try:
        yield
    except SheetKPIError as error:
        if out.debug:
            raise
        out.fail(error.kind, error.sentence(out.language) + _near_files(error, out))
        raise typer.Exit(error.exit_code) from None
    except (typer.Exit, typer.Abort, BrokenPipeError):
        raise  # nobody reads any further: the parser ends quietly
    except KeyboardInterrupt:
        out.fail("interrupted", say("error.interrupted", out.language))
        raise typer.Exit(Code.INTERRUPTED) from None
    except Exception as error:
        if out.debug:
            raise
        if isinstance(error, OSError) and error.errno in _FULL:
            out.fail("disk_full", say("error.no_space", out.language, path=error.filename or error.strerror))
            raise typer.Exit(Code.NOT_DONE) from None
        from sheetkpi.logfile import log_unexpected

        path = log_unexpected(error)
        out.fail("unexpected", say("error.unexpected", out.language, what=type(error).__name__, path=path))
        raise typer.Exit(Code.NOT_DONE) from None


_LOCK_FILES = ("~$", ".~lock.")
"""How the names of files begin that Excel and LibreOffice make beside a workbook that is open."""


def _near_files(error: SheetKPIError, out: Output) -> str:
    """For a file that was not found, those in its folder that have nearly its name."""
    if error.key != "error.not_found":
        return ""
    from sheetkpi.nearnames import did_you_mean

    path = Path(str(error.values["path"]))
    try:
        files = (each.name for each in path.parent.iterdir() if each.is_file())
        there = [name for name in files if not name.startswith(_LOCK_FILES)]
    except OSError:
        return ""
    return did_you_mean(path.name, there).sentence(out.language)
