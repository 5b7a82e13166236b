"""Relationships: the `.rels` part beside a part that says which parts it uses, and as what."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import PACKAGE_RELATIONSHIPS, RELATIONSHIPS

_TAG = f"{{{PACKAGE_RELATIONSHIPS}}}Relationship"


@dataclass(frozen=True)
class Relationship:
    """One relationship of a part.

    `target` is the name of the part it leads to (`xl/worksheets/sheet1.xml`), or, when `external`, an
    address as it was written. `kind` is the last word of `type`: "worksheet", "table", "hyperlink".
    """

    id: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """What the target is to the part, without the namespace."""
        return self.type.rpartition("/")[2]


class Relationships:
    """The relationships of one part (`source`, "" for the package), over the root of its `.rels` part.

    `on_change` is called after every change, so that the package writes the part.
    """

    def __init__(self, source: str, root: etree._Element, on_change: Callable[[], None]) -> None:
        self._source = source
        self._root = root
        self._on_change = on_change

    def __iter__(self) -> Iterator[Relationship]:
        for element in self._root.iterchildren(_TAG):
            external = element.get("TargetMode") == "External"
            target = element.get("Target", "")
            yield Relationship(
                element.get("Id", ""),
                element.get("Type", ""),
                target if external else resolved(self._source, target),
                external,
            )

    def __getitem__(self, id: str) -> Relationship:
        for relationship in self:
            if relationship.id == id:
                return relationship
        raise KeyError(id)

    def of_kind(self, kind: str) -> list[Relationship]:
        """Every relationship of a kind, in file order: `of_kind("table")`."""
        return [relationship for relationship in self if relationship.kind == kind]

    def find(self, kind: str) -> Relationship | None:
        """The first relationship of a kind, or None."""
        return next(iter(self.of_kind(kind)), None)

    def to(self, target: str) -> Relationship | None:
        """The first relationship that leads to the part `target`, or None."""
        return next((each for each in self if not each.external and each.target == target), None)

    def add(self, kind: str, target: str, *, external: bool = False) -> str:
        """Relate the part to `target` and return the new id.

        `kind` is a word of the transitional namespace ("worksheet", "table") or a whole type address.
        """
        id = self._new_id()
        attributes = {
            "Id": id,
            "Type": kind if "://" in kind else f"{RELATIONSHIPS}/{kind}",
            "Target": target if external else relative(self._source, target),
        }
        if external:
            attributes["TargetMode"] = "External"
        etree.SubElement(self._root, _TAG, attributes)
        self._on_change()
        return id

    def remove(self, id: str) -> None:
        """Take out the relationship `id`; KeyError when there is none."""
        for element in self._root.iterchildren(_TAG):
            if element.get("Id") == id:
                self._root.remove(element)
                self._on_change()
                return
        raise KeyError(id)

    def _new_id(self) -> str:
        taken = {relationship.id.lower() for relationship in self}
        numbers = [int(found[1]) for id in taken if (found := re.fullmatch(r"rid(\d{1,9})", id))]
        return f"rId{max(numbers, default=0) + 1}"


def rels_part(source: str) -> str:
    """The name of the `.rels` part that belongs to `source`.

    >>> rels_part("xl/workbook.xml"), rels_part("")
    ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def source_part(rels: str) -> str:
    """The part that a `.rels` part belongs to.

    >>> source_part("xl/_rels/workbook.xml.rels"), source_part("_rels/.rels")
    ('xl/workbook.xml', '')
    """
    folder, name = posixpath.split(rels)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def resolved(source: str, target: str) -> str:
    """The part name that a relationship's target means, seen from the part `source`.

    >>> resolved("xl/worksheets/sheet1.xml", "../tables/table1.xml")
    'xl/tables/table1.xml'
    """
    path = unquote(target)
    if path.startswith("/"):
        return posixpath.normpath(path).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), path))


def relative(source: str, target: str) -> str:
    """How `source` writes the part name `target` in its relationships.

    >>> relative("xl/worksheets/sheet1.xml", "xl/tables/table1.xml")
    '../tables/table1.xml'
    """
    return posixpath.relpath(target, posixpath.dirname(source) or ".")
