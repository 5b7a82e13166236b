"""Large logs whose rows an engine groups first: everything comes out as if each row had been read."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from pyarrow import csv, parquet

from sheetkpi.sources.activity import Activity
from sheetkpi.sources.files.places import read_place
from sheetkpi.sources.grouping.engine import Cut, Key, cut_value
from sheetkpi.sources.grouping.laying import Groups
from sheetkpi.sources.values.dates import clean_dates
from tests.sources.grouped_files import TODAY, activity_of, assert_same, both_ways
from tests.sources.raw_activity import sheet

CASES = Path(__file__).parents[1] / "cases"


def written(folder: Path, columns: dict[str, Sequence[object]], kind: str) -> str:
    """A file of `columns` in `folder`, "" as an empty cell; its name."""
    table = pa.table(
        {name: pa.array([cell if cell != "" else None for cell in cells]) for name, cells in columns.items()}
    )
    name = f"log.{kind}"
    if kind == "parquet":
        parquet.write_table(table, folder / name, row_group_size=50)
    else:
        csv.write_csv(table, folder / name)
    return name


DAYS = [f"2026-11-{day:02d}" for day in range(2, 21)]
DATES = {
    "date": DAYS,
    "moment": [
        f"{day} {hour:02d}:{minute}:00" for day in DAYS[:6] for hour in (0, 9, 15) for minute in ("00", "40")
    ],
    "zoned": [
        f"{day}T{hour:02d}:{minute}:00Z" for day in DAYS[:6] for hour in (0, 9, 15) for minute in ("00", "40")
    ],
    "slashes": ["2026/11/2 9:30", "2026/11/2 0:00", "2026/11/3", "2026/11/3 15:05", "11/4", "R8.11.5"],
}
ODD_DATES = [
    "",
    "未定",
    "2027-12-01",
    "合計",
    "11/2",
    "13/11/2026",
    "2026-11-02 25:00:00",
    "46328",
    "2026-11-05",
]


@st.composite
def logs(draw: st.DrawFn) -> dict[str, Sequence[object]]:
    """Columns of a dirty log: few different values, so that many rows are alike."""
    chance = random.Random(draw(st.integers(0, 10**6)))
    rows = draw(st.sampled_from([30, 120]))
    dates = DATES[draw(st.sampled_from(sorted(DATES)))]
    dirt = draw(st.sampled_from([0.0, 0.03, 0.1]))

    def column(clean: Sequence[object], odd: Sequence[object] = ()) -> list[object]:
        return [
            chance.choice(odd) if odd and chance.random() < dirt else chance.choice(clean)
            for _ in range(rows)
        ]

    people = ["佐藤 葵", "佐藤　葵", "田中蓮", "鈴木"]
    columns = {
        "架電日時": column(dates, ODD_DATES),
        "担当者": column(people, ["", "佐藤 葵、田中蓮", "鈴木 計", "総計"]),
        "結果": column(
            ["不在", "接続", "アポ獲得", "謎の結果", "折返し", ""],
            ["予定", "アポキャンセル", "興味なし", "合計"],
        ),
    }
    further: dict[str, list[object]] = {
        "会社名": column(["アルファ", "ベータ", "ガンマ", ""]),
        "種別": column(["架電", "メール", "商談", "架電"], ["", "社内", "謎"]),
        "リード経路": column(["展示会", "紹介", ""]),
        "備考": column(["", "", "再度"], ["架電日", "合計"]),
        "活動ID": [str(chance.randrange(4 * rows)) for _ in range(rows)],
        "更新日時": column(DATES["moment"], [""]),
        "件数": column(["1", "2", ""], ["x", "0"]),
        "方向": column(["発信", "着信"], ["内線"]),
        "チーム": column(["第1課", "第2課", ""]),
        "金額": column(["", "100,000"], ["USD 5", "?"]),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(further)), unique=True, max_size=5))
    return columns | {name: further[name] for name in chosen}


ROSTERS = (
    None,
    pd.DataFrame(
        {
            "rep": ["佐藤 葵", "高橋 凛", "田中蓮", "田中蓮"],
            "team": ["第1課", "第1課", "第2課", "第3課"],
            "from": [None, None, None, "2026-11-05"],
            "to": [None, None, "2026-11-04", None],
            "role": ["", "", "集計外", ""],
        }
    ),
)


@given(
    columns=logs(),
    kind=st.sampled_from(["parquet", "csv"]),
    basis=st.sampled_from(["set", "held"]),
    roster=st.sampled_from(ROSTERS),
    with_leads=st.booleans(),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_groups_count_and_list_what_their_rows_do(
    columns: dict[str, Sequence[object]],
    kind: str,
    basis: str,
    roster: pd.DataFrame | None,
    with_leads: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = written(tmp_path, columns, kind)
    rows, groups, grouped = both_ways(
        name, tmp_path, monkeypatch, meeting_basis=basis, roster=roster, with_leads=with_leads
    )
    event(f"grouped: {grouped}")
    assert_same(rows, groups)


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_a_plain_log_is_grouped_and_agrees_with_sql(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(1)
    columns = {
        "架電日時": [chance.choice(DATES["moment"]) for _ in range(3000)],
        "担当者": [chance.choice(["佐藤葵", "田中蓮"]) for _ in range(3000)],
        "結果": [chance.choice(["不在", "担当者接続", "謎"]) for _ in range(3000)],
        "活動ID": list(range(3000)),
    }
    name = written(tmp_path, columns, kind)
    _, counted, grouped = both_ways(name, tmp_path, monkeypatch)
    assert grouped
    assert isinstance(counted, Activity)
    assert len(counted.events) < 100
    source = tmp_path / name
    (calls, connects, unknown) = duckdb.sql(
        "SELECT count(*), count(*) FILTER (結果 = '担当者接続'), count(*) FILTER (結果 = '謎')"
        f" FROM '{source}'"
    ).fetchall()[0]
    assert counted.read == counted.counted == calls == int(counted.events["calls"].sum())
    assert int(counted.events["connects"].sum()) == connects
    assert counted.unknown_results["records"].tolist() == [unknown]


@pytest.mark.parametrize("path", sorted((CASES / "formats").glob("*.csv")), ids=lambda path: path.stem)
def test_files_as_systems_write_them_come_out_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, groups, _ = both_ways(path.name, path.parent, monkeypatch)
    assert_same(rows, groups)


MOMENTS = (
    *(
        "2026-11-02 09:31:22",
        "2026-11-02 09:40:01",
        "2026/11/2 9:31",
        "2026/11/2 0:00",
        "2026-11-02 00:00:00",
        "2026-11-02T09:31:22",
    ),
    *(
        "2026-11-02T14:59:59Z",
        "2026-11-02T15:00:00.400Z",
        "2026-11-02T15:00:01Z",
        "2026-11-02 15:07:00+05:30",
    ),
    *("2026-11-02 25:07:00", "11/2 9:30", "2026年11月2日 9:30", "2026-02-30 10:00:00", "", "未定"),
)


@pytest.mark.parametrize("cut", ["day", "quarter"])
@pytest.mark.parametrize("zone", ["", "UTC"])
def test_what_is_left_of_a_moment_is_of_its_day_and_has_a_time_where_it_had_one(cut: Cut, zone: str) -> None:
    if zone and cut == "day":
        return  # times of another zone keep their quarter of an hour
    value = cut_value("text", Key(0, cut))
    left = [
        duckdb.sql(f"SELECT {value} FROM (SELECT $1 AS c0)", params=[text]).fetchall()[0][0]
        for text in MOMENTS
    ]
    before, after = (clean_dates(texts, TODAY, written_in=zone) for texts in (list(MOMENTS), left))
    assert before.days.astype(str).tolist() == after.days.astype(str).tolist()
    assert (before.seconds >= 0).tolist() == (after.seconds >= 0).tolist()
    assert len(set(left)) < len(set(MOMENTS))


@pytest.mark.parametrize(
    "text",
    [
        "活動ログ\n架電日,担当者,結果\n2026/11/2,佐藤葵,不在\n2026/11/2,佐藤葵,不在\n",
        "架電日,担当者,結果\n2026/11/2,佐藤葵,不在\n,田中蓮,不在\n,田中蓮,接続\n2026/11/3,佐藤葵,不在\n",
        "架電日,担当者,結果\n2026/11/2,佐藤葵,不在\n架電日,担当者,結果\n2026/11/3,佐藤葵,不在\n",
        "日付,担当者,架電数,接続数\n2026/11/2,佐藤葵,30,5\n2026/11/3,佐藤葵,20,4\n",
        '架電日,担当者,結果\n2026/11/2,佐藤葵,"不在\n2026/11/3,佐藤葵,不在\n',
        "架電日,担当者,結果\n2026/11/2,佐藤葵,不在\n合計,1\n",
    ],
)
def test_a_file_whose_rows_need_their_order_comes_out_the_same(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "log.csv").write_text(text, encoding="utf-8")
    rows, groups, _ = both_ways("log.csv", tmp_path, monkeypatch)
    assert_same(rows, groups)


@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig", "utf-16"])
def test_text_in_any_encoding_is_decoded_in_a_stream(
    encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["架電日時,担当者,結果,備考"]
    lines += [f'2026/11/{day % 20 + 1} 9:30,佐藤葵,不在,"改行\nと「""」"' for day in range(12_000)]
    (tmp_path / "log.csv").write_bytes("\r\n".join(lines).encode(encoding))
    rows, groups, grouped = both_ways("log.csv", tmp_path, monkeypatch)
    assert grouped
    assert_same(rows, groups)


def test_rows_that_cannot_be_counted_are_told_with_the_rows_they_stand_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = ["2026-11-02 09:00:00"] * 500
    cells[17], cells[402] = "未定", "2027-01-01 09:00:00"
    columns = {
        "架電日時": cells,
        "担当者": ["佐藤葵"] * 500,
        "結果": ["不在"] * 500,
        "ID": [str(n) for n in range(500)],
    }
    name = written(tmp_path, columns, "parquet")
    _, groups, grouped = both_ways(name, tmp_path, monkeypatch)
    assert grouped
    assert isinstance(groups, Activity)
    told = groups.issues[["row", "cell", "value", "reason"]].to_numpy().tolist()
    assert told == [
        [19, "A19", "未定", "reason.date_unreadable"],
        [404, "A404", "2027-01-01 09:00:00", "reason.date_future"],
    ]
    assert (groups.read, groups.counted, groups.left_out) == (500, 498, 2)


def test_a_grouped_sheet_is_never_counted_row_by_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record left out is one row of the file: groups of several are refused."""
    columns = {"架電日": ["2026-11-02"] * 40 + ["未定"] * 2, "担当者": ["佐藤葵"] * 42, "結果": ["不在"] * 42}
    name = written(tmp_path, columns, "parquet")
    monkeypatch.setattr(
        "sheetkpi.sources.grouping.deciding.numbers_of", lambda groups, flags: none_of(groups)
    )
    with pytest.raises(AssertionError, match="told of singly"):
        both_ways(name, tmp_path, monkeypatch)


def none_of(groups: Groups) -> pa.Table:
    return pa.table({"g": pa.array([], pa.uint64())})


def test_a_damaged_file_is_refused_as_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = {"架電日": ["2026-11-02"] * 400, "担当者": ["佐藤葵"] * 400, "結果": ["不在"] * 400}
    path = tmp_path / written(tmp_path, columns, "parquet")
    data = bytearray(path.read_bytes())
    data[40:80] = b"\x00" * 40
    path.write_bytes(data)
    rows, groups, _ = both_ways(path.name, tmp_path, monkeypatch)
    assert rows == groups == "error.truncated"


@given(
    parts=st.lists(logs(), min_size=2, max_size=3),
    kind=st.sampled_from(["parquet", "csv"]),
    apart=st.booleans(),
)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_files_of_a_folder_are_grouped_beside_each_other(
    parts: list[dict[str, Sequence[object]]],
    kind: str,
    apart: bool,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path_factory.mktemp("logs")
    for number, columns in enumerate(parts):
        if apart:  # as exports of one month after the other
            dates = [str(text).replace("2026-11", f"2026-{number + 7:02d}") for text in columns["架電日時"]]
            ids = [f"{number}-{at}" for at in range(len(dates))]
            columns = columns | {"架電日時": dates} | ({"活動ID": ids} if "活動ID" in columns else {})
        (folder / str(number)).mkdir()
        name = written(folder / str(number), columns, kind)
        (folder / str(number) / name).rename(folder / f"{number}.{kind}")
    rows, groups, grouped = both_ways(f"*.{kind}", folder, monkeypatch)
    event(f"grouped: {grouped}")
    assert_same(rows, groups)


def test_exports_of_months_are_grouped_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for month in (8, 9, 10):
        days = [f"2026-{month:02d}-{day:02d} 10:00:00" for day in range(1, 29) for _ in range(20)]
        ids = [f"A{month * 1000 + at}" for at in range(len(days))]
        ids[3] = "A8003"  # was exported again
        columns = {
            "架電日時": days,
            "担当者": ["佐藤葵"] * len(days),
            "結果": ["不在"] * len(days),
            "ID": ids,
        }
        written(tmp_path, columns, "csv")
        (tmp_path / "log.csv").rename(tmp_path / f"{month}.csv")
    rows, groups, grouped = both_ways("*.csv", tmp_path, monkeypatch)
    assert grouped
    assert isinstance(groups, Activity)
    assert groups.repeated == 2
    assert len(groups.events) < 200
    assert_same(rows, groups)


def test_values_of_every_type_are_told_as_their_cells_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = [datetime(2026, 11, 1 + at % 5, 14 + at % 3, 0, at % 2, 400_000) for at in range(120)]
    table = pa.table(
        {
            "架電日時": pa.array(moments, pa.timestamp("us", tz="UTC")),
            "担当者": pa.array((["佐藤葵", "田中蓮"] * 19 + [None, "佐藤葵"]) * 3).dictionary_encode(),
            "結果": pa.array(["不在", "接続", "謎", ""] * 30, pa.large_string()),
            "件数": pa.array([1.0, 2.0, 1.5, float("nan")] * 30),
            "完了": pa.array([True, False, True, None] * 30),
            "更新日時": pa.array([one.replace(hour=0) for one in moments], pa.timestamp("ns")),
            "金額": pa.array([Decimal("10.50"), None] * 60, pa.decimal128(10, 2)),
            "登録日": pa.array([one.date() for one in moments]),
            "No": pa.array(range(120)),
        }
    )
    parquet.write_table(table, tmp_path / "log[1].parquet")
    rows, groups, grouped = both_ways("log[1].parquet", tmp_path, monkeypatch)
    assert grouped
    assert_same(rows, groups)


def test_a_grouped_log_beside_typed_counts_deals_and_another_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(2)
    columns = {
        "架電日時": [chance.choice(DATES["moment"]) for _ in range(400)],
        "担当者": [chance.choice(["佐藤葵", "田中蓮"]) for _ in range(400)],
        "結果": [chance.choice(["不在", "接続", "アポ獲得"]) for _ in range(400)],
    }
    name = written(tmp_path, columns, "parquet")
    beside = [
        sheet(
            ["日付", "担当者", "架電数"],
            ["2026/11/2", "佐藤葵", "500"],
            ["2026/11/19", "佐藤葵", "7"],
            typed=True,
        ),
        sheet(["週", "担当者", "架電数", "接続数"], ["2026/11/2", "佐藤葵", "90", "8"], name="週報"),
        sheet(
            ["案件名", "担当者", "フェーズ", "作成日", "受注日", "金額"],
            ["新規", "佐藤葵", "受注", "2026/11/5", "2026/11/10", "500,000"],
            name="案件",
        ),
        sheet(
            ["架電日時", "担当者", "結果"],
            ["2026-11-02 09:00:00", "佐藤葵", "不在"],
            ["2026-11-03 09:00:00", "田中蓮", "接続"],
            ["2026-11-19 09:00:00", "田中蓮", "接続"],
            name="別の記録",
        ),
    ]
    rows = activity_of([*read_place(name, tmp_path), *beside])
    monkeypatch.setattr("sheetkpi.sources.grouping.files.LARGE_ROWS", 1)
    large = read_place(name, tmp_path)
    groups = activity_of([*large, *beside])
    assert large[0].large is not None
    assert len(groups.events) < len(rows.events)
    assert_same(rows, groups)


@pytest.mark.parametrize(("most", "grouped_so"), [(100, True), (1000, False)])
def test_a_log_of_companies_is_grouped_where_it_is_too_long_to_follow_leads(
    most: int, grouped_so: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = {
        "架電日時": DATES["moment"] * 10,
        "担当者": ["佐藤葵", "田中蓮"] * (5 * len(DATES["moment"])),
        "会社名": ["アルファ", "ベータ"] * (5 * len(DATES["moment"])),
        "結果": ["不在", "接続"] * (5 * len(DATES["moment"])),
    }
    name = written(tmp_path, columns, "parquet")
    for module in ("sources.grouping.deciding", "sources.joining.leadtouches"):
        monkeypatch.setattr(f"sheetkpi.{module}.MOST_TOUCHES", most)
    rows, groups, grouped = both_ways(name, tmp_path, monkeypatch, with_leads=True)
    assert grouped is grouped_so
    assert_same(rows, groups)


def test_calls_to_nobody_who_is_told_are_counted_by_their_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = {
        "架電日": DAYS * 20,
        "担当者": ["佐藤葵"] * (20 * len(DAYS)),
        "結果": ["不在"] * (20 * len(DAYS)),
    }
    name = written(tmp_path, columns, "parquet")
    rows, groups, grouped = both_ways(name, tmp_path, monkeypatch, with_leads=True)
    assert grouped
    assert isinstance(groups, Activity)
    told = groups.issues[groups.issues["reason"] == "reason.leads_untold"]
    assert told["values"].tolist() == [{"sheets": 1, "records": 20 * len(DAYS)}]
    assert_same(rows, groups)
