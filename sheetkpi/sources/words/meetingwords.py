"""What became of a meeting, by the texts of its result and of what field sales judged."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Literal, TypeAlias

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.phrases import RESULTS
from sheetkpi.sources.words.results import Phrases, answer_of
from sheetkpi.sources.words.vocabulary import words

Fate: TypeAlias = Literal["", "held", "no_show", "cancelled", "moved", "planned"]
"""What became of a meeting that was set; "" where a text does not say."""

Judgement: TypeAlias = Literal["", "accepted", "not_accepted"]
"""What field sales made of a meeting; "" where nobody said so far."""

FATES: dict[str, tuple[str, ...]] = {
    "held": RESULTS["held"]
    + words(
        "実施 | 実施済 | 実施済み | 実施完了 | 完了 | 完了済 | 済 | 済み | 消化 | 消化済 | 対応済 | "
        "対応済み | 来社済 | 来場済 | 参加済 | 開催 | 開催済 | 実施OK | 実施あり | 実施有 | held | "
        "completed | complete | done | attended | showed | showed up | show | took place | "
        "happened | conducted"
    ),
    "no_show": words(
        "ノーショー | ノーショウ | ノーショ | ノー・ショー | 無断欠席 | 無断キャンセル | "
        "ドタキャン | 当日ドタキャン | 当日キャンセル | すっぽかし | すっぽかされ | 来社なし | "
        "来社せず | 来場なし | 来場せず | 欠席 | 不参加 | 先方不在 | 連絡なし | no show | noshow | "
        "no shows | not attended | did not attend | didn't attend | did not show | didn't show | "
        "absent | last minute cancellation"
    ),
    "cancelled": words(
        "キャンセル | キャンセル済 | 事前キャンセル | 商談キャンセル | アポキャンセル | 中止 | "
        "取消 | 取り消し | 取りやめ | 取り止め | 流れ | 見送り | 辞退 | 破談 | 実施せず | 実施なし | "
        "実施無し | 実施できず | 実施不可 | 実施ならず | cancelled | canceled | cancel | "
        "cancellation | called off | withdrawn | not held"
    ),
    "moved": words(
        "リスケ | リスケジュール | リスケ済 | リスケ中 | リスケ希望 | 日程変更 | 日時変更 | "
        "日程再調整 | 日程再設定 | 再設定 | 再調整 | 再調整中 | 延期 | 繰り延べ | 先送り | "
        "日程移動 | rescheduled | reschedule | rescheduling | postponed | postpone | moved | "
        "deferred | new date"
    ),
    "planned": words(
        "予定 | 未実施 | 実施予定 | 実施前 | 実施待ち | これから | 確定 | 予定通り | 商談予定 | "
        "訪問予定 | scheduled | planned | upcoming | confirmed | to be held | not yet | "
        "not yet held | open | pending"
    ),
}
"""Phrases by what became of a meeting."""

JUDGEMENTS: dict[str, tuple[str, ...]] = {
    "accepted": RESULTS["accepted"]
    + RESULTS["opportunity"]
    + words("承認 | 承認済 | 適格 | 合格 | 有効認定 | 有効判定 | qualified | approved | accept | sqo"),
    "not_accepted": RESULTS["not_accepted"]
    + words(
        "対象外 | 不適格 | 不合格 | 却下 | 差戻 | 差戻し | 差し戻し | 非承認 | 否認 | 有効外 | "
        "無効判定 | 有効ではない | NG | unqualified | disqualified | not qualified | declined | "
        "returned | recycled | invalid | not valid"
    ),
    "": words(
        "判定待ち | 有効判定待ち | 未判定 | 判定前 | 保留 | 確認中 | 検討中 | 審査中 | 未定 | "
        "pending | tbd | under review | waiting | to be judged"
    ),
}
"""Phrases by what field sales made of a meeting."""

_DEALT_WITH = words(
    "商談中 | 提案中 | 提案済 | 提案済み | 見積中 | 見積提出 | 見積提出済 | 見積もり中 | 交渉中 | "
    "稟議中 | 社内稟議中 | 契約手続き中 | 契約手続中 | クロージング | クロージング中 | "
    "in negotiation | negotiation | proposal | proposal sent | quoted | contracting"
)
"""Steps of a deal that come after its first meeting."""

_NOTHING = frozenset(map(normalise, ("-", "ー", "－", "—", "未", "")))
"""Signs of a cell in which nothing is said yet, where a tick is expected."""
_REASON = lazy_pattern(r"^[^:：（(、,/／]*[:：（(、,/／]\s*(.+?)[）)]?\s*$")


@cache
def _fates() -> Phrases:
    return Phrases.of(FATES)


@cache
def _judgements_of_calls() -> Phrases:
    names = ("not_accepted", "accepted", "no_contact", "wrong")
    return Phrases.of({name: RESULTS[name] for name in names})


@cache
def _judgements() -> Phrases:
    return Phrases.of(JUDGEMENTS)


@lru_cache(maxsize=16_384)  # a few texts stand in many rows
def fate_of(text: str) -> Fate:
    """What became of a meeting; of several things the last counts. A tick says that it was held or not.

    >>> [fate_of(text) for text in ("実施済み", "ドタキャン", "リスケ→実施", "日程変更（都合）", "○", "-")]
    ['held', 'no_show', 'held', 'moved', 'held', '']
    """
    if normalise(text) in _NOTHING:
        return ""
    if (answer := answer_of(text)) is not None:
        return "held" if answer else "cancelled"
    found = _fates().found(text)
    return found[-1] if found else ""  # type: ignore[return-value]


@cache
def _steps() -> Phrases:
    return Phrases.of({"dealt_with": _DEALT_WITH})


@lru_cache(maxsize=16_384)  # a few texts stand in many rows
def is_dealt_with(text: str) -> bool:
    """Whether a result names a step of a deal after its first meeting.

    >>> [is_dealt_with(text) for text in ("提案中（A案）", "商談予定", "")]
    [True, False, False]
    """
    return bool(_steps().found(text))


@lru_cache(maxsize=16_384)  # a few texts stand in many rows
def judgement_of(text: str) -> Judgement:
    """What field sales made of a meeting.

    >>> [judgement_of(text) for text in ("有効", "無効：予算なし", "SQL", "×", "判定待ち", "")]
    ['accepted', 'not_accepted', 'accepted', 'not_accepted', '', '']
    """
    if normalise(text) in _NOTHING:
        return ""
    if (answer := answer_of(text)) is not None:
        return "accepted" if answer else "not_accepted"
    found = _judgements().found(text)
    return found[-1] if found else ""  # type: ignore[return-value]


@lru_cache(maxsize=16_384)  # a few texts stand in many rows
def is_refused(text: str) -> bool:
    """Whether a text among results of calls says that field sales did not accept a meeting: of a call, NG or
    対象外 may be said of much else.

    >>> [is_refused(text) for text in ("無効", "無効商談（予算なし）", "有効", "アポNG", "無効番号")]
    [True, True, False, False, False]
    """
    phrases = _judgements_of_calls()
    return phrases.found(text)[-1:] == ["not_accepted"]


def reason_within(text: str) -> str:
    """The reason that stands behind a judgement in the same cell, "" for none.

    >>> reason_within("無効：予算なし"), reason_within("無効（ニーズなし）"), reason_within("無効")
    ('予算なし', 'ニーズなし', '')
    """
    match = _REASON.match(text)
    return match[1].strip() if match else ""
