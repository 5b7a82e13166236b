"""What the workbook says about a bottleneck: the evidence, the advice, the cause and result of a review."""

WORDS: dict[str, tuple[str, str]] = {
    # Diagnosis: evidence
    "evidence.below": (
        "{kpi}は {rate}（{denominator} {sample} のうち{numerator} {count}{window}、"
        "95%信頼区間 {interval_low}〜{interval_high}）で、目安の下限 {low} を下回っています。",
        "{kpi} is {rate} ({count} {numerator} of {sample} {denominator}{window}, 95% interval "
        "{interval_low} to {interval_high}), below the band’s lower edge of {low}.",
    ),
    "evidence.window": ("、直近{months}か月", ", last {months} months"),
    "evidence.meetings": (
        "下限の {low} なら、この月の商談は +{meetings} 件。",
        "At {low} the month would have had +{meetings} meetings.",
    ),
    "evidence.opportunities": (
        "下限の {low} なら、この月の案件は +{opportunities} 件。",
        "At {low} the month would have had +{opportunities} opportunities.",
    ),
    "evidence.wins": (
        "下限の {low} なら、この月の受注は +{wins} 件。",
        "At {low} the month would have had +{wins} wins.",
    ),
    "evidence.amount": ("受注貢献額では +{amount}。", "In won amount: +{amount}."),
    "evidence.mix": (
        "リード経路の構成から見た下限は {mix} です。",
        "Given where the leads come from, the lower edge to expect is {mix}.",
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
        "{kpi}は {rate} で下限 {low} を下回りますが、{denominator} {sample} では偶然の範囲です"
        "（95%信頼区間 {interval_low}〜{interval_high}）。",
        "{kpi} is {rate}, below {low}, but {sample} {denominator} leave that to chance "
        "(95% interval {interval_low} to {interval_high}).",
    ),
    "evidence.fine": ("下限を下回る段階はありません。", "No stage lies below its band."),
    # Diagnosis: advice
    "advice.no_conversation": (
        "接続率が10%以下で、会話そのものが成り立っていません。かける時間帯を変え、リストの質（番号・部署・鮮度）を"
        "見直してください。件数を増やすのはその後です。",
        "At a connect rate of 10% or less there is no conversation at all. Change the time of day and check "
        "the list (numbers, departments, age) before making more calls.",
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
    "advice.meeting_low": (
        "接続率、トーク、リードの優先順位の順に確かめてください。"
        "温度感の高いリードから先にかけられているかが要点です。",
        "Check connect rate, talk and the priority of leads, in this order: are the warmest called first?",
    ),
    "advice.lead_mix": (
        "リード経路の構成から見れば相応の水準です。"
        "トークより先に、リードの優先順位と経路の配分を見直してください。",
        "For the sources of these leads the rate is what can be expected. "
        "Look at the priority and the mix of leads before the talk.",
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
        "架電偏重：1人1日あたりの架電は {before} 件から {after} 件に増えましたが、"
        "商談化率は {rate_before} から {rate_after} です。"
        "件数を追うのをやめ、1件ごとの質とリードの優先順位に時間を使ってください。",
        "Calls over outcome: calls per rep and day went from {before} to {after}, the meeting rate from "
        "{rate_before} to {rate_after}. Stop chasing the number; spend the time on each talk and on the "
        "priority of leads.",
    ),
    "flag.call_heavy": ("架電偏重", "Calls over outcome"),
    # Review
    "review.reached": ("達成 → 評価対象", "Reached → appraisal"),
    "review.missed": ("未達 → 改善会議", "Missed → improvement meeting"),
    "review.running": ("進行中", "In progress so far"),
    "cause.stage": ("{kpi}が低い（{rate}、目安の下限 {low}）", "{kpi} is low ({rate}, lower edge {low})"),
    "cause.call_heavy": ("架電偏重（{stage}）", "Calls over outcome ({stage})"),
    "cause.volume": (
        "{kpi}が目標の {attainment} にとどまる",
        "{kpi}: only {attainment} of the target",
    ),
    "cause.open": (
        "率と件数からは特定できません。改善会議で確認してください。",
        "Rates and counts do not tell. Find out in the meeting.",
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
