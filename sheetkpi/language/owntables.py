"""What is said about tables and columns that are people's own."""

WORDS: dict[str, tuple[str, str]] = {
    "reason.no_room_columns": (
        "表「{table}」の右に空きがない（{cell}）ため、追加していない列があります（{columns}）。"
        "ほかの列は更新しました。必要なら右を空けて、もう一度更新してください。",
        "The table {table} has no room at its right ({cell}) for {columns}; all else in it was refreshed. "
        "If you want these columns, make room and refresh again.",
    ),
}
