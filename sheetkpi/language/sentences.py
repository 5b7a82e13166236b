"""Errors: one sentence that says what to do."""

WORDS: dict[str, tuple[str, str]] = {
    "error.not_found": (
        "{path} が見つかりません。ファイル名と場所を確認してください。",
        "{path} was not found. Check the name and the folder.",
    ),
    "error.unexpected": (
        "予期しないエラー（{what}）のため中止しました。ファイルは元のままです。詳細は {path} に記録しました。",
        "Stopped by an unexpected error ({what}); your file is as it was. Details are in {path}.",
    ),
    "error.exists": (
        "{path} はすでにあります。別の名前を指定してください。",
        "{path} already exists. Choose another name.",
    ),
    "error.new_suffix": (
        "{path} は作れません。名前の最後を .xlsx にしてください。",
        "{path} cannot be created. Let the name end in .xlsx.",
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
}
