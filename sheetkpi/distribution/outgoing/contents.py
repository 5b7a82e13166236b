"""What goes into each recipient's workbook: the rows of its tables, and what stands in its named cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sheetkpi.distribution.entries import OwnCell, entry_key, serial_of
from sheetkpi.distribution.outgoing.boardvalues import BoardValues
from sheetkpi.distribution.outgoing.stamping import ENTRY_TABLE, REVISION, TIME, Content
from sheetkpi.distribution.revisions import workbook_id
from sheetkpi.distribution.stamps import handed_out
from sheetkpi.grid import DAY_ZERO
from sheetkpi.language import Language, say
from sheetkpi.model.calendar import shift_month
from sheetkpi.tables.benchmarks import check_sum
from sheetkpi.tables.cards import CARD_KPIS, Shape
from sheetkpi.tables.dailyentry import ENTRY_COUNTS
from sheetkpi.tables.names import OLD_CARDS
from sheetkpi.workbook.entrytotals import attained, left
from sheetkpi.workbook.matrixtotals import NAME as MATRIX_TOTALS
from sheetkpi.workbook.matrixtotals import matrix_totals, parts_of
from sheetkpi.workbook.planning import cell_value
from sheetkpi.workbook.status import kpi_header
from sheetkpi.workbook.text import as_text, is_number

if TYPE_CHECKING:
    from sheetkpi.distribution.outgoing.carrying import Carried
    from sheetkpi.distribution.outgoing.figures import Figures, Rows
    from sheetkpi.distribution.recipients import Recipient


@dataclass(frozen=True)
class Contents:
    """Makes the content of each workbook. `master` tells this KPI workbook from others; `own` are the keys of
    the columns people added to the entries that the workbooks have too, `shapes` how many rows and columns of
    cells each of their names has."""

    figures: Figures
    tables: Sequence[str]
    master: str
    own: Collection[str] = ()
    shapes: Mapping[str, Shape] = field(default_factory=dict)

    def of(self, recipient: Recipient, carried: Sequence[Carried] = ()) -> Content:
        """The content of the workbook of `recipient`, with the entries `carried` over from an earlier one."""
        rows = {
            table: self.figures.rows(table, recipient) for table in self.tables if self.figures.columns(table)
        }
        rows[ENTRY_TABLE] = self._entries(recipient, rows.get(ENTRY_TABLE, []), carried)
        if not rows.get("ChartMonths"):
            rows["ChartMonths"] = list(self.figures.no_months)
        values = self._board(recipient) | self._totals(recipient, rows) | self._matrix(rows)
        return Content(recipient.name, self.id_of(recipient), rows, values)

    def _matrix(self, rows: Mapping[str, Rows]) -> dict[str, Sequence[Any]]:
        """The totals above the day matrix, of the recipient's own rows."""
        inputs, columns = self.figures.counted.inputs, self.figures.columns("DailyKPI")
        keys = ("date", *parts_of(inputs.tree[inputs.settings.matrix_kpi]))
        if not set(keys) <= set(columns):
            return {}
        places = [columns.index(key) for key in keys]
        daily = ([row[place] for place in places] for row in rows.get("DailyKPI", []))
        return {MATRIX_TOTALS: matrix_totals(daily, self.figures.counted.report.business_days)}

    def id_of(self, recipient: Recipient) -> str:
        """What tells the recipient's workbook from all others, without a name in it."""
        return workbook_id(self.master, recipient.kind, recipient.name)

    @cached_property
    def _bands(self) -> Any:
        return check_sum(self.figures.counted.inputs.frames["Benchmarks"])

    @property
    def _language(self) -> Language:
        return self.figures.language

    def _board(self, recipient: Recipient) -> dict[str, Sequence[Any]]:
        """The named cells that tell about the workbook and its month."""
        figures, report, inputs = self.figures, self.figures.counted.report, self.figures.counted.inputs
        month = cell_value(figures.month)
        before = cell_value(shift_month(figures.month, -1))
        key = f"title.board_of_{recipient.kind}"
        kpi = inputs.tree[inputs.settings.matrix_kpi]
        values: dict[str, Sequence[Any]] = {
            "kpi_title": [say(key, self._language, name=recipient.name)],
            "kpi_months": [month],
            "kpi_last_data": [self._counted_until(recipient)],
            "kpi_last_refresh": [TIME],
            "kpi_status": [say("status.handed_out", self._language, name=recipient.name)],
            "kpi_next": self._next(recipient),
            "kpi_elapsed": [report.elapsed],
            "kpi_source_names": figures.lead_sources(recipient),
            "kpi_z": [figures.quantile(recipient)],
            "kpi_bands": [self._bands],
            "kpi_matrix_kpi": [kpi_header(inputs, kpi)],
        }
        earlier = self._month_of(recipient, before)
        for card in (*CARD_KPIS, *OLD_CARDS):
            values[f"kpi_card_before_{card}"] = [_or_blank(earlier.get(card))]
        board = BoardValues(figures, recipient, self.shapes)
        return values | board.cards() | board.first_look()

    def _month_of(self, recipient: Recipient, month: Any) -> dict[str, Any]:
        """The figures of one month, by column; none where the charts do not reach so far back."""
        columns = self.figures.columns("ChartMonths")
        at = columns.index("month")
        for row in self.figures.rows("ChartMonths", recipient) or self.figures.no_months:
            if row[at] == month:
                return dict(zip(columns, row, strict=True))
        return {}

    def _counted_until(self, recipient: Recipient) -> datetime | None:
        """The last day with data, a business day or not: the rep's own, for a team everybody's. Entries of
        later days are added to what was counted, so that one too early would count some twice."""
        if recipient.kind == "rep":
            last = self.figures.last_days.get(recipient.name)
        else:
            last = self.figures.counted.report.last_data
        return datetime.combine(last, time()) if last else None

    def _next(self, recipient: Recipient) -> list[str]:
        """What to do next: what is missing, the costliest stage, and to type in today's counts. No sheet is
        named but that of the entries: others may be hidden there."""
        language = self._language
        entry = say("sheet.entry", language)
        lines = [say("next.enter", language, sheet=entry)]
        if leads := self._leads(recipient):
            sheet = say("sheet.followups", language)
            lines.append(say("next.own_leads", language, leads=f"{leads:,}", sheet=sheet, entry=entry))
        missing = self.figures.value("EntryHealth", recipient, "missing")
        if recipient.kind == "rep" and isinstance(missing, (int, float)) and missing > 0:
            lines.append(say("next.own_missing", language, days=f"{missing:,.0f}"))
        stage = self.figures.value("Diagnosis", recipient, "stage")
        if stage:
            lines.append(say("next.own_bottleneck", language, stage=stage))
        return lines

    def _leads(self, recipient: Recipient) -> int:
        """How many leads are to be called."""
        columns = self.figures.columns("FollowUps")
        rows = self.figures.rows("FollowUps", recipient)
        return sum(not row[columns.index("call_result")] for row in rows)

    def _totals(self, recipient: Recipient, rows: Mapping[str, Rows]) -> dict[str, Sequence[Any]]:
        """What the formulas above the entries come to (see `template.dailyentry`)."""
        until = self._counted_until(recipient) or datetime.combine(DAY_ZERO, time())
        entries = rows[ENTRY_TABLE]
        place = {key: number for number, key in enumerate(self.figures.columns(ENTRY_TABLE))}
        later = [row for row in entries if serial_of(row[place["date"]]) > serial_of(until)]
        month = [
            _sum_or_blank(
                [
                    *_numbers(rows["RepKPI"], self.figures.columns("RepKPI"), count),
                    *(value for row in later if is_number(value := row[place[count]])),
                ]
            )
            for count in ENTRY_COUNTS
        ]
        target = [self._target(rows.get("Progress", []), count) for count in ENTRY_COUNTS]
        return {
            "kpi_entry_today": [None] * len(ENTRY_COUNTS),
            "kpi_entry_month": month,
            "kpi_entry_target": target,
            "kpi_entry_attainment": [
                None if one is None else attained(done, one) for done, one in zip(month, target, strict=True)
            ],
            "kpi_entry_left": [
                None if one is None else left(done, one) for done, one in zip(month, target, strict=True)
            ],
            "kpi_counted_until": [self._counted_until(recipient) or 0],
        }

    def _target(self, rows: Rows, count: str) -> float | None:
        """What Progress says: the team's row in a team's workbook, the rows of the rep in a rep's."""
        columns = self.figures.columns("Progress")
        if "target" not in columns:
            return None
        kpi, rep = columns.index("kpi"), columns.index("rep")
        of_kpi = [row for row in rows if row[kpi] == say(count, self._language)]
        of_teams = [row for row in of_kpi if not row[rep]]
        return _sum(of_teams or of_kpi, columns, "target")

    def _entries(self, recipient: Recipient, own: Rows, carried: Sequence[Carried]) -> Rows:
        """The entries handed out, each with the stamp that tells later whether it was changed, and those the
        recipient typed that nobody has collected yet: in place of the row they changed, or at the end."""
        columns = self.figures.columns(ENTRY_TABLE)
        replaced = {each.key: each for each in carried if each.key}
        rows: Rows = []
        texts = ("note", *(column for column in columns if column in self.own))
        for row, full in zip(own, self.figures.unabridged(ENTRY_TABLE, recipient), strict=True):
            cells = dict(zip(columns, row, strict=True))
            key = entry_key(cells) if replaced else None
            if key in replaced:
                cells = dict(replaced.pop(key).cells)
            else:
                said = [cells[count] for count in ENTRY_COUNTS]
                added = [(key, OwnCell(key, cells[key]).text) for key in texts[1:]]
                withheld = any(cells[key] != full[columns.index(key)] for key in texts)
                cells["stamp"] = handed_out(
                    REVISION, said, as_text(cells["note"]), added, is_withheld=withheld
                )
            rows.append(tuple(map(cells.get, (*columns, "stamp"))))
        new = [each for each in carried if not each.key or each.key in replaced]
        return [*rows, *(tuple(map(each.cells.get, (*columns, "stamp"))) for each in new)]


def _sum(rows: Rows, columns: Sequence[str], key: str) -> float:
    return float(sum(_numbers(rows, columns, key)))


def _numbers(rows: Rows, columns: Sequence[str], key: str) -> list[float]:
    place = columns.index(key)
    return [row[place] for row in rows if is_number(row[place])]


def _sum_or_blank(numbers: Sequence[float]) -> Any:
    return float(sum(numbers)) if numbers else ""


def _or_blank(value: Any) -> Any:
    return "" if value is None else value
