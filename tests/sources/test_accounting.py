"""What was not used is told: columns that look useful, and whole sheets that look like activity."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetkpi.language import LANGUAGES
from sheetkpi.model.metrics import KpiTree
from sheetkpi.sources.accounting import accounted, unused_columns
from sheetkpi.sources.activity import Activity, SheetReading
from sheetkpi.sources.headers.column_map import ColumnMap
from sheetkpi.workbook.issues import issue_table, reason_of
from tests.sources.raw_activity import read as reading
from tests.sources.raw_activity import sheet
from tests.workbook.unused import accounts, found, log_columns, log_sheet

NOTHING_SAID = ColumnMap()


def saying(*rows: tuple[str, str, str]) -> ColumnMap:
    return ColumnMap.from_frame(pd.DataFrame(list(rows), columns=["sheet", "header", "field"]), KpiTree())


def notes(activity: Activity) -> list[tuple[str, str, str]]:
    return [
        (line.cell, line.value, line.reason.removeprefix("reason."))
        for line in activity.issues.astype(object).itertuples()
        if line.severity == "note"
    ]


def test_a_column_that_looks_useful_is_a_note_at_its_header():
    told = accounted(found(log_columns()), [log_sheet()], NOTHING_SAID)
    assert notes(told) == [("E1", "来場", "column_unused"), ("D1", "メール本数", "column_guess")]
    lines = issue_table(told.issues, "ja")
    assert lines["row"].tolist() == [1, 1]
    assert lines["reason"].tolist() == [
        "使っていない列です（○などの印）。「項目マッピング」で項目か「使わない」を選んでください。",
        "使っていない列です（件数）。「項目マッピング」で「メール送信数」などを選んでください。",
    ]
    assert issue_table(told.issues, "en")["reason"][1].startswith(
        "Not used (counts). Choose Emails or another field in"
    )


def test_columns_of_texts_and_known_ones_are_no_matter():
    quiet = accounts(
        {"header": "メモ2", "cell": "A1"}, {"header": "電話", "role": "known", "holds": "counts"}
    )
    assert notes(accounted(found(quiet), [log_sheet()], NOTHING_SAID)) == []


def test_records_stay_counted_and_listed_as_they_were():
    before = found(log_columns())
    after = accounted(before, [log_sheet()], NOTHING_SAID)
    assert (after.read, after.counted, after.left_out) == (before.read, before.counted, before.left_out)
    assert (after.issues["severity"] == "left_out").sum() == (before.issues["severity"] == "left_out").sum()


def test_a_column_that_a_person_set_aside_is_a_known_one():
    told = accounted(found(log_columns()), [log_sheet()], saying(("活動ログ", "来場", "使わない")))
    assert [cell for cell, _, _ in notes(told)] == ["D1"]
    assert told.columns is not None
    assert told.columns.loc[told.columns["header"] == "来場", "role"].item() == "set_aside"


def test_a_row_for_all_sheets_sets_aside_too_and_one_for_another_sheet_does_not():
    everywhere = accounted(found(log_columns()), [log_sheet()], saying(("", "来場", "Do not use")))
    elsewhere = accounted(found(log_columns()), [log_sheet()], saying(("他", "来場", "Do not use")))
    assert [len(notes(told)) for told in (everywhere, elsewhere)] == [1, 2]


def test_a_mapped_column_that_its_sheet_has_no_use_for_is_told_as_that():
    told = accounted(found(log_columns()), [log_sheet()], saying(("", "来場", "フェーズ")))
    assert ("E1", "来場", "column_mapped_unused") in notes(told)


def test_a_reason_that_reading_knows_is_the_one_told():
    told = accounted(found(log_columns(reason="column.second")), [log_sheet()], NOTHING_SAID)
    assert {kind for _, _, kind in notes(told)} == {"column_second"}
    told = accounted(found(log_columns(reason="column.of_no_sentence")), [log_sheet()], NOTHING_SAID)
    assert {kind for _, _, kind in notes(told)} == {"column_unused", "column_guess"}


def test_a_guess_that_the_map_has_no_word_for_is_not_offered():
    told = accounted(found(log_columns(guess="week")), [log_sheet()], NOTHING_SAID)
    assert {kind for _, _, kind in notes(told)} == {"column_unused"}


def test_one_header_in_a_folder_of_files_is_one_note_and_not_hundreds():
    places = [f"calls_{number:02}.csv" for number in range(1, 41)]
    columns = pd.concat([log_columns(place=place, sheet="") for place in places], ignore_index=True)
    readings = [SheetReading(place, "", "log") for place in places]
    raw = [log_sheet(place, "") for place in places]
    told = accounted(found(columns, *readings), raw, NOTHING_SAID)
    assert [kind for _, _, kind in notes(told)] == ["columns_unused", "columns_guess"]
    assert "40 枚のシート" in issue_table(told.issues, "ja")["reason"][0]
    assert unused_columns(columns, readings)[0].label == ""


def test_a_matrix_of_hundreds_of_columns_is_told_in_part():
    wide = accounts(*({"header": f"列{n}", "cell": "A1", "holds": "counts"} for n in range(200)))
    assert len(notes(accounted(found(wide), [log_sheet()], NOTHING_SAID))) == 30


LEFT = SheetReading("", "集計", "none", remark_key="left.no_rep")
LEFT_COLUMNS = (
    {"sheet": "集計", "header": "日", "cell": "A1", "holds": "dates", "guess": "date"},
    {"sheet": "集計", "header": "本数", "cell": "B1", "holds": "counts"},
)


def left_alone(reading: SheetReading = LEFT, columns: pd.DataFrame | None = None) -> Activity:
    raw = sheet(["日", "本数"], ["2026-11-02", "4"], name="集計")
    columns = accounts(*LEFT_COLUMNS) if columns is None else columns
    return accounted(found(columns, reading), [raw], NOTHING_SAID)


def test_a_sheet_left_alone_that_looks_like_activity_is_one_note_with_why():
    told = left_alone()
    assert notes(told) == [("A1", "日", "sheet_unused")]
    line = issue_table(told.issues, "ja")["reason"][0]
    assert "未集計のシートです（担当者の列がありません）" in line


@pytest.mark.parametrize("why", ["left.copy", "left.views", "left.empty"])
def test_a_sheet_left_alone_for_good_is_not_told_again(why: str):
    assert notes(left_alone(replace(LEFT, remark_key=why, remark_values={"other": "x"}))) == []


def test_a_price_list_looks_like_no_activity():
    prices = accounts({"sheet": "集計", "header": "数", "cell": "A1", "holds": "counts"})
    assert notes(left_alone(columns=prices)) == []


def test_a_sheet_of_which_one_table_was_read_is_not_left_alone():
    raw = sheet(["日", "本数"], ["2026-11-02", "4"], name="集計")
    readings = (LEFT, SheetReading("", "集計", "log"))
    told = accounted(found(accounts(*LEFT_COLUMNS), *readings), [raw], NOTHING_SAID)
    assert {kind for _, _, kind in notes(told)} == {"column_guess", "column_unused"}


def test_a_note_marked_ignored_stays_in_the_list_as_such():
    mark = ("", "活動ログ", "E1", "reason.column_unused")
    told = accounted(found(log_columns()), [log_sheet()], NOTHING_SAID, frozenset({mark}))
    assert told.issues["ignored"].tolist() == [True, False]


def test_every_note_is_known_again_by_its_sentence():
    folder = pd.concat([log_columns(), log_columns(place="b.csv")], ignore_index=True)
    several = found(folder, SheetReading("", "活動ログ", "log"), SheetReading("b.csv", "活動ログ", "log"))
    raw = [log_sheet(), log_sheet("b.csv")]
    for told in (
        accounted(several, raw, NOTHING_SAID),
        accounted(found(log_columns()), raw, NOTHING_SAID),
        left_alone(),
    ):
        for language in LANGUAGES:
            sentences = issue_table(told.issues, language)["reason"]
            assert [reason_of(line) for line in sentences] == told.issues["reason"].tolist()


def test_reading_tells_of_the_columns_it_did_not_use(monkeypatch: pytest.MonkeyPatch):
    def with_accounts(**read: Any) -> Activity:
        return Activity(**(read | {"columns": log_columns()}))

    monkeypatch.setattr("sheetkpi.sources.reading.Activity", with_accounts)
    told = reading(log_sheet(), columns=[("", "来場", "使わない")])
    assert ("D1", "メール本数", "column_guess") in notes(told)
    assert "E1" not in [cell for cell, _, _ in notes(told)]


def test_activity_without_accounts_is_left_as_it_is():
    nothing = found(None)
    assert accounted(nothing, [], NOTHING_SAID) is nothing


lines = st.fixed_dictionaries(
    {
        "header": st.text(min_size=1, max_size=8),
        "cell": st.sampled_from(["A1", "C1", "F1", "Z9"]),
        "role": st.sampled_from(["used", "known", "set_aside", "unused"]),
        "holds": st.sampled_from(["", "counts", "ticks", "results", "dates", "people"]),
        "guess": st.sampled_from(["", "calls", "rep", "detail"]),
    }
)


@given(st.lists(lines, max_size=8), st.sampled_from(["log", "deals", "none", "roster"]))
def test_whatever_the_columns_every_one_worth_telling_is_told_once(rows: list[dict[str, str]], shape: str):
    columns = accounts(*rows)
    reading = SheetReading("", "活動ログ", shape, remark_key="left.no_date" if shape == "none" else "")  # type: ignore[arg-type]
    told = unused_columns(columns, [reading])
    assert len({(one.header, one.holds, one.guess) for one in told}) == len(told)
    assert all(one.holds for one in told)
    if shape in ("log", "deals"):
        worth = {row["header"].strip() for row in rows if row["role"] == "unused" and row["holds"]}
        assert {one.header.strip() for one in told} <= worth
        assert bool(told) == bool(worth)


def test_deals_that_name_nobody_are_told_of_not_left_alone_in_silence() -> None:
    """Every column of the list is understood, and still nothing of it counts."""
    deals = sheet(
        ["案件ID", "会社名", "案件化日", "フェーズ", "金額"],
        ["D1", "A社", "2026/11/2", "受注", "100000"],
        name="案件",
    )
    log = sheet(["日付", "担当者", "結果"], ["2026/11/2", "佐藤", "不在"], name="ログ")
    activity = reading(deals, log)
    assert [one.remark_key for one in activity.sheets] == ["left.no_rep", ""]
    (note,) = activity.issues.itertuples()
    assert (note.severity, note.sheet, note.reason) == ("note", "案件", "reason.sheet_unused")
