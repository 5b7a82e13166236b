"""Questions to be answered with yes or no, in the language of whoever sits there."""

from __future__ import annotations

import unicodedata

import typer

from sheetkpi.language import LANGUAGES, Language, say


def agreed(question: str, language: Language) -> bool:
    """Ask until the answer is yes or no in either language; Enter, and the end of what is typed, are no."""
    while True:
        typer.echo(f"{question} {say('ask.choices', language)} ", nl=False)
        try:
            answer = understood(input())
        except EOFError:
            typer.echo()
            return False
        if answer is not None:
            return answer
        typer.echo(say("ask.again", language))


def understood(answer: str) -> bool | None:
    """What an answer means, None for neither.

    >>> understood("はい"), understood("Ｙ"), understood(""), understood("well")
    (True, True, False, None)
    """
    plain = unicodedata.normalize("NFKC", answer).strip().casefold()
    yes = {"y", *(say("ask.yes", language) for language in LANGUAGES)}
    no = {"", "n", *(say("ask.no", language) for language in LANGUAGES)}
    return True if plain in yes else False if plain in no else None
