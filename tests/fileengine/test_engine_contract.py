"""xlwings' engine interface is internal: when it moves, this says so before anything breaks in the field."""

from __future__ import annotations

import hashlib
import inspect
import re

import pytest
import xlwings as xw
from xlwings import base_classes

from sheetkpi.fileengine.objects import app as engine
from sheetkpi.fileengine.objects import book as engine_book
from sheetkpi.fileengine.objects import conditionalformats as engine_conditional
from sheetkpi.fileengine.objects import datavalidation as engine_validation
from sheetkpi.fileengine.objects import formats as engine_formats
from sheetkpi.fileengine.objects import range as engine_range
from sheetkpi.fileengine.objects import sheet as engine_sheet
from sheetkpi.fileengine.objects import table as engine_table

SEEN_VERSION = "0.37"
INTERFACE = {
    base_classes.App: engine.App,
    base_classes.Apps: engine.Apps,
    base_classes.Book: engine_book.Book,
    base_classes.Books: engine.Books,
    base_classes.ConditionalFormat: engine_conditional.ConditionalFormat,
    base_classes.ConditionalFormats: engine_conditional.ConditionalFormats,
    base_classes.DataValidation: engine_validation.DataValidation,
    base_classes.Font: engine_formats.Font,
    base_classes.Name: engine_book.Name,
    base_classes.Names: engine_book.Names,
    base_classes.Range: engine_range.Range,
    base_classes.Sheet: engine_sheet.Sheet,
    base_classes.Sheets: engine_book.Sheets,
    base_classes.Table: engine_table.Table,
    base_classes.Tables: engine_table.Tables,
}


def test_the_minor_version_is_the_one_this_engine_was_written_for() -> None:
    assert re.match(r"(\d+\.\d+)", xw.__version__)[1] == SEEN_VERSION, (
        "read xlwings' changes before moving on"
    )


def test_the_engine_is_registered_as_a_desktop_engine() -> None:
    assert (xw.engines["file"].name, xw.engines["file"].type) == ("file", "desktop")


@pytest.mark.parametrize("base", INTERFACE, ids=lambda base: base.__name__)
def test_every_method_keeps_the_parameters_xlwings_calls_it_with(base: type) -> None:
    own = INTERFACE[base]
    for name, member in vars(base).items():
        if (
            inspect.isfunction(member)
            and not name.startswith("__")
            and inspect.isfunction(getattr(own, name))
        ):
            asked = list(inspect.signature(member).parameters.values())[1:]
            taken = inspect.signature(getattr(own, name))
            try:
                taken.bind(None, *[parameter.name for parameter in asked])
            except TypeError as error:
                pytest.fail(f"{own.__name__}.{name}{taken} cannot be called as xlwings does: {error}")


def test_the_interface_is_the_one_that_was_read() -> None:
    described = "\n".join(
        f"{base.__name__}.{name}{inspect.signature(member) if inspect.isfunction(member) else ''}"
        for base in INTERFACE
        for name, member in sorted(vars(base).items())
        if not name.startswith("__") and (inspect.isfunction(member) or isinstance(member, property))
    )
    seen = hashlib.sha256(described.encode()).hexdigest()[:16]
    assert seen == "b4e6855443a4932a", (
        f"xlwings.base_classes moved: read what changed, then put {seen!r} here"
    )
