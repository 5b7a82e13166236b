"""Shared strings are read as Excel shows them: runs joined, readings left out."""

from __future__ import annotations

import io
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.reader.strings import read_string_table

from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.sharedstrings import SharedStrings
from tests.fileengine.books import SPREADSHEETML, with_parts, workbook

BOOK = workbook()


def shared(items: str, root: str = f'<sst xmlns="{SPREADSHEETML}">', end: str = "</sst>") -> list[str]:
    content = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{root}{items}{end}'
    return list(SharedStrings(with_strings(content)))


def with_strings(content: str) -> Package:
    return Package.from_bytes(with_parts(BOOK, {"xl/sharedStrings.xml": content}))


def test_readings_are_no_part_of_the_text() -> None:
    furigana = (
        '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>'
        '<si><r><t>担当</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 者</t></r>'
        '<rPh sb="0" eb="2"><t>タントウ</t></rPh><rPh sb="2" eb="3"><t>シャ</t></rPh></si>'
    )
    assert shared(furigana) == ["東京", "担当 者"]


def test_empty_items_keep_their_number() -> None:
    assert shared("<si/><si><t/></si><si></si><si><t>x</t></si>") == ["", "", "", "x"]


def test_escapes_entities_and_line_ends() -> None:
    texts = shared(
        "<si><t>A &amp; B &lt;&#x30A2;&#65;&gt;&amp;amp;</t></si><si><t>a_x000D_b\r\nc_x005F_x0041_</t></si>"
    )
    assert texts == ["A & B <アA>&amp;", "a\rb\nc_x0041_"]


@pytest.mark.parametrize(
    ("root", "end", "items"),
    [
        (f'<x:sst xmlns:x="{SPREADSHEETML}">', "</x:sst>", "<x:si><x:t>架電</x:t></x:si><x:si/>"),
        (
            f'<sst xmlns="{SPREADSHEETML}">',
            "</sst>",
            "<si><t><![CDATA[架電]]></t></si><!-- <si/> --><si><t/></si>",
        ),
    ],
    ids=["prefixed", "CDATA and comments"],
)
def test_unusual_writers(root: str, end: str, items: str) -> None:
    assert shared(items, root, end) == ["架電", ""]


def test_a_workbook_without_shared_strings() -> None:
    package = Package.from_bytes(with_parts(BOOK, {"xl/sharedStrings.xml": None}))
    assert list(SharedStrings(package)) == []


def test_a_number_beyond_the_last_string_is_damage() -> None:
    strings = SharedStrings(Package.from_bytes(BOOK))
    assert strings[0] == "担当者"
    with pytest.raises(SheetKPIError, match=r"sharedStrings\.xml"):
        strings[len(strings)]


@given(st.lists(st.text(st.characters(blacklist_categories=["Cs", "Cc"])), max_size=20))
def test_every_text_comes_back(texts: list[str]) -> None:
    items = "".join(f"<si><t>{escape(text).replace('_', '_x005F_')}</t></si>" for text in texts)
    assert shared(items) == texts


@pytest.mark.parametrize("name", ["crm_sales_opportunities.xlsx", "call_center_calls.xlsx"])
def test_real_workbooks_read_as_openpyxl_reads_them(shared_data: Path, name: str) -> None:
    package = Package.open(shared_data / name)
    table = read_string_table(io.BytesIO(package.read("xl/sharedStrings.xml")))
    assert list(SharedStrings(package)) == table


def test_the_last_of_very_many_strings_is_found() -> None:
    items = "".join(f"<si><t>株式会社サンプル{number}</t></si>" for number in range(200_000))
    content = f'<sst xmlns="{SPREADSHEETML}">{items}</sst>'
    strings = SharedStrings(with_strings(content))
    assert strings[199_999] == "株式会社サンプル199999"
