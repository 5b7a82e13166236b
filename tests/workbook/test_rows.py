"""Where each row of a table goes when the data change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sheetkpi.workbook.rows import Key, plan_rows


def keys(*names: str) -> list[Key]:
    return [(name,) for name in names]


def test_existing_rows_keep_the_users_order_and_new_ones_follow():
    plan = plan_rows(keys("鈴木", "佐藤"), [False, False], keys("佐藤", "鈴木", "田中"))
    assert plan.sources == (0, 1, None)
    assert plan.report == (1, 0, 2)
    assert not plan.gather
    assert not plan.spread


def test_everybody_stays_last_when_a_team_joins():
    plan = plan_rows(keys("第1課", "all"), [False] * 2, keys("第1課", "第2課", "all"), last="all")
    assert plan.sources == (0, None, 1)
    assert plan.spread


def test_everybody_goes_back_to_the_end_when_the_user_sorted_it_away():
    plan = plan_rows(keys("all", "第1課"), [False] * 2, keys("第1課", "all"), last="all")
    assert plan.sources == (1, 0)


def test_a_new_team_stands_before_everybody_of_its_own_month():
    existing = [("5月", "第1課"), ("5月", "all"), ("6月", "第1課"), ("6月", "all")]
    wanted = [("5月", "第1課"), ("5月", "第2課"), ("5月", "all"), ("6月", "第1課"), ("6月", "all")]
    plan = plan_rows(existing, [False] * 4, wanted, last="all")
    assert plan.sources == (0, None, 1, 2, 3)


def test_a_row_that_left_the_data_stays_behind_the_others_only_when_typed_in():
    plan = plan_rows(keys("佐藤", "鈴木", "田中"), [True, False, False], keys("田中"))
    assert plan.sources == (2, 0)
    assert plan.report == (0, None)
    assert plan.dropped == [1]


def test_an_ordered_table_follows_the_report():
    plan = plan_rows(keys("a", "b", "c"), [False] * 3, keys("c", "d", "a"), ordered=True)
    assert plan.sources == (2, None, 0)
    assert plan.dropped == [1]


def test_of_two_rows_of_one_key_the_typed_one_is_filled_and_the_copy_goes():
    plan = plan_rows(keys("佐藤", "佐藤"), [False, True], keys("佐藤"))
    assert plan.sources == (1,)


def test_rows_of_one_key_in_the_report_are_all_kept():
    plan = plan_rows(keys("a"), [False], keys("a", "a", "b"))
    assert plan.report == (0, 1, 2)


def test_lists_of_entries_are_filled_from_their_blank_rows_on():
    plan = plan_rows(keys("x", "", ""), [True, False, False], keys("y", "x"), use_blanks=True)
    assert plan.sources == (0, 1, 2)
    assert plan.report == (1, 0, None)
    assert plan.fresh == (1,)


names = st.sampled_from("abcdefgh")
rows = st.lists(st.tuples(names, st.booleans()), max_size=8)


@given(rows, st.lists(names, unique=True, max_size=8), st.booleans())
def test_every_reported_row_is_there_once_and_no_typed_row_is_lost(existing, wanted, ordered):
    typed = [was_typed for _, was_typed in existing]
    plan = plan_rows([(name,) for name, _ in existing], typed, keys(*wanted), ordered=ordered)
    assert sorted(place for place in plan.report if place is not None) == list(range(len(wanted)))
    assert len(plan.kept) == len(set(plan.kept))
    assert {row for row, was_typed in enumerate(typed) if was_typed} <= set(plan.kept)
    for source, place in zip(plan.sources, plan.report, strict=True):
        if source is not None and place is not None:
            assert existing[source][0] == wanted[place]


def test_rows_the_report_says_nothing_about_stay_in_place_and_new_ones_follow():
    existing = [("2026-10", "佐藤"), ("2026-11", "佐藤"), ("2026-10", "鈴木"), ("2026-11", "高橋")]
    wanted = [("2026-11", "佐藤"), ("2026-11", "田中")]
    plan = plan_rows(existing, [False] * 4, wanted, apart=[True, False, True, False])
    assert plan.sources == (0, 1, 2, None)
    assert plan.report == (None, 0, None, 1)
    assert plan.apart == {0, 2}
    assert plan.dropped == [3]


def test_rows_that_are_apart_take_nothing_from_the_report_in_lists_that_people_type_in():
    existing = [("2026-10", "第1課"), ("2026-11", "第1課"), ("", "")]
    wanted = [("2026-11", "第1課"), ("2026-11", "第2課")]
    plan = plan_rows(existing, [True, True, False], wanted, use_blanks=True, apart=[True, False, False])
    assert plan.sources == (0, 1, 2)
    assert plan.report == (None, 0, 1)
    assert (plan.apart, plan.fresh) == ({0}, (2,))
