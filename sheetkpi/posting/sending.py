"""One request to a service, tried again where that may help, and given up after `TOTAL` seconds.

Tried again: what never got there (no network, no connection), what the service asks to be sent later (429,
with Retry-After), and what it says it failed at (5xx). Not tried again: a request that was sent and of which
nothing was heard any more, for it may have been posted. Redirections are not followed: the text is for this
address alone.
"""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any

from sheetkpi.errors import BusyError, InputError, ProtectedError, SheetKPIError
from sheetkpi.posting.services import Request

TOTAL = 90.0
"""Seconds after which nothing is tried any more."""

ATTEMPT = 15.0
"""Seconds in which an answer is to come."""

PAUSES = (1.0, 3.0, 8.0, 20.0)
"""Seconds between tries, where the service says nothing else."""

sleep = time.sleep
_RESET = "X-RateLimit-Reset"
"""When Chatwork takes the next one, in seconds since 1970."""


class NoAnswerError(BusyError):
    """The request was sent and nobody knows whether it was posted."""


@dataclass(frozen=True)
class _Answer:
    """What came back: the status, 0 where the service was not reached; seconds it asks to wait."""

    status: int
    wait: float | None = None


def send(request: Request, name: str) -> None:
    """Send `request` to the channel called `name`.

    Raises NoAnswerError where it is not known whether it was posted, and another SheetKPIError where it
    surely was not.
    """
    begun = time.monotonic()
    answer = _Answer(0)
    for pause in (*PAUSES, None):
        answer = _tried(request, name, min(ATTEMPT, TOTAL - (time.monotonic() - begun)))
        if 200 <= answer.status < 300:
            return
        if answer.status and answer.status != 429 and answer.status < 500:
            break
        wait = pause if answer.wait is None else answer.wait
        if pause is None or wait is None or time.monotonic() - begun + wait + 1 > TOTAL:
            break
        sleep(wait)
    raise _refusal(answer, name)


def _refusal(answer: _Answer, name: str) -> SheetKPIError:
    values: dict[str, object] = {"name": name, "code": answer.status}
    if answer.status in (401, 403):
        return ProtectedError("error.post_forbidden", **values)
    if answer.status in (404, 410) or 300 <= answer.status < 400:
        return InputError("error.post_gone", **values)
    if answer.status == 413:
        return InputError("error.post_refused_long", **values)
    if answer.status == 429:
        return BusyError("error.post_later", **values)
    if answer.status >= 500:
        return BusyError("error.post_down", **values)
    if answer.status == 0:
        return BusyError("error.post_unreached", **values)
    return InputError("error.post_refused", **values)


def _tried(request: Request, name: str, seconds: float) -> _Answer:
    """One try in `seconds` at most: in a thread, for a name that is looked up, or an answer that comes letter
    by letter, knows no time-out."""
    found: list[_Answer | BaseException] = []

    def work() -> None:
        try:
            found.append(_once(request, seconds))
        except BaseException as error:
            found.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds + 1)
    if not found:
        raise NoAnswerError("error.post_no_answer", name=name)
    if isinstance(found[0], _Answer):
        return found[0]
    if isinstance(found[0], (OSError, HTTPException)):
        raise NoAnswerError("error.post_no_answer", name=name) from None
    raise found[0]


def _once(request: Request, seconds: float) -> _Answer:
    opener = urllib.request.build_opener(_Unfollowed)
    made = urllib.request.Request(request.address, request.body, request.headers, method="POST")
    try:
        with opener.open(made, timeout=seconds) as answer:
            return _Answer(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return _Answer(error.code, _wait(error.headers))
    except urllib.error.URLError:  # raised only for what goes wrong before the request is sent
        return _Answer(0)


class _Unfollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """No request to anywhere else."""


def _wait(headers: Message) -> float | None:
    """The seconds a service asks to wait: a number, a time, or when its limit is set back."""
    told = headers.get("Retry-After", "").strip()
    with suppress(ValueError):
        return max(0.0, float(told))
    with suppress(ValueError, TypeError):
        at = parsedate_to_datetime(told)
        return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    with suppress(ValueError):
        return max(0.0, float(headers.get(_RESET, "")) - time.time())
    return None
