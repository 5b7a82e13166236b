"""Which of the columns that tables lack are worth appending to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sheetkpi.tables.columns import Column
from sheetkpi.workbook.finding import FoundTable
from sheetkpi.workbook.planning import Vocabulary, headers_after


def worth_appending(
    lacking: Mapping[str, Sequence[Column]], tables: Mapping[str, FoundTable], vocabulary: Vocabulary
) -> dict[str, list[Column]]:
    """Of the columns that each table is `lacking`, those with a use in this workbook.

    A live column whose formula asks for a table, column or name that is not there and will not be appended
    either would only ever be empty: a small workbook stays small.
    """
    chosen = {
        name: [column for column in columns if not column.needs or column.needs in tables]
        for name, columns in lacking.items()
    }
    while True:
        after = {
            name: headers_after(tables[name], columns, vocabulary.language)
            for name, columns in chosen.items()
        }
        then = replace(vocabulary, headers={**vocabulary.headers, **after})
        possible = {
            name: [column for column in columns if not column.formula or then.formula(column, name)]
            for name, columns in chosen.items()
        }
        if possible == chosen:
            return chosen
        chosen = possible
