"""What collecting says where nothing came in: what was here already is told from what was not taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetkpi.cli import main
from sheetkpi.cli.options import Code
from sheetkpi.language import LANGUAGES, Language, say
from tests.distribution.workbooks import MORI, collect, master, returned, row

NOTHING_TAKEN = "Nothing was taken."


def told(
    capsys: pytest.CaptureFixture[str], book: Path, place: Path, language: Language = "en"
) -> tuple[int, str]:
    """How `sheetkpi collect` ends, and what it says, its lines joined."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(["collect", str(book), str(place), "--lang", language])
    return int(ended.value.code or 0), " ".join(capsys.readouterr().out.split())


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A KPI workbook beside which a workbook with two rows came back, in `back`, all of it collected."""
    path = master(tmp_path)
    returned(tmp_path / "back" / "KPI_山田.xlsx", row(2, calls=40), row(3, calls=30))
    assert collect(path).added == 2
    return path


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_that_were_all_taken_before_are_said_to_be_here(
    book: Path, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = told(capsys, book, book.parent / "back", language)
    assert said.endswith(say("done.collect_here", language, count=2, path=book))
    assert "2" in say("done.collect_here", language, count=2, path=book)
    assert code == Code.NOTHING


def test_they_are_so_too_where_what_was_listed_before_is_settled(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = book.parent / "back" / "KPI_森.xlsx"
    broken.write_bytes(b"PK")
    assert collect(book).refused == 1
    broken.unlink()
    code, said = told(capsys, book, book.parent / "back")
    assert NOTHING_TAKEN not in said
    assert say("done.collect_here", "en", count=2, path=book) in said
    assert said.endswith(say("done.collect_listed", "en", sheet="回収結果", path=book))
    assert code == Code.DONE, "the list of results was written"
    code, said = told(capsys, book, book.parent / "back")
    assert (code, said.endswith(f"(2 rows) is in {book} already.")) == (Code.NOTHING, True)


def test_what_was_here_and_what_was_refused_are_told_apart(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("KPI_森.xlsx", "KPI_佐藤.xlsx"):
        (book.parent / "back" / name).write_bytes(b"PK")
    for again in (False, True):
        code, said = told(capsys, book, book.parent / "back")
        assert "2 rows were here already; not taken: 2 files." in said, again
        assert "回収結果" in said, "the sheet is named as it is in the workbook"
        assert code == Code.PARTLY


def test_rows_left_out_are_counted_beside_those_that_were_here(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    returned(book.parent / "back" / "KPI_森.xlsx", row(4, MORI, calls="many"), recipient=MORI)
    _, said = told(capsys, book, book.parent / "back")
    assert "2 rows were here already; not taken: 1 row." in said


def test_where_nothing_was_here_and_nothing_taken_the_sheet_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = master(tmp_path)
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "KPI_森.xlsx").write_bytes(b"PK")
    code, said = told(capsys, book, tmp_path / "back")
    assert NOTHING_TAKEN in said
    assert code == Code.PARTLY


def test_a_row_that_was_handed_out_and_deleted_here_is_not_said_to_be_here(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = master(tmp_path)
    handed = (row(2, calls=40),)
    returned(tmp_path / "back" / "KPI_山田.xlsx", *handed, handed=handed)
    _, said = told(capsys, book, tmp_path / "back")
    assert "Nothing new: 1 row is as handed out or as taken before." in said
    assert "already" not in said


def test_files_in_which_nobody_typed_hold_nothing_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = master(tmp_path)
    returned(tmp_path / "back" / "KPI_山田.xlsx")
    code, said = told(capsys, book, tmp_path / "back")
    assert said.endswith(say("done.collect_nothing", "en"))
    assert code == Code.NOTHING
