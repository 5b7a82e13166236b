"""Messages of the morning to a channel of Slack, Teams or Chatwork, and what is said about sending them."""

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun"

WORDS: dict[str, tuple[str, str]] = {
    "post.title": ("インサイドセールス KPI　{day}の朝", "Inside sales KPIs, {day}"),
    "post.title_manager": (
        "インサイドセールス KPI　{day}の朝（マネージャー用）",
        "Inside sales KPIs, {day} (for the manager)",
    ),
    "post.day_name": ("{name}{day}（{weekday}）", "{weekday} {day} {name}"),
    "post.months": (" ".join(f"{month}/" for month in range(1, 13)), _MONTHS),
    "post.weekdays": ("月 火 水 木 金 土 日", _WEEKDAYS),
    "post.day": ("{day}の実績は、{counts}でした（{people}人分）。", "{day}: {counts} (reps: {people})."),
    "post.calls": ("架電 {count} 件", "calls {count}"),
    "post.connect_rate": ("接続率 {rate}", "connect rate {rate}"),
    "post.meetings": ("商談創出 {count} 件", "meetings {count}"),
    "post.meetings_held": ("商談実施 {count} 件", "meetings held {count}"),
    "post.meetings_accepted": ("有効商談 {count} 件", "meetings accepted {count}"),
    "post.no_data": (
        "{day}の実績は、まだブックに入っていません（データは{last}まで）。",
        "{day} is not in the workbook yet; its data end on {last}.",
    ),
    "post.no_day": (
        "{day}の実績は、ブックに記録がありません。",
        "The workbook has no record of {day}.",
    ),
    "post.of_month": ("{month}：{said}", "{month}: {said}"),
    "post.as_of": ("{day}時点：{said}", "As of {day}: {said}"),
    "post.goal": (
        "{name}の目標の {goal}% に届きました（{kpi} {actual} / {target} 件）。",
        "{goal}% of the target for {name} reached: {kpi} {actual} of {target}.",
    ),
    "post.goal_reached": (
        "{name}の目標を達成しました（{kpi} {actual} / {target} 件）。",
        "The target for {name} is reached: {kpi} {actual} of {target}.",
    ),
    "post.link": ("くわしく見る", "See the page"),
    "post.known": ("設定済み：{names}。", "There are: {names}. "),
    # the command
    "help.post": (
        "朝の数字を Slack・Teams・Chatwork に投稿します（1日1回）。",
        "Post the morning's figures to Slack, Teams or Chatwork, once a day.",
    ),
    "help.post_to": (
        "投稿先の名前（何度でも。既定は設定の kpi_post_to）。アドレスは環境変数 SHEETKPI_POST_名前 か "
        "connections.toml に書きます。",
        "Name of a channel (repeatable; kpi_post_to unless told). Its address is in SHEETKPI_POST_NAME or in "
        "connections.toml.",
    ),
    "help.post_dry_run": (
        "投稿せずに、投稿する文章を表示します。",
        "Show what would be posted, and post nothing.",
    ),
    "help.post_force": (
        "今日すでに投稿していても、休業日でも投稿します。",
        "Post although it was posted today, or today is no business day.",
    ),
    "done.post": ("「{to}」（{service}）に投稿しました。", "Posted to {to} ({service})."),
    "done.post_shown": ("「{to}」（{service}）に投稿する文章：", "To be posted to {to} ({service}):"),
    "done.post_already": (
        "「{to}」には今日 {when} に投稿済みです。もう一度投稿するには --force を付けてください。",
        "Posted to {to} today already, at {when}. Use --force to post again.",
    ),
    "error.post_unsure": (
        "「{to}」への {when} の投稿は途中で止まり、届いたかどうか分かりません。"
        "投稿先を見て、届いていなければ --force を付けて実行してください。",
        "Posting to {to} at {when} broke off, and nobody knows whether it arrived. "
        "Look there; if it did not, use --force.",
    ),
    "error.post_under_way": (
        "「{name}」への投稿は {when} に始まったばかりです。2分待ってから、もう一度実行してください。",
        "Posting to {name} was begun just now, at {when}. Wait two minutes and run it again.",
    ),
    "error.post_no_answer": (
        "「{name}」に送りましたが、返事がありません。届いたかどうか分からないので、投稿先を見て、"
        "届いていなければ --force を付けて実行してください。",
        "It was sent to {name}, but no answer came, so nobody knows whether it arrived. "
        "Look there; if it did not, use --force.",
    ),
    "error.post_nowhere": (
        "投稿先がありません。「設定」シートの kpi_post_to に投稿先の名前を入力するか、"
        "--to で指定してください。",
        "There is nowhere to post to. Type the name of a channel on the sheet Settings (kpi_post_to), "
        "or use --to.",
    ),
    "error.post_closed": (
        "今日 {day}は、{path} の暦では営業日でないため、投稿しませんでした。",
        "{day} is no business day in the calendar of {path}. Nothing was posted.",
    ),
    "error.post_month": (
        "{path} が表示しているのは今月の数字ではない（{month}）ため、投稿しませんでした。"
        "「表示する月」（kpi_month）を空欄にして更新してください。",
        "{path} shows figures of another month ({month}); nothing was posted. Empty kpi_month and refresh.",
    ),
    "error.post_unknown": (
        "「{name}」という投稿先はありません。{known}環境変数 {variable} か、{file} の [{table}] に "
        "address を書いてください。{near}",
        "There is no channel “{name}”. {known}Put its address into the environment variable {variable}, or "
        "as address below [{table}] in {file}.{near}",
    ),
    "error.post_field": (
        "投稿先「{name}」（{told_by}）の {field} は使えません。使えるのは address、service、token、link"
        "（どれも文字列）です。{near}",
        "{field} of the channel {name} ({told_by}) cannot be used. There are address, service, token and "
        "link, all of them texts.{near}",
    ),
    "error.post_address": (
        "投稿先「{name}」（{told_by}）のアドレスが読み取れません。Slack の Incoming Webhook、Teams の"
        "ワークフロー、Chatwork のルームのアドレス（https://…）をそのまま貼り付けてください。",
        "The address of the channel {name} ({told_by}) cannot be understood. Paste that of a Slack incoming "
        "webhook, a Teams workflow or a Chatwork room (https://…).",
    ),
    "error.post_connector": (
        "投稿先「{name}」（{told_by}）は Teams の古いコネクタのアドレスで、もう使えません。Teams の"
        "チャネルの「ワークフロー」で「Webhook 要求を受け取ったらチャネルに投稿する」を作り、"
        "そのアドレスに置き換えてください。",
        "The channel {name} ({told_by}) has the address of an old Teams connector; these are gone. Make a "
        "workflow in Teams (“Post to a channel when a webhook request is received”) and use its address.",
    ),
    "error.post_service": (
        "投稿先「{name}」（{told_by}）がどのサービスか、アドレスからは分かりません。connections.toml に "
        "service（{services} のどれか）を書いてください。",
        "The address of the channel {name} ({told_by}) does not tell its service. Put service (one of "
        "{services}) into connections.toml.",
    ),
    "error.post_room": (
        "投稿先「{name}」（{told_by}）のアドレスにルーム番号がありません。Chatwork でルームを開いたときの"
        "アドレス（#!rid と数字で終わるもの）を書いてください。",
        "The address of the channel {name} ({told_by}) names no room. Use the one that the browser shows in "
        "the room, which ends in #!rid and a number.",
    ),
    "error.post_token": (
        "投稿先「{name}」（{told_by}）には Chatwork の API トークンが必要です。環境変数 {variable} か、"
        "{file} の token に書いてください。",
        "The channel {name} ({told_by}) needs an API token of Chatwork. Put it into the environment variable "
        "{variable}, or into {file} as token.",
    ),
    "error.post_link": (
        "投稿先「{name}」（{told_by}）の link は https:// で始まるアドレスにしてください。",
        "The link of the channel {name} ({told_by}) has to be an address that begins with https://.",
    ),
    "error.post_too_long": (
        "「{name}」への文章が長すぎます（{length}、上限 {most}）。投稿しませんでした。"
        "ブックの文章を短くしてください。",
        "The message to {name} is too long ({length}, the most is {most}). Nothing was posted; make the "
        "workbook's sentences shorter.",
    ),
    "error.post_forbidden": (
        "「{name}」に投稿できません。トークンか投稿の権限が無効だと言われました（{code}）。"
        "新しいアドレスかトークンに置き換えてください。",
        "{name} refuses the post: the token is wrong or may not post there ({code}). Use a new address "
        "or token.",
    ),
    "error.post_gone": (
        "「{name}」のアドレスか投稿先のチャネルはもうありません（{code}）。投稿先のサービスでアドレスを作り直して"
        "置き換えてください。",
        "The address of {name}, or the channel behind it, is gone ({code}). Make a new address in the "
        "service and use that.",
    ),
    "error.post_certificate": (
        "「{name}」の証明書を確かめられないため、投稿しませんでした。社内のプロキシが通信を中継していることが"
        "あります。情報システム担当に、その証明書をこのパソコンに入れてもらってください。",
        "The certificate of {name} cannot be verified; nothing was posted. A proxy of your company may stand "
        "in between: ask your IT department to install its certificate on this computer.",
    ),
    "error.post_refused_long": (
        "「{name}」は、文章が長すぎるため受け取りませんでした（{code}）。ブックの文章を短くしてください。",
        "{name} did not take the message, as it is too long ({code}). Make the workbook's sentences shorter.",
    ),
    "error.post_refused": (
        "「{name}」は投稿を受け取りませんでした（{code}）。サービスの種類とアドレスを確かめてください。",
        "{name} did not take the post ({code}). Check its service and address.",
    ),
    "error.post_later": (
        "「{name}」は混み合っていて受け取りませんでした（{code}）。しばらくしてから実行してください。",
        "{name} takes no more posts for now ({code}). Try again later.",
    ),
    "error.post_down": (
        "「{name}」のサービスが動いていません（{code}）。投稿していないので、あとで実行してください。",
        "The service of {name} is not working ({code}). Nothing was posted; try again later.",
    ),
    "error.post_unreached": (
        "「{name}」につながりませんでした。投稿していません。ネットワークとプロキシを確かめてください。",
        "{name} could not be reached. Nothing was posted; check the network and the proxy.",
    ),
    "error.post_not_kept": (
        "投稿したことを {path} に記録できないため、投稿しませんでした。書き込めるようにしてください。",
        "Nothing was posted, as it cannot be noted in {path}. Make that folder writable.",
    ),
    "doctor.check.channels": ("投稿先", "Channels"),
    "doctor.channels_none": (
        "投稿先はありません。使うときは {file} に書きます（sheetkpi guide automatic）。",
        "No channel is set up. They would be in {file} (sheetkpi guide automatic).",
    ),
    "doctor.channel": ("{name}（{service}、{told_by}）", "{name} ({service}, {told_by})"),
    "doctor.channel_manager": (
        "{name}（{service}、{told_by}、担当者名も入ります）",
        "{name} ({service}, {told_by}; names of reps go there)",
    ),
}
