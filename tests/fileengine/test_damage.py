"""Whatever happens to the bytes of a workbook: it opens, or one sentence says why not."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.references import Block
from sheetkpi.fileengine.parts.sharedstrings import SharedStrings
from sheetkpi.fileengine.parts.styles import Styles
from sheetkpi.fileengine.parts.workbook import Workbook
from sheetkpi.fileengine.parts.worksheet import Worksheet
from sheetkpi.language import all_words
from tests.fileengine.books import part_of, with_parts, with_text, workbook

BOOK = workbook()


def used(data: bytes) -> None:
    """Open a workbook and use everything the engine knows of it."""
    package = Package.from_bytes(data)
    for part in package.parts():
        package.read(part)
    book, styles = Workbook(package), Styles(package)
    list(SharedStrings(package))
    for xf in range(4):
        styles.number_format(xf), styles.fill(xf), styles.font(xf), styles.alignment(xf)
    styles.with_fill(styles.with_font(styles.with_number_format(0, "0.0%"), bold=True), (1, 2, 3))
    book.set_name("kpi_month", f"{len(book.names)}", sheet=book.active_sheet)
    book.add_sheet("another one", before=book.sheets[0].name)
    book.drop_calc_chain()
    book.request_full_calculation()
    Package.from_bytes(package.to_bytes())


ONE_SENTENCE = {"", *(key for key in all_words() if key.startswith("error."))}


def complaint(data: bytes) -> str:
    """The key of the sentence the workbook is refused with, "" when all went well; nothing else is raised."""
    try:
        used(data)
    except SheetKPIError as error:
        return error.key
    return ""


def test_an_unharmed_workbook_is_used_without_complaint() -> None:
    assert complaint(BOOK) == ""


@given(st.lists(st.tuples(st.integers(0, len(BOOK) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_changed_bytes(changes: list[tuple[int, int]]) -> None:
    data = bytearray(BOOK)
    for at, value in changes:
        data[at] = value
    assert complaint(bytes(data)) in ONE_SENTENCE


@given(st.integers(0, len(BOOK) - 1), st.integers(1, 400))
def test_bytes_left_out_or_doubled(at: int, length: int) -> None:
    for data in (BOOK[:at] + BOOK[at + length :], BOOK[: at + length] + BOOK[at:]):
        assert complaint(data) in ONE_SENTENCE


@pytest.mark.parametrize(
    "part",
    [
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
        "docProps/app.xml",
    ],
)
@given(seed=st.integers(0, 10_000))
def test_nonsense_in_attributes_and_elements(part: str, seed: int) -> None:
    """Well-formed XML that means nothing: values exchanged for others, elements left out."""
    rng = random.Random(seed)
    xml = part_of(BOOK, part).decode()
    values = [*re.findall(r'="([^"]*)"', xml), "", "-1", "1e9", "99999999999999999999", "x", "あ"]
    xml = re.sub(
        r'(?<!xmlns)="[^"]*"',
        lambda found: f'="{rng.choice(values)}"' if rng.random() < 0.1 else found[0],
        xml,
    )
    xml = re.sub(r"<[\w:]+(?: [^<>]*)?/>", lambda found: "" if rng.random() < 0.1 else found[0], xml)
    assert complaint(with_parts(BOOK, {part: xml})) in ONE_SENTENCE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<c r="B2"', '<c r="ZZZZ2"'),
        ('<c r="B2"', '<c r="2"'),
        ('<c r="B2"', '<c s="inf" r="B2"'),
        ("<v>12</v>", "<v>1900-02-29</v>"),
        ("<v>0</v>", "<v>99999</v>"),
    ],
)
def test_a_damaged_address_style_or_value_of_a_cell_names_the_sheet(old: str, new: str) -> None:
    data = with_text(BOOK, "xl/worksheets/sheet1.xml", old, new)
    package = Package.from_bytes(data, "KPI.xlsx")
    book = Workbook(package)
    sheet = Worksheet.of(package, book.sheets[0].part, Styles(package), SharedStrings(package))
    with pytest.raises(SheetKPIError) as refused:
        sheet.values(Block(1, 1, 5, 5))
    assert refused.value.key == "error.damaged"
    assert "KPI.xlsx" in refused.value.sentence("en")
