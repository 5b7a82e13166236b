"""Plain xlwings code on a file, without Excel: the engine is registered under the name `file`."""

import sys
from pathlib import Path

import xlwings as xw

import sheetkpi.fileengine  # noqa: F401  (registers the engine)

path = Path(sys.argv[1]) / "Book.xlsx"
app = xw.engines["file"].apps.add()
book = app.books.add()
sheet = book.sheets[0]
sheet["A1"].value = [["Rep", "Calls"], ["Kim Lee", 40], ["Ann Hart", 35]]
sheet.tables.add(sheet["A1:B3"], name="Calls")
sheet["B2:B3"].color = (255, 240, 200)
book.save(path)
book.close()
print(app.books.open(path).sheets[0]["B3"].value)
