"""The log file tells where an error came from, and nothing of what stands in anybody's cells."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sheetkpi
from sheetkpi.cli import main
from sheetkpi.logfile import log_path, log_unexpected
from sheetkpi.workbook.entering import enter_rows
from tests.smallbooks import TABLES, template_with

COMPANY, PERSON, WESTERN, PHONE = "株式会社アルファ工業", "上野 望", "Quentin Blackwood", "03-1234-5678"
NAMES = (COMPANY, "アルファ", PERSON, "上野", WESTERN, "quentin", "blackwood", PHONE, "1234", "5678")


@pytest.fixture(autouse=True)
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)


def logged() -> str:
    return log_path().read_text(encoding="utf-8") if log_path().exists() else ""


def names_in(text: str) -> list[str]:
    return [name for name in NAMES if name.casefold() in text.casefold()]


def raised(by: Callable[[], object]) -> Exception:
    try:
        by()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def told_of(value: str) -> list[Exception]:
    """What Python and pandas say of a name where something else should stand."""

    def chained() -> None:
        try:
            {}[value]
        except KeyError as error:
            raise ValueError(f"no row for {value}") from error

    return [
        raised(lambda: {}[value]),
        raised(lambda: float(value)),
        raised(lambda: pd.to_datetime(value)),
        raised(lambda: pd.DataFrame({"a": [1]})[value]),
        raised(lambda: pd.Series([value]).astype("int64")),
        raised(lambda: Path(value).read_bytes()),
        raised(chained),
    ]


@pytest.mark.parametrize("value", [COMPANY, PERSON, WESTERN, PHONE])
def test_no_message_takes_a_name_or_a_number_into_the_log(value: str) -> None:
    for error in told_of(value):
        assert value.casefold() in str(error).casefold()
        log_unexpected(error)
    assert names_in(logged()) == []


def test_where_an_error_came_from_and_its_own_words_stay() -> None:
    def missing() -> None:
        columns = {"call_result": 1}
        columns["call_note"]

    log_unexpected(raised(missing))
    log_unexpected(raised(lambda: float(COMPANY)))
    log_unexpected(raised(lambda: [1, 2, 3].index(12)))
    text = logged()
    assert "KeyError: 'call_note'" in text
    assert 'columns["call_note"]' in text
    assert "ValueError: could not convert string to float: '…'" in text
    assert "12 is not in list" in text
    assert "test_logfile.py" in text


def test_what_led_to_an_error_is_told_before_it() -> None:
    log_unexpected(told_of(COMPANY)[-1])
    text = logged()
    assert text.index("KeyError") < text.index("which led to") < text.index("ValueError: no row for …")


LOG = ["架電日", "担当者", "会社名", "先方担当者", "電話番号", "リードソース", "架電結果"]
CALLS = [
    (datetime(2026, 11, 2), "森 葵", COMPANY, PERSON, PHONE, "展示会", "不在"),
    (datetime(2026, 11, 3), "佐藤 健", "ベータ", WESTERN, None, "紹介", "再架電"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("leads") / "KPI.xlsx"
    path.write_bytes(template_with(frozenset({*TABLES, "FollowUps"}), "ja"))
    with sheetkpi.open_book(path) as book:
        roster = pd.DataFrame({"rep": ["森 葵", "佐藤 健"], "team": ["第1課", "第2課"]})
        enter_rows(book, {"Roster": roster})
        book.sheets.add("架電ログ")["A1"].value = [LOG, *map(list, CALLS)]
        sheetkpi.refresh(book, today=date(2026, 11, 16))
        book.save()
    sheetkpi.distribute(path, path.parent / "out", today=date(2026, 11, 16))
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made.parent, tmp_path / "work")
    return tmp_path / "work" / made.name


COMMANDS = {
    "refresh": lambda path: ["refresh", str(path), "-v"],
    "distribute": lambda path: ["distribute", str(path), str(path.parent / "again")],
    "collect": lambda path: ["collect", str(path), str(path.parent / "out")],
}
BROKEN = {
    "refresh": ["sheetkpi.sources.records.leads._unless_nobody", "sheetkpi.tables.followups.why_call"],
    "distribute": ["sheetkpi.distribution.outgoing.figures.handed_out"],
    "collect": ["sheetkpi.distribution.incoming.typedlists.is_kept_back"],
}
"""Where each command meets names."""


def run(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return int(ended.value.code or 0)


def broken(*values: Any, **named: Any) -> None:
    """Whatever it is given, it says all of it, as a library might."""
    raise RuntimeError(f"cannot take {values} {named}")


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_that_end_well_log_nothing(path: Path, command: str) -> None:
    run(COMMANDS[command](path))
    assert logged() == ""


@pytest.mark.parametrize(("command", "place"), [(one, at) for one, all_of in BROKEN.items() for at in all_of])
def test_a_command_that_breaks_off_at_a_lead_logs_where_and_not_whose(
    path: Path, command: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if command == "collect":
        for file in (path.parent / "out").glob("*.xlsx"):
            with sheetkpi.open_book(file) as book:
                area = next(s for s in book.sheets if "FollowUps" in s.tables).tables["FollowUps"].range
                area[1, area.options(ndim=2).value[0].index("今回の結果")].value = "不在"
                book.save()
            file.with_name(f"{file.name}.bak").unlink()
    monkeypatch.setattr(place, broken)
    assert run(COMMANDS[command](path)) != 0
    assert "RuntimeError: cannot take" in logged()
    assert names_in(logged()) == []
