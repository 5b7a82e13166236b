"""The pages of `-h`: their headings, the options that all commands have, examples; words typed wrong."""

_REFRESH = """\
sheetkpi refresh KPI.xlsx
sheetkpi refresh KPI.xlsx --activity calls.csv --activity "exports/*.xlsx"
sheetkpi refresh KPI.xlsx --month 2026-11 --dry-run"""
_DISTRIBUTE = """\
sheetkpi distribute KPI.xlsx handed-out
sheetkpi distribute KPI.xlsx handed-out --by team
sheetkpi distribute KPI.xlsx handed-out --only "Aiko Mori\""""
_EXAMPLES = {
    "app": "sheetkpi demo\nsheetkpi new KPI.xlsx\nsheetkpi refresh KPI.xlsx --activity calls.csv",
    "new": "sheetkpi new KPI.xlsx\nsheetkpi new KPI.xlsm",
    "demo": "sheetkpi demo my-demo",
    "refresh": _REFRESH,
    "undo": "sheetkpi undo KPI.xlsx",
    "check": "sheetkpi check KPI.xlsx\nsheetkpi check KPI.xlsx --activity calls.csv --strict",
    "sheets": "sheetkpi sheets KPI.xlsx --show",
    "attach": "sheetkpi attach MyBook.xlsx\nsheetkpi attach MyBook.xlsx --minimal --output Mine.xlsm",
    "detach": "sheetkpi detach MyBook.xlsm --output MyBook2.xlsx",
    "distribute": _DISTRIBUTE,
    "collect": "sheetkpi collect KPI.xlsx handed-out --dry-run\nsheetkpi collect KPI.xlsx handed-out",
    "publish": "sheetkpi publish KPI.xlsx exports",
    "post": "sheetkpi post KPI.xlsx --to team --to manager --dry-run",
    "schedule": "sheetkpi schedule KPI.xlsx --publish exports\nsheetkpi schedule KPI.xlsx --every 10min",
    "watch": "sheetkpi watch KPI.xlsx --once",
    "report": "sheetkpi report KPI.xlsx KPI.pdf",
    "export": "sheetkpi export KPI.xlsx\nsheetkpi export KPI.xlsx exported --format parquet",
    "doctor": "sheetkpi doctor\nsheetkpi doctor KPI.xlsx",
    "guide": "sheetkpi guide\nsheetkpi guide targets",
}
"""What people type is the same in every language."""

WORDS: dict[str, tuple[str, str]] = {
    **{f"example.{name}": (lines, lines) for name, lines in _EXAMPLES.items()},
    "usage.title": ("使い方: {usage}", "usage: {usage}"),
    "usage.options_here": ("[オプション]", "[options]"),
    "usage.command_here": ("コマンド …", "command …"),
    "usage.arguments": ("引数:", "arguments:"),
    "usage.options": ("オプション:", "options:"),
    "usage.commands": ("コマンド:", "commands:"),
    "usage.example": ("例:", "examples:"),
    "usage.exit": ("終了コード:", "exit codes:"),
    "help.help": ("この説明を表示します。", "Show this page."),
    "help.json": (
        "結果を JSON オブジェクト1つで標準出力に書きます（ほかには何も書きません）。",
        "Write the result as one JSON object to stdout, and nothing else.",
    ),
    "help.quiet": (
        "問題があったときだけ表示します。結果は終了コードで分かります。",
        "Say only what went wrong; the exit code tells the rest.",
    ),
    # words typed wrong
    "near.names": (" もしかして: {names}", " Did you mean {names}?"),
    "usage.hint": ("使い方は {command} -h で表示します。", "{command} -h shows how it is used."),
    "usage.missing": ("{name} を指定してください。", "{name} is missing."),
    "usage.no_option": ("{option} というオプションはありません。", "There is no option {option}."),
    "usage.no_value": ("{option} には値が必要です。", "{option} needs a value."),
    "usage.flag": ("{option} に値は付けられません。", "{option} takes no value."),
    "usage.value": (
        "「{value}」は使えません。使えるのは {names} です。",
        "{value} cannot be used here: {names}.",
    ),
    "usage.extra": ("余分な指定があります: {words}", "Not understood: {words}"),
    "usage.extra_activity": (
        "余分な指定があります: {words}（活動データなら --activity {word} と書きます）",
        "Not understood: {words} (activity is given as --activity {word})",
    ),
    "usage.no_command": ("{name} というコマンドはありません。", "There is no command {name}."),
    "usage.no_command_given": ("コマンドを指定してください。", "A command is missing."),
    "exit.app": (
        "0 すべて終わった\n1 終わったが、失敗や対象外がある\n2 終わっていない（何も変更していない）\n"
        "3 することがない\nくわしくは sheetkpi guide commands",
        "0 all done\n1 done, but something failed or was left out\n2 not done (nothing was changed)\n"
        "3 nothing to do\nMore: sheetkpi guide commands",
    ),
    "exit.doctor": (
        "0 すべて整っている（「参考」は問題ではない）\n1 「要対応」がある",
        "0 all in order (notes are no problem)\n1 there is something to do",
    ),
    # export
    "help.export": (
        "更新で埋まった表を、表ごとに1つのファイルに書き出します（値のまま。測っていないものは空）。"
        "担当者の名前や数字、会社名、費用も入ります。",
        "Write the tables that a refresh fills to files, one each: raw values, empty where not measured. "
        "They hold names and figures of reps, companies and costs.",
    ),
    "help.export_folder": (
        "書き出すフォルダー（既定：ブックの横の「ブック名_export」）",
        "The folder to write to (default: BOOK's name with _export, beside it)",
    ),
    "help.format": (
        "ファイルの形式（csv / parquet）。既定は csv",
        "Kind of the files (csv / parquet); default: csv",
    ),
    "done.export": (
        "{count} 個の表を {path} に書き出しました。担当者の名前や数字、会社名、費用が入っています。"
        "渡す相手に注意してください。",
        "{count:|table was|tables were} written to {path}. Names and figures of reps, companies and costs "
        "are in there: mind who gets them.",
    ),
    "error.export_exists": (
        "{path} には、このブックから書き出したままではないファイルがあります（{names}）。"
        "別のフォルダーにするか、--force を付けてください。",
        "{path} has files that were not exported from this workbook, or were changed since ({names}). "
        "Choose another folder, or use --force.",
    ),
    "error.export_nothing": (
        "{path} には、書き出す表がまだありません。先に sheetkpi refresh で更新してください。",
        "{path} has no table to export yet. Refresh it first, with sheetkpi refresh.",
    ),
    "remark.export_odd": (
        "{table} の {count} セルは数値や日付ではないため、書き出したファイルでは空です。",
        "{table}: {count:|cell holds|cells hold} no number or date where one belongs; "
        "{count:-|it is|they are} empty in the file.",
    ),
    "remark.export_formulas": (
        "{table} の {columns} には、計算結果が保存されていない数式があり、書き出したファイルでは空です。"
        "ブックを Excel で開いて保存し、もう一度書き出してください。",
        "{table}: formulas in {columns} have no stored result; they are empty in the file. Open the workbook "
        "in Excel, save it and export again.",
    ),
    "error.export_folder": ("{path} はフォルダーではありません。", "{path} is no folder."),
    # guide
    "help.guide": (
        "使い方の説明を表示します。トピックを省くと一覧を表示します。",
        "Show the guide; without a topic, the list of topics.",
    ),
    "help.guide_topic": ("読みたいトピック", "The topic to read"),
    "help.guide_open": ("ブラウザーで開きます。", "Open it in the browser."),
    "guide.topics": (
        "トピック（sheetkpi guide トピック で読めます）:",
        "Topics (sheetkpi guide TOPIC shows one):",
    ),
    "guide.opened": ("{path} をブラウザーで開きました。", "{path} was opened in the browser."),
    "error.guide_topic": (
        "「{topic}」というトピックはありません。あるのは {topics} です。{meant}",
        "There is no topic {topic}. There are {topics}.{meant}",
    ),
}
