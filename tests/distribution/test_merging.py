"""The rule of collecting, held against itself: nothing is lost, nothing guessed, nothing done twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetkpi.distribution.entries import (
    Entry,
    MasterEntry,
    OwnCell,
    OwnValue,
    Place,
    ReturnedEntry,
    differences,
)
from sheetkpi.distribution.incoming.merging import Merge, merge
from sheetkpi.distribution.stamps import Stamp, digest, moment

FILES = ("KPI_山田.xlsx", "KPI_山田 (1).xlsx", "KPI_森.xlsx")
HEADERS = ("架電数", "備考")

days = st.integers(1, 3).map(lambda day: date(2026, 11, day))
numbers = st.sampled_from([None, 0.0, 1.0, 2.0])
own_cells = st.lists(
    st.builds(OwnCell, st.sampled_from(["own:提案数", "own:所感"]), st.sampled_from([None, 1.0, "良"])),
    max_size=2,
    unique_by=lambda cell: cell.key,
).map(tuple)
plain_entries = st.builds(
    Entry, days, st.just("山田 太郎"), st.just(""), st.tuples(numbers), st.just(""), own_cells
)
times = st.integers(1, 4).map(lambda hour: datetime(2026, 11, 6, hour, tzinfo=UTC))


@st.composite
def stamps(draw: st.DrawFn, entry: Entry) -> Stamp:
    """A stamp that may be of what the entry says, or of something else."""
    said = draw(st.sampled_from([entry.digest, digest([9], ""), digest([1], "")]))
    return Stamp(draw(st.integers(0, 2)), draw(st.none() | times), said)


@st.composite
def returned_rows(draw: st.DrawFn) -> list[ReturnedEntry]:
    """Rows of up to three files, each key once in a file, as the checks leave them."""
    rows = []
    for file in FILES:
        modified, revision = draw(times), draw(st.integers(0, 2))
        for entry in draw(st.lists(plain_entries, max_size=3, unique_by=lambda entry: entry.key)):
            stamp = Stamp(revision, modified, entry.digest)
            base = draw(st.none() | stamps(entry))
            rows.append(ReturnedEntry(entry, Place(file, "日次入力", 9 + len(rows)), stamp, base))
    return rows


@st.composite
def master_rows(draw: st.DrawFn) -> list[MasterEntry]:
    rows = []
    for number, entry in enumerate(draw(st.lists(plain_entries, max_size=4))):
        place = Place("", "日次入力", 9 + number)
        rows.append(MasterEntry(entry, place, number, "", draw(st.none() | stamps(entry))))
    return rows


def over(old: Entry, new: Entry) -> Entry:
    """The row that has been written: columns that the newer one does not have are as they were."""
    cells = {cell.key: cell for cell in (*old.own, *new.own)}
    return replace(new, own=tuple(cells.values()))


def after(master: list[MasterEntry], result: Merge) -> list[MasterEntry]:
    """The master's rows once `result` is written."""
    new = {each.old.position: each.new for each in result.replaced}
    rows = [
        MasterEntry(
            over(row.entry, new[row.position].entry), row.place, row.position, "f", new[row.position].stamp
        )
        if row.position in new
        else row
        for row in master
    ]
    for each in result.added:
        rows.append(MasterEntry(each.entry, each.place, len(rows), "f", each.stamp))
    return rows


def said(result: Merge) -> tuple[object, ...]:
    return (
        {row.entry for row in result.added},
        {(each.old.position, each.new.entry) for each in result.replaced},
        Counter((finding.reason, finding.place.file, finding.place.row) for finding in result.findings),
        result.same,
        result.older,
    )


@given(returned_rows(), master_rows())
@settings(max_examples=60, deadline=None)
def test_every_row_is_added_newer_as_before_older_or_listed(
    rows: list[ReturnedEntry], master: list[MasterEntry]
) -> None:
    result = merge(rows, master, HEADERS)
    listed = sum(finding.severity == "left_out" for finding in result.findings)
    assert len(result.added) + len(result.replaced) + result.same + result.older + listed == len(rows)


@given(returned_rows(), master_rows())
@settings(max_examples=60, deadline=None)
def test_rows_of_the_master_change_one_by_one_and_none_goes(
    rows: list[ReturnedEntry], master: list[MasterEntry]
) -> None:
    result = merge(rows, master, HEADERS)
    assert len({each.old.position for each in result.replaced}) == len(result.replaced)
    for each in result.replaced:
        assert each.old.entry.key == each.new.entry.key
        assert {cell.key for cell in each.old.entry.own} <= {cell.key for cell in each.new.entry.own}
        assert not each.new.entry.says_the_same_as(each.old.entry)
    standing = {row.entry.key for row in master}
    assert not standing & {row.entry.key for row in result.added}
    assert len({row.entry.key for row in result.added}) == len(result.added)


@given(returned_rows(), master_rows())
@settings(max_examples=60, deadline=None)
def test_doing_it_again_changes_nothing(rows: list[ReturnedEntry], master: list[MasterEntry]) -> None:
    once = merge(rows, master, HEADERS)
    history = {(each.old.entry.key, each.old.entry.digest) for each in once.replaced}
    again = merge(rows, after(master, once), HEADERS, lambda: history)
    assert (again.added, again.replaced) == ([], [])


@given(returned_rows(), master_rows(), st.randoms())
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_files_decides_nothing(
    rows: list[ReturnedEntry], master: list[MasterEntry], random: object
) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert said(merge(shuffled, master, HEADERS)) == said(merge(rows, master, HEADERS))


@given(returned_rows(), master_rows())
@settings(max_examples=60, deadline=None)
def test_what_a_person_typed_over_is_replaced_only_by_a_change_made_on_it(
    rows: list[ReturnedEntry], master: list[MasterEntry]
) -> None:
    for each in merge(rows, master, HEADERS).replaced:
        on_it = each.new.base is not None and each.new.base.digest == each.old.entry.digest
        full = next(row for row in master if row.position == each.old.position)
        assert on_it or each.old.is_as_collected or full.is_as_collected


def test_a_blank_in_a_column_of_peoples_own_says_nothing_and_one_that_is_missing_less() -> None:
    blank = Entry(date(2026, 11, 2), "森 葵", "", (1.0,), "", (OwnCell("own:提案数", None),))
    missing = replace(blank, own=())
    assert blank.says_the_same_as(missing)
    assert blank.digest == missing.digest == digest([1.0], "")


@pytest.mark.parametrize(
    ("one", "other"), [(3.0, "3"), (46332.5, datetime(2026, 11, 6, 12)), (True, "true"), (" 良", "良 ")]
)
def test_own_values_are_equal_whatever_way_they_were_read(one: OwnValue, other: OwnValue) -> None:
    assert OwnCell("own:x", one).text == OwnCell("own:x", other).text


def test_differences_in_columns_of_peoples_own_are_named_by_their_headers() -> None:
    def entry(value: OwnValue) -> Entry:
        return Entry(date(2026, 11, 2), "森 葵", "", (1.0,), "", (OwnCell("own:次回", value, "次回"),))

    assert differences(entry(None), entry("要確認"), HEADERS) == "次回 – → 要確認"
    assert (
        differences(entry(datetime(2026, 11, 9)), entry(46340.0), HEADERS) == "次回 2026-11-09 → 2026-11-14"
    )


def test_differences_name_what_differs() -> None:
    one = Entry(date(2026, 11, 2), "森 葵", "", (1.0, None), "雨")
    other = Entry(date(2026, 11, 2), "森 葵", "", (1.0, 12.5), "")
    assert differences(one, other, ("架電数", "接続数", "備考")) == "接続数 – → 12.5, 備考 雨 → –"


def test_the_key_sees_through_spelling() -> None:
    one = Entry(date(2026, 11, 2), "森 葵", "Web問い合わせ", ())
    assert one.key == Entry(date(2026, 11, 2), "森　葵", "Ｗｅｂ問い合わせ ", ()).key


def test_a_stamp_somebody_typed_over_is_none() -> None:
    assert Stamp.read("") is None
    assert Stamp.read("確認済み") is None
    assert Stamp.read("3 - 5f1c0a2b9d") == Stamp(3, None, "5f1c0a2b9d")
    assert moment("2026-11-06T18:00:00+09:00") == datetime(2026, 11, 6, 9, tzinfo=UTC)
    assert moment("yesterday") is None
