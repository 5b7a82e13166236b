"""What is said in the morning, to whom, and how often."""

from __future__ import annotations

import errno
import json
import stat
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

import sheetkpi
from sheetkpi import addin
from sheetkpi.cli import main
from sheetkpi.errors import InputError, NothingToDoError, WorkbookError
from sheetkpi.logfile import log_path
from sheetkpi.posting import posting
from tests.posting.conftest import DAYS, Made
from tests.posting.services import Service
from tests.publishing.test_people import everyone

MONDAY = date(2026, 11, 30)
TUESDAY = date(2026, 12, 1)
UP = "All: Calls up, 612 in five business days, usually 480: more than chance."
UP_LATER = "All: Calls up, 640 in five business days, usually 481: more than chance."
DOWN = "All: Connect rate down, 9.0% in five business days, usually 20.0%: more than chance."


@pytest.fixture
def both(service: Service, configured: Callable[[str], Path]) -> Service:
    """A channel of the team and one of the manager, both of the service."""
    configured(
        f'[post.team]\nservice = "slack"\naddress = "{service.address("/team")}"\n'
        f'[post.sales-manager]\nservice = "teams"\naddress = "{service.address("/manager")}"\n'
    )
    return service


def on(day: date) -> type[date]:
    """A calendar on which it is `day`."""
    return type("Fixed", (date,), {"today": classmethod(lambda _: day)})


def ended_by_hand(*_: object) -> None:
    raise KeyboardInterrupt


def lines(book: Path, today: date = MONDAY, to: str = "team") -> tuple[str, ...]:
    return sheetkpi.post(book, to, today=today, dry_run=True)[0].lines


def test_monday_tells_of_friday_and_where_the_month_lands(to_slack: Service, made: Made) -> None:
    (found,) = sheetkpi.post(made(), "team", today=MONDAY)
    assert found.title == "Inside sales KPIs, Mon 30 Nov"
    assert found.lines == (
        "Fri 27 Nov: calls 120, connect rate 21.0%, meetings 3 (reps: 3).",  # (10 + 11) / (40 + 60)
        "Meetings will land at 110 (100–120).",
    )
    assert to_slack.message["blocks"][1]["text"]["text"] == "\n".join(found.lines)


def test_what_is_not_measured_is_left_out_and_what_is_not_there_is_said(
    to_slack: Service, made: Made
) -> None:
    without = [[cell for place, cell in enumerate(row) if place not in (4, 5)] for row in DAYS]
    assert lines(made(days=without))[0] == "Fri 27 Nov: calls 120, meetings 3 (reps: 3)."
    names = {"kpi_last_data": datetime(2026, 11, 26)}
    assert lines(made(days=DAYS[:2], names=names))[0] == (
        "Fri 27 Nov is not in the workbook yet; its data end on Thu 26 Nov."
    )
    assert lines(made(days=DAYS[:2]))[0] == "The workbook has no record of Fri 27 Nov."


def test_nothing_is_posted_on_a_day_off_of_the_workbooks_calendar(
    to_slack: Service, made: Made, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    off = [
        ["Date", "Name", "Kind", "Team", "Country"],
        [datetime(2026, 11, 30), "Founding day", None, None, None],
    ]
    for day, book in (
        (date(2026, 11, 28), made()),  # a Saturday
        (date(2026, 11, 23), made()),  # a national holiday
        (MONDAY, made(tables={"Holidays": off})),
    ):
        with pytest.raises(NothingToDoError, match="no business day"):
            sheetkpi.post(book, "team", today=day)
    assert to_slack.got == []

    monkeypatch.setattr(posting, "date", on(date(2026, 11, 28)))
    with pytest.raises(SystemExit) as ended:
        main(["post", str(made()), "--to", "team", "--lang", "ja"])
    assert ended.value.code == 3
    assert "11/28（土）は" in capsys.readouterr().err


def test_one_message_a_day_and_a_channel_whatever_is_run_how_often(both: Service, made: Made) -> None:
    book = made()
    assert [each.state for each in sheetkpi.post(book, ["team", "TEAM"], today=MONDAY)] == ["sent"]
    assert sheetkpi.post(book, "team", today=MONDAY)[0].state == "already"
    states = [each.state for each in sheetkpi.post(book, ["team", "sales-manager"], today=MONDAY)]
    assert states == ["already", "sent"]
    assert [path for path, _, _ in both.got] == ["/team", "/manager"]
    assert sheetkpi.post(book, "team", today=TUESDAY)[0].state == "sent"
    assert sheetkpi.post(made(name="Other.xlsx"), "team", today=MONDAY)[0].state == "sent"
    kept = list((log_path().parent / "posted").iterdir())
    assert len(kept) == 4
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in kept)
    assert stat.S_IMODE(kept[0].parent.stat().st_mode) == 0o700


def test_a_process_that_ended_while_it_sent_leaves_a_doubt_and_no_second_message(
    to_slack: Service, made: Made, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    book = made()
    with monkeypatch.context() as patch:
        patch.setattr(posting, "send", ended_by_hand)
        with pytest.raises(KeyboardInterrupt):
            sheetkpi.post(book, "team", today=MONDAY)
    (found,) = sheetkpi.post(book, "team", today=MONDAY)
    assert found.state == "unsure"
    assert "just now" in found.sentence("en")  # it may be sending still
    (kept,) = (log_path().parent / "posted").iterdir()
    kept.write_bytes(b"")  # ended before a word was written
    assert sheetkpi.post(book, "team", today=MONDAY)[0].state == "unsure"
    assert to_slack.got == []

    monkeypatch.setattr(posting, "date", on(MONDAY))
    with pytest.raises(SystemExit) as ended:
        main(["post", str(book), "--to", "team", "--lang", "en", "--json"])
    assert ended.value.code == 1
    told = json.loads(capsys.readouterr().out)
    assert told["posts"][0]["state"] == "unsure"
    assert "nobody knows" in told["warnings"][0]


def test_a_message_sent_again_that_is_refused_leaves_the_first_known(to_slack: Service, made: Made) -> None:
    book = made()
    sheetkpi.post(book, "team", today=MONDAY)
    to_slack.answers = [(404, {})]
    assert sheetkpi.post(book, "team", today=MONDAY, force=True)[0].state == "failed"
    assert sheetkpi.post(book, "team", today=MONDAY)[0].state == "already"


def test_nothing_is_sent_where_it_cannot_be_noted(to_slack: Service, made: Made) -> None:
    log_path().parent.parent.mkdir(parents=True, exist_ok=True)
    log_path().parent.write_text("a file in the folder's place")
    (found,) = sheetkpi.post(made(), "team", today=MONDAY)
    assert found.state == "failed"
    assert to_slack.got == []


def test_a_full_disk_leaves_no_doubt_behind(
    to_slack: Service, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    book = made()
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        assert sheetkpi.post(book, "team", today=MONDAY)[0].state == "failed"
    assert sheetkpi.post(book, "team", today=MONDAY)[0].state == "sent"
    assert len(to_slack.got) == 1


def test_a_goal_is_told_of_once_a_month(to_slack: Service, made: Made) -> None:
    def goal(meetings: float, day: date) -> list[str]:
        (found,) = sheetkpi.post(made(meetings), "team", today=day)
        assert found.state == "sent"
        return [line for line in found.lines if "reached" in line]

    assert goal(50, date(2026, 11, 24)) == []
    assert goal(60, date(2026, 11, 25)) == ["50% of the target for Nov reached: Meetings 60 of 120."]
    assert goal(70, date(2026, 11, 26)) == []
    assert goal(120, date(2026, 11, 27)) == ["The target for Nov is reached: Meetings 120 of 120."]
    assert goal(119, MONDAY) == []
    december = made(60, {"kpi_month_shown": datetime(2026, 12, 1)})
    assert len(lines(december, date(2026, 12, 15))) == 3


def test_a_goal_is_told_again_where_the_message_did_not_go(to_slack: Service, made: Made) -> None:
    sheetkpi.post(made(), "team", today=date(2026, 11, 27))
    to_slack.answers = [(404, {}), (200, {})]
    book = made(60)
    assert sheetkpi.post(book, "team", today=MONDAY)[0].state == "failed"
    assert "50%" in sheetkpi.post(book, "team", today=MONDAY)[0].lines[-1]


def test_the_first_message_tells_the_state_and_no_goals_reached_long_ago(
    to_slack: Service, made: Made
) -> None:
    def goals(meetings: float, day: date) -> list[str]:
        (found,) = sheetkpi.post(made(meetings), "team", today=day)
        return [line for line in found.lines if "reached" in line]

    assert goals(105, date(2026, 11, 24)) == []  # 87%
    assert goals(107, date(2026, 11, 25)) == []
    assert goals(110, date(2026, 11, 26)) == ["90% of the target for Nov reached: Meetings 110 of 120."]


def test_where_the_month_lands_says_of_which_day_it_is_when_the_data_are_older(
    to_slack: Service, made: Made
) -> None:
    names = {"kpi_last_data": datetime(2026, 11, 26)}
    assert lines(made(days=DAYS[:2], names=names))[1] == (
        "As of Thu 26 Nov: Meetings will land at 110 (100–120)."
    )


@pytest.mark.parametrize(
    ("rep", "company"), [("Will", "Chance Ltd."), ("Al", "Target"), ("Land Reach", "Last Week")]
)
def test_whatever_people_are_called_the_team_is_told_where_the_month_lands(
    to_slack: Service, made: Made, rep: str, company: str
) -> None:
    answer = "Meetings will land at 110 (100–120). The chance of reaching 120 is 42%; 70 to go."
    leads = [["List of", "Company", "Contact", "Rep"], [None, company, None, rep]]
    assert lines(made(names={"kpi_answer": answer}, tables={"FollowUps": leads}))[1] == answer


def test_what_changed_is_told_once_as_long_as_it_lasts(to_slack: Service, made: Made) -> None:
    def changed(sentence: str | None, day: date) -> tuple[str, ...]:
        return sheetkpi.post(made(names={"kpi_moved": sentence}), "team", today=day)[0].lines[2:]

    assert changed(UP, date(2026, 11, 24)) == (UP,)
    assert changed(UP_LATER, date(2026, 11, 25)) == ()
    assert changed(DOWN, date(2026, 11, 26)) == (DOWN,)
    assert changed(None, date(2026, 11, 27)) == ()
    assert changed(UP, MONDAY) == (UP,)


def test_the_first_days_of_a_month_tell_how_the_last_one_ended(to_slack: Service, made: Made) -> None:
    over = {"kpi_elapsed": 1, "kpi_answer": "Meetings ended at 118: 98% of the target of 120."}
    assert lines(made(names=over), TUESDAY)[1] == "2026/11: Meetings ended at 118: 98% of the target of 120."


@pytest.mark.parametrize("shown", [datetime(2026, 9, 1), datetime(2026, 12, 1), None])
def test_figures_of_another_month_are_not_posted_as_this_mornings(
    to_slack: Service, made: Made, shown: datetime | None
) -> None:
    with pytest.raises(WorkbookError, match="another month"):
        sheetkpi.post(made(names={"kpi_month_shown": shown}), "team", today=MONDAY)


def test_the_team_is_told_no_name_and_the_manager_who_needs_help(
    to_slack: Service, configured: Callable[[str], Path], demo: Path
) -> None:
    configured(
        '[post.team]\naddress = "https://hooks.slack.com/services/a"\n'
        '[post.manager]\naddress = "https://hooks.slack.com/services/b"\n'
    )
    team, manager = sheetkpi.post(demo, ["team", "manager"], today=date(2026, 11, 20), dry_run=True)
    said = "\n".join((team.title, *team.lines))
    names = everyone(demo.parent, demo)
    names |= {name.split()[0] for name in names if " " in name}
    assert len(names) > 100
    assert not [name for name in names if name in said]
    assert len(team.lines) == 2
    assert team.lines[0].startswith("11/19（木）の実績は、架電 ")
    assert [name for name in names if any(name in line for line in manager.lines[-2:])]
    assert manager.lines[-1].startswith("最大の要因：")


def test_a_sentence_that_names_somebody_does_not_go_to_the_team(both: Service, made: Made) -> None:
    names = {"kpi_moved": "East / Bo Birch: Calls down, 20 in five business days, usually 60."}
    book = made(names=names)
    team, manager = sheetkpi.post(book, ["team", "sales-manager"], today=MONDAY)
    assert "Birch" not in "\n".join(team.lines)
    assert "Bo Birch" in manager.lines[2]
    assert manager.lines[-1] == "Missing entries: 3 (Ada Ashgrove 2, Bo Birch 1)."
    bodies = {path: body.decode() for path, _, body in both.got}
    assert "Birch" not in bodies["/team"]
    assert "Birch" in bodies["/manager"]
    for path in (log_path().parent / "posted").iterdir():
        assert "Birch" not in path.read_text()


def test_one_channel_that_fails_does_not_keep_the_others_from_theirs(
    both: Service, made: Made, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "date", on(MONDAY))
    both.answers = [(403, {}), (200, {})]
    with pytest.raises(SystemExit) as ended:
        main(["post", str(made()), "--to", "team", "--to", "sales-manager", "--lang", "en"])
    assert ended.value.code == 1
    said = capsys.readouterr()
    assert said.out == "Posted to sales_manager (Teams).\n"
    assert said.err.startswith("team refuses the post")


def test_a_dry_run_shows_the_message_and_sends_and_keeps_nothing(to_slack: Service, made: Made) -> None:
    book = made(60)
    (found,) = sheetkpi.post(book, "team", today=MONDAY, dry_run=True)
    assert (found.state, to_slack.got) == ("shown", [])
    assert not (log_path().parent / "posted").exists()
    assert sheetkpi.post(book, "team", today=MONDAY)[0].lines == found.lines


def test_a_workbook_that_was_handed_out_is_not_posted(to_slack: Service, made: Made) -> None:
    with pytest.raises(WorkbookError, match="handed out"):
        sheetkpi.post(made(names={"kpi_recipient": "Ada Ashgrove"}), "team", today=MONDAY)


def test_the_workbook_may_say_to_which_channels_and_the_button_posts_there(
    both: Service, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = made(names={"kpi_post_to": "team、Sales-Manager"})
    told: list[str] = []
    monkeypatch.setattr(addin, "tell", lambda _, said, **__: told.append(said) or True)
    monkeypatch.setattr(posting, "date", on(MONDAY))
    with sheetkpi.open_book(book) as opened:
        addin.post(opened)
        addin.post(opened)
    assert [path for path, _, _ in both.got] == ["/team", "/manager"]
    assert told[0] == "Posted to team (Slack).\nPosted to sales_manager (Teams)."
    assert told[1].startswith("Posted to team today already")
    assert [each.state for each in sheetkpi.post(book, today=MONDAY)] == ["already"] * 2  # the same workbook
    with pytest.raises(InputError, match="nowhere"):
        sheetkpi.post(made(name="Other.xlsx"), today=MONDAY)
