"""What each service is sent, what it may answer, and that no secret is told by anything."""

from __future__ import annotations

import json
import logging
import ssl
import time
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import parse_qs

import pytest

import sheetkpi
from sheetkpi.cli import main
from sheetkpi.errors import BusyError, InputError, ProtectedError
from sheetkpi.logfile import log_path
from sheetkpi.posting import sending
from sheetkpi.posting.channels import Channel, channel, channel_names
from sheetkpi.posting.posted import Diary
from sheetkpi.posting.services import LONGEST, request
from tests.posting.conftest import Made
from tests.posting.services import Service, nobody_listens

MONDAY = date(2026, 11, 30)
SECRET = "geheim"
HOSTILE = "<!channel> [toall] *East* [here](https://evil.example) & <https://evil.example|x>"


def sent(name: str, link: str = "") -> tuple[dict[str, str], bytes]:
    made = request(
        Channel(name, name, "", "https://h.example/rooms/1", "tok", link),  # type: ignore[arg-type]
        "Title",
        ("Line one", HOSTILE),
        "en",
    )
    return made.headers, made.body


def test_slack_gets_text_and_blocks_in_which_nothing_of_a_workbook_is_a_mention_or_a_link() -> None:
    headers, body = sent("slack", "https://kpi.example/a|b")
    content = json.loads(body)
    assert headers["Content-Type"].startswith("application/json")
    assert set(content) == {"text", "blocks"}
    kinds = [(each["type"], each["text"]["type"]) for each in content["blocks"]]
    assert kinds == [("section", "mrkdwn"), ("section", "plain_text"), ("section", "mrkdwn")]
    told = [each["text"]["text"] for each in content["blocks"]]
    assert told[1].startswith("Line one\n&lt;!channel&gt;")
    assert told[2] == "<https://kpi.example/a%7Cb|See the page>"
    assert "<" not in content["text"]
    assert "<" not in told[1]
    assert all(0 < len(text) <= LONGEST["slack"] for text in told)


def test_teams_gets_a_message_with_one_adaptive_card_without_markdown() -> None:
    _, body = sent("teams", "https://kpi.example/")
    content = json.loads(body)
    assert content["type"] == "message"
    (attachment,) = content["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert card["$schema"] == "http://adaptivecards.io/schemas/adaptive-card.json"
    assert [block["type"] for block in card["body"]] == ["RichTextBlock"] * 3
    runs = [run for block in card["body"] for run in block["inlines"]]
    assert [run["type"] for run in runs] == ["TextRun"] * 3
    assert [run["text"] for run in runs] == ["Title", "Line one", HOSTILE]
    assert card["actions"] == [
        {"type": "Action.OpenUrl", "title": "See the page", "url": "https://kpi.example/"}
    ]
    assert "actions" not in json.loads(sent("teams")[1])["attachments"][0]["content"]


def test_chatwork_gets_a_form_and_its_token_in_a_header() -> None:
    headers, body = sent("chatwork", "https://kpi.example/")
    assert headers["X-ChatWorkToken"] == "tok"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    form = parse_qs(body.decode("ascii"), strict_parsing=True)
    assert form["self_unread"] == ["0"]
    assert form["body"][0].startswith("[info][title]Title[/title]Line one\n")
    assert form["body"][0].endswith("\nSee the page https://kpi.example/[/info]")
    assert "[toall]" not in form["body"][0]


@pytest.mark.parametrize("service", ["slack", "teams", "chatwork"])
def test_what_a_service_would_not_take_is_said_before_anything_is_sent(service: str) -> None:
    to = Channel("team", service, "", "https://h.example/rooms/1", "tok")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="too long"):
        request(to, "Title", ["x" * (LONGEST[service] + 1)], "en")


ANSWERS = [
    (401, ProtectedError, "token"),
    (403, ProtectedError, "token"),
    (404, InputError, "gone"),
    (410, InputError, "gone"),
    (302, InputError, "gone"),
    (413, InputError, "too long"),
    (400, InputError, "did not take"),
]


@pytest.mark.parametrize(("code", "kind", "words"), ANSWERS)
def test_a_refusal_is_said_plainly_and_not_tried_again(
    to_slack: Service, made: Made, code: int, kind: type[Exception], words: str
) -> None:
    to_slack.answers = [(code, {"Location": to_slack.address("/elsewhere")})]
    (found,) = sheetkpi.post(made(), "team", today=MONDAY)
    assert (found.state, type(found.error)) == ("failed", kind)
    assert words in str(found.error)
    assert len(to_slack.got) == 1
    to_slack.answers = [(200, {})]  # surely not posted: the next run does it
    assert sheetkpi.post(made(), "team", today=MONDAY)[0].state == "sent"


REASONS = [
    # https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
    (400, b"invalid_payload", "(400 invalid_payload)"),
    (403, b"action_prohibited", "(403 action_prohibited)"),
    (404, b"no_service", "(404 no_service)"),
    (410, b"channel_is_archived", "(410 channel_is_archived)"),
    # Chatwork and Power Automate answer in JSON
    (401, b'{"errors":["Invalid API token"]}', "(401 Invalid API token)"),
    (400, b'{"error":{"code":"WorkflowTriggerIsNotEnabled","message":"x"}}', "WorkflowTriggerIsNotEnabled"),
    # what says too much, a secret or nothing is not repeated
    (403, b"<!DOCTYPE html><title>Blocked</title>", "(403)"),
    (403, b"services T0 B0 geheim", "(403)"),
    (400, b'{"errors":{}}', "(400)"),
    (400, b"[[[" * 2000, "(400)"),
]


@pytest.mark.parametrize(("code", "body", "words"), REASONS)
def test_the_reason_a_service_gives_is_told(
    to_slack: Service, made: Made, code: int, body: bytes, words: str
) -> None:
    to_slack.answers, to_slack.body = [(code, {})], body
    (found,) = sheetkpi.post(made(), "team", today=MONDAY)
    assert found.state == "failed"
    assert words in str(found.error)
    assert SECRET not in str(found.error)


@pytest.mark.parametrize("code", [502, 504])
def test_a_gateway_that_heard_nothing_is_a_doubt(to_slack: Service, made: Made, code: int) -> None:
    to_slack.answers = [(code, {})]
    assert sheetkpi.post(made(), "team", today=MONDAY)[0].state == "unsure"
    assert len(to_slack.got) == 1


@pytest.mark.parametrize(
    ("body", "state"), [(b"\n<!DOCTYPE html><title>Blocked</title>", "unsure"), (b"ok", "sent")]
)
def test_a_page_of_a_proxy_is_no_answer_and_slacks_ok_is_one(
    to_slack: Service, made: Made, body: bytes, state: str
) -> None:
    to_slack.answers, to_slack.body = [(200, {"Content-Type": "text/html; charset=utf-8"})], body
    assert sheetkpi.post(made(), "team", today=MONDAY)[0].state == state


@pytest.mark.parametrize("asked", ["-3", "0", "NaN", "inf", "soon", "Mon, 30 Nov 2020 09:00:00 GMT"])
def test_a_service_that_asks_for_no_time_at_all_is_not_hurried(
    to_slack: Service, made: Made, waited: list[float], asked: str
) -> None:
    to_slack.answers = [(429, {"Retry-After": asked}), (200, {})]
    assert sheetkpi.post(made(), "team", today=MONDAY)[0].state == "sent"
    assert waited == [sending.PAUSES[0]]


def test_a_certificate_that_nobody_vouches_for_is_said_and_not_tried_again(
    to_slack: Service, made: Made, waited: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise ssl.SSLCertVerificationError("self-signed certificate")

    monkeypatch.setattr("http.client.HTTPConnection.connect", refused)
    (found,) = sheetkpi.post(made(), "team", today=MONDAY)
    assert (found.state, waited) == ("failed", [])
    assert "certificate" in str(found.error)


def test_too_many_is_tried_again_when_the_service_asks_for_it(
    to_slack: Service, made: Made, waited: list[float]
) -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    reset = str(int(time.time()) + 40)
    to_slack.answers = [
        (429, {"Retry-After": "7"}),
        (429, {"Retry-After": at}),
        (429, {"X-RateLimit-Reset": reset}),
        (500, {}),
        (200, {}),
    ]
    assert sheetkpi.post(made(), "team", today=MONDAY)[0].state == "sent"
    assert waited[0] == 7
    assert 25 < waited[1] <= 30
    assert 35 < waited[2] <= 40
    assert waited[3] == sending.PAUSES[3]
    assert len(to_slack.got) == 5


@pytest.mark.parametrize("answer", [(429, {"Retry-After": "86400"}), (503, {"Retry-After": "86400"})])
def test_a_service_that_asks_for_longer_than_anybody_waits_is_left_for_later(
    to_slack: Service, made: Made, waited: list[float], answer: tuple[int, dict[str, str]]
) -> None:
    to_slack.answers = [answer]
    (found,) = sheetkpi.post(made(), "team", today=MONDAY)
    assert (found.state, type(found.error), waited, len(to_slack.got)) == ("failed", BusyError, [], 1)


def test_a_service_that_stays_down_is_given_up(to_slack: Service, made: Made, waited: list[float]) -> None:
    to_slack.answers = [(500, {})]
    (found,) = sheetkpi.post(made(), "team", today=MONDAY)
    assert found.state == "failed"
    assert tuple(waited) == sending.PAUSES
    assert len(to_slack.got) == len(sending.PAUSES) + 1


def test_where_nothing_can_be_reached_nothing_was_posted(
    configured: Callable[[str], Path], made: Made, waited: list[float]
) -> None:
    configured(f'[post.team]\nservice = "teams"\naddress = "http://127.0.0.1:{nobody_listens()}/x"\n')
    (found,) = sheetkpi.post(made(), "team", today=MONDAY)
    assert found.state == "failed"
    assert "could not be reached" in str(found.error)
    assert len(waited) == len(sending.PAUSES)


def test_no_answer_is_a_doubt_and_is_not_sent_again_by_itself(
    to_slack: Service, made: Made, monkeypatch: pytest.MonkeyPatch, waited: list[float]
) -> None:
    monkeypatch.setattr(sending, "ATTEMPT", 0.1)
    book = made()
    to_slack.answers = [None]
    (found,) = sheetkpi.post(book, "team", today=MONDAY)
    assert (found.state, waited, len(to_slack.got)) == ("unsure", [], 1)
    assert "Look there" in str(found.error)
    to_slack.answers = [(200, {})]
    assert sheetkpi.post(book, "team", today=MONDAY)[0].state == "unsure"
    assert len(to_slack.got) == 1
    assert sheetkpi.post(book, "team", today=MONDAY, force=True)[0].state == "sent"
    assert len(to_slack.got) == 2
    assert Diary(str(book.resolve()), "team").state(MONDAY) == "sent"


def test_a_name_that_is_looked_up_for_ever_does_not_hold_the_command_up(
    to_slack: Service, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "ATTEMPT", -0.9)  # and a second more for the thread
    monkeypatch.setattr("socket.create_connection", lambda *_, **__: to_slack.over.wait(20))
    assert sheetkpi.post(made(), "team", today=MONDAY)[0].state == "unsure"


def test_addresses_tell_their_service(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, address in {
        "S_LACK": "https://hooks.slack.com/services/T0/B0/geheim",
        "Teams": "https://prod-01.japaneast.logic.azure.com:443/workflows/a/triggers/manual/paths/invoke?sig=x",
        "TEAMS2": "https://x.15.environment.api.powerplatform.com:443/powerautomate/a/triggers/m?sig=geheim",
        "CW": "https://www.chatwork.com/#!rid123-456",
    }.items():
        monkeypatch.setenv(f"SHEETKPI_POST_{name}", address)
    monkeypatch.setenv("SHEETKPI_TOKEN_CW", "geheim")
    found = {name: channel(name) for name in ("s-lack", "teams", "TEAMS2", "cw")}
    assert [each.service for each in found.values()] == ["slack", "teams", "teams", "chatwork"]
    assert found["cw"].address == "https://api.chatwork.com/v2/rooms/123/messages"
    assert channel_names() == ["cw", "s_lack", "teams", "teams2"]
    assert SECRET not in repr(found)


WRONG = [
    ('address = "https://acme.webhook.office.com/webhookb2/geheim"', "gone"),
    ('address = "http://hooks.slack.com/services/geheim"', "cannot be understood"),
    ('address = "https://hooks.slack.com/triggers/geheim"', "cannot be understood"),
    ('address = "https://user:geheim@hooks.slack.com/services/a"', "cannot be understood"),
    ('address = "https://hooks.slack.com/services/ge heim"', "cannot be understood"),
    ('address = "https://hooks.slack.com:geheim/services/"', "cannot be understood"),
    ('address = "https://[geheim/services/"', "cannot be understood"),
    ('address = "geheim"', "cannot be understood"),
    ('address = "https://geheim.example/hook"', "does not tell its service"),
    ('address = "https://hooks.example/geheim"\nservice = "geheim"', "does not tell its service"),
    ('address = "https://www.chatwork.com/geheim"\ntoken = "a"', "names no room"),
    ('address = "https://www.chatwork.com/#!rid1"', "needs an API token"),
    ('address = "https://www.chatwork.com/#!rid1"\ntoken = "geheim\\nX: y"', "needs an API token"),
    ('address = "https://hooks.slack.com/services/a"\nlink = "javascript:geheim"', "link"),
    ('adress = "https://hooks.slack.com/services/geheim"', "Did you mean address"),
    ("address = 3", "cannot be used"),
    ('address = "geheim', "not valid TOML"),
]


@pytest.mark.parametrize(("told", "words"), WRONG)
def test_what_is_wrong_with_a_channel_is_said_without_its_secrets(
    configured: Callable[[str], Path],
    made: Made,
    capsys: pytest.CaptureFixture[str],
    told: str,
    words: str,
) -> None:
    configured(f"[post.team]\n{told}\n")
    for more in ((), ("--json",)):
        with pytest.raises(SystemExit) as ended:
            main(["post", str(made()), "--to", "team", "--lang", "en", *more])
        assert ended.value.code == 2
        said = "".join(capsys.readouterr())
        assert words in said
        assert SECRET not in said


def test_a_file_that_others_can_read_is_not_used(configured: Callable[[str], Path], made: Made) -> None:
    configured('[post.team]\naddress = "https://hooks.slack.com/services/a"\n').chmod(0o644)
    with pytest.raises(ProtectedError):
        sheetkpi.post(made(), "team", today=MONDAY)


def test_an_address_typed_as_a_name_is_not_repeated(
    configured: Callable[[str], Path], made: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    configured('[post.team]\naddress = "https://hooks.slack.com/services/a"\n')
    with pytest.raises(SystemExit):
        main(["post", str(made()), "--to", "https://hooks.slack.com/services/geheim", "--lang", "en"])
    said = "".join(capsys.readouterr())
    assert "There are: team." in said
    assert SECRET not in said


@pytest.mark.parametrize("answer", [(200, {}), (403, {}), (500, {}), None])
def test_no_output_and_no_file_of_ours_has_a_secret(
    service: Service,
    configured: Callable[[str], Path],
    made: Made,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    answer: tuple[int, dict[str, str]] | None,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(sending, "ATTEMPT", 0.1)
    address = service.address("/v2/rooms/123/messages?geheim")
    configured(f'[post.team]\nservice = "chatwork"\naddress = "{address}"\ntoken = "geheim2"\n')
    service.answers = [answer]
    book = made(names={"kpi_month_shown": datetime.now().replace(day=1)})
    for more in ("--json", "--debug", "--dry-run"):
        with pytest.raises((SystemExit, sheetkpi.SheetKPIError)) as ended:
            main(["post", str(book), "--to", "team", "--force", more])
        assert SECRET not in "".join(traceback.format_exception(ended.value))
    assert service.got[0][0].endswith("geheim")
    assert SECRET not in "".join(capfd.readouterr()) + caplog.text
    for path in log_path().parent.rglob("*"):
        assert not path.is_file() or SECRET not in path.read_text(encoding="utf-8")
