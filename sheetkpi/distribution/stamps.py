"""How old a row of entries is, and whether somebody changed it since: the `stamp` column of `DailyEntry`.

A stamp is `REVISION MODIFIED DIGEST`: the revision of the master (`kpi_revision`) that the row's workbook
was handed out from, when that workbook was last saved (`-` when it does not say, and in workbooks just handed
out), and a digest of what the row said. Revision and time say which of two workbooks is the newer one. The
digest says whether a row is still as it was collected or handed out: in the master, whether a person has
typed over it since; in a rep's workbook, whether the rep has. So three states of a row are compared without
keeping the old one anywhere, and none is overwritten that nobody has seen.

A text that names somebody else, in the note or in a column that people added, is not handed out. The stamp
then ends in `withheld`, and its digest is that of the row without the text: the master's stays, whatever the
rep does to the counts beside it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

_DIGEST = 10
_UNKNOWN = "-"
_WITHHELD = "withheld"


@dataclass(frozen=True)
class Stamp:
    """One stamp. `modified` is in UTC, None where the workbook does not say; `is_withheld` tells that the
    row's note, or another text of it, was not handed out with it.

    >>> stamp = Stamp(3, datetime(2026, 11, 6, 9, 12, tzinfo=UTC), "5f1c0a2b9d")
    >>> stamp.text, Stamp.read(stamp.text) == stamp
    ('3 2026-11-06T09:12:00Z 5f1c0a2b9d', True)
    """

    revision: int
    modified: datetime | None
    digest: str
    is_withheld: bool = False

    @classmethod
    def read(cls, text: str) -> Stamp | None:
        """The stamp a cell holds; None where there is none, or something else was typed there."""
        parts = text.split()
        if len(parts) not in (3, 4) or not parts[0].isdigit() or parts[3:] not in ([], [_WITHHELD]):
            return None
        return cls(int(parts[0]), moment(parts[1]), parts[2], len(parts) == 4)

    @property
    def text(self) -> str:
        """The stamp as a cell holds it."""
        withheld = f" {_WITHHELD}" if self.is_withheld else ""
        return f"{self.revision} {_written(self.modified)} {self.digest}{withheld}"

    def is_newer_than(self, other: Stamp) -> bool | None:
        """Whether this one's workbook is newer; None where the two do not tell.

        A later hand-out is newer; revision 0 is not known (Google Sheets drops it).
        """
        if self.revision and other.revision and self.revision != other.revision:
            return self.revision > other.revision
        if self.modified is None or other.modified is None or self.modified == other.modified:
            return None
        return self.modified > other.modified


@lru_cache  # all rows of a workbook say the same
def _written(modified: datetime | None) -> str:
    return f"{modified.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if modified else _UNKNOWN


def handed_out(
    revision: int | str,
    counts: Sequence[float | None],
    note: str,
    own: Iterable[tuple[str, str]] = (),
    *,
    is_withheld: bool = False,
) -> str:
    """The stamp of a row, of which `counts`, `note` and `own` are what it says (see `digest`), in a workbook
    that is about to be handed out; `revision` may be what stands for it until it is known.

    >>> handed_out(3, [12, None], "").startswith("3 - ")
    True
    """
    stamp = Stamp(0, None, digest(counts, note, own), is_withheld)
    return f"{revision} {stamp.text.partition(' ')[2]}"


def digest(counts: Sequence[float | None], note: str, own: Iterable[tuple[str, str]] = ()) -> str:
    """What tells the values of a row from others: its counts in the order of `ENTRY_COUNTS`, its note, and
    what is in the columns that people added (key and text of each; blanks say nothing).

    >>> digest([12.0], " 済 ") == digest([12], "済"), digest([0], "") == digest([None], "")
    (True, False)
    """
    added = sorted([f"{key}\x1e{text}" for key, text in own if text])
    said = "\x1f".join([*map(_count, counts), unicodedata.normalize("NFC", note).strip(), *added])
    return hashlib.sha256(said.encode()).hexdigest()[:_DIGEST]


@lru_cache(maxsize=4096)  # the same few counts come back in most rows
def _count(count: float | None) -> str:
    return "" if count is None else f"{count + 0.0:.10g}"  # -0.0, which is the same key, reads as 0


@lru_cache  # all rows of a workbook say the same
def moment(text: str) -> datetime | None:
    """A time as workbooks write it (W3CDTF: 2026-11-06T09:12:33Z), in UTC and to the second; None for other
    text."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
