"""The state that a list says its leads are in, as far as it says that nobody is to call them any more."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, TypeAlias

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.leadwords import is_barred
from sheetkpi.sources.words.vocabulary import word_key

LeadState: TypeAlias = Literal["", "barred", "won", "met", "closed"]

_STATE = lazy_pattern(r"状況|ステータス|状態|status|stage$|ステージ|フェーズ")
_OWN = lazy_pattern(
    r"(?:リード|見込み?客|コンタクト|lead|prospect|contact)s?(?:の)?(?:状況|ステータス|状態|status|stage|ランク)|"
    r"ライフサイクルステージ|lifecyclestage"
)

_NOT_YET = lazy_pattern(
    r"未|前$|見込み|調整|予定|待ち|候補|せず|not(?=yet|converted|won|set|booked|scheduled|closed)|pending|potential"
)
_WON = lazy_pattern(r"受注|成約|契約済|顧客化|^顧客|既存|^customer|closed\W*won|^won$|evangelist")
_MET = lazy_pattern(
    r"商談(?!なし|無し|ng)|アポ(?:獲得|確定|設定|取得|済)|案件化|(?:引き?渡し|引継ぎ?|トスアップ|送客)済|"
    r"(?<!un)converted|open\W*deal|^opportunity|meeting\W*(?:booked|set|scheduled)|passed\W*to\W*sales"
)
_CLOSED = lazy_pattern(
    r"対象外|除外|不適格|見込み?(?:なし|無し|薄)|終了|クローズ|失注|見送り|重複|退職|倒産|廃業|unqualified|"
    r"not\W*qualified|disqualified|junk|closed|dead(?!line)|lost|bad\W*fit|duplicate|out\W*of\W*business"
)


def is_state(header: str) -> bool:
    """Whether a column of a list says which state its leads are in.

    >>> is_state("リード 状況"), is_state("対応ステータス"), is_state("Lifecycle Stage"), is_state("結果")
    (True, True, True, False)
    """
    return bool(_STATE.search(word_key(header)))


def is_leads_own_state(header: str) -> bool:
    """Whether a header names the state of a lead, and no result of a call.

    >>> is_leads_own_state("リードステータス"), is_leads_own_state("ステータス")
    (True, False)
    """
    return bool(_OWN.search(word_key(header)))


@lru_cache(maxsize=10_000)
def state_of(text: str) -> LeadState:
    """Why a lead in the state `text` is not called any more; "" while it is open.

    >>> [state_of(text) for text in ("対応中", "商談化済", "商談化前", "対象外", "受注", "架電禁止")]
    ['', 'met', '', 'closed', 'won', 'barred']
    >>> [state_of(text) for text in ("Closed - Converted", "Closed - Not Converted", "Nurturing")]
    ['met', 'closed', '']
    """
    if is_barred(text):
        return "barred"
    plain = normalise(text)
    open_yet = _NOT_YET.search(plain)
    if _WON.search(plain) and not open_yet:
        return "won"
    if _MET.search(plain) and not open_yet:
        return "met"
    return "closed" if _CLOSED.search(plain) else ""
