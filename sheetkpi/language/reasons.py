"""Why a record was left out or noted: the `reason` column of ImportIssues."""

WORDS: dict[str, tuple[str, str]] = {
    "severity.left_out": ("対象外", "Left out"),
    "severity.note": ("メモ", "Note"),
    "severity.error": ("エラー", "Error"),
    # the roster
    "reason.roster_date": (
        "名簿の日付「{value}」を読み取れないため、空欄として扱いました。2026/4/1 のように入力してください。",
        "The roster's date “{value}” cannot be read and was taken as empty. Enter it like 2026-04-01.",
    ),
    "reason.roster_dates": (
        "{rep} さんの終了日（{last}）が開始日（{first}）より前のため、"
        "終了日を空欄として扱いました。日付を直してください。",
        "{rep} ends on {last}, before the start on {first}; the end was taken as open. Correct the dates.",
    ),
    "reason.roster_fte": (
        "稼働割合「{value}」は 0〜1（または 0%〜100%）ではないため、1 として扱いました。",
        "The FTE “{value}” is not between 0 and 1 (0 % and 100 %) and was taken as 1.",
    ),
    "reason.roster_moved": (
        "{rep} さんは {first} に {team} へ異動したものとして集計しました。"
        "同姓同名の別人の場合は、両方の行に開始日と終了日を入れてください。",
        "{rep} was taken to have moved to {team} on {first}. "
        "If these are two people, enter both dates in both rows.",
    ),
    "reason.roster_shares": (
        "{rep} さんの稼働割合の合計が、重なる期間で {total} になっています。"
        "合計が 1 以下になるように直してください。",
        "The shares of {rep} add up to {total} where the periods overlap. Lower them to 1 in total.",
    ),
    "reason.roster_twice": (
        "{rep} さんは {team} に重複して登録されています。片方の行を削除してください。",
        "{rep} is listed twice in {team}. Remove one of the rows.",
    ),
    "reason.roster_alias": (
        "別名「{alias}」が複数の担当者（{reps}）に登録されているため、"
        "担当者を決められません。片方から削除してください。",
        "The alias “{alias}” belongs to several reps ({reps}), "
        "so nobody can tell whose it is. Remove it from all but one.",
    ),
    "reason.rep_unknown": (
        "{rep} さんは名簿にいません。"
        "データ上のチーム（なければ未所属）で {records} 件を集計しました。名簿に追加してください。",
        "{rep} is not in the roster; {records:|record counts|records count} for the team in the data, "
        "else as unassigned. Add them.",
    ),
    "reason.team_seen": (
        "チームの記載がない {records} 件は、ほかの資料で同じ担当者に書かれているチームに数えました。"
        "違う場合は名簿にチームを入れてください。",
        "{records:|record names|records name} no team and {records:-|counts|count} for the one that other "
        "records of the same rep name. If that is wrong, enter the team in the roster.",
    ),
    "reason.rep_ambiguous": (
        "{rep} さんは名簿に複数いますが、{records} 件は"
        "チームの記載がないため、どの担当者か分かりません。元データにチームを入れてください。",
        "There are several {rep} in the roster, and {records:|record does|records do} not say whose "
        "{records:-|it is|they are}. Add the team to the data.",
    ),
    # the company's holidays, the user's own KPIs
    "reason.holiday_date": (
        "休日の日付「{value}」を読み取れません。2026/12/29 のように入力してください。",
        "The holiday “{value}” is not a date. Enter it like 2026-12-29.",
    ),
    "reason.holiday_country": (
        "国コード「{value}」の祝日はありません。JP、US、US-CA のように入力してください。",
        "There are no holidays of “{value}”. Enter a code such as JP, US or US-CA.",
    ),
    "reason.holiday_country_of": (
        "国「{value}」がどのチームのものか分かりません。チームも入力してください（全員の国は設定にあります）。",
        "It is not said whose country “{value}” is. Enter the team too (everybody’s is a setting).",
    ),
    "reason.holiday_countries": (
        "チーム「{team}」には上の行で別の国があるため、「{value}」は使いません。",
        "A row above gives another country for the team “{team}”, so “{value}” is not used.",
    ),
    "reason.metric_twice": (
        "指標「{name}」が2行以上あります。最初の行だけを使いました。",
        "The KPI “{name}” has more than one row; only the first was used.",
    ),
    "reason.metric_half": (
        "指標「{name}」は分子と分母の片方だけが入力されています。両方入れるか、両方空けてください。",
        "The KPI “{name}” has a numerator or a denominator only. Enter both or neither.",
    ),
    "reason.metric_count": (
        "「{name}」は件数として数える指標のため、分子・分母では上書きできません。別の名前を付けてください。",
        "“{name}” is a count and cannot be replaced by a ratio. Choose another name.",
    ),
    "reason.metric_format": (
        "指標「{name}」の表示形式「{value}」は使えません。率（％）・数値・金額から選んでください。",
        "The KPI “{name}” cannot be shown as “{value}”. Choose rate (%), number or money.",
    ),
    "reason.metric_of_rate": (
        "指標「{name}」の分子・分母に率は使えません。件数の指標を指定してください。",
        "The KPI “{name}” divides a rate. Name counts as numerator and denominator.",
    ),
    # benchmarks
    "reason.benchmark_kpi": (
        "「{value}」という率の指標はないため、このベンチマークは使いません。指標名を直してください。",
        "There is no rate called “{value}”, so this benchmark is not used. Correct the KPI’s name.",
    ),
    "reason.benchmark_role": (
        "「{kpi}」の行にリード経路と役割の両方があるため、このベンチマークは使いません。どちらか一方にしてください。",
        "This row for “{kpi}” names a lead source and a role, so it is not used. Name one of them.",
    ),
    "reason.benchmark_role_spelling": (
        "役割「{value}」は上の行の「{spelled}」と同じ役割です。表記が違うため、この行は使いません。"
        "「{spelled}」と入力してください。",
        "The role “{value}” is the “{spelled}” of a row above, written otherwise, so this row is not used. "
        "Write “{spelled}”.",
    ),
    "reason.benchmark_spelling": (
        "この指標は上の行で「{spelled}」と書かれているため、「{value}」の行は使いません。書き方をそろえてください。",
        "A row above calls this KPI “{spelled}”, so the row “{value}” is not used. Write it the same way.",
    ),
    "reason.benchmark_unnamed": (
        "指標名が空のため、このベンチマークは使いません。指標名を入れてください。",
        "This benchmark names no KPI and is not used. Enter the KPI’s name.",
    ),
    "reason.benchmark_edge": (
        "「{kpi}」の「{value}」は 0%〜100% の数値ではないため、判定に使いません。"
        "20% のように入力してください。",
        "“{value}” for {kpi} is not a number between 0 % and 100 % and is not used. Enter it like 20%.",
    ),
    "reason.benchmark_number": (
        "「{kpi}」の「{value}」は 0 以上の数値ではないため、判定に使いません。数値で入力してください。",
        "“{value}” for {kpi} is not a number of 0 or more and is not used. Enter a number.",
    ),
    "reason.benchmark_order": (
        "「{kpi}」の下限（{low}）が上限（{high}）より大きいため、差と判定を出していません。"
        "上下を入れ替えてください。",
        "The band of {kpi} begins at {low}, above its end at {high}; nothing is judged by it. Swap them.",
    ),
    "reason.benchmark_whole": (
        "「{kpi}」の「{value}」は件数・月数として使える整数ではありません。整数で入力してください。",
        "“{value}” for {kpi} is no whole number of records or months. Enter a whole number.",
    ),
    "reason.metric_band": (
        "「{kpi}」はもともとある指標のため、下限・上限は「ベンチマーク」の表に入力してください。ここの値は使いません。",
        "{kpi} is a built-in KPI: enter its band in the Benchmarks table. The one here is not used.",
    ),
    "reason.metric_band_of_count": (
        "「{kpi}」は率ではないため、下限・上限は使いません。",
        "{kpi} is no rate, so its low and high are not used.",
    ),
    # columns and sheets that look like activity and were not used
    "reason.column_guess": (
        "使っていない列です（{holds}）。「項目マッピング」で「{guess}」などを選んでください。",
        "Not used ({holds}). Choose {guess} or another field in the column map.",
    ),
    "reason.column_unused": (
        "使っていない列です（{holds}）。「項目マッピング」で項目か「使わない」を選んでください。",
        "Not used ({holds}). Choose its field, or Do not use, in the column map.",
    ),
    "reason.columns_guess": (
        "{sheets} 枚のシートで使っていません（{holds}）。"
        "「項目マッピング」で「{guess}」などを選んでください。",
        "Not used in {sheets:|sheet|sheets} ({holds}). Choose {guess} or another field in the column map.",
    ),
    "reason.columns_unused": (
        "{sheets} 枚のシートで使っていません（{holds}）。"
        "「項目マッピング」で項目か「使わない」を選んでください。",
        "Not used in {sheets:|sheet|sheets} ({holds}). Choose its field, or Do not use, in the column map.",
    ),
    "reason.column_mapped_unused": (
        "「項目マッピング」の項目は、このシートでは使えません。別の項目か「使わない」を選んでください。",
        "The field chosen in the column map is of no use here. Choose another one, or Do not use.",
    ),
    "reason.column_second": (
        "同じ件数の列がほかにもあり、こちらは使っていません。使うなら「項目マッピング」で選んでください。",
        "Another column of this count is used. To use this one, choose its field in the column map.",
    ),
    "reason.sheet_unused": (
        "活動らしいのに未集計のシートです（{left}）。列を足すか「項目マッピング」で選んでください。",
        "Looks like activity, not counted ({left}). Add the column, or choose it in the column map.",
    ),
    "reason.nothing_counted": (
        "活動として数えたものはありません（{left}）。活動の記録なら、「項目マッピング」で列を選んでください。",
        "Nothing in it is counted as activity ({left}). If its rows are activity, choose the columns in the "
        "column map.",
    ),
    # the summary by reason
    "issues.other": ("その他の理由", "Other reasons"),
    # raw activity: records that are left out
    "reason.date_missing": (
        "日付が空のため、集計できません。",
        "The date is empty, so the record cannot be counted.",
    ),
    "reason.date_unreadable": (
        "日付として読み取れません。2026/11/2 のように直してください。",
        "This is no date. Enter it like 2026-11-02.",
    ),
    "reason.date_future": (
        "日付が今日より後のため、まだ活動として集計していません。",
        "The date lies after today, so it is not counted as activity yet.",
    ),
    "reason.rep_missing": (
        "担当者が空のため、集計できません。",
        "The rep is empty, so the record cannot be counted.",
    ),
    "reason.rep_nobody": (
        "担当者が決まっていない（未定・なし・N/A など）ため、集計できません。担当者の名前を入れてください。"
        "これが人の名前なら、名簿に加えてください。",
        "No rep is named here (TBD, none, N/A …), so the record cannot be counted. Enter the rep’s name. "
        "If this is somebody’s name, add it to the roster.",
    ),
    "reason.cell_error": (
        "セルがエラー値のため、集計できません。元の数式を直してください。",
        "The cell holds an error value, so the record cannot be counted. Mend the formula.",
    ),
    "reason.cell_error_note": (
        "結果のセルがエラー値のため、架電数だけを集計しました。元の数式を直してください。",
        "The result holds an error value, so only the call is counted. Mend the formula.",
    ),
    "reason.kind_missing": (
        "種別も結果も空のため、何の活動か分かりません。",
        "Kind and result are empty, so nobody can tell what was done.",
    ),
    "reason.kind_unknown": (
        "種別が分からないため、集計していません。架電・メール・資料送付・フォロー・商談などに直すか、"
        "項目マッピングで種別の列を「使わない」にしてください。",
        "This kind of activity is not known. Use call, email, document, follow-up or meeting, "
        "or set the kind column to “Do not use” in the column map.",
    ),
    "reason.nothing_to_count": (
        "この記録には、件数に数えるもの（架電・商談など）がありません。",
        "There is nothing in this record to count (no call, no meeting …).",
    ),
    "reason.count_error": (
        "セルがエラー値のため、この件数は集計していません。元の数式を直してください。",
        "The cell holds an error value, so the count is not added. Mend the formula.",
    ),
    "reason.count_percent": (
        "割合（％）は件数ではないため、集計していません。件数の列に直してください。",
        "A percentage is no count and is not added. Enter the number.",
    ),
    "reason.count_negative": (
        "件数がマイナスのため、集計していません。",
        "A count cannot be negative and is not added.",
    ),
    "reason.count_fraction": (
        "件数が整数ではないため、集計していません。",
        "A count is a whole number, so this is not added.",
    ),
    "reason.several_reps": (
        "担当者が2人以上書かれているため、集計できません。1人にするか、1人1行に分けてください。",
        "The cell names more than one rep, so the record cannot be counted. Name one, or give each a row.",
    ),
    "reason.internal_call": (
        "社内・内線・転送の通話のため、集計していません。",
        "This is a call within the company or a transfer, so it is not counted.",
    ),
    "reason.quantity_missing": (
        "件数が数字ではないため、集計できません。",
        "The quantity is no number, so the row cannot be counted.",
    ),
    "reason.count_unreadable": (
        "数字として読み取れないため、この件数は集計していません。",
        "This is no number, so the count is not added.",
    ),
    "reason.deal_undated": (
        "案件化日（または作成日）が空のため、集計できません。",
        "The deal has no opportunity date and no created date, so it cannot be counted.",
    ),
    # raw activity: notes
    "reason.date_order": (
        "「11/2」が11月2日か2月11日か決められない日付が {records} 件あり、{order} の順に読みました。"
        "違う場合は「項目マッピング」の「読み方」で選んでください。",
        "{records:|date|dates} such as 11/2 can be read two ways; {records:-|it was|they were} read as "
        "{order}. If that is wrong, choose another order on the column map, under Read as.",
    ),
    "reason.not_done": (
        "未実施・予定・キャンセルの {records} 件は、まだ行われていないため数えていません（この行から）。",
        "{records:|row is|rows are} open, planned or cancelled: nothing was done yet, so "
        "{records:-|it is|they are} not counted (from this row on).",
    ),
    "reason.deleted": (
        "削除・取消の印がある {records} 件は数えていません（この行から）。",
        "{records:|row is|rows are} marked as deleted and {records:-|is|are} not counted (from this row on).",
    ),
    "reason.row_planned": (
        "目標・差異・前年などの {records} 行は、実績ではないため数えていません（この行から）。",
        "{records:|row holds|rows hold} targets, differences or last year’s figures and {records:-|is|are} "
        "not counted (from this row on).",
    ),
    "reason.rep_figure": (
        "担当者の欄に「{text}」とある {records} 行は、人の実績ではない（目標・平均・前年など）と見なし、"
        "数えていません（この行から）。人の名前なら、名簿に加えてください。",
        "{records:|row has|rows have} “{text}” in place of a rep: a target, an average, a running total or "
        "another period’s figure, and not counted (from this row on). If it is a name, add it to the roster.",
    ),
    "reason.rep_joined": (
        "「{text}」を、同じデータにある {rep} さんとして数えました。"
        "別の人なら、両方を名簿に登録してください。",
        "“{text}” was counted for {rep}, who stands in the data too. If these are two people, enter both in "
        "the roster.",
    ),
    "reason.rep_alike": (
        "「{text}」と {rep} さんは同じ人かもしれませんが、別の人として数えました。"
        "同じ人なら、名簿に登録して「別名」に加えてください。",
        "“{text}” and {rep} may be one person and were counted as two. If they are one, enter them in the "
        "roster, with the other form as an alias.",
    ),
    "reason.rep_perhaps": (
        "「{text}」の {records} 行を担当者として数えましたが、最高値などの行かもしれません（この行から）。"
        "人でなければ、名簿に加えて役割を「集計外」にしてください。",
        "{records:|row|rows} of “{text}” {records:-|was|were} counted as a rep’s, but may be the day’s best "
        "figure (from this row on). If it is nobody, add it to the roster with the role Excluded.",
    ),
    "reason.rep_by_form": (
        "「{text}」を名簿の {rep} さんとして数えました。名簿の「別名」に加えると、次から出ません。",
        "“{text}” was counted for {rep} of the roster. Add it to their aliases and this note goes away.",
    ),
    "reason.rep_from_place": (
        "担当者の列がないため、{places}を担当者の名前として数えました。違う場合は表に担当者の列を足してください。",
        "There is no column for the rep, so {places} was taken for the rep’s name. "
        "If that is wrong, add a column for the rep.",
    ),
    "reason.columns_not_actual": (
        "{columns} は目標・累計・前年・差などの列のため、件数として数えていません。",
        "{columns} holds targets, running totals, last year’s figures or differences and is not counted.",
    ),
    "reason.columns_plan": (
        "{columns} は目標の列のため、数えていません。使うときは「目標」シートに入力してください。",
        "{columns} holds targets and is not counted. To use them, enter them on the sheet of targets.",
    ),
    "reason.leads_unfollowed": (
        "記録が {most} 件を超えるため、活動は数えましたが、リードを1件ずつは追っていません",
        "more than {most:|record|records}: their activity was counted, but single leads are not followed",
    ),
    "reason.formula_uncomputed": (
        "値の保存されていない数式が {formulas} 個あります（{cell} など）。"
        "ブックを Excel で一度開いて上書き保存してから、もう一度更新してください。",
        "{formulas:|formula has|formulas have} no stored value (e.g. {cell}). "
        "Open the workbook in Excel once, save it and refresh again.",
    ),
    "reason.sum_rows": (
        "上の行の合計になっている {records} 行は、重ねて数えていません（この行から）。",
        "{records:|row is the sum|rows are the sums} of the rows above {records:-|it and is|them and are} "
        "not counted again (from this row on).",
    ),
    "reason.group_filled": (
        "グループの先頭の行にだけ書かれているため、空の {records} 行は上の行と同じとして数えました。",
        "It stands only on the first row of each group, so {records:|row below was|rows below were} counted "
        "as the same.",
    ),
    "reason.ditto_filled": (
        "「〃」「同上」などの {cells} 個のセルは、上のセルと同じとして数えました（この行から）。"
        "並べ替えた表なら、名前や日付を入れ直してください。",
        "{cells:|cell says|cells say} “as above” (〃, ditto) and {cells:-|was|were} read as the cell above "
        "(from this row on). If the table was sorted since, enter the names and dates again.",
    ),
    "reason.won_undated": (
        "受注ですが受注日がないため、受注数と受注貢献額に入れていません。",
        "The deal is won but has no close date; its win and amount are not counted.",
    ),
    "reason.won_future": (
        "受注日が今日より後のため、受注数と受注貢献額にまだ入れていません。",
        "The close date lies after today; the win and its amount are not counted yet.",
    ),
    "reason.won_before": (
        "受注日が案件化日より前です。受注は数えましたが、受注までの日数は分かりません。日付を確認してください。",
        "The deal was won before it was opened. The win is counted, but not how long it took: check the "
        "dates.",
    ),
    "reason.opportunity_undated": (
        "案件化日がないため、受注数と受注貢献額だけを集計し、案件化数には入れていません。",
        "The deal has no opportunity date: its win and amount are counted, the opportunity is not.",
    ),
    "reason.amount_unreadable": (
        "金額として読み取れないため、受注数だけを集計し、金額は 0 としました。",
        "This is no amount: the win is counted, its amount as 0.",
    ),
    "reason.amount_missing": (
        "受注ですが金額が空のため、金額は 0 としました。",
        "The deal is won but has no amount; it counts as 0.",
    ),
    "reason.amount_unit": (
        "セル {cell} の「{text}」により、金額を {times} 倍して集計しました（{records} 件）。"
        "違うときは、見出しに「金額（円）」のように単位を書いてください。",
        "Amounts are multiplied by {times}, because cell {cell} says “{text}” (records: {records}). Where "
        "that is wrong, write the unit into the header, as in “Amount (1 USD)”.",
    ),
    "reason.currency": (
        "ほかの行と通貨が違います。換算せず、数字のまま集計しました。",
        "The currency differs from the other rows; the figure is added as it stands, not converted.",
    ),
    "reason.duplicate_id": (
        "同じIDの記録がすでにあり、内容も同じため、1件として集計しました。",
        "A record with this id and the same content is there already; they count as one.",
    ),
    "reason.duplicate_changed": (
        "同じIDで内容の違う記録があるため、新しいほうだけを集計しました。",
        "There is a newer record with this id and other content; only the newer one counts.",
    ),
    "reason.duplicate_row": (
        "日時を含めてまったく同じ行がすでにあるため、1件として集計しました。",
        "The same row, to the time of day, is there already; they count as one.",
    ),
    "reason.lead_list": (
        "リードの一覧（{leads} 件）として読みました。架電などの件数には数えていません。活動の記録なら、"
        "「項目マッピング」で日付の列を選んでください。",
        "Read as a list of {leads:|lead|leads}, which counts no calls. If its rows are activity, choose the "
        "date column in the column map.",
    ),
    "reason.leads_untold": (
        "架電先を示す列がない表が {sheets} 枚あり（架電など {records} 件）、「優先リード」ではどのリードにも"
        "つながりません。「会社名」か「電話番号」（個人のお客様なら「氏名」と「電話番号」）の列を足してください。",
        "{sheets:|table|tables} ({records:|record|records}) {sheets:-|has|have} no column that tells who was "
        "called, so the list of leads "
        "knows of none of these calls. Add a column “Company” or “Phone” (of private customers “Name” and "
        "“Phone”).",
    ),
    "reason.promise_unread": (
        "「{header}」の {count} 件は日付として読めないため（例：{example}）、「優先リード」に約束の日として"
        "出ません。2026/11/2 のように入力してください。",
        "{count:|cell|cells} of “{header}” {count:-|is no date|are no dates} (such as “{example}”), so the "
        "list of leads does not remind of {count:-|it|them}. Enter {count:-|it|them} like 2026-11-02.",
    ),
    "reason.promise_before": (
        "「{header}」の {count} 件は、その架電の日より前の日付のため（例：{example}）、約束の日になりません。"
        "年や日の間違いなら直してください。",
        "{count:|date|dates} under “{header}” "
        "{count:-|lies before the call it stands|lie before the calls they stand} beside (such as "
        "{example}), so {count:-|it is no promise|they are no promises}. Correct the year or the day if it "
        "is mistyped.",
    ),
    "reason.promise_alone": (
        "「{column}」に入力がある {count} 件は、「{result}」が空のため、まだ架電にも約束にもなっていません。"
        "「{result}」も入れてください。",
        "{count:|row has|rows have} an entry under “{column}” and nothing under “{result}”, so "
        "{count:-|it is no call and no promise|they are no calls and no promises} yet. Enter the result too.",
    ),
    "reason.caller_missing": (
        "リードの担当者が決まっていないため、誰の架電か分からず、集計できません。架電した人の名前を担当者に"
        "入れてください。",
        "Nobody owns this lead, so it is not known whose call this is, and it cannot be counted. Enter who "
        "called as its rep.",
    ),
    "reason.promise_far": (
        "「{header}」の {count} 件は2年より先の日付のため（例：{example}）、その日まで"
        "「優先リード」に出ません。年の間違いなら直してください。",
        "{count:|date|dates} under “{header}” {count:-|lies|lie} more than two years ahead (such as "
        "{example}): until then {count:-|this lead is|these leads are} not on the list of leads. Correct the "
        "year if it is mistyped.",
    ),
    "reason.lead_owners": (
        "リード {count} 件は、リストの行によって担当者が違います（{places}）。そのうち最後に対応した担当者の"
        "リードとし、誰も対応していなければ、いちばん後の行の担当者としました。1人に決めるには、ほかの行の担当者を直してください。",
        "{count:|lead has|leads have} several owners in the lists ({places}). Each is taken for that of the "
        "owner who touched it last, else of the owner in the last row. Correct the other rows to settle it.",
    ),
    "reason.lead_twins": (
        "{count} 行は電話番号もサイト・メールもなく、同じ名前の会社が2社以上あるため、どの会社の行か"
        "分かりません。行の多い会社のものとしましたが、架電禁止だけはそのすべてに効かせています。"
        "電話番号を入れると分かれます。",
        "{count:|row has|rows have} no phone, site or mail, and several companies have {count:-|its|their} "
        "name, so nothing tells "
        "whose {count:-|it is|they are}. {count:-|It is|They are} taken for the company with most rows; "
        "where {count:-|it says|they say} not to call, none of these companies is called. A phone tells.",
    ),
    "reason.entered_twice": (
        "同じ担当者・会社・日の架電が取込元の記録にもあるため、記録の1件だけを集計しました"
        "（商談だけがここにあれば、その商談を足します）。",
        "A log has a call of the same rep to the same company on the same day; only that one counts, "
        "with the meeting that only this row has.",
    ),
    "reason.entered_later": (
        "リストの日の後に、同じ担当者・会社・結果の架電が取込元の記録にあるため、その架電とみなし、"
        "記録の1件だけを集計しました。別の架電なら「架電した日」に日付を入れてください。",
        "After the day of the list a log has a call of the same rep to the same company with the same "
        "result; it is taken for this one, and only that one counts. If they are two, type the day in "
        "“Called on”.",
    ),
    "reason.transfer_leg": (
        "同じ通話の転送先の記録のため、かけた人の1件として集計しました。",
        "A leg of a call that was transferred; the call counts once, for whoever dialled.",
    ),
    "reason.told_twice": (
        "{records} 件は「{other}」に同じ記録があるため、重ねて数えていません（この行から）。",
        "{records:|record is|records are} in “{other}” too and {records:-|is|are} not counted again (from "
        "this row on).",
    ),
    "reason.equal_rows": (
        "ほかの行とまったく同じ内容の行が {records} 件あります。"
        "時刻もIDもなく重複と断定できないため、すべて集計しました。",
        "{records:|row equals|rows equal} another row. Without a time or an id they may be separate "
        "activities, so all of them count.",
    ),
    "reason.overlap": (
        "{rep} さんの{count}（{days} 日分、計 {total}）は、より細かい記録か先の取込元に同じ期間の"
        "件数があるため、加算していません。",
        "{count} of {rep} ({days:|day|days}, {total} in total) were not added: "
        "finer records, or a source that comes first, have them for the same days.",
    ),
    "reason.summary": (
        "{rep} さんの{count}（計 {total}）は、表題だけで月が分かる集計表のものと見て、加算していません"
        "（その月の{count}はほかの記録にあります）。活動の記録として数えるには、「対象月」の列を足してください。",
        "{count} of {rep} ({total} in total) were not added: the table is taken for a summary, whose month "
        "only its title tells, and other records have the {count} of that month. To have it counted as "
        "activity, give it a column “Month”.",
    ),
    "reason.summary_counted": (
        "日付の列がない集計表ですが、その月をもっと細かく記した資料がないため、表題にある {month} の合計と"
        "して数えました。数えないようにするには、「項目マッピング」で件数の列に「使わない」を選んでください。",
        "This table is a summary without dates, but nothing finer tells of its month, so it was counted as "
        "the totals of {month}, as its title says. To leave it out, choose “Do not use” for its counts in "
        "the column map.",
    ),
    "reason.entry_differs_fill": (
        "{rep} さんの {day} の{count}は、日次入力が {entry}、ほかの取込元が {other} です。"
        "ほかの取込元を集計しました。",
        "{count} of {rep} on {day}: {entry} in Daily entry, {other} in the other sources, which counts.",
    ),
    "reason.entry_differs_prefer": (
        "{rep} さんの {day} の{count}は、日次入力が {entry}、ほかの取込元が {other} です。"
        "日次入力を集計しました。",
        "{count} of {rep} on {day}: {entry} in Daily entry, which counts, {other} in the other sources.",
    ),
    "reason.entry_differs_add": (
        "{rep} さんの {day} の{count}は、日次入力が {entry}、ほかの取込元が {other} です。両方を足しました。",
        "{count} of {rep} on {day}: {entry} in Daily entry and {other} in the other sources were added up.",
    ),
    "reason.deal_unlinked": (
        "過去 {days} 日以内に同じ会社の商談設定がなく、誰の貢献か分かりません。「未紐付け」に数えました。"
        "IS担当の列を足すか、会社名をログとそろえてください。",
        "No meeting with this company was set in the {days:|day|days} before: it counts as not linked. Add a "
        "column of inside reps, or write the company as the log does.",
    ),
    "reason.deals_before_log": (
        "商談の記録が始まる {first} より前の案件 {records} 件は、誰の貢献か分かりません。"
        "「未紐付け」に数えました。",
        "{records:|deal is|deals are} older than the first meeting on record ({first}): "
        "{records:-|it counts|they count} as not linked.",
    ),
    "reason.deals_without_company": (
        "会社名のない案件 {records} 件は、商談と紐付けられません。「未紐付け」に数えました。",
        "{records:|deal names|deals name} no company and cannot be linked to a meeting: "
        "{records:-|it counts|they count} as not linked.",
    ),
    "reason.deals_linked": (
        "案件 {records} 件中 {linked} 件を、商談を設定した担当者に数えました。{owned} 件は所有者のまま、"
        "{unlinked} 件（金額 {amount}）は未紐付けです。",
        "Of {records:|deal|deals} {linked:|counts|count} for whoever set the meeting, {owned} for their "
        "owner, and {unlinked} (amount {amount}) {unlinked:-|is|are} not linked.",
    ),
    "reason.deals_none_linked": (
        "案件 {records} 件はどれも、過去 {days} 日以内に設定した商談と会社名が合わず、"
        "所有者のまま数えました。"
        "会社名を商談の記録とそろえるか、IS担当の列を足すと、商談を設定した担当者に数えます。",
        "None of {records:|deal|deals} names a company with which a meeting was set in the {days:|day|days} "
        "before: "
        "they count for their owners. Write companies as the meetings do, or add a column of inside reps.",
    ),
    "reason.meetings_without_company": (
        "会社名のない商談 {records} 件は、1行を1件として数えました。日程変更は見分けられず、案件とも"
        "紐付けられません。商談予定一覧にも出ません。会社名を入れてください。",
        "{records:|meeting names|meetings name} no company: each row counts as one, whether it moved or not, "
        "none is linked to a deal, and none stands in the list of meetings. Enter the company.",
    ),
    "reason.deals_named": (
        "案件 {records} 件中 {owned} 件は「{column}」の担当者に、{linked} 件は商談を設定した担当者に"
        "数えました。{unlinked} 件（金額 {amount}）は未紐付けです。",
        "Of {records:|deal|deals} {owned:|counts|count} for whom “{column}” names, {linked} for whoever set "
        "the meeting, and {unlinked} (amount {amount}) {unlinked:-|is|are} not linked.",
    ),
    "reason.meeting_again": (
        "商談 {records} 件は、同じ相手の日程変更などです。最初に設定した日の1件に数えました。",
        "{records:|row tells|rows tell} of the same meeting again: it was moved, or set by somebody else "
        "too. It counts once, on the day it was first set.",
    ),
    "reason.meeting_lost": (
        "「{company}」の商談（アポ獲得日 {day}）が今のデータにないため、入力した結果は数えていません。"
        "そのデータを読み込むか、行を消してください。",
        "The data no longer hold the meeting with {company} set on {day}, so what was typed of it counts "
        "nothing. Read its data again, or clear the row.",
    ),
    "reason.deals_first": (
        "{rep} さんの{count}（{days} 日分、計 {total}）は、案件データから集計するため、"
        "ここからは加算していません。",
        "{count} of {rep} ({days:|day|days}, {total} in total) were not added here: they come from the "
        "deals.",
    ),
    # what could not be judged, and why
    "reason.not_judged_idle": (
        "{month} の件数はすべて 0 のため、何も判定していません。記録がそろっているか確認してください。",
        "All counts of {month} are 0, so nothing was judged. Check whether the records are complete.",
    ),
    "reason.not_judged_days": (
        "{month} には営業日がないため、本日時点の目標、進み・遅れ、着地見込み、"
        "1人あたりの件数は出していません。休日の表を確認してください。",
        "{month} has no business days, so there is nothing due by now, no landing and no figure per rep. "
        "Check the table of holidays.",
    ),
    "reason.not_judged_past": (
        "履歴は {month} だけです。前の月がないため、自分の過去との比較、架電増・商談化率低下、率の提案、"
        "過去の月による達成確率はありません。前の月の記録を読み込むと判定します。",
        "There is no history before {month}, so nothing is held against anybody's own past: no calls without "
        "effect, no proposed rates, no chance by past months. It takes the records of earlier months.",
    ),
    "reason.not_judged_alone": (
        "件数のある担当者が {month} は1人のため、同僚との比較はなく、率はベンチマークだけで判定しました。",
        "Only one rep did anything in {month}, so there are no colleagues to compare with: rates were held "
        "against the benchmarks alone.",
    ),
    "reason.not_judged_entries": (
        "{month} は商談・案件の記録だけで、架電・メールなど日ごとの活動がないため、"
        "未入力は判定していません。",
        "The records of {month} are of meetings and deals alone, and none tell day by day what was done, so "
        "nobody is said to lack entries.",
    ),
    "reason.not_judged_sources": (
        "{month} の記録にリード経路がないため、商談化率は経路を問わない全体のベンチマークで判定しました。"
        "リード経路の列がある資料を読み込むと、経路ごとに判定します。",
        "The records of {month} name no lead sources, so the meeting rate was held against the benchmark of "
        "all. It takes a column of lead sources.",
    ),
    # what no source measures
    "reason.unmeasured": (
        "{count}は、{month} のどの資料にもないため、0 ではなく空欄にしました。"
        "{needs}を読み込むと集計します。",
        "No source measures {count} in {month}, so the cells are empty, not 0. It takes {needs}.",
    ),
    "reason.unmeasured_of": (
        "{who} の{count}は、{month} のどの資料にもないため、0 ではなく空欄にしました。"
        "率は、分子と分母の両方がある人と日だけで計算しています。{needs}を読み込むと集計します。",
        "No source measures {count} of {who} in {month}, so the cells are empty, not 0, and rates are those "
        "of the people and days that have both parts. It takes {needs}.",
    ),
    "reason.rep_unnamed": (
        "{reps} さんは名簿にいますが、{month} のどの資料にも出てこないため、0 ではなく空欄にしました。"
        "資料での名前の書き方が違うときは、名簿の「別名」に入力してください。",
        "{reps}: on the roster, but in no source of {month}, so the cells are empty, not 0. "
        "If the data writes the name otherwise, enter that as an alias in the roster.",
    ),
    "needs.calls": (
        "架電の記録（1件1行）か「架電数」の列がある資料",
        "a source with the calls, one a row, or with a column “Calls”",
    ),
    "needs.connects": (
        "架電の結果の列か「接続数」の列がある資料",
        "a source with the result of each call or with a column “Connects”",
    ),
    "needs.meetings": (
        "「アポ獲得」などの結果か「商談創出数」の列がある資料",
        "a source with results such as “Meeting booked” or with a column “Meetings”",
    ),
    "needs.opportunities": (
        "案件の一覧か「案件化数」の列がある資料",
        "a list of deals or a source with a column “Opportunities”",
    ),
    "needs.wins": (
        "受注がわかる案件の一覧か「受注数」の列がある資料",
        "a list of deals that tells which are won or a source with a column “Wins”",
    ),
    "needs.won_amount": (
        "金額の列がある案件の一覧か「受注貢献額」の列がある資料",
        "a list of deals with their amounts or a source with a column “Won amount”",
    ),
    "needs.emails": (
        "メールの記録か「メール送信数」の列がある資料",
        "a source with the e-mails or with a column “Emails”",
    ),
    "needs.documents": (
        "資料送付の記録か「資料送付数」の列がある資料",
        "a source with the documents sent or with a column “Documents”",
    ),
    "needs.follow_ups": (
        "フォローの記録か「リードフォロー件数」の列がある資料",
        "a source with the follow-ups or with a column “Follow-ups”",
    ),
    "needs.own": ("その名前の列がある資料", "a source with a column of that name"),
    "reason.rep_excluded": (
        "{rep} さんは名簿で「集計外」のため、{records} 件を集計していません。",
        "{rep} is marked as excluded in the roster; {records:|record is|records are} not counted.",
    ),
}
