"""Events become facts: the same sums on every machine."""

from __future__ import annotations

from importlib.util import find_spec

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings

from sheetkpi.model.facts import KEYS, aggregate, facts
from tests.model.examples import COUNTS, TREE, did, event_rows, events

CONNECTION = duckdb.connect()


def plain(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    """The rows of a frame as plain values, sorted."""
    frame = frame.astype({"date": "datetime64[s]"} | dict.fromkeys(KEYS[1:], "object"))
    return sorted(frame.itertuples(index=False, name=None))


@settings(max_examples=20, deadline=None)
@given(event_rows())
def test_pandas_and_duckdb_give_identical_facts(frame: pd.DataFrame) -> None:
    plain_frame = frame.astype(dict.fromkeys(KEYS[1:], "object"))
    relation = aggregate(CONNECTION.from_df(plain_frame), COUNTS)
    assert isinstance(relation, duckdb.DuckDBPyRelation)
    on_pandas, on_duckdb = aggregate(frame, COUNTS), relation.df()
    assert plain(on_pandas) == plain(on_duckdb)
    if len(frame):
        assert on_pandas.dtypes[list(COUNTS)].equals(on_duckdb.dtypes[list(COUNTS)])


@settings(max_examples=20, deadline=None)
@given(event_rows(min_size=1))
def test_plain_sql_agrees(frame: pd.DataFrame) -> None:
    CONNECTION.register("given_events", frame.astype(dict.fromkeys(KEYS[1:], "object")))
    sums = ", ".join(f"round(sum({count})::DOUBLE, 6) AS {count}" for count in COUNTS)
    expected = CONNECTION.sql(
        f"SELECT date, rep, team, lead_source, {sums} FROM given_events GROUP BY ALL"
    ).df()
    assert plain(facts(frame, TREE)[[*KEYS, *COUNTS]]) == plain(expected)


@pytest.mark.skipif(not find_spec("pyspark"), reason="PySpark is not installed")
def test_pyspark_gives_the_same() -> None:
    from pyspark.sql import SparkSession

    frame = events([did("2026-06-01", "佐藤 健", calls=2, won_amount=0.1)] * 3)
    session = SparkSession.builder.master("local[1]").getOrCreate()
    on_spark = aggregate(session.createDataFrame(frame.astype(dict.fromkeys(KEYS[1:], "object"))), COUNTS)
    assert plain(on_spark.toPandas()) == plain(aggregate(frame, COUNTS))


def test_fractions_add_up_to_what_people_expect() -> None:
    tenths = events([did("2026-06-01", "佐藤 健", won_amount=amount) for amount in (0.1, 0.2)])
    assert facts(tenths, TREE)["won_amount"].tolist() == [0.3]


def test_facts_are_sorted_and_hold_every_count_of_the_tree() -> None:
    rows = [
        did("2026-06-02", "佐藤 健", calls=1),
        did("2026-06-01", "田中 一", source="展示会", calls=2, connects=1),
        did("2026-06-01", "佐藤 健", source="資料DL"),
    ]
    result = facts(events(rows), TREE)
    assert list(result.columns) == [*KEYS, *TREE.counts]
    assert result[["rep", "calls", "documents"]].values.tolist() == [
        ["佐藤 健", 0, 0],
        ["田中 一", 2, 0],
        ["佐藤 健", 1, 0],
    ]


def test_a_day_without_any_result_is_a_fact_too() -> None:
    assert len(facts(events([did("2026-06-01", "佐藤 健")]), TREE)) == 1


def test_no_events_make_no_facts() -> None:
    empty = facts(events([]), TREE)
    assert list(empty.columns) == [*KEYS, *TREE.counts]
    assert empty.empty


def test_unknown_names_are_kept_as_the_empty_text() -> None:
    result = facts(events([did("2026-06-01", "佐藤 健", team="", source="", calls=1)]), TREE)
    assert result[["team", "lead_source", "calls"]].values.tolist() == [["", "", 1]]
