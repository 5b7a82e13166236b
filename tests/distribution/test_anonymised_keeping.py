"""What of the KPI workbook's own sheets may be handed out, text by text and formula by formula."""

from __future__ import annotations

import pytest

from sheetkpi.distribution.outgoing.anonymised.keeping import Keeping, product_words
from sheetkpi.distribution.outgoing.mentions import Mentions

KEEPING = Keeping(
    Mentions({"山田 太郎": ("t.yamada",), "営業": ()}),
    product_words("ja"),
    frozenset({"担当別", "グラフ 元"}),
    frozenset({"kpi_month"}),
    {"RepKPI": frozenset({"架電数", "接続数", "A]B"})},
)


@pytest.mark.parametrize(
    "text", ["朝会は9時から", "目標 20 件", "営業日の経過", "架電数", "色は３段階です", "1.05 倍"]
)
def test_words_stay(text: str) -> None:
    assert KEEPING.text(text)


@pytest.mark.parametrize(
    "text",
    ["山田太郎は優秀", "Ｔ．ＹＡＭＡＤＡ", "営業の件", "トップは 120 件", "１２３", "営業日は営業が休み"],
)
def test_names_and_figures_do_not(text: str) -> None:
    assert not KEEPING.text(text)


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(RepKPI[架電数])",
        "IFERROR(60/RepKPI[[#This Row],[架電数]],0)",
        "RepKPI[[#This Row],[A']B]]",
        "担当別!$A$1*1.2",
        "SUM('グラフ 元'!A1:B2)",
        'IF(kpi_month="","",TRUE)',
        "ROWS(RepKPI[#All])",
    ],
)
def test_formulas_over_what_is_handed_out_stay(formula: str) -> None:
    assert KEEPING.formula(formula)


@pytest.mark.parametrize(
    "formula",
    [
        "86420975+0",
        "RepKPI[架電数]+4321",
        'COUNTIF(RepKPI[架電数],"山田 太郎")',
        "活動ログ!A1",
        "SUM('活動 ログ'!A1)",
        "RepKPI[消えた列]",
        "Activity[件数]",
        "ROWS(Activity)+A1",
        "[1]担当別!A1",
        "ベスト担当+A1",
        "#REF!A1",
        "担当別!#REF!",
    ],
)
def test_formulas_that_name_hold_or_need_anything_else_do_not(formula: str) -> None:
    assert not KEEPING.formula(formula)
