"""The command line: help, the summary, progress."""

WORDS: dict[str, tuple[str, str]] = {
    # help
    "help.app": (
        "営業活動の生データから、Excel の KPI ブックを更新します。",
        "Fills an Excel KPI workbook from raw sales activity.",
    ),
    "help.new": ("新しい KPI ブックを作ります。", "Create a new KPI workbook."),
    "help.demo": (
        "架空の活動データ入りの KPI ブックを作り、更新して見せます。",
        "Create a KPI workbook with invented activity, refresh it and show the result.",
    ),
    "help.refresh": (
        "活動データを読み、KPI ブックを更新して保存します。",
        "Read the activity, refresh the KPI workbook and save it.",
    ),
    "help.undo": (
        "直前の更新で書き換えたところを、更新前に戻して保存します（更新のあとに入力した内容は残ります）。",
        "Put back what the last refresh overwrote and save; what was typed since stays.",
    ),
    "help.sheets": (
        "隠してあるシートをすべて表示します。すべて表示されていれば、また隠します。",
        "Show the sheets that a new workbook hides; where all are shown, hide them again.",
    ),
    "help.sheets_show": (
        "表示します（--show も --hide もなければ切り替え）。",
        "Show them (with neither --show nor --hide: the other of the two).",
    ),
    "help.sheets_hide": ("隠します。", "Hide them."),
    "help.check": (
        "活動データを読んで結果だけを表示します。何も書き込みません。",
        "Read the activity and report what was found. Nothing is written.",
    ),
    "help.attach": (
        "手持ちのブックに、ボタンと足りない表を付けます（.xlsx は .xlsm を横に作ります）。",
        "Give a workbook of your own the buttons and the missing tables (an .xlsx gets an .xlsm beside it).",
    ),
    "help.attach_minimal": (
        "見えるシートの追加を6枚だけにします：ボード、進捗、診断、目標、名簿、取込結果"
        "（もとになる3枚は隠して付きます。ほかは、後で --minimal なしで付けられます）。",
        "Add six sheets to see and no more: Board, Progress, Diagnosis, Targets, Roster, Import issues "
        "(three that they rest on come hidden; the others can come later, without --minimal).",
    ),
    "help.attach_adopt": (
        "ご自身の表（または「シート!A3:F10」の範囲、シート名）を、その名前と見出しのまま更新の対象にします"
        "（例：担当KPI=RepKPI。RepKPI・TeamKPI・SourceKPI）。",
        "Have a table of your own (or a range, Sheet!A3:F10, or a sheet) filled under its own name and "
        "headers (e.g. Reps=RepKPI; RepKPI, TeamKPI or SourceKPI).",
    ),
    "help.attach_yes": (
        "はっきり分かる表は、聞かずに更新の対象にします。",
        "Have the tables filled that are clear, without asking.",
    ),
    "help.detach": (
        "付けたもの（ボタン、マクロ、だれも入力していないシート）を外し、ほかを付ける前に戻します。",
        "Take out what attach put in (buttons, macros, sheets nobody typed in), and put the rest back as it "
        "was.",
    ),
    "help.detach_keep": (
        "シートは残し、ボタンとマクロだけを外します。",
        "Leave all sheets; take only buttons and macros out.",
    ),
    "help.detach_all": (
        "入力のあるシートも外します。",
        "Take the sheets out too that hold what people typed.",
    ),
    "help.attach_output": (
        "この名前で保存します（既定：元のブックと同じ名前の .xlsm）",
        "Save here (default: the workbook's name with .xlsm)",
    ),
    "help.detach_output": (
        "この名前で保存します（既定：元のブックと同じ名前の .xlsx）",
        "Save here (default: the workbook's name with .xlsx)",
    ),
    "help.new_book": (
        "作るブックの名前（.xlsx。Excel のボタンで更新するなら .xlsm）",
        "The workbook to create (.xlsx, or .xlsm to refresh it from buttons in Excel)",
    ),
    "help.book": ("KPI ブック（.xlsx / .xlsm）", "The KPI workbook (.xlsx / .xlsm)"),
    "help.folder": ("書き込むフォルダー", "The folder to write to"),
    "help.activity": (
        "活動データ：ブック、CSV、Parquet、フォルダー、ワイルドカード、db:接続/表。何度でも指定できます。",
        "Activity: a workbook, CSV, Parquet, folder, pattern, db:CONNECTION/TABLE. May be repeated.",
    ),
    "help.once": (
        "今回だけ使い、ブックの「取込元」には残しません。",
        "Use the activity this time only; do not remember it in the workbook.",
    ),
    "help.month": (
        "表示する月（YYYY-MM）。省略すると最新の月",
        "The month to show (YYYY-MM); default: the latest",
    ),
    "help.output": (
        "別の名前で保存します。元のブックは変わりません。",
        "Save here instead; BOOK stays as it was.",
    ),
    "help.dry_run": ("書き込む内容を確かめるだけで、保存しません。", "Do everything except writing."),
    "help.strict": ("対象外の記録があれば終了コード 1 にします。", "Exit with 1 if any record was left out."),
    "help.report": (
        "経営サマリーを1枚の PDF にする（LibreOffice が必要）",
        "Make a one-page PDF of the executive summary (takes LibreOffice)",
    ),
    "help.report_output": ("PDF の場所", "Where the PDF goes"),
    "done.report": ("{path} を作りました。", "{path} is made."),
    "help.verbose": (
        "読み込んだ資料、対象外の理由、書き込んだ表を一覧で表示する",
        "Show in tables what was read, why records were left out and what was written",
    ),
    "help.force": ("すでにあるファイルを置き換えます。", "Replace files that are there already."),
    "help.strict_before": (
        "作れなかったブックがあれば、付けなくても終了コード 1 になります（以前の指定のために残しています）。",
        "Not needed any more: a workbook that failed gives exit code 1 anyway.",
    ),
    "help.lang": ("表示する言語（ja / en）", "Language of messages (ja / en)"),
    "help.book_lang": ("ブックと表示の言語（ja / en）", "Language of the workbook and of messages (ja / en)"),
    "help.debug": ("エラーの詳細を表示します。", "Show the traceback of an error."),
    "help.version": ("バージョンを表示します。", "Show the version."),
    # progress
    "step.sample": ("サンプルの活動データを作っています", "Inventing sample activity"),
    "step.open": ("ブックを開いています", "Opening the workbook"),
    "step.read": ("活動データを読んでいます", "Reading activity"),
    "step.count": ("集計しています", "Counting"),
    "step.plan": ("書き込む内容を確かめています", "Checking the tables"),
    "step.write": ("書き込んでいます", "Filling the workbook"),
    "step.save": ("保存しています", "Saving"),
    # summary
    "summary.title": ("更新の結果", "Refresh"),
    "summary.title_check": ("確認の結果（書き込みなし）", "Check (nothing written)"),
    "summary.title_dry_run": ("試行の結果（書き込みなし）", "Dry run (nothing written)"),
    "summary.read": ("読み込んだ記録", "Records read"),
    "summary.counted": ("集計した記録", "Counted"),
    "summary.left_out": ("対象外にした記録", "Left out"),
    "summary.repeated": ("重複（集計済み）", "There already"),
    "remark.repeated": (
        "{records} 件はほかで集計済み",
        "{records:|record is|records are} counted elsewhere already",
    ),
    "summary.short_read": ("読込", "Read"),
    "summary.short_counted": ("集計", "Counted"),
    "summary.short_left_out": ("対象外", "Left out"),
    "summary.notes": ("メモ", "Notes"),
    "summary.people": ("担当者 / チーム / 日数", "Reps / teams / days"),
    "summary.month": ("表示した月", "Month shown"),
    "summary.last_data": ("データの最終日", "Last day with data"),
    "summary.written": ("書き込んだ表（行数）", "Tables written (rows)"),
    "summary.nothing_written": ("なし", "none"),
    "summary.sheets": ("読み込み元", "Where it came from"),
    "summary.sheet": ("シート", "Sheet"),
    "summary.shape": ("形", "Taken as"),
    "summary.fields": ("列の読み方", "Columns"),
    "mistakes.title": ("直すところ", "To be put right"),
    "mistakes.file": ("{file}：{said}", "{file}: {said}"),
    "mistakes.more": ("ほか {count} 件は「取込結果」にあります", "{count} more stand in the import results"),
    "summary.reasons": ("対象外とメモの理由", "Why records were left out or noted"),
    "summary.reason": ("理由", "Reason"),
    "summary.count": ("件数", "Records"),
    # columns that were not used, in summaries and in ImportSheets
    "unused.title": ("使っていない列", "Columns not used"),
    "unused.line": ("{sheet}：{columns}", "{sheet}: {columns}"),
    "unused.sheets": ("{sheet}（ほか {count} 枚）", "{sheet} (and {count} more)"),
    "unused.rest": (
        "ほか {count} 枚のシートにもあります。",
        "{count:|more sheet has|more sheets have} some too.",
    ),
    "unused.more": ("{names} …（ほか {count} 列）", "{names} … ({count} more)"),
    "done.new": (
        "{path} を作りました。Excel で開いて活動データを入れるか、sheetkpi refresh で取り込んでください。",
        "{path} was created. Open it in Excel and enter activity, or bring it in with sheetkpi refresh.",
    ),
    "done.attach": (
        "{path} にボタンと表をそろえました（追加したシート: 見える {count} 枚、隠れた {hidden} 枚）。"
        "Excel で開き、［SheetKPI］タブかボードの［更新］を押してください。",
        "{path} has buttons and tables now (sheets added: {count} to see, {hidden} hidden). "
        "Open it in Excel and press Refresh on the SheetKPI tab or on the board.",
    ),
    "done.attach_names": (
        "{path} にボタンと表をそろえました（追加したシート: 見える {count} 枚、隠れた {hidden} 枚）。"
        "［更新］を押す前に、次の名前を確かめてください。",
        "{path} has buttons and tables now (sheets added: {count} to see, {hidden} hidden). "
        "Look at these names before you press Refresh.",
    ),
    "done.attach_tables": (
        "{path} に表をそろえました（追加したシート: 見える {count} 枚、隠れた {hidden} 枚）。"
        "独自のマクロがあるブックなので、ボタンは付けず、マクロにも触れていません。"
        "ご自身のマクロから更新するには、xlwings アドインを入れて参照設定し、"
        '次を呼び出してください: RunPython "import sheetkpi.addin; sheetkpi.addin.refresh()"',
        "{path} has the tables now (sheets added: {count} to see, {hidden} hidden). It has macros of its "
        "own: they were left alone, and no buttons were added. To refresh from your own macro, install the "
        "xlwings add-in, set a reference to it and call: "
        'RunPython "import sheetkpi.addin; sheetkpi.addin.refresh()"',
    ),
    "done.attach_nothing": (
        "{path} にはすでにすべてそろっています。何も変更していません。",
        "{path} has everything already. Nothing was changed.",
    ),
    "done.attach_other": (
        "「{table}」はこのブックでご自身の表か名前が使っているため、SheetKPI の表の名前は「{called}」です。",
        "{table} is a table or name of your own in this workbook: the one of SheetKPI is called {called}.",
    ),
    "ask.choices": ("［y＝はい、n＝いいえ（Enter もいいえ）］", "[y or n; Enter is no]"),
    "ask.again": ("y か n で答えてください。", "Please answer y or n."),
    "ask.yes": ("はい", "yes"),
    "ask.no": ("いいえ", "no"),
    "attach.proposal": (
        "「{label}」は {table} と同じ表のようです。その名前と見出しのまま、{columns} を更新しますか。",
        "{label} looks like {table}. Shall {columns} be filled there, under its own name and headers?",
    ),
    "attach.name_of_own": (
        "このブックの名前「{name}」は SheetKPI の設定と同じ名前です。更新では設定として読みます。"
        "別の用途の名前なら、Excel の［数式］>［名前の管理］で名前を変えてから付け直してください。",
        "The name {name} in this workbook is called like a setting of SheetKPI, and refreshes read it as "
        "that. If it means something else, rename it in Excel (Formulas > Name Manager) and attach again.",
    ),
    "attach.not_yet": (
        "更新するには：{command}",
        "To have it filled: {command}",
    ),
    "attach.adopted": (
        "これからの更新で、「{label}」の {columns} も {table} のように更新します"
        "（今の値は置き換わり、detach で戻ります）。{others}",
        "From now on refreshes fill {columns} of {label} like {table} (what stands there now is replaced, "
        "and comes back with detach).{others}",
    ),
    "attach.adopted_range": (
        "行を足せるように、「{label}」は見た目はそのままで表「{called}」にしました。",
        "{label} is the table {called} now, looking as before, so that it can grow.",
    ),
    "attach.typed_sums": (
        "「{label}」の一番下の合計は、値に合わせて変わるように SUM の数式にしました（detach で戻ります）。",
        "The sums typed at the bottom of {label} are SUM formulas now, so that they follow what is filled "
        "(what was typed comes back with detach).",
    ),
    "attach.title_stays": (
        "「{label}」の表題や名前（{title}）は、月が変わっても書き換えません。",
        "The title or name {title} of {label} stays as it is when another month is shown.",
    ),
    "attach.others": ("触れない列：{columns}。", " Left as they are: {columns}."),
    "attach.already": (
        "「{label}」は、すでに {table} のように更新する表になっています。",
        "{label} is filled like {table} already.",
    ),
    "attach.seen": (
        "「{label}」は更新の対象にしていません：{why}。",
        "{label} is not filled: {why}.",
    ),
    "adopt.protected": ("シートが保護されています", "its sheet is protected"),
    "adopt.formulas": ("ご自身の数式で計算されています", "it is worked out by formulas of your own"),
    "adopt.few": ("更新できる列が1つしかありません", "it has one column only that could be filled"),
    "adopt.sums": (
        "途中に合計や小計の行があります（{cell}）。その行を表の外か、表の集計行に移せば対象にできます",
        "it has a row of sums among the others ({cell}); outside of it, or as the totals row of an Excel "
        "table, that would be no obstacle",
    ),
    "adopt.wrong_sum": (
        "一番下の合計の行に、上の行の和でない値があります（{cell}）。数式にするか空にすれば対象にできます",
        "in the row of totals at its bottom a number is typed that is no sum of the rows above ({cell}); as "
        "a formula, or empty, it would be no obstacle",
    ),
    "adopt.twice": (
        "行ごとに別の名前がありません（{cell}）",
        "its rows are not told apart by a name each ({cell})",
    ),
    "adopt.texts": ("数の列に文字があります（{cell}）", "there is text in columns of numbers ({cell})"),
    "adopt.headers": ("見出しに空白か重複があります（{cell}）", "a header is blank or there twice ({cell})"),
    "adopt.blank": ("名前のない行があります（{cell}）", "it has rows without a name ({cell})"),
    "adopt.targets": (
        "名前か表題が目標や予算の表です（{cell}）。それでも更新する場合は --adopt で指定してください",
        "its name or title says that it holds targets ({cell}); name it with --adopt if it is to be filled",
    ),
    "adopt.period": (
        "名前か表題が表示中の月とは別の期間です（{cell}）。更新すると今の月の値に置き換わるため、"
        "それでよい場合は --adopt で指定してください",
        "its name or title says another period than the month shown ({cell}), whose figures would be "
        "replaced; name it with --adopt if it is to be filled",
    ),
    "adopt.days": (
        "見出し（{cell}）が日付や月の列なので、元データとして読みます。日付や月の列でなければ、"
        "見出しを変えると対象にできます",
        "the header {cell} tells of days or months, which makes it raw data; called otherwise, that column "
        "would be no obstacle",
    ),
    "adopt.months": (
        "月が横に並んでいます（{cell}）。更新するのは、1か月分の値が架電数などの見出しの下に並ぶ表だけなので、"
        "この表は残します。今月の値は、別の表（例: 担当者・架電数・アポ数）に更新できます",
        "it has months across ({cell}), and only tables with counts under headers such as Calls, for one "
        "month, are filled; this one stays as it is, and a table such as Rep, Calls, Meetings can be filled "
        "beside it",
    ),
    "adopt.our_name": (
        "SheetKPI の表と同じ名前です。Excel の［テーブル デザイン］で表の名前を変えると対象にできます",
        "it is called like a table of SheetKPI; called otherwise (Excel: Table Design > Table Name), it can "
        "be filled",
    ),
    "adopt.merged": ("セルが結合されています（{cell}）", "it has merged cells ({cell})"),
    "adopt.below": (
        "すぐ下にほかの内容があり（{cell}）、行を足せません。{rows} 行以上（担当者などが増える分も）下か、"
        "表の横へ移せば対象にできます",
        "something stands right below ({cell}), where rows come; moved {rows:|row|rows} down or more (one "
        "for each rep that may come), or beside the table, it would be no obstacle",
    ),
    "done.detach": (
        "{path} を保存しました。ボタンとマクロ、SheetKPI のシート {count} 枚を外しました。",
        "{path} was saved. Buttons, macros and {count:|sheet|sheets} of SheetKPI are gone.",
    ),
    "done.detach_macros": (
        "{path} を保存しました。ボタンとマクロはなくなり、表と入力した内容は残っています。",
        "{path} was saved. Buttons and macros are gone; tables and what you typed are still there.",
    ),
    "done.detach_kept": (
        "{path} からボタンと SheetKPI のシート {count} 枚を外しました。"
        "ほかのマクロがあるため、マクロはそのまま残しています"
        "（不要なら Alt+F11 で SheetKPI、SheetKPIRibbon、xlwings、Dictionary を削除してください）。",
        "The buttons and {count:|sheet|sheets} of SheetKPI are out of {path}. As it has other macros too, "
        "all "
        "macros were left in it (remove the modules SheetKPI, SheetKPIRibbon, xlwings and Dictionary with "
        "Alt+F11 if you like).",
    ),
    "detach.as_before": (
        "中身は、付ける前とまったく同じです。",
        "What is in it is exactly what was there before.",
    ),
    "detach.typed": (
        "入力があるため残したシート：{sheets}（これも外すには --all）。",
        "Left, as somebody typed there: {sheets} (--all takes them out too).",
    ),
    "detach.needed": (
        "シート「{sheet}」は {place} の式などが参照しているため残しました。",
        "The sheet {sheet} was left, as {place} refers to it.",
    ),
    "detach.figures": (
        "シート「{sheet}」の表「{table}」の {columns} には、SheetKPI が更新した値が残っています"
        "（付ける前の値は、付ける前のブックにあります）。",
        "On the sheet {sheet}, {columns} of the table {table} still hold what SheetKPI filled in (the "
        "earlier values are in the workbook as it was before attach).",
    ),
    "detach.others": (
        "SheetKPI のほかにも編集があったため、今の内容のまま残したシート：{sheets}。",
        "Left as they are now, as not only SheetKPI has changed them: {sheets}.",
    ),
    "done.demo": ("サンプルの KPI ブック: {path}", "The sample KPI workbook: {path}"),
    "done.refresh": (
        "{path} を更新しました（{month} を表示）。",
        "{path} was refreshed and shows {month}.",
    ),
    "done.refresh_no_month": ("{path} を更新しました。", "{path} was refreshed."),
    "done.unchanged": (
        "{time} の更新のあと、ブックも読み込み元も変わっていません。{path} はそのままです。",
        "Nothing has changed since the refresh at {time}, neither the workbook nor what it reads; {path} "
        "stays as it is.",
    ),
    "done.issues_csv": (
        "対象外とメモの全件は {path} にあります。",
        "All left-out and noted records are in {path}.",
    ),
    "done.separated": (
        "{path} には別名（ハードリンク）がありました。新しい内容は {path} だけにあり、"
        "別名のほうは前の内容のままです。",
        "{path} had other names (hard links). Only {path} has the new content; the others keep the old one.",
    ),
    "done.no_tables": (
        "{path} に SheetKPI の表がないため、書き込むものがありませんでした。"
        "表は sheetkpi attach で足せます。",
        "{path} has none of SheetKPI's tables, so there was nothing to write. sheetkpi attach adds them.",
    ),
}
