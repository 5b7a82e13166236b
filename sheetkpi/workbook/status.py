"""What the board says about the refresh itself: month, dates, result, what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from sheetkpi.language import Language, key_of, listed, say
from sheetkpi.model.roster import UNASSIGNED
from sheetkpi.model.views import ALL, UNKNOWN
from sheetkpi.sources.joining.leadtouches import UNFOLLOWED
from sheetkpi.tables.bandcolumns import WINDOWED
from sheetkpi.tables.benchmarks import check_sum
from sheetkpi.tables.cards import MAIN_KPI
from sheetkpi.tables.names import CAUSE_SHAPE, MEANT_SHEETS, WINDOW_SHEETS, formula_names
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.cells import cells_of
from sheetkpi.workbook.firstlook import first_look, judged_over, unmeasured_line
from sheetkpi.workbook.issues import patterns_of
from sheetkpi.workbook.leadnotes import lead_notes
from sheetkpi.workbook.leftout import LEFT_OUT
from sheetkpi.workbook.planning import cell_value
from sheetkpi.workbook.text import as_text
from sheetkpi.workbook.unused import steps as unused_steps
from sheetkpi.workbook.wording import worded

if TYPE_CHECKING:
    import pandas as pd
    import xlwings as xw

    from sheetkpi.model.metrics import Kpi
    from sheetkpi.sources.activity import Activity
    from sheetkpi.tables.report import Report
    from sheetkpi.workbook.inputs import Inputs

TEAMS_NAMED = 5
"""Teams without a target that the board names; it has one line for them."""


Step = tuple[str, int, str]
"""The key of a sentence, how many there are of what it tells, and the table where it is dealt with."""


@dataclass(frozen=True)
class CellsPlan:
    """Values for the cells of one defined name; a `formula` cell stays one and only learns its result."""

    name: str
    area: Area
    rows: tuple[tuple[Any, ...], ...]
    formula: bool = False


def plan_status(
    inputs: Inputs,
    report: Report,
    activity: Activity,
    *,
    read_at: datetime,
    settings: Mapping[str, Any] | None = None,
) -> tuple[CellsPlan, ...]:
    """What goes into the `kpi_…` names the workbook has; `settings` are settings to be put right with it."""
    language = inputs.language
    causes = inputs.names.get("kpi_causes")
    are_followed = UNFOLLOWED not in set(activity.issues["reason"])
    values: dict[str, Sequence[Any]] = {
        "kpi_month_shown": [report.month],
        "kpi_months": report.months,
        "kpi_matrix_dates": report.business_days,
        "kpi_last_data": [report.last_data],
        "kpi_last_refresh": [read_at],
        "kpi_status": [status_sentence(activity, language)],
        "kpi_next": next_steps(inputs, report, activity) or [say("next.nothing", language)],
        "kpi_names": [kpi_header(inputs, kpi) for kpi in inputs.tree],
        "kpi_names_above": [_header_of(inputs, kpi.numerator or kpi.key) for kpi in inputs.tree],
        "kpi_names_below": [
            _header_of(inputs, kpi.denominator) if kpi.kind == "rate" else None for kpi in inputs.tree
        ],
        "kpi_rate_names": [kpi_header(inputs, kpi) for kpi in inputs.tree.rates if kpi.is_fraction],
        "kpi_elapsed": [report.elapsed],
        "kpi_z": [report.z],
        "kpi_bands": [check_sum(inputs.frames["Benchmarks"])],
        "kpi_health_dates": report.health_days,
        "kpi_business_days": report.entry_days,
        "kpi_source_names": lead_sources(inputs, report),
        "kpi_card_meant": [say(report.main_kpi, language)],
        "kpi_judged_over": [judged_over(inputs.windows, language)],
        **first_look(report, activity, language, causes.area.shape if causes else CAUSE_SHAPE),
        **lead_notes(report, inputs.tables, language, are_followed=are_followed),
    }
    for sheet in WINDOW_SHEETS:
        for rate in WINDOWED:
            months = inputs.windows[rate]
            values[f"kpi_window_{rate}_{sheet}"] = [say("unit.window", language, months=months)]
    meetings = say(inputs.tree.target_meeting, language)
    values |= {f"kpi_meant_{sheet}": [say("unit.meant", language, count=meetings)] for sheet in MEANT_SHEETS}
    values |= {name: [value] for name, value in (settings or {}).items()}
    plans = [
        CellsPlan(name, inputs.names[name].area, _laid_out(cells, inputs.names[name].area))
        for name, cells in values.items()
        if name in inputs.names
    ]
    for name, shown in formula_names().items():
        if name == f"kpi_card_{MAIN_KPI}" and "kpi_card_meant" in inputs.names:
            continue  # the card of meetings that targets mean (see `boardcards`)
        if name in inputs.names:
            area = inputs.names[name].area.resized(1, 1)
            result = _formula_result(shown, inputs, report)
            plans.append(CellsPlan(name, area, (("" if result is None else result,),), formula=True))
    return tuple(plans)


def lead_sources(inputs: Inputs, report: Report) -> list[str]:
    """The lead sources people choose from: those of the month's data, then those that have bands."""
    view = report.tables.get("SourceKPI")
    known = [str(source) for source in view["lead_source"]] if view is not None else []
    banded = [text for text in inputs.frames["Benchmarks"]["lead_source"] if text]
    return list(dict.fromkeys(source for source in (*known, *banded) if source != UNKNOWN))


def status_sentence(activity: Activity, language: Language) -> str:
    """What was read and counted, in one sentence."""
    return say(
        "status.done_twice" if activity.repeated else "status.done",
        language,
        read=f"{activity.read:,}",
        counted=f"{activity.counted:,}",
        left_out=f"{activity.left_out:,}",
        repeated=f"{activity.repeated:,}",
    )


def sheets_with_news(inputs: Inputs, activity: Activity) -> tuple[str, ...]:
    """The sheets on which the board's next steps are done: hidden ones are to be brought in sight."""
    map_sheet = "ColumnMap"
    news = {
        "ResultMap": bool(len(activity.unknown_results)),
        map_sheet: bool(unused_steps(activity, map_sheet, inputs.language)),
        "CollectIssues": bool(inputs.uncollected),
    }
    return tuple(
        inputs.tables[table].area.sheet for table, told in news.items() if told and table in inputs.tables
    )


def next_steps(inputs: Inputs, report: Report, activity: Activity) -> list[str]:
    """What somebody should do now, most urgent first, a line each; empty when there is nothing."""
    language = inputs.language
    sheets = {name: table.area.sheet for name, table in inputs.tables.items()}
    issues = activity.issues
    waiting = issues[~issues["ignored"].astype(bool)] if "ignored" in issues else issues
    strangers = int((waiting["reason"] == "reason.rep_unknown").sum())
    unfilled = waiting["reason"] == LEFT_OUT
    errors = int(((waiting["severity"] == "error") & ~unfilled).sum())
    left_out = int((waiting["severity"] == "left_out").sum())
    records: list[Step] = [
        ("next.adopted_left_out", int(unfilled.sum()), "ImportIssues"),
        ("next.errors", errors, "ImportIssues"),
        ("next.left_out", left_out, "ImportIssues"),
        ("next.uncollected", inputs.uncollected, "CollectIssues"),
    ]
    words: list[Step] = [
        ("next.unknown_results", len(activity.unknown_results), "ResultMap"),
        ("next.unknown_reps", strangers, "Roster"),
    ]

    def said(steps: list[Step]) -> list[str]:
        return [
            say(key, language, count=f"{count:,}", sheet=sheets.get(table, table))
            for key, count, table in steps
            if count
        ]

    map_sheet = sheets.get("ColumnMap") or say("next.map_absent", language)
    lines = [*said(records), *unused_steps(activity, map_sheet, language), *said(words)]
    if report.month in report.months and (empty := unmeasured_line(report, activity, language)):
        lines.append(empty)
    if report.month and report.months and report.month not in report.months:
        lines.append(say("next.no_data", language, month=f"{report.month:%Y/%m}"))
    if report.leads is not None and not report.months:
        issues_sheet = sheets.get("ImportIssues", say("sheet.issues", language))
        count = len(report.leads.leads)
        lines.insert(0, say("next.only_leads", language, count=f"{count:,}", sheet=issues_sheet))
    lines += _without_target(inputs, report) + _costliest_bottleneck(inputs, report)
    return lines + [remark.sentence(language) for remark in inputs.remarks]


def plan_uncollected(book: xw.Book, inputs: Inputs, count: int, sheet: str) -> CellsPlan | None:
    """What the board says of `count` rows and files not taken, which `sheet` lists, once entries were
    collected: one line more, less or otherwise. All else is for the next refresh to say. None where the board
    says so already."""
    if "kpi_next" not in inputs.names:
        return None
    area = inputs.names["kpi_next"].area
    cells = cells_of(book, area).options(ndim=1).value
    before = [text for text in map(as_text, cells) if text]
    line = say("next.uncollected", inputs.language, count=f"{count:,}", sheet=sheet) if count else ""
    after = _with_line(before, "next.uncollected", line)
    if after == before:
        return None
    return CellsPlan("kpi_next", area, _laid_out(after or [say("next.nothing", inputs.language)], area))


def _with_line(lines: Sequence[str], key: str, line: str) -> list[str]:
    """`lines` with `line` ("": none) in the place of the one that `key` made before, else at their head."""
    here = [any(pattern.fullmatch(text) for pattern in patterns_of(key)) for text in lines]
    if not line:
        return [text for text, replaced in zip(lines, here, strict=True) if not replaced]
    if any(here):
        return [line if replaced else text for text, replaced in zip(lines, here, strict=True)]
    return [line, *(text for text in lines if key_of(text, ("next.nothing",)) is None)]


def _without_target(inputs: Inputs, report: Report) -> list[str]:
    """A line for the teams that nobody has set a target for the month shown."""
    table, targets = inputs.tables.get("TeamTargets"), report.tables.get("TeamTargets")
    if table is None or targets is None or report.month is None:
        return []
    counted = [column for column in targets if str(column).endswith(".target")]
    of_month = targets[targets["month"].astype("datetime64[s]") == datetime.combine(report.month, time())]
    targeted = set(of_month.loc[of_month[counted].notna().any(axis="columns"), "team"])
    teams = [
        str(team) for team in report.tables["TeamKPI"]["team"] if team not in targeted | {ALL, UNASSIGNED}
    ]
    if not teams:
        return []
    named = listed(teams[:TEAMS_NAMED], inputs.language)
    more = "…" if len(teams) > TEAMS_NAMED else ""
    values = {"month": f"{report.month:%Y/%m}", "teams": named + more, "sheet": table.area.sheet}
    return [say("next.no_target", inputs.language, **values)]


def _costliest_bottleneck(inputs: Inputs, report: Report) -> list[str]:
    """A line for the team whose first cause costs most meetings."""
    if "kpi_causes" in inputs.names:
        return []  # they stand above, with what to do
    table, diagnosis = inputs.tables.get("Diagnosis"), report.tables.get("Diagnosis")
    worst = None if table is None or diagnosis is None else costliest_cause(diagnosis)
    if worst is None or table is None:
        return []
    values = {
        "team": worst["team"],
        "stage": worded("stage", worst["stage"], inputs.language),
        "meetings": f"{worst['lost_meetings']:,.0f}",
        "sheet": table.area.sheet,
    }
    return [say("next.bottleneck", inputs.language, **values)]


def costliest_cause(diagnosis: pd.DataFrame) -> dict[str, Any] | None:
    """The row of Diagnosis of the team whose first cause costs most meetings, None where no team has one."""
    teams = [
        row
        for row in diagnosis.to_dict("records")
        if row["rep"] == "" and row["team"] not in (ALL, UNASSIGNED) and row["lost_meetings"] > 0
    ]
    worst = max(teams, key=lambda row: row["lost_meetings"], default=None)
    return None if worst is None else {str(key): value for key, value in worst.items()}


def _header_of(inputs: Inputs, key: str) -> str:
    return kpi_header(inputs, inputs.tree[key])


def kpi_header(inputs: Inputs, kpi: Kpi) -> str:
    """The header of a KPI's column in this workbook: what drop-downs offer and formulas look for."""
    table = inputs.tables.get("DailyKPI")
    if table is not None and kpi.key in table.columns:
        return table.headers[table.columns[kpi.key]]
    return kpi.label or say(kpi.key, inputs.language)


def _laid_out(values: Sequence[Any], area: Area) -> tuple[tuple[Any, ...], ...]:
    """`values` over the cells of `area`, row by row; the rest empty, what does not fit left out."""
    cells = [cell_value(value) for value in values[: area.rows * area.columns]]
    cells += [None] * (area.rows * area.columns - len(cells))
    return tuple(tuple(cells[row * area.columns : (row + 1) * area.columns]) for row in range(area.rows))


def _formula_result(shown: str, inputs: Inputs, report: Report) -> Any:
    """What one of the template's own formulas comes to; None or "" for an empty one."""
    kind, _, kpi = shown.partition(":")
    if kind == "month":
        return cell_value(report.month)
    if kind == "card" and "Board" in inputs.tables:
        return _lookup(report.tables.get("Board"), "team", ALL, kpi)
    if kind == "before" and "ChartMonths" in inputs.tables and report.month:
        before = date(report.month.year - (report.month.month == 1), (report.month.month - 2) % 12 + 1, 1)
        return _lookup(report.tables.get("ChartMonths"), "month", before.isoformat(), kpi)
    return None


def _lookup(frame: pd.DataFrame | None, key: str, wanted: str, column: str) -> Any:
    if frame is None or column not in frame:
        return None
    for row, value in enumerate(frame[key]):
        if as_text(cell_value(value)) == wanted:
            return cell_value(frame[column].iloc[row])
    return None
