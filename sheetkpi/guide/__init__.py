"""The guide: a Markdown file per topic and language, in this folder and inside the wheel.

>>> topics("en")[0].name
'getting-started'
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sheetkpi.errors import InputError
from sheetkpi.language import Language, Phrase, listed
from sheetkpi.nearnames import did_you_mean

_FOLDER = Path(__file__).parent

TOPICS = (
    *("getting-started", "own-workbook", "board", "sheets", "counting", "databases"),
    *("targets", "distribution", "automatic"),
    *("messages", "functions", "commands", "forecast", "speed", "limits", "developer"),
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
