"""xlwings' Book on a file: sheets, defined names, saving."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from sheetkpi.fileengine.objects.notsupported import names_what_it_lacks
from sheetkpi.fileengine.objects.range import Range
from sheetkpi.fileengine.objects.sheet import Sheet
from sheetkpi.fileengine.objects.table import Table, is_table_name
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.changes import Changes
from sheetkpi.fileengine.parts.formulas import from_file, to_file
from sheetkpi.fileengine.parts.formulatexts import FormulaTexts
from sheetkpi.fileengine.parts.grownover import LOOKED, Looked
from sheetkpi.fileengine.parts.outgrown import Outgrown, RowsNamed, SheetPart, follow_everywhere
from sheetkpi.fileengine.parts.readings import Readings
from sheetkpi.fileengine.parts.referencelog import Held, ReferenceLog, References, Reworded
from sheetkpi.fileengine.parts.references import Block, parse_ref, split_sheet
from sheetkpi.fileengine.parts.sharedstrings import SharedStrings
from sheetkpi.fileengine.parts.staleness import SheetFormulas, forget_stale
from sheetkpi.fileengine.parts.styles import Styles
from sheetkpi.fileengine.parts.table import part_called
from sheetkpi.fileengine.parts.workbook import DefinedName, Workbook

if TYPE_CHECKING:
    from sheetkpi.fileengine.objects.app import App, Books
    from sheetkpi.fileengine.opc.saving import Signature

_BUILT_IN = "_xlnm."


@names_what_it_lacks
class Book(base_classes.Book):
    """One workbook. `package` holds its parts, `workbook` its sheets and names."""

    def __init__(self, books: Books, package: Package, unsaved_name: str = "") -> None:
        self.books = books
        self.package = package
        self.workbook = Workbook(package)
        self.styles = Styles(package)
        self.strings = SharedStrings(package)
        self._unsaved_name = unsaved_name
        self._sheets: dict[str, Sheet] = {}
        self._calculate = False
        self.waiting = ""
        """What was done to the book and holds only once it is saved, as who waits for that calls it."""
        self._on_save: Callable[[str], object] | None = None
        self.changes = Changes()
        self._formula_texts = FormulaTexts(package)
        self._rows_named = RowsNamed(package, self._formula_texts)

    @property
    def api(self) -> Book:
        """The engine's own object: itself."""
        return self

    @property
    def app(self) -> App:
        """The app the book is open in."""
        return self.books.app

    @property
    def name(self) -> str:
        """The file's name; `Book1` before it was saved."""
        return self.package.path.name if self.package.path else self._unsaved_name

    @property
    def fullname(self) -> str:
        """The file's full path; the name alone before it was saved."""
        return str(self.package.path.absolute()) if self.package.path else self._unsaved_name

    @property
    def sheets(self) -> Sheets:
        """The worksheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """The defined names."""
        return Names(self)

    def activate(self) -> None:
        """Make this the active book of its app."""
        self.books.activate(self)

    def close(self) -> None:
        """Forget the book, saved or not."""
        self.books.remove(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save in place, or to `path`, which then is the book's place. A new book without a path goes to
        the current folder. As in Excel an .xlsx becomes an .xlsm or a template by its new name; not the
        other way where it has macros. SheetKPIError when the file cannot be written safely."""
        if password is not None:
            raise NotImplementedError("the file engine has no Book.save with a password")
        if path is None and self.package.path is None:
            path = str(Path.cwd() / f"{self._unsaved_name}.xlsx")
        with self.package.taking_suffix_of(path or ""):
            self.save_over(path)

    def save_over(self, path: str | Path | None, replaced: Signature | None = None, origin: str = "") -> None:
        """The same, knowing what is replaced and what the file is made from (see `Package.save`)."""
        self.forget_stale()
        if self._calculate:
            self.workbook.drop_calc_chain()
            self.workbook.request_full_calculation()
        self.package.save(path, replaced=replaced, origin=origin)
        self._calculate = False
        self.changes.given.clear()
        action, self._on_save, self.waiting = self._on_save, None, ""
        if action is not None:
            action(self.fullname)

    @property
    def state_read(self) -> str:
        """What tells the state of the file that was read, or saved last; "" for a book without a file."""
        return self.package.state_read

    def once_saved(self, what: str, action: Callable[[str], object]) -> None:
        """Do something with the file's path when the book is saved, and not what waited for that before."""
        self.waiting, self._on_save = what, action

    def cells_changed(self) -> None:
        """Values or formulas changed: what depends on them is calculated when the workbook is opened."""
        self._calculate = True

    def vouch_for_results(self) -> None:
        """The results given to formulas are those of the workbook as it now stands: see `Changes`."""
        self.changes.vouch()

    def forget_stale(self) -> None:
        """Take away results of formulas that are made of what changed."""
        if self.changes:
            sheets = [self.sheet_of_part(part) for part in self.sheet_parts()]
            formulas = [
                SheetFormulas(sheet.part, sheet.live, partial(getattr, sheet, "worksheet"))
                for sheet in sheets
            ]
            tables = {sheet.part: [table.content for table in sheet.tables] for sheet in sheets}
            named = [(sheet.name, sheet.part) for sheet in self.workbook.sheets]
            readings = Readings(named, tables, self.workbook.names)
            forget_stale(self.package, formulas, readings, self.changes, self._formula_texts)

    def follow(self, change: Outgrown) -> None:
        """Let fixed references to all rows of a table follow what became of them."""
        follow_everywhere(self.package, self._places(), change, self.changes, self._rows_named)

    def _places(self) -> list[SheetPart]:
        sheets = [self.sheet_of_part(part) for part in self.sheet_parts()]
        return [
            SheetPart(sheet.name, sheet.part, sheet.live, partial(getattr, sheet, "worksheet"))
            for sheet in sheets
        ]

    def log_references(self) -> None:
        """From now on write down what references said before they followed a table."""
        self.changes.references = self._references().log()

    def references_changed(self) -> list[Reworded | Looked]:
        """Those that say something else since `log_references`, which ends with this; and how rows and cells
        looked that a table grew over."""
        log, self.changes.references = self.changes.references, None
        references = self._references()
        return [*references.reworded(log), *references.looked(log)] if log is not None else []

    def hold_references(self, reworded: Sequence[Sequence[Any]]) -> Held:
        """Those of `references_changed` (of another process, perhaps) that nobody has changed since, to be
        put back once the tables are; rules that reached further than a table are held as they are."""
        self.changes.references = log = ReferenceLog()
        looked = [Looked(*one) for one in reworded if one[-1] == LOOKED]
        return self._references().hold([Reworded(*one) for one in reworded if one[-1] != LOOKED], looked, log)

    def _references(self) -> References:
        def in_table(part: str, row: int, column: int) -> bool:
            return any(table.content.ref.holds(row, column) for table in self.sheet_of_part(part).tables)

        def begins(part: str, row: int, column: int) -> bool:
            corners = (table.content.ref[:2] for table in self.sheet_of_part(part).tables)
            return (row, column) in corners

        return References(self.package, self._places(), in_table, begins)

    @contextmanager
    def own_writing(self) -> Iterator[None]:
        """What is changed meanwhile is SheetKPI's to take back when it leaves (see `Origins`)."""
        with self.package.origins.own_writing():
            yield
            if self.package.origins.are_kept:
                self.forget_stale()

    def about_to_read(self, sheet: Sheet, block: Block) -> None:
        """Somebody reads values: if formulas came to them, those that are stale have to be gone."""
        if self.changes and sheet.worksheet.comes_from_formulas(block):
            self.forget_stale()

    def snapshot(self) -> Path | bytes:
        """The workbook for a reader of files: where it lies when nothing was changed, else its bytes."""
        self.forget_stale()
        if self.package.path is not None and not self.package.changed:
            return self.package.path
        return self.package.to_bytes()

    # Sheets and tables ------------------------------------------------------------------------------

    def sheet_parts(self) -> list[str]:
        """The parts of the worksheets in the order of their tabs; chart sheets are not among them."""
        return [sheet.part for sheet in self.workbook.sheets if sheet.kind == "worksheet"]

    def sheet_of_part(self, part: str) -> Sheet:
        """The sheet object of a part, always the same one."""
        if part not in self._sheets:
            self._sheets[part] = Sheet(self, part)
        return self._sheets[part]

    def forget_sheet(self, part: str) -> None:
        """The sheet is gone."""
        self._sheets.pop(part, None)

    def all_tables(self) -> Iterator[Table]:
        """Every table of the workbook; no sheet is parsed for it."""
        for part in self.sheet_parts():
            yield from self.sheet_of_part(part).tables

    def new_table_id(self) -> int:
        """A number no table has."""
        return max((table.content.id for table in self.all_tables()), default=0) + 1

    def new_table_name(self, wanted: str | None) -> str:
        """`wanted`, or the next free `Table1`. ValueError when it is taken or cannot be a table's name."""
        taken = {table.name.casefold() for table in self.all_tables()}
        taken |= {name.name.casefold() for name in self.workbook.names if not name.sheet}
        if wanted is None:
            number = 1
            while f"table{number}" in taken:
                number += 1
            return f"Table{number}"
        if not is_table_name(wanted):
            raise ValueError(f"{wanted!r} cannot be the name of a table")
        if wanted.casefold() in taken:
            raise ValueError(f"the workbook has something named {wanted} already")
        return wanted

    def new_table_like(self, name: str) -> tuple[int, str]:
        """A number and a name that no table has, for a copy of the table `name`: `RepKPI2`."""
        taken = {table.name.casefold() for table in self.all_tables()}
        taken |= {defined.name.casefold() for defined in self.workbook.names}
        number = 2
        while f"{name}{number}".casefold() in taken:
            number += 1
        return self.new_table_id(), f"{name}{number}"

    # References -------------------------------------------------------------------------------------

    def resolve(self, reference: str, sheet: Sheet | None = None) -> Range:
        """The cells of `Sheet!A1:B2`, of a defined name, or of a table (`RepKPI`, `RepKPI[架電数]`,
        `RepKPI[#All]`, `RepKPI[#Headers]`). ValueError for anything that is no block of cells."""
        reference = reference.removeprefix("=")
        place, address = split_sheet(reference)
        if place:
            try:
                return Range(self.sheets(place), parse_ref(address))
            except KeyError:
                raise ValueError(f"{reference}: there is no sheet {place}") from None
        for scope in (sheet.name if sheet is not None else "", ""):
            try:
                return self.resolve(self.workbook.name(reference, scope).refers_to, sheet)
            except KeyError:
                continue
        found = self._of_table(reference)
        if found is None:
            raise ValueError(f"{reference!r} is no address, name or table here")
        return found

    def _of_table(self, reference: str) -> Range | None:
        name, bracket, rest = reference.partition("[")
        for table in self.all_tables():
            if table.name.casefold() == name.strip().casefold():
                block = part_called(table.content, rest.removesuffix("]") if bracket else "#Data")
                return Range(table.sheet, block) if block is not None else None
        return None


@names_what_it_lacks
class Sheets(base_classes.Sheets):
    """The worksheets of a book."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def api(self) -> Book:
        """The engine's own object: the book."""
        return self.book

    @property
    def active(self) -> Sheet:
        """The sheet in front; the first one when that is a chart sheet."""
        active = self.book.workbook.sheet(self.book.workbook.active_sheet).part
        parts = self.book.sheet_parts()
        return self.book.sheet_of_part(active if active in parts else parts[0])

    def __call__(self, name_or_index: str | int) -> Sheet:
        """The worksheet of that name (case aside) or place (from 1); KeyError when there is none."""
        parts = self.book.sheet_parts()
        if isinstance(name_or_index, int):
            if not 1 <= name_or_index <= len(parts):
                raise KeyError(name_or_index)
            return self.book.sheet_of_part(parts[name_or_index - 1])
        part = self.book.workbook.sheet(name_or_index).part
        if part not in parts:
            raise KeyError(name_or_index)
        return self.book.sheet_of_part(part)

    def __len__(self) -> int:
        return len(self.book.sheet_parts())

    def __iter__(self) -> Iterator[Sheet]:
        return (self.book.sheet_of_part(part) for part in self.book.sheet_parts())

    def __contains__(self, name: str) -> bool:
        return any(sheet.name.casefold() == name.casefold() for sheet in self)

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """A new empty sheet, in front: before or after another, by default before the active one."""
        if name is None:
            number = len(self) + 1
            while f"Sheet{number}" in self:
                number += 1
            name = f"Sheet{number}"
        if before is None and after is None:
            before = self.active
        added = self.book.workbook.add_sheet(
            name, before=before.name if before else "", after=after.name if after else ""
        )
        self.book.workbook.active_sheet = added.name
        return self.book.sheet_of_part(added.part)


@names_what_it_lacks
class Name(base_classes.Name):
    """One defined name."""

    def __init__(self, book: Book, defined: DefinedName) -> None:
        self.book = book
        self._defined = defined

    @property
    def api(self) -> Name:
        """The engine's own object: itself."""
        return self

    @property  # type: ignore[misc]  # no setter
    def name(self) -> str:
        """The name, with its sheet (`Sheet1!Print_Area`) when it holds there only."""
        name = self._defined.name.removeprefix(_BUILT_IN)
        return f"{self._defined.sheet}!{name}" if self._defined.sheet else name

    @property
    def refers_to(self) -> str:
        """The formula, with `=`."""
        return from_file(self.book.workbook.name(self._defined.name, self._defined.sheet).refers_to)

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.book.workbook.set_name(self._defined.name, to_file(value), self._defined.sheet)
        self.book.changes.note_name(self._defined.name)
        self.book.cells_changed()

    @property
    def refers_to_range(self) -> Range:
        """The cells. ValueError when the name stands for something else."""
        return self.book.resolve(self.refers_to)

    def hide(self) -> None:
        """Keep the name out of the lists that Excel offers people. xlwings has no setter for this."""
        shown = self._defined
        self.book.workbook.set_name(
            shown.name, self.book.workbook.name(shown.name, shown.sheet).refers_to, shown.sheet, hidden=True
        )

    def delete(self) -> None:
        """Take the name out of the workbook."""
        self.book.workbook.delete_name(self._defined.name, self._defined.sheet)
        self.book.changes.note_name(self._defined.name)
        self.book.cells_changed()


@names_what_it_lacks
class Names(base_classes.Names):
    """The defined names of a book, or (with `sheet`) those of one sheet."""

    def __init__(self, book: Book, sheet: str = "") -> None:
        self.book = book
        self.sheet = sheet

    @property
    def api(self) -> Book:
        """The engine's own object: the book."""
        return self.book

    def _defined(self) -> list[DefinedName]:
        return [one for one in self.book.workbook.names if not self.sheet or one.sheet == self.sheet]

    def snapshot(self) -> list[tuple[str, Name]]:
        """Every name with its object."""
        names = [Name(self.book, defined) for defined in self._defined()]
        return [(name.name, name) for name in names]

    def __call__(self, name_or_index: str | int) -> Name:
        """The name so called (case aside), `Sheet1!name` for one of a sheet; KeyError when there is none."""
        if isinstance(name_or_index, int):
            return self.snapshot()[name_or_index - 1][1]
        sheet, name = split_sheet(name_or_index)
        for scope in (sheet or self.sheet, "") if not sheet else (sheet,):
            for stored in (name, _BUILT_IN + name):
                try:
                    return Name(self.book, self.book.workbook.name(stored, scope))
                except KeyError:
                    continue
        raise KeyError(name_or_index)

    def contains(self, name_or_index: str | int) -> bool:
        """Whether there is such a name."""
        try:
            self(name_or_index)
        except (KeyError, IndexError):
            return False
        return True

    def __len__(self) -> int:
        return len(self._defined())

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name, as in Excel: `add("kpi_month", "=設定!$C$4")`."""
        return self.define(name, refers_to)

    def define(self, name: str, refers_to: str) -> Name:
        """Define a name, or let it refer to something else."""
        sheet, name = split_sheet(name)
        defined = self.book.workbook.set_name(name, to_file(refers_to), sheet or self.sheet)
        self.book.changes.note_name(name)
        self.book.cells_changed()
        return Name(self.book, defined)
