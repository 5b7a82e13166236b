"""A format kept as plain data is found again by its looks, or made anew where the workbook lost it."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
from openpyxl.styles import Border, Font, PatternFill, Side

from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.styles import Styles
from sheetkpi.fileengine.parts.styletold import Told, made_again, told


def styles(path: Path, *, dressed: bool, first: bool = False) -> Styles:
    """Of a workbook in which B2 is `dressed`, another cell `first`: then formats are numbered otherwise."""
    book = openpyxl.Workbook()
    if first:
        book.active["A1"].number_format, book.active["A1"].font = '0.00"first"', Font(size=7)
    if dressed:
        cell = book.active["B2"]
        cell.fill, cell.number_format = PatternFill("solid", fgColor="FFFF0000"), '0.000"x"'
        cell.font, cell.border = Font(bold=True, name="Yu Gothic"), Border(left=Side("thin"))
    book.save(path)
    return Styles(Package.open(path))


def kept(path: Path) -> Told:
    """The format of the dressed cell, as it comes back from a file."""
    plain = json.loads(json.dumps(told(styles(path, dressed=True), 1)._asdict()))
    return Told(**{**plain, "xml": tuple(plain["xml"])})


def test_it_is_found_under_another_number(tmp_path: Path) -> None:
    other = styles(tmp_path / "other.xlsx", dressed=True, first=True)
    assert made_again(other, kept(tmp_path / "one.xlsx")) == 2


def test_it_is_made_where_no_cell_has_it_any_more(tmp_path: Path) -> None:
    lost = styles(tmp_path / "lost.xlsx", dressed=False, first=True)
    one = kept(tmp_path / "one.xlsx")
    made = made_again(lost, one)
    assert lost.look(made) == one.look
    assert (lost.number_format(made), lost.fill(made), lost.font(made).name) == (
        '0.000"x"',
        (255, 0, 0),
        "Yu Gothic",
    )
    assert made_again(lost, one) == made
