"""Whom a record is about: the customer's company, and its person, phone and site where columns tell."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa

from sheetkpi.model.names import join_key, person_key
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.headers.headers import Column
from sheetkpi.sources.values.columns import Encoded, encoded
from sheetkpi.sources.words.leadwords import lead_field, phone_numbers, site_key

if TYPE_CHECKING:
    from sheetkpi.sources.records.cells import Array, Cells, Ints
    from sheetkpi.sources.roles.shapes import Recognised

_FORMS = lazy_pattern(
    r"(?=[株有合相一公社財医学特n独(御様カユドシザ])(?:"  # what any begins with: most of a name is none of it
    r"株式(?:会社|會社)|有限(?:会社|會社)|合同会社|合資会社|合名会社|相互会社|(?:一般|公益)?(?:社団|財団)法人|医療法人(?:社団)?|学校法人"
    r"|社会福祉法人|特定非営利活動法人|npo法人|独立行政法人|\((?:株|有|同|資|名|社|財|医|学|福)\)|御中$|様$"
    r"|^\(?(?:株|有|カ|ユ|ド|シヤ|ザイ)\)|\((?:株|カ|有|ユ|ド)\)?$)"
)
_LATIN_FORMS = lazy_pattern(
    r"[\s,.]+(?:inc|incorporated|ltd|limited|llc|llp|plc|corp|corporation|co|company|gmbh|ag|kk|k\.k|"
    r"s\.a|pty|pte|bv|b\.v)\.?$"
)
_ARTICLE = lazy_pattern(r"^the\s+(?=\S)")
_AND = lazy_pattern(r"\s+(?:and|&|\+)\s+")
_LONG_END = lazy_pattern(r"ー(?<=[ァ-ヺー]{2}ー)(?![ァ-ヺー])")
"""コンピュータ and コンピューター are one."""
_SMALL_KANA = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ")
"""キヤノン and キャノン are one, as they are to a bank."""
_SMALL = lazy_pattern("[ァィゥェォッャュョヮ]")
_SIGNS = lazy_pattern(r"[\s.,'’‘\"・･&＆/_\-‐–—―()（）「」【】]+")
_PLACEHOLDERS = """
個人 個人宅 個人名 個人客 個人様 個人のお客様 個人事業主 個人事業 一般 一般個人 フリーランス 匿名 非公開
不明 不詳 未定 未確認 未入力 未登録 未記入 未設定 未取得 未回答 確認中 調査中
なし 無し 無 ナシ 該当なし 該当無し 特になし 会社名なし 会社なし 社名なし 法人名なし 無所属
会社名不明 会社不明 社名不明 企業名不明 法人名不明 先方不明 その他 その他企業 他 同上 〃
na none null nil nan nothing unknown notknown unspecified undefined notavailable notapplicable blank empty
tbd tba tbc private privateperson privateindividual individual individuals person personal consumer
freelance freelancer selfemployed anonymous other others misc nocompany noname noaccount
unknowncompany companyunknown ditto
"""
_NOBODY = frozenset(_PLACEHOLDERS.split())
"""What people write where there is no company, without signs: nothing is linked by it."""
_DEAL_OF = lazy_pattern(r"\s*(?:[_＿/／|｜:：–—―]|\s[-ー]\s|様|御中|【|（|\()")


@dataclass(frozen=True, eq=False)
class Leads:
    """For each record asked for: its company, its contact (a person or department), its phone and its site
    (a web or mail address), as codes of texts."""

    company: Encoded
    contact: Encoded
    phone: Encoded
    site: Encoded

    def keys(self) -> dict[str, Array]:
        """Company, contact, phone and site of each as keys, "" where it is unknown; several phones of a cell
        with spaces between. A person who can be reached and has no company is known by the own name in its
        place."""
        company = self.company.spread([company_key(text) for text in self.company.texts], "")
        named = self.contact.spread([company_key(text) for text in self.contact.texts], "")
        phone = self.phone.spread([" ".join(phone_numbers(text)) for text in self.phone.texts], "")
        site = self.site.spread([site_key(text) for text in self.site.texts], "")
        alone = (company == "") & ((phone != "") | (site != ""))
        return {
            "company": np.where(alone, named, company),
            "contact": self.contact.spread([contact_key(text) for text in self.contact.texts], ""),
            "phone": phone,
            "site": site,
        }


LeadsOf: TypeAlias = "Callable[[Ints], Leads]"
"""Gives the leads of records by their numbers within `Records`: only the few that are asked for are read."""


def leads_of(cells: Cells, columns: dict[str, Column], rows: Ints) -> LeadsOf | None:
    """Whom the records at `rows` (below the headers) are about, None where no column tells (see `whom`);
    `columns` are those that tell, as the shape of the sheet has them.
    """
    told = whom(cells.recognised, columns)
    if not told.keys() & {"company", "phone", "site"}:
        return None
    is_deal = told.get("company") is not None and told.get("company") is columns.get("deal")

    def leads(records: Ints) -> Leads:
        chosen = rows[records]
        names = _texts(cells, told.get("company"), chosen)
        if is_deal:
            names = Encoded(
                names.codes, [_DEAL_OF.split(text.strip(), maxsplit=1)[0] for text in names.texts]
            )
        return Leads(names, *(_texts(cells, told.get(key), chosen) for key in ("contact", "phone", "site")))

    return leads


def whom(recognised: Recognised, columns: dict[str, Column]) -> dict[str, Column]:
    """The columns that tell whom a row is about, by `company`, `contact`, `phone` and `site`.

    The company stands in a column of companies, else of leads, else before the first sign of a deal's name
    (`アルファ様_新規導入`). The contact is a column of the customer's people or departments (先方担当者),
    else of leads, beside that of companies, else one of names (氏名) that is not the rep's.
    """
    company = columns.get("company") or columns.get("lead") or columns.get("deal")
    contact = columns.get("contact") or (columns.get("lead") if "company" in columns else None)
    headers, found = recognised.headers, dict[str, Column]()
    for index, header in enumerate(headers.texts if headers is not None else ()):
        if header and index not in recognised.used and headers and index not in headers.ignored:
            field = lead_field(header, False)
            if field in ("phone", "site", "person"):
                found.setdefault(field, Column(index, header))
    person = found.pop("person", None)
    if contact is None and (company is None or company is columns.get("deal")):
        contact = person
    told = {"company": company, "contact": contact} | found
    return {key: column for key, column in told.items() if column is not None}


def _texts(cells: Cells, column: Column | None, rows: Ints) -> Encoded:
    if column is None:
        return Encoded(np.full(len(rows), -1, dtype=np.int32), [])
    return encoded(cells.raw(column).take(pa.array(rows)))


@lru_cache(maxsize=65_536)
def company_key(text: str) -> str:
    """What stays of a company's name without its legal form, width, case, spaces and signs.

    One name in two legal forms is one company; 株式会社 may stand before, behind or be left out. What stands
    for no company (個人, 不明, N/A, a dash) has no key, "": it tells of nobody.

    >>> company_key("㈱アルファ 商事") == company_key("アルファ商事株式会社")
    True
    >>> company_key("Alpha Works, Inc.") == company_key("The ALPHA WORKS")
    True
    >>> company_key("カ）アルファコンピューター") == company_key("アルファ コンピュータ")
    True
    >>> company_key("(未定)"), company_key("N/A"), company_key("株式会社"), company_key("ー")
    ('', '', '', '')
    """
    shown = unicodedata.normalize("NFKC", text).casefold().strip()
    bare = _FORMS.sub("", shown).strip()
    if bare.isascii():
        bare = _AND.sub(" ", _ARTICLE.sub("", bare))
    else:
        bare = _LONG_END.sub("", bare)
        if _SMALL.search(bare):
            bare = bare.translate(_SMALL_KANA)
    while (shorter := _LATIN_FORMS.sub("", bare)) != bare and shorter.strip():
        bare = shorter
    return _unless_nobody(join_key(_SIGNS.sub("", bare)))


def contact_key(text: str) -> str:
    """One key for the spellings of a customer's person or department.

    >>> contact_key("情報システム部　田中様") == contact_key("情報システム部 田中")
    True
    """
    key = person_key(text)
    return key if _unless_nobody(_SIGNS.sub("", key).casefold()) else ""


def is_same_contact(one: str, other: str) -> bool:
    """Whether two keys of contacts may be of one: a family name stands for the whole one.

    >>> is_same_contact("田中", "田中一郎"), is_same_contact("田中", "中田"), is_same_contact("", "田中")
    (True, False, False)
    """
    shorter, longer = sorted((one, other), key=len)
    return shorter == longer or (len(shorter) >= _LEAST_OF_NAME and longer.startswith(shorter))


_LEAST_OF_NAME = 2


def _unless_nobody(key: str) -> str:
    """`key`, a name without signs, or "" where it is none."""
    return "" if key in _NOBODY or not any(map(str.isalnum, key.strip("ー〜"))) else key
