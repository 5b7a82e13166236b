"""How people and teams are called in notes and lists: honorifics, errands, readings, names that are words.

Katakana stands here as hiragana where names are looked for in either.
"""

from __future__ import annotations

from sheetkpi.patterns import lazy_pattern

KANJI_LETTERS = "々〆㐀-䶿一-鿿豈-﫿"
KANA_LETTERS = "ぁ-ゖァ-ヺー"

FORMS = str.maketrans(
    "邉邊齋齊斉澤濱櫻國廣嶋嶌眞冨栁惠榮條槇曾瀧渕龍龜壽禮實圓與邨檜籔藪髙﨑濵德瀨靑桒",
    "辺辺斎斎斎沢浜桜国広島島真富柳恵栄条槙曽滝淵竜亀寿礼実円与村桧薮薮高崎浜徳瀬青桑",
)
"""Letters that one name is written with by different people, and their plain form."""

HONORIFIC = (
    "さん|さま|様(?![子式々態相])|氏(?!名)|殿|くん|君|ちゃん|先輩|先生|"
    "(?:本|副|支)?(?:部長|課長|係長|次長|室長|所長|店長|主任|主査|代理(?!店))|"
    "まねーじゃー|まねじゃー|りーだー|ちーふ|ちーむ|mgr|manager|班|組(?![合織])|"
    "りすと|名簿|しーと|ふぁいる|枠|分(?=$|[^析類野譲岐])|"
    "-?(?:san|sama|kun)(?![a-z])"
)
DOING = (
    "引き?継|転送|共有|連絡|相談|報告|依頼|確認|同行|対応|担当|紹介|案件|代わり|指示|渡[しす]|任せ|頼|聞|"
    "電話|架電|獲得|経由|宛|あぽ|扱い|交代|商談|お願い|よろしく"
)
AFTER = lazy_pattern(rf"{HONORIFIC}|[:=は]?[¥￥]?[0-9]|(?:に|へ|から|が|と|の|まで)?(?:{DOING})")
"""What follows a name that may be a word: an honorific, a figure, what colleagues do. Katakana is folded."""
BEFORE = lazy_pattern(
    r"(?:担当者?|弊社|当社|前任|後任|上司|同僚|先輩|同行者?|引継ぎ?先?|課長|部長|係長|主任|"
    r"連絡先|報告先|mr\.?|ms\.?):?$|(?:課|部|班|係|ちーむ|ぐるーぷ)の$"
)
"""What stands before a name and says that it is one."""
TEAM = lazy_pattern(
    r".*(?:課|部|ちーむ|ぐるーぷ|係|班|支店|営業所|せんたー|team|group|unit|dept|desk)|.*[0-9].*"
)
PARTICLES = "のはがをとでにへもや"
"""Kana that stand before a name without being a part of it."""

PLACES = frozenset(
    """
    青森 岩手 宮城 秋田 山形 福島 茨城 栃木 千葉 神奈川 新潟 富山 石川 福井 長野 静岡 三重 滋賀
    京都 大阪 奈良 島根 岡山 広島 山口 徳島 香川 愛媛 高知 福岡 佐賀 長崎 熊本 大分 宮崎 沖縄
    東京 上野 渋谷 神田 中野 大塚 目黒 三田 青山 品川 新宿 池袋 大崎 川崎 横浜 千代田 豊田 松本
    松山 高崎 浜松 豊橋 岡崎 堺 関 津 北 南 東 西 中
    """.split()  # noqa: SIM905 (easier to read and to add to)
)
"""Family names that are places, or their parts, too."""

GENERIC = frozenset(
    """
    info mail sales inside team support admin office contact group test com net org example rep user
    desk staff marketing call calls long may june april august price king young rose grant mark bill
    will hope grace page cook park brown white black green gray day small rich case field good best wood
    stone bell hall hill banks love winter summer march max min sum art dean chase drew pat gene jean
    guy sandy rob faith joy iris ray lane post mills
    """.split()  # noqa: SIM905 (easier to read and to add to)
)
"""Latin names that are words of everyday's texts too."""


def _syllables() -> dict[str, str]:
    """The kana of each syllable in Latin letters (Hepburn)."""
    rows = {
        "": "あいうえお",
        "k": "かきくけこ",
        "g": "がぎぐげご",
        "s": "さしすせそ",
        "z": "ざじずぜぞ",
        "t": "たちつてと",
        "d": "だぢづでど",
        "n": "なにぬねの",
        "h": "はひふへほ",
        "b": "ばびぶべぼ",
        "p": "ぱぴぷぺぽ",
        "m": "まみむめも",
        "r": "らりるれろ",
    }
    found = {
        row + vowel: kana for row, line in rows.items() for vowel, kana in zip("aiueo", line, strict=True)
    }
    found |= {"ya": "や", "yu": "ゆ", "yo": "よ", "wa": "わ", "wo": "を", "n": "ん", "shi": "し", "chi": "ち"}
    found |= {"tsu": "つ", "fu": "ふ", "ji": "じ", "m": "ん"}
    for row, kana in (
        ("k", "き"),
        ("g", "ぎ"),
        ("n", "に"),
        ("h", "ひ"),
        ("b", "び"),
        ("m", "み"),
        ("r", "り"),
    ):
        found |= {f"{row}y{vowel}": kana + small for vowel, small in zip("auo", "ゃゅょ", strict=True)}
    for row, kana in (("sh", "し"), ("ch", "ち"), ("j", "じ")):
        found |= {f"{row}{vowel}": kana + small for vowel, small in zip("auo", "ゃゅょ", strict=True)}
    return found


SYLLABLES = _syllables()
DOUBLED = "っ"
"""What stands for the first of two equal consonants."""
LONG = {"o": "う", "u": "う"}
LONG_AT_FIRST = {"o": "おう", "u": "う"}
"""What may follow a syllable that ends in a vowel, and the first one of a name, where the vowel is long."""
