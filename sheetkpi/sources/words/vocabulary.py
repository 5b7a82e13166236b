"""The headers raw sheets use, as data.

Every word is written as people write it and compared after `word_key`. Where a sheet has several headers
of one field, the first in the order given here wins: IS担当 before 所有者. `ColumnMap` in the workbook comes
before all of this.
"""

from __future__ import annotations

from functools import cache

from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.values.text import normalise

_DROPPED = lazy_pattern(r"\([^()]*\)|[_\-‐–—・:.*※◎●★#'\"/／、,]")


@cache
def word_key(header: str) -> str:
    """The form in which headers are compared: without width, case, spaces, signs and brackets.

    >>> word_key("Answered (Y/N)"), word_key("deal_stage"), word_key("※架電日（必須）")
    ('answered', 'dealstage', '架電日')
    """
    plain = normalise(header)
    return _DROPPED.sub("", plain) or plain


def words(text: str) -> tuple[str, ...]:
    """The words of a text, which has ` | ` between them."""
    return tuple(text.split(" | "))


HEADERS: dict[str, tuple[str, ...]] = {
    "date": words(
        "架電日時 | 架電日 | 架電年月日 | コール日時 | コール日 | 発信日時 | 発信日 | 通話日時 | "
        "通話日 | 通話開始日時 | コール開始日時 | 着信日時 | 入電日時 | 最終架電日 | call date | "
        "call datetime | call date time | date of call | called at | dialed at | call start | "
        "対応日時 | 対応日 | 活動日時 | 活動日 | 活動日付 | アクション日 | 実施日時 | 実施日 | "
        "完了日時 | activity date | activity date time | activity datetime | completed date | "
        "completed date time | completed at | アクティビティ日付 | アクティビティ日 | "
        "アクティビティの日付 | 日時 | 日付 | 年月日 | 期日 | date | datetime | date time | "
        "timestamp | due date | due date only | call start time | start time | started at"
    ),
    "time": words(
        "架電時刻 | 架電時間 | コール時刻 | コール時間 | 対応時刻 | 開始時刻 | 開始時間 | 時刻 | "
        "時間 | time | time of call | time of day"
    ),
    "rep": words(
        "架電者 | 架電者名 | 架電担当 | 架電担当者 | 架電担当者名 | コール担当 | コール担当者 | "
        "IS担当 | IS担当者 | IS担当者名 | ISR | インサイドセールス担当 | インサイドセールス担当者 | "
        "SDR | BDR | アポ獲得者 | アポインター | アポ取得者 | 当社担当 | 当社担当者 | 自社担当 | "
        "自社担当者 | 弊社担当 | 弊社担当者 | 対応者 | 対応者名 | 対応担当 | 対応担当者 | 担当者 | "
        "担当 | 担当者名 | 担当名 | 営業担当 | 営業担当者 | 営業担当者名 | 担当営業 | 氏名 | "
        "メンバー | スタッフ | スタッフ名 | オペレーター | オペレータ | オペレーター名 | "
        "割り当て先 | 割当先 | 任命先 | 商談所有者 | 商談 所有者 | 活動所有者 | 所有者 | 所有者名 | "
        "レコード所有者 | 作成者 | 入力者 | 記入者 | assigned | assigned to | caller | called by | "
        "activity assigned to | activity owner | call owner | opportunity owner | deal owner | "
        "owner | owner name | record owner | rep | rep name | sales rep | sales rep name | "
        "representative | sales representative | agent | agent name | sales agent | operator | "
        "user | user name | salesperson | seller | team member | created by"
    ),
    "team": words(
        "チーム | チーム名 | 部署 | 部署名 | 部門 | 課 | 課名 | グループ | グループ名 | ユニット | "
        "所属 | 所属名 | 所属部署 | 所属チーム | team | team name | sales team | hubspot team | "
        "group | department | division | user role | owner role | role | manager | manager name | "
        "sales manager | office | regional office | region"
    ),
    "company": words(
        "会社名 | 会社 | 企業名 | 企業 | 法人名 | 顧客名 | 顧客 | 取引先名 | 取引先 | 社名 | "
        "お客様名 | 架電先 | 架電先名 | 得意先名 | 得意先 | company | company name | account | "
        "account name | company account | customer | customer name | organization"
    ),
    "lead": words(
        "リード名 | リード | 見込み客 | 見込客 | 名称 | lead | lead name | prospect | "
        "取引先責任者名 | 取引先責任者 | contact | contact name | 名前"
    ),
    "contact": words(
        "先方担当者 | 先方担当者名 | 先方担当 | 先方ご担当者 | 先方ご担当者名 | 先方ご担当者様 | 先方氏名 | "
        "顧客担当者 | 顧客担当者名 | お客様担当者 | お客様担当者名 | お客様氏名 | 相手先担当者 | "
        "取引先担当者 | 取引先担当者名 | ご担当者 | ご担当者名 | ご担当者様 | 御担当者 | 企業担当者 | "
        "窓口担当者 | キーマン | "
        "キーマン名 | 面談者 | 面談相手 | 商談相手 | 先方部署 | 先方部署名 | 先方部門 | "
        "contact person | customer contact | contact full name"
    ),
    "lead_source": words(
        "リードソース | リード経路 | リード元 | リード獲得経路 | リード獲得元 | 流入経路 | 流入元 | "
        "流入チャネル | 獲得経路 | 獲得元 | 獲得チャネル | チャネル | 経路 | 媒体 | 媒体名 | 施策 | "
        "施策名 | キャンペーン | キャンペーン名 | リスト名 | リスト種別 | 架電リスト | リスト | "
        "きっかけ | お問い合わせきっかけ | 問い合わせきっかけ | 接点 | 認知経路 | "
        "lead source | original source | original traffic source | source | channel | campaign | "
        "campaign name | list name"
    ),
    "kind": words(
        "活動種別 | 種別 | 活動種類 | 種類 | 活動区分 | 区分 | 活動方法 | 活動手段 | 活動内容 | アクション | "
        "アクション種別 | 対応方法 | 対応種別 | 対応区分 | コール種別 | コールの種別 | "
        "コミュニケーション種別 | 手段 | 活動タイプ | タイプ | ToDo サブタイプ | ToDoサブタイプ | "
        "行動種別 | 行動 | 接触方法 | activity type | task subtype | activity kind | type | "
        "subtype | task type | call type | engagement type | kind | method | 件名 | subject"
    ),
    "direction": words(
        "発着信 | 発着 | 発信着信 | 発着信区分 | 通話方向 | 方向 | 受発信 | 発受信 | 入出電 | direction | "
        "call direction | inbound outbound"
    ),
    "result": words(
        "架電結果 | コール結果 | 通話結果 | コールの成果 | コールの結果 | 活動結果 | 対応結果 | "
        "結果 | 結果区分 | 架電ステータス | コールステータス | 対応状況 | 対応ステータス | 状況 | "
        "call result | call outcome | call disposition | disposition | disposition code | "
        "outcome | activity outcome | wrap-up | wrap-up code | wrap-up reason | "
        "result | answered | call answered | 応答 | 応答有無 | 通話有無 | 接続有無 | 最終結果 | "
        "ステータス | call status | status | 架電結果コード | コール結果コード | 通話結果コード | "
        "対応結果コード | 活動結果コード | 結果コード | 終話コード | call result code | result code | "
        "outcome code | call outcome code"
    ),
    "meeting_date": words(
        "商談実施日 | 商談日時 | 商談日 | 訪問日時 | 訪問日 | アポ日時 | アポ日 | アポイント日 | "
        "アポイント日時 | meeting date | meeting start time | appointment date | demo date"
    ),
    "set_date": words(
        "アポ獲得日 | アポ獲得日時 | アポ取得日 | アポ設定日 | アポイント獲得日 | アポイント設定日 | "
        "商談獲得日 | 商談設定日 | 商談創出日 | 商談獲得日時 | 獲得日 | 獲得日時 | 設定日 | "
        "設定日時 | アポ入電日 | set date | date set | set on | booked date | date booked | "
        "booked on | meeting set date | meeting booked date | meeting booked on | "
        "appointment set date | appointment booked date"
    ),
    "meeting_result": words(
        "商談結果 | 商談実施結果 | 商談実施 | 商談実施有無 | 商談実施状況 | 商談ステータス | "
        "商談状況 | 実施結果 | 実施有無 | 実施状況 | 実施可否 | 実施ステータス | 実施 | 訪問結果 | "
        "面談結果 | アポ結果 | アポ実施 | アポ状況 | meeting result | meeting outcome | "
        "meeting status | meeting held | held | show status | showed | showed up | "
        "appointment status | appointment result | attendance"
    ),
    "accepted": words(
        "有効判定 | 有効判定結果 | 有効 | 有効/無効 | 有効無効 | 有効商談 | 有効アポ | "
        "有効商談判定 | 有効フラグ | 有効可否 | 商談判定 | FS判定 | 営業判定 | フィールド判定 | "
        "SQL判定 | SQL | SAL | SAL判定 | accepted | acceptance | sales accepted | "
        "accepted by sales | qualification | qualified | valid"
    ),
    "rejection": words(
        "無効理由 | 無効の理由 | 無効商談理由 | 無効アポ理由 | 有効でない理由 | 非有効理由 | "
        "有効外理由 | 不適格理由 | 差戻理由 | 差し戻し理由 | NG理由 | rejection reason | "
        "reason not accepted | reason rejected | disqualification reason | reason for rejection"
    ),
    "field_sales": words(
        "FS担当 | FS担当者 | フィールドセールス | フィールドセールス担当 | フィールド担当 | "
        "商談担当 | 商談担当者 | 訪問担当 | 訪問担当者 | 訪問者 | 外勤担当 | 営業担当 | 営業担当者 | "
        "担当営業 | 同席者 | field sales | account executive | ae | meeting owner | closer | "
        "field rep"
    ),
    "id": words(
        "活動ID | コールID | 通話ID | 架電ID | 履歴ID | 対応ID | 案件ID | 商談ID | 取引ID | "
        "案件番号 | 案件No | 案件コード | 商談番号 | 商談コード | アクティビティID | ToDo ID | "
        "call id | activity id | task id | engagement id | event id | interaction id | call sid | "
        "opportunity id | deal id | レコードID | record id | ID | UUID"
    ),
    "updated": words(
        "最終更新日時 | 最終更新日 | 更新日時 | 更新日 | last modified date | last modified | "
        "last update | last updated | updated at | modified date | modified at"
    ),
    "deal": words(
        "案件名 | 案件 | 案件名称 | 商談名 | 商談件名 | 取引名 | opportunity name | opportunity | "
        "deal name | deal | 商談 名"
    ),
    "stage": words(
        "フェーズ | 商談フェーズ | 案件フェーズ | 取引ステージ | 案件ステージ | 商談ステージ | "
        "ステージ | 案件ステータス | 商談ステータス | 商談状況 | 案件状況 | 進捗 | 確度 | 受注状況 | "
        "受注/失注 | 受注失注 | 受失注 | stage | deal stage | opportunity stage | sales stage | "
        "pipeline stage | stage name | ステータス | status | 結果"
    ),
    "outlook": words(
        "ヨミ | 案件ヨミ | 受注ヨミ | 商談ヨミ | ヨミ区分 | ヨミランク | ヨミ状況 | ヨミ判定 | 見込区分 | "
        "見込み区分 | 見込ランク | 見込みランク | 受注確度 | 案件確度 | 確度ランク | deal rank | "
        "forecast category"
    ),
    "opportunity_date": words(
        "案件化日 | 案件化日時 | 案件になった日 | 案件化した日 | "
        "案件発生日 | 案件化年月日 | 商談化日 | 案件開始日 | "
        "opportunity date | qualified date | date qualified"
    ),
    "created": words(
        "作成日 | 作成日時 | 登録日 | 登録日時 | 起票日 | created date | created | create date | "
        "created at | created on | creation date | date created | engage date | open date"
    ),
    "close_date": words(
        "受注日 | 受注日時 | 決着日 | 決着した日 | "
        "成約日 | 契約日 | 契約締結日 | 受注年月日 | クローズ日 | 完了日 | "
        "クローズ日時 | close date | closed date | closed at | closed on | won date | date closed"
    ),
    "expected_close": words(
        "完了予定日 | 受注予定日 | クローズ予定日 | 契約予定日 | 見込受注日 | 受注見込日 | "
        "expected close date | expected close | estimated close date | forecast close date"
    ),
    "amount": words(
        "受注金額 | 受注額 | 見込み額 | 見込額 | 見込み金額 | 見込金額 | "
        "契約金額 | 成約金額 | 売上金額 | 売上 | 金額 | 取引金額 | 商談金額 | "
        "案件金額 | 合計金額 | won amount | close value | closed amount | amount | deal amount | "
        "deal value | opportunity amount | contract value | value | revenue | acv | 換算金額 | 金額換算 | "
        "amount in company currency | amount in home currency | converted amount | 会社の通貨での金額"
    ),
    "currency": words(
        "通貨 | 通貨コード | 通貨種別 | 取引通貨 | 契約通貨 | 金額通貨 | 金額 通貨 | 商談通貨 | 案件通貨 | "
        "受注通貨 | 商談 通貨 | currency | currency code | currency iso code | amount currency | "
        "opportunity currency | deal currency | contract currency"
    ),
    "unit": words(
        "単位 | 金額単位 | 金額 単位 | 金額の単位 | 通貨単位 | unit | units | amount unit | amount units | "
        "unit of amount"
    ),
    "reason": words(
        "失注理由 | 失注要因 | 失注原因 | NG理由 | お断り理由 | 断り理由 | 断られた理由 | "
        "拒否理由 | 見送り理由 | 不成立理由 | アポNG理由 | 非商談化理由 | lost reason | "
        "loss reason | closed lost reason | reason lost | reason for loss | rejection reason | "
        "reason for rejection | objection | disqualification reason"
    ),
    "detail": words(
        "詳細 | 内容 | 備考 | メモ | コメント | 説明 | 対応内容 | 対応詳細 | 架電内容 | 議事 | "
        "detail | details | note | notes | comment | comments | description | full comments"
    ),
    "status": words(
        "ステータス | 状態 | 状況 | 対応状況 | 対応ステータス | 活動ステータス | 完了状況 | "
        "実施状況 | 進捗状況 | 架電ステータス | コールステータス | status | state | task status | "
        "activity status | call status | outgoing call status | completion status | event status"
    ),
    "done": words(
        "完了 | 完了フラグ | 完了済 | 完了済み | 済 | 実施済 | 実施済み | 対応済 | 対応済み | 実施 | "
        "架電済 | 架電済み | done | completed | is completed | is done | complete | finished | "
        "is closed"
    ),
    "deleted": words(
        "削除フラグ | 削除 | 削除済 | 削除済み | 取消 | 取消フラグ | 無効フラグ | is deleted | "
        "deleted | archived | is archived | void | voided | is void"
    ),
    "won_flag": words(
        "受注フラグ | 成約フラグ | 受注済 | 受注済み | 受注有無 | is closed won | is won | won | "
        "won flag | closed won"
    ),
    "quantity": words(
        "件数 | 回数 | 数量 | 本数 | 数 | 実績値 | 実績数 | 値 | 数値 | count | counts | qty | "
        "quantity | number | number of activities | volume | value | records | record count | "
        "times | actual"
    ),
    "metric": words(
        "指標 | 指標名 | KPI | KPI名 | 項目 | 項目名 | 内訳 | メトリック | 種別 | 内容 | metric | "
        "metric name | measure | indicator | kpi name | item | activity metric | type"
    ),
    "row_type": words(
        "区分 | 種別 | 計画/実績 | 予実 | 予実区分 | 目標/実績 | 実績区分 | データ区分 | 行区分 | "
        "項目 | type | row type | plan/actual | actual/plan | plan or actual | version | scenario | "
        "category | kind"
    ),
    "session": words(
        "通話セッションID | セッションID | 通話グループID | 親通話ID | call session id | "
        "session id | conversation id | parent call id | call group id | linked call id | "
        "master call id | interaction group id"
    ),
    "family_name": words(
        "姓 | 担当者姓 | 担当姓 | last name | family name | surname | rep last name | "
        "agent last name | owner last name | user last name"
    ),
    "given_name": words(
        "名 | 担当者名 | 担当名 | first name | given name | rep first name | agent first name | "
        "owner first name | user first name"
    ),
    "week": words(
        "週 | 週次 | 対象週 | 週開始日 | 週初 | 週初日 | week | week of | week start | week starting | "
        "week commencing | week beginning | week begin | week start date | weekly"
    ),
    "month": words(
        "月 | 対象月 | 年月 | 月度 | 対象年月 | 集計月 | month | year month | month start | monthly"
    ),
    "day": words("日 | 日にち | day | day of month"),
    "role": words("役割 | 役職 | 職種 | ロール | role | title | position"),
    "aliases": words("別名 | 別表記 | メールアドレス | メール | email | e-mail | login | ログインID | alias"),
    "from": words("開始日 | 着任日 | 配属日 | 入社日 | 適用開始日 | from | start date"),
    "to": words("終了日 | 離任日 | 退職日 | 適用終了日 | to | end date"),
    "fte": words("稼働割合 | 稼働率 | 稼働 | 工数割合 | fte"),
}
"""Headers of each field, the preferred first."""

CALL_DATES = frozenset(
    word_key(word)
    for word in HEADERS["date"]
    if any(part in word for part in words("架電 | コール | 発信 | 通話 | 着信 | 入電 | call | dial"))
)
"""Date headers that say by themselves that the rows are calls."""

GENERIC_REPS = frozenset(map(word_key, words("担当者 | 担当 | 担当者名 | 担当名 | 氏名 | 名前 | メンバー")))
"""Headers of a rep that may as well name the customer's person: judged by what stands below."""

PEOPLE_REACHED = frozenset(
    map(
        word_key,
        words(
            "担当 | 担当者 | 担当者様 | ご担当 | ご担当者 | ご担当者様 | 本人 | ご本人 | キーマン | 決裁者 | "
            "責任者 | DM | decision maker | right person | right party | person in charge"
        ),
    )
)
"""Headers that name the person wanted: with ticks below, whether that person was reached."""

GENERIC_TEAMS = frozenset(
    map(word_key, words("部署 | 部署名 | 部門 | 部門名 | 所属 | 所属名 | 所属部署 | department | division"))
)
"""Headers of a team that may as well name the customer's department: judged by whether reps stay."""

WEAK_SOURCES = frozenset(map(word_key, words("きっかけ | お問い合わせきっかけ | 問い合わせきっかけ | 接点")))
"""Headers of a lead source that may hold free text: taken only where their texts recur."""

WEAK_IDS = frozenset(map(word_key, words("ID | レコードID | Record ID | UUID")))
"""Ids that may be of the company or the lead: taken as the record's only where they hardly repeat."""

WEAK_KINDS = frozenset(
    map(
        word_key,
        words("Type | Subtype | 種別 | 種類 | 区分 | タイプ | Kind | Method | 件名 | Subject | アクション"),
    )
) | {word_key("活動内容")}
"""Kind headers that may hold something else: taken only where some value below is a kind of activity."""

OTHERS = frozenset(
    map(
        word_key,
        words(
            "次回架電日 | 次回架電日時 | 次回コール日 | 次回アクション日 | 次回対応日 | 次回予定日 | "
            "再架電日 | 再架電予定日 | 架電予定日 | 折返し予定日 | next call date | "
            "next activity date | follow up date | callback date | 代表者 | 代表者名 | 最終更新者 | "
            "last modified by | 生年月日 | 設立日 | call source | call title"
        ),
    )
)
"""Headers that look like a field and are not: the customer's head, and dates of what is only planned."""

ROW_NUMBERS = frozenset(
    map(word_key, words("No | No. | Nо | № | 番号 | 行番号 | 通番 | 連番 | 項番 | # | 行"))
)
"""Columns that number the rows: they make no two records different."""

COUNT_HEADERS: dict[str, tuple[str, ...]] = {
    "calls": words(
        "架電数 | 架電件数 | コール数 | コール件数 | 発信数 | 発信件数 | 発信回数 | 架電回数 | "
        "calls | call count | dials | outbound calls | calls made | number of calls | total calls"
    ),
    "connects": words(
        "接続数 | 接続件数 | 通電数 | 通電件数 | 通話数 | 通話件数 | 担当接続数 | 担当者接続数 | "
        "有効会話数 | connects | connections | conversations | connected calls | contacts made"
    ),
    "meetings": words(
        "商談創出数 | 商談数 | 商談化数 | 商談獲得数 | 商談設定数 | アポ数 | アポ件数 | アポ獲得数 | "
        "アポ獲得件数 | アポイント数 | meetings | meetings set | meetings booked | appointments | "
        "appointments set | demos booked"
    ),
    "opportunities": words("案件化数 | 案件化件数 | 案件数 | opportunities | opps | opportunities created"),
    "wins": words("受注数 | 受注件数 | 成約数 | 成約件数 | 契約数 | 契約件数 | wins | deals won | won deals"),
    "won_amount": words(
        "受注貢献額 | 受注金額 | 受注額 | 成約金額 | 契約金額 | won amount | won value | revenue won"
    ),
    "emails": words(
        "メール送信数 | メール数 | メール件数 | メール送信件数 | emails | emails sent | email count"
    ),
    "documents": words("資料送付数 | 資料送付件数 | 資料数 | documents | documents sent"),
    "follow_ups": words(
        "リードフォロー件数 | リードフォロー数 | フォロー件数 | フォロー数 | follow-ups | followups"
    ),
    "inbound_calls": words("着信数 | 着信件数 | 入電数 | 入電件数 | 受電数 | inbound calls | calls received"),
    "meetings_held": words("商談実施数 | 商談実施件数 | 実施数 | meetings held | held meetings"),
    "meetings_accepted": words("有効商談数 | 有効商談件数 | 有効数 | meetings accepted | accepted meetings"),
}
"""Headers of daily counts."""

_OTHER_TRADE = lazy_pattern(
    r"[ごお]?(請求書?|納品|納入|出荷|発送|配送|配達|届け|入金|支払い?|検収|仕入れ?|入荷|返品|精算|領収書?)"
    r"(発行|予定|完了|希望)?(日|日付|日時|年月日|期限|期日)"
    r"|(invoiced?|billing|payment|paid|ship|shipping|shipped|shipment|delivery|dispatch)(due)?(date|on)"
    r"|date(invoiced|paid|shipped)"
)


@cache
def is_of_other_trade(header: str) -> bool:
    """Whether a header is the date of an invoice, a delivery or a payment: of no call, meeting or deal.

    >>> [is_of_other_trade(header) for header in ("請求日", "納品予定日", "Invoice Date")]
    [True, True, True]
    >>> [is_of_other_trade(header) for header in ("資料請求日", "受注日", "Due Date")]
    [False, False, False]
    """
    return _OTHER_TRADE.fullmatch(word_key(header)) is not None
