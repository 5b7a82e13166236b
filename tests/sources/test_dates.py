"""Dates as people and systems write them become days; everything else stays no date."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetkpi.sources.values.dates import clean_dates

TODAY = date(2026, 11, 10)


def day_of(text: str) -> str:
    return str(clean_dates([text], TODAY).days[0])


def time_of(text: str) -> str:
    seconds = int(clean_dates([text], TODAY).seconds[0])
    return "" if seconds < 0 else str(timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-02 00:00:00",  # a real date cell
        "2026-11-02",
        "2026/11/2",
        "2026/11/02",
        "2026.11.2",
        "２０２６／１１／２",
        " 2026/11/2 ",
        "2026年11月2日",
        "2026年11月2日(月)",
        "2026年11月2日（月・祝）",
        "2026年11月2日月曜日",
        "2026/11/2(月)",
        "26年11月2日",
        "'26/11/2",
        "20261102",
        "令和8年11月2日",
        "令和８年１１月２日",
        "㋿8年11月2日",
        "R8.11.2",
        "R08/11/02",
        "r8-11-2",
        "11/2",
        "11月2日",
        "11/2(月)",
        "46328",
        "Nov 2, 2026",
        "November 2nd, 2026",
        "Mon, Nov 2, 2026",
        "Monday, November 2, 2026",
        "2-Nov-2026",
        "02-Nov-26",
        "2 November 2026",
        "11/2/2026",
        "Mon Nov 02 2026",
    ],
)
def test_every_way_to_write_the_second_of_november(text: str) -> None:
    assert day_of(text) == "2026-11-02"
    assert time_of(text) == ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", "2019-05-01"),
        ("平成30年4月1日", "2018-04-01"),
        ("H30/4/1", "2018-04-01"),
        ("平成2年1月7日", "1990-01-07"),
        ("20-10-16", "2020-10-16"),
        ("1990/1/1", "1990-01-01"),
        ("2100-12-31", "2100-12-31"),
        ("2024/2/29", "2024-02-29"),
    ],
)
def test_other_eras_and_years(text: str, day: str) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-02 14:30:15", "14:30:15"),
        ("2026-11-02 14:30:15.500", "14:30:15"),
        ("2026-11-02T14:30", "14:30:00"),
        ("2026/11/2 9:05", "9:05:00"),
        ("２０２６／１１／２　１４：３０", "14:30:00"),
        ("2026年11月2日 14時30分", "14:30:00"),
        ("2026年11月2日14時半", "14:30:00"),
        ("2026年11月2日 午後2時30分", "14:30:00"),
        ("2026/11/2 午後 2:30", "14:30:00"),
        ("2026/11/2 午前12:30", "0:30:00"),
        ("11/2 14:00～15:00", "14:00:00"),
        ("11/2(月) 10:00頃", "10:00:00"),
        ("11/2/2026 2:30 PM", "14:30:00"),
        ("11/2/2026 12:05 am", "0:05:00"),
        ("Nov 2, 2026 at 2:30 p.m.", "14:30:00"),
        ("20261102143015", "14:30:15"),
        ("46328.5", "12:00:00"),
        ("46328.604166667", "14:30:00"),
    ],
)
def test_times_of_day(text: str, time: str) -> None:
    assert (day_of(text), time_of(text)) == ("2026-11-02", time)


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("2026-11-02T01:30:00Z", "2026-11-02", "10:30:00"),
        ("2026-11-02T20:30:00.000+0000", "2026-11-03", "5:30:00"),  # the next day in Tokyo
        ("2026-11-02 20:30:00 UTC", "2026-11-03", "5:30:00"),
        ("2026-11-02T00:00:00Z", "2026-11-02", "9:00:00"),
        ("2026-11-02T10:30:00+09:00", "2026-11-02", "10:30:00"),
        ("2026-11-02T20:30:00-05:00", "2026-11-03", "10:30:00"),
        ("Nov 2, 2026 10:30 AM JST", "2026-11-02", "10:30:00"),
        ("Mon Nov 02 2026 14:30:00 GMT+0900 (Japan Standard Time)", "2026-11-02", "14:30:00"),
    ],
)
def test_moments_with_a_zone_become_local_time(text: str, day: str, time: str) -> None:
    assert (day_of(text), time_of(text)) == (day, time)


def test_another_company_has_another_zone() -> None:
    cleaned = clean_dates(["2026-07-02T20:30:00Z"], TODAY, zone="Europe/Berlin")
    assert (str(cleaned.days[0]), cleaned.seconds[0]) == ("2026-07-02", (22 * 60 + 30) * 60)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "未定", "-", "不在", "2026年11月", "202611", "2026", "12:30", "11.2", "11-2", "marble 5"),
        *("2026/2/30", "2026-02-30", "2026-13-01", "2026/0/5", "13/13/2026", "2/30", "令和8年2月30日"),
        *("46328.5.1", "1989/12/31", "2101/1/1", "1899-12-31 09:12:58", "1", "99999", "S50.1.1"),
        *("2026/11/2 25:00", "2026/11/2 14:75", "2026/11/2 10:00 11:00", "アポ獲得(11/20 14:00)", "11/2予定"),
        *("03-1234-5678", "2026/11/2～2026/11/5", "x" * 1000, "1" * 1000),
    ],
)  # fmt: skip
def test_what_is_no_date_is_not_made_one(text: str) -> None:
    assert day_of(text) == "NaT"
    assert time_of(text) == ""


def test_empty_cells_stay_empty() -> None:
    cleaned = clean_dates([None, "2026/11/2"], TODAY)
    assert np.isnat(cleaned.days).tolist() == [True, False]


class TestWithoutAYear:
    def test_the_nearest_day_is_meant_either_way(self) -> None:
        assert day_of("11/10") == "2026-11-10"
        assert day_of("11/11") == "2026-11-11"  # tomorrow: planned, and listed as such
        assert day_of("6/15") == "2026-06-15"
        assert clean_dates(["12/20"], date(2026, 1, 5)).days.astype(str).tolist() == ["2025-12-20"]

    def test_what_would_lie_far_ahead_is_of_last_year_where_the_column_reaches_back(self) -> None:
        column = ["2026/4/20", "4/21", "6/3", "11/2"]
        assert clean_dates(column, TODAY).days.astype(str).tolist() == [
            *("2026-04-20", "2026-04-21", "2026-06-03", "2026-11-02")
        ]
        assert day_of("4/21") == "2027-04-21"  # alone it is nearer next year, and is listed

    def test_the_29th_of_february_was_in_a_leap_year(self) -> None:
        assert day_of("2/29") == "2024-02-29"

    def test_nothing_is_doubtful_about_it(self) -> None:
        assert not clean_dates(["11/2", "3/4"], TODAY).ambiguous


class TestWhichNumberIsTheMonth:
    def test_what_both_orders_allow_is_reported(self) -> None:
        cleaned = clean_dates(["11/2/2026", "11/3/2026", "10/10/2026"], TODAY)
        assert cleaned.days.astype(str).tolist() == ["2026-11-02", "2026-11-03", "2026-10-10"]
        assert cleaned.order == "mdy"
        assert cleaned.doubtful.tolist() == [True, True, False]  # 10/10 is 10/10 either way

    def test_the_order_that_puts_them_close_together_and_to_today_is_taken(self) -> None:
        cleaned = clean_dates(["02/11/2026", "03/11/2026"], date(2026, 11, 28))
        assert cleaned.days.astype(str).tolist() == ["2026-11-02", "2026-11-03"]
        assert (cleaned.order, cleaned.ambiguous) == ("dmy", True)

    def test_an_order_in_which_activity_lies_ahead_is_not_taken(self) -> None:
        cleaned = clean_dates(["10/11/2026", "10/12/2026"], TODAY)
        assert cleaned.days.astype(str).tolist() == ["2026-10-11", "2026-10-12"]

    def test_the_order_in_which_rows_are_sorted_is_taken(self) -> None:
        cleaned = clean_dates(["01/02/2026", "02/02/2026", "01/03/2026", "05/03/2026"], TODAY)
        assert cleaned.days.astype(str).tolist() == [
            *("2026-02-01", "2026-02-02", "2026-03-01", "2026-03-05")
        ]

    @pytest.mark.parametrize("text", ["02.11.2026", "2.11.2026", "02.11.26", "2.11.2026 14:05"])
    def test_with_dots_the_month_never_stands_first(self, text: str) -> None:
        assert day_of(text) == "2026-11-02"

    def test_one_value_that_is_day_first_decides_for_the_column(self) -> None:
        cleaned = clean_dates(["11/2/2026", "13/02/2026"], TODAY)
        assert cleaned.days.astype(str).tolist() == ["2026-02-11", "2026-02-13"]
        assert (cleaned.order, cleaned.ambiguous) == ("dmy", False)

    def test_one_value_that_is_month_first_decides_too(self) -> None:
        cleaned = clean_dates(["11/2/2026", "02/13/2026"], TODAY)
        assert cleaned.days.astype(str).tolist() == ["2026-11-02", "2026-02-13"]
        assert not cleaned.ambiguous

    def test_where_a_column_has_both_the_rest_is_doubtful(self) -> None:
        cleaned = clean_dates(["13/02/2026", "02/13/2026", "11/2/2026"], TODAY)
        assert cleaned.days.astype(str).tolist() == ["2026-02-13", "2026-02-13", "2026-02-11"]
        assert cleaned.doubtful.tolist() == [False, False, True]

    def test_a_short_year_stands_first_in_japan(self) -> None:
        cleaned = clean_dates(["24-03-15", "26-01-31", "25-11-02"], TODAY)
        assert cleaned.days.astype(str).tolist() == ["2024-03-15", "2026-01-31", "2025-11-02"]
        assert not cleaned.ambiguous

    def test_a_short_year_stands_last_in_american_exports(self) -> None:
        cleaned = clean_dates(["1/15/26", "11/2/26"], TODAY)
        assert cleaned.days.astype(str).tolist() == ["2026-01-15", "2026-11-02"]
        assert cleaned.order == "mdy"

    def test_the_order_can_be_told(self) -> None:
        cleaned = clean_dates(["11/2/2026"], TODAY, order="dmy")
        assert cleaned.days.astype(str).tolist() == ["2026-02-11"]
        assert not cleaned.ambiguous

    def test_times_do_not_matter(self) -> None:
        cleaned = clean_dates(["11/2/2026 9:00", "13/2/2026 10:30"], TODAY)
        assert cleaned.days.astype(str).tolist() == ["2026-02-11", "2026-02-13"]


def test_unix_time_is_a_moment_in_utc() -> None:
    cleaned = clean_dates(["1793577600", "1793577600000", "0312345678"], TODAY)
    assert cleaned.days.astype(str).tolist() == ["2026-11-02", "2026-11-02", "NaT"]
    assert cleaned.seconds[0] == 9 * 3600


@pytest.mark.parametrize("text", ["2026-10-31 23:30:00", "2026/10/31 23:30", "Oct 31, 2026 11:30 PM"])
def test_times_below_a_header_that_says_utc_become_local_before_the_day_is_taken(text: str) -> None:
    cleaned = clean_dates([text], TODAY, written_in="UTC")
    assert (str(cleaned.days[0]), cleaned.seconds[0]) == ("2026-11-01", 8 * 3600 + 1800)
    assert str(clean_dates([text], TODAY, written_in="JST").days[0]) == "2026-10-31"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2026年11月", "2026-11-01"),
        ("2026-11", "2026-11-01"),
        ("202611", "2026-11-01"),
        ("Nov 2026", "2026-11-01"),
        ("11月", "2026-11-01"),
        ("2026-W45", "2026-11-02"),
        ("2026年第45週", "2026-11-02"),
        ("11/2〜11/8", "2026-11-02"),
        ("11/2週", "2026-11-02"),
    ],
)
def test_weeks_and_months_are_their_first_day_where_they_are_asked_for(text: str, first: str) -> None:
    assert str(clean_dates([text], TODAY, coarse=True).days[0]) == first
    assert np.isnat(clean_dates([text], TODAY).days[0])


def test_serial_numbers_of_a_1904_workbook() -> None:
    assert str(clean_dates(["44866"], TODAY, date1904=True).days[0]) == "2026-11-02"


def test_a_column_that_mixes_everything_is_read_value_by_value() -> None:
    texts = ["2026-11-02 09:00:00", "2026/11/3", "R8.11.4", "46331", "未定", None, "11/6 14:30"]
    column = pa.chunked_array([texts[:3], texts[3:]]).dictionary_encode()
    cleaned = clean_dates(column, TODAY)
    assert cleaned.days.astype(str).tolist() == [
        *("2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05", "NaT", "NaT", "2026-11-06")
    ]
    assert cleaned.seconds.tolist() == [32400, -1, -1, -1, -1, -1, 52200]


def test_a_long_column_of_dates_keeps_its_few_exceptions() -> None:
    texts = ["2026-11-02 09:00:00"] * 50 + ["11/3/2026", "合計", None, "2026年11月4日"] + ["2026-11-05"] * 50
    cleaned = clean_dates(pa.chunked_array([texts]), TODAY)
    assert cleaned.days[[0, 50, 53, 54]].astype(str).tolist() == [
        *("2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05")
    ]
    assert np.flatnonzero(np.isnat(cleaned.days)).tolist() == [51, 52]
    assert (cleaned.order, np.flatnonzero(cleaned.doubtful).tolist()) == ("mdy", [50])


_WEEKDAYS = "月火水木金土日"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FORMS = {
    "slashes": lambda d: f"{d.year}/{d.month}/{d.day}",
    "padded": lambda d: f"{d:%Y/%m/%d}",
    "dots": lambda d: f"{d.year}.{d.month}.{d.day}",
    "iso": lambda d: d.isoformat(),
    "compact": lambda d: f"{d:%Y%m%d}",
    "kanji": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "weekday": lambda d: f"{d.year}年{d.month}月{d.day}日({_WEEKDAYS[d.weekday()]})",
    "era": lambda d: f"平成{d.year - 1988}年{d.month}月{d.day}日",
    "era letter": lambda d: f"H{d.year - 1988}.{d.month}.{d.day}",
    "serial": lambda d: str((d - date(1899, 12, 30)).days),
    "us": lambda d: f"{_MONTHS[d.month - 1]} {d.day}, {d.year}",
    "british": lambda d: f"{d.day}-{_MONTHS[d.month - 1]}-{d.year}",
    "full width": lambda d: f"{d:%Y/%m/%d}".translate({48 + n: 0xFF10 + n for n in range(10)} | {47: "／"}),
}
_CLOCKS = {
    "none": lambda t: "",
    "clock": lambda t: f" {t:%H:%M:%S}",
    "unpadded": lambda t: f" {t.hour}:{t:%M:%S}",
    "half day": lambda t: f" {t.hour % 12 or 12}:{t:%M:%S} {'PM' if t.hour >= 12 else 'AM'}",
    "kanji": lambda t: f" {t.hour}時{t.minute}分{t.second}秒",
    "午後": lambda t: f" {'午後' if t.hour >= 12 else '午前'}{t.hour % 12}時{t.minute}分{t.second}秒",
}

days = st.dates(date(1990, 1, 1), date(2087, 12, 31))


@given(st.lists(st.tuples(days, st.sampled_from(list(_FORMS))), min_size=1, max_size=20))
def test_any_written_day_comes_back(written: list[tuple[date, str]]) -> None:
    cleaned = clean_dates([_FORMS[form](day) for day, form in written], TODAY)
    assert cleaned.days.tolist() == [day for day, _ in written]
    assert (cleaned.seconds == -1).all()
    assert not cleaned.ambiguous


@given(st.datetimes(datetime(1990, 1, 1), datetime(2087, 1, 1)), st.sampled_from(list(_CLOCKS)),
       st.sampled_from([form for form in _FORMS if form not in ("serial", "compact")]))  # fmt: skip
def test_any_written_moment_comes_back(moment: datetime, clock: str, form: str) -> None:
    cleaned = clean_dates([_FORMS[form](moment.date()) + _CLOCKS[clock](moment)], TODAY)
    assert cleaned.days.tolist() == [moment.date()]
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    assert cleaned.seconds[0] == (-1 if clock == "none" or not seconds else seconds)


@given(st.datetimes(datetime(1991, 1, 1), datetime(2086, 1, 1)).filter(lambda moment: moment.second),
       st.integers(-12 * 4, 14 * 4))  # fmt: skip
def test_any_zone_comes_out_as_local_time(moment: datetime, quarters: int) -> None:
    zone = timezone(timedelta(minutes=15 * quarters))
    tokyo = timezone(timedelta(hours=9))
    cleaned = clean_dates([moment.replace(microsecond=0, tzinfo=zone).isoformat()], TODAY)
    local = moment.replace(microsecond=0, tzinfo=zone).astimezone(tokyo)
    assert cleaned.days.tolist() == [local.date()]
    assert cleaned.seconds[0] == local.hour * 3600 + local.minute * 60 + local.second


@given(st.dates(date(1990, 1, 1), date(2086, 1, 1)))
def test_a_date_without_a_year_is_such_a_day_nearest_to_today(day: date) -> None:
    read = clean_dates([f"{day.month}月{day.day}日"], TODAY).days.tolist()[0]
    assert (read.month, read.day) == (day.month, day.day)
    leap = (day.month, day.day) == (2, 29)
    assert abs((read - TODAY).days) <= (365 * 4 + 1 if leap else 183)


@settings(max_examples=300)
@given(
    st.lists(
        st.one_of(
            st.none(), st.text(max_size=40), st.text("0123456789/-.:年月日時分 TZRH令和+()", max_size=20)
        )
    )
)
def test_garbage_never_raises_and_never_leaves_the_years_of_a_workbook(texts: list[str | None]) -> None:
    cleaned = clean_dates(texts, TODAY)
    assert len(cleaned.days) == len(cleaned.seconds) == len(cleaned.doubtful) == len(texts)
    real = cleaned.days[~np.isnat(cleaned.days)]
    assert ((real >= np.datetime64("1990-01-01")) & (real <= np.datetime64("2100-12-31"))).all()
    assert ((cleaned.seconds >= -1) & (cleaned.seconds < 86400)).all()


@given(st.lists(st.text("0123456789/-: ", min_size=5, max_size=20), max_size=5))
def test_a_column_reads_the_same_however_it_is_stored(texts: list[str]) -> None:
    plain = clean_dates(texts, TODAY)
    encoded = clean_dates(pa.chunked_array([texts], type=pa.string()).dictionary_encode(), TODAY)
    np.testing.assert_array_equal(plain.days, encoded.days)
    np.testing.assert_array_equal(plain.seconds, encoded.seconds)
