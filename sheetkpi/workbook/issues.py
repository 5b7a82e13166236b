"""`ImportIssues` and `IssueSummary`: what could not be counted, told so that people can mend it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from sheetkpi.language import LANGUAGES, Language, all_words, say
from sheetkpi.language.reasons import WORDS as REASONS
from sheetkpi.workbook.contract import SUMMARY_ROWS

if TYPE_CHECKING:
    from pathlib import Path

LINES = 10_000
"""Lines in the sheet; the rest goes to a CSV file beside the workbook."""

VALUE_LENGTH = 255
"""Characters of a value that are shown: enough to recognise it."""

SEVERITIES = ("error", "left_out", "note")
LINK = "→"

_PLACEHOLDER = re.compile(r"\{(\w+)[^{}]*\}")


def issue_table(issues: pd.DataFrame, language: Language) -> pd.DataFrame:
    """`issues` (see `sources.activity.Activity`) in the words and columns of `ImportIssues`, all of them.

    Errors come first, then what was left out, then notes, each as they were found. `link` is what the
    formula of that column comes to.
    """
    rank = issues["severity"].map({severity: place for place, severity in enumerate(SEVERITIES)})
    found = issues.iloc[rank.fillna(len(SEVERITIES)).argsort(kind="stable").to_numpy()]
    cells = found["cell"].fillna("").astype(str)
    places = found["place"].fillna("").astype(str)
    rows = pd.to_numeric(found["row"], errors="coerce")
    values = found["value"].map(_shown)
    severities = {severity: say(f"severity.{severity}", language) for severity in SEVERITIES}
    return pd.DataFrame(
        {
            "severity": found["severity"].map(severities),
            "file": places,
            "sheet": found["sheet"].fillna("").astype(str),
            "row": rows.where(rows > 0),
            "column": found["column"].fillna("").astype(str),
            "cell": cells,
            "value": values,
            "reason": [
                reason_sentence(reason, filling, language)
                for reason, filling in zip(found["reason"], found["values"], strict=True)
            ],
            "link": [LINK if cell else "" for cell in cells],
        }
    ).reset_index(drop=True)


def in_sheet(table: pd.DataFrame) -> pd.DataFrame:
    """The lines of `issue_table` that the sheet has room for: the first `LINES`."""
    return table.iloc[:LINES]


def summary_table(issues: pd.DataFrame, language: Language) -> pd.DataFrame:
    """`issues` counted by reason in the columns of `IssueSummary`, most frequent first within a severity.

    There is room for `SUMMARY_ROWS`; what does not fit is one row at the end.
    """
    counts = issues.groupby(["severity", "reason"], sort=False).size().rename("records").reset_index()
    counts["rank"] = counts["severity"].map({severity: place for place, severity in enumerate(SEVERITIES)})
    counts = counts.sort_values(["rank", "records"], ascending=[True, False], kind="stable")
    rows = [
        (say(f"severity.{severity}", language), reason_in_general(reason, language), int(records))
        for severity, reason, records in zip(
            counts["severity"], counts["reason"], counts["records"], strict=True
        )
    ]
    if len(rows) > SUMMARY_ROWS:
        rest = rows[SUMMARY_ROWS - 1 :]
        rows[SUMMARY_ROWS - 1 :] = [("", say("issues.other", language), sum(row[2] for row in rest))]
    return pd.DataFrame(rows, columns=["severity", "reason", "records"])


def reason_sentence(reason: str, values: dict[str, Any] | None, language: Language) -> str:
    """The sentence for a reason, its placeholders filled."""
    return say(reason, language, **(values or {}))


def reason_in_general(reason: str, language: Language) -> str:
    """The sentence for a reason without the particulars.

    >>> reason_in_general("reason.metric_twice", "en")
    'The KPI “…” has more than one row; only the first was used.'
    """
    return _PLACEHOLDER.sub("…", say(reason, language))


@cache
def reason_of(sentence: str) -> str:
    """The key of the reason a sentence in the sheet was made from, in whichever language; else itself.

    Numbers in a sentence change from refresh to refresh, its reason does not: what people marked is found
    again by it.
    """
    for reason, pattern in _patterns():
        if pattern.fullmatch(sentence):
            return reason
    return sentence


def write_csv(table: pd.DataFrame, path: Path, language: Language) -> None:
    """Write all of `issue_table` as a CSV file that Excel opens in the right characters."""
    columns = [column for column in table.columns if column != "link"]
    named = table[columns].rename(columns={column: say(column, language) for column in columns})
    texts = named.select_dtypes(exclude="number").columns
    for column in texts:  # Excel takes these for formulas in a CSV file too
        risky = named[column].str.match(r"[=+\-@\t\r]", na=False)
        named[column] = named[column].where(~risky, "'" + named[column].astype(str))
    named.to_csv(path, index=False, encoding="utf-8-sig")


def _shown(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= VALUE_LENGTH else text[: VALUE_LENGTH - 1] + "…"


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    patterns = []
    for reason in REASONS:
        for number in range(len(LANGUAGES)):
            text = all_words()[reason][number]
            parts = [re.escape(part) for part in _PLACEHOLDER.split(text)[::2]]
            patterns.append((reason, re.compile(".*".join(parts), re.DOTALL)))
    return tuple(patterns)
