"""Logs of telephone systems that name who called and who was called: ours is by the direction."""

from __future__ import annotations

import pytest

from tests.sources.raw_activity import read, sheet, totals

ROWS = (
    ("Outbound", "Amy Fox", "John Cust", "2026-11-02 10:00", "Call connected"),
    ("Inbound", "Zed Cust", "Amy Fox", "2026-11-02 10:20", "Call connected"),
    ("Inbound", "Yan Cust", "Bob Lee", "2026-11-02 10:40", "Missed"),
    ("Outbound", "Bob Lee", "Kim Cust", "2026-11-02 10:50", "No Answer"),
)


@pytest.mark.parametrize(
    ("caller", "callee"),
    [("Caller Name", "Callee Name"), ("From Name", "To Name"), ("発信者", "着信者"), ("caller", "called")],
)
def test_who_was_called_is_the_rep_of_a_call_that_came_in(caller: str, callee: str) -> None:
    activity = read(sheet(["Direction", caller, callee, "Start Time", "Call Result"], *ROWS))
    assert totals(activity, "rep") == {
        "Amy Fox": {"calls": 1, "connects": 1, "inbound_calls": 1},
        "Bob Lee": {"calls": 1, "inbound_calls": 1},
    }
    roles = dict(zip(activity.columns["header"], activity.columns["role"], strict=True))
    assert (roles[caller], roles[callee]) == ("used", "used")


def test_an_agent_named_beside_them_is_the_rep() -> None:
    header = ["Direction", "Caller Name", "Callee Name", "Start Time", "Call Result", "Agent"]
    rows = [[*row, "Cat Ray"] for row in ROWS]
    assert set(totals(read(sheet(header, *rows)), "rep")) == {"Cat Ray"}


def test_without_a_direction_who_called_is_the_rep_and_the_other_is_named() -> None:
    activity = read(sheet(["Caller Name", "Callee Name", "Start Time", "Call Result"], ROWS[0][1:]))
    assert set(totals(activity, "rep")) == {"Amy Fox"}
    roles = dict(zip(activity.columns["header"], activity.columns["role"], strict=True))
    assert roles["Callee Name"] == "unused"


def test_numbers_of_the_parties_are_no_people() -> None:
    header = ["Direction", "Caller", "Callee", "User", "Start Time", "Call Result"]
    activity = read(sheet(header, ["Inbound", "0312345678", "0398765432", "Amy Fox", *ROWS[1][3:]]))
    assert totals(activity, "rep") == {"Amy Fox": {"inbound_calls": 1}}
