"""Commands that were typed wrong: one sentence in the language of whoever typed, and names nearly like it."""

from collections.abc import Iterable
from typing import Any

import typer

from sheetkpi.cli.terminalwords import started_as
from sheetkpi.language import Language, say

USAGE_ERROR: Any = typer.BadParameter.__mro__[1]
"""What the parser raises for words that make no command; its subclasses are known by their names, as the
module that has them is another one in every other version of Typer."""


class Misuse(typer.BadParameter):
    """Words that make no command: `key` names the sentence, `values` fill it; `near` was typed where one of
    `among` was wanted."""

    def __init__(self, key: str, *, near: str = "", among: Iterable[str] = (), **values: object) -> None:
        super().__init__(say(key, "en", **values))
        self.key, self.values, self.near, self.among = key, values, near, tuple(among)


def sentence_of(error: Any, language: Language) -> str:
    """What is wrong with the words typed, in `language`.

    >>> sentence_of(Misuse("usage.no_command", name="refrsh", near="refrsh", among=["refresh"]), "en")
    'There is no command refrsh. Did you mean refresh?'
    """
    from sheetkpi.nearnames import did_you_mean

    if isinstance(error, Misuse):
        return say(error.key, language, **error.values) + did_you_mean(error.near, error.among).sentence(
            language
        )
    kind = type(error).__name__
    if kind == "MissingParameter" and error.param is not None:
        return say("usage.missing", language, name=error.param.metavar or error.param.name)
    if kind == "NoSuchOption":
        typed = error.option_name
        return say("usage.no_option", language, option=typed) + did_you_mean(
            typed, _options(error.ctx)
        ).sentence(language)
    if kind == "BadOptionUsage":
        key = "usage.flag" if _is_flag(error.ctx, error.option_name) else "usage.no_value"
        return say(key, language, option=error.option_name)
    if type(error) is USAGE_ERROR:  # nothing else is left that the parser says of its own
        return say("usage.no_command_given", language)
    return str(error.format_message())


def hint_of(error: Any, language: Language) -> str:
    """Which command shows how it is typed."""
    context = getattr(error, "ctx", None)
    return say("usage.hint", language, command=context.command_path if context else started_as())


def _options(context: Any) -> list[str]:
    """The long options of the command that was typed."""
    params = context.command.get_params(context) if context else ()
    return [option for param in params for option in param.opts if option.startswith("--")]


def _is_flag(context: Any, option: str) -> bool:
    params = context.command.get_params(context) if context else ()
    return any(option in param.opts and getattr(param, "is_flag", False) for param in params)
