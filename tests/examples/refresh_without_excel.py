"""Fill a KPI workbook from a CSV, on a machine without Excel, and read a figure out of it."""

import sys
from datetime import date
from pathlib import Path

import sheetkpi

folder = Path(sys.argv[1])
(folder / "calls.csv").write_text("Date,Rep,Calls,Connects\n2026-11-04,Kim Lee,40,10\n", encoding="utf-8")
book = sheetkpi.new(folder / "KPI.xlsx", "en")
summary = sheetkpi.refresh(book, [folder / "calls.csv"], today=date(2026, 11, 5))
print(summary.sentence("en"))
with sheetkpi.open_book(book) as opened:
    reps = next(table for sheet in opened.sheets for table in sheet.tables if table.name == "RepKPI")
    print(reps.data_body_range.value[0])
