"""Lists of leads: one row per company or person to be called, with nothing that was done about them.

A CRM's export of leads has a date (when each was created) and an owner, like a log has, and a phone number
under 電話, as if calls were counted: taken for a log, every lead would be a call. What tells them apart is
that their only dates are those on which leads came in, and that nothing says what was done or came of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sheetkpi.sources.headers.headers import Column
from sheetkpi.sources.words.leadwords import lead_field
from sheetkpi.sources.words.vocabulary import word_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheetkpi.sources.roles.choosing import Candidates

_OWNER = re.compile(
    r"(?:所有者|担当者?|担当者?名|担当営業|営業担当|オーナー|owner|ownername|assignedto|rep|salesrep)$"
)
_CUSTOMERS = re.compile(r"先方|お客様|顧客|ご担当|取引先責任者|contactperson|代表")
_PERSON = re.compile(
    r"(?:氏名|お?名前|リード名|担当者氏名|ご?担当者様?名?|先方.*|fullname|contactname|leadname|name)$"
)
_STATUS = re.compile(
    r"(?:リード|lead)(?:の)?(?:状況|ステータス|状態|status|stage|ランク)|^(?:ステータス|状況|状態|status|leadstatus)$"
)
_OF_LEADS = re.compile(r"リード|見込み?客|反響|lead|prospect|リスト")
_OF_CALLS = re.compile(r"架電|コール|活動|対応履歴|ログ|テレアポ|calls?|activit|log\b", re.IGNORECASE)
"""What a tab is called whose rows are calls, whatever its columns lack."""
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


def is_lead_list(found: Candidates) -> bool:
    """Whether each row is a lead and none of its columns tells of anything that was done."""
    headers = found.headers
    if headers.attempts or not headers.has("company", "lead") or headers.has(*_HAPPENED):
        return False
    dates = headers.fields.get("date", ())
    if any(one.priority < 0 or lead_field(one.header, True) != "arrived" for one in dates):
        return False
    if _OF_CALLS.search(found.sheet.name) and not _is_of_leads(found.sheet.name):
        return False
    stages = [one for name in ("stage", "result") for one in headers.fields.get(name, ())]
    if any(not _STATUS.search(word_key(one.header)) for one in stages) or found.kind or found.direction:
        return False
    if any(_is_counted(one) for columns in found.numbered.values() for one in columns) or found.marked:
        return False
    told = [field for header in headers.texts if (field := lead_field(header, True))]
    reached = "phone" in told or "site" in told
    if "arrived" in told:
        return reached or headers.has("lead_source") or any(map(_is_of_leads, headers.texts))
    return not headers.has("created") and reached and headers.has("lead_source")


def _is_counted(column: Column) -> bool:
    """Whether a column of numbers counts something: a phone number under 電話 does not."""
    return lead_field(column.header, True) not in ("phone", "site")


def _is_of_leads(header: str) -> bool:
    return bool(_OF_LEADS.search(word_key(header)))


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
    if "company" not in chosen:
        chosen["company"] = next(one for one in headers.fields.get("lead", ()) if one.index not in taken)
    return chosen


def _people(found: Candidates) -> Iterator[tuple[str, Column]]:
    """Owners and customers' people among the headers, owners first."""
    texts = [(index, header, word_key(header)) for index, header in enumerate(found.headers.texts) if header]
    for index, header, key in texts:
        if _OWNER.search(key) and not _CUSTOMERS.search(key):
            yield "rep", Column(index, header)
    for index, header, key in texts:
        if (_PERSON.fullmatch(key) or _CUSTOMERS.search(key)) and not key.startswith(
            ("会社", "company", "account")
        ):
            yield "contact", Column(index, header)
