"""The day matrix's totals: sums of counts, rates of the sums, empty where nothing is measured."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from sheetkpi.language import Language, say
from tests.judging import Judged, judge_all
from tests.libreoffice import needs_libreoffice
from tests.realdata import values_of
from tests.smallbooks import TABLES, template_with
from tests.workbook.books import opened
from tests.workbook.targeted import refreshed
from tests.workbook.test_unmeasured import ABE, FOUND, MEASURED, MORI, SATO, measures, peopled, rows

SHEETS = frozenset({*TABLES, "DayMatrix", "DailyKPI"})
SHOWN: list[tuple[Language, str]] = [
    *(("ja", "calls"), ("en", "connect_rate"), ("ja", "meeting_rate"), ("en", "wins"), ("ja", "won_amount"))
]


def matrix(folder: Path, language: Language, kpi: str) -> Path:
    """The workbook of people of whom not everything is measured, `kpi` shown in its matrix."""
    path = folder / f"{kpi}.xlsx"
    path.write_bytes(template_with(SHEETS, language))
    peopled(path, language)
    with opened(path) as opened_book:
        opened_book.names["kpi_matrix_kpi"].refers_to_range.value = say(kpi, language)
        opened_book.save()
    refreshed(path, FOUND, measured=measures(MEASURED))
    return path


def totals(path: Path) -> list[object]:
    """Everybody's month, and each of its days."""
    cells = values_of(path)
    ((sheet, ref),) = cells.defined_names["kpi_matrix_totals"].destinations
    return [None if cell.value == "" else cell.value for cell in cells[sheet][ref][0]]


def everybody(path: Path, language: Language, kpi: str) -> object:
    teams = rows(path, "TeamKPI")
    of_all = next(row for row in teams if row[say("team", language)] == say("all", language))
    return of_all[say(kpi, language)]


@pytest.fixture(scope="module")
def matrices(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], dict[str, Path]]:
    """Gives the workbooks of `SHOWN` by KPI, made in the test that asks first."""
    folder = tmp_path_factory.mktemp("matrices")
    return cache(lambda: {kpi: matrix(folder, language, kpi) for language, kpi in SHOWN})


@pytest.fixture(scope="module")
def judged(matrices: Callable[[], dict[str, Path]]) -> Callable[[], dict[Path, Judged]]:
    """Gives what LibreOffice says of them all."""

    @cache
    def of_all() -> dict[Path, Judged]:
        paths = list(matrices().values())
        return judge_all(paths, paths[0].parent / "judged")

    return of_all


@needs_libreoffice
@pytest.mark.parametrize(("language", "kpi"), SHOWN)
def test_the_months_total_is_everybodys_in_every_program(
    matrices: Callable[[], dict[str, Path]],
    judged: Callable[[], dict[Path, Judged]],
    language: Language,
    kpi: str,
):
    path = matrices()[kpi]
    found = totals(path)
    assert found[0] == everybody(path, language, kpi)
    header = say("matrix_total", language)
    own = {row[say("rep", language)]: row[say(kpi, language)] for row in rows(path, "RepKPI")}
    assert {row[say("rep", language)]: row[header] for row in rows(path, "DayMatrix")} == own
    assert judged()[path].differences == []


def test_a_days_total_is_the_sum_of_a_count(matrices: Callable[[], dict[str, Path]]):
    path = matrices()["calls"]
    days = [str(number) for number in range(1, 32)]
    listed = rows(path, "DayMatrix")
    sums = []
    for day in days:
        counts = [row[day] for row in listed if row[day] is not None]
        sums.append(sum(counts) if counts else None)
    assert totals(path)[1:] == sums
    assert any(sums)
    assert None in sums


def test_a_rate_is_that_of_the_sums_of_whoever_has_both(tmp_path: Path):
    path = matrix(tmp_path, "ja", "connect_rate")
    months = {row["担当者"]: row["当月計"] for row in rows(path, "DayMatrix")}
    assert (months[SATO], months[MORI], months[ABE]) == (0.11, None, None)
    found = totals(path)
    assert found[0] == 0.11
    assert sum(value for value in found[1:] if isinstance(value, float)) > 0.11
    assert found[-1] is None
