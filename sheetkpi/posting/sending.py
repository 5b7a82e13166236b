"""One request to a service, tried again where that may help, and given up after `TOTAL` seconds.

Tried again: what never got there (no network, no connection), what the service asks to be sent later (429,
with Retry-After), and what it says it failed at (5xx). Not tried again: a request that was sent and of which
nothing was heard any more, for it may have been posted; so it is where a gateway heard nothing (502, 504),
and where a page for people came instead of an answer, as proxies send one. Redirections are not followed: the
text is for this address alone.

What a service says of its refusal, in a word or a few (`channel_is_archived`, `Invalid API token`), is told.
"""

from __future__ import annotations

import json
import re
import ssl
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from math import isfinite
from typing import Any

from sheetkpi.errors import BusyError, InputError, ProtectedError, SheetKPIError
from sheetkpi.patterns import lazy_pattern
from sheetkpi.posting.services import Request

TOTAL = 90.0
"""Seconds after which nothing is tried any more."""

ATTEMPT = 15.0
"""Seconds in which an answer is to come."""

PAUSES = (1.0, 3.0, 8.0, 20.0)
"""Seconds between tries, where the service says nothing else."""

sleep = time.sleep
_UNTRUSTED = -1
_UNHEARD = (502, 504)
_READ = 4096
"""Bytes of an answer that are looked at."""

_REASON = lazy_pattern(r"[A-Za-z][A-Za-z_ .'-]{2,59}")
_RESET = "X-RateLimit-Reset"
"""When Chatwork takes the next one, in seconds since 1970."""


class NoAnswerError(BusyError):
    """The request was sent and nobody knows whether it was posted."""


@dataclass(frozen=True)
class _Answer:
    """What came back: the status, 0 where the service was not reached, `_UNTRUSTED` where its certificate
    says nothing; seconds it asks to wait; the reason it gives for a refusal."""

    status: int
    wait: float | None = None
    reason: str = ""


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
        if answer.status in _UNHEARD:
            raise NoAnswerError("error.post_no_answer", name=name)
        if answer.status and answer.status != 429 and answer.status < 500:
            break
        if pause is None:
            break
        wait = max(pause, answer.wait or 0)
        if time.monotonic() - begun + wait + 1 > TOTAL:
            break
        sleep(wait)
    raise _refusal(answer, name)


def _refusal(answer: _Answer, name: str) -> SheetKPIError:
    code = f"{answer.status} {answer.reason}".strip()
    values: dict[str, object] = {"name": name, "code": code}
    if answer.status == _UNTRUSTED:
        return ProtectedError("error.post_certificate", name=name)
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
            if _is_page(answer):
                raise HTTPException("a page for people, of a proxy")
            return _Answer(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return _Answer(error.code, _wait(error.headers), _reason(error, request))
    except urllib.error.URLError as error:  # raised only for what goes wrong before the request is sent
        return _Answer(_UNTRUSTED if isinstance(error.reason, ssl.SSLCertVerificationError) else 0)


class _Unfollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """No request to anywhere else."""


def _is_page(answer: HTTPResponse) -> bool:
    """Whether an answer is a page for people; Slack calls its plain `ok` HTML as well."""
    if "html" not in answer.headers.get("Content-Type", "").casefold():
        return False
    with suppress(OSError, HTTPException):
        return answer.read1(_READ).lstrip().startswith(b"<")
    return False


def _reason(error: urllib.error.HTTPError, request: Request) -> str:
    """What a service says of its refusal; "" where it says much, or any part of what is secret."""
    try:
        said = error.read(_READ).decode("utf-8", "replace").strip()
    except (OSError, HTTPException):
        return ""
    with suppress(ValueError, RecursionError):
        told = json.loads(said)
        if isinstance(told, dict):
            told = told.get("errors") or told.get("error") or told.get("message")
        told = told[0] if isinstance(told, list) and told else told
        told = told.get("code") if isinstance(told, dict) else told
        said = told if isinstance(told, str) else ""
    secrets = re.split(r"[/?=&#]", request.address) + list(request.headers.values())
    is_safe = not any(len(secret) > 3 and secret in said for secret in secrets)
    return said if is_safe and _REASON.fullmatch(said) else ""


def _wait(headers: Message) -> float | None:
    """The seconds a service asks to wait: a number, a time, or when its limit is set back."""
    told = headers.get("Retry-After", "").strip()
    with suppress(ValueError):
        return _seconds(float(told))
    with suppress(ValueError, TypeError, OverflowError):
        at = parsedate_to_datetime(told)
        return (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    with suppress(ValueError):
        return _seconds(float(headers.get(_RESET, "")) - time.time())
    return None


def _seconds(told: float) -> float | None:
    """Seconds that can be waited; None for what is no number."""
    return told if isfinite(told) else None
