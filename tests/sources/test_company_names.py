"""One key for the spellings of a company: what stands around its name, and which letters it is written in."""

from __future__ import annotations

import pytest

from sheetkpi.sources.records.leads import company_key

BEFORE = """
株式会社 株式會社 有限会社 合同会社 合資会社 合名会社 相互会社
社団法人 一般社団法人 公益財団法人 財団法人 医療法人
医療法人社団 学校法人 社会福祉法人 特定非営利活動法人 NPO法人 独立行政法人
㈱ (株) （有） (同) (資) (名) (社) (財) (医)
(学) (福) カ） ユ) ド) シヤ) ザイ) 株)
"""
BEHIND = "株式会社 有限会社 (株) （株） (カ (カ) (ユ (ド) 御中 様"


@pytest.mark.parametrize("form", BEFORE.split())
def test_what_stands_before_a_companys_name_is_none_of_it(form: str) -> None:
    assert company_key(f"{form}北浜商事") == "北浜商事"


@pytest.mark.parametrize("form", BEHIND.split())
def test_what_stands_behind_a_companys_name_is_none_of_it(form: str) -> None:
    assert company_key(f"北浜商事{form}") == "北浜商事"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙島屋", "高島屋"),
        ("渡\ufe00辺商店", "渡辺商店"),
        ("北浜\u200b商事\ufeff", "北浜商事"),
        ("キャノン", "キヤノン"),
        ("サーバーコンピューター", "サーバーコンピュータ"),
    ],
)
def test_letters_that_stand_for_others_make_no_other_company(one: str, other: str) -> None:
    assert company_key(one) == company_key(other)
