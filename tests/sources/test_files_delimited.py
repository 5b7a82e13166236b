"""CSV and TSV as they really arrive: encodings, delimiters, titles, blank lines, quotes."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from sheetkpi.errors import SheetKPIError
from sheetkpi.sources.files.delimited import delimited_sheet
from sheetkpi.sources.files.places import read_file

TABLE = [["架電日", "担当者", "結果"], ["2026/11/2", "髙梨 望", "接続"], ["2026/11/3", "佐倉 花子", None]]


ENCODINGS = ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
JAPANESE = [*ENCODINGS, "euc_jp", "iso2022_jp"]
WORDS = [
    "架電日",
    "担当者",
    "結果",
    "会社名",
    "不在",
    "アポ獲得",
    "接続→再架電",
    "佐倉 花子",
    "株式会社みらい",
    "2026/11/2",
    "12",
]


def written(rows: list[list[str | None]], delimiter: str = ",", line_end: str = "\r\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return text.getvalue()


def rows_of(data: bytes) -> list[list[str | None]]:
    return [list(row.values()) for row in delimited_sheet(data, "a.csv").cells.to_pylist()]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encoding_and_delimiter_are_found(encoding: str, delimiter: str, line_end: str) -> None:
    assert rows_of(written(TABLE, delimiter, line_end).encode(encoding)) == TABLE


def test_the_delimiter_is_the_one_that_makes_columns() -> None:
    text = "架電日;担当者;備考\n2026/11/2;佐倉;a, b, c\n2026/11/3;遠山;電話, メール\n2026/11/4;遠山;\n"
    assert rows_of(text.encode())[1] == ["2026/11/2", "佐倉", "a, b, c"]


def test_the_line_that_tells_excel_the_delimiter_is_no_data() -> None:
    sheet = delimited_sheet("sep=;\n日付;備考\n2026/11/2;a,b\n".encode(), "a.csv")
    assert sheet.first_row == 2
    assert [list(row.values()) for row in sheet.cells.to_pylist()] == [["日付", "備考"], ["2026/11/2", "a,b"]]


def test_title_rows_blank_lines_and_ragged_rows_keep_their_row_numbers() -> None:
    text = "架電ログ 11月度\n\n日付,担当者,結果\n2026/11/2,佐倉\n2026/11/3,遠山,接続,余り\n合計\n"
    assert rows_of(text.encode()) == [
        ["架電ログ 11月度", None, None, None],
        [None, None, None, None],
        ["日付", "担当者", "結果", None],
        ["2026/11/2", "佐倉", None, None],
        ["2026/11/3", "遠山", "接続", "余り"],
        ["合計", None, None, None],
    ]


def test_blank_lines_in_an_even_file_count_as_rows_too() -> None:
    assert rows_of(b"a,b\n\n1,2\n") == [["a", "b"], [None, None], ["1", "2"]]


def test_quoted_fields_hold_line_breaks_delimiters_and_quotes() -> None:
    table = [["備考", "結果"], ["1行目\n2行目", 'a "b", c'], ["x", "y"]]
    assert rows_of(written(table).encode("cp932")) == table


def test_a_quotation_mark_inside_a_field_is_just_one() -> None:
    assert rows_of(b'size,n\n5" pipe,1\n6" pipe,2\n7" pipe,3\n') == [
        *(["size", "n"], ['5" pipe', "1"], ['6" pipe', "2"], ['7" pipe', "3"])
    ]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b'a,b\n1,2\n3,"x\n4,y\n5,z\n', 3),  # swallows the rest of the file
        (b'a,b\n1,"x\n2,y\n3,"z"\n', 2),  # swallows up to the next quotation mark
        (b'sep=,\na,b\n1,"x\n2,y\n', 3),
    ],
)
def test_a_quotation_mark_that_swallows_rows_is_refused_with_its_line(data: bytes, line: int) -> None:
    with pytest.raises(SheetKPIError, match=f"line {line} of"):
        delimited_sheet(data, "a.csv")


def test_numbers_that_excel_was_told_to_keep_as_text_are_that_text() -> None:
    assert rows_of(b'id,tel\n="0012",="090-1234"\n') == [["id", "tel"], ["0012", "090-1234"]]


def test_nothing_is_taken_for_a_number_or_for_missing() -> None:
    table = [["a", "b", "c"], ["0012", "NA", "1.0"], ["null", "true", "1e5"]]
    assert rows_of(written(table).encode()) == table


def test_an_empty_file_is_an_empty_sheet() -> None:
    for data in (b"", b"\xef\xbb\xbf", b"\n\n", b"\x1a"):
        assert not any(any(row) for row in rows_of(data))


def test_the_end_of_file_mark_of_old_systems_is_no_row() -> None:
    assert rows_of(b"a,b\r\n1,2\r\n\x1a") == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    ("data", "line"),
    [(b"a,b\n1,2\n3,\x82\xff\n", 3), (b"\xff\xfea\x00,\x00b", 1), ("日付\n".encode("euc_jp") + b"\xff", 2)],
)
def test_text_in_no_known_encoding_is_refused_with_its_line(data: bytes, line: int) -> None:
    with pytest.raises(SheetKPIError) as refused:
        delimited_sheet(data, "a.csv")
    assert (refused.value.key, refused.value.values["line"]) == ("error.undecodable", line)


def test_text_under_the_name_of_a_workbook_is_still_read(tmp_path: Path) -> None:
    path = tmp_path / "export.xls"
    path.write_bytes(written(TABLE, "\t").encode("cp932"))
    (sheet,) = read_file(path, path.name)
    assert [list(row.values()) for row in sheet.cells.to_pylist()] == TABLE


def test_long_files_with_a_title_come_out_whole() -> None:
    data = "集計期間\n" + "".join(f"{row},佐倉,接続\n" for row in range(120_000))
    cells = delimited_sheet(data.encode(), "a.csv").cells
    assert cells.shape == (120_001, 3)
    assert cells.slice(120_000).to_pylist() == [{"c1": "119999", "c2": "佐倉", "c3": "接続"}]


def test_a_file_that_is_ragged_throughout_comes_out_whole() -> None:
    table = [[str(row), *["x"] * (row % 4)] for row in range(5000)]
    read = rows_of(written(table).encode())
    assert read == [[*row, *[None] * (4 - len(row))] for row in table]


fields = st.text(
    st.characters(codec="cp932", exclude_categories=["Cc"], exclude_characters="¢£¬‖−〜"), max_size=8
).filter(lambda field: not field.startswith("="))


@example([["", "|"], ["", "", "|"]], "utf-8")
@given(
    st.lists(st.lists(fields, min_size=2, max_size=4), min_size=1, max_size=8),
    st.sampled_from(["utf-8", "cp932"]),
)
def test_whatever_was_written_comes_back(table: list[list[str]], encoding: str) -> None:
    try:
        data = written([["見出しA", "見出しB", *[""] * 2], *table]).encode(encoding)
    except UnicodeEncodeError:
        return
    width = max(4, *map(len, table))
    read = rows_of(data)
    assert read[1:] == [[field or None for field in row] + [None] * (width - len(row)) for row in table]


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes) -> None:
    with suppress(SheetKPIError):
        assert delimited_sheet(data, "a.csv").cells.num_rows <= len(data) + 1


@given(
    rows=st.lists(st.lists(st.sampled_from(WORDS), min_size=2, max_size=2), min_size=1, max_size=5),
    encoding=st.sampled_from(JAPANESE),
)
def test_short_japanese_tables_are_read_in_each_encoding(rows: list[list[str | None]], encoding: str) -> None:
    table = [["架電日", "担当者"], *rows]
    assert rows_of(written(table).encode(encoding)) == table


@pytest.mark.parametrize("name", ["André Müller", "Gérard", "Zoë", "Jürgen Groß", "Señor Núñez"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_european_names_are_no_kanji(name: str, encoding: str) -> None:
    assert rows_of(f"Date,Rep\n2026-11-02,{name}\n".encode(encoding))[1] == ["2026-11-02", name]


@pytest.mark.parametrize("control", ["\0", "\x01", "\x1a", "\x1f"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_a_stray_control_character_is_dropped(tmp_path: Path, control: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"架電日,担当者\n2026/11/2,佐倉{control}花子\n".encode(encoding))
    cells = read_file(path, "a.csv")[0].cells
    assert list(cells.to_pylist()[1].values()) == ["2026/11/2", "佐倉花子"]


@pytest.mark.parametrize("before", ["", "a,b\n" * 100, '"a",b\n' * 100])
def test_more_columns_than_excel_has_are_refused_with_their_line(before: str) -> None:
    with pytest.raises(SheetKPIError) as raised:
        delimited_sheet((before + "," * 20_000 + "\n").encode(), "a.csv")
    assert raised.value.key == "error.too_many_columns"
    assert str(before.count("\n") + 1) in raised.value.sentence("en")


half_width_words = st.lists(
    st.one_of(
        st.sampled_from([*"ｱｲｳｴｵﾅﾆﾇﾈﾉﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ", *"ｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄ"]),
        st.sampled_from(["ｶﾞ", "ｼﾞ", "ﾃﾞ", "ﾊﾟ", "ﾎﾟ", "ｼｮ", "ﾁｬ", "ﾃｰ", "ﾘｯ"]),
    ),
    min_size=2,
    max_size=8,
).map("".join)


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@given(st.lists(half_width_words, min_size=12, max_size=24, unique=True))
def test_half_width_words_are_no_kanji(words: list[str]) -> None:
    # Fewer can be kanji that stand in tables: the bytes of ﾏｻ are those of 六, which nobody can tell apart.
    data = "\n".join(f"{word},{number}" for number, word in enumerate(words)).encode("cp932")
    assume(not is_utf8(data))  # ﾅｱ alone is ű there, and what is sound UTF-8 is taken for it
    assert delimited_sheet(data, "a.csv").cells.column(0).to_pylist() == words


@pytest.mark.parametrize(
    "header",
    [
        "日付,氏名,件数",
        "架電日,担当者,結果",
        "会社名,電話番号",
        "受注日,金額",
        "部署,目標,実績",
        "佐藤,鈴木,田中",
    ],
)
def test_kanji_in_euc_are_no_half_width_words(header: str) -> None:
    (row,) = delimited_sheet(header.encode("euc_jp"), "a.csv").cells.to_pylist()
    assert list(row.values()) == header.split(",")


def test_a_table_as_wide_as_excel_with_headers_beyond_the_sample_is_read_whole() -> None:
    headers = [f"見出し{number}" for number in range(16_000)]
    data = "\n".join([",".join(headers), *(",".join(["1"] * 16_000) for _ in range(3)), "合計,9"])
    table = delimited_sheet(data.encode(), "広い.csv")
    assert (table.cells.num_rows, table.cells.num_columns) == (5, 16_000)
    assert table.cells.column(15_999).to_pylist() == ["見出し15999", "1", "1", "1", None]


def test_a_field_is_cut_where_a_cell_of_excel_ends() -> None:
    (_, row) = rows_of(f"日付,備考\n2026/11/2,{'あ' * 2_000_000}\n".encode())
    assert row == ["2026/11/2", "あ" * 32_767]
