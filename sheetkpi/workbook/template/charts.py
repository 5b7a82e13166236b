"""The funnel and the months: the tables they are drawn from, and the two charts on the board."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RichTextProperties,
)
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName

from sheetkpi.language import Language
from sheetkpi.model.metrics import KpiTree
from sheetkpi.model.views import FUNNEL
from sheetkpi.tables.charts import CHART_MONTHS
from sheetkpi.tables.names import LISTED_DAYS, LISTED_KPIS, LISTED_MONTHS, LISTED_SOURCES
from sheetkpi.workbook.template import choices, looks
from sheetkpi.workbook.template import executive as executivepage
from sheetkpi.workbook.template.board import CHART_ROW, CHART_ROWS
from sheetkpi.workbook.template.page import Page, heading, start, underline
from sheetkpi.workbook.template.setup import SOURCE_BANDS
from sheetkpi.workbook.template.tables import Placed, draw

HEADER_ROW = 4
OFFERED_DAYS = 15
"""Business days that the drop-down of the entry sheet offers, today's first."""


def add_data(book: Workbook, language: Language) -> tuple[Page, Placed, Placed]:
    """The sheet of chart data and of the lists behind drop-downs."""
    page = start(book, "charts", "set", language)
    heading(page, "A3", "label.funnel")
    seeds = [{"stage": page.say(key), "count": 0} for key in FUNNEL]
    funnel = draw(page, "ChartFunnel", HEADER_ROW, seeds=seeds, filters=False)
    left = funnel.right + 2
    heading(page, f"{get_column_letter(left)}3", "label.months")
    months = draw(page, "ChartMonths", HEADER_ROW, left, rows=CHART_MONTHS, filters=False)
    page.sheet.column_dimensions["C"].width = 3
    lists = months.right + 2
    _lists(page, lists)
    heading(page, f"{get_column_letter(lists)}3", "label.looks")
    at = f"{get_column_letter(lists + 3)}3"
    page.write(at, None, kind="number")
    page.name("kpi_z", at)
    heading(page, f"{get_column_letter(lists + 4)}3", "label.bands_read")
    at = f"{get_column_letter(lists + 6)}3"
    page.write(at, None, kind="number")
    page.name("kpi_bands", at)
    sources_left = lists + 9
    heading(page, f"{get_column_letter(sources_left)}3", "label.team_sources")
    sources = draw(page, "TeamSources", HEADER_ROW, sources_left, filters=False)
    underline(page, 1, sources.right)
    page.sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    page.sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    return page, funnel, months


def _lists(page: Page, left: int) -> None:
    """What drop-downs offer: the months that have data, KPI names, which of them are rates, fields, the
    business days around today, and lead sources. Last what each KPI is made of."""
    tree = KpiTree()
    fields = [page.say(key) for key in choices.FIELDS]
    above = [kpi.numerator if kpi.kind == "rate" else kpi.key for kpi in tree]
    below = [kpi.denominator if kpi.kind == "rate" else "" for kpi in tree]
    sources = [page.say(f"source.{source}") for source, _, _ in SOURCE_BANDS]
    columns: tuple[tuple[str, str, int, list[str], str], ...] = (
        ("kpi_months", "label.list.months", LISTED_MONTHS, [], "month"),
        ("kpi_names", "label.list.kpis", LISTED_KPIS, [page.say(kpi.key) for kpi in tree], "text"),
        (
            "kpi_rate_names",
            "label.list.rates",
            LISTED_KPIS,
            [page.say(kpi.key) for kpi in tree.rates],
            "text",
        ),
        ("kpi_fields", "label.list.fields", len(fields), fields, "text"),
        ("kpi_business_days", "label.list.days", LISTED_DAYS, [], "date"),
        ("kpi_source_names", "label.list.sources", LISTED_SOURCES, sources, "text"),
        ("kpi_names_above", "label.list.above", LISTED_KPIS, [page.say(key) for key in above], "text"),
        (
            "kpi_names_below",
            "label.list.below",
            LISTED_KPIS,
            [key and page.say(key) for key in below],
            "text",
        ),
    )
    for offset, (name, label, size, values, kind) in enumerate(columns):
        letter = get_column_letter(left + offset)
        page.sheet.column_dimensions[letter].width = 18
        header = page.write(f"{letter}{HEADER_ROW}", page.say(label), bold=True)
        header.fill = looks.fill(looks.TIERS[""][1])
        header.alignment = looks.TEXT
        for row in range(size):
            value = (values[row] or None) if row < len(values) else None
            cell = page.write(f"{letter}{HEADER_ROW + 1 + row}", value, kind=kind)
            cell.alignment = looks.TEXT
        first = f"{letter}{HEADER_ROW + 1}"
        page.name(name, f"{first}:{letter}{HEADER_ROW + size}")
        filled = f"OFFSET({page.address(first)},0,0,MAX(1,COUNTA({name})),1)"
        page.book.defined_names[f"{name}_list"] = DefinedName(f"{name}_list", attr_text=filled)
        if name == "kpi_business_days":
            later = f'COUNTIF({name},">"&TODAY())'
            newest = f"OFFSET({page.address(first)},{later},0,{OFFERED_DAYS},1)"
            page.book.defined_names["kpi_entry_days"] = DefinedName("kpi_entry_days", attr_text=newest)


def months_of(data: Page, months: Placed, kpi: str) -> str:
    """The cells of ChartMonths that hold `kpi`, the oldest month first."""
    letter = months.letter(kpi)
    return data.address(f"{letter}{months.first}:{letter}{months.bottom}")


@dataclass(frozen=True)
class Place:
    """Where a chart stands: its columns, first row and number of rows."""

    first: str
    last: str
    row: int
    rows: int


def draw_charts(board: Page, executive: Page, data: Page, funnel: Placed, months: Placed) -> None:
    """Put the funnel and the months onto the board, the months and what was won onto the executive page."""
    board.sheet.add_chart(_funnel(board, data, funnel, Place("B", "E", CHART_ROW, CHART_ROWS)))
    board.sheet.add_chart(_months(board, data, months, Place("F", "M", CHART_ROW, CHART_ROWS)))
    row, rows = executivepage.CHART_ROW, executivepage.CHART_ROWS
    for chart in (
        _months(executive, data, months, Place("B", "F", row, rows)),
        _won(executive, data, months, Place("G", "I", row, rows)),
    ):
        chart.x_axis.tickLblSkip = 2  # of thirteen months the first and the last have their names
        executive.sheet.add_chart(chart)


def _funnel(board: Page, data: Page, placed: Placed, place: Place) -> Any:
    """Calls down to wins as horizontal bars, from top to bottom, each with its number."""
    chart = BarChart()
    chart.type, chart.style = "bar", 2
    series_of = _cells(data, placed, "count")
    chart.add_data(series_of, titles_from_data=True)
    chart.set_categories(_cells(data, placed, "stage", header=False))
    series = chart.series[0]
    series.graphicalProperties = _filled(looks.TIERS["process"][0])
    series.dLbls = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False
    )
    series.dLbls.position = "outEnd"
    series.dLbls.numFmt = "#,##0"
    series.dLbls.txPr = _text(board.language, 9, bold=True)
    chart.gapWidth = 35
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.delete = True
    chart.y_axis.majorGridlines = None
    chart.y_axis.scaling.min = 0
    _plain_axis(chart.x_axis, board.language)
    _finish(chart, board, "chart.funnel", place)
    return chart


def _months(board: Page, data: Page, placed: Placed, place: Place) -> Any:
    """Meetings and wins as columns, calls as a line: more calls without more meetings is seen at once."""
    bars = BarChart()
    bars.type, bars.style = "col", 2
    for key, color in (("meetings", looks.BARS), ("wins", looks.TIERS["outcome"][0])):
        bars.add_data(_cells(data, placed, key), titles_from_data=True)
        bars.series[-1].graphicalProperties = _filled(color)
    bars.set_categories(_cells(data, placed, "month", header=False))
    bars.gapWidth, bars.overlap = 60, 0
    lines = LineChart()
    lines.add_data(_cells(data, placed, "calls"), titles_from_data=True)
    lines.set_categories(_cells(data, placed, "month", header=False))
    line = lines.series[0]
    line.graphicalProperties = GraphicalProperties(
        ln=LineProperties(solidFill=looks.TIERS["process"][0], w=28575)
    )
    line.marker.symbol, line.marker.size = "circle", 5
    line.marker.graphicalProperties = GraphicalProperties(solidFill=looks.TIERS["process"][0])
    line.marker.graphicalProperties.line.solidFill = looks.TIERS["process"][0]
    line.smooth = False
    lines.y_axis.axId = 200
    lines.y_axis.crosses = "max"
    lines.y_axis.majorGridlines = None
    bars.x_axis.number_format = 'yy"/"m'
    bars.x_axis.tickLblPos = "low"
    for axis in (bars.x_axis, bars.y_axis, lines.y_axis):
        _plain_axis(axis, board.language)
    for axis in (bars.y_axis, lines.y_axis):
        axis.number_format, axis.scaling.min = "#,##0", 0
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    bars.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=looks.RULE, w=6350))
    bars += lines
    bars.legend.position = "t"
    bars.legend.txPr = _text(board.language, 9)
    _finish(bars, board, "chart.months", place, legend=True)
    return bars


def _won(page: Page, data: Page, placed: Placed, place: Place) -> Any:
    """The won amount that inside sales contributed, by month."""
    bars = BarChart()
    bars.type, bars.style = "col", 2
    bars.add_data(_cells(data, placed, "won_amount"), titles_from_data=True)
    bars.series[0].graphicalProperties = _filled(looks.TIERS["outcome"][0])
    bars.set_categories(_cells(data, placed, "month", header=False))
    bars.gapWidth = 60
    bars.x_axis.number_format = 'yy"/"m'
    bars.x_axis.tickLblPos = "low"
    for axis in (bars.x_axis, bars.y_axis):
        _plain_axis(axis, page.language)
    bars.y_axis.number_format, bars.y_axis.scaling.min = "#,##0", 0
    bars.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=looks.RULE, w=6350))
    _finish(bars, page, "chart.won", place)
    return bars


def _filled(color: str) -> GraphicalProperties:
    return GraphicalProperties(solidFill=color, ln=LineProperties(noFill=True))


def _cells(data: Page, placed: Placed, key: str, *, header: bool = True) -> Any:
    column = column_index_from_string(placed.letter(key))
    top = placed.top if header else placed.first
    return Reference(data.sheet, min_col=column, max_col=column, min_row=top, max_row=placed.bottom)


def _plain_axis(axis: Any, language: Language) -> None:
    axis.delete = False
    axis.title = None
    axis.majorTickMark = axis.minorTickMark = "none"
    axis.txPr = _text(language, 9)
    axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=looks.AXIS, w=9525))


def _finish(chart: Any, board: Page, title: str, place: Place, *, legend: bool = False) -> None:
    chart.title = board.say(title)
    chart.alternative = board.say(f"{title}.alt")
    run = CharacterProperties(
        sz=1100, b=True, solidFill=looks.INK, latin=_typeface(board), ea=_typeface(board)
    )
    for paragraph in chart.title.tx.rich.p:
        paragraph.pPr = ParagraphProperties(defRPr=run)
        for piece in paragraph.r:
            piece.rPr = run
    chart.title.overlay = False
    chart.title.layout = Layout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.02, y=0.02))
    if not legend:
        chart.legend = None
    chart.roundedCorners = False
    chart.graphical_properties = GraphicalProperties(
        solidFill=looks.WHITE, ln=LineProperties(solidFill=looks.RULE, w=9525)
    )
    start_column, end_column = column_index_from_string(place.first) - 1, column_index_from_string(place.last)
    chart.anchor = TwoCellAnchor(
        editAs="oneCell",
        _from=AnchorMarker(col=start_column, row=place.row - 1, colOff=20000, rowOff=20000),
        to=AnchorMarker(col=end_column, row=place.row + place.rows - 1, colOff=0, rowOff=0),
    )


def _typeface(board: Page) -> Font:
    return Font(typeface=looks.FONTS[board.language])


def _text(language: Language, size: float, *, bold: bool = False) -> RichText:
    typeface = Font(typeface=looks.FONTS[language])
    run = CharacterProperties(sz=int(size * 100), b=bold, solidFill=looks.INK, latin=typeface, ea=typeface)
    return RichText(
        bodyPr=RichTextProperties(),
        p=[Paragraph(pPr=ParagraphProperties(defRPr=run), endParaRPr=CharacterProperties(lang="ja-JP"))],
    )
