"""The committed templates are what the code builds, hold the whole contract, and recalculate cleanly."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from itertools import product, takewhile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheetkpi.language import LANGUAGES, Language, say
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.repmonths import TREND
from sheetkpi.tables.bandcolumns import WINDOWED
from sheetkpi.tables.cards import CARD_KPIS, LINES, PLACES
from sheetkpi.tables.charts import CHART_MONTHS
from sheetkpi.tables.coaching import TREND_ROW, TRENDS
from sheetkpi.tables.daymatrix import MATRIX_DAYS
from sheetkpi.tables.entryhealth import HEALTH_DAYS
from sheetkpi.tables.names import ENTRY_LINES, NAMES, OLD_CARDS, SUMMARY_ROWS, WINDOW_SHEETS, formula_names
from sheetkpi.tables.registry import FRONT_SHEETS, LOOK_SHEETS
from sheetkpi.templates import template_path
from sheetkpi.workbook.rules import rules_of
from sheetkpi.workbook.template import build
from sheetkpi.workbook.template.followups import ANALYSES
from sheetkpi.workbook.template.looks import ALARM, GROUPS, SIZES
from sheetkpi.workbook.template.save import save
from sheetkpi.workbook.template.tables import SPECS
from tests.excelrules import complaints
from tests.libreoffice import needs_libreoffice
from tests.schemajudge import schema_errors, validator
from tests.template.figures import find_table

SCREEN = 1860
"""Pixels between row numbers and scroll bar where Excel fills a screen of 1,920."""
TIERS_OF_A_REP = ("outcome", "process", "activity", "other", "target", "band")

both = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def books() -> dict[Language, Workbook]:
    return {language: openpyxl.load_workbook(template_path(language)) for language in LANGUAGES}


@both
def test_excel_finds_nothing_to_repair(language: Language) -> None:
    assert complaints(template_path(language)) == []


@both
@pytest.mark.skipif(validator() is None, reason="Microsoft's validator is not installed")
def test_microsofts_validator_finds_nothing(language: Language) -> None:
    assert schema_errors(template_path(language)) == []


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="module")
def rebuilt_templates(tmp_path_factory: pytest.TempPathFactory) -> dict[Language, tuple[Workbook, Path]]:
    """What the code builds, and where that was saved."""
    folder = tmp_path_factory.mktemp("rebuilt")
    built = {language: (build(language), folder / f"{language}.xlsx") for language in LANGUAGES}
    for book, path in built.values():
        save(book, path)
    return built


@both
def test_the_committed_template_is_what_the_code_builds(
    language: Language, rebuilt_templates: dict[Language, tuple[Workbook, Path]]
) -> None:
    rebuilt, committed = parts(rebuilt_templates[language][1]), parts(template_path(language))
    assert list(rebuilt) == list(committed)
    changed = [name for name in rebuilt if rebuilt[name] != committed[name]]
    assert not changed, "run: python -m sheetkpi.workbook.template"


def test_building_again_gives_the_same_bytes(
    rebuilt_templates: dict[Language, tuple[Workbook, Path]], tmp_path: Path
) -> None:
    save(build("en"), tmp_path / "two.xlsx")
    assert (tmp_path / "two.xlsx").read_bytes() == rebuilt_templates["en"][1].read_bytes()


def test_one_command_rebuilds_both_alike_in_every_process(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sheetkpi.workbook.template", str(tmp_path)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kpi_en.xlsx", "kpi_ja.xlsx"]
    for language in LANGUAGES:
        committed = template_path(language)
        assert parts(tmp_path / committed.name) == parts(committed)


@both
@pytest.mark.parametrize("table", sorted(SPECS))
def test_every_table_of_the_contract_stands_on_its_sheet(
    books: dict[Language, Workbook], language: Language, table: str
) -> None:
    sheet, part = find_table(books[language], table)
    spec = SPECS[table]
    assert sheet.title == say(spec.sheet, language)
    left, top, right, bottom = range_boundaries(part.ref)
    headers = [column.header(language) for column in spec.columns]
    assert [column.name for column in part.tableColumns] == headers
    assert [sheet.cell(top, column).value for column in range(left, right + 1)] == headers
    assert bottom > top
    for offset, column in enumerate(spec.columns):
        formula = part.tableColumns[offset].calculatedColumnFormula
        first = sheet.cell(top + 1, left + offset).value
        assert bool(formula) == bool(column.formula)
        assert not column.formula or first == f"={formula.attr_text}"


def test_live_columns_are_stored_as_excel_stores_them(books: dict[Language, Workbook]) -> None:
    _, part = find_table(books["ja"], "RepKPI")
    rate = next(column for column in part.tableColumns if column.name == "接続率")
    connects, calls = "RepKPI[[#This Row],[接続数]]", "RepKPI[[#This Row],[架電数]]"
    assert rate.calculatedColumnFormula.attr_text == (f'IFERROR(IF({connects}="","",{connects}/{calls}),"")')


@both
def test_every_name_of_the_contract_points_to_a_cell(
    books: dict[Language, Workbook], language: Language
) -> None:
    book = books[language]
    old = {
        name for name in formula_names() if "before" in name or name.removeprefix("kpi_card_") in OLD_CARDS
    }
    assert not old & set(book.defined_names), "they were on the boards of earlier templates"
    for name in (*NAMES, *(name for name in formula_names() if name not in old)):
        ((sheet, cells),) = book.defined_names[name].destinations
        assert book[sheet][cells] is not None
    for name, days in (("kpi_matrix_dates", MATRIX_DAYS), ("kpi_health_dates", HEALTH_DAYS)):
        ((sheet, cells),) = book.defined_names[name].destinations
        assert len(book[sheet][cells][0]) == days


@both
def test_every_formula_outside_the_tables_has_a_name(
    books: dict[Language, Workbook], language: Language
) -> None:
    book = books[language]
    named = {
        (sheet, cells.replace("$", ""))
        for name in formula_names()
        if name in book.defined_names
        for sheet, cells in book.defined_names[name].destinations
    }
    lines = (*(f"kpi_entry_{line}" for line in ENTRY_LINES), *(f"kpi_cards_{line}" for line in LINES))
    pages = ("kpi_executive", "kpi_coaching", "kpi_coached_rows", "kpi_matrix_totals")
    for name in ("kpi_counted_until", "kpi_answer", *pages, *lines):
        ((sheet, cells),) = book.defined_names[name].destinations
        cells = cells.replace("$", "")
        rows = book[sheet][cells] if ":" in cells else ((book[sheet][cells],),)
        named |= {(sheet, cell.coordinate) for row in rows for cell in row if cell.data_type == "f"}
    in_tables = {
        (sheet.title, f"{get_column_letter(column)}{row}")
        for sheet in book
        for part in sheet.tables.values()
        for left, top, right, bottom in [range_boundaries(part.ref)]
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    formulas = {
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet
        for cell in row
        if cell.data_type == "f"
    }
    assert formulas - in_tables == named


@both
def test_sheets_stand_in_three_groups_and_set_is_last(
    books: dict[Language, Workbook], language: Language
) -> None:
    book = books[language]
    order = [sheet.sheet_properties.tabColor.rgb[-6:] for sheet in book]
    ranks = [list(GROUPS.values()).index(color) for color in order]
    assert ranks == sorted(ranks)
    assert set(ranks) == {0, 1, 2}
    assert book.sheetnames[: len(LOOK_SHEETS)] == [say(f"sheet.{key}", language) for key in LOOK_SHEETS]


@both
def test_the_board_is_one_page_of_at_most_twelve_columns_with_two_charts(
    books: dict[Language, Workbook],
    rebuilt_templates: dict[Language, tuple[Workbook, Path]],
    language: Language,
) -> None:
    board = books[language].worksheets[0]
    assert len(SPECS["Board"].columns) <= 12
    assert board.max_column == 13, "the first is a margin"
    assert board.column_dimensions["A"].width < 2
    assert board.page_setup.fitToHeight == 1
    drawn = rebuilt_templates[language][0].worksheets[0]._charts
    assert len(drawn) == 2
    for cells in [part for name, part in parts(template_path(language)).items() if "charts/chart" in name]:
        assert say("sheet.charts", language).encode() in cells
    sheet, months = find_table(books[language], "ChartMonths")
    assert len(sheet[months.ref]) == CHART_MONTHS + 1


def _printed_size(sheet: Worksheet, language: Language) -> float:
    """The size of figures on paper in points, when all open columns are fitted to the width of A4; of several
    areas, each on pages of its own, that of the widest."""
    areas = [range_boundaries(area.split("!")[-1]) for area in str(sheet.print_area).split(",")]
    spans = [(left, right) for left, _, right, _ in areas] if len(areas) > 1 else [(1, sheet.max_column)]
    inches = max(
        sum(
            7 * dimension.width + 5
            for column in range(left, right + 1)
            if not (dimension := sheet.column_dimensions[get_column_letter(column)]).hidden
        )
        / 96
        for left, right in spans
    )
    margins = sheet.page_margins
    paper = 8.27 if sheet.page_setup.orientation == "portrait" else 11.69
    return min(1, (paper - margins.left - margins.right) / inches) * SIZES[language]


@both
def test_every_sheet_prints_on_a4_as_wide_as_the_paper(
    books: dict[Language, Workbook], language: Language
) -> None:
    unread = {say(f"sheet.{key}", language) for key in ("import_sources", "charts")}
    upright = {say(f"sheet.{key}", language) for key in ("board", "executive", "coaching")}
    long = {say(f"sheet.{key}", language) for key in ("settings", "reasons")}
    for sheet in books[language]:
        setup = sheet.page_setup
        way = "portrait" if sheet.title in upright | long else "landscape"
        assert (setup.paperSize, setup.orientation, setup.fitToWidth) == (9, way, 1), sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.center.text
        if sheet.title not in unread:
            assert _printed_size(sheet, language) >= 6.7, sheet.title
        if sheet.title not in upright:
            assert sheet.print_title_rows, sheet.title


def test_no_word_of_an_english_header_is_wider_than_its_column(books: dict[Language, Workbook]) -> None:
    broken = []
    for sheet in books["en"]:
        for part in sheet.tables.values():
            left, top, right, _ = range_boundaries(part.ref)
            for column in range(left, right + 1):
                cell, room = sheet.cell(top, column), sheet.column_dimensions[get_column_letter(column)]
                for word in str(cell.value).split():
                    if 7.3 * len(word) > 7 * room.width - 6 and not room.hidden:
                        broken.append((sheet.title, word, room.width))
    assert broken == []


@both
def test_headers_stay_in_sight(books: dict[Language, Workbook], language: Language) -> None:
    # One page each; a table below a table.
    unfrozen = {say(f"sheet.{key}", language) for key in ("board", "executive", "coaching", "issues")}
    for sheet in books[language]:
        if sheet.title in unfrozen:
            continue
        row = int(re.sub(r"\D", "", sheet.freeze_panes))
        tops = [range_boundaries(part.ref)[1] for part in sheet.tables.values()]
        assert all(row == top + 1 for top in tops), sheet.title


@both
def test_rates_say_above_their_header_how_they_are_made(
    books: dict[Language, Workbook], language: Language
) -> None:
    tree = KpiTree()
    for name in ("Board", "RepKPI", "TeamKPI", "SourceKPI", "DailyKPI", "WeeklyKPI", "MonthlyKPI"):
        sheet, part = find_table(books[language], name)
        left, top, _, _ = range_boundaries(part.ref)
        for offset, column in enumerate(SPECS[name].columns):
            if column.kind == "rate" and column.key in tree:
                above = sheet.cell(top - 1, left + offset).value
                words = (
                    say(tree[column.key].numerator, language),
                    say(tree[column.key].denominator, language),
                )
                assert above == "{}\n÷ {}".format(*words)


@both
def test_secondary_columns_are_folded_and_tiers_have_a_band(
    books: dict[Language, Workbook], language: Language
) -> None:
    sheet, part = find_table(books[language], "RepKPI")
    left, top, _, _ = range_boundaries(part.ref)
    for offset, column in enumerate(SPECS["RepKPI"].columns):
        dimension = sheet.column_dimensions[get_column_letter(left + offset)]
        assert bool(dimension.hidden) == column.folded
        assert (dimension.outlineLevel == 1) == column.folded
    assert sheet.sheet_format.outlineLevelCol == 1, "without it Excel shows no [+]"
    assert sheet.sheet_properties.outlinePr.summaryRight is False, "the [+] stands above what it explains"
    band = [cell.value for cell in sheet[top - 2] if cell.value]
    assert band == [say(f"tier.{tier}", language) for tier in TIERS_OF_A_REP]


@both
def test_each_fold_opens_on_its_own_beside_the_column_it_explains(
    books: dict[Language, Workbook], language: Language
) -> None:
    for name in ("RepKPI", "TeamKPI", "SourceKPI", "MonthlyKPI", "TeamTargets", "RepTargets"):
        sheet, part = find_table(books[language], name)
        left = range_boundaries(part.ref)[0]
        columns = SPECS[name].columns
        for offset, column in enumerate(columns[:-1]):
            dimension = sheet.column_dimensions[get_column_letter(left + offset)]
            begins = columns[offset + 1].folded and not column.folded
            assert bool(dimension.collapsed) == begins, (name, column.key)
    for kpi in ("connect_rate", "meeting_rate", "opportunity_rate", "win_rate", "meetings_per_rep"):
        keys = [column.key for column in SPECS["RepKPI"]]
        assert not SPECS["RepKPI"][f"{kpi}.verdict"].folded
        behind = SPECS["RepKPI"].columns[keys.index(f"{kpi}.verdict") + 1 :]
        assert {f"{kpi}.low", f"{kpi}.high", f"{kpi}.gap"} <= {
            column.key for column in takewhile(lambda column: column.folded, behind)
        }


@both
@pytest.mark.parametrize("table", sorted(set(SPECS) - {"ChartMonths", "ChartFunnel", "TeamSources"}))
def test_what_is_open_fits_a_screen(books: dict[Language, Workbook], language: Language, table: str) -> None:
    sheet, part = find_table(books[language], table)
    left, _, right, _ = range_boundaries(part.ref)
    first = left if table in ANALYSES else 1  # four tables side by side: one is looked at at a time
    dimensions = [sheet.column_dimensions[get_column_letter(column)] for column in range(first, right + 1)]
    assert sum(dimension.width * 7 for dimension in dimensions if not dimension.hidden) <= SCREEN


@both
@pytest.mark.parametrize("table", ["Board", "TeamKPI", "MonthlyKPI", "Progress", "Diagnosis"])
def test_rows_set_off_leave_the_columns_that_a_refresh_colours_alone(
    books: dict[Language, Workbook], language: Language, table: str
) -> None:
    sheet, part = find_table(books[language], table)
    left, top, _, _ = range_boundaries(part.ref)
    covered = [rules.sqref for rules in sheet.conditional_formatting]
    assert covered
    for offset, column in enumerate(SPECS[table]):
        cell = f"{get_column_letter(left + offset)}{top + 1}"
        inside = any(cell in area for sqref in covered for area in sqref.ranges)
        assert inside == (not rules_of(column, language)), column.key


@both
def test_windows_are_said_above_the_verdicts_they_belong_to(
    books: dict[Language, Workbook], language: Language
) -> None:
    book = books[language]
    tables = dict(zip(WINDOW_SHEETS, ("RepKPI", "TeamKPI", "SourceKPI", "MonthlyKPI"), strict=True))
    for key, table in tables.items():
        sheet, part = find_table(book, table)
        left, top, _, _ = range_boundaries(part.ref)
        for rate in WINDOWED:
            column = left + [column.key for column in SPECS[table]].index(f"{rate}.verdict")
            (found,) = book.defined_names[f"kpi_window_{rate}_{key}"].destinations
            assert found == (sheet.title, f"${get_column_letter(column)}${top - 1}")
            assert sheet.cell(top - 1, column).value == say("unit.window", language, months=3)


@both
def test_people_choose_from_lists(books: dict[Language, Workbook], language: Language) -> None:
    book = books[language]

    def rule_of(sheet: str, cell: str) -> str:
        found = [
            rule
            for rule in book[sheet].data_validations.dataValidation
            if any(cell in area for area in rule.sqref.ranges)
        ]
        assert len(found) == 1, (sheet, cell)
        return str(found[0].formula1)

    def cell_of(table: str, key: str) -> tuple[str, str]:
        sheet, part = find_table(book, table)
        left, top, _, _ = range_boundaries(part.ref)
        offset = [column.key for column in SPECS[table].columns].index(key)
        return sheet.title, f"{get_column_letter(left + offset)}{top + 1}"

    def cell_named(name: str) -> tuple[str, str]:
        ((sheet, cells),) = book.defined_names[name].destinations
        return sheet, cells.replace("$", "")

    assert rule_of(*cell_named("kpi_month")) == "kpi_months_list"
    assert rule_of(*cell_named("kpi_matrix_kpi")) == "kpi_names_list"
    assert rule_of(*cell_named("kpi_coached")) == "kpi_reps_list"
    assert say("meaning.meeting", language) in rule_of(*cell_of("ResultMap", "meaning"))
    roles = ",".join(say(f"role.{role}", language) for role in ("sdr", "bdr", "excluded"))
    assert rule_of(*cell_of("Roster", "role")) == f'"{roles}"'
    assert say("holiday.open", language) in rule_of(*cell_of("Holidays", "holiday_kind"))
    assert rule_of(*cell_of("ColumnMap", "field")) == "kpi_fields_list"
    assert rule_of(*cell_of("ImportIssues", "mark")) == f'"{say("mark.ignore", language)}"'
    assert say("tier.outcome", language) in rule_of(*cell_of("Metrics", "tier"))
    assert rule_of(*cell_of("TeamTargets", "team")) == "kpi_teams_list"
    for goal in ("won_amount", "wins", "opportunities", "meetings"):
        assert say(goal, language) in rule_of(*cell_of("TeamTargets", "goal"))
    assert rule_of(*cell_of("Attendance", "present")) == '"0,0.5,1"'
    for reason in ("paid", "morning", "afternoon", "training", "trade_show"):
        assert say(f"absence.{reason}", language) in rule_of(*cell_of("Attendance", "absence_reason"))
    assert say("review.done", language) in rule_of(*cell_of("Review", "done"))
    assert say("weight_basis.share", language) in rule_of(*cell_named("kpi_weight_basis"))
    for name in ("connect_level", "meeting_basis", "daily_entry", "closing_day", "fiscal_start", "language"):
        assert rule_of(*cell_named(f"kpi_{name}"))


@both
def test_every_drop_down_has_a_list(books: dict[Language, Workbook], language: Language) -> None:
    book = books[language]
    for sheet in book:
        for rule in sheet.data_validations.dataValidation:
            if rule.type != "list":
                continue
            assert len(rule.formula1) <= 257
            assert "[" not in rule.formula1, "structured references may not stand in validations"
            if not rule.formula1.startswith('"'):
                assert rule.formula1 in book.defined_names


@both
def test_benchmarks_are_those_of_the_field(books: dict[Language, Workbook], language: Language) -> None:
    sheet, part = find_table(books[language], "Benchmarks")
    rows = [[cell.value for cell in row] for row in sheet[part.ref]][1:]
    assert not any(row[2] for row in rows), "bands of roles are people's own"
    bands = {(row[0], row[1]): tuple(row[3:7]) for row in rows}
    rate = say("meeting_rate", language)
    assert bands == {
        (say("connect_rate", language), None): (0.20, 0.30, 30, 1),
        (rate, None): (0.10, 0.20, 30, 1),
        (say("opportunity_rate", language), None): (0.30, 0.40, 10, 3),
        (say("win_rate", language), None): (0.20, 0.30, 10, 3),
        (say("meetings_per_rep", language), None): (15, 30, None, 1),
        (rate, say("source.trade_show", language)): (0.15, 0.25, 30, 1),
        (rate, say("source.seminar", language)): (0.10, 0.15, 30, 1),
        (rate, say("source.web_inquiry", language)): (0.05, 0.20, 30, 1),
        (rate, say("source.download", language)): (0.03, 0.08, 30, 1),
    }
    assert all(row[7] and row[8] and row[9] for row in rows), "a basis, a note and a source for each band"


def test_the_summary_of_issues_has_its_rows_above_the_issues(books: dict[Language, Workbook]) -> None:
    _, summary = find_table(books["ja"], "IssueSummary")
    _, issues = find_table(books["ja"], "ImportIssues")
    _, top, _, bottom = range_boundaries(summary.ref)
    assert bottom - top == SUMMARY_ROWS
    assert range_boundaries(issues.ref)[1] > bottom


@both
def test_twelve_sheets_are_in_sight_and_every_link_leads_to_one(
    books: dict[Language, Workbook], language: Language
) -> None:
    in_sight = [sheet.title for sheet in books[language] if sheet.sheet_state == "visible"]
    assert len(in_sight) == 12
    assert sorted(in_sight) == sorted(say(f"sheet.{key}", language) for key in FRONT_SHEETS)
    board = books[language][say("sheet.board", language)]
    targets = {
        cell.hyperlink.location.partition("!")[0].strip("'")
        for row in board
        for cell in row
        if cell.hyperlink
    }
    assert targets == set(in_sight) - {board.title}


@both
def test_hidden_sheets_are_listed_on_the_board(books: dict[Language, Workbook], language: Language) -> None:
    board = books[language][say("sheet.board", language)]
    listed = " ".join(str(cell.value) for row in board for cell in row if cell.value)
    for sheet in books[language]:
        if sheet.sheet_state == "hidden" and sheet.title not in (
            say("sheet.charts", language),
            say("sheet.standing", language),
        ):
            assert sheet.title in listed


def test_both_languages_have_the_same_structure(books: dict[Language, Workbook]) -> None:
    ja, en = books["ja"], books["en"]
    assert set(ja.defined_names) == set(en.defined_names)
    for left, right in zip(ja, en, strict=True):
        assert left.tables.items() == right.tables.items()  # names and ranges
        assert left.dimensions == right.dimensions
        assert left.freeze_panes == right.freeze_panes
        assert len(left.data_validations.dataValidation) == len(right.data_validations.dataValidation)


def test_no_japanese_is_left_in_the_english_template(books: dict[Language, Workbook]) -> None:
    japanese = re.compile(r"[぀-ヿ一-鿿]")
    for sheet in books["en"]:
        assert not japanese.search(sheet.title)
        for row in sheet:
            for cell in row:
                assert not japanese.search(f"{cell.value or ''}{cell.number_format}"), cell
        for rule in sheet.data_validations.dataValidation:
            assert not japanese.search(f"{rule.formula1}{rule.prompt}{rule.error}{rule.errorTitle}")


@needs_libreoffice
@both
def test_an_empty_template_recalculates_without_an_error(
    language: Language, recalculated_values: Callable[[str], Workbook]
) -> None:
    assert errors(recalculated_values(f"empty_{language}")) == []


@needs_libreoffice
@both
def test_a_filled_template_recalculates_to_the_right_figures(
    language: Language, recalculated_values: Callable[[str], Workbook]
) -> None:
    values = recalculated_values(f"filled_{language}")
    assert errors(values) == []
    assert not named(values, "kpi_stale"), "no month is chosen and the latest is shown"
    sheet, part = find_table(values, "Board")
    board = [[cell.value for cell in row] for row in sheet[part.ref]]
    everybody = dict(zip([column.key for column in SPECS["Board"]], board[1], strict=True))
    for kpi in CARD_KPIS:
        assert named(values, f"kpi_card_{kpi}") == everybody[kpi]
    progress, of_progress = find_table(values, "Progress")
    keys = [column.key for column in SPECS["Progress"]]
    rows = [
        dict(zip(keys, (cell.value for cell in row), strict=True)) for row in progress[of_progress.ref][1:]
    ]
    of_all = {row["kpi"]: row for row in rows if row["team"] == everybody["team"]}
    lines = {line: named_row(values, f"kpi_cards_{line}") for line in LINES if line not in ("range", "rate")}
    for (line, cells), kpi in product(lines.items(), CARD_KPIS):
        expected = of_all.get(say(kpi, language), {}).get(line)
        assert (cells[PLACES[kpi]] or None) == (expected or None), (line, kpi)
    daily, of_days = find_table(values, "DailyKPI")
    calls = {
        (row[0].value, row[1].value): row[3 + [kpi.key for kpi in KpiTree()].index("calls")].value
        for row in daily[of_days.ref][1:]
    }
    matrix, of_matrix = find_table(values, "DayMatrix")
    dates = named_row(values, "kpi_matrix_dates")
    for row in matrix[of_matrix.ref][1:]:
        for day, cell in zip(dates, row[3:], strict=True):
            assert (cell.value or None) == (calls[day, row[0].value] if day else None)


@both
def test_the_last_months_figures_keep_away_from_the_line_beside_them(
    books: dict[Language, Workbook], language: Language
) -> None:
    ((sheet, cells),) = books[language].defined_names["kpi_coaching"].destinations
    rows = books[language][sheet][cells]
    beside = [rows[row][TREND] for row in range(TREND_ROW - 1, TREND_ROW + len(TRENDS))]
    assert all(part.endswith("_0_0") for cell in beside for part in cell.number_format.split(";"))


@needs_libreoffice
def test_every_view_turns_stale_by_itself_when_another_month_is_chosen(
    recalculated_values: Callable[[str], Workbook],
) -> None:
    values = recalculated_values("other_ja")
    for name in ("kpi_stale", *(f"kpi_stale_{sheet}" for sheet in LOOK_SHEETS[1:])):
        ((sheet, cell),) = values.defined_names[name].destinations
        assert str(values[sheet][cell].value).startswith("未更新"), name
        assert values[sheet][cell].font.color.rgb.endswith(ALARM)


def errors(book: Workbook) -> list[str]:
    """Cells of a workbook that hold an error."""
    return [
        f"{sheet.title}!{cell.coordinate} {cell.value}"
        for sheet in book
        for row in sheet
        for cell in row
        if cell.data_type == "e" or str(cell.value).startswith(("#", "Err:"))
    ]


def named(book: Workbook, name: str) -> object:
    ((sheet, cells),) = book.defined_names[name].destinations
    return book[sheet][cells].value


def named_row(book: Workbook, name: str) -> list[object]:
    ((sheet, cells),) = book.defined_names[name].destinations
    return [cell.value for row in book[sheet][cells] for cell in row]


@both
def test_the_rules_of_the_matrix_are_of_one_range(
    books: dict[Language, Workbook], language: Language
) -> None:
    """Of ranges that overlap LibreOffice shows the rules of the first alone: percentages without colours."""
    sheet, part = find_table(books[language], "DayMatrix")
    left, top, _, _ = range_boundaries(part.ref)
    for offset in (2, 3, 3 + MATRIX_DAYS - 1):
        cell = f"{get_column_letter(left + offset)}{top + 1}"
        over = [rules for rules in sheet.conditional_formatting if cell in rules.sqref]
        assert len(over) == 1, cell
        kinds = [rule.type for rule in over[0].rules]
        assert ("colorScale" in kinds) == (offset > 2)
