"""Whatever is thrown at the reading: records read = counted + left out, each of the latter with a reason."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetkpi.language import all_words, say
from sheetkpi.sources.activity import Activity
from tests.sources.raw_activity import read, sheet, totals

DATES = st.sampled_from(
    (
        *("2026/11/2", "2026年11月3日", "令和8年11月4日", "11/5", "46330", "46330.5", "２０２６/１１/７"),
        *("2026-11-06 10:00:00", "2027/1/1", "未定", "13/45", "", " ", "合計", "日付", "0", "-1", "=A1"),
        "1899-12-31 10:00:00",
    )
)
REPS = st.sampled_from(
    ["佐藤 花子", "佐藤　花子", "田中", "k.sato@example.jp", "", "　", "合計", "担当者", "#N/A"]
)
KINDS = st.sampled_from(["架電", "メール", "着信", "商談", "問い合わせ", "謎", "", "種別", "Task"])
RESULTS = st.sampled_from(["不在", "接続→再架電", "アポ獲得(11/20)", "受注", "キャンセル", "謎", "", "結果"])
AMOUNTS = st.sampled_from(["100", "1,200円", "12万円", "多数", "", "-", "▲5", "$20", "1e999", "nan"])
IDS = st.sampled_from(["T1", "T2", "T3", "", "ID"])
STAGES = st.sampled_from(["受注", "失注", "提案", "Closed Won", "", "フェーズ"])
ANYTHING = st.text(max_size=6)

LOG = (["活動ID", "日付", "担当者", "種別", "結果", "金額"], (IDS, DATES, REPS, KINDS, RESULTS, AMOUNTS))
PLAIN_LOG = (["日付", "担当者", "結果"], (DATES, REPS, RESULTS))
CALL_LIST = (
    ["会社名", "担当者", "1回目架電日", "1回目結果", "2回目架電日", "2回目結果"],
    (ANYTHING, REPS, DATES, RESULTS, DATES, RESULTS),
)
DEALS = (
    ["案件ID", "案件名", "担当者", "フェーズ", "作成日", "受注日", "金額"],
    (IDS, ANYTHING, REPS, STAGES, DATES, DATES, AMOUNTS),
)
COUNTS = (["日付", "担当者", "架電数", "商談数"], (DATES, REPS, AMOUNTS, AMOUNTS))
ROSTER = pd.DataFrame({"rep": ["佐藤 花子", "田中"], "team": ["第1課", "第2課"], "role": ["", "集計外"]})

PLAIN_ROWS = (["日付", "担当者", "結果"], ["2026/11/2", "佐藤", "不在"])


def rows_of(shape):
    headers, cells = shape
    dirty = st.tuples(*(st.one_of(cell, cell, cell, ANYTHING) for cell in cells))
    return st.lists(
        st.one_of(dirty, st.just(tuple(headers)), st.just(("",) * len(headers))), max_size=25
    ).map(lambda rows: sheet(headers, *rows, name=headers[0] + str(len(headers))))


sheets = st.lists(
    st.one_of(*map(rows_of, (LOG, PLAIN_LOG, CALL_LIST, DEALS, COUNTS))), min_size=1, max_size=3
)


def check(activity: Activity) -> None:
    left_out = activity.issues[activity.issues["severity"] == "left_out"]
    assert len(left_out) == activity.left_out
    for taken in activity.sheets:
        assert taken.read == taken.counted + taken.left_out + taken.repeated
    assert left_out["cell"].ne("").all()
    assert set(activity.issues["reason"]) <= set(all_words())
    for reason, values in zip(activity.issues["reason"], activity.issues["values"], strict=True):
        assert say(reason, "ja", **values)
    assert activity.events["date"].notna().all()
    assert activity.events["rep"].ne("").all()
    assert not activity.events.isna().to_numpy().any()


@settings(max_examples=60, deadline=None)
@given(sheets, st.booleans())
def test_records_read_are_counted_or_listed(raw, with_roster):
    known = sheet(*PLAIN_ROWS, name="ログ")
    check(read(*raw, known, roster=ROSTER if with_roster else None))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(ANYTHING, max_size=6), max_size=8))
def test_any_cells_at_all_are_read_or_left_alone(cells):
    known = sheet(*PLAIN_ROWS, name="ログ")
    activity = read(known, sheet(*cells, name="?"))
    check(activity)
    assert totals(activity)["calls"] >= 1


@settings(max_examples=40, deadline=None)
@given(rows_of(PLAIN_LOG))
def test_a_log_without_ids_counts_one_call_per_counted_record_that_is_no_repetition(raw):
    activity = read(raw, sheet(*COUNTS[0:1], ["2026/11/2", "別人", "1", ""], name="日報"))
    log = activity.sheets[0]
    assert totals(activity)["calls"] == log.counted + 1


@settings(max_examples=25, deadline=None)
@given(rows_of(LOG))
def test_marks_hide_lines_and_change_no_figure(raw):
    known = sheet(*PLAIN_ROWS, name="ログ")
    before = read(raw, known)
    columns = before.issues[["place", "sheet", "cell", "reason"]]
    marked = read(raw, known, ignored=frozenset(columns.itertuples(index=False, name=None)))
    assert marked.issues["ignored"].all()
    assert totals(marked) == totals(before)
    assert (marked.read, marked.left_out) == (before.read, before.left_out)
