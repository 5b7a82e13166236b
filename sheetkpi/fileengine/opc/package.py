"""A workbook file as parts: read what is asked for, write what was touched, copy the rest as it lies.

>>> package = Package.open("KPI.xlsx")                              # doctest: +SKIP
>>> root = package.edit("xl/workbook.xml")                    # doctest: +SKIP
>>> package.relationships("xl/workbook.xml").find("styles").target  # doctest: +SKIP
'xl/styles.xml'
>>> package.save()                                            # doctest: +SKIP

Part names have no leading slash; case does not count, as the format has it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote

from lxml import etree

from sheetkpi import valuesalone
from sheetkpi.errors import DamagedError, InputError, ProtectedError, WorkbookError
from sheetkpi.fileengine.opc import contenttypes, outputs, safety, saving, soundness
from sheetkpi.fileengine.opc.archive import (
    BrokenArchive,
    Member,
    archive_chunks,
    new_member,
    read_members,
)
from sheetkpi.fileengine.opc.contenttypes import ContentTypes
from sheetkpi.fileengine.opc.namespaces import PACKAGE_RELATIONSHIPS, STRICT
from sheetkpi.fileengine.opc.origins import Origins
from sheetkpi.fileengine.opc.relationships import Relationships, rels_part
from sheetkpi.valuesalone import Around

_NO_RELATIONSHIPS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="{PACKAGE_RELATIONSHIPS}"/>'
).encode()


class HeldBack(Protocol):
    """What belongs to a part and is not in its tree yet."""

    def settle(self) -> None:
        """Bring the tree up to date."""

    def written(self, serialize: Callable[[], bytes]) -> bytes:
        """The bytes of the part with all that belongs to it; `serialize` gives those of the tree."""


class Package:
    """The parts of one workbook file.

    Edits: `edit(part)` gives a parsed root to change (`tree` to read and `touch` to mark are its halves),
    `write` replaces or adds a part, `remove` takes one out. Everything else is copied still compressed.
    """

    def __init__(
        self, data: bytes, place: str, path: Path | None = None, seen: saving.Signature | None = None
    ) -> None:
        self.place = place
        self.path = path
        self._seen = seen
        self._is_sound = False
        self._unpacked: dict[str, bytes] = {}
        safety.check_kind(data, place)
        try:
            self._members, self._comment = read_members(data)
            safety.check_members(self._members.values(), place)
            safety.check_prologs(self._members.values(), place)
        except BrokenArchive as error:
            raise DamagedError("error.truncated", path=place) from error
        self._index = {unquote(name).casefold(): name for name in self._members}
        self._trees: dict[str, etree._Element] = {}
        self._written: dict[str, bytes] = {}
        self._held_back: dict[str, HeldBack] = {}
        self._touched: set[str] = set()
        self._edited: set[str] = set()
        self._touches: Counter[str] = Counter()
        self._changed = False
        self.origins = Origins(self)
        if contenttypes.PART not in self:
            raise WorkbookError("error.not_a_workbook", path=place)
        self.content_types = ContentTypes(self.tree(contenttypes.PART), lambda: self.touch(contenttypes.PART))
        self.workbook_part = self._find_workbook_part()

    @classmethod
    def open(cls, path: str | Path) -> Package:
        """Open the workbook at `path`; the file is read at once and not held open.

        Raises SheetKPIError with one sentence for whatever is no sound .xlsx or .xlsm workbook.
        """
        path = Path(path)
        data, seen = saving.read_signed(path)
        return cls(data, str(path), path, seen)

    @classmethod
    def from_bytes(cls, data: bytes, place: str = "workbook") -> Package:
        """Open a workbook held in memory; `place` names it in error sentences."""
        return cls(data, place)

    def _find_workbook_part(self) -> str:
        relationship = self.relationships("").find("officeDocument")
        part = relationship.target if relationship else ""
        content_type = self.content_types.of(part)
        if content_type == contenttypes.BINARY_MAIN:
            raise WorkbookError("error.binary_workbook", path=self.place)
        if content_type not in contenttypes.SUFFIXES:
            raise WorkbookError("error.not_a_workbook", path=self.place)
        if part not in self:
            raise DamagedError("error.no_workbook_part", path=self.place)
        if (self.tree(part).tag or "").startswith(f"{{{STRICT}"):
            raise WorkbookError("error.strict_workbook", path=self.place)
        return self._name(part)

    # Reading

    def __contains__(self, part: str) -> bool:
        return unquote(part).casefold() in self._index

    def _name(self, part: str) -> str:
        """The name of a part as the file spells it; a missing part makes the workbook damaged."""
        try:
            return self._index[unquote(part).casefold()]
        except KeyError:
            raise DamagedError("error.damaged", path=self.place, part=part) from None

    def parts(self) -> list[str]:
        """Every part in file order, `.rels` parts and content types among them; new ones at the end."""
        return [name for name in self._index.values() if not name.endswith("/")]

    @property
    def touched(self) -> frozenset[str]:
        """Parts that were changed or added since the workbook was opened or saved."""
        return frozenset(self._touched)

    @property
    def changed(self) -> bool:
        """Whether anything was changed, added or removed since the workbook was opened or saved."""
        return self._changed

    @property
    def suffix(self) -> str:
        """The ending of file names without which Excel refuses such a workbook: ".xlsx" or another."""
        return contenttypes.SUFFIXES[self.content_types.of(self.workbook_part)]

    @contextmanager
    def taking_suffix_of(self, path: str | Path) -> Iterator[None]:
        """While saving to `path`: be the kind of workbook that its ending says, as Excel's Save As does.

        Nothing happens where that would lose something (macros in an .xlsx) or the ending is none of ours:
        `check_savable` has the sentence for it. A save that fails leaves the kind as it was.
        """
        before = self.content_types.of(self.workbook_part)
        wanted = contenttypes.of_suffix(Path(path).suffix)
        holds_macros = contenttypes.SUFFIXES.get(wanted, "").endswith("m")
        if wanted in ("", before) or (self._has_macros() and not holds_macros):
            yield
            return
        self.content_types.add(self.workbook_part, wanted)
        try:
            yield
        except BaseException:
            self.content_types.add(self.workbook_part, before)
            raise

    def _has_macros(self) -> bool:
        types = {self.content_types.of(part) for part in self.parts()}
        return not types.isdisjoint(contenttypes.MACROS)

    @property
    def signed(self) -> bool:
        """Whether the workbook carries a digital signature, which any change would break."""
        return any(name.startswith("_xmlsignatures/") for name in self._index)

    def read(self, part: str) -> bytes:
        """The bytes of a part as they would be saved now."""
        name = self._name(part)
        if name in self._edited and name in self._trees:
            root, held_back = self._trees[name], self._held_back.get(name)
            return held_back.written(lambda: serialized(root)) if held_back else serialized(root)
        if name in self._written:
            return self._written[name]
        if (unpacked := self._unpacked.pop(name, None)) is not None:
            return unpacked
        try:
            return self._members[name].read()
        except BrokenArchive as error:
            raise DamagedError("error.damaged", path=self.place, part=name) from error

    def around_values(self, part: str) -> Around | None:
        """What stands around the rows of a worksheet part that was read already and holds values alone."""
        name = self._name(part)
        if name in self._touched or name in self._written:
            return None
        return valuesalone.around_values(self._members[name].identity)

    def pieces(self, part: str) -> Iterator[bytes]:
        """The same piece by piece, for whoever looks through a long part but keeps little of it."""
        name = self._name(part)
        if name in self._touched or name in self._written:
            yield self.read(name)
            return
        try:
            yield from self._members[name].pieces()
        except BrokenArchive as error:
            raise DamagedError("error.damaged", path=self.place, part=name) from error

    def tree(self, part: str) -> etree._Element:
        """The parsed root of an XML part, always the same object. Call `touch` when it was changed."""
        name = self._name(part)
        if (held_back := self._held_back.pop(name, None)) is not None:
            held_back.settle()
        return self._trees[name] if name in self._trees else self.tree_of(name, self.read(name))

    def tree_of(self, part: str, data: bytes) -> etree._Element:
        """The same for whoever has the bytes already, or a piece of them and holds the rest back (see
        `hold_back`)."""
        name = self._name(part)
        root = self._trees[name] = safety.parse_xml(data, name, self.place)
        return root

    def is_parsed(self, part: str) -> bool:
        """Whether somebody asked for the tree of `part` already."""
        return self._name(part) in self._trees

    def head(self, part: str, limit: int) -> bytes:
        """The first `limit` bytes of a part, or fewer, without unpacking the rest."""
        name = self._name(part)
        if name in self._touched or name in self._written:
            return self.read(name)[:limit]
        try:
            return self._members[name].start(limit)
        except BrokenArchive as error:
            raise DamagedError("error.damaged", path=self.place, part=name) from error

    def size(self, part: str) -> int:
        """Bytes of a part when unpacked, without unpacking it (of a touched one: when it was read)."""
        name = self._name(part)
        return len(self._written[name]) if name in self._written else self._members[name].size

    # Changing

    def touch(self, part: str) -> None:
        """Mark that the tree of `part` was changed and has to be written."""
        name = self._name(part)
        self._touched.add(name)
        self._edited.add(name)
        self._touches[name] += 1
        self._changed = True

    def touches(self, part: str) -> int:
        """How often `part` was changed: what was found out about it holds while this is the same."""
        return self._touches[self._name(part)]

    def hold_back(self, part: str, held_back: HeldBack) -> None:
        """Keep something out of the tree of `part` until somebody asks for it."""
        self._held_back[self._name(part)] = held_back

    def edit(self, part: str) -> etree._Element:
        """The parsed root of a part that is about to be changed: `tree` and `touch` in one."""
        self.touch(part)
        return self.tree(part)

    def write(self, part: str, data: bytes, content_type: str = "") -> None:
        """Replace a part, or add it after the others; give new parts their content type."""
        name = self._index.setdefault(unquote(part).casefold(), part)
        self._trees.pop(name, None)
        self._held_back.pop(name, None)
        self._written[name] = data
        self._touched.add(name)
        self._edited.discard(name)
        self._touches[name] += 1
        self._changed = True
        if content_type:
            self.content_types.add(name, content_type)
        elif name != contenttypes.PART:
            self.content_types.ensure(name)

    def remove(self, part: str) -> None:
        """Take out a part with its own relationships and content type; those to it are for the caller."""
        name = self._name(part)
        for gone in (name, rels_part(name)):
            if gone in self:
                gone = self._index.pop(unquote(gone).casefold())
                self._trees.pop(gone, None)
                self._held_back.pop(gone, None)
                self._written.pop(gone, None)
                self._touched.discard(gone)
                self._edited.discard(gone)
                self.content_types.remove(gone)
        self._changed = True

    def new_part_name(self, pattern: str) -> str:
        """The first free name of a numbered kind: `new_part_name("xl/tables/table{}.xml")`."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def relationships(self, part: str) -> Relationships:
        """The relationships of a part ("" for the package), empty ones where the file has none."""
        source = self._name(part) if part else ""
        rels = rels_part(source)
        if rels not in self:
            root = safety.parse_xml(_NO_RELATIONSHIPS, rels, self.place)
            return Relationships(source, root, lambda: self._adopt(rels, root))
        return Relationships(source, self.tree(rels), lambda: self.touch(rels))

    def _adopt(self, part: str, root: etree._Element) -> None:
        """Make a root that belongs to no part yet the tree of `part`."""
        if part not in self:
            self.write(part, b"")
            self._trees[part] = root
        self.touch(part)

    def stored(self, part: str) -> bytes | None:
        """The bytes of a part as they lay in the file when it was opened or saved; None where it was none."""
        member = self._members.get(part)
        return None if member is None else member.read()

    def stored_parts(self) -> list[str]:
        """The parts that the file had when it was opened or saved."""
        return [name for name, member in self._members.items() if not member.is_folder]

    # Saving

    def check_savable(self, path: str | Path | None = None) -> None:
        """Raise the sentence that `save` would raise for a signed, open, read-only or changed file, or one
        with damaged parts.

        Asked before work begins, so that nobody waits for a refresh that cannot be kept.
        """
        if self.signed:
            raise ProtectedError("error.signed", path=self.place)
        target = self._target(path)
        if target != self.path and target.suffix.lower() != self.suffix:
            raise InputError("error.output_suffix", path=target, suffix=self.suffix)
        saving.check_target(target, self._seen if target == self.path else None)
        if not self._is_sound:
            copied = (self._members[name] for name in self._copied())
            self._unpacked = soundness.check_copied(copied, self.parts(), self.place)
            self._is_sound = True

    def check_unchanged(self) -> None:
        """Raise the sentence for a file that somebody saved since it was opened."""
        if self.path is not None:
            saving.check_unchanged(self.path, self._seen)

    def save(
        self,
        path: str | Path | None = None,
        *,
        replaced: saving.Signature | None = None,
        origin: str = "",
    ) -> None:
        """Write the workbook in place, or to `path`, which then is its place; atomic (see `saving`).

        `replaced` is how the file at another `path` looked, `saving.ABSENT` where there may be none. `origin`
        is left in the file as what it was made from (see `outputs`), until anybody saves it.
        """
        self.check_savable(path)
        target = self._target(path)
        self.origins.note()
        members = self._current_members()
        seen = self._seen if target == self.path else replaced
        comment = outputs.comment(self._comment, origin)
        self._seen = saving.replace_file(target, archive_chunks(members.values(), comment), seen)
        self._comment = comment
        self._members = members
        self._unpacked.clear()
        self._written.clear()
        self._touched.clear()
        self._edited.clear()
        self._changed = False
        self.origins.saved()
        self.path, self.place = target, str(target)

    @property
    def state_read(self) -> str:
        """The SHA-256 of the file that was read, or saved last; "" where there was none."""
        return self._seen.digest if self._seen is not None else ""

    def to_bytes(self) -> bytes:
        """The workbook as it would be saved now."""
        return b"".join(archive_chunks(self._current_members().values(), self._comment))

    def _target(self, path: str | Path | None) -> Path:
        if path is None and self.path is None:
            raise ValueError("a workbook opened from memory needs a path to be saved to")
        return Path(path) if path is not None else self.path or Path()

    def _copied(self) -> list[str]:
        """The parts that would be saved as they lie."""
        return [name for name in self._index.values() if name not in self._touched]

    def _current_members(self) -> dict[str, Member]:
        return {
            name: new_member(name, self.read(name)) if name in self._touched else self._members[name]
            for name in self._index.values()
        }

    def reachable(self) -> set[str]:
        """Every part that relationships lead to from the package, at any distance."""
        found: set[str] = set()
        waiting = list(self._targets(""))
        while waiting:
            part = waiting.pop()
            if part not in found:
                found.add(part)
                waiting.extend(self._targets(part))
        return found

    def _targets(self, part: str) -> Iterator[str]:
        if not part or rels_part(part) in self:
            for relationship in self.relationships(part):
                if not relationship.external and relationship.target in self:
                    yield self._name(relationship.target)


def serialized(root: etree._Element) -> bytes:
    """An XML part as Excel writes it: declaration, UTF-8, what stood outside of the root element kept."""
    document = root.getroottree()
    # lxml tells "no" and nothing said alike, and they mean the same.
    said = ' standalone="yes"' if document.docinfo.standalone else ""
    body = etree.tostring(document, encoding="UTF-8", xml_declaration=False)
    return f'<?xml version="1.0" encoding="UTF-8"{said}?>\r\n'.encode() + re.sub(rb"^\s+", b"", body)
