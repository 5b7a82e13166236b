"""Results beside formulas outside tables: only beside those of today's templates."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import sheetkpi
from sheetkpi.language import LANGUAGES, Language
from sheetkpi.templates import template_path
from sheetkpi.workbook.ourformulas import contract_formulas, fingerprint
from sheetkpi.workbook.placedformulas import placed_print
from sheetkpi.workbook.placedprints import PRINTS
from sheetkpi.workbook.template.prints import placed_prints
from tests.realdata import values_of
from tests.workbook.books import opened
from tests.workbook.targeted import refreshed
from tests.workbook.test_unmeasured import FOUND, MEASURED, book, measures

OURS = contract_formulas()


def figures(path: Path, name: str) -> list[object]:
    """What a reader that does not calculate sees in the cells of `name`."""
    cells = values_of(path)
    ((sheet, ref),) = cells.defined_names[name].destinations
    found = cells[sheet][ref.replace("$", "")]
    return [cell.value for row in (found if isinstance(found, tuple) else ((found,),)) for cell in row]


def changed(path: Path, name: str, formula: str) -> None:
    """`formula` in the cell of `name`, as an earlier version or its owner had it there."""
    with opened(path) as opened_book:
        opened_book.names[name].refers_to_range.formula = formula
        opened_book.save()


def test_the_prints_are_those_of_the_templates():
    books = [openpyxl.load_workbook(template_path(language)) for language in LANGUAGES]
    assert placed_prints(books) == PRINTS, "run python -m sheetkpi.workbook.template"


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_are_known_as_they_are_typed(language: Language):
    with sheetkpi.open_book(template_path(language), read_only=True) as opened_book:
        for name in ("kpi_answer", "kpi_executive", "kpi_coaching", "kpi_cards_range"):
            cells = opened_book.names[name].refers_to_range
            formulas = cells.options(ndim=2).formula if cells.size > 1 else ((cells.formula,),)
            typed = {one for row in formulas for one in row if one.startswith("=")}
            assert typed
            assert {fingerprint(formula) for formula in typed} <= PRINTS[name]


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_formula_than_todays_gets_no_result_and_the_others_theirs(tmp_path: Path, language: Language):
    path = book(tmp_path, language)
    changed(path, "kpi_card_calls", "=1+1")
    refreshed(path, FOUND, measured=measures(MEASURED))
    assert figures(path, "kpi_card_calls") == [None]
    assert figures(path, "kpi_card_connects") != [None]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("=SUM(B5:B9)", "=sum( $C$7:$C$11 )", True),
        ("='目標'!B5+1", "=Sheet2!D44+1", True),
        ('=IF(B5="今月","",B5)', '=IF(B5="先月","",B5)', False),
        ("=LOG10(B5)", "=LOG2(B5)", False),
        ("=kpi_month+B5", "=kpi_months+B5", False),
        ("=SUM(RepKPI[架電数])", "=SUM(RepKPI[Calls])", True),
        ("=SUM(RepKPI[架電数])", "=SUM(RepKPI[接続数])", False),
    ],
)
def test_where_the_cells_stand_is_no_part_of_a_formula_but_all_else_is(one: str, other: str, same: bool):
    assert (placed_print(one, OURS) == placed_print(other, OURS)) is same
