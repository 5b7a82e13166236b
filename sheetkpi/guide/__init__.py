"""The guide: a Markdown file per topic and language, in this folder and inside the wheel.

>>> topics("en")[0].name
'getting-started'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sheetkpi.errors import InputError
from sheetkpi.language import Language, Phrase, listed
from sheetkpi.nearnames import did_you_mean

_FOLDER = Path(__file__).parent

TOPICS = (
    *("getting-started", "own-workbook", "sheets", "counting", "targets", "leads", "distribution"),
    *("messages", "functions", "commands", "executives", "speed", "limits", "developer"),
)
"""The topics in the order in which somebody new would read them."""


@dataclass(frozen=True)
class Topic:
    """One topic: `name` is what it is asked for by, `title` its heading, `summary` the line below that."""

    name: str
    path: Path
    title: str
    summary: str

    @property
    def text(self) -> str:
        """The whole file, Markdown."""
        return self.path.read_text(encoding="utf-8")


def topics(language: Language) -> tuple[Topic, ...]:
    """All topics in `language`, in the order to read them in."""
    return tuple(_topic(name, language) for name in TOPICS)


def topic(name: str, language: Language) -> Topic:
    """The topic `name`; case and a trailing `.md` aside. InputError names those there are."""
    wanted = name.strip().casefold().removesuffix(".md")
    if wanted not in TOPICS:
        all_of_them = Phrase(lambda language: listed(TOPICS, language))
        meant = did_you_mean(wanted, TOPICS)
        raise InputError("error.guide_topic", topic=name, topics=all_of_them, meant=meant)
    return _topic(wanted, language)


def _topic(name: str, language: Language) -> Topic:
    path = _FOLDER / language / f"{name}.md"
    with path.open(encoding="utf-8") as file:
        title = file.readline().lstrip("# ").strip()
        summary = next(line.strip() for line in file if line.strip())
    return Topic(name, path, title, summary)


def readable(markdown: str) -> str:
    """Markdown as plain text for a terminal: links by their words, pictures and marks left out.

    >>> readable("# Speed\\n\\nPress **Refresh** on [the board](x.md).")
    'Speed\\n=====\\n\\nPress Refresh on the board.'
    """
    lines: list[str] = []
    is_code = False
    for line in markdown.splitlines():
        if line.lstrip().startswith("```"):
            is_code = not is_code
            continue
        lines.append(f"    {line.strip()}" if is_code else _plain(line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _plain(line: str) -> str:
    line = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", line)
    line = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line)
    line = re.sub(r"\*\*(.+?)\*\*", r"\1", line)
    line = re.sub(r"(?<![\w*])\*(\S(?:[^*]*\S)?)\*(?![\w*])", r"\1", line)
    if re.fullmatch(r"<!--.*-->", line.strip()):
        return ""
    heading = re.match(r"(#+) (.*)", line)
    if heading and len(heading[1]) <= 2:
        return f"{heading[2]}\n{('=' if len(heading[1]) == 1 else '-') * _width(heading[2])}"
    return heading[2] if heading else line


def _width(text: str) -> int:
    return sum(1 if letter.isascii() else 2 for letter in text)
