"""The pages that `-h` shows, and commands and their group as the parser has them.

They are written here rather than by the parser: it knows no Japanese, and cuts Japanese lines off.
"""

from collections.abc import Iterator
from typing import Any

from typer.core import TyperCommand, TyperGroup

from sheetkpi.cli.misuse import USAGE_ERROR, Misuse
from sheetkpi.cli.terminalwords import as_started
from sheetkpi.cli.wrapping import columns, two_columns, wrapped
from sheetkpi.language import Language, all_words, say


class Command(TyperCommand):
    """A command whose help and whose errors are in the language of the context's `obj`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse, and say of words too many that they are."""
        ctx.allow_extra_args = True
        try:
            rest: list[str] = super().parse_args(ctx, args)
            if rest:
                takes_activity = any("--activity" in param.opts for param in self.params)
                key = "usage.extra_activity" if takes_activity else "usage.extra"
                raise Misuse(key, words=" ".join(rest), word=rest[0])
        except USAGE_ERROR as error:
            error.ctx = error.ctx or ctx
            raise
        return rest

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page of this command."""
        formatter.write("\n".join(_page(self, ctx, ctx.obj)) + "\n")


IN_ORDER = (
    *("new", "demo", "refresh", "undo", "check", "sheets", "attach", "detach"),
    *("distribute", "collect", "report", "publish", "post", "schedule", "watch", "export", "doctor", "guide"),
)
"""The commands as somebody new needs them."""


class CommandGroup(TyperGroup):
    """All commands."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that `args` begin with, or say which there are."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            raise Misuse("usage.no_command", name=args[0], near=args[0], among=self.commands)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page with all commands."""
        formatter.write("\n".join(_page(self, ctx, ctx.obj)) + "\n")


def _page(command: Any, ctx: Any, language: Language) -> Iterator[str]:
    room = columns()
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    yield from wrapped(say("usage.title", language, usage=_usage(command, ctx, language)), room)
    yield ""
    yield from wrapped(as_started(command.help or ""), room)
    if arguments:
        yield from _section(
            "usage.arguments", [(each.metavar, each.help or "") for each in arguments], language
        )
    options = [(_spelt(each), each.help or "") for each in command.params if _is_shown_option(each)]
    yield from _section("usage.options", [*options, ("-h, --help", say("help.help", language))], language)
    if isinstance(command, CommandGroup):
        known = sorted(command.commands, key=lambda name: (*IN_ORDER, name).index(name))
        rows = [(name, command.commands[name].help or "") for name in known]
        yield from _section("usage.commands", rows, language)
    name = "app" if isinstance(command, CommandGroup) else command.name
    for title, key in (("usage.example", f"example.{name}"), ("usage.exit", f"exit.{name}")):
        if key in all_words():
            yield from ("", say(title, language))
            yield from wrapped(as_started(say(key, language)), room, "  ")


def _section(title: str, rows: list[tuple[str, str]], language: Language) -> Iterator[str]:
    yield ""
    yield say(title, language)
    yield from two_columns(rows, columns())


def _usage(command: Any, ctx: Any, language: Language) -> str:
    pieces = [ctx.command_path, say("usage.options_here", language)]
    if isinstance(command, CommandGroup):
        pieces.append(say("usage.command_here", language))
    for each in command.params:
        if each.param_type_name == "argument":
            pieces.append(each.metavar if each.required else f"[{each.metavar}]")
    return " ".join(pieces)


def _is_shown_option(param: Any) -> bool:
    return param.param_type_name == "option" and not param.hidden and "--help" not in param.opts


def _spelt(param: Any) -> str:
    """An option as it is typed: `-q, --quiet`, `--month YYYY-MM`."""
    names = ", ".join(sorted(param.opts, key=len))
    return names if param.is_flag else f"{names} {param.metavar}"
