"""How a call ended for its lead, finer than what counts: to send something, to call again, or to stop."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.leadwords import is_barred
from sheetkpi.sources.words.refusals import reason_in
from sheetkpi.sources.words.results import step_of

if TYPE_CHECKING:
    from sheetkpi.model.leadrecords import Outcome

_DOCUMENTS = lazy_pattern(
    r"資料|カタログ|パンフ|メール(?:送付)?希望|brochure|sendinfo|information|material|document|email(?:me)?"
)
_AGAIN = lazy_pattern(
    r"再架電|再コール|再度|かけ直し|掛け直し|かけなおし|折り?返し|後日|改めて|検討中?|コールバック|再連絡|"
    r"call-?back|callagain|calllater|followup|follow-up|considering|interested(?!not)|thinking"
)

_DEAD = lazy_pattern(
    r"欠番|現アナ|(?:使われて|使用されて)(?:い|お)?(?:ない|りません|ません)|番号(?:変更|無効)|廃業|倒産|破産|閉業|閉店|"
    r"会社(?:は)?解散|解散済|deadnumber|numberdead|disconnected(?:number|line|phone)|"
    r"(?:number|line|phone)(?:is|was|has?been)?disconnected|notinservice|nolongerinservice|"
    r"outofbusiness|bankrupt|permanentlyclosed"
)
"""A number at which nobody is reached any more, or a company that is no more."""
_CALLED_OFF = lazy_pattern(
    r"キャンセル|ドタキャン|リスケ|取り?消し|取りやめ|白紙|ノーショ|すっぽかし|無断欠席|延期|流れ|流会|中止|"
    r"no-?show|cancel|reschedule|postponed|calledoff|fellthrough"
)
"""A meeting that had been set does not take place; one moved to another day (日程変更) stands."""
_NOT_CALLED_OFF = lazy_pattern(
    r"キャンセル(?:なし|無し|待ち|料|せず|不可)|リスケ(?:なし|無し|済|完了)|再設定済|notcancel|nocancel"
)
_OTHERS = lazy_pattern(r"他社|競合|competitor")
_PUT_OFF = lazy_pattern(r"見送")
"""Said on the phone it is a no for now."""


_REFUSED = lazy_pattern(
    r"断り|断られ|拒否|結構です|(?:本人|担当者?様?|キーマン|社長|代表|決裁者|責任者)ng|見込み?(?:なし|無し)|"
    r"declined|refused|refusal|saidno|hardno"
)


@lru_cache(maxsize=10_000)
def outcome_of(text: str) -> Outcome:
    """How a call ended by its result's text, as far as the text says; "none" where it says nothing more than
    what is counted.

    >>> [outcome_of(text) for text in ("資料希望", "接続→再架電", "時期尚早", "他社利用中", "番号違い")]
    ['documents', 'again', 'timing', 'refused', 'wrong']
    >>> [outcome_of(text) for text in ("お断り", "本人NG", "Not interested", "Declined")]
    ['refused', 'refused', 'refused', 'refused']
    >>> [outcome_of(text) for text in ("今後連絡不要", "受付止まり", "不在")]
    ['barred', 'reception', 'none']
    >>> outcome_of("アポ獲得")
    'meeting'
    >>> [outcome_of(text) for text in ("受注", "Closed Lost", "欠番", "廃業", "アポキャンセル", "No show")]
    ['won', 'lost', 'wrong', 'wrong', 'called_off', 'called_off']
    """
    if is_barred(text):
        return "barred"
    plain, step = normalise(text), step_of(text)
    if step in ("wrong", "reception", "refused"):
        return step  # type: ignore[return-value]
    if step == "meeting":
        return "meeting"
    reason = reason_in(text)
    if (step == "won" and not reason and not _OTHERS.search(plain)) or (
        step == "lost" and not _PUT_OFF.search(plain)
    ):
        return step  # type: ignore[return-value]
    if _DEAD.search(plain):
        return "wrong"
    if step == "not_meeting" and _CALLED_OFF.search(plain) and not _NOT_CALLED_OFF.search(plain):
        return "called_off"
    if reason == "refusal.timing":
        return "timing"
    if (reason and reason != "refusal.silent") or _REFUSED.search(plain):
        return "refused"
    if _DOCUMENTS.search(plain):
        return "documents"
    return "again" if _AGAIN.search(plain) else "none"
