"""The encoding of a text file, decided by what the text looks like in it.

Detectors made for web pages guess badly on short Japanese tables. Few encodings are in use for exports, and
each leaves marks of its own: so these are looked for, the surest first.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa

from sheetkpi.errors import DamagedError
from sheetkpi.patterns import lazy_pattern

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like the mark of UTF-16, so it is looked for before it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 1 << 16
_PIECE = 1 << 18
_RUNS = 10_000
_JIS_ESCAPE = lazy_pattern(rb"\x1b(?:\$[@B]|\([IJ])")
_HIGH = lazy_pattern(rb"[\x80-\xff]+")
_TEXT = lazy_pattern(
    "[\t\r\n -~\xa1-\u024f\u2010-\u2312\u2460-\u27bf\u3000-\u30ff\u3220-\u33ff\u4e00-\u9fff\uff01-\uffef]"
)
_ASCII = lazy_pattern("[\t\r\n -~]")
_HALF_WIDTH_WORD = lazy_pattern(
    rb"(?:[\xb1-\xdd\xa6](?:(?<=[\xb3\xb6-\xc4\xca-\xce])\xde|(?<=[\xca-\xce])\xdf)?[\xa7-\xb0\xa5]*)+"
)
"""Kana with the marks and small letters that may follow each, as bytes of CP932."""

_KANJI_OF_TABLES = frozenset(
    "日付月年時分秒曜週期間名前氏姓者員担当社会企業部課店支所属先方人客顧取引件数回量計合総平均率額金円売上目標実績"
    "架電話発着信受接続通結果内容種別区対応状況詳細備考番号住所県市町村東京大阪番地商談案化約注成失確定訪問予済未不在"
    "留守中断拒否再折返資料送付請求提明連絡担保了開始終更新作登録報告山田佐藤鈴木高橋伊渡辺本林小加野一二三四五六七八九十"
)

_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r\x0b\x0c")


def as_utf8(data: bytes, place: str) -> bytes:
    """A text file in UTF-8, without byte order mark and control characters.

    UTF-8, UTF-16 (without a mark too), UTF-32, CP932, EUC-JP, ISO-2022-JP and CP1252 are told apart.
    Raises SheetKPIError, with the line, for text in none of them.

    >>> as_utf8("架電日,担当者".encode("euc_jp"), "calls.csv").decode()
    '架電日,担当者'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return cleaned(_recoded(data[len(mark) :], (encoding,), place))
    if encoding := unmarked_utf16(data):
        return cleaned(_recoded(data, (encoding,), place))
    if _JIS_ESCAPE.search(data) and data.isascii():
        return cleaned(_recoded(data, ("iso2022_jp_ext",), place))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        data = _recoded(data, _candidates(data), place)
    return cleaned(data)


def unmarked_utf16(data: bytes) -> str:
    """`utf-16-le` or `utf-16-be` for text in it without a mark, else "".

    Tables have delimiters and line ends, so some characters are ASCII, with a zero byte on one side. A zero
    byte that strayed into other text leaves nearly no ASCII when read as pairs.
    """
    sample = data[: _SAMPLE if len(data) > _SAMPLE else len(data) // 2 * 2]
    if b"\0" not in sample:
        return ""
    found, most = "", 0.9
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, "replace")
        share = len(_TEXT.findall(text)) / len(text)
        if share > most and len(_ASCII.findall(text)) > len(text) / 50:
            found, most = encoding, share
    return found


def _candidates(data: bytes) -> tuple[str, ...]:
    """The encodings to try in this order.

    Hardly any text in another encoding is UTF-8 by accident. CP932 has lead bytes (hiragana, frequent kanji)
    that EUC-JP has not, while EUC-JP passes for half-width kana in CP932: so EUC-JP goes first, unless all is
    well-formed half-width words and would be odd kanji in EUC-JP. An accented letter and the one after it can
    be a rare kanji in CP932: small accented letters that mostly stand alone beside other letters decide.
    """
    alone = total = lower = 0
    for run in islice(_HIGH.finditer(data), _RUNS):
        total += 1
        start, end = run.span()
        beside = data[max(start - 1, 0) : start] + data[end : end + 1]
        if end - start == 1 and any(chr(byte).isalpha() for byte in beside):
            alone += 1
            lower += data[start] >= 0xE0
    western = total and 2 * alone >= total and 2 * lower >= total
    if western:
        return ("utf-8", "cp1252")
    return ("utf-8", "cp932", "euc_jp") if _half_width(data) else ("utf-8", "euc_jp", "cp932")


def _half_width(data: bytes) -> bool:
    """Whether all Japanese in `data` is half-width kana in CP932 rather than kanji in EUC-JP.

    Bytes of kanji hardly ever keep to the rules of kana (voice marks only behind what can be voiced, no word
    beginning with a small letter) for long; where they do in a short text, the kanji are those of tables.
    """
    runs = [run[0] for run in islice(_HIGH.finditer(data), _RUNS)]
    if not runs or not all(_HALF_WIDTH_WORD.fullmatch(run) for run in runs):
        return False
    text = b"".join(runs).decode("euc_jp", "replace")
    return 3 * sum(sign in _KANJI_OF_TABLES for sign in text) < len(text)


def _recoded(data: bytes, encodings: tuple[str, ...], place: str) -> bytes:
    failures = []
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            failures.append(error)
        else:
            return data if encoding == "utf-8" else text.encode()
    farthest = max(failures, key=lambda error: error.start)
    line = data.count(b"\n", 0, farthest.start) + 1
    raise DamagedError("error.undecodable", path=place, line=line) from farthest


def streamed_encoding(path: Path, prefix: bytes) -> tuple[str, int] | None:
    """The encoding of a text file and the length of its byte order mark, as `as_utf8` finds them, none of it
    kept in memory; None where its beginning (`prefix`, some megabytes) cannot tell what all of it would.

    >>> streamed_encoding(Path("calls.csv"), b"...")                 # doctest: +SKIP
    ('cp932', 0)
    """
    candidates: tuple[str, ...] = ()
    skipped = 0
    for mark, encoding in _MARKS:
        if prefix.startswith(mark):
            candidates, skipped = (encoding,), len(mark)
            break
    if not candidates and (encoding := unmarked_utf16(prefix)):
        candidates = (encoding,)
    if not candidates:
        told = _read_through(path)
        if told != "other":
            return ("utf-8", 0) if told == "utf-8" else None
        if sum(1 for _ in islice(_HIGH.finditer(prefix), _RUNS + 1)) <= _RUNS:
            return None
        candidates = _candidates(prefix)[1:]
    return next(((one, skipped) for one in candidates if _reads_as(path, one, skipped)), None)


def _read_through(path: Path) -> Literal["utf-8", "escapes", "other"]:
    """Whether all of a file is UTF-8, or has escapes as ISO-2022-JP has, which no other text needs."""
    left = b""
    for piece in pieces_of(path, 0):
        if b"\x1b" in piece:
            return "escapes"
        piece = left + piece
        whole = _characters(piece)
        left = piece[whole:]
        buffers = [None, pa.py_buffer(np.array([0, whole], dtype=np.int32)), pa.py_buffer(piece)]
        try:
            pa.Array.from_buffers(pa.string(), 1, buffers).validate(
                full=True
            )  # four times as fast as decoding
        except pa.ArrowInvalid:
            return "other"
    return "other" if left else "utf-8"


def _characters(piece: bytes) -> int:
    """How many bytes of `piece` there are up to a character of UTF-8 that its end cuts in two."""
    for back in range(1, min(4, len(piece) + 1)):
        byte = piece[-back]
        if byte >= 0xC0:  # the first byte of a character
            size = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(piece) - back if size > back else len(piece)
        if byte < 0x80:
            break
    return len(piece)


def _reads_as(path: Path, encoding: str, skipped: int) -> bool:
    """Whether all of a file but its mark is text in `encoding`."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in pieces_of(path, skipped):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def pieces_of(path: Path, skipped: int) -> Iterator[bytes]:
    """The bytes of a file behind the first of them, a piece at a time."""
    with path.open("rb") as file:
        file.seek(skipped)
        while piece := file.read(_PIECE):
            yield piece


def cleaned(data: bytes) -> bytes:
    """Without control characters: old systems leave them, no cell shows them, and readers stop at them."""
    return data.translate(None, _CONTROLS)
