"""The log file for support: what went wrong unexpectedly, with the traceback nobody should have to read.

Where an error came from tells nearly everything. Its message may hold what stands in somebody's cells, the
name of a lead or a phone number, and log files are sent around: of a message only those words are kept that
are the program's own.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import CodeType, TracebackType

from sheetkpi.patterns import lazy_pattern
from sheetkpi.userfolders import state_folder

_LARGEST = 1_000_000
"""Bytes after which the log starts anew, so that it never fills a disk."""


def log_path() -> Path:
    """Where the log is: the place the system keeps such files for this user."""
    return state_folder() / "sheetkpi.log"


def log_unexpected(error: BaseException) -> Path:
    """Append `error` with its traceback, and of its message the program's own words, to the log and return
    the log's path; never raises."""
    path = log_path()
    entry = f"--- {datetime.now().astimezone().isoformat(timespec='seconds')}\n"
    entry += "".join(_lines(error))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        too_large = path.exists() and path.stat().st_size > _LARGEST
        with path.open("w" if too_large else "a", encoding="utf-8") as log:
            log.write(entry)
    except OSError:
        pass  # the sentence on the screen matters more than the log
    return path


_WORD = lazy_pattern(r"\w+")
_FEW_DIGITS = 3
"""A longer number may be a phone's."""
_MESSAGE_WORDS = """
    a all an and any are argument arguments array at attribute axis base be between bool broadcast by bytes
    callable cannot changed character characters codec column columns convert could dataframe date day decode
    dictionary dimension dimensions divide division dtype during element empty encode end error expected
    failed file float for found from got has have in index indices input int integer invalid is item iterable
    iteration key keys label labels length list literal longer maximum memory missing month module must name
    no none not nonetype object of on one only operand operands operator or out path permission position
    positional range recursion required row rows same sequence series shape shorter shorthand single size str
    string subscriptable such supported the to together too tuple type types unexpected unexpectedly unpack
    unsupported value values was were with year zero
"""
_OF_PYTHON = frozenset(_MESSAGE_WORDS.split())
"""Words of the messages that Python and the libraries make."""


def _lines(error: BaseException) -> Iterator[str]:
    """What `traceback.format_exception` says, with `_told` for each message."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _lines(before)
        yield "\nwhich led to:\n\n"
    if error.__traceback__ is not None:
        yield "Traceback (most recent call last):\n"
        yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}: {_told(error)}\n"


def _told(error: BaseException) -> str:
    """The message of `error` with … for every word that neither stands in the code it passed through nor is
    Python's own.

    >>> _told(KeyError("田中 一郎")), _told(ValueError("invalid literal for int: 'Alpha Works'"))
    ("'… …'", "invalid literal for int: '… …'")
    """
    own = _OF_PYTHON | {
        word.casefold() for text in _texts(error.__traceback__) for word in _WORD.findall(text)
    }

    def kept(found: re.Match[str]) -> str:
        word = found[0]
        is_small = word.isdecimal() and len(word) <= _FEW_DIGITS
        return word if is_small or word.casefold() in own else "…"

    return _WORD.sub(kept, str(error))


def _texts(steps: TracebackType | None) -> Iterator[str]:
    """The names and texts in the code that an error passed through."""
    while steps is not None:
        yield from _texts_of(steps.tb_frame.f_code)
        steps = steps.tb_next


def _texts_of(code: CodeType) -> Iterator[str]:
    yield from (*code.co_names, *code.co_varnames)
    for constant in code.co_consts:
        if isinstance(constant, str) and "\n" not in constant:  # no examples of docstrings
            yield constant
        elif isinstance(constant, CodeType):
            yield from _texts_of(constant)
