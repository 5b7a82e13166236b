"""Nobody is named on the page, and no small group shown apart, in any way that could be worked out."""

from __future__ import annotations

import itertools
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sheetkpi
from sheetkpi.language import Language, all_words, say
from sheetkpi.publishing.people import SMALLEST, Named, shown_apart
from sheetkpi.publishing.sentences import of_whom
from tests.publishing import pages

pytest.importorskip("vl_convert", reason="vl-convert is not installed")
pytest.importorskip("jinja2", reason="Jinja is not installed")

HEADER = ["KPI", "Team", "Rep", "Actual", "Target"]
NAMES = {"kpi_language": "en", "kpi_month_shown": datetime(2026, 11, 1)}


def company(sizes: dict[str, int], label: dict[str, str] | None = None) -> list[list[Any]]:
    """Progress of teams of so many reps with ten meetings each, and of everybody."""
    rows: list[list[Any]] = [["Meetings", "All", None, 10.0 * sum(sizes.values()), 500.0]]
    for team, size in sizes.items():
        name = (label or {}).get(team, team)
        rows.append(["Meetings", name, None, 10.0 * size, 50.0])
        rows += [["Meetings", name, f"Rep{team} {number}", 10.0, None] for number in range(size)]
    return [HEADER, *rows]


def teams_on(page: Path) -> list[str]:
    found = pages.section(page, "teams")
    return [] if found is None else [row[0] for row in pages.cells(found)[1:]]


def everyone(folder: Path, book: Path) -> set[str]:
    """Names of reps, their aliases, and of leads: as they stand in any workbook or file of the sample."""
    opened = pages.opened(book)
    found = {
        str(row[key]) for row in pages.table_rows(book, "Roster") for key in ("担当者", "別名") if row[key]
    }
    columns = {"会社名", "先方担当者", "企業名", "担当者", "架電者", "IS担当", "氏名", "取引先名", "顧客名"}
    raw = [openpyxl.load_workbook(path, read_only=True) for path in folder.glob("*.xlsx") if path != book]
    for sheet in itertools.chain(opened, *raw):
        header: dict[int, str] = {}
        for row in itertools.islice(sheet.iter_rows(values_only=True), 400):
            if columns & set(row):
                header = {place: str(name) for place, name in enumerate(row) if name in columns}
                continue
            found |= {str(row[place]) for place in header if place < len(row) and row[place]}
    ours = {text for both in all_words().values() for text in both}
    return {name for name in found - ours if len(name) > 1 and not name.isdigit()}


def test_no_name_of_anybody_is_anywhere_on_the_page(demo: Path, tmp_path: Path) -> None:
    page = sheetkpi.publish(demo, tmp_path).path.read_text(encoding="utf-8")
    names = everyone(demo.parent, demo)
    assert len(names) > 100
    assert not [name for name in names if name in page]
    family = {name.split()[0] for name in names if " " in name}
    assert len(family) > 5
    assert not [name for name in family if name in page]
    (tmp_path / "named").mkdir()
    named = sheetkpi.publish(demo, tmp_path / "named", names=True).path.read_text(encoding="utf-8")
    assert [name for name in names if name in named], "the search finds nobody where somebody is named"


def test_with_names_causes_are_those_of_the_board_and_all_teams_are_shown(demo: Path, tmp_path: Path) -> None:
    done = sheetkpi.publish(demo, tmp_path, names=True)
    found = pages.section(done.path, "why")
    assert found is not None
    who = [row[1] for row in pages.cells(found)[1:]]
    assert who[0] == pages.named(demo, "kpi_causes")
    assert any(" / " in name for name in who)
    teams = [row["チーム"] for row in pages.table_rows(demo, "TeamKPI") if row["チーム"] != "全体"]
    assert teams_on(done.path) == teams
    assert done.folded == 0


def test_a_small_team_is_folded_with_as_many_as_hide_it(demo: Path, tmp_path: Path) -> None:
    """The sample has teams of 4, 5 and 5 people: with two of them shown, the four would follow."""
    done = sheetkpi.publish(demo, tmp_path)
    assert len(teams_on(done.path)) == 1
    assert done.folded == 2
    found = pages.section(done.path, "teams")
    assert found is not None
    assert "2 チーム" in pages.texts(found)


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"A": 5, "B": 6}, ["A", "B"]),
        ({"A": 5, "B": 6, "C": 4}, ["B"]),
        ({"A": 9, "B": 3, "C": 2}, ["A"]),
        ({"A": 4, "B": 4}, []),
        ({"A": 12, "B": 1}, []),
    ],
)
def test_which_teams_are_shown(sizes: dict[str, int], shown: list[str], tmp_path: Path) -> None:
    book = pages.plain_book(tmp_path / "b.xlsx", {"Progress": company(sizes)}, NAMES)
    done = sheetkpi.publish(book, tmp_path)
    assert teams_on(done.path) == shown
    assert done.folded == len(sizes) - len(shown)
    hidden = {f"{10 * size:,}" for team, size in sizes.items() if team not in shown and size != 5}
    text = pages.texts(pages.tree(done.path).xpath("//main")[0])
    assert not hidden & pages.numbers(text)


@given(st.lists(st.sets(st.integers(0, 40), max_size=12), max_size=7))
def test_what_is_left_of_the_whole_is_never_of_few(groups: list[set[int]]) -> None:
    people = {str(number): {str(one) for one in group} for number, group in enumerate(groups)}
    shown = shown_apart(list(people), people)
    assert all(len(people[group]) >= SMALLEST for group in shown)
    behind = set().union(*(people[group] for group in people if group not in shown))
    if shown and len(shown) < len(people):
        assert len(behind) >= SMALLEST


def test_a_team_of_which_nobody_knows_who_is_in_it_is_not_shown(tmp_path: Path) -> None:
    rows = [*company({"A": 6}), ["Meetings", "B", None, 30.0, None]]
    book = pages.plain_book(tmp_path / "b.xlsx", {"Progress": rows}, NAMES)
    assert teams_on(sheetkpi.publish(book, tmp_path).path) == []


@pytest.mark.parametrize("called", ["Grace's team", "RepA", "Mori Trading account"])
def test_a_team_or_source_called_by_somebodys_name_is_not_shown(called: str, tmp_path: Path) -> None:
    progress = company({"A": 6, "B": 7}, {"A": called})
    progress[4][2] = "Grace Garden"
    leads = [["List of", "Company", "Contact", "Rep"], [None, "Mori Trading", "Ken Oda", "Grace Garden"]]
    sources = [["Lead source", "Calls", "Meetings"], ["Seminar", 40.0, 4.0], ["from Ken Oda", 30.0, 3.0]]
    book = pages.plain_book(
        tmp_path / "b.xlsx", {"Progress": progress, "FollowUps": leads, "SourceKPI": sources}, NAMES
    )
    done = sheetkpi.publish(book, tmp_path)
    assert teams_on(done.path) == ["B"]
    assert done.unnamed == 1
    text = done.path.read_text(encoding="utf-8")
    assert not re.search("Grace|RepA|Mori|Ken|Oda", text)
    assert "left out (1)" in text


def test_causes_are_told_of_everybody_each_meeting_once(tmp_path: Path) -> None:
    advice = "Move calls to the times of day when people answer, and check the quality of the list."
    diagnosis = [
        ["Team", "Rep", "Stage", "Rate", "Meetings lost", "Advice"],
        ["A", "RepA 1", "Connect rate", 0.09, 4.0, advice],
        ["A", "RepA 2", "Connect rate", 0.10, 2.25, advice],
        ["B", None, "Connect rate", 0.11, 3.0, advice],
        ["B", "RepB 1", "Connect rate", 0.08, 2.5, advice],
        ["All", None, "Calls", None, 7.5, None],
        ["B", "RepB 2", "Calls", None, 6.0, None],
    ]
    tables = {"Progress": company({"A": 6, "B": 7}), "Diagnosis": diagnosis}
    book = pages.plain_book(tmp_path / "b.xlsx", tables, NAMES)
    found = pages.section(sheetkpi.publish(book, tmp_path).path, "why")
    assert found is not None
    assert [row[:3] for row in pages.cells(found)[1:]] == [
        ["Too few calls", "All", "−7.5"],
        ["Connect rate", "Some reps", "−6.3"],
        ["Connect rate", "B", "−3.0"],
    ]


@pytest.mark.parametrize(
    ("names", "team", "is_shown"),
    [
        (["Al", "Mo", "1", "A"], "Sales 11", True),  # letters within a word, a number, an initial
        (["Al"], "Team Al", False),
        (["森 葵"], "青森支店", True),  # a family name of one letter, within a place
        (["森 葵"], "森チーム", False),
        (["Ada Ashgrove"], "Adaチーム", False),
    ],
)
def test_a_name_is_found_where_it_stands_as_a_word(names: list[str], team: str, is_shown: bool) -> None:
    assert Named(names).anybody(team) is not is_shown


def test_words_of_a_companys_name_are_no_names(tmp_path: Path) -> None:
    leads = [
        ["List of", "Company", "Contact", "Rep"],
        [None, "Web Trade Show Inc.", None, None],
        [None, "株式会社森商会", None, None],
    ]
    sources = [
        ["Lead source", "Calls", "Meetings"],
        *([name, 40.0, 4.0] for name in ("Web", "Trade show", "森商会さん", "Web Trade Show")),
    ]
    tables = {"Progress": company({"A": 6, "B": 7}), "FollowUps": leads, "SourceKPI": sources}
    page = sheetkpi.publish(pages.plain_book(tmp_path / "b.xlsx", tables, NAMES), tmp_path).path
    assert [row[0] for row in pages.cells(pages.section(page, "sources"))[1:]] == ["Web", "Trade show"]


@pytest.mark.parametrize(
    ("who", "is_said"), [("All", True), ("A", True), ("C", False), ("A / Somebody", False)]
)
def test_what_moved_is_told_of_everybody_and_of_teams_that_are_shown(
    who: str, is_said: bool, tmp_path: Path
) -> None:
    moved = f"{who}: Calls up, 238 in five business days, usually 180: more than chance."
    tables = {"Progress": company({"A": 9, "C": 2, "D": 4})}
    page = sheetkpi.publish(
        pages.plain_book(tmp_path / "b.xlsx", tables, NAMES | {"kpi_moved": moved}), tmp_path
    ).path
    assert ("238" in page.read_text(encoding="utf-8")) is is_said


@pytest.mark.parametrize("times", [30, 5000])
def test_a_cell_that_is_nearly_a_sentence_of_ours_is_read_in_no_time(times: int) -> None:
    nearly = "Last month (2026/11) ended at: " + "Calls 1, " * times + "x"
    assert of_whom(nearly, "en") == nearly


def test_sentences_of_the_board_that_name_somebody_are_left_out(tmp_path: Path) -> None:
    names = NAMES | {
        "kpi_answer": "Meetings will land at 130.",
        "kpi_week": "Last week: RepA 2 had 3.",
        "kpi_moved": "C: Calls up, 238 in five business days.",
        "kpi_missing": "Missing entries, last ten business days: 3 (RepA 1 3).",
    }
    book = pages.plain_book(tmp_path / "b.xlsx", {"Progress": company({"A": 9, "C": 2})}, names)
    text = pages.texts(pages.tree(sheetkpi.publish(book, tmp_path).path).xpath("//main")[0])
    assert "Meetings will land at 130." in text
    assert not re.search("Last week|Calls up|Missing", text)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("records", [1, 2, 1200])
def test_a_sentence_of_ours_names_nobody_whatever_its_number(language: Language, records: int) -> None:
    sheet = say("sheet.result_map", language)
    sentence = say("first.unknown", language, records=f"{records:,}", sheet=sheet)
    assert of_whom(sentence, language) == ""
