"""保留 as the result of a call, which was made, and as the state of a task, which is not done."""

from __future__ import annotations

import pytest

from tests.sources.raw_activity import read, reasons, sheet, totals


def log(result: str, texts: tuple[str, ...], *kinds: str):
    rows = [
        ["2026/11/2", "佐藤葵", f"{number}社", *([kinds[number]] if kinds else []), text]
        for number, text in enumerate(texts)
    ]
    header = ["日付", "担当者", "会社名", *(["種別"] if kinds else []), result]
    return read(sheet(header, *rows))


@pytest.mark.parametrize("header", ["架電結果", "結果", "Call Result", "Outcome", "Disposition"])
def test_a_call_whose_answer_is_pending_was_made(header: str) -> None:
    activity = log(header, ("不在", "保留", "接続", "On hold"))
    assert totals(activity) == {"calls": 4, "connects": 1}
    assert set(activity.unknown_results["text"]) == {"保留", "On hold"}


@pytest.mark.parametrize("header", ["ステータス", "対応状況", "Status"])
def test_a_task_on_hold_is_not_done(header: str) -> None:
    activity = log(header, ("接続", "保留"))
    assert totals(activity) == {"calls": 1, "connects": 1}
    assert [(value, reason) for _, value, reason in reasons(activity, "note")][:1] == [("保留", "not_done")]


def test_among_results_of_tasks_and_of_a_meeting_it_is_not_done() -> None:
    assert totals(log("結果", ("完了", "保留"))) == {"calls": 1}
    assert totals(log("結果", ("接続", "保留"), "架電", "商談")) == {"calls": 1, "connects": 1}


def test_a_call_that_is_still_to_be_made_is_no_call() -> None:
    assert totals(log("架電結果", ("不在", "未架電", "保留"))) == {"calls": 2}
