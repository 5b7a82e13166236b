"""Writes a big activity workbook, fast: the XML goes straight into the zip file.

Ten columns as a CRM exports them (id, date and time, rep, team, company, lead source, kind, result,
amount, notes), with the numbers of different values such exports have. Text is in shared strings, as in files
Excel saved; every hundredth row carries a note of its own.

    python tests/benchmarks/make_activity.py activity.xlsx --rows 1000000
"""

from __future__ import annotations

import argparse
import random
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

HEADERS = ("活動ID", "活動日時", "担当者", "チーム", "会社名", "リードソース", "種別", "結果", "金額", "備考")

_FAMILY = ("青井", "石倉", "梅津", "大庭", "風間", "霧島", "黒須", "越野", "鷺沢", "篠宮")
_GIVEN = ("晶", "詠太", "香澄", "和馬", "小春", "千晴", "紬", "渚", "遥", "真帆")
_TEAMS = ("第一チーム", "第二チーム", "第三チーム", "第四チーム", "第五チーム")
_SOURCES = ("展示会", "セミナー", "Web問い合わせ", "資料DL", "紹介", "休眠掘り起こし")
_KINDS = ("架電",) * 8 + ("メール", "資料送付", "フォロー")
_RESULTS = (
    ("不在", 40), ("受付止まり", 14), ("担当者接続", 9), ("興味なし", 8), ("資料送付希望", 5), ("再架電", 8),
    ("アポ獲得", 4), ("時期尚早", 4), ("留守電", 4), ("番号違い", 1), ("接続→再架電", 1), ("検討中", 2),
)  # fmt: skip
_PLACES = ("東京", "大阪", "名古屋", "福岡", "札幌", "仙台", "広島", "横浜")
_TRADES = ("工業", "商事", "システム", "物産", "製作所", "電機", "フーズ", "運輸", "建設", "印刷")

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class _SharedStrings:
    """The texts of the workbook, each once."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))

    def xml(self) -> str:
        texts = "".join(f"<si><t>{escape(text)}</t></si>" for text in self.numbers)
        return f'{_HEAD}<sst xmlns="{_MAIN}" uniqueCount="{len(self.numbers)}">{texts}</sst>'


def reps(number: int = 40) -> list[tuple[str, str]]:
    """Invented reps with their teams."""
    names = [f"{family} {given}" for given in _GIVEN for family in _FAMILY]
    return [(name, _TEAMS[index % len(_TEAMS)]) for index, name in enumerate(names[:number])]


def lead_sources() -> list[str]:
    """Where leads come from."""
    return list(_SOURCES)


def kinds() -> list[str]:
    """What is done, each as often as it is in so many rows."""
    return list(_KINDS)


def results() -> list[str]:
    """What comes of calls, each as often as it does of so many."""
    return [name for name, weight in _RESULTS for _ in range(weight)]


def company_names(number: int) -> list[str]:
    """Invented companies."""
    return [
        f"株式会社{_PLACES[index % 8]}{_TRADES[index // 8 % 10]}第{index // 80 + 1}"
        for index in range(number)
    ]


def _rows(count: int, last_day: date, texts: _SharedStrings, chance: random.Random) -> Iterator[str]:
    """One `<row>` per activity, over the twelve months before `last_day`, oldest first."""
    people = [(texts(name), texts(team)) for name, team in reps()]
    companies = [texts(name) for name in company_names(min(50_000, max(count // 5, 1)))]
    sources = [texts(name) for name in _SOURCES]
    done = [texts(name) for name in _KINDS]
    outcomes = [texts(name) for name in results()]
    meeting = texts("アポ獲得")
    first_serial = (last_day - date(1899, 12, 30)).days - 364
    pick = chance.random
    for index in range(count):
        row = index + 2
        rep, team = people[int(pick() * len(people))]
        result = outcomes[int(pick() * len(outcomes))]
        serial = first_serial + index * 365 // count + int(32400 + pick() * 32400) / 86400
        amount = int(pick() * 300) * 10_000 if result == meeting else 0
        note = (
            f'<c r="J{row}" t="s"><v>{texts(f"{index:,} 回目の連絡。次回は資料を確認")}</v></c>'
            if index % 100 == 0
            else ""
        )
        yield (
            f'<row r="{row}"><c r="A{row}"><v>{100_000_000 + index}</v></c>'
            f'<c r="B{row}" s="1"><v>{serial:.10f}</v></c>'
            f'<c r="C{row}" t="s"><v>{rep}</v></c><c r="D{row}" t="s"><v>{team}</v></c>'
            f'<c r="E{row}" t="s"><v>{companies[int(pick() * len(companies))]}</v></c>'
            f'<c r="F{row}" t="s"><v>{sources[int(pick() * len(sources))]}</v></c>'
            f'<c r="G{row}" t="s"><v>{done[int(pick() * len(done))]}</v></c>'
            f'<c r="H{row}" t="s"><v>{result}</v></c><c r="I{row}"><v>{amount}</v></c>{note}</row>'
        )


def make_activity(path: Path, rows: int, last_day: date = date(2026, 10, 31), seed: int = 1) -> Path:
    """Write an .xlsx with a sheet 活動ログ: a header and `rows` activities. The same seed, the same cells."""
    if not 0 <= rows < 1_048_576:
        raise ValueError("an Excel sheet holds 1,048,575 rows under its header")
    texts = _SharedStrings()
    header = "".join(
        f'<c r="{"ABCDEFGHIJ"[i]}1" t="s"><v>{texts(text)}</v></c>' for i, text in enumerate(HEADERS)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(
                f'{_HEAD}<worksheet xmlns="{_MAIN}"><dimension ref="A1:J{rows + 1}"/><sheetData>'
                f'<row r="1">{header}</row>'.encode()
            )
            piece: list[str] = []
            for row in _rows(rows, last_day, texts, random.Random(seed)):
                piece.append(row)
                if len(piece) == 10_000:
                    sheet.write("".join(piece).encode())
                    piece.clear()
            sheet.write("".join(piece).encode() + b"</sheetData></worksheet>")
        package.writestr("xl/sharedStrings.xml", texts.xml())
        for name, text in _FRAME.items():
            package.writestr(name, _HEAD + text)
    return path


_FRAME = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(
            f'<Override PartName="/xl/{part}.xml" '
            f'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
            for part, kind in (
                ("workbook", "sheet.main"),
                ("worksheets/sheet1", "worksheet"),
                ("sharedStrings", "sharedStrings"),
                ("styles", "styles"),
            )
        )
        + "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="活動ログ" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId3" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>"
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}">'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="22" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        "</cellXfs></styleSheet>"
    ),
}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    arguments = parser.parse_args()
    print(make_activity(arguments.path, arguments.rows), f"{arguments.path.stat().st_size / 2**20:.1f} MB")
