"""Formulas: what people write, what the file stores, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetkpi.fileengine.parts.formulas import escape_column, from_file, moved, to_file, tokens


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("=[@架電数]", "RepKPI[[#This Row],[架電数]]"),
        ("=[@[Calls (out)]]*2", "RepKPI[[#This Row],[Calls (out)]]*2"),
        ("=SUM([@[1月]:[3月]])", "SUM(RepKPI[[#This Row],[1月]:[3月]])"),
        ("=TeamKPI[@架電数]", "TeamKPI[[#This Row],[架電数]]"),
        ("=SUM([架電数])", "SUM(RepKPI[架電数])"),
        ("=SUM(TeamKPI[架電数])", "SUM(TeamKPI[架電数])"),
        ("=ROWS(TeamKPI[#Headers])", "ROWS(TeamKPI[#Headers])"),
        ("=INDEX(TeamKPI[[#Headers],[架電数]],1)", "INDEX(TeamKPI[[#Headers],[架電数]],1)"),
        ("=COLUMNS([@])", "COLUMNS(RepKPI[#This Row])"),
        ("=[@['#件]]", "RepKPI[[#This Row],['#件]]"),
        ('=IF([@a]="[@b]",1,0)', 'IF(RepKPI[[#This Row],[a]]="[@b]",1,0)'),
        ("='[先月.xlsx]KPI'!A1+[1]KPI!B2", "'[先月.xlsx]KPI'!A1+[1]KPI!B2"),
        ('=IFERROR(A1/B1,"")', 'IFERROR(A1/B1,"")'),
        ("=ifs(A1>0,1)", "_xlfn.IFS(A1>0,1)"),
        ("=STDEV.S(A:A)+STDEV(A:A)", "_xlfn.STDEV.S(A:A)+STDEV(A:A)"),
        ("=FILTER(A:A,B:B>0)", "_xlfn._xlws.FILTER(A:A,B:B>0)"),
        ('="IFS("&CONCAT(A1)', '"IFS("&_xlfn.CONCAT(A1)'),
        ("=LET(x,A1,x*2)", "_xlfn.LET(_xlpm.x,A1,_xlpm.x*2)"),
        ("=LAMBDA(a,b,a+b)(1,2)", "_xlfn.LAMBDA(_xlpm.a,_xlpm.b,_xlpm.a+_xlpm.b)(1,2)"),
        ("=NETWORKDAYS.INTL(A1,B1)", "NETWORKDAYS.INTL(A1,B1)"),
    ],
)
def test_people_write_short_and_the_file_stores_long(written: str, stored: str) -> None:
    assert to_file(written, "RepKPI") == stored


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("RepKPI[[#This Row],[架電数]]", "=[@架電数]"),
        ("RepKPI[[#This Row],[Calls (out)]]", "=[@[Calls (out)]]"),
        ("RepKPI[[#This Row],[1月]:[3月]]", "=[@[1月]:[3月]]"),
        ("TeamKPI[[#This Row],[架電数]]", "=TeamKPI[@架電数]"),
        ("SUM(repkpi[架電数])", "=SUM([架電数])"),
        ("SUM(TeamKPI[架電数])", "=SUM(TeamKPI[架電数])"),
        ("ROWS(RepKPI[#Headers])", "=ROWS(RepKPI[#Headers])"),
        ("_xlfn.IFS(A1>0,1)", "=IFS(A1>0,1)"),
        ("_xlfn._xlws.SORT(_xlfn.UNIQUE(A:A))", "=SORT(UNIQUE(A:A))"),
        ("_xlfn.LET(_xlpm.x,A1,_xlpm.x*2)", "=LET(x,A1,x*2)"),
        ('"_xlfn.IFS"', '="_xlfn.IFS"'),
    ],
)
def test_reading_shows_what_excel_shows(stored: str, shown: str) -> None:
    assert from_file(stored, "RepKPI") == shown


def test_a_column_without_its_table_is_refused_outside_of_tables() -> None:
    with pytest.raises(ValueError, match="names no table"):
        to_file("=[@架電数]")


@given(st.text(alphabet=st.sampled_from("ab架[]#'@ (),.\n"), min_size=1, max_size=12).filter(str.strip))
def test_any_header_survives_the_way_to_the_file_and_back(header: str) -> None:
    written = f"=[@[{escape_column(header)}]]+1"
    stored = to_file(written, "RepKPI")
    assert stored == f"RepKPI[[#This Row],[{escape_column(header)}]]+1"
    assert to_file(from_file(stored, "RepKPI"), "RepKPI") == stored


@given(st.text(max_size=40))
def test_cutting_into_tokens_loses_nothing(formula: str) -> None:
    assert "".join(token.text for token in tokens(formula)) == formula


@pytest.mark.parametrize(
    ("formula", "filled"),
    [
        ("A1+$A$1+A$1+$A1", "B3+$A$1+B$1+$A3"),
        ("SUM(A:A)+SUM($A:B)+SUM(1:1)", "SUM(B:B)+SUM($A:C)+SUM(3:3)"),
        ("LOG10(A1)", "LOG10(B3)"),
        ("'Q1 A1'!A1+KPI!B2", "'Q1 A1'!B3+KPI!C4"),
        ('IF(A1="A1",RepKPI[A1],0)', 'IF(B3="A1",RepKPI[A1],0)'),
        ("XFD1", "#REF!"),
        ("FY2026x+KPI_A1", "FY2026x+KPI_A1"),
        ("ZZZ1", "ZZZ1"),
    ],
)
def test_filling_moves_only_relative_references(formula: str, filled: str) -> None:
    assert moved(formula, 2, 1) == filled


@pytest.mark.parametrize(
    ("formula", "kinds"),
    [
        ("T[[#This Row],[a '] b]]+1", ["word", "bracket", "mark", "word"]),
        ("T[[a[b[c]]]]&x", ["word", "bracket", "mark", "word"]),
        ("T[[a]", ["word", "bracket"]),
        ('"a""b"&"c', ["text", "mark", "text"]),
        ("'it''s'!A1", ["sheet", "mark", "word"]),
    ],
)
def test_quotes_and_brackets_are_one_token_to_their_end(formula: str, kinds: list[str]) -> None:
    assert [token.kind for token in tokens(formula)] == kinds


@pytest.mark.parametrize(
    "stored",
    ["SUM(B2:B9)", '"_x"&A1', "Other[Calls]", "RepKPI[Calls]", "_XLFN.IFS(A1,1)", "[[#this row],[a]]"],
)
def test_what_is_shown_as_it_is_stored_needs_no_tokens(stored: str) -> None:
    """The shortcut says the same as taking the formula apart, which a bracket of all data forces."""
    whole = from_file(f"{stored}+T[#Data]", "RepKPI")
    assert from_file(stored, "RepKPI") + "+T[#Data]" == whole
