"""What was posted on which day, beside the log: a file per day, workbook and channel.

The file is there before anything is sent, made in one step, so that of two who want to post only one does; it
says `sent` once the service has taken it, and goes where it surely has not. One that says `sending` is of a
process that ended in between: nobody knows whether the message arrived. It is not sent again then, for a
message missed is seen and asked for, while one that comes twice is doubted ever after.

Only this user can read the files. They hold no sentence: of what was told only what recognises it.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sheetkpi.errors import ProtectedError
from sheetkpi.logfile import log_path
from sheetkpi.patterns import lazy_pattern
from sheetkpi.userfolders import forget_older

VERSION = 1
DAYS_KEPT = 100
_NUMBER = lazy_pattern(r"[\d,.]+%?")
_WHO = lazy_pattern(r"[:：]")


@dataclass(frozen=True)
class Told:
    """What a message told, and `when`: of the `month` that it was about, which shares of the target were
    reached, and which moves there were (see `recognised`)."""

    when: str
    month: str = ""
    goals: tuple[int, ...] = ()
    moves: tuple[str, ...] = ()


def recognised(sentence: str) -> str:
    """What a sentence about a move is recognised by on another day: who and what, without the figures.

    >>> recognised("Team 1: Calls up, 120 in five") == recognised("Team 1: Calls up, 95 in five")
    True
    >>> recognised("Team 1: Calls up, 120 in five") == recognised("Team 2: Calls up, 120 in five")
    False
    """
    who, *rest = _WHO.split(sentence, maxsplit=1)
    told = who + "\0" + _NUMBER.sub("", "".join(rest))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Diary:
    """The posts of the workbook `identity` to the channel `name`."""

    def __init__(self, identity: str, name: str) -> None:
        told = f"{os.path.normcase(identity)}\0{name}".encode("utf-8", "surrogatepass")
        self._digest = hashlib.sha256(told).hexdigest()[:32]
        self._former: bytes | None = None

    def state(self, day: date) -> str:
        """`sent`, `sending`, or "" where nothing was posted on `day`."""
        path = self._path(day)
        if not path.exists():
            return ""
        return "sent" if _read(path).get("state") == "sent" else "sending"

    def when(self, day: date) -> str:
        """When it was sent, or begun to be, as people read it; "" where that is not known."""
        begun = self.begun(day)
        return "" if begun is None else f"{begun:%Y-%m-%d %H:%M}"

    def begun(self, day: date) -> datetime | None:
        """When sending was begun; None where that is not known."""
        try:
            return datetime.fromisoformat(_read(self._path(day))["when"])
        except (KeyError, TypeError, ValueError):
            return None

    def before(self, day: date) -> list[Told]:
        """What earlier days' messages told, the latest first."""
        named = f"{self._digest}-{day.isoformat()}"
        paths = sorted(path for path in _folder().glob(f"{self._digest}-*.json") if path.stem < named)
        found = []
        for path in reversed(paths):
            content = _read(path)
            with suppress(KeyError, TypeError, ValueError):
                goals, moves = tuple(map(int, content["goals"])), tuple(map(str, content["moves"]))
                found.append(Told(str(content["when"]), str(content["month"]), goals, moves))
        return found

    def begin(self, day: date, told: Told, *, again: bool = False) -> bool:
        """Write down that `told` is about to be sent; False where it was before, unless `again`.

        Raises ProtectedError where it cannot be written: then nothing must be sent.
        """
        path = self._path(day)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            forget_older(path.parent, DAYS_KEPT)
            self._former = path.read_bytes() if again and path.exists() else None
            flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if again else os.O_EXCL)
            try:
                handle = os.open(path, flags, 0o600)
            except FileExistsError:
                return False
            try:
                _write(handle, "sending", told)
            except OSError:
                self.forget(day)
                raise
        except OSError as error:
            raise ProtectedError("error.post_not_kept", path=path.parent) from error
        return True

    def settle(self, day: date, told: Told) -> None:
        """It was sent. Where that cannot be written the state stays `sending`: it is not sent again."""
        path = self._path(day)
        beside = path.with_suffix(".new")
        with suppress(OSError):
            _write(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "sent", told)
            beside.replace(path)

    def forget(self, day: date) -> None:
        """It was surely not sent: what was known of the day before it was begun is so still."""
        path = self._path(day)
        with suppress(OSError):
            if self._former is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(self._former)

    def _path(self, day: date) -> Path:
        return _folder() / f"{self._digest}-{day.isoformat()}.json"


def _folder() -> Path:
    return log_path().parent / "posted"


def _write(handle: int, state: str, told: Told) -> None:
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"version": VERSION, "state": state, **asdict(told)}, file)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) and content.get("version") == VERSION else {}
