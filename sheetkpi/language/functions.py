"""Worksheet functions: help in the function wizard (at most 255 characters each), and what cells say."""

WORDS: dict[str, tuple[str, str]] = {
    "function.KPI_NEEDED_CONNECTS": (
        "目標の商談創出数に必要な接続数（切り上げ）。例：=KPI_NEEDED_CONNECTS(20, 10%) は 200",
        "Connects needed for the meetings wanted, rounded up. =KPI_NEEDED_CONNECTS(20, 10%) is 200.",
    ),
    "function.KPI_NEEDED_CALLS": (
        "目標の商談創出数に必要な架電数（切り上げ）。例：=KPI_NEEDED_CALLS(20, 10%, 20%) は 1000",
        "Calls needed for the meetings wanted, rounded up. =KPI_NEEDED_CALLS(20, 10%, 20%) is 1000.",
    ),
    "function.KPI_BAND_LOW": (
        '指標の目安の下限。例：=KPI_BAND_LOW("接続率")',
        'The lower edge of a KPI\'s band. =KPI_BAND_LOW("Connect rate")',
    ),
    "function.KPI_BAND_HIGH": (
        '指標の目安の上限。例：=KPI_BAND_HIGH("商談化率", "展示会")',
        'The upper edge of a KPI\'s band. =KPI_BAND_HIGH("Meeting rate", "Trade show")',
    ),
    "function.KPI_GAP": (
        "目安との差。下限を下回るとマイナス、範囲内は 0、上限を上回るとプラスです。",
        "How far a value lies outside its band: negative below, 0 inside, positive above.",
    ),
    "function.KPI_VERDICT": (
        "目安との比較による判定：▼下回る、○範囲内、▲上回る、データ不足、期間ずれ。",
        "The verdict against the band: below, within, above, too little data, or shifted periods.",
    ),
    "function.KPI_BUSINESS_DAYS": (
        "営業日数（両端を含む）。土日・祝日とブックの「休日」の休業日を除き、出勤日を含めます。",
        "Business days, both ends included: without weekends, national holidays and the workbook's days off.",
    ),
    "function.KPI_FORECAST": (
        "日ごとの件数から月末の着地見込みを求めます。見込み・下限・上限の3つが横に並びます"
        "（5か月のうち4か月はこの範囲に入ります）。過去6か月分まで渡すと精度が上がります。",
        "Where the month will end, from daily counts: landing, low and high side by side "
        "(four months of five lie within). Give up to six past months too.",
    ),
    # arguments
    "argument.meetings": ("目標の商談創出数", "Meetings wanted"),
    "argument.meeting_rate": ("商談化率（0 より大きく 1 以下）", "Meeting rate, above 0 and at most 1"),
    "argument.connect_rate": ("接続率（0 より大きく 1 以下）", "Connect rate, above 0 and at most 1"),
    "argument.kpi": ("「ベンチマーク」にある指標の名前", "The KPI, as Benchmarks names it"),
    "argument.value": (
        "比べる値（率は 0.15 または 15%）",
        "The value to hold against the band; a rate as 0.15 or 15%",
    ),
    "argument.sample": (
        "母数（省略すると「データ不足」の判定をしません）",
        "The denominator; left out, no sample is too small",
    ),
    "argument.lead_source": (
        "リード経路（省略すると全体の目安）",
        "The lead source; left out, the overall band",
    ),
    "argument.benchmarks": (
        "Benchmarks[#All]（省略するとこのブックの表。渡すと、表の変更がすぐに反映されます）",
        "Benchmarks[#All]; left out, this workbook's. Given, the cell follows its changes at once.",
    ),
    "argument.first": ("開始日", "First day"),
    "argument.last": ("終了日", "Last day"),
    "argument.holidays": (
        "Holidays[#All]（省略するとこのブックの「休日」）",
        "Holidays[#All]; left out, those of this workbook",
    ),
    "argument.country": (
        "国コード（省略するとブックの設定、なければ JP）",
        "Country code; left out, the workbook's, else JP",
    ),
    "argument.dates": ("日付の列", "The dates"),
    "argument.counts": ("日付と同じ並びの件数の列", "The counts of those dates, in the same order"),
    "argument.last_day": (
        "データのある最後の日（省略すると日付の最大）",
        "Last day with data; left out, the latest date",
    ),
    "argument.meetings.name": ("目標の商談創出数", "The number of meetings"),
    "argument.meeting_rate.name": ("商談化率", "The meeting rate"),
    "argument.connect_rate.name": ("接続率", "The connect rate"),
    "argument.value.name": ("比べる値", "The value"),
    "argument.sample.name": ("母数", "The denominator"),
    "argument.first.name": ("開始日", "The first day"),
    "argument.last.name": ("終了日", "The last day"),
    "argument.dates.name": ("日付", "The date"),
    "argument.counts.name": ("件数", "The count"),
    "argument.last_day.name": ("最後の日", "The last day"),
    # what cells say
    "function.number": (
        "{argument}には 0 以上の数値を指定してください（「{value}」）",
        "{argument} must be a number that is not negative (it is “{value}”)",
    ),
    "function.positive": (
        "{argument}には 0 より大きい数値を指定してください（「{value}」）",
        "{argument} must be a number above 0 (it is “{value}”)",
    ),
    "function.rate": (
        "{argument}には 0 より大きく 1 以下の数値を指定してください（「{value}」）",
        "{argument} must be above 0 and at most 1 (it is “{value}”)",
    ),
    "function.date": (
        "{argument}には日付を指定してください（「{value}」）",
        "{argument} must be a date (it is “{value}”)",
    ),
    "function.shapes": (
        "同じ大きさの範囲か、1つのセルを指定してください",
        "Give ranges of the same size, or single cells",
    ),
    "function.nothing": ("件数のある日がありません", "There is no day with a count"),
    "function.beyond": ("数が大きすぎます", "The number is too large"),
    "function.no_band": (
        "「{kpi}」の目安が「ベンチマーク」にありません",
        "Benchmarks has no band for “{kpi}”",
    ),
    "function.no_caller": (
        "ここではブックの表を参照できません。引数に {table}[#All] を指定してください",
        "The workbook cannot be looked into here; give {table}[#All] as an argument",
    ),
    "function.failed": ("計算できません（{what}）", "This cannot be computed ({what})"),
}
