"""What is said while workbooks are handed out."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "status.handed_out": (
        "{name} 専用のブックです。ほかの担当者の数字は入っていません。",
        "This workbook is for {name} alone; it holds nobody else's figures.",
    ),
    "guide.board_handed_out": (
        "毎朝、この1枚から。今日の件数は「日次入力」シートに入れ、保存して返送してください。"
        "着地見込みは、このブックにある実績だけから計算しています。",
        "Start here every morning. Type the day's counts on Daily entry, save, and send the workbook back. "
        "Landings follow from what is in this workbook alone.",
    ),
    "guide.entry_handed_out": (
        "色のついた空き行に、1日1行（経路ごとに分けても可）で件数を入れます。担当者が空欄なら、本人の入力として集計します。",
        "One row a day (and lead source, if you like) in the coloured blank rows. An empty rep is you.",
    ),
    "step.distribute": ("配布するブックを作っています", "Making the workbooks"),
    "step.pdf": ("PDF にしています", "Making PDFs"),
    "help.distribute": (
        "担当者（またはチーム）ごとに、本人の数字だけのブックを作ります。",
        "Make a workbook for each rep (or team) that holds their own figures only.",
    ),
    "help.outdir": ("ブックを入れるフォルダー", "The folder for the workbooks."),
    "help.by": ("rep（担当者）か team（チーム）", "rep or team."),
    "help.only": (
        "この担当者（チーム）だけに作ります。何度でも指定できます。",
        "Only for this rep or team; may be given several times.",
    ),
    "help.distribute_passwords": (
        "1列目に名前、2列目にパスワードを入れた CSV（見出しの行はあってもなくても可）。"
        "書かれている人のブックを暗号化します。",
        "A CSV of names and passwords, with or without a row of headers: workbooks of those in it are "
        "encrypted.",
    ),
    "help.pdf": ("PDF も作ります（LibreOffice が必要）。", "Make PDFs too (needs LibreOffice)."),
    "distribute.title": ("配布の結果", "Distribute"),
    "distribute.written": ("作ったブック", "Written"),
    "distribute.unchanged": ("前回と同じ（そのまま）", "Unchanged, left alone"),
    "distribute.failed": ("作れなかったブック", "Failed"),
    "distribute.carried": ("引き継いだ未回収の入力（行）", "Entries not collected, carried over (rows)"),
    "distribute.revision": ("配布の版", "Distribution"),
    "distribute.workbooks": ("ブック", "Workbooks"),
    "distribute.recipient": ("配布先", "For"),
    "distribute.file": ("ファイル", "File"),
    "distribute.state": ("結果", "Result"),
    "distribute.state.written": ("作成", "written"),
    "distribute.state.unchanged": ("変更なし", "unchanged"),
    "distribute.state.failed": ("失敗", "failed"),
    "distribute.remark": ("説明", "Remark"),
    "distribute.carried_rows": (
        "未回収の入力 {rows} 行を引き継ぎました。",
        "{rows:|entry|entries} carried over.",
    ),
    "distribute.more": ("ほかに {count} 件", "{count} more"),
    "done.distribute": (
        "{count} 件のブックを {path} に用意しました。",
        "{count:|workbook is|workbooks are} in {path}.",
    ),
    "distribute.no_pdf": (
        "PDF は作りませんでした。LibreOffice をインストールすると作れます。",
        "No PDFs were made: they need LibreOffice to be installed.",
    ),
    "distribute.pdf_failed": (
        "PDF にできなかったブックがあります：{files}",
        "These workbooks could not be turned into PDFs: {files}",
    ),
    "distribute.pdf_encrypted": (
        "パスワードつきのブックは、中身が見えてしまうため PDF にしません：{files}",
        "Protected workbooks are not turned into PDFs, which anybody could read: {files}",
    ),
    "distribute.pdf_removed": (
        "パスワードなしで中身が見える前の PDF を消しました：{files}",
        "Earlier PDFs were removed, which showed without a password what is protected now: {files}",
    ),
    "distribute.pdf_left": (
        "パスワードなしで中身が見える前の PDF を消せません。"
        "開いているプログラムを閉じて、削除してください：{files}",
        "Earlier PDFs show without a password what is protected now and could not be removed. "
        "Close the program that has them open and delete them: {files}",
    ),
    "distribute.kept_open": (
        "パスワードなしで戻った元のファイルが残っています。不要なら削除してください：{files}",
        "Files that came back without a password are still kept. Delete them if they are not needed: {files}",
    ),
    "distribute.without_password": (
        "パスワードの一覧に名前がないため、パスワードなしで配布したブックがあります：{names}",
        "These are not in the list of passwords, so their workbooks have none: {names}",
    ),
    "distribute.password_of_nobody": (
        "パスワードの一覧に、担当者にもチームにもない名前があります：{names}。"
        "本人のブックにパスワードが付いていないかもしれません。",
        "The list of passwords has names of no rep or team: {names}. "
        "Whoever is meant may have got a workbook without a password.",
    ),
    "name.kept_back": ("（非公開）", "(kept back)"),
    "source.named": ("名前を含む経路 {number}", "Source with a name {number}"),
    "distribute.kept_back": (
        "ほかの人やチームの名前があるか、その疑いがあるため、空欄か「（非公開）」で配った文があります"
        "（名前の残らないリードは行ごと外しました）：{names}",
        "These name somebody else or another team, or may, and were handed out blank or as “(kept back)”; "
        "leads of which no name was left are not on the list: {names}",
    ),
    "distribute.sources_named": (
        "人やチームの名前があるリード経路は、配布するブックでは別の語に置き換えました（本人の日次入力の行では、行を見分けるため元のままです）：{names}",
        "Lead sources that name a person or a team have another word in the workbooks (but for the entries "
        "of whoever typed them, whose rows they tell apart): {names}",
    ),
    "distribute.no_record": (
        "配布の控えを書けませんでした（{reason}）。次の配布では、すべてのブックを調べ直します。",
        "The record of this distribution could not be written ({reason}) "
        "The next one will look into every workbook.",
    ),
    "distribute.kept_meanwhile": (
        "{file} は {new} に置き換える途中で保存されたため、残してあります。"
        "回収すると、中の入力も取り込みます。",
        "{file} was saved while {new} took its place, so it was left there. Collect what was entered in it.",
    ),
    "distribute.own_refused": (
        "誰かの名前があるため、配布するブックに入れなかったものがあります：{names}",
        "These name somebody and were not handed out: {names}",
    ),
    "distribute.own_missing": (
        "「一緒に配るシート・マクロ」の名前が、自分で足したシートにも標準モジュールにもありません：{names}",
        "“Sheets and macros handed out too” names none of your own sheets or modules: {names}",
    ),
    "distribute.own_unread": (
        "このブックのファイルを読めないため、製品のひな形の体裁で作りました。保存してからもう一度配布してください。",
        "This workbook's file could not be read, so the product's template was used. Save and try again.",
    ),
    "distribute.own_1904": (
        "日付を1904年から数えるブックのため、製品のひな形の体裁で作りました。",
        "The dates of this workbook count from 1904, so the product's template was used for its look.",
    ),
    "distribute.own_stacked": (
        "表「{table}」の下に別の表があるため、製品のひな形の体裁で作りました。表を別のシートか横に移すと、"
        "このブックの体裁で配れます。",
        "Another table is below {table}, so the product's template was used for the look. Move it to the "
        "side or to a sheet of its own.",
    ),
    "distribute.own_header": (
        "表「{table}」に見出しの行がないため、製品のひな形の体裁で作りました。見出しの行を表示してください。",
        "The table {table} has no header row, so the product's template was used for the look. Switch it on.",
    ),
    "distribute.own_mixed": (
        "シート「{sheet}」に配らない表（{tables}）もあるため、製品のひな形の体裁で作りました。表を別のシートに移してください。",
        "The sheet {sheet} also has tables that nobody is handed ({tables}), so the product's template was "
        "used for the look. Move them to a sheet of their own.",
    ),
    "distribute.own_lacking": (
        "このブックにないものがあるため（{names}）、製品のひな形の体裁で作りました。",
        "This workbook lacks {names}, so the product's template was used for the look.",
    ),
    "distribute.own_named": (
        "誰かの名前が残る部分があるため（{part}）、製品のひな形の体裁で作りました。",
        "Somebody is still named in {part}, so the product's template was used for the look.",
    ),
    "error.distribute_by": (
        "「{by}」では分けられません。rep か team を指定してください。",
        "Say rep or team, not {by}.",
    ),
    "error.distribute_no_tables": (
        "{path} に SheetKPI の表がないため、配布できません。sheetkpi new でブックを作り、このファイルを "
        "--activity で取り込んでから配布してください。",
        "{path} has none of SheetKPI's tables and cannot be handed out. Make a workbook with sheetkpi new, "
        "refresh it with --activity and this file, and hand out that one.",
    ),
    "error.nothing_to_distribute": (
        "{path} には集計できる活動がまだないため、配布するものがありません。活動を取り込んでください。",
        "{path} has no activity to count yet, so there is nothing to hand out. Add some first.",
    ),
    "error.no_reps_to_hand_out": (
        "{path} には配布先の担当者がまだいません。「名簿」に担当者を入力して、もう一度実行してください。",
        "There is no rep yet in {path} to hand out to. Enter them on the roster and try again.",
    ),
    "error.no_teams_to_hand_out": (
        "{path} には配布先のチームがまだありません。「名簿」にチームを入力するか、"
        "担当者ごとに配布してください。",
        "There is no team yet in {path} to hand out to. Enter teams on the roster, or hand out by rep.",
    ),
    "error.recipient_unknown": (
        "「{name}」という配布先はありません。名簿の名前かチーム名を指定してください。{meant}",
        "Nobody goes by the name {name}. Give a name as on the roster, or a team.{meant}",
    ),
    "error.recipient_ambiguous": (
        "「{name}」は複数います（{names}）。どちらかの名前で指定してください。",
        "{name} is the name of several ({names}). Give one of these.",
    ),
    "error.in_the_way": (
        "{path} は本人に配布したブックではないか、開けません。別の場所に移してからやり直してください。",
        "{path} is not the workbook that was handed out, or does not open. Move it elsewhere and try again.",
    ),
    "error.other_password": (
        "{path} は別のパスワードで保護されていて、中の入力を引き継げません。"
        "前のパスワードで回収し、別の場所に移してからやり直してください。",
        "{path} is protected by another password, so entries in it cannot be carried over. "
        "Collect it with that password, move it elsewhere and try again.",
    ),
    "error.outdir": (
        "{path} をフォルダーとして使えません。別のフォルダーを指定してください。",
        "{path} cannot be used as a folder. Name another one.",
    ),
    "error.no_encryption": (
        (
            "パスワードをかけるには msoffcrypto-tool が必要です。"
            "pip install msoffcrypto-tool を実行してください。"
        ),
        "Passwords need msoffcrypto-tool. Run pip install msoffcrypto-tool.",
    ),
    "error.passwords_swapped": (
        "パスワードの一覧の列が逆のようです。1列目に名前、2列目にパスワードを入れてください。",
        "The columns of the list of passwords seem swapped. Names go first, passwords second.",
    ),
    "error.unexpected_one": (
        "予期しない問題（{what}）が起きました。",
        "Something unexpected happened ({what}).",
    ),
}
