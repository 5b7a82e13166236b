"""The engine itself, as xlwings knows it: its app, and the books open in it.

>>> import xlwings as xw, sheetkpi.fileengine
>>> xw.engines["file"].activate()
>>> with xw.Book("KPI.xlsx") as book:                               # doctest: +SKIP
...     book.sheets["担当別"].tables["RepKPI"].range.value
"""

from __future__ import annotations

import datetime as dt
import decimal
import itertools
import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from xlwings import base_classes

from sheetkpi.fileengine.objects.book import Book
from sheetkpi.fileengine.objects.celllayout import selected
from sheetkpi.fileengine.objects.notsupported import names_what_it_lacks
from sheetkpi.fileengine.objects.range import Range
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.blank import blank_workbook
from sheetkpi.fileengine.parts.cells import ErrorValue

_MIDNIGHT = dt.time()


class Engine:
    """What `xw.engines["file"]` wraps."""

    name = "file"
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps()

    @staticmethod
    def clean_value_data(
        data: list[list[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Cell values as the caller's options want them: dates, numbers, empty cells, errors."""

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, ErrorValue):
                return str(value) if err_to_str else None
            if isinstance(value, dt.datetime) and datetime_builder is not dt.datetime:
                fields = ("year", "month", "day", "hour", "minute", "second", "microsecond")
                return datetime_builder(tzinfo=None, **{field: getattr(value, field) for field in fields})
            if number_builder is not None and isinstance(value, float):
                return number_builder(value)
            return value

        as_it_is = {str, int, bool}  # most rows are as they should be
        as_it_is |= {float} if number_builder is None else set()
        as_it_is |= {type(None)} if empty_as is None else set()
        as_it_is |= {dt.datetime} if datetime_builder is dt.datetime else set()
        return [
            [clean(value) for value in row]
            if not as_it_is.issuperset(map(type, row))
            else [empty_as if value == "" else value for value in row]
            if "" in row
            else row
            for row in data
        ]

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any) -> Any:
        """A Python value as a cell can hold it; what pandas calls missing becomes None."""
        if type(x) in _AS_THEY_ARE:  # most are, and a look at the type is all that they need
            return x
        if type(x) is dt.datetime and x.tzinfo is None:
            return x
        if isinstance(x, float):
            return None if math.isnan(x) else float(x)
        return _prepared(x)


_AS_THEY_ARE = frozenset({str, bool, int, type(None)})


def _prepared(x: Any) -> Any:
    if isinstance(x, str | int):
        return x
    if type(x).__module__.partition(".")[0] in ("numpy", "pandas"):
        if pd.api.types.is_scalar(x) and pd.isna(x):
            return None
        if isinstance(x, pd.Timestamp):
            x = x.to_pydatetime(warn=False)
        elif hasattr(x, "item"):
            return Engine.prepare_xl_data_element(pd.Timestamp(x) if x.dtype.kind == "M" else x.item(), None)
    if isinstance(x, dt.datetime):
        return x.replace(tzinfo=None)
    if isinstance(x, dt.date):
        return dt.datetime.combine(x, _MIDNIGHT)
    if isinstance(x, dt.time):
        return (x.hour * 3600 + x.minute * 60 + x.second + x.microsecond / 1e6) / 86_400
    if isinstance(x, dt.timedelta):
        return x / dt.timedelta(days=1)
    if isinstance(x, decimal.Decimal):
        return float(x) if x.is_finite() else None
    return str(x)


@names_what_it_lacks
class Apps(base_classes.Apps):
    """The apps; the first is the active one. One is always there."""

    def __init__(self) -> None:
        self._apps: list[App] = []

    def _ensured(self) -> list[App]:
        if not self._apps:
            self._apps.append(App(self))
        return self._apps

    def keys(self) -> list[int]:
        """The apps' numbers."""
        return [app.pid for app in self._ensured()]

    def add(self, spec: Any = None, add_book: bool | None = None, xl: Any = None, visible: Any = None) -> App:
        """A new app, which becomes the active one."""
        app = App(self)
        self._apps.insert(0, app)
        if add_book:
            app.books.add()
        return app

    def activate(self, app: App) -> None:
        """Put an app first."""
        self._apps.remove(app)
        self._apps.insert(0, app)

    def remove(self, app: App) -> None:
        """Forget an app."""
        if app in self._apps:
            self._apps.remove(app)

    @staticmethod
    def cleanup() -> None:
        """Nothing to clean up: no process runs."""

    def __iter__(self) -> Iterator[App]:
        return iter(list(self._ensured()))

    def __len__(self) -> int:
        return len(self._ensured())

    def __getitem__(self, pid: int) -> App:
        for app in self._ensured():
            if app.pid == pid:
                return app
        raise KeyError(pid)


@names_what_it_lacks
class App(base_classes.App):
    """A group of open books. It has no window and calculates nothing: Excel does, when it opens a file."""

    _numbers = itertools.count(1)
    visible = False
    screen_updating = True
    display_alerts = True
    enable_events = True
    interactive = False
    calculation = "automatic"
    status_bar: Any = None
    cut_copy_mode: Any = None
    books: Books

    def __init__(self, apps: Apps) -> None:
        self._apps = apps
        self._pid = next(App._numbers)
        self.books = Books(self)

    @property
    def api(self) -> App:
        """The engine's own object: itself."""
        return self

    @property
    def engine(self) -> Engine:
        """The engine."""
        return engine

    @property
    def pid(self) -> int:
        """A number that tells the apps apart; no process has it."""
        return self._pid

    @property
    def version(self) -> str:
        """The edition of the file format that is written: Excel 2010's."""
        return "14.0"

    @property
    def selection(self) -> Range | None:
        """The cells that are selected on the sheet in front of the active book; None without a book."""
        if not len(self.books):
            return None
        sheet = self.books.active.sheets.active
        return sheet.at(selected(sheet.worksheet))

    def activate(self, steal_focus: bool = False) -> None:
        """Make this the active app."""
        self._apps.activate(self)

    def quit(self) -> None:
        """Forget all books, saved or not."""
        self._apps.remove(self)

    def kill(self) -> None:
        """The same as `quit`."""
        self.quit()


@names_what_it_lacks
class Books(base_classes.Books):
    """The open books of an app; the active one is the last opened or activated."""

    app: App

    def __init__(self, app: App) -> None:
        self.app = app
        self._books: list[Book] = []
        self._active: Book | None = None
        self._numbers = itertools.count(1)

    @property
    def api(self) -> App:
        """The engine's own object: the app."""
        return self.app

    @property
    def active(self) -> Book:
        """The active book; KeyError when none is open."""
        if self._active is None:
            raise KeyError("no workbook is open")
        return self._active

    def activate(self, book: Book) -> None:
        """Make a book the active one."""
        self._active = book

    def __call__(self, name_or_index: str | int) -> Book:
        """The open book of that name or place (from 1); KeyError when there is none."""
        if isinstance(name_or_index, int):
            if not 1 <= name_or_index <= len(self._books):
                raise KeyError(name_or_index)
            return self._books[name_or_index - 1]
        for book in self._books:
            if name_or_index in (book.name, book.fullname):
                return book
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return len(self._books)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self._books))

    def _opened(self, book: Book) -> Book:
        self._books.append(book)
        self._active = book
        return book

    def add(self) -> Book:
        """A new workbook with one sheet."""
        name = f"Book{next(self._numbers)}"
        return self._opened(Book(self, Package.from_bytes(blank_workbook(), name), name))

    def open(self, fullname: str, *options: Any, **named_options: Any) -> Book:
        """Open a file. Excel's options for opening are about its window and dialogs, except `password`
        (third of xlwings' list), which is refused. SheetKPIError when the file is no sound workbook."""
        password = named_options.get("password") or (options[3] if len(options) > 3 else None)
        if password is not None:
            raise NotImplementedError("the file engine has no Books.open with a password")
        return self._opened(Book(self, Package.open(Path(os.fspath(fullname)))))

    def remove(self, book: Book) -> None:
        """Forget a book."""
        self._books = [other for other in self._books if other is not book]
        if self._active is book:
            self._active = self._books[-1] if self._books else None


engine = Engine()
