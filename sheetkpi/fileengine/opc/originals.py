"""What the parts of somebody's workbook were before we came: kept in the file, to leave it as it was.

A part of its own holds the digest of every part there was, and of each that was changed since only the bytes
that differ: a piece of the original in the place of a piece of what stands there now. So a sheet that got one
attribute costs a few bytes, and one that was filled about its own size. Excel drops the part when it saves,
as it drops whatever it does not know; every other part is then written anew too, and nothing is to be had
back byte for byte.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

PART = "sheetkpi/originals.bin"
CONTENT_TYPE = "application/vnd.sheetkpi.originals"
KIND = "http://sheetkpi/relationships/originals"
_INDEX = "index.json"
_VERSION = 1
_LARGEST = 2**30
"""Bytes of one piece, when unpacked, beyond which no such part is believed."""


class UnreadableOriginalsError(Exception):
    """The part does not hold what we put there; whoever asked does without it."""


@dataclass(frozen=True)
class Change:
    """How a part differs from what it was: `piece` stood between its first `start` bytes and its last `end`.

    `saved` is the digest of the part as it was saved with this change, "" where the part is gone. `others`
    says that somebody else changed it too, as far as is known.
    """

    start: int
    end: int
    piece: bytes
    saved: str
    others: bool = False


@dataclass
class Originals:
    """Digests of all parts that a workbook had (in its order), and the changes of some since."""

    digests: dict[str, str]
    changes: dict[str, Change] = field(default_factory=dict)

    @classmethod
    def read(cls, data: bytes) -> Originals:
        """What `written` wrote. Raises UnreadableOriginalsError for anything else."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if any(info.file_size > _LARGEST for info in archive.infolist()):
                    raise UnreadableOriginalsError
                index = json.loads(archive.read(_INDEX))
                if index["version"] != _VERSION:
                    raise UnreadableOriginalsError
                changes = {name: _change(said, archive) for name, said in index["changes"].items()}
                return cls(dict(index["digests"]), changes)
        except (zipfile.BadZipFile, KeyError, TypeError, ValueError, AttributeError, OSError) as error:
            raise UnreadableOriginalsError from error

    def written(self) -> bytes:
        """The bytes of the part."""
        buffer = io.BytesIO()
        said: dict[str, Any] = {}
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, (name, change) in enumerate(self.changes.items()):
                archive.writestr(_info(str(number)), change.piece)
                values = (str(number), change.start, change.end, change.saved, change.others)
                said[name] = dict(zip(("piece", "start", "end", "saved", "others"), values, strict=True))
            index = {"version": _VERSION, "digests": self.digests, "changes": said}
            archive.writestr(_info(_INDEX), json.dumps(index, ensure_ascii=False))
        return buffer.getvalue()

    def original(self, name: str, now: bytes | None) -> bytes | None:
        """The bytes of the part `name` before we came, from what it holds now (None: it is not there); None
        where they are not to be had."""
        change = self.changes.get(name)
        if change is None:
            found = now
        elif change.saved == "":
            found = change.piece
        elif now is None or digest(now) != change.saved:
            return None
        else:
            found = now[: change.start] + change.piece + now[len(now) - change.end :]
        return found if found is not None and digest(found) == self.digests.get(name) else None

    def note(self, name: str, before: bytes | None, now: bytes | None, *, others: bool) -> None:
        """Note that the part `name`, saved last as `before`, is saved as `now` (None: it is not there).
        `others` says that not all of that is ours."""
        known = self.changes.get(name)
        others = others or (known is not None and known.others)
        original = self.original(name, before)
        if original is None:  # somebody else wrote it in between
            if known is not None:
                self.changes[name] = replace(known, others=True)
            return
        if now == original:
            self.changes.pop(name, None)
        else:
            self.changes[name] = _changed(original, now, others=others)


def digest(data: bytes) -> str:
    """What tells the content of a part from any other."""
    return hashlib.sha256(data).hexdigest()


def originals_of(parts: Mapping[str, bytes]) -> Originals:
    """The originals of a workbook that holds these parts, nothing changed yet."""
    return Originals({name: digest(data) for name, data in parts.items()})


def _changed(original: bytes, now: bytes | None, *, others: bool) -> Change:
    if now is None:
        return Change(0, 0, original, "", others)
    start = _alike(original, now)
    most = min(len(original), len(now)) - start
    end = _alike(original[::-1][:most], now[::-1][:most])
    return Change(start, end, original[start : len(original) - end], digest(now), others)


def _alike(one: bytes, other: bytes) -> int:
    """How many bytes both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _change(said: Mapping[str, Any], archive: zipfile.ZipFile) -> Change:
    start, end = int(said["start"]), int(said["end"])
    if start < 0 or end < 0:
        raise UnreadableOriginalsError
    return Change(start, end, archive.read(said["piece"]), str(said["saved"]), bool(said["others"]))


def _info(name: str) -> zipfile.ZipInfo:
    """A member without the time of day: the same originals are the same bytes."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
