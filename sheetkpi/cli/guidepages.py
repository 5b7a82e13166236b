"""Pages of the guide, which are Markdown: laid out for a terminal, or as a page for the browser."""

import re
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from sheetkpi.cli.wrapping import columns, two_columns, width, wrapped
from sheetkpi.guide import Topic
from sheetkpi.language import Language, say
from sheetkpi.patterns import lazy_pattern

_ITEM = lazy_pattern(r"(\s*)([-*]|\d+\.) (.*)")
_WIDEST_CELL = 30
"""Tables with a longer text in a cell are shown as a list, a row an item."""


def show_topics(topics: Sequence[Topic], language: Language) -> None:
    """Print the topics, a line or two each."""
    typer.echo(say("guide.topics", language))
    for line in two_columns([(each.name, each.summary) for each in topics], columns()):
        typer.echo(line)


def show_text(topic: Topic) -> None:
    """Print one topic."""
    for line in laid_out(topic.text, columns()):
        typer.echo(line)


def laid_out(markdown: str, room: int) -> Iterator[str]:
    """The lines of a page as a terminal shows it: no marks, no pictures, nothing wider than `room` but code.

    >>> list(laid_out("# Speed\\n\\nPress **Refresh** on [the\\nboard](x.md).", 60))
    ['Speed', '=====', '', 'Press Refresh on the board.']
    """
    for number, (kind, lines) in enumerate(_blocks(markdown)):
        if number:
            yield ""
        if kind == "code":
            yield from (f"    {line}" for line in lines)
        elif kind == "table":
            yield from _table([_cells(line) for line in lines], room)
        elif kind == "heading":
            marks, _, title = lines[0].partition(" ")
            yield _plain(title)
            yield ("=" if marks == "#" else "-") * width(_plain(title))
        else:
            yield from _paragraphs(lines, room)


def _blocks(markdown: str) -> Iterator[tuple[str, list[str]]]:
    """The parts of a page that blank lines or fences divide, with what they are."""
    text = re.sub(r"<!--.*?-->|!\[[^\]]*\]\([^)]*\)", "", markdown, flags=re.DOTALL)
    lines: list[str] = []
    fenced = False
    for line in [*text.splitlines(), ""]:
        if line.lstrip().startswith("```"):
            if lines:
                yield ("code" if fenced else _kind(lines)), lines
            lines, fenced = [], not fenced
        elif line.strip():
            lines.append(line.strip() if fenced else line)
        elif lines and not fenced:
            yield _kind(lines), lines
            lines = []


def _kind(lines: Sequence[str]) -> str:
    if lines[0].startswith("#"):
        return "heading"
    return "table" if lines[0].startswith("|") else "text"


def _paragraphs(lines: Sequence[str], room: int) -> Iterator[str]:
    """Text and items of lists, each joined to one and wrapped anew."""
    joined: list[tuple[str, str]] = []
    for line in lines:
        if item := _ITEM.match(line):
            joined.append((item[1] + item[2] + " ", item[3]))
        elif joined:
            mark, text = joined[-1]
            joined[-1] = (mark, text + _between(text[-1:], line.lstrip()[:1]) + line.strip())
        else:
            joined.append(("", line.strip()))
    for mark, text in joined:
        first, *rest = wrapped(_plain(text), room, " " * width(mark))
        yield mark + first.lstrip()
        yield from rest


def _between(before: str, after: str) -> str:
    """What a line end stands for: nothing between letters that take no spaces, and beside their signs."""
    wide = [letter for letter in (before, after) if not letter.isascii()]
    return "" if len(wide) == 2 or any(unicodedata.category(letter)[0] == "P" for letter in wide) else " "


def _cells(line: str) -> list[str]:
    escaped = line.strip().strip("|").replace("\\|", "\0")
    return [_plain(cell.strip().replace("\0", "|")) for cell in escaped.split("|")]


def _table(rows: Sequence[list[str]], room: int) -> Iterator[str]:
    """A table in columns where its cells are short, else a row after the other."""
    header, _, *body = rows
    widths = [max(width(row[place]) for row in (header, *body)) for place in range(len(header))]
    if max(widths) <= _WIDEST_CELL and sum(widths) + 2 * len(widths) <= room:
        for row in (header, ["-" * each for each in widths], *body):
            cells = (cell + " " * (most - width(cell)) for cell, most in zip(row, widths, strict=True))
            yield "  ".join(cells).rstrip()
        return
    name = ""
    for first, *others in body:
        name = first or name
        named = [(title, cell) for title, cell in zip(header[1:], others, strict=True) if cell]
        told = [cell for _, cell in named] if len(header) <= 3 else [": ".join(each) for each in named]
        for number, line in enumerate(told):
            if number == 0:
                yield from wrapped(name, room)
            yield from wrapped(line, room, "    ")


def _plain(text: str) -> str:
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\*\*(.+?)\*\*", r"\1", text)
    text = re.sub(r"(?<![\w*])\*(\S(?:[^*]*\S)?)\*(?![\w*])", r"\1", text)
    return text.replace("`", "")


# For the browser ----------------------------------------------------------------------------------------

_LOOK = """
body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.6; font-family: sans-serif }
table { border-collapse: collapse }
td, th { border: 1px solid #bbb; padding: .2rem .5rem; vertical-align: top }
pre { background: #f4f4f4; padding: .7rem; overflow: auto } img { max-width: 100% }
"""


def written_for_browser(topic: Topic, language: Language) -> Path:
    """The topic as a page in a temporary folder; pictures that are not installed are left out."""
    from markdown_it import MarkdownIt

    def there(picture: re.Match[str]) -> str:
        return picture[0] if (topic.path.parent / picture[1]).is_file() else ""

    text = re.sub(r"!\[[^\]]*\]\(([^)]*)\)", there, topic.text)
    body = MarkdownIt("commonmark").enable("table").render(text)
    base = topic.path.parent.as_uri()
    head = f'<meta charset="utf-8"><title>{topic.title}</title><base href="{base}/"><style>{_LOOK}</style>'
    page = Path(tempfile.mkdtemp(prefix="sheetkpi-guide-"), f"{topic.name}.html")
    page.write_text(f'<!doctype html><html lang="{language}">{head}{body}', encoding="utf-8")
    return page
