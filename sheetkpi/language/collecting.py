"""Collecting entries: why a row or a file was not taken, the command's help and its summary."""

WORDS: dict[str, tuple[str, str]] = {
    # files
    "reason.entry_not_ours": (
        "日次入力の表が見つからないため、取り込んでいません。配布した KPI ブックか確認してください。",
        "There is no table of daily entries in this file, and nothing was taken. Did you hand it out?",
    ),
    "reason.entry_format": (
        "この形式は読み込めません。Excel ブック（.xlsx）として保存し直してもらってください。",
        "This kind of file cannot be read. Have it saved as an Excel workbook (.xlsx).",
    ),
    "reason.entry_no_recipient": (
        "だれに配布したブックか分からず、複数の担当者の行があるため、取り込んでいません。"
        "配布したブックに入力し直してもらってください。",
        "The file does not say whom it was handed to and has rows of several reps, so nothing was taken. "
        "Have them entered in the workbook you handed out.",
    ),
    "reason.entry_recipient_guessed": (
        "だれに配布したブックかの記録が消えているため（Google スプレッドシートなどで保存すると消えます）、"
        "行の担当者 {rep} さんの入力として取り込みました。",
        "The file no longer says whom it was handed to (Google Sheets drops that); "
        "its rows were taken as those of {rep}, whom they name.",
    ),
    "reason.entry_other_book": (
        "別の KPI ブックから配布されたファイルのため、取り込んでいません。",
        "This file was handed out from another KPI workbook, so nothing was taken.",
    ),
    "reason.entry_open": (
        "だれかが開いたままです。保存済みの内容を取り込みました。閉じてもらってから、もう一度回収してください。",
        "Somebody has this file open. What is saved was taken; collect again when it is closed.",
    ),
    "reason.entry_open_by": (
        "{user} さんが開いたままです。保存済みの内容を取り込みました。"
        "閉じてもらってから、もう一度回収してください。",
        "{user} has this file open. What is saved was taken; collect again when it is closed.",
    ),
    "reason.entry_password": (
        "パスワードで保護されています。パスワードの一覧（CSV）を --password-file で指定してください。",
        "The file is protected by a password. Give the list of passwords (CSV) with --password-file.",
    ),
    "reason.entry_wrong_password": (
        "一覧のどのパスワードでも開けません。パスワードの一覧を確認してください。",
        "None of the passwords in the list opens this file. Check the list.",
    ),
    # rows
    "reason.entry_rep_unknown": (
        "{rep} さんは名簿にいないため、この行は取り込んでいません。"
        "名簿に追加してから、もう一度回収してください。",
        "{rep} is not in the roster, so this row was not taken. Add them and collect again.",
    ),
    "reason.entry_other_rep": (
        "{recipient} さんのブックに {rep} さんの行があるため、この行は取り込んでいません。",
        "This is the workbook of {recipient}; a row of {rep} in it was not taken.",
    ),
    "reason.entry_other_team": (
        "{rep} さんはこの日 {recipient} に所属していないため、この行は取り込んでいません。"
        "名簿を確認してください。",
        "{rep} is not in {recipient} on this day, so this row was not taken. Check the roster.",
    ),
    "reason.entry_number": (
        "数字として読み取れないため、この行は取り込んでいません。",
        "This is no number, so the row was not taken.",
    ),
    "reason.entry_whole": (
        "0 以上の整数ではないため、この行は取り込んでいません。",
        "This is no whole number of 0 or more, so the row was not taken.",
    ),
    "reason.entry_negative": (
        "0 より小さいため、この行は取り込んでいません。",
        "This is less than 0, so the row was not taken.",
    ),
    "reason.entry_own_unknown": (
        "この KPI ブックの日次入力にない列です（{columns}）。この列は取り込んでいません。"
        "必要なら、日次入力に同じ見出しの列を足して、もう一度回収してください。",
        "Daily entry has no such column ({columns}), so what is in it was not taken. "
        "If you need it, add a column of that name there and collect again.",
    ),
    "reason.meeting_unknown": (
        "この商談は「商談予定」にないか、本人の商談ではないため、入力された結果を取り込んでいません。",
        "This meeting is not on the list here, or not the recipient's, so its result was not taken.",
    ),
    "reason.meeting_otherwise": (
        "「商談予定」にはすでに「{here}」とあるため、「{there}」を取り込んでいません。正しいほうを入力してください。",
        "The list of meetings says “{here}” already, so “{there}” was not taken. Type there which is right.",
    ),
    "reason.call_unknown": (
        "この架電は「優先リード」のどの行か分からないか、本人のリードではないため、入力された結果を取り込んでいません。",
        "Nobody can tell which row of the list of leads this call is, or it is not the recipient's lead, "
        "so its result was not taken.",
    ),
    "reason.call_no_list": (
        "リストの日がない行のため、取り込んでいません。リストにない会社への架電は、日次入力に入れてもらってください。",
        "This row has no day of a list, so it was not taken. "
        "Have calls to companies that are not on the list typed into Daily entry.",
    ),
    "reason.call_no_rep": (
        "担当者の決まっていないリードで、誰が架電したか分からないため、取り込んでいません。"
        "担当者の欄に架電した人の名前を入れてから、もう一度回収してください。",
        "Nobody owns this lead, and the row does not say who called, so it was not taken. "
        "Type the caller's name in its rep cell and collect again.",
    ),
    "reason.call_day": (
        "架電した日を日付として読み取れないため、この架電は取り込んでいません。",
        "The day of this call cannot be read as a date, so it was not taken.",
    ),
    "reason.call_otherwise": (
        "「優先リード」にはすでに「{here}」とあるため、「{there}」を取り込んでいません。正しいほうを入力してください。",
        "The list of leads says “{here}” already, so “{there}” was not taken. Type there which is right.",
    ),
    "reason.list_twice": (
        "同じ行がもう一つあり（{cell}）、内容が違うため、こちらは取り込んでいません。"
        "同じ日の2回目の架電は、日次入力に入れてもらってください。",
        "The same row is there once more ({cell}) and says otherwise, so this one was not taken. "
        "Have a second call of the same day typed into Daily entry.",
    ),
    "reason.list_column": (
        "この KPI ブックのリストに「{column}」の列がないため、この入力を取り込んでいません。",
        "The list of this KPI workbook has no column “{column}”, so what was typed in it was not taken.",
    ),
    "reason.entry_column_gone": (
        "戻ったブックの日次入力に {columns} の列がありません（見出しの変更か列の削除）。"
        "その列は、この KPI ブックの値のままにしました。入力があれば、見出しを元に戻してもらってください。",
        "The entries of this workbook have no column {columns} any more (renamed or deleted). "
        "It stays here as it was. If something was typed in it, have its header put back.",
    ),
    "reason.entry_connects": (
        "接続数（{connects}）が架電数（{calls}）より多いため、この行は取り込んでいません。",
        "There are more connects ({connects}) than calls ({calls}), so the row was not taken.",
    ),
    "reason.entry_meetings": (
        "商談創出数（{meetings}）が接続数（{connects}）より多くなっています。取り込みましたが、確認してください。",
        "There are more meetings ({meetings}) than connects ({connects}). It was taken; please check it.",
    ),
    "reason.entry_twice": (
        "同じ日・担当者・リード経路の行（{cells}）と数字が違い、どちらが正しいか分からないため、取り込んでいません。"
        "1行にまとめてもらってください。",
        "Another row of the same day, rep and lead source ({cells}) says otherwise, so neither was taken. "
        "Have them made one row.",
    ),
    "reason.entry_repeated": (
        "同じ内容の行（{cells}）があるため、1行として取り込みました。",
        "The same row is there again ({cells}); it was taken once.",
    ),
    "reason.entry_conflict": (
        "{other} に同じ日・担当者・リード経路の別の数字があるため、どちらも取り込んでいません"
        "（{difference}）。正しいほうを日次入力に入れるか、片方のファイルを外してください。",
        "{other} says otherwise for the same day, rep and lead source ({difference}), so neither was taken. "
        "Type the right one into Daily entry, or take one of the files away.",
    ),
    "reason.entry_master_changed": (
        "この KPI ブックの日次入力（{cell}）の値と違い、どちらが新しいか分からないため、取り込んでいません"
        "（{difference}）。正しいほうを日次入力に入れてください。",
        "Daily entry ({cell}) says otherwise, and nobody can tell which is newer, so the row was not taken "
        "({difference}). Type the right one into Daily entry.",
    ),
    "reason.entry_older": (
        "これより新しいファイルから回収した値が日次入力（{cell}）にあるため、取り込んでいません（{difference}）。"
        "こちらが正しければ、日次入力を直してください。",
        "Daily entry ({cell}) holds what a newer file said, so this row was not taken ({difference}). "
        "If it is right, correct Daily entry.",
    ),
    "reason.entry_master_twice": (
        "この KPI ブックの日次入力に同じ日・担当者・リード経路の行が2行以上あり（{cell} ほか）、"
        "どの行を直すか決められないため、取り込んでいません（{difference}）。",
        "Daily entry has several rows of this day, rep and lead source ({cell} and others), so nobody can "
        "tell which one to change; the row was not taken ({difference}).",
    ),
    "reason.entry_deleted": (
        "配布したときのままの行ですが、この KPI ブックの日次入力にはもうないため、戻していません。",
        "This row is as it was handed out, but is no longer in Daily entry; it was not put back.",
    ),
    "reason.entry_gone": (
        "{file} から回収した {rep} さんの行ですが、新しいファイルにはもうありません。残してあります。"
        "不要なら、この行を削除してください。",
        "This row of {rep} was collected from {file}, whose newer save has it no more. It was kept: "
        "delete it here if it should go.",
    ),
    # errors
    "error.no_entry_table": (
        "{path} に日次入力の表（DailyEntry）がありません。"
        "sheetkpi new で作ったブックの「日次入力」シートを使ってください。",
        "{path} has no table of daily entries (DailyEntry). "
        "Use a workbook made by sheetkpi new, with its Daily entry sheet.",
    ),
    "error.nothing_to_collect": (
        "{path} に回収できる Excel ブック（.xlsx / .xlsm）がありません。場所を確認してください。",
        "{path} holds no Excel workbook (.xlsx, .xlsm) to collect. Check the place.",
    ),
    "error.password_file": (
        "パスワードの一覧 {path} を読めません。1列目に名前、2列目にパスワードを入れた CSV にしてください。",
        "The list of passwords {path} cannot be read. Make it a CSV file: names in the first column, "
        "passwords in the second.",
    ),
    "error.no_msoffcrypto": (
        "パスワード付きのブックを扱うには、追加の部品が必要です。"
        "pip install msoffcrypto-tool を実行してください。",
        "Workbooks with passwords need an extra package. Run pip install msoffcrypto-tool.",
    ),
    # the command
    "help.collect": (
        "担当者から戻ったブックの日次入力を、KPI ブックに取り込みます。",
        "Take the daily entries from workbooks that came back into the KPI workbook.",
    ),
    "help.returned": (
        "戻ったブック、またはそのフォルダー。いくつでも指定できます。",
        "Workbooks that came back, or folders of them; as many as you like.",
    ),
    "help.password_file": (
        "1列目に名前、2列目にパスワードを入れた CSV（見出しの行はあってもなくても可）。"
        "パスワード付きのブックを開きます。",
        "A CSV of names and passwords, with or without a row of headers, for workbooks protected by one.",
    ),
    "password": ("パスワード", "Password"),
    "step.collect": ("戻ったブックを読んでいます", "Reading workbooks that came back"),
    "collect.title": ("回収の結果", "Collect"),
    "collect.title_dry_run": ("回収の試行（書き込みなし）", "Collect, dry run (nothing written)"),
    "collect.files": ("読んだファイル", "Files read"),
    "collect.came_back": ("戻ったファイル", "Files that came back"),
    "collect.rows": ("入力された行", "Rows entered"),
    "collect.short_rows": ("入力行", "Rows"),
    "collect.added": ("追加", "Added"),
    "collect.replaced": ("更新（前の値は入力履歴へ）", "Replaced (old values in Entry history)"),
    "collect.meetings": ("商談の結果を取り込んだ商談", "Meetings whose result was taken"),
    "collect.calls": (
        "優先リードの結果を取り込んだ架電",
        "Calls whose result was taken from the list of leads",
    ),
    "collect.notes": (
        "優先リードのメモだけを取り込んだ行（架電に数えません）",
        "Leads of which only a note was taken (no calls)",
    ),
    "collect.short_replaced": ("更新", "Replaced"),
    "collect.same": ("変更なし", "As before"),
    "collect.older": ("古い版のため対象外", "Older than collected"),
    "collect.left_out": ("取り込まなかった行", "Rows not taken"),
    "collect.short_left_out": ("対象外", "Not taken"),
    "collect.refused": ("読めなかったファイル", "Files not read"),
    "collect.file": ("ファイル", "File"),
    "collect.recipient": ("配布先", "Recipient"),
    "collect.last_day": ("最終入力日", "Last day"),
    "collect.findings": ("確認してください", "Please look at"),
    "collect.more": (
        "ほか {count} 件（{sheet} シートを見てください）",
        "{count} more: see the sheet {sheet}",
    ),
    "done.collect": (
        "{path} に取り込みました。sheetkpi refresh で集計に反映されます。",
        "Taken into {path}. The next sheetkpi refresh counts them.",
    ),
    "done.collect_found": (
        "取り込んだ入力はありません。{path} の「{sheet}」シートで理由を確かめてください。",
        "Nothing was taken. The sheet {sheet} of {path} says why.",
    ),
    "done.collect_here": (
        "新しい入力はありません。戻ったブックに入力された {count} 行は、すべて {path} に取り込み済みです。",
        "Nothing new: whatever was entered in these files ({count:,|row|rows}) is in {path} already.",
    ),
    "done.collect_noted": (
        "新しい入力はありません。入力された {count} 行は、配布したとき、または前に取り込んだときのままです。"
        "{path} の「{sheet}」シートの注記を確かめてください。",
        "Nothing new: {count:,|row is|rows are} as handed out or as taken before. "
        "The sheet {sheet} of {path} has remarks to look at.",
    ),
    "done.collect_partly_here": (
        "新しく取り込んだ入力はありません。{count} 行は取り込み済みですが、取り込めなかったもの（{what}）が"
        "あります。{path} の「{sheet}」シートで理由を確かめてください。",
        "Nothing new was taken: {count:,|row was|rows were} here already; not taken: {what}. "
        "The sheet {sheet} of {path} says why.",
    ),
    "collect.files_not_taken": ("ファイル {count} 件", "{count:,|file|files}"),
    "collect.rows_not_taken": ("{count} 行", "{count:,|row|rows}"),
    "done.collect_nothing": (
        "新しい入力はありませんでした。",
        "There was nothing new.",
    ),
    "done.collect_listed": (
        "{path} の「{sheet}」シートを今の状態に合わせました。",
        "The sheet {sheet} of {path} was brought up to date.",
    ),
}
