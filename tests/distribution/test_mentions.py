"""Who is named in a text: colleagues in any spelling the roster knows, and nobody in ordinary words.

What is kept back wrongly is measured with twenty common family names on the roster, over sixty lines
as sales people write them. Customers of a colleague's name are kept back (they may be the colleague):

| lines                                            | kept back |
|--------------------------------------------------|-----------|
| 60 of ordinary sales text                        | 0         |
| 12 about customers who have a colleague's name   | 10        |
"""

from __future__ import annotations

import pytest

from sheetkpi.distribution.outgoing.mentions import Mentions
from sheetkpi.distribution.recipients import Recipient

COLLEAGUES = {
    "佐藤 健": ("t.sato@example.jp",),
    "森 葵": (),
    "林": (),
    "王": (),
    "高橋 一": (),
    "橋本 賢": ("k.hashimoto@example.jp",),
    "松田 恵": ("マツダ メグミ",),
    "Ann Long": (),
    "山本花子": (),
    "千葉 光": (),
    "渡邉 翔": (),
    "斎藤 恵": (),
}
ME = Recipient("rep", "山田 太郎", ("山田 太郎",), ("第1課",))
MENTIONS = Mentions({**COLLEAGUES, "山田 太郎": ()}, ["第1課", "第2課", "営業", "東京"])


@pytest.mark.parametrize(
    "text",
    [
        *("森 1234 / 佐藤 987 / 林 777", "森：12件", "森12件、王8件", "林", "森・林で訪問", "千葉 120件"),
        *("森さんに引継ぎ", "高橋部長", "王さんへ転送", "林の紹介", "王へ転送", "佐藤に引継ぎ", "担当佐藤"),
        *(
            "担当：森",
            "上司の高橋が同席",
            "葵ちゃん",
            "橋本氏",
            "佐藤くん",
            "森君と同行",
            "千葉さん",
            "山本さん",
        ),
        *("佐藤 健", "佐藤健", "佐藤　健さん", "ｻﾄｳではなく佐藤", "高橋チーム", "佐藤班"),
        *("はしもとさん", "ハシモト様", "ﾊｼﾓﾄ様", "まつださんへ", "のはしもとさん", "hashimoto さん"),
        *("Hashimoto-san", "k.hashimoto@example.jp へ", "hashimoto@example.com", "cc: SATO", "Long 1234"),
        *("サトウさん", "ｻﾄｳ様", "佐藤Mgr", "髙橋さん", "営業部の林", "2課の森", "森リスト", "佐藤分"),
        *("渡辺さん", "渡邊に確認", "齋藤さん", "斉藤部長"),
        *("Ann Long called", "Mr. Long", "第2課より", "第2課 35件", "東京チーム 12件", "東京"),
    ],
)
def test_a_colleague_or_another_team_is_named(text: str) -> None:
    assert MENTIONS.others(text, ME)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "山田 太郎",
            "山田さんへ",
            "山田",
            "第1課で共有",
            "long call",
            "call is too long",
            "memory",
            "satori",
        ),
        *(
            "森林組合",
            "林業",
            "小林製薬の件",
            "佐藤製作所",
            "佐藤ビル3階",
            "森ビル 12階",
            "王子製紙",
            "橋本市役所",
        ),
        *(
            "千葉の展示会",
            "東京展示会",
            "営業資料",
            "山本町",
            "=SUM(A1)",
            "様子見",
            "高橋書店",
            "渡辺パイプ",
            "森林リスト",
        ),
    ],
)
def test_oneself_and_longer_words_are_nobody_else(text: str) -> None:
    assert not MENTIONS.others(text, ME)


def test_a_family_name_of_two_people_is_ones_own_too() -> None:
    both = Mentions({"佐藤 健": (), "佐藤 花子": (), "健 一": ()})
    own = Recipient("rep", "佐藤 健", ("佐藤 健",), ())
    assert not both.others("佐藤さん 12件", own)
    assert both.others("花子さん 12件", own)
    assert not both.others("佐藤健", own), "of which 健 is a part"


def test_sheets_for_everybody_may_name_nobody_but_speak_of_teams() -> None:
    assert MENTIONS.anybody("森 1234 / 佐藤 987", lambda key: [])
    assert MENTIONS.anybody("高橋部長", lambda key: [])
    assert not MENTIONS.anybody("第2課の目標", lambda key: [])


COMMON = (
    *(
        "佐藤 健",
        "鈴木 彩",
        "高橋 陸",
        "田中 実",
        "伊藤 翼",
        "渡辺 遥",
        "山本 樹",
        "中村 凛",
        "小林 蓮",
        "加藤 葵",
    ),
    *(
        "吉田 湊",
        "山田 咲",
        "佐々木 楓",
        "山口 悠",
        "松本 芽",
        "井上 司",
        "木村 律",
        "林 誠",
        "森 栞",
        "石川 渚",
    ),
)
ORDINARY = """
価格がネック。来月の予算で再検討
担当者不在、15時に再架電
森林組合向けの資料を送付
小林製薬の代理店経由で問い合わせ
山口県の販売店から紹介
石川県内に3拠点
展示会 東京ビッグサイトで名刺交換
松本市の工場長と面談
山本町の支店に変更
鈴木自動車工業の購買部
伊藤園の見積 12万円
田中貴金属向けテンプレートを使用
佐藤製薬 総務部 代表電話
木村屋の新店舗 4月開店
吉田町の倉庫
中村区の営業所を訪問
高橋書店で手帳を確認
加藤産業 物流センター
渡辺パイプ 見積依頼
井上ゴム工業 稟議中
林業向けの補助金を案内
森永乳業の広報
林檎の販路拡大
森ビル 12階 受付
様子見。半年後に連絡
先方の部長が異動、後任待ち
決裁者は社長
お客様都合で延期
インサイドセールス資料をDL
セミナー 11/20 参加
Web問い合わせ 3件目
競合は2社、価格差 8%
キーマンと次回 12/3 14時
導入事例を3つ送る
電話つながらず 2回目
受付ブロック
担当: 購買課
課長代理が窓口
メール返信あり、日程調整中
アポ獲得 11/28 10:00
訪問済み、見積提出
失注 予算なし
受注 120万円
保留 3月に再提案
資料請求から2日
ウェビナー後フォロー
既存顧客の横展開
名刺交換のみ
FAX番号を確認
本社は大阪、決裁は東京
千葉の新倉庫を検討
山田電機の紹介キャンペーン
佐々木町の現場
中村屋の企画
木村工務店 2代目
山口組合連合会
吉田拓郎ライブ協賛
松本清張記念館 パンフ
小林市役所 入札
石川島播磨 別館
""".strip().splitlines()
CUSTOMERS = """
佐藤様へ再架電
田中部長が決裁者
鈴木さん不在
山本様より折り返し
高橋氏と面談
伊藤課長 来週
渡辺商店の小林様
お客様 中村様
石川建設の林専務
山口銀行の木村支店長
加藤社長 15時
吉田先生の事務所
""".strip().splitlines()


def test_ordinary_sales_text_is_kept_back_seldom() -> None:
    mentions = Mentions(dict.fromkeys(COMMON, ()), ["第1課", "東京", "インサイドセールス"])
    own = Recipient("rep", "野村 茜", ("野村 茜",), ("第1課",))
    assert len(ORDINARY) == 60
    assert [line for line in ORDINARY if mentions.others(line, own)] == []
    assert sum(mentions.others(line, own) for line in CUSTOMERS) == 10
