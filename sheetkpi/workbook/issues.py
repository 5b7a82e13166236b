"""`ImportIssues` and `IssueSummary`: what could not be counted, told so that people can mend it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from sheetkpi.language import Language, all_words, key_of, say
from sheetkpi.language.counting import in_general
from sheetkpi.patterns import lazy_pattern
from sheetkpi.tables.names import SUMMARY_ROWS

LINES = 10_000
"""Lines in the sheet; the rest goes to a CSV file beside the workbook."""

VALUE_LENGTH = 255
"""Characters of a value that are shown: enough to recognise it."""

SEVERITIES = ("error", "left_out", "note")
LINK = "→"
_RANK = {severity: place for place, severity in enumerate(SEVERITIES)}
_TEXTS = ("place", "sheet", "column", "cell")

_PLACEHOLDER = lazy_pattern(r"\{(\w+)[^{}]*\}")


def issue_table(issues: pd.DataFrame, language: Language) -> pd.DataFrame:
    """`issues` (see `sources.activity.Activity`) in the words and columns of `ImportIssues`, all of them.

    Errors come first, then what was left out, then notes, then what somebody marked 無視, each as they
    were found. `link` is what the formula of that column comes to.
    """
    found = issues.iloc[_order(issues)]
    texts = {name: found[name].astype(object).fillna("").astype(str) for name in _TEXTS}
    rows = pd.to_numeric(found["row"], errors="coerce")
    values = found["value"].astype(object).fillna("").astype(str).str.removesuffix(" 00:00:00")
    too_long = values.str.len() > VALUE_LENGTH
    severities = {severity: say(f"severity.{severity}", language) for severity in SEVERITIES}
    return pd.DataFrame(
        {
            "severity": found["severity"].astype(object).map(severities),
            "file": texts["place"],
            "sheet": texts["sheet"],
            "row": rows.where(rows > 0),
            "column": texts["column"],
            "cell": texts["cell"],
            "value": values.where(~too_long, values.str.slice(0, VALUE_LENGTH - 1) + "…"),
            "reason": _sentences(found, language),
            "link": texts["cell"].map(lambda cell: LINK if cell else ""),
        }
    ).reset_index(drop=True)


def lines_in_sheet(issues: pd.DataFrame) -> pd.DataFrame:
    """The issues the sheet has room for: all that people marked, and the first others up to `LINES`."""
    if len(issues) <= LINES:
        return issues
    order = _order(issues)
    marked = _ignored(issues).to_numpy()[order]
    chosen = [*order[~marked][: max(LINES - int(marked.sum()), 0)], *order[marked][:LINES]]
    return issues.iloc[chosen]


def waiting_issues(issues: pd.DataFrame) -> int:
    """How many of `issues` are about something left out, and are not marked 無視."""
    return int(((issues["severity"] != "note") & ~_ignored(issues)).sum())


def open_lines(table: pd.DataFrame) -> int:
    """How many lines of a table of issues, as it stands in the sheet, are about something left out and were
    not marked 無視."""
    words = tuple(f"severity.{severity}" for severity in SEVERITIES if severity != "note")
    lines = zip(table["severity"], table["mark"], strict=True)
    return sum(bool(key_of(severity, words)) and not is_ignored(mark) for severity, mark in lines)


def is_ignored(mark: str) -> bool:
    """Whether what people typed beside a line says that it is to be ignored."""
    return key_of(mark, ("mark.ignore",)) is not None


def summary_table(issues: pd.DataFrame, language: Language) -> pd.DataFrame:
    """`issues` counted by reason in the columns of `IssueSummary`, most frequent first within a severity.

    What people marked 無視 is not among them. There is room for `SUMMARY_ROWS`; what does not fit is one
    row at the end.
    """
    open_issues = issues[~_ignored(issues)]
    by_reason = open_issues[["severity", "reason"]].astype(str).value_counts(sort=False)
    counts = by_reason.rename("records").reset_index()
    told = told_by_reason(open_issues, language)
    counts["rank"] = counts["severity"].map(_RANK)
    counts = counts.sort_values(["rank", "records"], ascending=[True, False], kind="stable")
    rows = [
        (say(f"severity.{severity}", language), told[reason], int(records))
        for severity, reason, records in zip(
            counts["severity"], counts["reason"], counts["records"], strict=True
        )
    ]
    if len(rows) > SUMMARY_ROWS:
        rest = rows[SUMMARY_ROWS - 1 :]
        rows[SUMMARY_ROWS - 1 :] = [("", say("issues.other", language), sum(row[2] for row in rest))]
    return pd.DataFrame(rows, columns=["severity", "reason", "records"])


def reason_sentence(reason: str, values: dict[str, Any] | None, language: Language) -> str:
    """The sentence for a reason, its placeholders filled; values that are keys of words are worded too."""
    return say(
        reason, language, **{name: _worded(name, one, language) for name, one in (values or {}).items()}
    )


_FEW = 50
"""Issues of one reason whose sentences are compared."""


def told_by_reason(issues: pd.DataFrame, language: Language) -> dict[str, str]:
    """A sentence for each reason in `issues`: that of all its issues where they say the same, else without
    the particulars."""
    told = {}
    for reason, values in issues.groupby(issues["reason"].astype(str), observed=True)["values"]:
        few = values if len(values) <= _FEW else values.iloc[:0]
        sentences = {reason_sentence(str(reason), each, language) for each in few}
        told[str(reason)] = (
            sentences.pop() if len(sentences) == 1 else reason_in_general(str(reason), language)
        )
    return told


def reason_in_general(reason: str, language: Language) -> str:
    """The sentence for a reason without the particulars.

    >>> reason_in_general("reason.metric_twice", "en")
    'The KPI “…” has more than one row; only the first was used.'
    """
    return in_general(say(reason, language))


@cache
def reason_of(sentence: str) -> str:
    """The key of the reason a sentence in the sheet was made from, in whichever language; else itself.

    Numbers in a sentence change from refresh to refresh, its reason does not: what people marked is found
    again by it.
    """
    for reason, begins, pattern in _patterns() if sentence else ():
        if sentence.startswith(begins) and pattern.fullmatch(sentence):
            return reason
    return sentence


def csv_of(table: pd.DataFrame, language: Language) -> bytes:
    """All of `issue_table` as a CSV file that Excel opens in the right characters."""
    columns = [column for column in table.columns if column != "link"]
    named = table[columns].rename(columns={column: say(column, language) for column in columns})
    texts = named.select_dtypes(exclude="number").columns
    for column in texts:  # Excel takes these for formulas in a CSV file too
        risky = named[column].str.match(r"[=+\-@\t\r]", na=False)
        named[column] = named[column].where(~risky, "'" + named[column].astype(str))
    return named.to_csv(index=False).encode("utf-8-sig", "surrogatepass")


def _worded(name: str, value: Any, language: Language) -> Any:
    """What fills a placeholder: a key in words, or a sentence's key with what fills that."""
    if isinstance(value, tuple):
        return say(value[0], language, **value[1])
    for key in (f"{name}.{value}", value if name in ("count", "guess") else ""):
        if key in all_words():
            return say(key, language)
    return value


def _ignored(issues: pd.DataFrame) -> pd.Series:
    if "ignored" not in issues:
        return pd.Series(False, index=issues.index)
    return issues["ignored"].astype(bool)


def _order(issues: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.intp]]:
    rank = issues["severity"].astype(object).map(_RANK).fillna(len(SEVERITIES)).astype(int)
    return (rank + len(_RANK) * _ignored(issues)).to_numpy().argsort(kind="stable")


def _sentences(found: pd.DataFrame, language: Language) -> list[str]:
    """A sentence per issue; issues of one kind share the dict of values, and with it the sentence."""
    made: dict[tuple[str, int], str] = {}
    sentences = []
    for reason, values in zip(found["reason"], found["values"], strict=True):
        key = (reason, id(values))
        if key not in made:
            made[key] = reason_sentence(reason, values, language)
        sentences.append(made[key])
    return sentences


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Each reason with how a sentence of it begins, in each language, and the pattern of all of it."""
    reasons = [key for key in all_words() if key.startswith("reason.")]
    return tuple(
        (reason, parts[0], pattern)
        for reason in reasons
        for parts, pattern in zip(_said_parts(reason), patterns_of(reason), strict=True)
    )


@cache
def patterns_of(key: str) -> tuple[re.Pattern[str], ...]:
    """What matches the sentences that `key` makes, in each language, whatever fills them."""
    return tuple(lazy_pattern(".*".join(map(re.escape, parts)), re.DOTALL) for parts in _said_parts(key))


def _said_parts(key: str) -> list[list[str]]:
    """What stands between the placeholders of `key`, in each language."""
    return [_PLACEHOLDER.split(text)[::2] for text in all_words()[key]]
