"""Where a proposed rate comes from, and what is wrong in the tables of targets and attendance."""

WORDS: dict[str, tuple[str, str]] = {
    # where a proposal comes from: TeamTargets' "… 提案の根拠"
    "proposed.trailing": (
        "チームの直近{months}か月の実績（{first}〜{last}、母数 {sample}）",
        "The team's last {months:|month|months} ({first} to {last}, sample {sample})",
    ),
    "proposed.shrunk": (
        "チームの直近{months}か月の実績（{first}〜{last}、母数 {sample}）を、少ない分だけ他チームに寄せた値",
        "The team's last {months:|month|months} ({first} to {last}, sample {sample}), drawn towards the "
        "other teams as the sample is small",
    ),
    "proposed.everybody": (
        "全体の直近{months}か月の実績（{first}〜{last}、母数 {sample}）",
        "Everybody's last {months:|month|months} ({first} to {last}, sample {sample})",
    ),
    "proposed.low": (
        "ベンチマークの下限（直近{months}か月の母数 {sample} は {min_sample} 件未満）",
        "Lower edge of the benchmark (the last {months:|month's|months'} sample of {sample} is below "
        "{min_sample})",
    ),
    "proposed.low_unusable": (
        "ベンチマークの下限（直近{months}か月の実績 {rate} は想定に使えないため）",
        "Lower edge of the benchmark (the last {months:|month's|months'} {rate} cannot be assumed)",
    ),
    # TeamTargets
    "reason.target_month": (
        "目標の月「{value}」を読み取れません。2026/11/1 のように月の初日を入力してください。",
        "The target's month “{value}” cannot be read. Enter its first day, like 2026-11-01.",
    ),
    "reason.target_team": (
        "目標の行にチームがありません。名簿と同じチーム名を入力してください。",
        "The target does not say which team it is for. Enter the team as in the roster.",
    ),
    "reason.target_twice": (
        "{team} の {month} の目標が2行以上あり、合計が二重になります。1行にまとめてください。",
        "{team} has more than one target for {month}, which count twice. Keep one row.",
    ),
    "reason.target_goal": (
        "目標の指標「{value}」は使えません。受注貢献額・受注数・案件化数・商談創出数などから選んでください。",
        "“{value}” cannot be a goal. Choose won amount, wins, opportunities, meetings or another count.",
    ),
    "reason.target_value": (
        "目標値「{value}」は 0 より大きい数値ではないため、必要数を計算できません。数値を入力してください。",
        "The goal “{value}” is no number above 0, so nothing can be solved back from it. Enter a number.",
    ),
    "reason.target_rate": (
        "想定の{count}「{value}」は 0 より大きく 1（100%）以下の数値ではないため、"
        "その先の必要数を計算できません。直すか、セルを空にして提案値に戻してください。",
        "The assumed {count} “{value}” is not above 0 and at most 1 (100 %), so the counts below it stay "
        "empty. Correct it, or clear the cell to return to the proposal.",
    ),
    "reason.target_deal": (
        "想定の平均受注単価「{value}」は 0 より大きい数値ではないため、"
        "必要数を計算できません。直すか、セルを空にして提案値に戻してください。",
        "The average deal “{value}” is no number above 0, so nothing can be solved back from it. "
        "Correct it, or clear the cell to return to the proposal.",
    ),
    "reason.target_rate_missing": (
        "{count}は、実績もベンチマークも足りず提案できません。「想定」の列に入力してください。",
        "No {count} can be proposed: there is neither enough data nor a benchmark. Enter the assumed one.",
    ),
    "reason.target_no_reps": (
        "{team} には {month} に稼働する担当者がいないため、目標を配分できません。"
        "チーム名を名簿と同じにするか、名簿に担当者を追加してください。",
        "{team} has no reps in {month} to divide the target among. "
        "Write the team as in the roster, or add its reps there.",
    ),
    "reason.target_partial": (
        "{team} の {month} は、{counts}の目標がない行（{roles}）に担当者がいるため、"
        "チームの実績と目標を比べていません。比べるには、その行にも目標を入力してください。",
        "{counts} of {team} in {month} are not held against a target: there is none for the reps of {roles}. "
        "Enter a target in that row too.",
    ),
    "reason.target_role_spelling": (
        "役割「{value}」はベンチマークの「{spelled}」と同じ役割ですが、表記が違うため、"
        "1人あたり月間商談創出数は全体の基準で判定しました。「{spelled}」と入力してください。",
        "The role “{value}” is written “{spelled}” in the benchmarks, so meetings per rep and month are "
        "judged by the overall band. Write “{spelled}”.",
    ),
    "role.others": ("役割なしの行", "no role"),
    "reason.target_no_days": (
        "{month} には営業日がないため、1日あたりの数を計算できません。休日の表を確認してください。",
        "{month} has no business days, so nothing can be said per day. Check the holidays.",
    ),
    "reason.target_no_weight": (
        "{team} の {month} は担当者の重みがすべて 0 のため、配分できません。"
        "「担当別目標」の重みを入力してください。",
        "All weights of {team} in {month} are 0, so nothing can be divided. Enter weights for its reps.",
    ),
    "reason.target_above": (
        "{team} の {month} は、手入力した担当別の{count}の合計（{fixed}）がチームの目標（{total}）を"
        "超えるため、ほかの担当者の配分は 0 です。入力値かチームの目標を直してください。",
        "{count} typed for reps of {team} in {month} ({fixed}) exceed the team's target ({total}), "
        "so the others get 0. Change what was typed, or the team's target.",
    ),
    "reason.target_nobody": (
        "{team} の {month} は、全員の{count}が手入力され、"
        "合計（{fixed}）がチームの目標（{total}）に足りません。誰かのセルを空にすると、残りが配分されます。",
        "{count} of all reps of {team} in {month} are typed ({fixed}) and do not reach the team's target "
        "({total}). Clear one cell, and the rest is divided.",
    ),
    "reason.target_needed": (
        "{team} の {month} は、手入力した{count}（{fixed}）を除いた残りが、手入力した目標から逆算した必要数に"
        "足りません。チームの目標（{total}）に合わせて減らしました。入力値かチームの目標を直してください。",
        "{count} left to {team} in {month} after what was typed ({fixed} of {total}) are fewer than the "
        "targets typed above them take, so they were cut. Change what was typed, or the team's target.",
    ),
    # RepTargets
    "reason.rep_weight": (
        "重み「{value}」は 0 以上の数値ではないため、提案された重みで配分しました。",
        "The weight “{value}” is no number of at least 0; the proposed weight was used.",
    ),
    "reason.rep_target": (
        "担当別の{count}の目標「{value}」は 0 以上の整数ではないため、合計がチームの目標と一致しません。"
        "整数を入力するか、セルを空にして配分に戻してください。",
        "The {count} target “{value}” is no whole number of at least 0, so the parts do not sum up. "
        "Enter a whole number, or clear the cell to have it divided again.",
    ),
    # Attendance
    "reason.attendance_rep": (
        "勤怠の担当者「{value}」は名簿にいないか、1人に決まりません。名簿と同じ名前で入力してください。",
        "“{value}” in the attendance is nobody in the roster, or several. Write the name as in the roster.",
    ),
    "reason.attendance_date": (
        "勤怠の日付「{value}」を読み取れません。2026/11/2 のように入力してください。",
        "The attendance date “{value}” cannot be read. Enter it like 2026-11-02.",
    ),
    "reason.attendance_present": (
        "出勤「{value}」は 0〜1 の数値ではありません。休みは 0、半休は 0.5 と入力してください。",
        "“{value}” is no share of a day. Enter 0 for absent, 0.5 for half a day.",
    ),
}
