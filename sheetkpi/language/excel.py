"""Inside Excel: the status bar, dialogs, what undo and Excel itself refuse."""

WORDS: dict[str, tuple[str, str]] = {
    "excel.progress": ("SheetKPI：{step}…", "SheetKPI: {step} …"),
    "step.undo": ("更新前の内容に戻しています", "Putting back what the refresh overwrote"),
    "done.undo": (
        "{time} の更新を取り消し、更新前の内容に戻しました。",
        "The refresh of {time} was taken back; the workbook is as it was before.",
    ),
    "done.undo_stayed": (
        "{time} の更新を取り消しました。更新で増えた行のうち、入力のある {rows} 行は残しました（{names}）。"
        "その行の数字は、次の更新まで空欄です。",
        "The refresh of {time} was taken back, but for {rows:|row|rows} in which something was typed since "
        "({names}). The figures there are empty until the next refresh.",
    ),
    "done.sheets_shown": (
        "{count} 枚のシートを表示しました：{names}",
        "{count:|sheet is|sheets are} in sight: {names}",
    ),
    "done.sheets_hidden": (
        "{count} 枚のシートを隠しました：{names}",
        "{count:|sheet is|sheets are} hidden: {names}",
    ),
    "folder.distribute": ("配布", "handed out"),
    "done.distribute_failed": (
        "{count} 件のブックを用意できませんでした。{first}：{reason}",
        "{count:|workbook|workbooks} could not be made. {first}: {reason}",
    ),
    "done.collect_button": (
        "{added} 行を取り込み、{replaced} 行を置き換え、リストの結果を {listed} 件、メモだけを {notes} 件"
        "取り込みました（対象外 {left_out} 行、読めないファイル {refused} 件）。"
        "［更新］を押すと集計に反映されます。",
        "{added:|row|rows} taken in, {replaced} replaced, {listed:|result|results} and {notes:|note|notes} "
        "taken from lists ({left_out} left out, {refused:|file|files} not usable). "
        "Press Refresh to count them.",
    ),
    "error.no_folder_known": (
        "{name} の保存場所が分かりません。同期したフォルダーから開くか、名前「{setting}」を付けたセルに"
        "フォルダーをドライブ名から入力してください。",
        "It is not known where {name} lies. Open it from a synchronised folder, or type the full path of the "
        "folder into a cell named {setting}.",
    ),
    "error.excel_busy": (
        "Excel が応答できません。セルの編集を Enter キーで終え、開いているダイアログを閉じてから、"
        "もう一度実行してください。",
        "Excel is busy. Finish editing the cell (Enter), close any open dialog, and try again.",
    ),
    "error.never_saved": (
        "{name} はまだ保存されていません。一度保存してから、もう一度実行してください。",
        "{name} has never been saved. Save it once and try again.",
    ),
    "error.half_written": (
        "{path} への書き込みが途中で止まり、元に戻せませんでした。保存せずに閉じて、開き直してください。",
        "Writing into {path} broke off and could not be taken back. "
        "Close it without saving and open it again.",
    ),
    "error.sheet_protected": (
        "シート「{sheet}」が保護されているため、書き込めません。［校閲］→［シート保護の解除］をしてから、"
        "もう一度実行してください。",
        "The sheet “{sheet}” is protected and cannot be written to. Unprotect it (Review tab) and try again.",
    ),
    "error.table_filtered": (
        "シート「{sheet}」の表「{table}」が、色や日付など、かけ直せない条件で絞り込まれているため、"
        "行を動かせません。［データ］→［クリア］で"
        "絞り込みを解除してから、もう一度更新してください。",
        "The table {table} on the sheet “{sheet}” is filtered by what cannot be applied again (a colour or "
        "a day, say), so its rows cannot be moved. "
        "Clear the filter (Data tab) and refresh again.",
    ),
    "error.merged_cells": (
        "シート「{sheet}」の表「{table}」の範囲 {area} に結合されたセルがあります。結合を解除してから、"
        "もう一度更新してください。",
        "There are merged cells in {area}, where the table {table} on the sheet “{sheet}” stands or grows. "
        "Unmerge them and refresh again.",
    ),
    "error.array_in_table": (
        "シート「{sheet}」の {area} は1つの配列数式なので、表の行を動かしたり書き込んだりできません。"
        "セルごとの数式に変えてから、もう一度実行してください。",
        "The cells {area} on the sheet “{sheet}” hold one array formula, so the rows of the table there can "
        "be neither moved nor filled. Put a formula into each cell instead and try again.",
    ),
    "error.sources_remote": (
        "ここでは、ブックの外にある取込元（{place}）を読めません。「取込元」の行を消し、活動データを"
        "ブックのシートに貼り付けてください。",
        "What is outside the workbook ({place}) cannot be read here. "
        "Delete the rows of “Import sources” and paste the activity into a sheet of the workbook.",
    ),
    "error.sources_no_folder": (
        "{name} の保存場所が分からないため、取込元「{place}」を読めません。OneDrive や SharePoint と同期した"
        "フォルダーから開くか、「取込元」の場所をドライブ名から書いてください。",
        "“{place}” cannot be read, as it is not known where {name} lies. Open the workbook from a "
        "synchronised OneDrive or SharePoint folder, or write the full path into “Import sources”.",
    ),
    # undo
    "error.undo_nothing": (
        "{path} には、取り消せる更新がありません。この PC での直前の更新だけを、30日以内なら取り消せます。",
        "There is no refresh of {path} to take back. Only the last one on this machine can be, for 30 days.",
    ),
    "error.undo_not_kept": (
        "更新前の内容を {path} に控えられないため、更新しませんでした（{reason}）。"
        "ディスクの空きとフォルダーの権限を確認してください。",
        "Nothing was refreshed, as what it overwrites could not be kept in {path} ({reason}). "
        "Check the free space and your permissions.",
    ),
    "error.undo_since": (
        "このブックは {time} にもう一度更新されているため、それより前の更新は取り消せません。",
        "The workbook was refreshed again at {time}, so an earlier refresh cannot be taken back.",
    ),
    "error.undo_no_table": (
        "表「{table}」がなくなったため、更新を取り消せません。表を戻すか、名前を「{table}」に戻してください。",
        "The refresh cannot be taken back, as the table {table} is gone. Bring it or its name back.",
    ),
    "error.undo_changed": (
        "シート「{sheet}」の表「{table}」の行または列が更新後に変わったため、更新を取り消せません。"
        "変更を元に戻してから、もう一度実行してください。",
        "The refresh cannot be taken back: rows or columns of the table {table} on the sheet “{sheet}” were "
        "changed since. Undo those changes and try again.",
    ),
    "error.undo_typed": (
        "更新後に {cell} に入力された「{value}」が消えてしまうため、更新を取り消せません。"
        "別の場所に控えて空にしてから、もう一度実行してください。",
        "The refresh cannot be taken back without losing “{value}”, typed in {cell} since. "
        "Note it elsewhere, empty the cell and try again.",
    ),
}
