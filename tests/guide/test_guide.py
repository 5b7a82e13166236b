"""The guide: the same in both languages, complete, and what it says works as written."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

import sheetkpi.guide as guide
from sheetkpi import functions
from sheetkpi.cli.guidepages import laid_out, written_for_browser
from sheetkpi.cli.wrapping import width
from sheetkpi.language import LANGUAGES, Language, all_words, say
from sheetkpi.posting import posting
from sheetkpi.tables.registry import TABLES
from sheetkpi.templates import template_path
from tests.cli.commands import COMMANDS, options_of, run
from tests.guide.blocks import blocks, lines_of, prepare, refreshed, run_line, words_of
from tests.libreoffice import SOFFICE

FOLDER = Path(guide.__file__).parent


def text(name: str, language: Language) -> str:
    return guide.topic(name, language).text


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with the files that examples name."""
    prepare(tmp_path)
    monkeypatch.setenv("SHEETKPI_CONNECTION_CRM", f"sqlite:{tmp_path}/crm.db")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def a_morning_with_channels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Examples show what they would post on a day of the sample's month; they send nothing."""
    for name in ("TEAM", "MANAGER"):
        monkeypatch.setenv(f"SHEETKPI_POST_{name}", "https://hooks.slack.com/services/T0/B0/secret")
    day = type("Day", (date,), {"today": classmethod(lambda _: date(2026, 11, 4))})
    monkeypatch.setattr(posting, "date", day)
    monkeypatch.setattr(posting, "send", lambda *_: pytest.fail("an example posts"))


# The same in both languages -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_is_a_file_with_a_title_and_a_line_about_it(language: Language) -> None:
    assert {path.stem for path in (FOLDER / language).glob("*")} == set(guide.TOPICS)
    for each in guide.topics(language):
        title, blank, summary, after = each.text.splitlines()[:4]
        assert title == f"# {each.title}"
        assert (blank, after, summary) == ("", "", each.summary)
        assert 0 < width(each.summary) <= 120


@pytest.mark.parametrize("name", guide.TOPICS)
def test_both_languages_have_the_same_headings_tables_commands_and_examples(name: str) -> None:
    shapes = []
    for language in LANGUAGES:
        page = text(name, language)
        commands = [words_of(line) for line in lines_of(page)]
        shapes.append(
            {
                "headings": re.findall(
                    r"^(#+) ", re.sub(r"```.*?```", "", page, flags=re.DOTALL), re.MULTILINE
                ),
                "columns": [len(line.split("|")) for line in page.splitlines() if line.startswith("| ---")],
                "rows": sum(line.startswith("|") for line in page.splitlines()),
                "blocks": [block.kind for block in blocks(page)],
                "commands": [
                    [words[0], *(word for word in words if word.startswith("--"))] for words in commands
                ],
                "python": [block.text for block in blocks(page) if block.kind == "python"],
                "pictures": len(re.findall(r"!\[", page)),
            }
        )
    assert shapes[0] == shapes[1]


# Complete -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_and_every_table_is_named(language: Language) -> None:
    import openpyxl

    page = text("sheets", language)
    for sheet in openpyxl.load_workbook(template_path(language), read_only=True).sheetnames:
        assert f"| {sheet} |" in page, sheet
    for table in TABLES:
        row = next(line for line in page.splitlines() if f"`{table.name}`" in line)
        assert row.startswith(f"| {say(f'sheet.{table.sheet}', language)} |"), table.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_option_and_worksheet_function_is_described(language: Language) -> None:
    page = text("commands", language)
    for name in COMMANDS:
        assert f"`{name} " in page, name
        for option in options_of(name) - {"--help"}:
            assert option in page, f"{name} {option}"
    for name in functions.__all__:
        assert name in text("functions", language), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_error_is_described(language: Language) -> None:
    from sheetkpi import errors

    kinds = {each.kind for each in vars(errors).values() if isinstance(each, type) and hasattr(each, "kind")}
    for kind in kinds | {"usage", "disk_full", "interrupted", "unexpected"}:
        assert f"`{kind}`" in text("commands", language), kind


# True ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in guide.TOPICS if lines_of(text(name, "en"))])
def test_the_commands_of_a_topic_run_as_written(name: str, language: Language, folder: Path) -> None:
    lines = lines_of(text(name, language))
    if not any(words_of(line)[:2] == ["new", "KPI.xlsx"] for line in lines):
        refreshed(folder / "KPI.xlsx")
    for line in lines:
        run_line(line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_python_examples_run_as_written(
    language: Language, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for block in blocks(text("developer", language)):
        exec(compile(block.text, "developer.md", "exec"), {})
    shown = capsys.readouterr().out.splitlines()
    assert shown[:2] == ["1 1 0", "Aiko Mori"]
    assert "['RepKPI']" in shown


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a KPI workbook has been refreshed and another one has buttons."""
    there = tmp_path_factory.mktemp("work")
    prepare(there)
    refreshed(there / "KPI.xlsx")
    assert run("attach", there / "MyBook.xlsx", "--minimal", "--quiet") == 0
    return there


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_of_the_help_run_as_written(
    name: str, at_work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name == "report" and SOFFICE is None:
        pytest.skip("LibreOffice is not installed")
    shutil.copytree(at_work, tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")
    lines = all_words()[f"example.{name}"][0].splitlines()
    if name in ("new", "report"):  # it makes the workbook, or takes one with all pages
        Path("KPI.xlsx").unlink()
    if name == "report":
        run_line("sheetkpi new KPI.xlsx")
    if name == "attach":
        Path("MyBook.xlsm").unlink()
    if name in ("collect", "undo"):  # of what was handed out, or refreshed just now
        run_line(
            "sheetkpi distribute KPI.xlsx handed-out" if name == "collect" else "sheetkpi refresh KPI.xlsx"
        )
    if name == "sheets":
        Path("KPI.xlsx").unlink()
        run_line("sheetkpi new KPI.xlsx")
    for line in lines:
        assert words_of(line)[0] == name
        run_line(line)


FROM_AN_INDEX = re.compile(r"pip install (?:-\w+ )*['\"]?sheetkpi(?!\S*\.whl)")
PAGES = [FOLDER.parents[1] / "README.md", *FOLDER.rglob("*.md"), FOLDER.parents[1] / "macros" / "README.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.name}")
def test_links_lead_somewhere_and_nothing_is_installed_that_no_index_has(page: Path) -> None:
    said = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", said):
        assert target.startswith("https://") or (page.parent / target).exists(), target
    assert not FROM_AN_INDEX.search(said)


def test_no_sentence_tells_to_install_what_no_index_has() -> None:
    for texts in all_words().values():
        assert not any(FROM_AN_INDEX.search(said) for said in texts)


# Shown --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", guide.TOPICS)
def test_a_topic_is_readable_in_a_terminal(name: str, language: Language) -> None:
    lines = list(laid_out(text(name, language), 80))
    shown = "\n".join(lines)
    assert "**" not in shown
    assert "](" not in shown
    assert "```" not in shown
    assert all(width(line) <= 82 for line in lines if not line.startswith("    "))
    for block in blocks(text(name, language)):
        for line in block.text.strip().splitlines():
            assert line.strip() in shown


def test_nothing_of_a_topic_is_lost_on_the_way_to_a_terminal() -> None:
    page = (
        "# T\n\nOne *two*\nthree.\n\n- a `b`\n  c\n- d\n\n| h | i | j |\n| --- | --- | --- |\n| k | "
        + "l " * 20
    )
    page += "| |\n|  | m | n |\n"
    shown = " ".join(" ".join(laid_out(page, 60)).split())
    assert shown == f"T = One two three. - a b c - d k {'l ' * 20}k m n"


def test_a_topic_is_asked_for_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("guide", "Targets", "--lang", "ja") == 0
    assert capsys.readouterr().out.startswith("目標・目安・診断\n=====")
    assert run("guide", "trgets", "--lang", "en") == 2
    assert "Did you mean targets?" in capsys.readouterr().err
    assert run("guide", "--lang", "en") == 0
    shown = capsys.readouterr().out
    assert all(re.search(rf"^  {name} +\S", shown, re.MULTILINE) for name in guide.TOPICS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_topic_opens_in_the_browser(
    language: Language, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("typer.launch", lambda place: opened.append(place) or 0)
    assert run("guide", "sheets", "--open", "--lang", language) == 0
    page = Path(opened[0]).read_text(encoding="utf-8")
    assert "<table>" in page
    assert f'lang="{language}"' in page
    assert opened[0] in capsys.readouterr().out
    monkeypatch.setattr("typer.launch", lambda place: 1)
    assert run("guide", "sheets", "--open", "--lang", language) == 0
    assert capsys.readouterr().out.startswith(guide.topic("sheets", language).title)


def test_pictures_that_are_not_installed_are_left_out_in_the_browser(tmp_path: Path) -> None:
    topic = guide.topic("board", "en")
    elsewhere = tmp_path / "board.md"
    shutil.copy(topic.path, elsewhere)
    assert "<img" in written_for_browser(topic, "en").read_text(encoding="utf-8")
    alone = guide.Topic("board", elsewhere, topic.title, topic.summary)
    assert "<img" not in written_for_browser(alone, "en").read_text(encoding="utf-8")


# The product's words ------------------------------------------------------------------------------------

OF_OTHERS = {
    "ja": {
        *("Add python.exe to PATH", "コマンド プロンプト", "ターミナル", "コンテンツの有効化", "関数の挿入"),
        "Webhook 要求を受け取ったらチャネルに投稿する",
        # how people write things in raw data and notes
        *("接続", "アポ調整中", "接続できず", "担当者不在", "個人", "不明", "なし", "-", "対応日 Date"),
        *("森さん", "高橋部長", "森 1234 / 佐藤 987", "佐藤様", "(1)"),
        # made of several words of the product, or of figures
        *(
            "どこに着地するか",
            "接続率 測定分 分子・分母",
            "商談実施数 ÷ 目標",
            "名前を含む経路 1",
            "20 以上 25 未満",
        ),
        "新しい",
    },
    "en": {
        *("Add python.exe to PATH", "Command Prompt", "Terminal", "Enable Content"),
        *(
            "record",
            "meeting",
            "connected",
            "not connected",
            "Individual",
            "Unknown",
            "N/A",
            "-",
            "対応日 Date",
        ),
        *("US", "US-CA"),
        *("Connect rate measured numerator", "denominator"),
    },
}
"""Quoted words that are not texts of the product, and whose they are."""


def quoted(page: str, language: Language) -> set[str]:
    """What stands in 「」 or［］, in English in single asterisks."""
    plain = re.sub(r"```.*?```|\*\*.+?\*\*", "", page, flags=re.DOTALL)
    if language == "ja":
        return set(re.findall(r"[「［]([^「」［］\n]+)[」］]", plain))
    found = re.findall(r"(?<![\w*])\*(\S(?:[^*]*?\S)?)\*(?![\w*])", plain)
    return {re.sub(r"\s+", " ", one) for one in found}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", guide.TOPICS)
def test_what_is_quoted_is_what_the_product_says(name: str, language: Language) -> None:
    texts = {words[LANGUAGES.index(language)].strip() for words in all_words().values()}
    everything = "\n".join(re.sub(r"\{\w+\}", "…", text) for text in texts)
    for phrase in quoted(text(name, language), language) - OF_OTHERS[language]:
        parts = [part.strip() for part in phrase.split("…") if part.strip()]
        is_message = name in ("messages", "board") and all(part in everything for part in parts)
        assert phrase in texts or is_message, phrase


def test_names_of_cells_in_the_guide_are_those_of_the_code() -> None:
    package = FOLDER.parent
    code = "\n".join(path.read_text(encoding="utf-8") for path in package.rglob("*.py"))
    for language in LANGUAGES:
        for each in guide.topics(language):
            for name in re.findall(r"\bkpi_[a-z_]+", each.text.replace("`kpi_…`", "")):
                assert f'"{name}"' in code or f'"{name.removeprefix("kpi_")}"' in code, name
