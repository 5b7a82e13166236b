"""Columns that were not used: named in the workbook, proposed in ColumnMap, gone when they are dealt with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import sheetkpi
from sheetkpi.language import Language, say
from sheetkpi.model.metrics import KpiTree
from sheetkpi.sources.accounting import accounted
from sheetkpi.sources.activity import Activity, SheetReading
from sheetkpi.sources.headers.column_map import FIELD_WORDS, READ_AS, ColumnMap
from sheetkpi.summary import Summary
from sheetkpi.workbook.entering import enter_rows
from sheetkpi.workbook.filling import plan
from sheetkpi.workbook.inputs import read_inputs
from sheetkpi.workbook.restore import put_back
from sheetkpi.workbook.status import next_steps
from sheetkpi.workbook.undo import remember
from sheetkpi.workbook.unused import proposals_frame, unused_lines
from tests.macrobook.adoptedbooks import adopted_book, refreshed
from tests.smallbooks import template_with
from tests.workbook.activities import NOVEMBER
from tests.workbook.books import grid, make_book, opened, table_rows
from tests.workbook.targeted import standing
from tests.workbook.unused import accounts, found, log_columns, log_sheet

TABLES = frozenset({"ColumnMap", "ImportSheets", "ImportIssues"})
MAP = {"ja": "項目マッピング", "en": "Column map"}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(template_with(TABLES))
    return path


def filled(path: Path, activity: Activity) -> Path:
    """The workbook after a refresh that read `activity`."""
    with opened(path) as open_book:
        inputs = read_inputs(open_book)
        told = accounted(activity, [log_sheet()], ColumnMap.from_frame(inputs.frames["ColumnMap"], KpiTree()))
        report = standing(NOVEMBER, inputs)
        plan(open_book, inputs, report, told, read_at=datetime(2026, 11, 6)).write(open_book)
        open_book.save()
    return path


def typed(path: Path, *rows: tuple[int, int, Any]) -> Path:
    """The workbook after somebody typed values into ColumnMap: row, column (both from 0), value."""
    with opened(path) as open_book:
        body = open_book.sheets[MAP["ja"]].tables["ColumnMap"].data_body_range
        for row, column, value in rows:
            body[row, column].value = value
        open_book.save()
    return path


def map_rows(
    path: Path, columns: Sequence[str] = ("シート", "見出し", "項目", "候補", "中身")
) -> list[list[Any]]:
    """The rows of ColumnMap that hold anything."""
    return [row for row in table_rows(path, MAP["ja"], "ColumnMap", columns) if any(row)]


PROPOSED = [
    ["活動ログ", "来場", None, None, "○などの印"],
    ["活動ログ", "メール本数", None, "メール送信数", "件数"],
]


def test_columns_not_used_are_named_where_each_sheet_is_told_of(book: Path):
    path = filled(book, found(log_columns()))
    rows = table_rows(path, "取込元", "ImportSheets", ["シート", "列の読み方", "使っていない列"])
    assert rows == [["活動ログ", "日付=架電日", "メール本数、来場、メモ2、電話番号"]]


def test_many_columns_not_used_are_named_in_part_and_counted(book: Path):
    many = accounts(*({"header": f"列{number}", "cell": "A1"} for number in range(14)))
    ((named,),) = table_rows(filled(book, found(many)), "取込元", "ImportSheets", ["使っていない列"])
    assert named.startswith("列0、列1、")
    assert named.endswith("列9 …（ほか 4 列）")


def test_what_looks_useful_is_proposed_with_a_guess_and_an_empty_field(book: Path):
    path = filled(book, found(log_columns()))
    assert map_rows(path) == PROPOSED


def test_a_proposal_changes_nothing_until_somebody_answers(book: Path):
    path = filled(book, found(log_columns()))
    with opened(path) as open_book:
        said = ColumnMap.from_frame(read_inputs(open_book).frames["ColumnMap"], KpiTree())
    assert said.rows == ()


def test_the_guess_is_a_word_that_the_field_takes(book: Path):
    path = typed(filled(book, found(log_columns())), (1, 2, "メール送信数"))
    with opened(path) as open_book:
        said = ColumnMap.from_frame(read_inputs(open_book).frames["ColumnMap"], KpiTree())
    assert said.of_sheet(log_sheet()).field_of("メール本数") == "emails"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_whatever_is_guessed_can_be_chosen(language: Language):
    for key in (*FIELD_WORDS, *KpiTree().counts):
        guessed = found(log_columns(guess=key))
        row = proposals_frame(guessed, KpiTree(), language).iloc[0]
        said = ColumnMap.from_frame(
            pd.DataFrame([(row["sheet"], row["header"], row["guess"])], columns=["sheet", "header", "field"]),
            KpiTree(),
        )
        assert said.rows[0][2] == key


def test_a_second_refresh_proposes_nothing_twice(book: Path):
    path = filled(filled(book, found(log_columns())), found(log_columns()))
    assert map_rows(path) == PROPOSED


def test_an_unanswered_proposal_goes_when_its_column_is_gone_or_used(book: Path):
    path = filled(book, found(log_columns()))
    used = log_columns()
    used.loc[used["header"] == "来場", "role"] = "used"
    assert map_rows(filled(path, found(used))) == PROPOSED[1:]
    assert map_rows(filled(path, found(log_columns(role="used")))) == []
    assert map_rows(filled(path, found(log_columns()))) == PROPOSED


@pytest.mark.parametrize(
    ("column", "answer"), [(2, "商談創出数"), (2, "使わない"), (4, "日/月/年"), (6, "来週確認")]
)
def test_an_answer_stays_whatever_becomes_of_the_column(book: Path, column: int, answer: str):
    path = typed(filled(book, found(log_columns())), (0, column, answer))
    after = map_rows(
        filled(path, found(log_columns(role="used"))), ["見出し", "項目", "候補", "読み方", "備考"]
    )
    assert [row[0] for row in after] == ["来場"]
    assert answer in after[0]


def test_rows_of_people_stay_where_they_are_and_blank_ones_are_filled(book: Path):
    path = typed(book, (1, 1, "Resolved"), (1, 2, "商談創出数"), (2, 0, "他"), (2, 1, "見出しだけ"))
    path = filled(path, found(log_columns()))
    headers = table_rows(path, MAP["ja"], "ColumnMap", ["見出し"])
    assert [header for (header,) in headers][:4] == ["来場", "Resolved", "見出しだけ", "メール本数"]
    path = filled(path, found(None))
    headers = table_rows(path, MAP["ja"], "ColumnMap", ["見出し"])
    assert [header for (header,) in headers][:4] == [None, "Resolved", "見出しだけ", None]


def test_what_is_set_aside_is_neither_noted_nor_named_any_more(book: Path):
    path = typed(filled(book, found(log_columns())), (0, 2, "使わない"))
    path = filled(path, found(log_columns()))
    ((named,),) = table_rows(path, "取込元", "ImportSheets", ["使っていない列"])
    assert named == "メール本数、メモ2、電話番号"
    noted = table_rows(path, "取込結果", "ImportIssues", ["重要度", "列", "セル"])
    assert noted == [["メモ", "メール本数", "D1"]]
    assert map_rows(path)[0] == ["活動ログ", "来場", "使わない", None, "○などの印"]


def test_a_header_of_several_sheets_is_one_row_for_all_of_them(book: Path):
    places = ("a.csv", "b.csv", "c.csv")
    columns = pd.concat([log_columns(place=place, sheet="") for place in places], ignore_index=True)
    several = found(columns, *(SheetReading(place, "", "log") for place in places))
    assert map_rows(filled(book, several)) == [[None, *row[1:]] for row in PROPOSED]


def test_dates_may_be_read_as_people_say(book: Path):
    path = typed(book, (0, 1, "Date"), (0, 4, "日/月/年"))
    with opened(path) as open_book:
        frame = read_inputs(open_book).frames["ColumnMap"]
    assert frame[["sheet", "header", "field", "read_as"]].to_numpy().tolist() == [
        ["", "Date", "", "日/月/年"]
    ]
    assert [say(key, "en") for key in READ_AS] == ["D/M/Y", "M/D/Y", "Y/M/D", "UTC"]


def steps(path: Path, activity: Activity, mark: str = "") -> list[str]:
    ignored = frozenset({("", "活動ログ", mark, "reason.column_unused")})
    told = accounted(activity, [log_sheet()], ColumnMap(), ignored)
    with opened(path) as open_book:
        inputs = read_inputs(open_book)
        return next_steps(inputs, standing(NOVEMBER, inputs), told)


def test_the_board_says_which_column_to_decide_on(book: Path):
    one = log_columns()
    one = one[one["header"] != "メール本数"]
    step = "「活動ログ」の列「来場」は使われていません。「項目マッピング」シートで項目を選んでください。"
    assert steps(book, found(one))[0] == step
    both = steps(book, found(log_columns()))[0]
    assert both.startswith("「活動ログ」の列「来場」など（ほか 1 列）は使われていません。")
    assert step not in steps(book, found(one), mark="E1")


def test_the_board_names_a_sheet_left_alone_first(book: Path):
    columns = accounts(
        {"sheet": "集計", "header": "日", "cell": "A1", "holds": "dates"},
        {"sheet": "集計", "header": "本数", "cell": "B1", "holds": "counts"},
    )
    left = SheetReading("", "集計", "none", remark_key="left.no_rep")
    assert steps(book, found(columns, left))[0] == (
        "「集計」は活動のように見えますが、集計していません（担当者の列がありません）。"
        "列を足すか「項目マッピング」で選んでください。"
    )


def test_the_summary_names_three_sheets_and_counts_the_others():
    names = [f"{number}月" for number in range(1, 6)]
    columns = pd.concat(
        [accounts({"sheet": name, "header": f"数{name}", "cell": "A1", "holds": "counts"}) for name in names]
    )
    told = found(columns, *(SheetReading("", name, "log") for name in names))
    assert unused_lines(told, "ja") == [
        "1月：数1月",
        "2月：数2月",
        "3月：数3月",
        "ほか 2 枚のシートにもあります。",
    ]
    summary = Summary(told, KpiTree(), None, date(2026, 11, 5), 2, 2, 3)
    assert summary.message("en").splitlines()[1:3] == ["Columns not used", "1月: 数1月"]


def test_the_terminal_shows_them_as_they_are_written(capsys: pytest.CaptureFixture[str]):
    from sheetkpi.cli.terminal import show_summary

    columns = accounts({"header": "[bold]数", "cell": "A1", "holds": "counts"})
    show_summary(Summary(found(columns), KpiTree(), None, None, 2, 2, 3), "ja", "summary.title")
    shown = capsys.readouterr().out
    assert "使っていない列" in shown
    assert "活動ログ：[bold]数" in shown


def test_sheets_that_lack_the_same_columns_share_a_line():
    places = ("calls_1.csv", "calls_2.csv", "calls_3.csv")
    columns = pd.concat([log_columns(place=place, sheet="") for place in places], ignore_index=True)
    told = found(columns, *(SheetReading(place, "", "log") for place in places))
    assert unused_lines(told, "ja") == ["calls_1.csv（ほか 2 枚）：メール本数、来場、メモ2"]


def test_nothing_is_said_where_everything_is_used():
    assert unused_lines(found(log_columns(role="used")), "ja") == []
    assert "\n" not in Summary(found(None), KpiTree(), None, None, 0, 0, 0).message("ja")


OLD_HEADER = ["シート", "見出し", "項目", "備考"]


def test_a_map_made_before_there_were_guesses_gets_their_columns_at_its_edge(tmp_path: Path):
    cells = grid("A1", [OLD_HEADER, [None, "Resolved", "商談創出数", "x"], [None] * 4])
    path = make_book(tmp_path / "KPI.xlsx", {MAP["ja"]: cells}, {"ColumnMap": "項目マッピング!A1:D3"})
    path = filled(path, found(log_columns()))
    assert table_rows(path, MAP["ja"], "ColumnMap", [*OLD_HEADER, "候補", "中身"]) == [
        [None, "Resolved", "商談創出数", "x", None, None],
        ["活動ログ", "来場", None, None, None, "○などの印"],
        ["活動ログ", "メール本数", None, None, "メール送信数", "件数"],
    ]
    assert map_rows(filled(path, found(None)), OLD_HEADER) == [[None, "Resolved", "商談創出数", "x"]]


def test_a_map_with_nothing_to_propose_is_left_as_it_is(tmp_path: Path):
    cells = grid("A1", [OLD_HEADER, [None, "Resolved", "商談創出数", "x"]])
    path = make_book(tmp_path / "KPI.xlsx", {MAP["ja"]: cells}, {"ColumnMap": "項目マッピング!A1:D2"})
    rows = table_rows(filled(path, found(None)), MAP["ja"], "ColumnMap")
    assert rows == [[None, "Resolved", "商談創出数", "x"]]


def test_where_a_map_has_no_room_the_refresh_goes_on_without_proposals(tmp_path: Path):
    cells = grid("A1", [[*OLD_HEADER, "ほかの表"], [None, "Resolved", "商談創出数", "x", 1]])
    issues = grid("A1", [["理由", "ファイル", "シート", "セル", "値"], [None] * 5])
    path = make_book(
        tmp_path / "KPI.xlsx",
        {MAP["ja"]: cells, "取込結果": issues},
        {"ColumnMap": "項目マッピング!A1:D2", "ImportIssues": "取込結果!A1:E2"},
    )
    path = filled(path, found(log_columns()))
    assert table_rows(path, MAP["ja"], "ColumnMap") == [[None, "Resolved", "商談創出数", "x"]]
    assert table_rows(path, "取込結果", "ImportIssues", ["セル"]) == [["E1"], ["D1"]]


def test_a_list_of_sheets_without_room_for_the_columns_not_used_is_filled_as_before(tmp_path: Path):
    narrow = ["ファイル", "シート", "読込件数"]
    cells = grid("A1", [[*narrow, "私の列"], [None] * 4])
    path = make_book(tmp_path / "KPI.xlsx", {"取込元": cells}, {"ImportSheets": "取込元!A1:C2"})
    path = filled(path, found(log_columns()))
    assert table_rows(path, "取込元", "ImportSheets", narrow) == [[None, "活動ログ", 5]]
    whole = ["ファイル", "シート", "形", "列の読み方", "読込件数", "集計件数", "対象外件数", "説明"]
    cells = grid("A1", [[*whole, "私の列"], [None] * 9])
    path = make_book(tmp_path / "KPI2.xlsx", {"取込元": cells}, {"ImportSheets": "取込元!A1:H2"})
    path = filled(path, found(log_columns()))
    assert table_rows(path, "取込元", "ImportSheets", ["シート", "読込件数"]) == [["活動ログ", 5]]


def test_an_undo_takes_proposals_back_and_brings_withdrawn_ones_again(book: Path):
    path = typed(book, (0, 1, "Resolved"), (0, 2, "商談創出数"))
    for before, after in ((found(None), found(log_columns())), (found(log_columns()), found(None))):
        path = filled(path, before)
        stood = table_rows(path, MAP["ja"], "ColumnMap")
        with opened(path) as open_book:
            inputs = read_inputs(open_book)
            filling = plan(
                open_book, inputs, standing(NOVEMBER, inputs), after, read_at=datetime(2026, 11, 7)
            )
            kept = remember(open_book, filling)
            assert kept is not None
            filling.write(open_book)
            open_book.save()
        assert table_rows(path, MAP["ja"], "ColumnMap") != stood
        with opened(path) as open_book:
            put_back(open_book, kept)
            open_book.save()
        assert table_rows(path, MAP["ja"], "ColumnMap") == stood


def test_a_month_over_a_table_is_no_column_that_was_not_used(tmp_path: Path):
    def budget(sheet: Worksheet) -> None:
        sheet.append(["November 2026"])
        for row in (["Source", "Budget", "Calls", "Meetings"], ["Expo", 9, 3, 1], ["Web", 8, 4, 1]):
            sheet.append(row)

    path = adopted_book(tmp_path / "KPI.xlsx", budget, {})
    assert refreshed(path).unused("en") == ["実績: Budget, Calls, Source, Meetings"]


def test_a_file_in_which_nothing_is_activity_is_named(tmp_path: Path):
    people = tmp_path / "prices.csv"
    people.write_text("Item,Price,Colour\nDesk,12000,black\nChair,8000,white\n", "utf-8-sig")
    path = adopted_book(tmp_path / "KPI.xlsx", lambda sheet: None, {})
    issues = refreshed(path, activity=[people]).activity.issues
    (note,) = issues[issues["reason"] == "reason.nothing_counted"].to_dict("records")
    assert (Path(note["place"]).name, note["severity"]) == ("prices.csv", "note")
    assert note["values"] == {"left": ("left.no_headers", {})}


def test_a_list_of_reps_is_understood_though_nothing_in_it_is_activity(tmp_path: Path):
    people = tmp_path / "people.csv"
    people.write_text("氏名,入社日,部署\n森 葵,2023-04-01,東\n原田 陸,2022-10-01,西\n", "utf-8-sig")
    path = adopted_book(tmp_path / "KPI.xlsx", lambda sheet: None, {})
    assert "reason.nothing_counted" not in set(refreshed(path, activity=[people]).activity.issues["reason"])


def test_a_file_that_is_no_activity_is_named_in_what_a_refresh_says(tmp_path: Path):
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.4 a letter\n")
    path = adopted_book(tmp_path / "KPI.xlsx", lambda sheet: None, {})
    (line,) = refreshed(path, activity=[letter]).mistakes("en")
    assert line.startswith("letter.pdf: Nothing in it is counted as activity (no row of known headers).")


def test_where_entries_were_collected_from_is_no_column_that_was_not_used(tmp_path: Path):
    path = sheetkpi.new(tmp_path / "KPI.xlsx", "en")
    entry = {"date": date(2026, 11, 2), "rep": "Aoi", "calls": 9, "entered_in": "Aoi.xlsx", "stamp": "v1"}
    with sheetkpi.open_book(path) as book:
        enter_rows(book, {"DailyEntry": pd.DataFrame([entry])})
        assert sheetkpi.check(book).unused("en") == []
