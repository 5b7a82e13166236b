"""Which texts where names stand are nobody's: figures of a team (目標, 前年, Median), 未定, 〃."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence, Set
from functools import cache
from typing import Literal

from sheetkpi.model.names import person_key
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.vocabulary import words

Figure = Literal["", "perhaps", "figure"]
"""What a text says in place of a name: a figure, perhaps one (a name too), or nothing of the kind."""

FIGURES = words(
    "目標 | 計画 | 予算 | ノルマ | 予定 | 見込 | 見込み | 予測 | 目安 | 想定 | 着地 | 着地見込 | "
    "着地見込み | 着地予測 | 前年 | 昨年 | 前年度 | 昨年度 | 前年同月 | 前年同期 | 前年同日 | "
    "前年比 | 昨対 | 前月 | 先月 | 前月比 | 前月同日 | 前週 | 先週 | 前週比 | 前日 | 前日比 | "
    "前期 | 前回 | 差異 | 差分 | 過不足 | 残り | 残数 | 乖離 | 予実差 | 目標差 | 増減 | 達成率 | "
    "進捗率 | 進捗 | 達成 | 対目標 | 予実比 | 構成比 | 割合 | 累計 | 累積 | 月累計 | 年累計 | "
    "期累計 | 通算 | 平均 | 平均値 | 中央値 | 最高 | 最高値 | 最低 | 最低値 | 最大 | 最大値 | "
    "最小 | 最小値 | 標準偏差 | 偏差 | 必要数 | 基準 | 基準値 | target | goal | quota | budget | "
    "forecast | projection | projected | planned | estimate | landing | average | avg | median | "
    "maximum | minimum | worst | std dev | standard deviation | ytd | mtd | qtd | wtd | "
    "year to date | month to date | running total | cumulative | to date | last year | last month | "
    "last week | last quarter | prior year | prior month | prior week | prior quarter | "
    "previous year | previous month | previous week | previous quarter | previous | previous day | "
    "prior day | same month last year | yoy | mom | wow | py | variance | difference | diff | gap | "
    "remaining | shortfall | attainment | achievement | achieved | percent | percentage | "
    "progress | % to goal | % of goal | % to target | % of target | % attainment | vs target | "
    "vs goal | vs plan | vs last year | vs last month | to goal | to target | benchmark"
)
"""What rows and columns are called that stand beside those of people: targets, averages, other periods."""

PERHAPS = words("max | min | best | top | mean | high | low | plan | delta | var")
"""Such words that people are called too, or may be."""

_SCOPES = words(
    "チーム | グループ | 全体 | 全社 | 部 | 課 | 部門 | 部署 | 個人 | 月間 | 年間 | 週間 | 日次 | "
    "月次 | 週次 | 今月 | 当月 | 今年 | 今期 | 今週 | 本日 | 1人 | 一人 | 1人あたり | 一人あたり | "
    "1人当たり | 一人当たり | 1日 | 1日あたり | 月末 | 日 | 月 | 年 | 週 | 期 | team | group | "
    "company | department | office | overall | daily | weekly | monthly | quarterly | annual | "
    "yearly | individual | our | month end | the | this month | this year | per rep | rep | "
    "per person | person | personal"
)
_TAILS = words(
    "値 | 数 | 件数 | 合計 | 実績 | 比 | 率 | まで | との差 | 対比 | per rep | per person | "
    "per day | value | figure | figures | total | actual | actuals | calls"
)
_NUMBERS = lazy_pattern(
    r"\s*[(（\[]\s*[\d,.\s%年月日人名件/\-]*\s*[)）\]]\s*$|(?<!\d)\d{1,4}\s*(?:年度?|月度?|日|週|期)"
)
_MARKS = " \t:：.．・*＊=＝-–—<>＜＞()（）[]【】「」『』■●◆※#＃"


@cache
def _figures() -> re.Pattern[str]:
    return _grammar(FIGURES)


@cache
def _perhaps() -> re.Pattern[str]:
    return _grammar(PERHAPS)


def _grammar(core: Sequence[str]) -> re.Pattern[str]:
    """Words of `core` with what they are of before them and a measure behind them (チーム目標値)."""
    scopes, cores, tails = (
        "|".join(map(re.escape, sorted({normalise(word) for word in part}, key=len, reverse=True)))
        for part in (_SCOPES, core, _TAILS)
    )
    return re.compile(rf"(?P<of>(?:{scopes})*)の?(?:{cores})(?:{tails})*")


def figure_of(text: str) -> Figure:
    """Whether a text where names stand is what rows of figures are called.

    >>> [figure_of(text) for text in ("チーム目標", "前年同月", "Team Average", "11月 着地見込", "YTD")]
    ['figure', 'figure', 'figure', 'figure', 'figure']
    >>> [figure_of(text) for text in ("Max", "Best", "Team Max", "佐藤葵", "Amy Goal", "目標太郎")]
    ['perhaps', 'perhaps', 'figure', '', '', '']
    """
    plain = unicodedata.normalize("NFKC", text)
    bare = normalise(_NUMBERS.sub("", plain)).strip(_MARKS)
    if not bare or len(bare) > 30:
        return ""
    if _figures().fullmatch(bare):
        return "figure"
    match = _perhaps().fullmatch(bare)
    if match is None:
        return ""
    return "figure" if match["of"] else "perhaps"


def figures_among(texts: Sequence[str], people: Set[str] = frozenset()) -> list[bool]:
    """Which of the distinct `texts` of a column of names are called like figures; nobody in `people` is.

    A word that may be somebody's name is one only where the column has two more, of figures: Max and Min
    beside Average.

    >>> figures_among(["Amy Fox", "Max", "Goal"])
    [False, True, True]
    >>> figures_among(["Amy Fox", "Max"]), figures_among(["目標", "佐藤葵"], frozenset({"目標"}))
    ([False, False], [False, False])
    """
    said = [
        "" if person_key(text) in people or _is_called(text, people) else figure_of(text) for text in texts
    ]
    sure = "figure" in said
    return [one == "figure" or (one == "perhaps" and sure) for one in said]


def maybe_figures(texts: Sequence[str], people: Set[str] = frozenset()) -> list[bool]:
    """Which of the distinct `texts` of a column of names may be figures, and may be people.

    >>> maybe_figures(["Amy Fox", "Max"]), maybe_figures(["Amy Fox", "Max"], frozenset({"maxmiller"}))
    ([False, True], [False, False])
    """
    if any(figures_among(texts, people)):
        return [False] * len(texts)
    return [figure_of(text) == "perhaps" and not _is_called(text, people) for text in texts]


def is_lowest(text: str) -> bool:
    """Whether a word for a figure is that of the smallest: Min, 最低."""
    return bool(_LOWEST.search(normalise(text)))


_LOWEST = lazy_pattern("min|low|worst|最低|最小")
_TEAM = lazy_pattern(
    r".*(?:チーム|グループ|[第\d一二三四五六七八九十][課部班係]|営業部|事業部|支店|営業所)|"
    r"(?:.*\s)?(?:team|group|squad|department|dept\.?)(?:\s.*)?",
    re.IGNORECASE,
)


def is_team_name(text: str) -> bool:
    """Whether a text where names stand is called like a team.

    >>> [is_team_name(text) for text in ("第1課", "東チーム", "Sales Team 1", "佐藤葵", "阿部", "Amy Teamer")]
    [True, True, True, False, False, False]
    """
    return bool(_TEAM.fullmatch(unicodedata.normalize("NFKC", text).strip()))


def _is_called(text: str, people: Set[str]) -> bool:
    """Whether somebody in `people` goes by a word that may be a name: Max of Max Miller."""
    key = person_key(text)
    return bool(people) and key.isascii() and any(one.startswith(key) or one.endswith(key) for one in people)


_NOBODY = words(
    "未定 | なし | 無し | 無 | 未 | 担当者なし | 担当なし | 担当者無し | 担当無し | 担当者未定 | "
    "担当未定 | 担当者未設定 | 担当未設定 | 未割当 | 未割り当て | 未割当て | 割当なし | "
    "割り当てなし | 未設定 | 未入力 | 未選択 | 未登録 | 未アサイン | アサインなし | 該当なし | "
    "空白 | 空欄 | 不明 | 担当者不明 | 担当不明 | 所有者なし | 所有者未設定 | 指定なし | "
    "unassigned | not assigned | no owner | no rep | no agent | no assignee | no one | nobody | "
    "none | n/a | #n/a | tbd | tbc | tba | t.b.d. | blank | empty | unknown | not set | "
    "not specified | unspecified | vacant | to be assigned | to be decided | to be determined | "
    "undefined"
)
"""What stands where nobody is named. (`[No associated user]` is a dialer's own name for calls of its own.)"""
_DASHES = lazy_pattern(r"[\s○◯〇●◎△×✕✗✓✔\-‐-―−ー－ｰ_.,・…?？*＊/／~〜=]+")
_ALONE = frozenset({"NULL", "null", "NA", "N.A.", "(NULL)", "(null)", "<null>", "<NULL>", "nan", "NaN"})
"""As programs write them; Null, Na and Nan are names."""


@cache
def _nobodies() -> frozenset[str]:
    return frozenset(map(normalise, _NOBODY))


def is_nobody(text: str) -> bool:
    """Whether a text where a name should stand says that there is none.

    >>> [is_nobody(text) for text in ("未定", "(空白)", "N/A", "―", "NULL", "#N/A", "(No Owner)")]
    [True, True, True, True, True, True, True]
    >>> [is_nobody(text) for text in ("Null", "Na", "Nan", "佐藤葵", "[No associated user]")]
    [False, False, False, False, False]
    >>> [is_nobody(text) for text in ("○", "×", "NaN")]
    [True, True, True]
    """
    plain = text.strip()
    if plain in _ALONE or _DASHES.fullmatch(plain) or is_ditto(plain):
        return True
    bare = normalise(plain)
    return bare in _nobodies() or bare.strip("()<>-*:") in _nobodies()


def nobodies_among(texts: Sequence[str], people: Set[str] = frozenset()) -> list[bool]:
    """Which of the distinct `texts` of a column of names name nobody: 0 too, where no other number stands.

    >>> nobodies_among(["佐藤葵", "未定", "0"]), nobodies_among(["0", "17"])
    ([False, True, True], [False, False])
    """
    numbers = sum(text.strip().isdigit() for text in texts)
    return [
        person_key(text) not in people and (is_nobody(text) or (text.strip() == "0" and numbers == 1))
        for text in texts
    ]


_WRITTEN = (
    *("〃", "″", "々", "〃〃", "々々", "〻", "同上", "同 上", "同　上", "上に同じ", "上と同じ", "同じ"),
    *("＂", '"', '""', "''", "“", "”", "same", "same as above", "ditto", "-do-", "do."),
)
DITTOS = frozenset(map(normalise, _WRITTEN))
"""Marks for what stands in the cell above."""
DITTO_SPELLINGS = tuple(
    dict.fromkeys(
        spelled
        for mark in _WRITTEN
        for spelled in (mark, f" {mark}", f"{mark} ", mark.capitalize(), mark.upper())
    )
)
"""The marks as they are written, to be looked for in whole columns at once."""


def is_ditto(text: str) -> bool:
    """Whether a cell says that it holds what the cell above holds.

    >>> [is_ditto(text) for text in ("〃", "同 上", '"', "Same as above", "同行", "佐々木")]
    [True, True, True, True, False, False]
    """
    return len(text) <= 16 and normalise(text) in DITTOS
