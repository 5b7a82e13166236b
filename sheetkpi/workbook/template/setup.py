"""The sheets on which a company says how it works: settings, roster, maps, benchmarks, own KPIs, holidays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.workbook import Workbook

from sheetkpi.language import Language, say
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.refusals import REASONS
from sheetkpi.sources.headers.column_map import READ_AS
from sheetkpi.tables.names import TEMPLATE_VERSION
from sheetkpi.workbook.template import choices, looks
from sheetkpi.workbook.template.page import Page, heading, start, underline
from sheetkpi.workbook.template.tables import Placed, align, draw
from sheetkpi.workbook.template.views import freeze

HEADER_ROW = 4
LAST_ROW = 2000
COUNTRIES = ("JP", "US", "GB", "SG", "AU")


@dataclass(frozen=True)
class Setting:
    """One line of the settings sheet: `value` and `choices` are keys of words, or literals when `literal`."""

    key: str
    value: Any
    kind: str = "text"
    choices: tuple[str, ...] = ()
    literal: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("closing_day", 0, "closing_day", ("0", "10", "15", "20", "25"), literal=True),
    Setting("fiscal_start", 4, "month_number", tuple(str(month) for month in range(1, 13)), literal=True),
    Setting("country", "JP", choices=COUNTRIES, literal=True),
    Setting("connect_level", "connect_level.person", choices=("connect_level.person", "connect_level.line")),
    Setting("meeting_basis", "meeting_basis.set", choices=("meeting_basis.set", "meeting_basis.held")),
    Setting(
        "target_meeting",
        "target_meeting.set",
        choices=("target_meeting.set", "target_meeting.held", "target_meeting.accepted"),
    ),
    Setting("credit", "credit.last", choices=("credit.last", "credit.first", "credit.split", "credit.owner")),
    Setting("credit_days", 180, "days"),
    Setting("gross_margin", 100, "percent"),
    Setting(
        "daily_entry",
        "daily_entry.fill",
        choices=("daily_entry.fill", "daily_entry.add", "daily_entry.prefer"),
    ),
    Setting("weight_basis", "weight_basis.capacity", choices=("weight_basis.capacity", "weight_basis.share")),
    Setting("min_sample", 30, "pieces"),
    Setting("followups", 25, "pieces"),
    Setting("stop_tries", None, "pieces"),
    Setting("language", "", choices=("ja", "en"), literal=True),
    Setting("distribute_folder", None, "free_text"),
    Setting("collect_folder", None, "free_text"),
    Setting("publish_folder", None, "free_text"),
    Setting("post_to", None, "free_text"),
    Setting("distribute_also", None, "free_text"),
    Setting("overwrite", None, "free_text"),
)


def add_settings(book: Workbook, language: Language) -> None:
    """設定: one line per setting, the value in the middle, what it does on the right."""
    page = start(book, "settings", "set", language)
    page.sheet.sheet_view.showGridLines = False
    for letter, width in (("A", 26), ("B", 18), ("C", 84)):
        page.sheet.column_dimensions[letter].width = width
    underline(page, 1, 3)
    for letter, key in (("A", "label.setting"), ("B", "label.value"), ("C", "label.meaning")):
        cell = page.write(f"{letter}{HEADER_ROW}", page.say(key), bold=True)
        cell.fill = looks.fill(looks.TIERS[""][1])
        cell.alignment = looks.TEXT
    page.sheet.row_dimensions[HEADER_ROW].height = 22
    for offset, setting in enumerate(SETTINGS, 1):
        _setting(page, HEADER_ROW + offset, setting)
    row = HEADER_ROW + len(SETTINGS) + 2
    page.write(f"A{row}", page.say("label.version"), size=9, color=looks.FAINT).alignment = looks.TEXT
    page.write(f"B{row}", TEMPLATE_VERSION, size=9, color=looks.FAINT).alignment = Alignment(
        horizontal="center"
    )
    page.name("kpi_version", f"B{row}")
    page.sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    page.sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    page.sheet.page_setup.orientation = page.sheet.ORIENTATION_PORTRAIT  # one page, not two


def _setting(page: Page, row: int, setting: Setting) -> None:
    label = page.write(f"A{row}", page.say(f"setting.{setting.key}"), bold=True)
    note = page.write(f"C{row}", page.say(f"setting.{setting.key}.note"), size=9, color=looks.FAINT)
    value = setting.value
    if setting.key == "language":
        value = page.language
    elif isinstance(value, str) and not setting.literal:
        value = page.say(value)
    cell = page.write(f"B{row}", value, kind=setting.kind)
    cell.fill, cell.border = looks.fill(looks.INPUT), looks.BOXED
    is_free = setting.kind == "free_text"
    cell.alignment = looks.SHRUNK if is_free else Alignment(horizontal="center", vertical="center")
    label.alignment = looks.TEXT
    note.alignment = looks.WRAPPED
    label.border = note.border = looks.HAIRLINE
    page.sheet.row_dimensions[row].height = 30
    page.name(f"kpi_{setting.key}", f"B{row}")
    if setting.choices:
        listed = f'"{",".join(setting.choices)}"' if setting.literal else choices.words(page, setting.choices)
        strict: choices.Strictness = "warning" if setting.key == "country" else "stop"
        choices.choose(page, f"B{row}", listed, strict=strict)
    elif not is_free:
        choices.restrict(page, f"B{row}", "whole", "0")


def _table_sheet(
    book: Workbook,
    language: Language,
    key: str,
    table: str,
    *,
    rows: int,
    fixed: int = 1,
    seeds: Sequence[Mapping[str, Any]] = (),
) -> tuple[Page, Placed]:
    """A sheet that holds one table under its head."""
    page = start(book, key, "set", language)
    placed = draw(page, table, HEADER_ROW, rows=rows, seeds=seeds)
    underline(page, 1, placed.right)
    freeze(page, placed, fixed)
    page.sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    return page, placed


def add_roster(book: Workbook, language: Language) -> None:
    """名簿: who belongs to which team, from when until when, and by which other names the data know them."""
    page, placed = _table_sheet(book, language, "roster", "Roster", rows=20)
    for key in ("from", "to"):
        choices.restrict(page, placed.below(key, LAST_ROW), "date", "DATE(2000,1,1)")
    choices.restrict(page, placed.below("fte", LAST_ROW), "decimal", "0", "1", hint="choice.hint.fte")
    choices.choose(
        page,
        placed.below("role", LAST_ROW),
        choices.words(page, ["role.sdr", "role.bdr", "role.excluded"]),
        strict="suggest",
        hint="choice.hint.role",
    )


def add_column_map(book: Workbook, language: Language) -> None:
    """項目マッピング: columns that were not used, with the field to choose; so are those read wrongly."""
    page, placed = _table_sheet(book, language, "column_map", "ColumnMap", rows=10, fixed=2)
    choices.choose(
        page, placed.below("field", LAST_ROW), "kpi_fields_list", strict="warning", hint="choice.hint.field"
    )
    choices.choose(
        page,
        placed.below("read_as", LAST_ROW),
        choices.words(page, READ_AS),
        hint="choice.hint.read_as",
    )


def add_result_map(book: Workbook, language: Language) -> None:
    """架電結果マッピング: result texts nobody knew, with the meaning to choose."""
    page, placed = _table_sheet(book, language, "result_map", "ResultMap", rows=1)
    choices.choose(page, placed.below("meaning", LAST_ROW), choices.words(page, choices.MEANINGS))
    choices.choose(page, placed.below("reason", LAST_ROW), choices.words(page, REASONS), strict="suggest")


def add_benchmarks(book: Workbook, language: Language) -> None:
    """ベンチマーク: the bands of the field, to be replaced by the company's own."""
    seeds = _benchmark_seeds(language)
    page, placed = _table_sheet(
        book, language, "benchmarks", "Benchmarks", rows=len(seeds), seeds=seeds, fixed=2
    )
    for row, seed in enumerate(seeds, placed.first):
        for key in ("low", "high"):
            cell = page.sheet[f"{placed.letter(key)}{row}"]
            cell.number_format = "0%" if seed["high"] <= 1 else looks.number_format("pieces", language)
        page.sheet.row_dimensions[row].height = 32
    align(page, placed, looks.WRAPPED, "basis", "note", "origin")
    rates = [rate.key for rate in KpiTree().rates]
    choices.choose(
        page,
        placed.below("kpi", LAST_ROW),
        choices.words(page, (*rates, "meetings_per_rep")),
        strict="suggest",
    )
    choices.choose(page, placed.below("lead_source", LAST_ROW), "kpi_source_names_list", strict="suggest")
    roles = choices.words(page, ["role.sdr", "role.bdr"])
    choices.choose(
        page, placed.below("role", LAST_ROW), roles, strict="suggest", hint="choice.hint.band_role"
    )
    for key in ("low", "high"):
        choices.restrict(page, placed.below(key, LAST_ROW), "decimal", "0")
    for key in ("min_sample", "window"):
        choices.restrict(page, placed.below(key, LAST_ROW), "whole", "0")


BANDS: tuple[tuple[str, float, float, int | None, int], ...] = (
    ("connect_rate", 0.20, 0.30, 30, 1),
    ("meeting_rate", 0.10, 0.20, 30, 1),
    ("opportunity_rate", 0.30, 0.40, 10, 3),
    ("win_rate", 0.20, 0.30, 10, 3),
    ("meetings_per_rep", 15, 30, None, 1),
)
"""KPI, lower and upper edge, minimum sample, months judged together."""

SOURCE_BANDS: tuple[tuple[str, float, float], ...] = (
    ("trade_show", 0.15, 0.25),
    ("seminar", 0.10, 0.15),
    ("web_inquiry", 0.05, 0.20),
    ("download", 0.03, 0.08),
)
"""Lead source and the band of its meeting rate."""


def _benchmark_seeds(language: Language) -> list[dict[str, Any]]:
    seeds: list[dict[str, Any]] = []
    for kpi, low, high, sample, window in BANDS:
        seeds.append(
            {
                "kpi": say(kpi, language),
                "low": low,
                "high": high,
                "min_sample": sample,
                "window": window,
                "basis": say(f"basis.{kpi}", language),
                "note": say(f"bench_note.{kpi}", language),
                "origin": say("origin.guide", language),
            }
        )
    for source, low, high in SOURCE_BANDS:
        seeds.append(
            {
                "kpi": say("meeting_rate", language),
                "lead_source": say(f"source.{source}", language),
                "low": low,
                "high": high,
                "min_sample": 30,
                "window": 1,
                "basis": say("basis.by_source", language),
                "note": say(f"bench_note.{source}", language),
                "origin": say("origin.guide", language),
            }
        )
    return seeds


def add_metrics(book: Workbook, language: Language) -> None:
    """指標: the company's own rates."""
    page, placed = _table_sheet(book, language, "metrics", "Metrics", rows=8)
    counts = choices.words(page, KpiTree().counts)
    for key in ("numerator", "denominator"):
        choices.choose(page, placed.below(key, LAST_ROW), counts, strict="suggest")
    tiers = choices.words(page, [f"tier.{tier}" for tier in ("outcome", "process", "activity")])
    choices.choose(page, placed.below("tier", LAST_ROW), tiers)
    forms = choices.words(page, [f"format.{form}" for form in ("rate", "number", "money")])
    choices.choose(page, placed.below("shown_as", LAST_ROW), forms, hint="choice.hint.shown_as")
    for key in ("low", "high"):
        choices.restrict(page, placed.below(key, LAST_ROW), "decimal", "0")


def add_holidays(book: Workbook, language: Language) -> None:
    """休日: the company's own closed days and working Saturdays."""
    page, placed = _table_sheet(book, language, "holidays", "Holidays", rows=20)
    choices.restrict(page, placed.below("date", LAST_ROW), "date", "DATE(2000,1,1)")
    choices.choose(
        page,
        placed.below("holiday_kind", LAST_ROW),
        choices.words(page, ["holiday.closed", "holiday.open"]),
    )
    countries = f'"{",".join(COUNTRIES)}"'
    choices.choose(
        page, placed.below("country", LAST_ROW), countries, strict="warning", hint="choice.hint.country"
    )


def add_import_sources(book: Workbook, language: Language) -> None:
    """取込元: what is read on the left, how each sheet was taken on the right."""
    page = start(book, "import_sources", "set", language)
    heading(page, "A3", "label.import_sources")
    sources = draw(page, "Sources", HEADER_ROW)
    page.sheet.column_dimensions["G"].width = 3
    heading(page, "H3", "label.import_sheets")
    sheets = draw(page, "ImportSheets", HEADER_ROW, left=sources.right + 2)
    underline(page, 1, sheets.right)
    align(page, sources, looks.SHRUNK, "name", "place")
    align(page, sheets, looks.SHRUNK, "file", "remark", "fields")  # the last may run over its right edge
    page.sheet.freeze_panes = f"A{sources.first}"
    page.sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
