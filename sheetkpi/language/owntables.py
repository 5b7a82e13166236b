"""What is said about tables and columns that are people's own."""

WORDS: dict[str, tuple[str, str]] = {
    "reason.no_room_columns": (
        "表「{table}」の右に空きがない（{cell}）ため、追加していない列があります（{columns}）。"
        "ほかの列は更新しました。必要なら右を空けて、もう一度更新してください。",
        "The table {table} has no room at its right ({cell}) for {columns}; all else in it was refreshed. "
        "If you want these columns, make room and refresh again.",
    ),
    "reason.sources_added": (
        "次の更新や配布でも同じ資料を読むように、シート「{sheet}」を追加して記録しました。"
        "読まなくするには、その行を消してください。",
        "The sheet “{sheet}” was added: it lists the activity given here, which the next refresh and "
        "distribution read again. Delete its row to have it read no more.",
    ),
    "reason.table_of_own": (
        "表「{table}」には「{column}」の列がないため、ご自身の表として何も読み書きしていません。"
        "SheetKPI の表として使うときは、この列を足してください。",
        "The table {table} has no column “{column}”, so it is your own: it was neither read nor filled. "
        "To use it with SheetKPI, add that column.",
    ),
}
