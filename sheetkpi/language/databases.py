"""Connections to databases: what is wrong with them, and what to do; what `doctor` says of them."""

WORDS: dict[str, tuple[str, str]] = {
    "error.db_what": (
        "データベースの指定が読み取れません。「場所」に db:接続名、「シート」に表の名前か SELECT "
        "文を1つだけ入れてください"
        "（コマンドでは db:接続名/表の名前）。",
        "The place in a database cannot be understood. Put db:CONNECTION into the column Place and one "
        "table or one "
        "SELECT into the column Sheet (on the command line db:CONNECTION/TABLE).",
    ),
    "error.db_address_here": (
        "データベースのアドレスはここには書けません（パスワードが漏れるのを防ぐためです。"
        "画面にも記録にも残していません）。"
        "アドレスは {file} か環境変数 SHEETKPI_CONNECTION_名前 に書き、ここには db:名前 "
        "とだけ書いてください。",
        "The address of a database does not belong here, lest a password gets around (it was not written "
        "down anywhere). "
        "Put it into {file} or the environment variable SHEETKPI_CONNECTION_NAME, and write db:NAME here.",
    ),
    "error.db_unknown": (
        "「{name}」という接続はありません。{known}環境変数 {variable} か {file} にアドレスを書くか、"
        "接続の名前を確かめてください。{near}",
        "There is no connection “{name}”. {known}Put its address into the environment variable {variable} "
        "or into "
        "{file}, or check the name.{near}",
    ),
    "db.known": ("ある接続：{names}。", "There are: {names}. "),
    "error.db_password_here": (
        "接続「{name}」のアドレス（{told_by}）にパスワードが入っているため、使いませんでした。"
        "アドレスからパスワードを除き、環境変数 {variable}、{file} の password、または PostgreSQL の "
        ".pgpass に"
        "移してください。",
        "The address of the connection “{name}” ({told_by}) has a password in it and was not used. Take "
        "it out and put "
        "it into the environment variable {variable}, into {file} as password, or into PostgreSQL's .pgpass.",
    ),
    "error.db_address": (
        "接続「{name}」のアドレス（{told_by}）が読み取れません。postgresql://利用者@サーバー/データベース、"
        "sqlite:///ファイルの場所、duckdb:///ファイルの場所 のように書き、記号は %40 "
        "のように書き換えてください。",
        "The address of the connection “{name}” ({told_by}) cannot be understood. Write it like "
        "postgresql://USER@SERVER/DATABASE, sqlite:///PATH or duckdb:///PATH, signs in it as in %40.",
    ),
    "error.db_full_path": (
        "接続「{name}」（{told_by}）のファイルは、フォルダーから始まる完全な場所で書いてください"
        "（例：sqlite:///C:/data/crm.db）。",
        "The connection “{name}” ({told_by}) needs the full path of its file, as in "
        "sqlite:///C:/data/crm.db.",
    ),
    "error.db_driver_name": (
        "接続「{name}」の driver（{told_by}）は、adbc_driver_snowflake のような ADBC "
        "ドライバーのパッケージ名で"
        "書いてください。",
        "The driver of the connection “{name}” ({told_by}) has to be the name of an ADBC driver's "
        "package, such as "
        "adbc_driver_snowflake.",
    ),
    "error.db_file_open": (
        "{file} をほかの利用者も読める状態なので、使いませんでした。chmod 600 {file} を実行し、"
        "中のパスワードは変更してください。",
        "Others can read {file}, so it was not used. Run chmod 600 {file}, and change the passwords in it.",
    ),
    "error.db_file_unreadable": (
        "{file} を読み込めません。ファイルの権限を確認してください。",
        "{file} cannot be read. Check its permissions.",
    ),
    "error.db_file_line": (
        '{file} の {line} 行目が TOML として読み取れません。[名前] の行の下に address = "…" の形で、'
        "UTF-8 で書いてください。",
        'Line {line} of {file} is not valid TOML. Write address = "…" below a line [NAME], in UTF-8.',
    ),
    "error.db_file_name": (
        "{file} の「{name}」は接続ではありません。文字・数字・_・- の名前で [名前] の行を作り、"
        "その下に書いてください。",
        "“{name}” in {file} is no connection. Begin each with a line [NAME] of letters, digits, _ and -.",
    ),
    "error.db_file_field": (
        "{file} の [{name}] の {field} は使えません。使えるのは address、password、driver、options、"
        "timeout（秒、数値）"
        "です。{near}",
        "{field} of [{name}] in {file} cannot be used. There are address, password, driver, options and "
        "timeout "
        "(seconds, a number).{near}",
    ),
    "error.db_no_driver": (
        "{place} を読むには {package} が必要です。pip install {package} を実行してください。",
        "Reading {place} takes {package}. Run pip install {package}.",
    ),
    "error.db_no_module": (
        "{place} を読むドライバー（{module}）がインストールされていません。データベースの資料を見て、"
        "SQLAlchemy 用のドライバーを入れてください。",
        "The driver of {place} ({module}) is not installed. See the database's documentation for its driver "
        "for SQLAlchemy, and install it.",
    ),
    "error.db_no_java": (
        "{place} を読むには Java が必要です。Java（17 以降）を入れ、必要なら環境変数 JAVA_HOME に"
        "その場所を書いてください。",
        "Reading {place} takes Java. Install it (17 or later), and if it is not found, put its folder into "
        "the environment variable JAVA_HOME.",
    ),
    "error.db_spark_other": (
        "この Python では別の Spark が動いているため、{place} を読めません。先にそれを止めるか、"
        "アドレスを spark: とだけ書いてください。",
        "Another Spark session runs in this Python, so {place} cannot be read. Stop it first, or write only "
        "spark: as the address.",
    ),
    "error.db_unreachable": (
        "{place} のサーバーにつながりません。サーバーが動いているか、ネットワーク（VPN など）"
        "とアドレス（{told_by}）を"
        "確かめて、もう一度実行してください。",
        "The server of {place} cannot be reached. Check that it runs, your network (a VPN, say) and its "
        "address "
        "({told_by}), and try again.",
    ),
    "error.db_password": (
        "{place} の利用者名かパスワードが違うか、パスワードがありません。{told_by} の利用者名と、"
        "パスワード（環境変数 {variable}、connections.toml、.pgpass のどれか）を確かめてください。",
        "{place} does not accept the user or the password, or there is none. Check the user ({told_by}) "
        "and the "
        "password (the environment variable {variable}, connections.toml or .pgpass).",
    ),
    "error.db_refused": (
        "{place} のサーバーが接続を断りました。アドレス（{told_by}）の利用者名とデータベース名、"
        "接続の許可と空きを管理者に確かめてください。",
        "The server of {place} refused the connection. Check user and database in its address "
        "({told_by}), and ask "
        "its administrator whether you may connect and there is room.",
    ),
    "error.db_no_file": (
        "{place} のファイルがありません。場所（{told_by}）を確認してください。",
        "The file of {place} is not there. Check its path ({told_by}).",
    ),
    "error.db_damaged": (
        "{place} のファイルはデータベースとして読めません。ファイルの種類と場所（{told_by}）を確かめ、"
        "壊れていれば取り直してください。",
        "The file of {place} cannot be read as a database. Check its kind and path ({told_by}), and get "
        "it again if "
        "it is damaged.",
    ),
    "error.db_busy": (
        "{place} はほかのアプリが書き込み中です。終わってから、もう一度実行してください。",
        "Another program is writing to {place}. Try again when it has done.",
    ),
    "error.db_no_table": (
        "{place} に表「{table}」がないか、見る権限がありません。表の名前を確かめてください。{near}",
        "{place} has no table “{table}”, or you may not see it. Check its name.{near}",
    ),
    "error.db_no_table_name": (
        "「{table}」は {place} の表の名前として読み取れません。calls や sales.calls のように書くか、"
        "SELECT 文を書いてください。",
        "“{table}” is no name of a table in {place}. Write it like calls or sales.calls, or write a SELECT.",
    ),
    "error.db_no_column": (
        "{place} の表に列「{column}」がありません。SELECT 文の列名を確かめてください。",
        "There is no column “{column}” in {place}. Check the columns of your SELECT.",
    ),
    "error.db_no_rights": (
        "{place} のその表を読む権限がありません。データベースの管理者に読み取りの権限を頼んでください。",
        "You may not read that of {place}. Ask its administrator for the right to read.",
    ),
    "error.db_query": (
        "{place} は SELECT 文を実行できませんでした（{code}{near_word}）。文を直してください。",
        "{place} could not carry out the SELECT ({code}{near_word}). Correct it.",
    ),
    "db.near_word": ("、「{word}」の付近", ", near “{word}”"),
    "error.db_only_reading": (
        "{place} では読み取りだけができます。表の名前か、SELECT 文を1つだけ書いてください"
        '（INSERT、UPDATE、DELETE などの語は、列名なら " " で囲みます）。',
        "{place} is only read. Write the name of a table, or one SELECT and nothing else (a column named "
        "insert, "
        'update, delete and the like goes into " ").',
    ),
    "error.db_outside": (
        "{place} の中の表だけを読めます。SELECT 文から、ほかのファイルを読む部分を除いてください。",
        "Only what is in {place} itself is read. Take out of the SELECT what reads other files.",
    ),
    "error.db_lost": (
        "{place} との接続が読み込みの途中で切れました。ブックは元のままです。少し待ってから、"
        "もう一度実行してください。",
        "The connection to {place} broke off while reading; the workbook is as it was. Wait a little and "
        "try again.",
    ),
    "error.db_timeout": (
        "{place} の読み込みが {seconds} 秒では終わりませんでした。期間や列を絞るか、connections.toml の "
        "timeout を"
        "長くしてください。",
        "Reading {place} did not end within {seconds:|second|seconds}. Ask for a shorter period or fewer "
        "columns, or set a longer "
        "timeout in connections.toml.",
    ),
    "error.db_failed": (
        "{place} の読み込みに失敗しました（{code}{near_word}）。この番号を添えて、"
        "データベースの管理者に相談してください。",
        "Reading {place} failed ({code}{near_word}). Ask the database's administrator, with this code.",
    ),
    # doctor
    "doctor.check.databases": ("データベース", "Databases"),
    "doctor.databases_none": (
        "接続はありません。使うときは {file} に書きます（sheetkpi guide databases）。",
        "No connection is set up. They would be in {file} (sheetkpi guide databases).",
    ),
    "doctor.database": (
        "{place}（{kind}、{told_by}、{password}）",
        "{place} ({kind}, {told_by}, {password})",
    ),
    "doctor.password_there": ("パスワードあり", "with a password"),
    "doctor.password_none": ("パスワードの指定なし", "no password given"),
}
