"""Channels that are posted to: a name on the command line, its address and token on this machine.

The environment says them (`SHEETKPI_POST_TEAM`, for Chatwork also `SHEETKPI_TOKEN_TEAM`), or the file of
connections does:

    [post.team]
    address = "https://hooks.slack.com/services/…"
    link = "https://…"       # the published page, where it has an address

    [post.manager]
    address = "https://www.chatwork.com/#!rid123456"
    token = "…"

A channel called `manager`, or `…-manager`, is that of somebody who may see everything on the board; in all
others nobody is named. Whoever knows an address can post there: it is no part of a sentence, nor of `repr`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from sheetkpi.connectionsfile import NAME, channels, connections_file, in_environment, key_of_name
from sheetkpi.errors import InputError, SheetKPIError
from sheetkpi.language import Phrase, listed, say
from sheetkpi.nearnames import did_you_mean
from sheetkpi.patterns import lazy_pattern

Service = Literal["slack", "teams", "chatwork"]
SERVICES: tuple[Service, ...] = ("slack", "teams", "chatwork")

SERVICE_NAMES: Mapping[Service, str] = {"slack": "Slack", "teams": "Teams", "chatwork": "Chatwork"}
SETTING = "kpi_post_to"
"""The setting of a workbook that names the channels it is posted to."""
_BETWEEN = lazy_pattern(r"[,，、;；\s]+")

_ADDRESS, _TOKEN, _LINK = "SHEETKPI_POST_", "SHEETKPI_TOKEN_", "SHEETKPI_LINK_"
_FIELDS = ("address", "service", "token", "link")
_MANAGER = lazy_pattern(r"(.*_)?manager")
_HOSTS: Mapping[Service, re.Pattern[str]] = {
    "slack": lazy_pattern(r"hooks\.slack(-gov)?\.com"),
    "teams": lazy_pattern(
        r".+\.(logic\.azure\.(com|us)|api\.powerplatform\.(com|us)|flow\.microsoft\.com|powerautomate\.com)"
    ),
    "chatwork": lazy_pattern(r"(www\.|api\.)?chatwork\.com"),
}
_CONNECTOR = lazy_pattern(r"(.+\.)?(webhook\.office\.com|outlook\.office(365)?\.com)")
_ROOM = lazy_pattern(r"(?:#!rid|/rooms/)(\d+)")
_VISIBLE = lazy_pattern(r"[!-~]+")
_HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Channel:
    """A channel and how it is reached. `told_by` names the variable or the file that says so."""

    name: str
    service: Service
    told_by: str
    address: str = field(repr=False)
    token: str = field(default="", repr=False)
    link: str = field(default="", repr=False)

    @property
    def is_managers(self) -> bool:
        """Whether people may be named in it."""
        return _MANAGER.fullmatch(self.name) is not None


def channel(name: str) -> Channel:
    """The channel called `name`; case aside, and - is _.

    Raises SheetKPIError where there is none, or where what is said of it cannot be used.
    """
    key = key_of_name(name)
    if said := in_environment(_ADDRESS).get(key):
        variable, address = said
        return _checked(key, {"address": address}, variable)
    for written, told in channels().items():
        if key_of_name(written) == key:
            return _checked(key, told, str(connections_file()))
    known = channel_names()
    all_of_them: object = Phrase(
        lambda language: say("post.known", language, names=listed(known, language)) if known else ""
    )
    shown = key if NAME.fullmatch(key) else "NAME"
    values = {"variable": _ADDRESS + shown.upper(), "file": connections_file(), "table": f"post.{shown}"}
    raise InputError(
        "error.post_unknown", name=_shown(name), known=all_of_them, near=did_you_mean(key, known), **values
    )


def channel_names() -> list[str]:
    """The names of all channels there are; SheetKPIError where the file cannot be used."""
    return sorted({*in_environment(_ADDRESS), *map(key_of_name, channels())})


def names_in(setting: str) -> list[str]:
    """The names of channels that somebody typed into one cell.

    >>> names_in("team、manager")
    ['team', 'manager']
    """
    return [name for name in _BETWEEN.split(setting) if name]


def all_channels() -> dict[str, Channel | SheetKPIError]:
    """Every channel there is by its name, or what is wrong with it; SheetKPIError where the file cannot be
    used."""
    found: dict[str, Channel | SheetKPIError] = {}
    for name in channel_names():
        try:
            found[name] = channel(name)
        except SheetKPIError as error:
            found[name] = error
    return found


def _shown(name: str) -> str:
    """A name as it was typed; not an address that was typed in its place."""
    return name if NAME.fullmatch(name.strip()) and len(name) <= 40 else "…"


def _checked(name: str, told: Mapping[str, Any], told_by: str) -> Channel:
    values: dict[str, object] = {"name": name, "told_by": told_by}
    for key, value in told.items():
        if key not in _FIELDS or not isinstance(value, str):
            raise InputError("error.post_field", field=key, near=did_you_mean(key, _FIELDS), **values)
    own = {
        key: os.environ.get(variable + name.upper(), "").strip() or told.get(key, "").strip()
        for key, variable in (("token", _TOKEN), ("link", _LINK))
    }
    address = told.get("address", "").strip()
    host = _host(address)
    if host is None:
        raise InputError("error.post_address", **values)
    if _CONNECTOR.fullmatch(host):
        raise InputError("error.post_connector", **values)
    service = told.get("service", "").strip() or next(
        (service for service, pattern in _HOSTS.items() if pattern.fullmatch(host)), ""
    )
    if service == "slack" and "/services/" not in address and host not in _HERE:
        raise InputError("error.post_address", **values)  # Slack's workflows want fields of their own
    if service not in SERVICES:
        raise InputError("error.post_service", services=", ".join(SERVICES), **values)
    if service == "chatwork":
        address = _room(address, host, values)
        if not _VISIBLE.fullmatch(own["token"]):
            raise InputError(
                "error.post_token", variable=_TOKEN + name.upper(), file=connections_file(), **values
            )
    if own["link"] and _host(own["link"]) is None:
        raise InputError("error.post_link", **values)
    return Channel(name, service, told_by, address, own["token"], own["link"])


def _host(address: str) -> str | None:
    """The host of an address that can be posted to safely; None for any other."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises where it is no number
        host = (parts.hostname or "").casefold()
    except ValueError:
        return None
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in _HERE)
    return host if is_safe and host and _VISIBLE.fullmatch(address) and "@" not in parts.netloc else None


def _room(address: str, host: str, values: Mapping[str, object]) -> str:
    """Where messages of a room of Chatwork go: the address of the API, or the one that browsers show."""
    room = _ROOM.search(address)
    if room is None:
        raise InputError("error.post_room", **values)
    if host in _HERE:
        return address
    return f"https://api.chatwork.com/v2/rooms/{room[1]}/messages"
