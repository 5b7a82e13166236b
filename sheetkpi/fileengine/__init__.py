"""An xlwings engine for .xlsx and .xlsm files: plain xlwings code, without Excel.

Importing this package registers the engine under the name `file`:

>>> import xlwings as xw, sheetkpi.fileengine
>>> xw.engines["file"].activate()
>>> book = xw.Book()
>>> book.sheets[0]["A1:B2"].value = [["rep", "calls"], ["中村 葵", 42]]
>>> book.sheets[0]["B2"].value
42.0

Three rooms, each built on the next: `objects` are xlwings' classes (App, Book, Sheet, Range, Table …),
`parts` what the parts of a workbook hold (worksheet, table, styles …, named after them), `opc` the zip they
lie in, read with suspicion and saved in one step.

What it lacks raises NotImplementedError with the name of the method. Beyond xlwings' own interface it
offers, on the objects behind xlwings' (`.impl`), for callers that look whether they are there:

- `range.impl.cache_values(values)`: results for the formulas in the range, as a scalar or rows. None: not
  known, so that the formula carries no value and is calculated when the workbook is opened.
- `range.impl.fill_formulas(formulas, results)`: a formula for each column, and rows of what they come to.
- `range.impl.without_result()`: the addresses of formulas in the range that carry no value.
- `book.impl.vouch_for_results()`: the results given so far are those of the workbook as it now stands. What
  changes after the last of them was given takes away every result, given or not, that is made of it.
- `book.impl.snapshot()`: the workbook for a reader of files. A Path while nothing was changed since it was
  opened or saved, else the bytes as they would be saved.
- `sheet.impl.touched`: whether anything on the sheet was changed.
"""

from __future__ import annotations

import xlwings as xw

from sheetkpi.fileengine.objects.app import engine as _engine

if "file" not in xw.engines.engines_by_name:
    xw.engines.add(xw.main.Engine(impl=_engine))
