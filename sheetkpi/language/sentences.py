"""Errors, the summary and the command line."""

WORDS: dict[str, tuple[str, str]] = {
    "error.not_found": (
        "{path} が見つかりません。ファイル名と場所を確認してください。",
        "{path} was not found. Check the name and the folder.",
    ),
}
