"""Pages of the guide in a terminal."""

from collections.abc import Sequence

import typer

from sheetkpi.cli.wrapping import columns, two_columns
from sheetkpi.guide import Topic, readable
from sheetkpi.language import Language, say


def show_topics(topics: Sequence[Topic], language: Language) -> None:
    """Print the topics, a line or two each."""
    typer.echo(say("guide.topics", language))
    for line in two_columns([(each.name, each.summary) for each in topics], columns()):
        typer.echo(line)


def show_text(topic: Topic) -> None:
    """Print one topic."""
    typer.echo(readable(topic.text))
