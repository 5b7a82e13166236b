"""The parts headers are made of: concepts, actions, count words, qualifiers, words for dates and people.

架電件数(累計) is a concept, a count word and a qualifier; `# of Meetings Set` a count word, a concept and an
action. `headers.grammar` puts them together. Japanese parts are found anywhere, the longest first; Latin ones
are whole words (a plural s is no difference, but says that things are counted).
"""

from __future__ import annotations

from sheetkpi.sources.words.vocabulary import words

CONCEPTS: dict[str, tuple[str, ...]] = {
    "call": words(
        "架電 | 電話 | コール | 発信 | TEL | テレアポ | 発信コール | 電話発信 | 電話架電 | call | "
        "dial | phone | phone call | outbound call | dialed | dialled | called | outbound"
    ),
    "inbound": words(
        "着信 | 入電 | 受電 | 着電 | インバウンドコール | 電話着信 | inbound | incoming | "
        "inbound call | incoming call | received call | call received | calls received"
    ),
    "connect": words(
        "接続 | 通話 | つながり | 会話 | 有効会話 | 担当接触 | 担当者接触 | 接触 | コンタクト成立 | "
        "connect | connection | connected | conversation | contacted | reached | answered | answer | "
        "talked | spoke | conversations"
    ),
    "line": words("通電 | 応答 | つながった"),
    "meeting": words(
        "アポ | アポイント | アポイントメント | 商談 | 面談 | 訪問 | ミーティング | デモ | "
        "打ち合わせ | 打合せ | Web商談 | オンライン商談 | meeting | appointment | appt | demo | mtg | "
        "booked"
    ),
    "email": words("メール | eメール | 電子メール | email | e-mail | mail"),
    "document": words("資料 | カタログ | パンフレット | document | brochure | collateral"),
    "follow": words(
        "フォロー | フォローアップ | リードフォロー | ナーチャリング | follow up | follow-up | followup"
    ),
    "opportunity": words("案件 | opportunity | opportunities | opp | pipeline created"),
    "win": words(
        "受注 | 成約 | 契約 | 成約獲得 | 契約獲得 | won | win | closed won | deal won | closed won deal | "
        "won deal | "
        "deal closed | closed deal | contract | order | sale closed"
    ),
}
"""What is counted. `line`: somebody answered, the person wanted or not."""

ACTIONS: dict[str, tuple[str, ...]] = {
    "get": words(
        "獲得 | 取得 | 創出 | 設定 | 確定 | 化 | 成立 | 件 | 発生 | 総 | トータル | set | "
        "scheduled | made | created | generated | placed | attempted | attempt | logged"
    ),
    "send": words("送信 | 送付 | 配信 | 発送 | 送 | 配布 | sent | send | delivered"),
    "held": words("実施 | 実行 | 消化 | 実施済 | 実施済み | held | completed | attended | conducted"),
    "accept": words("有効 | SQL | SAL | accepted | qualified | valid | effective"),
    "person": words(
        "担当者 | 担当 | 本人 | キーマン | 決裁者 | ご担当者 | decision maker | dm | right person | "
        "right party"
    ),
    "away": words(
        "開封 | 返信 | 受信 | クリック | キャンセル | 失注 | 拒否 | 不在 | 断り | お断り | 留守 | "
        "NG | 失敗 | 未接続 | 辞退 | リスケ | 流れ | 対象外 | 却下 | opened | open | replied | "
        "reply | replies | received | bounced | clicked | click | cancelled | canceled | lost | "
        "no show | no-show | missed | failed | unanswered | rejected | voicemail | unsubscribed | "
        "rescheduled | declined"
    ),
}
"""What is done with it. `away`: it counts something else than what people count as activity."""

COUNT_WORDS = words(
    "数 | 件数 | 回数 | 本数 | 通数 | 社数 | 総数 | 合計数 | 合計件数 | count | number of | "
    "number | no of | num of | num | # of | # | total number of | qty | quantity | volume | total"
)
"""Words that say that a column counts."""

QUALIFIERS: dict[str, tuple[str, ...]] = {
    "plan": words(
        "目標 | 計画 | 予定 | 予算 | ノルマ | 見込 | 見込み | 予測 | 必要 | 目安 | 想定 | target | "
        "tgt | plan | planned | goal | quota | budget | forecast | expected | required | needed | "
        "projected"
    ),
    "actual": words(
        "実績 | 当日 | 本日 | 今日 | 日次 | 当月 | 今月 | 今週 | 実 | actual | act | actuals | "
        "today | daily | done | achieved | result"
    ),
    "cumulative": words(
        "累計 | 累積 | 月累計 | 月間累計 | 通算 | 当月累計 | 年累計 | cumulative | cum | ytd | mtd | "
        "qtd | wtd | to date | running total | year to date | month to date | accumulated | running"
    ),
    "last": words(
        "前年 | 昨年 | 前年同月 | 前年同日 | 前年比 | 昨対 | 前月 | 先月 | 前週 | 先週 | 前日 | "
        "前期 | 昨年度 | 前年度 | last year | last month | last week | previous | prior | py | ly | "
        "previous year | prior year | yoy | mom | wow | yesterday"
    ),
    "difference": words(
        "差 | 差異 | 差分 | 乖離 | 残 | 残り | 残数 | 不足 | 過不足 | 目標差 | 増減 | diff | "
        "difference | variance | var | gap | remaining | delta | vs | versus | change | shortfall"
    ),
    "rate": words(
        "率 | 比率 | 割合 | 構成比 | 達成率 | 達成 | 進捗率 | シェア | パーセント | rate | ratio | "
        "share | percent | percentage | pct | % | attainment | conversion | achievement"
    ),
    "average": words(
        "平均 | あたり | 当たり | 当り | 1人あたり | 1日あたり | 一人当たり | average | avg | mean | "
        "per | median"
    ),
    "duration": words(
        "時間 | 分数 | 秒数 | 所要時間 | 稼働時間 | duration | minutes | minute | mins | seconds | "
        "second | secs | hours | hour | length | talk time | handle time | waiting | wait time"
    ),
    "rank": words("順位 | ランク | ランキング | rank | ranking | score | スコア | 点数 | 評価"),
}
"""What makes a column something else than the counts of the day, but for `actual`, which says it is them."""

NOT_THE_DAYS = frozenset(QUALIFIERS) - {"actual"}
"""Qualifiers with which a column is no count of the day."""

DATE_WORDS = words(
    "日時 | 年月日 | 日付 | 日 | 時刻 | date | datetime | day | time | timestamp | at | on | when | started"
)
DATE_OF: dict[str, tuple[str, ...]] = {
    "planned": words(
        "次回 | 予定 | 再 | 期限 | 締切 | 見込 | 見込み | 目標 | 折返し | 折り返し | リマインド | "
        "next | scheduled | planned | expected | estimated | forecast | reminder | callback | "
        "deadline | target | follow | anticipated"
    ),
    "end": words(
        "終了 | 失注 | 退職 | 入社 | 入職 | 生年月 | 誕生 | 設立 | 解約 | 請求 | 支払 | 入金 | 納品 | 発送 | "
        "有効期限 | 閲覧 | 初回接触 | end | ended | lost | birth | birthday | invoice | payment | "
        "paid | renewal | expiry | expiration | viewed | hangup | finish | finished | first | last | "
        "answered | connected | hire | hired | hiring | join | joined | joining | onboard | onboarded | "
        "onboarding | anniversary"
    ),
    "created": words(
        "作成 | 登録 | 起票 | 取込 | インポート | created | create | creation | added | entered | "
        "imported | registered | inserted"
    ),
    "updated": words("更新 | 変更 | 修正 | modified | updated | update | changed | edited"),
    "close_date": words(
        "受注 | 成約 | 契約 | 契約締結 | クローズ | won | closed | close | closed won | signed | contract"
    ),
    "opportunity_date": words("案件化 | 案件発生 | 案件 | opportunity | qualified | opp"),
    "meeting_date": words(
        "商談 | アポ | アポイント | 訪問 | 面談 | 商談実施 | デモ | meeting | appointment | demo"
    ),
    "date": words(
        "架電 | 電話 | コール | 発信 | 通話 | 着信 | 入電 | 対応 | 活動 | アクション | 実施 | 実績 | "
        "連絡 | 接触 | 記録 | 報告 | 日報 | 集計 | 入力 | 記入 | 開始 | 完了 | 行動 | 稼働 | 営業 | "
        "業務 | 作業 | テレアポ | 送信 | メール | アクティビティ | アプローチ | "
        "call | activity | contact | touch | start | started | completed | complete | event | "
        "logged | log | report | reporting | work | dial | "
        "session | engagement | task | due | done | date | interaction | record | local"
    ),
}
"""What a date is the date of, by the words beside it; the first of this order that is found decides."""

REP_WORDS = words(
    "担当 | 担当者 | 架電者 | 対応者 | 営業 | 営業マン | 営業員 | 販売員 | オペレーター | "
    "オペレータ | スタッフ | メンバー | 社員 | 従業員 | 氏名 | 所有者 | 獲得者 | 記入者 | "
    "入力者 | 報告者 | 実施者 | アポインター | コーラー | owner | rep | agent | representative | "
    "assigned | assignee | user | salesperson | seller | setter | sdr | bdr | isr | caller | "
    "operator | extension | employee | staff | consultant | advisor | executive | "
    "users | agents | reps | ユーザー | ユーザ"
)
REP_BESIDE = words(
    "当社 | 弊社 | 自社 | 社内 | 主 | 副 | 連絡 | 架電 | 対応 | 営業 | IS | インサイドセールス | "
    "アクティビティ | アクティビティー | アプローチ | "
    "インサイド | セールス | コール | 電話 | 発信 | 活動 | アクション | 実施 | アポ | アポ獲得 | "
    "商談 | 案件 | リード | フォロー | 名 | 氏名 | 者 | の | 社員 | フルネーム | name | "
    "full name | full | to | by | sales | inside | call | deal | activity | opportunity | lead | "
    "contact | account | record | task | event | primary | main | company | crm | phone | "
    "team member | member | display"
)
"""Words that leave somebody one of ours, beside those of `REP_WORDS`."""

CUSTOMERS = words(
    "先方 | 顧客 | お客様 | 客先 | 取引先 | 企業 | 相手 | 相手先 | 会社 | ご担当 | 御担当 | "
    "窓口 | 決裁 | 責任者 | 代表 | customer | client | prospect | buyer | decision"
)
"""Words that make somebody the customer's."""

ENTITIES = words(
    "deal | activity | call | lead | contact | person | organization | company | account | "
    "opportunity | task | event | engagement | meeting | user | product | note | 案件 | 活動 | "
    "取引先 | リード | 商談 | コール | 架電 | 取引 | コンタクト | レコード | record | crm | hs | "
    "sf | ticket"
)
"""What systems put before every header: `Deal - Stage`, `Activity.Type`, `商談: フェーズ`."""

NO_USE = words(
    "電話番号 | TEL番号 | 携帯番号 | 携帯 | FAX | FAX番号 | 住所 | 所在地 | 都道府県 | "
    "市区町村 | 郵便番号 | 〒 | URL | HP | ホームページ | Webサイト | サイトURL | 業種 | 業界 | "
    "従業員数 | 従業員規模 | 資本金 | 売上高 | 売上規模 | 役職 | 部署名 | 備考 | メモ | "
    "コメント | 詳細 | 内容 | 議事録 | 録音 | 録音URL | 通話時間 | 通話秒数 | 架電時間 | "
    "対応時間 | 所要時間 | 会社コード | 顧客コード | 顧客ID | 企業ID | 会社ID | 法人番号 | "
    "フリガナ | ふりがな | カナ | 会社名カナ | 先方メール | メールアドレス | 先方 | 先方担当 | "
    "先方担当者 | 部署・役職 | 発信元 | 発信先 | 発信元番号 | 発信先番号 | 発信元電話番号 | "
    "発信先電話番号 | 着信番号 | 内線番号 | No | 番号 | 通番 | 連番 | 優先度 | タグ | 重要度 | "
    "ランク | 課題 | ネクストアクション | 次回アクション | 天気 | 曜日 | 入力者 | 更新者 | "
    "レコード番号 | phone | phone number | mobile | fax | address | street | city | state | "
    "zip | postal code | prefecture | country | country code | url | website | web site | "
    "industry | employees | number of employees | notes | note | memo | comment | comments | "
    "description | details | recording | recording url | transcript | duration | call duration | "
    "talk time | duration in seconds | call length | customer id | company id | account id | "
    "contact id | lead id | user id | owner id | contact | contact person | email | "
    "email address | tag | tags | priority | from | to | from number | to number | "
    "caller id | voicemail | queue | ivr | waiting time | time to answer | last modified by | "
    "modified by | weekday | day of week | billable | probability | purpose | call purpose | "
    "associated contact | associated company | next step | title | job title"
)
"""Headers of columns that are understood and of no use for KPIs."""

AMOUNTS = words(
    "金額 | 額 | 売上 | 売上高 | 単価 | amount | value | revenue | sales | price | acv | arr | mrr"
)
"""Words that say that money stands below."""

SLICES = words(
    "新規 | 既存 | 再 | 初回 | 追客 | 休眠 | 午前 | 午後 | 夕方 | オンライン | 対面 | Web | "
    "自社 | 個人 | 法人 | new | existing | first | repeat | morning | afternoon | am | pm | "
    "online | onsite | cold | warm | 手動 | 自動 | manual | man | auto"
)
"""Words that say which part of a count a column has."""

NOISE = words(
    "の | を | と | との | した | された | うち | 内 | of | the | for | and | a | in | from | my | our | "
    "that | were | was | live"
)
"""Words that change nothing."""

NOT_DONE = words(
    "未 | 対象 | 可能 | 禁止 | リスト | 候補 | 待ち | 保留 | 除外 | 不可 | pending | open | "
    "due | overdue | list"
)
"""Words with which a count is not one of what was done."""

TAILS: dict[str, tuple[str, ...]] = {
    "result": words("結果 | 成果 | リザルト | result | outcome | disposition"),
    "status": words("ステータス | 状況 | 状態 | status"),
    "kind": words(
        "種別 | 種類 | 区分 | タイプ | アクション | 手段 | 方法 | type | action | category | method | subtype"
    ),
    "lead_source": words("経路 | ソース | 流入元 | 媒体 | チャネル | リスト名 | source | channel | campaign"),
    "team": words("チーム | 部署 | 部門 | 課 | グループ | 拠点 | 支店 | team | group | department | branch"),
    "company": words(
        "会社 | 企業 | 社名 | 法人 | 会社名 | 企業名 | 法人名 | company | organization | organisation"
    ),
    "direction": words("方向 | direction"),
    "currency": words("通貨 | 通貨コード | currency | currency code"),
    "id": words("ID | 番号 | id"),
}
"""Last words by which a header nobody knows says what it holds; its cells then have to bear it out."""
