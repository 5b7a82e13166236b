"""A macro workbook: its buttons, its ribbon tab, and what VBA itself has to say."""

WORDS: dict[str, tuple[str, str]] = {
    "button.refresh": ("更新", "Refresh"),
    "button.check": ("確認", "Check"),
    "button.undo": ("元に戻す", "Undo"),
    "button.distribute": ("配布", "Distribute"),
    "button.collect": ("回収", "Collect"),
    "button.publish": ("公開", "Publish"),
    "button.post": ("投稿", "Post"),
    "button.sheets": ("全シート", "All sheets"),
    "tip.refresh": (
        "活動データを読み直し、すべての KPI の表を更新します。自分で足した列や色はそのまま残ります。",
        "Read the activity again and fill every KPI table. Your own columns and colours stay.",
    ),
    "tip.check": (
        "活動データを読んで、集計できる件数と対象外の件数だけを知らせます。ブックは変わりません。",
        "Read the activity and say how many records count and how many are left out. Nothing is written.",
    ),
    "tip.undo": (
        "直前の更新で書き換えた内容を、更新前に戻します。",
        "Put back what the last refresh overwrote.",
    ),
    "tip.distribute": (
        "担当者ごと（またはチームごと）のブックを作り、フォルダーに保存します。",
        "Make a workbook for each rep or team and save them in a folder.",
    ),
    "tip.collect": (
        "担当者から戻ったブックの日次入力を、この表に集めます。",
        "Bring the daily entries of the workbooks that came back into this one.",
    ),
    "tip.publish": (
        "ボードの内容を、ブラウザーやスマートフォンで見る1枚のページにして、設定したフォルダーに置きます"
        "（担当者の名前は出ません）。",
        "Make the board one page for browsers and telephones, in the folder that is set. Nobody is named.",
    ),
    "tip.post": (
        "朝の数字を、「設定」で決めた Slack・Teams・Chatwork の投稿先に送ります（1日1回）。",
        "Send the morning's figures to the channels set for this workbook, once a day.",
    ),
    "tip.sheets": (
        "隠してあるシートをすべて表示します。もう一度押すと、また隠します。自分で足したシートは変わりません。",
        "Show every hidden sheet; press again to hide them. Sheets of your own stay as they are.",
    ),
    "ribbon.tab": ("SheetKPI", "SheetKPI"),
    "ribbon.group.refresh": ("KPI の更新", "KPI refresh"),
    "ribbon.group.publish": ("共有", "Sharing"),
    "ribbon.group.sheets": ("シート", "Sheets"),
    "ribbon.group.people": ("担当者とのやりとり", "Reps' workbooks"),
    "macro.no_python": (
        "Python が見つかりません。"
        "コマンドプロンプトで sheetkpi doctor とこのブックの名前を入力し、案内に従ってください。",
        "Python was not found. "
        "Type sheetkpi doctor and this workbook's name in a command prompt and follow what it says.",
    ),
    "macro.failed": (
        "Python を呼び出せませんでした。コマンドプロンプトで sheetkpi doctor を実行してください。",
        "Python could not be called. Run sheetkpi doctor in a command prompt.",
    ),
}
