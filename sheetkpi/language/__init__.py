"""Every word a person reads, in Japanese and English: the one place where text is written down.

Code names things by key ("calls", "sheet.board", "error.not_found"); this package turns keys into words.
Texts live in one module per place where they are read, each a dict of `key: (ja, en)`:

- `kpis`       KPI names and tiers
- `tables`     sheet names, column headers, values in drop-downs
- `reasons`    why a record was left out or noted
- `owntables`  what is left to people in tables and columns of their own
- `sentences`  errors
- `commands`   the command line: help, summary, progress
- `usage`      pages of `-h`, examples, words typed wrong
- `targets`    where a proposed rate comes from, what is wrong with targets
- `advice`     evidence and advice of the diagnosis, results and causes of reviews
- `board`      what the board's first screen says
- `coaching`   what the coaching page says
- `leads`      what the list of leads says
- `databases`  connections to databases: what is wrong with them, and what to do
- `doctor`     what `sheetkpi doctor` finds
- `excel`      inside Excel: status bar, dialogs, undo
- `functions`  worksheet functions: their help, and what cells say
- `installer`  what the installers for one user say in their window
- `macros`     buttons and ribbon of a macro workbook, and what its VBA says
- `collecting` why entries that came back were not taken; the command that collects them
- `distributing` the command that hands workbooks out, and what is in them alone
- `publishing` the page for the browser
- `template`   titles, notes and guidance printed in the workbook
- `former`     words of earlier versions, by which older workbooks are still known

What raw data calls things (headers, results) is not here but in `sources.vocabulary`: that is understood,
not said.
"""

from __future__ import annotations

import locale
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from sheetkpi.language import (
    advice,
    automatic,
    board,
    coaching,
    collecting,
    commands,
    databases,
    distributing,
    doctor,
    excel,
    functions,
    installer,
    kpis,
    leads,
    macros,
    owntables,
    posting,
    publishing,
    reasons,
    sentences,
    tables,
    targets,
    template,
    usage,
)
from sheetkpi.language.counting import Counting
from sheetkpi.language.former import FORMER

__all__ = [
    "FORMER",
    "LANGUAGES",
    "Language",
    "Phrase",
    "all_words",
    "key_of",
    "listed",
    "preferred_language",
    "say",
    "spellings",
]

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")
_COUNTING = Counting()


@cache
def all_words() -> dict[str, tuple[str, str]]:
    """Every key with its Japanese and its English text."""
    words: dict[str, tuple[str, str]] = {}
    for module in (
        *(kpis, tables, reasons, owntables, sentences, commands, targets, advice, board),
        *(coaching, collecting, databases, distributing, doctor, excel, functions, installer, leads, macros),
        *(automatic, posting, publishing, template, usage),
    ):
        words.update(module.WORDS)
    return words


@dataclass(frozen=True)
class Phrase:
    """A part of a sentence that is put into words with it, in its language: `words` gives them."""

    words: Callable[[Language], str]

    def sentence(self, language: Language) -> str:
        """The words in `language`."""
        return self.words(language)


def say(key: str, language: Language, **values: object) -> str:
    """The text for `key` in `language`, its `{placeholders}` filled from `values`; what has a `sentence` (a
    `Phrase`, an error) says it in the same language. English places may count (see `counting`).

    >>> say("calls", "ja")
    '架電数'
    """
    text = all_words()[key][LANGUAGES.index(language)]
    if not values:
        return text
    spoken = {
        name: value.sentence(language) if hasattr(value, "sentence") else value
        for name, value in values.items()
    }
    return _COUNTING.format(text, **spoken)


def spellings(key: str) -> tuple[str, ...]:
    """Every text by which `key` is known in a workbook: both languages' now, and those of earlier versions.

    >>> spellings("due")
    ('本日時点の目標', 'Due by now', '今日までの目標', 'Due so far')
    """
    return (*all_words()[key], *FORMER.get(key, ()))


def key_of(text: str, keys: tuple[str, ...]) -> str | None:
    """The one of `keys` whose Japanese or English text is `text`, or None; case and outer spaces aside.

    >>> key_of("Calls", ("calls", "connects")), key_of("接続数", ("calls", "connects"))
    ('calls', 'connects')
    """
    wanted = text.strip().casefold()
    for key in keys:
        if wanted == key or wanted in (words.casefold() for words in spellings(key)):
            return key
    return None


def listed(names: Iterable[str], language: Language) -> str:
    """Names one after the other, as the language does.

    >>> listed(["架電数", "接続数"], "ja"), listed(["Calls", "Connects"], "en")
    ('架電数、接続数', 'Calls, Connects')
    """
    return ("、" if language == "ja" else ", ").join(names)


def preferred_language() -> Language:
    """Japanese where the machine's locale is Japanese, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "ja" if value.startswith("ja") else "en"
    return "ja" if (locale.getlocale()[0] or "").lower().startswith("ja") else "en"
