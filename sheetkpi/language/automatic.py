"""Running by itself: what to type for the system's scheduler, and watching a workbook."""

WORDS: dict[str, tuple[str, str]] = {
    "help.schedule": (
        "毎日の更新・公開・投稿を、このパソコンに任せるための設定を表示します（何も書き込みません）。",
        "Show what makes this computer refresh, publish and post every day. Nothing is written.",
    ),
    "help.schedule_at": ("毎日この時刻に（既定は 9:00）", "Every day at this time (9:00 unless told)"),
    "help.schedule_every": (
        "この間隔で更新（5min・10min・30min・1h・2h など）",
        "Refresh this often (5min, 10min, 30min, 1h, 2h …)",
    ),
    "help.schedule_to": (
        "更新のあと、この投稿先に投稿（何度でも）",
        "Post to this channel afterwards (repeatable)",
    ),
    "help.schedule_publish": (
        "更新のあと、ページをこのフォルダーに公開",
        "Publish the page into this folder afterwards",
    ),
    "help.schedule_for": (
        "どのシステム用か（既定はこのパソコン）",
        "Which system it is for (this one unless told)",
    ),
    "schedule.windows": (
        "次の行を PowerShell に貼り付けて実行します（管理者でなくてかまいません）。",
        "Paste these lines into PowerShell; no administrator is needed.",
    ),
    "schedule.mac": (
        "次の内容を ~/Library/LaunchAgents/{name}.plist に保存し、"
        "launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/{name}.plist を実行します。",
        "Save this as ~/Library/LaunchAgents/{name}.plist, then run "
        "launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/{name}.plist.",
    ),
    "schedule.linux": (
        "crontab -e を実行し、次の行を加えます（{name}）。",
        "Run crontab -e and add this line ({name}).",
    ),
    "schedule.environment": (
        "投稿先「{name}」は環境変数 {variable} にあり、スケジューラからは見えません。"
        "connections.toml に移してください。",
        "The channel {name} is in the environment variable {variable}, which a scheduler does not see. "
        "Move it into connections.toml.",
    ),
    "help.watch": (
        "戻った入力の回収と更新を、ファイルが変わるたびに行います（Ctrl+C で終わり）。",
        "Collect what comes back and refresh whenever a file changes, until Ctrl+C.",
    ),
    "help.watch_once": ("1回だけ行って終わります。", "Do it once and end."),
    "help.watch_publish": (
        "更新のたびに、ページもこのフォルダーに公開します。",
        "Publish the page into this folder after every refresh.",
    ),
    "watch.line": ("{time}  {said}", "{time}  {said}"),
    "watch.begun": (
        "{path} を見ています。終わるには Ctrl+C を押します。",
        "Watching {path}. Press Ctrl+C to end.",
    ),
    "watch.collected": (
        "回収しました：日次入力 {rows} 行、商談・リードの一覧 {listed} 件（対象外 {left_out} 行）。",
        "Collected: rows of daily counts {rows}, meetings and leads {listed} (rows left out: {left_out}).",
    ),
    "watch.refused": (
        "使えないブックが {refused} 個戻っています。理由は sheetkpi collect で分かります。",
        "Workbooks that came back and cannot be used: {refused}. Run sheetkpi collect to see why.",
    ),
    "watch.refreshed": (
        "更新しました：集計 {counted} 件、対象外 {left_out} 件。",
        "Refreshed: records counted {counted}, left out {left_out}.",
    ),
    "watch.published": ("公開しました：{path}", "Published: {path}"),
    "watch.in_the_way": ("待っています。{what}", "Waiting. {what}"),
    "watch.nothing": ("{path} には変わったところがありません。", "Nothing has changed for {path}."),
    "error.watch_no_tables": (
        "{path} には SheetKPI の表がないため、更新できません。KPI ブックを指定してください。",
        "{path} has none of SheetKPI's tables, so it cannot be refreshed. Name a KPI workbook.",
    ),
    "error.schedule_at": (
        "時刻「{text}」が分かりません。9:00 や 17:30 のように書いてください。",
        "The time “{text}” cannot be understood. Write it like 9:00 or 17:30.",
    ),
    "error.schedule_every": (
        "間隔「{text}」は使えません。1時間を割り切れる分（5min・10min・15min・30min など）か、"
        "1日を割り切れる時間（1h・2h・6h など）にしてください。",
        "“{text}” cannot be had. Take minutes that divide an hour (5min, 10min, 15min, 30min …) or hours "
        "that divide a day (1h, 2h, 6h …).",
    ),
    "error.schedule_path": (
        "{path} は、そのシステムでの完全な場所ではありません。フォルダーから始まる場所を書いてください"
        "（例：C:\\data\\KPI.xlsx、/srv/KPI.xlsx）。",
        "{path} is no full path on that system. Write it like C:\\data\\KPI.xlsx or /srv/KPI.xlsx.",
    ),
    "error.schedule_name": (
        "投稿先の名前は文字・数字・_・- で書いてください（アドレスではありません）。",
        "Channels have names of letters, digits, _ and -; an address does not belong here.",
    ),
}
