"""Results that the words around a phrase take back: アポ獲得に至らず, 担当者接続×, `No meeting booked`.

A phrase says what came of a call, and what stands right behind it (in English also right before it) can deny
it, leave it for later or hold it open. Each form is a pattern over the folded text of a result, so that one
that nobody has listed (商談設定できませんでした, `Demo set: no`) is still no meeting.
"""

from __future__ import annotations

import re
from functools import cache

from sheetkpi.patterns import lazy_pattern

_MARK = r"[×✕✖✗✘❌╳]|x(?![a-z])"
_YES_MARK = r"[○〇◯◎●✓✔☑]"
_PARTICLE = r"(?:が|は|を|も|の|に(?:は|も)?|まで(?:は|も)?|へは?|と(?:は|の)?)?"
_FAILED = (
    r"(?:せず|[でに出]?(?:き|来)ず|(?:でき|出来)(?:な|ませ)|し(?:な(?:い|か)|ませ)|なら(?:ず|な)|至ら(?:ず|な)|いたら(?:ず|な)|"
    r"(?:つな|繋)がら(?:ず|な)|[取とにむ](?:れ|め|け)(?:ず|な[いか]|ませ)|得られ(?:ず|な)|(?:もらえ|頂け|いただけ)(?:ず|な|ませ)|"
    r"叶わず|かなわず|届かず|不可|不能|失敗|不成立|断念|未遂)"
)
_REFUSED = r"(?:お?断(?:り|ら)|拒否|辞退|ng(?![a-z]|の?(?:日|時|曜)))"
_NONE = rf"(?:な(?:し|かった)|無(?:し|かった|(?=$|[)\],、。/:・]))|ゼロ|0件|見送|{_MARK})"
_ANSWER_MARK = r"[\s:=(\[「]*"
"""What may stand between a word and the mark that answers it: アポ：×, 接続（無）."""
_HOPED = r"(?:見込|予定(?!日|は|:|\()|候補|打診|待ち|検討|依頼|目標|可能性)"

_MET = (
    r"(?:再|web|仮)?(?:訪問|オンライン|対面)?"
    r"(?:アポ(?:イント(?:メント)?)?|商談|訪問|面談|デモ|打ち?合わ?せ|ミーティング|日程)"
)
_GOT = r"(?:獲得|取得|設定|確定|化|創出|調整|取り付け)"
_PERSON = (
    r"(?:ご?担当(?:者)?様?|ご?本人|キーマン|社長|代表者?|決裁者|決済者|責任者|オーナー)"
    r"(?:と|に|へ)?(?:の|は)?"
)
_SPOKE = r"(?:接続|接触|通話|通電|会話|コンタクト)"

_MEETING = r"(?:meeting|appointment|appt|demo|mtg)s?"
_SET = r"(?:booked|scheduled|set(?: up)?|made|arranged|confirmed|agreed|secured)"
_WAS = r"(?:was|were|is|are|has been|have been|got)"
_TO_SET = (
    r"(?:book(?:ed|ing)?|schedul(?:e|ed|ing)|set(?: ?up)?|setting(?: up)?|arrang(?:e|ed|ing)|agree(?:d)?|"
    r"secur(?:e|ed)|commit(?:ted)?|meet|get|make)"
)
_FILL = (
    r"(?: (?:a|an|any|the|our|their|to|be|been|for|yet|up|on|follow up|further|new|intro|sales|discovery|"
    r"first|able))*"
)
_NOT = (
    r"(?:no|not|never|without|didn't|did not|doesn't|does not|don't|couldn't|could not|can't|cannot|"
    r"wasn't|was not|weren't|were not|hasn't|has not|haven't|failed|fail|failure|unable|unsuccessful)"
)
_COULD_NOT = (
    r"(?:never|didn't|did not|couldn't|could not|can't|cannot|failed|unable|(?:wasn't|was not|not) able)"
)
"""Of those, the ones that say somebody tried: a lead not contacted was not called."""
_WOULD_NOT = (
    r"(?:declined|declines|refused|refuses|won't|would not|wouldn't|will not|doesn't want|does not want|"
    r"didn't want|did not want|turned down|rejected)"
)
_NO = rf"(?:no|n|none|false|nope|nil|not yet|0|{_MARK})(?=\s*(?:$|[)\],;/|.。、]))"
_ANSWERED = r"\s*(?:[?:=(]+|\s-\s|-)\s*"

_JAPANESE: tuple[tuple[str, str], ...] = (
    (rf"{_MET}{_GOT}?{_PARTICLE}(?:{_FAILED}|{_REFUSED})", "refused"),
    (rf"{_MET}{_GOT}?{_ANSWER_MARK}{_REFUSED}", "refused"),
    (rf"{_MET}{_GOT}?{_PARTICLE}{_NONE}", "not_meeting"),
    (rf"{_MET}{_GOT}?{_ANSWER_MARK}(?:{_NONE}|[-ー—]\)?$)", "not_meeting"),
    (rf"{_MET}{_GOT}{_PARTICLE}{_HOPED}", "not_meeting"),
    (rf"{_MET}(?:見込|候補|打診|依頼)", "not_meeting"),
    (rf"{_MET}{_GOT}?(?:ご)?希望", "asked"),
    (rf"{_MET}{_GOT}?{_ANSWER_MARK}(?:{_YES_MARK}|(?:有り?|あり)(?=$|[)\],、。/:・]))", "meeting"),
    (rf"{_MET}(?:実施|消化|完了){_PARTICLE}(?:{_FAILED}|{_REFUSED})", "not_meeting"),
    (rf"{_MET}(?:実施|消化|完了){_ANSWER_MARK}{_NONE}", "not_meeting"),
    (rf"{_MET}(?:実施|消化|完了){_PARTICLE}(?:{_HOPED}|前(?!回))", "doubtful"),
    (rf"{_PERSON}{_SPOKE}{_PARTICLE}{_FAILED}", "reception"),
    (rf"{_PERSON}{_SPOKE}{_ANSWER_MARK}{_NONE}", "reception"),
    (rf"{_PERSON}{_SPOKE}:?ng(?![a-z]|の?(?:日|時|曜))", "reception"),
    (rf"{_SPOKE}{_PARTICLE}{_FAILED}", "no_contact"),
    (rf"{_SPOKE}{_ANSWER_MARK}{_NONE}", "no_contact"),
    (rf"{_SPOKE}:?ng(?![a-z]|の?(?:日|時|曜))", "no_contact"),
    (rf"(?:受注|成約|契約){_PARTICLE}{_FAILED}", "lost"),
    (rf"(?:受注|成約){_ANSWER_MARK}{_NONE}", "lost"),
    (rf"案件化{_PARTICLE}(?:{_FAILED}|{_REFUSED}|{_HOPED})", "not_accepted"),
    (rf"案件化{_ANSWER_MARK}{_NONE}", "not_accepted"),
)
_ENGLISH: tuple[tuple[str, str], ...] = (
    (rf"{_NOT}{_FILL} {_MEETING}(?: {_WAS})?(?: {_SET})?", "not_meeting"),
    (rf"{_NOT}{_FILL} {_TO_SET}{_FILL}(?: {_MEETING})?", "not_meeting"),
    (rf"{_WOULD_NOT}{_FILL} (?:{_TO_SET}{_FILL}(?: {_MEETING})?|{_MEETING})", "refused"),
    (rf"{_MEETING} (?:{_WAS} )?(?:declined|refused|rejected|turned down)", "refused"),
    (rf"{_MEETING} (?:{_WAS} )?(?:{_NOT}) (?:yet )?(?:been )?{_SET}", "not_meeting"),
    (rf"{_MEETING} (?:to be {_SET}|tbd|tba)", "not_meeting"),
    (rf"(?:{_SET} )?{_MEETING}(?: {_WAS})?(?: {_SET})?{_ANSWERED}{_NO}", "not_meeting"),
    (rf"(?:{_SET} )?{_MEETING}(?: {_SET})?{_ANSWERED}(?:yes|y|true)(?![a-z])", "meeting"),
    (rf"(?:connected|reached|answered|contacted|spoke|conversation){_ANSWERED}{_NO}", "no_contact"),
    (
        rf"{_COULD_NOT}{_FILL} (?:connect(?:ed)?|reach(?:ed)?|speak|talk|get through|get hold|make contact)",
        "no_contact",
    ),
    (
        rf"(?:no|without){_FILL} (?:contact|conversation|connection|answer)(?: {_WAS})?(?: made| had)?",
        "no_contact",
    ),
    (rf"(?:closed )?won{_ANSWERED}{_NO}", "lost"),
)
"""Patterns over folded texts with what each means; the English ones, with the negation before the verb or
behind a colon, as whole words."""

_OPEN = lazy_pattern(
    r"pending (?:confirmation|approval|acceptance)|to be confirmed|(?<![a-z])tbc(?![a-z])|tentative|"
    r"(?:awaiting|waiting for) confirmation|not (?:yet )?confirmed|unconfirmed|pencil|"
    r"(?:確認|確定|承認|返事|返答)待ち|[(\[]仮[)\]]|仮(?:アポ|押さえ|予約|日程|決め|確定)|未確定"
)
"""What leaves a meeting open that the same text says was set."""

_MESSAGE_LEFT = lazy_pattern(r"voice ?mail|vm|machine|留守|ボイスメール")
_LINE_ONLY = frozenset(
    ("connected", "call connected", "answered", "call answered", "接続", "通電", "通話", "接触")
)
_LEADING_ON = lazy_pattern(r"\s*(?:[:(]|\s-\s|-)\s*")


_ABOUT = lazy_pattern(
    r"アポ|商談|訪問|面談|デモ|打ち?合|ミーティング|日程|接続|接触|通話|通電|会話|コンタクト|受注|成約|契約|案件化"
)
_ABOUT_LATIN = lazy_pattern(
    r"meet|appointment|appt|demo|mtg|book|schedul|set|arrang|agree|secur|commit|get|make|connect|reach|"
    r"answer|contact|sp[oe][ka]|talk|conversation|won"
)
"""What the patterns are about: a text without any of it is not looked through."""


@cache
def _forms() -> dict[bool, tuple[tuple[re.Pattern[str], str], ...]]:
    """The patterns with their meanings, the Japanese ones and, for True, the English ones."""
    return {
        False: tuple((re.compile(form), meaning) for form, meaning in _JAPANESE),
        True: tuple((re.compile(rf"(?<![a-z'])(?:{form})(?![a-z])"), meaning) for form, meaning in _ENGLISH),
    }


@cache
def _any_sign() -> re.Pattern[str]:
    """Something without which no pattern above can be found: most texts have nothing of it."""
    return re.compile(
        rf"ず|な[いしか]|ませ|無|ゼロ|0件|不[可能成]|失敗|断|拒否|辞退|ng|見送|未遂|{_MARK}|{_YES_MARK}|[-ー—]\)?$|有|あり|"
        r"見込|予定|候補|打診|待ち|検討|依頼|目標|可能性|希望|前|\bn|n't|without|never|fail|unable|unsuccess|"
        r"cannot|declin|refus|reject|turned down|would not|will not|does not|did not|were not|was not|false|"
        r"tbd|tba|to be|yes|\by\b|true"
    )


def taken_back(folded: str) -> list[tuple[int, int, str]]:
    """Where a folded text denies, puts off or affirms a result: start, end and meaning of each place.

    >>> taken_back("アポ獲得に至らず"), taken_back("no meeting was booked")
    ([(0, 8, 'refused')], [(0, 21, 'not_meeting')])
    >>> taken_back("アポ獲得")
    []
    """
    about = [latin for latin, words in ((False, _ABOUT), (True, _ABOUT_LATIN)) if words.search(folded)]
    if not about or not _any_sign().search(folded):
        return []
    return [
        (found.start(), found.end(), meaning)
        for latin in about
        for pattern, meaning in _forms()[latin]
        for found in pattern.finditer(folded)
    ]


def leaves_open(folded: str) -> bool:
    """Whether a folded text says of a meeting that it still has to be confirmed.

    >>> leaves_open("meeting set - pending confirmation"), leaves_open("アポ獲得(仮)")
    (True, True)
    """
    return bool(_OPEN.search(folded))


def says_by_whom(said: str, between: str, then: str, meaning: str) -> bool:
    """Whether a bare word for a line that was open (`said`) only leads on to who or what answered it (`then`,
    which means `meaning`): reception, or a machine.

    >>> says_by_whom("connected", ": ", "left message", "reception")
    True
    >>> says_by_whom("接続", "→", "受付", "reception")
    False
    """
    answered = meaning == "reception" or (meaning == "no_contact" and bool(_MESSAGE_LEFT.search(then)))
    return answered and said in _LINE_ONLY and bool(_LEADING_ON.fullmatch(between))
