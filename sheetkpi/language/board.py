"""What the board's first screen says: where the month lands, and what to look at first."""

WORDS: dict[str, tuple[str, str]] = {
    "label.trend": ("13か月の推移", "13 months"),
    "label.first": ("まず見ること", "Look at this first"),
    "label.hidden": (
        "ほかのシートは隠してあります。［全シート］ボタンで表示し、もう一度押すと隠します"
        "（ボタンがなければ、シート見出しを右クリック →［再表示］）。",
        "The other sheets are hidden: press All sheets to show or hide them "
        "(without buttons: right-click a sheet tab, then Unhide).",
    ),
    "label.hidden_none": ("隠れているシートはありません。", "No sheet is hidden."),
    "label.hidden_look": ("見る：{sheets}", "To look at: {sheets}"),
    "label.hidden_enter": ("入力する：{sheets}", "To type in: {sheets}"),
    "label.hidden_set": ("設定する：{sheets}", "To set up: {sheets}"),
    "label.card.target": ("目標", "Target"),
    "label.card.due": ("本日時点の目標", "Due by now"),
    "label.card.ahead": ("進み・遅れ", "Ahead or behind"),
    "label.card.forecast": ("着地見込み", "Landing"),
    "label.card.range": ("下振れ–上振れ", "4 of 5 end within"),
    "label.card.chance": ("達成確率", "Chance of target"),
    "label.card.before": ("前月同営業日", "Last month by now"),
    "label.card.rate": ("率と判定（後の2つは{months}か月）", "Rate (last 2: {months:|month|months})"),
    "label.standard": (
        "基準＝同僚の率（チームは目安の下限）",
        "vs = colleagues (of teams: low end of the band)",
    ),
    "amount.shown": ("¥{amount}", "{amount}"),
    "text.amount": ('"¥"#,##0', "#,##0"),
    "answer.landing": (
        "{kpi}は {forecast} 件（{range}）で着地する見込みです。",
        "{kpi} will land at {forecast} ({range}).",
    ),
    "answer.no_target": ("目標は入力されていません。", " There is no target."),
    "answer.unmeasured": (
        "{kpi}は、どの資料からも数えられていません。",
        "{kpi}: nothing in the data tells of these.",
    ),
    "answer.reached": ("目標 {target} 件は達成済みです。", " The target of {target} is reached."),
    "answer.chance": (
        "目標 {target} 件に届く確率は {chance}、あと {left} 件です。",
        " The chance of reaching {target} is {chance}; {left} to go.",
    ),
    "answer.over": ("{kpi}は {actual} 件で終わりました。", "{kpi} ended at {actual}."),
    "answer.over_target": (
        "{kpi}は {actual} 件で終わりました（目標 {target} 件の {attainment}）。",
        "{kpi} ended at {actual}: {attainment} of the target of {target}.",
    ),
    "exec.won": ("受注貢献額は {amount} 円です。", "Won amount contributed: {amount}."),
    "exec.lands": ("月末は {forecast} 円（{range}）の見込みです。", " It will land at {forecast} ({range})."),
    "exec.pipeline": (
        "インサイドセールスが作った未決着の案件は {amount} 円あります。",
        "Open deals that inside sales created are worth {amount}.",
    ),
    "label.outcome": ("成果：目標と着地", "Outcome against target"),
    "label.market": ("ファネルと業界の目安", "The funnel against the market's bands"),
    "label.costs": (
        "費用と回収（費用シートに入力した月、3人以上のとき）",
        "Costs and return (where costs are entered, of three reps or more)",
    ),
    "label.yield": ("リード経路の効率（商談の多い順）", "Lead sources by meetings"),
    "exec.cost.total": ("費用合計", "All costs"),
    "exec.cost.calls": ("架電1件", "Per call"),
    "exec.cost.meetings": ("商談1件", "Per meeting"),
    "exec.cost.opportunities": ("案件化1件", "Per opportunity"),
    "exec.cost.wins": ("受注1件", "Per win"),
    "exec.cost.margin": ("粗利", "Margin won"),
    "exec.cost.return": ("回収率", "Return"),
    "chance.rare": ("1%未満", "below 1%"),
    "first.unknown": (
        "架電 {records} 件の結果は意味が決まっていないため、接続・商談が少なく数えられています。"
        "「{sheet}」シートで意味を選んでください。",
        "The results of {records:|call|calls} have no meaning yet, so too few connects and meetings are "
        "counted. Choose one on the sheet “{sheet}”.",
    ),
    "first.also_empty": (
        "同じ理由で空欄：{kpis}と、これらを使う率。必要な資料は「{sheet}」シートにあります。",
        "Empty for the same reason: {kpis}, and the rates made of these. "
        "The sheet “{sheet}” says what each takes.",
    ),
    "first.outside_month": (
        "表示する月（{month}）の記録は1件もありません。"
        "--month {other} を付けて更新するか、{cell} の月を変えてください。",
        "No record that was counted lies in {month}, the month shown: "
        "refresh with --month {other}, or change the month in {cell}.",
    ),
    "first.outside_month_asked": (
        "表示する月（{month}）の記録は1件もありません。--month {other} を付けて更新してください。",
        "No record that was counted lies in {month}, the month shown: refresh with --month {other}.",
    ),
    "first.none_missing": ("未入力：なし（直近10営業日）", "Missing entries: none in ten business days"),
    "first.missing_unjudged": (
        "未入力：判定していません（架電・メールなど日ごとの活動がデータにありません）",
        "Missing entries: not judged, as no source has calls or e-mails day by day",
    ),
    "first.missing": (
        "未入力：直近10営業日で {days} 日分（{names}）。判断の前に埋めてください。",
        "Missing entries, last ten business days: {days} ({names}). Fill them in before judging.",
    ),
    "first.missing_days": ("{rep} {days}日", "{rep} {days}"),
    "first.more": (" ほか{count}人", " and {count} more"),
    "first.more_causes": ("（ほか{count}件は「{sheet}」シート）", "({count} more on {sheet})"),
    "first.no_cause": (
        "偶然では説明できない要因はありません。",
        "Chance explains every gap.",
    ),
    "first.cause": (
        "最大の要因：{who}、{cause}、商談 −{meetings} 件。{todo}。",
        "First cause: {who}, {cause}, −{meetings:|meeting|meetings}. {todo}.",
    ),
    "first.no_cause_last_month": (
        "前月（{month}）に、偶然では説明できない要因はありません。",
        "Last month ({month}) had no gap beyond chance.",
    ),
    "first.of_month": ("{month} {cause}", "{month}: {cause}"),
    "first.rate": ("{stage} {rate}（基準 {low}）", "{stage} {rate} (vs {low})"),
    "first.last_week": (
        "先週（{first} の週）の{kpi} {actual} 件。",
        "Last week (of {first}): {kpi} {actual}.",
    ),
    "first.last_week_target": (
        "先週（{first} の週）の{kpi} {actual} 件（目標 {target}）。",
        "Last week (of {first}): {kpi} {actual}, target {target}.",
    ),
    "first.final_week": (
        "月の最終週（{first} の週）の{kpi} {actual} 件。",
        "Final week of the month (of {first}): {kpi} {actual}.",
    ),
    "first.final_week_target": (
        "月の最終週（{first} の週）の{kpi} {actual} 件（目標 {target}）。",
        "Final week of the month (of {first}): {kpi} {actual}, target {target}.",
    ),
    "first.this_week": (
        "今週は残り {days} 営業日で {needed} 件が必要です（月の残り {left} 件）。",
        "Business days left this week: {days}, meetings needed in them: {needed} (of {left} in the month).",
    ),
    "first.last_month": ("前月（{month}）の結果：{counts}", "Last month ({month}) ended at: {counts}"),
    "first.count": ("{kpi} {count}", "{kpi} {count}"),
    "first.amount": ("{kpi} ¥{count}", "{kpi} {count}"),
    "first.count_target": (
        "{kpi} {count}（目標 {target} の {share}）",
        "{kpi} {count} ({share} of the target of {target})",
    ),
    "first.up": (
        "{who}：{kpi}が増えています（直近5営業日 {now}、ふだん {usual}）。偶然の範囲を超えています。",
        "{who}: {kpi} up, {now} in five business days, usually {usual}: more than chance.",
    ),
    "first.down": (
        "{who}：{kpi}が減っています（直近5営業日 {now}、ふだん {usual}）。偶然の範囲を超えています。",
        "{who}: {kpi} down, {now} in five business days, usually {usual}: more than chance.",
    ),
}
