"""What commands came to, as programs get it with `--json`: fields with English names that stay.

Numbers are numbers, days `YYYY-MM-DD`, months `YYYY-MM`; what is not known is null. Texts for people are in
the language of the command.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sheetkpi.cli.output import Output
from sheetkpi.language import Language, say
from sheetkpi.workbook.issues import told_by_reason

if TYPE_CHECKING:
    from sheetkpi.distribution import Collection, Distribution
    from sheetkpi.readiness import CheckResult
    from sheetkpi.summary import Summary


def tell_summary(out: Output, summary: Summary) -> None:
    """What a refresh, a check or a demo read, counted, left out and wrote."""
    if not out.as_json:
        return
    activity, language = summary.activity, out.language
    out.tell(
        month=f"{summary.month:%Y-%m}" if summary.month else None,
        last_day_with_data=summary.last_data,
        answer=summary.answer(language),
        records={
            "read": activity.read,
            "counted": activity.counted,
            "left_out": activity.left_out,
            "repeated": activity.repeated,
        },
        reps=summary.reps,
        teams=summary.teams,
        days=summary.days,
        sources=[
            {
                "place": str(sheet.place),
                "sheet": sheet.sheet,
                "shape": sheet.shape,
                "read": sheet.read,
                "counted": sheet.counted,
                "left_out": sheet.left_out,
            }
            for sheet in activity.sheets
        ],
        issues=_issues(summary, language),
        unused_columns=summary.unused(language),
        mistakes=summary.mistakes(language),
        tables=summary.written,
        tables_not_filled={one.table.name: one.error.sentence(language) for one in summary.unfilled},
    )


def _issues(summary: Summary, language: Language) -> list[dict[str, Any]]:
    issues = summary.activity.issues
    if not len(issues):
        return []
    counts, told = issues.value_counts(["severity", "reason"]), told_by_reason(issues, language)
    return [
        {
            "severity": str(severity),
            "reason": str(reason).removeprefix("reason."),
            "message": told[str(reason)],
            "records": int(count),
        }
        for severity, reason, count in counts[counts > 0].reset_index().itertuples(index=False)
    ]


def tell_distribution(out: Output, result: Distribution) -> None:
    """Which workbooks were handed out, and what is to be known of them."""
    if not out.as_json:
        return
    out.tell(
        folder=result.folder,
        revision=result.revision,
        written=len(result.of("written")),
        unchanged=len(result.of("unchanged")),
        failed=len(result.of("failed")),
        workbooks=[
            {
                "recipient": each.recipient,
                "path": each.path,
                "state": each.state,
                "carried": each.carried,
                "error": each.error.sentence(out.language) if each.error else None,
            }
            for each in result.workbooks
        ],
        remarks=_remarks(result, out.language),
    )


def _remarks(result: Distribution, language: Language) -> list[str]:
    return [say(key, language, **values) for key, values in result.remarks]


def tell_collection(out: Output, result: Collection) -> None:
    """What came back from whom, what was taken of it, and what was not."""
    if not out.as_json:
        return
    out.tell(
        changed=result.changed,
        rows=result.rows,
        added=result.added,
        replaced=result.replaced,
        same=result.same,
        older=result.older,
        left_out=result.left_out,
        meetings=result.meetings,
        calls=result.calls,
        notes=result.notes,
        refused=result.refused,
        files=[
            {
                "file": each.file,
                "recipient": each.recipient or None,
                "read": each.is_read,
                "rows": each.rows,
                "added": each.added,
                "replaced": each.replaced,
                "left_out": each.left_out,
                "last_day": each.last_day,
            }
            for each in result.files
        ],
        findings=[
            {
                "severity": each.severity,
                "file": each.place.file or None,
                "sheet": each.place.sheet,
                "cell": each.place.cell(each.column or "date") or None,
                "reason": each.reason.removeprefix("reason."),
                "message": say(each.reason, out.language, **each.values),
            }
            for each in result.findings
        ],
    )


def tell_findings(out: Output, findings: Sequence[CheckResult]) -> None:
    """What `doctor` found."""
    if not out.as_json:
        return
    out.tell(
        ready=all(each.state != "problem" for each in findings),
        checks=[
            {"check": each.check, "state": each.state, "message": each.sentence(out.language)}
            for each in findings
        ],
    )
