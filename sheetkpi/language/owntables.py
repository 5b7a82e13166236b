"""What is said about tables and columns that are people's own."""

WORDS: dict[str, tuple[str, str]] = {
    "reason.no_room_columns": (
        "表「{table}」の右に空きがない（{cell}）ため、追加していない列があります（{columns}）。"
        "ほかの列は更新しました。必要なら右を空けて、もう一度更新してください。",
        "The table {table} has no room at its right ({cell}) for {columns}; all else in it was refreshed. "
        "If you want these columns, make room and refresh again.",
    ),
    "reason.column_of_own": (
        "表「{table}」の列「{header}」はご自身の数式なので、更新で書き換えていません。"
        "SheetKPI に任せるときは、"
        "{setting} に {table}[{header}] と入力してください。",
        "The column “{header}” of {table} holds formulas of your own and was left alone. "
        "To have it filled, enter {table}[{header}] in {setting}.",
    ),
    "reason.column_of_own_unset": (
        "表「{table}」の列「{header}」はご自身の数式なので、更新で書き換えていません。"
        "SheetKPI に任せるときは、"
        "kpi_overwrite という名前を付けたセルに {table}[{header}] と入力してください。",
        "The column “{header}” of {table} holds formulas of your own and was left alone. "
        "To have it filled, enter {table}[{header}] in a cell that you name kpi_overwrite.",
    ),
    "reason.formulas_replaced": (
        "表「{table}」の列「{header}」にあったご自身の数式 {count} 個を、更新で書き換えました。"
        "数式を残すときは、列のすべての行に入れるか、別の列に入れてください。",
        "{count:|formula|formulas} of your own in the column “{header}” of {table} {count:-|was|were} "
        "replaced. To keep formulas, put them in all rows of the column, or in a column of your own.",
    ),
    "reason.keys_replaced": (
        "表「{table}」の列「{header}」は行を見分ける列なので、ご自身の数式 {count} 個を値に置き換えました。"
        "数式は別の列に入れてください。",
        "The column “{header}” of {table} tells the rows apart: {count:|formula|formulas} of your own in it "
        "{count:-|was|were} replaced by values. Put {count:-|it|them} in a column of your own.",
    ),
    "reason.sources_added": (
        "次の更新や配布でも同じ資料を読むように、シート「{sheet}」を追加して記録しました。"
        "読まなくするには、その行を消してください。",
        "The sheet “{sheet}” was added: it lists the activity given here, which the next refresh and "
        "distribution read again. Delete its row to have it read no more.",
    ),
    "reason.no_result_column": (
        "表「{table}」に「{column}」の列がないため、そこに入力した架電の結果は集計されません。"
        "見出しを変えたときは「{column}」に戻してください。",
        "The table {table} has no column “{column}”, so results of calls typed there are not counted. "
        "If its header was changed, call it “{column}” again.",
    ),
    "reason.table_of_own": (
        "表「{table}」には「{column}」の列がないため、ご自身の表として何も読み書きしていません。"
        "SheetKPI の表として使うときは、この列を足してください。",
        "The table {table} has no column “{column}”, so it is your own: it was neither read nor filled. "
        "To use it with SheetKPI, add that column.",
    ),
    "reason.table_of_other": (
        "表「{table}」は SheetKPI の表と同じ名前ですが、別の内容（{columns}）が入っているため、"
        "ご自身の表として更新していません。更新するときは、架電数などの列を足すか、表の名前を変えてください。",
        "The table {table} is called like one of SheetKPI but holds something of your own ({columns}), so it "
        "was not filled. To have it filled, give it a column such as Calls; else call it something else.",
    ),
    "reason.rows_below": (
        "表「{table}」のすぐ下にある {rows} 行は、表に入っていないため読んでいません。表の右下の角を"
        "下へ引いて、表に入れてください。",
        "{rows:|row|rows} right below the table {table} {rows:-|is|are} not in it and {rows:-|was|were} not "
        "read. Drag the lower right corner of the table down over {rows:-|it|them}.",
    ),
    "reason.adopted_left_out": (
        "ご自身の表「{table}」は更新していません（前のままです）。{why}",
        "Your table {table} was not refreshed and shows what it did before. {why}",
    ),
    "reason.adopted_kept": (
        "ご自身の表「{table}」の列（{columns}）は、件数の分かる資料がないため更新せず、入力されたまま残しました。"
        "資料が加われば、次の更新から埋まります。",
        "Of your table {table} the columns {columns} were left as typed: no source measures them. Once one "
        "does, refreshes fill them.",
    ),
    "reason.adopted_absent": (
        "ご自身の表「{table}」の {names} は、この月の資料にありません。行は残し、更新する列は空欄です。"
        "名前の表記が違うときは、名簿の「別名」に加えてください。",
        "Nothing in this month tells of {names} in your table {table}: the rows stay, the columns that are "
        "filled are empty. If a name is spelled otherwise in the data, add it to the roster as an alias.",
    ),
    "reason.adopted_sums": (
        "ご自身の表「{table}」の途中にある数式の行（{cells}）は、書き換えずに残しました。新しい行は表の一番下に"
        "増えるため、合計の範囲に入っているか確かめてください。",
        "Rows of formulas within your table {table} ({cells}) were left as they are. New rows come at the "
        "end of the table: look whether your sums take them in.",
    ),
    "attach.table_of_own": (
        "表「{table}」は SheetKPI の表と同じ名前ですが、別の内容（{columns}）なので、更新しません。",
        "The table {table} is called like one of SheetKPI but holds something of your own ({columns}): "
        "refreshes leave it alone.",
    ),
    "attach.table_alike": (
        "表「{table}」は SheetKPI の表と同じ名前ですが、ご自身の表として、更新では触れません。",
        "The table {table} is called like one of SheetKPI and taken for your own: refreshes leave it alone.",
    ),
    "attach.alike_not_yet": (
        "更新するには、Excel の［テーブル デザイン］で表の名前を（例えば「{other}」に）変えてから：{command}",
        "To have it filled, call it something else in Excel (Table Design > Table Name; {other}, say), then: "
        "{command}",
    ),
    "attach.other_name": ("自社{table}", "My{table}"),
    "attach.lacking_added": (
        "SheetKPI の表と同じ名前なので、「{table}」にない列は右端に足します。",
        "As {table} is called like a table of SheetKPI, the columns that it lacks come at its right.",
    ),
    "reason.map_absent": (
        "このブックに「項目マッピング」のシートはありません。列の項目を選ぶときは、"
        "sheetkpi attach（--minimal なし）で足してください。",
        "This workbook has no sheet “Column map”. To choose what a column is, add it with sheetkpi attach "
        "(without --minimal).",
    ),
}
