"""`sheetkpi doctor`: what was found, and what to do next."""

WORDS: dict[str, tuple[str, str]] = {
    "help.doctor": (
        "この PC と、指定したブックの準備ができているかを調べます。何も変えません。",
        "Check whether this machine, and the workbook if one is given, are ready. Changes nothing.",
    ),
    "help.doctor_book": ("調べる KPI ブック（省略可）", "The KPI workbook to look at (optional)"),
    "doctor.title": ("準備の確認", "Readiness"),
    "doctor.state.ok": ("OK", "OK"),
    "doctor.state.note": ("参考", "note"),
    "doctor.state.problem": ("要対応", "to do"),
    "doctor.check.python": ("Python", "Python"),
    "doctor.check.package": ("SheetKPI", "SheetKPI"),
    "doctor.check.xlwings": ("xlwings", "xlwings"),
    "doctor.check.bridge": ("Excel との接続", "Link to Excel"),
    "doctor.check.excel": ("Excel", "Excel"),
    "doctor.check.macros": ("マクロ", "Macros"),
    "doctor.check.language": ("表示の言語", "Language"),
    "doctor.check.log": ("記録の保存先", "Log"),
    "doctor.check.cache": ("読んだものの保存先", "Kept for reading"),
    "doctor.check.book": ("ブック", "Workbook"),
    "doctor.check.blocked": ("ブックのブロック", "Blocked file"),
    "doctor.check.tables": ("表", "Tables"),
    "doctor.check.template": ("テンプレート", "Template"),
    "doctor.check.buttons": ("ボタン", "Buttons"),
    "doctor.check.interpreter": ("ボタンが呼ぶ Python", "Python of the buttons"),
    "doctor.python_64": ("{version}（{bits} ビット） {path}", "{version} ({bits} bit), {path}"),
    "doctor.python_32": (
        "{version}（{bits} ビット） {path}。大きな活動データには 64 ビット版の Python をお勧めします。",
        "{version} ({bits} bit), {path}. For large activity a 64-bit Python is better.",
    ),
    "doctor.package": ("{version}", "{version}"),
    "doctor.no_package": (
        "インストールされていません。受け取った .whl ファイルを pip install で入れてください。",
        "Not installed. Install the .whl file you were given with pip install.",
    ),
    "doctor.xlwings": ("{version}", "{version}"),
    "doctor.xlwings_version": (
        '{version} では動作を確認していません。pip install "{wanted}" を実行してください。',
        '{version} is not supported. Run pip install "{wanted}".',
    ),
    "doctor.bridge": ("{package} があります。", "{package} is there."),
    "doctor.bridge_missing": (
        "{package} がないため、ボタンから Excel を操作できません。pip install {package} を実行してください。",
        "{package} is missing, so buttons cannot reach Excel. Run pip install {package}.",
    ),
    "doctor.bridge_none": (
        "この OS に Excel はありません。ブックはファイルのまま sheetkpi refresh で更新できます。",
        "There is no Excel on this system. Workbooks are refreshed as files, with sheetkpi refresh.",
    ),
    "doctor.excel": ("インストールされています。", "Installed."),
    "doctor.excel_missing": (
        "見つかりません。Excel がなくても sheetkpi refresh でファイルを更新できます。",
        "Not found. Without Excel, sheetkpi refresh still refreshes files.",
    ),
    "doctor.macros": (
        "ブックを開いて黄色いバーが出たら［コンテンツの有効化］を押してください。Mac では、最初に"
        " xlwings runpython install を一度実行してください。",
        "When a yellow bar appears on opening a workbook, choose “Enable Content”. "
        "On a Mac, first run xlwings runpython install once.",
    ),
    "doctor.macros_off": (
        "Excel の設定でマクロがすべて無効です。［ファイル］→［オプション］→［トラスト センター］→"
        "［マクロの設定］で、通知を表示する設定にしてください（会社の方針の場合は管理者に相談）。",
        "All macros are disabled in Excel. Choose “Disable with notification” under File, Options, "
        "Trust Center, Macro Settings; if your company set it, ask your administrator.",
    ),
    "doctor.language_ja": ("日本語", "Japanese"),
    "doctor.language_en": ("英語", "English"),
    "doctor.language_ja_asked": (
        "日本語（--lang による。この PC の設定は英語なので、付けないと英語になります）",
        "Japanese (by --lang; without it English, as this machine is set)",
    ),
    "doctor.language_en_asked": (
        "英語（--lang による。この PC の設定は日本語なので、付けないと日本語になります）",
        "English (by --lang; without it Japanese, as this machine is set)",
    ),
    "doctor.log": ("{path}", "{path}"),
    "doctor.log_not_writable": (
        "{path} に書き込めないため、更新の取り消しができません。フォルダーの権限を確認してください。",
        "{path} cannot be written, so a refresh cannot be undone. Check your permissions.",
    ),
    "doctor.cache": ("{path}（{size} MB）", "{path} ({size} MB)"),
    "doctor.cache_off": (
        "読んだシートや大きなファイルを取っておきません（SHEETKPI_CACHE）。更新のたびに読み直します。",
        "Sheets and large files that were read are not kept (SHEETKPI_CACHE): each refresh reads them again.",
    ),
    "doctor.book": ("{path} を開けます。", "{path} can be opened."),
    "doctor.blocked": (
        "{path} はインターネットから入手したためブロックされています。エクスプローラーで右クリック→"
        "［プロパティ］→［許可する］にチェックを入れてください。",
        "{path} came from the internet and is blocked. Right-click it in Explorer, choose Properties and "
        "tick “Unblock”.",
    ),
    "doctor.tables": ("SheetKPI の表が {count} 個あります。", "{count} of SheetKPI's tables are there."),
    "doctor.tables_none": (
        "{path} に SheetKPI の表がありません。"
        "sheetkpi attach {path} で、ボタンと表を付けたコピーを作れます。",
        "{path} has none of SheetKPI's tables. sheetkpi attach {path} makes a copy with buttons and tables.",
    ),
    "doctor.template": ("版 {version}", "Version {version}"),
    "doctor.template_older": (
        "版 {version}（最新は {newest}）。足りない列は更新のときに右端に足されます。",
        "Version {version} (the newest is {newest}). A refresh appends the columns it lacks.",
    ),
    "doctor.template_newer": (
        "このブックは版 {version} で、この SheetKPI（版 {newest}）より新しいものです。"
        "新しい .whl ファイルを受け取り、pip install で入れてください。",
        "The workbook is of version {version}, newer than this SheetKPI ({newest}). "
        "Get the newer .whl file and install it with pip install.",
    ),
    "doctor.template_own": ("ご自身のブックです。", "A workbook of your own."),
    "doctor.buttons": ("マクロ有効ブックです。", "A macro-enabled workbook."),
    "doctor.buttons_none": (
        "マクロのないブックです。ボタンが必要なら sheetkpi attach {path} を実行してください。",
        "A workbook without macros. For buttons, run sheetkpi attach {path}.",
    ),
    "doctor.interpreter": ("{path}", "{path}"),
    "doctor.interpreter_none": (
        "この OS 用の指定がないため、パスの通った Python が使われます。",
        "None is named for this system, so the Python of the search path is used.",
    ),
    "doctor.interpreter_moved": (
        "{path} がありません。"
        "非表示のシート xlwings.conf を表示し、{setting} を {python} に書き換えてください。",
        "{path} is not there. Unhide the sheet xlwings.conf and change {setting} to {python}.",
    ),
}
