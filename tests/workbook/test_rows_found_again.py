"""A refresh finds the rows again that the one before wrote, and what people noted beside them stays there."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import sheetkpi
from sheetkpi.language import Language
from sheetkpi.workbook import filling
from sheetkpi.workbook.tableplan import TablePlan

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_row_of_the_sample_is_found_again(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    if language == "ja":
        shutil.copytree(demo.parent, tmp_path / "ja")
        book = tmp_path / "ja" / demo.name
    else:
        book, _ = sheetkpi.demo(tmp_path / "en", "en", today=TODAY)
    plans: list[TablePlan] = []
    plan_table = filling.plan_table

    def noted(*given: Any) -> TablePlan:
        plans.append(plan_table(*given))
        return plans[-1]

    monkeypatch.setattr(filling, "plan_table", noted)
    sheetkpi.refresh(book, today=TODAY)
    assert len(plans) > 30
    for plan in plans:
        rows, name = plan.rows, plan.table.spec.name
        assert None not in rows.sources, f"{name} gets rows that it had"
        blank = rows.before == 1 and not rows.sources  # a table without records has a row nonetheless
        assert not rows.dropped or blank, f"{name} loses rows that it gets again"
    (reasons,) = (plan for plan in plans if plan.table.spec.name == "Reasons")
    assert reasons.rows.before > 10
