"""What headers of a list of staff say: who, in which team, since when, and how they are reached."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.words.vocabulary import word_key

StaffField = Literal["rep", "team", "from", "to", "reached", "kept"]

_NAMES = lazy_pattern(
    r"(?:担当|氏名|(?:お?名前)|社員|スタッフ|メンバー|担当社員|従業員)(?:者|名|氏名)*|営業(?:担当者?名?|マン|員)|"
    r"is担当者?名?|(?:sales)?reps?(?:name)?|(?:full|staff|employee|member|agent|display)?name|employee|staff|member|"
    r"teammember|agent|salesperson|seller|sdr|bdr|isr"
)
_TEAMS = lazy_pattern(
    r"(?:所属)?(?:チーム|グループ|課|班|ユニット|部署|部門|所属)名?|(?:sales)?(?:team|group|squad|department|division)(?:name)?"
)
_JOINED = lazy_pattern(
    r"(?:入社|入職|着任|配属|開始|異動|適用開始)(?:年月日?|日付?)?|"
    r"(?:hire|hired|join|joined|joining|start|started|onboarding|employment)(?:date|day|on|from|startdate)?|"
    r"date(?:hired|joined|ofhire|ofjoining|started)|from|since"
)
_LEFT = lazy_pattern(
    r"(?:退職|退社|離任|異動予定|終了|適用終了)(?:年月日?|日付?)?|"
    r"(?:leave|left|leaving|end|exit|termination)(?:date|day|on)?|dateleft|to|until"
)
_REACHED = lazy_pattern(
    r"(?:社用|会社|業務用?|連絡用)?(?:e?-?メール|e?-?mail|eメール|メアド)(?:アドレス|address)?|(?:work|company)?e?-?mail(?:address|id)?|"
    r"(?:社用)?(?:電話|携帯|携帯電話|直通|tel|内線)(?:番号)?|(?:work|office|mobile|cell|direct|desk)?"
    r"(?:phone|telephone|mobile|cell|tel|line)(?:number|no)?|ext(?:ension)?(?:number|no)?|slack(?:id|name)?|"
    r"chat(?:id)?|ログイン(?:id)?|login(?:id)?|username"
)
_KEPT = lazy_pattern(
    r"no|#|番号|id|(?:社員|従業員|スタッフ|担当者?|職員)(?:番号|id|no|コード)|(?:employee|staff|user|rep|agent)"
    r"(?:id|no|number|code)|役割|役職|職種|職位|等級|role|title|jobtitle|position|grade|level|勤務地|拠点|office|location|"
    r"上長|上司|manager|supervisor|雇用形態|employment(?:type)?|fte|稼働割合|稼働率|稼働|別名|別表記|alias(?:es)?|nickname|"
    r"ふりがな|フリガナ|カナ|kana|英語名|備考|メモ|notes?|comments?"
)

_PASSWORDS = lazy_pattern(r".*(?:パスワード|password|passcode)s?|pw|pwd|pass|暗証番号|合言葉")


def heads_passwords(name: str, password: str) -> bool:
    """Whether the first row of a list of passwords has its headers: both must be one, for a team may be
    called Agent, and a password be any word.

    >>> heads_passwords("氏名", "PW"), heads_passwords("Agent", "x8"), heads_passwords("Sato", "password")
    (True, False, False)
    """
    is_headed = staff_field(name) in ("rep", "team")
    return is_headed and _PASSWORDS.fullmatch(word_key(password)) is not None


def staff_field(header: str) -> StaffField | None:
    """What a header would say in a list of staff, None for what is kept of nobody there.

    >>> staff_field("Hire date"), staff_field("所属チーム"), staff_field("会社名")
    ('from', 'team', None)
    """
    key = word_key(header)
    return next((field for field, words in _WORDS.items() if words.fullmatch(key)), None)


_WORDS: dict[StaffField, re.Pattern[str]] = {
    "rep": _NAMES,
    "team": _TEAMS,
    "from": _JOINED,
    "to": _LEFT,
    "reached": _REACHED,
    "kept": _KEPT,
}


def are_of_staff(headers: Iterable[str]) -> bool:
    """Whether headers are those of a list of staff: a name, a team, and nothing that staff do not have.

    >>> are_of_staff(["Name", "Team"]), are_of_staff(["Name", "Team", "Status"])
    (True, False)
    """
    fields = [staff_field(header) for header in headers if header.strip()]
    return {"rep", "team"} <= set(fields) and None not in fields
