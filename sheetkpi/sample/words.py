"""What the sample data calls things: invented names, and the words of raw sheets in two languages.

These are cells of raw data, not texts of the product. People and companies are invented.
"""

from __future__ import annotations

from dataclasses import dataclass

from sheetkpi.language import Language


@dataclass(frozen=True)
class Words:
    """Names and cell texts in one language. Tuples of results are drawn from at random."""

    teams: tuple[str, str, str]
    people: tuple[tuple[str, str], ...]  # name and login, in the order of `cast.CAST`
    manager: tuple[str, str]
    stranger: str
    field_sales: tuple[str, ...]
    excluded: str
    mail_domain: str
    sources: tuple[str, str, str, str]  # in the order of `cast.SOURCES`
    brands: tuple[tuple[str, ...], tuple[str, ...]]
    trades: tuple[str, ...]
    company_forms: tuple[str, ...]
    contacts: tuple[str, ...]
    no_contact: tuple[str, ...]
    reception: tuple[str, ...]
    connected: tuple[str, ...]
    meeting: tuple[str, ...]
    unknown: tuple[str, ...]
    call: str
    tasks: dict[str, str]
    details: tuple[str, ...]
    stages: tuple[str, ...]
    won: str
    lost: str
    total: str
    files: dict[str, str]
    headers: dict[str, tuple[str, ...]]
    titles: dict[str, str]
    undated: tuple[str, ...]
    holidays: dict[str, str]
    absences: tuple[str, str, str]


_JA = Words(
    teams=("第1営業課", "第2営業課", "第3営業課"),
    people=(
        ("相沢 夏帆", "aizawa"),
        ("井波 拓真", "inami"),
        ("宇野 さやか", "uno"),
        ("江口 大和", "eguchi"),
        ("小田島 凛", "odajima"),
        ("片桐 悠斗", "katagiri"),
        ("北見 美月", "kitami"),
        ("久我 遥", "kuga"),
        ("剣持 蒼", "kenmochi"),
        ("越野 千尋", "koshino"),
        ("里村 樹", "satomura"),
        ("志水 結衣", "shimizu"),
        ("須永 陸", "sunaga"),
        ("瀬尾 真央", "seo"),
        ("園部 光", "sonobe"),
    ),
    manager=("多賀 誠司", "taga"),
    stranger="応援 一郎",
    field_sales=("千葉谷 昇", "津森 恵", "手島 剛"),
    excluded="集計外",
    mail_domain="example.co.jp",
    sources=("展示会", "セミナー", "Web問い合わせ", "資料DL"),
    brands=(
        ("ルミ", "ノヴァ", "セリ", "アルノ", "カナト", "トリス", "ベルタ", "オルト", "ミラノ", "ソラネ"),
        (
            "ティカ",
            "フォード",
            "ネスト",
            "リンク",
            "ザック",
            "クリア",
            "ドーレ",
            "ベータ",
            "メイト",
            "ランド",
        ),
    ),
    trades=(
        *("精機", "物流", "フーズ", "システムズ", "建設", "メディカル", "印刷", "商事", "化成", "電装"),
        *("不動産", "人材", "設備", "食品", "運輸"),
    ),
    company_forms=("株式会社{}", "{}株式会社", "(株){}"),
    contacts=("青木様", "石田様", "上田様", "江藤様", "岡様", "加納様", "木下様", "小松様", "佐野様", "島様"),
    no_contact=("不在", "不在", "留守電", "応答なし", "話中"),
    reception=("受付止まり", "担当不在", "会議中", "外出中"),
    connected=(
        *("担当者接続", "接続→再架電", "資料送付希望", "検討中", "時期尚早", "興味なし", "他社利用中"),
        *("接続", "アポ調整中→接続"),
    ),
    meeting=("アポ獲得", "アポ獲得({month}/{day} 14:00)", "商談設定", "日程確定", "アポOK"),
    unknown=("様子見", "温度感低め", "要再確認"),
    call="架電",
    tasks={"emails": "メール", "documents": "資料送付", "follow_ups": "フォロー", "inbound_calls": "着信"},
    details=(
        "",
        "",
        "",
        "来期予算で再検討",
        "決裁者は部長",
        "導入済みツールあり",
        "来月再度連絡",
        "課題は工数",
    ),
    stages=("初回商談", "提案", "見積提示"),
    won="受注",
    lost="失注",
    total="合計",
    files={
        "log": "活動ログ_第1営業課.xlsx",
        "call_list": "架電リスト_第2営業課.csv",
        "daily": "日次報告_第3営業課.xlsx",
        "deals": "案件一覧_CRM.xlsx",
    },
    headers={
        "log": ("活動ID", "活動日時", "担当者", "チーム", "会社名", "リード経路", "種別", "結果", "備考"),
        "call_list": ("No.", "会社名", "先方担当者", "電話番号", "リード経路", "IS担当", "次回架電日"),
        "attempt": ("{}回目架電日", "{}回目結果", "{}回目詳細"),
        "daily": (
            *("日付", "担当者", "リード経路", "架電数", "接続数", "商談創出数"),
            *("メール送信数", "資料送付数", "リードフォロー件数"),
        ),
        "deals": (
            *("案件ID", "案件名", "取引先名", "IS担当", "所有者", "リード経路", "フェーズ", "案件化日"),
            *("完了予定日", "クローズ日", "金額"),
        ),
    },
    titles={
        "log": "第1営業課 活動ログ",
        "call_list": "第2営業課 架電リスト",
        "daily": "第3営業課 日次報告",
        "printed": "出力日:",
        "deal": "{company} 新規導入",
    },
    undated=("未定", "2026/2/30", "？"),
    holidays={"summer": "夏季休業", "year_end": "年末年始休業", "saturday": "振替出勤"},
    absences=("有給", "午前休", "展示会"),
)

_EN = Words(
    teams=("Inbound team", "Events team", "Outbound team"),
    people=(
        ("Ada Ashgrove", "aashgrove"),
        ("Ben Brackwell", "bbrackwell"),
        ("Cleo Corrant", "ccorrant"),
        ("Dan Dellmoor", "ddellmoor"),
        ("Edie Elverson", "eelverson"),
        ("Finn Farrowby", "ffarrowby"),
        ("Gwen Galloday", "ggalloday"),
        ("Hal Hartswick", "hhartswick"),
        ("Ivy Inglemere", "iinglemere"),
        ("Jude Jesperby", "jjesperby"),
        ("Kit Kelloway", "kkelloway"),
        ("Lena Larkfield", "llarkfield"),
        ("Max Merriden", "mmerriden"),
        ("Nora Nethercott", "nnethercott"),
        ("Otis Oakhurst", "ooakhurst"),
    ),
    manager=("Petra Penhallow", "ppenhallow"),
    stranger="Temp Desk",
    field_sales=("Quentin Quillby", "Rosa Rendlesham", "Sid Stanmoor"),
    excluded="Excluded",
    mail_domain="example.com",
    sources=("Trade show", "Seminar", "Web inquiry", "Document download"),
    brands=(
        ("Lumi", "Nova", "Seri", "Arno", "Kana", "Tris", "Belta", "Orto", "Mira", "Sola"),
        ("tica", "ford", "nest", "link", "zack", "clear", "dore", "beta", "mate", "land"),
    ),
    trades=(
        *("Tools", "Logistics", "Foods", "Systems", "Construction", "Medical", "Print", "Trading"),
        *("Chemicals", "Electric", "Estates", "Staffing", "Facilities", "Grocers", "Freight"),
    ),
    company_forms=("{} Ltd", "{} Inc", "{} GmbH"),
    contacts=("Ms Abel", "Mr Birch", "Ms Cole", "Mr Dane", "Ms Eames", "Mr Firth", "Ms Gale", "Mr Hurst"),
    no_contact=("No answer", "No answer", "Left voicemail", "Busy"),
    reception=("Gatekeeper", "Left live message"),
    connected=("Connected", "Interested", "Not interested", "Callback requested"),
    meeting=("Meeting booked", "Meeting scheduled", "Demo booked"),
    unknown=("Hmm", "See thread", "Warm-ish"),
    call="Call",
    tasks={
        "emails": "Email",
        "documents": "Document",
        "follow_ups": "Follow-up",
        "inbound_calls": "Inbound call",
    },
    details=("", "", "", "Budget next year", "Uses another tool", "Try again next month", "Short of staff"),
    stages=("First meeting", "Proposal", "Quote"),
    won="Closed Won",
    lost="Closed Lost",
    total="Total",
    files={
        "log": "activity_log_inbound.xlsx",
        "call_list": "call_list_events.csv",
        "daily": "daily_report_outbound.xlsx",
        "deals": "crm_deals.xlsx",
    },
    headers={
        "log": (
            *("Activity ID", "Activity datetime", "Rep", "Team", "Company", "Lead source", "Activity type"),
            *("Result", "Notes"),
        ),
        "call_list": ("No.", "Company", "Contact", "Phone", "Lead source", "Rep", "Next call date"),
        "attempt": ("Call {} date", "Call {} result", "Call {} notes"),
        "daily": (
            *("Date", "Rep", "Lead source", "Calls", "Connects", "Meetings", "Emails", "Documents"),
            "Follow-ups",
        ),
        "deals": (
            *("Deal ID", "Deal name", "Account name", "SDR", "Owner", "Lead source", "Deal stage"),
            *("Opportunity date", "Expected close date", "Close date", "Amount"),
        ),
    },
    titles={
        "log": "Inbound team: activity log",
        "call_list": "Events team: call list",
        "daily": "Outbound team: daily report",
        "printed": "Exported on",
        "deal": "{company}: new business",
    },
    undated=("tbd", "2026-02-30", "?"),
    holidays={"summer": "Summer break", "year_end": "Year-end break", "saturday": "Working Saturday"},
    absences=("Paid leave", "Morning off", "Trade show"),
)

WORDS: dict[Language, Words] = {"ja": _JA, "en": _EN}
