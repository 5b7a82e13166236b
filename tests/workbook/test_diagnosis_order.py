"""Diagnosis is sorted anew at every refresh, and what people wrote beside a row goes with it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from sheetkpi.model.diagnosis import findings_first
from tests.workbook.books import grid, make_book, refill, table_rows

NAMES = ("team", "rep", "stage", "lost_meetings", "flag", "watch")


def frame(*rows: tuple[object, ...]) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=list(NAMES), dtype=object)
    return findings_first(found.astype({"lost_meetings": "float64"}))


def test_findings_by_cost_then_what_is_worth_watching_then_the_others():
    found = frame(
        ("第1課", "", None, np.nan, None, None),
        ("第1課", "佐藤", None, np.nan, None, "様子見"),
        ("第1課", "鈴木", "calls", 2.0, None, None),
        ("第2課", "", None, np.nan, "flag.call_heavy", None),
        ("第2課", "田中", "meeting_rate", 9.0, None, None),
        ("第2課", "高橋", None, np.nan, None, None),
        ("第2課", "伊藤", "win_rate", np.nan, None, None),
        ("第2課", "渡辺", "cause.absent", 2.0, None, None),
    )
    reps = ["田中", "鈴木", "渡辺", "伊藤", "", "佐藤", "", "高橋"]
    assert found["rep"].tolist() == reps


def test_a_memo_and_its_row_move_together_when_another_cause_costs_most(tmp_path: Path):
    headers = ["チーム", "担当者", "段階", "メモ", "要観察"]
    cells = grid("A1", [headers, ["第1課", "佐藤", None, "休職明け"], ["第1課", "鈴木", None, "新リスト"]])
    path = make_book(tmp_path / "KPI.xlsx", {"診断": cells}, {"Diagnosis": "診断!A1:E3"})
    for costs, order in (((1.0, 5.0), ["鈴木", "佐藤"]), ((5.0, 1.0), ["佐藤", "鈴木"])):
        rows = zip(("佐藤", "鈴木"), costs, strict=True)
        refill(path, {"Diagnosis": frame(*(("第1課", rep, "calls", cost, None, None) for rep, cost in rows))})
        found = table_rows(path, "診断", "Diagnosis", ["担当者", "メモ"])
        assert [rep for rep, _ in found] == order
        assert dict(found) == {"佐藤": "休職明け", "鈴木": "新リスト"}
