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
        "{rep} is not in the roster; {records} records count for the team in the data, "
        "else as unassigned. Add them.",
    ),
    "reason.rep_ambiguous": (
        "{rep} さんは名簿に複数いますが、{records} 件は"
        "チームの記載がないため、どの担当者か分かりません。元データにチームを入れてください。",
        "There are several {rep} in the roster, and {records} records do not say whose they are. "
        "Add the team to the data.",
    ),
    # the company's holidays, the user's own KPIs
    "reason.holiday_date": (
        "休日の日付「{value}」を読み取れません。2026/12/29 のように入力してください。",
        "The holiday “{value}” is not a date. Enter it like 2026-12-29.",
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
    "reason.metric_of_rate": (
        "指標「{name}」の分子・分母に率は使えません。件数の指標を指定してください。",
        "The KPI “{name}” divides a rate. Name counts as numerator and denominator.",
    ),
    # the summary by reason
    "issues.other": ("その他の理由", "Other reasons"),
}
