"""Whose activity a record is, and for which team it counts."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetkpi.language import say
from sheetkpi.model.roster import Roster

COLUMNS = ["rep", "aliases", "team", "from", "to", "fte", "role"]


def roster(*rows: tuple[object, ...]) -> Roster:
    """A roster from rows of rep, aliases, team, from, to, fte, role; what is left off is empty."""
    return Roster.from_frame(
        pd.DataFrame([[*row, *[None] * (7 - len(row))] for row in rows], columns=COLUMNS)
    )


def assigned(
    roster: Roster, rep: str | None, team: str | None = None, day: str = "2026-06-15"
) -> tuple[str, str]:
    """Rep and team for which one record counts."""
    given = roster.assign(pd.Series([rep]), pd.Series([team]), pd.Series(pd.to_datetime([day])))
    return given.rep[0], given.team[0]


@pytest.mark.parametrize(
    "text",
    ["佐藤健", "佐藤　健", "ken.sato@example.jp", "KEN.SATO@EXAMPLE.JP", "s012", "旧姓 高橋", "高橋 健"],
)
def test_aliases_and_spellings_join_their_rep(text: str) -> None:
    people = roster(("佐藤 健", "ken.sato@example.jp、S012; 旧姓高橋\n高橋健", "第1課"))
    assert assigned(people, text) == ("佐藤 健", "第1課")


class TestTeam:
    MOVED = (("田中 一", "", "第1課", None, date(2026, 6, 30)), ("田中 一", "", "第2課", date(2026, 7, 1)))

    @pytest.mark.parametrize(
        ("day", "team"), [("2020-01-01", "第1課"), ("2026-06-30", "第1課"), ("2026-07-01", "第2課")]
    )
    def test_a_rep_who_moved_counts_for_the_old_team_before_and_the_new_one_after(
        self, day: str, team: str
    ) -> None:
        assert assigned(roster(*self.MOVED), "田中一", None, day) == ("田中 一", team)

    def test_a_new_row_with_a_start_ends_the_old_row_that_was_left_open_and_says_so(self) -> None:
        people = roster(("田中 一", "", "第1課"), ("田中 一", "", "第2課", datetime(2026, 7, 1)))
        assert assigned(people, "田中一", None, "2026-06-30") == ("田中 一", "第1課")
        assert assigned(people, "田中一", None, "2026-07-01") == ("田中 一", "第2課")
        assert people.problems["reason"].tolist() == ["reason.roster_moved"]

    def test_the_team_in_the_data_wins_over_the_dates(self) -> None:
        assert assigned(roster(*self.MOVED), "田中一", "第２課", "2026-06-30") == ("田中 一", "第2課")

    def test_even_one_the_roster_does_not_know(self) -> None:
        assert assigned(roster(*self.MOVED), "田中一", "特命班") == ("田中 一", "特命班")

    def test_between_two_rows_the_earlier_goes_on(self) -> None:
        people = roster(
            ("田中 一", "", "第1課", None, "2026-03-31"), ("田中 一", "", "第2課", "2026-07-01", None)
        )
        assert assigned(people, "田中一", None, "2026-05-01") == ("田中 一", "第1課")

    def test_shared_people_count_for_the_team_of_the_record_else_for_their_larger_share(self) -> None:
        people = roster(("林 海", "", "第1課", None, None, 0.3), ("林 海", "", "第2課", None, None, "70%"))
        assert assigned(people, "林海", "第1課") == ("林 海", "第1課")
        assert assigned(people, "林海") == ("林 海", "第2課")
        assert people.problems.empty

    def test_many_records_of_many_people_keep_their_order(self) -> None:
        people = roster(*self.MOVED, ("佐藤 健", "ken", "第3課"))
        reps = pd.Series(["ken", "田中 一", "田中一", None, "謎"], index=[9, 8, 7, 6, 5])
        days = pd.Series(pd.to_datetime(["2026-06-30", "2026-06-30", "2026-07-01"] * 2)[:5], index=reps.index)
        result = people.assign(reps, pd.Series(["", None, "", "第1課", ""], index=reps.index), days)
        assert result.rep.tolist() == ["佐藤 健", "田中 一", "田中 一", "", "謎"]
        assert result.team.tolist() == ["第3課", "第1課", "第2課", "第1課", ""]
        assert result.team.index.tolist() == reps.index.tolist()


class TestNamesakes:
    TWO = (("佐藤 健", "k1", "第1課"), ("佐藤 健", "k2", "第2課"))

    def test_two_full_time_people_of_one_name_are_told_apart_by_team(self) -> None:
        people = roster(*self.TWO)
        assert people.labels == ("佐藤 健（第1課）", "佐藤 健（第2課）")
        assert assigned(people, "佐藤健", "第２課") == ("佐藤 健（第2課）", "第2課")
        assert assigned(people, "k1") == ("佐藤 健（第1課）", "第1課")

    def test_a_record_that_does_not_say_which_counts_under_the_bare_name_and_is_noted(self) -> None:
        result = roster(*self.TWO).assign(
            pd.Series(["佐藤健"] * 3),
            pd.Series(["", None, "第9課"]),
            pd.Series(pd.to_datetime(["2026-06-01"] * 3)),
        )
        assert result.rep.tolist() == ["佐藤健"] * 3
        assert result.team.tolist() == ["", "", "第9課"]
        assert result.notes[["reason", "value"]].values.tolist() == [["reason.rep_ambiguous", "佐藤健"]]
        assert result.notes["values"][0]["records"] == 3

    def test_dates_tell_them_apart_where_only_one_was_there(self) -> None:
        people = roster(
            ("佐藤 健", "", "第1課", None, "2026-12-31"), ("佐藤 健", "", "第2課", "2026-07-01", "2027-12-31")
        )
        assert len(people.people) == 2
        assert assigned(people, "佐藤健", None, "2026-06-01") == ("佐藤 健（第1課）", "第1課")
        assert assigned(people, "佐藤健", None, "2027-06-01") == ("佐藤 健（第2課）", "第2課")

    def test_one_of_them_may_move(self) -> None:
        people = roster(
            ("佐藤 健", "", "第1課", None, "2026-06-30"),
            ("佐藤 健", "", "第2課", None, "2027-06-30"),
            ("佐藤 健", "", "第3課", "2026-07-01"),
        )
        assert people.labels == ("佐藤 健（第1課）", "佐藤 健（第2課）")
        assert assigned(people, "佐藤健", "第3課", "2026-08-01") == ("佐藤 健（第1課）", "第3課")


class TestOutside:
    def test_who_is_not_in_the_roster_counts_for_the_team_of_the_data_and_is_noted_once(self) -> None:
        result = roster(("佐藤 健", "", "第１課")).assign(
            pd.Series(["謎 男", "謎男", "謎　男"]),
            pd.Series(["第1課", "", "新設課"]),
            pd.Series(pd.to_datetime(["2026-06-01"] * 3)),
        )
        assert result.rep.tolist() == ["謎 男"] * 3
        assert result.team.tolist() == ["第1課", "", "新設課"]
        note = result.notes.iloc[0]
        assert (len(result.notes), note["reason"], note["values"]["records"]) == (1, "reason.rep_unknown", 3)
        assert "謎 男" in say(note["reason"], "ja", **note["values"])

    @pytest.mark.parametrize("role", ["集計外", "Excluded", " excluded "])
    def test_an_excluded_role_leaves_a_person_out(self, role: str) -> None:
        people = roster(("佐藤 健", "", "第1課"), ("本部 長", "boss", "第1課", None, None, None, role))
        result = people.assign(
            pd.Series(["佐藤健", "boss"]), pd.Series(["", ""]), pd.Series(pd.to_datetime(["2026-06-01"] * 2))
        )
        assert result.excluded.tolist() == [False, True]
        assert people.labels == ("佐藤 健",)
        assert people.members(date(2026, 6, 1), date(2026, 6, 30))["rep"].tolist() == ["佐藤 健"]

    def test_an_empty_roster_takes_the_data_at_its_word(self) -> None:
        assert assigned(Roster(), "佐藤 健", "第1課") == ("佐藤 健", "第1課")
        assert assigned(Roster(), "佐藤 健", None) == ("佐藤 健", "")

    def test_no_records_are_no_problem(self) -> None:
        empty = pd.Series([], dtype="object")
        result = roster(("佐藤 健",)).assign(empty, empty, pd.Series([], dtype="datetime64[s]"))
        assert len(result.rep) == len(result.team) == len(result.excluded) == 0


class TestProblems:
    @pytest.mark.parametrize(
        ("rows", "reason", "row"),
        [
            ([("林 海", "", "第1課", None, None, 0.6), ("林 海", "", "第2課", None, None, 0.6)], "shares", 1),
            ([("林 海", "", "第1課"), ("林 海", "", "第2課", None, None, 0.5)], "shares", 1),
            ([("林 海", "", "第1課"), ("林海", "h", "第1課")], "twice", 1),
            ([("林 海", "", "第1課", "2026-07-01", "2026-06-01")], "dates", 0),
            ([("林 海", "", "第1課", "そのうち")], "date", 0),
            ([("林 海", "", "第1課", 46204)], "date", 0),
            ([("林 海", "", "第1課", None, None, 40)], "fte", 0),
            ([("林 海", "", "第1課", None, None, "半分")], "fte", 0),
            ([("林 海", "kai", "第1課"), ("森 陸", "ＫＡＩ", "第1課")], "alias", 1),
        ],
    )
    def test_what_is_wrong_in_the_table_is_listed_with_its_row(
        self, rows: list[tuple[object, ...]], reason: str, row: int
    ) -> None:
        problems = roster(*rows).problems
        assert problems[["reason", "row"]].values.tolist() == [[f"reason.roster_{reason}", row]]
        for language in ("ja", "en"):
            assert "{" not in say(problems["reason"][0], language, **problems["values"][0])

    def test_shares_that_follow_each_other_are_fine(self) -> None:
        people = roster(
            ("林 海", "", "第1課", None, "2026-06-30", 0.6), ("林 海", "", "第2課", "2026-07-01", None, 0.6)
        )
        assert people.problems.empty
        assert people.labels == ("林 海",)

    def test_rows_without_a_name_are_passed_over(self) -> None:
        assert roster((None,), ("", "x", "第1課"), (float("nan"),), ("林 海",)).labels == ("林 海",)


class TestMembers:
    PEOPLE = (
        ("田中 一", "", "第1課", None, "2026-06-15"),
        ("田中 一", "", "第2課", "2026-06-16"),
        ("新人 来", "", "第1課", "2026-06-20"),
        ("退職 済", "", "第1課", None, "2026-05-31"),
    )

    def test_everybody_there_during_the_period_is_listed_with_the_team_at_its_end(self) -> None:
        members = roster(*self.PEOPLE).members(date(2026, 6, 1), date(2026, 6, 30))
        assert members.values.tolist() == [["田中 一", "第2課", 1.0], ["新人 来", "第1課", 1.0]]

    def test_presence_follows_the_days(self) -> None:
        days = [date(2026, 6, 15), date(2026, 6, 22)]
        presence = roster(*self.PEOPLE).presence(days)
        assert list(zip(presence["date"].dt.day, presence["rep"], presence["team"], strict=True)) == [
            (15, "田中 一", "第1課"),
            (22, "田中 一", "第2課"),
            (22, "新人 来", "第1課"),
        ]

    def test_teams_come_in_the_order_of_the_table(self) -> None:
        assert roster(*self.PEOPLE).teams == ("第1課", "第2課")


names = st.sampled_from(["佐藤 健", "佐藤健", "田中 一", "ken", "謎", ""])
maybe_day = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))
rows = st.tuples(
    names,
    st.sampled_from(["", "ken", "謎、ken"]),
    st.sampled_from(["第1課", "第2課", ""]),
    maybe_day,
    maybe_day,
    st.sampled_from([None, 1, 0.5, 0.3]),
    st.sampled_from(["", "集計外"]),
)
records = st.lists(
    st.tuples(names, st.sampled_from(["", "第1課", "第9課"]), st.dates(date(2025, 12, 1), date(2027, 1, 31))),
    max_size=30,
)


@settings(max_examples=20, deadline=None)
@given(st.lists(rows, max_size=6), records)
def test_a_record_is_assigned_alike_alone_and_among_others(
    people: list[tuple[object, ...]], records: list[tuple[str, str, date]]
) -> None:
    """No roster stops the counting, nothing depends on the other records but the spelling of strangers."""
    roster_ = roster(*people)
    frame = pd.DataFrame(records, columns=["rep", "team", "day"])
    together = roster_.assign(
        frame["rep"].astype("category"), frame["team"], pd.to_datetime(frame["day"]).astype("datetime64[s]")
    )
    for number, (rep, team, day) in enumerate(records):
        alone = assigned(roster_, rep, team, day.isoformat())
        assert together.rep[number].replace(" ", "") == alone[0].replace(" ", "")
        assert together.team[number] == alone[1]
        assert not team or together.team[number] == team


def test_the_role_is_that_of_the_day_and_nobody_is_in_it_who_has_none() -> None:
    frame = pd.DataFrame(
        {
            "rep": ["佐藤 健", "佐藤 健", "田中 一", "鈴木 花"],
            "team": ["第1課", "第2課", "第1課", "第1課"],
            "from": [None, date(2026, 6, 1), None, None],
            "role": ["SDR", "BDR", "", "集計外"],
        }
    )
    roster = Roster.from_frame(frame)
    assert roster.roles(date(2026, 5, 31)) == {"佐藤 健": "SDR"}
    assert roster.roles(date(2026, 6, 30)) == {"佐藤 健": "BDR"}
