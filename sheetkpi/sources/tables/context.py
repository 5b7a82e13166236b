"""What stands around a table: who, which month, which count, in titles, labelled cells and the tab's name."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from sheetkpi.model.names import person_key
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.headers.composing import COMPOSED
from sheetkpi.sources.headers.grammar import understand
from sheetkpi.sources.tables.summaries import sums_up_to
from sheetkpi.sources.values.dates import clean_dates
from sheetkpi.sources.values.datewords import MONTH_NAME, MONTHS, full_year
from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.results import row_type_of

if TYPE_CHECKING:
    from sheetkpi.sources.tables.grid import Grid, Place

_MARKS = lazy_pattern(r"^[\s■●◆▼▲★☆◇□○◎※【《<＜(（\[「『]+|[\s】》>＞)）\]」』]+$")
_LABELLED = lazy_pattern(r"^\s*([^:：=]{1,24}?)\s*[:：=]\s*(.+)$")
_RECORDS = lazy_pattern(r"\s*[(（]\s*[\d,]+\s*(?:件|records?|rows?|名|人|items?)?\s*[)）]\s*$", re.IGNORECASE)
_BEHIND_NAMES = lazy_pattern(r"(?:さん|様|氏)?(?:の?(?:実績|活動|日報|架電|成績|件数|KPI|数字|個人実績))?$")
_TEAM = lazy_pattern(
    r".*(?:課|部|チーム|グループ|班|支店|営業所|team|group|dept)$|^(?:team|group)\b.*", re.IGNORECASE
)
_MONTHS = (
    lazy_pattern(
        r"(?<!\d)(?P<year>\d{4})\s*[年/.\-_]\s*(?P<month>\d{1,2})\s*(?:月度?|月分)?(?![\d/.\-]|\s*月?\s*\d+\s*日)"
    ),
    lazy_pattern(r"(?<!\d)(?P<year>20\d{2})(?P<month>0[1-9]|1[0-2])(?!\d)"),
    lazy_pattern(
        r"(?:令和|r)\s*(?P<era>\d{1,2})\s*[年.]\s*(?P<month>\d{1,2})\s*月?(?![\d/.])", re.IGNORECASE
    ),
    lazy_pattern(
        rf"(?<![a-z]){MONTH_NAME}(?![a-z])[\s\-_']*(?P<year>\d{{4}}|\d{{2}})?(?![a-z\d])", re.IGNORECASE
    ),
    lazy_pattern(r"(?<![\d/])(?P<month>\d{1,2})\s*月(?:度|分)?(?!\s*\d+\s*日)"),
    lazy_pattern(r"(?<!\d)(?P<year>\d{2})\s*年\s*(?P<month>\d{1,2})\s*月(?!\s*\d+\s*日)"),
)


@dataclass(frozen=True)
class Said:
    """Something that the surroundings of a table say, and where (row and column on the sheet, from 1)."""

    text: str
    place: Place


@dataclass(frozen=True)
class Context:
    """Who, when, what a table is about, as far as its surroundings say; None where they do not.

    `title` is a line that may be a name: whether it is somebody's depends on the roster and on the tables
    beside. `month` and `day` are first days; `grain` "day" where a single day is named.
    """

    rep: Said | None = None
    title: Said | None = None
    team: Said | None = None
    lead_source: Said | None = None
    metric: Said | None = None
    month: tuple[date, Place] | None = None
    day: tuple[date, Place] | None = None

    def over(self, other: Context) -> Context:
        """This context, and what only `other` (the tab, what stands further away) says."""
        return Context(*(getattr(self, name) or getattr(other, name) for name in self.__dataclass_fields__))


def month_of(text: str, today: date) -> date | None:
    """The first day of the month that a text names, None for none; without a year the nearest plausible one.

    >>> month_of("2026年11月 架電数", date(2026, 11, 28)), month_of("12月", date(2026, 1, 5))
    (datetime.date(2026, 11, 1), datetime.date(2025, 12, 1))
    >>> month_of("KPI_Sep26", date(2026, 11, 28)), month_of("Marketing KPI", date(2026, 11, 28))
    (datetime.date(2026, 9, 1), None)
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    for pattern in _MONTHS:
        if not (match := pattern.search(plain)):
            continue
        groups = match.groupdict()
        month = int(groups["month"]) if groups.get("month") else MONTHS.index(groups["name"][:3]) + 1
        if not 1 <= month <= 12:
            continue
        if groups.get("era"):
            return date(2018 + int(groups["era"]), month, 1)
        if groups.get("year"):
            year = int(groups["year"])
            year = full_year(year) if year < 100 else year
            return date(year, month, 1) if 1990 <= year <= 2100 else None
        if groups.get("name") and groups["name"] == plain[:3] == "may" and len(plain) > 9:
            continue
        near = (date(year, month, 1) for year in (today.year - 1, today.year, today.year + 1))
        return min(near, key=lambda day: (abs((day - today).days + 15), day > today))
    return None


def without_month(text: str) -> str:
    """`text` without the month it names."""
    plain = unicodedata.normalize("NFKC", text)
    for pattern in _MONTHS:
        plain = pattern.sub(" ", plain)
    return plain.strip()


MOST_ACROSS = 2000
"""A row with more texts than this has no days across: a year of days with five counts each has fewer."""

MOST_IN_TITLES = 40
"""A row with more texts than this stands in a table; titles have a few."""

_PLAIN_DAY = lazy_pattern(r"((?:19|20)\d\d)([-/])(\d\d?)\2(\d\d?)")


@lru_cache(maxsize=1 << 16)
def day_of(text: str, today: date) -> date | None:
    """The day that a text is, None for other texts."""
    if plain := _PLAIN_DAY.fullmatch(text):
        with contextlib.suppress(ValueError):
            day = date(int(plain[1]), int(plain[3]), int(plain[4]))
            return day if day.year >= 1990 else None
    if not _may_be_day(text):
        return None
    for written in dict.fromkeys((text, _MARKS.sub("", text))):
        day = clean_dates([written], today).days[0].astype("datetime64[D]").item()
        if isinstance(day, date):
            return day
    return None


_EITHER_WAY = lazy_pattern(r"\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{2,4})?")


def days_of(texts: Iterable[str], today: date) -> dict[str, date | None]:
    """The day that each of `texts` is, as `day_of` says, but for which number is the month: that all of them
    tell together. Reading many at once costs little more than reading one.

    >>> days_of(["2026/11/2 9:30", "03-1234-5678"], date(2026, 11, 28))
    {'2026/11/2 9:30': datetime.date(2026, 11, 2), '03-1234-5678': None}
    """
    found: dict[str, date | None] = dict.fromkeys(texts)
    found |= {text: day_of(text, today) for text in found if _PLAIN_DAY.fullmatch(text)}
    open_ = [text for text, day in found.items() if day is None and _may_be_day(text)]
    for written in (open_, [_MARKS.sub("", text) for text in open_]):
        asked = [number for number, text in enumerate(open_) if found[text] is None]
        days = clean_dates([written[number] for number in asked], today).days.astype("datetime64[D]").tolist()
        for number, day in zip(asked, days, strict=True):
            found[open_[number]] = day if isinstance(day, date) else None
    for text in open_:
        if found[text] is None and _EITHER_WAY.fullmatch(text):
            found[text] = day_of(text, today)
    return found


def _may_be_day(text: str) -> bool:
    has_digit = any(sign.isdigit() for sign in text)
    return has_digit and not text.replace(".", "").isdigit() and len(text) <= 40


def days_among(
    texts: Sequence[str], today: date, misses: float, known: Mapping[str, date | None] = MappingProxyType({})
) -> list[date | None]:
    """The day that each text is, [] where more than `misses` of them are none: most rows are known by their
    first texts to have no days across. `known` has what was read of them before (see `days_of`).

    >>> days_among(["2026/11/2", "合計"], date(2026, 11, 28), misses=1)
    [datetime.date(2026, 11, 2), None]
    >>> days_among(["佐藤", "葵", "2026/11/2"], date(2026, 11, 28), misses=1)
    []
    """
    if len(texts) > MOST_ACROSS:
        return []
    days: list[date | None] = []
    for text in texts:
        days.append(known[text] if text in known else day_of(text, today))
        misses -= days[-1] is None
        if misses < 0:
            return []
    return days


_WITHIN = lazy_pattern(r"(?:\d{4}|令和\s*\d+)\s*[年/.\-]\s*\d{1,2}\s*[月/.\-]\s*\d{1,2}\s*日?")


def _day_within(text: str, today: date) -> date | None:
    """The day that a title is or names (日報 2026年11月2日)."""
    if day := day_of(text, today):
        return day
    match = _WITHIN.search(unicodedata.normalize("NFKC", text))
    return day_of(match[0].replace(" ", ""), today) if match else None


_PLAN = lazy_pattern(
    r"(?:目標|計画|予算|ノルマ|予測|見込み?|シミュレーション|シミュ|試算|シナリオ|前年(?:同月|同期|度)?|昨年度?|前月|先月)(?:値|数|件数)?"
    r"(?=$|[\s()（）【】\[\]・_\-:：])"
    r"|(?<![a-z])(?:simulations?|scenarios?|what[\s-]?if)(?![a-z])"
    r"|(?<![a-z])(?:targets?|plans?|planned|budgets?|forecasts?|goals?|quotas?|last year|prior year"
    r"|previous year)(?![a-z])"
)
_LAST = lazy_pattern(r"(前年|昨年|前月|先月)(?:同月|同期|度)?(?:の)?実績")
_OF_ACTUALS = lazy_pattern(
    r"実績|管理|達成|進捗|対比|比較|予実|actual|track|attain|progress|review|(?<![a-z])vs(?![a-z])"
)


_BESIDE_WORDS = lazy_pattern(
    r"(?:fy|r)?\s*\d+\s*(?:年度?|月度?|期|版|回)?|第|分|案|[\s()（）【】\[\]・_\-:：/.]"
)


def names_plan(title: str) -> bool:
    """Whether a title or a tab says that a table holds targets, forecasts or last year's figures only.

    The words are those of rows, with a month or a number beside them.

    >>> names_plan("2026年11月 目標"), names_plan("前年同月"), names_plan("目標管理表"), names_plan("予実")
    (True, True, False, False)
    >>> names_plan("計画(12月)"), names_plan("予定"), names_plan("シミュレーション"), names_plan("訪問予定表")
    (True, True, True, False)
    """
    plain = _LAST.sub(r"\1", unicodedata.normalize("NFKC", title).casefold().strip())
    if len(plain) > 40 or _OF_ACTUALS.search(plain):
        return False
    alone = _BESIDE_WORDS.sub("", without_month(plain))
    return bool(_PLAN.search(plain)) or row_type_of(alone) in ("plan", "last", "difference")


def bare_name(text: str) -> str:
    """A title without marks and what stands behind names (■佐藤葵さんの実績).

    >>> bare_name("■佐藤葵"), bare_name("【田中 蓮】さん"), bare_name("Amy Fox (2 records)")
    ('佐藤葵', '田中 蓮', 'Amy Fox')
    """
    plain = _RECORDS.sub("", unicodedata.normalize("NFKC", text).strip())
    plain = _MARKS.sub("", _BEHIND_NAMES.sub("", _MARKS.sub("", plain)))
    return plain.strip()


def context_of(cells: Iterable[tuple[str, Place]], today: date, people: Set[str] = frozenset()) -> Context:
    """What the texts around a table say; a label's value stands to its right or behind a colon."""
    found = Context()
    label = ""
    for text, place in cells:
        if not text:
            continue
        if label:
            found, label = _labelled(found, label, text, place, today), ""
            continue
        if match := _LABELLED.match(unicodedata.normalize("NFKC", text)):
            if field := label_of(match[1]):
                found = _labelled(found, field, match[2], place, today)
                continue
        elif field := label_of(text):
            label = field
            continue
        found = _titled(found, text, place, today, people)
    return found


_LABELS = {"rep": "rep", "team": "team", "lead_source": "lead_source", "date": "day", "month": "month"}


def label_of(text: str) -> str:
    """Which part of a context a label names (担当者, Rep, 対象月), "" for none."""
    bare = _MARKS.sub("", text)
    if len(bare) > 16 or any(sign.isdigit() for sign in bare):
        return ""
    fields = [name for name, priority in understand(bare).fields if priority <= COMPOSED + 50]
    if any(word == normalise(text) for word in ("名前", "氏名", "name", "担当")):
        return "rep"
    return next((_LABELS[name] for name in fields if name in _LABELS), "")


def _labelled(found: Context, field: str, text: str, place: Place, today: date) -> Context:
    value = _RECORDS.sub("", text).strip()
    if field in ("day", "month"):
        if (day := day_of(value, today)) and field == "day":
            return replace(found, day=(day, place))
        month = month_of(value, today)
        return replace(found, month=(month, place)) if month else found
    if not value or understand(value).fields:
        return found
    said = Said(value, place)
    match field:
        case "rep":
            return replace(found, rep=said)
        case "team":
            return replace(found, team=said)
    return replace(found, lead_source=said)


_PERIOD = lazy_pattern(
    r"(?:20\d\d|令和\s*\d{1,2}|(?<![a-z])r\d{1,2})\s*年度?|(?<![a-z])fy\s*'?\d{2,4}(?!\d)|(?<!\d)20\d\d(?!\d)"
    r"|第?\s*[1-4]\s*四半期|(?<![a-z\d])(?:q[1-4]|[1-4]q|[1-4]h|h[12])(?![a-z\d])|[上下]半?期|通期|年間|年度",
    re.IGNORECASE,
)
"""The years and parts of years that stand beside a name or a count in a title (佐藤葵 2026年度)."""


def _titled(found: Context, text: str, place: Place, today: date, people: Set[str]) -> Context:
    """A line that is no label: a day, a month, a count, a name."""
    if found.day is None and (day := _day_within(text, today)):
        if sums_up_to(text):
            return replace(found, month=found.month or (day.replace(day=1), place))
        return replace(found, day=(day, place), month=found.month or (day.replace(day=1), place))
    month = month_of(text, today)
    if month and found.month is None:
        found = replace(found, month=(month, place))
    rest = without_month(text) if month else text
    rest = _PERIOD.sub(" ", unicodedata.normalize("NFKC", rest))
    said = understand(_MARKS.sub("", rest))
    if said.count and (said.sure or month) and found.metric is None:
        return replace(found, metric=Said(_MARKS.sub("", rest).strip(), place))
    name = bare_name(rest)
    if not name or said or len(name) > 30 or any(sign.isdigit() for sign in name[:1]):
        return found
    if person_key(name) in people:
        return replace(found, rep=found.rep or Said(name, place))
    for part in re.split(r"[\s　・_\-]+", name):
        if person_key(part) in people:
            return replace(found, rep=found.rep or Said(part, place))
    if _TEAM.fullmatch(name):
        return replace(found, team=found.team or Said(name, place))
    return replace(found, title=found.title or Said(name, place))


def tab_context(name: str, today: date, people: Set[str] = frozenset()) -> Context:
    """What the name of a tab says; its place is the first cell."""
    return context_of([(part, (1, 1)) for part in [name] if part], today, people)


_DEFAULT_NAME = lazy_pattern(
    r"(?:(?:work)?sheet|シート|ワークシート|表|テーブル|table|tabelle|feuil|hoja|foglio|工作表)?\s*\d*\s*(?:\(\d+\))?|[a-z]",
    re.IGNORECASE,
)


def is_default_name(tab: str) -> bool:
    """Whether a tab has the name that it was made with, or no more than a letter or a number.

    >>> [is_default_name(tab) for tab in ("Sheet1", "シート 2", "Sheet1 (2)", "S", "佐藤", "Amy")]
    [True, True, True, True, False, False]
    """
    return bool(_DEFAULT_NAME.fullmatch(unicodedata.normalize("NFKC", tab).strip()))


def cells_above(grid: Grid, row: int) -> Sequence[tuple[str, Place]]:
    """The texts above a row of the grid with their places on the sheet, those nearest to the row last.

    Rows of many texts, which are no titles but rows of a table, are passed over.
    """
    return [
        (text, (grid.cell_row(number), grid.cell_column(column)))
        for number in range(row)
        if sum(map(bool, grid.rows[number])) <= MOST_IN_TITLES
        for column, text in enumerate(grid.rows[number])
        if text
    ]
