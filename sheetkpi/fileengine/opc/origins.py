"""Keeping the originals of a workbook's parts (see `originals`) while it is worked on and saved.

What is written as our own (`own_writing`) is ours to take back when we leave; what anybody else changes
through the same engine is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sheetkpi.fileengine.opc.originals import (
    CONTENT_TYPE,
    KIND,
    PART,
    Originals,
    UnreadableOriginalsError,
    digest,
    originals_of,
)

if TYPE_CHECKING:
    from sheetkpi.fileengine.opc.package import Package


class Origins:
    """What is known of the parts of `package` as they were before we came."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._own: dict[str, str] = {}
        self._others: set[str] = set()

    @property
    def are_kept(self) -> bool:
        """Whether the workbook was somebody's before we came."""
        return PART in self._package

    def read(self) -> Originals | None:
        """What is known; None where nothing is."""
        if not self.are_kept:
            return None
        try:
            return Originals.read(self._package.read(PART))
        except UnreadableOriginalsError:
            return None

    def keep(self) -> None:
        """From now on keep what the parts were when the workbook was opened, unless that is done already.
        What was changed until now is ours."""
        if self.are_kept:
            return
        package = self._package
        parts = {part: package.stored(part) or b"" for part in package.stored_parts()}
        known = originals_of(parts)
        package.write(PART, known.written(), CONTENT_TYPE)
        package.relationships("").add(KIND, PART)
        self._claim(known)

    def forget(self) -> None:
        """Keep them no longer."""
        relationships = self._package.relationships("")
        for relationship in [each for each in relationships if each.type == KIND]:
            relationships.remove(relationship.id)
        if self.are_kept:
            self._package.remove(PART)

    @contextmanager
    def own_writing(self) -> Iterator[None]:
        """What is changed meanwhile is ours to take back; all else that is changed is somebody else's."""
        known = self.read()
        if known is None:
            yield
            return
        touched = self._package.touched
        for name in known.digests:
            if name in touched and self._own.get(name) != digest(self._package.read(name)):
                self._others.add(name)
        yield
        self._claim(known)

    def note(self) -> None:
        """Note how the parts about to be saved differ from what they were."""
        known = self.read()
        if known is None:
            return
        package, touched = self._package, self._package.touched
        for name in known.digests:
            if name in package and name not in touched:  # copied as it lies
                continue
            now = package.read(name) if name in package else None
            own = digest(now) if now is not None else ""
            others = name in self._others or self._own.get(name) != own
            known.note(name, package.stored(name), now, others=others)
        if (said := known.written()) != package.read(PART):
            package.write(PART, said)

    def saved(self) -> None:
        """The package is saved: what is changed from now on is changed anew."""
        self._own.clear()
        self._others.clear()

    def _claim(self, known: Originals) -> None:
        """Remember what we have made of the parts until now."""
        package, touched = self._package, self._package.touched
        for name in known.digests:
            if name not in package or name in touched:
                self._own[name] = digest(package.read(name)) if name in package else ""
