"""Parts that would be copied along damaged are named before anything is saved."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference

from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.opc import soundness
from sheetkpi.fileengine.opc.namespaces import RELATIONSHIPS
from sheetkpi.fileengine.opc.package import Package
from tests.fileengine.books import part_of, with_parts, with_text

DRAWING = "xl/drawings/drawing1.xml"
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def sound() -> bytes:
    """A workbook with a chart, as people have them."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["rep", "calls"], ["Mori", 12], ["Sato", 30]):
        sheet.append(row)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "D2")
    book.create_sheet("Notes")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def saved(path: Path) -> None:
    package = Package.open(path)
    package.edit("xl/workbook.xml").set("conformance", "transitional")
    package.save()


def refusal(path: Path, data: bytes) -> SheetKPIError:
    path.write_bytes(data)
    with pytest.raises(SheetKPIError) as caught:
        saved(path)
    assert path.read_bytes() == data, "nothing was saved"
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    return caught.value


def test_a_sound_workbook_is_saved(tmp_path: Path, sound: bytes) -> None:
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(sound)
    saved(path)


@pytest.mark.parametrize("part", [DRAWING, SHEET, "xl/charts/chart1.xml", "xl/styles.xml"])
@pytest.mark.parametrize("kept", [0.0, 0.5, 0.99])
def test_a_part_that_is_empty_or_breaks_off_is_named(
    tmp_path: Path, sound: bytes, part: str, kept: float
) -> None:
    whole = part_of(sound, part)
    error = refusal(tmp_path / "KPI.xlsx", with_parts(sound, {part: whole[: int(kept * len(whole))]}))
    assert (error.key, error.values.get("part")) == ("error.damaged", part)
    assert part in error.sentence("ja")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('r="A2"', 'r="ZZZZ2"'),
        ('r="A2"', 'r="XFE2"'),
        ('r="A2"', 'r="A2" s="99"'),
        ('r="A2"', 'r="A2" s="x"'),
    ],
)
def test_a_cell_beyond_the_grid_or_in_a_format_that_is_none_is_named_on_a_sheet_nobody_reads(
    tmp_path: Path, sound: bytes, old: str, new: str
) -> None:
    error = refusal(tmp_path / "KPI.xlsx", with_text(sound, SHEET, old, new))
    assert (error.key, error.values.get("part")) == ("error.damaged", SHEET)


def test_a_chart_that_is_not_there_is_named_and_a_picture_may_be_missing(
    tmp_path: Path, sound: bytes
) -> None:
    path, chart = tmp_path / "KPI.xlsx", "xl/charts/chart1.xml"
    assert refusal(path, with_parts(sound, {chart: None})).values["part"] == chart
    rels = "xl/drawings/_rels/drawing1.xml.rels"
    picture = f'<Relationship Id="rId9" Type="{RELATIONSHIPS}/image" Target="../NULL"/>'
    path.write_bytes(with_text(sound, rels, "</Relationships>", f"{picture}</Relationships>"))
    saved(path)


def test_a_changed_byte_is_found_by_its_checksum(tmp_path: Path, sound: bytes) -> None:
    with zipfile.ZipFile(
        io.BytesIO(with_parts(sound, {"xl/media/image1.png": bytes(range(256)) * 40}))
    ) as old:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as stored:
            for name in old.namelist():
                stored.writestr(name, old.read(name))
    data = bytearray(buffer.getvalue())
    data[data.index(bytes(range(256))) + 300] ^= 1
    error = refusal(tmp_path / "KPI.xlsx", bytes(data))
    assert error.values["part"] == "xl/media/image1.png"


def test_of_a_large_part_the_end_is_looked_at(
    tmp_path: Path, sound: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soundness, "PARSED", 100)
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(sound)
    saved(path)
    path.with_name("KPI.xlsx.bak").unlink()
    whole = part_of(sound, SHEET)
    error = refusal(path, with_parts(sound, {SHEET: whole[:-20]}))
    assert error.values["part"] == SHEET


def test_what_excel_does_not_show_may_be_anything(tmp_path: Path, sound: bytes) -> None:
    path = tmp_path / "KPI.xlsx"
    odd = {"customXml/item9.xml": "<open", "xl/printerSettings/printerSettings1.bin": b""}
    path.write_bytes(with_parts(sound, odd))
    saved(path)
