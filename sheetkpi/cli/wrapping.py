"""Text in lines of a terminal, where a Japanese letter is as wide as two of ours."""

import unicodedata
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size

from sheetkpi.patterns import lazy_pattern

_NARROWEST, _WIDEST = 60, 110
_FIRST_COLUMN = 24
"""The widest that the first of two columns gets."""

# Signs that must not begin a line: stops, closing brackets, small kana, the long vowel.
_TIED = r"\u3001\u3002\uff0c\uff0e\uff09\u300d\u300f\uff3d\uff1a\uff1b\uff01\uff1f\u30fc\u2026\u3005"
_SMALL = r"\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7\u3063\u3083\u3085\u3087"
_OPENING = r"\uff08\u300c\u300e\uff3b"
# A word in Latin letters, or one letter of another script: with the brackets that open before it, which must
# not end a line, and behind it what must not begin one.
_PIECES = lazy_pattern(rf"\s+|[{_OPENING}]*(?:[!-~]+|[^\s!-~])[{_TIED}{_SMALL}]*")


_NAME_PIECES = lazy_pattern(r"[^\s/\\_.\u203a-]*[\s/\\_.\u203a-]*")
"""A part of a file's name with what ends it: blanks, strokes, dots, the sign between file and sheet."""


def width(text: str) -> int:
    """How many columns `text` takes.

    >>> width("KPI ブック")
    10
    """
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def columns() -> int:
    """How wide lines are to be."""
    return min(max(get_terminal_size((100, 24)).columns, _NARROWEST), _WIDEST)


def wrapped(text: str, columns: int, indent: str = "") -> Iterator[str]:
    """The lines of `text`, at most `columns` wide, each behind `indent`; line ends of its own stay.

    >>> list(wrapped("KPI ブックを更新します。", 14))
    ['KPI ブックを更', '新します。']
    """
    room = columns - width(indent)
    for paragraph in text.split("\n"):
        line = ""
        for piece in _PIECES.findall(paragraph):
            if line and width(line) + width(piece.rstrip()) > room:
                yield (indent + line).rstrip()
                line = ""
            line += piece if line or not piece.isspace() else ""
        yield (indent + line).rstrip()


def name_lines(name: str, columns: int) -> Iterator[str]:
    """The lines of a file's name, at most `columns` wide: broken behind blanks, strokes, dots and the like,
    within a word only where that alone is wider.

    >>> list(name_lines("back/KPI_sample_Ada Ashgrove.xlsx", 12))
    ['back/KPI_', 'sample_Ada ', 'Ashgrove.', 'xlsx']
    """
    line = ""
    for piece in _NAME_PIECES.findall(name):
        if line and width(line) + width(piece.rstrip()) > columns:
            yield line
            line = ""
        for letter in piece:
            if line and not letter.isspace() and width(line) + width(letter) > columns:
                yield line
                line = ""
            line += letter
    yield line


def two_columns(rows: Sequence[tuple[str, str]], columns: int) -> Iterator[str]:
    """Names in front, what they are beside them; a name too long for that stands on a line of its own."""
    first = min(max((width(name) for name, _ in rows), default=0), _FIRST_COLUMN)
    behind = " " * (first + 4)
    for name, text in rows:
        lines = list(wrapped(text, columns, behind))
        if width(name) > first:
            yield f"  {name}"
        else:
            lines[0] = f"  {name}{' ' * (first - width(name))}  {lines[0].lstrip()}"
        yield from lines
