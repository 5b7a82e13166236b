"""The page for the browser: what stands on it, and what the command says."""

_MONTHS = "January February March April May June July August September October November December"

WORDS: dict[str, tuple[str, str]] = {
    "publish.title": ("インサイドセールス KPI", "Inside sales KPIs"),
    "publish.month": ("{year}年{name}度", "{name} {year}"),
    "publish.month_names": (" ".join(f"{month}月" for month in range(1, 13)), _MONTHS),
    "publish.short_month_names": (
        " ".join(f"{month}月" for month in range(1, 13)),
        " ".join(name[:3] for name in _MONTHS.split()),
    ),
    "publish.refreshed": ("最終更新", "Last refresh"),
    "publish.last_data": ("データの最終日", "Data up to"),
    "publish.landing": ("着地見込み", "Where the month lands"),
    "publish.ended": ("月の結果", "How the month ended"),
    "publish.cards": ("主要 KPI", "Key figures"),
    "publish.why": ("足りない分の要因と、次の一手", "What is short, why, and what to do"),
    "publish.funnel": ("ファネル", "From calls to wins"),
    "publish.trend": ("推移", "Month by month"),
    "publish.teams": ("チーム", "Teams"),
    "publish.sources": ("リード経路", "Lead sources"),
    "publish.notes": ("この画面の読み方", "How to read this page"),
    "publish.reached": ("達成", "reached"),
    "publish.chance": ("達成確率", "Chance"),
    "publish.range": ("範囲", "Range"),
    "publish.others": ("そのほか", "Others"),
    "publish.some_reps": ("一部の担当者", "Some reps"),
    "publish.cause": ("要因", "Cause"),
    "publish.who": ("対象", "Whose"),
    "publish.lost": ("商談への影響", "Meetings lost"),
    "publish.todo": ("次の一手", "What to do"),
    "publish.more_causes": (
        "ほかに {count} 件の要因があります（ブックの「{sheet}」シート）。",
        "More causes: {count} (sheet {sheet} of the workbook).",
    ),
    "publish.stage": ("段階", "Stage"),
    "publish.count": ("件数", "Count"),
    "publish.rate": ("前段階からの率", "Conversion"),
    "publish.band": ("目安", "Band"),
    "publish.verdict": ("判定", "Verdict"),
    "publish.period": ("（{period}）", "({period})"),
    "publish.team": ("チーム", "Team"),
    "publish.source": ("リード経路", "Lead source"),
    "publish.month_header": ("月", "Month"),
    "publish.against": ("目標に対する実績と着地", "Actual and landing against target"),
    "publish.against_ended": ("目標に対する実績", "Actual against target"),
    "publish.rates": ("各段階の率と目安", "Rates and their bands"),
    "publish.by_month": ("{kpi}の月別推移", "{kpi} by month"),
    "publish.key.actual": ("実績", "Actual"),
    "publish.key.range": ("着地の範囲", "Range of the landing"),
    "publish.key.target": ("目標", "Target"),
    "publish.key.band": ("目安の範囲", "Band"),
    "publish.key.rate": ("率", "Rate"),
    "publish.key.running": ("途中の月", "Month not over"),
    "publish.described": ("{label}：{value}", "{label}: {value}"),
    "publish.with_range": ("{value}、着地 {range}", "{value}, landing {range}"),
    "publish.with_target": ("{value}（目標 {target}）", "{value} (target {target})"),
    "publish.with_band": ("{value}（目安 {band}）", "{value} (band {band})"),
    "publish.span": ("{low}–{high}", "{low}–{high}"),
    "publish.data": ("数値の表", "The figures as a table"),
    "publish.missing": (
        "入力漏れが直近10営業日で {days} 日分あります。入力されるまで、数字は少なめに出ています。",
        "Missing entries, last ten business days: {days}. Until they are made, figures are too low.",
    ),
    "publish.note.range": (
        "着地の範囲：5か月のうち4か月は、この範囲で終わります。",
        "Range of the landing: four months of five end within it.",
    ),
    "publish.note.chance": (
        "達成確率：いまのペースとその揺れから見た、目標に届く確率です。",
        "Chance: how likely the target is reached, judged by the pace so far and how it varies.",
    ),
    "publish.note.rate": (
        "案件化率と受注率は、結果が出るまでの日数を過ぎた分だけを、表にある期間で見ています。",
        "Opportunity and win rate look at what is old enough to have a result, over the period stated.",
    ),
    "publish.note.band": (
        "目安：ブックの「{sheet}」シートの範囲です。業種や価格で変わります。",
        "Band: from the sheet {sheet} of the workbook; it differs with industry and price.",
    ),
    "publish.note.lost": (
        "商談への影響：その要因がなければ増えていた今月の商談の見積もりです（人ごとの数字は合計しています）。",
        "Meetings lost: an estimate of the meetings of the month without the cause (people are added up).",
    ),
    "publish.note.folded": (
        "{smallest} 人未満のチーム、それが差し引きで分かってしまうチーム、人の名前が付いたチームは、"
        "分けずに全体に含めています（{count} チーム）。",
        "Part of the whole and not shown apart are teams of fewer than {smallest} people, those by which "
        "such a team could be worked out, and those called by somebody's name ({count}).",
    ),
    "publish.note.unnamed": (
        "人や会社の名前を含むリード経路は載せていません（{count} 件）。",
        "Lead sources with the name of a person or company are left out ({count}).",
    ),
    "publish.company_forms": (
        "株式会社 有限会社 合同会社 合資会社 合名会社 （株） (株) ㈱ （有） (有) ㈲",
        "inc incorporated ltd limited llc co company corp corporation plc gmbh k.k kk",
    ),
    "publish.note.empty": (
        "空欄は「測っていない」で、0 ではありません。",
        "Empty means not measured, and not 0.",
    ),
    # the command and the button
    "help.publish": (
        "ボードの内容を、ブラウザーで見る1枚のページ（DIR/index.html）にします。",
        "Make the board one page for the browser, DIR/index.html.",
    ),
    "help.publish_folder": (
        "ページを置くフォルダー（あらかじめ作っておきます）",
        "The folder for the page, which must exist",
    ),
    "help.publish_names": (
        "担当者の名前を出し、5人未満のチームも分けて表示します。",
        "Name people, and show teams of fewer than five apart too.",
    ),
    "done.publish": (
        "{path} に公開用のページを作りました。",
        "The page was written to {path}.",
    ),
    "done.publish_nothing": (
        "{path} は、ブックの内容と同じです。書き換えていません。",
        "{path} says what the workbook says already. It was left as it is.",
    ),
    "done.publish_folded": (
        "全体に含めて、分けて載せなかったチーム: {count}（5人未満、または差し引きで分かるため）。",
        "Teams not shown apart: {count} (fewer than five people, or such as could be worked out).",
    ),
    "done.publish_unnamed": (
        "人や会社の名前を含むため載せなかったリード経路: {count}。",
        "Lead sources left out, as they name a person or company: {count}.",
    ),
    "error.publish_extra": (
        "ページを作るには追加のパッケージが必要です。pip install vl-convert-python jinja2 を実行します。",
        "Pages need two extra packages. Run pip install vl-convert-python jinja2.",
    ),
    "error.publish_uncomputed": (
        "{cell} など、値の保存されていない数式が {formulas} 個あります。"
        "Excel で開いて保存するか、sheetkpi refresh で更新してください。",
        "Formulas without a stored value: {formulas} (e.g. {cell}). "
        "Open the workbook in Excel and save it, or refresh it with sheetkpi refresh.",
    ),
    "error.publish_not_ours": (
        "{path} には SheetKPI の表がないため、ページにできません。KPI ブックを指定してください。",
        "{path} has none of SheetKPI's tables. Name a KPI workbook.",
    ),
    "error.publish_handed_out": (
        "{path} は担当者やチームに配布したブックです。元の KPI ブックを指定してください。",
        "{path} was handed out to a rep or team. Name the KPI workbook that it came from.",
    ),
    "error.publish_nothing": (
        "{path} には、まだ数字がありません。先に更新してください。",
        "{path} has no figures yet. Refresh it first.",
    ),
    "error.publish_exists": (
        "{path} は SheetKPI が作ったページではありません。別のフォルダーにするか、--force を付けてください。",
        "{path} is no page of SheetKPI. Choose another folder, or use --force.",
    ),
    "error.publish_other": (
        "{path} は、別の名前の KPI ブックから作ったページです。ブックごとに別のフォルダーを指定してください"
        "（ブックの名前を変えただけなら、このページを削除するか --force を付けます）。",
        "{path} is the page of a KPI workbook of another name. Give each workbook a folder of its own (if "
        "this one was only renamed, delete the page or use --force).",
    ),
    "error.publish_no_setting": (
        "公開先が決まっていません。「{sheet}」シートの「{setting}」（セル名 kpi_publish_folder）に"
        "フォルダーを入力してください。",
        "Type the folder to publish into on the sheet {sheet}, at “{setting}” (the cell kpi_publish_folder).",
    ),
}
