"""What all workbooks of one kind have in common: the KPI workbook's own sheets, bare of everybody.

They come without anybody's rows (`anonymised`), or from the product's template where the workbook's own
cannot be handed out. From the KPI workbook come besides its settings, its own KPIs, bands and holidays, and
by the way of the figures (`figures`) the recipient's rows. Filled once by the same planning and writing as a
refresh, they are then taken apart into the text of their parts (`layout`), of which each workbook replaces
the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd

from sheetkpi.distribution.outgoing.anonymised.workbook import sheets_by_key
from sheetkpi.distribution.outgoing.stamping import ID, NAME, REVISION
from sheetkpi.distribution.recipients import Kind, Recipient
from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.references import parse_ref, quoted_sheet
from sheetkpi.fileengine.parts.workbook import Sheet, Workbook
from sheetkpi.language import say
from sheetkpi.opening import open_book
from sheetkpi.tables.cards import CARD_KPIS, LINES, actual_formula, line_formulas
from sheetkpi.tables.names import OLD_CARDS, TEMPLATE_VERSION
from sheetkpi.tables.registry import LEADS, LOOK_SHEETS, TABLES, rep_sheets, sheet_sights
from sheetkpi.workbook.areas import Area
from sheetkpi.workbook.entering import enter_rows
from sheetkpi.workbook.filling import plan_tables
from sheetkpi.workbook.formulas import resolved
from sheetkpi.workbook.inputs import Inputs, read_inputs, vocabulary_of
from sheetkpi.workbook.rules import plan_rules
from sheetkpi.workbook.settings import CHOICES, RANGES
from sheetkpi.workbook.status import plan_status
from sheetkpi.workbook.writing import cache_values, write_table, write_values

if TYPE_CHECKING:
    import xlwings as xw

    from sheetkpi.distribution.outgoing.mentions import Mentions
    from sheetkpi.model.settings import Settings
    from sheetkpi.pipeline import Counted
    from sheetkpi.tables.spec import TableSpec

GUIDES_WITHIN = "J9"
"""The sentence that says what a sheet is for stands in the upper left."""
CONSTANT = tuple(
    table.name for table in TABLES if table.audience.rep.rows == "same" and table.name != "Metrics"
)
"""Tables that are the same for everybody; a company's own KPIs are entered first, since they make columns."""


@dataclass(frozen=True)
class Skeleton:
    """What all workbooks of `kind` are made from; holds no figure and no name of anybody. `data` is the file
    with its sheets filled, `place` what it is called in errors; which sheets are in sight differs."""

    data: bytes
    place: str
    kind: Kind
    specs: Mapping[str, TableSpec]

    @classmethod
    def of(
        cls,
        counted: Counted,
        kind: Kind,
        constant: Mapping[str, pd.DataFrame],
        mentions: Mentions,
        base: Package,
        columns: Mapping[str, Sequence[str]],
    ) -> Skeleton:
        """The skeleton for what was `counted`.

        `constant` are the frames of `CONSTANT`, free of names, and `Metrics`; `base` are the workbook's own
        sheets without people, or the template; `columns` those of the rows that each table gets.
        """
        data = _filled(base, counted, kind, constant, mentions, columns)
        return cls(data, base.place, kind, counted.inputs.specs)

    def package(self, *, with_leads: bool) -> Package:
        """The package for recipients who have leads to call, or for those who have none: to them no empty
        list is shown."""
        package = Package.from_bytes(self.data, self.place)
        workbook = Workbook(package)
        by_key = sheets_by_key(workbook, self.specs)
        sights = sheet_sights(self.kind)
        for name in {by_key[key] for key, sight in sights.items() if sight == "absent" and key in by_key}:
            workbook.delete_sheet(name)
        self._set_in_sight(workbook, by_key, with_leads=with_leads)
        for name in [name.name for name in workbook.names if "#REF!" in name.refers_to]:
            workbook.delete_name(name)
        for setting, value in (("recipient", NAME), ("recipient_kind", self.kind), ("workbook_id", ID)):
            workbook.set_name(f"kpi_{setting}", f'"{value}"', hidden=True)
        workbook.set_name("kpi_revision", REVISION, hidden=True)
        board = workbook.sheet(by_key["board"])
        workbook.set_visibility(board.name, "visible")
        workbook.active_sheet = board.name
        workbook.set_name("kpi_title", _title(package, board))
        shown = {sheet.name for sheet in workbook.sheets if sheet.visibility == "visible"} - {board.name}
        looks = [by_key[key] for key in LOOK_SHEETS[1:] if by_key.get(key) in shown]
        leads = [by_key[LEADS]] if by_key.get(LEADS) in shown else []
        _link(package, board.part, looks, leads, shown)
        choosing = package.edit(board.part).find(main("dataValidations"))
        if choosing is not None:  # another month cannot be chosen: only this one is there
            package.edit(board.part).remove(choosing)
        workbook.request_full_calculation()
        return package

    def _set_in_sight(self, workbook: Workbook, by_key: Mapping[str, str], *, with_leads: bool) -> None:
        sights = sheet_sights(self.kind)
        shown = {by_key[key] for key, sight in sights.items() if sight == "shown" and key in by_key}
        if self.kind == "rep":
            shown &= {by_key[key] for key in rep_sheets(with_leads=with_leads) if key in by_key}
        for sheet in workbook.sheets:
            visible = sheet.name in shown and (sheet.visibility == "visible" or self.kind == "rep")
            if sheet.name == by_key.get(LEADS):  # in the KPI workbook it is hidden until there are any
                visible = with_leads
            if sheet.name in by_key.values():
                workbook.set_visibility(sheet.name, "visible" if visible else "hidden")


def _filled(
    base: Package,
    counted: Counted,
    kind: Kind,
    constant: Mapping[str, pd.DataFrame],
    mentions: Mentions,
    columns: Mapping[str, Sequence[str]],
) -> bytes:
    """The file of `base` once its tables have their columns, formulas, formats and rules."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"KPI{base.suffix}"
        path.write_bytes(base.to_bytes())
        with open_book(path, read_only=True) as book:
            _fill(book, counted, kind, constant, mentions, columns)
            book.impl.forget_stale()
            data: bytes = book.impl.package.to_bytes()
    return data


def _title(package: Package, board: Sheet) -> str:
    """Where the board's title stands: its first cell."""
    first = next(cell for cell in package.tree(board.part).iter(main("c")) if len(cell))
    return f"{quoted_sheet(board.name)}!{parse_ref(first.get('r', 'B1')).absolute}"


def _link(
    package: Package, board: str, looks: Sequence[str], leads: Sequence[str], shown: Collection[str]
) -> None:
    """Let the board's links lead to the sheets that are shown, those to `looks` in the first line, that to
    the list of `leads` at the head of the next, and those of others go."""
    root = package.edit(board)
    links = root.find(main("hyperlinks"))
    if links is None:
        return
    cells = {cell.get("r"): cell for cell in root.iter(main("c"))}
    by_row: dict[str, list[Any]] = {}
    for link in links:
        by_row.setdefault(link.get("ref", "")[1:], []).append(link)
    elsewhere = {*looks, *leads}
    for number, row in enumerate(by_row.values()):
        places = [link.get("ref", "") for link in row]
        texts = [text for link in row if (text := link.get("display", "")) in shown and text not in elsewhere]
        texts = list(looks) if number == 0 else [*(leads if number == 1 else ()), *texts]
        for place, link in zip(places, row, strict=True):
            if not texts:
                cells[place].remove(cells[place][0])
                cells[place].attrib.pop("t", "")
                links.remove(link)
                continue
            text = next(cells[place].iter(main("t")))
            text.text = texts.pop(0)
            link.set("display", text.text)
            link.set("location", f"{quoted_sheet(text.text)}!A1")


def _fill(
    book: xw.Book,
    counted: Counted,
    kind: Kind,
    constant: Mapping[str, pd.DataFrame],
    mentions: Mentions,
    columns: Mapping[str, Sequence[str]],
) -> None:
    """Set the template up and let every table take its columns, formulas, formats and rules, on one row."""
    first = read_inputs(book)
    _settings(book, first, counted.inputs.settings)
    for name in CONSTANT:
        _replace_rows(book, first, name, constant[name])
    enter_rows(book, {"Metrics": constant["Metrics"]})
    inputs = replace(read_inputs(book), windows=counted.inputs.windows)
    guides = _guides(book, inputs, kind)  # looked for before tables are written: results are still known
    one_row = {
        name: _blank([*frame, *_measured_parts(columns.get(name, ()), frame.columns)])
        for name, frame in counted.report.tables.items()
        if len(frame)
    }
    tables = plan_tables(book, inputs, one_row)
    for table in tables:
        write_table(book, table)
    plan_rules(book, tables, inputs.language).write(book)
    nobody = Recipient(kind, "", (), ())
    for cells in plan_status(inputs, counted.report, counted.activity, read_at=datetime.now()):
        write = cache_values if cells.formula else write_values
        rows = [
            [
                None if _personal(cells.name) or mentions.others(one, nobody, with_teams=False) else one
                for one in row
            ]
            for row in cells.rows
        ]
        write(book, cells.area, rows)
    _cards(book, inputs, kind)
    for cell, said in guides:
        cell.value = said
    _no_choosing(book, inputs)


def _cards(book: xw.Book, inputs: Inputs, kind: Kind) -> None:
    """Let the board's cards show the recipient's figures: those of everybody are not there."""
    now = vocabulary_of(inputs)
    names = {*map(str.casefold, now.names), "kpi_recipient"}

    def write(area: Area, formula: str) -> None:
        text = resolved(formula, "", now.headers, names, now.language, now.words, now.called)
        book.sheets[area.sheet][area.address].formula = text or '=""'

    for kpi in (*CARD_KPIS, *OLD_CARDS):
        if named := inputs.names.get(f"kpi_card_{kpi}"):
            write(named.area.resized(1, 1), actual_formula(kpi, kind))
    for line in LINES:
        cards = inputs.names.get(f"kpi_cards_{line}")
        if cards is not None:
            for (row, column), formula in line_formulas(line, kind, cards.area.shape).items():
                write(cards.area.part(row, column), formula)


def _guides(book: xw.Book, inputs: Inputs, kind: Kind) -> list[tuple[xw.Range, str]]:
    """The cells of the front and of the entry sheet that say what these are for, and what they say to
    recipients."""
    found = []
    for table, guide in (("Board", "guide.board"), ("DailyEntry", "guide.entry")):
        sheet = book.sheets[inputs.tables[table].area.sheet]
        cell = _cell_saying(sheet, guide)
        if cell is not None and (kind == "rep" or table == "Board"):
            found.append((cell, say(f"{guide}_handed_out", inputs.language)))
    return found


def _no_choosing(book: xw.Book, inputs: Inputs) -> None:
    """Nobody chooses a month here."""
    month = inputs.names["kpi_month"].area
    chooser = book.sheets[month.sheet][month.address]
    label = chooser.offset(0, -1)
    label.value = None
    chooser.clear_formats()


def _cell_saying(sheet: xw.Sheet, key: str) -> xw.Range | None:
    """The cell near the top of a sheet that says what `key` stands for, in either language; None for none."""
    texts = {say(key, "ja"), say(key, "en")}
    for row, values in enumerate(sheet[f"A1:{GUIDES_WITHIN}"].value):
        for column, value in enumerate(values):
            if value in texts:
                return sheet[row, column]
    return None


def _personal(name: str) -> bool:
    """Whether a named cell says something of everybody's activity; each workbook gets its own."""
    begins = (
        "kpi_card",
        "kpi_judged_over",
        "kpi_answer",
        "kpi_missing",
        "kpi_causes",
        "kpi_week",
        "kpi_moved",
        "kpi_hidden",
        "kpi_status",
        "kpi_next",
        "kpi_last",
        "kpi_months",
        "kpi_elapsed",
        "kpi_source_names",
        "kpi_followups_note",
    )
    return name.startswith(begins)


def _blank(columns: Sequence[str]) -> pd.DataFrame:
    """One row of `columns` that says nothing."""
    return pd.DataFrame([[None] * len(columns)], columns=list(columns), dtype=object)


def _measured_parts(columns: Sequence[str], there: Collection[str]) -> list[str]:
    """What rates of some recipient's rows are made of, where it is not their counts, though nobody else's
    are."""
    return [column for column in columns if ".measured_" in column and column not in there]


def _settings(book: xw.Book, inputs: Inputs, settings: Settings) -> None:
    """The master's settings, in the words of the language."""
    values: dict[str, Any] = {name: getattr(settings, name) for name in RANGES}
    values |= {name: say(f"{name}.{getattr(settings, name)}", inputs.language) for name in CHOICES}
    values |= {"country": settings.country, "version": TEMPLATE_VERSION}
    for name, value in values.items():
        cells = inputs.names.get(f"kpi_{name}")
        if cells is not None:
            area = cells.area.resized(1, 1)
            book.sheets[area.sheet][area.address].value = value


def _replace_rows(book: xw.Book, inputs: Inputs, name: str, frame: pd.DataFrame) -> None:
    """Put `frame` in place of the rows that the template's table begins with."""
    table = inputs.tables[name]
    body = table.area.part(1, 0, table.rows, table.area.columns)
    book.sheets[body.sheet][body.address].clear_contents()
    rows = max(len(frame), 1)
    book.sheets[body.sheet].tables[table.name].resize(
        book.sheets[body.sheet][table.area.resized(1 + rows).address]
    )
    for key, position in table.columns.items():
        if key in frame and len(frame):
            values: Sequence[Sequence[Any]] = [[value if value != "" else None] for value in frame[key]]
            write_values(book, table.area.part(1, position, len(frame)), values)
