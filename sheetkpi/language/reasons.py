"""Why a record was left out or noted: the `reason` column of ImportIssues."""

WORDS: dict[str, tuple[str, str]] = {
    "severity.left_out": ("対象外", "Left out"),
    "severity.note": ("メモ", "Note"),
}
