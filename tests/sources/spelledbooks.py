"""Workbooks whose XML is written by hand or by chance, and their cells as fastexcel alone reads them."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import fastexcel
import pyarrow as pa

from sheetkpi.grid import column_letters
from sheetkpi.sources.files.sheetxml.sheet import XlsxSheets
from sheetkpi.sources.files.workbooks import _compacted, _error_text
from sheetkpi.sources.files.zipped import look_inside

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

FORMATS = (
    *("General", "yyyy/m/d h:mm", "[h]:mm", "0.00", '"d"0', "#,##0_ ;[Red]-#,##0", "h:mm AM/PM", "[Red]0"),
    *("\\d0", "[$-411]ge.m.d", "0_d", "*d0", "A/P", "0;yyyy", "[mm]", '"a\\"d', "a0p", "[<1]d"),
)
TEXTS = (
    *("a", "東京", "x y", "tail ", "", " lead", "&amp;", "a&lt;b&gt;", "&#10;", "line\nbreak", "cr\rx"),
    *("_x000D_", "_x005F_x000D_", "😀", "&#x3042;", "tab\t", "5", "1970-01-01 00:00:00", "\u3000全角\u3000"),
    *("a_x00", "true", "long" * 20),
)
_EXACT = (
    *("0", "-1", "0.1", "0.5", "59", "60", "61", "-0", "0.30000000000000004", "999999.999999999", "1E5"),
    *("43831.99999999", "43831.999999994", "1e-10", "0.0009765625", "0.0029296875", "00", "0.0", "-0.5"),
)


def book(
    rows: str, items: Sequence[str] = (), *, date1904: bool = False, dimension: str = "", behind: str = ""
) -> bytes:
    """A workbook with a sheet S of these rows (the XML in `sheetData`) and these items of shared strings."""
    date = ' date1904="1"' if date1904 else ""
    formats = "".join(
        f'<numFmt numFmtId="{164 + number}" formatCode={quoteattr(code, {chr(34): "&quot;"})}/>'
        for number, code in enumerate(FORMATS)
    )
    ids = [0, 14, 22, 46, *(164 + number for number in range(len(FORMATS)))]
    styles = "".join(f'<xf numFmtId="{id}"/>' for id in ids)
    relations = f'<Relationships xmlns="{_PACKAGE}/relationships">'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'{relations}<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr{date}/><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations
        + "".join(
            f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
            for number, (kind, target) in enumerate(
                [
                    ("worksheet", "worksheets/sheet1.xml"),
                    ("styles", "styles.xml"),
                    ("sharedStrings", "sharedStrings.xml"),
                ],
                start=1,
            )
        )
        + "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts>{formats}</numFmts>'
        f"<cellXfs>{styles}</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" uniqueCount="{len(items)}">{"".join(items)}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}" xmlns:x="{_MAIN}">{dimension}'
        f"<sheetData>{rows}</sheetData>{behind}</worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, _HEAD + text)
    return out.getvalue()


def read_here(source: Path | bytes) -> dict[str, Any]:
    """By sheet its columns and errors, as they are read without fastexcel; None where that cannot be."""
    zipped = look_inside(source, "x")
    sheets = XlsxSheets(zipped)
    found: dict[str, Any] = {}
    for name in zipped.parts:
        loaded = sheets.read(name)
        if loaded is None:
            found[name] = None
        elif loaded.cells is None:
            found[name] = ([], [])
        else:
            found[name] = (list(loaded.cells.columns), loaded.errors)
    return found


def read_by_fastexcel(source: Path | bytes) -> dict[str, Any]:
    """The same by fastexcel. Raises FastExcelError."""
    reader = fastexcel.read_excel(source if isinstance(source, bytes) else str(source))
    found: dict[str, Any] = {}
    for name in look_inside(source, "x").parts:
        sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        if not sheet.width:
            found[name] = ([], [])
            continue
        cells, errors = sheet.to_arrow_with_errors()
        told = [(*one.position, _error_text(one.detail)) for one in (errors.errors if errors else ())]
        found[name] = (_compacted(cells.columns), told)
    return found


def assert_same(here: Any, there: Any) -> None:
    """That two readings of a sheet are one: types, cells and their dictionaries, errors."""
    (columns, errors), (expected, told) = here, there
    assert [column.type for column in columns] == [column.type for column in expected]
    for column, other in zip(columns, expected, strict=True):
        assert column.to_pylist() == other.to_pylist()
        if pa.types.is_dictionary(column.type):
            assert column.dictionary.to_pylist() == other.dictionary.to_pylist()
    assert errors == told


def number(chance: random.Random) -> str:
    """A number as programs write them, small enough to be a day."""
    kinds = (
        lambda: str(chance.randrange(10 ** chance.randrange(1, 6))),
        lambda: repr(chance.random() * 10 ** chance.randrange(-8, 6)),
        lambda: str(round(chance.uniform(-6e5, 1e6), chance.randrange(0, 6))),
        lambda: f"{chance.uniform(0, 60_000):.{chance.randrange(0, 14)}f}",
        lambda: str(chance.randrange(1, 9_999_999, 2) / 2 ** chance.randrange(8, 12)),
        lambda: chance.choice(_EXACT),
    )
    return chance.choice(kinds)()


def item(chance: random.Random) -> str:
    """A shared string: plain, with its space, of several runs, or read aloud."""
    text = chance.choice(TEXTS) + chance.choice(["", str(chance.randrange(50))])
    return chance.choice(
        [
            f"<si><t>{text}</t></si>",
            f"<si><t>{text}</t></si>",
            f'<si><t xml:space="preserve">{text}</t></si>',
            f'<si><r><t>{text}</t></r><r><rPr><b/></rPr><t xml:space="preserve"> {text}</t></r></si>',
            f'<si><t>{text}</t><rPh sb="0" eb="1"><t>ヨミ</t></rPh><phoneticPr fontId="1"/></si>',
            "<si><t/></si>",
        ]
    )


def cell(chance: random.Random, reference: str, items: int) -> str:
    """A cell in one of the spellings that programs use."""
    style = f' s="{chance.randrange(len(FORMATS) + 6)}"' if chance.random() < 0.5 else ""
    begin = f'<c r="{reference}"{style}'
    text = chance.choice(TEXTS)
    kinds = [
        f'{begin} t="s"><v>{chance.randrange(max(items, 1))}</v></c>' if items else f"{begin}/>",
        f"{begin}><v>{number(chance)}</v></c>",
        f'{begin} t="n"><v>{number(chance)}</v></c>',
        f"{begin}/>",
        f"{begin}></c>",
        f'{begin} t="b"><v>{chance.randrange(2)}</v></c>',
        f'{begin} t="e"><v>{chance.choice(["#N/A", "#DIV/0!", "#REF!"])}</v></c>',
        f'{begin} t="str"><f>A1&amp;"x"</f><v>{text}</v></c>',
        f"{begin}><f>1+1</f><v>{number(chance)}</v></c>",
        f'{begin}><f t="shared" si="0"/><v>{number(chance)}</v></c>',
        f'{begin}><f t="shared" ref="A1:B2" si="0">A1+1</f><v>{number(chance)}</v></c>',
        f"{begin}><f>NOW()</f></c>",
        f'{begin} t="inlineStr"><is><t>{text}</t></is></c>',
        f'{begin} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>',
        f"{begin}><v></v></c>",
        f'{begin} t="str"><v></v></c>',
    ]
    often = chance.random()
    return kinds[0] if often < 0.35 else kinds[1] if often < 0.6 else chance.choice(kinds)


def book_by_chance(seed: int) -> bytes:
    """A workbook of cells in all of these spellings; the same seed, the same workbook."""
    chance = random.Random(seed)
    items = [item(chance) for _ in range(chance.randrange(40))]
    row, first = chance.choice([1, 3, 99, 99_990]), chance.choice([0, 1, 25, 26, 701])
    width = chance.choice([1, 6, 6, 30])
    rows = []
    for _ in range(chance.randrange(1, 60)):
        cells = [
            cell(chance, f"{column_letters(first + number + 1)}{row}", len(items))
            for number in range(width)
            if chance.random() < 0.8
        ]
        attributes = chance.choice(["", f' spans="1:{width}"', ' ht="12.8" customHeight="1"'])
        rows.append(f'<row r="{row}"{attributes}>{"".join(cells)}</row>')
        row += chance.choice([1] * 20 + [2, 5, 100])
    dimension = chance.choice(["", '<dimension ref="A1"/>', '<dimension ref="A1:Z99"/>'])
    return book("".join(rows), items, date1904=chance.random() < 0.2, dimension=dimension)
