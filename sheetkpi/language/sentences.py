"""Errors: one sentence that says what to do."""

WORDS: dict[str, tuple[str, str]] = {
    "error.not_found": (
        "{path} が見つかりません。ファイル名と場所を確認してください。",
        "{path} was not found. Check the name and the folder.",
    ),
    "error.cannot_read": (
        "{path} を読み込めません（{reason}）。ファイルとアクセス権を確認してください。",
        "{path} cannot be read ({reason}). Check the file and your permissions.",
    ),
    "error.not_a_workbook": (
        "{path} は Excel ブックではありません。.xlsx または .xlsm のファイルを指定してください。",
        "{path} is not an Excel workbook. Choose an .xlsx or .xlsm file.",
    ),
    "error.old_workbook": (
        "{path} は古い形式（.xls）です。Excel で開き、.xlsx 形式で保存し直してください。",
        "{path} is in the old .xls format. Open it in Excel and save it as .xlsx.",
    ),
    "error.binary_workbook": (
        "{path} はバイナリ形式（.xlsb）です。"
        "Excel で開き、.xlsx 形式（マクロがある場合は .xlsm）で保存し直してください。",
        "{path} is a binary workbook (.xlsb). "
        "Open it in Excel and save it as .xlsx, or .xlsm if it has macros.",
    ),
    "error.strict_workbook": (
        "{path} は「Strict Open XML」形式です。"
        "Excel で開き、「Excel ブック (*.xlsx)」として保存し直してください。",
        "{path} is a Strict Open XML workbook. Open it in Excel and save it as “Excel Workbook (*.xlsx)”.",
    ),
    "error.encrypted": (
        "{path} はパスワードで保護されています。Excel で開き、パスワードを外して保存し直してください。",
        "{path} is protected by a password. Open it in Excel, remove the password and save it again.",
    ),
    "error.old_format": (
        "{path} は古い形式（.xls・.xlsb）なので、ここでは読み取れません。"
        "Excel で開き、.xlsx 形式で保存し直してください。",
        "{path} is in an old format (.xls or .xlsb), which cannot be read here. "
        "Open it in Excel and save it as .xlsx.",
    ),
    "error.truncated": (
        "{path} は壊れているか、途中で切れています。もう一度コピーまたはダウンロードしてください。",
        "{path} is damaged or cut off. Copy or download it again.",
    ),
    "error.damaged": (
        "{path} の中の {part} が壊れています。Excel で開いて修復し、保存し直してください。",
        "{part} inside {path} is damaged. Open the workbook in Excel, let it be repaired and save it again.",
    ),
    "error.link": (
        "{path} はリンクのため、直接は読み込めません。ファイルをダウンロードするか、フォルダーを同期して、"
        "このパソコン上の場所を指定してください。",
        "{path} is a link, which cannot be read directly. Download the file, or sync its folder, "
        "and give its place on this computer.",
    ),
    "error.too_many_columns": (
        "{path} の {line} 行目には {columns} 列あります。Excel の上限は 16,384 列です。"
        "区切り文字と引用符を確かめて、CSV を出力し直してください。",
        "{path} has {columns:|column|columns} in line {line}; Excel has 16,384. "
        "Check its delimiter and quotation marks and export the CSV again.",
    ),
    "error.too_wide": (
        "{path} には {columns} 列あります。Excel の上限は 16,384 列です。必要な列だけを書き出してください。",
        "{path} has {columns:|column|columns}; Excel has 16,384. Write only the columns you need.",
    ),
    "error.reader_refused": (
        "{path} には読み取れない部分があります（{reason}）。"
        "Excel で開き、.xlsx 形式で保存し直すか、必要なシートだけを別のブックにコピーしてください。",
        "{path} has something in it that cannot be read ({reason}). "
        "Open it in Excel and save it again as .xlsx, or copy the sheets you need to another workbook.",
    ),
    "error.not_a_table": (
        "{path} は表として読み込めません。Excel ブック、CSV・TSV、Parquet のいずれかを指定してください。",
        "{path} cannot be read as a table. Choose an Excel workbook, a CSV or TSV file, or a Parquet file.",
    ),
    "error.html_table": (
        "{path} は拡張子は Excel ですが、中身は Web ページ（HTML）です。"
        "Excel で開き、.xlsx 形式で保存し直してください。",
        "{path} has the name of an Excel file but holds a web page (HTML). "
        "Open it in Excel and save it as .xlsx.",
    ),
    "error.no_such_sheet": (
        "{path} にシート「{sheet}」がありません。あるのは {sheets} です。シート名を確認してください。",
        "{path} has no sheet “{sheet}”; it has {sheets}. Check the name of the sheet.",
    ),
    "error.too_many_rows": (
        "{path} は大きすぎるため読み込めません（{rows} 行 × {columns} 列）。"
        "期間や列を絞って出力し直してください。",
        "{path} is too large to be read ({rows:|row|rows} × {columns:|column|columns}). "
        "Export it again with fewer columns or a shorter period.",
    ),
    "error.sheet_too_large": (
        "{path} に、離れた場所のセルのため大きすぎるシート（{height} 行 × {width} 列）があります。"
        "使っていない行と列を削除して保存し直してください。",
        "{path} has a sheet that is too large because of a far-off cell ({height:|row|rows} × "
        "{width:|column|columns}). Delete the unused rows and columns and save it again.",
    ),
    "error.empty_folder": (
        "{path} に読み込めるファイル（Excel、CSV、TSV、Parquet）がありません。場所を確認してください。",
        "{path} holds no file that can be read (Excel, CSV, TSV, Parquet). Check the place.",
    ),
    "error.undecodable": (
        "{path} の {line} 行目に文字として読めない部分があります。"
        "UTF-8 または Shift_JIS の CSV として保存し直してください。",
        "{path} cannot be read as text in line {line}. Save it again as CSV in UTF-8 or Shift_JIS.",
    ),
    "error.open_quote": (
        '{path} の {line} 行目で始まる引用符（"）が閉じていません。その行を直して保存し直してください。',
        'The quotation mark (") in line {line} of {path} is never closed. Mend that line and save it again.',
    ),
    "error.no_workbook_part": (
        "{path} にはブックの本体がありません。Excel で開けるか確認し、元のファイルを取り直してください。",
        "{path} lacks its workbook part. Check whether Excel opens it, and get the original file again.",
    ),
    "error.zip_bomb": (
        "{path} は展開すると異常に大きくなるため、安全のため開きませんでした。入手元を確認してください。",
        "{path} would unpack to an abnormal size and was not opened, for safety. Check where it came from.",
    ),
    "error.unsafe_names": (
        "{path} の中に不正な名前（{name}）があるため、安全のため開きませんでした。入手元を確認してください。",
        "{path} holds an unsafe name ({name}) and was not opened, for safety. Check where it came from.",
    ),
    "error.xml_entities": (
        "{path} の中の {part} に DTD（実体参照の定義）が含まれるため、安全のため開きませんでした。"
        "入手元を確認してください。",
        "{part} inside {path} holds a DTD (entity definitions) and was not opened, for safety. "
        "Check where it came from.",
    ),
    "error.signed": (
        "{path} にはデジタル署名があり、書き込むと署名が無効になります。署名を外したコピーを使ってください。",
        "{path} is digitally signed, and writing would break the signature. "
        "Use a copy without the signature.",
    ),
    "error.open_in_excel": (
        "{path} は Excel で開かれています。Excel で閉じてから、もう一度実行してください。"
        "開いている人がいなければ {lock} を削除してください。",
        "{path} is open in Excel. Close it there and try again; if nobody has it open, delete {lock}.",
    ),
    "error.open_in_excel_by": (
        "{path} は {user} さんが Excel で開いています。閉じてもらってから、もう一度実行してください。"
        "開いている人がいなければ {lock} を削除してください。",
        "{path} is open in Excel ({user}). "
        "Close it there and try again; if nobody has it open, delete {lock}.",
    ),
    "error.open_in_libreoffice": (
        "{path} は LibreOffice で開かれています。閉じてから、もう一度実行してください。"
        "開いている人がいなければ {lock} を削除してください。",
        "{path} is open in LibreOffice. Close it there and try again; if nobody has it open, delete {lock}.",
    ),
    "error.open_in_libreoffice_by": (
        "{path} は {user} さんが LibreOffice で開いています。閉じてもらってから、もう一度実行してください。"
        "開いている人がいなければ {lock} を削除してください。",
        "{path} is open in LibreOffice ({user}). Close it there and try again; "
        "if nobody has it open, delete {lock}.",
    ),
    "error.worked_on": (
        "{path} は {who} が {since} から処理しています。終わってから、もう一度実行してください。",
        "{who} has been working on {path} since {since}. Try again when that is done.",
    ),
    "error.being_saved": (
        "{path} は別の処理が保存中です。少し待ってから、もう一度実行してください。",
        "{path} is being saved by another process. Wait a moment and try again.",
    ),
    "error.read_only": (
        "{path} は読み取り専用です。読み取り専用を解除するか、別の名前で保存してください。",
        "{path} is read-only. Remove the protection or save under another name.",
    ),
    "error.read_only_folder": (
        "{path} のあるフォルダーに書き込めません。"
        "書き込みを許可してもらうか、別のフォルダーに保存してください。",
        "The folder of {path} cannot be written to. Ask for permission or save in another folder.",
    ),
    "error.not_a_file": (
        "{path} は普通のファイルではありません（パイプ、デバイス、または自分を指すリンク）。"
        "別の名前を指定してください。",
        "{path} is no ordinary file (a pipe, a device or a link to itself). Give another name.",
    ),
    "error.is_folder": (
        "{path} はフォルダーです。ファイル名を指定してください。",
        "{path} is a folder. Give the name of a file.",
    ),
    "error.changed_on_disk": (
        "{path} は開いた後にほかの人またはアプリが変更しました。上書きを避けるため保存していません。"
        "もう一度実行してください。",
        "{path} was changed by somebody else after it was opened; nothing was saved over it. Run this again.",
    ),
    "error.changed_twice": (
        "{path} は処理中に2回保存されました。後の保存をそのまま残し、前の保存は {kept} に残しました。"
        "こちらからは何も書き込んでいません。内容を確かめてから、もう一度実行してください。",
        "{path} was saved twice by others while this ran. The later save was left in place and the earlier "
        "one kept as {kept}; nothing was written over them. Look at both, then run this again.",
    ),
    "error.disk_full": (
        "ディスクの空きが足りず、{path} を保存できませんでした（元のファイルはそのままです）。"
        "空きを作ってから、もう一度実行してください。",
        "The disk is full and {path} could not be saved (the file is as it was). "
        "Free some space and try again.",
    ),
    "error.no_space": (
        "ディスクの空きが足りません（{path}）。空きを作ってから、もう一度実行してください。",
        "The disk is full ({path}). Free some space and try again.",
    ),
    "error.no_access": (
        "{path} に書き込めません。ほかのアプリで開いていれば閉じ、書き込み権限も確認してください。",
        "{path} cannot be written. Close it in other programs and check your permissions.",
    ),
    "error.cannot_save": (
        "{path} を保存できませんでした（{reason}）。元のファイルはそのままです。",
        "{path} could not be saved ({reason}). The file is as it was; try another folder.",
    ),
    "error.sheet_name": (
        "「{name}」はシート名に使えません。31 文字以内にし、: \\ / ? * [ ] を使わないでください。",
        "“{name}” cannot name a sheet. Use at most 31 characters and none of : \\ / ? * [ ].",
    ),
    "error.sheet_exists": (
        "シート「{name}」はすでにあります。別の名前にしてください。",
        "A sheet “{name}” already exists. Choose another name.",
    ),
    "error.last_sheet": (
        "シート「{name}」は削除できません。表示されているシートが 1 つは必要です。",
        "The sheet “{name}” cannot be deleted. A workbook needs one visible sheet.",
    ),
    "error.structure_protected": (
        "{path} はブックの構成が保護されています。Excel の［校閲］でブックの保護を解除してください。",
        "The structure of {path} is protected. Unprotect the workbook in Excel (Review tab).",
    ),
    "error.sheets_none": (
        "{path} には、表示・非表示を切り替える SheetKPI のシートがありません。",
        "{path} has none of the sheets that SheetKPI shows and hides.",
    ),
    "error.sheets_both": (
        "--show と --hide は、どちらか一方だけを指定してください。",
        "Give either --show or --hide, not both.",
    ),
    "error.sheets_shown": (
        "{path} のシートは、すべて表示されています。",
        "All sheets of {path} are in sight already.",
    ),
    "error.sheets_hidden": (
        "{path} のほかのシートは、すでに隠してあります。",
        "The other sheets of {path} are hidden already.",
    ),
    "error.sheets_only": (
        "{path} に表示されているのは SheetKPI のシートだけなので、隠せません。"
        "先にほかのシートを 1 枚表示してください。",
        "{path} shows nothing but these sheets, so they cannot be hidden. Show another sheet first.",
    ),
    "error.sheets_remote": (
        "ブラウザーからはシートの表示・非表示を切り替えられません。"
        "シート見出しを右クリック →［再表示］で開いてください。",
        "Sheets cannot be shown or hidden from here. Right-click a sheet tab, then Unhide.",
    ),
    "error.unexpected": (
        "予期しないエラー（{what}）のため中止しました。ファイルは元のままです。"
        "詳細は {path} に記録しました。",
        "Stopped by an unexpected error ({what}); your file is as it was. Details are in {path}.",
    ),
    "error.interrupted": (
        "中断しました。途中のものは片付けてあります。もう一度実行すれば続けられます。",
        "Interrupted. What was half written is gone again; run the command again to complete it.",
    ),
    "error.exists": (
        "{path} はすでにあります。別の名前を指定してください。",
        "{path} already exists. Choose another name.",
    ),
    "error.output_exists": (
        "{path} はすでにあり、このブックから作ったままのファイルではありません"
        "（ほかのファイルか、後でだれかが保存したもの）。"
        "別の名前を指定するか、置き換えてよければ --force を付けてください。",
        "{path} is there already and is not as it was made from this workbook: it is another file, or "
        "somebody saved it since. Choose another name, or add --force to replace it.",
    ),
    "error.demo_exists": (
        "{path} には同じ名前のファイルがあります（{names}）。別のフォルダーを指定するか、置き換えてよければ "
        "--force を付けてください。",
        "{path} has files of these names already ({names}). Choose another folder, or add --force to replace "
        "them.",
    ),
    "error.new_suffix": (
        "{path} は作れません。名前の最後を .xlsx（ボタンを付けるときは .xlsm）にしてください。",
        "{path} cannot be created. Let the name end in .xlsx or, for a workbook with buttons, in .xlsm.",
    ),
    "error.attach_suffix": (
        "{path} には保存できません。マクロ入りのブックなので、名前の最後を .xlsm にしてください。",
        "Cannot save as {path}. A workbook with macros needs a name that ends in .xlsm.",
    ),
    "error.attach_exists": (
        "{path} はすでにあります。そのブックを使うか、--output で別の名前を指定してください。",
        "{path} already exists. Use that workbook, or choose another name with --output.",
    ),
    "error.detach_exists": (
        "{path} はすでにあります。--output で別の名前を指定してください。",
        "{path} already exists. Choose another name with --output.",
    ),
    "error.adopt": (
        "「{name}」を {table} として更新できません：{why}。",
        "{name} cannot be filled like {table}: {why}.",
    ),
    "error.adopt_table": (
        "更新する表として「{table}」は使えません。{tables} のどれかを指定してください（担当者別、チーム別、"
        "リード経路別）。{near}",
        "Tables cannot be filled like “{table}”. Name one of {tables} (by rep, team, lead source).{near}",
    ),
    "error.adopt_name": (
        "「{name}」という表・範囲・シートはありません。{near}",
        "There is no table, range or sheet called “{name}”.{near}",
    ),
    "error.adopt_other": (
        "「{name}」はすでに {other} として更新しています。"
        "{table} に変えるには、detach で外してから付け直してください。",
        "{name} is filled like {other} already. To have it filled like {table}, detach and attach again.",
    ),
    "error.adopt_ours": (
        "「{name}」は SheetKPI の表です。指定しなくても更新されます。",
        "{name} is a table of SheetKPI: it is filled anyway.",
    ),
    "error.adopt_headers": (
        "「{name}」には、{table} として更新できる列がありません。"
        "1行に1つの名前（担当者・チーム・リード経路）の列と、架電数・商談数などの件数の列が要り、日付の列がある表は元データとして読みます（今の見出し：{headers}）。",
        "{name} has no columns that could be filled like {table}. It takes one with a name in each row (rep, "
        "team, lead source) and counts such as calls or meetings; a table with dates is read as activity "
        "(its headers: {headers}).",
    ),
    "error.adopt_range": (
        "「{name}」に、更新できる表や範囲は見つかりません。このブックで見つかったもの：{labels}。",
        "No table or range that could be filled was found in “{name}”. Those in this workbook: {labels}.",
    ),
    "error.adopt_no_range": (
        "「{name}」に、更新できる表や範囲は見つかりません。1行に1つの名前（担当者・チーム・リード経路）と、"
        "架電数・商談数などの見出しの列が要ります。",
        "No table or range that could be filled was found in “{name}”. It takes a name in each row (rep, "
        "team, lead source) and headers such as calls or meetings.",
    ),
    "error.adopt_several": (
        "「{name}」に当てはまるものがいくつもあります。どれかを指定してください：{labels}。",
        "More than one is called “{name}”. Name one of them: {labels}.",
    ),
    "error.adopt_like": (
        "「{name}」は {table} ではなく {like} として更新できます（--adopt {wish}）。",
        "{name} can be filled like {like}, not like {table} (--adopt {wish}).",
    ),
    "error.adopt_pair": (
        "--adopt {text} が分かりません。「表の名前=RepKPI」のように書いてください。",
        "--adopt {text} is not understood. Write it like Name=RepKPI.",
    ),
    "error.detach_both": (
        "--keep と --all は同時に使えません。",
        "Use either --keep or --all, not both.",
    ),
    "error.not_attached": (
        "{path} に SheetKPI のボタンやマクロはありません。何も変更していません。",
        "{path} has no buttons or macros of SheetKPI. Nothing was changed.",
    ),
    "error.output_suffix": (
        "{path} には保存できません。元のブックと同じ拡張子（{suffix}）にしてください。",
        "Cannot save as {path}. Use the extension of the workbook itself ({suffix}).",
    ),
    "error.no_folder": (
        "フォルダー {path} がありません。先に作成してください。",
        "The folder {path} does not exist. Create it first.",
    ),
    "error.month": (
        "「{text}」は月として読めません。2026-11 のように入力してください。",
        "“{text}” is not a month. Write it like 2026-11.",
    ),
    # tables and settings of the workbook
    "error.table_twice": (
        "表「{table}」が2つ以上あります（{places}）。"
        "1つを残し、他は［テーブル デザイン］で名前を変えてください。",
        "There are several tables named {table} ({places}). "
        "Keep one and rename the others (Table Design tab).",
    ),
    "error.table_no_header": (
        "シート「{sheet}」の表「{table}」の見出し行が非表示です。"
        "［テーブル デザイン］で見出し行を表示してください。",
        "The table {table} on the sheet “{sheet}” hides its header row. Show it (Table Design tab).",
    ),
    "error.key_column_missing": (
        "シート「{sheet}」の表「{table}」に見出し「{column}」の列がありません。この列を戻してください。"
        "ご自身の表であれば、別の名前に変えてください。",
        "The table {table} on the sheet “{sheet}” lacks its column “{column}”. Put the column back, "
        "or give the table another name if it is your own.",
    ),
    "error.column_twice": (
        "シート「{sheet}」の表「{table}」に同じ列が2つあります（{columns}）。片方の見出しを変えてください。",
        "The table {table} on the sheet “{sheet}” has one column twice ({columns}). Rename one of them.",
    ),
    "error.no_room": (
        "シート「{sheet}」の表「{table}」を {rows} 行に広げる先のセル {cell} にデータがあります。"
        "データを移してから、もう一度更新してください。",
        "The table {table} on the sheet “{sheet}” needs {rows:|row|rows}, but the cell {cell} is in the way. "
        "Move what stands there and refresh again.",
    ),
    "error.no_room_sheet": (
        "シート「{sheet}」の表「{table}」は {rows} 行になり、シートの最終行を超えます。"
        "表をシートの上のほうに移してから、もう一度更新してください。",
        "The table {table} on the sheet “{sheet}” needs {rows:|row|rows}, more than there are below it. "
        "Move it up and refresh again.",
    ),
    "error.no_room_table": (
        "シート「{sheet}」の表「{table}」を {rows} 行に広げると、表「{other}」に重なります。"
        "どちらかの表を移してから、もう一度更新してください。",
        "The table {table} on the sheet “{sheet}” needs {rows:|row|rows} and would meet the table {other}. "
        "Move one of them and refresh again.",
    ),
    "error.kpi_month": (
        "{cell}（名前 kpi_month）の表示する月「{value}」は日付として読めません。"
        "2026/11 のように入力してください。別の用途のセルなら、"
        "［数式］>［名前の管理］で kpi_month の名前を変えてください。",
        "The month in {cell} (named kpi_month), “{value}”, is not a date. Enter it like 2026/11. If that "
        "cell is for something else, rename kpi_month (Formulas > Name Manager).",
    ),
    "error.setting": (
        "{cell}（名前 {name}）の設定「{value}」は使えません。{choices} から選んでください。",
        "The setting “{value}” in {cell} (named {name}) cannot be used. Choose one of: {choices}.",
    ),
    "remark.adopted_lost": (
        "表「{name}」は、名前か見出しが変わったため更新していません。"
        "sheetkpi attach --adopt でもう一度指定できます。",
        "The table {name} is not filled any more: its name or headers changed. Name it again with sheetkpi "
        "attach --adopt.",
    ),
    "remark.table_renamed": (
        "シート「{sheet}」の表「{name}」は「{table}」に似ています。更新の対象にするには、"
        "表の名前を「{table}」に変えてください。",
        "The table {name} on the sheet “{sheet}” looks like {table}. Rename it to {table} to have it filled.",
    ),
    "error.country": (
        "国コード「{country}」は分かりません。設定の国を JP のような2文字のコードにしてください。",
        "The country code “{country}” is not known. Set the country to a code like JP or US-CA.",
    ),
    "error.closing_day": (
        "締め日「{day}」は使えません。10、15、20、25 のいずれか、月末締めなら 0 にしてください。",
        "The closing day “{day}” cannot be used. Choose 10, 15, 20 or 25, or 0 for the end of the month.",
    ),
    # why a sheet was left alone
    "left.empty": ("データの行がありません", "there are no rows of data"),
    "left.no_headers": ("分かる見出しの行がありません", "no row of known headers"),
    "left.no_rep": ("担当者の列がありません", "no column for the rep"),
    "left.customer_reps": (
        "担当者の列がほぼ全行で異なり、お客様の担当者と見なしました（当社の担当者の列なし）",
        "the rep column differs in almost every row, so it holds customers; no column for our reps",
    ),
    "left.no_date": ("日付の列がありません", "no date column"),
    "left.deals": (
        "案件の一覧のようですが、案件化日・作成日・受注日にあたる列が分かりません",
        "it looks like deals, but no column tells when they were created, qualified or won",
    ),
    "left.no_activity": (
        "結果・種別・会社名など、活動と分かる列がありません",
        "no column tells of activity (result, kind, company …)",
    ),
    "left.other_trade": (
        "請求・納品・入金などの一覧で、営業活動ではないため集計していません",
        "a list of invoices, deliveries or payments, which is no sales activity and not counted",
    ),
    "left.planned": (
        "目標・予測・前年などの表のため、実績として数えません",
        "a table of targets, forecasts or last year’s figures, not counted",
    ),
    "left.other_year": (
        "シート名は {year} 年ですが日付はその年ではないため、比較用の数字と見なして数えません"
        "（実績なら、日付かシート名を直してください）",
        "its name says {year}, its dates another year: figures to compare with, not counted (if they are "
        "activity, correct the dates or the name)",
    ),
    "left.too_wide": (
        "列が多すぎるため（{columns} 列、上限 {most} 列）、活動の表として読めません。"
        "必要な列だけを別のシートに貼り付けてください",
        "too many columns to be read as activity ({columns}, at most {most}): paste those that matter into a "
        "sheet of their own",
    ),
    "left.roster": ("担当者とチームの一覧（名簿）です", "a list of reps and teams"),
    "left.views": (
        "KPI ブックの集計表（活動から計算した数字）のため、活動として数えません",
        "tables of a KPI workbook, counted from activity and not counted again",
    ),
    "left.copy": (
        "「{other}」とほぼ同じ ID の写しのため、重ねて集計しません",
        "a copy of “{other}” (the ids are nearly all the same), not counted again",
    ),
    "left.headers": ("{lack}（見出し：{headers}{guesses}）", "{lack} (headers: {headers}{guesses})"),
    "left.guess": ("、{field}らしい列：{header}", "; likely {field}: {header}"),
    "named_by.tab": ("シート名", "the sheet’s name"),
    "named_by.labels": ("ピボットテーブルの行ラベル", "the row labels of a pivot table"),
    "named_by.title": ("表の上の行", "the line above the table"),
    "left.cell": ("のセル {cell} から下", " from cell {cell} on"),
    "left.further": ("／{sheets}: {lack}", "; {sheets}: {lack}"),
    "lacking.date": ("日付", "dates"),
    "lacking.rep": ("担当者", "reps"),
    "lacking.both": ("日付と担当者", "dates or reps"),
    "lacking.add": ("足して", "Add such a column"),
    "lacking.add_date": (
        "足すか、表の上のセルに「日付：2026/11/2」か「対象月：2026年11月」のように書いて",
        "Add such a column, or write a line such as “Date: 2026-11-02” or “Month: 2026-11” above the table",
    ),
    "lacking.add_rep": (
        "足すか、表の上のセルに「担当者：佐藤葵」のように書いて",
        "Add such a column, or write a line such as “Rep: Amy Fox” above the table",
    ),
    "lacking.add_both": (
        "足すか、表の上のセルに「対象月：2026年11月」「担当者：佐藤葵」のように書いて",
        "Add such a column, or write lines such as “Month: 2026-11” and “Rep: Amy Fox” above the table",
    ),
    # raw activity
    "error.no_sheets": (
        "活動データがありません。ブックに活動ログを貼り付けるか、--activity でファイルを指定してください。",
        "There is no activity. Paste a log into the workbook or name a file with --activity.",
    ),
    "error.no_activity": (
        "集計できる活動データが見つかりません（{sheet}）。"
        "「項目マッピング」{cell}に、シート・見出し・項目を入れると読み込めます。",
        "No activity was found ({sheet}). "
        "Say in the column map{cell} which column is which (sheet, header, field).",
    ),
    "error.nothing_to_map": (
        "集計できる活動データが見つかりません（{sheet}）。{lacking}の入った列がないため、項目マッピングでは"
        "読めません。{lacking}の列を{add}ください。",
        "No activity was found ({sheet}). No column holds {lacking}, so there is nothing to choose in the "
        "column map. {add}.",
    ),
    "error.days_across": (
        "集計できる活動データが見つかりません（{sheet}）。日付が横に並ぶ表のようです。何の数かを表の上のセルに"
        "「架電数」のように書くか、日付・担当者・件数を列に並べてください。",
        "No activity was found ({sheet}). Days seem to stand across: write what is counted above the table, "
        "such as “Calls”, or make columns of the date, the rep and the counts.",
    ),
    "error.no_plain_table": (
        "集計できる活動データが見つかりません（{sheet}）。日付の入った列がないため、項目マッピングでは読めません。"
        "日付・担当者・結果（または件数）を列に並べ、1行目を見出しにしてください。",
        "No activity was found ({sheet}). No column holds dates, so there is nothing to choose in the column "
        "map. Make columns of the date, the rep and the result (or counts), below a row of headers.",
    ),
    "error.no_activity_unmapped": (
        "集計できる活動データが見つかりません（{sheet}）。見出しを日付・担当者・結果のような言葉にするか、"
        "sheetkpi attach（--minimal なし）で「項目マッピング」のシートを足して、"
        "列ごとに項目を選んでください。",
        "No activity was found ({sheet}). Give its columns headers such as date, rep and result, or add the "
        "sheet “Column map” with sheetkpi attach (without --minimal) and choose what each column is.",
    ),
    "error.other_tables": (
        "集計できる活動データが見つかりません（{sheet}）。1行が1件の活動になっている記録を指定してください。",
        "No activity was found ({sheet}). Name a file with one row per activity.",
    ),
    "error.report_suffix": (
        "{path} は PDF ではありません。名前を .pdf で終えてください。",
        "{path} is no PDF. Let its name end in .pdf.",
    ),
    "error.report_exists": (
        "{path} はすでにあります。上書きするには --force を付けてください。",
        "{path} is there already. Use --force to replace it.",
    ),
    "error.report_no_page": (
        "{path} に経営サマリーのシートがありません。sheetkpi attach で足してください。",
        "{path} has no executive page. Add it with sheetkpi attach.",
    ),
    "error.report_no_office": (
        "PDF には LibreOffice が必要です。入れるか、Excel で「経営サマリー」を印刷してください。",
        "A PDF takes LibreOffice. Install it, or print the sheet Executive from Excel.",
    ),
    "error.report_failed": (
        "LibreOffice が {path} の PDF を作れませんでした。Excel で「経営サマリー」を印刷してください。",
        "LibreOffice made no PDF of {path}. Print the sheet Executive from Excel.",
    ),
    "error.no_rows": (
        "{places} にデータの行がありません。活動を出力し直すか、データベースなら SELECT の条件を確かめて"
        "から、もう一度実行してください。",
        "There are no rows of data in {places}. Export the activity again, or check the conditions of the "
        "SELECT, then repeat this.",
    ),
    "error.all_uncomputed": (
        "{sheet} には値の保存されていない数式が {formulas} 個あり（{cell} など）、読み取れません。"
        "Excel で一度開いて保存してください。",
        "{sheet} cannot be read: {formulas:|formula has|formulas have} no stored value (e.g. {cell}). "
        "Open it in Excel once and save it.",
    ),
    "error.column_map_twice": (
        "「項目マッピング」で、シート「{sheet}」の同じ項目に2つの列（{columns}）が指定されています。1つにしてください。",
        "The column map names one field twice in the sheet “{sheet}” (columns {columns}). Keep one of them.",
    ),
    "error.column_map_field": (
        "「項目マッピング」の見出し「{header}」に、分からない項目「{field}」が指定されています。一覧から選んでください。",
        "The column map gives the header “{header}” the unknown field “{field}”. Choose one from the list.",
    ),
    "error.column_map_read_as": (
        "「項目マッピング」の見出し「{header}」の読み方「{reading}」は分かりません。一覧から選んでください。",
        "The column map reads “{header}” in an unknown way (“{reading}”). Choose one from the list.",
    ),
    "error.result_map_meaning": (
        "「架電結果マッピング」の「{text}」に、分からない意味「{meaning}」が指定されています。一覧から選んでください。",
        "The result map gives “{text}” the unknown meaning “{meaning}”. Choose one from the list.",
    ),
}
