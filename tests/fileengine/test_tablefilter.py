"""Which rows a table's filter shows."""

from __future__ import annotations

from datetime import datetime

import pytest
from lxml import etree

from sheetkpi.fileengine.opc.namespaces import MAIN
from sheetkpi.fileengine.parts.tablefilter import known, shown

VALUES = [
    None,
    "森 葵",
    "佐藤 健",
    3,
    12.345,
    0.125,
    True,
    datetime(2026, 11, 16),
    datetime(2026, 12, 1, 9, 30),
]


def criterion(inside: str, column: int = 0) -> etree._Element:
    return etree.fromstring(f'<filterColumn xmlns="{MAIN}" colId="{column}">{inside}</filterColumn>')


@pytest.mark.parametrize(
    ("inside", "places"),
    [
        ('<filters><filter val="森 葵"/><filter val="3"/></filters>', [1, 3]),
        ('<filters blank="1"/>', [0]),
        ('<filters><filter val="12.35"/><filter val="12.5%"/></filters>', [4, 5]),
        ('<filters><filter val="TRUE"/></filters>', [6]),
        ('<filters><filter val="2026/11/16"/></filters>', [7]),
        ('<filters><dateGroupItem year="2026" month="12" dateTimeGrouping="month"/></filters>', [8]),
        ('<filters><dateGroupItem year="2026" dateTimeGrouping="year"/></filters>', [7, 8]),
        ('<customFilters><customFilter val="森*"/></customFilters>', [1]),
        (
            '<customFilters><customFilter operator="notEqual" val=" "/></customFilters>',
            [1, 2, 3, 4, 5, 6, 7, 8],
        ),
        (
            '<customFilters and="1"><customFilter operator="greaterThan" val="1"/>'
            '<customFilter operator="lessThanOrEqual" val="3"/></customFilters>',
            [3],
        ),
        ('<customFilters><customFilter val="3"/><customFilter val="佐藤 ?"/></customFilters>', [2, 3]),
        ('<customFilters><customFilter operator="greaterThan" val="46342"/></customFilters>', [8]),
        ('<top10 val="1"/>', [8]),
        ('<top10 top="0" val="2"/>', [3, 5]),
        ('<top10 percent="1" val="40"/>', [7, 8]),
    ],
)
def test_rows_that_meet_a_criterion_are_shown(inside: str, places: list[int]) -> None:
    found = shown([criterion(inside)], [[value] for value in VALUES])
    assert [place for place, is_shown in enumerate(found) if is_shown] == places


def test_rows_meet_the_criteria_of_all_columns() -> None:
    both = [criterion('<filters><filter val="森"/></filters>'), criterion('<filters blank="1"/>', 1)]
    assert shown(both, [["森", None], ["森", "不在"], ["佐藤", None]]) == [True, False, False]


@pytest.mark.parametrize("inside", ['<colorFilter dxfId="0"/>', '<dynamicFilter type="today"/>'])
def test_what_only_excel_can_tell_is_not_known(inside: str) -> None:
    assert not known(criterion(inside))
    assert known(criterion('<filters blank="1"/>'))
