"""What one means in amounts: units and currencies, as headers, titles and cells of their own say them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sheetkpi.patterns import lazy_pattern

SCALES = {"兆": 1e12, "億": 1e8, "千万": 1e7, "百万": 1e6, "万": 1e4, "千": 1e3}
SCALES |= {"bn": 1e9, "mn": 1e6, "mio": 1e6, "b": 1e9, "m": 1e6, "k": 1e3}
"""Scales as they stand behind digits."""

CURRENCIES = {
    "JPY": ("円", "¥", "jpy", "yen"),
    "USD": ("us$", "$", "usd", "米ドル", "ドル", "dollar"),
    "EUR": ("€", "eur", "ユーロ", "euro"),
    "GBP": ("£", "gbp", "ポンド"),
    "CNY": ("元", "cny", "rmb", "人民元"),
    "KRW": ("₩", "krw", "ウォン"),
    **{code.upper(): (code,) for code in ("aud", "cad", "chf", "hkd", "inr", "sgd", "thb", "twd", "vnd")},
}
CURRENCY_OF = {sign: code for code, signs in CURRENCIES.items() for sign in signs}
SIGNS = "|".join(re.escape(sign) for sign in sorted(CURRENCY_OF, key=len, reverse=True))
"""A pattern of everything by which a currency is known."""


def _named(sign: str) -> str:
    """A sign as a pattern: a Latin word only as a word of its own, also in the plural."""
    plural = "s?" if sign in ("dollar", "euro") else ""
    is_word = sign.isascii() and sign.isalpha()
    return rf"(?<![a-z]){re.escape(sign)}{plural}(?![a-z])" if is_word else re.escape(sign)


_CURRENCY_IN_HEADER = lazy_pattern("|".join(map(_named, sorted(CURRENCY_OF, key=len, reverse=True))))
_CODE = lazy_pattern(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")

_WORDS = {
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "mil": 1e6,
    "mm": 1e6,
    "000": 1e3,
    "1,000": 1e3,
    "1000": 1e3,
    "1": 1.0,
}
_SCALE_OF = SCALES | _WORDS | {f"{word}s": scale for word, scale in _WORDS.items()}
_SCALE = "|".join(re.escape(word) for word in sorted(_SCALE_OF, key=len, reverse=True))
_FILLING = lazy_pattern(
    r"(?:金額|表示|記載)?単位(?:は|:|=)?|(?:amounts?|figures?|values?|units?)(?: are)?[: ]"
    r"|(?<![a-z])(?:in|of|the|all)(?![a-z])"
    r"|税[抜込別](?:き|み)?|消費税|(?:excl|incl)[a-z]*\.?|(?<![a-z])tax(?![a-z])|[()\[\]:・/,、;*x×※'’‘.\s]"
)
_ALONE = lazy_pattern(
    rf"(?P<before>{SIGNS})?(?P<scale>{_SCALE})?(?P<after>{SIGNS}|dollars|euros)?", re.IGNORECASE
)


@dataclass(frozen=True)
class MoneyUnit:
    """What one means: `scale` (1000 in 千円, 1 in 円, None where only a currency is named or nothing), and
    the `currency` (ISO code, "" where none is named)."""

    scale: float | None = None
    currency: str = ""

    def __bool__(self) -> bool:
        return self.scale is not None or bool(self.currency)

    @property
    def is_of_money(self) -> bool:
        """Whether a currency is named that is no mere word: 受注元 is no amount in yuan."""
        return bool(self.currency) and self.currency != "CNY"

    @property
    def is_bare(self) -> bool:
        """Whether a scale stands without any currency: (K), in thousands."""
        return self.scale is not None and not self.currency


@dataclass(frozen=True)
class MoneyTitle:
    """What one means in the amounts below a title, its text and the cell where it stands."""

    scale: float
    text: str
    cell: str


_NOTHING = MoneyUnit()


@lru_cache(maxsize=4096)
def unit_alone(text: str) -> MoneyUnit:
    """What a text says that is nothing but a unit: a bracket in a header, a cell in a column of units.

    >>> unit_alone("千円"), unit_alone("税抜・百万円").scale, unit_alone("US$ thousands")
    (MoneyUnit(scale=1000.0, currency='JPY'), 1000000.0, MoneyUnit(scale=1000.0, currency='USD'))
    >>> unit_alone("¥MM").scale, unit_alone("in thousands").scale, unit_alone("(000s)").scale
    (1000000.0, 1000.0, 1000.0)
    >>> unit_alone("1 USD").scale, unit_alone("円").scale
    (1.0, 1.0)
    >>> bool(unit_alone("件")), bool(unit_alone("税抜")), unit_alone("USD")
    (False, False, MoneyUnit(scale=None, currency='USD'))
    """
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    if len(plain) > _LONGEST_UNIT:
        return _NOTHING
    plain = re.sub(r"(?<=1),(?=000(?!\d))", "", plain)
    match = _ALONE.fullmatch(_FILLING.sub("", plain))
    if match is None or match["scale"] == "b":
        return _NOTHING
    currency = _code(match["before"]) or _code(match["after"])
    if match["scale"] == "1" and not currency:
        return _NOTHING
    if match["scale"]:
        return MoneyUnit(_SCALE_OF[match["scale"]], currency)
    return MoneyUnit(1.0 if "円" in (match["before"], match["after"]) else None, currency)


def unit_of_row(text: str) -> MoneyUnit:
    """What a cell in a column of units says of the amounts of its row: nothing where it names no currency, as
    M and 千 may be months, metres or pieces.

    >>> unit_of_row("千円").scale, unit_of_row("$K").scale, bool(unit_of_row("M")), bool(unit_of_row("千"))
    (1000.0, 1000.0, False, False)
    """
    unit = unit_alone(text)
    return _NOTHING if unit.is_bare else unit


_LONGEST_UNIT = 40


def _code(sign: str | None) -> str:
    return CURRENCY_OF.get((sign or "").removesuffix("s"), "") or CURRENCY_OF.get(sign or "", "")


_BRACKETS = lazy_pattern(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_LATIN_SCALE = r"(?:k|m|mm|mn|bn|b|mio|mil|000s?|thousands?|millions?|billions?)(?![a-z\d])"
_BESIDE = lazy_pattern(
    rf"(?<![\d a-z])\s*(?P<scale>兆|億|千万|百万|万|千)(?:{SIGNS})"
    rf"|(?<![\da-z])(?:k|mm?|mn|bn|mio)\s?(?:{SIGNS})(?![a-z])"
    rf"|(?:{SIGNS})\s?(?:in\s)?{_LATIN_SCALE}|(?<![a-z])in\s(?:{SIGNS})?\s?{_LATIN_SCALE}"
    rf"(?:\s(?:of\s)?(?:{SIGNS}))?|(?<![\d,.])['’]?000s"
)


def unit_in_header(header: str) -> MoneyUnit:
    """What one means below a header.

    >>> unit_in_header("金額（千円）"), unit_in_header("Amount ($K)")
    (MoneyUnit(scale=1000.0, currency='JPY'), MoneyUnit(scale=1000.0, currency='USD'))
    >>> unit_in_header("Amount (K)").is_bare
    True
    >>> unit_in_header("受注金額 万円").scale, unit_in_header("Revenue in thousands").scale
    (10000.0, 1000.0)
    >>> unit_in_header("千葉支店 金額"), unit_in_header("Amount (USD)").currency
    (MoneyUnit(scale=None, currency=''), 'USD')
    """
    plain = unicodedata.normalize("NFKC", header)
    found = [unit_alone(part) for part in _BRACKETS.findall(plain)]
    bare = _BRACKETS.sub(" ", plain).casefold()
    found += [unit_alone(match[0]) for match in _BESIDE.finditer(bare)]
    scaled = next((one for one in found if one.scale is not None), None)
    currency = next((one.currency for one in found if one.currency), "") or currency_of(plain)
    return MoneyUnit(scaled.scale if scaled else None, currency)


def without_unit(header: str) -> str:
    """A header (casefolded, without brackets) without a unit of money behind it.

    >>> [without_unit(header) for header in ("amount in thousands", "売上 $m", "受注金額 万円", "amount")]
    ['amount', '売上', '受注金額', 'amount']
    """
    for match in _BESIDE.finditer(header):
        if match.end() == len(header) and match.start() and unit_alone(match[0]).scale is not None:
            return _LEFT_OVER.sub("", header[: match.start()]) or header
    return header


_LEFT_OVER = lazy_pattern(r"[\s\-:・,]*(?:単位)?[\s\-:・,]*$")


def unit_of_header(header: str) -> float:
    """What one means in a column whose header names a unit, else 1.

    >>> unit_of_header("金額（千円）"), unit_of_header("受注金額[百万円]"), unit_of_header("金額")
    (1000.0, 1000000.0, 1.0)
    """
    return unit_in_header(header).scale or 1.0


_LABEL = lazy_pattern(r"(?:単位|(?<![a-z])units?(?![a-z]))\s*(?:は|:|=)?\s*([^)\]】〕]*)")
_BEFORE_LABEL = lazy_pattern(r"(?<!\d)((?:兆|億|千万|百万|万|千)円)(?:単位|表示)")
_IN_ENGLISH = lazy_pattern(
    rf"(?<![a-z])in\s(?:{SIGNS})?\s?{_LATIN_SCALE}(?:\s(?:of\s)?(?P<of>(?:us )?[^\s,;.]+))?"
)
_PIECES = lazy_pattern(r"[、,・/;\s]+")


@lru_cache(maxsize=1024)
def unit_in_title(title: str) -> MoneyUnit:
    """What one means in a table below a title, where the title says it of money; an amount in a title
    (目標 500万円) is no unit.

    >>> [unit_in_title(title).scale for title in ("受注一覧（単位：万円）", "単位：件、千円", "千円")]
    [10000.0, 1000.0, 1000.0]
    >>> [unit_in_title(title).scale for title in ("All amounts in thousands of US dollars", "Won deals ($K)")]
    [1000.0, 1000.0]
    >>> [bool(unit_in_title(title)) for title in ("単位：件", "11月目標 500万円", "In thousands of calls")]
    [False, False, False]
    """
    plain = unicodedata.normalize("NFKC", title).casefold().strip()
    if len(plain) > _LONGEST_TITLE:
        return _NOTHING
    for part, is_labelled in _said_in(plain):
        unit = unit_alone(part)
        if unit.scale is not None and (is_labelled or not unit.is_bare or _LONG_SCALE.search(part)):
            return unit
    return _NOTHING


_LONG_SCALE = lazy_pattern(r"000|thousand|million|billion")


def _said_in(plain: str) -> Iterator[tuple[str, bool]]:
    """The parts of a title that may be a unit, the surest first, and whether the title calls them one: a mere
    letter in brackets may be anything."""
    for match in _LABEL.finditer(plain):
        yield match[1], True
        yield from ((piece, True) for piece in _PIECES.split(match[1]))
    yield from ((match[1], True) for match in _BEFORE_LABEL.finditer(plain))
    yield from ((part, False) for part in (*_BRACKETS.findall(plain), plain))
    for match in _IN_ENGLISH.finditer(plain):
        if not match["of"] or currency_of(match["of"]) or match["of"] in ("us", "u.s"):
            yield match[0].removesuffix(match["of"] or "").strip().removesuffix(" of"), True


_LONGEST_TITLE = 120


def currency_of(text: str) -> str:
    """The currency (ISO code) a header or a cell names, "" where it names none.

    >>> currency_of("Amount (USD)"), currency_of("金額(円)"), currency_of("Close Value")
    ('USD', 'JPY', '')
    """
    match = _CURRENCY_IN_HEADER.search(unicodedata.normalize("NFKC", text).casefold())
    return CURRENCY_OF.get(match[0]) or CURRENCY_OF[match[0].removesuffix("s")] if match else ""


def currency_told(text: str) -> str:
    """The currency that a cell of a column of currencies names, any ISO code too; "" for none.

    >>> [currency_told(text) for text in ("USD", "円", "SGD - Singapore Dollar", "AUD", "US$", "未定", "thb")]
    ['USD', 'JPY', 'SGD', 'AUD', 'USD', '', 'THB']
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    code = _CODE.match(plain.upper() if len(plain) == _CODE_LENGTH else plain)
    return code[0] if code else currency_of(plain)


_CODE_LENGTH = 3
