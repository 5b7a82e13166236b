"""What could not be counted, as people read it: lines, summary, marks, the file for what does not fit."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd

from sheetkpi.workbook import issues as issues_module
from sheetkpi.workbook.issues import csv_of, issue_table, lines_in_sheet, reason_of, summary_table
from tests.workbook.activities import activity, issue
from tests.workbook.books import grid, make_book, refill, table_rows

BAD_DATE = "reason.holiday_date"


def test_lines_are_sentences_in_the_language_of_the_workbook():
    found = activity(
        issues=[issue(BAD_DATE, "A5", row=5, column="日付", value="12/32", values={"value": "12/32"})]
    )
    line = issue_table(found.issues, "ja").iloc[0]
    assert (line["severity"], line["row"], line["cell"]) == ("対象外", 5, "A5")
    assert line["reason"] == "休日の日付「12/32」を読み取れません。2026/12/29 のように入力してください。"
    assert issue_table(found.issues, "en").iloc[0]["reason"].startswith("The holiday “12/32”")


def test_errors_come_first_and_marked_lines_last():
    found = activity(
        issues=[
            issue("reason.rep_unknown", severity="note", values={"rep": "a", "records": 1}),
            issue(BAD_DATE, "A1", ignored=True, values={"value": "x"}),
            issue(BAD_DATE, "A2", values={"value": "y"}),
            issue("reason.metric_half", severity="error", values={"name": "返信率"}),
        ]
    )
    assert issue_table(found.issues, "en")["severity"].tolist() == ["Error", "Left out", "Note", "Left out"]


def test_the_summary_counts_by_reason_without_what_was_marked():
    found = activity(
        issues=[
            *(issue(BAD_DATE, f"A{row}", values={"value": str(row)}) for row in range(3)),
            issue(BAD_DATE, "A9", ignored=True, values={"value": "9"}),
            issue("reason.rep_unknown", severity="note", values={"rep": "a", "records": 1}),
        ]
    )
    rows = summary_table(found.issues, "ja").to_numpy().tolist()
    assert [(row[0], row[2]) for row in rows] == [("対象外", 3), ("メモ", 1)]
    assert rows[0][1].startswith("休日の日付「…」を読み取れません。")


def test_a_summary_with_more_reasons_than_room_ends_in_the_others():
    from sheetkpi.language.reasons import WORDS

    reasons = [key for key in WORDS if key.startswith("reason.")][: issues_module.SUMMARY_ROWS + 2]
    found = activity(issues=[issue(reason, severity="note") for reason in reasons])
    found.issues["values"] = [_fillings(reason) for reason in reasons]
    summary = summary_table(found.issues, "ja")
    assert len(summary) == issues_module.SUMMARY_ROWS
    assert summary.iloc[-1].tolist() == ["", "その他の理由", 3]


def _fillings(reason: str) -> dict[str, str]:
    import re

    from sheetkpi.language import say

    return dict.fromkeys(re.findall(r"\{(\w+)", say(reason, "ja")), "x")


def test_a_reason_is_known_again_by_its_sentence_in_either_language():
    for sentence in (
        "The holiday “12/32” is not a date. Enter it like 2026-12-29.",
        "a sentence of somebody's own",
    ):
        assert reason_of(sentence) in (BAD_DATE, sentence)
    assert reason_of("The holiday “12/32” is not a date. Enter it like 2026-12-29.") == BAD_DATE


def test_only_so_many_lines_go_into_the_sheet_and_marked_ones_always(monkeypatch):
    monkeypatch.setattr(issues_module, "LINES", 3)
    rows = [issue(BAD_DATE, f"A{row}", values={"value": "x"}, ignored=row == 5) for row in range(6)]
    assert lines_in_sheet(activity(issues=rows).issues)["cell"].tolist() == ["A0", "A1", "A5"]


def test_the_file_opens_in_excel_and_holds_no_formulas(tmp_path: Path):
    found = activity(issues=[issue(BAD_DATE, "A5", value="=1+1", values={"value": "=1+1"})])
    (tmp_path / "all.csv").write_bytes(data := csv_of(issue_table(found.issues, "ja"), "ja"))
    assert data.startswith(b"\xef\xbb\xbf")
    assert pd.read_csv(tmp_path / "all.csv")["値"].tolist() == ["'=1+1"]


HEADER = ["重要度", "ファイル", "シート", "行", "列", "セル", "値", "理由", "リンク", "処理"]


def issues_book(folder: Path) -> Path:
    return make_book(
        folder / "KPI.xlsx",
        {"取込結果": grid("A1", [HEADER, [None] * len(HEADER)])},
        {"ImportIssues": "取込結果!A1:J2"},
    )


def test_a_link_leads_to_the_cell_in_this_workbook_or_in_another_file(tmp_path: Path):
    found = activity(
        issues=[
            issue(BAD_DATE, "A5", values={"value": "x"}),
            issue(BAD_DATE, "B7", place="logs/11月.xlsx", sheet="Bob's", values={"value": "x"}),
            issue(BAD_DATE, "", values={"value": "x"}),
        ]
    )
    path = refill(issues_book(tmp_path), {"ImportIssues": issue_table(found.issues, "ja")})
    link = openpyxl.load_workbook(path)["取込結果"]["I2"].value
    assert link.startswith('=IF(ImportIssues[[#This Row],[セル]]="","",IFERROR(HYPERLINK(')
    values = openpyxl.load_workbook(path, data_only=True)["取込結果"]
    assert [values[f"I{row}"].value or "" for row in (2, 3, 4)] == ["→", "→", ""]


def test_a_mark_stays_with_its_issue_whatever_its_number_says(tmp_path: Path):
    def table(records: int, *others: str) -> pd.DataFrame:
        unknown = issue("reason.rep_unknown", severity="note", value="佐藤 健")
        unknown["values"] = {"rep": "佐藤 健", "records": records}
        rows = [issue(BAD_DATE, cell, value="x", values={"value": "x"}) for cell in others]
        return issue_table(activity(issues=[*rows, unknown]).issues, "ja")

    path = refill(issues_book(tmp_path), {"ImportIssues": table(3, "A5", "A6")})
    book = openpyxl.load_workbook(path)
    for row in (2, 4):
        book["取込結果"][f"J{row}"] = "無視"
    book.save(path)
    refill(path, {"ImportIssues": table(8, "A4", "A5")})
    rows = table_rows(path, "取込結果", "ImportIssues", ["セル", "値", "処理"])
    assert rows == [["A4", "x", None], ["A5", "x", "無視"], [None, "佐藤 健", "無視"]]
