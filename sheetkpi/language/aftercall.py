"""Columns of call data that are known only once the call is over: what a score of leads must never look at.

How long a call took tells its success better than anything, and nobody knows it when the list is made. These
are understood, not said, and stand here because both languages' names belong together. Dates written as text
stand with them: no column of dates enters either.
"""

from __future__ import annotations

from sheetkpi.patterns import lazy_pattern

AFTER_CALL_PARTS = (
    *("duration", "talk time", "talktime", "call length", "call time", "handle time", "billsec", "wrap up"),
    *("recording", "transcript", "hangup", "call end", "end time", "ended at"),
    *("通話時間", "通話秒", "架電時間", "対応時間", "所要時間", "会話時間", "録音", "文字起こし", "議事録"),
    *("終話", "終了時刻", "終了日時", "切断"),
)
"""What stands anywhere in the name of such a column."""

AFTER_CALL_NAMES = (
    *("result", "results", "call result", "outcome", "call outcome", "disposition", "call disposition"),
    *("answered", "resolved", "connected", "reached", "satisfaction rating", "notes", "comments"),
    *(
        "結果",
        "架電結果",
        "コール結果",
        "コールの成果",
        "対応結果",
        "応対結果",
        "通話結果",
        "対応状況",
        "応答",
    ),
    *("close value", "close date", "closed date", "won amount", "lost reason", "loss reason"),
    *("受注日", "受注金額", "失注日", "失注理由", "成約日", "成約金額"),
    *("接続", "備考", "メモ", "コメント", "詳細", "対応内容", "満足度"),
)
"""Whole names of such columns."""

EARLIER = (
    *("last", "previous", "prior", "prev", "earlier", "first"),
    *("前回", "直近", "最終", "初回", "過去", "以前"),
)
"""How names begin that are about calls before: those are known."""

WRITTEN_DATE = lazy_pattern(
    r"(19|20)\d\d[-/.年]\d{1,2}|[RHS令平昭]\D?\D?\d{1,2}[-/.年]\d{1,2}|\d{1,2}月|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
    r"|\d{1,2}/\d{1,2}$"
)
"""How a text begins that is a date. Bands of a size (10-50, 100-300) begin otherwise."""
