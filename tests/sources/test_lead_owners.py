"""Whose a lead is, and that lists which give it to several people are told of."""

from __future__ import annotations

import pandas as pd
import pytest

from sheetkpi.language import LANGUAGES, Language, say
from sheetkpi.sources.activity import Activity
from sheetkpi.sources.raw import RawSheet
from tests.sources.raw_activity import read, sheet

LEADS = ("会社名", "電話番号", "担当者", "リードソース", "登録日")
LOG = ("日付", "担当者", "会社名", "結果")


def leads(*rows: tuple[str, str], name: str = "リード一覧") -> RawSheet:
    """A list with 30 further leads that nobody owns, so that few stand there twice."""
    others = ((f"{name}の会社{number}", "") for number in range(30))
    lines = ((company, "", owner, "展示会", "2026-11-02") for company, owner in (*rows, *others))
    return sheet(LEADS, *lines, name=name)


def log(*rows: tuple[str, str, str]) -> RawSheet:
    return sheet(LOG, *((day, rep, company, "不在") for day, rep, company in rows), name="架電ログ")


def owners(activity: Activity, field: str = "rep") -> dict[str, str]:
    assert activity.lead_records is not None
    told = activity.lead_records.leads
    return dict(zip(told["company"], told[field], strict=True))


def told(activity: Activity) -> list[tuple[str, str, dict[str, object]]]:
    """Sheet, cell and values of the notes on owners."""
    lines = activity.issues[activity.issues["reason"] == "reason.lead_owners"]
    assert set(lines["severity"]) <= {"note"}
    return list(zip(lines["sheet"], lines["cell"], lines["values"], strict=True))


def followed(*sheets: RawSheet, roster: pd.DataFrame | None = None) -> Activity:
    return read(*sheets, with_leads=True, roster=roster)


SOME_CALL = ("2026-11-05", "林", "ほか")


def test_the_owner_in_a_list_comes_before_who_called() -> None:
    found = followed(leads(("アルファ", "森")), log(("2026-11-03", "佐藤", "アルファ")))
    assert owners(found)["アルファ"] == "森"
    assert told(found) == [], "handing a lead on is no contradiction"


def test_of_several_owners_the_one_who_touched_it_last_has_it() -> None:
    found = followed(
        leads(("アルファ", "森"), ("アルファ", "佐藤"), ("アルファ", "林")),
        log(
            ("2026-11-03", "佐藤", "アルファ"),
            ("2026-11-04", "森", "アルファ"),
            ("2026-11-05", "山田", "アルファ"),
        ),
    )
    assert owners(found)["アルファ"] == "森"


def test_where_none_of_them_did_the_last_row_says_whose_it_is() -> None:
    found = followed(
        leads(("アルファ", "森"), ("アルファ", "佐藤"), ("ベータ", "森")),
        leads(("ベータ", "林"), ("アルファ", ""), name="名刺リスト"),
        log(SOME_CALL),
    )
    assert (owners(found)["アルファ"], owners(found)["ベータ"]) == ("佐藤", "林")


def test_it_is_said_once_with_the_number_and_the_first_places() -> None:
    rows = [(f"会社{number}", owner) for number in range(5) for owner in ("森", "佐藤")]
    found = followed(leads(*rows, ("会社9", "森")), leads(("会社9", "林"), name="名刺リスト"), log(SOME_CALL))
    [(name, cell, values)] = told(found)
    assert (name, cell) == ("リード一覧", "C2")
    assert values == {
        "count": "6",
        "places": "リード一覧!C2/リード一覧!C3, リード一覧!C4/リード一覧!C5, リード一覧!C6/リード一覧!C7",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_says_which_owner_is_taken(language: Language) -> None:
    said = say("reason.lead_owners", language, count="2", places="リード一覧!C2/リード一覧!C3")
    assert "リード一覧!C2/リード一覧!C3" in said
    assert ("最後に対応した" if language == "ja" else "touched it last") in said


def test_two_spellings_of_one_person_are_one_owner() -> None:
    roster = pd.DataFrame({"rep": ["森 葵"], "aliases": ["もりあおい"], "team": ["第1課"]})
    found = followed(leads(("アルファ", "森　葵"), ("アルファ", "もりあおい")), log(SOME_CALL), roster=roster)
    assert told(found) == []
    assert owners(found)["アルファ"] == "森 葵"
    assert owners(found, "team")["アルファ"] == "第1課"


def test_a_list_without_states_does_not_open_what_another_closed() -> None:
    closed = sheet(
        (*LEADS, "リード状況"),
        ("アルファ", "03-1111-1111", "森", "展示会", "2026-11-02", "商談化済"),
        name="リード一覧",
    )
    found = followed(closed, leads(("アルファ", "森"), name="名刺リスト"), log(SOME_CALL))
    assert owners(found, "state")["アルファ"] == "met"


def test_an_owners_team_is_that_of_their_calls_where_no_list_and_no_roster_tells_it() -> None:
    """Or a team's workbook would lack the leads that its people's lists hold."""
    calls = sheet(("日付", "担当者", "チーム", "会社名", "結果"), ("2026-11-05", "森", "東", "ほか", "不在"))
    found = followed(leads(("アルファ", "森"), ("ベータ", "林")), calls)
    assert owners(found, "team")["アルファ"] == "東"
    assert owners(found, "team")["ベータ"] in ("", "unassigned"), "nothing tells of 林's team"
