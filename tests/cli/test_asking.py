"""Questions are asked, and asked again, in the language of whoever answers."""

from __future__ import annotations

import builtins
from collections.abc import Iterator

import pytest

from sheetkpi.cli.asking import agreed


def typed(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    left: Iterator[str] = iter(answers)

    def answer() -> str:
        found = next(left, None)
        if found is None:
            raise EOFError
        return found

    monkeypatch.setattr(builtins, "input", answer)


def test_yes_and_no_are_understood_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "はい", "いいえ", "YES", "", "Ｙ")
    assert [agreed("更新しますか。", "ja") for _ in range(5)] == [True, False, True, False, True]


def test_anything_else_is_asked_again_in_ones_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "たぶん", "y")
    assert agreed("更新しますか。", "ja")
    said = capsys.readouterr().out
    assert said.count("更新しますか。") == 2
    assert "y か n で答えてください。" in said
    assert "N" not in said
    assert "Error" not in said


def test_nobody_there_is_no_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch)
    assert not agreed("Fill it?", "en")
