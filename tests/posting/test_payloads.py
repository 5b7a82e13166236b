"""What is sent keeps to what the services document of their messages.

- Slack, Block Kit: at most 50 blocks; a section's text of 1 to 3,000 characters; `text` of at most 40,000.
  https://docs.slack.dev/reference/block-kit/blocks/section-block
- Teams, Workflows: 28 KB; an Adaptive Card of version 1.5 or less.
  https://adaptivecards.io/schemas/1.5.0/adaptive-card.json: `SHEETKPI_CARD_SCHEMA` names that file where it
  is at hand, and the cards are held against all of it.
- Chatwork: `body` of 1 to 65,535 characters.
  https://developer.chatwork.com/reference/post-rooms-room_id-messages
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from sheetkpi.language import Language
from sheetkpi.posting.channels import Channel
from sheetkpi.posting.services import LONGEST, request

SCHEMA = os.environ.get("SHEETKPI_CARD_SCHEMA", "")
LINES = ("Fri 27 Nov: calls 120.", "*East* <!here> [toall] & more", "x")
MESSAGES = [
    ("en", LINES, ""),
    ("en", LINES, "https://kpi.example/?a=1&b=|"),
    ("ja", ("架電 120 件でした。",) * 40, "https://kpi.example/"),
]

CARD = {"$schema", "type", "version", "fallbackText", "body", "actions", "lang"}
RUN = {"type", "text", "weight", "size"}


def sent(service: str, message: tuple[Language, tuple[str, ...], str]) -> bytes:
    language, lines, link = message
    to = Channel("team", service, "", "https://h.example/rooms/1", "tok", link)  # type: ignore[arg-type]
    return request(to, "Title <b>", lines, language).body


def card(message: tuple[Language, tuple[str, ...], str]) -> dict[str, Any]:
    (attachment,) = json.loads(sent("teams", message))["attachments"]
    assert set(attachment) == {"contentType", "contentUrl", "content"}
    found: dict[str, Any] = attachment["content"]
    assert found.pop("msteams") == {"width": "Full"}  # what Teams alone knows
    return found


@pytest.mark.parametrize("message", MESSAGES)
def test_blocks_are_of_slacks_kinds_and_sizes(message: tuple[Language, tuple[str, ...], str]) -> None:
    content = json.loads(sent("slack", message))
    assert 0 < len(content["text"]) <= 40_000
    assert 0 < len(content["blocks"]) <= 50
    for block in content["blocks"]:
        assert set(block) == {"type", "text"}
        assert block["type"] == "section"
        text = block["text"]
        allowed = {"type", "text", "emoji"} if text["type"] == "plain_text" else {"type", "text"}
        assert text["type"] in ("plain_text", "mrkdwn")
        assert set(text) == allowed
        assert 0 < len(text["text"]) <= 3000


@pytest.mark.parametrize("message", MESSAGES)
def test_cards_have_what_adaptive_cards_know(message: tuple[Language, tuple[str, ...], str]) -> None:
    found = card(message)
    assert set(found) <= CARD
    assert tuple(map(int, found["version"].split("."))) <= (1, 5)
    for block in found["body"]:
        assert set(block) == {"type", "inlines"}
        for run in block["inlines"]:
            assert set(run) <= RUN
            assert run.get("weight", "Default") in ("Default", "Lighter", "Bolder")
            assert run.get("size", "Default") in ("Default", "Small", "Medium", "Large", "ExtraLarge")
    for action in found.get("actions", ()):
        assert set(action) == {"type", "title", "url"}
    assert len(sent("teams", message)) <= 28 * 1024


@pytest.mark.skipif(not SCHEMA, reason="SHEETKPI_CARD_SCHEMA names no schema of Adaptive Cards")
@pytest.mark.parametrize("message", MESSAGES)
def test_cards_are_valid_by_the_schema(message: tuple[Language, tuple[str, ...], str]) -> None:
    schema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    validator = schema.Draft6Validator(json.loads(Path(SCHEMA).read_text(encoding="utf-8")))
    found = card(message)
    assert not list(validator.iter_errors(found))
    found["body"][0]["colour"] = "red"
    assert list(validator.iter_errors(found))


@pytest.mark.parametrize("message", MESSAGES)
def test_forms_are_of_chatworks_size(message: tuple[Language, tuple[str, ...], str]) -> None:
    form = parse_qs(sent("chatwork", message).decode("ascii"), strict_parsing=True)
    assert set(form) == {"body", "self_unread"}
    assert 1 <= len(form["body"][0]) <= 65_535
    assert form["body"][0].count("[") == form["body"][0].count("]") == 4  # [info] and [title] alone


def test_the_longest_message_that_is_sent_is_one_that_services_take() -> None:
    assert LONGEST["slack"] <= 3000
    assert LONGEST["teams"] <= 28 * 1024
    assert LONGEST["chatwork"] <= 65_535
