"""The phrases of cells: totals, kinds of activity, directions, results, ticks, types of rows, as data.

Phrases are compared after `text.normalise` or folded (see `results`). `ResultMap` in the workbook comes
before all of this.
"""

from __future__ import annotations

from sheetkpi.sources.values.text import normalise
from sheetkpi.sources.words.vocabulary import words

TOTALS = frozenset(
    map(normalise, words("合計 | 総計 | 小計 | 計 | 総合計 | 累計 | 平均 | Total | Totals | Grand Total"))
) | {
    normalise(word)
    for word in words(
        "Subtotal | Subtotals | Sub-total | Sum | Average | Grand Totals | 集計 | 合計: | 【合計】 | "
        "月計 | 日計 | 週計 | 月合計"
    )
}
"""What a row that sums others up is called."""

EVERYBODY = frozenset(
    map(
        normalise,
        words(
            "全体 | 全員 | 全社 | 全チーム | チーム全体 | チーム計 | 部計 | 課計 | 合計値 | all | "
            "overall | everyone | everybody | all reps | all teams | all agents | company total | "
            "team total | total team"
        ),
    )
)
"""What everybody together is called; a total where people or teams stand, but not in any cell."""

KINDS: dict[str, tuple[str, ...]] = {
    "call": words(
        "calls | dials | 架電 | 電話 | コール | 発信 | 通話 | TEL | テレアポ | 再架電 | 折返し | "
        "アウトバウンド | フォロー架電 | フォローコール | フォロー電話 | call | phone | voice | "
        "dial | outbound | voicemail | cold call"
    ),
    "inbound": words(
        "着信 | 入電 | 受電 | インバウンドコール | インバウンド電話 | 電話着信 | 着電 | 受信電話 | "
        "inbound call | incoming call | inbound | incoming"
    ),
    "email": words(
        "emails | メール | メール送信 | フォローメール | メルマガ | Eメール | email | e-mail | "
        "mail | メール返信"
    ),
    "document": words(
        "brochures | 資料送付 | 資料送信 | 資料 | カタログ送付 | document | documents | brochure"
    ),
    "follow_up": words(
        "フォロー | リードフォロー | フォローアップ | フォロー連絡 | ナーチャリング | follow | "
        "follow-up | followup | follow up"
    ),
    "meeting": words(
        "meetings | meetings booked | demos | appointments | visits | 商談 | 訪問 | アポ | "
        "アポイント | 面談 | 打ち合わせ | 打合せ | ミーティング | 会議 | デモ | Web会議 | "
        "オンライン商談 | meeting | demo | appointment | visit | event | 行動"
    ),
    "inquiry": words(
        "問い合わせ | 問合せ | お問い合わせ | お問合せ | Web問い合わせ | フォーム | inquiry | "
        "enquiry | form submission | web form | チャット | chat"
    ),
    "none": words(
        "メール受信 | 受信メール | email received | emails received | incoming email | "
        "received email | 社内会議 | 社内ミーティング | 社内打ち合わせ | 社内打合せ | 社内 | "
        "メモ | ToDo | タスク | 事務作業 | 移動 | 休憩 | task | note | internal meeting | "
        "other | その他"
    ),
}
"""What the kind column calls each kind of activity; the longest phrase found in the text decides."""

DIRECTIONS: dict[str, tuple[str, ...]] = {
    "inbound": words(
        "着信 | 入電 | 受電 | 受信 | インバウンド | inbound | incoming | in | 着 | missed | "
        "missed call | received | 不在着信 | voicemail received"
    ),
    "internal": words(
        "内線 | 内線発信 | 内線着信 | 社内 | 社内通話 | 転送 | 転送着信 | internal | transfer | "
        "transferred | transferred in | extension to extension | intercom"
    ),
    "outbound": words("発信 | 架電 | アウトバウンド | outbound | outgoing | out | 発"),
}
"""Which way a call went; what is not known is outbound."""

PERSON_WANTED = words(
    "担当 | 担当者 | 担当者様 | ご担当 | ご担当者 | ご担当者様 | 本人 | ご本人 | キーマン | 社長 | 代表 | "
    "代表者 | 決裁者 | 決済者 | 責任者 | オーナー"
)
SPOKEN_WITH = words("接続 | 接触 | 会話 | 通話 | NG | 拒否 | 断り | お断り | 再コール | 再架電")
AWAY = words(
    "不在 | 離席 | 外出 | 会議中 | 接続不可 | 接続できず | 接続ならず | 未接続 | 取次不可 | "
    "接触不可 | 接触できず | 接触ならず | 未接触"
)
RECEPTION = words("受付 | 受付の | 受付のみ | 受付まで | 受付と | 受付に | 受付者 | 受付者と")


def _of_person(said: tuple[str, ...]) -> tuple[str, ...]:
    """キーマン断り, 社長不在, ご担当者様接続 …: whom the call was for, and what is said of them."""
    return tuple(person + what for person in PERSON_WANTED for what in said)


RESULTS: dict[str, tuple[str, ...]] = {
    "no_contact": words(
        "非接続 | 接続無し | connected - voicemail | connected to voicemail | "
        "reached voicemail | 不在 | 不通 | 留守 | 留守電 | 留守番電話 | ボイスメール | 話中 | "
        "話し中 | お話し中 | 通話中 | 応答なし | 応答無し | 応答せず | 無応答 | 未応答 | "
        "コールのみ | 呼出のみ | 呼び出しのみ | 欠番 | 現アナ | 現在使われていない | "
        "使われておりません | 接続できず | 接続不可 | 接続NG | 接続ならず | 接続なし | "
        "接続せず | 未接続 | 繋がらず | つながらず | 繋がらない | 未通電 | 不応答 | 非通電 | "
        "非接触 | 未接触 | 接触なし | 接触無し | 接触できず | 接触不可 | 接触不能 | 接触NG | 接触ならず | "
        "接触せず | 接触失敗 | 架電禁止 | 架電NG | 架電拒否 | 架電停止 | 架電不可 | 再架電不要 | 再架電NG | "
        "再架電禁止 | コール禁止 | 電話禁止 | 接触禁止 | call declined | call rejected | "
        "出ず | 通話できず | 通話不可 | 通話なし | FAX | no answer | not answered | unanswered | "
        "did not answer | didn't answer | busy | voicemail | left voicemail | left voice mail | "
        "voice mail | left vm | not connected | unable to connect | could not connect | "
        "not reached | no contact | missed | missed call | abandoned | failed | disconnected | "
        "call failed | dial failed | not available | unattended dialled | unattended dialed | "
        "unattended | noanswer | 不在終了 | answering machine | vm left | voicemail left | "
        "vm answer | no response | not able to reach | unable to reach | no disposition | "
        "operator intercept | dead air | technical error"
    ),
    "wrong": words(
        "番号違い | 間違い電話 | 間違い番号 | 無効番号 | 無効な番号 | 番号間違い | 退職 | 退職済 | 異動 | "
        "wrong number | bad number | invalid number | invalid phone number | wrong contact | "
        "wrong person | incorrect contact | invalid contact | no longer with company | "
        "no longer with the company | no longer there | left the company | number not in service"
    ),
    "asked": words(
        "希望 | requested | request | 資料送付 | 資料送付希望 | 資料希望 | 資料請求 | メール送付希望 | "
        "資料送付のみ | callback requested | call back requested | call back later | requested callback | "
        "call back | callback | send info | send an email | send email | reach out"
    ),
    "declined": words(
        "興味なし | 興味無し | 関心なし | ニーズなし | ニーズ無し | ニーズ無 | 見込みなし | 予算なし | "
        "予算無し | 拒否 | お断り | 断り | 断られ | クレーム | not interested | uninterested | "
        "no interest | no budget | no need | bad timing | do not call | not a fit | declined | refused | "
        "said no | hard no"
    ),
    "reception": words(
        "接続(受付) | 受付接続 | 受付通話 | spoke with receptionist | spoke to receptionist | "
        "spoke with gatekeeper | spoke to gatekeeper | connected with gatekeeper | "
        "connected to gatekeeper | reached gatekeeper | reached - not decision maker | "
        "not decision maker | 受付 | 受付止まり | 受付どまり | 受付NG | 受付拒否 | "
        "受付ブロック | 受付断り | 受付対応 | 離席 | 離席中 | 席外し | 会議中 | 外出 | 外出中 | "
        "出張中 | 休み | 休暇中 | 在宅勤務 | テレワーク中 | 伝言 | 取次不可 | 取次NG | "
        "取り次ぎ不可 | 取次拒否 | 通電のみ | ガチャ切り | gatekeeper | left live message | "
        "left message | receptionist | left message with receptionist | 接触(受付) | 受付お断り | "
        "受付で断られ | 受付に断られ | 受付で断り | 受付でお断り"
    )
    + _of_person(AWAY)
    + tuple(reception + said for reception in RECEPTION for said in ("接触", "接続", "通話")),
    "connected": words(
        "担当者と会話 | 本人と会話 | 担当者と話せた | 本人と話せた | 担当と話せた | 話せた | "
        "担当者断り | 本人断り | decision maker reached | spoke with dm | 接続 | 通話 | "
        "通電 | 検討中 | 検討 | 時期尚早 | 興味あり | 関心あり | ニーズあり | 他社利用 | "
        "他社利用中 | 他社検討 | 他社契約 | 他社契約中 | 契約中 | 契約済 | 見込み | "
        "見込みあり | 情報収集 | ヒアリング | connected | answered | interested | spoke | "
        "conversation | reached | contacted | contact made | qualified | not qualified | "
        "unqualified | disqualified | not selected | contract in place | attended dialled | "
        "attended dialed | attended | received | referral | referred | 見込みA | 見込みB | "
        "見込みC | 通話OK | 接触 | 受付突破 | 受付通過 | 受付クリア"
    )
    + _of_person(SPOKEN_WITH),
    "meeting": words(
        "booked demo | appt set | Webアポ | 訪問アポ | アポ承諾 | アポ取れた | アポとれた | "
        "アポが取れた | アポ | アポ獲得 | アポOK | "
        "アポ確定 | アポ取得 | アポ設定 | アポイント | アポイント獲得 | アポあり | 再アポ | "
        "再アポ獲得 | 商談 | 商談化 | 商談設定 | 商談獲得 | 商談確定 | 商談創出 | 商談OK | "
        "商談あり | 日程確定 | 訪問確定 | 訪問OK | 訪問獲得 | 面談確定 | デモ設定 | meeting | "
        "meeting booked | meeting scheduled | meeting set | booked meeting | demo booked | "
        "demo scheduled | demo set | appointment | appointment set | appointment booked | "
        "appointment scheduled | scheduled meeting | booked"
    ),
    "not_meeting": words(
        "アポキャンセル | アポイントキャンセル | アポ調整中 | アポ調整 | アポ日程調整中 | "
        "アポ日程調整 | アポリスケ | アポイントリスケ | アポリマインド | アポ延期 | アポなし | "
        "アポ無し | アポ無 | アポ獲得キャンセル | アポ未獲得 | アポ不可 | アポ確認 | アポ前日確認 | "
        "アポ打診 | アポ打診中 | アポ流れ | アポ見込み | アポ候補 | 再アポ調整中 | 商談キャンセル | "
        "商談流れ | 商談見送り | 商談リスケ | 商談延期 | 商談化見送り | 商談調整中 | "
        "商談日程調整中 | 商談リマインド | 商談なし | 商談無し | 商談前確認 | 商談中止 | 日程変更 | "
        "日時変更 | 日程再調整 | 日程再設定 | アポ再設定 | アポ日変更 | アポ日程変更 | 商談再設定 | "
        "商談日変更 | 商談日程変更 | 再設定 | ノーショウ | 無断欠席 | 無断キャンセル | ドタキャン | "
        "当日キャンセル | noshow | 訪問キャンセル | 訪問延期 | 訪問調整中 | 日程調整 | 日程調整中 | "
        "日程未確定 | リスケ | リスケジュール | キャンセル | 延期 | リマインド | ノーショー | "
        "すっぽかし | rescheduled | reschedule | meeting rescheduled | no show | no-show | "
        "cancelled | canceled | meeting cancelled | meeting canceled | no meeting | "
        "meeting not set | meeting not booked | meeting reminder | meeting requested | "
        "meeting pending | meeting postponed | postponed | demo cancelled | demo canceled | "
        "appointment cancelled | appointment canceled | no appointment"
    ),
    "refused": words(
        "アポNG | アポイントNG | アポならず | アポにならず | アポ断り | アポ獲得ならず | "
        "アポ獲得できず | アポ取れず | アポとれず | アポ失敗 | 商談NG | 商談ならず | 商談にならず | "
        "商談化NG | 商談化ならず | 商談化せず | 訪問NG | meeting declined"
    ),
    "held": words(
        "商談実施 | 商談実施済 | 商談実施済み | 商談済 | 商談済み | 商談完了 | 訪問実施 | 訪問済 | "
        "訪問済み | 面談実施 | 面談済 | アポ実施 | アポ実施済 | アポ消化 | デモ実施 | held | "
        "meeting held | meeting completed | demo held | demo completed | meeting done"
    ),
    "done": words(
        "実績 | 実施済 | 実施済み | 実施 | 完了 | 済 | 対応済 | 対応済み | completed | complete | done"
    ),
    "accepted": words(
        "有効 | 有効商談 | 有効アポ | SQL | SQL化 | SAL | SAL化 | accepted | sales accepted | sales qualified"
    ),
    "opportunity": words("案件化 | 案件創出 | opportunity | opportunity created"),
    "not_accepted": words(
        "無効 | 無効商談 | 無効アポ | 非有効 | 有効でない | 案件化せず | 案件化ならず | 案件化NG | "
        "案件化見送り | not accepted | rejected by sales | sales rejected | rejected"
    ),
    "won": words(
        "商談成立 | 成立 | 受注 | 受注済 | 成約 | 契約 | 契約締結 | 契約成立 | closed won | won | closedwon"
    ),
    "not_won": words("受注見込み | 受注見込 | 受注予定 | 契約予定 | 契約検討 | 契約手続き中 | 契約調整中"),
    "lost": words(
        "失注 | 不成立 | 見送り | 受注ならず | 成約ならず | 契約ならず | 受注見送り | 契約見送り | "
        "契約解除 | 契約キャンセル | 受注キャンセル | 失注済 | closed lost | lost | closedlost | "
        "not won | no sale"
    ),
    "not_done": words(
        "待機中 | 入力待ち | waiting for input | 未架電 | 未着手 | "
        "未実施 | 未対応 | 未完了 | 未処理 | 未コール | 未発信 | 未開始 | 未訪問 | 未送信 | "
        "予定 | 架電予定 | 実施予定 | 対応予定 | 訪問予定 | これから | 着手前 | 架電前 | "
        "対応待ち | 下書き | not started | not called | not called yet | not yet called | "
        "to do | todo | open | pending | planned | scheduled | overdue | deferred | blocked | "
        "waiting | waiting on someone else | queued | draft | upcoming | "
        "not done | not completed | incomplete | yet to call | to call | not attempted | "
        "unstarted | new | assigned"
    ),
    "pending": words("保留 | 対応中 | 進行中 | on hold | in progress"),
    "unknown": words(
        "対象外 | 再架電 | 再コール | 再接触 | 折返し | 折り返し | 折返し待ち | 後日 | 架電 | コール"
    ),
}
"""Phrases by meaning. Longer phrases hide the shorter ones inside them; `takenback` has the words beside a
phrase that deny it."""

YES = frozenset(
    map(
        normalise,
        words(
            "Y | Yes | True | 1 | ○ | 〇 | ◯ | ◎ | ● | ✓ | ✔ | ☑ | レ | ﾚ | はい | 有 | あり | "
            "可 | 済 | x | v"
        ),
    )
)
NO = frozenset(
    map(
        normalise,
        words("N | No | False | 0 | × | ✕ | ✗ | ☐ | いいえ | 無 | なし | 不可 | - | ー | 未 | "),
    )
)
"""Answers of columns that are ticked."""

WHOLE = frozenset(
    words(
        "保留 | 対応中 | 進行中 | 成立 | 契約 | 有効 | 無効 | 済 | 完了 | 実績 | 実施 | "
        "休み | 対象外 | 検討 | 見込み | 断り | 後日 | 架電 | コール | 商談 | アポ | in | out | "
        "着 | 発 | won | lost | held | accepted | done | complete | completed | failed | "
        "reached | booked | qualified | rejected | answered | meeting | appointment | busy | "
        "missed | contacted | conversation | declined | refused | opportunity | 予定 | 架電予定 | 実施予定 | "
        "対応予定 | 訪問予定 | これから | 未対応 | open | pending | planned | scheduled | "
        "overdue | deferred | blocked | in progress | waiting | on hold | queued | draft | "
        "upcoming | to do | to call | todo | new | assigned | received"
    )
)
"""Phrases that mean something only where they are all between two separators: 契約更新後に is no win."""

ROW_TYPES: dict[str, tuple[str, ...]] = {
    "plan": words(
        "目標 | 計画 | 予算 | ノルマ | 予定 | 目標値 | 計画値 | 目標数 | 見込 | 見込み | 予測 | "
        "target | plan | planned | goal | budget | quota | forecast | projected"
    ),
    "actual": words(
        "実績 | 実績値 | 実績数 | 結果 | 実数 | 本日 | 当日 | 当月 | 今月 | 今年 | 今週 | 今期 | "
        "actual | actuals | result | achieved | act | current | this year | this month"
    ),
    "difference": words(
        "差異 | 差 | 差分 | 過不足 | 残 | 残り | 乖離 | 目標差 | 予実差 | variance | difference | "
        "diff | gap | delta | remaining | var"
    ),
    "rate": words(
        "達成率 | 進捗率 | 率 | 対目標 | 予実比 | 達成 | attainment | achievement | rate | % | "
        "percent | progress"
    ),
    "last": words(
        "前年 | 昨年 | 前年同月 | 前年実績 | 前年同日 | 前月 | 先月 | 前年比 | 前月比 | last year | "
        "prior year | previous | last month | py | ly | yoy"
    ),
    "cumulative": words("累計 | 累積 | 月累計 | 通算 | cumulative | ytd | mtd | running total | to date"),
    "average": words("平均 | average | avg | mean"),
}
"""What a row stands for where a column says it; only actual ones are counted."""
