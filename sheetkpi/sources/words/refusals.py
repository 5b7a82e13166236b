"""Why people say no, and why deals are lost: the reasons that texts name, as data and as what finds them.

A column of reasons (失注理由) holds reasons alone, so that a bare word will do there (予算); a result's text
has to say that something is lacking (予算なし), or every talk about budgets would be a refusal.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sheetkpi.language import key_of
from sheetkpi.model.names import tidy
from sheetkpi.model.refusals import REASONS
from sheetkpi.sources.words.results import Phrases, of_each
from sheetkpi.sources.words.vocabulary import words

SAID: dict[str, tuple[str, ...]] = {
    "refusal.timing": words(
        "時期尚早 | 時期ではない | 時期が合わない | 時期未定 | タイミングが合わない | "
        "タイミング合わず | まだ早い | 来期以降 | 来年度以降 | 今期は見送り | 今期は難しい | "
        "too early | not now | not the right time | bad timing | wrong time | next year | "
        "next fiscal year"
    ),
    "refusal.competitor": words(
        "他社利用 | 他社利用中 | 他社契約 | 他社契約中 | 他社導入 | 他社導入済 | 他社検討 | "
        "他社決定 | 他社製品 | 他社サービス | 競合利用 | 競合導入 | 競合決定 | 競合に決定 | "
        "競合負け | 導入済み | using competitor | competitor | other vendor | another vendor | "
        "already have a solution | already using"
    ),
    "refusal.budget": words(
        "予算なし | 予算無し | 予算がない | 予算不足 | 予算超過 | 予算が合わない | 予算合わず | "
        "価格が高い | 費用が高い | 金額が高い | 価格が合わない | no budget | lack of budget | "
        "budget cut | too expensive | price too high"
    ),
    "refusal.need": words(
        "ニーズなし | ニーズ無し | ニーズがない | 必要なし | 必要ない | 必要性なし | "
        "必要性がない | 不要 | 興味なし | 興味無し | 関心なし | 課題なし | no need | not needed | "
        "not interested | no interest"
    ),
    "refusal.person": words(
        "担当違い | 担当者違い | 部署違い | 管轄外 | 担当外 | 決裁権なし | 権限なし | 本社判断 | "
        "本社一括 | wrong person | wrong department | not the decision maker | no authority"
    ),
    "refusal.in_house": words("自社対応 | 内製 | 社内で対応 | 自社開発 | 自社で対応 | in-house | in house"),
    "refusal.features": words(
        "機能不足 | 機能が足りない | 要件不一致 | 要件を満たさない | 機能要件 | missing features | "
        "missing feature | lack of features | requirements not met"
    ),
    "refusal.silent": words(
        "音信不通 | 連絡途絶 | 連絡つかず | 自然消滅 | went dark | no response | unresponsive | ghosted"
    ),
}
"""How results name each reason."""

BARE: dict[str, tuple[str, ...]] = {
    "refusal.timing": words(
        "時期 | タイミング | 見送り | 延期 | 検討中止 | timing | postponed | project postponed"
    ),
    "refusal.competitor": words("他社 | 競合 | 契約中 | 契約済 | lost to competitor | competition"),
    "refusal.budget": words(
        "予算 | 価格 | 費用 | 金額 | コスト | 高い | budget | price | pricing | cost | funding"
    ),
    "refusal.need": words("ニーズ | 必要性 | 課題感 | need | needs | fit | no fit"),
    "refusal.person": words("担当 | 部署 | 決裁 | 決裁者 | authority | decision maker"),
    "refusal.in_house": words("自社 | 社内 | internal"),
    "refusal.features": words("機能 | 要件 | 仕様 | feature | features | product | functionality"),
    "refusal.silent": words("連絡 | 不通 | no reply | no decision"),
}
"""What a column of reasons may call them besides."""


@cache
def _phrases(bare: bool) -> Phrases:
    return Phrases.of({key: (*texts, *(BARE[key] if bare else ())) for key, texts in SAID.items()})


def reason_in(text: str) -> str:
    """The reason that a result's text names, the last of several; "" for none.

    >>> reason_in("お断り（他社利用中）"), reason_in("予算を確認中")
    ('refusal.competitor', '')
    """
    found = _phrases(False).found(text)
    return found[-1] if found else ""


def reasons_in(texts: Sequence[str]) -> list[str]:
    """`reason_in` each of many distinct texts."""
    return of_each(texts, reason_in)


def reason_named(text: str) -> str:
    """The reason that somebody put down as such: one of `REASONS`, else their own words, tidied.

    >>> reason_named("予算"), reason_named("時期尚早 "), reason_named("社長の意向")
    ('refusal.budget', 'refusal.timing', '社長の意向')
    """
    if word := key_of(tidy(text), REASONS):
        return word
    found = _phrases(True).found(text)
    return found[0] if found else tidy(text)
