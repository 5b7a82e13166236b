"""What tells of a lead beside its company: headers of its phone, site, arrival and promised call, and the
texts that say not to call again."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal, TypeAlias

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.results import answer_of
from sheetkpi.sources.words.vocabulary import word_key, words

LeadField: TypeAlias = Literal[
    "next_date", "phone", "site", "arrived", "touched", "barred", "department", "person"
]
"""A column that tells of a lead and of no activity."""

_PATTERNS: dict[LeadField, re.Pattern[str]] = {
    "barred": lazy_pattern(
        r"(?:架電|コール|電話|連絡|営業|再架電)(?:禁止|ng|不可|停止|拒否|除外)(?:フラグ|先|有無)?|"
        r"donotcall(?:flag|list)?|dnc(?:flag|list)?|nocall|optout|calloptout|donotcontact"
    ),
    "next_date": lazy_pattern(
        r"(?:次回|次の?|再|折り?返し|フォロー|コールバック)(?:の)?(?:架電|コール|電話|連絡|対応|アクション|フォロー|"
        r"折り?返し|tel)?(?:希望|約束|予定)?(?:日|日時|日付|年月日|予定|期限)|"
        r"(?:架電|コール|連絡)(?:予定|約束|希望)日時?|"
        r"next(?:call|contact|activity|action|step|followup|touch|task)?(?:due)?(?:date|datetime|time|at|on)|"
        r"(?:followup|callback|call-?back|recall)(?:due)?(?:date|datetime|time|at|on)?"
    ),
    "phone": lazy_pattern(
        r"(?:代表|直通|会社|企業|架電先|連絡先|固定|携帯|勤務先|お客様|顧客)?(?:電話(?:番号)?|tel(?:番号|no)?|携帯(?:番号)?)\d?|"
        r"(?:company|business|work|main|direct|office|account|contact|mobile|cell|customer)?"
        r"(?:phone|telephone|tel)(?:number|no)?|mobile(?:number)?"
    ),
    "site": lazy_pattern(
        r"(?:会社|企業|コーポレート|web)?(?:url|hp|ホームページ|ウェブサイト|webサイト|サイト|ドメイン)(?:url)?|"
        r"(?:company|account|email|web)?(?:website|domain|domainname|homepage|url)|website(?:url)?|"
        r"(?:会社|連絡先|先方|お客様|顧客|担当者)?(?:メール|mail|eメール|e-?mail)(?:アドレス)?|"
        r"(?:contact|work|business|customer|lead)?e-?mail(?:address)?"
    ),
    "arrived": lazy_pattern(
        r"(?:セミナー|ウェビナー|展示会|イベント|web|初回)?(?:お?問い?合わ?せ|お問合せ|反響|リード|資料請求|資料dl|資料ダウンロード|ダウンロード|流入|申し?込み?|来場|来訪|参加|視聴|受付|名刺(?:交換|取得|獲得)|dl|"
        r"リード獲得|リード発生|リード作成|リード登録|リスト(?:追加|登録|作成))(?:発生|獲得|作成|登録|受信|受付)?(?:日|日時|日付|年月日)|"
        r"(?:inquiry|enquiry|(?:lead)?lead|(?:lead)?leadcreated|leadcreation|submitted|submission|received|download|"
        r"registration|signup|arrival|requested|request|formsubmission|firstconversion|becamealead)"
        r"(?:created|creation)?(?:date|datetime|time|at|on)|(?:lead)?leadcreated"
    ),
    "department": lazy_pattern(r"先方部署名?|お客様部署名?|顧客部署名?|所属部署名?|部署名?|department"),
    "person": lazy_pattern(
        r"(?:先方|お客様|顧客|会員|契約者|申込者|申し込み者|個人)?(?:氏名|お?名前)|(?:ご)?(?:契約|申込|申し込み)者名?|会員名|"
        r"(?:client|customer|person|prospect|member)?(?:full|client|person)?name|(?:client|member)(?:name)?"
    ),
}
_CREATED = lazy_pattern(
    r"(?:作成|登録|追加|取込|取り込み)(?:日|日時|日付)|create(?:d)?(?:date|datetime|time|at|on)?|date(?:created|added)"
)
"""When a row was made: of a list of leads, the day the lead came in."""
_GAINED = lazy_pattern(
    r"(?:獲得|取得|入手|収集|購入)(?:日|日時|日付|年月日)|(?:date)?(?:acquired|obtained|collected)(?:date|at|on)?"
)
"""When a lead, or a meeting, was won: of what is left open."""

_NEXT = lazy_pattern(
    r"(?:次回|次の?)(?:の)?(?:架電|コール|電話|連絡|対応|アクション|フォロー|tel|接触)?|再(?:架電|コール|連絡)|"
    r"next(?:call|contact|activity|action|step|follow-?up|touch|task)|(?:call|contact)again|followupon|callagainon"
)
"""What a call to come is called; its day where dates stand below."""

_NOTE = lazy_pattern(r"備考|メモ|コメント|詳細|特記|note|comment|remark|memo|detail")
_BARRED_IN_NOTE = lazy_pattern(
    r"(?:今後|二度と|もう|以後|一切|絶対)[^。]{0,10}(?:(?:連絡|電話|架電|営業|コール)[^。]{0,4}(?:不要|しないで|お断り|やめて|拒否|禁止|ng)|"
    r"(?:かけて|掛けて|して)(?:こ|く)?(?:ない|るな))|(?:架電|電話|連絡|営業電話)(?:は)?(?:禁止|しないで|不要)|リストから(?:除外|削除|外)|"
    r"(?:donot|don'?t|never)(?:ever)?(?:call|contact|phone)|(?:remove|take)[^.]{0,12}(?:from|off)[^.]{0,6}list|stopcalling|\bdnc\b"
)
_AT_TIMES = lazy_pattern(
    r"午前|午後|朝|昼|夕|夜|\d時|曜|平日|土日|以外|まで(?:は)?|月末|年末|before|after|until|morning|afternoon|"
    r"evening|monday|tuesday|wednesday|thursday|friday|week|month|today|tomorrow|本日|今日|今週|今月|来週"
)

_LAST_TOUCHED = lazy_pattern(
    r"(?:前回|直近|最新|最近|最後|最終)(?:の|に)?(?:活動|アクティビティー?|アクション|コンタクト|連絡|接触|接点|対応|応対|訪問|面談|商談|アプローチ|"
    r"フォロー|やり?取り|やりとり|メール|架電|コール|電話|tel)(?:した|実施)?(?:日|日時|日付|年月日|時期)|"
    r"(?:lead|account|contact)?(?:date(?:of)?)?(?:last|latest|mostrecent|recent|previous|prior|prev)(?:lead|sales)?"
    r"(?:activity|action|contact|contacted|touch|touched|touchpoint|interaction|conversation|outreach|approach|approached|"
    r"followup|follow-up|followedup|visit|visited|meeting|met|spoke|spoken|reached|email|emailed|call|called|dialed|phoned)"
    r"(?:date|datetime|time|day|at|on)?"
)
"""The day somebody was last in touch with a lead, whoever it was: no day of an activity of its own."""
_LAST_DAY = lazy_pattern(r"最終|直近|最新|前回|last|latest|mostrecent|previous")
_LAST_CALLED = lazy_pattern(
    r"(?:最後|最終)(?:の|に)?(?:架電|コール|電話|tel)(?:した|実施)?(?:日|日時|日付|年月日)"
)
"""The one day of a call that a list keeps."""

_TRADES = lazy_pattern(
    r"業種|業界|業態|規模|従業員|社員数|資本金|売上高|職種|役職|都道府県|地域|エリア|所在地|セグメント|ランク|"
    r"優先度|温度|スコア|industry|sector|vertical|size|employee|headcount|revenue|job|title|seniority|"
    r"region|prefecture|state|country|city|segment|tier|grade|rating|priority"
)
"""What companies and people are like, known before any call."""

_AFTERWARDS = lazy_pattern(
    r"結果|状況|ステータス|状態|理由|備考|メモ|コメント|詳細|内容|通話|秒|時間|回数|件数|次回|最終|更新|進捗|確度|"
    r"金額|見込|result|status|state|outcome|reason|note|comment|detail|duration|second|minute|talk|count|"
    r"last|next|updated|modified|stage|amount|value|converted|won|lost|score"
)
"""What is known only after a call, or changes with it: no such column tells whom to call."""


_PLAIN_DATES = frozenset(
    map(
        word_key,
        words("日付 | 日時 | 年月日 | 獲得日 | 獲得日時 | タイムスタンプ | date | date time | timestamp"),
    )
)


def is_plain_date(header: str) -> bool:
    """Whether a header says nothing of a date but that it is one: of a list of leads, when each came in.

    >>> is_plain_date("タイムスタンプ"), is_plain_date("架電日")
    (True, False)
    """
    return word_key(header) in _PLAIN_DATES


def is_gained(header: str) -> bool:
    """Whether `header` is the day on which something was got, and does not say what.

    >>> is_gained("獲得日"), is_gained("取得日"), is_gained("アポ獲得日")
    (True, True, False)
    """
    return bool(_GAINED.fullmatch(word_key(header)))


def lead_field(header: str, of_list: bool) -> LeadField | None:
    """The field of a lead that `header` names; `of_list`: in a list with one row per lead.

    >>> lead_field("次回架電日", False), lead_field("電話番号", False), lead_field("Lead Created Date", True)
    ('next_date', 'phone', 'arrived')
    >>> lead_field("作成日", True), lead_field("作成日", False)
    ('arrived', None)
    >>> lead_field("最終連絡日", True), lead_field("Last Contacted", True)
    ('touched', 'touched')
    """
    key = word_key(header)
    for field, pattern in _PATTERNS.items():
        if pattern.fullmatch(key):
            return field
    if of_list and _LAST_TOUCHED.fullmatch(key):
        return "touched"
    return "arrived" if of_list and (_CREATED.fullmatch(key) or _GAINED.fullmatch(key)) else None


def may_promise(header: str) -> bool:
    """Whether `header` names a call to come, so that dates below it are promises.

    >>> may_promise("Next Call"), may_promise("次回架電"), may_promise("Call Date")
    (True, True, False)
    """
    return bool(_NEXT.fullmatch(word_key(header)))


def is_note(header: str) -> bool:
    """Whether people write what they like below `header`.

    >>> is_note("備考"), is_note("Call notes"), is_note("結果")
    (True, True, False)
    """
    return bool(_NOTE.search(word_key(header)))


@lru_cache(maxsize=50_000)
def bars_in_note(text: str) -> bool:
    """Whether a note says that this lead is never to be called again; at some hours only is no such word.

    >>> [bars_in_note(text) for text in ("今後連絡不要とのこと", "Said do not call again", "午前は架電NG")]
    [True, True, False]
    """
    plain = normalise(text)
    return bool(_BARRED_IN_NOTE.search(plain)) and not _AT_TIMES.search(plain)


def is_last_call(header: str) -> bool:
    """Whether `header` names the day of the last call, which may be the only one there was.

    >>> is_last_call("最終架電日"), is_last_call("前回架電日"), is_last_call("最終連絡日")
    (True, False, False)
    """
    return bool(_LAST_CALLED.fullmatch(word_key(header)))


def is_last_day(header: str) -> bool:
    """Whether `header` names the last day of something: beside counts, no day on which all of them were done.

    >>> is_last_day("最終連絡日"), is_last_day("Latest Activity Date"), is_last_day("架電日")
    (True, True, False)
    """
    return bool(_LAST_DAY.match(word_key(header)))


def tells_of_company(header: str) -> bool:
    """Whether a column tells what a company or a person is like: its trade, size, place, somebody's job.

    >>> tells_of_company("業種"), tells_of_company("従業員規模"), tells_of_company("通話結果")
    (True, True, False)
    """
    key = word_key(header)
    return bool(_TRADES.search(key)) and not _AFTERWARDS.search(key)


def is_known_after(header: str) -> bool:
    """Whether what stands below `header` may be known only after a call.

    >>> is_known_after("通話時間（秒）"), is_known_after("展示会名")
    (True, False)
    """
    return bool(_AFTERWARDS.search(word_key(header)))


ENTERED = {
    "listed_on": "架電日",
    "rep": "担当者",
    "team": "チーム",
    "company": "会社名",
    "contact": "先方担当者",
    "phone": "電話番号",
    "site": "メールアドレス",
    "lead_source": "リードソース",
    "call_result": "架電結果",
    "call_note": "備考",
    "call_again_on": "次回架電日",
}
"""What a log calls the columns of the list that tell of a call."""


_BARRED = lazy_pattern(
    r"(?:架電|コール|電話|連絡|再架電|営業)(?:禁止|ng|不可|停止|お断り|拒否|不要)|接触禁止|(?:今後|二度と|もう)[^。]{0,8}(?:不要|かけ|電話|連絡|しないで|お断り)|"
    r"クレーム|リスト(?:から)?(?:除外|削除)|完全(?:拒否|ng)|donotcall|don'tcall|dnc\b|nevercall|removefromlist|removeme|optedout|optout"
)
_WHOLE_BARRED = frozenset(map(normalise, ("DNC", "NG先", "禁止", "除外")))


@lru_cache(maxsize=10_000)
def is_barred(text: str) -> bool:
    """Whether a result, or a cell of a column of its own, says not to call this lead again.

    >>> is_barred("架電禁止"), is_barred("今後連絡不要"), is_barred("Do not call"), is_barred("不在")
    (True, True, True, False)
    """
    plain = normalise(text)
    return plain in _WHOLE_BARRED or bool(_BARRED.search(plain))


def bars(text: str) -> bool:
    """Whether a cell of a column 架電禁止 says so: a tick, or anything but a no.

    >>> bars("○"), bars("2026-11-02"), bars("×"), bars("可")
    (True, True, False, False)
    """
    return normalise(text) not in _MAY_CALL and answer_of(text) is not False


_MAY_CALL = frozenset(
    map(normalise, ("可", "OK", "可能", "架電可", "なし", "無し", "無", "-", "ー", "none", "allowed"))
)


_NO_DAY = frozenset(
    map(
        normalise,
        words(
            "なし | 無し | 無 | ナシ | 未定 | 未設定 | 未記入 | 未入力 | 未決定 | 未確定 | 不要 | 不明 | "
            "該当なし | 特になし | 予定なし | N/A | NA | n.a. | none | nil | null | TBD | TBA | TBC | "
            "unknown | undecided | not set | no date | no | not applicable"
        ),
    )
)


@lru_cache(maxsize=10_000)
def says_no_day(text: str) -> bool:
    """Whether what stands where a day may be promised says that none is.

    >>> says_no_day("なし"), says_no_day("－"), says_no_day("N/A"), says_no_day("未定"), says_no_day("来週")
    (True, True, True, True, False)
    """
    plain = normalise(text)
    return plain.strip("()[]「」・") in _NO_DAY or not _WRITTEN.search(plain)


_WRITTEN = lazy_pattern(r"[^\Wー_]")
"""What stands where somebody wrote something, and no dash."""

_DIGITS = lazy_pattern(r"\d+")
_LEAST_DIGITS = 6
_HOST = lazy_pattern(r"^(?:[a-z]+://)?(?:www\d?\.)?([^/\s:?#@]+)", re.IGNORECASE)
_FREE_MAIL = frozenset(
    words(
        "gmail.com | yahoo.co.jp | yahoo.com | outlook.com | outlook.jp | hotmail.com | hotmail.co.jp | "
        "icloud.com | me.com | docomo.ne.jp | ezweb.ne.jp | au.com | softbank.ne.jp | i.softbank.jp | "
        "live.jp | live.com | aol.com | nifty.com"
    )
)


_SEVERAL = lazy_pattern(r"[/,、;|・\n]|または|又は|もしくは|(?<![a-z])(?:or|and)(?![a-z])|\s&\s")
_EXTENSION = lazy_pattern(r"内線|ext|x\s*\d{1,6}\s*$|#")
_ABROAD = lazy_pattern(r"^\D*\+|^\D*(?:00(?=[1-9])|01[01](?=(?:\D*\d){9,}\D*$))")
"""Begins a number with its country's code."""
_COUNTRIES = lazy_pattern(
    r"81|1(?=\d{10}$)|(?:44|49|33|39|34|61|64|65|82|86|91|852|886|66|84|62|63|60)(?=\d{7,})"
)
_USUAL = lazy_pattern(r"0[1-9]\d{0,2}-\d{2,4}-\d{4}|0[1-9]\d{7,9}", re.ASCII)
_LEAST_OF_SEVERAL, _LEAST_OF_ONE, _MOST_OF_ONE = 7, 9, 15


@lru_cache(maxsize=200_000)
def phone_numbers(text: str) -> tuple[str, ...]:
    """The keys (see `phone_key`) of the numbers in a cell, each once.

    >>> phone_numbers("03-1111-0004／090-1234-5678") == (phone_key("03-1111-0004"), phone_key("09012345678"))
    True
    >>> phone_numbers("415-555-0003 or +1 415 555 9999"), phone_numbers("03/1111/0004")
    (('4155550003', '4155559999'), ('311110004',))
    """
    if _USUAL.fullmatch(text):
        return (text.replace("-", "")[1:],)
    plain = unicodedata.normalize("NFKC", text).casefold()
    parts = [part for part in _SEVERAL.split(plain) if _digits(part) >= _LEAST_OF_SEVERAL]
    if len(parts) < 2 and _digits(plain) > _MOST_OF_ONE:
        parts = [part for part in plain.split() if _digits(part) >= _LEAST_OF_SEVERAL]
    whole = not parts or (len(parts) == 1 and _digits(parts[0]) < _LEAST_OF_ONE)
    numbers = map(_number, (plain,) if whole else parts)
    return tuple(dict.fromkeys(number for number in numbers if number))


def _digits(text: str) -> int:
    return sum(map(len, _DIGITS.findall(text)))


def _number(plain: str) -> str:
    """The digits of one number without the country's code."""
    begin = _EXTENSION.split(plain, maxsplit=1)[0]
    digits = "".join(_DIGITS.findall(begin))
    abroad = _ABROAD.match(begin)
    if abroad or begin.lstrip().startswith(("81-", "81 ")):
        own = digits[len("".join(_DIGITS.findall(abroad[0]))) :] if abroad else digits
        digits = _COUNTRIES.sub("", own.lstrip("0"), count=1) if _COUNTRIES.match(own.lstrip("0")) else own
    digits = digits.lstrip("0")
    if len(digits) == _LONG_DISTANCE and digits.startswith("1"):
        digits = digits[1:]
    return digits if len(digits) >= _LEAST_DIGITS else ""


_LONG_DISTANCE = 11
"""Digits of a number in North America with its 1; without their 0 Japan's have 10 at most."""


def phone_key(text: str) -> str:
    """The digits of a phone number, the first one of several, without the country's code; "" where there are
    too few.

    >>> phone_key("03-1234-5678") == phone_key("+81 3 1234 5678") == phone_key("０３（１２３４）５６７８")
    True
    >>> {phone_key(text) for text in ("+1 415-555-0001", "(415) 555-0001", "1-415-555-0001")}
    {'4155550001'}
    >>> phone_key("内線 12"), phone_key("不明")
    ('', '')
    """
    return next(iter(phone_numbers(text)), "")


@lru_cache(maxsize=200_000)
def site_key(text: str) -> str:
    """The domain of a web or mail address, "" where it is no company's own.

    >>> site_key("https://www.alpha.example/jp"), site_key("Info@Alpha.example"), site_key("a@gmail.com")
    ('alpha.example', 'alpha.example', '')
    """
    plain = normalise(text)
    host = plain.rpartition("@")[2] if "@" in plain else plain
    found = _HOST.match(host)
    domain = found[1].strip(".") if found else ""
    return domain if "." in domain and domain not in _FREE_MAIL else ""
