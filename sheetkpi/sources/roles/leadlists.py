"""Lists of leads: one row per company or person to be called, with nothing that was done about them.

A CRM's export of leads has a date (when each was created) and an owner, like a log has, and a phone number
under 電話, as if calls were counted: taken for a log, every lead would be a call. A log kept in a database
has a date of entry (登録日時), a company and a phone number, like a list has: taken for a list, no call would
count. What tells them apart is whether anything says what was done, or came of it: a result of calls, who
called, how long, what was spoken; companies that stand there again and again; the name of the tab.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.headers.headers import Column
from sheetkpi.sources.roles.content import JUDGED_ROWS
from sheetkpi.sources.words.leadstates import is_leads_own_state
from sheetkpi.sources.words.leadwords import (
    is_gained,
    is_last_call,
    is_plain_date,
    lead_field,
    tells_of_company,
)
from sheetkpi.sources.words.results import meaning_of
from sheetkpi.sources.words.vocabulary import word_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheetkpi.sources.roles.choosing import Candidates

_OWNER = lazy_pattern(
    r"(?:所有者|担当者?|担当者?名|担当営業|営業担当|フォロー担当|オーナー|担当is|owner|ownername|assignedto|rep|salesrep)$"
)
_CUSTOMERS = lazy_pattern(r"先方|お客様|顧客|ご担当|取引先責任者|contactperson|代表")
_PERSON = lazy_pattern(
    r"(?:氏名|お?名前|リード名|担当者氏名|ご?担当者様?名?|先方.*|コンタクト(?:者|先)?名?|fullname|contact|contactname|leadname|name)$"
)
_STATUS = lazy_pattern(r"状況|ステータス|状態|status|stage|ステージ|フェーズ|ランク|確度|温度|rating")
_OF_LEADS = lazy_pattern(r"リード|見込み?客|反響|lead|prospect|リスト")
_LISTED = lazy_pattern(
    r"リスト|名簿|リード|見込|反響|(?<![a-z])(?:lists?|leads?|prospects?)(?![a-z])", re.IGNORECASE
)
_OF_CALLS = lazy_pattern(
    r"架電|コール|活動|対応履歴|ログ|テレアポ|calls?|activit|(?<![a-z])log(?![a-z])", re.IGNORECASE
)
"""What a tab is called whose rows are calls, whatever its columns lack."""
_LEADS_TAB = lazy_pattern(
    r"リード|見込|反響|問い?合わ?せ|資料請求|名刺|(?<![a-z])(?:leads?|prospects?|inquir(?:y|ies)|enquir(?:y|ies))(?![a-z])",
    re.IGNORECASE,
)
"""What a tab is called whose rows are leads, so that a mere 日付 is when each came in."""
_OF_PAST_CALLS = lazy_pattern(
    r"(?:架電|コール|活動|対応|テレアポ|call|activity)[^/]{0,6}(?:履歴|ログ|記録|結果|実績|済|history|log|record|results?)"
    r"|(?<![a-z])log(?![a-z])",
    re.IGNORECASE,
)
"""What a tab is called whose rows are calls, even where it speaks of leads too."""

_DOING = lazy_pattern(
    r"(?:初回|前回|最終|1回目)?(?:架電|コール|発信|通話|対応|応対|ヒアリング|会話|トーク)(?:者|者名|内容|メモ|記録|詳細|備考|結果|時刻|時間|秒数?|所要時間|分数)(?:\(.*\))?|"
    r"会話内容|話した内容|所要時間|通話|秒数|録音(?:url|ファイル)?|"
    r"(?:called|dialed|logged)by|caller|dialer|agent|operator|"
    r"(?:call|conversation|talk)(?:notes?|comments?|memo|summary|result|outcome|disposition|duration|time|length|seconds|recording)|"
    r"duration(?:seconds|sec|s|minutes|min)?|seconds|recording(?:url)?|disposition"
)
"""What is only said of a call that was made."""

_KEPT_DATES = lazy_pattern(
    r"最終(?:更新|編集|ログイン|閲覧|開封|流入|cv|コンバージョン|(?:web)?サイト.*|ページ.*|メール.*)"
    r"(?:日|日時|日付)?|"
    r"(?:lead)?last(?:modified|engagement|seen|open|click|update|updated|"
    r"conversion)(?:date|datetime|time|at|on)?|"
    r"(?:取引|取引先|商談)の?(?:開始|化)日|(?:取引開始|変換)日(?:時)?|(?:lead)?convert(?:ed|sion)(?:date|at|on)|"
    r"(?:recent|first)conversion(?:date|time)?|生年月日|設立(?:日|年月日?)|創業(?:日|年月日?)|birthdate|founded(?:date|on)?"
)
"""Dates that a CRM keeps of every lead, or that the company has, whoever calls."""

_ASKED = lazy_pattern(
    r"お?(?:問い?合わ?せ|相談|質問|要望|申し?込み|資料|ダウンロード|dl|種類)(?:の)?(?:内容|種別|種類|項目|事項|区分|方法|手段|経路|名|資料)|"
    r"ご?(?:相談|質問|要望|希望)(?:内容|事項)?|(?:inquiry|enquiry)(?:details?|type|message)?|message|whatcanwehelpyouwith"
)
"""What people fill into a form."""

_HAPPENED = (
    "close_date",
    "opportunity_date",
    "amount",
    "deal",
    "meeting_date",
    "set_date",
    "won_flag",
    "quantity",
)

_OF_MEETINGS = lazy_pattern(r"アポ|商談|面談|訪問|meeting|appointment|demo")

_FIRM_ARRIVAL = lazy_pattern(r"受付|受信|request|received|作成|登録|追加|取込|取り込み|creat|added|import")
"""Dates of rows that may as well be those of calls, where companies stand there again and again."""

_MOST_REPEATED = 0.2
"""The largest share of rows whose lead stands above already, in a list of leads."""
_LEAST_REPEATED = 2

_FEW_RESULTS = 0.1
"""From this share of a status on that says nobody answered, it is a result of calls."""


def is_lead_list(found: Candidates) -> bool:
    """Whether each row is a lead and none of its columns tells of anything that was done."""
    headers = found.headers
    if headers.attempts or _is_mapped(found) or not _somebody(found):
        return False
    name = found.sheet.name or PurePath(found.sheet.place).stem
    if any(_happened(found, one, name) for field in _HAPPENED for one in headers.fields.get(field, ())):
        return False
    if _OF_PAST_CALLS.search(name) or (_OF_CALLS.search(name) and not _LISTED.search(name)):
        return False
    if not _came_in(found, name) or _tells_of_doing(found):
        return False
    return not (_may_be_entered(found) and _stand_again(found))


def is_tab_of_leads(found: Candidates) -> bool:
    """Whether the name of the sheet, or of a file without sheets, says that its rows are leads."""
    return bool(_LEADS_TAB.search(found.sheet.name or PurePath(found.sheet.place).stem))


def _happened(found: Candidates, column: Column, name: str) -> bool:
    """Whether a column tells of a meeting or a deal: no 売上 beside 業種, which is the company's, no visit to
    a web page, and no 獲得日 on a tab of leads."""
    key = word_key(column.header)
    if not found.content(column).filled or tells_of_company(column.header) or _is_kept(column.header):
        return False
    if _is_last_touch(found, column.index):
        return False
    if key in ("売上", "revenue"):
        return not any(map(tells_of_company, found.headers.texts))
    if is_gained(key) and _is_of_reached_leads(found, name):
        return False
    return not (is_plain_date(key) and _LEADS_TAB.search(name))


def _is_of_reached_leads(found: Candidates, name: str) -> bool:
    """Whether columns tell how the companies are reached, and nothing speaks of meetings: a bare 獲得日 is
    then the day of each lead."""
    headers = found.headers
    texts = [word_key(text) for text in headers.texts if text]
    reached = any(lead_field(text, True) in ("phone", "site") for text in headers.texts if text)
    return reached and not any(_OF_MEETINGS.search(text) for text in (*texts, word_key(name)))


def _is_mapped(found: Candidates) -> bool:
    """Whether a person said of some column that it tells of an activity."""
    fields = ("date", "kind", "result", "direction", "time", "stage")
    mapped = (one for name in fields for one in found.headers.fields.get(name, ()))
    return found.by_person or any(one.priority < 0 for one in mapped)


def _somebody(found: Candidates) -> bool:
    """Whether a column tells whom rows are about: a company, a lead, or a person or phone beside the rep."""
    if found.headers.has("company", "lead"):
        return True
    people = dict(_people(found))
    phone = any(lead_field(header, True) == "phone" for header in found.headers.texts if header)
    return "rep" in people and ("contact" in people or phone)


def _came_in(found: Candidates, name: str) -> bool:
    """Whether columns tell of leads: when each came in and how it is reached or from where; or no date at all
    and both. `name` is that of the sheet or the file."""
    headers = found.headers
    told = {field for header in headers.texts if (field := lead_field(header, True))}
    reached = bool(told & {"phone", "site"})
    known = headers.has("lead_source")
    dates = [one for one in headers.fields.get("date", ()) if _is_day_of_something(found, one)]
    asked = any(_ASKED.fullmatch(word_key(text)) for text in headers.texts)
    if "arrived" not in told and ((asked and "site" in told) or _LEADS_TAB.search(name)):
        plain = [text for text in headers.texts if text and is_plain_date(text)]
        if plain and (reached or known):  # the answers of a form, or a tab of leads
            return all(is_plain_date(one.header) for one in dates)
    if dates:
        return False
    if any(_is_last_touch(found, index) for index in range(len(headers.texts))):
        return True
    if "arrived" in told:
        return reached or known or any(_OF_LEADS.search(word_key(text)) for text in headers.texts)
    return not headers.has("created") and reached and (known or bool(_LISTED.search(name)))


def _is_day_of_something(found: Candidates, column: Column) -> bool:
    """Whether a column of dates says when something happened that was no arrival of a lead."""
    kept = lead_field(column.header, True) in ("arrived", "next_date") or _is_kept(column.header)
    return not (kept or _is_last_touch(found, column.index)) and found.content(column).filled > 0


def _is_kept(header: str) -> bool:
    """Whether a column has dates that a CRM keeps of every lead, whoever calls."""
    return bool(_KEPT_DATES.fullmatch(word_key(header)))


def _is_last_touch(found: Candidates, index: int) -> bool:
    """Whether a column says when somebody was last in touch with each lead. Where every row has the day of a
    last call, each is that call."""
    header = found.headers.texts[index]
    if not header or lead_field(header, True) != "touched":
        return False
    content = found.content(index)
    is_all = content.filled == min(found.sheet.cells.num_rows - found.headers.first_data_row, JUDGED_ROWS)
    return 2 * content.dates >= 1 and not (is_all and is_last_call(header))


def _tells_of_doing(found: Candidates) -> bool:
    """Whether some column says what was done or what came of it."""
    headers = found.headers
    if found.direction or found.marked or (found.kind and not _is_of_inquiries(found)):
        return True
    counted = (*found.numbered.values(), *found.ticked.values())
    if any(_is_counted(one) for columns in counted for one in columns):
        return True
    if any(found.content(one).filled for one in headers.fields.get("time", ())):
        return True
    if any(_says_what_came(found, one) for one in _results(found)):
        return True
    rows = found.sheet.cells.num_rows - headers.first_data_row
    filled = (
        found.content(index).filled
        for index, header in enumerate(headers.texts)
        if header and _DOING.fullmatch(word_key(header))
    )
    return any(2 * number >= min(rows, JUDGED_ROWS) for number in filled)


def _results(found: Candidates) -> list[Column]:
    fields = found.headers.fields
    return list({one.index: one for name in ("stage", "result") for one in fields.get(name, ())}.values())


def _says_what_came(found: Candidates, column: Column) -> bool:
    """Whether a column holds results of calls and no state of leads: what is called a state has texts that
    say that nobody answered, anything else any."""
    content, key = found.content(column), word_key(column.header)
    if not content.filled or is_leads_own_state(column.header):
        return False
    if not _STATUS.search(key):
        return True
    return content.share(lambda text: meaning_of(text) in ("no_contact", "reception")) >= _FEW_RESULTS


def _may_be_entered(found: Candidates) -> bool:
    """Whether the day each row has may as well be that on which a call was entered."""
    days = [text for text in found.headers.texts if text and lead_field(text, True) == "arrived"]
    return all(_FIRM_ARRIVAL.search(word_key(text)) for text in days)


def _stand_again(found: Candidates) -> bool:
    """Whether the same leads stand in many rows on days of their own, as they do where each row is a call.

    Rows of one lead under several owners, or of the same day, are those of a list kept carelessly.
    """
    first = found.headers.first_data_row
    columns = [
        found.sheet.cells.column(index).slice(first, JUDGED_ROWS).to_pylist()
        for index, header in enumerate(found.headers.texts)
        if _names_the_lead(found, index, header)
    ]
    if not columns:
        return False
    owners, days = (
        [
            found.sheet.cells.column(index).slice(first, JUDGED_ROWS).to_pylist()
            for index, header in enumerate(found.headers.texts)
            if header and is_one(header)
        ]
        for is_one in (_names_an_owner, lambda header: lead_field(header, True) == "arrived")
    )
    leads = list(zip(*columns, strict=True))
    owned = zip(leads, zip(*owners, strict=True) if owners else [()] * len(leads), strict=True)
    days_of: dict[object, set[object]] = {}
    again = rows = 0
    for lead, day in zip(owned, zip(*days, strict=True) if days else [()] * len(leads), strict=True):
        if not any(lead[0]):
            continue
        before = days_of.setdefault(lead, set())
        rows += 1
        again += bool(before) and day not in before
        before.add(day)
    return again >= _LEAST_REPEATED and again > _MOST_REPEATED * rows


def _names_an_owner(header: str) -> bool:
    key = word_key(header)
    return bool(_OWNER.search(key)) and not _CUSTOMERS.search(key)


def _names_the_lead(found: Candidates, index: int, header: str) -> bool:
    key = word_key(header)
    named = (
        column.index
        for name in ("company", "lead", "contact")
        for column in found.headers.fields.get(name, ())
    )
    return bool(
        index in set(named)
        or (_PERSON.fullmatch(key) and not _OWNER.search(key))
        or lead_field(header, True) in ("phone", "site")
        or key in _GIVEN
    )


_GIVEN = frozenset(
    map(word_key, ("姓", "名", "first name", "last name", "given name", "family name", "surname"))
)


def _is_of_inquiries(found: Candidates) -> bool:
    """Whether the kind is that of what a lead asked for (お問い合わせ種別; 種別 beside 問い合わせ日) and of
    nothing done."""
    key = word_key(found.kind.header) if found.kind else ""
    return bool(_ASKED.fullmatch(key) or _OF_LEADS.search(key)) or not _may_be_entered(found)


def _is_counted(column: Column) -> bool:
    """Whether a column of numbers or ticks counts what was done on a day: no phone number under 電話, no
    tries so far under 架電回数."""
    told = lead_field(column.header, True) in ("phone", "site")
    return not told and not _TRIES.fullmatch(word_key(column.header))


_TRIES = lazy_pattern(
    r"(?:累計|総|これまでの)?(?:架電|コール|発信|アプローチ|接触|連絡)回数|(?:call|contact)?attempts|tries|callcount|"
    r"(?:number|no)of(?:calls|attempts|tries|timescontacted)|timescontacted|"
    r".*(?:開封|クリック|閲覧|訪問)(?:回数|数)|(?:e?mails?|pages?)(?:opened|clicked|viewed|opens|clicks|views)|(?:number|no)of(?:opens|clicks|visits|pageviews)"
)
"""How often a lead was called so far, or did something itself."""


def lead_list_columns(found: Candidates) -> dict[str, Column]:
    """The columns of a list of leads: company, contact, rep, team and lead source, as far as there are any.

    Whose a lead is stands under an owner; 氏名 is that of the lead.
    """
    headers = found.headers
    chosen: dict[str, Column] = {}
    for name in ("company", "lead_source", "team"):
        if name in headers.fields:
            chosen[name] = headers.fields[name][0]
    taken = {column.index for column in chosen.values()}
    for name, column in _people(found):
        if column.index not in taken and name not in chosen:
            chosen[name] = column
            taken.add(column.index)
    if "company" not in chosen:  # people, or companies under リード名
        leads = [one for one in headers.fields.get("lead", ()) if one.index not in taken]
        if leads:
            chosen["company"] = leads[0]
        elif "contact" in chosen:
            chosen["company"] = chosen.pop("contact")
    return chosen


def _people(found: Candidates) -> Iterator[tuple[str, Column]]:
    """Owners and customers' people among the headers, owners first."""
    texts = [(index, header, word_key(header)) for index, header in enumerate(found.headers.texts) if header]
    for index, header, _ in texts:
        if _names_an_owner(header):
            yield "rep", Column(index, header)
    for index, header, key in texts:
        if (_PERSON.fullmatch(key) or _CUSTOMERS.search(key)) and not key.startswith(
            ("会社", "company", "account")
        ):
            yield "contact", Column(index, header)
