"""The container: names of parts, content types, relationships."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.excelrules.opened import CONTENT_TYPES, Opened, R, elements

_REFERRING = ("id", "embed", "link", "pict", "dm", "lo", "qs", "cs")
"""Attributes of the relationships' namespace that name one."""


def complaints(book: Opened) -> Iterator[str]:
    """What Excel would not open or would lose for the sake of the container."""
    for name, times in Counter(name.lower() for name in book.members).items():
        if times > 1:
            yield f"{name}: twice in the package"
    yield from _content_types(book)
    yield from _relationships(book)
    yield from _references(book)


def _content_types(book: Opened) -> Iterator[str]:
    entries = elements(book.trees[CONTENT_TYPES])
    endings = [each.get("Extension", "").lower() for each in entries if each.tag.endswith("Default")]
    named = [each.get("PartName", "").lower() for each in entries if each.tag.endswith("Override")]
    for kind, values in (("Default", endings), ("Override", named)):
        yield from (f"content type {kind} twice: {v}" for v, times in Counter(values).items() if times > 1)
    for name in book.names:
        said = "/" + name.lower() in named or name.rpartition(".")[2].lower() in endings
        if not said and name != CONTENT_TYPES:
            yield f"part without content type: {name}"
    yield from (f"content type for missing part {each}" for each in named if each[1:] not in book.lower)


def _relationships(book: Opened) -> Iterator[str]:
    for source, related in book.related.items():
        if source and source.lower() not in book.lower:
            yield f"relationships of missing part {source}"
        for id, times in Counter(each.id for each in related).items():
            if times > 1:
                yield f"{source}: relationship id {id} twice"
        for each in related:
            if each.part is not None and each.part.lower() not in book.lower:
                yield f"{source}: relationship to missing part {each.part}"


def _references(book: Opened) -> Iterator[str]:
    for name, tree in book.trees.items():
        if name.endswith(".rels") or name == CONTENT_TYPES:
            continue
        known = {each.id for each in book.related.get(name, ())}
        for element in tree.xpath("//*[@*[namespace-uri()=$space]]", space=R[1:-1]):
            for attribute in _REFERRING:
                id = element.get(R + attribute)
                if id and id not in known:
                    yield f"{name}: no relationship {id} for <{element.tag.rpartition('}')[2]}>"
