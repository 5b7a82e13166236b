"""Everything a person reads exists in both languages, once."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import sheetkpi.language as language
from sheetkpi.language import all_words, key_of, preferred_language, say

NUMBER_FORMAT = re.compile(r"""[ymdhsge0,]"|\[\$-|\[[<>]""")
PACKAGE = Path(language.__file__).parents[1]
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(all_words()))
def test_both_languages_say_the_same_with_the_same_values(key: str) -> None:
    japanese, english = all_words()[key]
    assert bool(japanese) == bool(english)
    assert placeholders(japanese) == placeholders(english)
    assert not JAPANESE.search(english), "the English text has Japanese in it"


def test_no_key_is_written_down_in_two_modules() -> None:
    modules = [module for module in vars(language).values() if hasattr(module, "WORDS")]
    assert len(modules) >= 6
    assert sum(len(module.WORDS) for module in modules) == len(all_words())


def test_a_word_is_found_in_either_language() -> None:
    assert key_of("接続数", ("calls", "connects")) == "connects"
    assert key_of(" calls ", ("calls", "connects")) == "calls"
    assert key_of("何か", ("calls", "connects")) is None


def test_the_locale_chooses_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert preferred_language() == "ja"
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert preferred_language() == "en"


def test_placeholders_are_filled() -> None:
    assert say("error.month", "en", text="x") == "“x” is not a month. Write it like 2026-11."


def test_code_says_no_japanese_of_its_own() -> None:
    """Text for people stands in the language package; what raw data says, in the vocabularies of sources."""
    allowed = (
        "language/",
        "sources/",
        "sample/",
        "model/names.py",
        "model/people.py",
        "workbook/formulas.py",
    )
    offenders = []
    for path in sorted(PACKAGE.rglob("*.py")):
        where = path.relative_to(PACKAGE).as_posix()
        if where.startswith(allowed):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documented = {id(part.value) for part in ast.walk(tree) if isinstance(part, ast.Expr)}
        offenders += [
            f"{where}:{part.lineno} {part.value!r}"
            for part in ast.walk(tree)
            if isinstance(part, ast.Constant)
            and isinstance(part.value, str)
            and id(part) not in documented
            and JAPANESE.search(part.value)
            and not NUMBER_FORMAT.search(part.value)
        ]
    assert not offenders


def spoken() -> tuple[set[str], list[str]]:
    """The texts that stand in code, macros and ribbon, and the patterns of those put together there."""
    texts: set[str] = set()
    patterns = [
        r"macro\..*",  # by names of cells (see `macrobook.settingsheet`)
        r"error\.open_in_\w+_by",  # by who has the workbook (see `opc.locks`)
        r"needs\..*",  # by values of issues (see `model.unmeasured`)
    ]
    for path in PACKAGE.rglob("*.py"):
        if path.parent.name == "language":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(part.value) if isinstance(part, ast.Constant) else ".*" for part in node.values
                ]
                if len("".join(parts).replace(".*", "")) > 3:
                    patterns.append("".join(parts))
    ribbon = (PACKAGE.parent / "macros" / "ribbon.xml").read_text(encoding="utf-8")
    return texts | set(re.findall(r"[\w.]+", ribbon)), patterns


def test_every_text_is_said_somewhere() -> None:
    texts, patterns = spoken()
    together = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
    unsaid = [key for key in all_words() if key not in texts and not together.fullmatch(key)]
    assert not unsaid


def test_every_key_that_code_says_is_written_down() -> None:
    begins = {key.partition(".")[0] for key in all_words() if "." in key}
    dotted = re.compile(rf"(?:{'|'.join(begins - {'label', 'file'})})\.[a-z_.]+")
    missing = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            first = str(node.args[0].value)
            if called == "say" or (called.endswith("Error") and dotted.fullmatch(first)):
                missing += [first] if first not in all_words() else []
    assert not missing


AFTER_A_NUMBER = re.compile(r"(?<![\w.,/–])(\d+) (?:(?:more|other|own) )?([a-z]+)\b")
OF_ONE = re.compile(
    "as|begins|ends|counts|does|has|holds|is|lacks|lies|looks|makes|names|needs|refers|refuses|says|shows|stays|"
    "takes|tells|this|was|.*ss"
)
"""Words with an s behind one: a file holds, a deal counts."""
OF_SEVERAL = re.compile("are|count|do|have|were|.*s")
NOT_OF_THE_NUMBER = frozenset(
    {
        "advice.call_heavy",
        "attach.typed_sums",
        "error.sheets_hidden",
        "error.sheets_shown",
        "next.unused_columns",
        "reason.adopted_kept",
        "reason.not_judged_entries",
        "reason.not_judged_idle",
        "reason.target_no_weight",
        "reason.target_nobody",
        "reason.target_partial",
        "remark.export_formulas",
    }
)
"""Sentences in which a word of several is not about the place before it: all sheets of a file are shown."""
BEHIND_ONE = {
    words.split("|")[1].split()[0]
    for _, english in all_words().values()
    for words in re.findall(r"\{\w+:([^{}]*\|[^{}]*)\}", english)
    if not words.startswith("-")
} - {"more", "that", "counts"}
"""The words that stand behind a one in some sentence."""


@pytest.mark.parametrize("number", [0, 1, 2])
def test_english_sentences_say_one_row_and_two_rows(number: int) -> None:
    wrong = []
    for key in all_words().keys() - NOT_OF_THE_NUMBER:
        places = placeholders(all_words()[key][1])
        said = say(key, "en", **dict.fromkeys(places, number)) if places else ""
        for shown, word in AFTER_A_NUMBER.findall(said):
            several = bool(OF_SEVERAL.fullmatch(word)) and not OF_ONE.fullmatch(word)
            if several if shown == "1" else word in BEHIND_ONE:
                wrong.append(f"{key}: {said}")
    assert not wrong


@pytest.mark.parametrize(("number", "days"), [(0, "0 days"), (1, "1 day"), ("1", "1 day"), (2, "2 days")])
def test_a_number_may_come_as_text(number: object, days: str) -> None:
    assert say("why_call.waiting", "en", days=number) == f"not called for {days}"
