"""One sheet of the template: its head, its defined names, how it scrolls and how it prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from sheetkpi.language import Language, say
from sheetkpi.tables.spec import Group
from sheetkpi.workbook.template import looks

TITLE_ROW, GUIDE_ROW, STATE_ROW = 1, 2, 3


@dataclass(frozen=True)
class Page:
    """A sheet under construction: `key` is its key without `sheet.` ("reps"), `group` its tab's colour."""

    book: Workbook
    sheet: Worksheet
    key: str
    group: Group
    language: Language

    def say(self, key: str, **values: object) -> str:
        """The text for `key` in the workbook's language."""
        return say(key, self.language, **values)

    def write(self, at: str, value: Any, *, kind: str = "text", **look: Any) -> Any:
        """Write `value` into cell `at` in the house font; `look` goes to `looks.font`. Returns the cell."""
        cell = self.sheet[at]
        cell.value = value
        cell.font = looks.font(self.language, **look)
        cell.number_format = looks.number_format(kind, self.language)
        return cell

    def name(self, name: str, cells: str) -> None:
        """Give `cells` ("B3" or "A1:A9") of this sheet a defined name of the workbook."""
        self.book.defined_names[name] = DefinedName(name, attr_text=self.address(cells))

    def address(self, cells: str) -> str:
        """`cells` as an absolute address with the sheet: `'担当別'!$A$1:$A$9`."""
        absolute = ":".join(
            "$" + part.rstrip("0123456789") + "$" + part.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            for part in cells.split(":")
        )
        return f"{quote_sheetname(self.sheet.title)}!{absolute}"


def start(
    book: Workbook,
    key: str,
    group: Group,
    language: Language,
    *,
    first_column: int = 1,
) -> Page:
    """Add the sheet `key` at the end of `book`, with title, guidance line, tab colour and print setup."""
    sheet = book.create_sheet(say(f"sheet.{key}", language))
    page = Page(book, sheet, key, group, language)
    sheet.sheet_properties.tabColor = looks.GROUPS[group]
    sheet.sheet_format.defaultRowHeight = 18
    sheet.sheet_format.customHeight = True
    sheet.sheet_view.showGridLines = group != "look"
    left = get_column_letter(first_column)
    title = page.write(f"{left}{TITLE_ROW}", page.say(f"title.{key}"), size=16, bold=True)
    guide = page.write(f"{left}{GUIDE_ROW}", page.say(f"guide.{key}"), size=9, color=looks.FAINT)
    title.alignment = guide.alignment = Alignment(vertical="center")
    sheet.row_dimensions[TITLE_ROW].height = 28
    sheet.row_dimensions[GUIDE_ROW].height = 18
    _print_setup(page)
    return page


def _print_setup(page: Page) -> None:
    """A4 landscape, as wide as the paper, page numbers below."""
    sheet = page.sheet
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.25
    margins.top, margins.bottom = 0.5, 0.6
    margins.header = margins.footer = 0.3
    for part, text in (("left", "&F"), ("center", "&A　&P / &N"), ("right", "&D")):
        footer = getattr(sheet.oddFooter, part)
        footer.text = text
        footer.size = 8


def underline(page: Page, first_column: int, last_column: int, row: int = GUIDE_ROW) -> None:
    """Close the head of the sheet with a line in the colour of its group."""
    line = Border(bottom=Side("medium", color=looks.GROUPS[page.group]))
    for column in range(first_column, last_column + 1):
        page.sheet.cell(row, column).border = line


def heading(page: Page, at: str, key: str) -> None:
    """Name the table under `at`, where a sheet holds more than one."""
    cell = page.write(at, page.say(key), bold=True)
    cell.alignment = Alignment(vertical="center")
    page.sheet.row_dimensions[cell.row].height = 24


def stale_note(page: Page, at: str, otherwise: str = "") -> None:
    """Repeat 未更新 at `at`, in red, under a name of its own so that a refresh can supply its value;
    `otherwise` is a part of a formula that says what else is older than the workbook ("": nothing is)."""
    formula = f'=IF(kpi_stale<>"",kpi_stale,{otherwise})' if otherwise else "=kpi_stale"
    cell = page.write(at, formula, size=10, bold=True, color=looks.ALARM)
    cell.alignment = Alignment(vertical="center")
    page.name(f"kpi_stale_{page.key}", at)


def month_note(page: Page, label: str, at: str) -> None:
    """Print the month that the views hold: its label at `label`, the month (a formula) at `at`."""
    words = page.write(label, page.say("label.month_shown"), size=9, color=looks.FAINT)
    words.alignment = looks.TEXT
    cell = page.write(
        at, '=IF(kpi_month_shown="","",kpi_month_shown)', kind="month_shown", size=11, bold=True
    )
    cell.alignment = looks.TEXT
    page.name(f"kpi_shown_{page.key}", at)
