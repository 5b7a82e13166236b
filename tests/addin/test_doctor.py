"""`doctor` finds what is missing on a machine and in a workbook, and says what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sheetkpi
from sheetkpi import readiness
from sheetkpi.cli import main
from sheetkpi.language import LANGUAGES, all_words
from sheetkpi.readiness import CheckResult


def found(check: str, book: Path | None = None) -> CheckResult:
    (finding,) = (finding for finding in sheetkpi.doctor(book) if finding.check == check)
    assert all(finding.sentence(language) for language in LANGUAGES)
    return finding


@pytest.fixture
def macro_book(tmp_path: Path) -> Path:
    return sheetkpi.new(tmp_path / "KPI.xlsm", "ja")


def test_a_machine_in_order_has_nothing_to_do():
    findings = sheetkpi.doctor()
    assert not [finding for finding in findings if finding.state == "problem"]
    assert {finding.check for finding in findings} >= {
        "python",
        "package",
        "xlwings",
        "excel",
        "macros",
        "log",
    }


def test_a_new_macro_workbook_is_in_order(macro_book: Path):
    assert not [finding for finding in sheetkpi.doctor(macro_book) if finding.state == "problem"]
    assert found("buttons", macro_book).key == "doctor.buttons"
    assert found("template", macro_book).state == "ok"


def test_the_versions_of_xlwings_are_those_the_package_asks_for():
    pinned = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    (since, before) = re.search(r'"xlwings>=([\d.]+),<([\d.]+)"', pinned).groups()  # type: ignore[union-attr]
    assert tuple(map(int, since.split("."))) == readiness.XLWINGS_SINCE
    assert tuple(map(int, before.split("."))) == readiness.XLWINGS_BEFORE


@pytest.mark.parametrize("installed", ["0.36.0", "0.38.1", "1.0"])
def test_another_xlwings_must_be_replaced(installed: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(readiness, "_version", lambda name: installed)
    finding = found("xlwings")
    assert finding.state == "problem"
    assert "xlwings>=0.37.6,<0.38" in finding.sentence("en")


@pytest.mark.parametrize(("system", "package"), [("win32", "pywin32"), ("darwin", "appscript")])
def test_excel_needs_its_bridge(system: str, package: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(readiness.sys, "platform", system)
    monkeypatch.setattr(readiness, "find_spec", lambda name: None)
    assert f"pip install {package}" in readiness._bridge().sentence("en")


def test_macros_that_a_company_switched_off_are_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(readiness, "_registry", lambda hive, key, name: 4 if "Policies" in key else None)
    assert found("macros").state == "problem"


def test_a_python_that_moved_is_named_with_the_one_that_runs(
    macro_book: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(readiness.INTERPRETER_KEYS, readiness.sys.platform, "INTERPRETER_WIN")
    assert found("interpreter", macro_book).state == "note"  # made here, where Excel is not
    with sheetkpi.open_book(macro_book) as book:
        sheet = book.sheets["xlwings.conf"]
        row = [str(key).upper() for key in sheet["A1:A5"].value].index("INTERPRETER_WIN")
        sheet[row, 1].value = "/no/such/python"
        book.save()
    finding = found("interpreter", macro_book)
    assert finding.state == "problem"
    assert "/no/such/python" in finding.sentence("ja")
    assert readiness.sys.executable in finding.sentence("ja")


def test_a_file_that_windows_blocked_is_told(macro_book: Path):
    Path(f"{macro_book}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n", encoding="ascii")
    assert found("blocked", macro_book).state == "problem"


def test_a_workbook_that_cannot_be_read_is_a_finding(tmp_path: Path):
    path = tmp_path / "KPI.xlsx"
    path.write_bytes(b"nothing")
    assert found("book", path).key == "error.not_a_workbook"


def test_a_workbook_of_a_newer_template_asks_for_a_newer_package(macro_book: Path):
    with sheetkpi.open_book(macro_book) as book:
        book.names["kpi_version"].refers_to_range.value = 99
        book.save()
    assert found("template", macro_book).key == "doctor.template_newer"


def test_a_workbook_without_our_tables_hears_of_attach(tmp_path: Path):
    from tests.workbook.books import make_book

    path = make_book(tmp_path / "Mine.xlsx", {"x": {"A1": 1}})
    assert "sheetkpi attach Mine.xlsx" in found("tables", path).sentence("en")


def test_the_command_ends_with_1_when_there_is_something_to_do(
    macro_book: Path, capsys: pytest.CaptureFixture[str]
):
    for book, code in ((macro_book, 0), (macro_book.with_name("gone.xlsx"), 1)):
        with pytest.raises(SystemExit) as ended:
            main(["doctor", str(book), "--lang", "ja"])
        assert ended.value.code == code
    assert "要対応" in capsys.readouterr().out


def test_every_sentence_belongs_to_a_check():
    used = re.findall(r"doctor\.\w+", Path(readiness.__file__).read_text(encoding="utf-8"))
    words = {key for key in all_words() if re.fullmatch(r"doctor\.[a-z]+_?\w*", key)}
    unused = {key for key in words - set(used) if not key.startswith(("doctor.python_", "doctor.language_"))}
    assert unused <= {"doctor.title", "doctor.template_older"}


def test_channels_are_listed_by_name_and_kind_and_never_by_address(
    macro_book: Path, monkeypatch: pytest.MonkeyPatch
):
    address = "https://hooks.slack.com/services/T000/B000/secret"
    monkeypatch.setenv("SHEETKPI_POST_TEAM", address)
    monkeypatch.setenv("SHEETKPI_POST_BOSS", "https://example.com/secret")
    with sheetkpi.open_book(macro_book) as book:
        book.names["kpi_post_to"].refers_to_range.value = "team、sales"
        book.save()
    findings = [one for one in sheetkpi.doctor(macro_book) if one.check == "channels"]
    assert [(one.state, one.key) for one in findings] == [
        ("problem", "error.post_service"),
        ("ok", "doctor.channel"),
        ("problem", "error.post_unknown"),
    ]
    said = [one.sentence(language) for one in findings for language in LANGUAGES]
    assert said[2:4] == ["team（Slack、SHEETKPI_POST_TEAM）", "team (Slack, SHEETKPI_POST_TEAM)"]
    assert "sales" in said[5]
    assert not any("secret" in sentence for sentence in [*said, *map(repr, findings)])


def test_a_machine_without_channels_says_where_they_would_be(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(readiness, "all_channels", dict)
    assert found("channels").key == "doctor.channels_none"
