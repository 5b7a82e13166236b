"""Amounts of money: what one means in them and in which currency they are, by cell, row, header or title."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sheetkpi.grid import cell_address
from sheetkpi.sources.issues import Issues
from sheetkpi.sources.records.cells import Array, Cells, Flags, Ints, chosen
from sheetkpi.sources.records.checking import note_rows
from sheetkpi.sources.values.money import currency_told, unit_in_header, unit_of_row
from sheetkpi.sources.values.numbers import clean_numbers

if TYPE_CHECKING:
    from sheetkpi.sources.headers.headers import Column
    from sheetkpi.sources.roles.shapes import Recognised

_HOME = "JPY"
"""The currency of amounts that name none."""


@dataclass(frozen=True, eq=False)
class Amounts:
    """The amounts of some rows, NaN where there is none; `unreadable` and `empty` as in `CleanNumbers`, which
    ones the unit of the whole column `multiplied`, and the currency of each (ISO code; where nothing
    names one, that of the header, else yen)."""

    values: Array
    multiplied: Flags
    unreadable: Flags
    empty: Flags
    currencies: Array


def amounts_of(cells: Cells, column: Column, rows: Ints) -> Amounts:
    """The amounts of `rows` in a column.

    A unit or a currency in the cell itself beats that of the row (columns 通貨 and 単位), that of the header,
    and at last that of a title above the table. Nothing is converted.
    """
    texts = chosen(cells.encoded(column), rows)
    unit = unit_in_header(column.header)
    scale, _ = scale_of(cells.recognised, column)
    numbers = clean_numbers(texts.texts, scale, cells.decimal)
    values = texts.spread(numbers.values, np.nan)
    multiplied = np.zeros(len(rows), dtype=bool)
    if scale != 1:
        as_written = clean_numbers(texts.texts, 1, cells.decimal).values
        multiplied = texts.spread(np.abs(numbers.values) > np.abs(as_written), False)
    scales, currencies = _told_by_row(cells, rows, unit.currency or _HOME)
    for other in np.unique(scales[~np.isnan(scales)]).tolist():
        of_unit = scales == other
        values[of_unit] = texts.spread(clean_numbers(texts.texts, other, cells.decimal).values, np.nan)[
            of_unit
        ]
    multiplied &= np.isnan(scales)
    foreign = np.array([numbers.foreign.get(code, "") for code in range(len(texts.texts))], dtype=object)
    written = texts.spread(foreign, "")
    return Amounts(
        values,
        multiplied,
        texts.spread(numbers.unreadable, False),
        texts.spread(numbers.empty, True),
        np.where(written != "", written, currencies),
    )


def scale_of(recognised: Recognised, column: Column) -> tuple[float, bool]:
    """What one means in a column of amounts, and whether only a title above the table says so."""
    said, title = unit_in_header(column.header).scale, recognised.money_title
    if said is not None or title is None:
        return said or 1.0, False
    return title.scale, True


def _told_by_row(cells: Cells, rows: Ints, otherwise: str) -> tuple[Array, Array]:
    """What one means in each row (NaN where no column says so), and its currency."""
    columns = cells.recognised.columns
    scales = np.full(len(rows), np.nan)
    currencies = np.full(len(rows), otherwise, dtype=object)
    for name in ("currency", "unit"):
        if name not in columns:
            continue
        texts = chosen(cells.encoded(columns[name]), rows)
        units = [unit_of_row(text) for text in texts.texts]
        # 円 in a column of currencies names yen, and does not take back the thousands of the header.
        told = [unit.scale if name == "unit" or unit.scale != 1 else None for unit in units]
        found = texts.spread(np.array([np.nan if one is None else one for one in told], dtype=float), np.nan)
        scales = np.where(np.isnan(found), scales, found)
        if name == "currency":
            codes = np.array([currency_told(text) for text in texts.texts], dtype=object)
            said = texts.spread(codes, "")
            currencies = np.where(said == "", otherwise, said)
        else:
            codes = np.array([unit.currency for unit in units], dtype=object)
            said = texts.spread(codes, "")
            currencies = np.where((said != "") & (said != _HOME), said, currencies)
    return scales, currencies


def note_amounts(
    cells: Cells, column: Column, rows: Ints, notes: list[Issues], found: Amounts | None = None
) -> None:
    """Note which amounts of `rows` (`found` where they were read before) are in another currency, and a unit
    that nothing in the table shows."""
    found = found or amounts_of(cells, column, rows)
    _note_currencies(notes, cells.recognised, column, rows, found)
    _note_unit(notes, cells.recognised, column, rows, found)


def _note_currencies(
    notes: list[Issues], recognised: Recognised, column: Column, rows: Ints, amounts: Amounts
) -> None:
    """Note the `amounts` of `rows` that are in another currency than most of them; where none is in the
    majority, yen are no others."""
    there = ~np.isnan(amounts.values)
    said = Counter(amounts.currencies[there].tolist())
    if len(said) < 2:
        return
    most = max(said, key=lambda code: (said[code], code == _HOME))
    others = there & (amounts.currencies != most)
    note_rows(notes, recognised, "reason.currency", column, rows, others)


def _note_unit(
    notes: list[Issues], recognised: Recognised, column: Column, rows: Ints, amounts: Amounts
) -> None:
    """One note for a column whose amounts are multiplied because a title says so, or a mere letter in its
    header: (K), (M). Nothing else on the sheet shows it."""
    scale, by_title = scale_of(recognised, column)
    there = np.flatnonzero(amounts.multiplied)
    if not len(there) or not (by_title or unit_in_header(column.header).is_bare):
        return
    headers, title = recognised.headers, recognised.money_title
    assert headers is not None
    if by_title:
        assert title is not None
        cell, text = title.cell, title.text
    else:
        cell, text = _header_cell(recognised, column), column.header
    values: dict[str, object] = {
        "cell": cell,
        "text": " ".join(text.split()),
        "times": f"{scale:,.0f}",
        "records": len(there),
    }
    first = rows[there[:1]].astype(np.intp) + recognised.first_row
    notes.append(Issues(recognised.sheet, "reason.amount_unit", first, column, "note", values))


def _header_cell(recognised: Recognised, column: Column) -> str:
    sheet, headers = recognised.sheet, recognised.headers
    assert headers is not None
    row = np.array([headers.rows[-1]])
    if sheet.origin is None:
        return cell_address(sheet.first_row + int(row[0]), sheet.first_column + column.index)
    numbers = sheet.origin.row_numbers(row, column.index), sheet.origin.column_numbers(row, column.index)
    return cell_address(int(numbers[0][0]), int(numbers[1][0]))


def won_amounts(
    cells: Cells,
    column: Column,
    rows: Ints,
    won: Flags,
    notes: list[Issues],
    *,
    open_too: Flags | None = None,
) -> Array:
    """The amounts of the `won` ones of `rows`, 0 for others and where none can be read (noted).

    Amounts in another currency than the rest of the column are not converted, and noted too, as is a unit
    that only a title tells; with `open_too`, those of open deals as well, which are summed up too.
    """
    recognised = cells.recognised
    places = np.flatnonzero(won if open_too is None else won | open_too)
    there, is_won = rows[places], won[places]
    found = amounts_of(cells, column, there)
    for reason, flags in (
        ("reason.amount_unreadable", found.unreadable),
        ("reason.amount_missing", found.empty),
    ):
        note_rows(notes, recognised, reason, column, there, is_won & flags)
    note_amounts(cells, column, there, notes, found)
    amounts = np.zeros(len(rows))
    amounts[places] = np.where(is_won, np.nan_to_num(found.values), 0.0)
    return amounts
