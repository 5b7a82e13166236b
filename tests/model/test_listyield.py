"""What each list brings."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sheetkpi.model.listyield import list_yield


def leads() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "list": ["展示会", " 展示会", "展示会", "展示会", "購入リスト", None],
            "company": ["A社", "Ａ社 ", "B社", None, "C社", "D社"],
            **{"calls": [3, 1, 0, 2, 4, 9], "connects": [1, 0, 0, 1, 0, 3], "meetings": [1, 0, 0, 0, 0, 2]},
            "closed": [True, False, False, True, False, False],
        }
    )


def test_each_list_has_its_leads_companies_and_what_is_left() -> None:
    found = list_yield(leads()).set_index("list")
    assert list(found.index) == ["展示会", "購入リスト"]
    show = found.loc["展示会"]
    counted = ["leads", "companies", "called", "calls", "reached", "meetings", "companies_reached"]
    assert show[counted].tolist() == [4, 2, 3, 6, 2, 1, 1]
    assert show[["untouched", "left", "left.share"]].tolist() == [1, 2, 0.5]
    assert show["connects_per_call"] == 2 / 6
    assert show["meetings_per_lead"] == 1 / 3
    assert show["meetings_per_call"] == 1 / 6


def test_what_nobody_measured_is_empty() -> None:
    found = list_yield(leads()[["list", "calls"]]).set_index("list").loc["展示会"]
    assert found[["leads", "calls", "called", "untouched"]].tolist() == [4, 6, 3, 1]
    unknown = [
        "companies",
        "reached",
        "meetings",
        "companies_reached",
        "connects_per_call",
        "left",
        "left.share",
    ]
    assert found[unknown].isna().all()


def test_a_list_that_nobody_called_has_no_rates() -> None:
    frame = leads().assign(calls=0, connects=np.nan, meetings=0)
    found = list_yield(frame).set_index("list").loc["購入リスト"]
    assert found["untouched"] == 1
    assert found[["connects_per_call", "meetings_per_lead", "reached"]].isna().all()


def test_no_lists_have_no_rows() -> None:
    assert list_yield(leads().assign(list=None)).empty
    assert list_yield(leads().head(0)).empty
