"""Leads to call, handed out: whose they are, and what becomes of results that reps type into their list."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import sheetkpi
from sheetkpi.cli import main
from sheetkpi.cli.options import Code
from sheetkpi.distribution.incoming.collecting import Collection
from sheetkpi.language import Language, say
from sheetkpi.workbook.entering import enter_rows
from tests.distribution.workbooks import ROSTER, findings, save_at
from tests.smallbooks import TABLES, template_with

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (16, 17, 18))
YAMADA, MORI, SATO = ROSTER["rep"]
LOG = ["架電日", "担当者", "会社名", "先方担当者", "リードソース", "架電結果"]
CALLS: Sequence[Sequence[Any]] = [
    (datetime(2026, 11, 2), MORI, "アルファ", None, "展示会", "不在"),
    (datetime(2026, 11, 3), MORI, "ベータ", None, "展示会", "不在"),
    (datetime(2026, 11, 4), SATO, "ガンマ", None, "紹介", "再架電"),
    (datetime(2026, 11, 5), SATO, "デルタ", "上野 望", "紹介", "不在"),
]


def master(folder: Path, calls: Sequence[Sequence[Any]] = CALLS, language: Language = "ja") -> Path:
    """A KPI workbook with leads, as refreshed on Monday."""
    path = folder / "KPI.xlsx"
    path.write_bytes(template_with(frozenset({*TABLES, "FollowUps", "DailyKPI"}), language))
    with sheetkpi.open_book(path) as book:
        enter_rows(book, {"Roster": ROSTER})
        sheet = book.sheets.add("架電ログ")
        sheet["A1"].value = [LOG, *map(list, calls)]
        sheetkpi.refresh(book, today=MONDAY)
        book.save()
    return path


def hand_out(path: Path, today: date = MONDAY, **options: Any) -> dict[str, Path]:
    """Hand out to everybody; the files by recipient."""
    result = sheetkpi.distribute(path, path.parent / "out", today=today, **options)
    assert not result.of("failed")
    return {workbook.recipient: workbook.path for workbook in result.workbooks}


def collect(path: Path, *places: Path, today: date = TUESDAY) -> Collection:
    return sheetkpi.collect(path, places or [path.parent / "out"], today=today)


def sheet_of(book: openpyxl.Workbook, table: str = "FollowUps") -> Worksheet:
    return next(sheet for sheet in book if table in sheet.tables)


def rows(path: Path, table: str = "FollowUps") -> list[dict[str, Any]]:
    """The rows of a table that say something, by header."""
    with sheetkpi.open_book(path, read_only=True) as book:
        sheet = next(sheet for sheet in book.sheets if table in sheet.tables)
        header, *lines = sheet.tables[table].range.options(ndim=2).value
    return [dict(zip(header, line, strict=True)) for line in lines if any(line)]


def leads(path: Path) -> list[tuple[str, str, str | None]]:
    """Rep, company and result of each row of the list."""
    return [(row["担当者"], row["会社名"], row["今回の結果"]) for row in rows(path)]


def enter(path: Path, company: str, result: str | None, saved: datetime | None = None, **cells: Any) -> None:
    """Type into the first row of a company as a rep does in Excel, `cells` by header."""
    with sheetkpi.open_book(path) as book:
        sheet = next(sheet for sheet in book.sheets if "FollowUps" in sheet.tables)
        area = sheet.tables["FollowUps"].range
        header, *lines = area.options(ndim=2).value
        place = next(
            number for number, line in enumerate(lines, 1) if line[header.index("会社名")] == company
        )
        for name, value in {"今回の結果": result, **cells}.items():
            area[place, header.index(name)].value = value
        book.save()
    path.with_name(f"{path.name}.bak").unlink()
    if saved:
        save_at(path, saved)


def counts(path: Path) -> dict[tuple[int, str], tuple[Any, Any, Any]]:
    """Calls, connects and meetings by day of November and rep, of days with any."""
    told = {
        (row["日付"].day, row["担当者"]): (row["架電数"], row["接続数"], row["商談創出数"])
        for row in rows(path, "DailyKPI")
    }
    return {key: figures for key, figures in told.items() if figures != (None, None, None) and any(figures)}


def entry_frame(day: date, rep: str, made: dict[str, int]) -> pd.DataFrame:
    return pd.DataFrame([{"date": day, "rep": rep, **made}])


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the KPI workbook and what was handed out on Monday."""
    path = master(tmp_path_factory.mktemp("leads"))
    hand_out(path)
    return path.parent


@pytest.fixture
def path(begun: Path, tmp_path: Path) -> Path:
    shutil.copytree(begun, tmp_path / "work")
    return tmp_path / "work" / "KPI.xlsx"


def handed(path: Path, rep: str) -> Path:
    return next((path.parent / "out").glob(f"*{rep}.xlsx"))


# Handing out


def test_a_rep_gets_their_own_leads_alone(path: Path) -> None:
    assert leads(handed(path, MORI)) == [(MORI, "アルファ", None), (MORI, "ベータ", None)]
    assert {company for _, company, _ in leads(handed(path, SATO))} == {"ガンマ", "デルタ"}


def test_no_part_of_a_workbook_names_the_leads_of_others(path: Path) -> None:
    """Not the sheets alone: shared texts, names and what is hidden too."""
    theirs = {MORI: ("ガンマ", "デルタ", "上野"), SATO: ("アルファ", "ベータ")}
    for rep in ROSTER["rep"]:
        with zipfile.ZipFile(handed(path, rep)) as package:
            text = "".join(package.read(part).decode("utf-8", "replace") for part in package.namelist())
        assert not [name for name in theirs.get(rep, sum(theirs.values(), ())) if name in text]


def test_the_list_takes_the_place_of_standing_where_there_are_leads(path: Path) -> None:
    def in_sight(rep: str) -> list[str]:
        book = openpyxl.load_workbook(handed(path, rep))
        return [sheet.title for sheet in book if sheet.sheet_state == "visible"]

    def linked(rep: str) -> set[str]:
        book = openpyxl.load_workbook(handed(path, rep))
        links = [cell.hyperlink for row in book.worksheets[0].iter_rows() for cell in row if cell.hyperlink]
        return {link.location.partition("!")[0].strip("'") for link in links if link.location}

    board, entry, standing, listed = (
        say(f"sheet.{key}", "ja") for key in ("board", "entry", "standing", "followups")
    )
    assert set(in_sight(MORI)) == {board, entry, listed}
    assert linked(MORI) == {entry, listed}
    assert set(in_sight(YAMADA)) == {board, entry, standing}
    assert linked(YAMADA) == {entry, standing}


def test_choices_and_colours_are_those_of_the_kpi_workbook(path: Path) -> None:
    def rules(of: Path) -> tuple[list[Any], list[Any]]:
        sheet = sheet_of(openpyxl.load_workbook(of))
        checks = sheet.data_validations.dataValidation
        colours = sheet.conditional_formatting
        return (
            sorted((check.type, check.formula1, str(check.sqref)) for check in checks),
            sorted((str(area.sqref), rule.formula[0]) for area in colours for rule in area.rules),
        )

    choices, colours = rules(handed(path, MORI))
    assert (choices, colours) == rules(path)
    assert any("アポ獲得" in formula for _, formula, _ in choices)
    assert len(colours) >= 2


def test_what_was_typed_goes_out_again_for_a_month(path: Path) -> None:
    enter(handed(path, MORI), "ベータ", "不在")
    collect(path)
    sheetkpi.refresh(path, today=TUESDAY)
    again = hand_out(path, TUESDAY)
    assert leads(again[MORI]) == [(MORI, "アルファ", None), (MORI, "ベータ", None), (MORI, "ベータ", "不在")]
    assert leads(again[SATO]) == [(SATO, "ガンマ", None), (SATO, "デルタ", None)]
    later = hand_out(path, date(2026, 12, 17))
    assert [row for row in leads(later[MORI]) if row[2]] == [(MORI, "ベータ", "不在")]
    gone = hand_out(path, date(2026, 12, 18))
    assert not [row for row in leads(gone[MORI]) if row[2]]


def test_a_lead_called_like_a_colleague_is_named_in_nobodys_workbook(tmp_path: Path) -> None:
    """佐藤 健 has a lead who is called like a colleague, and another whose contact is."""
    calls = [
        *CALLS,
        (datetime(2026, 11, 6), SATO, "森 葵", None, "紹介", "不在"),
        (datetime(2026, 11, 9), SATO, "ゼータ", "山田 太郎 様", "紹介", "不在"),
    ]
    made = master(tmp_path, calls)
    result = sheetkpi.distribute(made, tmp_path / "out", today=MONDAY)
    assert {row["会社名"] for row in rows(made)} >= {"森 葵", "ゼータ"}, "they are on the list here"
    [own] = [workbook.path for workbook in result.workbooks if workbook.recipient == SATO]
    assert {row["会社名"]: row["先方担当者"] for row in rows(own)} == {
        "ガンマ": None,
        "デルタ": "上野 望",
        "ゼータ": say("name.kept_back", "ja"),
    }
    [names] = [values["names"] for key, values in result.remarks if key == "distribute.kept_back"]
    assert "森 葵" not in str(names)
    assert "山田" not in str(names)
    enter(own, "ゼータ", "担当者接続")
    assert collect(made).calls == 1
    taken = {(row["会社名"], row["先方担当者"]): row["今回の結果"] for row in rows(made)}
    assert taken["ゼータ", "山田 太郎 様"] == "担当者接続"
    assert len(taken) == len(rows(made)) == 6


# Collecting


def test_a_result_is_taken_once_and_counts_once(path: Path) -> None:
    before = counts(path)
    enter(handed(path, MORI), "アルファ", "アポ獲得", メモ="来週火曜")
    enter(handed(path, SATO), "デルタ", "不在", 架電した日=datetime(2026, 11, 13))
    result = collect(path)
    assert (result.calls, result.meetings, result.changed, result.findings) == (2, 0, True, ())
    again = collect(path)
    assert (again.calls, again.changed) == (0, False)
    for _ in range(2):
        sheetkpi.refresh(path, today=TUESDAY)
        assert counts(path) == before | {(16, MORI): (1, 1, 1), (13, SATO): (1, 0, 0)}
    assert collect(path).calls == 0
    [row] = [row for row in rows(path) if row["今回の結果"] == "アポ獲得"]
    assert (row["会社名"], row["メモ"], row["リストの日"]) == ("アルファ", "来週火曜", datetime(2026, 11, 16))


def test_a_note_alone_is_taken_and_is_no_call(path: Path) -> None:
    before = counts(path)
    enter(handed(path, MORI), "アルファ", None, メモ="午後にかけ直す")
    enter(handed(path, MORI), "ベータ", "不在", メモ="留守")
    result = collect(path)
    assert (result.calls, result.notes, result.left_out) == (1, 1, 0)
    sheetkpi.refresh(path, today=MONDAY)
    assert counts(path) == before | {(16, MORI): (1, 0, None)}
    enter(handed(path, MORI), "アルファ", "不在")
    result = collect(path)
    assert (result.calls, result.notes) == (1, 0), "the result comes later and counts then"


def test_a_call_whose_list_has_moved_on_is_added_and_counts_once(path: Path) -> None:
    """The list of Tuesday stands in the KPI workbook when Monday's results come."""
    before = counts(path)
    enter(handed(path, SATO), "デルタ", "担当者接続")
    sheetkpi.refresh(path, today=TUESDAY)
    assert not [row for row in rows(path) if row["リストの日"] == datetime(2026, 11, 16)]
    listed = len(rows(path))
    with sheetkpi.open_book(path) as book:
        sheet = book.sheets["優先リード"]
        table = sheet.tables["FollowUps"].range
        sheet[table.last_cell.row + 30, 1].value = "自分のメモ"
        book.save()
    assert collect(path).calls == 1
    [row] = [row for row in rows(path) if row["今回の結果"]]
    shown = {
        key: row[key] for key in ("リストの日", "会社名", "先方担当者", "担当者", "チーム", "リード経路")
    }
    assert list(shown.values()) == [datetime(2026, 11, 16), "デルタ", "上野 望", SATO, "第2課", "紹介"]
    assert len(rows(path)) == listed + 1
    assert collect(path).calls == 0
    sheetkpi.refresh(path, today=TUESDAY)
    assert counts(path) == before | {(16, SATO): (1, 1, None)}, "nobody has counted meetings yet"
    texts = [cell for line in sheet_of(openpyxl.load_workbook(path)).values for cell in line]
    assert texts.count("自分のメモ") == 1


def test_no_room_below_the_list_stops_collecting_before_anything_is_written(path: Path) -> None:
    enter(handed(path, SATO), "デルタ", "担当者接続")
    sheetkpi.refresh(path, today=TUESDAY)
    with sheetkpi.open_book(path) as book:
        sheet = book.sheets["優先リード"]
        sheet[sheet.tables["FollowUps"].range.last_cell.row, 1].value = "自分のメモ"
        book.save()
    before = path.read_bytes()
    with pytest.raises(sheetkpi.WorkbookError) as told:
        collect(path)
    assert told.value.key == "error.no_room"
    assert path.read_bytes() == before


def test_of_two_files_of_one_rep_the_newer_speaks(path: Path) -> None:
    old = handed(path, MORI).with_name("写し.xlsx")
    shutil.copy(handed(path, MORI), old)
    enter(old, "アルファ", "不在", datetime(2026, 11, 16, 9))
    enter(old, "ベータ", "担当者接続", datetime(2026, 11, 16, 9))
    enter(handed(path, MORI), "アルファ", "アポ獲得", datetime(2026, 11, 16, 18))
    assert collect(path).calls == 2
    told = {company: result for _, company, result in leads(path)}
    assert (told["アルファ"], told["ベータ"]) == ("アポ獲得", "担当者接続")


def test_what_stands_here_stays_and_what_differs_is_listed(path: Path) -> None:
    enter(path, "アルファ", "不在")
    enter(handed(path, MORI), "アルファ", "アポ獲得", メモ="折り返し")
    result = collect(path)
    [told] = result.findings
    assert (told.reason, told.values) == ("reason.call_otherwise", {"here": "不在", "there": "アポ獲得"})
    [row] = [row for row in rows(path) if row["会社名"] == "アルファ"]
    assert (row["今回の結果"], row["メモ"], result.calls) == ("不在", "折り返し", 1)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"担当者": SATO}, "entry_other_rep"),
        ({"担当者": "だれか 知らぬ"}, "entry_rep_unknown"),
        ({"リストの日": None}, "call_no_list"),
        ({"架電した日": "きのう"}, "call_day"),
        ({"架電した日": datetime(2026, 11, 30)}, "date_future"),
    ],
)
def test_a_row_of_somebody_else_or_of_no_day_is_listed_and_not_taken(
    path: Path, cells: dict[str, Any], reason: str
) -> None:
    enter(handed(path, MORI), "アルファ", "アポ獲得", **cells)
    result = collect(path)
    assert [each for _, _, each in findings(result)] == [reason]
    assert (result.calls, result.left_out) == (0, 1)
    assert not [row for row in leads(path) if row[2]]
    hand_out(path, TUESDAY)
    assert len(list((path.parent / "out" / "returned").iterdir())) == 1, "and the file is kept"


def test_a_row_that_was_copied_for_a_second_call_is_listed(path: Path) -> None:
    file = handed(path, MORI)
    enter(file, "アルファ", "不在")
    book = openpyxl.load_workbook(file)
    sheet = sheet_of(book)
    top = next(number for number, row in enumerate(sheet.values, 1) if "会社名" in row)
    place = next(row for row in range(top, 99) if "アルファ" in [cell.value for cell in sheet[row]])
    for column in range(1, sheet.max_column + 1):
        sheet.cell(top + 3, column).value = sheet.cell(place, column).value
    result = next(cell.column for cell in sheet[top] if cell.value == "今回の結果")
    sheet.cell(top + 3, result).value = "アポ獲得"
    book.save(file)
    result = collect(path)
    assert [each for _, _, each in findings(result)] == ["list_twice"]
    assert result.calls == 1


def test_a_file_that_does_not_say_whose_it_is_is_told_by_its_calls(path: Path) -> None:
    """Google Sheets drops defined names; whoever typed in the list alone is known by that."""
    file = handed(path, MORI)
    enter(file, "アルファ", "アポ獲得")
    book = openpyxl.load_workbook(file)
    for name in [name for name in book.defined_names if name.startswith("kpi_")]:
        del book.defined_names[name]
    book.save(file)
    result = collect(path, file)
    assert [each for _, _, each in findings(result)] == ["entry_recipient_guessed"]
    assert result.calls == 1


def test_handing_out_before_collecting_loses_nothing(path: Path) -> None:
    before = counts(path)
    enter(handed(path, MORI), "ベータ", "担当者接続")
    sheetkpi.refresh(path, today=TUESDAY)
    hand_out(path, TUESDAY)
    assert len(list((path.parent / "out" / "returned").iterdir())) == 1
    enter(handed(path, MORI), "アルファ", "不在")
    assert collect(path).calls == 2
    sheetkpi.refresh(path, today=WEDNESDAY)
    assert counts(path) == before | {(16, MORI): (1, 1, None), (17, MORI): (1, 0, None)}
    hand_out(path, WEDNESDAY)
    assert len(list((path.parent / "out" / "returned").iterdir())) == 1, (
        "what was collected is not kept again"
    )


def test_a_team_returns_the_calls_of_its_members(path: Path) -> None:
    files = hand_out(path, by="team")
    assert {rep for rep, _, _ in leads(files["第2課"])} == {SATO}
    enter(files["第2課"], "ガンマ", "アポ獲得")
    sheetkpi.refresh(path, today=TUESDAY)
    assert collect(path, files["第2課"]).calls == 1
    assert (16, SATO) not in counts(path)
    sheetkpi.refresh(path, today=TUESDAY)
    assert counts(path)[16, SATO] == (1, 1, 1)


def test_whoever_calls_a_lead_that_is_its_teams_alone_says_so(path: Path) -> None:
    """A list names its team and no rep: it goes out with the team's workbook."""
    headers = ["会社名", "電話番号", "担当者", "チーム", "リードソース", "登録日"]
    with sheetkpi.open_book(path) as book:
        unowned = ["シータ", "03-1111-1111", None, "第2課", "展示会", datetime(2026, 11, 2)]
        book.sheets.add("リード一覧")["A1"].value = [headers, unowned]
        sheetkpi.refresh(book, today=MONDAY)
        book.save()
    file = hand_out(path, by="team")["第2課"]
    assert ("未割当", "シータ", None) in leads(file)
    enter(file, "シータ", "担当者接続")
    refused = collect(path, file)
    assert ([each for _, _, each in findings(refused)], refused.calls) == (["call_no_rep"], 0)
    enter(file, "シータ", "担当者接続", 担当者=SATO)
    assert collect(path, file).calls == 1
    sheetkpi.refresh(path, today=TUESDAY)
    assert counts(path)[16, SATO] == (1, 1, None)
    assert [each for each in leads(path) if each[1] == "シータ" and each[2]] == [
        (SATO, "シータ", "担当者接続")
    ]


def test_the_command_tells_how_many_calls_were_taken(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run() -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(["collect", str(path), str(path.parent / "out"), "--lang", "ja"])
        return int(ended.value.code or 0), capsys.readouterr().out

    enter(handed(path, MORI), "アルファ", "アポ獲得")
    code, said = run()
    assert code == Code.DONE
    assert re.search(say("collect.calls", "ja") + r"\D*1\b", said)
    assert say("done.collect", "ja", path=path)[-30:] in said.replace("\n", "")
    code, said = run()
    assert code == Code.NOTHING
    assert re.search(say("collect.calls", "ja") + r"\D*0\b", said)


def test_in_english_with_a_day_typed_as_text(tmp_path: Path) -> None:
    path = master(tmp_path, language="en")
    file = hand_out(path)[MORI]
    with sheetkpi.open_book(file) as book:
        area = book.sheets["Leads to call"].tables["FollowUps"].range
        header = area.options(ndim=2).value[0]
        for name, value in (("Result of this call", "Meeting set"), ("Called on", "'2026/11/13")):
            area[1, header.index(name)].value = value
        book.save()
    sheetkpi.refresh(path, today=TUESDAY)
    assert collect(path).calls == 1
    [row] = [row for row in rows(path) if row["Result of this call"]]
    assert (row["Called on"], row["List of"]) == (datetime(2026, 11, 13), datetime(2026, 11, 16))
    sheetkpi.refresh(path, today=TUESDAY)
    [told] = [row for row in rows(path, "DailyKPI") if row["Date"] == datetime(2026, 11, 13) and row["Calls"]]
    assert (told["Rep"], told["Calls"], told["Meetings"]) == (MORI, 1, 1)


# A week


def test_a_week_typed_once(tmp_path: Path) -> None:
    """Two reps, three days: results in the list, the rest in the daily entry; a third enters nothing."""
    path = master(tmp_path)
    wanted = counts(path)
    typed = {
        MONDAY: [(MORI, "アルファ", "不在", (1, 0, 0)), (SATO, "ガンマ", "アポ獲得", (1, 1, 1))],
        TUESDAY: [(MORI, "ベータ", "担当者接続", (1, 1, 0))],
        WEDNESDAY: [(MORI, "アルファ", "アポ獲得", (1, 1, 1)), (SATO, "デルタ", "受付止まり", (1, 0, 0))],
    }
    beside = {MORI: (20, 4, 1), SATO: (30, 5, 0)}
    for day, results in typed.items():
        files = hand_out(path, day)
        for rep in (MORI, SATO):
            with sheetkpi.open_book(files[rep]) as book:
                made = dict(zip(("calls", "connects", "meetings"), beside[rep], strict=True))
                enter_rows(book, {"DailyEntry": entry_frame(day, rep, made)})
                book.save()
            wanted[day.day, rep] = beside[rep]
        for rep, company, result, figures in results:
            enter(files[rep], company, result)
            sums = zip(wanted[day.day, rep], figures, strict=True)
            wanted[day.day, rep] = tuple(one + other for one, other in sums)
        collected = collect(path, today=day)
        assert (collected.calls, collected.added, collected.left_out) == (len(results), 2, 0)
        sheetkpi.refresh(path, today=day)
    assert counts(path) == wanted
    assert not [
        row for row in rows(path, "DailyKPI") if row["担当者"] == YAMADA and row["架電数"] is not None
    ]
