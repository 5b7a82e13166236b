"""The sentences as each service wants them: one request, and how long it may be.

- Slack, incoming webhooks: `text` for notices, and `blocks` (a section's text: 3,000 characters).
  https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
- Microsoft Teams, Workflows: a message with one Adaptive Card (28 KB).
  https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
- Chatwork, API v2: a form with `body`, the token in a header.
  https://developer.chatwork.com/reference/post-rooms-room_id-messages

What people typed into the workbook stays text: it calls nobody, and is no link.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from sheetkpi.errors import InputError
from sheetkpi.language import Language, say
from sheetkpi.posting.channels import Channel

LONGEST = {"slack": 3000, "teams": 28_000, "chatwork": 65_535}
"""Characters of a section, bytes of a message, characters of a message; of a token for Chatwork."""

_JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True)
class Request:
    """What is sent; address and headers are secret."""

    address: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    body: bytes


def request(channel: Channel, title: str, lines: Sequence[str], language: Language) -> Request:
    """`lines` below `title` for the service of `channel`, with its link.

    Raises InputError where they are longer than the service takes.
    """
    make = {"slack": _slack, "teams": _teams, "chatwork": _chatwork}[channel.service]
    return make(channel, title, lines, say("post.link", language))


def _slack(channel: Channel, title: str, lines: Sequence[str], link: str) -> Request:
    section = "\n".join(map(_no_mention, lines))
    _check(channel, len(section))
    texts = [f"*{_no_mention(title)}*", section]
    if channel.link:
        texts.append(f"<{_no_mention(channel.link).replace('|', '%7C')}|{link}>")
    content = {
        "text": "\n".join(map(_no_mention, (title, *lines))),
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}} for text in texts],
    }
    # A section of plain text: signs such as * and _ in a team's name are no format.
    content["blocks"][1]["text"] = {"type": "plain_text", "text": section, "emoji": False}  # type: ignore[index]
    return _as_json(channel, content)


def _no_mention(text: str) -> str:
    """`<!channel>` in a text calls everybody, unless it is written like this."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _teams(channel: Channel, title: str, lines: Sequence[str], link: str) -> Request:
    def run(text: str, **look: Any) -> dict[str, Any]:
        # Not a TextBlock, which understands Markdown: a name in the workbook would become a link.
        return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **look}]}

    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": "\n".join((title, *lines)),
        "body": [run(title, weight="Bolder", size="Medium"), *map(run, lines)],
        "msteams": {"width": "Full"},
    }
    if channel.link:
        card["actions"] = [{"type": "Action.OpenUrl", "title": link, "url": channel.link}]
    kind = "application/vnd.microsoft.card.adaptive"
    attachment = {"contentType": kind, "contentUrl": None, "content": card}
    made = _as_json(channel, {"type": "message", "attachments": [attachment]})
    _check(channel, len(made.body))
    return made


def _chatwork(channel: Channel, title: str, lines: Sequence[str], link: str) -> Request:
    told = "\n".join([*map(_no_tag, lines), *([f"{link} {channel.link}"] if channel.link else ())])
    text = f"[info][title]{_no_tag(title)}[/title]{told}[/info]"
    _check(channel, len(text))
    body = urlencode({"body": text, "self_unread": "0"}).encode("ascii")
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
        "X-ChatWorkToken": channel.token,
    }
    return Request(channel.address, headers, body)


def _no_tag(text: str) -> str:
    """`[toall]` in a text calls everybody, unless its brackets are others."""
    return text.replace("[", "［").replace("]", "］")


def _as_json(channel: Channel, content: dict[str, Any]) -> Request:
    return Request(channel.address, dict(_JSON), json.dumps(content, ensure_ascii=False).encode())


def _check(channel: Channel, length: int) -> None:
    if length > LONGEST[channel.service]:
        most = f"{LONGEST[channel.service]:,}"
        raise InputError("error.post_too_long", name=channel.name, length=f"{length:,}", most=most)
