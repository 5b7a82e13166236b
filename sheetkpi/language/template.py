"""Titles, notes and guidance printed in the workbook."""

WORDS: dict[str, tuple[str, str]] = {
    # titles
    "title.board": ("インサイドセールス KPIボード", "Inside sales KPI board"),
    "title.reps": ("担当別KPI", "KPIs by rep"),
    "title.teams": ("チーム別KPI", "KPIs by team"),
    "title.sources": ("リード経路別KPI", "KPIs by lead source"),
    "title.pipeline": ("創出パイプライン", "Pipeline created"),
    "title.executive": ("経営サマリー", "Executive summary"),
    "title.coaching": ("1on1シート", "1on1 sheet"),
    "title.costs": ("費用", "Costs"),
    "title.reasons": ("断り・失注の理由", "Why people say no, and why deals are lost"),
    "title.call_lists": ("リスト別の架電率", "How far lists are worked through"),
    "title.matrix": ("日別マトリクス", "Day matrix"),
    "title.days": ("日別KPI", "KPIs by day"),
    "title.weeks": ("週別KPI", "KPIs by week"),
    "title.team_weeks": ("チームの週の目標と実績", "Team targets and actuals by week"),
    "title.months": ("月別KPI", "KPIs by month"),
    "title.cohorts": ("案件化した月ごとの受注", "Wins by month of the opportunity"),
    "title.meeting_cohorts": ("商談を設定した月ごとの受注", "Wins by month their meeting was set"),
    "title.next_steps": ("次の一歩", "One next step each"),
    "title.progress": ("目標の進捗と着地見込み", "Progress and landing forecast"),
    "title.board_of_rep": ("{name} さんの KPI ボード", "KPI board of {name}"),
    "title.board_of_team": ("{name} の KPI ボード", "KPI board of {name}"),
    "title.standing": ("チーム内比較", "Where I stand in the team"),
    "title.diagnosis": ("ボトルネックの診断", "Where the bottleneck is"),
    "title.health": ("入力状況（更新漏れ）", "Entry health"),
    "title.targets": ("チーム目標（逆算）", "Team targets, solved backwards"),
    "title.rep_targets": ("担当別目標", "Targets by rep"),
    "title.review": ("振り返りと改善", "Review and improvement"),
    "title.meetings": ("商談予定一覧", "Meetings of last, this and next week"),
    "title.list_analysis": (
        "リスト分析：いつ・何回・どれだけ早く・どのリスト",
        "List analysis: when, how often, how fast, which list",
    ),
    "title.all_leads": (
        "全リード：優先リードの続きと、除いたリード",
        "All leads: behind the list, and left out",
    ),
    "title.followups": ("優先リード：次に誰へ架電するか", "Leads to call, in order"),
    "title.attendance": ("勤怠", "Attendance"),
    "title.entry": ("日次入力", "Daily entry"),
    "title.activity": ("活動ログ", "Activity log"),
    "title.issues": ("取込結果", "Import issues"),
    "title.collect": ("回収結果", "Collect results"),
    "title.entry_history": ("入力履歴（置き換えた値）", "Entry history: values replaced"),
    "title.settings": ("設定", "Settings"),
    "title.roster": ("名簿", "Roster"),
    "title.column_map": ("項目マッピング", "Column map"),
    "title.result_map": ("架電結果マッピング", "Result map"),
    "title.benchmarks": ("ベンチマーク", "Benchmarks"),
    "title.metrics": ("自社の指標", "Your own KPIs"),
    "title.holidays": ("会社の休日", "Company holidays"),
    "title.import_sources": ("取込元", "Import sources"),
    "title.charts": ("グラフ元データと選択肢", "Chart data and lists"),
    # one line of guidance under each title
    "guide.board": (
        "毎朝、この1枚から。右の「表示する月」を選んで更新すると、すべてのシートがその月に切り替わります。",
        "Start here every morning. Choose a month on the right and refresh: every sheet follows.",
    ),
    "guide.reps": (
        (
            "表示月の担当者別の実績です。活動がない人も0件で並びます。"
            "列の上の［＋］で、目標・目安の内訳やその他の指標が開きます。"
        ),
        (
            "The month by rep. Reps without activity are listed with zeros. The [+] above the columns "
            "opens targets, bands and the other KPIs."
        ),
    ),
    "guide.teams": (
        "表示月のチーム別の実績です。最後の行は全体です。",
        "The month by team. The last row is everybody together.",
    ),
    "guide.sources": (
        "どのリード経路が商談につながっているかを比べます。",
        "Compare which lead sources turn into meetings.",
    ),
    "guide.pipeline": (
        "インサイドセールスが創出した、まだ受注も失注もしていない案件の金額です。日数は案件化からの経過。案件データがないと空欄です。",
        "What the deals that inside sales created are worth while neither won nor lost, by age. "
        "Empty without deals.",
    ),
    "guide.executive": (
        "経営層への報告用の1枚です。個人名は出ません。数字はすべて元のシートを参照する式です。",
        "One page for executives. It names no rep; every figure is a formula on its source.",
    ),
    "guide.coaching": (
        "黄色のセルで担当者を選ぶと、その人の1枚になります（空なら担当別の先頭）。数字はすべて式です。配布ブックには入りません。",
        "Choose a rep in the yellow cell (none: the first). All figures are formulas. Handed out to nobody.",
    ),
    "guide.costs": (
        "月ごとの費用です。チームやリード経路が空なら全体の費用です。配布ブックには入らず、担当者が3人未満なら経営サマリーにも出ません。",
        "Costs by month, of everybody where team and source are empty. In no handed-out workbook, nor on the "
        "executive page with fewer than three reps.",
    ),
    "guide.reasons": (
        "結果の文言や失注理由の列から読み取った理由です。お断りと失注は分けています。差は割合の増減（ポイント）です。",
        "Reasons read from results and from columns of reasons, a no and a lost deal apart. "
        "The change is one of shares, in points.",
    ),
    "guide.call_lists": (
        "架電率は、リストの保有リードのうち一度でも架電した割合です。架電リストがないと空欄です。",
        "The call rate is the share of a list's leads called at least once. Empty without call lists.",
    ),
    "guide.matrix": (
        "黄色のセルで指標を選ぶと、担当者×営業日で並びます。上の行は全体の日計、率は合計どうしの割合です。",
        "Choose a KPI in the yellow cell: reps down, business days across. "
        "On top everybody's day; rates are those of the sums.",
    ),
    "guide.days": (
        "表示月の日付×担当者の明細です。見出しの▼で担当者やチームを絞り込めます。",
        "Every day and rep of the month. Filter by rep or team with the arrows in the header.",
    ),
    "guide.weeks": (
        "月曜始まりの週×担当者です。表示月にかかる週を、月をまたぐ分も含めて1週間分集計します。",
        "Weeks from Monday by rep. Weeks that touch the month are counted in full.",
    ),
    "guide.team_weeks": (
        "チームの月の目標を営業日で各週に割り振り、実績と並べます。表示月の日だけを数えるので、週の合計は月と一致します。",
        "Each team's target of the month on its weeks by business days, beside what was done. Only days of "
        "the month shown count, so that the weeks sum to the month.",
    ),
    "guide.months": (
        "直近13か月のチーム別・全体の推移です。受注を案件化した月に数え、最終見込みを出した表は非表示シート「案件化月別」にあります。",
        (
            "The last thirteen months by team and in total. Wins by the month of their opportunity, and "
            "where these will end, are on the hidden sheet Cohorts."
        ),
    ),
    "guide.cohorts": (
        "受注を、受注日ではなく案件化した月に数えます。最終見込みは案件データが示す日数から出し、範囲は10回中8回入る幅です。"
        "まだ若い月は空欄です。",
        (
            "Wins count for the month of their opportunity. Where they end follows from the days deals have "
            "taken so far; four of five months end in the range. Too young is empty."
        ),
    ),
    "guide.meeting_cohorts": (
        "会社などで商談と結び付いた案件だけを、その商談を設定した月に数えます。日数は商談の設定から受注までです。"
        "新しい月は、案件化もこれから増えます。",
        (
            "Opportunities linked to a meeting, by the month that was set; days run from then to the win. "
            "Of young months more opportunities are still to come."
        ),
    ),
    "guide.next_steps": (
        "同じリード経路を扱う同僚の中央値・上位4分の1と比べ、1人にひとつ、最も商談が増える一歩です。件数による偶然の差は割り引いてあります。"
        "配布ブックには入りません。",
        (
            "One step for each rep, to the median or top quartile of colleagues with the same lead sources: "
            "the one worth most meetings. Chance is taken off. In no handed-out workbook."
        ),
    ),
    "guide.progress": (
        "月末の着地見込みまで、指標ごとに全体・チーム・担当者の順です。「本日時点の目標」は本人の出勤する営業日により、チームは担当者の合計です。",
        (
            "How far each has come and where the month will end: everybody, teams, reps. "
            "Due so far follows each one's own days; a team owes what its reps do."
        ),
    ),
    "guide.standing": (
        (
            "表示月の自分の数字と、同僚の平均が入る幅です。"
            "同僚の数字が分からないよう幅で示し、同僚が3人未満のチームには出ません。"
        ),
        (
            "Your own figures of the month shown, and the range in which your colleagues' average lies. It "
            "is a range so that nobody's figure can be worked out, and needs three colleagues."
        ),
    ),
    "guide.diagnosis": (
        "商談を最も失っている段階と打ち手です。件数が少なく、統計的に言えない差はボトルネックにしません。",
        (
            "The stage that costs most meetings, and what to do. "
            "A gap the sample does not support is not blamed."
        ),
    ),
    "guide.health": (
        "直近10営業日のうち、データのない日に印がつきます。「勤怠」で休みにした日は漏れに数えません。",
        "The last ten business days; days without data are marked. Absences on Attendance are no gap.",
    ),
    "guide.targets": (
        (
            "「目標の指標」と「目標値」から必要な接続数・架電数を逆算します。想定の率は上書きでき、空にして更新すると"
            "提案に戻ります。「確率80%の架電数」は想定ではなく、架電あたりの商談の実績から求めます。"
        ),
        (
            "Type a goal and its value: connects and calls needed follow. Assumed rates may be typed over; "
            "empty the cell and refresh for the proposal. Calls for 80% rest on observed meetings a call."
        ),
    ),
    "guide.rep_targets": (
        (
            "更新するとチーム目標を重みで担当者に配分します。黄色のセルは上書きでき（商談を変えると、"
            "その人の接続・架電も想定の率で決まります）、残りはほかの担当者に配分し直されます。"
        ),
        (
            "A refresh divides the team's target by weight. Yellow cells may be typed over (a rep's typed "
            "meetings decide their connects and calls too): the rest is divided among the others."
        ),
    ),
    "guide.review": (
        "月ごとの達成状況と率の評価です。遅れている人には原因と打ち手を示します。黄色のセルの入力は行とともに残ります。",
        "Attainment and rates month by month; cause and advice for who is behind now. What is typed stays.",
    ),
    "guide.meetings": (
        "先週・今週・来週の商談です。黄色のセルに結果と有効判定を入れると、次の更新で実施・有効に数えます。",
        "Meetings of last, this and next week. Results typed in the yellow cells count at the next refresh.",
    ),
    "guide.list_analysis": (
        "接続しやすい時間帯、何回目まで架電するか、初回対応の速さ、リストごとの成果です。偶然の範囲の差は勧めません。",
        "When people are reached, how often to call, how fast leads are touched, what each list brings. What "
        "chance explains is never recommended.",
    ),
    "guide.all_leads": (
        "担当者ごとの順位と理由です。「優先リード」に載らない分と、架電しない理由も分かります。結果は「優先リード」に入れます。",
        "By rep, in the order to call, and why the others are left out. Type results in “Leads to call”.",
    ),
    "guide.followups": (
        "上から順に架電します。黄色のセルに結果を入れると、その日の架電として数えます（日次入力には入れません）。",
        (
            "Call from the top. A result typed in the yellow cells counts as a call of the day "
            "(leave it out of the daily entry)."
        ),
    ),
    "guide.attendance": (
        "休んだ日と半日の日だけを入れます（1＝出勤、0.5＝半日、0＝休み）。目標の配分と更新漏れの判定に使います。",
        (
            "Only days off and half days (1: present, 0.5: half, 0: off). "
            "Used to divide targets and to find missing entries."
        ),
    ),
    "guide.entry": (
        (
            "色のついた行に、1人1日1行（経路ごとに分けても可）で件数を入力します。"
            "活動ログなどにない日だけ集計に使われます（「設定」で変更できます）。"
        ),
        (
            "One row per rep and day (and lead source, if you like). Used for days that no other "
            "source covers, unless Settings say otherwise."
        ),
    ),
    "guide.activity": (
        (
            "活動を1件1行で貼り付けます。日付と担当者があれば、ほかの列は空欄や並べ替え、"
            "追加をしてもかまいません。印刷されるのは先頭だけです（［印刷範囲のクリア］で全部）。"
        ),
        (
            "Paste activity here, one row each. Date and rep are needed; other columns may be empty, "
            "moved or added. Only the first rows print (Clear Print Area prints all)."
        ),
    ),
    "guide.issues": (
        (
            "集計できなかった行と、確認してほしい点です。直さなくてよい行は「処理」で「無視」を選ぶと、"
            "次回から一覧の最後に回り、件数に入りません。"
        ),
        (
            "Rows that could not be counted, and points to check. Rows marked Ignore move to the end "
            "of the list and are not counted as open."
        ),
    ),
    "guide.collect": (
        (
            "担当者から戻った日次入力のうち、取り込めなかった行と確認してほしい点です（回収のたびに書き直します）。"
            "確認済みの行は「処理」で「無視」を選ぶと、一覧の最後に回ります。"
        ),
        (
            "Entries that came back but were not taken, and points to check; each collect writes it anew. "
            "Rows marked Ignore move to the end of the list."
        ),
    ),
    "guide.entry_history": (
        "回収で新しい値に置き換えた行の、前の値です。行は増えるだけで、消えません。",
        "What rows said before a newer entry replaced them. Rows are only ever added here.",
    ),
    "guide.settings": (
        "黄色のセルを変えて更新すると、集計のしかたが変わります。",
        "Change a yellow cell and refresh: it decides how things are counted.",
    ),
    "guide.roster": (
        (
            "担当者とチームです。異動・兼任は行を分け、開始日・終了日・稼働割合を入れます。"
            "別名（旧姓・メール・ログインID）は読点「、」で区切ります。"
        ),
        (
            "Who belongs to which team. Use one row per move or share, with dates and FTE. Separate "
            "aliases (e-mail, login, maiden name) with commas."
        ),
    ),
    "guide.column_map": (
        (
            "使っていない列が更新のたびに並びます。候補が合っていれば同じ項目を、不要なら「使わない」を選んで更新します"
            "（シートが空欄の行は、すべてのシートに効きます）。"
        ),
        (
            "Columns not used are listed by a refresh: choose the guess, another field or Do not use, and "
            "refresh. A row without a sheet holds for all."
        ),
    ),
    "guide.result_map": (
        (
            "読み取れなかった結果の文言が、件数の多い順に並びます。"
            "意味を選んで更新すると集計に反映されます。それまでは架電だけに数えます。"
        ),
        (
            "Result texts nobody knew, most frequent first. Choose a meaning and refresh; until then "
            "they count as calls only."
        ),
    ),
    "guide.benchmarks": (
        (
            "比較のための目安です。自社の業種や単価に合わせて書き換えてください。"
            "「範囲内＝良い」とは限りません。"
        ),
        (
            "Bands for comparison: adapt them to your industry and price. Within the band does not "
            "always mean good."
        ),
    ),
    "guide.metrics": (
        (
            "自社だけの率を追加できます。例：返信率 ＝ 返信数 ÷ メール送信数。"
            "更新すると各シートの右端に列が増えます。"
        ),
        (
            "Add rates of your own, such as reply rate = replies / emails. A refresh adds a column "
            "at the right of every view."
        ),
    ),
    "guide.holidays": (
        "祝日は自動で判定します。会社独自の休業日と、土日祝に出勤する日だけを入れてください。"
        "チームを入れた行はそのチームだけです。",
        "Public holidays are known. List only your company's own closed days and the weekends you work; "
        "with a team, its own.",
    ),
    "guide.import_sources": (
        "左に読み込むファイルやフォルダーを、右に前回どのシートをどう読んだかを示します。",
        "On the left what is read, on the right how each sheet was read last time.",
    ),
    "guide.charts": (
        "ボードのグラフと入力候補のもとになる表です。更新のたびに書き換わるので、編集は不要です。",
        "What the charts and drop-downs are made of. Rewritten by every refresh: nothing to edit here.",
    ),
    # labels
    "label.month": ("表示する月", "Month to show"),
    "label.month_shown": ("表示月", "Month shown"),
    "label.before": ("前月", "Last month"),
    "label.state": ("データの状況", "State of the data"),
    "label.last_data": ("データ最終日", "Last data"),
    "label.last_refresh": ("最終更新", "Last refresh"),
    "label.status": ("結果", "Result"),
    "label.next": ("次にすること", "What to do next"),
    "label.matrix_totals": ("全体（日計）", "Everybody, by day"),
    "label.matrix_kpi": ("表示する指標", "KPI to show"),
    "label.summary": ("理由別の件数", "By reason"),
    "label.issues": ("明細", "Every record"),
    "label.setting": ("項目", "Setting"),
    "label.value": ("値", "Value"),
    "label.meaning": ("説明", "What it does"),
    "label.version": ("テンプレートの版", "Template version"),
    "label.analysis.hours": ("曜日・時間帯別の接続率", "Connect rate by weekday and hour"),
    "label.analysis.tries": ("何回目の架電で商談になるか", "What the nth try brings"),
    "label.analysis.response": ("初回対応の速さ", "First response"),
    "label.analysis.lists": ("リストごとの成果", "What each list brings"),
    "label.import_sources": ("読み込むもの", "What is read"),
    "label.import_sheets": ("前回の読み取り", "How it was read"),
    "label.funnel": ("ファネル（全体・表示月）", "Funnel (everybody, month shown)"),
    "label.months": ("月次推移（全体）", "Months (everybody)"),
    "label.list.months": ("データのある月", "Months with data"),
    "label.list.kpis": ("指標名", "KPI names"),
    "label.list.fields": ("項目（項目マッピング）", "Fields (column map)"),
    "label.list.rates": ("率の指標", "Rates"),
    "label.list.above": ("指標の分子", "What a KPI counts"),
    "label.list.below": ("率の分母", "What a rate is a part of"),
    "label.list.days": ("営業日", "Business days"),
    "label.looks": (
        "判定で偶然とみなす幅（標準偏差）",
        "What verdicts leave to chance (standard deviations)",
    ),
    "label.bands_read": ("更新時のベンチマーク（照合値）", "Benchmarks as refreshed (check sum)"),
    "label.list.sources": ("リード経路", "Lead sources"),
    "label.entry.today": ("今日の入力", "Today"),
    "label.entry.month": ("今月の合計", "Month so far"),
    "label.entry.target": ("今月の目標", "Target"),
    "label.entry.attainment": ("達成率", "Attainment"),
    "label.entry.left": ("あと（今日の入力を含む）", "Left, today's included"),
    "label.team_sources": ("チーム×リード経路", "Teams by lead source"),
    "label.elapsed": ("営業日の経過", "Business days gone"),
    # units above the headers of KPIs
    "unit.count": ("件", "count"),
    "unit.money": ("円", "amount"),
    "unit.rate": ("実績の月から", "from own months"),
    "unit.number": ("", ""),
    "unit.text": ("", ""),
    "unit.attainment": ("実績 ÷ 目標", "actual ÷ target"),
    "unit.meant": ("{count}\n÷ 目標", "{count}\n÷ target"),
    "unit.share": ("営業日で配分", "by business days"),
    "unit.edge": ("目安", "band"),
    "unit.gap": ("目安との差", "off the band"),
    "unit.verdict": ("当月で判定", "this month"),
    "unit.window": ("直近{months}か月の成熟分で判定", "mature, last {months:|month|months}"),
    "unit.judged": ("分子 ÷ 分母", "over the window"),
    "unit.mix": ("リード経路の\n構成から", "from the mix\nof sources"),
    "unit.fte_months": ("稼働割合×営業日", "FTE × days"),
    "unit.assumed": ("提案を上書き可", "may be typed over"),
    "unit.proposed": ("更新で提案", "by a refresh"),
    "unit.goal": ("選ぶ", "choose"),
    "unit.goal_value": ("件または円", "count or amount"),
    "unit.per_week": ("1日あたり × 5", "per day × 5"),
    "unit.per_day": ("÷ 営業日数", "÷ business days"),
    "unit.per_rep_day": ("÷ 稼働人日", "÷ rep days"),
    "unit.per_rep": ("÷ 稼働人月", "÷ FTE months"),
    # the board of a workbook never refreshed
    "status.new": ("まだ更新していません", "Not refreshed yet"),
    "status.done_twice": (
        "{read} 件を読み込み、{counted} 件を集計しました（対象外 {left_out} 件、重複 {repeated} 件）。",
        "{read:|record|records} read, {counted} counted, {left_out} left out, {repeated} there already.",
    ),
    "status.done": (
        "{read} 件を読み込み、{counted} 件を集計しました（対象外 {left_out} 件）。",
        "{read:|record|records} read, {counted} counted, {left_out} left out.",
    ),
    "next.map_absent": (
        "項目マッピング（--minimal なしの sheetkpi attach で追加）",
        "Column map (sheetkpi attach without --minimal adds it)",
    ),
    "next.adopted_left_out": (
        "ご自身の表のうち {count} 個は更新できず、前のままです。理由は「{sheet}」シートで確認できます。",
        "Tables of your own that were not refreshed: {count}. The sheet “{sheet}” says why.",
    ),
    "next.errors": (
        "設定に {count} 件の誤りがあります。「{sheet}」シートを見て直してください。",
        "Mistakes in the settings: {count}. See the sheet “{sheet}”.",
    ),
    "next.left_out": (
        "{count} 件を集計できませんでした。理由は「{sheet}」シートで確認できます。",
        "Records that could not be counted: {count}. The sheet “{sheet}” says why.",
    ),
    "next.uncollected": (
        "回収で取り込めなかった行やファイルが {count} 件あります。理由は「{sheet}」シートで確認できます。",
        "Entries or files that came back and were not taken: {count}. The sheet “{sheet}” says why.",
    ),
    "next.unused_sheet": (
        "「{label}」は活動のように見えますが、集計していません（{left}）。列を足すか「{sheet}」で選んでください。",
        "“{label}” looks like activity, not counted ({left}). Add the column or choose it on “{sheet}”.",
    ),
    "next.unused_column": (
        "「{label}」の列「{header}」は使われていません。「{sheet}」シートで項目を選んでください。",
        "Column “{header}” of “{label}” is not used. Choose its field on the sheet “{sheet}”.",
    ),
    "next.unused_columns": (
        "「{label}」の列「{header}」など（ほか {count} 列）は使われていません。"
        "「{sheet}」シートで項目を選んでください。",
        "Column “{header}” of “{label}” and {count} more are not used. "
        "Choose their fields on the sheet “{sheet}”.",
    ),
    "next.unknown_results": (
        "意味の決まっていない結果が {count} 種類あります。「{sheet}」シートで意味を選んでください。",
        "Result texts without a meaning: {count}. Choose one on the sheet “{sheet}”.",
    ),
    "next.unknown_reps": (
        "名簿にいない担当者が {count} 人います。「{sheet}」シートに追加してください。",
        "Reps who are not in the roster: {count}. Add them on the sheet “{sheet}”.",
    ),
    "next.no_data": (
        "{month} のデータはまだありません。活動を入れるか、別の月を選んでください。",
        "There is no data for {month} yet. Enter activity or choose another month.",
    ),
    "next.unmeasured": (
        "{kpi}は、数えられる資料がないため空欄です。「{kpi}」の列か、それと分かる結果のある資料が必要です。",
        "{kpi} stay empty: no source counts them. It takes a column “{kpi}” or results that mean them.",
    ),
    "next.only_leads": (
        "リード {count} 件だけを読み、活動は1件もありません。活動の記録のはずなら「{sheet}」を見てください。",
        "Only leads ({count}) were read and no activity. If they should be activity, see “{sheet}”.",
    ),
    "next.no_target": (
        "{month} の目標がないチーム：{teams}。「{sheet}」シートに目標値を入力してください。",
        "No target for {month}: {teams}. Enter one on the sheet “{sheet}”.",
    ),
    "next.bottleneck": (
        "{team}の最大の要因は{stage}です（商談 −{meetings} 件）。打ち手は「{sheet}」シートにあります。",
        "What costs {team} most: {stage} (−{meetings:|meeting|meetings}). See the sheet “{sheet}” for what "
        "to do.",
    ),
    "next.enter": (
        "今日の件数を「{sheet}」シートに入力し、保存して返送してください。",
        "Type today's counts on the sheet “{sheet}”, save, and send the workbook back.",
    ),
    "next.own_leads": (
        "「{sheet}」の上から架電し（{leads} 件）、結果はその行に入力（「{entry}」には含めない）。",
        "Leads to call, from the top of “{sheet}”: {leads}. Type results there, not on “{entry}” again.",
    ),
    "next.own_missing": (
        "直近10営業日のうち {days} 日の記録がありません。",
        "Business days without a record, of the last ten: {days}.",
    ),
    "next.own_bottleneck": (
        "まず見直すのは{stage}です。打ち手は上の「まず見ること」にあります。",
        "Look first at: {stage}. What to do stands above.",
    ),
    "next.nothing": ("データに直すところはありません。", "The data need no correction."),
    "next.1": (
        "1.「名簿」に担当者とチームを入れる（取込元に名簿があれば自動で入ります）",
        "1. List reps and teams on Roster (filled by itself when the data name them)",
    ),
    "next.2": (
        "2.「活動ログ」に活動を貼り付けるか、「取込元」に読み込むファイルを書く",
        "2. Paste activity into Activity, or name files on Import sources",
    ),
    "next.3": (
        "3. ［更新］ボタンを押す（ボタンのないブックは、閉じて sheetkpi refresh を実行）",
        "3. Press Refresh (a workbook without the button: close it and run sheetkpi refresh)",
    ),
    "next.4": (
        "4.「取込結果」で、集計できなかった行を確かめる",
        "4. Look at Import issues for rows that could not be counted",
    ),
    "stale": (
        "未更新：更新すると、選んだ月に切り替わります",
        "NOT REFRESHED: refresh to show the month you chose",
    ),
    "stale.bands": (
        "未更新：ベンチマークが変わりました。更新すると診断に反映されます",
        "NOT REFRESHED: benchmarks changed; refresh to diagnose by them",
    ),
    # charts
    "chart.funnel.alt": (
        "表示月の架電数・接続数・商談創出数・案件化数・受注数を上から順に並べた横棒グラフ",
        "Bars from top to bottom: calls, connects, meetings, opportunities and wins of the month shown",
    ),
    "chart.won.alt": (
        "直近13か月の受注貢献額の縦棒グラフ",
        "Columns: the won amount of each of the last 13 months",
    ),
    "chart.months.alt": (
        "直近13か月の商談創出数と受注数の縦棒グラフに、架電数の折れ線を重ねたもの",
        "Columns of meetings and wins, and a line of calls, over the last 13 months",
    ),
    "chart.funnel": ("架電から受注まで", "From call to win"),
    "chart.won": ("受注貢献額の推移（13か月）", "Won amount, 13 months"),
    "chart.months": ("架電・商談・受注の推移（13か月）", "Calls, meetings and wins, 13 months"),
    # settings
    "setting.closing_day": ("締め日", "Closing day"),
    "setting.closing_day.note": (
        "0＝月末締め（暦月）。10・15・20・25を選ぶと、例えば20なら「5月度」は4月21日〜5月20日になります。",
        "0: calendar months. With 20, May runs from 21 April to 20 May.",
    ),
    "setting.fiscal_start": ("年度の始まり", "Fiscal year starts"),
    "setting.fiscal_start.note": ("年度が始まる月です。", "The month in which the fiscal year begins."),
    "setting.country": ("祝日の国", "Country of holidays"),
    "setting.country.note": (
        "祝日を判定する国（JP＝日本）。会社独自の休みは「休日」シートに入れます。",
        "Whose public holidays count (JP: Japan). Your company's own go to the Holidays sheet.",
    ),
    "setting.connect_level": ("接続とみなす基準", "What is a connect"),
    "setting.connect_level.note": (
        "担当者接続＝話したい相手と話せたら接続。通電＝受付など誰かが出たら接続。",
        "Person: a conversation with the person wanted. Line: anybody who answers, reception too.",
    ),
    "setting.meeting_basis": ("商談を数える日", "Meetings count on"),
    "setting.meeting_basis.note": (
        "設定＝商談を設定した日に数えます。実施＝実施した日に数えます。",
        "Set: the day a meeting was booked. Held: the day it took place.",
    ),
    "setting.target_meeting": ("目標の対象とする商談", "Meetings in targets"),
    "setting.target_meeting.note": (
        "商談創出数の目標を何と比べるか。設定＝設定した商談、実施＝実施した商談、有効＝営業が有効とした商談。"
        "達成率・進捗・着地がこれに従います。記録がなければ空欄です。",
        "What a target of meetings is held against: meetings set, held, or accepted by field sales. "
        "Attainment, progress and landing follow. Empty where nobody records it.",
    ),
    "setting.credit": ("案件の貢献者", "Who is credited with deals"),
    "setting.credit.note": (
        "同じ会社の商談を設定した人に案件を数えます。最後の商談＝案件化の前で最後、最初の商談＝最初、"
        "等分＝全員で等分。"
        "所有者＝案件データの担当者のまま。IS担当の列があればそれが優先です。",
        "A deal counts for whoever set a meeting with its company: the last before the opportunity, the "
        "first, or all in equal parts. Owner: as the deals say. A column of inside reps comes first.",
    ),
    "setting.credit_days": ("商談をさかのぼる日数", "Days back to the meeting"),
    "setting.credit_days.note": (
        "案件化の前、何日以内に設定した商談を案件に紐付けるか。紐付かない案件は「未紐付け」に数え、"
        "取込結果に並べます。",
        "A meeting this many days before the opportunity, or fewer, is linked to it. Deals without one "
        "count as not linked, and Issues lists them.",
    ),
    "setting.gross_margin": ("粗利率（%）", "Gross margin (%)"),
    "setting.gross_margin.note": (
        "費用に対する回収率を出すときに、受注貢献額に掛けます（100＝売上そのまま）。",
        "The won amount times this is what the costs are held against (100: all of it).",
    ),
    "setting.followups": ("優先リードの件数", "Leads on the list"),
    "setting.followups.note": (
        "「優先リード」に、担当者ごとに並べる件数です。",
        "How many leads of each rep stand on the sheet of leads to call.",
    ),
    "setting.stop_tries": ("架電をやめる回数", "Stop after tries"),
    "setting.stop_tries.note": (
        "この回数だけ架電して商談にならないリードは、リストに出しません（空欄＝やめない）。",
        "Leads tried as often without a meeting leave the list (empty: never).",
    ),
    "setting.daily_entry": ("日次入力の扱い", "Daily entry"),
    "setting.daily_entry.note": (
        "補完＝ほかに記録がない担当者・日だけ使う。加算＝ほかの記録に足す。優先＝日次入力を優先する。",
        "Fill: only for reps and days without other records. Add: on top of them. Prefer: instead of them.",
    ),
    "setting.min_sample": ("最小件数", "Minimum sample"),
    "setting.min_sample.note": (
        "分母がこの件数に満たない率は判定しません。指標ごとの件数は「ベンチマーク」が優先します。",
        "Rates over fewer than this are not judged. Benchmarks may say otherwise per KPI.",
    ),
    "setting.weight_basis": ("目標の配分", "Dividing targets"),
    "setting.weight_basis.note": (
        "チーム目標を担当者に配る重み。稼働＝稼働割合×出勤営業日、実績比＝直近3か月の実績の比。",
        "How a team's target is divided. Capacity: FTE × business days present. Past share: of three months.",
    ),
    "setting.language": ("言語", "Language"),
    "setting.language.note": (
        "更新で書き込む文言の言語です（ja＝日本語、en＝英語）。",
        "The language of what a refresh writes (ja: Japanese, en: English).",
    ),
    "setting.distribute_folder": ("配布先のフォルダー", "Folder to hand out to"),
    "setting.distribute_folder.note": (
        "「配布」ボタンがブックを作る場所です。空欄なら、このブックの横の「配布」フォルダー。",
        "Where the button Distribute puts the workbooks. Empty: the folder “handed out” beside this one.",
    ),
    "setting.collect_folder": ("回収するフォルダー", "Folder to collect from"),
    "setting.collect_folder.note": (
        "「回収」ボタンが、戻ったブックを探す場所です（中のフォルダーも探します）。空欄なら、配布先のフォルダー。",
        "Where the button Collect looks for what came back, at any depth. Empty: the folder to hand out to.",
    ),
    "setting.publish_folder": ("公開先のフォルダー", "Folder to publish into"),
    "setting.publish_folder.note": (
        "「公開」ボタンが、ブラウザーで見るページ（index.html）を置く場所です。見せたい人だけが開けるフォルダーにしてください。",
        "Where the button Publish puts the page (index.html). Whoever sees the folder sees the page.",
    ),
    "setting.post_to": ("投稿先の名前", "Channels to post to"),
    "setting.post_to.note": (
        "「投稿」ボタンの投稿先です（「、」で区切って複数）。アドレスはここに書かず、"
        "このパソコンの connections.toml に書きます。",
        "Names of channels for the button Post, with commas between. Addresses do not belong here but into "
        "connections.toml on this computer.",
    ),
    "setting.overwrite": ("数式を置き換える列", "Columns whose formulas are replaced"),
    "setting.overwrite.note": (
        "ご自身の数式がある列は、更新で書き換えません。SheetKPI に任せる列は、RepKPI[接続率] のように"
        "入力してください（、で区切る。RepKPI だけなら表全体）。",
        "A refresh leaves columns alone that hold your own formulas. Name those it is to fill all the same, "
        "like RepKPI[Connect rate], with commas between; RepKPI alone is the whole table.",
    ),
    "setting.distribute_also": ("一緒に配るシート・マクロ", "Sheets and macros handed out too"),
    "setting.distribute_also.note": (
        "配布するブックにも入れる、自分で足したシートと標準モジュールの名前（、で区切る）。誰かの名前があるものは入れません。",
        "Your own sheets and macro modules that go along, with commas between; not those that name anybody.",
    ),
    # drop-downs and input messages
    "choice.error.title": ("入力を確認してください", "Please check"),
    "choice.error.list": ("一覧から選んでください。", "Please choose from the list."),
    "choice.error.month": (
        "データのある月を一覧から選んでください。空欄にすると最新の月を表示します。",
        "Choose a month that has data. Leave it empty for the latest one.",
    ),
    "choice.error.date": ("日付で入力してください（例：2026/5/12）。", "Please enter a date."),
    "choice.error.whole": ("0以上の整数で入力してください。", "Please enter a whole number, 0 or more."),
    "choice.error.decimal": ("範囲内の数値で入力してください。", "Please enter a number within the limits."),
    "choice.error.entry_date": (
        "直近の営業日にない日付です。休日出勤などで正しければ「はい」を押してください。",
        "This is not one of the recent business days. If it is right, answer Yes.",
    ),
    "choice.error.entry_rep": (
        "名簿にない名前です。このまま入力しますか？",
        "This name is not in the roster. Keep it?",
    ),
    "choice.error.entry_lead_source": (
        "一覧にないリード経路です。このまま入力しますか？",
        "This lead source is not in the list. Keep it?",
    ),
    "choice.error.entry_connects": (
        "接続数は0以上の整数で、ふつうは架電数を超えません。このまま入力しますか？",
        "Connects are whole numbers and hardly ever more than calls. Keep it?",
    ),
    "choice.error.entry_meetings": (
        "商談創出数は0以上の整数で、ふつうは接続数を超えません。このまま入力しますか？",
        "Meetings are whole numbers and hardly ever more than connects. Keep it?",
    ),
    "choice.hint.entry_date": (
        "一覧から選ぶか、日付を入力します（例：5/12）。Ctrl＋; で今日の日付が入ります。",
        "Choose a day, or type a date. Ctrl+; enters today's.",
    ),
    "choice.hint.month": (
        "月を選んで更新してください。空欄＝データのある最新の月",
        "Choose a month and refresh. Empty: the latest with data",
    ),
    "choice.hint.coached": (
        "担当者を選ぶと、このシートがその人のものになります。空欄なら担当別の先頭の人です。",
        "The page becomes that of the rep you choose. Leave it empty for the first.",
    ),
    "choice.error.coached": (
        "表示月の担当者を一覧から選んでください。",
        "Choose one of the month's reps from the list.",
    ),
    "choice.hint.matrix_kpi": ("表示する指標を選びます。", "Choose the KPI to show."),
    "choice.hint.mark": (
        "直さなくてよい行は「無視」を選びます。",
        "Choose Ignore for rows that may stay as they are.",
    ),
    "choice.hint.goal": (
        "何から逆算するかを選びます。選んだ指標より上の列は空欄になります。",
        "What to solve backwards from. The columns above it stay empty.",
    ),
    "choice.hint.goal_value": (
        "今月達成したい件数または金額です。",
        "How many, or how much, is wanted this month.",
    ),
    "choice.hint.assumed": (
        "上書きするとこの率で逆算します（例：10%）。上書きした値は更新しても残ります。",
        "Type over to solve with your own figure; it stays through every refresh.",
    ),
    "choice.hint.field": (
        "候補が合っていれば、同じものを選びます。使わない列は「使わない」を選びます。",
        "Choose the guess if it is right. For a column of no use choose Do not use.",
    ),
    "choice.hint.read_as": (
        "11/2 のような日付の並びや、UTC の日時のときに選びます。空欄なら自動で判断します。",
        "How dates such as 11/2 are written, or that times are UTC. Empty: decided by itself.",
    ),
    "choice.hint.month_row": ("月初の日付で入れます（例：2026/5/1）。", "The first of the month."),
    "choice.hint.shown_as": (
        "空欄なら、金額÷件数は金額、件数÷件数は率で表示します。",
        "Empty: money per count is shown as money, a count per count as a rate.",
    ),
    "choice.hint.present": ("1＝出勤、0.5＝半日、0＝休み", "1: present, 0.5: half a day, 0: off"),
    "choice.hint.fte": ("1＝専任、0.5＝半分。空欄は1です。", "1: full time, 0.5: half. Empty means 1."),
    "choice.hint.country": (
        "チームと国を入れた行は、そのチームが使う祝日の国です（日付は空欄でかまいません）。",
        "A row with a team and a country says whose national holidays the team has; it needs no date.",
    ),
    "choice.hint.band_role": (
        "役割を入れた行は、その役割の担当者だけの目安です。空欄＝全員。リード経路と役割の両方は入れられません。",
        "A row with a role is the band of its reps alone. Empty: everybody. Not together with a lead source.",
    ),
    "choice.hint.target_role": (
        "役割を選ぶと、その役割の人だけの目標です。空欄は残りの全員。チームの目標は行の合計です。",
        "With a role: the target of its reps alone. Empty: all others. A team's rows add up.",
    ),
    "choice.hint.role": (
        "「集計外」にすると集計に入りません。空欄＝集計します。",
        "Excluded leaves a person out. Empty: counted.",
    ),
    "activity_kind.call": ("架電", "Call"),
    "activity_kind.email": ("メール", "Email"),
    "activity_kind.document": ("資料送付", "Document"),
    "activity_kind.follow_up": ("フォロー", "Follow-up"),
    # benchmarks of the field
    "origin.guide": (
        "インサイドセールス管理者向けガイド（2025年11月、一般的な目安）",
        "Guide for inside-sales managers (November 2025, typical averages)",
    ),
    "basis.connect_rate": ("接続数 ÷ 架電数（着信は含めない）", "Connects ÷ calls, without inbound calls"),
    "basis.meeting_rate": ("商談創出数 ÷ 接続数", "Meetings ÷ connects"),
    "basis.opportunity_rate": (
        "案件化数 ÷ 商談創出数（直近3か月）",
        "Opportunities ÷ meetings, over three months",
    ),
    "basis.win_rate": ("受注数 ÷ 案件化数（直近3か月）", "Wins ÷ opportunities, over three months"),
    "basis.meetings_per_rep": (
        "商談創出数 ÷ 稼働人数（月の途中は営業日で按分）",
        "Meetings ÷ FTE, pro-rated by business days within the month",
    ),
    "basis.by_source": (
        "商談創出数 ÷ 接続数（ガイドに分母の記載がないため、接続を分母とみなす）",
        "Meetings ÷ connects (the guide gives no denominator: taken as connects)",
    ),
    "bench_note.connect_rate": (
        "10%以下は会話が成り立っていない状態。時間帯とリストの質を確認",
        "At 10 % or less there is no conversation: check time of day and list",
    ),
    "bench_note.meeting_rate": (
        "低いときは接続率・トーク・リードの優先順位を確認",
        "When low, check connect rate, talk and priority of leads",
    ),
    "bench_note.opportunity_rate": (
        "分母が小さいので3か月で見る",
        "Small denominators: judged over three months",
    ),
    "bench_note.win_rate": ("分母が小さいので3か月で見る", "Small denominators: judged over three months"),
    "bench_note.meetings_per_rep": ("1人（FTE 1.0）あたり・1か月あたり", "Per rep (FTE 1.0) and month"),
    "bench_note.trade_show": ("高め。名刺交換済みで関心が高い", "High: cards exchanged, interest is high"),
    "bench_note.seminar": ("中くらい。情報収集目的の参加も多い", "Middle: many come to gather information"),
    "bench_note.web_inquiry": ("幅が大きい。BANT情報の有無しだい", "Varies with the BANT information given"),
    "bench_note.download": ("低め。情報収集段階で温度感が低い", "Low: gathering information, still cool"),
    "source.trade_show": ("展示会", "Trade show"),
    "source.seminar": ("セミナー", "Seminar"),
    "source.web_inquiry": ("Web問い合わせ", "Web inquiry"),
    "source.download": ("資料DL", "Document download"),
}
