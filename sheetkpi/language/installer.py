"""What the installers for one user say, in their window (see `sheetkpi.installer`)."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "setup.welcome": (
        "SheetKPI {version} を、このユーザーだけに入れます。管理者の権限は要りません。",
        "This installs SheetKPI {version} for this user only. No administrator is needed.",
    ),
    "setup.what": (
        "使うのは次の2つのフォルダーだけです。Python 3.11 以降がなければ、1つ目に入れます。"
        "2〜5分かかります。",
        "Everything goes into these two folders, Python too where there is no 3.11 or newer. "
        "It takes 2 to 5 minutes.",
    ),
    "setup.step_uv": (
        "1/4 インストールに使うプログラム（uv）を用意しています…",
        "1/4 Getting uv, the program that installs…",
    ),
    "setup.step_install": (
        "2/4 SheetKPI と、必要なら Python を入れています…",
        "2/4 Installing SheetKPI, and Python where needed…",
    ),
    "setup.step_excel": (
        "3/4 Excel から呼び出せるか調べています…",
        "3/4 Looking whether Excel can call it…",
    ),
    "setup.step_book": (
        "4/4 KPI ブックを作っています…",
        "4/4 Making a KPI workbook…",
    ),
    "setup.book_there": (
        "前からのブックがあるので、そのままにしました。",
        "There is a workbook already; it stays as it is.",
    ),
    "setup.done": (
        "終わりました。次のブックを Excel で開き、「コンテンツの有効化」を押してください。",
        "Done. Open this workbook in Excel and press Enable Content.",
    ),
    "setup.how_to_leave": (
        "取り除くときは、次のファイルを実行します。作ったブックは残ります。",
        "To take SheetKPI out again, run this file. Your workbooks stay.",
    ),
    "setup.failed": (
        "途中で止まりました。上の行を添えて、社内の担当者に知らせてください。"
        "もう一度実行すれば、続きから始めます。",
        "It stopped. Show the lines above to whoever looks after computers; run again to go on.",
    ),
    "setup.no_network": (
        "インターネットにつながらないため、インストールに使うプログラムを受け取れませんでした。"
        "接続を確かめて、もう一度実行してください。",
        "The program that installs could not be fetched from the internet. "
        "Look at the connection and run this again.",
    ),
    "setup.removing": ("SheetKPI を取り除いています…", "Taking SheetKPI out…"),
    "setup.removed": (
        "取り除きました。作ったブックは残してあります。",
        "SheetKPI is out. Your workbooks are where they were.",
    ),
    "setup.press_enter": ("Enter キーを押すと閉じます。", "Press Enter to close."),
}
