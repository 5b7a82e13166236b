"""What the workbook says about a bottleneck: the evidence, the advice, the cause and result of a review."""

WORDS: dict[str, tuple[str, str]] = {
    # Diagnosis: evidence
    "evidence.below": (
        "{kpi}は {rate}（{denominator} {sample} のうち{numerator} {count}{window}、"
        "誤差の幅 {interval_low}〜{interval_high}）で、目安の下限 {low} を下回っています。",
        "{kpi} is {rate} ({numerator}: {count} of {sample} {denominator}{window}, margin of "
        "error {interval_low} to {interval_high}), below the band’s lower edge of {low}.",
    ),
    "evidence.below_colleagues": (
        "{kpi}は {rate}（{denominator} {sample} のうち{numerator} {count}{window}）で、"
        "同じ経路を担当する同僚 {others} 人の約 {low} を、偶然では説明できないほど下回っています。",
        "{kpi} is {rate} ({numerator}: {count} of {sample} {denominator}{window}). "
        "{others:|colleague|colleagues} with leads of the same sources {others:-|reaches|reach} "
        "about {low}: more than chance explains.",
    ),
    "evidence.window": ("、直近{months}か月", ", last {months:|month|months}"),
    "evidence.meetings": (
        "{low} なら、この月のここまでの商談は +{meetings} 件。",
        "At {low} the month would have had +{meetings:|meeting|meetings} so far.",
    ),
    "evidence.worth": (
        "{low} との差は、この月のここまでの商談 {meetings} 件分にあたります。",
        "The difference to {low} is worth {meetings:|meeting|meetings} of the month so far.",
    ),
    "evidence.amount": ("受注貢献額では +{amount}。", "In won amount: +{amount}."),
    "evidence.no_wins": (
        "受注がまだないため、金額には直せません。",
        "Nothing was won yet, so it has no amount.",
    ),
    "evidence.least": (
        "（月に商談 {least} 件以上の差だけを挙げています）",
        "(Only differences of {least} or more meetings a month are named.)",
    ),
    "evidence.mix": (
        "下限はリード経路の構成から求めました。",
        "The lower edge is that of the sources of these leads.",
    ),
    "evidence.calls": (
        "架電数は {calls} 件で、出勤日数に応じた見込み {expected} 件の {share} です。",
        "{calls:|call|calls}: {share} of the {expected} to be expected on the days at work.",
    ),
    "evidence.pace": (
        "1日あたり {pace} 件（{beside}）。",
        "{pace} a day ({beside}).",
    ),
    "evidence.pace_target": ("目標 {pace} 件", "target {pace}"),
    "evidence.pace_others": ("同僚の中央値 約{pace} 件", "median of colleagues about {pace}"),
    "evidence.pace_past": ("これまで {pace} 件", "so far {pace}"),
    "evidence.absent": ("欠勤が {days} 日あります。", "Days absent: {days}."),
    "evidence.unentered": (
        "表示月の出勤日のうち {days} 日分の入力がありません。",
        "Days at work without an entry in the month shown: {days}.",
    ),
    "evidence.lacking": (
        "商談に換算すると −{meetings} 件。",
        "In meetings: −{meetings}.",
    ),
    "evidence.others": ("ほかの要因：{causes}。", "Also: {causes}."),
    "evidence.other": ("{cause}（−{meetings} 件）", "{cause} (−{meetings})"),
    "evidence.young": (
        "{stages}は、結果が出るまでの期間に対して履歴が短く、まだ判定できません。",
        "Too young to be judged, for the time results take: {stages}.",
    ),
    "evidence.watch": (
        "{kpi} {rate}（目安の下限 {low}、商談換算で月 −{meetings} 件）。偶然の範囲なので、様子を見ます。",
        "{kpi} {rate} (lower edge {low}, worth −{meetings:|meeting|meetings} a month): within chance, so "
        "keep an eye on it.",
    ),
    "evidence.watch_colleagues": (
        "{kpi} {rate}（同僚 約 {low}、商談換算で月 −{meetings} 件）。偶然の範囲なので、様子を見ます。",
        "{kpi} {rate} (colleagues about {low}, worth −{meetings:|meeting|meetings} a month): within chance, "
        "so keep an eye on it.",
    ),
    # Diagnosis: the same as it is handed out, without figures of colleagues
    "evidence.apart_colleagues": (
        "{kpi}は {rate}（{denominator} {sample} のうち{numerator} {count}{window}）で、"
        "同じ経路を担当する同僚を、偶然では説明できないほど下回っています。",
        "{kpi} is {rate} ({numerator}: {count} of {sample} {denominator}{window}), below colleagues with "
        "leads of the same sources by more than chance explains.",
    ),
    "evidence.apart_calls": (
        "架電数は {calls} 件で、出勤日数に応じた見込みを大きく下回っています。",
        "{calls:|call|calls}: far fewer than to be expected on the days at work.",
    ),
    "evidence.apart_watch": (
        "{kpi} {rate}。差は偶然の範囲なので、様子を見ます。",
        "{kpi} {rate}: the difference is within chance, so keep an eye on it.",
    ),
    "evidence.no_data": ("この月は判定できる活動がありません。", "There is nothing to judge in this month."),
    "evidence.no_band": (
        "比べる目安がありません。「ベンチマーク」に下限と上限を入力してください。",
        "There is no band to compare with. Enter low and high in Benchmarks.",
    ),
    "evidence.few": (
        "どの段階も最小件数に届かず、まだ判定できません。",
        "No stage has reached its minimum sample yet, so nothing is judged.",
    ),
    "evidence.chance": (
        "偶然では説明できない要因はありません。",
        "Chance explains every gap.",
    ),
    "evidence.fine": ("下限を下回る段階はありません。", "No stage lies below its band."),
    "evidence.fine_colleagues": (
        "同僚を下回る段階はありません。",
        "No stage lies below colleagues.",
    ),
    # Diagnosis: advice
    "advice.no_conversation": (
        "接続率が10%以下で、会話そのものが成り立っていません。かける時間帯を変え、リストの質（番号・部署・鮮度）を"
        "見直してください。件数を増やすのはその後です。",
        "At a connect rate of 10% or less hardly any conversation comes about. Change the time of day and "
        "check the list (numbers, departments, age) before making more calls.",
    ),
    "advice.connect_low": (
        "つながる時間帯に架電を寄せ、リストの質（番号・担当部署・鮮度）を見直してください。",
        "Move calls to the times of day when people answer, and check the quality of the list "
        "(numbers, departments, age).",
    ),
    "advice.script": (
        "つながってはいますが商談になっていません。トークスクリプトを見直し、課題（ニーズ）を聞き出せているか"
        "録音で確かめてください。",
        "Calls connect but bring no meetings. Revise the script, and check in recordings whether needs are "
        "uncovered.",
    ),
    "todo.no_conversation": (
        "時間帯とリストを変える（件数を増やすのはその後）",
        "Change hours and list, then make more calls",
    ),
    "todo.connect_low": (
        "つながる時間帯に架電を寄せ、リストの質を見直す",
        "Call when people answer; check the list",
    ),
    "todo.script": (
        "トークスクリプトを見直し、ニーズを聞けているか録音で確かめる",
        "Revise the script; listen for needs in recordings",
    ),
    "todo.meeting_low": (
        "接続率、トーク、リードの優先順位の順に確かめる",
        "Check connect rate, talk, priority of leads, in this order",
    ),
    "todo.calls": (
        "1日の架電枠を決め、リストの残りと割り込みを確かめる",
        "Fix hours for calling; see what is left of the list",
    ),
    "todo.absent": (
        "目標の配分を見直し、急ぎのリードを引き継ぐ",
        "Divide the target again; hand over urgent leads",
    ),
    "todo.unentered": ("入力漏れを埋める", "Enter the missing days"),
    "todo.opportunity_low": (
        "商談にする基準を営業とすり合わせ、引き継ぎを見直す",
        "Agree with field sales what a meeting needs; improve the hand-over",
    ),
    "todo.win_low": (
        "失注理由を営業と振り返り、案件化の基準とフォローを見直す",
        "Go through losses with field sales; review opportunities and follow-up",
    ),
    "advice.reasons": (
        "断られた理由は、{reasons} が上位です（「{sheet}」シート）。",
        "The reasons most often given are {reasons} (sheet {sheet}).",
    ),
    "advice.lost_for": (
        "失注の理由は、{reasons} が上位です（「{sheet}」シート）。",
        "Deals were lost most often for {reasons} (sheet {sheet}).",
    ),
    "reasons.share": ("{reason} {count}件（{share}）", "{reason}: {count} ({share})"),
    "advice.meeting_low": (
        "接続率、トーク、リードの優先順位の順に確かめてください。"
        "温度感の高いリードから先にかけられているかが要点です。",
        "Check connect rate, talk and the priority of leads, in this order: are the warmest called first?",
    ),
    "advice.calls": (
        "率より先に件数です。架電に使えた時間、リストの残り、ほかの業務の割り込みを確かめ、"
        "1日の架電枠を決めてください。",
        "Numbers come before rates: see how much time there was for calls, what is left of the list and what "
        "else came up, and fix hours for calling.",
    ),
    "advice.absent": (
        "率や件数の問題ではありません。目標の配分を見直し、急ぎのリードは同僚に引き継いでください。",
        "Neither rates nor pace are the matter. Divide the target again, and hand urgent leads to "
        "colleagues.",
    ),
    "advice.unentered": (
        "まず入力漏れを埋めてください。埋まるまで件数と率は判断できません。",
        "Enter the missing days first; until then neither numbers nor rates can be judged.",
    ),
    "advice.opportunity_low": (
        "商談にする基準（課題・決裁者・時期・予算）を営業とすり合わせ、商談前の引き継ぎ内容を見直してください。",
        "Agree with field sales on what makes a meeting worth having (need, decision maker, time, budget), "
        "and improve the hand-over.",
    ),
    "advice.win_low": (
        "失注理由を営業と振り返り、案件化の基準と、失注後・検討中のリードのフォローを見直してください。",
        "Go through the reasons for losses with field sales; review what counts as an opportunity and how "
        "undecided leads are followed up.",
    ),
    "advice.call_heavy": (
        "架電増・商談化率低下：{first} から {last} で、1人1日あたりの架電は {before} 件から {after} 件に"
        "増えましたが、商談化率は {rate_before} から {rate_after} です。"
        "件数を追うのをやめ、1件ごとの質とリードの優先順位に時間を使ってください。",
        "Calls over outcome: from {first} to {last} calls per rep and day went from {before} to {after}, the "
        "meeting rate from {rate_before} to {rate_after}. Stop chasing the number; spend the time "
        "on each talk and on the priority of leads.",
    ),
    "flag.call_heavy": ("架電増・商談化率低下", "Calls over outcome"),
    # Review
    "review.reached": ("達成 → 評価対象", "Reached → appraisal"),
    "review.missed": ("未達 → 改善会議", "Missed → improvement meeting"),
    "review.behind": ("遅れ → 月内に対策", "Behind pace → act now"),
    "review.running": ("進行中", "In progress so far"),
    "cause.stage": ("{kpi}が低い（{rate}、目安の下限 {low}）", "{kpi} is low ({rate}, lower edge {low})"),
    "cause.call_heavy": ("架電増・商談化率低下（{stage}）", "Calls over outcome ({stage})"),
    "cause.volume": (
        "{kpi}が目標の {attainment} にとどまる",
        "{kpi}: only {attainment} of the target",
    ),
    "cause.volume_now": (
        "{kpi}が今日までの目安の {attainment} にとどまる",
        "{kpi}: only {attainment} of what is due by now",
    ),
    "cause.calls": ("架電数が少ない", "Too few calls"),
    "cause.absent": ("欠勤", "Absence"),
    "cause.unentered": ("入力漏れ", "Missing entries"),
    "cause.colleagues": ("{kpi}が同僚より低い（{rate}）", "{kpi} is lower than colleagues’ ({rate})"),
    "cause.open": (
        "率と件数からは特定できません。改善会議で確認してください。",
        "Rates and counts do not tell. Find out in the meeting.",
    ),
    "cause.open_now": (
        "原因といえる差はまだありません。偶然の遅れかもしれません。",
        "No difference is proven to be a cause; the delay may be chance.",
    ),
    # EntryHealth
    "standing.range": ("{low} 以上 {high} 未満", "{low} to {high}"),
    "standing.range_below": ("{high} 未満", "below {high}"),
    "standing.above": ("同僚の平均より上", "Above"),
    "standing.within": ("同僚の平均くらい", "About the same"),
    "standing.below": ("同僚の平均より下", "Below"),
    "standing.few": (
        "同僚が3人未満のため、本人の数字だけを表示します。",
        "Fewer than three colleagues: your own figure only.",
    ),
    "standing.no_rate": (
        "同僚の件数が少ないため、率の幅は出せません。",
        "The colleagues' counts are too small for a range of the rate.",
    ),
    "standing.no_range": (
        "1件の金額から誰の受注か分かるため、本人の数字だけを表示します。",
        "A single deal would tell whose it was: your own figure only.",
    ),
    "entry.missing": ("×", "×"),
}
