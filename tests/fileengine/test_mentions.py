"""The parts that say a name, however they spell it."""

from __future__ import annotations

import pytest

from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.mentions import formulas_of, parts_that_mention
from tests.fileengine.books import with_parts, workbook

PART = "xl/charts/chart1.xml"


def package(formula: str, encoding: str = "utf-8") -> Package:
    xml = f'<?xml version="1.0" encoding="{encoding}"?><chart><f>{formula}</f><f/><t>x&#10;y</t></chart>'
    return Package(with_parts(workbook("Data"), {PART: xml.encode(encoding)}), "KPI.xlsx")


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("担当別", "担当別!A1"),
        ("担当別", "&#25285;&#x5F53;別!A1"),
        ("Q1", "q1!A1"),
        ("A&B", "'A&amp;B'!A1"),
        ("a>b", "'a>b'!A1"),
        ("It's", "'It''s'!A1"),
        ("It's", "&apos;It&apos;&apos;s&apos;!A1"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_part_is_found_by_what_it_says(name: str, formula: str, encoding: str) -> None:
    opened = package(formula, encoding)
    assert PART in parts_that_mention(opened, name)
    (element,) = formulas_of(opened.tree(PART))
    assert name.replace("'", "''").casefold() in (element.text or "").casefold()


def test_other_parts_are_not_even_parsed() -> None:
    opened = package("Summary!A1")
    assert PART not in parts_that_mention(opened, "担当別")
    opened.tree(PART)
    assert PART in parts_that_mention(opened, "担当別")
